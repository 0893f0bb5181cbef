"""The compiled loop of warped base maps; it holds no interpreter lock, so that the window stays live while it runs."""

from __future__ import annotations

from math import floor

import numpy as np
import numpy.typing as npt

from spatial.compiled import compiled

Pixels = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@compiled(
    "void(uint8[:, :, ::1], float64[:, :, ::1], UniTuple(int64[::1], 2), UniTuple(float64[::1], 2), uint8[:, :, ::1])"
)
def sample_mesh(
    mosaic: Pixels, nodes: Floats, cells: tuple[Integers, Integers], shares: tuple[Floats, Floats], picture: Pixels
) -> None:
    """Fill a picture with pixels of a mosaic at places that a mesh gives: bilinear in the mesh and in the mosaic.

    Colours are weighted with their alpha. Clear where the place lies outside of the mosaic or is not known (NaN).

    Parameters
    ----------
    mosaic
        (H, W, 4) red, green, blue, alpha.
    nodes
        (R, C, 2) column and row in the mosaic, 0 at its outer edge.
    cells, shares
        (w,) interval of the mesh that each column of the picture lies in, (h,) the same for its rows; and the shares of
        these intervals that lie before.
    picture
        (h, w, 4), written; zero before.
    """
    high, wide = mosaic.shape[0], mosaic.shape[1]
    column, row = cells
    right, down = shares
    for j in range(len(row)):
        upper, lower, v = row[j], row[j] + 1, down[j]
        for i in range(len(column)):
            left, u = column[i], right[i]
            nw, ne = (1.0 - u) * (1.0 - v), u * (1.0 - v)
            sw, se = (1.0 - u) * v, u * v
            x = nodes[upper, left, 0] * nw + nodes[upper, left + 1, 0] * ne
            x += nodes[lower, left, 0] * sw + nodes[lower, left + 1, 0] * se
            y = nodes[upper, left, 1] * nw + nodes[upper, left + 1, 1] * ne
            y += nodes[lower, left, 1] * sw + nodes[lower, left + 1, 1] * se
            if not (0.0 <= x < wide and 0.0 <= y < high):  # nor where it is NaN
                continue
            x, y = x - 0.5, y - 0.5
            x0, y0 = floor(x), floor(y)
            red = green = blue = alpha = 0.0
            for dy in range(2):
                for dx in range(2):
                    cell = mosaic[min(max(y0 + dy, 0), high - 1), min(max(x0 + dx, 0), wide - 1)]
                    weight = abs(1.0 - dx - (x - x0)) * abs(1.0 - dy - (y - y0)) * cell[3]
                    red += cell[0] * weight
                    green += cell[1] * weight
                    blue += cell[2] * weight
                    alpha += weight
            if alpha > 0.0:
                picture[j, i, 0] = int(red / alpha + 0.5)
                picture[j, i, 1] = int(green / alpha + 0.5)
                picture[j, i, 2] = int(blue / alpha + 0.5)
                picture[j, i, 3] = int(alpha + 0.5)
