"""Figures per 10,000 people: what is a population, what is divided, what is refused and why."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import geopandas as gpd
import pytest
from shapely import box

from layers.indicators.per_people import per_10k_people, population_fields
from layers.indicators.units import english_unit
from layers.layer import Dataset, Field
from spatial.errors import SymbologyError
from spatial.text import Text

FIRMS = Field("firms@2020", Text("企业", "Firms"), "家", "firms", 2020, definition=Text("认定的企业。", "Certified."))
PEOPLE = {
    "population@2019": Field("population@2019", Text("常住人口", "Residents"), "万人", "population", 2019),
    "population@2020": Field("population@2020", Text("常住人口", "Residents"), "万人", "population", 2020),
    "hukou": Field("hukou", Text("户籍人口", "Registered"), "人", year=2018),
}


def areas(**columns: list[Any]) -> Dataset:
    n = len(next(iter(columns.values())))
    named = {name.replace("_at_", "@"): cells for name, cells in columns.items()}
    shapes = [box(121 + i / 10, 31, 121.1 + i / 10, 31.1) for i in range(n)]
    frame = gpd.GeoDataFrame(named, geometry=shapes, crs=4326)
    known = {"firms@2020": FIRMS} | PEOPLE
    return Dataset("d", Text("d"), frame, fields=MappingProxyType({k: v for k, v in known.items() if k in named}))


def test_populations_are_known_by_name_and_unit_and_residents_come_first() -> None:
    made = areas(firms_at_2020=[1], hukou=[5], population_at_2019=[1], population_at_2020=[2])
    assert [field.name for field in population_fields(made)] == ["population@2020", "population@2019", "hukou"]
    odd = Dataset("d", Text("d"), made.frame, fields={"hukou": Field("hukou", Text("人口密度"), "人/平方公里")})
    assert [field.name for field in population_fields(odd)] == ["population@2019", "population@2020"]


def test_every_form_stays_what_it_is_and_a_missing_population_gives_none() -> None:
    made = per_10k_people(
        areas(
            firms_at_2020=["10", "3-6", "/", None, "8（预估）", "5", "4"], hukou=[20000, 30000, 1, 1, 10000, None, 0]
        ),
        ["firms@2020"],
        "hukou",
    )
    assert made.columns["firms_per_10k_people@2020"].tolist() == ["5", "1至2", "/", None, "8（预估）", None, None]
    field = made.fields["firms_per_10k_people@2020"]
    assert (field.unit, english_unit(field.unit)) == ("家/万人", "per 10,000 persons")
    for words in ("认定的企业", "户籍人口 2018年（人）", "人口为2018年，与2020年的数值年份不同", "2 个区域没有人口数"):
        assert words in field.definition.zh
    assert "want of a population: 2" in field.definition.en


def test_the_year_of_the_figure_is_taken_where_the_population_has_it() -> None:
    made = per_10k_people(
        areas(firms_at_2020=[10.0], population_at_2019=[1.0], population_at_2020=[2.0]),
        ["firms@2020"],
        "population@2019",
    )
    assert made.columns["firms_per_10k_people@2020"].tolist() == [5.0]
    assert "2020年" in made.fields["firms_per_10k_people@2020"].definition.zh


def test_an_estimated_population_makes_an_estimate() -> None:
    made = per_10k_people(areas(firms_at_2020=["10"], hukou=["20000（预估）"]), ["firms@2020"], "hukou")
    assert made.columns["firms_per_10k_people@2020"].tolist() == ["5（预估）"]


def test_nothing_to_divide_by_is_refused_with_the_reason() -> None:
    with pytest.raises(SymbologyError, match="without a population"):
        per_10k_people(areas(firms_at_2020=[1, 2], hukou=[None, None]), ["firms@2020"], "hukou")
    with pytest.raises(SymbologyError, match="holds no population"):
        per_10k_people(areas(firms_at_2020=[1, 2], hukou=[1, 1]), ["firms@2020"], "firms@2020")
