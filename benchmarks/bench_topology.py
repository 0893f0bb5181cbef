"""Topology of whole layers against shapely's coverage functions and mapshaper; a drag frame, a snap query, an edit.

Built and checked: ours is `build` + `check` (validity, overlaps, gaps with m², slivers, near nodes, useless vertices).
shapely: `is_valid` + `coverage_is_valid` (an answer of yes or no), and `coverage_invalid_edges`. mapshaper (npm, put
into a temporary folder) works on files: the time to read the same coordinates as points is taken off. The parcels tile
the city; every border is common.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from itertools import chain
from pathlib import Path

import numpy as np
import psutil
import shapely

from benchmarks.city import CITY_DEGREES, parcels
from spatial import topology as topo
from spatial.snapping import snap

Shapes = np.ndarray
REACH = 12 * 1.2e-5
"""12 px at about 1 m a pixel, in degrees."""


def best(work: Callable[[], object], repeats: int = 3) -> float:
    """Return the median time of some runs, in seconds."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def each(work: Callable[[int], object], count: int) -> tuple[float, float]:
    """Return the median and the 99th percentile of `count` single runs, in milliseconds."""
    times = []
    for number in range(count):
        start = time.perf_counter()
        work(number)
        times.append((time.perf_counter() - start) * 1e3)
    return float(np.median(times)), float(np.quantile(times, 0.99))


def city(count: int) -> Shapes:
    """Return (count,) parcels in degrees."""
    return np.asarray(parcels(count, CITY_DEGREES).polygons(), dtype=object)


def whole_layers(counts: tuple[int, ...], mapshaper: Path | None) -> None:
    """Print build + check of whole layers, and a table of its ratios to the others."""
    table: list[tuple[int, str, float, float]] = []
    for count in counts:
        shapes = city(count)
        built = best(lambda s=shapes: topo.build(s))
        layer = topo.build(shapes)
        checked = best(lambda t=layer: topo.check(t))
        found = {kind: number for kind, number in topo.check(layer).counts.items() if number}
        arcs = best(lambda s=shapes: topo.build_arcs(s))
        ours = built + checked
        print(f"\n{count:,} polygons, {shapely.get_num_coordinates(shapes).sum():,} vertices; faults {found or 'none'}")
        print(f"  ours: build {built:.3f} s + check {checked:.3f} s = {ours:.3f} s; arcs {arcs:.3f} s")
        valid = best(lambda s=shapes: shapely.is_valid(s))
        coverage = best(lambda s=shapes: shapely.coverage_is_valid(s), 1)
        edges = best(lambda s=shapes: shapely.coverage_invalid_edges(s), 1)
        table.append((count, "shapely is_valid + coverage_is_valid", ours, valid + coverage))
        table.append((count, "shapely is_valid + coverage_invalid_edges", ours, valid + edges))
        if mapshaper is not None:
            imported, cleaned = against_mapshaper(mapshaper, shapes)
            table.append((count, "mapshaper, topology + clean", ours, cleaned))
            if imported > 0.0:
                table.append((count, "mapshaper, topology (ours: arcs)", arcs, imported))
        memory(shapes)
    print(f"\n{'polygons':>10}  {'against':<44}{'ours s':>9}{'theirs s':>10}{'ratio':>8}")
    for count, name, own, theirs in table:
        print(f"{count:>10,}  {name:<44}{own:>9.3f}{theirs:>10.3f}{own / max(theirs, 1e-9):>8.2f}")


def against_mapshaper(program: Path, shapes: Shapes) -> tuple[float, float]:
    """Return mapshaper's time to build the topology (0: not to be told from reading), and to build and clean it."""
    with tempfile.TemporaryDirectory() as folder:
        path, points = Path(folder) / "parcels.geojson", Path(folder) / "same.geojson"
        features = [
            {"type": "Feature", "properties": {}, "geometry": json.loads(text)} for text in shapely.to_geojson(shapes)
        ]
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
        for feature in features:  # as many bytes, no topology to build: what reading alone costs
            feature["geometry"] = {"type": "MultiPoint", "coordinates": [*chain(*feature["geometry"]["coordinates"])]}
        points.write_text(json.dumps({"type": "FeatureCollection", "features": features}))

        def run(*words: object) -> float:
            return best(lambda: subprocess.run([program, *map(str, words)], check=True, capture_output=True), 1)

        reading, imported, cleaned = (
            run("-i", points, "-info"),
            run("-i", path, "-info"),
            run("-i", path, "-clean", "-info"),
        )
    print(f"  mapshaper: as points {reading:.2f} s, with topology {imported:.2f} s, with -clean {cleaned:.2f} s")
    alone = imported - reading
    return alone if alone > 0.1 * reading else 0.0, cleaned - reading  # less than that is lost in the reading


