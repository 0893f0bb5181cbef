"""What the actions of the window do with whole polygons: take a drawing tool, merge, offset, and open the dialogs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow
from shiboken6 import isValid

from gui.boundaries.check_window import CheckWindow
from gui.boundaries.draw_tools import AddHole, AddPart, AddPolygon, Reshape, Split
from gui.boundaries.import_dialog import ImportBoundaryDialog
from gui.boundaries.offset_dialog import OffsetDialog
from gui.boundaries.overlap_dialog import OverlapDialog
from gui.boundaries.part_tools import DeletePart, MovePart, RotatePart
from gui.boundaries.place_list_dialog import PlaceListDialog
from gui.boundaries.policies_dialog import commit_asking
from gui.boundaries.running import compute, run_edit
from gui.boundaries.vertex_table import VertexTable
from gui.editing.edit_session import Doubtful
from gui.messages import Message
from spatial import topology as topo
from spatial.crs import WGS84, coordinate_transform
from spatial.text import Text

if TYPE_CHECKING:
    from gui.editing.editor import Editor
    from gui.menus import Menus

Floats = npt.NDArray[np.float64]
_ONE = Text("请先选中一个要素。", "Select one feature first.")
_SEVERAL = Text("请先选中两个以上要素再合并。", "Select two features or more to merge.")
_POLYGONS = Text("这个工具用于面图层。", "This tool is for layers of polygons.")
DRAWING_TOOLS = {
    "add_polygon": AddPolygon,
    "add_part": AddPart,
    "add_hole": AddHole,
    "split": Split,
    "reshape": Reshape,
    "delete_part": DeletePart,
    "move_part": MovePart,
    "rotate_part": RotatePart,
}
"""The tools by name; the action that takes ``split`` in hand is ``draw_split``."""


class Drawing(QObject):
    """The verbs; they act on the layer in edit mode and on its selected features."""

    def __init__(self, editor: Editor, window: QMainWindow) -> None:
        super().__init__(window)
        self._editor, self._window = editor, window
        editor.tools.update(DRAWING_TOOLS)
        editor.edit.doubted.connect(self._ask_who_gives_way)
        self._table: VertexTable | None = None
        self._check: CheckWindow | None = None

    def wire(self, menus: Menus) -> None:
        """Keep the ticks of the tools in step with the tool in hand."""
        self._editor.tool_changed.connect(lambda name: menus.check(f"draw_{name}") if name in DRAWING_TOOLS else None)

    # --- tools ----------------------------------------------------------------------------------------------------

    def _use(self, name: str) -> None:
        if self._fits():
            self._editor.use(name)
        else:
            self._editor.tool_changed.emit(self._editor.tool_name)  # the tick goes back to the tool in hand

    def _fits(self) -> bool:
        edit = self._editor.edit
        if edit.active and edit.kind == "polygon":
            return True
        self._tell(_POLYGONS)
        return False

    def use_add_polygon(self) -> None:
        """Draw a new polygon."""
        self._use("add_polygon")

    def use_add_part(self) -> None:
        """Draw another part of the selected feature."""
        self._use("add_part")

    def use_add_hole(self) -> None:
        """Draw a hole."""
        self._use("add_hole")

    def use_split(self) -> None:
        """Split by a line."""
        self._use("split")

    def use_reshape(self) -> None:
        """Redraw a stretch of a border."""
        self._use("reshape")

    def use_delete_part(self) -> None:
        """Delete a part or a hole by a click."""
        self._use("delete_part")

    def use_move_part(self) -> None:
        """Drag a part."""
        self._use("move_part")

    def use_rotate_part(self) -> None:
        """Turn a part."""
        self._use("rotate_part")

    # --- edits that overlap a neighbour ----------------------------------------------------------------------------

    def _ask_who_gives_way(self, doubtful: Doubtful) -> None:
        """Ask about overlaps; an edit that crosses itself is `gui.editing.verbs`' to ask about."""
        if doubtful.invalid:
            return
        edit = self._editor.edit
        dialog = OverlapDialog(edit, doubtful, self._editor.canvas, self._window)
        dialog.decided.connect(lambda outcome: edit.keep(doubtful, outcome.after))
        dialog.open()

    # --- verbs ----------------------------------------------------------------------------------------------------

    def merge(self) -> None:
        """Merge the selected features, the largest first: it keeps its id; figures are asked about."""
        if not self._fits():
            return
        edit, chosen = self._editor.edit, [each for each in self._editor.selected if self._is_there(each)]
        if len(chosen) < 2:
            self._tell(_SEVERAL)
            return
        areas = np.nan_to_num(edit.topology.area_m2(chosen))
        order = [chosen[k] for k in np.argsort(-areas, kind="stable").tolist()]
        verb = Text("合并", "Merge")

        def ask(old: topo.Topology, new: topo.Topology) -> None:
            commit_asking(self._editor, verb, old, new)

        compute(self._editor, verb, lambda now: topo.merge(now, order), ask)

    def delete_features(self) -> None:
        """Delete the selected features: their gap stays empty."""
        chosen = self._editor.selected
        if not chosen:
            self._tell(_ONE)
        elif self._fits():
            verb = Text("删除要素", "Delete features")
            run_edit(self._editor, verb, lambda now: topo.delete_features(now, chosen))

    def offset(self) -> None:
        """Ask how far the border of the selected feature moves out or in."""
        feature = self._one()
        if feature is not None:
            OffsetDialog(self._editor, feature, self._window).open()

    def vertex_table(self) -> None:
        """Show the vertices of the selected feature as a table, beside the map."""
        if not self._fits():
            return
        if self._table is None or not isValid(self._table):
            self._table = VertexTable(self._editor, self._window)
        self._table.show()
        self._table.raise_()
        self._table.activateWindow()

    def check(self) -> None:
        """Check the boundaries of the layer, in a window beside the map."""
        if not self._fits():
            return
        if self._check is None or not isValid(self._check):
            self._check = CheckWindow(self._editor, self._window)
        self._check.show()
        self._check.raise_()
        self._check.activateWindow()

    def import_boundary(self) -> None:
        """Import a boundary from a file or a text."""
        if self._fits():
            ImportBoundaryDialog(self._editor, self._window).open()

    def polygon_from_list(self) -> None:
        """Make a new polygon of a pasted list of coordinates."""
        if not self._fits():
            return
        dialog = PlaceListDialog(self._editor.canvas, self._editor.session.project.crs, self._window)
        dialog.taken.connect(self._add_list)
        dialog.open()

    def _add_list(self, lonlat: Floats) -> None:
        edit = self._editor.edit
        if not edit.active:
            return
        xy = coordinate_transform(WGS84, "wgs84", edit.topology.crs, edit.topology.datum)(lonlat)
        shape = shapely.Polygon(xy)
        verb = Text("由坐标新建面", "Add a polygon from coordinates")
        run_edit(self._editor, verb, lambda now: topo.add_polygon(now, shape, "keep"))

    # --- what is chosen -------------------------------------------------------------------------------------------

    def _one(self) -> int | None:
        if not self._fits():
            return None
        chosen = [each for each in self._editor.selected if self._is_there(each)]
        if len(chosen) != 1:
            self._tell(_ONE)
            return None
        return chosen[0]

    def _is_there(self, feature: int) -> bool:
        shape = self._editor.edit.topology.shapes[feature]
        return shape is not None and not shape.is_empty

    def _tell(self, text: Text) -> None:
        self._editor.session.messages.show(Message("warning", text))
