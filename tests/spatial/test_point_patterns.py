import numpy as np
import pytest
import shapely
from sklearn.cluster import HDBSCAN, KMeans
from sklearn.metrics import adjusted_rand_score

from spatial.errors import GeometryError
from spatial.feedback import CallbackFeedback, Cancelled
from spatial.geodesic import geodesic_area_m2
from spatial.plane import BOX_STUDY, WITHIN_STUDY, Pattern, Plane, pattern_of, plane_of
from spatial.statistics.point_patterns import (
    centres_of,
    cluster_zone_table,
    hdbscan,
    k_distances,
    k_means,
    nearest_neighbours,
    quadrat_counts,
    ripley_k,
)
from spatial.statistics.zone_counts import prepare_zones
from tests.spatial.published_patterns import CELLS, REDWOOD

NAN = float("nan")
SQUARE = shapely.box(0, 0, 1, 1)
PLANE = plane_of(np.array([[121.4, 31.2]]))
PARK = shapely.box(121.4, 31.2, 121.5, 31.3)


def unit(xy, study=SQUARE):
    """A pattern whose plane coordinates are given."""
    xy = np.ascontiguousarray(xy, dtype=float)
    return Pattern(xy, np.arange(len(xy)), study, WITHIN_STUDY, PLANE, 0, 0)


def lonlat_of(xy_m):
    """Places in Shanghai that lie as given, in metres of the plane."""
    return PLANE.to_lonlat(np.asarray(xy_m, dtype=float) + np.array([630_000.0, 3_455_000.0]))


# --- Clark and Evans --------------------------------------------------------------------------------------------------


def test_clark_evans_of_published_patterns():
    """spatstat, clarkevans(): redwood is clustered, cells regular; naive R = 2 d√n in the unit square, by hand."""
    for xy, study, clustered in ((REDWOOD, shapely.box(0, -1, 1, 0), True), (CELLS, SQUARE, False)):
        distance = np.linalg.norm(xy[:, None] - xy[None], axis=2)
        np.fill_diagonal(distance, np.inf)
        found = nearest_neighbours(unit(xy, study))
        assert found.index == pytest.approx(2 * distance.min(axis=1).mean() * np.sqrt(len(xy)), rel=1e-12)
        assert (found.index < 1, found.donnelly_index < 1) == (clustered, clustered) and abs(found.z) > 3


def test_clark_evans_agrees_with_pointpats():
    from pointpats import PointPattern

    pattern = unit(REDWOOD, shapely.box(0, -1, 1, 0))
    assert nearest_neighbours(pattern).mean_m == pytest.approx(PointPattern(REDWOOD).mean_nnd, rel=1e-12)


def test_a_square_lattice_is_twice_as_far_apart_as_random():
    """Clark and Evans (1954): R is 2 for a square lattice of n points in n cells."""
    lattice = np.stack(np.meshgrid(np.arange(10.0), np.arange(10.0)), -1).reshape(-1, 2) + 0.5
    found = nearest_neighbours(unit(lattice, shapely.box(0, 0, 10, 10)))
    assert (found.mean_m, found.index) == pytest.approx((1.0, 2.0))
    assert found.z == pytest.approx((1 - 0.5) / (0.26136 / np.sqrt(100 * 1)), rel=1e-4)


def test_points_at_one_place_have_index_zero_and_say_so():
    found = nearest_neighbours(unit(np.full((5, 2), 0.5)))
    assert (found.index, found.at_one_place) == (0.0, 5) and np.isfinite(found.z)


# --- Ripley's K -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("xy", "study", "expected"),
    [
        # astropy 7, RipleysKEstimator(mode="translation"), on the coordinates that spatstat distributes
        (CELLS, SQUARE, [0.0, 0.00130385, 0.06966496, 0.14635698, 0.20861409]),
        (REDWOOD, shapely.box(0, -1, 1, 0), [0.0276749, 0.07873499, 0.12990708, 0.17280721, 0.23360268]),
    ],
)
def test_k_of_published_patterns(xy, study, expected):
    found = ripley_k(unit(xy, study), 0.2605, 5, simulations=0)
    assert found.r_m == pytest.approx([0.0521, 0.1042, 0.1563, 0.2084, 0.2605])
    assert found.k_m2 == pytest.approx(expected, abs=5e-8)


