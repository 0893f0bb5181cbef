"""What the layer menu does to the chosen parts of the tree: layers, groups and base maps."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow

from gui.map.base_map_properties import BaseMapProperties
from gui.selection import Selection
from gui.session import Session
from gui.tables.formula_dialog import FormulaDialog
from gui.tables.join_dialog import JoinDialog
from gui.tables.points_dialog import PointsDialog
from gui.tree.export_layer import ExportLayerDialog
from gui.tree.layer_files import LayerFiles
from gui.tree.layer_properties import LayerProperties
from gui.tree.layers_panel import LayersPanel
from gui.tree.map_verbs import MAP_MENU, MapVerbs
from gui.tree.tree_edits import TreeEdits, kind_of
from layers import edits
from layers import layer_tree_edits as tree_edits
from layers.base_map import BaseMap
from layers.layer import Dataset, Layer
from layers.layer_tree import Group, layers_in
from spatial.text import Text

TREE_MENU = (
    "zoom_layer", "zoom_scale", "toggle_visible", "labels", "join", "formula", "make_group", "ungroup", "move_up",
    "move_down", "duplicate_layer", "definition_card", "export_layer", "layer_properties", "remove_layer",
    "remove_group",
)  # fmt: skip


class LayerVerbs(QObject):
    """The verbs of the layer menu; they act on what is chosen in the layers panel."""

    def __init__(
        self, session: Session, panel: LayersPanel, files: LayerFiles, selection: Selection, window: QMainWindow
    ) -> None:
        super().__init__(window)
        self._session, self._panel, self._files, self._window = session, panel, files, window
        self._selection = selection
        self._edits = TreeEdits(session)
        self.maps = MapVerbs(session, panel, window)

    def fill_menus(self, actions: Mapping[str, QAction]) -> None:
        """Fill the context menus of the tree and of the list of maps."""
        self._panel.tree.addActions([actions[each] for each in TREE_MENU])
        self._panel.maps.addActions([actions[each] for each in MAP_MENU])

    # --- what is chosen -------------------------------------------------------------------------------------------

    def layer(self) -> Layer | None:
        """Return the chosen layer."""
        chosen = self._panel.selected_layer
        return next((layer for _, layer in self._session.project.layers() if layer.id == chosen), None)

    def part(self) -> Layer | Group | BaseMap | None:
        """Return the chosen layer, group or base map."""
        return self._edits.part(self._panel.tree.selected_part)

    def group(self) -> Group | None:
        """Return the chosen group; for a layer, the one it is in."""
        part, shown = self.part(), self._session.project.shown
        if shown is None or part is None or isinstance(part, BaseMap):
            return None
        wanted = part.id if isinstance(part, Group) else part.group
        return next((each for each in shown.groups if each.id == wanted), None)

    def needs(self) -> dict[str, bool]:
        """Return which needs of actions the chosen parts meet."""
        part = self.part()
        part_id = part.id if part is not None else ""
        return {
            "layer": self.layer() is not None,
            "part": part is not None,
            "source": isinstance(part, Layer | BaseMap),
            "group": self.group() is not None,
            "above": self._edits.can_step(part_id, 1),
            "below": self._edits.can_step(part_id, -1),
        }

    # --- groups and order -----------------------------------------------------------------------------------------

    def make_group(self) -> None:
        """Put the chosen layers and groups into a new group, and let the user name it."""
        shown = self._session.project.shown
        if shown is None:
            return
        members = [part for part in self._panel.selected_parts if kind_of(part) != "base"]
        number = len(shown.groups) + 1
        name = Text(f"图层组 {number}", f"Group {number}")
        label = Text("新建图层组", "Make a group")
        before = {each.id for each in shown.groups}
        if self._session.apply(label, lambda project: tree_edits.make_group(project, shown.id, name, members)):
            now = self._session.project.map(shown.id)
            self._panel.edit_name(next(each.id for each in now.groups if each.id not in before))

    def ungroup(self) -> None:
        """Remove the chosen group; its layers stay."""
        group, owner = self.group(), self._session.project.active_map
        if group is not None:
            label = Text(f"解散图层组“{group.name.to('zh')}”", f"Dissolve the group “{group.name.to('en')}”")
            self._session.apply(label, lambda project: tree_edits.dissolve_group(project, owner, group.id))

    def remove_group(self) -> None:
        """Remove the chosen group with all that is in it."""
        group, shown = self.group(), self._session.project.shown
        if group is not None and shown is not None:
            n = len(layers_in(shown, group.id))
            label = Text(
                f"移除图层组“{group.name.to('zh')}”及 {n} 个图层",
                f"Remove the group “{group.name.to('en')}” with {n} layers",
            )
            self._session.apply(label, lambda project: tree_edits.remove_parts(project, shown.id, [group.id]))

    def move_up(self) -> None:
        """Move the chosen part one place up."""
        self._edits.step(self._panel.tree.selected_part, 1)

    def move_down(self) -> None:
        """Move the chosen part one place down."""
        self._edits.step(self._panel.tree.selected_part, -1)

    def toggle_visible(self) -> None:
        """Hide what is chosen where all of it is shown, else show all of it."""
        parts = [self._edits.part(each) for each in self._panel.selected_parts]
        there = [part for part in parts if part is not None]
        if there:
            self._edits.set_visible([part.id for part in there], not all(part.visible for part in there))

    # --- the chosen part ------------------------------------------------------------------------------------------

    def join_table(self, table: Path | None = None, layer_id: str = "") -> None:
        """Ask how to join a table to a layer ("": the chosen one); None: ask for the table, too."""
        layer = self.layer()
        layer_id = layer_id or (layer.id if layer is not None else "")
        if layer_id:
            dialog = JoinDialog(self._session, layer_id, self._window)
            dialog.open()
            if table is not None:
                dialog.read(table)

    def add_points(self, table: Path | None = None) -> None:
        """Ask which columns of a table hold coordinates, and add its rows as points; None: ask for the table, too."""
        dialog = PointsDialog(self._session, self._window)
        dialog.made.connect(self._put_points)
        dialog.open()
        if table is not None:
            dialog.read(table)

    def _put_points(self, dataset: Dataset) -> None:
        name = dataset.name
        label = Text(f"由表格“{name.to('zh')}”生成点", f"Points from the table “{name.to('en')}”")
        self._files.put(label, [dataset])

    def derive_indicator(self) -> None:
        """Ask for a formula over the columns of the chosen layer."""
        layer = self.layer()
        if layer is not None:
            FormulaDialog(self._session, layer.id, self._window).open()

    def export(self) -> None:
        """Ask how to write the chosen layer to a file of its own."""
        layer = self.layer()
        if layer is not None:
            ExportLayerDialog(self._session, layer, self._selection.rows(layer.dataset), self._window).open()

    def toggle_labels(self) -> None:
        """Show or hide the names of the chosen layer's features."""
        layer = self.layer()
        if layer is not None:
            label = Text("隐藏名称注记", "Hide names") if layer.labels else Text("显示名称注记", "Show names")
            self._session.apply(label, lambda project: edits.set_labels(project, layer.id, not layer.labels))

    def properties(self) -> None:
        """Show what is known of the chosen layer or base map."""
        part = self.part()
        if isinstance(part, BaseMap):
            BaseMapProperties(self._session, part.id, self._window).open()
        elif isinstance(part, Layer):
            LayerProperties(self._session, part.id, self._window).open()

    def duplicate(self) -> None:
        """Put a copy of the chosen layer above it."""
        layer_id = self._panel.selected_layer
        label = Text("复制图层", "Duplicate layer")
        self._session.apply(label, lambda project: edits.duplicate_layer(project, layer_id))

    def remove(self) -> None:
        """Remove the chosen layers, base maps, and groups with all that is in them, from the map."""
        ids, owner = self._panel.selected_parts, self._session.project.active_map
        n = len(ids)
        label = Text("移除图层", "Remove layer") if n == 1 else Text(f"移除 {n} 个图层", f"Remove {n} layers")
        self._session.apply(label, lambda project: tree_edits.remove_parts(project, owner, ids))

    def datum_wgs84(self) -> None:
        """Say that the chosen layer is in WGS 84."""
        self._set_datum("wgs84")

    def datum_cgcs2000(self) -> None:
        """Say that the chosen layer is in CGCS2000."""
        self._set_datum("cgcs2000")

    def datum_gcj02(self) -> None:
        """Say that the chosen layer is in GCJ-02."""
        self._set_datum("gcj02")

    def datum_bd09(self) -> None:
        """Say that the chosen layer is in BD-09."""
        self._set_datum("bd09")

    def _set_datum(self, datum: str) -> None:
        part = self.part()
        if isinstance(part, BaseMap):
            self._files.set_base_datum(part.id, datum)
        elif isinstance(part, Layer):
            self._files.set_datum(part.dataset, datum)
