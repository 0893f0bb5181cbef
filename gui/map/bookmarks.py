"""Bookmarks of the shown map: added, gone to, renamed and removed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QInputDialog,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMainWindow,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.language import on_language
from gui.map.area import MapArea
from gui.session import Session
from layers.bookmarks import add_bookmark, free_name, remove_bookmark, rename_bookmark
from layers.layer import Bookmark
from spatial.text import Text


class Bookmarks(QObject):
    """The verbs of the bookmark menu, and the entries of that menu."""

    def __init__(self, session: Session, area: MapArea, window: QMainWindow) -> None:
        super().__init__(window)
        self._session, self._area, self._window = session, area, window

    def fill(self, menu: QMenu) -> None:
        """List the bookmarks of the shown map in a menu whenever it opens."""
        fixed = len(menu.actions())

        def list_them() -> None:
            for action in menu.actions()[fixed:]:
                menu.removeAction(action)
            if self.known():
                menu.addSeparator()
            for each in self.known():
                made = menu.addAction(each.name.replace("&", "&&"))
                made.triggered.connect(lambda _=False, each=each: self.go(each))

        menu.aboutToShow.connect(list_them)

    def known(self) -> tuple[Bookmark, ...]:
        """Return the bookmarks of the shown map."""
        shown = self._session.project.shown
        return shown.bookmarks if shown is not None else ()

    def go(self, bookmark: Bookmark) -> None:
        """Show the extent of a bookmark."""
        self._area.show_degrees(bookmark.extent)

    def ask_add(self) -> None:
        """Ask for a name and keep the present view under it."""
        map_id, extent = self._session.project.active_map, self._area.degrees()
        dialog = QInputDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(self.tr("添加书签"))
        dialog.setLabelText(self.tr("当前视图的名称："))
        dialog.setTextValue(free_name(self._session.project, map_id, self.tr("书签")))
        dialog.textValueSelected.connect(lambda name: self.add(map_id, Bookmark(name.strip(), extent)))
        dialog.open()

    def add(self, map_id: str, bookmark: Bookmark) -> None:
        """Add a bookmark to a map."""
        label = Text(f"添加书签“{bookmark.name}”", f"Add bookmark “{bookmark.name}”")
        self._session.apply(label, lambda project: add_bookmark(project, map_id, bookmark))

    def rename(self, name: str, new_name: str) -> bool:
        """Rename a bookmark of the shown map; return whether that was done."""
        map_id, label = self._session.project.active_map, Text(f"重命名书签“{name}”", f"Rename bookmark “{name}”")
        return self._session.apply(label, lambda project: rename_bookmark(project, map_id, name, new_name))

    def remove(self, name: str) -> None:
        """Remove a bookmark of the shown map."""
        map_id, label = self._session.project.active_map, Text(f"移除书签“{name}”", f"Remove bookmark “{name}”")
        self._session.apply(label, lambda project: remove_bookmark(project, map_id, name))

    def manage(self) -> None:
        """Show all bookmarks of the shown map, to be gone to, renamed and removed."""
        BookmarkDialog(self, self._session, self._window).open()


class BookmarkDialog(QDialog):
    """The bookmarks of the shown map; a double click or Enter goes there, F2 renames, Delete removes."""

    def __init__(self, verbs: Bookmarks, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._verbs = verbs
        self.list = QListWidget()
        self.list.setEditTriggers(QListWidget.EditTrigger.EditKeyPressed)
        self.list.itemActivated.connect(lambda _: self._go())
        self.list.itemChanged.connect(self._renamed)
        self.list.currentRowChanged.connect(lambda _: self._enable())
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.buttons.rejected.connect(self.reject)
        self.go, self.rename, self.remove = QPushButton(), QPushButton(), QPushButton()
        for button, act in ((self.go, self._go), (self.rename, self._edit), (self.remove, self._remove)):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, act=act: act())
            self.buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        self.remove.setShortcut("Del")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        self.none = QLabel()
        self.none.setObjectName("quiet")
        self.none.setWordWrap(True)
        column.addWidget(self.list, 1)
        column.addWidget(self.none)
        column.addWidget(self.buttons)
        self.resize(460, 320)
        session.changed.connect(self._later)  # the list itself may be writing a name: fill it when that is done
        on_language(self, self._retranslate)
        self._fill()

    def _fill(self) -> None:
        row = self.list.currentRow()
        self.list.blockSignals(True)
        self.list.clear()
        for each in self._verbs.known():
            item = QListWidgetItem(each.name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            item.setData(Qt.ItemDataRole.UserRole, each.name)
            self.list.addItem(item)
        self.list.blockSignals(False)
        self.list.setCurrentRow(min(max(row, 0), self.list.count() - 1))
        self._enable()

    def _later(self, _: object = None) -> None:
        QTimer.singleShot(0, self, self._fill)

    def _enable(self) -> None:
        self.none.setVisible(not self.list.count())
        for button in (self.go, self.rename, self.remove):
            button.setEnabled(self.list.currentRow() >= 0)

    def _go(self) -> None:
        self._verbs.go(self._verbs.known()[self.list.currentRow()])

    def _edit(self) -> None:
        self.list.editItem(self.list.currentItem())

    def _remove(self) -> None:
        self._verbs.remove(self._verbs.known()[self.list.currentRow()].name)

    def _renamed(self, item: QListWidgetItem) -> None:
        self._verbs.rename(str(item.data(Qt.ItemDataRole.UserRole)), item.text().strip())
        self._later()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("书签"))
        self.list.setAccessibleName(self.tr("这张地图的书签"))
        self.none.setText(self.tr("这张地图还没有书签。把地图移到要记住的地方，选“添加书签”。"))
        self.go.setText(self.tr("前往(&G)"))
        self.rename.setText(self.tr("重命名(&R)"))
        self.remove.setText(self.tr("移除(&D)"))
