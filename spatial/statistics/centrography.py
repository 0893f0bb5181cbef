"""Where points lie on average, how far they spread, and in which direction: for all of them or group by group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from spatial.errors import GeometryError
from spatial.feedback import SILENT, Feedback
from spatial.plane import Plane, plane_of
from spatial.text import Text

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

EllipseFormula = Literal["arcgis", "yuill", "crimestat"]
ELLIPSE_FORMULAS: tuple[EllipseFormula, ...] = get_args(EllipseFormula)
FORMULA_TEXTS: dict[EllipseFormula, Text] = {
    "arcgis": Text(
        "标准差椭圆：半轴 = √2 × 主方向标准差（除以 n），与 ArcGIS 10.1 起一致，"
        "二维正态时约含 63 % 的点；标准距离除以 n",
        "standard deviational ellipse: semi-axes √2 times the standard deviations along the main directions (divisor "
        "n), as "
        "ArcGIS since 10.1, about 63 % of a bivariate normal; standard distance with divisor n",
    ),
    "yuill": Text(
        "标准差椭圆：半轴 = 主方向标准差（除以 n），Yuill 1971，QGIS 插件的“Yuill”，"
        "二维正态时约含 39 % 的点；标准距离除以 n",
        "standard deviational ellipse: semi-axes the standard deviations along the main directions (divisor n), "
        "Yuill 1971, "
        "“Yuill” of the QGIS plugin, about 39 % of a bivariate normal; standard distance with divisor n",
    ),
    "crimestat": Text(
        "标准差椭圆：半轴 = √2 × 主方向标准差（除以 n-2），CrimeStat 与 pointpats 的公式；标准距离除以 n-2",
        "standard deviational ellipse: semi-axes √2 times the standard deviations along the main directions (divisor "
        "n-2), as "
        "CrimeStat and pointpats; standard distance with divisor n-2",
    ),
}

_VERTICES = 72
_FEWEST: dict[EllipseFormula, int] = {"arcgis": 2, "yuill": 2, "crimestat": 3}


@dataclass(frozen=True)
class Ellipse:
    """A standard deviational ellipse.

    Parameters
    ----------
    semi_major_m, semi_minor_m
        Semi-axes, metres; the minor one is 0 where the points lie on a line.
    azimuth_deg
        Direction of the major axis, degrees clockwise from grid north, [0, 180); None where both axes are equal.
    area_km2
        In the plane.
    outline
        Polygon in WGS 84 degrees; a line where the points lie on one.
    """

    semi_major_m: float
    semi_minor_m: float
    azimuth_deg: float | None
    area_km2: float
    outline: BaseGeometry


@dataclass(frozen=True)
class Centre:
    """Centre and spread of a group of points.

    Parameters
    ----------
    group
        Name of the group, such as a zone and a year; "" for all points.
    n
        Points with coordinates (and a weight above 0, where there are weights).
    mean
        (lon, lat) of the mean centre, WGS 84 degrees; None where there is no point.
    standard_distance_m
        None where there are too few points for the formula.
    ellipse
        None where there are too few points, or all lie at one place.
    note
        Why something is missing; empty where nothing is.
    """

    group: str
    n: int
    mean: tuple[float, float] | None
    standard_distance_m: float | None
    ellipse: Ellipse | None
    note: Text = Text("")


@dataclass(frozen=True, eq=False)
class Centres:
    """The centres of groups of points.

    Parameters
    ----------
    centres
        In the order of the groups.
    formula
        Of the ellipse and the standard distance.
    method
        In words.
    plane
        In which they were measured.
    """

    centres: tuple[Centre, ...]
    formula: EllipseFormula
    method: Text
    plane: Plane


def centres_of(
    lonlat: Floats,
    groups: tuple[Sequence[str], Integers] | None = None,
    weight: Floats | None = None,
    formula: EllipseFormula = "arcgis",
    feedback: Feedback = SILENT,
) -> Centres:
    """Describe centre, spread and direction of points, group by group.

    Parameters
    ----------
    lonlat
        (N, 2) WGS 84 degrees; rows that are not finite are left out.
    groups
        Names, and (N,) the code of each point's group, -1 for none; None: all points are one group. Zone and year is a
        group: ``codes = zone * years + year``.
    weight
        (N,) not negative; NaN and 0 leave the point out. Then n in the divisor is the sum of the weights, scaled to the
        number of points.
    formula
        See `FORMULA_TEXTS`.

    Raises
    ------
    GeometryError
        No point has coordinates; the formula is unknown; a weight is negative or infinite.
    """
    if formula not in ELLIPSE_FORMULAS:
        raise GeometryError(
            Text(f"未知的椭圆公式“{formula}”。", f"Unknown formula of the ellipse “{formula}”."),
            Text(f"可选：{'、'.join(ELLIPSE_FORMULAS)}。", f"Choose one of {', '.join(ELLIPSE_FORMULAS)}."),
        )
    if weight is not None and bool(((weight < 0) | np.isinf(weight)).any()):
        raise GeometryError(
            Text("权重中有负数或无穷大。", "A weight is negative or infinite."),
            Text(
                "请给出不小于 0 的有限数，缺失留空。", "Give finite weights of 0 or more; leave blank what is missing."
            ),
        )
    plane = plane_of(lonlat)
    used = np.isfinite(lonlat).all(axis=1)
    if weight is not None:
        used &= np.nan_to_num(weight) > 0
    names, code = (("",), np.zeros(len(lonlat), dtype=np.int64)) if groups is None else groups
    rows = np.flatnonzero(used & (code >= 0))
    xy = plane.to_metres(np.asarray(lonlat[rows], dtype=np.float64), feedback.part(0.0, 0.7))
    order = np.argsort(code[rows], kind="stable")
    ends = np.searchsorted(code[rows][order], np.arange(len(names) + 1))
    found = []
    for number, name in enumerate(names):
        feedback.report(0.7 + 0.3 * number / len(names))
        members = order[ends[number] : ends[number + 1]]
        share = np.ones(len(members)) if weight is None else weight[rows[members]]
        found.append(_centre(name, xy[members], share, formula, plane))
    text = FORMULA_TEXTS[formula]
    weighted = Text("按权重。", "Weighted. ") if weight is not None else Text("", " ")
    method = Text(
        f"平均中心与{text.zh}。{weighted.zh}平面坐标：{plane.name.zh}。",
        f"Mean centre and {text.en}. {weighted.en}Plane: {plane.name.en}.",
    )
    return Centres(tuple(found), formula, method, plane)


def _centre(name: str, xy: Floats, weight: Floats, formula: EllipseFormula, plane: Plane) -> Centre:
    n = len(xy)
    if n == 0:
        return Centre(name, 0, None, None, None, Text("没有点。", "There is no point."))
    share = weight / weight.sum()
    mean = share @ xy
    lon, lat = plane.to_lonlat(mean[None, :])[0].tolist()
    if n < _FEWEST[formula]:
        return Centre(name, n, (lon, lat), None, None, Text(f"只有 {n} 个点，没有离散度。", f"Only {n}: no spread."))
    offset = xy - mean
    covariance = (offset * share[:, None]).T @ offset * (n / (n - 2.0) if formula == "crimestat" else 1.0)
    distance = float(np.sqrt(covariance[0, 0] + covariance[1, 1]))
    if bool((xy == xy[0]).all()):
        return Centre(
            name,
            n,
            (lon, lat),
            0.0,
            None,
            Text("所有点在同一处，没有椭圆。", "All points lie at one place: no ellipse."),
        )
    return Centre(name, n, (lon, lat), distance, _ellipse(mean, covariance, formula, plane))


def _ellipse(mean: Floats, covariance: Floats, formula: EllipseFormula, plane: Plane) -> Ellipse:
    value, vector = np.linalg.eigh(covariance)
    scale = 1.0 if formula == "yuill" else np.sqrt(2.0)
    minor, major = scale * np.sqrt(np.maximum(value, 0.0))
    if minor < 1e-6 * major:
        minor = 0.0
    round_ = major - minor < 1e-9 * major
    azimuth = float(np.degrees(np.arctan2(vector[0, 1], vector[1, 1]))) % 180.0
    turn = np.linspace(0.0, 2.0 * np.pi, _VERTICES, endpoint=False)
    ring = mean + np.outer(np.cos(turn) * major, vector[:, 1]) + np.outer(np.sin(turn) * minor, vector[:, 0])
    lonlat = plane.to_lonlat(ring)
    outline = shapely.Polygon(lonlat) if minor > 0 else shapely.LineString(lonlat[[0, _VERTICES // 2]])
    return Ellipse(float(major), float(minor), None if round_ else azimuth, float(np.pi * major * minor / 1e6), outline)
