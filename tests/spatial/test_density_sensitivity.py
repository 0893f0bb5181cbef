import numpy as np
import pytest
import shapely

from spatial.errors import GeometryError
from spatial.statistics.density import AreaBasis, count_points, current_basis, prepare_zones
from spatial.statistics.density_sensitivity import basis_sensitivity, border_sensitivity, density_sensitivity
from spatial.text import Text

NAN = float("nan")
LEFT, RIGHT = shapely.box(121.0, 31.0, 121.1, 31.1), shapely.box(121.1, 31.0, 121.2, 31.1)
# 100 m west of the common border, 95 m east of it, in the middle of both, 100 m outside of the right one
AT = np.array([[121.09895, 31.05], [121.101, 31.05], [121.05, 31.05], [121.15, 31.05], [121.20105, 31.05], [NAN, 31.0]])


def made(*shapes):
    zones = prepare_zones([f"z{i}" for i in range(len(shapes))], np.array(shapes, dtype=object))
    return zones, count_points(AT, zones)


def basis(*areas):
    return AreaBasis(Text("已批", "approved"), np.array(areas, dtype=float))


@pytest.mark.parametrize(
    ("distance", "low", "high"), [(0, [2, 2], [2, 2]), (97, [2, 1], [3, 2]), (150, [1, 1], [3, 4])]
)
def test_points_near_a_border_are_in_doubt(distance, low, high):
    """By hand: within 97 m only the second point is near, within 150 m the first and the last, too."""
    zones, _ = made(LEFT, RIGHT)
    rows = border_sensitivity(AT, zones, current_basis(zones), distance)
    assert [row.n_low for row in rows] == low and [row.n_high for row in rows] == high


def test_each_point_may_have_its_own_accuracy():
    zones, _ = made(LEFT, RIGHT)
    rows = border_sensitivity(AT, zones, current_basis(zones), np.array([0, 150.0, 0, 0, NAN, 0]))
    assert [(row.n_low, row.n_high) for row in rows] == [(2, 3), (1, 2)]


def test_possible_ranks():
    """Certain 5 against at most 1 stays first; overlapping ranges may swap."""
    zones, _ = made(LEFT, RIGHT)
    clear = border_sensitivity(np.repeat(AT[2:3], 5, axis=0), zones, current_basis(zones), 100)
    assert [(row.rank_best, row.rank_worst) for row in clear] == [(1, 1), (2, 2)]
    open_ = border_sensitivity(AT, zones, current_basis(zones), 150)
    assert [(row.rank_best, row.rank_worst) for row in open_] == [(1, 2), (1, 2)]


def test_bases_change_ranks_and_zones_without_an_area_stand_apart():
    _, counts = made(LEFT, RIGHT, shapely.box(121.3, 31, 121.4, 31.1))
    rows = basis_sensitivity(counts, [basis(10, 20, 1), basis(30, 15, NAN)])
    assert [row.rank for row in rows] == [(1, 2), (2, 1), (None, None)]
    assert [row.changes for row in rows] == [True, True, False]
    assert rows[0].density_per_km2 == (0.2, pytest.approx(2 / 30))


def test_all_together_says_whether_the_ranking_is_stable():
    zones, counts = made(LEFT, RIGHT)
    found = density_sensitivity((AT, 150.0), zones, counts, [basis(10, 20), basis(30, 15)])
    assert not found.stable and "150 m" in found.method.en and [each.en for each in found.bases] == ["approved"] * 2
    certain = np.repeat(AT[2:3], 5, axis=0)
    assert density_sensitivity((certain, 10.0), zones, count_points(certain, zones), [basis(10, 20)]).stable


def test_zones_without_area_have_no_rank():
    zones, _ = made(LEFT, shapely.Polygon())
    assert border_sensitivity(AT, zones, current_basis(zones), 50)[1].rank_best is None


@pytest.mark.parametrize("distance", [-1.0, float("inf")])
def test_distances_that_make_no_sense_are_refused(distance):
    zones, counts = made(LEFT)
    with pytest.raises(GeometryError):
        border_sensitivity(AT, zones, current_basis(zones), distance)
    with pytest.raises(GeometryError):
        basis_sensitivity(counts, [])
