"""The exceptions of a project: what is compared though it does not compare, why, and how to take that back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from gui.language import on_language, say
from gui.session import Session
from layers.indicators.footnotes import footnote, footnotes_of_formulas, names_of
from layers.indicators.overrides import Override
from layers.indicators.revoking import falls_with, revoke
from spatial.text import Text

LABEL = Text("撤销口径例外", "Take an exception back")


class ExceptionsDialog(QDialog):
    """Lists the exceptions; the chosen one is told in full and can be taken back."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        self.intro, self.words = QLabel(), QLabel()
        for label in (self.intro, self.words):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.currentRowChanged.connect(lambda _: self._tell())
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.remove = self.buttons.addButton("", QDialogButtonBox.ButtonRole.ActionRole)
        self.copy = self.buttons.addButton("", QDialogButtonBox.ButtonRole.ActionRole)
        self.remove.clicked.connect(self._remove)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.words.text()))
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(10)
        column.addWidget(self.intro)
        column.addWidget(self.list, 1)
        column.addWidget(self.words)
        column.addStretch(0)
        column.addWidget(self.buttons)
        self.resize(620, 420)
        session.changed.connect(self._session_changed)
        on_language(self, self._retranslate)

    def _session_changed(self, _changes: object) -> None:
        self._fill()

    @property
    def chosen(self) -> Override | None:
        """The exception in the current row."""
        row, known = self.list.currentRow(), self._session.project.overrides
        return known[row] if 0 <= row < len(known) else None

    def _fill(self) -> None:
        row = max(self.list.currentRow(), 0)
        self.list.clear()
        project = self._session.project
        for each in project.overrides:
            item = QListWidgetItem(f"{say(names_of(project, each.columns))}\n{each.reason}")
            self.list.addItem(item)
        self.list.setVisible(bool(project.overrides))
        self.list.setCurrentRow(min(row, self.list.count() - 1))
        self._tell()

    def _tell(self) -> None:
        override, project = self.chosen, self._session.project
        formulas = [say(note) for each in project.datasets for note in footnotes_of_formulas(project, each.id)]
        computed = [self.tr("随公式保存的例外，在“派生指标”中修改："), *formulas] if formulas else []
        self.remove.setEnabled(override is not None)
        self.copy.setEnabled(override is not None)
        if override is None:
            none = self.tr("项目中没有口径例外：放在一起的数字都可以比较。")
            self.words.setText("\n".join(computed) or none)
            return
        falls = [f"· {say(each)}" for each in falls_with(project, override)]
        said = [say(footnote(project, override))]
        if falls:
            said += [self.tr("撤销时（可再撤消）："), *falls]
        self.words.setText("\n".join([*said, *computed]))

    def _remove(self) -> None:
        override = self.chosen
        if override is not None:
            self._session.apply(LABEL, lambda project: revoke(project, override))

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("口径例外"))
        self.intro.setText(self.tr("经确认仍予比较的不可比数字。脚注随地图印在图例、网页、图件、图表和报告里。"))
        self.list.setAccessibleName(self.tr("口径例外"))
        self.remove.setText(self.tr("撤销例外(&R)"))
        self.copy.setText(self.tr("复制脚注(&C)"))
        self.buttons.button(QDialogButtonBox.StandardButton.Close).setText(self.tr("关闭"))
        self._fill()
