"""What lies in a box of the map."""

from __future__ import annotations

import numpy as np
import shapely
from PySide6.QtCore import QRectF

from gui.map.view import Bounds, MapView
from gui.rendering.clusters import is_clustered
from gui.rendering.geometry import Index, anchors, geometry_of
from layers.cartography.portrayal import Portrayal


def rows_in(portrayal: Portrayal, view: MapView, box_px: QRectF) -> Index:
    """Return the features that meet a box of pixels (closed), increasing.

    Areas and lines are in it where any part of them is; points, and what is drawn as a symbol, where their place is.
    """
    west, north = view.to_world(box_px.left(), box_px.top())
    east, south = view.to_world(box_px.right(), box_px.bottom())
    bounds = west, south, east, north
    geometry = geometry_of(portrayal.placed)
    if portrayal.radius_px is not None or is_clustered(portrayal):
        every = np.arange(len(portrayal.classes))
        inside: Index = every[_holds(bounds, anchors(portrayal.placed, geometry, every))]
        return inside
    found = [geometry.point_feature[_holds(bounds, geometry.points)]]
    for parts in (geometry.polygons, geometry.lines):
        near = (parts.box[0] <= east) & (parts.box[2] >= west) & (parts.box[1] <= north) & (parts.box[3] >= south)
        features = np.unique(parts.feature[near])
        found.append(features[shapely.intersects(portrayal.placed.geometry[features], shapely.box(*bounds))])
    rows: Index = np.unique(np.concatenate(found)).astype(np.int64)
    return rows


def _holds(bounds: Bounds, xy: np.ndarray) -> np.ndarray:
    west, south, east, north = bounds
    with np.errstate(invalid="ignore"):
        inside: np.ndarray = (xy[:, 0] >= west) & (xy[:, 0] <= east) & (xy[:, 1] >= south) & (xy[:, 1] <= north)
    return inside
