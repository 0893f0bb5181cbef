"""What the window looks like from one start to the next: light or dark, its place, and where its panels are."""

from __future__ import annotations

from typing import Literal, cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QMainWindow

from gui.docks import stack_below
from gui.language import language, set_language
from gui.settings import GEOMETRY, STATE, THEME, on_setting
from gui.theme import apply_theme

Theme = Literal["system", "light", "dark"]
_STATE_VERSION = 2  # 2: docks at the lower edge share one place
_DARK: dict[Theme, bool | None] = {"system": None, "light": False, "dark": True}


class Appearance(QObject):
    """The verbs of the look, and the layout of the window that is kept."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._worn = chosen_theme()
        on_setting(self, (THEME,), self._dress)

    def system(self) -> None:
        """Follow the desktop."""
        self._choose("system")

    def light(self) -> None:
        """Be light."""
        self._choose("light")

    def dark(self) -> None:
        """Be dark."""
        self._choose("dark")

    def _choose(self, theme: Theme) -> None:
        THEME.keep(theme)

    def _dress(self) -> None:
        """Wear what is chosen; nothing happens where it is worn."""
        theme = chosen_theme()
        if theme == self._worn:
            return
        self._worn = theme
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_theme(app, _DARK[theme])
            set_language(language())  # every widget fetches its icons anew

    def keep_layout(self) -> None:
        """Remember where the window and its panels are."""
        GEOMETRY.keep(self._window.saveGeometry())
        STATE.keep(self._window.saveState(_STATE_VERSION))

    def restore_layout(self) -> None:
        """Put the window and its panels where they were left; at the first start, where they belong."""
        stack_below(self._window)
        geometry, state = GEOMETRY.value(), STATE.value()
        if not geometry.isEmpty():
            self._window.restoreGeometry(geometry)
        if not state.isEmpty():
            self._window.restoreState(state, _STATE_VERSION)


def chosen_theme() -> Theme:
    """Return the look the user chose last; that of the desktop at first."""
    return cast("Theme", THEME.value())


def starts_dark() -> bool | None:
    """Return what `gui.theme.apply_theme` takes for the chosen look."""
    return _DARK[chosen_theme()]
