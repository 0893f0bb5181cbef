"""Reading XLSX: each cell as the text it shows."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
from openpyxl.utils.cell import coordinate_from_string, range_boundaries
from openpyxl.utils.exceptions import CellCoordinatesException, InvalidFileException

from spatial.cells import is_plain
from spatial.errors import SourceError
from spatial.feedback import SILENT, Feedback
from spatial.finding_notes import Notes
from spatial.formats.cell_printing import cell_text, is_scaled
from spatial.formats.sheet_notes import (
    note_error,
    note_formulas,
    note_hidden,
    note_long_number,
    note_scaled_format,
    note_typed_text,
)
from spatial.tables import TableReading
from spatial.text import Text
from spatial.tidying.grid import Grid, Span, cell_name
from spatial.tidying.options import FOUND_OUT, TableOptions
from spatial.tidying.table import tidy_grid

__all__ = ["cell_text", "first_row", "read_xlsx", "sheet_names"]

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REFERENCE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DAMAGE = (
    *(zipfile.BadZipFile, InvalidFileException, CellCoordinatesException, KeyError, ValueError, TypeError),
    *(ElementTree.ParseError, EOFError, StopIteration, IndexError),
)
_DOING = Text("读取工作表", "Reading the sheet")
_STEP = 500
_MAX_GAP = 2_000
_MOST_EXACT = 1e15
_MAX_COLUMNS = 2_000


def sheet_names(path: Path) -> list[str]:
    """Return the names of the worksheets of a workbook."""
    with _opened(path) as book:
        return [sheet.title for sheet in book.worksheets]


def read_xlsx(
    path: Path, sheet: str = "", options: TableOptions = FOUND_OUT, feedback: Feedback = SILENT
) -> TableReading:
    """Read one worksheet: the one named, else the only one that has cells. Formulas give the value saved with them.

    Raises
    ------
    SourceError
        Damaged; no such sheet; several sheets and none named.
    """
    notes = Notes()
    try:
        with _opened(path) as book:
            name = chosen_sheet(path, [one.title for one in book.worksheets], sheet, lambda one: _has_cells(book[one]))
            worksheet = book[name]
            worksheet.reset_dimensions()
            rows = list(_rows(worksheet, notes, feedback.part(0.0, 0.5)))
        structure = _structure(path, name, feedback.part(0.5, 0.8))
    except _DAMAGE as error:
        raise _damaged(path) from error
    note_hidden(structure.hidden_rows, structure.hidden_columns, notes)
    note_formulas(structure.empty_formulas, notes)
    table = tidy_grid(
        Grid(rows, tuple(structure.merged)), f"{path.name}（{name}）", notes, options, feedback.part(0.8, 1)
    )
    return TableReading(table.frame, "", name, notes, table.columns, table.header_rows)


def _opened(path: Path) -> Any:
    file = path.open("rb")  # not by its name: openpyxl refuses an XLSX that is called .xls
    try:
        return _Book(openpyxl.load_workbook(file, read_only=True, data_only=True), file)
    except _DAMAGE as error:
        file.close()
        raise _damaged(path) from error


class _Book:
    """A workbook that closes itself."""

    def __init__(self, book: Any, file: Any) -> None:
        self._book, self._file = book, file

    def __enter__(self) -> Any:
        return self._book

    def __exit__(self, *_: object) -> None:
        self._book.close()
        self._file.close()


def _has_cells(worksheet: Any) -> bool:
    return any(any(row) for row in worksheet.iter_rows(max_row=50, max_col=50, values_only=True))


def chosen_sheet(path: Path, names: list[str], wanted: str, has_cells: Any) -> str:
    """Return the sheet to read: the one wanted, else the only one that has cells."""
    listed = "、".join(names)
    if wanted:
        if wanted in names:
            return wanted
        raise SourceError(
            Text(f"“{path.name}”中没有工作表“{wanted}”。", f"“{path.name}” has no sheet “{wanted}”."),
            Text(f"现有工作表：{listed}。", f"The sheets are: {listed}."),
        )
    filled = [name for name in names if has_cells(name)]
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
    """Yield the rows that have cells; a used range that formats alone made huge costs nothing."""
    typed: list[tuple[str, int]] = []
    with_numbers = set[int]()
    for index, row in enumerate(worksheet.iter_rows()):
        if index % _STEP == 0:
            feedback.report(index / (index + 20_000), _DOING)
        cells: list[str] = []
        for column, cell in enumerate(row):
            value = cell.value
            if value is None:
                continue
            cells += [""] * (column - len(cells))
            cells.append(_printed(value, cell.number_format or "", (index + 1, column), notes))
            if isinstance(value, int | float):
                with_numbers.add(column)
            elif isinstance(value, str) and is_plain(value.strip()):
                typed.append((cell_name(index + 1, column), column))
            if getattr(cell, "data_type", "") == "e":
                note_error(index + 1, column, value, notes)
        if cells or index < _MAX_GAP:
            yield index + 1, cells
    note_typed_text([place for place, column in typed if column in with_numbers], notes)


def _printed(value: Any, number_format: str, place: tuple[int, int], notes: Notes) -> str:
    text = cell_text(value, number_format)
    if isinstance(value, float | int) and abs(value) >= _MOST_EXACT:
        note_long_number(cell_name(*place), notes)
    if isinstance(value, float | int) and number_format != "General" and is_scaled(number_format):
        note_scaled_format(cell_name(*place), text, notes)
    return text


@dataclass
class _Structure:
    """What openpyxl does not tell of a sheet that it streams."""

    merged: list[Span] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    empty_formulas: list[str] = field(default_factory=list)


def _structure(path: Path, name: str, feedback: Feedback) -> _Structure:
    """Read merged cells, hidden rows and columns, and formulas without a value."""
    found, seen = _Structure(), 0
    with zipfile.ZipFile(path) as archive, archive.open(_part_of(archive, name)) as part:
        for _, element in ElementTree.iterparse(part):
            tag = element.tag.removeprefix(_MAIN)
            if tag == "mergeCell":
                left, top, right, bottom = range_boundaries(element.get("ref", ""))
                found.merged.append(Span(top - 1, left - 1, bottom - 1, right - 1))
            elif tag == "col" and element.get("hidden") in ("1", "true"):
                first, last = int(element.get("min", 1)), int(element.get("max", 1))
                found.hidden_columns += range(first - 1, min(last, _MAX_COLUMNS))
            elif tag == "c":
                if element.find(f"{_MAIN}f") is not None and not element.findtext(f"{_MAIN}v"):
                    found.empty_formulas.append(_place(element.get("r", "")))
                element.clear()
            elif tag == "row":
                seen += 1
                if element.get("hidden") in ("1", "true") and len(element):
                    found.hidden_rows.append(int(element.get("r", seen)))
                if seen % _STEP == 0:
                    feedback.report(seen / (seen + 20_000), _DOING)
                element.clear()
    return found


def _place(reference: str) -> str:
    column, row = coordinate_from_string(reference)
    return f"{column}{row}"


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
