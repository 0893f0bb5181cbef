"""The map frame of a sheet: a rectangle of the page and the part of the world in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely

from layers.sheets.page import Box, Floats

Geometries = Any
_EDGE_MM = 4.0


@dataclass(frozen=True)
class Frame:
    """A rectangle of the page and the part of the world in it.

    Parameters
    ----------
    box
        On the page.
    x, y
        Map coordinates of its centre.
    units_per_mm
        Map units per millimetre of paper.
    """

    box: Box
    x: float
    y: float
    units_per_mm: float

    @staticmethod
    def fitted(box: Box, bounds: tuple[float, float, float, float], margin: float = 0.04) -> Frame:
        """Return the frame that shows all of `bounds` (west, south, east, north; map units) with a margin around."""
        west, south, east, north = bounds
        wide, high = max(east - west, 1e-9), max(north - south, 1e-9)
        if max(wide, high) < 1e-4 * max(abs(west), abs(north), 1e-3):  # a single point: a kilometre or so around it
            wide = high = 1e-4 * max(abs(west), abs(north), 1e-3)
        units = max(wide / box.width, high / box.height) / (1.0 - 2 * margin)
        return Frame(box, (west + east) / 2, (south + north) / 2, units)

    def within(self, region: tuple[float, float, float, float], seen: tuple[float, float, float, float]) -> Frame:
        """Return the frame moved so that it shows no more than need be beyond `region`, and still all of `seen`."""
        low, high = np.array(region).reshape(2, 2)
        half = np.array([self.box.width, self.box.height]) * self.units_per_mm / 2
        here = np.array([self.x, self.y])
        wanted = np.where(high - low > 2 * half, np.clip(here, low + half, high - half), (low + high) / 2)
        first, last = np.array(seen).reshape(2, 2)
        edge = np.maximum(np.minimum(_EDGE_MM * self.units_per_mm, half - (last - first) / 2), 0.0)
        x, y = np.clip(wanted, last + edge - half, np.maximum(first - edge + half, last + edge - half)).tolist()
        return replace(self, x=x, y=y)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """The part of the world in the frame: (west, south, east, north), map units."""
        wide, high = self.box.width * self.units_per_mm / 2, self.box.height * self.units_per_mm / 2
        return self.x - wide, self.y - high, self.x + wide, self.y + high

    def page(self, xy: Floats) -> Floats:
        """Return (N, 2) map coordinates as millimetres on the page."""
        centre = np.array(self.box.centre)
        return np.asarray((xy - np.array([self.x, self.y])) / self.units_per_mm + centre)

    def shapes(self, geometry: Geometries) -> Geometries:
        """Return (N,) geometries in millimetres on the page; None stays None."""
        return shapely.transform(geometry, self.page)
