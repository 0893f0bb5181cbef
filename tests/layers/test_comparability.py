"""The judge of comparisons over the starter's catalogue: look-alikes are told apart, years of one indicator are not."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import combinations

import pytest

from layers.indicators.catalogue import Catalogue, Indicator, read_catalogue
from layers.indicators.comparability import Use, comparable, judge
from layers.indicators.plan_tables import STARTER_TABLES
from layers.indicators.rules import BASE_NAMES, STOCK_FLOW_NAMES, UNSAID, Rule, brief, roll_up_words
from layers.layer import Field
from layers.storage.project_json import Decoder, encode
from spatial.text import Text

GRANTED, HELD, HIGH_VALUE = (
    "patents_granted_per_10k_persons",
    "patents_held_per_10k_pop",
    "patents_highvalue_per_10k_pop",
)


@cache
def catalogue() -> Catalogue:
    return read_catalogue(STARTER_TABLES)


def column(indicator: str, year: int = 2019, area: str | None = None) -> Field:
    return catalogue().fields_for(indicator, [year], area)[0]


def declared_pairs() -> list[tuple[str, str]]:
    every = catalogue().indicators.values()
    return sorted({(min(a.id, b), max(a.id, b)) for a in every for b in a.not_comparable_with})


@pytest.mark.parametrize("pair", declared_pairs(), ids="-".join)
@pytest.mark.parametrize("use", ["scale", "axes", "years"])
def test_every_look_alike_of_the_catalogue_is_refused_with_a_reason(pair: tuple[str, str], use: Use) -> None:
    a, b = (column(each) for each in pair)
    for verdict in (comparable(a, b, use), comparable(b, a, use)):
        assert not verdict
        assert "不可比" in verdict.reason.zh and "declared not comparable" in verdict.reason.en
        assert a.label.zh in verdict.reason.zh and b.label.en in verdict.reason.en


@pytest.mark.parametrize(
    ("a", "b", "aspects", "words"),
    [
        (GRANTED, HELD, {"stock_flow", "base", "definition", "indicator"}, "流量"),
        (GRANTED, HIGH_VALUE, {"stock_flow", "base", "definition", "indicator"}, "从业人员"),
        (HELD, HIGH_VALUE, {"definition", "indicator"}, "高价值发明专利 / 常住人口"),
        ("rd_expenditure", "rd_gdp_share", {"unit", "base", "definition", "indicator"}, "单位不同"),
        ("rd_expenditure", "rd_sales_share", {"unit", "base", "definition", "indicator"}, "亿元"),
        ("rd_gdp_share", "rd_sales_share", {"base", "definition", "indicator"}, "企业销售收入"),
        ("sei_output", "sei_value_added_gdp_share", {"unit", "base", "definition", "indicator"}, "产值（不是增加值）"),
        ("small_giants", "small_giants_new", {"stock_flow", "definition", "indicator"}, "存量"),
        ("facilities_built", "facilities_built_and_building", {"definition", "indicator"}, "建成 + 在建"),
        ("star_market_listed", "sti_board_quoted", {"definition", "indicator"}, "不是科创板"),
    ],
)
def test_why_look_alikes_do_not_compare(a: str, b: str, aspects: set[str], words: str) -> None:
    verdict = comparable(replace(column(a), year_kind=None), replace(column(b), year_kind=None))
    assert verdict.aspects == aspects
    assert words in verdict.reason.zh


@pytest.mark.parametrize(
    ("years", "use", "words"),
    [
        ((2019, 2025), "scale", "目标值"),
        ((2019, 2025), "axes", "实际值"),
        ((2019, 2025), "years", ""),
        ((2018, 2019), "scale", ""),
        ((2020, 2025), "scale", ""),
    ],
)
def test_actual_figures_and_targets(years: tuple[int, int], use: Use, words: str) -> None:
    a, b = (column("hightech_enterprises", year, "pudong") for year in years)
    assert bool(comparable(a, b, use)) == (not words)
    assert words in comparable(a, b, use).reason.zh


@pytest.mark.parametrize("other", ["actual", "target"])
def test_estimates_are_no_actual_figures_and_no_targets(other: str) -> None:
    estimate = column("rd_expenditure", 2019, "pudong")
    assert estimate.year_kind == "estimate"
    verdict = comparable(estimate, replace(estimate, year=2018, year_kind=other))  # type: ignore[arg-type]
    assert verdict.aspects == {"year_kind"} and "预估值" in verdict.reason.zh and "an estimate" in verdict.reason.en


def test_figures_of_their_own_axes_are_refused_as_look_alikes_only() -> None:
    assert comparable(column("gdp"), column("hightech_enterprises"), "axes")
    assert not comparable(column("gdp"), column("hightech_enterprises"), "scale")


def test_what_the_catalogue_declares_comparable_is_not_refused_for_its_definition() -> None:
    assert comparable(column("reform_policies"), column("supporting_measures"))


def test_what_nobody_said_is_no_reason() -> None:
    assert comparable(Field("a", Text("企业数")), Field("b", Text("企业数", "Firms"), rule=Rule("stock", "none")))


def test_the_year_of_a_population_is_no_other_definition() -> None:
    a, b = (
        Field(f"x@{year}", Text("x"), indicator="x", year=year, definition=Text(f"“x”除以总人口 {year}年"))
        for year in (2018, 2019)
    )
    assert comparable(a, b, "years")
    assert not comparable(a, replace(b, definition=Text("“x”除以总人口 2019年，含海域")), "years")


def test_several_figures_are_judged_pair_by_pair() -> None:
    assert judge((column("gdp", 2018), column("gdp", 2019)), "years")
    assert "单位不同" in judge((column("gdp"), column("gdp"), column(HELD))).reason.zh


# --- the rules ------------------------------------------------------------------------------------------------------


def every_indicator() -> list[Indicator]:
    return list(catalogue().indicators.values())


def test_every_indicator_has_a_rule_and_an_english_definition() -> None:
    for each in every_indicator():
        assert each.rule.stock_flow and each.rule.base and each.rule.roll_up, each.id
        assert each.definition.en and not any("\u4e00" <= sign <= "\u9fff" for sign in each.definition.en), each.id
        assert each.rule.base in BASE_NAMES and each.rule.stock_flow in STOCK_FLOW_NAMES


def test_rules_agree_with_units_and_definitions() -> None:
    for each in every_indicator():
        rule, definition = each.rule, each.definition.zh
        ratio = each.unit in ("%", "百分点") or "/" in each.unit.replace("人/年", "")
        assert not (ratio and rule.roll_up == "sum"), f"{each.id}: ratios are never added"
        assert ratio or rule.base == "none", f"{each.id}: absolute figures have no base"
        assert not ratio or rule.base != "none" or rule.stock_flow == "neither", each.id
        assert not (each.unit in ("位", "指数") and rule.roll_up != "not_additive"), f"{each.id}: ranks do not add up"
        if "流量" in definition or "当年" in definition:
            assert rule.stock_flow == "flow", each.id
        if "存量" in definition or "年末" in definition:
            assert rule.stock_flow == "stock", each.id
        if "常住人口" in definition and ratio:
            assert rule.base == "residents" or each.id == GRANTED, each.id


def test_the_weight_of_a_ratio_exists_and_can_be_added() -> None:
    for each in every_indicator():
        assert (each.rule.roll_up == "weighted") == bool(each.rule.weight)
        if each.rule.weight:
            assert catalogue().indicator(each.rule.weight).rule.roll_up == "sum", each.id
            assert (
                catalogue().indicator(each.rule.weight).name.zh
                in roll_up_words(each.rule, catalogue().indicator(each.rule.weight).name).zh
            )


def test_look_alikes_are_declared_on_both_sides() -> None:
    known = catalogue().indicators
    for a, b in combinations(known, 2):
        assert (b in known[a].not_comparable_with) == (a in known[b].not_comparable_with), (a, b)


def test_a_rule_survives_the_file_and_an_empty_one_takes_no_room() -> None:
    field = column(GRANTED)
    assert Decoder().decode(encode(field, Field), Field, "field") == field
    assert "rule" not in encode(replace(field, rule=UNSAID), Field)


@pytest.mark.parametrize(("known", "word"), [({"base": "moon"}, "moon"), ({"roll_up": "weighted"}, "weighted")])
def test_an_impossible_rule_is_refused(known: dict[str, str], word: str) -> None:
    with pytest.raises(ValueError, match=word):
        Rule(**known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("indicator", "words"),
    [
        (GRANTED, "流量，分母：从业人员，不汇总"),
        (HELD, "存量，分母：常住人口，加权汇总"),
        ("gdp", "流量，下级相加"),
        ("sci_papers_rank", "不汇总"),
    ],
)
def test_a_rule_in_a_few_words(indicator: str, words: str) -> None:
    assert brief(catalogue().indicator(indicator).rule).zh == words
