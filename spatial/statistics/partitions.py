"""Points counted by zone over a partitioned GeoParquet that need not fit into memory, on Dask.

The unit of work is a row group. Without a scheduler the units run on Dask's threads in this process, some at a time;
with the address of a scheduler they run on that cluster (its workers must have this package and see the file). Counts
of the units are merged in the order of the file and their sums do not round on the way (`zone_tallies`): threads,
a cluster and one pass in memory give the same numbers.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from spatial.errors import CrsError, SourceError
from spatial.feedback import SILENT, Cancelled, Feedback
from spatial.statistics.zone_counts import CountingRule, Marks, ZoneCounts, Zones, count_points, empty_counts
from spatial.text import Text

Floats = npt.NDArray[np.float64]

_BATCH = 250_000  # rows in memory at once, for each thread
_WAIT_S, _CONNECT_S = 0.1, "10s"
_DOING = Text("分块计数", "Counting part by part")
_POINT_BYTES = 21  # WKB: byte order, type, x, y


@dataclass(frozen=True)
class PointFile:
    """Points in GeoParquet, not read yet.

    Parameters
    ----------
    units
        (file, row group) in the order of the names of the files.
    geometry
        Name of the geometry column.
    crs
        CRS as PROJJSON text; "" for WGS 84 longitude and latitude.
    rows
        Number of points.
    """

    units: tuple[tuple[str, int], ...]
    geometry: str
    crs: str
    rows: int


def open_points(path: Path, fields: Sequence[str] = ()) -> PointFile:
    """Look into a GeoParquet file, or a folder of them with one schema, without reading the points.

    Parameters
    ----------
    fields
        Columns that must be there.

    Raises
    ------
    SourceError
        There is no such file, it is no GeoParquet with WKB geometry, or it lacks a field.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    files = sorted(path.rglob("*.parquet")) if path.is_dir() else [path]
    if not files or not files[0].exists():
        raise _bad(path, Text("找不到 Parquet 文件。", "There is no Parquet file."))
    units: list[tuple[str, int]] = []
    rows, geometry, crs = 0, "", ""
    for place, file in enumerate(files):
        try:
            meta = pq.ParquetFile(file)
        except (pa.ArrowException, OSError) as error:
            raise _bad(file, Text(f"不是 Parquet 文件：{error}。", f"It is not Parquet: {error}.")) from error
        if place == 0:
            geometry, crs = _geo(file, meta.schema_arrow)
        for field in (geometry, *fields):
            if field not in meta.schema_arrow.names:
                names = "、".join(meta.schema_arrow.names)
                raise _bad(
                    file,
                    Text(f"没有字段“{field}”（现有：{names}）。", f"There is no field “{field}” (fields: {names})."),
                )
        units += [(str(file), group) for group in range(meta.num_row_groups)]
        rows += meta.metadata.num_rows
    return PointFile(tuple(units), geometry, crs, rows)


def count_partitioned(
    points: PointFile,
    zones: Zones,
    fields: tuple[str, str] = ("", ""),
    rule: CountingRule = "first",
    scheduler: str = "",
    feedback: Feedback = SILENT,
) -> ZoneCounts:
    """Count the points of a file by zone, part by part.

    Parameters
    ----------
    fields
        Column of kinds and column of weights; "" for none.
    scheduler
        Address of a Dask scheduler that exists, such as ``tcp://10.0.0.5:8786``; "" for threads of this process.

    Returns
    -------
    ZoneCounts
        As `count_points` of all points at once; kinds in the order of their names.

    Raises
    ------
    SourceError
        A part cannot be read, or the scheduler cannot be reached.
    CrsError
        The CRS of the points is unknown.
    GeometryError
        A weight is negative or infinite.
    """
    marks = Marks(weight=np.empty(0)) if fields[1] else Marks()
    parts = _on_cluster if scheduler else _on_threads
    whole = empty_counts(zones, Marks((), None, marks.weight) if fields[0] else marks, rule)
    for part in parts(points, zones, (*fields, rule), scheduler, feedback):
        whole = _aligned(whole, part)
    if fields[0]:
        whole = _with_kinds(whole, tuple(sorted(whole.kinds)))
    feedback.report(1.0)
    return whole


