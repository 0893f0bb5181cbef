"""What the editor draws over the map: handles, targets, the preview of the tool, the read-out and the hint."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import shapely
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QWidget

from gui.editing.readout import Line
from gui.language import on_language, say
from spatial.snapping import Kind
from spatial.text import Text

if TYPE_CHECKING:
    from gui.editing.editor import Editor
    from gui.map.canvas import MapCanvas

INK, CASING = QColor("#1668a8"), QColor(255, 255, 255, 230)
WRONG, WARNING, TARGET = QColor("#d92d20"), QColor("#b54708"), QColor("#c2185b")
HANDLE_PX = 3.5
MOST_HANDLES = 3000
_TONES = {"": "#1f2a37", "strong": "#0b1a2b", "quiet": "#5b6673", "warning": "#b54708", "error": "#b42318"}
_DARK_TONES = {"": "#e4e8ec", "strong": "#ffffff", "quiet": "#a9b4bf", "warning": "#ffb86b", "error": "#ff8a80"}
_KINDS: dict[Kind, Text] = {
    "vertex": Text("顶点", "vertex"),
    "intersection": Text("交点", "intersection"),
    "edge": Text("边", "edge"),
    "midpoint": Text("中点", "midpoint"),
}


class Overlay(QWidget):
    """Lies over the canvas; the mouse goes through it.

    What moves with the mouse is drawn anew each time; handles and outlines are kept as a picture until the view, the
    topology or the selection changes. While a tool drags, its still picture takes the place of the map below.
    """

    def __init__(self, editor: Editor, canvas: MapCanvas) -> None:
        super().__init__(canvas)
        self._editor = editor
        self._base: QPixmap | None = None
        self._preview: tuple[shapely.Geometry, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.resize(canvas.size())
        self.hide()
        on_language(self, self.update)

    def forget(self) -> None:
        """Draw everything anew."""
        self._base = None
        self.setVisible(self._editor.edit.active)
        self.update()

    def show_preview(self, shapes: Sequence[shapely.Geometry]) -> None:
        """Show polygons of the layer that are not there yet; none: put them away."""
        self._preview = tuple(shapes)
        self.update()

    def hint(self) -> str:
        """Return the hint line as it is shown, "" for none."""
        tool = self._editor.tool
        return say(tool.hint) if tool is not None else ""

    def lines(self) -> Sequence[Line]:
        """Return the read-out as it is shown."""
        tool = self._editor.tool
        return tool.readout() if tool is not None else ()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw."""
        if not self._editor.edit.active:
            return
        painter = QPainter(self)
        tool = self._editor.tool
        still = tool.still() if tool is not None else None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, still is not None)
        if still is not None:
            painter.drawImage(QPointF(0, 0), still)
        else:
            painter.drawPixmap(0, 0, self._handles())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for shape in self._preview:
            self._paint_preview(painter, shape)
        if tool is not None:
            tool.paint(painter)
            self._paint_target(painter)
            self._paint_readout(painter)
            self._paint_hint(painter)
        painter.end()

    # --- handles: kept --------------------------------------------------------------------------------------------

    def _handles(self) -> QPixmap:
        if self._base is None:
            ratio = self.devicePixelRatioF()
            made = QPixmap(self.size() * ratio)
            made.setDevicePixelRatio(ratio)
            made.fill(Qt.GlobalColor.transparent)
            painter = QPainter(made)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_handles(painter, self._editor)
            self._paint_marks(painter)
            painter.end()
            self._base = made
        return self._base

    def _paint_marks(self, painter: QPainter) -> None:
        """Mark drafts with a flag and their reason, and locked boundaries that are selected."""
        editor = self._editor
        drafts, locked = editor.edit.drafts(), editor.edit.locked()
        for feature in (*drafts, *(each for each in editor.selected if each in locked and each not in drafts)):
            shape = editor.edit.topology.shapes[feature]
            if shape is None or shape.is_empty:
                continue
            place = shapely.get_coordinates(shapely.point_on_surface(shapely.envelope(shape)))[:1]
            x, y = editor.pixels(place)[0].tolist()
            words = Text("草稿", "Draft") if feature in drafts else Text("已锁定", "Locked")
            paint_badge(painter, QPointF(x, y), say(words), WARNING if feature in drafts else INK)

    def _paint_preview(self, painter: QPainter, shape: shapely.Geometry) -> None:
        fill = QColor(TARGET)
        fill.setAlpha(60)
        for part in shapely.get_parts(shape):
            path = QPainterPath()
            path.setFillRule(Qt.FillRule.OddEvenFill)
            for ring in shapely.get_rings(part):
                px = self._editor.pixels(shapely.get_coordinates(ring))
                path.addPolygon(QPolygonF([QPointF(x, y) for x, y in px.tolist()]))
            painter.fillPath(path, fill)
            painter.strokePath(path, QPen(TARGET, 2.0))

    # --- at the mouse: each time ----------------------------------------------------------------------------------

    def _paint_target(self, painter: QPainter) -> None:
        pointer = self._editor.pointer
        if pointer is None or pointer.snap is None:
            return
        at, size = self._editor.pixel(pointer.snap.at), 7.0
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((CASING, 4.0), (TARGET, 2.0)):
            painter.setPen(QPen(colour, width))
            box = QRectF(at.x() - size, at.y() - size, 2 * size, 2 * size)
            if pointer.snap.kind == "vertex":
                painter.drawRect(box)
            elif pointer.snap.kind == "midpoint":
                painter.drawPolygon(QPolygonF([box.bottomLeft(), box.bottomRight(), QPointF(at.x(), box.top())]))
            elif pointer.snap.kind == "intersection":
                painter.drawLine(box.topLeft(), box.bottomRight())
                painter.drawLine(box.topRight(), box.bottomLeft())
            else:
                painter.drawEllipse(box)
        paint_words(painter, QPointF(at.x() + 11, at.y() - 11), say(_KINDS[pointer.snap.kind]), TARGET)

    def _paint_readout(self, painter: QPainter) -> None:
        lines, pointer = self.lines(), self._editor.pointer
        tool = self._editor.tool
        at = tool.readout_at() if tool is not None else None
        place = at if at is not None else (pointer.px if pointer is not None else None)
        if not lines or place is None:
            return
        words = [say(line.text) for line in lines]
        metrics = painter.fontMetrics()
        width = max(metrics.horizontalAdvance(each) for each in words) + 20
        height = metrics.height() * len(words) + 12
        away = tool.readout_away() if tool is not None else None
        left, above = away is not None and away.x() > 0, away is not None and away.y() > 0
        x = place.x() - 22 - width if left and place.x() - 26 > width else place.x() + 22
        y = place.y() - 22 - height if above and place.y() - 60 > height else place.y() + 22
        x = place.x() - 22 - width if x + width > self.width() - 4 else x
        y = place.y() - 22 - height if y + height > self.height() - 40 else y
        box = QRectF(max(x, 4.0), max(y, 4.0), width, height)
        self._card(painter, box)
        tones = self._tones()
        for row, (line, text) in enumerate(zip(lines, words, strict=True)):
            painter.setPen(QColor(tones[line.tone]))
            painter.drawText(QPointF(box.left() + 10, box.top() + 6 + metrics.ascent() + row * metrics.height()), text)

    def _paint_hint(self, painter: QPainter) -> None:
        words = self.hint()
        if not words:
            return
        metrics = painter.fontMetrics()
        width = min(metrics.horizontalAdvance(words) + 24, self.width() - 16)
        box = QRectF((self.width() - width) / 2, 8, width, metrics.height() + 10)
        self._card(painter, box)
        painter.setPen(QColor(self._tones()[""]))
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(width) - 20)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)

    def _card(self, painter: QPainter, box: QRectF) -> None:
        """Draw the ground of words: opaque and with straight edges, which costs a tenth of a clear rounded one."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.fillRect(box, self.palette().window().color())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.palette().mid().color(), 1.0))
        painter.drawRect(box)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _tones(self) -> dict[str, str]:
        return _DARK_TONES if self.palette().window().color().lightness() < 128 else _TONES


def paint_handles(painter: QPainter, editor: Editor) -> None:
    """Draw the outline and the vertices of the selected features, as far as they are in view."""
    west, south, east, north = 0, 0, editor.canvas.width(), editor.canvas.height()
    left = MOST_HANDLES
    topology = editor.edit.topology
    for feature in editor.selected:
        shape = topology.shapes[feature] if feature < len(topology.shapes) else None
        if shape is None or shape.geom_type not in ("Polygon", "MultiPolygon") or left <= 0:
            continue
        for ring in shapely.get_rings(shapely.get_parts(shape)):
            px = editor.pixels(shapely.get_coordinates(ring))
            line = QPolygonF([QPointF(x, y) for x, y in px[_spread(px)].tolist()])
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for colour, width in ((CASING, 4.0), (INK, 1.8)):
                painter.setPen(QPen(colour, width))
                painter.drawPolyline(line)
            seen = (px[:, 0] >= west) & (px[:, 0] <= east) & (px[:, 1] >= south) & (px[:, 1] <= north)
            inside = px[:-1][seen[:-1]]
            painter.setBrush(Qt.GlobalColor.white)
            painter.setPen(QPen(INK, 1.5))
            for x, y in inside[:left].tolist():
                painter.drawRect(QRectF(x - HANDLE_PX, y - HANDLE_PX, 2 * HANDLE_PX, 2 * HANDLE_PX))
            left -= len(inside)


def _spread(px: np.ndarray) -> np.ndarray:
    """Return which vertices of a line tell apart on the screen: those in another pixel than the one before."""
    rounded = np.round(px)
    keep = np.ones(len(px), dtype=bool)
    keep[1:-1] = (rounded[1:-1] != rounded[:-2]).any(axis=1)
    return keep


def paint_line(painter: QPainter, points: Sequence[QPointF], colour: QColor = INK, *, closed: bool = False) -> None:
    """Draw a line of a preview with its casing."""
    line = QPolygonF([*points, points[0]] if closed and points else list(points))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for each, width in ((CASING, 5.0), (colour, 2.4)):
        painter.setPen(QPen(each, width))
        painter.drawPolyline(line)


def paint_vertex(painter: QPainter, at: QPointF, colour: QColor = INK, size: float = HANDLE_PX + 2) -> None:
    """Draw a vertex that is under the mouse or held."""
    painter.setBrush(colour)
    painter.setPen(QPen(CASING, 2.0))
    painter.drawEllipse(at, size, size)


def paint_badge(painter: QPainter, at: QPointF, words: str, colour: QColor) -> None:
    """Draw a small label that marks a feature, centred."""
    box = QRectF(painter.fontMetrics().boundingRect(words)).adjusted(-7, -3, 7, 3)
    box.moveCenter(at)
    painter.setBrush(colour)
    painter.setPen(QPen(CASING, 1.5))
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(Qt.GlobalColor.white)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


def paint_words(painter: QPainter, at: QPointF, words: str, colour: QColor) -> None:
    """Draw a word beside a place, on a light ground."""
    box = QRectF(painter.fontMetrics().boundingRect(words)).adjusted(-4, -1, 4, 1)
    box.moveBottomLeft(at)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(CASING)
    painter.drawRoundedRect(box, 3, 3)
    painter.setPen(colour)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
