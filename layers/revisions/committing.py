"""Committing what was edited: a new revision at the end of the ledger, and the status on the features."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from layers.boundaries.edits import LOCK, STATUS, feature_name, locked_rows, with_dataset
from layers.layer import Dataset
from layers.placement import DRAFT, texts
from layers.project import Project
from layers.revisions.accounts import changes_between, sums_of
from layers.revisions.contents import Reader, shape_in, with_contents
from layers.revisions.model import (
    STATUSES,
    Boundaries,
    Content,
    Entry,
    FeatureChange,
    Kind,
    Revision,
    Sum,
    sealed,
)
from layers.revisions.tracking import head, pending
from layers.storage.project_json import AbsentDataset
from spatial.errors import ProjectError
from spatial.text import Text


def now() -> str:
    """Return the present time as it stands in an `Entry`."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True)
class Preview:
    """What a commit would record: for the question before it."""

    changes: tuple[FeatureChange, ...]
    sums: tuple[Sum, ...]

    @property
    def delta_m2(self) -> float:
        """By how much all features together grew, m²."""
        return sum(each.new_m2 - each.old_m2 for each in self.changes)


def preview(project: Project, dataset_id: str) -> Preview:
    """Return what is not committed of a data set."""
    dataset = project.dataset(dataset_id)
    reader = Reader(dataset)
    waiting = pending(project, dataset_id)
    old = {feature: content for feature, content in head(project.boundaries, dataset_id).items() if feature in waiting}
    new = {feature: reader.content(feature) for feature in waiting}
    boundaries = with_contents(project.boundaries, reader.texts)
    changes = changes_between(boundaries, dataset, old, new)
    return Preview(changes, sums_of(project, dataset, changes))


def commit(
    project: Project, dataset_id: str, entry: Entry, also: Iterable[str] = (), kind: Kind = "change", of: str = ""
) -> Project:
    """Record what changed in a data set since its last revision as a new one, and set the status of what it touches.

    Parameters
    ----------
    entry
        Who, when, why; its status goes to the column ``geometry_status`` of the features.
    also
        Ids of further features that get the status although their boundary did not change (an approval).

    Raises
    ------
    ProjectError
        There is nothing to record, the entry is incomplete, features have no ids, a draft would be approved, or an
        approved boundary would lose its status without being unlocked.
    """
    check_entry(entry)
    dataset = project.dataset(dataset_id)
    reader = readable(dataset)
    waiting = pending(project, dataset_id)
    asked = [each for each in also if each in reader.rows]
    features = tuple(dict.fromkeys((*waiting, *asked)))
    if not features:
        raise ProjectError(
            Text("没有需要提交的边界修改。", "There is no change of a boundary to commit."),
            Text("请先编辑边界，或选择要改变状态的要素。", "Edit a boundary, or choose features whose status changes."),
        )
    known = head(project.boundaries, dataset_id)
    noded = _only_noded(project.boundaries, reader, waiting, known)
    rows = [reader.rows[each] for each in features if each in reader.rows and each not in noded]
    _check_rows(dataset, rows, entry)
    old = {feature: known.get(feature) or reader.content(feature) for feature in features}
    project = _noting(project, reader, [each for each in features if each not in known])
    changed = _with_status(dataset, rows, entry)
    after = Reader(changed)
    new = {feature: after.content(feature) for feature in features}
    boundaries = with_contents(project.boundaries, reader.texts | after.texts)
    changes = changes_between(boundaries, changed, old, new)
    if kind == "change" and not waiting:
        kind = "status"
    project = with_dataset(replace(project, boundaries=boundaries), changed)
    return recorded(project, Revision("", dataset_id, kind, entry, changes, sums_of(project, changed, changes), of=of))


def recorded(project: Project, revision: Revision) -> Project:
    """Return the project with a revision at the end of its ledger."""
    boundaries = project.boundaries
    earlier = boundaries.of(revision.dataset)
    made = sealed(replace(revision, parent=earlier[-1].id if earlier else ""))
    return replace(project, boundaries=replace(boundaries, revisions=(*boundaries.revisions, made)))


def check_entry(entry: Entry) -> None:
    """Refuse an entry without an author, and an approval without a reason and the number of a document."""
    if entry.status not in STATUSES:
        raise ProjectError(
            Text(f"没有名为“{entry.status}”的状态。", f"There is no status “{entry.status}”."),
            Text(f"可选：{'、'.join(STATUSES)}。", f"Choose one of {', '.join(STATUSES)}."),
        )
    if not entry.author.strip():
        raise ProjectError(
            Text("修订没有作者。", "The revision has no author."), Text("请填写作者。", "Say who commits it.")
        )
    if entry.status == "approved" and not (entry.reason.strip() and entry.document.strip()):
        raise ProjectError(
            Text("批复的修订缺少理由或文号。", "An approved revision lacks its reason or document number."),
            Text("请填写两者，或选择其他状态。", "Give both, or choose another status."),
        )


