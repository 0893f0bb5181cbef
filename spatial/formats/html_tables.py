"""Reading the table of a web page that calls itself .xls, as the exports of many office systems do."""

from __future__ import annotations

from html.parser import HTMLParser

from spatial.feedback import SILENT, Feedback
from spatial.finding_notes import Notes
from spatial.formats.text_encoding import detect_encoding, known_encoding
from spatial.tables import TableReading
from spatial.text import Text
from spatial.tidying.grid import Grid, Span, filled
from spatial.tidying.options import FOUND_OUT, TableOptions
from spatial.tidying.table import tidy_grid

_MAX_SPAN = 1000
_SILENT_TAGS = ("script", "style", "title")


def has_table(text: str) -> bool:
    """Say whether a page holds a table of at least two rows and two columns."""
    grid = _largest(text)
    return grid is not None and len(grid.rows) > 1 and max(filled(row) for _, row in grid.rows) > 1


def decoded(raw: bytes, encoding: str = "") -> tuple[str, str]:
    """Return the text of a page and its encoding: the one given, its mark, the one it declares, else the one found."""
    import re

    declared = re.search(rb"charset\s*=\s*[\"']?\s*([\w-]+)", raw[:4096], re.IGNORECASE)
    found = detect_encoding(raw)
    said = known_encoding(declared[1].decode("ascii", "replace")) if declared else ""
    used = known_encoding(encoding) or (said if said and found.guessed else found.name)
    return raw.decode(used, "replace"), used


def read_html(raw: bytes, name: str, options: TableOptions = FOUND_OUT, feedback: Feedback = SILENT) -> TableReading:
    """Read the largest table of a page; cells that span rows and columns are merged cells.

    Raises
    ------
    SourceError
        The table is empty.
    """
    notes = Notes()
    text, used = decoded(raw, options.encoding)
    grid = _largest(text) or Grid(())
    told = Text(
        f"“{name}”其实是网页，读取了其中最大的一个表格。", f"“{name}” is a web page; its largest table was read."
    )
    notes.add("html_table", "warning", told)
    feedback.report(0.6)
    table = tidy_grid(grid, name, notes, options, feedback.part(0.6, 1.0))
    return TableReading(table.frame, used, "", notes, table.columns, table.header_rows)


def _largest(text: str) -> Grid | None:
    parser = _Tables()
    parser.feed(text)
    parser.close()
    tables = [table.grid() for table in parser.tables]
    return max(tables, key=lambda grid: sum(filled(row) for _, row in grid.rows), default=None)


class _Table:
    """The cells of one table with the places they take."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], list[str]] = {}
        self.taken = set[tuple[int, int]]()
        self.merged: list[Span] = []
        self.row, self.column = -1, 0

    def start_row(self) -> None:
        self.row, self.column = self.row + 1, 0

    def start_cell(self, down: int, across: int) -> list[str]:
        self.row = max(self.row, 0)
        while (self.row, self.column) in self.taken:
            self.column += 1
        places = [(self.row + i, self.column + j) for i in range(down) for j in range(across)]
        self.taken.update(places)
        if len(places) > 1:
            self.merged.append(Span(self.row, self.column, self.row + down - 1, self.column + across - 1))
        words: list[str] = []
        self.cells[(self.row, self.column)] = words
        self.column += across
        return words

    def grid(self) -> Grid:
        across = max((column for _, column in self.taken), default=-1) + 1
        rows = []
        for row in range(self.row + 1):
            words = ["".join(self.cells.get((row, column), ())).strip() for column in range(across)]
            rows.append((row + 1, words))
        return Grid(rows, tuple(self.merged))


class _Tables(HTMLParser):
    """Collects the tables of a page; a table in a table is one of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._open: list[tuple[_Table, list[str] | None]] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, a row, a cell."""
        if tag == "table":
            table = _Table()
            self.tables.append(table)
            self._open.append((table, None))
        elif tag in _SILENT_TAGS:
            self._silent += 1
        elif not self._open:
            return
        elif tag == "tr":
            self._open[-1][0].start_row()
        elif tag in ("td", "th"):
            given = dict(attrs)
            table, _ = self._open[-1]
            self._open[-1] = (table, table.start_cell(_span(given.get("rowspan")), _span(given.get("colspan"))))
        elif tag in ("br", "p") and self._open[-1][1]:
            self._open[-1][1].append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened."""
        if tag == "table" and self._open:
            self._open.pop()
        elif tag in _SILENT_TAGS:
            self._silent = max(self._silent - 1, 0)
        elif tag in ("td", "th") and self._open:
            self._open[-1] = (self._open[-1][0], None)

    def handle_data(self, data: str) -> None:
        """Add words to the open cell."""
        if self._open and self._open[-1][1] is not None and not self._silent:
            self._open[-1][1].append(" ".join(data.split()) if data.strip() else "")


def _span(value: str | None) -> int:
    return min(int(value), _MAX_SPAN) if value and value.isdigit() and int(value) > 0 else 1
