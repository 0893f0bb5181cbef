"""Faults of polygon layers with their m², and repairs that are proposals until they are accepted."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from coverages import STEP, at, is_coverage, layer, polygon, quarters, square, total_m2
from zoo import BOW_TIE, EMPTY, INVALID, VALID

from spatial import topology as topo
from spatial.errors import GeometryError
from spatial.geodesic import geodesic_area_m2

ABOVE, BELOW = polygon((0, 1), (2.01, 1), (2.01, 2), (0, 2)), polygon((0, -1), (2.01, -1), (2.01, 0), (0, 0))
GAP = layer(square(0, 0), square(1.01, 0), ABOVE, BELOW)


def counts(topology: topo.Topology) -> dict[str, int]:
    return {kind: number for kind, number in topo.check(topology).counts.items() if number}


@pytest.mark.parametrize(
    ("found", "topology"),
    [
        ({}, quarters()),
        ({}, layer()),
        ({}, layer(square(0, 0))),
        ({}, layer(polygon((0, 0), (3, 0), (3, 3), (0, 3), holes=(((1, 1), (1, 2), (2, 2), (2, 1)),)))),
        ({}, layer(polygon((0, 0), (3, 0), (3, 3), (0, 3), holes=(((1, 1), (1, 2), (2, 2), (2, 1)),)), square(1, 1))),
        ({"overlap": 1}, layer(square(0, 0), square(0.5, 0.5))),
        ({"overlap": 1}, layer(square(0, 0, 3), square(1, 1))),
        ({"overlap": 1}, layer(square(0, 0), square(0, 0))),
        ({"overlap": 3}, layer(square(0, 0), square(0, 0), square(0, 0))),
        ({"overlap": 5}, layer(*quarters().shapes, square(0, 0, 2), square(8, 8), square(8.5, 8.5))),
        ({"gap": 1}, GAP),
        ({"gap": 1}, layer(square(0, 0), polygon((1, 0), (2, 0), (2, 1), (1, 1), (1.1, 0.5)))),
        ({"near_nodes": 2}, layer(square(0, 0), polygon((1.000003, 0), (2, 0), (2, 1), (1.000003, 1)))),
        ({"sliver": 1}, layer(square(0, 0), polygon((0, 2), (5, 2), (5, 2.01), (0, 2.01)))),
        ({"duplicate_vertex": 1}, layer(polygon((0, 0), (1, 0), (1, 0), (1, 1)))),
        ({"invalid": 1}, layer(BOW_TIE)),
        ({"invalid": 1, "spike": 1}, layer(polygon((0, 0), (1, 0), (2, 0), (1, 0), (0, 1)))),
        ({"invalid": 1, "overlap": 1}, layer(BOW_TIE, square(3, 3), square(3.5, 3))),
    ],
)
def test_faults_are_found_and_nothing_else(found: dict[str, int], topology: topo.Topology) -> None:
    assert counts(topology) == found


@pytest.mark.parametrize("name", [*VALID, *EMPTY, *INVALID])
def test_odd_geometries_are_no_obstacle(name: str) -> None:
    shape = (VALID | EMPTY | INVALID)[name]
    topology = topo.build(np.array([shape, None, square(0, 0)], dtype=object))
    assert topo.check(topology).counts["invalid"] == (name in INVALID)


def test_a_gap_is_measured_and_placed() -> None:
    (gap,) = topo.check(GAP).of("gap")
    assert math.isclose(gap.area_m2, geodesic_area_m2(np.array([gap.shape]))[0])
    assert math.isclose(gap.area_m2, 105.64, rel_tol=1e-3)
    assert gap.features == (0, 1, 2, 3)
    assert shapely.contains_xy(gap.shape, *gap.lonlat)
    assert 0.9 < gap.width_m < 1.0
    assert "105.6" in gap.message.zh


def test_the_same_faults_in_a_projected_layer() -> None:
    plane = [
        shapely.transform(shape, lambda xy: (xy - at(0, 0)) / STEP * 100 + (600_000, 3_455_000)) for shape in GAP.shapes
    ]
    topology = topo.build(np.array(plane, dtype=object), "EPSG:4549", "cgcs2000")
    (gap,) = topo.check(topology).of("gap")
    assert math.isclose(gap.area_m2, 100.0, rel_tol=1e-3)
    assert 120 < gap.lonlat[0] < 122


def test_a_gap_is_filled_as_asked_and_only_as_asked() -> None:
    (gap,) = topo.check(GAP).of("gap")
    before = [shape.wkb for shape in GAP.shapes]
    for to, takers in (("longest", (0, 1)), ("largest", (2, 3)), (3, (3,))):
        proposal = topo.fill_gap(GAP, gap, to)  # type: ignore[arg-type]
        assert [shape.wkb for shape in GAP.shapes] == before
        grown = {feature: new - old for feature, old, new in proposal.changes}
        assert math.isclose(max(grown.get(each, 0.0) for each in takers), gap.area_m2, rel_tol=1e-3)
        assert counts(proposal.after) == {}
        assert is_coverage(proposal.after)
    with pytest.raises(GeometryError, match="no part"):
        topo.fill_gap(GAP, gap, 17)


def test_an_overlap_is_taken_from_the_one_that_is_named() -> None:
    topology = layer(square(0, 0), square(0.5, 0.5))
    (overlap,) = topo.check(topology).of("overlap")
    for loser in overlap.features:
        proposal = topo.remove_overlap(topology, overlap, loser)
        lost = {feature: old - new for feature, old, new in proposal.changes}
        assert math.isclose(lost[loser], overlap.area_m2, rel_tol=1e-5)
        assert is_coverage(proposal.after)


def test_a_sliver_goes_to_its_neighbour_or_away() -> None:
    thin = polygon((1, 0), (1.01, 0), (1.01, 1), (1, 1))
    topology = layer(square(0, 0), thin, square(1.01, 0))
    (sliver,) = topo.check(topology).of("sliver")
    given, gone = topo.remove_sliver(topology, sliver), topo.remove_sliver(topology, sliver, None)
    assert (given.after.features, gone.after.features) == ((0, 2), (0, 2))
    assert math.isclose(total_m2(given.after), total_m2(topology), rel_tol=1e-9)
    assert is_coverage(given.after)
    assert total_m2(gone.after) < total_m2(topology)


def test_near_nodes_become_one() -> None:
    topology = layer(square(0, 0), polygon((1.000003, 0), (2, 0), (2, 1), (1.000003, 1)))
    proposal = topo.snap_near_nodes(topology)
    assert [feature for feature, _, _ in proposal.changes] == [1]
    assert proposal.after.shapes[0] is topology.shapes[0]
    assert is_coverage(proposal.after)
    assert counts(proposal.after) == {}


def test_a_check_around_an_edit_sees_what_the_full_check_sees() -> None:
    before = layer(*(square(x, y) for x in range(8) for y in range(8)))
    detached = topo.detach(before, 20)
    after = topo.move_vertex(detached, at(3, 4), at(3.2, 4.2), of=20)
    assert after.change is not None
    whole, near = topo.check(after), topo.check_near(after, after.change.touched)
    assert [fault.message for fault in near.faults] == [fault.message for fault in whole.faults]
    assert whole.faults
