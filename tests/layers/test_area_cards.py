"""Cards of groups: counts summed, densities weighted, percentages never averaged, missing said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import pytest
from shapely.geometry import box

from layers.indicators.area_cards import area_cards, groups_of, rule_of
from layers.indicators.rules import Rule
from layers.layer import Dataset, Field
from layers.project import Project
from layers.storage.project_file import read_project
from spatial.errors import ProjectError
from spatial.text import Text
from tests.gui.window_project import small_project

STARTER = Path(__file__).resolve().parents[2] / "data" / "geo"


def parks() -> Dataset:
    """Three parks in two blocks; the second of the north is twice as wide as the first."""
    frame = gpd.GeoDataFrame(
        {
            "id": ["a", "b", "c"],
            "parent": ["n", "n", "s"],
            "firms": ["10", "5（预估）", None],
            "density": [1.0, 4.0, 2.0],
            "share": [10.0, 30.0, 50.0],
        },
        geometry=[box(121, 31, 121.01, 31.01), box(121.1, 31, 121.12, 31.01), box(121.2, 31, 121.21, 31.01)],
        crs="EPSG:4326",
    )
    known = {
        "firms": Field("firms", Text("企业", "Firms"), "家", source=Text("plan")),
        "density": Field("density", Text("密度", "Density"), "家/平方公里"),
        "share": Field("share", Text("占比", "Share"), "%"),
    }
    return Dataset("parks", Text("园", "Parks"), frame, id_field="id", fields=MappingProxyType(known))


def test_each_figure_rolls_up_by_its_rule() -> None:
    north, south = area_cards(Project(Text("P"), (parks(),)), "parks")
    figures = {each.label.zh: each for each in north.figures}
    assert figures["区域"].value.zh == "2" and figures["企业"].value.zh == "15（含预估）"
    assert float(figures["密度"].value.zh) == pytest.approx((1 * 1 + 4 * 2) / 3, rel=1e-6)
    assert figures["占比"].value.zh == "10–30", "never 20"
    assert [figures[name].rule for name in ("企业", "密度", "占比")] == ["sum", "weighted", "range"]
    lacking = {each.label.zh: each for each in south.figures}["企业"]
    assert lacking.value.zh == "—" and lacking.note.zh == "1 个无数值" and figures["企业"].source.zh == "plan"


@pytest.mark.parametrize(("unit", "rule"), [("家", "sum"), ("平方公里", "sum"), ("%", "range"), ("件/万人", "range")])
def test_rules(unit: str, rule: str) -> None:
    assert rule_of(Field("x", Text("x"), unit)) == rule


@pytest.mark.parametrize(
    ("roll_up", "unit", "rule"),
    [
        ("sum", "亿元", "sum"),
        ("not_additive", "亿元", "range"),
        ("weighted", "%", "by_base"),
        ("sum", "家/平方公里", "weighted"),
    ],
)
def test_the_rule_of_the_catalogue_holds(roll_up: Any, unit: str, rule: str) -> None:
    own = Rule("flow", "none", roll_up, "gdp" if roll_up == "weighted" else "")
    assert rule_of(Field("x", Text("x"), unit, rule=own)) == rule


@pytest.mark.parametrize(
    ("gdp", "shown", "rule"), [([100.0, 300.0, 50.0], "25", "by_base"), ([100.0, None, 50.0], "10–30", "range")]
)
def test_a_ratio_is_weighted_by_the_figures_of_its_base_or_not_at_all(
    gdp: list[float | None], shown: str, rule: str
) -> None:
    dataset = parks()
    known = {
        **dataset.fields,
        "share": Field(
            "share", Text("占比", "Share"), "%", "rd", 2019, "actual", rule=Rule("flow", "gdp", "weighted", "gdp")
        ),
        "gdp": Field("gdp", Text("产值", "GDP"), "亿元", "gdp", 2019, "actual", rule=Rule("flow", "none", "sum")),
    }
    made = replace(dataset, frame=dataset.frame.assign(gdp=gdp), fields=MappingProxyType(known))
    north = area_cards(Project(Text("P"), (made,)), "parks")[0]
    figure = next(each for each in north.figures if each.label.zh.startswith("占比"))
    assert (figure.value.zh, figure.rule) == (shown, rule)


def test_areas_without_blocks_are_refused() -> None:
    assert groups_of(small_project().dataset("sites")) == ""
    with pytest.raises(ProjectError):
        area_cards(small_project(), "sites")


def test_north_and_south_of_putuo_with_what_other_layers_say_of_them() -> None:
    project = read_project(STARTER).project
    north, south = area_cards(project, "subparks")
    assert "北区块" in north.title.zh and len(north.members) == 6 and len(south.members) == 8
    sites = [next(each for each in card.figures if each.label.zh.startswith("科研设施数")) for card in (north, south)]
    assert [each.value.zh for each in sites] == ["6", "17"] and sites[0].rule == "as_given"
    areas = [next(each for each in card.figures if each.label.zh == "面积") for card in (north, south)]
    published = next(each for each in north.figures if each.label.zh == "公布面积")
    assert published.value.zh == "6.006（缺 3 个）", "the sum of some is no sum of all"
    assert [round(float(each.value.zh), 2) for each in areas] == [7.0, 3.29]
