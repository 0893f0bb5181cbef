"""The density tab: a table, bars with intervals and a reading, linked with the selection of map and table."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
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
from gui.compare.density_form import DensityForm
from gui.compare.interval_drawing import IntervalDrawing
from gui.compare.result_tab import Reading, ResultTab
from gui.compare.result_view import ResultView
from gui.language import on_language, say
from gui.selection import Rows, Selection
from gui.session import Session
from gui.tasks import Task
from layers.areas import AreaTable
from layers.results.density_reading import density_reading, density_result, kinds_result, pair_reading
from layers.results.result_changes import Told
from layers.results.result_story import Story, density_project, density_story
from layers.results.result_tables import ResultTable
from layers.results.zone_comparison import ZoneComparison, compare_zones
from spatial.feedback import Feedback
from spatial.text import Text

LABEL = Text("比较分区密度", "Comparing the density of zones")

NO_POINTS = Text(
    "项目中没有点图层：请先添加设施等点数据。",
    "The project has no layer of points: add one, such as facilities.",
)
NO_ZONES = Text(
    "项目中没有面图层：请先添加园区等分区。",
    "The project has no layer of polygons: add zones, such as parks.",
)


class DensityTab(ResultTab):
    """Density of points by zone.

    ``hovered(data set id, rows)``: the zones under the mouse in the bars or the table.

    Parameters
    ----------
    areas
        Returns the hierarchy of areas of the project.
    """

    hovered = Signal(str, object)
    told = Told(("分区",), ("名次", "点数", "权重之和", "面积（km²）", "密度（每 km²）"))

    def __init__(self, session: Session, selection: Selection, areas: Callable[[], AreaTable]) -> None:
        super().__init__(session)
        self._selection, self._areas = selection, areas
        self.comparison: ZoneComparison | None = None
        self._waiting = False
        self.form, self.table, self.reading = DensityForm(session), ResultView(), Reading()
        self.by_kind, self.to_map = QCheckBox(), QPushButton()
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.bars = ChartCanvas(self.area)
        self.area.setWidget(self.bars)
        front = Qt.TextElideMode.ElideLeft  # "north block" and "south block" are told apart by their ends
        self.first, self.second = make_box(front), make_box(front)
        self.against, self.ratio = QLabel(), QLabel()
        self.ratio.setTextFormat(Qt.TextFormat.PlainText)
        self.ratio.setWordWrap(True)
        self.ratio.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lay_out()
        self._connect()
        on_language(self, self.retranslate)

    def _lay_out(self) -> None:
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self.form)
        scroll.setMinimumWidth(160)
        middle, right = QWidget(), QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(4, 0, 4, 0)
        column.addWidget(self.bar)
        above = QHBoxLayout()
        above.addWidget(self.by_kind)
        above.addStretch(1)
        above.addWidget(self.to_map)
        column.addLayout(above)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.addWidget(self.table)
        halves.addWidget(self.reading)
        column.addWidget(halves, 1)
        pair = QHBoxLayout()
        pair.addWidget(self.first, 1)
        pair.addWidget(self.against)
        pair.addWidget(self.second, 1)
        column = QVBoxLayout(right)
        column.setContentsMargins(4, 0, 0, 0)
        column.addWidget(self.area, 1)
        column.addLayout(pair)
        column.addWidget(self.ratio)
        split = QSplitter()
        for part, stretch in ((scroll, 0), (middle, 3), (right, 2)):
            split.addWidget(part)
            split.setStretchFactor(split.count() - 1, stretch)
        split.setChildrenCollapsible(False)
        split.setSizes([250, 400, 330])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(6, 6, 6, 6)
        outer.addWidget(split)

    def _connect(self) -> None:
        self.form.changed.connect(self._choose_anew)
        self.form.ready.connect(lambda: self.start() if self._waiting or self.comparison is None else None)
        self.bars.chosen.connect(self._choose)
        self.bars.hovered.connect(lambda _: self._hover(self.bars.hover))
        self.table.hovered.connect(self._hover_table)
        self.table.chosen.connect(self._choose_table)
        self.by_kind.toggled.connect(lambda _: self._show_table())
        self.to_map.clicked.connect(self.make_map)
        on_choice((self.first, self.second), self._compare_pair)
        self._selection.changed.connect(lambda _: self._mark())

    # --- computing -------------------------------------------------------------------------------------------------

    def _choose_anew(self) -> None:
        self._before = None
        self.start()

    def refresh(self) -> None:
        """Bring the choices in step; compute where nothing was computed yet."""
        present = {each.id for each in self._session.project.datasets}
        if self.comparison is not None and not {self.comparison.zones.id, self.comparison.points.id} <= present:
            self.drop(None)
        ready = self.form.refresh()
        if ready and self.comparison is None and not self.state.text():
            self.start()
        elif not self.form.points.currentData():
            self.drop(NO_POINTS)
        elif not self.form.zones.currentData():
            self.drop(NO_ZONES)
        elif self.state.text() in (say(NO_POINTS), say(NO_ZONES)):
            self.start()

    def start(self) -> None:
        """Compare with the choices as they are."""
        self._waiting = not self.form.refresh()
        if self._waiting:
            return
        project, wish, areas = self._session.project, self.form.wish(), self._areas
        if self.comparison is not None and wish.level and self.comparison.wish.zones != wish.zones:
            self.form.forget_level()
            wish = self.form.wish()
        used = project.dataset(wish.zones), project.dataset(wish.points)

        def work(feedback: Feedback) -> ZoneComparison:
            return compare_zones(project, wish, areas(), feedback)

        self.compute(Task(LABEL, "density"), work, used, self.show_comparison)

    def show_comparison(self, comparison: ZoneComparison) -> None:
        """Show a result."""
        self.comparison = comparison
        self.form.set_levels(comparison.levels)
        self.bars.show_drawing(IntervalDrawing(comparison), len(comparison.members))
        self.by_kind.setEnabled(bool(comparison.table.rows and comparison.table.rows[0].kinds))
        self._show_table()
        self.reading.show_words((*density_reading(comparison), comparison.table.method))
        entries = [(say(comparison.names[row]), comparison.table.rows[row].id) for row in comparison.order()]
        for box, default in ((self.first, 0), (self.second, 1)):
            fill(box, entries, entries[min(default, len(entries) - 1)][1] if entries else None)
        self._compare_pair()
        self._mark()

    def clear(self) -> None:
        """Show no result."""
        self.comparison = None
        self.bars.show_drawing(None, 0)
        self.table.show_table(None)
        self.reading.show_words(())
        self.ratio.clear()
        for box in (self.first, self.second):
            box.clear()

    def result(self) -> ResultTable | None:
        """Return what is exported."""
        if self.comparison is None:
            return None
        return kinds_result(self.comparison) if self._kinds_shown() else density_result(self.comparison)

    def figures(self) -> ResultTable | None:
        """Return the table of the zones, whichever is shown."""
        return density_result(self.comparison) if self.comparison is not None else None

    def story(self) -> Story | None:
        """Return the result with its map and bars."""
        return density_story(self._session.project, self.comparison) if self.comparison is not None else None

    def make_map(self) -> None:
        """Add a map of the densities to the project: one step that can be undone."""
        comparison = self.comparison
        if comparison is not None:
            label = Text("分区密度图", "Map of densities")
            self._session.apply(label, lambda project: density_project(project, comparison))

    def _kinds_shown(self) -> bool:
        return self.by_kind.isChecked() and self.by_kind.isEnabled()

    def _show_table(self) -> None:
        self.table.show_table(self.result())
        self._mark()

    def _compare_pair(self) -> None:
        a, b = self.first.currentData(), self.second.currentData()
        if self.comparison is not None and a and b:
            self.ratio.setText(say(pair_reading(self.comparison, str(a), str(b))))

    # --- the selection ---------------------------------------------------------------------------------------------

    def _table_rows(self) -> list[int]:
        """Return for each row of the table the row of the comparison it is of."""
        assert self.comparison is not None
        if not self._kinds_shown():
            return list(self.comparison.order())
        kinds = [len(row.kinds) for row in self.comparison.table.rows]
        return [row for row in self.comparison.order() for _ in range(kinds[row])]

    def _choose(self, rows: Rows, adding: bool) -> None:
        if self.comparison is not None:
            self._selection.select(self.comparison.zones.id, self._features(rows.tolist()), adding=adding)

    def _choose_table(self, rows: list[int]) -> None:
        if self.comparison is not None:
            whose = self._table_rows()
            self._selection.select(self.comparison.zones.id, self._features([whose[row] for row in rows]))

    def _features(self, rows: list[int]) -> Rows:
        assert self.comparison is not None
        members = [self.comparison.members[row] for row in rows]
        return np.unique(np.concatenate(members)) if members else np.empty(0, np.int64)

    def _mark(self) -> None:
        """Mark what is selected on the map in bars and table."""
        comparison = self.comparison
        if comparison is None or not self.isVisible():
            return
        chosen = self._selection.rows(comparison.zones.id)
        rows = [row for row, each in enumerate(comparison.members) if len(each) and np.isin(each, chosen).all()]
        self.bars.set_selected(np.array(rows, np.int64))
        if len(rows) == 1:
            self.bars.show_row(rows[0])
        wanted = set(rows)
        self.table.select_rows([place for place, row in enumerate(self._table_rows()) if row in wanted])
        if len(rows) == 2:
            for box, row in zip((self.first, self.second), rows, strict=True):
                box.setCurrentIndex(box.findData(comparison.table.rows[row].id))
            self._compare_pair()

    def _hover_table(self, row: int) -> None:
        place = self._table_rows()[row] if self.comparison is not None and row >= 0 else -1
        self.bars.hover = place
        self.bars.update()
        self._hover(place)

    def _hover(self, row: int) -> None:
        if self.comparison is None:
            return
        whose = self._table_rows()
        self.table.rows.mark(whose.index(row) if row in whose else -1)
        rows = self.comparison.members[row] if row >= 0 else np.empty(0, np.int64)
        self.hovered.emit(self.comparison.zones.id, rows)

    def mark_feature(self, feature: int) -> None:
        """Mark the zone that the mouse is over on the map, -1 for none."""
        if self.comparison is None:
            return
        row = next((place for place, each in enumerate(self.comparison.members) if feature in each), -1)
        if row != self.bars.hover:
            self.bars.hover = row
            self.bars.update()
            whose = self._table_rows()
            self.table.rows.mark(whose.index(row) if row in whose else -1)

    def retranslate(self) -> None:
        """Name everything in the language of the window."""
        super().retranslate()
        self.form.retranslate()
        self.by_kind.setText(self.tr("表中按类别列出"))
        self.to_map.setText(self.tr("做成地图"))
        self.to_map.setToolTip(self.tr("把密度存为字段，添加一张专题地图；可以撤销"))
        self.against.setText(self.tr("比"))
        self.first.setAccessibleName(self.tr("比较的第一个分区"))
        self.second.setAccessibleName(self.tr("比较的第二个分区"))
        self.bars.setAccessibleName(
            self.tr("各分区密度与区间：点击或框选即选中地图与表中的分区；方向键逐个查看，回车选中")
        )
        self.table.setAccessibleName(self.tr("各分区的点数、面积、密度与名次"))
        if self.comparison is not None:
            self.show_comparison(self.comparison)
