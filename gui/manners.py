"""What makes a desktop program easy to live with: help, tour, settings, keys between panels, copying."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from gui.help.tour import Tour
from gui.help.window import Help
from gui.language import set_language
from gui.map.area import MapArea
from gui.map.base_maps import keep_cache_size
from gui.map.clipboard import MapCopy
from gui.panel_keys import PanelKeys
from gui.session import Session
from gui.settings import LANGUAGE, on_setting
from gui.settings_dialog import SettingsDialog

AREAS = ("bar", "message", "maps", "tree", "canvas", "panels", "table")


class Manners(QObject):
    """Holds the parts of that kind; the table of actions names their verbs.

    Parameters
    ----------
    part
        Returns the widget of a part of the window by name (an action's id: its button), None where there is none.
    """

    def __init__(
        self, session: Session, area: MapArea, part: Callable[[str], QWidget | None], window: QMainWindow
    ) -> None:
        super().__init__(window)
        self._window = window
        self._spoken = LANGUAGE.value()
        on_setting(self, (LANGUAGE,), self._speak)
        keep_cache_size(self)
        self.help = Help(window)
        self.tour = Tour(part, window)
        self.copy = MapCopy(session, area, window)
        self._part = part
        self.keys = PanelKeys(self._areas, window)

    def _areas(self) -> list[QWidget]:
        """Return the areas of the window: its named parts, then every dock that holds none of them, always in order.

        The window's own order changes whenever a dock is raised.
        """
        named = [each for each in map(self._part, AREAS) if each is not None]
        docks = [each for each in self._window.findChildren(QDockWidget) if not any(map(each.isAncestorOf, named))]
        return [*named, *sorted(docks, key=lambda dock: dock.objectName())]

    def _speak(self) -> None:
        """Speak the language that was chosen; nothing happens where it is the one before."""
        if self._spoken != LANGUAGE.value():
            self._spoken = LANGUAGE.value()
            set_language("en" if self._spoken == "en" else "zh")

    def show_settings(self) -> None:
        """Open the settings."""
        SettingsDialog(self._window).open()
