"""Files that change on the disk while the project is open: noticed, and never taken over unasked."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from gui.messages import Message
from gui.projects.dialogs import run_relink
from gui.projects.files import ProjectFiles
from gui.session import Edit, Session
from gui.tasks import Task
from layers.project import Project
from layers.storage.file_states import FileState, Watched, changed_files, state_of, watched_files
from layers.storage.project_file import read_project
from spatial.feedback import Feedback
from spatial.text import Text

EVERY_MS = 3000
_BUSY = frozenset({"save", "open", "merge"})
Seen = tuple[tuple[Watched, ...], dict[Path, FileState | None]]


class FileWatch(QObject):
    """Looks at the project file and its linked data every `EVERY_MS`, in a worker: a network drive may be slow."""

    def __init__(self, session: Session, files: ProjectFiles, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._files = session, files
        self._watched: tuple[Watched, ...] = ()
        self._seen: dict[Path, FileState | None] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        files.opened.connect(self.remember)

    def remember(self) -> None:
        """Take the files as they are now for what the project was read from or saved to."""
        project, path = self._session.saved, self._session.path
        self._watched = ()
        if path is None:
            return

        def work(_: Feedback) -> Seen:
            watched = watched_files(project, path)
            return watched, {each.path: state_of(each.path) for each in watched}

        def then(seen: Seen) -> None:
            if self._session.path == path:
                self._watched, self._seen = seen

        self._session.run(self._task(), work, then)

    def look(self) -> None:
        """Look now; nothing is looked at while the program itself reads or writes."""
        if not self._watched or any(task.key in _BUSY for task in self._session.tasks.running):
            return
        watched, seen = self._watched, dict(self._seen)

        def then(found: dict[Watched, FileState | None]) -> None:
            if self._watched is not watched:
                return
            for each, state in found.items():
                self._seen[each.path] = state
                self._tell(each, gone=state is None)

        self._session.run(self._task(), lambda _: changed_files(watched, seen), then)

    @staticmethod
    def _task() -> Task:
        return Task(Text("查看文件", "Looking at files"), "watch", quiet=True)

    # --- telling ---------------------------------------------------------------------------------------------------

    def _tell(self, watched: Watched, gone: bool) -> None:
        name = watched.path.name
        save_as = (Text("另存为…", "Save as…"), self._files.ask_save)
        keep = (Text("保留我的", "Keep mine"), lambda: self._keep(watched))
        if gone:
            text = Text(
                f"“{name}”不见了：被移走、删除，或网络盘断开。打开的内容都还在；请恢复连接，或另存到别处。",
                f"“{name}” is gone: moved, deleted, or the drive is disconnected. Everything is still open here: "
                "reconnect, or save elsewhere.",
            )
            self._session.messages.show(Message("warning", text, (Text(str(watched.path)),), (save_as,)))
            return
        text = Text(
            f"“{name}”刚被其他程序或其他人改动。重新载入是一步操作，可以撤销；保留则在保存时盖住它（会留在历史版本里）。",
            f"“{name}” was just changed by another program or person. Reloading is a step that can be undone; "
            "keeping yours replaces it when you save (it stays among the older versions).",
        )
        if watched.dataset_id:
            text = Text(
                f"数据文件“{name}”刚被其他程序改动。重新载入是一步操作，可以撤销。",
                f"The data file “{name}” was just changed by another program. Reloading is a step that can be undone.",
            )
        reload = (Text("重新载入", "Reload"), lambda: self._reload(watched))
        self._session.messages.show(Message("warning", text, (Text(str(watched.path)),), (reload, keep, save_as)))

    def _keep(self, watched: Watched) -> None:
        """Go on with what is open; it now differs from the file, so it counts as unsaved."""
        if not watched.dataset_id:
            self._session.forget_saved()

    def _reload(self, watched: Watched) -> None:
        if watched.dataset_id:
            run_relink(self._session, watched.dataset_id, watched.path)
            return
        path = self._session.path
        if path is None:
            return

        def then(project: Project) -> Edit | None:
            label = Text(f"重新载入“{watched.path.name}”", f"Reload “{watched.path.name}”")
            if self._session.apply(label, lambda _: project):
                self._session.keep_saved(project, path)
                self._files.opened.emit()
            return None

        label = Text(f"重新载入“{watched.path.name}”", f"Reloading “{watched.path.name}”")
        self._session.run(Task(label, "open"), lambda feedback: read_project(path, feedback).project, then)
