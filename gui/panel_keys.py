"""The keyboard's way through the window: from area to area, to where the keyboard was in each of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import shiboken6
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QWidget


class PanelKeys(QObject):
    """Moves the focus between areas: tool bar, message, layers, map, panels, docks. Hidden areas are passed over."""

    def __init__(self, areas: Callable[[], Sequence[QWidget]], window: QMainWindow) -> None:
        super().__init__(window)
        self._areas = areas
        self._last: dict[int, QWidget] = {}
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._note)

    def next(self) -> None:
        """Go to the next area."""
        self._go(1)

    def previous(self) -> None:
        """Go to the area before."""
        self._go(-1)

    def _go(self, step: int) -> None:
        areas = [area for area in self._areas() if area.isVisible()]
        focused = QApplication.focusWidget()
        here = next((place for place, area in enumerate(areas) if focused and _within(area, focused)), -step % 2 - 1)
        for distance in range(1, len(areas) + 1):
            area = areas[(here + step * distance) % len(areas)]
            target = self._target(area)
            if target is not None:
                _raise(target)
                target.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def _target(self, area: QWidget) -> QWidget | None:
        """Return what takes the keyboard in an area: where it was last, else the first that can."""
        last = self._last.get(id(area))
        if last is not None and shiboken6.isValid(last) and _takes_keys(last):
            return last
        if _takes_keys(area):
            return area
        each = area.nextInFocusChain()
        while each is not None and each is not area:
            if area.isAncestorOf(each) and _takes_keys(each):
                return each
            each = each.nextInFocusChain()
        return None

    def _note(self, _: QWidget | None, now: QWidget | None) -> None:
        """Remember where the keyboard is in its area."""
        for area in self._areas() if now is not None else ():
            if now is not None and _within(area, now):
                self._last[id(area)] = now


def _raise(widget: QWidget) -> None:
    """Bring the dock that a widget is in to the front, where several share one place as tabs or one floats."""
    dock: QWidget | None = widget
    while dock is not None and not isinstance(dock, QDockWidget):
        dock = dock.parentWidget()
    if isinstance(dock, QDockWidget):
        dock.raise_()
        if dock.isFloating():
            dock.activateWindow()


def _within(area: QWidget, widget: QWidget) -> bool:
    return area is widget or area.isAncestorOf(widget)


def _takes_keys(widget: QWidget) -> bool:
    return widget.isVisible() and widget.isEnabled() and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
