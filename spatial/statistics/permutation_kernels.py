"""Compiled kernels of the permutation tests; only `spatial.statistics.permutations` calls them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from spatial.compiled import compiled

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@compiled("void(int64[::1], float64[::1], float64[::1], int32[:, ::1], UniTuple(int64, 2), float64[:, ::1])")
def local_counts(
    starts: Integers,
    weights: Floats,
    values: Floats,
    table: npt.NDArray[np.int32],
    span: tuple[int, int],
    out: Floats,
) -> None:
    """Compare the lag of each unit with those of its permutations.

    Parameters
    ----------
    starts
        (N + 1,) of the neighbour list; only the number of neighbours counts, not who they are.
    weights
        (L,) weights of the links.
    values
        (N,) the variable that is permuted.
    table
        (P, K) draws without repetition from 0 .. N - 2, K at least the largest number of neighbours.
    span
        First unit, and one past the last.
    out
        (N, 4): the observed lag in column 0 on entry; on return also how many permuted lags are as large or larger,
        their sum and the sum of their squares, the last two about the observed lag.
    """
    draws = table.shape[0]
    for i in range(span[0], span[1]):
        first, count = starts[i], starts[i + 1] - starts[i]
        observed = out[i, 0]
        larger, total, squares = 0.0, 0.0, 0.0
        for p in range(draws):
            lag = 0.0
            for j in range(count):
                drawn = table[p, j]
                if drawn >= i:  # the draws are from all units but this one
                    drawn += 1
                lag += weights[first + j] * values[drawn]
            away = lag - observed
            if away >= -1e-12 * (abs(lag) + abs(observed)):
                larger += 1.0
            total += away
            squares += away * away
        out[i, 1], out[i, 2], out[i, 3] = larger, total, squares


@compiled("float64(int64[::1], int64[::1], float64[::1], float64[::1], float64[::1], int64)")
def weighted_sum(
    starts: Integers, neighbours: Integers, weights: Floats, first: Floats, second: Floats, how: int
) -> float:
    """Return the sum over links of w times ``first * second`` (how 0) or ``(first - second) ** 2`` (how 1)."""
    total = 0.0
    for i in range(len(starts) - 1):
        lag = 0.0
        for link in range(starts[i], starts[i + 1]):
            there = second[neighbours[link]]
            lag += weights[link] * (first[i] * there if how == 0 else (first[i] - there) * (first[i] - there))
        total += lag
    return total
