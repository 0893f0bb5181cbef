"""One place as it is typed while a line is drawn: coordinates of any style, or a length and a bearing from the last."""

from __future__ import annotations

import re

import numpy as np

from spatial.coordinate_lists import read_places
from spatial.errors import GeometryError
from spatial.geodesic import WGS84_GEOD
from spatial.text import Text

LonLat = tuple[float, float]
_POLAR = re.compile(r"^\s*@\s*(?P<length>\d+(?:\.\d+)?)\s*(?:m|米)?\s*[,，<\s]\s*(?P<bearing>-?\d+(?:\.\d+)?)\s*°?\s*$")
_REMEDY = Text(
    "例如 121.3712, 31.2201，或 @250, 90（从上一点量 250 米、方位角 90°）。",
    "For instance 121.3712, 31.2201, or @250, 90 (250 m from the last vertex, bearing 90°).",
)


def typed_place(text: str, last: LonLat | None, datum: str = "wgs84") -> LonLat:
    """Return the place that a text means.

    Parameters
    ----------
    text
        Coordinates as in `spatial.coordinate_lists` (degrees, degrees minutes seconds, or metres of the grid), or
        ``@length, bearing``: metres on the ellipsoid, and degrees clockwise from true north.
    last
        WGS 84 longitude and latitude of the vertex before; None for none.
    datum
        Of degrees that are typed.

    Returns
    -------
    tuple of float
        WGS 84 longitude and latitude.

    Raises
    ------
    GeometryError
        The text is no place, there is no vertex to measure from, or the place does not lie in Shanghai.
    """
    polar = _POLAR.match(text)
    if polar is not None:
        if last is None:
            raise GeometryError(
                Text("还没有上一个顶点。", "There is no vertex to measure from yet."),
                Text("请先画一个顶点，或输入坐标。", "Draw one first, or type coordinates."),
            )
        lon, lat, _ = WGS84_GEOD.fwd(*last, float(polar["bearing"]), float(polar["length"]))
        return float(lon), float(lat)
    read = read_places(text, "", datum)
    if len(read.lonlat) != 1 or not np.isfinite(read.lonlat).all():
        raise GeometryError(Text(f"“{text}”不是一个点。", f"“{text}” is no place."), _REMEDY)
    if read.outside:
        swapped = read_places(text, "", datum, swap=True)
        hint = Text("经纬度是否颠倒？", "Are the two figures the wrong way round?") if not swapped.outside else _REMEDY
        raise GeometryError(Text(f"“{text}”不在上海。", f"“{text}” does not lie in Shanghai."), hint)
    lon, lat = read.lonlat[0].tolist()
    return lon, lat
