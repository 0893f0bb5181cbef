"""After a crash: finds the journals of sessions that did not end by themselves, and restores what they tell."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from gui.messages import Message, log
from gui.projects.files import ProjectFiles
from gui.projects.journal_keeper import JournalKeeper, new_journal
from gui.projects.recovery_dialog import RecoveryDialog
from gui.session import Session
from gui.tasks import Task
from layers.journal.reading import Recovered, Summary, recover, summarise
from layers.storage.processes import is_alive, is_here, this_process
from spatial.errors import GisError, ProjectError
from spatial.feedback import Feedback
from spatial.files import errors_of_writing
from spatial.text import Text

YOUNG_S = 60.0
"""A journal without a whole step may be one that another window begins just now; older ones are of no use."""


class Recovery(QObject):
    """The verbs: `offer` at the start of the program (silent where there is nothing), `show` from the menu."""

    def __init__(self, session: Session, keeper: JournalKeeper, files: ProjectFiles, window: QMainWindow) -> None:
        super().__init__(window)
        self._session, self._keeper, self._files, self._window = session, keeper, files, window

    def offer(self) -> None:
        """Ask what to do with what crashed sessions left, if they left anything."""
        self._look(silent=True)

    def show(self) -> None:
        """Ask the same from the menu, and say so where there is nothing."""
        self._look(silent=False)

    def _look(self, silent: bool) -> None:
        folder = self._keeper.folder

        def then(found: tuple[Summary, ...]) -> None:
            if found:
                self._ask(found)
            elif not silent:
                self._session.messages.show(
                    Message("info", Text("没有需要恢复的工作。", "There is no work to restore."))
                )

        task = Task(Text("查找未保存的工作", "Looking for unsaved work"), "recovery", quiet=True)
        self._session.run(task, lambda _: crashed_sessions(folder), then)

    def _ask(self, found: tuple[Summary, ...]) -> None:
        dialog = RecoveryDialog(found, self._window)

        def restore(summary: Summary) -> None:
            self._files.after_saving(lambda: self._restore(summary, dialog))

        dialog.restore_asked.connect(restore)
        dialog.discard_asked.connect(lambda summary: self._discard(summary, dialog))
        dialog.open()

    def _restore(self, summary: Summary, dialog: RecoveryDialog) -> None:
        folder = self._keeper.folder

        def then(found: Recovered) -> None:
            self._session.restore(found.history, found.path, found.saved)
            self._keeper.adopt(found.writer)
            self._files.opened.emit()
            self._session.messages.show(_restored(summary))
            dialog.remove(summary)
            dialog.close()

        label = Text(f"恢复“{summary.title.to('zh')}”", f"Restoring “{summary.title.to('en')}”")
        self._session.run(Task(label, "open"), lambda feedback: claim(summary, folder, feedback), then)

    def _discard(self, summary: Summary, dialog: RecoveryDialog) -> None:
        try:
            with errors_of_writing(summary.path):
                summary.path.unlink(missing_ok=True)
        except GisError as error:
            self._session.messages.error(error)
            return
        dialog.remove(summary)


def crashed_sessions(folder: Path) -> tuple[Summary, ...]:
    """Return what the journals of dead processes of this machine hold and no file does, the latest first.

    Journals that hold nothing of the kind are removed; those that make no sense are left where they are.
    """
    found: list[Summary] = []
    for path in sorted(folder.glob("*.journal")) if folder.is_dir() else ():
        try:
            summary = summarise(path)
        except GisError as error:
            log.warning("journal %s: %s", path.name, error)
            continue
        if summary is None:
            _remove_if_old(path)
        elif is_here(summary.owner) and not is_alive(summary.owner):
            if summary.is_worth_a_question:
                found.append(summary)
            else:
                path.unlink(missing_ok=True)
    return tuple(sorted(found, key=lambda each: each.last_time, reverse=True))


def _remove_if_old(path: Path) -> None:
    try:
        if time.time() - path.stat().st_mtime > YOUNG_S:
            path.unlink()
    except OSError as error:
        log.warning("journal %s: %s", path.name, error)


def claim(summary: Summary, folder: Path, feedback: Feedback) -> Recovered:
    """Make a journal this process's own and read it; of two windows that try, one gets it.

    Raises
    ------
    ProjectError
        Another window has restored it.
    """
    own = new_journal(folder)
    try:
        summary.path.rename(own)
    except FileNotFoundError as error:
        raise ProjectError(
            Text("这份工作已在另一个窗口中恢复或丢弃。", "This work was restored or discarded in another window."),
            Text("请到那个窗口继续。", "Go on in that window."),
        ) from error
    feedback.report(0.1)
    return recover(own, this_process())


def _restored(summary: Summary) -> Message:
    count = len(summary.unsaved)
    lines = [Text(f"{each.time}  {each.label.zh}", f"{each.time}  {each.label.to('en')}") for each in summary.unsaved]
    torn = Text("", "")
    if summary.torn_bytes:
        torn = Text("退出时正在写入的最后一步不完整，已略去。", " The last one, torn by the crash, was left out.")
    return Message(
        "warning" if summary.torn_bytes else "success",
        Text(
            f"已恢复“{summary.title.to('zh')}”的 {count} 步未保存的更改，请保存。{torn.zh}",
            f"Restored {count} unsaved steps of “{summary.title.to('en')}”; please save.{torn.en}",
        ),
        tuple(lines),
    )
