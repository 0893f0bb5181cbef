import itertools
from fractions import Fraction

import mapclassify
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.class_edges import pretty_unit
from spatial.classification import SCHEME_LABELS, SCHEMES, assign, classify, recommend
from spatial.errors import ClassificationError
from spatial.feedback import CallbackFeedback, Cancelled
from spatial.interval_labels import edge_texts, interval_labels, number_text
from spatial.natural_breaks import natural_breaks

AUTOMATIC = [s for s in SCHEMES if s != "manual"]
NAN = float("nan")

ODD = {
    "one value": [7.0],
    "all zero": [0.0, 0.0, 0.0],
    "signed zero": [0.0, -0.0, 1.0],
    "constant with missing": [5.0, NAN, 5.0],
    "two values": [0.0, 0.0, 10.0],
    "outlier": [*np.linspace(0, 1, 100), 1e6],
    "outlier below": [-1e6, *np.linspace(0, 1, 100)],
    "negative": [-5.0, -4.0, -3.5, -1.0, -0.5],
    "both signs": [-3.0, -1.0, 0.0, 2.0, 8.0],
    "ties": [1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 3.0, 9.0],
    "mostly zero": [0.0] * 20 + [1.0, 2.0, 3.0, 50.0],
    "tiny": [1e-300, 2e-300, 5e-300, 6e-300],
    "large": [1e149, -1e149, 3e148, 0.0],
    "next to each other": [1.0, np.nextafter(1, 2), np.nextafter(1, 0), 1.0],
    "large offset": [1e9, 1e9 + 1e-6, 1e9 + 2e-6, 1e9 + 1],
    "missing": [NAN, 1.0, NAN, 2.0, 4.0, 8.0, 16.0],
}


def check(values, found, k):
    """Hold a classification to its contract."""
    present = values[~np.isnan(values)]
    assert found.breaks[0] == present.min() and found.breaks[-1] == present.max()
    assert all(a < b for a, b in itertools.pairwise(found.breaks[1:])) and found.breaks[0] <= found.breaks[1]
    assert found.possible == len(found.breaks) - 1 == len(found.counts)
    assert sum(found.counts) == len(present)
    codes = assign(values, found.breaks)
    assert np.bincount(codes[codes >= 0], minlength=found.possible).tolist() == list(found.counts)
    assert (codes == -1).tolist() == np.isnan(values).tolist()
    assert found.asked == k
    assert len(set(interval_labels(found.breaks))) == found.possible
    assert found.reason.zh and found.reason.en


@pytest.mark.parametrize("scheme", AUTOMATIC)
@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("k", [1, 2, 5, 12])
def test_every_scheme_keeps_its_contract_over_odd_data(scheme, name, k):
    values = np.array(ODD[name])
    found = classify(values, scheme, k)
    check(values, found, k)
    if scheme != "pretty":
        assert found.possible <= min(k, len(np.unique(values[~np.isnan(values)])))
    if scheme in ("quantiles", "fisher_jenks", "head_tail"):
        assert min(found.counts) > 0


@given(
    st.lists(st.one_of(st.floats(-1e149, 1e149), st.integers(-3, 3).map(float), st.just(NAN)), min_size=1, max_size=40),
    st.sampled_from(AUTOMATIC),
    st.integers(1, 12),
)
@settings(deadline=None, max_examples=250)
def test_every_scheme_keeps_its_contract(values, scheme, k):
    array = np.array(values)
    if np.isnan(array).all():
        with pytest.raises(ClassificationError):
            classify(array, scheme, k)
    else:
        check(array, classify(array, scheme, k), k)


