"""Common borders: which they are, detaching one and attaching one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np
import shapely

from spatial.errors import GeometryError
from spatial.text import Text
from spatial.topology.cutting import combined
from spatial.topology.model import XY, Change, Floats, Topology, replaced
from spatial.topology.noding import node_features
from spatial.topology.rings import RingKey, ring_vertices, with_rings, without_repeats


def shared_vertices(topology: Topology, feature: int, others: Collection[int] | None = None) -> list[XY]:
    """Return the vertices that a feature shares with others (None: with anybody), each once."""
    near = [each for each in topology.neighbours(feature) if others is None or each in others]
    theirs: set[tuple[float, ...]] = set()
    for each in near:
        theirs.update(map(tuple, (shapely.get_coordinates(topology.shapes[each]) + 0.0).tolist()))
    own = dict.fromkeys(map(tuple, (shapely.get_coordinates(topology.shape(feature)) + 0.0).tolist()))
    return [(at[0], at[1]) for at in own if at in theirs]


def shared_border_m(topology: Topology, feature: int) -> dict[int, float]:
    """Return the length in metres of the border with each neighbour, by exact common edges."""
    lengths: dict[int, float] = {}
    shape = topology.shape(feature)
    for other in topology.neighbours(feature):
        common = shapely.intersection(shapely.boundary(shape), shapely.boundary(topology.shapes[other]))
        lines = [part for part in shapely.get_parts(common) if part.geom_type == "LineString"]
        if lines:
            lengths[other] = topology.length_m(lines)
    return lengths


def detach(topology: Topology, feature: int, vertices: Collection[XY] | None = None) -> Topology:
    """Detach a border: the feature gets vertices of its own, which no longer move with those of its neighbours.

    Parameters
    ----------
    vertices
        Which; None: all that it shares. Nothing moves yet, and nothing changes on disk.

    Raises
    ------
    GeometryError
        It shares none of them.
    """
    shared = shared_vertices(topology, feature)
    chosen = shared if vertices is None else [at for at in vertices if at in set(shared)]
    if not chosen:
        raise GeometryError(
            Text(f"第 {feature + 1} 个要素在此没有共用的边界。", f"Feature {feature + 1} shares no border here."),
            Text("只有与邻居共用的顶点可以分离。", "Only vertices shared with a neighbour can be detached."),
        )
    loose = topology.loose | {(feature, *at) for at in chosen}
    return replace(topology, loose=loose, change=Change("detach"))


def attach(topology: Topology, feature: int, other: int, within_m: float) -> Topology:
    """Attach a border: where it runs within a distance of a neighbour's border, it takes that one over exactly.

    Vertices of the feature that lie within the distance move onto the border of the other (onto its vertices where one
    is near), and the vertices of the other between them are copied. Detached vertices are bound again.

    Raises
    ------
    GeometryError
        The border of the feature is nowhere that near.
    """
    line = shapely.boundary(topology.shape(other))
    new: dict[RingKey, Floats | None] = {}
    shape = topology.shape(feature)
    for number, part in enumerate(shapely.get_parts(shape)):
        for ring in range(1 + shapely.get_num_interior_rings(part)):
            vertices = ring_vertices(shape, (number, ring))
            taken = _taken_over(topology, vertices, line, within_m)
            if taken is not None:
                new[(number, ring)] = taken
    bound = topology.loose - {(feature, *at) for at in shared_vertices(topology, feature, (other,))}
    if not new and bound == topology.loose:
        raise GeometryError(
            Text(
                f"两条边界相距都超过 {within_m:g} 米。", f"The borders are nowhere within {within_m:g} m of each other."
            ),
            Text("请加大距离，或先把边界移近。", "Choose a larger distance, or move the border nearer first."),
        )
    bound_again = replace(topology, loose=bound, change=Change("attach"))
    if not new:
        return bound_again
    moved = replaced(bound_again, {feature: with_rings(shape, new, feature)}, "attach")
    return combined(topology, replace(node_features(moved, feature, other), change=Change("attach")))


def _taken_over(topology: Topology, vertices: Floats, line: shapely.Geometry, within_m: float) -> Floats | None:
    """Return a ring with every stretch near a line replaced by that line; None where no vertex is near."""
    scale = np.array(topology.units((float(vertices[0, 0]), float(vertices[0, 1]))))
    plane = shapely.transform(line, lambda xy: xy / scale)
    points = shapely.points(vertices[:, :2] / scale)
    near = shapely.distance(points, plane) <= within_m
    if not near.any():
        return None
    corners = shapely.get_coordinates(line)
    tree = shapely.STRtree(shapely.points(corners / scale))
    out = vertices.copy()
    for k in np.flatnonzero(near).tolist():
        corner = int(tree.nearest(points[k]))
        if np.hypot(*(corners[corner] / scale - vertices[k, :2] / scale)) <= within_m:
            out[k, :2] = corners[corner]
            continue
        out[k, :2] = shapely.get_coordinates(shapely.shortest_line(plane, points[k]))[0] * scale
    return without_repeats(_with_between(out, near, corners, scale, within_m))


def _with_between(ring: Floats, near: np.ndarray, corners: Floats, scale: Floats, within_m: float) -> Floats:
    """Return a ring whose edges between two attached vertices pass through the corners near to them, in order."""
    rows: list[Floats] = []
    for k in range(len(ring)):
        a, b = ring[k], ring[(k + 1) % len(ring)]
        rows.append(a)
        if not (near[k] and near[(k + 1) % len(ring)]):
            continue
        run, to = (b[:2] - a[:2]) / scale, (corners - a[:2]) / scale
        length2 = float((run * run).sum())
        if length2 == 0.0:
            continue
        along = to @ run / length2
        off = np.abs(run[0] * to[:, 1] - run[1] * to[:, 0]) / np.sqrt(length2)
        between = np.flatnonzero((along > 0) & (along < 1) & (off <= within_m))
        for corner in between[np.argsort(along[between])].tolist():
            extra = a.copy()
            extra[:2] = corners[corner]
            rows.append(extra)
    return np.array(rows)
