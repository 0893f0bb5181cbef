"""Opening a project: a folder, its ``project.json`` or an older version of it, or one zip (``.yuantu``).

What a project file is made of is told in `layers.storage.project_saving`; this module is the door for all the others.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from layers.edits import relink_dataset
from layers.indicators.formulas import with_formulas
from layers.layer import Dataset
from layers.project import Project
from layers.storage.project_archive import DOCUMENT, backups_of, is_archive, unpack
from layers.storage.project_data import absent_datasets, load
from layers.storage.project_document import describe, equal_projects, parse, project_hash, project_of
from layers.storage.project_joins import Place, join_linked
from layers.storage.project_json import AbsentDataset, Decoder
from layers.storage.project_saving import WriteOptions, with_located_bases, write_project
from spatial.errors import ProjectError
from spatial.feedback import SILENT, Feedback
from spatial.files import errors_of_reading
from spatial.findings import Finding
from spatial.text import Text

__all__ = [
    "MissingDataset",
    "OpenedProject",
    "WriteOptions",
    "backups_of",
    "describe",
    "equal_projects",
    "project_hash",
    "read_project",
    "relink",
    "write_project",
]


@dataclass(frozen=True)
class MissingDataset:
    """A data set whose file was not found or could not be read, and the path where it should be."""

    dataset_id: str
    path: str


@dataclass(frozen=True, eq=False)
class OpenedProject:
    """What opening a project gave.

    Parameters
    ----------
    project
        The project; missing data sets are in it as `layers.storage.project_json.AbsentDataset`, with an empty frame.
    path
        The folder or archive to save to.
    findings
        What a user should know: ``missing_file``, ``unreadable_file``, ``file_changed``, ``table_changed``,
        ``table_missing``, ``join_failed``, ``unknown_keys``.
    missing
        Data sets to relink.
    """

    project: Project
    path: Path
    findings: tuple[Finding, ...] = ()
    missing: tuple[MissingDataset, ...] = ()


# --- opening -------------------------------------------------------------------------------------------------------


def read_project(path: Path, feedback: Feedback = SILENT, *, repeat_changed: bool = False) -> OpenedProject:
    """Open a project.

    Keys that this version does not know are left out, with the finding ``unknown_keys``: saving drops them (the file
    as it was stays among the backups). A data set that cannot be read does not keep the rest from opening.

    Parameters
    ----------
    path
        The folder, the ``project.json`` in it, one of its backups, or an archive.
    repeat_changed
        Whether joins are done again with tables that changed since the project was saved (the user agreed).

    Raises
    ------
    ProjectError
        It is no project, made by a newer version, damaged (where), holds an id twice, or a path that leaves its folder.
    SourceError
        It cannot be read.
    """
    if is_archive(path) and not path.is_dir():
        with tempfile.TemporaryDirectory(prefix="yuantu-") as folder:
            root = unpack(path, Path(folder), feedback.part(0, 0.2))
            opened = _read_folder(root, root / DOCUMENT, repeat_changed, feedback.part(0.2, 1))
            return replace(opened, path=path, project=with_located_bases(opened.project, path.parent))
    document = path / DOCUMENT if path.is_dir() else path
    if path.is_dir() and not document.is_file():
        raise ProjectError(
            Text(f"文件夹“{path.name}”里没有 project.json。", f"There is no project.json in the folder “{path.name}”."),
            Text(
                "请选择园图项目的文件夹，或 .yuantu 文件。", "Choose the folder of a Yuantu project, or a .yuantu file."
            ),
        )
    root = document.parent.parent if document.parent.name == "backups" else document.parent
    opened = _read_folder(root, document, repeat_changed, feedback)
    return replace(opened, project=with_located_bases(opened.project, root))


def _read_folder(root: Path, path: Path, repeat_changed: bool, feedback: Feedback) -> OpenedProject:
    with errors_of_reading(path):
        content = path.read_bytes()
    document = parse(content, path.name)
    decoder = Decoder()
    absent = absent_datasets(document, decoder)
    project = project_of(document, absent, decoder)
    place = Place(root, project.aliases, repeat_changed)
    datasets: list[Dataset] = []
    findings: list[Finding] = []
    for number, each in enumerate(absent):
        feedback.report(number / len(absent), Text(f"正在读取{each.name.to('zh')}", f"reading {each.name.to('en')}"))
        part = feedback.part(number / len(absent), (number + 1) / len(absent))
        dataset, found = load(each, place, part)
        datasets.append(dataset)
        findings += found
    if decoder.unknown:
        findings.append(_unknown(decoder.unknown))
    missing = tuple(MissingDataset(each.id, each.stored.path) for each in datasets if isinstance(each, AbsentDataset))
    return OpenedProject(replace(project, datasets=tuple(datasets)), root, tuple(findings), missing)


def _unknown(places: list[str]) -> Finding:
    listed = "、".join(places[:5]) + ("…" if len(places) > 5 else "")
    return Finding(
        "unknown_keys",
        "warning",
        Text(
            f"本程序不认识项目文件中的 {len(places)} 处（{listed}），保存时将略去；原文件会留在备份中。",
            f"This program does not know {len(places)} keys of the project file ({listed}); saving leaves them out. "
            "The file as it is stays among the backups.",
        ),
    )


def relink(
    project: Project, dataset_id: str, path: Path, feedback: Feedback = SILENT, root: Path | None = None
) -> Project:
    """Return the project with the features of a data set read from another file.

    Name, fields and layers stay. The data set's joins are done again unless the file already holds their columns (it
    is a copy from inside a project); `root` is the project (folder or document) that the paths of their tables start
    from, None: the folder of the file.

    Raises
    ------
    SourceError
        The file cannot be read.
    ProjectError
        It lacks a column that a layer draws.
    """
    from spatial.sources import read_vector

    old = project.dataset(dataset_id)
    same_container = bool(old.origin.sublayer) and Path(old.origin.path).suffix == path.suffix
    sublayer = old.origin.sublayer if same_container else ""
    source = read_vector(path, sublayer=sublayer, feedback=feedback.part(0, 0.7))
    origin = replace(
        old.origin,
        path=path.resolve().as_posix(),
        sha256=source.sha256,
        driver=source.driver,
        encoding=source.encoding,
        sublayer=source.sublayer,
    )
    found = Dataset(old.id, old.name, source.frame, old.datum, origin=origin, findings=tuple(source.findings))
    found = replace(found, joins=old.joins)
    columns = {column for step in old.joins for column in step.columns}
    if not columns <= set(source.frame.columns):
        folder = path.parent if root is None else root if root.is_dir() else root.parent
        place = Place(folder, project.aliases)
        found, findings = join_linked(found, place, feedback.part(0.7, 1))
        found = replace(found, findings=found.findings + findings)
    found = with_formulas(replace(found, fields=old.fields, formulas=old.formulas), feedback.part(0.9, 1))
    return relink_dataset(project, dataset_id, found)
