"""The canvas against QGIS, matplotlib and geopandas, and against an exact antialiased render (R), all in one run.

R draws every feature of the view as it is, one call of Qt each. "First picture" is, for everybody, from the layer in
memory (ours: shapely geometries and their classes; QGIS: an open GeoPackage, and a memory layer) to the complete image,
1200 x 800; ours holds the making of the drawing arrays, which happens once. Up to 100,000 features it is the median of
five, ours of a layer never drawn before (in memory that the process has used before, as QGIS's), QGIS's of a layer that
it has drawn once. "From file" begins with the file on
disk.

Targets: first picture at most 1/10 of QGIS's; the whole extent of 100,000 polygons at most R/8, of 1,000,000 R/20; any
zoom at most 1.3 R; pan by blit at most 2 ms, with strips 5 ms or 1/8 of the frame; 5,000,000 points at most 10 times
100,000; arrays at most twice the coordinates. ``bench_canvas_window`` measures the window while a layer loads.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import shapely
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QApplication

from benchmarks.city import CITY, parcels, places, write_layer
from gui.map.canvas import CanvasLayer, MapCanvas
from gui.map.view import MapView
from gui.rendering.geometry import geometry_of
from gui.rendering.points import circle_sprite, draw_centred
from gui.rendering.render import finished, render_layer
from gui.rendering.surface import Looks, Surface
from layers.cartography.legend import Legend, Style
from layers.cartography.portrayal import Portrayal
from layers.cartography.symbology import Single
from layers.placement import Names, Placed
from spatial.text import Text

SIZE = 1200, 800
RAMP = ("#eff3ff", "#bdd7e7", "#6baed6", "#3182bd", "#08519c")
POLYGONS, POINTS = (10_000, 100_000, 1_000_000), (100_000, 1_000_000, 5_000_000)
QGIS_PYTHON = Path("/usr/bin/python3")
PATIENCE_S = 420
FIRST_RUNS = 5


def main() -> None:
    """Measure all counts (or those given as arguments) and print as it goes."""
    app = QApplication.instance() or QApplication([])
    asked = {int(word.replace(",", "")) for word in sys.argv[1:]}
    import spatial.drawing_kernels
    import spatial.fill_kernels
    import spatial.point_kernels
    import spatial.splat_kernels  # noqa: F401 - loaded before timing

    points_100k = 0.0
    _warm_up()
    with tempfile.TemporaryDirectory(prefix="yuantu-bench-") as folder:
        for kind, counts in (("polygons", POLYGONS), ("points", POINTS)):
            for count in counts:
                if asked and count not in asked:
                    continue
                frame = _measure(kind, count, Path(folder))
                points_100k = frame if (kind, count) == ("points", 100_000) else points_100k
                if kind == "points" and points_100k and count == 5_000_000:
                    _say("whole extent, against 100,000 points", frame, "of that", points_100k)
    app.processEvents()


def _measure(kind: str, count: int, folder: Path) -> float:
    """Measure one layer; return the seconds of its whole extent."""
    print(f"\n{count:,} {kind}", flush=True)
    made = layer(kind, count)
    whole = MapView.fitted(CITY, *SIZE, margin_px=0.0)
    runs = []
    for _ in range(FIRST_RUNS if count <= 100_000 else 1):
        portrayal = None  # its memory is for the next: new pages of this machine would be what is measured
        first, arrays, portrayal = _first(made, whole)
        runs.append((first, arrays))
    first, arrays = sorted(runs)[len(runs) // 2]
    geometry = geometry_of(portrayal.placed)
    xy = geometry.polygons.xy if kind == "polygons" else geometry.points
    _say(f"first picture (arrays {arrays * 1e3:.0f} ms of it)", first)
    frame = _seconds(lambda: finished(render_layer(portrayal, whole)), repeat=3)
    held = sum(each.nbytes for each in vars(geometry.polygons).values()) + geometry.points.nbytes
    print(f"    arrays are {(held + geometry.point_feature.nbytes) / xy.nbytes:.2f} times the coordinates")
    exact = _exact if kind == "polygons" else _exact_points
    for name, factor in (("whole extent", 1.0), ("zoomed 1.5x", 1.5), ("zoomed 4x", 4.0), ("zoomed 16x", 16.0)):
        view = whole.zoomed(factor)
        ours = _seconds(lambda: finished(render_layer(portrayal, view)), repeat=3)  # noqa: B023 - used at once
        _say(name, ours, "R", _seconds(lambda: exact(portrayal, view), repeat=1 if count > 200_000 else 3))  # noqa: B023
    print(f"    longest step at 4x: {_longest_step(portrayal, whole.zoomed(4.0)) * 1e3:.1f} ms")
    blit, strips = _pan(portrayal)
    print(
        f"    pan by blit {blit * 1e3:.2f} ms, with strips {strips * 1e3:.2f} ms (1/{frame / strips:.0f} of the frame)"
    )
    _against_python(kind, count, portrayal, first)
    path = write_layer(folder / f"{kind}-{count}.gpkg", kind, count)
    closer = _seconds(lambda: finished(render_layer(portrayal, whole.zoomed(4.0))))
    ours = {"first": first, "pan frame": frame, "zoom frame": closer, "from file": _from_file(path, whole)}
    _against_qgis(path, count, whole, ours)
    path.unlink()
    return frame


def _first(made: Portrayal, view: MapView) -> tuple[float, float, Portrayal]:
    """Return the seconds of the first picture of a layer nobody has seen, those of its arrays, and the layer."""
    portrayal = replace(made, placed=replace(made.placed))
    start = time.perf_counter()
    geometry_of(portrayal.placed)
    arrays = time.perf_counter() - start
    finished(render_layer(portrayal, view))
    return time.perf_counter() - start, arrays, portrayal


def _warm_up() -> None:
    """Draw small layers in all ways: what a program does once is not the price of a layer, neither here nor in QGIS."""
    for made in (layer("polygons", 1000), layer("points", 1000)):
        for factor in (1.0, 0.05, 4.0):
            finished(render_layer(made, MapView.fitted(CITY, *SIZE, margin_px=0.0).zoomed(factor)))


def _say(case: str, ours: float, other: str = "", theirs: float = 0.0) -> None:
    line = f"  {case:42}{ours * 1e3:10.1f} ms"
    if other:
        line += f"   {other} {theirs * 1e3:10.1f} ms   ours/{other} = {ours / theirs:.3f} (1/{theirs / ours:.1f})"
    print(line, flush=True)


def layer(kind: str, count: int) -> Portrayal:
    """Return a layer of the made-up city in five classes, its geometries in memory."""
    if kind == "polygons":
        rings = parcels(count)
        geometry, classes = rings.polygons(), rings.classes
    else:
        xy, classes, _ = places(count)
        geometry = shapely.points(xy)
    empty = ("",) * count
    styles = {i: Style(colour, "#ffffff", 0.8, 4.0) for i, colour in enumerate(RAMP)}
    placed = Placed("EPSG:3857", geometry, empty, Names(empty, empty), np.zeros(count, bool))
    return Portrayal(placed, Single(), classes, styles, None, empty, Legend(Text("city"), ()))


def _from_file(path: Path, view: MapView) -> float:
    """Return the seconds from a file to a picture: read and check, place, portray, arrays, render."""
    from layers.cartography.portrayal import portray
    from layers.cartography.styling import graduated
    from layers.datasets import read_dataset
    from layers.placement import place

    start = time.perf_counter()
    dataset = read_dataset(path)
    look = graduated(dataset, "value", "equal_interval", 5)
    finished(render_layer(portray(dataset, place(dataset, "EPSG:3857"), look), view))
    return time.perf_counter() - start


def _against_qgis(path: Path, count: int, whole: MapView, ours: dict[str, float]) -> None:
    views = [("first", whole), ("pan frame", whole.panned(40, 20)), ("zoom frame", whole.zoomed(4.0))]
    asked = json.dumps([[name, *view.bounds] for name, view in views])
    memory = "memory" if count <= 100_000 else "file"
    command = [str(QGIS_PYTHON), str(Path(__file__).with_name("qgis_canvas.py")), str(path), asked, memory]
    probe = [str(QGIS_PYTHON), "-c", "import qgis.core"]
    if not QGIS_PYTHON.exists() or subprocess.run(probe, capture_output=True).returncode:
        print("  QGIS is not installed (apt-get install qgis python3-qgis): skipped")
        return
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, env=_plain_environment())
    except subprocess.TimeoutExpired:
        print(f"  QGIS took more than {PATIENCE_S} s: skipped")
        return
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if not lines:
        print(f"  QGIS failed: {done.stderr.strip()[-200:]}")
        return
    theirs: dict[str, Any] = json.loads(lines[-1])
    print(f"  QGIS {theirs.pop('version')}:")
    for name, seconds in theirs.items():
        _say(f"{name} (QGIS; ours: {_like(name)})", ours[_like(name)], "QGIS", seconds)


def _like(name: str) -> str:
    return "first" if name.startswith("first") else name


def _plain_environment() -> dict[str, str]:
    """Return the environment without what would lead QGIS's Python to our packages, or its Qt to our plugins."""
    ours = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "QT_PLUGIN_PATH", "QT_QPA_PLATFORM_PLUGIN_PATH")
    return {name: value for name, value in os.environ.items() if name not in ours} | {"QT_QPA_PLATFORM": "offscreen"}


