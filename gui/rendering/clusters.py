"""Painting cluster maps: markers with exact counts that merge and part with the zoom; DBSCAN clusters."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
import shapely
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gui.map.view import Array, MapView
from gui.rendering.geometry import Index, LayerGeometry, geometry_of, make_anchors
from gui.rendering.points import paint_lines, paint_points
from gui.rendering.polygons import paint_polygons
from gui.rendering.surface import Looks, Surface
from gui.rendering.text import INK, map_font
from layers.cartography.legend import CLUSTER, NOISE, Style
from layers.cartography.portrayal import Portrayal
from layers.placement import Names, Placed
from spatial.statistics.clusters import AggregationLevel, Clusters

_CLUSTER = Style("#1f4e79", "#ffffff", 1.5)
_HULL_ALPHA, _HULL_LINE_PX = 40, 1.6
_SMALL_HULL_PX, _BADGE_ABOVE_PX = 44.0, 16.0
_RING_PX = 4.0
_GREY = "#9aa0a6"
_MARKERS_A_SLICE = 60


@dataclass(frozen=True, eq=False)
class _Hulls:
    placed: Placed
    centres: Array


_hulls: WeakKeyDictionary[Clusters, _Hulls] = WeakKeyDictionary()


def level_of(portrayal: Portrayal, view: MapView) -> AggregationLevel | None:
    """Return the markers for the zoom of a view; None where every point stands alone."""
    if portrayal.aggregation is None or not portrayal.aggregation.levels:
        return None
    zoom = max(math.floor(view.zoom_level(degrees=_in_degrees(portrayal.placed.crs)) + 0.5), 0)
    levels = portrayal.aggregation.levels
    if zoom > levels[-1].zoom:
        return None
    return max((level for level in levels if level.zoom <= zoom), key=lambda level: level.zoom, default=levels[0])


def single_features(level: AggregationLevel) -> Index:
    """Return the features that stand alone at a level."""
    counts = np.append(level.counts, 0)  # member -1 (a feature without a place) falls on the added 0
    return np.flatnonzero(counts[level.members] == 1)


def marker_radius_px(count: int) -> float:
    """Return the radius of the marker of `count` points (2 or more): 12.5 px for 2, 5 px more for each factor of 10."""
    return 11.0 + 5.0 * math.log10(max(count, 1))


def is_clustered(portrayal: Portrayal) -> bool:
    """Whether a layer is a cluster map: then every feature is drawn as a point inside it, or in a marker."""
    return portrayal.aggregation is not None or portrayal.clusters is not None


def paint_aggregation(surface: Surface, portrayal: Portrayal, geometry: LayerGeometry) -> Iterator[None]:
    """Paint the markers of the view's zoom level, and single points by their class."""
    looks = Looks.of(portrayal)
    level = level_of(portrayal, surface.view)
    if level is None:
        at = yield from make_anchors(portrayal.placed, geometry)
        yield from paint_points(surface, (at, np.arange(len(at))), looks, None)
        return
    alone = single_features(level)
    yield from paint_points(surface, (level.xy[level.members[alone]], alone), looks, None)
    yield from _paint_markers(surface, level, looks)


def paint_clusters(surface: Surface, portrayal: Portrayal, geometry: LayerGeometry) -> Iterator[None]:
    """Paint the hulls of DBSCAN clusters, the points by their class (noise has its own), and cluster sizes."""
    clusters = portrayal.clusters
    if clusters is None:
        return
    style = portrayal.styles.get(CLUSTER, _CLUSTER)
    hulls = _hulls_of(clusters, portrayal.placed.crs)
    shapes, none = geometry_of(hulls.placed), np.zeros(len(clusters.clusters), np.int64)
    colour = QColor(style.fill)
    colour.setAlpha(_HULL_ALPHA)
    hull = Style(colour.name(QColor.NameFormat.HexArgb), style.fill, _HULL_LINE_PX)
    yield from paint_polygons(surface, shapes.polygons, Looks(none, {0: hull}, none))
    yield from paint_lines(surface, shapes.lines, Looks(none, {0: Style("", style.fill, _HULL_LINE_PX)}, none))
    at = yield from make_anchors(portrayal.placed, geometry)
    every = np.argsort(np.asarray(portrayal.classes) != NOISE, kind="stable")  # noise below the rest
    yield from paint_points(surface, (at[every], every), Looks.of(portrayal), None)
    for cluster, centre in zip(clusters.clusters, surface.pixels(_badge_places(hulls, surface.view)), strict=True):
        if np.isfinite(centre).all():
            _badge(surface, centre, cluster.n, style)
    yield


def marker_circles(portrayal: Portrayal, view: MapView) -> tuple[Array, Array]:
    """Return (K, 2) map coordinates and (K,) radii in logical pixels of markers and badges, for names to keep clear."""
    level = level_of(portrayal, view)
    if level is not None:
        merged = np.flatnonzero(level.counts > 1)
        return level.xy[merged], np.array([marker_radius_px(int(n)) for n in level.counts[merged]]) + 2.0
    if portrayal.clusters is not None:
        places = _badge_places(_hulls_of(portrayal.clusters, portrayal.placed.crs), view)
        return places, np.full(len(places), 11.0)
    return np.empty((0, 2)), np.empty(0)


