"""The histogram under the breaks."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import Point

from layers.cartography.distribution import MOST_BINS, distribution, nice_step, snapped
from layers.layer import Dataset
from spatial.text import Text


def column(cells: list[object]) -> Dataset:
    frame = gpd.GeoDataFrame({"n": cells}, geometry=[Point(121, 31)] * len(cells), crs=4326)
    return Dataset("d", Text("d", "d"), frame)


@pytest.mark.parametrize(
    ("cells", "bins", "total"),
    [
        ([1, 2, 2, 5], 5, 4),
        ([0.5, 1.5, 9.0], 8, 3),
        ([7.0, 7.0], 1, 2),
        (["/", None, "3-5"], 0, 0),
        (list(np.linspace(0, 1, 5000)), MOST_BINS, 5000),
    ],
)
def test_every_figure_is_in_a_bin(cells: list[object], bins: int, total: int) -> None:
    made = distribution(column(cells), "n")
    assert (len(made.counts), made.counts.sum()) == (bins, total)
    assert len(made.edges) in (0, bins + 1)


def test_what_is_no_figure_has_its_own_count() -> None:
    made = distribution(column(["1", "0", "458（预估）", "3-5", "/", None, "若干"]), "n", zero_class=True)
    assert (made.estimates, made.zeros, made.ranges, made.missing, made.not_applicable, made.words) == (1,) * 6
    assert made.counts.sum() == 2 and (made.low, made.high) == (1, 458)
    assert made.beside.zh.startswith("含预估 1 · 零值 1") and "ranges: 1" in made.beside.en
    assert not distribution(column([1, 2]), "n").beside


@pytest.mark.parametrize(
    ("value", "span", "fine", "nice"),
    [(123.4, 1000, False, 120), (123.4, 1000, True, 123.4), (0.0123, 0.1, False, 0.012), (-7.6, 60, False, -7.5)],
)
def test_breaks_snap_to_nice_numbers(value: float, span: float, fine: bool, nice: float) -> None:
    assert snapped(value, span, fine=fine) == nice


@pytest.mark.parametrize(("span", "step"), [(100, 1), (199, 1), (200, 2), (5, 0.05), (1e6, 1e4)])
def test_the_step_is_about_a_hundredth(span: float, step: float) -> None:
    assert nice_step(span) == pytest.approx(step)
