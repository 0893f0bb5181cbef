"""The older versions of a project that saving keeps: when, how large, and in what they differ from the present file."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from layers.storage.project_archive import DOCUMENT, backups_of, is_archive
from layers.storage.project_document import Document, parse
from spatial.errors import ProjectError
from spatial.files import errors_of_reading
from spatial.text import Text

_STAMP = "%Y%m%dT%H%M%S.%fZ"


@dataclass(frozen=True)
class Version:
    """An older version.

    Parameters
    ----------
    path
        The backup; `layers.storage.project_file.read_project` opens it.
    time
        When it was put aside: until then it was the present one (UTC).
    bytes
        Its size; of a project in a folder the document alone, the features are shared.
    differences
        In what it differs from the present file; none: in nothing that is shown.
    damaged
        Whether it cannot be read; its differences say why.
    """

    path: Path
    time: datetime
    bytes: int
    differences: tuple[Text, ...]
    damaged: bool = False


def versions_of(path: Path) -> tuple[Version, ...]:
    """Return the older versions of a project (folder, document or archive), the newest first.

    Raises
    ------
    SourceError, ProjectError
        The present file cannot be read.
    """
    document = path if is_archive(path) and not path.is_dir() else path if path.name == DOCUMENT else path / DOCUMENT
    present = _document(document) if document.is_file() else None
    return tuple(_version(each, document, present) for each in backups_of(document))


def _version(path: Path, document: Path, present: Document | None) -> Version:
    stamp = path.stem.removeprefix(f"{document.stem}-")
    time = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
    size = path.stat().st_size
    try:
        found = _document(path)
    except ProjectError as error:
        return Version(path, time, size, (error.what,), damaged=True)
    return Version(path, time, size, differences(found, present) if present is not None else ())


def _document(path: Path) -> Document:
    with errors_of_reading(path):
        if not is_archive(path):
            return parse(path.read_bytes(), path.name)
        try:
            with zipfile.ZipFile(path) as archive:
                names = [name for name in archive.namelist() if name.split("/")[-1] == DOCUMENT]
                return parse(archive.read(min(names, key=len)), path.name)
        except (zipfile.BadZipFile, ValueError, EOFError) as error:
            raise ProjectError(
                Text(f"“{path.name}”已损坏。", f"“{path.name}” is damaged."),
                Text("请选择其他版本。", "Choose another version."),
            ) from error


def differences(old: Document, new: Document) -> tuple[Text, ...]:
    """Return in what an older document differs from a newer one, told from the older one's side."""
    found: list[Text] = []
    before, after = ({record.id: record for record in each.records} for each in (old, new))
    for name, record in before.items():
        label = _name(record.json.get("name"), name)
        if name not in after:
            found.append(Text(f"还有数据“{label.zh}”", f"still has the data “{label.to('en')}”"))
        elif after[name].stored.content != record.stored.content:
            count, now = record.stored.features, after[name].stored.features
            size = (
                Text("", "")
                if count == now
                else Text(f"（{count} 个要素，现为 {now}）", f" ({count} features, now {now})")
            )
            found.append(Text(f"“{label.zh}”内容不同{size.zh}", f"“{label.to('en')}” has other contents{size.en}"))
    found += [
        Text(f"还没有数据“{_name(after[name].json.get('name'), name).zh}”", f"lacks the data “{name}”")
        for name in after
        if name not in before
    ]
    old_layers, new_layers = _layers(old), _layers(new)
    for zh, en, count in (
        ("多 {} 个图层", "{} more layers", len(old_layers.keys() - new_layers.keys())),
        ("少 {} 个图层", "{} fewer layers", len(new_layers.keys() - old_layers.keys())),
        (
            "{} 个图层设置不同",
            "{} layers look different",
            sum(new_layers.get(k, v) != v for k, v in old_layers.items()),
        ),
    ):
        if count:
            found.append(Text(zh.format(count), en.format(count)))
    rest = [name for name in {*old.json, *new.json} - _PARTS if old.json.get(name) != new.json.get(name)]
    if rest:
        found.append(Text("项目设置不同", "project settings differ"))
    return tuple(found)


_PARTS = {"datasets", "maps", "format", "version", "active_map"}


def _layers(document: Document) -> Mapping[str, Any]:
    maps = document.json.get("maps", [])
    return {layer.get("id"): layer for each in maps for layer in each.get("layers", [])}


def _name(json: Any, fallback: str) -> Text:
    return Text(json.get("zh", ""), json.get("en", "")) if isinstance(json, dict) else Text(fallback, fallback)
