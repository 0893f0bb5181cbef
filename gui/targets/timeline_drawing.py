"""The facilities on a line of time: bars from start to completion, marks of years, sections for those without one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from gui.charts.drawing import NO_ROWS, ChartLook, Drawing
from gui.language import say
from layers.charts import Rows
from layers.indicators.facility_years import wording
from layers.placement import Names
from layers.results.facility_timeline import KIND_NAMES, Entry, years_of
from spatial.text import Text

ROW_PX = 26.0
_HEAD_PX = 26.0
_SECTION_PX = 24.0
_BUILT, _PLANNED = QColor("#2e8b62"), QColor("#2f7fb5")


class TimelineDrawing(Drawing):
    """One line for each entry; those without a year stand below in sections of their own.

    Parameters
    ----------
    entries
        As `layers.results.facility_timeline.timeline` orders them.
    year
        The year of the filter, drawn as a line; None for none.
    """

    def __init__(self, entries: Sequence[Entry], names: Names, year: int | None = None) -> None:
        super().__init__(names)
        self.entries, self.year = tuple(entries), year
        self.years = years_of(entries)
        self.sections: list[tuple[Text, float]] = []
        self.tops: list[float] = []
        top, before = _HEAD_PX, ""
        for entry in self.entries:
            section = entry.kind if entry.kind in ("built", "planned") else "dated"
            if section != before and section != "dated":
                self.sections.append((KIND_NAMES[entry.kind], top))
                top += _SECTION_PX
            before = section
            self.tops.append(top)
            top += ROW_PX
        self._height = top + 6

    def height(self, width: float, least: float) -> float:
        """Return a line for each facility, the years and the headings."""
        return self._height

    def _plot(self, area: QRectF) -> QRectF:
        names = min(area.width() * 0.40, 240.0)
        return QRectF(names + 14, _HEAD_PX, max(area.width() - names - 34, 40.0), self._height - _HEAD_PX)

    def _x(self, year: float, plot: QRectF) -> float:
        first, last = self.years[0], self.years[-1]
        return plot.left() + (year - first + 0.5) / (last - first + 1) * plot.width()

    def paint(self, painter: QPainter, area: QRectF, look: ChartLook, visible: QRectF) -> None:
        """Paint years, headings and the lines."""
        if not self.entries:
            return
        plot = self._plot(area)
        self._paint_years(painter, plot, look)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        for words, top in self.sections:
            painter.setPen(look.palette.placeholderText().color())
            painter.drawText(QRectF(6, top, area.width() - 12, _SECTION_PX), middle, say(words))
        metrics = painter.fontMetrics()
        for row, entry in enumerate(self.entries):
            top = self.tops[row]
            chosen = bool(look.selected[row]) if row < len(look.selected) else False
            if row == look.hover:
                painter.fillRect(QRectF(0, top, area.width(), ROW_PX), QColor(128, 128, 128, 45))
            painter.setPen(look.accent() if chosen else look.ink())
            width = int(plot.left() - 16)
            name = metrics.elidedText(say(self.names[row]), Qt.TextElideMode.ElideRight, width)
            painter.drawText(QRectF(8, top, width, ROW_PX), middle, name)
            self._paint_entry(painter, plot, entry, top + ROW_PX / 2, look.accent() if chosen else None)
            painter.setPen(look.ink())
            self._paint_wording(painter, plot, entry, top + ROW_PX / 2)

    def _paint_years(self, painter: QPainter, plot: QRectF, look: ChartLook) -> None:
        right, metrics = -1e9, painter.fontMetrics()
        for year in self.years:
            x_px = self._x(year, plot)
            painter.setPen(QPen(look.quiet(), 1))
            painter.drawLine(QPointF(x_px, plot.top()), QPointF(x_px, plot.bottom()))
            width = metrics.horizontalAdvance(str(year))
            if x_px - width / 2 > right + 4:
                painter.setPen(look.ink())
                box = QRectF(x_px - width, 0, 2 * width, _HEAD_PX)
                painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), str(year))
                right = x_px + width / 2
        if self.year is not None and self.years[0] <= self.year <= self.years[-1]:
            x_px = self._x(self.year + 0.5, plot)
            painter.setPen(QPen(look.accent(), 2, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x_px, plot.top() - 4), QPointF(x_px, plot.bottom()))

    def _paint_entry(self, painter: QPainter, plot: QRectF, entry: Entry, y_px: float, accent: QColor | None) -> None:
        colour = _BUILT if self._built(entry) else _PLANNED
        painter.setPen(QPen(accent or colour, 2.4 if accent else 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        bar = self._bar(entry, plot, y_px)
        if entry.start is not None and entry.end is not None:
            tint = QColor(colour)
            tint.setAlpha(60)
            painter.setBrush(tint)
            painter.drawRoundedRect(bar, 4, 4)
        elif entry.end is not None:
            painter.setBrush(colour)
            painter.drawPolygon(_shape(bar.center(), ((0, -7), (7, 0), (0, 7), (-7, 0))))
        elif entry.kind == "built":
            painter.drawPolygon(_shape(QPointF(bar.right() - 8, y_px), ((0, -6), (8, 0), (0, 6))))
            painter.setPen(QPen(painter.pen().color(), 1.6, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(bar.left(), y_px), QPointF(bar.right() - 8, y_px))
        else:
            painter.drawEllipse(bar.center(), 5, 5)

    def _bar(self, entry: Entry, plot: QRectF, y_px: float) -> QRectF:
        """Return what an entry takes of its line: from start to end, one mark, or up to the year of the list."""
        if entry.end is not None:
            left = self._x(entry.start - 0.5, plot) if entry.start is not None else self._x(entry.end, plot) - 8
            right = self._x(entry.end + 0.5, plot) if entry.start is not None else self._x(entry.end, plot) + 8
            return QRectF(left, y_px - 9, right - left, 18)
        if entry.kind == "built":
            return QRectF(plot.left(), y_px - 9, self._x(entry.facility.listed_in + 0.5, plot) - plot.left(), 18)
        return QRectF(plot.left(), y_px - 9, 12, 18)

    def _paint_wording(self, painter: QPainter, plot: QRectF, entry: Entry, y_px: float) -> None:
        """Write what the plan says into the bar, behind the mark, or before it where there is no room behind."""
        words, bar = say(wording(entry.facility)), self._bar(entry, plot, y_px)
        width = painter.fontMetrics().horizontalAdvance(words)
        left = bar.right() + 5
        if entry.start is not None and width <= bar.width() - 8:
            left = bar.left() + 6
        elif left + width > plot.right() + 16:
            left = max(bar.left() - 6 - width, plot.left())
        painter.drawText(QRectF(left, y_px - ROW_PX / 2, width + 2, ROW_PX), int(Qt.AlignmentFlag.AlignVCenter), words)

    def _built(self, entry: Entry) -> bool:
        return entry.facility.built_by(self.year if self.year is not None else entry.facility.listed_in) is True

    def rows_at(self, at: QPointF, area: QRectF) -> Rows:
        """Return the facility on whose line the place lies."""
        row = next((row for row, top in enumerate(self.tops) if top <= at.y() < top + ROW_PX), -1)
        return np.array([row], np.int64) if row >= 0 else NO_ROWS

    def rows_in(self, box: QRectF, area: QRectF) -> Rows:
        """Return the facilities whose lines the box crosses."""
        found = [row for row, top in enumerate(self.tops) if top < box.bottom() and top + ROW_PX > box.top()]
        return np.array(found, np.int64)

    def words(self, rows: Rows) -> Text:
        """Return the wording of the plan and what was read from it."""
        return self.entries[int(rows[0])].words if len(rows) else Text("")

    def order(self) -> Rows:
        """Return the rows from the top."""
        return np.arange(len(self.entries), dtype=np.int64)

    def place_of(self, row: int, area: QRectF) -> QPointF:
        """Return the middle of the line of a row."""
        return QPointF(self._plot(area).left(), self.tops[row] + ROW_PX / 2)


def _shape(at: QPointF, corners: Sequence[tuple[float, float]]) -> QPolygonF:
    return QPolygonF([QPointF(at.x() + dx, at.y() + dy) for dx, dy in corners])
