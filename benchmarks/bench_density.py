"""Points in zones against geopandas.sjoin and QGIS; kernel density against scipy, scikit-learn and QGIS; Ripley's K.

Zones are Voronoi cells with about 30 vertices; half of the points lie in 200 clumps. Times of ours include making the
index. QGIS reads a FlatGeobuf (its time includes reading, as for its users). Errors are against the exact sum at 400
places. A peer runs in a process of its own, and is cut after `LIMIT` seconds; one that took so long at a smaller size
that it would pass the limit is not started, and the table says so.
"""

from __future__ import annotations

import json
import multiprocessing
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from spatial.plane import WITHIN_STUDY, Pattern, plane_of
from spatial.statistics.kernel_density import given_bandwidth, kernel_density
from spatial.statistics.ripley import ripley_k
from spatial.zone_tree import index_for

Floats = npt.NDArray[np.float64]
SIDE, RADIUS, LIMIT = 60_000.0, 1_000.0, 60.0
CORNER = np.array([600_000.0, 3_430_000.0])
QGIS_PYTHON = "/usr/bin/python3"
QGIS_THERE = Path("/usr/share/qgis/python/plugins").exists()
BOX = shapely.box(*CORNER, *(CORNER + SIDE))
POINTS, ZONES = (10_000, 100_000, 1_000_000, 5_000_000), (1_000, 10_000, 100_000)
_taken: dict[tuple[str, int], tuple[int, float]] = {}


