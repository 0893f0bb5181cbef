"""Where the map is looked at from: the only place where world coordinates become pixels and back.

World coordinates are float64 in the CRS of the map (x to the east, y to the north); pixels are logical pixels of the
widget (x to the right, y downward, (0, 0) at the top left corner). Nothing here knows a widget.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

Bounds = tuple[float, float, float, float]
Array = npt.NDArray[np.float64]

# Ground size of a pixel at zoom 0 of the Web Mercator tile scheme: 2πR / 256 with R = 6 378 137 m.
METRES_PER_PX_AT_ZOOM_0 = 2.0 * math.pi * 6378137.0 / 256.0
METRES_PER_DEGREE = METRES_PER_PX_AT_ZOOM_0 * 256.0 / 360.0
_COARSEST_UNITS_PER_PX = 1e7
_FINEST_RELATIVE_UNITS_PER_PX = 1e-10  # one ten-thousandth of what float64 resolves: 1.3 mm in Shanghai
_POINT_SPAN = 1e-4  # span given to an extent without size, as a share of its coordinates: 1.3 km in Shanghai


@dataclass(frozen=True)
class MapView:
    """A centre, a scale and a size.

    Parameters
    ----------
    x, y
        Centre, map units.
    units_per_px
        Map units per logical pixel, above 0.
    width, height
        Size, logical pixels, at least 1.
    """

    x: float = 0.0
    y: float = 0.0
    units_per_px: float = 1.0
    width: int = 1
    height: int = 1

    @staticmethod
    def fitted(bounds: Bounds, width: int, height: int, margin_px: float = 16.0) -> MapView:
        """Return the view that shows all of `bounds` with a margin.

        An extent without size (a single point) is shown with about a kilometre around it. Bounds that are not finite
        give a view of the origin.
        """
        if not all(math.isfinite(value) for value in bounds):
            bounds = (-0.5, -0.5, 0.5, 0.5)
        west, south, east, north = bounds
        x, y = west + (east - west) / 2, south + (north - south) / 2
        smallest = _POINT_SPAN * max(abs(x), abs(y), 1e-3)
        span_x, span_y = abs(east - west), abs(north - south)
        if max(span_x, span_y) < smallest * 1e-6:
            span_x = span_y = smallest
        margin = min(margin_px, width / 4, height / 4)
        scale = max(span_x / max(width - 2 * margin, 1), span_y / max(height - 2 * margin, 1))
        return MapView(x, y, 1.0, max(width, 1), max(height, 1)).scaled_to(scale)

    @property
    def bounds(self) -> Bounds:
        """The extent shown: (minx, miny, maxx, maxy) in map units."""
        half_x, half_y = self.units_per_px * self.width / 2, self.units_per_px * self.height / 2
        return self.x - half_x, self.y - half_y, self.x + half_x, self.y + half_y

    @property
    def origin(self) -> tuple[float, float]:
        """Map coordinates of the top left corner."""
        return self.x - self.units_per_px * self.width / 2, self.y + self.units_per_px * self.height / 2

    def to_pixels(self, xy: Array) -> Array:
        """Return the pixels of map coordinates; both (N, 2)."""
        west, north = self.origin
        return np.column_stack(((xy[:, 0] - west) / self.units_per_px, (north - xy[:, 1]) / self.units_per_px))

    def to_world(self, x_px: float, y_px: float) -> tuple[float, float]:
        """Return the map coordinates of one pixel."""
        west, north = self.origin
        return west + x_px * self.units_per_px, north - y_px * self.units_per_px

    def scaled_to(self, units_per_px: float) -> MapView:
        """Return the view with the same centre at another scale, held between the finest and the coarsest."""
        finest = max(abs(self.x), abs(self.y), 1e-3) * _FINEST_RELATIVE_UNITS_PER_PX
        return replace(self, units_per_px=min(max(units_per_px, finest), _COARSEST_UNITS_PER_PX))

    def panned(self, dx_px: float, dy_px: float) -> MapView:
        """Return the view after its content moved by (dx, dy) pixels (right and down are positive)."""
        return replace(self, x=self.x - dx_px * self.units_per_px, y=self.y + dy_px * self.units_per_px)

    def zoomed(self, factor: float, at: tuple[float, float] | None = None) -> MapView:
        """Return the view magnified by `factor`; the place under the pixel `at` (default: the centre) stays."""
        px, py = at if at is not None else (self.width / 2, self.height / 2)
        x, y = self.to_world(px, py)
        scaled = self.scaled_to(self.units_per_px / factor)
        dx, dy = (px - self.width / 2) * scaled.units_per_px, (py - self.height / 2) * scaled.units_per_px
        return replace(scaled, x=x - dx, y=y + dy)

    def resized(self, width: int, height: int) -> MapView:
        """Return the view with the same centre and scale at another size."""
        return replace(self, width=max(width, 1), height=max(height, 1))

    def refitted(self, width: int, height: int) -> MapView:
        """Return the view that shows the same extent at another size."""
        return MapView.fitted(self.bounds, width, height, margin_px=0.0)

    def moved_on(self, other: MapView) -> tuple[float, float, float]:
        """Return (x, y, scale): where the top left corner of this view lies on `other` in its pixels, and how much
        a picture of this view must be magnified to fit there.
        """  # noqa: D205
        (west, north), (other_west, other_north) = self.origin, other.origin
        per_px = other.units_per_px
        return (west - other_west) / per_px, (other_north - north) / per_px, self.units_per_px / per_px

    def zoom_level(self, *, degrees: bool = False) -> float:
        """Return the Web Mercator zoom of the scale: log2(2πR / 256 / metres per pixel), units taken as metres.

        Parameters
        ----------
        degrees
            Whether map units are degrees (then one degree is 111 319.49 m, as along the equator).
        """
        metres = self.units_per_px * (METRES_PER_DEGREE if degrees else 1.0)
        return math.log2(METRES_PER_PX_AT_ZOOM_0 / metres)


def union(extents: Iterable[Bounds | None]) -> Bounds | None:
    """Return the extent that holds all the given ones; None where there is none."""
    known = [extent for extent in extents if extent is not None and all(map(math.isfinite, extent))]
    if not known:
        return None
    columns = np.array(known)
    low, high = columns[:, :2].min(axis=0), columns[:, 2:].max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])
