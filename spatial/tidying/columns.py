"""What the columns of a table hold: their kind, unit and year; and their cells made readable, every change said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from spatial.cells import Form, fold
from spatial.feedback import Feedback
from spatial.finding_notes import Notes
from spatial.text import Text
from spatial.tidying.cell_units import UnitsRead, note_scaled, read_units
from spatial.tidying.column_cells import ColumnCells
from spatial.tidying.measures import parse_unit, read_measure
from spatial.tidying.odd_cells import note_odd_cells, unmarked, unquoted, without_decimal_commas, years_from_dates
from spatial.tidying.options import KINDS, Kind, TableOptions
from spatial.tidying.year_headings import YearHeading, read_year_heading, year_name
from spatial.years import YearLabel, parse_year

if TYPE_CHECKING:
    import pandas as pd

INDICATOR_WORDS = frozenset({"指标", "指标名称", "统计指标", "指标项", "indicator"})
YEAR_WORDS = frozenset({"年份", "年度", "年", "统计年份", "统计年度", "数据年份", "year", "yr"})
_CODE = re.compile(r"代码|编码|编号|序号|邮编|电话|(?:^|[_ ])(?:code|id|fid|no|zip|phone)$", re.IGNORECASE)
_LONG_CODE = re.compile(r"0[0-9]+|[0-9]{11,}|[0-9A-Z]{18}")
_DATE = re.compile(r"[0-9]{4}[-/年.][0-9]{1,2}(?:[-/月.][0-9]{1,2}日?)?(?: .*)?月?")
_NO_UNIT = re.compile(r"率|比重|占比|比例|份额|增速|增幅|增长|排名|位次|指数|得分|密度|强度|倍")
_BRACKET = re.compile(r"^(.+?)\s*[（(\[]([^（()）\[\]]+)[)）\]]$", re.S)
_TITLE_NUMBER = re.compile(r"^(?:附?[表图]\s*[0-9一二三四五六七八九十]+(?:[-.][0-9]+)?\s*[:：.、]?\s*)")


@dataclass(frozen=True)
class Column:
    """What was found in one column.

    Parameters
    ----------
    name
        In the frame.
    heading
        As printed, levels joined with ``/``; ``""`` where there is none.
    kind
        What its cells are.
    unit
        As the heading, a line above the table or all its cells state it; ``""`` for none.
    indicator, label
        What the figures are, with the unit in brackets, and of which year, where the heading names a year; else ``""``
        and None.
    counts
        Number of cells of each `Form`.
    raw
        Name by which `TableOptions.kinds` calls the column: before a unit or a year was put into it.
    """

    name: str
    heading: str
    kind: Kind
    unit: str = ""
    indicator: str = ""
    label: YearLabel | None = None
    counts: dict[Form, int] = field(default_factory=dict)
    raw: str = ""


def split_unit(heading: str) -> tuple[str, str]:
    """Return the words and the unit of a heading such as ``工业总产值（亿元）``; no unit: ``""``.

    ``高新技术企业数（认定）`` has no unit: what stands in the brackets is none that is known.
    """
    found = _BRACKET.match(heading)
    return (found[1], found[2].strip()) if found and parse_unit(found[2]) else (heading, "")


def subject_of(titles: Sequence[str], fallback: str) -> str:
    """Return what a table with headings of bare years is about: its title without number, else `fallback`."""
    words = [_TITLE_NUMBER.sub("", title) for title in titles if not re.search(r"[:：]", title)]
    return next((word for word in words if word and parse_year(word) is None), fallback)


def tidy_columns(
    frame: pd.DataFrame,
    headings: Sequence[str],
    lines: npt.NDArray[np.int64],
    about: tuple[str, str],
    settings: tuple[TableOptions, Notes, Feedback],
) -> tuple[pd.DataFrame, tuple[Column, ...]]:
    """Make the cells of all columns readable, and tell what they hold.

    Parameters
    ----------
    frame
        (N, M) str, columns named uniquely.
    headings
        (M,) headings as printed.
    lines
        (N,) line of each row.
    about
        What columns of bare years are about (``""``: the rows say it), and the unit that a line above the table states.
    settings
        How to read, what hears of guesses, and progress.

    Returns
    -------
    frame, columns
        New names and cells.
    """
    import pandas as pd

    options, notes, feedback = settings
    columns, series = [], []
    for place, name in enumerate(frame.columns):
        feedback.report(place / max(len(frame.columns), 1), Text("识别各列", "Looking at the columns"))
        column, cells = _tidy_column(ColumnCells(name, frame[name], lines), headings[place], about, (options, notes))
        columns.append(column)
        series.append(cells)
    columns = _named(columns, options)
    _note_years(columns, about[0], notes)
    tidied = pd.DataFrame(dict(zip((column.name for column in columns), series, strict=True)), dtype="str")
    return tidied, tuple(columns)


def _tidy_column(
    cells: ColumnCells, heading: str, about: tuple[str, str], settings: tuple[TableOptions, Notes]
) -> tuple[Column, pd.Series[str]]:
    options, notes = settings
    chosen = options.kind_of(cells.name)
    change = options.tidy_cells and chosen not in ("text", "code", "skip")
    is_year = _is_year_heading(heading) or chosen == "year"
    year = read_year_heading(heading) if "@" not in heading else None
    if change:
        cells = years_from_dates(unquoted(cells, notes), is_year, notes)
        cells = unmarked(without_decimal_commas(cells, notes), notes)
    kind = _kind_of(cells, heading, cells.counts(), is_year)
    words = (year.indicator or about[0]) if year else heading
    if kind not in ("number", "percent") and chosen not in ("number", "percent"):
        kind = _chosen_or(chosen, kind)
        return _column(cells, heading, kind, year if kind == "empty" else None, UnitsRead(), words), cells.column
    units = UnitsRead(unit=split_unit(words)[1])
    if change:
        line_unit = about[1] if kind == "number" and not _NO_UNIT.search(words) and not units.unit else ""
        units = read_units(cells, units.unit or line_unit, notes)
        units = replace(units, from_cells=units.from_cells or bool(line_unit and parse_unit(line_unit)))
        cells = cells.replaced(units.new)
        note_scaled(cells, notes)
        note_odd_cells(cells, notes)
        _note_mixed_percent(cells, notes)
    if chosen == "percent" and not units.unit:
        units = UnitsRead(unit="%", from_cells=True)
    return _column(cells, heading, _chosen_or(chosen, kind), year, units, words), cells.column


def _chosen_or(chosen: str, kind: Kind) -> Kind:
    return next((each for each in KINDS if each == chosen), kind)


def _column(
    cells: ColumnCells, heading: str, kind: Kind, year: YearHeading | None, units: UnitsRead, words: str = ""
) -> Column:
    counts = cells.counts()
    if year is None:
        name = f"{cells.name}（{units.unit}）" if units.from_cells else cells.name
        return Column(name, heading, kind, units.unit, counts=counts, raw=cells.name)
    indicator = f"{words}（{units.unit}）" if units.from_cells else words
    name = f"{cells.name}（{units.unit}）" if units.from_cells else cells.name
    return Column(name, heading, kind, units.unit, indicator, year.label, counts, cells.name)


def _is_year_heading(heading: str) -> bool:
    return fold(heading).replace(" ", "").casefold() in YEAR_WORDS


def _kind_of(cells: ColumnCells, heading: str, counts: dict[Form, int], is_year: bool) -> Kind:
    measured = cells.count([place for place in cells.of_form(Form.TEXT) if read_measure(cells.words[place])])
    figures = counts[Form.NUMBER] + counts[Form.ESTIMATE] + counts[Form.RANGE] + measured
    texts = counts[Form.TEXT] - measured
    if not figures and not texts:
        return "empty"
    if is_year and all(parse_year(word) for word in cells.sample):
        return "year"
    if _CODE.search(heading) or (texts and all(_LONG_CODE.fullmatch(word) for word in cells.sample)):
        return "code"
    dates = [word for word in cells.sample if _DATE.fullmatch(word)]
    if dates and len(dates) * 2 > len(cells.sample):
        return "date"
    if figures and (figures >= texts or read_year_heading(heading) is not None):
        percents = cells.count([place for place in cells.places if cells.cell(place).percent])
        return "percent" if percents and percents * 2 >= figures else "number"
    return "text"


def _note_mixed_percent(cells: ColumnCells, notes: Notes) -> None:
    signs = [place for place in cells.places if cells.cell(place).percent]
    bare = cells.n_plain + sum(
        not cells.cell(place).percent for place in cells.of_form(Form.NUMBER, Form.ESTIMATE, Form.RANGE)
    )
    if signs and bare:
        told = Text(
            f"“{cells.name}”部分数值带百分号、部分不带，均按印出的数值读取（12.5% 读作 12.5）："
            f"{cells.said(signs)}（括号内为行号）。",
            f"“{cells.name}”: some figures carry a percent sign, some do not; all are read as printed (12.5% = 12.5): "
            f"{cells.said(signs, ', ')} (lines in brackets).",
        )
        notes.add("percent_mixed", "warning", told)


def _named(columns: Sequence[Column], options: TableOptions) -> list[Column]:
    """Return the columns with unique names; ``indicator@year`` for those with a year, where that is wanted."""
    labels: dict[str, list[YearLabel]] = {}
    for column in columns:
        if column.label is not None:
            labels.setdefault(column.indicator, []).append(column.label)
    taken = set[str]()
    named = []
    for column in columns:
        wanted = column.name
        if options.years and column.label is not None and column.indicator:
            wanted = year_name(column.indicator, column.label, labels[column.indicator])
        name, count = wanted, 1
        while name in taken:
            count += 1
            name = f"{wanted}_{count}"
        taken.add(name)
        named.append(replace(column, name=name))
    return named


def _note_years(columns: Sequence[Column], subject: str, notes: Notes) -> None:
    words = {"actual": ("", ""), "estimate": ("（预估）", " (estimate)"), "target": ("（目标）", " (target)")}
    for indicator in dict.fromkeys(column.indicator for column in columns if column.label and column.indicator):
        labels = [column.label for column in columns if column.label and column.indicator == indicator]
        bare = any(column.label and _bare(column) and column.indicator == indicator for column in columns)
        zh = "、".join(f"{label.year}{words[label.kind][0]}" for label in labels)
        en = ", ".join(f"{label.year}{words[label.kind][1]}" for label in labels)
        of = Text(f"列名只有年份，指标名取“{subject}”。", f" The headings are bare years; “{subject}” names them.")
        told = Text(
            f"“{indicator}”的年份列：{zh}。{of.zh if bare else ''}",
            f"“{indicator}” has columns of years: {en}.{of.en if bare else ''}",
        )
        notes.add("year_columns", "info", told)


def _bare(column: Column) -> bool:
    found = read_year_heading(column.heading)
    return found is not None and not found.indicator
