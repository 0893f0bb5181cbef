"""Views side by side, driven by real events: one extent, one scale, locked classes, cursor, selection, activity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.main_window import MainWindow
from gui.settings import TIME_SLIDER
from gui.sheet_dialog import SheetDialog
from gui.views.cards_dialog import CardsDialog
from gui.views.difference_dialog import DifferenceDialog
from gui.views.view_pane import ViewPane
from gui.views.view_verbs import with_others
from layers import edits
from layers.cartography.styling import graduated
from layers.cartography.symbology_locks import field_of
from layers.project import Project
from layers.views import View
from spatial.text import Text
from tests.gui.window_project import (
    close_window,
    dialog_of,
    new_window,
    pick,
    settle,
    small_project,
    wait_for,
    without_platform_noise,
)

__all__ = ["without_platform_noise"]
A, B = "share@2019", "share@2020"
LEFT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def shares() -> Project:
    """The zones draw the share of 2019, on classes of its own."""
    project = small_project()
    return edits.set_symbology(project, "zones", graduated(project.dataset("zones"), A))


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    made = new_window(tmp_path)
    made.session.open(shares())
    made.files.opened.emit()
    settle()
    yield made
    close_window(made)


def open_pair(window: MainWindow, action: str = "views_row") -> tuple[ViewPane, ViewPane]:
    window.menus.actions[action].trigger()
    settle()
    settle()
    first, second = window.views.panes
    return first, second


def pixel_of(pane: ViewPane, row: int) -> QPoint:
    place = pane.portrayals.of("zones").placed.geometry[row].representative_point()
    x_px, y_px = pane.area.canvas.view.to_pixels(np.array([[place.x, place.y]]))[0]
    return QPoint(round(x_px), round(y_px))


def wheel(pane: ViewPane, at: QPoint) -> None:
    spot = QPointF(at)
    event = QWheelEvent(
        spot, pane.area.canvas.mapToGlobal(spot), QPoint(0, 0), QPoint(0, 240), LEFT.NoButton, NO_KEYS,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(pane.area.canvas, event)
    settle()


def seen(pane: ViewPane) -> tuple[float, float, float]:
    view = pane.area.canvas.view
    return view.x, view.y, view.units_per_px


def test_two_years_open_side_by_side_on_locked_classes(window: MainWindow) -> None:
    first, second = open_pair(window)
    assert (first.column, second.column) == (A, B)
    one, other = (pane.portrayals.of("zones").symbology for pane in (first, second))
    assert one.breaks == other.breaks and one.colours == other.colours and one.lock
    assert one.breaks[-1] == 70.0, "over both years"
    assert seen(first) == seen(second)
    assert window.menus.actions["views_row"].isChecked()


def test_a_view_left_alone_shows_the_same_extent_in_more_room(window: MainWindow) -> None:
    window.menus.actions["views_grid"].trigger()
    settle()
    settle()
    wheel(window.views.panes[0], QPoint(60, 50))
    before = window.views.panes[0].area.canvas.view
    window.menus.actions["views_one"].trigger()
    settle()
    settle()
    after = window.views.panes[0].area.canvas.view if window.views.panes else window.map_area.canvas.view
    assert after.units_per_px < 0.8 * before.units_per_px
    (west, south, east, north), shown = before.bounds, after.bounds
    assert shown[0] <= west and shown[1] <= south and shown[2] >= east and shown[3] >= north


@pytest.mark.parametrize("place", [0, 1])
def test_wheel_and_drag_in_one_view_move_the_other(window: MainWindow, place: int) -> None:
    panes = open_pair(window)
    before = seen(panes[0])
    wheel(panes[place], QPoint(60, 50))
    assert seen(panes[0]) == seen(panes[1]) != before
    canvas, zoomed = panes[place].area.canvas, seen(panes[0])
    QTest.mousePress(canvas, LEFT, NO_KEYS, QPoint(80, 80))
    QTest.mouseMove(canvas, QPoint(120, 110))
    QTest.mouseRelease(canvas, LEFT, NO_KEYS, QPoint(120, 110))
    settle()
    assert seen(panes[0]) == seen(panes[1]) != zoomed


def test_same_scale_keeps_each_centre_and_none_keeps_all(window: MainWindow) -> None:
    first, second = open_pair(window)
    pick(window.views.link_bar.link, "scale")
    wheel(first, QPoint(10, 10))
    assert seen(first)[2] == seen(second)[2] and seen(first)[:2] != seen(second)[:2]
    pick(window.views.link_bar.link, "none")
    before = seen(second)
    wheel(first, QPoint(10, 10))
    assert seen(second) == before


def test_the_cursor_is_marked_in_the_other_view_with_the_value_of_each(window: MainWindow) -> None:
    first, second = open_pair(window)
    at = pixel_of(first, 1)
    QTest.mouseMove(first.area.canvas, at)
    wait_for(lambda: second.mark.isVisible())
    assert abs(second.mark.at.x() - at.x()) < 0.01 and abs(second.mark.at.y() - at.y()) < 0.01
    assert first.mark.words.startswith("Beta\n") and first.mark.words.endswith(": 2")
    assert second.mark.words.endswith(": 3")
    window.views.link_bar.mark.click()
    QTest.mouseMove(first.area.canvas, pixel_of(first, 2))
    QTest.qWait(60)
    assert not second.mark.isVisible()


def test_a_selection_made_in_one_view_is_seen_in_all(window: MainWindow) -> None:
    first, second = open_pair(window)
    window.menus.actions["select"].trigger()
    QTest.mouseClick(second.area.canvas, LEFT, NO_KEYS, pixel_of(second, 3))
    settle()
    assert window.selection.rows("zones").tolist() == [3]
    assert window.attribute_table is not None and first.area.canvas._images is not second.area.canvas._images


def test_a_click_makes_a_view_active_and_the_panels_act_on_it(window: MainWindow) -> None:
    first, second = open_pair(window)
    main = window.views.main
    assert main is first
    QTest.mouseClick(second.area.canvas, LEFT, NO_KEYS, QPoint(20, 20))
    settle()
    assert window.views.panes.index(main) == 1
    assert field_of(window.session.project.layer("zones").symbology) == B
    assert window.views.panes[0].column == A, "the other goes on showing its year"
    assert seen(window.views.panes[0]) == seen(window.views.panes[1])
    window.menus.actions["views_next"].trigger()
    settle()
    assert field_of(window.session.project.layer("zones").symbology) == A


def test_identify_in_another_view_answers_with_its_own_year(window: MainWindow) -> None:
    _, second = open_pair(window)
    window.menus.actions["identify"].trigger()
    QTest.mouseClick(second.area.canvas, LEFT, NO_KEYS, pixel_of(second, 1))
    settle()
    answer = window.identify_panel.answers[0]
    assert answer.name.zh == "Beta" and answer.facts[0].value.zh.startswith("3")
    assert field_of(window.session.project.layer("zones").symbology) == B


def test_undo_closes_the_views_and_redo_opens_them(window: MainWindow) -> None:
    open_pair(window)
    window.session.undo()
    settle()
    assert not window.views.comparing and window.menus.actions["views_one"].isChecked()
    window.session.redo()
    settle()
    assert window.views.comparing


def test_a_look_alike_is_refused_while_locked_and_shown_when_not(window: MainWindow) -> None:
    _, second = open_pair(window)
    layer = window.session.project.layer("zones")
    alternatives = (*layer.alternatives, graduated(window.session.project.dataset("zones"), "staff"))
    window.session.apply(Text("x"), lambda project: edits.set_alternatives(project, "zones", alternatives))
    settle()
    pick(second.columns, "staff")
    assert second.column == B and "单位不同" in window.map_area.bar.message.text.zh
    window.views.link_bar.locked.click()
    settle()
    pick(second.columns, "staff")
    assert second.column == "staff"
    assert not window.views.legend.shared


def test_the_shared_legend_counts_each_view_and_its_breaks_move_both(window: MainWindow) -> None:
    first, second = open_pair(window)
    legend = window.views.legend
    assert legend.shared and legend.histogram.isVisible()
    bar = legend.histogram
    before = bar.breaks
    x_px = round(bar.x_of(before[1]))
    QTest.mousePress(bar, LEFT, NO_KEYS, QPoint(x_px, 20))
    QTest.mouseMove(bar, QPoint(x_px + 5, 20))
    QTest.mouseRelease(bar, LEFT, NO_KEYS, QPoint(x_px + 5, 20))
    settle()
    one, other = (pane.portrayals.of("zones").symbology for pane in (first, second))
    assert one.breaks == other.breaks != before


@pytest.mark.parametrize(("action", "number"), [("views_column", 2), ("views_grid", 4), ("views_row", 2)])
def test_arrangements(window: MainWindow, action: str, number: int) -> None:
    window.menus.actions[action].trigger()
    settle()
    panes = window.views.panes
    assert len(panes) == number and all(pane.isVisible() for pane in panes)
    tops = [pane.geometry().top() for pane in panes]
    assert len({pane.width() for pane in panes}) == 1, "equally wide: the same extent at the same scale"
    assert len(set(tops)) == {"views_column": 2, "views_grid": 2, "views_row": 1}[action]


def test_views_that_are_added_show_what_no_other_does() -> None:
    open_now = [View("m", "n@2019"), View("m", "n@2025")]
    years = [View("m", f"n@{year}") for year in (2018, 2019, 2020, 2025)]
    added = with_others(open_now, years, View("m"), 4)
    assert [each.column for each in added] == ["n@2019", "n@2025", "n@2018", "n@2020"]
    assert with_others(open_now, years[1:2], View("m"), 3) == [*open_now, View("m")]
    assert with_others(added, years, View("m"), 2) == open_now


def test_selected_features_side_by_side_at_one_scale(window: MainWindow) -> None:
    window.selection.select("zones", [0, 5])
    window.menus.actions["views_areas"].trigger()
    settle()
    first, second = window.views.panes
    assert seen(first)[2] == pytest.approx(seen(second)[2])
    assert first.area.canvas.rect().contains(pixel_of(first, 0)) and not first.area.canvas.rect().contains(
        pixel_of(first, 5)
    )
    assert second.area.canvas.rect().contains(pixel_of(second, 5))


def test_more_views_after_areas_show_one_extent_again(window: MainWindow) -> None:
    window.selection.select("zones", [0, 5])
    window.menus.actions["views_areas"].trigger()
    settle()
    window.menus.actions["views_grid"].trigger()
    settle()
    assert len({seen(pane) for pane in window.views.panes}) == 1


def test_another_map_in_a_view(window: MainWindow) -> None:
    _, second = open_pair(window)
    pick(second.maps, "second")
    assert second.session.project.active_map == "second" and window.session.project.active_map == "first"
    assert second.portrayals.of("sites") is not None
    assert seen(second)[2] == seen(window.views.main)[2], "still the same extent"


def test_views_are_saved_with_the_project(window: MainWindow, tmp_path: Path) -> None:
    open_pair(window)
    window.files._save(tmp_path / "saved.yuantu", None)
    window.menus.actions["new"].trigger()
    settle()
    assert not window.views.comparing
    window.files.open(tmp_path / "saved.yuantu")
    settle()
    assert [pane.column for pane in window.views.panes] == [A, B]


def test_the_time_slider_stops_at_the_years_that_exist(window: MainWindow) -> None:
    window.menus.actions["time_slider"].trigger()
    settle()
    line = window.views.slider.line
    assert line.years == (2019, 2020) and line.place == 0
    QTest.keyClick(line, Qt.Key.Key_Right)
    settle()
    assert field_of(window.session.project.layer("zones").symbology) == B
    QTest.keyClick(line, Qt.Key.Key_Right)
    settle()
    assert line.place == 1, "nothing beyond the last year"
    QTest.mouseClick(line, LEFT, NO_KEYS, QPoint(round(line.stops_px()[0]), 13))
    settle()
    assert line.place == 0


def test_playing_goes_to_the_last_year_and_stops_and_the_slider_is_remembered(window: MainWindow) -> None:
    window.menus.actions["time_slider"].trigger()
    slider = window.views.slider
    slider._clock.setInterval(5)
    slider.play.click()
    wait_for(lambda: not slider.play.isChecked())
    assert slider.line.place == 1 and field_of(window.session.project.layer("zones").symbology) == B
    assert TIME_SLIDER.value()
    window.menus.actions["time_slider"].trigger()
    assert not slider.isVisible() and not TIME_SLIDER.value()


def test_the_difference_dialog_makes_three_maps_in_one_step(window: MainWindow) -> None:
    steps = window.session.history.index
    window.menus.actions["difference_map"].trigger()
    settle()
    dialog = dialog_of(DifferenceDialog)
    assert (dialog.before.currentData(), dialog.after.currentData()) == (A, B)
    assert "百分点" in dialog.measure.itemText(0)
    pick(dialog.after, "staff")
    assert "单位不同" in dialog.words.text()
    assert not dialog.buttons.button(dialog.buttons.StandardButton.Ok).isEnabled()
    pick(dialog.after, B)
    QTest.mouseClick(dialog.buttons.button(dialog.buttons.StandardButton.Ok), LEFT)
    settle()
    settle()
    assert window.session.history.index == steps + 1
    third = window.views.panes[2]
    look = third.portrayals.of(
        third.subject.id if third.subject else third.session.project.shown.layers[-1].id
    ).symbology
    assert look.breaks == tuple(-edge for edge in reversed(look.breaks))
    assert [pane.column for pane in window.views.panes[:2]] == [A, B]


def test_the_views_are_written_as_one_sheet(window: MainWindow, tmp_path: Path) -> None:
    open_pair(window)
    window.menus.actions["views_sheet"].trigger()
    dialog = dialog_of(SheetDialog)
    dialog.paper.setCurrentIndex(dialog.paper.findData("slide_16_9"))
    wait_for(dialog.ok.isEnabled)
    assert dialog.preview.picture.width() / dialog.preview.picture.height() == pytest.approx(16 / 9, abs=0.01)
    dialog.path.setText(str(tmp_path / "pair.pdf"))
    QTest.mouseClick(dialog.ok, LEFT)
    wait_for((tmp_path / "pair.pdf").exists)
    settle()
    assert (tmp_path / "pair.pdf").read_bytes().startswith(b"%PDF")
    assert window.map_area.bar.message.severity == "success"


def test_cards_of_blocks_stand_side_by_side_and_copy_as_a_table(window: MainWindow) -> None:
    zones = window.session.project.dataset("zones")
    frame = zones.frame.assign(block_zh=["北区块"] * 3 + ["南区块"] * 3)
    project = window.session.project
    datasets = tuple(replace(each, frame=frame) if each is zones else each for each in project.datasets)
    window.session.apply(Text("x"), lambda project: replace(project, datasets=datasets))
    window.menus.actions["block_cards"].trigger()
    settle()
    dialog = dialog_of(CardsDialog)
    QTest.mouseClick(dialog.copy, LEFT)
    lines = [line.split("\t") for line in QApplication.clipboard().text().splitlines()]
    assert lines[0][1:3] == ["北区块", "南区块"] and lines[1][1:3] == ["3", "3"]
    share = next(line for line in lines if line[0].startswith("Share 2019"))
    assert share[1:3] == ["1–3", "4–60"] and "不平均" in share[3]
    dialog.close()
