"""Derived indicators: a formula as definition; a step that is undone, saved, and computed anew with its inputs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import box

from layers.cell_edits import is_locked, set_cells
from layers.indicators.formula_edits import put_formula, remove_formula, settled
from layers.indicators.formula_steps import FormulaStep
from layers.indicators.formulas import (
    column_names,
    describe_causes,
    make_column,
    read_step,
    spelled,
    with_formulas,
)
from layers.layer import Dataset, Field, Layer, Map
from layers.project import Project
from layers.storage.project_file import read_project, write_project
from spatial.errors import ExpressionError, ProjectError
from spatial.text import Text, plain


def _field(name: str, zh: str, unit: str, **known: object) -> Field:
    return Field(name, Text(zh, name.partition("@")[0]), unit, **known)  # type: ignore[arg-type]


@pytest.fixture
def project() -> Project:
    frame = gpd.GeoDataFrame(
        {
            "id": ["a", "b", "c"],
            "output@2019": ["10", "3-5", "/"],
            "output@2025": [20.0, 40.0, np.nan],
            "firms@2019": [2, 0, 4],
            "people": [1.0, 2.0, 4.0],
        },
        geometry=[box(121, 31, 121.01, 31.01), box(121.01, 31, 121.03, 31.01), box(121.03, 31, 121.04, 31.01)],
        crs="EPSG:4326",
    )
    fields = [
        _field("output@2019", "工业总产值", "亿元", year=2019, year_kind="actual", indicator="output",
               definition=Text("规模以上", "above a size"), source=Text("年鉴", "yearbook")),
        _field("output@2025", "工业总产值", "亿元", year=2025, year_kind="target", indicator="output"),
        _field("firms@2019", "企业数", "家", year=2019, year_kind="actual", indicator="firms", map_as="symbol"),
        _field("people", "常住人口", "万人"),
    ]  # fmt: skip
    known = MappingProxyType({each.name: each for each in fields})
    dataset = Dataset("d", plain("园区"), frame, id_field="id", fields=known)
    return Project(plain("项目"), (dataset,), (Map("m", plain("图"), (Layer("l", "d", plain("层")),)),), "m")


def added(project: Project, expression: str, name: str = "派生", unit: str = "", override: str = "") -> Project:
    dataset = project.dataset("d")
    made = make_column(dataset, FormulaStep("", expression, unit, override), plain(name))
    return put_formula(project, dataset, made)


def cells(project: Project, column: str) -> list[object]:
    return [None if each is None or each != each else each for each in project.dataset("d").frame[column].tolist()]


def test_the_formula_is_the_definition(project: Project) -> None:
    made = added(project, "[工业总产值 2019年（亿元）] / [people]", "人均产值", "万元/人")
    dataset = made.dataset("d")
    field = dataset.fields["人均产值"]
    assert (field.unit, field.year, field.year_kind, field.map_as) == ("万元/人", 2019, "actual", "choropleth")
    assert field.definition.zh == "公式：[工业总产值 2019年（亿元）] / [常住人口（万人）]；工业总产值：规模以上。"
    assert field.definition.en.startswith("Formula: [output, 2019 (100 million yuan)] / [people (10,000 persons)]")
    assert field.source.zh == "年鉴" and cells(made, "人均产值") == ["10", "1.5至2.5", "/"]
    assert dataset.formulas == (FormulaStep("人均产值", "[output@2019] / [people]", "万元/人"),)
    assert (
        spelled(dataset, dataset.formulas[0], "en") == "[output, 2019 (100 million yuan)] / [people (10,000 persons)]"
    )
    assert project.dataset("d").formulas == () and "人均产值" not in project.dataset("d").frame
    assert "合计不含没有数值的要素" in added(project, "share([people])").dataset("d").fields["派生"].definition.zh


@pytest.mark.parametrize(
    ("expression", "column"),
    [("growth([output@2019], [output@2025])", ["12.2462", "41.4214至53.9999", None])],
)
def test_growth_to_a_target_is_the_pace_that_is_needed(project: Project, expression: str, column: list[str]) -> None:
    made = added(project, expression)
    read = made.dataset("d").frame["派生"].tolist()
    assert read[0] == column[0] and read[2] in ("/", None)
    assert made.dataset("d").fields["派生"].unit == "%/年" and made.dataset("d").fields["派生"].year is None


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("[output@2025] - [output@2019]", "a target"),
        ("[output@2019] + [firms@2019]", "cannot be added"),
        ("[output@2019] + [output@2019] * 2 + [nobody]", "no column"),
    ],
)
def test_what_does_not_compare_is_refused(project: Project, expression: str, words: str) -> None:
    with pytest.raises(ExpressionError, match=words):
        added(project, expression)


def test_an_override_needs_a_reason_and_is_part_of_the_definition(project: Project) -> None:
    minus = "[output@2025] - [output@2019]"
    with pytest.raises(ExpressionError):
        added(project, minus, override="  ")
    made = added(project, minus, override="只看差距")
    field = made.dataset("d").fields["派生"]
    assert "口径不可比" in field.definition.zh and "只看差距" in field.definition.zh and "目标值" in field.definition.zh
    assert "do not compare" in field.definition.en and made.dataset("d").formulas[0].override == "只看差距"
    assert added(project, "[people] * 2", override="没有必要").dataset("d").formulas[0].override == "", (
        "nothing to override"
    )


def test_columns_follow_what_they_are_made_of(project: Project) -> None:
    made = added(added(project, "[output@2019] / [people]", "甲"), "甲 * 2", "乙")
    after = settled(made, set_cells(made, "d", "people", [0], ["2"]))
    assert cells(after, "甲") == ["5", "1.5至2.5", "/"] and cells(after, "乙") == ["10", "3至5", "/"]
    assert settled(made, set_cells(made, "d", "people", [], [])) is made
    other = set_cells(made, "d", "firms@2019", [0], ["9"])
    assert settled(made, other) is other, "no input changed: nothing is computed"
    assert is_locked(made.dataset("d"), "甲")


def test_areas_follow_the_boundary(project: Project) -> None:
    made = added(project, "[firms@2019] / area()", "密度")
    dataset = made.dataset("d")
    before = cells(made, "密度")
    assert before[0] == pytest.approx(2 / 1.0583, rel=1e-3), "geodesic, about 0.955 by 1.109 km"
    shapes = list(dataset.frame.geometry)
    shapes[0] = box(121, 31, 121.02, 31.01)
    moved = replace(
        made, datasets=(replace(dataset, frame=dataset.frame.set_geometry(gpd.GeoSeries(shapes, crs=4326))),)
    )
    after = cells(settled(made, moved), "密度")
    assert after[0] == pytest.approx(before[0] / 2, rel=1e-3) and after[1:] == before[1:]  # type: ignore[operator]
    assert "测地线" in made.dataset("d").fields["密度"].definition.zh


def test_a_formula_is_replaced_and_taken_away(project: Project) -> None:
    made = added(added(project, "[people] * 2", "甲"), "[甲] * 2", "乙")
    dataset = made.dataset("d")
    again = make_column(dataset, FormulaStep("甲", "[people] * 3"), plain("甲三"))
    made = put_formula(made, dataset, again)
    assert cells(made, "甲") == [3, 6, 12] and cells(made, "乙") == [6, 12, 24]
    assert [step.column for step in made.dataset("d").formulas] == ["甲", "乙"]
    with pytest.raises(ExpressionError, match="no column"):
        make_column(made.dataset("d"), FormulaStep("甲", "[乙] * 3"), plain("甲"))
    with pytest.raises(ProjectError, match="still used by 乙"):
        remove_formula(made, "d", "甲")
    with pytest.raises(ProjectError, match="no column made by a formula"):
        remove_formula(made, "d", "people")
    left = remove_formula(remove_formula(made, "d", "乙"), "d", "甲").dataset("d")
    assert left.formulas == () and "甲" not in left.frame and "甲" not in left.fields


def test_a_drawn_column_stays(project: Project) -> None:
    from layers.cartography.styling import graduated

    made = added(project, "[people] * 2", "甲")
    look = graduated(made.dataset("d"), "甲")
    layer = replace(made.maps[0].layers[0], symbology=look)
    drawn = replace(made, maps=(replace(made.maps[0], layers=(layer,)),))
    with pytest.raises(ProjectError, match="still used"):
        remove_formula(drawn, "d", "甲")


def test_a_formula_is_saved_and_opened(project: Project, tmp_path: Path) -> None:
    made = added(added(project, "[output@2019] / area()", "密度"), "growth([output@2019], [output@2025])", "增长")
    write_project(made, tmp_path / "p.yuantu")
    opened = read_project(tmp_path / "p.yuantu").project
    assert opened.dataset("d").formulas == made.dataset("d").formulas
    assert cells(opened, "密度") == cells(made, "密度") and with_formulas(opened.dataset("d")) is opened.dataset("d")


def test_a_formula_whose_column_is_gone_leaves_no_figures(project: Project) -> None:
    dataset = added(project, "[people] * 2", "甲").dataset("d")
    bare = replace(dataset, frame=dataset.frame.drop(columns=["people"]))
    assert with_formulas(bare).frame["甲"].isna().all()


def test_names_and_causes_are_told(project: Project) -> None:
    dataset = project.dataset("d")
    names = column_names(dataset)
    assert names["常住人口"] == names["people"] == "people" and "工业总产值" not in names, "two columns go by it"
    made = make_column(dataset, FormulaStep("", "[output@2019] / [firms@2019]"), plain("x"))
    assert describe_causes(made.result.causes).zh == "2 个要素没有结果：不适用（/） 1 个、除数为零或可能为零 1 个"
    for name in ("", "名" * 61):
        with pytest.raises(ProjectError):
            make_column(dataset, FormulaStep("", "[people]"), plain(name))
    assert read_step(dataset, FormulaStep("", "常住人口 * 2")).unit == "万人"
    changed = replace(project, datasets=(replace(dataset, frame=dataset.frame.copy()),))
    with pytest.raises(ProjectError, match="changed meanwhile"):
        put_formula(changed, dataset, made)


@pytest.mark.parametrize(
    ("expression", "column", "row", "cell"),
    [
        ("[output@2019] / [people]", "output@2019", 0, "30"),
        ("[output@2019] / [people]", "output@2019", 1, "7"),  # the only range goes: the column may be one of numbers
        ("[output@2019] / [people]", "output@2019", 2, "5-6"),
        ("[output@2025] * 2", "output@2025", 2, "3（预估）"),  # an estimate comes: the column becomes one of texts
        ("[output@2025] * 2", "output@2025", 0, ""),
        ("share([people])", "people", 0, "9"),
        ("[firms@2019] / [firms@2019]", "firms@2019", 1, "1"),
    ],
)
def test_what_is_computed_in_part_is_what_is_computed_anew(
    project: Project, expression: str, column: str, row: int, cell: str
) -> None:
    made = added(project, expression)
    after = settled(made, set_cells(made, "d", column, [row], [cell]))
    anew = with_formulas(after.dataset("d"))
    assert anew is after.dataset("d") and cells(after, "派生") != cells(made, "派生")


def test_the_formula_is_printed_on_page_and_sheet(project: Project, tmp_path: Path) -> None:
    from layers.cartography.styling import default_symbology
    from layers.layout import SheetOptions, write_sheet
    from layers.web_map import write_web_map

    made = added(project, "[output@2025] / [people]", "人均产值")
    layer = replace(made.maps[0].layers[0], symbology=default_symbology(made.dataset("d"), "人均产值"))
    drawn = replace(made, maps=(replace(made.maps[0], layers=(layer,)),))
    write_web_map(drawn, tmp_path / "p.html")
    write_sheet(drawn, "m", tmp_path / "s.svg", SheetOptions())
    page, sheet = ((tmp_path / name).read_text("utf-8") for name in ("p.html", "s.svg"))
    assert "[常住人口（万人）]" in page and "公式：" in page
    assert "公式：" in sheet and "亿元/万人" in page


@pytest.mark.parametrize("inside", [False, True])
def test_a_join_that_is_repeated_recomputes_what_is_made_of_it(tmp_path: Path, inside: bool) -> None:
    from layers.edits import set_joined
    from layers.layer import JoinStep, Origin
    from spatial.joining.joins import join_table
    from spatial.sources import read_table, read_vector, write_vector

    frame = gpd.GeoDataFrame({"id": ["a", "b"]}, geometry=[box(121, 31, 122, 32), box(122, 31, 123, 32)], crs=4326)
    write_vector(frame, tmp_path / "z.geojson")
    (tmp_path / "n.csv").write_text("code,n\na,415\nb,/\n", "utf-8")
    source, table = read_vector(tmp_path / "z.geojson"), read_table(tmp_path / "n.csv")
    joined = join_table(source.frame, table.frame, (("id", "code"),))
    step = JoinStep((tmp_path / "n.csv").as_posix(), table.sha256, (("id", "code"),), "", joined.columns, 2, 0, 0)
    origin = Origin() if inside else Origin("z.geojson", source.sha256, source.driver)
    dataset = Dataset("d", plain("d"), source.frame, origin=origin, id_field="id")
    project = Project(plain("p"), (dataset,), (Map("m", plain("m"), (Layer("l", "d", plain("l")),)),), "m")
    made = added(set_joined(project, "d", joined.frame, step, {"n": Field("n", plain("n"), "家")}), "n * 2", "双")
    write_project(made, tmp_path)
    opened = read_project(tmp_path)
    assert cells(opened.project, "双") == ["830", "/"] and not opened.findings
    (tmp_path / "n.csv").write_text("code,n\na,500\nb,3-5\n", "utf-8")
    again = read_project(tmp_path, repeat_changed=True).project
    assert cells(again, "双") == ["1000", "6至10"] and again.dataset("d").formulas == made.dataset("d").formulas


@pytest.mark.parametrize("expression", ["t * 2", "t / area()"])
def test_long_computations_hear_that_they_should_stop(expression: str) -> None:
    import time

    from spatial.feedback import CallbackFeedback, Cancelled

    n = 60_000
    x = 121 + np.arange(n) % 250 * 1e-4
    y = 31 + np.arange(n) // 250 * 1e-4
    words = [f"{each}（预估）" for each in range(n)]
    frame = gpd.GeoDataFrame({"id": words, "t": words}, geometry=gpd.points_from_xy(x, y).buffer(1e-5), crs=4326)
    heard: list[float] = []

    def stop() -> bool:
        heard.append(time.monotonic())
        return len(heard) > 2

    began = time.monotonic()
    with pytest.raises(Cancelled):
        dataset = Dataset("d", plain("d"), frame)
        make_column(dataset, FormulaStep("", expression), plain("x"), CallbackFeedback(should_stop=stop))
    gaps = np.diff([began, *heard])
    assert len(heard) == 3 and gaps.max() < 2.0, "asked soon and often, whatever else the machine does"
