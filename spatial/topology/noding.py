"""Nodes where lines meet borders: the same coordinates, to the last bit, in the line and in every owner."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from spatial.topology.model import XY, Floats, Topology
from spatial.topology.vertices import insert_vertices
from spatial.vertex_index import Edges

Integers = npt.NDArray[np.int64]
Segment = tuple[XY, XY]

TOLERANCE_M = 1e-4
"""A line that passes a vertex closer than this (0.1 mm) goes through it."""


@dataclass(frozen=True, eq=False)
class Crossings:
    """Where segments meet edges: (K,) segment and edge, (K, 2) place, (K,) position along each, 0 to 1."""

    segment: Integers
    edge: Integers
    xy: Floats
    along: Floats
    into: Floats


def undirected(edges: Edges) -> tuple[Floats, Floats]:
    """Return both ends of each edge once, whatever its direction and number of owners."""
    swap = (edges.start[:, 0] > edges.end[:, 0]) | (
        (edges.start[:, 0] == edges.end[:, 0]) & (edges.start[:, 1] > edges.end[:, 1])
    )
    a = np.where(swap[:, None], edges.end, edges.start)
    b = np.where(swap[:, None], edges.start, edges.end)
    both = np.unique(np.hstack([a, b]), axis=0) if len(a) else np.empty((0, 4))
    return both[:, :2], both[:, 2:]


def node_line(topology: Topology, line: Floats, features: Collection[int] | None = None) -> tuple[Topology, Floats]:
    """Put a vertex wherever a line meets borders.

    Parameters
    ----------
    line
        (n, 2) vertices.
    features
        Whose borders; None: everybody's. A vertex in a shared border goes into every owner.

    Returns
    -------
    Topology, (m, 2) float64
        With the vertices inserted, and the line through all of them.
    """
    segments = list(zip(map(tuple, line[:-1].tolist()), map(tuple, line[1:].tolist()), strict=True))
    inserted, along = _nodes(topology, segments, features)
    vertices: list[XY] = []
    for segment in segments:
        vertices += [segment[0], *along.get(segment, ())]
    vertices.append(segments[-1][1])
    kept = [vertex for number, vertex in enumerate(vertices) if number == 0 or vertex != vertices[number - 1]]
    return (insert_vertices(topology, inserted) if inserted else topology), np.array(kept)


def node_features(topology: Topology, feature: int, other: int) -> Topology:
    """Put a vertex wherever the borders of two features meet, into both (and into every other owner)."""
    near = topology.index.edges_in(topology.shape(other).bounds)
    a, b = undirected(near.take(near.feature == feature))
    segments = list(zip(map(tuple, a.tolist()), map(tuple, b.tolist()), strict=True))
    inserted, along = _nodes(topology, segments, (other,))
    every = dict(inserted)
    for segment, nodes in along.items():
        known = [*nodes, *every.get(segment, ())]
        every[segment] = _from_end(set(known), segment[0])
    every = {segment: [node for node in nodes if node not in segment] for segment, nodes in every.items()}
    every = {segment: nodes for segment, nodes in every.items() if nodes}
    return insert_vertices(topology, every) if every else topology


def is_only_noded(topology: Topology, before: BaseGeometry | None, after: BaseGeometry | None) -> bool:
    """Return whether a polygon runs as it did, but for vertices on its edges: where borders of neighbours meet it.

    Every vertex that was there is there, in the same order, to the last bit; the others lie within `TOLERANCE_M` of the
    edge they divide. `topology` says how long a metre is.
    """
    if before is None or after is None:
        return before is after
    old, new = (shapely.get_rings(shapely.get_parts(each)) for each in (before, after))
    if shapely.get_num_geometries(before) != shapely.get_num_geometries(after) or len(old) != len(new):
        return False
    return all(_runs_as(topology, *map(shapely.get_coordinates, pair)) for pair in zip(old, new, strict=True))


def _runs_as(topology: Topology, old: Floats, new: Floats) -> bool:
    x, y = old[0].tolist()
    scale = np.array(topology.units((x, y)))
    rows = {at: place for place, at in enumerate(map(tuple, old[:-1].tolist()))}
    kept = np.array([rows.get((a, b), -1) for a, b in new[:-1].tolist()], dtype=np.int64)
    if kept[kept >= 0].tolist() != list(range(len(old) - 1)) or kept[0] != 0:
        return False
    edge = np.maximum.accumulate(kept)  # an added vertex belongs to the edge of the last old one before it
    added = kept < 0
    _, off = _projected(new[:-1][added], old[edge[added]], old[edge[added] + 1], scale)
    return bool((off <= TOLERANCE_M).all())


def _nodes(
    topology: Topology, segments: list[Segment], features: Collection[int] | None
) -> tuple[dict[Segment, list[XY]], dict[Segment, list[XY]]]:
    """Return the new vertices of edges, and the vertices of segments, each in order from the first end."""
    if not segments:
        return {}, {}
    ends = np.array(segments)
    low, high = ends.min(axis=(0, 1)), ends.max(axis=(0, 1))
    box = topology.around((low[0], low[1], high[0], high[1]), TOLERANCE_M)
    edges = topology.index.edges_in(box)
    if features is not None:
        edges = edges.take(np.isin(edges.feature, list(features)))
    a, b = undirected(edges)
    scale = np.array(topology.units(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)))
    found = find_crossings((ends[:, 0], ends[:, 1]), (a, b), scale)
    into: dict[Segment, dict[XY, float]] = {}
    along: dict[Segment, dict[XY, float]] = {}
    by_segment = np.argsort(found.segment, kind="stable")
    breaks = np.searchsorted(found.segment[by_segment], np.arange(len(segments) + 1))
    for number in np.flatnonzero(np.diff(breaks)).tolist():
        segment, mine = segments[number], by_segment[breaks[number] : breaks[number + 1]]
        for group in _clusters(found, mine, ends[number], scale):
            at = _node_of(found, group, segment, (a, b))
            if at not in segment:
                along.setdefault(segment, {})[at] = float(found.along[group].mean())
            for k in group.tolist():
                edge: Segment = (_xy(a[found.edge[k]]), _xy(b[found.edge[k]]))
                if at not in edge:
                    into.setdefault(edge, {})[at] = float(found.into[k])
    return _ordered(into), _ordered(along)


def find_crossings(segments: tuple[Floats, Floats], edges: tuple[Floats, Floats], scale: Floats) -> Crossings:
    """Find where segments meet edges, touching ends and running along each other included.

    Parameters
    ----------
    segments, edges
        (K, 2) first and last points of each.
    scale
        (2,) units of x and of y in a metre.
    """
    (p, q), (a, b) = segments, edges
    empty = np.empty(0, dtype=np.int64)
    if not len(a):
        return Crossings(empty, empty, np.empty((0, 2)), np.empty(0), np.empty(0))
    margin = TOLERANCE_M * scale
    boxes: Any = shapely.box(*(np.minimum(a, b) - margin).T, *(np.maximum(a, b) + margin).T)
    which, edge = shapely.STRtree(boxes).query(shapely.box(*np.minimum(p, q).T, *np.maximum(p, q).T))
    p, q, a, b = p[which], q[which], a[edge], b[edge]
    rows = []
    for at, where in ((a, "into"), (b, "into"), (p, "along"), (q, "along")):
        along, off = _projected(at, p, q, scale)
        into, off_edge = _projected(at, a, b, scale)
        hit = (off if where == "into" else off_edge) <= TOLERANCE_M
        rows.append((hit, at, along, into))
    touched = np.logical_or.reduce([row[0] for row in rows])
    along, into = _crossed(p, q, a, b)
    proper = ~touched & (along > 0) & (along < 1) & (into > 0) & (into < 1)
    rows.append((proper, p + (q - p) * np.nan_to_num(along)[:, None], along, into))
    new = [hit & ~(_is_end(at, p, q) & _is_end(at, a, b)) for hit, at, _, _ in rows]  # vertices that both have already
    picks = [(which[hit], edge[hit], at[hit], t[hit], u[hit]) for hit, (_, at, t, u) in zip(new, rows, strict=True)]
    return Crossings(*(np.concatenate(column) for column in zip(*picks, strict=True)))


def _is_end(at: Floats, a: Floats, b: Floats) -> npt.NDArray[np.bool_]:
    """Return whether places are an end of their segments, to the last bit."""
    result: npt.NDArray[np.bool_] = (at == a).all(axis=1) | (at == b).all(axis=1)
    return result


def _projected(at: Floats, a: Floats, b: Floats, scale: Floats) -> tuple[Floats, Floats]:
    """Return the position (0 to 1) of the place on a segment nearest to a point, and its distance in metres."""
    run, to = (b - a) / scale, (at - a) / scale
    length2 = np.maximum((run * run).sum(axis=1), 1e-300)
    position = np.clip((run * to).sum(axis=1) / length2, 0.0, 1.0)
    off = to - run * position[:, None]
    return position, np.sqrt((off * off).sum(axis=1))


def _crossed(p: Floats, q: Floats, a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """Return where the lines through two segments meet, as positions on both; NaN for parallel ones."""
    d, e, f = q - p, b - a, a - p
    cross = d[:, 0] * e[:, 1] - d[:, 1] * e[:, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        along = (f[:, 0] * e[:, 1] - f[:, 1] * e[:, 0]) / cross
        into = (f[:, 0] * d[:, 1] - f[:, 1] * d[:, 0]) / cross
    along[cross == 0], into[cross == 0] = np.nan, np.nan
    return along, into


def _clusters(found: Crossings, mine: Integers, segment: Floats, scale: Floats) -> list[Integers]:
    """Return the crossings of one segment in groups that are one place."""
    if not len(mine):
        return []
    order = mine[np.argsort(found.along[mine], kind="stable")]
    length = float(np.hypot(*((segment[1] - segment[0]) / scale)))
    breaks = np.flatnonzero(np.diff(found.along[order]) * length > TOLERANCE_M) + 1
    return [np.asarray(group) for group in np.split(order, breaks)]


def _node_of(found: Crossings, group: Integers, segment: Segment, edges: tuple[Floats, Floats]) -> XY:
    """Return the coordinates of a node: a vertex that is there, else an end of the segment, else the crossing."""
    places = [_xy(found.xy[k]) for k in group.tolist()]
    ends = {_xy(side[found.edge[k]]) for k in group.tolist() for side in edges}
    for place in places:
        if place in ends:
            return place
    return next((place for place in places if place in segment), places[0])


def _ordered(nodes: dict[Segment, dict[XY, float]]) -> dict[Segment, list[XY]]:
    return {key: sorted(found, key=found.__getitem__) for key, found in nodes.items()}


def _from_end(nodes: set[XY], end: XY) -> list[XY]:
    return sorted(nodes, key=lambda node: (node[0] - end[0]) ** 2 + (node[1] - end[1]) ** 2)


def _xy(row: Floats) -> XY:
    x, y = row.tolist()
    return x, y
