"""The cluster tab: groups of points, an assistant for their parameters, and in which zones the groups lie."""

from __future__ import annotations

from typing import cast

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QScrollArea, QSpinBox, QVBoxLayout

from gui.charts.chart_canvas import ChartCanvas
from gui.compare.curve_drawing import CurveDrawing
from gui.compare.dataset_choice import NO_POINTS, datasets_of, fill, fill_datasets, make_box, on_choice
from gui.compare.linked_table_tab import LinkedTableTab
from gui.language import on_language, say
from gui.selection import Rows, Selection
from gui.session import Session
from gui.tasks import Task
from layers.layer import Dataset
from layers.project import Project
from layers.results.cluster_result import (
    METHOD_NAMES,
    USUAL_SAMPLES,
    ClusterResult,
    ClusterWish,
    Method,
    cluster_columns,
    clusters_in,
    clusters_reading,
    clusters_result,
)
from layers.results.curves import k_distance_curve
from layers.results.overlap_result import blocks_in
from layers.results.pattern_story import cluster_story
from layers.results.result_changes import Told
from layers.results.result_maps import add_column_map
from layers.results.result_story import Story
from layers.results.result_tables import ResultTable
from spatial.errors import GisError
from spatial.text import Text


class ClusterTab(LinkedTableTab):
    """Clusters of the points of a layer, crossed with zones; a click on the curve of distances sets the radius."""

    told = Told(("聚类",), ("点数",))

    def __init__(self, session: Session, selection: Selection) -> None:
        super().__init__(session, selection)
        self.found: ClusterResult | None = None
        self.points, self.zones, self.method = make_box(), make_box(), make_box()
        self.eps, self.least = QSpinBox(), QSpinBox()
        self.eps.setRange(0, 200_000)
        self.eps.setSingleStep(100)
        self.least.setRange(1, 1_000)
        self.least.setValue(USUAL_SAMPLES)
        for spin in (self.eps, self.least):
            spin.setKeyboardTracking(False)
            spin.valueChanged.connect(lambda _: self.start())
        self.by_block, self.advice, self.to_map = QCheckBox(), QPushButton(), QPushButton()
        self._words = [QLabel() for _ in range(5)]
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.curve = ChartCanvas(self.area)
        self.area.setWidget(self.curve)
        self._lay_out()
        on_choice((self.points, self.zones, self.method), self._take)
        self.by_block.toggled.connect(lambda _: self.start())
        self.advice.clicked.connect(self.take_advice)
        self.to_map.clicked.connect(self.make_map)
        self.curve.chosen.connect(self._take_from_curve)
        on_language(self, self.retranslate)

    def _lay_out(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        for part in (self._words[0], self.points, self._words[1], self.zones, self.by_block):
            first.addWidget(part)
        first.addStretch(1)
        first.addWidget(self.to_map)
        for each in (self._words[2], self.method, self._words[3], self.eps, self._words[4], self.least, self.advice):
            second.addWidget(each)
        second.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(6, 6, 6, 6)
        outer.addLayout(first)
        outer.addLayout(second)
        outer.addWidget(self.bar)
        outer.addWidget(self.halves(self.area), 1)

    def _chosen(self) -> tuple[Dataset, Dataset | None] | None:
        found = {each.id: each for each in self._session.project.datasets}
        points = found.get(str(self.points.currentData()))
        return (points, found.get(str(self.zones.currentData()))) if points is not None else None

    def refresh(self) -> None:
        """Bring the choices in step with the project; compute where nothing was computed yet."""
        project = self._session.project
        fill_datasets(self.points, project, "point")
        zones = [(say(each.name), each.id) for each in datasets_of(project, "polygon")]
        fill(self.zones, [*zones, (self.tr("（不与分区对照）"), "")])
        fill(self.method, [(say(name), key) for key, name in METHOD_NAMES.items()])
        chosen = self._chosen()
        if chosen is None:
            self.drop(NO_POINTS)
            return
        self.by_block.setEnabled(chosen[1] is not None and bool(blocks_in(chosen[1])))
        dbscan = self.method.currentData() == "dbscan"
        self.eps.setEnabled(dbscan)
        self.advice.setEnabled(dbscan)
        if self.found is None and self.state.text() in ("", say(NO_POINTS)):
            self.start()

    def _take(self) -> None:
        self.drop(None)
        self.refresh()

    def wish(self) -> ClusterWish:
        """Return how the points are to be grouped."""
        method = cast("Method", self.method.currentData() or "dbscan")
        return ClusterWish(
            method, float(self.eps.value()), self.least.value(), self.by_block.isChecked() and self.by_block.isEnabled()
        )

    def start(self) -> None:
        """Compute with the choices as they are."""
        chosen = self._chosen()
        if chosen is None:
            return
        (points, zones), wish = chosen, self.wish()
        used = (points,) if zones is None else (points, zones)
        task = Task(Text("点的聚类", "Clustering the points"), "point clusters")
        self.compute(task, lambda feedback: clusters_in(points, zones, wish, feedback), used, self.show_result)

    def show_result(self, found: ClusterResult) -> None:
        """Show a result."""
        self.found = found
        curve = None if found.distances is None else k_distance_curve(found.distances, found.eps_m)
        self.curve.show_drawing(None if curve is None else CurveDrawing(curve), 0)
        self.table.show_table(clusters_result(found))
        self.reading.show_words(clusters_reading(found))
        self.to_map.setEnabled(found.count > 0)
        self.link(found.points.id, [found.members(cluster) for cluster in range(found.count)])

    def clear(self) -> None:
        """Show no result."""
        self.found = None
        self.curve.show_drawing(None, 0)
        self.table.show_table(None)
        self.reading.show_words(())
        self.to_map.setEnabled(False)
        self.link("", [])

    def result(self) -> ResultTable | None:
        """Return what is exported."""
        return clusters_result(self.found) if self.found is not None else None

    def story(self) -> Story | None:
        """Return the result with its map, curve and bars."""
        return cluster_story(self._session.project, self.found) if self.found is not None else None

    # --- the assistant ---------------------------------------------------------------------------------------------

    def take_advice(self) -> None:
        """Take the usual number of points and the knee of the curve."""
        self._set(0, USUAL_SAMPLES)

    def _take_from_curve(self, rows: Rows, adding: bool) -> None:
        """Take the distance at a place of the curve as the radius."""
        drawing = self.curve.drawing
        if isinstance(drawing, CurveDrawing) and len(rows) == 1:
            self._set(max(round(float(drawing.curve.y[int(rows[0])])), 1), self.least.value())

    def _set(self, eps_m: int, least: int) -> None:
        for spin, value in ((self.eps, eps_m), (self.least, least)):
            blocked = spin.blockSignals(True)
            spin.setValue(value)
            spin.blockSignals(blocked)
        self.start()

    def make_map(self) -> None:
        """Add a map of the groups: one step that can be undone."""
        found = self.found
        if found is None:
            return
        try:
            derived, look = cluster_columns(found)
        except GisError as error:
            self._session.messages.error(error)
            return
        words = clusters_result(found).title, clusters_reading(found)[0]

        def edit(project: Project) -> Project:
            return add_column_map(project, found.points, derived, look, words)

        self._session.apply(Text("聚类图", "Map of clusters"), edit)

    def retranslate(self) -> None:
        """Name everything in the language of the window."""
        super().retranslate()
        names = (
            self.tr("点"),
            self.tr("对照分区"),
            self.tr("方法"),
            self.tr("半径（米）"),
            self.tr("最少点数或 k"),
        )
        fields = (self.points, self.zones, self.method, self.eps, self.least)
        for label, name, field in zip(self._words, names, fields, strict=True):
            label.setText(name)
            field.setAccessibleName(name)
        self.eps.setSpecialValueText(self.tr("曲线拐点"))
        self.eps.setToolTip(self.tr("DBSCAN 的邻域半径；也可以在左边的曲线上点选"))
        self.by_block.setText(self.tr("按区块合并"))
        self.by_block.setToolTip(self.tr("对照表按南北区块等合并分区"))
        self.advice.setText(self.tr("建议参数"))
        self.advice.setToolTip(self.tr("最少点数取 4（维数的两倍），半径取 k-距离曲线的拐点"))
        self.to_map.setText(self.tr("做成地图"))
        self.to_map.setToolTip(self.tr("把聚类存为字段，添加一张专题地图；可以撤销"))
        self.curve.setAccessibleName(self.tr("k-距离曲线：点一处，以那里的距离为半径"))
        self.table.setAccessibleName(self.tr("聚类与分区的对照表"))
        if self.found is not None:
            self.show_result(self.found)
