"""What may not stand beside the figures of a map goes to a map of its own; all else stays as it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layers import edits
from layers.cartography.styling import graduated
from layers.cartography.symbology import Single
from layers.indicators.encounters import refuse_new
from layers.indicators.overrides import NotComparableError
from layers.indicators.own_maps import on_own_map, own_layer, parting
from layers.layer import Bookmark, Layer
from layers.project import Project
from spatial.text import Text
from tests.layers.look_alikes import FIRMS, GDP, GRANTED, HELD, areas, pair_look, project

GROUND = Layer("ground", "areas", Text("底", "Ground"), Single(), context=True)


def beside() -> Project:
    """Return a map of granted patents over a background, with a hidden layer and one that has no figures."""
    made = edits.add_layer(project(), "map", GROUND, 0)
    for name, visible in (("plain", True), ("hidden", False)):
        made = edits.add_layer(made, "map", Layer(name, "areas", Text(name, name), Single(), visible=visible))
    owner = replace(made.map("map"), bookmarks=(Bookmark("here", (121.0, 31.0, 122.0, 32.0)),))
    return replace(made, maps=(owner,))


def filled(before: Project, column: str, layer: str = "plain") -> Project:
    return edits.set_symbology(before, layer, graduated(areas(), column))


def test_a_layer_goes_to_a_map_of_its_own_with_the_background() -> None:
    before = beside()
    after = filled(before, f"{HELD}@2019")
    with pytest.raises(NotComparableError):
        refuse_new(before, after)
    made = on_own_map(before, after)
    refuse_new(before, made)
    assert made.map("map") is before.map("map")
    own = made.shown
    assert own is made.maps[1] and own.id != "map" and own.title.zh.startswith("每万人口发明专利拥有量")
    assert [each.name.zh for each in own.layers] == ["底", "plain"]
    assert own.bookmarks == before.map("map").bookmarks and own.notes == before.map("map").notes
    assert len(set(edits.layer_ids(made))) == len(edits.layer_ids(made))
    assert own_layer(own, after.layer("plain")) == own.layers[-1].id
    assert "不可比" in own.description.zh and own.description.en


def test_a_hidden_layer_that_is_shown_goes_there_visible() -> None:
    before = filled(beside(), f"{HELD}@2019", "hidden")
    made = on_own_map(before, edits.set_visible(before, "hidden", True))
    assert [each.name.zh for each in made.shown.layers] == ["底", "plain", "hidden"]
    assert made.shown.layers[-1].visible and not made.layer("hidden").visible


def test_a_new_layer_does_not_come_to_the_map_it_was_meant_for() -> None:
    before = beside()
    new = Layer("new", "areas", Text("新", "New"), graduated(areas(), f"{HELD}@2019"))
    made = on_own_map(before, edits.add_layer(before, "map", new))
    assert "new" not in {each.id for each in made.map("map").layers}
    assert made.shown.layers[-1].name.zh == "新"


def test_where_the_title_is_taken_the_layer_is_named() -> None:
    before = beside()
    once = on_own_map(before, filled(before, f"{HELD}@2019"))
    twice = on_own_map(once, filled(once, f"{HELD}@2019"))
    assert twice.shown.title.zh == f"plain：{once.shown.title.zh}"
    assert [each.id for each in twice.maps] == ["map", "map_3", "map_2"]


@pytest.mark.parametrize(
    "step",
    [
        lambda now: edits.set_symbology(now, "areas", pair_look()),  # two variables of one look
        lambda now: filled(now, f"{GRANTED}@2019"),  # the same figures
        lambda now: filled(filled(now, f"{GDP}@2019"), f"{FIRMS}@2019", "areas"),  # changed together
        lambda now: edits.set_visible(now, "hidden", True),
    ],
)
def test_another_map_is_no_way_out_of_anything_else(step) -> None:
    before = beside()
    after = step(before)
    assert parting(before, after) is None
    assert on_own_map(before, after) is after
