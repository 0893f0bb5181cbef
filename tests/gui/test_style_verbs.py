"""Styles are copied, pasted, saved and applied in the window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialogButtonBox, QInputDialog
from window_project import (
    SharedWindow,
    dialog_of,
    open_dialogs,
    settle,
    shared_window,
    small_project,
    type_file,
    without_platform_noise,
)

from gui.main_window import MainWindow
from layers import edits
from layers.cartography.scale_range import ScaleRange
from layers.cartography.style_files import write_style
from layers.cartography.styling import graduated
from layers.cartography.symbology import Graduated, Single, Symbology
from spatial.text import Text

__all__ = ["shared_window", "without_platform_noise"]


@pytest.fixture
def window(shared_window: SharedWindow, tmp_path: Path) -> Iterator[MainWindow]:
    made = shared_window.renewed(tmp_path, small_project())
    made.messages.crashed.connect(lambda error: pytest.fail(repr(error)))
    yield made


def style(window: MainWindow, layer: str) -> Symbology:
    return window.session.project.layer(layer).symbology


def classes(window: MainWindow, field: str = "share@2019") -> Graduated:
    return graduated(window.session.project.dataset("zones"), field, "quantiles", 2, ramp="Oranges")


def act(window: MainWindow, action_id: str) -> None:
    window.menus.actions[action_id].trigger()
    settle()


def test_a_style_is_copied_to_another_layer_in_one_step(window: MainWindow) -> None:
    window.session.apply(Text("x"), lambda project: edits.set_symbology(project, "zones", classes(window)))
    window.session.apply(Text("x"), lambda project: edits.set_scales(project, "zones", ScaleRange(0, 9e6)))
    window.layers_panel.select("zones")
    act(window, "copy_style")
    assert window.map_area.bar.message.severity == "success"
    window.layers_panel.select("lower")
    settle()
    steps = window.session.history.index
    act(window, "paste_style")
    assert style(window, "lower") == style(window, "zones") and window.session.history.index == steps + 1
    assert window.session.project.layer("lower").scales == ScaleRange(0, 9e6)
    act(window, "undo")
    assert style(window, "lower") == Single()


def test_without_a_style_on_the_clipboard_pasting_says_so(window: MainWindow) -> None:
    QApplication.clipboard().setText("text")
    window.layers_panel.select("zones")
    before = window.session.project
    act(window, "paste_style")
    assert window.map_area.bar.message.severity == "warning" and window.session.project is before


def test_a_style_is_saved_and_applied_from_its_file(window: MainWindow, tmp_path: Path) -> None:
    window.session.apply(Text("x"), lambda project: edits.set_symbology(project, "zones", classes(window)))
    window.layers_panel.select("zones")
    act(window, "save_style")
    type_file(tmp_path / "share")
    assert (tmp_path / "share.yuantu-style").exists()
    window.layers_panel.select("lower")
    settle()
    act(window, "open_style")
    type_file(tmp_path / "share.yuantu-style")
    assert style(window, "lower") == classes(window)


def open_style(window: MainWindow, look: Symbology, path: Path) -> None:
    write_style(look, path)
    window.layers_panel.select("zones")
    settle()
    act(window, "open_style")
    type_file(path)


def test_for_a_field_that_is_missing_another_one_is_chosen(window: MainWindow, tmp_path: Path) -> None:
    open_style(window, replace(classes(window), field="gone"), tmp_path / "a.yuantu-style")
    dialog = dialog_of(QInputDialog)
    box = dialog.findChild(QComboBox)
    assert box.count() and all("kind" not in box.itemText(row) for row in range(box.count()))
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_End)
    column = box.currentText().rpartition(" · ")[2]
    QTest.mouseClick(
        dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton
    )
    settle()
    made = style(window, "zones")
    assert isinstance(made, Graduated) and (made.field, made.scheme, made.ramp) == (column, "quantiles", "Oranges")


def test_a_change_of_mind_and_a_broken_file_change_nothing(window: MainWindow, tmp_path: Path) -> None:
    before = window.session.project
    open_style(window, replace(classes(window), field="gone"), tmp_path / "a.yuantu-style")
    dialog_of(QInputDialog).reject()
    settle()
    (tmp_path / "b.yuantu-style").write_text("{}", encoding="utf-8")
    act(window, "open_style")
    type_file(tmp_path / "b.yuantu-style")
    assert window.map_area.bar.message.severity == "error"
    assert window.session.project is before and not open_dialogs()
