"""The images of what a canvas shows: which are wanting, which are there, and the one picture made of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath

from gui.map.view import MapView, union
from gui.rendering.geometry import Index, known_geometry
from gui.rendering.render import (
    LABELS,
    SELECTION,
    CanvasLayer,
    CanvasRunner,
    Drawn,
    Frame,
    Handle,
    compose,
    render_frame,
)
from gui.rendering.tiles import TileLayer

BACKGROUND, BEYOND = QColor("#dfe7ec"), QColor("#f7f8f9")
_Overlay = tuple[object, ...]


class LayerImages:
    """Keeps one image per layer and renders what has changed.

    Parameters
    ----------
    run
        Driver of the render jobs.
    on_image
        Called in the GUI thread when an image has come.
    on_running
        Called with whether a render is under way, when that changes.
    """

    def __init__(self, run: CanvasRunner, on_image: Callable[[], None], on_running: Callable[[bool], None]) -> None:
        self._run, self._on_image, self._on_running = run, on_image, on_running
        self._layers: tuple[CanvasLayer, ...] = ()
        self._tiles: tuple[TileLayer, ...] = ()
        self._selection: dict[str, tuple[int, ...]] = {}
        self._images: dict[str, Drawn] = {}
        self._overlays: dict[str, _Overlay] = {}
        self._wanted_overlays: dict[str, _Overlay] = {}
        self._job: Handle | None = None
        self._serial = 0
        self._running = False

    def copied(self, run: CanvasRunner) -> LayerImages:
        """Return another set that begins with the images there are, without the selection."""
        other = LayerImages(run, lambda: None, lambda _: None)
        other._images = {key: drawn for key, drawn in self._images.items() if key != SELECTION}
        other._overlays = {key: made for key, made in self._overlays.items() if key != SELECTION}
        return other

    @property
    def layers(self) -> tuple[CanvasLayer, ...]:
        """The layers, bottom to top."""
        return self._layers

    @property
    def running(self) -> bool:
        """Whether a render is under way."""
        return self._running

    @property
    def shown(self) -> tuple[CanvasLayer | TileLayer, ...]:
        """Base maps and layers, bottom to top."""
        return (*self._tiles, *self._layers)

    def set_layers(self, layers: Sequence[CanvasLayer | TileLayer]) -> None:
        """Show other layers; images of layers that are gone are let go. Base maps lie below all others."""
        self._layers = tuple(layer for layer in layers if isinstance(layer, CanvasLayer))
        self._tiles = tuple(layer for layer in layers if isinstance(layer, TileLayer))
        kept = {layer.id for layer in self.shown} | {LABELS, SELECTION}
        self._images = {key: drawn for key, drawn in self._images.items() if key in kept}

    def set_selections(self, features: Mapping[str, Sequence[int] | Index]) -> None:
        """Highlight features of layers (by id) instead of those before."""
        self._selection = {name: tuple(map(int, rows)) for name, rows in features.items() if len(rows)}

    def cancel(self) -> None:
        """Stop the render under way."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._serial += 1  # images that are under way find nobody at home
        self._set_running(False)

    def render(self, view: MapView, ratio: float, run: CanvasRunner | None = None) -> None:
        """Render what is wanting for a view; nothing happens where nothing is."""
        frame = self._frame(view, ratio)
        if self._job is not None:
            self._job.cancel()
            self._job = None
        if not frame.layers and frame.named is None and frame.selection is None:
            self._set_running(False)
            return
        self._set_running(True)
        job = (run or self._run)(lambda: render_frame(frame), self._accept)
        if self._running and frame.serial == self._serial:
            self._job = job

    def compose(self, view: MapView, ratio: float) -> QImage:
        """Return the picture of a view made from the images there are, moved and magnified where need be."""
        picture = QImage(
            max(round(view.width * ratio), 1), max(round(view.height * ratio), 1), QImage.Format.Format_RGB32
        )
        picture.fill(BACKGROUND)
        picture.setDevicePixelRatio(ratio)
        painter = QPainter(picture)
        paint_beyond(painter, view, self._layers)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for layer in self.shown:
            if layer.visible and layer.id in self._images:
                compose(painter, self._images[layer.id], layer.opacity, view)
        for key in (LABELS, SELECTION):
            if key in self._images:
                compose(painter, self._images[key], 1.0, view)
        painter.end()
        return picture

    def _frame(self, view: MapView, ratio: float) -> Frame:
        self._serial += 1
        shown = tuple(layer for layer in self._layers if layer.visible)
        drawn = tuple(layer for layer in self.shown if layer.visible)
        named = shown if any(layer.labels for layer in shown) else ()
        selected = tuple((layer, self._selection[layer.id]) for layer in shown if layer.id in self._selection)
        self._wanted_overlays = {
            LABELS: tuple((layer.portrayal, layer.language, layer.labels) for layer in named),
            SELECTION: tuple((layer.portrayal, features) for layer, features in selected),
        }
        return Frame(
            self._serial,
            view,
            ratio,
            tuple(layer for layer in drawn if not self._current(layer.id, view, ratio, layer.portrayal)),
            named if self._overlay_wanting(LABELS, view, ratio) else None,
            selected if self._overlay_wanting(SELECTION, view, ratio) else None,
        )

    def _current(self, key: str, view: MapView, ratio: float, portrayal: object) -> bool:
        drawn = self._images.get(key)
        return drawn is not None and drawn.portrayal is portrayal and drawn.view == view and drawn.ratio == ratio

    def _overlay_wanting(self, key: str, view: MapView, ratio: float) -> bool:
        wanted = self._wanted_overlays[key]
        if not wanted and self._overlays.get(key, ()) == ():
            return False
        return self._overlays.get(key) != wanted or not self._current(key, view, ratio, None)

    def _accept(self, drawn: Drawn) -> None:
        if drawn.serial != self._serial:
            return
        self._images[drawn.key] = drawn
        if drawn.key in self._wanted_overlays:
            self._overlays[drawn.key] = self._wanted_overlays[drawn.key]
        if drawn.last:
            self._job = None
            self._set_running(False)
        self._on_image()

    def _set_running(self, running: bool) -> None:
        if running != self._running:
            self._running = running
            self._on_running(running)


def paint_beyond(painter: QPainter, view: MapView, layers: Sequence[CanvasLayer]) -> None:
    """Paint paper, as on the sheets, where the background ends: water is drawn only where land would be known."""
    known = (known_geometry(layer.portrayal.placed) for layer in layers if layer.ground and layer.visible)
    region = union(each.bounds for each in known if each is not None)
    if region is None:
        return
    whole = QRectF(0, 0, view.width, view.height)
    corners = view.to_pixels(np.array([[region[0], region[3]], [region[2], region[1]]]))
    (left, top), (right, bottom) = np.clip(corners, -1e6, 1e6).tolist()
    beyond = QPainterPath()
    beyond.addRect(whole)
    beyond.addRect(QRectF(left, top, right - left, bottom - top).intersected(whole))
    painter.fillPath(beyond, BEYOND)
