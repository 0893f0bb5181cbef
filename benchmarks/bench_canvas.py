"""The canvas against an exact antialiased render of the same view (R): every polygon drawn as it is, one call each.

Targets: whole extent of 100,000 polygons at most R/8, any zoom at most 1.3 R, a pan by blit at most 2 ms.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import shapely
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QApplication

from gui.map_canvas import CanvasLayer, MapCanvas
from gui.map_view import MapView
from gui.rendering.geometry import geometry_of
from gui.rendering.render import finished, render_layer
from gui.rendering.surface import Looks, Surface
from layers.legend import Legend, Style
from layers.placement import Placed
from layers.portrayal import Portrayal
from layers.symbology import Single
from spatial.text import Text

SIZE = 1200, 800
VERTICES = 16
RAMP = ("#eff3ff", "#bdd7e7", "#6baed6", "#3182bd", "#08519c")
Row = dict[str, str | float]


def run(counts: tuple[int, ...] = (10_000, 100_000)) -> list[Row]:
    """Measure and return a row per case: milliseconds of ours and of the exact render, and their ratio."""
    app = QApplication.instance() or QApplication([])
    rows: list[Row] = []
    for count in counts:
        portrayal = _cells(count)
        first = _seconds(lambda: geometry_of(portrayal.placed), repeat=1)  # noqa: B023 - used at once
        rows.append({"case": f"{count:,} polygons: arrays of the layer, once", "ours_ms": first * 1e3})
        whole = MapView.fitted(_extent(portrayal), *SIZE)
        for name, factor in (("whole extent", 1.0), ("zoomed 1.5x", 1.5), ("zoomed 4x", 4.0), ("zoomed 16x", 16.0)):
            rows.append(_compare(f"{count:,} polygons: {name}", portrayal, whole.zoomed(factor)))
        rows.append(_longest_step(f"{count:,} polygons: longest step", portrayal, whole.zoomed(4.0)))
        rows.append(_pan(f"{count:,} polygons: pan by blit", portrayal))
    app.processEvents()
    return rows


def table(rows: list[Row]) -> str:
    """Return the rows as text."""
    lines = [f"{'case':45}{'ours ms':>10}{'exact ms':>10}{'ours/exact':>12}"]
    for row in rows:
        exact, ratio = (f"{row[key]:.2f}" if key in row else "" for key in ("exact_ms", "ratio"))
        lines.append(f"{row['case']:45}{row['ours_ms']:10.2f}{exact:>10}{ratio:>12}")
    return "\n".join(lines)


def _cells(count: int) -> Portrayal:
    """Return cells of 16 vertices that touch each other, in five classes."""
    rng = np.random.default_rng(7)
    columns = int((count * 1.5) ** 0.5)
    centre = np.stack([np.arange(count) % columns, np.arange(count) // columns], axis=1) * 100.0
    angle = np.linspace(0, 2 * np.pi, VERTICES, endpoint=False)
    radius = 50.0 * rng.uniform(0.8, 1.2, (count, VERTICES))
    xy = centre[:, None, :] + radius[..., None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    names, styles = (Text(""),) * count, {i: Style(colour, "#ffffff", 0.8) for i, colour in enumerate(RAMP)}
    placed = Placed("EPSG:3857", shapely.polygons(xy), ("",) * count, names, np.zeros(count, bool))
    classes = rng.integers(0, len(RAMP), count).astype(np.int32)
    return Portrayal(placed, Single(), classes, styles, None, ("",) * count, Legend(Text("cells"), ()))


def _extent(portrayal: Portrayal) -> tuple[float, float, float, float]:
    west, south, east, north = shapely.total_bounds(portrayal.placed.geometry)
    return float(west), float(south), float(east), float(north)


def _exact(portrayal: Portrayal, view: MapView) -> None:
    """Draw every polygon that touches the view as it is."""
    parts, looks, surface = geometry_of(portrayal.placed).polygons, Looks.of(portrayal), Surface(view)
    pen, brushes = QPen(QColor("#ffffff"), 0.8), [QColor(style.fill) for style in looks.styles]
    surface.painter.setPen(pen)
    bounds = parts.ring_start.tolist()
    for part in surface.visible(parts.box, 1.0).tolist():
        surface.painter.setBrush(brushes[looks.rows[part]])
        surface.painter.drawPolygon(surface.polygon(surface.pixels(parts.xy[bounds[part] : bounds[part + 1]])))
    surface.close()


def _compare(case: str, portrayal: Portrayal, view: MapView) -> Row:
    ours = _seconds(lambda: finished(render_layer(portrayal, view)))
    exact = _seconds(lambda: _exact(portrayal, view), repeat=2)
    return {"case": case, "ours_ms": ours * 1e3, "exact_ms": exact * 1e3, "ratio": ours / exact}


def _longest_step(case: str, portrayal: Portrayal, view: MapView) -> Row:
    """Measure the longest time between two yields: what cancelling and the GUI thread may have to wait for."""
    return {"case": case, "ours_ms": max(_steps(portrayal, view)) * 1e3}


def _steps(portrayal: Portrayal, view: MapView) -> Iterator[float]:
    last = time.perf_counter()
    for _ in render_layer(portrayal, view):
        now = time.perf_counter()
        yield now - last
        last = now


def _pan(case: str, portrayal: Portrayal) -> Row:
    canvas = MapCanvas()
    canvas.resize(*SIZE)
    canvas.show()
    canvas.set_layers([CanvasLayer("cells", portrayal)])
    canvas.zoom_to_full()
    canvas.render_now()
    QApplication.processEvents()

    def pan() -> None:
        canvas.move_view(canvas.view.panned(3, 2))
        canvas.repaint()

    seconds = _seconds(pan, repeat=30)
    canvas.close()
    return {"case": case, "ours_ms": seconds * 1e3}


def _seconds(work: Callable[[], object], repeat: int = 5) -> float:
    """Return the median time of some runs."""
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


if __name__ == "__main__":
    print(table(run()))
