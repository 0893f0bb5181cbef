"""The yielding renderer: from what a canvas shows to images, in slices of a few milliseconds.

A render is a *job*: a frozen `Frame` (snapshots only, nothing that anybody changes) from which `render_frame` makes a
generator. The generator yields ``None`` as a breathing point, and a `Drawn` whenever the image of a layer is complete;
the last `Drawn` of a job has ``last=True``. Whoever drives it may stop at any yield by closing the generator: painters
are ended, nothing else remains. No widget is touched, so a job may run in any one thread.

For the shell: the threaded driver
----------------------------------
The canvas starts every job by calling its `CanvasRunner`::

    handle = run(job, on_image)          # on the GUI thread
    handle.cancel()                      # on the GUI thread, at any time, also after the end

* ``job`` is a function without arguments that returns the generator. Call it, and iterate, *in the worker thread*.
* ``on_image(drawn)`` must be called *in the GUI thread* (a queued signal) for every item but ``None``, in order.
* At each item look whether the job was cancelled; if so ``close()`` the generator (in the same worker thread) and stop.
  Calls of ``on_image`` that were under way when `cancel` was called do no harm: the canvas drops them by their serial.
* A job that is started supersedes the one before (the canvas cancels that itself), so one worker thread is enough.
* Call ``time.sleep(0)`` after each ``None``: PySide6 holds the GIL while painting, and slices are below 4 ms, so that
  the GUI thread gets its turn at every yield.
* An exception of the generator is a defect, not user input: hand it to the crash dialog.

`renderer_drivers.in_slices` is such a runner in the GUI thread (the default of the canvas), `renderer_drivers.at_once`
the one for tests and exports.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from gui.map.view import MapView
from gui.rendering.clusters import paint_aggregation, paint_clusters
from gui.rendering.geometry import LayerGeometry, make_anchors, make_geometry
from gui.rendering.labels import paint_labels
from gui.rendering.points import paint_lines, paint_points, paint_symbols
from gui.rendering.polygons import paint_polygons
from gui.rendering.selection import paint_selection
from gui.rendering.surface import Looks, Surface
from gui.rendering.tiles import TileLayer, TilePicture
from layers.cartography.portrayal import Portrayal
from spatial.text import Language

LABELS = "\0labels"
SELECTION = "\0selection"


@dataclass(frozen=True, eq=False)
class CanvasLayer:
    """A layer as the canvas shows it.

    Parameters
    ----------
    id
        Id of the layer, unique on the canvas.
    portrayal
        The decided look; a layer is rendered again only when this is another object.
    visible, opacity
        Drawn at all; 0 (clear) to 1 (opaque). Neither needs a new render.
    labels, language
        Whether names are drawn, and in which language.
    ground
        Whether the layer is background: where it ends, nothing is known of land and water.
    """

    id: str
    portrayal: Portrayal
    visible: bool = True
    opacity: float = 1.0
    labels: bool = False
    language: Language = "zh"
    ground: bool = False


@dataclass(frozen=True, eq=False)
class Frame:
    """One render job.

    Parameters
    ----------
    serial
        Number of the job; the canvas ignores images of older ones.
    view, ratio
        The view, and device pixels per logical pixel.
    layers
        Layers whose image is needed, in the order they are wanted.
    named
        All visible layers, bottom to top, where any of them shows names; None where the labels need no new image.
    selection
        (layer, rows of the features) of what is highlighted; None where it needs no new image.
    """

    serial: int
    view: MapView
    ratio: float
    layers: tuple[CanvasLayer | TileLayer, ...] = ()
    named: tuple[CanvasLayer, ...] | None = None
    selection: tuple[tuple[CanvasLayer, tuple[int, ...]], ...] | None = None


@dataclass(frozen=True, eq=False)
class Drawn:
    """A finished image.

    Parameters
    ----------
    serial
        Number of the job it belongs to.
    key
        Id of the layer, `LABELS` or `SELECTION`.
    portrayal
        What it shows; None for labels and the selection.
    view, ratio
        The view it shows, and its device pixels per logical pixel.
    image
        ARGB32 premultiplied, or None where the image would be empty.
    last
        Whether the job ends with it.
    """

    serial: int
    key: str
    portrayal: Portrayal | TilePicture | None
    view: MapView
    ratio: float
    image: QImage | None
    last: bool = False


Job = Callable[[], Iterator[Drawn | None]]


class Handle(Protocol):
    """A running job."""

    def cancel(self) -> None:
        """Stop at the next yield; harmless after the end."""


CanvasRunner = Callable[[Job, Callable[[Drawn], None]], Handle]


def render_frame(frame: Frame) -> Iterator[Drawn | None]:
    """Render what a frame asks for: layers, then labels, then the selection; see the top of this module."""
    steps: list[tuple[str, Portrayal | TilePicture | None, Generator[None, None, QImage | None]]] = [
        (layer.id, layer.portrayal, render_layer(layer.portrayal, frame.view, frame.ratio)) for layer in frame.layers
    ]
    if frame.named is not None:
        steps.append((LABELS, None, _render_labels(frame)))
    if frame.selection is not None:
        steps.append((SELECTION, None, _render_selection(frame)))
    for number, (key, portrayal, step) in enumerate(steps, start=1):
        image = yield from step
        yield Drawn(frame.serial, key, portrayal, frame.view, frame.ratio, image, last=number == len(steps))


def render_layer(
    portrayal: Portrayal | TilePicture, view: MapView, ratio: float = 1.0, whole: MapView | None = None
) -> Generator[None, None, QImage | None]:
    """Render one layer; yields between slices, returns the image, or None where no feature has a geometry.

    `whole` is the larger view that this one is a strip of, if it is one.
    """
    if isinstance(portrayal, TilePicture):
        return (yield from portrayal.paint(view, ratio))
    geometry = yield from make_geometry(portrayal.placed)
    if geometry.bounds is None:
        return None
    surface = Surface(view, ratio, whole)
    try:
        yield from _paint_layer(surface, portrayal, geometry)
        return surface.finish()
    finally:
        surface.close()


def finished(steps: Generator[None, None, QImage | None]) -> QImage | None:
    """Run a render to its end and return its image."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            image: QImage | None = end.value
            return image


