"""The session as one of several views sees it: the same project with another map or column in force."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject

from gui.session import Edit, Session
from gui.tasks import Task
from layers.comparison import project_of, views_of
from layers.history import History, changes
from layers.project import Project
from spatial.feedback import Feedback
from spatial.text import Text

R = TypeVar("R")
NOTHING = Project(Text("空", "Nothing"))


class ViewSession(Session):
    """Reads the project as the view at `place` shows it; what changes goes to the whole session.

    A view without a place (None, or beyond the last one) shows an empty project.
    """

    def __init__(self, whole: Session, parent: QObject | None = None) -> None:
        self._whole = whole
        self._place: int | None = None
        self._derived: tuple[Project, int | None, Project] | None = None
        self._told = NOTHING
        super().__init__(whole.messages, whole.tasks, parent)
        whole.changed.connect(self._refresh)

    @property
    def project(self) -> Project:
        """The project as this view shows it."""
        whole = self._whole.project
        if self._derived is None or self._derived[0] is not whole or self._derived[1] != self._place:
            place = self._place
            there = place is not None and place < len(views_of(whole))
            shown = project_of(whole, place) if there and place is not None else NOTHING
            self._derived = (whole, place, shown)
        return self._derived[2]

    @property
    def history(self) -> History:
        """The steps of the whole session."""
        return self._whole.history

    @property
    def place(self) -> int | None:
        """Which view this is, None for none."""
        return self._place

    def show(self, place: int | None) -> None:
        """Be another view, or none."""
        self._place = place
        self._refresh()

    def open(self, project: Project, path: Path | None = None) -> None:
        """Open another project in the whole window."""
        self._whole.open(project, path)

    def apply(self, label: Text, edit: Edit, merge: str = "") -> bool:
        """Do an edit of the whole project as one step."""
        return self._whole.apply(label, edit, merge)

    def run(
        self,
        task: Task,
        work: Callable[[Feedback], R],
        then: Callable[[R], Edit | None] | None = None,
        merge: str = "",
    ) -> Task:
        """Do long work for the whole session."""
        return self._whole.run(task, work, then, merge)

    def undo(self, steps: int = 1) -> None:
        """Go back by some steps."""
        self._whole.undo(steps)

    def redo(self, steps: int = 1) -> None:
        """Go forward by some steps."""
        self._whole.redo(steps)

    def _refresh(self, _changes: object = None) -> None:
        before, self._told = self._told, self.project
        if self._told is not before:
            self.changed.emit(changes(before, self._told))
