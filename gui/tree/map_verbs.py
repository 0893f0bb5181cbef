"""What the map menu does to the maps of the project."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from gui.language import say
from gui.messages import Message
from gui.session import Session
from gui.tree.layers_panel import LayersPanel
from gui.tree.map_properties import MapProperties, ProjectProperties
from gui.tree.names import renamed
from layers import edits, map_edits
from layers.layer import Map
from layers.unused_data import drop_unused, unused
from spatial.text import Text

MAP_MENU = ("new_map", "rename_map", "duplicate_map", "map_up", "map_down", "map_properties", "remove_map")


class MapVerbs(QObject):
    """The verbs of the map menu; they act on the shown map. The list of maps tells what was done in it."""

    def __init__(self, session: Session, panel: LayersPanel, window: QMainWindow) -> None:
        super().__init__(window)
        self._session, self._panel, self._window = session, panel, window
        panel.maps.renamed.connect(self._rename)
        panel.maps.moved.connect(self._move)

    def new(self) -> None:
        """Begin a map on the background of the shown one, and let the user name it."""
        number = len(self._session.project.maps) + 1
        title = Text(f"地图 {number}", f"Map {number}")
        if self._session.apply(Text("新建地图", "New map"), lambda project: map_edits.begin_map(project, title)):
            self.rename()

    def rename(self) -> None:
        """Let the user type the title of the shown map in the list."""
        self._panel.show_now()
        self._panel.maps.edit_title(self._session.project.active_map)

    def duplicate(self) -> None:
        """Put a copy of the shown map behind it, and show the copy."""
        shown = self._session.project.shown
        if shown is not None:
            title = shown.title
            copy = Text(f"{title.zh} 副本" if title.zh else "", f"{title.en} copy" if title.en else "")
            label = Text(f"复制地图“{title.to('zh')}”", f"Duplicate the map “{title.to('en')}”")
            self._session.apply(label, lambda project: map_edits.copy_map(project, shown.id, copy))

    def remove(self) -> None:
        """Remove the shown map; its data stay, and the step can be undone."""
        shown = self._session.project.shown
        if shown is not None:
            label = Text(f"移除地图“{shown.title.to('zh')}”", f"Remove the map “{shown.title.to('en')}”")
            self._session.apply(label, lambda project: map_edits.remove_map(project, shown.id))

    def move_up(self) -> None:
        """Move the shown map one place up in the list."""
        self._step(-1)

    def move_down(self) -> None:
        """Move the shown map one place down in the list."""
        self._step(1)

    def properties(self) -> None:
        """Ask for title, description and caveats of the shown map."""
        shown = self._session.project.shown
        if shown is not None:
            MapProperties(self._session, shown.id, self._window).open()

    def project_properties(self) -> None:
        """Ask for the title of the project and the sentence that is printed on every export."""
        ProjectProperties(self._session, self._window).open()

    def drop_unused(self) -> None:
        """Remove the data that no map draws, and say which they were; it can be undone."""
        gone = unused(self._session.project)
        if not gone:
            self._session.messages.show(Message("info", Text("没有未使用的数据。", "There are no unused data.")))
            return
        label = Text(f"移除 {len(gone)} 份未使用的数据", f"Remove {len(gone)} unused data sets")
        if self._session.apply(label, drop_unused):
            zh, en = (
                "、".join(f"“{each.name.to('zh')}”" for each in gone),
                ", ".join(each.name.to("en") for each in gone),
            )
            text = Text(
                f"已移除没有地图使用的数据：{zh}。可以撤销；保存后不再随项目交出。",
                f"Removed what no map draws: {en}. It can be undone; once saved, the project no longer carries it.",
            )
            self._session.messages.show(Message("success", text))

    def _step(self, step: int) -> None:
        project = self._session.project
        place = [each.id for each in project.maps].index(project.active_map) + step
        if 0 <= place < len(project.maps):
            self._move(project.active_map, place)

    def _move(self, map_id: str, place: int) -> None:
        label = Text("调整地图顺序", "Reorder maps")
        self._session.apply(label, lambda project: map_edits.move_map(project, map_id, place))

    def _rename(self, map_id: str, title: str) -> None:
        known: Map = self._session.project.map(map_id)
        old = known.title
        if title and title != say(old):
            new = renamed(old, title)
            label = Text("重命名地图", "Rename map")
            self._session.apply(label, lambda project: edits.rename_map(project, map_id, new))
        self._panel.show_later()
