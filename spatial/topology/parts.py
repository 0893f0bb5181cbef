"""Whole polygons, parts and holes: add, delete, merge, move, turn, buffer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Literal

import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from spatial.crs import WGS84, check_crs, local_metric_crs
from spatial.datums import convert_datum
from spatial.errors import GeometryError
from spatial.text import Text
from spatial.topology.cutting import areal, combined, refuse_invalid, yield_overlap
from spatial.topology.faces import as_kind, together
from spatial.topology.model import XY, Floats, Topology, replaced
from spatial.topology.noding import node_features
from spatial.topology.rings import with_rings

Overlap = Literal["trim_mine", "trim_theirs", "keep"]


def add_polygon(topology: Topology, shape: BaseGeometry, overlap: Overlap = "trim_mine") -> Topology:
    """Add a feature.

    Parameters
    ----------
    shape
        Valid polygon or multipolygon in the CRS of the layer.
    overlap
        What to do where it overlaps others: take the overlap from the new one, from them, or leave it and mark the new
        feature.

    Raises
    ------
    GeometryError
        The polygon has no area, or nothing of one of the two would be left; it crosses itself, and is not to be kept
        as it is (``keep``).
    """
    _check_drawn(shape, overlap)
    added = replaced(topology, {}, "add_polygon", [shapely.orient_polygons(shape)])
    return combined(topology, resolve_overlaps(added, len(topology), overlap))


def add_part(topology: Topology, feature: int, shape: BaseGeometry, overlap: Overlap = "trim_mine") -> Topology:
    """Add a polygon to a feature, which it must not overlap. See `add_polygon`.

    A polygon that lies apart becomes a part of its own. One that has a stretch of border in common with the feature is
    joined to it, and that stretch goes: two parts of a multipolygon must not share a border.
    """
    _check_drawn(shape, overlap)
    refuse_invalid(topology, (feature,))
    old, sound = topology.shape(feature), bool(shapely.is_valid(shape))
    if sound and shapely.relate_pattern(old, shape, "T********"):
        raise GeometryError(
            Text("新部分与要素自身重叠。", "The new part overlaps the feature itself."),
            Text("请画在它的外面，或用“重塑”扩大它。", "Draw it outside, or use reshape to enlarge the feature."),
        )
    drawn = shapely.orient_polygons(shape)
    if sound and shapely.relate_pattern(old, drawn, "****1****"):
        number = len(topology)
        noded = node_features(replaced(topology, {}, "add_part", [drawn]), feature, number)
        joined = together([noded.shape(feature), noded.shape(number)], multi=old.geom_type == "MultiPolygon")
        others = {each: noded.shapes[each] for each in noded.changed_since(topology) if each not in (feature, number)}
        added = replaced(topology, others | {feature: joined}, "add_part")
    else:
        parts = [*shapely.get_parts(old), *shapely.get_parts(drawn)]
        added = replaced(topology, {feature: shapely.MultiPolygon(parts)}, "add_part")
    return combined(topology, resolve_overlaps(added, feature, overlap))


def resolve_overlaps(topology: Topology, feature: int, overlap: Overlap) -> Topology:
    """Return the topology after the overlaps of one feature with others are dealt with; see `add_polygon`."""
    change = topology.change
    shape = topology.shape(feature)
    if not shapely.is_valid(shape):  # what it overlaps cannot be told
        return replace(topology, marked=topology.marked | {feature})
    near = [each for each in _overlapped(topology, shape) if each != feature]
    if overlap == "keep":
        return replace(topology, marked=topology.marked | {feature}) if near else topology
    for other in near:
        pair = (feature, other) if overlap == "trim_mine" else (other, feature)
        topology = yield_overlap(topology, *pair)
    for other in areal(topology, topology.index.features_in(topology.shape(feature).bounds)):
        sound = other != feature and shapely.is_valid(topology.shape(other))
        topology = node_features(topology, feature, other) if sound else topology
    return replace(topology, change=replace(change, parents=change.parents)) if change else topology


def add_hole(topology: Topology, feature: int, ring: Floats) -> Topology:
    """Cut a hole into a feature.

    Parameters
    ----------
    ring
        (n, 2) vertices without the closing one; the hole must lie inside of one part and touch no border.

    Raises
    ------
    GeometryError
        The ring crosses itself, or does not lie inside.
    """
    hole = shapely.Polygon(ring)
    _check_valid(hole)
    refuse_invalid(topology, (feature,))
    parts: list[Any] = list(shapely.get_parts(topology.shape(feature)))
    number = next((k for k, part in enumerate(parts) if shapely.relate_pattern(part, hole, "T**FF*FF*")), None)
    if number is None:
        raise GeometryError(
            Text("洞没有完全落在要素的一个部分之内。", "The hole does not lie inside of one part of the feature."),
            Text("请画在面内，不接触边界。", "Draw it inside, without touching the border."),
        )
    parts[number] = shapely.Polygon(parts[number].exterior, [*parts[number].interiors, hole.exterior])
    new = as_kind(parts, topology.shape(feature).geom_type == "MultiPolygon")
    return replaced(topology, {feature: shapely.orient_polygons(new)}, "add_hole")


def delete_hole(topology: Topology, feature: int, part: int, ring: int) -> Topology:
    """Fill a hole; `ring` counts from 1."""
    return replaced(
        topology, {feature: with_rings(topology.shape(feature), {(part, ring): None}, feature)}, "delete_hole"
    )


def delete_part(topology: Topology, feature: int, part: int) -> Topology:
    """Delete one part with its holes; the last part goes only with the feature."""
    return replaced(topology, {feature: with_rings(topology.shape(feature), {(part, 0): None}, feature)}, "delete_part")


def delete_features(topology: Topology, features: Sequence[int]) -> Topology:
    """Delete features; their numbers are not used again."""
    for feature in features:
        topology.shape(feature)
    return replaced(topology, dict.fromkeys(features), "delete_features")


def merge(topology: Topology, features: Sequence[int]) -> Topology:
    """Merge features, adjacent or not: the first keeps its number, the others go; every part is kept.

    Vertices stay where they are, those where a common border ended too, since neighbours have them.
    """
    chosen = list(dict.fromkeys(features))
    if len(chosen) < 2:
        raise GeometryError(
            Text("合并至少需要两个要素。", "Merging needs two features."), Text("请再选一个。", "Choose another one.")
        )
    refuse_invalid(topology, chosen)
    first, *others = chosen
    noded = topology
    for number, feature in enumerate(chosen):
        for other in chosen[number + 1 :]:
            if shapely.intersects(noded.shape(feature), noded.shape(other)):
                noded = node_features(noded, feature, other)
    shapes = np.array([noded.shape(feature) for feature in chosen], dtype=object)
    multi = any(shape.geom_type == "MultiPolygon" for shape in shapes)
    exact = bool(shapely.is_valid(shapes).all()) and bool(shapely.coverage_is_valid(shapes))
    union = together(shapes.tolist()) if exact else shapely.union_all(shapes)
    shape = as_kind(shapely.get_parts(union).tolist(), multi and len(shapely.get_parts(union)) > 1)
    gone: dict[int, BaseGeometry | None] = dict.fromkeys(others)
    return combined(topology, replaced(noded, gone | {first: shape}, "merge", (), {first: tuple(chosen)}))


def move_part(topology: Topology, feature: int, by: XY, part: int | None = None, overlap: Overlap = "keep") -> Topology:
    """Move a part (None: the whole feature) by (dx, dy) in units of the CRS; neighbours stay where they are."""
    return _transformed(topology, feature, part, lambda xy: xy + np.array(by), ("move_part", overlap))


def rotate_part(
    topology: Topology,
    feature: int,
    degrees: float,
    part: int | None = None,
    about: XY | None = None,
    overlap: Overlap = "keep",
) -> Topology:
    """Turn a part (None: the whole feature) counter-clockwise, true to angles on the ground.

    Parameters
    ----------
    about
        Centre of the turn; None: the centroid of what is turned.
    """
    turned = topology.shape(feature) if part is None else shapely.get_geometry(topology.shape(feature), part)
    centre = np.array(about if about is not None else shapely.get_coordinates(shapely.centroid(turned))[0])
    scale = np.array(topology.units((float(centre[0]), float(centre[1]))))
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turn = np.array([[cosine, sine], [-sine, cosine]])
    return _transformed(
        topology, feature, part, lambda xy: ((xy - centre) / scale) @ turn * scale + centre, ("rotate_part", overlap)
    )


def offset(topology: Topology, feature: int, metres: float, overlap: Overlap = "keep") -> Topology:
    """Widen (or, below zero, narrow) a feature by so many metres, measured in a transverse Mercator centred on it.

    Raises
    ------
    GeometryError
        Nothing would be left.
    """
    shape = buffered(topology, topology.shape(feature), metres)
    return combined(topology, resolve_overlaps(replaced(topology, {feature: shape}, "offset"), feature, overlap))


def buffered(topology: Topology, shape: BaseGeometry, metres: float) -> BaseGeometry:
    """Return a geometry of the layer with a buffer of so many metres around it (mitred corners), in the layer's CRS."""
    lonlat = topology.to_lonlat(np.array([shape], dtype=object))
    local = local_metric_crs(shapely.get_coordinates(lonlat))
    there = pyproj.Transformer.from_crs(WGS84, local, always_xy=True)
    plane = shapely.transform(lonlat[0], lambda xy: np.column_stack(there.transform(xy[:, 0], xy[:, 1])))
    wide = shapely.buffer(plane, metres, join_style="mitre", mitre_limit=2.0)
    if wide.is_empty:
        raise GeometryError(
            Text(f"缩进 {-metres:g} 米后什么也不剩。", f"Nothing is left after narrowing by {-metres:g} m."),
            Text("请减小距离。", "Choose a smaller distance."),
        )
    layer = check_crs(topology.crs)
    onward = pyproj.Transformer.from_crs(WGS84, layer, always_xy=True)

    def back(xy: Floats) -> Floats:
        degrees = np.column_stack(there.transform(xy[:, 0], xy[:, 1], direction="INVERSE"))
        degrees = convert_datum(degrees, "wgs84", topology.datum)
        return degrees if topology.is_lonlat else np.column_stack(onward.transform(degrees[:, 0], degrees[:, 1]))

    result: BaseGeometry = shapely.orient_polygons(shapely.transform(wide, back))
    return result


