"""Writing layers and tables: to a temporary file, read back, swapped in."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

from spatial.errors import SourceError
from spatial.feedback import SILENT, Feedback
from spatial.files import replace_file
from spatial.text import Text

DRIVERS = {".geojson": "GeoJSON", ".json": "GeoJSON", ".gpkg": "GPKG", ".fgb": "FlatGeobuf", ".parquet": "Parquet"}
MOST_SHEET_ROWS = 1_048_576
_STEP = 5_000
_NO_MOMENT = "1970-01-01T00:00:00.000Z"
_DOING = Text("写入", "Writing")
_GDAL_ERRORS = (DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML 1.0 has no place for them


def write_layer(frame: gpd.GeoDataFrame, path: Path, datum: str, feedback: Feedback = SILENT) -> None:
    """Write a layer; see `spatial.sources.write_vector`."""
    driver = DRIVERS.get(path.suffix.lower())
    if driver is None:
        raise SourceError(
            Text(f"不能写“{path.suffix}”格式的图层。", f"Layers cannot be written as “{path.suffix}”."),
            Text("请用 .geojson、.gpkg、.fgb 或 .parquet。", "Use .geojson, .gpkg, .fgb or .parquet."),
        )
    if frame.crs is None:
        raise SourceError(
            Text("图层没有坐标系，不能写入。", "The layer has no CRS and cannot be written."),
            Text("请先指定坐标系。", "Choose its CRS first."),
        )
    _refuse_duplicates(frame)
    writing = feedback.part(0.0, 0.8)
    writers: dict[str, Callable[[Path], None]] = {
        "GeoJSON": lambda temporary: _write_geojson(frame, temporary, datum, writing),
        "GPKG": lambda temporary: _write_ogr(frame, temporary, "GPKG", path.stem, writing),
        "FlatGeobuf": lambda temporary: _write_ogr(frame, temporary, "FlatGeobuf", path.stem, writing),
        "Parquet": lambda temporary: frame.to_parquet(temporary, index=False),
    }
    try:
        replace_file(path, writers[driver], lambda temporary: _check_layer(temporary, frame, feedback.part(0.8, 1.0)))
    except _GDAL_ERRORS as error:
        raise _refused(path, str(error)) from error


def _refuse_duplicates(frame: pd.DataFrame) -> None:
    names = [str(name) for name in frame.columns]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise SourceError(
            Text(f"字段名重复：{'、'.join(twice)}。", f"Field names come twice: {', '.join(twice)}."),
            Text("请先改名。", "Rename them first."),
        )


def _write_geojson(frame: gpd.GeoDataFrame, path: Path, datum: str, feedback: Feedback) -> None:
    from spatial.formats.geojson_writing import write_geojson

    write_geojson(frame, path, datum, feedback)


def _write_ogr(frame: gpd.GeoDataFrame, path: Path, driver: str, layer: str, feedback: Feedback) -> None:
    """Write through GDAL, for a GeoPackage a slice at a time (a FlatGeobuf cannot be appended to).

    A GeoPackage names the time of its last change; it is always the same one here, so that the same layer gives the
    same bytes, whenever it is saved: versions, branches and journals are compared by them.
    """
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _NO_MOMENT})
    options: dict[str, Any] = {"SPATIAL_INDEX": "NO"} if driver == "FlatGeobuf" else {}  # an index reorders the rows
    if driver == "GPKG" and any(str(name).casefold() == "fid" for name in frame.columns):
        options["FID"] = "_fid"
    step = _STEP if driver == "GPKG" else max(len(frame), 1)
    for start in range(0, max(len(frame), 1), step):
        feedback.report(start / max(len(frame), 1), _DOING)
        pyogrio.write_dataframe(
            frame.iloc[start : start + step],
            path,
            layer=layer,
            driver=driver,
            geometry_type=_ogr_type(frame),
            promote_to_multi=False,
            append=start > 0,
            layer_options=options if start == 0 else None,
        )


def _ogr_type(frame: gpd.GeoDataFrame) -> str:
    """Return the one type of all geometries in GDAL's words, ``Unknown`` where they differ."""
    shapes = np.asarray(frame.geometry.array, dtype=object)
    shapes = shapes[shapely.get_type_id(shapes) >= 0]
    kinds, with_z = {shape.geom_type for shape in shapes}, np.unique(shapely.has_z(shapes))
    if len(kinds) != 1 or len(with_z) != 1 or kinds == {"LinearRing"}:
        return "Unknown"
    return f"{kinds.pop()} Z" if with_z[0] else str(kinds.pop())


