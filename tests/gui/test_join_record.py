"""A join of an ugly workbook: kept, repeated as it was read when the file changes, told wherever its figures go."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import box
from ugly_sheets import merge, xlsx

from gui.tables.join_preview import JoinChoice, join, open_table, preview, put_join
from layers.join_record import brief, details
from layers.layer import Dataset, JoinStep, Layer, Map, Origin
from layers.layer_properties import describe_layer
from layers.project import Project
from layers.sheets.content import compose
from layers.storage.project_file import read_project, write_project
from layers.web_map import write_web_map
from spatial.feedback import SILENT
from spatial.sources import read_vector, write_vector
from spatial.text import Text
from spatial.tidying.options import AS_IT_STANDS, TableOptions

T = Text("园区", "Parks")
NAMES = ["桃浦智创城", "长风", "真如"]
READING = TableOptions(years=True, leave_out_totals=True)


def book(path: Path, firms: int = 301) -> None:
    rows = [
        ["各园区主要指标", None, None, None],
        ["园区", "企业数（家）", None, "产值"],
        [None, "2023年", "2025年目标", None],
        ["桃浦智创城", firms, 400, "3500万元"],
        ["长风", 128, "150-200", "2亿元"],
        ["合计", 429, 600, "2.35亿元"],
    ]
    xlsx(rows, merge("A1:D1", "A2:A3", "B2:C2", "D2:D3"))(path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    frame = gpd.GeoDataFrame(
        {"id": ["a", "b", "c"], "name": NAMES}, geometry=[box(121 + i, 31, 121.5 + i, 31.5) for i in range(3)], crs=4326
    )
    write_vector(frame, tmp_path / "parks.geojson")
    book(tmp_path / "年报.xlsx")
    return tmp_path


def joined(folder: Path, reading: TableOptions = READING) -> Project:
    source = read_vector(folder / "parks.geojson")
    parks = Dataset(
        "parks", T, source.frame, origin=Origin("parks.geojson", source.sha256, source.driver), id_field="id"
    )
    project = Project(T, (parks,), (Map("m", T, (Layer("l", "parks", T),)),), "m")
    opened = open_table(folder / "年报.xlsx", ("", reading), parks, {}, SILENT)
    choice = JoinChoice((("name", "园区"),))
    assert preview(parks, opened, choice, {}, SILENT).refusal is None
    return put_join(project, parks, opened, choice, join(parks, opened, choice, {}, SILENT))


def cells(project: Project, column: str) -> list[str | None]:
    frame = project.dataset("parks").frame
    return [None if cell != cell else cell for cell in frame[column]]


def test_a_join_is_repeated_as_its_table_was_read(folder: Path) -> None:
    project = joined(folder)
    assert project.dataset("parks").joins[0].columns == ("企业数（家）@2023", "企业数（家）@2025", "产值（亿元）")
    write_project(project, folder)
    opened = read_project(folder)
    assert cells(opened.project, "产值（亿元）") == ["0.35", "2", None] and not opened.findings
    book(folder / "年报.xlsx", firms=999)
    asked = read_project(folder)
    assert [finding.code for finding in asked.findings] == ["table_changed"]
    agreed = read_project(folder, repeat_changed=True)
    assert cells(agreed.project, "企业数（家）@2023") == ["999", "128", None] and not agreed.findings
    step = agreed.project.dataset("parks").joins[0]
    assert (step.reading.header_rows, step.reading.leave_out_totals, step.unmatched_table) == (2, True, 0)
    assert step.remarks == project.dataset("parks").joins[0].remarks


def test_joins_of_older_projects_are_read_as_they_were(folder: Path) -> None:
    (folder / "n.csv").write_text("name,2023年企业数,产值\n桃浦智创城,5,3亿元\n注：快报,,\n", encoding="utf-8")
    project = joined(folder)
    parks = project.dataset("parks")
    step = JoinStep("n.csv", "0" * 64, (("name", "name"),), "", ("2023年企业数", "产值"), 1, 2, 1)
    assert step.reading == AS_IT_STANDS
    old = replace(parks, frame=parks.frame[["id", "name", "geometry"]].assign(**{"2023年企业数": None, "产值": None}))
    write_project(replace(project, datasets=(replace(old, joins=(step,), fields={}),)), folder)
    again = read_project(folder, repeat_changed=True)
    assert cells(again.project, "产值") == ["3亿元", None, None]


def test_every_export_tells_of_the_join(folder: Path) -> None:
    project = joined(folder)
    step = project.dataset("parks").joins[0]
    said = [text.zh for text in details(step)]
    for words in ("关键字段 name = 园区", "表头有 2 行", "略去合计行", "“3500万元”→0.35", "2023、2025（目标）"):
        assert any(words in each for each in said), words
    assert brief(step).zh == "连接 年报.xlsx（Sheet）：匹配 2 个，未匹配 1 个"
    assert all(text.en for text in details(step))
    assert brief(step) in compose(project, "m").sources
    properties = [line for section in describe_layer(project, "l") for line in section.lines]
    assert any("略去合计行" in text.zh for _, text in properties)
    write_web_map(project, folder / "page.html")
    page = (folder / "page.html").read_text(encoding="utf-8")
    assert "略去合计行" in page and str(folder) not in page


def test_a_confirmed_match_without_an_id_is_proposed_again(folder: Path) -> None:
    parks = joined(folder).dataset("parks")
    step = replace(parks.joins[0], confirmed=(("真如", "真如（新）"), ("长风", "长丰")))
    xlsx([["园区", "值"], ["真如（新）", 1], ["桃浦智创城", 2]])(folder / "二.xlsx")
    again = open_table(folder / "二.xlsx", ("", READING), replace(parks, joins=(step,), id_field=""), {}, SILENT)
    assert again.remembered == (("真如", "真如（新）"),)
