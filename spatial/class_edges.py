"""The edges that each classification scheme gives, before equal ones and empty classes are merged.

Every function takes the values (sorted, finite, at least two different ones), the number of classes (at most that of
the different values) and a feedback. It returns the inner edges and the sentence that says how they came about. An
inner edge at the minimum makes the minimum a class of its own. References are in `spatial.classification.classify`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from spatial.feedback import Feedback
from spatial.interval_labels import number_text
from spatial.text import Text

Floats = npt.NDArray[np.float64]

_HEAD_SHARE = 0.4  # Jiang 2013
MAX_CLASSES = 12


def _equal_interval(ordered: Floats, k: int, _: Feedback) -> tuple[Floats, Text]:
    low, high = float(ordered[0]), float(ordered[-1])
    inner = low + (high - low) * np.arange(1, k) / k
    width = number_text((high - low) / k)
    return inner, Text(f"等间距：每类宽 {width}。", f"Equal interval: every class is {width} wide.")


def _quantiles(ordered: Floats, k: int, _: Feedback) -> tuple[Floats, Text]:
    inner = np.quantile(ordered, np.arange(1, k) / k)
    return inner, Text(
        "分位数：各类要素数尽量相等。", "Quantiles: as nearly as possible the same number in every class."
    )


def _fisher_jenks(ordered: Floats, k: int, feedback: Feedback) -> tuple[Floats, Text]:
    from spatial.natural_breaks import natural_breaks  # numba: half a second to import

    first = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    distinct = ordered[first]
    weights = np.diff(first, append=len(ordered)).astype(np.float64)
    starts, fit = natural_breaks(distinct, weights, k, feedback)
    share = number_text(round(100 * fit, 1)) if fit < 0.9995 or len(distinct) <= k else ">99.9"
    return distinct[starts - 1], Text(
        f"自然断点（Fisher-Jenks，精确最优）：分类解释了 {share} % 的方差。",
        f"Natural breaks (Fisher-Jenks, exact): the classes explain {share} % of the variance.",
    )


def _head_tail(ordered: Floats, k: int, _: Feedback) -> tuple[Floats, Text]:
    inner, head = np.empty(0), ordered
    while len(inner) < k - 1:
        mean = float(head.mean())
        above = head[np.searchsorted(head, mean, side="right") :]
        if not 0 < len(above) < len(head):
            break
        inner = np.append(inner, mean)
        if len(above) > _HEAD_SHARE * len(head):
            break
        head = above
    why = Text(
        "头尾分割：逐次在均值处断开，直到均值以上不再是少数（40 %）。",
        "Head/tail breaks: split at the mean, again and again, while at most 40 % lie above it.",
    )
    return inner, why


def _std_mean(ordered: Floats, k: int, _: Feedback) -> tuple[Floats, Text]:
    mean, deviation = float(ordered.mean()), float(ordered.std(ddof=1))
    half = (k - 1) // 2
    steps = [s for s in range(-half, half + 1) if s != 0 or k % 2 == 0]
    inner = mean + deviation * np.array(steps, dtype=np.float64)
    m, d = number_text(mean), number_text(deviation)
    why = Text(f"标准差：均值 {m}，标准差 {d}（n-1）。", f"Standard deviation: mean {m}, deviation {d} (n-1).")
    return inner[(inner > ordered[0]) & (inner < ordered[-1])], why


def _pretty(ordered: Floats, k: int, _: Feedback) -> tuple[Floats, Text]:
    low, high = float(ordered[0]), float(ordered[-1])
    unit, inner = 0.0, np.empty(0)
    for asked in range(k, 0, -1):  # the rule may give more classes than asked for: never more than MAX_CLASSES
        unit = pretty_unit(low, high, asked)
        inner = _multiples(low, high, unit)
        if len(inner) < MAX_CLASSES:
            break
    step = number_text(unit)
    why = Text(
        f"取整断点：{step} 的整数倍，两端为实际最小、最大值。",
        f"Pretty breaks: multiples of {step}; the outer edges are the extremes.",
    )
    return inner, why


def _multiples(low: float, high: float, unit: float) -> Floats:
    """Return the multiples of `unit` strictly between `low` and `high`, without the dust of multiplication."""
    inner = np.arange(np.floor(low / unit), np.ceil(high / unit) + 1) * unit
    decimals = -int(np.floor(np.log10(unit)))
    if 0 < decimals <= 300:
        inner = np.array([round(float(edge), decimals) for edge in inner])  # 3 · 0.1 is 0.3
    return inner[(inner > low) & (inner < high)] + 0.0


def pretty_unit(low: float, high: float, k: int) -> float:
    """Return the step of about k pretty classes between `low` and `high`: 1, 2, 5 or 10 times a power of ten.

    The unit of R's ``pretty(c(low, high), n = k)`` with its default biases, 1.5 and 2.75.
    """
    cell = (high - low) / k
    base = float(10.0 ** np.floor(np.log10(cell)))
    unit = base
    for factor, bias in ((2.0, 1.5), (5.0, 2.75), (10.0, 1.5)):
        if factor * base - cell >= bias * (cell - unit):
            break
        unit = factor * base
    return unit


EDGES: dict[str, Callable[[Floats, int, Feedback], tuple[Floats, Text]]] = {
    "equal_interval": _equal_interval,
    "quantiles": _quantiles,
    "fisher_jenks": _fisher_jenks,
    "head_tail": _head_tail,
    "std_mean": _std_mean,
    "pretty": _pretty,
}
