"""Tables with several years for one key: the latest year, or one column per year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from spatial.cells import Form
from spatial.errors import JoinError
from spatial.feedback import SILENT, Feedback
from spatial.joining.join_columns import YEAR_NAMES, JoinedColumn, Made, name_some, plain_column, take
from spatial.joining.key_matching import KeyMatch
from spatial.joining.keys import normalise_key, objects
from spatial.text import Text
from spatial.values import parse_values
from spatial.years import YearLabel, parse_year

if TYPE_CHECKING:
    import pandas as pd

_SAMPLE = 200


@dataclass(frozen=True, eq=False)
class _Years:
    """Table rows that match, sorted by label and then by row: (R,) rows, (R,) number of the label, the labels."""

    rows: npt.NDArray[np.int64]
    label: npt.NDArray[np.int64]
    labels: tuple[YearLabel, ...]


def find_year_field(columns: Sequence[str]) -> str:
    """Return the column that holds years by its name; ``""`` where none or several do."""
    found = [name for name in columns if normalise_key(name) in YEAR_NAMES]
    return found[0] if len(found) == 1 else ""


def _years(table: pd.DataFrame, match: KeyMatch, year_field: str) -> _Years:
    import pandas as pd

    wanted = np.zeros(match.n_groups + 1, bool)
    wanted[match.layer_groups[match.counts > 0]] = True
    rows = np.flatnonzero(wanted[match.table_groups])
    codes, words = pd.factorize(objects(list(parse_values(table[year_field].iloc[rows]).text)))
    read = [parse_year(word) for word in words]
    bad = [(int(row), words[code]) for row, code in zip(rows, codes, strict=True) if read[code] is None]
    if bad:
        raise _year_error(year_field, bad)
    labels = tuple(sorted({label for label in read if label}))
    place = np.array([labels.index(label) for label in read if label], np.int64)
    _check_once(match, rows, place[codes], labels)
    return _Years(rows, place[codes], labels)


def _year_error(year_field: str, bad: Sequence[tuple[int, str]]) -> JoinError:
    some = name_some([f"{word or '（空）'}（{row + 1}）" for row, word in bad])
    return JoinError(
        Text(
            f"年份列“{year_field}”中有读不出年份的单元格（括号内为行号，不计表头）：{some.zh}。",
            f"Column “{year_field}” holds cells that are no years (row numbers, without the heading): {some.en}.",
        ),
        Text(
            "年份应如 2018、2018年、2019年（预估）、2020年目标。",
            "Years look like 2018, 2018年, 2019年（预估）, 2020年目标.",
        ),
    )


def _check_once(
    match: KeyMatch, rows: npt.NDArray[np.int64], label: npt.NDArray[np.int64], labels: Sequence[YearLabel]
) -> None:
    cell = match.table_groups[rows] * len(labels) + label
    _, first, counts = np.unique(cell, return_index=True, return_counts=True)
    again = np.sort(first[counts > 1])
    if len(again):
        some = name_some([f"{match.table_keys[rows[i]]} {labels[label[i]].year}" for i in again])
        raise JoinError(
            Text(f"同一键同一年有多行：{some.zh}。", f"Several rows have the same key and year: {some.en}."),
            Text(
                "请先在表格中删除或合并多余的行，或把区分它们的列加入连接键。",
                "Remove or merge the surplus rows in the table, or add the column that tells them apart to the key.",
            ),
        )


def latest_columns(table: pd.DataFrame, match: KeyMatch, columns: Sequence[str], year_field: str) -> Made:
    """Take the latest actual or estimated row of each key; a target only where there is nothing else."""
    years = _years(table, match, year_field)
    targets = np.array([label.kind == "target" for label in years.labels], bool)[years.label]
    kinds = ("target", "estimate", "actual")  # of one year, the actual figure rather than the estimate
    rank = np.array([label.year * 3 + kinds.index(label.kind) for label in years.labels], np.int64)[years.label]
    order = np.lexsort((rank, ~targets))
    chosen = np.full(match.n_groups + 1, -1, np.int64)
    chosen[match.table_groups[years.rows[order]]] = order  # the last one wins
    taken = np.where(match.counts > 0, chosen[match.layer_groups], -1)
    rows = np.where(taken >= 0, years.rows[taken], -1)
    of = taken[taken >= 0]
    counts = np.bincount(years.label[of], minlength=len(years.labels))
    notes = [_taken_note(years.labels, counts)]
    if targets[of].any():
        keys = list(dict.fromkeys(match.table_keys[years.rows[of[targets[of]]]].tolist()))
        notes.append(
            Text(
                f"仅有目标值，取最近的目标年：{name_some(keys).zh}。",
                f"Only targets are given for {name_some(keys).en}.",
            )
        )
    return Made(tuple((plain_column(name), take(table[name], rows)) for name in columns), tuple(notes))


def _taken_note(labels: Sequence[YearLabel], counts: npt.NDArray[np.int64]) -> Text:
    used = [(label, int(n)) for label, n in zip(labels, counts, strict=True) if n]
    names = {"actual": "", "estimate": "（预估）", "target": "（目标）"}
    return Text(
        "各要素所取年份：" + "，".join(f"{label.year}{names[label.kind]} {n} 个" for label, n in used) + "。",
        "Years taken: " + ", ".join(f"{label.year} {label.kind} for {n}" for label, n in used) + ".",
    )


def year_columns(
    table: pd.DataFrame, match: KeyMatch, columns: Sequence[str], year_field: str, feedback: Feedback = SILENT
) -> Made:
    """Make ``column@year``; columns of text that do not change with the year come once, without a year."""
    years = _years(table, match, year_field)
    made: list[tuple[JoinedColumn, Any]] = []
    at = np.full((len(years.labels), match.n_groups + 1), -1, np.int64)
    at[years.label, match.table_groups[years.rows]] = years.rows
    for i, name in enumerate(columns):
        feedback.report(i / len(columns), Text("正在按年分列", "making one column per year"))
        if _constant_text(table[name].iloc[years.rows], match.table_groups[years.rows], match.n_groups):
            made.append((plain_column(name), take(table[name], match.rows)))
            continue
        for number, label in enumerate(years.labels):
            column = JoinedColumn(_name_year(name, label, years.labels), name, label.year, label.kind)
            made.append((column, take(table[name], at[number][match.layer_groups])))
    return Made(tuple(made))


def _name_year(name: str, label: YearLabel, labels: Sequence[YearLabel]) -> str:
    alone = label.kind == "actual" or sum(other.year == label.year for other in labels) == 1
    return f"{name}@{label.year}" if alone else f"{name}@{label.year}{label.kind}"


def _constant_text(column: pd.Series[Any], groups: npt.NDArray[np.int64], n_groups: int) -> bool:
    """Whether a column holds no figures and the same cell in all rows of each key."""
    import pandas as pd

    if np.any(parse_values(column.iloc[:_SAMPLE]).form <= Form.RANGE):
        return False
    values = parse_values(column)
    if np.any(values.form <= Form.RANGE):
        return False
    codes = pd.factorize(values.text)[0]
    low, high = np.full(n_groups, len(codes), np.int64), np.full(n_groups, -1, np.int64)
    np.minimum.at(low, groups, codes)
    np.maximum.at(high, groups, codes)
    return bool(np.all((low == high) | (high < 0)))
