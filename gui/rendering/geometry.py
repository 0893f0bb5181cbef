"""The coordinates of a layer as flat arrays, made once for each `Placed` and shared by every render of it.

A `Placed` is immutable, so its identity is the key; the arrays go when it goes. They take about 1.3 times the memory of
the coordinates for polygons of 20 vertices. Polygons, lines and points of a geometry collection go to their own arrays;
`feature` leads back to the row of the data set.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import shapely

from gui.map.view import Bounds, union
from gui.rendering.cells import Cells, sorted_into_cells
from layers.placement import Placed

Array = npt.NDArray[np.float64]
Index = npt.NDArray[np.int64]
Objects = npt.NDArray[np.object_]
Number = TypeVar("Number", np.float64, np.int64)

_FEATURES_A_STEP = 2048  # of some twenty vertices: a millisecond in each call of shapely
_SAMPLE, _SPARE = 1000, 1.2  # features that are asked for their size, and room for more than they promise
_NO_ROWS = np.empty(0, np.int64)
_POINT, _LINE, _RING, _POLYGON = 0, 1, 2, 3


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

    @cached_property
    def runs(self) -> Array:
        """(4, R) boxes around runs of `spatial.drawing_kernels.RUN` parts."""
        from spatial.drawing_kernels import RUN, boxes_of_runs

        made = np.empty((4, -(-self.box.shape[1] // RUN)))
        boxes_of_runs(self.box, made)
        return made

    def vertices(self, parts: Index) -> Index:
        """Return the number of vertices of each of the given parts."""
        ends = self.ring_start[self.part_start[parts + 1]]
        return ends - self.ring_start[self.part_start[parts]]


@dataclass(frozen=True, eq=False)
class LayerGeometry:
    """What of a layer can be drawn. `points` is (M, 2), `point_feature` (M,), both sorted by `cells` if there are."""

    polygons: Parts
    lines: Parts
    points: Array
    point_feature: Index
    cells: Cells | None
    anchor: Array = field(repr=False)  # (N, 2) point inside each feature, NaN where not yet asked for

    @cached_property
    def bounds(self) -> Bounds | None:
        """Extent of everything, None where there is nothing to draw."""
        return union([_extent(self.polygons.box), _extent(self.lines.box), _extent(self.points.T)])


_known: WeakKeyDictionary[Placed, LayerGeometry] = WeakKeyDictionary()


def known_geometry(placed: Placed) -> LayerGeometry | None:
    """Return the arrays of a layer if they have been made."""
    return _known.get(placed)


def geometry_of(placed: Placed) -> LayerGeometry:
    """Return the arrays of a layer; make them now if need be (about 0.1 s for 100,000 polygons)."""
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
    some = placed.geometry[:: max(len(placed.geometry) // _SAMPLE, 1)]
    room = int(shapely.get_num_coordinates(some).mean() * len(placed.geometry) * _SPARE) if len(some) else 0
    areas, lines, points = _Growing(room), _Growing(room), _GrowingPoints(room)
    yield
    for start in range(0, len(placed.geometry), _FEATURES_A_STEP):
        points.add(*_take_apart(placed.geometry[start : start + _FEATURES_A_STEP], start, areas, lines))
        yield
    xy, owner = points.taken()
    cells = None
    if len(xy):
        xy, owner, cells = yield from sorted_into_cells(xy, owner)
    made = LayerGeometry(
        polygons=(yield from areas.parts(with_area=True)),
        lines=(yield from lines.parts(with_area=False)),
        points=xy,
        point_feature=owner,
        cells=cells,
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


class _Growing:
    """Parts under way: coordinates are written where they are to stay; only where room runs out are they copied."""

    def __init__(self, room: int) -> None:
        self._xy = np.empty((room, 2))  # pages of memory that nothing is written to cost nothing
        self._used = 0
        self._ring_size: list[Index] = []
        self._part_rings: list[Index] = []
        self._owner: list[Index] = []
        self._box: list[Array] = []
        self._area: list[Array] = []

    def add(self, shapes: Objects, part_rings: Index, ring_size: Index, owner: Index) -> None:
        """Add polygons, or lines: the number of rings of each, of vertices of each ring, and the feature of each."""
        from spatial.drawing_kernels import measure_parts

        xy = self._room(int(ring_size.sum()))
        xy[:] = shapely.get_coordinates(shapes)
        box, area = np.empty((4, len(shapes))), np.empty(len(shapes))
        if measure_parts(xy, _starts(ring_size), _starts(part_rings), box, area):
            self.add(*_finite(shapes, part_rings, ring_size, owner))
            return
        self._used += len(xy)
        self._part_rings.append(part_rings)
        self._ring_size.append(ring_size)
        self._owner.append(owner)
        self._box.append(box)
        self._area.append(area)

    def _room(self, vertices: int) -> Array:
        """Return the rows that come next."""
        end = self._used + vertices
        if end > len(self._xy):
            self._xy = _grown(self._xy, self._used, 2 * end)
        return self._xy[self._used : end]

    def parts(self, *, with_area: bool) -> Generator[None, None, Parts]:
        """Return what was added; yields between the copies of a few milliseconds."""
        area = np.concatenate([*self._area, np.empty(0)])
        ring_start = _starts(np.concatenate([*self._ring_size, np.empty(0, np.int64)]))
        yield
        part_start = _starts(np.concatenate([*self._part_rings, np.empty(0, np.int64)]))
        feature = np.concatenate([*self._owner, np.empty(0, np.int64)])
        yield
        box = np.ascontiguousarray(np.concatenate([*self._box, np.empty((4, 0))], axis=1))
        yield
        xy = self._xy[: self._used] if self._used else np.empty((0, 2))
        return Parts(xy, ring_start, part_start, feature, box, area if with_area else np.zeros(len(area)))


class _GrowingPoints:
    """Points under way, kept as `_Growing` keeps vertices."""

    def __init__(self, room: int) -> None:
        self._xy: Array = np.empty((room, 2))
        self._owner: Index = np.empty(room, np.int64)
        self._used = 0

    def add(self, xy: Array, owner: Index) -> None:
        """Add points and the feature of each."""
        end = self._used + len(xy)
        if end > len(self._xy):
            self._xy, self._owner = _grown(self._xy, self._used, 2 * end), _grown(self._owner, self._used, 2 * end)
        self._xy[self._used : end], self._owner[self._used : end] = xy, owner
        self._used = end

    def taken(self) -> tuple[Array, Index]:
        """Return what was added."""
        return (self._xy[: self._used], self._owner[: self._used]) if self._used else (np.empty((0, 2)), _NO_ROWS)


def _grown(held: npt.NDArray[Number], used: int, room: int) -> npt.NDArray[Number]:
    made = np.empty((room, *held.shape[1:]), held.dtype)
    made[:used] = held[:used]
    return made


def _take_apart(shapes: Objects, first: int, areas: _Growing, lines: _Growing) -> tuple[Array, Index]:
    """Add the polygons and lines of some features, the first of which is row `first`; return their points."""
    owner = np.arange(len(shapes), dtype=np.int64) + first
    kind = shapely.get_type_id(shapes)
    if not kind.any():
        return _points(shapes, owner)
    size = _vertices(shapes)
    if not size.all():
        usable = size > 0  # missing and empty ones have none
        shapes, owner, kind, size = shapes[usable], owner[usable], kind[usable], size[usable]
    while (kind > _POLYGON).any():
        shapes, index = shapely.get_parts(shapes, return_index=True)
        owner = owner[index]
        drawn = ~shapely.is_empty(shapes)
        shapes, owner = shapes[drawn], owner[drawn]
        kind, size = shapely.get_type_id(shapes), _vertices(shapes)
    is_area, is_line = kind == _POLYGON, (kind == _LINE) | (kind == _RING)
    if is_area.any():
        alone = is_area.all()
        _add_polygons(areas, *((shapes, size, owner) if alone else (shapes[is_area], size[is_area], owner[is_area])))
    if is_line.any():
        one_each = np.ones(int(is_line.sum()), np.int64)
        lines.add(shapes[is_line], one_each, size[is_line], owner[is_line])
    is_point = kind == _POINT
    return _points(shapes[is_point], owner[is_point]) if is_point.any() else (np.empty((0, 2)), owner[:0])


def _points(shapes: Objects, owner: Index) -> tuple[Array, Index]:
    """Return coordinates and features of points; those without a place have none."""
    xy, index = shapely.get_coordinates(shapes, return_index=True)
    finite = np.isfinite(xy)
    if finite.all():
        return xy, (owner if len(xy) == len(owner) else owner[index])
    placed = finite.all(axis=1)
    return xy[placed], owner[index[placed]]


def _add_polygons(areas: _Growing, shapes: Objects, size: Index, owner: Index) -> None:
    part_rings = shapely.get_num_interior_rings(shapes).astype(np.int64) + 1
    plain = bool((part_rings == 1).all())
    areas.add(shapes, part_rings, size if plain else _vertices(shapely.get_rings(shapes)), owner)


def _vertices(shapes: Objects) -> Index:
    sizes: Index = shapely.get_num_coordinates(shapes).astype(np.int64)
    return sizes


def _finite(shapes: Objects, part_rings: Index, ring_size: Index, owner: Index) -> tuple[Objects, Index, Index, Index]:
    """Leave out parts with a coordinate that is no number: they have no place on a screen."""
    xy, index = shapely.get_coordinates(shapes, return_index=True)
    kept = np.bincount(index[~np.isfinite(xy).all(axis=1)], minlength=len(shapes)) == 0
    return shapes[kept], part_rings[kept], ring_size[np.repeat(kept, part_rings)], owner[kept]


def _starts(sizes: Index) -> Index:
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)))


def _extent(box: Array) -> Bounds | None:
    """Return the extent of boxes (4, P) or points (2, P), all finite."""
    if not box.shape[1]:
        return None
    west, south, east, north = box[0].min(), box[1].min(), box[-2].max(), box[-1].max()
    return float(west), float(south), float(east), float(north)
