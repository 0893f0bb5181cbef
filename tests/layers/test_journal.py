"""A journal gives every step back, cell by cell, wherever it was cut."""

from __future__ import annotations

import errno
import os
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point, Polygon, box

from layers import edits
from layers.cell_edits import set_cells
from layers.history import History
from layers.indicators.reported import Reported
from layers.journal.frames import pack_frame, unpack_frame
from layers.journal.reading import recover, summarise
from layers.journal.records import Record, RecordFile, read_records
from layers.journal.writing import Command, JournalWriter, Owner
from layers.project import Project
from layers.storage.frame_hash import frame_hash
from layers.storage.processes import is_alive, this_process
from layers.storage.project_file import describe, equal_projects
from spatial.errors import SourceError
from spatial.text import Text, plain
from tests.layers.small_project import PARKS, small_project
from tests.layers.test_project_file import ODD_FRAMES

OWNER = Owner("desk", "wang", 1, 0.0, "2026-01-01T00:00:00+00:00")


def there_and_back(frame: gpd.GeoDataFrame, before: gpd.GeoDataFrame | None = None) -> tuple[gpd.GeoDataFrame, int]:
    import orjson

    json, blob = pack_frame(frame, before)
    text = orjson.dumps(json)
    return unpack_frame(Record(orjson.loads(text), blob), before), len(text) + len(blob)


def same_frame(a: gpd.GeoDataFrame, b: gpd.GeoDataFrame) -> bool:
    types = a.dtypes.astype(str).tolist() == b.dtypes.astype(str).tolist()
    return frame_hash(a) == frame_hash(b) and types and a.index.equals(b.index) and list(a.columns) == list(b.columns)


@pytest.mark.parametrize("name", ODD_FRAMES)
def test_a_frame_comes_back_with_the_types_of_its_cells(name: str) -> None:
    frame = ODD_FRAMES[name]
    assert same_frame(there_and_back(frame)[0], frame)
    assert same_frame(there_and_back(frame, frame.copy(deep=False))[0], frame)


def cells(**columns: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=[Point(1, 2), None], crs="EPSG:4549")


@pytest.mark.parametrize(
    "values",
    [
        [np.float64(1.5), float("nan")],
        [pd.NA, pd.NaT],
        [2**70, -(2**53)],
        [pd.Timestamp("2025-01-02 03:04:05.000006+08:00"), None],
        [np.int16(3), [1, (2, None)]],
        [{"a": 1}, b"\x00"],
    ],
    ids=str,
)
def test_odd_cells_keep_their_type(values: list[object]) -> None:
    made = np.empty(2, dtype=object)
    made[:] = values
    again = there_and_back(cells(a=pd.Series(made, dtype=object)))[0]["a"].tolist()
    assert [type(each) for each in again] == [type(each) for each in values]
    assert repr(again) == repr(values)


def typed() -> gpd.GeoDataFrame:
    return cells(
        zone=pd.Series(pd.to_datetime(["2025-01-01", None]).tz_localize("Asia/Shanghai")),
        kind=pd.Categorical(["a", "b"]),
        whole=pd.array([1, None], dtype="Int64"),
        flag=pd.array([True, None], dtype="boolean"),
        small=np.array([1, 2], dtype="uint8"),
    )


def test_columns_keep_their_type() -> None:
    assert same_frame(there_and_back(typed())[0], typed())


# --- differences ---------------------------------------------------------------------------------------------------

MANY = gpd.GeoDataFrame(
    {"id": [f"p{i}" for i in range(2000)], "n": np.arange(2000.0), "odd": pd.Series(["/", 1] * 1000, dtype=object)},
    geometry=[box(i, 0, i + 1, 1) for i in range(2000)],
    crs="EPSG:4326",
)


