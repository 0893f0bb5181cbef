"""The attribute table driven as a user drives it: real mouse and key events."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from window_project import SharedWindow, settle, shared_window, small_project, type_file, without_platform_noise

from gui.main_window import MainWindow
from gui.tables.attribute_table import AttributeTable
from gui.tables.column_words import statistics_words
from layers.layer import Field, JoinStep
from spatial.column_statistics import describe
from spatial.text import Text

__all__ = ["shared_window", "without_platform_noise"]
LEFT, PLAIN, CTRL, SHIFT = (
    Qt.MouseButton.LeftButton,
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


@pytest.fixture
def window(shared_window: SharedWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    crashes: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: crashes.append(error))
    made = shared_window.renewed(tmp_path, small_project())
    made.messages.crashed.connect(crashes.append)
    made.layers_panel.select("zones")
    QTest.keyClick(made, Qt.Key.Key_F6)
    settle()
    yield made
    assert not crashes


@pytest.fixture
def table(window: MainWindow) -> AttributeTable:
    assert window.table_dock.isVisible() and window.attribute_table.view.hasFocus()
    return window.attribute_table


def column(table: AttributeTable, name: str) -> list[str]:
    place = table.model.columns.index(name)
    return [table.model.index(row, place).data() for row in range(table.model.rowCount())]


def click_row(table: AttributeTable, row: int, keys: Qt.KeyboardModifier = PLAIN, name: str = "name") -> None:
    at = table.view.visualRect(table.model.index(row, table.model.columns.index(name))).center()
    QTest.mouseClick(table.view.viewport(), LEFT, keys, at)
    settle()


def sort_by(table: AttributeTable, name: str) -> None:
    header = table.view.horizontalHeader()
    place = table.model.columns.index(name)
    table.view.scrollTo(table.model.index(0, place))
    x_px = header.sectionViewportPosition(place) + header.sectionSize(place) // 2
    QTest.mouseClick(header.viewport(), LEFT, PLAIN, QPoint(x_px, header.height() // 2))
    settle()


def type_condition(table: AttributeTable, text: str) -> None:
    table.line.setFocus()
    table.line.selectAll()
    QTest.keyClicks(table.line, text)
    table.line.names.popup().hide()
    QTest.keyClick(table.line, Qt.Key.Key_Return)
    settle()


def edit(table: AttributeTable, row: int, name: str, text: str) -> None:
    click_row(table, row, name=name)
    QTest.keyClick(table.view, Qt.Key.Key_F2)
    settle()
    editor = next(each for each in table.view.viewport().findChildren(QLineEdit) if each.isVisible())
    editor.selectAll()
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    settle()


def test_cells_are_as_printed_and_missing_ones_are_grey(table: AttributeTable) -> None:
    assert column(table, "firms") == ["10", "3-5", "/", "无数据", "458（预估）", "0"]
    assert column(table, "share@2019")[:2] == ["1", "2"] and column(table, "staff")[1] == "无数据"
    blank = table.model.index(3, table.model.columns.index("firms"))
    grey = QGuiApplication.palette().brush(QPalette.ColorRole.PlaceholderText)
    assert blank.data(Qt.ItemDataRole.ForegroundRole) == grey
    assert blank.data(Qt.ItemDataRole.EditRole) == ""


def test_headings_have_label_unit_and_a_tool_tip(table: AttributeTable) -> None:
    place = table.model.columns.index("share@2020")
    assert table.model.headerData(place, Qt.Orientation.Horizontal) == "Share 2020年（%）"
    about = table.model.headerData(place, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert "share@2020" in about


def test_a_click_on_a_heading_sorts_by_value_with_missing_last(table: AttributeTable) -> None:
    sort_by(table, "firms")
    assert column(table, "firms") == ["0", "3-5", "10", "458（预估）", "/", "无数据"]
    sort_by(table, "firms")
    assert column(table, "firms") == ["458（预估）", "10", "3-5", "0", "/", "无数据"]


def test_rows_and_map_share_one_selection(window: MainWindow, table: AttributeTable) -> None:
    sort_by(table, "firms")
    click_row(table, 0)
    click_row(table, 2, CTRL)
    assert window.selection.rows("zones").tolist() == [0, 5], "rows of the frame, not of the view"
    window.selection.select("zones", [2, 3])
    chosen = {index.row() for index in table.view.selectionModel().selectedRows()}
    assert {column(table, "name")[row] for row in chosen} == {"Gamma", "Delta"}
    window.selection.clear()
    assert not table.view.selectionModel().hasSelection()


def test_only_the_selected_rows_can_be_shown_and_stay_while_one_chooses_among_them(
    window: MainWindow, table: AttributeTable
) -> None:
    window.selection.select("zones", [1, 4])
    QTest.mouseClick(table.only_selected, LEFT)
    assert column(table, "name") == ["Beta", "Epsilon"]
    click_row(table, 1)
    assert column(table, "name") == ["Beta", "Epsilon"] and window.selection.rows("zones").tolist() == [4]
    window.selection.select("zones", [0])
    assert column(table, "name") == ["Alpha"]
    QTest.mouseClick(table.only_selected, LEFT)
    assert len(column(table, "name")) == 6


def test_a_condition_filters_and_an_empty_one_shows_everything(table: AttributeTable) -> None:
    type_condition(table, "Firms > 4 or kind = 'c'")
    assert column(table, "name") == ["Alpha", "Epsilon", "Zeta"]
    sort_by(table, "firms")
    assert column(table, "name") == ["Zeta", "Alpha", "Epsilon"], "a filter outlives sorting"
    type_condition(table, "nothing > 4")
    assert table.error.isVisible() and "第 1 个字符" in table.error.text()
    assert len(column(table, "name")) == 3
    table.line.selectAll()
    QTest.keyClick(table.line, Qt.Key.Key_Delete)
    assert len(column(table, "name")) == 6 and not table.error.isVisible()


def test_a_condition_selects(window: MainWindow, table: AttributeTable) -> None:
    table.line.setFocus()
    QTest.keyClicks(table.line, "staff is missing or staff >= 5")
    QTest.mouseClick(table.select_matching, LEFT)
    assert window.selection.rows("zones").tolist() == [1, 4, 5]


def test_names_of_columns_are_completed(table: AttributeTable) -> None:
    table.line.setFocus()
    QTest.keyClicks(table.line, "staff > 1 and fir")
    popup = table.line.names.popup()
    assert popup.isVisible()
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert table.line.text() == "staff > 1 and [Firms（no.）] "


def test_an_edit_is_one_step_and_undo_takes_it_back(window: MainWindow, table: AttributeTable) -> None:
    before, index = window.session.project, window.session.history.index
    sort_by(table, "firms")
    edit(table, 1, "firms", "6-8")
    assert window.session.project.dataset("zones").frame["firms"].tolist()[1] == "6-8"
    assert window.session.history.index == index + 1
    assert column(table, "firms")[1] == "6-8", "the row stays where it is"
    window.menus.actions["undo"].trigger()
    settle()
    assert window.session.project is before and column(table, "firms")[1] == "3-5"


def test_what_identifies_features_cannot_be_edited(table: AttributeTable) -> None:
    click_row(table, 0, name="id")
    QTest.keyClick(table.view, Qt.Key.Key_F2)
    settle()
    assert not [each for each in table.view.viewport().findChildren(QLineEdit) if each.isVisible()]


def test_an_edit_of_a_joined_column_says_what_a_join_would_do(window: MainWindow, table: AttributeTable) -> None:
    from dataclasses import replace

    project = window.session.project
    step = JoinStep("t.csv", "0" * 64, (("id", "id"),), columns=("kind",))
    joined = replace(project.dataset("zones"), joins=(step,))
    window.session.apply(Text("x"), lambda now: replace(now, datasets=(joined, now.dataset("sites"))))
    edit(table, 0, "kind", "z")
    message = window.map_area.bar.message
    assert message is not None and message.severity == "info" and "连接" in message.text.zh


def test_rows_are_copied_as_spreadsheets_paste_them(window: MainWindow, table: AttributeTable) -> None:
    window.selection.select("zones", [1, 3])
    table.view.setFocus()
    QTest.keyClick(table.view, Qt.Key.Key_C, CTRL)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:3] == ["id", "name", "Firms（no.）"]
    assert [line.split("\t")[2] for line in lines[1:]] == ["3-5", ""]
    page = QGuiApplication.clipboard().mimeData().html()
    assert "mso-number-format:'\\@'\">3-5</td>" in page and "<td>3</td>" in page and "&lt;b&gt;book" in page


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_the_rows_shown_are_exported_in_their_order(
    window: MainWindow, table: AttributeTable, tmp_path: Path, suffix: str
) -> None:
    type_condition(table, "staff > 3")
    sort_by(table, "firms")
    QTest.mouseClick(table.export, LEFT)
    settle()
    path = tmp_path / f"out.{suffix}"
    type_file(path)
    if suffix == "csv":
        names = [line.split(",")[1] for line in path.read_text(encoding="utf-8-sig").splitlines()]
    else:
        sheet = openpyxl.load_workbook(path).active
        names = [row[1] for row in sheet.iter_rows(values_only=True)]
    assert names == ["name", "Zeta", "Epsilon", "Delta"]
    assert window.map_area.bar.message.severity == "success"


def test_statistics_tell_kinds_apart_and_sum_counts_only(table: AttributeTable) -> None:
    click_row(table, 0, name="firms")
    QTest.mouseClick(table.describe, LEFT)
    words = table.statistics.text()
    assert table.statistics.isVisible()
    for part in ("6 行", "估计值 1", "区间 1", "无数据 1", "不适用 1", "合计 468"):
        assert part in words
    click_row(table, 0, name="share@2019")
    assert not table.statistics.isVisible()
    QTest.mouseClick(table.describe, LEFT)
    assert "未加权" in table.statistics.text() and "合计" not in table.statistics.text()


def test_a_column_nobody_described_is_not_summed() -> None:
    import pandas as pd

    words = statistics_words(Field("x", Text("x", "x")), describe(pd.Series([1.0, 2.0])))
    assert "合计" not in words.zh and "未加权" not in words.zh and "sum" not in words.en


def test_the_table_follows_the_chosen_layer_and_empties_without_one(window: MainWindow, table: AttributeTable) -> None:
    window.menus.actions["next_map"].trigger()
    settle()
    assert table.model.rowCount() == 30 and "Sites" in window.table_dock.windowTitle()
    window.menus.actions["new"].trigger()
    settle()
    assert table.model.rowCount() == 0
    QTest.mouseClick(table.select_matching, LEFT)


def test_f6_puts_the_table_away(window: MainWindow, table: AttributeTable) -> None:
    QTest.keyClick(table.view, Qt.Key.Key_F6)
    settle()
    assert not window.table_dock.isVisible() and window.map_area.canvas.hasFocus()


def test_a_selection_of_very_many_runs_does_not_stop_the_table(window: MainWindow, table: AttributeTable) -> None:
    from dataclasses import replace

    import geopandas as gpd

    n = 20_000
    frame = gpd.GeoDataFrame(
        {"id": np.arange(n).astype(str), "v": np.arange(n)[::-1]},
        geometry=gpd.points_from_xy(np.linspace(121.0, 122.0, n), np.full(n, 31.2)),
        crs=4326,
    )
    project = window.session.project
    sites = replace(project.dataset("sites"), frame=frame, name_field="")
    window.session.open(replace(project, datasets=(project.dataset("zones"), sites), active_map="second"))
    window.layers_panel.select("sites")
    settle()
    window.selection.select("sites", np.arange(0, n, 2))
    sort_by(table, "v")
    assert column(table, "v")[:2] == ["0", "1"] and "10,000" in table._count.text()
