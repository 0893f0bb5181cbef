"""The user's verbs: what they change, what they leave alone, what they refuse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType

import pytest

from layers import edits
from layers.cartography.symbology import Clustered, Graduated, Proportional, Single, Symbology
from layers.layer import Dataset, Field, JoinStep, Layer, Map, Origin
from layers.project import Project
from layers.storage.project_json import AbsentDataset, Stored
from spatial.errors import ProjectError
from spatial.text import Text
from tests.layers.small_project import PARKS, SITES, YEARS, small_project

T = Text("名", "name")
NEW_YEAR = replace(YEARS[0], breaks=(0.0, 50.0, 500.0))
NEW_MAP = Map("third", T, (Layer("c", "parks", T),))
NEW_DATA = Dataset("more", T, PARKS)
STEP = JoinStep("t.csv", "", (("id", "id"),), columns=("ok",))

CHANGING: dict[str, Callable[[Project], Project]] = {
    "add_dataset": lambda p: edits.add_dataset(p, NEW_DATA),
    "set_joined": lambda p: edits.set_joined(p, "parks", PARKS.assign(x=1), STEP, {"x": Field("x", T)}),
    "set_datum": lambda p: edits.set_datum(p, "parks", "bd09"),
    "relink_dataset": lambda p: edits.relink_dataset(p, "parks", Dataset("?", T, PARKS.copy(), origin=Origin("b"))),
    "add_layer": lambda p: edits.add_layer(p, "first", Layer("new", "parks", T)),
    "remove_layer": lambda p: edits.remove_layer(p, "parks_a"),
    "move_layer": lambda p: edits.move_layer(p, "base", 0),
    "rename_layer": lambda p: edits.rename_layer(p, "base", T),
    "set_visible": lambda p: edits.set_visible(p, "base", False),
    "set_opacity": lambda p: edits.set_opacity(p, "base", 0.3),
    "set_labels": lambda p: edits.set_labels(p, "base", True),
    "set_symbology": lambda p: edits.set_symbology(p, "base", Single("#000000")),
    "set_alternatives": lambda p: edits.set_alternatives(p, "base", YEARS),
    "choose_alternative": lambda p: edits.choose_alternative(p, "parks_a", YEARS[1]),
    "add_map": lambda p: edits.add_map(p, NEW_MAP),
    "remove_map": lambda p: edits.remove_map(p, "first"),
    "rename_map": lambda p: edits.rename_map(p, "first", T),
    "duplicate_map": lambda p: edits.duplicate_map(p, "first", T),
    "show_map": lambda p: edits.show_map(p, "second"),
    "set_extent": lambda p: edits.set_extent(p, "first", None),
    "rename_project": lambda p: edits.rename_project(p, T),
    "add_alias": lambda p: edits.add_alias(p, "真如", "002"),
    "remove_alias": lambda p: edits.remove_alias(p, "桃浦智创TOP"),
    "set_status_note": lambda p: edits.set_status_note(p, Text("")),
}


def parts_of(project: Project) -> dict[str, object]:
    """Return every part by id, with the data sets' frames."""
    layers = {f"layer {layer.id}": layer for _, layer in project.layers()}
    maps = {f"map {each.id}": each for each in project.maps}
    sets = {f"data {each.id}": each for each in project.datasets}
    return {**layers, **maps, **sets}


TOUCHED = {
    "set_joined": {"data parks"},
    "set_datum": {"data parks"},
    "relink_dataset": {"data parks"},
    "add_layer": {"map first"},
    "remove_layer": {"map first"},
    "move_layer": {"map second"},
    "choose_alternative": {"map first", "layer parks_a"},
    "rename_map": {"map first"},
    "set_extent": {"map first"},
} | {
    name: {"map second", "layer base"}
    for name in ("rename_layer", "set_visible", "set_opacity", "set_labels", "set_symbology", "set_alternatives")
}


@pytest.mark.parametrize("name", CHANGING)
def test_a_verb_makes_a_new_project_and_keeps_what_it_does_not_touch(name: str) -> None:
    old = small_project()
    before = parts_of(old)
    new = CHANGING[name](old)
    assert new is not old
    assert parts_of(old) == before  # parts compare by identity: the old project is as it was
    after = parts_of(new)
    changed = {key for key in before.keys() & after.keys() if before[key] is not after[key]}
    assert changed == TOUCHED.get(name, set())
    frames = {each.id: each.frame for each in new.datasets}
    assert frames["sites"] is SITES


UNCHANGED: dict[str, Callable[[Project], Project]] = {
    "set_datum": lambda p: edits.set_datum(p, "parks", "wgs84"),
    "move_layer": lambda p: edits.move_layer(p, "base", 1),
    "rename_layer": lambda p: edits.rename_layer(p, "base", Text("底图", "Base")),
    "set_visible": lambda p: edits.set_visible(p, "base", True),
    "set_opacity": lambda p: edits.set_opacity(p, "base", 1),
    "set_symbology": lambda p: edits.set_symbology(p, "base", Single()),
    "choose_alternative": lambda p: edits.choose_alternative(p, "parks_a", YEARS[0]),
    "show_map": lambda p: edits.show_map(p, "first"),
    "set_extent": lambda p: edits.set_extent(p, "second", None),
    "add_alias": lambda p: edits.add_alias(p, "桃浦智创ＴＯＰ", "001"),
    "remove_alias": lambda p: edits.remove_alias(p, "nobody"),
    "set_status_note": lambda p: edits.set_status_note(p, p.status_note),
    "rename_project": lambda p: edits.rename_project(p, p.title),
}


