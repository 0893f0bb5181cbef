"""Names on the map: as many as have room, the most important ones first, none upon another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage

from gui.map.view import Array
from gui.rendering.clusters import is_clustered, level_of, marker_circles, single_features
from gui.rendering.detail import by_size
from gui.rendering.geometry import Index, LayerGeometry, anchors, make_geometry
from gui.rendering.surface import Looks, Surface
from gui.rendering.text import text_sprite, wrapped
from layers.cartography.portrayal import Placed, Portrayal
from spatial.geometry import without_holes
from spatial.text import Language

AREA_SIZE_PX, POINT_SIZE_PX = 12.5, 11.5
_SMALLEST_AREA_PX = 22.0
_SMALLEST_FILLED_PX = 9.0
_BESIDE_PX = 3.0
_WIDER_THAN_AREA = 1.5  # a name may be this much wider than the area it stands in
_LABELS_A_LAYER = 400
_LABELS_A_SLICE = 10
_CELL_PX = 64
_FAR_PX = 2e4
_CLEAR_SHARE = 0.75  # of the radius of a point: names may touch the rim


@dataclass(frozen=True, eq=False)
class _Wanted:
    """Names that a layer asks room for, the most important first.

    `at` (K, 2) device pixels; `room` (K,) width of the area there in device pixels, infinite for points; `gap` (K,)
    device pixels between the point and its name, 0 for areas; `filled` knows the areas with a colour.
    """

    feature: Index
    at: Array
    room: Array
    gap: Array
    filled: Filled | None = None


def paint_labels(surface: Surface, layers: Sequence[tuple[Portrayal, Language | None]]) -> Iterator[None]:
    """Paint the names of the features of the layers shown (bottom to top); a layer without a language has no names.

    Names of areas come before names of points and lines, those of upper layers before those of lower ones. They keep
    clear of markers, and those of points of the points.
    """
    taken = _Taken()
    for corner in _furniture(surface):
        taken.take(corner)
    shapes: list[tuple[_Wanted, Portrayal, Language]] = []
    others: list[tuple[_Wanted, Portrayal, Language]] = []
    for portrayal, language in reversed(layers):
        circles, radius_px = marker_circles(portrayal, surface.view)
        taken.keep_clear(surface.pixels(circles), radius_px * surface.ratio)
        if language is None:
            continue
        geometry = yield from make_geometry(portrayal.placed)
        for wanted_of, kind in ((_of_areas, shapes), (_of_points, others), (_of_lines, others)):
            kind.append((wanted_of(surface, portrayal, geometry), portrayal, language))
            yield
    yield from _place_all(surface, shapes, taken)
    for wanted, _, _ in others:
        taken.keep_clear(wanted.at, wanted.gap * _CLEAR_SHARE)
    yield from _place_all(surface, others, taken)


def _furniture(surface: Surface) -> tuple[QRectF, ...]:
    """Return the rooms of the scale bar and the north arrow (`gui.map.furniture`); none in a picture without room."""
    wide, high, ratio = surface.width, surface.height, surface.ratio
    if wide < 400 * ratio or high < 300 * ratio:
        return ()
    bar, arrow = QRectF(8, high / ratio - 42, 140, 34), QRectF(wide / ratio - 46, 10, 36, 58)
    return tuple(QRectF(each.topLeft() * ratio, each.size() * ratio) for each in (bar, arrow))


def _place_all(surface: Surface, asked: list[tuple[_Wanted, Portrayal, Language]], taken: _Taken) -> Iterator[None]:
    limits = QRectF(0, 0, surface.width, surface.height)
    for wanted, portrayal, language in asked:
        for number, feature in enumerate(wanted.feature.tolist()):
            name = wrapped(portrayal.placed.names[feature].to(language))
            if name:
                _place(surface, name, (wanted, number), (taken, limits))
            if number % _LABELS_A_SLICE == 0:
                yield


def _place(surface: Surface, name: str, place: tuple[_Wanted, int], free: tuple[_Taken, QRectF]) -> None:
    (wanted, number), (taken, limits) = place, free
    gap = float(wanted.gap[number])
    sprite = text_sprite(name, POINT_SIZE_PX if gap else AREA_SIZE_PX, surface.ratio)
    x, y = wanted.at[number].tolist()
    tried = [] if wanted.filled is None else wanted.filled.beside(surface, number, sprite)
    if sprite.width() <= wanted.room[number] * _WIDER_THAN_AREA:
        tried += _positions(sprite, x, y, gap)
    for corner in tried:
        box = QRectF(corner, sprite.size().toSizeF())
        if limits.contains(box) and taken.take(box):
            surface.painter.drawImage(corner, sprite)
            return


def _positions(sprite: QImage, x: float, y: float, gap: float) -> list[QPointF]:
    """Return top left corners to try: at and near the middle of an area; right, left, above and below of a point."""
    width, height = sprite.width(), sprite.height()
    middle = y - height / 2
    if not gap:
        tried = [(x - width / 2, middle + shift * height) for shift in (0.0, 1.1, -1.1)]
    else:
        tried = [
            (x + gap, middle),
            (x - gap - width, middle),
            (x - width / 2, y - gap - height),
            (x - width / 2, y + gap),
        ]
    return [QPointF(round(left), round(top)) for left, top in tried]


class Filled:
    """The coloured areas of a layer: a name stands beside one that it would cover, on none of the others.

    Parameters
    ----------
    feature
        (K,) the features, as in `_Wanted`.
    box
        (4, K) west, south, east, north of the largest part of each, map units.
    placed
        The layer.
    coloured
        (K,) bool, whether the area has a fill.
    """

    def __init__(self, feature: Index, box: Array, placed: Placed, coloured: npt.NDArray[np.bool_]) -> None:
        self._feature, self._box, self._placed, self._coloured = feature, box, placed, coloured
        self._shapes: dict[int, shapely.Geometry | None] = {}

    def beside(self, surface: Surface, number: int, sprite: QImage) -> list[QPointF]:
        """Return top left corners beside an area that a name would cover: right, left, below, above; else none."""
        if not self._coloured[number]:
            return []
        west, south, east, north = self._box[:, number].tolist()
        (left, bottom), (right, top) = surface.pixels(np.array([[west, south], [east, north]])).tolist()
        wide, high, gap = sprite.width(), sprite.height(), _BESIDE_PX * surface.ratio
        if wide <= 0.95 * (right - left) and high <= 0.9 * (bottom - top):
            return []
        x, y = (left + right) / 2 - wide / 2, (top + bottom) / 2 - high / 2
        corners = [(right + gap, y), (left - gap - wide, y), (x, bottom + gap / 2), (x, top - gap / 2 - high)]
        free = [each for each in corners if not self._is_over_another(surface, number, (*each, wide, high))]
        return [QPointF(round(each), round(top)) for each, top in free]

    def _is_over_another(self, surface: Surface, number: int, label: tuple[float, float, float, float]) -> bool:
        """Say whether a box of pixels lies on another coloured area than the one named, and those that one lies in."""
        left, top, wide, high = label
        west, north = surface.west + left / surface.scale, surface.north - top / surface.scale
        east, south = west + wide / surface.scale, north - high / surface.scale
        box = self._box
        near = self._coloured & (box[0] < east) & (box[2] > west) & (box[1] < north) & (box[3] > south)
        near[number] = False
        if not near.any():
            return False
        label_shape, own = shapely.box(west, south, east, north), self._shape(number)
        for other in np.flatnonzero(near).tolist():
            shape = self._shape(other)
            if shape is None or own is None:
                return True
            inside = shapely.intersects(without_holes(shape), shapely.point_on_surface(own))
            if shapely.intersects(shape, label_shape) and not inside:
                return True
        return False

    def _shape(self, number: int) -> shapely.Geometry | None:
        """Return the shape of an area; None where it is none that can be asked."""
        if number not in self._shapes:
            shape = self._placed.geometry[self._feature[number]]
            self._shapes[number] = shape if shape.is_valid else None
        return self._shapes[number]


class _Taken:
    """Boxes that are taken, in a grid."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[QRectF]] = {}

    def take(self, box: QRectF) -> bool:
        """Take a box if nothing is in its way."""
        cells = self._cells_of(box)
        if any(box.intersects(other) for cell in cells for other in self._cells.get(cell, ())):
            return False
        for cell in cells:
            self._cells.setdefault(cell, []).append(box)
        return True

    def keep_clear(self, at: Array, reach: Array) -> None:
        """Take the places of circles, whatever lies there."""
        near = (np.abs(at) < _FAR_PX).all(axis=1) & (reach > 0)
        for (x, y), radius in zip(at[near].tolist(), reach[near].tolist(), strict=True):
            box = QRectF(x - radius, y - radius, 2 * radius, 2 * radius)
            for cell in self._cells_of(box):
                self._cells.setdefault(cell, []).append(box)

    @staticmethod
    def _cells_of(box: QRectF) -> list[tuple[int, int]]:
        return [
            (column, row)
            for column in range(int(box.left() // _CELL_PX), int(box.right() // _CELL_PX) + 1)
            for row in range(int(box.top() // _CELL_PX), int(box.bottom() // _CELL_PX) + 1)
        ]


_NONE = _Wanted(np.empty(0, np.int64), np.empty((0, 2)), np.empty(0), np.empty(0))


def _of_areas(surface: Surface, portrayal: Portrayal, geometry: LayerGeometry) -> _Wanted:
    """Name the visible areas, large ones first: at a point inside, or inside of what the view shows of them."""
    if portrayal.radius_px is not None or is_clustered(portrayal):
        return _NONE
    parts = geometry.polygons
    looks = Looks.of(portrayal)
    fills = np.array([bool(style.fill) for style in looks.styles])
    smallest = _SMALLEST_FILLED_PX if fills.all() else _SMALLEST_AREA_PX
    _, seen, _ = by_size(surface, parts, surface.visible(parts, 0.0), smallest)
    order = seen[np.argsort(-parts.area[seen], kind="stable")]
    _, first = np.unique(parts.feature[order], return_index=True)  # the largest part of a feature
    order = order[np.sort(first)][:_LABELS_A_LAYER]
    feature, box = parts.feature[order], parts.box[:, order]
    room, coloured = (box[2] - box[0]) * surface.scale, fills[looks.rows[feature]]
    at = surface.pixels(anchors(portrayal.placed, geometry, feature))
    outside = (at < 0).any(axis=1) | (at[:, 0] > surface.width) | (at[:, 1] > surface.height)
    for index in np.flatnonzero(outside).tolist():
        at[index] = _in_view(surface, portrayal, int(feature[index]))
    known = np.isfinite(at).all(axis=1)
    filled = Filled(feature[known], box[:, known], portrayal.placed, coloured[known])
    return _Wanted(feature[known], at[known], room[known], np.zeros(int(known.sum())), filled)


def _in_view(surface: Surface, portrayal: Portrayal, feature: int) -> Array:
    """Return the device pixel of a point inside of what the view shows of an area; NaN where it shows nothing."""
    shape = portrayal.placed.geometry[feature]
    if not shape.is_valid:
        return np.full(2, np.nan)
    shown = shapely.clip_by_rect(shape, *surface.view.bounds)
    if shown.is_empty:
        return np.full(2, np.nan)
    point: Array = surface.pixels(shapely.get_coordinates(shapely.point_on_surface(shown)))[0]
    return point


def _of_points(surface: Surface, portrayal: Portrayal, geometry: LayerGeometry) -> _Wanted:
    """Name the visible points in their order; of proportional symbols the large ones first."""
    looks = Looks.of(portrayal)
    radius = np.array([style.radius_px for style in looks.styles])[looks.rows]
    xy, feature = geometry.points, geometry.point_feature
    level = level_of(portrayal, surface.view)
    if level is not None:
        feature = single_features(level)
        xy = level.xy[level.members[feature]]
    elif is_clustered(portrayal) or portrayal.radius_px is not None:
        if portrayal.radius_px is not None:
            radius = np.where(np.isnan(portrayal.radius_px), radius, portrayal.radius_px)
        feature = np.argsort(-radius, kind="stable")
        xy = anchors(portrayal.placed, geometry, feature)
    seen = surface.visible_points(xy, 0.0)
    if feature is geometry.point_feature:  # sorted by cells: the first features go first all the same
        if len(seen) > _LABELS_A_LAYER:
            seen = seen[np.argpartition(feature[seen], _LABELS_A_LAYER)[:_LABELS_A_LAYER]]
        seen = seen[np.argsort(feature[seen], kind="stable")]
    seen = seen[:_LABELS_A_LAYER]
    gap = (radius[feature[seen]] + 2.0) * surface.ratio
    return _Wanted(feature[seen], surface.pixels(xy[seen]), np.full(len(seen), np.inf), gap)


def _of_lines(surface: Surface, portrayal: Portrayal, geometry: LayerGeometry) -> _Wanted:
    """Name the visible lines, long ones first, at their middle vertex."""
    if portrayal.radius_px is not None or is_clustered(portrayal):
        return _NONE
    parts = geometry.lines
    seen = surface.visible(parts, 0.0)
    extent = ((parts.box[2:, seen] - parts.box[:2, seen]) * surface.scale).max(axis=0)
    long = extent >= 2 * _SMALLEST_AREA_PX * surface.ratio
    order = seen[long][np.argsort(-extent[long], kind="stable")][:_LABELS_A_LAYER]
    middle = (parts.ring_start[order] + parts.ring_start[order + 1]) // 2
    at = surface.pixels(parts.xy[middle])
    return _Wanted(parts.feature[order], at, extent[long][: len(order)], np.zeros(len(order)))
