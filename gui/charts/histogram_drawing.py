"""A histogram whose bars select what is in them; the bins are those of the symbology panel."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from gui.charts.drawing import (
    AXIS_PX,
    NO_ROWS,
    TITLE_PX,
    ChartLook,
    Drawing,
    listed,
    paint_x_axis,
    paint_y_values,
)
from gui.language import say
from layers.cartography.distribution import Distribution
from layers.charts import Bars, Rows, ticks
from layers.placement import Names
from spatial.text import Text
from spatial.values import print_number

_LEFT_PX = 48.0
_COUNT = Text("个数", "Count")


class HistogramDrawing(Drawing):
    """Counts in bins of equal width, [a, b), the last one [a, b]; what is selected of a bin is painted in it."""

    def __init__(self, data: Bars, bins: Distribution, names: Names) -> None:
        super().__init__(names)
        self.data, self.bins = data, bins
        number = len(bins.counts)
        self._bin = np.clip(np.searchsorted(bins.edges, data.numbers, side="right") - 1, 0, max(number - 1, 0))
        self.span = (float(bins.edges[0]), float(bins.edges[-1])) if number else (0.0, 1.0)
        self.top = (0.0, float(bins.counts.max()) * 1.08 if number else 1.0)

    def height(self, width: float, least: float) -> float:
        """Return what there is, 200 pixels at least."""
        return max(least, 200.0)

    def _plot(self, area: QRectF) -> QRectF:
        return QRectF(_LEFT_PX, TITLE_PX + 4, area.width() - _LEFT_PX - 14, area.height() - AXIS_PX - 2 * TITLE_PX - 8)

    def _bars(self, plot: QRectF, counts: np.ndarray) -> list[QRectF]:
        edges = plot.left() + (self.bins.edges - self.span[0]) / (self.span[1] - self.span[0]) * plot.width()
        heights = counts / self.top[1] * plot.height()
        return [
            QRectF(edges[i] + 0.5, plot.bottom() - heights[i], max(edges[i + 1] - edges[i] - 1, 1.0), heights[i])
            for i in range(len(counts))
        ]

    def paint(self, painter: QPainter, area: QRectF, look: ChartLook, visible: QRectF) -> None:
        """Paint axes, bars, and in them what is selected."""
        plot = self._plot(area)
        paint_x_axis(painter, plot, self.span, look, say(self.data.field.title))
        whole = tuple(each for each in ticks(*self.top, most=max(int(plot.height() / 40), 2)) if each == int(each))
        paint_y_values(painter, plot, self.top, look, whole)
        painter.drawText(QRectF(4, 0, plot.right(), TITLE_PX), int(Qt.AlignmentFlag.AlignVCenter), say(_COUNT))
        chosen = np.bincount(
            self._bin, weights=look.selected[self.data.rows].astype(float), minlength=len(self.bins.counts)
        )
        for counts, colour in ((self.bins.counts, look.plain()), (chosen, look.accent())):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            for bar in self._bars(plot, np.asarray(counts)):
                painter.drawRect(bar)
        painter.setPen(QPen(look.ink(), 1))
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())

    def _bin_at(self, x_px: float, plot: QRectF) -> int:
        value = self.span[0] + (x_px - plot.left()) / max(plot.width(), 1.0) * (self.span[1] - self.span[0])
        return int(np.searchsorted(self.bins.edges, value, side="right")) - 1

    def rows_at(self, at: QPointF, area: QRectF) -> Rows:
        """Return what is in the bin under a place."""
        place = self._bin_at(at.x(), self._plot(area))
        return (
            np.asarray(np.sort(self.data.rows[self._bin == place])) if 0 <= place < len(self.bins.counts) else NO_ROWS
        )

    def rows_in(self, box: QRectF, area: QRectF) -> Rows:
        """Return what is in the bins that a box crosses."""
        plot = self._plot(area)
        first, last = self._bin_at(box.left(), plot), self._bin_at(box.right(), plot)
        return np.asarray(np.sort(self.data.rows[(self._bin >= first) & (self._bin <= last)]))

    def words(self, rows: Rows) -> Text:
        """Return the ends of the bin, its count, and names."""
        if not len(rows):
            return Text("")
        place = int(self._bin[np.flatnonzero(self.data.rows == rows[0])[0]])
        low, high = (print_number(float(each), 6) for each in self.bins.edges[place : place + 2])
        end = "]" if place == len(self.bins.counts) - 1 else ")"
        names = listed(self.names, rows, 5)
        text = f"[{low}, {high}{end}"
        return Text(f"{text}：{len(rows)} 个（{names.zh}）", f"{text}: {len(rows)} ({names.to('en')})")

    def order(self) -> Rows:
        """Return the rows from low to high."""
        return self.data.rows[::-1]

    def place_of(self, row: int, area: QRectF) -> QPointF:
        """Return the foot of the bin of a row."""
        plot = self._plot(area)
        place = int(self._bin[np.flatnonzero(self.data.rows == row)[0]])
        return self._bars(plot, self.bins.counts)[place].center()
