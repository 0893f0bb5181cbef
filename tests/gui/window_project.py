"""A small project with English names for the tests of the window, and how to wait for what it does."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shiboken6
from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit
from shapely.geometry import Point, box

from gui.language import language, set_language
from gui.main_window import MainWindow
from gui.settings import SETTINGS
from gui.theme import apply_theme
from layers.cartography.symbology import Single
from layers.layer import Dataset, Field, Layer, Map
from layers.project import Project
from spatial.text import Text

D = TypeVar("D", bound=QDialog)
NAMES = ("Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta")


def zones() -> Dataset:
    """Six squares side by side, with a count, a ratio of three years, and odd cells."""
    frame = gpd.GeoDataFrame(
        {
            "id": [f"z{number}" for number in range(6)],
            "name": NAMES,
            "firms": ["10", "3-5", "/", None, "458（预估）", "0"],
            "share@2019": [1.0, 2.0, 3.0, 4.0, 5.0, 60.0],
            "share@2020": [2.0, 3.0, 4.0, 5.0, 6.0, 70.0],
            "kind": ["a", "b", "a", "b", "a", "c"],
            "geometry_status": ["approved", *["schematic"] * 5],
            "staff": pd.array([1, None, 3, 4, 5, 6], dtype="Int64"),
            "accuracy_m": [10, 100, 100, 100, 100, 100],
            "source": ["<b>book</b> & page 3"] * 6,
        },
        geometry=[box(121.40 + 0.02 * i, 31.20, 121.415 + 0.02 * i, 31.22) for i in range(6)],
        crs="EPSG:4326",
    )
    known = {
        "firms": Field("firms", Text("Firms", "Firms"), "no.", map_as="symbol"),
        **{
            f"share@{year}": Field(
                f"share@{year}", Text("Share", "Share"), "%", indicator="share", year=year, year_kind="actual"
            )
            for year in (2019, 2020)
        },
        "kind": Field("kind", Text("Kind", "Kind")),
        "staff": Field("staff", Text("Staff", "Staff")),
    }
    return Dataset(
        "zones", Text("Zones", "Zones"), frame, id_field="id", name_field="name", fields=MappingProxyType(known)
    )


def sites() -> Dataset:
    """Thirty points: two tight groups of ten and ten that stand alone."""
    tight = [(121.405 + 0.0004 * i, 31.21) for i in range(10)] + [(121.485, 31.21 + 0.0004 * i) for i in range(10)]
    alone = [(121.42 + 0.01 * (i % 5), 31.19 + 0.05 * (i // 5)) for i in range(10)]
    frame = gpd.GeoDataFrame(
        {"id": [f"s{i}" for i in range(30)], "name": [f"Site {i}" for i in range(30)], "kind": list("xyz") * 10},
        geometry=[Point(*xy) for xy in np.array(tight + alone)],
        crs="EPSG:4326",
    )
    return Dataset("sites", Text("Sites", "Sites"), frame, id_field="id", name_field="name")


def small_project() -> Project:
    """Two maps: zones over a background, and sites."""
    first = Map(
        "first",
        Text("First map", "First map"),
        (
            Layer("ground", "zones", Text("Ground", "Ground"), Single(fill="#eeeeee"), context=True),
            Layer("lower", "zones", Text("Lower", "Lower"), Single(), visible=False),
            Layer("zones", "zones", Text("Zones", "Zones"), Single()),
        ),
    )
    second = Map("second", Text("Second map", "Second map"), (Layer("sites", "sites", Text("Sites", "Sites")),))
    return Project(Text("Small", "Small"), (zones(), sites()), (first, second), "first")


@pytest.fixture(autouse=True)
def without_platform_noise(qt_log: list[str]) -> Iterator[None]:
    """Let the off-screen platform say what it cannot do: that is no fault of the window."""
    yield
    qt_log[:] = [line for line in qt_log if "This plugin does not support" not in line]


def wait_for(true: Callable[[], bool], seconds: float = 20.0) -> None:
    """Let events happen until something is true."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it never came true"
        QApplication.processEvents()
        time.sleep(0.002)


def settle() -> None:
    """Let everything happen that is due at once."""
    for _ in range(4):
        QApplication.processEvents()


