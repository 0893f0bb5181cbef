"""How many facilities each area has built by each year: bars in groups, the new ones of a year on top."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gui.charts.drawing import NO_ROWS, ChartLook, Drawing
from gui.language import say
from layers.charts import Rows
from layers.indicators.facility_years import YearCount
from layers.placement import Names
from layers.results.facility_timeline import Entry
from spatial.text import Text

_COLOURS = ("#3d7ea6", "#c77b30", "#5c8a4a", "#8a6bb0", "#a05050")
_FOOT_PX, _KEY_PX = 22.0, 22.0


class CountsDrawing(Drawing):
    """Bars by year and area; a bar stands for the facilities of its area that are built by its year.

    Parameters
    ----------
    counts
        Of each area and year.
    entries, names
        The facilities, in the order of the rows.
    areas
        Names of the areas by id.
    """

    def __init__(
        self, counts: Sequence[YearCount], entries: Sequence[Entry], names: Names, areas: Mapping[str, Text]
    ) -> None:
        super().__init__(names)
        self.entries, self.areas = tuple(entries), areas
        self.years = tuple(sorted({each.year for each in counts}))
        self.order_of = tuple(dict.fromkeys(each.area for each in counts))
        self.counts = {(each.area, each.year): each for each in counts}
        self.most = max((each.built for each in counts), default=1) or 1

    def height(self, width: float, least: float) -> float:
        """Return what there is, at least room for bars and words."""
        return max(least, 130.0)

    def _plot(self, area: QRectF) -> QRectF:
        key = _KEY_PX * len(self.order_of)
        return QRectF(10, key + 18, area.width() - 20, max(area.height() - key - 18 - _FOOT_PX, 30.0))

    def _bar(self, area_id: str, year: int, plot: QRectF) -> QRectF:
        group = plot.width() / max(len(self.years), 1)
        width = group * 0.78 / max(len(self.order_of), 1)
        left = plot.left() + self.years.index(year) * group + group * 0.11 + self.order_of.index(area_id) * width
        high = self.counts[area_id, year].built / self.most * plot.height()
        return QRectF(left, plot.bottom() - high, max(width - 1.5, 1.0), high)

    def paint(self, painter: QPainter, area: QRectF, look: ChartLook, visible: QRectF) -> None:
        """Paint the key, the bars with their counts, and the years."""
        if not self.years:
            return
        plot, metrics = self._plot(area), painter.fontMetrics()
        for place, name in enumerate(self.order_of):
            top = place * _KEY_PX
            painter.fillRect(QRectF(10, top + 6, 12, 12), QColor(_COLOURS[place % len(_COLOURS)]))
            painter.setPen(look.ink())
            words = say(self.areas.get(name, Text(name, name)))
            painter.drawText(QRectF(28, top, area.width() - 34, _KEY_PX), int(Qt.AlignmentFlag.AlignVCenter), words)
        for (name, year), count in self.counts.items():
            bar = self._bar(name, year, plot)
            colour = QColor(_COLOURS[self.order_of.index(name) % len(_COLOURS)])
            painter.fillRect(bar, colour)
            if count.new:
                cap = bar.height() * count.new / max(count.built, 1)
                painter.fillRect(QRectF(bar.left(), bar.top(), bar.width(), cap), colour.lighter(145))
            if self._is_hovered(name, year, look):
                painter.setPen(QPen(look.accent(), 2))
                painter.drawRect(bar)
            words = "?" if count.unknown and not count.built else str(count.built)
            if bar.width() + 8 >= metrics.horizontalAdvance(words):
                painter.setPen(look.ink())
                box = QRectF(bar.left() - 10, bar.top() - 18, bar.width() + 20, 18)
                painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)
        painter.setPen(QPen(look.ink(), 1))
        painter.drawLine(QPointF(plot.left(), plot.bottom()), QPointF(plot.right(), plot.bottom()))
        self._paint_years(painter, plot, look)

    def _paint_years(self, painter: QPainter, plot: QRectF, look: ChartLook) -> None:
        metrics, group = painter.fontMetrics(), plot.width() / len(self.years)
        right = -1e9
        painter.setPen(look.ink())
        for place, year in enumerate(self.years):
            x_px, width = plot.left() + (place + 0.5) * group, metrics.horizontalAdvance(str(year))
            if x_px - width / 2 > right + 3:
                box = QRectF(x_px - width, plot.bottom() + 2, 2 * width, _FOOT_PX)
                painter.drawText(box, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop), str(year))
                right = x_px + width / 2

    def _is_hovered(self, name: str, year: int, look: ChartLook) -> bool:
        """Say whether the facility under the mouse came with this bar."""
        if not 0 <= look.hover < len(self.entries):
            return False
        entry = self.entries[look.hover]
        return entry.end == year and name in entry.facility.areas

    def _at(self, at: QPointF, area: QRectF) -> tuple[str, int] | None:
        plot = self._plot(area)
        group = plot.width() / max(len(self.years), 1)
        place = int((at.x() - plot.left()) // group)
        if not 0 <= place < len(self.years) or not plot.top() - 18 <= at.y() <= area.bottom():
            return None
        within = (at.x() - plot.left()) / group - place
        bar = int((within - 0.11) / 0.78 * len(self.order_of))
        return (self.order_of[bar], self.years[place]) if 0 <= bar < len(self.order_of) else None

    def rows_at(self, at: QPointF, area: QRectF) -> Rows:
        """Return the facilities that the bar counts."""
        found = self._at(at, area)
        if found is None:
            return NO_ROWS
        name, year = found
        inside = [
            row
            for row, entry in enumerate(self.entries)
            if name in entry.facility.areas and entry.facility.built_by(year) is True
        ]
        self._words = self._counted(name, year)
        return np.array(inside, np.int64)

    def _counted(self, name: str, year: int) -> Text:
        count, area = self.counts[name, year], self.areas.get(name, Text(name, name))
        more = (
            Text(f"，{count.unknown} 项年份不详", f", {count.unknown} of unknown year") if count.unknown else Text("")
        )
        return Text(
            f"{area.zh} {year}年底：建成 {count.built} 项，当年新增 {count.new} 项{more.zh}",
            f"{area.to('en')}, end of {year}: {count.built} built, {count.new} of them that year{more.en}",
        )

    def rows_in(self, box: QRectF, area: QRectF) -> Rows:
        """Return the facilities that the bars in a box count."""
        plot = self._plot(area)
        found: set[int] = set()
        for name, year in self.counts:
            if self._bar(name, year, plot).intersects(box):
                found |= {
                    row
                    for row, entry in enumerate(self.entries)
                    if name in entry.facility.areas and entry.facility.built_by(year) is True
                }
        return np.array(sorted(found), np.int64)

    _words: Text = Text("")

    def words(self, rows: Rows) -> Text:
        """Return the counts of the bar under the mouse."""
        return self._words if len(rows) else Text("")

    def order(self) -> Rows:
        """Return the rows from the first facility on."""
        return np.arange(len(self.entries), dtype=np.int64)

    def place_of(self, row: int, area: QRectF) -> QPointF:
        """Return the top of the chart: it is seen whole."""
        return QPointF(area.left(), area.top())
