"""The menu of a column's heading in the attribute table."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QHeaderView, QMenu

from gui.language import say
from spatial.text import Text

CARD = Text("口径卡…", "Definition card…")


class HeaderMenu(QObject):
    """Offers the definition card of a column where its heading is clicked with the right button.

    Parameters
    ----------
    column_at
        Returns the name of the column in a section of the heading.
    show_card
        Shows the card of a column.
    """

    def __init__(self, header: QHeaderView, column_at: Callable[[int], str], show_card: Callable[[str], None]) -> None:
        super().__init__(header)
        self._header, self._column_at, self._show_card = header, column_at, show_card
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._open)

    def menu_at(self, at: QPoint) -> QMenu | None:
        """Return the menu of the heading at a place, None where there is no column."""
        section = self._header.logicalIndexAt(at)
        if section < 0:
            return None
        column, menu = self._column_at(section), QMenu(self._header)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(say(CARD)).triggered.connect(lambda: self._show_card(column))
        return menu

    def _open(self, at: QPoint) -> None:
        menu = self.menu_at(at)
        if menu is not None:
            menu.popup(self._header.viewport().mapToGlobal(at))
