"""Moving point facilities: how far they go, and which park they leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from gui.editing.figures import segment_line
from gui.editing.overlay import INK, WARNING, paint_line, paint_vertex
from gui.editing.placing import XY
from gui.editing.pointer import Pointer
from gui.editing.readout import Line
from gui.editing.select_tool import feature_at
from gui.editing.tool import GRAB_FROM_PX, EditTool
from gui.language import language
from gui.map.furniture import paint_furniture
from gui.messages import Message
from layers.cartography.portrayal import Portrayal
from layers.placement import names_of
from spatial.text import Text
from spatial.topology import Topology
from spatial.topology.model import replaced

_MOVE = Text("移动设施", "Move a site")
_DISTANCE = Text("移动", "moved")
_NUDGE = Text("微移设施", "Nudge a site")
_ARROWS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, -1.0),
    Qt.Key.Key_Down: (0.0, 1.0),
}


@dataclass(frozen=True, eq=False)
class _Park:
    """An area that points lie in: its name, its polygon on the map, and how many points it holds."""

    name: Text
    shape: shapely.Geometry
    count: int


class PointTool(EditTool):
    """Drags the point under the mouse; says how far, and warns where it leaves its park."""

    hint = Text(
        "拖动设施点，旁边显示距离与所在园区；方向键微移（Shift 10 像素）；Esc 取消",
        "Drag a site; distance and park are shown beside it; arrows nudge (Shift: 10 px); Esc cancels",
    )
    cursor = Qt.CursorShape.ArrowCursor

    over: int | None = None
    _held: int | None = None
    _pressed: Pointer | None = None
    _to: XY | None = None
    _still: QImage | None = None
    _parks: tuple[_Park, ...] = ()

    def snaps(self) -> bool:
        """Points go where they are put."""
        return False

    def hover(self, pointer: Pointer) -> None:
        """Show which point a press takes hold of."""
        self.over = next(iter(feature_at(self, pointer)), None)

    def press(self, pointer: Pointer) -> None:
        """Take hold of a point."""
        self.hover(pointer)
        self._held, self._pressed, self._to = self.over, pointer, None
        self.editor.select([self._held] if self._held is not None else [])

    def drag(self, pointer: Pointer) -> None:
        """Move it."""
        if self._held is None or self._pressed is None:
            return
        if self._to is None:
            if (pointer.px - self._pressed.px).manhattanLength() <= GRAB_FROM_PX:
                return
            if self._held in self.editor.edit.locked():
                self.editor.edit.tell_locked([self._held])
                self._held = None
                return
            self._parks = self._parks_at_hand()
            self._still = self._picture(self._held)
        self._to = pointer.free

    def release(self, pointer: Pointer) -> None:
        """Commit the move as one step, and say which counts changed."""
        held, to = self._held, self._to
        if held is not None and to is not None:
            self._commit(held, to, _MOVE)
        self._drop()

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        """Arrows nudge the selected point."""
        chosen = self.editor.selected
        if key not in _ARROWS or not chosen or self._to is not None:
            return False
        px = 10.0 if modifiers & Qt.KeyboardModifier.ShiftModifier else 1.0
        at = self.editor.pixel(self._place(chosen[0]))
        right, down = _ARROWS[key]
        view = self.editor.canvas.view
        to = self.editor.edit.placing.from_pixel(at.x() + right * px, at.y() + down * px, view)
        self._parks = self._parks_at_hand()
        self._commit(chosen[0], to, _NUDGE, "nudge")
        return True

    def cancel(self) -> bool:
        """Let go: the point stays where it was."""
        was = self._to is not None
        self._drop()
        return was

    def _drop(self) -> None:
        self._held, self._pressed, self._to, self._still = None, None, None, None

    def _commit(self, feature: int, to: XY, verb: Text, merge: str = "") -> None:
        before, after = self._inside(self._place(feature)), self._inside(to)

        def operation(topology: Topology) -> Topology:
            shape = shapely.transform(topology.shapes[feature], lambda _: np.array([to]))
            return replaced(topology, {feature: shape}, "move_point")

        if not self.editor.edit.commit(verb, operation, merge=merge):
            return
        left = [park for park in before if park not in after]
        entered = [park for park in after if park not in before]
        if left:
            told = [(park, -1) for park in left] + [(park, 1) for park in entered]
            zh = "；".join(f"{park.name.to('zh')} {park.count} → {park.count + by} 个" for park, by in told)
            en = "; ".join(f"{park.name.to('en')} {park.count} → {park.count + by}" for park, by in told)
            name = self.editor.edit.name(feature)
            text = Text(
                f"“{name.to('zh')}”离开了“{left[0].name.to('zh')}”。设施数：{zh}。",
                f"“{name.to('en')}” left “{left[0].name.to('en')}”. Sites: {en}.",
            )
            self.editor.session.messages.show(Message("warning", text))

    def _place(self, feature: int) -> XY:
        x, y = shapely.get_coordinates(self.editor.edit.topology.shapes[feature])[0].tolist()
        return x, y

    # --- parks ----------------------------------------------------------------------------------------------------

    def _parks_at_hand(self) -> tuple[_Park, ...]:
        """Return the areas of the polygon layers of the map (background apart), with the points each holds."""
        editor, shown = self.editor, self.editor.session.project.shown
        shapes = editor.edit.topology.shapes
        there = [shape for shape in shapes if shape is not None and not shape.is_empty]
        points = shapely.points(editor.edit.placing.to_map(shapely.get_coordinates(there)))
        found: list[_Park] = []
        for layer in shown.layers if shown is not None else ():
            portrayal = editor.portrayals.of(layer.id)
            if layer.context or portrayal is None or layer.id == editor.edit.layer_id:
                continue
            names = names_of(editor.session.project.dataset(layer.dataset))
            for row, shape in enumerate(portrayal.placed.geometry):
                if shape is not None and shape.geom_type in ("Polygon", "MultiPolygon"):
                    shapely.prepare(shape)
                    found.append(_Park(names[row], shape, int(shapely.intersects(shape, points).sum())))
        return tuple(found)

    def _inside(self, at: XY) -> list[_Park]:
        x, y = self.editor.edit.placing.to_map(np.array([at]))[0].tolist()
        return [park for park in self._parks if shapely.intersects_xy(park.shape, x, y)]

    # --- what is drawn --------------------------------------------------------------------------------------------

    def _picture(self, feature: int) -> QImage:
        editor = self.editor
        portrayal = editor.portrayals.of(editor.edit.layer_id)
        looks: dict[str, Portrayal] = {}
        row = editor.edit.row_of(feature)
        if portrayal is not None and portrayal.aggregation is None and row < len(portrayal.placed.geometry):
            rest = portrayal.placed.geometry.copy()
            rest[row] = None
            looks[editor.edit.layer_id] = replace(portrayal, placed=replace(portrayal.placed, geometry=rest))
        picture = editor.canvas.still(looks)
        painter = QPainter(picture)
        paint_furniture(painter, editor.canvas.view, editor.canvas.crs, language())
        painter.end()
        return picture

    def still(self) -> QImage | None:
        """Return the map without the point that moves."""
        return self._still

    def paint(self, painter: QPainter) -> None:
        """Draw the way of the point, or which one is under the mouse."""
        if self._held is not None and self._to is not None:
            start, end = self.editor.pixel(self._place(self._held)), self.editor.pixel(self._to)
            left = [park for park in self._inside(self._place(self._held)) if park not in self._inside(self._to)]
            paint_line(painter, [start, end], WARNING if left else INK)
            paint_vertex(painter, start, INK, 3.0)
            paint_vertex(painter, end, WARNING if left else INK, 6.5)
        for feature in {self.over, *self.editor.selected} - {None}:
            if feature is not None and self._to is None and feature < len(self.editor.edit.topology.shapes):
                paint_vertex(painter, self.editor.pixel(self._place(feature)), INK, 6.5)

    def readout(self) -> Sequence[Line]:
        """Return the distance and the park of what is dragged."""
        if self._held is None or self._to is None:
            return ()
        start, topology = self._place(self._held), self.editor.edit.topology
        name = self.editor.edit.name(self._held)
        lines = [Line(name, "strong"), segment_line(topology, start, self._to, _DISTANCE)]
        before, after = self._inside(start), self._inside(self._to)
        for park in before:
            if park not in after:
                counts = f"{park.count} → {park.count - 1}"
                text = Text(
                    f"离开“{park.name.to('zh')}”（设施 {counts}）", f"leaves “{park.name.to('en')}” (sites {counts})"
                )
                lines.append(Line(text, "warning"))
        for park in after:
            counts = f"{park.count}" if park in before else f"{park.count} → {park.count + 1}"
            lines.append(
                Line(Text(f"在“{park.name.to('zh')}”（设施 {counts}）", f"in “{park.name.to('en')}” ({counts})"))
            )
        return lines

    def refresh(self) -> None:
        """Let go of what is no longer there."""
        self.over = None
