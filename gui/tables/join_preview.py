"""The work behind the join dialog: reading a table, guessing its keys, previewing and doing the join. No widgets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from layers import edits
from layers.indicators.describing import as_indicator
from layers.join_record import lasting_remarks
from layers.layer import Dataset, Field, JoinStep
from layers.project import Project
from spatial.errors import GisError, JoinError
from spatial.feedback import Feedback
from spatial.text import Text
from spatial.tidying.options import FOUND_OUT, TableOptions

if TYPE_CHECKING:
    import pandas as pd

    from layers.indicators.catalogue import Indicator
    from layers.indicators.recognising import Recognised
    from spatial.joining.join_checks import JoinOptions
    from spatial.joining.joins import JoinResult, KeyMatch
    from spatial.sources import TableSource

Pairs = tuple[tuple[str, str], ...]
SAMPLE_ROWS = 2000
MAX_GUESSED_COLUMNS = 24


@dataclass(frozen=True)
class JoinChoice:
    """What the user chose in the dialog; `indicators`: which headings of the table are taken for which indicator."""

    on: Pairs
    rule: str = ""
    year_field: str = ""
    confirmed: tuple[tuple[str, str], ...] = ()
    indicators: tuple[tuple[str, Indicator], ...] = ()


@dataclass(frozen=True, eq=False)
class JoinPreview:
    """What the join would find, and why it would be refused (None: it would not)."""

    match: KeyMatch
    refusal: JoinError | None


@dataclass(frozen=True, eq=False)
class OpenTable:
    """A table that was read: how, with the key columns that seem to belong together, and matches confirmed before.

    `recognised` are its headings that name an indicator of the catalogue.
    """

    path: Path
    source: TableSource
    guess: Pairs
    sheets: tuple[str, ...] = ()
    reading: TableOptions = FOUND_OUT
    remembered: tuple[tuple[str, str], ...] = ()
    recognised: tuple[Recognised, ...] = ()


def open_table(
    path: Path, how: tuple[str, TableOptions], dataset: Dataset, aliases: Mapping[str, str], feedback: Feedback
) -> OpenTable:
    """Read a sheet ("": the first) of a table in a certain way, and guess which of its columns is the key."""
    from spatial.sources import list_sheets, read_table

    sheet, reading = how
    sheets = list_sheets(path)
    source = read_table(path, sheet=sheet or next(iter(sheets), ""), options=reading, feedback=feedback.part(0.0, 0.8))
    feedback.report(0.8)
    guess = guess_keys(dataset, source.frame, aliases)
    return OpenTable(path, source, guess, sheets, reading, remembered(dataset, source.frame, guess, aliases))


def with_indicators(opened: OpenTable, project: Path | None) -> OpenTable:
    """Return a table with its headings looked up in the catalogue of a project; none where that cannot be read."""
    from layers.indicators.plan_tables import catalogue_beside
    from layers.indicators.recognising import recognise

    try:
        catalogue, _ = catalogue_beside(project)
    except GisError:
        return opened  # the panel of targets says what is wrong with it; a join needs no catalogue
    return replace(opened, recognised=recognise(opened.source.columns, catalogue))


def remembered(
    dataset: Dataset, table: pd.DataFrame, on: Pairs, aliases: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """Return matches that were confirmed in earlier joins of the data set and that no alias stands for."""
    from spatial.joining.joins import normalise_key

    if len(on) != 1:
        return ()
    (ours, theirs) = on[0]
    here, there = set(dataset.frame[ours].astype(str)), set(table[theirs].dropna().astype(str))
    plain = {normalise_key(key) for key in here}
    pairs = dict(pair for step in dataset.joins if [left for left, _ in step.on] == [ours] for pair in step.confirmed)
    return tuple(
        (key, other)
        for key, other in pairs.items()
        if key in here and other in there and normalise_key(other) not in plain and normalise_key(other) not in aliases
    )


def guess_keys(dataset: Dataset, table: pd.DataFrame, aliases: Mapping[str, str]) -> Pairs:
    """Return the pair of columns that share most values, () where none share any; ids and names win ties.

    Columns of numbers are looked at only where they are complete and tell all features apart.
    """
    frame = dataset.frame
    geometry = frame.geometry.name
    first = [dataset.id_field, dataset.name_field, "name_zh", "name_en"]
    ours = [*first, *(str(column) for column in frame.columns if column not in first)]
    ours = [column for column in dict.fromkeys(ours) if column and column in frame.columns and column != geometry]
    ours = [column for column in ours if column in first or _may_be_key(frame[column])]
    theirs = {str(column): _keys(table[column], aliases) for column in list(table.columns)[:MAX_GUESSED_COLUMNS]}
    best: tuple[int, Pairs] = (0, ())
    for column in ours[:MAX_GUESSED_COLUMNS]:
        keys = _keys(frame[column], aliases)
        for other, other_keys in theirs.items():
            shared = len(keys & other_keys)
            if shared > best[0]:
                best = (shared, ((column, other),))
    return best[1]


def _may_be_key(column: pd.Series[str]) -> bool:
    """Say whether a column could tell features apart: texts, and numbers that are complete and all different."""
    return column.dtype.kind not in "iuf" or bool(column.notna().all() and column.is_unique)


def _keys(column: pd.Series[str], aliases: Mapping[str, str]) -> set[str]:
    from spatial.joining.joins import normalise_key

    keys = {normalise_key(str(cell)) for cell in column.dropna().head(SAMPLE_ROWS)} - {""}
    return keys | {aliases[key] for key in keys if key in aliases}


def preview(
    dataset: Dataset, opened: OpenTable, choice: JoinChoice, aliases: Mapping[str, str], feedback: Feedback
) -> JoinPreview:
    """Match the keys and say whether the join would be refused.

    Raises
    ------
    JoinError
        A key column does not exist, or the table is empty.
    """
    from spatial.joining.join_checks import check_columns, check_match, check_on, check_rule
    from spatial.joining.joins import match_keys

    table = opened.source.frame
    check_on(dataset.frame, table, choice.on)
    match = match_keys(
        dataset.frame[[ours for ours, _ in choice.on]],
        table[[theirs for _, theirs in choice.on]],
        aliases=aliases,
        confirmed=dict(choice.confirmed),
        feedback=feedback,
    )
    try:
        check_columns(dataset.frame, table, choice.on, _options(opened, choice))
        check_match(match, choice.on, check_rule(choice.rule))
    except JoinError as refusal:
        return JoinPreview(match, refusal)
    return JoinPreview(match, None)


def join(
    dataset: Dataset, opened: OpenTable, choice: JoinChoice, aliases: Mapping[str, str], feedback: Feedback
) -> JoinResult:
    """Do the join."""
    from spatial.joining.joins import join_table

    options = _options(opened, choice)
    return join_table(dataset.frame, opened.source.frame, choice.on, rule=options, aliases=aliases, feedback=feedback)


def _options(opened: OpenTable, choice: JoinChoice) -> JoinOptions:
    from spatial.joining.tidy_joins import options_of

    return options_of(opened.source.columns, choice.on, (choice.rule, choice.year_field, choice.confirmed))


def put_join(project: Project, dataset: Dataset, opened: OpenTable, choice: JoinChoice, result: JoinResult) -> Project:
    """Edit: put a joined frame into its data set, and remember the confirmed matches as aliases.

    Raises
    ------
    JoinError
        The data set is no longer the one that was joined.
    """
    if project.dataset(dataset.id).frame is not dataset.frame:
        raise JoinError(
            Text("连接期间图层的数据已经变了。", "The layer's data changed while the table was joined."),
            Text("请重新连接。", "Join it again."),
        )
    step = JoinStep(
        table=str(opened.path),
        sha256=opened.source.sha256,
        on=choice.on,
        rule=choice.rule,
        columns=result.columns,
        matched=result.matched,
        unmatched_layer=len(result.unmatched_layer),
        unmatched_table=len(result.unmatched_table),
        sheet=opened.source.sheet,
        year_field=choice.year_field,
        confirmed=tuple(choice.confirmed),
        reading=replace(
            opened.reading,
            encoding=opened.reading.encoding or opened.source.encoding,
            header_rows=opened.reading.header_rows or opened.source.header_rows,
        ),
        remarks=lasting_remarks(opened.source.findings),
    )
    for ours, theirs in choice.confirmed:
        project = _remember(project, dataset, choice.on, (ours, theirs))
    return edits.set_joined(project, dataset.id, result.frame, step, _fields(opened, choice, result))


def _fields(opened: OpenTable, choice: JoinChoice, result: JoinResult) -> dict[str, Field]:
    """Return what is known of the new columns: heading, year, kind, and the table they came from.

    Of columns that were taken for an indicator, what the catalogue knows of it too.
    """
    indicators = dict(choice.indicators)
    source = Text(opened.path.name, opened.path.name)
    units = {column.name: column.unit for column in opened.source.columns}
    known = {}
    for column in result.details:
        heading, unit = split_unit(column.source)
        unit = unit or units.get(column.source, "") or units.get(column.name, "")
        known[column.name] = Field(
            column.name,
            Text(heading, heading),
            unit,
            indicator=column.source if column.year is not None else None,
            year=column.year,
            year_kind=column.kind,
            source=source,
        )
        indicator = indicators.get(column.source) or indicators.get(column.name)
        if indicator is not None:
            known[column.name] = as_indicator(known[column.name], indicator, column.year, column.kind)
    return known


def split_unit(heading: str) -> tuple[str, str]:
    """Return the words and the unit of a heading such as ``工业总产值（亿元）``; no unit: ``""``."""
    for opening, closing in (("（", "）"), ("(", ")"), ("[", "]")):
        if heading.endswith(closing) and opening in heading[1:]:
            words, _, unit = heading[:-1].rpartition(opening)
            if words.strip():
                return words.strip(), unit.strip()
    return heading, ""


def _remember(project: Project, dataset: Dataset, on: Pairs, confirmed: tuple[str, str]) -> Project:
    """Add both keys of a confirmed match as aliases of the feature's area, unless they stand for another one."""
    from spatial.joining.joins import normalise_key

    if len(on) != 1 or not dataset.id_field:
        return project
    ours = dataset.frame[on[0][0]].astype(str)
    rows = dataset.frame.loc[ours == confirmed[0], dataset.id_field]
    area_id = project.aliases.get(normalise_key(confirmed[0])) or (str(rows.iloc[0]) if len(rows) == 1 else "")
    for key in confirmed:
        if area_id and normalise_key(key) != normalise_key(area_id):
            try:
                project = edits.add_alias(project, key, area_id)
            except GisError:
                continue  # it stands for another area already: the match holds for this join only
    return project


def listed(keys: Sequence[str]) -> list[str]:
    """Return keys for a list on screen: missing ones named."""
    return [key if key else "—" for key in keys]


def first_number(result: JoinResult) -> str:
    """Return the first new column that holds a number, "" where none does: what a user may want to map next."""
    import numpy as np

    from spatial.values import parse_values

    for column in result.columns:
        if np.isfinite(parse_values(result.frame[column]).number).any():
            return column
    return ""
