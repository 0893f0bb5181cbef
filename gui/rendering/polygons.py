"""Painting areas: a splat, a rectangle or a shape, whichever their size on the screen asks for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainterPath

from gui.map_view import Array
from gui.rendering.detail import (
    SHAPE_FROM_PX,
    SPLAT_BELOW_PX,
    SPLATS_A_SLICE,
    Pace,
    Splats,
    drawn_once,
    gathered,
    on_screen,
    slices,
)
from gui.rendering.geometry import Index, Parts
from gui.rendering.surface import Looks, Paint, Surface, paint_of

_RECTS_A_SLICE = 10_000
_FULL_STROKE_FROM_PX = 24.0  # median size of the areas on the screen from which borders have their full width
_FINEST_STROKE = 0.25


def paint_polygons(surface: Surface, parts: Parts, looks: Looks) -> Iterator[None]:
    """Paint the areas of a layer, in the order of its features from 4 px upward; yield between slices."""
    widest = max((style.stroke_width_px for style in looks.styles), default=0.0)
    seen = surface.visible(parts.box, pad_px=widest)
    seen = _outlines_first(parts, looks, seen)
    size = np.maximum(parts.box[2, seen] - parts.box[0, seen], parts.box[3, seen] - parts.box[1, seen])
    size *= surface.scale / surface.ratio
    yield
    yield from _paint_tiny(surface, parts, looks, seen[size < SPLAT_BELOW_PX])
    yield from _paint_small(surface, parts, looks, seen[(size >= SPLAT_BELOW_PX) & (size < SHAPE_FROM_PX)])
    large = size >= SHAPE_FROM_PX
    if large.any():
        share = float(np.clip(np.median(size[large]) / _FULL_STROKE_FROM_PX, _FINEST_STROKE, 1.0))
        clear = np.array([not style.fill and not style.hatch for style in looks.styles])
        feature = parts.feature[seen]
        dashes_only = looks.dashed[feature] & clear[looks.rows[feature]]
        yield from _paint_shapes(surface, parts, looks, seen[large & ~dashes_only], share)
        yield from _paint_dashes(surface, parts, looks, seen[large & dashes_only])


def _outlines_first(parts: Parts, looks: Looks, chosen: Index) -> Index:
    """Put outlines of no value below the rest: grey upon the coloured border of a neighbour would hide it."""
    clear = np.array([not style.fill and not style.hatch for style in looks.styles]) & (looks.codes < 0)
    under = clear[looks.rows[parts.feature[chosen]]]
    return np.concatenate((chosen[under], chosen[~under])) if under.any() else chosen


def _paint_tiny(surface: Surface, parts: Parts, looks: Looks, chosen: Index) -> Iterator[None]:
    if not len(chosen):
        return
    splats, colours = Splats(surface), looks.colours()
    for start in range(0, len(chosen), SPLATS_A_SLICE):
        some = chosen[start : start + SPLATS_A_SLICE]
        weight = parts.area[some] * surface.scale**2
        splats.add(surface.pixels(_centres(parts, some)), weight, colours[looks.rows[parts.feature[some]]])
        yield
    yield from splats.paint()


def _paint_small(surface: Surface, parts: Parts, looks: Looks, chosen: Index) -> Iterator[None]:
    rows = looks.rows[parts.feature[chosen]]
    surface.painter.setPen(Qt.PenStyle.NoPen)
    for row in np.unique(rows):
        style = looks.styles[row]
        colour = style.fill or style.stroke
        if not colour:
            continue
        surface.painter.setBrush(QColor(colour))
        of_row = chosen[rows == row]
        for start in range(0, len(of_row), _RECTS_A_SLICE):
            surface.rects(_rectangles(surface, parts, of_row[start : start + _RECTS_A_SLICE]))
            yield


def _rectangles(surface: Surface, parts: Parts, chosen: Index) -> Array:
    """Return rectangles of the same area and the same proportions as the boxes of the parts."""
    extent = np.column_stack((parts.box[2, chosen] - parts.box[0, chosen], parts.box[3, chosen] - parts.box[1, chosen]))
    full = extent.prod(axis=1)
    filled = np.divide(parts.area[chosen], full, out=np.ones(len(chosen)), where=full > 0)
    extent *= (np.sqrt(np.clip(filled, 0.0, 1.0)) * surface.scale)[:, None]
    return np.column_stack((surface.pixels(_centres(parts, chosen)) - extent / 2, extent))


def _paint_shapes(surface: Surface, parts: Parts, looks: Looks, chosen: Index, share: float) -> Iterator[None]:
    brush_pen = _Brushes(surface, looks, share)
    surface.anchor_hatches()
    pace = Pace()
    pad_px = 4.0 + max(style.stroke_width_px for style in looks.styles)
    for some in slices(parts, chosen):
        xy, starts, rings = gathered(parts, some)
        xy, starts = on_screen(surface, xy, starts, pad_px)
        feature = parts.feature[some]
        rows = looks.rows[feature].tolist()
        dashed = looks.dashed[feature].tolist()
        bounds = starts.tolist()
        first = 0
        for row, is_dashed, count in zip(rows, dashed, rings.tolist(), strict=True):
            paint = brush_pen.use(row, is_dashed)
            _draw(surface, xy, bounds[first : first + count + 1], paint)
            first += count
            if pace.due():
                yield


def _paint_dashes(surface: Surface, parts: Parts, looks: Looks, chosen: Index) -> Iterator[None]:
    """Paint clear areas with dashed borders, a border between two of them once: dashes of both would close the gaps.

    It is drawn by the area with a value, where only one of them has any.
    """
    chosen = chosen[np.argsort(looks.codes[looks.rows[parts.feature[chosen]]] < 0, kind="stable")]
    paints = [paint_of(style, surface.ratio, dashed=True) for style in looks.styles]
    pad_px = 4.0 + max(style.stroke_width_px for style in looks.styles)
    surface.painter.setBrush(Qt.BrushStyle.NoBrush)
    pace = Pace()
    for some in slices(parts, chosen):
        xy, starts, rings = gathered(parts, some)
        xy, starts, ring = drawn_once(xy, starts)
        xy, starts = on_screen(surface, xy, starts, pad_px)
        row_of_ring = np.repeat(looks.rows[parts.feature[some]], rings)
        for (start, stop), row in zip(pairwise(starts.tolist()), row_of_ring[ring].tolist(), strict=True):
            pen = paints[row].dash
            if pen is not None:
                surface.painter.setPen(pen)
                surface.painter.drawPolyline(surface.polygon(xy[start:stop]))
            if pace.due():
                yield
    yield


def _draw(surface: Surface, xy: Array, bounds: list[int], paint: Paint) -> None:
    painter = surface.painter
    if len(bounds) == 2:  # no holes
        polygon = surface.polygon(xy[bounds[0] : bounds[1]])
        painter.drawPolygon(polygon)
        if paint.dash is not None:
            painter.setPen(paint.dash)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolygon(polygon)
        return
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    for start, stop in pairwise(bounds):
        path.addPolygon(surface.polygon(xy[start:stop]))
    painter.drawPath(path)
    if paint.dash is not None:
        painter.strokePath(path, paint.dash)


class _Brushes:
    """Sets pen and brush of the painter, and only when they change."""

    def __init__(self, surface: Surface, looks: Looks, share: float) -> None:
        self._painter = surface.painter
        # Only borders between filled areas are drawn finer: an outline that carries the colour keeps its width.
        self._paints = {
            (row, dashed): paint_of(style, surface.ratio, dashed=dashed, share=share if style.fill else 1.0)
            for row, style in enumerate(looks.styles)
            for dashed in (False, True)
        }
        self._last: Paint | None = None

    def use(self, row: int, dashed: bool) -> Paint:
        paint = self._paints[row, dashed]
        if paint is not self._last:
            self._painter.setPen(paint.pen)
            self._painter.setBrush(paint.brush)
            self._last = paint if paint.dash is None else None  # drawing dashes changes the painter
        return paint


def _centres(parts: Parts, chosen: Index) -> Array:
    box = parts.box[:, chosen]
    return np.column_stack(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2))