def _paint_markers(surface: Surface, level: AggregationLevel, looks: Looks) -> Iterator[None]:
    merged = np.flatnonzero(level.counts > 1)
    px = surface.pixels(level.xy[merged])
    reach = 40 * surface.ratio
    seen = (px > -reach).all(axis=1) & (px[:, 0] < surface.width + reach) & (px[:, 1] < surface.height + reach)
    merged, px = merged[seen], px[seen]
    order = np.argsort(level.counts[merged], kind="stable")
    colours = [_category_colour(looks, category) for category in range(level.category_counts.shape[1])]
    for start in range(0, len(order), _MARKERS_A_SLICE):
        for index in order[start : start + _MARKERS_A_SLICE].tolist():
            marker = merged[index]
            _marker(surface, px[index], level.category_counts[marker], (int(level.counts[marker]), colours))
        yield


def _category_colour(looks: Looks, category: int) -> QColor:
    known = category in looks.codes
    return QColor(looks.styles[looks.row_of(category)].fill or _GREY) if known else QColor(_GREY)


def _marker(surface: Surface, at: Array, shares: Index, count_and_colours: tuple[int, list[QColor]]) -> None:
    """Draw a white disc with the count, in a ring that shows the shares of the categories."""
    count, colours = count_and_colours
    painter, ratio = surface.painter, surface.ratio
    centre, radius = QPointF(float(at[0]), float(at[1])), marker_radius_px(count) * ratio
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(20, 40, 60, 46))
    painter.drawEllipse(centre + QPointF(0, 0.8 * ratio), radius + 2.2 * ratio, radius + 2.2 * ratio)
    painter.setBrush(QColor("#ffffff"))
    painter.drawEllipse(centre, radius + 1.2 * ratio, radius + 1.2 * ratio)
    box = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
    known = int(shares.sum())
    painter.setBrush(QColor(_GREY) if known < count else colours[int(shares.argmax())])
    painter.drawEllipse(box)
    begin = 90.0 * 16  # from twelve o'clock, clockwise
    for share, colour in zip(shares.tolist(), colours, strict=True):
        if 0 < share < count:
            span = -share / count * 360.0 * 16
            painter.setBrush(colour)
            painter.drawPie(box, round(begin), round(begin + span) - round(begin))
            begin += span
    painter.setBrush(QColor("#ffffff"))
    painter.drawEllipse(centre, radius - _RING_PX * ratio, radius - _RING_PX * ratio)
    _number(painter, box, str(count), (11.5 * ratio, INK))


def _badge_places(hulls: _Hulls, view: MapView) -> Array:
    """Return the map coordinates of the badges: the centres, but above hulls so small that they would be hidden."""
    box = shapely.bounds(hulls.placed.geometry).reshape(-1, 4)
    size = (box[:, 2:] - box[:, :2]) / view.units_per_px
    above = box[:, 3] + _BADGE_ABOVE_PX * view.units_per_px
    small = size.max(axis=1) < _SMALL_HULL_PX
    return np.column_stack((hulls.centres[:, 0], np.where(small, above, hulls.centres[:, 1])))


def _badge(surface: Surface, at: Array, count: int, style: Style) -> None:
    painter, ratio = surface.painter, surface.ratio
    width, height = (10.0 + 7.0 * len(str(count))) * ratio, 17.0 * ratio
    box = QRectF(float(at[0]) - width / 2, float(at[1]) - height / 2, width, height)
    painter.setPen(QPen(QColor(style.stroke or "#ffffff"), style.stroke_width_px * ratio))
    painter.setBrush(QColor(style.fill))
    painter.drawRoundedRect(box, height / 2, height / 2)
    _number(painter, box, str(count), (11.5 * ratio, QColor("#ffffff")))


def _number(painter: QPainter, box: QRectF, text: str, look: tuple[float, QColor]) -> None:
    size, colour = look
    painter.setFont(map_font(size))
    painter.setPen(colour)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _hulls_of(clusters: Clusters, crs: str) -> _Hulls:
    """Return hulls and centres in the CRS of the map; kept, since a portrayal's clusters never change."""
    known = _hulls.get(clusters)
    if known is not None and known.placed.crs == crs:
        return known
    from spatial.crs import transform_geometry

    n = len(clusters.clusters)
    shapes = np.empty(2 * n, dtype=object)
    shapes[:n] = [cluster.hull for cluster in clusters.clusters]
    shapes[n:] = [shapely.Point(cluster.centre) for cluster in clusters.clusters]
    shapes = transform_geometry(shapes, source="EPSG:4326", datum="wgs84", target=crs)
    counts = [str(cluster.n) for cluster in clusters.clusters]
    names = Names(counts, counts)
    placed = Placed(crs, shapes[:n], tuple(str(cluster.id) for cluster in clusters.clusters), names, np.zeros(n, bool))
    made = _Hulls(placed, np.column_stack((shapely.get_x(shapes[n:]), shapely.get_y(shapes[n:]))).reshape(-1, 2))
    _hulls[clusters] = made
    return made


def _in_degrees(crs: str) -> bool:
    from pyproj import CRS

    return bool(CRS.from_user_input(crs).is_geographic)
