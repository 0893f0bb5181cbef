"""What an action is: one line of the table that menus, tool bar, shortcuts, tests and documentation read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:

    def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802 - the name lupdate looks for
        """Mark a text for translation (PySide's own stub says it returns an object)."""
else:
    from PySide6.QtCore import QT_TRANSLATE_NOOP

__all__ = ["QT_TRANSLATE_NOOP", "Action", "Needs"]

Needs = Literal[
    "", "map", "layer", "selection", "several_maps", "several_views", "undo", "redo", "above",
    "below", "part", "source", "group", "editing",
]  # fmt: skip


@dataclass(frozen=True)
class Action:
    """One thing a user can do from a menu, a button or a key.

    Parameters
    ----------
    id
        Slug; the object name of the QAction.
    menu
        Id of the menu it is in (see `MENUS`).
    text
        Menu text, Chinese, with mnemonic.
    handler
        Method, by its path from the main window: ``close``, ``files.save``.
    shortcut
        Portable key sequence; several are separated by ``; ``.
    icon
        File in resources/icons without its ending.
    hint
        One sentence for the status bar and the tool tip.
    needs
        What must be there for the action to be enabled; empty: nothing.
    group
        Actions of one group exclude each other and are checkable.
    separator
        A separator goes before it in the menu.
    """

    id: str
    menu: str
    text: str
    handler: str
    shortcut: str = ""
    icon: str = ""
    hint: str = ""
    needs: Needs = ""
    group: str = ""
    separator: bool = False
