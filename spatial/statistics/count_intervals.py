"""Intervals for counts, weighted sums and the ratio of two rates, all exact or named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from spatial.errors import GeometryError
from spatial.text import Text

Floats = npt.NDArray[np.float64]

Interval = Literal["garwood", "jeffreys"]
INTERVALS: tuple[Interval, ...] = get_args(Interval)
INTERVAL_TEXTS: dict[str, Text] = {
    "garwood": Text("泊松精确区间（Garwood 1936）", "exact Poisson interval (Garwood 1936)"),
    "jeffreys": Text("贝叶斯区间（伽马后验，Jeffreys 先验）", "Bayesian interval (gamma posterior, Jeffreys prior)"),
    "fay_feuer": Text(
        "加权和的伽马区间（Fay 与 Feuer 1997，复合泊松；权重全为 1 时即 Garwood 区间）",
        "gamma interval of a weighted sum (Fay and Feuer 1997, compound Poisson; Garwood's where all weights are 1)",
    ),
}
RATIO_TEXT = Text(
    "密度比的条件精确区间（Clopper–Pearson，以两区合计为条件）；p 值为精确二项检验（双侧，按似然）",
    "conditional exact interval of the rate ratio (Clopper-Pearson, given the sum of both counts); p by the exact "
    "binomial "
    "test (two-sided, by likelihood)",
)


@dataclass(frozen=True)
class RateRatio:
    """The density of one zone over that of another.

    Parameters
    ----------
    a, b
        Ids of the zones; the ratio is a / b.
    ratio
        None where neither zone has a point, or b has none (then the ratio has no upper bound).
    low, high
        Ends of the interval; `high` None: unbounded; both None where neither has a point.
    p
        Of the hypothesis that both densities are equal; None where neither has a point.
    confidence
        Such as 0.95.
    method
        How the interval was made.
    note
        Why a value is missing; empty where none is.
    """

    a: str
    b: str
    ratio: float | None
    low: float | None
    high: float | None
    p: float | None
    confidence: float
    method: Text = RATIO_TEXT
    note: Text = Text("")


def check_confidence(confidence: float) -> float:
    """Return the confidence level, a number between 0 and 1, or raise `GeometryError`."""
    if 0.0 < confidence < 1.0:
        return float(confidence)
    raise GeometryError(
        Text(f"置信水平为 {confidence}。", f"The confidence level is {confidence}."),
        Text("请给出 0 与 1 之间的数，例如 0.95。", "Give a number between 0 and 1, for example 0.95."),
    )


def garwood(n: Floats, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Return the exact interval of Poisson means (Garwood 1936): χ²(α/2; 2n)/2 to χ²(1-α/2; 2n+2)/2.

    Parameters
    ----------
    n
        (Z,) counts, 0 or more; the lower end of 0 is 0.
    confidence
        Between 0 and 1.
    """
    return fay_feuer(n, n, 1.0, confidence)


def jeffreys(n: Floats, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Return the equal-tailed Bayesian interval of Poisson means: quantiles of Gamma(n + 1/2, 1)."""
    from scipy.special import gammaincinv

    tail = (1.0 - check_confidence(confidence)) / 2.0
    shape = np.asarray(n, dtype=np.float64) + 0.5
    return np.asarray(gammaincinv(shape, tail)), np.asarray(gammaincinv(shape, 1.0 - tail))


def fay_feuer(total: Floats, squares: Floats, largest: float, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Return the interval of weighted sums of Poisson counts (Fay and Feuer 1997, eq. 7 and 8).

    Parameters
    ----------
    total, squares
        (Z,) sums of the weights and of their squares.
    largest
        The largest weight a further point may have.
    confidence
        Between 0 and 1.

    Returns
    -------
    (Z,) low, (Z,) high
        `low` is 0 where the sum is 0. Garwood's interval where all weights are 1.
    """
    from scipy.special import gammaincinv

    tail = (1.0 - check_confidence(confidence)) / 2.0
    y, v = np.asarray(total, dtype=np.float64), np.asarray(squares, dtype=np.float64)
    low, some = np.zeros(len(y)), y > 0
    low[some] = v[some] / y[some] * gammaincinv(y[some] ** 2 / v[some], tail)
    if not largest > 0:
        return low, np.full(len(y), np.nan)
    scale = (v + largest**2) / (y + largest)
    return low, np.asarray(scale * gammaincinv((y + largest) ** 2 / (v + largest**2), 1.0 - tail))


def rate_ratio(a: tuple[str, float, float], b: tuple[str, float, float], confidence: float = 0.95) -> RateRatio:
    """Compare the densities of two zones.

    Parameters
    ----------
    a, b
        (id, points, area); whole counts and positive areas of one unit.
    confidence
        Between 0 and 1.

    Notes
    -----
    Given n = n_a + n_b, n_a is binomial with p = ratio·A_a / (ratio·A_a + A_b). As R's ``poisson.test``.

    Raises
    ------
    GeometryError
        An area is not positive, or a count is not whole (weighted or split).
    """
    from scipy.stats import binomtest

    check_confidence(confidence)
    for name, n, area in (a, b):
        _check_rate(name, n, area)
    (name_a, n_a, area_a), (name_b, n_b, area_b) = a, b
    if n_a + n_b == 0:
        none = Text("两区都没有点，密度比无从谈起。", "Neither zone has a point: there is no ratio.")
        return RateRatio(name_a, name_b, None, None, None, None, confidence, note=none)
    test = binomtest(int(n_a), int(n_a + n_b), area_a / (area_a + area_b))
    ends = test.proportion_ci(confidence, method="exact")
    odds = area_b / area_a
    low = float(ends.low / (1.0 - ends.low) * odds)
    high = float(ends.high / (1.0 - ends.high) * odds) if n_b else None
    ratio = float(n_a / n_b * odds) if n_b else None
    note = (
        Text("")
        if n_b
        else Text(f"“{name_b}”没有点，密度比没有上限。", f"“{name_b}” has no point: the ratio has no upper bound.")
    )
    return RateRatio(name_a, name_b, ratio, low, high, float(test.pvalue), confidence, note=note)


def _check_rate(name: str, n: float, area: float) -> None:
    if not area > 0:
        raise GeometryError(
            Text(f"“{name}”没有面积，算不出密度。", f"“{name}” has no area, hence no density."),
            Text("请选择有面积的分区，或换一种面积口径。", "Choose a zone with an area, or another area basis."),
        )
    if n != int(n):
        raise GeometryError(
            Text(f"“{name}”的点数 {n:g} 不是整数。", f"The count {n:g} of “{name}” is not whole."),
            Text(
                "密度比的精确区间只用于不加权、不分摊的点数。",
                "The exact interval of a ratio is for counts that are neither weighted nor split.",
            ),
        )
