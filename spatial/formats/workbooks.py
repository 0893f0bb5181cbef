"""Reading XLSX: each cell as the text it shows."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from spatial.errors import SourceError
from spatial.feedback import SILENT, Feedback
from spatial.finding_notes import Notes
from spatial.tables import TableReading, frame_of_rows
from spatial.text import Text

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REFERENCE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DAMAGE = (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, ElementTree.ParseError, EOFError)
_DOING = Text("读取工作表", "Reading the sheet")
_STEP = 500


def sheet_names(path: Path) -> list[str]:
    """Return the names of the worksheets of a workbook."""
    with _opened(path) as book:
        return [sheet.title for sheet in book.worksheets]


def read_xlsx(path: Path, sheet: str = "", feedback: Feedback = SILENT) -> TableReading:
    """Read one worksheet: the one named, else the only one that has cells.

    Numbers are printed without a superfluous ``.0`` and with at most 15 digits, as Excel does; a format of zeros
    (``000``) pads them; dates are ISO; TRUE and FALSE. Formulas give the value that was saved with them.

    Raises
    ------
    SourceError
        Damaged; no such sheet; several sheets and none named.
    """
    notes = Notes()
    try:
        with _opened(path) as book:
            name = _chosen(path, [one.title for one in book.worksheets], sheet, book)
            worksheet = book[name]
            worksheet.reset_dimensions()
            rows = list(_rows(worksheet, notes, feedback))
        _note_merged(path, name, notes)
    except _DAMAGE as error:
        raise _damaged(path) from error
    return TableReading(frame_of_rows(rows, f"{path.name}（{name}）", notes), "", name, notes)


def cell_text(value: Any, number_format: str = "General") -> str:
    """Return the text of a cell with this value and number format; "" for an empty one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number_text(value, number_format)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def _number_text(value: float, number_format: str) -> str:
    text = str(value) if isinstance(value, int) else f"{value:.15g}"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        text = str(int(value))
    if re.fullmatch(r"0{2,}", number_format) and text.isdigit():
        return text.zfill(len(number_format))
    return text


def _opened(path: Path) -> Any:
    try:
        return _Book(openpyxl.load_workbook(path, read_only=True, data_only=True))
    except _DAMAGE as error:
        raise _damaged(path) from error


class _Book:
    """A workbook that closes itself."""

    def __init__(self, book: Any) -> None:
        self._book = book

    def __enter__(self) -> Any:
        return self._book

    def __exit__(self, *_: object) -> None:
        self._book.close()


def _chosen(path: Path, names: list[str], wanted: str, book: Any) -> str:
    listed = "、".join(names)
    if wanted:
        if wanted in names:
            return wanted
        raise SourceError(
            Text(f"“{path.name}”中没有工作表“{wanted}”。", f"“{path.name}” has no sheet “{wanted}”."),
            Text(f"现有工作表：{listed}。", f"The sheets are: {listed}."),
        )
    filled = [name for name in names if any(any(row) for row in book[name].iter_rows(max_row=50, values_only=True))]
    if len(filled) == 1:
        return filled[0]
    if not filled:
        raise SourceError(
            Text(f"“{path.name}”中没有数据。", f"“{path.name}” holds no data."),
            Text("请检查是否选对了文件。", "See whether it is the right file."),
        )
    raise SourceError(
        Text(f"“{path.name}”有多个工作表。", f"“{path.name}” has several sheets."),
        Text(f"请指定其中之一：{listed}。", f"Name one of them: {listed}."),
    )


def _rows(worksheet: Any, notes: Notes, feedback: Feedback) -> Iterator[tuple[int, list[str]]]:
    for index, row in enumerate(worksheet.iter_rows()):
        if index % _STEP == 0:
            feedback.report(index / (index + 20_000), _DOING)
        for cell in row:
            if getattr(cell, "data_type", "") == "e":
                text = Text(
                    f"第 {index + 1} 行有错误值 {cell.value}。", f"Row {index + 1} holds the error value {cell.value}."
                )
                notes.add("cell_error", "warning", text)
        yield index + 1, [cell_text(cell.value, cell.number_format or "") for cell in row]


def _note_merged(path: Path, name: str, notes: Notes) -> None:
    """Note merged cells, which leave all but the first cell blank (openpyxl does not tell them in this mode)."""
    with zipfile.ZipFile(path) as archive:
        ranges = [
            element.get("ref", "")
            for _, element in ElementTree.iterparse(archive.open(_part_of(archive, name)))
            if element.tag == f"{_MAIN}mergeCell"
        ]
    for place in ranges:
        text = Text(
            f"合并单元格 {place}：只有左上角的格有值，其余为空。请取消合并并填充。",
            f"Merged cells {place}: only the first one has a value, the others are blank. Unmerge and fill them.",
        )
        notes.add("merged_cells", "warning", text)


def _part_of(archive: zipfile.ZipFile, name: str) -> str:
    """Return the path in the archive of the worksheet called `name`."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    reference = next(sheet.get(_REFERENCE) for sheet in book.iter(f"{_MAIN}sheet") if sheet.get("name") == name)
    target = next(link.get("Target", "") for link in links if link.get("Id") == reference)
    return target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)


def _damaged(path: Path) -> SourceError:
    return SourceError(
        Text(f"“{path.name}”不是有效的 XLSX，或已损坏。", f"“{path.name}” is not a valid XLSX, or is damaged."),
        Text("请在 Excel 或 WPS 中打开并另存为 .xlsx。", "Open it in Excel or WPS and save it as .xlsx."),
    )


def first_row(path: Path) -> list[str]:
    """Return the texts of the first row of the first sheet."""
    with _opened(path) as book:
        row = next(book.worksheets[0].iter_rows(max_row=1), ())
        return [cell_text(cell.value) for cell in row]
