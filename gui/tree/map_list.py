"""The list of the project's maps: choose one, rename it in place, drag it to another place."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDropEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from gui.language import say
from layers.project import Project

MAP_ID = Qt.ItemDataRole.UserRole
_FLAGS = (
    Qt.ItemFlag.ItemIsSelectable
    | Qt.ItemFlag.ItemIsEnabled
    | Qt.ItemFlag.ItemIsEditable
    | Qt.ItemFlag.ItemIsDragEnabled
)


class MapList(QListWidget):
    """Lists the maps. The rows move when the project did.

    ``chosen(map_id)``, ``renamed(map_id, title)``, ``moved(map_id, place)``: what the user did.
    """

    chosen = Signal(str)
    renamed = Signal(str, str)
    moved = Signal(str, int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("maps")
        self.setWordWrap(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.currentItemChanged.connect(self._choose)
        self.itemChanged.connect(lambda item: self.renamed.emit(str(item.data(MAP_ID)), item.text().strip()))

    def show_maps(self, project: Project) -> None:
        """Show the maps of a project, the active one as the current row."""
        self.blockSignals(True)
        rows = [self.item(row) for row in range(self.count())]
        if [row.data(MAP_ID) for row in rows] != [each.id for each in project.maps]:
            self.clear()
            for each in project.maps:
                item = QListWidgetItem(self)
                item.setData(MAP_ID, each.id)
                item.setFlags(_FLAGS)
        for row, each in enumerate(project.maps):
            self.item(row).setText(say(each.title))
            self.item(row).setToolTip(say(each.description))
            if each.id == project.active_map:
                self.setCurrentRow(row)
        self.blockSignals(False)

    def edit_title(self, map_id: str) -> None:
        """Let the user type the title of a map."""
        for row in range(self.count()):
            if self.item(row).data(MAP_ID) == map_id:
                self.setFocus()
                self.editItem(self.item(row))

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(str(item.data(MAP_ID)))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Let Delete remove the map; else it is as in any list."""
        if event.key() != Qt.Key.Key_Delete or event.modifiers():
            super().keyPressEvent(event)
            return
        for action in self.actions():
            if action.objectName() == "remove_map" and action.isEnabled():
                action.trigger()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Say where the dragged map was dropped."""
        here, target = self.currentRow(), self.itemAt(event.position().toPoint())
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        if here < 0:
            return
        place = self.row(target) if target is not None else self.count()
        place += self.dropIndicatorPosition() == QAbstractItemView.DropIndicatorPosition.BelowItem
        place -= place > here
        if place != here:
            self.moved.emit(str(self.item(here).data(MAP_ID)), place)
