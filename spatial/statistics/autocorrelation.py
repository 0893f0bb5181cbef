"""Global spatial autocorrelation: whether like values lie together over the whole study area.

Formulas: Cliff & Ord (1981) for Moran's I, Geary's c and join counts; Getis & Ord (1992) for G. Expectations and z are
those under randomisation; p_sim is the folded pseudo p-value of a permutation test with a stated seed. Units without a
value are left out, with their links; islands stay in n and add nothing to the sums. `local_autocorrelation`
tells where.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

import numpy as np
import numpy.typing as npt

from spatial.errors import StatisticsError
from spatial.feedback import SILENT, Feedback
from spatial.statistics.autocorrelation_moments import g_variance, geary_variance, join_moments, moran_variance, total
from spatial.statistics.permutations import Shuffle, permute, pseudo_p
from spatial.statistics.weights import Weights
from spatial.text import Text

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Statistic = Literal["moran", "geary", "g", "join_counts", "bivariate_moran"]

FEW = 30


@dataclass(frozen=True, eq=False)
class Autocorrelation:
    """A global statistic.

    Parameters
    ----------
    statistic, value
        Which, and what it is.
    expected, z
        Its expectation without autocorrelation, and the distance from it in standard deviations, both under
        randomisation (of the permutations for ``bivariate_moran``).
    p_sim
        Pseudo p-value, folded (the rarer tail); None without permutations.
    n
        Units with a value.
    islands, missing
        Indices of the units without a neighbour, and without a value.
    method
        Weights, formula, test and seed.
    notes
        What must be said with the result: few units, islands.
    details
        Further figures by name (``bb``, ``bw``, ``ww`` of join counts).
    """

    statistic: Statistic
    value: float
    expected: float
    z: float
    p_sim: float | None
    n: int
    islands: Integers
    missing: Integers
    method: Text
    notes: tuple[Text, ...] = ()
    details: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, eq=False)
class Sample:
    """The units with a value: their weights, values, and where they stand among all."""

    weights: Weights
    values: Floats
    kept: Integers
    missing: Integers

    @property
    def islands(self) -> Integers:
        """Indices, among all units, of those without a neighbour."""
        return self.kept[self.weights.islands]


def moran(
    values: Floats, weights: Weights, shuffle: Shuffle | None = None, feedback: Feedback = SILENT
) -> Autocorrelation:
    """Return Moran's I: positive where like values are neighbours, -1 / (n - 1) without autocorrelation.

    Parameters
    ----------
    values
        (N,) numbers; NaN: no value.
    weights
        Of N units; standardise the rows for the usual form.
    shuffle
        Permutation test; None: the default one.

    Raises
    ------
    StatisticsError
        Fewer than four units have a value, none has a neighbour, or all values are equal.
    """
    sample, shuffle = sample_of(values, weights), shuffle or Shuffle()
    z = sample.values - sample.values.mean()
    scale = len(z) / (total(sample.weights) * float(z @ z))
    expected = -1 / (len(z) - 1)
    return _result(
        ("moran", Text("Moran's I", "Moran's I")),
        sample,
        lambda x: scale * _products(sample.weights, x),
        (z, expected, moran_variance(z, sample.weights, expected)),
        (shuffle, feedback),
    )


def geary(
    values: Floats, weights: Weights, shuffle: Shuffle | None = None, feedback: Feedback = SILENT
) -> Autocorrelation:
    """Return Geary's c: below 1 where neighbours are alike, above 1 where they differ. See `moran` for the rest."""
    sample, shuffle = sample_of(values, weights), shuffle or Shuffle()
    z = sample.values - sample.values.mean()
    scale = (len(z) - 1) / (2 * total(sample.weights) * float(z @ z))
    return _result(
        ("geary", Text("Geary's c", "Geary's c")),
        sample,
        lambda x: scale * _differences(sample.weights, x),
        (z, 1.0, geary_variance(z, sample.weights)),
        (shuffle, feedback),
    )


