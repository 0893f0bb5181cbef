"""The pattern tab: are points clustered, at which distances, and around which centres, by zone and year."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout

from gui.charts.chart_canvas import ChartCanvas
from gui.compare.curve_drawing import CurveDrawing
from gui.compare.dataset_choice import NO_POINTS, datasets_of, fill, fill_datasets, make_box, on_choice
from gui.compare.linked_table_tab import LinkedTableTab
from gui.compare.point_columns import ColumnReader
from gui.compare.surface_dialog import SurfaceDialog
from gui.language import on_language, say
from gui.selection import Selection
from gui.session import Edit, Session
from gui.tasks import Task
from layers.layer import Dataset
from layers.results.curves import k_curve, kind_curve, l_curve
from layers.results.kind_labels import kind_labels
from layers.results.pattern_reading import pattern_reading
from layers.results.pattern_result import PatternResult, PatternWish, ellipse_layers, pattern_in, pattern_result
from layers.results.pattern_story import pattern_story
from layers.results.result_changes import Told
from layers.results.result_maps import add_layers
from layers.results.result_story import Story
from layers.results.result_tables import ResultTable
from layers.results.surface_layers import SurfaceWish, surface_layers
from spatial.errors import GisError
from spatial.feedback import Feedback
from spatial.text import Text


class PatternTab(LinkedTableTab):
    """How the points of a layer lie in a study area; what is kept goes to the map as ordinary layers."""

    told = Told(("分区",), ("点数", "标准距离（米）"))

    def __init__(self, session: Session, selection: Selection) -> None:
        super().__init__(session, selection)
        self.found: PatternResult | None = None
        self.points, self.study, self.weight, self.by, self.year_field, self.function = (make_box() for _ in range(6))
        self.ellipses, self.surface = QPushButton(), QPushButton()
        self._columns = ColumnReader(session, "pattern fields", self.refresh)
        self._words = [QLabel() for _ in range(6)]
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.curve = ChartCanvas(self.area)
        self.area.setWidget(self.curve)
        self._lay_out()
        self.year_field.setMinimumContentsLength(12)  # "by no year" in full: its tool tip says what it is for
        on_choice((self.points, self.study, self.weight, self.by, self.year_field), self._take)
        on_choice((self.function,), self._show_curve)
        self.ellipses.clicked.connect(self.make_ellipses)
        self.surface.clicked.connect(self.ask_surface)
        on_language(self, self.retranslate)

    def _lay_out(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        boxes = (self.points, self.study, self.weight, self.by, self.year_field, self.function)
        for number, (word, box) in enumerate(zip(self._words, boxes, strict=True)):
            for part in (word, box):
                (first if number < 2 else second).addWidget(part)
        first.addStretch(1)
        first.addWidget(self.ellipses)
        first.addWidget(self.surface)
        second.addStretch(1)
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
        self._name_curves()
        chosen = self._chosen()
        if chosen is None:
            self.drop(NO_POINTS)
            return
        columns = self._columns.of(chosen[0])
        if columns is None:
            return
        fill(self.weight, [(self.tr("（点数）"), ""), *columns.numbers()], "")
        fill(self.by, [(self.tr("（不分类别）"), ""), *columns.kinds()], "")
        fill(self.year_field, [(self.tr("（不分年份）"), ""), *columns.year_names()], "")
        if self.found is None and self.state.text() in ("", say(NO_POINTS)):
            self.start()

    def _name_curves(self) -> None:
        """Offer the curves that there are: of all points, and of each kind against all."""
        kinds = self.found.kinds if self.found is not None else ()
        own = [(f"ΔL：{say(each.name)}", f"kind {n}") for n, each in enumerate(kinds) if each.against is not None]
        fill(self.function, [("L(r) - r", "l"), ("K(r)", "k"), *own])

    def _take(self) -> None:
        self.drop(None)
        self.refresh()

    def wish(self) -> PatternWish:
        """Return how the points are to be described."""
        weight, year, by = (str(box.currentData() or "") for box in (self.weight, self.year_field, self.by))
        labels = kind_labels(self._session.project, str(self.points.currentData()), by)
        return PatternWish(weight, year, by, labels=labels)

    def start(self) -> None:
        """Compute with the choices as they are."""
        chosen = self._chosen()
        if chosen is None:
            return
        points, zones = chosen
        used, wish = (points,) if zones is None else (points, zones), self.wish()
        task = Task(Text("点格局分析", "Analysing the point pattern"), "pattern")
        self.compute(task, lambda feedback: pattern_in(points, zones, wish, feedback), used, self.show_result)

    def show_result(self, found: PatternResult) -> None:
        """Show a result."""
        self.found = found
        self._name_curves()
        self._show_curve()
        self.table.show_table(pattern_result(found))
        self.reading.show_words(pattern_reading(found))
        self.link(found.points.id, list(found.members))

    def _show_curve(self) -> None:
        k = self.found.k if self.found is not None else None
        if k is None:
            self.curve.show_drawing(None, 0)
            return
        shown = str(self.function.currentData())
        one = self.found.kinds[int(shown[5:])] if self.found is not None and shown[:5] == "kind " else None
        if one is not None and one.against is not None:
            self.curve.show_drawing(CurveDrawing(kind_curve(one.against, one.name)), 0)
            return
        self.curve.show_drawing(CurveDrawing(k_curve(k) if shown == "k" else l_curve(k)), 0)

    def clear(self) -> None:
        """Show no result."""
        self.found = None
        self.curve.show_drawing(None, 0)
        self.table.show_table(None)
        self.reading.show_words(())
        self.link("", [])

    def result(self) -> ResultTable | None:
        """Return what is exported."""
        return pattern_result(self.found) if self.found is not None else None

    def story(self) -> Story | None:
        """Return the result with its map, curve and bars."""
        return pattern_story(self._session.project, self.found) if self.found is not None else None

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

    def ask_surface(self) -> None:
        """Ask how the density surface is made, and make it."""
        chosen = self._chosen()
        if chosen is None:
            return
        columns = self._columns.of(chosen[0])
        weights = columns.numbers() if columns is not None else []
        SurfaceDialog(self._session, chosen, weights, lambda wish: self.make_surface(wish), self.window()).open()

    def make_surface(self, wish: SurfaceWish) -> None:
        """Add the density surface, its contours, or both to the map shown."""
        chosen = self._chosen()
        if chosen is None:
            return

        def work(feedback: Feedback) -> Edit:
            made, _ = surface_layers(*chosen, wish, feedback)
            return lambda project: add_layers(project, made, under=chosen[0].id)

        self._session.run(Task(Text("密度面", "Density surface"), "surface"), work, lambda edit: edit)

    def retranslate(self) -> None:
        """Name everything in the language of the window."""
        super().retranslate()
        names = (self.tr("点"), self.tr("研究区"), self.tr("权重"), self.tr("类别"), self.tr("建成年份"),
                 self.tr("曲线"))  # fmt: skip
        fields = (self.points, self.study, self.weight, self.by, self.year_field, self.function)
        for label, name, field in zip(self._words, names, fields, strict=True):
            label.setText(name)
            field.setAccessibleName(name)
        self.weight.setToolTip(self.tr("平均中心与椭圆按此字段加权；最近邻与 K 函数不加权"))
        self.by.setToolTip(self.tr("另算各类的最近邻、中心、椭圆，并检验它是否比全部点更聚集（随机标记）"))
        self.year_field.setToolTip(self.tr("另算每个年份年底前建成的点的中心与椭圆"))
        self.ellipses.setText(self.tr("椭圆与中心做成图层"))
        self.surface.setText(self.tr("密度面…"))
        self.surface.setToolTip(self.tr("选带宽规则、核函数和等值线，做成图层；可以撤销"))
        self.curve.setAccessibleName(self.tr("K 或 L 函数与模拟包络"))
        self.table.setAccessibleName(self.tr("各分区的平均中心与椭圆"))
        if self.found is not None:
            self.show_result(self.found)
