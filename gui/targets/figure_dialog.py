"""Typing a figure that came after the plans were printed; and confirming those that were read from a table."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from gui.language import on_language, say
from gui.revisions.tables import PlainTable
from layers.indicators.figure_edits import FIRST_YEAR, LAST_YEAR, FiguresRead, check_figure
from layers.indicators.ledger import make_ledger
from layers.indicators.project_plans import Plans
from layers.indicators.reported import Reported, ReportedKind
from layers.indicators.target_lines import KIND_NAMES, figure_words, shown_unit
from spatial.errors import GisError
from spatial.text import Text


class FigureDialog(QDialog):
    """Asks for one figure and says at once whether it can be reported.

    Parameters
    ----------
    plans
        What there is already.
    start
        (area, indicator) to begin with; empty: the first of each.
    report
        Called with the figure when the user agreed.
    """

    def __init__(
        self, plans: Plans, start: tuple[str, str], report: Callable[[Reported], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._plans, self._report = plans, report
        self.area, self.indicator, self.kind = _search_box(), _search_box(), QComboBox()
        self.year, self.value, self.source, self.note = QSpinBox(), QLineEdit(), QLineEdit(), QLineEdit()
        self.year.setRange(FIRST_YEAR, LAST_YEAR)
        self.year.setValue(datetime.date.today().year - 1)
        self.known, self.state = QPlainTextEdit(), QLabel()
        self.known.setReadOnly(True)
        self.known.setMaximumHeight(7 * self.fontMetrics().height())
        self.known.setTabChangesFocus(True)
        self.state.setWordWrap(True)
        self.state.setObjectName("notice")
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._names = [QLabel() for _ in range(8)]
        self._fill(start)
        self._lay_out()
        for box in (self.area, self.indicator, self.kind):
            box.currentIndexChanged.connect(lambda _: self._look())
        self.year.valueChanged.connect(lambda _: self._look())
        for box in (self.area, self.indicator):
            box.editTextChanged.connect(lambda _: self._look())
        for line in (self.value, self.source):
            line.textChanged.connect(lambda _: self._look())
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        on_language(self, self._retranslate)
        self.value.setFocus()

    def _fill(self, start: tuple[str, str]) -> None:
        areas = self._plans.tables.areas
        for area in areas.values():
            depth = len(areas.ancestors(area.id))
            self.area.addItem("　" * depth + say(area.name), area.id)
        for indicator in self._plans.catalogue.indicators.values():
            self.indicator.addItem(say(indicator.name), indicator.id)
        for kind in ("actual", "estimate"):
            self.kind.addItem(say(KIND_NAMES[kind]), kind)
        for box, wanted in zip((self.area, self.indicator), start, strict=True):
            box.setCurrentIndex(max(box.findData(wanted), 0))

    def _lay_out(self) -> None:
        form = QFormLayout()
        fields = (self.area, self.indicator, self.known, self.year, self.kind, self.value, self.source, self.note)
        for label, field in zip(self._names, fields, strict=True):
            label.setBuddy(field)
            form.addRow(label, field)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(self.state)
        column.addWidget(self.buttons)
        self.resize(560, self.sizeHint().height())

    def figure(self) -> Reported:
        """Return the figure as it stands in the fields, whether it can be reported or not."""
        return Reported(
            _chosen(self.area), _chosen(self.indicator), self.year.value(),
            cast("ReportedKind", self.kind.currentData() or "actual"), self.value.text(), self.source.text(),
            self.note.text(),
        )  # fmt: skip

    def _look(self) -> None:
        """Say what is known of the row, and what keeps the figure from being reported."""
        figure = self.figure()
        rows = make_ledger(self._plans.catalogue, [figure.area])
        here = [value for row in rows if row.indicator.id == figure.indicator for value in row.figures]
        self.known.setPlainText("\n".join(say(figure_words(value)) for value in here) or self.tr("还没有数字"))
        known = self._plans.catalogue.indicators
        unit = say(shown_unit(known[figure.indicator].unit)) if figure.indicator in known else ""
        self._names[5].setText(self.tr("数值（{unit}）").format(unit=unit) if unit else self.tr("数值"))
        problem = ""
        try:
            kept = check_figure(figure, self._plans.tables)
            mine = [(value.year, value.kind) for value in here if value.origin == "reported"]
            again = (kept.year, kept.kind) in mine
            words = self.tr("将更正先前填报的数字。") if again else self.tr("将与规划的数字并列，注明为填报。")
        except GisError as error:
            problem = say(error.what)
            words = problem
        self.state.setText(words)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not problem)

    def accept(self) -> None:
        """Report the figure."""
        self._report(self.figure())
        super().accept()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("填报新数字"))
        words = (
            self.tr("区域"), self.tr("指标"), self.tr("现有数字"), self.tr("年份"), self.tr("性质"), self.tr("数值"),
            self.tr("来源"), self.tr("备注"),
        )  # fmt: skip
        for label, name in zip(self._names, words, strict=True):
            label.setText(name)
        self.source.setPlaceholderText(self.tr("文件和位置，如：2026年统计公报 表3"))
        self.value.setPlaceholderText(self.tr("如 2902、1.2万、3-5、458（预估）"))
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(self.tr("填报"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(self.tr("取消"))
        self._look()


class FiguresDialog(QDialog):
    """Shows what a table of figures gave, and asks whether to report it.

    Parameters
    ----------
    read, name
        What was read, and the file's name: the source of rows that name none.
    report
        Called with the figures when the user agreed.
    """

    def __init__(
        self, read: FiguresRead, plans: Plans, name: str, report: Callable[[Sequence[Reported]], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._read, self._plans, self._name, self._report = read, plans, name, report
        self.head, self.refused, self.source = QLabel(), QPlainTextEdit(), QLineEdit(name)
        self.head.setWordWrap(True)
        self._source_name = QLabel()
        self._source_name.setBuddy(self.source)
        self.refused.setReadOnly(True)
        self.refused.setTabChangesFocus(True)
        self.refused.setMaximumHeight(8 * self.fontMetrics().height())
        self.table = PlainTable(wide=1)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        column = QVBoxLayout(self)
        for part in (self.head, self.table, self._source_name, self.source, self.refused, self.buttons):
            column.addWidget(part)
        self.resize(720, 460)
        self.refused.setVisible(bool(read.refused))
        own = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        own.setEnabled(bool(read.figures))
        self.source.textChanged.connect(lambda text: own.setEnabled(bool(read.figures) and bool(text.strip())))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        on_language(self, self._retranslate)

    def figures(self) -> tuple[Reported, ...]:
        """Return the figures, with the source typed here where the table names none."""
        return tuple(
            replace(each, source=self.source.text()) if each.source == self._name else each
            for each in self._read.figures
        )

    def accept(self) -> None:
        """Report the figures."""
        self._report(self.figures())
        super().accept()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("从表格填报数字"))
        good, bad = len(self._read.figures), len(self._read.refused)
        self.head.setText(
            self.tr("“{name}”：{good} 个数字可以填报，{bad} 处不能。").format(name=self._name, good=good, bad=bad)
        )
        self._source_name.setText(self.tr("没有写来源的行，来源记为："))
        catalogue, areas = self._plans.catalogue, self._plans.tables.areas
        rows = [
            [
                say(areas[each.area].name),
                say(catalogue.indicators[each.indicator].name),
                str(each.year),
                say(KIND_NAMES[each.kind]),
                each.printed,
                each.source,
            ]
            for each in self._read.figures
        ]
        heads = (
            self.tr("区域"), self.tr("指标"), self.tr("年份"), self.tr("性质"), self.tr("数值"), self.tr("来源"),
        )  # fmt: skip
        self.table.show_rows(heads, rows, (4,))
        lines = [
            self.tr("第 {line} 行：{why}").format(line=line, why=say(Text(why.zh, why.en)))
            for line, why in self._read.refused
        ]
        self.refused.setPlainText("\n".join(lines))
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(self.tr("填报 {n} 个数字").format(n=good))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(self.tr("取消"))


def _chosen(box: QComboBox) -> str:
    """Return what the words in a box name, "" where no entry reads so: what is half typed means nothing."""
    words = box.currentText().strip()
    if box.itemText(box.currentIndex()).strip() == words:
        return str(box.currentData() or "")
    found = [row for row in range(box.count()) if box.itemText(row).strip().casefold() == words.casefold()]
    return str(box.itemData(found[0])) if len(found) == 1 else ""


def _search_box() -> QComboBox:
    """Return a box whose entries are found by typing a part of them."""
    box = QComboBox()
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(24)
    completer = QCompleter(box.model(), box)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    box.setCompleter(completer)
    return box
