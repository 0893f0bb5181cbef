"""A small project with every kind of part, for the tests of the document."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import geopandas as gpd
from shapely import Point, Polygon, box

from layers.cartography.symbology import Categorised, Category, Clustered, Graduated, Proportional, Single
from layers.layer import Dataset, Field, JoinStep, Layer, Map, Origin
from layers.project import Project
from spatial.findings import Finding
from spatial.text import Text

PARKS = gpd.GeoDataFrame(
    {
        "id": ["001", "002", "003"],
        "name": ["桃浦智创城", "未来岛", "<b>“长风”</b>`"],
        "n@2019": [316.0, None, 0.0],
        "n@2025": ["415", "/", "458（预估）"],
        "count": [3, 0, 7],
        "ok": [True, False, True],
        "empty": [None, None, None],
    },
    geometry=[
        box(121.3, 31.2, 121.4, 31.3),
        Polygon([(121.1, 31.1), (121.2, 31.1), (121.15, 31.2)], [[(121.14, 31.12), (121.16, 31.12), (121.15, 31.14)]]),
        None,
    ],
    crs="EPSG:4326",
)
SITES = gpd.GeoDataFrame(
    {"id": ["a", "b"], "kind": ["实验室", "中心"]},
    geometry=[Point(121.123456789012345, 31.1), Point(121.5, 31.2)],
    crs="EPSG:4326",
)

YEARS = tuple(
    Graduated(
        f,
        "manual",
        (0.0, 100.0, 500.0),
        ("#ffffcc", "#225ea8"),
        ramp="YlGnBu",
        lock="n",
        reason=Text("人工", "by hand"),
    )
    for f in ("n@2019", "n@2025")
)


def small_project() -> Project:
    """Return two data sets, two maps and four layers; the looks of years are locked over both maps."""
    parks = Dataset(
        "parks",
        Text("园区", "Parks"),
        PARKS,
        id_field="id",
        name_field="name",
        fields=MappingProxyType(
            {"n@2019": Field("n@2019", Text("高新技术企业", "High-tech firms"), "家", "htf", 2019, "actual")}
        ),
        findings=(Finding("empty_geometry", "warning", Text("无几何", "no geometry"), 2),),
        joins=(JoinStep("tables/n.csv", "0" * 64, (("id", "code"),), "years", ("n@2019", "n@2025"), 3, 0, 1),),
        origin=Origin("", attribution=Text("© 示例", "© example"), licence="CC0-1.0"),
    )
    sites = Dataset("sites", Text("设施", "Sites"), SITES, datum="gcj02", id_field="id")
    kinds = tuple(Category(v, Text(v, v), c) for v, c in (("实验室", "#e69f00"), ("中心", "#56b4e9")))
    first = Map(
        "first",
        Text("一", "One"),
        (
            Layer("parks_a", "parks", Text("园区", "Parks"), YEARS[0], YEARS),
            Layer(
                "sites_a", "sites", Text("设施", "Sites"), Clustered("dbscan", "kind", kinds), opacity=0.5, labels=True
            ),
        ),
        notes=(Text("示意", "schematic"),),
        extent=(121.0, 31.0, 122.0, 32.0),
    )
    second = Map(
        "second",
        Text("二", "Two"),
        (
            Layer(
                "parks_b",
                "parks",
                Text("园区", "Parks"),
                replace(YEARS[1], colours=("#fee8c8", "#e34a33"), ramp="OrRd"),
            ),
            Layer("base", "parks", Text("底图", "Base"), Single(), context=True),
            Layer("size", "parks", Text("数量", "Size"), Proportional("count", 7.0, lock="count")),
            Layer("kinds", "sites", Text("类别", "Kinds"), Categorised("kind", kinds), visible=False),
        ),
    )
    return Project(
        Text("小项目", "Small project"),
        (parks, sites),
        (first, second),
        "first",
        aliases=MappingProxyType({"桃浦智创top": "001"}),
    )
