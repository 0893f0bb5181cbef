"""The map as one picture of a chosen size, drawn as the canvas draws it, with legend and furniture around it.

Everything is decided in a frozen `PictureJob` in the GUI thread; `draw_picture` is a generator for the drawing thread
(see `gui.rendering.render`): it yields often and touches no widget. Lengths below are logical pixels of 1/96 inch, so
letters and lines have the same size in print whatever the resolution.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QImageWriter, QPainter, QPen, QTransform

from gui.map.furniture import north_angle, paint_north_arrow, paint_scale_bar, scale_bar
from gui.map.view import Bounds, MapView
from gui.rendering.images import BACKGROUND, paint_beyond
from gui.rendering.render import CanvasLayer, Frame, compose, render_frame
from gui.rendering.surface import brush_of
from gui.rendering.text import INK, map_font
from gui.rendering.tiles import TileLayer
from gui.symbology.swatches import DASH_INK, SWATCH_HEIGHT_PX, SWATCH_WIDTH_PX
from gui.tree.layer_tree import shape_of
from layers.cartography.legend import LegendEntry, Style
from layers.cartography.portrayal import Portrayal
from spatial.text import Language, Text

PX_PER_INCH = 96.0
MOST_PIXELS = 80_000_000
LEAST_PX, MOST_PX = 64, 12_000
_MARGIN, _LINE, _FONT, _SMALL = 10.0, 17.0, 12.0, 10.5
_LEGEND_SHARE, _LEGEND_MOST = 0.34, 230.0
_QUIET, _FRAME = QColor("#5b6672"), QColor("#8a96a3")
_WRAP = Qt.TextFlag.TextWordWrap


@dataclass(frozen=True)
class PictureOptions:
    """What a user chooses.

    Parameters
    ----------
    width_px, height_px
        Size of the whole picture, device pixels.
    dpi
        Device pixels per inch: how large it is when pasted.
    legend, scale_bar, north_arrow, sources
        Which parts it has.
    """

    width_px: int
    height_px: int
    dpi: int = 96
    legend: bool = True
    scale_bar: bool = True
    north_arrow: bool = True
    sources: bool = True

    @property
    def ratio(self) -> float:
        """Device pixels per logical pixel."""
        return self.dpi / PX_PER_INCH


@dataclass(frozen=True, eq=False)
class PictureJob:
    """Everything a picture shows.

    `bounds` in the CRS `crs` stay in sight; `layers` and, below them, the base maps `bases` run from bottom to top.
    `remark` is printed with the sources, and without them too: that a filter is on.
    """

    layers: tuple[CanvasLayer, ...]
    bounds: Bounds
    crs: str
    language: Language
    sources: tuple[Text, ...]
    options: PictureOptions
    bases: tuple[TileLayer, ...] = ()
    remark: Text = Text("")


@dataclass(frozen=True, eq=False)
class Picture:
    """The picture, and the same as PNG with its resolution in it (so that it is pasted at its size in millimetres)."""

    image: QImage
    png: bytes


def draw_picture(job: PictureJob) -> Iterator[Picture | None]:
    """Draw; yields None as a breathing point, the picture at the end. Stop it at any yield by closing it."""
    options, ratio = job.options, job.options.ratio
    image = QImage(options.width_px, options.height_px, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.white)
    width, height = options.width_px / ratio, options.height_px / ratio
    shown = tuple(layer for layer in job.layers if layer.visible)
    side = min(width * _LEGEND_SHARE, _LEGEND_MOST) if options.legend and shown else 0.0
    said = [text for text in (job.remark, *(job.sources if options.sources else ())) if text]
    words = ("；" if job.language == "zh" else "; ").join(text.to(job.language) for text in said)
    foot = _height_of(words, width - 2 * _MARGIN, _SMALL) + 8 if words else 0.0
    view = MapView.fitted(job.bounds, max(round(width - side), 1), max(round(height - foot), 1), margin_px=0.0)
    painter = QPainter(image)
    try:
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        yield from _paint_map(painter, job, shown, view)
        if side:
            _paint_legends(painter, shown, QRectF(view.width, 0, side, view.height), job.language)
        if foot:
            _write(painter, words, QRectF(_MARGIN, height - foot + 4, width - 2 * _MARGIN, foot), _SMALL, _QUIET)
    finally:
        painter.end()
    dots_per_metre = round(options.dpi / 0.0254)
    image.setDevicePixelRatio(1.0)
    image.setDotsPerMeterX(dots_per_metre)
    image.setDotsPerMeterY(dots_per_metre)
    yield None
    yield Picture(image, _png(image))


def _paint_map(
    painter: QPainter, job: PictureJob, shown: tuple[CanvasLayer, ...], view: MapView
) -> Iterator[Picture | None]:
    """Draw layers, names and furniture into the upper left corner, and a frame around them."""
    box = QRectF(0, 0, view.width, view.height)
    painter.fillRect(box, BACKGROUND)
    paint_beyond(painter, view, shown)
    named = shown if any(layer.labels for layer in shown) else None
    parts: tuple[CanvasLayer | TileLayer, ...] = (*(base for base in job.bases if base.visible), *shown)
    opacities = {part.id: part.opacity for part in parts}
    painter.setClipRect(box)
    for drawn in render_frame(Frame(0, view, job.options.ratio, parts, named)):
        if drawn is not None:
            compose(painter, drawn, opacities.get(drawn.key, 1.0), view)
        yield None
    painter.setOpacity(1.0)
    bar = scale_bar(view, job.crs) if job.options.scale_bar else None
    if bar is not None:
        paint_scale_bar(painter, bar, 18.0, view.height - 14.0, job.language)
    if job.options.north_arrow:
        paint_north_arrow(painter, north_angle(view, job.crs), QPointF(view.width - 26.0, 42.0), job.language)
    painter.setClipping(False)
    painter.setPen(QPen(_FRAME, 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))


def _paint_legends(painter: QPainter, shown: tuple[CanvasLayer, ...], room: QRectF, language: Language) -> None:
    """Write the legends from the topmost layer down; what finds no room is counted in the last line."""
    y, width = room.top() + _MARGIN, room.width() - 2 * _MARGIN
    rows: list[tuple[CanvasLayer, LegendEntry | None]] = [
        (layer, entry) for layer in reversed(shown) for entry in (None, *layer.portrayal.legend.entries)
    ]
    for place, (layer, entry) in enumerate(rows):
        portrayal = layer.portrayal
        words = (portrayal.legend.title if entry is None else entry.label).to(language)
        taken = 0.0 if entry is None else SWATCH_WIDTH_PX + 6.0
        height = max(_height_of(words, width - taken, _FONT), _LINE if entry is None else SWATCH_HEIGHT_PX + 3.0)
        if y + height > room.bottom() - _LINE and place < len(rows) - 1:
            rest = Text(f"另有 {len(rows) - place} 行", f"{len(rows) - place} more rows").to(language)
            _write(painter, rest, QRectF(room.left() + _MARGIN, y, width, _LINE), _SMALL, _QUIET)
            return
        if entry is None:
            y += 4.0 if place else 0.0
        else:
            painter.setOpacity(layer.opacity)
            _paint_swatch(painter, portrayal, entry.style, QPointF(room.left() + _MARGIN, y))
            painter.setOpacity(1.0)
        _write(painter, words, QRectF(room.left() + _MARGIN + taken, y, width - taken, height), _FONT, INK)
        y += height + 2.0


def _paint_swatch(painter: QPainter, portrayal: Portrayal, style: Style, at: QPointF) -> None:
    """Draw a disc, a line or a box as features of this style are drawn, at its upper left corner."""
    shape, ratio = shape_of(portrayal), painter.device().devicePixelRatio()
    dashed = shape == "polygon" and bool(portrayal.placed.dashed.any())
    pen = QPen(QColor(style.stroke), min(style.stroke_width_px, 3.0)) if style.stroke else QPen(Qt.PenStyle.NoPen)
    if dashed:
        pen = QPen(QColor(DASH_INK), 1.2) if style.fill else QPen(QColor(style.stroke), 2.4)
        pen.setDashPattern([2.5, 2.0])
    brush = brush_of(style, ratio)
    if style.hatch:
        brush.setTransform(QTransform.fromScale(1 / ratio, 1 / ratio))
    painter.setPen(pen)
    painter.setBrush(brush)
    box = QRectF(at.x() + 1, at.y() + 1, SWATCH_WIDTH_PX - 2, SWATCH_HEIGHT_PX - 2)
    if shape == "point":
        radius = min(max(style.radius_px, 3.0), SWATCH_HEIGHT_PX / 2 - 1.5)
        painter.drawEllipse(box.center(), radius, radius)
    elif shape == "line":
        painter.drawLine(QPointF(box.left(), box.center().y()), QPointF(box.right(), box.center().y()))
    else:
        painter.drawRoundedRect(box, 2, 2)


def _write(painter: QPainter, words: str, room: QRectF, size: float, colour: QColor) -> None:
    painter.setPen(colour)
    painter.setFont(map_font(size))
    painter.drawText(room, int(_WRAP), words)


def _height_of(words: str, width: float, size: float) -> float:
    """Return how high a text stands in a width, logical pixels."""
    return QFontMetricsF(map_font(size)).boundingRect(QRectF(0, 0, width, 1e5), int(_WRAP), words).height()


def _png(image: QImage) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(image)
    buffer.close()
    return bytes(data.data())
