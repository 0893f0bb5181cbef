"""Reading layers: `spatial.sources.read_vector` against what a planner's script would otherwise call.

Everything is measured in one run, in turn, and reported as ratios: the machine does not matter, the order does not
either. `read_vector` does more than the others: it hashes the file, checks its structure, every ring and every
coordinate against the CRS, and reports findings.

    python benchmarks/bench_reading.py [--size 100000]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import fiona
import geopandas as gpd
import numpy as np
import pyogrio
import shapely

from spatial.sources import read_vector, write_vector

ROUNDS = 3
GOAL = {"GeoJSON": 1 / 3}


@dataclass(frozen=True)
class Row:
    """One file and reader: median seconds, and their ratio to geopandas.read_file of the same file."""

    format: str
    polygons: int
    megabytes: float
    reader: str
    seconds: float
    ratio: float


def make_polygons(size: int, seed: int = 20) -> gpd.GeoDataFrame:
    """Return `size` polygons of 10 to 30 corners around Shanghai with five attributes, always the same."""
    random = np.random.default_rng(seed)
    corners = random.integers(10, 31, size)
    owner = np.repeat(np.arange(size), corners)
    place = np.arange(len(owner)) - np.repeat(np.cumsum(corners) - corners, corners)
    # Blobs: corners in order around the middle, at distances that vary, as digitised boundaries do.
    angle = 2 * np.pi * (place + random.uniform(-0.35, 0.35, len(owner))) / corners[owner]
    radius = random.uniform(3e-4, 2e-3, size)[owner] * random.uniform(0.6, 1.0, len(owner))
    middle = np.column_stack((random.uniform(120.9, 122.0, size), random.uniform(30.7, 31.8, size)))
    xy = np.round(middle[owner] + radius[:, None] * np.column_stack((np.cos(angle), np.sin(angle))), 7)
    geometry = shapely.polygons(shapely.linearrings(xy, indices=owner))
    number = np.arange(size)
    columns = {
        "id": [f"{i:07d}" for i in number],
        "名称": [("桃浦智创城", "长风生态商务区", "真如", "张江科学城")[i % 4] + str(i) for i in number],
        "区": [("普陀区", "浦东新区", "徐汇区")[i % 3] for i in number],
        "企业数": random.integers(0, 500, size),
        "比率": np.round(random.uniform(0, 100, size), 2),
    }
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=4326)


def _read_by_fiona(path: Path) -> None:
    with fiona.open(path) as collection:
        list(collection)


def _readers(with_fiona: bool) -> dict[str, Callable[[Path], object]]:
    readers: dict[str, Callable[[Path], object]] = {
        "geopandas.read_file": gpd.read_file,
        "read_vector": read_vector,
        "pyogrio Arrow": lambda path: pyogrio.read_dataframe(path, use_arrow=True),
    }
    return readers | ({"fiona": _read_by_fiona} if with_fiona else {})


def _measure(path: Path, readers: dict[str, Callable[[Path], object]]) -> dict[str, float]:
    """Return the median seconds of each reader; they take turns, each round in the opposite order."""
    times: dict[str, list[float]] = {name: [] for name in readers}
    for turn in range(ROUNDS):
        names = list(readers) if turn % 2 == 0 else list(reversed(readers))
        for name in names:
            if name == "fiona" and turn:
                continue  # for information only, and slow
            start = time.perf_counter()
            readers[name](path)
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(seconds) for name, seconds in times.items()}


def run(sizes: tuple[int, ...] = (10_000, 100_000), with_fiona: bool = True) -> list[Row]:
    """Measure GeoJSON and GeoPackage of each size."""
    rows = []
    with TemporaryDirectory() as folder:
        warm = Path(folder) / "warm.geojson"
        write_vector(make_polygons(100), warm)
        for reader in _readers(with_fiona).values():
            reader(warm)
        for size in sizes:
            frame = make_polygons(size)
            for name, suffix in (("GeoJSON", ".geojson"), ("GPKG", ".gpkg")):
                path = Path(folder) / f"园区{size}{suffix}"
                write_vector(frame, path)
                seconds = _measure(path, _readers(with_fiona))
                usual = seconds["geopandas.read_file"]
                megabytes = path.stat().st_size / 1e6
                rows += [Row(name, size, megabytes, reader, value, value / usual) for reader, value in seconds.items()]
    return rows


def main() -> None:
    """Print the table; the goal stands where there is one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, help="number of polygons (default: 10,000 and 100,000)")
    parser.add_argument("--no-fiona", action="store_true", help="leave out fiona, which is slow")
    options = parser.parse_args()
    rows = run((options.size,) if options.size else (10_000, 100_000), not options.no_fiona)
    print(f"{'format':8} {'polygons':>9} {'MB':>6}  {'reader':20} {'s':>7} {'ratio':>6}")
    for row in rows:
        goal = f"  goal <= {GOAL[row.format]:.2f}" if row.reader == "read_vector" and row.format in GOAL else ""
        line = (
            f"{row.format:8} {row.polygons:9} {row.megabytes:6.1f}  {row.reader:20} {row.seconds:7.3f} {row.ratio:6.2f}"
        )
        print(line + goal)


if __name__ == "__main__":
    main()