def dialog_of(kind: type[D]) -> D:
    """Return the dialog of a kind that is open."""
    found = [each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()]
    assert found, f"no {kind.__name__} is open"
    return found[-1]


def open_dialogs() -> list[QDialog]:
    """Return the dialogs that are open."""
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog) and each.isVisible()]


def type_file(path: Path) -> None:
    """Type a path into the file dialog that is open, and press Enter."""
    dialog = dialog_of(QFileDialog)
    line = dialog.findChild(QLineEdit, "fileNameEdit")
    assert line is not None
    line.clear()
    QTest.keyClicks(line, str(path))
    for _ in range(5):  # the first Enter may go to a completion that popped up in time
        if shiboken6.isValid(dialog) and dialog.isVisible():
            QTest.keyClick(line, Qt.Key.Key_Return)
            settle()


def _begin_as_a_user(folder: Path) -> None:
    """Keep settings in a folder, none so far; light, and in Chinese."""
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(folder))
    QSettings().clear()
    QSettings().setValue("files/last_folder", str(folder))
    _light_and_chinese()


def _light_and_chinese() -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    if not app.styleSheet() or app.palette().window().color().lightness() < 128:
        apply_theme(app, dark=False)
    if language() != "zh":
        set_language("zh")


def new_window(tmp_path: Path, *, inline: bool = True) -> MainWindow:
    """Return a window that is shown, active, and keeps its settings to itself."""
    _begin_as_a_user(tmp_path)
    window = MainWindow(inline=inline)
    window.show()
    QTest.qWaitForWindowExposed(window)
    window.activateWindow()
    settle()
    return window


def close_window(window: MainWindow) -> None:
    """Close a window without questions, and what is left of its dialogs."""
    for dialog in open_dialogs():
        dialog.close()
    window.session.saved = window.session.project
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, 52)  # QEvent::DeferredDelete
    settle()


class SharedWindow:
    """One window for the tests of a module: each gets it as if it were new, and a new one where a test closed it."""

    def __init__(self) -> None:
        self._window: MainWindow | None = None
        self._layout = QByteArray()

    def renewed(self, folder: Path, opened: Project | None = None) -> MainWindow:
        """Return the window, with a project, and with its settings in a folder."""
        window = self._window
        if window is None or not shiboken6.isValid(window) or not window.isVisible():
            self.close()
            window = self._window = new_window(folder)
            self._layout = window.saveState()
        else:
            self._put_away(window)
            _begin_as_a_user(folder)
        if opened is not None:
            window.session.open(opened)
            window.files.opened.emit()
        window.activateWindow()
        window.map_area.canvas.setFocus()
        settle()
        return window

    def _put_away(self, window: MainWindow) -> None:
        """Undo whatever a test may have left."""
        for each in QApplication.topLevelWidgets():
            if each is not window and each.isVisible():
                each.close()
        window.manners.tour.end()
        if window.editing.active:
            window.editing.editor.edit.end()
        for setting in SETTINGS:
            if setting.value() != setting.default:
                setting.forget()
        window.menus.actions["pan"].trigger()
        message = window.map_area.bar.message
        while message is not None:
            window.map_area.bar.close_message()
            message = window.map_area.bar.message
        window.search.clear()
        window.restoreState(self._layout)
        window.resize(1440, 900)
        window.tabs.setCurrentIndex(0)
        window.session.open(Project(Text("新项目", "New project")))
        window.files.opened.emit()
        window.map_area.canvas.forget_history()
        settle()

    def close(self) -> None:
        """Close it for good."""
        if self._window is not None and shiboken6.isValid(self._window):
            close_window(self._window)
            _light_and_chinese()
        self._window = None


@pytest.fixture(scope="module")
def shared_window(qapp: QApplication) -> Iterator[SharedWindow]:
    """A window that the tests of the module share."""
    made = SharedWindow()
    yield made
    made.close()


def pick(box, data: object) -> None:
    """Choose an entry of a combo box as a user does."""
    place = box.findData(data)
    assert place >= 0, f"there is no {data}"
    box.setCurrentIndex(place)
    box.activated.emit(place)
    settle()
