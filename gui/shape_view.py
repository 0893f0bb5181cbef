"""A small map of a few borders on top of each other: enough to see which is which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

MARGIN_PX = 10


class ShapeView(QWidget):
    """Paints geometries that share a CRS, fitted to the widget; none: an empty frame.

    Parameters
    ----------
    parent
        Owner.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shapes: list[tuple[Any, QColor, bool]] = []
        self._bounds: tuple[float, float, float, float] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the size at which a border can be told."""
        return QSize(260, 190)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the least size."""
        return QSize(160, 120)

    def show_shapes(self, shapes: Sequence[tuple[Any, QColor, bool]], around: Sequence[Any]) -> None:
        """Show (geometry or None, colour, filled), in the window around all of `around`."""
        import shapely

        self._shapes = [each for each in shapes if each[0] is not None]
        there = [shape for shape in around if shape is not None and not shape.is_empty]
        bounds = shapely.total_bounds(np.array(there, dtype=object)) if there else None
        self._bounds = None if bounds is None else tuple(map(float, bounds))  # type: ignore[assignment]
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the frame and the shapes."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        painter.fillRect(self.rect(), palette.color(QPalette.ColorRole.Base))
        painter.setPen(palette.color(QPalette.ColorRole.Mid))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        for shape, colour, filled in self._shapes:
            path = self._path(shape)
            fill = QColor(colour)
            fill.setAlpha(70 if filled else 0)
            painter.fillPath(path, fill)
            painter.strokePath(path, QPen(colour, 2, Qt.PenStyle.SolidLine if filled else Qt.PenStyle.DashLine))
        painter.end()

    def _path(self, shape: Any) -> QPainterPath:
        import shapely

        path = QPainterPath()
        path.setFillRule(Qt.FillRule.OddEvenFill)
        if self._bounds is None:
            return path
        west, south, east, north = self._bounds
        middle = np.cos(np.radians((south + north) / 2)) if max(map(abs, self._bounds)) <= 360 else 1.0
        room_x, room_y = self.width() - 2 * MARGIN_PX, self.height() - 2 * MARGIN_PX
        scale = min(room_x / max((east - west) * middle, 1e-12), room_y / max(north - south, 1e-12))
        for part in shapely.get_parts(np.array([shape], dtype=object)):
            rings = shapely.get_rings(part) if part.geom_type == "Polygon" else [part]
            for ring in rings:
                xy = shapely.get_coordinates(ring)
                x = self.width() / 2 + (xy[:, 0] - (west + east) / 2) * middle * scale
                y = self.height() / 2 - (xy[:, 1] - (south + north) / 2) * scale
                points = [QPointF(a, b) for a, b in zip(x.tolist(), y.tolist(), strict=True)]
                if len(points) == 1:
                    path.addEllipse(points[0], 3, 3)
                elif points:
                    path.moveTo(points[0])
                    for point in points[1:]:
                        path.lineTo(point)
        return path
