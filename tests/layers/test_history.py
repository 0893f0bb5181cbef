"""Undo and redo return the very same objects; `changes` says what a screen must redraw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import geopandas as gpd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from layers import edits
from layers.cartography.symbology import Single
from layers.history import MIN_STEPS, FrameWrittenError, History, changes, fingerprint
from layers.layer import Dataset, Layer, Map
from layers.project import Project
from spatial.text import Text, plain
from tests.layers.small_project import PARKS, SITES, YEARS, small_project

T = Text("名", "name")


def opacity(project: Project, value: float) -> Project:
    return edits.set_opacity(project, "base", value)


def test_undo_and_redo_return_the_same_objects() -> None:
    projects = [small_project()]
    history = History(projects[0])
    projects += [history.push(plain(str(step)), opacity(history.current, step)) for step in (0.1, 0.2, 0.3)]
    assert [history.undo() for _ in range(4)] == [projects[2], projects[1], projects[0], projects[0]]
    assert not history.can_undo
    assert [history.redo() for _ in range(4)] == [*projects[1:], projects[3]]
    assert not history.can_redo
    assert history.jump(1) is projects[1]
    assert [str(label) for label in history.labels] == ["打开", "0.1", "0.2", "0.3"]
    with pytest.raises(IndexError):
        history.jump(4)


def test_a_push_forgets_what_could_be_redone() -> None:
    history = History(small_project())
    history.push(plain("a"), opacity(history.current, 0.1))
    history.undo()
    history.push(plain("b"), opacity(history.current, 0.2))
    assert [str(label) for label in history.labels[1:]] == ["b"]
    assert not history.can_redo


def test_an_edit_without_effect_makes_no_step() -> None:
    history = History(small_project())
    history.push(plain("a"), opacity(history.current, 1.0))
    assert len(history.labels) == 1


def drag(history: History, *values: float, key: str = "base") -> None:
    for value in values:
        history.push(plain(f"opacity {value}"), opacity(history.current, value), key)


def test_a_drag_is_one_step() -> None:
    history = History(small_project())
    start = history.current
    drag(history, 0.9, 0.8, 0.7)
    assert [str(label) for label in history.labels[1:]] == ["opacity 0.7"]
    assert history.undo() is start


@pytest.mark.parametrize(
    "between",
    [
        lambda history: history.end_merge(),
        lambda history: history.mark_clean(),
        lambda history: (history.undo(), history.redo()),
        lambda history: history.push(plain("x"), edits.rename_project(history.current, T)),
        lambda history: drag(history, 0.1, key="other"),
    ],
)
def test_a_second_drag_is_a_second_step(between: Callable[[History], object]) -> None:
    history = History(small_project())
    drag(history, 0.9, 0.8)
    between(history)
    steps = len(history.labels)
    drag(history, 0.7, 0.6)
    assert len(history.labels) == steps + 1


def test_saved_state() -> None:
    history = History(small_project())
    assert not history.is_modified
    saved = history.push(plain("a"), opacity(history.current, 0.1))
    assert history.is_modified
    history.push(plain("b"), opacity(history.current, 0.2))
    history.mark_clean(saved)  # the save of `a` ended while the user worked on
    assert history.is_modified
    history.undo()
    assert not history.is_modified
    assert len(history.labels) == 3  # saving clears nothing
    history.undo()
    assert history.is_modified


def with_frame(project: Project, size: int) -> Project:
    frame = gpd.GeoDataFrame(
        {"id": range(size), "kind": "x"}, geometry=[Point(i, 0) for i in range(size)], crs="EPSG:4326"
    )
    sets = [replace(each, frame=frame) if each.id == "sites" else each for each in project.datasets]
    return replace(project, datasets=tuple(sets))


def test_the_budget_drops_the_oldest_but_never_the_last_200() -> None:
    history = History(small_project(), budget_bytes=20_000)
    for size in range(MIN_STEPS + 50):
        history.push(plain(str(size)), with_frame(history.current, 5))
    assert len(history.labels) == MIN_STEPS + 1
    assert str(history.labels[-1]) == str(MIN_STEPS + 49)
    assert history.index == MIN_STEPS


def test_steps_that_share_their_frames_cost_nothing() -> None:
    history = History(small_project(), budget_bytes=20_000)
    for step in range(2 * MIN_STEPS):
        history.push(plain(str(step)), opacity(history.current, step / 1000))
    assert len(history.labels) == 2 * MIN_STEPS + 1


def own_copy() -> Project:
    project = small_project()
    return replace(
        project, datasets=tuple(replace(each, frame=each.frame.copy(deep=True)) for each in project.datasets)
    )


WRITES: list[Callable[[gpd.GeoDataFrame], object]] = [
    lambda frame: frame.__setitem__("count", 0),
    lambda frame: frame.loc.__setitem__((1, "count"), 99),
    lambda frame: frame.loc.__setitem__((1, "name"), "x"),
    lambda frame: frame.loc.__setitem__((1, "geometry"), Point(0, 0)),
    lambda frame: frame.insert(0, "new", 1),
    lambda frame: frame.pop("count"),
    lambda frame: setattr(frame, "index", [7, 8, 9]),
]


@pytest.mark.parametrize("write", WRITES)
def test_a_frame_written_in_place_is_caught(write: Callable[[gpd.GeoDataFrame], object]) -> None:
    history = History(own_copy(), check_frames=True)
    history.push(plain("a"), opacity(history.current, 0.1))
    write(history.current.dataset("parks").frame)
    with pytest.raises(FrameWrittenError, match="parks"):
        history.push(plain("b"), opacity(history.current, 0.2))


def test_fingerprint_is_stable_for_one_frame() -> None:
    assert fingerprint(PARKS) == fingerprint(PARKS)
    assert fingerprint(PARKS.iloc[:0]) != fingerprint(PARKS)


# --- changes -------------------------------------------------------------------------------------------------------

CASES: list[tuple[Callable[[Project], Project], dict[str, set[str]], set[str]]] = [
    (lambda p: p, {}, set()),
    (lambda p: opacity(p, 0.5), {"base": {"opacity"}}, {"maps"}),
    (lambda p: edits.set_visible(p, "base", False), {"base": {"visible"}}, {"maps"}),
    (lambda p: edits.rename_layer(p, "base", T), {"base": {"name"}}, {"maps"}),
    (lambda p: edits.set_symbology(p, "base", Single("#000000")), {"base": {"symbology"}}, {"maps"}),
    (
        lambda p: edits.set_symbology(p, "parks_a", replace(YEARS[0], breaks=(0, 1, 2))),
        {"parks_a": {"symbology", "alternatives"}, "parks_b": {"symbology"}},
        {"maps"},
    ),
    (lambda p: edits.move_layer(p, "base", 0), {"base": {"order"}, "parks_b": {"order"}}, {"maps"}),
    (lambda p: edits.set_datum(p, "sites", "wgs84"), {"sites_a": {"datum"}, "kinds": {"datum"}}, {"datasets"}),
    (lambda p: with_frame(p, 2), {"sites_a": {"frame"}, "kinds": {"frame"}}, {"datasets"}),
    (lambda p: edits.show_map(p, "second"), {}, {"active_map"}),
    (lambda p: edits.rename_project(p, T), {}, {"title"}),
    (lambda p: edits.set_status_note(p, T), {}, {"status_note"}),
    (lambda p: edits.rename_map(p, "first", T), {}, {"maps"}),
    (lambda p: edits.remove_layer(p, "base"), {}, {"maps"}),
    (lambda p: edits.add_map(p, Map("m", T)), {}, {"maps"}),
    (lambda p: edits.add_dataset(p, Dataset("d", T, SITES)), {}, {"datasets"}),
]


@pytest.mark.parametrize(("edit", "layers", "project"), CASES)
def test_changes_name_the_layers_and_what_of_them(
    edit: Callable[[Project], Project], layers: dict[str, set[str]], project: set[str]
) -> None:
    old = small_project()
    found = changes(old, edit(old))
    assert {name: set(what) for name, what in found.layers.items()} == layers
    assert found.project == project
    assert bool(found) == bool(project)


def test_changes_list_what_came_and_went() -> None:
    old = small_project()
    new = edits.add_layer(edits.remove_map(old, "first"), "second", Layer("new", "parks", T), 0)
    found = changes(old, new)
    assert found.added_layers == ("new",)
    assert found.removed_layers == ("parks_a", "sites_a")
    assert found.removed_maps == ("first",)
    assert not found.layers  # a layer put below the others moves none of them
    assert found.maps == {"second": {"layers"}}
    back = changes(new, old)
    assert (back.added_maps, back.added_layers, back.removed_layers) == (("first",), ("parks_a", "sites_a"), ("new",))


# --- any sequence of edits -----------------------------------------------------------------------------------------

EDITS: list[Callable[[Project, int], Project]] = [
    lambda p, n: opacity(p, (n % 11) / 10),
    lambda p, n: edits.set_visible(p, "kinds", bool(n % 2)),
    lambda p, n: edits.move_layer(p, "base", n % len(p.maps[-1].layers)),
    lambda p, n: edits.set_symbology(p, "parks_b", replace(YEARS[1], breaks=(0, n, n + 1))),
    lambda p, n: (
        edits.choose_alternative(p, "parks_b", p.layer("parks_b").symbology)
        if p.layer("parks_b").alternatives
        else edits.set_alternatives(p, "parks_b", YEARS)
    ),
    lambda p, n: edits.add_layer(p, "second", Layer(edits.unique_id(edits.layer_ids(p), "l"), "sites", T), 0),
    lambda p, n: edits.duplicate_map(p, "second", plain(str(n))),
    lambda p, n: edits.remove_map(p, p.maps[0].id) if p.maps[0].id != "second" else p,
    lambda p, n: with_frame(p, n % 4),
    lambda p, n: edits.add_dataset(p, Dataset(edits.unique_id([d.id for d in p.datasets], "d"), T, SITES)),
]

MOVES = st.lists(
    st.tuples(st.sampled_from(["edit", "edit", "drag", "undo", "redo", "jump", "save"]), st.integers(0, 40)),
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(MOVES)
def test_any_walk_through_the_history_returns_to_identical_projects(moves: list[tuple[str, int]]) -> None:
    history = History(small_project(), check_frames=True)
    kept, at, key = [history.current], 0, ""  # what a user expects: a plain list of projects and a place in it
    for move, n in moves:
        if move in ("edit", "drag"):
            edit = EDITS[n % len(EDITS)] if move == "edit" else EDITS[0]
            new = edit(history.current, n)
            history.push(plain(move), new, "drag" if move == "drag" else "")
            if new is not kept[at]:
                merged = move == "drag" and key == "drag"
                kept, at = ([*kept[:at], new], at) if merged else ([*kept[: at + 1], new], at + 1)
                key = "drag" if move == "drag" else ""
            continue
        key = ""
        if move == "save":
            history.mark_clean()
            continue
        at = {"undo": max(at - 1, 0), "redo": min(at + 1, len(kept) - 1), "jump": n % len(kept)}[move]
        getattr(history, move)(*([at] if move == "jump" else []))
        assert history.current is kept[at]
    assert [step.project for step in history._steps] == kept
    assert history.index == at
    assert history.current is kept[at]