def _against_python(kind: str, count: int, portrayal: Portrayal, ours: float) -> None:
    """Compare the first picture with matplotlib and geopandas, where they take less than some minutes."""
    if count > 100_000:
        print("  matplotlib and geopandas: skipped, they take minutes at this count")
        return
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.collections import PolyCollection
    from matplotlib.figure import Figure

    figure = Figure(figsize=(12, 8), dpi=100)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(CITY[0], CITY[2])
    axes.set_ylim(CITY[1], CITY[3])
    start = time.perf_counter()
    if kind == "polygons":
        parts = geometry_of(portrayal.placed).polygons
        rings = np.split(parts.xy, parts.ring_start[1:-1])
        colours = np.array(RAMP)[portrayal.classes]
        axes.add_collection(PolyCollection(rings, facecolors=colours.tolist(), edgecolors="white", linewidths=0.5))
        name = "PolyCollection"
    else:
        xy = geometry_of(portrayal.placed).points
        axes.scatter(xy[:, 0], xy[:, 1], c=portrayal.classes, s=12, edgecolors="white", linewidths=0.5)
        name = "scatter"
    FigureCanvasAgg(figure).draw()
    _say(f"first picture, {name}", ours, "matplotlib", time.perf_counter() - start)
    if kind == "polygons" and count <= 10_000:
        import geopandas as gpd

        frame = gpd.GeoDataFrame({"value": portrayal.classes}, geometry=portrayal.placed.geometry, crs=3857)
        figure = Figure(figsize=(12, 8), dpi=100)
        start = time.perf_counter()
        frame.plot(column="value", ax=figure.add_axes((0, 0, 1, 1)), edgecolor="white", linewidth=0.5)
        FigureCanvasAgg(figure).draw()
        _say("first picture, geopandas.plot", ours, "geopandas", time.perf_counter() - start)


