"""Files in and out: layers and tables, each with what was noticed about it.

The one door to the formats. Behind it stand, by topic: `vector_reading` (which in turn uses `geojson`, `kml`,
`shapefile`, `vector_files`, `archives`), `tables` and `workbooks`, and `source_writing`. They are imported when they
are needed: this module costs nothing at start-up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from spatial.errors import SourceError
from spatial.feedback import SILENT, Feedback
from spatial.findings import Finding
from spatial.text import Text

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from spatial.tables import TableReading
    from spatial.tidying.columns import Column
    from spatial.tidying.options import TableOptions


@dataclass(frozen=True, eq=False)
class VectorSource:
    """A layer as a file holds it.

    Parameters
    ----------
    frame
        (N) features in the order of the file, none dropped: where the geometry is missing or cannot be used it is None.
        Coordinates and CRS are those of the file (longitude first). The index is 0 to N - 1.
    datum
        ``cgcs2000`` where the CRS is one on China 2000, else ``wgs84``. GCJ-02 and BD-09 cannot be told from a file.
    driver, encoding, sublayer
        GDAL's name of the format; the Python codec of the texts; the layer inside a container (GeoPackage, or an
        archive of several), "" for formats that hold one layer.
    sha256
        Hash of the file (of the ``.shp`` alone for a shapefile).
    findings
        What was noticed; at most 20 of each code, then their sum.
    """

    frame: gpd.GeoDataFrame
    datum: str
    driver: str
    encoding: str
    sublayer: str
    sha256: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, eq=False)
class TableSource:
    """A table as a file holds it.

    Parameters
    ----------
    frame
        Every cell as the text it shows (dtype str), blank cells missing; unique column names.
    encoding, sheet
        Python codec of a CSV; name of the sheet of a workbook; else "".
    sha256
        Hash of the file.
    findings
        What was noticed, guessed, left out or changed; `Finding.feature` is a row of the frame.
    columns
        What each column holds: kind, unit, year.
    header_rows
        Number of rows that the heading had.
    """

    frame: pd.DataFrame
    encoding: str
    sheet: str
    sha256: str
    findings: tuple[Finding, ...]
    columns: tuple[Column, ...] = ()
    header_rows: int = 1


@dataclass(frozen=True)
class FileReport:
    """What `check_file` says of a file: number of features (rows), CRS as ``EPSG:…`` or by name, datum, findings."""

    path: Path
    features: int
    crs: str
    datum: str
    findings: tuple[Finding, ...]


def list_layers(path: str | Path) -> tuple[str, ...]:
    """Return the names of the layers in a file (GeoPackage, zip); other formats give the one name of the file."""
    from spatial.formats.vector_reading import layer_names

    return tuple(layer_names(Path(path)))


def list_sheets(path: str | Path) -> tuple[str, ...]:
    """Return the names of the sheets of a workbook; a CSV and a web page have none."""
    from spatial.formats.file_formats import table_format

    found = table_format(Path(path))
    if found == "XLSX":
        from spatial.formats.workbooks import sheet_names

        return tuple(sheet_names(Path(path)))
    if found == "XLS":
        from spatial.formats.old_workbooks import xls_sheets

        return tuple(xls_sheets(Path(path)))
    if found == "ODS":
        from spatial.formats.opendocument import ods_sheets

        return tuple(ods_sheets(Path(path)))
    return ()


def read_vector(
    path: str | Path, *, sublayer: str = "", encoding: str = "", feedback: Feedback = SILENT
) -> VectorSource:
    """Read a layer from GeoJSON, GeoPackage, Shapefile (also zipped), KML/KMZ, FlatGeobuf or GeoParquet.

    Parameters
    ----------
    path
        The file; its format is told by its content.
    sublayer
        Layer inside a container; may be empty where there is only one.
    encoding
        Of the texts of a shapefile or KML; empty: found out.
    feedback
        Progress and cancellation, several times a second.

    Raises
    ------
    SourceError
        The file cannot be read: missing, empty, a folder, not permitted, of another format, damaged (with the place),
        several layers and none chosen, or no such layer.
    Cancelled
        By way of `feedback`.
    """
    from spatial.formats.vector_reading import datum_of, read_checked

    frame, reading, sha256 = read_checked(Path(path), sublayer, encoding, feedback)
    feedback.report(1.0)
    return VectorSource(
        frame, datum_of(frame.crs), reading.driver, reading.encoding, reading.sublayer, sha256, reading.notes.findings()
    )


def read_table(
    path: str | Path,
    *,
    sheet: str = "",
    encoding: str = "",
    options: TableOptions | None = None,
    feedback: Feedback = SILENT,
) -> TableSource:
    """Read a CSV, one sheet of an XLSX, XLS or ODS, or the table of a web page that calls itself .xls.

    All cells come as text, as they are printed, so that keys keep their leading zeros. The heading, notes, totals and
    units are found out (`spatial.tidying`), and each guess is a finding; `options` decide otherwise.

    Raises
    ------
    SourceError
        As `read_vector`; an unknown sheet or several with none chosen; a sheet chosen of a CSV; no rows; a password.
    """
    from spatial.files import errors_of_reading, sha256_of
    from spatial.formats.file_formats import table_format
    from spatial.tidying.options import FOUND_OUT

    path = Path(path)
    found = table_format(path)
    how = replace(options or FOUND_OUT, encoding=encoding or (options or FOUND_OUT).encoding)
    sha256 = sha256_of(path, feedback.part(0.0, 0.1))
    rest = feedback.part(0.1, 1.0)
    if found in ("XLSX", "XLS", "ODS"):
        reading = _read_workbook(path, found, sheet, how, rest)
    else:
        if sheet:
            raise SourceError(
                Text(
                    f"“{path.name}”是 CSV，没有工作表“{sheet}”。", f"“{path.name}” is a CSV and has no sheet “{sheet}”."
                ),
                Text("请不要指定工作表。", "Name no sheet."),
            )
        with errors_of_reading(path):
            raw = path.read_bytes()
        if found == "HTML":
            from spatial.formats.html_tables import read_html

            reading = read_html(raw, path.name, how, rest)
        else:
            from spatial.tables import read_csv

            reading = read_csv(raw, path.name, how, rest)
    feedback.report(1.0)
    findings = reading.notes.findings()
    return TableSource(
        reading.frame, reading.encoding, reading.sheet, sha256, findings, reading.columns, reading.header_rows
    )


def _read_workbook(path: Path, found: str, sheet: str, how: TableOptions, feedback: Feedback) -> TableReading:
    if found == "XLSX":
        from spatial.formats.workbooks import read_xlsx

        return read_xlsx(path, sheet, how, feedback)
    if found == "XLS":
        from spatial.formats.old_workbooks import read_xls

        return read_xls(path, sheet, how, feedback)
    from spatial.formats.opendocument import read_ods

    return read_ods(path, sheet, how, feedback)


def points_from_table(frame: pd.DataFrame, x: str, y: str) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Return the rows of a table as points in WGS 84, and findings.

    Parameters
    ----------
    frame
        A table as `read_table` gives it.
    x, y
        Columns of longitude and latitude in degrees, as text or numbers.

    Returns
    -------
    frame, findings
        All rows in their order; a row without two numbers has no geometry and a finding.

    Raises
    ------
    SourceError
        There is no such column.
    """
    from spatial.table_points import make_points

    return make_points(frame, x, y)


