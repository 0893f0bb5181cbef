"""Zones compared by their points: the starter's story, years, the hierarchy, and what degenerate inputs are told."""

from __future__ import annotations

import math
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point, Polygon, box

from layers.indicators.plan_tables import areas_of
from layers.layer import Dataset
from layers.project import Project
from layers.results.density_reading import density_reading, density_result, kinds_result, pair_reading
from layers.results.result_tables import cell_words, write_result
from layers.results.zone_comparison import DensityWish, built_by, compare_zones, year_columns
from layers.storage.project_file import read_project
from spatial.errors import GisError
from spatial.text import Text

STARTER = Path(__file__).resolve().parents[2] / "data" / "geo"


@pytest.fixture(scope="module")
def starter() -> Project:
    return read_project(STARTER).project


def made(points: list[Point], zones: list[object], **columns: list[object]) -> Project:
    ids = [f"z{n}" for n in range(len(zones))]
    land = gpd.GeoDataFrame({"id": ids, "name": ids}, geometry=zones, crs="EPSG:4326")
    sites = gpd.GeoDataFrame({"id": [str(n) for n in range(len(points))], **columns}, geometry=points, crs="EPSG:4326")
    return Project(
        Text("p"),
        (
            Dataset("zones", Text("Z", "Z"), land, id_field="id", name_field="name"),
            Dataset("sites", Text("S", "S"), sites, id_field="id"),
        ),
    )


SQUARES = [box(121.4 + 0.02 * n, 31.2, 121.41 + 0.02 * n, 31.21) for n in range(3)]
HERE = Point(121.405, 31.205)


def test_the_starters_story(starter: Project) -> None:
    found = compare_zones(starter, DensityWish("zones", "facilities"), areas_of())
    rows = {row.id: row for row in found.table.rows}
    assert {name: row.n for name, row in rows.items()} == {
        "zhangjiang-science-city": 26, "lingang-new-area": 8, "putuo-park-north": 6, "putuo-park-south": 17,
    }  # fmt: skip
    assert found.table.rows[found.order()[0]].id == "putuo-park-south"
    assert all(found.draft) and found.table.counts.outside == 75
    spans = dict(zip(rows, found.ranks, strict=True))
    assert spans["putuo-park-south"] == (1, 1) and spans["zhangjiang-science-city"] == (2, 3)
    words = "\n".join(each.zh for each in density_reading(found))
    assert "6.03 倍（95% 区间 2.27–18.7）；区间不含 1" in words
    assert "边界未经批复" in words and "75 个在所有分区之外" in words and "名次会变的有" in words
    english = "\n".join(each.en for each in density_reading(found))
    assert "6.03 times as dense" in english and "not approved" in english
    pair = pair_reading(found, "putuo-park-north", "zhangjiang-science-city")
    assert "区间" in pair.zh and pair.en


def test_blocks_sum_their_parks_and_published_areas_change_the_density(starter: Project) -> None:
    drawn = compare_zones(starter, DensityWish("subparks", "facilities", level="block"), areas_of())
    assert sorted(row.n for row in drawn.table.rows) == [6, 17] and "block" in drawn.levels
    assert sorted(len(each) for each in drawn.members) == [6, 8]
    published = compare_zones(starter, DensityWish("zones", "facilities", basis="published"), areas_of())
    assert published.table.row("lingang-new-area").area_km2 == 873.0


@pytest.mark.parametrize(
    ("wording", "year", "meant"),
    [
        ("2022年建成", 2022, 1), ("2022年建成", 2021, 0), ("2020", 2020, 1), ("2020.0", 2019, 0),
        ("2019年开工，建设周期5年", 2024, 1), ("2019年开工，建设周期5年", 2023, 0), ("建成", 2025, 1),
        ("建成", 2010, -1), ("", 2025, -1), ("在建", 2025, -1),
    ],
)  # fmt: skip
def test_what_a_wording_says_of_a_year(wording: str, year: int, meant: int) -> None:
    assert built_by([wording], year).tolist() == [meant]


