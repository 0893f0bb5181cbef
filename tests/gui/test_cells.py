"""Points sorted into cells: what is found in them is what is there."""

from __future__ import annotations

import numpy as np
import pytest

from gui.rendering.cells import Cells, cut_runs, sorted_into_cells

Array = np.ndarray


def made(xy: Array) -> tuple[Array, Array, Cells]:
    steps = sorted_into_cells(xy, np.arange(len(xy)))
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: tuple[Array, Array, Cells] = end.value
            return result


CLUMPS = np.random.default_rng(4).normal([[0.0, 0.0], [900.0, 40.0]], [[1.0, 3.0], [200.0, 5.0]], (4000, 2, 2))


@pytest.mark.parametrize(
    "xy",
    [
        CLUMPS.reshape(-1, 2),
        np.array([[3.0, 4.0]]),
        np.repeat([[3.0, 4.0]], 300, axis=0),
        np.column_stack((np.full(500, 7.0), np.arange(500.0))),
        np.column_stack((np.arange(500.0) * 1e7, np.full(500, 7.0))),
    ],
    ids=["clumps", "one", "all in one place", "upright", "level"],
)
def test_the_cells_of_an_extent_hold_all_of_its_points(xy: Array) -> None:
    rng = np.random.default_rng(1)
    at, feature, cells = made(xy)
    assert (at == xy[feature]).all() and np.array_equal(np.sort(feature), np.arange(len(xy)))
    extents = [np.concatenate(np.sort(xy[rng.integers(0, len(xy), 2)], axis=0)) for _ in range(20)]
    beyond = np.array([-1e30, -1e30, 1e30, 1e30])
    for west, south, east, north in (*extents, beyond, beyond[[2, 3, 2, 3]], extents[0] + 1e12, extents[0] - 1e12):
        runs = cells.runs((west, south, east, north))
        looked_at = np.concatenate([np.arange(*run) for run in runs.tolist()] or [np.empty(0, np.int64)])
        inside = (at[:, 0] >= west) & (at[:, 0] <= east) & (at[:, 1] >= south) & (at[:, 1] <= north)
        assert np.isin(np.flatnonzero(inside), looked_at).all()


def test_a_small_extent_costs_little() -> None:
    xy = np.random.default_rng(2).uniform(0, 1000, (100_000, 2))
    _, _, cells = made(xy)
    assert np.diff(cells.runs((500.0, 0.0, 505.0, 1000.0))).sum() < 5_000


def test_runs_are_cut_into_lots() -> None:
    runs = np.array([[0, 0], [5, 12], [20, 21], [30, 32]])
    lots = list(cut_runs(runs, 3))
    assert all(np.diff(lot).sum() <= 3 for lot in lots)
    points = [point for lot in lots for first, after in lot.tolist() for point in range(first, after)]
    assert points == [*range(5, 12), 20, 30, 31]
    assert not list(cut_runs(np.empty((0, 2), np.int64), 3))
