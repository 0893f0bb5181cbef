from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QElapsedTimer, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QFocusEvent, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from shapely import Point, Polygon, box

from gui.map.canvas import REST_MS, CanvasLayer, Hit, MapCanvas
from gui.map.view import MapView
from gui.rendering.drivers import in_slices
from gui.rendering.images import BACKGROUND
from gui.rendering.render import Drawn, Handle, Job
from layers.cartography.legend import Legend, Style
from layers.cartography.portrayal import Portrayal
from layers.cartography.symbology import Single
from layers.placement import Placed
from spatial.statistics.clusters import Aggregation, AggregationLevel
from spatial.text import Text

RED, BLUE = "#c0392b", "#2471a3"
STYLES = {0: Style(RED, "#ffffff", 0.8, 5.0), 1: Style(BLUE, "#ffffff", 0.8, 5.0)}
LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
PLAIN, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


def made(shapes: list[Any], classes: list[int] | None = None) -> Portrayal:
    n = len(shapes)
    geometry = np.empty(n, dtype=object)
    geometry[:] = shapes
    placed = Placed("EPSG:3857", geometry, tuple(map(str, range(n))), (Text("园"),) * n, np.zeros(n, bool))
    return Portrayal(
        placed, Single(), np.array(classes or [0] * n, np.int32), STYLES, None, ("",) * n, Legend(Text("x"), ())
    )


@pytest.fixture
def canvas(qapp: QApplication) -> Iterator[MapCanvas]:
    """A canvas of 400 by 300 that shows a red and a blue square of 100, at one unit a pixel."""
    widget = MapCanvas()
    widget.resize(400, 300)
    widget.show()
    widget.set_layers([CanvasLayer("a", made([box(50, 100, 150, 200), box(250, 100, 350, 200)], [0, 1]))])
    widget.set_view(MapView(200.0, 150.0, 1.0, 400, 300))
    widget.render_now()
    yield widget
    widget.close()


def heard(signal: Any) -> list[Any]:
    said: list[Any] = []
    signal.connect(said.append)
    return said


def colour(canvas: MapCanvas, x: int, y: int) -> str:
    return QColor(canvas.grab().toImage().pixel(x, y)).name()


def wait(condition: Callable[[], bool], limit_ms: int = 5000) -> None:
    clock = QElapsedTimer()
    clock.start()
    while not condition():
        assert clock.elapsed() < limit_ms
        QTest.qWait(5)


