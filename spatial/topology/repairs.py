"""Repairs of what a check found: each is a proposal with its consequences in m², and happens when a user accepts it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from spatial.errors import GeometryError
from spatial.text import Text
from spatial.topology.checks import NEAR_M, Fault, check
from spatial.topology.cutting import combined, yield_overlap
from spatial.topology.faces import borders_of, together
from spatial.topology.model import XY, Change, Topology, replaced
from spatial.topology.noding import node_line
from spatial.topology.vertices import move_vertices

Receiver = Literal["longest", "largest"] | int


@dataclass(frozen=True, eq=False)
class Proposal:
    """A repair that has not happened yet.

    Parameters
    ----------
    before, after
        The topology now, and as it would be: accept it by using `after`.
    changes
        (feature, area now, area then) of every feature that would change, in m²; 0 then where it would be gone.
    skipped
        What could not be repaired, and why.
    """

    before: Topology
    after: Topology
    changes: tuple[tuple[int, float, float], ...]
    skipped: tuple[Text, ...] = ()


def propose(before: Topology, after: Topology, skipped: Sequence[Text] = ()) -> Proposal:
    """Return a proposal with the areas of all features that differ between two topologies."""
    changed = after.changed_since(before)
    rows = [
        (each, float(before.area_m2([each])[0]) if each < len(before) else 0.0, float(after.area_m2([each])[0]))
        for each in changed
    ]
    return Proposal(
        before, after, tuple((each, old, 0.0 if np.isnan(new) else new) for each, old, new in rows), tuple(skipped)
    )


def snap_near_nodes(topology: Topology, faults: Sequence[Fault] | None = None, near_m: float = NEAR_M) -> Proposal:
    """Propose to make near vertices one.

    Each pair moves to the vertex that more features share (of two alike, to that of the lower feature).

    Parameters
    ----------
    faults
        Faults of kind ``near_nodes``; None: all there are.
    """
    found = check(topology, near_m).of("near_nodes") if faults is None else faults
    after, skipped = topology, []
    for fault in found:
        a, b = (tuple(row) for row in shapely.get_coordinates(fault.shape).tolist())
        if a == b or not after.owners(a) or not after.owners(b):
            continue
        to, at = sorted((a, b), key=lambda each: (-len(after.owners(each)), after.owners(each), each))
        try:
            after = move_vertices(after, {at: to})
        except GeometryError as error:
            skipped.append(error.what)
    return propose(topology, combined(topology, _named(after, "snap_near_nodes")), skipped)


def fill_gap(topology: Topology, gap: Fault, to: Receiver = "longest") -> Proposal:
    """Propose to give a gap to a neighbour.

    Parameters
    ----------
    gap
        A fault of kind ``gap``.
    to
        ``longest``: to the one with the longest border along it; ``largest``: to the largest one around it; or the
        number of one around it.
    """
    face = _only_polygon(gap.shape)
    taker = _receiver(topology, face, gap.features, to)
    return propose(topology, _given(topology, face, taker, "fill_gap"))


def remove_overlap(topology: Topology, overlap: Fault, loser: int) -> Proposal:
    """Propose to take an overlap from one of its two features."""
    winner = next((each for each in overlap.features if each != loser), loser)
    if loser not in overlap.features or winner == loser:
        raise _not_among(loser, overlap.features)
    return propose(topology, yield_overlap(topology, loser, winner))


def remove_sliver(topology: Topology, sliver: Fault, to: Receiver | None = "longest") -> Proposal:
    """Propose to take a sliver off its feature and give it to a neighbour; `to` None: to nobody.

    A feature that is nothing but the sliver goes.
    """
    (feature,) = sliver.features
    shape = topology.shape(feature)
    parts = list(shapely.get_parts(shape))
    kept = [part for part in parts if not part.equals_exact(sliver.shape, 0.0)]
    around = tuple(each for each in topology.neighbours(feature))
    new: BaseGeometry | None = shapely.MultiPolygon(kept) if kept else None
    without = replaced(topology, {feature: new}, "remove_sliver")
    if to is None or not around:
        return propose(topology, combined(topology, without))
    face = _only_polygon(sliver.shape)
    taker = _receiver(topology, face, around, to)
    return propose(topology, combined(topology, _given(without, face, taker, "remove_sliver")))


def _given(topology: Topology, face: shapely.Polygon, taker: int, kind: str) -> Topology:
    """Return the topology with a face joined to a feature, its vertices in everybody's borders along it."""
    noded, rings = topology, []
    for ring in shapely.get_rings(face):
        noded, line = node_line(noded, shapely.get_coordinates(ring) + 0.0)
        rings.append(line)
    old = noded.shape(taker)
    union = together([old, shapely.Polygon(rings[0], rings[1:])], old.geom_type == "MultiPolygon")
    if not shapely.is_valid(union):
        union = shapely.union_all([old, face])
    return combined(topology, replaced(noded, {taker: union}, kind))


def _receiver(topology: Topology, face: shapely.Polygon, among: Sequence[int], to: Receiver) -> int:
    if isinstance(to, int):
        if to not in among:
            raise _not_among(to, among)
        return to
    if to == "largest":
        areas = topology.area_m2(among)
        return among[int(np.argmax(areas))]
    lengths = dict.fromkeys(among, 0.0)
    for piece in borders_of(face):
        a, b = sorted(piece)
        line = shapely.LineString([a, b])
        for feature in among:
            if topology.edge_places(a, b) and feature in topology.edge_owners(a, b):
                lengths[feature] += topology.length_m([line])
    if not any(lengths.values()):
        return _along(topology, face, among)
    return max(among, key=lambda feature: (lengths[feature], -feature))


def _along(topology: Topology, face: shapely.Polygon, among: Sequence[int]) -> int:
    common = [
        shapely.length(shapely.intersection(shapely.boundary(topology.shapes[each]), shapely.boundary(face)))
        for each in among
    ]
    return among[int(np.argmax(common))]


def _named(topology: Topology, kind: str) -> Topology:
    return replace(topology, change=Change(kind))


def _only_polygon(shape: BaseGeometry) -> shapely.Polygon:
    faces = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    if len(faces) != 1:
        raise GeometryError(
            Text("这处问题不是一个面，不能填补。", "This is not one face and cannot be filled."),
            Text("请重新检查。", "Check again."),
        )
    face: shapely.Polygon = faces[0]
    return face


def _not_among(feature: int, among: Sequence[int]) -> GeometryError:
    listed = "、".join(str(each + 1) for each in among)
    return GeometryError(
        Text(f"第 {feature + 1} 个要素与这处问题无关。", f"Feature {feature + 1} has no part in this."),
        Text(f"可选：{listed}。", "Choose one of: " + ", ".join(str(each + 1) for each in among) + "."),
    )


__all__ = ["XY", "Proposal", "Receiver", "fill_gap", "propose", "remove_overlap", "remove_sliver", "snap_near_nodes"]
