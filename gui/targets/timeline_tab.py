"""The tab of the facilities in time: the line of time, counts by year and area, and the filter of the map."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QScrollArea, QSplitter, QVBoxLayout, QWidget

from gui.charts.chart_canvas import ChartCanvas
from gui.file_dialogs import ask_to_save
from gui.language import language, on_language, say
from gui.messages import Message
from gui.selection import Rows, Selection
from gui.session import Session
from gui.targets.counts_drawing import CountsDrawing
from gui.targets.timeline_drawing import TimelineDrawing
from gui.targets.year_filter import YearFilter
from gui.tasks import Task
from gui.views.time_slider import YearLine
from layers.indicators.project_plans import Plans
from layers.placement import Names
from layers.results.facility_timeline import (
    Entry,
    Places,
    area_counts,
    places_of,
    state_by,
    timeline,
    timeline_table,
    years_of,
)
from layers.results.result_tables import write_result
from spatial.text import Text

NO_FACILITIES = Text(
    "这个项目没有设施清单：在项目的 tables 文件夹中放入 facilities_table.csv（facility_id、name_zh、status_zh、"
    "host_institution、area、source），再点“重新读取”。建成年份从 status_zh 的原文读出。",
    "This project has no list of facilities: put facilities_table.csv into its folder tables (facility_id, name_zh, "
    "status_zh, host_institution, area, source), and press “Reload”. Years are read from the wording in status_zh.",
)


class TimelineTab(QWidget):
    """Facilities in time. ``hovered(data set id, rows)``: those under the mouse, on the map."""

    hovered = Signal(str, object)

    def __init__(self, session: Session, selection: Selection, filtered: YearFilter) -> None:
        super().__init__()
        self._session, self._selection, self.filter = session, selection, filtered
        self.entries: tuple[Entry, ...] = ()
        self.places: tuple[Places, ...] = ()
        self._plans: Plans | None = None
        self._found: tuple[object, ...] | None = None
        self.on, self.others, self.line = QCheckBox(), QCheckBox(), YearLine()
        self.head, self.under = QLabel(), QLabel()
        for label in (self.head, self.under):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.under.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.area, self.beside = QScrollArea(), QScrollArea()
        self.chart, self.counts = ChartCanvas(self.area), ChartCanvas(self.beside)
        for area, canvas in ((self.area, self.chart), (self.beside, self.counts)):
            area.setWidgetResizable(True)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            area.setWidget(canvas)
            canvas.chosen.connect(self._choose)
        self.chart.hovered.connect(lambda words: self._hover(self.chart, words))
        self.counts.hovered.connect(lambda words: self._hover(self.counts, words))
        self._lay_out()
        self.on.toggled.connect(self._toggle)
        self.others.toggled.connect(self.filter.set_others)
        self.line.chosen.connect(lambda place: self.filter.set_year(self.line.years[place]))
        self.filter.changed.connect(self._filtered)
        selection.changed.connect(lambda _: self._mark())
        session.changed.connect(lambda _: self._find_places())
        self.setFocusProxy(self.chart)
        on_language(self, self._retranslate)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.on)
        row.addWidget(self.line, 1)
        row.addWidget(self.others)
        split = QSplitter()
        split.addWidget(self.area)
        split.addWidget(self.beside)
        split.setSizes([620, 340])
        split.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 4)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.head)
        column.addWidget(split, 1)
        column.addWidget(self.under)

    # --- what is shown ---------------------------------------------------------------------------------------------

    def show_plans(self, plans: Plans | None) -> None:
        """Show the facilities of other plans."""
        self._plans = plans
        self.entries = timeline(plans.tables.facilities) if plans is not None else ()
        self.filter.set_entries(self.entries)
        self._find_places()
        self._draw()

    def _names(self) -> Names:
        zh = [each.facility.name for each in self.entries]
        known: dict[str, str] = {}
        for place in self.places:
            frame = self._session.project.dataset(place.dataset).frame
            if "name_en" in frame.columns:
                for entry, row in zip(self.entries, place.rows.tolist(), strict=True):
                    if row >= 0 and isinstance(frame["name_en"].iloc[row], str):
                        known.setdefault(entry.facility.id, frame["name_en"].iloc[row])
        return Names(zh, [known.get(each.facility.id, each.facility.name) for each in self.entries])

    def _draw(self) -> None:
        names, years = self._names(), years_of(self.entries)
        count = len(self.entries)
        year = self.filter.year
        self.chart.show_drawing(TimelineDrawing(self.entries, names, year) if count else None, count)
        if count and self._plans is not None:
            areas = {area.id: area.name for area in self._plans.tables.areas.values()}
            counts = area_counts(self.entries, years)
            self.counts.show_drawing(CountsDrawing(counts, self.entries, names, areas), count)
        else:
            self.counts.show_drawing(None, 0)
        for part in (self.on, self.others, self.line):
            part.setEnabled(bool(count))
        place = years.index(year) if year in years else len(years) - 1
        self.line.set_stops(years, tuple(map(str, years)), place)
        self._say()
        self._mark()

    def _say(self) -> None:
        if not self.entries:
            self.head.setText(say(NO_FACILITIES) if self._plans is not None else "")
            return
        year = self.filter.year if self.filter.year is not None else self.entries[0].facility.listed_in
        done, later, unknown = state_by(self.entries, year)
        words = Text(
            f"清单 {len(self.entries)} 项：到 {year} 年底建成 {done} 项，尚未建成 {later} 项，年份不详 {unknown} 项。",
            f"{len(self.entries)} listed; by the end of {year}: {done} built, {later} not yet, {unknown} unknown.",
        )
        placed = self.places[0].rows if self.places else np.full(len(self.entries), -1)
        off = int((placed < 0).sum())
        more = Text(f"其中 {off} 项不在图层里。", f" Not in any layer: {off}.") if off else Text("")
        self.head.setText(say(words) + say(more) + say(self._not_drawn()))

    def _not_drawn(self) -> Text:
        """Say where the shown map draws no facilities: pointing and filtering then show nothing."""
        shown = self._session.project.shown
        drawn = {layer.dataset for layer in shown.layers} if shown is not None else set()
        if not self.places or any(place.dataset in drawn for place in self.places):
            return Text("")
        return Text(
            "当前地图没有画这些设施：换一张画有它们的地图，指点和筛选才看得见。",
            " The current map shows none of them: open a map that does to highlight and filter them.",
        )

    def _filtered(self) -> None:
        self.on.blockSignals(True)
        self.on.setChecked(self.filter.year is not None)
        self.on.blockSignals(False)
        self._draw()

    def _toggle(self, on: bool) -> None:
        place = self.line.place if 0 <= self.line.place < len(self.line.years) else len(self.line.years) - 1
        self.filter.set_year(self.line.years[place] if on and self.line.years else None)

    # --- the map ---------------------------------------------------------------------------------------------------

    def _find_places(self) -> None:
        project = self._session.project
        key = (self.entries, project.datasets, project.shown)
        if self._found is not None and all(a is b for a, b in zip(key, self._found, strict=True)):
            return
        self._found = key
        self.places = places_of(project, self.entries) if self.entries else ()
        self._say()
        self._mark()

    def _choose(self, rows: Rows, adding: bool) -> None:
        """Select facilities on the map and in the tables."""
        for place in self.places[:1]:
            chosen = place.rows[rows]
            self._selection.select(place.dataset, chosen[chosen >= 0], adding=adding)

    def _mark(self) -> None:
        if not self.entries:
            return
        chosen = np.zeros(len(self.entries), bool)
        for place in self.places:
            chosen |= np.isin(place.rows, self._selection.rows(place.dataset)) & (place.rows >= 0)
        rows = np.flatnonzero(chosen)
        for canvas in (self.chart, self.counts):
            if canvas.drawing is not None:
                canvas.set_selected(rows)
        if len(rows) == 1 and self.isVisible():
            self.chart.show_row(int(rows[0]))

    def _hover(self, canvas: ChartCanvas, words: Text | None) -> None:
        self.under.setText(say(words) if words else " ")
        drawing = canvas.drawing
        rows: Rows = np.empty(0, np.int64)
        if words and drawing is not None:
            at = canvas.mapFromGlobal(canvas.cursor().pos()).toPointF()
            rows = (
                np.array([canvas.hover], np.int64)
                if canvas.hover >= 0
                else drawing.rows_at(at, canvas.rect().toRectF())
            )
        for place in self.places[:1]:
            found = place.rows[rows]
            self.hovered.emit(place.dataset, found[found >= 0])

    def mark_feature(self, dataset_id: str, row: int) -> None:
        """Mark the facility that the mouse is over on the map, -1 for none."""
        entry = -1
        for place in self.places:
            if place.dataset == dataset_id and row >= 0 and (place.rows == row).any():
                entry = int(np.flatnonzero(place.rows == row)[0])
        for canvas in (self.chart, self.counts):
            if canvas.hover != entry:
                canvas.hover = entry
                canvas.update()
        if entry >= 0:
            self.under.setText(say(self.entries[entry].words))

    # --- files -----------------------------------------------------------------------------------------------------

    def ask_table(self) -> None:
        """Ask where to write the facilities."""
        if not self.entries:
            self._session.messages.show(
                Message("info", Text("没有可导出的设施。", "There are no facilities to export."))
            )
            return
        filters = ["Excel (*.xlsx)", "CSV (*.csv)"]
        name = Path(f"{self.tr('设施时间轴')}.xlsx")
        ask_to_save(self.window(), self.tr("导出设施时间轴"), filters, name, lambda paths: self.write_table(paths[0]))

    def write_table(self, path: Path) -> None:
        """Write the facilities as XLSX or CSV."""
        table, wanted = timeline_table(self.entries), language()
        words = Text(f"设施时间轴已写入“{path.name}”。", f"The timeline was written to “{path.name}”.")
        self._session.run(
            Task(Text("导出设施时间轴", "Exporting the timeline")),
            lambda feedback: write_result(table, path, wanted, feedback),
            lambda _: self._session.messages.show(Message("success", words)),
        )

    def _retranslate(self) -> None:
        self.on.setText(self.tr("地图只显示到该年建成的"))
        self.on.setToolTip(self.tr("只改变窗口里看到的，不改变项目和导出；地图上方有标记，可随时取消"))
        self.others.setText(self.tr("也显示清单外设施"))
        self.line.setAccessibleName(self.tr("年份：方向键逐年移动"))
        self.chart.setAccessibleName(self.tr("设施时间轴：点击选中地图上的设施；方向键逐个查看，回车选中"))
        self.counts.setAccessibleName(self.tr("各区域各年建成数：点击一柱选中所计的设施"))
        self._draw()
