"""The difference of two years: forms of cells, units, refusals, and the diverging look."""

from __future__ import annotations

from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import box

from layers.cartography.portrayal import MISSING, NOT_APPLICABLE, RANGE, ZERO, place, portray
from layers.cartography.symbology import Single
from layers.indicators.difference import Measure, add_difference, centred_breaks, difference, diverging
from layers.indicators.overrides import NotComparableError
from layers.indicators.per_area import with_columns
from layers.layer import Dataset, Field, Layer, Map
from layers.project import Project
from spatial.errors import SymbologyError
from spatial.text import Text

OLD = ["10", "10", None, "/", "0", "3-5", "10", "10（预估）", "x"]
NEW = ["15", "10", "5", "5", "5", "6", "5", "12", "5"]


def areas(unit: str = "家", new: list[str | None] | None = None, definition: str = "", kind: str = "actual") -> Dataset:
    frame = gpd.GeoDataFrame(
        {"id": [str(i) for i in range(9)], "n@2019": OLD, "n@2025": new or NEW},
        geometry=[box(i, 0, i + 1, 1) for i in range(9)],
        crs="EPSG:4326",
    )
    known = {
        f"n@{year}": Field(f"n@{year}", Text("数", "Number"), unit, "n", year, of, Text(words))  # type: ignore[arg-type]
        for year, of, words in ((2019, "actual", ""), (2025, kind, definition))
    }
    return Dataset("areas", Text("区", "Areas"), frame, id_field="id", fields=MappingProxyType(known))


@pytest.mark.parametrize(
    ("measure", "cells"),
    [
        ("absolute", ["5", "0", None, "/", "5", "1至3", "-5", "2（预估）", None]),
        ("percent", ["50", "0", None, "/", "/", "20至100", "-50", "20（预估）", None]),
    ],
)
def test_each_form_of_cell_keeps_its_form(measure: Measure, cells: list[str | None]) -> None:
    (made,) = difference(areas(), "n@2019", "n@2025", measure).columns.values()
    assert made.tolist() == cells


@pytest.mark.parametrize(
    ("unit", "measure", "expected"),
    [("%", "absolute", "百分点"), ("家", "absolute", "家"), ("%", "percent", "%"), ("家", "percent", "%")],
)
def test_the_unit_is_named(unit: str, measure: Measure, expected: str) -> None:
    (field,) = difference(areas(unit), "n@2019", "n@2025", measure).fields.values()
    assert field.unit == expected
    assert "2019年至2025年" in field.label.zh and "无数据" in field.definition.zh


@pytest.mark.parametrize(("kind", "words"), [("target", "目标值"), ("estimate", "预估值")])
def test_a_target_and_an_estimate_are_subtracted_where_it_is_allowed_only(kind: str, words: str) -> None:
    with pytest.raises(NotComparableError) as caught:
        difference(areas(kind=kind), "n@2019", "n@2025")
    assert words in caught.value.what.zh and "实际值" in caught.value.what.zh and "口径例外" in caught.value.remedy.zh
    (field,) = difference(areas(kind=kind), "n@2019", "n@2025", allowed=True).fields.values()
    assert ("2019年距2025年目标的差距" in field.label.zh) == (kind == "target")


def test_other_definitions_are_not_subtracted() -> None:
    known = areas(definition="当年新增").fields
    two = {**known, "n@2019": Field("n@2019", Text("数"), "家", "n", 2019, "actual", Text("累计拥有"))}
    dataset = Dataset("areas", Text("区"), areas().frame, fields=MappingProxyType(two))
    with pytest.raises(SymbologyError) as caught:
        difference(dataset, "n@2019", "n@2025")
    assert "口径不同" in caught.value.what.zh


@pytest.mark.parametrize("columns", [("n@2019", "n@2019"), ("n@2019", "n@2025")])
def test_nothing_to_subtract_is_said(columns: tuple[str, str]) -> None:
    with pytest.raises(SymbologyError):
        difference(areas(new=[None] * 9), *columns)


@pytest.mark.parametrize("numbers", [[5.0], [-5.0, 1.0], [1, 2, 3, 4, 5, -60.0, 7, 8, 9, 10], [0.0], []])
def test_breaks_mirror_about_zero(numbers: list[float]) -> None:
    edges = centred_breaks(np.array(numbers))
    assert edges == tuple(-edge for edge in reversed(edges))
    assert 0.0 in edges and list(edges) == sorted(set(edges))
    assert edges[-1] >= max(np.abs(numbers), default=0.0)


def test_the_look_keeps_gain_loss_none_and_missing_apart() -> None:
    dataset = areas()
    derived = difference(dataset, "n@2019", "n@2025")
    made = with_columns(dataset, derived)
    (column,) = derived.columns
    look = diverging(made, column)
    shown = portray(made, place(made, "EPSG:3857"), look)
    middle = len(look.colours) // 2
    codes = shown.classes.tolist()
    assert codes[1] == ZERO and codes[2] == codes[8] == MISSING and codes[3] == NOT_APPLICABLE
    assert codes[0] >= middle > codes[6] >= 0, "gain and loss have hues of their own"
    assert codes[5] in (RANGE, middle)
    assert any("1 个预估值" in note.zh for note in shown.legend.notes)


def test_the_difference_is_a_map_of_the_document() -> None:
    dataset = areas()
    layers = (Layer("ground", "areas", Text("Ground"), context=True), Layer("a", "areas", Text("A"), Single()))
    project = Project(Text("P"), (dataset,), (Map("m", Text("M"), layers),), "m")
    derived = difference(dataset, "n@2019", "n@2025")
    made = with_columns(dataset, derived)
    (column,) = derived.columns
    after = add_difference(project, "a", derived, diverging(made, column), dataset)
    assert after.maps[0].id == "m" and after.active_map == "m"
    top = after.maps[1].layers[-1]
    assert top.symbology.field == column and not top.alternatives  # type: ignore[union-attr]
    assert len(after.maps[1].layers) == 2, "the background stays"
    assert column in after.dataset("areas").frame.columns and column not in project.dataset("areas").frame.columns
