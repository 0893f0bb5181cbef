"""What charts show: order, forms that have no figure, quartiles and whiskers, ticks."""

from __future__ import annotations

import numpy as np
import pytest

from layers.charts import MOST_POINTS, bars, boxes, pairs, ticks
from layers.placement import names_of
from tests.gui.window_project import zones


def test_bars_fall_and_what_has_none_is_counted_and_named() -> None:
    made = bars(zones(), "firms")
    assert made.numbers.tolist() == [458.0, 10.0, 0.0], "a true zero has a bar; a range has none"
    assert made.rows.tolist() == [4, 0, 5] and made.estimate.tolist() == [True, False, False]
    assert made.left.sentence.zh == "未画出：无数据 1、不适用 1、区间值 1"
    assert made.left.names(names_of(zones())).zh == "Delta、Gamma、Beta"


def test_pairs_need_a_figure_in_both() -> None:
    made = pairs(zones(), "firms", "staff")
    assert made.rows.tolist() == [0, 4, 5] and made.y_numbers.tolist() == [1.0, 5.0, 6.0]
    left = made.left
    assert sorted(np.concatenate([left.missing, left.not_applicable, left.ranges, left.words]).tolist()) == [1, 2, 3]
    assert made.density is None


def test_many_pairs_are_counted_on_a_grid() -> None:
    dataset = zones()
    many = dataset.frame.iloc[np.arange(MOST_POINTS + 1) % 6].reset_index(drop=True)
    made = pairs(type(dataset)("many", dataset.name, many), "share@2019", "share@2020")
    assert made.density is not None and made.density.sum() == MOST_POINTS + 1


def test_boxes_by_group_as_numpy_and_tukey_say() -> None:
    made = boxes(zones(), "share@2019", "kind")
    assert [box.name.zh for box in made.boxes] == ["a", "b", "c"]
    first = made.boxes[0]
    assert first.numbers.tolist() == [1.0, 3.0, 5.0] and first.quartiles == (2.0, 3.0, 4.0)
    assert first.whiskers == (1.0, 5.0) and not len(first.outliers)
    whole = boxes(zones(), "share@2019", "source").boxes[0]
    assert whole.outliers.tolist() == [5] and whole.whiskers == (1.0, 5.0)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0, 10, (0, 2, 4, 6, 8, 10)), (-3, 3, (-3, -2, -1, 0, 1, 2, 3)), (5, 5, (5,)), (0.0, 0.013, (0, 0.0025, 0.005))],
)
def test_ticks_are_round_and_inside(low: float, high: float, expected: tuple[float, ...]) -> None:
    made = ticks(low, high)
    assert made[: len(expected)] == pytest.approx(expected) and all(low <= each <= high for each in made)