def general_g(
    values: Floats, weights: Weights, shuffle: Shuffle | None = None, feedback: Feedback = SILENT
) -> Autocorrelation:
    """Return Getis and Ord's general G: above its expectation where high values lie together, below where low ones do.

    Values must not be negative; binary weights (a distance band) are what it was made for. See `moran` for the rest.
    """
    sample, shuffle = sample_of(values, weights), shuffle or Shuffle()
    x = sample.values
    if x.min() < 0:
        raise StatisticsError(
            Text("General G 不能用于负值。", "General G is not defined for negative values."),
            Text("请换用 Moran's I。", "Use Moran's I instead."),
        )
    apart = float(x.sum()) ** 2 - float(x @ x)
    if not apart > 0:
        raise StatisticsError(
            Text(
                "只有一个单元的数值不是 0，General G 无法计算。",
                "Only one unit has a value other than 0: no General G.",
            ),
            Text("请换用 Moran's I。", "Use Moran's I instead."),
        )
    expected = total(sample.weights) / (len(x) * (len(x) - 1))
    return _result(
        ("g", Text("General G", "General G")),
        sample,
        lambda each: _products(sample.weights, each) / apart,
        (x, expected, g_variance(x, sample.weights, expected)),
        (shuffle, feedback),
    )


def join_counts(
    values: Floats, weights: Weights, shuffle: Shuffle | None = None, feedback: Feedback = SILENT
) -> Autocorrelation:
    """Count the joins between units that have something (1) and that have not (0); `value` is BB, joins of 1 with 1.

    Parameters
    ----------
    values
        (N,) 0 and 1; NaN: no value.
    weights
        Symmetric binary weights; each pair of neighbours is one join.

    Returns
    -------
    Autocorrelation
        `details` holds ``bb``, ``ww``, ``bw``, ``joins`` and ``p_sim_bw``. Expectation and variance of BB are those of
        sampling without replacement.

    Raises
    ------
    StatisticsError
        As in `moran`; or a value is neither 0 nor 1.
    """
    sample, shuffle = sample_of(values, weights), shuffle or Shuffle()
    x = sample.values
    if not np.isin(x, (0, 1)).all():
        raise StatisticsError(
            Text("连接计数只用于 0 和 1。", "Join counts are for 0 and 1 only."),
            Text("请先把字段变成是（1）与否（0）。", "Turn the field into yes (1) and no (0) first."),
        )
    joins = total(sample.weights) / 2

    def black(each: Floats) -> float:
        return _products(sample.weights, each) / 2

    def mixed(each: Floats) -> float:
        return _differences(sample.weights, each) / 2

    bb, ww, bw = black(x), black(1 - x), mixed(x)
    expected, variance = join_moments(x, sample.weights)
    made = _result(
        ("join_counts", Text("连接计数 BB", "join count BB")),
        sample,
        black,
        (x, expected, variance),
        (shuffle, feedback.part(0.0, 0.5)),
    )
    details = {"bb": bb, "ww": ww, "bw": bw, "joins": joins}
    if shuffle.permutations:
        drawn = permute(x, mixed, shuffle, feedback.part(0.5, 1.0))
        details["p_sim_bw"] = float(pseudo_p(float((drawn >= bw).sum()), shuffle.permutations))
    return _with_details(made, details)


def bivariate_moran(
    first: Floats, second: Floats, weights: Weights, shuffle: Shuffle | None = None, feedback: Feedback = SILENT
) -> Autocorrelation:
    """Return bivariate Moran's I: whether `first` goes with `second` in the neighbourhood.

    Both are standardised (population standard deviation); I = sum of z1 times the lag of z2 over the sum of z1 squared,
    as in GeoDa. It says nothing of the two variables in one place. Units that lack either value are left out. `second`
    is shuffled; z is that of the permutations.
    """
    both = np.where(np.isnan(first) | np.isnan(second), np.nan, first)
    sample, shuffle = sample_of(both, weights), shuffle or Shuffle()
    z1, z2 = _standard(sample.values), _standard(second[sample.kept])

    def statistic(each: Floats) -> float:
        return _products(sample.weights, z1, each) / float(z1 @ z1)

    value = statistic(z2)
    drawn = permute(z2, statistic, shuffle, feedback)
    p = float(pseudo_p(float((drawn >= value).sum()), shuffle.permutations)) if len(drawn) else None
    mean, deviation = (float(drawn.mean()), float(drawn.std())) if len(drawn) else (math.nan, math.nan)
    z = (value - mean) / deviation if deviation > 0 else math.nan
    method = _method(Text("双变量 Moran's I", "bivariate Moran's I"), sample, shuffle)
    return Autocorrelation(
        "bivariate_moran", value, mean, z, p, len(z1), sample.islands, sample.missing, method, notes_of(sample)
    )


