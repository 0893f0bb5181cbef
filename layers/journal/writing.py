"""Writing a journal: each command as what it changed, and everything it did not change by its number.

Parts (data sets without their features, layers, maps without their layers, attributes of the project) and frames are
written once and numbered. Documents are immutable, so an object that was written before is known by its identity, and a
step costs what it changed. A step names every part of the project, so the last one alone tells the whole state.
"""

from __future__ import annotations

import hashlib
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from layers.journal.frames import pack_frame
from layers.journal.records import Json, Record, RecordFile
from layers.layer import Dataset, Layer, Map
from layers.project import Project
from layers.storage.project_json import AbsentDataset, encode, hints_of
from spatial.text import Text

if TYPE_CHECKING:
    import geopandas as gpd

Verb = Literal["start", "push", "merge", "jump", "saved"]
HEAD_FIELDS = tuple(name for name in hints_of(Project) if name not in ("datasets", "maps"))
"""Attributes of a project that are written one by one."""


@dataclass(frozen=True)
class Owner:
    """Whose session a journal or a lock belongs to.

    Parameters
    ----------
    machine, user
        Names, as the system gives them.
    pid, started
        Number of the process, and when it started, in seconds since 1970: a number is used again, both together not.
    time
        When the session began, ISO 8601 in UTC.
    """

    machine: str
    user: str
    pid: int
    started: float
    time: str


@dataclass(frozen=True, eq=False)
class Command:
    """What happened to the history of a session.

    Parameters
    ----------
    verb
        ``start``: a project was opened; ``push``: a new step; ``merge``: the last step was replaced; ``jump``: undo or
        redo; ``saved``: `project` is what the file `path` now holds.
    project
        The project after it.
    label
        Name of the step.
    by
        Rows moved by a jump, negative for undo.
    path
        Where the project is saved, empty for nowhere yet (``start`` and ``saved``).
    """

    verb: Verb
    project: Project
    label: Text = Text("")
    by: int = 0
    path: str = ""


class JournalWriter:
    """Adds commands to a journal. Not for several threads at once.

    Parameters
    ----------
    path
        The file, made by the first command.
    owner
        Whose session it is.
    file
        A file to go on with, see `layers.journal.reading.resume`.
    """

    def __init__(self, path: Path, owner: Owner, file: RecordFile | None = None) -> None:
        self._file = file or RecordFile(path)
        self._owner: Owner | None = owner
        self._numbers: dict[int, tuple[weakref.ref[Any], int]] = {}
        self._heads: dict[str, tuple[Any, int]] = {}
        self._contents: dict[bytes, int] = {}
        self._frames: dict[str, gpd.GeoDataFrame] = {}
        self._next = 0

    @property
    def path(self) -> Path:
        """The file."""
        return self._file.path

    @property
    def size(self) -> int:
        """Length of the file in bytes."""
        return self._file.size

    def know(self, part: Any, number: int) -> None:
        """Say that an object is already written under a number (a journal that is gone on with)."""
        self._numbers[id(part)] = (weakref.ref(part), number)
        self._next = max(self._next, number + 1)

    def go_on(self, project: Project, heads: Mapping[int, Json], last: int) -> None:
        """Say from which project the next command sets out, the attributes by number, and the last number."""
        self._contents = {_content_of(json): number for number, json in heads.items()}
        self._frames = {each.id: each.frame for each in project.datasets}
        self._next = max(self._next, last + 1)

    def write(self, commands: Sequence[Command]) -> None:
        """Add commands and return when they are on the disk.

        Raises
        ------
        SourceError
            They cannot be written. None of them counts, and they may be given again.
        """
        batch = _Batch(self)
        for command in commands:
            batch.add(command)
        owner = [] if self._owner is None else [Record({"r": "owner", **vars(self._owner)})]
        self._file.append([*owner, *batch.records])
        self._owner = None
        self._numbers = {key: each for key, each in self._numbers.items() if each[0]() is not None} | batch.numbers
        self._heads |= batch.heads
        self._contents |= batch.contents
        self._frames = batch.frames
        self._next = batch.next


def _content_of(json: Json) -> bytes:
    import orjson

    return hashlib.blake2b(orjson.dumps(json), digest_size=16).digest()


class _Batch:
    """Records to be written in one go, and what will be known once they are."""

    def __init__(self, writer: JournalWriter) -> None:
        self.records: list[Record] = []
        self.numbers: dict[int, tuple[weakref.ref[Any], int]] = {}
        self.heads: dict[str, tuple[Any, int]] = {}
        self.contents: dict[bytes, int] = {}
        self.frames = dict(writer._frames)
        self.next = writer._next
        self._writer = writer
        self._parts: dict[str, Json] = {}

    def add(self, command: Command) -> None:
        project = command.project
        self._parts = {}
        step: Json = {
            "r": "step",
            "verb": command.verb,
            "label": [command.label.zh, command.label.en],
            "by": command.by,
            "path": command.path,
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "head": {name: self._head(name, getattr(project, name)) for name in HEAD_FIELDS},
            "datasets": [[self._part(each), self._frame(each)] for each in project.datasets],
            "maps": [[self._part(each), [self._part(layer) for layer in each.layers]] for each in project.maps],
        }
        step["parts"] = self._parts
        self.records.append(Record(step))

    def _head(self, name: str, value: Any) -> int:
        known = self.heads.get(name) or self._writer._heads.get(name)
        if known is not None and known[0] is value:
            return known[1]
        json = {"head": name, "json": encode(value, hints_of(Project)[name])}
        content = _content_of(json)
        number = self.contents.get(content, self._writer._contents.get(content, -1))
        if number < 0:
            number = self.contents[content] = self._number(json)
        self.heads[name] = (value, number)
        return number

    def _part(self, part: Dataset | Layer | Map) -> int:
        known = self._known(part)
        if known is not None:
            return known
        bare = replace(part, layers=()) if isinstance(part, Map) else part
        kind = type(part).__name__
        number = self._number({"kind": kind, "json": encode(bare, type(part))})
        self.numbers[id(part)] = (weakref.ref(part), number)
        return number

    def _number(self, json: Json) -> int:
        self.next += 1
        self._parts[str(self.next - 1)] = json
        return self.next - 1

    def _frame(self, dataset: Dataset) -> int | None:
        if isinstance(dataset, AbsentDataset):
            return None
        frame, before = dataset.frame, self.frames.get(dataset.id)
        self.frames[dataset.id] = frame
        known = self._known(frame)
        if known is not None:
            return known
        base = None if before is None else self._known(before)
        json, blob = pack_frame(frame, before if base is not None else None)
        number = self.next
        self.next += 1
        self.records.append(Record({"r": "frame", "number": number, "base": base, **json}, blob))
        self.numbers[id(frame)] = (weakref.ref(frame), number)
        return number

    def _known(self, part: Any) -> int | None:
        for numbers in (self.numbers, self._writer._numbers):
            known = numbers.get(id(part))
            if known is not None and known[0]() is part:
                return known[1]
        return None