def render_at_once(layers: Sequence[CanvasLayer], view: MapView, ratio: float = 1.0) -> list[Drawn]:
    """Render all visible layers and their labels now, bottom to top."""
    shown = tuple(layer for layer in layers if layer.visible)
    named = shown if any(layer.labels for layer in shown) else None
    return [drawn for drawn in render_frame(Frame(0, view, ratio, shown, named)) if drawn is not None]


def compose(painter: QPainter, drawn: Drawn, opacity: float, view: MapView) -> None:
    """Draw an image where it lies in a view, magnified where the scales differ; the painter works in logical pixels."""
    if drawn.image is None or opacity <= 0:
        return
    x, y, scale = drawn.view.moved_on(view)
    left, top = max(x, 0.0), max(y, 0.0)
    right, bottom = min(x + drawn.view.width * scale, view.width), min(y + drawn.view.height * scale, view.height)
    if right <= left or bottom <= top:
        return
    painter.setOpacity(opacity)
    if scale == 1.0:
        painter.drawImage(_snapped(x, y, drawn.ratio), drawn.image)
        return
    per_px = drawn.ratio / scale
    source = QRectF((left - x) * per_px, (top - y) * per_px, (right - left) * per_px, (bottom - top) * per_px)
    painter.drawImage(QRectF(left, top, right - left, bottom - top), drawn.image, source)


def _snapped(x: float, y: float, ratio: float) -> QPointF:
    """Return the nearest whole device pixel: images stay sharp while they are moved."""
    return QPointF(round(x * ratio) / ratio, round(y * ratio) / ratio)


def _paint_layer(surface: Surface, portrayal: Portrayal, geometry: LayerGeometry) -> Iterator[None]:
    if portrayal.clusters is not None:
        yield from paint_clusters(surface, portrayal, geometry)
    elif portrayal.aggregation is not None:
        yield from paint_aggregation(surface, portrayal, geometry)
    elif portrayal.radius_px is not None:
        looks = Looks.of(portrayal)
        at = yield from make_anchors(portrayal.placed, geometry)
        yield from paint_symbols(surface, at, portrayal.radius_px, looks.rows, looks)
    else:
        looks = Looks.of(portrayal)
        yield
        yield from paint_polygons(surface, geometry.polygons, looks)
        yield from paint_lines(surface, geometry.lines, looks)
        yield from paint_points(surface, (geometry.points, geometry.point_feature), looks, geometry.cells)


def _render_labels(frame: Frame) -> Generator[None, None, QImage | None]:
    if not frame.named:
        return None
    surface = Surface(frame.view, frame.ratio)
    try:
        named = [(layer.portrayal, layer.language if layer.labels else None) for layer in frame.named]
        yield from paint_labels(surface, named)
        return surface.finish()
    finally:
        surface.close()


def _render_selection(frame: Frame) -> Generator[None, None, QImage | None]:
    if not frame.selection:
        return None
    surface = Surface(frame.view, frame.ratio)
    try:
        for layer, features in frame.selection:
            yield from paint_selection(surface, layer.portrayal, np.asarray(features, dtype=np.int64))
        return surface.finish()
    finally:
        surface.close()