@pytest.mark.parametrize("name", UNCHANGED)
def test_an_edit_that_changes_nothing_returns_the_project(name: str) -> None:
    project = small_project()
    assert UNCHANGED[name](project) is project


def bad_look(symbology: Symbology) -> Callable[[Project], Project]:
    return lambda p: edits.set_symbology(p, "parks_a", symbology)


REFUSED: list[tuple[Callable[[Project], Project], str]] = [
    (lambda p: edits.add_dataset(p, Dataset("parks", T, PARKS)), "already"),
    (lambda p: edits.add_dataset(p, Dataset("../x", T, PARKS)), "cannot be the id"),
    (lambda p: edits.add_dataset(p, Dataset("张江", T, PARKS)), "cannot be the id"),
    (lambda p: edits.remove_dataset(p, "parks"), "still drawn by “Parks, Parks, Base, Size”"),
    (lambda p: edits.remove_dataset(p, "none"), "no data set"),
    (lambda p: edits.set_joined(p, "parks", PARKS.head(2), STEP, {}), "hold 2 features, .* 3"),
    (lambda p: edits.set_joined(p, "parks", PARKS, replace(STEP, columns=("x",)), {}), "no field “x”"),
    (lambda p: edits.set_datum(p, "parks", "wgs72"), "no datum"),
    (lambda p: edits.relink_dataset(p, "parks", Dataset("?", T, SITES)), "no field “count, n@2019, n@2025”"),
    (lambda p: edits.add_layer(p, "first", Layer("base", "parks", T)), "already"),
    (lambda p: edits.add_layer(p, "first", Layer("new", "none", T)), "no data set"),
    (lambda p: edits.add_layer(p, "none", Layer("new", "parks", T)), "no map"),
    (lambda p: edits.add_layer(p, "first", Layer("new", "parks", Text(" "))), "empty"),
    (lambda p: edits.add_layer(p, "first", Layer("new", "parks", T), 3), "place 3. Choose 0 to 2"),
    (lambda p: edits.add_layer(p, "first", Layer("new", "sites", T, YEARS[0])), "no field “n@2019”"),
    (lambda p: edits.remove_layer(p, "none"), "no layer"),
    (lambda p: edits.move_layer(p, "base", 4), "Choose 0 to 3"),
    (lambda p: edits.move_layer(p, "base", -1), "place -1"),
    (lambda p: edits.set_opacity(p, "base", 1.01), "1.01"),
    (lambda p: edits.set_opacity(p, "base", float("nan")), "nan"),
    (bad_look(replace(YEARS[0], field="x")), "no field “x”"),
    (bad_look(replace(YEARS[0], breaks=(0, 5, 1))), "“0, 5, 1” do not increase"),
    (bad_look(replace(YEARS[0], breaks=(0, float("nan"), 1))), "do not increase"),
    (bad_look(replace(YEARS[0], breaks=(0, 1))), "2 breaks need 1 colours; there are 2"),
    (bad_look(Proportional("count", 0)), "reference value cannot be 0"),
    (bad_look(Clustered("dbscan", eps_m=-1)), "eps"),
    (lambda p: edits.set_alternatives(p, "base", (YEARS[0], replace(YEARS[1], breaks=(0, 1, 2)))), "share the lock"),
    (lambda p: edits.choose_alternative(p, "parks_a", Single()), "no such alternative"),
    (lambda p: edits.add_map(p, replace(NEW_MAP, id="first")), "already"),
    (lambda p: edits.add_map(p, replace(NEW_MAP, layers=(Layer("base", "parks", T),))), "already"),
    (lambda p: edits.rename_map(p, "first", Text("")), "empty"),
    (lambda p: edits.show_map(p, "none"), "no map"),
    (lambda p: edits.set_extent(p, "first", (122, 31, 121, 32)), "extent"),
    (lambda p: edits.add_alias(p, "  ", "002"), "empty"),
    (lambda p: edits.add_alias(p, "桃浦智创TOP", "002"), "already stands for “001”"),
]


@pytest.mark.parametrize(("edit", "says"), REFUSED)
def test_a_wrong_input_is_refused_with_a_remedy(edit: Callable[[Project], Project], says: str) -> None:
    with pytest.raises(ProjectError, match=says) as caught:
        edit(small_project())
    assert caught.value.what.zh
    assert caught.value.remedy.zh
    assert caught.value.remedy.en


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("Parks", "parks_2"),
        ("普陀 南区", "putuo_nanqu"),
        ("Ｐａｒｋｓ", "parks_2"),
        ("../../etc", "etc"),
        ("🚩", "part"),
        ("", "part"),
        ("a" * 99, "a" * 60),
    ],
)
def test_unique_id(wanted: str, expected: str) -> None:
    assert edits.unique_id({"parks"}, wanted) == expected


