"""Moments of the global statistics of spatial autocorrelation (Cliff & Ord 1981; Getis & Ord 1992)."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from spatial.statistics.weights import Weights

Floats = npt.NDArray[np.float64]


def total(weights: Weights) -> float:
    """Return S0, the sum of all weights."""
    return float(weights.values.sum())


def _s1_s2(weights: Weights) -> tuple[float, float]:
    """Return S1, half the sum of (w_ij + w_ji)^2, and S2, the sum of (row sum + column sum)^2."""
    matrix = weights.to_sparse()
    both = (matrix + matrix.T).tocsr()
    rows = np.asarray(matrix.sum(axis=1)).ravel() + np.asarray(matrix.sum(axis=0)).ravel()
    return float((both.data**2).sum()) / 2, float((rows**2).sum())


def moran_variance(z: Floats, weights: Weights, expected: float) -> float:
    """Return the variance of Moran's I under randomisation; `z` (N,) are deviations from the mean."""
    n, s0 = len(z), total(weights)
    s1, s2 = _s1_s2(weights)
    b2 = float((z**4).mean() / (z**2).mean() ** 2)
    first = n * ((n**2 - 3 * n + 3) * s1 - n * s2 + 3 * s0**2)
    second = b2 * ((n**2 - n) * s1 - 2 * n * s2 + 6 * s0**2)
    return (first - second) / ((n - 1) * (n - 2) * (n - 3) * s0**2) - expected**2


def geary_variance(z: Floats, weights: Weights) -> float:
    """Return the variance of Geary's c under randomisation; `z` (N,) are deviations from the mean."""
    n, s0 = len(z), total(weights)
    s1, s2 = _s1_s2(weights)
    b2 = float((z**4).mean() / (z**2).mean() ** 2)
    first = (n - 1) * s1 * (n**2 - 3 * n + 3 - (n - 1) * b2)
    second = (n - 1) * s2 * (n**2 + 3 * n - 6 - (n**2 - n + 2) * b2) / 4
    third = s0**2 * (n**2 - 3 - (n - 1) ** 2 * b2)
    return (first - second + third) / (n * (n - 2) * (n - 3) * s0**2)


def g_variance(x: Floats, weights: Weights, expected: float) -> float:
    """Return the variance of general G under randomisation (Getis & Ord 1992, as corrected in 1993)."""
    n, s0 = len(x), total(weights)
    s1, s2 = _s1_s2(weights)
    m1, m2, m3, m4 = (float((x**power).sum()) for power in (1, 2, 3, 4))
    b0 = (n**2 - 3 * n + 3) * s1 - n * s2 + 3 * s0**2
    b1 = -((n**2 - n) * s1 - 2 * n * s2 + 6 * s0**2)
    b2 = -(2 * n * s1 - (n + 3) * s2 + 6 * s0**2)
    b3 = 4 * (n - 1) * s1 - 2 * (n + 1) * s2 + 8 * s0**2
    b4 = s1 - s2 + s0**2
    top = b0 * m2**2 + b1 * m4 + b2 * m1**2 * m2 + b3 * m1 * m3 + b4 * m1**4
    return top / ((m1**2 - m2) ** 2 * n * (n - 1) * (n - 2) * (n - 3)) - expected**2


def join_moments(x: Floats, weights: Weights) -> tuple[float, float]:
    """Return mean and variance of BB under sampling without replacement (Cliff & Ord 1981, p. 19)."""
    n, black = len(x), float(x.sum())
    s0 = total(weights)
    s1, s2 = _s1_s2(weights)

    def falling(a: float, k: int) -> float:
        return math.prod(a - i for i in range(k))

    p2, p3, p4 = (falling(black, k) / falling(n, k) for k in (2, 3, 4))
    mean = s0 * p2 / 2
    variance = (s1 * p2 + (s2 - 2 * s1) * p3 + (s0**2 + s1 - s2) * p4) / 4 - mean**2
    return mean, variance
