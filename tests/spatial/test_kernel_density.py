import numpy as np
import pytest
import shapely
from sklearn.neighbors import KernelDensity

from spatial.errors import GeometryError
from spatial.feedback import CallbackFeedback, Cancelled
from spatial.plane import WITHIN_STUDY, Pattern, pattern_of, plane_of
from spatial.statistics.kernel_density import contours, given_bandwidth, kernel_density, select_bandwidth
from tests.spatial.published_patterns import REDWOOD

PLANE = plane_of(np.array([[121.4, 31.2]]))
CORNER = np.array([630_000.0, 3_455_000.0])
SQUARE = shapely.box(0, 0, 10_000, 10_000)
ODD = shapely.Polygon(
    [(0, 0), (9000, 1000), (8000, 6000), (10_000, 9000), (2000, 10_000)], [[(4e3, 3e3), (6e3, 3e3), (5e3, 5e3)]]
)


def pattern(xy, study=SQUARE):
    study = shapely.transform(study, lambda c: c + CORNER)
    xy = np.ascontiguousarray(xy + CORNER)
    return Pattern(xy, np.arange(len(xy)), study, WITHIN_STUDY, PLANE, 0, 0)


def clumps(n, seed=1, study=SQUARE):
    rng = np.random.default_rng(seed)
    xy = np.vstack([rng.normal(size=(n, 2)) * 900 + rng.random(2) * 8000 + 1000 for _ in range(4)])
    return xy[shapely.intersects_xy(study, xy)]


def exact(kind, xy, h, at):
    """The sum over all points, points per km²."""
    square = ((at[:, None] - xy[None]) ** 2).sum(axis=2) / h**2
    if kind == "quartic":
        return (np.maximum(1 - square, 0) ** 2).sum(axis=1) * 3 / (np.pi * h**2) * 1e6
    return np.exp(-square / 2).sum(axis=1) / (2 * np.pi * h**2) * 1e6


@pytest.mark.parametrize("kind", ["quartic", "gaussian"])
@pytest.mark.parametrize("h", [300.0, 1000.0, 2500.0])
def test_within_a_percent_of_the_exact_sum(kind, h):
    xy = clumps(300)
    surface = kernel_density(pattern(xy), given_bandwidth(h, kind), "none")
    at = np.random.default_rng(2).random((500, 2)) * 10_000
    truth = exact(kind, xy, h, at)
    peak = surface.density_per_km2.max()
    assert np.abs(surface.at(at + CORNER) - truth).max() < 0.01 * peak
    assert peak == pytest.approx(exact(kind, xy, h, cell_centres(surface) - CORNER).max(), rel=0.01)


def cell_centres(surface, step=3):
    rows, columns = np.indices(surface.density_per_km2.shape)[:, ::step, ::step]
    return np.column_stack([columns.ravel(), rows.ravel()]) * surface.cell_m + np.array(surface.origin)


def test_gaussian_is_that_of_scikit_learn():
    xy = REDWOOD * 10_000 + np.array([0, 10_000.0])
    surface = kernel_density(pattern(xy), given_bandwidth(800, "gaussian"), "none")
    at = np.random.default_rng(3).random((300, 2)) * 10_000
    peer = np.exp(KernelDensity(bandwidth=800).fit(xy).score_samples(at)) * len(xy) * 1e6
    assert surface.at(at + CORNER) == pytest.approx(peer, abs=0.01 * peer.max())


@pytest.mark.parametrize("study", [SQUARE, ODD])
@pytest.mark.parametrize("kind", ["quartic", "gaussian"])
def test_diggle_keeps_all_points_in_the_study_area(study, kind):
    """Diggle (1985): the integral over the study area is the number of points; without correction some is lost."""
    xy = clumps(200, 4, study)
    totals = {}
    for edge in ("diggle", "none"):
        surface = kernel_density(pattern(xy, study), given_bandwidth(1500, kind), edge)
        at = cell_centres(surface, 1)
        inside = shapely.intersects_xy(study, at - CORNER)
        totals[edge] = surface.at(at)[inside].sum() * (surface.cell_m / 1000) ** 2
    assert totals["diggle"] == pytest.approx(len(xy), rel=0.015) and totals["none"] < 0.97 * len(xy)


@pytest.mark.parametrize("study", [SQUARE, ODD])
def test_jones_is_even_for_an_even_pattern(study):
    lattice = np.stack(np.meshgrid(np.arange(50, 10_000, 100.0), np.arange(50, 10_000, 100.0)), -1).reshape(-1, 2)
    xy = lattice[shapely.intersects_xy(study, lattice)]
    jones = kernel_density(pattern(xy, study), given_bandwidth(1200), "jones")
    plain = kernel_density(pattern(xy, study), given_bandwidth(1200), "none")
    assert jones.density_per_km2[jones.inside] == pytest.approx(100.0, rel=0.08)
    assert plain.density_per_km2[plain.inside].min() < 60


