"""Accepting an edit: refused where it breaks something, or kept as a draft with a mark."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from spatial.errors import GeometryError
from spatial.text import Text
from spatial.topology.cutting import areal
from spatial.topology.model import Floats, Topology

NOISE_M2 = 1e-3
"""A change of an overlap below this (10 cm²) is the rounding of coordinates, not somebody's work."""

_LEAST_M2 = 1e-9


@dataclass(frozen=True)
class Trouble:
    """What is wrong with a feature after an edit.

    Parameters
    ----------
    kind
        ``invalid`` (the ring crosses or touches itself, a hole lies outside …) or ``overlap``.
    feature, other
        The feature, and the one it overlaps (None for ``invalid``).
    area_m2
        Of the overlap; 0 for ``invalid``.
    at
        A place in it, in coordinates of the layer.
    message
        What it is, for the user.
    """

    kind: str
    feature: int
    other: int | None
    area_m2: float
    at: tuple[float, float]
    message: Text


def troubles(old: Topology, new: Topology) -> tuple[Trouble, ...]:
    """Return what an edit broke: features that became invalid, and overlaps that were not there or grew.

    Only what the edit touched is looked at.
    """
    change = new.change
    touched = [each for each in (change.touched if change else new.changed_since(old)) if each not in new.gone]
    found: list[Trouble] = []
    seen: set[tuple[int, int]] = set()
    for feature in touched:
        shape = new.shapes[feature]
        if not shapely.is_valid(shape):
            found.append(_invalid(feature, shape))
            continue
        for other in areal(new, new.index.features_in(shape.bounds)):
            pair = (min(feature, other), max(feature, other))
            if other == feature or pair in seen or not shapely.is_valid(new.shapes[other]):
                continue
            seen.add(pair)
            area, at = overlap_of(new, feature, other)
            if area > 0.0 and _is_news(area, _before(old, new, feature, other)):
                found.append(_overlap(feature, other, area, at))
    return tuple(found)


def settle(old: Topology, new: Topology, draft: bool = False) -> Topology:
    """Accept an edit.

    Parameters
    ----------
    old, new
        Before and after it.
    draft
        Whether broken features are kept with a mark (草稿).

    Returns
    -------
    Topology
        `new`, with marks where `draft` keeps something broken, and without those of features that are sound again.

    Raises
    ------
    GeometryError
        The edit broke something and `draft` is false: the first trouble, in words.
    """
    found = troubles(old, new)
    if found and not draft:
        raise GeometryError(
            found[0].message,
            Text("请改正，或作为草稿保留。", "Correct it, or keep it as a draft."),
        )
    broken = {each.feature for each in found} | {each.other for each in found if each.other is not None}
    touched = set(new.change.touched) if new.change else set(new.changed_since(old))
    healed = {each for each in (touched & new.marked) - broken - new.gone if _sound(new, each)}
    marked = (new.marked | broken) - healed - new.gone
    return new if marked == new.marked else replace(new, marked=frozenset(marked))


def overlap_of(topology: Topology, feature: int, other: int) -> tuple[float, tuple[float, float]]:
    """Return the area in m² that two valid features share, and a place in it; 0 where only borders touch."""
    a, b = topology.shapes[feature], topology.shapes[other]
    if not shapely.relate_pattern(a, b, "T********"):
        return 0.0, (np.nan, np.nan)
    common = shapely.intersection(a, b)
    faces = [part for part in shapely.get_parts(common) if part.geom_type == "Polygon"]
    if not faces:  # the interiors meet, but in less than coordinates can tell
        x, y = shapely.get_coordinates(common)[0].tolist() if not common.is_empty else a.bounds[:2]
        return _LEAST_M2, (x, y)
    x, y = shapely.get_coordinates(shapely.point_on_surface(max(faces, key=lambda face: face.area)))[0].tolist()
    return max(topology.measure(faces), _LEAST_M2), (x, y)


def crossing_segments(shape: BaseGeometry) -> Floats:
    """Return the pairs of segments of a polygon's rings that cross or run along each other.

    Returns
    -------
    (K, 2, 2, 2) float64
        Pair, segment, end, coordinate. Segments that merely follow each other are no pair; rings that touch in a
        vertex are none either.
    """
    rings = shapely.get_rings(shapely.get_parts(shape))
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    here = np.flatnonzero(ring[1:] == ring[:-1])
    a, b = xy[here], xy[here + 1]
    lines: Any = shapely.linestrings(np.stack([a, b], axis=1))
    tree = shapely.STRtree(lines)
    first, second = tree.query(lines, predicate="intersects")
    keep = first < second
    first, second = first[keep], second[keep]
    bad = _cross(a[first], b[first], a[second], b[second])
    pairs: Floats = np.stack([np.stack([a, b], axis=1)[first[bad]], np.stack([a, b], axis=1)[second[bad]]], axis=1)
    return pairs


def _cross(p: Floats, q: Floats, a: Floats, b: Floats) -> np.ndarray:
    """Return whether segments that meet do so otherwise than end to end: crossing, touching inside, overlapping."""
    ends = [(p == a).all(axis=1), (p == b).all(axis=1), (q == a).all(axis=1), (q == b).all(axis=1)]
    joined = np.logical_or.reduce(ends)
    first, second = q - p, b - a
    parallel = first[:, 0] * second[:, 1] == first[:, 1] * second[:, 0]
    same_way = (first * second).sum(axis=1) > 0
    back = parallel & np.where(ends[1] | ends[2], ~same_way, same_way)
    result: np.ndarray = ~joined | back
    return result


def _sound(topology: Topology, feature: int) -> bool:
    shape = topology.shapes[feature]
    if not shapely.is_valid(shape):
        return False
    near = areal(topology, topology.index.features_in(shape.bounds))
    return all(
        overlap_of(topology, feature, other)[0] <= NOISE_M2
        for other in near
        if other != feature and shapely.is_valid(topology.shapes[other])
    )


def _is_news(area_m2: float, before_m2: float) -> bool:
    """Return whether an overlap was not there, or is larger than it was by more than rounding."""
    return before_m2 == 0.0 or area_m2 > before_m2 + NOISE_M2


def _before(old: Topology, new: Topology, feature: int, other: int) -> float:
    """Return the area that two features, or what they were made of, shared before an edit."""
    parents = new.change.parents if new.change else {}
    before = [
        (a, b)
        for a in parents.get(feature, (feature,))
        for b in parents.get(other, (other,))
        if a != b and max(a, b) < len(old)
    ]
    return sum(
        overlap_of(old, a, b)[0]
        for a, b in before
        if shapely.is_valid(old.shapes[a]) and shapely.is_valid(old.shapes[b])
    )


def _invalid(feature: int, shape: BaseGeometry) -> Trouble:
    words = str(shapely.is_valid_reason(shape))
    pairs = crossing_segments(shape)
    x, y = pairs[0].mean(axis=(0, 1)).tolist() if len(pairs) else shapely.get_coordinates(shape)[0].tolist()
    text = Text(
        f"第 {feature + 1} 个要素的边界与自身相交。", f"The border of feature {feature + 1} is invalid: {words}."
    )
    return Trouble("invalid", feature, None, 0.0, (x, y), text)


def _overlap(feature: int, other: int, area_m2: float, at: tuple[float, float]) -> Trouble:
    return Trouble(
        "overlap",
        feature,
        other,
        area_m2,
        at,
        Text(
            f"第 {feature + 1} 个与第 {other + 1} 个要素重叠 {area_m2:,.1f} 平方米。",
            f"Features {feature + 1} and {other + 1} overlap by {area_m2:,.1f} m².",
        ),
    )
