"""Keeps the journal of the session: every command goes to the disk as it happens, off the GUI thread.

A command counts as recorded when its flush returned. The next command waits for the one before (`PATIENCE_S` at most:
a person is never that quick, and a disk hardly ever that slow), so that a crash costs at most the last one.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as Late
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Literal

from PySide6.QtCore import QObject, QStandardPaths, QTimer, Signal
from PySide6.QtWidgets import QLabel

from gui.language import on_language
from gui.messages import Message, log
from gui.session import Session
from layers.journal.writing import Command, JournalWriter
from layers.storage.processes import this_process
from spatial.errors import GisError
from spatial.files import errors_of_writing
from spatial.text import Text

PATIENCE_S = 0.5
RETRY_MS = 10_000
NEW_FILE_BYTES = 256 * 1024 * 1024
"""After a save, a journal beyond this size is begun anew: its undo steps then end at the save, after a crash."""
State = Literal["idle", "writing", "recorded", "failed"]


def journal_folder() -> Path:
    """Return where journals are kept, in the folder of the program's own data."""
    data = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation)
    return Path(data) / "journals"


def new_journal(folder: Path) -> Path:
    """Return the path of a journal that does not exist yet."""
    return folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{os.getpid()}-{secrets.token_hex(3)}.journal"


class JournalKeeper(QObject):
    """Writes what `Session.stepped` says.

    Parameters
    ----------
    session
        The session whose commands are kept.
    folder
        Where; made by the first command.
    """

    state_changed = Signal()

    def __init__(self, session: Session, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self.folder = session, folder
        self.state: State = "idle"
        self.why = Text("")
        self._writer: JournalWriter | None = None
        self._start = Command("start", session.project)
        self._pending: list[Command] = []
        self._lock = Lock()
        self._last: Future[None] | None = None
        self._told = False
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.setInterval(RETRY_MS)
        self._retry.timeout.connect(self._send)
        session.stepping.connect(self._let_finish)
        session.stepped.connect(self._note)

    @property
    def path(self) -> Path | None:
        """The journal of this session; None while nothing was done."""
        return None if self._writer is None else self._writer.path

    def adopt(self, writer: JournalWriter) -> None:
        """Go on with the journal of a session that was restored, in place of the present one."""
        self._drop()
        self._writer = writer
        self._queue([Command("jump", self._session.project)])

    def wait(self, seconds: float = 10.0) -> bool:
        """Wait until every command is on the disk; return whether it is."""
        if self._last is not None:
            try:
                self._last.result(seconds)
            except Late:
                return False
        return not self._pending

    def close(self) -> None:
        """Remove the journal: the user saved the project or gave it up. The last thing before the end."""
        self._drop()

    # --- commands --------------------------------------------------------------------------------------------------

    def _note(self, command: Command) -> None:
        if command.verb == "start":
            self._drop()
            self._start = command
        elif self._writer is None and command.verb == "saved":
            self._start = replace(self._start, project=command.project, path=command.path)
        elif command.verb == "saved" and self._writer is not None and self._writer.size > NEW_FILE_BYTES:
            self._begin_anew(command)
        else:
            self._queue([command])

    def _begin_anew(self, saved: Command) -> None:
        self._drop()
        self._start = replace(saved, verb="start")
        if self._session.project is not saved.project:  # edited while it was being saved
            self._queue([Command("push", self._session.project, self._session.history.labels[-1])])

    def _queue(self, commands: Sequence[Command]) -> None:
        if self._writer is None:
            self._writer = JournalWriter(new_journal(self.folder), this_process())
            commands = [self._start, *commands]
        if not self._join(commands[-1]):
            with self._lock:
                self._pending += commands
        self._send()

    def _join(self, command: Command) -> bool:
        """Put a movement of the same drag in place of the one that was not written yet."""
        with self._lock:
            if command.verb != "merge" or not self._pending or self._pending[-1].verb not in ("push", "merge"):
                return False
            self._pending[-1] = replace(command, verb=self._pending[-1].verb)
            return True

    def _let_finish(self) -> None:
        if self._last is not None and not self._last.done() and self.state != "failed":
            try:
                self._last.result(PATIENCE_S)
            except Late:
                log.warning("the journal is behind: the disk is slow, or the project is written for the first time")

    def _send(self) -> None:
        writer = self._writer
        if writer is None:
            return
        if self.state != "failed":
            self._show("writing")
        self._last = self._session.tasks.record(lambda: self._write(writer), self._written)

    def _write(self, writer: JournalWriter) -> None:
        """Write what waits. Runs in the thread of `Tasks.record`."""
        with self._lock:
            batch, self._pending = self._pending, []
        if not batch:
            return
        try:
            with errors_of_writing(writer.path):
                writer.path.parent.mkdir(parents=True, exist_ok=True)
            writer.write(batch)
        except GisError:
            with self._lock:
                self._pending[:0] = batch
            raise

    def _written(self, error: BaseException | None) -> None:
        if error is None:
            if self.state == "failed":
                log.info("the journal can be written again")
            done = not self._pending and (self._last is None or self._last.done())
            self._show("recorded" if done else "writing")
            return
        if not isinstance(error, GisError):
            self._session.messages.error(error)
        self.why = error.what if isinstance(error, GisError) else Text(str(error))
        self._show("failed")
        self._retry.start()
        if not self._told and isinstance(error, GisError):
            self._told = True
            self._session.messages.show(self._message(error))

    def _message(self, error: GisError) -> Message:
        where = Text(f"位置：{self.folder}", f"Place: {self.folder}")
        return Message(
            "warning",
            Text(
                f"操作日志写不进去，意外退出时将无法恢复；您可以继续工作，请常保存。{error.message('zh')}",
                "The journal cannot be written, so a crash would lose unsaved work. You can go on; save often. "
                f"{error.message('en')}",
            ),
            (where, error.what, error.remedy),
        )

    def _show(self, state: State) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit()

    def _drop(self) -> None:
        """Forget the journal and remove its file, after what is being written."""
        writer, self._writer = self._writer, None
        with self._lock:
            self._pending = []
        if writer is not None:
            self.wait()
            try:
                writer.path.unlink(missing_ok=True)
            except OSError as error:
                log.warning("the journal stays behind: %s", error)
        self._retry.stop()
        self._show("idle")


class JournalLight(QLabel):
    """A mark in the status bar: whether the last command is on the disk."""

    def __init__(self, keeper: JournalKeeper) -> None:
        super().__init__()
        self._keeper = keeper
        self.setObjectName("journal")
        keeper.state_changed.connect(self._retranslate)
        on_language(self, self._retranslate)

    def _retranslate(self) -> None:
        words = {
            "idle": ("", ""),
            "writing": (self.tr("记录中…"), self.tr("正在把上一步写入操作日志")),
            "recorded": (self.tr("已记录"), self.tr("每一步都已写入操作日志；意外退出后可以恢复。保存项目请按 Ctrl+S")),
            "failed": (self.tr("未能记录"), self.tr("操作日志写不进去，意外退出后将无法恢复未保存的工作；请尽快保存")),
        }[self._keeper.state]
        self.setText(words[0])
        self.setToolTip(words[1])
        self.setAccessibleName(words[1])
        self.setVisible(bool(words[0]))
