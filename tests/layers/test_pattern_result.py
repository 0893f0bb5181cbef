"""Point patterns of a project's data sets: the starter's sites, layers to keep, clusters by zone, degenerate inputs."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import Point

from layers.layer import Dataset
from layers.project import Project
from layers.results.pattern_result import (
    cluster_points,
    ellipse_layers,
    pattern_in,
    pattern_reading,
    pattern_result,
    surface_layer,
)
from layers.results.result_maps import add_layers
from layers.results.result_tables import cell_words
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


def test_a_surface_is_an_ordinary_layer_of_bands(starter: Project) -> None:
    dataset, look, method = surface_layer(starter.dataset("facilities"), starter.dataset("zones"))
    levels = dataset.frame["density"].tolist()
    assert levels == sorted(levels) and levels[0] > 0 and "米" in method.zh
    assert [each.value for each in look.categories] == [str(level) for level in levels]  # type: ignore[union-attr]


@pytest.mark.parametrize("method", ["dbscan", "hdbscan", "k_means"])
def test_clusters_are_crossed_with_zones(starter: Project, method: str) -> None:
    derived, look, words = cluster_points(starter.dataset("facilities"), starter.dataset("zones"), (method, 0.0, 4))  # type: ignore[arg-type]
    (cells,) = derived.columns.values()
    clusters = {each for each in cells.tolist() if each is not None}
    assert words[0].zh.startswith(f"{len(clusters)} 个聚类") and look.field in derived.columns
    assert any(each.zh.startswith("聚类 1：") for each in words)


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
        lambda: surface_layer(dataset, None),
        lambda: cluster_points(dataset, None, ("dbscan", 0.0, 4)),
    ):
        try:
            made = work()
        except GisError as error:
            assert error.message("zh") and error.message("en")
            continue
        if hasattr(made, "rows"):
            assert not any(cell_words(cell, "en").lower() == "nan" for row in made.rows for cell in row)
