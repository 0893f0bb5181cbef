"""How long the GUI thread is kept waiting while a large layer loads and is drawn in the real window.

A timer in the event loop beats every 5 ms; a gap between two beats is what a user would feel. While the layer loads the
map is dragged by 5 px six times a second, until three seconds after it is ready; then for ten seconds it is zoomed in
or out every half second besides, so that the whole layer is rendered again and again. The same is measured just before
in the window that has nothing to do, at rest and dragged in the same way: on a machine that others keep busy, that is
the least there can be. Targets: no gap over 50 ms, p95 at most 1.3 times that of the window that is only dragged, a
cancelled render stops within 20 ms.

    python -m benchmarks.bench_canvas_window [COUNT ...]
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEventLoop, QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication

from benchmarks.city import write_layer
from gui.main_window import MainWindow
from gui.map.canvas import MapCanvas
from gui.rendering.render import render_layer
from gui.theme import apply_theme

COUNTS = (100_000, 1_000_000)
PATIENCE_S = 300.0


class Heartbeat:
    """A timer in the event loop that notes the gaps between its beats."""

    def __init__(self) -> None:
        self.gaps: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(5)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.gaps.append(now - self._last)
        self._last = now

    def taken(self) -> np.ndarray:
        """Return the gaps so far in milliseconds, and begin anew."""
        gaps, self.gaps = np.array(self.gaps) * 1e3, []
        return gaps


def wait(until: Callable[[], bool]) -> None:
    """Let events happen until something is true."""
    loop, timer = QEventLoop(), QTimer()
    deadline = time.perf_counter() + PATIENCE_S

    def look() -> None:
        if until() or time.perf_counter() > deadline:
            loop.quit()

    timer.timeout.connect(look)
    timer.start(20)
    loop.exec()


def after(seconds: float) -> Callable[[], bool]:
    """Return whether some time has passed, as a function."""
    end = time.perf_counter() + seconds
    return lambda: time.perf_counter() > end


def ready(window: MainWindow) -> bool:
    """Whether all layers are portrayed and drawn and nothing is under way."""
    shown = window.session.project.shown
    made = shown is not None and all(window.portrayals.settled(each.id) for each in shown.layers)
    return made and not window.session.tasks.running and not window.map_area.canvas.rendering


def load(path: Path) -> tuple[dict[str, np.ndarray], float, list[float]]:
    """Return gaps of the window at rest, dragged, and dragged while it loads the file, its seconds, steps of a drag."""
    window = MainWindow()
    window.show()
    window.files.open(None)
    wait(after(1.0))
    wait(lambda: ready(window))
    heart, canvas, pans = Heartbeat(), window.map_area.canvas, []
    wait(after(3.0))
    gaps = {"at rest": heart.taken()}

    def pan() -> None:
        start = time.perf_counter()
        canvas.move_view(canvas.view.panned(5 if len(pans) % 2 else -5, 0))
        canvas.repaint()
        pans.append(time.perf_counter() - start)

    dragging = QTimer()
    dragging.timeout.connect(pan)
    dragging.start(160)
    wait(after(5.0))
    gaps["dragged"] = heart.taken()
    pans.clear()
    start = time.perf_counter()
    window.layer_files.add([path])
    wait(after(0.5))
    wait(lambda: not window.session.tasks.running)
    wait(after(3.0))
    dragging.stop()
    wait(lambda: ready(window))
    seconds = time.perf_counter() - start
    gaps["loading"] = heart.taken()
    gaps["rendering"] = _rendering(canvas, heart, dragging)
    _cancel(window)
    window.session.saved = window.session.project
    window.close()
    return gaps, seconds, pans


def _rendering(canvas: MapCanvas, heart: Heartbeat, dragging: QTimer) -> np.ndarray:
    """Return the gaps while the map is zoomed in and out every half second, and dragged."""
    factors = [1.5, 1.5, 1 / 1.5, 1 / 1.5]
    zooming = QTimer()
    zooming.timeout.connect(lambda: canvas.move_view(canvas.view.zoomed(factors[0])))
    zooming.timeout.connect(lambda: factors.append(factors.pop(0)))
    heart.taken()
    dragging.start()
    zooming.start(500)
    wait(after(10.0))
    zooming.stop()
    dragging.stop()
    return heart.taken()


def _cancel(window: MainWindow) -> None:
    """Start renders of the largest layer in the drawing thread, cancel them, and print how long the thread went on."""
    canvas = window.map_area.canvas
    portrayal = max((each.portrayal for each in canvas._images.layers), key=lambda each: len(each.classes))
    late = []
    for wanted in (0.005, 0.02, 0.05):
        ended: list[float] = []

        def steps(ended: list[float] = ended) -> Iterator[None]:
            try:
                yield from render_layer(portrayal, canvas.view)
            finally:
                ended.append(time.perf_counter())

        task = window.session.tasks.draw(steps, lambda _: None)
        wait(after(wanted))
        start = time.perf_counter()
        task.cancel()
        wait(lambda ended=ended: bool(ended))  # type: ignore[misc]
        late.append(max(ended[0] - start, 0.0) * 1e3)
    print("  cancelled renders went on for " + ", ".join(f"{each:.1f}" for each in late) + " ms")


def main() -> None:
    """Measure and print."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    counts = [int(word.replace(",", "")) for word in sys.argv[1:]] or COUNTS
    with tempfile.TemporaryDirectory(prefix="yuantu-bench-") as folder:
        QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, folder)
        apply_theme(app, dark=False)
        for count in counts:
            path = write_layer(Path(folder) / f"polygons-{count}.gpkg", "polygons", count, "EPSG:4326")
            print(f"\n{count:,} polygons in degrees: file to picture in the window", flush=True)
            gaps, seconds, pans = load(path)
            print(f"  drawn after {seconds:.1f} s; the map was dragged {len(pans)} times meanwhile")
            for name, each in gaps.items():
                figures = (
                    f"p95 {np.percentile(each, 95):.1f}, longest {each.max():.0f} ms, over 50 ms: {(each > 50).sum()}"
                )
                print(f"  gaps of the event loop, {name}: median {np.median(each):.1f}, {figures}")
            for name in ("loading", "rendering"):
                ratio = np.percentile(gaps[name], 95) / np.percentile(gaps["dragged"], 95)
                print(f"  p95 while {name} / p95 only dragged = {ratio:.2f}")
            steps = np.array(pans) * 1e3
            print(f"  a step of the drag: median {np.median(steps):.1f} ms, longest {steps.max():.0f} ms", flush=True)


if __name__ == "__main__":
    main()
