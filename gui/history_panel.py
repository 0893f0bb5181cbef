"""The steps of the session: what was done, where the user is, and what can be redone."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from gui.language import on_language, say
from gui.session import Session


class HistoryPanel(QWidget):
    """Lists the steps; choosing one goes there."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._hint = QLabel()
        self._hint.setObjectName("quiet")
        self._hint.setWordWrap(True)
        self.steps = QListWidget()
        self.steps.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 6, 8)
        column.addWidget(self._hint)
        column.addWidget(self.steps, 1)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._show)
        self.steps.currentRowChanged.connect(self._go)
        session.changed.connect(lambda _: self._later.start())
        on_language(self, self._retranslate)

    def _retranslate(self) -> None:
        self._hint.setText(self.tr("选中一步即回到该步之后的状态。"))
        self.steps.setAccessibleName(self.tr("操作历史"))
        self._later.start()

    def _show(self) -> None:
        history = self._session.history
        blocker = QSignalBlocker(self.steps)
        self.steps.clear()
        quiet = self.palette().color(QPalette.ColorRole.PlaceholderText)
        for row, label in enumerate(history.labels):
            item = QListWidgetItem(say(label), self.steps)
            if row > history.index:
                item.setForeground(quiet)
                item.setToolTip(self.tr("已撤销，可以重做"))
        self.steps.setCurrentRow(history.index)
        item = self.steps.currentItem()
        if item is not None:
            self.steps.scrollToItem(item)
        del blocker

    def _go(self, row: int) -> None:
        if row < 0:
            return
        steps = row - self._session.history.index
        if steps < 0:
            self._session.undo(-steps)
        elif steps > 0:
            self._session.redo(steps)
