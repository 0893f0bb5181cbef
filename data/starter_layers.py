"""The layers that the starter maps need and no source prints: unions, counts and shares, each with its provenance."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from layers.areas import AreaTable
from layers.indicators.catalogue import Catalogue, Value
from layers.tables import Row
from spatial.crs import geodesic_area_m2

GRID_DEG = 1e-6
PROGRESS_INDICATOR = "hightech_enterprises"
TARGET_YEAR = 2025
PUDONG_YEARS = (2018, 2019, 2020, 2025)
STATUS_ORDER = ("published", "digitised", "schematic")

KIND_LABELS = {
    "major_science_facility": ("重大科技基础设施", "Major science facilities"),
    "research_institute": ("科研院所", "Research institutes"),
    "university": ("高等院校", "Universities"),
    "key_laboratory": ("国家级重点实验室", "National key laboratories"),
    "clinical_centre": ("临床医学研究中心", "Clinical research centres"),
    "platform": ("功能平台与工程技术中心", "Platforms and engineering centres"),
    "science_park": ("科技园区与创新集聚区", "Science parks and innovation clusters"),
    "key_project": ("重点项目", "Key projects"),
    "science_venue": ("科普场馆", "Science venues"),
}

Properties = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Feature:
    """A feature with its id, properties and geometry (WGS 84 longitude and latitude)."""

    id: str
    properties: Properties
    geometry: BaseGeometry


Layers = Mapping[str, Sequence[Feature]]


def read_layer(path: Path) -> list[Feature]:
    """Return the features of a GeoJSON file, coordinates exactly as written."""
    found = orjson.loads(path.read_bytes())["features"]
    return [Feature(each["id"], each["properties"], shape(each["geometry"])) for each in found]


def write_layer(features: Sequence[Feature]) -> bytes:
    """Return RFC 7946 GeoJSON: one feature a line, a bbox each, 6 decimals, right-hand rule."""
    lines = [orjson.dumps(_as_geojson(feature)).decode() for feature in features]
    return ('{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n").encode()


def _as_geojson(feature: Feature) -> Properties:
    geometry = mapping(feature.geometry)
    return {
        "type": "Feature",
        "id": feature.id,
        "bbox": [round(bound, 6) for bound in feature.geometry.bounds],
        "properties": feature.properties,
        "geometry": {"type": geometry["type"], "coordinates": geometry["coordinates"]},
    }


def merge(geometries: Sequence[BaseGeometry]) -> BaseGeometry:
    """Return the union on a grid of 1e-6 degrees (no slivers along shared borders), rings by the right-hand rule.

    Parts are sorted, so that the result does not depend on the order in which the union found them.
    """
    union = shapely.union_all(geometries, grid_size=GRID_DEG)
    parts = [shapely.geometry.polygon.orient(part) for part in shapely.get_parts(shapely.normalize(union))]
    parts = [shapely.transform(part, lambda xy: np.round(xy, 6)) for part in parts]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def without_gaps(geometry: BaseGeometry) -> tuple[BaseGeometry, int, float]:
    """Return a geometry with its holes closed, how many there were, and their area in km²."""
    parts = shapely.get_parts(geometry)
    holes = np.array([shapely.Polygon(ring) for part in parts for ring in part.interiors], dtype=object)
    closed = [shapely.Polygon(part.exterior) for part in parts]
    whole = closed[0] if len(closed) == 1 else shapely.MultiPolygon(closed)
    return whole, len(holes), float(geodesic_area_m2(holes).sum()) / 1e6


def weakest(features: Sequence[Feature]) -> Properties:
    """Return the provenance of what is made of several features: lowest status, coarsest accuracy, every licence."""
    given = [feature.properties for feature in features]
    status = max((each["geometry_status"] for each in given), key=STATUS_ORDER.index)
    licences = sorted({each["licence"] for each in given if each.get("licence")})
    return {"geometry_status": status, "accuracy_m": max(each["accuracy_m"] for each in given)} | (
        {"licence": "; ".join(licences)} if licences else {}
    )


# --- (a) sites per km² -----------------------------------------------------------------------------------------------


def zone_layer(layers: Layers) -> list[Feature]:
    """Return Zhangjiang, Lingang, Putuo north and south with the number and density of the sites of this data set.

    A site counts where the polygon covers its point; a point on the border is inside.
    """
    science_city = _by_id(layers["zhangjiang"], "zhangjiang-science-city")
    lingang = _by_id(layers["lingang"], "lingang-new-area")
    north, south = layers["putuo_north"], layers["putuo_south"]
    drawn = "polygon {} of {}.geojson: "
    return [
        _zone(science_city, [science_city], drawn.format(science_city.id, "zhangjiang"), layers["facilities"]),
        _zone(lingang, [lingang], drawn.format(lingang.id, "lingang"), layers["facilities"]),
        _zone(
            Feature("putuo-park-north", _block_name("北", "north"), shapely.Point()),
            north,
            f"union of the {len(north)} sub-parks of putuo_north.geojson: ",
            layers["facilities"],
        ),
        _zone(
            Feature("putuo-park-south", _block_name("南", "south"), shapely.Point()),
            south,
            f"union of the {len(south)} sub-parks of putuo_south.geojson: ",
            layers["facilities"],
        ),
    ]


def _block_name(zh: str, en: str) -> Properties:
    return {"name_zh": f"张江普陀园{zh}区块", "name_en": f"Putuo Park, {en} block", "level": "block"} | {
        "parent": "putuo-park"
    }


def _zone(zone: Feature, members: Sequence[Feature], made_of: str, sites: Sequence[Feature]) -> Feature:
    geometry = members[0].geometry if len(members) == 1 else merge([member.geometry for member in members])
    shapely.prepare(geometry)
    n_sites = sum(bool(geometry.covers(site.geometry)) for site in sites)
    area_km2 = _area_km2(geometry)
    described = zone.properties
    properties = {
        "id": zone.id,
        "name_zh": described["name_zh"],
        "name_en": described["name_en"],
        "level": described["level"],
        "parent": described["parent"],
        "n_sites": n_sites,
        "area_km2": round(area_km2, 3),
        "sites_per_km2": round(n_sites / area_km2, 4),
        **weakest(members),
        "geometry_source": made_of + members[0].properties["geometry_source"],
        "source": f"count of the {len(sites)} sites of facilities.geojson; not a statistic",
    }
    return Feature(zone.id, properties, geometry)


# --- (b) positioning of the sub-parks --------------------------------------------------------------------------------


def shared_industries(industries: Sequence[Row]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the pairs of sub-parks that state an industry in the same words, with the industries they share."""
    stated = _stated(industries)
    pairs = {
        (first, second): tuple(industry for industry in stated[first] if industry in stated[second])
        for first, second in combinations(stated, 2)
    }
    return {pair: shared for pair, shared in pairs.items() if shared}


