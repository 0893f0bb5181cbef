"""The project's own tables (areas, indicators, values): UTF-8 CSV read as text, with errors that name file and row."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from spatial.errors import SourceError
from spatial.text import Text

Row = dict[str, str]
T = TypeVar("T")


def read_rows(path: Path, columns: Iterable[str]) -> list[Row]:
    """Return the rows of a UTF-8 CSV (with or without BOM) as texts, blanks stripped.

    Parameters
    ----------
    path
        The table; its first line names the columns.
    columns
        Columns that must be there; others are kept.

    Raises
    ------
    SourceError
        The file is missing, is no UTF-8, or lacks a column.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restval="")
            rows = [{key: (cell or "").strip() for key, cell in row.items() if key is not None} for row in reader]
            present = reader.fieldnames or ()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(
            Text(f"无法读取表格“{path.name}”：{error}。", f"The table “{path.name}” cannot be read: {error}."),
            Text("请确认文件存在且为 UTF-8 编码。", "See that the file exists and is UTF-8."),
        ) from error
    missing = [column for column in columns if column not in present]
    if missing:
        names = ", ".join(missing)
        raise SourceError(
            Text(f"表格“{path.name}”缺少列：{names}。", f"The table “{path.name}” lacks the columns {names}."),
            Text("请恢复这些列。", "Put these columns back."),
        )
    return rows


def parse_rows(path: Path, rows: Iterable[Row], parse: Callable[[Row], T]) -> list[T]:
    """Return `parse` of every row; a ValueError becomes a `SourceError` that names the file and the line."""
    parsed = []
    for line, row in enumerate(rows, start=2):
        try:
            parsed.append(parse(row))
        except ValueError as error:
            raise SourceError(
                Text(f"表格“{path.name}”第 {line} 行有误：{error}。", f"“{path.name}”, line {line}: {error}."),
                Text("请更正该行。", "Correct that line."),
            ) from error
    return parsed


def parts(cell: str) -> tuple[str, ...]:
    """Return the texts of a cell that holds several, separated by ``|``."""
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def number(cell: str) -> float | None:
    """Return the number in a cell, None where it is blank; ValueError where it is something else."""
    return float(cell) if cell else None
