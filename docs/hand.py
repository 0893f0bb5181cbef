"""A hand on the mouse and the keyboard of an X server, for scripts that play a user; needs xdotool."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QMenu, QMenuBar, QWidget


class Hand:
    """The mouse and the keyboard of the X server; the window goes on working while they move."""

    def do(self, *words: str) -> None:
        """Let xdotool do something, and the window take it in."""
        with subprocess.Popen(["xdotool", *words], stdout=subprocess.DEVNULL) as tool:
            while tool.poll() is None:
                QApplication.processEvents()
                time.sleep(0.004)
            assert tool.returncode == 0, words
        for _ in range(6):
            QApplication.processEvents()
            time.sleep(0.004)

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Click on a widget."""
        spot = widget.mapToGlobal(at if at is not None else widget.rect().center())
        self.do("mousemove", str(spot.x()), str(spot.y()), "click", "1")

    def key(self, *keys: str) -> None:
        """Press keys, by their names in X."""
        self.do("key", *keys)

    def write(self, line: QLineEdit, text: str) -> None:
        """Click into a line and write over what stands in it."""
        self.click(line)
        self.key("ctrl+a")
        self.do("type", "--delay", "4", text)
        wait(lambda: line.text() == text, f"“{text}” is in the line")

    def paste(self, line: QLineEdit, text: str) -> None:
        """Click into a line and paste over what stands in it, as one does with words of another script."""
        self.click(line)
        self.key("ctrl+a")
        QGuiApplication.clipboard().setText(text)
        self.key("ctrl+v")
        wait(lambda: line.text() == text, f"“{text}” is in the line")

    def menu(self, bar: QMenuBar, entry: QAction) -> None:
        """Open the menu of an entry with the mouse, submenus too, and click on it."""
        way = _way(bar.actions(), entry)
        assert way, entry.text()
        self.click(bar, bar.actionGeometry(way[0]).center())
        for outer, inner in pairwise(way):
            menu = outer.menu()
            wait(menu.isVisible, f"the menu “{outer.text()}” opens")
            linger(0.15)
            self.click(menu, menu.actionGeometry(inner).center())

    def choose(self, box: QComboBox, data: object) -> None:
        """Open the list of a combo box and click on an entry."""
        row = box.findData(data)
        assert row >= 0, (data, [box.itemData(each) for each in range(box.count())])
        self.click(box)
        wait(lambda: box.view().isVisible(), "the list opens")
        linger(0.1)
        view = box.view()
        view.scrollTo(box.model().index(row, 0))
        self.click(view.viewport(), view.visualRect(box.model().index(row, 0)).center())
        wait(lambda: not box.view().isVisible(), "the list closes")

    def drag(self, start: QPoint, end: QPoint) -> None:
        """Drag from one place of the screen to another."""
        self.do("mousemove", str(start.x()), str(start.y()), "mousedown", "1")
        for share in (0.03, 0.06, 0.1, 0.3, 0.6, 0.9, 1.0):
            spot = start + (end - start) * share
            self.do("mousemove", str(spot.x()), str(spot.y()))
            linger(0.05)
        self.do("mouseup", "1")


def _way(actions: Sequence[QAction], entry: QAction) -> list[QAction]:
    for action in actions:
        menu = action.menu()
        if action is entry or action == entry:
            return [action]
        below = _way(menu.actions(), entry) if isinstance(menu, QMenu) else []
        if below:
            return [action, *below]
    return []


def wait(true: Callable[[], bool], what: str, seconds: float = 60.0) -> None:
    """Let the window work until something holds."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            QGuiApplication.primaryScreen().grabWindow(0).save(str(Path(tempfile.gettempdir()) / "stuck.png"))
            raise SystemExit(f"it did not happen: {what}")
        QApplication.processEvents()
        time.sleep(0.005)


def linger(seconds: float) -> None:
    """Let the window work for a while."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.005)