def _stated(industries: Sequence[Row]) -> dict[str, list[str]]:
    stated: dict[str, list[str]] = {}
    for row in industries:
        stated.setdefault(row["area_id"], []).append(row["industry_zh"])
    return stated


def subpark_layer(subparks: Sequence[Feature], industries: Sequence[Row]) -> list[Feature]:
    """Return the sub-parks with the number of industries the plan states for each, and whom they share one with."""
    stated, pairs = _stated(industries), shared_industries(industries)
    names = {subpark.id: subpark.properties["name_zh"] for subpark in subparks}
    blocks = {subpark.id: subpark.properties["block"] for subpark in subparks}
    made = []
    for subpark in subparks:
        partners = {
            (second if subpark.id == first else first): shared
            for (first, second), shared in pairs.items()
            if subpark.id in (first, second)
        }
        listing = "；".join(f"{names[partner]}（{'、'.join(shared)}）" for partner, shared in partners.items())
        given = subpark.properties
        properties = {key: given[key] for key in ("id", "name_zh", "name_en", "level", "parent", "block")} | {
            "block_zh": "北区块" if given["block"] == "north" else "南区块",
            "n_industries": len(stated[subpark.id]),
            "industries": "、".join(stated[subpark.id]),
            "n_overlaps": len(partners),
            "n_overlaps_other_block": sum(blocks[partner] != given["block"] for partner in partners),
            "overlap_with": listing,
            "key_projects": "、".join(given["key_projects"]),
            "area_km2": given["area_km2_computed"],
            "area_km2_published": given["area_km2_published"],
            **{key: given[key] for key in ("geometry_status", "geometry_source", "accuracy_m", "source")},
        }
        made.append(Feature(subpark.id, properties, subpark.geometry))
    return made


# --- (c) progress to the target of 2025 ------------------------------------------------------------------------------


def progress_layer(layers: Layers, areas: AreaTable, catalogue: Catalogue) -> list[Feature]:
    """Return the nested areas for 高新技术企业: city, districts, Putuo park; figures only where a plan prints them.

    Districts without a figure come first, then from the outside in: what has a figure is drawn above what has none, and
    inner areas above outer ones.
    """
    districts = layers["districts"]
    subparks = [*layers["putuo_north"], *layers["putuo_south"]]
    city, gaps, gap_km2 = without_gaps(merge([district.geometry for district in districts]))
    of_city = (
        f"union of the 16 districts of districts.geojson, {gaps} gaps between the generalised outlines "
        f"({gap_km2:.2f} km² in all) closed; sea water included"
    )
    shapes = {district.id: _as_drawn(district, "districts") for district in districts}
    pudong = shapes.pop("pudong")
    park = merge([subpark.geometry for subpark in subparks])
    shapes |= {
        "shanghai": (city, of_city, weakest(districts)),
        "pudong": pudong,
        "putuo-park": (park, f"union of the {len(subparks)} sub-parks", weakest(subparks)),
    }
    return [
        _progress_feature(areas, area_id, drawn, catalogue.find(area_id, PROGRESS_INDICATOR))
        for area_id, drawn in shapes.items()
    ]


Shape = tuple[BaseGeometry, str, Properties]


