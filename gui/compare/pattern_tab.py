"""The pattern tab: are points clustered, at which distances, around which centres, and in which groups."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QSpinBox, QVBoxLayout

from gui.charts.chart_canvas import ChartCanvas
from gui.compare.curve_drawing import CurveDrawing
from gui.compare.dataset_choice import datasets_of, fill, fill_datasets, make_box, on_choice
from gui.compare.linked_table_tab import LinkedTableTab
from gui.language import on_language, say
from gui.selection import Selection
from gui.session import Edit, Session
from gui.tasks import Task
from layers.layer import Dataset
from layers.results.pattern_result import (
    Grouped,
    Method,
    PatternResult,
    cluster_points,
    ellipse_layers,
    pattern_in,
    pattern_reading,
    pattern_result,
    surface_layer,
)
from layers.results.result_maps import add_column_map, add_layers
from layers.results.result_tables import ResultTable
from spatial.errors import GisError
from spatial.feedback import Feedback
from spatial.text import Text

NO_POINTS = Text("项目中没有点图层。", "The project has no layer of points.")


class PatternTab(LinkedTableTab):
    """How the points of a layer lie in a study area; what is kept goes to the map as ordinary layers."""

    def __init__(self, session: Session, selection: Selection) -> None:
        super().__init__(session, selection)
        self.found: PatternResult | None = None
        self.clusters: tuple[Text, ...] = ()
        self.points, self.study, self.method = make_box(), make_box(), make_box()
        self.eps, self.least = QSpinBox(), QSpinBox()
        self.eps.setRange(0, 200_000)
        self.eps.setSingleStep(100)
        self.least.setRange(2, 1_000)
        self.least.setValue(4)
        self.ellipses, self.surface, self.cluster = QPushButton(), QPushButton(), QPushButton()
        self._words = [QLabel() for _ in range(5)]
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.curve = ChartCanvas(self.area)
        self.area.setWidget(self.curve)
        self._lay_out()
        on_choice((self.points, self.study), self._take)
        self.ellipses.clicked.connect(self.make_ellipses)
        self.surface.clicked.connect(self.make_surface)
        self.cluster.clicked.connect(self.make_clusters)
        on_language(self, self.retranslate)

    def _lay_out(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        for each in (self._words[0], self.points, self._words[1], self.study):
            first.addWidget(each)
        first.addStretch(1)
        first.addWidget(self.ellipses)
        first.addWidget(self.surface)
        for part in (self._words[2], self.method, self._words[3], self.eps, self._words[4], self.least):
            second.addWidget(part)
        second.addStretch(1)
        second.addWidget(self.cluster)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(6, 6, 6, 6)
        outer.addLayout(first)
        outer.addLayout(second)
        outer.addWidget(self.bar)
        outer.addWidget(self.halves(self.area), 1)
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)

    def _chosen(self) -> tuple[Dataset, Dataset | None] | None:
        found = {each.id: each for each in self._session.project.datasets}
        points = found.get(str(self.points.currentData()))
        return (points, found.get(str(self.study.currentData()))) if points is not None else None

    def refresh(self) -> None:
        """Bring the choices in step with the project; compute where nothing was computed yet."""
        project = self._session.project
        fill_datasets(self.points, project, "point")
        zones = [(say(each.name), each.id) for each in datasets_of(project, "polygon")]
        fill(self.study, [*zones, (self.tr("点的外接矩形"), "")])
        fill(self.method, [("DBSCAN", "dbscan"), ("HDBSCAN", "hdbscan"), ("k-means", "k_means")])
        if self._chosen() is None:
            self.drop(NO_POINTS)
        elif self.found is None and self.state.text() in ("", say(NO_POINTS)):
            self.start()

    def _take(self) -> None:
        self.drop(None)
        self.refresh()

    def start(self) -> None:
        """Compute with the choices as they are."""
        chosen = self._chosen()
        if chosen is None:
            return
        points, zones = chosen
        used = (points,) if zones is None else (points, zones)
        task = Task(Text("点格局分析", "Analysing the point pattern"), "pattern")
        self.compute(task, lambda feedback: pattern_in(points, zones, feedback), used, self.show_result)

    def show_result(self, found: PatternResult) -> None:
        """Show a result."""
        self.found, self.clusters = found, ()
        self.curve.show_drawing(CurveDrawing(found.k) if found.k is not None else None, 0)
        self.table.show_table(pattern_result(found))
        self.reading.show_words(pattern_reading(found))
        self.link(found.points.id, list(found.members))

    def clear(self) -> None:
        """Show no result."""
        self.found, self.clusters = None, ()
        self.curve.show_drawing(None, 0)
        self.table.show_table(None)
        self.reading.show_words(())
        self.link("", [])

    def result(self) -> ResultTable | None:
        """Return what is exported."""
        return pattern_result(self.found) if self.found is not None else None

    # --- layers ----------------------------------------------------------------------------------------------------

    def make_ellipses(self) -> None:
        """Add ellipses and mean centres to the map shown: one step that can be undone."""
        if self.found is None:
            return
        try:
            made = ellipse_layers(self.found)
        except GisError as error:
            self._session.messages.error(error)
            return
        self._session.apply(
            Text("椭圆与平均中心", "Ellipses and mean centres"), lambda project: add_layers(project, made)
        )

    def make_surface(self) -> None:
        """Add the density surface with its contours to the map shown."""
        chosen = self._chosen()
        if chosen is None:
            return

        def work(feedback: Feedback) -> Edit:
            dataset, look, _ = surface_layer(*chosen, feedback)
            return lambda project: add_layers(project, [(dataset, look)])

        self._session.run(Task(Text("密度面", "Density surface"), "surface"), work, lambda edit: edit)

    def make_clusters(self) -> None:
        """Group the points and add a map of the groups; the cross table with the zones goes into the reading."""
        chosen = self._chosen()
        if chosen is None:
            return
        points, zones = chosen
        method = cast("Method", self.method.currentData() or "dbscan")
        how = (method, float(self.eps.value()), self.least.value())

        def then(made: Grouped) -> Edit:
            derived, look, words = made
            self.clusters = words
            kept = pattern_reading(self.found) if self.found is not None else ()
            self.reading.show_words((*words, *kept))
            title = Text(f"{points.name.zh}的聚类", f"Clusters of {points.name.to('en')}")
            return lambda project: add_column_map(project, points, derived, look, (title, words[0]))

        def work(feedback: Feedback) -> Grouped:
            return cluster_points(points, zones, how, feedback)

        self._session.run(Task(Text("点的聚类", "Clustering the points"), "point clusters"), work, then)

    def retranslate(self) -> None:
        """Name everything in the language of the window."""
        super().retranslate()
        names = (
            self.tr("点"),
            self.tr("研究区"),
            self.tr("聚类"),
            self.tr("半径（米，0 为自动）"),
            self.tr("最少点数或 k"),
        )
        fields = (self.points, self.study, self.method, self.eps, self.least)
        for label, name, field in zip(self._words, names, fields, strict=True):
            label.setText(name)
            field.setAccessibleName(name)
        self.eps.setToolTip(self.tr("DBSCAN 的邻域半径；0：取 k-距离曲线的拐点"))
        self.ellipses.setText(self.tr("椭圆与中心做成图层"))
        self.surface.setText(self.tr("密度面做成图层"))
        self.cluster.setText(self.tr("聚类做成地图"))
        self.curve.setAccessibleName(self.tr("L 函数与模拟包络"))
        self.table.setAccessibleName(self.tr("各分区的平均中心与椭圆"))
        if self.found is not None:
            self.show_result(self.found)
