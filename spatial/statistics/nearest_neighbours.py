"""Distances to the nearest neighbour: the index of Clark and Evans, and the curve that suggests a radius."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from spatial.errors import GeometryError
from spatial.feedback import SILENT, Feedback
from spatial.plane import Pattern
from spatial.text import Text

Floats = npt.NDArray[np.float64]

_SLICE = 20_000
_DOING = Text("计算最近邻距离", "Measuring distances to nearest neighbours")
_METHOD = Text(
    "最近邻指数 R = 平均最近邻距离 ÷ 完全随机时的期望 ½√(A/n)（Clark 与 Evans 1954），z 值不做边缘校正；"
    "另给 Donnelly（1978）按周长校正的指数与 z 值，适用于近似矩形的研究区。R < 1 趋于聚集，R > 1 趋于均匀。",
    "nearest-neighbour index R = mean distance / its expectation under complete spatial randomness, ½√(A/n) (Clark "
    "and Evans "
    "1954), z without edge correction; also with Donnelly's (1978) correction by the perimeter, for study areas that "
    "are "
    "about rectangular. R < 1 clustered, R > 1 regular.",
)


@dataclass(frozen=True)
class NearestNeighbours:
    """The nearest-neighbour index of a pattern.

    Parameters
    ----------
    n
        Number of points.
    mean_m, expected_m
        Mean distance to the nearest neighbour, and its expectation under complete spatial randomness; metres.
    index, z
        Clark and Evans, without edge correction.
    donnelly_index, donnelly_z
        With Donnelly's edge correction.
    p
        Two-sided, of `donnelly_z` by the normal distribution.
    at_one_place
        Points that share their place with another one (distance 0).
    method
        In words, with the projection and the study area.
    """

    n: int
    mean_m: float
    expected_m: float
    index: float
    z: float
    donnelly_index: float
    donnelly_z: float
    p: float
    at_one_place: int
    method: Text


@dataclass(frozen=True, eq=False)
class KDistances:
    """The curve of distances to the k-th neighbour, and the radius that its knee suggests for DBSCAN.

    Parameters
    ----------
    k
        Neighbour, the point itself not counted: min_samples - 1 of DBSCAN.
    distances_m
        (N,) metres, from the shortest to the longest.
    knee
        Place of the knee in `distances_m`; None where the curve has none (all distances equal).
    suggested_eps_m
        Distance at the knee; None where there is none.
    method
        How the knee was found.
    """

    k: int
    distances_m: Floats
    knee: int | None
    suggested_eps_m: float | None
    method: Text


def nearest_neighbours(pattern: Pattern, feedback: Feedback = SILENT) -> NearestNeighbours:
    """Measure how far points are from their nearest neighbours, against complete spatial randomness.

    Raises
    ------
    GeometryError
        There are fewer than two points.
    """
    from scipy.special import ndtr

    n, area = pattern.n, pattern.area_m2
    need_points(pattern, 2)
    distance = kth_distances(pattern.xy, 1, feedback)
    mean, expected = float(distance.mean()), 0.5 * sqrt(area / n)
    perimeter = float(pattern.study.length)
    corrected = expected + (0.0514 + 0.041 / sqrt(n)) * perimeter / n
    spread = sqrt(0.0703 * area / n**2 + 0.037 * perimeter * sqrt(area / n**5))
    z_corrected = (mean - corrected) / spread
    method = Text(f"{_METHOD.zh}{pattern.basis.zh}", f"{_METHOD.en} {pattern.basis.en}")
    return NearestNeighbours(
        n=n,
        mean_m=mean,
        expected_m=expected,
        index=mean / expected,
        z=(mean - expected) / (sqrt((4.0 - np.pi) / (4.0 * np.pi)) * sqrt(area) / n),
        donnelly_index=mean / corrected,
        donnelly_z=z_corrected,
        p=float(2.0 * ndtr(-abs(z_corrected))),
        at_one_place=int((distance == 0).sum()),
        method=method,
    )


def k_distances(xy: Floats, k: int, feedback: Feedback = SILENT) -> KDistances:
    """Return the sorted distances to the k-th neighbour with their knee, to choose the radius of DBSCAN by.

    Parameters
    ----------
    xy
        (N, 2) metres.
    k
        At least 1; DBSCAN's min_samples - 1.

    Raises
    ------
    GeometryError
        k is below 1, or there are not more than k points.

    Notes
    -----
    The knee is the point of the curve farthest below the chord from its first to its last point, both axes scaled to
    0 … 1
    (Satopää et al. 2011, "Kneedle", without smoothing).
    """
    if k < 1 or len(xy) <= k:
        raise GeometryError(
            Text(f"{len(xy)} 个点没有第 {k} 个邻点。", f"{len(xy)} points have no neighbour number {k}."),
            Text("请给出 1 与点数减 1 之间的整数。", "Give a whole number from 1 to the number of points less 1."),
        )
    distance = np.sort(kth_distances(xy, k, feedback))
    span = float(distance[-1] - distance[0])
    knee = None
    if span > 0 and len(distance) > 2:
        below = np.linspace(0.0, 1.0, len(distance)) - (distance - distance[0]) / span
        knee = int(below.argmax())
    method = Text(
        f"第 {k} 邻点距离由小到大排列；拐点为曲线在首尾连线下方最远之处（Kneedle，Satopää 等 2011，不平滑）。",
        f"distances to neighbour {k}, sorted; the knee is where the curve lies farthest below the chord between its "
        f"ends "
        "(Kneedle, Satopää et al. 2011, unsmoothed).",
    )
    return KDistances(k, distance, knee, None if knee is None else float(distance[knee]), method)


def kth_distances(xy: Floats, k: int, feedback: Feedback = SILENT) -> Floats:
    """Return (N,) the distance of each point to its k-th neighbour; 0 where that lies at the same place."""
    from spatial.statistics.neighbour_forest import plant

    forest = plant(xy, feedback.part(0.0, 0.2))
    distance, rest = np.empty(len(xy)), feedback.part(0.2, 1.0)
    for start in range(0, len(xy), _SLICE):
        rest.report(start / len(xy), _DOING)
        rows = slice(start, start + _SLICE)
        distance[rows] = forest.nearest(xy[rows], k + 1)[0][:, k]
    return distance


def need_points(pattern: Pattern, least: int) -> None:
    """Raise `GeometryError` where a pattern has fewer points than a statistic needs."""
    if pattern.n < least:
        raise GeometryError(
            Text(
                f"研究区内只有 {pattern.n} 个点，至少需要 {least} 个。",
                f"There are {pattern.n} points in the study area; at least {least} are needed.",
            ),
            Text("请检查点图层与研究区是否重叠。", "Check that the points lie in the study area."),
        )
