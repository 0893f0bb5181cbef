"""Edits of a polygon layer with common borders: every owner follows, the rest stays the objects it was."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from coverages import at, is_coverage, layer, polygon, quarters, square, total_m2

from spatial import topology as topo
from spatial.errors import GeometryError
from spatial.snap_targets import target_index
from spatial.snapping import snap
from spatial.topology import Topology
from spatial.topology.noding import is_only_noded

NODE = at(1, 1)


def line(*corners: tuple[float, float]) -> np.ndarray:
    return np.array([at(*corner) for corner in corners])


def same_total(old: Topology, new: Topology) -> bool:
    return math.isclose(total_m2(old), total_m2(new), abs_tol=1e-3)


def test_a_shared_vertex_moves_in_every_owner() -> None:
    before = quarters()
    after = topo.move_vertex(before, NODE, at(1.2, 1.1))
    assert after.change is not None
    assert (after.change.changed, after.owners(at(1.2, 1.1)), after.owners(NODE)) == ((0, 1, 2, 3), (0, 1, 2, 3), ())
    assert is_coverage(after)
    assert same_total(before, after)


def test_what_is_not_touched_is_the_same_object() -> None:
    before = quarters()
    after = topo.move_vertex(before, at(0, 0), at(-0.1, 0))
    assert [new is old for new, old in zip(after.shapes, before.shapes, strict=True)] == [False, True, True, True]
    assert after.changed_since(before) == (0,)


def test_a_shared_edge_moves_in_both_owners() -> None:
    before = quarters()
    after = topo.move_edge(before, at(1, 0), NODE, (0.0001, 0.0))
    moved = (at(1, 0)[0] + 0.0001, at(1, 0)[1] + 0.0)
    assert after.owners(moved) == (0, 1)
    assert is_coverage(after)
    assert same_total(before, after)


def test_inserting_and_deleting_acts_on_every_owner_and_gives_the_same_bytes_back() -> None:
    before = quarters()
    middle = at(1, 0.5)
    more = topo.insert_vertex(before, NODE, at(1, 0), middle)
    assert more.owners(middle) == (0, 1)
    less = topo.delete_vertices(more, [middle])
    assert [shape.wkb for shape in less.shapes] == [shape.wkb for shape in before.shapes]


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda t: topo.delete_vertices(t, [NODE]), "gap"),
        (lambda t: topo.delete_vertices(layer(polygon((0, 0), (1, 0), (0, 1))), [at(0, 0)]), "4 points"),
        (lambda t: topo.move_vertex(t, at(0, 0), at(1, 0)), None),
        (lambda t: topo.move_vertex(t, at(9, 9), at(1, 0)), "no vertex"),
        (lambda t: topo.move_vertex(t, NODE, (math.nan, 1.0)), "not finite"),
        (lambda t: topo.insert_vertex(t, at(0, 0), at(1, 1), at(0.5, 0.5)), "no edge"),
        (lambda t: topo.split(t, line((0.2, 0.5), (0.8, 0.5))), "divides no polygon"),
        (lambda t: topo.split(t, line((-1, 0.5), (3, 0.5), (2, 0.1), (0.5, 3))), "crosses itself"),
        (lambda t: topo.reshape(t, 0, line((0.2, 0.5), (0.8, 0.5))), "less than twice"),
        (lambda t: topo.add_polygon(t, square(0, 0), "trim_mine"), "would be left"),
        (lambda t: topo.add_polygon(t, square(-1, -1, 4), "trim_theirs"), "would be left"),
        (lambda t: topo.add_hole(t, 0, line((0.5, 0.5), (1.5, 0.5), (1.5, 0.8))), "inside"),
        (lambda t: topo.add_part(t, 0, square(0.5, 0.5)), "itself"),
        (lambda t: topo.delete_part(t, 0, 0), "only part"),
        (lambda t: topo.merge(t, [0]), "two features"),
        (lambda t: topo.offset(t, 0, -60.0), "narrowing"),
        (lambda t: topo.detach(layer(square(0, 0)), 0), "shares no border"),
        (lambda t: topo.trace(t, at(0, 0), at(0.5, 0.5)), "no vertex"),
    ],
)
def test_an_edit_that_cannot_be_is_refused_with_the_reason(edit: object, words: str | None) -> None:
    if words is None:
        edit(quarters())  # type: ignore[operator]
        return
    with pytest.raises(GeometryError, match=words) as caught:
        edit(quarters())  # type: ignore[operator]
    assert caught.value.what.zh
    assert caught.value.remedy.zh


def test_a_detached_border_moves_alone_and_is_attached_again() -> None:
    before = topo.detach(quarters(), 1)
    apart = topo.move_vertex(before, NODE, at(1.004, 0.996), of=1)
    assert apart.change is not None
    assert apart.change.changed == (1,)
    assert topo.movers(before, NODE, of=0) == (0, 2, 3)
    back = topo.attach(apart, 1, 0, within_m=2.0)
    assert back.owners(NODE) == (0, 1, 2, 3)
    assert not {key for key in back.loose if key[0] == 1 and key[1:] == NODE}
    assert is_coverage(back)


def test_split_of_two_neighbours_by_one_line() -> None:
    before = quarters()
    after = topo.split(before, line((-0.5, 0.3), (0.5, 0.6), (2.5, 0.4)))
    assert after.change is not None
    assert (after.change.changed, after.change.added) == ((0, 1), (4, 5))
    assert dict(after.change.parents) == {4: (0,), 5: (1,)}
    assert is_coverage(after)
    assert same_total(before, after)
    assert all(after.area_m2([old])[0] > after.area_m2([new])[0] for old, new in ((0, 4), (1, 5)))


def test_split_gives_the_neighbour_a_vertex_and_nobody_else() -> None:
    after = topo.split(quarters(), line((-0.5, 0.3), (1.5, 0.3)), features=[0])
    assert after.change is not None
    assert after.change.changed == (0, 1)
    assert is_coverage(after)


def test_split_keeps_holes_and_parts() -> None:
    ring = polygon((0, 0), (4, 0), (4, 4), (0, 4), holes=(((1, 1), (3, 1), (3, 3), (1, 3)),))
    before = layer(shapely.MultiPolygon([ring, square(6, 0), square(6, 6)]))
    after = topo.split(before, line((-1, 0.4), (5, 0.4), (9, 0.5)))
    assert same_total(before, after)
    assert is_coverage(after)
    assert [shapely.get_num_geometries(shape) for shape in after.shapes] == [3, 2]
    through = topo.split(before, line((2, -1), (2, 5)))
    assert [shapely.get_num_geometries(shape) for shape in through.shapes] == [3, 1]
    assert same_total(before, through)


def test_a_line_through_a_u_makes_three_pieces_or_two_sides() -> None:
    u = layer(polygon((0, 0), (3, 0), (3, 3), (2, 3), (2, 1), (1, 1), (1, 3), (0, 3)))
    across = line((-1, 2), (4, 2))
    assert len(topo.split(u, across)) == 3
    assert len(topo.split(u, across, by_side=True)) == 2


def test_merge_keeps_every_part_and_vertex() -> None:
    before = quarters()
    beside, apart = topo.merge(before, [0, 1]), topo.merge(before, [0, 3])
    assert is_coverage(beside)
    assert is_coverage(apart)
    assert (beside.shapes[0].geom_type, apart.shapes[0].geom_type) == ("Polygon", "MultiPolygon")
    assert set(beside.owners(NODE)) == {0, 2, 3}
    assert dict(apart.change.parents) == {0: (0, 3)} if apart.change else False
    assert (same_total(before, beside), same_total(before, apart), beside.features) == (True, True, (0, 2, 3))
    parts = shapely.MultiPolygon([square(5, 5), square(7, 7)])
    assert shapely.get_num_geometries(topo.merge(layer(parts, square(9, 9)), [0, 1]).shapes[0]) == 3


@pytest.mark.parametrize(
    ("path", "changed", "grows"),
    [
        (line((1, 0.2), (1.3, 0.5), (1, 0.8)), (0, 1), 1),
        (line((1.05, 0.2), (0.7, 0.5), (1.05, 0.8)), (0, 1), -1),
        (line((1, 0.2), (1.3, 0.5), (1.3, 1.3), (0.5, 1.3), (0.5, 0.99)), (0, 1, 2, 3), 1),
    ],
)
def test_reshape_moves_the_common_border(path: np.ndarray, changed: tuple[int, ...], grows: int) -> None:
    before = quarters()
    after = topo.reshape(before, 0, path)
    assert after.change is not None
    assert after.change.changed == changed
    assert is_coverage(after)
    assert same_total(before, after)
    assert math.copysign(1, after.area_m2([0])[0] - before.area_m2([0])[0]) == grows


def test_reshape_of_an_outer_border_a_hole_and_a_part() -> None:
    assert topo.reshape(quarters(), 0, line((0.1, 0.2), (-0.5, 0.5), (0.1, 0.8))).area_m2([0])[0] > 10_600
    ring = polygon((0, 0), (4, 0), (4, 4), (0, 4), holes=(((1, 1), (3, 1), (3, 3), (1, 3)),))
    before = layer(shapely.MultiPolygon([square(6, 0), ring]))
    smaller_hole = topo.reshape(before, 0, line((0.9, 1.5), (1.4, 2), (0.9, 2.5)))
    larger_hole = topo.reshape(before, 0, line((1.1, 1.5), (0.6, 2), (1.1, 2.5)))
    assert total_m2(larger_hole) < total_m2(before) < total_m2(smaller_hole)
    assert shapely.get_num_geometries(smaller_hole.shapes[0]) == 2
    assert is_coverage(smaller_hole)
    assert is_coverage(larger_hole)


@pytest.mark.parametrize(
    ("overlap", "added", "sound"), [("trim_mine", 0.5, True), ("trim_theirs", 0.5, True), ("keep", 1.0, False)]
)
def test_adding_a_polygon_over_others(overlap: str, added: float, sound: bool) -> None:
    before = quarters()
    after = topo.add_polygon(before, square(0.5, -0.5), overlap)  # type: ignore[arg-type]
    cell = before.area_m2([0])[0]
    assert math.isclose(total_m2(after) - total_m2(before), added * cell, rel_tol=1e-3)
    assert is_coverage(after) is sound
    assert after.marked == (frozenset() if sound else {4})


def test_a_polygon_inside_of_another_makes_a_hole_or_is_refused() -> None:
    before = layer(square(0, 0, 4))
    after = topo.add_polygon(before, square(1, 1), "trim_theirs")
    assert shapely.get_num_interior_rings(after.shapes[0]) == 1
    assert is_coverage(after)
    assert same_total(before, after)


def test_holes_and_parts_come_and_go() -> None:
    before = quarters()
    holed = topo.add_hole(before, 0, line((0.2, 0.2), (0.4, 0.2), (0.4, 0.4)))
    assert shapely.get_num_interior_rings(holed.shapes[0]) == 1
    assert topo.delete_hole(holed, 0, 0, 1).shapes[0].equals(before.shapes[0])
    parted = topo.add_part(before, 0, square(5, 5))
    assert shapely.get_num_geometries(parted.shapes[0]) == 2
    turned = topo.rotate_part(parted, 0, 30.0, part=1)
    assert math.isclose(turned.area_m2([0])[0], parted.area_m2([0])[0], rel_tol=1e-6)
    assert shapely.get_geometry(turned.shapes[0], 0).equals_exact(before.shapes[0], 0.0)
    moved = topo.move_part(parted, 0, (0.001, 0.0), part=1)
    assert shapely.get_num_geometries(topo.delete_part(moved, 0, 1).shapes[0]) == 1
    assert topo.delete_features(before, [2]).features == (0, 1, 3)


def test_offset_is_in_metres_in_every_datum() -> None:
    shape = square(0, 0)
    for datum in ("wgs84", "gcj02", "bd09"):
        one = topo.build(np.array([shape], dtype=object), datum=datum)
        wide = topo.offset(one, 0, 10.0)
        side = math.sqrt(one.area_m2()[0])
        assert math.isclose(wide.area_m2()[0], one.area_m2()[0] + 40.0 * side + 400.0, rel_tol=2e-3)
        assert shapely.contains_properly(wide.shapes[0], shape)


def test_trace_copies_vertices_exactly() -> None:
    before = topo.insert_vertex(quarters(), at(1, 0), NODE, at(1.03, 0.5))
    way = topo.trace(before, at(0, 0), at(2, 2))
    assert {tuple(row) for row in way.tolist()} <= {
        tuple(row) for shape in before.shapes for row in shape.exterior.coords
    }
    assert topo.trace(before, at(0, 0), at(1, 0), via=at(0, 1)).tolist()[1] == list(at(0, 1))


def test_a_drag_frame_agrees_with_the_edit() -> None:
    before = quarters()
    drag = topo.begin_drag(before, [NODE])
    by = (0.0003, 0.0002)
    frame = drag.frame(by)
    after = topo.move_vertices(before, drag.moves_to(by))
    real = after.area_m2() - before.area_m2()
    assert [frame.area_delta_m2[k] for k in range(4)] == pytest.approx(real.tolist(), abs=1e-4)
    assert math.isclose(sum(frame.area_delta_m2.values()), 0.0, abs_tol=1e-3)
    assert len(frame.segments) == 4
    assert not len(frame.crossing)
    assert len(drag.frame((0.0023, 0.0002)).crossing)


def test_a_drag_of_a_hole_changes_its_polygon_the_other_way() -> None:
    before = topo.add_hole(quarters(), 0, line((0.2, 0.2), (0.4, 0.2), (0.4, 0.4)))
    drag = topo.begin_drag(before, [at(0.4, 0.2)])
    after = topo.move_vertices(before, drag.moves_to((0.0001, -0.0001)))
    delta = drag.frame((0.0001, -0.0001)).area_delta_m2[0]
    assert delta < 0
    assert math.isclose(delta, after.area_m2([0])[0] - before.area_m2([0])[0], abs_tol=1e-4)


def test_settle_refuses_what_breaks_and_marks_a_draft() -> None:
    before = quarters()
    crossed = topo.move_vertex(before, at(0, 0), at(1.5, 0.9))
    with pytest.raises(GeometryError, match="invalid"):
        topo.settle(before, crossed)
    draft = topo.settle(before, crossed, draft=True)
    assert 0 in draft.marked
    assert len(topo.crossing_segments(draft.shapes[0])) == 1
    healed = topo.move_vertex(draft, at(1.5, 0.9), at(0, 0))
    assert topo.settle(draft, healed).marked == frozenset()


def test_settle_refuses_a_new_overlap_and_says_how_large_it_is() -> None:
    before = layer(square(0, 0), square(2, 0))
    with pytest.raises(GeometryError, match=r"overlap by .* m²"):
        topo.settle(before, topo.move_part(before, 0, (0.0015, 0.0)))


def test_arcs_are_kept_once_for_both_sides() -> None:
    arcs = topo.build_arcs(quarters().shapes)
    sides = sorted((int(min(a, b)), int(max(a, b))) for a, b in zip(arcs.left, arcs.right, strict=True))
    assert sides == [(-1, 0), (-1, 1), (-1, 2), (-1, 3), (0, 1), (0, 2), (1, 3), (2, 3)]
    assert len(arcs.arc(0)) in (2, 3)
    ring = polygon((0, 0), (3, 0), (3, 3), (0, 3), holes=(((1, 1), (1, 2), (2, 2), (2, 1)),))
    island = topo.build_arcs(np.array([ring, square(1, 1)], dtype=object))
    assert sorted(len(island.arc(k)) for k in range(len(island))) == [5, 5]
    assert len(topo.arc_through(quarters(), at(0, 0), at(1, 0))) == 3


@pytest.mark.parametrize(
    ("pointer", "kinds", "kind", "target"),
    [
        ((1.01, 1.01), ("vertex", "edge"), "vertex", (1, 1)),
        ((1.5, 1.01), ("vertex", "edge", "midpoint"), "edge", None),
        ((1.5, 1.01), ("midpoint",), "midpoint", (1.5, 1)),
        ((0.52, 0.51), ("intersection", "edge"), "intersection", None),
        ((5, 5), ("vertex", "edge"), None, None),
    ],
)
def test_snapping(pointer: tuple[float, float], kinds: tuple[str, ...], kind: str | None, target: object) -> None:
    indexes = [
        quarters().index,
        layer(polygon((0, 0), (1, 1), (2, 3))).index,
        layer(polygon((1, 0), (0, 1), (-1, -1))).index,
    ]
    found = snap(indexes, at(*pointer), 0.00005, kinds)  # type: ignore[arg-type]
    assert (found.kind if found else None) == kind
    if target is not None and found is not None and kind == "vertex":
        assert found.at == at(*target)  # type: ignore[misc]


def test_snapping_follows_edits_and_leaves_out_what_is_dragged() -> None:
    before = quarters()
    after = topo.move_vertex(before, NODE, at(1.2, 1.1))
    found = snap([after.index], at(1.19, 1.1), 0.00005, ("vertex",))
    assert found is not None
    assert found.at == at(1.2, 1.1)
    assert snap([after.index], NODE, 0.00005, ("vertex",)) is None
    held = {found.at: after.owners(found.at)}
    assert snap([after.index], found.at, 0.00005, ("vertex", "edge"), held) is None
    beside = at(1.1, 0.55)  # near the middle of an edge that moves along
    assert snap([after.index], beside, 0.00005, ("edge",)) is not None
    assert snap([after.index], beside, 0.00005, ("edge",), held) is None
    copy = quarters().index
    assert snap([after.index, copy], at(1.1, 1.0), 0.00012, ("vertex",), {NODE: ()}) is None, "nor a copy elsewhere"
    assert snap([after.index], found.at, 0.00005, ("vertex",), {found.at: (0,)}) is not None, "others' vertex stays"


def test_lines_and_points_of_other_layers_are_targets() -> None:
    line, point = shapely.LineString([at(3, 3), at(4, 3), at(5, 4)]), shapely.Point(at(6, 6))
    shapes = np.array([line, None, point, shapely.MultiPoint([at(7, 7), at(8, 7)]), square(9, 9)], dtype=object)
    index = target_index(shapes)
    assert index is not None and target_index(np.array([None, shapely.Point()], dtype=object)) is None
    for place, kind, feature in (
        ((4, 3), "vertex", 0),
        ((3.5, 3.02), "edge", 0),
        ((6, 6), "vertex", 2),
        ((8, 7), "vertex", 3),
    ):
        found = snap([quarters().index, index], at(*place), 0.00005)
        assert found is not None and (found.kind, found.feature, found.source) == (kind, feature, 1)
    assert snap([index], at(4, 3.5), 0.00005) is None, "no segment closes a line"
    own = snap([layer(square(9, 9)).index, index], at(9, 9), 0.00005)
    assert own is not None and own.source == 0, "of two at one place that of the edited layer"


def test_what_only_got_vertices_on_its_edges_runs_as_it_did() -> None:
    before = quarters()
    edge = at(1, 0), at(1, 1)
    noded = topo.insert_vertex(before, *edge, at(1, 0.4))
    last = topo.insert_vertex(noded, at(0, 1), at(0, 0), at(0, 0.5))
    assert is_only_noded(before, before.shapes[0], last.shapes[0]) and is_only_noded(
        before, before.shapes[0], before.shapes[0]
    )
    for other in (
        topo.insert_vertex(before, *edge, at(1.001, 0.4)),
        topo.move_vertex(noded, at(1, 0.4), at(1.01, 0.4)),
        topo.delete_vertices(before, [at(0, 0)]),
        topo.add_hole(before, 0, line((0.2, 0.2), (0.3, 0.2), (0.3, 0.3))),
    ):
        assert not is_only_noded(before, before.shapes[0], other.shapes[0])
    assert not is_only_noded(before, noded.shapes[0], before.shapes[0]), "a vertex that was there is gone"
    assert not is_only_noded(before, before.shapes[0], None)
