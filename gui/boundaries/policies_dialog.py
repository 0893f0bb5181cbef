"""What becomes of figures when a park is split or merged: field, rule and result, before anything happens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.language import language, on_language, say
from gui.tasks import Task
from layers.boundaries.policies import Policies
from layers.boundaries.policy_preview import FIGURES, MERGE_RULES, SPLIT_RULES, PolicyPreview, PolicyRow
from spatial.feedback import Feedback
from spatial.measuring import print_area
from spatial.text import Text

if TYPE_CHECKING:
    from gui.editing.editor import Editor
    from spatial.topology import Topology


class PoliciesDialog(QDialog):
    """The table of a split or a merge. ``decided(Policies)``; Esc does nothing at all."""

    decided = Signal(object)

    def __init__(self, preview: PolicyPreview, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("policies")
        self._preview = preview
        self._splits = preview.kind == "split"
        self.rules: dict[str, QComboBox] = {}
        self._words, self.notes = QLabel(), QLabel()
        self._words.setWordWrap(True)
        self.notes.setWordWrap(True)
        self.notes.setObjectName("quiet")
        self.share_all, self.blank_all = QPushButton(), QPushButton()
        self.share_all.clicked.connect(lambda: self._choose_all("share" if self._splits else "sum"))
        self.blank_all.clicked.connect(lambda: self._choose_all("blank"))
        rows = preview.rows(Policies())
        self.table = QTableWidget(len(rows), 3 + len(preview.headings[1]))
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.setWordWrap(True)
        for number, row in enumerate(rows):
            if row.role in FIGURES:
                self._add_rule(number, row)
        self.box = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.box.accepted.connect(self._decide)
        self.box.rejected.connect(self.reject)
        self._lay_out()
        on_language(self, self._retranslate)

    def _add_rule(self, number: int, row: PolicyRow) -> None:
        box = QComboBox()
        rules: tuple[str, ...] = SPLIT_RULES[row.role] if self._splits else MERGE_RULES[row.role]
        for rule in rules:
            box.addItem("", rule)
        box.setEnabled(len(rules) > 1)
        box.currentIndexChanged.connect(lambda _: self._show())
        self.rules[row.column] = box
        self.table.setCellWidget(number, 2, box)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(10)
        column.addWidget(self._words)
        row = QHBoxLayout()
        row.addWidget(self.share_all)
        row.addWidget(self.blank_all)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.table, 1)
        column.addWidget(self.notes)
        column.addWidget(self.box)
        self.resize(860, 520)

    @property
    def policies(self) -> Policies:
        """The policies that are chosen."""
        chosen: dict[str, Any] = {column: box.currentData() for column, box in self.rules.items()}
        return Policies(split=chosen) if self._splits else Policies(merge=chosen)

    def _choose_all(self, rule: str) -> None:
        for box in self.rules.values():
            place = box.findData(rule)
            if place >= 0:
                box.setCurrentIndex(place)

    def _retranslate(self) -> None:
        before, after = ([say(each) for each in names] for names in self._preview.headings)
        quoted = '"{}"' if language() == "en" else "“{}”"
        between = ", " if language() == "en" else "、"
        if self._splits:
            self.setWindowTitle(self.tr("分割：指标怎么办"))
            words = self.tr(
                "“{name}”将分成 {n} 个。较大的一个保留编号，其余得到新编号并记下由来。可加的指标绝不会重复计入。"
            )
            self._words.setText(words.format(name=between.join(before), n=len(after)))
            self.share_all.setText(self.tr("可加指标全部按面积分摊(&S)"))
        else:
            self.setWindowTitle(self.tr("合并：指标怎么办"))
            words = self.tr("{names} 将合并为“{name}”，由来会记下。比率不会相加，也不会简单平均。")
            self._words.setText(words.format(names=between.join(map(quoted.format, before)), name=after[0]))
            self.share_all.setText(self.tr("可加指标全部合计(&S)"))
        self.blank_all.setText(self.tr("全部留空(&B)"))
        self.notes.setText(self.tr("分摊和加权得到的数记为“预估”；沿用的比率会加标记。整个操作是一步，可以撤销。"))
        self.box.button(QDialogButtonBox.StandardButton.Ok).setText(
            self.tr("分割") if self._splits else self.tr("合并")
        )
        for box in self.rules.values():
            for place in range(box.count()):
                box.setItemText(place, self._rule_words(box.itemData(place)))
        areas = self._preview.areas_m2
        result = [f"{name}\n{say(print_area(area))}" for name, area in zip(after, areas, strict=True)]
        self.table.setHorizontalHeaderLabels([self.tr("字段"), self.tr("现在"), self.tr("规则"), *result])
        self._show()

    def _rule_words(self, rule: str) -> str:
        words = {
            "blank": self.tr("留空"),
            "share": self.tr("按面积分摊（预估）"),
            "copy": self.tr("沿用并标记"),
            "sum": self.tr("合计"),
            "weigh": self.tr("按面积加权（预估）"),
            "first": self.tr("沿用第一个并标记"),
        }
        return words[rule]

    def _show(self) -> None:
        """Write the cells as the rules that are chosen make them."""
        if not self.rules and not self.table.rowCount():
            return
        roles = {
            "additive": self.tr("可加"),
            "ratio": self.tr("比率"),
            "area": self.tr("面积，随边界重算"),
            "id": self.tr("编号"),
            "name": self.tr("名称"),
            "link": self.tr("自动记录"),
        }
        for number, row in enumerate(self._preview.rows(self.policies)[: self.table.rowCount()]):
            self._write(number, 0, say(row.label))
            self._write(number, 1, " | ".join(row.before))
            if row.column not in self.rules:
                self._write(number, 2, roles[row.role])
            else:
                self.rules[row.column].setToolTip(roles[row.role])
            for place, cell in enumerate(row.after):
                self._write(number, 3 + place, cell or "—")
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.table.resizeColumnsToContents()
        for place in range(self.table.columnCount()):
            self.table.setColumnWidth(place, min(self.table.columnWidth(place), 260))
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.resizeRowsToContents()

    def _write(self, row: int, column: int, words: str) -> None:
        item = QTableWidgetItem(words)
        item.setToolTip(words)
        self.table.setItem(row, column, item)

    def _decide(self) -> None:
        self.decided.emit(self.policies)
        self.accept()


def commit_asking(editor: Editor, verb: Text, old: Topology, new: Topology) -> None:
    """Commit a split or a merge; ask about figures first where there are any."""
    dataset = editor.edit.dataset

    def commit(policies: Policies) -> None:
        if editor.edit.active and editor.edit.topology is old:
            editor.edit.commit(verb, lambda _: new, policies)

    def work(feedback: Feedback) -> tuple[PolicyPreview, bool]:
        preview = PolicyPreview(dataset, old, new).measured()
        return preview, preview.concerns_figures

    def ask(tried: tuple[PolicyPreview, bool]) -> None:
        preview, concerns = tried
        if not concerns:
            commit(Policies())
        elif editor.edit.active and editor.edit.topology is old:
            dialog = PoliciesDialog(preview, editor.canvas.window())
            dialog.decided.connect(commit)
            dialog.open()

    editor.session.tasks.run(Task(verb, "edit_operation"), work, ask)
