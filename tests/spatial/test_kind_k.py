"""K of a kind against random labelling: by hand, by all subsets, and on patterns whose answer is known."""

from itertools import combinations

import numpy as np
import pytest
import shapely

from spatial.feedback import CallbackFeedback, Cancelled
from spatial.plane import WITHIN_STUDY, Pattern, plane_of
from spatial.statistics.kind_k import FEWEST, holm, kind_ks
from spatial.statistics.ripley import ripley_k

PLANE = plane_of(np.array([[121.4, 31.2]]))


def unit(xy, study=None):
    xy = np.ascontiguousarray(xy, dtype=float)
    return Pattern(xy, np.arange(len(xy)), study or shapely.box(0, 0, 1, 1), WITHIN_STUDY, PLANE, 0, 0)


def brute(xy, r):
    """Ripley's K in the unit square by definition, translation edge correction: no grid, no kernel."""
    n = len(xy)
    dx, dy = (np.abs(xy[:, None, k] - xy[None, :, k]) for k in (0, 1))
    near = (np.hypot(dx, dy)[None] <= r[:, None, None]) & ~np.eye(n, dtype=bool)
    return (near / ((1 - dx) * (1 - dy))).sum(axis=(1, 2)) / (n * (n - 1))


def some(n=40, seed=3):
    return np.random.default_rng(seed).random((n, 2))


def test_k_of_a_kind_is_that_of_its_points_alone_and_of_all_points_by_definition():
    xy = some()
    code = np.arange(len(xy)) % 3
    for kind, found in enumerate(kind_ks(unit(xy), (("a", "b", "c"), code), simulations=19)):
        assert found.n == int((code == kind).sum())
        assert found.k_m2 == pytest.approx(brute(xy[code == kind], found.r_m), rel=1e-9)
        assert found.k_all_m2 == pytest.approx(brute(xy, found.r_m), rel=1e-9)
        assert found.k_m2 == pytest.approx(ripley_k(unit(xy[code == kind]), simulations=0).k_m2, rel=1e-9)


def test_the_mean_over_all_subsets_is_k_of_all_points_and_p_is_that_of_all_subsets():
    """Seven places, three of the kind: all 35 subsets give the exact test that the draws approach."""
    xy = np.array([(0.1, 0.1), (0.16, 0.1), (0.12, 0.17), (0.8, 0.3), (0.4, 0.9), (0.9, 0.85), (0.5, 0.5)])
    code = np.array([0, 0, 0, 1, 1, 1, 1])
    (kind, _) = kind_ks(unit(xy), (("close", "far"), code), simulations=4_999)
    subsets = np.array([brute(xy[list(rows)], kind.r_m) for rows in combinations(range(7), 3)])
    assert subsets.mean(axis=0) == pytest.approx(kind.k_all_m2, rel=1e-9)
    deviation = np.abs(np.sqrt(subsets / np.pi) - kind.l_all_m).max(axis=1)
    exact = (deviation >= deviation[0] - 1e-12).mean()
    assert exact < 0.1 and kind.p_global == pytest.approx(exact, abs=0.01)
    assert np.all(kind.k_low >= subsets.min(axis=0) - 1e-12) and np.all(kind.k_high <= subsets.max(axis=0) + 1e-12)


def test_clumps_that_all_kinds_share_are_no_news_and_a_clump_of_one_kind_is():
    rng = np.random.default_rng(5)
    clumps = np.clip(np.repeat(rng.random((8, 2)) * 0.8 + 0.1, 12, axis=0) + rng.normal(size=(96, 2)) * 0.02, 0, 1)
    mixed = rng.permutation(np.arange(96) % 2)
    assert ripley_k(unit(clumps), simulations=99).p_global == 0.01, "clustered against randomness …"
    assert all(each.p_adjusted > 0.05 for each in kind_ks(unit(clumps), (("a", "b"), mixed), simulations=199))
    apart = (np.arange(96) < 24).astype(int)  # … but only two clumps to themselves make a kind stand out
    ours = next(each for each in kind_ks(unit(clumps), (("b", "a"), apart), simulations=199) if each.kind == "a")
    assert ours.p_adjusted <= 0.02 and (ours.k_m2 > ours.k_high).any() and "Diggle" in ours.method.en


def test_kinds_without_a_test_are_left_out():
    xy, code = some(9), np.array([0, 0, 1, 1, 1, 1, -1, -1, -1])
    found = kind_ks(unit(xy), (("two", "four", "none"), code), simulations=19)
    assert [each.kind for each in found] == ["four"] and FEWEST == 3
    assert kind_ks(unit(xy), (("all",), np.zeros(9, dtype=np.int64)), simulations=19) == ()


def test_holm_by_hand():
    """Holm (1979): 3 * 0.01, then 2 * 0.02, then 0.5; never falling, never above 1."""
    assert holm(np.array([0.5, 0.01, 0.02])) == pytest.approx([0.5, 0.03, 0.04])
    assert holm(np.array([0.6, 0.7])) == pytest.approx([1.0, 1.0]) and len(holm(np.array([]))) == 0


def test_the_same_seed_gives_the_same_answer_and_it_stops_when_asked():
    pattern, kinds = unit(some()), (("a", "b"), np.arange(40) % 2)
    one, other = (kind_ks(pattern, kinds, simulations=29) for _ in range(2))
    assert [each.p_global for each in one] == [each.p_global for each in other]
    with pytest.raises(Cancelled):
        kind_ks(pattern, kinds, feedback=CallbackFeedback(should_stop=lambda: True))
