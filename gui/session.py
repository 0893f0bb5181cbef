"""The session: the one door through which the window changes a project.

A panel calls ``session.apply(label, edit)`` or ``session.run(task, work, then)`` where the edit needs long work first;
the project enters history only after that succeeded; ``changed`` tells every screen which parts are new, and each
decides for itself what to draw again. The session knows no GIS verb.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from gui.messages import Messages
from gui.tasks import Task, Tasks
from layers.history import History, changes
from layers.indicators.encounters import refuse_new
from layers.indicators.formula_edits import settled
from layers.journal.writing import Command, Verb
from layers.project import Project
from spatial.errors import GisError
from spatial.feedback import Feedback
from spatial.text import Text

R = TypeVar("R")
Edit = Callable[[Project], Project]


class Retry:
    """An edit that was refused: called, it is tried once more; its parts say what it was."""

    def __init__(self, session: Session, label: Text, edit: Edit, merge: str) -> None:
        self.label, self.edit = label, edit
        self._session, self._merge = session, merge

    def __call__(self) -> None:
        """Do the edit once more, after what it was refused for was mended."""
        self._session.apply(self.label, self.edit, self._merge)


class Session(QObject):
    """Holds the history of the open project, and the tasks and messages that its changes need.

    Parameters
    ----------
    messages
        Where errors of edits and of work go.
    tasks
        Where `run` sends its work.

    Attributes
    ----------
    path
        Where the project is saved, None for nowhere yet.
    saved
        The project as that file holds it.
    """

    changed = Signal(object)
    """Emitted with the `Changes` after every step, and after another project was opened."""
    stepping = Signal()
    """Emitted before a step begins: the last moment to finish what belongs to the step before it."""
    stepped = Signal(object)
    """Emitted with the `Command` before `changed`, and when a file holds the project: what a journal keeps."""

    def __init__(self, messages: Messages, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.messages = messages
        self.tasks = tasks
        self._history = History(Project(Text("新项目", "New project")))
        self.path: Path | None = None
        self.saved = self.project

    @property
    def project(self) -> Project:
        """The project as it stands."""
        return self._history.current

    @property
    def history(self) -> History:
        """The steps, to be read: they change through this session only (marks apart: saved, end of a drag)."""
        return self._history

    def open(self, project: Project, path: Path | None = None) -> None:
        """Show another project, with a history of its own; `path` is where it is saved, None for nowhere yet."""
        before = self.project
        self._history = History(project)
        self.path = path
        self.saved = project
        self.stepped.emit(Command("start", project, self._history.labels[0], path=str(path or "")))
        self.changed.emit(changes(before, project))

    def restore(self, history: History, path: Path | None, saved: Project) -> None:
        """Show a project with the steps it came by; `saved` is what the file `path` holds of it."""
        before = self.project
        self._history = history
        self.path = path
        self.saved = saved
        self.changed.emit(changes(before, self.project))

    def keep_saved(self, project: Project, path: Path) -> None:
        """Say that the file `path` now holds `project`. The steps stay, and can be undone as before."""
        self.path = path
        self.saved = project
        self._history.mark_clean(project)
        self.stepped.emit(Command("saved", project, path=str(path)))

    def forget_saved(self) -> None:
        """Say that no file holds the project as it is (the file was changed by others): it counts as unsaved."""
        self.saved = replace(self.saved, title=replace(self.saved.title))  # equal, and another object
        self._history.mark_clean(self.saved)
        self.changed.emit(changes(self.project, self.project))

    def apply(self, label: Text, edit: Edit, merge: str = "") -> bool:
        """Do an edit as one step; return whether it was done.

        Parameters
        ----------
        label
            Name of the step in the history.
        edit
            Makes the new project from the present one. A `GisError` it raises goes to the messages; nothing changes.
        merge
            Successive steps with the same non-empty key become one (the drag of a slider).
        """
        if not merge:
            self.stepping.emit()
        before = self.project
        try:
            after = settled(before, edit(before))
            refuse_new(before, after)
        except GisError as error:
            self.messages.error(error, Retry(self, label, edit, merge))
            return False
        rows = self._history.index
        self._history.push(label, after, merge)
        if after is not before:
            verb: Verb = "merge" if self._history.index == rows else "push"
            self.stepped.emit(Command(verb, after, label))
        self._tell(before)
        return True

    def run(
        self,
        task: Task,
        work: Callable[[Feedback], R],
        then: Callable[[R], Edit | None] | None = None,
        merge: str = "",
    ) -> Task:
        """Do long work in a worker and, after it succeeded, apply the edit that `then` makes of its result.

        `then` may return None where the result changes nothing in the project. What `work` or `then` raises goes to the
        messages, and nothing enters the history.
        """

        def done(result: R) -> None:
            try:
                edit = then(result) if then is not None else None
            except GisError as error:
                self.messages.error(error)
                return
            if edit is not None:
                self.apply(task.label, edit, merge)

        def failed(error: BaseException) -> None:
            again = Task(task.label, task.key, task.quiet)
            self.messages.error(error, lambda: self._again_task(again, work, then, merge))

        return self.tasks.run(task, work, done, failed)

    def _again_task(
        self, task: Task, work: Callable[[Feedback], R], then: Callable[[R], Edit | None] | None, merge: str
    ) -> None:
        self.run(task, work, then, merge)

    def undo(self, steps: int = 1) -> None:
        """Go back by some steps, as far as there are any."""
        self._jump(self._history.index - steps)

    def redo(self, steps: int = 1) -> None:
        """Go forward by some steps, as far as there are any."""
        self._jump(self._history.index + steps)

    def _jump(self, index: int) -> None:
        self.stepping.emit()
        before = self.project
        row = self._history.index
        self._history.jump(min(max(index, 0), len(self._history.labels) - 1))
        if self._history.index != row:
            self.stepped.emit(Command("jump", self.project, by=self._history.index - row))
        self._tell(before)

    def _tell(self, before: Project) -> None:
        if self.project is not before:
            self.changed.emit(changes(before, self.project))
