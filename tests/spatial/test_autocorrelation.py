"""Spatial autocorrelation against published values and independent implementations.

Published: the examples in the documentation of PySAL's esda (book, stl, the six points of G). Independent: esda itself
on the Columbus data, and sums written out by hand.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import shapely

from spatial.errors import StatisticsError
from spatial.feedback import CallbackFeedback, Cancelled
from spatial.statistics.autocorrelation import bivariate_moran, geary, general_g, join_counts, moran
from spatial.statistics.empirical_bayes import smoothed_rates, standardised_rates
from spatial.statistics.local_autocorrelation import Judgement, bivariate_local_moran, local_g, local_moran
from spatial.statistics.permutations import Shuffle, conditional, false_discovery, pseudo_p
from spatial.statistics.weights import Weights, contiguity, distance_band, from_pairs, kernel
from spatial.text import Text

NONE = Shuffle(0)
POINTS = np.array([(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)], dtype=float)
SIX = np.array([2, 3, 3.2, 5, 8, 7])


def pysal() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import esda
        import libpysal

        return libpysal, esda


def example(gal: str, table: str, column: str) -> tuple[Weights, npt.NDArray[np.float64], Any]:
    """Return weights and a column of a data set that libpysal ships."""
    libpysal, _ = pysal()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        w = libpysal.io.open(libpysal.examples.get_path(gal)).read()
        file = libpysal.io.open(libpysal.examples.get_path(table))
        y = np.array(file.by_col(column), dtype=float)
        file.close()
    place = {unit: i for i, unit in enumerate(w.id_order)}
    pairs = np.array([(place[a], place[b]) for a in w.neighbors for b in w.neighbors[a]])
    return from_pairs(pairs, w.n, Text(gal)), y, w


@pytest.fixture(scope="module")
def columbus() -> tuple[Weights, npt.NDArray[np.float64], Any]:
    return example("columbus.gal", "columbus.dbf", "CRIME")


def grid(side: int) -> Weights:
    boxes = [shapely.box(x, y, x + 1, y + 1) for y in range(side) for x in range(side)]
    return contiguity(np.array(boxes, dtype=object), "rook")


def test_moran_of_st_louis_homicides_as_published() -> None:
    weights, y, _ = example("stl.gal", "stl_hom.txt", "HR8893")
    found = moran(y, weights.row_standardised(), NONE)
    assert (round(found.value, 3), found.expected) == (0.244, pytest.approx(-0.012987012987012988))
    assert found.p_sim is None


def test_geary_of_the_book_example_as_published() -> None:
    weights, y, _ = example("book.gal", "book.txt", "y")
    assert round(geary(y, weights.row_standardised(), NONE).value, 7) == 0.3330108


def test_general_g_of_six_points_as_published() -> None:
    assert round(general_g(SIX, distance_band(POINTS, 15), NONE).value, 3) == 0.557


def test_join_counts_of_a_grid_as_published() -> None:
    found = join_counts(np.repeat([0.0, 1.0], 8), grid(4), NONE)
    assert {name: found.details[name] for name in ("bb", "bw", "ww", "joins")} == {
        "bb": 10,
        "bw": 4,
        "ww": 10,
        "joins": 24,
    }
    assert found.value == 10


@pytest.mark.parametrize(
    ("star", "published"),
    [
        (False, [-1.0136729, -0.04361589, 1.31558703, -0.31412676, 1.15373986, 1.77833941]),
        (True, [-1.39727626, -0.28917762, 0.65064964, -0.28917762, 1.23452088, 2.02424331]),
    ],
)
def test_local_g_of_six_points_as_published(star: bool, published: list[float]) -> None:
    assert local_g(SIX, distance_band(POINTS, 15), star).value == pytest.approx(published, abs=1e-7)


@pytest.mark.parametrize("ours", [moran, geary])
def test_value_expectation_and_z_agree_with_esda(columbus: Any, ours: Callable[..., Any]) -> None:
    weights, y, w = columbus
    _, esda = pysal()
    peer = (esda.Moran if ours is moran else esda.Geary)(y, w, transformation="r", permutations=0)
    found = ours(y, weights.row_standardised(), NONE)
    value, expected, z = (peer.I, peer.EI, peer.z_rand) if ours is moran else (peer.C, peer.EC, peer.z_rand)
    assert (found.value, found.expected, found.z) == (pytest.approx(value), pytest.approx(expected), pytest.approx(z))


def test_general_g_agrees_with_esda(columbus: Any) -> None:
    weights, y, w = columbus
    _, esda = pysal()
    w.transform = "B"
    peer = esda.G(y, w, permutations=0)
    found = general_g(y, weights, NONE)
    assert (found.value, found.expected, found.z) == (
        pytest.approx(peer.G), pytest.approx(peer.EG), pytest.approx(peer.z_norm))  # fmt: skip


def test_join_count_moments_are_those_of_all_arrangements() -> None:
    from itertools import combinations

    weights = grid(3)
    counts = []
    for chosen in combinations(range(9), 4):
        x = np.zeros(9)
        x[list(chosen)] = 1
        counts.append(weights.lag(x) @ x / 2)
    x = np.array([1, 1, 0, 1, 1, 0, 0, 0, 0], dtype=float)
    found = join_counts(x, weights, NONE)
    assert found.expected == pytest.approx(np.mean(counts))
    assert (found.value - found.expected) / found.z == pytest.approx(np.std(counts))


def by_brute_force(y: npt.NDArray[np.float64], weights: Weights) -> npt.NDArray[np.float64]:
    """Return folded p-values of local Moran from 9,999 shuffles of the others, unit by unit."""
    generator, z = np.random.default_rng(11), y - y.mean()
    lag = weights.lag(z) / weights.counts
    larger = np.empty(len(z))
    for i, count in enumerate(weights.counts):
        others = np.delete(z, i)
        drawn = generator.permuted(np.tile(others, (9999, 1)), axis=1)[:, :count].mean(axis=1)
        larger[i] = (drawn >= lag[i] - 1e-12).sum()
    return pseudo_p(larger, 9999)


def test_local_moran_agrees_with_esda_and_with_brute_force(columbus: Any) -> None:
    weights, y, w = columbus
    _, esda = pysal()
    peer = esda.Moran_Local(y, w, transformation="r", permutations=0)
    found = local_moran(y, weights, Shuffle(9999), Judgement(adjust="none"))
    assert found.value == pytest.approx(peer.Is)
    p = by_brute_force(y, weights)
    assert np.abs(found.p_sim - p).max() < 0.02
    quadrant = {1: "high-high", 2: "low-high", 3: "low-low", 4: "high-low"}
    clear = np.abs(p - 0.05) > 0.01
    labels = np.where(p <= 0.05, [quadrant[q] for q in peer.q], "not significant")
    assert [found.labels[i] for i in np.flatnonzero(clear)] == list(labels[clear])


def test_bivariate_moran_agrees_with_esda(columbus: Any) -> None:
    weights, y, w = columbus
    _, income, _ = example("columbus.gal", "columbus.dbf", "INC")
    _, esda = pysal()
    rows = weights.row_standardised()
    peer = esda.Moran_BV(y, income, w, transformation="r", permutations=0)
    assert bivariate_moran(y, income, rows, NONE).value == pytest.approx(peer.I)
    local = esda.Moran_Local_BV(y, income, w, transformation="r", permutations=0)
    found = bivariate_local_moran(y, income, weights, (Shuffle(99), None))
    assert np.corrcoef(found.value, local.Is)[0, 1] == pytest.approx(1)


def test_the_sum_of_local_moran_is_the_global_one(columbus: Any) -> None:
    weights, y, _ = columbus
    local, whole = local_moran(y, weights, Shuffle(99)), moran(y, weights.row_standardised(), NONE)
    assert local.value.sum() / (len(y) - 1) == pytest.approx(whole.value)


def test_the_seed_is_all_there_is_to_chance(columbus: Any) -> None:
    weights, y, _ = columbus
    first, again, other = (local_moran(y, weights, Shuffle(199, seed)).p_sim for seed in (1, 1, 2))
    assert (first == again).all() and (first != other).any()
    rows = weights.row_standardised()
    assert moran(y, rows, Shuffle(99, 5)).p_sim == moran(y, rows, Shuffle(99, 5)).p_sim


def test_a_permutation_test_covers_all_arrangements() -> None:
    """On four units in a row every arrangement is known: the share of lags as large is exact in the limit."""
    weights = from_pairs(np.array([(0, 1), (1, 2), (2, 3)]), 4, Text("row"))
    y = np.array([4.0, 3.0, 2.0, 0.0])
    found = local_moran(y, weights, Shuffle(20_000))
    # Unit 0 has one neighbour, drawn from {3, 2, 0}: the observed lag is the largest of three.
    assert found.p_sim[0] == pytest.approx(1 / 3, abs=0.015)


def test_both_ways_of_drawing_have_one_distribution(columbus: Any) -> None:
    """Unequal weights are drawn unit by unit, equal ones by the number of neighbours."""
    weights, y, _ = columbus
    rows = weights.row_standardised()
    nearly = replace(rows, values=rows.values * (1 + 1e-9 * np.arange(rows.links)))
    lag = rows.lag(y - y.mean())
    equal, unequal = (conditional(each, y - y.mean(), lag, Shuffle(20_000)) for each in (rows, nearly))
    assert np.abs(equal.larger - unequal.larger).max() / 20_000 < 0.02
    assert equal.mean == pytest.approx(unequal.mean, abs=0.15) and equal.deviation == pytest.approx(
        unequal.deviation, rel=0.03
    )


def test_missing_values_and_islands_are_named_not_computed() -> None:
    weights = from_pairs(np.array([(0, 1), (1, 2), (2, 3), (3, 4)]), 7, Text("row"))
    y = np.array([1, 2, np.nan, 4, 5, 9, 2.0])
    whole, local = moran(y, weights, Shuffle(99)), local_moran(y, weights, Shuffle(99))
    assert (whole.n, whole.islands.tolist(), whole.missing.tolist()) == (6, [5, 6], [2])
    assert np.isfinite(whole.value) and "孤岛" in " ".join(note.zh for note in whole.notes)
    assert [local.labels[i] for i in (2, 5, 6)] == ["missing", "island", "island"]
    assert np.isnan(local.value[[2, 5, 6]]).all() and np.isnan(local.p_adjusted[[2, 5, 6]]).all()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([3, 3, 3, 3, 3], "All values are equal"),
        ([1, np.nan, np.nan, np.nan, 2], "2 units have a value"),
        ([], "0 units"),
    ],
)
def test_what_cannot_be_computed_is_refused(values: list[float], words: str) -> None:
    weights = from_pairs(np.array([(0, 1)]) if values else np.empty((0, 2), dtype=int), len(values), Text("row"))
    for statistic in (moran, geary, general_g, local_moran, local_g):
        with pytest.raises(StatisticsError, match=words):
            statistic(np.array(values, dtype=float), weights)


def test_islands_only_negative_g_and_no_permutations_are_refused() -> None:
    alone = from_pairs(np.empty((0, 2), dtype=int), 5, Text("none"))
    with pytest.raises(StatisticsError, match="all are islands"):
        moran(np.arange(5.0), alone)
    with pytest.raises(StatisticsError, match="negative"):
        general_g(np.arange(-1.0, 8.0), grid(3))
    with pytest.raises(StatisticsError, match="0 and 1"):
        join_counts(np.arange(9.0), grid(3))
    with pytest.raises(StatisticsError, match="permutation"):
        local_moran(np.arange(9.0), grid(3), NONE)


def test_few_units_say_so() -> None:
    found = local_moran(np.arange(9.0), grid(3), Shuffle(99))
    words = " ".join(note.to("en") for note in found.notes)
    assert "9 units only" in words and "too few for local statistics" in words


def test_p_values_fold_and_adjust() -> None:
    assert pseudo_p(np.array([0.0, 999.0, 499.0]), 999).tolist() == [0.001, 0.001, 0.5]
    p = np.array([0.01, 0.04, np.nan, 0.03, 0.5])
    assert false_discovery(p)[[0, 1, 3, 4]] == pytest.approx([0.04, 4 / 75, 4 / 75, 0.5], abs=1e-9)
    assert np.isnan(false_discovery(p)[2])


def test_pure_chance_is_rarely_significant_after_adjustment() -> None:
    y = np.random.default_rng(3).normal(size=400)
    weights = grid(20)
    raw = local_moran(y, weights, judgement=Judgement(adjust="none")).labels
    adjusted = local_moran(y, weights).labels
    assert sum(label != "not significant" for label in raw) > 10
    assert sum(label != "not significant" for label in adjusted) <= 2


def test_empirical_bayes_agrees_with_esda() -> None:
    pysal()
    from esda import smoothing

    events, people = np.array([1.0, 5, 0, 12, 30]), np.array([100.0, 300, 50, 2000, 2500])
    assert standardised_rates(events, people) == pytest.approx(
        smoothing.assuncao_rate(events, people).ravel(), rel=1e-9
    )
    assert smoothed_rates(events, people) == pytest.approx(smoothing.Empirical_Bayes(events, people).r.ravel())
    assert np.isnan(smoothed_rates(np.array([1.0, np.nan]), np.array([0.0, 5.0]))).all()


def test_cancel_stops_the_permutations() -> None:
    xy, y = np.random.default_rng(1).random((30_000, 2)), np.random.default_rng(2).random(30_000)
    weights = kernel(xy, 0.01)
    asked = iter([False, False, False])
    with pytest.raises(Cancelled):
        local_g(y, weights, feedback=CallbackFeedback(should_stop=lambda: next(asked, True)))
