"""The sentence of sources, and the names of kinds."""

from __future__ import annotations

import geopandas as gpd
from shapely.geometry import Point

from layers.cartography.symbology import Categorised, Category, Clustered
from layers.layer import Dataset, Layer, Map
from layers.project import Project
from layers.results.kind_labels import kind_labels
from layers.results.source_words import sources_of
from spatial.text import Text


def dataset(name: str, **columns: list[object]) -> Dataset:
    n = max((len(each) for each in columns.values()), default=1)
    frame = gpd.GeoDataFrame(columns, geometry=[Point(121, 31)] * n, crs=4326)
    return Dataset(name, Text(name, name.upper()), frame)


def test_documents_are_counted_and_cells_without_one_are_passed_over() -> None:
    cells: list[object] = [
        "001 (规划) 第1行",
        "001 (规划) 第2行",
        "002（通知）表3",
        "counted; not a statistic",
        "",
        None,
    ]
    words = sources_of((dataset("a", source=cells), dataset("b", source=["003 (公报) 一"]), dataset("c"), None))
    assert words[0].zh == "数据来源：a：001 (规划)（2）、002（通知）（1）；b：003 (公报)。"
    assert words[0].en == "Sources of the data: A: 001 (规划) (2), 002（通知） (1); B: 003 (公报)."
    assert sources_of((dataset("c"), dataset("d", source=["nobody knows"]))) == ()


def test_many_documents_are_cut_and_the_rest_is_counted() -> None:
    words = sources_of((dataset("a", source=[f"{n} (x{n}) y" for n in range(9)]),))
    assert "等 9 份文件" in words[0].zh and words[0].en.endswith("and 5 more.")


def test_kinds_go_by_the_labels_of_a_legend() -> None:
    named = (Category("lab", Text("实验室", "Laboratory"), "#111111"), Category("x", Text(""), "#222222"))
    sites = dataset("sites", kind=["lab", "x"], other=["a", "b"])
    for look in (Categorised("kind", named), Clustered(field="kind", categories=named)):
        shown = Map("m", Text("m"), (Layer("l", "sites", Text("l"), look),))
        project = Project(Text("p"), (sites,), (shown,), "m")
        assert kind_labels(project, "sites", "kind") == {"lab": Text("实验室", "Laboratory")}
        assert kind_labels(project, "sites", "other") == kind_labels(project, "zones", "kind") == {}
