"""What a pan uncovers: strips along the edges of the view, drawn at once while the whole waits for the view to rest."""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Sequence
from dataclasses import replace

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from gui.map.view import MapView
from gui.rendering.geometry import known_geometry
from gui.rendering.images import BACKGROUND, paint_beyond
from gui.rendering.render import CanvasLayer, compose, render_layer
from gui.rendering.render import Drawn as Picture

BUDGET_S = 0.010  # with the blit, within one frame of a screen
_BLEED_PX = 2  # borders at the edge of the picture were cut there: their other half is drawn with the strip
Rect = tuple[int, int, int, int]


def moved_picture(picture: Picture, view: MapView, layers: Sequence[CanvasLayer]) -> Picture:
    """Return a picture of (nearly) a view made of an older one: moved, and drawn where that has nothing.

    Strips are drawn layer by layer as long as `BUDGET_S` lasts; what is wanting then is the ground until the next
    render. Layers whose arrays have not been made are left out, and so are names.

    Parameters
    ----------
    picture
        The older picture, with its view.
    view
        The view wanted: of the same size and scale, moved by less than that size.
    layers
        The layers shown, bottom to top.
    """
    if picture.image is None:
        return picture
    x, y, _ = picture.view.moved_on(view)
    ratio = picture.ratio
    # By whole device pixels, and the view says so: else many small steps would add up to a shift.
    view = picture.view.panned(round(x * ratio) / ratio, round(y * ratio) / ratio)
    image = QImage(picture.image.size(), picture.image.format())
    image.setDevicePixelRatio(ratio)
    painter = QPainter(image)
    compose(painter, picture, 1.0, view)
    until = time.perf_counter() + BUDGET_S
    for left, top, width, height in uncovered(picture.view, view):
        strip = strip_view(view, (left, top, width, height))
        painter.setOpacity(1.0)
        painter.setClipRect(QRectF(left, top, width, height))
        painter.fillRect(QRectF(left, top, width, height), BACKGROUND)
        painter.translate(left, top)
        paint_beyond(painter, strip, layers)
        painter.translate(-left, -top)
        for layer in layers:
            ready = layer.visible and known_geometry(layer.portrayal.placed) is not None
            drawn = _in_time(render_layer(layer.portrayal, strip, picture.ratio, view), until) if ready else None
            if drawn is not None:
                painter.setOpacity(layer.opacity)
                painter.drawImage(QRectF(left, top, width, height), drawn)
    painter.end()
    return replace(picture, view=view, image=image)


def uncovered(old: MapView, new: MapView) -> list[Rect]:
    """Return the pixels (left, top, width, height) of a view that another one of its scale and size does not show."""
    x, y, _ = old.moved_on(new)
    width, height = new.width, new.height
    left, right = max(math.ceil(x), 0), min(math.floor(x + width), width)
    top, bottom = max(math.ceil(y), 0), min(math.floor(y + height), height)
    strips = []
    if left > 0:
        strips.append((0, 0, min(left + _BLEED_PX, width), height))
    if right < width:
        strips.append((right - _BLEED_PX, 0, width - right + _BLEED_PX, height))
    if top > 0:
        strips.append((left, 0, right - left, min(top + _BLEED_PX, height)))
    if bottom < height:
        strips.append((left, bottom - _BLEED_PX, right - left, height - bottom + _BLEED_PX))
    return [strip for strip in strips if strip[2] > 0 and strip[3] > 0]


def strip_view(view: MapView, strip: Rect) -> MapView:
    """Return the view that shows a part of another one, given in its pixels."""
    left, top, width, height = strip
    x, y = view.to_world(left + width / 2, top + height / 2)
    return replace(view, x=x, y=y, width=width, height=height)


def can_be_moved(old: MapView, new: MapView) -> bool:
    """Whether a picture of one view is of use for another: the same scale and size, and some of it still in view."""
    x, y, _ = old.moved_on(new)
    same = (old.units_per_px, old.width, old.height) == (new.units_per_px, new.width, new.height)
    return same and abs(x) < new.width / 2 and abs(y) < new.height / 2


def _in_time(steps: Generator[None, None, QImage | None], until: float) -> QImage | None:
    """Run a render as long as there is time; None where it was not enough."""
    try:
        while time.perf_counter() < until:
            next(steps)
    except StopIteration as end:
        made: QImage | None = end.value
        return made
    steps.close()
    return None
