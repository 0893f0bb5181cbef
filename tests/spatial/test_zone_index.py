import pickle

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from spatial.errors import GeometryError
from spatial.feedback import CallbackFeedback, Cancelled
from spatial.statistics.zone_counts import prepare_zones
from spatial.zone_index import ZoneIndex, index_zones
from spatial.zone_tree import ZoneTree, index_for
from tests.zoo import EMPTY, FIGURE_EIGHT, LINE, POINT, TWO_PARTS, VALID, WITH_HOLE


def cells_of(count, seed):
    """Voronoi cells of random points over Shanghai, with vertices along their borders."""
    frame = shapely.box(120.8, 30.6, 122.3, 31.9)
    seeds = np.random.default_rng(seed).random((count, 2)) * [1.5, 1.3] + [120.8, 30.6]
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(seeds), extend_to=frame))
    return np.array(shapely.segmentize(shapely.intersection(cells, frame), 0.02), dtype=object)


def assert_as_geos(zones, xy):
    """The same zones hold the same points as GEOS says, borders included."""
    index = index_zones(zones)
    placed = index.place(xy)
    point, zone = shapely.STRtree(zones).query(shapely.points(xy), predicate="intersects")
    assert set(map(tuple, index.pairs(xy, placed.held).tolist())) == set(
        zip(point.tolist(), zone.tolist(), strict=True)
    )
    assert placed.held.tolist() == np.bincount(point, minlength=len(xy)).tolist()
    first = np.full(len(xy), len(zones))
    np.minimum.at(first, point, zone)
    assert placed.zone.tolist() == np.where(first == len(zones), -1, first).tolist()
    inner = np.zeros(len(xy), dtype=bool)
    inner[shapely.STRtree(shapely.boundary(zones)).query(shapely.points(xy), predicate="intersects")[0]] = True
    assert placed.border.tolist() == inner.tolist()


@pytest.mark.parametrize("count", [1, 2, 16, 300])
def test_as_geos_inside_outside_and_on_borders(count):
    zones = cells_of(count, count)
    vertices = shapely.get_coordinates(zones)
    anywhere = np.random.default_rng(7).random((4000, 2)) * [1.7, 1.5] + [120.7, 30.5]
    assert_as_geos(zones, np.vstack([anywhere, vertices, (vertices[1:] + vertices[:-1]) / 2]))


@given(
    st.lists(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=3, max_size=6), min_size=1, max_size=6)
)
def test_as_geos_on_a_lattice_of_overlapping_polygons(outlines):
    """Vertices, level and upright edges, and points on all of them."""
    zones = [shapely.Polygon(outline) for outline in outlines]
    zones = np.array([zone for zone in zones if zone.is_valid and zone.area > 0], dtype=object)
    if len(zones):
        assert_as_geos(
            zones, np.stack(np.meshgrid(np.arange(-1, 10) / 1.0, np.arange(-1, 10) / 1.0), -1).reshape(-1, 2)
        )


def test_holes_parts_and_odd_geometry():
    zones = np.array([WITH_HOLE, TWO_PARTS, *EMPTY.values(), None, LINE, POINT, FIGURE_EIGHT], dtype=object)
    at = np.array(
        [[121.3915, 31.2215], [121.3935, 31.2235], [121.3805, 31.2205], [121.38, 31.22], [1.0, 2.0], [2.0, 1.0]]
    )
    assert index_zones(zones).place(at).zone.tolist() == [-1, 0, 1, 1, len(zones) - 1, -1]


def test_no_zone_no_point_and_nowhere():
    empty = index_zones(np.array([], dtype=object))
    assert empty.place(np.array([[121.0, 31.0]])).zone.tolist() == [-1]
    index = index_zones(np.array(list(VALID.values()), dtype=object))
    assert index.place(np.empty((0, 2))).zone.tolist() == []
    nowhere = index.place(np.array([[np.nan, 31.22], [np.inf, 31.22], [-np.inf, np.nan]]))
    assert nowhere.zone.tolist() == [-1, -1, -1] and nowhere.held.tolist() == [0, 0, 0]


def test_a_border_that_is_not_finite_is_refused():
    with np.errstate(invalid="ignore"):
        broken = shapely.Polygon([(0, 0), (1, 0), (np.nan, 1)])
    with pytest.raises(GeometryError, match="not finite"):
        index_zones(np.array([broken], dtype=object))


def assert_same(one, other, xy):
    """Two indexes of the same zones place the same points alike, borders and overlaps included."""
    placed, again = one.place(xy), other.place(xy)
    for name in ("zone", "held", "border"):
        assert getattr(placed, name).tolist() == getattr(again, name).tolist(), name
    assert one.pairs(xy, placed.held).tolist() == other.pairs(xy, again.held).tolist()


@pytest.mark.parametrize("count", [0, 1, 40, 590])
def test_few_points_in_many_zones_are_placed_by_a_tree_as_by_the_grid(count):
    zones = cells_of(300, 5)
    rng = np.random.default_rng(count)
    vertices = rng.choice(shapely.get_coordinates(zones), count)
    xy = np.vstack([rng.random((count, 2)) * [1.7, 1.5] + [120.7, 30.5], vertices, [[np.nan, 31], [np.inf, 31]]])
    tree = index_for(zones, count)
    assert isinstance(tree, ZoneTree) and isinstance(index_for(zones, 600), ZoneIndex)
    assert_same(index_zones(zones), tree, xy)
    assert_same(tree, pickle.loads(pickle.dumps(tree)), xy)


@given(
    st.lists(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=3, max_size=6), min_size=1, max_size=6),
    st.lists(st.tuples(st.integers(-1, 9), st.integers(-1, 9)), max_size=9),
)
def test_tree_and_grid_agree_on_invalid_overlapping_and_empty_zones(outlines, places):
    holed = shapely.box(1, 1, 7, 7) - shapely.box(3, 3, 5, 5)
    shapes = [*(shapely.Polygon(outline) for outline in outlines), None, shapely.Polygon(), holed, TWO_PARTS, LINE]
    zones, xy = np.array(shapes, dtype=object), np.array(places, dtype=float).reshape(-1, 2)
    assert_same(index_zones(zones), index_for(zones, 0), xy)


def test_zones_that_lie_over_each_other_many_times_keep_the_grid():
    assert isinstance(index_for(np.array([shapely.box(0, 0, 1, 1)] * 99, dtype=object), 5), ZoneIndex)


def test_a_broken_border_is_refused_wherever_the_points_are():
    with np.errstate(invalid="ignore"):
        broken = shapely.Polygon([(0, 0), (1, 0), (np.nan, 1)])
    zones = np.array([broken, *cells_of(30, 1)], dtype=object)
    with pytest.raises(GeometryError, match="not finite"):
        prepare_zones([str(n) for n in range(len(zones))], zones, points=1)
    with pytest.raises(GeometryError, match="not finite"):
        index_for(zones, 1).place(np.array([[0.5, 0.5]]))


def test_stops_when_asked():
    index = index_zones(cells_of(16, 1))
    with pytest.raises(Cancelled):
        index.place(np.zeros((10, 2)), CallbackFeedback(should_stop=lambda: True))
