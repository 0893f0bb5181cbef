import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.cluster import DBSCAN

from spatial.errors import GeometryError
from spatial.feedback import CallbackFeedback, Cancelled
from spatial.markers import merge_markers
from spatial.statistics.clusters import aggregate, find_clusters, metres_per_pixel
from spatial.statistics.dbscan import dbscan

NAN = float("nan")


def assert_same_partition(xy, eps, min_samples):
    """Core points and noise as scikit-learn finds them; border points in the cluster of their nearest core point."""
    labels, core = dbscan(xy, eps, min_samples)
    peer = DBSCAN(eps=eps, min_samples=min_samples, algorithm="kd_tree").fit(xy)
    assert np.flatnonzero(core).tolist() == peer.core_sample_indices_.tolist()
    assert ((labels < 0) == (peer.labels_ < 0)).all()
    pairs = set(zip(labels[core].tolist(), peer.labels_[core].tolist(), strict=True))
    assert len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})
    at_core = np.flatnonzero(core)
    for border in np.flatnonzero(~core & (labels >= 0)):
        squares = ((xy[at_core] - xy[border]) ** 2).sum(axis=1)
        assert labels[border] == labels[at_core[squares.argmin()]]  # argmin: the first of equally near ones
    sizes = np.bincount(labels[labels >= 0])
    assert (np.diff(sizes) <= 0).all()
    for a in np.flatnonzero(np.diff(sizes) == 0):
        assert np.flatnonzero(labels == a)[0] < np.flatnonzero(labels == a + 1)[0]


SHAPES = {
    "lattice": np.stack(np.meshgrid(np.arange(12.0), np.arange(9.0)), axis=-1).reshape(-1, 2),
    "two chains": np.array([[i, 0.0] for i in range(20)] + [[i, 2.5] for i in range(20)]),
    "all equal": np.zeros((7, 2)),
    "duplicates and loners": np.array([[0.0, 0.0]] * 5 + [[0.0, 1.0], [9.0, 9.0], [0.0, 2.0]]),
    "one": np.array([[3.0, 4.0]]),
    "border between two": np.array([[0.0, 0], [0, 0], [0, 0], [1, 0], [2, 0], [2, 0], [2, 0]]),
    "far away": np.random.default_rng(5).normal(size=(200, 2)) + 3.4e6,
    "line": np.column_stack([np.zeros(50), np.linspace(0, 40, 50)]),
}


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("eps", [0.3, 1.0, 2**0.5, 2.5, 100.0])
@pytest.mark.parametrize("min_samples", [1, 2, 4, 9])
def test_same_partition_as_scikit_learn(name, eps, min_samples):
    assert_same_partition(SHAPES[name], eps, min_samples)


@given(
    st.lists(st.tuples(st.integers(-6, 6), st.integers(-6, 6)), min_size=1, max_size=60),
    st.sampled_from([0.5, 1.0, 2.0, 5.0, 40.0]),  # squares are exact: a point at eps is a neighbour
    st.integers(1, 6),
)
@settings(deadline=None, max_examples=200)
def test_same_partition_on_a_lattice(points, eps, min_samples):
    assert_same_partition(np.array(points, dtype=float), eps, min_samples)


@pytest.mark.parametrize("seed", range(8))
def test_same_partition_on_clumps(seed):
    rng = np.random.default_rng(seed)
    centres = rng.random((12, 2)) * 1000
    xy = np.vstack([centres[rng.integers(0, 12, 600)] + rng.normal(size=(600, 2)) * 15, rng.random((300, 2)) * 1000])
    assert_same_partition(xy, 20.0, int(rng.integers(2, 12)))


def test_labels_follow_the_points():
    xy = np.random.default_rng(9).random((400, 2)) * 20
    order = np.random.default_rng(10).permutation(400)
    labels, core = dbscan(xy, 1.0, 4)
    again, core_again = dbscan(np.ascontiguousarray(xy[order]), 1.0, 4)
    assert (core[order] == core_again).all() and ((labels[order] < 0) == (again < 0)).all()


# --- in metres --------------------------------------------------------------------------------------------------------

PEOPLES_SQUARE = np.array([121.4737, 31.2304])
DEGREE_M = np.array([95_340.0, 110_870.0])  # of longitude and latitude there


def around(offsets_m):
    return PEOPLES_SQUARE + np.array(offsets_m) / DEGREE_M


