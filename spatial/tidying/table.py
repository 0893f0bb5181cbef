"""From the cells of a sheet to a table: one row per record, unique columns, every decision a finding."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from spatial.cells import Form, fold, read_cell
from spatial.errors import SourceError
from spatial.feedback import SILENT, Feedback
from spatial.finding_notes import Notes
from spatial.text import Text
from spatial.tidying.columns import INDICATOR_WORDS, Column, subject_of, tidy_columns
from spatial.tidying.grid import Grid, Row, Span, span_name, width
from spatial.tidying.headings import Heading, find_heading
from spatial.tidying.indicator_rows import find_indicator_rows, note_indicator_rows, spread_indicators
from spatial.tidying.measures import parse_unit
from spatial.tidying.options import FOUND_OUT, TableOptions
from spatial.tidying.rows import count_notes, is_section, repeated_headings, total_rows
from spatial.years import parse_year

if TYPE_CHECKING:
    import pandas as pd

_LISTED = 5


@dataclass(frozen=True, eq=False)
class TidyTable:
    """A table: (N, M) frame of str, what its columns hold, and how many rows its heading had."""

    frame: pd.DataFrame
    columns: tuple[Column, ...]
    header_rows: int


def tidy_grid(
    grid: Grid, name: str, notes: Notes, options: TableOptions = FOUND_OUT, feedback: Feedback = SILENT
) -> TidyTable:
    """Make a table of the cells of a sheet.

    Parameters
    ----------
    grid
        As a reader hands it over.
    name
        Of the file or sheet, for errors; its stem is what columns of bare years are about.
    notes
        Hears of everything that was found, guessed, left out or changed.

    Raises
    ------
    SourceError
        There is no cell.
    """
    rows = [(line, row) for line, row in grid.rows if any(cell.strip() for cell in row)]
    if len(rows) < len(grid.rows):
        count = len(grid.rows) - len(rows)
        notes.add("empty_rows", "info", Text(f"略去 {count} 个空行。", f"{count} empty rows were left out."))
    if not rows:
        raise SourceError(
            Text(f"“{name}”中没有数据。", f"“{name}” holds no data."),
            Text("请检查文件或选择别的工作表。", "See whether it is the right file or sheet."),
        )
    if options.header_rows < 0:
        across = max(width(row) for _, row in rows)
        heading = Heading((), 0, 0, 0, ("",) * across)
    else:
        heading = find_heading(Grid(rows, grid.merged), options.header_rows, plain=not options.tidy_cells)
        note_heading(heading, [row for _, row in rows], notes)
    body = rows[heading.body if options.tidy_cells else heading.first + heading.depth :]
    top = [row for _, row in rows[heading.first : heading.first + heading.depth]]
    body = _without_surplus(body, top, max(len(heading.names), 1), options, notes)
    body = _with_merged(body, grid.merged, options, notes)
    if grid.is_text:
        _note_ragged(body, len(heading.names), notes)
    frame, lines, headings = _frame(heading, body, notes, options)
    return tidy_frame(frame, lines, heading, headings, (name, options, notes, feedback))


def tidy_frame(
    frame: pd.DataFrame,
    lines: npt.NDArray[np.int64],
    heading: Heading,
    headings: Sequence[str],
    settings: tuple[str, TableOptions, Notes, Feedback],
) -> TidyTable:
    """Find the rows of totals and make the columns readable; see `tidy_grid`."""
    name, options, notes, feedback = settings
    frame, lines = _totals(frame, lines, options, notes)
    in_rows = any(fold(word).replace(" ", "").casefold() in INDICATOR_WORDS for word in headings)
    subject = "" if in_rows else subject_of(heading.titles, name.rpartition(".")[0] or name)
    unit = heading.unit if parse_unit(heading.unit) else ""
    if heading.unit and options.tidy_cells:
        told = Text(
            f"表上写明单位“{heading.unit}”，用于没有另写单位的数值列。"
            if unit
            else f"表上写的单位“{heading.unit}”无法用于各列，请看各列的列名。",
            f"A line above the table states the unit “{heading.unit}”"
            + (", used for columns of figures that state none." if unit else "; it cannot be used for the columns."),
        )
        notes.add("unit_line", "info", told)
    frame, columns = tidy_columns(frame, headings, lines, (subject, unit), (options, notes, feedback))
    rows = find_indicator_rows(columns) if options.tidy_cells else None
    if rows is not None and options.spread_indicators:
        frame, columns = spread_indicators(frame, columns, rows, notes)
    elif rows is not None:
        note_indicator_rows(rows, notes)
    return TidyTable(frame, columns, heading.depth)


def note_heading(heading: Heading, rows: Sequence[Row], notes: Notes) -> None:
    """Say what was taken for titles and heading, and whether the heading looks like none."""
    for place in range(heading.first):
        title = " ".join(cell.strip() for cell in rows[place] if cell.strip())
        told = Text(f"首行“{title}”视为表题。", f"The first row, “{title}”, is taken as a title.")
        if place:
            told = Text(f"表上的“{title}”视为表题或说明。", f"“{title}” above the table is taken as a title or a note.")
        notes.add("title_row", "info", told)
    if heading.depth > 1:
        names = [f"“{name}”" for name in heading.names if "/" in name or heading.unit_row][:3]
        some = Text("、".join(names), ", ".join(names))
        unit = Text("，末行是单位", ", the last one of units") if heading.unit_row else Text("")
        told = Text(
            f"表头有 {heading.depth} 行{unit.zh}，已合并为{some.zh}等列名。",
            f"The heading has {heading.depth} rows{unit.en}, joined into names such as {some.en}.",
        )
        notes.add("header_rows", "info", told)
    if heading.dates:
        dates = "、".join(heading.dates[:3])
        told = Text(f"表头里的日期按年份读取：{dates}。", f"Dates in the heading are read as years: {dates}.")
        notes.add("year_as_date", "warning", told)
    if heading.numbering:
        told = Text("略去表头下的栏号行。", "The row of column numbers below the heading was left out.")
        notes.add("numbering_row", "info", told)
    figures = [
        cell.strip()
        for row in rows[heading.first : heading.first + heading.depth]
        for cell in row
        if cell.strip() and read_cell(cell).form <= Form.RANGE and parse_year(cell) is None
    ]
    if figures:
        told = Text(
            f"表头里有数值“{figures[0]}”：这张表可能没有表头，或表头行数不对，请核对。",
            f"The heading holds the figure “{figures[0]}”: perhaps there is no heading, or it has other rows.",
        )
        notes.add("figures_in_heading", "warning", told)


def _without_surplus(
    body: list[tuple[int, Row]], heading: Sequence[Row], across: int, options: TableOptions, notes: Notes
) -> list[tuple[int, Row]]:
    """Leave out notes below the table, headings that come again, and headings of its parts; say so."""
    surplus = 0 if options.keep_notes else count_notes([row for _, row in body], across)
    for line, row in body[len(body) - surplus :]:
        words = " ".join(cell.strip() for cell in row if cell.strip())
        told = Text(f"第 {line} 行是说明，不作为数据：“{words}”。", f"Line {line} is a note, no record: “{words}”.")
        notes.add("note_row", "info", told)
    body = body[: len(body) - surplus]
    if not options.tidy_cells:
        return body
    again = set(repeated_headings([row for _, row in body], heading)) if heading else set()
    if again:
        lines = "、".join(str(body[place][0]) for place in sorted(again)[:_LISTED]) + "…" * (len(again) > _LISTED)
        told = Text(f"表头在第 {lines} 行重复出现，已略去。", f"The heading comes again in line {lines}; left out.")
        notes.add("repeated_heading", "info", told)
    kept = []
    for place, (line, row) in enumerate(body):
        if is_section(row):
            told = Text(
                f"第 {line} 行“{row[0].strip()}”是小标题，未作为数据。",
                f"Line {line}, “{row[0].strip()}”, is the heading of a part, no record.",
            )
            notes.add("section_row", "info", told)
        elif place not in again:
            kept.append((line, row))
    return kept


def _with_merged(
    body: list[tuple[int, Row]], merged: Sequence[Span], options: TableOptions, notes: Notes
) -> list[tuple[int, Row]]:
    """Write the text of merged cells into all their rows; a merged figure stays where it is, and is said."""
    if not body:
        return body
    place_of = {line - 1: place for place, (line, _) in enumerate(body)}
    rows = list(body)
    for span in merged:
        if span.top not in place_of:
            continue
        line, first = rows[place_of[span.top]]
        word = first[span.left].strip() if span.left < len(first) else ""
        if word and options.tidy_cells and span.bottom > span.top and read_cell(word).form is Form.TEXT:
            for place in (place_of[row] for row in range(span.top + 1, span.bottom + 1) if row in place_of):
                line, row = rows[place]
                cells = [*row, *[""] * (span.left + 1 - len(row))]
                cells[span.left] = word
                rows[place] = (line, cells)
            told = Text(
                f"合并单元格 {span_name(span)} 的“{word}”已填到每一行。",
                f"Merged cells {span_name(span)}: “{word}” was filled into every row.",
            )
            notes.add("merged_cells", "info", told)
        elif word:
            told = Text(
                f"合并单元格 {span_name(span)} 里的“{word}”只记在第一格，没有分摊，请核对。",
                f"Merged cells {span_name(span)}: “{word}” stays in the first cell and is not shared out, check it.",
            )
            notes.add("merged_cells", "warning", told)
    return rows


def _frame(
    heading: Heading, body: Sequence[tuple[int, Row]], notes: Notes, options: TableOptions
) -> tuple[pd.DataFrame, npt.NDArray[np.int64], list[str]]:
    """Return the frame, the lines of its rows, and the headings of its columns."""
    import pandas as pd

    expected = len(heading.names)
    across = max(expected, max((width(row) for _, row in body), default=0))
    words = [*heading.names, *[""] * (across - expected)]
    cells = [[cell if cell.strip() else None for cell in row[:across]] for _, row in body]
    columns = list(zip(*(row + [None] * (across - len(row)) for row in cells), strict=True)) if cells else [()] * across
    kept = [
        place
        for place in range(across)
        if words[place] or not options.tidy_cells or any(cell is not None for cell in columns[place])
    ]
    if len(kept) < across:
        count = across - len(kept)
        told = Text(f"略去 {count} 个无名的空列。", f"{count} columns without name and content were left out.")
        notes.add("empty_columns", "info", told)
    names = unique_names(words, notes, set(range(across)) - set(kept))
    frame = pd.DataFrame({names[place]: pd.array(list(columns[place]), dtype="str") for place in kept})
    lines = np.array([line for line, _ in body], np.int64)
    return frame, lines, [words[place] for place in kept]


def _note_ragged(body: Sequence[tuple[int, Row]], expected: int, notes: Notes) -> None:
    for index, (line, row) in enumerate(body):
        if len(row) == expected or len(row) > expected >= width(row):
            continue
        text = Text(
            f"第 {line} 行有 {len(row)} 格，表头有 {expected} 格。",
            f"Line {line} has {len(row)} cells, the header has {expected}.",
        )
        notes.add("ragged_row", "warning", text, index)


def unique_names(words: Sequence[str], notes: Notes, dropped: Collection[int] = ()) -> list[str]:
    """Return unique column names: blank ones are numbered, repeated ones get a number; nothing is said of `dropped`."""
    names: list[str] = []
    taken = set[str]()
    for index, word in enumerate(words):
        wanted = " ".join(word.split()) or f"列{index + 1}"
        name, count = wanted, 1
        while name in taken:
            count += 1
            name = f"{wanted}_{count}"
        if name != wanted:
            text = Text(f"列名“{wanted}”重复，改为“{name}”。", f"The column “{wanted}” comes twice; renamed “{name}”.")
            notes.add("duplicate_fields", "warning", text)
        elif not word.strip() and index not in dropped:
            text = Text(
                f"第 {index + 1} 列没有列名，命名为“{name}”。", f"Column {index + 1} has no name; called “{name}”."
            )
            notes.add("unnamed_field", "info", text)
        names.append(name)
        taken.add(name)
    return names


def _totals(
    frame: pd.DataFrame, lines: npt.NDArray[np.int64], options: TableOptions, notes: Notes
) -> tuple[pd.DataFrame, npt.NDArray[np.int64]]:
    """Find rows of totals, say so, and leave them out where that was chosen."""
    found = total_rows(frame)
    if not found.any():
        return frame, lines
    named = [str(line) for line in lines[found][:_LISTED]] + ["…"] * bool(found.sum() > _LISTED)
    some = Text("、".join(named), ", ".join(named))
    if options.leave_out_totals:
        told = Text(f"按您的选择略去合计行：第 {some.zh} 行。", f"Rows of totals left out, as chosen: lines {some.en}.")
        notes.add("totals_left_out", "info", told)
        return frame.loc[~found].reset_index(drop=True), lines[~found]
    told = Text(
        f"第 {some.zh} 行像是合计、小计或平均，目前保留；可以选择略去。",
        f"Lines {some.en} look like totals, subtotals or means. They are kept; you may leave them out.",
    )
    notes.add("total_rows", "warning", told)
    return frame, lines
