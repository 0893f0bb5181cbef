"""The dialog of derived indicators, typed into like a user: completion, errors in place, figures, undo, recomputing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from gui.main_window import MainWindow
from gui.tables.formula_dialog import FormulaDialog
from layers.cartography.symbology_locks import field_of
from layers.cell_edits import set_cells
from layers.layer_properties import describe_layer
from spatial.text import plain
from tests.gui.window_project import (
    close_window,
    dialog_of,
    new_window,
    settle,
    small_project,
    wait_for,
    without_platform_noise,
)

__all__ = ["without_platform_noise"]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module")
def shared(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    made = new_window(tmp_path_factory.mktemp("formulas"))
    yield made
    close_window(made)


@pytest.fixture
def window(shared: MainWindow) -> MainWindow:
    shared.session.open(small_project())
    shared.files.opened.emit()
    settle()
    return shared


def opened(window: MainWindow) -> FormulaDialog:
    window.layers_panel.select("zones")
    window.menus.actions["formula"].trigger()
    settle()
    return dialog_of(FormulaDialog)


def typed(dialog: FormulaDialog, text: str) -> None:
    dialog.formula.setPlainText("")
    QTest.keyClicks(dialog.formula, text)
    dialog.formula.completer.popup().hide()
    wait_for(lambda: dialog._error is not None or dialog._made is not None)


def figures(dialog: FormulaDialog) -> list[str]:
    return [dialog.preview.item(row, 1).text() for row in range(dialog.preview.rowCount())]


def test_a_formula_is_typed_shown_and_put_on_the_map(window: MainWindow) -> None:
    dialog = opened(window)
    assert not dialog.ok.isEnabled() and dialog.preview.rowCount() == 0
    dialog.zh.setText("密度")
    typed(dialog, "firms / area()")
    assert figures(dialog)[2:4] == ["/", "无数据"] and "至" in figures(dialog)[1] and "（预估）" in figures(dialog)[4]
    assert "no./平方公里" in dialog.unit.placeholderText() and "缺值 1 个" in dialog.status.text()
    before = window.session.project
    QTest.mouseClick(dialog.ok, LEFT)
    wait_for(lambda: window.session.project is not before)
    dataset = window.session.project.dataset("zones")
    assert dataset.formulas[0].column == "密度" and field_of(window.session.project.layer("zones").symbology) == "密度"
    sections = {section.title.zh: section.lines for section in describe_layer(window.session.project, "zones")}
    assert "[Firms" in sections["派生指标"][0][1].zh, "the formula is in the layer's properties"
    after = window.session.project
    window.session.apply(plain("edit"), lambda project: set_cells(project, "zones", "firms", [3], ["7"]))
    assert window.session.project.dataset("zones").frame["密度"][3] not in (
        None,
        after.dataset("zones").frame["密度"][3],
    )
    window.session.undo()
    assert window.session.project is after
    window.session.undo()
    assert window.session.project is before


def test_what_is_wrong_is_said_and_marked_in_place(window: MainWindow) -> None:
    dialog = opened(window)
    dialog.zh.setText("错")
    typed(dialog, "firms + [Share, 2019 (%)]")
    assert dialog.formula.wrong == 8 and "单位不同" in dialog.status.text() and not dialog.ok.isEnabled()
    typed(dialog, "firms * __import__")
    assert dialog.formula.wrong == 8 and "没有名为" in dialog.status.text()
    typed(dialog, "firms * 2")
    assert dialog.formula.wrong == -1 and dialog.ok.isEnabled()
    dialog.zh.clear()
    wait_for(lambda: dialog._made is not None)
    assert not dialog.ok.isEnabled() and "名称" in dialog.status.text()
    dialog.reject()


def test_columns_and_functions_are_completed_and_inserted(window: MainWindow) -> None:
    dialog = opened(window)
    QTest.keyClicks(dialog.formula, "2 * Fir")
    popup = dialog.formula.completer.popup()
    assert popup.isVisible()
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert dialog.formula.toPlainText().startswith("2 * [Firms")
    QTest.keyClicks(dialog.formula, " / ")
    area = next(
        dialog.functions.item(row)
        for row in range(dialog.functions.count())
        if "()" in dialog.functions.item(row).data(Qt.ItemDataRole.UserRole)
    )
    dialog.functions.itemActivated.emit(area)
    wait_for(lambda: dialog._made is not None)
    assert dialog.formula.toPlainText().endswith("面积()")
    dialog.reject()


def test_what_does_not_compare_asks_for_a_reason(window: MainWindow) -> None:
    from dataclasses import replace
    from types import MappingProxyType

    project = window.session.project
    dataset = project.dataset("zones")
    target = replace(dataset.fields["share@2020"], year_kind="target")
    dataset = replace(dataset, fields=MappingProxyType({**dataset.fields, "share@2020": target}))
    window.session.open(replace(project, datasets=(dataset, *project.datasets[1:])))
    dialog = opened(window)
    dialog.zh.setText("差")
    assert not dialog.reason.isVisible()
    typed(dialog, "share@2020 - share@2019")
    assert dialog.reason.isVisible() and "不可比" in dialog.status.text() and not dialog.ok.isEnabled()
    dialog.reason.setText("看差距")
    wait_for(lambda: dialog._made is not None)
    assert dialog.ok.isEnabled() and figures(dialog) == ["1", "1", "1", "1", "1", "10"]
    before = window.session.project
    QTest.mouseClick(dialog.ok, LEFT)
    wait_for(lambda: window.session.project is not before)
    made = window.session.project.dataset("zones")
    assert "看差距" in made.fields["差"].definition.zh and made.fields["差"].unit == "百分点"


def test_a_derived_indicator_is_changed_and_removed(window: MainWindow) -> None:
    dialog = opened(window)
    dialog.zh.setText("甲")
    typed(dialog, "staff * 2")
    dialog.draw.setChecked(False)
    before = window.session.project
    QTest.mouseClick(dialog.ok, LEFT)
    wait_for(lambda: window.session.project is not before)
    dialog = opened(window)
    dialog.which.setCurrentIndex(1)
    dialog.which.activated.emit(1)
    wait_for(lambda: dialog._made is not None)
    assert dialog.formula.toPlainText() == "[Staff] * 2" and dialog.remove.isVisible()
    typed(dialog, "staff * 3")
    before = window.session.project
    QTest.mouseClick(dialog.ok, LEFT)
    wait_for(lambda: window.session.project is not before)
    assert window.session.project.dataset("zones").frame["甲"][0] == 3
    dialog = opened(window)
    dialog.which.setCurrentIndex(1)
    dialog.which.activated.emit(1)
    QTest.mouseClick(dialog.remove, LEFT)
    assert "甲" not in window.session.project.dataset("zones").frame
    assert dialog.buttons.button(QDialogButtonBox.StandardButton.Cancel) is not None
