"""The autocorrelation tab: do like values lie together, where, and how sure that is."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QSpinBox, QVBoxLayout

from gui.compare.dataset_choice import fill, fill_datasets, make_box, on_choice
from gui.compare.linked_table_tab import LinkedTableTab
from gui.language import on_language, say
from gui.selection import Selection
from gui.session import Session
from gui.tasks import Task
from layers.cartography.styling import FieldChoice, field_choices
from layers.indicators.footnotes import footnotes_of_columns
from layers.indicators.overrides import NotComparableError, check_columns_compare
from layers.layer import Dataset
from layers.project import Project
from layers.results.autocorrelation_result import (
    STATISTIC_NAMES,
    AutocorrelationResult,
    autocorrelation_columns,
    autocorrelation_in,
    autocorrelation_reading,
    autocorrelation_result,
)
from layers.results.autocorrelation_story import autocorrelation_story
from layers.results.result_changes import Told
from layers.results.result_maps import add_column_map
from layers.results.result_story import Story
from layers.results.result_tables import ResultTable
from layers.results.spatial_statistics import TWO_FIELDS, Wish
from spatial.errors import GisError
from spatial.feedback import Feedback
from spatial.statistics.local_autocorrelation import Judgement
from spatial.statistics.permutations import Shuffle
from spatial.statistics.weights import Kernel
from spatial.text import Text

KERNEL_NAMES: dict[Kernel, Text] = {
    "triangular": Text("三角", "triangular"),
    "quartic": Text("四次", "quartic"),
    "gaussian": Text("高斯", "Gaussian"),
}
LABEL = Text("空间自相关", "Spatial autocorrelation")
NO_NUMBERS = Text("这个图层没有数值字段。", "This layer has no field of numbers.")
DEFAULTS = {"knn": 4, "distance": 2000, "queen": 0, "rook": 0, "kernel": 3000}
SHOWN_KERNELS: tuple[Kernel, ...] = ("triangular", "quartic", "gaussian")


class AutocorrelationTab(LinkedTableTab):
    """Global and local statistics of a field."""

    told = Told(("名称",), ("类别", "值", "p"))

    def __init__(self, session: Session, selection: Selection) -> None:
        super().__init__(session, selection)
        self.found: AutocorrelationResult | None = None
        self._known: tuple[Dataset, tuple[FieldChoice, ...]] | None = None
        self.layer, self.field, self.second, self.statistic, self.weights = (make_box() for _ in range(5))
        self.amount, self.permutations, self.seed = QSpinBox(), QSpinBox(), QSpinBox()
        self.fdr, self.to_map = QCheckBox(), QPushButton()
        self._words = [QLabel() for _ in range(7)]
        self.amount.setRange(0, 200_000)
        self.permutations.setRange(99, 99_999)
        self.permutations.setValue(999)
        self.seed.setRange(0, 2_000_000_000)
        self.seed.setValue(Shuffle().seed)
        self.fdr.setChecked(True)
        self._lay_out()
        on_choice((self.layer, self.field, self.second, self.statistic), self._take)
        self.weights.activated.connect(lambda _: self._choose_weights())
        for spin in (self.amount, self.permutations, self.seed):
            spin.setKeyboardTracking(False)
            spin.valueChanged.connect(lambda _: self.start())
        self.fdr.toggled.connect(lambda _: self.start())
        self.to_map.clicked.connect(self.make_map)
        on_language(self, self.retranslate)

    def _lay_out(self) -> None:
        first, second, third = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()  # three: English words are long
        boxes = (self.layer, self.field, self.statistic, self.second)
        for word, part in zip([*self._words[:3], self._words[6]], boxes, strict=True):
            first.addWidget(word)
            first.addWidget(part)
        for each in (self._words[3], self.weights, self.amount, self.fdr):
            second.addWidget(each)
        for each in (self._words[4], self.permutations, self._words[5], self.seed):
            third.addWidget(each)
        for row in (first, second, third):
            row.addStretch(1)
        third.addWidget(self.to_map)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(6, 6, 6, 6)
        outer.addLayout(first)
        outer.addLayout(second)
        outer.addLayout(third)
        outer.addWidget(self.bar)
        outer.addWidget(self.halves(), 1)

    def _dataset(self) -> Dataset | None:
        return next((each for each in self._session.project.datasets if each.id == self.layer.currentData()), None)

    def refresh(self) -> None:
        """Bring the choices in step with the project; compute where nothing was computed yet."""
        fill_datasets(self.layer, self._session.project, "any")
        fill(self.statistic, [(say(name), key) for key, name in STATISTIC_NAMES.items()])
        fill(self.weights, self._weight_names(), "knn")
        dataset = self._dataset()
        if dataset is None:
            self.drop(Text("项目中没有图层。", "The project has no layer."))
            return
        if self._known is None or self._known[0] is not dataset:
            self._read(dataset)
            return
        numbers = [(say(e.field.title), e.field.name) for e in self._known[1] if e.kind == "number"]
        fill(self.field, numbers)
        fill(self.second, numbers, numbers[min(1, len(numbers) - 1)][1] if numbers else None)
        self.second.setEnabled(self.statistic.currentData() in TWO_FIELDS)
        if not numbers:
            self.drop(NO_NUMBERS)
        elif self.found is None and self.state.text() in ("", say(NO_NUMBERS)):
            self.start()

    def _read(self, dataset: Dataset) -> None:
        def then(choices: tuple[FieldChoice, ...]) -> None:
            self._known = (dataset, choices)
            self.refresh()

        task = Task(Text("读取字段", "Reading the fields"), "autocorrelation fields", quiet=True)
        self._session.run(task, lambda _: field_choices(dataset), then)

    def _take(self) -> None:
        self.drop(None)
        self.refresh()
        if self.found is None and self._task is None:
            self.start()

    def _choose_weights(self) -> None:
        blocked = self.amount.blockSignals(True)
        self.amount.setValue(DEFAULTS[str(self.weights.currentData()).partition(":")[0]])
        self.amount.blockSignals(blocked)
        self.start()

    def wish(self) -> Wish:
        """Return what is to be computed."""
        kind = str(self.weights.currentData() or "knn")
        counted = kind in ("knn", "distance") or kind.startswith("kernel")
        self.amount.setEnabled(counted)
        if counted and not self.amount.value():
            blocked = self.amount.blockSignals(True)
            self.amount.setValue(DEFAULTS[kind.partition(":")[0]])
            self.amount.blockSignals(blocked)
        return Wish(
            statistic=self.statistic.currentData() or "local_moran",
            weights=f"{kind}:{self.amount.value()}" if counted else kind,
            shuffle=Shuffle(self.permutations.value(), self.seed.value()),
            judgement=Judgement(adjust="fdr" if self.fdr.isChecked() else "none"),
            second=str(self.second.currentData() or "") if self.statistic.currentData() in TWO_FIELDS else "",
        )

    def start(self) -> None:
        """Compute with the choices as they are."""
        dataset, column = self._dataset(), self.field.currentData()
        if dataset is None or not column or self._known is None or self._known[0] is not dataset:
            return
        wish = self.wish()
        columns = [str(column), *filter(None, (wish.second,))]
        try:
            check_columns_compare(self._session.project, dataset.id, columns, "axes")
        except NotComparableError as refused:
            self.drop(Text(refused.message("zh"), refused.message("en")))
            self._session.messages.error(refused, self.start)
            return

        def work(feedback: Feedback) -> AutocorrelationResult:
            return autocorrelation_in(dataset, str(column), wish, feedback)

        self.compute(Task(LABEL, "autocorrelation"), work, (dataset,), self.show_result)

    def show_result(self, found: AutocorrelationResult) -> None:
        """Show a result."""
        self.found = found
        self.table.show_table(autocorrelation_result(found))
        self.reading.show_words((*autocorrelation_reading(found), *self._footnotes(found)))
        self.to_map.setEnabled(found.local is not None)
        local = found.local is not None
        self.link(found.dataset.id if local else "", [[row] for row in range(len(found.names))] if local else [])

    def clear(self) -> None:
        """Show no result."""
        self.found = None
        self.table.show_table(None)
        self.reading.show_words(())
        self.link("", [])
        self.to_map.setEnabled(False)

    def result(self) -> ResultTable | None:
        """Return what is exported."""
        if self.found is None:
            return None
        table = autocorrelation_result(self.found)
        return replace(table, words=(*table.words, *self._footnotes(self.found)))

    def story(self) -> Story | None:
        """Return the result with its map and bars."""
        if self.found is None:
            return None
        story = autocorrelation_story(self._session.project, self.found)
        return replace(story, words=(*story.words, *self._footnotes(self.found)))

    def _footnotes(self, found: AutocorrelationResult) -> tuple[Text, ...]:
        """Return what must be said of fields that do not compare."""
        columns = [found.column, *filter(None, (found.wish.second,))]
        return footnotes_of_columns(self._session.project, found.dataset.id, columns)

    def make_map(self) -> None:
        """Add the cluster map, with the significance map to switch to: one step that can be undone."""
        found = self.found
        if found is None:
            return
        try:
            derived, looks = autocorrelation_columns(found)
        except GisError as error:
            self._session.messages.error(error)
            return
        words = autocorrelation_result(found).title, autocorrelation_reading(found)[0]

        def edit(project: Project) -> Project:
            return add_column_map(project, found.dataset, derived, looks, words)

        self._session.apply(Text("聚集图与显著性图", "Cluster and significance map"), edit)

    def _weight_names(self) -> list[tuple[str, str]]:
        band = self.tr("核函数，带宽（米）")
        return [
            (self.tr("最近 k 个"), "knn"),
            (self.tr("距离以内（米）"), "distance"),
            (self.tr("邻接（queen）"), "queen"),
            (self.tr("邻接（rook）"), "rook"),
            *((f"{band}：{say(KERNEL_NAMES[each])}", f"kernel:{each}") for each in SHOWN_KERNELS),
        ]

    def retranslate(self) -> None:
        """Name everything in the language of the window."""
        super().retranslate()
        names = (self.tr("图层"), self.tr("字段"), self.tr("统计量"), self.tr("权重"), self.tr("置换次数"),
                 self.tr("种子"), self.tr("邻居的字段"))  # fmt: skip
        fields = (self.layer, self.field, self.statistic, self.weights, self.permutations, self.seed, self.second)
        for label, name, field in zip(self._words, names, fields, strict=True):
            label.setText(name)
            field.setAccessibleName(name)
        self.amount.setAccessibleName(self.tr("邻居个数或距离"))
        self.fdr.setText(self.tr("FDR 校正"))
        self.to_map.setText(self.tr("做成地图"))
        self.to_map.setToolTip(self.tr("添加聚集图，可切换为显著性图；可以撤销"))
        self.table.setAccessibleName(self.tr("各单元的局部统计量"))
        if self.found is not None:
            self.show_result(self.found)