@pytest.mark.parametrize(
    ("scheme", "k", "values", "breaks", "counts"),
    [
        ("equal_interval", 5, range(11), (0, 2, 4, 6, 8, 10), (3, 2, 2, 2, 2)),
        ("equal_interval", 4, [0, 1, 9, 10], (0, 2.5, 5, 7.5, 10), (2, 0, 0, 2)),  # the gap stays
        ("equal_interval", 5, [0, 0, 10], (0, 5, 10), (2, 1)),
        ("quantiles", 4, range(9), (0, 2, 4, 6, 8), (3, 2, 2, 2)),
        (
            "quantiles",
            5,
            [0] * 6 + [1, 2, 3, 4],
            (0, 0, 2.2, 4),
            (6, 2, 2),
        ),  # the tie is a class; the empty (0, 0.4] is merged
        ("quantiles", 5, [1, 2], (1, 1.5, 2), (1, 1)),
        ("fisher_jenks", 3, [1, 2, 3, 10, 11, 12, 30], (1, 3, 12, 30), (3, 3, 1)),
        ("fisher_jenks", 2, [0, 0, 10, 10.5], (0, 0, 10.5), (2, 2)),  # the minimum alone is the first class
        ("fisher_jenks", 9, [5, 1, 3, 3], (1, 1, 3, 5), (1, 2, 1)),
        ("std_mean", 3, [-9, 0, 0, 0, 0, 0, 0, 0, 9], (-9, -4.5, 4.5, 9), (1, 7, 1)),
        ("std_mean", 5, [1, 2, 3, 4, 90], (1, 59.147158, 90), (4, 1)),
        ("std_mean", 4, [1, 2, 3, 4, 5], (1, 3 - 2.5**0.5, 3, 3 + 2.5**0.5, 5), (1, 2, 1, 1)),
        ("pretty", 5, [3, 4, 5, 14, 99], (3, 20, 40, 60, 80, 99), (4, 0, 0, 0, 1)),
        ("pretty", 5, [3, 14, 99], (3, 50, 99), (2, 1)),  # three values: asked for three classes at most
        ("pretty", 2, [0.1, 0.2, 0.7], (0.1, 0.5, 0.7), (2, 1)),
        ("pretty", 5, [-3, -1, 0, 2, 8], (-3, -2, 0, 2, 4, 6, 8), (1, 2, 1, 0, 0, 1)),
    ],
)
def test_breaks_and_counts(scheme, k, values, breaks, counts):
    found = classify(np.array(values, dtype=float), scheme, k)
    assert found.breaks == pytest.approx(breaks)
    assert found.counts == counts


def test_head_tail_of_the_reciprocals():
    """Jiang (2013) splits 1, 1/2, … 1/10 at the means 0.29 and 0.61."""
    found = classify(1 / np.arange(1.0, 11), "head_tail", 9)
    assert found.breaks == pytest.approx((0.1, 0.2929, 0.6111, 1), abs=1e-4)
    assert found.counts == (7, 2, 1)
    assert classify(1 / np.arange(1.0, 11), "head_tail", 2).possible == 2


@pytest.mark.parametrize(
    ("low", "high", "n", "unit"), [(1, 10, 21, 0.5), (1, 20, 2, 10), (1, 20, 10, 2), (1, 10, 5, 2), (0, 1, 5, 0.2)]
)
def test_pretty_unit_is_that_of_r(low, high, n, unit):
    """The examples of R's help page of pretty(): 1:10 in 21 gives 0(.5)10, 1:20 in 2 gives 0, 10, 20, …"""
    assert pretty_unit(low, high, n) == unit


@pytest.mark.filterwarnings("ignore:.*values in array:UserWarning")
@given(st.lists(st.integers(-40, 40), min_size=5, max_size=60).filter(lambda v: len(set(v)) > 4))
@settings(deadline=None)
def test_quantile_counts_agree_with_mapclassify(values):
    array = np.array(values) / 8
    peer = mapclassify.Quantiles(array, 4)
    assert list(classify(array, "quantiles", 4).counts) == [c for c in peer.counts.tolist() if c]


# --- natural breaks ---------------------------------------------------------------------------------------------------


def sum_of_squares(values, weights, starts):
    """Exact, in fractions."""
    edges, total = [0, *starts, len(values)], Fraction(0)
    for a, b in itertools.pairwise(edges):
        pairs = [(Fraction(float(v)), int(w)) for v, w in zip(values[a:b], weights[a:b], strict=True)]
        mean = sum(v * w for v, w in pairs) / sum(w for _, w in pairs)
        total += sum(w * (v - mean) ** 2 for v, w in pairs)
    return total


def assert_optimal(values, weights, k):
    starts, _ = natural_breaks(values, weights, k)
    best = min(sum_of_squares(values, weights, c) for c in itertools.combinations(range(1, len(values)), k - 1))
    total = sum_of_squares(values, weights, [])
    excess = sum_of_squares(values, weights, starts.tolist()) - best
    assert excess <= max(best / 10**9, total / 10**29)


@given(
    st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=2, max_size=9, unique=True),
    st.sampled_from([0.0, 1e9, -3e12]),
    st.integers(1, 5),
    st.randoms(use_true_random=False),
)
@settings(deadline=None, max_examples=200)
def test_natural_breaks_are_optimal(values, offset, k, random):
    distinct = np.unique(np.array(values) + offset + 0.0)
    weights = np.array([float(random.randint(1, 5)) for _ in distinct])
    assert_optimal(distinct, weights, min(k, len(distinct)))


