"""The cells of a sheet as every reader hands them over, before anything is taken for a heading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

Row = Sequence[str]


class Span(NamedTuple):
    """Merged cells: first and last row and column, all closed, counted from 0 on the sheet."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, eq=False)
class Grid:
    """Printed cells with their places.

    Parameters
    ----------
    rows
        (line number from 1 as the program shows it, the cells); rows may differ in length.
    merged
        Merged cells. Only the first cell of a span has a text.
    is_text
        Whether the rows are lines of a text file, where one that is too short or too long is a mistake.
    """

    rows: Sequence[tuple[int, Row]]
    merged: tuple[Span, ...] = ()
    is_text: bool = False


def filled(row: Row) -> int:
    """Return how many cells of a row are not blank."""
    return sum(1 for cell in row if cell.strip())


def width(row: Row) -> int:
    """Return the number of cells up to the last one that is not blank."""
    return next((index for index in range(len(row), 0, -1) if row[index - 1].strip()), 0)


def column_letters(index: int) -> str:
    """Return the letters by which a spreadsheet calls its column `index`, counted from 0."""
    letters, rest = "", index + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


def cell_name(line: int, column: int) -> str:
    """Return the name of a cell such as ``B3``: `line` from 1, `column` from 0."""
    return f"{column_letters(column)}{line}"


def span_name(span: Span) -> str:
    """Return the name of merged cells such as ``B2:B3``."""
    return f"{cell_name(span.top + 1, span.left)}:{cell_name(span.bottom + 1, span.right)}"