def _exact(portrayal: Portrayal, view: MapView) -> None:
    """Draw every polygon that touches the view as it is."""
    parts, looks, surface = geometry_of(portrayal.placed).polygons, Looks.of(portrayal), Surface(view)
    pen, brushes = QPen(QColor("#ffffff"), 0.8), [QColor(style.fill) for style in looks.styles]
    surface.painter.setPen(pen)
    bounds = parts.ring_start.tolist()
    for part in surface.visible(parts, 1.0).tolist():
        surface.painter.setBrush(brushes[looks.rows[part]])
        surface.painter.drawPolygon(surface.polygon(surface.pixels(parts.xy[bounds[part] : bounds[part + 1]])))
    surface.close()


def _exact_points(portrayal: Portrayal, view: MapView) -> None:
    """Draw a sprite for every point in the view."""
    geometry, looks, surface = geometry_of(portrayal.placed), Looks.of(portrayal), Surface(view)
    sprites = [circle_sprite(style, style.radius_px, 1.0) for style in looks.styles]
    seen = surface.visible_points(geometry.points, 5.0)
    rows = looks.rows[geometry.point_feature[seen]].tolist()
    for (x, y), row in zip(surface.pixels(geometry.points[seen]).tolist(), rows, strict=True):
        draw_centred(surface.painter, sprites[row], x, y)
    surface.close()


def _longest_step(portrayal: Portrayal, view: MapView) -> float:
    """Return the longest time between two yields: what a cancellation has to wait for."""
    longest, last = 0.0, time.perf_counter()
    for _ in render_layer(portrayal, view):
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    return longest


def _pan(portrayal: Portrayal) -> tuple[float, float]:
    """Return the seconds of a repaint of what there is, and of a step of a pan with the strips it uncovers."""
    canvas = MapCanvas()
    canvas.resize(*SIZE)
    canvas.show()
    canvas.set_layers([CanvasLayer("city", portrayal)])
    canvas.set_extent(CITY)
    canvas.zoom_in()
    canvas.render_now()
    QApplication.processEvents()
    blit = _seconds(canvas.repaint, repeat=20)

    def step() -> None:
        canvas.move_view(canvas.view.panned(6, 4))
        canvas.repaint()

    strips = _seconds(step, repeat=20)
    canvas.close()
    return blit, strips


def _seconds(work: Callable[[], object], repeat: int = 3) -> float:
    """Return the median time of some runs."""
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


if __name__ == "__main__":
    main()
