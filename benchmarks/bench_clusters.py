"""Clusters against scikit-learn: DBSCAN in metres, HDBSCAN, k-means; markers for nineteen zoom levels alone (no peer
in Python). A peer that needs more than a minute is left out.

Half of the points lie in 200 clumps, half anywhere in 60 km × 60 km. Core points and noise of both are compared.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from sklearn.cluster import DBSCAN, HDBSCAN, KMeans

from spatial.plane import plane_of
from spatial.statistics.clusters import aggregate, find_clusters
from spatial.statistics.dbscan import dbscan
from spatial.statistics.point_groups import MOST_HDBSCAN, hdbscan, k_means

Row = dict[str, str | float]
Floats = npt.NDArray[np.float64]

MIN_SAMPLES = 10


def run(counts: tuple[int, ...] = (10_000, 50_000, 100_000, 1_000_000)) -> list[Row]:
    """Measure and return a row per case: seconds of ours and of scikit-learn's k-d tree, and their ratio."""
    rows: list[Row] = []
    dbscan(_points(100), 300.0, MIN_SAMPLES)  # kernels are loaded
    aggregate(_points(100), np.zeros(100, dtype=np.int64), 1)
    for count in counts:
        xy = _points(count)
        codes = np.arange(count) % 8
        eps = 300.0 * np.sqrt(100_000 / count)
        rows.append(_against_sklearn(f"DBSCAN, {count:,}, eps {eps:.0f} m", xy, eps, compare=count <= 100_000))
        lonlat = np.array([121.0, 31.0]) + xy / np.array([95_500.0, 110_900.0])
        rows.append(_row(f"clusters with hulls, {count:,}", lambda p=lonlat, e=eps: find_clusters(p, e, MIN_SAMPLES)))
        if count <= 50_000 or count == 1_000_000:
            rows += _groups(lonlat, count)
        rows.append(_row(f"markers, 19 levels, 8 categories, {count:,}", lambda p=xy, c=codes: aggregate(p, c, 8)))
    return rows


def _groups(lonlat: Floats, count: int) -> list[Row]:
    """Return HDBSCAN (up to what it takes) and k-means, both also by scikit-learn on the same metres."""
    found: list[Row] = []
    xy = plane_of(lonlat).to_metres(lonlat)
    if count <= MOST_HDBSCAN:
        row = _row(f"HDBSCAN, {count:,}", lambda: hdbscan(lonlat, 25), 1)
        start = time.perf_counter()
        peer = HDBSCAN(min_cluster_size=25, copy=True).fit(xy)
        row |= {"peer_s": time.perf_counter() - start, "same": ""}
        row["ratio"] = float(row["ours_s"]) / float(row["peer_s"])
        row["same"] = f"clusters {len(hdbscan(lonlat, 25).sizes)} and {peer.labels_.max() + 1}"
        found.append(row)
    row = _row(f"k-means, k = 8, best of 10, {count:,}", lambda: k_means(lonlat, 8), 1)
    start = time.perf_counter()
    other = KMeans(8, n_init=10, tol=0.0, max_iter=300, random_state=1).fit(xy)
    row |= {"peer_s": time.perf_counter() - start}
    row["ratio"] = float(row["ours_s"]) / float(row["peer_s"])
    inertia = k_means(lonlat, 8).inertia_m2
    row["same"] = f"inertia {0 if inertia is None else inertia / other.inertia_:.4f} of the peer's"
    found.append(row)
    return found


def table(rows: list[Row]) -> str:
    """Return the rows as text."""
    lines = [f"{'case':48}{'ours s':>10}{'sklearn s':>11}{'ratio':>9}  same core points and noise"]
    for row in rows:
        peer, ratio = (f"{row[key]:.3f}" if key in row else "" for key in ("peer_s", "ratio"))
        lines.append(f"{row['case']:48}{row['ours_s']:10.3f}{peer:>11}{ratio:>9}  {row.get('same', '')}")
    return "\n".join(lines)


def _points(count: int) -> Floats:
    rng = np.random.default_rng(30)
    centres = rng.random((200, 2)) * 60_000
    clumps = centres[rng.integers(0, 200, count // 2)] + rng.normal(size=(count // 2, 2)) * 300
    return np.ascontiguousarray(np.vstack([clumps, rng.random((count - count // 2, 2)) * 60_000]))


def _against_sklearn(case: str, xy: Floats, eps: float, *, compare: bool) -> Row:
    row = _row(case, lambda: dbscan(xy, eps, MIN_SAMPLES))
    if compare:
        labels, core = dbscan(xy, eps, MIN_SAMPLES)
        start = time.perf_counter()
        peer = DBSCAN(eps=eps, min_samples=MIN_SAMPLES, algorithm="kd_tree").fit(xy)
        row["peer_s"] = time.perf_counter() - start
        row["ratio"] = row["ours_s"] / row["peer_s"]
        same_core = np.array_equal(np.flatnonzero(core), peer.core_sample_indices_)
        row["same"] = "yes" if same_core and np.array_equal(labels < 0, peer.labels_ < 0) else "NO"
    return row


def _row(case: str, work: Callable[[], object], runs: int = 3) -> Row:
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return {"case": case, "ours_s": statistics.median(times)}


if __name__ == "__main__":
    print(table(run()))
