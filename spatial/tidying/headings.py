"""Where the heading of a sheet stands, how many rows it has, and what its columns are called.

What is taken for what, from the top:

titles
    Rows above a wider table whose only cell stands in its first column or left of it, or that hold nothing but
    remarks such as ``单位：亿元`` or ``填报日期：…``.
heading
    The next row. It goes on over further rows where merged cells say so; where they do not (a CSV has none), a row
    continues the heading if it fills its gaps, or tells columns of one name apart, with words, years or units and no
    figures; and where it holds nothing but units.
numbering
    A row ``甲 1 2 3`` below the heading, as statistical forms have it.

The levels of one column are joined as ``企业数（家）/2023年``; a cell that spans columns counts for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from spatial.cells import Form, fold, read_cell
from spatial.tidying.grid import Grid, Row, Span, filled, width
from spatial.tidying.measures import parse_unit
from spatial.tidying.odd_cells import year_of_date
from spatial.years import parse_year

MAX_DEPTH = 4
SEARCHED = 40
"""How many rows are looked at for the heading."""

_REMARK = re.compile(
    r"[(（]?(?:计量)?(?:单位|金额单位|填报单位|填报日期|填表日期|制表日期|制表单位|编制单位|日期|时间|年份|统计时间|数据截至|截至)\s*[:：].*",
    re.S,
)
_UNIT_LINE = re.compile(r"[(（]?(?:计量|金额|数据)?单位\s*[:：]\s*(.+?)[)）]?\s*", re.S)
_NUMERAL = re.compile(r"[(（]?([0-9]{1,3})[)）]?")
_STEMS = "甲乙丙丁戊"
_HAN_BREAK = re.compile(r"(?<=[^\x00-\x7f])[ \t]*[\r\n]+\s*(?=[^\x00-\x7f])")


@dataclass(frozen=True)
class Heading:
    """Where the parts of a sheet begin.

    Parameters
    ----------
    titles
        Texts of the title rows, remarks among them.
    first, depth
        Position of the first row of the heading among the filled rows, and its number of rows.
    body
        Position of the first row below it (and below a numbering row).
    names
        Name of each column, levels joined, ``""`` where there is none; not yet unique.
    unit
        Unit that a line above the table states for all of it, ``""`` for none.
    unit_row, numbering
        Whether the last row of the heading holds units; whether a numbering row follows.
    dates
        Dates that were taken for years, as printed: ``2018-12-31``; ``1905-07-10``, the number 2018 shown as a date.
    """

    titles: tuple[str, ...]
    first: int
    depth: int
    body: int
    names: tuple[str, ...]
    unit: str = ""
    unit_row: bool = False
    numbering: bool = False
    dates: tuple[str, ...] = ()


def find_heading(grid: Grid, header_rows: int = 0, *, plain: bool = False) -> Heading:
    """Find the heading of the filled rows of a grid.

    Parameters
    ----------
    grid
        At least one row; blank rows taken out.
    header_rows
        Number of rows of the heading; 0: found out.
    plain
        Whether only single cells at the left above a wider row are titles, and nothing is found out besides.
    """
    rows = [row for _, row in grid.rows[:SEARCHED]]
    first = _plain_titles(rows) if plain else _titles(rows, grid)
    titles = tuple(cell.strip() for row in rows[:first] for cell in row if cell.strip())
    unit = next((found[1].strip() for title in titles if (found := _UNIT_LINE.fullmatch(title))), "")
    spans = [span for span in grid.merged if span.top >= grid.rows[first][0] - 1]
    top = grid.rows[first][0] - 1
    depth = min(header_rows or _depth(rows[first:], spans, top), len(rows) - first)
    heading = rows[first : first + depth]
    unit_row = (
        not plain and depth > 1 and _is_unit_row(heading[-1]) and any(not _is_unit_row(row) for row in heading[:-1])
    )
    after = first + depth
    numbering = not plain and after + 1 < len(rows) and _is_numbering(rows[after], rows[after + 1])
    across = max((width(row) for row in heading), default=0)
    dates = tuple(cell.strip() for row in heading for cell in row if not plain and _year_in_date(cell.strip()))
    levels = _filled_levels(heading, [span for span in spans if span.top < top + depth], top, across)
    levels = [[_year_in_date(word) or word for word in level] if dates else level for level in levels]
    names = tuple(_joined([level[column] for level in levels], unit_row) for column in range(across))
    return Heading(titles, first, depth, after + numbering, names, unit, unit_row, numbering, dates)


def _year_in_date(word: str) -> str:
    """Return the year that a date in a heading stands for (the first or last day of one), ``""`` for none."""
    if year := year_of_date(word):
        return f"{year}年"
    found = re.fullmatch(r"((?:19|20)[0-9]{2})[-/](?:0?1[-/]0?1|12[-/]31)", word)
    return f"{found[1]}年" if found else ""


def tidy_word(text: str) -> str:
    """Return the text of a heading on one line; a break between Chinese characters leaves no blank."""
    return " ".join(_HAN_BREAK.sub("", text).split())


def _titles(rows: Sequence[Row], grid: Grid) -> int:
    """Return how many of the first rows are titles or remarks."""
    first = 0
    while first + 1 < len(rows):
        row, later = rows[first], rows[first + 1 : first + 6]
        wider = [each for each in later if filled(each) > 1]
        if not wider:
            break
        left = min(_first_filled(each) for each in wider)
        alone = filled(row) == 1 and _first_filled(row) <= left
        if not alone and not _is_title(row, grid, grid.rows[first][0] - 1, max(map(width, later))):
            break
        first += 1
    return first


def _plain_titles(rows: Sequence[Row]) -> int:
    first = 0
    while len(rows) > first + 2 and width(rows[first]) == 1 and width(rows[first + 1]) > 1:
        first += 1
    return first


def _first_filled(row: Row) -> int:
    return next((place for place, cell in enumerate(row) if cell.strip()), 0)


def _is_title(row: Row, grid: Grid, top: int, across: int) -> bool:
    cells = [cell.strip() for cell in row if cell.strip()]
    if all(_REMARK.fullmatch(cell) for cell in cells):
        return True
    spans = [span for span in grid.merged if span.top == top and row[span.left : span.left + 1] == [cells[0]]]
    if len(cells) == 1 and any(span.right - span.left + 1 >= max(across - 1, 2) for span in spans):
        return True
    return len(cells) == 2 and bool(row[0].strip()) and _REMARK.fullmatch(cells[1]) is not None and across > 2


def _depth(rows: Sequence[Row], spans: Sequence[Span], top: int) -> int:
    depth = row = 1
    while row <= depth and depth < min(MAX_DEPTH, len(rows) - 1):
        here = top + row - 1
        for span in spans:
            if span.top != here:
                continue
            if span.bottom > span.top:
                depth = max(depth, span.bottom - top + 1)
            elif row < len(rows) and _is_label_row(rows[row]) and _fills(rows[row], span.left, span.right + 1):
                depth = max(depth, row + 1)
        row += 1
    depth = min(depth, MAX_DEPTH, max(len(rows) - 1, 1))
    while depth < min(MAX_DEPTH, len(rows) - 1) and _continues(rows[:depth], rows[depth], rows[depth + 1 :]):
        depth += 1
    return depth


def _fills(row: Row, start: int, stop: int) -> bool:
    return any(cell.strip() for cell in row[start:stop])


def _continues(heading: Sequence[Row], row: Row, below: Sequence[Row]) -> bool:
    """Whether a row goes on with a heading although no merged cell says so."""
    if _is_unit_row(row):
        return not _is_unit_row(heading[-1])
    if not filled(row) or not _is_label_row(row):
        return False
    across = max(width(row), *(width(each) for each in heading))
    names = ["".join(_cell(each, column) for each in heading) for column in range(across)]
    own = [_cell(row, column) for column in range(across)]
    gaps = [column for column in range(across) if own[column] and not names[column]]
    twins = [column for column in range(across) if own[column] and names[column] and names.count(names[column]) > 1]
    first_blank = not own[0] or not names[0]
    years = all(parse_year(word) for word in own if word)
    return first_blank and bool(gaps or twins) and (years or _any_figures(below, own))


def _any_figures(below: Sequence[Row], own: Sequence[str]) -> bool:
    """Whether columns that a row gives words to hold figures further down."""
    columns = [column for column, word in enumerate(own) if word]
    return any(
        read_cell(_cell(row, column)).form <= Form.RANGE
        for row in below[:10]
        for column in columns
        if len(row) > column
    )


def _cell(row: Row, column: int) -> str:
    return row[column].strip() if column < len(row) else ""


def _is_label_row(row: Row) -> bool:
    """Whether all cells of a row are words, years or units: no figures, no signs for missing ones."""
    return all(_is_label(cell.strip()) for cell in row if cell.strip())


def _is_label(word: str) -> bool:
    return parse_year(word) is not None or _as_unit(word) or read_cell(word).form is Form.TEXT


def _as_unit(word: str) -> bool:
    inner = re.sub(r"^[(（\[](.+)[)）\]]$", r"\1", word)
    return parse_unit(inner) is not None


def _is_unit_row(row: Row) -> bool:
    """Whether a row holds units and nothing else, but for ``单位`` or a dash in its first cells."""
    cells = [cell.strip() for cell in row if cell.strip()]
    units = [cell for cell in cells if _as_unit(cell)]
    words = {"单位", "计量单位", "—", "-", "/", "——"}
    rest_ok = all(_as_unit(cell) or cell in words for cell in cells)
    return bool(units) and rest_ok and not (row and row[0].strip() and _as_unit(row[0].strip()) and len(cells) == 1)


def _is_numbering(row: Row, following: Row) -> bool:
    """Whether a row numbers the columns; one without 甲 may be a record, unless words stand under its first number."""
    cells = [fold(cell) for cell in row if cell.strip()]
    stems = 0
    while stems < len(cells) and cells[stems] == _STEMS[stems : stems + 1]:
        stems += 1
    numbers = [_NUMERAL.fullmatch(cell) for cell in cells[stems:]]
    right = [int(found[1]) for found in numbers if found] == list(range(1, len(numbers) + 1))
    sure = bool(stems) or (len(cells) > 2 and read_cell(_cell(following, 0)).form is Form.TEXT)
    return right and all(numbers) and bool(numbers) and sure and len(cells) == width(row)


def _filled_levels(heading: Sequence[Row], spans: Sequence[Span], top: int, across: int) -> list[list[str]]:
    """Return the rows of a heading with the cells of spans repeated, over gaps without spans as well."""
    levels = [[tidy_word(_cell(row, column)) for column in range(across)] for row in heading]
    spanned = set[tuple[int, int]]()
    for span in spans:
        places = [
            (row - top, column)
            for row in range(span.top, span.bottom + 1)
            for column in range(span.left, span.right + 1)
            if 0 <= row - top < len(levels) and column < across
        ]
        spanned.update(places)
        if places:
            word = levels[places[0][0]][places[0][1]]
            for row, column in places:
                levels[row][column] = word
    for row, level in enumerate(levels[:-1]):
        for column in range(1, across):
            below = any(lower[column] for lower in levels[row + 1 :])
            same_group = row == 0 or levels[row - 1][column] == levels[row - 1][column - 1]
            gap = not level[column] and (row, column) not in spanned and below and same_group
            if gap and any(lower[column - 1] for lower in levels[row + 1 :]) and level[column - 1]:
                level[column] = level[column - 1]
    return levels


def _joined(words: Sequence[str], unit_row: bool) -> str:
    unit = re.sub(r"^[(（\[](.+)[)）\]]$", r"\1", words[-1]) if unit_row else ""
    parts: list[str] = []
    for word in words[:-1] if unit_row else words:
        if word and (not parts or parts[-1] != word):
            parts.append(word)
    name = "/".join(parts)
    return f"{name}（{unit}）" if name and parse_unit(unit) and not re.search(r"[)）\]]$", name) else name