def write_vector(
    frame: gpd.GeoDataFrame, path: str | Path, *, datum: str = "wgs84", feedback: Feedback = SILENT
) -> None:
    """Write a layer as GeoJSON, GeoPackage, FlatGeobuf or GeoParquet, by the suffix of `path`.

    GeoJSON follows RFC 7946: coordinates are converted from the frame's CRS and `datum` to WGS 84, outer rings run
    counter-clockwise, one feature a line, coordinates that need no conversion are written to the last bit. The other
    formats keep the frame's CRS and coordinates. The file is read back before it replaces an old one.

    Raises
    ------
    SourceError
        Unknown suffix, no CRS, columns that the format cannot hold, or the place cannot be written to.
    """
    from spatial.formats.source_writing import write_layer

    write_layer(frame, Path(path), datum, feedback)


def write_table(frame: pd.DataFrame, path: str | Path, feedback: Feedback = SILENT) -> None:
    """Write a table as CSV (UTF-8 with mark, for Excel) or XLSX (text stays text), without geometry.

    Raises
    ------
    SourceError
        Unknown suffix, too many rows for a sheet, or the place cannot be written to.
    """
    from spatial.formats.source_writing import write_rows

    write_rows(frame, Path(path), feedback)


def check_file(
    path: str | Path, references: Sequence[npt.NDArray[np.object_]] = (), feedback: Feedback = SILENT
) -> FileReport:
    """Read a layer or a table and report on it; a file with several layers is read layer by layer.

    Parameters
    ----------
    references
        (M,) geometries in true WGS 84 longitude and latitude that the layer should fit: a layer labelled WGS 84 that
        fits them better in GCJ-02 or BD-09 gets a finding.

    Raises
    ------
    SourceError
        The file cannot be read at all.
    """
    from spatial.formats.file_report import report_on

    return report_on(Path(path), references, feedback)


def convert(
    source: str | Path,
    target: str | Path,
    from_datum: str = "",
    to_datum: str = "",
    feedback: Feedback = SILENT,
) -> tuple[Finding, ...]:
    """Read `source` and write it as `target`, from one datum to another; return what was noticed.

    Parameters
    ----------
    source, target
        Files; the format of the target is told by its suffix. A table is converted to a table.
    from_datum
        Datum of the source (``gcj02`` …); empty: as its CRS says.
    to_datum
        Datum of the target; empty: that of the source, or WGS 84 for GeoJSON. A GeoJSON in another datum than WGS 84
        is no RFC 7946 and is refused but for GCJ-02 and BD-09, which web maps ask for.

    Raises
    ------
    SourceError, CrsError
        Cannot be read, written or converted.
    """
    from spatial.formats.file_report import convert_file

    return convert_file(Path(source), Path(target), (from_datum, to_datum), feedback)
