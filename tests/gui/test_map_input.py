"""Fingers on the map, by events that a touch screen or pad would send; mouse and keys are in test_map_canvas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.map.canvas import MapCanvas
from gui.map.view import MapView

PLAIN, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
NO_PHASE, UPDATE = Qt.ScrollPhase.NoScrollPhase, Qt.ScrollPhase.ScrollUpdate


@pytest.fixture
def canvas(qapp: QApplication) -> Iterator[MapCanvas]:
    widget = MapCanvas()
    widget.resize(400, 300)
    widget.show()
    widget.set_view(MapView(200.0, 150.0, 1.0, 400, 300))
    yield widget
    widget.close()


def scroll(canvas: MapCanvas, pixels: QPoint, angle: QPoint, phase: Qt.ScrollPhase, keys: Any = PLAIN) -> None:
    at = QPointF(100, 50)
    event = QWheelEvent(at, canvas.mapToGlobal(at), pixels, angle, Qt.MouseButton.NoButton, keys, phase, False)
    QApplication.sendEvent(canvas, event)


@pytest.mark.parametrize(
    ("pixels", "phase", "keys", "x", "y", "units"),
    [
        (QPoint(30, -20), UPDATE, PLAIN, 170.0, 130.0, 1.0),  # two fingers drag the map
        (QPoint(0, 40), Qt.ScrollPhase.ScrollMomentum, PLAIN, 200.0, 190.0, 1.0),  # and it runs on
        (QPoint(0, 40), UPDATE, CTRL, None, None, 2**-0.5),  # with Ctrl they zoom
        (QPoint(0, 40), NO_PHASE, PLAIN, None, None, 2**-0.5),  # a wheel that tells pixels is a wheel
        (QPoint(), NO_PHASE, PLAIN, None, None, 2**-0.5),
        (QPoint(), Qt.ScrollPhase.ScrollBegin, PLAIN, None, None, 2**-0.5),
    ],
)
def test_fingers_drag_and_a_wheel_zooms(
    canvas: MapCanvas, pixels: QPoint, phase: Any, keys: Any, x: float | None, y: float | None, units: float
) -> None:
    under = canvas.view.to_world(100, 50)
    scroll(canvas, pixels, QPoint(0, 120), phase, keys)
    assert canvas.view.units_per_px == pytest.approx(units)
    if x is None:
        assert canvas.view.to_world(100, 50) == pytest.approx(under)
    else:
        assert (canvas.view.x, canvas.view.y) == (x, y)


def native(canvas: MapCanvas, value: float) -> None:
    at, kind = QPointF(100, 50), Qt.NativeGestureType.ZoomNativeGesture
    pad = QPointingDevice.primaryPointingDevice()
    QApplication.sendEvent(
        canvas, QNativeGestureEvent(kind, pad, 2, at, at, canvas.mapToGlobal(at), value, QPointF(), 1)
    )


@pytest.mark.parametrize(("value", "factor"), [(0.25, 1.25), (-0.2, 0.8), (-5.0, 0.1)])
def test_a_pinch_on_a_touch_pad_zooms_about_the_fingers(canvas: MapCanvas, value: float, factor: float) -> None:
    under = canvas.view.to_world(100, 50)
    native(canvas, value)
    assert canvas.view.units_per_px == pytest.approx(1 / factor)
    assert canvas.view.to_world(100, 50) == pytest.approx(under)


def fingers(canvas: MapCanvas, device: QPointingDevice, what: str, places: list[QPoint]) -> None:
    """Send one touch event."""
    sequence = QTest.touchEvent(canvas, device, False)
    for number, place in enumerate(places):
        getattr(sequence, what)(number, place, canvas)
    sequence.commit()


def test_two_fingers_on_a_touch_screen_zoom_and_drag(canvas: MapCanvas) -> None:
    screen = QTest.createTouchDevice()
    left, right = QPoint(150, 150), QPoint(250, 150)
    fingers(canvas, screen, "press", [left, right])
    for step in range(1, 11):  # the fingers part, and wander to the right by 40
        apart, along = QPoint(5 * step, 0), QPoint(4 * step, 0)
        fingers(canvas, screen, "move", [left - apart + along, right + apart + along])
    fingers(canvas, screen, "release", [QPoint(140, 150), QPoint(340, 150)])
    assert canvas.view.units_per_px == pytest.approx(0.5, rel=0.01)
    assert canvas.view.to_world(240, 150) == pytest.approx((200.0, 150.0), abs=8.0)
