"""What stops a join, said so that a user can mend it."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from spatial.errors import JoinError
from spatial.joining.join_columns import JoinedColumn, name_some
from spatial.joining.join_years import find_year_field
from spatial.joining.key_matching import KeyMatch
from spatial.joining.keys import normalise_key
from spatial.text import Text

if TYPE_CHECKING:
    import pandas as pd

Rule = Literal["", "sum", "mean", "latest", "years"]
RULES: Mapping[Rule, Text] = {
    "": Text("不处理：有重复键即拒绝", "none: duplicate keys are refused"),
    "sum": Text("求和", "sum"),
    "mean": Text("求平均（不加权）", "mean, unweighted"),
    "latest": Text("取最新一年", "the latest year"),
    "years": Text("各年分列", "one column per year"),
}


@dataclass(frozen=True)
class JoinOptions:
    """The finer choices of a join.

    Parameters
    ----------
    rule
        What to do where several table rows have the key of a feature: ``""`` refuse; ``sum``, ``mean`` (see
        `spatial.combination.combine`); ``latest`` the row of the latest year that is not a target; ``years`` a column
        ``name@year`` for each year.
    year_field
        Column of the table that holds the years; ``""`` finds 年份, 年度, year ….
    confirmed
        Near matches that the user confirmed: key of the layer -> key of the table, as printed.
    columns
        Columns to bring; None for all but the keys, geometry, and (rule ``years``) the years.
    left_out
        Columns not to bring, where `columns` is None.
    known
        What is known of columns (their year and what their figures are) before their names are looked at.
    listed
        Columns that hold no figures whatever they look like (codes): ``sum`` and ``mean`` list their cells.
    """

    rule: str = ""
    year_field: str = ""
    confirmed: Mapping[str, str] | None = None
    columns: Sequence[str] | None = None
    left_out: frozenset[str] = frozenset()
    known: Mapping[str, JoinedColumn] = field(default_factory=dict)
    listed: frozenset[str] = frozenset()


def check_rule(rule: str) -> Rule:
    """Return `rule` if it is known."""
    for known in RULES:
        if rule == known:
            return known
    raise JoinError(
        Text(f"没有名为“{rule}”的重复键规则。", f"There is no rule “{rule}” for duplicate keys."), _rules_remedy()
    )


def _rules_remedy() -> Text:
    named = [(rule, text) for rule, text in RULES.items() if rule]
    return Text(
        "可用的规则：" + "；".join(f"{rule}（{text.zh}）" for rule, text in named) + "。",
        "Rules: " + "; ".join(f"{rule} ({text.en})" for rule, text in named) + ".",
    )


def check_columns(
    frame: pd.DataFrame, table: pd.DataFrame, on: Sequence[tuple[str, str]], options: JoinOptions
) -> tuple[list[str], str]:
    """Return the columns to bring and the column of years (``""`` where the rule needs none)."""
    check_on(frame, table, on)
    year_field = ""
    if options.rule in ("latest", "years"):
        year_field = options.year_field or find_year_field([str(name) for name in table.columns])
        if not year_field:
            raise JoinError(
                Text(f"规则“{options.rule}”需要年份列，未能认出。", f"Rule “{options.rule}” needs a column of years."),
                Text(f"请指定其一：{_listed(table).zh}。", f"Name one of: {_listed(table).en}."),
            )
        _check_column(table, year_field, Text("表格", "table"))
    if options.columns is not None:
        for name in options.columns:
            _check_column(table, name, Text("表格", "table"))
        return list(options.columns), year_field
    left_out = {key for _, key in on} | options.left_out | ({year_field} if options.rule == "years" else set())
    return [name for name in table.columns if name not in left_out and str(table[name].dtype) != "geometry"], year_field


def check_on(frame: pd.DataFrame, table: pd.DataFrame, on: Sequence[tuple[str, str]]) -> None:
    """Raise `JoinError` where a key column does not exist or the table cannot be joined by any."""
    if not on:
        raise JoinError(
            Text("没有指定连接键。", "No key columns are given."),
            Text(
                "请至少选择一对列：图层的键与表格的键。",
                "Choose at least one pair: a column of the layer, one of the table.",
            ),
        )
    for layer_column, table_column in on:
        _check_column(frame, layer_column, Text("图层", "layer"))
        _check_column(table, table_column, Text("表格", "table"))
    if not len(table):
        raise JoinError(
            Text("表格没有数据行。", "The table has no rows."),
            Text("请检查工作表是否选对、表头之下是否有数据。", "Check the sheet, and that rows follow the heading."),
        )
    twice = [str(name) for name in table.columns[table.columns.duplicated()]]
    if twice:
        raise JoinError(
            Text(
                f"表格中有同名的列：{name_some(twice).zh}。",
                f"Columns of the table share a name: {name_some(twice).en}.",
            ),
            Text("请先给它们不同的名称。", "Give them different names first."),
        )


def _check_column(frame: pd.DataFrame, name: str, side: Text) -> None:
    if name in frame.columns:
        return
    columns = [str(column) for column in frame.columns]
    folded = {normalise_key(column): column for column in columns}
    near = [folded[key] for key in difflib.get_close_matches(normalise_key(name), folded, n=3)]
    hint = Text(f"是否指“{'”“'.join(near)}”？", f"Did you mean “{'”, “'.join(near)}”? ") if near else Text("")
    raise JoinError(
        Text(f"{side.zh}中没有列“{name}”。", f"The {side.en} has no column “{name}”."),
        Text(f"{hint.zh}现有的列：{_listed(frame).zh}。", f"{hint.en}Columns: {_listed(frame).en}."),
    )


def _listed(frame: pd.DataFrame) -> Text:
    names = [str(column) for column in frame.columns]
    return Text("、".join(names), ", ".join(names))


def check_match(match: KeyMatch, on: Sequence[tuple[str, str]], rule: Rule) -> None:
    """Raise `JoinError` where nothing matches, or several rows match a feature and no rule is given."""
    if len(match.layer_keys) and not match.matched:
        raise _nothing_matches(match, on)
    if not rule and match.counts.max(initial=0) > 1:
        raise _duplicates(match)


def _nothing_matches(match: KeyMatch, on: Sequence[tuple[str, str]]) -> JoinError:
    pairs = "、".join(f"{layer}={table}" for layer, table in on)
    examples = [name_some(list(dict.fromkeys(keys))[:3]) for keys in (match.unmatched_layer, match.unmatched_table)]
    near = [f"{near.layer_key}→{near.table_key}" for near in match.near[:3]]
    hint = Text(f"相近的有：{'、'.join(near)}。", f"Near matches: {', '.join(near)}. ") if near else Text("")
    return JoinError(
        Text(
            f"按 {pairs} 没有一个键对得上。图层的键如：{examples[0].zh}；表格的键如：{examples[1].zh}。",
            f"No key matches on {pairs}. Keys of the layer: {examples[0].en}; keys of the table: {examples[1].en}.",
        ),
        Text(
            f"{hint.zh}请检查是否选对了列（名称对名称、代码对代码），或确认相近的匹配、补充别名。",
            f"{hint.en}Check the columns (names with names, codes with codes), confirm near matches or add aliases.",
        ),
    )


def _duplicates(match: KeyMatch) -> JoinError:
    groups = dict.fromkeys(match.layer_groups[match.counts > 1].tolist())
    named = []
    for group in list(groups)[:5]:
        rows = np.flatnonzero(match.table_groups == group)
        keys = "=".join(dict.fromkeys(match.table_keys[rows].tolist()))
        more = "…" if len(rows) > 6 else ""
        named.append(f"{keys} ({', '.join(str(row + 1) for row in rows[:6])}{more})")
    rest = Text(f"等 {len(groups)} 个", f" … ({len(groups)} in all)") if len(groups) > len(named) else Text("")
    remedy = _rules_remedy()
    return JoinError(
        Text(
            f"表格中有重复的键（括号内为行号，不计表头）：{'、'.join(named)}{rest.zh}。",
            f"Keys occur more than once in the table (row numbers, without the heading): {', '.join(named)}{rest.en}.",
        ),
        Text(
            f"不会替您任选一行：请选定规则，或先整理表格。{remedy.zh}", f"Choose a rule or mend the table. {remedy.en}"
        ),
    )
