"""The list of maps by real events: renamed, dragged, removed, worded; and a copy, each undone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLineEdit, QPlainTextEdit
from window_project import close_window, dialog_of, new_window, settle, small_project, without_platform_noise

from gui.main_window import MainWindow
from gui.tree.map_properties import MapProperties, ProjectProperties

__all__ = ["without_platform_noise"]


@pytest.fixture(scope="module")
def shell(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    made = new_window(tmp_path_factory.mktemp("window"))
    yield made
    close_window(made)


@pytest.fixture
def window(shell: MainWindow) -> MainWindow:
    shell.session.open(small_project())
    settle()
    return shell


def titles(window: MainWindow) -> list[str]:
    maps = window.layers_panel.maps
    return [maps.item(row).text() for row in range(maps.count())]


def drop(window: MainWindow, row: int, share: float) -> None:
    """Drop the dragged map on a row, at a share of its height."""
    maps = window.layers_panel.maps
    place = maps.visualItemRect(maps.item(row))
    at = QPointF(place.center().x(), place.top() + share * place.height())
    mime, nothing = QMimeData(), Qt.KeyboardModifier.NoModifier
    event = QDropEvent(at, Qt.DropAction.MoveAction, mime, Qt.MouseButton.LeftButton, nothing)
    maps.dropIndicatorPosition = lambda: (  # type: ignore[method-assign]  # a real drag sets it while it moves
        maps.DropIndicatorPosition.AboveItem if share < 0.5 else maps.DropIndicatorPosition.BelowItem
    )
    maps.dropEvent(event)
    del maps.dropIndicatorPosition
    settle()


def test_f2_renames_in_the_language_of_the_window(window: MainWindow) -> None:
    maps = window.layers_panel.maps
    maps.setFocus()
    QTest.keyClick(maps, Qt.Key.Key_F2)
    line = maps.findChild(QLineEdit)
    assert line is not None and line.text() == "First map"
    QTest.keyClick(line, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(line, "Mine")
    QTest.keyClick(line, Qt.Key.Key_Return)
    settle()
    title = window.session.project.map("first").title
    assert (title.zh, title.en) == ("Mine", "First map") and titles(window)[0] == "Mine"
    window.session.undo()
    settle()
    assert titles(window)[0] == "First map"


def test_an_empty_title_is_not_taken(window: MainWindow) -> None:
    window.layers_panel.maps.item(0).setText("  ")
    settle()
    assert titles(window)[0] == "First map" and not window.session.history.can_undo


def test_dragging_changes_the_order(window: MainWindow) -> None:
    drop(window, 1, 0.9)
    assert titles(window) == ["Second map", "First map"]
    assert window.session.project.active_map == "first" and window.layers_panel.maps.currentRow() == 1
    drop(window, 0, 0.1)
    assert titles(window) == ["First map", "Second map"]
    before = window.session.history.index
    drop(window, 0, 0.9)
    assert window.session.history.index == before, "dropped where it was"


def test_delete_removes_and_undo_brings_back(window: MainWindow) -> None:
    maps = window.layers_panel.maps
    maps.setFocus()
    QTest.keyClick(maps, Qt.Key.Key_Delete)
    settle()
    assert titles(window) == ["Second map"] and len(window.session.project.datasets) == 2
    QTest.keyClick(maps, Qt.Key.Key_Delete)
    settle()
    assert titles(window) == [] and window.session.project.shown is None
    window.session.undo(2)
    settle()
    assert titles(window) == ["First map", "Second map"]


def test_a_map_is_worded_in_one_step(window: MainWindow) -> None:
    window.menus.actions["map_properties"].trigger()
    settle()
    dialog = dialog_of(MapProperties)
    notes = dialog.lines["notes_zh"]
    assert isinstance(notes, QPlainTextEdit)
    notes.setPlainText("甲\n乙")
    dialog.lines["title_en"].setText("Ours")  # type: ignore[union-attr]
    QTest.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton)
    settle()
    first = window.session.project.map("first")
    assert [note.zh for note in first.notes] == ["甲", "乙"] and first.title.en == "Ours"
    assert "甲" in window.map_notes.words.text() and window.session.history.index == 1


def test_the_note_on_every_export_can_be_changed_and_emptied(window: MainWindow) -> None:
    for words in ("已批复", ""):
        window.menus.actions["project_properties"].trigger()
        settle()
        dialog = dialog_of(ProjectProperties)
        for name in ("status_zh", "status_en"):
            dialog.lines[name].setPlainText(words)  # type: ignore[union-attr]
        QTest.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton)
        settle()
        assert window.session.project.status_note.zh == words


def test_a_name_that_was_made_up_goes_in_both_languages(window: MainWindow) -> None:
    for action, name in (("new_map", "Mine"), ("make_group", "Ours")):
        if action == "make_group":
            window.menus.actions["previous_map"].trigger()
            settle()
            window.layers_panel.select("zones")
        window.menus.actions[action].trigger()
        settle()
        line = next(each for each in window.layers_panel.findChildren(QLineEdit) if each.isVisible())
        line.setText(name)
        QTest.keyClick(line, Qt.Key.Key_Return)
        settle()
    project = window.session.project
    named = (project.map("map").title, project.map("first").groups[0].name)
    assert [(each.zh, each.to("en")) for each in named] == [("Mine", "Mine"), ("Ours", "Ours")]


def test_data_that_no_map_draws_can_be_removed(window: MainWindow) -> None:
    before = window.session.project
    window.menus.actions["next_map"].trigger()
    window.menus.actions["remove_map"].trigger()
    settle()
    assert [each.id for each in window.session.project.datasets] == ["zones", "sites"]
    window.menus.actions["drop_unused"].trigger()
    settle()
    assert [each.id for each in window.session.project.datasets] == ["zones"]
    assert "“Sites”" in window.map_area.bar.message.text.zh
    window.session.undo(3)
    settle()
    assert window.session.project is before
