"""Locking and unlocking boundaries: a word in a column of the layer, an entry of the ledger that says who did it."""

from __future__ import annotations

from collections.abc import Iterable

from layers.boundaries.edits import LOCK, STATUS, with_dataset, with_words
from layers.placement import texts
from layers.project import Project
from layers.revisions.committing import now, recorded
from layers.revisions.model import STATUSES, Entry, Revision


def set_locked(project: Project, dataset_id: str, rows: Iterable[int], locked: bool, author: str = "") -> Project:
    """Lock or unlock the boundaries of some features; the step of the history and an entry of the ledger record it.

    Parameters
    ----------
    author
        Who does it; empty: the user of the machine.
    """
    word, chosen = "locked" if locked else "unlocked", list(rows)
    changed = with_dataset(project, with_words(project.dataset(dataset_id), LOCK, dict.fromkeys(chosen, word)))
    return _recorded(changed, dataset_id, chosen, locked, author) if chosen else changed


def _recorded(project: Project, dataset_id: str, rows: list[int], locked: bool, author: str) -> Project:
    from layers.storage.processes import this_process

    dataset = project.dataset(dataset_id)
    names = texts(dataset.frame, dataset.name_field) or texts(dataset.frame, dataset.id_field)
    status = texts(dataset.frame, STATUS)
    said = status[rows[0]] if status else ""
    entry = Entry(author or this_process().user, now(), status=said if said in STATUSES else "schematic")
    listed = "、".join(names[row] if names else str(row + 1) for row in rows)
    return recorded(project, Revision("", dataset_id, "lock" if locked else "unlock", entry, of=listed))