def memory(shapes: Shapes) -> None:
    """Print what a topology keeps in memory, as a ratio to the coordinates."""
    tracemalloc.start()
    layer = topo.build(shapes)
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    coordinates = shapely.get_num_coordinates(layer.shapes).sum() * 16
    rss = psutil.Process().memory_info().rss / 1e6
    print(
        f"  memory: {kept / 1e6:.0f} MB kept, {kept / coordinates:.2f} of the coordinates; "
        f"peak {peak / 1e6:.0f} MB; RSS {rss:.0f} MB"
    )


def interaction(counts: tuple[int, ...]) -> None:
    """Print a drag frame, a snap query and an edit with so many vertices loaded."""
    random = np.random.default_rng(3)
    print(
        f"\n{'vertices':>10}{'drag frame ms':>20}{'snap ms':>20}{'move vertex ms':>20}{'+ settle ms':>20}  median, p99"
    )
    for vertices in counts:
        shapes = city(vertices // 16)
        layer = topo.build(shapes)
        xy = shapely.get_coordinates(shapes)
        picks = xy[random.integers(0, len(xy), 400)]
        drags = [topo.begin_drag(layer, [tuple(row)]) for row in picks[:40].tolist()]
        frame = each(lambda k, d=drags: d[k % len(d)].frame((1e-5 * (k % 7), 1e-5)), 400)
        snapped = each(lambda k, t=layer, p=picks: snap([t.index], (p[k, 0] + 3e-5, p[k, 1]), REACH), 400)
        moved = each(lambda k, t=layer, p=picks: _move(t, p[k]), 100)
        settled = each(lambda k, t=layer, p=picks: topo.settle(t, _move(t, p[k]), draft=True), 100)
        cells = "".join(f"{median:>11.3f}{late:>9.3f}" for median, late in (frame, snapped, moved, settled))
        print(f"{len(xy):>10,}{cells}")
    far = each(lambda k, t=layer, p=picks: snap([t.index], (p[k, 0], p[k, 1]), 0.01), 50)
    print(f"snap with the last layer zoomed out (reach 0.01°, about 1 km): median {far[0]:.2f}, p99 {far[1]:.2f} ms")


def _move(layer: topo.Topology, at: np.ndarray) -> topo.Topology:
    x, y = at.tolist()
    return topo.move_vertex(layer, (x, y), (x + 1e-6, y + 1e-6))


def fetch_mapshaper(folder: Path) -> Path | None:
    """Install mapshaper into a folder with npm; None, with the reason printed, where that cannot be."""
    found = shutil.which("mapshaper")
    if found:
        return Path(found)
    if shutil.which("npm") is None:
        print("mapshaper left out: npm is not installed")
        return None
    words = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder), "mapshaper"]
    try:
        result = subprocess.run(words, capture_output=True, text=True, timeout=600)
    except subprocess.TimeoutExpired:
        print("mapshaper left out: npm took longer than ten minutes")
        return None
    program = folder / "node_modules" / ".bin" / "mapshaper"
    if result.returncode or not program.exists():
        print(f"mapshaper left out: {result.stderr.strip().splitlines()[-1:] or 'npm failed'}")
        return None
    return program


if __name__ == "__main__":
    topo.check(topo.build(city(100)))  # kernels are loaded
    interaction((10_000, 100_000, 1_000_000))
    with tempfile.TemporaryDirectory() as temporary:
        whole_layers((10_000, 100_000), fetch_mapshaper(Path(temporary)))
