"""Tables with one row per record and indicator (and perhaps year): found, and on demand written with columns instead.

``园区 | 指标 | 单位 | 2023年 | 2024年`` and the long ``园区 | 指标 | 年份 | 年份类别 | 数值`` become one row per park
with columns ``企业数（家）@2023`` …, so that they can be joined. Nothing is added up: where a figure would stand twice,
the table stays as it is, and that is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spatial.cells import fold
from spatial.finding_notes import Notes
from spatial.text import Text
from spatial.tidying.columns import INDICATOR_WORDS, Column
from spatial.tidying.measures import parse_unit
from spatial.tidying.year_headings import KIND_WORDS, year_name
from spatial.years import YearLabel, parse_year

if TYPE_CHECKING:
    import pandas as pd

UNIT_WORDS = frozenset({"单位", "计量单位", "unit"})
VALUE_WORDS = frozenset({"数值", "数据", "值", "指标值", "value"})
KIND_NAMES = frozenset({"年份类别", "类别", "数据类别", "kind"})


@dataclass(frozen=True)
class IndicatorRows:
    """Which columns hold what: names in the frame, ``""`` for none; `years` where figures stand under years."""

    keys: tuple[str, ...]
    indicator: str
    unit: str
    years: tuple[Column, ...]
    year: str = ""
    kind: str = ""
    value: str = ""


def find_indicator_rows(columns: Sequence[Column]) -> IndicatorRows | None:
    """Return what a table with indicators in its rows holds, None for every other table."""
    indicator = _called(columns, INDICATOR_WORDS)
    if not indicator:
        return None
    unit, value, kind = (_called(columns, words) for words in (UNIT_WORDS, VALUE_WORDS, KIND_NAMES))
    years = tuple(column for column in columns if column.label is not None)
    year = next((column.name for column in columns if column.kind == "year"), "")
    is_long = bool(value and year) and not years
    if not is_long and not years:
        return None
    used = {indicator, unit, *(column.name for column in years), *((value, year, kind) if is_long else ())}
    keys = tuple(column.name for column in columns if column.name not in used and column.kind in ("text", "code"))
    if not keys:
        return None
    return IndicatorRows(keys, indicator, unit, years, *((year, kind, value) if is_long else ()))


def _called(columns: Sequence[Column], words: frozenset[str]) -> str:
    found = [column.name for column in columns if fold(column.heading).replace(" ", "").casefold() in words]
    return found[0] if len(found) == 1 else ""


def note_indicator_rows(found: IndicatorRows, notes: Notes) -> None:
    """Offer to write the indicators as columns."""
    told = Text(
        f"“{found.indicator}”列里每行是一个指标，同一个键会有多行；可以把指标行展开成列。",
        f"Each row is one indicator, by the column “{found.indicator}”, so that keys come several times; the "
        "indicators can be spread over columns.",
    )
    notes.add("indicator_rows", "warning", told)


def spread_indicators(
    frame: pd.DataFrame, columns: Sequence[Column], found: IndicatorRows, notes: Notes
) -> tuple[pd.DataFrame, tuple[Column, ...]]:
    """Return the table with one row per record and one column per indicator and year.

    Rows and columns come in the order in which they first stand; columns that are neither keys nor figures are left
    out. Where a record has an indicator twice for one year, everything is returned as it was.
    """
    import pandas as pd

    cells: dict[tuple[str, YearLabel], dict[tuple[object, ...], str | None]] = {}
    records = [tuple(row) for row in frame[list(found.keys)].astype(object).itertuples(index=False, name=None)]
    order = list(dict.fromkeys(tuple(None if cell != cell else cell for cell in row) for row in records))
    for row, indicator, label, cell in _figures(frame, found):
        key = tuple(None if part != part else part for part in records[row])
        column = cells.setdefault((indicator, label), {})
        if key in column:
            told = Text(
                f"“{indicator}”{label.year} 年在同一个键下出现两次，指标行没有展开。",
                f"“{indicator}” stands twice for {label.year} under one key; the indicators were not spread.",
            )
            notes.add("indicator_twice", "warning", told)
            return frame, tuple(columns)
        column[key] = cell
    made = {name: [key[place] for key in order] for place, name in enumerate(found.keys)}
    known = {column.name: column for column in columns}
    described = [known[name] for name in found.keys]
    for (indicator, label), column in cells.items():
        name = year_name(indicator, label, [other for each, other in cells if each == indicator])
        made[name] = [column.get(key) for key in order]
        unit = indicator.rpartition("（")[2].rstrip("）") if indicator.endswith("）") else ""
        described.append(Column(name, name, "number", unit, indicator, label, raw=name))
    left = [column.name for column in columns if not _is_used(column, found)]
    more = Text(f"；未用的列：{'、'.join(left)}", f"; columns not used: {', '.join(left)}") if left else Text("")
    told = Text(
        f"指标行已展开成 {len(cells)} 列，共 {len(order)} 行{more.zh}。",
        f"The indicators were spread over {len(cells)} columns; {len(order)} rows{more.en}.",
    )
    notes.add("indicators_spread", "info", told)
    spread = pd.DataFrame({name: pd.array(column, dtype="str") for name, column in made.items()})
    return spread, tuple(described)


def _is_used(column: Column, found: IndicatorRows) -> bool:
    named = {*found.keys, found.indicator, found.unit, found.year, found.kind, found.value}
    return column.name in named or column in found.years


def _figures(frame: pd.DataFrame, found: IndicatorRows) -> Iterator[tuple[int, str, YearLabel, str | None]]:
    """Yield (row, indicator with its unit, year, cell) of every figure of a row that names an indicator."""

    def texts(name: str) -> list[str]:
        return (
            [cell if isinstance(cell, str) else "" for cell in frame[name].astype(object)]
            if name
            else [""] * len(frame)
        )

    units, kinds, years, values = texts(found.unit), texts(found.kind), texts(found.year), texts(found.value)
    wide = {column.name: texts(column.name) for column in found.years}
    for row, word in enumerate(texts(found.indicator)):
        unit = units[row].strip()
        name = f"{word.strip()}（{unit}）" if parse_unit(unit) else word.strip()
        if not name:
            continue
        for column in found.years:
            if column.label is not None:
                yield row, name, column.label, wide[column.name][row] or None
        label = parse_year(years[row]) if found.value else None
        if label is not None:
            said = next((kind for kind, words in KIND_WORDS.items() if words.zh == kinds[row].strip()), label.kind)
            yield row, name, YearLabel(label.year, said), values[row] or None
