"""The dialog that finds again the data files a project lost."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.file_dialogs import ask_to_open, read_filters
from gui.language import on_language, say
from gui.session import Edit, Session
from gui.tasks import Task
from layers import edits
from layers.layer import Dataset
from layers.storage.project_file import MissingDataset, relink
from spatial.feedback import Feedback
from spatial.text import Text


class RelinkDialog(QDialog):
    """One row per missing file; what the user gives is read and put in, each as a step of its own."""

    def __init__(self, session: Session, missing: Sequence[MissingDataset], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._missing = session, tuple(missing)
        self._words = QLabel()
        self._words.setWordWrap(True)
        self.paths: dict[str, QLineEdit] = {}
        self._browse: list[QPushButton] = []
        grid = QGridLayout()
        for row, each in enumerate(self._missing):
            name = QLabel(say(session.project.dataset(each.dataset_id).name))
            name.setTextFormat(Qt.TextFormat.PlainText)
            name.setToolTip(each.path)
            line, browse = QLineEdit(), QPushButton()
            line.setPlaceholderText(each.path)
            name.setBuddy(line)
            browse.clicked.connect(lambda _=False, line=line: self._ask(line))
            line.textChanged.connect(lambda _: self._enable())
            self.paths[each.dataset_id] = line
            self._browse.append(browse)
            for place, widget in enumerate((name, line, browse)):
                grid.addWidget(widget, row, place)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self._relink)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(12)
        column.addWidget(self._words)
        column.addLayout(grid)
        column.addStretch(1)
        column.addWidget(self.buttons)
        self.resize(680, 160)
        on_language(self, self._retranslate)
        self._enable()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("重新指定文件"))
        self._words.setText(self.tr("以下数据文件找不到了。请指出它们现在的位置；留空的暂不处理，样式与设置都会保留。"))
        for button in self._browse:
            button.setText(self.tr("浏览…"))

    def _ask(self, line: QLineEdit) -> None:
        filters = read_filters(self.tr("空间数据"), "layer")
        ask_to_open(self, self.tr("重新指定文件"), filters, lambda paths: line.setText(str(paths[0])))

    def _enable(self) -> None:
        given = any(line.text().strip() for line in self.paths.values())
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(given)

    def _relink(self) -> None:
        for dataset_id, line in self.paths.items():
            if typed := line.text().strip():
                run_relink(self._session, dataset_id, Path(typed))
        self.accept()


def run_relink(session: Session, dataset_id: str, path: Path) -> None:
    """Read a data set from another file and put it in."""
    project, root = session.project, session.path
    name = project.dataset(dataset_id).name

    def work(feedback: Feedback) -> Dataset:
        return relink(project, dataset_id, path, feedback, root).dataset(dataset_id)

    def then(found: Dataset) -> Edit:
        return lambda now: edits.relink_dataset(now, dataset_id, found)

    label = Text(f"重新指定“{name.to('zh')}”的文件", f"Relink “{name.to('en')}”")
    session.run(Task(label), work, then)
