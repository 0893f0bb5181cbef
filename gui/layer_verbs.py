"""What the layer menu does to the chosen layer."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from gui.join_dialog import JoinDialog
from gui.layer_files import LayerFiles
from gui.layer_properties import LayerProperties
from gui.layers_panel import LayersPanel
from gui.session import Session
from layers import edits
from layers.layer import Layer
from spatial.text import Text


class LayerVerbs(QObject):
    """The verbs of the layer menu; they act on the layer chosen in the layers panel."""

    def __init__(self, session: Session, panel: LayersPanel, files: LayerFiles, window: QMainWindow) -> None:
        super().__init__(window)
        self._session, self._panel, self._files, self._window = session, panel, files, window

    def layer(self) -> Layer | None:
        """Return the chosen layer."""
        chosen = self._panel.selected_layer
        return next((layer for _, layer in self._session.project.layers() if layer.id == chosen), None)

    def peers(self) -> list[str]:
        """Return the ids of the layers the chosen one can change places with, from the bottom to the top."""
        layer, shown = self.layer(), self._session.project.shown
        if layer is None or shown is None:
            return []
        return [each.id for each in shown.layers if each.context == layer.context]

    def join_table(self, table: Path | None = None) -> None:
        """Ask how to join a table to the chosen layer; None: ask for the table, too."""
        layer = self.layer()
        if layer is not None:
            dialog = JoinDialog(self._session, layer.id, self._window)
            dialog.open()
            if table is not None:
                dialog.read(table)

    def move_up(self) -> None:
        """Move the chosen layer above the next one."""
        self._move(1)

    def move_down(self) -> None:
        """Move the chosen layer below the one under it."""
        self._move(-1)

    def _move(self, step: int) -> None:
        layer_id, peers = self._panel.selected_layer, self.peers()
        neighbour = peers[peers.index(layer_id) + step]
        order = [each.id for each in self._session.project.map_of(layer_id).layers]
        index = order.index(neighbour)
        label = Text("调整图层顺序", "Reorder layers")
        self._session.apply(label, lambda project: edits.move_layer(project, layer_id, index))

    def toggle_labels(self) -> None:
        """Show or hide the names of the chosen layer's features."""
        layer = self.layer()
        if layer is not None:
            label = Text("隐藏名称注记", "Hide names") if layer.labels else Text("显示名称注记", "Show names")
            self._session.apply(label, lambda project: edits.set_labels(project, layer.id, not layer.labels))

    def properties(self) -> None:
        """Show what is known of the chosen layer."""
        layer = self.layer()
        if layer is not None:
            LayerProperties(self._session, layer.id, self._window).open()

    def duplicate(self) -> None:
        """Put a copy of the chosen layer above it."""
        layer_id = self._panel.selected_layer
        label = Text("复制图层", "Duplicate layer")
        self._session.apply(label, lambda project: edits.duplicate_layer(project, layer_id))

    def remove(self) -> None:
        """Remove the chosen layer from the map."""
        layer_id = self._panel.selected_layer
        label = Text("移除图层", "Remove layer")
        self._session.apply(label, lambda project: edits.remove_layer(project, layer_id))

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
        layer = self.layer()
        if layer is not None:
            self._files.set_datum(layer.dataset, datum)
