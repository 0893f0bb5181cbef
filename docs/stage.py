"""The stage of the scripts that play a user: the real window on an X server, a hand, pictures, timed steps."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from docs.hand import Hand, wait
from gui.main_window import MainWindow


class Stage:
    """The window, a hand, and what was found at each step.

    Parameters
    ----------
    folder
        For the files that are made.
    images
        For the pictures; None takes none.
    name
        What the names of the pictures begin with.
    """

    def __init__(self, folder: Path, images: Path | None, name: str) -> None:
        self.folder, self.images, self._name = folder, images, name
        self.hand, self.found = Hand(), dict[str, object]()
        self.window = MainWindow()

    def play_steps(self, steps: Sequence[Callable[[], None]]) -> dict[str, object]:
        """Play steps in order; return what was found and the seconds of each."""
        for step in steps:
            begun = time.monotonic()
            step()
            self.found[f"{getattr(step, '__name__', step)}_s"] = round(time.monotonic() - begun, 2)
        return self.found

    def quiet(self, seconds: float = 0.15) -> None:
        """Wait until nothing is under way."""
        since = time.monotonic()
        while time.monotonic() - since < seconds:
            QApplication.processEvents()
            time.sleep(0.01)
            if self.window.tasks.running or self.window.map_area.canvas.rendering:
                since = time.monotonic()

    def picture(self, name: str) -> None:
        """Keep the whole screen."""
        self.quiet()
        if self.images is not None:
            path = self.images / f"{self._name}-{name}.png"
            QGuiApplication.primaryScreen().grabWindow(0).save(str(path))
            print(path)

    def front(self, widget: QWidget) -> None:
        """Give a window the keyboard, as a window manager does (Xvfb has none)."""
        widget.raise_()
        widget.activateWindow()
        wait(lambda: QApplication.activeWindow() is widget, "the window has the keyboard", 10)

    def dialog(self, kind: type[QDialog]) -> QDialog:
        """Wait for a dialog and put it in front."""

        def there() -> list[QDialog]:
            return [each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()]

        wait(lambda: bool(there()), kind.__name__)
        self.front(there()[-1])
        return there()[-1]

    def show_window(self) -> None:
        """Show the window on the whole screen and open the starter project, as the program does."""
        self.window.setGeometry(QGuiApplication.primaryScreen().geometry())
        self.window.show()
        self.front(self.window)
        self.window.files.open(None)
        wait(lambda: len(self.window.session.project.maps) >= 6, "the starter project opens")

    def show_map(self, map_id: str) -> None:
        """Click on a map of the list."""
        maps, session = self.window.layers_panel.maps, self.window.session
        row = [each.id for each in session.project.maps].index(map_id)
        self.hand.click(maps.viewport(), maps.visualItemRect(maps.item(row)).center())
        wait(lambda: session.project.active_map == map_id, "the map is shown")
