"""A result as a table of words and figures: what the window shows, what CSV and XLSX hold, and what sheets print."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from spatial.feedback import SILENT, Feedback
from spatial.text import Language, Text
from spatial.values import print_number

if TYPE_CHECKING:
    import pandas as pd

Cell = float | int | str | Text | None
NO_FIGURE = "—"
_DIGITS = 4


@dataclass(frozen=True, eq=False)
class ResultTable:
    """A result in rows and columns.

    Parameters
    ----------
    title
        What it is of.
    columns
        Headings.
    rows
        Cells, as many in each row as there are columns; None where there is no figure. No cell is NaN.
    words
        The reading and the method, in the order in which they are printed.
    """

    title: Text
    columns: tuple[Text, ...]
    rows: tuple[tuple[Cell, ...], ...]
    words: tuple[Text, ...] = ()


def cell_words(cell: Cell, language: Language, digits: int = _DIGITS) -> str:
    """Return a cell as it is read: a dash for what is not known, figures to some significant digits."""
    if cell is None or (isinstance(cell, float) and not math.isfinite(cell)):
        return NO_FIGURE
    if isinstance(cell, Text):
        return cell.to(language)
    if isinstance(cell, bool):
        return Text("是" if cell else "否", "yes" if cell else "no").to(language)
    if isinstance(cell, int):
        return f"{cell:,}"
    if isinstance(cell, float):
        return f"{cell:,.0f}" if abs(cell) >= 10**digits else print_number(cell, digits)
    return cell


def sentence(words: Text) -> Text:
    """Return words that begin as a sentence does: methods are written to stand inside of one, too."""
    return Text(words.zh, words.en[:1].upper() + words.en[1:])


def p_words(p: float | None) -> str:
    """Return a p-value with its sign, ``= 0.03``; below a thousandth only that it is: nobody knows it closer."""
    if p is None or not math.isfinite(p):
        return f"= {NO_FIGURE}"
    return "< 0.001" if p < 0.001 else f"= {print_number(p, 2)}"


def to_frame(table: ResultTable, language: Language) -> pd.DataFrame:
    """Return the table with figures as figures and nothing where there is none."""
    import pandas as pd

    made = {
        heading.to(language): pd.Series(
            [cell.to(language) if isinstance(cell, Text) else cell for cell in column], dtype=object
        )
        for heading, column in zip(table.columns, _columns(table), strict=True)
    }
    return pd.DataFrame(made)


def write_result(table: ResultTable, path: Path, language: Language, feedback: Feedback = SILENT) -> int:
    """Write a result as CSV or XLSX (by the ending); its words follow below, so that no figure travels without them.

    Returns
    -------
    int
        Rows of figures written.

    Raises
    ------
    SourceError
        The file cannot be written, or its ending is unknown.
    """
    import pandas as pd

    from spatial.sources import write_table

    frame = to_frame(table, language)
    first = frame.columns[0]
    under = pd.DataFrame({first: ["", *(words.to(language) for words in table.words)]}, dtype=object)
    write_table(pd.concat([frame, under], ignore_index=True) if table.words else frame, path, feedback)
    return len(frame)


def _columns(table: ResultTable) -> list[tuple[Cell, ...]]:
    return list(zip(*table.rows, strict=True)) if table.rows else [() for _ in table.columns]
