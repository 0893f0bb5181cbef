"""What a pointer snaps to: vertices, intersections, edges and their midpoints, with exact coordinates."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
import numpy.typing as npt

from spatial.vertex_index import Edges, VertexIndex, concatenated

Kind = Literal["vertex", "intersection", "edge", "midpoint"]
XY = tuple[float, float]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

Moving = Mapping[XY, Collection[int]]
"""Exact places of vertices that are being dragged, each with the features (of the first index) whose vertex it is."""
NOTHING: Moving = MappingProxyType({})

PRIORITY: tuple[Kind, ...] = ("vertex", "intersection", "edge", "midpoint")
"""The first kind with a target within the tolerance wins, however near one of a later kind is. A midpoint lies on an
edge: it is offered where edges are switched off."""

_MOST_EDGES = 400
"""Intersections are looked for among so many edges near the pointer; with more in reach nobody can aim at one."""


@dataclass(frozen=True)
class Snap:
    """A snap target.

    Parameters
    ----------
    kind
        What it is.
    at
        Its coordinates: those of the vertex, to the last bit; for the other kinds computed.
    source, feature
        Which of the indexes that were asked, and which feature in it (the lowest of several).
    edge
        Both ends of the edge the target lies on (for a vertex, of an edge that starts there): what `insert_vertex`
        wants to be told.
    distance
        From the pointer, as a share of the tolerance: 0 to 1.
    """

    kind: Kind
    at: XY
    source: int
    feature: int
    edge: tuple[XY, XY]
    distance: float


def snap(
    indexes: Sequence[VertexIndex],
    pointer: XY,
    tolerance: float | tuple[float, float],
    kinds: Collection[Kind] = PRIORITY,
    moving: Moving = NOTHING,
) -> Snap | None:
    """Find what a pointer snaps to.

    Parameters
    ----------
    indexes
        One per layer that takes part, in one CRS; `Topology.index`.
    pointer
        In that CRS.
    tolerance
        Reach in units of that CRS: pixels times units per pixel; a pair where x and y differ (degrees).
    kinds
        Which kinds of targets take part.
    moving
        Vertices that are being dragged: neither they nor the edges at them are targets, nor are those at the same place
        in other indexes (a copy of the border would hold the mouse where the drag began).

    Returns
    -------
    Snap or None
        The nearest target of the first kind in `PRIORITY` that has one within the tolerance (ends included).
    """
    reach = np.broadcast_to(np.asarray(tolerance, dtype=np.float64), 2)
    if not (reach > 0).all() or not np.isfinite(pointer).all():
        return None
    west, south = np.array(pointer) - reach
    east, north = np.array(pointer) + reach
    near = [index.edges_in((west, south, east, north)) for index in indexes]
    if moving:
        near = [edges.take(~_moves(edges, moving, number == 0)) for number, edges in enumerate(near)]
    source = np.repeat(np.arange(len(near)), [len(edges) for edges in near])
    every = near[0] if len(near) == 1 else concatenated(near)
    found: Snap | None = None
    for kind in PRIORITY:
        if kind in kinds and found is None:
            found = _nearest(kind, every, np.array(pointer), reach, source)
    return found


def _moves(edges: Edges, moving: Moving, own: bool) -> npt.NDArray[np.bool_]:
    """Return which edges have an end that moves; `own`: in the index of the features that `moving` names."""
    places = np.array(list(moving), dtype=np.float64).view(np.complex128).ravel()
    result = np.zeros(len(edges), dtype=bool)
    for ends in (edges.start, edges.end):
        hit = np.isin(np.ascontiguousarray(ends).view(np.complex128).ravel(), places)
        for row in np.flatnonzero(hit).tolist() if own else ():
            x, y = ends[row].tolist()
            hit[row] = int(edges.feature[row]) in moving[x, y]
        result |= hit
    return result


def _nearest(kind: Kind, edges: Edges, pointer: Floats, reach: Floats, source: Integers) -> Snap | None:
    if not len(edges):
        return None
    if kind == "vertex":
        targets, which = edges.start, np.arange(len(edges))
    elif kind == "midpoint":
        targets, which = (edges.start + edges.end) / 2.0, np.arange(len(edges))
    elif kind == "edge":
        targets, which = _feet(edges, pointer, reach), np.arange(len(edges))
    else:
        targets, which = _crossings(edges)
    if not len(targets):
        return None
    off = (targets - pointer) / reach
    distance = np.sqrt((off * off).sum(axis=1))
    best = int(np.lexsort((edges.feature[which], source[which], distance))[0])
    if distance[best] > 1.0:
        return None
    start, end = edges.start[which[best]].tolist(), edges.end[which[best]].tolist()
    x, y = targets[best].tolist()
    edge = ((start[0], start[1]), (end[0], end[1]))
    row = int(which[best])
    return Snap(kind, (x, y), int(source[row]), int(edges.feature[row]), edge, float(distance[best]))


def _feet(edges: Edges, pointer: Floats, reach: Floats) -> Floats:
    """Return (K, 2) the place of each edge nearest to the pointer."""
    run, to = (edges.end - edges.start) / reach, (pointer - edges.start) / reach
    length2 = np.maximum((run * run).sum(axis=1), 1e-300)
    along = np.clip((run * to).sum(axis=1) / length2, 0.0, 1.0)
    feet: Floats = edges.start + (edges.end - edges.start) * along[:, None]
    return feet


def _crossings(edges: Edges) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Return (J, 2) where edges cross each other in the inside of both, and the first edge of each pair."""
    count = len(edges)
    if not 2 <= count <= _MOST_EDGES:
        return np.empty((0, 2)), np.empty(0, dtype=np.int64)
    i, j = np.triu_indices(count, 1)
    d, e, f = edges.end[i] - edges.start[i], edges.end[j] - edges.start[j], edges.start[j] - edges.start[i]
    cross = d[:, 0] * e[:, 1] - d[:, 1] * e[:, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        t = (f[:, 0] * e[:, 1] - f[:, 1] * e[:, 0]) / cross
        u = (f[:, 0] * d[:, 1] - f[:, 1] * d[:, 0]) / cross
    hit = (cross != 0) & (t > 0) & (t < 1) & (u > 0) & (u < 1)
    targets: Floats = edges.start[i[hit]] + d[hit] * t[hit][:, None]
    return targets, i[hit].astype(np.int64)