def test_years_leave_out_what_tells_none_and_say_so(starter: Project) -> None:
    assert {"planned_year", "status_zh"} <= set(year_columns(starter.dataset("facilities")))
    assert "accuracy_m" not in year_columns(starter.dataset("facilities"))
    wish = DensityWish("zones", "facilities", year_field="status_zh", year=2025)
    found = compare_zones(starter, wish, areas_of())
    assert found.table.counts.points == 10
    assert any("122 个点没有写明年份" in note.zh for note in density_reading(found))


def test_kinds_have_shares_and_quotients_of_their_own(starter: Project) -> None:
    found = compare_zones(starter, DensityWish("zones", "facilities", by="kind"), areas_of())
    table = kinds_result(found)
    assert len(table.rows) == 4 * 9 and len(table.columns) == 5
    few = compare_zones(starter, DensityWish("zones", "facilities", by="kind", kinds=("university",)), areas_of())
    assert few.table.counts.points == 23


DEGENERATE = {
    "no points": (lambda: made([], SQUARES), "没有可用的点"),
    "points without places": (lambda: made([Point(), None], SQUARES), "没有坐标"),
    "all in one place": (lambda: made([HERE] * 9, SQUARES), "没有点，"),
    "all outside": (lambda: made([Point(120, 30)] * 3, SQUARES), "没有点落在任何分区内"),
    "one zone": (lambda: made([HERE] * 3, SQUARES[:1]), "只有一个分区"),
    "a zone without area": (
        lambda: made([HERE], [SQUARES[0], Polygon([(121.5, 31.2), (121.5, 31.3), (121.5, 31.25)])]),
        "没有面积",
    ),
}


@pytest.mark.parametrize("case", DEGENERATE)
def test_degenerate_inputs_get_an_answer_or_an_error_in_words(case: str) -> None:
    build, words = DEGENERATE[case]
    try:
        found = compare_zones(build(), DensityWish("zones", "sites"))
    except GisError as error:
        assert error.message("zh") and error.message("en")
        return
    said = "\n".join(each.zh for each in density_reading(found))
    assert words in said, said
    table = density_result(found)
    printed = [cell_words(cell, "en") for row in table.rows for cell in row]
    assert not any("nan" in each.lower() or "inf" in each.lower() for each in printed)
    assert not any(isinstance(cell, float) and not math.isfinite(cell) for row in table.rows for cell in row)


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (DensityWish("sites", "sites"), "不是面图层"),
        (DensityWish("zones", "sites", by="nothing"), "没有字段"),
        (DensityWish("zones", "sites", by="kind", kinds=("none such",)), "没有任何点"),
        (DensityWish("zones", "sites", basis="published"), "没有公布面积"),
        (DensityWish("zones", "sites", level="block"), "不能汇总"),
        (DensityWish("zones", "sites", border_m=-5.0), "到边界的距离"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_words(wish: DensityWish, words: str) -> None:
    project = made([HERE, HERE], SQUARES, kind=["a", "b"])
    with pytest.raises(GisError) as caught:
        compare_zones(project, wish)
    assert words in caught.value.message("zh")


def test_a_missing_weight_is_no_zero_and_nothing_is_printed_as_nan() -> None:
    project = made([HERE, HERE], SQUARES, staff=[np.nan, np.nan])
    found = compare_zones(project, DensityWish("zones", "sites", weight="staff"))
    assert any("权重缺失" in each.zh for each in density_reading(found))
    assert "nan" not in " ".join(cell_words(c, "en") for row in density_result(found).rows for c in row).lower()


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_written_result_has_figures_and_its_reading(starter: Project, tmp_path: Path, ending: str) -> None:
    table = density_result(compare_zones(starter, DensityWish("zones", "facilities"), areas_of()))
    path = tmp_path / f"t.{ending}"
    assert write_result(table, path, "zh") == 4
    read = pd.read_csv(path) if ending == "csv" else pd.read_excel(path)
    assert float(read.loc[0, "密度（每 km²）"]) == pytest.approx(5.167, abs=1e-3)
    assert read["名次"].astype(str).str.contains("Garwood").any()
