"""Merging a branch back into the project that is open: one step, which can be undone."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from gui.file_dialogs import ask_to_open
from gui.messages import Message
from gui.projects.merge_dialog import MergeDialog
from gui.projects.recovery_dialog import local_time
from gui.session import Session
from gui.tasks import Task
from layers.project import Project
from layers.storage.branches import Branch, read_branch
from layers.storage.merging import Merged, merge
from spatial.feedback import Feedback
from spatial.text import Text

Read = tuple[Branch, Project, Project, Merged]


class Merging(QObject):
    """The verb of the file menu."""

    def __init__(self, session: Session, window: QMainWindow) -> None:
        super().__init__(window)
        self._session, self._window = session, window

    def ask(self) -> None:
        """Ask which branch to merge."""
        filters = [self.tr("园图分支") + " (*.yuantu *.zip)"]
        ask_to_open(self._window, self.tr("合并分支"), filters, lambda paths: self.look(paths[0]))

    def look(self, path: Path) -> None:
        """Compare a branch with the project that is open, and show what a merge would do."""
        mine = self._session.project

        def work(feedback: Feedback) -> Read:
            branch, base, theirs = read_branch(path, feedback.part(0, 0.7))
            return branch, base, theirs, merge(base, mine, theirs)

        label = Text(f"比较分支“{path.stem}”", f"Comparing the branch “{path.stem}”")
        self._session.run(Task(label, "merge"), work, self._show)

    def _show(self, read: Read) -> None:
        branch, base, theirs, merged = read
        if not merged.conflicts and not merged.taken:
            text = Text("分支没有新的更改，无需合并。", "The branch has nothing new; there is nothing to merge.")
            self._session.messages.show(Message("info", text))
            return
        if self._session.path is not None and Path(branch.origin) != self._session.path.absolute():
            text = Text(
                f"这个分支是由“{branch.origin}”作出的，不是当前项目；请核对后再合并。",
                f"This branch was made from “{branch.origin}”, not from the open project. Check before merging.",
            )
            self._session.messages.show(Message("warning", text))
        who = self.tr("{user}，{time}").format(user=branch.user, time=local_time(branch.time))
        dialog = MergeDialog(merged, who, self._window)
        label = Text(f"合并分支“{branch.path.stem}”", f"Merge the branch “{branch.path.stem}”")
        dialog.decided.connect(
            lambda choices: self._session.apply(label, lambda now: merge(base, now, theirs, choices).project)
        )
        dialog.open()
