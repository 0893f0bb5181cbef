"""The order and the statistics of a column with every kind of cell."""

from __future__ import annotations

import statistics

import pandas as pd
import pytest

from spatial.column_order import order_of
from spatial.column_statistics import ColumnStatistics, describe

CELLS = ["10", "/", "3-5", None, "乙", "458（预估）", "9", "甲", "", "10", "B", "a"]


def in_order(cells: list[object], descending: bool = False) -> list[object]:
    return [cells[place] for place in order_of(pd.Series(cells, dtype=object), descending)]


def test_figures_go_by_value_ranges_by_their_low_end_and_what_is_missing_goes_last() -> None:
    assert in_order(CELLS) == ["3-5", "9", "10", "10", "458（预估）", "a", "B", "乙", "甲", "/", None, ""]
    assert in_order(CELLS, True) == ["458（预估）", "10", "10", "9", "3-5", "甲", "乙", "B", "a", "/", None, ""]


@pytest.mark.parametrize("descending", [False, True])
def test_equal_cells_keep_their_order(descending: bool) -> None:
    order = order_of(pd.Series([1.0, 2.0, 1.0, None, 2.0, None, 1.0]), descending).tolist()
    assert order == ([1, 4, 0, 2, 6, 3, 5] if descending else [0, 2, 6, 1, 4, 3, 5])


def test_an_empty_column_has_an_order() -> None:
    assert order_of(pd.Series([], dtype=object)).tolist() == []


def test_statistics_keep_the_kinds_of_cells_apart() -> None:
    found = describe(pd.Series(CELLS, dtype=object))
    figures = [10.0, 458.0, 9.0, 10.0]
    assert (found.n, found.figures, found.estimates, found.ranges) == (12, 4, 1, 1)
    assert (found.missing, found.not_applicable, found.texts) == (2, 1, 4)
    assert (found.minimum, found.maximum, found.total) == (9.0, 458.0, 487.0)
    assert found.mean == pytest.approx(statistics.mean(figures))
    assert found.median == statistics.median(figures)
    assert found.sd == pytest.approx(statistics.stdev(figures))


def test_nothing_is_measured_where_there_are_no_figures() -> None:
    assert describe(pd.Series(["a", None])) == ColumnStatistics(2, 0, 0, 0, 1, 0, 1)
    assert describe(pd.Series([3])).sd is None
