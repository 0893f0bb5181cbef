"""The choices of the density tab: zones, points, kinds, year, weight, area basis, level, border tolerance."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QMenu, QSpinBox, QToolButton, QWidget

from gui.compare.dataset_choice import fill, fill_datasets, make_box, on_choice
from gui.language import say
from gui.session import Session
from gui.tasks import Task
from layers.cartography.styling import FieldChoice, field_choices
from layers.layer import Dataset
from layers.results.area_bases import BASES, BASIS_NAMES
from layers.results.zone_comparison import DensityWish, kinds_in, year_columns
from spatial.feedback import Feedback
from spatial.statistics.zone_counts import COUNTING_RULES
from spatial.text import Text

LEVELS = {
    "block": Text("区块", "Blocks"),
    "park": Text("园区", "Parks"),
    "zone": Text("片区", "Zones"),
    "carrying_area": Text("承载区", "Carrying areas"),
    "district": Text("区", "Districts"),
    "city": Text("全市", "City"),
}
STATED, NO_YEAR = -1, 1899
_MOST_KINDS = 60
_NARROWEST_PX = 90
_Read = tuple[tuple[FieldChoice, ...], tuple[str, ...]]


class DensityForm(QWidget):
    """Choices in a column. ``changed()``: the user chose something else; ``ready()``: the columns are read."""

    changed = Signal()
    ready = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._known: tuple[Dataset, _Read] | None = None
        self._reading: Dataset | None = None
        self._levels: tuple[str, ...] = ()
        self.zones, self.points, self.by, self.year_field, self.weight, self.basis, self.level, self.rule = (
            make_box() for _ in range(8)
        )
        self.kinds = QToolButton()
        self.kinds.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.kinds.setMenu(QMenu(self.kinds))
        self.year, self.border = QSpinBox(), QSpinBox()
        self.year.setRange(NO_YEAR, 2100)
        self.border.setRange(STATED, 20_000)
        self.border.setSingleStep(50)
        self.border.setValue(STATED)
        self.year.setValue(2025)
        self._labels = [QLabel() for _ in range(11)]
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 4, 0)
        form.setVerticalSpacing(4)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for box in self._boxes():  # the column is as wide as the dock leaves it: longer words end in an ellipsis
            box.setMinimumWidth(_NARROWEST_PX)
        for label, field in zip(self._labels, self._fields(), strict=True):
            label.setBuddy(field)
            form.addRow(label, field)
        on_choice(self._boxes(), self._choose)
        for spin in (self.year, self.border):
            spin.setKeyboardTracking(False)
            spin.valueChanged.connect(lambda _: self.changed.emit())

    def _boxes(self) -> tuple[QComboBox, ...]:
        return self.zones, self.points, self.by, self.year_field, self.weight, self.basis, self.level, self.rule

    def _fields(self) -> tuple[QWidget, ...]:
        return (
            self.zones, self.level, self.points, self.by, self.kinds, self.year_field, self.year, self.weight,
            self.basis, self.border, self.rule,
        )  # fmt: skip

    def _choose(self) -> None:
        self.refresh()
        self.changed.emit()

    def refresh(self) -> bool:
        """Bring the boxes in step with the project; return whether all that is needed to compute is there."""
        project = self._session.project
        fill_datasets(self.zones, project, "polygon")
        fill_datasets(self.points, project, "point")
        fill(self.basis, [(say(BASIS_NAMES[each]), each) for each in BASES])
        fill(self.rule, [(self._rule_name(each), each) for each in COUNTING_RULES])
        self.set_levels(self._levels)
        points = next((each for each in project.datasets if each.id == self.points.currentData()), None)
        if points is None or not self.zones.currentData():
            return False
        if self._known is None or self._known[0] is not points:
            self._read(points)
            return False
        self._fill_columns(points, self._known[1])
        return True

    def _rule_name(self, rule: str) -> str:
        return {
            "first": self.tr("重叠处只计一次"),
            "all": self.tr("重叠处各计一次"),
            "split": self.tr("重叠处平分"),
        }[rule]

    def _read(self, dataset: Dataset) -> None:
        if self._reading is dataset:
            return
        self._reading = dataset

        def work(feedback: Feedback) -> _Read:
            feedback.report(0.1)
            return field_choices(dataset), year_columns(dataset)

        def then(found: _Read) -> None:
            self._known, self._reading = (dataset, found), None
            self.refresh()
            self.ready.emit()

        self._session.run(Task(Text("读取字段", "Reading the fields"), "density fields", quiet=True), work, then)

    def _fill_columns(self, points: Dataset, found: _Read) -> None:
        choices, years = found
        none = [(self.tr("（无）"), "")]
        kinds = [(say(each.field.label), each.field.name) for each in choices if each.kind == "category"]
        numbers = [(say(each.field.title), each.field.name) for each in choices if each.kind == "number"]
        fill(self.by, none + kinds, "")
        fill(self.weight, [(self.tr("（点数）"), ""), *numbers], "")
        fill(self.year_field, none + [(say(points.field_of(each).label), each) for each in years], "")
        self.year.setEnabled(bool(self.year_field.currentData()))
        self._fill_kinds(points)

    def _fill_kinds(self, points: Dataset) -> None:
        by = str(self.by.currentData() or "")
        kinds = kinds_in(points, by)[:_MOST_KINDS]
        menu = self.kinds.menu()
        if [action.data() for action in menu.actions()] != list(kinds):
            menu.clear()
            for kind in kinds:
                action = QAction(kind, menu)
                action.setData(kind)
                action.setCheckable(True)
                action.setChecked(True)
                action.toggled.connect(lambda _: self._name_kinds())
                action.toggled.connect(lambda _: self.changed.emit())
                menu.addAction(action)
        self.kinds.setEnabled(bool(kinds))
        self._name_kinds()

    def _name_kinds(self) -> None:
        chosen, there = self.chosen_kinds(), len(self.kinds.menu().actions())
        self.kinds.setText(f"{len(chosen) or there} / {there}" if there else self.tr("（全部）"))

    def chosen_kinds(self) -> tuple[str, ...]:
        """Return the kinds that are ticked, () for all."""
        actions = self.kinds.menu().actions()
        ticked = tuple(str(action.data()) for action in actions if action.isChecked())
        return () if len(ticked) == len(actions) else ticked

    def set_levels(self, levels: tuple[str, ...]) -> None:
        """Offer the levels that the zones can be summed to."""
        self._levels = levels
        shown = [(self.tr("各分区"), ""), *((say(LEVELS[each]), each) for each in levels)]
        chosen = str(self.level.currentData() or "")
        if chosen and chosen not in levels:
            shown.append((say(LEVELS[chosen]), chosen))
        fill(self.level, shown, "")

    def forget_level(self) -> None:
        """Go back to the zones themselves."""
        self.level.setCurrentIndex(0)

    def wish(self) -> DensityWish:
        """Return what is to be computed."""
        year_field = str(self.year_field.currentData() or "")
        border = self.border.value()
        return DensityWish(
            zones=str(self.zones.currentData()),
            points=str(self.points.currentData()),
            by=str(self.by.currentData() or ""),
            kinds=self.chosen_kinds(),
            weight=str(self.weight.currentData() or ""),
            year_field=year_field,
            year=self.year.value() if year_field else None,
            basis=self.basis.currentData() or "drawn",
            level=str(self.level.currentData() or ""),
            border_m=None if border == STATED else float(border),
            rule=self.rule.currentData() or "first",
        )

    def retranslate(self) -> None:
        """Name the choices."""
        names = (
            self.tr("分区"), self.tr("汇总到"), self.tr("点"), self.tr("类别字段"), self.tr("只计类别"),
            self.tr("建成年份"), self.tr("建成于（年底前）"), self.tr("权重"), self.tr("面积口径"),
            self.tr("边界容差"), self.tr("重叠规则"),
        )  # fmt: skip
        for label, field, name in zip(self._labels, self._fields(), names, strict=True):
            label.setText(name)
            field.setAccessibleName(name)
        self.border.setSpecialValueText(self.tr("按注明精度"))
        self.border.setSuffix(self.tr(" 米"))
        self.kinds.setToolTip(self.tr("只计勾选的类别"))
        self.border.setToolTip(self.tr("离边界这么近的点可能属于另一侧：用来算可能的名次"))
        self.refresh()
