"""The nearest of a few centres for each of many points: the inner loop of k-means."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from spatial.compiled import compiled

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@compiled("void(float64[:, ::1], float64[:, ::1], int64[::1], float64[::1], float64[:, ::1])")
def assign_to_means(xy: Floats, centres: Floats, labels: Integers, squares: Floats, sums: Floats) -> None:
    """Write the nearest centre of each point and the square of its distance; add the points to `sums`.

    Parameters
    ----------
    xy, centres
        (N, 2) points and (K, 2) centres in one unit; of equally near centres the first counts.
    labels, squares
        (N,) written.
    sums
        (K, 3) number of points and sums of x and y by centre, added to.
    """
    for i in range(len(xy)):
        x, y = xy[i, 0], xy[i, 1]
        best, nearest = np.inf, 0
        for k in range(len(centres)):
            dx, dy = x - centres[k, 0], y - centres[k, 1]
            square = dx * dx + dy * dy
            if square < best:
                best, nearest = square, k
        labels[i], squares[i] = nearest, best
        sums[nearest, 0] += 1.0
        sums[nearest, 1] += x
        sums[nearest, 2] += y
