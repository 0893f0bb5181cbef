"""Classes of a numeric field for a choropleth: schemes, class codes, a default with its reason.

Classes are (a, b], the first one [a, b]; edges run from the minimum to the maximum of the values (manual ones from the
first to the last given). `spatial.interval_labels` writes them down, `layers.cartography.color_ramps` colours them.

Empty classes. Where edges come from the values (quantiles, natural breaks, head/tail) an empty class says nothing and
is merged with its upper neighbour. Where edges are steps of their own (equal interval, standard deviation, pretty,
manual) the steps are the message and a gap in the values is a finding: empty classes stay, with count 0, and the reason
names them. Equal edges are merged always. No scheme is asked for more classes than there are different values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from spatial.class_edges import EDGES, MAX_CLASSES
from spatial.errors import ClassificationError
from spatial.feedback import SILENT, Feedback
from spatial.interval_labels import number_text
from spatial.text import Text

SCHEMES: tuple[str, ...] = (
    "equal_interval",
    "quantiles",
    "fisher_jenks",
    "head_tail",
    "std_mean",
    "pretty",
    "manual",
)
SCHEME_LABELS: dict[str, Text] = {
    "equal_interval": Text("等间距", "Equal interval"),
    "quantiles": Text("分位数", "Quantiles"),
    "fisher_jenks": Text("自然断点（Fisher-Jenks）", "Natural breaks (Fisher-Jenks)"),
    "head_tail": Text("头尾分割", "Head/tail breaks"),
    "std_mean": Text("标准差", "Standard deviation"),
    "pretty": Text("取整断点", "Pretty breaks"),
    "manual": Text("手动", "Manual"),
}
MAX_MAGNITUDE = 1e150  # squares and their sums stay finite
MISSING = -1
OUTSIDE = -5

_DEFAULT_CLASSES = 5
_TAIL_FROM, _TAIL_CLASSES, _MOST_TAIL_CLASSES = 50, 4, 7
_WHY = {
    "both_signs": Text(
        "数值跨越零：用取整断点（零为断点）和双向色带。",
        "Values on both sides of zero: pretty breaks (zero is one of them) and a diverging ramp.",
    ),
    "even": Text("数值分布较均匀：用取整断点，便于阅读。", "Evenly spread values: pretty breaks, easy to read."),
    "tail": Text("少数大值、多数小值：用头尾分割。", "A few large values among many small ones: head/tail breaks."),
    "natural": Text("数值分布不均匀：用自然断点。", "Unevenly spread values: natural breaks."),
}

_STEPPED = ("equal_interval", "std_mean", "pretty", "manual")
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Classification:
    """Classes of a column of values.

    Parameters
    ----------
    scheme
        One of `SCHEMES`.
    breaks
        The k+1 edges, increasing; classes are (a, b], the first one [a, b]. Only the first two may be equal: the first
        class then holds the minimum alone (common with natural breaks and quantiles where many values are 0).
    counts
        Values per class; missing and outside values are in none.
    asked
        Number of classes asked for (manual: number of classes given).
    possible
        Number of classes made, empty ones included; less than `asked` where the values allow no more.
    reason
        How the breaks came about and what is worth knowing about them.
    """

    scheme: str
    breaks: tuple[float, ...]
    counts: tuple[int, ...]
    asked: int
    possible: int
    reason: Text


@dataclass(frozen=True)
class Recommendation:
    """A default for a column of values, and why.

    Parameters
    ----------
    scheme, k
        What to pass to `classify`.
    ramp_kind
        ``sequential``, or ``diverging`` where the values lie on both sides of zero (zero is then an edge).
    reason
        Why this scheme suits these values.
    """

    scheme: str
    k: int
    ramp_kind: Literal["sequential", "diverging"]
    reason: Text


def classify(
    values: npt.NDArray[np.float64],
    scheme: str,
    k: int = 5,
    *,
    breaks: Sequence[float] | None = None,
    feedback: Feedback = SILENT,
) -> Classification:
    """Divide values into classes.

    Parameters
    ----------
    values
        (N,) float64; NaN is missing and ignored.
    scheme
        ``equal_interval``: k steps of the same width.
        ``quantiles``: edges at the i/k quantiles, interpolated (type 7 of Hyndman and Fan 1996, numpy's).
        ``fisher_jenks``: least sum of squares within classes, exact; edges are values that occur.
        ``head_tail``: edges at the mean, the mean of what lies above, …, while at most 40 % lie above (Jiang 2013,
        doi:10.1080/00330124.2012.700499); at most k classes.
        ``std_mean``: edges at mean ± 1, 2, … sample standard deviations (n-1), and at the mean where k is even, as many
        as lie within the values.
        ``pretty``: edges at multiples of 1, 2 or 5 times a power of ten, about k classes (Becker, Chambers and Wilks
        1988; R's ``pretty``); the outer edges are the minimum and the maximum.
        ``manual``: the edges in `breaks`, sorted, equal ones merged (but for the first two). Values beyond them are in
        no class (code -5).
    k
        Number of classes, 1 … 12; not read by ``manual``.
    breaks
        The k+1 edges of ``manual``; not read by the other schemes.

    Returns
    -------
    Classification
        A constant column gives one class (v, v). ``manual`` also accepts a column without any value (all counts 0).

    Raises
    ------
    ClassificationError
        Unknown scheme; k or number of edges out of range; no value at all; values that are infinite or beyond ±1e150.
    """
    if scheme not in SCHEMES:
        raise _unknown_scheme(scheme)
    ordered = _sorted_values(values)
    if scheme == "manual":
        return _manual(ordered, breaks)
    if not 1 <= k <= MAX_CLASSES:
        raise _bad_k(k)
    if not len(ordered):
        raise _no_values()
    distinct = int(np.count_nonzero(ordered[1:] != ordered[:-1])) + 1
    if distinct == 1:
        return _constant(ordered, scheme, k)
    inner, why = EDGES[scheme](ordered, min(k, distinct), feedback)
    edges = _with_extremes(inner, ordered)
    if scheme not in _STEPPED:
        edges = _without_empty(edges, ordered)
    return _assemble(scheme, edges, ordered, k, [why, *_fewer(k, len(edges) - 1, distinct)])


def assign(values: npt.NDArray[np.float64], breaks: Sequence[float]) -> npt.NDArray[np.int32]:
    """Return the class code of every value.

    Parameters
    ----------
    values
        (N,) float64.
    breaks
        k+1 edges, increasing, only the first two may be equal; classes are (a, b], the first one [a, b].

    Returns
    -------
    (N,) int32: 0 … k-1; -1 where missing (NaN); -5 below the first or above the last edge (infinities too).

    Raises
    ------
    ClassificationError
        Fewer than two edges, edges that are not finite or do not increase.
    """
    edges = _checked_edges(breaks)
    array = np.asarray(values, dtype=np.float64)
    codes = np.searchsorted(edges, array, side="left").astype(np.int32) - np.int32(1)
    codes[array == edges[0]] = 0
    codes[(array < edges[0]) | (array > edges[-1])] = OUTSIDE
    codes[np.isnan(array)] = MISSING
    return codes


def recommend(values: npt.NDArray[np.float64]) -> Recommendation:
    """Choose a scheme and a number of classes from the values.

    In this order: values on both sides of zero, pretty breaks (zero is an edge) under a diverging ramp; at most five
    different values, a class for each; values that pretty breaks divide evenly enough (no class empty, none with more
    than half), pretty breaks; a long upper tail (50 values or more, three splits of head/tail), head/tail breaks;
    everything else, natural breaks. The number of classes is that of Sturges (1926), 1 + log2 n, at most five.

    Raises
    ------
    ClassificationError
        No value at all; values that are infinite or beyond ±1e150.
    """
    ordered = _sorted_values(values)
    n = len(ordered)
    if not n:
        raise _no_values()
    k = min(_DEFAULT_CLASSES, int(np.ceil(1 + np.log2(n))))
    distinct = int(np.count_nonzero(ordered[1:] != ordered[:-1])) + 1
    if ordered[0] < 0 < ordered[-1]:
        return Recommendation("pretty", max(k, 2), "diverging", _WHY["both_signs"])
    if distinct <= _DEFAULT_CLASSES:
        why = Text(f"只有 {distinct} 个不同的值：每个值一类。", f"Distinct values: {distinct}; a class for each.")
        return Recommendation("fisher_jenks", distinct, "sequential", why)
    even = classify(ordered, "pretty", k)
    if min(even.counts) > 0 and max(even.counts) <= n / 2:
        return Recommendation("pretty", k, "sequential", _WHY["even"])
    if n >= _TAIL_FROM:
        tail = classify(ordered, "head_tail", _MOST_TAIL_CLASSES)
        if tail.possible >= _TAIL_CLASSES and ordered.mean() > np.median(ordered):
            return Recommendation("head_tail", tail.possible, "sequential", _WHY["tail"])
    return Recommendation("fisher_jenks", k, "sequential", _WHY["natural"])


def _sorted_values(values: npt.NDArray[np.float64]) -> Floats:
    array = np.asarray(values, dtype=np.float64).ravel()
    present = array[~np.isnan(array)] + 0.0  # -0.0 is 0.0
    wrong = np.abs(present) > MAX_MAGNITUDE
    if wrong.any():
        count, example = int(wrong.sum()), float(present[wrong][0])
        raise ClassificationError(
            Text(
                f"有 {count} 个值为无穷大或过大（例如 {example:g}），无法分类。",
                f"Values that are infinite or too large to classify: {count} (for example {example:g}).",
            ),
            Text("请更正这些值，或将其留空（视为无数据）。", "Correct them, or leave them blank (missing)."),
        )
    present.sort()
    return present


def _manual(ordered: Floats, breaks: Sequence[float] | None) -> Classification:
    given = np.sort(np.asarray([] if breaks is None else list(breaks), dtype=np.float64) + 0.0)
    edges = _checked_edges(np.concatenate((given[:1], np.unique(given[1:]))).tolist())
    inside = ordered[np.searchsorted(ordered, edges[0]) : np.searchsorted(ordered, edges[-1], side="right")]
    why = [Text("手动断点。", "Manual breaks.")]
    outside = len(ordered) - len(inside)
    if outside:
        why.append(
            Text(
                f"有 {outside} 个值在断点范围之外，不属于任何一类。",
                f"Values outside the breaks, in no class: {outside}.",
            )
        )
    return _assemble("manual", edges, inside, len(edges) - 1, why)


def _checked_edges(breaks: Sequence[float]) -> Floats:
    edges = np.asarray(breaks, dtype=np.float64)
    increasing = bool(np.isfinite(edges).all() and (np.diff(edges[1:]) > 0).all() and (edges[:1] <= edges[1:2]).all())
    if not (2 <= len(edges) <= MAX_CLASSES + 1 and increasing):
        shown = ", ".join(f"{edge:g}" for edge in edges[:16]) or "—"
        raise ClassificationError(
            Text(f"断点不可用：{shown}。", f"These class breaks cannot be used: {shown}."),
            Text(
                f"请给出 2 至 {MAX_CLASSES + 1} 个由小到大的有限数：k 类需要 k+1 个断点。",
                f"Give 2 to {MAX_CLASSES + 1} finite numbers, increasing: k classes take k+1 breaks.",
            ),
        )
    return edges


def _with_extremes(inner: Floats, ordered: Floats) -> Floats:
    """Merge equal inner edges and put the minimum before and the maximum behind them."""
    inside = inner[(inner >= ordered[0]) & (inner < ordered[-1])]
    return np.concatenate((ordered[:1], np.unique(inside), ordered[-1:]))


def _without_empty(edges: Floats, ordered: Floats) -> Floats:
    """Merge every empty class with the next one; the last class holds the maximum and is never empty."""
    upto = np.searchsorted(ordered, edges[1:], side="right")
    return np.concatenate((edges[:1], edges[1:][np.diff(upto, prepend=0) > 0]))


def _constant(ordered: Floats, scheme: str, k: int) -> Classification:
    value = number_text(float(ordered[0]))
    why = [Text(f"所有值都是 {value}，只能分为一类。", f"All values are {value}: one class.")]
    return _assemble(scheme, ordered[[0, 0]], ordered, k, why)


def _assemble(scheme: str, edges: Floats, ordered: Floats, asked: int, why: list[Text]) -> Classification:
    counts = np.diff(np.searchsorted(ordered, edges[1:], side="right"), prepend=0)
    empty = int((counts == 0).sum())
    if empty and len(ordered):
        why = [
            *why,
            Text(f"其中 {empty} 类为空：数据在此处有间隙。", f"{empty} class(es) are empty: a gap in the values."),
        ]
    reason = Text("".join(t.zh for t in why), " ".join(t.en for t in why))
    return Classification(scheme, tuple(edges.tolist()), tuple(counts.tolist()), asked, len(edges) - 1, reason)


def _fewer(asked: int, made: int, distinct: int) -> list[Text]:
    if made >= asked:
        return []
    if distinct < asked:
        why = Text(f"（只有 {distinct} 个不同的值）", f" (only {distinct} different values)")
    else:
        why = Text("", "")
    return [Text(f"要求 {asked} 类，可分 {made} 类{why.zh}。", f"{asked} classes asked for, {made} possible{why.en}.")]


def _no_values() -> ClassificationError:
    return ClassificationError(
        Text("该字段没有可用的数值：全部缺失。", "The field has no value to classify: all are missing."),
        Text(
            "请选择其他字段或年份，或检查连接是否匹配。",
            "Choose another field or year, or check that the join matched.",
        ),
    )


def _bad_k(k: int) -> ClassificationError:
    return ClassificationError(
        Text(f"类数为 {k}。", f"{k} classes were asked for."),
        Text(f"请在 1 至 {MAX_CLASSES} 之间选择。", f"Choose 1 to {MAX_CLASSES}."),
    )


def _unknown_scheme(scheme: str) -> ClassificationError:
    return ClassificationError(
        Text(f"没有名为“{scheme}”的分类方法。", f"There is no classification scheme named “{scheme}”."),
        Text(f"可用：{'、'.join(SCHEMES)}。", f"Available: {', '.join(SCHEMES)}."),
    )
