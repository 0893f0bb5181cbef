"""The middle of the window: messages above the map, work under way below it, and the canvas kept in step."""

from __future__ import annotations

import numpy as np
import shapely
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.language import language, on_language
from gui.map.base_maps import Attribution, TileErrors, attributions, base_layers
from gui.map.canvas import CanvasLayer, Hit, MapCanvas
from gui.map.furniture import metres_per_px
from gui.map.place_menu import PlaceMenu
from gui.map.portrayals import Portrayals
from gui.map.view import Bounds, MapView
from gui.messages import MessageBar
from gui.progress import ProgressStrip
from gui.rendering.tiles import TileLayer
from gui.session import Session
from layers.base_map import BaseMap
from layers.cartography.scale_range import denominator_of
from layers.layer import Layer, Map
from layers.layer_tree import drawn_layers
from spatial.text import Text

WGS84 = "EPSG:4326"


class MapArea(QWidget):
    """Shows the active map on a canvas. ``hits(list of (layer id, index))``: the user asked what is here.

    ``selected(layer_id, index)``: one feature is to be selected. ``scale_passed``: a part came into, or went out of,
    the scales at which it is drawn.
    """

    hits = Signal(object)
    selected = Signal(str, int)
    scale_passed = Signal()

    def __init__(self, session: Session, portrayals: Portrayals, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._portrayals = session, portrayals
        self._map_id = ""
        self._views: dict[str, MapView] = {}
        self._to_frame = False
        self.bar = MessageBar(session.messages)
        self.canvas = MapCanvas(run=session.tasks.draw)
        self.place_menu = PlaceMenu(session, self.canvas)
        self.progress = ProgressStrip(session.tasks)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.progress)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._show)
        session.changed.connect(lambda _: self._later.start())
        portrayals.ready.connect(lambda _: self._later.start())
        portrayals.failed.connect(lambda _: self._later.start())
        self._attribution = Attribution(self.canvas)
        self._drawn_at: tuple[bool, ...] = ()
        self._tile_errors = TileErrors(session.messages.error)
        self.canvas.view_changed.connect(lambda _: self._viewed())
        self.canvas.rendering_changed.connect(lambda on: None if on else self._tile_errors.look(self.base_layers()))
        self.canvas.picked.connect(self._picked)
        on_language(self, self._retranslate)

    def forget_views(self) -> None:
        """Frame every map anew: another project was opened."""
        self._views.clear()
        self._map_id = ""

    def zoom_full(self) -> None:
        """Show all foreground layers of the map."""
        shown = self._session.project.shown
        bounds = self._full_bounds(shown) if shown is not None else None
        if bounds is not None:
            self.canvas.set_extent(bounds)

    def zoom_layer(self, layer_id: str) -> None:
        """Show all of a layer."""
        bounds = self._bounds([self._session.project.layer(layer_id)])
        if bounds is not None:
            self.canvas.set_extent(bounds)

    def degrees(self) -> Bounds:
        """Return what is shown: (west, south, east, north) in WGS 84 degrees."""
        return _to_degrees(self.canvas.view.bounds, self._session.project.crs)

    def show_degrees(self, extent: Bounds) -> None:
        """Show an extent given in WGS 84 degrees."""
        self.canvas.set_extent(_from_degrees(extent, self._session.project.crs))

    def zoom_feature(self, layer_id: str, index: int) -> None:
        """Show all of one feature, with as much around it again, and highlight it."""
        portrayal = self._portrayals.of(layer_id)
        if portrayal is None:
            return
        box = shapely.bounds(portrayal.placed.geometry[index])
        if np.isfinite(box).all():
            (west, south, east, north), pad = box, max(box[2] - box[0], box[3] - box[1]) / 2
            self.canvas.set_extent((float(west - pad), float(south - pad), float(east + pad), float(north + pad)))
        self.select(layer_id, index)

    def select(self, layer_id: str, index: int) -> None:
        """Ask that one feature, and nothing else, is selected."""
        self.selected.emit(layer_id, index)

    def _retranslate(self) -> None:
        self.canvas.set_language(language())
        self._later.start()

    def _show(self) -> None:
        shown = self._session.project.shown
        layers = shown.layers if shown is not None else ()
        self._note_map(shown.id if shown is not None else "")
        self._drawn_at = self._key()
        self.canvas.set_layers((*self.base_layers(), *self.canvas_layers()))
        self._attribution.tell(attributions(shown, self.denominator))
        if self._to_frame and shown is not None and layers and self._is_complete(layers):
            self._to_frame = False
            self._frame(shown)

    def canvas_layers(self) -> tuple[CanvasLayer, ...]:
        """Return the layers of the shown map that can be drawn, bottom to top, as the canvas shows them."""
        shown = self._session.project.shown
        made = map(self._canvas_layer, drawn_layers(shown) if shown is not None else ())
        return tuple(layer for layer in made if layer is not None)

    def base_layers(self) -> tuple[TileLayer, ...]:
        """Return the base maps of the shown map, bottom to top, as the canvas shows them below the layers."""
        return base_layers(self._session.project.shown, self._session.project.crs, self.denominator)

    @property
    def denominator(self) -> float:
        """The scale of the canvas, as 100 000 for 1:100 000; 0 where it cannot be told."""
        return denominator_of(metres_per_px(self.canvas.view, self._session.project.crs))

    def draws(self, layer_id: str) -> bool:
        """Say whether a layer is drawn as the map stands: visible with its groups, and at this scale."""
        shown = self._session.project.shown
        denominator = self.denominator
        return any(
            layer.id == layer_id and layer.visible and layer.scales.holds(denominator)
            for layer in (drawn_layers(shown) if shown is not None else ())
        )

    def zoom_to_scale(self, denominator: float) -> None:
        """Show the middle of the map at a scale."""
        if self.denominator > 0:
            view = self.canvas.view
            self.canvas.move_view(view.scaled_to(view.units_per_px * denominator / self.denominator))

    @property
    def remark(self) -> Text:
        """What is filtered of what is shown, empty for nothing."""
        return self._portrayals.remark

    def _key(self) -> tuple[bool, ...]:
        """Return what of the map's parts is within its scales."""
        shown = self._session.project.shown
        parts: tuple[Layer | BaseMap, ...] = (*shown.layers, *shown.base_maps) if shown is not None else ()
        limited = [part.scales for part in parts if part.scales.limited]
        denominator = self.denominator if limited else 0.0
        return tuple(scales.holds(denominator) for scales in limited)

    def _viewed(self) -> None:
        """Draw other parts where the view came to a scale at which they begin or end, and say so."""
        if self._key() != self._drawn_at:
            self._later.start()
            self.scale_passed.emit()

    def _canvas_layer(self, layer: Layer) -> CanvasLayer | None:
        portrayal = self._portrayals.of(layer.id)
        if portrayal is None:
            return None
        visible = layer.visible and layer.scales.holds(self.denominator)
        return CanvasLayer(layer.id, portrayal, visible, layer.opacity, layer.labels, language(), layer.context)

    def _is_complete(self, layers: tuple[Layer, ...]) -> bool:
        return all(self._portrayals.settled(layer.id) for layer in layers)

    def _note_map(self, map_id: str) -> None:
        """Keep the view of the map that goes; frame the one that comes, or show it as it was left."""
        if map_id == self._map_id:
            return
        if self._map_id:
            self._views[self._map_id] = self.canvas.view
        self._map_id = map_id
        self._to_frame = True

    def _frame(self, shown: Map) -> None:
        bounds = self._full_bounds(shown)
        if not self._views:
            self.canvas.forget_history()  # the first map of a project: what was seen while it was read is no view
        self.canvas.set_full_extent(bounds)
        if shown.id in self._views:
            self.canvas.set_view(self._views[shown.id])
        elif bounds is not None:
            self.canvas.set_extent(bounds)

    def _full_bounds(self, shown: Map) -> Bounds | None:
        if shown.extent is not None:
            return _from_degrees(shown.extent, self._session.project.crs)
        visible = [layer for layer in drawn_layers(shown) if layer.visible]
        return self._bounds([layer for layer in visible if not layer.context]) or self._bounds(visible)

    def _bounds(self, layers: list[Layer]) -> Bounds | None:
        made = [self._portrayals.of(layer.id) for layer in layers]
        boxes = [shapely.total_bounds(each.placed.geometry) for each in made if each is not None]
        boxes = [box for box in boxes if np.isfinite(box).all()]
        if not boxes:
            return None
        low, high = np.min(boxes, axis=0), np.max(boxes, axis=0)
        return float(low[0]), float(low[1]), float(high[2]), float(high[3])

    def _picked(self, hits: list[Hit]) -> None:
        self.hits.emit([(hit.layer_id, hit.index) for hit in hits])


def _from_degrees(extent: Bounds, crs: str) -> Bounds:
    return _bounds_between(extent, WGS84, crs)


def _to_degrees(bounds: Bounds, crs: str) -> Bounds:
    """Return an extent of the map in degrees, cut at the poles and at the date line."""
    west, south, east, north = _bounds_between(bounds, crs, WGS84)
    return max(west, -180.0), max(south, -90.0), min(east, 180.0), min(north, 90.0)


def _bounds_between(bounds: Bounds, source: str, target: str) -> Bounds:
    from pyproj import Transformer

    made = Transformer.from_crs(source, target, always_xy=True).transform_bounds(*bounds)
    return made[0], made[1], made[2], made[3]
