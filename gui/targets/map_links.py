"""What the panel and the map mean together: areas that are chosen, facilities under the mouse."""

from __future__ import annotations

import numpy as np
import shapely
from PySide6.QtCore import QObject, QTimer

from gui.compare.map_link import MOST_OUTLINED, Outlines
from gui.map.area import MapArea
from gui.map.portrayals import Portrayals
from gui.selection import Rows, Selection
from gui.session import Session
from gui.targets.ledger_tab import LedgerTab
from gui.targets.timeline_tab import TimelineTab
from layers.indicators.project_plans import Plans
from layers.indicators.roll_up import parts_of
from layers.layer import Dataset
from layers.placement import rows_of_ids

_RING_PX, _NEAR_PX = 10.0, 9.0


class AreaLink(QObject):
    """Selects on the map what is chosen in the ledger, and the other way round.

    An area without a polygon of its own in the shown map stands for those of the areas that it consists of.
    """

    def __init__(self, session: Session, selection: Selection, tab: LedgerTab) -> None:
        super().__init__(tab)
        self._session, self._selection, self._tab = session, selection, tab
        self._syncing = False
        self._known: dict[str, tuple[Dataset, Plans | None, dict[str, int]]] = {}
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._mark)
        tab.areas_chosen.connect(self._select)
        selection.changed.connect(lambda _: None if self._syncing else self._later.start())

    def _drawn(self) -> dict[str, dict[str, int]]:
        """Return area -> row for each data set that the shown map draws."""
        shown = self._session.project.shown
        names = dict.fromkeys(layer.dataset for layer in (shown.layers if shown is not None else ()))
        return {name: self._areas_in(name) for name in names}

    def _areas_in(self, dataset_id: str) -> dict[str, int]:
        """Return area -> row of a data set: looked up once, for it may be large."""
        dataset, plans = self._session.project.dataset(dataset_id), self._tab.plans
        known = self._known.get(dataset_id)
        if known is None or known[0] is not dataset or known[1] is not plans:
            rows = rows_of_ids(dataset, tuple(plans.tables.areas)) if plans is not None else {}
            known = self._known[dataset_id] = (dataset, plans, rows)
        return known[2]

    def _select(self, areas: tuple[str, ...]) -> None:
        plans = self._tab.plans
        if plans is None:
            return
        drawn = self._drawn()
        known = {each for rows in drawn.values() for each in rows}
        wanted = {each for area in areas for each in self._shapes_of(area, known)}
        self._syncing = True
        for name in self._selection.datasets():
            if name not in drawn:
                self._selection.select(name, [])
        for name, rows in drawn.items():
            self._selection.select(name, [row for each, row in rows.items() if each in wanted])
        self._syncing = False

    def _shapes_of(self, area: str, known: set[str]) -> set[str]:
        """Return the features that stand for an area: its own, else those of all its parts, else none."""
        assert self._tab.plans is not None
        areas = self._tab.plans.tables.areas
        if area in known or area not in areas:
            return {area} & known
        inside = [self._shapes_of(each.id, known) for each in parts_of(areas, area)]
        return set().union(*inside) if inside and all(inside) else set()

    def _mark(self) -> None:
        plans = self._tab.plans
        if plans is None or not self._tab.isVisible():
            return
        found: dict[str, None] = {}
        for name in self._selection.datasets():
            chosen = set(self._selection.rows(name).tolist())
            found |= dict.fromkeys(area for area, row in self._areas_in(name).items() if row in chosen)
        self._tab.mark_areas(tuple(found))


class FacilityLink(QObject):
    """Rings on the map the facilities under the panel's mouse, and tells the panel what the map's mouse is over."""

    def __init__(self, session: Session, portrayals: Portrayals, area: MapArea, tab: TimelineTab) -> None:
        super().__init__(tab)
        self._session, self._portrayals, self._area, self._tab = session, portrayals, area, tab
        self._over = -1
        self._points: Rows = np.empty(0, np.int64)
        self._dataset = ""
        self.outlines = Outlines(area.canvas, lambda xy: area.canvas.view.to_pixels(xy))
        tab.hovered.connect(self._ring)
        area.canvas.cursor_moved.connect(self._moved)
        area.canvas.view_changed.connect(lambda _: self._ring(self._dataset, self._points))

    def _places(self, dataset_id: str) -> np.ndarray | None:
        shown = self._session.project.shown
        for layer in shown.layers if shown is not None else ():
            portrayal = self._portrayals.of(layer.id) if layer.dataset == dataset_id else None
            if portrayal is not None and self._area.draws(layer.id):
                return portrayal.placed.geometry
        return None

    def _ring(self, dataset_id: str, rows: Rows) -> None:
        self._dataset, self._points = dataset_id, rows
        places = self._places(dataset_id) if len(rows) else None
        if places is None:
            self.outlines.outline(np.empty(0, object))
            return
        shapes = places[rows[rows < len(places)][:MOST_OUTLINED]]
        shapes = shapes[np.array([each is not None for each in shapes], dtype=bool)]
        radius = _RING_PX * self._area.canvas.view.units_per_px
        self.outlines.outline(shapely.buffer(shapely.centroid(shapes), radius) if len(shapes) else shapes)

    def _moved(self, place: tuple[float, float] | None) -> None:
        if not self._tab.isVisible() or not self._tab.places:
            return
        found = (-1, "")
        for each in self._tab.places if place is not None else ():
            row = self._nearest(each.dataset, each.rows[each.rows >= 0], place or (0.0, 0.0))
            if row >= 0:
                found = (row, each.dataset)
                break
        if found[0] != self._over:
            self._over = found[0]
            self._tab.mark_feature(found[1], found[0])

    def _nearest(self, dataset_id: str, rows: Rows, place: tuple[float, float]) -> int:
        """Return the facility within a few pixels of a place of the map, -1 for none."""
        places = self._places(dataset_id)
        rows = rows[rows < len(places)] if places is not None else rows[:0]
        if places is None or not len(rows):
            return -1
        away = shapely.distance(places[rows], shapely.Point(place)) / self._area.canvas.view.units_per_px
        away = np.where(np.isnan(away), np.inf, away)
        return int(rows[int(away.argmin())]) if away.min() <= _NEAR_PX else -1
