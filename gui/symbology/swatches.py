"""Small pictures for legends and combo boxes: the swatch of a class, the preview of a colour ramp."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QGuiApplication, QIcon, QPainter, QPen, QPixmap, QTransform

from gui.rendering.surface import brush_of
from layers.cartography.legend import Style

SWATCH_WIDTH_PX = 26
SWATCH_HEIGHT_PX = 16
RAMP_WIDTH_PX = 110
DASH_INK = "#1f2a37"
_GROUND = "#f3efe6"
Shape = Literal["point", "line", "polygon"]


def swatch(style: Style, shape: Shape, *, dashed: bool = False, opacity: float = 1.0) -> QIcon:
    """Return the legend picture of a class: a disc, a line or a box, as features of that class are drawn.

    In a dark window it stands on the ground of the map: dark classes and dashes would not be seen without.
    """
    picture, painter = _canvas(SWATCH_WIDTH_PX, SWATCH_HEIGHT_PX)
    if QGuiApplication.palette().window().color().lightness() < 128:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(_GROUND))
        painter.drawRoundedRect(QRectF(0, 0, SWATCH_WIDTH_PX, SWATCH_HEIGHT_PX), 3, 3)
    painter.setOpacity(opacity)
    pen = QPen(Qt.PenStyle.NoPen)
    if style.stroke:
        pen = QPen(QColor(style.stroke), min(style.stroke_width_px, 3.0))
    if dashed and style.fill:
        # An outline keeps its colour: it is all that tells the classes apart.
        pen = QPen(QColor(DASH_INK), 1.2) if style.fill else QPen(QColor(style.stroke), 2.4)
        pen.setDashPattern([2.5, 2.0])
    painter.setPen(pen)
    painter.setBrush(QBrush(QColor(style.fill)) if style.fill else QBrush(Qt.BrushStyle.NoBrush))
    _draw(painter, style, shape)
    if style.hatch:
        ratio = picture.devicePixelRatio()
        brush = brush_of(style, ratio)
        brush.setTransform(QTransform.fromScale(1 / ratio, 1 / ratio))
        painter.setBrush(brush)
        _draw(painter, style, shape)
    painter.end()
    return QIcon(picture)


def ramp_preview(colours: Sequence[str]) -> QPixmap:
    """Return the classes of a ramp side by side."""
    picture, painter = _canvas(RAMP_WIDTH_PX, SWATCH_HEIGHT_PX)
    width = RAMP_WIDTH_PX / max(len(colours), 1)
    for place, colour in enumerate(colours):
        painter.fillRect(QRectF(place * width, 1, width, SWATCH_HEIGHT_PX - 2), QColor(colour))
    painter.end()
    return picture


def disc(diameter_px: float, width_px: float, fill: str, stroke: str) -> QPixmap:
    """Return a circle in the middle of a picture of a given width, for the size key of proportional symbols."""
    width, height = round(width_px) + 2, round(diameter_px) + 2
    picture, painter = _canvas(width, height)
    painter.setPen(QPen(QColor(stroke), 1))
    painter.setBrush(QColor(fill))
    painter.drawEllipse(QPointF(width / 2, height / 2), diameter_px / 2, diameter_px / 2)
    painter.end()
    return picture


def _canvas(width_px: int, height_px: int) -> tuple[QPixmap, QPainter]:
    screen = QGuiApplication.primaryScreen()
    ratio = screen.devicePixelRatio() if screen is not None else 1.0
    picture = QPixmap(round(width_px * ratio), round(height_px * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return picture, painter


def _draw(painter: QPainter, style: Style, shape: Shape) -> None:
    middle = QPointF(SWATCH_WIDTH_PX / 2, SWATCH_HEIGHT_PX / 2)
    if shape == "point":
        radius = min(max(style.radius_px, 3.0), SWATCH_HEIGHT_PX / 2 - 1.5)
        painter.drawEllipse(middle, radius, radius)
    elif shape == "line":
        painter.drawLine(QPointF(2, middle.y()), QPointF(SWATCH_WIDTH_PX - 2, middle.y()))
    else:
        inset = 1 + min(style.stroke_width_px, 3.0) / 2
        painter.drawRoundedRect(QRectF(inset, inset, SWATCH_WIDTH_PX - 2 * inset, SWATCH_HEIGHT_PX - 2 * inset), 2, 2)
