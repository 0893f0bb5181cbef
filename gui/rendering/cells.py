"""Points sorted into cells, so that a part of the view costs what lies in it, and neighbours are drawn one by one."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gui.map.view import Array, Bounds

Index = npt.NDArray[np.int64]

_POINTS_A_CELL = 64
_POINTS_A_STEP = 500_000  # compiled: the interpreter is free meanwhile


@dataclass(frozen=True, eq=False)
class Cells:
    """Where the points of each cell are in arrays that are sorted by cells, row of cells after row, northward.

    Parameters
    ----------
    west, south
        Corner of the first cell, map units.
    per_x, per_y
        Cells per map unit; 0 where there is no extent.
    columns, rows
        Number of cells eastward and northward.
    start
        (columns * rows + 1,) first point of each cell.
    """

    west: float
    south: float
    per_x: float
    per_y: float
    columns: int
    rows: int
    start: Index

    def runs(self, bounds: Bounds) -> Index:
        """Return (R, 2) the points, first and after the last of each run, of all cells that touch an extent."""
        west, south, east, north = bounds
        first, last = _between((west - self.west) * self.per_x, (east - self.west) * self.per_x, self.columns)
        low, high = _between((south - self.south) * self.per_y, (north - self.south) * self.per_y, self.rows)
        if first > last or low > high:
            return np.empty((0, 2), np.int64)
        if first == 0 and last == self.columns - 1:
            return self.start[[[low * self.columns, (high + 1) * self.columns]]]
        row = np.arange(low, high + 1) * self.columns
        return np.column_stack((self.start[row + first], self.start[row + last + 1]))


def sorted_into_cells(xy: Array, feature: Index) -> Generator[None, None, tuple[Array, Index, Cells]]:
    """Sort points by cells, yielding every few milliseconds; within a cell they keep their order.

    Parameters
    ----------
    xy, feature
        (M, 2) finite map coordinates, M at least 1, and (M,) the feature of each.
    """
    from spatial.point_kernels import count_in_cells, put_in_cells

    x, y = xy[:, 0], xy[:, 1]
    west, south, east, north = x.min(), y.min(), x.max(), y.max()  # along an axis of two numpy takes sixty times longer
    yield
    aspect = min(max((east - west) / (north - south), 0.01), 100.0) if north > south else 100.0
    rows = int(np.sqrt(len(xy) / _POINTS_A_CELL / aspect)) + 1
    columns = int(rows * aspect) + 1
    per_x = columns / (east - west) if east > west else 0.0
    per_y = rows / (north - south) if north > south else 0.0
    grid, counts = np.array([west, south, per_x, per_y, rows]), np.zeros(columns * rows, np.int64)
    for some in _steps(len(xy)):
        count_in_cells(xy[some], grid, columns, counts)
        yield
    start = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)))
    free, made = start[:-1].copy(), (np.empty_like(xy), np.empty_like(feature))
    for some in _steps(len(xy)):
        put_in_cells((xy[some], feature[some]), grid, columns, free, made)
        yield
    return *made, Cells(float(west), float(south), float(per_x), float(per_y), columns, rows, start)


def cut_runs(runs: Index, most: int) -> Iterator[Index]:
    """Cut runs of points, in order, into lots of at most `most` points each."""
    first, after = runs[:, 0], runs[:, 1]
    pieces = np.maximum(-(-(after - first) // most), 1)
    run = np.repeat(np.arange(len(runs)), pieces)
    piece = np.arange(len(run)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    begin = first[run] + piece * most
    end = np.minimum(begin + most, after[run])
    ends = np.cumsum(end - begin)
    start = 0
    while start < len(run):
        done = int(ends[start - 1]) if start else 0
        stop = max(int(np.searchsorted(ends, done + most, side="right")), start + 1)
        yield np.column_stack((begin[start:stop], end[start:stop]))
        start = stop


def _between(low: float, high: float, count: int) -> tuple[int, int]:
    """Return first and last of `count` cells between two places, in cells; for none the last before the first."""
    if high < 0.0 or low > count + 1.0:
        return 0, -1
    return int(min(max(low, 0.0), count - 1)), int(min(high, count - 1))


def _steps(count: int) -> Iterator[slice]:
    for start in range(0, count, _POINTS_A_STEP):
        yield slice(start, start + _POINTS_A_STEP)
