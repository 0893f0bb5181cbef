"""Groups of points in metres: HDBSCAN and k-means, and which groups lie in which zones (DBSCAN: `clusters`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from spatial.errors import GeometryError
from spatial.feedback import SILENT, Feedback
from spatial.plane import plane_of
from spatial.statistics.nearest_neighbours import kth_distances
from spatial.statistics.zone_counts import Zones
from spatial.text import Text

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

MOST_HDBSCAN = 50_000
_OPERATIONS = 5e7
_DENSEST = 1e300  # of points at one place
_RESTARTS, _ROUNDS = 10, 300
_DOING_TREE = Text("连接最短树", "Growing the shortest tree")
_DOING_MEANS = Text("k 均值迭代", "Iterating k-means")


@dataclass(frozen=True, eq=False)
class PointGroups:
    """A partition of points.

    Parameters
    ----------
    labels
        (N,) int64 group of each point: 0, 1, … from the largest to the smallest (ties: the first point); -1 for noise
        and for points without coordinates.
    sizes
        (C,) points of each group.
    centres
        (C, 2) mean centres, WGS 84 degrees.
    noise
        Points with coordinates in no group.
    inertia_m2
        Sum of the squared distances to the centres (k-means), square metres; None otherwise.
    seed
        Used; None where nothing is drawn.
    method
        In words.
    """

    labels: Integers
    sizes: Integers
    centres: Floats
    noise: int
    inertia_m2: float | None
    seed: int | None
    method: Text


@dataclass(frozen=True, eq=False)
class ClusterZones:
    """Which groups of points lie in which zones.

    Parameters
    ----------
    zones
        Ids of the zones, or names of the groups of zones.
    n
        (C, Z) points of each group in each zone; a point in several zones counts in the first.
    outside
        (C,) points of each group in no zone.
    noise
        (Z,) points of each zone in no group.
    straddling
        Groups with points in more than one zone.
    leaving
        Groups with points both in a zone and outside all of them.
    """

    zones: tuple[str, ...]
    n: Integers
    outside: Integers
    noise: Integers
    straddling: tuple[int, ...]
    leaving: tuple[int, ...]


def hdbscan(
    lonlat: Floats, min_cluster_size: int, min_samples: int | None = None, feedback: Feedback = SILENT
) -> PointGroups:
    """Find clusters of varying density (HDBSCAN*, excess of mass; Campello, Moulavi and Sander 2013).

    Parameters
    ----------
    lonlat
        (N, 2) WGS 84 degrees; rows that are not finite have label -1 and are no noise. At most 50,000 points.
    min_cluster_size
        Fewest points of a cluster, 2 or more.
    min_samples
        Neighbours, the point itself counted, whose distance is a point's core distance; None: min_cluster_size.

    Returns
    -------
    PointGroups
        As scikit-learn's ``HDBSCAN`` with the same parameters, except for single points at equal distances, whose
        order the
        definition leaves open. All points are never one cluster: then all are noise.

    Raises
    ------
    GeometryError
        No point has coordinates, too many have, or a parameter is out of range.
    """
    least = min_cluster_size if min_samples is None else min_samples
    present, xy, plane_name = _metres(lonlat, feedback.part(0.0, 0.1))
    _check(
        min_cluster_size >= 2 and 1 <= least <= len(xy),
        f"min_cluster_size {min_cluster_size}, min_samples {least}",
        Text(
            f"最小聚类至少 2 点，min_samples 在 1 与点数（{len(xy)}）之间。",
            f"Clusters have 2 points or more, min_samples is from 1 to the number of points ({len(xy)}).",
        ),
    )
    _check(
        len(xy) <= MOST_HDBSCAN,
        f"{len(xy):,}",
        Text(
            f"HDBSCAN 最多 {MOST_HDBSCAN:,} 个点；更多时请用 DBSCAN。",
            f"HDBSCAN takes {MOST_HDBSCAN:,} points at most; use DBSCAN for more.",
        ),
    )
    found = np.full(len(xy), -1, dtype=np.int64)
    if len(xy) > 1:
        from spatial.statistics.mutual_reachability import link  # numba

        core = kth_distances(xy, least - 1, feedback.part(0.1, 0.2)) if least > 1 else np.zeros(len(xy))
        tree = _tree(xy, core, feedback.part(0.2, 0.9))
        merges = np.empty((len(xy) - 1, 4))
        link(np.ascontiguousarray(tree[np.argsort(tree[:, 2], kind="stable")]), merges)
        found = _excess_of_mass(merges, min_cluster_size, feedback.part(0.9, 1.0))
    method = Text(
        f"HDBSCAN*（超额质量法），最小聚类 {min_cluster_size} 点，min_samples {least}（含自身）。"
        f"平面坐标：{plane_name.zh}。",
        f"HDBSCAN* (excess of mass), clusters of {min_cluster_size} points or more, min_samples {least} (the point "
        f"itself "
        f"counted). Plane: {plane_name.en}.",
    )
    return _groups(lonlat, present, found, None, None, method)


def k_means(lonlat: Floats, k: int, seed: int = 20260101, feedback: Feedback = SILENT) -> PointGroups:
    """Part points into k groups around their means (Lloyd 1982; k-means++ start, best of ten).

    Parameters
    ----------
    lonlat
        (N, 2) WGS 84 degrees; rows that are not finite have label -1.
    k
        From 1 to the number of different places.
    seed
        Of the starts.

    Raises
    ------
    GeometryError
        No point has coordinates, or k is out of range.
    """
    present, xy, plane_name = _metres(lonlat, feedback.part(0.0, 0.05))
    places = _places(xy, k, feedback.part(0.05, 0.1))
    _check(
        1 <= k <= places,
        f"k = {k}",
        Text(
            f"请给出 1 与不同位置数（{places}）之间的整数。",
            f"Give a whole number from 1 to the {places} different places.",
        ),
    )
    rng = np.random.default_rng(seed)
    offset = np.ascontiguousarray(xy - xy.mean(axis=0))
    best: tuple[float, Integers] | None = None
    for start in range(_RESTARTS):
        part = feedback.part(0.1 + 0.9 * start / _RESTARTS, 0.1 + 0.9 * (start + 1) / _RESTARTS)
        found = _lloyd(offset, k, rng, part)
        if best is None or found[0] < best[0] * (1 - 1e-12):
            best = found
    assert best is not None
    method = Text(
        f"k 均值（Lloyd，k-means++ 初值，{_RESTARTS} 次取最优，种子 {seed}），k = {k}。平面坐标：{plane_name.zh}。",
        f"k-means (Lloyd, k-means++ start, best of {_RESTARTS}, seed {seed}), k = {k}. Plane: {plane_name.en}.",
    )
    return _groups(lonlat, present, best[1], best[0], seed, method)


def _places(xy: Floats, enough: int, feedback: Feedback) -> int:
    """Return how many different places there are; counting ends at `enough`."""
    seen = np.empty(0, dtype=np.complex128)
    for start in range(0, len(xy), 100_000):
        feedback.report(start / len(xy))
        seen = np.unique(np.concatenate([seen, xy[start : start + 100_000].view(np.complex128).ravel()]))
        if len(seen) >= enough:
            break
    return len(seen)


def cluster_zone_table(
    lonlat: Floats, labels: Integers, zones: Zones, blocks: Mapping[str, str] | None = None, feedback: Feedback = SILENT
) -> ClusterZones:
    """Cross groups of points with zones, or with groups of zones such as the northern and the southern block.

    Parameters
    ----------
    lonlat, labels
        (N, 2) WGS 84 degrees, and (N,) the group of each point, -1 for none.
    blocks
        Zone id -> name of its block; zones that are not named stand for themselves. None: zone by zone.
    """
    names = [(blocks or {}).get(name, name) for name in zones.ids]
    columns = tuple(dict.fromkeys(names))
    column = np.array([columns.index(name) for name in names] + [len(columns)])
    placed = column[zones.index.place(lonlat, feedback).zone]  # -1, outside, is the last column
    present = np.isfinite(lonlat).all(axis=1)
    groups = int(labels.max(initial=-1)) + 1
    size = len(columns) + 1
    row = np.where(labels >= 0, labels, groups)[present]
    table = np.bincount(row * size + placed[present], minlength=(groups + 1) * size).reshape(groups + 1, size)
    inside, outside = table[:-1, :-1], table[:-1, -1]
    straddling = np.flatnonzero((inside > 0).sum(axis=1) > 1)
    leaving = np.flatnonzero((inside.sum(axis=1) > 0) & (outside > 0))
    return ClusterZones(columns, inside, outside, table[-1, :-1], tuple(straddling.tolist()), tuple(leaving.tolist()))


def _metres(lonlat: Floats, feedback: Feedback) -> tuple[Integers, Floats, Text]:
    plane = plane_of(lonlat)
    present = np.flatnonzero(np.isfinite(lonlat).all(axis=1))
    xy = plane.to_metres(np.asarray(lonlat[present], dtype=np.float64), feedback)
    return present, np.ascontiguousarray(xy), plane.name


def _check(fine: bool, value: str, remedy: Text) -> None:
    if not fine:
        raise GeometryError(Text(f"参数不可用：{value}。", f"This cannot be used: {value}."), remedy)


def _groups(
    lonlat: Floats, present: Integers, found: Integers, inertia: float | None, seed: int | None, method: Text
) -> PointGroups:
    labels = np.full(len(lonlat), -1, dtype=np.int64)
    names, first, code, size = np.unique(found, return_index=True, return_inverse=True, return_counts=True)
    kept = names >= 0
    order = np.lexsort((first[kept], -size[kept]))
    rank = np.full(len(names), -1, dtype=np.int64)
    rank[np.flatnonzero(kept)[order]] = np.arange(len(order))
    labels[present] = rank[code]
    sizes = size[kept][order].astype(np.int64)
    inside = labels >= 0
    sums = [np.bincount(labels[inside], lonlat[inside, axis], minlength=len(sizes)) for axis in (0, 1)]
    centres = np.column_stack(sums) / np.maximum(sizes, 1)[:, None]
    return PointGroups(labels, sizes, centres, int((rank[code] < 0).sum()), inertia, seed, method)


def _tree(xy: Floats, core: Floats, feedback: Feedback) -> Floats:
    from spatial.statistics.mutual_reachability import grow_tree

    n = len(xy)
    tree = np.empty((n - 1, 3))
    nearest, source = np.full(n, np.inf), np.zeros(n, dtype=np.int64)
    nearest[0] = -1.0
    at = np.zeros(3, dtype=np.int64)
    step = max(1, int(_OPERATIONS / n))
    while at[1] < n - 1:
        feedback.report(at[1] / n, _DOING_TREE)
        at[2] = min(at[1] + step, n - 1)
        grow_tree(xy, core, (nearest, source, at), tree)
    return tree


def _excess_of_mass(merges: Floats, least: int, feedback: Feedback) -> Integers:
    """Return (N,) the cluster of each point, -1 for none, from the merges of the single linkage."""
    n = len(merges) + 1
    parent_of, birth, members, stability = _condense(merges, least, feedback)
    chosen = np.zeros(len(birth), dtype=np.bool_)
    below: list[list[int]] = [[] for _ in birth]
    for cluster in range(1, len(birth)):
        below[parent_of[cluster]].append(cluster)
    for cluster in range(len(birth) - 1, 0, -1):
        children = sum(stability[child] for child in below[cluster])
        chosen[cluster] = not below[cluster] or stability[cluster] >= children
        stability[cluster] = max(stability[cluster], children)
    home = np.full(len(birth), -1, dtype=np.int64)
    for cluster in range(1, len(birth)):  # parents come before their children
        above = home[parent_of[cluster]]
        home[cluster] = above if above >= 0 else (cluster if chosen[cluster] else -1)
    return np.asarray(home[members[:n]], dtype=np.int64)


def _condense(merges: Floats, least: int, feedback: Feedback) -> tuple[list[int], list[float], Integers, list[float]]:
    """Return parent, birth density, (N,) the last cluster of each point, and stability; cluster 0 is all points."""
    n = len(merges) + 1
    first, second, size = merges[:, 0].astype(int).tolist(), merges[:, 1].astype(int).tolist(), merges[:, 3].tolist()
    with np.errstate(divide="ignore"):
        density = (1.0 / merges[:, 2]).tolist()
    parent_of, birth, stability = [-1], [0.0], [0.0]
    members = np.zeros(n, dtype=np.int64)
    waiting = [(2 * n - 2, 0, False)]
    done = 0
    while waiting:
        node, cluster, fallen = waiting.pop()
        done += 1
        if done % 4096 == 0:
            feedback.report(done / (2 * n))
        if node < n:
            members[node] = cluster
            continue
        level = min(density[node - n], _DENSEST)
        children = (first[node - n], second[node - n])
        counts = [1.0 if child < n else size[child - n] for child in children]
        splits = not fallen and min(counts) >= least
        for child, count in zip(children, counts, strict=True):
            leaves = splits or count < least
            if leaves and not fallen:
                stability[cluster] += (level - birth[cluster]) * count
            if splits:
                parent_of.append(cluster)
                birth.append(level)
                stability.append(0.0)
            waiting.append((child, len(birth) - 1 if splits else cluster, fallen or (leaves and not splits)))
    return parent_of, birth, members, stability


def _lloyd(xy: Floats, k: int, rng: np.random.Generator, feedback: Feedback) -> tuple[float, Integers]:
    centres = _spread_start(xy, k, rng, feedback)
    labels = np.zeros(len(xy), dtype=np.int64)
    for number in range(_ROUNDS):
        new, squares, sums = _nearest(xy, centres, number / _ROUNDS, feedback)
        empties = np.flatnonzero(sums[:, 0] == 0)
        for empty in empties:  # an empty group takes the point farthest from its centre
            far = int(squares.argmax())
            new[far], squares[far] = empty, 0.0
        if len(empties):
            sums = np.column_stack([np.bincount(new, minlength=k), *(np.bincount(new, each, k) for each in xy.T)])
        centres = np.ascontiguousarray(sums[:, 1:] / sums[:, :1])
        if bool((new == labels).all()):
            break
        labels = new
    labels, squares, _ = _nearest(xy, centres, 1.0, feedback)
    return float(squares.sum()), labels


def _nearest(xy: Floats, centres: Floats, done: float, feedback: Feedback) -> tuple[Integers, Floats, Floats]:
    """Return (N,) the nearest centre, (N,) the square of its distance, and (K, 3) number and sums of its points."""
    from spatial.statistics.mean_assignment import assign_to_means

    labels, squares = np.empty(len(xy), dtype=np.int64), np.empty(len(xy))
    sums = np.zeros((len(centres), 3))
    step = max(int(_OPERATIONS / len(centres)), 1)
    for start in range(0, len(xy), step):
        feedback.report(done)
        rows = slice(start, start + step)
        assign_to_means(xy[rows], centres, labels[rows], squares[rows], sums)
    return labels, squares, sums


def _spread_start(xy: Floats, k: int, rng: np.random.Generator, feedback: Feedback) -> Floats:
    """Return k different points, each likely to lie far from those before it (Arthur and Vassilvitskii 2007)."""
    chosen = [int(rng.integers(len(xy)))]
    squares = ((xy - xy[chosen[0]]) ** 2).sum(axis=1)
    for _ in range(1, k):
        feedback.report(0.0, _DOING_MEANS)
        reached = np.cumsum(squares)
        chosen.append(int(min(np.searchsorted(reached, rng.random() * reached[-1], side="right"), len(xy) - 1)))
        squares = np.minimum(squares, ((xy - xy[chosen[-1]]) ** 2).sum(axis=1))
    return np.asarray(xy[chosen])
