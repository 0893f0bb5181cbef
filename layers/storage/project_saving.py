"""Saving a project: into one folder (``project.json``, ``data/``) or one zip (``.yuantu``), replaced whole.

Saving never overwrites a file that an older ``project.json`` names: features go to new files named by their content,
and swapping ``project.json`` in is the one moment at which the project changes. A power cut leaves the old project or
the new one. The older ten documents stay in ``backups`` with the features they name; each of them can be opened.
"""

from __future__ import annotations

import filecmp
import operator
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from layers.layer import Map
from layers.project import Project
from layers.storage.project_archive import DOCUMENT, backup_folder, backups_of, is_archive, keep_backup, pack, unpack
from layers.storage.project_data import DATA_FOLDER, OWN_FILE, absent_datasets, store
from layers.storage.project_document import document_of, is_project, parse, project_of, to_bytes
from layers.storage.project_joins import Place, is_absolute, leaves
from layers.storage.project_json import Decoder, Stored
from spatial.errors import ProjectError
from spatial.feedback import SILENT, Feedback
from spatial.files import errors_of_writing, replace_file
from spatial.text import Text

KEPT_BACKUPS = 10
STALE_SECONDS = 24 * 3600
_LEFTOVER = re.compile(r"\.yuantu-.+|\..+\.[0-9a-f]{8}\.tmp.*")
"""Names of temporaries of `spatial.files` and of `layers.storage.project_data`."""


@dataclass(frozen=True)
class WriteOptions:
    """How a project is saved.

    Parameters
    ----------
    keep_backups
        How many older versions stay; 0 makes none and removes none.
    link_outside
        Whether unchanged files outside the project folder stay where they are (linked with their hash) instead of
        being copied into the project.
    """

    keep_backups: int = KEPT_BACKUPS
    link_outside: bool = False


def write_project(
    project: Project, path: Path, feedback: Feedback = SILENT, options: WriteOptions = WriteOptions()
) -> Project:
    """Save a project and return it as the file holds it.

    A data set whose origin lies in the project folder and still gives, with the joins done again, exactly its features
    stays linked: its file is not touched. All others are kept in ``data/``: as GeoJSON where that loses nothing, else
    as GeoPackage or GeoParquet. Every file is read back and compared before it counts. A project that is saved already
    is not written again.

    Parameters
    ----------
    path
        A folder (made if its parent exists), the ``project.json`` in it, or an archive (``.yuantu``, ``.zip``). An
        archive holds all its data sets, unless `options` links those outside.

    Returns
    -------
    Project
        `project` itself, or, where absolute paths of origins and tables lie in the folder, one with relative paths.

    Raises
    ------
    SourceError
        The place cannot be written. The project there is as before.
    ProjectError
        Another program's ``project.json`` is in the way, or what was written does not read back the same.
    """
    with errors_of_writing(path):
        if is_archive(path) and not path.is_dir():
            return _write_archive(project, path, options, feedback)
        document = path if path.name == DOCUMENT and not path.is_dir() else path / DOCUMENT
        document.parent.mkdir(exist_ok=True)
        _refuse_foreign(document)
        saved = _with_relative_paths(project, document.parent)
        _write_folder(saved, document, options, feedback)
        _remove_unused(document)
        _remove_stale(document)
        return saved


def _write_folder(project: Project, document: Path, options: WriteOptions, feedback: Feedback) -> bytes:
    place = Place(document.parent, project.aliases)
    folder = place.root / DATA_FOLDER
    with ExitStack() as undo:
        undo.callback(_remove_new, folder, {each.name for each in folder.glob("*")})
        stored = _store_all(project, place, options, feedback)
        content = to_bytes(document_of(project, stored))
        if not document.is_file() or document.read_bytes() != content:
            keep_backup(document, options.keep_backups)
            replace_file(document, partial(_write, content), partial(_check_document, project, stored))
        undo.pop_all()
    return content


def _store_all(project: Project, place: Place, options: WriteOptions, feedback: Feedback) -> dict[str, Stored]:
    previous = _previous(place.root / DOCUMENT)
    stored: dict[str, Stored] = {}
    count = max(len(project.datasets), 1)
    for number, dataset in enumerate(project.datasets):
        feedback.report(number / count, Text(f"正在保存{dataset.name.to('zh')}", f"saving {dataset.name.to('en')}"))
        part = feedback.part(number / count, (number + 1) / count)
        stored[dataset.id] = store(dataset, place, previous, options.link_outside, part)
    feedback.report(1.0)
    return stored


def _move(source: Path, target: Path) -> None:
    shutil.move(source, target)


def _write(content: bytes, path: Path) -> None:
    path.write_bytes(content)


def _check_document(project: Project, stored: Mapping[str, Stored], path: Path) -> None:
    """Read a written document back and compare it with the project it was made from."""
    document = parse(path.read_bytes(), path.name)
    decoder = Decoder()
    again = project_of(document, absent_datasets(document, decoder), decoder)
    found = {record.id: record.stored for record in document.records}
    if document_of(again, found) != document_of(project, stored):
        raise ProjectError(
            Text("写出的项目文件读回后与原项目不同。", "The project file does not read back as it was written."),
            Text("原文件未改动；请报告此问题。", "The old file is unchanged. Please report this."),
        )


