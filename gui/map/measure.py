"""Measuring on the map: click vertices, read lengths and areas on the ellipsoid as the mouse moves."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np
from pyproj import Transformer
from PySide6.QtCore import QEvent, QLineF, QObject, QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from gui.language import on_language, say
from gui.map.canvas import MapCanvas
from gui.map.tools import DRAG_FROM_PX
from gui.map.view import Array
from gui.session import Session
from gui.settings import AREA_UNIT, LENGTH_UNIT, on_setting
from gui.theme import icon
from spatial.geodesic import AREA_METHOD, LENGTH_METHOD
from spatial.measuring import Measurement, measure_line, measure_ring, print_area, print_length

Kind = Literal["distance", "area"]
_INK, _CASING = QColor("#c2185b"), QColor(255, 255, 255, 220)
_VERTEX_PX = 3.5
_LABEL_FROM_PX = 70.0
_WGS84 = "EPSG:4326"


class Measure(QObject):
    """The measure tools: what they do with the mouse and the keys on the canvas, beside the pan tool.

    A click adds a vertex, a drag moves the map, Backspace takes the last vertex back, a double click or Enter ends, Esc
    clears. Vertices are kept in degrees, so that they stay where they are when the map is drawn in another CRS.
    """

    def __init__(self, session: Session, canvas: MapCanvas) -> None:
        super().__init__(canvas)
        self._session, self._canvas = session, canvas
        self.kind: Kind | None = None
        self.ended = False
        self._vertices: list[tuple[float, float]] = []
        self._mouse: tuple[float, float] | None = None
        self._pressed: QPointF | None = None
        self.sketch = _Sketch(self, canvas)
        self.panel = _Panel(self, canvas)
        canvas.view_changed.connect(lambda _: self.sketch.update())
        canvas.installEventFilter(self)
        on_setting(self, (LENGTH_UNIT, AREA_UNIT), self._show)

    # --- verbs -----------------------------------------------------------------------------------------------------

    def distance(self) -> None:
        """Measure along a line."""
        self._start("distance")

    def area(self) -> None:
        """Measure within a ring."""
        self._start("area")

    def _start(self, kind: Kind) -> None:
        self._canvas.set_tool("pan")
        self._canvas.setCursor(Qt.CursorShape.CrossCursor)
        self._canvas.setFocus()
        self.kind = kind
        self.clear()

    def stop(self) -> None:
        """Put the tool away, with what was measured."""
        self.kind = None
        self.clear()

    def keep(self, kept: bool) -> None:
        """Put the tool away unless it is kept: its action was ticked, or no longer is."""
        if not kept:
            self.stop()

    def clear(self) -> None:
        """Begin anew."""
        self._vertices.clear()
        self._mouse, self.ended = None, False
        self._show()

    def copy(self) -> None:
        """Put the result with its method on the clipboard."""
        QGuiApplication.clipboard().setText("\n".join(self.lines()))

    # --- what is measured ------------------------------------------------------------------------------------------

    def lonlat(self) -> Array:
        """Return (N, 2) the vertices in degrees, with the place under the mouse while one is drawing."""
        moving = [self._mouse] if self._mouse is not None and self._vertices and not self.ended else []
        return np.array([*self._vertices, *moving], dtype=np.float64).reshape(-1, 2)

    def result(self) -> Measurement:
        """Return what is measured now."""
        return measure_ring(self.lonlat()) if self.kind == "area" else measure_line(self.lonlat())

    def lines(self) -> list[str]:
        """Return the read-out: figures first, then how they were made."""
        result = self.result()
        if self.kind == "area" and result.area_m2 is not None:
            lines = [
                self.tr("面积：{area}").format(area=say(print_area(result.area_m2, AREA_UNIT.value()))),
                self.tr("周长：{length}").format(length=_length(result.length_m)),
            ]
            if result.crosses_itself:
                lines.append(self.tr("边界自相交，面积不可用"))
            return [*lines, say(AREA_METHOD)]
        lines = [self.tr("总长：{length}").format(length=_length(result.length_m))]
        if result.segments_m:
            lines.append(self.tr("本段：{length}").format(length=_length(result.segments_m[-1])))
        return [*lines, say(LENGTH_METHOD)]

    def pixels(self) -> Array:
        """Return (N, 2) where the vertices are on the canvas."""
        lonlat = self.lonlat()
        x, y = _transformer(_WGS84, self._session.project.crs).transform(lonlat[:, 0], lonlat[:, 1])
        return self._canvas.view.to_pixels(np.column_stack((x, y)))

    def _degrees(self, at: QPointF) -> tuple[float, float] | None:
        x, y = self._canvas.view.to_world(at.x(), at.y())
        lon, lat = _transformer(self._session.project.crs, _WGS84).transform(x, y)
        return (float(lon), float(lat)) if np.isfinite([lon, lat]).all() else None

    def _show(self) -> None:
        self.sketch.setVisible(self.kind is not None)
        self.sketch.update()
        self.panel.show_result()

    # --- events ----------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take clicks and keys from the canvas while measuring; all else goes on to it."""
        if event.type() == QEvent.Type.Resize:
            self.sketch.resize(self._canvas.size())
        if self.kind is None:
            return False
        if isinstance(event, QMouseEvent):
            return self._mouse_event(event)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(Qt.Key(event.key()))
        return False

    def _mouse_event(self, event: QMouseEvent) -> bool:
        kind, at = event.type(), event.position()
        left = event.button() == Qt.MouseButton.LeftButton
        if kind == QEvent.Type.MouseMove:
            self._mouse = self._degrees(at)
            self._show()
        elif kind == QEvent.Type.MouseButtonPress and left:
            self._pressed = None if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else at
        elif kind == QEvent.Type.MouseButtonRelease and left:
            pressed, self._pressed = self._pressed, None
            if pressed is not None and (at - pressed).manhattanLength() <= DRAG_FROM_PX:
                self._add(at)
            self._canvas.mouseReleaseEvent(event)
            self._canvas.setCursor(Qt.CursorShape.CrossCursor)
            return True
        elif kind == QEvent.Type.MouseButtonDblClick and left:
            self._end()
            return True
        return False

    def _add(self, at: QPointF) -> None:
        place = self._degrees(at)
        if place is None:
            return
        if self.ended:
            self.clear()
        self._vertices.append(place)
        self._mouse = None
        self._show()

    def _end(self) -> None:
        self.ended = len(self._vertices) > 1
        self._show()

    def _key(self, key: Qt.Key) -> bool:
        if key == Qt.Key.Key_Backspace:
            self.ended = False
            del self._vertices[-1:]
            self._show()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._end()
        elif key == Qt.Key.Key_Escape:
            self.clear()
        else:
            return False
        return True


