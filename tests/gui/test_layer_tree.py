"""The tree of layers, driven by real events: groups, order, visibility, scales and base maps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pyproj import Transformer
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QDropEvent, QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QMenu

from gui.language import set_language
from gui.main_window import MainWindow
from gui.map.base_map_properties import BaseMapProperties
from gui.map.clipboard import MapCopyDialog
from gui.tree.layer_properties import LayerProperties
from layers import edits
from layers import layer_tree_edits as tree_edits
from layers.cartography.scale_range import ScaleRange
from layers.layer_tree import tree_of
from spatial.text import Text
from tests.gui.window_project import (  # noqa: F401 - a fixture
    close_window,
    dialog_of,
    new_window,
    settle,
    small_project,
    wait_for,
    without_platform_noise,
)
from tests.layers.test_layer_groups import show
from tests.tile_files import around, blue_of, tile_of, write_mbtiles, write_pmtiles

CENTRE = (121.45, 31.21)


@pytest.fixture
def window(qapp, tmp_path: Path) -> Iterator[MainWindow]:
    made = new_window(tmp_path)
    made.session.open(small_project())
    settle()
    yield made
    close_window(made)


def tree(window: MainWindow) -> str:
    shown = window.session.project.map("first")
    return show(tree_of(shown.layers, shown.groups))


def choose(window: MainWindow, *parts: str) -> None:
    """Click rows of the tree, all but the first with Ctrl."""
    rows = window.layers_panel.tree
    for number, part in enumerate(parts):
        item = rows.item_of(part)
        assert item is not None
        rows.scrollToItem(item)
        keys = Qt.KeyboardModifier.ControlModifier if number else Qt.KeyboardModifier.NoModifier
        box = rows.visualItemRect(item)
        QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, keys, box.center())
    settle()


def key(window: MainWindow, code: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    window.layers_panel.tree.setFocus()
    QTest.keyClick(window.layers_panel.tree, code, keys)
    settle()


def group_two(window: MainWindow) -> None:
    choose(window, "zones", "lower")
    key(window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    key(window, Qt.Key.Key_Escape)


def test_ctrl_g_groups_what_is_selected_and_lets_one_type_the_name(window: MainWindow) -> None:
    choose(window, "zones", "lower")
    key(window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    editor = QApplication.focusWidget()
    assert editor is not None
    QTest.keyClicks(editor, "Planning")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    settle()
    shown = window.session.project.map("first")
    assert tree(window) == "ground group_1(lower zones)"
    assert shown.groups[0].name.zh == "Planning"
    window.session.undo()
    window.session.undo()
    assert tree(window) == "ground lower zones"


def test_alt_arrows_move_out_of_a_group_and_in_again(window: MainWindow) -> None:
    group_two(window)
    choose(window, "lower")
    alt, seen = Qt.KeyboardModifier.AltModifier, []
    for code in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up):
        key(window, code, alt)
        seen.append(tree(window))
    inside = "ground group_1(lower zones)"
    assert seen == ["ground lower group_1(zones)"] * 2 + [
        inside,
        "ground group_1(zones lower)",
        "ground group_1(zones) lower",
    ]
    assert window.layers_panel.selected_layer == "lower", "what was moved stays chosen"


def drop(window: MainWindow, part: str, target: str, where: QAbstractItemView.DropIndicatorPosition) -> None:
    """Drop a part at a row, as Qt reports the end of a drag."""
    rows = window.layers_panel.tree
    choose(window, part)
    item = rows.item_of(target)
    assert item is not None
    box = rows.visualItemRect(item)
    mime = rows.mimeData([rows.item_of(part)])
    at = QPointF(box.center())
    event = QDropEvent(at, Qt.DropAction.MoveAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    rows.dropIndicatorPosition = lambda: where  # type: ignore[method-assign]
    rows.dropEvent(event)
    settle()


@pytest.mark.parametrize(
    ("part", "target", "where", "result"),
    [
        ("lower", "group:group_1", "OnItem", "ground group_1(zones lower)"),
        ("lower", "zones", "BelowItem", "ground group_1(lower zones)"),
        ("lower", "zones", "AboveItem", "ground group_1(zones lower)"),
        ("lower", "group:group_1", "AboveItem", "ground group_1(zones) lower"),
        ("group:group_1", "lower", "BelowItem", "ground group_1(zones) lower"),
        ("zones", "lower", "BelowItem", "ground group_1() zones lower"),
        ("lower", "ground", "BelowItem", "ground lower group_1(zones)"),
    ],
)
def test_parts_are_dropped_in_out_and_within(
    window: MainWindow, part: str, target: str, where: str, result: str
) -> None:
    choose(window, "zones")
    key(window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    key(window, Qt.Key.Key_Escape)
    before = window.session.project
    drop(window, part, target, QAbstractItemView.DropIndicatorPosition[where])
    if result == "ground group_1() zones lower":
        assert "zones" not in tree(window).split("(")[1].split(")")[0]
    else:
        assert tree(window) == result
    if target == "ground":
        assert window.session.project is before, "the background stays below"


def test_a_group_hides_and_fades_its_layers_on_the_canvas(window: MainWindow) -> None:
    group_two(window)
    choose(window, "group:group_1")
    window.layers_panel.opacity.setValue(40)
    key(window, Qt.Key.Key_Space)
    drawn = {layer.id: layer for layer in window.map_area.canvas_layers()}
    assert not drawn["zones"].visible
    assert window.layers_panel.tree.item_of("zones").toolTip(0) != "Zones", "it says why it is grey"
    key(window, Qt.Key.Key_Space)
    drawn = {layer.id: layer for layer in window.map_area.canvas_layers()}
    assert drawn["zones"].visible
    assert drawn["zones"].opacity == pytest.approx(0.4)
    picture = window.layers_panel.tree.item_of("zones").child(1).icon(0).pixmap(26, 16).toImage()
    assert picture.pixelColor(picture.rect().center()).alphaF() == pytest.approx(0.4, abs=0.01)
    assert drawn["ground"].opacity == 1


def test_space_and_delete_act_on_all_that_is_selected(window: MainWindow) -> None:
    choose(window, "zones", "ground")
    key(window, Qt.Key.Key_Space)
    assert not any(layer.visible for layer in window.session.project.map("first").layers)
    key(window, Qt.Key.Key_Space)
    assert [layer.visible for layer in window.session.project.map("first").layers] == [True, False, True]
    choose(window, "zones", "ground")
    key(window, Qt.Key.Key_Delete)
    assert tree(window) == "lower"
    window.session.undo()
    assert tree(window) == "ground lower zones"


def test_a_group_is_dissolved_or_removed_by_two_actions(window: MainWindow) -> None:
    group_two(window)
    choose(window, "group:group_1")
    window.menus.actions["ungroup"].trigger()
    assert tree(window) == "ground lower zones"
    window.session.undo()
    settle()
    choose(window, "group:group_1")
    window.menus.actions["remove_group"].trigger()
    assert tree(window) == "ground"
    window.session.undo()
    assert tree(window) == "ground group_1(lower zones)"


def test_a_closed_group_stays_closed_with_the_project(window: MainWindow) -> None:
    group_two(window)
    choose(window, "group:group_1")
    key(window, Qt.Key.Key_Left)
    assert window.session.project.map("first").groups[0].collapsed
    window.session.undo()
    settle()
    assert window.layers_panel.tree.item_of("group:group_1").isExpanded()


def test_the_menu_key_opens_the_menu_of_the_tree(window: MainWindow) -> None:
    rows = window.layers_panel.tree
    choose(window, "zones")
    at = rows.visualItemRect(rows.item_of("zones")).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, rows.viewport().mapToGlobal(at))
    names: set[str] = set()

    def look() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        names.update(action.objectName() for action in menu.actions())
        menu.close()

    QTimer.singleShot(100, look)
    QApplication.sendEvent(rows, event)
    assert {"make_group", "duplicate_layer", "remove_layer", "layer_properties", "zoom_scale"} <= names


def test_a_layer_out_of_scale_is_not_drawn_not_hit_and_says_so(window: MainWindow) -> None:
    area, session = window.map_area, window.session
    area.zoom_full()
    now = area.denominator
    session.apply(Text("x"), lambda p: edits.set_scales(p, "zones", ScaleRange(0, now / 10)))
    settle()
    item = window.layers_panel.tree.item_of("zones")
    assert not area.draws("zones")
    assert "1:" in item.toolTip(0)
    assert item.foreground(0).color() == window.layers_panel.tree.palette().placeholderText().color()
    x, y = Transformer.from_crs(4326, 3857, always_xy=True).transform(121.407, 31.21)
    pixel = area.canvas.view.to_pixels(np.array([[x, y]]))[0]
    picked: list[object] = []
    area.canvas.picked.connect(picked.append)
    area.canvas.pick_at(*pixel)
    assert [hit.layer_id for hit in picked[0]] == ["ground"]
    choose(window, "zones")
    window.menus.actions["zoom_scale"].trigger()
    settle()
    assert area.denominator < now / 10
    assert area.draws("zones")
    assert item.toolTip(0) == "Zones"


def test_the_properties_set_the_scales_in_one_step(window: MainWindow) -> None:
    choose(window, "zones")
    window.menus.actions["layer_properties"].trigger()
    dialog = dialog_of(LayerProperties)
    dialog.scales.least.setValue(5000)
    dialog.scales.most.setValue(100_000)
    steps = window.session.history.index
    dialog.buttons.accepted.emit()
    settle()
    assert window.session.project.layer("zones").scales == ScaleRange(5000, 100_000)
    assert window.session.history.index == steps + 1


# --- base maps -----------------------------------------------------------------------------------------------------


def pixel_at(window: MainWindow, lon: float, lat: float) -> tuple[int, int, int]:
    x, y = Transformer.from_crs(4326, 3857, always_xy=True).transform(lon, lat)
    window.map_area.canvas.render_now()
    image = window.map_area.canvas.grab().toImage()
    at = window.map_area.canvas.view.to_pixels(np.array([[x, y]]))[0]
    colour = image.pixelColor(int(at[0]), int(at[1]))
    return colour.red(), colour.green(), colour.blue()


def show_tiles_alone(window: MainWindow, path: Path) -> str:
    session = window.session
    for name in ("ground", "zones"):
        session.apply(Text("x"), lambda p, name=name: edits.set_visible(p, name, False))
    window.incoming.take([path])
    settle()
    x, y = Transformer.from_crs(4326, 3857, always_xy=True).transform(*CENTRE)
    per_px = 156543.03392804097 / 2**13
    window.map_area.canvas.set_extent((x - 300 * per_px, y - 200 * per_px, x + 300 * per_px, y + 200 * per_px))
    view = window.map_area.canvas.view
    window.map_area.canvas.move_view(view.scaled_to(per_px))
    settle()
    return session.project.map("first").base_maps[0].id


@pytest.mark.parametrize("kind", ["mbtiles", "pmtiles"])
def test_a_dropped_archive_is_a_base_map_and_every_tile_is_at_its_place(
    window: MainWindow, tmp_path: Path, kind: str
) -> None:
    write = {"mbtiles": write_mbtiles, "pmtiles": write_pmtiles}[kind]
    base_id = show_tiles_alone(window, write(tmp_path / f"t.{kind}", around(CENTRE, (11, 12, 13), 4)))
    for lon, lat in ((121.45, 31.21), (121.44, 31.215), (121.47, 31.20)):
        column, row = tile_of(lon, lat, 13)
        red, green, blue = pixel_at(window, lon, lat)
        assert blue == pytest.approx(blue_of((13, int(column), int(row))), abs=1)
        assert (red, green) == pytest.approx((256 * (column % 1), 256 * (row % 1)), abs=2.5), "two numbers a pixel wide"
    label = window.map_area.canvas.findChild(object, "attribution")
    assert label.isVisible()
    assert label.text() == "© Testers"
    window.session.apply(Text("x"), lambda p: tree_edits.change_base_map(p, "first", base_id, visible=False))
    settle()
    assert pixel_at(window, *CENTRE) == (0xDF, 0xE7, 0xEC)
    assert not label.isVisible()


def test_base_maps_are_reordered_by_dragging_them_among_themselves(window: MainWindow, tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        window.incoming.take([write_mbtiles(tmp_path / f"{name}.mbtiles", around(CENTRE, (12,), 0))])
        settle()

    def order() -> list[str]:
        return [base.id for base in window.session.project.map("first").base_maps]

    low, mid, top = order()
    for part, target, where, wanted in (
        (low, top, "AboveItem", [mid, top, low]),
        (low, mid, "BelowItem", [low, mid, top]),
        (top, mid, "BelowItem", [low, top, mid]),
        (low, "zones", "AboveItem", [low, top, mid]),
        ("zones", mid, "AboveItem", [low, top, mid]),
    ):
        before = tree(window)
        drop(window, part, target, getattr(QAbstractItemView.DropIndicatorPosition, where))
        assert order() == wanted
        assert tree(window) == before
    window.session.undo()
    assert order() == [low, mid, top]


def test_a_base_map_in_gcj02_is_moved_and_its_properties_say_what_it_is(window: MainWindow, tmp_path: Path) -> None:
    from spatial.datums import convert_datum

    show_tiles_alone(window, write_mbtiles(tmp_path / "t.mbtiles", around(CENTRE, (11, 12, 13), 4)))
    before = pixel_at(window, *CENTRE)
    choose(window, window.session.project.map("first").base_maps[0].id)
    window.menus.actions["layer_properties"].trigger()
    dialog = dialog_of(BaseMapProperties)
    wait_for(lambda: "11 – 13" in dialog.text.toPlainText())
    dialog.datum.setCurrentIndex(dialog.datum.findData("gcj02"))
    dialog.buttons.accepted.emit()
    settle()
    lon, lat = convert_datum(np.array([CENTRE]), "wgs84", "gcj02")[0]
    column, row = tile_of(lon, lat, 13)
    red, green, _ = pixel_at(window, *CENTRE)
    assert (red, green) == pytest.approx((256 * (column % 1), 256 * (row % 1)), abs=2.5)
    assert abs(red - before[0]) > 20
    window.session.undo()
    settle()
    assert pixel_at(window, *CENTRE) == before


def test_the_copied_picture_has_the_base_map_and_says_whose_it_is(window: MainWindow, tmp_path: Path) -> None:
    show_tiles_alone(window, write_mbtiles(tmp_path / "t.mbtiles", around(CENTRE, (11, 12, 13), 4)))
    on_screen = pixel_at(window, *CENTRE)
    window.menus.actions["copy_map"].trigger()
    settle()
    dialog = dialog_of(MapCopyDialog)
    dialog.parts["legend"].setChecked(False)
    dialog.ok.click()
    settle()
    image = QApplication.clipboard().image()
    canvas = window.map_area.canvas
    plain = [
        image.pixelColor(image.width() // 2 + x, y).getRgb()[:3]
        for x in (-40, 0, 40)
        for y in range(100, image.height() - 60, 20)
    ]
    assert len({pixel[2] for pixel in plain}) < 6, "blue says which tile: there are few"
    assert any(abs(pixel[2] - on_screen[2]) <= 1 for pixel in plain)
    assert image.width() == canvas.width()
    foot = [
        image.pixelColor(x, y).lightness() for x in range(12, 160) for y in range(image.height() - 20, image.height())
    ]
    assert min(foot) < 140, "the attribution is written below the map"


def test_the_status_bar_tells_the_scale_that_ranges_are_told_with(window: MainWindow) -> None:
    window.map_area.canvas.set_extent((13.50e6, 3.65e6, 13.54e6, 3.68e6))
    settle()
    told = float(window.status.scale.text().removeprefix("1 : ").replace(",", ""))
    assert told == pytest.approx(window.map_area.denominator, rel=0.005)


def test_an_archive_that_is_named_after_a_chinese_web_map_is_taken_for_gcj02(
    window: MainWindow, tmp_path: Path
) -> None:
    path = write_mbtiles(tmp_path / "amap.mbtiles", around(CENTRE, (12,), 0), name="高德影像")
    window.incoming.take([path])
    settle()
    base = window.session.project.map("first").base_maps[0]
    assert (base.datum, base.name.zh, base.attribution.zh) == ("gcj02", "高德影像", "© Testers")


def test_a_lost_or_broken_archive_is_said_and_nothing_is_lost(window: MainWindow, tmp_path: Path) -> None:
    broken = tmp_path / "broken.mbtiles"
    broken.write_bytes(b"SQLite format 3\0" + bytes(50))
    before = window.session.project
    window.incoming.take([broken])
    settle()
    assert window.session.project is before
    path = write_mbtiles(tmp_path / "t.mbtiles", around(CENTRE, (12,), 0))
    window.incoming.take([path])
    settle()
    path.rename(tmp_path / "away.mbtiles")
    window.scale_notes.show()
    base = window.session.project.map("first").base_maps[0]
    assert str(path) in window.layers_panel.tree.item_of(base.id).toolTip(0)


def test_districts_and_water_are_added_in_one_click_once(window: MainWindow) -> None:
    window.menus.actions["add_context"].trigger()
    settle()
    shown = window.session.project.map("first")
    assert [layer.dataset for layer in shown.layers[:2]] == ["context_land", "districts"]
    assert all(layer.context for layer in shown.layers[:3])
    before = window.session.project
    window.menus.actions["add_context"].trigger()
    settle()
    assert window.session.project is before
    window.session.undo()
    assert len(window.session.project.datasets) == 2


def test_the_tree_speaks_english(window: MainWindow) -> None:
    group_two(window)
    set_language("en")
    settle()
    rows = window.layers_panel.tree
    assert rows.item_of("group:group_1").text(0) == "Group 1"
    assert rows.topLevelItem(0).text(0).isascii()
    set_language("zh")


def test_a_click_beside_all_rows_does_nothing(window: MainWindow) -> None:
    before = window.session.project
    QTest.mouseClick(window.layers_panel.tree.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(5, 2000))
    assert window.session.project is before


def test_a_click_that_comes_from_elsewhere_does_not_begin_to_rename(window: MainWindow) -> None:
    tree = window.layers_panel.tree
    tree.select("zones")
    window.map_area.canvas.setFocus()
    settle()
    place = tree.visualItemRect(tree.item_of("zones")).center()
    for renames in (False, True):  # a second click does
        focus = QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.MouseFocusReason)
        if not tree.hasFocus():
            tree.setFocus(Qt.FocusReason.MouseFocusReason)
            QApplication.sendEvent(tree, focus)  # as a window manager does
        QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        QTest.qWait(QApplication.doubleClickInterval() + 100)
        assert (tree.findChild(QLineEdit) is not None) == renames
