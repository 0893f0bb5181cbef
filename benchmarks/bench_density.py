"""Points in zones against geopandas.sjoin and QGIS; kernel density against scipy, scikit-learn and QGIS's heatmap; K.

Zones are Voronoi cells with about 30 vertices; half of the points lie in 200 clumps. Times of ours include making
the index.
QGIS reads a GeoPackage (its time includes reading, as for its users). Errors are against the exact sum at 400 places.
"""

from __future__ import annotations

import json
import subprocess
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
from spatial.zone_index import index_zones

Floats = npt.NDArray[np.float64]
SIDE, RADIUS = 60_000.0, 1_000.0
CORNER = np.array([600_000.0, 3_430_000.0])
QGIS_PYTHON = "/usr/bin/python3"
BOX = shapely.box(*CORNER, *(CORNER + SIDE))


def points(count: int) -> Floats:
    rng = np.random.default_rng(30)
    centres = rng.random((200, 2)) * SIDE
    clumps = centres[rng.integers(0, 200, count // 2)] + rng.normal(size=(count // 2, 2)) * 900
    xy = np.vstack([np.clip(clumps, 0, SIDE), rng.random((count - count // 2, 2)) * SIDE])
    return np.ascontiguousarray(xy + CORNER)


def cells(count: int) -> Any:
    seeds = shapely.multipoints(np.random.default_rng(count).random((count, 2)) * SIDE + CORNER)
    found = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=BOX))
    return np.array(shapely.segmentize(shapely.intersection(found, BOX), SIDE / np.sqrt(count) / 7), dtype=object)


def timed(work: Callable[[], Any], runs: int = 3) -> tuple[float, Any]:
    best, result = np.inf, None
    for _ in range(runs):
        start = time.perf_counter()
        result = work()
        best = min(best, time.perf_counter() - start)
    return best, result


def line(case: str, ours: float, peer: str, theirs: float, goal: float, note: str = "") -> None:
    ratio = ours / theirs
    reached = f"goal 1/{1 / goal:.0f} {'reached' if ratio <= goal else 'NOT reached'}" if goal else ""
    print(f"{case:44}{ours:9.3f} s   {peer:14}{theirs:9.3f} s   1/{theirs / ours:<7.1f} {reached} {note}", flush=True)


def qgis(folder: Path, count: int, zones: Any | None) -> dict[str, float]:
    if not Path("/usr/share/qgis/python/plugins").exists():
        return {}
    file, zone_file = folder / f"p{count}.gpkg", folder / "z.gpkg"
    if not file.exists():
        gpd.GeoDataFrame(geometry=shapely.points(points(count)), crs=4549).to_file(file)
    if zones is not None:
        gpd.GeoDataFrame({"i": range(len(zones))}, geometry=zones, crs=4549).to_file(zone_file)
    words = [str(file), str(zone_file) if zones is not None else "-", str(RADIUS), "100", str(folder / "heat.tif")]
    done = subprocess.run([QGIS_PYTHON, "benchmarks/qgis_density.py", *words], capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else {}


def points_in_zones(folder: Path) -> None:
    for count, zones in (
        (10_000, 1_000),
        (100_000, 1_000),
        (1_000_000, 1_000),
        (5_000_000, 1_000),
        (1_000_000, 10_000),
        (1_000_000, 100_000),
    ):
        shapes, xy = cells(zones), points(count)
        ours, placed = timed(lambda s=shapes, p=xy: index_zones(s).place(p))
        left, right = gpd.GeoDataFrame(geometry=shapely.points(xy)), gpd.GeoDataFrame(geometry=shapes)
        theirs, joined = timed(lambda a=left, b=right: gpd.sjoin(a, b, predicate="intersects"), 1)
        same = int((placed.held > 0).sum()) == joined.index.nunique() and int(placed.held.sum()) == len(joined)
        goal = 0.1 if (count, zones) == (1_000_000, 1_000) else 0.0
        line(f"points in zones, {count:,} in {zones:,}", ours, "sjoin", theirs, goal, "same" if same else "DIFFERENT")
        if goal:
            peer = qgis(folder, count, shapes)
            if "count" in peer:
                line("  the same", ours, "QGIS count", peer["count"], 0.0)


def density_surfaces(folder: Path) -> None:
    from scipy.stats import gaussian_kde
    from sklearn.neighbors import KernelDensity

    grid = np.stack(np.meshgrid(np.linspace(0, SIDE, 100), np.linspace(0, SIDE, 100)), -1).reshape(-1, 2) + CORNER
    for count in (10_000, 100_000, 1_000_000, 5_000_000):
        xy = points(count)
        pattern = Pattern(xy, np.arange(count), BOX, WITHIN_STUDY, plane_of(np.array([[121.4, 31.2]])), 0, 0)
        ours, surface = timed(lambda p=pattern: kernel_density(p, given_bandwidth(RADIUS), "none"))
        note = f"{surface.density_per_km2.size:,} cells, error {error(xy, surface):.2%} of the maximum"
        if count <= 100_000:
            gauss, _ = timed(lambda p=pattern: kernel_density(p, given_bandwidth(RADIUS / 3, "gaussian"), "none"), 1)
            sk, _ = timed(lambda p=xy: KernelDensity(bandwidth=RADIUS / 3, rtol=1e-2).fit(p).score_samples(grid), 1)
            line(f"kernel density, Gaussian, {count:,}", gauss, "sklearn, 10k", sk, 0.0, "peer at 10,000 places only")
        if count <= 10_000:
            sp, _ = timed(lambda p=xy: gaussian_kde(p.T)(grid.T), 1)
            line(f"kernel density, Gaussian, {count:,}", gauss, "scipy, 10k", sp, 0.0, "peer at 10,000 places only")
        peer = qgis(folder, count, None) if count <= 1_000_000 else {}
        if "heatmap" in peer:
            goal = 0.01 if count == 1_000_000 else 0.0
            line(f"kernel density, quartic, {count:,}", ours, "QGIS heatmap", peer["heatmap"], goal, note)
        else:
            print(f"kernel density, quartic, {count:,}: {ours:.3f} s, {note}")


def error(xy: Floats, surface: Any) -> float:
    """Return the largest error at 400 places, the densest among them, as a share of the maximum."""
    from scipy.spatial import cKDTree

    top = np.argsort(surface.density_per_km2, axis=None)[-200:]
    row, column = np.unravel_index(top, surface.density_per_km2.shape)
    peaks = np.column_stack([column, row]) * surface.cell_m + np.array(surface.origin)
    at = np.vstack([peaks, np.random.default_rng(1).random((200, 2)) * SIDE + CORNER])
    tree = cKDTree(xy)
    square = [
        ((xy[near] - place) ** 2).sum(axis=1) for place, near in zip(at, tree.query_ball_point(at, RADIUS), strict=True)
    ]
    exact = np.array([((1 - s / RADIUS**2) ** 2).sum() for s in square]) * 3 / (np.pi * RADIUS**2) * 1e6
    return float(np.abs(surface.at(at) - exact).max() / exact.max())


def k_functions() -> None:
    from pointpats import k

    for count in (1_000, 10_000, 100_000):
        xy = points(count)
        pattern = Pattern(xy, np.arange(count), BOX, WITHIN_STUDY, plane_of(np.array([[121.4, 31.2]])), 0, 0)
        ours, _ = timed(lambda p=pattern: ripley_k(p, 5_000.0, 20, 0))
        if count <= 10_000:
            theirs, _ = timed(lambda p=xy: k(p, support=np.linspace(0, 5_000, 21)), 1)
            line(f"Ripley's K to 5 km, {count:,}", ours, "pointpats", theirs, 0.0, "peer without edge correction")
        else:
            print(f"Ripley's K to 5 km, {count:,}: {ours:.3f} s")


if __name__ == "__main__":
    warm = Pattern(points(100), np.arange(100), BOX, WITHIN_STUDY, plane_of(np.array([[121.4, 31.2]])), 0, 0)
    kernel_density(warm, given_bandwidth(5_000.0))
    ripley_k(warm, simulations=0)
    with tempfile.TemporaryDirectory() as name:
        points_in_zones(Path(name))
        density_surfaces(Path(name))
    k_functions()
