"""Edits of boundaries as project edits: the rows of a data set after an edit of its topology, locks, draft marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from layers.boundaries.policies import Policies, with_topology
from layers.layer import Dataset
from layers.placement import DRAFT, names_of, texts
from layers.project import Project
from layers.revisions.tracking import noted
from spatial.errors import ProjectError
from spatial.text import Text

if TYPE_CHECKING:
    from spatial.topology import Topology

LOCK = "boundary_lock"
"""Column that says of a feature ``locked`` or ``unlocked``; empty: approved boundaries are locked, others are not."""

STATUS = "geometry_status"
USUAL = Policies()
"""Every column follows its role."""

_APPROVED = frozenset({"approved", "已批复"})


def feature_name(dataset: Dataset, row: int) -> Text:
    """Return the name of one feature in both languages."""
    return names_of(replace(dataset, frame=dataset.frame.iloc[[row]]))[0]


def naming(verb: Text, dataset: Dataset, rows: Iterable[int]) -> Text:
    """Return the name of a step: ``移动顶点：桃浦智创城``; of many features the first two, and how many there are."""
    listed = list(rows)
    names = [feature_name(dataset, row) for row in listed[:2]]
    if not names:
        return verb
    zh, en = "、".join(each.to("zh") for each in names), ", ".join(each.to("en") for each in names)
    more = (f" 等 {len(listed)} 个", f" and {len(listed) - 2} more") if len(listed) > 2 else ("", "")
    return Text(f"{verb.zh}：{zh}{more[0]}", f"{verb.en}: {en}{more[1]}")


def locked_rows(dataset: Dataset) -> frozenset[int]:
    """Return the rows whose boundary must not be changed: approved ones, unless they were unlocked, and locked ones."""
    own, status = texts(dataset.frame, LOCK), texts(dataset.frame, STATUS)
    locked = {row for row, word in enumerate(own) if word == "locked"}
    approved = {row for row, word in enumerate(status) if word in _APPROVED}
    return frozenset(locked | {row for row in approved if not own or own[row] != "unlocked"})


def draft_rows(dataset: Dataset) -> Mapping[int, str]:
    """Return the rows that are kept as drafts, each with the reason."""
    return {row: word for row, word in enumerate(texts(dataset.frame, DRAFT)) if word}


def set_topology(
    project: Project,
    dataset_id: str,
    topologies: tuple[Topology, Topology],
    policies: Policies = USUAL,
    drafts: Mapping[int, str] | None = None,
) -> Project:
    """Put the geometry of an edited topology into a data set.

    Parameters
    ----------
    topologies
        Before and after one edit; the rows of the data set are the features of the first, in order.
    policies
        What happens to figures where features were split or merged.
    drafts
        Feature → why it is kept as a draft; the marks of other features that the edit touched go where they are sound.

    Raises
    ------
    ProjectError
        An edit touches a boundary that is locked.
    """
    old, new = topologies
    dataset = project.dataset(dataset_id)
    check_unlocked(dataset, old, new)
    changed, _ = with_topology(dataset, old, new, policies)
    marks = {feature: "" for feature in old.marked - new.marked if feature not in new.gone} | dict(drafts or {})
    if marks:
        rows = {feature: row for row, feature in enumerate(new.features)}
        changed = with_words(
            changed, DRAFT, {rows[feature]: reason for feature, reason in marks.items() if feature in rows}
        )
    return with_dataset(project, changed)


def check_unlocked(dataset: Dataset, old: Topology, new: Topology) -> None:
    """Refuse an edit that changes or removes a feature whose boundary is locked; it names the first.

    A vertex on a locked border where a neighbour's border comes to meet it is no change: the border runs as it did.
    """
    from spatial.topology.noding import is_only_noded

    locked = locked_rows(dataset)
    if not locked or new.change is None:
        return
    rows = {feature: row for row, feature in enumerate(old.features)}
    touched = [each for each in (*new.change.changed, *new.change.removed) if rows.get(each) in locked]
    hit = [rows[each] for each in touched if not is_only_noded(old, old.shapes[each], new.shapes[each])]
    if hit:
        raise locked_error(dataset, hit)


class LockedError(ProjectError):
    """An edit touches boundaries that are locked: `rows` of the data set."""

    def __init__(self, what: Text, remedy: Text, rows: tuple[int, ...]) -> None:
        super().__init__(what, remedy)
        self.rows = rows


def locked_error(dataset: Dataset, rows: Sequence[int]) -> LockedError:
    """Return what is said of boundaries that are locked; it names the first."""
    name = feature_name(dataset, rows[0])
    return LockedError(
        Text(f"“{name.to('zh')}”的边界已锁定。", f"The boundary of “{name.to('en')}” is locked."),
        Text("请先解锁，解锁会记入历史。", "Unlock it first; unlocking is recorded in the history."),
        tuple(rows),
    )


def with_dataset(project: Project, changed: Dataset) -> Project:
    """Return the project with another version of one of its data sets; the ledger notes what it changes."""
    project = noted(project, changed)
    return replace(project, datasets=tuple(changed if each.id == changed.id else each for each in project.datasets))


def with_words(dataset: Dataset, column: str, cells: Mapping[int, str]) -> Dataset:
    """Return a data set with words in cells of a column of texts, which is made where it is not there."""
    import pandas as pd

    frame = dataset.frame.copy(deep=False)
    old: Any = frame[column].astype(object).to_numpy(copy=True) if column in frame.columns else [None] * len(frame)
    values = list(old)
    for row, word in cells.items():
        values[row] = word or None
    if column not in frame.columns and not any(cells.values()):
        return dataset
    frame[column] = pd.Series(values, index=frame.index, dtype=object)
    return replace(dataset, frame=frame)