def test_weights_and_points_add_up():
    xy = np.array([[3000.0, 3000], [7000, 7000], [5000, 5000]])
    weighted = kernel_density(pattern(xy), given_bandwidth(1000), "none", np.array([2.0, 1.0, np.nan]))
    doubled = kernel_density(pattern(xy[[0, 0, 1]]), given_bandwidth(1000), "none")
    assert weighted.density_per_km2 == pytest.approx(doubled.density_per_km2, abs=1e-9)


def test_bandwidth_rules_by_hand():
    xy = clumps(100)
    n, offset = len(xy), xy - xy.mean(axis=0)
    sigma = np.sqrt((offset[:, 0].var(ddof=1) + offset[:, 1].var(ddof=1)) / 2)
    assert select_bandwidth(pattern(xy), "scott", "gaussian").metres == pytest.approx(sigma * n ** (-1 / 6))
    assert select_bandwidth(pattern(xy), "scott").metres == pytest.approx(np.sqrt(8) * sigma * n ** (-1 / 6))
    distance = np.hypot(*offset.T)
    arcgis = 0.9 * min(np.sqrt((distance**2).mean()), np.sqrt(1 / np.log(2)) * np.median(distance)) * n**-0.2
    assert select_bandwidth(pattern(xy), "silverman").metres == pytest.approx(arcgis)


def test_cross_validation_finds_the_likeliest_bandwidth():
    """scikit-learn's density of each point from all others, summed over points, is highest there."""
    xy = clumps(40, 6)
    found = select_bandwidth(pattern(xy), "likelihood", "gaussian").metres

    def likelihood(h):
        left_out = [np.delete(xy, i, axis=0) for i in range(len(xy))]
        return sum(KernelDensity(bandwidth=h).fit(o).score_samples(xy[i : i + 1])[0] for i, o in enumerate(left_out))

    assert likelihood(found) > max(likelihood(found * 0.8), likelihood(found * 1.25))


def test_contours_are_nested_and_clipped():
    surface = kernel_density(pattern(clumps(100, 2, ODD), ODD), given_bandwidth(1500))
    found = contours(surface, 4)
    study = PLANE.shapes_to_lonlat(np.array([surface.study], dtype=object))[0]
    grown = study.buffer(1e-4)  # edges are straight in metres, not in degrees
    assert len(found.levels) == len(found.lines) == len(found.bands) == 4
    assert all(band.is_empty or grown.covers(band) for band in found.bands)
    for level, band in zip(found.levels, found.bands, strict=True):
        if not band.is_empty:
            at = PLANE.to_metres(shapely.get_coordinates(shapely.point_on_surface(band)))
            assert surface.at(at)[0] >= level * 0.99
    assert contours(surface, [5.0, 8.0]).levels == (5.0, 8.0)


def test_one_point_and_points_at_one_place():
    surface = kernel_density(pattern(np.array([[5000.0, 5000]] * 3)), given_bandwidth(1000))
    assert surface.density_per_km2.max() == pytest.approx(3 * 3 / np.pi, rel=0.01)
    assert np.isfinite(surface.density_per_km2).all()


@pytest.mark.parametrize(
    "bad",
    [
        lambda: kernel_density(pattern(np.empty((0, 2))), given_bandwidth(100)),
        lambda: kernel_density(pattern(clumps(5)), given_bandwidth(1.0)),
        lambda: kernel_density(pattern(clumps(5)), given_bandwidth(1000), "toroidal"),
        lambda: kernel_density(pattern(np.ones((1, 2))), given_bandwidth(1000), weight=np.array([-1.0])),
        lambda: given_bandwidth(0.0),
        lambda: given_bandwidth(float("nan")),
        lambda: given_bandwidth(10.0, "cosine"),
        lambda: select_bandwidth(pattern(np.ones((4, 2)))),
        lambda: select_bandwidth(pattern(np.ones((1, 2)))),
        lambda: select_bandwidth(pattern(clumps(5)), "plug-in"),
        lambda: contours(kernel_density(pattern(clumps(5)), given_bandwidth(900)), [2.0, 1.0]),
        lambda: contours(kernel_density(pattern(clumps(5)), given_bandwidth(900)), [-2.0]),
        lambda: contours(kernel_density(pattern(clumps(5)), given_bandwidth(900), weight=np.zeros(len(clumps(5))))),
    ],
)
def test_what_cannot_be_answered_is_refused(bad):
    with pytest.raises(GeometryError) as caught:
        bad()
    assert caught.value.message("zh") and caught.value.message("en")


def test_method_names_everything():
    park = np.array([shapely.box(121.4, 31.2, 121.5, 31.3)], dtype=object)
    lonlat = np.random.default_rng(1).random((50, 2)) * 0.1 + [121.4, 31.2]
    found = pattern_of(lonlat, park)
    words = kernel_density(found, select_bandwidth(found)).method
    assert all(each in words.en for each in ("quartic", "Scott", "Diggle", "EPSG:4549", "cells of", "Study area"))
    assert all(each in words.zh for each in ("四次核", "Scott", "Diggle", "EPSG:4549", "研究区"))


def test_stops_when_asked():
    with pytest.raises(Cancelled):
        kernel_density(pattern(clumps(5)), given_bandwidth(900), feedback=CallbackFeedback(should_stop=lambda: True))
