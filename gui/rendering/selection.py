"""Painting what is highlighted: a bright line in a light casing, over everything else."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPen

from gui.map.view import Array
from gui.rendering.clusters import is_clustered, level_of
from gui.rendering.detail import gathered, on_screen, slices
from gui.rendering.geometry import Index, LayerGeometry, Parts, anchors, make_geometry
from gui.rendering.surface import Looks, Surface
from layers.cartography.portrayal import Portrayal

_LINE = QColor("#ff7a00")
_CASING = QColor(255, 255, 255, 230)
_LINE_PX, _CASING_PX = 2.4, 5.0
_PAD_PX = 8.0


def paint_selection(surface: Surface, portrayal: Portrayal, features: Index) -> Iterator[None]:
    """Highlight features of a layer, given by their rows; rows that do not exist are passed over."""
    geometry = yield from make_geometry(portrayal.placed)
    features = features[(features >= 0) & (features < len(portrayal.classes))]
    if portrayal.radius_px is None and not is_clustered(portrayal):
        for parts in (geometry.polygons, geometry.lines):
            yield from _outline(surface, parts, features)
    at, radius = _circles(surface, portrayal, geometry, features)
    for (x, y), reach in zip(surface.pixels(at).tolist(), radius.tolist(), strict=True):
        if abs(x) < 1e6 and abs(y) < 1e6:
            path = QPainterPath()
            path.addEllipse(QPointF(x, y), reach * surface.ratio, reach * surface.ratio)
            _stroke(surface, path)
    yield


def _outline(surface: Surface, parts: Parts, features: Index) -> Iterator[None]:
    wanted = np.isin(parts.feature, features)
    seen = surface.visible(parts, _PAD_PX)
    for some in slices(parts, seen[wanted[seen]]):
        xy, starts, _ = gathered(parts, some)
        xy, starts = on_screen(surface, xy, starts, _PAD_PX)
        path = QPainterPath()
        for begin, end in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
            path.addPolygon(surface.polygon(xy[begin:end]))
        _stroke(surface, path)
        yield


def _circles(surface: Surface, portrayal: Portrayal, geometry: LayerGeometry, features: Index) -> tuple[Array, Array]:
    """Return places and radii (logical pixels) of what is drawn as a symbol."""
    looks = Looks.of(portrayal)
    plain = np.array([style.radius_px for style in looks.styles])
    if portrayal.radius_px is not None:
        radius = np.where(np.isnan(portrayal.radius_px), plain[looks.rows], portrayal.radius_px)[features]
        return anchors(portrayal.placed, geometry, features), radius + 2.0
    if is_clustered(portrayal):
        level = level_of(portrayal, surface.view)
        at = anchors(portrayal.placed, geometry, features) if level is None else level.xy[level.members[features]]
        return at, plain[looks.rows[features]] + 2.5
    chosen = np.isin(geometry.point_feature, features)
    owner = geometry.point_feature[chosen]
    return geometry.points[chosen], plain[looks.rows[owner]] + 2.5


def _stroke(surface: Surface, path: QPainterPath) -> None:
    surface.painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((_CASING, _CASING_PX), (_LINE, _LINE_PX)):
        pen = QPen(colour, width * surface.ratio)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        surface.painter.strokePath(path, pen)
