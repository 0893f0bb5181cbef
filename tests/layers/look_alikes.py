"""A project whose columns look alike and do not compare: figures of the starter's catalogue over four areas."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from types import MappingProxyType

import geopandas as gpd
from shapely.geometry import box

from layers.cartography.bivariate_styling import bivariate
from layers.cartography.styling import graduated
from layers.cartography.symbology import Symbology
from layers.indicators.catalogue import Catalogue, read_catalogue
from layers.indicators.overrides import Compared, Override
from layers.indicators.plan_tables import STARTER_TABLES
from layers.layer import Dataset, Layer, Map
from layers.project import Project
from spatial.text import Text

GRANTED, HELD, HIGH_VALUE = (
    "patents_granted_per_10k_persons",
    "patents_held_per_10k_pop",
    "patents_highvalue_per_10k_pop",
)
FIRMS, GDP = "hightech_enterprises", "gdp"
REASON = "规划座谈会要求对照，仅作讨论"


@cache
def catalogue() -> Catalogue:
    """Return the starter's catalogue."""
    return read_catalogue(STARTER_TABLES)


def areas() -> Dataset:
    """Return four areas with figures of look-alikes, of two actual years and a target."""
    columns = {
        f"{GRANTED}@2019": [57.1, 40.0, 20.0, 30.0],
        f"{HELD}@2019": [66.4, 50.0, 30.0, 45.0],
        f"{HIGH_VALUE}@2019": [30.0, 20.0, 10.0, 15.0],
        f"{FIRMS}@2018": [2000.0, 900.0, 100.0, 300.0],
        f"{FIRMS}@2019": [2178.0, 1000.0, 316.0, 400.0],
        f"{FIRMS}@2025": [8000.0, 2000.0, 415.0, 600.0],
        f"{GDP}@2019": [12000.0, 5000.0, 800.0, 900.0],
    }
    names = {"id": ["a", "b", "c", "d"], "name": ["浦东", "普陀", "闵行", "嘉定"]}
    frame = gpd.GeoDataFrame(
        names | columns,
        geometry=[box(121.4 + i / 20, 31.2, 121.44 + i / 20, 31.24) for i in range(4)],
        crs="EPSG:4326",
    )
    fields = {
        field.name: field
        for column in columns
        for field in catalogue().fields_for(column.partition("@")[0], [int(column[-4:])], "pudong")
    }
    fields = {name: replace(field, year_kind=field.year_kind or "actual") for name, field in fields.items()}
    return Dataset("areas", Text("区", "Areas"), frame, "wgs84", "id", "name", MappingProxyType(fields))


def project(look: Symbology | None = None) -> Project:
    """Return a project of one map with one layer over the areas; `look`: instead of a fill of granted patents."""
    dataset = areas()
    look = look or graduated(dataset, f"{GRANTED}@2019")
    layers = (Layer("areas", "areas", Text("区", "Areas"), look),)
    return Project(
        Text("看似相同", "Look-alikes"),
        (dataset,),
        (Map("map", Text("专利", "Patents"), layers, notes=(Text("本图的说明", "A note of this map"),)),),
        "map",
    )


def pair_look() -> Symbology:
    """Return a bivariate look of two patents indicators that do not compare."""
    return bivariate(areas(), f"{GRANTED}@2019", f"{HELD}@2019", 2)


def exception(a: str = f"{GRANTED}@2019", b: str = f"{HELD}@2019") -> Override:
    """Return the override that lets two columns meet, whatever they differ in."""
    aspects = ("unit", "stock_flow", "base", "definition", "indicator", "year_kind")
    return Override((Compared("areas", a), Compared("areas", b)), aspects, REASON, author="王工", date="2026-11-21")