def _on_threads(
    points: PointFile, zones: Zones, how: tuple[str, str, CountingRule], scheduler: str, feedback: Feedback
) -> Iterator[ZoneCounts]:
    dask: Any = import_module("dask")
    count = dask.delayed(_count_unit, pure=False)
    threads = max(1, os.cpu_count() or 1)
    total = max(len(points.units), 1)
    for start in range(0, len(points.units), threads):
        units = points.units[start : start + threads]
        feedback.report(start / total, _DOING)
        at = feedback.part(start / total, start / total)  # asked within the parts, too: they may be long
        tasks = [count(unit, points, zones, how, at) for unit in units]
        yield from dask.compute(*tasks, scheduler="threads", num_workers=threads)


def _on_cluster(
    points: PointFile, zones: Zones, how: tuple[str, str, CountingRule], scheduler: str, feedback: Feedback
) -> Iterator[ZoneCounts]:
    distributed: Any = import_module("distributed")
    feedback.report(0.0, Text(f"连接 {scheduler}", f"Connecting to {scheduler}"))
    try:
        client = distributed.Client(scheduler, timeout=_CONNECT_S, set_as_default=False)
    except (OSError, distributed.TimeoutError, ValueError) as error:
        raise SourceError(
            Text(f"连不上调度器“{scheduler}”：{error}。", f"The scheduler “{scheduler}” cannot be reached: {error}."),
            Text(
                "请检查地址（如 tcp://主机:8786）与防火墙，或去掉 --scheduler。",
                "Check the address, or leave --scheduler out.",
            ),
        ) from error
    with client:
        shared = client.scatter(zones, broadcast=True, hash=False)
        futures = [client.submit(_count_unit, unit, points, shared, how, pure=False) for unit in points.units]
        try:
            while pending := [each for each in futures if not each.done()]:
                feedback.report(1.0 - len(pending) / len(futures), _DOING)
                time.sleep(_WAIT_S)
            yield from client.gather(futures)
        except Cancelled:
            client.cancel(futures)
            raise


