"""Two hundred mixed steps through the session, back and forth at random: at each level the saved project is the same.

The saved files are compared byte for byte with those saved when the level was first reached, so that an edit that
changes a shared part in place (a frame, a tuple of layers) is caught at the level it spoils.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from window_project import small_project

from gui.messages import Messages
from gui.session import Edit, Session
from gui.tasks import Tasks
from layers import edits
from layers.bookmarks import add_bookmark, free_name, remove_bookmark
from layers.cartography.styling import graduated, proportional
from layers.cartography.symbology import Single
from layers.cell_edits import set_cells
from layers.layer import Bookmark, Field, JoinStep, Layer, Map
from layers.layer_tree_edits import dissolve_group, make_group, set_group_visible
from layers.project import Project
from layers.storage.project_file import write_project
from spatial.text import Text

STEPS = 200
Maker = Callable[[Project, random.Random, int], Edit]


def saved(project: Project, folder: Path) -> str:
    """Return a digest of the names and bytes of all files that saving the project writes."""
    target = folder / "project"
    write_project(project, target)
    digest = hashlib.sha256()
    for path in sorted(target.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(target).as_posix().encode() + b"\0" + path.read_bytes())
            path.unlink()
    return digest.hexdigest()


def any_layer(project: Project, dice: random.Random) -> str:
    return dice.choice([layer.id for _, layer in project.layers()])


def any_map(project: Project, dice: random.Random) -> Map:
    return dice.choice(project.maps)


def look(project: Project, layer: str, dice: random.Random) -> Edit:
    zones = project.dataset("zones")
    looks = [Single(fill=f"#{dice.randrange(16**6):06x}"), Single(fill="", stroke="#333333")]
    if project.layer(layer).dataset == "zones":
        looks += [
            graduated(zones, "share@2019", scheme="quantiles", k=dice.randint(2, 4)),
            proportional(zones, "firms"),
        ]
    return lambda p: edits.set_symbology(p, layer, dice.choice(looks))


def join(project: Project, number: int) -> Edit:
    name = f"joined{number}"
    frame = project.dataset("zones").frame.assign(**{name: [f"{number}", "3-5", "/", None, "458（预估）", "0"]})
    step = JoinStep("t.csv", "", (("id", "id"),), columns=(name,))
    return lambda p: edits.set_joined(p, "zones", frame, step, {name: Field(name, Text(name))})


def rename_or_remove_layer(project: Project, dice: random.Random, number: int) -> Edit:
    layer = any_layer(project, dice)
    if len(list(project.layers())) > 4:
        return lambda p: edits.remove_layer(p, layer)
    return lambda p: edits.rename_layer(p, layer, Text(f"层{number}", f"Layer {number}"))


def bookmark(project: Project, dice: random.Random, number: int) -> Edit:
    shown = any_map(project, dice)
    if shown.bookmarks and dice.random() < 0.4:
        return lambda p: remove_bookmark(p, shown.id, shown.bookmarks[0].name)
    mark = Bookmark(free_name(project, shown.id, "B"), (121.0, 31.0, 121.5 + number / 1000, 31.5))
    return lambda p: add_bookmark(p, shown.id, mark)


def group(project: Project, dice: random.Random, number: int) -> Edit:
    shown = any_map(project, dice)
    if shown.groups:
        held = dice.choice(shown.groups)
        if dice.random() < 0.5:
            return lambda p: dissolve_group(p, shown.id, held.id)
        return lambda p: set_group_visible(p, shown.id, held.id, not held.visible)
    members = [layer.id for layer in shown.layers[:2]]
    return lambda p: make_group(p, shown.id, Text(f"组{number}"), members)


def cells(project: Project, dice: random.Random, number: int) -> Edit:
    column, values = dice.choice(
        [("firms", ["3-5", "/", f"{number}（预估）", "0", ""]), ("kind", ["a", "b", "丙", ""])]
    )
    rows = sorted(dice.sample(range(6), 2))
    return lambda p: set_cells(p, "zones", column, rows, [dice.choice(values), f"{number}"])


def maps(project: Project, dice: random.Random, number: int) -> Edit:
    shown = any_map(project, dice)
    choices: list[Edit] = [
        lambda p: edits.rename_map(p, shown.id, Text(f"图{number}", f"Map {number}")),
        lambda p: edits.set_extent(p, shown.id, (121.0, 31.0, 122.0 + number / 1000, 32.0)),
        lambda p: edits.rename_project(p, Text(f"项目{number}", f"Project {number}")),
        lambda p: edits.set_status_note(p, Text(f"示意{number}", f"Schematic {number}")),
    ]
    if len(project.maps) < 4:
        choices.append(lambda p: edits.duplicate_map(p, shown.id, Text(f"又{number}", f"Copy {number}")))
    elif len(shown.layers) < 4:
        choices.append(lambda p: edits.remove_map(p, shown.id))
    return dice.choice(choices)


def layer_step(project: Project, dice: random.Random, number: int, kind: str) -> Edit:
    each, to = any_layer(project, dice), dice.randint(0, 2)
    layer = project.layer(each)
    steps: dict[str, Edit] = {
        "move": lambda p: edits.move_layer(p, each, to),
        "duplicate": lambda p: edits.duplicate_layer(p, each),
        "visible": lambda p: edits.set_visible(p, each, not layer.visible),
        "opacity": lambda p: edits.set_opacity(p, each, (number % 97 + 1) / 100),
        "labels": lambda p: edits.set_labels(p, each, not layer.labels),
    }
    return steps[kind]


def add(project: Project, dice: random.Random, number: int) -> Edit:
    new = Layer(
        edits.unique_id(edits.layer_ids(project), f"new{number}"), "zones", Text(f"新{number}", f"New {number}")
    )
    shown = any_map(project, dice).id
    return lambda p: edits.add_layer(p, shown, new)


def datum(project: Project, dice: random.Random, number: int) -> Edit:
    wanted = dice.choice(["wgs84", "gcj02", "bd09"])
    return lambda p: edits.set_datum(p, "sites", wanted)


LAYER_STEPS = ("move", "duplicate", "visible", "opacity", "labels")
MAKERS: dict[str, Maker] = {
    **{kind: (lambda p, dice, n, kind=kind: layer_step(p, dice, n, kind)) for kind in LAYER_STEPS},
    "add": add,
    "rename or remove": rename_or_remove_layer,
    "look": lambda p, dice, n: look(p, any_layer(p, dice), dice),
    "cells": cells,
    "join": lambda p, dice, n: join(p, n),
    "bookmark": bookmark,
    "group": group,
    "map": maps,
    "datum": datum,
}


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1])
def test_two_hundred_mixed_steps_and_every_level_is_as_it_was(qapp: QApplication, tmp_path: Path, seed: int) -> None:
    dice, messages = random.Random(seed), Messages()
    session = Session(messages, Tasks(messages.error, inline=True))
    session.open(small_project())
    first, prints, done = session.project, [saved(session.project, tmp_path)], Counter[str]()
    number = 0
    while len(prints) <= STEPS:
        number += 1
        kind = dice.choice(list(MAKERS))
        before = session.project
        assert session.apply(Text(kind), MAKERS[kind](before, dice, number)), kind
        if session.project is not before:
            prints.append(saved(session.project, tmp_path))
            done[kind] += 1
    assert set(done) == set(MAKERS) and len(session.history.labels) == STEPS + 1
    last = session.project

    def check(level: int) -> None:
        assert session.history.index == level
        assert saved(session.project, tmp_path) == prints[level], f"level {level} is not what it was"

    for level in range(STEPS - 1, -1, -1):
        session.undo()
        if level % 2 == 0:
            check(level)
    assert session.project is first
    for level in range(1, STEPS + 1):
        session.redo()
        if level % 8 == 1:
            check(level)
    assert session.project is last
    for _ in range(25):
        level = dice.randint(0, STEPS)
        by = level - session.history.index
        session.undo(-by) if by < 0 else session.redo(by)
        check(level)


def test_a_change_in_place_is_caught(tmp_path: Path) -> None:
    project = small_project()
    before = saved(project, tmp_path)
    assert saved(project, tmp_path) == before
    project.dataset("zones").frame.loc[0, "kind"] = "spoilt"
    assert saved(project, tmp_path) != before
