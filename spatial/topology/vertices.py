"""Edits of vertices and edges: in every owner at once, unless a border was detached."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
from shapely.geometry.base import BaseGeometry

from spatial.errors import GeometryError
from spatial.text import Text
from spatial.topology.model import XY, Floats, Topology, replaced
from spatial.topology.rings import RingKey, ring_vertices, too_few, with_rings, without_repeats
from spatial.vertex_index import Place


def movers(topology: Topology, at: XY, of: int | None = None) -> tuple[int, ...]:
    """Return the features whose vertex moves when a user takes hold of the one at `at`.

    Parameters
    ----------
    of
        The feature whose vertex was taken hold of; None: nobody's in particular. A detached vertex moves alone; those
        that are not detached move together.
    """
    owners = topology.owners(at)
    bound = tuple(owner for owner in owners if (owner, *at) not in topology.loose)
    if of is not None:
        return bound if of in bound else tuple(owner for owner in owners if owner == of)
    return bound or owners[:1]


def move_vertex(topology: Topology, at: XY, to: XY, of: int | None = None) -> Topology:
    """Move one vertex in every owner (see `movers`); see `move_vertices`."""
    return move_vertices(topology, {at: to}, of)


def move_edge(topology: Topology, a: XY, b: XY, by: XY, of: int | None = None) -> Topology:
    """Move both ends of an edge by (dx, dy), in every owner."""
    if not topology.edge_places(a, b):
        raise _no_edge(a, b)
    return move_vertices(topology, {end: (end[0] + by[0], end[1] + by[1]) for end in (a, b)}, of)


def nudge(topology: Topology, vertices: Sequence[XY], by: XY, of: int | None = None) -> Topology:
    """Move vertices by the same (dx, dy), in every owner: an arrow key."""
    return move_vertices(topology, {at: (at[0] + by[0], at[1] + by[1]) for at in vertices}, of)


def move_vertices(topology: Topology, moves: Mapping[XY, XY], of: int | None = None) -> Topology:
    """Move vertices at the same time, each in every owner.

    A vertex that lands on the one beside it becomes one with it. Nothing is said about validity: see `settle`.

    Parameters
    ----------
    moves
        Exact coordinates of a vertex → its new coordinates (of a snap target: bit for bit).
    of
        As in `movers`.

    Raises
    ------
    GeometryError
        There is no such vertex, a coordinate is not finite, or a ring would have fewer than four points.
    """
    rings: dict[tuple[int, RingKey], dict[int, XY]] = {}
    for at, to in moves.items():
        if not np.isfinite(to).all():
            raise _not_finite(to)
        for place in _places(topology, at, movers(topology, at, of)):
            rings.setdefault((place.feature, (place.part, place.ring)), {})[place.vertex] = to
    new: dict[int, dict[RingKey, Floats | None]] = {}
    for (feature, key), moved in rings.items():
        vertices = ring_vertices(topology.shapes[feature], key)
        vertices[list(moved), :2] = np.array(list(moved.values())) + 0.0
        new.setdefault(feature, {})[key] = without_repeats(vertices)
    return _loose_moved(_with(topology, new, "move_vertices"), topology, moves, of)


def insert_vertex(topology: Topology, a: XY, b: XY, at: XY) -> Topology:
    """Insert a vertex into the edge between two vertices, in every owner of the edge.

    Raises
    ------
    GeometryError
        Nobody has this edge, or the new vertex is one of its ends.
    """
    places = topology.edge_places(a, b)
    if not places:
        raise _no_edge(a, b)
    if at in (a, b):
        raise GeometryError(
            Text("新顶点与边的端点重合。", "The new vertex is an end of the edge."),
            Text("请在边的中间插入。", "Insert it between the ends."),
        )
    return insert_vertices(topology, {(a, b): (at,)})


def insert_vertices(topology: Topology, into: Mapping[tuple[XY, XY], Sequence[XY]]) -> Topology:
    """Insert several vertices into edges, in every owner of each.

    Parameters
    ----------
    into
        Edge (a, b) → its new vertices in the order from a to b.
    """
    rings: dict[tuple[int, RingKey], list[tuple[int, Sequence[XY]]]] = {}
    for (a, b), vertices in into.items():
        for place in topology.edge_places(a, b):
            key = (place.feature, (place.part, place.ring))
            forward = _vertex(topology, place) == a
            rings.setdefault(key, []).append((place.vertex + 1, vertices if forward else list(vertices)[::-1]))
    new: dict[int, dict[RingKey, Floats | None]] = {}
    for (feature, ring), inserted in rings.items():
        old = ring_vertices(topology.shapes[feature], ring)
        new.setdefault(feature, {})[ring] = _inserted(old, inserted)
    return _with(topology, new, "insert_vertices")


def delete_vertices(topology: Topology, vertices: Collection[XY], of: int | None = None) -> Topology:
    """Delete vertices in every owner.

    Raises
    ------
    GeometryError
        There is no such vertex; three borders meet in it (deleting it would open a gap); or a ring would have fewer
        than four points. Nothing changes.
    """
    rings: dict[tuple[int, RingKey], list[int]] = {}
    for at in vertices:
        moving = movers(topology, at, of)
        if len(moving) > 1 and len(topology.linked(at)) > 2:
            raise GeometryError(
                Text(
                    "三条以上的边界在此相接，删除这个顶点会留下缝隙。",
                    "Three or more borders meet here; deleting the vertex would open a gap.",
                ),
                Text(
                    "请把它移到相邻的顶点上，或先分离边界。",
                    "Move it onto the vertex beside it, or detach a border first.",
                ),
            )
        for place in _places(topology, at, moving):
            rings.setdefault((place.feature, (place.part, place.ring)), []).append(place.vertex)
    new: dict[int, dict[RingKey, Floats | None]] = {}
    for (feature, key), gone in rings.items():
        kept = np.delete(ring_vertices(topology.shapes[feature], key), gone, axis=0)
        if len(kept) < 3:
            raise too_few(feature)
        new.setdefault(feature, {})[key] = without_repeats(kept)
    return _with(topology, new, "delete_vertices")


def set_ring(topology: Topology, feature: int, ring: RingKey, vertices: Floats) -> Topology:
    """Put (n, 2) vertices, the closing one left out, in place of a ring of one feature: a vertex table, a pasted list.

    Where a vertex at the same place in the ring is shared and merely has other coordinates (as many vertices as
    before), it moves in every owner.
    """
    old = topology.ring(feature, *ring)
    if len(old) == len(vertices):
        pairs = [
            (tuple(a), tuple(b)) for a, b in zip(old.tolist(), np.asarray(vertices).tolist(), strict=True) if a != b
        ]
        return move_vertices(topology, dict(pairs), feature)
    if not np.isfinite(vertices).all():
        raise _not_finite(tuple(vertices[~np.isfinite(vertices).all(axis=1)][0].tolist()))
    new = with_rings(topology.shape(feature), {ring: without_repeats(np.asarray(vertices, dtype=np.float64))}, feature)
    return replaced(topology, {feature: new}, "set_ring")


def _with(topology: Topology, rings: Mapping[int, Mapping[RingKey, Floats | None]], kind: str) -> Topology:
    shapes: dict[int, BaseGeometry | None] = {
        feature: with_rings(topology.shapes[feature], changed, feature) for feature, changed in rings.items()
    }
    return replaced(topology, shapes, kind)


def _places(topology: Topology, at: XY, features: Collection[int]) -> list[Place]:
    places = [place for place in topology.places(at) if place.feature in features]
    if not places:
        raise GeometryError(
            Text(f"({at[0]:.9g}, {at[1]:.9g}) 处没有顶点。", f"There is no vertex at ({at[0]:.9g}, {at[1]:.9g})."),
            Text("请重新选择顶点。", "Choose the vertex again."),
        )
    return places


def _vertex(topology: Topology, place: Place) -> XY:
    vertices = topology.ring(place.feature, place.part, place.ring)
    x, y = vertices[place.vertex].tolist()
    return x, y


def _inserted(vertices: Floats, inserted: Sequence[tuple[int, Sequence[XY]]]) -> Floats:
    """Return vertices of a ring with others before the given positions; heights are interpolated."""
    rows = vertices.tolist()
    for position, new in sorted(inserted, key=lambda each: -each[0]):
        before, after = rows[position - 1], rows[position % len(rows)]
        fresh = []
        for number, (x, y) in enumerate(new, 1):
            heights = [
                low + (high - low) * number / (len(new) + 1) for low, high in zip(before[2:], after[2:], strict=True)
            ]
            fresh.append([x + 0.0, y + 0.0, *heights])
        rows[position:position] = fresh
    return without_repeats(np.array(rows, dtype=np.float64))


def _loose_moved(new: Topology, old: Topology, moves: Mapping[XY, XY], of: int | None) -> Topology:
    """Let the marks of detached vertices go with them."""
    if not old.loose:
        return new
    loose = set(old.loose)
    for at, to in moves.items():
        for feature in movers(old, at, of):
            if (feature, *at) in old.loose:
                loose.discard((feature, *at))
                loose.add((feature, *to))
    return replace(new, loose=frozenset(loose))


def _no_edge(a: XY, b: XY) -> GeometryError:
    return GeometryError(
        Text(
            f"没有从 ({a[0]:.9g}, {a[1]:.9g}) 到 ({b[0]:.9g}, {b[1]:.9g}) 的边。",
            f"There is no edge from ({a[0]:.9g}, {a[1]:.9g}) to ({b[0]:.9g}, {b[1]:.9g}).",
        ),
        Text("请重新选择边。", "Choose the edge again."),
    )


def _not_finite(at: Sequence[float]) -> GeometryError:
    return GeometryError(
        Text(f"坐标 ({at[0]}, {at[1]}) 不是有限的数。", f"The coordinates ({at[0]}, {at[1]}) are not finite."),
        Text("请输入有效的坐标。", "Give valid coordinates."),
    )
