"""Point patterns of a project's data sets: the starter's sites, layers to keep, clusters by zone, degenerate inputs."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import Point

from layers.layer import Dataset
from layers.project import Project
from layers.results.cluster_result import (
    ClusterWish,
    cluster_columns,
    clusters_in,
    clusters_reading,
    clusters_result,
)
from layers.results.kind_labels import kind_labels
from layers.results.pattern_reading import pattern_reading
from layers.results.pattern_result import PatternWish, ellipse_layers, pattern_in, pattern_result
from layers.results.result_maps import add_layers
from layers.results.result_tables import cell_words
from layers.results.surface_layers import SurfaceWish, bandwidths_of, surface_layers
from layers.storage.project_file import read_project
from spatial.errors import GisError
from spatial.text import Text

STARTER = Path(__file__).resolve().parents[2] / "data" / "geo"


@pytest.fixture(scope="module")
def starter() -> Project:
    return read_project(STARTER).project


def test_the_starters_sites_in_the_four_zones(starter: Project) -> None:
    found = pattern_in(starter.dataset("facilities"), starter.dataset("zones"))
    assert found.pattern.n == 57 and [each.n for each in found.centres] == [57, 26, 8, 6, 17]
    assert [len(each) for each in found.members] == [57, 26, 8, 6, 17]
    words = "\n".join(each.zh for each in pattern_reading(found))
    assert "显著地聚集" in words and "L 函数" in words and "75 个点未计入" in words
    assert len(pattern_result(found).rows) == 5
    made = add_layers(starter, ellipse_layers(found))
    assert [layer.dataset for layer in made.shown.layers[-2:]] == ["ellipses", "mean_centres"]
    assert len(made.dataset("ellipses").frame) == 5 and made.dataset("ellipses").frame.geom_type.eq("Polygon").all()


def test_centres_by_zone_and_year_are_those_of_what_stood_then(starter: Project) -> None:
    """A stock: what stood by the end of 2020 stands in 2025, and points that state no year are named, not counted."""
    wish = PatternWish(year_field="status_zh")
    found = pattern_in(starter.dataset("facilities"), starter.dataset("zones"), wish)
    rows = {
        (name.zh, year): centre.n for name, year, centre in zip(found.names, found.years, found.centres, strict=True)
    }
    of_all = [n for (name, _), n in rows.items() if name.startswith("全部")]
    assert of_all[0] == 57 and of_all[1:] == sorted(of_all[1:]) and len(of_all) == 7
    assert "全部（2022 年底前建成）" in {name for name, _ in rows}
    assert any("没有写明年份" in each.zh for each in pattern_reading(found))
    (ellipses, look), (centres, _) = ellipse_layers(found)
    assert set(ellipses.frame["until"]) == {each.value for each in look.categories}  # type: ignore[union-attr]
    assert ellipses.frame.geom_type.isin(["LineString", "LinearRing"]).all() and len(centres.frame) == len(rows)


def test_weights_move_the_centre_and_not_the_test(starter: Project) -> None:
    facilities, zones = starter.dataset("facilities"), starter.dataset("zones")
    plain, weighted = (pattern_in(facilities, zones, PatternWish(each)) for each in ("", "seq"))
    assert plain.near == weighted.near and plain.centres[0].mean != weighted.centres[0].mean
    assert "按权重" in weighted.methods[-1].zh


def test_kinds_are_named_coloured_and_compared_with_all_points(starter: Project) -> None:
    labels = kind_labels(starter, "facilities", "kind")
    wish = PatternWish(by="kind", labels=labels)
    found = pattern_in(starter.dataset("facilities"), starter.dataset("zones"), wish)
    assert [each.n for each in found.kinds] == sorted((each.n for each in found.kinds), reverse=True)
    assert sum(each.n for each in found.kinds) == 57 and found.kinds[0].name.zh == "科研院所"
    words = "\n".join(each.zh for each in pattern_reading(found))
    assert "重大科技基础设施（10 个）：" in words and "比全部点更聚集" in words and "没有显著差别的：科研院所" in words
    (ellipses, look), (centres, _) = ellipse_layers(found)
    assert set(ellipses.frame["group"]) <= {each.value for each in look.categories}  # type: ignore[union-attr]
    assert len(centres.frame) == len(found.names) == 5 + len(found.kinds)
    assert next(each for each in found.sorts if each == "kind") and found.sorts[:5] == ("all", *["zone"] * 4)


def test_a_surface_is_bands_and_contours(starter: Project) -> None:
    facilities, zones = starter.dataset("facilities"), starter.dataset("zones")
    ((bands, look), (lines, _)), method = surface_layers(facilities, zones, SurfaceWish(rule="likelihood"))
    levels = bands.frame["density"].tolist()
    assert levels == sorted(levels) and levels[0] > 0 and "交叉验证" in method.zh
    assert [each.value for each in look.categories] == [str(level) for level in levels]  # type: ignore[union-attr]
    assert set(lines.frame["density"]) <= set(levels) and lines.frame.geom_type.str.contains("LineString").all()
    made, _ = surface_layers(facilities, zones, SurfaceWish())
    assert made[0][0].fields["density"].unit == "个/平方公里", "a unit that is known in English, too"
    drawn = [each.dataset for each in add_layers(starter, made, under="facilities").shown.layers]  # type: ignore[union-attr]
    assert drawn.index("zones") < drawn.index("kernel_density") < drawn.index("facilities") < len(drawn) - 1
    assert drawn[-1] == "density_contours"
    rules = bandwidths_of(facilities, zones, "quartic")
    given = SurfaceWish("given", rules["scott"].metres, bands=False, weight="seq")
    ((weighted, _),), words = surface_layers(facilities, zones, given)
    assert list(rules) == ["scott", "silverman", "likelihood"] and "用户给定" in words.zh and "按权重" in words.zh
    assert weighted.id == "density_contours"


@pytest.mark.parametrize("method", ["dbscan", "hdbscan", "k_means"])
def test_clusters_are_crossed_with_zones_and_blocks(starter: Project, method: str) -> None:
    facilities, zones = starter.dataset("facilities"), starter.dataset("subparks")
    found = clusters_in(facilities, zones, ClusterWish(method))  # type: ignore[arg-type]
    derived, look = cluster_columns(found)
    (cells,) = derived.columns.values()
    clusters = set(cells.tolist()) - {"noise"}
    words = clusters_reading(found)
    assert words[0].zh.startswith(f"{len(clusters)} 个聚类") and look.field in derived.columns
    assert any(each.zh.startswith("聚类 1：") for each in words)
    table = clusters_result(found)
    for row in table.rows:
        assert sum(row[3:]) == row[1]  # type: ignore[arg-type]
    by_block = clusters_in(facilities, zones, ClusterWish(method, by_block=True))  # type: ignore[arg-type]
    assert {each.zh for each in by_block.columns} == {"北区块", "南区块"}
    assert by_block.cross is not None and found.cross is not None
    assert by_block.cross.n.sum(axis=1).tolist() == found.cross.n.sum(axis=1).tolist()


def test_a_radius_far_from_the_knee_is_told(starter: Project) -> None:
    found = clusters_in(starter.dataset("facilities"), None, ClusterWish(eps_m=20_000.0))
    assert any("相差一倍以上" in each.zh for each in clusters_reading(found)) and found.cross is None


@pytest.mark.parametrize(
    "points",
    [
        [],
        [Point(121.4, 31.2)],
        [Point(121.4, 31.2)] * 9,
        [Point(), None],
        [Point(121 + n / 10, 31.0) for n in range(5)],
    ],
    ids=["none", "one", "one place", "no places", "a line"],
)
def test_degenerate_patterns_get_an_answer_or_words(points: list[Point]) -> None:
    frame = gpd.GeoDataFrame({"id": [str(n) for n in range(len(points))]}, geometry=points, crs=4326)
    dataset = Dataset("sites", Text("点", "Sites"), frame, id_field="id")
    for work in (
        lambda: pattern_result(pattern_in(dataset, None)),
        lambda: surface_layers(dataset, None, SurfaceWish()),
        lambda: bandwidths_of(dataset, None, "quartic"),
        lambda: clusters_result(clusters_in(dataset, None, ClusterWish())),
    ):
        try:
            made = work()
        except GisError as error:
            assert error.message("zh") and error.message("en")
            continue
        if hasattr(made, "rows"):
            assert not any(cell_words(cell, "en").lower() == "nan" for row in made.rows for cell in row)
