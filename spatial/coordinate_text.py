"""Coordinates as people read them: decimal degrees, degrees minutes seconds, or metres of the national grid."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from pyproj import Transformer

from spatial.datums import convert_datum

STYLES: tuple[str, ...] = ("decimal", "dms", "grid")
GRID = "EPSG:4549"  # CGCS2000 / 3-degree Gauss-Kruger CM 120E: all of Shanghai in one zone, so that no figure jumps
_SHORT = {"wgs84": "WGS 84", "cgcs2000": "CGCS2000", "gcj02": "GCJ-02", "bd09": "BD-09"}


def reference_name(style: str, datum: str) -> str:
    """Return what a coordinate printed in a style refers to: the datum, or the grid."""
    return "CGCS2000 / GK 120°E" if style == "grid" else _SHORT[datum]


def print_place(lon: float, lat: float, style: str = "decimal", datum: str = "wgs84") -> str:
    """Return a place to read, with what it refers to.

    Parameters
    ----------
    lon, lat
        Degrees, WGS 84.
    style
        One of `STYLES`. The grid prints northing (X in China's surveys) and easting, metres to the decimetre.
    datum
        The datum to print degrees in (one of `spatial.datums.DATUMS`); the grid is always CGCS2000.

    Returns
    -------
    str
        Only the name of the reference where the place is not finite, or off the grid.
    """
    name = reference_name(style, datum)
    if not (math.isfinite(lon) and math.isfinite(lat)):
        return name
    if style == "grid":
        easting, northing = _to_grid().transform(lon, lat)
        if not (math.isfinite(easting) and math.isfinite(northing)):
            return name
        return f"X {northing:,.1f}  Y {easting:,.1f} m  {name}"
    lon, lat = convert_datum(np.array([[lon, lat]]), "wgs84", datum)[0].tolist()
    write = _dms if style == "dms" else _decimal
    return f"{write(lon, 'EW')}, {write(lat, 'NS')}  {name}"


def _decimal(degrees: float, letters: str) -> str:
    return f"{abs(degrees):.6f}° {letters[degrees < 0]}"


def _dms(degrees: float, letters: str) -> str:
    """Return degrees, minutes and seconds; the carry goes up, so that no 60″ is printed."""
    hundredths = round(abs(degrees) * 360_000)
    minutes, rest = divmod(hundredths, 6_000)
    whole, minutes = divmod(minutes, 60)
    return f"{whole}°{minutes:02d}′{rest / 100:05.2f}″ {letters[degrees < 0]}"


@lru_cache(maxsize=1)
def _to_grid() -> Transformer:
    return Transformer.from_crs("EPSG:4326", GRID, always_xy=True)
