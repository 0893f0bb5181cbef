import numpy as np
import pytest
import shapely
from scipy.stats import chi2, gamma

from spatial.errors import GeometryError
from spatial.feedback import CallbackFeedback, Cancelled
from spatial.statistics.count_intervals import fay_feuer, garwood, jeffreys, rate_ratio
from spatial.statistics.density import (
    AreaBasis,
    Marks,
    count_points,
    current_basis,
    density_table,
    merge_zones,
    prepare_zones,
    ranks,
    rate_ratio_of,
)
from spatial.text import Text

NAN = float("nan")
LEFT, RIGHT = shapely.box(121.0, 31.0, 121.1, 31.1), shapely.box(121.1, 31.0, 121.2, 31.1)
OVER = shapely.box(121.05, 31.0, 121.15, 31.1)  # half of both


def zones(*shapes):
    return prepare_zones([f"z{i}" for i in range(len(shapes))], np.array(shapes, dtype=object))


def table_of(lonlat, *shapes, marks=None, rule="first"):
    made = zones(*shapes)
    return density_table(
        count_points(np.array(lonlat, dtype=float).reshape(-1, 2), made, marks, rule), current_basis(made)
    )


# --- intervals against published values -------------------------------------------------------------------------------


def test_interval_of_r_poisson_test():
    """R's help page of poisson.test: 137 events in 24.19893 give 5.661407 with 4.753125 to 6.692709."""
    low, high = garwood(np.array([137.0]))
    assert low[0] / 24.19893 == pytest.approx(4.753125, abs=5e-7)
    assert high[0] / 24.19893 == pytest.approx(6.692709, abs=5e-7)


def test_ratio_of_r_poisson_test():
    """R's help page of poisson.test: 11 / 800 against (6+8+7) / (1083+1050+878)."""
    found = rate_ratio(("a", 11, 800), ("b", 6 + 8 + 7, 1083 + 1050 + 878))
    assert found.ratio == pytest.approx(1.971488, abs=5e-7)
    assert (found.low, found.high) == (pytest.approx(0.8584264, abs=5e-8), pytest.approx(4.2772659, abs=5e-8))
    assert found.p == pytest.approx(0.07967, abs=5e-6)


def test_garwood_is_the_chi_square_interval():
    n = np.array([0.0, 1, 2, 10, 132])
    low, high = garwood(n, 0.9)
    assert low == pytest.approx([0, *chi2.ppf(0.05, 2 * n[1:]) / 2]) and high == pytest.approx(
        chi2.ppf(0.95, 2 * n + 2) / 2
    )


def test_jeffreys_is_the_gamma_posterior():
    low, high = jeffreys(np.array([0.0, 5]))
    assert low == pytest.approx(gamma.ppf(0.025, [0.5, 5.5])) and high == pytest.approx(gamma.ppf(0.975, [0.5, 5.5]))


def test_weighted_interval_of_equal_weights_is_garwood_scaled():
    low, high = fay_feuer(np.array([30.0]), np.array([90.0]), 3.0)  # ten points of weight 3
    assert (low[0], high[0]) == pytest.approx(tuple(3 * end[0] for end in garwood(np.array([10.0]))))


def test_weighted_interval_covers_compound_poisson_sums():
    """3,000 simulated zones with 12 points each on average and lognormal weights: at least 95 % are covered, not
    all."""
    rng = np.random.default_rng(3)
    drawn = [rng.lognormal(0, 0.5, count) for count in rng.poisson(12, 3000)]
    low, high = fay_feuer(np.array([w.sum() for w in drawn]), np.array([(w**2).sum() for w in drawn]), 3.0)
    truth = 12 * np.exp(0.125)
    assert 0.94 < ((low <= truth) & (truth <= high)).mean() < 0.995


@pytest.mark.parametrize(
    ("a", "b", "missing"),
    [
        ((0, 1.0), (0, 1.0), {"ratio", "low", "high", "p"}),
        ((3, 1.0), (0, 1.0), {"ratio", "high"}),
        ((0, 1.0), (3, 1.0), set()),
    ],
)
def test_ratio_with_empty_zones_says_what_is_missing(a, b, missing):
    found = rate_ratio(("a", *a), ("b", *b))
    assert {name for name in ("ratio", "low", "high", "p") if getattr(found, name) is None} == missing
    assert bool(found.note) == bool(missing)