def readable(dataset: Dataset) -> Reader:
    """Return the features of a data set by id; refuse one whose features cannot be told apart."""
    if not isinstance(dataset, AbsentDataset):
        reader = Reader(dataset)
        if reader.identifies:
            return reader
    name = dataset.name
    raise ProjectError(
        Text(f"“{name.to('zh')}”的要素没有唯一编号。", f"The features of “{name.to('en')}” have no ids of their own."),
        Text(
            "台账按编号认要素：请在图层属性中指定编号字段。",
            "The ledger knows features by id: name the column in the layer's properties.",
        ),
    )


def _check_rows(dataset: Dataset, rows: list[int], entry: Entry) -> None:
    drafts = [row for row, word in enumerate(texts(dataset.frame, DRAFT)) if word and row in rows]
    if entry.status == "approved" and drafts:
        raise ProjectError(
            Text(
                f"有 {len(drafts)} 个边界是带问题的草稿，不能批复。",
                f"{len(drafts)} boundaries are drafts with faults and cannot be approved.",
            ),
            Text("请先修复，或选择其他状态。", "Repair them, or choose another status."),
        )
    if entry.status != "approved":
        check_unlocked(dataset, rows)


def check_unlocked(dataset: Dataset, rows: Iterable[int]) -> None:
    """Refuse to touch boundaries that are locked; the first one is named."""
    hit = sorted(locked_rows(dataset) & set(rows))
    if hit:
        name = feature_name(dataset, hit[0])
        raise ProjectError(
            Text(
                f"“{name.to('zh')}”的边界已批复并锁定。", f"The boundary of “{name.to('en')}” is approved and locked."
            ),
            Text("请先解锁，解锁会记入台账。", "Unlock it first; that is recorded in the ledger."),
        )


def _only_noded(
    boundaries: Boundaries, reader: Reader, waiting: Iterable[str], known: Mapping[str, Content]
) -> frozenset[str]:
    """Return the locked features that only got vertices where neighbours meet them: they keep their status."""
    from spatial.topology import of_frame
    from spatial.topology.noding import is_only_noded

    locked = locked_rows(reader.dataset)
    maybe = [each for each in waiting if reader.rows.get(each) in locked]
    if not maybe:
        return frozenset()
    plane = of_frame(reader.dataset.frame.iloc[:0], reader.dataset.datum)
    return frozenset(
        each
        for each in maybe
        if is_only_noded(plane, shape_in(boundaries, known[each].shape), reader.shapes[reader.rows[each]])
    )


def _noting(project: Project, reader: Reader, features: list[str]) -> Project:
    from layers.revisions.model import Origin

    boundaries = project.boundaries
    origins = tuple(Origin(reader.dataset.id, feature, reader.content(feature)) for feature in features)
    return replace(project, boundaries=replace(boundaries, origins=(*boundaries.origins, *origins)))


def _with_status(dataset: Dataset, rows: list[int], entry: Entry) -> Dataset:
    """Set the status, and end an unlocking: approved boundaries are locked again."""
    cells: dict[str, Mapping[int, Any]] = {STATUS: dict.fromkeys(rows, entry.status)}
    words = texts(dataset.frame, LOCK)
    opened = [row for row in rows if words and words[row] == "unlocked"]
    if opened:
        cells[LOCK] = dict.fromkeys(opened)
    return with_cells(dataset, cells)


def with_cells(dataset: Dataset, cells: Mapping[str, Mapping[int, Any]]) -> Dataset:
    """Return a data set with other values in some cells; columns that are not there are made."""
    import pandas as pd

    frame = dataset.frame.copy(deep=False)
    for column, by_row in cells.items():
        if not by_row:
            continue
        there = column in frame.columns
        old = frame[column] if there else pd.Series([None] * len(frame), index=frame.index, dtype=object)
        values = old.astype(object).to_numpy(copy=True)
        for row, value in by_row.items():
            values[row] = value
        frame[column] = as_before(pd.Series(values, index=frame.index, dtype=object, name=column), old)
    return replace(dataset, frame=frame)


def as_before(cells: Any, old: Any) -> Any:
    """Return a column of objects in the type that it had, where its values allow that."""
    if str(old.dtype) == "object":
        return cells
    try:
        made = cells.astype(old.dtype)
    except (TypeError, ValueError):
        return cells
    there = cells.notna().to_numpy()
    same = made[there].astype(object).tolist() == cells[there].tolist()
    return made if same and bool((made.notna().to_numpy() == there).all()) else cells
