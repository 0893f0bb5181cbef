"""Which two columns to subtract, and how: what comes of it is three maps side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.language import language, on_language, say
from gui.session import Edit, Session
from gui.tasks import Task
from layers import comparison
from layers.cartography.symbology import Graduated, Symbology
from layers.cartography.symbology_locks import field_of
from layers.comparison import View
from layers.indicators.comparability import comparable
from layers.indicators.comparable_columns import looks_for, offer_looks
from layers.indicators.difference import Measure, add_difference, difference, diverging, unit_of_change
from layers.indicators.overrides import NotComparableError, check_columns_compare
from layers.indicators.per_area import Derived, with_columns
from layers.indicators.units import in_brackets
from layers.layer import Dataset, Field
from layers.project import Project
from spatial.feedback import Feedback
from spatial.text import Text

LABEL = Text("制作差值图", "Make a difference map")
Made = tuple[tuple[Symbology, ...], Derived, Graduated]


class DifferenceDialog(QDialog):
    """Asks for two columns of a layer and a measure; says before the click where they do not compare."""

    def __init__(
        self, session: Session, parent: QWidget, layer_id: str, dataset: Dataset, fields: Sequence[Field]
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._layer_id, self._dataset = session, layer_id, dataset
        self._fields = list(fields)
        self.before, self.after, self.measure, self.words = QComboBox(), QComboBox(), QComboBox(), QLabel()
        for box in (self.before, self.after):
            for each in self._fields:
                box.addItem("", each.name)
            box.setMinimumContentsLength(30)
        for key in ("absolute", "percent"):
            self.measure.addItem("", key)
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setMinimumWidth(420)
        self.exception = QPushButton()
        self.exception.clicked.connect(self._ask_exception)
        self._names = QLabel(), QLabel(), QLabel()
        form = QFormLayout()
        for label, box in zip(self._names, (self.before, self.after, self.measure), strict=True):
            label.setBuddy(box)
            form.addRow(label, box)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self._make)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(self.words)
        column.addWidget(self.exception, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.buttons)
        self._choose_years()
        for box in (self.before, self.after, self.measure):
            box.currentIndexChanged.connect(lambda _: self._show())
        on_language(self, self._retranslate)

    def _choose_years(self) -> None:
        """Start with the year in force against the last one, or the first against the one in force."""
        project = self._session.project
        shown = field_of(project.layer(self._layer_id).symbology)
        known = self._dataset.field_of(shown)
        names = [each.name for each in self._fields]
        same = [each for each in self._fields if known.indicator and each.indicator == known.indicator and each.year]
        same.sort(key=lambda each: each.year or 0)
        pair = [shown, next((name for name in names if name != shown), shown)]
        if shown in names and len(same) > 1:
            pair = [shown, same[-1].name] if same[-1].name != shown else [same[0].name, shown]
        self.before.setCurrentIndex(self.before.findData(pair[0]))
        self.after.setCurrentIndex(self.after.findData(pair[1]))

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("差值图"))
        names = (self.tr("现状（减数）"), self.tr("未来（被减数）"), self.tr("差值"))
        for label, name, box in zip(self._names, names, (self.before, self.after, self.measure), strict=True):
            label.setText(name)
            box.setAccessibleName(name)
        for box in (self.before, self.after):
            for row, each in enumerate(self._fields):
                box.setItemText(row, say(each.title))
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(self.tr("制作三图"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(self.tr("取消"))
        self._show()

    def _show(self) -> None:
        """Name the units, and say whether the two columns compare."""
        before, after = self._pair()
        unit = before.unit if before is not None else ""
        measures = (self.tr("变化量"), self.tr("变化率"))
        for row, name in enumerate(measures):
            measure: Measure = "absolute" if row == 0 else "percent"
            shown = in_brackets(unit_of_change(unit, measure))
            self.measure.setItemText(row, name + (shown.en if language() == "en" else shown.zh))
        same = before is after
        refused = None if same else self._refused()
        words = self.tr("现状、未来、差值三图并排：前两图同一分级，差值以 0 为中心设色。任一年无数据即为无数据。")
        if same:
            words = self.tr("请选择两个不同的年份。")
        elif refused is not None:
            words = self.tr("不能相减：{why}。").format(why=say(refused.verdict.reason))
        elif before is not None and after is not None and not comparable(before, after):
            words = self.tr("已设口径例外：差值图会印出脚注。") + words
        self.words.setText(words)
        self.exception.setText(self.tr("设为口径例外(&X)…"))
        self.exception.setVisible(refused is not None)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(refused is None and not same)

    def _refused(self) -> NotComparableError | None:
        """Return what stands against subtracting the two columns, None where nothing does or an exception allows it."""
        columns = [str(box.currentData()) for box in (self.before, self.after)]
        try:
            check_columns_compare(self._session.project, self._dataset.id, columns, "scale")
        except NotComparableError as refused:
            return refused
        return None

    def _ask_exception(self) -> None:
        refused = self._refused()
        if refused is not None:
            self._session.messages.mend(refused, self._show)

    def _pair(self) -> tuple[Field | None, Field | None]:
        found = [
            next((each for each in self._fields if each.name == box.currentData()), None)
            for box in (self.before, self.after)
        ]
        return found[0], found[1]

    def _make(self) -> None:
        project = self._session.project
        layer, dataset = project.layer(self._layer_id), project.dataset(self._dataset.id)
        before, after = str(self.before.currentData()), str(self.after.currentData())
        measure = cast("Measure", self.measure.currentData())
        map_id = project.map_of(layer.id).id
        allowed = self._refused() is None

        def work(feedback: Feedback) -> Made:
            looks = looks_for(dataset, layer, (before, after), True, feedback.part(0.0, 0.4), project)
            derived = difference(dataset, before, after, measure, feedback.part(0.4, 0.8), allowed)
            (column,) = derived.columns
            return looks, derived, diverging(with_columns(dataset, derived), column)

        def then(made: Made) -> Edit:
            looks, derived, look = made

            def edit(project: Project) -> Project:
                project = add_difference(offer_looks(project, layer.id, looks), layer.id, derived, look, dataset)
                third = project.maps[[each.id for each in project.maps].index(map_id) + 1].id
                views = [View(map_id, before), View(map_id, after), View(third)]
                return comparison.compare(project, views)

            return edit

        self.accept()
        self._session.run(Task(LABEL, "views"), work, then)
