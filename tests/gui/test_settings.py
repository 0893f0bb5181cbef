"""What the window remembers: recent projects, its look, its layout."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox
from window_project import close_window, dialog_of, new_window, settle, small_project, without_platform_noise

from gui.appearance import chosen_theme, starts_dark
from gui.docks import in_front
from gui.main_window import MainWindow
from gui.theme import apply_theme
from layers.storage.project_file import write_project

__all__ = ["without_platform_noise"]


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    made = new_window(tmp_path)
    made.session.open(small_project())
    made.files.opened.emit()
    settle()
    yield made
    close_window(made)
    apply_theme(qapp, dark=False)


def saved(folder: Path, name: str) -> Path:
    write_project(small_project(), folder / name)
    return folder / name


def entries(window: MainWindow) -> list[tuple[str, bool]]:
    window.recent.menu.aboutToShow.emit()
    return [(each.text(), each.isEnabled()) for each in window.recent.menu.actions() if not each.isSeparator()]


def test_opened_projects_are_listed_the_last_first(window: MainWindow, tmp_path: Path) -> None:
    assert not window.recent.menu.menuAction().isEnabled()
    first, second = saved(tmp_path, "a.yuantu"), saved(tmp_path, "b.yuantu")
    for path in (first, second, first):
        window.files.open(path)
        settle()
    assert window.recent.paths() == [first, second]
    assert entries(window) == [("&1  a.yuantu", True), ("&2  b.yuantu", True), ("清除列表", True)]


def test_a_recent_project_is_opened_after_asking(window: MainWindow, tmp_path: Path) -> None:
    path = saved(tmp_path, "a.yuantu")
    window.files.open(path)
    window.menus.actions["new"].trigger()
    window.session.open(small_project())
    window.menus.actions["remove_layer"].trigger()
    entries(window)
    window.recent.menu.actions()[0].trigger()
    settle()
    box = dialog_of(QMessageBox)
    assert window.session.path is None
    box.button(QMessageBox.StandardButton.Discard).click()
    settle()
    assert window.session.path == path


def test_a_project_that_is_gone_is_grey_and_says_why(window: MainWindow, tmp_path: Path) -> None:
    path = saved(tmp_path, "a.yuantu")
    window.files.open(path)
    path.unlink()
    assert entries(window)[0] == ("&1  a.yuantu（找不到文件）", False)


def test_ten_are_kept_and_the_list_can_be_cleared(window: MainWindow, tmp_path: Path) -> None:
    for number in range(12):
        window.session.path = tmp_path / f"{number}.yuantu"
        window.recent._note()
    assert [path.stem for path in window.recent.paths()] == [str(number) for number in range(11, 1, -1)]
    entries(window)
    window.recent.menu.actions()[-1].trigger()
    assert window.recent.paths() == []


def test_the_look_changes_at_once_and_is_remembered(window: MainWindow, qapp: QApplication) -> None:
    def lightness() -> int:
        return qapp.palette().window().color().lightness()

    window.menus.actions["theme_dark"].trigger()
    settle()
    assert lightness() < 80 and chosen_theme() == "dark" and starts_dark() is True
    assert window.menus.actions["theme_dark"].isChecked()
    window.menus.actions["theme_light"].trigger()
    settle()
    assert lightness() > 200 and starts_dark() is False
    window.menus.actions["theme_system"].trigger()
    assert starts_dark() is None


def test_only_the_look_of_the_system_follows_the_system(window: MainWindow, qapp: QApplication) -> None:
    from PySide6.QtCore import Qt

    for theme, follows in (("theme_light", False), ("theme_system", True)):
        window.menus.actions[theme].trigger()
        QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
        settle()
        assert (qapp.palette().window().color().lightness() < 80) == follows
        apply_theme(qapp, dark=False)


def test_a_setting_nobody_knows_is_the_system(window: MainWindow) -> None:
    QSettings().setValue("window/theme", "purple")
    assert chosen_theme() == "system"


def test_panels_at_the_lower_edge_share_one_place_and_the_window_stays_as_wide(window: MainWindow) -> None:
    width = window.width()
    for name in ("attribute_table", "charts", "compare", "ledger_show", "targets_show"):
        window.menus.actions[name].trigger()
        settle()
    docks = [window.table_dock, window.charts_dock, window.compare_dock, window.ledger.dock, window.targets.dock]
    assert [in_front(dock) for dock in docks] == [False, False, False, False, True] and window.width() == width
    window.menus.actions["attribute_table"].trigger()  # behind a tab it comes to the front, and is not put away
    settle()
    assert in_front(window.table_dock) and window.attribute_table.view.hasFocus()
    window.menus.actions["attribute_table"].trigger()
    settle()
    assert not window.table_dock.isVisible() and window.map_area.canvas.hasFocus()


def test_the_layout_is_kept_and_restored(qapp: QApplication, tmp_path: Path) -> None:
    window = new_window(tmp_path)
    window.resize(780, 640)
    window.left.hide()
    settle()
    close_window(window)
    again = MainWindow(inline=True)
    again.show()
    settle()
    try:
        assert again.height() == 640, "the height of the first start is another"
        assert not again.left.isVisible() and again.right.isVisible()
    finally:
        close_window(again)
