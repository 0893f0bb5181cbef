"""The catalogue of indicators and the forms of the plans' figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers.indicators.catalogue import INDICATOR_COLUMNS, VALUE_COLUMNS, Catalogue, read_catalogue
from spatial.errors import ProjectError, SourceError

INDICATORS = """
rd,全社会研发投入,R&D expenditure,亿元,绝对额,up,,rd_share,R&D input,symbol
drugs,新上市一类新药数,Class-1 new drugs,个,新上市,up,,,industry,symbol
firms,高新技术企业数量,High-tech enterprises,家,有效认定,up,,,enterprises,symbol
rank,排名,Rank,位,名次,down,,,science,table
share,占比,Share,%,占比,up,,rd,R&D input,choropleth
"""
VALUES = """
pudong,rd,2018,actual,428.4,,,亿元,000 第1行,,,
pudong,rd,2019,estimate,458,,,亿元,000 第1行,预估,458（预估）,
pudong,drugs,2020,target,,3,5,个,000 第9行,区间,3-5,
pudong,drugs,2018,actual,,,,个,000 第9行,/,/,no value
pudong,drugs,2019,actual,0,,,个,000 第9行,,,
pudong,firms,2020,target,4000,,,家,000 第14行,,,
city,firms,2020,actual,17000,17000,,家,001 一(一),超过,超过1.7万家,
city,firms,2025,target,,1000,,家,001,千亿级,,
city,share,2025,target,4.5,,,%,001,左右,,
"""


def catalogue(folder: Path, indicators: str = INDICATORS, values: str = VALUES) -> Catalogue:
    (folder / "indicators.csv").write_text(",".join(INDICATOR_COLUMNS) + indicators, encoding="utf-8")
    (folder / "values.csv").write_text(",".join(VALUE_COLUMNS) + values, encoding="utf-8")
    return read_catalogue(folder)


@pytest.mark.parametrize(
    ("area", "indicator", "year", "form", "printed", "worded"),
    [
        ("pudong", "rd", 2018, "number", "428.4", "428.4"),
        ("pudong", "rd", 2019, "estimate", "458（预估）", "458（预估）"),
        ("pudong", "drugs", 2020, "range", "3-5", "3-5"),
        ("pudong", "drugs", 2018, "not_applicable", "/", "/"),
        ("pudong", "drugs", 2019, "number", "0", "0"),
        ("city", "firms", 2020, "number", "17000", "超过1.7万家"),
        ("city", "firms", 2025, "bound", "千亿级", "千亿级"),
        ("city", "share", 2025, "number", "4.5", "4.5（左右）"),
    ],
)
def test_every_figure_keeps_its_form(
    tmp_path: Path, area: str, indicator: str, year: int, form: str, printed: str, worded: str
) -> None:
    (value,) = catalogue(tmp_path).find(area, indicator, year)
    assert (value.form, value.printed, value.worded) == (form, printed, worded)


def test_fields_for_a_year_switch(tmp_path: Path) -> None:
    fields = catalogue(tmp_path).fields_for("rd", (2018, 2019, 2020), "pudong")
    assert [field.name for field in fields] == ["rd@2018", "rd@2019", "rd@2020"]
    assert [field.year_kind for field in fields] == ["actual", "estimate", None]
    assert fields[1].title.zh == "全社会研发投入 2019年预估（亿元）"
    assert (fields[0].unit, fields[0].map_as, fields[0].definition.zh) == ("亿元", "symbol", "绝对额")
    assert fields[0].source.zh == "000 第1行"


def test_the_kind_of_a_year_belongs_to_the_area(tmp_path: Path) -> None:
    made = catalogue(tmp_path)
    assert made.fields_for("firms", [2020], "pudong")[0].year_kind == "target"
    assert made.fields_for("firms", [2020], "city")[0].year_kind == "actual"
    everywhere = made.fields_for("firms", [2020])[0]
    assert everywhere.year_kind is None
    assert not everywhere.source


def test_ranks_are_for_tables(tmp_path: Path) -> None:
    made = catalogue(tmp_path)
    assert made.fields_for("rank", [2016])[0].map_as == ""
    assert made.indicator("share").not_comparable_with == ("rd",)
    assert made.years("firms") == (2020, 2025)
    assert made.years("firms", "pudong") == (2020,)
    with pytest.raises(ProjectError, match="nothing"):
        made.indicator("nothing")


@pytest.mark.parametrize(
    ("indicators", "values", "word"),
    [
        (INDICATORS, "\npudong,rd,zwanzig,actual,1,,,亿元,,,,\n", r"values\.csv.*line 2"),
        (INDICATORS, "\npudong,rd,2018,maybe,1,,,亿元,,,,\n", "maybe"),
        (INDICATORS, "\npudong,rd,2018,actual,1e,,,亿元,,,,\n", "1e"),
        (INDICATORS, "\npudong,none,2018,actual,1,,,亿元,,,,\n", "none"),
        (INDICATORS, VALUES + VALUES.strip(), "twice"),
        (INDICATORS + INDICATORS.strip(), VALUES, "twice"),
        ("\nrd,x,x,亿元,x,sideways,,,x,symbol\n", "", "sideways"),
    ],
)
def test_broken_tables_are_refused(tmp_path: Path, indicators: str, values: str, word: str) -> None:
    with pytest.raises(SourceError, match=word):
        catalogue(tmp_path, indicators, values)
