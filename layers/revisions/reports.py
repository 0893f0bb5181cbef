"""What the command line prints of a ledger, and restoring from there."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from layers.revisions.accounts import against
from layers.revisions.committing import now
from layers.revisions.model import Entry, Revision, Status
from layers.revisions.restoring import restore
from layers.revisions.states import find
from layers.revisions.tracking import pending, tracked
from layers.storage.processes import this_process
from layers.storage.project_file import read_project, write_project
from layers.storage.project_lock import acquire, release
from spatial.errors import ProjectError
from spatial.feedback import SILENT, Feedback
from spatial.text import Text


def revisions(path: Path, feedback: Feedback = SILENT) -> dict[str, Any]:
    """Return the ledger of a project.

    Returns
    -------
    dict
        {"project", "tolerance_km2", "revisions": [{"number", "id", "dataset", "kind", "author", "time", "reason",
        "document", "status", "delta_m2", "intact", "of", "changes", "sums"}], "pending": {data set: [feature]},
        "scenarios": [name]}; areas in m², geodesic. ``intact``: the id still is the hash of what the revision says.
    """
    project = read_project(path, feedback).project
    boundaries = project.boundaries
    return {
        "project": str(path),
        "tolerance_km2": boundaries.tolerance_km2,
        "revisions": [
            _row(number, each, boundaries.tolerance_km2) for number, each in enumerate(boundaries.revisions, 1)
        ],
        "pending": {name: list(pending(project, name)) for name in tracked(project) if pending(project, name)},
        "scenarios": [each.name for each in boundaries.scenarios],
    }


def _row(number: int, revision: Revision, tolerance_km2: float) -> dict[str, Any]:
    entry = revision.entry
    return {
        "number": number,
        "id": revision.id,
        "dataset": revision.dataset,
        "kind": revision.kind,
        **asdict(entry),
        "of": revision.of,
        "delta_m2": round(revision.delta_m2, 2),
        "intact": revision.is_intact,
        "changes": [
            {
                "feature": each.feature,
                "name": each.name.to("zh"),
                "old_m2": round(each.old_m2, 2),
                "new_m2": round(each.new_m2, 2),
                "old_vertices": each.old_vertices,
                "new_vertices": each.new_vertices,
            }
            for each in revision.changes
        ],
        "sums": [
            {
                "level": each.level,
                "name": each.name.to("zh"),
                "old_m2": round(each.old_m2, 2),
                "new_m2": round(each.new_m2, 2),
                "approved_km2": each.approved_km2,
                "against": against(each, tolerance_km2).to("zh"),
            }
            for each in revision.sums
        ],
    }


def restore_in(path: Path, revision: str, entry: Entry, feedback: Feedback = SILENT) -> dict[str, Any]:
    """Restore a revision in a project file and save it, with a backup of what it was.

    Raises
    ------
    ProjectError
        Somebody has the project open, there is no such revision, or it cannot be restored (why). The file is unchanged.
    """
    me = this_process()
    holder = acquire(path, me)
    if holder is not None:
        who = f"{holder.owner.user}@{holder.owner.machine}"
        raise ProjectError(
            Text(
                f"“{path.name}”正由 {who} 打开（{holder.owner.time} 起），没有改动。",
                f"“{path.name}” is open at {who} since {holder.owner.time} and was not changed.",
            ),
            Text("请等对方关闭项目，或在副本上恢复。", "Wait until it is closed, or restore in a copy."),
        )
    try:
        project = read_project(path, feedback.part(0.0, 0.5)).project
        wanted = find(project, revision)
        made = restore(project, wanted.id, entry)
        write_project(made, path, feedback.part(0.5, 1.0))
    finally:
        release(path, me)
    number = len(made.boundaries.revisions)
    return {"project": str(path), "restored": wanted.id} | _row(
        number, made.boundaries.revisions[-1], made.boundaries.tolerance_km2
    )


def entry_of(author: str, reason: str, document: str, status: Status) -> Entry:
    """Return an entry for now; no author: the user of the machine."""
    return Entry(author or this_process().user, now(), reason, document, status)
