"""Reading GeoPackage, Shapefile, FlatGeobuf and the JSON dialects through GDAL, and GeoParquet through Arrow.

The fast road is Arrow (pyogrio), in batches so that a user can cancel. Where it fails, fiona reads feature by feature,
so that the good ones survive and each bad one becomes a finding.
"""

from __future__ import annotations

import json
import logging
import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import fiona
import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pyproj
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError
from pyproj.exceptions import CRSError

from spatial.columns import Columns
from spatial.errors import SourceError
from spatial.feedback import SILENT, Feedback
from spatial.finding_notes import Notes
from spatial.formats.geojson_features import read_geometry
from spatial.formats.shapefile import encoding_of, readable_shapefile
from spatial.reading import Geometries, Reading
from spatial.slices import in_slices
from spatial.text import Text

BATCH_ROWS = 4096
_WKB_ROWS = 512  # decoded at a time: shapely holds the interpreter meanwhile
_DOING = Text("读取要素", "Reading features")
# GDAL's complaints by way of pyogrio, Arrow's own, and texts that are not in the encoding they claim to be in.
_OGR_ERRORS = (DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError, pa.ArrowException)
# IndexError: a file without any layer.
_FAST_ROAD_ERRORS = (*_OGR_ERRORS, UnicodeDecodeError, OSError, RuntimeError, IndexError)
_FIONA_ERRORS = (fiona.errors.FionaError, fiona._err.CPLE_BaseError, ValueError)
_GDAL_CONFIG = threading.Lock()
# What fiona would print on the terminal is in the findings.
logging.getLogger("fiona").addHandler(logging.NullHandler())


