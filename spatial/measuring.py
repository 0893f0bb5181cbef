"""Measuring what a user draws: segments, lengths and areas on the WGS 84 ellipsoid, and how they are printed."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely

from spatial.geodesic import WGS84_GEOD, Floats, geodesic_area_m2
from spatial.text import Text, plain

HECTARE_M2 = 10_000.0
KM2_M2 = 1_000_000.0


@dataclass(frozen=True)
class Measurement:
    """What was measured along vertices.

    Parameters
    ----------
    segments_m
        Geodesic length of each segment, metres; of a ring with the closing one at the end.
    area_m2
        Geodesic area within the ring, square metres; None for a line, 0 below three vertices.
    crosses_itself
        Whether the ring crosses itself: its loops then cancel or add, and the area means little.
    """

    segments_m: tuple[float, ...]
    area_m2: float | None = None
    crosses_itself: bool = False

    @property
    def length_m(self) -> float:
        """Length of the line, or perimeter of the ring, metres."""
        return math.fsum(self.segments_m)


def measure_line(lonlat: Floats) -> Measurement:
    """Measure a line through (N, 2) longitudes and latitudes in degrees (WGS 84); nothing below two vertices."""
    return Measurement(_segments(lonlat))


def measure_ring(lonlat: Floats) -> Measurement:
    """Measure a ring through (N, 2) longitudes and latitudes in degrees (WGS 84), closed here, not by the caller."""
    if len(lonlat) < 3:
        return Measurement(_segments(lonlat), 0.0)
    ring = np.vstack([lonlat, lonlat[:1]])
    polygon = shapely.polygons(ring)
    area = float(geodesic_area_m2(np.array([polygon], dtype=object))[0])
    return Measurement(_segments(ring), area, not bool(shapely.is_simple(shapely.linearrings(ring))))


def _segments(lonlat: Floats) -> tuple[float, ...]:
    if len(lonlat) < 2:
        return ()
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    return tuple(float(each) for each in np.atleast_1d(WGS84_GEOD.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])[2]))


_AREA_UNITS = {
    "m2": (1.0, 1, "平方米", "m²"),
    "ha": (HECTARE_M2, 2, "公顷", "ha"),
    "km2": (KM2_M2, 4, "平方公里", "km²"),
    "mu": (HECTARE_M2 / 15, 2, "亩", "mu"),
}


def print_length(metres: float, unit: str = "auto") -> Text:
    """Return a length in "m" or "km", or ("auto") in metres below a kilometre, else in kilometres; — for none."""
    if not math.isfinite(metres):
        return plain("—")
    if unit == "m" or (unit == "auto" and metres < 999.95):
        return Text(f"{metres:,.1f} 米", f"{metres:,.1f} m")
    return Text(f"{metres / 1000:,.3f} 公里", f"{metres / 1000:,.3f} km")


def print_area(area_m2: float, unit: str = "auto") -> Text:
    """Return an area in "m2", "ha", "km2" or "mu", or ("auto") in the unit it is read best in, hectares beside it.

    A mu (亩) is a fifteenth of a hectare. — where there is no area.
    """
    if not math.isfinite(area_m2):
        return plain("—")
    if unit != "auto":
        size_m2, decimals, zh, en = _AREA_UNITS[unit]
        figure = f"{area_m2 / size_m2:,.{decimals}f}"
        return Text(f"{figure} {zh}", f"{figure} {en}")
    square, hectares, km2 = f"{area_m2:,.1f}", f"{area_m2 / HECTARE_M2:,.2f}", f"{area_m2 / KM2_M2:,.4f}"
    if area_m2 < HECTARE_M2:
        return Text(f"{square} 平方米", f"{square} m²")
    if area_m2 < KM2_M2:
        return Text(f"{hectares} 公顷（{square} 平方米）", f"{hectares} ha ({square} m²)")
    return Text(f"{km2} 平方公里（{hectares} 公顷）", f"{km2} km² ({hectares} ha)")
