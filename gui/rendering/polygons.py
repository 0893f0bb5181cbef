"""Painting areas: a splat, a rectangle or a shape, whichever their size on the screen asks for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainterPath

from gui.map.view import Array
from gui.rendering.detail import (
    SPLAT_BELOW_PX,
    SPLATS_A_SLICE,
    Pace,
    Splats,
    by_size,
    drawn_once,
    gathered,
    on_screen,
    slices,
)
from gui.rendering.geometry import Index, Parts
from gui.rendering.surface import Looks, Paint, Surface, paint_of
from gui.tasks import side_by_side

_FINE_BELOW_PX = 32.0
_PLAIN_BELOW_PX = 4.0  # hatches, dashes and outlines cannot be told apart below this size
_WIDEST_FINE_LINE_PX = 1.5
_STROKE_FROM_PX, _FULL_STROKE_FROM_PX = 4.0, 24.0  # median size of the areas: borders fade in between
_FINEST_STROKE = 0.25
_FINE_COST, _FINE_COST_PER_PX = 1.5, 0.01  # what a compiled fill counts for, in vertices of those that Qt paints
_SAME_PX = 0.3
_FAINTEST_LINE_PX = 0.03  # what is thinner changes no pixel by more than 3 %
_WORTH_CHANGING = 0.8


def paint_polygons(surface: Surface, parts: Parts, looks: Looks) -> Iterator[None]:
    """Paint the areas of a layer, in the order of its features from 2 px upward; yield between slices."""
    widest = max((style.stroke_width_px for style in looks.styles), default=0.0)
    seen = surface.visible(parts, pad_px=widest)
    yield  # each of these goes through a million rows
    seen = _outlines_first(parts, looks, seen)
    yield
    tiny, seen, size = by_size(surface, parts, seen, SPLAT_BELOW_PX)
    yield from _paint_tiny(surface, parts, looks, tiny)
    if not len(seen):
        return
    spread = _FULL_STROKE_FROM_PX - _STROKE_FROM_PX
    share = float(np.clip((np.median(size) - _STROKE_FROM_PX) / spread, 0.0, 1.0))
    feature = parts.feature[seen]
    clear = np.array([not style.fill and not style.hatch for style in looks.styles])
    dashes_only = looks.dashed[feature] & clear[looks.rows[feature]] & (size >= _PLAIN_BELOW_PX)
    fine = _is_fine(looks, feature, size, share)
    if fine.mean() < _WORTH_CHANGING:  # going from one way of painting to the other and back costs more than it saves
        fine &= size < _PLAIN_BELOW_PX
    yield from _paint_shapes(surface, parts, looks, (seen[~dashes_only], fine[~dashes_only]), share)
    yield from _paint_dashes(surface, parts, looks, seen[dashes_only])


def _is_fine(looks: Looks, feature: Index, size: Array, share: float) -> npt.NDArray[np.bool_]:
    """Whether the compiled fill can paint a feature: small, in one colour, with a thin border or none."""
    thin = [style.stroke_width_px * share <= _WIDEST_FINE_LINE_PX or not style.stroke for style in looks.styles]
    plain = np.array([bool(style.fill) and not style.hatch for style in looks.styles]) & thin
    by_look = plain[looks.rows[feature]] & ~looks.dashed[feature]
    fine: npt.NDArray[np.bool_] = (by_look & (size < _FINE_BELOW_PX)) | (size < _PLAIN_BELOW_PX)
    return fine


def _outlines_first(parts: Parts, looks: Looks, chosen: Index) -> Index:
    """Put outlines of no value below the rest: grey upon the coloured border of a neighbour would hide it."""
    clear = np.array([not style.fill and not style.hatch for style in looks.styles]) & (looks.codes < 0)
    if not clear.any():
        return chosen
    under = clear[looks.rows[parts.feature[chosen]]]
    return np.concatenate((chosen[under], chosen[~under])) if under.any() else chosen


def _paint_tiny(surface: Surface, parts: Parts, looks: Looks, chosen: Index) -> Iterator[None]:
    if not len(chosen):
        return
    splats = Splats(surface, looks)
    for start in range(0, len(chosen), SPLATS_A_SLICE):
        splats.add_areas(parts, chosen[start : start + SPLATS_A_SLICE], parts.area)
        yield
    yield from splats.paint()


def _paint_shapes(
    surface: Surface, parts: Parts, looks: Looks, chosen: tuple[Index, npt.NDArray[np.bool_]], share: float
) -> Iterator[None]:
    """Paint parts in order: (K,) which, and whether the compiled fill paints them or Qt does."""
    each, is_fine = chosen
    fill, shapes = _Fine(surface, parts, looks, share), _Shapes(surface, parts, looks, share)
    pixels = np.prod(parts.box[2:, each] - parts.box[:2, each], axis=0) * surface.scale**2
    cost = np.where(is_fine, _FINE_COST + _FINE_COST_PER_PX * pixels, parts.vertices(each))
    start = 0
    for some in slices(parts, each, cost):
        fine = is_fine[start : start + len(some)]
        start += len(some)
        edges = np.flatnonzero(np.diff(fine)) + 1
        for first, after in pairwise([0, *edges.tolist(), len(some)]):
            if fine[first]:
                fill.paint(some[first:after])
                yield
            else:
                yield from shapes.paint(some[first:after])


class _Fine:
    """Paints small areas straight into the memory of the image."""

    def __init__(self, surface: Surface, parts: Parts, looks: Looks, share: float) -> None:
        from spatial.fill_kernels import lanes

        self._surface, self._parts = surface, (parts.xy, parts.ring_start, parts.part_start, parts.box)
        self._feature, self._rows = parts.feature, looks.rows
        width = max((style.stroke_width_px for style in looks.styles if style.fill), default=0.0) * share
        self._drawn = width * surface.ratio if width >= _FAINTEST_LINE_PX else 0.0
        self._colours = lanes(np.stack((looks.colours(), looks.borders()), axis=1))

    def paint(self, chosen: Index) -> None:
        from spatial.fill_kernels import fill_parts

        rows, surface, box = self._rows[self._feature[chosen]], self._surface, self._parts[-1]
        middle = (surface.north - 0.5 * (box[1, chosen] + box[3, chosen])) * surface.scale
        place = surface.west, surface.north, surface.scale, self._drawn, _SAME_PX
        side_by_side(
            [
                partial(fill_parts, self._parts, chosen, rows, np.array([*place, band.top]), self._colours, band.words)
                for band in surface.bands_of(middle)
            ]
        )


class _Shapes:
    """Paints areas one by one."""

    def __init__(self, surface: Surface, parts: Parts, looks: Looks, share: float) -> None:
        self._surface, self._parts, self._looks = surface, parts, looks
        self._brushes = _Brushes(surface, looks, max(share, _FINEST_STROKE))
        self._pad_px = 4.0 + max(style.stroke_width_px for style in looks.styles)
        self._pace = Pace()
        surface.anchor_hatches()

    def paint(self, chosen: Index) -> Iterator[None]:
        xy, starts, rings = gathered(self._parts, chosen)
        xy, starts = on_screen(self._surface, xy, starts, self._pad_px)
        feature = self._parts.feature[chosen]
        rows = self._looks.rows[feature].tolist()
        dashed = self._looks.dashed[feature].tolist()
        bounds = starts.tolist()
        first = 0
        for row, is_dashed, count in zip(rows, dashed, rings.tolist(), strict=True):
            paint = self._brushes.use(row, is_dashed)
            _draw(self._surface, xy, bounds[first : first + count + 1], paint)
            first += count
            if self._pace.due():
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
        self._styles, self._ratio, self._share = looks.styles, surface.ratio, share
        self._paints: dict[tuple[int, bool], Paint] = {}
        self._last: Paint | None = None

    def use(self, row: int, dashed: bool) -> Paint:
        paint = self._paints.get((row, dashed))
        if paint is None:
            style = self._styles[row]
            # Only borders between filled areas are drawn finer: an outline that carries the colour keeps its width.
            share = self._share if style.fill else 1.0
            paint = self._paints[row, dashed] = paint_of(style, self._ratio, dashed=dashed, share=share)
        if paint is not self._last:
            self._painter.setPen(paint.pen)
            self._painter.setBrush(paint.brush)
            self._last = paint if paint.dash is None else None  # drawing dashes changes the painter
        return paint