def _transformed(
    topology: Topology, feature: int, part: int | None, move: Callable[[Floats], Floats], how: tuple[str, Overlap]
) -> Topology:
    shape = topology.shape(feature)
    parts = list(shapely.get_parts(shape))
    for number in range(len(parts)) if part is None else [part]:
        parts[number] = shapely.transform(parts[number], move)
    new = as_kind(parts, shape.geom_type == "MultiPolygon")
    if not shapely.is_valid(new):
        raise GeometryError(
            Text("移动后各部分相互重叠。", "The parts would overlap each other."),
            Text("请移到别处。", "Move it somewhere else."),
        )
    return combined(topology, resolve_overlaps(replaced(topology, {feature: new}, how[0]), feature, how[1]))


def _overlapped(topology: Topology, shape: BaseGeometry) -> list[int]:
    """Return the features whose interior meets that of a shape (also those that lie around it or inside of it)."""
    west, south, east, north = shape.bounds
    bounds = shapely.bounds(topology.shapes)
    with np.errstate(invalid="ignore"):
        near = (bounds[:, 0] < east) & (bounds[:, 2] > west) & (bounds[:, 1] < north) & (bounds[:, 3] > south)
    found = []
    for feature in areal(topology, np.flatnonzero(near).tolist()):
        other = topology.shapes[feature]
        if other.geom_type in ("Polygon", "MultiPolygon") and shapely.is_valid(other):
            found += [feature] if shapely.relate_pattern(shape, other, "T********") else []
    return found


def _check_drawn(shape: BaseGeometry, overlap: Overlap) -> None:
    """Refuse what is no polygon; one that crosses itself may be kept as a draft."""
    kept = overlap == "keep" and shape.geom_type in ("Polygon", "MultiPolygon") and np.isfinite(shape.bounds).all()
    if not kept or len(np.unique(shapely.get_coordinates(shape), axis=0)) < 3:
        _check_valid(shape)


def _check_valid(shape: BaseGeometry) -> None:
    if shape.geom_type not in ("Polygon", "MultiPolygon") or shape.is_empty or not shapely.is_valid(shape):
        raise GeometryError(
            Text(
                f"画的面无效：{shapely.is_valid_reason(shape)}。",
                f"The polygon is invalid: {shapely.is_valid_reason(shape)}.",
            ),
            Text("请不要让边相互交叉，至少给三个顶点。", "Draw three corners or more, without crossing edges."),
        )


__all__ = [
    "Overlap", "add_hole", "add_part", "add_polygon", "buffered", "delete_features", "delete_hole", "delete_part",
    "merge", "move_part", "offset", "resolve_overlaps", "rotate_part", "together",
]  # fmt: skip
