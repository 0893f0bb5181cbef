"""The drawing tools of the boundary editor with mouse and keys: each makes one step, and no figure stands twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from boundary_window import (
    at,
    begin,
    blocks,
    click,
    drag,
    editing_window,
    key,
    move,
    project,
    px,
    select,
    take,
    topology,
)
from pyproj import Geod
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu
from window_project import close_window, dialog_of, open_dialogs, settle, without_platform_noise

from gui.boundaries.overlap_dialog import OverlapDialog
from gui.boundaries.place_prompt import PlacePrompt
from gui.boundaries.policies_dialog import PoliciesDialog
from gui.boundaries.verbs import DRAWING_TOOLS
from gui.editing.repair_dialog import RepairDialog
from gui.main_window import MainWindow
from layers.placement import DRAFT

__all__ = ["without_platform_noise"]


@pytest.fixture(scope="module")
def shared_window(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    made = editing_window(tmp_path_factory.mktemp("drawing"))
    yield made
    close_window(made)


@pytest.fixture
def window(shared_window: MainWindow) -> MainWindow:
    for dialog in open_dialogs():
        dialog.close()
    if shared_window.editing.active:
        shared_window.editing.editor.edit.end()
    begin(shared_window, project())
    return shared_window


def labels(window: MainWindow) -> list[str]:
    return [label.zh for label in window.session.history.labels[1 : window.session.history.index + 1]]


def cell(window: MainWindow, name: str, column: str) -> object:
    frame = window.editing.editor.edit.dataset.frame
    return frame.loc[frame["name"] == name, column].iloc[0]


def agree(kind: type = PoliciesDialog) -> None:
    dialog = dialog_of(kind)
    QTest.mouseClick(dialog.box.button(dialog.box.StandardButton.Ok), Qt.MouseButton.LeftButton)
    settle()


def test_a_polygon_is_drawn_with_exact_snapped_vertices_and_is_one_step(window: MainWindow) -> None:
    take(window, "draw_add_polygon")
    click(window, (2, 0), (2.5, 0.1), (2.5, 0.9), (2.02, 1.01))
    key(window, Qt.Key.Key_Return)
    shape = topology(window).shape(4)
    assert {at(2, 0), at(2, 1)} <= set(map(tuple, shapely.get_coordinates(shape).tolist()))
    assert labels(window) == ["新建面"] and len(topology(window).features) == 5
    window.session.undo()
    assert len(topology(window).features) == 4


def test_backspace_takes_back_escape_drops_and_the_right_button_commits_nothing(window: MainWindow) -> None:
    take(window, "draw_add_polygon")
    tool = window.editing.editor.tool
    click(window, (2.2, 0.2), (2.5, 0.1), (2.5, 0.9))
    key(window, Qt.Key.Key_Backspace)
    assert len(tool.sketch) == 2
    canvas = window.map_area.canvas
    QTest.mouseClick(canvas, Qt.MouseButton.RightButton, pos=px(window, (2.4, 0.5)))
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, px(window, (2.4, 0.5)), canvas.mapToGlobal(px(window, (2.4, 0.5)))
    )
    QApplication.sendEvent(canvas, event)
    settle()
    menus = [
        each for each in QApplication.topLevelWidgets() if isinstance(each, QMenu) and each.objectName() == "edit_menu"
    ]
    assert any("放弃绘制" in action.text() for menu in menus for action in menu.actions())
    for menu in menus:
        menu.close()
    assert len(tool.sketch) == 2 and not labels(window)
    key(window, Qt.Key.Key_Escape)
    assert len(tool.sketch) == 0 and not labels(window)


def test_an_overlap_is_asked_about_and_trimmed(window: MainWindow) -> None:
    take(window, "draw_add_polygon")
    click(window, (1.5, 0.3), (2.5, 0.3), (2.5, 0.7), (1.5, 0.7))
    before = topology(window).area_m2([1])[0]
    key(window, Qt.Key.Key_Return)
    dialog = dialog_of(OverlapDialog)
    assert not labels(window), "nothing happens before the decision"
    assert "Beta" in dialog.words.text() and "平方米" in dialog.words.text()
    dialog.buttons["trim_theirs"].click()
    agree(OverlapDialog)
    taken = before - topology(window).area_m2([1])[0]
    assert taken == pytest.approx(topology(window).area_m2([4])[0] / 2, rel=0.01)
    assert shapely.area(shapely.intersection(topology(window).shape(1), topology(window).shape(4))) == 0
    assert labels(window) == ["新建面：Beta"]


def test_an_overlap_can_be_kept_with_a_mark_and_escape_changes_nothing(window: MainWindow) -> None:
    take(window, "draw_add_polygon")
    for choice in (None, "keep"):
        click(window, (1.5, 0.3), (2.5, 0.3), (2.5, 0.7), (1.5, 0.7))
        key(window, Qt.Key.Key_Return)
        dialog = dialog_of(OverlapDialog)
        if choice is None:
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
            settle()
            assert not labels(window)
            key(window, Qt.Key.Key_Escape)
        else:
            dialog.buttons["keep"].click()
            agree(OverlapDialog)
    assert 4 in topology(window).marked


def press_button(window: MainWindow, words: str) -> None:
    """Press a button of the message, with the mouse."""
    settle()
    buttons = window.map_area.bar.findChildren(QAbstractButton)
    found = [each for each in buttons if each.text() == words and each.isVisible()]
    assert found, words
    QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)
    settle()


@pytest.mark.parametrize("answer", ["保留为草稿", "修复…"])
def test_a_drawn_ring_that_crosses_itself_is_kept_as_a_marked_draft_or_repaired(
    window: MainWindow, answer: str
) -> None:
    take(window, "draw_add_polygon")
    click(window, (2.2, 0.2), (2.8, 0.8), (2.8, 0.2), (2.2, 0.8))
    key(window, Qt.Key.Key_Return)
    assert not labels(window) and len(window.editing.editor.tool.sketch) == 4, "nothing happens unasked"
    press_button(window, answer)
    if answer == "修复…":
        dialog = dialog_of(RepairDialog)
        assert len(dialog.buttons) > 1 and "新要素" in dialog.words.text() and not labels(window)
        QTest.mouseClick(dialog.box.button(dialog.box.StandardButton.Ok), Qt.MouseButton.LeftButton)
        settle()
    drawn = topology(window).shape(4)
    assert labels(window) == ["新建面"] and len(window.editing.editor.tool.sketch) == 0
    assert shapely.is_valid(drawn) == (answer == "修复…") and (4 in topology(window).marked) == (answer != "修复…")
    word = window.editing.editor.edit.dataset.frame.get(DRAFT, [None] * 5)[4]
    assert bool(word and word == word) == (answer != "修复…")


def test_a_part_with_a_common_border_is_joined_and_the_totals_are_read_out(window: MainWindow) -> None:
    select(window, 1)
    take(window, "draw_add_part")
    click(window, (2, 0.3), (2.5, 0.3), (2.5, 0.8), (2, 0.8))
    words = "".join(line.text.zh for line in window.editing.editor.overlay.lines())
    assert words.startswith("Beta") and "较已保存 +" in words
    before, told = topology(window).area_m2([1])[0], topology(window)
    key(window, Qt.Key.Key_Return)
    grown = topology(window).shape(1)
    assert labels(window) == ["添加部分：Beta"] and grown.geom_type == "Polygon" and shapely.is_valid(grown)
    assert topology(window).area_m2([1])[0] - before == pytest.approx(
        topology(window).measure([shapely.difference(grown, told.shape(1))]), rel=1e-6
    )
    assert {at(2, 0), at(2, 1)} < set(map(tuple, shapely.get_coordinates(grown).tolist()))


def test_vertices_are_typed_as_coordinates_or_length_and_bearing(window: MainWindow) -> None:
    take(window, "draw_add_polygon")
    place = at(2.2, 0.2)
    tool = window.editing.editor.tool
    for text, count in ((f"{place[0]}, {place[1]}", 1), ("@500, 90", 2), ("@300 0", 3)):
        key(window, Qt.Key.Key_C)
        prompt = dialog_of(PlacePrompt)
        QTest.keyClicks(prompt.line, "@oops" if count == 2 else "31.2, 121.4")
        QTest.keyClick(prompt.line, Qt.Key.Key_Return)
        settle()
        assert prompt.isVisible() and prompt.refusal.text() and len(tool.sketch) == count - 1, "stays until it is one"
        prompt.line.clear()
        QTest.keyClicks(prompt.line, text)
        QTest.keyClick(prompt.line, Qt.Key.Key_Return)
        settle()
        assert len(tool.sketch) == count and not open_dialogs()
    assert tool.sketch.vertices[0] == place
    azimuth, _, metres = Geod(ellps="WGS84").inv(*tool.sketch.vertices[0], *tool.sketch.vertices[1])
    assert (azimuth, metres) == pytest.approx((90.0, 500.0), abs=1e-4)
    key(window, Qt.Key.Key_Return)
    assert labels(window) == ["新建面"] and topology(window).area_m2([4])[0] == pytest.approx(75_000, rel=1e-3)


def test_holding_t_copies_the_vertices_of_a_border(window: MainWindow) -> None:
    take(window, "draw_add_polygon")
    click(window, (1, 1))
    canvas = window.map_area.canvas
    QTest.keyPress(canvas, Qt.Key.Key_T)
    click(window, (2, 0))
    QTest.keyRelease(canvas, Qt.Key.Key_T)
    tool = window.editing.editor.tool
    traced = tool.sketch.vertices
    assert traced[0] == at(1, 1) and traced[-1] == at(2, 0) and len(traced) >= 3
    known = set(map(tuple, shapely.get_coordinates(topology(window).shape(1)).tolist()))
    assert set(traced) <= known
    click(window, (2.5, 1.5))
    key(window, Qt.Key.Key_Return)
    assert len(topology(window).features) == 5 or open_dialogs()


def test_a_trace_in_gcj02_copies_to_the_last_bit_and_splits_the_neighbour_nowhere(window: MainWindow) -> None:
    window.editing.editor.edit.end()
    begin(window, project(replace(blocks(), datum="gcj02")))
    beta = topology(window).shape(1)
    take(window, "draw_add_polygon")
    canvas = window.map_area.canvas
    click(window, (2, 1))
    QTest.keyPress(canvas, Qt.Key.Key_T)
    click(window, (2, 0))
    QTest.keyRelease(canvas, Qt.Key.Key_T)
    click(window, (2.5, 0.5))
    key(window, Qt.Key.Key_Return)
    assert topology(window).datum == "gcj02" and topology(window).shape(1) is beta
    assert topology(window).edge_owners(at(2, 0), at(2, 1)) == (1, 4)


def test_a_locked_boundary_is_refused_and_the_drawing_stays(window: MainWindow) -> None:
    window.editing.editor.edit.set_locked([0], True)
    select(window, 0)
    take(window, "draw_reshape")
    click(window, (1, 0), (1.4, 0.5), (1, 1))
    key(window, Qt.Key.Key_Return)
    assert labels(window) == ["锁定边界：Alpha"] and len(window.editing.editor.tool.sketch) == 3


@pytest.mark.parametrize("language", ["english", "chinese"])
def test_every_tool_has_a_hint_of_one_line_in_both_languages(window: MainWindow, language: str) -> None:
    window.menus.actions[language].trigger()
    for name in DRAWING_TOOLS:
        take(window, f"draw_{name}")
        hint = window.editing.editor.overlay.hint()
        assert hint and "\n" not in hint and bool(re.search("[\u4e00-\u9fff]", hint)) == (language == "chinese"), name
        assert window.menus.actions[f"draw_{name}"].isChecked()
    window.menus.actions["chinese"].trigger()


def test_a_hole_a_part_and_their_deletion(window: MainWindow) -> None:
    select(window, 1)
    before = topology(window).area_m2([1])[0]
    take(window, "draw_add_hole")
    click(window, (1.3, 0.3), (1.7, 0.3), (1.7, 0.7), (1.3, 0.7))
    key(window, Qt.Key.Key_Return)
    assert shapely.get_num_interior_rings(topology(window).shape(1)) == 1
    take(window, "draw_add_part")
    click(window, (1.2, 1.5), (1.8, 1.5), (1.8, 1.9), (1.2, 1.9))
    key(window, Qt.Key.Key_Return)
    assert shapely.get_num_geometries(topology(window).shape(1)) == 2
    take(window, "draw_delete_part")
    click(window, (1.5, 0.5))
    click(window, (1.5, 1.7))
    assert labels(window) == ["挖洞：Beta", "添加部分：Beta", "填洞：Beta", "删除部分：Beta"]
    assert topology(window).area_m2([1])[0] == pytest.approx(before, rel=1e-12)


def test_the_last_part_is_not_deleted(window: MainWindow) -> None:
    take(window, "draw_delete_part")
    click(window, (0.5, 0.5))
    assert not labels(window) and len(topology(window).features) == 4


def split(window: MainWindow) -> PoliciesDialog:
    take(window, "draw_split")
    click(window, (-0.2, 0.3), (1.2, 0.3))
    key(window, Qt.Key.Key_Return)
    return dialog_of(PoliciesDialog)


def test_a_split_being_drawn_leaves_the_totals_as_they_are(window: MainWindow) -> None:
    """The new piece is in the same block and park as before: nothing is lost while the line is drawn."""
    total = topology(window).area_m2().sum() / 1e6
    select(window, 0)
    take(window, "draw_split")
    click(window, (-0.2, 0.3), (1.2, 0.3))
    words = [line.text.zh for line in window.editing.editor.overlay.lines()]
    assert words[0].startswith("Alpha") and any(each.startswith("新要素") for each in words)
    sums = [each for each in words if each.split()[0] not in ("Alpha", "新要素", "本段", "较已保存")]
    assert any(f"{total:,.4f}" in each for each in sums), (words, total)


def test_a_split_asks_and_leaves_additive_figures_blank(window: MainWindow) -> None:
    select(window, 0)
    dialog = split(window)
    assert not labels(window) and dialog.rules["firms"].currentData() == "blank"
    assert dialog.rules["firms"].findData("copy") < 0, "a count is never offered twice"
    agree()
    frame = window.editing.editor.edit.dataset.frame
    assert len(frame) == 5 and labels(window) == ["分割：Alpha、Beta"]
    pieces = frame[frame["name"].str.startswith("Alpha")]
    assert pieces["firms"].isna().all() or (pieces["firms"].fillna("") == "").all()
    assert pieces["share"].tolist() == ["12%", "12%"] and pieces["value_flags"].notna().all()
    kept, new = pieces.iloc[0], pieces.iloc[1]
    assert kept["id"] == "a" and kept.geometry.area > new.geometry.area
    assert new["id"] not in ("a", "b", "c", "d") and new["derived_from"] == "a"


def test_a_split_shares_by_area_and_the_parts_add_up(window: MainWindow) -> None:
    select(window, 0)
    dialog = split(window)
    dialog.share_all.click()
    shown = [dialog.table.item(0, column).text() for column in (3, 4)]
    agree()
    frame = window.editing.editor.edit.dataset.frame
    cells = frame[frame["name"].str.startswith("Alpha")]["firms"].tolist()
    assert cells == shown and all("预估" in each for each in cells)
    assert sum(float(each.replace("（预估）", "")) for each in cells) == pytest.approx(100, abs=0.02)


def test_a_split_that_is_not_agreed_to_does_nothing_and_can_be_tried_again(window: MainWindow) -> None:
    select(window, 0)
    dialog = split(window)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    settle()
    assert not labels(window) and len(window.editing.editor.tool.sketch) == 2


def test_the_neighbour_follows_the_split_line(window: MainWindow) -> None:
    select(window, 0)
    take(window, "draw_split")
    click(window, (-0.2, 0.3), (1.2, 0.3))
    key(window, Qt.Key.Key_Return)
    agree()
    assert len(shapely.get_coordinates(topology(window).shape(1))) == 7, "Beta has a vertex where the line meets"


def test_merging_keeps_every_part_and_adds_counts_once(window: MainWindow) -> None:
    before = topology(window).area_m2([0, 1, 3]).sum()
    select(window, 0, 1, 3)
    take(window, "merge_features")
    assert dialog_of(PoliciesDialog).rules["firms"].currentData() == "sum"
    agree()
    now = topology(window)
    merged = next(each for each in now.features if shapely.get_num_geometries(now.shape(each)) == 3)
    assert topology(window).area_m2([merged])[0] == pytest.approx(before, rel=1e-9)
    frame = window.editing.editor.edit.dataset.frame
    assert len(frame) == 2
    row = frame.iloc[window.editing.editor.edit.row_of(merged)]
    assert "168" in row["firms"] and set(row["derived_from"].split("、")) == {"a", "b", "d"}
    assert not row["share"] or row["share"] != row["share"], "ratios are never averaged silently"


def test_reshape_moves_a_shared_border_in_both(window: MainWindow) -> None:
    both = topology(window).area_m2([0, 1]).sum()
    beta = topology(window).area_m2([1])[0]
    select(window, 0)
    take(window, "draw_reshape")
    click(window, (1, 0), (1.4, 0.5), (1, 1))
    assert window.editing.editor.tool.readout(), "areas are read out while drawing"
    key(window, Qt.Key.Key_Return)
    assert labels(window)[0].startswith("重塑边界：")
    assert topology(window).area_m2([0, 1]).sum() == pytest.approx(both, rel=1e-12)
    assert topology(window).area_m2([1])[0] < beta
    assert at(1.4, 0.5)[0] == pytest.approx(max(shapely.get_coordinates(topology(window).shape(0))[:, 0]), abs=1e-4)


def test_reshape_works_on_holes_and_parts(window: MainWindow) -> None:
    select(window, 2)
    take(window, "draw_reshape")
    click(window, (0.4, 1.4), (0.5, 1.2), (0.6, 1.4))
    key(window, Qt.Key.Key_Return)
    hole = shapely.get_rings(topology(window).shape(2))[1]
    assert len(shapely.get_coordinates(hole)) == 6
    select(window, 3)
    click(window, (3.5, 1.5), (3.9, 1.7), (3.5, 2))
    key(window, Qt.Key.Key_Return)
    assert shapely.get_num_geometries(topology(window).shape(3)) == 2 and len(labels(window)) == 2


def test_a_part_is_dragged_and_neighbours_stay(window: MainWindow) -> None:
    others = [topology(window).shape(each) for each in (0, 1, 2)]
    small = shapely.get_geometry(topology(window).shape(3), 1)
    take(window, "draw_move_part")
    drag(window, (3.2, 1.7), (2.9, 1.6), (2.7, 1.5))
    moved = shapely.get_geometry(topology(window).shape(3), 1)
    assert labels(window) == ["移动部分：Delta"] and moved.area == pytest.approx(small.area, rel=1e-9)
    assert moved.bounds[0] < small.bounds[0]
    assert [topology(window).shape(each) for each in (0, 1, 2)] == others


def test_a_part_taken_at_a_vertex_snaps_to_the_last_bit(window: MainWindow) -> None:
    take(window, "draw_move_part")
    drag(window, (3, 1.5), (2.2, 1.2), (2.01, 1.01))
    moved = shapely.get_geometry(topology(window).shape(3), 1)
    off = np.abs(shapely.get_coordinates(moved) - np.array(at(2, 1))).sum(axis=1).min()
    assert off == 0.0


def test_escape_drops_a_drag(window: MainWindow) -> None:
    take(window, "draw_move_part")
    canvas = window.map_area.canvas
    move(window, (3.2, 1.7))
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=px(window, (3.2, 1.7)))
    move(window, (2.5, 1.3), Qt.MouseButton.LeftButton)
    key(window, Qt.Key.Key_Escape)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=px(window, (2.5, 1.3)))
    assert not labels(window)


def test_a_part_is_turned(window: MainWindow) -> None:
    small = shapely.get_geometry(topology(window).shape(3), 1)
    take(window, "draw_rotate_part")
    drag(window, (3.45, 1.75), (3.4, 1.9), (3.25, 1.98))
    turned = shapely.get_geometry(topology(window).shape(3), 1)
    assert labels(window) == ["旋转部分：Delta"]
    assert turned.area == pytest.approx(small.area, rel=1e-3) and not turned.equals_exact(small, 1e-5)


def test_on_a_layer_of_points_the_tools_say_so_and_the_tick_goes_back(window: MainWindow) -> None:
    window.editing.editor.edit.end()
    dataset = blocks()
    points = dataset.frame.set_geometry(dataset.frame.geometry.representative_point())
    begin(window, project(replace(dataset, frame=points)))
    told: list[str] = []
    window.messages.posted.connect(lambda message: told.append(message.text.zh))
    window.menus.actions["draw_split"].trigger()
    assert told == ["这个工具用于面图层。"] and window.editing.editor.tool_name == "vertex"
    assert window.menus.actions["edit_vertex"].isChecked()


def test_selected_features_are_deleted_and_come_back(window: MainWindow) -> None:
    select(window, 2, 3)
    take(window, "delete_features")
    assert len(window.editing.editor.edit.dataset.frame) == 2
    window.session.undo()
    assert len(window.editing.editor.edit.dataset.frame) == 4


def test_untouched_features_are_byte_identical_in_the_saved_file(window: MainWindow, tmp_path: Path) -> None:
    from layers.storage.project_file import read_project, write_project

    before = [shape.wkb for shape in topology(window).shapes]
    select(window, 0)
    split(window)
    agree()
    path = tmp_path / "split.yuantu"
    write_project(window.session.project, path)
    frame = read_project(path).project.datasets[0].frame
    for row in (2, 3):
        assert frame.geometry.iloc[row].wkb == before[row], frame["name"].iloc[row]
