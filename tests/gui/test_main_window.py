"""The window driven as a user drives it: real mouse and key events."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QMessageBox,
    QTabWidget,
    QToolButton,
    QWidget,
)
from shapely.geometry import Point
from window_project import (
    close_window,
    dialog_of,
    new_window,
    open_dialogs,
    settle,
    small_project,
    type_file,
    wait_for,
    without_platform_noise,
)

from gui.actions import ACTIONS, action_text
from gui.export_dialog import ExportDialog
from gui.help.about import AboutDialog
from gui.indicators.override_dialog import OverrideDialog
from gui.main_window import MainWindow
from gui.messages import CrashDialog
from gui.projects.dialogs import RelinkDialog
from gui.tables.join_dialog import JoinDialog
from layers import edits
from layers.cartography.scale_range import ScaleRange
from layers.cartography.symbology import Graduated, Single
from spatial.text import Text

__all__ = ["without_platform_noise"]
STARTER = Path(__file__).resolve().parents[2] / "data" / "geo"
LEFT, NO_KEYS, CTRL, SHIFT = (
    Qt.MouseButton.LeftButton,
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


@pytest.fixture
def crashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[BaseException]]:
    """Exceptions that no slot caught, and those that went to the crash dialog: none, unless a test empties the list."""
    found: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: found.append(error))
    yield found
    assert not found


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path, crashes: list[BaseException]) -> Iterator[MainWindow]:
    made = new_window(tmp_path)
    made.messages.crashed.connect(crashes.append)
    made.session.open(small_project())
    made.files.opened.emit()
    settle()
    yield made
    close_window(made)


def press(window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier = CTRL) -> None:
    window.activateWindow()
    settle()
    QTest.keyClick(window, key, modifier)
    settle()


def click(widget: QWidget, at: QPoint | None = None) -> None:
    QTest.mouseClick(widget, LEFT, NO_KEYS, at if at is not None else widget.rect().center())
    settle()


def on_a_zone(window: MainWindow) -> QPoint:
    """Return a pixel of the canvas in the first zone."""
    canvas = window.map_area.canvas
    place = window.portrayals.of("zones").placed.geometry[0].representative_point()
    x_px, y_px = canvas.view.to_pixels(np.array([[place.x, place.y]]))[0]
    return QPoint(round(x_px), round(y_px))


def choose(box, data: object) -> None:
    """Choose an entry of a combo box with the keyboard."""
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    while box.currentData() != data:
        before = box.currentIndex()
        QTest.keyClick(box, Qt.Key.Key_Down)
        wait_for(lambda before=before: box.currentIndex() != before)  # the panel may be filled anew under the key


# --- the main job --------------------


def test_the_main_job_from_opening_to_export_and_back(
    qapp: QApplication, tmp_path: Path, crashes: list[BaseException]
) -> None:
    window = new_window(tmp_path, inline=False)
    window.messages.crashed.connect(crashes.append)
    try:
        _main_job(window, tmp_path)
    finally:
        close_window(window)


def _allow_beside_another_unit(window: MainWindow) -> None:
    """The map has figures per km² in fills already: those in another unit beside them need a reason."""

    def exceptions() -> list[QToolButton]:
        return [each for each in window.map_area.bar.findChildren(QToolButton) if "例外" in each.text()]

    wait_for(lambda: any(each.isVisible() for each in exceptions()))
    click(exceptions()[0])
    dialog = dialog_of(OverrideDialog)
    dialog.reason.setPlainText("两层各有图例和单位，分别阅读")
    click(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok))


def _main_job(window: MainWindow, folder: Path) -> None:
    session, panel = window.session, window.layers_panel
    window.menus.actions["open_starter"].trigger()
    wait_for(lambda: bool(session.project.maps))
    first = session.project
    assert len(first.maps) >= 6

    # a layer of one's own
    own = gpd.GeoDataFrame(
        {"编号": ["001", "002"], "名称": ["甲", "乙"]}, geometry=[Point(121.5, 31.2), Point(121.6, 31.1)], crs=4326
    )
    own.to_file(folder / "own.geojson", driver="GeoJSON")
    press(window, Qt.Key.Key_A, CTRL | SHIFT)
    type_file(folder / "own.geojson")
    wait_for(lambda: any(each.id == "own" for each in session.project.datasets))
    wait_for(lambda: window.layer_verbs.layer() is not None and window.layer_verbs.layer().dataset == "own")

    # a table joined to it, with keys that spreadsheets spoil
    (folder / "values.csv").write_text("编号,产值（亿元）\n００１,12\n002,30\n", encoding="gb18030")
    press(window, Qt.Key.Key_J)
    dialog = dialog_of(JoinDialog)
    click(dialog.browse)
    type_file(folder / "values.csv")
    wait_for(lambda: dialog.ok.isEnabled())
    assert dialog.keys.pairs() == (("编号", "编号"),)
    click(dialog.ok)
    wait_for(lambda: "产值（亿元）" in session.project.dataset("own").frame.columns)

    # classified in the panel
    click(panel.tree.viewport(), panel.tree.visualItemRect(panel.tree.item_of("own")).center())
    form = window.symbology_panel.form
    wait_for(lambda: form.isVisible() and form.isEnabled() and form.kind.count() > 3)
    choose(form.kind, "graduated")
    _allow_beside_another_unit(window)
    wait_for(lambda: isinstance(session.project.layer("own").symbology, Graduated))
    wait_for(lambda: window.portrayals.settled("own"))
    assert session.project.layer("own").symbology.field == "产值（亿元）"

    # one page
    press(window, Qt.Key.Key_E)
    export = dialog_of(ExportDialog)
    wait_for(lambda: export.ok.isEnabled())
    export.path.selectAll()
    QTest.keyClicks(export.path, str(folder / "page.html"))
    click(export.ok)
    wait_for(lambda: (folder / "page.html").exists() and window.map_area.bar.message is not None)
    assert window.map_area.bar.message.severity == "success"
    assert (folder / "page.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")

    # back to the beginning, and forth
    last = session.project
    while window.menus.actions["undo"].isEnabled():
        press(window, Qt.Key.Key_Z)
    assert session.project is first
    while window.menus.actions["redo"].isEnabled():
        press(window, Qt.Key.Key_Z, CTRL | SHIFT)
    assert session.project is last


def test_the_starter_legend_says_what_the_portrayal_says(
    qapp: QApplication, tmp_path: Path, crashes: list[BaseException]
) -> None:
    window = new_window(tmp_path)
    window.files.open(STARTER)
    settle()
    try:
        for shown in window.session.project.maps:
            row = [each.id for each in window.session.project.maps].index(shown.id)
            item = window.layers_panel.maps.item(row)
            window.layers_panel.maps.scrollToItem(item)
            click(window.layers_panel.maps.viewport(), window.layers_panel.maps.visualItemRect(item).center())
            assert window.session.project.active_map == shown.id
            for layer in shown.layers:
                legend = window.portrayals.of(layer.id).legend
                rows = window.layers_panel.tree.item_of(layer.id)
                texts = [(rows.child(row).text(0), rows.child(row).text(1)) for row in range(rows.childCount())]
                for entry in legend.entries:
                    assert (entry.label.to("zh"), f"{entry.count:,}") in texts
    finally:
        close_window(window)


# --- every action does something --------------------


def state_of(window: MainWindow) -> tuple[object, ...]:
    """Everything an action may change."""
    ticked = tuple(each.isChecked() for each in window.menus.actions.values())
    return (
        window.session.project,
        window.session.history.index,
        window.session.path,
        window.map_area.canvas.view,
        ticked,
        window.windowTitle(),
        {name: tuple(window.selection.rows(name).tolist()) for name in window.selection.datasets()},
        window.isVisible(),
        window.table_dock.isVisible(),
        window.map_area.bar.message,
        tuple(type(each) for each in open_dialogs()),
        QApplication.focusWidget(),
    )


def _zoomed(window: MainWindow) -> None:
    window.map_area.canvas.render_now()
    window.menus.actions["zoom_in"].trigger()
    window.map_area.canvas.render_now()


def _went_back(window: MainWindow) -> None:
    _zoomed(window)
    window.menus.actions["view_back"].trigger()


def _undone(window: MainWindow) -> None:
    window.menus.actions["remove_layer"].trigger()
    window.session.undo()


def _restyled(window: MainWindow) -> None:
    window.menus.actions["copy_style"].trigger()
    other = Single(fill="#123456")
    window.session.apply(Text("x"), lambda project: edits.set_symbology(project, "zones", other))


def _out_of_scale(window: MainWindow) -> None:
    scales = ScaleRange(0.0, window.map_area.denominator / 4)
    window.session.apply(Text("x"), lambda project: edits.set_scales(project, "zones", scales))


BEFORE: dict[str, Callable[[MainWindow], None]] = {
    "undo": lambda window: window.menus.actions["remove_layer"].trigger(),
    "redo": _undone,
    "edit_vertex": lambda window: window.menus.actions["edit_select"].trigger(),
    "pan": lambda window: window.menus.actions["identify"].trigger(),
    "zoom_full": lambda window: window.menus.actions["zoom_in"].trigger(),
    "zoom_layer": lambda window: window.menus.actions["zoom_in"].trigger(),
    "chinese": lambda window: window.menus.actions["english"].trigger(),
    "clear_selection": lambda window: window.selection.select("zones", [1]),
    "zoom_selection": lambda window: window.selection.select("zones", [1]),
    "move_up": lambda window: window.layers_panel.select("lower"),
    "map_up": lambda window: window.menus.actions["next_map"].trigger(),
    "view_back": _zoomed,
    "view_forward": _went_back,
    "theme_system": lambda window: window.menus.actions["theme_dark"].trigger(),
    "paste": lambda _: QApplication.clipboard().setText("POINT (121.4 31.2)"),
    "paste_style": _restyled,
    "views_one": lambda window: window.menus.actions["views_row"].trigger(),
    "views_sheet": lambda window: window.menus.actions["views_row"].trigger(),
    "views_next": lambda window: window.menus.actions["views_row"].trigger(),
    "datum_wgs84": lambda window: window.menus.actions["datum_gcj02"].trigger(),
    "ungroup": lambda window: window.menus.actions["make_group"].trigger(),
    "remove_group": lambda window: window.menus.actions["make_group"].trigger(),
    "zoom_scale": _out_of_scale,
}


def test_an_action_that_needs_what_is_not_there_is_disabled(window: MainWindow) -> None:
    window.menus.actions["new"].trigger()
    settle()
    enabled = {entry.id: window.menus.actions[entry.id].isEnabled() for entry in ACTIONS if entry.needs}
    assert enabled == {entry.id: entry.needs == "map" for entry in ACTIONS if entry.needs}


def test_the_tool_bar_and_the_menus_hold_the_actions_of_the_table(window: MainWindow) -> None:
    in_menus = {each for menu in window.menus.menus.values() for each in menu.actions()}
    assert set(window.menus.actions.values()) <= in_menus
    assert all(each.toolTip() and each.statusTip() for each in window.menus.actions.values())


@pytest.mark.parametrize("language", ["chinese", "english"])
def test_each_action_has_a_hint_of_its_own_in_both_languages(window: MainWindow, language: str) -> None:
    window.menus.actions[language].trigger()
    settle()
    hints = {entry.id: action_text(entry.hint) for entry in ACTIONS}
    assert all(len(hint) >= 4 for hint in hints.values())
    assert all(bool(re.search("[\u4e00-\u9fff]", hint)) == (language == "chinese") for hint in hints.values())
    assert len(set(hints.values())) == len(hints)
    for name, made in window.menus.actions.items():
        assert hints[name] in made.toolTip(), name


# --- the two languages --------------------


def _words(window: QWidget) -> Iterator[str]:
    for each in window.findChildren(QWidget):
        yield each.toolTip()
        yield each.accessibleName()
        yield each.windowTitle()
        if isinstance(each, QLabel | QAbstractButton):
            yield each.text()
        if isinstance(each, QMenu):
            yield each.title()
        if isinstance(each, QTabWidget):
            yield from (each.tabText(place) for place in range(each.count()))
        if isinstance(each, QListWidget):
            yield from (each.item(row).text() for row in range(each.count()))
        if isinstance(each, QLineEdit):
            yield each.placeholderText()
    for action in window.findChildren(QAction):
        yield from (action.text(), action.toolTip(), action.statusTip())


def _english(words: Iterator[str]) -> None:
    left = [word for word in words if re.search("[\u4e00-\u9fff]", word) and not word.startswith("中文")]
    assert not left


def test_english_reaches_every_word_and_chinese_comes_back(window: MainWindow) -> None:
    window.menus.actions["identify"].trigger()
    click(window.map_area.canvas, on_a_zone(window))
    window.menus.actions["english"].trigger()
    settle()
    _english(_words(window))
    assert window.menus.menus["file"].title() == "&File"
    window.menus.actions["chinese"].trigger()
    settle()
    assert window.menus.menus["file"].title() == "文件(&F)"


@pytest.mark.parametrize("action_id", ["join", "export_html", "about"])
def test_english_reaches_the_dialogs(window: MainWindow, action_id: str) -> None:
    window.menus.actions["english"].trigger()
    window.menus.actions[action_id].trigger()
    settle()
    _english(_words(dialog_of({"join": JoinDialog, "export_html": ExportDialog, "about": AboutDialog}[action_id])))


# --- manners --------------------


def test_identify_by_a_click_lists_and_highlights(window: MainWindow) -> None:
    press(window, Qt.Key.Key_3)
    click(window.map_area.canvas, on_a_zone(window))
    assert window.tabs.currentWidget() is window.identify_panel
    names = [each.layer.zh for each in window.identify_panel.answers]
    assert names and names[-1] == "Ground", "the background comes last"


def test_a_check_box_hides_a_layer_and_undo_shows_it(window: MainWindow) -> None:
    tree = window.layers_panel.tree
    box = tree.visualItemRect(tree.item_of("zones"))
    before = window.session.project
    QTest.mouseClick(tree.viewport(), LEFT, NO_KEYS, QPoint(box.left() + 10, box.center().y()))
    settle()
    assert not window.session.project.layer("zones").visible
    press(window, Qt.Key.Key_Z)
    assert window.session.project is before
    assert tree.item_of("zones").checkState(0) == Qt.CheckState.Checked


def test_a_map_that_was_left_is_shown_as_it_was_left(window: MainWindow) -> None:
    press(window, Qt.Key.Key_Plus)
    view = window.map_area.canvas.view
    press(window, Qt.Key.Key_PageDown)
    assert window.map_area.canvas.view != view
    press(window, Qt.Key.Key_PageUp)
    assert window.map_area.canvas.view == view


def test_closing_with_unsaved_changes_asks_and_keeps_by_default(window: MainWindow) -> None:
    window.menus.actions["remove_layer"].trigger()
    window.close()
    settle()
    box = dialog_of(QMessageBox)
    assert window.isVisible()
    assert box.defaultButton() is box.button(QMessageBox.StandardButton.Save)
    QTest.keyClick(box, Qt.Key.Key_Escape)
    settle()
    assert window.isVisible()


def test_showing_another_map_is_no_change_to_ask_about(window: MainWindow) -> None:
    press(window, Qt.Key.Key_PageDown)
    window.close()
    settle()
    assert not window.isVisible()


def test_a_project_is_saved_and_opened_again(window: MainWindow, tmp_path: Path) -> None:
    window.menus.actions["labels"].trigger()
    press(window, Qt.Key.Key_S)
    type_file(tmp_path / "mine")
    path = tmp_path / "mine.yuantu"
    assert path.exists() and window.session.path == path
    assert not window.windowTitle().startswith("Small*")
    window.menus.actions["new"].trigger()
    press(window, Qt.Key.Key_O)
    type_file(path)
    assert [each.id for each in window.session.project.maps] == ["first", "second"]
    assert window.session.project.layer("zones").labels


def test_a_project_with_a_lost_file_opens_and_offers_to_relink(window: MainWindow, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    window.files._save(folder, None)
    data = next(path for path in folder.rglob("*") if path.name.startswith("sites-"))
    moved = tmp_path / f"elsewhere{data.suffix}"
    data.rename(moved)
    window.files.open(folder)
    settle()
    message = window.map_area.bar.message
    assert message is not None and message.severity == "warning"
    message.actions[0][1]()
    dialog = dialog_of(RelinkDialog)
    QTest.keyClicks(dialog.paths["sites"], str(moved))
    click(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok))
    assert len(window.session.project.dataset("sites").frame) == 30


def test_an_unlabelled_layer_in_gcj02_is_noticed_and_mended_by_one_button(window: MainWindow, tmp_path: Path) -> None:
    import shapely

    from spatial.crs import convert_datum

    frame = window.session.project.dataset("zones").frame[["id", "geometry"]]
    shifted = shapely.transform(frame.geometry.to_numpy(), lambda xy: convert_datum(xy, "wgs84", "gcj02"))
    frame.set_geometry(gpd.GeoSeries(shifted, crs=4326)).to_file(tmp_path / "shifted.geojson", driver="GeoJSON")
    window.layer_files.add([tmp_path / "shifted.geojson"])
    settle()
    message = window.map_area.bar.message
    assert message is not None and message.actions[0][0].zh == "按 GCJ-02 处理"
    buttons = [each for each in window.map_area.bar.findChildren(QAbstractButton) if each.text() == "按 GCJ-02 处理"]
    click(buttons[0])
    assert window.session.project.dataset("shifted").datum == "gcj02"


def test_all_layers_of_a_geopackage_are_added_in_one_step(window: MainWindow, tmp_path: Path) -> None:
    frame = window.session.project.dataset("zones").frame[["id", "geometry"]]
    for name in ("one", "two"):
        frame.to_file(tmp_path / "both.gpkg", layer=name, driver="GPKG")
    window.layer_files.add([tmp_path / "both.gpkg"])
    settle()
    assert [layer.id for layer in window.session.project.map("first").layers][-2:] == ["one", "two"]
    press(window, Qt.Key.Key_Z)
    assert not window.session.history.can_undo
    window.files.open(tmp_path / "both.gpkg")
    settle()
    assert [layer.id for layer in window.session.project.maps[0].layers] == ["one", "two"]
    assert window.session.path is None


def test_a_fault_shows_one_dialog_and_the_project_is_as_it_was(
    window: MainWindow, crashes: list[BaseException]
) -> None:
    before = window.session.project
    for _ in range(2):
        window.messages.error(ZeroDivisionError("by nought"))
    settle()
    assert [type(each) for each in open_dialogs()] == [CrashDialog]
    assert window.session.project is before
    crashes.clear()


def test_a_file_that_cannot_be_read_is_said_in_the_bar_and_changes_nothing(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "bad.geojson").write_text("{", encoding="utf-8")
    before = window.session.project
    window.layer_files.add([tmp_path / "bad.geojson"])
    settle()
    assert window.map_area.bar.message.severity == "error"
    assert "bad.geojson" in window.map_area.bar.message.text.zh
    assert window.session.project is before
