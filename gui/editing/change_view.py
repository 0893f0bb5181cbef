"""Going to what changed: a step back or forward that changes geometry out of sight brings it into view."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gui.map.area import MapArea
from gui.session import Session
from layers.journal.writing import Command
from layers.layer import Dataset
from layers.project import Project
from layers.storage.project_json import AbsentDataset
from spatial.crs import transform_geometry

if TYPE_CHECKING:
    import numpy.typing as npt

_MOST = 64  # features whose extent is looked at: beyond that everything changed
_MARGIN = 0.15


class ChangeView:
    """Pans the map after undo, redo and jumps of the history."""

    def __init__(self, session: Session, area: MapArea) -> None:
        self._session, self._area = session, area
        self._before = session.project
        session.stepping.connect(self._note)
        session.stepped.connect(self._stepped)

    def _note(self) -> None:
        self._before = self._session.project

    def _stepped(self, command: Command) -> None:
        if command.verb == "jump":
            bounds = changed_bounds(self._before, self._session.project)
            if bounds is not None:
                self._show(bounds)

    def _show(self, bounds: npt.NDArray[np.float64]) -> None:
        canvas = self._area.canvas
        west, south, east, north = canvas.view.bounds
        inside = west <= bounds[0] and south <= bounds[1] and east >= bounds[2] and north >= bounds[3]
        if inside:
            return
        wide, high = bounds[2] - bounds[0], bounds[3] - bounds[1]
        if wide > (east - west) or high > (north - south):
            pad = max(wide, high) * _MARGIN
            canvas.set_extent((bounds[0] - pad, bounds[1] - pad, bounds[2] + pad, bounds[3] + pad))
            return
        x, y, per_px = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2, canvas.view.units_per_px
        canvas.move_view(canvas.view.panned((canvas.view.x - x) / per_px, (y - canvas.view.y) / per_px))


def changed_bounds(old: Project, new: Project) -> npt.NDArray[np.float64] | None:
    """Return the extent, in the CRS of the map, of geometries of the shown map that differ; None where none do."""
    boxes = [box for dataset, shapes in _changed(old, new) if (box := _box(dataset, shapes, new.crs)) is not None]
    if not boxes:
        return None
    every = np.array(boxes)
    return np.concatenate([every[:, :2].min(axis=0), every[:, 2:].max(axis=0)])


def _changed(old: Project, new: Project) -> Iterator[tuple[Dataset, list[shapely.Geometry]]]:
    shown = {layer.dataset for layer in new.shown.layers} if new.shown is not None else set()
    before = {each.id: each for each in old.datasets}
    for dataset in new.datasets:
        was = before.get(dataset.id)
        if dataset.id not in shown or was is None or was.frame is dataset.frame:
            continue
        if isinstance(dataset, AbsentDataset) or isinstance(was, AbsentDataset):
            continue
        first, second = (np.asarray(each.frame.geometry.array, dtype=object) for each in (was, dataset))
        known, kept = {id(each) for each in first}, {id(each) for each in second}
        other = [each for each in second if id(each) not in known] + [each for each in first if id(each) not in kept]
        if other:
            yield dataset, [each for each in other if each is not None]


def _box(dataset: Dataset, shapes: list[shapely.Geometry], crs: str) -> npt.NDArray[np.float64] | None:
    if not 0 < len(shapes) <= _MOST:
        return None
    placed = transform_geometry(
        np.array(shapes, dtype=object), source=dataset.frame.crs, datum=dataset.datum, target=crs
    )
    box = shapely.total_bounds(placed)
    return box if np.isfinite(box).all() else None
