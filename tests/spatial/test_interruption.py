"""Every long computation says how far it is, and stops soon after it is asked to: within half a second.

A computation hears of a request to stop when it reports. So the longest time between two reports, before the first and
after the last, is the longest that a user waits: `Stopwatch` measures it, over work large enough that a step which
cannot be stopped would show. Time is that of the processor: what other programs take meanwhile is not counted.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache

import numpy as np
import numpy.typing as npt
import pytest
import shapely

from layers.indicators.positioning import measure_overlap
from spatial.feedback import Cancelled, Feedback
from spatial.plane import WITHIN_STUDY, Pattern, pattern_of, plane_of
from spatial.statistics.autocorrelation import bivariate_moran, geary, general_g, join_counts, moran
from spatial.statistics.bandwidths import given_bandwidth, select_bandwidth
from spatial.statistics.centrography import centres_of
from spatial.statistics.clusters import find_clusters
from spatial.statistics.density import current_basis
from spatial.statistics.density_sensitivity import border_sensitivity
from spatial.statistics.kernel_density import contours, kernel_density
from spatial.statistics.kind_k import kind_ks
from spatial.statistics.local_autocorrelation import bivariate_local_moran, local_g, local_moran
from spatial.statistics.nearest_neighbours import k_distances, nearest_neighbours
from spatial.statistics.permutations import Shuffle
from spatial.statistics.point_groups import cluster_zone_table, hdbscan, k_means
from spatial.statistics.quadrats import quadrat_counts
from spatial.statistics.ripley import ripley_k
from spatial.statistics.weights import Weights, contiguity, distance_band, kernel, nearest
from spatial.statistics.zone_counts import Zones, count_points, prepare_zones
from spatial.text import Text

Floats = npt.NDArray[np.float64]
LIMIT_S, MANY, SOME = 0.5, 300_000, 50_000


class Stopwatch(Feedback):
    """Measures the longest time without a report, and keeps the fractions; asked to, it cancels at a report."""

    def __init__(self, stop_at: float = 2.0) -> None:
        self.longest, self.fractions, self.stop_at = 0.0, [0.0], stop_at
        self.last = time.thread_time()

    def tick(self) -> None:
        now = time.thread_time()
        self.longest, self.last = max(self.longest, now - self.last), now

    def report(self, fraction: float, doing: Text | None = None) -> None:
        self.tick()
        self.fractions.append(fraction)
        if fraction >= self.stop_at:
            raise Cancelled


@cache
def lonlat(count: int) -> Floats:
    rng = np.random.default_rng(5)
    clumps = rng.uniform((121.1, 31.0), (121.9, 31.6), (100, 2))[rng.integers(0, 100, count // 2)]
    return np.vstack(
        [clumps + rng.normal(0, 0.01, clumps.shape), rng.uniform((121, 31), (122, 31.7), (count - len(clumps), 2))]
    )


@cache
def metres(count: int) -> Floats:
    return plane_of(lonlat(1_000)).to_metres(lonlat(count))


@cache
def pattern(count: int) -> Pattern:
    xy = metres(count)
    study = shapely.Point(xy.mean(axis=0)).buffer(60_000.0)
    kept = xy[shapely.contains_xy(study, xy)]
    return Pattern(kept, np.arange(len(kept)), study, WITHIN_STUDY, plane_of(lonlat(1_000)), 0, 0)


@cache
def cells() -> npt.NDArray[np.object_]:
    seeds = shapely.multipoints(np.random.default_rng(1).uniform((121, 31), (122, 31.7), (20_000, 2)))
    found = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=shapely.box(121, 31, 122, 31.7)))
    return np.array(found, dtype=object)


@cache
def zones() -> Zones:
    return prepare_zones([str(n) for n in range(2_000)], cells()[:2_000])


@cache
def weights() -> Weights:
    return nearest(metres(SOME), 6)


@cache
def values() -> Floats:
    return np.random.default_rng(2).lognormal(size=SOME)


@cache
def surface():
    return kernel_density(pattern(SOME), given_bandwidth(800.0))


def industries() -> dict[str, tuple[str, ...]]:
    rng = np.random.default_rng(3)
    return {str(n): tuple(map(str, rng.integers(0, 40, 6))) for n in range(1_500)}


SHUFFLE = Shuffle(499)
WORK: dict[str, Callable[[Feedback], object]] = {
    "zones prepared for few points": lambda f: prepare_zones([str(n) for n in range(20_000)], cells(), f, 5_000),
    "zones prepared": lambda f: prepare_zones([str(n) for n in range(20_000)], cells(), f),
    "points counted": lambda f: count_points(lonlat(MANY), zones(), feedback=f),
    "border sensitivity": lambda f: border_sensitivity(
        lonlat(SOME), zones(), current_basis(zones()), np.full(SOME, 200.0), f
    ),
    "pattern": lambda f: pattern_of(lonlat(MANY), cells()[:500], feedback=f),
    "nearest neighbours": lambda f: nearest_neighbours(pattern(MANY), f),
    "k distances": lambda f: k_distances(metres(MANY), 4, f),
    "Ripley's K": lambda f: ripley_k(pattern(SOME), 3_000.0, 20, 9, feedback=f),
    "K by kind": lambda f: kind_ks(
        pattern(20_000), (("a", "b"), np.arange(pattern(20_000).n) % 2), 3_000.0, 4, feedback=f
    ),
    "quadrats": lambda f: quadrat_counts(pattern(MANY), 500.0, feedback=f),
    "centres": lambda f: centres_of(lonlat(MANY), feedback=f),
    "DBSCAN": lambda f: find_clusters(lonlat(MANY), 300.0, 10, f),
    "HDBSCAN": lambda f: hdbscan(lonlat(20_000), 25, feedback=f),
    "k-means": lambda f: k_means(lonlat(MANY), 8, feedback=f),
    "clusters by zone": lambda f: cluster_zone_table(lonlat(MANY), np.arange(MANY) % 9, zones(), feedback=f),
    "bandwidth": lambda f: select_bandwidth(pattern(MANY), "likelihood", feedback=f),
    "kernel density": lambda f: kernel_density(pattern(MANY), given_bandwidth(500.0), feedback=f),
    "contours": lambda f: contours(surface(), 8, f),
    "contiguity": lambda f: contiguity(cells(), "queen", feedback=f),
    "rook with gaps": lambda f: contiguity(cells()[:4_000], "rook", 0.0001, f),
    "nearest weights": lambda f: nearest(metres(MANY), 8, f),
    "distance band": lambda f: distance_band(metres(SOME), 1_000.0, feedback=f),
    "kernel weights": lambda f: kernel(metres(SOME), 1_000.0, feedback=f),
    "Moran": lambda f: moran(values(), weights(), SHUFFLE, f),
    "Geary": lambda f: geary(values(), weights(), SHUFFLE, f),
    "general G": lambda f: general_g(values(), weights(), SHUFFLE, f),
    "join counts": lambda f: join_counts((values() > 1).astype(float), weights(), SHUFFLE, f),
    "bivariate Moran": lambda f: bivariate_moran(values(), values()[::-1], weights(), SHUFFLE, f),
    "local Moran": lambda f: local_moran(values(), weights(), SHUFFLE, feedback=f),
    "local Moran, kernel weights": lambda f: local_moran(values(), kernel_weights(), SHUFFLE, feedback=f),
    "G*": lambda f: local_g(values(), weights(), True, (SHUFFLE, None), f),
    "bivariate local Moran": lambda f: bivariate_local_moran(values(), values()[::-1], weights(), (SHUFFLE, None), f),
    "overlap": lambda f: measure_overlap(industries(), {}, feedback=f),
}


@cache
def kernel_weights() -> Weights:
    return kernel(metres(SOME), 400.0)


@pytest.mark.parametrize("name", WORK)
def test_no_wait_is_longer_than_half_a_second(name: str) -> None:
    for _ in range(2):
        watch = Stopwatch()
        WORK[name](watch)
        watch.tick()
        if watch.longest < LIMIT_S:
            break
    assert watch.longest < LIMIT_S, f"{watch.longest:.2f} s without a report"
    assert all(0.0 <= each <= 1.0 for each in watch.fractions) and len(watch.fractions) > 2
    assert max(watch.fractions) > 0.5, "progress is shown"
    assert sum(b < a - 1e-9 for a, b in zip(watch.fractions, watch.fractions[1:], strict=False)) == 0, "it never falls"


@pytest.mark.parametrize("name", WORK)
def test_it_stops_where_it_is_asked_to(name: str) -> None:
    watch = Stopwatch(stop_at=0.0)
    with pytest.raises(Cancelled):
        WORK[name](watch)
