"""The boundaries as of a revision, and what lies between any two."""

from __future__ import annotations

from dataclasses import dataclass, replace

from layers.layer import Dataset
from layers.project import Project
from layers.revisions.accounts import changes_between, sums_of
from layers.revisions.contents import Reader, with_contents
from layers.revisions.model import Boundaries, Content, FeatureChange, Revision, Sum
from layers.revisions.tracking import head, no_revision

FIRST = ""
"""Stands for the boundaries before the first revision."""
NOW = "now"
"""Stands for the boundaries as they are, with what is not committed."""


@dataclass(frozen=True)
class Difference:
    """What lies between two states of a data set.

    Parameters
    ----------
    dataset
        As it is now.
    older, newer
        Ids of revisions, `FIRST` or `NOW`.
    changes, sums
        By feature; by block and in total.
    boundaries
        Holds the contents that the changes name.
    """

    dataset: Dataset
    older: str
    newer: str
    changes: tuple[FeatureChange, ...]
    sums: tuple[Sum, ...]
    boundaries: Boundaries

    @property
    def delta_m2(self) -> float:
        """By how much all features together grew, m²."""
        return sum(each.new_m2 - each.old_m2 for each in self.changes)


def find(project: Project, revision: str) -> Revision:
    """Return a revision by its id, the beginning of it (at least four digits), or its number in the ledger.

    Raises
    ------
    ProjectError
        There is none, or there are several.
    """
    known = project.boundaries.revisions
    exact = [each for each in known if each.id == revision]
    if not exact and revision.isdecimal() and len(revision) < 4 and 1 <= int(revision) <= len(known):
        exact = [known[int(revision) - 1]]
    if not exact and len(revision) >= 4:
        exact = [each for each in known if each.id.startswith(revision)]
    if len(exact) != 1:
        raise no_revision(project.boundaries, revision)
    return exact[0]


def compare(project: Project, dataset_id: str, older: str, newer: str) -> Difference:
    """Return what changed from one state of a data set to another; see `Difference`."""
    dataset = project.dataset(dataset_id)
    reader = Reader(dataset)
    old, new, present = (_state(project, reader, at) for at in (older, newer, NOW))
    boundaries = with_contents(project.boundaries, reader.texts)
    changes = changes_between(boundaries, dataset, old, new)
    now = changes_between(boundaries, dataset, new, present) if newer != NOW else ()
    later = {each.key: each for each in sums_of(project, dataset, now)}
    sums = tuple(_before(each, later.get(each.key)) for each in sums_of(project, dataset, changes))
    return Difference(dataset, older, newer, changes, sums, boundaries)


def change_of(project: Project, revision: Revision) -> Difference:
    """Return what one revision did, with the areas that it recorded."""
    dataset = project.dataset(revision.dataset)
    return Difference(dataset, revision.parent, revision.id, revision.changes, revision.sums, project.boundaries)


def _state(project: Project, reader: Reader, at: str) -> dict[str, Content]:
    dataset_id = reader.dataset.id
    if at != NOW:
        return head(project.boundaries, dataset_id, at)
    return {feature: reader.content(feature) for feature in head(project.boundaries, dataset_id)}


def _before(total: Sum, later: Sum | None) -> Sum:
    """Return a total without what changed after the newer state."""
    if later is None:
        return total
    grown = later.new_m2 - later.old_m2
    return replace(total, old_m2=total.old_m2 - grown, new_m2=total.new_m2 - grown)