def sample_of(values: Floats, weights: Weights) -> Sample:
    """Return the units with a value; raise `StatisticsError` where no statistic can be made of them."""
    if len(values) != weights.n:
        raise ValueError(f"{len(values)} values for weights of {weights.n} units")
    numbers = np.asarray(values, dtype=np.float64)
    known = np.isfinite(numbers)
    kept = np.flatnonzero(known)
    if len(kept) < 4:
        raise StatisticsError(
            Text(
                f"只有 {len(kept)} 个单元有数值，至少需要 4 个。",
                f"{len(kept)} units have a value; 4 are needed at least.",
            ),
            Text("请选择更多单元，或改用设施点。", "Choose more units, or use the facility points."),
        )
    part, x = (weights if known.all() else weights.subset(known)), np.ascontiguousarray(numbers[known])
    if not part.links:
        raise StatisticsError(
            Text("没有任何两个单元相邻：全部是孤岛。", "No two units are neighbours: all are islands."),
            Text("请改用最近邻或更大的距离阈值。", "Use nearest neighbours or a wider distance band."),
        )
    if np.ptp(x) <= 1e-14 * max(float(np.abs(x).max()), 1e-300):
        raise StatisticsError(
            Text("所有数值相等，没有可供检验的差异。", "All values are equal: there is no difference to test."),
            Text("请选择另一个字段。", "Choose another field."),
        )
    return Sample(part, x, kept, np.flatnonzero(~known))


def not_defined(statistic: Statistic, values: Floats, weights: Weights, why: Text) -> Autocorrelation:
    """Return a global statistic without a value, its expectation and z NaN; the first note says why."""
    sample = sample_of(values, weights)
    return Autocorrelation(
        statistic, math.nan, math.nan, math.nan, None, len(sample.values), sample.islands, sample.missing, why,
        (why, *notes_of(sample)),
    )  # fmt: skip


def notes_of(sample: Sample) -> tuple[Text, ...]:
    """Return what must be said of a sample: too few units, islands, missing values."""
    notes = []
    n, islands = len(sample.values), len(sample.weights.islands)
    if n < FEW:
        notes.append(
            Text(
                f"只有 {n} 个单元：检验功效低，不显著不等于没有集聚，个别单元即可左右结果；可改用设施点分析。",
                f"{n} units only: the test has little power, no significance does not mean no clustering, and single "
                "units decide the result; use the facility points instead.",
            )
        )
    if islands:
        notes.append(
            Text(
                f"{islands} 个单元没有邻居（孤岛），不参与求和。",
                f"{islands} units have no neighbour (islands) and add nothing.",
            )
        )
    if len(sample.missing):
        notes.append(
            Text(
                f"{len(sample.missing)} 个单元没有数值，未参与。",
                f"{len(sample.missing)} units have no value and are left out.",
            )
        )
    return tuple(notes)


def _result(
    name: tuple[Statistic, Text],
    sample: Sample,
    statistic: Callable[[Floats], float],
    moments: tuple[Floats, float, float],
    test: tuple[Shuffle, Feedback],
) -> Autocorrelation:
    x, expected, variance = moments
    shuffle, feedback = test
    value, p = statistic(x), None
    if shuffle.permutations:
        drawn = permute(x, statistic, shuffle, feedback)
        slack = 1e-12 * max(abs(value), 1e-300)  # sums in another order are not other values
        p = float(pseudo_p(float((drawn >= value - slack).sum()), shuffle.permutations))
    z = (value - expected) / math.sqrt(variance) if variance > 0 else math.nan
    method = _method(name[1], sample, shuffle)
    return Autocorrelation(
        name[0], value, expected, z, p, len(x), sample.islands, sample.missing, method, notes_of(sample)
    )


def _with_details(made: Autocorrelation, details: Mapping[str, float]) -> Autocorrelation:
    from dataclasses import replace

    return replace(made, details=MappingProxyType(dict(details)))


def _method(name: Text, sample: Sample, shuffle: Shuffle) -> Text:
    way, test = sample.weights.method, shuffle.method()
    return Text(f"{name.zh}；权重：{way.zh}；{test.zh}。", f"{name.en}; weights: {way.en}; {test.en}.")


def _products(weights: Weights, x: Floats, y: Floats | None = None) -> float:
    from spatial.statistics.permutation_kernels import weighted_sum

    return weighted_sum(weights.starts, weights.neighbours, weights.values, x, x if y is None else y, 0)


def _differences(weights: Weights, x: Floats) -> float:
    from spatial.statistics.permutation_kernels import weighted_sum

    return weighted_sum(weights.starts, weights.neighbours, weights.values, x, x, 1)


def _standard(x: Floats) -> Floats:
    if np.ptp(x) == 0:
        sample_of(x, Weights(np.arange(len(x) + 1), np.zeros(len(x), dtype=np.int64), np.ones(len(x)), Text("")))
    return np.asarray((x - x.mean()) / x.std(), dtype=np.float64)