def test_locked_looks_take_the_breaks_over_in_the_whole_project() -> None:
    project = edits.set_symbology(small_project(), "parks_a", NEW_YEAR)
    first, other = project.layer("parks_a"), project.layer("parks_b")
    assert first.symbology == NEW_YEAR
    assert first.alternatives == (NEW_YEAR, replace(YEARS[1], breaks=NEW_YEAR.breaks))
    assert isinstance(other.symbology, Graduated)
    assert other.symbology.breaks == NEW_YEAR.breaks
    assert other.symbology.colours == (
        "#fee8c8",
        "#e34a33",
    )  # its own ramp, as long as the number of classes is the same


def test_locked_looks_take_colours_when_the_number_of_classes_changes() -> None:
    three = replace(YEARS[0], breaks=(0.0, 1.0, 2.0, 3.0), colours=("#111111", "#222222", "#333333"))
    project = edits.set_symbology(small_project(), "parks_a", three)
    other = project.layer("parks_b").symbology
    assert isinstance(other, Graduated)
    assert (other.field, other.breaks, other.colours) == ("n@2025", three.breaks, three.colours)


def test_an_unlocked_look_leaves_the_others_alone() -> None:
    old = small_project()
    project = edits.set_symbology(old, "parks_a", replace(NEW_YEAR, lock=""))
    assert project.maps[1] is old.maps[1]
    assert project.layer("parks_a").alternatives[1] is YEARS[1]


def test_proportional_symbols_share_their_reference() -> None:
    project = edits.add_layer(
        small_project(), "first", Layer("size_2", "parks", T, Proportional("n@2019", 7.0, lock="count"))
    )
    project = edits.set_symbology(project, "size_2", Proportional("n@2019", 400.0, 20.0, lock="count"))
    assert project.layer("size").symbology == Proportional("count", 400.0, 20.0, lock="count")


def test_a_look_of_another_field_becomes_an_alternative() -> None:
    project = edits.set_symbology(small_project(), "parks_a", Single())
    assert project.layer("parks_a").alternatives == (*YEARS, Single())


def test_setting_alternatives_brings_the_first_into_force_unless_one_is() -> None:
    project = edits.set_alternatives(small_project(), "base", YEARS)
    assert project.layer("base").symbology is YEARS[0]
    project = edits.set_alternatives(project, "base", (YEARS[1], YEARS[0]))
    assert project.layer("base").symbology is YEARS[0]
    assert edits.set_alternatives(project, "base", ()).layer("base").symbology is YEARS[0]


def test_removing_the_active_map_shows_its_neighbour() -> None:
    project = edits.remove_map(small_project(), "first")
    assert project.active_map == "second"
    assert edits.remove_map(project, "second").shown is None


def test_a_duplicated_map_has_new_ids_and_the_same_looks() -> None:
    project = edits.duplicate_map(small_project(), "first", T)
    assert [each.id for each in project.maps] == ["first", "first_2", "second"]
    assert [layer.id for layer in project.maps[1].layers] == ["parks_a_2", "sites_a_2"]
    assert project.layer("parks_a_2").symbology is project.layer("parks_a").symbology


def test_a_map_whose_data_lost_a_column_can_still_be_duplicated() -> None:
    project = small_project()
    sites = replace(project.dataset("sites"), frame=SITES[["geometry"]])  # the file changed on disk
    project = replace(project, datasets=(project.datasets[0], sites))
    assert len(edits.duplicate_map(project, "first", T).maps) == 3


def test_unused_data_can_be_removed() -> None:
    project = edits.add_dataset(small_project(), NEW_DATA)
    assert [each.id for each in edits.remove_dataset(project, "more").datasets] == ["parks", "sites"]


def test_a_join_adds_fields_and_a_step() -> None:
    frame = PARKS.assign(x=1)
    parks = edits.set_joined(small_project(), "parks", frame, STEP, {"x": Field("x", T)}).dataset("parks")
    assert parks.frame is frame
    assert parks.joins[-1] is STEP
    assert set(parks.fields) == {"n@2019", "x"}


def test_absent_data_are_styled_but_not_joined_and_can_be_relinked() -> None:
    stored = Stored("inside", "data/x.geojson", "", "", 3)
    absent = AbsentDataset(
        "gone", T, PARKS.iloc[:0][["geometry"]], stored=stored, fields=MappingProxyType({"n": Field("n", T)})
    )
    project = edits.add_dataset(small_project(), absent)
    project = edits.add_layer(project, "first", Layer("gone", "gone", T, YEARS[0]))
    project = edits.set_datum(project, "gone", "gcj02")
    assert isinstance(project.dataset("gone"), AbsentDataset)
    with pytest.raises(ProjectError, match="Relink"):
        edits.set_joined(project, "gone", absent.frame, STEP, {})
    found = edits.relink_dataset(project, "gone", Dataset("?", T, PARKS)).dataset("gone")
    assert type(found) is Dataset
    assert found.frame is PARKS
    assert set(found.fields) == {"n"}