def _as_drawn(feature: Feature, layer: str) -> Shape:
    source = f"polygon {feature.id} of {layer}.geojson: {feature.properties['geometry_source']}"
    return feature.geometry, source, weakest([feature])


def _progress_feature(areas: AreaTable, area_id: str, drawn: Shape, values: Sequence[Value]) -> Feature:
    geometry, geometry_source, provenance = drawn
    area = areas[area_id]
    sources = "; ".join(dict.fromkeys(value.source for value in values))
    properties = {
        "id": area_id,
        "name_zh": area.name.zh,
        "name_en": area.name.en,
        "level": area.level,
        "parent": area.parent,
        **_progress_figures(values),
        **provenance,
        "geometry_source": geometry_source,
        "source": sources or f"no plan gives a figure of {PROGRESS_INDICATOR} for this area",
    }
    return Feature(area_id, properties, geometry)


def _progress_figures(values: Sequence[Value]) -> Properties:
    """Return earliest and latest actual figure, target, and the share of the target reached; None where not printed."""
    actual = sorted((value for value in values if value.kind == "actual" and value.number), key=lambda v: v.year)
    target = next((value for value in values if value.kind == "target" and value.year == TARGET_YEAR), None)
    latest = actual[-1] if actual else None
    first = actual[0] if len(actual) > 1 else None
    share = None
    if latest is not None and target is not None and latest.number and target.number:
        share = round(100 * latest.number / target.number, 1)
    return {
        "baseline": _whole(first),
        "baseline_year": first.year if first else None,
        "latest": _whole(latest),
        "latest_year": latest.year if latest else None,
        "latest_text": latest.worded if latest else "",
        "target": _whole(target),
        "target_year": target.year if target else None,
        "target_text": _target_text(target),
        "progress_pct": share,
    }


def _whole(value: Value | None) -> int | None:
    return None if value is None or value.number is None else int(value.number)


def _target_text(target: Value | None) -> str:
    if target is None:
        return ""
    return f"{target.qualifier}{target.raw_text}" if target.raw_text else target.worded


# --- (d) Pudong's fifteen indicators, (e) kinds of sites -------------------------------------------------------------


def pudong_indicators(catalogue: Catalogue) -> list[str]:
    """Return the ids of the fifteen indicators of Pudong's table, in its order."""
    rows = (value for value in catalogue.find("pudong") if value.source.startswith("000 指标表"))
    return list(dict.fromkeys(value.indicator for value in rows))


def pudong_table(catalogue: Catalogue) -> bytes:
    """Return Pudong's table as one wide row: a column ``indicator@year`` per figure, cells as printed."""
    columns = [(indicator, year) for indicator in pudong_indicators(catalogue) for year in PUDONG_YEARS]
    cells = []
    for indicator, year in columns:
        (value,) = catalogue.find("pudong", indicator, year)
        cells.append(value.printed)
    return _as_csv(
        ["area_id", "name_zh", *(f"{indicator}@{year}" for indicator, year in columns)],
        [["pudong", "浦东新区", *cells]],
    )


def facility_kind_table(sites: Sequence[Feature]) -> bytes:
    """Return the kinds of sites with their names in both languages and how many there are."""
    counts = Counter(site.properties["kind"] for site in sites)
    rows = [[kind, zh, en, str(counts.pop(kind, 0))] for kind, (zh, en) in KIND_LABELS.items()]
    rows += [[kind, kind, kind, str(n)] for kind, n in sorted(counts.items())]
    return _as_csv(["kind", "name_zh", "name_en", "n"], rows)


def _as_csv(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


# --- (f) carrying areas ----------------------------------------------------------------------------------------------


def carrying_area_layer(layers: Layers, areas: AreaTable, rows: Sequence[Row]) -> list[Feature]:
    """Return the carrying areas of the innovation centre with their roles, on the polygons that the table names."""
    shapes = {feature.id: _as_drawn(feature, layer) for layer in layers for feature in layers[layer]}
    made = []
    for area_id in dict.fromkeys(row["carrying_area_id"] for row in rows):
        own = [row for row in rows if row["carrying_area_id"] == area_id]
        geometry, geometry_source, provenance = shapes[own[0]["geometry_id"]]
        area = areas[area_id]
        properties = {
            "id": area_id,
            "name_zh": area.name.zh,
            "name_en": area.name.en,
            "level": area.level,
            "parent": area.parent,
            "area_zh": own[0]["name_zh"],
            "role_zh": own[0]["role_zh"],
            "districts": "、".join(areas[row["district_id"]].name.zh for row in own),
            "coverage": own[0]["coverage"],
            "geometry_id": own[0]["geometry_id"],
            "note": "；".join(row["note"] for row in own if row["note"]),
            **provenance,
            "geometry_source": geometry_source,
            "source": own[0]["source"],
        }
        made.append(Feature(area_id, properties, geometry))
    return made


def _by_id(features: Sequence[Feature], feature_id: str) -> Feature:
    return next(feature for feature in features if feature.id == feature_id)


def _area_km2(geometry: BaseGeometry) -> float:
    return float(geodesic_area_m2(np.array([geometry], dtype=object))[0]) / 1e6