def _check_layer(path: Path, frame: gpd.GeoDataFrame, feedback: Feedback) -> None:
    """Read the written file and compare rows, fields, and where there is geometry."""
    from spatial.formats.vector_reading import read_checked

    written = read_checked(path, "", "", feedback)[0]
    had = np.asarray(frame.geometry.isna() | frame.geometry.is_empty)
    has = np.asarray(written.geometry.isna() | written.geometry.is_empty)
    fields = {str(name) for name in frame.columns} - {frame.geometry.name}
    if len(written) != len(frame) or not (had == has).all() or (len(frame) and not fields <= {*written.columns}):
        raise _refused(path, "read back: the content differs")


def _refused(path: Path, words: str) -> SourceError:
    return SourceError(
        Text(f"“{path.name}”写入失败（{words}）。", f"“{path.name}” was not written ({words})."),
        Text(
            "原文件未改动。请改用 .geojson，或检查字段。",
            "The old file is unchanged. Use .geojson, or check the fields.",
        ),
    )


def write_rows(frame: pd.DataFrame, path: Path, feedback: Feedback = SILENT) -> None:
    """Write a table; see `spatial.sources.write_table`."""
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name)) if isinstance(frame, gpd.GeoDataFrame) else frame
    suffix = path.suffix.lower()
    if suffix not in {".csv", ".xlsx"}:
        raise SourceError(
            Text(f"不能写“{path.suffix}”格式的表格。", f"Tables cannot be written as “{path.suffix}”."),
            Text("请用 .csv 或 .xlsx。", "Use .csv or .xlsx."),
        )
    if suffix == ".xlsx" and len(table) >= MOST_SHEET_ROWS:
        raise SourceError(
            Text(f"{len(table)} 行超出工作表的上限。", f"{len(table)} rows are more than a sheet holds."),
            Text("请用 .csv。", "Use .csv."),
        )
    write = _write_csv if suffix == ".csv" else _write_xlsx
    header = [str(name) for name in table.columns]
    check = _check_csv if suffix == ".csv" else _check_xlsx
    replace_file(path, lambda temporary: write(table, temporary, feedback), lambda temporary: check(temporary, header))
    feedback.report(1.0)


def _write_csv(table: pd.DataFrame, path: Path, feedback: Feedback) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        for start in range(0, max(len(table), 1), _STEP):
            feedback.report(start / max(len(table), 1), _DOING)
            table.iloc[start : start + _STEP].to_csv(file, index=False, header=start == 0, lineterminator="\r\n")


def _write_xlsx(table: pd.DataFrame, path: Path, feedback: Feedback) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("数据")
    sheet.freeze_panes = "A2"

    def cell(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        made = WriteOnlyCell(sheet, _UNPRINTABLE.sub("\ufffd", value)[:32767])
        made.data_type = "s"  # never a formula, whatever it begins with
        return made

    sheet.append([cell(str(name)) for name in table.columns])
    columns = [
        table.iloc[:, index].astype(object).where(table.iloc[:, index].notna(), None) for index in range(table.shape[1])
    ]
    for row, values in enumerate(zip(*columns, strict=True)):
        if row % 1000 == 0:
            feedback.report(row / len(table), _DOING)
        sheet.append([cell(value) for value in values])
    book.save(path)


def _check_csv(path: Path, header: list[str]) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        if next(csv.reader(file), []) != header:
            raise _refused(path, "read back: the header differs")


def _check_xlsx(path: Path, header: list[str]) -> None:
    from spatial.formats.workbooks import first_row

    if first_row(path) != [_UNPRINTABLE.sub("\ufffd", name) for name in header]:
        raise _refused(path, "read back: the header differs")
