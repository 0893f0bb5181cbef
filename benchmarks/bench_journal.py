"""The journal: what a command costs beside SQLite, and what saving a large archive costs beside a plain zip."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from layers.cell_edits import set_cells
from layers.journal.reading import recover
from layers.journal.writing import Command, JournalWriter
from layers.layer import Dataset, Layer, Map
from layers.project import Project
from layers.storage.processes import this_process
from layers.storage.project_file import read_project, write_project
from spatial.text import plain

COMMANDS = 200


def project_of(parks: int, vertices: int = 60) -> Project:
    rng = np.random.default_rng(0)
    angle = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    radius = 0.0005 * (1 + 0.1 * rng.random((parks, vertices)))
    x = 121 + 0.001 * (np.arange(parks) % 316)[:, None] + radius * np.cos(angle)
    y = 31 + 0.001 * (np.arange(parks) // 316)[:, None] + radius * np.sin(angle)
    rings = np.stack([x, y], -1)
    shapes = shapely.polygons(np.concatenate([rings, rings[:, :1]], 1))
    columns = {"id": [f"p{i}" for i in range(parks)], "v": rng.normal(size=parks)}
    dataset = Dataset("d", plain("d"), gpd.GeoDataFrame(columns, geometry=shapes, crs=4326), id_field="id")
    return Project(plain("x"), (dataset,), (Map("m", plain("m"), (Layer("l", "d", plain("l")),)),), "m")


def each_ms(work: Callable[[int], None]) -> tuple[float, float]:
    times = []
    for number in range(COMMANDS):
        start = time.perf_counter()
        work(number)
        times.append((time.perf_counter() - start) * 1e3)
    return float(np.median(times)), float(np.percentile(times, 99))


def commands(folder: Path) -> None:
    print(f"{'one command, recorded':38}{'median ms':>10}{'p99 ms':>10}{'bytes':>10}")
    for parks in (100, 10_000, 100_000):
        project = project_of(parks)
        writer = JournalWriter(folder / f"{parks}.journal", this_process())
        start = time.perf_counter()
        writer.write([Command("start", project)])
        first, size = time.perf_counter() - start, writer.size

        def edit(number: int, writer: JournalWriter = writer, parks: int = parks) -> None:
            nonlocal project
            project = set_cells(project, "d", "v", [number % parks], [f"{number}.5"])
            writer.write([Command("push", project, plain("cell"))])

        median, p99 = each_ms(edit)
        each = (writer.size - size) // COMMANDS
        print(f"{f'a cell of {parks:,} parks':38}{median:10.2f}{p99:10.2f}{each:10,}   begun in {first:.2f} s")
        start = time.perf_counter()
        recover(writer.path, this_process())
        print(f"{'  recovered':38}{time.perf_counter() - start:10.2f} s")


def beside_sqlite(folder: Path) -> None:
    blob = os.urandom(1500)
    base = sqlite3.connect(folder / "a.db")
    base.execute("pragma journal_mode=wal")
    base.execute("pragma synchronous=full")
    base.execute("create table j (i integer primary key, b blob)")

    def by_sqlite(_: int) -> None:
        base.execute("insert into j (b) values (?)", (blob,))
        base.commit()

    from layers.journal.records import Record, RecordFile

    file = RecordFile(folder / "a.journal")
    ours, theirs = each_ms(lambda _: file.append([Record({}, blob)])), each_ms(by_sqlite)
    ratio = theirs[0] / ours[0]
    print(f"1,500 bytes: append and flush {ours[0]:.2f} ms, SQLite WAL full {theirs[0]:.2f} ms: x{ratio:.1f}")


def archive(folder: Path) -> None:
    project = project_of(100_000)
    start = time.perf_counter()
    write_project(project, folder / "a.yuantu")
    save = time.perf_counter() - start
    start = time.perf_counter()
    read_project(folder / "a.yuantu")
    read = time.perf_counter() - start
    changed = replace(project, title=plain("y"))
    start = time.perf_counter()
    write_project(changed, folder / "a.yuantu")
    again = time.perf_counter() - start
    start = time.perf_counter()
    project.datasets[0].frame.to_file(folder / "a.geojson", driver="GeoJSON")
    with zipfile.ZipFile(folder / "a.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(folder / "a.geojson")
    plainly = time.perf_counter() - start
    print(f"archive of 100,000 parks with 60 vertices: save {save:.1f} s, open {read:.1f} s, save again {again:.1f} s;")
    print(f"  GeoJSON by GDAL in a zip, not read back: {plainly:.1f} s: x{plainly / save:.1f}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        beside_sqlite(Path(name))
        commands(Path(name))
        archive(Path(name))
