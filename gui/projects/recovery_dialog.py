"""The question after a crash: what was being worked on, what would be restored, and what to do with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.language import on_language, say
from layers.journal.reading import Summary


class RecoveryDialog(QDialog):
    """One row for each session that a crash ended; its steps beside it.

    ``restore_asked`` and ``discard_asked`` carry the `Summary`; closing the dialog in any other way keeps everything
    for the next start.
    """

    restore_asked = Signal(object)
    discard_asked = Signal(object)

    def __init__(self, found: Sequence[Summary], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("recovery")
        self._found = list(found)
        self._words, self._sessions_label, self._steps_label, self._note = QLabel(), QLabel(), QLabel(), QLabel()
        for label in (self._words, self._note):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setObjectName("quiet")
        self.sessions, self.steps = QListWidget(), QListWidget()
        self.sessions.setWordWrap(True)
        self.sessions.currentRowChanged.connect(lambda _: self._show_steps())
        self._sessions_label.setBuddy(self.sessions)
        self._steps_label.setBuddy(self.steps)
        self.restore, self.later, self.discard = QPushButton(), QPushButton(), QPushButton()
        buttons = QDialogButtonBox()
        buttons.addButton(self.restore, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.later, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.addButton(self.discard, QDialogButtonBox.ButtonRole.DestructiveRole)
        self.restore.setDefault(True)
        self.restore.clicked.connect(self._restore)
        self.later.clicked.connect(self.reject)
        self.discard.clicked.connect(self._ask_once)
        self._lay_out(buttons)
        on_language(self, self._retranslate)
        self.sessions.setCurrentRow(0)

    def _lay_out(self, buttons: QDialogButtonBox) -> None:
        lists = QHBoxLayout()
        lists.setSpacing(12)
        for label, shown, share in ((self._sessions_label, self.sessions, 2), (self._steps_label, self.steps, 3)):
            column = QVBoxLayout()
            column.addWidget(label)
            column.addWidget(shown, 1)
            lists.addLayout(column, share)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(12)
        column.addWidget(self._words)
        column.addLayout(lists, 1)
        column.addWidget(self._note)
        column.addWidget(buttons)
        self.resize(760, 420)

    @property
    def chosen(self) -> Summary | None:
        """The session of the current row."""
        row = self.sessions.currentRow()
        return self._found[row] if 0 <= row < len(self._found) else None

    def remove(self, summary: Summary) -> None:
        """Take a session off the list; close the dialog when it was the last."""
        row = self._found.index(summary)
        del self._found[row]
        self.sessions.takeItem(row)
        if not self._found:
            self.accept()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("恢复未保存的工作"))
        self._words.setText(
            self.tr("上次没有正常退出。下面的更改还没有保存到项目文件，可以原样恢复（恢复后仍可撤销）。")
        )
        self._sessions_label.setText(self.tr("没有正常结束的工作"))
        self._steps_label.setText(self.tr("未保存的步骤"))
        self.restore.setText(self.tr("恢复"))
        self.later.setText(self.tr("以后再说"))
        self.discard.setText(self.tr("丢弃…"))
        row = max(self.sessions.currentRow(), 0)
        self.sessions.clear()
        for summary in self._found:
            self.sessions.addItem(QListWidgetItem(self._line(summary)))
        self.sessions.setCurrentRow(row)

    def _line(self, summary: Summary) -> str:
        where = summary.project_path or self.tr("尚未存为文件")
        count = self.tr("{count} 步未保存，最后一步 {time}").format(
            count=len(summary.unsaved), time=local_time(summary.last_time)
        )
        return f"{say(summary.title)}\n{where}\n{count}"

    def _show_steps(self) -> None:
        self.steps.clear()
        summary = self.chosen
        for button in (self.restore, self.discard):
            button.setEnabled(summary is not None)
        if summary is None:
            return
        for step in summary.unsaved:
            self.steps.addItem(f"{local_time(step.time)}   {say(step.label)}")
        if not summary.unsaved:
            self.steps.addItem(self.tr("（撤销到了上次保存之前）"))
        self.steps.scrollToBottom()
        self._note.setText(
            self.tr("退出时正在写入的最后一步不完整（{count} 字节），已略去；它之前的步骤都在。").format(
                count=summary.torn_bytes
            )
            if summary.torn_bytes
            else ""
        )
        self._note.setVisible(bool(summary.torn_bytes))

    def _restore(self) -> None:
        if self.chosen is not None:
            self.restore_asked.emit(self.chosen)

    # --- discarding, asked twice -----------------------------------------------------------------------------------

    def _ask_once(self) -> None:
        if self.chosen is not None:
            text = self.tr("丢弃“{title}”的 {count} 步未保存的更改？").format(
                title=say(self.chosen.title), count=len(self.chosen.unsaved)
            )
            self._ask(text, self.tr("丢弃"), self._ask_again)

    def _ask_again(self) -> None:
        text = self.tr("丢弃后无法找回。确定要永久删除这些更改吗？")
        self._ask(text, self.tr("永久删除"), lambda: self.discard_asked.emit(self.chosen))

    def _ask(self, text: str, yes: str, then: Callable[[], None]) -> None:
        box = QMessageBox(self)
        box.setObjectName("discard")
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.windowTitle())
        box.setText(text)
        act = box.addButton(yes, QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        act.clicked.connect(then)
        box.finished.connect(box.deleteLater)
        box.open()


def local_time(time: str) -> str:
    """Return an ISO 8601 time as the user's clock shows it, to the second."""
    moment = datetime.fromisoformat(time).astimezone()
    return f"{moment:%Y-%m-%d %H:%M:%S}"
