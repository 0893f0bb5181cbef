"""Data of a project that no map draws: they would be saved, and sent to others, unseen."""

from __future__ import annotations

from dataclasses import replace

from layers.layer import Dataset
from layers.project import Project


def unused(project: Project) -> tuple[Dataset, ...]:
    """Return the data sets that no layer draws, no ledger of boundaries tracks and no exception names."""
    drawn = {layer.dataset for _, layer in project.layers()}
    named = {one.dataset for each in project.overrides for one in (*each.columns, *each.made)}
    ledger = project.boundaries
    tracked = {each.dataset for each in ledger.revisions} | {each.dataset for each in ledger.origins}
    tracked |= {each.dataset for each in ledger.scenarios}
    kept = drawn | named | tracked
    return tuple(each for each in project.datasets if each.id not in kept)


def drop_unused(project: Project) -> Project:
    """Edit: remove the data that nothing in the project uses."""
    gone = {id(each) for each in unused(project)}
    if not gone:
        return project
    return replace(project, datasets=tuple(each for each in project.datasets if id(each) not in gone))
