"""The document inside a project file: what stands in ``project.json``, and what two projects are compared by."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from layers.layer import Dataset, Map
from layers.project import Project
from layers.storage.frame_hash import frame_hash
from layers.storage.project_json import AbsentDataset, Decoder, Json, Stored, encode, hints_of, misfit
from spatial.errors import ProjectError
from spatial.text import Text

FORMAT = "yuantu-project"
VERSION = 1


@dataclass(frozen=True)
class DatasetRecord:
    """A data set as a project file lists it: where its features are, and the JSON of everything else."""

    id: str
    stored: Stored
    json: Json


@dataclass(frozen=True)
class Document:
    """A parsed ``project.json``.

    Parameters
    ----------
    records
        The data sets, in order.
    json
        The whole document.
    """

    records: tuple[DatasetRecord, ...]
    json: Json


# --- writing -------------------------------------------------------------------------------------------------------


def document_of(project: Project, stored: Mapping[str, Stored]) -> Json:
    """Return the document of a project whose features are stored as `stored` says, by data set id."""
    result: Json = {"format": FORMAT, "version": VERSION}
    result["datasets"] = [
        {**_without_stored(dataset), "stored": encode(stored[dataset.id], Stored)} for dataset in project.datasets
    ]
    for name, hint in hints_of(Project).items():
        if name != "datasets":
            result[name] = encode(getattr(project, name), hint)
    return result


def to_bytes(document: Json) -> bytes:
    """Return the JSON text of a document: UTF-8, indented, keys sorted; the same document gives the same bytes."""
    import orjson

    options = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE | orjson.OPT_SERIALIZE_NUMPY
    return orjson.dumps(document, option=options)


def _without_stored(dataset: Dataset) -> Json:
    json: Json = encode(dataset, Dataset)
    json.pop("stored", None)
    return json


# --- comparing -----------------------------------------------------------------------------------------------------


def describe(project: Project) -> Json:
    """Return everything a project says as one JSON object: its document, and a hash for the features of each data set.

    Two projects with the same description show, print and save the same.
    """
    document = document_of(project, {each.id: _content_of(each) for each in project.datasets})
    for dataset in document["datasets"]:
        stored = dataset.pop("stored")
        dataset["content"], dataset["features"] = stored["content"], stored["features"]
    return document


def equal_projects(a: Project, b: Project) -> bool:
    """Say whether two projects hold the same; they need not share a single object."""
    return a is b or describe(a) == describe(b)


def project_hash(project: Project) -> str:
    """Return the SHA-256 of what a project holds, as 64 hexadecimal digits.

    It does not depend on where the project lies: of the paths of origins and tables only the file names count.
    """
    bare = tuple(
        replace(
            dataset,
            origin=replace(dataset.origin, path=file_name(dataset.origin.path)),
            joins=tuple(replace(step, table=file_name(step.table)) for step in dataset.joins),
        )
        for dataset in project.datasets
    )
    maps = tuple(
        replace(owner, base_maps=tuple(replace(each, path=file_name(each.path)) for each in owner.base_maps))
        for owner in project.maps
    )
    return hashlib.sha256(to_bytes(describe(replace(project, datasets=bare, maps=maps)))).hexdigest()


def file_name(path: str) -> str:
    """Return the last part of a path, with ``/`` or with Windows' separators."""
    return PureWindowsPath(path).name if "\\" in path else PurePosixPath(path).name


def _content_of(dataset: Dataset) -> Stored:
    if isinstance(dataset, AbsentDataset):
        return dataset.stored
    return Stored("inside", "", "", frame_hash(dataset.frame), len(dataset.frame))


# --- reading -------------------------------------------------------------------------------------------------------


def parse(content: bytes, name: str) -> Document:
    """Return the document in the bytes of a ``project.json``.

    Parameters
    ----------
    content
        UTF-8, with or without a byte order mark.
    name
        File name for messages.

    Raises
    ------
    ProjectError
        It is not JSON (with line and column), not a project, made by a newer version, or a data set does not say where
        its features are.
    """
    import orjson

    try:
        json = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise ProjectError(
            Text(
                f"“{name}”第 {error.lineno} 行第 {error.colno} 列不是有效的 JSON（{error.msg}）。",
                f"“{name}” is not valid JSON at line {error.lineno}, column {error.colno} ({error.msg}).",
            ),
            Text(
                "文件可能被其他程序改动或未完整复制；请改正，或打开 backups 中较早的版本。",
                "It may have been edited or copied in part: correct it, or open an older version from “backups”.",
            ),
        ) from error
    _check_head(json, name)
    entries = json.get("datasets", [])
    if not isinstance(entries, list):
        raise misfit("datasets", "[…]", entries)
    return Document(tuple(_record(entry, f"datasets[{place}]") for place, entry in enumerate(entries)), json)


