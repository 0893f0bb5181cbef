"""The columns that a join brings: what becomes of table rows that share a key."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from spatial.cells import Form
from spatial.combination import CombinationRule, Combined, combine
from spatial.feedback import Feedback
from spatial.joining.key_matching import KeyMatch
from spatial.joining.keys import normalise_key, objects
from spatial.text import Text
from spatial.values import Values, parse_values, printed
from spatial.years import YearKind, parse_year

if TYPE_CHECKING:
    import pandas as pd

YEAR_NAMES = frozenset({"年份", "年度", "年", "统计年份", "统计年度", "数据年份", "year", "yr"})
_RATIO = re.compile(
    "率|占比|比重|比例|份额|百分|%|‰|每万|每千|每百|人均|户均|地均|平均|强度|密度|指数|增速|增幅|排名|位次"
)
_RATIO_WORDS = frozenset({"ratio", "share", "rate", "percent", "per", "density", "index", "mean", "average", "rank"})
_CODE = re.compile("代码|编码|编号|序号|邮编|电话")
_CODE_WORDS = frozenset({"code", "id", "fid", "no", "zip", "phone", "year"})
_NAMED = 5


@dataclass(frozen=True)
class JoinedColumn:
    """A column that a join brings.

    Parameters
    ----------
    name
        In the joined frame.
    source
        In the table.
    year, kind
        The year its figures stand for and what they are, where the rule ``years`` or the heading says so.
    """

    name: str
    source: str
    year: int | None = None
    kind: YearKind | None = None


@dataclass(frozen=True, eq=False)
class Made:
    """Columns as made, (N,) in the order of the layer, and what a user must know of how they were made."""

    columns: tuple[tuple[JoinedColumn, Any], ...]
    notes: tuple[Text, ...] = ()


def take(column: pd.Series[Any], rows: npt.NDArray[np.int64]) -> Any:
    """Return the cells at `rows`, missing where the row is -1; text and numbers keep their type.

    Whole numbers with missing cells become float64 (Int64 where float64 cannot hold them exactly), truth values object.
    """
    import pandas as pd

    if column.dtype.kind in "iub" and bool((rows < 0).any()):
        if column.dtype.kind == "b":
            column = column.astype(object)
        elif np.abs(column.to_numpy(np.float64, na_value=0)).max(initial=0) > 2**53:
            column = column.astype("Int64")
    array = column.to_numpy() if isinstance(column.dtype, np.dtype) else column.array
    return pd.api.extensions.take(array, rows, allow_fill=True)


def plain_column(name: str) -> JoinedColumn:
    """Describe a column that comes as it is: a heading such as ``2020年目标`` or ``人口@2020`` tells its year."""
    label = parse_year(name.rpartition("@")[2])
    return JoinedColumn(name, name, *label) if label else JoinedColumn(name, name)


# --- sum and mean --------------------------------------------------------------------------------------------------


def combined_columns(
    table: pd.DataFrame,
    match: KeyMatch,
    columns: Sequence[str],
    rule: Literal["sum", "mean"],
    feedback: Feedback,
    listed: frozenset[str] = frozenset(),
) -> Made:
    """Bring columns with rows that share a key summed or averaged, see `spatial.combination.combine`.

    Columns without figures, codes, years, those in `listed` and (for sums) ratios are listed instead. Notes say so, and
    name the keys whose result is not known, leaves rows out, or is an unweighted mean of ratios.
    """
    per_group = np.bincount(match.table_groups + 1, minlength=match.n_groups + 1)[1:]
    wanted = np.zeros(match.n_groups, bool)
    wanted[match.layer_groups[match.counts > 1]] = True
    shared = np.flatnonzero(wanted & (per_group > 1))  # the groups to combine
    number = np.full(match.n_groups + 1, -1, np.int64)
    number[shared] = np.arange(len(shared))
    rows = np.flatnonzero(number[match.table_groups] >= 0)
    groups = number[match.table_groups[rows]]
    first = rows[np.unique(groups, return_index=True)[1]]
    made, notes = [], []
    for i, name in enumerate(columns):
        feedback.report(i / len(columns), Text("正在合并重复键的行", "combining rows that share a key"))
        column = table[name]
        if len(shared):
            step = feedback.part(i / len(columns), (i + 1) / len(columns))
            values = parse_values(column.iloc[rows], step.part(0, 0.5))
            how = "list" if name in listed else _how(name, values, rule)
            combined = combine(values, groups, len(shared), how, step.part(0.5, 1))
            same = how == "list" and column.dtype.kind in "iuf" and not combined.listed.any()
            column = column if same else _overwritten(column, combined, first)
            notes += _combination_notes(name, combined, how, rule, match.table_keys[first])
        made.append((plain_column(name), take(column, match.rows)))
    return Made(tuple(made), tuple(notes))


def _how(name: str, values: Values, rule: CombinationRule) -> CombinationRule:
    figures = bool(np.any(values.form <= Form.RANGE))
    listed = not figures or _is_code(name) or (rule == "sum" and is_ratio(name, values))
    return "list" if listed else rule


def is_ratio(name: str, values: Values) -> bool:
    """Whether a column holds ratios, percentages or ranks, by its heading or its percent signs: never added up."""
    return values.percent or bool(_RATIO.search(name)) or not _RATIO_WORDS.isdisjoint(_words(name))


def _is_code(name: str) -> bool:
    return normalise_key(name) in YEAR_NAMES or bool(_CODE.search(name)) or not _CODE_WORDS.isdisjoint(_words(name))


def _words(name: str) -> list[str]:
    return re.split(r"[^a-z]+", name.casefold())


def _overwritten(column: pd.Series[Any], combined: Combined, first: npt.NDArray[np.int64]) -> pd.Series[Any]:
    """Return the column with the combined cells at the `first` row of each group; numbers stay numbers if they can."""
    import pandas as pd

    numeric, result = column.dtype.kind in "iuf", combined.values
    if numeric and np.all(np.isin(result.form, (Form.NUMBER, Form.MISSING))):
        plain = isinstance(column.dtype, np.dtype) and column.dtype.kind in "iu"
        whole = plain and bool(np.all(result.number % 1 == 0))
        figures = column.to_numpy(copy=True) if whole else column.to_numpy(np.float64, na_value=np.nan, copy=True)
        figures[first] = result.number
        return pd.Series(figures, column.index)
    cells = objects(printed(parse_values(column))) if numeric else column.astype(object).to_numpy(copy=True)
    cells[first] = [cell or None for cell in printed(combined.values)]
    return pd.Series(cells, column.index, dtype=object)


def _combination_notes(
    name: str, combined: Combined, how: CombinationRule, rule: Literal["sum", "mean"], keys: npt.NDArray[np.object_]
) -> list[Text]:
    notes = []
    if normalise_key(name) in YEAR_NAMES and combined.listed.any():
        return [
            Text(
                "合并了不同年份的行，请核对是否应当如此。",
                "Rows of different years were combined: check that this is meant.",
            )
        ]
    ratio = is_ratio(name, combined.values)
    if ratio and how == "mean":
        notes.append(
            Text(
                f"“{name}”像是比率：所取平均未加权，一般不等于总体比率。",
                f"“{name}” looks like a ratio: the mean is unweighted and in general not the ratio of the whole.",
            )
        )
    if combined.listed.any():
        why = (
            Text("比率不能相加", "ratios are not added up")
            if ratio and rule == "sum"
            else Text("不是可合并的数值", "no figures")
        )
        notes.append(
            Text(
                f"“{name}”{why.zh}，不同的值已并列：{name_some(keys[combined.listed]).zh}。",
                f"“{name}”: {why.en}; differing values are listed for {name_some(keys[combined.listed]).en}.",
            )
        )
    if combined.incomplete.any():
        notes.append(
            Text(
                f"“{name}”有缺失值，合计不完整，记为缺失：{name_some(keys[combined.incomplete]).zh}。",
                f"“{name}” has missing cells, so the result is not known and left missing for "
                f"{name_some(keys[combined.incomplete]).en}.",
            )
        )
    if combined.partly_applicable.any():
        notes.append(
            Text(
                f"“{name}”合并时未计“不适用”的行：{name_some(keys[combined.partly_applicable]).zh}。",
                f"“{name}” leaves out rows that do not apply for {name_some(keys[combined.partly_applicable]).en}.",
            )
        )
    return notes


def name_some(keys: Sequence[object] | npt.NDArray[np.object_]) -> Text:
    """Return the first few keys, and how many there are in all."""
    some = [str(key) or "（空）" for key in keys[:_NAMED]]
    rest = len(keys) > _NAMED
    return Text(
        "、".join(some) + (f"等 {len(keys)} 个" if rest else ""),
        ", ".join(some) + (f" … ({len(keys)} in all)" if rest else ""),
    )
