"""What every reader of spreadsheets says of a sheet: hidden rows, formulas without a value, errors, scales."""

from __future__ import annotations

from collections.abc import Sequence

from spatial.finding_notes import Notes
from spatial.text import Text
from spatial.tidying.grid import cell_name, column_letters

_LISTED = 8


def _some(words: Sequence[str]) -> str:
    return "、".join(words[:_LISTED]) + (f"…（{len(words)}）" if len(words) > _LISTED else "")


def note_hidden(rows: Sequence[int], columns: Sequence[int], notes: Notes) -> None:
    """Say which rows (numbered from 1) and columns (from 0) of a sheet are hidden: they are read all the same."""
    if rows:
        some = _some([str(row) for row in rows])
        told = Text(f"隐藏的行也已读取：第 {some} 行。", f"Hidden rows are read as well: {some}.")
        notes.add("hidden_rows", "warning", told)
    if columns:
        some = _some([column_letters(column) for column in columns])
        told = Text(f"隐藏的列也已读取：{some} 列。", f"Hidden columns are read as well: {some}.")
        notes.add("hidden_columns", "warning", told)


def note_formulas(cells: Sequence[str], notes: Notes) -> None:
    """Say which cells hold a formula without the value it gave: they are blank."""
    if cells:
        some = _some(list(cells))
        told = Text(
            f"公式没有保存结果，读作空白：{some}。请在 Excel 或 WPS 中打开并保存一次。",
            f"Formulas without a saved result are read as blank: {some}. Open the file in Excel or WPS and save it.",
        )
        notes.add("formula_without_value", "warning", told)


def note_error(line: int, column: int, value: object, notes: Notes) -> None:
    """Say that a cell holds an error value."""
    place = cell_name(line, column)
    told = Text(f"第 {line} 行 {place} 是错误值 {value}。", f"Row {line}: {place} holds the error value {value}.")
    notes.add("cell_error", "warning", told)


def note_typed_text(cells: Sequence[str], notes: Notes) -> None:
    """Say which numbers are stored as text among numbers that are not."""
    if cells:
        told = Text(
            f"有 {len(cells)} 个数存成了文本，按数读取：{_some(list(cells))}。",
            f"{len(cells)} numbers are stored as text and read as numbers: {_some(list(cells))}.",
        )
        notes.add("text_numbers", "info", told)


def note_long_number(place: str, notes: Notes) -> None:
    """Say that a number has more digits than a spreadsheet keeps: it is a code, and its last digits are lost."""
    told = Text(
        f"{place} 是超过 15 位的数，电子表格只保留 15 位，末尾几位已经丢失；代码请存成文本。",
        f"{place} is a number of more than 15 digits, of which a spreadsheet keeps 15: store codes as text.",
    )
    notes.add("long_number", "warning", told)


def note_scaled_format(place: str, text: str, notes: Notes) -> None:
    """Say that a cell shows thousandths of what it holds: the whole value is read."""
    told = Text(
        f"{place} 的数字格式按千或万缩小显示，读取的是完整的数 {text}，请核对列名的单位。",
        f"The number format of {place} shows thousandths; the whole value, {text}, is read: check the unit.",
    )
    notes.add("scaled_format", "warning", told)
