"""The vertex tool: move, insert and delete vertices, move edges; in every owner of a shared border at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter

from gui.editing.dragging import VertexDrag
from gui.editing.handles import Handle, handle_at
from gui.editing.overlay import CASING, INK, paint_line, paint_vertex
from gui.editing.placing import XY
from gui.editing.pointer import Pointer
from gui.editing.readout import Line
from gui.editing.tool import GRAB_FROM_PX, EditTool, MenuEntry
from spatial import topology as topo
from spatial.snapping import NOTHING, Kind, Moving
from spatial.text import Text
from spatial.vertex_index import VertexIndex

_ARROWS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, -1.0),
    Qt.Key.Key_Down: (0.0, 1.0),
}
_VERTICES: tuple[Kind, ...] = ("vertex",)
_MOVE = Text("移动顶点", "Move a vertex")
_MOVE_EDGE = Text("移动边", "Move an edge")
_INSERT = Text("插入顶点", "Insert a vertex")
_DELETE = Text("删除顶点", "Delete a vertex")
_NUDGE = Text("微移顶点", "Nudge a vertex")
_MANY = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class VertexTool(EditTool):
    """Takes hold of what is under the mouse: a vertex moves, the ghost in the middle of an edge becomes one, an edge
    moves with both ends. A click holds a vertex for the keyboard; Ctrl or Shift hold several.
    """  # noqa: D205

    hint = Text(
        "拖动顶点或边；点中点或双击边插入；Delete 删除；Tab 换顶点，方向键微移，Shift 十倍；Alt 暂停捕捉；Esc 取消",
        "Drag a vertex or edge; click a midpoint to insert, Del to delete; Tab, arrows (Shift ×10); Alt: no snapping",
    )
    cursor = Qt.CursorShape.ArrowCursor

    held: tuple[XY, ...] = ()
    """Exact places of the vertices that the keyboard acts on."""
    over: Handle | None = None
    """What is under the mouse."""
    _pressed: tuple[Pointer, Handle] | None = None
    _drag: VertexDrag | None = None
    _verb = _MOVE
    _nudged = False

    # --- mouse ----------------------------------------------------------------------------------------------------

    def hover(self, pointer: Pointer) -> None:
        """Show what a click would take hold of."""
        self.over = handle_at(self.editor, pointer.px)

    def press(self, pointer: Pointer) -> None:
        """Take hold."""
        self.over = handle_at(self.editor, pointer.px)
        self._pressed = (pointer, self.over) if self.over is not None else None

    def drag(self, pointer: Pointer) -> None:
        """Move what is held."""
        if self._drag is None:
            if self._pressed is None or not _far(pointer.px, self._pressed[0].px) or not self._begin():
                return
            pointer = self.editor.pointer_at(pointer.px, pointer.modifiers)
            self.editor.pointer = pointer
        self._move(pointer)

    def release(self, pointer: Pointer) -> None:
        """Commit the drag as one step; without one, hold, insert or select what was clicked."""
        pressed, drag = self._pressed, self._drag
        self._pressed, self._drag = None, None
        if drag is not None:
            self._commit(drag)
            self.over = None
        elif pressed is not None:
            self._click(*pressed)

    def double_click(self, pointer: Pointer) -> None:
        """Insert a vertex where an edge was double-clicked."""
        handle = handle_at(self.editor, pointer.px)
        if handle is not None and handle.kind in ("edge", "midpoint"):
            self._insert(handle)

    def _click(self, pointer: Pointer, handle: Handle) -> None:
        if handle.kind == "vertex":
            self._select_owner(handle)
            several = bool(pointer.modifiers & _MANY)
            rest = tuple(each for each in self.held if each != handle.at)
            toggled = rest if handle.at in self.held else (*self.held, handle.at)
            self.held = toggled if several else (handle.at,)
            self._end_nudges()
        elif handle.kind == "midpoint" and handle.feature in self.editor.selected:
            self._insert(handle)
        else:
            self.held = ()
            self.editor.select([handle.feature], adding=bool(pointer.modifiers & _MANY))

    def _select_owner(self, handle: Handle) -> None:
        owners = self.editor.edit.topology.owners(handle.at)
        if not set(owners) & set(self.editor.selected):
            self.editor.select([handle.feature])

    def _insert(self, handle: Handle) -> None:
        (a, b), at = handle.edge, handle.at
        self._select_owner(Handle("vertex", a, handle.feature, handle.edge))
        if self.editor.edit.commit(_INSERT, lambda topology: topo.insert_vertex(topology, a, b, at)):
            self.held = (at,)

    # --- dragging -------------------------------------------------------------------------------------------------

    def _begin(self) -> bool:
        if self._pressed is None:
            return False
        _, handle = self._pressed
        base, edit = self.editor.edit.topology, self.editor.edit
        if handle.kind == "inside":
            return False
        held: tuple[XY, ...] = (handle.at,)
        self._verb = _MOVE
        if handle.kind == "midpoint":
            base, self._verb = topo.insert_vertex(base, *handle.edge, handle.at), _INSERT
        elif handle.kind == "edge":
            held, self._verb = handle.edge, _MOVE_EDGE
        elif handle.at in self.held:
            held = (handle.at, *(each for each in self.held if each != handle.at))
        grip = handle if handle.kind == "vertex" else Handle("vertex", handle.edge[0], handle.feature, handle.edge)
        self._select_owner(grip)
        focus = handle.feature
        of = focus if all(focus in base.owners(at) for at in held) else None
        owners = {each for at in held for each in topo.movers(base, at, of)}
        if not owners:
            return False
        locked = owners & edit.locked()
        if locked:
            edit.tell_locked(sorted(locked))
            self._pressed = None
            return False
        self._drag = VertexDrag(self.editor, base, held, focus, of)
        return True

    def _move(self, pointer: Pointer) -> None:
        drag, pressed = self._drag, self._pressed
        if drag is None or pressed is None:
            return
        if self._verb is _MOVE_EDGE:
            drag.to(self._edge_moves(drag, pointer, pressed[0]))
            return
        first, at = drag.held[0], pointer.at
        by = at[0] - first[0], at[1] - first[1]
        drag.to({first: at, **{each: (each[0] + by[0], each[1] + by[1]) for each in drag.held[1:]}})

    def _edge_moves(self, drag: VertexDrag, pointer: Pointer, pressed: Pointer) -> dict[XY, XY]:
        """Return where the ends of an edge go: one of them onto its target, where there is one."""
        by = pointer.free[0] - pressed.free[0], pointer.free[1] - pressed.free[1]
        ends = {end: (end[0] + by[0], end[1] + by[1]) for end in drag.held}
        if pointer.modifiers & Qt.KeyboardModifier.AltModifier:
            return ends
        where = (self.editor.edit.placing, self.editor.canvas.view)
        index = [drag.base.index, *self.editor.others.indexes()]
        found = [
            (snap.distance, end, snap.at)
            for end, at in ends.items()
            if (snap := self.editor.snapper.find(index, self.editor.pixel(at), where, _VERTICES, drag.moving))
        ]
        if not found:
            return ends
        _, end, target = min(found)
        by = target[0] - end[0], target[1] - end[1]
        return {each: target if each == end else (each[0] + by[0], each[1] + by[1]) for each in drag.held}

    def _commit(self, drag: VertexDrag) -> None:
        moves, of = drag.moves, drag.of
        if all(at == to for at, to in moves.items()) and self._verb is not _INSERT:
            return
        inserted = drag.base is not self.editor.edit.topology

        def operation(topology: topo.Topology) -> topo.Topology:
            return topo.move_vertices(drag.base if inserted else topology, moves, of)

        if self.editor.edit.commit(self._verb, operation):
            self.held = tuple(moves.values())

    # --- keys -----------------------------------------------------------------------------------------------------

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        """Arrows nudge, Tab goes round the ring, Delete deletes."""
        if self._drag is not None:
            return key != Qt.Key.Key_Escape
        if key in _ARROWS and self.held:
            self._nudge(_ARROWS[key], 10.0 if modifiers & Qt.KeyboardModifier.ShiftModifier else 1.0)
            return True
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) and self.editor.selected:
            back = key == Qt.Key.Key_Backtab or bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
            self._step(-1 if back else 1)
            return True
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete()
            return True
        return False

    def finish(self) -> None:
        """Let what was nudged stand as one step."""
        self._end_nudges()
        self.held = ()

    def cancel(self) -> bool:
        """Let go of a drag, or take back what was nudged, or let go of the vertices."""
        if self._drag is not None:
            self._drag, self._pressed = None, None
            return True
        if self._nudged:
            self._end_nudges()
            self.editor.session.undo()
            return True
        had = bool(self.held)
        self.held = ()
        return had

    def delete(self) -> None:
        """Delete the vertices that are held, in every owner; refused where a ring would be left with too few."""
        held = self.held
        of = self._focus()
        if held and self.editor.edit.commit(_DELETE, lambda topology: topo.delete_vertices(topology, held, of)):
            self.held = ()
            self.over = None

    def _nudge(self, way: tuple[float, float], px: float) -> None:
        editor, first = self.editor, self.held[0]
        at = editor.pixel(first)
        to = editor.edit.placing.from_pixel(at.x() + way[0] * px, at.y() + way[1] * px, editor.canvas.view)
        by = to[0] - first[0], to[1] - first[1]
        held, of = self.held, self._focus()
        moved = tuple((x + by[0], y + by[1]) for x, y in held)
        moves = dict(zip(held, moved, strict=True))
        if editor.edit.commit(_NUDGE, lambda t: topo.move_vertices(t, moves, of), merge="nudge"):
            self.held, self._nudged = moved, True

    def _end_nudges(self) -> None:
        if self._nudged:
            self.editor.session.history.end_merge()
            self._nudged = False

    def _step(self, by: int) -> None:
        """Hold the next vertex of the ring, or the first one of the feature; bring it into view."""
        self._end_nudges()
        topology, feature = self.editor.edit.topology, self.editor.selected[0]
        rings = [
            [(x, y) for x, y in topology.ring(feature, part, ring).tolist()]
            for part, ring in _rings_of(topology, feature)
        ]
        every = [at for ring in rings for at in ring]
        place = every.index(self.held[0]) + by if self.held and self.held[0] in every else (0 if by > 0 else -1)
        self.held = (every[place % len(every)],)
        at, view = self.editor.pixel(self.held[0]), self.editor.canvas.view
        if not self.editor.canvas.rect().adjusted(20, 20, -20, -20).contains(at.toPoint()):
            self.editor.canvas.move_view(view.panned(view.width / 2 - at.x(), view.height / 2 - at.y()))

    def _focus(self) -> int | None:
        owners = set(self.editor.edit.topology.owners(self.held[0])) if self.held else set()
        return next((each for each in self.editor.selected if each in owners), None)

    # --- what the editor asks -------------------------------------------------------------------------------------

    def snaps(self) -> bool:
        """Snap while a vertex is dragged; before, the mouse takes hold of what is under it."""
        return self._drag is not None and self._verb is not _MOVE_EDGE

    def indexes(self) -> Sequence[VertexIndex]:
        """Snap to the layer as it was when the drag began."""
        return [self._drag.base.index] if self._drag is not None else super().indexes()

    def moving(self) -> Moving:
        """Never snap to what is being dragged."""
        return self._drag.moving if self._drag is not None else NOTHING

    def menu(self, pointer: Pointer) -> Sequence[MenuEntry]:
        """Offer what can be done with what is under the mouse."""
        handle = handle_at(self.editor, pointer.px)
        if handle is None:
            return ()
        entries: list[MenuEntry] = []
        if handle.kind == "vertex":
            self.held = self.held if handle.at in self.held else (handle.at,)
            entries.append((_DELETE, self.delete))
        elif handle.kind in ("edge", "midpoint"):
            entries.append((Text("在此插入顶点", "Insert a vertex here"), lambda: self._insert(handle)))
        return entries

    def still(self) -> QImage | None:
        """Return the map without the segments that move."""
        return self._drag.still if self._drag is not None else None

    def paint(self, painter: QPainter) -> None:
        """Draw the drag, or what is under the mouse and what is held."""
        if self._drag is not None:
            self._drag.paint(painter)
            return
        handle = self.over
        if handle is not None and handle.kind != "inside":
            paint_line(painter, [self.editor.pixel(end) for end in handle.edge]) if handle.kind != "vertex" else None
            colour = INK if handle.kind != "midpoint" else CASING
            if handle.kind != "edge":
                paint_vertex(painter, self.editor.pixel(handle.at), INK, 6.5)
                if handle.kind == "midpoint":
                    paint_vertex(painter, self.editor.pixel(handle.at), colour, 3.0)
        for x, y in self.editor.pixels(np.array(self.held).reshape(-1, 2)).tolist():
            paint_vertex(painter, QPointF(x, y))

    def readout(self) -> Sequence[Line]:
        """Return the figures of what is dragged, or of the feature whose border is under the mouse."""
        if self._drag is not None:
            return self._drag.lines()
        if self.over is None or self.over.kind == "inside" or self._pressed is not None:
            return ()
        topology = self.editor.edit.topology
        perimeter = topology.length_m([topology.shape(self.over.feature)])
        return self.editor.figures.lines(self.over.feature, {}, perimeter)

    def readout_away(self) -> QPointF | None:
        """Keep clear of the segments that move."""
        return self._drag.toward() if self._drag is not None else None

    def refresh(self) -> None:
        """Let go of vertices that are no longer there."""
        topology = self.editor.edit.topology
        self.held = tuple(at for at in self.held if topology.owners(at))
        self.over = None


def _far(a: QPointF, b: QPointF) -> bool:
    return (a - b).manhattanLength() > GRAB_FROM_PX


def _rings_of(topology: topo.Topology, feature: int) -> list[tuple[int, int]]:
    """Return (part, ring) of every ring of a feature."""
    import shapely

    parts = shapely.get_parts(topology.shape(feature))
    return [(part, ring) for part, shape in enumerate(parts) for ring in range(1 + len(shape.interiors))]
