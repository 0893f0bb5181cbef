"""Drawing a line or a ring vertex by vertex: what the tools that add, split and reshape have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import shapely
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter

from gui.boundaries.place_prompt import PlacePrompt
from gui.boundaries.shape_overlay import LOST, NEW, Shown, paint_shape
from gui.boundaries.sketch import OnEdge, Sketch, edge_of, noded
from gui.editing.figures import segment_line
from gui.editing.overlay import INK, TARGET, paint_line, paint_vertex
from gui.editing.pointer import Pointer
from gui.editing.readout import Line
from gui.editing.tool import EditTool, MenuEntry
from spatial import topology as topo
from spatial.crs import WGS84, coordinate_transform
from spatial.errors import GisError
from spatial.measuring import print_area
from spatial.text import Text

if TYPE_CHECKING:
    from gui.editing.editor import Editor

XY = tuple[float, float]
_PREVIEW_VERTICES = 2_000
"""Features up to this size are shown as they would be while the mouse moves; larger ones after Enter."""
_SMALL_M2 = 1e5
_NOISE_M2 = 0.05
_CLOSE_PX = 8.0


class DrawingTool(EditTool):
    """Click adds a vertex, T held follows borders, Backspace takes one back, Enter or a double click ends, Esc drops.

    The right button opens a menu that can end or drop the drawing; it never does so by itself.
    """

    closed = False
    least = 2
    """The fewest vertices that can be committed."""

    def __init__(self, editor: Editor) -> None:
        super().__init__(editor)
        self.sketch = Sketch()
        self.tracing = False
        self._traced: tuple[XY, ...] = ()
        self._noded: tuple[object, topo.Topology] | None = None
        self._outcome: tuple[tuple[object, ...], topo.Topology | None] | None = None

    # --- what a tool says of itself -------------------------------------------------------------------------------

    def commit(self) -> None:
        """Make an edit of the drawing: every tool has its own."""

    def preview(self, topology: topo.Topology, line: np.ndarray) -> topo.Topology | None:
        """Return what the edit would make of the topology now; None for nothing to show."""
        return None

    # --- mouse ----------------------------------------------------------------------------------------------------

    def hover(self, pointer: Pointer) -> None:
        """Follow the mouse, along borders while T is held."""
        self._traced = self._follow(pointer) if self.tracing else ()

    drag = hover

    def press(self, pointer: Pointer) -> None:
        """Add a vertex, or the traced stretch; a click on the first vertex of a ring ends."""
        if self._closes(pointer):
            self.finish()
            return
        self.hover(pointer)
        self.sketch.add(pointer, self._traced)
        self._traced = ()

    def _closes(self, pointer: Pointer) -> bool:
        if not self.closed or len(self.sketch) < self.least or self.tracing:
            return False
        off = self.editor.pixel(self.sketch.vertices[0]) - pointer.px
        return off.manhattanLength() <= _CLOSE_PX

    def double_click(self, pointer: Pointer) -> None:
        """End: the first click of the two has added the vertex."""
        self.finish()

    # --- keys -----------------------------------------------------------------------------------------------------

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        """Backspace takes a vertex back; T follows borders for as long as it is held; C asks for coordinates."""
        if key == Qt.Key.Key_T:
            self.tracing = True
            self._again()
            return True
        if key == Qt.Key.Key_C and not modifiers:
            self.ask_place()
            return True
        if key == Qt.Key.Key_Backspace:
            self.sketch.back()
            self._again()
            return True
        return False

    def key_up(self, key: Qt.Key) -> None:
        """Go straight again."""
        if key == Qt.Key.Key_T:
            self.tracing, self._traced = False, ()
            self.editor.update()

    def finish(self) -> None:
        """Commit what is drawn; with too few vertices nothing happens."""
        if len(self.sketch) >= self.least:
            self.commit()

    def cancel(self) -> bool:
        """Drop the drawing."""
        was = bool(self.sketch.steps)
        self.sketch.clear()
        self._traced, self._outcome, self.tracing = (), None, False
        return was

    def ask_place(self) -> None:
        """Ask for the next vertex in figures: coordinates, or a length and a bearing from the last one."""
        topology = self.editor.edit.topology
        last = topology.lonlat(self.sketch.xy()[-1:])[0].tolist() if self.sketch.steps else None

        def add(lonlat: tuple[float, float]) -> None:
            there = coordinate_transform(WGS84, "wgs84", topology.crs, topology.datum)
            x, y = there(np.array([lonlat]))[0].tolist()
            px = self.editor.pixel((x, y))
            self.sketch.add(Pointer(px, (x, y), None, Qt.KeyboardModifier.NoModifier))
            self.editor.update()

        PlacePrompt(self.editor, (last[0], last[1]) if last else None, add).open()

    def menu(self, pointer: Pointer) -> Sequence[MenuEntry]:
        """Offer to end, to take a vertex back and to drop the drawing."""
        entries: list[MenuEntry] = [(Text("输入下一顶点（C）…", "Type the next vertex (C)…"), self.ask_place)]
        if not self.sketch.steps:
            return entries
        if len(self.sketch) >= self.least:
            entries.append((Text("完成绘制（Enter）", "Finish drawing (Enter)"), self.finish))
        entries.append((Text("退回一个顶点（Backspace）", "Take a vertex back (Backspace)"), self._back))
        entries.append((Text("放弃绘制（Esc）", "Drop the drawing (Esc)"), self._drop))
        return entries

    def _back(self) -> None:
        self.sketch.back()
        self.editor.update()

    def _drop(self) -> None:
        self.cancel()
        self.editor.update()

    def _again(self) -> None:
        if self.editor.pointer is not None:
            self.hover(self.editor.pointer)

    # --- tracing --------------------------------------------------------------------------------------------------

    def _follow(self, pointer: Pointer) -> tuple[XY, ...]:
        """Return the way along borders from the last vertex to the pointer; nothing where there is none."""
        if not self.sketch.steps or pointer.snap is None:
            return ()
        ends = [*self.sketch.on_edges(), *([here] if (here := edge_of(pointer.snap)) is not None else [])]
        try:
            way = topo.trace(self._with(tuple(ends)), self.sketch.vertices[-1], pointer.at)
        except GisError:
            return ()
        return tuple((x, y) for x, y in way.tolist())

    def _with(self, ends: tuple[OnEdge, ...]) -> topo.Topology:
        key = (self.editor.edit.topology, ends)
        if self._noded is None or self._noded[0] != key:
            self._noded = key, noded(self.editor.edit.topology, ends)
        return self._noded[1]

    # --- what is drawn over the map -------------------------------------------------------------------------------

    def line(self) -> np.ndarray:
        """Return (n, 2) the vertices with the place under the mouse."""
        pointer = self.editor.pointer
        ahead = self._traced or ((pointer.at,) if pointer is not None and self.sketch.steps else ())
        xy = self.sketch.xy(ahead)
        same = (xy[1:] == xy[:-1]).all(axis=1) if len(xy) > 1 else np.zeros(0, dtype=bool)
        return np.delete(xy, np.flatnonzero(same) + 1, axis=0)

    def outcome(self) -> topo.Topology | None:
        """Return what the edit would lead to with the line as it is; None where it cannot be told."""
        line = self.line()
        key = (self.editor.edit.topology, line.tobytes(), self.editor.selected)
        if self._outcome is None or self._outcome[0] != key:
            self._outcome = key, self._tried(line)
        return self._outcome[1]

    def _tried(self, line: np.ndarray) -> topo.Topology | None:
        topology = self.editor.edit.topology
        if len(line) < self.least:
            return None
        low, high = line.min(axis=0).tolist(), line.max(axis=0).tolist()
        near = topology.index.features_in((low[0], low[1], high[0], high[1]))
        if shapely.get_num_coordinates(topology.shapes[list(near)]).sum() > _PREVIEW_VERTICES:
            return None
        try:
            return self.preview(topology, line)
        except GisError:
            return None

    def paint(self, painter: QPainter) -> None:
        """Draw the outcome, the line and its vertices."""
        old, new = self.editor.edit.topology, self.outcome()
        if new is not None:
            for feature in self._moved(old, new):
                shape = new.shapes[feature]
                if shape is not None:
                    ink = NEW if feature in self.mine(old, new) else LOST
                    paint_shape(painter, Shown(shape, ink), self.editor.edit.placing, self.editor.canvas.view)
        line = self.line()
        if not len(line):
            return
        points = [QPointF(x, y) for x, y in self.editor.pixels(line).tolist()]
        paint_line(painter, points, INK, closed=self.closed and len(points) > 2)
        if self._traced:
            paint_line(painter, points[-len(self._traced) :], TARGET)
        clicked = points[: len(self.sketch)]
        for point in clicked[-200:]:
            paint_vertex(painter, point, QColor(INK), 4.0)

    def _moved(self, old: topo.Topology, new: topo.Topology) -> list[int]:
        """Return the features whose area is another one; a neighbour that only got a vertex is none."""
        changed = new.changed_since(old)
        then = np.nan_to_num(new.area_m2(changed))
        now = np.array([old.area_m2([each])[0] if each < len(old) else 0.0 for each in changed])
        moved: list[int] = np.array(changed, dtype=np.int64)[np.abs(then - np.nan_to_num(now)) > _NOISE_M2].tolist()
        return moved

    def mine(self, old: topo.Topology, new: topo.Topology) -> frozenset[int]:
        """Return the features that are drawn in the ink of the gain; by default all."""
        return frozenset(new.changed_since(old))

    def readout(self) -> Sequence[Line]:
        """Return length and bearing of the segment, and the areas as they would be."""
        line = self.line()
        if len(line) < 2:
            return ()
        topology = self.editor.edit.topology
        lines: list[Line] = []
        new = self.outcome()
        if new is not None:
            lines += self._outcome_lines(topology, new)
        elif self.closed and len(line) > 2:
            ring = shapely.Polygon(line)
            if shapely.is_valid(ring):
                area = print_area(topology.measure([ring]))
                lines.append(Line(Text(f"面积 {area.zh}", f"area {area.en}"), "strong"))
            else:
                lines.append(Line(Text("边界自相交", "the boundary intersects itself"), "error"))
        if self._traced:
            n = len(self._traced)
            lines.append(Line(Text(f"描边：沿边界 {n} 个顶点", f"tracing: {n} vertices of the border"), "quiet"))
        a, b = line[-2].tolist(), line[-1].tolist()
        return [*lines, segment_line(topology, (a[0], a[1]), (b[0], b[1]))]

    def _outcome_lines(self, old: topo.Topology, new: topo.Topology) -> list[Line]:
        """Return the figures of what is drawn at, with the totals it belongs to, and the areas of what else changes."""
        moved = self._moved(old, new)
        mine = [each for each in moved if each in self.mine(old, new) and each < len(old)]
        if not mine:
            return [self._area_line(old, new, each) for each in moved[:5]]
        then, there = np.nan_to_num(new.area_m2(moved)), [each for each in moved if each < len(old)]
        now = dict(zip(there, np.nan_to_num(old.area_m2(there)).tolist(), strict=True))
        gained = {each: area - now[each] for each, area in zip(moved, then.tolist(), strict=True) if each in now}
        parents = new.change.parents if new.change else {}
        cut_off: dict[int, float] = {}
        for each, area in zip(moved, then.tolist(), strict=True):
            if each >= len(old) and each in parents:
                cut_off[parents[each][0]] = cut_off.get(parents[each][0], 0.0) + area
        lines = self.editor.figures.lines(mine[0], gained, cut_off_m2=cut_off)
        return lines + [self._area_line(old, new, each) for each in moved if each >= len(old)][:4]

    def _area_line(self, old: topo.Topology, new: topo.Topology, feature: int) -> Line:
        then = float(np.nan_to_num(new.area_m2([feature])[0]))
        now = float(np.nan_to_num(old.area_m2([feature])[0])) if feature < len(old) else 0.0
        name = self.editor.edit.name(feature) if feature < len(old) else Text("新要素", "new feature")
        area, by = print_area(then), then - now
        small = abs(by) < _SMALL_M2
        zh, en = ("平方米", "m²") if small else ("平方公里", "km²")
        figure = f"{by:+,.0f}" if small else f"{by / 1e6:+,.4f}"
        if feature >= len(old):
            return Line(Text(f"{name.zh} {area.zh}", f"{name.en} {area.en}"))
        told = Text(f"{area.zh}（{figure} {zh}）", f"{area.en} ({figure} {en})")
        return Line(Text(f"{name.to('zh')} {told.zh}", f"{name.to('en')} {told.en}"))

    def stop(self) -> None:
        """Put the tool away with its drawing."""
        self.cancel()