@pytest.mark.parametrize(
    "values",
    [
        1e9 + np.array([0, 0.1, 0.2, 0.9, 1.0, 3.0, 3.1]),
        np.array([-1e9, 0.0, 0.1, 0.2, 1.0, 1.1, 5.0]),  # sums of squares of the last six are lost in float64
        np.array([-1e12, -1e12 + 1, 0.0, 1.0, 2.5, 1e12, 1e12 + 1]),
        np.array([0, 0.1, 0.2, 0.9, 1.0, 1e8, 1e8 + 0.05, 1e8 + 0.5, 1e8 + 0.6]),  # the quick search fails here
        np.array([0, 0.1, 1e6, 1e6 + 1e-3, 1e6 + 3e-3, 1e6 + 9e-3, 1e6 + 9.5e-3, 2e6]),  # and here
        np.array([1e-200, 2e-200, 9e-200, 1e-199, 3e-199, 4e-199]),
    ],
)
@pytest.mark.parametrize("k", [2, 3, 4, 5, 6])
def test_natural_breaks_survive_cancellation(values, k):
    assert_optimal(values, np.ones(len(values)), k)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("k", [2, 5, 9])
def test_natural_breaks_agree_with_mapclassify(seed, k):
    values = np.random.default_rng(seed).lognormal(size=700)
    found = classify(values, "fisher_jenks", k)
    peer = mapclassify.FisherJenks(values, k)
    assert list(found.breaks[1:]) == peer.bins.tolist()
    assert list(found.counts) == peer.counts.tolist()


def test_natural_breaks_do_not_depend_on_the_order():
    values = np.random.default_rng(1).normal(size=3000).round(2)
    assert classify(values, "fisher_jenks", 6) == classify(values[::-1].copy(), "fisher_jenks", 6)


def test_long_and_careful_search_is_as_good_as_the_quick_one():
    """An outlier far below forces the search on pairs of floats; without it the other classes are the same."""
    values = np.random.default_rng(2).random(20_000)
    quick = classify(values, "fisher_jenks", 4).breaks
    careful = classify(np.append(values, -1e9), "fisher_jenks", 5).breaks
    assert careful[2:] == quick[1:]


def test_natural_breaks_can_be_cancelled_and_report_progress():
    values, seen = np.random.default_rng(3).random(5000), []
    classify(values, "fisher_jenks", 5, feedback=CallbackFeedback(lambda share, _: seen.append(share)))
    assert seen == sorted(seen) and len(seen) > 10
    with pytest.raises(Cancelled):
        classify(values, "fisher_jenks", 5, feedback=CallbackFeedback(should_stop=lambda: True))


# --- codes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("breaks", "codes"),
    [
        ((0, 10, 20), [-5, 0, 0, 0, 1, 1, -5, -1]),
        ((0, 0, 10, 20), [-5, 0, 1, 1, 2, 2, -5, -1]),
        ((10, 10), [-5, -5, -5, 0, -5, -5, -5, -1]),
    ],
)
def test_codes_at_the_edges(breaks, codes):
    values = np.array([-1, 0, 5, 10, 10.5, 20, 21, NAN])
    assert assign(values, breaks).tolist() == codes
    assert assign(values, breaks).dtype == np.int32


def test_codes_of_infinities_and_of_nothing():
    assert assign(np.array([np.inf, -np.inf]), (0, 1)).tolist() == [-5, -5]
    assert assign(np.array([]), (0, 1)).tolist() == []


@given(st.lists(st.floats(allow_infinity=False), max_size=30), st.sets(st.integers(-9, 9), min_size=2, max_size=6))
@settings(deadline=None)
def test_codes_agree_with_pandas_cut(values, edges):
    breaks = sorted(map(float, edges))
    expected = pd.cut(np.array(values, dtype=float), breaks, labels=False, include_lowest=True, precision=15)
    codes = assign(np.array(values, dtype=float), breaks)
    inside = codes >= 0
    below_first = np.array(values, dtype=float) < breaks[0]  # include_lowest of pandas reaches a little below
    keep = ~below_first
    assert np.array_equal(codes[inside & keep], np.asarray(expected, dtype=float)[inside & keep])
    assert (np.isnan(np.asarray(expected, dtype=float)[keep]) == ~inside[keep]).all()


# --- manual -----------------------------------------------------------------------------------------------------------


def test_manual_breaks_keep_empty_classes_and_leave_values_outside():
    found = classify(np.array([-1.0, 0, 1, 30, 31, NAN]), "manual", breaks=[30, 0, 10, 10, 20])
    assert found.breaks == (0, 10, 20, 30)
    assert found.counts == (2, 0, 1)
    assert "2" in found.reason.en and "outside" in found.reason.en


@pytest.mark.parametrize("breaks", [(0.0, 0.0, 4.0), (5.0, 5.0)])
def test_frozen_breaks_come_back_as_they_were(breaks):
    assert classify(np.array([0.0, 4.0]), "manual", breaks=breaks).breaks == breaks


def test_manual_breaks_fit_a_year_without_values():
    assert classify(np.array([NAN, NAN]), "manual", breaks=[0, 1, 2]).counts == (0, 0)


