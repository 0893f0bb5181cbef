"""Drags rows of the layer tree with the mouse of an X server; prints the tree after each. See test_real_drag.py."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from layers import layer_tree_edits as tree_edits
from layers.layer_tree import tree_of
from spatial.text import Text
from tests.gui.window_project import close_window, new_window, small_project
from tests.layers.test_layer_groups import show
from tests.tile_files import around, write_mbtiles


def drag(start: QPoint, end: QPoint) -> None:
    """Press, move and release, by one program of its own: while rows are dragged Qt is in a loop of its own."""
    words = ["xdotool", "mousemove", str(start.x()), str(start.y()), "mousedown", "1", "sleep", "0.1"]
    for share in (0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.95, 1.0, 1.0):
        spot = start + (end - start) * share
        words += ["mousemove", str(spot.x()), str(spot.y()), "sleep", "0.08"]
    with subprocess.Popen([*words, "mouseup", "1"]) as hand:
        while hand.poll() is None:
            QApplication.processEvents()
            time.sleep(0.005)
    until = time.monotonic() + 0.4
    while time.monotonic() < until:
        QApplication.processEvents()


def main() -> None:
    """Drag a layer out of its group, into it, the group itself, and one base map above another."""
    app = QApplication.instance() or QApplication(sys.argv)
    folder = Path(tempfile.mkdtemp())
    window = new_window(folder)
    window.resize(1200, 800)
    window.move(0, 0)
    window.session.open(small_project())
    for name in ("one", "two"):
        window.incoming.take([write_mbtiles(folder / f"{name}.mbtiles", around((121.45, 31.21), (12,), 0))])
    window.session.apply(Text("x"), lambda p: tree_edits.make_group(p, "first", Text("g", "g"), ["zones", "lower"]))
    window.show()
    rows = window.layers_panel.tree
    for item in rows.items():
        if item.data(0, 256) in ("zones", "lower", "ground"):
            item.setExpanded(False)
    until = time.monotonic() + 1.0
    while time.monotonic() < until:
        app.processEvents()
    two, one = (base.id for base in reversed(window.session.project.map("first").base_maps))
    seen = []
    for part, target, share in (
        ("lower", "group:g", 0.06),
        ("lower", "group:g", 0.5),
        ("group:g", "ground", 0.5),
        (one, two, 0.06),
    ):
        box, onto = (rows.visualItemRect(rows.item_of(each)) for each in (part, target))
        start = QPoint(box.left() + 60, box.center().y())
        end = QPoint(onto.left() + 70, onto.top() + round(onto.height() * share))
        drag(rows.viewport().mapToGlobal(start), rows.viewport().mapToGlobal(end))
        shown = window.session.project.map("first")
        seen.append([show(tree_of(shown.layers, shown.groups)), [base.id for base in shown.base_maps] == [one, two]])
    print(json.dumps(seen))
    close_window(window)


if __name__ == "__main__":
    main()
