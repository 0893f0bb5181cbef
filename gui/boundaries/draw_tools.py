"""The tools that draw: new polygon, part, hole, split by a line, reshape by a path."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import shapely

from gui.boundaries.drawing_tool import DrawingTool
from gui.boundaries.policies_dialog import commit_asking
from gui.boundaries.running import compute, run_edit
from gui.boundaries.sketch import after_noding
from gui.editing.pointer import Pointer
from gui.editing.readout import Line
from gui.messages import Message
from spatial import topology as topo
from spatial.text import Text

_CHOOSE = Text("请先选中一个要素，再画。", "Select one feature first, then draw.")


class _Committing(DrawingTool):
    """Lets go of the drawing once it was committed, and not when it was refused."""

    _waiting: topo.Topology | None = None
    _asked = False  # a question about it may be open: the read-out would lie over its preview

    def hover(self, pointer: Pointer) -> None:
        """Follow the mouse."""
        self._asked = False
        super().hover(pointer)

    drag = hover

    def finish(self) -> None:
        """Commit what is drawn."""
        self._asked = True
        super().finish()

    def readout(self) -> Sequence[Line]:
        """Return the figures, and none while the edit is decided about."""
        return () if self._asked else super().readout()

    def refresh(self) -> None:
        """Drop the drawing where its edit has gone into the topology."""
        self._outcome = None
        if self._waiting is not None and self.editor.edit.topology is not self._waiting:
            self._waiting = None
            self.sketch.clear()

    def cancel(self) -> bool:
        """Drop the drawing, and what it waits for."""
        self._waiting = None
        return super().cancel()

    def _target(self) -> int | None:
        """Return the feature that is drawn at: the selected one, else the one where the drawing begins."""
        selected = self.editor.selected
        if len(selected) == 1:
            return selected[0]
        under = self.editor.features_at(self.sketch.vertices[0]) if self.sketch.steps and not selected else ()
        return under[0] if under else None

    def _needed_target(self) -> int | None:
        target = self._target()
        if target is None:
            self.editor.session.messages.show(Message("warning", _CHOOSE))
        return target

    def _run(self, verb: Text, operation: Callable[[topo.Topology], topo.Topology]) -> None:
        self._waiting = self.editor.edit.topology
        on_edges = self.sketch.on_edges()
        run_edit(self.editor, verb, lambda now: after_noding(now, on_edges, operation))

    def _ring(self) -> np.ndarray:
        xy = self.sketch.xy()
        return xy[:-1] if len(xy) > 3 and bool((xy[0] == xy[-1]).all()) else xy


class AddPolygon(_Committing):
    """Draws a feature of its own."""

    hint = Text(
        "新建面：单击画顶点，按 C 输入坐标，按住 T 沿边界描边，Backspace 退回，Enter 或双击完成，Esc 放弃",
        "New polygon: click vertices, C types one, hold T to trace, Backspace takes back, Enter or double click ends",
    )
    closed, least = True, 3

    def commit(self) -> None:
        """Add the polygon; overlaps with neighbours are asked about."""
        shape = shapely.Polygon(self._ring())
        self._run(Text("新建面", "Add a polygon"), lambda now: topo.add_polygon(now, shape, "keep"))


class AddPart(_Committing):
    """Draws another part of the selected feature."""

    hint = Text(
        "添加部分：先选中要素，再在它外面画一个面；有共同边界就并入，否则另成一部分；Enter 或双击完成，Esc 放弃",
        "Add a part: select a feature, draw outside; with a common border it is joined; Enter or double click ends",
    )
    closed, least = True, 3

    def preview(self, topology: topo.Topology, line: np.ndarray) -> topo.Topology | None:
        """Show the feature with the part."""
        target = self._target()
        if target is None or len(line) < 3 or not shapely.is_valid(drawn := shapely.Polygon(line)):
            return None
        return topo.add_part(topology, target, drawn, "keep")

    def mine(self, old: topo.Topology, new: topo.Topology) -> frozenset[int]:
        """Return the feature that grows."""
        target = self._target()
        return frozenset() if target is None else frozenset({target})

    def commit(self) -> None:
        """Add the part."""
        target = self._needed_target()
        if target is not None:
            shape = shapely.Polygon(self._ring())
            self._run(Text("添加部分", "Add a part"), lambda now: topo.add_part(now, target, shape, "keep"))


class AddHole(_Committing):
    """Cuts a hole."""

    hint = Text(
        "挖洞：在要素内部画一圈，不接触边界；Enter 或双击完成，Esc 放弃",
        "Cut a hole: draw a ring inside a feature, away from its border; Enter or double click ends, Esc drops",
    )
    closed, least = True, 3

    def preview(self, topology: topo.Topology, line: np.ndarray) -> topo.Topology | None:
        """Show the feature with the hole."""
        target = self._target()
        return topo.add_hole(topology, target, line) if target is not None and len(line) > 2 else None

    def commit(self) -> None:
        """Cut it."""
        target = self._needed_target()
        if target is not None:
            ring = self._ring()
            self._run(Text("挖洞", "Cut a hole"), lambda now: topo.add_hole(now, target, ring))


class Split(_Committing):
    """Splits the selected features (none selected: all that the line divides)."""

    hint = Text(
        "分割：从面外画一条线穿过要素到另一侧；Enter 或双击完成，随后决定指标怎么办",
        "Split: draw a line across, from outside to outside; Enter or double click ends, then decide about figures",
    )

    def _chosen(self) -> tuple[int, ...] | None:
        return self.editor.selected or None

    def preview(self, topology: topo.Topology, line: np.ndarray) -> topo.Topology | None:
        """Show the pieces."""
        return topo.split(topology, line, self._chosen())

    def mine(self, old: topo.Topology, new: topo.Topology) -> frozenset[int]:
        """Return the pieces that keep their number."""
        parents = new.change.parents if new.change else {}
        return frozenset(each for each in new.changed_since(old) if each not in parents)

    def commit(self) -> None:
        """Split, after the table of figures was agreed to."""
        line, chosen, on_edges = self.sketch.xy(), self._chosen(), self.sketch.on_edges()
        self._waiting = self.editor.edit.topology
        verb = Text("分割", "Split")

        def operation(now: topo.Topology) -> topo.Topology:
            return after_noding(now, on_edges, lambda each: topo.split(each, line, chosen))

        compute(self.editor, verb, operation, lambda old, new: commit_asking(self.editor, verb, old, new))


class Reshape(_Committing):
    """Redraws a stretch of the border of a feature by a path; neighbours follow."""

    hint = Text(
        "重塑：从边界上一处画到另一处；画在外面是扩大（邻居让出），画在里面是缩小（邻居接收）；Enter 或双击完成",
        "Reshape: draw from one place of the border to another; outside enlarges, inside cuts off; neighbours follow",
    )

    def preview(self, topology: topo.Topology, line: np.ndarray) -> topo.Topology | None:
        """Show the feature and its neighbours as they would be."""
        target = self._target()
        return topo.reshape(topology, target, line) if target is not None else None

    def mine(self, old: topo.Topology, new: topo.Topology) -> frozenset[int]:
        """Return the feature that is reshaped."""
        target = self._target()
        return frozenset() if target is None else frozenset({target})

    def commit(self) -> None:
        """Reshape it."""
        target = self._needed_target()
        if target is not None:
            line = self.sketch.xy()
            self._run(Text("重塑边界", "Reshape a border"), lambda now: topo.reshape(now, target, line))
