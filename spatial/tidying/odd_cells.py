"""Cells that are not what they look like: footnote marks, quotes of a spreadsheet, decimal commas, years as dates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from spatial.cells import Form, fold
from spatial.finding_notes import Notes
from spatial.text import Text
from spatial.tidying.column_cells import ColumnCells

_QUOTED = re.compile(r'="(.*)"|\'(.+)', re.S)
_MARKED = re.compile(
    r"(.*[^\s*†‡①-⑳\d])\s*(?:[*†‡]{1,3}|[①-⑳]|[\[〔【](?:注)?[0-9]{1,2}[\]〕】]|[(（]?注[0-9]{1,2}[)）]?)", re.S
)
_COMMA_SURE = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[+-]?[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})")
_COMMA_MAYBE = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})*(?:,[0-9]+)?|[+-]?[0-9]+,[0-9]+")
_POINT_SURE = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+|[+-]?[0-9]+\.(?:[0-9]{1,2}|[0-9]{4,})")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?: .*)?")
_BOUND = re.compile(
    r"(?:超过?|逾|近|不足|不到|不少于|不低于|不超过|大于|小于|高于|低于|至少|最多|[≥≤><]=?).*[0-9].*|.*[0-9].*(?:余|多|以上|以下|以内|\+)[^0-9]{0,3}"
)
_EPOCH = dt.date(1899, 12, 30)


def unquoted(cells: ColumnCells, notes: Notes) -> ColumnCells:
    """Return the words without the quotes by which spreadsheets keep text from being read: ``="001"``, ``'001``."""
    new: dict[int, str] = {}
    for place in cells.places:
        if found := _QUOTED.fullmatch(cells.words[place].strip()):
            new[place] = found[1] if found[1] is not None else found[2]
    if new:
        told = Text(
            f"“{cells.name}”：去掉了电子表格的文本记号（括号内为行号）：{cells.said(list(new))}。",
            f"“{cells.name}”: marks for text were taken off (lines in brackets): {cells.said(list(new), ', ')}.",
        )
        notes.add("text_quotes", "info", told)
    return cells.replaced(new)


def unmarked(cells: ColumnCells, notes: Notes) -> ColumnCells:
    """Return the words without marks of footnotes (``桃浦智创城①``, ``长风*``, ``真如[1]``)."""
    new: dict[int, str] = {}
    for place in cells.of_form(Form.TEXT):
        if found := _MARKED.fullmatch(cells.words[place]):
            new[place] = found[1].rstrip()
    if new:
        told = Text(
            f"“{cells.name}”：去掉了脚注记号（括号内为行号）：{cells.said(list(new))}。",
            f"“{cells.name}”: marks of footnotes were taken off (lines in brackets): {cells.said(list(new), ', ')}.",
        )
        notes.add("footnote_mark", "info", told)
    return cells.replaced(new)


def without_decimal_commas(cells: ColumnCells, notes: Notes) -> ColumnCells:
    """Return figures such as ``1.234,56`` with a decimal point, where the whole column can be read so."""
    if cells.is_words or not any(_COMMA_SURE.fullmatch(fold(word)) for word in cells.words):
        return cells
    cells = cells.whole()
    folded = [fold(word) for word in cells.words]
    sure = [place for place, word in enumerate(folded) if _COMMA_SURE.fullmatch(word)]
    contrary = [place for place, word in enumerate(folded) if _POINT_SURE.fullmatch(word)]
    if contrary:
        told = Text(
            f"“{cells.name}”里小数点的写法不一，未改动（括号内为行号）：{cells.said(sure[:1])}，{cells.said(contrary[:1])}。",
            f"“{cells.name}” mixes decimal commas and points; nothing was changed (lines in brackets): "
            f"{cells.said(sure[:1])}, {cells.said(contrary[:1])}.",
        )
        notes.add("decimal_mixed", "warning", told)
        return cells
    new = {
        place: word.replace(".", "").replace(",", ".")
        for place, word in enumerate(folded)
        if _COMMA_MAYBE.fullmatch(word)
    }
    told = Text(
        f"“{cells.name}”以逗号作小数点：{cells.said(sure)} 读作 {new[sure[0]]}（括号内为行号）。",
        f"“{cells.name}” has decimal commas: {cells.said(sure, ', ')} is read as {new[sure[0]]} (lines in brackets).",
    )
    notes.add("decimal_comma", "warning", told)
    return cells.replaced(new)


