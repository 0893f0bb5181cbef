"""The tab of the self-check: what the plans claim, what their own figures give, and the way to these figures."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QSplitter, QVBoxLayout, QWidget

from gui.compare.result_view import ResultView
from gui.file_dialogs import ask_to_save
from gui.language import language, on_language, say
from gui.messages import Message
from gui.session import Session
from gui.tasks import Task
from layers.indicators.project_plans import Plans
from layers.indicators.self_check import CHECK_NAMES, OUTCOME_NAMES, Checked
from layers.indicators.target_lines import figure_words
from layers.remarks import remark
from layers.results.result_tables import ResultTable, write_result
from spatial.text import Text

NO_CLAIMS = Text(
    "这个项目没有可核对的说法：在项目的 tables 文件夹中放入 claims.csv（每行一条说法、核对方法和所用数字），"
    "再点“重新读取”。",
    "This project has no claims to check: put claims.csv into its folder tables (a row for each claim), "
    "and press “Reload”.",
)


class CheckTab(QWidget):
    """Every claim of the plans with what came of it. ``asked(area, indicator)``: go to that row of the ledger."""

    asked = Signal(str, str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._plans: Plans | None = None
        self.checked: tuple[Checked, ...] = ()
        self.table, self.head = ResultView(), QLabel()
        self.head.setWordWrap(True)
        self.rule, self.said, self.found = QLabel(), QPlainTextEdit(), QPlainTextEdit()
        self._said_name, self._found_name = QLabel(), QLabel()
        self.go = QPushButton()
        self.rule.setTextFormat(Qt.TextFormat.PlainText)
        self.rule.setWordWrap(True)
        self.rule.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for words in (self.said, self.found):
            words.setReadOnly(True)
            words.setTabChangesFocus(True)
        self._lay_out()
        self.table.chosen.connect(lambda _: self._show_row())
        self.table.doubleClicked.connect(lambda _: self.go_to())
        self.go.clicked.connect(self.go_to)
        self.setFocusProxy(self.table)
        on_language(self, self._retranslate)

    def _lay_out(self) -> None:
        sides = QHBoxLayout()
        for name, words in ((self._said_name, self.said), (self._found_name, self.found)):
            side = QVBoxLayout()
            name.setObjectName("heading")
            name.setBuddy(words)
            side.addWidget(name)
            side.addWidget(words, 1)
            sides.addLayout(side, 1)
        beside = QWidget()
        column = QVBoxLayout(beside)
        column.setContentsMargins(4, 0, 0, 0)
        column.addWidget(self.rule)
        column.addLayout(sides, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.go)
        column.addLayout(row)
        split = QSplitter()
        split.addWidget(self.table)
        split.addWidget(beside)
        split.setSizes([560, 460])
        split.setChildrenCollapsible(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(6, 6, 6, 6)
        outer.addWidget(self.head)
        outer.addWidget(split, 1)

    def show_plans(self, plans: Plans | None) -> None:
        """Check other plans."""
        self._plans = plans
        self.checked = plans.checked() if plans is not None else ()
        self.table.show_table(self.result() if self.checked else None)
        counts = [
            f"{say(name)} {count}"
            for outcome, name in OUTCOME_NAMES.items()
            if (count := sum(each.outcome == outcome for each in self.checked))
        ]
        self.head.setText(" · ".join(counts) if self.checked else say(NO_CLAIMS) if plans is not None else "")
        if self.checked:
            self.table.selectRow(0)
        self._show_row()

    def result(self) -> ResultTable:
        """Return the check as a table."""
        columns = tuple(
            Text(*each)
            for each in (
                ("结果", "Outcome"), ("事项", "Subject"), ("核算", "Arithmetic"), ("原文", "Wording"),
                ("核对方法", "Rule"), ("来源", "Sources"),
            )
        )  # fmt: skip
        rows = tuple(
            (
                OUTCOME_NAMES[each.outcome], each.claim.subject, each.arithmetic, each.claim.printed or None,
                CHECK_NAMES.get(each.claim.check, Text(each.claim.check)), "; ".join(each.sources),
            )
            for each in self.checked
        )  # fmt: skip
        return ResultTable(Text("规划自检", "Plans checked against themselves"), columns, rows)

    def chosen(self) -> Checked | None:
        """Return the claim that is chosen."""
        rows = self.table.selectionModel().selectedRows()
        return self.checked[self.table.rows.order[rows[0].row()]] if len(rows) == 1 and self.checked else None

    def _show_row(self) -> None:
        each = self.chosen()
        self.go.setEnabled(each is not None and bool(each.claim.figures))
        if each is None or self._plans is None:
            for label in (self.rule, self.said, self.found):
                label.clear()
            return
        claim = each.claim
        outcome, rule = say(OUTCOME_NAMES[each.outcome]), say(CHECK_NAMES.get(claim.check, Text(claim.check)))
        self.rule.setText(f"{outcome} — {say(claim.subject)}\n{rule}\n{say(each.arithmetic)}")
        printed = self.tr("“{words}”").format(words=claim.printed) if claim.printed else self.tr("（所印的数字本身）")
        beside = (remark(each, language()) for each in (claim.source, claim.note))
        self.said.setPlainText("\n".join(part for part in (printed, *beside) if part))
        values = [value for figure in claim.figures for value in self._plans.tables.catalogue.find(*figure)]
        names = self._plans.tables.catalogue.indicators
        lines = [f"{say(names[value.indicator].name)} · {say(figure_words(value))}" for value in values]
        cites = [remark(source, language()) for source in each.sources if source != claim.source]
        listed = [source for source in cites if source not in " ".join(lines)]
        self.found.setPlainText("\n".join([*lines, *listed]) or self.tr("没有可用的数字"))

    def go_to(self) -> None:
        """Lead to the first figure of the claim in the ledger."""
        each = self.chosen()
        if each is not None and each.claim.figures:
            area, indicator, _ = each.claim.figures[-1]
            self.asked.emit(area, indicator)

    def ask_table(self) -> None:
        """Ask where to write the check."""
        if not self.checked:
            words = Text("没有可导出的自检结果。", "There is no check to export.")
            self._session.messages.show(Message("info", words))
            return
        filters = ["Excel (*.xlsx)", "CSV (*.csv)"]
        name = Path(f"{self.tr('规划自检')}.xlsx")
        ask_to_save(self.window(), self.tr("导出规划自检"), filters, name, lambda paths: self.write_table(paths[0]))

    def write_table(self, path: Path) -> None:
        """Write the check as XLSX or CSV."""
        table, wanted = self.result(), language()
        words = Text(f"规划自检已写入“{path.name}”。", f"The check was written to “{path.name}”.")
        self._session.run(
            Task(Text("导出规划自检", "Exporting the check")),
            lambda feedback: write_result(table, path, wanted, feedback),
            lambda _: self._session.messages.show(Message("success", words)),
        )

    def _retranslate(self) -> None:
        self._said_name.setText(self.tr("文件怎么说"))
        self._found_name.setText(self.tr("数字怎么说"))
        self.go.setText(self.tr("转到台账中的数字"))
        self.table.setAccessibleName(self.tr("规划自检：不符的在前"))
        self.show_plans(self._plans)
