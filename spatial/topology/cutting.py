"""Splitting by a drawn line, and giving an overlap to one of two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from spatial.errors import GeometryError
from spatial.text import Text
from spatial.topology.faces import as_kind, borders_of, faces_of, holds, pieces_of, together
from spatial.topology.model import Floats, Topology, replaced
from spatial.topology.noding import node_features, node_line


def split(topology: Topology, line: Floats, features: Collection[int] | None = None, by_side: bool = False) -> Topology:
    """Split polygons by a line.

    Holes stay holes; parts that the line does not divide stay with the largest piece. The largest piece keeps the
    number of the feature, the others are new features (`Change.parents` says of which). Neighbours get a vertex where
    the line meets a shared border.

    Parameters
    ----------
    line
        (n, 2) vertices in the CRS of the layer; both ends outside of what is split, or on its border.
    features
        Which to split; None: all that the line divides.
    by_side
        Whether all pieces on one side of the line form one feature; else every piece is one. Parts of a multipolygon
        are always sorted by side.

    Raises
    ------
    GeometryError
        The line crosses itself, or divides none of them. Nothing changes.
    """
    check_line(line)
    near = topology.index.features_in(_bounds(line))
    wanted = [each for each in areal(topology, near) if features is None or each in features]
    if features is None:
        wanted = [each for each in wanted if shapely.is_valid(topology.shapes[each])]
    refuse_invalid(topology, wanted)
    divided = [each for each in wanted if len(_cut(topology, line, [each])[each]) > len(_parts(topology, each))]
    if not divided:
        raise GeometryError(
            Text("这条线没有把任何面分开。", "The line divides no polygon."),
            Text("请让线完全穿过要分割的面。", "Draw it all the way across."),
        )
    noded, path = node_line(topology, line, divided)
    kept: dict[int, BaseGeometry | None] = {}
    fresh: list[BaseGeometry] = []
    parents: dict[int, tuple[int, ...]] = {}
    for feature in divided:
        first, *others = _pieces(noded, feature, path, by_side)
        kept[feature] = first
        for shape in others:
            parents[len(topology) + len(fresh)] = (feature,)
            fresh.append(shape)
    return combined(topology, replaced(noded, kept, "split", fresh, parents))


def yield_overlap(topology: Topology, loser: int, winner: int) -> Topology:
    """Take the overlap of two features away from one of them; the border of the other becomes the common one.

    Raises
    ------
    GeometryError
        Nothing of the loser would be left.
    """
    refuse_invalid(topology, (loser, winner))
    noded = node_features(topology, winner, loser)
    shape, other = noded.shape(loser), noded.shape(winner)
    cuts = borders_of(other)
    faces = faces_of(shape, cuts)
    kept = [face for face, hit in zip(faces, holds(other, faces).tolist(), strict=True) if not hit]
    if len(kept) == len(faces):
        return topology
    if not kept:
        raise swallowed(loser)
    new = together(kept, shape.geom_type == "MultiPolygon")
    return combined(topology, replaced(noded, {loser: new}, "yield_overlap"))


def combined(old: Topology, new: Topology) -> Topology:
    """Return the last topology of several steps with one change that tells of all of them, kind and parents its own."""
    last = new.change
    fresh = tuple(range(len(old), len(new)))
    gone = tuple(sorted(new.gone - old.gone))
    changed = tuple(each for each in new.changed_since(old) if each not in fresh and each not in gone)
    if last is None:
        return new
    return replace(new, change=replace(last, changed=changed, added=fresh, removed=gone))


def check_line(line: Floats) -> None:
    """Refuse a line that has fewer than two vertices, is not finite or crosses itself."""
    if len(line) < 2 or not np.isfinite(line).all() or len(np.unique(line, axis=0)) < 2:
        raise GeometryError(
            Text("线至少要有两个不同的顶点。", "A line needs two different vertices."),
            Text("请继续画。", "Go on drawing."),
        )
    closed = bool((line[0] == line[-1]).all())
    if not shapely.is_simple(shapely.linestrings(line)) and not (
        closed and shapely.is_simple(shapely.linearrings(line))
    ):
        raise GeometryError(
            Text("画的线与自身相交。", "The line crosses itself."),
            Text("请重画，不要交叉。", "Draw it again without crossing."),
        )


def refuse_invalid(topology: Topology, features: Collection[int]) -> None:
    """Refuse to cut or join polygons that cross themselves: what is inside of them cannot be told."""
    for feature in features:
        if not shapely.is_valid(topology.shape(feature)):
            raise GeometryError(
                Text(f"第 {feature + 1} 个要素的边界与自身相交。", f"The border of feature {feature + 1} is invalid."),
                Text(
                    "请先改正（移动或删除相交处的顶点）。",
                    "Correct it first: move or delete vertices where it crosses.",
                ),
            )


def swallowed(feature: int) -> GeometryError:
    """Return the refusal of an edit that would leave nothing of a feature."""
    return GeometryError(
        Text(f"第 {feature + 1} 个要素会被完全覆盖。", f"Nothing of feature {feature + 1} would be left."),
        Text("请改小范围，或先删除该要素。", "Draw less, or delete that feature first."),
    )


def areal(topology: Topology, features: Sequence[int]) -> list[int]:
    """Return those of the features that are there and have a geometry."""
    return [each for each in features if each not in topology.gone and topology.shapes[each] is not None]


def _bounds(line: Floats) -> tuple[float, float, float, float]:
    return float(line[:, 0].min()), float(line[:, 1].min()), float(line[:, 0].max()), float(line[:, 1].max())


def _parts(topology: Topology, feature: int) -> list[BaseGeometry]:
    return list(shapely.get_parts(topology.shape(feature)))


def _cut(topology: Topology, line: Floats, features: Collection[int]) -> dict[int, list[shapely.Polygon]]:
    noded, path = node_line(topology, line, features)
    cuts = pieces_of([path])
    return {feature: faces_of(noded.shape(feature), cuts) for feature in features}


def _pieces(topology: Topology, feature: int, path: Floats, by_side: bool) -> list[BaseGeometry]:
    """Return the shapes that a line makes of a feature, the largest first."""
    shape, cuts = topology.shape(feature), pieces_of([path])
    cut = [faces_of(part, cuts) for part in shapely.get_parts(shape)]
    whole = [faces[0] for faces in cut if len(faces) == 1]
    divided = [faces for faces in cut if len(faces) > 1]
    groups: dict[object, list[BaseGeometry]] = defaultdict(list)
    for number, face in enumerate(face for faces in divided for face in faces):
        side = _side(face, path) if by_side or len(divided) > 1 else 0
        groups[side or number + 2].append(face)
    order = sorted(groups.values(), key=lambda group: -topology.measure(group))
    multi = shape.geom_type == "MultiPolygon"
    return [as_kind([*group, *(whole if number == 0 else ())], multi) for number, group in enumerate(order)]


def _side(face: shapely.Polygon, path: Floats) -> int:
    """Return 1 for a face on the left of a path alone, -1 on its right alone, else 0."""
    ahead = {(tuple(a), tuple(b)) for a, b in pairwise((path + 0.0).tolist())}
    sides = set()
    for ring in shapely.get_rings(shapely.orient_polygons(face)):
        for a, b in pairwise(map(tuple, (shapely.get_coordinates(ring) + 0.0).tolist())):
            sides |= {1} if (a, b) in ahead else {-1} if (b, a) in ahead else set()
    return sides.pop() if len(sides) == 1 else 0
