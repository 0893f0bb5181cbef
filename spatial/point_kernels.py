"""Compiled sorting of points into cells, and the search of those in a box; the loops hold no interpreter lock."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from spatial.compiled import compiled

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

_at = np.uint64  # an index without a sign: one that might be negative costs a test


@compiled("uint64(float64, float64, float64[::1], int64)", ieee=True, inline=True)
def _cell(x: float, y: float, grid: Floats, columns: int) -> np.uint64:
    """Return the cell of a place within the extent of a grid; `grid` as of `count_in_cells`."""
    column = min(int((x - grid[0]) * grid[2]), columns - 1)
    row = min(int((y - grid[1]) * grid[3]), int(grid[4]) - 1)
    return _at(row * columns + column)


@compiled("void(float64[:, ::1], float64[::1], int64, int64[::1])", ieee=True)
def count_in_cells(xy: Floats, grid: Floats, columns: int, counts: Integers) -> None:
    """Add the number of points in each cell to `counts`, row of cells after row.

    `grid`: west and south edge, cells per map unit eastward and northward, number of rows; no point lies outside.
    """
    for i in range(_at(len(xy))):
        counts[_cell(xy[i, 0], xy[i, 1], grid, columns)] += 1


@compiled(
    "void(Tuple((float64[:, ::1], int64[::1])), float64[::1], int64, int64[::1], Tuple((float64[:, ::1], int64[::1])))",
    ieee=True,
)
def put_in_cells(
    points: tuple[Floats, Integers], grid: Floats, columns: int, free: Integers, sorted_points: tuple[Floats, Integers]
) -> None:
    """Write points and their features where their cells are.

    `free` holds the next place of each cell and is moved on; `grid` as of `count_in_cells`.
    """
    (xy, feature), (to_xy, to_feature) = points, sorted_points
    for i in range(_at(len(xy))):
        cell = _cell(xy[i, 0], xy[i, 1], grid, columns)
        place = _at(free[cell])
        free[cell] += 1
        to_xy[place, 0], to_xy[place, 1] = xy[i, 0], xy[i, 1]
        to_feature[place] = feature[i]


@compiled("int64(float64[:, ::1], int64[:, ::1], float64[::1], int64[::1])", ieee=True)
def rows_inside(xy: Floats, runs: Integers, bounds: Floats, found: Integers) -> int:
    """Write the rows of the points in `bounds` (west, south, east, north, closed) to `found`, as many as have room.

    Parameters
    ----------
    xy, runs
        (M, 2) points and (R, 2) those to look at: first and after the last of each run.

    Returns
    -------
    int
        How many there are; where that is more than have room, only that there are more.
    """
    west, south, east, north = bounds[0], bounds[1], bounds[2], bounds[3]
    count = 0
    for run in range(len(runs)):
        for i in range(_at(runs[run, 0]), _at(runs[run, 1])):
            if west <= xy[i, 0] <= east and south <= xy[i, 1] <= north:
                if count == len(found):
                    return count + 1
                found[_at(count)] = i
                count += 1
    return count
