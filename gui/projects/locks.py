"""Two people, one project: the second is told who has it open and since when, and chooses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QLabel, QMainWindow, QMessageBox

from gui.file_dialogs import ask_to_save
from gui.language import on_language
from gui.messages import Message
from gui.projects.files import ProjectFiles
from gui.projects.recovery_dialog import local_time
from gui.session import Session
from gui.tasks import Task
from layers.storage.branches import Branch, make_branch
from layers.storage.processes import this_process
from layers.storage.project_lock import REFRESH_S, Holder, acquire, refresh, release
from spatial.feedback import Feedback
from spatial.text import Text


class ProjectLocks(QObject):
    """Locks the project that is open, and asks where somebody else has it. Until answered it is read-only."""

    def __init__(self, session: Session, files: ProjectFiles, window: QMainWindow) -> None:
        super().__init__(window)
        self._session, self._files, self._window = session, files, window
        self.me = this_process()
        self.path: Path | None = None
        self.holder: Holder | None = None
        self.label = QLabel()
        self.label.setObjectName("read_only")
        self._beat = QTimer(self)
        self._beat.setInterval(round(REFRESH_S * 1000))
        self._beat.timeout.connect(self._refresh)
        files.opened.connect(self._follow)
        on_language(self.label, self._say)

    def close(self) -> None:
        """Give the project back."""
        self._beat.stop()
        if self.path is not None:
            release(self.path, self.me)
        self.path = None

    def _follow(self) -> None:
        """Lock what is open now, and give back what was."""
        path = self._session.path
        if path == self.path and not self._files.read_only:
            return
        if self.path is not None and path != self.path:
            release(self.path, self.me)
        self.path = path
        self._set_holder(None)
        if path is not None:
            self._try(path, take_over=False)

    def _try(self, path: Path, take_over: bool) -> None:
        me = self.me

        def then(holder: Holder | None) -> None:
            if self._session.path != path:
                release(path, me)
                return
            self._set_holder(holder)
            if holder is None:
                self._beat.start()
            else:
                self._ask(path, holder)

        task = Task(Text("锁定项目", "Locking the project"), "lock", quiet=True)
        self._session.run(task, lambda _: acquire(path, me, take_over), then)

    def _set_holder(self, holder: Holder | None) -> None:
        self.holder = holder
        self._files.read_only = holder is not None
        self._say()

    def _say(self) -> None:
        words = self._who(self.holder) if self.holder is not None else ""
        self.label.setText(self.tr("只读：{who} 正在编辑").format(who=words) if words else "")
        self.label.setVisible(bool(words))

    def _who(self, holder: Holder) -> str:
        owner = holder.owner
        return self.tr("{user}（{machine}，自 {time}）").format(
            user=owner.user, machine=owner.machine, time=local_time(owner.time)
        )

    def _refresh(self) -> None:
        path, me = self.path, self.me
        if path is None or self.holder is not None:
            self._beat.stop()
            return

        def then(mine: bool) -> None:
            if not mine and self.path == path:
                self._try(path, take_over=False)

        self._session.run(
            Task(Text("锁定项目", "Locking the project"), "lock", quiet=True), lambda _: refresh(path, me), then
        )

    # --- the question ----------------------------------------------------------------------------------------------

    def _ask(self, path: Path, holder: Holder) -> None:
        box = QMessageBox(self._window)
        box.setObjectName("locked")
        box.setIcon(QMessageBox.Icon.Information)
        box.setWindowTitle(self.tr("项目正在使用"))
        box.setText(self.tr("“{name}”已被打开：{who}。").format(name=path.name, who=self._who(holder)))
        words = self.tr("只读：可以查看、试改，并另存到别处。\n存为分支：得到一个自己的副本，以后可以合并回来。")
        if holder.standing == "old":
            minutes = round(holder.quiet_s / 60)
            words += "\n" + self.tr(
                "那台电脑已有 {minutes} 分钟没有动静，可能已经关机或断网。"
                "接管后，如果那边其实还在编辑，后保存的会盖住先保存的（先保存的留在历史版本里）。"
            ).format(minutes=minutes)
        box.setInformativeText(words)
        read_only = box.addButton(self.tr("只读"), QMessageBox.ButtonRole.RejectRole)
        self._button(box, self.tr("存为分支…"), lambda: self.ask_branch())
        if holder.standing == "old":
            self._button(box, self.tr("接管"), lambda: self._try(path, take_over=True))
        box.setDefaultButton(read_only)
        box.setEscapeButton(read_only)
        box.finished.connect(box.deleteLater)
        box.open()

    @staticmethod
    def _button(box: QMessageBox, words: str, act: Callable[[], None]) -> None:
        box.addButton(words, QMessageBox.ButtonRole.ActionRole).clicked.connect(lambda _=False: act())

    # --- a branch --------------------------------------------------------------------------------------------------

    def ask_branch(self) -> None:
        """Ask where to put a branch of the project that is open, and work on it from then on."""
        origin = self._session.path
        if origin is None:
            message = Text("请先保存项目，再存为分支。", "Save the project first, then make a branch.")
            self._session.messages.show(Message("info", message))
            return
        stem = origin.stem if origin.suffix else origin.name
        name = origin.with_name(f"{stem}-{self.me.user}-{datetime.now():%Y%m%d}.yuantu")
        filters = [self.tr("园图分支") + " (*.yuantu)"]
        ask_to_save(self._window, self.tr("存为分支"), filters, name, lambda paths: self.branch(origin, paths[0]))

    def branch(self, origin: Path, path: Path) -> None:
        """Make a branch and go on with it; what is unsaved stays unsaved, on the branch."""
        base, made = self._session.saved, (self.me.user, datetime.now(UTC).isoformat(timespec="seconds"))

        def work(feedback: Feedback) -> Branch:
            return make_branch(base, origin, path, made, feedback)

        def then(_: Branch) -> None:
            self._session.keep_saved(base, path)
            self._files.opened.emit()
            self._session.messages.show(
                Message("success", Text(f"现在编辑的是分支 {path}", f"You are on the branch {path} now"))
            )

        self._session.run(Task(Text("存为分支", "Making a branch"), "save"), work, then)
