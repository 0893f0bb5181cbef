"""Going back without losing anything: an earlier state, or the undoing of one revision, as a new revision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from layers.boundaries.edits import LOCK, STATUS, with_dataset
from layers.placement import DRAFT
from layers.project import Project
from layers.revisions.committing import as_before, check_entry, check_unlocked, commit, readable, with_cells
from layers.revisions.contents import Reader, row_in, shape_in
from layers.revisions.model import Boundaries, Content, Entry, Revision
from layers.revisions.states import FIRST, find
from layers.revisions.tracking import head, pending
from spatial.errors import ProjectError
from spatial.text import Text

if TYPE_CHECKING:
    import geopandas as gpd

_OWN = frozenset({STATUS, LOCK, DRAFT})
"""Cells that say how a boundary stands today: never taken from an older revision."""


def restore(project: Project, revision: str, entry: Entry, dataset_id: str = "") -> Project:
    """Bring the boundaries of a data set back to a revision, as a new revision.

    Cells of features that a later revision changed with the boundary (figures left blank by a split) come back unless
    they were edited since; other cells stay. Features that were removed come back as the last rows.

    Parameters
    ----------
    revision
        See `layers.revisions.states.find`; "" for the state before the first one (of `dataset_id`).

    Raises
    ------
    ProjectError
        There is no such revision, something is not committed, a boundary is locked, or nothing would change.
    """
    check_entry(entry)
    name = revision
    if revision != FIRST:
        found = find(project, revision)
        dataset_id, name = found.dataset, found.id
    check_committed(project, dataset_id)
    wanted = head(project.boundaries, dataset_id, name)
    return _committed(_put_back(project, dataset_id, wanted), dataset_id, entry, ("restore", name))


def revert(project: Project, revision: str, entry: Entry) -> Project:
    """Take back what one revision did, and leave the later ones.

    Raises
    ------
    ProjectError
        Later revisions touch the same features or the same land (they are named), something is not committed, a
        boundary is locked, or the revision changed no boundary.
    """
    check_entry(entry)
    found = find(project, revision)
    if all(each.old.shape == each.new.shape for each in found.changes):
        raise ProjectError(
            Text(f"修订 {found.id} 没有改动边界。", f"The revision {found.id} changed no boundary."),
            Text("请选择改动了边界的修订。", "Choose one that did."),
        )
    check_committed(project, found.dataset)
    against = conflicts(project, found)
    if against:
        numbers = {each.id: place for place, each in enumerate(project.boundaries.revisions, 1)}
        listed = "、".join(f"{numbers[each.id]}（{each.entry.reason or each.id}）" for each in against)
        raise ProjectError(
            Text(
                f"之后的修订又改动了同样的要素或边界：{listed}。",
                f"Later revisions touch the same features or borders: {listed}.",
            ),
            Text("请先撤回它们，或恢复到更早的修订。", "Revert those first, or restore an earlier revision."),
        )
    back = {each.feature: each.old for each in found.changes}
    return _committed(_put_back(project, found.dataset, back), found.dataset, entry, ("revert", found.id))


def conflicts(project: Project, revision: Revision) -> tuple[Revision, ...]:
    """Return the later revisions that touch the features of one, or share land or a stretch of border with it."""
    later = project.boundaries.of(revision.dataset)
    later = later[[each.id for each in later].index(revision.id) + 1 :]
    own = {each.feature for each in revision.changes}
    land = _land(project.boundaries, revision)
    found = []
    for each in later:
        moved = [one for one in each.changes if one.old.shape != one.new.shape]
        if own & {one.feature for one in moved} or (moved and _meet(land, _land(project.boundaries, each))):
            found.append(each)
    return tuple(found)


def discard(project: Project, dataset_id: str) -> Project:
    """Bring a data set back to its last revision: what is not committed goes (and can be undone)."""
    waiting = pending(project, dataset_id)
    known = head(project.boundaries, dataset_id)
    return _put_back(project, dataset_id, {feature: known[feature] for feature in waiting}, locks=False)


def drawn(project: Project, dataset_id: str, rows: Sequence[int]) -> tuple[str, ...]:
    """Return the features among rows of a data set that were drawn since the last revision."""
    known = head(project.boundaries, dataset_id)
    ids = readable(project.dataset(dataset_id)).ids
    return tuple(ids[row] for row in rows if known.get(ids[row]) == Content())


def withdraw(project: Project, dataset_id: str, features: Sequence[str]) -> Project:
    """Take features out of a data set that were drawn since the last revision."""
    return _put_back(project, dataset_id, dict.fromkeys(features, Content()), locks=False)


def check_committed(project: Project, dataset_id: str) -> None:
    """Refuse where a data set has changes that no revision holds."""
    waiting = pending(project, dataset_id)
    if waiting:
        raise ProjectError(
            Text(
                f"有 {len(waiting)} 个边界的修改尚未提交。", f"Changes of {len(waiting)} boundaries are not committed."
            ),
            Text("请先提交或放弃这些修改。", "Commit or discard them first."),
        )


def _committed(project: Project, dataset_id: str, entry: Entry, what: tuple[Any, str]) -> Project:
    if not pending(project, dataset_id):
        raise ProjectError(
            Text("边界已经是那时的样子。", "The boundaries are as they were then."),
            Text("没有需要恢复的内容。", "There is nothing to restore."),
        )
    kind, of = what
    return commit(project, dataset_id, entry, kind=kind, of=of)


def _put_back(project: Project, dataset_id: str, wanted: Mapping[str, Content], locks: bool = True) -> Project:
    """Give features another content; see `restore` for which cells."""
    dataset = project.dataset(dataset_id)
    reader = readable(dataset)
    boundaries = project.boundaries
    known = head(boundaries, dataset_id)
    moved = [each for each, content in wanted.items() if reader.shape_key(each) != content.shape]
    rows = {each: reader.rows[each] for each in moved if each in reader.rows}
    if locks:
        check_unlocked(dataset, rows.values())
    shapes = reader.shapes.copy()
    cells: dict[str, dict[int, Any]] = {}
    for feature, row in rows.items():
        if wanted[feature].shape:
            shapes[row] = shape_in(boundaries, wanted[feature].shape)
        for column, value in _cells_back(reader, feature, wanted[feature], known.get(feature), boundaries).items():
            cells.setdefault(column, {})[row] = value
    frame = _with_shapes(with_cells(dataset, cells).frame, shapes)
    gone = [row for feature, row in rows.items() if not wanted[feature].shape and not wanted[feature].row]
    if gone:
        frame = frame.drop(index=frame.index[gone]).reset_index(drop=True)
    missing = [each for each in moved if each not in reader.rows]
    if missing:
        frame = _with_rows(frame, [wanted[each] for each in missing], boundaries)
    return with_dataset(project, replace(dataset, frame=frame))


def _cells_back(
    reader: Reader, feature: str, wanted: Content, last: Content | None, boundaries: Boundaries
) -> dict[str, Any]:
    """Return the cells that come back: those that the revisions since changed, and nobody else."""
    if last is None or not wanted.row or last.row == wanted.row:
        return {}
    target, recorded = row_in(boundaries, wanted.row), row_in(boundaries, last.row)
    content = reader.content(feature)
    present = row_in(replace(boundaries, contents=reader.texts), content.row)
    columns = set(present) - _OWN
    return {
        column: target.get(column)
        for column in columns
        if recorded.get(column) == present[column] and target.get(column) != present[column]
    }


def _with_shapes(frame: gpd.GeoDataFrame, shapes: Any) -> gpd.GeoDataFrame:
    from geopandas.array import GeometryArray

    return frame.assign(**{frame.geometry.name: GeometryArray(shapes, crs=frame.crs)})


def _with_rows(frame: gpd.GeoDataFrame, contents: Sequence[Content], boundaries: Boundaries) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import pandas as pd

    rows = [row_in(boundaries, each.row) for each in contents]
    shapes = np.empty(len(contents), dtype=object)
    shapes[:] = [shape_in(boundaries, each.shape) for each in contents]
    columns: dict[str, Any] = {}
    for column in frame.columns:
        old = frame[column]
        if column == frame.geometry.name:
            columns[column] = [*np.asarray(old.array, dtype=object), *shapes]
            continue
        added = [None if column in _OWN else cells.get(str(column)) for cells in rows]
        made = pd.Series([*old.astype(object), *added], dtype=object, name=column)
        columns[column] = as_before(made, old)
    return gpd.GeoDataFrame(columns, geometry=frame.geometry.name, crs=frame.crs)


# --- land that a revision changed ----------------------------------------------------------------------------------


def _land(boundaries: Boundaries, revision: Revision) -> list[Any]:
    """Return the land that went from one feature to another, came or went: per feature, old against new."""
    import shapely

    found = []
    for each in revision.changes:
        old, new = shape_in(boundaries, each.old.shape), shape_in(boundaries, each.new.shape)
        if each.old.shape != each.new.shape:
            sides = [_sound(shape) for shape in (old, new) if shape is not None]
            found.append(sides[0] if len(sides) == 1 else shapely.symmetric_difference(*sides))
    return found


def _sound(shape: Any) -> Any:
    import shapely

    return shape if shapely.is_valid(shape) else shapely.make_valid(shape)


def _meet(these: Sequence[Any], those: Sequence[Any]) -> bool:
    """Say whether land overlaps, or shares more than points."""
    import shapely

    a, b = shapely.union_all(list(these)), shapely.union_all(list(those))
    return bool(shapely.intersects(a, b)) and bool(shapely.get_dimensions(shapely.intersection(a, b)) >= 1)
