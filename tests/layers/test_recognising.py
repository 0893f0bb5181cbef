"""Headings of tables that name an indicator: exactly, by an alias, in the right unit; look-alikes never."""

from __future__ import annotations

import pytest

from layers.indicators.recognising import named, recognise
from spatial.tidying.columns import Column
from tests.layers.look_alikes import catalogue


def column(name: str, unit: str = "", kind: str = "number") -> Column:
    return Column(name, name, kind, unit)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("heading", "unit", "indicator", "fits", "sure"),
    [
        ("高新技术企业数量", "家", "hightech_enterprises", True, True),
        ("高新技术企业数（家）", "", "hightech_enterprises", True, True),
        ("高企数", "个", "hightech_enterprises", True, True),
        ("高新技术企业", "", "hightech_enterprises", True, True),
        ("hightech_enterprises", "", "hightech_enterprises", True, True),
        ("High-tech enterprises (certified)", "", "hightech_enterprises", True, True),
        ("高新技术企业数", "万家", "hightech_enterprises", False, False),
        ("ＧＤＰ", "亿元", "gdp", True, True),
        ("地区生产总值", "万元", "gdp", False, False),
        ("地区生产总值", "", "gdp", True, False),
        ("每万人口发明专利拥有量", "件/万人", "patents_held_per_10k_pop", True, True),
        ("每万人口高价值发明专利拥有量（件/万人）", "", "patents_highvalue_per_10k_pop", True, True),
        ("硕士及以上从业人员占比", "%", "staff_master_share", True, True),
    ],
)
def test_a_heading_is_taken_for_its_indicator(heading: str, unit: str, indicator: str, fits: bool, sure: bool) -> None:
    found = recognise([column(heading, unit)], catalogue())
    assert [(each.indicator.id, each.fits, each.sure) for each in found] == [(indicator, fits, sure)]
    assert bool(found[0].remark) == (not sure) and (sure or found[0].remark.en)


@pytest.mark.parametrize(
    "heading",
    ["发明专利", "专利拥有量", "研发投入强度", "企业数", "数", "", "高新技术企业增长率", "每万人口发明专利授权量"],
)
def test_what_only_looks_alike_is_taken_for_nothing(heading: str) -> None:
    assert recognise([column(heading)], catalogue()) == ()
    assert named(heading, catalogue()) == ()


def test_words_and_codes_are_no_figures_and_years_belong_together() -> None:
    from spatial.years import YearLabel

    years = [
        Column(f"高企@{year}", f"高企/{year}年", "number", "家", "高企", YearLabel(year, "actual"))
        for year in (2023, 2024)
    ]
    found = recognise([column("高企数量", kind="text"), *years], catalogue())
    assert [(each.heading, each.columns) for each in found] == [("高企", ("高企@2023", "高企@2024"))]


def test_no_name_of_the_catalogue_stands_for_two_indicators() -> None:
    known = catalogue()
    for each in known.indicators.values():
        for name in (each.id, each.name.zh, *each.aliases):
            assert [one.id for one in named(name, known)] == [each.id], name
