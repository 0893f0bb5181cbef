"""Reading tables: every cell as the text a person would read in it, so that no key loses its zeros."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from spatial.errors import SourceError
from spatial.feedback import SILENT, Feedback
from spatial.finding_notes import Notes
from spatial.formats.text_encoding import count_errors, detect_encoding, known_encoding
from spatial.text import Text
from spatial.tidying.columns import Column
from spatial.tidying.grid import Grid, Row
from spatial.tidying.headings import SEARCHED, find_heading
from spatial.tidying.options import FOUND_OUT, TableOptions
from spatial.tidying.rows import MAX_NOTES, SECTION_PATTERN, count_notes
from spatial.tidying.table import TidyTable, note_heading, tidy_frame, tidy_grid, unique_names

DELIMITERS = (",", "\t", ";", "|", "，")
_SAMPLE_LINES = 50
_STEP = 20_000
_CELL_LIMIT = 10_000_000
_DOING = Text("读取表格", "Reading the table")


@dataclass(frozen=True, eq=False)
class TableReading:
    """The content of one table: `frame` has one str column per column, blank cells missing."""

    frame: pd.DataFrame
    encoding: str = ""
    sheet: str = ""
    notes: Notes = field(default_factory=Notes)
    columns: tuple[Column, ...] = ()
    header_rows: int = 1


def read_csv(raw: bytes, name: str, options: TableOptions = FOUND_OUT, feedback: Feedback = SILENT) -> TableReading:
    """Read delimited text: encoding, delimiter and heading are found, nothing is converted that is not said.

    Raises
    ------
    SourceError
        The encoding that was asked for is unknown, or there is no row.
    """
    notes = Notes()
    used = _encoding(raw, name, options.encoding, notes, feedback.part(0.0, 0.1))
    text = raw.decode(used, "replace")
    text, delimiter = _without_directive(text, notes)
    is_paired = text.count('"') % 2 == 0
    regular = raw if used == "utf-8" and not delimiter else text.encode()
    delimiter = delimiter or sniff_delimiter(text)
    settings = (name, options, notes, feedback.part(0.7, 1.0))
    table = _read_regular(regular, delimiter, settings, feedback.part(0.1, 0.7)) if is_paired else None
    if table is None:
        rows = _read_rows(text, delimiter, name, feedback.part(0.1, 0.7))
        table = tidy_grid(Grid(rows, is_text=True), name, notes, options, feedback.part(0.7, 1.0))
    return TableReading(table.frame, used, "", notes, table.columns, table.header_rows)


def _without_directive(text: str, notes: Notes) -> tuple[str, str]:
    """Return the text without Excel's first line ``sep=;``, and the delimiter that it names (``""``: none)."""
    first = text[:20].partition("\n")[0]
    word = first.strip().lstrip("\ufeff")
    if not word.lower().startswith("sep=") or len(word) != 5:
        return text, ""
    notes.add(
        "delimiter_line", "info", Text(f"首行“{word}”指定了分隔符。", f"The first line, “{word}”, names the delimiter.")
    )
    return text[len(first) + 1 :], word[4]


def _read_regular(
    raw: bytes, delimiter: str, settings: tuple[str, TableOptions, Notes, Feedback], feedback: Feedback
) -> TidyTable | None:
    """Read a table without surprises at speed (Arrow).

    None where any row has too few, too many or only blank cells, and where there is more about the heading or the rows
    than one row of unmistakable names.
    """
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import csv as arrow_csv

    if len(delimiter.encode()) > 1 or not raw.strip():
        return None
    batches, done = [], 0
    try:
        with arrow_csv.open_csv(
            pa.BufferReader(raw),
            read_options=arrow_csv.ReadOptions(autogenerate_column_names=True),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False
            ),
            convert_options=arrow_csv.ConvertOptions(default_column_type=pa.string(), strings_can_be_null=False),
        ) as reader:
            for batch in reader:
                batches.append(batch)
                done += batch.nbytes
                feedback.report(min(done / len(raw), 1.0), _DOING)
    except pa.ArrowInvalid:
        return None
    table = pa.Table.from_batches(batches)
    columns = [pc.if_else(pc.equal(pc.utf8_trim_whitespace(c), ""), None, c) for c in table.columns]
    blank = pc.is_null(columns[0])
    for column in columns[1:]:
        blank = pc.and_(blank, pc.is_null(column))
    if pc.any(blank).as_py():
        return None
    return _tidy_regular(columns, settings)


