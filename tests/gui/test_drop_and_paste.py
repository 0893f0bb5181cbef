"""Files dropped on the window and text pasted into it, by the events a desktop sends."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from window_project import (
    SharedWindow,
    dialog_of,
    open_dialogs,
    pick,
    settle,
    shared_window,
    small_project,
    type_file,
    without_platform_noise,
)

from gui.main_window import MainWindow
from gui.tables.join_dialog import JoinDialog
from gui.tables.points_dialog import PointsDialog
from layers import edits
from layers.storage.project_file import read_project, write_project

__all__ = ["shared_window", "without_platform_noise"]
WKT = "POLYGON ((121.40 31.20, 121.42 31.20, 121.42 31.22, 121.40 31.20))"
COPY = Qt.DropAction.CopyAction


@pytest.fixture
def window(shared_window: SharedWindow, tmp_path: Path) -> MainWindow:
    return shared_window.renewed(tmp_path, small_project())


def drop(window: MainWindow, *paths: Path) -> bool:
    """Drag files over the window and let go; return whether the window took them."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    button, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(QPoint(600, 400), COPY, mime, button, keys)
    QApplication.sendEvent(window, entered)
    dropped = QDropEvent(QPointF(600, 400), COPY, mime, button, keys)
    if entered.isAccepted():
        QApplication.sendEvent(window, dropped)
    settle()
    return entered.isAccepted()


def paste(window: MainWindow, text: str) -> None:
    QApplication.clipboard().setText(text)
    window.activateWindow()
    settle()
    QTest.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settle()


def layer_file(folder: Path, name: str = "own.geojson") -> Path:
    frame = small_project().dataset("zones").frame[["id", "geometry"]]
    frame.to_file(folder / name)
    return folder / name


def ids(window: MainWindow) -> list[str]:
    return [each.id for each in window.session.project.shown.layers]


def test_dropped_layers_are_added_in_one_step(window: MainWindow, tmp_path: Path) -> None:
    before = window.session.project
    paths = layer_file(tmp_path), layer_file(tmp_path, "other.gpkg")
    assert drop(window, *paths)
    assert len(ids(window)) == 5 and window.session.history.index == 1
    window.menus.actions["undo"].trigger()
    assert window.session.project is before


def test_a_dropped_folder_and_the_parts_of_a_shapefile(window: MainWindow, tmp_path: Path) -> None:
    folder = tmp_path / "shape"
    folder.mkdir()
    layer_file(folder, "park.shp")
    drop(window, folder)
    assert ids(window)[-1] == "park"
    drop(window, *sorted(folder.iterdir()))
    assert len(ids(window)) == 5


