"""Headings, units, years and rows of ugly tables: the rules one by one, and that no row is ever lost unsaid."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ugly_sheets import xlsx

from spatial.errors import SourceError
from spatial.feedback import CallbackFeedback, Cancelled
from spatial.finding_notes import Notes
from spatial.sources import read_table
from spatial.tidying.grid import Grid, Span
from spatial.tidying.headings import find_heading
from spatial.tidying.measures import Unit, in_unit, parse_unit, read_measure
from spatial.tidying.options import TableOptions
from spatial.tidying.rows import is_total
from spatial.tidying.table import tidy_grid
from spatial.tidying.year_headings import read_year_heading


@pytest.mark.parametrize(
    ("word", "unit"),
    [
        ("亿元", Unit(10**8, "元")),
        ("万人", Unit(10**4, "人")),
        ("家", Unit(1, "家")),
        ("km²", Unit(1, "平方公里")),
        ("亿元/平方公里", Unit(10**8, "元/平方公里")),
        ("件/万人", Unit(1, "件/万人")),
        ("％", Unit(1, "%")),
        ("万", Unit(10**4, "")),
        ("年", None),
        ("园区", None),
        ("企业数", None),
        ("", None),
        ("2023年", None),
    ],
)
def test_units(word: str, unit: Unit | None) -> None:
    assert parse_unit(word) == unit


@pytest.mark.parametrize(
    ("cell", "target", "word"),
    [
        ("3500万元", "亿元", "0.35"),
        ("1.2亿元", "万元", "12000"),
        ("约3亿元", "亿元", "约3"),
        ("0.1亿元", "元", "10000000"),
        ("3亿元-5亿元", "万元", "30000-50000"),
        ("3-5亿元", "亿元", "3-5"),
        ("3-5亿元", "万元", None),
        ("5公顷", "平方公里", None),
        ("1,234.5万元（预估）", "万元", "1234.5(预估)"),
    ],
)
def test_a_figure_is_converted_only_as_its_unit_says(cell: str, target: str, word: str | None) -> None:
    measure, unit = read_measure(cell), parse_unit(target)
    assert measure is not None and unit is not None and in_unit(measure, unit) == word


@pytest.mark.parametrize("word", ["12.5%", "458", "3-5", "园区3家", "458*", "2023年", "超过3亿元", "3万-5亿", ""])
def test_what_states_no_unit(word: str) -> None:
    assert read_measure(word) is None


@pytest.mark.parametrize(
    ("heading", "indicator", "year", "kind"),
    [
        ("企业数（家）/2023年", "企业数（家）", 2023, "actual"),
        ("总产值/2023年/计划", "总产值", 2023, "target"),
        ("2023年末常住人口", "常住人口", 2023, "actual"),
        ("企业数2023年（预估）", "企业数", 2023, "estimate"),
        ("人口_2020", "人口", 2020, "actual"),
        ("二〇一九年", "", 2019, "actual"),
        ("FY2019", "", 2019, "actual"),
    ],
)
def test_years_in_headings(heading: str, indicator: str, year: int, kind: str) -> None:
    found = read_year_heading(heading)
    assert found is not None and (found.indicator, *found.label) == (indicator, year, kind)


@pytest.mark.parametrize(
    "heading",
    [
        "2024年上半年产值",
        "2021-2025年投资",
        "2024年1-11月",
        "2023年比2022年增长",
        "建成年份",
        "2024年第3季度",
        "2020年及以前",
        "12345",
    ],
)
def test_what_names_no_year(heading: str) -> None:
    assert read_year_heading(heading) is None


@pytest.mark.parametrize(
    ("word", "total"),
    [
        ("合  计", True),
        ("北区小计", True),
        ("总计（14个）：", True),
        ("Grand Total", True),
        ("平均", True),
        ("Ｔotal", True),
        ("累计投资公司", False),
        ("桃浦智创城", False),
        ("总部经济园", False),
        ("和平园", False),
        ("", False),
    ],
)
def test_totals(word: str, total: bool) -> None:
    assert is_total(word) is total


def test_a_table_of_words_alone_has_one_row_of_headings() -> None:
    rows = [["园区", "定位", "负责人"], ["桃浦", "智能制造", "王"], ["", "生物医药", "李"]]
    assert find_heading(Grid(list(enumerate(rows, 1)))).depth == 1


def test_merged_headings_need_words_below() -> None:
    rows = [["园区", "联系方式", ""], ["桃浦", "021", "5"], ["长风", "022", "6"]]
    assert find_heading(Grid(list(enumerate(rows, 1)), (Span(0, 1, 0, 2),))).depth == 1


CELLS = st.sampled_from(
    [
        *(
            "",
            "",
            "园区",
            "桃浦",
            "合计",
            "注：x",
            "一、北区",
            "2023年",
            "316",
            "3-5",
            "/",
            "1.2亿元",
            "3500万元",
            "家",
        ),
        *("1", "2", "3", "甲", "单位：亿元", "458*", "#DIV/0!", "…", "12.5%", "1.234,56", "1905-07-10", "="),
    ]
)
LEFT_OUT = ("note_row", "section_row", "totals_left_out")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=9), st.booleans(), st.integers(-1, 3))
def test_no_row_is_lost_unsaid(rows: list[list[str]], years: bool, depth: int) -> None:
    notes = Notes()
    grid = Grid(list(enumerate(rows, 1)))
    filled = sum(any(cell.strip() for cell in row) for row in rows)
    try:
        table = tidy_grid(grid, "表.csv", notes, TableOptions(header_rows=depth, years=years))
    except SourceError:
        assert filled == 0
        return
    codes = [finding.code for finding in notes.findings()]
    again = [finding.message.zh for finding in notes.findings() if finding.code == "repeated_heading"]
    repeated = sum(message.partition("第 ")[2].partition(" 行")[0].count("、") + 1 for message in again)
    said = codes.count("title_row") + sum(codes.count(code) for code in LEFT_OUT) + codes.count("numbering_row")
    assert filled == len(table.frame) + table.header_rows + said + repeated
    assert len(set(table.frame.columns)) == len(table.frame.columns) == len(table.columns)


def test_reading_a_workbook_is_cancelled(tmp_path: Path) -> None:
    rows = [["编码", "值"], *([i, i] for i in range(3000))]
    xlsx(rows)(tmp_path / "大.xlsx")
    reports: list[float] = []
    source = read_table(tmp_path / "大.xlsx", feedback=CallbackFeedback(lambda share, _: reports.append(share)))
    assert len(source.frame) == 3000 and len(reports) > 8 and np.all(np.diff(reports) >= 0)
    with pytest.raises(Cancelled):
        read_table(tmp_path / "大.xlsx", feedback=CallbackFeedback(should_stop=lambda: True))