def test_clusters_are_described():
    square = [[0, 0], [100, 0], [100, 100], [0, 100]]
    far = [[5000, 0], [5050, 0], [5100, 0]]
    found = find_clusters(np.vstack([around(far), around(square), around([[9000, 9000]]), [[NAN, 1.0]]]), 120, 3)
    assert found.labels.tolist() == [1, 1, 1, 0, 0, 0, 0, -1, -1]
    assert (found.noise, found.eps_m, found.min_samples) == (1, 120, 3)
    block, street = found.clusters
    assert (block.id, block.n, street.id, street.n) == (0, 4, 1, 3)
    assert block.area_m2 == pytest.approx(10_000, rel=2e-3)
    assert block.density_per_km2 == pytest.approx(400, rel=2e-3)
    assert block.centre == pytest.approx(tuple(around([50, 50])), abs=1e-9)
    assert isinstance(block.hull, shapely.Polygon) and block.hull.covers(shapely.Point(around([50, 50])))
    assert street.area_m2 == pytest.approx(0, abs=0.1)


def test_points_at_one_place_have_no_area_and_no_density():
    found = find_clusters(np.repeat(around([[0, 0]]), 5, axis=0), 10, 3)
    (cluster,) = found.clusters
    assert (cluster.n, cluster.area_m2, cluster.density_per_km2) == (5, 0.0, None)
    assert isinstance(cluster.hull, shapely.Point)


def test_a_point_alone_is_noise_or_its_own_cluster():
    alone = around([[0, 0]])
    assert find_clusters(alone, 100, 2).noise == 1
    assert find_clusters(alone, 100, 1).clusters[0].n == 1


@pytest.mark.parametrize(("eps_m", "together"), [(999, False), (1001, True)])
def test_eps_is_in_metres(eps_m, together):
    """Two points a kilometre apart, east-west, where a degree of longitude is 0.86 of one of latitude."""
    east = np.array([121.4737 + 1 / 95.4935, 31.2304])  # pyproj.Geod: 1000.0 m
    import pyproj

    distance = pyproj.Geod(ellps="WGS84").inv(*PEOPLES_SQUARE, *east)[2]
    scale = eps_m / 1000
    found = find_clusters(np.vstack([PEOPLES_SQUARE, east]), distance * scale, 2)
    assert bool(found.clusters) == together


@pytest.mark.parametrize(
    ("lonlat", "eps_m", "min_samples", "what"),
    [
        ([[121, 31]], 0, 3, "eps is 0"),
        ([[121, 31]], -5, 3, "eps is -5"),
        ([[121, 31]], NAN, 3, "eps is nan"),
        ([[121, 31]], 100, 0, "number of points is 0"),
        ([[NAN, NAN]], 100, 3, "no point"),
        (np.empty((0, 2)), 100, 3, "no point"),
        ([[121, 31], [-70, 40]], 100, 3, "too far"),
        ([[13_500_000, 3_600_000], [13_500_100, 3_600_000]], 100, 3, "not degrees"),
    ],
)
def test_errors_say_what_and_what_to_do(lonlat, eps_m, min_samples, what):
    with pytest.raises(GeometryError) as caught:
        find_clusters(np.array(lonlat, dtype=float), eps_m, min_samples)
    assert what in caught.value.what.en
    assert caught.value.what.zh and caught.value.remedy.zh and caught.value.remedy.en


def test_work_can_be_cancelled():
    stop = CallbackFeedback(should_stop=lambda: True)
    with pytest.raises(Cancelled):
        find_clusters(around([[0, 0], [1, 1]]), 10, 2, stop)
    with pytest.raises(Cancelled):
        aggregate(np.zeros((1, 2)), np.zeros(1, dtype=int), 1, feedback=stop)


# --- markers ----------------------------------------------------------------------------------------------------------


