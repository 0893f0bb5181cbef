"""Sums by zone that do not depend on the order of the points: double-double accumulators (Knuth's two-sum)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from spatial.compiled import compiled

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@compiled("void(int64[::1], float64[:, ::1], float64[:, :, ::1])")
def add_rows(cell: Integers, values: Floats, sums: Floats) -> None:
    """Add values (M, V) to sums (C, V, 2), the high and low parts of each sum; a negative cell is skipped."""
    for i in range(len(cell)):
        c = cell[i]
        if c < 0:
            continue
        for v in range(values.shape[1]):
            a, b = sums[c, v, 0], values[i, v]
            s = a + b
            t = s - a
            low = sums[c, v, 1] + ((a - (s - t)) + (b - t))
            sums[c, v, 0] = s + low
            sums[c, v, 1] = low - (sums[c, v, 0] - s)


def merge(one: Floats, other: Floats) -> Floats:
    """Return the sums (C, V, 2) of two tallies."""
    a, b = one[..., 0], other[..., 0]
    s = a + b
    t = s - a
    low = one[..., 1] + other[..., 1] + ((a - (s - t)) + (b - t))
    high = s + low
    return np.stack([high, low - (high - s)], axis=-1)