@pytest.mark.parametrize("bad", [(1, 0.0), (1, NAN), (1.5, 1.0)])
def test_ratio_needs_whole_counts_and_areas(bad):
    with pytest.raises(GeometryError):
        rate_ratio(("a", *bad), ("b", 2, 1.0))


# --- counting ---------------------------------------------------------------------------------------------------------

POINTS = [[121.02, 31.05], [121.1, 31.05], [121.07, 31.05], [121.3, 31.05], [NAN, 31.0], [121.0, 31.0]]


@pytest.mark.parametrize(
    ("rule", "n"), [("first", [4, 0, 0]), ("all", [4, 1, 2]), ("split", [2 + 1 / 3 + 1 / 2, 1 / 3, 1 / 3 + 1 / 2])]
)
def test_borders_and_overlaps_by_the_stated_rule(rule, n):
    """The second point lies on the border of two zones and in a third, the third one in two zones."""
    counts = count_points(np.array(POINTS), zones(LEFT, RIGHT, OVER), rule=rule)
    assert counts.n == pytest.approx(n)
    assert (counts.points, counts.outside, counts.on_border, counts.in_overlap, counts.no_position) == (6, 1, 2, 1, 1)
    if rule != "all":
        assert counts.n.sum() + counts.outside + counts.no_position == pytest.approx(6)


def test_hand_worked_table():
    """Four points left, one right, equal areas: densities 4:1, shares 0.8 and 0.2, quotients 1.6 and 0.4."""
    table = table_of([[121.05, 31.05]] * 4 + [[121.15, 31.05]], LEFT, RIGHT)
    one, two = table.rows
    assert one.density_per_km2 == pytest.approx(4 / one.area_km2) and one.area_km2 == pytest.approx(105.83, abs=0.01)
    assert (one.share, two.share) == (0.8, 0.2)
    assert (one.location_quotient, two.location_quotient) == pytest.approx((1.6, 0.4))
    assert (one.rank, two.rank) == (1, 2)
    assert one.ci_low * one.area_km2 == pytest.approx(1.0899, abs=5e-5)  # Garwood (1936), n = 4: 1.09 to 10.24
    assert one.ci_high * one.area_km2 == pytest.approx(10.2416, abs=5e-5)
    assert rate_ratio_of(table, "z0", "z1").ratio == pytest.approx(4.0)


def test_kinds_and_their_location_quotients():
    """Of 6 points left 3 are labs, of 4 right 1: lab quotients (3/6)/(4/10) and (1/4)/(4/10)."""
    at = [[121.05, 31.05]] * 6 + [[121.15, 31.05]] * 4
    marks = Marks(("lab", "park"), np.array([0, 0, 0, 1, 1, -1, 0, 1, 1, 1]))
    left, right = table_of(at, LEFT, RIGHT, marks=marks).rows
    assert [kind.n for kind in left.kinds] == [3, 2] and left.n == 6
    lab_left, lab_right = left.kinds[0], right.kinds[0]
    assert lab_left.share == pytest.approx(3 / 5) and lab_left.location_quotient == pytest.approx((3 / 5) / (4 / 9))
    assert lab_right.location_quotient == pytest.approx((1 / 4) / (4 / 9))


def test_weights_count_missing_ones_apart():
    marks = Marks(weight=np.array([10.0, NAN, 5.0]))
    table = table_of([[121.05, 31.05], [121.05, 31.06], [121.15, 31.05]], LEFT, RIGHT, marks=marks)
    one, two = table.rows
    assert (one.n, one.weight, two.n, two.weight) == (2, 10.0, 1, 5.0)
    assert one.density_per_km2 == pytest.approx(10 / one.area_km2) and one.share == pytest.approx(2 / 3)
    assert table.interval == "fay_feuer" and table.counts.weight_missing == 1
    assert any("weight of 1" in note.en for note in table.notes)


@pytest.mark.parametrize("weight", [-1.0, float("inf")])
def test_weights_that_make_no_sense_are_refused(weight):
    with pytest.raises(GeometryError, match="weight of point 1"):
        table_of([[121.05, 31.05]], LEFT, marks=Marks(weight=np.array([weight])))


def test_ties_share_the_better_rank():
    assert ranks([3.0, 1.0, 3.0, NAN, 0.5]) == (1, 3, 1, None, 4)


