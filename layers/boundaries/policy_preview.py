"""What a split or a merge would do to figures: of the features concerned alone, whatever the size of the layer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from layers.boundaries.policies import (
    FLAGS,
    LINK,
    OnMerge,
    OnSplit,
    Policies,
    Role,
    default_policies,
    with_topology,
)
from layers.layer import Dataset
from layers.placement import names_of, texts
from spatial.text import Text

if TYPE_CHECKING:
    from spatial.topology import Topology

FIGURES: frozenset[Role] = frozenset({"additive", "area", "ratio"})
SPLIT_RULES: dict[Role, tuple[OnSplit, ...]] = {
    "additive": ("blank", "share"),
    "ratio": ("copy", "blank"),
    "area": ("blank",),
}
MERGE_RULES: dict[Role, tuple[OnMerge, ...]] = {
    "additive": ("sum", "blank"),
    "ratio": ("blank", "weigh", "first"),
    "area": ("blank",),
}
"""The rules that a user may choose from, by role; the first is the usual one. Nothing additive can be copied."""


@dataclass(frozen=True)
class PolicyRow:
    """One column of the table.

    Parameters
    ----------
    column, label, role
        The column, its name for the user, and what it is.
    before, after
        Its cells in the features there were, and in those there would be.
    """

    column: str
    label: Text
    role: Role
    before: tuple[str, ...]
    after: tuple[str, ...]


class PolicyPreview:
    """A split or a merge of a few features, to be tried with any policies.

    Parameters
    ----------
    dataset
        Its rows are the features of `old`, in order.
    old, new
        Before and after the edit.
    """

    def __init__(self, dataset: Dataset, old: Topology, new: Topology) -> None:
        from spatial.topology import build
        from spatial.topology.model import replaced

        parents = dict(new.change.parents) if new.change is not None else {}
        before = sorted({each for from_ in parents.values() for each in from_})
        fresh = sorted(child for child in parents if child >= len(old))
        rows = [old.features.index(each) for each in before]
        number = {feature: place for place, feature in enumerate([*before, *fresh])}
        self.kind = "merge" if any(len(from_) > 1 for from_ in parents.values()) else "split"
        self._before = replace(dataset, frame=dataset.frame.iloc[rows].reset_index(drop=True))
        self._old = build(old.shapes[before], old.crs, old.datum) if before else build(np.empty(0, dtype=object))
        shapes = {number[each]: new.shapes[each] for each in before}
        told = {number[child]: tuple(number[each] for each in from_) for child, from_ in parents.items()}
        self._new = replaced(self._old, shapes, self.kind, [new.shapes[each] for each in fresh], told)

    def measured(self) -> PolicyPreview:
        """Return itself with `headings` and `areas_m2` worked out: for a worker to do."""
        _ = self.headings, self.areas_m2
        return self

    @property
    def concerns_figures(self) -> bool:
        """Whether a figure is at stake: else there is nothing to ask."""
        return any(row.role in FIGURES and any(row.before) for row in self.rows(Policies()))

    @cached_property
    def headings(self) -> tuple[tuple[Text, ...], tuple[Text, ...]]:
        """Return the names of the features before and after."""
        after = with_topology(self._before, self._old, self._new)[0]
        return tuple(names_of(self._before)), tuple(names_of(after))

    @cached_property
    def areas_m2(self) -> tuple[float, ...]:
        """Return the areas after, in m² on the ellipsoid."""
        return tuple(self._new.area_m2(self._new.features).tolist())

    def rows(self, policies: Policies) -> tuple[PolicyRow, ...]:
        """Return the table with the cells that the policies lead to: figures first, id and links then."""
        after = with_topology(self._before, self._old, self._new, policies)[0]
        made = [
            PolicyRow(
                column,
                self._before.field_of(column).title,
                role,
                texts(self._before.frame, column),
                texts(after.frame, column),
            )
            for column, role, *_ in default_policies(self._before)
            if role in FIGURES or role in ("id", "name")
        ]
        labels = {LINK: Text("由来", "Derived from"), FLAGS: Text("指标说明", "What happened to figures")}
        links = [
            PolicyRow(column, label, "link", texts(self._before.frame, column), texts(after.frame, column))
            for column, label in labels.items()
            if column in after.frame.columns
        ]
        return (
            *(row for row in made if row.role in FIGURES),
            *(row for row in made if row.role not in FIGURES),
            *links,
        )