def brute_k(xy, study, r):
    """K with |W ∩ W+h| by intersection, as the definition says."""
    n, total = len(xy), 0.0
    for i in range(n):
        for j in range(n):
            h = xy[j] - xy[i]
            if i != j and np.hypot(*h) <= r:
                total += 1.0 / study.intersection(shapely.transform(study, lambda c, h=h: c + h)).area
    return study.area**2 * total / (n * (n - 1))


def test_k_in_an_irregular_study_area():
    """Against the definition; the area of W ∩ W+h comes from a raster: within 0.05 % of K."""
    study = shapely.Polygon([(0, 0), (10, 1), (8, 5), (11, 9), (4, 7), (1, 10)], [[(4, 3), (6, 3), (5, 5)]])
    rng = np.random.default_rng(2)
    xy = rng.random((400, 2)) * 11
    xy = xy[shapely.intersects_xy(study, xy)][:60]
    found = ripley_k(unit(xy, study), 2.0, 4, simulations=0)
    assert found.k_m2 == pytest.approx([brute_k(xy, study, r) for r in found.r_m], rel=5e-4)


def test_random_points_stay_in_the_envelope_and_clusters_leave_it():
    rng = np.random.default_rng(5)
    even = ripley_k(unit(rng.random((200, 2))), simulations=39, seed=1)
    assert even.p_global > 0.05 and np.abs(even.l_m - even.r_m).max() < 0.05
    clustered = ripley_k(unit(REDWOOD, shapely.box(0, -1, 1, 0)), 0.1, 5, simulations=39, seed=1)
    assert (clustered.k_m2 > clustered.k_high)[1:].all() and clustered.p_global == 1 / 40
    regular = ripley_k(unit(CELLS), 0.1, 10, simulations=39, seed=1)
    assert (regular.k_m2 < regular.k_low)[6:9].all()


def test_the_same_seed_gives_the_same_envelope():
    one, two, other = (ripley_k(unit(CELLS), 0.2, 4, simulations=9, seed=seed) for seed in (3, 3, 4))
    assert (one.k_high == two.k_high).all() and (one.k_high != other.k_high).any()
    assert "3" in one.method.en and "translation edge correction" in one.method.en


def test_all_pairs_are_found_whatever_the_cells():
    """Sparse points in a long area: cells are widened, no pair is lost."""
    xy = np.column_stack([np.random.default_rng(1).random(300) * 1e5, np.random.default_rng(2).random(300) * 50])
    study = shapely.box(0, 0, 1e5, 50)
    assert ripley_k(unit(xy, study), 20, 2, simulations=0).k_m2 == pytest.approx(
        [brute_k(xy, study, 10), brute_k(xy, study, 20)], rel=1e-9
    )


# --- quadrats ---------------------------------------------------------------------------------------------------------


def test_quadrat_counts_of_cells_by_hand():
    """Four quarters of `cells` hold 10, 11, 11 and 10: chi-square 4·(0.25)/10.5, degrees 3."""
    found = quadrat_counts(unit(CELLS, shapely.box(0, 0, 1, 1)), 0.5)
    x, y = CELLS.T
    by_hand = [int(((x <= 0.5) & (y <= 0.5)).sum()), int(((x > 0.5) & (y <= 0.5)).sum())]
    assert found.n.sum() == 42 and found.n[:2].tolist() == by_hand and found.degrees == 3
    assert found.chi_square == pytest.approx((((found.n - 10.5) ** 2) / 10.5).sum())
    assert found.dispersion == pytest.approx(found.chi_square / 3)


