"""The panel of targets: ledger, self-check and facilities in time, linked with the map; driven by mouse and keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PySide6.QtCore import QDate, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QMenu

from gui.language import language, set_language
from gui.main_window import MainWindow
from gui.targets.course import COURSE_ROLE, Course
from gui.targets.figure_dialog import FigureDialog, FiguresDialog
from gui.targets.line_model import COURSE, EXPECTED, GAP, INDICATOR, LATEST, STATUS
from gui.targets.verbs import Targets
from layers import edits
from layers.commands import STARTER
from layers.indicators.figure_edits import report_figures
from layers.indicators.plan_templates import TEMPLATES, write_plan_templates
from layers.indicators.reported import Reported
from layers.indicators.roll_up import parts_of
from layers.indicators.target_lines import TargetLine
from layers.project import Project
from layers.storage.project_file import read_project
from spatial.text import Text
from tests.gui.window_project import (
    close_window,
    dialog_of,
    new_window,
    open_dialogs,
    pick,
    settle,
    small_project,
    type_file,
    wait_for,
    without_platform_noise,
)

__all__ = ["without_platform_noise"]
LEFT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture(scope="module")
def starter() -> Project:
    return read_project(STARTER).project


@pytest.fixture(scope="module")
def opened(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    made = new_window(tmp_path_factory.mktemp("targets"))
    made.resize(1500, 950)
    yield made
    close_window(made)


@pytest.fixture
def window(opened: MainWindow, starter: Project) -> Iterator[MainWindow]:
    opened.session.open(starter)
    opened.files.opened.emit()
    opened.selection.clear()
    opened.targets.dock.hide()
    settle()
    yield opened
    for menu in opened.findChildren(QMenu):
        menu.close()
    if language() != "zh":
        set_language("zh")
        settle()


def shown(window: MainWindow, tab: str = "targets_show") -> Targets:
    if not window.targets.dock.isVisible():
        window.menus.actions[tab].trigger()
    settle()
    ledger = window.targets.panel.ledger
    ledger.search.clear()
    ledger.status.setCurrentIndex(0)
    ledger.tree.setCurrentItem(ledger.tree.topLevelItem(0))
    ledger.date.setDate(QDate(2021, 12, 31))
    settle()
    return window.targets


def names(targets: Targets) -> list[str]:
    return [line.row.indicator.id for line in targets.panel.ledger.table.lines_shown()]


def click_row(targets: Targets, area: str, indicator: str) -> TargetLine:
    table = targets.panel.ledger.table
    for row, line in enumerate(table.lines_shown()):
        if (line.row.area, line.row.indicator.id) == (area, indicator):
            index = table.shown.index(row, INDICATOR)
            table.scrollTo(index)
            QTest.mouseClick(table.viewport(), LEFT, NO_KEYS, table.visualRect(index).center())
            settle()
            return line
    raise AssertionError(f"no row {area} {indicator}")


# --- the ledger --------------------------------------------------------------------------------------------------


def test_the_ledger_opens_with_every_figure_and_goes_again(window: MainWindow) -> None:
    targets = shown(window)
    table = targets.panel.ledger.table
    assert table.shown.rowCount() == 178 and "238 个数字" in targets.panel.ledger.counts.text()
    assert "进度正常 12" in targets.panel.ledger.counts.text()
    window.menus.actions["targets_show"].trigger()
    settle()
    assert not targets.dock.isVisible()


def test_a_row_shows_course_rule_sources_and_selects_its_area(window: MainWindow) -> None:
    targets = shown(window)
    line = click_row(targets, "pudong", "hightech_enterprises")
    ledger = targets.panel.ledger
    assert not ledger.detail.isVisible(), "a narrow dock is for the table"
    QTest.mouseClick(ledger.more, LEFT)
    settle()
    assert ledger.detail.isVisible() and ledger.chart.course == Course(line, ledger.day())
    words = ledger.detail.toPlainText()
    assert "2902 ≥ 期望值 2622.9" in words and "000 指标表 第14行" in words and "2019年实际" in words
    ids = window.session.project.dataset("districts").frame["id"]
    assert [ids.iloc[row] for row in window.selection.rows("districts")] == ["pudong"]
    picture = ledger.chart.grab().toImage()
    colours = {picture.pixelColor(x, y).name() for x in range(0, picture.width(), 2) for y in range(picture.height())}
    assert {"#2f7fb5", "#d9741a"} <= colours, "figures and target are painted"
    QTest.mouseClick(ledger.more, LEFT)


def test_a_park_without_a_polygon_of_its_own_stands_for_its_parts(window: MainWindow) -> None:
    window.session.apply(Text("x"), lambda project: edits.show_map(project, "overlap"))
    targets = shown(window)
    click_row(targets, "putuo-park", "sei_output")
    assert len(window.selection.rows("subparks")) == 14


def test_an_area_selected_on_the_map_is_chosen_in_the_tree(window: MainWindow) -> None:
    targets = shown(window)
    ids = list(window.session.project.dataset("districts").frame["id"])
    window.selection.select("districts", [ids.index("pudong")])
    settle()
    assert targets.panel.ledger.tree.area == "pudong"
    assert {line.row.area for line in targets.panel.ledger.table.lines_shown()} == {"pudong", "zhangjiang-science-city"}
    QTest.mouseClick(targets.panel.ledger.below, LEFT, NO_KEYS, QPoint(8, targets.panel.ledger.below.height() // 2))
    settle()
    assert {line.row.area for line in targets.panel.ledger.table.lines_shown()} == {"pudong"}
    QTest.mouseClick(targets.panel.ledger.below, LEFT, NO_KEYS, QPoint(8, targets.panel.ledger.below.height() // 2))


def test_the_tree_drills_down_by_keys(window: MainWindow) -> None:
    targets = shown(window)
    tree = targets.panel.ledger.tree
    tree.setFocus()
    for _ in range(2):
        QTest.keyClick(tree, Qt.Key.Key_Down)
    settle()
    assert tree.area == "shanghai"
    rows = targets.panel.ledger.table.lines_shown()
    assert {"pudong", "putuo-park", "putuo-park-north"} <= {line.row.area for line in rows} and len(rows) < 178


@pytest.mark.parametrize("typed", ["gxjsqy putuo", "hightech_enterprises putuo-park", "High-tech Putuo"])
def test_search_finds_names_pinyin_and_ids(window: MainWindow, typed: str) -> None:
    targets = shown(window)
    QTest.keyClicks(targets.panel.ledger.search, typed)
    settle()
    rows = targets.panel.ledger.table.lines_shown()
    assert ("putuo-park", "hightech_enterprises") in {(line.row.area, line.row.indicator.id) for line in rows}
    assert len(rows) < 8


def test_status_filters_and_says_why_nothing_is_left(window: MainWindow) -> None:
    targets = shown(window)
    ledger = targets.panel.ledger
    pick(ledger.status, "behind")
    assert len(names(targets)) == 3 and {line.row.status for line in ledger.table.lines_shown()} == {"behind"}
    pick(ledger.status, "with_target")
    assert len(names(targets)) == 45
    ledger.search.setText("没有这样的词")
    settle()
    assert not names(targets) and "没有符合条件的行" in ledger.counts.text()


def test_sorting_keeps_what_is_not_known_last(window: MainWindow) -> None:
    table = shown(window).panel.ledger.table
    for order in (Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder):
        table.horizontalHeader().setSortIndicator(GAP, order)
        settle()
        gaps = [line.gap for line in table.lines_shown()]
        known = [gap for gap in gaps if gap is not None]
        assert gaps[: len(known)] == sorted(known, reverse=order == Qt.SortOrder.DescendingOrder)
    table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)


def test_the_date_moves_the_expected_figure(window: MainWindow) -> None:
    targets = shown(window)
    click_row(targets, "pudong", "hightech_enterprises")
    ledger = targets.panel.ledger
    (index,) = ledger.table.selectionModel().selectedRows(EXPECTED)
    assert index.data() == "3803.8"
    ledger.date.setDate(QDate(2022, 12, 31))
    settle()
    (index,) = ledger.table.selectionModel().selectedRows(EXPECTED)
    assert index.data() == "4580.7"
    (status,) = ledger.table.selectionModel().selectedRows(STATUS)
    assert "期望值" in status.data(Qt.ItemDataRole.ToolTipRole) and status.data(Qt.ItemDataRole.DecorationRole)
    (course,) = ledger.table.selectionModel().selectedRows(COURSE)
    assert isinstance(course.data(COURSE_ROLE), Course)


def test_rows_are_copied_with_their_sources(window: MainWindow) -> None:
    targets = shown(window)
    click_row(targets, "pudong", "hightech_enterprises")
    QTest.keyClick(targets.panel.ledger.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text()
    assert "高新技术企业数量" in copied and "000 指标表 第14行" in copied and copied.count("\n") == 2
    targets.panel.ledger.copy_sources()
    assert QGuiApplication.clipboard().text().count("000 指标表") == 4


# --- reporting figures -------------------------------------------------------------------------------------------


def test_a_figure_is_typed_undone_and_withdrawn(window: MainWindow) -> None:
    targets = shown(window)
    click_row(targets, "putuo-park", "hightech_enterprises")
    window.menus.actions["targets_figure"].trigger()
    settle()
    dialog = dialog_of(FigureDialog)
    own = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert dialog.area.currentData() == "putuo-park" and "2019年实际" in dialog.known.toPlainText()
    dialog.year.setValue(2019)
    QTest.keyClicks(dialog.value, "999")
    dialog.source.insert("2021年公报")  # as an input method does
    assert not own.isEnabled() and "不会被覆盖" in dialog.state.text()
    dialog.year.setValue(2021)
    dialog.area.setEditText("putuo")
    assert not own.isEnabled(), "what is half typed names no area"
    dialog.area.setCurrentIndex(dialog.area.findData("putuo-park"))
    dialog.value.selectAll()
    QTest.keyClicks(dialog.value, "350")
    assert own.isEnabled() and "填报" in dialog.state.text()
    QTest.mouseClick(own, LEFT)
    settle()
    (figure,) = window.session.project.figures
    assert (figure.year, figure.printed) == (2021, "350")
    line = click_row(targets, "putuo-park", "hightech_enterprises")
    assert line.row.latest is not None and line.row.latest.number == 350 and line.row.status == "on_track"
    window.menus.actions["undo"].trigger()
    settle()
    assert not window.session.project.figures
    assert click_row(targets, "putuo-park", "hightech_enterprises").row.status == "not_started"
    window.menus.actions["redo"].trigger()
    settle()
    line = click_row(targets, "putuo-park", "hightech_enterprises")
    targets.panel.ledger.table.customContextMenuRequested.emit(QPoint(5, 5))
    menu = next(each for each in targets.panel.ledger.findChildren(QMenu) if each.isVisible())
    act = next(each for each in menu.actions() if each.text().startswith("撤回填报"))
    act.trigger()
    settle()
    assert not window.session.project.figures


def test_a_table_of_figures_is_shown_before_it_is_reported(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "figures.xlsx"
    pd.DataFrame(
        {"区域": ["普陀园", "普陀园", "火星"], "指标": ["高新技术企业数量"] * 3, "年份": ["2021", "2019", "2021"],
         "数值": ["350", "1", "2"]}
    ).to_excel(path, index=False)  # fmt: skip
    shown(window)
    window.menus.actions["targets_join"].trigger()
    settle()
    type_file(path)
    wait_for(lambda: any(isinstance(each, FiguresDialog) for each in open_dialogs()))
    dialog = dialog_of(FiguresDialog)
    assert "1 个数字可以填报，2 处不能" in dialog.head.text() and dialog.table.rowCount() == 1
    assert "第 3 行" in dialog.refused.toPlainText() and "火星" in dialog.refused.toPlainText()
    dialog.source.selectAll()
    QTest.keyClicks(dialog.source, "2021 bulletin")
    QTest.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), LEFT)
    settle()
    assert [each.source for each in window.session.project.figures] == ["2021 bulletin"]


# --- map, files, check -------------------------------------------------------------------------------------------


def test_a_map_of_status_is_one_step(window: MainWindow) -> None:
    targets = shown(window)
    targets.panel.ledger.table.clearSelection()
    window.menus.actions["targets_map"].trigger()
    settle()
    message = window.map_area.bar.message
    assert message is not None and "先在目标台账中选中一行" in message.text.zh
    click_row(targets, "pudong", "hightech_enterprises")
    steps = window.session.history.index
    window.menus.actions["targets_map"].trigger()
    settle()
    made = window.session.project.shown
    assert made is not None and "目标状态" in made.title.zh and window.session.history.index == steps + 1
    window.menus.actions["undo"].trigger()
    settle()
    assert made.id not in {each.id for each in window.session.project.maps}


def test_each_tab_is_exported(window: MainWindow, tmp_path: Path) -> None:
    targets = shown(window)
    for tab, name, count in ((0, "l.xlsx", 178), (1, "c.csv", 15), (2, "t.csv", 10)):
        targets.show(tab)
        window.menus.actions["targets_export"].trigger()
        settle()
        type_file(tmp_path / name)
        wait_for((tmp_path / name).exists)
        read = pd.read_excel if name.endswith("x") else pd.read_csv
        assert len(read(tmp_path / name, dtype=str)) >= count


def test_the_check_shows_both_sides_and_leads_to_the_figures(window: MainWindow) -> None:
    targets = shown(window)
    window.menus.actions["targets_check"].trigger()
    settle()
    check = targets.panel.check
    assert targets.panel.tabs.currentWidget() is check and "不符 3" in check.head.text()
    first = check.chosen()
    assert first is not None and first.claim.id == "pudong-firms-quadruple"
    assert "4倍增" in check.said.toPlainText() and "2178" in check.found.toPlainText() and "3.67" in check.rule.text()
    assert "倍数：目标 ÷ 基期" in check.rule.text()
    QTest.mouseClick(check.go, LEFT)
    settle()
    (line,) = targets.panel.ledger.table.chosen()
    assert targets.panel.tabs.currentIndex() == 0
    assert (line.row.area, line.row.indicator.id) == ("pudong", "hightech_enterprises")


# --- facilities in time ------------------------------------------------------------------------------------------


def at_row(window: MainWindow, row: int) -> QPoint:
    chart = window.targets.panel.timeline.chart
    assert chart.drawing is not None
    place: QPointF = chart.drawing.place_of(row, QRectF(chart.rect()))
    return place.toPoint() + QPoint(4, 0)


def test_facilities_are_selected_and_hovered_both_ways(window: MainWindow) -> None:
    window.menus.actions["timeline_show"].trigger()
    settle()
    tab = window.targets.panel.timeline
    assert tab.isVisible() and "到 2019 年底建成 4 项" in tab.head.text()
    QTest.mouseClick(tab.chart, LEFT, NO_KEYS, at_row(window, 2))
    settle()
    ids = list(window.session.project.dataset("facilities").frame["id"])
    assert [ids[row] for row in window.selection.rows("facilities")] == [tab.entries[2].facility.id]
    window.selection.select("facilities", [ids.index("fac-shine")])
    settle()
    (row,) = np.flatnonzero(tab.chart.look().selected)
    assert tab.entries[row].facility.id == "fac-shine"
    QTest.mouseMove(tab.chart, at_row(window, 3))
    settle()
    assert len(window.targets.facility_link.outlines.rings) == 1 and "原文" in tab.under.text()
    portrayal = window.portrayals.of("site-density-facilities")
    assert portrayal is not None
    point = portrayal.placed.geometry[ids.index("fac-ssrf")]
    window.map_area.canvas.cursor_moved.emit((point.x, point.y))
    assert tab.entries[tab.chart.hover].facility.id in ("fac-ssrf", "fac-ssrf-2")  # at one place
    window.map_area.canvas.cursor_moved.emit(None)
    assert tab.chart.hover == -1


def test_bars_of_a_year_select_what_they_count(window: MainWindow) -> None:
    window.menus.actions["timeline_show"].trigger()
    settle()
    counts = window.targets.panel.timeline.counts
    drawing = counts.drawing
    bar = drawing._bar("pudong", 2020, drawing._plot(QRectF(counts.rect())))
    QTest.mouseClick(counts, LEFT, NO_KEYS, bar.center().toPoint())
    settle()
    assert len(window.selection.rows("facilities")) == 6
    assert "建成 6 项，当年新增 2 项" in drawing.words(np.array([0])).zh


def test_the_slider_filters_the_view_and_nothing_else(window: MainWindow) -> None:
    before = window.session.project
    window.menus.actions["timeline_filter"].trigger()
    settle()
    tab, targets = window.targets.panel.timeline, window.targets
    assert tab.on.isChecked() and targets.filter.year == 2025 and targets.filter.mark.isVisible()
    tab.line.setFocus()
    for _ in range(5):
        QTest.keyClick(tab.line, Qt.Key.Key_Left)
    settle()

    def drawn() -> int:
        portrayal = window.portrayals.of("site-density-facilities")
        assert portrayal is not None
        return sum(each is not None for each in portrayal.placed.geometry)

    assert targets.filter.year == 2020 and drawn() == 6
    assert "2020 年底前建成的规划设施 6 / 10" in targets.filter.mark.label.text()
    assert window.session.project is before and not window.session.history.can_undo
    assert "筛选中" in window.map_area.remark.zh, "a copied picture says so too"
    QTest.mouseClick(tab.others, LEFT, NO_KEYS, QPoint(8, tab.others.height() // 2))
    settle()
    assert drawn() == 6 + 132 - 10
    QTest.mouseClick(tab.others, LEFT, NO_KEYS, QPoint(8, tab.others.height() // 2))
    window.session.apply(Text("x"), lambda project: edits.set_labels(project, "site-density-facilities", True))
    window.menus.actions["undo"].trigger()
    settle()
    assert drawn() == 6 and targets.filter.year == 2020, "undo keeps the view"
    QTest.mouseClick(targets.filter.mark.close_button, LEFT)
    settle()
    assert not window.map_area.remark
    assert drawn() == 132 and not targets.filter.mark.isVisible() and not tab.on.isChecked()


def test_another_project_takes_the_filter_off(window: MainWindow) -> None:
    window.menus.actions["timeline_filter"].trigger()
    settle()
    window.targets.dock.hide()
    window.session.open(small_project())
    window.files.opened.emit()
    settle()
    assert window.targets.filter.year is None and not window.targets.filter.mark.isVisible()
    window.menus.actions["targets_figure"].trigger()  # acts on the plans of this project, not of the one before
    settle()
    message = window.map_area.bar.message
    assert message is not None and "没有规划表格" in message.text.zh
    assert not any(isinstance(each, FigureDialog) for each in open_dialogs())


# --- empty states and languages ----------------------------------------------------------------------------------


def test_a_project_without_plans_is_told_what_to_do(window: MainWindow) -> None:
    window.session.open(small_project())
    window.files.opened.emit()
    window.menus.actions["targets_show"].trigger()
    settle()
    panel = window.targets.panel
    assert panel.notice.isVisible() and "indicators.csv" in panel.notice.text() and "重新读取" in panel.notice.text()
    assert panel.ledger.table.shown.rowCount() == 0 and not panel.ledger.report.isEnabled()
    for name in ("targets_figure", "targets_join", "targets_map", "targets_export", "timeline_filter"):
        window.map_area.bar.close_message() if hasattr(window.map_area.bar, "close_message") else None
        window.menus.actions[name].trigger()
        settle()
        message = window.map_area.bar.message
        assert message is not None and "没有规划表格" in message.text.zh, name


def test_empty_tables_are_made_beside_a_saved_project(window: MainWindow, tmp_path: Path) -> None:
    window.session.open(small_project())
    window.files.opened.emit()
    window.menus.actions["targets_show"].trigger()
    settle()
    make = window.targets.panel.make
    QTest.mouseClick(make, LEFT)
    settle()
    message = window.map_area.bar.message
    assert message is not None and "先保存项目" in message.text.zh + "".join(each.zh for each in message.details)
    window.session.path = tmp_path / "own.yuantu"
    QTest.mouseClick(make, LEFT)
    settle()
    assert {each.name for each in (tmp_path / "tables").iterdir()} == set(TEMPLATES)
    assert window.targets.panel.source.plans is not None and not window.targets.panel.empty.isVisible()
    (tmp_path / "tables" / "values.csv").unlink()
    kept = (tmp_path / "tables" / "areas.csv").read_bytes()
    assert [each.name for each in write_plan_templates(tmp_path)] == ["values.csv"]
    assert (tmp_path / "tables" / "areas.csv").read_bytes() == kept


def test_subparks_roll_up_in_the_ledger_and_are_marked(window: MainWindow) -> None:
    targets = shown(window)
    plans = targets.panel.source.plans
    assert plans is not None
    blocks = parts_of(plans.tables.areas, "putuo-park")
    parks = [each.id for block in blocks for each in parts_of(plans.tables.areas, block.id)]
    figures = [Reported(each, "small_giants", 2021, "actual", "2", "普陀科委") for each in parks]
    window.session.apply(Text("x"), lambda project: report_figures(project, figures, plans.tables))
    settle()
    line = click_row(targets, "putuo-park-north", "small_giants")
    assert line.computed and line.row.latest is not None and line.row.latest.number == 12
    (index,) = targets.panel.ledger.table.selectionModel().selectedRows(LATEST)
    assert "汇总" in index.data() and index.data(Qt.ItemDataRole.FontRole).italic()
    assert "Σx" in targets.panel.ledger.detail.toPlainText()
    click_row(targets, "putuo-taopu", "small_giants")
    ids = list(window.session.project.dataset("subparks").frame["id"])
    assert not window.selection.datasets() or ids.index("putuo-taopu") in window.selection.rows("subparks")


def test_both_languages_name_everything(window: MainWindow) -> None:
    targets = shown(window)
    set_language("en")
    settle()
    assert (
        targets.dock.windowTitle() == "Indicators and targets" and targets.panel.tabs.tabText(2) == "Facility timeline"
    )
    header = targets.panel.ledger.table.rows
    assert header.headerData(STATUS, Qt.Orientation.Horizontal) == "Status"
    click_row(targets, "pudong", "hightech_enterprises")
    assert "on track" in targets.panel.ledger.detail.toPlainText()
