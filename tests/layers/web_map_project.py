"""A small project for the tests of the page: parks with years, blocks, odd values; sites in groups; hostile texts."""

from __future__ import annotations

from types import MappingProxyType

import geopandas as gpd
import numpy as np
from shapely import GeometryCollection, LineString, MultiPolygon, Point, box

from layers.cartography.styling import categorised, clustered, proportional, year_alternatives
from layers.cartography.symbology import Single
from layers.layer import Dataset, Field, Layer, Map, Origin
from layers.project import Project
from spatial.text import Text

HOSTILE = (
    "<script>window.__pwned=1</script>",
    "</script><script>window.__pwned=2</script>",
    '"><img src=x onerror="window.__pwned=3">',
    "`${window.__pwned=4}`",
    "'; window.__pwned=5; //",
    "“中文引号”‘与’😀\u2028\u2029&lt;b&gt;",
    "<!-- </noscript> {{ 7*7 }} {% raw %}",
)


def parks() -> Dataset:
    """Return eight cells in two rows that share borders, one of them in two parts with a hole."""
    cells = [
        box(121.30 + 0.02 * (i % 4), 31.20 + 0.02 * (i // 4), 121.32 + 0.02 * (i % 4), 31.22 + 0.02 * (i // 4))
        for i in range(8)
    ]
    cells[7] = MultiPolygon(
        [cells[7].difference(box(121.365, 31.225, 121.37, 31.23)), box(121.40, 31.22, 121.41, 31.23)]
    )
    frame = gpd.GeoDataFrame(
        {
            "id": [f"park-{i}" for i in range(8)],
            "name_zh": ["桃浦智创城", "未来岛", "长风", "真如", "长征", "武宁", "天地", "同济"],
            "name_en": [f"Park {i}" for i in range(8)],
            "block": ["north"] * 3 + ["south"] * 5,
            "firms@2019": ["316", "0", "3-5", "/", None, "12", "458（预估）", "90"],
            "firms@2025": ["415", "40", "20", "30", "/", "200", "500", "100"],
            "theme": ["智能", "智能", "医药", None, "医药", "软件", "软件", "智能"],
            "geometry_status": ["approved", "schematic"] * 4,
            "accuracy_m": [100, 500] * 4,
            "source": ["003 表1"] * 8,
        },
        geometry=cells,
        crs="EPSG:4326",
    )
    firms = Text("高新技术企业", "High-tech firms")
    fields = {
        f"firms@{year}": Field(f"firms@{year}", firms, "家", "firms", year, "target" if year == 2025 else "actual")
        for year in (2019, 2025)
    }
    fields["theme"] = Field("theme", Text("产业", "Industry"))
    return Dataset(
        "parks",
        Text("园区", "Parks"),
        frame,
        id_field="id",
        name_field="name_zh",
        fields=MappingProxyType(fields),
        origin=Origin(
            "parks.geojson",
            attribution=Text("© OpenStreetMap contributors（ODbL）", "© OpenStreetMap contributors (ODbL)"),
        ),
    )


def sites() -> Dataset:
    """Return 60 points: two dense groups and some alone."""
    rng = np.random.default_rng(1)
    xy = np.vstack(
        [
            rng.normal((121.33, 31.21), 0.001, (25, 2)),
            rng.normal((121.37, 31.23), 0.001, (25, 2)),
            rng.uniform((121.3, 31.2), (121.4, 31.24), (10, 2)),
        ]
    )
    frame = gpd.GeoDataFrame(
        {
            "id": [f"s{i}" for i in range(60)],
            "name": [f"实验室{i}" for i in range(60)],
            "kind": ["国家级", "市级", "其他"] * 20,
        },
        geometry=[Point(p) for p in xy],
        crs="EPSG:4326",
    )
    return Dataset("sites", Text("设施", "Sites"), frame, id_field="id", name_field="name")


def oddities() -> Dataset:
    """Return geometries of every kind in one layer, named by texts that try to run."""
    geometry = [
        box(121.30, 31.26, 121.32, 31.28),
        LineString([(121.30, 31.25), (121.40, 31.25)]),
        Point(121.35, 31.27),
        None,
        GeometryCollection([Point(121.36, 31.27), box(121.37, 31.26, 121.38, 31.27)]),
        box(121.33, 31.26, 121.34, 31.27),
        box(121.39, 31.26, 121.40, 31.27),
    ]
    frame = gpd.GeoDataFrame(
        {"name": list(HOSTILE), "value <b>": list(reversed(HOSTILE))}, geometry=geometry, crs="EPSG:4326"
    )
    return Dataset("odd", Text(HOSTILE[0], HOSTILE[1]), frame, name_field="name")


def web_project() -> Project:
    """Return three maps: parks with years over a background, cluster maps of the sites, and the hostile layer."""
    park, site, odd = parks(), sites(), oddities()
    years = year_alternatives(park, ("firms@2019", "firms@2025"))
    first = Map(
        "firms",
        Text("高新技术企业", "High-tech firms"),
        (
            Layer("ground", "parks", Text("底", "Ground"), Single("#f3efe6", "#cccccc"), context=True),
            Layer("firms-layer", "parks", Text("园区", "Parks"), years[0], years, labels=True),
            Layer("firms-size", "parks", Text("企业数", "Number of firms"), proportional(park, "firms@2025")),
        ),
        Text("两个年份。", "Two years."),
        (Text("示例数据。", "Sample data."),),
    )
    second = Map(
        "sites",
        Text("设施聚类", "Clusters"),
        (
            Layer("industries", "parks", Text("产业", "Industry"), categorised(park, "theme"), opacity=0.6),
            Layer(
                "dense",
                "sites",
                Text("集聚区", "Dense areas"),
                clustered(site, "dbscan", "kind", eps_m=400, min_samples=4),
            ),
            Layer("markers", "sites", Text("设施", "Sites"), clustered(site, "aggregate", "kind")),
        ),
    )
    third = Map(
        "odd",
        Text(HOSTILE[2], HOSTILE[3]),
        (Layer("odd-layer", "odd", Text(HOSTILE[4]), categorised(odd, "value <b>")),),
        notes=(Text(HOSTILE[5]),),
    )
    return Project(
        Text("测试图集", "Test atlas"),
        (park, site, odd),
        (first, second, third),
        "firms",
        aliases=MappingProxyType({"桃浦智创top": "park-0", "<b>x": "park-1"}),
    )