def moved(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    shapes = frame.geometry.to_numpy().copy()
    shapes[7] = Polygon([(0, 0), (1, 1), (0, 2)])
    return frame.set_geometry(gpd.array.GeometryArray(shapes, crs=frame.crs))


def split(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    more = frame.iloc[[5, 5]].copy()
    more["id"] = ["a", "b"]
    return gpd.GeoDataFrame(pd.concat([frame.drop(index=5), more], ignore_index=True), crs=frame.crs)


def with_cell(frame: gpd.GeoDataFrame, column: str, value: object) -> gpd.GeoDataFrame:
    new = frame.copy(deep=False)
    cells = frame[column].astype(object).to_numpy().copy()
    cells[3] = value
    new[column] = pd.Series(cells, index=frame.index).astype(frame[column].dtype)
    return new


DIFFERENCES: dict[str, tuple[Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame], int]] = {
    "nothing": (lambda frame: frame.copy(deep=False), 1000),
    "a number": (lambda frame: with_cell(frame, "n", np.nan), 1000),
    "a text": (lambda frame: with_cell(frame, "id", "x"), 1000),
    "a mixed cell": (lambda frame: with_cell(frame, "odd", None), 1000),
    "a geometry": (moved, 1500),
    "a column": (lambda frame: frame.assign(new=1.0), 2000 * 8 + 1500),
    "a column gone": (lambda frame: frame.drop(columns="n"), 1000),
    "a row gone": (lambda frame: frame.drop(index=3), 2000 * 8 * 2 + 1500),
    "a row split in two": (split, 2000 * 8 + 2500),
    "another order": (lambda frame: frame.iloc[::-1], 2000 * 8 * 2 + 1500),
    "another CRS": (lambda frame: frame.to_crs("EPSG:4549"), 10**9),
    "everything": (lambda frame: frame.iloc[:0], 10**9),
}


@pytest.mark.parametrize("name", DIFFERENCES)
def test_a_difference_costs_what_changed(name: str) -> None:
    change, most = DIFFERENCES[name]
    new = change(MANY)
    again, size = there_and_back(new, MANY)
    assert same_frame(again, new)
    assert size <= most


# --- sessions ------------------------------------------------------------------------------------------------------


def session_of(path: Path, seed: int, count: int) -> tuple[History, JournalWriter, list[Project]]:
    """Do random commands, each recorded; return the history, the writer and the project after each command."""
    rng = random.Random(seed)
    history = History(small_project())
    writer = JournalWriter(path, OWNER)
    writer.write([Command("start", history.current, Text("打开", "Open"), path="/p/a.yuantu")])
    after = [history.current]
    for number in range(count):
        writer.write([random_command(history, rng, number)])
        after.append(history.current)
    return history, writer, after


def random_command(history: History, rng: random.Random, number: int) -> Command:
    verb = rng.choice(["cell", "cell", "title", "opacity", "drag", "undo", "redo", "remove", "save", "map"])
    now, label = history.current, plain(f"step {number}")
    layers = [layer.id for _, layer in now.layers()]
    if verb in ("undo", "redo"):
        before = history.index
        history.undo() if verb == "undo" else history.redo()
        return Command("jump", history.current, by=history.index - before)
    if verb == "save":
        history.mark_clean()
        return Command("saved", history.current, path="/p/a.yuantu")
    if verb == "cell":
        new = set_cells(now, "parks", "count", [rng.randrange(3)], [str(number)])
    elif verb == "opacity" and layers:
        new = edits.set_opacity(now, rng.choice(layers), rng.random())
    elif verb == "remove" and layers:
        new = edits.remove_layer(now, rng.choice(layers))
    elif verb == "map":
        new = edits.show_map(now, rng.choice(["first", "second"]))
    else:
        new = edits.rename_project(now, plain(f"title {number}"))
    rows = len(history.labels)
    history.push(label, new, "drag" if verb == "drag" else "")
    merged = verb == "drag" and len(history.labels) == rows and new is not now and history.labels[-1] == label
    if new is now:
        return Command("jump", now)
    return Command("merge" if merged and not history.can_redo and _was_merged(history, now) else "push", new, label)


def _was_merged(history: History, before: Project) -> bool:
    return before not in [step.project for step in history._steps]


@pytest.mark.parametrize("seed", range(4))
def test_a_session_comes_back_with_its_undo_history(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "a.journal"
    history, _, _ = session_of(path, seed, 60)
    again = recover(path, OWNER).history
    assert again.labels == history.labels and again.index == history.index
    for mine, its in zip(history._steps, again._steps, strict=True):
        assert describe(mine.project) == describe(its.project)
    assert again.is_modified == history.is_modified or describe(again._saved) == describe(again.current)


def test_steps_share_what_they_shared(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    session_of(path, 1, 30)
    steps = recover(path, OWNER).history._steps
    sites = {id(each.project.dataset("sites").frame) for each in steps}
    assert len(sites) == 1


def test_cut_anywhere_the_journal_gives_the_last_whole_command(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    sizes: list[int] = []
    history = History(small_project())
    writer = JournalWriter(path, OWNER)
    after = []
    for number in range(6):
        new = edits.rename_project(history.current, plain(f"title {number}"))
        history.push(plain(str(number)), new)
        writer.write([Command("push" if number else "start", new, plain(str(number)))])
        sizes.append(path.stat().st_size)
        after.append(new)
    content = path.read_bytes()
    rng = random.Random(7)
    cuts = {*sizes, *(size - 1 for size in sizes), *(rng.randrange(len(content)) for _ in range(60))}
    for cut in cuts:
        path.write_bytes(content[:cut])
        whole = sum(size <= cut for size in sizes)
        summary = summarise(path)
        assert (summary is None) == (whole == 0)
        if summary is not None:
            assert summary.torn_bytes == cut - sizes[whole - 1]
            assert recover(path, OWNER).history.current.title == after[whole - 1].title


@pytest.mark.parametrize("place", [20, 400, -30])
def test_a_flipped_bit_ends_the_journal_there(tmp_path: Path, place: int) -> None:
    path = tmp_path / "a.journal"
    session_of(path, 2, 5)
    content = bytearray(path.read_bytes())
    whole = len(read_records(path).records)
    content[place] ^= 1
    path.write_bytes(content)
    assert len(read_records(path).records) < whole


def test_a_recovered_session_goes_on_in_the_same_journal(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    session_of(path, 3, 20)
    with path.open("ab") as file:
        file.write(b"torn")
    found = recover(path, replace(OWNER, pid=2))
    project = set_cells(found.history.current, "parks", "count", [1], ["77"])
    before = path.stat().st_size
    found.writer.write([Command("push", project, plain("after"))])
    assert path.stat().st_size - before < 4000
    summary = summarise(path)
    assert summary is not None and summary.owner.pid == 2 and summary.torn_bytes == 0
    assert equal_projects(recover(path, OWNER).history.current, project)


@pytest.mark.parametrize(
    ("verbs", "unsaved"),
    [
        ([], 0),
        (["a", "b"], 2),
        (["a", "save"], 0),
        (["a", "save", "b"], 1),
        (["a", "save", "undo"], 1),
        (["a", "undo"], 0),
        (["show"], 0),
    ],
    ids=str,
)
def test_what_no_file_holds(tmp_path: Path, verbs: list[str], unsaved: int) -> None:
    history = History(small_project())
    writer = JournalWriter(tmp_path / "a.journal", OWNER)
    writer.write([Command("start", history.current, path="a.yuantu")])
    for verb in verbs:
        if verb == "save":
            writer.write([Command("saved", history.current, path="b.yuantu")])
        elif verb == "undo":
            writer.write([Command("jump", history.undo(), by=-1)])
        else:
            now = history.current
            new = edits.show_map(now, "second") if verb == "show" else edits.rename_project(now, plain(verb))
            writer.write([Command("push", history.push(plain(verb), new), plain(verb))])
    summary = summarise(tmp_path / "a.journal")
    assert summary is not None and summary.is_worth_a_question == bool(unsaved)
    assert summary.project_path == ("b.yuantu" if "save" in verbs else "a.yuantu")
    if "undo" not in verbs and "show" not in verbs:
        assert len(summary.unsaved) == unsaved


# --- failures ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_a_failed_write_counts_for_nothing_and_may_be_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    path = tmp_path / "a.journal"
    history, writer, _ = session_of(path, 5, 3)
    new = set_cells(history.current, "parks", "count", [0], ["99"])
    real = os.write
    with monkeypatch.context() as patch:

        def half(handle: int, content: bytes) -> int:
            real(handle, bytes(content)[: len(content) // 2])
            raise OSError(number, os.strerror(number))

        patch.setattr(os, "write", half)
        with pytest.raises(SourceError):
            writer.write([Command("push", new, plain("lost"))])
        assert equal_projects(recover(path, OWNER).history.current, history.current)
    writer.write([Command("push", new, plain("again"))])
    assert equal_projects(recover(path, OWNER).history.current, new)


@pytest.mark.parametrize("content", [b"", b"YUANTU", b"something else entirely"])
def test_what_is_no_journal(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.journal"
    path.write_bytes(content)
    if content.startswith(b"some"):
        with pytest.raises(SourceError):
            summarise(path)
    else:
        assert summarise(path) is None
        RecordFile(path).append([Record({"r": "owner"})])
        assert len(read_records(path).records) == 1


def test_a_journal_of_another_version_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    RecordFile(path).append([Record({"r": "step", "verb": "start"})])
    with pytest.raises(SourceError, match="another version"):
        summarise(path)


def test_a_process_is_known_by_number_and_start() -> None:
    me = this_process()
    assert is_alive(me)
    assert not is_alive(replace(me, started=me.started - 100))
    assert not is_alive(replace(me, pid=2**22 + 1))
    assert is_alive(replace(me, machine="another", pid=2**22 + 1))


def test_aliases_fields_and_reported_figures_come_back(tmp_path: Path) -> None:
    project = replace(small_project(), aliases=MappingProxyType({"甲": "001"}))
    assert PARKS is project.dataset("parks").frame
    later = replace(project, figures=(Reported("a", "firms", 2026, "estimate", "458（预估）", "公报"),))
    writer = JournalWriter(tmp_path / "a.journal", OWNER)
    writer.write([Command("start", project), Command("push", later, Text("填报"))])
    history = recover(tmp_path / "a.journal", OWNER).history
    assert equal_projects(history.current, later) and history.current.figures == later.figures
