"""The overlap tab: which areas state the same industries, as a heat map, a table and a reading."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from gui.charts.chart_canvas import ChartCanvas
from gui.compare.dataset_choice import fill, make_box, on_choice
from gui.compare.matrix_drawing import MatrixDrawing
from gui.compare.result_tab import Reading, ResultTab
from gui.compare.result_view import ResultView
from gui.compare.synonyms_dialog import SynonymsDialog
from gui.language import on_language, say
from gui.selection import Rows, Selection
from gui.session import Session
from gui.tasks import Task
from layers.indicators.positioning import Overlap
from layers.indicators.synonyms import groups_in_force, set_synonyms
from layers.layer import Dataset
from layers.project import Project
from layers.results.overlap_result import (
    INDUSTRY_COLUMN,
    blocks_in,
    industries_in,
    overlap_columns,
    overlap_in,
    overlap_reading,
    overlap_result,
)
from layers.results.result_changes import Told
from layers.results.result_maps import add_column_map
from layers.results.result_story import Story, overlap_story
from layers.results.result_tables import ResultTable
from spatial.feedback import Feedback
from spatial.text import Text

LABEL = Text("比较产业定位", "Comparing the positioning")
NO_AREAS = Text(
    "项目中没有写明产业的面图层：需要一列产业名称，用顿号或逗号分开。",
    "No layer of polygons states industries: a column of industries is needed, separated by commas.",
)


@dataclass(frozen=True, eq=False)
class OverlapResult:
    """Overlap of the areas of a data set, by a column."""

    dataset: Dataset
    column: str
    overlap: Overlap
    names: Mapping[str, Text]
    blocks: Mapping[str, str]


class OverlapTab(ResultTab):
    """Overlap of positioning.

    Parameters
    ----------
    synonyms
        Returns the groups of synonyms in the plans' table: industry -> group; the project keeps what the user changed.
    """

    told = Told(("园区甲", "园区乙"), ("Jaccard", "相同产业"))
    hovered = Signal(str, object)

    def __init__(self, session: Session, selection: Selection, synonyms: Callable[[], dict[str, str]]) -> None:
        super().__init__(session)
        self._selection, self._table = selection, synonyms
        self._counted: dict[str, str] = {}
        self.found: OverlapResult | None = None
        self.areas, self.column = make_box(), make_box()
        self.grouped, self.edit, self.to_map = QCheckBox(), QPushButton(), QPushButton()
        self._of, self._by = QLabel(), QLabel()
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.matrix = ChartCanvas(self.area)
        self.area.setWidget(self.matrix)
        self.table, self.reading = ResultView(), Reading()
        self._lay_out()
        on_choice((self.areas, self.column), self._choose)
        self.grouped.toggled.connect(lambda _: self.start())
        self.edit.clicked.connect(self.ask_synonyms)
        self.to_map.clicked.connect(self.make_map)
        self.matrix.chosen.connect(self._choose_areas)
        self.matrix.hovered.connect(lambda words: self._hover(words))
        self.table.chosen.connect(self._choose_pairs)
        self.table.hovered.connect(self._hover_pair)
        self._selection.changed.connect(lambda _: self._mark())
        on_language(self, self.retranslate)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        for part in (self._of, self.areas, self._by, self.column, self.grouped, self.edit, self.to_map):
            row.addWidget(part)
        row.addStretch(1)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(4, 0, 0, 0)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.addWidget(self.table)
        halves.addWidget(self.reading)
        column.addWidget(halves)
        split = QSplitter()
        split.addWidget(self.area)
        split.addWidget(right)
        split.setSizes([520, 520])
        split.setChildrenCollapsible(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(6, 6, 6, 6)
        outer.addLayout(row)
        outer.addWidget(self.bar)
        outer.addWidget(split, 1)

    # --- computing -------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Offer the layers that may state industries; compute where nothing was computed yet."""
        project = self._session.project
        usable = [each for each in project.datasets if _columns(each)]
        usable.sort(key=lambda each: INDUSTRY_COLUMN not in each.frame.columns or "overlap_with" not in each.frame)
        changed = fill(self.areas, [(say(each.name), each.id) for each in usable])
        dataset = next((each for each in usable if each.id == self.areas.currentData()), None)
        if dataset is None:
            self.drop(NO_AREAS)
            return
        changed |= fill(self.column, _columns(dataset), INDUSTRY_COLUMN)
        edited = self.found is not None and self.grouped.isChecked() and self._counted != self.groups()
        if edited or (self.found is None and (not self.state.text() or changed or self.state.text() == say(NO_AREAS))):
            self.start()

    def _choose(self) -> None:
        self.found = None
        self.state.clear()
        self.refresh()
        if self.found is None:
            self.start()

    def groups(self) -> dict[str, str]:
        """Return the groups of synonyms in force, whether they are counted or not."""
        return groups_in_force(self._table(), self._session.project.synonyms)

    def start(self) -> None:
        """Compare with the choices as they are."""
        project, name, column = self._session.project, self.areas.currentData(), self.column.currentData()
        dataset = next((each for each in project.datasets if each.id == name), None)
        if dataset is None or not column:
            return
        groups = self._counted = self.groups() if self.grouped.isChecked() else {}

        def work(feedback: Feedback) -> OverlapResult:
            overlap, names = overlap_in(dataset, str(column), groups, feedback)
            return OverlapResult(dataset, str(column), overlap, names, blocks_in(dataset))

        self.compute(Task(LABEL, "overlap"), work, (dataset,), self.show_overlap)

    def show_overlap(self, found: OverlapResult) -> None:
        """Show a result."""
        self.found = found
        drawing = MatrixDrawing(found.overlap, found.names, found.blocks)
        self.matrix.show_drawing(drawing, len(found.overlap.areas))
        self.table.show_table(overlap_result(found.overlap, found.names))
        self.reading.show_words(overlap_reading(found.overlap, found.names))
        self.to_map.setEnabled(True)
        self._mark()

    def clear(self) -> None:
        """Show no result."""
        self.found = None
        self.matrix.show_drawing(None, 0)
        self.table.show_table(None)
        self.reading.show_words(())
        self.to_map.setEnabled(False)

    def result(self) -> ResultTable | None:
        """Return what is exported."""
        return overlap_result(self.found.overlap, self.found.names) if self.found is not None else None

    def story(self) -> Story | None:
        """Return the result with its map and bars."""
        found = self.found
        if found is None:
            return None
        return overlap_story(self._session.project, found.dataset, found.column, found.overlap, found.names)

    def ask_synonyms(self) -> None:
        """Ask which industries count as one."""
        dataset = next((each for each in self._session.project.datasets if each.id == self.areas.currentData()), None)
        if dataset is None or self.found is None:
            return
        stated = dict.fromkeys(each for row in industries_in(dataset, self.found.column).values() for each in row)
        SynonymsDialog(sorted(stated), self.groups(), self._table(), self._take_groups, self.window()).open()

    def _take_groups(self, groups: dict[str, str]) -> None:
        """Keep the groups in the project, one step that can be undone, and count them."""
        table = self._table()
        label = Text("编辑产业同义词组", "Edit the synonym groups")
        self._session.apply(label, lambda project: set_synonyms(project, groups, table))
        self.grouped.setChecked(True)

    def make_map(self) -> None:
        """Add a map of the overlaps to the project: one step that can be undone."""
        found = self.found
        if found is None:
            return
        derived, look = overlap_columns(found.dataset, found.column, found.overlap)
        field = next(iter(derived.fields.values()))
        words = field.label, overlap_reading(found.overlap, found.names)[0]

        def edit(project: Project) -> Project:
            return add_column_map(project, found.dataset, derived, look, words)

        self._session.apply(Text("产业定位重叠图", "Map of overlaps"), edit)

    # --- the selection ---------------------------------------------------------------------------------------------

    def _choose_areas(self, rows: Rows, adding: bool) -> None:
        if self.found is not None:
            self._selection.select(self.found.dataset.id, rows, adding=adding)

    def _pair_rows(self, number: int) -> list[int]:
        assert self.found is not None
        pair, areas = self.found.overlap.pairs[number], self.found.overlap.areas
        return [areas.index(pair.a), areas.index(pair.b)]

    def _choose_pairs(self, numbers: list[int]) -> None:
        if self.found is not None:
            rows = [row for number in numbers for row in self._pair_rows(number)]
            self._selection.select(self.found.dataset.id, rows)

    def _hover_pair(self, number: int) -> None:
        rows = self._pair_rows(number) if self.found is not None and number >= 0 else []
        if self.found is not None:
            self.hovered.emit(self.found.dataset.id, np.array(rows, np.int64))

    def _hover(self, words: Text | None) -> None:
        if self.found is None:
            return
        pairs = self.found.overlap.pairs
        drawing = self.matrix.drawing
        rows: Rows = np.empty(0, np.int64)
        if words and isinstance(drawing, MatrixDrawing):
            where = self.matrix.mapFromGlobal(self.matrix.cursor().pos())
            rows = drawing.rows_at(where.toPointF(), self.matrix.rect().toRectF())
        areas = {self.found.overlap.areas[row] for row in rows.tolist()}
        found = next((n for n, pair in enumerate(pairs) if {pair.a, pair.b} == areas), -1)
        self.table.rows.mark(found)
        self.hovered.emit(self.found.dataset.id, rows)

    def mark_feature(self, feature: int) -> None:
        """Mark the area that the mouse is over on the map, -1 for none."""
        if self.found is not None and feature != self.matrix.hover:
            self.matrix.hover = feature
            self.matrix.update()

    def _mark(self) -> None:
        if self.found is None or not self.isVisible():
            return
        chosen = self._selection.rows(self.found.dataset.id)
        self.matrix.set_selected(chosen)
        held = set(chosen.tolist())
        numbers = range(len(self.found.overlap.pairs))
        self.table.select_rows([number for number in numbers if held.issuperset(self._pair_rows(number))])

    def retranslate(self) -> None:
        """Name everything in the language of the window."""
        super().retranslate()
        self._of.setText(self.tr("园区图层"))
        self._by.setText(self.tr("产业字段"))
        self.areas.setAccessibleName(self._of.text())
        self.column.setAccessibleName(self._by.text())
        self.grouped.setText(self.tr("同义词算同一产业"))
        self.edit.setText(self.tr("同义词组…"))
        self.to_map.setText(self.tr("做成地图"))
        self.to_map.setToolTip(self.tr("把每个园区的重叠数存为字段，添加一张专题地图；可以撤销"))
        self.matrix.setAccessibleName(self.tr("重叠矩阵：点击一格选中两个园区"))
        self.table.setAccessibleName(self.tr("产业定位重叠的园区对"))
        if self.found is not None:
            self.show_overlap(self.found)


def _columns(dataset: Dataset) -> list[tuple[str, str]]:
    """Return the columns that may state industries: of that name, or with several items in most of their cells."""
    found = []
    kinds = set(dataset.frame.geometry.iloc[:50].geom_type.dropna())
    if not kinds & {"Polygon", "MultiPolygon"} or len(dataset.frame) > 2_000:
        return []
    for column in dataset.frame.columns:
        if column == dataset.frame.geometry.name or dataset.frame[column].dtype.kind in "iufb":
            continue
        cells = [str(each) for each in dataset.frame[column].dropna().head(60)]
        several = sum(any(sign in cell for sign in "、;；|") for cell in cells)
        if column == INDUSTRY_COLUMN or "产业" in str(column) or (several * 2 > len(cells) and several):
            found.append((say(dataset.field_of(str(column)).label), str(column)))
    return found
