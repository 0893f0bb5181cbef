"""The strip below the map that shows work under way, with a button to stop it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from gui.language import on_language, say
from gui.tasks import Task, Tasks

PATIENCE_MS = 300
STEPS = 1000


class ProgressStrip(QFrame):
    """Shows the oldest task that takes longer than `PATIENCE_MS`, and how many wait behind it."""

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("progress")
        self._tasks = tasks
        self._label = QLabel()
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._bar = QProgressBar()
        self._bar.setRange(0, STEPS)
        self._bar.setTextVisible(False)
        self._bar.setMaximumHeight(12)
        self.cancel = QPushButton()
        self.cancel.clicked.connect(self._cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.setSpacing(10)
        row.addWidget(self._label)
        row.addWidget(self._bar, 1)
        row.addWidget(self.cancel)
        self.hide()
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._show)
        tasks.started.connect(self._started)
        tasks.progressed.connect(lambda _: self._show() if self.isVisible() else None)
        tasks.ended.connect(lambda _: self._ended())
        on_language(self, self._retranslate)

    def _loud(self) -> list[Task]:
        return [task for task in self._tasks.running if not task.quiet and not task.cancelled]

    def _started(self, task: Task) -> None:
        if not task.quiet and not self.isVisible() and not self._patience.isActive():
            self._patience.start()

    def _ended(self) -> None:
        if not self._loud():
            self._patience.stop()
            self.hide()
        elif self.isVisible():
            self._show()

    def _show(self) -> None:
        loud = self._loud()
        if not loud:
            self.hide()
            return
        task = loud[0]
        words = [say(task.label), say(task.doing)]
        if len(loud) > 1:
            words.append(self.tr("（另有 {n} 项）").format(n=len(loud) - 1))
        self._label.setText("　".join(word for word in words if word))
        self._bar.setRange(0, STEPS if task.fraction > 0 else 0)
        self._bar.setValue(round(task.fraction * STEPS))
        self.show()

    def _cancel(self) -> None:
        for task in self._loud()[:1]:
            task.cancel()
        self._show()

    def _retranslate(self) -> None:
        self.cancel.setText(self.tr("取消"))
        if self.isVisible():
            self._show()
