"""Leaving edit mode: what was changed, and whether it stays."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.language import on_language, say
from layers.boundaries.summary import ChangedFeature

_NUMBERS = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class FinishDialog(QDialog):
    """Lists the features that were touched, and asks once; Enter keeps.

    ``answered(str)``: ``keep`` (the steps stay in the project), ``save`` (and the project is saved) or ``discard``.
    """

    answered = Signal(str)

    def __init__(self, changed: Sequence[ChangedFeature], steps: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("finish_editing")
        self._changed, self._steps = changed, steps
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.table = QTableWidget(len(changed), 6)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.box = QDialogButtonBox()
        role = QDialogButtonBox.ButtonRole
        self.keep, self.save, self.discard = (
            self.box.addButton("", role.AcceptRole),
            self.box.addButton("", role.AcceptRole),
            self.box.addButton("", role.DestructiveRole),
        )
        self.cancel = self.box.addButton("", role.RejectRole)
        for button, word in ((self.keep, "keep"), (self.save, "save"), (self.discard, "discard")):
            button.clicked.connect(lambda _=False, word=word: self._answer(word))
        self.cancel.clicked.connect(self.reject)
        self.keep.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        for part in (self.words, self.table, self.box):
            column.addWidget(part)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(680, 360)
        on_language(self, self._retranslate)

    def _answer(self, word: str) -> None:
        self.accept()
        self.answered.emit(word)

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("结束编辑"))
        gained = sum(each.delta_m2 for each in self._changed)
        self.words.setText(
            self.tr("本次编辑 {steps} 步，涉及 {features} 个要素，面积合计变化 {delta} 平方米（测地线面积）。").format(
                steps=self._steps, features=len(self._changed), delta=f"{gained:+,.0f}"
            )
        )
        kinds = {"changed": self.tr("修改"), "added": self.tr("新增"), "removed": self.tr("删除")}
        titles = (
            self.tr("名称"),
            self.tr("变化"),
            self.tr("原面积（平方公里）"),
            self.tr("现面积（平方公里）"),
            self.tr("变化（平方米）"),
            self.tr("顶点"),
        )
        self.table.setHorizontalHeaderLabels(titles)
        for row, each in enumerate(self._changed):
            cells = (
                say(each.name),
                kinds[each.kind],
                f"{each.before_m2 / 1e6:,.4f}",
                f"{each.after_m2 / 1e6:,.4f}",
                f"{each.delta_m2:+,.0f}",
                f"{each.before_vertices} → {each.after_vertices}",
            )
            for place, cell in enumerate(cells):
                item = QTableWidgetItem(cell)
                if place > 1:
                    item.setTextAlignment(_NUMBERS)
                self.table.setItem(row, place, item)
        for place in range(1, 6):
            self.table.resizeColumnToContents(place)
        self.table.setAccessibleName(self.tr("本次编辑的变化"))
        self.keep.setText(self.tr("保留(&K)"))
        self.save.setText(self.tr("保留并保存项目(&S)"))
        self.discard.setText(self.tr("放弃全部(&D)"))
        self.cancel.setText(self.tr("继续编辑(&C)"))
