"""How a table is to be read: what is found out, and what a user decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from spatial.text import Text

Kind = Literal["number", "percent", "year", "date", "code", "text", "empty", "skip"]
KINDS: dict[Kind, Text] = {
    "number": Text("数值", "figures"),
    "percent": Text("百分比", "percentages"),
    "year": Text("年份", "years"),
    "date": Text("日期", "dates"),
    "code": Text("代码", "codes"),
    "text": Text("文字", "text"),
    "empty": Text("空列", "empty"),
    "skip": Text("不接入", "left out"),
}
CHOSEN_KINDS: tuple[Kind, ...] = ("number", "percent", "year", "code", "text", "skip")
"""The kinds that a user may choose for a column."""


@dataclass(frozen=True)
class TableOptions:
    """How a table is read; every default means "find out".

    Parameters
    ----------
    encoding
        Of a text file; ``""``: found out.
    header_rows
        Number of rows that make the heading; 0: found out.
    keep_notes
        Whether notes above and below the table stay as rows. Rows above the heading are titles all the same where
        `header_rows` is 0.
    leave_out_totals
        Whether rows of totals (合计, 小计 …) are left out. They are found and named in any case.
    tidy_cells
        Whether merged labels are filled, repeated headings and numbering rows left out, units taken out of cells and
        footnote marks off words. False reads cells as they stand.
    years
        Whether columns with a year in their heading are called ``indicator@year`` and understood as a long table.
    spread_indicators
        Whether indicators in the rows of one column become columns; see `spatial.tidying.indicator_rows`.
    kinds
        (column, kind) of the columns for which a user chose another kind than the one found.
    """

    encoding: str = ""
    header_rows: int = 0
    keep_notes: bool = False
    leave_out_totals: bool = False
    tidy_cells: bool = True
    years: bool = False
    spread_indicators: bool = False
    kinds: tuple[tuple[str, str], ...] = ()

    def kind_of(self, column: str) -> str:
        """Return the kind that was chosen for a column, ``""`` for none."""
        return dict(self.kinds).get(column, "")


FOUND_OUT = TableOptions()
AS_IT_STANDS = TableOptions(header_rows=1, keep_notes=True, tidy_cells=False)
"""One row of headings below a title, every other row a row, every cell as it stands."""
