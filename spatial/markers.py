"""Merging of markers that would cover each other on a map."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from spatial.compiled import compiled
from spatial.statistics.dbscan import neighbour_rows

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


def merge_markers(xy: Floats, counts: Integers, radius: float) -> tuple[Integers, int]:
    """Return the group of every marker, and the number of groups.

    The largest marker takes all within `radius`, then the largest of the rest, and so on; of equally large ones the
    first in order. Groups are numbered in that order.

    Parameters
    ----------
    xy
        (M, 2) float64 finite.
    counts
        (M,) int64 points per marker.
    radius
        In the unit of `xy`; a marker at exactly `radius` is taken.
    """
    group = np.full(len(xy), -1, dtype=np.int64)
    if not len(xy):
        return group, 0
    column_row = np.floor((xy - xy.min(axis=0)) / (radius * (1.0 + 1e-9))).astype(np.int64)
    height = int(column_row[:, 1].max()) + 3
    key = column_row[:, 0] * height + column_row[:, 1]
    order = np.argsort(key, kind="stable").astype(np.int64)
    ordered = key[order]
    first = np.concatenate(([True], ordered[1:] != ordered[:-1]))
    cell = np.empty(len(xy), dtype=np.int64)
    cell[order] = np.cumsum(first) - 1
    starts = np.append(np.flatnonzero(first), len(xy)).astype(np.int64)
    rows = neighbour_rows(ordered[first], height, 1)
    turn = np.argsort(-counts, kind="stable").astype(np.int64)
    return group, int(_merge(xy, radius, turn, (order, cell, starts), rows, group))


@compiled(
    "int64(float64[:, ::1], float64, int64[::1], UniTuple(int64[::1], 3), int64[:, :, ::1], int64[::1])",
)
def _merge(
    xy: Floats,
    radius: float,
    turn: Integers,
    cells: tuple[Integers, Integers, Integers],
    rows: Integers,
    group: Integers,
) -> int:
    order, cell, starts = cells
    limit, groups = radius * radius, 0
    for m in turn:
        if group[m] >= 0:
            continue
        c = cell[m]
        for column in range(rows.shape[1]):
            for i in range(starts[rows[0, column, c]], starts[rows[1, column, c]]):
                other = order[i]
                if group[other] < 0:
                    dx, dy = xy[other, 0] - xy[m, 0], xy[other, 1] - xy[m, 1]
                    if dx * dx + dy * dy <= limit:
                        group[other] = groups
        groups += 1
    return groups


@compiled(
    "Tuple((float64[:, ::1], int64[::1], int64[:, ::1]))"
    "(Tuple((float64[:, ::1], int64[::1], int64[:, ::1])), int64[::1], int64)"
)
def combine(
    level: tuple[Floats, Integers, Integers], group: Integers, groups: int
) -> tuple[Floats, Integers, Integers]:
    """Return positions, counts and counts by category of groups of markers.

    A group lies at the mean of its points; a marker that is alone in its group stays exactly where it is.
    """
    xy, counts, by_category = level
    mean = np.zeros((groups, 2))
    total = np.zeros(groups, dtype=np.int64)
    categories = np.zeros((groups, by_category.shape[1]), dtype=np.int64)
    size = np.zeros(groups, dtype=np.int64)
    for m in range(len(counts)):
        g = group[m]
        size[g] += 1
        total[g] += counts[m]
        mean[g, 0] += counts[m] * xy[m, 0]
        mean[g, 1] += counts[m] * xy[m, 1]
        for c in range(by_category.shape[1]):
            categories[g, c] += by_category[m, c]
    for m in range(len(counts)):
        g = group[m]
        if size[g] == 1:
            mean[g, 0], mean[g, 1] = xy[m, 0], xy[m, 1]
        elif size[g] > 1:
            mean[g, 0] /= total[g]
            mean[g, 1] /= total[g]
            size[g] = 0  # divided
    return mean, total, categories
