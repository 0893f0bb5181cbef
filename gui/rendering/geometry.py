"""The coordinates of a layer as flat arrays, made once for each `Placed` and shared by every render of it.

A `Placed` is immutable, so its identity is the key; the arrays go when it goes. They take about 1.3 times the memory of
the coordinates for polygons of 15 vertices. Polygons, lines and points of a geometry collection go to their own arrays;
`feature` leads back to the row of the data set.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import shapely

from gui.map_view import Bounds, union
from layers.placement import Placed

Array = npt.NDArray[np.float64]
Index = npt.NDArray[np.int64]
Objects = npt.NDArray[np.object_]

_FEATURES_A_STEP = 4000
_POINT, _LINE, _RING, _POLYGON, _COLLECTION = 0, 1, 2, 3, 7


@dataclass(frozen=True, eq=False)
class Parts:
    """Single polygons, or single lines, of a layer in the order of the features.

    Parameters
    ----------
    xy
        (V, 2) float64 vertices, ring after ring.
    ring_start
        (R + 1,) first vertex of each ring (of each line).
    part_start
        (P + 1,) first ring of each part; the first ring of a polygon is its exterior.
    feature
        (P,) row of the feature.
    box
        (4, P) minx, miny, maxx, maxy: contiguous columns for culling.
    area
        (P,) area in square map units (0 for lines).
    """

    xy: Array
    ring_start: Index
    part_start: Index
    feature: Index
    box: Array
    area: Array

    def vertices(self, parts: Index) -> Index:
        """Return the number of vertices of each of the given parts."""
        ends = self.ring_start[self.part_start[parts + 1]]
        return ends - self.ring_start[self.part_start[parts]]


@dataclass(frozen=True, eq=False)
class LayerGeometry:
    """What of a layer can be drawn. `points` is (M, 2), `point_feature` (M,)."""

    polygons: Parts
    lines: Parts
    points: Array
    point_feature: Index
    anchor: Array = field(repr=False)  # (N, 2) point inside each feature, NaN where not yet asked for

    @cached_property
    def bounds(self) -> Bounds | None:
        """Extent of everything, None where there is nothing to draw."""
        return union([_extent(self.polygons.box), _extent(self.lines.box), _extent(np.tile(self.points.T, (2, 1)))])


_known: WeakKeyDictionary[Placed, LayerGeometry] = WeakKeyDictionary()


def known_geometry(placed: Placed) -> LayerGeometry | None:
    """Return the arrays of a layer if they have been made."""
    return _known.get(placed)


def geometry_of(placed: Placed) -> LayerGeometry:
    """Return the arrays of a layer; make them now if need be (about 0.3 s for 100,000 polygons)."""
    steps = make_geometry(placed)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            made: LayerGeometry = end.value
            return made


def make_geometry(placed: Placed) -> Generator[None, None, LayerGeometry]:
    """Make the arrays of a layer, yielding every few milliseconds; known ones are returned at once."""
    known = _known.get(placed)
    if known is not None:
        return known
    pieces: list[tuple[_Flat, _Flat, Array, Index]] = []
    for start in range(0, len(placed.geometry), _FEATURES_A_STEP):
        pieces.append(_flatten(placed.geometry[start : start + _FEATURES_A_STEP], start))
        yield
    made = LayerGeometry(
        polygons=_joined([piece[0] for piece in pieces]),
        lines=_joined([piece[1] for piece in pieces]),
        points=np.concatenate([piece[2] for piece in pieces] or [np.empty((0, 2))]),
        point_feature=np.concatenate([piece[3] for piece in pieces] or [np.empty(0, np.int64)]),
        anchor=np.full((len(placed.geometry), 2), np.nan),
    )
    _known[placed] = made
    return made


def anchors(placed: Placed, geometry: LayerGeometry, features: Index) -> Array:
    """Return (K, 2) points inside the given features (of the largest part), NaN where there is nothing.

    They are computed when first asked for and kept.
    """
    unknown = features[np.isnan(geometry.anchor[features, 0])]
    if len(unknown):
        geometry.anchor[unknown] = _inside(placed.geometry[unknown])
    return geometry.anchor[features]


def make_anchors(placed: Placed, geometry: LayerGeometry) -> Generator[None, None, Array]:
    """Return the points of all features, as `anchors` does, yielding every few milliseconds."""
    for start in range(0, len(placed.geometry), _FEATURES_A_STEP):
        anchors(placed, geometry, np.arange(start, min(start + _FEATURES_A_STEP, len(placed.geometry))))
        yield
    return geometry.anchor


def _inside(shapes: Objects) -> Array:
    result = np.full((len(shapes), 2), np.nan)
    usable = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    with np.errstate(invalid="ignore"):
        points = shapely.point_on_surface(shapes[usable])
    result[usable, 0], result[usable, 1] = shapely.get_x(points), shapely.get_y(points)
    return result


@dataclass(frozen=True, eq=False)
class _Flat:
    xy: Array
    ring_size: Index
    part_rings: Index
    feature: Index
    box: Array
    area: Array


def _flatten(shapes: Objects, first: int) -> tuple[_Flat, _Flat, Array, Index]:
    owner = np.arange(len(shapes), dtype=np.int64) + first
    usable = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    shapes, owner = shapes[usable], owner[usable]
    while len(shapes) and (shapely.get_type_id(shapes) > _POLYGON).any():
        shapes, index = shapely.get_parts(shapes, return_index=True)
        owner = owner[index]
        drawn = ~shapely.is_empty(shapes)
        shapes, owner = shapes[drawn], owner[drawn]
    shapes, owner = _finite(shapes, owner)
    kind = shapely.get_type_id(shapes)
    areas, lines, points = kind == _POLYGON, (kind == _LINE) | (kind == _RING), kind == _POINT
    xy = shapely.get_coordinates(shapes[points])
    return _polygons(shapes[areas], owner[areas]), _lines(shapes[lines], owner[lines]), xy, owner[points]


def _finite(shapes: Objects, owner: Index) -> tuple[Objects, Index]:
    """Leave out parts with a coordinate that is no number: they have no place on a screen."""
    xy, index = shapely.get_coordinates(shapes, return_index=True)
    broken = ~np.isfinite(xy).all(axis=1)
    if not broken.any():
        return shapes, owner
    kept = np.bincount(index[broken], minlength=len(shapes)) == 0
    return shapes[kept], owner[kept]


def _polygons(shapes: Objects, owner: Index) -> _Flat:
    part_rings = shapely.get_num_interior_rings(shapes).astype(np.int64) + 1
    plain = bool((part_rings == 1).all())
    ring_size = shapely.get_num_coordinates(shapes if plain else shapely.get_rings(shapes)).astype(np.int64)
    box = np.ascontiguousarray(shapely.bounds(shapes).reshape(-1, 4).T)
    return _Flat(shapely.get_coordinates(shapes), ring_size, part_rings, owner, box, shapely.area(shapes))


def _lines(shapes: Objects, owner: Index) -> _Flat:
    ring_size = shapely.get_num_coordinates(shapes).astype(np.int64)
    box = np.ascontiguousarray(shapely.bounds(shapes).reshape(-1, 4).T)
    ones = np.ones(len(shapes), np.int64)
    return _Flat(shapely.get_coordinates(shapes), ring_size, ones, owner, box, np.zeros(len(shapes)))


def _joined(pieces: list[_Flat]) -> Parts:
    def column(name: str, empty: npt.NDArray[Any], axis: int = 0) -> npt.NDArray[Any]:
        return np.concatenate([getattr(piece, name) for piece in pieces] or [empty], axis=axis)

    return Parts(
        xy=column("xy", np.empty((0, 2))),
        ring_start=_starts(column("ring_size", np.empty(0, np.int64))),
        part_start=_starts(column("part_rings", np.empty(0, np.int64))),
        feature=column("feature", np.empty(0, np.int64)),
        box=column("box", np.empty((4, 0)), axis=1),
        area=column("area", np.empty(0)),
    )


def _starts(sizes: Index) -> Index:
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)))


def _extent(box: Array) -> Bounds | None:
    finite = np.isfinite(box).all(axis=0)
    if not finite.any():
        return None
    low, high = box[:2, finite].min(axis=1), box[2:, finite].max(axis=1)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])
