"""Random rows of 200 edits with undo and redo on random coverages: what must hold after every one of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import shapely
from coverages import STEP, at, is_coverage, layer, total_m2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spatial import topology as topo
from spatial.errors import GeometryError
from spatial.topology import Topology
from spatial.topology.faces import together

CELLS = 6
EDITS = 200


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


CONSERVING: tuple[Callable[[Topology, np.random.Generator], Topology], ...] = (
    moved, moved, moved, onto_neighbour, edge_moved, inserted, inserted, deleted, deleted, divided, merged, redrawn,
)  # fmt: skip


def wkb_of(t: Topology) -> list[bytes]:
    return [b"" if shape is None else shape.wkb for shape in t.shapes]


def edited(t: Topology, rng: np.random.Generator) -> Topology:
    """Return the topology after one random edit; as it is where the edit is refused."""
    edit = CONSERVING[rng.integers(len(CONSERVING))]
    if edit is divided and len(t.features) > 40:
        edit = merged
    try:
        return topo.settle(t, edit(t, rng))
    except GeometryError:
        return t


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32 - 1))
@pytest.mark.slow
def test_two_hundred_edits_keep_a_coverage_a_coverage(seed: int) -> None:
    rng = np.random.default_rng(seed)
    past = [random_coverage(rng)]
    saved = [wkb_of(past[0])]
    future: list[Topology] = []
    whole = total_m2(past[0])
    assert is_coverage(past[0])
    done = 0
    while done < EDITS:
        if rng.random() < 0.2 and len(past) > 1:
            for _ in range(int(rng.integers(1, min(len(past), 8)))):
                future.append(past.pop())
                saved.pop()
                assert wkb_of(past[-1]) == saved[-1]
            for _ in range(int(rng.integers(0, len(future) + 1))):
                past.append(future.pop())
                saved.append(wkb_of(past[-1]))
            continue
        done += 1
        new = edited(past[-1], rng)
        if new is past[-1]:
            continue
        future.clear()
        untouched = set(past[-1].features) - set(new.change.touched if new.change else ())
        assert all(new.shapes[each] is past[-1].shapes[each] for each in untouched)
        past.append(new)
        saved.append(wkb_of(new))
        if done % 10 == 0:
            assert is_coverage(new)
            assert topo.check_near(new, new.change.touched if new.change else ()).counts["gap"] == 0
            assert abs(total_m2(new) - whole) < 1e-6 * whole
            assert not new.marked
    assert is_coverage(past[-1])
    counts = topo.check(past[-1]).counts
    assert (counts["gap"], counts["overlap"], counts["invalid"]) == (0, 0, 0)
    while len(past) > 1:
        past.pop()
        saved.pop()
        assert wkb_of(past[-1]) == saved[-1]


@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32 - 1))
def test_what_is_invalid_or_overlaps_is_marked_and_no_edit_fails_on_it(seed: int) -> None:
    rng = np.random.default_rng(seed)
    t = random_coverage(rng)
    for _ in range(60):
        edit = CONSERVING[rng.integers(len(CONSERVING))]
        try:
            t = topo.settle(t, edit(t, rng), draft=True)
        except GeometryError:
            continue
    faults = topo.check(t).faults
    broken = {each for fault in faults if fault.kind in ("invalid", "overlap") for each in fault.features}
    assert broken <= t.marked
