"""Reading XLS, the workbooks of Excel 97 to 2003 and of WPS (.et): each cell as the text it shows."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from spatial.cells import is_plain
from spatial.errors import SourceError
from spatial.feedback import SILENT, Feedback
from spatial.finding_notes import Notes
from spatial.formats.cell_printing import cell_text, is_scaled
from spatial.formats.sheet_notes import note_error, note_hidden, note_long_number, note_scaled_format, note_typed_text
from spatial.formats.workbooks import chosen_sheet
from spatial.tables import TableReading
from spatial.text import Text
from spatial.tidying.grid import Grid, Span, cell_name
from spatial.tidying.options import FOUND_OUT, TableOptions
from spatial.tidying.table import tidy_grid

_STEP = 500
_DOING = Text("读取工作表", "Reading the sheet")


def xls_sheets(path: Path) -> list[str]:
    """Return the names of the worksheets of a workbook."""
    return [str(name) for name in _opened(path).sheet_names()]


def read_xls(
    path: Path, sheet: str = "", options: TableOptions = FOUND_OUT, feedback: Feedback = SILENT
) -> TableReading:
    """Read one worksheet: the one named, else the only one that has cells.

    Raises
    ------
    SourceError
        Damaged, locked by a password, no workbook; no such sheet; several sheets and none named.
    """
    notes = Notes()
    book = _opened(path)
    feedback.report(0.4, _DOING)
    name = chosen_sheet(path, book.sheet_names(), sheet, lambda one: book.sheet_by_name(one).nrows > 0)
    page = book.sheet_by_name(name)
    rows = list(_rows(book, page, notes, feedback.part(0.4, 0.8)))
    hidden_rows = [row + 1 for row, info in sorted(page.rowinfo_map.items()) if info.hidden and row < page.nrows]
    hidden_columns = [
        column for column, info in sorted(page.colinfo_map.items()) if info.hidden and column < page.ncols
    ]
    note_hidden(hidden_rows, hidden_columns, notes)
    merged = tuple(Span(top, left, bottom - 1, right - 1) for top, bottom, left, right in page.merged_cells)
    table = tidy_grid(Grid(rows, merged), f"{path.name}（{name}）", notes, options, feedback.part(0.8, 1))
    return TableReading(table.frame, "", name, notes, table.columns, table.header_rows)


def _opened(path: Path) -> Any:
    import io

    import xlrd
    from xlrd.compdoc import CompDocError

    damage = (CompDocError, struct.error, IndexError, KeyError, ValueError, AssertionError, TypeError)
    try:
        return xlrd.open_workbook(path, formatting_info=True, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        if "encrypted" in str(error):
            raise locked(path) from error
        raise _unreadable(path) from error
    except damage as error:
        raise _unreadable(path) from error


def locked(path: Path) -> SourceError:
    """Return the error for a workbook that a password protects from being opened."""
    return SourceError(
        Text(f"“{path.name}”设有打开密码。", f"“{path.name}” is locked with a password."),
        Text(
            "请在 Excel 或 WPS 中打开，取消密码后另存为 .xlsx。",
            "Open it in Excel or WPS, take the password off and save it as .xlsx.",
        ),
    )


def _unreadable(path: Path) -> SourceError:
    return SourceError(
        Text(
            f"“{path.name}”是旧式 Office 文件，但不是能读取的工作簿，或已损坏。",
            f"“{path.name}” is an old Office file but no workbook that can be read, or is damaged.",
        ),
        Text("请在 Excel 或 WPS 中打开并另存为 .xlsx。", "Open it in Excel or WPS and save it as .xlsx."),
    )


def _rows(book: Any, page: Any, notes: Notes, feedback: Feedback) -> Iterator[tuple[int, list[str]]]:
    import xlrd

    typed: list[tuple[str, int]] = []
    with_numbers = set[int]()
    for index in range(page.nrows):
        if index % _STEP == 0:
            feedback.report(index / page.nrows, _DOING)
        cells = []
        for column, cell in enumerate(page.row(index)):
            number_format = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
            value = cell.value
            if cell.ctype == xlrd.XL_CELL_DATE:
                value = _date(value, book.datemode)
            elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
                value = bool(value)
            elif cell.ctype == xlrd.XL_CELL_ERROR:
                value = xlrd.error_text_from_code.get(value, "#ERR")
                note_error(index + 1, column, value, notes)
            elif cell.ctype == xlrd.XL_CELL_NUMBER:
                with_numbers.add(column)
            elif cell.ctype == xlrd.XL_CELL_TEXT and is_plain(value.strip()):
                typed.append((cell_name(index + 1, column), column))
            text = cell_text(value, number_format)
            cells.append(text)
            if cell.ctype == xlrd.XL_CELL_NUMBER and is_scaled(number_format):
                note_scaled_format(cell_name(index + 1, column), text, notes)
            if cell.ctype == xlrd.XL_CELL_NUMBER and abs(cell.value) >= 1e15:
                note_long_number(cell_name(index + 1, column), notes)
        yield index + 1, cells
    note_typed_text([place for place, column in typed if column in with_numbers], notes)


def _date(value: float, datemode: int) -> Any:
    import xlrd

    try:
        return xlrd.xldate.xldate_as_datetime(value, datemode)
    except (ValueError, OverflowError):  # a number that is no date: shown as Excel shows it, as a number
        return value
