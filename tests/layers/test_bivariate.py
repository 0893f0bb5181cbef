"""Two variables at once: pairs of classes, what keeps a feature from one, colours that stay apart, the file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import pytest
from shapely import box

from layers.cartography.bivariate_colors import COLOUR_SETS, bivariate_colours, check_bivariate
from layers.cartography.bivariate_styling import bivariate
from layers.cartography.legend import MISSING, MISSING_X, MISSING_Y, NOT_APPLICABLE, OUTSIDE, RANGE
from layers.cartography.map_advice import advise_pair
from layers.cartography.portrayal import Portrayal, place, portray
from layers.cartography.style_files import read_style, write_style
from layers.cartography.styling import graduated
from layers.cartography.symbology import Bivariate, Symbology
from layers.edits import set_symbology
from layers.layer import Dataset, Field, Layer, Map
from layers.project import Project
from spatial.errors import ProjectError, SymbologyError
from spatial.text import Text

LOOK = Bivariate("a", "b", "manual", (0, 5, 10), "manual", (0, 1, 2), ("#000001", "#000002", "#000003", "#000004"))


def data(a: list[Any], b: list[Any], *fields: Field) -> Dataset:
    shapes = [box(121 + i / 10, 31, 121.08 + i / 10, 31.08) for i in range(len(a))]
    frame = gpd.GeoDataFrame({"id": [str(i) for i in range(len(a))], "a": a, "b": b}, geometry=shapes, crs=4326)
    return Dataset(
        "d", Text("数据", "Data"), frame, id_field="id", fields=MappingProxyType({each.name: each for each in fields})
    )


def portrayed(dataset: Dataset, look: Symbology) -> Portrayal:
    return portray(dataset, place(dataset, "EPSG:3857"), look)


@pytest.mark.parametrize(
    ("a", "b", "code"),
    [
        ("0", "0", 0),
        ("10", "0.5", 1),
        ("5", "2", 2),
        ("7", "2", 3),
        ("6-9", "2", 3),
        (None, "1", MISSING_X),
        ("1", None, MISSING_Y),
        (None, None, MISSING),
        ("/", "1", NOT_APPLICABLE),
        ("1", "/", NOT_APPLICABLE),
        ("/", None, MISSING_Y),
        ("3-8", "1", RANGE),
        ("11", "1", OUTSIDE),
        ("11", "/", NOT_APPLICABLE),
        ("0（预估）", "0", 0),
    ],
)
def test_every_pair_has_one_class_or_one_reason(a: Any, b: Any, code: int) -> None:
    made = portrayed(data([a], [b]), LOOK)
    assert made.classes.tolist() == [code]
    counts = {entry.code: entry.count for entry in made.legend.entries}
    assert counts[code] == 1
    assert sum(counts.values()) == 1
    assert made.values == (a or "",)
    assert made.values_y == (b or "",)


def test_the_matrix_reads_from_its_upper_row_and_names_both_axes() -> None:
    made = portrayed(data([1, 9], [1, 2], Field("b", Text("占比", "Share"), "%")), LOOK)
    assert [entry.code for entry in made.legend.cells] == [2, 3, 0, 1]
    matrix = made.legend.matrix
    assert matrix is not None
    assert matrix.y.title.to("en") == "Share (%)"
    assert matrix.place_of(2) == (0, 1)
    assert made.legend.cells[1].label.zh == "(5, 10] × (1, 2]"


def test_two_years_of_an_indicator_share_their_breaks() -> None:
    years = [Field(name, Text("数"), "家", "firms", at) for name, at in (("a", 2019), ("b", 2020))]
    look = bivariate(data([1, 2, 3, 4], [10, 20, 30, 40], *years), "a", "b", 3)
    assert look.breaks == look.breaks_y
    assert (look.breaks[0], look.breaks[-1]) == (1, 40)
    apart = bivariate(data([1, 2, 3, 4], [10, 20, 30, 40]), "a", "b", 3)
    assert apart.breaks != apart.breaks_y


def test_a_constant_gives_one_column() -> None:
    look = bivariate(data([7, 7, 7], [1, 2, 3]), "a", "b", 3)
    assert len(look.colours) == (len(look.breaks) - 1) * (len(look.breaks_y) - 1) == 3


def test_one_field_twice_or_five_classes_are_refused() -> None:
    for x, y, k in (("a", "a", 3), ("a", "b", 5)):
        with pytest.raises(SymbologyError):
            bivariate(data([1, 2], [1, 2]), x, y, k)


@pytest.mark.parametrize("name", [each.name for each in COLOUR_SETS if each.name != "teal_pink"])
@pytest.mark.parametrize("k", [2, 3])
def test_neighbours_stay_apart_for_every_colour_vision(name: str, k: int) -> None:
    assert check_bivariate(bivariate_colours(name, k, k), k).passed


def test_colours_that_do_not_are_said_to_be() -> None:
    look = bivariate(data([1, 2, 3], [1, 2, 3]), "a", "b", 3, ramp="teal_pink")
    kinds = [each.kind for each in advise_pair(Field("a", Text("a")), Field("b", Text("b")), look, 99, False)]
    assert kinds == ["contrast"]


def test_three_by_three_are_the_published_colours() -> None:
    assert bivariate_colours("green_blue", 3, 3)[::4] == ("#e8e8e8", "#90b2b3", "#2a5a5b")
    four = bivariate_colours("green_blue", 4, 4)
    assert (four[0], four[3], four[12], four[15]) == ("#e8e8e8", "#6c83b5", "#73ae80", "#2a5a5b")


def test_a_common_denominator_is_pointed_out() -> None:
    x, y = Field("a", Text("专利"), "件/万人", "p"), Field("b", Text("企业"), "家/万人", "q")
    look = bivariate(data([1, 2, 3], [1, 2, 3]), "a", "b", 2)
    assert [each.kind for each in advise_pair(x, y, look, 99, False)] == ["denominator"]
    assert [each.kind for each in advise_pair(x, replace(y, unit="家/平方公里"), look, 99, False)] == []


def test_it_goes_through_a_style_file_and_refuses_what_contradicts_itself(tmp_path: Path) -> None:
    made = bivariate(data([1, 2, 3], [1, 2, 3]), "a", "b", 3, turned=True, patterns=True)
    write_style(made, tmp_path / "s.yuantu-style")
    assert read_style(tmp_path / "s.yuantu-style") == made
    layer = Layer("l", "d", Text("层"))
    project = Project(Text("p"), (data([1, 2], [1, 2]),), (Map("m", Text("m"), (layer,)),), "m")
    assert set_symbology(project, "l", LOOK).layer("l").symbology == LOOK
    for wrong in (
        replace(LOOK, colours=LOOK.colours[:3]),
        replace(LOOK, patterns=("dots",)),
        replace(LOOK, patterns=("no such",) * 4),
        replace(LOOK, field_y="absent"),
    ):
        with pytest.raises(ProjectError):
            set_symbology(project, "l", wrong)


def test_it_stands_beside_the_year_of_the_same_field() -> None:
    dataset = data([1, 2, 3], [1, 2, 3])
    plain = graduated(dataset, "a", "quantiles", 2)
    layer = Layer("l", "d", Text("层"), plain, (plain,))
    project = Project(Text("p"), (dataset,), (Map("m", Text("m"), (layer,)),), "m")
    changed = set_symbology(project, "l", LOOK).layer("l")
    assert changed.alternatives == (plain, LOOK)
