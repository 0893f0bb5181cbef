"""Figures per square kilometre keep the form of every cell; what a cartographer would warn of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import Point, box

from layers.cartography.map_advice import advise, fewer_classes
from layers.cartography.symbology import Graduated
from layers.indicators.per_area import add_columns, are_unequal, holds_sea, is_count, per_km2
from layers.layer import Dataset, Field, Layer, Map
from layers.project import Project
from layers.storage.project_file import read_project, write_project
from spatial.crs import geodesic_area_m2
from spatial.errors import ProjectError, SymbologyError
from spatial.text import Text
from spatial.values import Form, parse_values

CELLS = ["10", "458（预估）", "3-5", "/", None, "0", "若干"]


def dataset_of(cells: list[Any], **columns: list[Any]) -> Dataset:
    squares = [box(121.4 + i / 50, 31.2, 121.41 + i / 50, 31.21 + i / 1000) for i in range(len(cells))]
    frame = gpd.GeoDataFrame(
        {"id": [f"p{i}" for i in range(len(cells))], "n": cells, **columns}, geometry=squares, crs=4326
    )
    fields = {"n": Field("n", Text("企业", "Firms"), "家", definition=Text("在营企业。", "Firms in business."))}
    return Dataset("d", Text("d", "d"), frame, id_field="id", fields=MappingProxyType(fields))


def test_every_cell_keeps_its_form() -> None:
    dataset = dataset_of(CELLS)
    made = per_km2(dataset, ["n"])
    before, after = parse_values(dataset.frame["n"]), parse_values(list(made.columns["n_per_km2"]))
    assert after.form.tolist() == before.form.tolist()
    km2 = geodesic_area_m2(np.asarray(dataset.frame.geometry.array, dtype=object)) / 1e6
    for ends in ("number", "low", "high"):
        np.testing.assert_allclose(getattr(after, ends), getattr(before, ends) / km2, rtol=1e-5)
    assert after.form[1] == Form.ESTIMATE and after.form[2] == Form.RANGE


def test_plain_numbers_stay_numbers_and_the_definition_names_the_method() -> None:
    made = per_km2(dataset_of([1.0, 2.0], geometry_status=["approved", "schematic"]), ["n"])
    field = made.fields["n_per_km2"]
    assert made.columns["n_per_km2"].dtype == np.float64
    assert (field.unit, field.map_as, field.label.en) == ("家/平方公里", "choropleth", "Firms per km²")
    for words in ("在营企业", "测地线", "1 个边界未经批复"):
        assert words in field.definition.zh
    assert "geodesic" in field.definition.en and not is_count(field)


@pytest.mark.parametrize("column", ["adcode", "name"])
def test_no_density_for_districts_that_hold_sea(column: str) -> None:
    cells = {"adcode": ["310115", "310106"], "name": ["浦东新区", "静安区"]}[column]
    dataset = dataset_of(["10", "20"], **{column: cells})
    assert holds_sea(dataset).tolist() == [True, False]
    made = per_km2(dataset, ["n"])
    assert made.columns["n_per_km2"][0] == "/" and float(made.columns["n_per_km2"][1]) > 0
    assert "含海域" in made.fields["n_per_km2"].definition.zh
    with pytest.raises(SymbologyError, match="hold sea"):
        per_km2(dataset_of(["10", None], **{column: cells}), ["n"])


def test_a_park_named_after_pudong_holds_no_sea() -> None:
    assert not holds_sea(dataset_of(["1"], name=["浦东软件园"])).any()


def test_points_have_no_area() -> None:
    frame = gpd.GeoDataFrame({"n": [1, 2]}, geometry=[Point(121, 31), Point(121, 32)], crs=4326)
    dataset = Dataset("d", Text("d", "d"), frame)
    assert not are_unequal(dataset)
    with pytest.raises(SymbologyError, match="an area"):
        per_km2(dataset, ["n"])


def test_columns_are_added_by_an_edit_that_leaves_the_rest_alone() -> None:
    dataset = dataset_of(["1", "2"])
    project = Project(Text("p"), (dataset,), (Map("m", Text("m"), (Layer("l", "d", Text("l")),)),), "m")
    derived = per_km2(dataset, ["n"])
    after = add_columns(project, dataset, derived)
    assert "n_per_km2" in after.dataset("d").frame.columns and "n_per_km2" not in dataset.frame.columns
    assert after.maps is project.maps and after.dataset("d").fields["n"] is dataset.fields["n"]
    assert "n_per_km2_2" in per_km2(after.dataset("d"), ["n"]).columns
    with pytest.raises(ProjectError):
        add_columns(after, dataset, derived)


@pytest.mark.parametrize(
    ("unit", "map_as", "count"),
    [
        ("家", "", True),
        ("万人", "", True),
        ("%", "", False),
        ("件/万人", "", False),
        ("家", "choropleth", False),
        ("", "symbol", True),
    ],
)
def test_what_counts_things(unit: str, map_as: Any, count: bool) -> None:
    assert is_count(Field("n", Text("n"), unit, map_as=map_as)) is count


@pytest.mark.parametrize(
    ("unit", "n", "colours", "unequal", "kinds"),
    [
        ("家", 30, ("#eeeeee", "#888888", "#222222"), True, ["count"]),
        ("家", 30, ("#eeeeee", "#888888", "#222222"), False, []),
        ("%", 8, ("#eeeeee", "#888888", "#222222"), True, ["small_n"]),
        ("%", 9, ("#eeeeee", "#888888", "#222222"), True, []),
        ("%", 30, ("#888888", "#898989", "#222222"), True, ["contrast"]),
    ],
)
def test_advice(unit: str, n: int, colours: tuple[str, ...], unequal: bool, kinds: list[str]) -> None:
    look = Graduated("n", "manual", (0.0, 1.0, 2.0, 3.0), colours)
    found = advise(Field("n", Text("n", "n"), unit), look, n, unequal)
    assert [each.kind for each in found] == kinds
    assert all(each.text.zh and each.text.en for each in found)
    one = replace(look, breaks=(0.0, 1.0), colours=colours[:1])
    assert "small_n" not in [each.kind for each in advise(Field("n", Text("n", "n"), unit), one, 1, unequal)]


def test_fewer_classes() -> None:
    assert [fewer_classes(n) for n in (1, 4, 9, 14)] == [2, 2, 3, 4]
    assert are_unequal(dataset_of(["1", "2", "3", "4", "5"]))


def test_divided_figures_are_kept_in_the_project_file(tmp_path: Path) -> None:
    dataset = dataset_of(CELLS)
    project = Project(Text("p"), (dataset,), (Map("m", Text("m"), (Layer("l", "d", Text("l")),)),), "m")
    after = add_columns(project, dataset, per_km2(dataset, ["n"]))
    write_project(after, tmp_path / "p")
    opened = read_project(tmp_path / "p").project.dataset("d")
    cells = [parse_values(each.frame["n_per_km2"]) for each in (opened, after.dataset("d"))]
    assert cells[0].form.tolist() == cells[1].form.tolist()
    assert opened.fields["n_per_km2"] == after.dataset("d").fields["n_per_km2"]
