"""The rows of key pairs in the join dialog: a column of the layer, a column of the table, as many as needed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from gui.language import on_language
from gui.theme import icon

Pairs = tuple[tuple[str, str], ...]


class KeyPairs(QWidget):
    """``changed()``: other columns are chosen."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ours: list[str] = []
        self._theirs: list[str] = []
        self.rows: list[KeyPair] = []
        self.add = QPushButton()
        self.add.setIcon(icon("plus"))
        self.add.setEnabled(False)
        self.add.clicked.connect(lambda: self._add_row("", ""))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        line = QHBoxLayout()
        line.addWidget(self.add)
        line.addStretch(1)
        self._column.addLayout(line)
        on_language(self, self._retranslate)

    def set_columns(self, ours: Sequence[str], theirs: Sequence[str], pairs: Pairs) -> None:
        """Offer columns, and choose these pairs, or the first two where there is none. Says nothing."""
        self._ours, self._theirs = list(ours), list(theirs)
        while self.rows:
            self._drop(self.rows[-1])
        for first, second in pairs or (("", ""),):
            self._add_row(first, second, quietly=True)
        self.add.setEnabled(True)

    def pairs(self) -> Pairs:
        """Return the pairs chosen."""
        return tuple((row.ours.currentText(), row.theirs.currentText()) for row in self.rows)

    def _add_row(self, first: str, second: str, *, quietly: bool = False) -> None:
        row = KeyPair(self._ours, self._theirs, first, second)
        row.changed.connect(self.changed)
        row.removed.connect(lambda: self._remove(row))
        self._column.insertWidget(len(self.rows), row)
        self.rows.append(row)
        self._show_remove()
        if not quietly:
            self.changed.emit()

    def _remove(self, row: KeyPair) -> None:
        self._drop(row)
        self._show_remove()
        self.changed.emit()

    def _drop(self, row: KeyPair) -> None:
        self.rows.remove(row)
        row.hide()
        row.deleteLater()

    def _show_remove(self) -> None:
        for row in self.rows:
            row.remove.setVisible(len(self.rows) > 1)

    def _retranslate(self) -> None:
        self.add.setText(self.tr("添加一对关键字段"))


class KeyPair(QWidget):
    """One pair of columns."""

    changed = Signal()
    removed = Signal()

    def __init__(self, ours: Sequence[str], theirs: Sequence[str], first: str, second: str) -> None:
        super().__init__()
        self.ours, self.theirs, self.remove = QComboBox(), QComboBox(), QToolButton()
        for box, columns, chosen in ((self.ours, ours, first), (self.theirs, theirs, second)):
            box.addItems(list(columns))
            box.setCurrentIndex(max(box.findText(chosen), 0))
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(12)
            box.activated.connect(lambda _: self.changed.emit())
        self.remove.setIcon(icon("minus"))
        self.remove.clicked.connect(self.removed)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.ours, 1)
        line.addWidget(QLabel("="))
        line.addWidget(self.theirs, 1)
        line.addWidget(self.remove)
        on_language(self, self._retranslate)

    def _retranslate(self) -> None:
        self.ours.setAccessibleName(self.tr("图层的关键字段"))
        self.theirs.setAccessibleName(self.tr("表格的关键字段"))
        self.ours.setToolTip(self.tr("图层的关键字段"))
        self.theirs.setToolTip(self.tr("表格的关键字段"))
        self.remove.setToolTip(self.tr("去掉这一对"))
        self.remove.setAccessibleName(self.tr("去掉这一对"))
