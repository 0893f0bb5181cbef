"""Joining a table to a layer by keys: what matches, what does not, and nothing picked behind the user's back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from spatial.feedback import SILENT, Feedback
from spatial.joining.join_checks import RULES, JoinOptions, Rule, check_columns, check_match, check_on, check_rule
from spatial.joining.join_columns import JoinedColumn, Made, combined_columns, name_some, plain_column, take
from spatial.joining.join_years import latest_columns, year_columns
from spatial.joining.key_matching import Aliases, KeyMatch, match_keys
from spatial.joining.keys import normalise_key
from spatial.joining.near_matches import NearMatch
from spatial.text import Text

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "RULES",
    "Aliases",
    "JoinOptions",
    "JoinResult",
    "JoinedColumn",
    "KeyMatch",
    "NearMatch",
    "Rule",
    "join_table",
    "match_keys",
    "normalise_key",
    "report_of",
]


@dataclass(frozen=True, eq=False)
class JoinResult:
    """A joined frame, and what a user must see before trusting it.

    Parameters
    ----------
    frame
        (N, …) a new frame: the rows, index, order and columns of the layer, and the columns of the table behind them.
        Cells keep their printed form; features without a match have missing cells.
    matched
        Number of features that got a table row.
    unmatched_layer
        Key of every feature without a match, in order (``""`` for a missing key): `matched` and these add up to N.
    unmatched_table
        The different keys of the table that match no feature (``""`` for missing keys).
    duplicates, duplicates_layer
        Keys that occur more than once in the table (matched or not), and in the layer.
    near
        Proposals among the unmatched keys, the best first.
    by_alias
        (key of the layer, key of the table) of the pairs that match through an alias.
    ambiguous
        Unmatched keys that the alias table gives to several areas.
    columns
        Names of the added columns in `frame`.
    details
        The same columns with their source in the table, year and kind.
    renamed
        Name in the table -> name in `frame`, where the layer had a column of that name already.
    notes
        What was done, and what must be said with the figures.
    """

    frame: Any
    matched: int
    unmatched_layer: tuple[str, ...]
    unmatched_table: tuple[str, ...]
    duplicates: tuple[str, ...]
    duplicates_layer: tuple[str, ...]
    near: tuple[NearMatch, ...]
    by_alias: tuple[tuple[str, str], ...]
    ambiguous: tuple[str, ...]
    columns: tuple[str, ...]
    details: tuple[JoinedColumn, ...]
    renamed: Mapping[str, str]
    notes: tuple[Text, ...]


def join_table(
    frame: pd.DataFrame,
    table: pd.DataFrame,
    on: Sequence[tuple[str, str]],
    *,
    rule: str | JoinOptions = "",
    aliases: Aliases | None = None,
    feedback: Feedback = SILENT,
) -> JoinResult:
    """Join the columns of a table to the features of a layer.

    Every feature stays, once and in its place. Keys are compared as text (`normalise_key`). Several features may share
    a table row; several table rows for one feature need a rule.

    Parameters
    ----------
    frame
        (N, …) features; not changed.
    table
        (M, …) table; not changed.
    on
        Pairs of (column of the layer, column of the table); several make a composite key.
    rule
        A rule for duplicate keys (`RULES`), or `JoinOptions` with the rule and finer choices.
    aliases
        Other names of areas: alias -> area id (or ids, where it is ambiguous).
    feedback
        Hears of progress and stops the work.

    Raises
    ------
    JoinError
        A column, rule or confirmed key does not exist; the table is empty; nothing matches; table rows share the key of
        a feature and no rule is given; years cannot be read or occur twice.
    """
    options = rule if isinstance(rule, JoinOptions) else JoinOptions(rule)
    chosen = check_rule(options.rule)
    table = _with_text_headings(table)
    columns, year_field = check_columns(frame, table, on, options)
    match = match_keys(
        frame[[layer for layer, _ in on]],
        table[[key for _, key in on]],
        aliases=aliases,
        confirmed=options.confirmed,
        feedback=feedback.part(0, 0.6),
    )
    check_match(match, on, chosen)
    made = _bring(table, match, columns, (chosen, year_field, options.listed), feedback.part(0.6, 0.95))
    made = _with_known(made, options.known)
    feedback.report(0.95, Text("正在写入图层", "adding the columns"))
    joined, details, renamed = _assemble(frame, made)
    feedback.report(1.0)
    return JoinResult(
        joined,
        match.matched,
        match.unmatched_layer,
        match.unmatched_table,
        match.duplicates,
        match.duplicates_layer,
        match.near,
        match.by_alias,
        match.ambiguous,
        columns=tuple(column.name for column in details),
        details=details,
        renamed=renamed,
        notes=(*match.notes, *_match_notes(match, options), *_rename_notes(renamed), *made.notes),
    )


def report_of(
    frame: pd.DataFrame,
    table: pd.DataFrame,
    on: Sequence[tuple[str, str]],
    *,
    aliases: Aliases | None = None,
    feedback: Feedback = SILENT,
) -> dict[str, Any]:
    """Return what a join would find, as plain values, whether or not it would be refused.

    Returns
    -------
    dict
        ``matched`` (int), ``unmatched_layer``, ``unmatched_table``, ``duplicates`` (lists of keys), ``near`` (list of
        dicts with ``layer``, ``table``, ``score``, ``reason``).

    Raises
    ------
    JoinError
        A column does not exist.
    """
    table = _with_text_headings(table)
    check_on(frame, table, on)
    match = match_keys(
        frame[[layer for layer, _ in on]], table[[key for _, key in on]], aliases=aliases, feedback=feedback
    )
    return {
        "matched": match.matched,
        "unmatched_layer": list(match.unmatched_layer),
        "unmatched_table": list(match.unmatched_table),
        "duplicates": list(match.duplicates),
        "near": [
            {"layer": near.layer_key, "table": near.table_key, "score": near.score, "reason": near.reason.zh}
            for near in match.near
        ],
    }


def _with_text_headings(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with headings that are text (a sheet may have 2018 for one)."""
    headings = [str(name) for name in table.columns]
    return table if headings == list(table.columns) else table.set_axis(headings, axis=1)


