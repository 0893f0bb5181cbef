"""Autocorrelation of a layer's column: labels as the statistic gives them, few units said first, columns for a map."""

from __future__ import annotations

from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import box

from layers.layer import Dataset
from layers.results.autocorrelation_result import (
    autocorrelation_columns,
    autocorrelation_in,
    autocorrelation_reading,
    autocorrelation_result,
)
from layers.results.result_tables import cell_words
from layers.results.spatial_statistics import STATISTICS, Wish
from spatial.errors import GisError
from spatial.text import Text


def grid(values: list[object], side: int) -> Dataset:
    """Return cells side by side, `side` in a row; the gap between them is 0."""
    corners = [(121 + 0.01 * (n % side), 31 + 0.01 * (n // side)) for n in range(len(values))]
    cells = [box(west, south, west + 0.01, south + 0.01) for west, south in corners]
    frame = gpd.GeoDataFrame({"id": [f"c{n}" for n in range(len(values))], "v": values}, geometry=cells, crs=4326)
    return Dataset("cells", Text("格", "Cells"), frame, id_field="id", name_field="id", fields=MappingProxyType({}))


HALVES = [10.0 if n % 8 < 4 else 1.0 for n in range(64)]


def test_two_halves_are_clusters_of_high_and_of_low() -> None:
    found = autocorrelation_in(grid(HALVES, 8), "v", Wish("local_moran", "queen"))
    assert found.local is not None
    assert found.local.labels[9] == "high-high" and found.local.labels[14] == "low-low"
    assert found.overall.value > 0.8 and "相近的值显著地聚在一起" in "".join(
        t.zh for t in autocorrelation_reading(found)
    )
    derived, (clusters, significance) = autocorrelation_columns(found)
    assert derived.columns["cluster"].tolist() == list(found.local.labels)
    colours = {category.value: category.colour for category in clusters.categories}
    assert colours["high-high"] == "#d7191c" and colours["low-low"] == "#2c7bb6"
    assert {each.value for each in significance.categories} == set(derived.columns["significance"])


def test_few_units_are_said_first() -> None:
    found = autocorrelation_in(grid([1.0, 2, 3, 4, 5, 6, 7, 8, 9, 3, 2, 1, 5, 5], 4), "v", Wish("local_moran", "queen"))
    assert autocorrelation_reading(found)[0].zh.startswith("只有 14 个单元")
    assert "设施点" in autocorrelation_reading(found)[0].zh


@pytest.mark.parametrize("statistic", STATISTICS)
@pytest.mark.parametrize(
    "values",
    [[5.0] * 16, [None] * 16, ["/"] * 16, [1.0], [None, 1.0, None, 2.0], [1.0, np.nan] * 8],
    ids=["equal", "missing", "not applicable", "one", "two known", "half"],
)
def test_degenerate_values_get_an_answer_or_words(statistic: str, values: list[object]) -> None:
    try:
        found = autocorrelation_in(grid(values, 4), "v", Wish(statistic, "queen"))  # type: ignore[arg-type]
    except GisError as error:
        assert error.message("zh") and error.message("en")
        return
    table = autocorrelation_result(found)
    printed = [cell_words(cell, "en") for row in table.rows for cell in row]
    assert not any(each.lower() in ("nan", "inf", "-inf") for each in printed)
    assert not any("nan" in each.en.lower().split() for each in autocorrelation_reading(found))


@pytest.mark.parametrize(
    ("values", "why"),
    [([n % 7 - 3.0 for n in range(64)], "负值"), ([50.0, *[0.0] * 63], "只有一个单元的数值不是 0")],
    ids=["negative", "one unit"],
)
def test_g_star_is_given_where_the_global_one_is_not_defined(values: list[float], why: str) -> None:
    """Ord & Getis (1995): the standardised z of G* does not change when a constant is added, so it needs no zero."""
    found = autocorrelation_in(grid(values, 8), "v", Wish("g_star", "queen"))
    moved = autocorrelation_in(grid([v + 100.0 for v in values], 8), "v", Wish("g_star", "queen"))
    assert found.local is not None and moved.local is not None
    assert found.local.value == pytest.approx(moved.local.value, abs=1e-9) and found.local.labels == moved.local.labels
    assert np.isnan(found.overall.value) and moved.overall.value > 0
    words = "".join(each.zh for each in autocorrelation_reading(found))
    assert why in words and "所以没有全局 G" in words and "General G =" not in words and "—" not in words
    assert len(autocorrelation_result(found).rows) == 64 and autocorrelation_columns(found)
    with pytest.raises(GisError, match="Moran"):
        autocorrelation_in(grid(values, 8), "v", Wish("g", "queen"))


def test_islands_only_are_refused_in_words() -> None:
    with pytest.raises(GisError, match="islands"):
        autocorrelation_in(grid(HALVES, 8), "v", Wish("local_moran", "distance:1"))
