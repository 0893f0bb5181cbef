"""The borders of a polygon layer as arcs between nodes, each kept once for both of its sides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from spatial.topology.model import XY, Floats, Topology
from spatial.vertex_index import Geometries, Rings, rings_of

Integers = npt.NDArray[np.int64]
Small = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Matched:
    """Rings with the other side of each edge.

    Parameters
    ----------
    rings
        The rings of all polygons.
    ring
        (M,) ring of each vertex.
    before, after
        (M,) the vertices before and after each one in its ring.
    node, n_nodes
        (M,) number of the place of each vertex: the same for equal coordinates; how many places there are.
    mate
        (M,) edge on the other side; -1 none; -2 where more than two edges coincide, or two in the same direction.
    """

    rings: Rings
    ring: Small
    before: Small
    after: Small
    node: Small
    n_nodes: int
    mate: Small

    @property
    def feature(self) -> Small:
        """(M,) the feature each edge belongs to."""
        return self.rings.feature[self.ring]


@dataclass(frozen=True, eq=False)
class Arcs:
    """The arcs of a layer.

    Parameters
    ----------
    xy, offsets
        (V, 2) vertices of all arcs, both ends included; arc a has the vertices offsets[a] to offsets[a + 1]. A ring
        without a node is one closed arc.
    left, right
        (A,) feature on each side, looking from its first vertex to its last; -1 nobody, -2 several (an overlap). Sides
        hold for outer rings that run counter-clockwise and holes that run clockwise.
    arc_of_edge
        (M,) arc of each edge in `matched`.
    matched
        The rings the arcs were found in.
    """

    xy: Floats
    offsets: Integers
    left: Small
    right: Small
    arc_of_edge: Small
    matched: Matched

    def __len__(self) -> int:
        return len(self.left)

    def arc(self, number: int) -> Floats:
        """Return the (n, 2) vertices of one arc."""
        return self.xy[self.offsets[number] : self.offsets[number + 1]]


def match_edges(shapes: Geometries) -> Matched:
    """Find the other side of every edge of (N,) polygons, by exact coordinates."""
    from spatial import vertex_kernels  # late: numba

    rings = rings_of(shapes, np.arange(len(shapes)))
    before, after = vertex_kernels.ring_neighbours(rings.starts)
    table, chain = vertex_kernels.chain_equal(rings.xy.view(np.int64))
    return match(rings, before, after, (table, chain))


def match(rings: Rings, before: Small, after: Small, equal: tuple[Small, Small]) -> Matched:
    """Find the other side of every edge of rings whose vertices are chained already (`vertex_kernels.chain_equal`)."""
    from spatial import arc_kernels, vertex_kernels  # late: numba

    n_nodes, node = vertex_kernels.number_chains(*equal)
    ends = np.stack([node, node[after]], axis=1).astype(np.int64)
    _, same = vertex_kernels.chain_equal(np.ascontiguousarray(np.sort(ends, axis=1)))
    first = np.ones(len(same), dtype=bool)
    first[same[same >= 0]] = False
    mate = arc_kernels.mates(np.ascontiguousarray(ends), same, first)
    ring = np.repeat(np.arange(len(rings.feature), dtype=np.int32), np.diff(rings.starts))
    return Matched(rings, ring, before, after, node, int(n_nodes), mate)


def build_arcs(shapes: Geometries) -> Arcs:
    """Build the arcs of (N,) polygons; other kinds, None and empty ones have none."""
    from spatial import arc_kernels  # late: numba

    matched = match_edges(shapes)
    uses = np.bincount(matched.node, minlength=matched.n_nodes).astype(np.int32)[matched.node]
    ends = arc_kernels.ends_of_arcs(matched.before, matched.after, matched.mate, uses)
    arc, order, offsets = arc_kernels.walk_arcs(matched.rings.starts, matched.after, matched.mate, ends)
    xy = matched.rings.xy
    lengths = np.diff(offsets)
    last = matched.after[order[offsets[1:] - 1]] if len(lengths) else np.empty(0, dtype=np.int32)
    placed = np.insert(order.astype(np.int64), offsets[1:], last)
    leading = order[offsets[:-1]]
    feature, mate = matched.feature, matched.mate[leading]
    right = np.where(mate >= 0, feature[np.maximum(mate, 0)], mate).astype(np.int32)
    return Arcs(xy[placed], offsets + np.arange(len(offsets)), feature[leading], right, arc, matched)


def arc_through(topology: Topology, a: XY, b: XY) -> Floats:
    """Return the arc that an edge is part of, walked from the edge itself: nothing else is looked at.

    Returns
    -------
    (n, 2) float64
        Vertices from one node to the other; for a closed arc the first one is the last one. Empty where nobody has
        this edge.
    """
    owners = topology.edge_owners(a, b)
    if not owners:
        return np.empty((0, 2))
    ahead = _walk(topology, a, b, owners)
    if ahead[-1] == a:
        return np.array([a, *ahead])
    return np.array([*_walk(topology, b, a, owners)[::-1], *ahead])


def _walk(topology: Topology, start: XY, at: XY, owners: tuple[int, ...]) -> list[XY]:
    before, way = start, [at]
    while at != start:
        onward = [after for after in topology.linked(at) if after != before]
        if len(onward) != 1 or topology.edge_owners(at, onward[0]) != owners:
            break
        before, at = at, onward[0]
        way.append(at)
    return way
