"""Ordered bars with their intervals: densities of zones, the densest first."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gui.charts.drawing import AXIS_PX, NO_ROWS, TITLE_PX, ChartLook, Drawing, named, paint_x_axis
from gui.language import say
from layers.charts import Rows
from layers.placement import Names
from layers.results.result_tables import cell_words
from layers.results.zone_comparison import ZoneComparison
from spatial.text import Text

ROW_PX = 24.0
_VALUE_PX = 78.0
_COMPARED = 100


class IntervalDrawing(Drawing):
    """One bar for each row of a comparison; the whisker is its interval. A row without an area has no bar."""

    def __init__(self, comparison: ZoneComparison) -> None:
        super().__init__(Names([n.zh for n in comparison.names], [n.to("en") for n in comparison.names]))
        self.comparison = comparison
        self._order = np.array(comparison.order(), dtype=np.int64)
        self._place = {int(row): place for place, row in enumerate(self._order)}
        rows = comparison.table.rows
        ends = [each for row in rows for each in (row.ci_high, row.density_per_km2) if each is not None]
        self.span = (0.0, max([*ends, 0.0]) or 1.0)

    def height(self, width: float, least: float) -> float:
        """Return a line for each bar, and the axis."""
        return len(self._order) * ROW_PX + AXIS_PX + TITLE_PX + 8

    def _plot(self, area: QRectF) -> QRectF:
        names = min(area.width() * 0.5, 200.0)
        return QRectF(names, 4, max(area.width() - names - _VALUE_PX, 20.0), len(self._order) * ROW_PX)

    def _x(self, value: float, plot: QRectF) -> float:
        return plot.left() + (value - self.span[0]) / (self.span[1] - self.span[0]) * plot.width()

    def paint(self, painter: QPainter, area: QRectF, look: ChartLook, visible: QRectF) -> None:
        """Paint the bars that are seen."""
        plot = self._plot(area)
        title = Text("密度（每 km²），须线为 95% 区间", "per km², 95 % interval")
        paint_x_axis(painter, plot, self.span, look, "")
        below = QRectF(4, plot.bottom() + AXIS_PX - 2, area.width() - 8, TITLE_PX)
        painter.setPen(look.ink())
        painter.drawText(below, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), say(title))
        elide = self._elide(painter, plot)
        first = max(int((visible.top() - plot.top()) // ROW_PX), 0)
        last = min(int((visible.bottom() - plot.top()) // ROW_PX) + 1, len(self._order))
        for place in range(first, last):
            row, top = int(self._order[place]), plot.top() + place * ROW_PX
            if row == look.hover:
                painter.fillRect(QRectF(0, top, area.width(), ROW_PX), QColor(128, 128, 128, 45))
            self._paint_bar(painter, row, top, plot, look)
            self._paint_words(painter, row, QRectF(plot.left(), top, plot.width(), ROW_PX), look, elide)
        painter.setPen(QPen(look.ink(), 1))
        painter.drawLine(plot.topLeft(), plot.bottomLeft())

    def _paint_bar(self, painter: QPainter, row: int, top: float, plot: QRectF, look: ChartLook) -> None:
        figures = self.comparison.table.rows[row]
        if figures.density_per_km2 is None:
            return
        chosen = bool(look.selected[row])
        painter.setPen(QPen(look.accent(), 2) if chosen else QPen(look.ink(), 0.5))
        painter.setBrush(look.fill(row))
        x_px = self._x(figures.density_per_km2, plot)
        painter.drawRect(QRectF(plot.left(), top + 4, max(x_px - plot.left(), 1.0), ROW_PX - 8))
        if figures.ci_low is not None and figures.ci_high is not None:
            painter.setPen(QPen(look.ink(), 1.4))
            low, high, middle = self._x(figures.ci_low, plot), self._x(figures.ci_high, plot), top + ROW_PX / 2
            painter.drawLine(QPointF(low, middle), QPointF(high, middle))
            for end in (low, high):
                painter.drawLine(QPointF(end, middle - 4), QPointF(end, middle + 4))

    def _elide(self, painter: QPainter, plot: QRectF) -> Qt.TextElideMode:
        """Return where names are cut so that no two of the first read the same: in the middle, else at the front."""
        shown = {named(self.names, int(row)) for row in self._order[:_COMPARED]}
        for mode in (Qt.TextElideMode.ElideMiddle, Qt.TextElideMode.ElideLeft):
            if len({painter.fontMetrics().elidedText(each, mode, int(plot.left() - 10)) for each in shown}) == len(
                shown
            ):
                return mode
        return Qt.TextElideMode.ElideMiddle

    def _paint_words(self, painter: QPainter, row: int, line: QRectF, look: ChartLook, elide: Qt.TextElideMode) -> None:
        figures = self.comparison.table.rows[row]
        painter.setPen(look.accent() if look.selected[row] else look.ink())
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        width = int(line.left() - 10)
        name = painter.fontMetrics().elidedText(named(self.names, row), elide, width)
        painter.drawText(QRectF(4, line.top(), width, ROW_PX), middle, name)
        figure = cell_words(figures.density_per_km2, "zh", 3)
        painter.drawText(QRectF(line.right() + 6, line.top(), _VALUE_PX - 8, ROW_PX), middle, figure)

    def rows_at(self, at: QPointF, area: QRectF) -> Rows:
        """Return the bar on whose line the place lies."""
        place = int((at.y() - self._plot(area).top()) // ROW_PX)
        return self._order[place : place + 1] if 0 <= place < len(self._order) else NO_ROWS

    def rows_in(self, box: QRectF, area: QRectF) -> Rows:
        """Return the bars whose lines the box crosses."""
        top = self._plot(area).top()
        first, last = int((box.top() - top) // ROW_PX), int((box.bottom() - top) // ROW_PX) + 1
        return self._order[max(first, 0) : max(min(last, len(self._order)), 0)]

    def words(self, rows: Rows) -> Text:
        """Return name, count, density and interval."""
        if not len(rows):
            return Text("")
        row = int(rows[0])
        figures, name = self.comparison.table.rows[row], self.names[row]
        density, low, high = (
            cell_words(each, "zh", 6) for each in (figures.density_per_km2, figures.ci_low, figures.ci_high)
        )
        n = cell_words(figures.n, "zh", 9)
        return Text(
            f"{name.zh}：{n} 个点，每平方公里 {density}（{low}–{high}）",
            f"{name.to('en')}: {n} points, {density} per km² ({low}–{high})",
        )

    def order(self) -> Rows:
        """Return the rows from the densest down."""
        return self._order

    def place_of(self, row: int, area: QRectF) -> QPointF:
        """Return the middle of the line of a row."""
        plot = self._plot(area)
        return QPointF(plot.left() + 2, plot.top() + (self._place.get(row, 0) + 0.5) * ROW_PX)