@pytest.mark.parametrize("shape", ["square", "hexagon"])
@pytest.mark.parametrize("side", [0.07, 0.3, 5.0])
def test_cells_cover_the_study_area_once(shape, side):
    study = shapely.Polygon([(0, 0), (1, 0.2), (0.8, 1), (0.1, 0.7)])
    found = quadrat_counts(unit(CELLS[shapely.intersects_xy(study, CELLS)], study), side, shape)
    assert found.n.sum() == shapely.intersects_xy(study, CELLS).sum()
    assert found.area_km2.sum() * 1e6 == pytest.approx(study.area, rel=1e-9)


def test_one_cell_is_no_test():
    found = quadrat_counts(unit(CELLS), 3.0)
    assert (found.chi_square, found.p, found.dispersion, found.n.tolist()) == (None, None, None, [42])


# --- centres ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("groups", [None, (("a", "b", "none"), np.array([0, 1] * 31))])
def test_centres_agree_with_pointpats(groups):
    from pointpats.centrography import ellipse, mean_center, std_distance

    xy = REDWOOD * 5000
    lonlat = lonlat_of(xy)
    found = centres_of(lonlat, groups, formula="crimestat")
    plane_xy = PLANE.to_metres(lonlat)
    for number, centre in enumerate(found.centres[:2]):
        mine = plane_xy if groups is None else plane_xy[groups[1] == number]
        assert PLANE.to_metres(np.array([centre.mean]))[0] == pytest.approx(mean_center(mine), abs=1e-3)
        major, minor, _ = ellipse(mine)
        assert sorted([major, minor]) == pytest.approx(
            [centre.ellipse.semi_minor_m, centre.ellipse.semi_major_m], rel=1e-6
        )
        n = len(mine)
        assert centre.standard_distance_m == pytest.approx(std_distance(mine) * np.sqrt(n / (n - 2)), rel=1e-6)


def test_ellipse_by_hand():
    """Points at ±3 along 30° from east and ±1 across: variances 9/2 and 1/2; azimuth of the major axis 60°."""
    turn = np.radians(30)
    axes = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    xy = np.array([[3.0, 0], [-3, 0], [0, 1], [0, -1]]) @ axes
    yuill, arcgis, crimestat = (
        centres_of(lonlat_of(xy), formula=f).centres[0] for f in ("yuill", "arcgis", "crimestat")
    )
    assert yuill.ellipse.semi_major_m == pytest.approx(np.sqrt(4.5), abs=1e-4)
    assert yuill.ellipse.semi_minor_m == pytest.approx(np.sqrt(0.5), abs=1e-4)
    assert arcgis.ellipse.semi_major_m == pytest.approx(3.0, abs=1e-4)
    assert crimestat.ellipse.semi_major_m == pytest.approx(3.0 * np.sqrt(2), abs=1e-4)
    assert yuill.ellipse.azimuth_deg == pytest.approx(60, abs=1e-3)
    assert yuill.standard_distance_m == pytest.approx(np.sqrt(5), abs=1e-4)
    assert yuill.ellipse.outline.area > 0


def test_groups_with_few_points_say_what_is_missing():
    lonlat = np.array([[121.4, 31.2], [121.5, 31.2], [121.5, 31.2], [NAN, 31.2]])
    none, alone, same = centres_of(lonlat, (("none", "alone", "same"), np.array([1, 2, 2, 0]))).centres
    assert (none.n, none.mean, alone.n, alone.standard_distance_m) == (0, None, 1, None)
    assert (same.standard_distance_m, same.ellipse) == (0.0, None) and none.note and alone.note and same.note


def test_weights_pull_the_centre():
    lonlat = np.array([[121.4, 31.2], [121.5, 31.2], [121.6, 31.2]])
    centre = centres_of(lonlat, weight=np.array([3.0, 1.0, NAN])).centres[0]
    assert centre.n == 2 and centre.mean[0] == pytest.approx(121.425, abs=1e-4)


# --- groups -----------------------------------------------------------------------------------------------------------


