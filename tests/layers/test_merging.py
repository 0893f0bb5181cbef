"""Three-way merges as tables: what one side changed is taken, what both changed is a conflict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from shapely import box

from layers import edits
from layers.cartography.symbology import Single
from layers.cell_edits import set_cells
from layers.layer import Layer
from layers.project import Project
from layers.storage.branches import base_folder, branch_at, make_branch, read_branch
from layers.storage.merging import Choices, merge
from layers.storage.project_file import describe, equal_projects, write_project
from spatial.errors import ProjectError
from spatial.text import Text, plain
from tests.layers.small_project import small_project

Edit = Callable[[Project], Project]


def title(name: str) -> Edit:
    return lambda project: edits.rename_project(project, plain(name))


def cell(row: int, value: str, column: str = "count") -> Edit:
    return lambda project: set_cells(project, "parks", column, [row], [value])


def with_frame(project: Project, frame: gpd.GeoDataFrame) -> Project:
    parks = replace(project.dataset("parks"), frame=frame)
    return replace(project, datasets=tuple(parks if each.id == "parks" else each for each in project.datasets))


def border(row: int, by: float) -> Edit:
    def edit(project: Project) -> Project:
        frame = project.dataset("parks").frame
        shapes = frame.geometry.to_numpy().copy()
        shapes[row] = shapely.transform(shapes[row], lambda xy: xy + by)
        return with_frame(project, frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs)))

    return edit


def without(row: int) -> Edit:
    def edit(project: Project) -> Project:
        frame = project.dataset("parks").frame
        return with_frame(project, frame.drop(index=frame.index[row]).reset_index(drop=True))

    return edit


def with_park(key: str, count: int = 1) -> Edit:
    def edit(project: Project) -> Project:
        frame = project.dataset("parks").frame
        row = {"id": [key], "name": [key], "count": [count]}
        more = gpd.GeoDataFrame(row, geometry=[box(0, 0, 1, 1)], crs=4326)
        both = pd.concat([frame, more.reindex(columns=frame.columns)], ignore_index=True)
        return with_frame(project, gpd.GeoDataFrame(both, geometry="geometry", crs=4326))

    return edit


def with_column(name: str) -> Edit:
    return lambda p: with_frame(p, p.dataset("parks").frame.assign(**{name: ["x", "y", "z"]}))


def opacity(layer: str, value: float) -> Edit:
    return lambda project: edits.set_opacity(project, layer, value)


def look(colour: str) -> Edit:
    return lambda project: edits.set_symbology(project, "base", Single(fill=colour))


def alias(name: str, area: str) -> Edit:
    return lambda project: edits.add_alias(project, name, area)


def remove_layer(layer: str) -> Edit:
    return lambda project: edits.remove_layer(project, layer)


def add_layer(layer: str) -> Edit:
    return lambda project: edits.add_layer(project, "first", Layer(layer, "sites", plain(layer)))


def both(*them: Edit) -> Edit:
    def edit(project: Project) -> Project:
        for each in them:
            project = each(project)
        return project

    return edit


def same(project: Project) -> Project:
    return project


JOINED: dict[str, tuple[Edit, Edit, Edit]] = {
    "nothing": (same, same, same),
    "mine alone": (title("a"), same, title("a")),
    "theirs alone": (same, title("a"), title("a")),
    "the same change": (cell(0, "9"), cell(0, "9"), cell(0, "9")),
    "two parks": (border(0, 0.1), border(1, 0.2), both(border(0, 0.1), border(1, 0.2))),
    "border and cell of one park": (border(0, 0.1), cell(0, "9"), both(border(0, 0.1), cell(0, "9"))),
    "two cells of one park": (cell(0, "9"), cell(0, "新", "name"), both(cell(0, "9"), cell(0, "新", "name"))),
    "a number becomes a text": (cell(1, "4"), cell(0, "3-5"), both(cell(1, "4"), cell(0, "3-5"))),
    "a park gone": (cell(0, "9"), without(1), both(cell(0, "9"), without(1))),
    "a new park": (cell(0, "9"), with_park("004"), both(cell(0, "9"), with_park("004"))),
    "a new park on both sides": (with_park("004"), with_park("005"), both(with_park("004"), with_park("005"))),
    "a new field": (cell(0, "9"), with_column("new"), both(cell(0, "9"), with_column("new"))),
    "two layers": (opacity("base", 0.5), opacity("size", 0.2), both(opacity("base", 0.5), opacity("size", 0.2))),
    "look and opacity": (opacity("base", 0.5), look("#123456"), both(opacity("base", 0.5), look("#123456"))),
    "a layer gone": (title("a"), remove_layer("base"), both(title("a"), remove_layer("base"))),
    "a layer new": (add_layer("x"), add_layer("y"), both(add_layer("x"), add_layer("y"))),
    "aliases": (alias("甲", "001"), alias("乙", "002"), both(alias("甲", "001"), alias("乙", "002"))),
}


@pytest.mark.parametrize("name", JOINED)
def test_what_does_not_touch_is_joined(name: str) -> None:
    mine, theirs, expected = JOINED[name]
    base = small_project()
    merged = merge(base, mine(base), theirs(base))
    assert not merged.conflicts
    assert describe(merged.project) == describe(expected(base))


CONFLICTS: dict[str, tuple[Edit, Edit, str]] = {
    "title": (title("a"), title("b"), "project/title"),
    "cell": (cell(0, "8"), cell(0, "9"), "parks/001/count"),
    "border": (border(0, 0.1), border(0, 0.2), "parks/001/geometry"),
    "look": (look("#111111"), look("#222222"), "layer/base/symbology"),
    "park gone and changed": (without(1), cell(1, "9"), "parks/002/+"),
    "park changed and gone": (cell(1, "9"), without(1), "parks/002/-"),
    "layer gone and changed": (remove_layer("base"), opacity("base", 0.5), "Layer/base"),
    "alias": (alias("甲", "001"), alias("甲", "002"), "project/aliases/甲"),
    "one new park, two contents": (with_park("004", 1), with_park("004", 2), "parks/004/count"),
}


@pytest.mark.parametrize("name", CONFLICTS)
def test_what_both_changed_is_chosen(name: str) -> None:
    mine, theirs, key = CONFLICTS[name]
    base = small_project()
    a, b = mine(base), theirs(base)
    found = merge(base, a, b)
    assert [each.key for each in found.conflicts] == [key]
    assert describe(found.project) == describe(a), "until chosen, mine stays"
    chosen: Choices = MappingProxyType({key: "theirs"})
    assert describe(merge(base, a, b, chosen).project) == describe(_in_order(b, merge(base, a, b, chosen).project))


def _in_order(expected: Project, got: Project) -> Project:
    """Rows that came back stand at the end: put the expected ones in that order."""
    rows = expected.dataset("parks").frame
    order = [rows.index[rows["id"] == key][0] for key in got.dataset("parks").frame["id"]]
    return with_frame(expected, rows.loc[order])


def test_a_conflict_says_the_park_and_both_sides() -> None:
    base = small_project()
    conflict = merge(base, border(0, 0.1)(base), border(0, 0.2)(base)).conflicts[0]
    assert "桃浦智创城" in conflict.place.zh and "border" in conflict.place.en
    assert conflict.mine.zh.endswith("km²") and conflict.shapes is not None
    old, mine, theirs = conflict.shapes
    assert old.bounds[0] < mine.bounds[0] < theirs.bounds[0] and conflict.crs == "EPSG:4326"


def test_untouched_features_stay_the_same_objects() -> None:
    base = small_project()
    mine = cell(0, "9")(base)
    merged = merge(base, mine, border(1, 0.2)(base)).project.dataset("parks").frame
    assert merged.geometry.iloc[0] is base.dataset("parks").frame.geometry.iloc[0]


def test_nothing_from_theirs_returns_mine_itself() -> None:
    base = small_project()
    mine = title("a")(base)
    assert merge(base, mine, base).project is mine


@pytest.mark.parametrize("spoil", ["double", "blank", "crs"])
def test_features_that_cannot_be_told_apart_are_one_conflict(spoil: str) -> None:
    base = small_project()
    frame = base.dataset("parks").frame
    if spoil == "crs":
        theirs = with_frame(base, frame.to_crs("EPSG:4549"))
    else:
        odd = frame.assign(id=["001", "001", "003"] if spoil == "double" else ["001", None, "003"])
        theirs = with_frame(base, odd.iloc[:2])
    found = merge(base, cell(0, "9")(base), theirs)
    assert [each.key for each in found.conflicts] == ["data/parks/frame"]


def test_a_data_set_that_a_new_layer_needs_stays() -> None:
    base = small_project()
    for layer in ("sites_a", "kinds"):
        base = edits.remove_layer(base, layer)
    theirs = replace(base, datasets=tuple(each for each in base.datasets if each.id != "sites"))
    merged = merge(base, add_layer("x")(base), theirs).project
    assert merged.dataset("sites").frame is not None and merged.layer("x").dataset == "sites"


# --- branches ------------------------------------------------------------------------------------------------------


def test_a_branch_remembers_its_base(tmp_path: Path) -> None:
    origin, path = tmp_path / "a.yuantu", tmp_path / "b.yuantu"
    base = small_project()
    write_project(base, origin)
    made = make_branch(base, origin, path, ("wang", "2026-01-01T00:00:00+00:00"))
    theirs = cell(0, "9")(base)
    write_project(theirs, path)
    found, its_base, its_now = read_branch(path)
    assert found == made == branch_at(path) and found.user == "wang" and found.origin == origin.as_posix()
    assert equal_projects(its_base, base) and equal_projects(its_now, theirs)
    merged = merge(its_base, title("a")(base), its_now)
    assert not merged.conflicts and merged.project.title == Text("a", "a")


@pytest.mark.parametrize("spoil", ["none", "note", "base"])
def test_what_is_no_branch_is_said(tmp_path: Path, spoil: str) -> None:
    path = tmp_path / "b.yuantu"
    make_branch(small_project(), tmp_path / "a.yuantu", path, ("wang", "x"))
    if spoil == "none":
        path = tmp_path / "c.yuantu"
    elif spoil == "note":
        (base_folder(path) / "branch.json").write_text("{")
    else:
        (base_folder(path) / "base.yuantu").unlink()
    with pytest.raises(Exception) as caught:
        read_branch(path)
    assert spoil == "base" or isinstance(caught.value, ProjectError)
