"""Random coverages and random edits of them: for tests of what must hold after any row of edits.

Edits in `CONSERVING` only share land out anew among features; those in `WIDENING` add land or take it away.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import shapely
from coverages import STEP, at, layer

from spatial import topology as topo
from spatial.topology import Topology
from spatial.topology.faces import together

Edit = Callable[[Topology, np.random.Generator], Topology]
CELLS = 6


def random_coverage(rng: np.random.Generator) -> Topology:
    """Cells of a shaken lattice, shared out among features at random: holes, parts that lie apart, T-junctions."""
    fine = rng.uniform(-0.12, 0.12, (2 * CELLS + 1, 2 * CELLS + 1, 2))
    corner = {
        (i, j): at(i / 2 + fine[i, j, 0], j / 2 + fine[i, j, 1])
        for i in range(2 * CELLS + 1)
        for j in range(2 * CELLS + 1)
    }
    cells = []
    for i in range(0, 2 * CELLS, 2):
        for j in range(0, 2 * CELLS, 2):
            around = [(0, 0), (1, 0), (2, 0), (2, 1), (2, 2), (1, 2), (0, 2), (0, 1)]
            cells.append(shapely.Polygon([corner[i + a, j + b] for a, b in around]))
    owner = rng.integers(0, CELLS * CELLS // 3, len(cells))
    owner[rng.random(len(cells)) < 0.5] = rng.integers(0, 4)  # one large feature around the others: holes
    return layer(*(together([cells[k] for k in np.flatnonzero(owner == each)]) for each in np.unique(owner)))


def some_vertex(t: Topology, rng: np.random.Generator) -> tuple[tuple[float, float], int]:
    feature = int(rng.choice(t.features))
    x, y = rng.choice(shapely.get_coordinates(t.shapes[feature])).tolist()
    return (x, y), feature


def some_edge(t: Topology, rng: np.random.Generator) -> tuple[tuple[float, float], tuple[float, float]]:
    ring = rng.choice(shapely.get_rings(shapely.get_parts(t.shapes[int(rng.choice(t.features))])))
    vertices = shapely.get_coordinates(ring)
    k = int(rng.integers(0, len(vertices) - 1))
    return tuple(vertices[k].tolist()), tuple(vertices[k + 1].tolist())


def is_interior(t: Topology, vertex: tuple[float, float]) -> bool:
    return all(len(t.edge_owners(vertex, other)) == 2 for other in t.linked(vertex))


def shift(rng: np.random.Generator) -> tuple[float, float]:
    dx, dy = rng.normal(0.0, 0.15 * STEP, 2).tolist()
    return dx, dy


def somewhere(rng: np.random.Generator) -> tuple[float, float]:
    return at(*rng.uniform(-0.5, CELLS + 0.5, 2).tolist())


def moved(t: Topology, rng: np.random.Generator) -> Topology:
    vertex, _ = some_vertex(t, rng)
    if not is_interior(t, vertex):
        return t
    dx, dy = shift(rng)
    return topo.move_vertex(t, vertex, (vertex[0] + dx, vertex[1] + dy))


def onto_neighbour(t: Topology, rng: np.random.Generator) -> Topology:
    a, b = some_edge(t, rng)
    if not (is_interior(t, a) and is_interior(t, b)):
        return t
    return topo.move_vertex(t, a, b)


def edge_moved(t: Topology, rng: np.random.Generator) -> Topology:
    a, b = some_edge(t, rng)
    return topo.move_edge(t, a, b, shift(rng)) if is_interior(t, a) and is_interior(t, b) else t


def inserted(t: Topology, rng: np.random.Generator) -> Topology:
    a, b = some_edge(t, rng)
    share = rng.uniform(0.2, 0.8)
    return topo.insert_vertex(t, a, b, (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share))


def deleted(t: Topology, rng: np.random.Generator) -> Topology:
    vertex, _ = some_vertex(t, rng)
    return topo.delete_vertices(t, [vertex]) if is_interior(t, vertex) else t


def divided(t: Topology, rng: np.random.Generator) -> Topology:
    return topo.split(t, np.array([somewhere(rng), somewhere(rng), somewhere(rng)]))


def merged(t: Topology, rng: np.random.Generator) -> Topology:
    feature = int(rng.choice(t.features))
    return topo.merge(t, [feature, *t.neighbours(feature)[:1]])


def redrawn(t: Topology, rng: np.random.Generator) -> Topology:
    (a, b) = some_edge(t, rng)
    owners = t.edge_owners(a, b)
    if len(owners) < 2:
        return t
    across = np.array([b[1] - a[1], a[0] - b[0]]) * rng.uniform(-0.6, 0.6)
    start, end = np.array(a), np.array(b)
    path = np.array([start * 0.8 + end * 0.2, (start + end) / 2 + across, start * 0.2 + end * 0.8])
    land = shapely.buffer(shapely.union_all(shapely.make_valid(t.shapes[list(t.features)])), -1e-6)
    return topo.reshape(t, owners[0], path) if land.contains(shapely.LineString(path)) else t


CONSERVING: tuple[Edit, ...] = (
    moved, moved, moved, onto_neighbour, edge_moved, inserted, inserted, deleted, deleted, divided, merged, redrawn,
)  # fmt: skip


def some_shape(rng: np.random.Generator) -> shapely.Polygon:
    """A quadrilateral somewhere on the lattice or beside it."""
    x, y = rng.uniform(-1.0, CELLS, 2).tolist()
    corners = [(x, y), (x + 1, y + rng.uniform(-0.4, 0.4)), (x + 1.1, y + 1), (x + rng.uniform(-0.4, 0.4), y + 1)]
    return shapely.Polygon([at(*corner) for corner in corners])


def polygon_added(t: Topology, rng: np.random.Generator) -> Topology:
    return topo.add_polygon(t, some_shape(rng), rng.choice(["trim_mine", "trim_theirs"]))


def part_added(t: Topology, rng: np.random.Generator) -> Topology:
    """Beside the feature, or with a stretch of its border in common: over an edge that nobody else has."""
    feature = int(rng.choice(t.features))
    if rng.random() < 0.5:
        return topo.add_part(t, feature, some_shape(rng), "trim_mine")
    a, b = some_edge(t, rng)
    owners = t.edge_owners(a, b)
    if len(owners) != 1:
        return t
    start, end = np.array(a), np.array(b)
    for side in (1.0, -1.0):
        out = np.array([b[1] - a[1], a[0] - b[0]]) * side * rng.uniform(0.1, 0.4)
        drawn = shapely.Polygon(
            [a, b, (start * 0.3 + end * 0.7 + out).tolist(), (start * 0.7 + end * 0.3 + out).tolist()]
        )
        if not shapely.relate_pattern(t.shape(owners[0]), drawn, "T********"):
            return topo.add_part(t, owners[0], drawn, "trim_mine")
    return t


def hole_cut(t: Topology, rng: np.random.Generator) -> Topology:
    feature = int(rng.choice(t.features))
    x, y = shapely.get_coordinates(shapely.point_on_surface(t.shape(feature)))[0].tolist()
    size = rng.uniform(0.02, 0.1) * STEP
    return topo.add_hole(t, feature, np.array([(x, y), (x + size, y), (x + size, y + size), (x, y + size)]))


def hole_filled(t: Topology, rng: np.random.Generator) -> Topology:
    """Only where nobody stands in it; elsewhere the overlap is refused."""
    feature = int(rng.choice(t.features))
    parts = shapely.get_parts(t.shape(feature))
    holed = [(part, ring + 1) for part, shape in enumerate(parts) for ring in range(len(shape.interiors))]
    return topo.delete_hole(t, feature, *holed[int(rng.integers(len(holed)))]) if holed else t


def part_deleted(t: Topology, rng: np.random.Generator) -> Topology:
    feature = int(rng.choice(t.features))
    count = shapely.get_num_geometries(t.shape(feature))
    return topo.delete_part(t, feature, int(rng.integers(count))) if count > 1 else t


def feature_deleted(t: Topology, rng: np.random.Generator) -> Topology:
    return topo.delete_features(t, [int(rng.choice(t.features))]) if len(t.features) > 6 else t


def widened(t: Topology, rng: np.random.Generator) -> Topology:
    return topo.offset(t, int(rng.choice(t.features)), float(rng.uniform(-4.0, 8.0)), "trim_mine")


def detached(t: Topology, rng: np.random.Generator) -> Topology:
    """Detach a border, move one of its vertices alone, as far as nobody is overlapped, and bind the others again."""
    feature = int(rng.choice(t.features))
    vertices = topo.shared_vertices(t, feature)
    if not vertices:
        return t
    vertex = vertices[int(rng.integers(len(vertices)))]
    loose = topo.detach(t, feature)
    x, y = shift(rng)
    moved = topo.move_vertex(loose, vertex, (vertex[0] + 0.3 * x, vertex[1] + 0.3 * y), feature)
    return replace(moved, loose=frozenset())


def attached(t: Topology, rng: np.random.Generator) -> Topology:
    feature = int(rng.choice(t.features))
    near = [each for each in t.index.features_in(t.around(t.shape(feature).bounds, 10.0)) if each != feature]
    return topo.attach(t, feature, int(rng.choice(near)), 10.0) if near else t


def part_moved(t: Topology, rng: np.random.Generator) -> Topology:
    return topo.move_part(t, int(rng.choice(t.features)), shift(rng), 0, "trim_mine")


WIDENING: tuple[Edit, ...] = (
    polygon_added, polygon_added, part_added, part_added, hole_cut, hole_filled, part_deleted, feature_deleted,
    widened, detached, detached, attached, attached, part_moved,
)  # fmt: skip
