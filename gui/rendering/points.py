"""Painting points, lines and proportional symbols."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from functools import partial

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from gui.map.view import Array, MapView
from gui.rendering.cells import Cells, cut_runs
from gui.rendering.detail import SPLAT_BELOW_PX, SPLATS_A_SLICE, Pace, Splats, gathered, on_screen, slices
from gui.rendering.geometry import Index, Parts
from gui.rendering.surface import Looks, Surface, brush_of
from gui.tasks import side_by_side
from layers.cartography.legend import Style

SPRITES_AT_MOST = 50_000
_SPRITES_A_SLICE = 1_000
_STAMPS_A_SLICE = 20_000  # compiled
_POINTS_A_SLICE = 500_000  # compiled: the interpreter is free meanwhile
_SPLAT_AREA_PX = 3.0
_THINNEST_LINE_PX = 1.5


def paint_points(surface: Surface, points: tuple[Array, Index], looks: Looks, cells: Cells | None) -> Iterator[None]:
    """Paint single points as circles of their class; beyond `SPRITES_AT_MOST` in the whole picture as a density.

    Parameters
    ----------
    surface, looks
        What to paint on, and the styles.
    points
        (M, 2) map coordinates and (M,) the feature of each. They are painted in this order, or in that of the features
        where they are sorted by cells.
    cells
        Where they are in these arrays; None: anywhere.
    """
    xy, feature = points
    if not len(xy):
        return
    pad = max((style.radius_px + style.stroke_width_px for style in looks.styles), default=0.0)
    seen = yield from _seen(surface, xy, cells, pad)
    if seen is None:
        splats = Splats(surface, looks)
        yield from splats.add_points(points, cells, _SPLAT_AREA_PX * surface.ratio**2)
        yield from splats.paint()
        return
    from spatial.fill_kernels import stamp

    if cells is not None:
        seen = seen[np.argsort(feature[seen])]
    px, rows = surface.pixels(xy[seen]), looks.rows[feature[seen]]
    sprites = _stamps([circle_sprite(style, style.radius_px, surface.ratio) for style in looks.styles])
    yield
    for start in range(0, len(px), _STAMPS_A_SLICE):
        some = px[start : start + _STAMPS_A_SLICE], rows[start : start + _STAMPS_A_SLICE]
        side_by_side([partial(stamp, *some, sprites, band.words, band.top) for band in surface.bands()])
        yield


def paint_symbols(surface: Surface, at: Array, radius_px: Array, rows: Index, looks: Looks) -> Iterator[None]:
    """Paint proportional symbols, large ones below small ones.

    Parameters
    ----------
    surface, looks
        What to paint on, and the styles.
    at
        (K, 2) map coordinates, NaN where there is no place.
    radius_px
        (K,) radius; NaN (no value) is drawn with the radius of the class's style, 0 is not drawn.
    rows
        (K,) row in `looks`.
    """
    plain = np.array([style.radius_px for style in looks.styles])[rows]
    radius = np.where(np.isnan(radius_px), plain, radius_px)
    px = surface.pixels(at)
    reach = radius * surface.ratio
    seen = (radius > 0) & (px[:, 0] >= -reach) & (px[:, 0] <= surface.width + reach)
    seen &= (px[:, 1] >= -reach) & (px[:, 1] <= surface.height + reach)
    order = np.flatnonzero(seen)[np.argsort(-radius[seen], kind="stable")]
    for start in range(0, len(order), _SPRITES_A_SLICE):
        for index in order[start : start + _SPRITES_A_SLICE].tolist():
            draw_circle(surface, px[index], looks.styles[int(rows[index])], float(radius[index]))
        yield


def paint_lines(surface: Surface, parts: Parts, looks: Looks) -> Iterator[None]:
    """Paint lines in the colour of their class (the fill, else the stroke); those below a pixel are added up."""
    if not len(parts.feature):
        return
    width = [max(style.stroke_width_px, _THINNEST_LINE_PX) for style in looks.styles]
    seen = surface.visible(parts, max(width, default=0.0))
    size = np.maximum(parts.box[2, seen] - parts.box[0, seen], parts.box[3, seen] - parts.box[1, seen])
    tiny = size * surface.scale / surface.ratio < SPLAT_BELOW_PX
    yield
    yield from _paint_tiny_lines(surface, parts, looks, seen[tiny])
    pens = {
        (row, dashed): _line_pen(style, width[row] * surface.ratio, dashed)
        for row, style in enumerate(looks.styles)
        for dashed in (False, True)
    }
    surface.painter.setBrush(Qt.BrushStyle.NoBrush)
    pace = Pace()
    for some in slices(parts, seen[~tiny]):
        xy, starts, _ = gathered(parts, some)
        xy, starts = on_screen(surface, xy, starts, 8.0)
        feature = parts.feature[some]
        bounds = starts.tolist()
        for index, row in enumerate(looks.rows[feature].tolist()):
            surface.painter.setPen(pens[row, bool(looks.dashed[feature[index]])])
            surface.painter.drawPolyline(surface.polygon(xy[bounds[index] : bounds[index + 1]]))
            if pace.due():
                yield


def circle_sprite(style: Style, radius_px: float, ratio: float) -> QImage:
    """Return a circle of a style as a sprite, its centre in the centre of the image."""
    reach = int(np.ceil((radius_px + style.stroke_width_px) * ratio)) + 1
    image = QImage(2 * reach, 2 * reach, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _circle(painter, style, reach, reach, (radius_px * ratio, ratio))
    painter.end()
    return image


def draw_centred(painter: QPainter, sprite: QImage, x: float, y: float) -> None:
    """Draw a sprite with its centre at the device pixel nearest to (x, y)."""
    painter.drawImage(QPointF(round(x) - sprite.width() // 2, round(y) - sprite.height() // 2), sprite)


def _stamps(sprites: list[QImage]) -> npt.NDArray[np.uint32]:
    """Return sprites as pixels (C, S, S), all about the middle of the largest."""
    size = max((sprite.width() for sprite in sprites), default=0)
    result = np.zeros((len(sprites), size, size), np.uint32)
    for each, sprite in zip(result, sprites, strict=True):
        own = sprite.width()
        first = (size - own) // 2  # widths are even
        bits = np.frombuffer(sprite.constBits(), np.uint32).reshape(own, own)
        each[first : first + own, first : first + own] = bits
    return result


def draw_circle(surface: Surface, at: Array, style: Style, radius_px: float) -> None:
    """Draw one circle of a style at a device pixel."""
    _circle(surface.painter, style, float(at[0]), float(at[1]), (radius_px * surface.ratio, surface.ratio))


def _circle(painter: QPainter, style: Style, x: float, y: float, size: tuple[float, float]) -> None:
    radius, ratio = size
    painter.setBrush(brush_of(style, ratio))
    if style.stroke and style.stroke_width_px > 0:
        painter.setPen(QPen(QColor(style.stroke), style.stroke_width_px * ratio))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(QPointF(x, y), radius, radius)


def _seen(surface: Surface, xy: Array, cells: Cells | None, pad_px: float) -> Generator[None, None, Index | None]:
    """Return the rows of the points in view, None where there are more than `SPRITES_AT_MOST` in the whole picture."""
    if surface.whole is not surface.view and (yield from _rows_in(surface.whole, xy, cells, pad_px)) is None:
        return None
    return (yield from _rows_in(surface.view, xy, cells, pad_px))


def _rows_in(view: MapView, xy: Array, cells: Cells | None, pad_px: float) -> Generator[None, None, Index | None]:
    from spatial.point_kernels import rows_inside

    pad = pad_px * view.units_per_px
    west, south, east, north = view.bounds
    west, south, east, north = west - pad, south - pad, east + pad, north + pad
    runs = np.array([[0, len(xy)]]) if cells is None else cells.runs((west, south, east, north))
    found, count = np.empty(min(SPRITES_AT_MOST, len(xy)), np.int64), 0
    for some in cut_runs(runs, _POINTS_A_SLICE):
        room = found[count:]
        more = rows_inside(xy, some, np.array([west, south, east, north]), room)
        if more > len(room):
            return None
        count += more
        yield
    return found[:count]


def _paint_tiny_lines(surface: Surface, parts: Parts, looks: Looks, chosen: Index) -> Iterator[None]:
    if not len(chosen):
        return
    splats = Splats(surface, looks)
    length = np.hypot(parts.box[2] - parts.box[0], parts.box[3] - parts.box[1])
    area = length * (_THINNEST_LINE_PX * surface.view.units_per_px)
    for start in range(0, len(chosen), SPLATS_A_SLICE):
        splats.add_areas(parts, chosen[start : start + SPLATS_A_SLICE], area)
        yield
    yield from splats.paint()


def _line_pen(style: Style, width: float, dashed: bool) -> QPen:
    colour = style.fill or style.stroke
    if not colour:
        return QPen(Qt.PenStyle.NoPen)
    pen = QPen(QColor(colour), width)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    if dashed:
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([4.0, 2.5])
    return pen
