"""Panels at the lower edge of the window: one place for all of them, so that the window stays as wide as it is."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabWidget

_BELOW = Qt.DockWidgetArea.BottomDockWidgetArea


def stack_below(window: QMainWindow) -> None:
    """Put the docks at the lower edge behind each other. Side by side they would push the window over the screen."""
    window.setTabPosition(_BELOW, QTabWidget.TabPosition.North)
    docks = [each for each in window.findChildren(QDockWidget) if window.dockWidgetArea(each) == _BELOW]
    for before, dock in pairwise(docks):
        window.tabifyDockWidget(before, dock)


def in_front(dock: QDockWidget) -> bool:
    """Say whether a dock is seen: open, and not behind the tab of another one."""
    return dock.isVisible() and not dock.visibleRegion().isEmpty()


def bring(dock: QDockWidget) -> None:
    """Open a dock, and bring it in front of those that share its place."""
    dock.show()
    dock.raise_()


def toggle(dock: QDockWidget) -> bool:
    """Put a dock away where it is seen, else bring it; return whether it is open now."""
    if in_front(dock):
        dock.hide()
        return False
    bring(dock)
    return True
