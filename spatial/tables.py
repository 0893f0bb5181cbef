"""Reading tables, CSV and XLSX: every cell as the text a person would read in it, so that no key loses its zeros."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from spatial.errors import SourceError
from spatial.feedback import SILENT, Feedback
from spatial.finding_notes import Notes
from spatial.formats.text_encoding import count_errors, detect_encoding, known_encoding
from spatial.text import Text

DELIMITERS = (",", "\t", ";", "|", "，")
_SAMPLE_LINES = 50
_STEP = 20_000
_CELL_LIMIT = 10_000_000
_DOING = Text("读取表格", "Reading the table")

Row = Sequence[str]


@dataclass(frozen=True, eq=False)
class TableReading:
    """The content of one table: `frame` has one str column per column, blank cells missing."""

    frame: pd.DataFrame
    encoding: str = ""
    sheet: str = ""
    notes: Notes = field(default_factory=Notes)


def read_csv(raw: bytes, name: str, encoding: str = "", feedback: Feedback = SILENT) -> TableReading:
    """Read delimited text: encoding and delimiter are found, nothing is converted.

    Raises
    ------
    SourceError
        The encoding that was asked for is unknown, or there is no row.
    """
    notes = Notes()
    used = _encoding(raw, name, encoding, notes, feedback.part(0.0, 0.1))
    text = raw.decode(used, "replace")
    delimiter = sniff_delimiter(text)
    frame = _read_regular(raw if used == "utf-8" else text.encode(), delimiter, notes, feedback.part(0.1, 1.0))
    if frame is None:
        frame = frame_of_rows(_read_rows(text, delimiter, name, feedback.part(0.1, 1.0)), name, notes)
    return TableReading(frame, used, "", notes)


def _read_regular(raw: bytes, delimiter: str, notes: Notes, feedback: Feedback) -> pd.DataFrame | None:
    """Read a table without surprises at speed (Arrow); None where any row has too few, too many or only blank cells."""
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
    header = [column[0].as_py() or "" for column in columns]
    blank = pc.is_null(columns[0])
    for column in columns[1:]:
        blank = pc.and_(blank, pc.is_null(column))
    if pc.any(blank).as_py() or _width(header) == 1 < len(header):
        return None
    names = _names(header, notes)
    return pd.DataFrame({name: column[1:].to_pandas() for name, column in zip(names, columns, strict=True)})


def _read_rows(text: str, delimiter: str, name: str, feedback: Feedback) -> list[tuple[int, Row]]:
    """Read any table, row by row, with the numbers of the lines."""
    limit = csv.field_size_limit(_CELL_LIMIT)
    try:
        return list(_with_progress(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), text, feedback))
    except csv.Error as error:
        raise SourceError(
            Text(f"“{name}”不是有效的 CSV（{error}）。", f"“{name}” is not valid CSV ({error})."),
            Text("请检查引号是否成对，或另存为 XLSX。", "See whether the quotes come in pairs, or save it as XLSX."),
        ) from error
    finally:
        csv.field_size_limit(limit)


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


def frame_of_rows(rows: Sequence[tuple[int, Row]], name: str, notes: Notes) -> pd.DataFrame:
    """Return a frame of str columns from rows of cells with their line numbers (from 1).

    The first row with cells is the header; a single cell above a wider table is its title and left out. Rows without
    any cell are left out. Rows that are too long widen the table; rows that are too short miss their last cells.
    """
    filled = [(line, row) for line, row in rows if any(cell.strip() for cell in row)]
    if len(filled) < len(rows):
        count = len(rows) - len(filled)
        notes.add("empty_rows", "info", Text(f"略去 {count} 个空行。", f"{count} empty rows were left out."))
    while len(filled) > 2 and _width(filled[0][1]) == 1 and _width(filled[1][1]) > 1:
        title = next(cell.strip() for cell in filled.pop(0)[1] if cell.strip())
        notes.add(
            "title_row", "info", Text(f"首行“{title}”视为表题。", f"The first row, “{title}”, is taken as a title.")
        )
    if not filled:
        raise SourceError(
            Text(f"“{name}”中没有数据。", f"“{name}” holds no data."),
            Text("请检查文件或选择别的工作表。", "See whether it is the right file or sheet."),
        )
    header, body = filled[0][1], filled[1:]
    width = max(_width(header), max((_width(row) for _, row in body), default=0))
    _note_ragged(body, len(header), notes)
    names = _names([*header, *[""] * (width - len(header))][:width], notes)
    cells = [[cell if cell.strip() else None for cell in row[:width]] for _, row in body]
    columns = zip(*(row + [None] * (width - len(row)) for row in cells), strict=True) if cells else [()] * width
    return pd.DataFrame(
        {column: pd.array(list(values), dtype="str") for column, values in zip(names, columns, strict=True)}
    )


def _width(row: Row) -> int:
    """Return the number of cells up to the last one that is not blank."""
    return next((index for index in range(len(row), 0, -1) if row[index - 1].strip()), 0)


def _note_ragged(body: Sequence[tuple[int, Row]], expected: int, notes: Notes) -> None:
    for index, (line, row) in enumerate(body):
        if len(row) == expected or len(row) > expected >= _width(row):
            continue
        text = Text(
            f"第 {line} 行有 {len(row)} 格，表头有 {expected} 格。",
            f"Line {line} has {len(row)} cells, the header has {expected}.",
        )
        notes.add("ragged_row", "warning", text, index)


def _names(header: Sequence[str], notes: Notes) -> list[str]:
    """Return unique column names: blank ones are numbered, repeated ones get a number."""
    names: list[str] = []
    for index, cell in enumerate(header):
        wanted = " ".join(cell.split()) or f"列{index + 1}"
        name, count = wanted, 1
        while name in names:
            count += 1
            name = f"{wanted}_{count}"
        if name != wanted:
            text = Text(f"列名“{wanted}”重复，改为“{name}”。", f"The column “{wanted}” comes twice; renamed “{name}”.")
            notes.add("duplicate_fields", "warning", text)
        elif not cell.strip():
            text = Text(
                f"第 {index + 1} 列没有列名，命名为“{name}”。", f"Column {index + 1} has no name; called “{name}”."
            )
            notes.add("unnamed_field", "info", text)
        names.append(name)
    return names


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
            text = Text("文件不是 UTF-8，按 GB18030 读取。", "The file is not UTF-8; read as GB18030.")
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
