"""The L function of a pattern with its envelope: L(r) - r against the distance."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from gui.charts.drawing import AXIS_PX, NO_ROWS, TITLE_PX, ChartLook, Drawing, paint_x_axis, paint_y_axis, spread
from gui.language import say
from layers.charts import Rows
from layers.placement import Names
from spatial.statistics.ripley import RipleyK
from spatial.text import Text


class CurveDrawing(Drawing):
    """Rows are the distances; the words say L and its envelope there."""

    def __init__(self, k: RipleyK) -> None:
        super().__init__(Names([], []))
        self.k = k
        low = k.l_low if k.l_low is not None else k.l_m
        high = k.l_high if k.l_high is not None else k.l_m
        self._curves = k.l_m - k.r_m, low - k.r_m, high - k.r_m
        every = np.concatenate(self._curves)
        self._x, self._y = (0.0, float(k.r_m[-1])), spread(float(every.min()), float(every.max()))

    def height(self, width: float, least: float) -> float:
        """Return what there is."""
        return max(least, 150.0)

    def _plot(self, area: QRectF) -> QRectF:
        return QRectF(60, TITLE_PX, max(area.width() - 76, 20), max(area.height() - TITLE_PX * 2 - AXIS_PX, 20))

    def _line(self, y: np.ndarray, plot: QRectF) -> list[QPointF]:
        x_px = plot.left() + (self.k.r_m - self._x[0]) / (self._x[1] - self._x[0]) * plot.width()
        y_px = plot.bottom() - (y - self._y[0]) / (self._y[1] - self._y[0]) * plot.height()
        return [QPointF(x, y) for x, y in zip(x_px.tolist(), y_px.tolist(), strict=True)]

    def paint(self, painter: QPainter, area: QRectF, look: ChartLook, visible: QRectF) -> None:
        """Paint axes, envelope, and the curve."""
        plot = self._plot(area)
        paint_x_axis(painter, plot, self._x, look, say(Text("距离 r（米）", "Distance r (m)")))
        paint_y_axis(painter, plot, self._y, look, "L(r) − r")
        observed, low, high = (self._line(each, plot) for each in self._curves)
        painter.setPen(QPen(look.quiet(), 0.5))
        painter.setBrush(QColor(128, 128, 128, 70))
        painter.drawPolygon(QPolygonF([*low, *high[::-1]]))
        painter.setPen(QPen(look.plain(), 2))
        painter.drawPolyline(QPolygonF(observed))
        if look.hover >= 0:
            painter.setPen(QPen(look.accent(), 1))
            x_px = observed[look.hover].x()
            painter.drawLine(QPointF(x_px, plot.top()), QPointF(x_px, plot.bottom()))

    def rows_at(self, at: QPointF, area: QRectF) -> Rows:
        """Return the nearest distance."""
        plot = self._plot(area)
        if not plot.contains(at):
            return NO_ROWS
        r = (at.x() - plot.left()) / plot.width() * self._x[1]
        return np.array([int(np.abs(self.k.r_m - r).argmin())], np.int64)

    def rows_in(self, box: QRectF, area: QRectF) -> Rows:
        """Return nothing: distances are no features."""
        return NO_ROWS

    def words(self, rows: Rows) -> Text:
        """Return L and its envelope."""
        if not len(rows):
            return Text("")
        row = int(rows[0])
        words = f"r = {self.k.r_m[row]:,.0f} m: L = {self.k.l_m[row]:,.0f} m"
        if self.k.l_low is not None and self.k.l_high is not None:
            words += f" ({self.k.l_low[row]:,.0f}–{self.k.l_high[row]:,.0f})"
        return Text(words, words)

    def order(self) -> Rows:
        """Return the distances from the shortest on."""
        return np.arange(len(self.k.r_m))

    def place_of(self, row: int, area: QRectF) -> QPointF:
        """Return the place of a distance on the curve."""
        return self._line(self._curves[0], self._plot(area))[row]
