"""Definition cards, refusals with their reason, exceptions and their footnotes, in the real window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel, QToolButton

from gui.compare.autocorrelation_tab import AutocorrelationTab
from gui.indicators.card_dialog import CardDialog
from gui.indicators.describe_dialog import DescribeDialog
from gui.indicators.exceptions_dialog import ExceptionsDialog
from gui.indicators.override_dialog import OverrideDialog
from gui.language import set_language
from gui.main_window import MainWindow
from gui.map.clipboard import MapCopyDialog, remark_of
from gui.tree.layer_properties import LayerProperties
from gui.views.difference_dialog import DifferenceDialog
from layers import edits
from layers.cartography.styling import graduated, year_alternatives
from layers.cartography.symbology import Bivariate, Graduated, Single
from layers.indicators.footnotes import footnotes_of_project
from layers.layer import Layer
from spatial.text import Text
from tests.gui.window_project import close_window, dialog_of, new_window, open_dialogs, pick, settle, wait_for
from tests.gui.window_project import without_platform_noise as without_platform_noise
from tests.layers.look_alikes import FIRMS, GRANTED, HELD, REASON, areas, pair_look, project

LEFT = Qt.MouseButton.LeftButton
A, B = f"{GRANTED}@2019", f"{HELD}@2019"


@pytest.fixture(scope="module")
def shell(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    made = new_window(tmp_path_factory.mktemp("window"))
    yield made
    close_window(made)


@pytest.fixture
def window(shell: MainWindow) -> Iterator[MainWindow]:
    shell.session.open(project())
    shell.files.opened.emit()
    shell.map_area.bar.close_message()
    settle()
    shell.layers_panel.select("areas")
    settle()
    yield shell
    for dialog in open_dialogs():
        dialog.close()
    settle()


def show_pair(window: MainWindow) -> bool:
    """Try to draw the two look-alikes in one look."""
    done = window.session.apply(Text("双变量"), lambda now: edits.set_symbology(now, "areas", pair_look()))
    settle()
    return done


def press(window: MainWindow, words: str) -> None:
    """Press a button of the message bar."""
    buttons = [each for each in window.map_area.bar.findChildren(QToolButton) if words in each.text()]
    button = next(each for each in buttons if each.isVisible())
    QTest.mouseClick(button, LEFT)
    settle()


def give_reason(reason: str = REASON) -> OverrideDialog:
    dialog = dialog_of(OverrideDialog)
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    dialog.reason.clear()
    assert not ok.isEnabled(), "no exception without a reason"
    dialog.reason.setFocus()
    dialog.reason.setPlainText(reason)
    assert ok.isEnabled() and reason in dialog.preview.toPlainText()
    QTest.mouseClick(ok, LEFT)
    settle()
    return dialog


def dialog_open(kind: type) -> bool:
    return any(isinstance(each, kind) for each in open_dialogs())


def legend(window: MainWindow) -> str:
    tree = window.layers_panel.tree
    return "\n".join(item.text(0) for item in tree.items())


def allowed(window: MainWindow) -> None:
    assert not show_pair(window)
    press(window, "例外")
    give_reason()
    window.layers_panel.show_now()
    settle()


def test_a_refusal_says_why_and_an_exception_does_what_was_refused(window: MainWindow) -> None:
    before = window.session.project
    assert not show_pair(window)
    message = window.map_area.bar.message
    assert window.session.project is before and message.severity == "error"
    assert "流量" in message.text.zh and "口径例外" in message.text.zh
    press(window, "例外")
    assert "分母不同" in dialog_of(OverrideDialog).why.toPlainText()
    give_reason()
    assert isinstance(window.session.project.layer("areas").symbology, Bivariate)
    assert [str(each) for each in window.session.history.labels[-2:]] == ["设口径例外", "双变量"]


def test_a_refusal_offers_a_map_of_its_own_and_makes_it(window: MainWindow) -> None:
    second = Layer("second", "areas", Text("再画", "Again"), Single())
    window.session.apply(Text("加"), lambda now: edits.add_layer(now, "map", second))
    before = window.session.project
    look = graduated(areas(), B)
    assert not window.session.apply(Text("设色"), lambda now: edits.set_symbology(now, "second", look))
    settle()
    press(window, "新地图")
    now = window.session.project
    assert len(now.maps) == 2 and now.map("map") is before.map("map") and now.shown is now.maps[1]
    assert window.layers_panel.selected_layer == now.shown.layers[-1].id
    assert now.layer(window.layers_panel.selected_layer).symbology == look
    assert "每万人口发明专利拥有量" in legend(window)
    assert "没有改变" in window.map_area.bar.message.text.zh
    press(window, "回到")
    assert window.session.project.active_map == "map"
    window.session.undo(2)
    assert window.session.project is before


def test_two_variables_of_one_look_have_no_map_of_their_own(window: MainWindow) -> None:
    assert not show_pair(window)
    offered = [words.zh for words, _ in window.map_area.bar.message.actions]
    assert offered == ["设为口径例外…"]


def test_the_footnote_is_in_legend_notes_panel_and_properties_until_it_is_taken_back(window: MainWindow) -> None:
    allowed(window)
    note = footnotes_of_project(window.session.project)[0].zh
    window.menus.actions["layer_properties"].trigger()
    properties = dialog_of(LayerProperties)
    assert note in properties.text.toPlainText()
    properties.reject()
    assert note in legend(window) and note in window.map_notes.words.text()
    assert note in window.symbology_panel.result.text()
    window.menus.actions["exceptions"].trigger()
    dialog = dialog_of(ExceptionsDialog)
    assert note in dialog.words.text() and "撤销时" in dialog.words.text()
    QTest.mouseClick(dialog.copy, LEFT)
    assert note in QGuiApplication.clipboard().text()
    QTest.mouseClick(dialog.remove, LEFT)
    settle()
    assert "没有口径例外" in dialog.words.text() and not dialog.remove.isEnabled()
    window.layers_panel.show_now()
    assert note not in legend(window) and note not in window.map_notes.words.text()
    assert isinstance(window.session.project.layer("areas").symbology, Graduated)
    window.session.undo()
    settle()
    window.layers_panel.show_now()
    assert note in legend(window), "taking back can be undone"


def test_a_copied_map_carries_the_footnote(window: MainWindow) -> None:
    def copied() -> bytes:
        window.menus.actions["copy_map"].trigger()
        settle()
        dialog = dialog_of(MapCopyDialog)
        QTest.mouseClick(dialog.ok, LEFT)
        wait_for(lambda: not dialog_open(MapCopyDialog))
        return bytes(QGuiApplication.clipboard().mimeData().data("image/png").data())

    allowed(window)
    assert REASON in remark_of(window.session.project, Text("")).zh
    with_note = copied()
    window.session.history.end_merge()
    other = replace(window.session.project.overrides[0], reason="别的理由，写得长一些，好让图上的文字不一样")
    window.session.apply(Text("理由"), lambda now: replace(now, overrides=(other,)))
    settle()
    assert copied() != with_note, "the words of the footnote are drawn"


def test_undoing_the_exception_takes_it_back(window: MainWindow) -> None:
    allowed(window)
    window.session.undo(2)
    settle()
    assert not window.session.project.overrides


def test_a_scatter_plot_of_look_alikes_is_refused_then_footnoted(window: MainWindow, tmp_path: Path) -> None:
    window.menus.actions["charts"].trigger()
    settle()
    charts = window.charts
    pick(charts.kind, "scatter")
    pick(charts.x_field, A)
    pick(charts.y_field, B)
    settle()
    assert charts.canvas.drawing is None and "流量" in charts.heading.text() and charts.exception.isVisible()
    QTest.mouseClick(charts.exception, LEFT)
    give_reason()
    wait_for(lambda: charts.canvas.drawing is not None)
    assert REASON in charts.notes.text() and not charts.exception.isVisible()
    tall = charts.canvas.image(charts._footer()).height()
    assert REASON in charts._footer() and tall > charts.canvas.image("").height(), (
        "the footnote gets the lines it needs"
    )
    pick(charts.y_field, "gdp@2019")
    settle()
    assert charts.canvas.drawing is not None and not charts.notes.isVisible(), "other fields are not hindered"


def test_a_gap_to_a_target_is_asked_for_and_footnoted(window: MainWindow) -> None:
    window.menus.actions["difference_map"].trigger()
    settle()
    dialog = dialog_of(DifferenceDialog)
    pick(dialog.before, f"{FIRMS}@2018")
    pick(dialog.after, f"{FIRMS}@2019")
    assert not dialog.exception.isVisible(), "two actual years are subtracted as they are"
    pick(dialog.after, f"{FIRMS}@2025")
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert "目标值" in dialog.words.text() and not ok.isEnabled()
    QTest.mouseClick(dialog.exception, LEFT)
    assert "现状与目标" in dialog_of(OverrideDialog).reason.toPlainText()
    give_reason()
    assert ok.isEnabled() and "已设口径例外" in dialog.words.text()
    QTest.mouseClick(ok, LEFT)
    settle()
    settle()
    now = window.session.project
    assert len(now.maps) == 2 and "2018年距2025年目标的差距" in now.maps[1].title.zh
    assert REASON in footnotes_of_project(now)[0].zh and now.overrides[0].made


def test_locked_views_of_look_alikes_are_refused_until_allowed(window: MainWindow) -> None:
    looks = (*year_alternatives(areas(), [A]), *year_alternatives(areas(), [B]))
    window.session.apply(Text("指标"), lambda now: edits.set_alternatives(now, "areas", looks))
    window.menus.actions["views_row"].trigger()
    settle()
    pane = window.views.panes[1]
    window.views.show_in(pane, "map", B)
    settle()
    message = window.map_area.bar.message
    assert message is not None and "不可比" in message.text.zh
    press(window, "例外")
    give_reason()
    assert pane.column == B
    assert REASON in window.map_notes.words.text()
    window.views.legend.show_later()
    settle()
    assert any(REASON in each.text() for each in window.views.legend.table.findChildren(QLabel))


def test_a_statistic_of_two_look_alikes_is_refused_until_allowed_and_footnoted(window: MainWindow) -> None:
    window.menus.actions["compare"].trigger()
    settle()
    tab = window.compare.findChild(AutocorrelationTab)
    window.compare.tabs.setCurrentWidget(tab)
    wait_for(lambda: tab.field.count() > 1)
    pick(tab.statistic, "bivariate_moran")
    pick(tab.field, A)
    pick(tab.second, B)
    settle()
    assert "流量" in tab.state.text() and tab.found is None
    press(window, "例外")
    give_reason()
    tab.amount.setValue(1)
    tab.start()
    wait_for(lambda: tab.found is not None)
    assert any(REASON in each.zh for each in tab.result().words)
    window.menus.actions["compare"].trigger()
    settle()


# --- the card -------------------------------------------------------------------------------------------------------


def test_the_card_says_all_of_the_drawn_indicator(window: MainWindow) -> None:
    window.menus.actions["definition_card"].trigger()
    settle()
    dialog = dialog_of(CardDialog)
    text = dialog.text.toPlainText()
    for words in (
        "每万人当年新增发明专利授权数", "Invention patents granted", "流量", "从业人员", "件/万人", "越高越好",
        "不可由下级区域汇总", "每万人口发明专利拥有量", "以中文为准", "003", "57.12",
    ):  # fmt: skip
        assert words in text, words
    QTest.mouseClick(dialog.copy, LEFT)
    assert "不可比较及原因" in QGuiApplication.clipboard().text()
    set_language("en")
    settle()
    english = dialog.text.toPlainText()
    set_language("zh")
    settle()
    assert "our translation" in english and "Not comparable with, and why" in english and "a flow" in english
    place = dialog.choice.findText("全社会研发投入", Qt.MatchFlag.MatchContains)
    dialog.choice.setCurrentIndex(place)
    assert "占GDP" in dialog.text.toPlainText() or "GDP比例" in dialog.text.toPlainText()


def test_the_card_is_reached_from_style_panel_table_heading_tree_and_key(window: MainWindow) -> None:
    def card() -> str:
        settle()
        dialog = dialog_of(CardDialog)
        shown = dialog.choice.currentText()
        dialog.close()
        settle()
        return shown

    QTest.mouseClick(window.symbology_panel.definition, LEFT)
    assert A in card()
    window.menus.actions["attribute_table"].trigger()
    settle()
    header = window.attribute_table.view.horizontalHeader()
    section = window.attribute_table.model.columns.index(f"{FIRMS}@2025")
    menu = window.indicators.header_menu.menu_at(QPoint(header.sectionViewportPosition(section) + 4, 4))
    menu.actions()[0].trigger()
    assert f"{FIRMS}@2025" in card()
    menu.close()
    assert "definition_card" in [each.objectName() for each in window.layers_panel.tree.actions()]
    assert window.menus.actions["definition_card"].shortcut().toString() == "Shift+F1"


def test_columns_that_nobody_described_have_a_card_too(window: MainWindow) -> None:
    bare = replace(areas(), fields={})
    window.session.apply(Text("无说明"), lambda now: replace(now, datasets=(bare,)))
    window.menus.actions["definition_card"].trigger()
    settle()
    assert "未注明" in dialog_of(CardDialog).text.toPlainText()


def test_a_column_can_be_said_to_be_an_indicator_and_is_judged_as_one_from_then_on(window: MainWindow) -> None:
    bare = replace(areas(), fields={A: areas().fields[A]})
    window.session.apply(Text("无说明"), lambda now: replace(now, datasets=(bare,)))
    window.indicators.show_card_of(B)
    settle()
    QTest.mouseClick(dialog_of(CardDialog).describe, LEFT)
    settle()
    dialog = dialog_of(DescribeDialog)
    pick(dialog.indicator, HELD)
    assert dialog.unit.text() == "件/万人" and not dialog.unit.isEnabled()
    dialog.year.setValue(2019)
    pick(dialog.kind, "actual")
    QTest.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), LEFT)
    settle()
    known = window.session.project.dataset("areas").field_of(B)
    assert (known.indicator, known.year, known.year_kind, known.rule.base) == (HELD, 2019, "actual", "residents")
    assert "年末有效发明专利" in dialog_of(CardDialog).text.toPlainText(), "the card shows it at once"
    assert not show_pair(window), "the guard knows it now"
    window.session.undo()
    assert window.session.project.dataset("areas").field_of(B).indicator is None


def test_a_column_can_be_given_a_definition_of_its_own(window: MainWindow) -> None:
    window.indicators.show_card_of(A)
    settle()
    QTest.mouseClick(dialog_of(CardDialog).describe, LEFT)
    settle()
    dialog = dialog_of(DescribeDialog)
    pick(dialog.indicator, "")
    dialog.zh.setText("园区专利")
    dialog.definition.setPlainText("园区自报")
    pick(dialog.base, "firms")
    QTest.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), LEFT)
    settle()
    known = window.session.project.dataset("areas").field_of(A)
    assert (known.label.zh, known.definition.zh, known.rule.base, known.indicator) == (
        "园区专利",
        "园区自报",
        "firms",
        None,
    )


def test_a_project_without_layers_shows_the_catalogue(window: MainWindow) -> None:
    window.session.open(replace(project(), datasets=(), maps=(), active_map=""))
    settle()
    window.menus.actions["definition_card"].trigger()
    settle()
    assert "R&D" in dialog_of(CardDialog).text.toPlainText()
