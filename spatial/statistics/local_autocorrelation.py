"""Local spatial autocorrelation: where like values lie together.

Local Moran (Anselin 1995) divides by n - 1, as GeoDa and PySAL do (spdep divides by n). G and G* are those of Ord &
Getis (1995), as standardised z. Significance comes from conditional permutation with a stated seed, and is adjusted for
the number of tests (false discovery rate) beside the raw pseudo p-value.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
import numpy.typing as npt

from spatial.errors import StatisticsError
from spatial.feedback import SILENT, Feedback
from spatial.statistics.autocorrelation import FEW, Sample, notes_of, sample_of
from spatial.statistics.permutations import Shuffle, conditional, false_discovery, pseudo_p
from spatial.statistics.weights import Weights
from spatial.text import Text

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
LocalStatistic = Literal["local_moran", "local_g", "g_star", "bivariate_local_moran"]
Label = Literal["high-high", "low-low", "low-high", "high-low", "high", "low", "not significant", "island", "missing"]
Adjust = Literal["none", "fdr"]

SIGNIFICANCE = 0.05
LABEL_NAMES: Mapping[Label, Text] = MappingProxyType(
    {
        "high-high": Text("高-高聚集", "high-high cluster"),
        "low-low": Text("低-低聚集", "low-low cluster"),
        "low-high": Text("低-高异常", "low-high outlier"),
        "high-low": Text("高-低异常", "high-low outlier"),
        "high": Text("高值聚集（热点）", "hot spot"),
        "low": Text("低值聚集（冷点）", "cold spot"),
        "not significant": Text("不显著", "not significant"),
        "island": Text("孤岛（无邻居）", "island (no neighbour)"),
        "missing": Text("无数据", "no data"),
    }
)


@dataclass(frozen=True, eq=False)
class LocalAutocorrelation:
    """A local statistic of N units.

    Parameters
    ----------
    statistic
        Which.
    value
        (N,) the statistic; NaN for islands and units without a value.
    z
        (N,) distance of the statistic from the mean of its permutations, in their standard deviations; for ``local_g``
        and ``g_star`` the analytic z, which is `value` itself. NaN as above.
    p_sim, p_adjusted
        (N,) folded pseudo p-values, raw and adjusted by the false discovery rate; NaN as above.
    labels
        N labels at `significance`; keys of `LABEL_NAMES`.
    significance, adjust
        The level, and whether the labels use raw or adjusted p-values.
    islands, missing
        Indices of the units without a neighbour, and without a value.
    method, notes
        How it was made, and what must be said with it.
    """

    statistic: LocalStatistic
    value: Floats
    z: Floats
    p_sim: Floats
    p_adjusted: Floats
    labels: tuple[Label, ...]
    significance: float
    adjust: Adjust
    islands: Integers
    missing: Integers
    method: Text
    notes: tuple[Text, ...]


@dataclass(frozen=True)
class Judgement:
    """How labels are given: at which level, by raw (``none``) or adjusted (``fdr``) p-values."""

    significance: float = SIGNIFICANCE
    adjust: Adjust = "fdr"


@dataclass(frozen=True, eq=False)
class _Found:
    """What a statistic yields for the units of a sample, before it is spread over all units."""

    value: Floats
    z: Floats
    p: Floats
    high: npt.NDArray[np.bool_]
    around: npt.NDArray[np.bool_] | None
    name: Text


def local_moran(
    values: Floats,
    weights: Weights,
    shuffle: Shuffle | None = None,
    judgement: Judgement | None = None,
    feedback: Feedback = SILENT,
) -> LocalAutocorrelation:
    """Return local Moran's I of each unit: ``(n - 1) z_i lag_i / sum(z ** 2)``, rows standardised.

    Parameters
    ----------
    values
        (N,) numbers; NaN: no value.
    weights
        Of N units; the rows are standardised here.
    shuffle, judgement
        Permutation test, and how labels are given; None: the default ones.

    Raises
    ------
    StatisticsError
        As in `spatial.statistics.autocorrelation.moran`; also without permutations, which labels need.
    """
    sample, shuffle = _row_sample(values, weights), _needed(shuffle)
    z = sample.values - sample.values.mean()
    return _moran_like("local_moran", sample, (z, z), (shuffle, judgement or Judgement(), feedback))


def bivariate_local_moran(
    first: Floats,
    second: Floats,
    weights: Weights,
    tests: tuple[Shuffle | None, Judgement | None] = (None, None),
    feedback: Feedback = SILENT,
) -> LocalAutocorrelation:
    """Return, for each unit, `first` here times the lag of `second`, both standardised. See `local_moran`."""
    both = np.where(np.isnan(first) | np.isnan(second), np.nan, first)
    sample, shuffle = _row_sample(both, weights), _needed(tests[0])
    other = second[sample.kept]
    if np.ptp(other) == 0:
        raise StatisticsError(
            Text("第二个字段的数值全部相等。", "All values of the second field are equal."),
            Text("请选择另一个字段。", "Choose another field."),
        )
    z1, z2 = ((x - x.mean()) / x.std(ddof=1) for x in (sample.values, other))
    return _moran_like("bivariate_local_moran", sample, (z1, z2), (shuffle, tests[1] or Judgement(), feedback))


def local_g(
    values: Floats,
    weights: Weights,
    star: bool = False,
    tests: tuple[Shuffle | None, Judgement | None] = (None, None),
    feedback: Feedback = SILENT,
) -> LocalAutocorrelation:
    """Return Getis and Ord's local G (or G*, which counts the unit itself) as z: positive around high values.

    Parameters
    ----------
    values
        (N,) numbers; NaN: no value.
    weights
        Of N units, as they are; a unit's own weight in G* is 1 (binary weights) or its row's mean weight.
    star
        G* instead of G.
    tests
        Permutation test, and how labels are given; None: the default ones.
    """
    sample, shuffle = sample_of(values, weights), _needed(tests[0])
    counted, x = sample.weights, sample.values
    own = _own_weight(counted) if star else np.zeros(len(x))
    lag = counted.lag(x)
    value = _g_value(counted, x, lag, own, star)
    draws = conditional(counted, x, lag, shuffle, feedback)
    p = pseudo_p(draws.larger, shuffle.permutations)
    name = Text("局部 G*", "local G*") if star else Text("局部 G", "local G")
    found = _Found(value, value, p, value > 0, None, name)
    return _spread("g_star" if star else "local_g", sample, found, (shuffle, tests[1] or Judgement()))


def _g_value(weights: Weights, x: Floats, lag: Floats, own: Floats, star: bool) -> Floats:
    """Return G or G* as z (Ord & Getis 1995, equations 5 and 7)."""
    n = len(x)
    square = np.asarray(weights.to_sparse().power(2).sum(axis=1)).ravel() + own**2
    rows = np.asarray(weights.to_sparse().sum(axis=1)).ravel() + own
    if star:
        mean, variance, others = np.full(n, x.mean()), np.full(n, x.var()), n
    else:
        mean = (x.sum() - x) / (n - 1)
        variance, others = ((x**2).sum() - x**2) / (n - 1) - mean**2, n - 1
    spread = np.maximum(variance, 0.0) * np.maximum(others * square - rows**2, 0.0) / (others - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = (lag + own * x - rows * mean) / np.sqrt(spread)
    return np.where(spread > 0, value, np.nan)


def _own_weight(weights: Weights) -> Floats:
    rows = np.asarray(weights.to_sparse().sum(axis=1)).ravel()
    return np.where(weights.counts > 0, rows / np.maximum(weights.counts, 1), 1.0)


def _moran_like(
    statistic: LocalStatistic,
    sample: Sample,
    variables: tuple[Floats, Floats],
    tests: tuple[Shuffle, Judgement, Feedback],
) -> LocalAutocorrelation:
    here, there = variables
    shuffle, judgement, feedback = tests
    scale = (len(here) - 1) / float(here @ here)
    lag = sample.weights.lag(there)
    draws = conditional(sample.weights, there, lag, shuffle, feedback)
    # The unit's own value is a constant of its test; a negative one turns the tail round, which folding does not mind.
    p = pseudo_p(draws.larger, shuffle.permutations)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.sign(here) * (lag - draws.mean) / draws.deviation
    name = Text("局部 Moran's I（除以 n-1）", "local Moran's I (divided by n - 1)")
    if statistic == "bivariate_local_moran":
        name = Text("双变量局部 Moran's I", "bivariate local Moran's I")
    z = np.where(draws.deviation > 0, z, np.nan)
    found = _Found(scale * here * lag, z, p, here > 0, lag > 0, name)
    return _spread(statistic, sample, found, (shuffle, judgement))


def _spread(
    statistic: LocalStatistic, sample: Sample, found: _Found, tests: tuple[Shuffle, Judgement]
) -> LocalAutocorrelation:
    shuffle, judgement = tests
    n = len(sample.kept) + len(sample.missing)
    alone = sample.weights.counts == 0
    p = np.where(alone, np.nan, found.p)
    adjusted = false_discovery(p)
    judged = adjusted if judgement.adjust == "fdr" else p
    labels: list[Label] = ["missing"] * n
    for i, unit in enumerate(sample.kept):
        labels[unit] = _label(found, i, bool(alone[i]), bool(judged[i] <= judgement.significance))
    way, test = sample.weights.method, shuffle.method()
    level = Text(
        f"显著性水平 {judgement.significance:g}" + ("，经 FDR 校正" if judgement.adjust == "fdr" else "，未校正"),
        f"significance {judgement.significance:g}"
        + (", FDR-adjusted" if judgement.adjust == "fdr" else ", not adjusted for the number of tests"),
    )
    return LocalAutocorrelation(
        statistic,
        _over_all(np.where(alone, np.nan, found.value), sample, n),
        _over_all(np.where(alone, np.nan, found.z), sample, n),
        _over_all(p, sample, n),
        _over_all(adjusted, sample, n),
        tuple(labels),
        judgement.significance,
        judgement.adjust,
        sample.islands,
        sample.missing,
        Text(
            f"{found.name.zh}；权重：{way.zh}；{test.zh}；{level.zh}。",
            f"{found.name.en}; weights: {way.en}; {test.en}; {level.en}.",
        ),
        (*notes_of(sample), *_local_notes(sample)),
    )


def _label(found: _Found, i: int, alone: bool, significant: bool) -> Label:
    if alone:
        return "island"
    if not significant or math.isnan(found.value[i]):
        return "not significant"
    if found.around is None:
        return "high" if found.high[i] else "low"
    here, there = bool(found.high[i]), bool(found.around[i])
    names: dict[tuple[bool, bool], Label] = {
        (True, True): "high-high",
        (False, False): "low-low",
        (False, True): "low-high",
        (True, False): "high-low",
    }
    return names[here, there]


def _over_all(part: Floats, sample: Sample, n: int) -> Floats:
    made = np.full(n, np.nan)
    made[sample.kept] = part
    return made


def _local_notes(sample: Sample) -> tuple[Text, ...]:
    if len(sample.values) >= FEW:
        return ()
    return (
        Text(
            f"{len(sample.values)} 个单元太少，局部统计量不足以判断哪一个是热点；请勿据此给单个园区下结论。",
            f"{len(sample.values)} units are too few for local statistics: do not conclude on a single park from them.",
        ),
    )


def _row_sample(values: Floats, weights: Weights) -> Sample:
    sample = sample_of(values, weights)
    return Sample(sample.weights.row_standardised(), sample.values, sample.kept, sample.missing)


def _needed(shuffle: Shuffle | None) -> Shuffle:
    shuffle = shuffle or Shuffle()
    if shuffle.permutations < 1:
        raise StatisticsError(
            Text("局部统计量需要置换检验。", "Local statistics need a permutation test."),
            Text("请给出 99 次以上的置换。", "Give 99 permutations or more."),
        )
    return shuffle
