"""What the ledger knows of a data set: its features as of the last revision, and what was done since."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from layers.layer import Dataset
from layers.project import Project
from layers.revisions.contents import Reader, with_contents
from layers.revisions.model import Boundaries, Content, Origin
from layers.storage.project_json import AbsentDataset
from spatial.errors import ProjectError
from spatial.text import Text

_POLYGONS = {-1, 3, 6}


def noted(project: Project, changed: Dataset) -> Project:
    """Return the project with the ledger aware of features that a change of a data set is about to touch.

    To be called by every edit of boundaries, before `changed` takes the place of the data set. Features whose geometry
    is another object, that come or that go, are noted as they are before their first change. Layers of points or
    lines, and layers whose features have no ids of their own, are not tracked.

    Parameters
    ----------
    project
        As it stands.
    changed
        The data set as it will be.
    """
    before = project.dataset(changed.id)
    if isinstance(before, AbsentDataset) or before.frame is changed.frame or not before.id_field:
        return project
    if not _is_boundary(before) or not _is_boundary(changed):
        return project
    old, new = _near(before, changed)
    known = {each.feature for each in project.boundaries.origins if each.dataset == changed.id}
    touched = [
        feature
        for feature in dict.fromkeys((*old.ids, *new.ids))
        if feature not in known and old.shape(feature) is not new.shape(feature)
    ]
    if not touched or not before.frame[before.id_field].is_unique or not old.identifies or not new.identifies:
        return project
    return replace(project, boundaries=_with_origins(project.boundaries, old, touched))


def _near(before: Dataset, changed: Dataset) -> tuple[Reader, Reader]:
    """Return readers of the rows that may differ: of an edit that keeps the rows, those with another geometry."""
    old, new = before.frame, changed.frame
    if len(old) != len(new) or not old[before.id_field].equals(new[before.id_field]):
        return Reader(before), Reader(changed)
    pairs = zip(np.asarray(old.geometry.array, dtype=object), np.asarray(new.geometry.array, dtype=object), strict=True)
    rows = np.flatnonzero(np.fromiter((a is not b for a, b in pairs), dtype=bool, count=len(old)))
    return Reader(replace(before, frame=old.iloc[rows])), Reader(replace(changed, frame=new.iloc[rows]))


def _with_origins(boundaries: Boundaries, old: Reader, features: list[str]) -> Boundaries:
    origins = tuple(Origin(old.dataset.id, feature, old.content(feature)) for feature in features)
    return with_contents(replace(boundaries, origins=(*boundaries.origins, *origins)), old.texts)


def head(boundaries: Boundaries, dataset: str, until: str | None = None) -> dict[str, Content]:
    """Return the features that the ledger knows, as of a revision.

    Parameters
    ----------
    until
        Id of the last revision that counts; "" for none (as it was before the first), None for all.

    Returns
    -------
    dict
        Feature -> content; an empty `Content` where it is not there. Features that no revision and no edit touched are
        missing: they are as the data set has them.
    """
    found = {each.feature: each.content for each in boundaries.origins if each.dataset == dataset}
    if until == "":
        return found
    for revision in boundaries.of(dataset):
        found |= {each.feature: each.new for each in revision.changes}
        if revision.id == until:
            return found
    if until is not None:
        raise no_revision(boundaries, until)
    return found


def pending(project: Project, dataset_id: str) -> tuple[str, ...]:
    """Return the features whose geometry differs from what the ledger says of them: what a commit would record."""
    dataset = project.dataset(dataset_id)
    known = head(project.boundaries, dataset_id)
    if not known or isinstance(dataset, AbsentDataset):
        return ()
    reader = Reader(dataset)
    return tuple(feature for feature, content in known.items() if reader.shape_key(feature) != content.shape)


def tracked(project: Project) -> tuple[str, ...]:
    """Return the data sets that have revisions or changes that are not committed, in the order of the project."""
    found = {each.dataset for each in project.boundaries.origins} | {
        each.dataset for each in project.boundaries.revisions
    }
    return tuple(each.id for each in project.datasets if each.id in found)


def boundary_datasets(project: Project) -> tuple[str, ...]:
    """Return the data sets of polygons that a ledger can be kept of: those that have one first, backgrounds last."""
    first = tracked(project)
    subjects = {layer.dataset for _, layer in project.layers() if not layer.context}
    others = [
        each.id
        for each in project.datasets
        if each.id not in first and not isinstance(each, AbsentDataset) and each.id_field and _is_boundary(each)
    ]
    return (*first, *sorted(others, key=lambda each: each not in subjects))


def no_revision(boundaries: Boundaries, wanted: str) -> ProjectError:
    """Return the error for a revision that is not there."""
    listed = "、".join(each.id for each in boundaries.revisions[-5:]) or "—"
    return ProjectError(
        Text(f"台账中没有修订“{wanted}”。", f"The ledger has no revision “{wanted}”."),
        Text(f"最近的修订：{listed}。", f"The latest ones: {listed}."),
    )


def _is_boundary(dataset: Dataset) -> bool:
    import shapely

    shapes = np.asarray(dataset.frame.geometry.array, dtype=object)
    return set(np.unique(shapely.get_type_id(shapes)).tolist()) <= _POLYGONS