def blobs(seed, sizes=(60, 90, 40), noise=40):
    rng = np.random.default_rng(seed)
    parts = [rng.normal(size=(n, 2)) * 120 * (i + 1) + rng.random(2) * 9000 for i, n in enumerate(sizes)]
    return np.vstack([*parts, rng.random((noise, 2)) * 10_000])


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("size", "samples"), [(5, None), (10, 3), (25, 8)])
def test_hdbscan_is_that_of_scikit_learn(seed, size, samples):
    """Where several points are equally far the definition leaves the order open: there single points may differ."""
    lonlat = lonlat_of(blobs(seed))
    peer = HDBSCAN(min_cluster_size=size, min_samples=samples, copy=True).fit(PLANE.to_metres(lonlat)).labels_
    found = hdbscan(lonlat, size, samples)
    assert adjusted_rand_score(found.labels, peer) > 0.97 and ((found.labels < 0) != (peer < 0)).sum() <= 5
    assert (np.diff(found.sizes) <= 0).all() and found.noise == (found.labels < 0).sum()


@pytest.mark.parametrize("k", [1, 2, 4, 7])
def test_k_means_is_as_good_as_scikit_learn(k):
    lonlat = lonlat_of(blobs(3, noise=0))
    found = k_means(lonlat, k, seed=1)
    peer = KMeans(k, n_init=20, random_state=1).fit(PLANE.to_metres(lonlat))
    assert found.inertia_m2 <= peer.inertia_ * 1.001 and len(found.sizes) == k
    assert (k_means(lonlat, k, seed=1).labels == found.labels).all()


def test_knee_of_k_distances():
    """Eight points 10 m apart and two far away: the curve is flat, then rises at once."""
    xy = np.array([[i * 10.0, 0] for i in range(8)] + [[5000.0, 0], [9000, 0]])
    found = k_distances(xy, 1)
    assert found.distances_m.tolist() == [10] * 8 + [4000, 4930] or found.suggested_eps_m == 10
    assert found.suggested_eps_m == 10.0 and found.knee == 7
    assert k_distances(np.array([[0.0, 0], [1, 0], [2, 0]]), 1).suggested_eps_m is None


def test_clusters_that_straddle_blocks_or_leave_the_parks():
    north, south = shapely.box(121.40, 31.25, 121.45, 31.30), shapely.box(121.40, 31.20, 121.45, 31.25)
    zones = prepare_zones(["n", "s"], np.array([north, south], dtype=object))
    lonlat = np.array([[121.41, 31.26], [121.41, 31.24], [121.42, 31.29], [121.46, 31.29], [121.43, 31.21], [NAN, 0]])
    found = cluster_zone_table(lonlat, np.array([0, 0, 1, 1, -1, 0]), zones)
    assert found.n.tolist() == [[1, 1], [1, 0]] and found.outside.tolist() == [0, 1] and found.noise.tolist() == [0, 1]
    assert (found.straddling, found.leaving) == ((0,), (1,))
    assert cluster_zone_table(lonlat, np.array([0, 0, 1, 1, -1, 0]), zones, {"n": "p", "s": "p"}).straddling == ()


# --- patterns, planes, and degenerate input ---------------------------------------------------------------------------


def test_the_plane_is_named():
    assert "4549" in plane_of(np.array([[121.4, 31.2]])).name.en
    elsewhere = plane_of(np.array([[2.3, 48.8], [2.4, 48.9]]))
    assert "equal-area" in elsewhere.name.en
    box = shapely.transform(shapely.box(2.3, 48.8, 2.4, 48.9), elsewhere.to_metres)
    true = geodesic_area_m2(np.array([shapely.box(2.3, 48.8, 2.4, 48.9)]))[0]
    assert isinstance(elsewhere, Plane) and box.area == pytest.approx(true, rel=1e-5)


def test_points_outside_the_study_area_are_counted_apart():
    found = pattern_of(
        np.array([[121.45, 31.25], [121.4, 31.2], [120.9, 31.0], [NAN, 1]]), np.array([PARK, None], dtype=object)
    )
    assert (found.n, found.outside, found.no_position, found.rows.tolist()) == (2, 1, 1, [0, 1])
    assert pattern_of(np.array([[121.4, 31.2], [121.5, 31.3]])).study_name == BOX_STUDY