def _tidy_regular(columns: Sequence[Any], settings: tuple[str, TableOptions, Notes, Feedback]) -> TidyTable | None:
    import pyarrow.compute as pc

    _, options, notes, _ = settings
    n = len(columns[0])
    head = _rows_of(columns, 0, min(SEARCHED, n))
    if options.header_rows < 0 or not all(head[0]):
        return None
    plain = not options.tidy_cells
    heading = find_heading(Grid(list(enumerate(head, 1))), options.header_rows, plain=plain)
    if (heading.first, heading.depth, heading.body) != (0, 1, 1) or heading.dates:
        return None
    tail = _rows_of(columns, max(1, n - MAX_NOTES), n)
    if not options.keep_notes and count_notes(tail, len(columns)):
        return None
    again = pc.any(pc.equal(columns[0][1:], head[0][0])).as_py()
    if not plain and (again or pc.any(pc.match_substring_regex(columns[0][1:], SECTION_PATTERN)).as_py()):
        return None
    if options.tidy_cells:
        note_heading(heading, head, notes)
    names = unique_names(heading.names, notes)
    frame = pd.DataFrame({name: column[1:].to_pandas() for name, column in zip(names, columns, strict=True)})
    return tidy_frame(frame.astype("str"), np.arange(2, n + 1), heading, heading.names, settings)


def _rows_of(columns: Sequence[Any], start: int, stop: int) -> list[list[str]]:
    cells = [column[start:stop].to_pylist() for column in columns]
    return [[cell or "" for cell in row] for row in zip(*cells, strict=True)]


def _read_rows(text: str, delimiter: str, name: str, feedback: Feedback) -> list[tuple[int, Row]]:
    """Read any table, row by row, with the numbers of the lines."""
    limit = csv.field_size_limit(_CELL_LIMIT)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        rows: list[tuple[int, Row]] = list(_with_progress(reader, text, feedback))
    except csv.Error as error:
        raise _broken(name, Text(f"不是有效的 CSV（{error}）", f"is not valid CSV ({error})")) from error
    finally:
        csv.field_size_limit(limit)
    if rows and _is_open(rows[-1][1], text):
        line = rows[-2][0] + 1 if len(rows) > 1 else 1
        raise _broken(name, Text(f"第 {line} 行起引号没有合上", f"has a quote that never closes, from line {line} on"))
    return rows


def _is_open(row: Row, text: str) -> bool:
    """Whether the last cell of a table runs to its end because a quote was never closed."""
    return text.count('"') % 2 == 1 and "\n" in row[-1]


def _broken(name: str, what: Text) -> SourceError:
    return SourceError(
        Text(f"“{name}”{what.zh}。", f"“{name}” {what.en}."),
        Text("请检查引号是否成对，或另存为 XLSX。", "See whether the quotes come in pairs, or save it as XLSX."),
    )


def sniff_delimiter(text: str) -> str:
    """Return the delimiter that gives the first lines of a text the most columns that agree with each other."""
    lines = [line for line in text[:200_000].splitlines()[:_SAMPLE_LINES] if line.strip()]

    def worth(delimiter: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        usual = max(set(widths), key=widths.count, default=1)
        return (widths.count(usual) * (usual - 1), -DELIMITERS.index(delimiter))

    try:
        return max(DELIMITERS, key=worth)
    except csv.Error:
        return ","


def _encoding(raw: bytes, name: str, given: str, notes: Notes, feedback: Feedback) -> str:
    if given and not known_encoding(given):
        raise SourceError(
            Text(f"不认识的编码“{given}”。", f"Unknown encoding “{given}”."),
            Text("可用 UTF-8、GB18030、Big5 等。", "Use UTF-8, GB18030, Big5 or another."),
        )
    if given:
        used, errors = known_encoding(given), count_errors(raw, known_encoding(given))
    else:
        found = detect_encoding(raw, feedback)
        used, errors = found.name, found.errors
        if found.guessed:
            shown = found.name.upper()
            text = Text(f"文件不是 UTF-8，按 {shown} 读取。", f"The file is not UTF-8; read as {shown}.")
            notes.add("encoding_guessed", "info", text)
    if errors:
        text = Text(
            f"“{name}”有 {errors} 处不能按 {used.upper()} 解码，以 � 代替。请核对编码。",
            f"{errors} places of “{name}” do not decode as {used.upper()} and show as �. Check the encoding.",
        )
        notes.add("undecodable_text", "warning", text)
    return used


def _with_progress(reader: Any, text: str, feedback: Feedback) -> Iterator[tuple[int, list[str]]]:
    lines = text.count("\n") + 1
    for index, row in enumerate(reader):
        if index % _STEP == 0:
            feedback.report(0.9 * index / lines, _DOING)
        yield reader.line_num, row
