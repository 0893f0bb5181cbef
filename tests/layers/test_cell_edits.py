from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from small_project import small_project

from layers.cell_edits import is_joined, is_locked, set_cells
from layers.history import History, fingerprint
from layers.project import Project
from layers.storage.project_file import read_project, write_project
from spatial.errors import ProjectError
from spatial.text import Text


def column(project: Project, name: str) -> list[object]:
    cells = project.dataset("parks").frame[name]
    return [None if missing else cell for cell, missing in zip(cells.tolist(), cells.isna(), strict=True)]


@pytest.mark.parametrize(
    ("name", "rows", "values", "cells"),
    [
        ("count", [1], ["12"], [3, 12, 7]),
        ("count", [1], [""], [3, None, 7]),
        ("count", [0, 2], ["1.5", "2"], [1.5, 0, 2]),
        ("count", [1], ["3-5"], ["3", "3-5", "7"]),
        ("n@2019", [1], ["1,234"], [316.0, 1234.0, 0.0]),
        ("n@2019", [0], ["/"], ["/", None, "0"]),
        ("n@2019", [2], ["12%"], ["316", None, "12%"]),
        ("n@2025", [0], [" 416 "], ["416", "/", "458（预估）"]),
        ("n@2025", [2], [""], ["415", "/", None]),
        ("name", [0], ["桃浦"], ["桃浦", "未来岛", "<b>“长风”</b>`"]),
        ("empty", [1], ["新"], [None, "新", None]),
    ],
)
def test_cells_are_kept_as_typed(name: str, rows: list[int], values: list[str], cells: list[object]) -> None:
    project = small_project()
    old = project.dataset("parks").frame
    before = fingerprint(old)
    after = set_cells(project, "parks", name, rows, values)
    assert column(after, name) == cells
    assert fingerprint(old) == before, "the old frame was written"
    new = after.dataset("parks").frame
    assert all(new[each].tolist() == old[each].tolist() for each in ("id", "ok"))
    assert new.crs == old.crs and new.geometry.to_numpy() is not None and type(new) is type(old)
    assert after.dataset("sites") is project.dataset("sites")


@pytest.mark.parametrize(("name", "row", "value"), [("count", 0, "3"), ("n@2025", 1, "/"), ("empty", 0, "")])
def test_what_is_there_already_is_no_edit(name: str, row: int, value: str) -> None:
    project = small_project()
    assert set_cells(project, "parks", name, [row], [value]) is project


@pytest.mark.parametrize(
    ("name", "row"), [("id", 0), ("ok", 0), ("geometry", 0), ("none", 0), ("count", 3), ("count", -1)]
)
def test_what_cannot_be_edited_is_refused(name: str, row: int) -> None:
    with pytest.raises(ProjectError):
        set_cells(small_project(), "parks", name, [row], ["x"])


def test_joined_columns_are_known_and_keys_of_joins_are_locked() -> None:
    dataset = small_project().dataset("parks")
    assert is_joined(dataset, "n@2019") and not is_joined(dataset, "count")
    step = replace(dataset.joins[0], on=(("name", "园区"),))
    assert is_locked(replace(dataset, joins=(step,)), "name") and not is_locked(dataset, "name")


def test_each_edit_is_one_step_and_undo_gives_the_project_back() -> None:
    first = small_project()
    history = History(first)
    history.push(Text("编辑"), set_cells(first, "parks", "count", [0], ["99"]))
    history.push(Text("编辑"), set_cells(history.current, "parks", "name", [1], ["岛"]))
    assert history.undo() is not first and column(history.current, "count") == [99, 0, 7]
    assert history.undo() is first


def test_edited_cells_are_saved_in_the_project(tmp_path: Path) -> None:
    parks = small_project().dataset("parks").frame[["id", "name", "count", "geometry"]].iloc[:2]
    parks.to_file(tmp_path / "parks.geojson", driver="GeoJSON")
    from layers.datasets import project_from_files

    project = project_from_files([tmp_path / "parks.geojson"])
    edited = set_cells(project, "parks", "count", [1], ["3-5"])
    before = (tmp_path / "parks.geojson").read_bytes()
    write_project(edited, tmp_path / "p.yuantu")
    opened = read_project(tmp_path / "p.yuantu").project
    assert opened.dataset("parks").frame["count"].tolist() == ["3", "3-5"]
    assert (tmp_path / "parks.geojson").read_bytes() == before, "the origin stays as it is"
