"""The boundary editor driven by mouse and keys, behaviour by behaviour; docs/boundary_editing.md lists them."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from click.testing import CliRunner
from edit_project import (
    ALT,
    LEFT,
    NO_KEYS,
    SHIFT,
    C,
    E,
    M,
    N,
    R,
    W,
    begin,
    click,
    drag,
    key,
    move,
    park_project,
    parks,
    press,
    px,
    ring,
    unlocked,
)
from openpyxl import load_workbook
from pyproj import Geod
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox
from shapely.geometry import LineString
from window_project import close_window, dialog_of, new_window, open_dialogs, settle, type_file, without_platform_noise

from gui.boundaries.overlap_dialog import OverlapDialog
from gui.editing.editor import Editor
from gui.editing.finish_dialog import FinishDialog
from gui.editing.overlay import TARGET
from gui.editing.repair_dialog import RepairDialog
from gui.language import say
from gui.main_window import MainWindow
from gui.projects.files import is_modified
from gui.revisions.entry_dialog import EntryDialog
from gui.settings import SNAP_LAYERS, SNAP_PX
from layers import edits
from layers.boundaries import edits as boundary_edits
from layers.layer import Dataset, Layer
from layers.project import Project
from main import main as command_line
from spatial.text import Text

__all__ = ["without_platform_noise"]
WEST, EAST, SOUTH = 0, 1, 2


@pytest.fixture(scope="module")
def shared_window(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    made = new_window(tmp_path_factory.mktemp("editing"))
    yield made
    close_window(made)


@pytest.fixture
def window(shared_window: MainWindow) -> Iterator[MainWindow]:
    yield shared_window
    for dialog in open_dialogs():
        dialog.close()
    SNAP_PX.forget()
    shared_window.editing.editor.edit.draft_mode = False
    shared_window.map_area.bar.close_message()
    settle()


@pytest.fixture
def editor(window: MainWindow) -> Editor:
    return begin(window, park_project(unlocked()))


def label(editor: Editor) -> str:
    return editor.session.history.labels[editor.session.history.index].to("zh")


def said(editor: Editor) -> str:
    return "\n".join(say(line.text) for line in editor.overlay.lines())


def told(window: MainWindow) -> str:
    message = window.map_area.bar.message
    return message.text.to("zh") if message is not None else ""


def press_action(window: MainWindow, name: str) -> None:
    """Press the button of a message."""
    message = window.map_area.bar.message
    act = next(act for words, act in message.actions if words.to("zh") == name)
    act()
    settle()


def target_marked(editor: Editor) -> bool:
    """Whether a mark in the colour of targets is drawn anywhere on the map."""
    image = editor.canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    off = np.abs(pixels[..., 2::-1].astype(int) - np.array(TARGET.getRgb()[:3])).sum(axis=2)
    return bool((off < 12).any())


def near(at: QPoint, right: int, down: int) -> QPoint:
    return at + QPoint(right, down)


# --- 1, 2: snapping -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("off", [-11, 11])
def test_a_dragged_vertex_snaps_within_the_tolerance_and_takes_the_very_coordinates(editor: Editor, off: int) -> None:
    drag(editor, px(editor, N), near(px(editor, M), off, 0))
    assert M in ring(editor, WEST) and N not in ring(editor, WEST)


@pytest.mark.parametrize(("tolerance", "off", "snaps"), [(4, 3, True), (4, 8, False), (30, 26, True), (12, 16, False)])
def test_the_tolerance_is_a_setting_in_pixels(editor: Editor, tolerance: int, off: int, snaps: bool) -> None:
    SNAP_PX.keep(tolerance)
    press(editor, px(editor, N))
    move(editor, near(px(editor, N), 40, -40), held=True)
    move(editor, near(px(editor, E), 0, -off), held=True)
    assert (editor.pointer.at == E) == snaps
    key(editor, Qt.Key.Key_Escape)
    QTest.mouseRelease(editor.canvas, LEFT, NO_KEYS, px(editor, E))


@pytest.mark.parametrize("zoom", [0.5, 3.0])
def test_the_tolerance_does_not_depend_on_the_zoom(editor: Editor, zoom: float) -> None:
    middle = px(editor, M)
    editor.canvas.move_view(editor.canvas.view.zoomed(zoom, (middle.x(), middle.y())))
    editor.select([WEST])
    start, target = (px(editor, at) for at in (C, M))
    press(editor, start)
    for off, snaps in ((60, False), (8, True), (9, False), (-8, True)):
        move(editor, near(target, off, -abs(off)), held=True)  # diagonal: 8 px are 11.3, 9 px are 12.7
        found = editor.pointer.snap
        assert (found is not None and found.kind == "vertex" and found.at == M) == snaps, off
    key(editor, Qt.Key.Key_Escape)
    QTest.mouseRelease(editor.canvas, LEFT, NO_KEYS, target)


def crossing_roads() -> Dataset:
    """Two roads that cross in the middle of East and have no vertex there; one goes across the border to West."""
    lines = [
        LineString([(121.4125, 31.2125), (121.4185, 31.2185)]),
        LineString([(121.4125, 31.2185), (121.4185, 31.2125)]),
    ]
    lines.append(LineString([(121.4060, 31.2150), (121.4130, 31.2158)]))
    return Dataset(
        "roads", Text("道路", "Roads"), gpd.GeoDataFrame({"id": list("xyz")}, geometry=lines, crs=4326), id_field="id"
    )


def with_roads(visible: bool = True) -> Project:
    made = park_project(unlocked())
    roads = Layer("roads", "roads", Text("道路", "Roads"), visible=visible)
    shown = replace(made.maps[0], layers=(*made.maps[0].layers, roads))
    return replace(made, datasets=(*made.datasets, crossing_roads()), maps=(shown,))


def test_an_intersection_is_a_target_before_an_edge_and_is_shown(window: MainWindow) -> None:
    editor = begin(window, with_roads())
    crossing = px(editor, (121.4155, 31.2155))
    press(editor, px(editor, N))
    move(editor, near(crossing, -60, 0), held=True)
    assert not target_marked(editor)
    move(editor, near(crossing, 7, 2), held=True)
    found = editor.pointer.snap
    assert found.kind == "intersection" and found.at == pytest.approx((121.4155, 31.2155), abs=1e-12)
    assert target_marked(editor), "the target is drawn before the button is let go"
    key(editor, Qt.Key.Key_Escape)
    QTest.mouseRelease(editor.canvas, LEFT, NO_KEYS, crossing)
    place = shapely.intersection(crossing_roads().frame.geometry.iloc[2], LineString([M, C]))
    shared = (place.x, place.y)  # a road across the border of West and East
    window.menus.actions["draw_add_polygon"].trigger()
    settle()
    move(editor, near(px(editor, shared), 5, -6))
    assert editor.pointer.snap.kind == "intersection" and editor.pointer.at == pytest.approx(shared, abs=1e-10)


def test_the_other_visible_layers_are_targets_to_the_last_bit_and_hidden_ones_are_not(window: MainWindow) -> None:
    for visible in (True, False):
        editor = begin(window, with_roads(visible))
        end = (121.4185, 31.2185)
        drag(editor, px(editor, E), near(px(editor, end), 6, 4))
        assert (end in ring(editor, EAST)) == visible and E not in ring(editor, EAST)
    SNAP_LAYERS.keep("edited")
    editor = begin(window, with_roads())
    drag(editor, px(editor, E), near(px(editor, end), 6, 4))
    assert end not in ring(editor, EAST)
    SNAP_LAYERS.forget()


def test_a_layer_with_too_many_vertices_is_left_out_and_the_user_is_told(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.editing.neighbours.MOST_VERTICES", 5)
    editor = begin(window, with_roads())
    assert "道路" in told(window) and "不参与捕捉" in told(window)
    end = (121.4185, 31.2185)
    drag(editor, px(editor, E), near(px(editor, end), 6, 4))
    assert end not in ring(editor, EAST)


def test_a_drag_is_not_held_by_the_edges_it_moves(editor: Editor) -> None:
    editor.select([WEST])
    between = (px(editor, W) * 3 + px(editor, C)) / 4  # beside the old edge w-c, far from both ends
    press(editor, px(editor, C))
    move(editor, near(between, 0, 5), held=True)
    assert editor.pointer.snap is None
    key(editor, Qt.Key.Key_Escape)
    QTest.mouseRelease(editor.canvas, LEFT, NO_KEYS, between)


def test_alt_suspends_snapping(editor: Editor) -> None:
    drag(editor, px(editor, N), near(px(editor, M), -6, 4), ALT)
    assert M in ring(editor, WEST) and len(ring(editor, WEST)) == 4 and N not in ring(editor, WEST)


def test_a_vertex_comes_before_an_edge_and_the_target_is_shown_before_the_click(editor: Editor) -> None:
    start, beside_r = px(editor, N), near(px(editor, R), -8, -5)
    press(editor, start)
    move(editor, near(start, 40, 40), held=True)
    move(editor, beside_r, held=True)
    assert editor.pointer.snap.kind == "vertex" and editor.pointer.snap.at == R
    middle = (px(editor, E) + px(editor, R)) / 2
    move(editor, near(middle, -6, 20), held=True)
    assert editor.pointer.snap.kind == "edge"
    assert target_marked(editor)
    move(editor, near(middle, -60, 20), held=True)
    assert editor.pointer.snap is None and not target_marked(editor)
    key(editor, Qt.Key.Key_Escape)
    QTest.mouseRelease(editor.canvas, LEFT, NO_KEYS, middle)


@pytest.mark.parametrize(("crs", "datum"), [("EPSG:4549", "cgcs2000"), ("EPSG:4326", "gcj02")])
def test_snapping_is_exact_in_the_layers_own_coordinates(window: MainWindow, crs: str, datum: str) -> None:
    made = parks(crs, datum)
    frame = made.frame.copy()
    frame["geometry_status"] = "draft"
    editor = begin(window, park_project(replace(made, frame=frame)))
    target = ring(editor, EAST)[0]
    start = ring(editor, WEST)[0]
    drag(editor, px(editor, start), near(px(editor, target), 5, 5))
    assert target in ring(editor, WEST) and start not in ring(editor, WEST)
    shapes = window.session.project.dataset("parks").frame.geometry
    assert shapely.get_coordinates(shapes.iloc[WEST]).tolist().count(list(target)) >= 1


# --- 3, 4: shared borders -------------------------------------------------------------------------------------------


def test_a_shared_vertex_moves_in_all_owners_and_the_total_stays(editor: Editor) -> None:
    before = editor.figures.areas_m2().copy()
    drag(editor, px(editor, C), near(px(editor, C), 50, -30))
    (moved,) = set(ring(editor, WEST)) & set(ring(editor, EAST)) & set(ring(editor, SOUTH))
    assert moved != C
    after = editor.figures.areas_m2()
    assert (np.abs(after - before) > 100).all()
    assert after.sum() == pytest.approx(before.sum(), rel=1e-9)
    assert label(editor) == "移动顶点：West、East 等 3 个"


def test_areas_change_while_the_mouse_moves(editor: Editor) -> None:
    drag(editor, px(editor, C), near(px(editor, C), 50, -30), let_go=False)
    first = said(editor)
    move(editor, near(px(editor, C), 90, -60), held=True)
    assert said(editor) != first and "West" in said(editor) and "East" in said(editor) and "South" in said(editor)
    QTest.mouseRelease(editor.canvas, LEFT, NO_KEYS, near(px(editor, C), 90, -60))


def test_a_shared_edge_moves_in_both_owners(editor: Editor) -> None:
    middle = (px(editor, M) + px(editor, C)) / 2
    grip = near(middle, 0, 40)
    drag(editor, grip, near(grip, 45, 0), ALT)
    both = set(ring(editor, WEST)) & set(ring(editor, EAST))
    assert len(both) == 2 and M not in both and C not in both
    assert label(editor).startswith("移动边")


@pytest.mark.parametrize("how", ["ghost", "double", "drag"])
def test_a_vertex_is_inserted_in_every_owner(editor: Editor, how: str) -> None:
    editor.select([WEST])
    middle = (px(editor, M) + px(editor, C)) / 2
    if how == "ghost":
        click(editor, middle)
    elif how == "drag":
        drag(editor, middle, near(middle, 60, 10))
    else:
        at = near(middle, 0, 50)
        click(editor, at)
        QTest.mouseDClick(editor.canvas, LEFT, NO_KEYS, at)
        settle()
    both = set(ring(editor, WEST)) & set(ring(editor, EAST))
    assert len(both) == 3 and {M, C} < both
    assert label(editor).startswith("插入顶点")


def test_a_vertex_is_deleted_in_every_owner_and_refused_below_four_points(editor: Editor, window: MainWindow) -> None:
    editor.select([WEST])
    click(editor, (px(editor, M) + px(editor, C)) / 2)
    key(editor, Qt.Key.Key_Delete)
    assert set(ring(editor, WEST)) & set(ring(editor, EAST)) == {M, C} and label(editor).startswith("删除顶点")
    click(editor, px(editor, N))
    key(editor, Qt.Key.Key_Delete)
    assert len(ring(editor, WEST)) == 3
    steps = editor.session.history.index
    click(editor, px(editor, W))
    key(editor, Qt.Key.Key_Delete)
    assert len(ring(editor, WEST)) == 3 and editor.session.history.index == steps
    assert told(window)


# --- 6: detach and attach -------------------------------------------------------------------------------------------


def test_a_detached_border_moves_alone_and_an_attached_one_moves_together(editor: Editor, window: MainWindow) -> None:
    editor.select([WEST])
    window.menus.actions["detach_border"].trigger()
    settle()
    assert label(editor) == "分离边界：West"
    drag(editor, px(editor, M), near(px(editor, M), -40, -30), ALT)
    assert M in ring(editor, EAST) and M not in ring(editor, WEST)
    SNAP_PX.keep(30)
    moved = next(at for at in ring(editor, WEST) if at not in (N, W, C))
    drag(editor, px(editor, moved), near(px(editor, M), -20, -4), ALT)
    editor.select([WEST, EAST])
    window.menus.actions["attach_border"].trigger()
    settle()
    assert label(editor).startswith("贴合边界") and M in ring(editor, WEST)
    drag(editor, px(editor, M), near(px(editor, M), 50, 40), ALT)
    assert M not in ring(editor, EAST) and M not in ring(editor, WEST)


# --- 7: self-intersection -------------------------------------------------------------------------------------------


def test_crossing_segments_turn_red_and_the_commit_is_refused(editor: Editor, window: MainWindow) -> None:
    before = editor.edit.topology
    drag(editor, px(editor, W), near(px(editor, E), -60, 60), ALT, let_go=False)
    assert len(editor.tool._drag.frame.crossing) and "自身相交" in said(editor)
    picture = editor.canvas.grab().toImage()
    red = 0
    for ends in editor.tool._drag.frame.crossing:
        for share in np.linspace(0.2, 0.8, 13):  # away from the vertices, which are red too
            x, y = editor.pixels([ends[0] + (ends[1] - ends[0]) * share])[0] * picture.devicePixelRatio()
            colour = picture.pixelColor(round(x), round(y))
            red += colour.red() > 180 and colour.green() < 90
    assert red >= 6, "the segments are red, as far as the read-out does not cover them"
    QTest.mouseRelease(editor.canvas, LEFT, ALT, near(px(editor, E), -60, 60))
    settle()
    assert editor.edit.topology is before and "未改动" in told(window)


def test_a_crossing_border_is_kept_as_a_marked_draft_and_repaired_by_choice(window: MainWindow) -> None:
    alone = unlocked()
    editor = begin(window, park_project(replace(alone, frame=alone.frame.iloc[[WEST]])))
    drag(editor, px(editor, W), near(px(editor, M), 90, 60), ALT)
    press_action(window, "保留为草稿")
    frame = window.session.project.dataset("parks").frame
    assert not frame.geometry.is_valid.iloc[WEST] and frame[boundary_edits.DRAFT].iloc[WEST]
    assert WEST in editor.edit.drafts() and bool(window.portrayals.of("parks").placed.dashed[WEST])
    editor.select([WEST])
    window.menus.actions["repair_border"].trigger()
    settle()
    dialog = dialog_of(RepairDialog)
    assert len(dialog.buttons) >= 2 and all("平方公里" in each.text() for each in dialog.buttons)
    assert editor.overlay._preview and window.session.project.dataset("parks").frame is frame
    dialog.buttons[1].click()
    dialog.box.accepted.emit()
    settle()
    assert shapely.is_valid(editor.edit.topology.shapes[WEST]) and label(editor).startswith("修复自相交")


def test_a_refused_move_can_be_repaired_at_once(window: MainWindow) -> None:
    alone = unlocked()
    editor = begin(window, park_project(replace(alone, frame=alone.frame.iloc[[WEST]])))
    steps = editor.session.history.index
    drag(editor, px(editor, W), near(px(editor, M), 90, 60), ALT)
    press_action(window, "修复…")
    dialog = dialog_of(RepairDialog)
    assert editor.session.history.index == steps and editor.overlay._preview
    dialog.box.accepted.emit()
    settle()
    shape = editor.edit.topology.shapes[WEST]
    assert shapely.is_valid(shape) and W not in map(tuple, shapely.get_coordinates(shape).tolist())
    assert editor.session.history.index == steps + 1 and not editor.edit.drafts() and not editor.overlay._preview


def test_draft_mode_keeps_without_asking(editor: Editor, window: MainWindow) -> None:
    window.menus.actions["draft_mode"].trigger()
    drag(editor, px(editor, W), near(px(editor, E), -60, 60), ALT)
    assert editor.edit.drafts()
    editor.session.undo()
    settle()
    assert not editor.edit.drafts() and W in ring(editor, WEST)


# --- 8: overlaps ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("choice", ["trim_mine", "trim_theirs", "keep"])
def test_a_move_onto_a_neighbour_asks_who_gives_way(editor: Editor, window: MainWindow, choice: str) -> None:
    editor.select([WEST])
    window.menus.actions["detach_border"].trigger()
    before, index = editor.figures.areas_m2().copy(), editor.session.history.index
    drag(editor, px(editor, M), near(px(editor, M), 60, 10), ALT)
    assert editor.session.history.index == index
    dialog = dialog_of(OverlapDialog)
    assert "平方米" in dialog.words.text()
    dialog.buttons[choice].click()
    dialog.box.accepted.emit()
    settle()
    gained = editor.figures.areas_m2() - before
    assert editor.session.history.index == index + (choice != "trim_mine" or abs(gained[WEST]) > 1)
    assert bool(editor.edit.drafts()) == (choice == "keep")
    assert (gained[EAST] < -100) == (choice == "trim_theirs") and (gained[WEST] > 100) == (choice != "trim_mine")
    shapes = editor.edit.topology.shapes
    assert (shapely.intersection(shapes[WEST], shapes[EAST]).area > 1e-12) == (choice == "keep")


# --- 12, 13: the read-out -------------------------------------------------------------------------------------------


def test_the_readout_tells_area_delta_totals_perimeter_and_segment(editor: Editor) -> None:
    editor.select([WEST])
    drag(editor, px(editor, N), near(px(editor, N), -50, -20), ALT, let_go=False)
    words = said(editor)
    at = editor.tool._drag.moves[N]
    lonlat = np.array([at, W, C, M])
    area, perimeter = Geod(ellps="WGS84").polygon_area_perimeter(lonlat[:, 0], lonlat[:, 1])
    assert f"{abs(area) / 1e6:,.4f} 平方公里" in words and f"周长 {perimeter / 1000:,.3f} 公里" in words
    azimuth, _, metres = Geod(ellps="WGS84").inv(*at, *M)
    assert "较已保存 +" in words and f"方位角 {azimuth % 360:.1f}°" in words and f"{metres / 1000:,.3f} 公里" in words
    assert "批复 " in words and "超出" in words
    QTest.mouseRelease(editor.canvas, LEFT, ALT, near(px(editor, N), -50, -20))
    settle()
    exported = window_area(editor)
    assert exported == pytest.approx(abs(area), rel=1e-9)


def test_the_starter_readout_counts_against_ten_point_zero_eight(window: MainWindow) -> None:
    from layers.storage.project_file import read_project

    starter = read_project(Path(__file__).resolve().parents[2] / "data" / "geo").project
    editor = begin(window, edits.show_map(starter, "industries"), "industries-subparks")
    at = next(each for each in ring(editor, 0) if len(editor.edit.topology.owners(each)) > 1)
    editor.select([0])
    drag(editor, px(editor, at), near(px(editor, at), 12, -8), let_go=False)
    words = said(editor)
    key(editor, Qt.Key.Key_Escape)
    QTest.mouseRelease(editor.canvas, LEFT, NO_KEYS, px(editor, at))
    assert (
        "桃浦智创城" in words and "北区块" in words and "/ 6.6 平方公里" in words and "/ 10.08 平方公里，超出" in words
    )
    total = editor.edit.topology.area_m2().sum() / 1e6
    assert 10.08 < total < 10.5 and "普陀园 10." in words


def test_the_areas_shown_are_the_areas_exported_in_every_view(
    editor: Editor, window: MainWindow, tmp_path: Path
) -> None:
    editor.select([WEST])
    drag(editor, px(editor, N), near(px(editor, N), -50, -20), ALT, let_go=False)
    shown = {"read-out": figure(said(editor).splitlines()[0])}
    QTest.mouseRelease(editor.canvas, LEFT, ALT, near(px(editor, N), -50, -20))
    settle()
    window.menus.actions["ledger_commit"].trigger()
    settle()
    entry = dialog_of(EntryDialog)
    shown["commit"] = float(entry.table.item(0, 2).text())
    assert "椭球面面积" in entry.words.text()
    QTest.keyClicks(entry.reason, "year")
    QTest.mouseClick(entry.ok, LEFT)
    settle()
    shown["ledger"] = float(window.ledger.panel.changes.item(0, 2).text())
    window.menus.actions["ledger_xlsx"].trigger()
    type_file(tmp_path / "ledger.xlsx")
    rows = [[cell.value for cell in row] for row in load_workbook(tmp_path / "ledger.xlsx").worksheets[1]]
    shown["workbook"] = next(float(row[5]) for row in rows if "West" in row)
    window.session.path = tmp_path / "saved"
    window.menus.actions["save"].trigger()
    settle()
    window.menus.actions["edit_boundaries"].trigger()
    settle()
    finish = dialog_of(FinishDialog)
    shown["finish"] = float(finish.table.item(0, 3).text())
    assert "测地线面积" in finish.words.text()
    QTest.mouseClick(finish.keep, LEFT)
    settle()
    (file,) = (tmp_path / "saved").rglob("parks-*.geojson")
    answer = CliRunner().invoke(command_line, ["area", str(file), "--json"])
    measured = json.loads(answer.stdout)
    shown["main.py area"] = measured["features"][WEST]["area_m2"] / 1e6
    assert "测地线" in measured["methods"]["geodesic"]
    lonlat = shapely.get_coordinates(gpd.read_file(file).geometry.iloc[WEST])
    exported = abs(Geod(ellps="WGS84").polygon_area_perimeter(lonlat[:, 0], lonlat[:, 1])[0]) / 1e6
    assert all(each == pytest.approx(exported, rel=1e-4) for each in shown.values()), (shown, exported)
    window.session.path = None


def figure(words: str) -> float:
    """The area in square kilometres of a line of the read-out."""
    return float(re.search(r"([\d.,]+) 平方公里", words)[1].replace(",", ""))


def window_area(editor: Editor) -> float:
    from layers.boundaries.reports import measure

    return float(measure(editor.edit.dataset)[0][WEST])


# --- 15: history ----------------------------------------------------------------------------------------------------


def test_a_drag_is_one_named_step_and_undo_brings_the_very_geometry_back(editor: Editor) -> None:
    before, index = editor.edit.topology, editor.session.history.index
    drag(editor, px(editor, C), near(px(editor, C), 30, 30))
    assert editor.session.history.index == index + 1
    editor.session.undo()
    settle()
    assert editor.edit.topology is before
    editor.session.redo()
    settle()
    assert C not in ring(editor, WEST)


def test_two_hundred_steps_mixed_with_others_can_be_undone(editor: Editor) -> None:
    session, first = editor.session, editor.session.project
    click(editor, px(editor, N))
    for number in range(210):
        if number % 10 == 9:
            session.apply(Text("x"), lambda p, n=number: edits.set_opacity(p, "parks", 0.5 + (n % 7) / 20))
        QTest.keyClick(editor.canvas, Qt.Key.Key_Right if number % 2 else Qt.Key.Key_Left)
        session.history.end_merge()
    assert session.history.index >= 210
    session.undo(session.history.index)
    settle()
    assert session.project is first and N in ring(editor, WEST)


def test_a_jump_in_the_history_brings_the_change_into_view(editor: Editor, window: MainWindow) -> None:
    drag(editor, px(editor, N), near(px(editor, N), -30, -30))
    canvas = editor.canvas
    canvas.move_view(canvas.view.zoomed(4.0).panned(-9000, 4000))
    assert not canvas.rect().contains(px(editor, N))
    window.history_panel.steps.setCurrentRow(0)
    settle()
    assert canvas.rect().contains(px(editor, N))


def test_undo_survives_saving(editor: Editor, window: MainWindow, tmp_path: Path) -> None:
    first = window.session.project
    drag(editor, px(editor, C), near(px(editor, C), 30, 30))
    window.session.path = tmp_path / "saved.yuantu"
    window.menus.actions["save"].trigger()
    settle()
    assert window.session.path.exists()
    assert window.editing.active and not is_modified(window.session)
    window.menus.actions["undo"].trigger()
    settle()
    assert window.session.project is first and C in ring(editor, WEST)
    window.session.path = None


def test_closing_with_unsaved_edits_asks_once_and_keeps_by_default(editor: Editor, window: MainWindow) -> None:
    drag(editor, px(editor, C), near(px(editor, C), 30, 30))
    window.close()
    settle()
    boxes = [each for each in open_dialogs() if isinstance(each, QMessageBox)]
    assert len(boxes) == 1 and boxes[0].defaultButton() == boxes[0].button(QMessageBox.StandardButton.Save)
    boxes[0].button(QMessageBox.StandardButton.Cancel).click()
    settle()
    assert window.isVisible() and window.editing.active and C not in ring(editor, WEST)


# --- 17: the end of a session ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["keep", "discard"])
def test_leaving_shows_what_changed_and_asks_once(editor: Editor, window: MainWindow, answer: str) -> None:
    first = window.session.project
    drag(editor, px(editor, C), near(px(editor, C), 40, 20))
    window.menus.actions["edit_boundaries"].trigger()
    settle()
    dialog = dialog_of(FinishDialog)
    assert dialog.table.rowCount() == 3 and "1 步" in dialog.words.text() and dialog.keep.isDefault()
    assert dialog.table.item(0, 0).text() == "West" and dialog.table.item(0, 4).text()[0] in "+-"
    QTest.mouseClick(dialog.keep if answer == "keep" else dialog.discard, LEFT)
    settle()
    assert not window.editing.active and not open_dialogs()
    assert (window.session.project is first) == (answer == "discard")
    assert window.menus.actions["pan"].isChecked()


def test_leaving_without_a_change_does_not_ask(editor: Editor, window: MainWindow) -> None:
    window.menus.actions["edit_boundaries"].trigger()
    settle()
    assert not window.editing.active and not open_dialogs()


def test_leaving_with_the_select_tool_in_hand_is_no_fault(
    editor: Editor, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: faults.append(error))
    window.menus.actions["edit_select"].trigger()
    editor.select([WEST])
    window.menus.actions["edit_boundaries"].trigger()
    settle()
    assert not window.editing.active and editor.tool is None and not faults


# --- 22: locks ------------------------------------------------------------------------------------------------------


def test_an_approved_boundary_is_locked_and_unlocking_is_logged(window: MainWindow) -> None:
    editor = begin(window, park_project())
    drag(editor, px(editor, C), near(px(editor, C), 40, 20))
    assert C in ring(editor, SOUTH) and "“South”的边界已锁定" in told(window)
    press_action(window, "解锁")
    assert label(editor) == "解锁边界：South"
    entry = window.session.project.boundaries.revisions[-1]
    assert (entry.kind, entry.of) == ("unlock", "South") and entry.entry.author and entry.entry.time
    drag(editor, px(editor, C), near(px(editor, C), 40, 20))
    assert C not in ring(editor, SOUTH)
    editor.select([WEST])
    window.menus.actions["lock_boundary"].trigger()
    settle()
    at = ring(editor, WEST)[0]
    drag(editor, px(editor, at), near(px(editor, at), -40, -20))
    assert at in ring(editor, WEST)


# --- 25: the keyboard -----------------------------------------------------------------------------------------------


def test_tab_goes_round_arrows_nudge_enter_keeps_and_escape_takes_back(editor: Editor) -> None:
    editor.select([WEST])
    key(editor, Qt.Key.Key_Tab)
    first = editor.tool.held[0]
    for _ in range(len(ring(editor, WEST))):
        key(editor, Qt.Key.Key_Tab)
    assert editor.tool.held == (first,)
    start, steps = editor.pixel(first), editor.session.history.index
    key(editor, Qt.Key.Key_Right)
    key(editor, Qt.Key.Key_Down, SHIFT)
    moved = editor.pixel(editor.tool.held[0]) - start
    assert (moved.x(), moved.y()) == pytest.approx((1.0, 10.0), abs=0.01)
    assert editor.session.history.index == steps + 1, "nudges of one vertex are one step"
    key(editor, Qt.Key.Key_Return)
    key(editor, Qt.Key.Key_Tab)
    held = editor.tool.held[0]
    key(editor, Qt.Key.Key_Left)
    assert editor.session.history.index == steps + 2
    key(editor, Qt.Key.Key_Escape)
    assert editor.session.history.index == steps + 1 and held in ring(editor, WEST)


def test_escape_lets_go_of_a_drag(editor: Editor) -> None:
    before, steps = editor.edit.topology, editor.session.history.index
    drag(editor, px(editor, C), near(px(editor, C), 40, 30), let_go=False)
    assert editor.tool.still() is not None
    key(editor, Qt.Key.Key_Escape)
    assert editor.tool.still() is None, "the map itself is shown again"
    QTest.mouseRelease(editor.canvas, LEFT, NO_KEYS, near(px(editor, C), 40, 30))
    settle()
    assert editor.edit.topology is before and editor.session.history.index == steps


def test_what_is_under_the_mouse_is_highlighted_from_afar(editor: Editor) -> None:
    move(editor, near(px(editor, N), -11, 0))
    assert editor.tool.over.kind == "vertex" and editor.tool.over.at == N
    lit = editor.canvas.grab().toImage()
    move(editor, near(px(editor, N), -40, -40))
    assert editor.tool.over is None and editor.canvas.grab().toImage() != lit


# --- 28: sites ------------------------------------------------------------------------------------------------------


def test_a_site_moves_with_a_distance_and_a_warning_when_it_leaves_its_park(window: MainWindow) -> None:
    editor = begin(window, park_project(), "sites")
    start, to = px(editor, (121.405, 31.215)), px(editor, (121.415, 31.213))
    drag(editor, start, to, let_go=False)
    words = said(editor)
    place = editor.tool._to
    metres = Geod(ellps="WGS84").inv(121.405, 31.215, *place)[2]
    assert f"{metres:,.1f} 米" in words or f"{metres / 1000:,.3f} 公里" in words
    assert "离开“West”（设施 2 → 1）" in words and "在“East”（设施 1 → 2）" in words
    QTest.mouseRelease(editor.canvas, LEFT, NO_KEYS, to)
    settle()
    assert label(editor) == "移动设施：Lab" and "West 2 → 1 个" in told(window)
    moved = window.session.project.dataset("sites").frame.geometry.iloc[0]
    assert (moved.x, moved.y) == place
    inside = shapely.intersects(window.session.project.dataset("parks").frame.geometry.iloc[EAST], moved)
    assert inside


# --- 29: hints, the right button -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["chinese", "english"])
def test_each_tool_has_a_hint_on_the_map(editor: Editor, window: MainWindow, language: str) -> None:
    window.menus.actions[language].trigger()
    settle()
    hints = set()
    for name in editor.tools:
        editor.use(name)
        hints.add(editor.overlay.hint())
        assert (max(editor.overlay.hint()) >= "一") == (language == "chinese"), name
    assert len(hints) == len(editor.tools) and all(hints)
    window.menus.actions["chinese"].trigger()
    settle()


def test_the_right_button_opens_a_menu_and_commits_nothing(editor: Editor) -> None:
    before, steps = editor.edit.topology, editor.session.history.index
    at = px(editor, N)
    drag(editor, at, near(at, -50, -50), let_go=False)
    QTest.mouseClick(editor.canvas, Qt.MouseButton.RightButton, NO_KEYS, near(at, -50, -50))
    assert editor.edit.topology is before and editor.session.history.index == steps
    key(editor, Qt.Key.Key_Escape)
    QTest.mouseRelease(editor.canvas, LEFT, NO_KEYS, near(at, -50, -50))
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, editor.canvas.mapToGlobal(at))
    QApplication.sendEvent(editor.canvas, event)
    menu = editor.canvas.findChild(QMenu, "edit_menu")
    assert menu.actions()[0].text() == "删除顶点" and editor.edit.topology is before
    menu.close()


def test_a_select_box_takes_what_it_meets(editor: Editor, window: MainWindow) -> None:
    window.menus.actions["edit_select"].trigger()
    drag(editor, near(px(editor, M), -30, 30), near(px(editor, M), 30, 60))
    assert editor.selected == (WEST, EAST)
    click(editor, near(px(editor, C), 0, 40))
    assert editor.selected == (SOUTH,)
    assert C in ring(editor, SOUTH)


def test_features_that_were_not_touched_keep_their_geometry_objects(editor: Editor, window: MainWindow) -> None:
    before = np.asarray(window.session.project.dataset("parks").frame.geometry.array, dtype=object)
    drag(editor, px(editor, N), near(px(editor, N), -40, -20))
    after = np.asarray(window.session.project.dataset("parks").frame.geometry.array, dtype=object)
    assert after[EAST] is before[EAST] and after[SOUTH] is before[SOUTH] and after[WEST] is not before[WEST]
