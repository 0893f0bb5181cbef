"""Reading ODS (LibreOffice, WPS): each cell as the text it shows, figures without the rounding of their format."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from spatial.cells import is_plain
from spatial.errors import SourceError
from spatial.feedback import SILENT, Feedback
from spatial.finding_notes import Notes
from spatial.formats.cell_printing import cell_text
from spatial.formats.old_workbooks import locked
from spatial.formats.sheet_notes import note_error, note_hidden, note_typed_text
from spatial.formats.workbooks import chosen_sheet
from spatial.tables import TableReading
from spatial.text import Text
from spatial.tidying.grid import Grid, Span, cell_name
from spatial.tidying.options import FOUND_OUT, TableOptions
from spatial.tidying.table import tidy_grid

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_HIDDEN = ("collapse", "filter")
_DAMAGE = (zipfile.BadZipFile, KeyError, ValueError, ElementTree.ParseError, EOFError, RuntimeError)
_MAX_BYTES = 300_000_000
_DOING = Text("读取工作表", "Reading the sheet")


def ods_sheets(path: Path) -> list[str]:
    """Return the names of the sheets of a document."""
    return [sheet.get(f"{_TABLE}name", "") for sheet in _content(path).iter(f"{_TABLE}table")]


def read_ods(
    path: Path, sheet: str = "", options: TableOptions = FOUND_OUT, feedback: Feedback = SILENT
) -> TableReading:
    """Read one sheet: the one named, else the only one that has cells.

    Raises
    ------
    SourceError
        Damaged or locked; no such sheet; several sheets and none named.
    """
    notes = Notes()
    feedback.report(0.0, _DOING)
    sheets = {each.get(f"{_TABLE}name", ""): each for each in _content(path).iter(f"{_TABLE}table")}
    feedback.report(0.5, _DOING)
    name = chosen_sheet(path, list(sheets), sheet, lambda one: any(True for _ in sheets[one].iter(f"{_TEXT}p")))
    reader = _Reader(notes)
    rows = list(reader.rows(sheets[name]))
    note_hidden(reader.hidden_rows, reader.hidden_columns, notes)
    note_typed_text([place for place, column in reader.typed if column in reader.with_numbers], notes)
    grid = Grid(rows, tuple(reader.merged))
    table = tidy_grid(grid, f"{path.name}（{name}）", notes, options, feedback.part(0.8, 1))
    return TableReading(table.frame, "", name, notes, table.columns, table.header_rows)


def _content(path: Path) -> ElementTree.Element:
    try:
        with zipfile.ZipFile(path) as archive:
            if b"manifest:encryption-data" in archive.read("META-INF/manifest.xml"):
                raise locked(path)
            if archive.getinfo("content.xml").file_size > _MAX_BYTES:
                raise ValueError("too large")
            return ElementTree.fromstring(archive.read("content.xml"))
    except _DAMAGE as error:
        raise SourceError(
            Text(f"“{path.name}”不是有效的 ODS，或已损坏。", f"“{path.name}” is not a valid ODS, or is damaged."),
            Text("请在 LibreOffice 或 WPS 中打开并另存为 .xlsx。", "Open it in LibreOffice and save it as .xlsx."),
        ) from error


class _Reader:
    """Walks through one sheet; repeated blank cells and rows, which may be a million, are counted and not made."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.merged: list[Span] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[int] = []
        self.typed: list[tuple[str, int]] = []
        self.with_numbers = set[int]()

    def rows(self, sheet: ElementTree.Element) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows that have cells."""
        place = 0
        for column in sheet.iter(f"{_TABLE}table-column"):
            count = int(column.get(f"{_TABLE}number-columns-repeated", "1"))
            if column.get(f"{_TABLE}visibility") in _HIDDEN:
                self.hidden_columns += range(place, min(place + count, 1000))
            place += count
        line = 0
        for row in sheet.iter(f"{_TABLE}table-row"):
            count = int(row.get(f"{_TABLE}number-rows-repeated", "1"))
            cells = self._cells(row, line + 1)
            for _ in range(count if cells else 0):
                line += 1
                if row.get(f"{_TABLE}visibility") in _HIDDEN:
                    self.hidden_rows.append(line)
                yield line, cells
            line += 0 if cells else count

    def _cells(self, row: ElementTree.Element, line: int) -> list[str]:
        cells: list[str] = []
        column = 0
        for cell in row:
            if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                continue
            count = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
            text = self._printed(cell, line, column) if cell.tag == f"{_TABLE}table-cell" else ""
            down, across = (int(cell.get(f"{_TABLE}number-{way}-spanned", "1")) for way in ("rows", "columns"))
            if down > 1 or across > 1:
                self.merged.append(Span(line - 1, column, line + down - 2, column + across - 1))
            if text:
                cells += [""] * (column - len(cells))
                cells += [text] * count
            column += count
        return cells

    def _printed(self, cell: ElementTree.Element, line: int, column: int) -> str:
        shown = "\n".join("".join(part.itertext()) for part in cell.iter(f"{_TEXT}p"))
        kind, value = cell.get(f"{_OFFICE}value-type", ""), cell.get(f"{_OFFICE}value", "")
        if shown.startswith(("#", "Err:")) and kind != "percentage" and (kind == "string" or not shown[1:2].isdigit()):
            if shown.endswith(("!", "?", "/A")) or shown.startswith("Err:"):
                note_error(line, column, shown, self.notes)
            return shown
        if kind in ("float", "currency") and value:
            self.with_numbers.add(column)
            padded = shown.isdigit() and shown.startswith("0") and len(shown) > 1
            return shown if padded else cell_text(float(value)) + _words_behind(shown)
        if kind == "percentage" and value:
            return cell_text(float(value), "0%")
        if kind == "date" and shown:
            return shown if "年" in shown or shown.isdigit() else cell.get(f"{_OFFICE}date-value", shown)[:10]
        if kind == "string" and is_plain(shown.strip()):
            self.typed.append((cell_name(line, column), column))
        return shown


def _words_behind(shown: str) -> str:
    """Return Chinese words that a number format put behind a figure."""
    words = shown.lstrip("-+0123456789., \u00a0")
    return words if words and all("\u4e00" <= letter <= "\u9fff" for letter in words) else ""
