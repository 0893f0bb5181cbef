"""A curve of a result with its envelope and a marked level."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from gui.charts.drawing import AXIS_PX, NO_ROWS, TITLE_PX, ChartLook, Drawing, paint_x_axis, paint_y_axis, spread
from gui.language import say
from layers.charts import Rows
from layers.placement import Names
from layers.results.curves import Curve, Floats
from spatial.text import Text


class CurveDrawing(Drawing):
    """Rows are the places along the curve; the words say its value and envelope there."""

    def __init__(self, curve: Curve) -> None:
        super().__init__(Names([], []))
        self.curve = curve
        self._x, (low, high) = curve.spans()
        self._y = spread(low, high)
        if self._x[1] <= self._x[0]:
            self._x = spread(*self._x)

    def height(self, width: float, least: float) -> float:
        """Return what there is."""
        return max(least, 150.0)

    def _plot(self, area: QRectF) -> QRectF:
        return QRectF(60, TITLE_PX, max(area.width() - 76, 20), max(area.height() - TITLE_PX * 2 - AXIS_PX, 20))

    def _across(self, value: float, plot: QRectF) -> float:
        return plot.bottom() - (value - self._y[0]) / (self._y[1] - self._y[0]) * plot.height()

    def _line(self, y: Floats, plot: QRectF) -> list[QPointF]:
        x_px = plot.left() + (self.curve.x - self._x[0]) / (self._x[1] - self._x[0]) * plot.width()
        y_px = plot.bottom() - (y - self._y[0]) / (self._y[1] - self._y[0]) * plot.height()
        return [QPointF(x, y) for x, y in zip(x_px.tolist(), y_px.tolist(), strict=True)]

    def paint(self, painter: QPainter, area: QRectF, look: ChartLook, visible: QRectF) -> None:
        """Paint axes, envelope, level and curve."""
        plot, curve = self._plot(area), self.curve
        paint_x_axis(painter, plot, self._x, look, say(curve.axis))
        paint_y_axis(painter, plot, self._y, look, say(curve.name))
        if curve.low is not None and curve.high is not None:
            painter.setPen(QPen(look.quiet(), 0.5))
            painter.setBrush(QColor(128, 128, 128, 70))
            painter.drawPolygon(QPolygonF([*self._line(curve.low, plot), *self._line(curve.high, plot)[::-1]]))
        observed = self._line(curve.y, plot)
        painter.setPen(QPen(look.plain(), 2))
        painter.drawPolyline(QPolygonF(observed))
        if curve.level is not None:
            self._paint_level(painter, plot, look)
        if 0 <= look.hover < len(observed):
            painter.setPen(QPen(look.accent(), 1))
            x_px = observed[look.hover].x()
            painter.drawLine(QPointF(x_px, plot.top()), QPointF(x_px, plot.bottom()))

    def _paint_level(self, painter: QPainter, plot: QRectF, look: ChartLook) -> None:
        assert self.curve.level is not None
        y_px, words = self._across(self.curve.level, plot), say(self.curve.level_words)
        painter.setPen(QPen(look.accent() if words else look.ink(), 1.2, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(plot.left(), y_px), QPointF(plot.right(), y_px))
        if words:
            box = QRectF(plot.left() + 6, y_px - TITLE_PX, plot.width() - 8, TITLE_PX)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), words)

    def rows_at(self, at: QPointF, area: QRectF) -> Rows:
        """Return the nearest place along the curve."""
        plot = self._plot(area)
        if not plot.contains(at):
            return NO_ROWS
        x = self._x[0] + (at.x() - plot.left()) / plot.width() * (self._x[1] - self._x[0])
        return np.array([int(np.abs(self.curve.x - x).argmin())], np.int64)

    def rows_in(self, box: QRectF, area: QRectF) -> Rows:
        """Return nothing: places along a curve are no features."""
        return NO_ROWS

    def words(self, rows: Rows) -> Text:
        """Return the value and its envelope."""
        if not len(rows):
            return Text("")
        words = self.curve.words(int(rows[0]))
        return Text(words, words)

    def order(self) -> Rows:
        """Return the places from left to right."""
        return np.arange(len(self.curve.x))

    def place_of(self, row: int, area: QRectF) -> QPointF:
        """Return where a place of the curve is."""
        return self._line(self.curve.y, self._plot(area))[row]
