"""The table of settings, the dialog made from it, and that what is chosen there is in effect."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QApplication, QComboBox, QDialogButtonBox, QFileDialog, QLineEdit, QSpinBox
from window_project import SharedWindow, dialog_of, pick, settle, shared_window, small_project, without_platform_noise

from gui import settings
from gui.language import language
from gui.main_window import MainWindow
from gui.settings import SETTINGS, Choice, Number, Setting
from gui.settings_dialog import SettingsDialog
from gui.sheet_dialog import SheetDialog
from spatial import tile_mosaic

__all__ = ["shared_window", "without_platform_noise"]
SHOWN = [each for each in SETTINGS if each.label]
ODD = ("purple", "?", "31", "3", "twelve", "-1", "99999")


@pytest.fixture
def window(shared_window: SharedWindow, tmp_path: Path) -> MainWindow:
    return shared_window.renewed(tmp_path, small_project())


def another(setting: Setting[object]) -> object:
    if isinstance(setting, Choice):
        return setting.choices[-1][0] if setting.default != setting.choices[-1][0] else setting.choices[0][0]
    if isinstance(setting, Number):
        return setting.least if setting.default != setting.least else setting.most
    return str(Path.cwd())


def opened(window: MainWindow) -> SettingsDialog:
    window.menus.actions["settings"].trigger()
    settle()
    return dialog_of(SettingsDialog)


def change(dialog: SettingsDialog, key: str, value: object) -> None:
    """Change a setting with the widget its row shows."""
    row = dialog.rows[key]
    if isinstance(row.widget, QComboBox):
        pick(row.widget, value)
    elif isinstance(row.widget, QSpinBox):
        row.widget.setValue(int(str(value)))
    elif isinstance(row.widget, QLineEdit):
        row.widget.setText(str(value))
    else:
        row.widget.findChild(QLineEdit).setText(str(value))


def test_only_one_module_knows_qsettings() -> None:
    users = {path.name for path in Path("gui").rglob("*.py") if re.search(r"\bQSettings\(", path.read_text("utf-8"))}
    assert users == {"settings.py"}


def test_keys_are_unique_and_every_setting_says_what_it_is() -> None:
    assert len({each.key for each in SETTINGS}) == len(SETTINGS)
    assert all(each.hint and each.page in dict(settings.PAGES) for each in SHOWN)
    assert (settings.SNAP_PX.default, settings.SNAP_PX.least, settings.SNAP_PX.most) == (12, 4, 30)


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("setting", [each for each in SHOWN if isinstance(each, Choice | Number)], ids=lambda x: x.key)
def test_a_value_that_is_not_allowed_counts_as_not_stored(
    window: MainWindow, setting: Setting[object], odd: str
) -> None:
    QSettings().setValue(setting.key, odd)
    if isinstance(setting, Number) and odd.isdigit() and setting.least <= int(odd) <= setting.most:
        assert setting.value() == int(odd)
        return
    assert setting.value() == setting.default
    with pytest.raises(ValueError, match=re.escape(odd)):
        setting.keep(odd)


@pytest.mark.parametrize("setting", SHOWN, ids=lambda each: each.key)
def test_ok_keeps_what_was_changed_and_nothing_else(window: MainWindow, setting: Setting[object]) -> None:
    before = {each.key: each.value() for each in SETTINGS}
    dialog = opened(window)
    change(dialog, setting.key, another(setting))
    assert setting.value() == before[setting.key], "not before OK"
    dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    settle()
    after = {each.key: each.value() for each in SETTINGS}
    assert {key for key in after if after[key] != before[key]} == {setting.key}
    assert setting.value() == another(setting)


def test_cancel_keeps_nothing_and_defaults_come_back(window: MainWindow) -> None:
    settings.SNAP_PX.keep(20)
    dialog = opened(window)
    change(dialog, "edit/snap_px", 25)
    dialog.reject()
    assert settings.SNAP_PX.value() == 20
    settle()
    dialog = opened(window)
    dialog.buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults).click()
    assert settings.SNAP_PX.value() == 20, "the defaults are kept at OK"
    dialog.accept()
    assert settings.SNAP_PX.value() == 12


def test_language_and_look_are_in_effect_at_ok(window: MainWindow, qapp: QApplication) -> None:
    dialog = opened(window)
    change(dialog, "window/language", "en")
    change(dialog, "window/theme", "dark")
    dialog.accept()
    settle()
    assert language() == "en" and window.menus.actions["english"].isChecked()
    assert qapp.palette().window().color().lightness() < 80 and window.menus.actions["theme_dark"].isChecked()


def test_coordinates_and_units_follow_at_once(window: MainWindow) -> None:
    window.status._moved((13522000.0, 3662000.0))
    for setting, chosen, words in (
        (settings.COORDINATES, "dms", "″"),
        (settings.DATUM, "gcj02", "GCJ-02"),
        (settings.COORDINATES, "grid", "CGCS2000"),
    ):
        setting.keep(chosen)
        assert words in window.status.coordinates.text()
    window.measure.area()
    window.measure._vertices = [(121.4, 31.2), (121.41, 31.2), (121.41, 31.21)]
    for unit, words in (("mu", "亩"), ("ha", "公顷")):
        settings.AREA_UNIT.keep(unit)
        assert window.measure.panel.words.text().splitlines()[0].endswith(words)
    settings.LENGTH_UNIT.keep("m")
    assert "公里" not in window.measure.panel.words.text()


def test_exports_propose_the_chosen_folder_while_it_is_there(window: MainWindow, tmp_path: Path) -> None:
    folder = tmp_path / "交付"
    folder.mkdir()
    settings.EXPORT_FOLDER.keep(str(folder))
    assert settings.export_folder() == folder
    for ask in (window.attribute_table._ask_export, window.charts.ask_save):
        ask()
        asked = dialog_of(QFileDialog)
        assert asked.directory().absolutePath() == str(folder)
        asked.close()
        settle()
    window.view_verbs.ask_sheet()
    sheet = dialog_of(SheetDialog)
    assert Path(sheet.path.text()).parent == folder
    sheet.reject()
    settle()
    folder.rmdir()
    assert settings.export_folder() == tmp_path


def test_tiles_take_as_much_memory_as_is_allowed(window: MainWindow) -> None:
    assert tile_mosaic.CACHE.most_bytes == settings.TILE_CACHE_MB.default * 2**20
    settings.TILE_CACHE_MB.keep(16)
    assert tile_mosaic.CACHE.most_bytes == 16 * 2**20
    settings.TILE_CACHE_MB.forget()


def test_a_listener_dies_with_its_owner(window: MainWindow) -> None:
    heard: list[int] = []
    owner = QObject()
    settings.on_setting(owner, (settings.SNAP_PX,), lambda: heard.append(settings.SNAP_PX.value()))
    settings.SNAP_PX.keep(9)
    owner.deleteLater()
    QApplication.sendPostedEvents(None, 52)
    settings.SNAP_PX.keep(10)
    assert heard == [12, 9]
