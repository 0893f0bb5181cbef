"""Joins are kept as steps: done again when a project is opened, and again with a changed table if the user agrees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Literal

from layers.join_record import lasting_remarks
from layers.layer import Dataset, JoinStep
from spatial.errors import GisError, JoinError
from spatial.feedback import SILENT, Feedback
from spatial.files import sha256_of
from spatial.findings import Finding, Severity
from spatial.text import Text
from spatial.tidying.options import AS_IT_STANDS

if TYPE_CHECKING:
    import geopandas as gpd

TableState = Literal["same", "changed", "missing"]


@dataclass(frozen=True)
class Place:
    """Where a project lies, and what its joins need.

    Parameters
    ----------
    root
        Folder that relative paths start from.
    aliases
        Other names of areas, as in `layers.project.Project.aliases`.
    repeat_changed
        Whether joins are done again with tables that changed since.
    """

    root: Path
    aliases: Mapping[str, str]
    repeat_changed: bool = False

    def path(self, text: str) -> Path:
        """Return the file a path of the document means."""
        return Path(text) if is_absolute(text) else self.root / text


def is_absolute(path: str) -> bool:
    """Say whether a path of a document is absolute, on this system or on Windows."""
    return Path(path).is_absolute() or bool(PureWindowsPath(path).drive or PureWindowsPath(path).root)


def leaves(path: str) -> bool:
    """Say whether a path of a document does not stay inside the folder it starts from, or is empty."""
    parts = PurePosixPath(path).parts
    return is_absolute(path) or not parts or ".." in parts or "\\" in path or "\0" in path


def state_of(step: JoinStep, place: Place) -> TableState:
    """Say whether the table of a join is as it was; one that a relative path leaves the folder for is missing."""
    path = place.path(step.table)
    if (leaves(step.table) and not is_absolute(step.table)) or not path.is_file():
        return "missing"
    return "same" if sha256_of(path) == step.sha256 else "changed"


def repeat_step(dataset: Dataset, step: JoinStep, place: Place, feedback: Feedback = SILENT) -> Dataset:
    """Do one join again and return the data set with the joined columns and the step as it went this time.

    Raises
    ------
    JoinError, SourceError
        The table cannot be read or joined, or no longer gives every column that the step gave.
    """
    from spatial.joining.joins import join_table
    from spatial.joining.tidy_joins import options_of
    from spatial.sources import read_table

    path = place.path(step.table)
    table = read_table(path, sheet=step.sheet, options=step.reading, feedback=feedback.part(0, 0.5))
    options = options_of(table.columns, step.on, (step.rule, step.year_field, step.confirmed))
    result = join_table(
        dataset.frame, table.frame, step.on, rule=options, aliases=place.aliases, feedback=feedback.part(0.5, 1)
    )
    gone = [column for column in step.columns if column not in result.frame.columns]
    if gone:
        raise JoinError(
            Text(
                f"表格“{path.name}”不再给出字段“{'、'.join(gone)}”。",
                f"“{path.name}” gives no “{', '.join(gone)}” now.",
            ),
            Text("请检查表头，或重新连接。", "See to the heading of the table, or join it anew."),
        )
    new = replace(
        step,
        sha256=table.sha256,
        matched=result.matched,
        unmatched_layer=len(result.unmatched_layer),
        unmatched_table=len(result.unmatched_table),
        remarks=step.remarks if step.reading == AS_IT_STANDS else lasting_remarks(table.findings),
    )
    joins = tuple(new if each is step else each for each in dataset.joins)
    frame = result.frame[[*dataset.frame.columns, *step.columns]]
    return replace(dataset, frame=frame, joins=joins)


def join_linked(dataset: Dataset, place: Place, feedback: Feedback = SILENT) -> tuple[Dataset, tuple[Finding, ...]]:
    """Do all joins of a data set again on the features of its own file.

    Columns of a table that is missing, cannot be joined, or changed without `Place.repeat_changed` come back empty,
    with a finding; their step stays, so that the join can be repeated later.
    """
    findings: list[Finding] = []
    for step in dataset.joins:
        state = state_of(step, place)
        try:
            if state == "same" or (state == "changed" and place.repeat_changed):
                dataset = repeat_step(dataset, step, place, feedback)
                continue
            findings.append(_finding(dataset, step, state, kept=False))
        except GisError as error:
            findings.append(_failed(dataset, step, error))
        dataset = replace(dataset, frame=_with_empty(dataset.frame, step.columns))
    return dataset, tuple(findings)


def join_inside(dataset: Dataset, place: Place, feedback: Feedback = SILENT) -> tuple[Dataset, tuple[Finding, ...]]:
    """Look after the joins of a data set whose joined features are in the project.

    They stay as they are unless `Place.repeat_changed` is true: then the joins are done again from the first changed
    table on, if every table from there on is at hand.
    """
    states = [state_of(step, place) for step in dataset.joins]
    steps = list(zip(dataset.joins, states, strict=True))
    if "changed" not in states or not place.repeat_changed:
        return dataset, tuple(_finding(dataset, step, state, kept=True) for step, state in steps if state != "same")
    first = states.index("changed")
    if "missing" in states[first:]:
        return dataset, tuple(_finding(dataset, step, state, kept=True) for step, state in steps if state != "same")
    again = dataset.joins[first:]
    columns = [column for step in again for column in step.columns if column in dataset.frame.columns]
    result = replace(dataset, frame=dataset.frame.drop(columns=columns))
    try:
        for step in again:
            result = repeat_step(result, step, place, feedback)
    except GisError as error:
        return dataset, (_failed(dataset, step, error),)
    return result, ()


def _with_empty(frame: gpd.GeoDataFrame, columns: Sequence[str]) -> gpd.GeoDataFrame:
    return frame.assign(**{column: None for column in columns if column not in frame.columns})


def _finding(dataset: Dataset, step: JoinStep, state: TableState, kept: bool) -> Finding:
    zh = "其字段保留保存时的数值。" if kept else "其字段暂为空。"
    en = "Its fields keep the values they were saved with." if kept else "Its fields are empty for now."
    name = step.table
    said = {
        "changed": Text(
            f"连接到“{dataset.name.to('zh')}”的表格“{name}”已被改动。{zh}如需使用新表，请确认重新连接。",
            f"The table “{name}”, joined to “{dataset.name.to('en')}”, has changed. {en} Agree to repeat the join.",
        ),
        "missing": Text(
            f"连接到“{dataset.name.to('zh')}”的表格“{name}”找不到。{zh}",
            f"The table “{name}”, joined to “{dataset.name.to('en')}”, is not there. {en}",
        ),
    }[state]
    level: Severity = "warning" if state == "changed" or not kept else "info"
    return Finding(f"table_{state}", level, said)


def _failed(dataset: Dataset, step: JoinStep, error: GisError) -> Finding:
    return Finding(
        "join_failed",
        "warning",
        Text(
            f"“{dataset.name.to('zh')}”与表格“{step.table}”无法重新连接：{error.message('zh')}",
            f"The join of “{step.table}” to “{dataset.name.to('en')}” cannot be repeated: {error.message('en')}",
        ),
    )
