"""Bookmarks by menu and dialog; views that are gone back to."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog, QLineEdit
from window_project import SharedWindow, dialog_of, settle, shared_window, small_project, without_platform_noise

from gui.main_window import MainWindow
from gui.map.bookmarks import BookmarkDialog
from layers.layer import Bookmark

__all__ = ["shared_window", "without_platform_noise"]
EXTENT = (121.40, 31.20, 121.44, 31.22)


@pytest.fixture
def window(shared_window: SharedWindow, tmp_path: Path) -> MainWindow:
    return shared_window.renewed(tmp_path, small_project())


def entries(window: MainWindow) -> list[str]:
    menu = window.menus.menus["bookmarks"]
    menu.aboutToShow.emit()
    return [each.text() for each in menu.actions() if not each.isSeparator()][2:]


def test_a_view_is_kept_under_a_name_and_gone_back_to(window: MainWindow) -> None:
    window.menus.actions["zoom_in"].trigger()
    kept = window.map_area.canvas.view
    window.activateWindow()
    settle()
    QTest.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    settle()
    line = dialog_of(QInputDialog).findChild(QLineEdit)
    assert line.text() == "书签 1"
    line.selectAll()
    QTest.keyClicks(line, "north")
    QTest.keyClick(line, Qt.Key.Key_Return)
    settle()
    assert entries(window) == ["north"]
    window.menus.actions["zoom_full"].trigger()
    assert window.map_area.canvas.view.units_per_px > 1.2 * kept.units_per_px
    window.menus.menus["bookmarks"].actions()[-1].trigger()
    settle()
    view = window.map_area.canvas.view
    assert abs(view.x - kept.x) < kept.units_per_px and abs(view.y - kept.y) < kept.units_per_px
    assert kept.units_per_px <= view.units_per_px < 1.15 * kept.units_per_px
    window.menus.actions["undo"].trigger()
    assert entries(window) == []


def test_another_map_has_bookmarks_of_its_own(window: MainWindow) -> None:
    window.bookmarks.add("first", Bookmark("here", EXTENT))
    assert entries(window) == ["here"]
    window.menus.actions["next_map"].trigger()
    assert entries(window) == []


def test_the_dialog_renames_and_removes(window: MainWindow) -> None:
    for name in ("one", "two"):
        window.bookmarks.add("first", Bookmark(name, EXTENT))
    window.menus.actions["bookmark_manage"].trigger()
    settle()
    dialog = dialog_of(BookmarkDialog)
    dialog.list.setCurrentRow(1)
    QTest.mouseClick(dialog.rename, Qt.MouseButton.LeftButton)
    editor = dialog.list.findChild(QLineEdit)
    editor.selectAll()
    QTest.keyClicks(editor, "three")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    settle()
    assert [each.name for each in window.bookmarks.known()] == ["one", "three"]
    dialog.list.setCurrentRow(0)
    QTest.mouseClick(dialog.remove, Qt.MouseButton.LeftButton)
    settle()
    assert [dialog.list.item(row).text() for row in range(dialog.list.count())] == ["three"]
    before = window.map_area.canvas.view
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert window.map_area.canvas.view != before
    for _ in range(2):
        window.session.undo()
    assert [each.name for each in window.bookmarks.known()] == ["one", "two"]


def test_a_name_that_is_taken_is_refused(window: MainWindow) -> None:
    for _ in range(2):
        window.bookmarks.add("first", Bookmark("one", EXTENT))
    message = window.map_area.bar.message
    assert len(window.bookmarks.known()) == 1 and message is not None and message.severity == "error"


def test_views_are_gone_back_to_by_the_keyboard(window: MainWindow) -> None:
    canvas = window.map_area.canvas
    canvas.render_now()
    before = canvas.view
    window.menus.actions["zoom_in"].trigger()
    canvas.render_now()
    window.activateWindow()
    settle()
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    settle()
    assert canvas.view == before
    QTest.keyClick(window, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    settle()
    assert canvas.view != before
