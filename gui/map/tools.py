"""What the mouse does on the map: tools as gestures that begin, change and end, and what lies under a point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
import shapely
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gui.map.view import Array, Bounds, MapView
from gui.rendering.clusters import is_clustered, level_of, marker_radius_px, single_features
from gui.rendering.geometry import Index, LayerGeometry, anchors, geometry_of
from gui.rendering.render import CanvasLayer
from gui.rendering.surface import Looks
from layers.cartography.portrayal import Portrayal
from spatial.statistics.clusters import AggregationLevel

ToolName = Literal["pan", "zoom_box", "identify", "select"]
DRAG_FROM_PX = 4.0
NEAR_PX = 4.0
KEY_STEP = 0.125  # share of the view that an arrow key moves
ZOOM_STEP = 1.5
_RUBBER = QColor("#1668a8")


@dataclass(frozen=True)
class Hit:
    """A feature under a point: the layer, and the row of the feature in its data set."""

    layer_id: str
    index: int


class Host(Protocol):
    """What a tool may do to the canvas."""

    @property
    def view(self) -> MapView:
        """The view."""

    def move_view(self, view: MapView) -> None:
        """Show another view; what is drawn follows at rest."""

    def set_extent(self, bounds: Bounds) -> None:
        """Show an extent."""

    def pick_at(self, x_px: float, y_px: float) -> None:
        """Say what lies under a pixel."""

    def select_in(self, box: QRectF, adding: bool) -> None:
        """Say that what lies in a box of pixels is to be selected."""

    def update(self) -> None:
        """Paint again."""


class Tool:
    """A gesture of the mouse: `press` begins it, `move` changes it, `release` ends it, `cancel` undoes it."""

    cursor = Qt.CursorShape.ArrowCursor
    pressed_cursor = Qt.CursorShape.ArrowCursor
    takes_shift = False  # whether Shift means something to the tool; else it draws a box to zoom to

    def __init__(self, host: Host) -> None:
        self._host = host
        self.shift = False
        self._start = QPointF()
        self._view = host.view

    def press(self, at: QPointF) -> None:
        """Begin at a pixel."""
        self._start, self._view = at, self._host.view

    def move(self, at: QPointF) -> None:
        """Go on to a pixel."""

    def release(self, at: QPointF) -> None:
        """End at a pixel."""

    def cancel(self) -> None:
        """End without effect: the view is as it was at the beginning."""

    def paint(self, painter: QPainter) -> None:
        """Draw what belongs to the gesture, in logical pixels."""


class PanTool(Tool):
    """Drags the map."""

    cursor = Qt.CursorShape.OpenHandCursor
    pressed_cursor = Qt.CursorShape.ClosedHandCursor

    def move(self, at: QPointF) -> None:
        """Keep the place that was pressed under the mouse."""
        by = at - self._start
        self._host.move_view(self._view.panned(by.x(), by.y()))

    def cancel(self) -> None:
        """Go back to where the drag began."""
        self._host.move_view(self._view)


class ZoomBoxTool(Tool):
    """Draws a box and shows what is in it; a click zooms in by two."""

    cursor = Qt.CursorShape.CrossCursor
    pressed_cursor = Qt.CursorShape.CrossCursor

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._box: QRectF | None = None

    def move(self, at: QPointF) -> None:
        """Stretch the box."""
        self._box = QRectF(self._start, at).normalized()
        self._host.update()

    def release(self, at: QPointF) -> None:
        """Zoom into the box."""
        box, self._box = QRectF(self._start, at).normalized(), None
        self._host.update()
        view = self._host.view
        if max(box.width(), box.height()) < DRAG_FROM_PX:
            self._host.move_view(view.zoomed(2.0, (at.x(), at.y())))
            return
        west, south = view.to_world(box.left(), box.bottom())
        east, north = view.to_world(box.right(), box.top())
        self._host.set_extent((west, south, east, north))

    def cancel(self) -> None:
        """Let go of the box."""
        self._box = None
        self._host.update()

    def paint(self, painter: QPainter) -> None:
        """Draw the box."""
        if self._box is None:
            return
        fill = QColor(_RUBBER)
        fill.setAlpha(36)
        painter.setBrush(fill)
        painter.setPen(QPen(_RUBBER, 1.5))
        painter.drawRect(self._box)


class SelectTool(ZoomBoxTool):
    """Selects what is clicked, or what is in a box; with Shift, beside what is selected already."""

    cursor = Qt.CursorShape.ArrowCursor
    pressed_cursor = Qt.CursorShape.CrossCursor
    takes_shift = True

    def release(self, at: QPointF) -> None:
        """Select; a box too small to be meant is a click."""
        box, self._box = QRectF(self._start, at).normalized(), None
        self._host.update()
        small = max(box.width(), box.height()) < DRAG_FROM_PX
        self._host.select_in(QRectF(at, at) if small else box, self.shift)


class IdentifyTool(Tool):
    """A click says what is there; a drag moves the map."""

    cursor = Qt.CursorShape.WhatsThisCursor
    pressed_cursor = Qt.CursorShape.WhatsThisCursor

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._dragged = False

    def press(self, at: QPointF) -> None:
        """Begin at a pixel."""
        super().press(at)
        self._dragged = False

    def move(self, at: QPointF) -> None:
        """Move the map once the mouse went farther than a hand trembles."""
        by = at - self._start
        self._dragged = self._dragged or by.manhattanLength() > DRAG_FROM_PX
        if self._dragged:
            self._host.move_view(self._view.panned(by.x(), by.y()))

    def release(self, at: QPointF) -> None:
        """Say what is there."""
        if not self._dragged:
            self._host.pick_at(at.x(), at.y())

    def cancel(self) -> None:
        """Go back to where the drag began, and say nothing."""
        if self._dragged:
            self._host.move_view(self._view)


TOOLS: dict[ToolName, type[Tool]] = {
    "pan": PanTool,
    "zoom_box": ZoomBoxTool,
    "identify": IdentifyTool,
    "select": SelectTool,
}


_KEY_MOVES = {
    Qt.Key.Key_Left: (KEY_STEP, 0.0),
    Qt.Key.Key_Right: (-KEY_STEP, 0.0),
    Qt.Key.Key_Up: (0.0, KEY_STEP),
    Qt.Key.Key_Down: (0.0, -KEY_STEP),
}
_KEY_ZOOMS = {
    Qt.Key.Key_Plus: ZOOM_STEP,
    Qt.Key.Key_Equal: ZOOM_STEP,
    Qt.Key.Key_Minus: 1 / ZOOM_STEP,
    Qt.Key.Key_Underscore: 1 / ZOOM_STEP,
}


def keyed(view: MapView, key: int) -> MapView | None:
    """Return the view after a key: arrows pan, + and - zoom; None for any other key."""
    for pressed, (right, down) in _KEY_MOVES.items():
        if key == pressed:
            return view.panned(right * view.width, down * view.height)
    for pressed, factor in _KEY_ZOOMS.items():
        if key == pressed:
            return view.zoomed(factor)
    return None


def pick(layers: Sequence[CanvasLayer], view: MapView, x_px: float, y_px: float) -> list[Hit]:
    """Return all features at a pixel, the topmost first.

    Areas are hit inside, lines and points within `NEAR_PX` of what is drawn, a marker hits all of its points. Layers
    that are not visible or fully clear are passed over.
    """
    hits: list[Hit] = []
    for layer in reversed(layers):
        if layer.visible and layer.opacity > 0:
            rows = _features_at(layer.portrayal, view, view.to_world(x_px, y_px))
            hits += [Hit(layer.id, row) for row in rows]
    return hits


def _features_at(portrayal: Portrayal, view: MapView, at: tuple[float, float]) -> list[int]:
    geometry = geometry_of(portrayal.placed)
    level = level_of(portrayal, view)
    if level is not None:
        rows = _of_markers(portrayal, level, view, at)
    elif portrayal.radius_px is not None:
        rows = _of_symbols(portrayal, geometry, view, at)
    elif is_clustered(portrayal):
        every = np.arange(len(portrayal.classes))
        xy = anchors(portrayal.placed, geometry, every)
        rows = _nearest_last(xy, every, _plain_radius(portrayal) + NEAR_PX / 2, (view, at))
    else:
        shapes = np.concatenate((_of_lines(portrayal, geometry, view, at), _of_areas(portrayal, geometry, at)))
        rows = np.concatenate((_of_points(portrayal, geometry, view, at), np.sort(shapes)[::-1]))
    return list(dict.fromkeys(rows.tolist()))


def _of_areas(portrayal: Portrayal, geometry: LayerGeometry, at: tuple[float, float]) -> Index:
    x, y = at
    box = geometry.polygons.box
    near = np.flatnonzero((box[0] <= x) & (box[2] >= x) & (box[1] <= y) & (box[3] >= y))
    features: Index = np.unique(geometry.polygons.feature[near])
    hit: Index = features[_distance(portrayal, features, at) == 0]
    return hit


def _of_lines(portrayal: Portrayal, geometry: LayerGeometry, view: MapView, at: tuple[float, float]) -> Index:
    (x, y), reach = at, (NEAR_PX + 1.0) * view.units_per_px
    box = geometry.lines.box
    inside = (box[0] <= x + reach) & (box[2] >= x - reach) & (box[1] <= y + reach) & (box[3] >= y - reach)
    features = np.unique(geometry.lines.feature[inside])
    hit: Index = features[_distance(portrayal, features, at) <= reach]
    return hit


def _distance(portrayal: Portrayal, features: Index, at: tuple[float, float]) -> Array:
    return np.asarray(shapely.distance(portrayal.placed.geometry[features], shapely.Point(at)), dtype=np.float64)


def _of_points(portrayal: Portrayal, geometry: LayerGeometry, view: MapView, at: tuple[float, float]) -> Index:
    radius = _plain_radius(portrayal)[geometry.point_feature]
    hit = _nearest_last(geometry.points, geometry.point_feature, radius + NEAR_PX / 2, (view, at))
    return np.sort(hit)[::-1]  # sorted by cells in the arrays, drawn in the order of the features


def _of_symbols(portrayal: Portrayal, geometry: LayerGeometry, view: MapView, at: tuple[float, float]) -> Index:
    every = np.arange(len(portrayal.classes))
    wanted = np.asarray(portrayal.radius_px, dtype=np.float64)
    radius = np.where(np.isnan(wanted), _plain_radius(portrayal), wanted)
    order = np.argsort(-radius, kind="stable")  # small ones are drawn last
    order = order[radius[order] > 0]
    return _nearest_last(anchors(portrayal.placed, geometry, every)[order], order, radius[order], (view, at))


def _of_markers(portrayal: Portrayal, level: AggregationLevel, view: MapView, at: tuple[float, float]) -> Index:
    alone = single_features(level)
    near = _nearest_last(
        level.xy[level.members[alone]], alone, _plain_radius(portrayal)[alone] + NEAR_PX / 2, (view, at)
    )
    radius = np.array([marker_radius_px(int(count)) for count in level.counts])
    merged = np.flatnonzero(level.counts > 1)
    markers = _nearest_last(level.xy[merged], merged, radius[merged] + 2.0, (view, at))
    if len(markers):
        return np.flatnonzero(level.members == markers[0])
    return near


def _nearest_last(xy: Array, rows: Index, radius_px: Array, where: tuple[MapView, tuple[float, float]]) -> Index:
    """Return the rows of the circles that hold a place, the last drawn first."""
    view, at = where
    with np.errstate(invalid="ignore"):
        inside = np.hypot(xy[:, 0] - at[0], xy[:, 1] - at[1]) <= radius_px * view.units_per_px
    return rows[inside][::-1]


def _plain_radius(portrayal: Portrayal) -> Array:
    looks = Looks.of(portrayal)
    return np.array([style.radius_px for style in looks.styles])[looks.rows]