def assert_aggregation(xy, categories, n_categories, radius_px):
    found = aggregate(xy, categories, n_categories, radius_px)
    present = np.isfinite(xy).all(axis=1)
    assert found.missing == int((~present).sum())
    assert [level.zoom for level in found.levels] == list(range(19))
    for level in found.levels:
        assert level.counts.sum() == present.sum()
        assert (level.members[~present] == -1).all()
        members = level.members[present]
        assert np.bincount(members, minlength=len(level.counts)).tolist() == level.counts.tolist()
        for marker in range(len(level.counts)):
            mine = level.members == marker
            assert level.xy[marker] == pytest.approx(xy[mine].mean(axis=0), rel=1e-12, abs=1e-6)
            expected = np.bincount(categories[mine & (categories >= 0)], minlength=n_categories)
            assert level.category_counts[marker].tolist() == expected.tolist()
    for coarse, fine in zip(found.levels[:-1], found.levels[1:], strict=True):
        parent = {}
        for a, b in zip(fine.members[present].tolist(), coarse.members[present].tolist(), strict=True):
            assert parent.setdefault(a, b) == b  # a marker of the finer level lies in one of the coarser
    return found


@given(
    st.lists(
        st.tuples(st.integers(0, 60) | st.just(NAN), st.integers(0, 60), st.integers(-1, 2)), min_size=1, max_size=30
    ),
    st.sampled_from([1.0, 48.0, 200.0]),
    st.sampled_from([1.0, 37.0, 9000.0]),
)
@settings(deadline=None, max_examples=60)
def test_levels_nest_and_counts_are_exact(points, radius_px, spacing):
    xy = np.array([[x * spacing, y * spacing] for x, y, _ in points], dtype=float)
    assert_aggregation(xy, np.array([c for *_, c in points]), 3, radius_px)


def test_markers_do_not_depend_on_the_order_of_the_points():
    rng = np.random.default_rng(4)
    xy, codes, order = rng.random((500, 2)) * 20_000, rng.integers(0, 4, 500), rng.permutation(500)
    for a, b in zip(aggregate(xy, codes, 4).levels, aggregate(xy[order], codes[order], 4).levels, strict=True):
        assert np.array_equal(a.xy, b.xy) and np.array_equal(a.category_counts, b.category_counts)
        assert np.array_equal(a.members[order], b.members)


def test_points_at_one_place_are_never_parted():
    xy = np.array([[13_520_000.0, 3_660_000.0]] * 9 + [[13_520_500.0, 3_660_000.0]])
    found = assert_aggregation(xy, np.zeros(10, dtype=int), 1, 48)
    assert found.levels[18].counts.tolist() == [9, 1]
    assert found.levels[18].xy[0].tolist() == [13_520_000.0, 3_660_000.0]
    assert found.levels[0].counts.tolist() == [10]


@pytest.mark.parametrize(("gap_px", "merged"), [(47.9, True), (48.1, False)])
def test_two_points_merge_within_the_radius_on_the_screen(gap_px, merged):
    for zoom in (3, 10, 18):
        xy = np.array([[0.0, 0.0], [gap_px * metres_per_pixel(zoom), 0.0]])
        found = aggregate(xy, np.zeros(2, dtype=int), 1, 48)
        assert (len(found.levels[zoom].counts) == 1) == merged


def test_pixels_are_those_of_web_mercator():
    """OGC WMTS 1.0.0, annex E.4 (GoogleMapsCompatible): zoom 0 and zoom 18."""
    assert metres_per_pixel(0) == pytest.approx(156543.0339280410)
    assert metres_per_pixel(18) == pytest.approx(0.5971642833948135)


def test_the_largest_marker_takes_its_neighbours():
    xy, counts = np.array([[0.0, 0], [1, 0], [2, 0], [3, 0]]), np.array([1, 1, 5, 1])
    group, n = merge_markers(xy, counts, 1.0)
    assert (group.tolist(), n) == ([1, 0, 0, 0], 2)


@pytest.mark.parametrize("n", [0, 3])
def test_no_points_give_levels_without_markers(n):
    found = aggregate(np.full((n, 2), NAN), np.zeros(n, dtype=int), 2)
    assert (len(found.levels), found.missing) == (19, n)
    assert found.levels[7].xy.shape == (0, 2) and found.levels[7].category_counts.shape == (0, 2)


@pytest.mark.parametrize("radius_px", [0, -1, NAN])
def test_a_radius_is_positive(radius_px):
    with pytest.raises(GeometryError):
        aggregate(np.zeros((1, 2)), np.zeros(1, dtype=int), 1, radius_px)


def test_points_without_categories():
    found = aggregate(np.zeros((2, 2)), np.full(2, -1), 0)
    assert found.levels[0].counts.tolist() == [2] and found.levels[0].category_counts.shape == (1, 0)
