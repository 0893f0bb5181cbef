"""DBSCAN in the plane: density-based clusters of points (Ester, Kriegel, Sander and Xu 1996).

Points are sorted into square cells whose diagonal is just under eps (Gunawan 2013; de Berg, Gunawan and Roeloffzen
2017): points of one cell are neighbours of each other without measuring, a crowded cell is dense without counting, and
only the cells within two steps can hold further neighbours. Clusters are joined cell by cell. Time grows about with N,
whatever eps is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from spatial.compiled import compiled
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_REACH = 2  # cells in every direction that can hold a neighbour
_SLICE = 50_000  # cells between two questions whether to stop
_DOING = (
    Text("统计邻点", "Counting neighbours"),
    Text("连接聚类", "Joining clusters"),
    Text("归入边界点", "Attaching border points"),
)


def dbscan(xy: Floats, eps: float, min_samples: int, feedback: Feedback = SILENT) -> tuple[Integers, Flags]:
    """Return the cluster of every point, and whether it is a core point.

    Parameters
    ----------
    xy
        (N, 2) float64 finite coordinates in one unit; equal points are fine.
    eps
        Radius of the neighbourhood in that unit; a point at exactly eps is a neighbour. Positive, and above a
        2^-31st of the extent.
    min_samples
        Neighbours that make a core point, the point itself included; at least 1.

    Returns
    -------
    (N,) int64 labels, (N,) bool
        Core points and noise (-1) are those of any correct DBSCAN. A border point, which the definition leaves open,
        goes to the cluster of its nearest core point, of equally near ones to that of the first in input order. Labels
        run from 0, from the largest cluster to the smallest, equal ones by their first point.
    """
    if not len(xy):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.bool_)
    feedback.report(0.0, _DOING[0])
    grid = _grid(xy, eps, feedback)
    core = np.zeros(len(xy), dtype=np.bool_)
    parent = np.arange(grid.cells, dtype=np.int64)
    home = np.full(len(xy), -1, dtype=np.int64)
    box = np.empty((4, grid.cells))
    for step, doing in enumerate(_DOING):
        for start in range(0, grid.cells, _SLICE):
            feedback.report((step + start / grid.cells) / len(_DOING), doing)
            span = np.array([start, min(start + _SLICE, grid.cells), min_samples], dtype=np.int64)
            if step == 0:
                _find_core(grid.xy, grid.starts, grid.rows, eps, span, core)
                _core_boxes(grid.xy, grid.starts, span, core, box)
            elif step == 1:
                _join(grid.xy, grid.starts, grid.rows, eps, (span, core, box, parent))
            else:
                _attach(grid.xy, grid.starts, grid.rows, eps, (span, core, parent, grid.order, home))
    labels = np.empty(len(xy), dtype=np.int64)
    is_core = np.empty(len(xy), dtype=np.bool_)
    labels[grid.order], is_core[grid.order] = home, core
    return _ranked(labels), is_core


@dataclass(frozen=True, eq=False)
class _Grid:
    """Points sorted by cell.

    `order` (N,) input index of every sorted point, `xy` (2, N) their coordinates, `starts` (C+1,) first point of each
    cell, `rows` (2, 5, C) first and one past the last cell within reach, for each of the five columns of cells.
    """

    order: Integers
    xy: Floats
    starts: Integers
    rows: Integers

    @property
    def cells(self) -> int:
        return len(self.starts) - 1


def _grid(xy: Floats, eps: float, feedback: Feedback) -> _Grid:
    side = eps / np.sqrt(2.0) * (1.0 - 1e-6)  # two points of a cell are certainly within eps
    column_row = np.floor((xy - xy.min(axis=0)) / side).astype(np.int64)
    height = int(column_row[:, 1].max()) + 2 * _REACH + 1  # rows of neighbouring columns never touch
    key = column_row[:, 0] * height + column_row[:, 1]
    order = np.argsort(key, kind="stable")
    feedback.report(0.0)
    ordered = key[order]
    first = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    starts = np.append(first, len(xy)).astype(np.int64)
    rows = neighbour_rows(ordered[first], height, _REACH)
    return _Grid(order.astype(np.int64), np.ascontiguousarray(xy[order].T), starts, rows)


@compiled("int64[:, :, ::1](int64[::1], int64, int64)")
def neighbour_rows(keys: Integers, height: int, reach: int) -> Integers:
    """Return for every cell the runs of cells within `reach`: (2, 2·reach+1, C), first and one past the last.

    `keys` are sorted, column · height + row; one sweep per column, as the runs move on with the cells.
    """
    n = len(keys)
    rows = np.empty((2, 2 * reach + 1, n), dtype=np.int64)
    for column in range(2 * reach + 1):
        shift = (column - reach) * height
        low, high = 0, 0
        for c in range(n):
            while low < n and keys[low] < keys[c] + shift - reach:
                low += 1
            while high < n and keys[high] <= keys[c] + shift + reach:
                high += 1
            rows[0, column, c] = low
            rows[1, column, c] = high
    return rows


@compiled("void(float64[:, ::1], int64[::1], int64[:, :, ::1], float64, int64[::1], boolean[::1])")
def _find_core(xy: Floats, starts: Integers, rows: Integers, eps: float, span: Integers, core: Flags) -> None:
    """Mark the points of the cells span[0] … span[1] that have span[2] neighbours."""
    enough, limit = span[2], eps * eps
    for c in range(span[0], span[1]):
        own = starts[c + 1] - starts[c]
        for p in range(starts[c], starts[c + 1]):
            count = own
            column = 0
            while count < enough and column < rows.shape[1]:
                q, end = starts[rows[0, column, c]], starts[rows[1, column, c]]
                while count < enough and q < end:
                    dx, dy = xy[0, q] - xy[0, p], xy[1, q] - xy[1, p]
                    if dx * dx + dy * dy <= limit and not starts[c] <= q < starts[c + 1]:
                        count += 1
                    q += 1
                column += 1
            core[p] = count >= enough


@compiled("void(float64[:, ::1], int64[::1], int64[::1], boolean[::1], float64[:, ::1])")
def _core_boxes(xy: Floats, starts: Integers, span: Integers, core: Flags, box: Floats) -> None:
    """Fill the bounds (x from, y from, x to, y to) of the core points of each cell; empty is inside out."""
    for c in range(span[0], span[1]):
        box[0, c] = box[1, c] = np.inf
        box[2, c] = box[3, c] = -np.inf
        for p in range(starts[c], starts[c + 1]):
            if core[p]:
                box[0, c], box[2, c] = min(box[0, c], xy[0, p]), max(box[2, c], xy[0, p])
                box[1, c], box[3, c] = min(box[1, c], xy[1, p]), max(box[3, c], xy[1, p])


@compiled("int64(int64[::1], int64)")
def _root(parent: Integers, cell: int) -> int:
    while parent[cell] != cell:
        parent[cell] = parent[parent[cell]]
        cell = parent[cell]
    return cell


@compiled("boolean(float64[:, ::1], int64[::1], int64[::1], float64, boolean[::1], float64[:, ::1])")
def _touch(xy: Floats, starts: Integers, pair: Integers, eps: float, core: Flags, box: Floats) -> bool:
    """Tell whether a core point of cell pair[0] lies within eps of one of cell pair[1]."""
    c, d, limit = pair[0], pair[1], eps * eps
    for p in range(starts[c], starts[c + 1]):
        if not core[p]:
            continue
        x, y = xy[0, p], xy[1, p]
        out_x = max(box[0, d] - x, x - box[2, d], 0.0)
        out_y = max(box[1, d] - y, y - box[3, d], 0.0)
        if out_x * out_x + out_y * out_y > limit:
            continue
        for q in range(starts[d], starts[d + 1]):
            dx, dy = xy[0, q] - x, xy[1, q] - y
            if core[q] and dx * dx + dy * dy <= limit:
                return True
    return False


@compiled(
    "void(float64[:, ::1], int64[::1], int64[:, :, ::1], float64,"
    " Tuple((int64[::1], boolean[::1], float64[:, ::1], int64[::1])))"
)
def _join(
    xy: Floats, starts: Integers, rows: Integers, eps: float, state: tuple[Integers, Flags, Floats, Integers]
) -> None:
    """Join the cells whose core points are within eps; `state` is (span, core, box, parent)."""
    span, core, box, parent = state
    pair = np.empty(2, dtype=np.int64)
    for c in range(span[0], span[1]):
        if box[0, c] > box[2, c]:
            continue
        for column in range(rows.shape[1]):
            for d in range(max(rows[0, column, c], c + 1), rows[1, column, c]):
                if box[0, d] > box[2, d]:
                    continue
                mine, other = _root(parent, c), _root(parent, d)
                if mine != other:
                    pair[0], pair[1] = c, d
                    if _touch(xy, starts, pair, eps, core, box):
                        parent[max(mine, other)] = min(mine, other)


@compiled(
    "void(float64[:, ::1], int64[::1], int64[:, :, ::1], float64,"
    " Tuple((int64[::1], boolean[::1], int64[::1], int64[::1], int64[::1])))"
)
def _attach(
    xy: Floats,
    starts: Integers,
    rows: Integers,
    eps: float,
    state: tuple[Integers, Flags, Integers, Integers, Integers],
) -> None:
    """Fill `home`, the root cell of every point that is in a cluster; `state` is (span, core, parent, order, home)."""
    span, core, parent, order, home = state
    for c in range(span[0], span[1]):
        for p in range(starts[c], starts[c + 1]):
            if core[p]:
                home[p] = _root(parent, c)
                continue
            nearest, first = eps * eps, -1
            for column in range(rows.shape[1]):
                for d in range(rows[0, column, c], rows[1, column, c]):
                    for q in range(starts[d], starts[d + 1]):
                        dx, dy = xy[0, q] - xy[0, p], xy[1, q] - xy[1, p]
                        distance = dx * dx + dy * dy
                        if core[q] and (
                            distance < nearest or (distance == nearest and (first < 0 or order[q] < first))
                        ):
                            nearest, first = distance, order[q]
                            home[p] = _root(parent, d)


def _ranked(roots: Integers) -> Integers:
    """Return clusters numbered from the largest to the smallest, equal ones by their first point."""
    labels = np.full(len(roots), -1, dtype=np.int64)
    clustered = np.flatnonzero(roots >= 0)
    _, first, cluster, size = np.unique(roots[clustered], return_index=True, return_inverse=True, return_counts=True)
    rank = np.empty(len(size), dtype=np.int64)
    rank[np.lexsort((first, -size))] = np.arange(len(size))
    labels[clustered] = rank[cluster]
    return labels
