"""Exact natural breaks: the partition of sorted values into classes with the least sum of squared deviations.

Fisher's problem (1958), brought to maps by Jenks (1977), solved by dynamic programming over classes:

    best_q(j) = min over i of best_{q-1}(i) + cost(i, j),    cost = sum of squares of values i … j-1 about their mean

The costs satisfy the quadrangle inequality, so the best split never moves left when j grows, nor when q grows; rows
are therefore filled from coarse to fine, each searching only between the splits of its neighbours: O(k n log n)
(Aggarwal, Schieber and Tokuyama 1994 for the inequality; Song and Zhong 2020, doi:10.1093/bioinformatics/btaa613, for
its use on this problem).

Sums of squares cancel badly where groups are far apart compared with their spread. Prefix sums are kept as pairs of
floats (Dekker 1971, about 31 digits). The search uses their leading parts first; when an error bound cannot rule out
that rounding chose a worse split, it runs again on the pairs.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from spatial.compiled import compiled
from spatial.feedback import SILENT, Feedback

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Splits = npt.NDArray[np.int32]

_SPLITTER = 134217729.0  # 2^27 + 1: cuts a float64 into two halves whose products are exact
_SLICE = 2_000_000  # values that one call of the kernel passes over, about
_TOLERANCE = 1e-9  # relative excess over the optimum that the quick search may have before the careful one runs


@compiled("UniTuple(float64, 2)(float64, float64)")
def _add(a: float, b: float) -> tuple[float, float]:
    """Return a + b and its rounding error (Knuth)."""
    total = a + b
    part = total - a
    return total, (a - (total - part)) + (b - part)


@compiled("UniTuple(float64, 2)(float64, float64)")
def _multiply(a: float, b: float) -> tuple[float, float]:
    """Return a · b and its rounding error (Dekker)."""
    product = a * b
    t = _SPLITTER * a
    a_high = t - (t - a)
    t = _SPLITTER * b
    b_high = t - (t - b)
    a_low, b_low = a - a_high, b - b_high
    return product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low


@compiled("void(float64[::1], float64[::1], float64, float64[:, ::1])")
def _sum_up(values: Floats, weights: Floats, centre: float, sums: Floats) -> None:
    """Fill the five rows of prefix sums: of x (high, low), of x² (high, low), of the weights; x = value - centre."""
    for row in range(5):
        sums[row, 0] = 0.0
    for i in range(len(values)):
        x, x_low = _add(values[i], -centre)
        w = weights[i]
        first, first_low = _multiply(x, w)
        first_low += x_low * w
        high, low = _add(sums[0, i], first)
        sums[0, i + 1], sums[1, i + 1] = _add(high, low + sums[1, i] + first_low)
        square, square_low = _multiply(x, first)
        square_low += x * first_low + x_low * first
        high, low = _add(sums[2, i], square)
        sums[2, i + 1], sums[3, i + 1] = _add(high, low + sums[3, i] + square_low)
        sums[4, i + 1] = sums[4, i] + w


@compiled("float64(float64[:, ::1], int64, int64)")
def _cost(sums: Floats, i: int, j: int) -> float:
    """Sum of squares of the values i … j-1 about their mean, on pairs of floats."""
    total, low = _add(sums[0, j], -sums[0, i])
    total, total_low = _add(total, low + (sums[1, j] - sums[1, i]))
    square, low = _add(sums[2, j], -sums[2, i])
    square, square_low = _add(square, low + (sums[3, j] - sums[3, i]))
    weight = sums[4, j] - sums[4, i]
    product, product_low = _multiply(total, total)
    product_low += 2.0 * total * total_low
    quotient = product / weight
    back, back_low = _multiply(quotient, weight)
    quotient_low = ((product - back) - back_low + product_low) / weight
    return float(max((square - quotient) + (square_low - quotient_low), 0.0))


@compiled("void(float64[:, ::1], float64[:, ::1], int32[:, ::1], int64[::1], boolean)")
def _fill_rows(sums: Floats, costs: Floats, splits: Splits, step: Integers, careful: bool) -> None:
    """Fill the rows start, start + 2 stride, … of one layer: least cost, and where its last class begins.

    `costs` and `splits` have two rows: the layer of one class less, and this one. `step` is (classes, start, end,
    stride); rows at even multiples of the stride are filled already. The leftmost of equally good splits wins.
    """
    classes, start, end, stride = step[0], step[1], step[2], step[3]
    s, q, w, before = sums[0], sums[2], sums[4], costs[0]
    rows = splits.shape[1]
    for j in range(start, end, 2 * stride):
        if j < classes:
            costs[1, j] = np.inf
            splits[1, j] = 0
            continue
        low = max(classes - 1, splits[1, j - stride], splits[0, j])
        high = j - 1
        if j + stride < rows:
            high = min(high, splits[1, j + stride])
        least, at = np.inf, low
        for i in range(low, high + 1):
            if careful:
                value = before[i] + _cost(sums, i, j)
            else:
                d = s[j] - s[i]
                value = before[i] + (q[j] - q[i] - d * d / (w[j] - w[i]))
            if value < least:
                least = value
                at = i
        costs[1, j] = least
        splits[1, j] = at


@compiled("void(float64[:, ::1], float64[::1])")
def _one_class(sums: Floats, best: Floats) -> None:
    best[0] = np.inf
    for j in range(1, len(best)):
        best[j] = _cost(sums, 0, j)


def natural_breaks(values: Floats, weights: Floats, k: int, feedback: Feedback = SILENT) -> tuple[Integers, float]:
    """Return where the k classes with the least sum of squared deviations begin, and that sum's share of the total.

    Parameters
    ----------
    values
        (n,) float64, strictly increasing, finite.
    weights
        (n,) float64 how often each value occurs, positive.
    k
        Number of classes, 1 … n.
    feedback
        Asked after every pass over the values.

    Returns
    -------
    (k-1,) int64 index of the first value of the second, third, … class, and the goodness of variance fit (1: classes of
    one value each; 0: one class). Deterministic: of equal partitions the one whose splits lie furthest left. Exact to
    1e-9 of the least sum of squares or 1e-29 of the total one, whichever is larger (the limit of pairs of floats:
    groups narrower than about 1e-14 of the whole range cannot be told better from worse).
    """
    scaled, exponent = values, int(np.frexp(np.abs(values).max())[1])
    if exponent:
        scaled = np.ldexp(values, -exponent)  # exact, and squares stay in range
    sums = np.empty((5, len(values) + 1))
    centre = float(scaled[len(scaled) // 2])
    _sum_up(scaled, weights, centre, sums)
    total = float(_cost(sums, 0, len(values)))
    if k == 1 or total == 0.0:
        return np.arange(1, k, dtype=np.int64), 0.0
    starts = _search(sums, k, False, feedback.part(0.0, 0.3))
    within = _within(sums, starts)
    if _rounding(sums, scaled - centre, weights) * 2 * k * len(values).bit_length() > _TOLERANCE * within:
        starts = _search(sums, k, True, feedback.part(0.3, 1.0))
        within = _within(sums, starts)
    return starts, 1.0 - within / total


def _within(sums: Floats, starts: Integers) -> float:
    edges = [0, *starts.tolist(), sums.shape[1] - 1]
    return sum(float(_cost(sums, a, b)) for a, b in pairwise(edges))


def _rounding(sums: Floats, centred: Floats, weights: Floats) -> float:
    """Bound the rounding error of one cost in the quick search.

    With Q the sum of squares, A that of absolute values, M the largest and u half of eps: rounded prefix sums and
    their differences cost 3u Q and 3u A, the latter, squared over the weight, 6u M A + 3u Q, the last sums 2u Q;
    together less than 8u (Q + M A), doubled here.
    """
    spread = float(np.abs(centred).max() * np.dot(np.abs(centred), weights))
    return 8 * float(np.finfo(np.float64).eps) * (float(sums[2, -1]) + spread)


def _search(sums: Floats, k: int, careful: bool, feedback: Feedback) -> Integers:
    """Fill the layers of two, three, … k classes and follow the splits back from the last value."""
    n = sums.shape[1] - 1
    costs = np.full((2, n + 1), np.inf)
    _one_class(sums, costs[0])
    splits = np.zeros((k, n + 1), dtype=np.int32)  # row q-1: layer of q classes
    for q in range(2, k):
        _fill_layer(sums, costs, splits[q - 2 : q], (q, careful), feedback.part((q - 2) / k, (q - 1) / k))
        costs[0] = costs[1]
    # Of the last layer only the last row is needed.
    _fill_rows(sums, costs, splits[k - 2 :], np.array([k, n, n + 1, n], dtype=np.int64), careful)
    starts = np.empty(k - 1, dtype=np.int64)
    row = n
    for q in range(k, 1, -1):
        row = int(splits[q - 1, row])
        starts[q - 2] = row
    return starts


def _fill_layer(sums: Floats, costs: Floats, splits: Splits, task: tuple[int, bool], feedback: Feedback) -> None:
    """Fill one layer, rows from coarse to fine, in slices of well under 0.2 s; `task` is (classes, careful)."""
    classes, careful = task
    rows = costs.shape[1]
    strides = [1 << p for p in range((rows - 1).bit_length() - 1, -1, -1)]
    for done, stride in enumerate(strides):
        length = 2 * stride * max(1, _SLICE // stride)
        for start in range(stride, rows, length):
            feedback.report(done / len(strides))
            step = np.array([classes, start, min(start + length, rows), stride], dtype=np.int64)
            _fill_rows(sums, costs, splits, step, careful)
