"""Compiled drawing of what is below a pixel: spots added up on a grid, cloud in cell, and the grid as a picture.

The loops hold no interpreter lock. A picture is cut into bands of rows, each with a grid of its own, so that several
threads may draw at once: a grid knows the first row of its band (the `top` of `place`).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from spatial.compiled import compiled

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
Looks = npt.NDArray[np.uint32]

_LANES = np.uint64(0x00FF00FF00FF00FF)
_HALVES = np.uint64(0x0080008000800080)
_WORD = np.uint64(0xFFFFFFFF)
_ONE, _BYTE, _TWO_BYTES, _THREE_BYTES = np.uint64(1), np.uint64(8), np.uint64(16), np.uint64(24)
_FULL, _HALF = np.uint64(256), np.uint64(127)
_at = np.uint64  # an index without a sign: one that might be negative costs a test, and no loop of them is vectorised


@compiled(
    "void(float32[:, :, ::1], float64, float64, float64, float32[:, ::1], int64)",
    ieee=True,
    inline=True,
)
def _spread(grid: Singles, px: float, py: float, weight: float, colours: Singles, row: int) -> None:
    """Spread one spot over the four pixels nearest to it; the grid is padded by a pixel at the top and the left."""
    column, line = np.int32(px), np.int32(py)  # not negative
    right, down = np.float32(px - column), np.float32(py - line)
    # Read before anything is written: else the compiler must take it that writing changes the colours.
    look, size = _at(row), np.float32(weight)
    blue, green = size * colours[look, 0], size * colours[look, 1]
    red, alpha = size * colours[look, 2], size * colours[look, 3]
    one = np.float32(1.0)
    for step in range(4):
        share = (right if step % 2 else one - right) * (down if step // 2 else one - down)
        y, x = _at(line + step // 2), _at(column + step % 2)
        b, g, r, a = grid[y, x, 0], grid[y, x, 1], grid[y, x, 2], grid[y, x, 3]
        grid[y, x, 0] = b + share * blue
        grid[y, x, 1] = g + share * green
        grid[y, x, 2] = r + share * red
        grid[y, x, 3] = a + share * alpha


@compiled(
    "void(Tuple((float64[:, ::1], float64[::1])), int64[::1], int64[::1], float64[::1], float32[:, ::1],"
    " float32[:, :, ::1])",
    ieee=True,
)
def spread_areas(
    parts: tuple[Floats, Floats], chosen: Integers, rows: Integers, place: Floats, colours: Singles, grid: Singles
) -> None:
    """Add areas below a pixel to a grid: each spreads its area and colour over the four nearest pixels.

    Parameters
    ----------
    parts
        Extent (4, P) and area (P,) of the parts, map units.
    chosen, rows
        (K,) the parts to add and the row of each in `colours`.
    place
        West and north edge of the picture in map units, device pixels per map unit, top row of the band.
    colours
        (C, 4) blue, green, red, alpha in 0-1, premultiplied.
    grid
        (height + 2, width + 2, 4), padded by a pixel on every side.
    """
    box, area = parts
    west, north, scale, top = place[0], place[1], place[2], place[3]
    height, width = grid.shape[0] - 1, grid.shape[1] - 1
    for k in range(_at(len(chosen))):
        part = _at(chosen[k])
        y = (north - (box[1, part] + box[3, part]) / 2) * scale + 0.5 - top
        if 0 <= y < height:
            x = ((box[0, part] + box[2, part]) / 2 - west) * scale + 0.5
            if 0 <= x < width:
                _spread(grid, x, y, area[part] * scale * scale, colours, rows[k])


@compiled(
    "void(Tuple((float64[:, ::1], uint32[::1])), int64[:, ::1], float64[::1], float32[:, ::1], float32[:, :, ::1])",
    ieee=True,
)
def spread_points(points: tuple[Floats, Looks], runs: Integers, place: Floats, colours: Singles, grid: Singles) -> None:
    """Add points to a grid as `spread_areas` does.

    Parameters
    ----------
    points
        Map coordinates (M, 2) and the row (M,) of each in `colours`.
    runs
        (R, 2) the points to add: first and after the last of each run.
    place, colours, grid
        As of `spread_areas`; the fifth number of `place` is the size of every point in square device pixels.
    """
    xy, looks = points
    west, north, scale, top, weight = place[0], place[1], place[2], place[3], place[4]
    height, width = grid.shape[0] - 1, grid.shape[1] - 1
    for run in range(len(runs)):
        for i in range(_at(runs[run, 0]), _at(runs[run, 1])):
            x = (xy[i, 0] - west) * scale + 0.5
            y = (north - xy[i, 1]) * scale + 0.5 - top
            if 0 <= x < width and 0 <= y < height:
                _spread(grid, x, y, weight, colours, looks[i])


@compiled("void(float32[:, :, ::1], uint32[:, ::1])", ieee=True)
def paint_grid(grid: Singles, pixels: npt.NDArray[np.uint32]) -> None:
    """Paint a grid over (height, width) pixels, ARGB premultiplied, and wipe it for the next picture.

    Pixels that were filled more than once get the mean colour.
    """
    full, half = np.float32(255.0), np.float32(0.5)
    for line in range(_at(pixels.shape[0])):
        for column in range(_at(pixels.shape[1])):
            y, x = line + _ONE, column + _ONE
            share = full / max(grid[y, x, 3], np.float32(1.0))
            blue, green = _at(np.int32(grid[y, x, 0] * share + half)), _at(np.int32(grid[y, x, 1] * share + half))
            red, alpha = _at(np.int32(grid[y, x, 2] * share + half)), _at(np.int32(grid[y, x, 3] * share + half))
            below = _at(pixels[line, column])
            below = (below | (below << _THREE_BYTES)) & _LANES
            covered = alpha * _FULL + _HALF
            left = _FULL - ((covered + _ONE + (covered >> _BYTE)) >> _BYTE)
            mixed = ((below * left + _HALVES) >> _BYTE) & _LANES
            mixed = (mixed | (mixed >> _THREE_BYTES)) & _WORD
            drawn = blue | (green << _BYTE) | (red << _TWO_BYTES) | (alpha << _THREE_BYTES)
            pixels[line, column] = np.uint32(drawn + mixed)
        grid[line + _ONE] = np.float32(0.0)
    grid[0], grid[-1] = np.float32(0.0), np.float32(0.0)
