"""Weights and local statistics against esda, libpysal and, where it is installed, pygeoda.

Targets: local Moran and G* with 999 permutations at or below the faster of esda and pygeoda. The layer is a
tessellation of random points (Voronoi cells), rows standardised for local Moran and binary for G*; everybody uses one
core. esda compiles at its first call, which is not counted. It is left out at 100,000, where it takes minutes and
2.4 GB, and so is pygeoda's complete permutation (43 s for local Moran and 63 s for G* in one run here).

pygeoda is not among the packages of the project (GPL): ``pip install pygeoda`` to have it measured.
"""

from __future__ import annotations

import statistics
import time
import warnings
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from spatial.statistics.local_autocorrelation import local_g, local_moran
from spatial.statistics.weights import contiguity, nearest

Row = dict[str, str | float]
COUNTS = (1_000, 10_000, 100_000)
SLOW_UP_TO = 10_000


def run(counts: tuple[int, ...] = COUNTS) -> list[Row]:
    """Measure and return a row per case and peer: seconds of ours and of the peer, and their ratio."""
    rows: list[Row] = []
    for count in counts:
        frame, y = layer(count)
        rows += [*_weights(frame, count), *_local(frame, y, count)]
    return rows


def layer(count: int) -> tuple[gpd.GeoDataFrame, Any]:
    """Return `count` Voronoi cells with a variable that has a trend and noise."""
    random = np.random.default_rng(count)
    points = shapely.multipoints(random.random((count, 2)) * 10_000)
    cells = shapely.get_parts(shapely.voronoi_polygons(points))
    frame = gpd.GeoDataFrame(geometry=cells, crs=4549)
    centre = shapely.centroid(cells)
    y = np.sin(shapely.get_x(centre) / 1_500) + np.cos(shapely.get_y(centre) / 2_100) + random.normal(size=len(cells))
    frame["y"] = y - y.min()
    return frame, frame["y"].to_numpy()


def _weights(frame: gpd.GeoDataFrame, count: int) -> list[Row]:
    import libpysal

    geometry = frame.geometry.to_numpy()
    centre = shapely.centroid(geometry)
    xy = np.column_stack([shapely.get_x(centre), shapely.get_y(centre)])
    queen = _seconds(lambda: contiguity(geometry, "queen"))
    close = _seconds(lambda: nearest(xy, 8))
    rows = [
        _row(
            f"queen weights, {count:,}",
            queen,
            "libpysal Queen",
            lambda: libpysal.weights.Queen.from_dataframe(frame, use_index=False),
        ),
        _row(f"8 nearest, {count:,}", close, "libpysal KNN", lambda: libpysal.weights.KNN.from_array(xy, 8)),
    ]
    geoda = _geoda(frame)
    if geoda:
        module, data = geoda
        rows.append(_row(f"queen weights, {count:,}", queen, "pygeoda", lambda: module.queen_weights(data)))
    return rows


def _local(frame: gpd.GeoDataFrame, y: Any, count: int) -> list[Row]:
    weights = contiguity(frame.geometry.to_numpy(), "queen")
    ours = {"local Moran": _seconds(lambda: local_moran(y, weights)), "G*": _seconds(lambda: local_g(y, weights, True))}
    rows = []
    if count <= SLOW_UP_TO:
        import esda
        import libpysal

        w = libpysal.weights.Queen.from_dataframe(frame, use_index=False)
        esda.Moran_Local(y[:], w, permutations=9, seed=1)  # compiled now
        esda.G_Local(y[:], w, transform="B", star=True, permutations=9, seed=1)
        rows.append(
            _row(
                f"local Moran, {count:,}",
                ours["local Moran"],
                "esda",
                lambda: esda.Moran_Local(y, w, permutations=999, seed=1),
                1,
            )
        )
        w.transform = "b"
        rows.append(
            _row(
                f"G*, {count:,}",
                ours["G*"],
                "esda",
                lambda: esda.G_Local(y, w, transform="B", star=True, permutations=999, seed=1),
                1,
            )
        )
    geoda = _geoda(frame)
    if geoda:
        module, data = geoda
        queen, column = module.queen_weights(data), data["y"]
        for method in ("lookup", "complete")[: 2 if count <= SLOW_UP_TO else 1]:
            how = {"permutations": 999, "permutation_method": method, "cpu_threads": 1, "seed": 123456789}
            rows.append(
                _row(
                    f"local Moran, {count:,}",
                    ours["local Moran"],
                    f"pygeoda, {method}",
                    lambda how=how: module.local_moran(queen, column, **how),
                    1,
                )
            )
            rows.append(
                _row(
                    f"G*, {count:,}",
                    ours["G*"],
                    f"pygeoda, {method}",
                    lambda how=how: module.local_gstar(queen, column, **how),
                    1,
                )
            )
    else:
        rows.append(
            {"case": f"local Moran, {count:,}", "ours_s": ours["local Moran"], "peer": "pygeoda is not installed"}
        )
    return rows


def _geoda(frame: gpd.GeoDataFrame) -> tuple[Any, Any] | None:
    try:
        import pygeoda
    except ImportError:
        return None
    return pygeoda, pygeoda.open(frame)


HEAD = f"{'case':28}{'ours s':>10}{'peer s':>10}{'ours/peer':>11}  peer"


def line(row: Row) -> str:
    """Return a row as text."""
    peer, ratio = (f"{row[key]:.4f}" if key in row else "" for key in ("peer_s", "ratio"))
    return f"{row['case']:28}{row['ours_s']:10.4f}{peer:>10}{ratio:>11}  {row['peer']}"


def _row(case: str, ours: float, name: str, peer: Callable[[], object], repeat: int = 3) -> Row:
    seconds = _seconds(peer, repeat)
    row: Row = {"case": case, "ours_s": ours, "peer": name, "peer_s": seconds, "ratio": ours / seconds}
    print(line(row), flush=True)
    return row


def _seconds(work: Callable[[], object], repeat: int = 3) -> float:
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


if __name__ == "__main__":
    local_moran(np.arange(9.0), nearest(np.random.default_rng(0).random((9, 2)), 2))  # kernels are loaded
    print(HEAD, flush=True)
    for made in run():
        if "peer_s" not in made:
            print(line(made), flush=True)
