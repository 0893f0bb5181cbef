"""Whether a file on the disk is still the one that was read: by time and size, by its content where these differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from layers.project import Project
from layers.storage.project_archive import DOCUMENT, is_archive
from layers.storage.project_document import parse
from layers.storage.project_joins import Place
from spatial.errors import GisError
from spatial.files import sha256_of
from spatial.formats.shapefile_family import family_of


@dataclass(frozen=True)
class FileState:
    """A file, with its companions, as it was: time of change in ns, size in bytes, hash of the content; None: gone."""

    stamp: tuple[tuple[str, int, int], ...]
    content: str


@dataclass(frozen=True)
class Watched:
    """A file that the open project depends on; `dataset_id` empty: the project file itself."""

    path: Path
    dataset_id: str = ""


def watched_files(project: Project, path: Path | None) -> tuple[Watched, ...]:
    """Return the project file and the files that its data sets are linked to."""
    if path is None:
        return ()
    document = path if is_archive(path) or path.name == DOCUMENT else path / DOCUMENT
    found = [Watched(document)]
    if document.name == DOCUMENT:
        try:
            records = parse(document.read_bytes(), document.name).records
        except (OSError, GisError):
            return tuple(found)
        place, known = Place(document.parent, project.aliases), {each.id for each in project.datasets}
        found += [
            Watched(place.path(each.stored.path), each.id)
            for each in records
            if each.stored.kind == "linked" and each.id in known
        ]
    return tuple(found)


def state_of(path: Path, before: FileState | None = None) -> FileState | None:
    """Return how a file is now, None where it is gone; it is read only where time or size differ from `before`."""
    try:
        members = family_of(path)
        stamp = tuple((each.name, each.stat().st_mtime_ns, each.stat().st_size) for each in members)
        if not members:
            return None
        if before is not None and before.stamp == stamp:
            return before
        return FileState(stamp, "".join(sha256_of(each) for each in members))
    except (OSError, GisError):
        return None


def changed_files(files: Iterable[Watched], before: Mapping[Path, FileState | None]) -> dict[Watched, FileState | None]:
    """Return the files whose content is another one than before, or that are gone, with their state."""
    found: dict[Watched, FileState | None] = {}
    for each in files:
        old = before.get(each.path)
        now = state_of(each.path, old)
        if (None if now is None else now.content) != (None if old is None else old.content):
            found[each] = now
    return found
