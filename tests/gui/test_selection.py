"""Selecting features: the model, the tool on the map, the verbs, and who hears of it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QFrame, QLabel
from window_project import SharedWindow, dialog_of, settle, shared_window, small_project, without_platform_noise

from gui.main_window import MainWindow
from gui.map.place_dialog import PlaceDialog
from layers import edits
from layers.cartography.symbology import Proportional
from spatial.text import Text

__all__ = ["shared_window", "without_platform_noise"]
LEFT, PLAIN, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(shared_window: SharedWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    crashes: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: crashes.append(error))
    made = shared_window.renewed(tmp_path, small_project())
    made.messages.crashed.connect(crashes.append)
    made.layers_panel.select("zones")
    settle()
    yield made
    assert not crashes


def at(window: MainWindow, row: int, layer: str = "zones") -> QPoint:
    place = window.portrayals.of(layer).placed.geometry[row].representative_point()
    x_px, y_px = window.map_area.canvas.view.to_pixels(np.array([[place.x, place.y]]))[0]
    return QPoint(round(x_px), round(y_px))


def click(window: MainWindow, row: int, keys: Qt.KeyboardModifier = PLAIN) -> None:
    QTest.mouseClick(window.map_area.canvas, LEFT, keys, at(window, row))
    settle()


def drag(window: MainWindow, start: QPoint, stop: QPoint, keys: Qt.KeyboardModifier = PLAIN) -> None:
    canvas = window.map_area.canvas
    QTest.mousePress(canvas, LEFT, keys, start)
    QTest.mouseMove(canvas, (start + stop) / 2)
    QTest.mouseMove(canvas, stop)
    QTest.mouseRelease(canvas, LEFT, keys, stop)
    settle()


def selected(window: MainWindow, dataset: str = "zones") -> list[int]:
    return window.selection.rows(dataset).tolist()


def highlighted(window: MainWindow) -> dict[str, tuple[int, ...]]:
    return window.map_area.canvas._images._selection


def test_a_click_selects_shift_adds_and_a_click_beside_clears(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    click(window, 1)
    assert selected(window) == [1]
    click(window, 3, SHIFT)
    assert selected(window) == [1, 3]
    assert highlighted(window) == {"zones": (1, 3)}
    click(window, 2)
    assert selected(window) == [2]
    QTest.mouseClick(window.map_area.canvas, LEFT, PLAIN, QPoint(4, 4))
    settle()
    assert selected(window) == [] and highlighted(window) == {}


def test_a_box_selects_what_it_touches_and_shift_adds(window: MainWindow) -> None:
    window.menus.actions["select"].trigger()
    drag(window, at(window, 1) - QPoint(5, 5), at(window, 3) + QPoint(5, 5))
    assert selected(window) == [1, 2, 3]
    view = window.map_area.canvas.view
    drag(window, at(window, 5) - QPoint(4, 4), at(window, 5) + QPoint(4, 4), SHIFT)
    assert selected(window) == [1, 2, 3, 5]
    assert window.map_area.canvas.view == view, "Shift belongs to the tool here"


def test_a_box_without_height_is_a_box(window: MainWindow) -> None:
    window.menus.actions["select"].trigger()
    drag(window, at(window, 0), at(window, 1))
    assert selected(window) == [0, 1]


def test_symbols_are_selected_by_their_place(window: MainWindow) -> None:
    look = Proportional("staff", 6.0)
    window.session.apply(Text("x"), lambda project: edits.set_symbology(project, "zones", look))
    settle()
    window.menus.actions["select"].trigger()
    drag(window, at(window, 2) - QPoint(6, 6), at(window, 4) + QPoint(6, 6))
    assert selected(window) == [2, 3, 4]


def test_points_are_selected_in_a_box_of_their_map(window: MainWindow) -> None:
    window.menus.actions["next_map"].trigger()
    settle()
    window.menus.actions["select"].trigger()
    drag(window, at(window, 0, "sites") - QPoint(8, 8), at(window, 9, "sites") + QPoint(8, 8))
    assert set(range(10)) <= set(selected(window, "sites"))
    assert selected(window) == []


def test_the_tool_acts_on_the_chosen_layer_if_it_is_drawn(window: MainWindow) -> None:
    window.layers_panel.select("lower")  # not visible: the topmost of the foreground takes its place
    window.menus.actions["select"].trigger()
    click(window, 4)
    assert selected(window) == [4]


def test_escape_lets_go_of_the_box(window: MainWindow) -> None:
    window.menus.actions["select"].trigger()
    canvas = window.map_area.canvas
    QTest.mousePress(canvas, LEFT, PLAIN, at(window, 1))
    QTest.mouseMove(canvas, at(window, 4))
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(canvas, LEFT, PLAIN, at(window, 4))
    settle()
    assert selected(window) == []


def test_the_verbs(window: MainWindow) -> None:
    actions = window.menus.actions
    assert not actions["clear_selection"].isEnabled() and not actions["zoom_selection"].isEnabled()
    window.selection.select("zones", [0, 2])
    actions["invert_selection"].trigger()
    assert selected(window) == [1, 3, 4, 5]
    window.selection.select("zones", [5])
    actions["zoom_selection"].trigger()
    west, _, east, _ = window.map_area.canvas.view.bounds
    bounds = window.portrayals.of("zones").placed.geometry[5].bounds
    assert west < bounds[0] < bounds[2] < east and (east - west) < 6 * (bounds[2] - bounds[0])
    actions["clear_selection"].trigger()
    assert not window.selection and not actions["clear_selection"].isEnabled()


def test_identify_selects_what_it_found_first(window: MainWindow) -> None:
    window.selection.select("sites", [1])
    window.menus.actions["identify"].trigger()
    click(window, 3)
    assert selected(window) == [3] and selected(window, "sites") == []


def test_the_cards_of_selected_features_are_framed(window: MainWindow) -> None:
    window.menus.actions["identify"].trigger()
    click(window, 3)
    cards = [each for each in window.identify_panel.findChildren(QFrame, "card") if each.isVisible()]
    assert cards and all(each.property("selected") for each in cards)
    window.selection.select("zones", [4])
    assert not any(each.property("selected") for each in cards)
    window.selection.select("zones", [3], adding=True)
    assert all(each.property("selected") for each in cards)


def test_a_selection_stays_over_maps_and_undo_but_goes_with_its_layers(window: MainWindow) -> None:
    window.selection.select("sites", [1])
    window.selection.select("zones", [2])
    window.menus.actions["next_map"].trigger()
    settle()
    assert highlighted(window) == {"sites": (1,)}
    window.session.apply(Text("x"), lambda project: edits.remove_layer(project, "sites"))
    assert window.selection.datasets() == ("zones",)
    window.session.undo()
    assert window.selection.datasets() == ("zones",)


def test_another_number_of_features_drops_the_selection(window: MainWindow) -> None:
    window.selection.select("zones", [5])
    heard: list[object] = []
    window.selection.changed.connect(heard.append)
    old = window.session.project.dataset("zones")
    fewer = replace(old, frame=old.frame.iloc[:3])
    project = window.session.project
    window.session.open(replace(project, datasets=(fewer, project.dataset("sites"))))
    assert heard == [frozenset({"zones"})] and not window.selection


def test_features_are_selected_by_where_they_lie(window: MainWindow) -> None:
    project = window.session.project
    sites = replace(project.layer("sites"), id="sites_too")
    window.session.apply(Text("x"), lambda now: edits.add_layer(now, "first", sites))
    settle()
    window.selection.select("zones", [0])
    window.layers_panel.select("sites_too")
    window.menus.actions["select_by_place"].trigger()
    settle()
    dialog = dialog_of(PlaceDialog)
    assert dialog.other.currentData() in ("zones", "ground", "lower") and "已选 1 个" in dialog.other.currentText()
    dialog.relation.setFocus()
    QTest.keyClick(dialog.relation, Qt.Key.Key_Down)
    QTest.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), LEFT)
    settle()
    assert selected(window, "sites") == list(range(10)), "the sites of the first group lie in the first zone"
    assert selected(window) == [0]
    assert "10" in window.map_area.bar.message.text.zh


def test_selecting_by_place_speaks_english(window: MainWindow) -> None:
    window.menus.actions["english"].trigger()
    window.menus.actions["select_by_place"].trigger()
    settle()
    dialog = dialog_of(PlaceDialog)
    words = [dialog.windowTitle(), *(each.text() for each in dialog.findChildren(QLabel))]
    words += [box.itemText(place) for box in (dialog.relation, dialog.other) for place in range(box.count())]
    assert not [word for word in words if re.search("[\u4e00-\u9fff]", word)]


def test_rows_are_sorted_unique_and_there(window: MainWindow) -> None:
    heard: list[object] = []
    window.selection.changed.connect(heard.append)
    window.selection.select("zones", [4, 1, 4, 99, -1])
    window.selection.select("zones", [1, 4])
    assert selected(window) == [1, 4] and len(heard) == 1
