"""The overlap matrix as a heat map: areas against areas, ordered by block, pairs across blocks marked."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gui.charts.drawing import NO_ROWS, ChartLook, Drawing, named
from gui.language import say
from layers.cartography.color_ramps import ramp_colours
from layers.cartography.matrix_layout import ink_on
from layers.charts import Rows
from layers.indicators.industry_names import industries_text
from layers.indicators.positioning import Overlap, Pair
from layers.placement import Names
from spatial.text import Text

CELL_PX, LEAST_PX, FOOT_PX = 30.0, 20.0, 46.0
_STEPS = 8


class MatrixDrawing(Drawing):
    """One cell for each pair below the diagonal. Rows are places in `overlap.areas`."""

    def __init__(self, overlap: Overlap, names: Mapping[str, Text], blocks: Mapping[str, str]) -> None:
        super().__init__(Names([names[a].zh for a in overlap.areas], [names[a].to("en") for a in overlap.areas]))
        self.overlap = overlap
        ordered = sorted(range(len(overlap.areas)), key=lambda row: blocks.get(overlap.areas[row], ""))
        self._order = np.array(ordered, dtype=np.int64)
        self._blocks = [blocks.get(overlap.areas[row], "") for row in ordered]
        place = {area: number for number, area in enumerate(overlap.areas)}
        self._pairs = {frozenset((place[pair.a], place[pair.b])): pair for pair in overlap.pairs}
        self._colours = [QColor(each) for each in ramp_colours("YlOrBr", _STEPS)]

    def pair(self, one: int, other: int) -> Pair | None:
        """Return the overlap of two areas, None for none."""
        return self._pairs.get(frozenset((one, other)))

    def height(self, width: float, least: float) -> float:
        """Return a line for each area, and room for the legend."""
        return len(self._order) * self._cell(width) + FOOT_PX

    def _cell(self, width: float) -> float:
        n = max(len(self._order), 1)
        return float(min(max((width - self._names_px(width)) / n, LEAST_PX), CELL_PX))

    def _names_px(self, width: float) -> float:
        return min(width * 0.4, 210.0)

    def _corner(self, area: QRectF) -> tuple[float, float]:
        return self._names_px(area.width()), self._cell(area.width())

    def paint(self, painter: QPainter, area: QRectF, look: ChartLook, visible: QRectF) -> None:
        """Paint names and cells."""
        left, cell = self._corner(area)
        for line, row in enumerate(self._order.tolist()):
            top = line * cell
            painter.setPen(look.accent() if look.selected[row] else look.ink())
            words = painter.fontMetrics().elidedText(named(self.names, row), Qt.TextElideMode.ElideRight, int(left - 8))
            painter.drawText(QRectF(4, top, left - 8, cell), int(Qt.AlignmentFlag.AlignVCenter), words)
            for column, other in enumerate(self._order[:line].tolist()):
                self._paint_cell(painter, QRectF(left + column * cell, top, cell, cell), (row, other), look)
            if line and self._blocks[line] != self._blocks[line - 1]:
                painter.setPen(QPen(look.ink(), 1.6))
                painter.drawLine(QPointF(4, top), QPointF(left + line * cell, top))
        self._paint_legend(painter, QPointF(6, len(self._order) * cell + 10), look)

    def _paint_cell(self, painter: QPainter, box: QRectF, rows: tuple[int, int], look: ChartLook) -> None:
        pair = self.pair(*rows)
        painter.setPen(QPen(look.quiet(), 0.5))
        painter.setBrush(self._colour(pair.jaccard) if pair is not None else Qt.BrushStyle.NoBrush)
        painter.drawRect(box)
        if pair is not None:
            if pair.across_blocks:
                painter.setPen(QPen(QColor(ink_on(self._colour(pair.jaccard).name())), 1.6))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(box.adjusted(2.5, 2.5, -2.5, -2.5))
            painter.setPen(QColor(ink_on(self._colour(pair.jaccard).name())))
            small = painter.font()
            kept = painter.font()
            small.setPointSizeF(max(small.pointSizeF() * 0.78, 6.0))
            painter.setFont(small)
            painter.drawText(
                box, int(Qt.AlignmentFlag.AlignCenter), f"{pair.jaccard:.2f}"[1:] if pair.jaccard < 1 else "1"
            )
            painter.setFont(kept)
        if all(look.selected[row] for row in rows):
            painter.setPen(QPen(look.accent(), 2.4))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box)

    def _colour(self, jaccard: float) -> QColor:
        return self._colours[min(int(jaccard * _STEPS), _STEPS - 1)]

    def _paint_legend(self, painter: QPainter, at: QPointF, look: ChartLook) -> None:
        for step, colour in enumerate(self._colours):
            painter.fillRect(QRectF(at.x() + step * 14, at.y(), 14, 12), colour)
        painter.setPen(look.ink())
        words = say(Text("Jaccard 0–1；方框：跨区块", "Jaccard 0–1; framed: across blocks"))
        painter.drawText(QPointF(at.x() + _STEPS * 14 + 8, at.y() + 11), words)

    def _at(self, at: QPointF, area: QRectF) -> tuple[int, int] | None:
        left, cell = self._corner(area)
        line, column = int(at.y() // cell), int((at.x() - left) // cell)
        if not 0 <= line < len(self._order):
            return None
        if at.x() < left:
            return int(self._order[line]), int(self._order[line])
        return (int(self._order[line]), int(self._order[column])) if 0 <= column < line else None

    def rows_at(self, at: QPointF, area: QRectF) -> Rows:
        """Return the two areas of a cell, or the one of a name."""
        found = self._at(at, area)
        return NO_ROWS if found is None else np.unique(np.array(found, np.int64))

    def rows_in(self, box: QRectF, area: QRectF) -> Rows:
        """Return the areas of the cells in a box."""
        left, cell = self._corner(area)
        found = [
            row
            for line in range(len(self._order))
            for column in range(line)
            if box.intersects(QRectF(left + column * cell, line * cell, cell, cell))
            for row in (int(self._order[line]), int(self._order[column]))
            if self.pair(int(self._order[line]), int(self._order[column])) is not None
        ]
        return np.unique(np.array(found, np.int64))

    def words(self, rows: Rows) -> Text:
        """Return the pair and what it has in common, or what one area states."""
        if not len(rows):
            return Text("")
        if len(rows) == 1:
            area, name = self.overlap.areas[int(rows[0])], self.names[int(rows[0])]
            stated = industries_text(self.overlap.industries[area])
            return Text(f"{name.zh}：{stated.zh or '—'}", f"{name.to('en')}: {stated.en or '—'}")
        one, other = (self.names[int(row)] for row in rows[:2])
        pair = self.pair(int(rows[0]), int(rows[1]))
        if pair is None:
            return Text(f"{one.zh}与{other.zh}：无相同产业", f"{one.to('en')} and {other.to('en')}: nothing in common")
        shared = industries_text(pair.shared)
        across = Text("，跨区块", ", across blocks") if pair.across_blocks else Text("", "")
        return Text(
            f"{one.zh}与{other.zh}：{shared.zh}（Jaccard {pair.jaccard:.2f}{across.zh}）",
            f"{one.to('en')} and {other.to('en')}: {shared.en} (Jaccard {pair.jaccard:.2f}{across.en})",
        )

    def order(self) -> Rows:
        """Return the areas from the top down."""
        return self._order

    def place_of(self, row: int, area: QRectF) -> QPointF:
        """Return the name of an area."""
        line = int(np.flatnonzero(self._order == row)[0])
        return QPointF(8, (line + 0.5) * self._corner(area)[1])

    def place_of_pair(self, one: int, other: int, area: QRectF) -> QPointF:
        """Return the middle of the cell of a pair."""
        left, cell = self._corner(area)
        lines = sorted(int(np.flatnonzero(self._order == row)[0]) for row in (one, other))
        return QPointF(left + (lines[0] + 0.5) * cell, (lines[1] + 0.5) * cell)
