"""Permutation tests with a stated seed: shuffled values for global statistics, conditional draws for local ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from spatial.feedback import SILENT, Feedback
from spatial.statistics.weights import Weights
from spatial.text import Text

Floats = npt.NDArray[np.float64]

PERMUTATIONS = 999
SEED = 20201231
_LINKS = 20_000_000  # draws between two questions whether to stop: under 0.1 s
_DOING = Text("随机置换", "Permuting")


@dataclass(frozen=True)
class Shuffle:
    """How a permutation test is drawn.

    Parameters
    ----------
    permutations
        Number of draws; 0 for no test.
    seed
        Seed of numpy's PCG64 generator: the same seed gives the same result everywhere.
    """

    permutations: int = PERMUTATIONS
    seed: int = SEED

    def method(self) -> Text:
        """Return the test in words."""
        if not self.permutations:
            return Text("未做置换检验", "no permutation test")
        return Text(
            f"{self.permutations} 次随机置换，种子 {self.seed}，伪 p 值取较小的一尾（单侧）",
            f"{self.permutations} permutations, seed {self.seed}, pseudo p of the rarer tail (one-sided)",
        )


def pseudo_p(larger: Floats | float, permutations: int) -> Floats:
    """Return the folded pseudo p-value, (the rarer tail + 1) / (permutations + 1), as GeoDa and PySAL give it.

    Parameters
    ----------
    larger
        How many permuted values are as large as the observed one or larger.
    """
    tail = np.minimum(larger, permutations - np.asarray(larger, dtype=np.float64))
    return np.asarray((tail + 1) / (permutations + 1), dtype=np.float64)


def permute(
    values: Floats, statistic: Callable[[Floats], float], shuffle: Shuffle, feedback: Feedback = SILENT
) -> Floats:
    """Return the statistic of shuffled values, (P,)."""
    generator = np.random.default_rng(shuffle.seed)
    made = np.empty(shuffle.permutations)
    for i in range(shuffle.permutations):
        if i % 10 == 0 or len(values) > 20_000:
            feedback.report(i / shuffle.permutations, _DOING)
        made[i] = statistic(values[generator.permutation(len(values))])
    return made


@dataclass(frozen=True, eq=False)
class LocalDraws:
    """Conditional permutation of every unit: its own value stays, its neighbours' are drawn from all others.

    Parameters
    ----------
    larger
        (N,) how many permuted lags are as large as the observed one or larger.
    mean, deviation
        (N,) mean and standard deviation of the permuted lags.
    """

    larger: Floats
    mean: Floats
    deviation: Floats


def conditional(
    weights: Weights, values: Floats, lag: Floats, shuffle: Shuffle, feedback: Feedback = SILENT
) -> LocalDraws:
    """Draw the lag of each unit again and again, from all units but itself.

    All units share one table of draws: unit i uses as many columns of a row as it has neighbours. Draws of one unit are
    independent; those of two units are not, which their separate tests do not need (PySAL does the same). Where the
    weights of each row are equal, the sums of a row of the table are the same for all units with as many neighbours,
    but for the few whose own value was drawn: a spare draw takes its place.

    Parameters
    ----------
    weights, values, lag
        Weights of N units, the variable (N,), and its observed lag (N,).
    """
    most = int(weights.counts.max(initial=0))
    if most + 1 < weights.n and _equal_rows(weights):
        return _drawn_by_count(weights, values, lag, shuffle, feedback)
    return _drawn_one_by_one(weights, values, lag, shuffle, feedback)


def _equal_rows(weights: Weights) -> bool:
    rows = np.repeat(np.arange(weights.n), weights.counts)
    heads = weights.values[np.minimum(weights.starts[:-1], max(weights.links - 1, 0))]
    return bool(np.all(weights.values == heads[rows]))


def _drawn_by_count(weights: Weights, values: Floats, lag: Floats, shuffle: Shuffle, feedback: Feedback) -> LocalDraws:
    feedback.report(0.0, _DOING)
    draws, counts = max(shuffle.permutations, 1), weights.counts
    some = np.flatnonzero(counts)
    most = int(counts.max(initial=0))
    table = _table(weights.n, most + 1, shuffle)
    feedback.report(0.2)
    sums = np.cumsum(values[table[:, :most]], axis=1)
    one = np.ones(weights.n)
    one[some] = weights.values[weights.starts[some]]
    target = lag / one - 1e-12 * np.maximum(counts, 1) * np.abs(values).max()  # equal sums in another order are equal
    larger, mean, square = np.zeros(weights.n), np.zeros(weights.n), np.zeros(weights.n)
    for count in np.unique(counts[some]).tolist():
        feedback.report(0.2 + 0.6 * count / max(most, 1))
        units, column = np.flatnonzero(counts == count), sums[:, count - 1]
        larger[units] = draws - np.searchsorted(np.sort(column), target[units])
        mean[units], square[units] = column.mean(), (column**2).mean()
    feedback.report(0.9)
    row, place = np.nonzero(np.arange(most) < counts[table[:, :most]])
    unit = table[row, place]
    before = sums[row, counts[unit] - 1]
    after = before - values[unit] + values[table[row, most]]
    np.add.at(larger, unit, (after >= target[unit]).astype(float) - (before >= target[unit]))
    np.add.at(mean, unit, (after - before) / draws)
    np.add.at(square, unit, (after**2 - before**2) / draws)
    deviation = np.sqrt(np.maximum(square - mean**2, 0.0))
    return LocalDraws(larger, mean * one, deviation * one)


def _drawn_one_by_one(
    weights: Weights, values: Floats, lag: Floats, shuffle: Shuffle, feedback: Feedback
) -> LocalDraws:
    from spatial.statistics.permutation_kernels import local_counts

    table = _table(weights.n - 1, int(weights.counts.max(initial=0)), shuffle)
    draws = max(shuffle.permutations, 1)
    out = np.zeros((weights.n, 4))
    out[:, 0] = lag
    edges = np.searchsorted(weights.starts * draws, np.arange(0, weights.links * draws + 1, _LINKS))
    cuts = [*np.unique(edges).tolist(), weights.n]
    variable = np.ascontiguousarray(values, dtype=np.float64)
    for first, last in pairwise(cuts):
        feedback.report(first / max(weights.n, 1), _DOING)
        local_counts(weights.starts, weights.values, variable, table, (int(first), int(last)), out)
    away = out[:, 2] / draws
    variance = np.maximum(out[:, 3] / draws - away**2, 0.0)
    return LocalDraws(out[:, 1], lag + away, np.sqrt(variance))


def false_discovery(p: Floats) -> Floats:
    """Return p-values adjusted for many tests, (N,); NaN stays NaN and counts as no test.

    Source: Benjamini & Hochberg (1995), step-up.
    """
    adjusted = np.full(len(p), np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    order = tested[np.argsort(p[tested], kind="stable")]
    raw = p[order] * len(order) / np.arange(1, len(order) + 1)
    adjusted[order] = np.minimum(np.minimum.accumulate(raw[::-1])[::-1], 1.0)
    return adjusted


def _table(n: int, most: int, shuffle: Shuffle) -> npt.NDArray[np.int32]:
    """Return draws without repetition from 0 .. n - 1, (P, most)."""
    generator = np.random.default_rng(shuffle.seed)
    shape = (shuffle.permutations, most)
    if most * most >= n:  # repetitions would be the rule: shuffle all
        drawn = [generator.permutation(n)[:most] for _ in range(shape[0])]
        return np.array(drawn, dtype=np.int32).reshape(shape)
    table = generator.integers(0, n, shape, dtype=np.int32)
    while True:
        inside = np.sort(table, axis=1)
        twice = np.flatnonzero((inside[:, 1:] == inside[:, :-1]).any(axis=1))
        if not len(twice):
            return np.ascontiguousarray(table)
        table[twice] = generator.integers(0, n, (len(twice), most), dtype=np.int32)
