"""Bringing back an older version of the project."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from gui.messages import Message
from gui.projects.versions_dialog import VersionsDialog
from gui.session import Edit, Session
from gui.tasks import Task
from layers.project import Project
from layers.storage.project_file import read_project
from layers.storage.versions import Version, versions_of
from spatial.feedback import Feedback
from spatial.text import Text


class Versions(QObject):
    """The verb of the file menu."""

    def __init__(self, session: Session, window: QMainWindow) -> None:
        super().__init__(window)
        self._session, self._window = session, window

    def ask(self) -> None:
        """Show the versions there are."""
        path = self._session.path

        def then(found: tuple[Version, ...]) -> None:
            if not found:
                text = Text(
                    "这个项目还没有较早的版本：每次保存会留下一个。", "No older version yet: each save keeps one."
                )
                self._session.messages.show(Message("info", text))
                return
            dialog = VersionsDialog(found, self._window)
            dialog.chosen.connect(self.restore)
            dialog.open()

        task = Task(Text("查看较早的版本", "Looking at older versions"), "versions")
        self._session.run(task, lambda _: versions_of(path) if path is not None else (), then)

    def restore(self, version: Version) -> None:
        """Bring a version back as one step; the file stays as it is until the user saves."""
        when = f"{version.time.astimezone():%Y-%m-%d %H:%M:%S}"
        label = Text(f"恢复 {when} 之前的版本", f"Back to the version before {when}")

        def work(feedback: Feedback) -> Project:
            return read_project(version.path, feedback).project

        def then(project: Project) -> Edit:
            text = Text(f"已恢复 {when} 之前的版本，尚未保存。", f"This is the version before {when}, not saved yet.")
            self._session.messages.show(Message("success", text))
            return lambda _: project

        self._session.run(Task(label, "open"), work, then)