# --- parts add up, whatever the order ---------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", ["first", "all", "split"])
def test_parts_add_up_to_the_whole_to_the_last_digit(rule):
    rng = np.random.default_rng(1)
    at = rng.random((5000, 2)) * [0.3, 0.15] + [120.95, 31.0]
    marks = Marks(("a", "b"), rng.integers(-1, 2, 5000), rng.lognormal(0, 3, 5000))
    made = zones(LEFT, RIGHT, OVER)
    whole = count_points(at, made, marks, rule)
    order = rng.permutation(5000)
    parts = [order[:17], order[17:17], order[17:3000], order[3000:]]
    pieces = [count_points(at[p], made, Marks(marks.kinds, marks.kind[p], marks.weight[p]), rule) for p in parts]
    total = pieces[0] + pieces[1] + pieces[2] + pieces[3]
    assert (total.sums[..., 0] == whole.sums[..., 0]).all()
    assert (total.outside, total.on_border, total.largest_weight) == (
        whole.outside,
        whole.on_border,
        whole.largest_weight,
    )


def test_roll_up_sums_counts():
    counts = count_points(np.array(POINTS), zones(LEFT, RIGHT, OVER), rule="all")
    rolled = merge_zones(counts, [("south", ["z0", "z1"]), ("park", ["z0", "z1", "z2"]), ("none", ["elsewhere"])])
    assert rolled.ids == ("south", "park") and rolled.n.tolist() == [5, 7]
    assert any("more than once" in note.en for note in rolled.notes)


# --- degenerate inputs have stated answers ----------------------------------------------------------------------------


def test_no_points_is_no_data_not_zero_without_a_word():
    table = table_of([], LEFT, RIGHT)
    assert [row.n for row in table.rows] == [0, 0] and table.rows[0].share is None
    assert any("no data" in note.en for note in table.notes)
    assert [row.rank for row in table.rows] == [1, 1] and table.rows[0].tied == 2


def test_a_zone_without_area_has_no_density_and_no_rank():
    table = table_of([[121.05, 31.05]], LEFT, shapely.Polygon(), None, shapely.LineString([(121, 31), (122, 31)]))
    assert [row.density_per_km2 for row in table.rows[1:]] == [None, None, None]
    assert [row.rank for row in table.rows] == [1, None, None, None]
    assert any("no area" in note.en for note in table.notes)


def test_all_zones_without_area():
    table = table_of([[121.05, 31.05]], shapely.Polygon())
    assert table.overall_per_km2 is None and table.rows[0].location_quotient is None


def test_one_zone_is_not_ranked_against_itself():
    assert any("only one zone" in note.en for note in table_of([[121.05, 31.05]], LEFT).notes)


def test_another_basis_is_named_and_may_lack_zones():
    made = zones(LEFT, RIGHT)
    counts = count_points(np.array([[121.05, 31.05]]), made)
    table = density_table(counts, AreaBasis(Text("已批", "approved"), np.array([50.0, NAN]), Text("批复", "decree")))
    assert table.rows[0].density_per_km2 == 0.02 and table.rows[1].density_per_km2 is None
    assert "approved (decree)" in table.method.en


@pytest.mark.parametrize(
    "bad",
    [
        lambda: prepare_zones([], np.array([], dtype=object)),
        lambda: prepare_zones(["a", "a"], np.array([LEFT, RIGHT], dtype=object)),
        lambda: count_points(np.zeros((1, 2)), zones(LEFT), rule="nearest"),
        lambda: density_table(count_points(np.zeros((1, 2)), zones(LEFT)), AreaBasis(Text("x", "x"), np.zeros(2))),
        lambda: density_table(
            count_points(np.zeros((1, 2)), zones(LEFT)), AreaBasis(Text("x", "x"), np.ones(1)), "wald"
        ),
        lambda: garwood(np.array([1.0]), 1.0),
    ],
)
def test_bad_requests_are_refused(bad):
    with pytest.raises(GeometryError) as caught:
        bad()
    assert caught.value.message("zh") and caught.value.message("en")


def test_stops_when_asked():
    with pytest.raises(Cancelled):
        count_points(np.zeros((10, 2)), zones(LEFT), feedback=CallbackFeedback(should_stop=lambda: True))
