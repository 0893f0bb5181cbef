"""Measuring with real clicks and keys; what is shown is what pyproj says of the places clicked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pyproj import Geod, Transformer
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from window_project import SharedWindow, settle, shared_window, small_project, without_platform_noise

from gui.main_window import MainWindow

__all__ = ["shared_window", "without_platform_noise"]
LEFT = Qt.MouseButton.LeftButton
PLACES = (QPoint(200, 300), QPoint(400, 300), QPoint(400, 450), QPoint(200, 450))


@pytest.fixture
def window(shared_window: SharedWindow, tmp_path: Path) -> MainWindow:
    return shared_window.renewed(tmp_path, small_project())


def begin(window: MainWindow, name: str, places: tuple[QPoint, ...] = PLACES) -> None:
    window.menus.actions[name].trigger()
    for place in places:
        QTest.mouseClick(window.map_area.canvas, LEFT, pos=place)
    settle()


def key(window: MainWindow, pressed: Qt.Key) -> None:
    QTest.keyClick(window.map_area.canvas, pressed)
    settle()


def degrees(window: MainWindow, places: tuple[QPoint, ...]) -> np.ndarray:
    world = np.array([window.map_area.canvas.view.to_world(each.x(), each.y()) for each in places])
    return np.column_stack(Transformer.from_crs(3857, 4326, always_xy=True).transform(world[:, 0], world[:, 1]))


def test_a_distance_is_the_geodesic_one(window: MainWindow) -> None:
    begin(window, "measure_distance")
    lonlat = degrees(window, PLACES)
    wanted = Geod(ellps="WGS84").line_length(lonlat[:, 0], lonlat[:, 1])
    assert window.measure.result().length_m == pytest.approx(wanted, abs=0.01)
    total, last, method = window.measure.lines()
    assert total == f"总长：{wanted / 1000:,.3f} 公里" and last.startswith("本段：") and "WGS 84" in method
    assert window.measure.panel.isVisible() and window.measure.panel.words.text() == f"{total}\n{last}"


def test_an_area_is_the_geodesic_one(window: MainWindow) -> None:
    begin(window, "measure_area")
    lonlat = degrees(window, PLACES)
    area, perimeter = Geod(ellps="WGS84").polygon_area_perimeter(lonlat[:, 0], lonlat[:, 1])
    assert window.measure.result().area_m2 == pytest.approx(abs(area), rel=1e-6)
    words, around, method = window.measure.lines()
    assert f"{abs(area) / 1e6:,.4f} 平方公里" in words and "公顷" in words and "WGS 84" in method
    assert around == f"周长：{perimeter / 1000:,.3f} 公里"


def test_the_figures_follow_the_mouse(window: MainWindow) -> None:
    begin(window, "measure_distance", PLACES[:1])
    assert window.measure.result().length_m == 0
    QTest.mouseMove(window.map_area.canvas, PLACES[1])
    settle()
    assert window.measure.result().length_m > 100
    assert len(window.measure.lonlat()) == 2


def test_backspace_takes_one_back_enter_ends_and_escape_clears(window: MainWindow) -> None:
    begin(window, "measure_distance")
    key(window, Qt.Key.Key_Backspace)
    assert len(window.measure.lonlat()) == 3
    key(window, Qt.Key.Key_Return)
    before = window.measure.lines()
    QTest.mouseMove(window.map_area.canvas, QPoint(30, 200))
    settle()
    assert window.measure.ended and window.measure.lines() == before
    QTest.mouseClick(window.map_area.canvas, LEFT, pos=QPoint(30, 200))
    assert len(window.measure.lonlat()) == 1, "a click after the end begins anew"
    key(window, Qt.Key.Key_Escape)
    assert len(window.measure.lonlat()) == 0
    for _ in range(2):
        key(window, Qt.Key.Key_Backspace)
    assert window.measure.panel.isVisible(), "the tool stays in hand"


def test_a_double_click_ends_and_does_not_zoom(window: MainWindow) -> None:
    begin(window, "measure_distance", PLACES[:2])
    view = window.map_area.canvas.view
    QTest.mouseClick(window.map_area.canvas, LEFT, pos=PLACES[2])
    QTest.mouseDClick(window.map_area.canvas, LEFT, pos=PLACES[2])
    settle()
    assert window.measure.ended and window.map_area.canvas.view == view
    lonlat = degrees(window, PLACES[:3])
    wanted = Geod(ellps="WGS84").line_length(lonlat[:, 0], lonlat[:, 1])
    assert window.measure.result().length_m == pytest.approx(wanted, abs=0.01)


def test_a_drag_moves_the_map_and_adds_nothing(window: MainWindow) -> None:
    begin(window, "measure_distance", PLACES[:2])
    canvas, before = window.map_area.canvas, window.map_area.canvas.view
    places = degrees(window, PLACES[:2])
    QTest.mousePress(canvas, LEFT, pos=QPoint(300, 300))
    QTest.mouseMove(canvas, QPoint(360, 340))
    QTest.mouseRelease(canvas, LEFT, pos=QPoint(360, 340))
    settle()
    assert canvas.view != before
    assert window.measure.lonlat()[:2] == pytest.approx(places)
    assert canvas.cursor().shape() == Qt.CursorShape.CrossCursor


def test_the_result_is_copied_and_the_panel_cleared_by_buttons(window: MainWindow) -> None:
    begin(window, "measure_area")
    lines = window.measure.lines()
    QTest.mouseClick(window.measure.panel.copy, LEFT)
    assert QGuiApplication.clipboard().text().splitlines() == lines
    QTest.mouseClick(window.measure.panel.clear, LEFT)
    assert len(window.measure.lonlat()) == 0


def test_a_ring_that_crosses_itself_says_so(window: MainWindow) -> None:
    begin(window, "measure_area", (PLACES[0], PLACES[2], PLACES[1], PLACES[3]))
    assert "边界自相交，面积不可用" in window.measure.lines()


def test_another_tool_puts_it_away_and_the_hint_follows(window: MainWindow) -> None:
    begin(window, "measure_distance")
    assert window.tool_hint.text().startswith("单击添加点")
    window.menus.actions["measure_area"].trigger()
    assert window.measure.kind == "area" and len(window.measure.lonlat()) == 0
    window.menus.actions["identify"].trigger()
    assert window.measure.kind is None and not window.measure.panel.isVisible()
    assert window.tool_hint.text().startswith("点选地图")
    window.menus.actions["english"].trigger()
    settle()
    assert window.tool_hint.text().startswith("Click the map")


def test_what_is_measured_is_drawn_over_the_layers(window: MainWindow) -> None:
    before = window.map_area.canvas.grab().toImage()
    begin(window, "measure_distance")
    after = window.map_area.canvas.grab().toImage()
    ratio = after.devicePixelRatio()
    at = QPoint(round(300 * ratio) - 80, round(300 * ratio))
    assert before.pixelColor(at) != after.pixelColor(at)
