"""Spatial weights: which units are neighbours, and how much each counts.

A matrix of weights is kept by rows (compressed sparse rows), neighbours in ascending order, no unit its own neighbour.
Contiguity is found from the coordinates that borders share, and checked on the rest with exact predicates; borders that
were drawn apart are neighbours where the gap is within a stated tolerance.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from spatial.errors import StatisticsError
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

    from spatial.statistics.neighbour_forest import Forest

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Contiguity = Literal["queen", "rook"]
Kernel = Literal["triangular", "uniform", "epanechnikov", "quartic", "gaussian"]
Transform = Literal["binary", "row"]

MOST_PAIRS = 5_000_000
_SLICE = 50_000


@dataclass(frozen=True, eq=False)
class Weights:
    """Neighbours of N units, by rows.

    Parameters
    ----------
    starts
        (N + 1,) int64: the neighbours of unit i are ``neighbours[starts[i]:starts[i + 1]]``.
    neighbours
        (L,) int64 indices, ascending within a row; never the unit itself.
    values
        (L,) float64 weights, positive.
    method
        How they were made, for whoever reads a result.
    """

    starts: Integers
    neighbours: Integers
    values: Floats
    method: Text

    @property
    def n(self) -> int:
        """Number of units."""
        return len(self.starts) - 1

    @property
    def links(self) -> int:
        """Number of links; a pair of neighbours makes two."""
        return len(self.neighbours)

    @property
    def counts(self) -> Integers:
        """(N,) number of neighbours of each unit."""
        return np.diff(self.starts)

    @property
    def islands(self) -> Integers:
        """Indices of the units without a neighbour."""
        return np.flatnonzero(self.counts == 0)

    def row_standardised(self) -> Weights:
        """Return weights whose rows sum to 1; islands keep none."""
        sums = np.add.reduceat(np.append(self.values, 0.0), np.minimum(self.starts[:-1], self.links))
        sums = np.where(self.counts > 0, sums, 1.0)
        values = self.values / np.repeat(sums, self.counts)
        method = Text(f"{self.method.zh}，行标准化", f"{self.method.en}, row-standardised")
        return replace(self, values=values, method=method)

    def subset(self, keep: npt.NDArray[np.bool_]) -> Weights:
        """Return the weights among the units of a mask (N,), renumbered; links to others are dropped."""
        part = self.to_sparse()[keep][:, keep].tocsr()
        return _from_sparse(part, self.method)

    def to_sparse(self) -> csr_matrix[Any]:
        """Return the (N, N) matrix; shares memory with this object."""
        from scipy.sparse import csr_matrix

        return csr_matrix((self.values, self.neighbours, self.starts), shape=(self.n, self.n))

    def lag(self, values: Floats) -> Floats:
        """Return the weighted sum over the neighbours of each unit, (N,); 0 for islands."""
        return np.asarray(self.to_sparse() @ values, dtype=np.float64)


def contiguity(
    geometries: npt.NDArray[np.object_], rule: Contiguity = "queen", tolerance: float = 0.0, feedback: Feedback = SILENT
) -> Weights:
    """Return binary weights of units that touch.

    Parameters
    ----------
    geometries
        (N,) polygons, in one projected CRS if `tolerance` is not 0. Empty and missing ones are islands.
    rule
        ``queen``: a common point is enough. ``rook``: a stretch of common border, of positive length.
    tolerance
        Units of the CRS (metres): borders no farther apart than this touch. Under ``rook`` the stretch along which they
        run so close must be longer than four times the tolerance: corners that come close are no common border.

    Notes
    -----
    Polygons that overlap are neighbours under both rules.
    """
    import shapely

    if rule not in ("queen", "rook"):
        raise ValueError(f"rule {rule!r}")
    _not_negative(tolerance)
    solid = np.flatnonzero(~(shapely.is_missing(geometries) | shapely.is_empty(geometries)))
    usable = geometries[solid]
    feedback.report(0.0, Text("寻找邻接单元", "Finding neighbours"))
    a, b = _candidates(usable, tolerance)
    feedback.report(0.1)
    known = _share_coordinates(usable, (a, b), rule, feedback.part(0.1, 0.4))
    near = np.zeros(len(a), dtype=bool)
    unknown = np.flatnonzero(~known)
    for start in range(0, len(unknown), _SLICE):
        feedback.report(0.4 + 0.6 * start / len(unknown))
        part = unknown[start : start + _SLICE]
        near[part] = _touch(usable[a[part]], usable[b[part]], rule, tolerance)
    feedback.report(1.0)
    found = known | near
    zh, en = ("后邻接（共点）", "queen contiguity") if rule == "queen" else ("车邻接（共边）", "rook contiguity")
    gap = Text(f"，容差 {tolerance:g} 米", f", tolerance {tolerance:g} m") if tolerance else Text("", "")
    pairs = np.column_stack([solid[a[found]], solid[b[found]]])
    return from_pairs(pairs, len(geometries), Text(zh + gap.zh, en + gap.en))


def nearest(xy: Floats, k: int, feedback: Feedback = SILENT) -> Weights:
    """Return binary weights of the k nearest units of each; of equally near ones those of the lowest index.

    Parameters
    ----------
    xy
        (N, 2) coordinates in metres.
    k
        1 to N - 1.

    Raises
    ------
    StatisticsError
        There are not k others.
    """
    if not 1 <= k <= len(xy) - 1:
        raise StatisticsError(
            Text(f"{len(xy)} 个单元中不能各取 {k} 个最近邻。", f"{len(xy)} units do not have {k} nearest others each."),
            Text(f"k 应在 1 与 {max(len(xy) - 1, 1)} 之间。", f"k lies between 1 and {max(len(xy) - 1, 1)}."),
        )
    from spatial.statistics.neighbour_forest import plant

    forest, chosen = plant(xy, feedback.part(0.0, 0.2)), np.empty((len(xy), k), dtype=np.int64)
    rest = feedback.part(0.2, 1.0)
    for start in range(0, len(xy), _SLICE):
        rest.report(start / len(xy), Text("寻找最近邻", "Finding nearest neighbours"))
        rows = np.arange(start, min(start + _SLICE, len(xy)))
        part = rest.part(start / len(xy), min(start + _SLICE, len(xy)) / len(xy))
        far, close = forest.nearest(xy[rows], min(k + 2, len(xy)), part)
        # A unit is among its own k + 1 nearest, unless as many others lie in one place: that is a tie, too.
        tied = far[:, k] >= far[:, k + 1] * (1 - 1e-12) if far.shape[1] > k + 1 else np.zeros(len(rows), dtype=bool)
        mine = close[:, : k + 1]
        chosen[rows[~tied]] = np.sort(mine[~tied][mine[~tied] != rows[~tied, None]].reshape(-1, k), axis=1)
        for number, i in enumerate(rows[tied]):
            if number % 200 == 0:
                part.report(1.0)
            chosen[i] = _nearest_by_index(forest, xy, int(i), (k, float(far[i - start, k])))
    starts = np.arange(len(xy) + 1, dtype=np.int64) * k
    return Weights(starts, chosen.ravel(), np.ones(chosen.size), Text(f"最近 {k} 邻", f"{k} nearest neighbours"))


def distance_band(xy: Floats, distance_m: float, power: float = 0.0, feedback: Feedback = SILENT) -> Weights:
    """Return weights of the units within a distance, the end included.

    Parameters
    ----------
    xy
        (N, 2) coordinates in metres.
    distance_m
        Positive.
    power
        0: every neighbour counts 1. Else the weight is distance ** -power; units in one place then count as 1 m apart.

    Raises
    ------
    StatisticsError
        The distance is not positive, or there are more than `MOST_PAIRS` pairs so close.
    """
    from spatial.statistics.neighbour_forest import plant

    _positive(distance_m)
    forest = plant(xy, feedback.part(0.0, 0.2))
    found = forest.pairs_within(distance_m, MOST_PAIRS, feedback.part(0.2, 1.0))
    if found is None:
        raise StatisticsError(
            Text(
                f"{distance_m:g} 米以内的相邻对超过 {MOST_PAIRS:,} 个，太多了。",
                f"More than {MOST_PAIRS:,} pairs lie within {distance_m:g} m: too many.",
            ),
            Text("请缩短距离，或改用最近邻。", "Give a shorter distance, or use nearest neighbours."),
        )
    pairs = found
    method = Text(f"距离阈值 {distance_m:g} 米", f"distance band of {distance_m:g} m")
    made = from_pairs(pairs, len(xy), method)
    if power == 0:
        return made
    values = np.maximum(_lengths(made, xy), 1.0) ** -power
    suffix = Text(f"{method.zh}，按距离的 -{power:g} 次方", f"{method.en}, distance to the power of -{power:g}")
    return replace(made, values=values, method=suffix)


def kernel(xy: Floats, bandwidth_m: float, function: Kernel = "triangular", feedback: Feedback = SILENT) -> Weights:
    """Return weights that fall with distance and end at the bandwidth (at three of them for ``gaussian``).

    Parameters
    ----------
    xy
        (N, 2) coordinates in metres.
    bandwidth_m
        Positive.
    function
        With z = distance / bandwidth: ``triangular`` 1 - z, ``uniform`` 1/2, ``epanechnikov`` 3/4 (1 - z^2),
        ``quartic`` 15/16 (1 - z^2)^2, ``gaussian`` exp(-z^2 / 2) / sqrt(2 pi). The weight of a unit for itself is left
        out.
    """
    reach = bandwidth_m * (3 if function == "gaussian" else 1)
    band = distance_band(xy, reach, feedback=feedback.part(0.0, 0.7))
    feedback.report(0.7)
    z = _lengths(band, xy) / bandwidth_m
    feedback.report(0.8)
    shapes: dict[Kernel, Callable[[Floats], Floats]] = {
        "triangular": lambda z: 1 - z,
        "uniform": lambda z: np.full(len(z), 0.5),
        "epanechnikov": lambda z: 0.75 * (1 - z**2),
        "quartic": lambda z: 15 / 16 * (1 - z**2) ** 2,
        "gaussian": lambda z: np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi),
    }
    values = np.maximum(shapes[function](z), 0.0)
    feedback.report(0.9)
    sparse = replace(band, values=values).to_sparse()
    sparse.eliminate_zeros()
    return _from_sparse(
        sparse, Text(f"{function} 核，带宽 {bandwidth_m:g} 米", f"{function} kernel, bandwidth {bandwidth_m:g} m")
    )


def band_without_islands(xy: Floats) -> float:
    """Return the shortest distance band that leaves no island: the largest nearest-neighbour distance, in metres."""
    if len(xy) < 2:
        raise StatisticsError(
            Text("不足两个单元，没有最近邻。", "Fewer than two units have no nearest neighbours."),
            Text("请选择至少两个单元。", "Choose two units at least."),
        )
    from spatial.statistics.neighbour_forest import plant

    distances, _ = plant(xy).nearest(xy, 2)
    return float(distances[:, 1].max())


def from_pairs(pairs: Integers, n: int, method: Text) -> Weights:
    """Return binary symmetric weights for pairs (M, 2) of distinct units; each pair may stand in either order."""
    from scipy.sparse import coo_matrix

    both = np.concatenate([pairs, pairs[:, ::-1]]) if len(pairs) else np.empty((0, 2), dtype=np.int64)
    matrix = coo_matrix((np.ones(len(both)), (both[:, 0], both[:, 1])), shape=(n, n)).tocsr()
    matrix.data[:] = 1.0
    return _from_sparse(matrix, method)


def _from_sparse(matrix: Any, method: Text) -> Weights:
    matrix.sort_indices()
    return Weights(
        matrix.indptr.astype(np.int64), matrix.indices.astype(np.int64), matrix.data.astype(np.float64), method
    )


def _candidates(geometries: npt.NDArray[np.object_], tolerance: float) -> tuple[Integers, Integers]:
    """Return the pairs a < b whose boxes come within the tolerance."""
    import shapely

    boxes = shapely.bounds(geometries)
    reach = shapely.box(*(boxes + np.array([-tolerance, -tolerance, tolerance, tolerance])).T)
    a, b = shapely.STRtree(geometries).query(reach)
    return a[a < b].astype(np.int64), b[a < b].astype(np.int64)


def _share_coordinates(
    geometries: npt.NDArray[np.object_], pairs: tuple[Integers, Integers], rule: Contiguity, feedback: Feedback
) -> Any:
    """Say for each pair whether they have a vertex (queen) or an edge between two vertices (rook) in common."""
    import shapely
    from scipy.sparse import csr_matrix

    rings, owner = shapely.get_rings(geometries, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    _, vertex = np.unique(points.view(np.complex128).ravel(), return_inverse=True)
    item, unit = vertex.astype(np.int64), owner[ring]
    feedback.report(0.3)
    if rule == "rook":
        same = np.flatnonzero(ring[1:] == ring[:-1])
        ends = np.sort(np.column_stack([item[same], item[same + 1]]), axis=1)
        ends, unit = ends[ends[:, 0] != ends[:, 1]], unit[same][ends[:, 0] != ends[:, 1]]
        _, item = np.unique(ends[:, 0] * (int(item.max(initial=0)) + 1) + ends[:, 1], return_inverse=True)
    shape = (len(geometries), int(item.max(initial=-1)) + 1)
    incidence = csr_matrix((np.ones(len(item), dtype=np.int32), (unit, item)), shape=shape)
    feedback.report(0.6)
    common: Any = csr_matrix(incidence.dot(incidence.T))
    feedback.report(0.8)
    common.sort_indices()
    keys = np.repeat(np.arange(len(geometries)), np.diff(common.indptr)) * len(geometries) + common.indices
    wanted = pairs[0] * len(geometries) + pairs[1]
    place = np.searchsorted(keys, wanted)
    return keys[np.minimum(place, len(keys) - 1)] == wanted if len(keys) else np.zeros(len(wanted), dtype=bool)


def _touch(first: npt.NDArray[np.object_], second: npt.NDArray[np.object_], rule: Contiguity, tolerance: float) -> Any:
    import shapely

    if rule == "queen":
        return shapely.dwithin(first, second, tolerance) if tolerance else shapely.intersects(first, second)
    if not tolerance:
        touching = shapely.intersects(first, second)
        found = np.zeros(len(first), dtype=bool)
        common = shapely.intersection(first[touching], second[touching])
        found[touching] = shapely.length(common) > 0
        return found
    near = shapely.dwithin(first, second, tolerance)
    found = np.zeros(len(first), dtype=bool)
    along = shapely.intersection(shapely.boundary(first[near]), shapely.buffer(second[near], tolerance))
    found[near] = shapely.length(along) > 4 * tolerance
    return found


def _nearest_by_index(forest: Forest, xy: Floats, unit: int, wanted: tuple[int, float]) -> Integers:
    """Return the k nearest of a unit where several are equally far; `wanted` is k and the distance of the last."""
    k, reach = wanted
    inside = forest.within(xy[unit], reach * (1 + 1e-12))
    inside = inside[inside != unit]
    far = np.hypot(*(xy[inside] - xy[unit]).T)
    return np.sort(inside[np.lexsort((inside, np.round(far, 9)))[:k]])


def _lengths(weights: Weights, xy: Floats) -> Floats:
    row = np.repeat(np.arange(weights.n), weights.counts)
    return np.asarray(np.hypot(*(xy[row] - xy[weights.neighbours]).T), dtype=np.float64)


def _positive(distance_m: float) -> None:
    if not (np.isfinite(distance_m) and distance_m > 0):
        raise StatisticsError(
            Text(f"距离 {distance_m:g} 米无效。", f"A distance of {distance_m:g} m makes no sense."),
            Text("请输入大于 0 的米数。", "Give metres above 0."),
        )


def _not_negative(distance_m: float) -> None:
    if distance_m != 0:
        _positive(distance_m)
