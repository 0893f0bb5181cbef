"""Groups and base maps of a map: edits, what is drawn, and what a project file keeps."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point

from layers import edits
from layers import layer_tree_edits as tree_edits
from layers.base_map import BaseMap
from layers.cartography.scale_range import ScaleRange, denominator_of
from layers.history import changes
from layers.layer import Dataset, Layer, Map
from layers.layer_tree import Node, drawn_layers, flattened, groups_around, layers_in, tidied, tree_of
from layers.project import Project
from layers.storage.project_file import project_hash, read_project, write_project
from spatial.errors import ProjectError
from spatial.text import Text

NAMES = "abcdef"


def project() -> Project:
    frame = gpd.GeoDataFrame({"id": ["1"]}, geometry=[Point(121, 31)], crs="EPSG:4326")
    layers = tuple(Layer(name, "data", Text(name, name), context=name in "ab") for name in NAMES)
    return Project(Text("p", "p"), (Dataset("data", Text("d"), frame),), (Map("m", Text("m"), layers),), "m")


def show(nodes: tuple[Node, ...]) -> str:
    """Return a tree as a text, bottom to top: ``a b g(c d)``."""
    return " ".join(
        f"{node.id.removeprefix('group:')}({show(node.children)})" if node.is_group else node.id for node in nodes
    )


def tree(of: Project) -> str:
    return show(tree_of(of.map("m").layers, of.map("m").groups))


def grouped(members: str = "ce", name: str = "g", of: Project | None = None) -> Project:
    ids = [each if each in NAMES else f"group:{each}" for each in members]
    return tree_edits.make_group(of or project(), "m", Text(name, name), ids)


def nested() -> Project:
    """a b f h(d g(c e))."""
    first = grouped()
    return tree_edits.make_group(first, "m", Text("h", "h"), ["group:g", "d"])


def test_a_group_stands_where_its_topmost_member_stood() -> None:
    assert tree(grouped()) == "a b d g(c e) f"
    assert tree(nested()) == "a b h(d g(c e)) f"
    assert tree(grouped("")) == "a b c d e f g()"
    assert [layer.id for layer in grouped().map("m").layers] == list("abdcef"), "members stand together"


def test_a_group_is_of_one_kind() -> None:
    with pytest.raises(ProjectError, match="share no group"):
        grouped("ac")
    assert grouped("ab").map("m").groups[0].context


@pytest.mark.parametrize(
    ("ids", "parent", "above", "result"),
    [
        (["f"], "group:g", "c", "a b h(d g(c f e))"),
        (["f"], "group:g", "", "a b h(d g(f c e))"),
        (["c"], "", "f", "a b h(d g(e)) f c"),
        (["group:g"], "", "", "a b g(c e) h(d) f"),
        (["group:h"], "", "f", "a b f h(d g(c e))"),
        (["c", "f"], "group:h", "d", "a b h(d c f g(e))"),
        (["c", "e"], "", "", "a b c e h(d g()) f"),
        (["group:h", "c"], "", "f", "a b f h(d g(c e))"),
    ],
)
def test_parts_move_in_out_and_within(ids: list[str], parent: str, above: str, result: str) -> None:
    assert tree(tree_edits.move_parts(nested(), "m", ids, parent, above)) == result


def test_a_group_does_not_go_into_itself_nor_background_into_foreground() -> None:
    with pytest.raises(ProjectError, match="into itself"):
        tree_edits.move_parts(nested(), "m", ["group:h"], "group:g")
    with pytest.raises(ProjectError, match="share no group"):
        tree_edits.move_parts(nested(), "m", ["a"], "group:g")
    with pytest.raises(ProjectError, match="no layer or group"):
        tree_edits.move_parts(nested(), "m", ["nobody"])


def test_steps_enter_open_groups_pass_closed_ones_and_leave_at_the_end() -> None:
    now, seen = project(), []
    now = grouped("de", of=now)
    for _ in range(6):
        now = tree_edits.move_step(now, "m", "c", 1)
        seen.append(tree(now))
    assert seen == ["a b g(c d e) f", "a b g(d c e) f", "a b g(d e c) f", "a b g(d e) c f", "a b g(d e) f c", seen[4]]
    back = []
    for _ in range(6):
        now = tree_edits.move_step(now, "m", "c", -1)
        back.append(tree(now))
    assert back == [*seen[3::-1], "a b c g(d e) f", "a b c g(d e) f"]
    closed = tree_edits.set_group_collapsed(now, "m", "group:g", True)
    assert tree(tree_edits.move_step(closed, "m", "c", 1)) == "a b g(d e) c f"
    shown = now.map("m")
    assert (tree_edits.can_step(shown, "c", -1), tree_edits.can_step(shown, "c", 1)) == (False, True)
    assert tree_edits.can_step(shown, "d", -1), "out of its group"
    assert not tree_edits.can_step(shown, "b", 1), "the background stays below"


def test_a_dissolved_group_leaves_its_members_and_a_removed_one_does_not() -> None:
    assert tree(tree_edits.dissolve_group(nested(), "m", "group:h")) == "a b d g(c e) f"
    assert tree(tree_edits.remove_parts(nested(), "m", ["group:g", "a"])) == "b h(d) f"
    assert tree(tree_edits.remove_parts(nested(), "m", ["group:h", "c"])) == "a b f"
    assert len(tree_edits.remove_parts(nested(), "m", ["group:h"]).datasets) == 1


@pytest.mark.parametrize("last", ["d", "e", "c"])
def test_an_emptied_group_stays_where_it_was(last: str) -> None:
    start = tree_edits.make_group(project(), "m", Text("g", "g"), [last])
    places = {"c": "a b g() d e f", "d": "a b c g() e f", "e": "a b c d g() f"}
    for emptied in (tree_edits.remove_parts(start, "m", [last]), edits.remove_layer(start, last)):
        assert tree(emptied) == places[last]
    moved = tree_edits.move_parts(start, "m", [last], "", "f")
    assert tree(moved) == f"{places[last]} {last}"
    back = tree_edits.move_parts(moved, "m", [last], "group:g")
    assert tree(back) == tree(start)
    assert back.map("m").groups == start.map("m").groups


def test_empty_groups_in_a_row_and_one_whose_neighbour_is_gone() -> None:
    now = grouped("c", "g", grouped("d", "k"))
    for layer in "cd":
        now = tree_edits.move_parts(now, "m", [layer], "", "f")
    assert tree(now) == "a b g() k() e f d c"
    assert tree(tree_edits.remove_parts(now, "m", ["group:g"])) == "a b k() e f d c"
    lost = tuple(replace(each, above="nobody") for each in now.map("m").groups)
    assert show(tree_of(now.map("m").layers, lost)) == "a b e f d c g() k()"
    alone = tree_edits.remove_parts(grouped("ab", "x"), "m", ["a", "b"])
    assert tree(alone) == "x() c d e f", "an empty group of the background stays below the foreground"


def test_visibility_and_opacity_are_those_of_all_groups_around() -> None:
    now = edits.set_opacity(nested(), "c", 0.5)
    now = tree_edits.set_group_opacity(now, "m", "group:g", 0.5)
    now = tree_edits.set_group_opacity(now, "m", "group:h", 0.4)
    drawn = {layer.id: layer for layer in drawn_layers(now.map("m"))}
    assert (drawn["c"].opacity, drawn["e"].opacity, drawn["d"].opacity) == pytest.approx((0.1, 0.2, 0.4))
    assert drawn["f"] is now.layer("f")
    hidden = tree_edits.set_group_visible(now, "m", "group:h", False).map("m")
    assert [layer.id for layer in drawn_layers(hidden) if layer.visible] == list("abf")
    assert [group.id for group in groups_around(hidden, hidden.layers[-2])] == ["group:g", "group:h"]
    assert sorted(layer.id for layer in layers_in(hidden, "group:h")) == list("cde")
    assert [layer.id for layer in tree_edits.layers_of_parts(hidden, {"group:g", "f"})] == ["c", "e", "f"]


def test_the_edits_of_layers_keep_groups_together() -> None:
    now = edits.move_layer(grouped(), "f", 3)
    ids = [layer.id for layer in now.map("m").layers]
    assert abs(ids.index("c") - ids.index("e")) == 1
    twice = edits.duplicate_layer(grouped(), "c")
    assert tree(twice) == "a b d g(c c_2 e) f"
    copied = edits.duplicate_map(grouped(), "m", Text("n", "n"))
    assert len(drawn_layers(copied.maps[1])) == 6
    assert copied.maps[1].groups == copied.maps[0].groups


def test_an_edit_that_changes_nothing_returns_the_project() -> None:
    now = nested()
    assert tree_edits.set_group_visible(now, "m", "group:g", True) is now
    assert tree_edits.rename_group(now, "m", "group:g", Text("g", "g")) is now
    assert tree_edits.move_step(now, "m", "f", 1) is now
    assert changes(now, tree_edits.rename_group(now, "m", "group:g", Text("x"))).maps == {"m": frozenset({"groups"})}
    with pytest.raises(ProjectError):
        tree_edits.rename_group(now, "m", "group:g", Text(""))
    with pytest.raises(ProjectError):
        tree_edits.set_group_opacity(now, "m", "group:g", 1.5)


STEPS = st.lists(
    st.tuples(st.sampled_from(["up", "down", "group", "dissolve", "into"]), st.integers(0, 99)), max_size=12
)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_whatever_is_done_no_layer_is_lost_and_groups_stand_together(steps: list[tuple[str, int]]) -> None:
    now = project()
    for verb, number in steps:
        shown = now.map("m")
        front = [node.id for each in tree_of(shown.layers, shown.groups) for node in each.walk() if not node.context]
        part = front[number % len(front)]
        if verb in ("up", "down"):
            now = tree_edits.move_step(now, "m", part, 1 if verb == "up" else -1)
        elif verb == "group":
            now = tree_edits.make_group(now, "m", Text("g"), [part, front[(number * 7) % len(front)]])
        elif shown.groups and verb == "dissolve":
            now = tree_edits.dissolve_group(now, "m", shown.groups[number % len(shown.groups)].id)
        elif shown.groups:
            group = shown.groups[number % len(shown.groups)].id
            if group not in {each.id for each in groups_around(shown, shown.groups[0])} | {part}:
                try:
                    now = tree_edits.move_parts(now, "m", [part], group)
                except ProjectError as error:
                    assert "into itself" in str(error)
        shown = now.map("m")
        nodes = tree_of(shown.layers, shown.groups)
        assert show(tree_of(*flattened(nodes))) == show(nodes)
    shown = now.map("m")
    assert sorted(layer.id for layer in shown.layers) == list(NAMES)
    assert tidied(shown.layers, shown.groups) == shown.layers
    assert [layer.id for layer in shown.layers[:2]] == ["a", "b"]


def test_a_project_file_keeps_the_tree_and_old_files_open(tmp_path: Path) -> None:
    now = tree_edits.set_group_collapsed(nested(), "m", "group:g", True)
    now = edits.set_scales(now, "c", ScaleRange(5000, 100_000))
    tiles = tmp_path / "tiles.mbtiles"
    tiles.write_bytes(b"x")
    now = tree_edits.add_base_map(now, "m", BaseMap("", Text("底图"), tiles.as_posix(), "gcj02"))
    again = read_project(_saved(now, tmp_path)).project
    assert tree(again) == tree(now)
    assert again.map("m").groups == now.map("m").groups
    assert again.layer("c").scales == ScaleRange(5000, 100_000)
    assert again.map("m").base_maps == now.map("m").base_maps
    assert project_hash(again) == project_hash(now)
    document = json.loads((tmp_path / "project.json").read_text("utf-8"))
    assert document["maps"][0]["base_maps"][0]["path"] == "tiles.mbtiles", "so that the folder can be moved"
    for part in document["maps"]:
        del part["groups"], part["base_maps"]
        for layer in part["layers"]:
            del layer["group"], layer["scales"]
    (tmp_path / "project.json").write_text(json.dumps(document), "utf-8")
    old = read_project(tmp_path).project
    assert old.map("m").groups == ()
    assert not old.layer("c").scales.limited


def _saved(now: Project, folder: Path) -> Path:
    write_project(now, folder)
    return folder


@pytest.mark.parametrize(("key", "value"), [("parent", "group:nobody"), ("parent", "group:h"), ("id", "group:g")])
def test_a_tree_that_bites_its_tail_is_refused(tmp_path: Path, key: str, value: str) -> None:
    write_project(nested(), tmp_path)
    document = json.loads((tmp_path / "project.json").read_text("utf-8"))
    next(each for each in document["maps"][0]["groups"] if each["id"] == "group:h")[key] = value
    (tmp_path / "project.json").write_text(json.dumps(document), "utf-8")
    with pytest.raises(ProjectError):
        read_project(tmp_path)


def test_scales_have_closed_and_open_ends_and_pixels_of_the_standard() -> None:
    some = ScaleRange(5000, 100_000)
    assert [some.holds(each) for each in (4999, 5000, 99_999, 100_000, 0)] == [False, True, True, False, True]
    assert not ScaleRange().limited
    assert denominator_of(28.0) == pytest.approx(100_000)
    assert all(some.holds(some.nearest(each)) for each in (1, 5000, 20_000, 1e9))
    assert ScaleRange(1000, 1001).holds(ScaleRange(1000, 1001).nearest(1e6))
    with pytest.raises(ProjectError, match="no scale"):
        edits.set_scales(project(), "c", ScaleRange(100, 50))


def test_base_maps_have_ids_of_their_own_and_an_order() -> None:
    base = BaseMap("", Text("底图", "Base"), "/x.mbtiles")
    now = tree_edits.add_base_map(tree_edits.add_base_map(project(), "m", base), "m", base)
    assert [each.id for each in now.map("m").base_maps] == ["base:tiles", "base:tiles_2"]
    now = tree_edits.move_base_map(now, "m", "base:tiles", 1)
    assert [each.id for each in now.map("m").base_maps] == ["base:tiles_2", "base:tiles"]
    assert tree_edits.move_base_map(now, "m", "base:tiles", 1) is now
    now = tree_edits.change_base_map(now, "m", "base:tiles", datum="gcj02", opacity=0.5)
    assert now.map("m").base_maps[1].datum == "gcj02"
    with pytest.raises(Exception, match="nowhere"):
        tree_edits.change_base_map(now, "m", "base:tiles", datum="nowhere")
    assert tree_edits.remove_parts(now, "m", ["base:tiles"]).map("m").base_maps == now.map("m").base_maps[:1]