NOBODY = np.empty((0, 2))
ONE_PLACE = np.repeat([[121.45, 31.25]], 6, axis=0)
LINE_M = np.column_stack([np.arange(5.0), np.zeros(5)])


@pytest.mark.parametrize(
    "bad",
    [
        lambda: pattern_of(NOBODY),
        lambda: pattern_of(ONE_PLACE),
        lambda: pattern_of(ONE_PLACE, np.array([shapely.Polygon(), None], dtype=object)),
        lambda: pattern_of(ONE_PLACE, np.array([shapely.LineString([(121, 31), (121.1, 31)])], dtype=object)),
        lambda: pattern_of(np.array([[0.0, 0.0], [90.0, 60.0]])),
        lambda: nearest_neighbours(unit(NOBODY)),
        lambda: nearest_neighbours(unit(CELLS[:1])),
        lambda: ripley_k(unit(CELLS[:1])),
        lambda: ripley_k(unit(CELLS), 0.6),
        lambda: ripley_k(unit(CELLS), NAN),
        lambda: ripley_k(unit(CELLS), steps=0),
        lambda: ripley_k(unit(np.random.default_rng(1).random((300_000, 2))), simulations=99),
        lambda: quadrat_counts(unit(CELLS), 0.0),
        lambda: quadrat_counts(unit(CELLS), 1e-5),
        lambda: quadrat_counts(unit(CELLS), 0.5, "triangle"),
        lambda: quadrat_counts(unit(NOBODY), 0.5),
        lambda: centres_of(NOBODY),
        lambda: centres_of(ONE_PLACE, formula="qgis"),
        lambda: centres_of(ONE_PLACE, weight=np.array([-1.0] * 6)),
        lambda: hdbscan(ONE_PLACE, 1),
        lambda: hdbscan(ONE_PLACE, 2, 7),
        lambda: k_means(ONE_PLACE, 2),
        lambda: k_means(NOBODY, 1),
        lambda: k_distances(LINE_M, 5),
    ],
)
def test_what_cannot_be_answered_is_refused(bad):
    with pytest.raises(GeometryError) as caught:
        bad()
    assert caught.value.message("zh") and caught.value.message("en")


def test_points_at_one_place_have_stated_answers():
    study = np.array([PARK], dtype=object)
    pattern = pattern_of(ONE_PLACE, study)
    k = ripley_k(pattern, simulations=5)
    assert (k.k_m2 > k.k_high).all() and np.isfinite(k.k_m2).all()
    assert quadrat_counts(pattern, 1000).n.max() == 6
    assert k_means(ONE_PLACE, 1).inertia_m2 == pytest.approx(0, abs=1e-6)
    assert hdbscan(ONE_PLACE, 2).labels.tolist() == [-1] * 6 or hdbscan(ONE_PLACE, 2).noise < 6
    assert k_distances(LINE_M * 0, 2).suggested_eps_m is None


@pytest.mark.parametrize(
    "work",
    [
        lambda f: nearest_neighbours(unit(CELLS), f),
        lambda f: ripley_k(unit(CELLS), feedback=f),
        lambda f: quadrat_counts(unit(CELLS), 0.1, feedback=f),
        lambda f: hdbscan(lonlat_of(blobs(1)), 5, feedback=f),
        lambda f: k_means(lonlat_of(blobs(1)), 5, feedback=f),
        lambda f: centres_of(lonlat_of(blobs(1)), feedback=f),
    ],
)
def test_stops_when_asked_and_shows_progress(work):
    seen = []
    work(CallbackFeedback(on_progress=lambda fraction, doing: seen.append(fraction)))
    assert seen and all(0 <= fraction <= 1 for fraction in seen)
    asked = iter([False] * (len(seen) // 2))
    with pytest.raises(Cancelled):
        work(CallbackFeedback(should_stop=lambda: next(asked, True) is not False))
