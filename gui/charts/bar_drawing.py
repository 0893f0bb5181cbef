"""Ordered bars, one per area, with the figure at its end."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from gui.charts.drawing import AXIS_PX, NO_ROWS, TITLE_PX, ChartLook, Drawing, named, paint_x_axis
from gui.language import say
from layers.charts import Bars, Rows
from layers.indicators.units import in_brackets
from layers.placement import Names
from spatial.text import Text
from spatial.values import print_number

ROW_PX = 22.0
MOST = 50_000
_VALUE_PX = 96.0
_ESTIMATE = Text("（预估）", " (est.)")


class BarDrawing(Drawing):
    """Bars from the largest down; estimates are hatched. At most `MOST` are drawn."""

    def __init__(self, data: Bars, names: Names) -> None:
        super().__init__(names)
        self.data = data
        self._count = min(len(data.rows), MOST)
        self._rank = {int(row): place for place, row in enumerate(data.rows[: self._count].tolist())}
        low = min(float(data.numbers.min()), 0.0) if self._count else 0.0
        high = max(float(data.numbers.max()), 0.0) if self._count else 1.0
        self.span = (low, high if high > low else low + 1.0)

    def height(self, width: float, least: float) -> float:
        """Return a line for each bar, and the axis."""
        return self._count * ROW_PX + AXIS_PX + TITLE_PX + 8

    def _plot(self, area: QRectF) -> QRectF:
        names = min(area.width() * 0.36, 190.0)
        return QRectF(names, 4, max(area.width() - names - _VALUE_PX, 20.0), self._count * ROW_PX)

    def paint(self, painter: QPainter, area: QRectF, look: ChartLook, visible: QRectF) -> None:
        """Paint the bars that are seen."""
        plot = self._plot(area)
        paint_x_axis(painter, plot, self.span, look, say(self.data.field.title))
        zero = self._x(0.0, plot)
        first = max(int((visible.top() - plot.top()) // ROW_PX), 0)
        last = min(int((visible.bottom() - plot.top()) // ROW_PX) + 1, self._count)
        metrics = painter.fontMetrics()
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        for place in range(first, last):
            row, number = int(self.data.rows[place]), float(self.data.numbers[place])
            top, x_px = plot.top() + place * ROW_PX, self._x(number, plot)
            if row == look.hover:
                painter.fillRect(QRectF(0, top, area.width(), ROW_PX), QColor(128, 128, 128, 45))
            bar = QRectF(min(zero, x_px), top + 3, max(abs(x_px - zero), 1.0), ROW_PX - 6)
            chosen = bool(look.selected[row])
            painter.setPen(QPen(look.accent(), 2) if chosen else QPen(look.ink(), 0.5))
            painter.setBrush(look.fill(row))
            painter.drawRect(bar)
            if self.data.estimate[place]:
                painter.setBrush(QBrush(QColor(255, 255, 255, 170), Qt.BrushStyle.BDiagPattern))
                painter.drawRect(bar)
            painter.setPen(look.accent() if chosen else look.ink())
            width = int(plot.left() - 10)
            name = metrics.elidedText(named(self.names, row), Qt.TextElideMode.ElideRight, width)
            painter.drawText(QRectF(4, top, width, ROW_PX), middle, name)
            painter.drawText(QRectF(max(x_px, zero) + 5, top, _VALUE_PX, ROW_PX), middle, self._figure(place))
        painter.setPen(QPen(look.ink(), 1))
        painter.drawLine(QPointF(zero, plot.top()), QPointF(zero, plot.bottom()))

    def _x(self, value: float, plot: QRectF) -> float:
        return plot.left() + (value - self.span[0]) / (self.span[1] - self.span[0]) * plot.width()

    def _figure(self, place: int) -> str:
        number = print_number(float(self.data.numbers[place]), 8)
        return number + (say(_ESTIMATE) if self.data.estimate[place] else "")

    def rows_at(self, at: QPointF, area: QRectF) -> Rows:
        """Return the bar on whose line the place lies."""
        place = int((at.y() - self._plot(area).top()) // ROW_PX)
        return self.data.rows[place : place + 1] if 0 <= place < self._count else NO_ROWS

    def rows_in(self, box: QRectF, area: QRectF) -> Rows:
        """Return the bars whose lines the box crosses."""
        top = self._plot(area).top()
        first, last = int((box.top() - top) // ROW_PX), int((box.bottom() - top) // ROW_PX) + 1
        return self.data.rows[max(first, 0) : max(min(last, self._count), 0)]

    def words(self, rows: Rows) -> Text:
        """Return name, figure and rank."""
        if not len(rows):
            return Text("")
        row = int(rows[0])
        place, name = self._rank.get(row, 0), self.names[row]
        number = print_number(float(self.data.numbers[place]), 15)
        estimate = _ESTIMATE if self.data.estimate[place] else Text("", "")
        unit, count = in_brackets(self.data.field.unit), len(self.data.rows)
        return Text(
            f"{name.zh}：{number}{estimate.zh}{unit.zh} · 第 {place + 1} / {count}",
            f"{name.to('en')}: {number}{estimate.en}{unit.en} · {place + 1} of {count}",
        )

    def order(self) -> Rows:
        """Return the rows from the largest down."""
        return self.data.rows[: self._count]

    def place_of(self, row: int, area: QRectF) -> QPointF:
        """Return the middle of the line of a row."""
        plot = self._plot(area)
        return QPointF(plot.left(), plot.top() + (self._rank.get(row, 0) + 0.5) * ROW_PX)


def shortened(data: Bars, most: int) -> Bars:
    """Return the first bars only, for a picture."""
    return Bars(data.field, data.rows[:most], data.numbers[:most], np.asarray(data.estimate[:most]), data.left)