class _Sketch(QWidget):
    """Draws what is being measured over the layers; the mouse goes through it."""

    def __init__(self, measure: Measure, canvas: MapCanvas) -> None:
        super().__init__(canvas)
        self._measure = measure
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.resize(canvas.size())
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        places = [QPointF(x, y) for x, y in self._measure.pixels().tolist()]
        ring = self._measure.kind == "area" and len(places) > 2
        line = QPolygonF([*places, places[0]] if ring else places)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if ring:
            fill = QColor(_INK)
            fill.setAlpha(40)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            painter.drawPolygon(line)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((_CASING, 4.5), (_INK, 2.0)):
            painter.setPen(QPen(colour, width))
            painter.drawPolyline(line)
        painter.setBrush(Qt.GlobalColor.white)
        for place in places:
            painter.drawEllipse(place, _VERTEX_PX, _VERTEX_PX)
        self._label(painter, line)
        painter.end()

    def _label(self, painter: QPainter, line: QPolygonF) -> None:
        """Write the length of each segment that is long enough on the screen."""
        metrics = painter.fontMetrics()
        corners = [line.at(place) for place in range(line.size())]
        for start, end, metres in zip(corners[:-1], corners[1:], self._measure.result().segments_m, strict=False):
            if (end - start).manhattanLength() < _LABEL_FROM_PX:
                continue
            words = _length(metres)
            box = metrics.boundingRect(words).adjusted(-4, -1, 4, 1)
            middle = QLineF(start, end).center()
            box.moveCenter(middle.toPoint())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(_CASING)
            painter.drawRoundedRect(box, 3, 3)
            painter.setPen(_INK)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


class _Panel(QFrame):
    """The read-out in the corner of the map, with its buttons."""

    def __init__(self, measure: Measure, canvas: MapCanvas) -> None:
        super().__init__(canvas)
        self.setObjectName("card")
        self.setAutoFillBackground(True)
        self._measure = measure
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.method = QLabel()
        self.method.setObjectName("quiet")
        self.copy, self.clear = QToolButton(), QToolButton()
        self.copy.clicked.connect(measure.copy)
        self.clear.clicked.connect(measure.clear)
        row = QHBoxLayout()
        row.addWidget(self.words, 1)
        for button in (self.copy, self.clear):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 8)
        column.addLayout(row)
        column.addWidget(self.method)
        self.move(12, 12)
        self.hide()
        on_language(self, self._retranslate)

    def show_result(self) -> None:
        """Show the read-out as it stands; nothing while nothing is measured."""
        *figures, method = self._measure.lines()
        self.words.setText("\n".join(figures))
        self.method.setText(method)
        for button in (self.copy, self.clear):
            button.setEnabled(len(self._measure.lonlat()) > 1)
        self.setVisible(self._measure.kind is not None)
        self.adjustSize()

    def _retranslate(self) -> None:
        for button, name, words in ((self.copy, "copy", self.tr("复制结果")), (self.clear, "close", self.tr("清除"))):
            button.setIcon(icon(name))
            button.setToolTip(words)
            button.setAccessibleName(words)
        self.show_result()


def _length(metres: float) -> str:
    return say(print_length(metres, LENGTH_UNIT.value()))


@lru_cache(maxsize=8)
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)
