"""What a merge of a branch would do: what comes over by itself, and the conflicts, park by park, with both borders."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListWidget,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.language import on_language, say
from gui.shape_view import ShapeView
from layers.storage.merging import Conflict, Merged, Side

MINE, THEIRS, OLD = QColor("#0072b2"), QColor("#d55e00"), QColor("#7f7f7f")


class MergeDialog(QDialog):
    """``decided`` carries the choices, side by key of the conflict; every conflict starts with mine."""

    decided = Signal(object)

    def __init__(self, merged: Merged, who: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("merge")
        self._merged, self._who = merged, who
        self._words, self._taken_label, self._mine_label, self._theirs_label = QLabel(), QLabel(), QLabel(), QLabel()
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self.taken = QListWidget()
        self._taken_label.setBuddy(self.taken)
        self.table = QTableWidget(len(merged.conflicts), 4)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.currentCellChanged.connect(lambda *_: self._show_shapes())
        self.choices: list[QComboBox] = []
        for row in range(len(merged.conflicts)):
            box = QComboBox()
            self.choices.append(box)
            self.table.setCellWidget(row, 3, box)
        self.all_mine, self.all_theirs = QPushButton(), QPushButton()
        self.all_mine.clicked.connect(lambda: self._choose_all("mine"))
        self.all_theirs.clicked.connect(lambda: self._choose_all("theirs"))
        self.mine, self.theirs = ShapeView(), ShapeView()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self._decide)
        self.buttons.rejected.connect(self.reject)
        self._lay_out()
        on_language(self, self._retranslate)
        if merged.conflicts:
            self.table.setCurrentCell(0, 0)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(10)
        column.addWidget(self._words)
        self._conflicts = QWidget()
        inner = QVBoxLayout(self._conflicts)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.all_mine)
        row.addWidget(self.all_theirs)
        inner.addLayout(row)
        self._maps = QWidget()
        grid = QGridLayout(self._maps)
        grid.setContentsMargins(0, 0, 0, 0)
        for place, (label, view) in enumerate(((self._mine_label, self.mine), (self._theirs_label, self.theirs))):
            grid.addWidget(label, 0, place)
            grid.addWidget(view, 1, place)
        inner.addWidget(self._maps)
        column.addWidget(self._conflicts, 1)
        column.addWidget(self._taken_label)
        column.addWidget(self.taken)
        column.addWidget(self.buttons)
        self._conflicts.setVisible(bool(self._merged.conflicts))
        self.taken.setMaximumHeight(110 if self._merged.conflicts else 16777215)
        self.resize(820, 640 if self._merged.conflicts else 380)

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("合并分支"))
        self._words.setText(
            self.tr(
                "分支由 {who} 所作。互不影响的更改会直接合并；两边都改了的地方请逐条选择。整个合并是一步，可以撤销。"
            ).format(who=self._who)
        )
        self.table.setHorizontalHeaderLabels(
            [self.tr("两边都改了"), self.tr("我的"), self.tr("分支的"), self.tr("采用")]
        )
        for row, conflict in enumerate(self._merged.conflicts):
            for place, text in enumerate((conflict.place, conflict.mine, conflict.theirs)):
                item = QTableWidgetItem(say(text))
                item.setToolTip(say(text))
                self.table.setItem(row, place, item)
            self._fill_choice(self.choices[row], say(conflict.place))
        self.all_mine.setText(self.tr("全部用我的"))
        self.all_theirs.setText(self.tr("全部用分支的"))
        self._mine_label.setText(self.tr("我的边界（虚线为原来的）"))
        self._theirs_label.setText(self.tr("分支的边界（虚线为原来的）"))
        self._taken_label.setText(self.tr("直接合并的更改：{count} 处").format(count=len(self._merged.taken)))
        self.taken.clear()
        self.taken.addItems([say(each) for each in self._merged.taken])
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(self.tr("合并"))

    def _fill_choice(self, box: QComboBox, name: str) -> None:
        chosen = max(box.currentIndex(), 0)
        box.clear()
        box.addItem(self.tr("我的"), "mine")
        box.addItem(self.tr("分支的"), "theirs")
        box.setCurrentIndex(chosen)
        box.setAccessibleName(name)

    def _choose_all(self, side: Side) -> None:
        for box in self.choices:
            box.setCurrentIndex(box.findData(side))

    def _show_shapes(self) -> None:
        row = self.table.currentRow()
        conflict: Conflict | None = self._merged.conflicts[row] if 0 <= row < len(self._merged.conflicts) else None
        shapes = conflict.shapes if conflict is not None else None
        self._maps.setVisible(any(each.shapes is not None for each in self._merged.conflicts))
        old, mine, theirs = shapes or (None, None, None)
        self.mine.show_shapes([(mine, MINE, True), (old, OLD, False)], (old, mine, theirs))
        self.theirs.show_shapes([(theirs, THEIRS, True), (old, OLD, False)], (old, mine, theirs))

    def chosen(self) -> Mapping[str, Side]:
        """Return the side of each conflict, by key."""
        boxes = zip(self._merged.conflicts, self.choices, strict=True)
        return {conflict.key: box.currentData() for conflict, box in boxes}

    def _decide(self) -> None:
        self.decided.emit(self.chosen())
        self.accept()
