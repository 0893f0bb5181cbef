"""Weights of points shared among the four nearest cells of a grid (linear binning, cloud in cell)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from spatial.compiled import compiled

Floats = npt.NDArray[np.float64]


@compiled("void(float64[:, ::1], float64[::1], float64[::1], float64[:, ::1])")
def bin_linearly(xy: Floats, weight: Floats, frame: Floats, grid: Floats) -> None:
    """Add points to grid (rows, columns), in proportion to their nearness to the four cell centres around them.

    Parameters
    ----------
    weight
        (N,), or (1,) where all points weigh the same.
    frame
        x and y of the centre of cell (0, 0), and 1 / side. The points must lie between the centres of the outer cells.
    """
    same = len(weight) == 1
    for i in range(len(xy)):
        w = weight[0] if same else weight[i]
        fx, fy = (xy[i, 0] - frame[0]) * frame[2], (xy[i, 1] - frame[1]) * frame[2]
        c, r = min(max(int(fx), 0), grid.shape[1] - 2), min(max(int(fy), 0), grid.shape[0] - 2)
        tx, ty = fx - c, fy - r
        grid[r, c] += w * (1 - tx) * (1 - ty)
        grid[r, c + 1] += w * tx * (1 - ty)
        grid[r + 1, c] += w * (1 - tx) * ty
        grid[r + 1, c + 1] += w * tx * ty