def _bring(
    table: pd.DataFrame,
    match: KeyMatch,
    columns: Sequence[str],
    how: tuple[Rule, str, frozenset[str]],
    feedback: Feedback,
) -> Made:
    """Bring the columns to the rows of the layer by a rule, a column of years, and those that are never added up."""
    rule, year_field, listed = how
    if rule in ("sum", "mean"):
        return combined_columns(table, match, columns, rule, feedback, listed)
    if rule == "years":
        return year_columns(table, match, columns, year_field, feedback)
    if rule == "latest" and match.counts.max(initial=0) > 1:
        return latest_columns(table, match, columns, year_field)
    return Made(tuple((plain_column(name), take(table[name], match.rows)) for name in columns))


def _with_known(made: Made, known: Mapping[str, JoinedColumn]) -> Made:
    """Give columns that came as they are the year that is known of them."""
    columns = tuple(
        (known.get(each.name, each) if each.name == each.source else each, cells) for each, cells in made.columns
    )
    return Made(columns, made.notes)


def _assemble(frame: pd.DataFrame, made: Made) -> tuple[Any, tuple[JoinedColumn, ...], dict[str, str]]:
    import pandas as pd

    taken = {str(name) for name in frame.columns}
    details, renamed = [], {}
    for column, _ in made.columns:
        name = _free_name(column.name, taken)
        if name != column.name:
            renamed[column.name] = name
        taken.add(name)
        details.append(JoinedColumn(name, column.source, column.year, column.kind))
    arrays = {column.name: array for column, (_, array) in zip(details, made.columns, strict=True)}
    added = pd.DataFrame(arrays, index=frame.index)
    joined = pd.concat([frame, added], axis=1) if arrays else frame.copy(deep=False)
    return joined, tuple(details), renamed


def _free_name(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}_{number}"
    return free


def _match_notes(match: KeyMatch, options: JoinOptions) -> list[Text]:
    notes = []
    if match.by_alias:
        pairs = name_some([f"{table}→{layer}" for layer, table in match.by_alias])
        notes.append(Text(f"按别名对应：{pairs.zh}。", f"Matched by alias: {pairs.en}."))
    if options.confirmed:
        pairs = name_some([f"{table}→{layer}" for layer, table in options.confirmed.items()])
        notes.append(Text(f"经用户确认的对应：{pairs.zh}。", f"Matched as confirmed by the user: {pairs.en}."))
    if match.ambiguous:
        keys = name_some(match.ambiguous)
        notes.append(
            Text(
                f"以下别名指向多个区域，未予匹配：{keys.zh}。",
                f"These aliases stand for several areas and were not matched: {keys.en}.",
            )
        )
    matched = set(match.layer_keys[match.counts > 0].tolist())
    shared = [key for key in match.duplicates_layer if key in matched]
    if shared:
        keys = name_some(shared)
        notes.append(
            Text(
                f"图层中多个要素共用一行表格数据，图层上的数值不可直接相加：{keys.zh}。",
                f"Several features share a table row; do not add their figures up: {keys.en}.",
            )
        )
    blank = int(np.count_nonzero(match.table_groups < 0))
    if blank:
        notes.append(Text(f"表格有 {blank} 行没有键，未参与连接。", f"{blank} rows of the table have no key."))
    return notes


def _rename_notes(renamed: Mapping[str, str]) -> list[Text]:
    pairs = name_some([f"{old}→{new}" for old, new in renamed.items()])
    return [Text(f"图层中已有同名列，已改名：{pairs.zh}。", f"Renamed for a clash with the layer: {pairs.en}.")] * bool(
        renamed
    )
