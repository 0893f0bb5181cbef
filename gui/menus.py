"""From the table of actions to QActions, menus, the tool bar and their shortcuts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenu, QToolBar, QToolButton, QWidget

from gui.actions import ACTIONS, BAR, BAR_WITH_WORDS, MENUS, SUBMENUS, Action, action_text
from gui.language import on_language
from gui.theme import icon


class Menus:
    """The actions of a window: `actions` by id, wired to the methods of the window that the table names."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self._groups: dict[str, QActionGroup] = {}
        self.actions: dict[str, QAction] = {entry.id: self._make(entry) for entry in ACTIONS}
        self.menus = self._fill_menus()
        self.bar = self._fill_bar()
        on_language(window, self._retranslate)

    def _make(self, entry: Action) -> QAction:
        made = QAction(self._window)
        made.setObjectName(entry.id)
        if entry.shortcut:
            made.setShortcuts([QKeySequence(keys) for keys in entry.shortcut.split("; ")])
        if entry.group:
            group = self._groups.setdefault(entry.group, QActionGroup(self._window))
            group.addAction(made)
            made.setCheckable(True)
        handler: Callable[[], object] = attrgetter(entry.handler)(self._window)
        made.triggered.connect(lambda _=False: handler())
        self._window.addAction(made)
        return made

    def _fill_menus(self) -> dict[str, QMenu]:
        menus: dict[str, QMenu] = {}
        for menu_id, _ in MENUS:
            if menu_id not in SUBMENUS:
                menus[menu_id] = self._window.menuBar().addMenu("")
        menus |= {menu_id: QMenu(self._window) for menu_id in SUBMENUS}
        for entry in ACTIONS:
            if entry.separator:
                menus[entry.menu].addSeparator()
            menus[entry.menu].addAction(self.actions[entry.id])
        for parent in dict.fromkeys(SUBMENUS.values()):
            menus[parent].addSeparator()
            for menu_id in (each for each, above in SUBMENUS.items() if above == parent):
                menus[parent].addMenu(menus[menu_id])
        return menus

    def _fill_bar(self) -> QToolBar:
        bar = QToolBar(self._window)
        bar.setObjectName("tools")
        bar.setMovable(False)
        bar.setIconSize(QSize(20, 20))
        for place, group in enumerate(BAR):
            if place:
                bar.addSeparator()
            for action_id in group:
                bar.addAction(self.actions[action_id])
                button = bar.widgetForAction(self.actions[action_id])
                if isinstance(button, QToolButton):
                    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
                    style = Qt.ToolButtonStyle
                    words = action_id in BAR_WITH_WORDS
                    button.setToolButtonStyle(style.ToolButtonTextBesideIcon if words else style.ToolButtonIconOnly)
        self._window.addToolBar(bar)
        return bar

    def add_to_bar(self, widget: QWidget) -> None:
        """Put a widget at the far end of the menu bar; the tool bar of a small window would hide it, with its key."""
        corner = QWidget(self._window)
        row = QHBoxLayout(corner)
        row.setContentsMargins(0, 5, 8, 3)
        row.addWidget(widget)
        self._window.menuBar().setCornerWidget(corner)

    def enable(self, there: Mapping[str, bool]) -> None:
        """Enable each action whose need is met; `there` says which needs are."""
        for entry in ACTIONS:
            self.actions[entry.id].setEnabled(not entry.needs or there[entry.needs])

    def check(self, action_id: str) -> None:
        """Tick an action of a group, without doing it."""
        self.actions[action_id].setChecked(True)

    def _retranslate(self) -> None:
        for menu_id, title in MENUS:
            self.menus[menu_id].setTitle(action_text(title))
        self.bar.setWindowTitle(QCoreApplication.translate("Actions", "工具栏"))
        for entry in ACTIONS:
            text, hint = action_text(entry.text), action_text(entry.hint)
            made = self.actions[entry.id]
            made.setText(text)
            made.setIconText(_without_mnemonic(text))
            keys = made.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            name = _without_mnemonic(text)
            made.setToolTip(f"{name}  {keys}\n{hint}" if keys else f"{name}\n{hint}")
            made.setStatusTip(hint)
            if entry.icon:
                made.setIcon(icon(entry.icon))


def _without_mnemonic(text: str) -> str:
    """Return a menu text without its mnemonic and its dots: ``打开项目(&O)…`` is 打开项目, ``&Open…`` is Open."""
    if "(&" in text:
        start = text.index("(&")
        text = text[:start] + text[text.index(")", start) + 1 :]
    return text.replace("&", "").rstrip("…. ")
