"""What a layer is painted on: an image, a painter, and the transform from map units to its device pixels.

All drawing is done in device pixels, so that sizes in logical pixels are multiplied by `Surface.ratio` (the device
pixel ratio) and lines stay sharp. Only `QImage` is used, never `QPixmap`: renders may run outside the GUI thread.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import shiboken6
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QPolygonF

from gui.map.view import Array, MapView
from gui.rendering.geometry import Parts
from gui.tasks import PROCESSORS
from layers.cartography.legend import Style
from layers.cartography.patterns import PATTERNS
from layers.cartography.portrayal import Portrayal

Rows = npt.NDArray[np.int64]

_CASING = QColor("#ffffff")
_POOLED_AT_MOST = 512  # vertices: one polygon of each number is 2 MB, of all numbers to 20,000 it would be 3 GB
_CODES_AT_MOST = 4096  # between the lowest and the highest: a table of them costs nothing
_BANDS, _ROWS_A_BAND = 4, 64
_LOOKED_UP_A_STEP = 200_000
_UNKNOWN = Style(fill="#b0b0b0", stroke="#ffffff")


class Surface:
    """A transparent image of a view, with a painter on it.

    `words` (height, width) is its memory: ARGB, premultiplied. Qt's raster painter draws at once: what is written there
    lies over what was painted before and below what is painted after.

    Parameters
    ----------
    view
        The view to paint.
    ratio
        Device pixels per logical pixel.
    whole
        The larger view that this one is a strip of, and the rest of which it is to look like.
    """

    def __init__(self, view: MapView, ratio: float = 1.0, whole: MapView | None = None) -> None:
        self.view, self.ratio, self.whole = view, ratio, whole or view
        self.width, self.height = max(round(view.width * ratio), 1), max(round(view.height * ratio), 1)
        self.image = QImage(self.width, self.height, QImage.Format.Format_ARGB32_Premultiplied)
        self.image.fill(Qt.GlobalColor.transparent)
        # Taken before there is a painter, and once: Qt would copy an image that is shared when its bits are asked for.
        self.words = np.frombuffer(self.image.bits(), np.uint32).reshape(self.height, self.width)
        self.scale = ratio / view.units_per_px
        self.west, self.north = view.origin
        self.painter = QPainter(self.image)
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._pool: dict[int, tuple[QPolygonF, Array]] = {}

    def finish(self) -> QImage:
        """End painting and return the image, which now knows its device pixel ratio."""
        self.close()
        self.image.setDevicePixelRatio(self.ratio)
        return self.image

    def close(self) -> None:
        """End painting."""
        if self.painter.isActive():
            self.painter.end()

    def pixels(self, xy: Array) -> Array:
        """Return the device pixels of map coordinates; both (N, 2)."""
        result = np.empty((len(xy), 2))
        np.subtract(xy[:, 0], self.west, out=result[:, 0])
        np.subtract(self.north, xy[:, 1], out=result[:, 1])
        result *= self.scale
        return result

    def visible(self, parts: Parts, pad_px: float) -> Rows:
        """Return the parts whose boxes touch the view grown by `pad_px` logical pixels."""
        from spatial.drawing_kernels import boxes_touching

        bounds = np.array(self.view.bounds) + np.array([-1.0, -1.0, 1.0, 1.0]) * pad_px * self.view.units_per_px
        found = np.empty(parts.box.shape[1], np.int64)
        return found[: boxes_touching(parts.box, parts.runs, bounds, found)]

    def visible_points(self, xy: Array, pad_px: float) -> Rows:
        """Return the rows of `xy` (N, 2) that lie in the view grown by `pad_px` logical pixels."""
        x, y = xy[:, 0], xy[:, 1]
        west, south, east, north = self.view.bounds
        pad = pad_px * self.view.units_per_px
        return np.flatnonzero((x >= west - pad) & (x <= east + pad) & (y >= south - pad) & (y <= north + pad))

    def polygon(self, xy: Array) -> QPolygonF:
        """Return a polygon with these device pixels; a small one is reused by the next call with as many vertices.

        Its points are written past Qt, into memory that is the polygon's own as long as no copy of it shares it: draw
        it, or add it to a path, and let it go.
        """
        if not len(xy):
            return QPolygonF()  # has no memory to write to
        pooled = self._pool.get(len(xy))
        if pooled is None:
            polygon = QPolygonF()
            polygon.resize(len(xy))
            address = shiboken6.getCppPointer(polygon.data())[0]
            # Shiboken's stubs know neither the arguments of VoidPtr nor that it is a buffer.
            buffer = cast(Any, shiboken6.VoidPtr)(address, len(xy) * 16, True)
            pooled = polygon, np.frombuffer(buffer, dtype=np.float64).reshape(-1, 2)
            if len(xy) <= _POOLED_AT_MOST:
                self._pool[len(xy)] = pooled
        pooled[1][:] = xy
        return pooled[0]

    def bands(self) -> list[Band]:
        """Cut the image into bands of rows, which several threads may paint at once."""
        most = max(-(-self.height // _BANDS), _ROWS_A_BAND)
        height = most + most % 2  # even, so that what is rounded to a pixel is rounded alike in all of them
        return [Band(top, self.words[top : top + height]) for top in range(0, self.height, height)]

    def bands_of(self, rows: Array) -> list[Band]:
        """Cut the image into a band for each processor, with as many of the given rows of pixels (K,) in each.

        Layers are often sorted by place: what follows each other lies in a few rows, and bands of one height would
        leave it all to one thread.
        """
        shares = [len(rows) * number // PROCESSORS for number in range(1, PROCESSORS)]
        found = np.partition(rows, shares)[shares] if shares and len(rows) else np.empty(0)
        cuts = np.clip(found, 0, self.height).astype(int).tolist()
        return [Band(top, self.words[top:end]) for top, end in pairwise([0, *cuts, self.height]) if end > top]

    def anchor_hatches(self) -> None:
        """Tie hatches to the ground, so that they do not swim when the map is moved."""
        period = math.lcm(*{max(round(pattern.size * self.ratio), 1) for pattern in PATTERNS.values()})
        self.painter.setBrushOrigin(
            QPointF(math.fmod(-self.west * self.scale, period), math.fmod(self.north * self.scale, period)).toPoint()
        )


@dataclass(frozen=True)
class Band:
    """Some rows of an image: the number of the first, and their memory."""

    top: int
    words: npt.NDArray[np.uint32]


class Looks:
    """The styles of a portrayal as a table: `rows` gives the row of each feature, `styles` the style of a row.

    Parameters
    ----------
    classes
        (N,) class code per feature.
    styles
        Style per class code.
    dashed
        (N,) bool, boundaries that are not approved.
    """

    def __init__(self, classes: npt.ArrayLike, styles: Mapping[int, Style], dashed: npt.ArrayLike) -> None:
        codes_of = np.asarray(classes, dtype=np.int64)
        self.codes, self.rows = _table(codes_of, styles)
        self.styles = [styles.get(code, _UNKNOWN) for code in self.codes.tolist()]
        self.dashed = np.asarray(dashed, dtype=bool)
        self._points: tuple[Rows | None, npt.NDArray[np.uint32]] = None, np.empty(0, np.uint32)

    def rows_of_points(self, feature: Rows) -> Generator[None, None, npt.NDArray[np.uint32]]:
        """Return the rows of the features of points, yielding every few milliseconds; those of the last call are kept.

        Points are sorted by place: their features lie anywhere in the table, and to look them up takes longer than to
        draw them.
        """
        known, rows = self._points
        if known is feature:
            return rows
        table, rows = self.rows.astype(np.uint32), np.empty(len(feature), np.uint32)
        for start in range(0, len(feature), _LOOKED_UP_A_STEP):
            some = slice(start, start + _LOOKED_UP_A_STEP)
            np.take(table, feature[some], out=rows[some], mode="clip")  # without a copy of what is clipped nowhere
            yield
        self._points = feature, rows
        return rows

    @staticmethod
    def of(portrayal: Portrayal) -> Looks:
        """Return the styles of a portrayal; made once, since a portrayal never changes."""
        known = _looks.get(portrayal)
        if known is None:
            known = _looks[portrayal] = Looks(portrayal.classes, portrayal.styles, portrayal.placed.dashed)
        return known

    def row_of(self, code: int) -> int:
        """Return the row of a class code."""
        return int(np.searchsorted(self.codes, code))

    def colours(self) -> Array:
        """Return (K, 4) blue, green, red, alpha in 0-1 of each row, premultiplied: its fill, else its stroke."""
        return np.array([_bgra(style.fill or style.stroke) for style in self.styles]).reshape(-1, 4)

    def borders(self) -> Array:
        """Return (K, 4) the colours of the strokes in the same form; clear where an area has no fill, or no stroke."""
        drawn = [style.stroke if style.fill and style.stroke_width_px > 0 else "" for style in self.styles]
        return np.array([_bgra(colour) for colour in drawn]).reshape(-1, 4)


def _table(codes_of: Rows, styles: Mapping[int, Style]) -> tuple[Rows, Rows]:
    """Return all class codes, sorted, and the row of each feature among them (sorting a million codes takes long)."""
    low, high = int(codes_of.min(initial=0)), int(codes_of.max(initial=0))
    if high - low > _CODES_AT_MOST:
        codes = np.array(sorted(set(styles) | set(np.unique(codes_of).tolist())), dtype=np.int64)
        return codes, np.searchsorted(codes, codes_of)
    shifted = codes_of - low
    found = np.flatnonzero(np.bincount(shifted, minlength=1)) + low if len(codes_of) else codes_of
    codes = np.array(sorted(set(styles) | set(found.tolist())), dtype=np.int64)
    return codes, np.searchsorted(codes, np.arange(low, high + 1))[shifted]


_looks: WeakKeyDictionary[Portrayal, Looks] = WeakKeyDictionary()


@dataclass(frozen=True)
class Paint:
    """The pens and the brush of one style; `dash` is drawn over the rest where a boundary is not approved."""

    brush: QBrush
    pen: QPen
    dash: QPen | None = None


def paint_of(style: Style, ratio: float, *, dashed: bool = False, share: float = 1.0) -> Paint:
    """Return how areas of a style are painted.

    Parameters
    ----------
    style
        Style of the class.
    ratio
        Device pixels per logical pixel.
    dashed
        Draw the boundary dashed, on a light casing: neighbours then show one line of dashes where they meet.
    share
        Share of the stroke width to use: borders of small areas are drawn finer.
    """
    brush = brush_of(style, ratio)
    width = style.stroke_width_px * share * ratio
    if not style.stroke or width <= 0:
        return Paint(brush, QPen(Qt.PenStyle.NoPen))
    solid = _pen(QColor(style.stroke), width)
    if not dashed:
        return Paint(brush, solid)
    colour, thickness = _dash_colour(style), max(width, 1.2 * ratio)
    dash = _pen(colour, thickness)
    dash.setCapStyle(Qt.PenCapStyle.FlatCap)
    dash.setDashPattern([4.0, 2.5] if thickness < 2.5 * ratio else [2.5, 1.5])
    casing = _pen(_CASING, thickness + 0.8 * ratio) if style.fill else QPen(Qt.PenStyle.NoPen)
    return Paint(brush, casing, dash)


def brush_of(style: Style, ratio: float) -> QBrush:
    """Return the brush of a style: its fill, hatched where the class is no value."""
    if style.hatch:
        return QBrush(_hatch_tile(style, ratio))
    return QBrush(QColor(style.fill)) if style.fill else QBrush(Qt.BrushStyle.NoBrush)


def _pen(colour: QColor, width: float) -> QPen:
    pen = QPen(colour, width)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def _dash_colour(style: Style) -> QColor:
    stroke = QColor(style.stroke)
    if stroke.lightnessF() < 0.75:
        return stroke
    return QColor(style.fill).darker(190) if style.fill else QColor("#5a6570")


def _hatch_tile(style: Style, ratio: float) -> QImage:
    pattern = PATTERNS[style.hatch]
    size = max(round(pattern.size * ratio), 1)
    tile = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    ink = QColor(style.pattern_ink)
    tile.fill(ink if pattern.solid else QColor(style.fill) if style.fill else Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size / pattern.size, size / pattern.size)
    painter.setPen(QPen(ink, pattern.width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    for x1, y1, x2, y2 in pattern.segments():
        painter.drawLine(QPointF(x1, y1), QPointF(x2, y2))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    for x, y, radius in pattern.dots:
        painter.drawEllipse(QPointF(x, y), radius, radius)
    painter.end()
    return tile


def _bgra(colour: str) -> tuple[float, float, float, float]:
    if not colour:
        return 0.0, 0.0, 0.0, 0.0
    parsed = QColor(colour)
    alpha = parsed.alphaF()
    return parsed.blueF() * alpha, parsed.greenF() * alpha, parsed.redF() * alpha, alpha
