"""Two figures per area: points with names while they are few, a density with the selected points when they are many."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from gui.charts.drawing import (
    AXIS_PX,
    NO_ROWS,
    TITLE_PX,
    ChartLook,
    Drawing,
    listed,
    named,
    paint_x_axis,
    paint_y_axis,
    spread,
)
from gui.language import say
from layers.charts import MOST_POINTS, Pairs, Rows
from layers.indicators.units import in_brackets
from layers.placement import Names
from spatial.text import Text
from spatial.values import print_number

REACH_PX = 9.0
NAMED = 60
_LEFT_PX = 58.0


class ScatterDrawing(Drawing):
    """Points of two columns."""

    def __init__(self, data: Pairs, names: Names) -> None:
        super().__init__(names)
        self.data = data
        xs, ys = data.x_numbers, data.y_numbers
        self.x_span = spread(float(xs.min()), float(xs.max())) if len(xs) else (0.0, 1.0)
        self.y_span = spread(float(ys.min()), float(ys.max())) if len(ys) else (0.0, 1.0)
        self._index = {int(row): place for place, row in enumerate(data.rows.tolist())} if len(xs) < 1_000_000 else {}
        self._image = _density_image(data.density) if data.density is not None else None

    def height(self, width: float, least: float) -> float:
        """Return what there is, 180 pixels at least."""
        return max(least, 180.0)

    def _plot(self, area: QRectF) -> QRectF:
        return QRectF(_LEFT_PX, TITLE_PX + 4, area.width() - _LEFT_PX - 14, area.height() - AXIS_PX - 2 * TITLE_PX - 8)

    def _pixels(self, area: QRectF) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        plot = self._plot(area)
        (west, east), (south, north) = self.x_span, self.y_span
        x_px = plot.left() + (self.data.x_numbers - west) / (east - west) * plot.width()
        return x_px, plot.bottom() - (self.data.y_numbers - south) / (north - south) * plot.height()

    def paint(self, painter: QPainter, area: QRectF, look: ChartLook, visible: QRectF) -> None:
        """Paint axes, points or density, and names where there is room."""
        plot = self._plot(area)
        paint_x_axis(painter, plot, self.x_span, look, say(self.data.x.title))
        paint_y_axis(painter, plot, self.y_span, look, say(self.data.y.title))
        x_px, y_px = self._pixels(area)
        rows = self.data.rows
        chosen = look.selected[rows]
        if self._image is not None and self.data.density is not None and len(x_px):
            where = QRectF(QPointF(x_px.min(), y_px.min()), QPointF(x_px.max(), y_px.max()))
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
            painter.drawImage(where, self._image)
            shown = np.flatnonzero(chosen)[:MOST_POINTS]
        else:
            shown = np.argsort(chosen, kind="stable")
        for place in shown.tolist():
            row, here = int(rows[place]), QPointF(x_px[place], y_px[place])
            marked = bool(chosen[place])
            painter.setPen(QPen(look.accent() if marked else look.ink(), 2.0 if marked else 0.6))
            painter.setBrush(look.fill(row))
            radius = 6.0 if row == look.hover else 4.5
            painter.drawEllipse(here, radius, radius)
        self._name(painter, plot, (x_px, y_px), look)

    def _name(
        self,
        painter: QPainter,
        plot: QRectF,
        at: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]],
        look: ChartLook,
    ) -> None:
        """Write the names that find room beside all points, those of selected features first."""
        rows, metrics = self.data.rows, painter.fontMetrics()
        taken: list[QRectF] = []
        chosen, inside = look.selected[rows], plot.adjusted(0, -16, 8, 12)
        order = np.argsort(~chosen, kind="stable") if len(rows) <= NAMED else np.flatnonzero(chosen)[:NAMED]
        for place in order.tolist():
            words = named(self.names, int(rows[place]))
            width = metrics.horizontalAdvance(words)
            for left in (at[0][place] + 7, at[0][place] - 7 - width):
                box = QRectF(left, at[1][place] - 8, width, 16)
                upon = (np.abs(at[1] - box.center().y()) < 12) & (at[0] > left - 4) & (at[0] < left + width + 4)
                if inside.contains(box) and not upon.any() and not any(box.intersects(other) for other in taken):
                    taken.append(box)
                    painter.setPen(look.accent() if chosen[place] else look.ink())
                    painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip), words)
                    break

    def rows_at(self, at: QPointF, area: QRectF) -> Rows:
        """Return the nearest point within reach."""
        if not len(self.data.rows):
            return NO_ROWS
        x_px, y_px = self._pixels(area)
        away = np.hypot(x_px - at.x(), y_px - at.y())
        nearest = int(away.argmin())
        return self.data.rows[nearest : nearest + 1] if away[nearest] <= REACH_PX else NO_ROWS

    def rows_in(self, box: QRectF, area: QRectF) -> Rows:
        """Return the points in a box."""
        x_px, y_px = self._pixels(area)
        inside = (x_px >= box.left()) & (x_px <= box.right()) & (y_px >= box.top()) & (y_px <= box.bottom())
        return np.asarray(np.sort(self.data.rows[inside]))

    def words(self, rows: Rows) -> Text:
        """Return name and both figures."""
        if len(rows) != 1:
            return listed(self.names, rows) if len(rows) else Text("")
        row = int(rows[0])
        place = self._index.get(row)
        if place is None:
            return self.names[row]
        parts = []
        for field, numbers in ((self.data.x, self.data.x_numbers), (self.data.y, self.data.y_numbers)):
            unit, figure = in_brackets(field.unit), print_number(float(numbers[place]), 15)
            parts.append(Text(f"{field.label.zh} {figure}{unit.zh}", f"{field.label.to('en')} {figure}{unit.en}"))
        zh, en = "；".join(each.zh for each in parts), "; ".join(each.en for each in parts)
        name = self.names[row]
        return Text(f"{name.zh}：{zh}", f"{name.to('en')}: {en}")

    def order(self) -> Rows:
        """Return the rows from left to right."""
        return self.data.rows[np.argsort(self.data.x_numbers, kind="stable")]

    def place_of(self, row: int, area: QRectF) -> QPointF:
        """Return the point of a row."""
        place = self._index.get(row, 0)
        x_px, y_px = self._pixels(area)
        return QPointF(x_px[place], y_px[place])


def _density_image(density: npt.NDArray[np.int64]) -> QImage:
    """Return counts as an image from clear to dark blue, in logarithmic steps; low y at the bottom."""
    share = np.log1p(density[::-1]) / max(float(np.log1p(density.max())), 1e-9)
    dark, light = QColor("#08306b"), QColor("#9ecae1")
    ends = [(light.red(), dark.red()), (light.green(), dark.green()), (light.blue(), dark.blue())]
    channels = [np.round(low + (high - low) * share) for low, high in ends]
    pixels = np.dstack([*channels, np.where(density[::-1] > 0, 255, 0)]).astype(np.uint8)
    pixels = np.ascontiguousarray(pixels)
    rows, columns = density.shape
    return QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGBA8888).copy()
