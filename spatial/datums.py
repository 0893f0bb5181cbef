"""Datums of Chinese map data: WGS 84, CGCS2000, GCJ-02 and BD-09.

GCJ-02 (web maps of China) displaces WGS 84 by an irregular few hundred metres; BD-09 (Baidu) displaces GCJ-02 once
more. Both are published only as a forward formula; the inverse is iterated here, so that a round trip is exact to the
last few digits instead of the metres of the usual one-step inverse.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from spatial.errors import CrsError
from spatial.text import Text

Lonlat = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float64]

DATUMS: tuple[str, ...] = ("wgs84", "cgcs2000", "gcj02", "bd09")

DATUM_LABELS = MappingProxyType(
    {
        "wgs84": Text("WGS 84", "WGS 84"),
        "cgcs2000": Text("CGCS2000（2000国家大地坐标系）", "CGCS2000"),
        "gcj02": Text("GCJ-02（火星坐标，高德、腾讯等）", "GCJ-02 (AutoNavi, Tencent and others)"),
        "bd09": Text("BD-09（百度坐标）", "BD-09 (Baidu)"),
    }
)

CHINA_BOX = (72.004, 0.8293, 137.8347, 55.8271)
"""(west, south, east, north) in degrees: the rectangle in which GCJ-02 and BD-09 displace coordinates."""

_KRASOVSKY_A_M = 6378245.0
_KRASOVSKY_EE = 0.00669342162296594323
_BD_FREQUENCY = np.pi * 3000.0 / 180.0
_BD_SHIFT = np.array([0.0065, 0.006])
_TOLERANCE_DEG = 1e-12
_MAX_ITERATIONS = 60


def convert_datum(lonlat: Lonlat, source: str, target: str) -> Lonlat:
    """Convert coordinates from one datum to another.

    WGS 84 and CGCS2000 are treated as equal: they differ by centimetres to a few decimetres (plate motion since
    2000.0), far below the accuracy of any plan boundary. Inverses are iterated to 1e-12 degrees.

    Parameters
    ----------
    lonlat
        (N, 2) longitude and latitude, degrees, in `source`. Read only.
    source, target
        ``wgs84``, ``cgcs2000``, ``gcj02`` or ``bd09``.

    Returns
    -------
    (N, 2) float64
        Degrees in `target`; always a new array. Points outside `CHINA_BOX` (closed on all sides; judged by the input)
        are unchanged, NaN stays NaN, no points give no points.

    Raises
    ------
    CrsError
        A datum is unknown.

    Notes
    -----
    GCJ-02: the formula published by "emq" and "coolypf" (2013), on the Krasovsky ellipsoid with a = 6 378 245 m and
    e² = 0.006 693 421 622 965 943 23. BD-09: the formula of Baidu's own scripts, after GCJ-02.
    """
    source, target = check_datum(source), check_datum(target)
    coordinates = np.array(lonlat, dtype=np.float64).reshape(-1, 2)
    inside = in_china_box(coordinates)
    moved = coordinates[inside]
    for step in _steps(source, target):
        moved = step(moved)
    coordinates[inside] = moved
    return coordinates


def check_datum(datum: str) -> str:
    """Return `datum` if it is one of `DATUMS`; raise `CrsError` otherwise."""
    if datum in DATUMS:
        return datum
    allowed = "、".join(DATUMS)
    raise CrsError(
        Text(f"不认识坐标基准“{datum}”。", f"The datum “{datum}” is unknown."),
        Text(f"可用：{allowed}。", f"Allowed: {', '.join(DATUMS)}."),
    )


def in_china_box(lonlat: Lonlat) -> npt.NDArray[np.bool_]:
    """Return (N,) whether each point lies in `CHINA_BOX`, borders included; False for NaN."""
    west, south, east, north = CHINA_BOX
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    inside: npt.NDArray[np.bool_] = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return inside


def _steps(source: str, target: str) -> list[Callable[[Lonlat], Lonlat]]:
    """Return the conversions that lead from `source` up to WGS 84 and down to `target`, shortest way."""
    depth = {"wgs84": 0, "cgcs2000": 0, "gcj02": 1, "bd09": 2}
    forward = (_wgs84_to_gcj02, _gcj02_to_bd09)
    start, stop = depth[source], depth[target]
    if start <= stop:
        return list(forward[start:stop])
    return [_inverse_of(function) for function in reversed(forward[stop:start])]


def _inverse_of(forward: Callable[[Lonlat], Lonlat]) -> Callable[[Lonlat], Lonlat]:
    """Return the inverse of a small displacement: fixed point x ← x - (f(x) - y), a contraction (factor below 0.03)."""

    def inverse(displaced: Lonlat) -> Lonlat:
        estimate = displaced.copy()
        for _ in range(_MAX_ITERATIONS):
            error = forward(estimate) - displaced
            estimate -= error
            if not error.size or np.abs(error).max() < _TOLERANCE_DEG:
                break
        return estimate

    return inverse


def _wgs84_to_gcj02(lonlat: Lonlat) -> Lonlat:
    x, y = lonlat[:, 0] - 105.0, lonlat[:, 1] - 35.0
    east_m = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
    east_m += _waves(x, ((20.0, 6.0), (20.0, 2.0), (20.0, 1.0), (40.0, 1 / 3), (150.0, 1 / 12), (300.0, 1 / 30)))
    north_m = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
    north_m += _waves(x, ((20.0, 6.0), (20.0, 2.0)))
    north_m += _waves(y, ((20.0, 1.0), (40.0, 1 / 3), (160.0, 1 / 12), (320.0, 1 / 30)))
    latitude = np.radians(lonlat[:, 1])
    w2 = 1.0 - _KRASOVSKY_EE * np.sin(latitude) ** 2
    meridian_radius_m = _KRASOVSKY_A_M * (1.0 - _KRASOVSKY_EE) / w2**1.5
    parallel_radius_m = _KRASOVSKY_A_M / np.sqrt(w2) * np.cos(latitude)
    shift = np.column_stack([np.degrees(east_m / parallel_radius_m), np.degrees(north_m / meridian_radius_m)])
    return np.asarray(lonlat + shift, dtype=np.float64)


def _waves(degrees: Floats, waves: tuple[tuple[float, float], ...]) -> Floats:
    """Return two thirds of the sum of amplitude · sin(frequency · π · degrees), metres."""
    total = np.zeros_like(degrees)
    for amplitude_m, frequency in waves:
        total += amplitude_m * np.sin(frequency * np.pi * degrees)
    return total * 2.0 / 3.0


def _gcj02_to_bd09(lonlat: Lonlat) -> Lonlat:
    x, y = lonlat[:, 0], lonlat[:, 1]
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * _BD_FREQUENCY)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * _BD_FREQUENCY)
    return np.asarray(np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]) + _BD_SHIFT, dtype=np.float64)