# --- errors -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "scheme", "k", "breaks", "what"),
    [
        ([NAN, NAN], "quantiles", 5, None, "no value"),
        ([], "fisher_jenks", 5, None, "no value"),
        ([1, np.inf], "quantiles", 5, None, "infinite"),
        ([1, 1e151], "fisher_jenks", 5, None, "too large"),
        ([1, 2], "quantiles", 0, None, "0 classes"),
        ([1, 2], "quantiles", 13, None, "13 classes"),
        ([1, 2], "jenks", 5, None, "jenks"),
        ([1, 2], "manual", 5, None, "cannot be used"),
        ([1, 2], "manual", 5, [3], "cannot be used"),
        ([1, 2], "manual", 5, [0, NAN], "cannot be used"),
        ([1, 2], "manual", 5, range(14), "cannot be used"),
    ],
)
def test_errors_say_what_and_what_to_do(values, scheme, k, breaks, what):
    with pytest.raises(ClassificationError) as caught:
        classify(np.array(values, dtype=float), scheme, k, breaks=breaks)
    assert what in caught.value.what.en
    assert caught.value.what.zh and caught.value.remedy.zh and caught.value.remedy.en


@pytest.mark.parametrize("breaks", [(), (1,), (2, 1), (0, 1, 1), (0, NAN), (0, np.inf)])
def test_codes_refuse_unusable_breaks(breaks):
    with pytest.raises(ClassificationError):
        assign(np.array([1.0]), breaks)


# --- the default ------------------------------------------------------------------------------------------------------

RNG = np.random.default_rng(11)


@pytest.mark.parametrize(
    ("values", "scheme", "k", "kind"),
    [
        ([4, 4, NAN], "fisher_jenks", 1, "sequential"),
        ([1, 2, 2, 3, 5], "fisher_jenks", 4, "sequential"),
        ([-2, 1, 5, 9, 4, 3], "pretty", 4, "diverging"),
        (np.arange(100.0), "pretty", 5, "sequential"),
        (RNG.pareto(1.1, 500), "head_tail", None, "sequential"),
        ([1, 2, 3, 4, 5, 6, 7, 900], "fisher_jenks", 4, "sequential"),
        ([*np.linspace(0, 1, 40), 1e6], "fisher_jenks", 5, "sequential"),
    ],
)
def test_recommended_scheme(values, scheme, k, kind):
    found = recommend(np.array(values, dtype=float))
    assert (found.scheme, found.ramp_kind) == (scheme, kind)
    assert k is None or found.k == k
    made = classify(np.array(values, dtype=float), found.scheme, found.k)
    assert kind != "diverging" or 0.0 in made.breaks
    assert found.reason.zh and found.reason.en


def test_nothing_is_recommended_for_nothing():
    with pytest.raises(ClassificationError):
        recommend(np.array([NAN]))


def test_every_scheme_has_a_label():
    assert set(SCHEME_LABELS) == set(SCHEMES)


# --- labels -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("breaks", "labels"),
    [
        ((0, 12.5, 30), ("[0, 12.5]", "(12.5, 30]")),
        ((0, 0, 10), ("0", "(0, 10]")),
        ((5.25, 5.25), ("5.25",)),
        ((1000, 25000, 1234567), ("[1,000, 25,000]", "(25,000, 1,234,567]")),
        ((1.0001, 1.0002, 1.0004), ("[1.0001, 1.0002]", "(1.0002, 1.0004]")),
        ((-0.0, 1 / 3, 1), ("[0, 0.33]", "(0.33, 1]")),
        ((-0.001, 50, 100), ("[0, 50]", "(50, 100]")),
        ((0, 1e18, 3e18), ("[0, 1e+18]", "(1e+18, 3e+18]")),
        ((1e-9, 2e-9), ("[1e-09, 2e-09]",)),
        ((0.009316, 0.009316, 0.2781, 5.167), ("0.009", "(0.009, 0.278]", "(0.278, 5.167]")),
        ((2020, 2023, 2025), ("[2020, 2023]", "(2023, 2025]")),
        ((2020, 2023, 2250), ("[2,020, 2,023]", "(2,023, 2,250]")),
    ],
)
def test_interval_labels(breaks, labels):
    assert interval_labels(breaks) == labels


@given(st.sets(st.floats(-1e150, 1e150), min_size=2, max_size=13).map(sorted))
@settings(max_examples=300)
def test_no_two_edges_read_the_same(breaks):
    distinct = sorted({b + 0.0 for b in breaks})
    assert len(set(edge_texts(distinct))) == len(distinct)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1234567, "1,234,567"),
        (1.46312, "1.463"),
        (0.012346, "0.01235"),
        (99503.71, "99,503.7"),
        (1e-9, "1.000e-09"),
    ],
)
def test_number_text(value, text):
    assert number_text(value) == text
