"""Searching with the keyboard and the mouse, from the box to the feature on the map."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from window_project import (
    SharedWindow,
    close_window,
    new_window,
    settle,
    shared_window,
    small_project,
    wait_for,
    without_platform_noise,
)

from gui.main_window import MainWindow
from layers import edits
from layers.search import build_index

__all__ = ["shared_window", "without_platform_noise"]
STARTER = Path(__file__).resolve().parents[2] / "data" / "geo"
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(shared_window: SharedWindow, tmp_path: Path) -> MainWindow:
    return shared_window.renewed(tmp_path, small_project())


def type_words(box: QWidget, words: str) -> None:
    """Type as a keyboard does, or commit as an input method does where keys give no Chinese."""
    if words.isascii():
        QTest.keyClicks(box, words)
    else:
        event = QInputMethodEvent()
        event.setCommitString(words)
        QApplication.sendEvent(box, event)


def look_for(window: MainWindow, words: str) -> list[str]:
    """Press Ctrl+F, type, and return what the list says."""
    window.activateWindow()
    settle()
    QTest.keyClick(window, Qt.Key.Key_F, CTRL)
    settle()
    assert window.search.hasFocus()
    type_words(window.search, words)
    settle()
    rows = window.search.list
    return [
        f"{rows.topLevelItem(row).text(0)} | {rows.topLevelItem(row).text(1)}"
        for row in range(rows.topLevelItemCount())
    ]


@pytest.mark.parametrize("words", ["桃浦", "桃浦智创TOP", "tp", "taopu", "Taopu"])
def test_taopu_is_found_by_all_that_people_call_it(qapp: QApplication, tmp_path: Path, words: str) -> None:
    window = new_window(tmp_path)
    try:
        window.files.open(STARTER)
        settle()
        window.session.apply(window.session.project.title, lambda project: edits.show_map(project, "industries"))
        settle()
        assert look_for(window, words)[0].startswith("桃浦智创城 | ")
        QTest.keyClick(window.search, Qt.Key.Key_Return)
        settle()
        assert [each.name.zh for each in window.identify_panel.answers] == ["桃浦智创城"]
        placed = window.portrayals.of("industries-subparks").placed
        x, y = placed.geometry[placed.ids.index("putuo-taopu")].centroid.coords[0]
        view = window.map_area.canvas.view
        assert abs(view.x - x) < view.units_per_px * view.width / 4 and abs(view.y - y) < view.units_per_px * 200
    finally:
        close_window(window)


def test_the_list_is_led_by_the_keyboard(window: MainWindow) -> None:
    found = look_for(window, "eta")
    assert found == ["Beta | Zones", "Zeta | Zones"], "the top layer that draws them, once"
    QTest.keyClick(window.search, Qt.Key.Key_Down)
    QTest.keyClick(window.search, Qt.Key.Key_Down)
    QTest.keyClick(window.search, Qt.Key.Key_Up)
    QTest.keyClick(window.search, Qt.Key.Key_Down)
    QTest.keyClick(window.search, Qt.Key.Key_Return)
    settle()
    assert [each.name.zh for each in window.identify_panel.answers] == ["Zeta"]
    assert window.tabs.currentWidget() is window.identify_panel
    assert not window.search.list.isVisible() and window.map_area.canvas.hasFocus()


def test_escape_closes_the_list_then_leaves(window: MainWindow) -> None:
    look_for(window, "beta")
    QTest.keyClick(window.search, Qt.Key.Key_Escape)
    assert not window.search.list.isVisible() and window.search.text() == "beta"
    QTest.keyClick(window.search, Qt.Key.Key_Escape)
    assert window.search.text() == "" and window.map_area.canvas.hasFocus()


def test_a_click_takes_a_result(window: MainWindow) -> None:
    look_for(window, "beta")
    rows = window.search.list
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=rows.visualItemRect(rows.topLevelItem(0)).center())
    settle()
    assert [each.name.zh for each in window.identify_panel.answers] == ["Beta"]


def test_nothing_found_says_so_and_enter_does_nothing(window: MainWindow) -> None:
    assert look_for(window, "nowhere") == ["这张地图中没有找到 | "]
    QTest.keyClick(window.search, Qt.Key.Key_Return)
    assert window.search.list.isVisible() and not window.identify_panel.answers


def test_features_of_other_maps_are_not_listed(window: MainWindow) -> None:
    assert look_for(window, "site 3") == ["这张地图中没有找到 | "]
    window.search.clear()
    window.menus.actions["next_map"].trigger()
    settle()
    assert look_for(window, "site 3") == ["Site 3 | Sites"]


def test_a_new_alias_is_found_at_once(window: MainWindow) -> None:
    assert look_for(window, "nick") == ["这张地图中没有找到 | "]
    known = MappingProxyType({"nickname": "z2"})
    window.session.apply(window.session.project.title, lambda project: replace(project, aliases=known))
    settle()
    assert window.search.list.topLevelItem(0).text(0) == "Gamma"


def test_indexes_are_made_off_the_gui_thread(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    makers: list[int] = []

    def noted(*arguments: Any) -> Any:
        makers.append(threading.get_ident())
        return build_index(*arguments)

    monkeypatch.setattr("gui.search_box.build_index", noted)
    window = new_window(tmp_path, inline=False)
    try:
        window.session.open(small_project())
        window.files.opened.emit()
        wait_for(lambda: window.portrayals.of("zones") is not None)
        look_for(window, "gam")
        wait_for(lambda: [each.name.zh for each in window.search.results] == ["Gamma"])
        assert makers and threading.get_ident() not in makers
    finally:
        close_window(window)
