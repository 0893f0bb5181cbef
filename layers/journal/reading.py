"""Reading a journal back: the steps of a session that a crash ended, its undo history, and what was lost."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layers.history import History
from layers.journal.frames import unpack_frame
from layers.journal.records import Json, Reading, Record, RecordFile, read_records
from layers.journal.writing import HEAD_FIELDS, JournalWriter, Owner
from layers.layer import Dataset, Layer, Map
from layers.project import Project
from layers.storage.project_data import empty_frame
from layers.storage.project_json import AbsentDataset, Decoder, hints_of
from spatial.errors import SourceError
from spatial.text import Text

if TYPE_CHECKING:
    import geopandas as gpd

_VIEW_ONLY = ("active_map", "comparison")
"""Attributes whose change is no change worth a question."""


@dataclass(frozen=True)
class NamedStep:
    """A step of the history: what it did and when (ISO 8601, UTC)."""

    label: Text
    time: str


@dataclass(frozen=True)
class Summary:
    """What a journal holds, read without its data.

    Parameters
    ----------
    path
        The journal.
    owner
        Whose session it was.
    project_path
        Where the project is saved; empty for nowhere yet.
    title
        Title of the project at the last step.
    steps
        The steps since the project was opened that are in force, the oldest first.
    unsaved
        The last of them that no file holds; empty where the file holds everything.
    last_time
        When the last command was recorded.
    torn_bytes
        Length of the last record, cut short by the crash: a command that is lost; 0 for none.
    """

    path: Path
    owner: Owner
    project_path: str
    title: Text
    steps: tuple[NamedStep, ...]
    unsaved: tuple[NamedStep, ...]
    last_time: str
    torn_bytes: int

    @property
    def is_worth_a_question(self) -> bool:
        """Whether there is something that no file holds."""
        return bool(self.unsaved) or self._differs

    _differs: bool = False


@dataclass(frozen=True, eq=False)
class Recovered:
    """A session as it was: its history, its file, and a writer that goes on in the same journal.

    Parameters
    ----------
    history
        All steps with undo and redo; what the file holds counts as saved.
    path
        Where the project is saved, None for nowhere yet.
    saved
        The project as that file held it.
    writer
        Goes on with the journal, under a new owner.
    """

    history: History
    path: Path | None
    saved: Project
    writer: JournalWriter


def summarise(path: Path) -> Summary | None:
    """Return what a journal holds; None where not even its first step is whole.

    Raises
    ------
    SourceError
        It cannot be read, or is no journal of this version.
    """
    reading = read_records(path)
    with _errors_of_content(path):
        track = _Track()
        for record in reading.records:
            track.follow(record.json)
    if track.owner is None or not track.steps:
        return None
    named = tuple(NamedStep(Text(*step["label"]), step["time"]) for step in track.steps)
    title = Text(**track.heads[track.steps[track.index]["head"]["title"]])
    since = track.unsaved_from()
    return Summary(
        path,
        track.owner,
        track.path,
        title,
        named[1 : track.index + 1],
        named[since : track.index + 1],
        track.last_time,
        reading.torn_bytes,
        _differs=track.differs,
    )


def recover(path: Path, owner: Owner) -> Recovered:
    """Return the session that a journal tells of, to be gone on with by `owner`.

    Raises
    ------
    SourceError
        It cannot be read, or holds no whole step.
    """
    reading = read_records(path)
    with _errors_of_content(path):
        track, parts = _Track(), _Parts()
        for record in reading.records:
            track.follow(record.json)
            parts.take(record)
        if not track.steps or track.saved is None:
            raise SourceError(
                Text(f"操作日志“{path.name}”中没有完整的步骤。", f"The journal “{path.name}” holds no whole step."),
                Text("没有可以恢复的内容。", "There is nothing to restore."),
            )
        steps = [(Text(*step["label"]), parts.project(step)) for step in track.steps]
        saved = parts.project(track.saved)
    rows = [track.index, *range(len(steps))]
    same = next((steps[row][1] for row in rows if _signature(track.steps[row]) == track.saved_as), saved)
    history = History.of_steps(steps, track.index, same)
    writer = _resumed(path, reading, parts, owner)
    writer.go_on(history.current, parts.heads, parts.last)
    return Recovered(history, Path(track.path) if track.path else None, same, writer)


def _resumed(path: Path, reading: Reading, parts: _Parts, owner: Owner) -> JournalWriter:
    writer = JournalWriter(path, owner, RecordFile(path, reading.size, reading.digest))
    for part, number in parts.made():
        writer.know(part, number)
    return writer


class _Track:
    """Follows the commands of a journal as `History` followed them."""

    def __init__(self) -> None:
        self.owner: Owner | None = None
        self.steps: list[Json] = []
        self.index = 0
        self.path = ""
        self.saved: Json | None = None
        self.heads: dict[int, Any] = {}
        self.last_time = ""

    def follow(self, json: Json) -> None:
        if json["r"] == "owner":
            self.owner = Owner(**{each.name: json[each.name] for each in fields(Owner)})
        if json["r"] != "step":
            return
        self.heads |= {int(key): part["json"] for key, part in json["parts"].items() if "head" in part}
        self.last_time = json["time"]
        verb = json["verb"]
        if verb == "start":
            self.steps, self.index = [json], 0
        elif verb == "push" or (verb == "merge" and self.index == 0):
            self.steps[self.index + 1 :] = [json]
            self.index += 1
        elif verb == "merge":
            self.steps[self.index :] = [json]
        elif verb == "jump":
            self.index = min(max(self.index + json["by"], 0), len(self.steps) - 1)
        if verb in ("start", "saved"):
            self.saved, self.path = json, json["path"]

    @property
    def saved_as(self) -> Any:
        return None if self.saved is None else _signature(self.saved)

    @property
    def differs(self) -> bool:
        return bool(_signature(self.steps[self.index]) != self.saved_as)

    def unsaved_from(self) -> int:
        """Return the row of the first step that the file does not hold."""
        if not self.differs:
            return self.index + 1
        held = [row for row, step in enumerate(self.steps[: self.index + 1]) if _signature(step) == self.saved_as]
        return held[-1] + 1 if held else 1


def _signature(step: Json) -> Any:
    head = {name: number for name, number in step["head"].items() if name not in _VIEW_ONLY}
    return head, step["datasets"], step["maps"]


class _Parts:
    """Makes the parts of a journal, each once, so that steps share what they shared."""

    def __init__(self) -> None:
        self.last = -1
        self._json: dict[int, Json] = {}
        self._made: dict[Any, Any] = {}
        self._frames: dict[int, gpd.GeoDataFrame] = {}
        self._packed: dict[int, Record] = {}

    def take(self, record: Record) -> None:
        if record.json["r"] == "frame":
            number = record.json["number"]
            self._packed[number] = record
            self.last = max(self.last, number)
        for key, part in record.json.get("parts", {}).items():
            self._json[int(key)] = part
            self.last = max(self.last, int(key))

    @property
    def heads(self) -> dict[int, Json]:
        """The attributes of projects, by number."""
        return {number: json for number, json in self._json.items() if "head" in json}

    def made(self) -> list[tuple[Any, int]]:
        """Return every part and frame that was made, with its number."""
        parts = [(part, key) for key, part in self._made.items() if isinstance(key, int)]
        pairs = [(part, key[0]) for key, part in self._made.items() if isinstance(key, tuple) and key[0] != "head"]
        return [*parts, *pairs, *((frame, number) for number, frame in self._frames.items())]

    def project(self, step: Json) -> Project:
        head = {name: self._head(step["head"][name], name) for name in HEAD_FIELDS if name in step["head"]}
        datasets = tuple(self._dataset(part, frame) for part, frame in step["datasets"])
        maps = tuple(self._map(part, tuple(layers)) for part, layers in step["maps"])
        return Project(**head, datasets=datasets, maps=maps)

    def _head(self, number: int, name: str) -> Any:
        key = ("head", number)
        if key not in self._made:
            self._made[key] = Decoder().decode(self._json[number]["json"], hints_of(Project)[name], name)
        return self._made[key]

    def _dataset(self, number: int, frame: int | None) -> Dataset:
        key = (number, frame)
        if key not in self._made:
            part = self._json[number]
            kind: Any = AbsentDataset if part["kind"] == "AbsentDataset" else Dataset
            held = empty_frame() if frame is None else self._frame(frame)
            self._made[key] = Decoder().part(part["json"], kind, f"dataset {number}", frame=held)
        made: Dataset = self._made[key]
        return made

    def _map(self, number: int, layers: tuple[int, ...]) -> Map:
        key = (number, layers)
        if key not in self._made:
            bare = Decoder().part(self._json[number]["json"], Map, f"map {number}")
            self._made[key] = replace(bare, layers=tuple(self._layer(each) for each in layers))
        made: Map = self._made[key]
        return made

    def _layer(self, number: int) -> Layer:
        if number not in self._made:
            self._made[number] = Decoder().part(self._json[number]["json"], Layer, f"layer {number}")
        made: Layer = self._made[number]
        return made

    def _frame(self, number: int) -> gpd.GeoDataFrame:
        """Make a frame from the ones it was made from; a chain may be as long as the session."""
        chain = [number]
        while (base := self._packed[chain[-1]].json["base"]) is not None and base not in self._frames:
            chain.append(base)
        for each in reversed(chain):
            record = self._packed[each]
            if each not in self._frames:
                base = record.json["base"]
                self._frames[each] = unpack_frame(record, None if base is None else self._frames[base])
        return self._frames[number]


class _errors_of_content:  # noqa: N801 - a context manager, like those of `spatial.files`
    """Turns what a journal of another version makes go wrong into a `SourceError`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, KeyError | TypeError | IndexError | ValueError):
            raise SourceError(
                Text(f"操作日志“{self._path.name}”读不懂。", f"The journal “{self._path.name}” makes no sense."),
                Text(
                    "它可能来自其他版本的园图；文件未改动，请用那个版本打开。",
                    "It may come from another version of Yuantu; the file is unchanged: open it with that version.",
                ),
            ) from error