def test_a_zipped_shapefile_is_a_layer_and_a_zipped_project_a_project(window: MainWindow, tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "shape"
    folder.mkdir()
    layer_file(folder, "park.shp")
    shutil.make_archive(str(tmp_path / "park"), "zip", folder)
    drop(window, tmp_path / "park.zip")
    assert ids(window)[-1] == "park"
    write_project(edits.show_map(small_project(), "second"), tmp_path / "packed.zip")
    window.session.saved = window.session.project
    drop(window, tmp_path / "packed.zip")
    assert window.session.path == tmp_path / "packed.zip"


def test_a_dropped_project_is_opened_after_asking(window: MainWindow, tmp_path: Path) -> None:
    write_project(small_project(), tmp_path / "mine.yuantu")
    window.menus.actions["remove_layer"].trigger()
    drop(window, tmp_path / "mine.yuantu")
    box = dialog_of(QMessageBox)
    assert window.session.path is None
    QTest.mouseClick(box.button(QMessageBox.StandardButton.Discard), Qt.MouseButton.LeftButton)
    settle()
    assert window.session.path == tmp_path / "mine.yuantu"


def test_a_dropped_table_opens_the_join_with_it(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "values.csv").write_text("id,产值\nz0,1\nz1,2\n", encoding="utf-8")
    window.layers_panel.select("zones")
    drop(window, tmp_path / "values.csv")
    dialog = dialog_of(JoinDialog)
    assert dialog.path.text() == str(tmp_path / "values.csv")
    assert dialog.keys.pairs() == (("id", "id"),) and dialog.ok.isEnabled()


def test_a_table_dropped_with_its_layer_is_joined_to_it(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "values.csv").write_text("id,产值\nz0,1\nz1,2\n", encoding="utf-8")
    drop(window, tmp_path / "values.csv", layer_file(tmp_path))
    assert ids(window)[-1] == "own"
    dialog = dialog_of(JoinDialog)
    assert dialog.keys.pairs() == (("id", "id"),) and dialog.ok.isEnabled()
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    settle()
    assert "产值" in window.session.project.dataset("own").frame.columns


def test_a_table_without_a_layer_becomes_points_where_it_has_coordinates(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "values.csv").write_text("id,产值\nz0,1\n", encoding="utf-8")
    window.menus.actions["new"].trigger()
    settle()
    drop(window, tmp_path / "values.csv")
    dialog = dialog_of(PointsDialog)
    assert not dialog.ok.isEnabled() and "请选择经度列" in dialog.summary.text()
    dialog.reject()
    settle()
    (tmp_path / "sites.csv").write_text("名称,经度,纬度\n甲,121.5,31.2\n乙,121.6,31.3\n丙,,\n", encoding="utf-8")
    drop(window, tmp_path / "sites.csv")
    dialog = dialog_of(PointsDialog)
    assert "3 行中 2 行有坐标" in dialog.summary.text()
    pick(dialog.datum, "gcj02")
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    settle()
    made = window.session.project.datasets[-1]
    assert (made.datum, made.name_field, len(made.frame)) == ("gcj02", "名称", 3)
    window.menus.actions["save"].trigger()
    type_file(tmp_path / "points.yuantu")
    assert read_project(tmp_path / "points.yuantu").project.dataset("sites").frame.geometry.notna().sum() == 2


def test_two_tables_are_refused_with_a_remedy(window: MainWindow, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.csv", "b.csv")]
    for path in paths:
        path.write_text("id,产值\nz0,1\n", encoding="utf-8")
    drop(window, *paths)
    message = window.map_area.bar.message
    assert message is not None and message.severity == "error" and "单独" in message.text.zh
    assert not open_dialogs()


def test_what_cannot_be_read_is_said_and_changes_nothing(window: MainWindow, tmp_path: Path) -> None:
    before = window.session.project
    (tmp_path / "plan.pdf").write_bytes(b"%PDF-1.4")
    drop(window, tmp_path / "plan.pdf")
    message = window.map_area.bar.message
    assert message is not None and message.severity == "error" and "PDF" in message.text.zh
    assert window.session.project is before


def test_a_web_address_is_not_taken(window: MainWindow) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/a.geojson")])
    entered = QDragEnterEvent(QPoint(9, 9), COPY, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entered.ignore()
    QApplication.sendEvent(window, entered)
    assert not entered.isAccepted()


@pytest.mark.parametrize("text", [WKT, '{"type": "Point", "coordinates": [121.4, 31.2]}'])
def test_pasted_geometry_becomes_a_layer_that_is_saved(window: MainWindow, tmp_path: Path, text: str) -> None:
    paste(window, text)
    assert window.layer_verbs.layer().name.zh == "粘贴图层"
    window.menus.actions["save"].trigger()
    type_file(tmp_path / "mine.yuantu")
    assert len(read_project(tmp_path / "mine.yuantu").project.dataset("pasted").frame) == 1


def test_pasted_paths_are_files(window: MainWindow, tmp_path: Path) -> None:
    paste(window, str(layer_file(tmp_path)))
    assert ids(window)[-1] == "own"


def test_pasting_anything_else_says_what_can_be_pasted(window: MainWindow) -> None:
    before = window.session.project
    paste(window, "你好")
    message = window.map_area.bar.message
    assert message is not None and message.severity == "error" and "WKT" in message.text.zh
    assert window.session.project is before


def test_pasting_into_the_search_box_is_pasting_text(window: MainWindow) -> None:
    before = window.session.project
    QApplication.clipboard().setText("beta")
    window.search.focus()
    QTest.keyClick(window.search, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert window.search.text() == "beta" and window.session.project is before
