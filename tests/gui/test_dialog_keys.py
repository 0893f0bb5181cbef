"""Tab through the dialogs: every control that takes the keyboard is reached, and is seen to have it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QScrollArea, QTabWidget, QWidget
from window_project import close_window, new_window, open_dialogs, settle, small_project, without_platform_noise

from gui.main_window import MainWindow
from gui.theme import apply_theme

__all__ = ["without_platform_noise"]
DIALOGS = ("export_html", "export_sheet", "join", "layer_properties", "settings", "select_by_place", "copy_map")
DIALOGS += ("bookmark_manage", "about")


@pytest.fixture(scope="module")
def window(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    made = new_window(Path(tmp_path_factory.mktemp("keys")))
    made.session.open(small_project())
    made.files.opened.emit()
    settle()
    yield made
    close_window(made)
    apply_theme(qapp, dark=False)


def stops(dialog: QDialog) -> list[QWidget]:
    """Return what is meant to be reached with Tab: not the line inside a spin box, not a frame around tabs."""
    return [
        each
        for each in dialog.findChildren(QWidget)
        if each.isVisible() and each.isEnabled() and each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not isinstance(each, QScrollArea | QTabWidget) and each.focusProxy() is None
        and each.objectName() != "qt_spinbox_lineedit"
    ]  # fmt: skip


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("action_id", DIALOGS)
def test_tab_reaches_everything_and_is_seen(window: MainWindow, action_id: str, dark: bool) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply_theme(app, dark=dark)
    window.menus.actions[action_id].trigger()
    settle()
    dialog = open_dialogs()[-1]
    dialog.activateWindow()
    settle()
    visited: list[QWidget] = []
    pictures: list[QImage] = []
    while dialog.focusWidget() not in visited and len(visited) < 40:
        visited.append(dialog.focusWidget())
        pictures.append(dialog.grab().toImage())
        QTest.keyClick(dialog, Qt.Key.Key_Tab)
        settle()
    missed = [each for each in stops(dialog) if each not in visited]
    unseen = [
        type(visited[place + 1]).__name__ for place in range(len(visited) - 1) if pictures[place] == pictures[place + 1]
    ]
    dialog.close()
    settle()
    assert not missed and not unseen
