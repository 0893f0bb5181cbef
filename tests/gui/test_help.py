"""The help, the tour and the way through the window: complete in both languages, and nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QPushButton, QToolButton, QVBoxLayout, QWidget
from window_project import SharedWindow, dialog_of, settle, shared_window, small_project, without_platform_noise

from gui.actions import ACTIONS, action_text
from gui.help.about import AboutDialog
from gui.help.pages import FOLDER, PAGES, find, pages, plain_name
from gui.help.tour import STEPS
from gui.language import set_language
from gui.main_window import MainWindow
from gui.messages import Message
from gui.settings import TOUR_SEEN
from gui.tab_order import lead_into
from layers.version import VERSION
from spatial.text import LANGUAGES, Language, Text

__all__ = ["shared_window", "without_platform_noise"]


@pytest.fixture
def window(shared_window: SharedWindow, tmp_path: Path) -> Iterator[MainWindow]:
    made = shared_window.renewed(tmp_path, small_project())
    yield made
    pages.cache_clear()


def sources(language: Language) -> dict[str, str]:
    return {path.stem: path.read_text("utf-8") for path in sorted((FOLDER / language).glob("*.md"))}


# --- the pages --------------------


def test_both_languages_have_the_same_pages_and_headings() -> None:
    zh, en = sources("zh"), sources("en")
    assert set(zh) == set(en) == set(PAGES)
    for name in PAGES:
        levels = [[len(marks) for marks in re.findall(r"^(#+) ", each[name], re.M)] for each in (zh, en)]
        assert levels[0] == levels[1] and levels[0][0] == 1, name
        assert len(re.findall(r"!\[", zh[name])) == len(re.findall(r"!\[", en[name])), name


def test_the_index_of_the_docs_lists_every_page_in_order() -> None:
    index = (FOLDER.parent / "README.md").read_text("utf-8")
    for language in LANGUAGES:
        assert tuple(re.findall(rf"\]\(help/{language}/([\w-]+)\.md\)", index)) == PAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_and_pictures_are_there_and_nothing_comes_from_outside(language: Language) -> None:
    for name, text in sources(language).items():
        for target in re.findall(r"\]\(([^)]*)\)", text):
            assert (FOLDER / language / target).resolve().is_file(), f"{name}: {target}"
        assert not re.search(r"https?:|//\w|<\w+[ >]", text), name
    assert not re.search("[\u4e00-\u9fff]", re.sub(r"预估|[\u4e00-\u9fff]+ \|", "", sources("en")["datums"]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_action_is_in_the_help_in_both_languages(qapp: QApplication, language: Language) -> None:
    set_language(language)
    pages.cache_clear()
    listed = next(page for page in pages(language) if page.id == "shortcuts").markdown
    for entry in ACTIONS:
        assert f"| {plain_name(action_text(entry.text))} |" in listed, entry.id
        assert action_text(entry.hint) in listed
    set_language("zh")
    pages.cache_clear()


def test_a_search_finds_titles_first_and_all_words(qapp: QApplication) -> None:
    assert find("zh", "坐标基准")[0].page == "datums"
    assert {hit.page for hit in find("en", "near matches")} >= {"joins"}
    assert find("en", "NEAR matches") == find("en", "near MATCHES")
    assert find("zh", "没有这个词的页面") == [] and find("zh", "  ") == []


# --- the window --------------------


@pytest.mark.parametrize(
    ("focused", "page"), [("canvas", "looking"), ("tree", "layers"), ("search", "looking"), ("table", "selection")]
)
def test_f1_opens_the_page_of_the_panel_with_the_keyboard(window: MainWindow, focused: str, page: str) -> None:
    window.table_dock.show()
    widget = window.attribute_table.view if focused == "table" else window._part(focused)
    assert widget is not None
    widget.setFocus()
    QTest.keyClick(widget, Qt.Key.Key_F1)
    settle()
    assert window.manners.help.window is not None and window.manners.help.window.isVisible()
    assert window.manners.help.window.shown == page


@pytest.mark.parametrize(
    ("action_id", "page"), [("join", "joins"), ("export_html", "html-export"), ("settings", "settings")]
)
def test_f1_works_in_dialogs(window: MainWindow, action_id: str, page: str) -> None:
    from PySide6.QtWidgets import QDialog

    window.menus.actions[action_id].trigger()
    settle()
    dialog = dialog_of(QDialog)
    dialog.activateWindow()
    settle()
    focus = QApplication.focusWidget()
    assert focus is not None and focus.window() is dialog
    QTest.keyClick(focus, Qt.Key.Key_F1)
    settle()
    assert window.manners.help.window is not None and window.manners.help.window.shown == page


def test_links_history_search_and_language(window: MainWindow) -> None:
    window.manners.help.show_page("index")
    shown = window.manners.help.window
    assert shown is not None
    shown.page.anchorClicked.emit(QUrl("joins.md"))
    assert shown.shown == "joins" and shown.back.isEnabled() and not shown.forward.isEnabled()
    shown.back.click()
    assert shown.shown == "index"
    shown.forward.click()
    assert shown.shown == "joins"
    QTest.keyClicks(shown.search, "GCJ-02")
    QTest.keyClick(shown.search, Qt.Key.Key_Return)
    assert shown.shown in {hit.page for hit in find("zh", "GCJ-02")}
    assert "GCJ-02" in shown.page.toPlainText()
    window.menus.actions["english"].trigger()
    settle()
    assert re.search("[A-Za-z]{4}", shown.windowTitle())
    assert shown.contents.topLevelItem(0).text(0) == "Getting started"
    window.close()
    assert not shown.isVisible(), "the help goes with the window"


def test_pictures_come_from_the_docs_and_never_from_the_network(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.manners.help.show_page("index")
    page = window.manners.help.window.page
    kind = QTextDocument.ResourceType.ImageResource.value
    sizes = []
    for ratio in (1.0, 2.0):  # of the screen: the picture is as large on both
        monkeypatch.setattr(page, "devicePixelRatioF", lambda ratio=ratio: ratio)
        sizes.append(page.loadResource(kind, QUrl("../../images/join-dialog-zh.png")).deviceIndependentSize().width())
    assert sizes[0] > 200 and abs(sizes[1] - sizes[0]) < 1
    assert page.loadResource(kind, QUrl("http://example.org/x.png")) is None


# --- the tour --------------------


def test_the_tour_starts_once_and_can_be_started_again(window: MainWindow) -> None:
    tour = window.manners.tour
    assert not TOUR_SEEN.value()
    tour.start_once()
    assert tour.running and TOUR_SEEN.value()
    tour.end()
    tour.start_once()
    assert not tour.running
    window.menus.actions["tour"].trigger()
    assert tour.running and 6 <= len(STEPS) <= 8


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_rings_a_part_in_sight_and_covers_none_of_it(window: MainWindow, language: Language) -> None:
    set_language(language)
    tour = window.manners.tour
    tour.start()
    seen = set()
    for place in range(len(STEPS)):
        settle()
        assert not tour.target().isEmpty() and window.rect().contains(tour.card.geometry())
        assert STEPS[place].part == "canvas" or not tour.card.geometry().intersects(tour.target())
        seen.add(tour.card.words.text())
        QTest.keyClick(tour.card.next, Qt.Key.Key_Return if place % 2 else Qt.Key.Key_Right)
    assert len(seen) == len(STEPS) and not tour.running
    assert all(bool(re.search("[\u4e00-\u9fff]", words)) == (language == "zh") for words in seen)


def test_work_goes_on_below_the_tour_and_esc_ends_it(window: MainWindow) -> None:
    tour = window.manners.tour
    tour.start()
    tour.go(2)
    before = window.map_area.canvas.view
    QTest.keyClick(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert window.map_area.canvas.view != before and tour.running
    assert tour.ring.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    words = tour.card.words.text()
    window.menus.actions["english"].trigger()
    settle()
    assert tour.card.words.text() != words and tour.step == 2
    QTest.keyClick(tour.card.back, Qt.Key.Key_Left)
    assert tour.step == 1
    QTest.keyClick(tour.card.next, Qt.Key.Key_Escape)
    assert not tour.running and window.map_area.canvas.hasFocus()


# --- keys between panels, and the About box --------------------


def test_the_keyboard_walks_through_all_areas_and_comes_back(window: MainWindow) -> None:
    window.table_dock.show()
    settle()
    window.map_area.canvas.setFocus()
    names = ("canvas", "panels", "table", "bar", "maps", "tree", "canvas")
    for step, order in (("next_panel", names), ("previous_panel", names[::-1])):
        for name in order[1:]:
            window.menus.actions[step].trigger()
            area, focused = window._part(name), QApplication.focusWidget()
            assert area is not None and focused is not None
            assert focused is area or area.isAncestorOf(focused), f"{step}: {name}"


def test_the_keyboard_reaches_the_message_and_every_open_dock(window: MainWindow) -> None:
    docks = window.findChildren(QDockWidget)
    assert {each.objectName() for each in docks} >= {"table_dock", "charts_dock", "compare_dock", "targets_dock"}
    for dock in docks:
        dock.show()
    window.messages.show(Message("info", Text("消息", "Message"), actions=((Text("做", "Do"), lambda: None),)))
    settle()
    window.map_area.canvas.setFocus()
    reached: list[QWidget] = []
    while len(reached) < 30 and QApplication.focusWidget() not in reached:
        reached.append(QApplication.focusWidget())
        window.menus.actions["next_panel"].trigger()
        settle()
        focused = QApplication.focusWidget()
        assert focused is not None and not focused.visibleRegion().isEmpty(), f"{focused}: the focus is out of sight"
    for area in (window.map_area.bar, *docks):
        assert any(area.isAncestorOf(each) for each in reached), f"{area.objectName()} is left out"
    assert any(isinstance(each, QToolButton) and each.text() == "做" for each in reached), "first what can be done"


def test_tab_comes_to_late_widgets_where_they_stand(qapp: QApplication) -> None:
    window = QWidget()
    column, first, box, last = QVBoxLayout(window), QPushButton("first"), QWidget(), QPushButton("last")
    for each in (first, box, last):
        column.addWidget(each)
    late = [QPushButton("a", box), QPushButton("b", box)]
    lead_into(box, late)
    assert box.focusPolicy() == Qt.FocusPolicy.NoFocus
    window.show()
    QTest.qWaitForWindowExposed(window)
    window.activateWindow()
    first.setFocus()
    settle()
    reached = []
    for _ in range(3):
        QTest.keyClick(window.focusWidget() or first, Qt.Key.Key_Tab)
        reached.append(window.focusWidget())
    window.close()
    assert reached == [*late, last]


def test_the_about_box_lists_every_shipped_package_with_its_licence(window: MainWindow) -> None:
    from importlib import metadata

    window.menus.actions["about"].trigger()
    settle()
    dialog = dialog_of(AboutDialog)
    rows = [dialog.packages.topLevelItem(row) for row in range(dialog.packages.topLevelItemCount())]
    named = {row.text(0).casefold(): row for row in rows}
    for name in ("PySide6_Essentials", "geopandas", "shapely", "numpy", "folium", "pypinyin", "matplotlib"):
        assert named[name.casefold()].text(1) == metadata.version(name)
    assert named["yuantu"].text(1) == VERSION
    for row in rows:
        dialog.packages.setCurrentItem(row)
        assert row.text(2) != "见全文" or len(dialog.text.toPlainText()) > 100, f"{row.text(0)} says no licence"
