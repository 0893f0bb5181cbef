"""A box for each group: quartiles, whiskers to 1.5 interquartile ranges, and every area as a point while few."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from gui.charts.drawing import AXIS_PX, NO_ROWS, TITLE_PX, ChartLook, Drawing, listed, paint_x_axis, spread
from gui.language import say
from layers.charts import Boxes, Rows
from layers.indicators.units import in_brackets
from layers.placement import Names
from spatial.text import Text
from spatial.values import print_number

ROW_PX = 64.0
POINTS = 2_000
REACH_PX = 7.0


class BoxDrawing(Drawing):
    """Boxes one under the other, on one axis."""

    def __init__(self, data: Boxes, names: Names) -> None:
        super().__init__(names)
        self.data = data
        ends = [float(each) for box in data.boxes for each in (box.numbers[0], box.numbers[-1])]
        self.span = spread(min(ends), max(ends)) if ends else (0.0, 1.0)
        numbers = [each.numbers for each in data.boxes]
        rows = [each.rows for each in data.boxes]
        self._rows = np.concatenate(rows) if rows else NO_ROWS
        self._numbers = np.concatenate(numbers) if numbers else np.empty(0)
        self._group = np.repeat(np.arange(len(rows)), [len(each) for each in rows]) if rows else NO_ROWS

    def height(self, width: float, least: float) -> float:
        """Return a strip for each group, and the axis."""
        return len(self.data.boxes) * ROW_PX + AXIS_PX + TITLE_PX + 8

    def _plot(self, area: QRectF) -> QRectF:
        names = min(area.width() * 0.3, 150.0)
        return QRectF(names, 4, max(area.width() - names - 24, 20.0), len(self.data.boxes) * ROW_PX)

    def _x(self, value: float, plot: QRectF) -> float:
        return plot.left() + (value - self.span[0]) / (self.span[1] - self.span[0]) * plot.width()

    def paint(self, painter: QPainter, area: QRectF, look: ChartLook, visible: QRectF) -> None:
        """Paint axis, boxes, and points."""
        plot = self._plot(area)
        paint_x_axis(painter, plot, self.span, look, say(self.data.field.title))
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)
        for place, box in enumerate(self.data.boxes):
            top = plot.top() + place * ROW_PX
            middle = top + 20
            painter.setPen(look.ink())
            words = f"{say(box.name)}\nn = {len(box.rows)}"
            painter.drawText(QRectF(4, top, plot.left() - 10, ROW_PX), flags, words)
            low, half, high = (self._x(each, plot) for each in box.quartiles)
            ends = [self._x(each, plot) for each in box.whiskers]
            painter.setPen(QPen(look.ink(), 1.4))
            painter.drawLine(QPointF(ends[0], middle), QPointF(low, middle))
            painter.drawLine(QPointF(high, middle), QPointF(ends[1], middle))
            for end in ends:
                painter.drawLine(QPointF(end, middle - 6), QPointF(end, middle + 6))
            painter.setBrush(look.quiet())
            painter.drawRect(QRectF(low, middle - 11, max(high - low, 1.0), 22))
            painter.setPen(QPen(look.ink(), 2.6))
            painter.drawLine(QPointF(half, middle - 11), QPointF(half, middle + 11))
        self._paint_points(painter, area, look)

    def _shown(self, look: ChartLook | None = None) -> Rows:
        """Return the places of the points that are drawn: all while they are few, else outliers and selected ones."""
        if len(self._rows) <= POINTS:
            return np.arange(len(self._rows))
        outside = np.concatenate([np.isin(self._rows, box.outliers).nonzero()[0] for box in self.data.boxes])
        chosen = np.flatnonzero(look.selected[self._rows]) if look is not None else NO_ROWS
        return np.asarray(np.unique(np.concatenate([outside[:POINTS], chosen[:POINTS]])))

    def _point(self, place: int, plot: QRectF) -> QPointF:
        return QPointF(self._x(float(self._numbers[place]), plot), plot.top() + int(self._group[place]) * ROW_PX + 44)

    def _paint_points(self, painter: QPainter, area: QRectF, look: ChartLook) -> None:
        plot = self._plot(area)
        shown = self._shown(look)
        chosen = look.selected[self._rows[shown]] if len(shown) else np.empty(0, bool)
        for place in shown[np.argsort(chosen, kind="stable")].tolist():
            row = int(self._rows[place])
            marked = bool(look.selected[row])
            painter.setPen(QPen(look.accent() if marked else look.ink(), 2.0 if marked else 0.6))
            painter.setBrush(look.fill(row))
            painter.drawEllipse(self._point(place, plot), *((5.5, 5.5) if row == look.hover else (4.0, 4.0)))

    def rows_at(self, at: QPointF, area: QRectF) -> Rows:
        """Return the nearest point within reach, else the whole group whose box was hit."""
        plot = self._plot(area)
        group = int((at.y() - plot.top()) // ROW_PX)
        if not 0 <= group < len(self.data.boxes) or at.y() < plot.top():
            return NO_ROWS
        shown = self._shown()
        shown = shown[self._group[shown] == group] if len(shown) else shown
        if len(shown) and at.y() > plot.top() + group * ROW_PX + 34:
            away = [abs(self._point(int(place), plot).x() - at.x()) for place in shown]
            nearest = int(np.argmin(away))
            return self._rows[shown[nearest] : shown[nearest] + 1] if away[nearest] <= REACH_PX else NO_ROWS
        box = self.data.boxes[group]
        low, _, high = (self._x(each, plot) for each in box.quartiles)
        named = at.x() < plot.left()
        return box.rows if named or low - 3 <= at.x() <= high + 3 else NO_ROWS

    def rows_in(self, box: QRectF, area: QRectF) -> Rows:
        """Return what lies in a box, by its figure and its group."""
        plot = self._plot(area)
        x_px = plot.left() + (self._numbers - self.span[0]) / (self.span[1] - self.span[0]) * plot.width()
        top = plot.top() + self._group * ROW_PX
        inside = (x_px >= box.left()) & (x_px <= box.right()) & (top <= box.bottom()) & (top + ROW_PX >= box.top())
        return np.asarray(np.sort(self._rows[inside]))

    def words(self, rows: Rows) -> Text:
        """Return the figure of one area, or the quartiles of a group."""
        unit = in_brackets(self.data.field.unit)
        if len(rows) == 1:
            place = int(np.flatnonzero(self._rows == rows[0])[0])
            number, name = print_number(float(self._numbers[place]), 15), self.names[int(rows[0])]
            return Text(f"{name.zh}：{number}{unit.zh}", f"{name.to('en')}: {number}{unit.en}")
        for box in self.data.boxes:
            if len(rows) and len(box.rows) == len(rows) and bool((box.rows == rows).all()):
                low, half, high = (print_number(each, 6) for each in box.quartiles)
                return Text(
                    f"{box.name.zh}：{len(rows)} 个，中位数 {half}，四分位 {low} 至 {high}{unit.zh}",
                    f"{box.name.to('en')}: {len(rows)}, median {half}, quartiles {low} to {high}{unit.en}",
                )
        return listed(self.names, rows) if len(rows) else Text("")

    def order(self) -> Rows:
        """Return the rows group by group, from low to high."""
        return self._rows

    def place_of(self, row: int, area: QRectF) -> QPointF:
        """Return the point of a row."""
        return self._point(int(np.flatnonzero(self._rows == row)[0]), self._plot(area))