def drag(
    canvas: MapCanvas, start: tuple[int, int], end: tuple[int, int], button: Qt.MouseButton = LEFT, keys: Any = PLAIN
) -> None:
    QTest.mousePress(canvas, button, keys, QPoint(*start))
    QTest.mouseMove(canvas, QPoint((start[0] + end[0]) // 2, (start[1] + end[1]) // 2))
    QTest.mouseMove(canvas, QPoint(*end))
    QTest.mouseRelease(canvas, button, keys, QPoint(*end))


def wheel(canvas: MapCanvas, x: int, y: int, angle: int) -> None:
    at = QPointF(x, y)
    event = QWheelEvent(at, canvas.mapToGlobal(at), QPoint(), QPoint(0, angle), Qt.MouseButton.NoButton, PLAIN,
                        Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
    QApplication.sendEvent(canvas, event)


def test_layers_are_drawn_where_they_are(canvas: MapCanvas) -> None:
    assert [colour(canvas, 100, 150), colour(canvas, 300, 150), colour(canvas, 200, 150)] == [
        RED, BLUE, BACKGROUND.name(),
    ]  # fmt: skip


@pytest.mark.parametrize("button", [LEFT, MIDDLE])
def test_a_drag_moves_the_picture_at_once_and_draws_the_rest_at_rest(canvas: MapCanvas, button: Qt.MouseButton) -> None:
    views = heard(canvas.view_changed)
    drag(canvas, (200, 250), (150, 240), button)
    assert (canvas.view.x, canvas.view.y) == (250.0, 140.0) and views[-1] == canvas.view
    assert colour(canvas, 50, 140) == RED  # by blit
    canvas.move_view(canvas.view.panned(-60, 0))
    wait(lambda: not canvas.rendering and colour(canvas, 190, 140) == BLUE)


@pytest.mark.parametrize("tool", ["zoom_box", "identify"])
def test_the_middle_button_drags_with_every_tool(canvas: MapCanvas, tool: Any) -> None:
    canvas.set_tool(tool)
    drag(canvas, (200, 250), (150, 250), MIDDLE)
    assert canvas.view.x == 250.0


@pytest.mark.parametrize(("angle", "factor"), [(240, 2.0), (-240, 0.5), (120, 2**0.5)])
def test_the_wheel_zooms_about_the_mouse(canvas: MapCanvas, angle: int, factor: float) -> None:
    before = canvas.view.to_world(100, 50)
    wheel(canvas, 100, 50, angle)
    assert canvas.view.units_per_px == pytest.approx(1 / factor)
    assert canvas.view.to_world(100, 50) == pytest.approx(before)


def test_a_double_click_magnifies_by_two(canvas: MapCanvas) -> None:
    before = canvas.view.to_world(30, 40)
    QTest.mouseDClick(canvas, LEFT, PLAIN, QPoint(30, 40))
    assert canvas.view.units_per_px == 0.5 and canvas.view.to_world(30, 40) == pytest.approx(before)


@pytest.mark.parametrize(
    ("key", "x", "y", "units"),
    [
        (Qt.Key.Key_Left, 150.0, 150.0, 1.0),
        (Qt.Key.Key_Right, 250.0, 150.0, 1.0),
        (Qt.Key.Key_Up, 200.0, 187.5, 1.0),
        (Qt.Key.Key_Down, 200.0, 112.5, 1.0),
        (Qt.Key.Key_Plus, 200.0, 150.0, 1 / 1.5),
        (Qt.Key.Key_Minus, 200.0, 150.0, 1.5),
        (Qt.Key.Key_Home, 200.0, 150.0, 300 / (400 - 32)),
    ],
)
def test_the_keyboard_moves_the_view(canvas: MapCanvas, key: Qt.Key, x: float, y: float, units: float) -> None:
    QTest.keyClick(canvas, key)
    assert (canvas.view.x, canvas.view.y) == (x, y) and canvas.view.units_per_px == pytest.approx(units)


@pytest.mark.parametrize(("tool", "keys"), [("zoom_box", PLAIN), ("pan", SHIFT)])
def test_a_box_is_zoomed_to(canvas: MapCanvas, tool: Any, keys: Any) -> None:
    canvas.set_tool(tool)
    drag(canvas, (50, 100), (150, 200), LEFT, keys)
    west, south, east, north = canvas.view.bounds
    assert west < 50 and south < 100 and east > 150 and north > 200
    assert (canvas.view.x, canvas.view.y) == (100.0, 150.0) and north - south < 120


@pytest.mark.parametrize("tool", ["pan", "zoom_box", "identify"])
def test_escape_undoes_a_gesture(canvas: MapCanvas, tool: Any) -> None:
    canvas.set_tool(tool)
    view, hits = canvas.view, heard(canvas.picked)
    QTest.mousePress(canvas, LEFT, PLAIN, QPoint(100, 100))
    QTest.mouseMove(canvas, QPoint(200, 220))
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(canvas, LEFT, PLAIN, QPoint(200, 220))
    assert canvas.view == view and hits == []


def test_identify_says_all_that_is_there_the_topmost_first(canvas: MapCanvas) -> None:
    bottom, top = made([box(0, 0, 400, 300), None, box(90, 140, 110, 160)]), made([Point(100, 150), Point(104, 150)])
    hidden = CanvasLayer("hidden", bottom, visible=False)
    canvas.set_layers([CanvasLayer("bottom", bottom), hidden, CanvasLayer("top", top)])
    canvas.set_tool("identify")
    hits = heard(canvas.picked)
    QTest.mouseClick(canvas, LEFT, PLAIN, QPoint(102, 150))
    QTest.mouseClick(canvas, LEFT, PLAIN, QPoint(300, 150))
    assert hits == [
        [Hit("top", 1), Hit("top", 0), Hit("bottom", 2), Hit("bottom", 0)],
        [Hit("bottom", 0)],
    ]


def test_a_marker_is_all_of_its_points(canvas: MapCanvas) -> None:
    shapes = [Point(96, 150), Point(104, 150), Point(300, 150), None]
    level = AggregationLevel(
        17, np.array([[100.0, 150.0], [300.0, 150.0]]), np.array([2, 1]), np.array([[2], [1]]), np.array([0, 0, 1, -1])
    )
    portrayal = replace(made(shapes), aggregation=Aggregation((level,), 48.0))
    canvas.set_layers([CanvasLayer("a", portrayal)])
    canvas.set_tool("identify")
    hits = heard(canvas.picked)
    for x, y in ((108, 142), (300, 150), (200, 150)):
        QTest.mouseClick(canvas, LEFT, PLAIN, QPoint(x, y))
    assert hits == [[Hit("a", 0), Hit("a", 1)], [Hit("a", 2)], []]


def test_proportional_symbols_are_hit_where_they_are_drawn(canvas: MapCanvas) -> None:
    shapes = [box(0, 0, 400, 300), box(0, 0, 400, 300), box(0, 0, 400, 300)]
    portrayal = replace(made(shapes), radius_px=np.array([10.0, 40.0, 0.0]))
    canvas.set_layers([CanvasLayer("a", portrayal)])
    canvas.set_tool("identify")
    hits = heard(canvas.picked)
    for x in (200, 230, 260):
        QTest.mouseClick(canvas, LEFT, PLAIN, QPoint(x, 150))
    assert hits == [[Hit("a", 0), Hit("a", 1)], [Hit("a", 1)], []]


def test_identify_does_not_hit_holes(canvas: MapCanvas) -> None:
    canvas.set_layers([CanvasLayer("a", made([box(0, 0, 400, 300).difference(box(90, 140, 110, 160))]))])
    canvas.set_tool("identify")
    hits = heard(canvas.picked)
    QTest.mouseClick(canvas, LEFT, PLAIN, QPoint(100, 150))
    assert hits == [[]]


def test_a_drag_with_identify_moves_the_map_and_picks_nothing(canvas: MapCanvas) -> None:
    canvas.set_tool("identify")
    hits = heard(canvas.picked)
    drag(canvas, (100, 150), (150, 150))
    assert hits == [] and canvas.view.x == 150.0


def test_the_place_under_the_mouse_is_told_until_it_leaves(canvas: MapCanvas) -> None:
    places = heard(canvas.cursor_moved)
    QTest.mouseMove(canvas, QPoint(10, 20))
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    assert places[-2:] == [(10.0, 280.0), None]


def _counting() -> tuple[list[str], Callable[[Job, Callable[[Drawn], None]], Handle]]:
    keys: list[str] = []

    def run(job: Job, on_image: Callable[[Drawn], None]) -> Handle:
        def keep(drawn: Drawn) -> None:
            keys.append(drawn.key)
            on_image(drawn)

        return in_slices(job, keep)

    return keys, run


def test_only_layers_with_another_look_are_rendered_again(qapp: QApplication) -> None:
    keys, run = _counting()
    canvas = MapCanvas(run=run)
    canvas.resize(200, 150)
    running = heard(canvas.rendering_changed)
    layers = [CanvasLayer(name, made([box(0, 0, 10, 10)])) for name in "abc"]
    canvas.set_layers(layers)
    wait(lambda: len(keys) == 3 and not canvas.rendering)
    canvas.set_layers([layers[0], replace(layers[2], opacity=0.5), replace(layers[1], visible=False)])
    QTest.qWait(20)
    assert keys == ["a", "b", "c"]
    canvas.set_layers([layers[0], replace(layers[1], portrayal=made([box(0, 0, 5, 5)])), layers[2]])
    wait(lambda: len(keys) == 4 and not canvas.rendering)
    assert keys[3] == "b" and running == [True, False, True, False]


def test_images_of_an_older_job_find_nobody(qapp: QApplication) -> None:
    late: list[Callable[[], None]] = []

    class Nothing:
        def cancel(self) -> None:
            pass

    def run(job: Job, on_image: Callable[[Drawn], None]) -> Handle:
        late.append(lambda: [on_image(one) for one in job() if one is not None] and None)
        return Nothing()

    canvas = MapCanvas(run=run)
    canvas.resize(100, 100)
    canvas.set_layers([CanvasLayer("a", made([box(-40, -40, 40, 40)]))])
    wait(lambda: len(late) == 1)
    canvas.set_view(MapView(1000.0, 0.0, 1.0, 100, 100))
    wait(lambda: len(late) == 2)
    late[0]()
    assert canvas.rendering and colour(canvas, 50, 50) == BACKGROUND.name()
    late[1]()
    assert not canvas.rendering


def test_the_selection_is_drawn_and_cleared(canvas: MapCanvas) -> None:
    before = canvas.grab().toImage()
    canvas.set_selection("a", [0])
    canvas.render_now()
    assert colour(canvas, 50, 150) == "#ff7a00" and colour(canvas, 250, 150) != "#ff7a00"
    canvas.set_selection("a", [])
    canvas.render_now()
    assert canvas.grab().toImage() == before


def test_opacity_and_visibility_need_no_render(canvas: MapCanvas) -> None:
    layer = CanvasLayer("a", made([box(50, 100, 150, 200)]))
    canvas.set_layers([layer])
    canvas.render_now()
    canvas.set_layers([replace(layer, opacity=0.0)])
    assert colour(canvas, 100, 150) == BACKGROUND.name()
    canvas.set_layers([replace(layer, visible=False)])
    assert colour(canvas, 100, 150) == BACKGROUND.name()
    canvas.set_layers([layer])
    assert colour(canvas, 100, 150) == RED


def test_an_extent_that_was_asked_for_stays_in_view_when_resized(canvas: MapCanvas) -> None:
    canvas.set_extent((0, 0, 400, 300))
    canvas.resize(250, 500)
    west, south, east, north = canvas.view.bounds
    assert west <= 0 and south <= 0 and east >= 400 and north >= 300
    canvas.zoom_in()
    units = canvas.view.units_per_px
    canvas.resize(600, 500)
    assert canvas.view.units_per_px == units


def test_views_can_be_gone_back_to(canvas: MapCanvas) -> None:
    first = canvas.view
    QTest.qWait(REST_MS + 50)
    canvas.zoom_in()
    second = canvas.view
    QTest.qWait(REST_MS + 50)
    canvas.back()
    assert canvas.view == first
    canvas.forward()
    assert canvas.view == second
    canvas.forward()
    assert canvas.view == second
    canvas.forget_history()
    canvas.back()
    assert canvas.view == second, "another project was opened"


def test_of_an_empty_map_there_is_nothing_to_go_back_to(canvas: MapCanvas) -> None:
    canvas.set_layers([])
    canvas.forget_history()
    canvas.zoom_out()
    QTest.qWait(REST_MS + 50)
    canvas.zoom_in()
    view = canvas.view
    QTest.qWait(REST_MS + 50)
    canvas.back()
    assert canvas.view == view


@pytest.mark.parametrize("shapes", [[], [None, None], [Point(5, 5)], [Polygon()], [Point(1e8, -1e8)]])
def test_empty_and_degenerate_layers_do_no_harm(canvas: MapCanvas, shapes: list[Any]) -> None:
    canvas.set_layers([CanvasLayer("a", made(shapes), labels=True)] if shapes else [])
    canvas.zoom_to_full()
    canvas.set_selection("a", [0, 5, -1])
    canvas.render_now()
    canvas.pick_at(200, 150)
    for _ in range(60):
        canvas.zoom_in()
    canvas.render_now()
    assert np.isfinite(canvas.view.bounds).all()
    if len(shapes) == 1 and isinstance(shapes[0], Point) and not shapes[0].is_empty:
        canvas.zoom_to_full()
        canvas.render_now()
        assert colour(canvas, 200, 150) in (RED, "#ff7a00")


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_a_grabbed_image_shows_the_same_extent_in_its_own_size(canvas: MapCanvas, ratio: float) -> None:
    image = canvas.grab_image(800, 600, ratio)
    assert (image.width(), image.height()) == (800 * ratio, 600 * ratio)
    assert QColor(image.pixel(round(200 * ratio), round(300 * ratio))).name() == RED
    assert QColor(image.pixel(round(600 * ratio), round(300 * ratio))).name() == BLUE
    assert image.format() == QImage.Format.Format_RGB32


def test_the_focus_shows_where_it_came_by_the_keyboard(canvas: MapCanvas) -> None:
    without = canvas.grab().toImage()
    QApplication.sendEvent(canvas, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason))
    assert canvas.grab().toImage().pixel(1, 150) != without.pixel(1, 150)
    QApplication.sendEvent(canvas, QFocusEvent(QEvent.Type.FocusOut))
    assert canvas.grab().toImage() == without


def test_it_says_its_name_in_both_languages(canvas: MapCanvas) -> None:
    assert canvas.accessibleName() == "地图"
    canvas.set_language("en")
    assert canvas.accessibleName() == "Map" and "Esc" in canvas.accessibleDescription()
