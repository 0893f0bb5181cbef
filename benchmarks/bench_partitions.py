"""Fifty million points in the sixteen districts from GeoParquet: threads of one process, and a cluster of two workers.

Peak memory is that of each process (resident, sampled every 50 ms); both runs must give the same numbers to the last
digit.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import psutil
import pyarrow as pa
import pyarrow.parquet as pq

from layers.datasets import read_dataset
from layers.results.point_density import zone_layer
from spatial.statistics.partitions import count_partitioned, open_points
from spatial.statistics.zone_counts import ZoneCounts

POINTS, GROUP = 50_000_000, 1_000_000
DISTRICTS = Path("data/geo/districts.geojson")


def write_points(path: Path, count: int, group: int = GROUP) -> None:
    """Write points around Shanghai with a kind and a weight, as GeoParquet in row groups."""
    column = b'{"geometry":{"encoding":"WKB","geometry_types":["Point"]}}'
    geo = b'{"version":"1.1.0","primary_column":"geometry","columns":' + column + b"}"
    schema = pa.schema(
        [("geometry", pa.binary()), ("kind", pa.dictionary(pa.int32(), pa.string())), ("staff", pa.float64())],
        metadata={b"geo": geo},
    )
    rng = np.random.default_rng(50)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for start in range(0, count, group):
            n = min(group, count - start)
            cells = np.empty((n, 21), dtype=np.uint8)
            cells[:, :5] = [1, 1, 0, 0, 0]
            cells[:, 5:] = (rng.normal(size=(n, 2)) * [0.25, 0.2] + [121.47, 31.2]).view(np.uint8).reshape(n, 16)
            offsets = pa.py_buffer((np.arange(n + 1, dtype=np.int32) * 21).tobytes())
            geometry = pa.Array.from_buffers(pa.binary(), n, [None, offsets, pa.py_buffer(cells.tobytes())])
            kind = pa.DictionaryArray.from_arrays(
                pa.array(rng.integers(0, 3, n).astype(np.int32)), ["lab", "park", "site"]
            )
            writer.write_table(pa.table([geometry, kind, pa.array(rng.lognormal(3, 1, n))], schema=schema))


class Peak:
    """The largest resident memory of this process and, apart, of each child, while a block runs."""

    def __enter__(self) -> Peak:
        self.mib: dict[int, float] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        me = psutil.Process()
        while not self._stop.wait(0.05):
            for process in [me, *me.children(recursive=True)]:
                try:
                    self.mib[process.pid] = max(self.mib.get(process.pid, 0.0), process.memory_info().rss / 2**20)
                except psutil.NoSuchProcess:
                    continue


def main(count: int) -> None:
    """Write the points, count them both ways, and print the table."""
    from distributed import LocalCluster

    zones = zone_layer(read_dataset(DISTRICTS)).zones
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "points.parquet"
        write_points(path, count)
        print(f"{count:,} points, {path.stat().st_size / 2**20:,.0f} MiB of GeoParquet, {len(zones)} zones")
        file = open_points(path, ["kind", "staff"])
        results: list[ZoneCounts] = []
        for fields in (("", ""), ("kind", "staff")):
            with Peak() as peak:
                start = time.perf_counter()
                results.append(count_partitioned(file, zones, fields))
                seconds = time.perf_counter() - start
            print(f"threads, by and weight {fields}: {seconds:.1f} s, peak {max(peak.mib.values()):,.0f} MiB")
        with (
            LocalCluster(
                n_workers=2,
                threads_per_worker=1,
                processes=True,
                dashboard_address=None,
                memory_limit="2GiB",
                host="127.0.0.1",
            ) as cluster,
            Peak() as peak,
        ):
            for number, fields in enumerate((("", ""), ("kind", "staff"))):
                start = time.perf_counter()
                other = count_partitioned(file, zones, fields, scheduler=cluster.scheduler_address)
                seconds = time.perf_counter() - start
                mine = results[number]
                same = bool((mine.sums[..., 0] == other.sums[..., 0]).all()) and mine.outside == other.outside
                print(f"two workers on loopback, {fields}: {seconds:.1f} s, same numbers: {'yes' if same else 'NO'}")
        print(f"  peak of each process: {', '.join(f'{mib:,.0f} MiB' for mib in sorted(peak.mib.values()))}")
        print(f"  counted {results[0].n.sum():,.0f}, outside {results[0].outside:,}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else POINTS)
