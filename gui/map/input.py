"""What hands do on the map: mouse, wheel, keyboard, touch screen and touch pad, as moves of a view and gestures.

The wheel of a mouse zooms; two fingers on a touch pad drag the map as they drag a page, and zoom with Ctrl or when they
are pinched; so do two fingers on a touch screen.
"""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QNativeGestureEvent, QPainter, QPen, QWheelEvent
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QWidget

from gui.map.tools import TOOLS, PanTool, Tool, ToolName, ZoomBoxTool, keyed
from gui.map.view import Bounds, MapView

WHEEL_DOUBLES = 240.0  # angle of the wheel (eighths of a degree) that magnifies by two: two notches
_LEAST_FACTOR = 0.1  # of one event of a pinch
_SHOWN_BY_KEY = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


class MapInput(QWidget):
    """A widget that turns events into moves of its view; whoever inherits from it shows the view.

    ``cursor_moved((x, y) or None)``: map coordinates under the mouse; None when it left.
    """

    cursor_moved = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = MapView(width=max(self.width(), 1), height=max(self.height(), 1))
        self._tool: Tool = PanTool(self)
        self._gesture: tuple[Tool, Qt.MouseButton] | None = None
        self._ring = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.grabGesture(Qt.GestureType.PinchGesture)
        self.setCursor(self._tool.cursor)

    @property
    def view(self) -> MapView:
        """The view."""
        return self._view

    def move_view(self, view: MapView) -> None:
        """Show another view."""
        self._view = view

    def set_extent(self, bounds: Bounds) -> None:
        """Show all of an extent (minx, miny, maxx, maxy) in map units."""
        self.move_view(MapView.fitted(bounds, self.width(), self.height()))

    def zoom_to_full(self) -> None:
        """Show everything there is."""

    def pick_at(self, x_px: float, y_px: float) -> None:
        """Say what lies under a pixel."""

    def select_in(self, box: QRectF, adding: bool) -> None:
        """Say that a box of pixels is to be selected."""

    def set_tool(self, name: ToolName) -> None:
        """Choose what the left button does: ``pan``, ``zoom_box``, ``identify`` or ``select``."""
        self._cancel_gesture()
        self._tool = TOOLS[name](self)
        self.setCursor(self._tool.cursor)

    def paint_gesture(self, painter: QPainter) -> None:
        """Draw what belongs to the gesture under way, and the ring of the focus."""
        if self._gesture is not None:
            self._gesture[0].paint(painter)
        if self._ring:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.palette().highlight().color(), 2.0))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    # --- mouse ----------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Begin a gesture: the tool with the left button, a box with Shift, a drag with the middle button."""
        if self._gesture is not None:
            return
        if event.button() == Qt.MouseButton.MiddleButton:
            tool: Tool = PanTool(self)
        elif event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        else:
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            tool = ZoomBoxTool(self) if shift and not self._tool.takes_shift else self._tool
            tool.shift = shift
        self._gesture = tool, event.button()
        self._set_ring(False)
        self.setCursor(tool.pressed_cursor)
        tool.press(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Go on with the gesture, and say where the mouse is."""
        if self._gesture is not None:
            self._gesture[0].move(event.position())
        self.cursor_moved.emit(self._view.to_world(event.position().x(), event.position().y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """End the gesture."""
        if self._gesture is None or event.button() != self._gesture[1]:
            return
        tool, self._gesture = self._gesture[0], None
        self.setCursor(self._tool.cursor)
        tool.release(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Magnify by two; the place under the mouse stays."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._cancel_gesture()
            self._zoom(2.0, event.position())

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Say that the mouse left."""
        self.cursor_moved.emit(None)

    # --- wheel, touch pad, touch screen ---------------------------------------------------------------------------

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zoom about the mouse; two fingers on a touch pad drag the map, with Ctrl they zoom."""
        event.accept()
        if self._gesture is not None:
            return
        by, turned = event.pixelDelta(), event.angleDelta().y() or event.angleDelta().x()
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        # Only scrolling by fingers has phases; a wheel that tells pixels has none.
        if event.phase() != Qt.ScrollPhase.NoScrollPhase and not by.isNull() and not ctrl:
            self.move_view(self._view.panned(by.x(), by.y()))
        elif turned:
            self._zoom(2.0 ** (turned / WHEEL_DOUBLES), event.position())

    def event(self, event: QEvent) -> bool:
        """Zoom, and move, by pinching on a touch screen or a touch pad."""
        if event.type() == QEvent.Type.Gesture:
            return self._pinch(cast("QGestureEvent", event))
        if event.type() == QEvent.Type.NativeGesture:
            native = cast("QNativeGestureEvent", event)
            if native.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self._zoom(max(1.0 + native.value(), _LEAST_FACTOR), native.position())
                return True
        return super().event(event)

    def _pinch(self, event: QGestureEvent) -> bool:
        pinch = event.gesture(Qt.GestureType.PinchGesture)
        if not isinstance(pinch, QPinchGesture):
            return False
        self._cancel_gesture()  # the first finger was taken for the mouse
        at, before = (self.mapFromGlobal(place) for place in (pinch.centerPoint(), pinch.lastCenterPoint()))
        # The end repeats the factor of the last update, and Qt recognises each event of a touch screen twice over.
        again = pinch.scaleFactor() == pinch.lastScaleFactor() and pinch.centerPoint() == pinch.lastCenterPoint()
        if pinch.state() == Qt.GestureState.GestureUpdated and not again:
            self.move_view(self._view.panned(at.x() - before.x(), at.y() - before.y()))
            self._zoom(max(pinch.scaleFactor(), _LEAST_FACTOR), at)
        event.accept()
        return True

    def _zoom(self, factor: float, at: QPointF) -> None:
        self.move_view(self._view.zoomed(factor, (at.x(), at.y())))

    # --- keyboard and focus ---------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows pan, + and - zoom, Home shows everything, Esc cancels the gesture."""
        if event.key() == Qt.Key.Key_Escape and self._gesture is not None:
            self._cancel_gesture()
        elif self._gesture is not None:
            event.ignore()
        elif event.key() == Qt.Key.Key_Home:
            self.zoom_to_full()
        elif (view := keyed(self._view, event.key())) is not None:
            self.move_view(view)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show a ring where the focus came by the keyboard."""
        self._set_ring(event.reason() in _SHOWN_BY_KEY)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Take the ring away."""
        self._set_ring(False)

    def _cancel_gesture(self) -> None:
        if self._gesture is not None:
            tool, self._gesture = self._gesture[0], None
            tool.cancel()
            self.setCursor(self._tool.cursor)

    def _set_ring(self, shown: bool) -> None:
        self._ring = shown
        self.update()
