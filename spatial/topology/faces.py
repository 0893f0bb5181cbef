"""Faces that lines cut a polygon into, and polygons put together from faces: no vertex is computed, none is lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from spatial.topology.model import XY, Floats

Edge = frozenset[XY]
Pieces = set[Edge]


def pieces_of(lines: Iterable[Floats]) -> Pieces:
    """Return the segments of lines, each once, whatever its direction."""
    found: Pieces = set()
    for line in lines:
        vertices = list(map(tuple, (line + 0.0).tolist()))
        found |= {frozenset(pair) for pair in pairwise(vertices) if pair[0] != pair[1]}
    return found


def borders_of(shape: BaseGeometry) -> Pieces:
    """Return the edges of a polygon or multipolygon."""
    rings = shapely.get_rings(shapely.get_parts(shape))
    return pieces_of(shapely.get_coordinates(ring) for ring in rings)


def middle_of(pieces: Iterable[Edge]) -> Floats:
    """Return (K, 2) the middle of each piece."""
    return np.array([np.mean(list(piece), axis=0) for piece in pieces]).reshape(-1, 2)


def inside(shape: BaseGeometry, pieces: Iterable[Edge]) -> Pieces:
    """Return the pieces that run through the interior of a shape; those of its own border do not."""
    own, every = borders_of(shape), list(pieces)
    shapely.prepare(shape)
    within = shapely.contains_xy(shape, middle_of(every)) if every else np.empty(0, dtype=bool)
    return {piece for piece, hit in zip(every, within.tolist(), strict=True) if hit and piece not in own}


def polygonized(pieces: Pieces) -> list[shapely.Polygon]:
    """Return every face that pieces enclose; the pieces meet at their ends only. Outer rings counter-clockwise."""
    if not pieces:
        return []
    ends = np.array([sorted(piece) for piece in sorted(pieces, key=sorted)])
    lines: Any = shapely.linestrings(ends)
    faces = shapely.get_parts(shapely.polygonize(lines))
    oriented: list[shapely.Polygon] = shapely.orient_polygons(faces).tolist()
    return oriented


def faces_of(shape: BaseGeometry, cuts: Iterable[Edge]) -> list[shapely.Polygon]:
    """Return the faces that cuts (noded with its borders) divide a polygon into; the shape's parts without a cut."""
    through = inside(shape, cuts)
    if not through:
        return list(shapely.get_parts(shape))
    faces = polygonized(borders_of(shape) | through)
    return [face for face, hit in zip(faces, holds(shape, faces).tolist(), strict=True) if hit]


def holds(shape: BaseGeometry, faces: Sequence[BaseGeometry]) -> npt.NDArray[np.bool_]:
    """Return (K,) bool: whether a shape holds a point in the inside of each face."""
    if not faces:
        return np.empty(0, dtype=bool)
    shapely.prepare(shape)
    points = shapely.get_coordinates(shapely.point_on_surface(np.array(faces, dtype=object)))
    result: npt.NDArray[np.bool_] = shapely.contains_xy(shape, points)
    return result


def together(faces: Sequence[BaseGeometry], multi: bool = False) -> BaseGeometry:
    """Return the union of polygons that share borders exactly, or do not touch; every other vertex is kept.

    Parameters
    ----------
    multi
        Whether a single part is a multipolygon, too.
    """
    parts = shapely.get_parts(np.array(faces, dtype=object))
    union = shapely.coverage_union_all(parts) if len(parts) > 1 else parts[0]
    return as_kind(shapely.orient_polygons(shapely.get_parts(union)).tolist(), multi)


def as_kind(parts: Sequence[Any], multi: bool) -> BaseGeometry:
    """Return parts as a polygon where there is one and `multi` is false, else as a multipolygon."""
    shape: BaseGeometry = parts[0] if len(parts) == 1 and not multi else shapely.MultiPolygon(list(parts))
    return shape
