"""Where a figure stands in a plan, said in English."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from layers.indicators.citations import citation, cited
from spatial.text import Text

TABLES = Path(__file__).resolve().parents[2] / "data" / "geo" / "tables"


@pytest.mark.parametrize(
    ("printed", "english"),
    [
        ("000 指标表 第14行", "000 indicator table, row 14"),
        ("002 二(二)1", "002 sect. 2(2)1"),
        ("001 二(三)主要目标; 001 十(一)", "001 sect. 2(3) main targets; 001 sect. 10(1)"),
        ("001 一(一), 七(三)1", "001 sect. 1(1), sect. 7(3)1"),
        ("000 科创孵化 2(1)三", "000 incubation 2(1), item 3"),
        ("大治河以南、浦东国际机场南侧区域", "大治河以南、浦东国际机场南侧区域"),
        ("001 一(一) 众创空间500余家", "001 一(一) 众创空间500余家"),
        ("Statistical bulletin 2026, table 3", "Statistical bulletin 2026, table 3"),
    ],
)
def test_what_is_known_is_said_in_english_and_the_rest_stays_whole(printed: str, english: str) -> None:
    assert (citation(printed).zh, citation(printed).en) == (printed, english)


def test_a_source_with_an_english_of_its_own_keeps_it() -> None:
    assert cited(Text("003 五(一)", "003 sect. 5(1)")).en == "003 sect. 5(1)"
    assert cited(Text("003 五(一)", "003 五(一)")).en == "003 sect. 5(1)"


def test_every_source_of_the_plans_tables_has_its_english() -> None:
    sources = set()
    for path in TABLES.glob("*.csv"):
        with path.open(encoding="utf-8-sig") as file:
            sources |= {row.get("source") or "" for row in csv.DictReader(file)}
    assert len(sources) > 50
    assert not [each for each in sources if re.search("[\u4e00-\u9fff]", citation(each).en)]
