"""The target ledger on a date, figures reported beside the plans, roll-ups, maps of status, facilities in time."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner

from layers.cartography.filtered import filtered_portrayal
from layers.cartography.portrayal import CLUSTER, place, portray
from layers.cartography.symbology import Categorised, Clustered
from layers.command_line.ledger import ledger as command
from layers.commands import STARTER
from layers.indicators.catalogue import Catalogue, Value
from layers.indicators.facility_years import read_schedule
from layers.indicators.figure_edits import check_figure, read_figures, report_figures, withdraw_figure
from layers.indicators.plan_tables import STARTER_TABLES, PlanTables, read_plan_tables
from layers.indicators.project_plans import ledger_of, plan_folder, plans_at, plans_of, self_check_of
from layers.indicators.reported import Reported
from layers.indicators.roll_up import parts_of, with_roll_ups
from layers.indicators.target_lines import (
    TargetLine,
    expected_on,
    figure_words,
    rule_words,
    status_words,
    target_lines,
    year_of,
)
from layers.layout import SheetOptions, write_sheet
from layers.project import Project
from layers.reports.evidence import gather
from layers.reports.template import default_template
from layers.results.facility_timeline import places_of, state_by, timeline, years_of
from layers.results.result_tables import write_result
from layers.results.status_map import FIELD, STATUS_COLOURS, area_shapes, status_map
from layers.results.target_result import target_table
from layers.storage.merging import merge
from layers.storage.project_file import read_project, write_project
from layers.web_map import write_web_map
from spatial.errors import GisError, ProjectError, SourceError
from spatial.text import Text

DAY = datetime.date(2021, 12, 31)
NEW = Reported("putuo-park", "hightech_enterprises", 2021, "actual", "350", "2021年普陀统计公报 表3")


@pytest.fixture(scope="module")
def tables() -> PlanTables:
    return read_plan_tables()


@pytest.fixture(scope="module")
def starter() -> Project:
    return read_project(STARTER).project


def line_of(lines: Sequence[TargetLine], area: str, indicator: str) -> TargetLine:
    (found,) = (line for line in lines if (line.row.area, line.row.indicator.id) == (area, indicator))
    return found


# --- the date ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "year"), [((2025, 12, 31), 2025.0), ((2024, 12, 31), 2024.0), ((2026, 7, 2), 2025 + 183 / 365)]
)
def test_a_figure_counts_for_the_end_of_its_year(date: tuple[int, int, int], year: float) -> None:
    assert year_of(datetime.date(*date)) == pytest.approx(year)


def test_expected_gap_and_outlook_of_a_day() -> None:
    row = line_of(target_lines(ledger_of(), DAY), "pudong", "hightech_enterprises")
    assert row.gap == 8000 - 2902
    assert row.expected == pytest.approx(2178 * (8000 / 2178) ** (3 / 7))
    half = expected_on(row.row, 2021.5)
    assert half is not None and half == pytest.approx(2178 * (8000 / 2178) ** (3.5 / 7))
    assert row.outlook == pytest.approx(2902 * (2902 / 2178) ** 6)
    assert expected_on(row.row, 2017.9) is None and expected_on(row.row, 2030) == 8000


def test_what_is_due_is_said_and_the_rule_shows_its_figures() -> None:
    early, late = (target_lines(ledger_of(), datetime.date(year, 12, 30)) for year in (2020, 2026))
    one = line_of(early, "pudong", "hightech_enterprises")
    other = line_of(late, "pudong", "hightech_enterprises")
    assert not one.overdue and other.overdue and "待2025年数" in status_words(other).zh
    assert "due" in status_words(other).to("en") and other.expected == 8000
    assert "2902 ≥ 期望值 2622.9" in rule_words(one).zh and "at compound growth" in rule_words(one).to("en")
    every = target_lines(ledger_of(), DAY)
    assert len(every) == 178 and all(rule_words(line).zh and rule_words(line).en for line in every)
    assert sum(len(line.row.figures) for line in every) == 238
    firsts = [any(value.kind == "target" for value in line.row.figures) for line in every]
    assert firsts == sorted(firsts, reverse=True)


def test_the_table_of_the_ledger_holds_every_figure_with_its_source(tmp_path: Path, tables: PlanTables) -> None:
    lines = target_lines(ledger_of(), DAY)
    made = target_table(lines, tables.areas, DAY)
    path = tmp_path / "ledger.csv"
    assert write_result(made, path, "zh") == 178
    written = pd.read_csv(path, dtype=str, keep_default_na=False)
    assert len(written) > 178 and any("状态规则" in cell for cell in written.iloc[:, 0])
    whole = "\n".join(written["全部数字"])
    assert all(figure_words(value).zh in whole for line in lines for value in line.row.figures)
    assert (written["来源"][:178] != "").all()


def test_the_command_line_writes_the_table_and_the_expected_figure_of_a_day(tmp_path: Path) -> None:
    path = tmp_path / "ledger.xlsx"
    run = CliRunner().invoke(
        command, ["--area", "pudong", "--targets-only", "--date", "2021-12-31", "--out", str(path), "--json"]
    )
    rows = {row["indicator"]: row for row in json.loads(run.stdout)["rows"]}
    assert rows["hightech_enterprises"]["expected_on_date"] == pytest.approx(3803.8, abs=0.05)
    assert len(pd.read_excel(path, dtype=str)) > len(rows)


# --- figures that were reported ----------------------------------------------------------------------------------


def test_a_reported_figure_stands_beside_the_plan_and_is_undone(starter: Project, tables: PlanTables) -> None:
    project = report_figures(starter, [NEW], tables)
    plans = plans_of(project, None)
    assert plans is not None and starter.figures == ()
    row = line_of(target_lines(plans.ledger(), DAY), "putuo-park", "hightech_enterprises")
    assert row.row.latest is not None and (row.row.latest.number, row.row.latest.origin) == (350, "reported")
    assert row.row.baseline is not None and row.row.baseline.number == 316 and row.row.status == "on_track"
    assert "[填报]" in figure_words(row.row.latest).zh
    assert all(each in plans.catalogue.values for each in tables.catalogue.values)
    corrected = report_figures(project, [replace(NEW, printed="351")], tables)
    assert [each.printed for each in corrected.figures] == ["351"]
    assert withdraw_figure(corrected, NEW).figures == () and withdraw_figure(starter, NEW) is starter
    assert report_figures(project, [NEW], tables) is project


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"year": 2019}, "不会被覆盖"),
        ({"year": 2019, "kind": "estimate"}, "不会被覆盖"),
        ({"area": "atlantis"}, "没有区域"),
        ({"indicator": "luck"}, "没有编号"),
        ({"year": 1066}, "1949"),
        ({"printed": "很多"}, "不是数字"),
        ({"printed": ""}, "还没有填数字"),
        ({"printed": "5%"}, "百分数"),
        ({"source": "  "}, "来源"),
    ],
)
def test_what_cannot_be_reported_says_why(tables: PlanTables, change: dict[str, object], words: str) -> None:
    with pytest.raises(GisError) as error:
        check_figure(replace(NEW, **change), tables)  # type: ignore[arg-type]
    assert words in error.value.what.zh and error.value.what.to("en") != error.value.what.zh


@pytest.mark.parametrize(
    ("printed", "form", "shown"),
    [
        ("3-5", "range", "3-5"),
        ("/", "not_applicable", "/"),
        ("1,234", "number", "1234"),
        ("458（预估）", "estimate", "458（预估）"),
    ],
)
def test_a_reported_cell_keeps_its_form(tables: PlanTables, printed: str, form: str, shown: str) -> None:
    from layers.indicators.reported import value_of

    kept = check_figure(replace(NEW, printed=printed), tables)
    value = value_of(kept, tables.catalogue.indicator(kept.indicator))
    assert (value.form, value.printed) == (form, shown)


def test_figures_survive_saving_and_reach_ledger_and_report(
    tmp_path: Path, starter: Project, tables: PlanTables
) -> None:
    some = tuple(each for each in starter.datasets if each.id == "subparks")
    project = report_figures(replace(starter, datasets=some, maps=(), active_map=""), [NEW], tables)
    for path in (tmp_path / "copy.yuantu", tmp_path / "folder"):
        path.mkdir() if path.suffix == "" else None
        write_project(project, path)
        again = read_project(path).project
        assert again.figures == project.figures
        assert plans_of(again, path) is not None, "a copy of the starter keeps its plans"
        (row,) = (row for row in ledger_of(path) if (row.area, row.indicator.id) == NEW.key[:2])
        assert row.latest is not None and row.latest.number == 350


def test_reported_figures_do_not_change_the_check_of_the_plans(starter: Project, tables: PlanTables) -> None:
    figure = Reported("pudong", "hightech_enterprises", 2025, "actual", "7000", "公报")
    plans = plans_of(report_figures(starter, [figure], tables), None)
    assert plans is not None
    assert [each.outcome for each in plans.checked()] == [each.outcome for each in self_check_of()]
    row = line_of(target_lines(plans.ledger(), DAY), "pudong", "hightech_enterprises")
    assert row.row.status == "missed" and row.gap == 1000


def test_two_branches_that_report_figures_are_merged_by_figure(tables: PlanTables) -> None:
    base = Project(Text("x"))
    later = replace(NEW, year=2022)
    mine = report_figures(base, [NEW], tables)
    theirs = report_figures(base, [later], tables)
    both = merge(base, mine, theirs)
    assert both.project.figures == (NEW, later) and not both.conflicts
    other = merge(base, mine, report_figures(base, [replace(NEW, printed="360")], tables))
    (conflict,) = other.conflicts
    assert "350" in conflict.mine.zh and "360" in conflict.theirs.zh and other.project.figures == (NEW,)
    chosen = merge(base, mine, report_figures(base, [replace(NEW, printed="360")], tables), {conflict.key: "theirs"})
    assert [each.printed for each in chosen.project.figures] == ["360"]
    assert merge(mine, withdraw_figure(mine, NEW), mine).project.figures == ()


def test_the_report_rests_on_reported_figures(starter: Project, tables: PlanTables) -> None:
    template = replace(default_template("zh"), density=(("zones", "facilities"),))
    evidence = gather(report_figures(starter, [NEW], tables), None, template)
    (row,) = (row for row in evidence.ledger if (row.area, row.indicator.id) == NEW.key[:2])
    assert row.latest is not None and row.latest.number == 350


def test_a_project_without_tables_has_no_plans(tmp_path: Path) -> None:
    empty = Project(Text("x"))
    assert plans_of(empty, None) is None and plans_of(empty, tmp_path) is None
    assert plan_folder(STARTER, ()) == STARTER_TABLES
    with pytest.raises(ProjectError, match=r"indicators\.csv"):
        plans_at(tmp_path)


def test_figures_are_read_from_both_shapes_of_table(tmp_path: Path, tables: PlanTables) -> None:
    long = tmp_path / "long.csv"
    long.write_text(
        "区域,指标,年份,数值,来源\n普陀园,高新技术企业数量,2021,350,公报\n浦东新区,高新技术企业数量,2018,1,公报\n"
        "火星,高新技术企业数量,2021,1,公报\n普陀园,幸福指数,2021,1,公报\n普陀园,高新技术企业数量,2022,很多,\n",
        encoding="gb18030",
    )
    read = read_figures(long, tables)
    assert [(each.key, each.printed, each.source) for each in read.figures] == [(NEW.key, "350", "公报")]
    assert [line for line, _ in read.refused] == [3, 4, 5, 6]
    assert "不会被覆盖" in read.refused[0][1].zh and "没有区域" in read.refused[1][1].zh
    wide = tmp_path / "wide.xlsx"
    frame = pd.DataFrame({
        "园区": ["普陀园"], "指标名称": ["高新技术企业数量"],
        "2021年": ["350"], "2022年（预估）": ["370"], "2025年目标": ["415"],
    })  # fmt: skip
    frame.to_excel(wide, index=False)
    read = read_figures(wide, tables)
    assert [(each.year, each.kind, each.source) for each in read.figures] == [
        (2021, "actual", "wide.xlsx"),
        (2022, "estimate", "wide.xlsx"),
    ]
    assert len(read.refused) == 1 and "目标" in read.refused[0][1].zh
    bad = tmp_path / "bad.csv"
    bad.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(SourceError, match="lacks columns"):
        read_figures(bad, tables)


# --- roll-ups ----------------------------------------------------------------------------------------------------


def value(area: str, indicator: str, number: float, kind: str = "actual") -> Value:
    text = f"{number:g}"
    return Value(area, indicator, 2026, kind, number, None, None, text, "", "doc", "", "", "")  # type: ignore[arg-type]


def rolled(tables: PlanTables, values: list[Value]) -> dict[tuple[str, str], Value]:
    made = with_roll_ups(Catalogue(tables.catalogue.indicators, tuple(values)), tables.areas)
    return {(each.area, each.indicator): each for each in made.values if each.origin == "computed"}


def test_counts_are_summed_up_to_the_park_and_marked(tables: PlanTables) -> None:
    subparks = [each.id for block in parts_of(tables.areas, "putuo-park") for each in parts_of(tables.areas, block.id)]
    assert len(subparks) == 14
    values = [value(each, "hightech_enterprises", number) for number, each in enumerate(subparks, 1)]
    found = rolled(tables, values)
    assert {area: each.number for (area, _), each in found.items()} == {
        "putuo-park-north": 21, "putuo-park-south": 84, "putuo-park": 105,
    }  # fmt: skip
    one = found["putuo-park", "hightech_enterprises"]
    assert one.form == "number" and "Σx：张江普陀园北区块 21、" in one.note and "汇总" in figure_words(one).zh
    assert rolled(tables, values[1:]).keys() == {("putuo-park-south", "hightech_enterprises")}, "some is no sum of all"
    estimates = [*values[:-1], replace(values[-1], kind="estimate")]
    assert rolled(tables, estimates)["putuo-park", "hightech_enterprises"].kind == "estimate"
    own = [*values, value("putuo-park", "hightech_enterprises", 99)]
    assert ("putuo-park", "hightech_enterprises") not in rolled(tables, own), "a plan's figure is not replaced"


def test_ratios_are_weighted_and_what_has_no_rule_is_left_alone(tables: PlanTables) -> None:
    blocks = ("putuo-park-north", "putuo-park-south")
    ratio = "patents_held_per_10k_pop"
    weight = tables.catalogue.indicators[ratio].rule.weight
    values = [value(area, ratio, number) for area, number in zip(blocks, (10, 40), strict=True)]
    assert not rolled(tables, values), "without weights there is no mean"
    weights = [value(area, weight, number) for area, number in zip(blocks, (3, 1), strict=True)]
    made = rolled(tables, [*values, *weights])["putuo-park", ratio]
    assert made.number == pytest.approx(17.5) and "人口" in made.note
    other = next(each.id for each in tables.catalogue.indicators.values() if each.rule.roll_up == "not_additive")
    assert not rolled(tables, [value(area, other, 1) for area in blocks])


def test_the_starter_has_no_figure_that_could_be_mistaken_for_a_plan(tables: PlanTables) -> None:
    plans = plans_at(None)
    assert len(plans.catalogue.values) == len(tables.catalogue.values) == 238
    assert not any(each.origin == "computed" for each in plans.catalogue.values)


# --- the map of status -------------------------------------------------------------------------------------------


def test_a_map_of_status_is_made_of_ordinary_layers(starter: Project, tables: PlanTables) -> None:
    shapes = area_shapes(starter, tables.areas)
    bare = replace(starter, datasets=tuple(each for each in starter.datasets if each.id in ("subparks", "districts")))
    joined = area_shapes(bare, tables.areas)
    north = shapely.union_all([shapes[each.id].geometry for each in parts_of(tables.areas, "putuo-park-north")])
    assert joined["putuo-park-north"].geometry.equals(north) and {"shanghai", "putuo-park"} <= joined.keys()
    lines = target_lines(ledger_of(), DAY)
    project = status_map(starter, tables.areas, lines, "hightech_enterprises", shapes)
    shown = project.shown
    assert shown is not None and len(project.maps) == len(starter.maps) + 1
    assert "上海市：仅有基期" in shown.description.zh and "Shanghai" in shown.description.to("en")
    assert any("状态规则" in note.zh for note in shown.notes)
    own = [layer for layer in shown.layers if not layer.context]
    assert [layer.labels for layer in own] == [False, True]
    assert [project.dataset(layer.dataset).frame["level"].iloc[0] for layer in own] == ["district", "park"]
    districts = project.dataset(own[0].dataset)
    made = portray(districts, place(districts, project.crs), own[0].symbology)
    assert made.legend.title == Text(
        "高新技术企业数量：目标状态（区）", "High-tech enterprises (certified): status (districts)"
    )
    assert "000 指标表 第14行" in made.legend.notes[0].zh
    rows = {(entry.label.zh, entry.label.to("en")): entry for entry in made.legend.entries}
    assert rows["进度正常", "on track"].count == 1 and rows["无数据", "No data"].count == 15
    assert rows["进度正常", "on track"].style.fill == STATUS_COLOURS["on_track"]
    frame = districts.frame.set_index("id")
    assert frame.loc["pudong", FIELD] == "进度正常" and frame.loc["pudong", "target"] == "8000 家（2025年）"
    assert "指标表" in frame.loc["pudong", "figures_source"] and frame.loc["pudong", "geometry_status"]
    assert pd.isna(frame.loc["huangpu", FIELD])


def test_a_city_alone_is_drawn_and_areas_without_a_polygon_are_refused(starter: Project, tables: PlanTables) -> None:
    shapes, lines = area_shapes(starter, tables.areas), target_lines(ledger_of(), DAY)
    project = status_map(starter, tables.areas, lines, "pct_applications", shapes)
    assert project.shown is not None
    (layer,) = (each for each in project.shown.layers if not each.context)
    assert project.dataset(layer.dataset).frame["id"].tolist() == ["shanghai"]
    assert isinstance(layer.symbology, Categorised)
    with pytest.raises(ProjectError, match="No area with this indicator"):
        status_map(starter, tables.areas, lines, "hightech_enterprises", {})


# --- facilities in time ------------------------------------------------------------------------------------------


def test_the_timeline_orders_by_year_and_keeps_the_undated_apart(starter: Project, tables: PlanTables) -> None:
    entries = timeline(tables.facilities)
    assert [each.kind for each in entries] == ["year", "year", "year", "span", "span", "year", *["built"] * 4]
    ends = [each.end for each in entries if each.end is not None]
    assert ends == sorted(ends) and years_of(entries) == tuple(range(2019, 2026))
    assert "2019年开工，建设周期5年" in next(each for each in entries if each.end == 2024).words.zh
    assert [state_by(entries, year) for year in (2018, 2019, 2020, 2025)] == [
        (0, 6, 4),
        (4, 6, 0),
        (6, 4, 0),
        (10, 0, 0),
    ]
    (found,) = places_of(starter, entries)
    assert found.dataset == "facilities" and (found.rows >= 0).all()
    ids = starter.dataset("facilities").frame["id"]
    assert [ids.iloc[row] for row in found.rows] == [each.facility.id for each in entries]
    planned = replace(tables.facilities[0], schedule=read_schedule("规划建设"), wording="规划建设")
    assert [each.kind for each in timeline([planned, *tables.facilities])][-1] == "planned"
    assert years_of(()) == () and places_of(Project(Text("x")), entries) == ()


def test_a_filtered_layer_counts_only_what_is_kept(starter: Project) -> None:
    dataset = starter.dataset("facilities")
    placed = place(dataset, starter.crs)
    kept = np.zeros(len(dataset.frame), bool)
    kept[:7] = True
    look = starter.layer("site-density-facilities").symbology
    single = filtered_portrayal(portray(dataset, placed, look), dataset, kept, Text("x"))
    assert [row.count for row in single.legend.entries] == [7] and single.legend.notes[-1] == Text("x")
    assert [each is not None for each in single.placed.geometry] == kept.tolist()
    look = starter.layer("clusters-facilities").symbology
    assert isinstance(look, Clustered)
    made = filtered_portrayal(portray(dataset, placed, look), dataset, kept, Text("x"))
    assert sum(row.count for row in made.legend.entries if row.code >= 0) == 7 and CLUSTER in made.styles


def test_the_map_of_status_is_exported_like_any_other(starter: Project, tables: PlanTables, tmp_path: Path) -> None:
    shapes, lines = area_shapes(starter, tables.areas), target_lines(ledger_of(), DAY)
    project = status_map(starter, tables.areas, lines, "hightech_enterprises", shapes)
    page = write_web_map(project, tmp_path / "status.html", maps=[project.active_map])
    document = page.path.read_text("utf-8")
    sheet = write_sheet(project, project.active_map, tmp_path / "status.svg", SheetOptions()).path.read_text("utf-8")
    printed = "\n".join(re.findall(r"<!-- (.*?) -->", sheet))
    for words in ("进度正常", "仅有基期", "无数据", "高新技术企业数量：目标状态"):
        assert words in document and words in printed