def vector_layers(path: Path) -> list[str]:
    """Return the names of the layers with geometry in a file that GDAL reads."""
    try:
        with _warnings_noted(Notes()):
            return [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
    except _OGR_ERRORS as error:
        raise _unreadable(path, error) from error


def read_ogr(path: Path, driver: str, sublayer: str, notes: Notes, feedback: Feedback = SILENT) -> Reading:
    """Read one layer of a file through GDAL; `sublayer` must exist."""
    return _read(path, driver, sublayer, {}, notes, feedback)


def read_shapefile(path: Path, encoding: str, notes: Notes, feedback: Feedback = SILENT) -> Reading:
    """Read a shapefile; see `spatial.formats.shapefile` for its encoding and its companions."""
    used = encoding_of(path, encoding, notes)
    with readable_shapefile(path, notes) as (readable, restore), _restoring_index(restore):
        reading = _read(readable, "ESRI Shapefile", readable.stem, {"ENCODING": used.upper()}, notes, feedback)
    return Reading(reading.columns, reading.geometry, reading.crs, reading.driver, used, "", notes)


def read_geoparquet(path: Path, notes: Notes, feedback: Feedback = SILENT) -> Reading:
    """Read GeoParquet; other geometry columns than the primary one become text (WKT)."""
    try:
        file = pq.ParquetFile(path)
        about = json.loads((file.schema_arrow.metadata or {}).get(b"geo", b"{}"))
        batches = []
        for batch in file.iter_batches(BATCH_ROWS * 4):
            batches.append(batch)
            feedback.report(sum(map(len, batches)) / max(file.metadata.num_rows, 1), _DOING)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    primary = about.get("primary_column")
    if not isinstance(primary, str) or primary not in file.schema_arrow.names:
        raise SourceError(
            Text(
                f"“{path.name}”是普通 Parquet 表，没有几何。",
                f"“{path.name}” is a plain Parquet table without geometry.",
            ),
            Text("请用 GeoParquet，或作为表格连接。", "Use GeoParquet, or join it as a table."),
        )
    table = pa.Table.from_batches(batches, file.schema_arrow)
    others = [name for name in about.get("columns", {}) if name != primary and name in table.column_names]
    encoding = about["columns"][primary].get("encoding", "WKB")
    column = table.column(primary)
    geometry = _decoded(column, notes, 0) if encoding.upper() == "WKB" else _native(column, encoding)
    columns = {name: table.column(name) for name in table.column_names if name not in (primary, *others)}
    columns |= {name: _as_wkt(table.column(name)) for name in others}
    crs = about["columns"][primary].get("crs", "OGC:CRS84")
    return Reading(columns, geometry, _crs(crs, notes), "Parquet", "utf-8", "", notes)


def _as_wkt(column: pa.ChunkedArray) -> pa.ChunkedArray:
    shapes = shapely.from_wkb(column.to_numpy(zero_copy_only=False), on_invalid="ignore")
    return pa.chunked_array([pa.array(list(shapely.to_wkt(shapes)), pa.string())])


def _read(
    path: Path, driver: str, sublayer: str, options: Mapping[str, str], notes: Notes, feedback: Feedback
) -> Reading:
    seen = Notes()
    try:
        with _warnings_noted(seen):
            reading = _read_fast(path, sublayer, options, seen, feedback)
        notes.take(seen)
    except _FAST_ROAD_ERRORS as error:
        reading = _FeatureByFeature(path, sublayer, options, notes).read(feedback, error)
    return Reading(reading.columns, reading.geometry, reading.crs, driver, "utf-8", sublayer, notes)


def _read_fast(path: Path, sublayer: str, options: Mapping[str, str], notes: Notes, feedback: Feedback) -> Reading:
    expected = int(pyogrio.read_info(path, layer=sublayer or None, **options)["features"])
    batches, shapes, rows = [], [np.empty(0, dtype=object)], 0
    source = pyogrio.open_arrow(path, layer=sublayer or None, batch_size=BATCH_ROWS, use_pyarrow=True, **options)
    with source as (meta, reader):
        name = meta["geometry_name"] or "wkb_geometry"
        for batch in reader:
            if name in batch.schema.names:
                shapes.append(_decoded(batch.column(name), notes, rows))
                batch = batch.drop_columns(name)
            else:
                shapes.append(np.full(len(batch), None, dtype=object))
            batches.append(batch)
            rows += len(batch)
            feedback.report(rows / max(expected, rows), _DOING)
        fields = [field for field in reader.schema if field.name != name]
        table = pa.Table.from_batches(batches, pa.schema(fields))
    if expected > rows:
        _note_missing(expected, rows, notes)
    columns = {name: _whole_texts(table.column(name), notes) for name in table.column_names}
    return Reading(columns, _in_a_row(shapes, rows), _crs(meta["crs"], notes), "")


def _in_a_row(pieces: list[Geometries], rows: int) -> Geometries:
    """Return geometries one after the other, without holding the interpreter while a million are counted."""
    whole, place = np.empty(rows, dtype=object), 0
    for piece in pieces:
        whole[place : place + len(piece)] = piece
        place += len(piece)
    return whole


def _note_missing(expected: int, rows: int, notes: Notes) -> None:
    text = Text(
        f"文件声明有 {expected} 个要素，只读到 {rows} 个，可能不完整。请重新下载或导出。",
        f"The file declares {expected} features, {rows} were read: it may be cut off. Download or export it again.",
    )
    notes.add("truncated_file", "error", text)


def _decoded(column: pa.Array | pa.ChunkedArray, notes: Notes, first_row: int) -> Geometries:
    """Return the geometries of a column of WKB that starts at `first_row`; None with a finding where broken."""
    column.validate(full=True)  # GDAL gives wrong offsets for a FlatGeobuf with null geometry
    values = column.to_numpy(zero_copy_only=False)
    geometry = in_slices(_from_wkb, np.asarray(values, dtype=object), _WKB_ROWS)
    for row in np.flatnonzero(shapely.is_missing(geometry)).tolist():
        if values[row] is None:
            continue
        geometry[row] = shapely.from_wkb(values[row], on_invalid="fix")
        if geometry[row] is None:
            text = Text(
                "几何的数据损坏，要素保留，没有几何。", "The geometry is damaged; the feature is kept without it."
            )
            notes.add("unreadable_feature", "error", text, first_row + int(row))
            notes.without_geometry.add(first_row + int(row))
        else:
            text = Text(
                "几何结构有误（如环未闭合），已修正。", "The structure of the geometry is wrong (open ring?); mended."
            )
            notes.add("unclosed_ring", "warning", text, first_row + int(row))
    return geometry


def _from_wkb(values: Geometries) -> Geometries:
    shapes: Geometries = np.asarray(shapely.from_wkb(values, on_invalid="ignore"), dtype=object)
    return shapes


def _native(column: pa.ChunkedArray, encoding: str) -> Geometries:
    """Return the geometries of a GeoArrow column."""
    from geopandas.array import GeometryArray
    from geopandas.io._geoarrow import construct_shapely_array

    array = construct_shapely_array(column.combine_chunks(), f"geoarrow.{encoding}")
    return np.asarray(array.to_numpy() if isinstance(array, GeometryArray) else array, dtype=object)


def _whole_texts(column: pa.ChunkedArray, notes: Notes) -> pa.ChunkedArray:
    """Return the column with every text decoded: GDAL passes on bytes that are no UTF-8 as they are."""
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return column
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        cells = column.cast(pa.large_binary()).to_pylist()
        return pa.chunked_array([pa.array([_text_of(cell, row, notes) for row, cell in enumerate(cells)], pa.string())])
    return column


def _text_of(cell: bytes | None, row: int, notes: Notes) -> str | None:
    if cell is None:
        return None
    for encoding in ("utf-8", "gb18030"):
        try:
            text = cell.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "utf-8":
            guess = Text("文字不是 UTF-8，按 GB18030 读取。", "A text is not UTF-8; read as GB18030.")
            notes.add("encoding_guessed", "info", guess, row)
        return text
    notes.add("undecodable_text", "warning", Text("有文字无法解码。", "A text cannot be decoded."), row)
    return cell.decode("utf-8", "replace")


class _FeatureByFeature:
    """Reads with fiona what the fast road refuses."""

    _PATIENCE = 200  # unreadable features in a row after which the rest is given up

    def __init__(self, path: Path, sublayer: str, options: Mapping[str, str], notes: Notes) -> None:
        self._path, self._sublayer, self._notes = path, sublayer, notes
        self._encoding = options.get("ENCODING")
        self._geometry: list[Any] = []
        self._rows: list[dict[str, Any]] = []

    def read(self, feedback: Feedback, first_error: Exception) -> Reading:
        """Read every feature that can be read; raise `SourceError` where there is none."""
        try:
            with fiona.open(self._path, layer=self._sublayer or None, encoding=self._encoding) as collection:
                self._read_all(collection, feedback)
                crs = _crs(collection.crs_wkt, self._notes)
        except _FIONA_ERRORS as error:
            raise _unreadable(self._path, first_error) from error
        if self._rows and not any(self._rows) and not any(self._geometry):
            raise _unreadable(self._path, first_error)
        columns = Columns()
        columns.extend(self._rows)
        geometry = np.empty(len(self._geometry), dtype=object)
        geometry[:] = self._geometry
        return Reading(columns.arrays(), geometry, crs, "")

    def _read_all(self, collection: Any, feedback: Feedback) -> None:
        total, failed = len(collection), 0
        while len(self._rows) < total and failed < self._PATIENCE:
            before = len(self._rows)
            try:
                for feature in collection.filter(before, None):
                    self._take(feature)
                    feedback.report(len(self._rows) / total, _DOING)
                break
            except _FIONA_ERRORS as error:
                failed = failed + 1 if before == len(self._rows) else 1
                row = len(self._rows)
                text = Text(f"第 {row + 1} 个要素无法读取：{error}", f"Feature {row + 1} cannot be read: {error}")
                self._notes.add("unreadable_feature", "error", text, row)
                self._notes.without_geometry.add(row)
                self._rows.append({})
                self._geometry.append(None)
        if len(self._rows) < total:
            _note_missing(total, len(self._rows), self._notes)

    def _take(self, feature: Any) -> None:
        shape = None
        if feature.geometry is not None:
            text = orjson.dumps(feature.geometry, default=lambda geometry: geometry.__geo_interface__)
            shape = read_geometry(orjson.loads(text), len(self._rows), self._notes)
        self._geometry.append(shape)
        self._rows.append(dict(feature.properties))


@contextmanager
def _warnings_noted(notes: Notes) -> Iterator[None]:
    """Turn what GDAL grumbles about into findings."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    for words in dict.fromkeys(str(warning.message) for warning in caught if warning.category is RuntimeWarning):
        notes.add("driver_warning", "info", Text(f"GDAL 提示：{words}", f"GDAL says: {words}"))


@contextmanager
def _restoring_index(wanted: bool) -> Iterator[None]:
    """Let GDAL rebuild a missing ``.shx``. Its configuration is global: one at a time."""
    if not wanted:
        yield
        return
    with _GDAL_CONFIG:
        pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": "YES"})
        try:
            yield
        finally:
            pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": None})


def _crs(value: Any, notes: Notes) -> pyproj.CRS | None:
    """Return the CRS that a driver reports; None where there is none, or one that says it is undefined."""
    if not value:
        return None
    try:
        crs = pyproj.CRS.from_user_input(value)
    except CRSError:
        text = Text("无法识别文件的坐标系。请指定坐标系。", "The CRS of the file is unknown. Choose the CRS.")
        notes.add("unknown_crs", "error", text)
        return None
    if crs.name.casefold().startswith(("undefined", "unknown")):
        return None
    if crs == pyproj.CRS.from_user_input("OGC:CRS84"):
        return pyproj.CRS.from_epsg(4326)
    code = crs.to_epsg() if crs.area_of_use is None else None
    return crs if code is None else pyproj.CRS.from_epsg(code)


def _unreadable(path: Path, error: Exception) -> SourceError:
    return SourceError(
        Text(f"“{path.name}”已损坏，无法读取（{error}）。", f"“{path.name}” is damaged and cannot be read ({error})."),
        Text(
            "请重新下载，或用原来的程序另存一份。", "Download it again, or save it anew with the program it came from."
        ),
    )
