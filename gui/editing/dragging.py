"""A drag of vertices under way: what stands still, what moves with the mouse, and what it does to areas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from gui.editing.figures import segment_lines
from gui.editing.overlay import INK, WARNING, WRONG, paint_line, paint_vertex
from gui.editing.placing import XY, Array
from gui.editing.readout import Line
from gui.editing.still import still_picture
from spatial.geodesic import WGS84_GEOD
from spatial.text import Text
from spatial.topology import Topology, begin_drag, movers

if TYPE_CHECKING:
    from gui.editing.editor import Editor

_CROSSES = Text("边界与自身相交，面积不可用", "the boundary intersects itself: no area")
_OVERLAPS = Text("与相邻要素重叠", "overlaps a neighbour")


class VertexDrag:
    """Vertices that are held; made when the mouse has gone far enough, gone when it is let go.

    Parameters
    ----------
    base
        The topology the drag starts from: as it stands, or with a vertex just inserted.
    held
        Exact places of the vertices; the first is the one under the mouse.
    focus
        The feature whose figures are read out.
    of
        See `spatial.topology.movers`.
    """

    def __init__(
        self, editor: Editor, base: Topology, held: Sequence[XY], focus: int, of: int | None, moved: bool = True
    ) -> None:
        self._editor, self.base, self.focus, self.of = editor, base, focus, of
        self.held = tuple(held)
        self.drag = begin_drag(base, self.held, of)
        self.moves: dict[XY, XY] = {at: at for at in self.held}
        self.by: XY = (0.0, 0.0)
        self.frame = self.drag.frame(self.by)
        features = [each for each in self.drag.owners if each < len(editor.edit.topology.shapes)]
        self.still = still_picture(editor, features, self.held) if moved else None
        self._edges_m = self._length(self.drag.edges.start, self.drag.edges.end)
        self._perimeter_m = base.length_m([base.shape(focus)])
        self.moving = {at: frozenset(movers(base, at, of)) for at in self.held}

    def to(self, moves: Mapping[XY, XY]) -> None:
        """Move the held vertices to exact places; all go by the same shift."""
        self.moves = dict(moves)
        first = self.held[0]
        at = self.moves[first]
        self.by = at[0] - first[0], at[1] - first[1]
        self.frame = self.drag.frame(self.by)

    def lines(self) -> list[Line]:
        """Return the read-out."""
        if len(self.frame.crossing):  # what the formula gives is no area then
            lines = [Line(self._editor.edit.name(self.focus), "strong"), Line(_CROSSES, "error")]
        else:
            lines = self._editor.figures.lines(self.focus, self.frame.area_delta_m2, self.perimeter_m())
        at = self.moves[self.held[0]]
        ends = [end for end in self.base.linked(self.held[0]) if end not in self.moves]
        lines += segment_lines(self.base, at, ends)
        if len(self.frame.overlapping) and not len(self.frame.crossing):
            lines.append(Line(_OVERLAPS, "warning"))
        return lines

    def toward(self) -> QPointF:
        """Return where the moved segments lead to, from the vertex under the mouse, in pixels."""
        ends = self._editor.pixels(self.frame.segments.reshape(-1, 2)).mean(axis=0)
        at = self._editor.pixel(self.moves[self.held[0]])
        return QPointF(float(ends[0]) - at.x(), float(ends[1]) - at.y())

    def perimeter_m(self) -> float:
        """Return the perimeter of the feature in focus as it stands in the drag."""
        start, end = self._ends()
        return self._perimeter_m + self._length(start, end) - self._edges_m

    def _ends(self) -> tuple[Array, Array]:
        shift, (moves_start, moves_end) = np.array(self.by), self.drag.moves
        start = self.drag.edges.start + np.where(moves_start[:, None], shift, 0.0)
        return start, self.drag.edges.end + np.where(moves_end[:, None], shift, 0.0)

    def _length(self, start: Array, end: Array) -> float:
        own = self.drag.edges.feature == self.focus
        a, b = self.base.lonlat(start[own]), self.base.lonlat(end[own])
        if not len(a):
            return 0.0
        metres = WGS84_GEOD.inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])[2]
        return float(np.sum(metres))

    def paint(self, painter: QPainter) -> None:
        """Draw what moves: the land gained and lost, the segments, those that cross in red, the vertices."""
        editor = self._editor
        start, end = self._ends()
        self._paint_swept(painter, start, end)
        for segments, colour in ((self.frame.segments, INK), (self.frame.overlapping, WARNING)):
            for a, b in _pixels(editor, segments):
                paint_line(painter, [a, b], colour)
        for a, b in _pixels(editor, self.frame.crossing):
            paint_line(painter, [a, b], WRONG)
        for x, y in editor.pixels(list(self.moves.values())).tolist():
            paint_vertex(painter, QPointF(x, y), WRONG if len(self.frame.crossing) else INK)

    def _paint_swept(self, painter: QPainter, start: Array, end: Array) -> None:
        """Tint what each edge sweeps over."""
        tint = QColor(INK)
        tint.setAlpha(46)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tint)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        seen: set[tuple[float, ...]] = set()
        edges = self.drag.edges
        corners = np.stack([edges.start, edges.end, end, start], axis=1)
        px = self._editor.pixels(corners.reshape(-1, 2)).reshape(-1, 4, 2)
        for quad, key in zip(px.tolist(), np.sort(corners[:, :2].view("c16")[..., 0], axis=1).tolist(), strict=True):
            mark = (key[0].real, key[0].imag, key[1].real, key[1].imag)
            if mark not in seen:
                seen.add(mark)
                painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in quad]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _pixels(editor: Editor, segments: Array) -> list[tuple[QPointF, QPointF]]:
    """Return (K, 2, 2) segments of the layer as pairs of pixels."""
    if not len(segments):
        return []
    px = editor.pixels(segments.reshape(-1, 2)).reshape(-1, 2, 2)
    return [(QPointF(*a), QPointF(*b)) for a, b in px.tolist()]
