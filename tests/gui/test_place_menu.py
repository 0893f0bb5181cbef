"""The menu of a place: coordinates that other programs take, what is there, and the view."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu
from window_project import close_window, new_window, settle, small_project, without_platform_noise

from gui.main_window import MainWindow
from gui.map.place_menu import coordinates
from spatial.datums import convert_datum

__all__ = ["without_platform_noise"]


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    made = new_window(tmp_path)
    made.session.open(small_project())
    made.files.opened.emit()
    settle()
    yield made
    close_window(made)


def menu(window: MainWindow, at: QPoint) -> QMenu:
    """Ask for the menu of a pixel with the right button."""
    canvas = window.map_area.canvas
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, canvas.mapToGlobal(at))
    QApplication.sendEvent(canvas, event)
    settle()
    found = [each for each in canvas.findChildren(QMenu) if each.objectName() and each.isVisible()]
    assert len(found) == 1
    return found[0]


def choose(made: QMenu, words: str) -> None:
    action = next(each for each in made.actions() if words in each.text())
    made.close()
    action.trigger()
    settle()


def test_coordinates_are_copied_in_each_datum(window: MainWindow) -> None:
    canvas = window.map_area.canvas
    made = menu(window, canvas.rect().center())
    entries = made.findChildren(QMenu)[0].actions()
    assert [each.text().split("  ")[0] for each in entries[:3]] == [
        "WGS 84",
        "GCJ-02（火星坐标，高德、腾讯等）",
        "BD-09（百度坐标）",
    ]
    entries[1].trigger()
    lon, lat = (float(each) for each in QGuiApplication.clipboard().text().split(","))
    west, south, east, north = window.map_area.degrees()
    middle = np.array([[(west + east) / 2, (south + north) / 2]])
    assert np.abs(convert_datum(middle, "wgs84", "gcj02")[0] - (lon, lat)).max() < 2e-4
    made.close()


def test_a_place_is_printed_in_every_way() -> None:
    lines = dict(line.split("\t") for line in coordinates(121.4737, 31.2304))
    assert lines["WGS 84"] == "121.473700,31.230400" and "121°28′25.32″ E, 31°13′49.44″ N" in lines.values()
    assert any(figures.startswith("X 3,457,") for figures in lines.values())


def test_asking_what_is_here_and_moving_the_view(window: MainWindow) -> None:
    canvas = window.map_area.canvas
    place = window.portrayals.of("zones").placed.geometry[1].representative_point()
    x_px, y_px = canvas.view.to_pixels(np.array([[place.x, place.y]]))[0]
    at = QPoint(round(x_px), round(y_px))
    choose(menu(window, at), "查询此处")
    assert [each.layer_id for each in window.identify_panel.answers][:1] == ["zones"]
    before = canvas.view
    choose(menu(window, at), "为中心")
    assert abs(canvas.view.x - place.x) < 2 * before.units_per_px
    choose(menu(window, canvas.rect().center()), "放大")
    assert canvas.view.units_per_px < before.units_per_px


def test_the_editor_keeps_its_own_menu(window: MainWindow) -> None:
    window.layers_panel.select("zones")
    window.selection.select("zones", [1])
    window.menus.actions["edit_boundaries"].trigger()
    settle()
    canvas = window.map_area.canvas
    place = window.portrayals.of("zones").placed.geometry[1].representative_point()
    x_px, y_px = canvas.view.to_pixels(np.array([[place.x, place.y]]))[0]
    made = menu(window, QPoint(round(x_px), round(y_px)))
    assert made.objectName() == "edit_menu"
    made.close()
