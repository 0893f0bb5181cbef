"""Redrawing a stretch of a border by a line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from spatial.errors import GeometryError
from spatial.text import Text
from spatial.topology.cutting import areal, check_line, combined, refuse_invalid, swallowed
from spatial.topology.faces import Pieces, borders_of, faces_of, holds, inside, pieces_of, polygonized, together
from spatial.topology.model import XY, Floats, Topology, replaced
from spatial.topology.noding import node_line


def reshape(topology: Topology, feature: int, line: Floats, give: bool = True) -> Topology:
    """Redraw a stretch of the border of a feature by a line that crosses the border at least twice.

    Where the line runs outside, the feature gains what lies between the line and its border, from neighbours too;
    where it runs inside, the smaller side is cut off. Works on outer borders and holes, in every part.

    Parameters
    ----------
    line
        (n, 2) vertices; what lies before its first and behind its last meeting with the border is ignored.
    give
        Whether a neighbour gets what is cut off along the border it shares (the one with the longest shared border);
        else nobody does.

    Raises
    ------
    GeometryError
        The line crosses itself, meets the border less than twice, or a neighbour would be swallowed.
    """
    check_line(line)
    refuse_invalid(topology, (feature,))
    noded, path = node_line(topology, _between_crossings(topology, feature, line))
    shape, pieces = noded.shape(feature), pieces_of([path])
    lost, kept = _cut_off(shape, pieces)
    gained = _gained(shape, path)
    if not lost and not gained:
        raise GeometryError(
            Text("这条线没有改变边界。", "The line changes nothing."),
            Text("请让线从边界的一处画到另一处。", "Draw it from one place of the border to another."),
        )
    new: dict[int, BaseGeometry | None] = {feature: together([*kept, *gained], shape.geom_type == "MultiPolygon")}
    for other in areal(noded, _overlapping(noded, gained)):
        refuse_invalid(noded, (other,))
        rest = _without(noded.shape(other), gained, pieces) if other != feature else None
        if rest is not None:
            new[other] = _rest_of(rest, other, noded.shape(other))
    for other, faces in (_takers(noded, feature, lost) if give else {}).items():
        old = new.get(other) or noded.shape(other)
        new[other] = together([old, *faces], old.geom_type == "MultiPolygon")
    return combined(topology, replaced(noded, new, "reshape"))


def _between_crossings(topology: Topology, feature: int, line: Floats) -> Floats:
    """Return the line from its first to its last meeting with the border of a feature."""
    noded, path = node_line(topology, line, (feature,))
    own = {vertex for piece in borders_of(noded.shape(feature)) for vertex in piece}
    on = [number for number, vertex in enumerate(map(tuple, path.tolist())) if vertex in own]
    if len(on) < 2:
        raise GeometryError(
            Text("线与边界的相交少于两处。", "The line meets the border less than twice."),
            Text("请从边界的一处画到另一处。", "Draw it from one place of the border to another."),
        )
    return path[on[0] : on[-1] + 1]


def _overlapping(topology: Topology, faces: Sequence[BaseGeometry]) -> list[int]:
    return sorted({feature for face in faces for feature in topology.index.features_in(face.bounds)})


def _cut_off(shape: BaseGeometry, pieces: Pieces) -> tuple[list[BaseGeometry], list[BaseGeometry]]:
    """Return what a line cuts off a polygon, and what stays: the largest face of each part."""
    lost: list[BaseGeometry] = []
    kept: list[BaseGeometry] = []
    for part in shapely.get_parts(shape):
        faces = sorted(faces_of(part, pieces), key=lambda face: -face.area)
        kept.append(faces[0])
        lost += faces[1:]
    return lost, kept


def _gained(shape: BaseGeometry, path: Floats) -> list[BaseGeometry]:
    """Return what lies between the border of a polygon and the stretches of a line outside of it."""
    border = borders_of(shape)
    own = {vertex for piece in border for vertex in piece}
    pieces = pieces_of([path])
    outside = pieces - border - inside(shape, pieces)
    faces = sorted(polygonized(border | outside), key=lambda face: face.area)
    beyond = [face for face, hit in zip(faces, holds(shape, faces).tolist(), strict=True) if not hit]
    edges = [borders_of(face) for face in beyond]
    found: dict[int, BaseGeometry] = {}
    for stretch in _stretches(path, outside, own):
        first = next((number for number, each in enumerate(edges) if each & stretch), None)
        if first is not None:
            found[first] = beyond[first]
    return list(found.values())


def _stretches(path: Floats, outside: Pieces, own: set[XY]) -> list[Pieces]:
    """Return the pieces of a line that lie outside, those between two meetings with the border together."""
    stretches: list[Pieces] = [set()]
    for a, b in pairwise(map(tuple, (path + 0.0).tolist())):
        piece = frozenset((a, b))
        if piece in outside:
            stretches[-1].add(piece)
        if b in own:
            stretches.append(set())
    return [stretch for stretch in stretches if stretch]


def _without(shape: BaseGeometry, taken: Sequence[BaseGeometry], pieces: Pieces) -> list[BaseGeometry] | None:
    """Return the faces of a polygon that nobody took; None where all are left."""
    faces = faces_of(shape, pieces)
    hit = np.logical_or.reduce([holds(each, faces) for each in taken])
    return [face for face, gone in zip(faces, hit.tolist(), strict=True) if not gone] if hit.any() else None


def _takers(topology: Topology, feature: int, lost: Sequence[BaseGeometry]) -> dict[int, list[BaseGeometry]]:
    """Return who gets what was cut off: the neighbour with the longest border along it; nobody where there is none."""
    takers: dict[int, list[BaseGeometry]] = defaultdict(list)
    for face in lost:
        lengths: dict[int, float] = defaultdict(float)
        for piece in borders_of(face):
            a, b = sorted(piece)
            for owner in topology.edge_owners(a, b):
                lengths[owner] += float(np.hypot(b[0] - a[0], b[1] - a[1])) if owner != feature else 0.0
        best = max(lengths, key=lambda owner: (lengths[owner], -owner), default=feature)
        if lengths.get(best, 0.0) > 0.0 and best != feature:
            takers[best].append(face)
    return takers


def _rest_of(rest: list[BaseGeometry], feature: int, old: BaseGeometry) -> BaseGeometry:
    if not rest:
        raise swallowed(feature)
    return together(rest, old.geom_type == "MultiPolygon")
