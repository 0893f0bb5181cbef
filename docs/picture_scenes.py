"""The scenes of the picture matrix: states of the real window with the starter project; see docs/picture_matrix.py."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QDockWidget, QFileDialog, QMenu, QTabWidget, QWidget

from docs.picture_checks import faults_of
from gui.actions import ACTIONS
from gui.help.pages import PAGES as HELP_PAGES
from gui.main_window import MainWindow
from gui.messages import CrashDialog, DetailsDialog, Message
from layers import edits
from spatial.text import Text

SILENT = frozenset(
    {"quit", "chinese", "english", "theme_system", "theme_light", "theme_dark", "new", "open_starter", "time_slider"}
)
"""Actions that would end the scene or change what the matrix itself varies."""
LAYER_OF = {"join": "overlap-subparks"}
_SOON_MS = 500  # timers further off (a second try, the beat of a lock) are no work under way


def wait(window: MainWindow, rounds: int = 3) -> None:
    """Let the window work until nothing is under way: no task, no drawing, no timer about to go off, `rounds` times."""
    end, quiet = time.monotonic() + 60, 0
    while time.monotonic() < end and quiet < rounds:
        QApplication.processEvents()
        time.sleep(0.002)
        busy = window.tasks.running or any(each.area.canvas.rendering for each in window.views.panes)
        quiet = 0 if busy or (quiet == rounds - 1 and _timed(window)) else quiet + 1


def _timed(window: MainWindow) -> bool:
    roots = [window, *(each for each in QApplication.topLevelWidgets() if each.isVisible() and each.parent() is None)]
    timers = [each for root in dict.fromkeys(roots) for each in root.findChildren(QTimer)]
    return any(each.isActive() and each.isSingleShot() and each.remainingTime() <= _SOON_MS for each in timers)


class Studio:
    """Takes pictures of one language, theme and scale, and notes what is wrong in them."""

    def __init__(self, window: MainWindow, folder: Path, only: str) -> None:
        self.window, self.folder, self.only = window, folder, only
        self.faults: dict[str, list[str]] = {}

    def take(self, name: str, widget: QWidget) -> None:
        """Keep what a widget shows, and what is wrong with it."""
        if self.only and self.only not in name:
            return
        wait(self.window)
        QApplication.sendPostedEvents()  # a box that Qt's own timer measured anew is put back into its layout
        path = self.folder / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        widget.grab().save(str(path))
        found = faults_of(widget)
        if found:
            self.faults[name] = found

    @contextmanager
    def opened(self) -> Iterator[list[QWidget]]:
        """Yield the list of windows that were opened within; they are closed at the end."""
        before = {each for each in QApplication.topLevelWidgets() if each.isVisible()}
        found: list[QWidget] = []
        yield found
        for each in QApplication.topLevelWidgets():
            if each not in before and each.isVisible() and not isinstance(each, QMenu):
                each.close()
        wait(self.window)

    def new_windows(self) -> list[QWidget]:
        """Return dialogs and windows that stand beside the main window."""
        return [
            each
            for each in QApplication.topLevelWidgets()
            if each.isVisible()
            and each is not self.window
            and not isinstance(each, QMenu | QFileDialog)
            and (isinstance(each, QDialog) or each.windowType() == Qt.WindowType.Window)
        ]


# --- scenes ------------------------------------------------------------------------------------------------------


def show_map(window: MainWindow, map_id: str, layer_id: str = "") -> None:
    """Show a map of the project, and choose a layer of it."""
    shown = window.session.project.shown
    if shown is None or shown.id != map_id:
        window.session.apply(Text("切换地图", "Show another map"), lambda project: edits.show_map(project, map_id))
        wait(window)
    if layer_id and window.layers_panel.selected_layer != layer_id:
        window.layers_panel.select(layer_id)
        wait(window)


def maps(studio: Studio) -> None:
    """Take every map of the starter project."""
    for each in studio.window.session.project.maps:
        show_map(studio.window, each.id)
        studio.take(f"map-{each.id}", studio.window)


def panels(studio: Studio) -> None:
    """Take style, identify, history; each kind of look; the attribute table; charts."""
    window = studio.window
    show_map(window, "overlap", "overlap-subparks")
    window.tool_identify()
    placed = window.portrayals.of("overlap-subparks").placed
    spot = placed.geometry[placed.ids.index("putuo-taopu")].representative_point()
    x, y = window.map_area.canvas.view.to_pixels(np.array([[spot.x, spot.y]]))[0]
    QTest.mouseClick(window.map_area.canvas, Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y)))
    studio.take("panel-identify", window)
    window.tool_pan()
    for place, name in ((0, "style"), (2, "history")):
        window.tabs.setCurrentIndex(place)
        studio.take(f"panel-{name}", window)
    window.tabs.setCurrentIndex(0)
    form = window.symbology_panel.form
    for map_id, layer_id in (("overlap", "overlap-subparks"), ("clusters", "clusters-facilities")):
        show_map(window, map_id, layer_id)
        for row in range(form.kind.count()):
            form.kind.setCurrentIndex(row)
            form.kind.activated.emit(row)
            studio.take(f"look-{layer_id}-{form.kind.currentData()}", window)
            if form.kind.currentData() in ("graduated", "bivariate") and form.patterns.isVisible():
                form.patterns.setChecked(True)
                studio.take(f"look-{layer_id}-{form.kind.currentData()}-patterns", window)
            while window.session.history.can_undo and "样式" in window.session.history.labels[
                window.session.history.index
            ].to("zh"):
                window.session.undo()
            wait(window)
    show_map(window, "overlap", "overlap-subparks")
    window.table_dock.show()
    studio.take("panel-table", window)
    window.table_dock.hide()
    window.charts_dock.show()
    for row in range(window.charts.kind.count()):
        window.charts.kind.setCurrentIndex(row)
        window.charts.kind.activated.emit(row)
        studio.take(f"panel-charts-{window.charts.kind.currentData()}", window)
    window.charts_dock.hide()


def tree(studio: Studio) -> None:
    """Take a group, a base map and layers out of their scale in the tree; the messages above the map."""
    window = studio.window
    show_map(window, "clusters", "clusters-putuo_north")
    window.menus.actions["make_group"].trigger()
    wait(window)
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Return)
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
    from tile_files import SHANGHAI, around, write_mbtiles

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "影像.mbtiles"
        write_mbtiles(path, around(SHANGHAI, (9, 10, 11), 3))
        window.layer_files.add_base_maps([path])
        wait(window)
        studio.take("panel-tree-base-map", window)
        base = window.session.project.shown.base_maps[-1]
        window.layers_panel.select(base.id)
        with studio.opened():
            window.menus.actions["layer_properties"].trigger()
            wait(window)
            for each in studio.new_windows():
                studio.take("dialog-base-map-properties", each)
        window.session.undo(2)
        wait(window)
    for severity in ("info", "success", "warning", "error"):
        words = Text(
            "坐标疑为 GCJ-02：按 WGS 84 距参考边界的中位数为 487 米，按 GCJ-02 为 0 米。请核对来源。",
            "Looks like GCJ-02: under WGS 84 the median distance to the reference is 487 m, under GCJ-02 0 m. Check.",
        )
        act = (Text("按 GCJ-02 处理", "Treat as GCJ-02"), lambda: None)
        window.messages.show(Message(severity, words, (words,), (act,)))
        studio.take(f"message-{severity}", window.map_area)
    with studio.opened():
        details = DetailsDialog(window.map_area.bar.message, window)
        details.open()
        studio.take("dialog-details", details)
    window.map_area.bar.close_message()
    with studio.opened():
        crash = CrashDialog(ValueError("ring must have at least 4 points"), window)
        crash.open()
        studio.take("dialog-crash", crash)


def views(studio: Studio) -> None:
    """Take views side by side, the line of years."""
    window = studio.window
    show_map(window, "pudong-indicators", "pudong-indicators-pudong")
    for name in ("views_row", "views_column", "views_grid"):
        window.menus.actions[name].trigger()
        wait(window)
        studio.take(f"panel-{name}", window)
    window.menus.actions["views_one"].trigger()
    wait(window)
    window.menus.actions["time_slider"].trigger()
    window.menus.actions["zoom_full"].trigger()
    studio.take("panel-time-slider", window)
    window.menus.actions["time_slider"].trigger()
    show_map(window, "overlap", "overlap-subparks")
    window.menus.actions["views_areas"].trigger()
    wait(window)
    studio.take("panel-views-areas", window)
    window.menus.actions["views_one"].trigger()


def dialogs(studio: Studio) -> None:
    """Take every dialog that an action opens, with each of its tabs."""
    window = studio.window
    for entry in ACTIONS:
        if entry.id in SILENT:
            continue
        show_map(window, "overlap", LAYER_OF.get(entry.id, "overlap-subparks"))
        if entry.needs == "selection":
            window.selection.select("subparks", [0, 1])
        before = window.session.history.index
        action = window.menus.actions[entry.id]
        if not action.isEnabled():
            continue
        with studio.opened():
            action.trigger()
            wait(window)
            for each in studio.new_windows():
                take_tabs(studio, f"dialog-{entry.id}", each)
        if window.map_area.bar.message is not None:
            window.map_area.bar.close_message()
        if window.session.history.index > before:
            window.session.undo(window.session.history.index - before)
        for dock in window.findChildren(QDockWidget):
            dock.setVisible(dock in (window.left, window.right))
        if window.manners.tour.running:
            window.manners.tour.end()
        window.menus.actions["views_one"].trigger()
        window.tool_pan()
    window.selection.clear()


def take_tabs(studio: Studio, name: str, dialog: QWidget) -> None:
    """Take a dialog, and each of its tabs."""
    tabs = dialog.findChildren(QTabWidget)
    if tabs:
        tabs[0].setCurrentIndex(0)
    studio.take(name, dialog)
    for place in range(1, tabs[0].count() if tabs else 0):
        tabs[0].setCurrentIndex(place)
        studio.take(f"{name}-{place + 1}", dialog)


def menus(studio: Studio) -> None:
    """Take every menu, and the context menu of the tree."""
    window = studio.window
    show_map(window, "overlap", "overlap-subparks")
    for name, menu in window.menus.menus.items():
        menu.aboutToShow.emit()
        menu.popup(QPoint(20, 20))
        wait(window)
        studio.take(f"menu-{name}", menu)
        menu.hide()
    tree = window.layers_panel.tree
    place = tree.visualItemRect(tree.item_of("overlap-subparks")).center()

    def shoot() -> None:  # the menu has an event loop of its own
        popup = QApplication.activePopupWidget()
        if popup is not None:
            studio.take("menu-tree", popup)
            popup.close()

    QTimer.singleShot(200, window, shoot)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, tree.viewport().mapToGlobal(place))
    QApplication.sendEvent(tree.viewport(), event)


def manners(studio: Studio) -> None:
    """Take the tour step by step, the help page by page, the search with answers."""
    window = studio.window
    show_map(window, "overlap", "overlap-subparks")
    window.manners.tour.start()
    number = 0
    while window.manners.tour.running:
        number += 1
        studio.take(f"tour-{number}", window)
        window.manners.tour.go(1)
    for page in HELP_PAGES:
        window.manners.help.show_page(page)
        wait(window)
        for each in studio.new_windows():
            studio.take(f"help-{page}", each)
    window.manners.help.close()
    window.activateWindow()
    wait(window)
    window.search.setFocus()
    QTest.keyClicks(window.search, "tp")
    wait(window)
    studio.take("panel-search", window)
    window.search.clear()
    window.map_area.canvas.setFocus()


def docks(studio: Studio) -> None:
    """Take every dock that is not always open, with each of its tabs."""
    window = studio.window
    show_map(window, "overlap", "overlap-subparks")
    for dock in window.findChildren(QDockWidget):
        if dock in (window.left, window.right):
            continue
        window.resizeDocks([dock], [380], Qt.Orientation.Vertical)
        dock.show()
        dock.raise_()
        take_tabs(studio, f"dock-{dock.objectName()}", dock)
        studio.take(f"dock-{dock.objectName()}-in-window", window)
        dock.hide()
