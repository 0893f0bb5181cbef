"""The middle of the window: the active map, and the views beside it that follow its extent, cursor and selection."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPointF, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from gui.map.portrayals import Portrayals
from gui.map.selecting import MapSelection
from gui.map.tools import ToolName
from gui.map.view import Bounds, MapView
from gui.selection import Selection
from gui.session import Session
from gui.tasks import Task
from gui.views.link_bar import LinkBar
from gui.views.shared_legend import SharedLegend
from gui.views.time_slider import TimeSlider
from gui.views.view_area import ViewArea
from gui.views.view_pane import ViewPane
from gui.views.view_session import ViewSession
from layers import comparison
from layers.cartography.symbology import Symbology
from layers.cartography.symbology_locks import field_of
from layers.comparison import View, views_of
from layers.indicators.comparable_columns import looks_for, offer_looks
from layers.project import Project
from spatial.feedback import Feedback
from spatial.text import Text

CURSOR_MS = 16
SHOW = Text("切换视图的内容", "Change what a view shows")


class Views(QWidget):
    """Lays out the active map and the views beside it.

    The active view is always the same widget: it moves to the place of the view that becomes active, so that tools and
    panels keep the canvas they know. ``shown``: another number of views, or another active one.
    """

    shown = Signal()

    def __init__(
        self,
        session: Session,
        portrayals: Portrayals,
        selection: Selection,
        area: ViewArea,
        chosen: Callable[[], str],
    ) -> None:
        super().__init__()
        self._session, self._portrayals, self._selection, self._chosen = session, portrayals, selection, chosen
        self._tool: ToolName = "pan"
        self._quiet = False
        self._places: dict[ViewPane, int] = {}
        self._ready: set[ViewPane] = set()
        self._kept: dict[ViewPane, MapView] = {}
        self._extents: dict[ViewPane, Bounds | None] = {}
        self._maps: dict[ViewPane, str] = {}
        self._under: tuple[ViewPane, tuple[float, float]] | None = None
        self.link_bar, self.legend, self.slider = LinkBar(session), SharedLegend(session), TimeSlider(session)
        self.main = ViewPane(session, portrayals, area)
        self.others: list[ViewPane] = []
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.link_bar)
        column.addLayout(self._grid, 1)
        column.addWidget(self.slider)
        column.addWidget(self.legend)
        self._cursor_later, self._scale_later = QTimer(self), QTimer(self)
        for timer, wait_ms, act in (
            (self._cursor_later, CURSOR_MS, self._mark),
            (self._scale_later, 0, self._equalise),
        ):
            timer.setSingleShot(True)
            timer.setInterval(wait_ms)
            timer.timeout.connect(act)
        self._wire(self.main)
        self._lay_out()
        self.slider.chosen.connect(self._show_year)
        portrayals.ready.connect(lambda _: self._look_alike())
        session.changed.connect(lambda _: self._refresh())
        self._refresh()

    # --- the views -------------------------------------------------------------------------------------------------

    @property
    def panes(self) -> list[ViewPane]:
        """The panes on screen in reading order; the active one alone where one map is shown."""
        return sorted(self._places, key=lambda pane: self._places[pane])

    @property
    def comparing(self) -> bool:
        """Whether several views are shown."""
        return len(self._places) > 1

    def forget_views(self) -> None:
        """Frame everything anew: another project was opened."""
        self._ready.clear()
        self._kept.clear()
        self._extents.clear()
        for pane in self.others:
            pane.area.forget_views()

    def set_tool(self, name: str) -> None:
        """Let the left button do the same in the views beside the active one (those that measure pan)."""
        self._tool = name if name in ("pan", "zoom_box", "identify", "select") else "pan"  # type: ignore[assignment]
        for pane in self.others:
            pane.area.canvas.set_tool(self._tool)

    def close_canvases(self) -> None:
        """Stop drawing."""
        for pane in self.others:
            pane.area.canvas.close()

    def _wire(self, pane: ViewPane) -> None:
        canvas = pane.area.canvas
        canvas.view_changed.connect(lambda view: self._moved(pane, view))
        canvas.cursor_moved.connect(lambda place: self._hover(pane, place))
        pane.wanted.connect(lambda map_id, column: self.show_in(pane, map_id, column))
        pane.area_wanted.connect(lambda bounds: self._show_area(pane, bounds))
        pane.portrayals.ready.connect(lambda _: self.legend.show_later())
        pane.area.framed.connect(lambda: self._framed(pane))  # type: ignore[attr-defined]  # all areas are ViewAreas

    def _add(self) -> ViewPane:
        session = ViewSession(self._session, self)
        portrayals = Portrayals(session, self, beside=self._portrayals)
        area = ViewArea(session, portrayals, beside=True)
        pane = ViewPane(session, portrayals, area)
        MapSelection(session, portrayals, self._selection, area, self._chosen)
        area.canvas.set_tool(self._tool)
        area.hits.connect(lambda hits: self._ask(pane, hits))
        pane.clicked.connect(lambda: QTimer.singleShot(0, pane, lambda: self.activate(pane)))
        self._wire(pane)
        self.others.append(pane)
        return pane

    def _look_alike(self) -> None:
        for pane in self.others:
            pane.portrayals.set_vision(self._portrayals.vision)
        self.legend.show_later()

    def _refresh(self) -> None:
        project = self._session.project
        views = views_of(project)
        number, active = max(len(views), 1), min(project.comparison.active, max(len(views) - 1, 0))
        before = dict(self._places)
        while len(self.others) < number - 1:
            self._add()
        wanted = [place for place in range(number) if place != active]
        kept = {pane: before[pane] for pane in self.others if before.get(pane) in wanted}
        free = [place for place in wanted if place not in kept.values()]
        for pane in self.others:
            if pane not in kept and free:
                kept[pane] = free.pop(0)
        self._places = {self.main: active, **kept}
        self._swap(before)
        for pane in self.others:
            pane.session.show(self._places.get(pane))  # type: ignore[attr-defined]  # those of the others are ViewSessions
        if self._places != before:
            self._lay_out()
            if len(before) > 1 and not self.comparing:  # alone it has more room: the same extent, not the same scale
                with self._quietly():
                    self.main.area.canvas.set_extent(self.main.area.canvas.view.bounds)
            self.shown.emit()
        elif self._arranged != project.comparison.arrangement:
            self._lay_out()
        self._show_extents(views)
        self.link_bar.show_state(len(views))
        self.legend.set_panes(self.panes if self.comparing else [])
        self._clear_marks()

    def _swap(self, before: dict[ViewPane, int]) -> None:
        """Let the pane that takes over a place show what was seen there."""
        for pane, place in self._places.items():
            other = next((each for each, old in before.items() if old == place and each is not pane), None)
            if other is not None and pane in before and other in self._places:
                self._kept[pane] = other.area.canvas.view
                self._extents[pane] = views_of(self._session.project)[place].extent
        views = views_of(self._session.project)
        for pane, view in list(self._kept.items()):
            with self._quietly():
                pane.area.canvas.move_view(_sized(view, pane.area.canvas.view))
            if pane not in self._places or not views or views[self._places[pane]].map == self._maps.get(pane):
                del self._kept[pane]  # else it is framed once more, with the map that comes
        self._maps = {pane: views[place].map if views else "" for pane, place in self._places.items()}

    def _lay_out(self) -> None:
        arrangement = self._arranged = self._session.project.comparison.arrangement
        for pane in (self.main, *self.others):
            self._grid.removeWidget(pane)
            pane.setVisible(pane in self._places)
            pane.heading.setVisible(self.comparing)
            pane.set_active(pane is self.main)
        columns = {"row": len(self._places), "column": 1, "grid": 2}[arrangement]
        for index in range(4):
            self._grid.setColumnStretch(index, 0)
            self._grid.setRowStretch(index, 0)
        for number, pane in enumerate(self.panes or [self.main]):
            row, place = divmod(number, max(columns, 1))
            self._grid.addWidget(pane, row, place)
            self._grid.setColumnStretch(place, 1)
            self._grid.setRowStretch(row, 1)
            pane.show()

    # --- what they show --------------------------------------------------------------------------------------------

    def activate(self, pane: ViewPane) -> None:
        """Let tools and panels act on another view."""
        place = self._places.get(pane)
        if place is not None:
            self._activate(place)

    def _activate(self, place: int) -> None:
        if place == self._places[self.main]:
            return
        label = Text("切换到另一视图", "Go to another view")
        self._session.apply(label, lambda project: comparison.activate(project, place), merge="activate")
        self.main.area.canvas.setFocus()

    def activate_next(self) -> None:
        """Go to the view behind the active one; after the last one to the first."""
        panes = self.panes
        self.activate(panes[(panes.index(self.main) + 1) % len(panes)])

    def show_in(self, pane: ViewPane, map_id: str, column: str) -> None:
        """Show a map, or a column of its subject, in a view; columns of one layer share their classes where locked."""
        project, place = self._session.project, self._places[pane]
        layer = comparison.subject(project, map_id, column) if column else None
        views = views_of(project)
        extent = views[place].extent if views[place].map == map_id else None
        if layer is None:
            wanted = View(map_id, "", extent)  # a column that no layer of the map offers is not shown
            self._session.apply(SHOW, lambda project: comparison.show_in(project, place, wanted))
            return
        beside = [
            each.column
            for number, each in enumerate(views)
            if number != place and each.column and comparison.subject(project, each.map, each.column) is layer
        ]
        columns = tuple(dict.fromkeys((column, *beside)))
        dataset, locked = project.dataset(layer.dataset), project.comparison.locked

        def then(looks: tuple[Symbology, ...]) -> Callable[[Project], Project]:
            def edit(project: Project) -> Project:
                in_force = field_of(project.layer(layer.id).symbology)
                first = sorted(looks, key=lambda each: field_of(each) != in_force)
                made = offer_looks(project, layer.id, first)
                return comparison.show_in(made, place, View(map_id, column, extent))

            return edit

        def refused(error: BaseException) -> None:
            pane.show_heading()
            self._session.messages.error(error, lambda: self.show_in(pane, map_id, column))

        def done(looks: tuple[Symbology, ...]) -> None:
            self._session.apply(SHOW, then(looks))

        task = Task(SHOW, "views")
        self._session.tasks.run(
            task, lambda feedback: looks_for(dataset, layer, columns, locked, feedback, project), done, refused
        )

    def _show_year(self, column: str) -> None:
        """Show another year in the active view; all years of the indicator share their classes where locked."""
        project = self._session.project
        layer = comparison.subject(project, project.active_map, column)
        if layer is None:
            return
        columns = tuple(each for _, each in comparison.years_of(project, project.active_map))
        dataset, locked = project.dataset(layer.dataset), project.comparison.locked

        def then(looks: tuple[Symbology, ...]) -> Callable[[Project], Project]:
            ordered = sorted(looks, key=lambda each: field_of(each) != column)
            return lambda project: offer_looks(project, layer.id, ordered)

        label = Text("切换年份", "Show another year")
        work = Task(label, "views", quiet=True)

        def looks(feedback: Feedback) -> tuple[Symbology, ...]:
            return looks_for(dataset, layer, columns, locked, feedback, self._session.project)

        self._session.run(work, looks, then, "year")

    def _show_area(self, pane: ViewPane, bounds: Bounds | None) -> None:
        """Show an extent in a view, and remember it: with linked extents, in all of them."""
        project, place = self._session.project, self._places[pane]
        extent: Bounds | None = None
        if bounds is None:
            pane.area.zoom_full()
        else:
            pane.area.canvas.set_extent(bounds)
            extent = pane.area.degrees()
        everywhere = project.comparison.link == "extent"
        views = views_of(project)
        changed = [replace(each, extent=extent) if everywhere or i == place else each for i, each in enumerate(views)]
        for each, i in self._places.items():
            self._extents[each] = changed[i].extent

        def edit(project: Project) -> Project:
            for number, view in enumerate(changed):
                project = comparison.show_in(project, number, view)
            return project

        self._session.apply(Text("设定视图的区域", "Set the area of a view"), edit)
        if project.comparison.link == "scale":
            self._scale_later.start()

    # --- one extent, or one scale ----------------------------------------------------------------------------------

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        before, self._quiet = self._quiet, True
        try:
            yield
        finally:
            self._quiet = before

    def _moved(self, source: ViewPane, view: MapView) -> None:
        """Let the other views follow one that was moved."""
        link = self._session.project.comparison.link
        framing = any(pane.area.framing for pane in self._places)  # type: ignore[attr-defined]
        if self._quiet or framing or link == "none" or source not in self._ready or source not in self._places:
            return
        with self._quietly():
            for pane in self._places:
                if pane is not source:
                    canvas = pane.area.canvas
                    same = _sized(view, canvas.view)
                    canvas.move_view(same if link == "extent" else canvas.view.scaled_to(view.units_per_px))

    def _framed(self, pane: ViewPane) -> None:
        """Bring a view that chose its own extent into line."""
        self._ready.add(pane)
        if not self.comparing or pane not in self._places:
            return
        comparison_now, canvas = self._session.project.comparison, pane.area.canvas
        kept, view = self._kept.pop(pane, None), views_of(self._session.project)[self._places[pane]]
        leader = next((each for each in self._places if each is not pane and each in self._ready), None)
        with self._quietly():
            if kept is not None:
                canvas.move_view(_sized(kept, canvas.view))
            elif view.extent is not None:
                self._extents[pane] = view.extent
                pane.area.show_degrees(view.extent)
            elif comparison_now.link == "extent" and leader is not None:
                canvas.move_view(_sized(leader.area.canvas.view, canvas.view))
        if comparison_now.link == "scale":
            self._scale_later.start()

    def _show_extents(self, views: tuple[View, ...]) -> None:
        """Show the extents that the project gives the views, where they are other ones than before."""
        for pane, place in self._places.items():
            extent = views[place].extent if views else None
            if extent is not None and self._extents.get(pane) != extent and pane in self._ready:
                with self._quietly():
                    pane.area.show_degrees(extent)
                self._scale_later.start()
            self._extents[pane] = extent

    def _equalise(self) -> None:
        """Give all views the coarsest of their scales, so that each still shows all it is to show."""
        if self._session.project.comparison.link == "scale" and self.comparing:
            coarsest = max(pane.area.canvas.view.units_per_px for pane in self._places)
            with self._quietly():
                for pane in self._places:
                    pane.area.canvas.move_view(pane.area.canvas.view.scaled_to(coarsest))

    # --- the place under the mouse ---------------------------------------------------------------------------------

    def _hover(self, pane: ViewPane, place: tuple[float, float] | None) -> None:
        self._under = (pane, place) if place is not None else None
        if not self.comparing or not self._session.project.comparison.cursor or place is None:
            self._clear_marks()
        elif not self._cursor_later.isActive():
            self._cursor_later.start()

    def _mark(self) -> None:
        if self._under is None or not self.comparing:
            self._clear_marks()
            return
        source, place = self._under
        for pane in self._places:
            x_px, y_px = pane.area.canvas.view.to_pixels(np.array([place]))[0]
            at = QPointF(float(x_px), float(y_px))
            inside = pane.area.canvas.rect().contains(at.toPoint())
            pane.mark.mark(at, pane.value_at(at) if inside else "", crosshair=pane is not source)

    def _clear_marks(self) -> None:
        for pane in (self.main, *self.others):
            pane.mark.clear()

    def _ask(self, pane: ViewPane, hits: object) -> None:
        """Tell of what was clicked in another view as in the active one, which it becomes."""
        place = self._places[pane]

        def tell() -> None:
            self._activate(place)
            self.main.area.hits.emit(hits)

        QTimer.singleShot(0, pane, tell)


def _sized(view: MapView, own: MapView) -> MapView:
    return view.resized(own.width, own.height)
