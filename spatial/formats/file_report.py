"""What the command line asks of a file: a report on it, and the same content in another format or datum."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from geopandas.array import GeometryArray

from spatial.crs import check_datum, convert_datum, to_lonlat_wgs84
from spatial.datum_hint import Geometries, hint_for_layer
from spatial.errors import SourceError
from spatial.feedback import Feedback
from spatial.findings import Finding
from spatial.formats.file_formats import TABLE_FORMATS, table_format, vector_format
from spatial.sources import (
    FileReport,
    VectorSource,
    list_layers,
    list_sheets,
    read_table,
    read_vector,
    write_table,
    write_vector,
)
from spatial.text import Text
from spatial.tidying.options import AS_IT_STANDS

_DEGREES = {"wgs84": 4326, "cgcs2000": 4490, "gcj02": 4326, "bd09": 4326}
_TABLES = frozenset((".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".et", ".ods"))


def is_table(path: Path) -> bool:
    """Whether a file is to be read as a table: by its suffix, and because no layer format fits."""
    if path.suffix.lower() not in _TABLES:
        return False
    try:
        vector_format(path)
    except SourceError:
        return table_format(path) in TABLE_FORMATS
    return False


def report_on(path: Path, references: Sequence[Geometries], feedback: Feedback) -> FileReport:
    """Return the report on one file; see `spatial.sources.check_file`."""
    if is_table(path):
        return _report_on_table(path, feedback)
    names = list_layers(path)
    rows, crs, datum, findings = 0, "", "", list[Finding]()
    for index, name in enumerate(names):
        part = feedback.part(index / len(names), (index + 1) / len(names))
        source = read_vector(path, sublayer=name if len(names) > 1 else "", feedback=part)
        rows += len(source.frame)
        crs, datum = crs or _crs_name(source.frame.crs), datum or source.datum
        where = Text(f"[{name}] ", f"[{name}] ") if len(names) > 1 else Text("")
        hint = _datum_hint(source, references, part)
        findings += [_prefixed(finding, where) for finding in (*source.findings, *hint)]
    return FileReport(path, rows, crs, datum, tuple(findings))


def _datum_hint(source: VectorSource, references: Sequence[Geometries], feedback: Feedback) -> tuple[Finding, ...]:
    """Return a finding where a layer labelled WGS 84 fits the references better in another datum."""
    if source.datum != "wgs84" or source.frame.crs is None or not references:
        return ()
    hint = hint_for_layer(to_lonlat_wgs84(source.frame, "wgs84"), references, feedback)
    return () if hint is None else (hint,)


def _report_on_table(path: Path, feedback: Feedback) -> FileReport:
    sheets = list_sheets(path) or ("",)
    rows, findings = 0, list[Finding]()
    for sheet in sheets:
        try:
            table = read_table(path, sheet=sheet, feedback=feedback)
        except SourceError as error:
            if len(sheets) == 1:
                raise
            findings.append(Finding("empty_sheet", "info", error.what))
            continue
        where = Text(f"[{sheet}] ", f"[{sheet}] ") if len(sheets) > 1 else Text("")
        rows += len(table.frame)
        findings += [_prefixed(finding, where) for finding in table.findings]
    return FileReport(path, rows, "", "", tuple(findings))


def _prefixed(finding: Finding, where: Text) -> Finding:
    message = Text(where.zh + finding.message.zh, where.en + finding.message.en)
    return Finding(finding.code, finding.severity, message, finding.feature)


def _crs_name(crs: pyproj.CRS | None) -> str:
    if crs is None:
        return ""
    authority = crs.to_authority()
    return ":".join(authority) if authority else str(crs.name)


def convert_file(source: Path, target: Path, datums: tuple[str, str], feedback: Feedback) -> tuple[Finding, ...]:
    """Convert one file; see `spatial.sources.convert`."""
    if is_table(source):
        table = read_table(source, options=AS_IT_STANDS, feedback=feedback.part(0.0, 0.5))
        write_table(table.frame, target, feedback.part(0.5, 1.0))
        return table.findings
    layer = read_vector(source, feedback=feedback.part(0.0, 0.4))
    from_datum = check_datum(datums[0] or layer.datum)
    to_datum = check_datum(datums[1] or _usual_datum(target, from_datum))
    findings = layer.findings
    if from_datum == to_datum and from_datum in ("wgs84", "cgcs2000"):
        write_vector(layer.frame, target, datum=from_datum, feedback=feedback.part(0.5, 1.0))
        return findings
    frame = _in_datum(layer.frame, from_datum, to_datum, feedback.part(0.4, 0.5))
    write_vector(frame, target, feedback=feedback.part(0.5, 1.0))
    if to_datum in ("gcj02", "bd09"):
        findings = (*findings, _warning_of(to_datum))
    return findings


def _usual_datum(target: Path, from_datum: str) -> str:
    return "wgs84" if target.suffix.lower() in {".geojson", ".json"} else from_datum


def _in_datum(frame: gpd.GeoDataFrame, from_datum: str, to_datum: str, feedback: Feedback) -> gpd.GeoDataFrame:
    """Return the frame with its geometry in longitude and latitude of `to_datum`."""
    geometry = to_lonlat_wgs84(frame, from_datum, feedback)
    if to_datum in ("gcj02", "bd09"):
        geometry = np.asarray(
            shapely.transform(geometry, lambda xy: convert_datum(xy, "wgs84", to_datum)), dtype=object
        )
    crs = pyproj.CRS.from_epsg(_DEGREES[to_datum])
    return gpd.GeoDataFrame(frame.drop(columns=frame.geometry.name), geometry=GeometryArray(geometry, crs=crs), crs=crs)


def _warning_of(datum: str) -> Finding:
    name = datum.upper().replace("0", "-0", 1)
    text = Text(
        f"坐标为 {name}，文件自身无法说明这一点；再次打开时请指定基准。",
        f"The coordinates are {name}, which the file cannot say; choose that datum when it is opened again.",
    )
    return Finding("datum_not_in_file", "warning", text)
