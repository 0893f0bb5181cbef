"""The boundary editor: a drag frame and a snap query with many vertices loaded, driven by mouse events in the window.

A frame is all that one mouse move costs: the event, the snap query, the figures, and the painting of the overlay into
the window's surface (off screen). The targets: median below 16 ms and p99 below 33 ms at 10,000 and 100,000 vertices,
a snap query below 5 ms. The move that begins a drag draws the picture that stands still, and is told apart. On a busy
machine read the processor time: it leaves out what others took.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import geopandas as gpd
import numpy as np
from PySide6.QtCore import QEvent, QPointF, QSettings, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from benchmarks.city import CITY_DEGREES, parcels
from gui.application import make_application
from gui.main_window import MainWindow
from layers.layer import Dataset, Layer, Map
from layers.project import Project
from spatial.text import Text

FRAMES = 300
LEFT, NONE, NO_KEYS = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier


def project_of(vertices: int) -> Project:
    """Return a project of parcels that tile the city, with about so many vertices."""
    count = vertices // 20
    shapes = parcels(count, CITY_DEGREES).polygons()
    names = [f"p{number}" for number in range(count)]
    frame = gpd.GeoDataFrame({"id": names, "name": names}, geometry=shapes, crs=4326)
    layer = Layer("parcels", "parcels", Text("Parcels"))
    dataset = Dataset("parcels", Text("Parcels"), frame, id_field="id", name_field="name")
    return Project(Text("City"), (dataset,), (Map("map", Text("Map"), (layer,)),), "map")


def settle() -> None:
    """Let everything happen that is due."""
    for _ in range(4):
        QApplication.processEvents()


def mouse(canvas: object, kind: QEvent.Type, at: QPointF, held: bool) -> None:
    """Send a mouse event and let what it asks for be painted."""
    button = NONE if kind == QEvent.Type.MouseMove else LEFT
    event = QMouseEvent(kind, at, canvas.mapToGlobal(at), button, LEFT if held else NONE, NO_KEYS)
    QApplication.sendEvent(canvas, event)
    QApplication.processEvents()


def told(name: str, times: list[float]) -> str:
    """Return median and p99 of times in seconds."""
    ms = np.array(times) * 1e3
    return f"{name}: median {np.median(ms):.2f} ms, p99 {np.quantile(ms, 0.99):.2f} ms, worst {ms.max():.2f} ms"


def measure(window: MainWindow, vertices: int, zoom: float) -> None:
    """Print the costs of a drag at one zoom."""
    editor = window.editing.editor
    canvas = editor.canvas
    window.map_area.zoom_full()
    canvas.move_view(canvas.view.zoomed(zoom))
    canvas.render_now()
    topology = editor.edit.topology
    middle = np.array(editor.edit.placing.from_pixel(canvas.width() / 2, canvas.height() / 2, canvas.view))
    xy = np.concatenate([part.rings.xy for part in topology.index.parts])
    order = np.argsort(((xy - middle) ** 2).sum(axis=1))[:400]
    near = [(xy[k, 0].item(), xy[k, 1].item()) for k in order.tolist()]
    held = max(near, key=lambda at: len(topology.owners(at)))
    editor.select([topology.owners(held)[0]])
    settle()
    start = editor.pixel(held)
    mouse(canvas, QEvent.Type.MouseMove, start, False)
    mouse(canvas, QEvent.Type.MouseButtonPress, start, True)
    began = time.perf_counter()
    mouse(canvas, QEvent.Type.MouseMove, start + QPointF(6, 6), True)
    first = time.perf_counter() - began
    assert editor.tool.still() is not None, "no drag is under way"
    frames, work, snaps = [], [], []
    random = np.random.default_rng(7)
    for right, down in random.uniform(-60, 60, (FRAMES, 2)).tolist():
        at = start + QPointF(right, down)
        began, busy = time.perf_counter(), time.process_time()
        mouse(canvas, QEvent.Type.MouseMove, at, True)
        frames.append(time.perf_counter() - began)
        work.append(time.process_time() - busy)
        began = time.perf_counter()
        editor.pointer_at(at)
        snaps.append(time.perf_counter() - began)
    print(f"  zoom {zoom:g}: first move {first * 1e3:.0f} ms; {told('frame', frames)}")
    print(f"    {told('of it processor time', work)}; {told('snap', snaps)}", flush=True)
    mouse(canvas, QEvent.Type.MouseMove, start + QPointF(13, 2), True)
    began = time.perf_counter()
    mouse(canvas, QEvent.Type.MouseButtonRelease, start + QPointF(13, 2), False)
    steps = editor.session.history.index
    print(f"    release, checked and in the history ({steps} steps): {(time.perf_counter() - began) * 1e3:.0f} ms")
    editor.tool.cancel()
    settle()


def run(counts: tuple[int, ...] = (10_000, 100_000)) -> None:
    """Open a window for each size and measure."""
    make_application()
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, tempfile.mkdtemp())
    os.environ["XDG_DATA_HOME"] = tempfile.mkdtemp()
    for vertices in counts:
        window = MainWindow(inline=True)
        window.resize(1440, 900)
        window.show()
        window.session.open(project_of(vertices))
        window.files.opened.emit()
        settle()
        window.layers_panel.select("parcels")
        settle()
        began = time.perf_counter()
        window.menus.actions["edit_boundaries"].trigger()
        settle()
        topology = window.editing.editor.edit.topology
        loaded = sum(len(part.rings.xy) for part in topology.index.parts)
        print(f"{loaded:,} vertices in {len(topology):,} features; edit mode after {time.perf_counter() - began:.2f} s")
        for zoom in (1.0, 6.0, 30.0):
            measure(window, vertices, zoom)
        window.session.saved = window.session.project
        window.close()
        window.deleteLater()
        settle()


if __name__ == "__main__":
    run(tuple(map(int, sys.argv[1:])) or (10_000, 100_000))
