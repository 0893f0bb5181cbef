"""The rules a layer of the starter data keeps: verified at every run, not trusted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spatial.errors import SourceError
from spatial.text import Text, plain

if TYPE_CHECKING:
    from data.starter_layers import Feature

DECIMALS = 6
STATUSES = ("published", "digitised", "schematic")
NEEDED = ("id", "name_zh", "name_en", "source", "accuracy_m", "geometry_status", "geometry_source")


def check_layer(name: str, features: Sequence[Feature]) -> None:
    """Raise `SourceError` if a layer breaks a rule.

    The rules: ids are unique slugs and stand in the properties too; names, source, accuracy, status and geometry source
    are given (islets of ``context_land`` may be without a name); geometry is valid, in WGS 84 degrees around Shanghai,
    with at most 6 decimals, no repeated vertex, and by the right-hand rule of RFC 7946.
    """
    broken = [*_double_ids(features)]
    for feature in features:
        broken += [f"{feature.id}: {rule}" for rule in (*_property_faults(name, feature), *_geometry_faults(feature))]
    if broken:
        raise SourceError(
            Text(
                f"图层“{name}”有 {len(broken)} 处不合规则：{broken[0]}。",
                f"The layer “{name}” breaks {len(broken)} rules: {broken[0]}.",
            ),
            plain("; ".join(broken[1:6])),
        )


def _double_ids(features: Sequence[Feature]) -> Iterator[str]:
    for feature_id, count in Counter(feature.id for feature in features).items():
        if count > 1:
            yield f"id {feature_id} occurs {count} times"


def _property_faults(layer: str, feature: Feature) -> Iterator[str]:
    properties = feature.properties
    if properties.get("id") != feature.id:
        yield "the id of the feature is not the one in its properties"
    for key in NEEDED:
        nameless = key in ("name_zh", "name_en") and layer == "context_land" and key in properties
        if properties.get(key) in (None, "") and not nameless:
            yield f"no {key}"
    if properties.get("geometry_status") not in STATUSES:
        yield f"status {properties.get('geometry_status')!r}"


def _geometry_faults(feature: Feature) -> Iterator[str]:
    geometry = feature.geometry
    if geometry.is_empty or not geometry.is_valid:
        yield f"geometry: {shapely.is_valid_reason(geometry)}"
    coordinates = shapely.get_coordinates(geometry)
    if (np.round(coordinates, DECIMALS) != coordinates).any():
        yield f"more than {DECIMALS} decimals"
    west, south, east, north = geometry.bounds
    if not (120.5 <= west <= east <= 122.6 and 30.3 <= south <= north <= 32.1):
        yield f"outside Shanghai: {geometry.bounds}"
    for polygon in (part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"):
        if not polygon.exterior.is_ccw or any(ring.is_ccw for ring in polygon.interiors):
            yield "rings against the right-hand rule"
        if any(a == b for ring in (polygon.exterior, *polygon.interiors) for a, b in pairwise(ring.coords)):
            yield "a vertex occurs twice in a row"
