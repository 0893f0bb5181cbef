from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from shapely import box, points

import gui.rendering.strips as strips
from benchmarks.city import parcels
from gui.map.canvas import CanvasLayer, MapCanvas
from gui.map.view import MapView
from gui.rendering.images import BACKGROUND, BEYOND
from gui.rendering.strips import can_be_moved, strip_view, uncovered
from layers.cartography.legend import Legend, Style
from layers.cartography.portrayal import Portrayal
from layers.cartography.symbology import Single
from layers.placement import Names, Placed
from spatial.text import Text

VIEW = MapView(500.0, 300.0, 1.0, 400, 300)


def layer(count: int) -> CanvasLayer:
    rings = parcels(count, (0.0, 0.0, 1000.0, 600.0))
    none = ("",) * count
    placed = Placed("EPSG:3857", rings.polygons(), none, Names(none, none), np.zeros(count, bool))
    styles = {i: Style(colour, "#ffffff", 0.8) for i, colour in enumerate(("#c0392b", "#2471a3", "#1e8449", "#f39c12"))}
    classes = (rings.classes % 4).astype(np.int32)
    return CanvasLayer("city", Portrayal(placed, Single(), classes, styles, None, none, Legend(Text("x"), ())))


@pytest.fixture
def canvas(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> MapCanvas:
    monkeypatch.setattr(strips, "BUDGET_S", 60.0)  # not a timed test
    widget = MapCanvas()
    widget.resize(400, 300)
    widget.show()
    widget.set_layers([layer(600)])
    widget.set_view(VIEW)
    widget.render_now()
    return widget


def pixels(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., :3].astype(int)


@pytest.mark.parametrize("by", [(40, 0), (-40, 0), (0, 25), (0, -25), (33, -17), (-3.4, 5.7)])
def test_what_a_pan_uncovers_is_drawn_at_once(canvas: MapCanvas, by: tuple[float, float]) -> None:
    canvas.move_view(canvas.view.panned(*by))
    at_once = pixels(canvas.grab().toImage())
    assert not canvas.rendering
    canvas.render_now()
    whole = pixels(canvas.grab().toImage())
    differing = np.abs(at_once - whole).max(axis=2) > 40
    assert differing.mean() < (0.01 if all(float(step).is_integer() for step in by) else 0.2)
    assert (at_once == [BACKGROUND.blue(), BACKGROUND.green(), BACKGROUND.red()]).all(axis=2).mean() < 0.02


def test_beyond_the_background_layer_a_strip_shows_paper(canvas: MapCanvas) -> None:
    canvas.set_layers([replace(layer(600), ground=True)])
    canvas.set_view(VIEW.panned(330, 0))  # beyond the west edge of the layer at 0
    canvas.render_now()
    canvas.move_view(canvas.view.panned(60, 0))
    at_once = canvas.grab().toImage()
    assert at_once.pixelColor(5, 150) == BEYOND != BACKGROUND
    canvas.render_now()
    assert canvas.grab().toImage().pixelColor(5, 150) == BEYOND


def test_many_small_steps_do_not_lead_astray(canvas: MapCanvas) -> None:
    for _ in range(50):
        canvas.move_view(canvas.view.panned(0.4, -0.3))
    at_once = pixels(canvas.grab().toImage())
    canvas.render_now()
    differing = np.abs(at_once - pixels(canvas.grab().toImage())).max(axis=2) > 60
    assert differing.mean() < 0.15


def test_where_there_is_no_time_the_strip_waits(canvas: MapCanvas, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strips, "BUDGET_S", 0.0)
    canvas.move_view(canvas.view.panned(40, 0))
    assert canvas.grab().toImage().pixelColor(10, 150) == BACKGROUND
    canvas.render_now()
    assert canvas.grab().toImage().pixelColor(10, 150) != BACKGROUND


@pytest.mark.parametrize(
    ("dx", "dy", "expected"),
    [
        (10, 0, [(0, 0, 12, 300)]),
        (-10, 0, [(388, 0, 12, 300)]),
        (0, 10, [(0, 0, 400, 12)]),
        (0, -10, [(0, 288, 400, 12)]),
        (10, -10, [(0, 0, 12, 300), (10, 288, 390, 12)]),
        (0, 0, []),
    ],
)
def test_uncovered(dx: float, dy: float, expected: list[tuple[int, int, int, int]]) -> None:
    assert uncovered(VIEW, VIEW.panned(dx, dy)) == expected


def test_strip_view_shows_its_part() -> None:
    assert strip_view(VIEW, (10, 20, 30, 40)).bounds == (310.0, 390.0, 340.0, 430.0)


@pytest.mark.parametrize(
    ("other", "useful"),
    [
        (VIEW.panned(199, 0), True),
        (VIEW.panned(200, 0), False),
        (VIEW.zoomed(2.0), False),
        (VIEW.resized(401, 300), False),
    ],
)
def test_can_be_moved(other: MapView, useful: bool) -> None:
    assert can_be_moved(VIEW, other) is useful


def test_a_layer_without_arrays_is_left_for_the_render(qapp: QApplication) -> None:
    shapes = np.array([box(0, 0, 1000, 600)], dtype=object)
    placed = Placed("EPSG:3857", shapes, ("",), Names([""], [""]), np.zeros(1, bool))
    portrayal = Portrayal(placed, Single(), np.zeros(1, np.int32), {0: Style("#c0392b")}, None, ("",),
                          Legend(Text("x"), ()))  # fmt: skip
    canvas = MapCanvas()
    canvas.resize(400, 300)
    canvas.set_view(VIEW)
    canvas.set_layers([CanvasLayer("one", portrayal)])
    canvas.move_view(canvas.view.panned(40, 0))
    assert canvas.grab().toImage().pixelColor(10, 150) == BACKGROUND


@pytest.mark.parametrize("count", [1_000, 250_000])
def test_strips_of_many_points_look_like_the_rest(canvas: MapCanvas, count: int) -> None:
    rng = np.random.default_rng(7)
    none, shapes = ("",) * count, points(rng.uniform((200.0, 50.0), (900.0, 600.0), (count, 2)))
    placed = Placed("EPSG:3857", shapes, none, Names(none, none), np.zeros(count, bool))
    look = Portrayal(placed, Single(), np.zeros(count, np.int32), {0: Style("#c0392b", "#ffffff", 0.8, 4.0)}, None,
                     none, Legend(Text("x"), ()))  # fmt: skip
    canvas.set_layers([CanvasLayer("sites", look)])
    canvas.render_now()
    canvas.move_view(canvas.view.panned(40, 0))
    at_once = pixels(canvas.grab().toImage())
    canvas.render_now()
    assert (np.abs(at_once - pixels(canvas.grab().toImage())).max(axis=2) > 12).mean() < 0.01