def year_of_date(word: str) -> int | None:
    """Return the year that a date of 1905 is when a spreadsheet shows the number 2018 as a date; else None."""
    if not _ISO.fullmatch(word) or not word.startswith("1905-"):
        return None
    serial = (dt.date.fromisoformat(word[:10]) - _EPOCH).days
    return serial if 1950 <= serial <= 2100 else None


def years_from_dates(cells: ColumnCells, is_year_column: bool, notes: Notes) -> ColumnCells:
    """Return years that are shown as dates of 1905, where the column is one of years or has nothing else."""
    found = {place: year for place, word in enumerate(cells.words) if (year := year_of_date(word))}
    all_of_them = not cells.n_plain and len(found) == len(cells.words) and len(found) > 1
    if not found or not (is_year_column or all_of_them):
        return cells
    told = Text(
        f"“{cells.name}”：年份被设成了日期格式，{cells.said(list(found))} "
        f"读作 {next(iter(found.values()))} 年（括号内为行号）。",
        f"“{cells.name}”: years are formatted as dates; {cells.said(list(found), ', ')} is read as the year "
        f"{next(iter(found.values()))} (lines in brackets).",
    )
    notes.add("year_as_date", "warning", told)
    return cells.replaced({place: str(year) for place, year in found.items()})


def note_odd_cells(cells: ColumnCells, notes: Notes) -> None:
    """Say which cells of a column of figures are none, and why."""
    texts = cells.of_form(Form.TEXT)
    groups: dict[str, list[int]] = {
        "error": [],
        "bound_cells": [],
        "ellipsis": [],
        "date_among_figures": [],
        "other": [],
    }
    for place in texts:
        word = fold(cells.words[place])
        if word.startswith("#"):
            groups["error"].append(place)
        elif set(word) <= {"…", "."}:
            groups["ellipsis"].append(place)
        elif _ISO.fullmatch(word) or re.fullmatch(r"[0-9]{1,2}月[0-9]{1,2}日|[0-9]{1,2}-[A-Za-z]{3}", word):
            groups["date_among_figures"].append(place)
        elif _BOUND.fullmatch(word):
            groups["bound_cells"].append(place)
        else:
            groups["other"].append(place)
    for code, words in _WORDS.items():
        if groups[code]:
            _note_some(cells, groups[code], code, words, notes)


_WORDS: dict[str, Text] = {
    "error": Text("是错误值，没有数", "are error values, no figures"),
    "ellipsis": Text(
        "是省略号，按文字保留，不当作 0 或缺失", "are dots: kept as text, taken neither for 0 nor for missing"
    ),
    "date_among_figures": Text(
        "是日期，可能是“3-5”一类的区间被电子表格改成了日期，按文字保留，请核对",
        "are dates, perhaps ranges such as 3-5 that a spreadsheet turned into dates: kept as text, check them",
    ),
    "bound_cells": Text("只给出界限，不是数，按文字保留", "give a bound, no figure: kept as text"),
    "other": Text("读不出数，按文字保留", "are no figures: kept as text"),
}


def _note_some(cells: ColumnCells, places: Sequence[int], code: str, words: Text, notes: Notes) -> None:
    told = Text(
        f"“{cells.name}”：{cells.said(places)} {words.zh}（括号内为行号）。",
        f"“{cells.name}”: {cells.said(places, ', ')} {words.en} (lines in brackets).",
    )
    name = {"error": "error_among_figures", "other": "text_among_figures", "ellipsis": "ellipsis_cells"}.get(code, code)
    notes.add(name, "warning", told)