def _write_archive(project: Project, path: Path, options: WriteOptions, feedback: Feedback) -> Project:
    with tempfile.TemporaryDirectory(prefix="yuantu-") as name:
        root = Path(name)
        if path.is_file():
            _unpack_previous(path, root)
        document = root / DOCUMENT
        content = _write_folder(project, document, WriteOptions(0, options.link_outside), feedback.part(0, 0.6))
        files = {each for each in _files_of(project, content) if not leaves(each) and (root / each).is_file()}
        draft = root / "draft.zip"
        pack(root, files, draft, partial(_check_archive, content), feedback.part(0.6, 1))
        if not path.is_file() or not filecmp.cmp(path, draft, shallow=False):
            keep_backup(path, options.keep_backups)
            replace_file(path, partial(_move, draft))
    feedback.report(1.0)
    return project


def _files_of(project: Project, content: bytes) -> Iterator[str]:
    """Yield the files that an archive must hold: the document, the features, and tables that will be joined again."""
    yield DOCUMENT
    for record in parse(content, DOCUMENT).records:
        yield record.stored.path
        if record.stored.kind == "linked":
            yield from (step.table for step in project.dataset(record.id).joins)


def _unpack_previous(path: Path, root: Path) -> None:
    """Bring the files of the archive that is being replaced, so that unchanged ones are not written anew."""
    try:
        if unpack(path, root) == root:
            return
    except ProjectError:
        return  # what is there is no project or damaged: nothing to take over, and the backup keeps it


def _check_archive(content: bytes, path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="yuantu-") as name:
        root = unpack(path, Path(name))
        if (root / DOCUMENT).read_bytes() != content:
            raise ProjectError(
                Text("写出的压缩包读回后与项目不同。", "The archive does not read back as it was written."),
                Text("原文件未改动；请检查磁盘后重试。", "The old file is unchanged. Check the disk and try again."),
            )


def _previous(document: Path) -> dict[str, Stored]:
    """Return what the project that is being replaced says of its features; nothing where it cannot be read."""
    try:
        return {each.id: each.stored for each in parse(document.read_bytes(), document.name).records}
    except (OSError, ProjectError):
        return {}


def _refuse_foreign(document: Path) -> None:
    """Refuse to overwrite a ``project.json`` of another program; a damaged one may be replaced (a backup is kept)."""
    import orjson

    try:
        json = orjson.loads(document.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return
    if not is_project(json):
        raise ProjectError(
            Text(f"“{document}”属于其他程序。", f"“{document}” belongs to another program."),
            Text("请另选一个文件夹。", "Choose another folder."),
        )


def _with_relative_paths(project: Project, root: Path) -> Project:
    def relative(path: str) -> str:
        inside = is_absolute(path) and Path(path).resolve().is_relative_to(root.resolve())
        return Path(path).resolve().relative_to(root.resolve()).as_posix() if inside else path

    datasets = []
    for each in project.datasets:
        origin = replace(each.origin, path=relative(each.origin.path))
        joins = tuple(replace(step, table=relative(step.table)) for step in each.joins)
        same = origin == each.origin and joins == each.joins
        datasets.append(each if same else replace(each, origin=origin, joins=joins))
    maps = tuple(_with_bases_at(each, relative) for each in project.maps)
    parts = [*zip(datasets, project.datasets, strict=True), *zip(maps, project.maps, strict=True)]
    if all(new is old for new, old in parts):
        return project
    return replace(project, datasets=tuple(datasets), maps=maps)


def with_located_bases(project: Project, root: Path) -> Project:
    """Return a project whose base maps name their files by absolute paths; relative ones start at `root`.

    Base maps stay where they are and are not part of an archive: there `root` is the folder that it lies in.
    """
    found = root.resolve()

    def located(path: str) -> str:
        return path if is_absolute(path) else (found / path).as_posix()

    maps = tuple(_with_bases_at(each, located) for each in project.maps)
    return project if all(map(operator.is_, maps, project.maps)) else replace(project, maps=maps)


def _with_bases_at(owner: Map, place: Callable[[str], str]) -> Map:
    bases = tuple(replace(each, path=place(each.path)) for each in owner.base_maps)
    return owner if bases == owner.base_maps else replace(owner, base_maps=bases)


def _remove_new(folder: Path, before: set[str]) -> None:
    """After a failed save, remove the feature files it made."""
    for file in folder.glob("*"):
        if file.name not in before and OWN_FILE.fullmatch(file.name):
            file.unlink(missing_ok=True)


def _remove_unused(document: Path) -> None:
    """Remove feature files that neither the project nor one of its backups names; if one cannot be read, none."""
    used: set[str] = set()
    try:
        for each in (document, *backups_of(document)):
            used.update(record.stored.path for record in parse(each.read_bytes(), each.name).records)
    except (OSError, ProjectError):
        return
    folder = document.parent / DATA_FOLDER
    for file in folder.glob("*"):
        if OWN_FILE.fullmatch(file.name) and f"{DATA_FOLDER}/{file.name}" not in used:
            file.unlink(missing_ok=True)


def _remove_stale(document: Path) -> None:
    """Remove temporaries that a crash left in the project more than a day ago (younger ones may be in use)."""
    root = document.parent
    for folder in (root, root / DATA_FOLDER, backup_folder(document)):
        for each in folder.glob(".*"):
            if not _LEFTOVER.fullmatch(each.name) or time.time() - each.stat().st_mtime < STALE_SECONDS:
                continue
            if each.is_dir():
                shutil.rmtree(each, ignore_errors=True)
            else:
                each.unlink(missing_ok=True)