def points(count: int) -> Floats:
    rng = np.random.default_rng(30)
    centres = rng.random((200, 2)) * SIDE
    clumps = centres[rng.integers(0, 200, count // 2)] + rng.normal(size=(count // 2, 2)) * 900
    xy = np.vstack([np.mod(clumps, SIDE), rng.random((count - count // 2, 2)) * SIDE])
    return np.ascontiguousarray(xy + CORNER)


def cells(count: int) -> Any:
    seeds = shapely.multipoints(np.random.default_rng(count).random((count, 2)) * SIDE + CORNER)
    found = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=BOX))
    return np.array(shapely.segmentize(shapely.intersection(found, BOX), SIDE / np.sqrt(count) / 7), dtype=object)


def pattern_of_points(xy: Floats) -> Pattern:
    return Pattern(xy, np.arange(len(xy)), BOX, WITHIN_STUDY, plane_of(np.array([[121.4, 31.2]])), 0, 0)


def timed(work: Callable[[], Any], runs: int = 3) -> tuple[float, Any]:
    best, result = np.inf, None
    for _ in range(runs):
        start = time.perf_counter()
        result = work()
        best = min(best, time.perf_counter() - start)
    return best, result


def limited(peer: str, size: tuple[int, int], work: Callable[[], Any]) -> tuple[float, Any] | str:
    """Time a peer in a forked process: seconds and what it found, or why there are none.

    Parameters
    ----------
    size
        Points, and what else tells the cases of one peer apart (zones).
    """
    count, other = size
    before = _taken.get((peer, other))
    if before is not None and before[1] * count / before[0] > LIMIT:
        return f"cut: > {LIMIT:.0f} s expected from a smaller run"
    receiver, sender = multiprocessing.Pipe(duplex=False)

    def run() -> None:
        start = time.perf_counter()
        found = work()
        sender.send((time.perf_counter() - start, found))

    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    there = receiver.poll(LIMIT)
    seconds, found = receiver.recv() if there else (LIMIT, None)
    process.kill() if not there else process.join()
    _taken[peer, other] = (count, seconds)
    return (seconds, found) if there else f"cut after {LIMIT:.0f} s"


def line(case: str, ours: float, peer: str, theirs: float | str, goal: float = 0.0, note: str = "") -> None:
    """Print a case; a goal is a ratio that ours / theirs should not pass."""
    if isinstance(theirs, str):
        print(f"{case:42}{ours:9.3f} s   {peer:18}{'':>11}   {'':10}{theirs} {note}", flush=True)
        return
    ratio = theirs / ours
    reached = f"goal 1/{1 / goal:.0f} {'reached' if ours / theirs <= goal else 'NOT reached'}  " if goal else ""
    print(f"{case:42}{ours:9.3f} s   {peer:18}{theirs:9.3f} s   1/{ratio:<8.1f}{reached}{note}", flush=True)


def qgis(folder: Path, size: tuple[int, int], zones: Any | None) -> dict[str, float] | str:
    """Run a tool of QGIS on the same data: count points in polygons, or the heat map where there are no zones."""
    count, other = size
    before = _taken.get(("QGIS", other))
    if not QGIS_THERE:
        return "QGIS is not installed"
    if before is not None and before[1] * count / before[0] > LIMIT:
        return f"cut: > {LIMIT:.0f} s expected from a smaller run"
    file, zone_file = folder / f"p{count}.fgb", folder / f"z{other}.fgb"
    if not file.exists():
        gpd.GeoDataFrame(geometry=shapely.points(points(count)), crs=4549).to_file(file)
    if zones is not None and not zone_file.exists():
        gpd.GeoDataFrame({"i": range(len(zones))}, geometry=zones, crs=4549).to_file(zone_file)
    words = [str(file), str(zone_file) if zones is not None else "-", str(RADIUS), "100", str(folder / "heat.tif")]
    try:
        command = [QGIS_PYTHON, "benchmarks/qgis_density.py", *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT + 10)
    except subprocess.TimeoutExpired:
        _taken["QGIS", other] = (count, LIMIT)
        return f"cut after {LIMIT:.0f} s"
    if done.returncode:
        return "QGIS failed: " + (done.stderr.splitlines() or ["?"])[-1][:60]
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    _taken["QGIS", other] = (count, found["count" if zones is not None else "heatmap"])
    return found


def points_in_zones(folder: Path) -> None:
    every = {count: points(count) for count in POINTS}
    for zones in ZONES:
        shapes = cells(zones)
        right = gpd.GeoDataFrame(geometry=shapes)
        for count, xy in every.items():
            ours, placed = timed(lambda s=shapes, p=xy: index_for(s, len(p)).place(p), 3 if count < 5_000_000 else 1)
            expected = (int((placed.held > 0).sum()), int(placed.held.sum()))

            def join(xy: Floats = xy, right: Any = right) -> tuple[float, tuple[int, int]]:
                left = gpd.GeoDataFrame(geometry=shapely.points(xy))
                start = time.perf_counter()
                joined = gpd.sjoin(left, right, predicate="intersects")
                return time.perf_counter() - start, (joined.index.nunique(), len(joined))

            goal = 0.1 if (count, zones) == (1_000_000, 1_000) else 0.0
            case = f"{count:,} points in {zones:,} zones"
            peer = limited("sjoin", (count, zones), join)
            if isinstance(peer, str):
                line(case, ours, "geopandas.sjoin", peer)
            else:
                seconds, found = peer[1]
                same = "same" if found == expected else f"DIFFERENT: {found} {expected}"
                line(case, ours, "geopandas.sjoin", seconds, goal, same)
            other = qgis(folder, (count, zones), shapes)
            if isinstance(other, str):
                line("  the same", ours, "QGIS count", other)
            else:
                same = "same" if int(other["total"]) == expected[1] else f"QGIS counts {other['total']:,.0f}"
                line("  the same", ours, "QGIS count", other["count"], 0.0, same)


def density_surfaces(folder: Path) -> None:
    from scipy.stats import gaussian_kde
    from sklearn.neighbors import KernelDensity

    grid = np.stack(np.meshgrid(np.linspace(0, SIDE, 100), np.linspace(0, SIDE, 100)), -1).reshape(-1, 2) + CORNER
    for count in POINTS:
        xy = points(count)
        pattern = pattern_of_points(xy)
        ours, surface = timed(lambda p=pattern: kernel_density(p, given_bandwidth(RADIUS), "none"))
        note = f"{surface.density_per_km2.size:,} cells, error {error(xy, surface):.2%} of the maximum"
        gauss, _ = timed(lambda p=pattern: kernel_density(p, given_bandwidth(RADIUS / 3, "gaussian"), "none"), 1)
        for name, work in (
            ("scipy", lambda p=xy: gaussian_kde(p.T)(grid.T)),
            ("sklearn", lambda p=xy: KernelDensity(bandwidth=RADIUS / 3, rtol=1e-2).fit(p).score_samples(grid)),
        ):
            peer = limited(name, (count, 0), lambda work=work: len(work()))
            theirs = peer if isinstance(peer, str) else peer[0]
            line(f"kernel density, Gaussian, {count:,}", gauss, name, theirs, 0.0, "(peer: 10,000 places only)")
        other = qgis(folder, (count, 0), None)
        goal = 0.01 if count == 1_000_000 else 0.0
        theirs = other if isinstance(other, str) else other["heatmap"]
        line(f"kernel density, quartic, {count:,}", ours, "QGIS heatmap", theirs, goal, note)


def error(xy: Floats, surface: Any) -> float:
    """Return the largest error at 400 places, the densest among them, as a share of the maximum."""
    from scipy.spatial import cKDTree

    top = np.argsort(surface.density_per_km2, axis=None)[-200:]
    row, column = np.unravel_index(top, surface.density_per_km2.shape)
    peaks = np.column_stack([column, row]) * surface.cell_m + np.array(surface.origin)
    at = np.vstack([peaks, np.random.default_rng(1).random((200, 2)) * SIDE + CORNER])
    places = cKDTree(at)
    sums = np.zeros(len(at))
    for start in range(0, len(xy), 200_000):
        part = xy[start : start + 200_000]
        for place, near in enumerate(places.query_ball_tree(cKDTree(part), RADIUS)):
            square = ((part[near] - at[place]) ** 2).sum(axis=1)
            sums[place] += ((1 - square / RADIUS**2) ** 2).sum()
    exact = sums * 3 / (np.pi * RADIUS**2) * 1e6
    return float(np.abs(surface.at(at) - exact).max() / exact.max())


def k_functions() -> None:
    from pointpats import k

    for count in (1_000, 10_000, 100_000):
        xy = points(count)
        ours, _ = timed(lambda p=xy: ripley_k(pattern_of_points(p), 5_000.0, 20, 0))
        peer = limited("pointpats", (count * count, 0), lambda p=xy: len(k(p, support=np.linspace(0, 5_000, 21))))
        theirs = peer if isinstance(peer, str) else peer[0]
        line(f"Ripley's K to 5 km, {count:,}", ours, "pointpats", theirs, 0.0, "(peer without edge correction)")


def main(parts: set[str]) -> None:
    """Run the parts named, or all: zones, surfaces, k."""
    print(f"peers are cut at {LIMIT:.0f} s")
    warm = pattern_of_points(points(100))
    kernel_density(warm, given_bandwidth(5_000.0))
    ripley_k(warm, simulations=0)
    with tempfile.TemporaryDirectory() as name:
        if not parts or "zones" in parts:
            points_in_zones(Path(name))
        if not parts or "surfaces" in parts:
            density_surfaces(Path(name))
    if not parts or "k" in parts:
        k_functions()


if __name__ == "__main__":
    main(set(sys.argv[1:]))
