"""What kind of file this is, told by its content first and its name second; and why it cannot be read."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path
from typing import Literal

from spatial.errors import SourceError
from spatial.files import errors_of_reading
from spatial.text import Text

Format = Literal[
    "GeoJSON",
    "GPKG",
    "ESRI Shapefile",
    "FlatGeobuf",
    "Parquet",
    "KML",
    "KMZ",
    "ZIP",
    "CSV",
    "XLSX",
    "XLS",
    "ODS",
    "HTML",
]

VECTOR_FORMATS: tuple[Format, ...] = (
    "GeoJSON", "GPKG", "ESRI Shapefile", "FlatGeobuf", "Parquet", "KML", "KMZ", "ZIP",
)  # fmt: skip
TABLE_FORMATS: tuple[Format, ...] = ("CSV", "XLSX", "XLS", "ODS", "HTML")

_READABLE_VECTOR = Text(
    "可读取 GeoJSON、GeoPackage、Shapefile（可为 zip）、KML/KMZ、FlatGeobuf、GeoParquet。",
    "GeoJSON, GeoPackage, Shapefile (also zipped), KML/KMZ, FlatGeobuf and GeoParquet can be read.",
)
_TABLE_AS_LAYER = Text(
    "请用“连接表格”打开，或由经纬度列生成点。", "Join it as a table, or make points from its coordinates."
)
_READABLE_TABLE = Text("可读取 CSV、XLSX、XLS 和 ODS。", "CSV, XLSX, XLS and ODS can be read.")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS_XLSX = Text("请在 Excel 或 WPS 中打开并另存为 .xlsx。", "Open it in Excel or WPS and save it as .xlsx.")

_MAGIC: tuple[tuple[bytes, Format], ...] = (
    (b"SQLite format 3\0", "GPKG"),
    (b"fgb\x03", "FlatGeobuf"),
    (b"PAR1", "Parquet"),
    (b"\0\0\x27\x0a", "ESRI Shapefile"),
)
_STRANGERS: tuple[tuple[bytes, Text], ...] = (
    (b"\xd0\xcf\x11\xe0", Text("旧式 Excel/WPS 文件（.xls）", "an old Excel file (.xls)")),
    (b"%PDF", Text("PDF 文件", "a PDF")),
    (b"\x89PNG", Text("图片", "a picture")),
    (b"\xff\xd8\xff", Text("图片", "a picture")),
    (b"GIF8", Text("图片", "a picture")),
    (b"II*\0", Text("栅格影像（TIFF）", "a raster image (TIFF)")),
    (b"MM\0*", Text("栅格影像（TIFF）", "a raster image (TIFF)")),
    (b"Rar!", Text("RAR 压缩包", "a RAR archive")),
    (b"7z\xbc\xaf", Text("7z 压缩包", "a 7z archive")),
    (b"\x1f\x8b", Text("gzip 压缩包", "a gzip archive")),
    (b"AC10", Text("AutoCAD 图（DWG）", "an AutoCAD drawing (DWG)")),
)
_PARTS_OF_SHAPEFILE = frozenset((".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx"))


def check_readable(path: Path) -> None:
    """Raise `SourceError` where `path` is missing, a folder, empty or not permitted to be read."""
    if path.is_dir():
        raise SourceError(
            Text(f"“{path}”是文件夹。", f"“{path}” is a folder."),
            Text("请选择其中的一个文件。", "Choose a file in it."),
        )
    with errors_of_reading(path):
        size = path.stat().st_size
        with path.open("rb"):
            pass
    if size == 0:
        raise SourceError(
            Text(f"“{path.name}”是空文件（0 字节）。", f"“{path.name}” is empty (0 bytes)."),
            Text("请重新下载或导出。", "Download or export it again."),
        )


def vector_format(path: Path) -> Format:
    """Return the format of a file with features; `SourceError` for everything else, with what it is and what to do."""
    check_readable(path)
    head = _head(path)
    for magic, found in _MAGIC:
        if head.startswith(magic):
            return found
    if head.startswith(b"PK"):
        return _zipped(path)
    text = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x1e\0")
    if text[:1] in (b"{", b"["):
        return "GeoJSON"
    lower = head.replace(b"\0", b"").lower()
    if text[:1] == b"<" and (b"<kml" in lower or (path.suffix.lower() == ".kml" and b"<html" not in lower)):
        return "KML"
    if path.suffix.lower() in {".geojson", ".json"} and not _is_stranger(head, lower):
        return "GeoJSON"  # broken JSON: its reader says where
    raise _refusal(path, head, lower, _READABLE_VECTOR)


def table_format(path: Path) -> Format:
    """Return the format of a table, whatever its suffix says; `SourceError` for everything else."""
    check_readable(path)
    head = _head(path)
    if head.startswith(b"PK"):
        return _zipped_table(path, head)
    if head.startswith(_OLE):
        return _compound(path)
    lower = head.replace(b"\0", b"").lower()
    if b"<?mso-application" in lower or b"urn:schemas-microsoft-com:office:spreadsheet" in lower[:2000]:
        kind = Text("Excel 2003 的 XML 表格", "a spreadsheet in the XML of Excel 2003")
        raise SourceError(Text(f"“{path.name}”是{kind.zh}。", f"“{path.name}” is {kind.en}."), _SAVE_AS_XLSX)
    if b"<table" in lower or b"<html" in lower:
        from spatial.formats.html_tables import decoded, has_table

        with errors_of_reading(path):
            raw = path.read_bytes()
        if lower.lstrip()[:1] == b"<" and has_table(decoded(raw)[0]):
            return "HTML"
    if any(head.startswith(magic) for magic, _ in _MAGIC) or _is_stranger(head, lower) or lower.lstrip()[:1] == b"{":
        raise _refusal(path, head, lower, _READABLE_TABLE)
    return "CSV"


def _zipped_table(path: Path, head: bytes) -> Format:
    with _archive(path) as archive:
        names = archive.namelist()
        mime = archive.read("mimetype") if "mimetype" in names else b""
    if "xl/workbook.xml" in names:
        return "XLSX"
    if mime.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return "ODS"
    if "xl/workbook.bin" in names:
        kind = Text("二进制工作簿（.xlsb）", "a binary workbook (.xlsb)")
        raise SourceError(Text(f"“{path.name}”是{kind.zh}。", f"“{path.name}” is {kind.en}."), _SAVE_AS_XLSX)
    raise _refusal(path, head, b"", _READABLE_TABLE)


def _compound(path: Path) -> Format:
    """Tell an old workbook from one with a password, which is wrapped in the same kind of file."""
    from spatial.formats.old_workbooks import locked

    with errors_of_reading(path):
        raw = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in raw:
        raise locked(path)
    if "WordDocument".encode("utf-16-le") in raw:
        kind = Text("旧式 Word 文件（.doc）", "an old Word file (.doc)")
        raise SourceError(Text(f"“{path.name}”是{kind.zh}。", f"“{path.name}” is {kind.en}."), _READABLE_TABLE)
    return "XLS"


def _head(path: Path) -> bytes:
    with errors_of_reading(path), path.open("rb") as file:
        return file.read(4096)


def _archive(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as error:
        raise SourceError(
            Text(f"压缩包“{path.name}”已损坏。", f"The archive “{path.name}” is damaged."),
            Text("请重新下载或压缩。", "Download it or pack it again."),
        ) from error


def _zipped(path: Path) -> Format:
    with _archive(path) as archive:
        names = archive.namelist()
    if "xl/workbook.xml" in names or ("mimetype" in names and path.suffix.lower() == ".ods"):
        kind = "XLSX" if "xl/workbook.xml" in names else "ODS"
        raise SourceError(
            Text(f"“{path.name}”是表格（{kind}），没有几何。", f"“{path.name}” is a table ({kind}) without geometry."),
            Text(
                "请用“连接表格”打开，或由经纬度列生成点。", "Join it as a table, or make points from its coordinates."
            ),
        )
    suffixes = {os.path.splitext(name)[1].lower() for name in names}  # noqa: PTH122 - names inside an archive
    return "KMZ" if ".kml" in suffixes and ".shp" not in suffixes else "ZIP"


def _is_stranger(head: bytes, lower: bytes) -> bool:
    return lower.lstrip()[:1] == b"<" or any(head.startswith(magic) for magic, _ in _STRANGERS)


def _refusal(path: Path, head: bytes, lower: bytes, readable: Text) -> SourceError:
    kind = next((name for magic, name in _STRANGERS if head.startswith(magic)), None)
    if path.suffix.lower() in _PARTS_OF_SHAPEFILE:
        kind = Text("Shapefile 的附属文件", "a companion of a shapefile")
        readable = Text("请选择同名的 .shp 文件。", "Choose the .shp file of the same name.")
    elif readable is _READABLE_VECTOR and path.suffix.lower() in {".csv", ".tsv"}:
        kind = Text("表格（CSV），没有几何", "a table (CSV) without geometry")
        readable = _TABLE_AS_LAYER
    elif b"<html" in lower or b"<!doctype html" in lower:
        kind = Text(
            "网页（HTML），可能是下载时存下了登录页或错误页", "a web page (HTML), perhaps saved in place of the data"
        )
        readable = Text("请重新下载数据文件。", "Download the data file again.")
    elif kind is None and lower.lstrip()[:1] == b"<":
        kind = Text("XML，但不是 KML", "XML, but not KML")
    elif kind is None and head.startswith(b"PK"):
        kind = Text("压缩包（zip）", "an archive (zip)")
    elif kind is None and lower.lstrip()[:1] == b"{":
        kind = Text("JSON", "JSON")
    elif kind is None:
        kind = Text("不认识的格式", "of an unknown format")
    return SourceError(Text(f"“{path.name}”是{kind.zh}。", f"“{path.name}” is {kind.en}."), readable)
