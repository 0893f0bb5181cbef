"""The properties of a layer are shown, copied and renamed; a layer is duplicated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from window_project import close_window, dialog_of, new_window, settle, small_project, without_platform_noise

from gui.main_window import MainWindow
from gui.tree.layer_properties import LayerProperties
from layers.layer import JoinStep, Origin
from spatial.findings import Finding
from spatial.text import Text

__all__ = ["without_platform_noise"]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    made = new_window(tmp_path)
    project = small_project()
    zones = replace(
        project.dataset("zones"),
        origin=Origin("data/zones.shp", "abc", "ESRI Shapefile", "GB18030", attribution=Text("某局"), licence="CC0"),
        datum="gcj02",
        findings=(Finding("ring", "warning", Text("环有自交", "A ring crosses itself"), 3),),
        joins=(JoinStep("t.csv", "x", (("id", "编号"),), columns=("产值",), matched=5, unmatched_layer=1),),
    )
    made.session.open(replace(project, datasets=(zones, project.dataset("sites"))))
    made.files.opened.emit()
    settle()
    made.layers_panel.select("zones")
    yield made
    close_window(made)


def shown(window: MainWindow) -> LayerProperties:
    window.menus.actions["layer_properties"].trigger()
    settle()
    return dialog_of(LayerProperties)


def test_all_that_is_known_is_shown_and_copied(window: MainWindow) -> None:
    dialog = shown(window)
    words = dialog.text.toPlainText()
    for part in ("data/zones.shp", "ESRI Shapefile", "GB18030", "某局", "CC0", "GCJ-02", "WGS 84", "面 6"):
        assert part in words
    assert "留意 [3]\t环有自交" in words
    assert "id = 编号；匹配 5，图层未匹配 1" in words
    assert "边界状态\t示意 × 5；已批复 × 1" in words
    QTest.mouseClick(dialog.copy, LEFT)
    assert QGuiApplication.clipboard().text() == words


def test_the_name_is_changed_and_undone(window: MainWindow) -> None:
    dialog = shown(window)
    dialog.en.selectAll()
    QTest.keyClicks(dialog.en, "Parks")
    QTest.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), LEFT)
    settle()
    assert window.session.project.layer("zones").name == Text("Zones", "Parks")
    window.session.undo()
    assert window.session.project.layer("zones").name.en == "Zones"


def test_an_empty_name_is_refused_and_no_change_is_no_step(window: MainWindow) -> None:
    dialog = shown(window)
    QTest.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), LEFT)
    settle()
    assert window.session.history.index == 0
    dialog = shown(window)
    dialog.zh.clear()
    dialog.en.clear()
    QTest.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), LEFT)
    settle()
    assert dialog.isVisible() and window.map_area.bar.message.severity == "error"


def test_a_layer_is_duplicated_above_itself(window: MainWindow) -> None:
    before = window.session.project
    window.menus.actions["duplicate_layer"].trigger()
    layers = window.session.project.shown.layers
    assert [each.id for each in layers] == ["ground", "lower", "zones", "zones_2"]
    assert layers[3].name == Text("Zones 副本", "Zones copy") and layers[3].symbology is layers[2].symbology
    assert window.session.project.datasets is before.datasets
    window.session.undo()
    assert window.session.project is before