def is_project(json: Any) -> bool:
    """Say whether parsed JSON is a project of this program, of whatever version."""
    return isinstance(json, dict) and json.get("format") == FORMAT


def _check_head(json: Any, name: str) -> None:
    if not is_project(json):
        raise ProjectError(
            Text(f"“{name}”不是园图项目。", f"“{name}” is not a Yuantu project."),
            Text(
                "请选择项目文件夹、其中的 project.json，或 .yuantu 文件。",
                "Choose a project folder, the project.json in it, or a .yuantu file.",
            ),
        )
    version = json.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise misfit("version", "1", version)
    if version > VERSION:
        raise ProjectError(
            Text(
                f"“{name}”的格式版本是 {version}，本程序只认识到版本 {VERSION}。",
                f"“{name}” has format version {version}; this program knows versions up to {VERSION}.",
            ),
            Text(
                "请用更新的园图打开，或请对方另存为旧版本。文件未改动。",
                "Open it with a newer Yuantu, or ask for a copy in the older version. The file was not changed.",
            ),
        )


def _record(entry: Any, where: str) -> DatasetRecord:
    if not isinstance(entry, dict):
        raise misfit(where, "{…}", entry)
    decoder = Decoder()
    stored = decoder.part(entry.get("stored"), Stored, f"{where}.stored")
    return DatasetRecord(decoder.decode(entry.get("id"), str, f"{where}.id"), stored, entry)


def dataset_of(document: Document, record: DatasetRecord, frame: Any, decoder: Decoder) -> AbsentDataset:
    """Return the data set of a record, its features still to be read; `frame` is the empty placeholder."""
    where = f"datasets[{document.records.index(record)}]"
    return decoder.part(record.json, AbsentDataset, where, frame=frame, stored=record.stored)


def project_of(document: Document, datasets: Sequence[Dataset], decoder: Decoder) -> Project:
    """Return the project of a document; raise `ProjectError` where ids are double or point to nothing."""
    json = {key: value for key, value in document.json.items() if key not in ("format", "version", "datasets")}
    project = decoder.part(json, Project, "project", datasets=tuple(datasets))
    _check_ids("datasets", [each.id for each in project.datasets])
    _check_ids("maps", [each.id for each in project.maps])
    _check_ids("layers", [layer.id for _, layer in project.layers()])
    for owner in project.maps:
        _check_tree(owner)
    known = {each.id for each in project.datasets}
    for owner, layer in project.layers():
        if layer.dataset not in known:
            raise misfit(f"{owner.id}.{layer.id}.dataset", "、".join(sorted(known)), layer.dataset)
    if project.active_map not in {each.id for each in project.maps} and project.active_map:
        raise misfit("active_map", "、".join(each.id for each in project.maps), project.active_map)
    return project


def _check_tree(owner: Map) -> None:
    """Refuse double ids, groups that are named and not there, and groups that are in themselves."""
    _check_ids(f"{owner.id}.groups", [*(each.id for each in owner.groups), *(each.id for each in owner.base_maps)])
    parents = {each.id: each.parent for each in owner.groups}
    for part_id, above in [*((each.id, each.group) for each in owner.layers), *parents.items()]:
        seen, at = {part_id}, above
        while at:
            if at not in parents or at in seen:
                raise misfit(f"{owner.id}.{part_id}.group", "、".join(sorted(parents)) or "—", at)
            seen.add(at)
            at = parents[at]


def _check_ids(where: str, ids: Sequence[str]) -> None:
    twice = [each for each in ids if ids.count(each) > 1]
    if twice:
        raise ProjectError(
            Text(
                f"项目文件的“{where}”中编号“{twice[0]}”出现了两次。",
                f"The id “{twice[0]}” stands twice among the “{where}” of the project file.",
            ),
            Text("请改掉其中一个编号。", "Change one of the two ids."),
        )
