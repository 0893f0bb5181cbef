"""The tools of whole parts: delete a part or a hole, move a part, turn a part."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np
import shapely
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from shapely.geometry.base import BaseGeometry

from gui.boundaries.running import run_edit
from gui.boundaries.shape_overlay import LOST, NEW, Shown, paint_shape
from gui.editing.pointer import Pointer
from gui.editing.readout import Line
from gui.editing.tool import GRAB_FROM_PX, EditTool
from spatial import topology as topo
from spatial.geodesic import WGS84_GEOD
from spatial.measuring import print_area, print_length
from spatial.snapping import NOTHING, Kind, Moving
from spatial.text import Text

if TYPE_CHECKING:
    from gui.editing.editor import Editor

XY = tuple[float, float]
_SNAPPING_VERTICES = 2_000
_STEP_DEGREES = 15.0


class PartTool(EditTool):
    """What lies under the mouse: a feature, one of its parts, and a hole where the mouse is in one."""

    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, editor: Editor) -> None:
        super().__init__(editor)
        self.over: tuple[int, int, int] | None = None
        """Feature, part, ring (0: the part itself) under the mouse."""

    def snaps(self) -> bool:
        """Nothing snaps: parts are chosen by their insides."""
        return False

    def hover(self, pointer: Pointer) -> None:
        """Find what lies under the mouse."""
        self.over = self.part_at(pointer.free)

    def part_at(self, at: XY) -> tuple[int, int, int] | None:
        """Return feature, part and ring at a place; a selected feature comes first, then the smallest."""
        topology, selected = self.editor.edit.topology, self.editor.selected
        under = self.editor.features_at(at)
        for feature in sorted(under, key=lambda each: each not in selected):
            for number, part in enumerate(shapely.get_parts(topology.shape(feature)).tolist()):
                if shapely.intersects_xy(part, *at):
                    return feature, number, 0
        for feature in selected:
            for number, part in enumerate(shapely.get_parts(topology.shape(feature)).tolist()):
                for ring, hole in enumerate(part.interiors, 1):
                    if shapely.intersects_xy(shapely.Polygon(hole), *at):
                        return feature, number, ring
        return None

    def shape_of(self, over: tuple[int, int, int]) -> BaseGeometry:
        """Return the part, or the hole as a polygon."""
        feature, number, ring = over
        part = shapely.get_parts(self.editor.edit.topology.shape(feature)).tolist()[number]
        return shapely.Polygon(part.interiors[ring - 1]) if ring else part

    def paint_shape(self, painter: QPainter, shown: Shown) -> None:
        """Draw a shape of the layer."""
        paint_shape(painter, shown, self.editor.edit.placing, self.editor.canvas.view)

    def refresh(self) -> None:
        """Forget what was under the mouse."""
        self.over = None


class DeletePart(PartTool):
    """A click deletes what is red."""

    hint = Text(
        "删除部分或洞：红色的就是将要删除的，单击删除；要填洞，先选中要素再点洞内",
        "Delete a part or a hole: a click deletes what is red; for a hole, select the feature, then click in it",
    )
    _down: tuple[int, int, int] | None = None

    def paint(self, painter: QPainter) -> None:
        """Show what a click would delete."""
        if self.over is not None:
            self.paint_shape(painter, Shown(self.shape_of(self.over), LOST))

    def readout(self) -> Sequence[Line]:
        """Say what it is, and its area."""
        if self.over is None:
            return ()
        feature, part, ring = self.over
        name = self.editor.edit.name(feature)
        count = int(shapely.get_num_geometries(self.editor.edit.topology.shape(feature)))
        what = Text("洞", "hole") if ring else Text(f"第 {part + 1} 部分（共 {count}）", f"part {part + 1} of {count}")
        area = print_area(self.editor.edit.topology.measure([self.shape_of(self.over)]))
        return (
            Line(Text(f"{name.to('zh')}：{what.zh}", f"{name.to('en')}: {what.en}"), "strong"),
            Line(Text(f"面积 {area.zh}", f"area {area.en}")),
        )

    def press(self, pointer: Pointer) -> None:
        """Note what the mouse went down on."""
        self.hover(pointer)
        self._down = self.over

    def release(self, pointer: Pointer) -> None:
        """Delete it where the mouse comes up over the same."""
        over, self._down = self._down, None
        if over is None or self.part_at(pointer.free) != over:
            return
        feature, part, ring = over
        if ring:
            run_edit(self.editor, Text("填洞", "Fill a hole"), lambda now: topo.delete_hole(now, feature, part, ring))
        else:
            run_edit(self.editor, Text("删除部分", "Delete a part"), lambda now: topo.delete_part(now, feature, part))


class _Transform(PartTool):
    """Drags a part to another place; Ctrl takes all parts of the feature, Esc drops the drag."""

    def __init__(self, editor: Editor) -> None:
        super().__init__(editor)
        self.held: tuple[int, int | None] | None = None
        self.start: Pointer | None = None
        self.now: Pointer | None = None

    def press(self, pointer: Pointer) -> None:
        """Take hold of a part: where the mouse snapped to a vertex, of the one that has it."""
        over = self._owner(pointer) or self.part_at(pointer.free)
        if over is None or over[2]:
            return
        whole = bool(pointer.modifiers & Qt.KeyboardModifier.ControlModifier)
        self.held, self.start, self.now = (over[0], None if whole else over[1]), pointer, pointer

    def _owner(self, pointer: Pointer) -> tuple[int, int, int] | None:
        if pointer.snap is None:
            return None
        places = self.editor.edit.topology.places(pointer.snap.at)
        selected = self.editor.selected
        places.sort(key=lambda each: (each.feature not in selected, each.feature, each.part))
        return (places[0].feature, places[0].part, 0) if places else None

    def drag(self, pointer: Pointer) -> None:
        """Follow the mouse."""
        if self.held is not None:
            self.now = pointer

    def release(self, pointer: Pointer) -> None:
        """Commit where it was let go; a click moves nothing."""
        if self.held is None or self.start is None:
            return
        self.now = pointer
        moved = (pointer.px - self.start.px).manhattanLength() > GRAB_FROM_PX
        if moved:
            self.commit(*self.held)
        self.cancel()

    def commit(self, feature: int, part: int | None) -> None:
        """Make an edit of the drag: every tool has its own."""

    def transformed(self, xy: np.ndarray) -> np.ndarray:
        """Return coordinates of the layer after the drag."""
        return xy

    def cancel(self) -> bool:
        """Let go."""
        was = self.held is not None
        self.held, self.start, self.now = None, None, None
        return was

    def held_shape(self) -> BaseGeometry | None:
        """Return what is held, where it was."""
        if self.held is None:
            return None
        feature, part = self.held
        shape = self.editor.edit.topology.shape(feature)
        return shape if part is None else shapely.get_parts(shape).tolist()[part]

    def paint(self, painter: QPainter) -> None:
        """Show what would be taken, or where it goes."""
        held = self.held_shape()
        if held is not None:
            self.paint_shape(painter, Shown(held, LOST, filled=False, dashed=True))
            self.paint_shape(painter, Shown(shapely.transform(held, self.transformed), NEW))
        elif self.over is not None and not self.over[2]:
            self.paint_shape(painter, Shown(self.shape_of(self.over), NEW))


class MovePart(_Transform):
    """Moves a part; a vertex that was taken hold of snaps to others."""

    hint = Text(
        "移动部分：拖动一个部分（Ctrl 拖动整个要素）；从顶点拖起可吸附到其他边界，Esc 放弃；邻居不动",
        "Move a part: drag it (Ctrl: the whole feature); taken at a vertex it snaps to others; neighbours stay",
    )
    cursor = Qt.CursorShape.SizeAllCursor

    def snaps(self) -> bool:
        """Snap the vertex that is taken hold of, and the place where it is let go."""
        return True

    def snap_kinds(self) -> Collection[Kind]:
        """Take hold of vertices alone; let go at any target."""
        only: tuple[Kind, ...] = ("vertex",)
        return only if self.held is None else ()

    def moving(self) -> Moving:
        """Return the vertices that move."""
        held = self.held_shape()
        if held is None or self.held is None or int(shapely.get_num_coordinates(held)) > _SNAPPING_VERTICES:
            return NOTHING
        own = frozenset({self.held[0]})
        return dict.fromkeys([(x, y) for x, y in shapely.get_coordinates(held).tolist()], own)

    @property
    def by(self) -> XY:
        """The shift, in units of the layer."""
        if self.start is None or self.now is None:
            return 0.0, 0.0
        a, b = self.start.at, self.now.at
        return b[0] - a[0], b[1] - a[1]

    def transformed(self, xy: np.ndarray) -> np.ndarray:
        """Return coordinates after the shift."""
        moved: np.ndarray = xy + np.array(self.by)
        return moved

    def commit(self, feature: int, part: int | None) -> None:
        """Move it; overlaps are asked about."""
        by = self.by
        run_edit(
            self.editor, Text("移动部分", "Move a part"), lambda now: topo.move_part(now, feature, by, part, "keep")
        )

    def readout(self) -> Sequence[Line]:
        """Say how far, and which way."""
        if self.held is None or self.start is None or self.now is None:
            return ()
        ends = self.editor.edit.topology.lonlat(np.array([self.start.at, self.now.at]))
        azimuth, _, metres = WGS84_GEOD.inv(*ends[0].tolist(), *ends[1].tolist())
        length, degrees = print_length(float(metres)), float(azimuth) % 360.0
        return (
            Line(
                Text(f"移动 {length.zh}，方位角 {degrees:.1f}°", f"moved {length.en}, bearing {degrees:.1f}°"), "strong"
            ),
        )


class RotatePart(_Transform):
    """Turns a part about its centroid."""

    hint = Text(
        "旋转部分：绕形心拖动（Shift 每 15°，Ctrl 整个要素），Esc 放弃；邻居不动",
        "Turn a part: drag around its centroid (Shift: steps of 15°, Ctrl: whole feature); neighbours stay",
    )
    cursor = Qt.CursorShape.CrossCursor

    @property
    def degrees(self) -> float:
        """The turn, counter-clockwise."""
        if self.start is None or self.now is None or (centre := self._centre()) is None:
            return 0.0
        scale = np.array(self.editor.edit.topology.units(centre))
        a, b = ((np.array(p.free) - np.array(centre)) / scale for p in (self.start, self.now))
        turn = float(np.degrees(np.arctan2(b[1], b[0]) - np.arctan2(a[1], a[0])))
        turn = (turn + 180.0) % 360.0 - 180.0
        steps = bool(self.now.modifiers & Qt.KeyboardModifier.ShiftModifier)
        return round(turn / _STEP_DEGREES) * _STEP_DEGREES if steps else turn

    def _centre(self) -> XY | None:
        held = self.held_shape()
        if held is None:
            return None
        x, y = shapely.get_coordinates(shapely.centroid(held))[0].tolist()
        return x, y

    def transformed(self, xy: np.ndarray) -> np.ndarray:
        """Return coordinates after the turn: the formula of `spatial.topology.rotate_part`."""
        centre = self._centre()
        if centre is None:
            return xy
        scale, about = np.array(self.editor.edit.topology.units(centre)), np.array(centre)
        cosine, sine = np.cos(np.radians(self.degrees)), np.sin(np.radians(self.degrees))
        turned: np.ndarray = ((xy - about) / scale) @ np.array([[cosine, sine], [-sine, cosine]]) * scale + about
        return turned

    def commit(self, feature: int, part: int | None) -> None:
        """Turn it; overlaps are asked about."""
        degrees = self.degrees
        if degrees:
            verb = Text("旋转部分", "Turn a part")
            run_edit(self.editor, verb, lambda now: topo.rotate_part(now, feature, degrees, part, None, "keep"))

    def readout(self) -> Sequence[Line]:
        """Say how much."""
        if self.held is None:
            return ()
        return (Line(Text(f"旋转 {self.degrees:+.1f}°", f"turned {self.degrees:+.1f}°"), "strong"),)
