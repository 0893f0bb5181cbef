"""Sums over the pairs of points that lie close: the kernel of Ripley's K."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from spatial.compiled import compiled

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

_COVARIANCE = "Tuple((float64[:, ::1], float64[::1]))"


@compiled(f"float64({_COVARIANCE}, float64, float64)")
def _overlap(covariance: tuple[Floats, Floats], dx: float, dy: float) -> float:
    """Return the area of the study area and its copy moved by (dx, dy); C(h) = C(-h)."""
    table, frame = covariance  # frame: width, height, 1 / step; a table of one cell means a rectangle
    if table.shape[0] == 1:
        return float((frame[0] - abs(dx)) * (frame[1] - abs(dy)))
    if dy < 0:
        dx, dy = -dx, -dy
    middle = (table.shape[1] - 1) // 2
    fx, fy = dx * frame[2] + middle, dy * frame[2]
    c, r = int(np.floor(fx)), int(fy)
    tx, ty = fx - c, fy - r
    low = table[r, c] * (1 - tx) + table[r, c + 1] * tx
    high = table[r + 1, c] * (1 - tx) + table[r + 1, c + 1] * tx
    return max(
        float(low * (1 - ty) + high * ty), float(0.5 / (frame[2] * frame[2]))
    )  # half a pixel: both points lie in it


@compiled(f"void(float64[:, ::1], int64[:, ::1], int64[::1], float64, {_COVARIANCE}, float64[::1])")
def pair_sums(
    xy: Floats, cells: Integers, starts: Integers, step: float, covariance: tuple[Floats, Floats], sums: Floats
) -> None:
    """Add 1 / overlap of every pair of points to sums[k], where (k - 1)·step < distance ≤ k·step.

    Parameters
    ----------
    xy
        (N, 2) points sorted by cell, row by row.
    cells
        [[first point, one past the last], [columns, rows]] of the grid, whose cells are as wide as the largest
        distance.
    starts
        (C + 1,) first point of each cell.
    """
    limit = (len(sums) - 1) * step
    columns, rows = cells[1, 0], cells[1, 1]
    cell = 0
    for i in range(cells[0, 0], cells[0, 1]):
        while starts[cell + 1] <= i:
            cell += 1
        row, column = cell // columns, cell % columns
        x, y = xy[i, 0], xy[i, 1]
        for up in range(2):
            if row + up >= rows:
                continue
            first = cell + columns * up - (1 if up and column > 0 else 0)
            last = cell + columns * up + (1 if column + 1 < columns else 0)
            for j in range(max(starts[first], i + 1), starts[last + 1]):
                dx, dy = xy[j, 0] - x, xy[j, 1] - y
                distance = np.sqrt(dx * dx + dy * dy)
                if distance <= limit:
                    k = int(np.ceil(distance / step))
                    if k > 0 and distance <= (k - 1) * step:
                        k -= 1
                    if k < len(sums):
                        sums[k] += 2.0 / _overlap(covariance, dx, dy)
