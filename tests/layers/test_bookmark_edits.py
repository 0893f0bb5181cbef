"""Bookmarks are edits like all others: pure, undone by the history, saved with the project."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers.bookmarks import add_bookmark, free_name, remove_bookmark, rename_bookmark
from layers.layer import Bookmark, Map
from layers.project import Project
from layers.storage.project_file import read_project, write_project
from spatial.errors import ProjectError
from spatial.text import Text

PUTUO = Bookmark("普陀", (121.35, 31.22, 121.45, 31.28))


def project() -> Project:
    return Project(Text("P"), maps=(Map("a", Text("A")), Map("b", Text("B"))), active_map="a")


def names(of: Project) -> list[str]:
    return [each.name for each in of.map("a").bookmarks]


def test_bookmarks_are_added_renamed_and_removed_in_one_map_only() -> None:
    before = project()
    one = add_bookmark(before, "a", PUTUO)
    two = add_bookmark(one, "a", Bookmark("浦东", (121.5, 31.0, 121.9, 31.3)))
    assert names(rename_bookmark(two, "a", "普陀", "普陀北")) == ["普陀北", "浦东"]
    assert names(remove_bookmark(two, "a", "普陀")) == ["浦东"]
    assert names(before) == [] and two.map("b") is before.map("b")
    assert rename_bookmark(two, "a", "普陀", "普陀") is two
    assert free_name(two, "a", "普陀") == "普陀 1"


@pytest.mark.parametrize(
    "edit",
    [
        lambda p: add_bookmark(p, "a", PUTUO),
        lambda p: add_bookmark(p, "a", Bookmark(" ", PUTUO.extent)),
        lambda p: add_bookmark(p, "a", Bookmark("x", (2.0, 0.0, 1.0, 1.0))),
        lambda p: add_bookmark(p, "missing", Bookmark("x", PUTUO.extent)),
        lambda p: remove_bookmark(p, "a", "missing"),
        lambda p: rename_bookmark(p, "a", "missing", "x"),
        lambda p: rename_bookmark(p, "a", "普陀", ""),
    ],
)
def test_wrong_input_is_refused(edit) -> None:
    with pytest.raises(ProjectError):
        edit(add_bookmark(project(), "a", PUTUO))


def test_bookmarks_are_saved(tmp_path: Path) -> None:
    write_project(add_bookmark(project(), "a", PUTUO), tmp_path / "p.yuantu")
    opened = read_project(tmp_path / "p.yuantu")
    assert opened.project.map("a").bookmarks == (PUTUO,) and not opened.findings
