"""Degenerate inputs: every statistic gives a stated answer or a clear error, never NaN as a number or a silent zero."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import geopandas as gpd
import pytest
from shapely.geometry import LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from layers.layer import Dataset
from layers.project import Project
from layers.results.autocorrelation_result import autocorrelation_columns, autocorrelation_in, autocorrelation_result
from layers.results.autocorrelation_story import autocorrelation_story
from layers.results.cluster_result import ClusterWish, cluster_columns, clusters_in, clusters_result
from layers.results.density_reading import density_result, kinds_result
from layers.results.pattern_result import PatternWish, ellipse_layers, pattern_in, pattern_result
from layers.results.pattern_story import pattern_story
from layers.results.result_story import density_story
from layers.results.result_tables import ResultTable
from layers.results.spatial_statistics import STATISTICS, TWO_FIELDS, Statistic, Wish
from layers.results.surface_layers import SurfaceWish, bandwidths_of, surface_layers
from layers.results.zone_comparison import DensityWish, compare_zones
from spatial.errors import GisError
from spatial.statistics.permutations import Shuffle
from spatial.text import Text

NAN = float("nan")
CELL = 0.02
GRID = [
    box(121.4 + CELL * i, 31.2 + CELL * j, 121.4 + CELL * (i + 1), 31.2 + CELL * (j + 1))
    for i in range(3)
    for j in range(3)
]
ISLANDS = [box(121.0 + 0.5 * i, 31.2, 121.0 + 0.5 * i + CELL, 31.22) for i in range(6)]
SPREAD = [Point(121.405 + 0.0061 * (n % 9), 31.203 + 0.0057 * (n // 9) + 0.0003 * (n % 5)) for n in range(60)]

POINTS: dict[str, list[BaseGeometry | None]] = {
    "no points": [],
    "one point": SPREAD[:1],
    "two points": SPREAD[:2],
    "all at one place": [Point(121.41, 31.21)] * 30,
    "no places": [Point(), None, Point()],
    "on a line": [Point(121.405 + 0.001 * n, 31.21) for n in range(30)],
    "all outside": [Point(100 + n * 0.01, 20) for n in range(12)],
    "spread": SPREAD,
}
ZONES: dict[str, list[BaseGeometry | None]] = {
    "a grid": GRID,
    "one zone": GRID[:1],
    "no area": [Polygon(), None, LineString([(121.4, 31.2), (121.5, 31.2)])],
    "a zone without area": [*GRID[:3], Polygon(), None],
    "zones at one place": [GRID[0]] * 3,
    "islands only": ISLANDS,
    "a bow tie": [Polygon([(121.4, 31.2), (121.46, 31.26), (121.46, 31.2), (121.4, 31.26)]), GRID[8]],
    "no zones": [],
}
VALUES: dict[str, list[float | str | None]] = {
    "different": [1, 5, 2, 8, 3, 9, 4, 7, 6],
    "all equal": [4] * 9,
    "none": [NAN] * 9,
    "words": ["/", "3-5", None, "x", "", "/", "/", "/", "/"],
    "zeros": [0] * 9,
    "one differs": [1, 0, 0, 0, 0, 0, 0, 0, 0],
    "one missing": [1, 5, 2, None, 3, 9, 4, 7, 6],
    "negative": [-1, -5, 2, 8, -3, 9, 4, 7, 6],
}


def dataset(name: str, shapes: list[BaseGeometry | None], **columns: list[object]) -> Dataset:
    frame = gpd.GeoDataFrame({"id": [f"{name}{n}" for n in range(len(shapes))], **columns}, geometry=shapes, crs=4326)
    return Dataset(name, Text(name), frame, id_field="id")


def sites(name: str) -> Dataset:
    shapes = POINTS[name]
    n = len(shapes)
    kinds, staff = ["a" if k % 3 else "b" for k in range(n)], [None if k % 4 == 0 else k for k in range(n)]
    return dataset("sites", shapes, kind=kinds, staff=staff, built=["2020" if k % 2 else "" for k in range(n)])


def answered(work: Callable[[], object]) -> object | None:
    """Return the answer, None where there was an error in both languages that says what to do."""
    try:
        return work()
    except GisError as error:
        assert error.what.zh and error.what.en and error.remedy.zh and error.remedy.en
        return None


def check_table(table: ResultTable) -> None:
    for row in table.rows:
        assert len(row) == len(table.columns)
        assert not [each for each in row if isinstance(each, float) and not math.isfinite(each)], row
    for words in table.words:
        for said in (words.zh, words.to("en")):
            assert said and "nan" not in said.lower().replace("finance", "") and "None" not in said, said


@pytest.mark.parametrize(("points", "zones"), list(itertools.product(POINTS, ZONES)))
def test_density(points: str, zones: str) -> None:
    project = Project(Text("p"), (dataset("zones", ZONES[zones]), sites(points)))
    for wish in (
        DensityWish("zones", "sites"),
        DensityWish("zones", "sites", by="kind", weight="staff", border_m=50.0),
    ):
        found = answered(lambda wish=wish: compare_zones(project, wish))
        if found is None:
            continue
        check_table(density_result(found))  # type: ignore[arg-type]
        check_table(kinds_result(found))  # type: ignore[arg-type]
        for row in found.table.rows:  # type: ignore[attr-defined]
            assert (row.density_per_km2 is None) == (row.area_km2 is None), "no area: no density, and not 0"
        answered(lambda found=found: density_story(project, found))


@pytest.mark.parametrize(
    ("points", "zones"), list(itertools.product(POINTS, ["a grid", "no area", "a zone without area", ""]))
)
def test_patterns_surfaces_and_clusters(points: str, zones: str) -> None:
    where = dataset("zones", ZONES[zones]) if zones else None
    place = sites(points)
    project = Project(Text("p"), (place,) if where is None else (place, where))
    found = answered(lambda: pattern_in(place, where, PatternWish("staff", "built", "kind")))
    if found is not None:
        check_table(pattern_result(found))  # type: ignore[arg-type]
        answered(lambda: ellipse_layers(found))  # type: ignore[arg-type]
        if points == "spread":
            answered(lambda: pattern_story(project, found))  # type: ignore[arg-type]
    if where is None or zones in ("a grid", "no area"):
        rules = answered(lambda: bandwidths_of(place, where, "quartic"))
        assert rules is None or all(each.metres > 0 for each in rules.values())  # type: ignore[attr-defined]
        answered(lambda: surface_layers(place, where, SurfaceWish("given", 300.0)))
    for method, least in (("dbscan", 4), ("dbscan", 1), ("hdbscan", 4), ("k_means", 3)):
        wish = ClusterWish(method, 0.0, least)  # type: ignore[arg-type]
        groups = answered(lambda wish=wish: clusters_in(place, where, wish))
        if groups is not None:
            check_table(clusters_result(groups))  # type: ignore[arg-type]
            answered(lambda groups=groups: cluster_columns(groups))  # type: ignore[arg-type]


@pytest.mark.parametrize("statistic", STATISTICS)
@pytest.mark.parametrize("values", VALUES)
def test_autocorrelation(statistic: Statistic, values: str) -> None:
    for zones in ("a grid", "islands only", "no area", "zones at one place", "one zone"):
        shapes = ZONES[zones]
        column = (VALUES[values] * 3)[: len(shapes)]
        layer = dataset("zones", shapes, value=column, other=[float(n % 4) for n in range(len(shapes))])
        for weights in ("queen", "kernel:gaussian:900") if zones == "a grid" else ("knn:2",):
            wish = Wish(statistic, weights, shuffle=Shuffle(49), second="other" if statistic in TWO_FIELDS else "")
            found = answered(lambda wish=wish, layer=layer: autocorrelation_in(layer, "value", wish))
            if found is None:
                continue
            check_table(autocorrelation_result(found))  # type: ignore[arg-type]
            answered(lambda found=found: autocorrelation_columns(found))  # type: ignore[arg-type]
            answered(lambda found=found, layer=layer: autocorrelation_story(Project(Text("p"), (layer,)), found))  # type: ignore[arg-type]
