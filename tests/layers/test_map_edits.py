"""The list of maps: begun, copied, worded, moved, removed; what is not touched stays the same object."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layers import map_edits
from layers.layer import Map
from layers.project import Project
from layers.views import Comparison, View
from spatial.errors import ProjectError
from spatial.text import Text
from tests.gui.window_project import small_project

NEW = Text("新", "New")


def ids(project: Project) -> list[str]:
    return [each.id for each in project.maps]


def test_a_new_map_has_the_background_of_the_shown_one() -> None:
    made = map_edits.begin_map(small_project(), NEW)
    assert ids(made) == ["first", "map", "second"] and made.active_map == "map"
    (ground,) = made.shown.layers
    assert (ground.dataset, ground.context, ground.id) == ("zones", True, "ground_2")


def test_the_first_map_of_a_project() -> None:
    made = map_edits.begin_map(Project(NEW), NEW)
    assert made.maps == (made.shown,) and not made.shown.layers


def test_a_copy_is_shown() -> None:
    made = map_edits.copy_map(small_project(), "first", NEW)
    assert ids(made) == ["first", "first_2", "second"] and made.shown.title == NEW
    assert [each.id for each in made.shown.layers] == ["ground_2", "lower_2", "zones_2"]


@pytest.mark.parametrize(("place", "order"), [(0, ["second", "first"]), (1, ["first", "second"])])
def test_moving(place: int, order: list[str]) -> None:
    before = small_project()
    made = map_edits.move_map(before, "second", place)
    assert ids(made) == order and (made is before) == (place == 1)
    with pytest.raises(ProjectError):
        map_edits.move_map(before, "second", 2)


def test_views_of_a_map_go_with_it() -> None:
    views = tuple(View(each) for each in ("first", "second", "first"))
    before = replace(small_project(), comparison=Comparison(views, active=1))
    made = map_edits.remove_map(before, "second")
    assert [view.map for view in made.comparison.views] == ["first", "first"] and made.active_map == "first"
    alone = map_edits.remove_map(before, "first")
    assert not alone.comparison.views and alone.datasets is before.datasets
    assert map_edits.remove_map(alone, "second").active_map == ""


def test_words() -> None:
    before = small_project()
    notes = Text("甲", "a"), Text(""), Text("", "b")
    made = map_edits.word_map(before, "first", NEW, Text("说明"), notes)
    first: Map = made.map("first")
    assert (first.title, first.description.zh, first.notes) == (NEW, "说明", (notes[0], notes[2]))
    assert map_edits.word_map(made, "first", NEW, Text("说明"), notes) is made
    with pytest.raises(ProjectError):
        map_edits.word_map(before, "first", Text(""), NEW, ())