def _count_unit(
    unit: tuple[str, int],
    points: PointFile,
    zones: Zones,
    how: tuple[str, str, CountingRule],
    feedback: Feedback = SILENT,
) -> ZoneCounts:
    """Count one row group, batch by batch."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    by, weight, rule = how
    columns = list(dict.fromkeys(name for name in (points.geometry, by, weight) if name))
    total: ZoneCounts | None = None
    try:
        with pq.ParquetFile(unit[0], memory_map=False) as file:
            for batch in file.iter_batches(_BATCH, row_groups=[unit[1]], columns=columns, use_threads=False):
                lonlat = _lonlat(batch.column(points.geometry), points.crs, unit[0])
                part = count_points(lonlat, zones, _marks(batch, by, weight), rule, feedback)
                total = part if total is None else _aligned(total, part)
    except (pa.ArrowException, OSError) as error:
        raise _bad(Path(unit[0]), Text(f"读不出：{error}。", f"It cannot be read: {error}.")) from error
    return total or empty_counts(zones, Marks(("",), None, np.empty(0) if weight else None), rule)


def _marks(batch: Any, by: str, weight: str) -> Marks:
    import pandas as pd

    from spatial.values import parse_values

    kinds: tuple[str, ...] = ("",)
    kind = values = None
    if by:
        cells = batch.column(by).to_pandas()
        codes, names = pd.factorize(cells.map(str, na_action="ignore"), use_na_sentinel=True)
        kinds, kind = tuple(str(name) for name in names), np.asarray(codes, dtype=np.int64)
        if not kinds:
            kinds, kind = ("",), np.full(len(cells), -1, dtype=np.int64)
    if weight:
        values = parse_values(batch.column(weight).to_pandas()).number
    return Marks(kinds, kind, values)


def _lonlat(column: Any, crs: str, file: str) -> Floats:
    """Return (N, 2) WGS 84 degrees of a column of WKB; NaN for missing and empty points."""
    import pyarrow as pa
    import shapely

    import spatial.geometry as geometry

    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    xy = _plain_points(column)
    if xy is None:
        shapes = shapely.from_wkb(column.to_numpy(zero_copy_only=False))
        xy = geometry.representative_points(np.asarray(shapes, dtype=object))
    if not crs:
        return xy
    import pyproj
    from pyproj.exceptions import CRSError

    try:
        transformer = pyproj.Transformer.from_crs(pyproj.CRS.from_user_input(crs), "EPSG:4326", always_xy=True)
    except CRSError as error:
        raise CrsError(
            Text(f"“{Path(file).name}”的坐标系无法识别。", f"The CRS of “{Path(file).name}” is unknown."),
            Text("请检查 GeoParquet 的元数据。", "Check the metadata of the GeoParquet."),
        ) from error
    image = np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))
    image[~np.isfinite(image)] = np.nan
    return image


def _plain_points(column: Any) -> Floats | None:
    """Return (N, 2) coordinates where all cells are little-endian WKB points of 21 bytes."""
    import pyarrow as pa

    if column.null_count or not (pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type)):
        return None
    width = np.int32 if pa.types.is_binary(column.type) else np.int64
    _, offsets_buffer, data = column.buffers()
    offsets = np.frombuffer(offsets_buffer, dtype=width)[column.offset : column.offset + len(column) + 1]
    if not len(column) or not bool((np.diff(offsets) == _POINT_BYTES).all()):
        return None
    cells = np.frombuffer(data, dtype=np.uint8)[int(offsets[0]) : int(offsets[-1])].reshape(-1, _POINT_BYTES)
    if not bool((cells[:, :5] == np.array([1, 1, 0, 0, 0], dtype=np.uint8)).all()):
        return None
    return np.ascontiguousarray(cells[:, 5:]).view("<f8")


def _aligned(one: ZoneCounts, other: ZoneCounts) -> ZoneCounts:
    """Return the sum of two counts whose kinds may differ."""
    if one.kinds == other.kinds:
        return one + other
    named = tuple(dict.fromkeys(kind for kind in (*one.kinds, *other.kinds) if kind))
    kinds = named or ("",)
    return _with_kinds(one, kinds) + _with_kinds(other, kinds)


def _with_kinds(counts: ZoneCounts, kinds: tuple[str, ...]) -> ZoneCounts:
    sums = np.zeros((len(counts.ids), len(kinds) + 1, *counts.sums.shape[2:]))
    place = {kind: number for number, kind in enumerate(kinds)}
    for number, kind in enumerate(counts.kinds):
        if kind in place:
            sums[:, place[kind]] = counts.sums[:, number]
    sums[:, -1] = counts.sums[:, -1]
    return replace(counts, kinds=kinds, sums=sums)


def _geo(file: Path, schema: Any) -> tuple[str, str]:
    """Return the geometry column and its CRS from the metadata of GeoParquet."""
    import orjson

    raw = (schema.metadata or {}).get(b"geo")
    try:
        meta = orjson.loads(raw) if raw else {}
        name = str(meta["primary_column"])
        column = meta["columns"][name]
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise _bad(
            file, Text("不是 GeoParquet（没有 geo 元数据）。", "It is no GeoParquet (no “geo” metadata).")
        ) from error
    if str(column.get("encoding", "")).upper() != "WKB":
        raise _bad(file, Text("几何不是 WKB 编码。", "Its geometry is not in WKB."))
    crs = column.get("crs", "default")
    code = (crs or {}).get("id", {}) if isinstance(crs, dict) else {}
    plain = crs in ("default", None) or (code.get("authority"), str(code.get("code"))) in (
        ("OGC", "CRS84"),
        ("EPSG", "4326"),
    )
    return name, "" if plain else orjson.dumps(crs).decode()


def _bad(path: Path, what: Text) -> SourceError:
    return SourceError(
        Text(f"“{path.name}”：{what.zh}", f"“{path.name}”: {what.en}"),
        Text("请给出 GeoParquet 文件或其文件夹。", "Give a GeoParquet file, or a folder of them."),
    )
