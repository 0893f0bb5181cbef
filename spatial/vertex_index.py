"""An index of the vertices and edges of polygons: who owns a vertex, and what lies in a box.

The index is made of immutable parts. Replacing some features adds a part with their new rings, and the old ones no
longer count; parts of like size are merged (a binary counter), so a long row of edits costs O(log n) an edit and every
earlier index stays as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Small = npt.NDArray[np.int32]
Geometries = npt.NDArray[np.object_]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class Rings:
    """The rings of polygons, laid out flat.

    Parameters
    ----------
    xy
        (M, 2) vertices of all rings, without the closing ones.
    starts
        (R + 1,) int64: ring k has the vertices starts[k] to starts[k + 1].
    feature, part, hole
        (R,) int32: which feature a ring belongs to, which part of it, and which ring of that part (0: the outer one).
    """

    xy: Floats
    starts: Integers
    feature: Small
    part: Small
    hole: Small


@dataclass(frozen=True)
class Place:
    """One occurrence of a vertex: feature, part of the feature, ring of the part (0: outer), vertex of the ring."""

    feature: int
    part: int
    ring: int
    vertex: int


@dataclass(frozen=True, eq=False)
class Edges:
    """Edges that a query found.

    Parameters
    ----------
    start, end
        (K, 2) float64: where each edge begins and ends, in the direction of its ring.
    feature, part, ring, vertex
        (K,) int32: as in `Place`; `vertex` is the one an edge starts from.
    key
        (K,) int64: tells every edge of one index from every other.
    """

    start: Floats
    end: Floats
    feature: Small
    part: Small
    ring: Small
    vertex: Small
    key: Integers

    def __len__(self) -> int:
        return len(self.feature)

    def take(self, which: npt.NDArray[np.bool_] | Integers) -> Edges:
        """Return some of the edges."""
        return Edges(*(getattr(self, name)[which] for name in _COLUMNS))


_COLUMNS = ("start", "end", "feature", "part", "ring", "vertex", "key")


def concatenated(found: Sequence[Edges]) -> Edges:
    """Return several lists of edges as one."""
    if not found:
        return _NONE
    return Edges(*(np.concatenate([getattr(each, name) for each in found]) for name in _COLUMNS))


def joined(found: Sequence[Edges]) -> Edges:
    """Return several lists of edges of one index as one, each edge once."""
    every = concatenated(found)
    return every.take(np.unique(every.key, return_index=True)[1].astype(np.int64))


def rings_of(shapes: Geometries, features: Integers) -> Rings:
    """Lay out the rings of polygons and multipolygons; anything else, None and empty ones have none.

    Parameters
    ----------
    shapes
        (K,) geometries.
    features
        (K,) the number that each goes by.
    """
    kinds = shapely.get_type_id(shapes)
    wanted = np.flatnonzero(((kinds == 3) | (kinds == 6)) & ~shapely.is_empty(shapes))
    parts, owner = shapes[wanted], np.arange(len(wanted))
    if bool((kinds == 6).any()):  # taking single polygons apart would copy every one of them
        parts, owner = shapely.get_parts(parts, return_index=True)
    inside = np.arange(len(parts)) - np.searchsorted(owner, owner, side="left")
    counts, part = _ring_sizes(parts)
    hole = np.arange(len(part)) - np.searchsorted(part, part, side="left")
    closed = shapely.get_coordinates(parts)
    keep = np.ones(len(closed), dtype=bool)
    keep[np.cumsum(counts) - 1] = False
    starts = np.concatenate(([0], np.cumsum(counts - 1))).astype(np.int64)
    return Rings(
        np.ascontiguousarray(closed[keep]) + 0.0,
        starts,
        features[wanted][owner[part]].astype(np.int32),
        inside[part].astype(np.int32),
        hole.astype(np.int32),
    )


def _ring_sizes(parts: Geometries) -> tuple[Integers, Integers]:
    """Return the number of points of every ring of (K,) polygons, and the polygon it belongs to."""
    n_rings = 1 + shapely.get_num_interior_rings(parts).astype(np.int64)
    part = np.repeat(np.arange(len(parts)), n_rings)
    holed = n_rings > 1
    counts = np.empty(len(part), dtype=np.int64)
    counts[~holed[part]] = shapely.get_num_coordinates(parts[~holed])
    counts[holed[part]] = shapely.get_num_coordinates(shapely.get_rings(parts[holed]))
    return counts, part


class IndexPart:
    """Rings with a hash of their vertices and two levels of boxes around their edges; never changed once made."""

    def __init__(self, rings: Rings) -> None:
        from spatial import vertex_kernels as kernels  # late: numba

        self.rings = rings
        self.bits = rings.xy.view(np.int64)
        self.table, self.chain = kernels.chain_equal(self.bits)
        self.before, self.after = kernels.ring_neighbours(rings.starts)
        self.ring = np.repeat(np.arange(len(rings.feature), dtype=np.int32), np.diff(rings.starts))
        spans, boxes = kernels.make_blocks(rings.xy, self.after, rings.starts)
        order = np.argsort(kernels.morton_codes(boxes), kind="stable")
        self.spans, self.boxes = np.ascontiguousarray(spans[order]), np.ascontiguousarray(boxes[order])
        self.groups = kernels.group_boxes(self.boxes)

    def __len__(self) -> int:
        return len(self.rings.xy)

    def at(self, x: float, y: float) -> Small:
        """Return the vertices with exactly these coordinates."""
        from spatial import vertex_kernels as kernels

        a, b = (np.array([x, y], dtype=np.float64) + 0.0).view(np.int64).tolist()
        return np.asarray(kernels.find_equal(self.bits, self.table, self.chain, a, b), dtype=np.int32)

    def near(self, box: Box) -> Small:
        """Return the edges (by first vertex) whose boxes meet a box."""
        from spatial import vertex_kernels as kernels

        question = np.array([box], dtype=np.float64)
        found = kernels.edges_in_box(self.rings.xy, self.after, self.spans, self.boxes, self.groups, question)
        return np.asarray(found, dtype=np.int32)

    def edges(self, which: Small, number: int = 0) -> Edges:
        """Return edges by first vertex; `number` is that of this part of the index."""
        ring = self.ring[which]
        rings = self.rings
        vertex = (which - rings.starts[ring]).astype(np.int32)
        columns = (rings.feature[ring], rings.part[ring], rings.hole[ring], vertex)
        return Edges(rings.xy[which], rings.xy[self.after[which]], *columns, which.astype(np.int64) + (number << 40))


@dataclass(frozen=True, eq=False)
class VertexIndex:
    """Index parts, and which of them holds the present rings of each feature.

    Parameters
    ----------
    parts
        Oldest (and largest) first.
    newest
        (N,) int32: number of the part that holds feature k now; -1 where it has no rings.
    """

    parts: tuple[IndexPart, ...]
    newest: Small

    @classmethod
    def of(cls, shapes: Geometries) -> VertexIndex:
        """Build the index of (N,) polygons; feature k is shapes[k]."""
        return cls((IndexPart(rings_of(shapes, np.arange(len(shapes)))),), np.zeros(len(shapes), dtype=np.int32))

    def replaced(self, shapes: Geometries, changed: Integers) -> VertexIndex:
        """Return the index after some features changed.

        Parameters
        ----------
        shapes
            (N,) all geometries as they are now; N may have grown.
        changed
            Numbers of those that are not as before, ascending.
        """
        newest = np.full(len(shapes), -1, dtype=np.int32)
        newest[: len(self.newest)] = self.newest
        newest[changed] = len(self.parts)
        parts = [*self.parts, IndexPart(rings_of(shapes[changed], changed))]
        while len(parts) > 1 and 2 * len(parts[-1]) >= len(parts[-2]):
            number = len(parts) - 2
            members = np.flatnonzero(newest >= number)
            newest[members] = number
            parts[number:] = [IndexPart(rings_of(shapes[members], members))]
        return VertexIndex(tuple(parts), newest)

    def places(self, x: float, y: float) -> list[Place]:
        """Return every occurrence of a vertex with exactly these coordinates, by feature, part, ring and vertex."""
        edges = self.edges_from(x, y)
        rows = zip(edges.feature.tolist(), edges.part.tolist(), edges.ring.tolist(), edges.vertex.tolist(), strict=True)
        return sorted((Place(*row) for row in rows), key=lambda place: (place.feature, place.part, place.ring))

    def edges_from(self, x: float, y: float) -> Edges:
        """Return the edges that start at exactly these coordinates, one for each owner."""
        return self._live([part.edges(part.at(x, y), number) for number, part in enumerate(self.parts)])

    def edges_into(self, x: float, y: float) -> Edges:
        """Return the edges that end at exactly these coordinates, one for each owner."""
        return self._live([part.edges(part.before[part.at(x, y)], number) for number, part in enumerate(self.parts)])

    def edges_in(self, box: Box) -> Edges:
        """Return the edges whose boxes meet a box (west, south, east, north); borders count in."""
        return self._live([part.edges(part.near(box), number) for number, part in enumerate(self.parts)])

    def features_in(self, box: Box) -> list[int]:
        """Return the features with an edge whose box meets a box, ascending."""
        return sorted(set(self.edges_in(box).feature.tolist()))

    def _live(self, found: list[Edges]) -> Edges:
        kept = [edges.take(self.newest[edges.feature] == number) for number, edges in enumerate(found) if len(edges)]
        return kept[0] if len(kept) == 1 else concatenated(kept)


_NO_NUMBERS = np.empty(0, dtype=np.int32)
_NO_KEYS = np.empty(0, dtype=np.int64)
_NONE = Edges(np.empty((0, 2)), np.empty((0, 2)), _NO_NUMBERS, _NO_NUMBERS, _NO_NUMBERS, _NO_NUMBERS, _NO_KEYS)
