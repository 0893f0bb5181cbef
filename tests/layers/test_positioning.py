"""Overlap of the stated industries: the plan's own complaint, measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers.indicators.industry_names import industries_text, industry_text
from layers.indicators.plan_tables import area_names, overlap_of, synonyms_of
from layers.indicators.positioning import measure_overlap, reading, synonym_map, to_differentiate
from layers.indicators.synonyms import groups_in_force, set_synonyms
from layers.results.overlap_result import overlap_of_project
from layers.storage.project_file import read_project, write_project
from spatial.errors import SourceError
from spatial.text import Text

STARTER = Path(__file__).resolve().parents[2] / "data" / "geo"
STATED = {"a": ("x", "y"), "b": ("y", "z"), "c": ("z",), "d": (), "e": ("x", "y")}
BLOCKS = {"a": "n", "b": "n", "c": "s", "d": "s", "e": "s"}


def test_the_plan_gives_12_of_91_pairs_6_across_blocks() -> None:
    found = overlap_of()
    assert (len(found.pairs), found.possible, found.across, found.within) == (12, 91, 6, 6)
    top = found.pairs[0]
    assert (top.a, top.b, round(top.jaccard, 2)) == ("putuo-zhenru-tiesanjiao", "putuo-zhonghuan-sme", 0.67)
    assert top.across_blocks and top.shared == ("医疗器械", "智能制造")
    assert [(industry, len(areas)) for industry, areas in found.frequency()][:2] == [
        ("高技术服务业", 4),
        ("智能制造", 3),
    ]
    assert to_differentiate(found)[0] is top


def test_the_index_by_hand() -> None:
    found = measure_overlap(STATED, BLOCKS)
    assert [(pair.a, pair.b, round(pair.jaccard, 3)) for pair in found.pairs] == [
        ("a", "e", 1.0), ("b", "c", 0.5), ("a", "b", 0.333), ("b", "e", 0.333)]  # fmt: skip
    assert (found.possible, found.across, found.within) == (10, 3, 1)
    assert (found.jaccard("e", "a"), found.jaccard("a", "d"), found.jaccard("d", "d")) == (1, 0, 1)


def test_synonyms_count_as_one_and_are_named() -> None:
    plain, grouped = overlap_of(), overlap_of(grouped=True)
    assert len(grouped.pairs) > len(plain.pairs) and grouped.grouped
    assert "医疗健康" in {shared for pair in grouped.pairs for shared in pair.shared}
    found = measure_overlap({"a": ("x", "y"), "b": ("z",)}, {}, synonym_map([("g", "x"), ("g", "z")]))
    assert [(pair.shared, pair.jaccard, pair.across_blocks) for pair in found.pairs] == [(("g",), 0.5, False)]


def test_an_industry_in_two_groups_is_refused() -> None:
    with pytest.raises(SourceError, match="two groups"):
        synonym_map([("g", "x"), ("h", "x")])


def test_the_reading_says_what_and_with_what_caveat() -> None:
    words = reading(overlap_of(), area_names())
    assert "91 对中有 12 对" in words.zh and "真如铁三角" in words.zh and "不等于实际" in words.zh
    assert "12 of 91 pairs" in words.to("en") and "not the actual mix" in words.to("en")
    assert "没有两个" in reading(measure_overlap({"a": ("x",), "b": ()}, {}), {}).zh


def test_edited_groups_are_kept_in_the_project_and_used_by_the_command(tmp_path: Path) -> None:
    """Only what differs from the table is kept; saved with it, counted by `main.py overlap PROJECT`."""
    starter = read_project(STARTER).project
    table = synonyms_of()
    groups = {**table, "智造研发": "", "总部经济": "服务"}
    edited = set_synonyms(starter, groups, table)
    assert dict(edited.synonyms) == {"智造研发": "", "总部经济": "服务"}
    assert groups_in_force(table, edited.synonyms) == {name: group for name, group in groups.items() if group}
    assert set_synonyms(edited, groups, table) is edited and not set_synonyms(edited, table, table).synonyms
    write_project(edited, tmp_path / "p.yuantu")
    assert read_project(tmp_path / "p.yuantu").project.synonyms == edited.synonyms
    printed, _ = overlap_of_project(tmp_path / "p.yuantu")
    found, names = overlap_of_project(tmp_path / "p.yuantu", grouped=True)
    assert len(printed.pairs) == 12 and len(names) == 14, (
        "no table lies beside the file: the layer states the industries"
    )
    assert {shared for pair in found.pairs for shared in pair.shared} >= {"医疗健康"}
    as_in_table, _ = overlap_of_project(STARTER, grouped=True)
    assert found.pairs != as_in_table.pairs == overlap_of(grouped=True).pairs


def test_every_industry_of_the_plan_has_an_english_name() -> None:
    overlap, grouped = overlap_of(), overlap_of(grouped=True)
    stated = {each for found in (overlap, grouped) for area in found.areas for each in found.industries[area]}
    assert len(stated) >= 26 and all(industry_text(each).en.isascii() for each in stated)
    assert industry_text("没见过的产业") == Text("没见过的产业", "没见过的产业")
    assert industries_text(("大数据", "新媒体")) == Text("大数据、新媒体", "big data, new media")
