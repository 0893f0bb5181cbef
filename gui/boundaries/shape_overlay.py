"""Shapes over the map that are no part of the project: previews of what a dialog is about to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from shapely.geometry.base import BaseGeometry

from gui.editing.placing import Placing
from gui.map.canvas import MapCanvas
from gui.map.view import MapView

NEW, LOST, MARK, QUIET = QColor("#0072b2"), QColor("#d55e00"), QColor("#c2185b"), QColor("#6b7785")
_CASING = QColor(255, 255, 255, 210)
_POINT_PX = 5.0


@dataclass(frozen=True, eq=False)
class Shown:
    """One shape of a preview.

    Parameters
    ----------
    shape
        In the coordinates of the layer.
    ink
        Of the outline; the fill is the same, thinner.
    filled, dashed, vertices
        Whether it has a fill, a broken outline, dots at its vertices.
    """

    shape: BaseGeometry
    ink: QColor
    filled: bool = True
    dashed: bool = False
    vertices: bool = False


class ShapeOverlay(QWidget):
    """Draws shapes over a canvas; the mouse goes through it."""

    def __init__(self, canvas: MapCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._placing: Placing | None = None
        self.shown: tuple[Shown, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.resize(canvas.size())
        canvas.view_changed.connect(self._follow)
        canvas.installEventFilter(self)
        self.hide()

    def show_shapes(self, shapes: Sequence[Shown], placing: Placing) -> None:
        """Show these shapes and no others."""
        self.shown, self._placing = tuple(shapes), placing
        self.setVisible(bool(self.shown))
        self.raise_()
        self.update()

    def _follow(self, view: MapView) -> None:
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self.shown = ()
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Keep the size of the canvas."""
        if event.type() == QEvent.Type.Resize:
            self.resize(self._canvas.size())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the shapes."""
        if self._placing is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for each in self.shown:
            paint_shape(painter, each, self._placing, self._canvas.view)
        painter.end()


def paint_shape(painter: QPainter, shown: Shown, placing: Placing, view: MapView) -> None:
    """Draw one shape, cased in white so that it is seen on every ground."""
    path = path_of(shown.shape, placing, view)
    if shown.filled:
        fill = QColor(shown.ink)
        fill.setAlpha(60)
        painter.fillPath(path, fill)
    style = Qt.PenStyle.DashLine if shown.dashed else Qt.PenStyle.SolidLine
    painter.strokePath(path, QPen(_CASING, 4.5))
    painter.strokePath(path, QPen(shown.ink, 2.0, style))
    if shown.vertices:
        painter.setBrush(Qt.GlobalColor.white)
        painter.setPen(QPen(shown.ink, 1.5))
        for x, y in placing.to_pixels(shapely.get_coordinates(shown.shape), view).tolist():
            painter.drawEllipse(QPointF(x, y), 3.5, 3.5)


def path_of(shape: BaseGeometry, placing: Placing, view: MapView) -> QPainterPath:
    """Return the outline of a shape in pixels; points become small circles."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    for part in _simple_parts(shape):
        rings = shapely.get_rings(part).tolist() if part.geom_type == "Polygon" else [part]
        for ring in rings:
            points = [QPointF(x, y) for x, y in placing.to_pixels(shapely.get_coordinates(ring), view).tolist()]
            if len(points) == 1:
                path.addEllipse(points[0], _POINT_PX, _POINT_PX)
            elif points:
                path.moveTo(points[0])
                for point in points[1:]:
                    path.lineTo(point)
    return path


def _simple_parts(shape: BaseGeometry) -> list[BaseGeometry]:
    if shape.geom_type == "GeometryCollection":
        return [piece for part in shapely.get_parts(shape).tolist() for piece in _simple_parts(part)]
    return list(shapely.get_parts(shape).tolist())
