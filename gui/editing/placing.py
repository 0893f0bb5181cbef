"""Between the coordinates of the layer that is edited and the pixels of the map."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np
import numpy.typing as npt

from gui.map.view import MapView
from spatial.crs import coordinate_transform

XY = tuple[float, float]
Array = npt.NDArray[np.float64]


class Placing:
    """How a layer lies on the map: its CRS and datum, and the CRS of the map.

    Edits are made in the coordinates of the layer; what is only looked at goes to pixels. A vertex that snaps never
    takes this way: it gets the very numbers of its target.
    """

    def __init__(self, crs: str, datum: str, map_crs: str) -> None:
        self.crs, self.datum, self.map_crs = crs, datum, map_crs

    @cached_property
    def _to_map(self) -> Callable[[Array], Array]:
        return coordinate_transform(self.crs, self.datum, self.map_crs)

    @cached_property
    def _to_layer(self) -> Callable[[Array], Array]:
        return coordinate_transform(self.map_crs, "wgs84", self.crs, self.datum)

    def to_map(self, xy: Array) -> Array:
        """Return (N, 2) map coordinates of (N, 2) coordinates of the layer."""
        return self._to_map(np.asarray(xy, dtype=np.float64).reshape(-1, 2))

    def to_pixels(self, xy: Array, view: MapView) -> Array:
        """Return (N, 2) pixels of (N, 2) coordinates of the layer."""
        return view.to_pixels(self.to_map(xy))

    def from_pixel(self, x_px: float, y_px: float, view: MapView) -> XY:
        """Return the coordinates of the layer under a pixel."""
        x, y = self._to_layer(np.array([view.to_world(x_px, y_px)]))[0].tolist()
        return x, y

    def box(self, left: float, top: float, right: float, bottom: float, view: MapView) -> tuple[float, ...]:
        """Return (west, south, east, north) of the layer around a box of pixels."""
        corners = [view.to_world(x, y) for x in (left, (left + right) / 2, right) for y in (top, bottom)]
        xy = self._to_layer(np.array(corners))
        return (*xy.min(axis=0).tolist(), *xy.max(axis=0).tolist())

    def per_pixel(self, x_px: float, y_px: float, view: MapView) -> XY:
        """Return how many units of the layer a pixel is in x and in y at a place."""
        here = [(x_px, y_px), (x_px + 1.0, y_px), (x_px, y_px + 1.0)]
        xy = self._to_layer(np.array([view.to_world(*each) for each in here]))
        across, down = np.abs(xy[1] - xy[0]), np.abs(xy[2] - xy[0])
        east, north = np.maximum(across, down).tolist()
        return east, north
