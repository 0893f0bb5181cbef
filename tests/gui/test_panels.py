"""The panels and dialogs, each with a session and no window around it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel
from window_project import dialog_of, pick, settle, small_project, wait_for, without_platform_noise

from gui.export_dialog import ExportDialog
from gui.history_panel import HistoryPanel
from gui.identify_panel import IdentifyPanel
from gui.language import set_language
from gui.map.notes import MapNotes
from gui.map.portrayals import Portrayals
from gui.messages import CrashDialog, DetailsDialog, Message, MessageBar, Messages
from gui.progress import ProgressStrip
from gui.session import Session
from gui.symbology.symbology_panel import SymbologyPanel
from gui.tables.join_dialog import JoinDialog
from gui.tables.join_preview import guess_keys, split_unit
from gui.tasks import Task, Tasks
from gui.tree.layers_panel import LayersPanel
from layers import edits
from layers.base_map import BaseMap
from layers.cartography.symbology import Categorised, Clustered, Graduated, Proportional
from layers.layer_tree_edits import add_base_map
from spatial.errors import GisError
from spatial.feedback import Feedback
from spatial.text import Text
from tests.tile_files import around, write_mbtiles

__all__ = ["without_platform_noise"]


@pytest.fixture
def session(qapp: QApplication) -> Iterator[Session]:
    set_language("zh")
    messages = Messages()
    tasks = Tasks(messages.error, inline=True)
    made = Session(messages, tasks)
    made.posted = []
    messages.posted.connect(made.posted.append)
    messages.crashed.connect(lambda error: pytest.fail(repr(error)))
    made.open(small_project())
    yield made
    tasks.close()


@pytest.fixture
def portrayals(session: Session) -> Portrayals:
    made = Portrayals(session)
    session.apply(Text("x"), lambda project: edits.set_opacity(project, "ground", 0.9))
    session.open(session.project)
    settle()
    return made


# --- symbology --------------------


@pytest.fixture
def symbology(session: Session, portrayals: Portrayals) -> SymbologyPanel:
    panel = SymbologyPanel(session, portrayals)
    panel.show()
    panel.set_layer("zones")
    settle()
    return panel


def look(session: Session, layer: str = "zones"):
    return session.project.layer(layer).symbology


@pytest.mark.parametrize(
    ("kind", "made"), [("graduated", Graduated), ("proportional", Proportional), ("categorised", Categorised)]
)
def test_a_kind_becomes_a_symbology_in_one_step(
    session: Session, symbology: SymbologyPanel, kind: str, made: type
) -> None:
    pick(symbology.form.kind, kind)
    assert isinstance(look(session), made)
    session.undo()
    settle()
    assert symbology.form.kind.currentData() == "single"
    assert not session.history.can_undo


def test_points_may_be_clustered_and_polygons_may_not(session: Session, symbology: SymbologyPanel) -> None:
    assert symbology.form.kind.findData("dbscan") < 0
    session.apply(Text("x"), lambda project: edits.show_map(project, "second"))
    symbology.set_layer("sites")
    settle()
    pick(symbology.form.kind, "dbscan")
    symbology.form.eps_m.setValue(300)
    symbology.form.min_samples.setValue(5)
    settle()
    found = look(session, "sites")
    assert isinstance(found, Clustered) and (found.method, found.eps_m, found.min_samples) == ("dbscan", 300, 5)
    assert "300" in symbology.result.text()


def test_turning_a_spin_box_is_one_step(session: Session, symbology: SymbologyPanel) -> None:
    pick(symbology.form.kind, "graduated")
    before = session.history.index
    for k in (2, 3, 4):
        symbology.form.k.setValue(k)
        settle()
    assert len(look(session).colours) == 4
    assert session.history.index == before + 1


def test_years_share_their_breaks_and_switch_without_new_ones(session: Session, symbology: SymbologyPanel) -> None:
    pick(symbology.form.kind, "graduated")
    pick(symbology.form.indicator, "share")
    pick(symbology.form.scheme, "quantiles")
    assert symbology.form.year.isVisible()
    breaks = look(session).breaks
    pick(symbology.form.year, "share@2020")
    assert look(session).field == "share@2020"
    assert look(session).breaks == breaks
    assert breaks[-1] == 70, "the breaks are those of all years"
    assert len(session.project.layer("zones").alternatives) == 2


def test_an_indicator_with_a_look_of_its_own_brings_it(session: Session, symbology: SymbologyPanel) -> None:
    from layers.cartography.styling import graduated, proportional

    dataset = session.project.dataset("zones")
    looks = (proportional(dataset, "firms"), graduated(dataset, "share@2019"))
    session.apply(Text("x"), lambda project: edits.set_alternatives(project, "zones", looks))
    settle()
    pick(symbology.form.indicator, "share")
    assert look(session) is looks[1]
    pick(symbology.form.indicator, "firms")
    assert look(session) is looks[0]


def test_scheme_ramp_and_zero_class_are_taken_over(session: Session, symbology: SymbologyPanel) -> None:
    pick(symbology.form.kind, "graduated")
    pick(symbology.form.scheme, "equal_interval")
    pick(symbology.form.ramp, "Oranges")
    symbology.form.reverse.click()
    symbology.form.zero_class.click()
    settle()
    made = look(session)
    assert (made.scheme, made.ramp, made.zero_class) == ("equal_interval", "Oranges", True)
    assert symbology.form.reverse.isChecked()


def test_breaks_are_typed_for_the_manual_scheme(session: Session, symbology: SymbologyPanel) -> None:
    pick(symbology.form.kind, "graduated")
    pick(symbology.form.scheme, "manual")
    symbology.form.breaks.setText("0，100 500")
    symbology.form.breaks.editingFinished.emit()
    settle()
    assert look(session).breaks == (0, 100, 500)


def test_what_cannot_be_classified_is_said_and_the_controls_go_back(
    session: Session, symbology: SymbologyPanel
) -> None:
    pick(symbology.form.kind, "graduated")
    pick(symbology.form.scheme, "manual")
    before = look(session)
    symbology.form.breaks.setText("5 nonsense")
    symbology.form.breaks.editingFinished.emit()
    settle()
    assert look(session) is before
    assert "nonsense" not in symbology.form.breaks.text()


# --- layers --------------------


@pytest.fixture
def layers(session: Session, portrayals: Portrayals) -> LayersPanel:
    panel = LayersPanel(session, portrayals)
    panel.show()
    settle()
    return panel


def test_the_foremost_layer_is_chosen_at_first(layers: LayersPanel) -> None:
    assert layers.selected_layer == "zones"


def test_what_a_map_must_say_stands_beside_it(session: Session) -> None:
    notes = MapNotes(session)
    said = Text("计数，不是统计", "A count, no statistic")
    first = session.project.maps[0]
    session.open(replace(session.project, maps=(replace(first, notes=(said,)), *session.project.maps[1:])))
    assert notes.words.text().splitlines() == [said.zh, session.project.status_note.zh]


def test_the_opacity_slider_makes_one_step(session: Session, layers: LayersPanel) -> None:
    for percent in (80, 60, 40):
        layers.opacity.setValue(percent)
        settle()
    assert session.project.layer("zones").opacity == 0.4
    session.undo()
    settle()
    assert layers.opacity.value() == 100


def test_a_name_is_changed_in_the_language_of_the_window_only(session: Session, layers: LayersPanel) -> None:
    layers.tree.item_of("zones").setText(0, "各区")
    settle()
    assert session.project.layer("zones").name == Text("各区", "Zones")


def test_a_layer_dropped_above_another_goes_there_but_not_into_the_background(
    session: Session, layers: LayersPanel
) -> None:
    layers.tree.moved.emit(["lower"], "", "zones")
    settle()
    assert [each.id for each in session.project.map("first").layers] == ["ground", "zones", "lower"]
    layers.tree.moved.emit(["lower"], "", "")
    settle()
    assert [each.id for each in session.project.map("first").layers] == ["ground", "lower", "zones"]
    before = session.project
    layers.tree.moved.emit(["lower"], "", "ground")
    assert session.project is before


def test_what_was_closed_stays_closed(session: Session, layers: LayersPanel) -> None:
    layers.tree.item_of("zones").setExpanded(False)
    session.apply(Text("x"), lambda project: edits.remove_layer(project, "lower"))
    settle()
    assert not layers.tree.item_of("zones").isExpanded()


# --- identify --------------------


def test_answers_hold_value_class_and_provenance_as_text(session: Session, portrayals: Portrayals) -> None:
    from layers.cartography.styling import graduated

    chosen = graduated(session.project.dataset("zones"), "firms", "equal_interval", 2)
    session.apply(Text("x"), lambda project: edits.set_symbology(project, "zones", chosen))
    panel = IdentifyPanel(session, portrayals)
    settle()
    panel.show_hits([("zones", 4), ("zones", 1)])
    first, second = panel.answers
    facts = {fact.label.zh: fact.value.zh for fact in first.facts}
    assert first.name.zh == "Epsilon"
    assert [fact.label.zh for fact in first.facts].count("Firms（no.）") == 1, "the mapped column is told once"
    assert facts["Firms（no.）"] == "458（预估）"
    assert (facts["边界状态"], facts["位置精度（m）"]) == ("示意", "100")
    assert facts["资料来源"] == "<b>book</b> & page 3"
    assert second.facts[0].value.zh == "3-5"
    assert {fact.label.zh: fact.value.zh for fact in second.facts}["Staff"] == "无数据"
    labels = [label for label in panel.findChildren(QLabel) if "<b>" in label.text()]
    assert labels and all(label.textFormat() == Qt.TextFormat.PlainText for label in labels)
    panel.copy.click()
    assert "Epsilon\tZones" in QGuiApplication.clipboard().text()
    assert "458（预估）" in QGuiApplication.clipboard().text()


def test_an_answer_goes_with_its_layer(session: Session, portrayals: Portrayals) -> None:
    panel = IdentifyPanel(session, portrayals)
    panel.show_hits([("zones", 0)])
    session.apply(Text("x"), lambda project: edits.remove_layer(project, "zones"))
    assert panel.answers == ()


def test_an_answer_is_none_for_another_project_with_layers_of_the_same_name(
    session: Session, portrayals: Portrayals
) -> None:
    panel = IdentifyPanel(session, portrayals)
    settle()
    panel.show_hits([("zones", 0)])
    assert panel.answers
    session.open(small_project())
    settle()
    assert portrayals.of("zones") is not None and panel.answers == ()


# --- history --------------------


def test_choosing_a_step_goes_there(session: Session) -> None:
    panel = HistoryPanel(session)
    for percent in (10, 20, 30):
        session.apply(Text("x"), lambda project, p=percent: edits.set_opacity(project, "zones", p / 100))
    settle()
    panel.steps.setCurrentRow(1)
    settle()
    assert session.project.layer("zones").opacity == 0.1
    panel.steps.setCurrentRow(3)
    assert session.project.layer("zones").opacity == 0.3


def test_the_steps_are_named_in_the_language_of_the_window(session: Session) -> None:
    panel = HistoryPanel(session)
    session.apply(Text("隐藏区", "Hide zones"), lambda project: edits.set_opacity(project, "zones", 0.2))
    session.apply(Text("改名", "Rename"), lambda project: edits.set_opacity(project, "zones", 0.4))
    session.undo()
    for language, names, tip in (("en", ["Hide zones", "Rename"], "redo"), ("zh", ["隐藏区", "改名"], "重做")):
        set_language(language)
        settle()
        assert [panel.steps.item(row).text() for row in (1, 2)] == names
        assert panel.steps.currentRow() == 1 and tip in panel.steps.item(2).toolTip()
        assert bool(re.search("[a-z]", panel.steps.accessibleName())) == (language == "en")


# --- join --------------------


@pytest.fixture
def join_dialog(session: Session, tmp_path: Path):
    dialog = JoinDialog(session, "zones")
    dialog.show()

    def read(text: str) -> JoinDialog:
        path = tmp_path / "table.csv"
        path.write_text(text, encoding="utf-8")
        dialog.read(path)
        settle()
        return dialog

    yield read
    if shiboken6.isValid(dialog):
        dialog.close()


def items(listing) -> list[str]:
    return [listing.item(row).text() for row in range(listing.count())]


def test_the_preview_shows_both_sides(join_dialog) -> None:
    dialog = join_dialog("zone,people\nAlpha,1\nBeta,2\nOmega,3\n")
    assert dialog.keys.pairs() == (("name", "zone"),)
    assert dialog.summary.text() == "6 个要素中匹配到 2 个"
    assert items(dialog.lists["layer"]) == ["Gamma", "Delta", "Epsilon", "Zeta"]
    assert items(dialog.lists["table"]) == ["Omega"]
    assert dialog.ok.isEnabled()


def test_duplicates_refuse_until_a_rule_is_chosen(session: Session, join_dialog) -> None:
    dialog = join_dialog("zone,people\nAlpha,1\nAlpha,2\nBeta,3\n")
    assert not dialog.ok.isEnabled()
    assert dialog.reason.isVisible() and "Alpha" in dialog.reason.text()
    assert items(dialog.lists["duplicates"]) == ["Alpha"]
    pick(dialog.rule, "sum")
    assert dialog.ok.isEnabled() and not dialog.reason.isVisible()
    dialog.ok.click()
    settle()
    assert float(session.project.dataset("zones").frame["people"].iloc[0]) == 3


def test_a_near_match_joins_only_when_confirmed_and_is_remembered(session: Session, join_dialog) -> None:
    dialog = join_dialog("zone,people\nAlpha,1\nBeta,2\nGamma 园区,3\n")
    assert dialog.summary.text() == "6 个要素中匹配到 2 个"
    near = dialog.lists["near"]
    assert near.count() == 1
    near.item(0).setCheckState(Qt.CheckState.Checked)
    settle()
    assert dialog.summary.text() == "6 个要素中匹配到 3 个"
    dialog.ok.click()
    settle()
    dataset = session.project.dataset("zones")
    assert dataset.frame["people"].tolist()[2] in (3, "3")
    assert set(session.project.aliases.values()) == {"z2"}
    assert dataset.joins[0].matched == 3
    assert session.posted[-1].severity == "warning" and "3" in session.posted[-1].text.zh


def test_a_sheet_of_a_workbook_is_chosen_and_its_column_mapped(session: Session, tmp_path: Path) -> None:
    import pandas as pd

    with pd.ExcelWriter(tmp_path / "book.xlsx") as book:
        pd.DataFrame({"note": ["nothing"]}).to_excel(book, sheet_name="说明", index=False)
        pd.DataFrame({"zone": ["Alpha", "Beta"], "产值": [1, 2]}).to_excel(book, sheet_name="数据", index=False)
    dialog = JoinDialog(session, "zones")
    dialog.show()
    dialog.read(tmp_path / "book.xlsx")
    settle()
    assert dialog.sheet.isVisible() and dialog.sheet.currentText() == "说明"
    dialog.sheet.setCurrentText("数据")
    dialog.sheet.activated.emit(1)
    settle()
    assert dialog.summary.text() == "6 个要素中匹配到 2 个"
    dialog.ok.click()
    settle()
    words, act = session.posted[-1].actions[0]
    act()
    assert words.zh == "按“产值”制图" and look(session).field == "产值"


def test_a_join_of_data_that_changed_meanwhile_is_refused(session: Session, join_dialog) -> None:
    from gui.tables.join_preview import join, put_join
    from spatial.errors import JoinError
    from spatial.feedback import SILENT

    dialog = join_dialog("zone,people\nAlpha,1\n")
    dataset = session.project.dataset("zones")
    result = join(dataset, dialog._opened, dialog.choice(), {}, SILENT)
    joined = put_join(session.project, dataset, dialog._opened, dialog.choice(), result)
    with pytest.raises(JoinError):
        put_join(joined, dataset, dialog._opened, dialog.choice(), result)


def test_a_table_that_cannot_be_read_says_so_in_the_dialog(join_dialog) -> None:
    dialog = join_dialog("")
    assert not dialog.ok.isEnabled() and dialog.reason.text()


def test_years_as_columns_are_fields_with_years(session: Session, join_dialog) -> None:
    dialog = join_dialog("zone,年份,产值（亿元）\nAlpha,2019,1\nAlpha,2020,2\nBeta,2019,3\n")
    pick(dialog.rule, "years")
    assert dialog.year.isVisible() and dialog.ok.isEnabled()
    dialog.ok.click()
    settle()
    fields = [each for each in session.project.dataset("zones").fields.values() if each.label.zh == "产值"]
    assert [(each.year, each.unit) for each in fields] == [(2019, "亿元"), (2020, "亿元")]


@pytest.mark.parametrize(
    ("heading", "parts"),
    [
        ("产值（亿元）", ("产值", "亿元")),
        ("share (%)", ("share", "%")),
        ("（亿元）", ("（亿元）", "")),
        ("a", ("a", "")),
    ],
)
def test_units_of_headings(heading: str, parts: tuple[str, str]) -> None:
    assert split_unit(heading) == parts


def test_keys_are_guessed_by_what_they_share(session: Session) -> None:
    import pandas as pd

    table = pd.DataFrame({"no": ["1", "2"], "where": ["ALPHA", "beta"]})
    assert guess_keys(session.project.dataset("zones"), table, {}) == (("name", "where"),)
    assert guess_keys(session.project.dataset("zones"), table[["no"]], {}) == ()


# --- export --------------------


def test_the_export_dialog_checks_before_it_writes(session: Session, tmp_path: Path) -> None:
    dialog = ExportDialog(session)
    dialog.show()
    settle()
    assert dialog.chosen_maps() == ["first", "second"] and dialog.ok.isEnabled()
    assert dialog.check_list.count() > 0
    for row in range(2):
        dialog.maps.item(row).setCheckState(Qt.CheckState.Unchecked)
    settle()
    assert not dialog.ok.isEnabled()
    dialog.maps.item(1).setCheckState(Qt.CheckState.Checked)
    settle()
    dialog.path.setText(str(tmp_path / "page.html"))
    dialog.ok.click()
    settle()
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "Second map" in page and "First map" not in page


def test_the_export_dialog_offers_zooms_of_base_maps_with_their_size(session: Session, tmp_path: Path) -> None:
    path = write_mbtiles(tmp_path / "t.mbtiles", around((121.45, 31.21), range(9, 14), 3))
    base = BaseMap("base:t", Text("底图"), str(path))
    session.apply(Text("x"), lambda project: add_base_map(project, "first", base))
    dialog = ExportDialog(session)
    dialog.show()
    settle()
    zooms = [dialog.tiles.itemData(row) for row in range(dialog.tiles.count())]
    assert zooms[0] == "none" and zooms[-1] == 13 and dialog.tiles.isVisible()
    assert dialog.tiles.currentData() == 13, "all of it is small: the finest is proposed"
    dialog.tiles.setCurrentIndex(1)
    dialog.tiles.activated.emit(1)
    dialog.maps.item(1).setCheckState(Qt.CheckState.Unchecked)
    settle()
    assert dialog.tiles.currentData() == zooms[1], "what was chosen stays when other maps are ticked"
    dialog.path.setText(str(tmp_path / "page.html"))
    dialog.ok.click()
    settle()
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert f'"{zooms[1]}/' in page and f'"{zooms[-1]}/' not in page
    plain = ExportDialog(session)
    for row, state in ((0, Qt.CheckState.Unchecked), (1, Qt.CheckState.Checked)):
        plain.maps.item(row).setCheckState(state)
    plain.show()
    settle()
    assert not plain.tiles.isVisible(), "no base map among these"


# --- messages and progress --------------------


def test_the_message_bar_shows_what_and_remedy_with_details_and_a_button(qapp: QApplication) -> None:
    messages, done = Messages(), []
    bar = MessageBar(messages)
    messages.error(GisError(Text("坏了", "Broken"), Text("换一个", "Take another")))
    assert bar._text.text() == "坏了 换一个" and bar.property("severity") == "error"
    act = (Text("修", "Mend"), lambda: done.append(1))
    messages.show(Message("info", Text("<b>说</b>", "say"), (Text("一", "one"), Text("二", "two")), (act,)))
    assert bar._text.text() == "<b>说</b>" and bar._text.textFormat() == Qt.TextFormat.PlainText
    bar._details.click()
    details = dialog_of(DetailsDialog)
    assert details.lines.toPlainText() == "一\n二"
    details.close()
    bar._buttons.itemAt(0).widget().click()
    assert done == [1] and bar.message is None


def test_the_crash_dialog_shows_the_trace_and_the_log(qapp: QApplication) -> None:
    dialog = CrashDialog(ZeroDivisionError("by nought"))
    assert "ZeroDivisionError: by nought" in dialog.trace.toPlainText()
    assert any("yuantu.log" in label.text() for label in dialog.findChildren(QLabel))
    dialog.deleteLater()


def test_progress_shows_after_patience_and_cancels(qapp: QApplication) -> None:
    tasks = Tasks(lambda error: pytest.fail(repr(error)))
    strip = ProgressStrip(tasks)
    strip.setParent(None)

    def forever(feedback: Feedback) -> None:
        while True:
            feedback.report(0.25, Text("在做", "doing"))
            time.sleep(0.01)

    tasks.run(Task(Text("久", "Long"), quiet=True), forever, lambda _: None)
    tasks.run(Task(Text("久", "Long")), forever, lambda _: None)
    assert not strip.isVisible()
    wait_for(strip.isVisible)
    assert "久" in strip._label.text() and "在做" in strip._label.text()
    strip.cancel.click()
    wait_for(lambda: not strip.isVisible())
    tasks.close()


def test_undo_of_a_look_needs_no_new_portrayal(session: Session, portrayals: Portrayals) -> None:
    before = portrayals.of("zones")
    session.apply(Text("x"), lambda p: edits.set_symbology(p, "zones", replace(look(session), fill="#123456")))
    assert portrayals.of("zones") is not before
    session.undo()
    assert portrayals.of("zones") is before
