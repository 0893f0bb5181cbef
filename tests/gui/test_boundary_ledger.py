"""The ledger of boundaries in the window: commit, compare, restore, revert, locks, exports, scenarios."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from shapely.geometry import box
from window_project import (
    close_window,
    dialog_of,
    new_window,
    open_dialogs,
    settle,
    small_project,
    type_file,
    without_platform_noise,
)

from gui.main_window import MainWindow
from gui.revisions.entry_dialog import EntryDialog
from gui.revisions.scenario_dialog import ScenarioDialog
from layers.boundaries import edits as boundary_edits
from layers.project import Project
from spatial import topology as topo
from spatial.text import Text

__all__ = ["without_platform_noise"]
LEFT, RETURN = Qt.MouseButton.LeftButton, Qt.Key.Key_Return


@pytest.fixture
def window(qapp: object, tmp_path: Path) -> Iterator[MainWindow]:
    """The window with the small project, its zones selected in the tree."""
    made = new_window(tmp_path)
    made.session.open(small_project())
    made.layers_panel.select("zones")
    settle()
    yield made
    close_window(made)


def edit(window: MainWindow, row: int, by: float = 0.002) -> None:
    """Move a corner of a zone, as the editor does."""

    def moved(project: Project) -> Project:
        dataset = project.dataset("zones")
        old = topo.of_frame(dataset.frame, dataset.datum)
        x, y = shapely.get_coordinates(old.shapes[row])[0].tolist()
        new = topo.settle(old, topo.move_vertex(old, (x, y), (x, y - by)))
        return boundary_edits.set_topology(project, "zones", (old, new))

    assert window.session.apply(Text("移动顶点", "Move a vertex"), moved)
    settle()


def trigger(window: MainWindow, action: str) -> None:
    window.menus.actions[action].trigger()
    settle()


def fill(reason: str = "", document: str = "", status: str = "draft") -> None:
    """Answer the question before a revision with the keyboard and the button."""
    dialog = dialog_of(EntryDialog)
    QTest.keyClicks(dialog.reason, reason)
    QTest.keyClicks(dialog.document, document)
    dialog.status.setCurrentIndex(dialog.status.findData(status))
    QTest.mouseClick(dialog.ok, LEFT)
    settle()


def committed(window: MainWindow, row: int, reason: str) -> None:
    edit(window, row)
    trigger(window, "ledger_commit")
    fill(reason)


def cells(window: MainWindow, column: int) -> list[str]:
    table = window.ledger.panel.revisions
    return [table.item(row, column).text() for row in range(table.rowCount())]


def choose(window: MainWindow, row: int, *, adding: bool = False) -> None:
    """Click a row of the ledger; `adding`: with Ctrl."""
    table = window.ledger.panel.revisions
    keys = Qt.KeyboardModifier.ControlModifier if adding else Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(table.viewport(), LEFT, keys, table.visualItemRect(table.item(row, 0)).center())
    settle()


def shapes(window: MainWindow) -> list[bytes]:
    return list(shapely.to_wkb(window.session.project.dataset("zones").frame.geometry.to_numpy()))


def test_a_commit_is_one_undoable_step_and_approval_needs_reason_and_document(window: MainWindow) -> None:
    edit(window, 1)
    steps = window.session.history.index
    trigger(window, "ledger_commit")
    dialog = dialog_of(EntryDialog)
    assert dialog.table.item(0, 0).text() == "Beta" and "1" in dialog.words.text()
    dialog.status.setCurrentIndex(dialog.status.findData("approved"))
    QTest.keyClicks(dialog.reason, "year")
    assert not dialog.ok.isEnabled() and dialog.lack.text()
    QTest.keyClicks(dialog.document, "No. 7")
    assert dialog.ok.isEnabled()
    QTest.mouseClick(dialog.ok, LEFT)
    settle()
    project = window.session.project
    assert window.session.history.index == steps + 1
    assert project.boundaries.revisions[0].entry.document == "No. 7"
    assert project.dataset("zones").frame["geometry_status"].tolist()[1] == "approved"
    dashed = window.portrayals.of("zones").placed.dashed.tolist()
    assert dashed == [False, False, True, True, True, True]
    trigger(window, "undo")
    assert not window.session.project.boundaries.revisions
    assert window.portrayals.of("zones").placed.dashed.tolist()[1]


def test_the_table_shows_what_waits_and_two_rows_compare(window: MainWindow) -> None:
    committed(window, 1, "one")
    committed(window, 2, "two")
    edit(window, 3)
    assert cells(window, 0) == ["—", "2", "1"]
    assert cells(window, 5)[1:] == ["two", "one"]
    choose(window, 2)
    changes = window.ledger.panel.changes
    assert changes.item(0, 0).text() == "Beta"
    choose(window, 1)
    choose(window, 2, adding=True)
    assert [each.feature for each in window.ledger.panel.difference.changes] == ["z2"]
    choose(window, 0)
    assert [each.feature for each in window.ledger.panel.difference.changes] == ["z3"]


def test_restore_and_revert_from_the_ledger(window: MainWindow) -> None:
    start = shapes(window)
    committed(window, 1, "one")
    one = shapes(window)
    committed(window, 3, "two")
    choose(window, 1)
    trigger(window, "ledger_revert")
    fill("back")
    assert shapes(window)[1] == start[1] and shapes(window)[3] != start[3]
    choose(window, 2)
    trigger(window, "ledger_restore")
    fill("again")
    assert shapes(window) == one
    assert [each.kind for each in window.session.project.boundaries.revisions] == [
        "change", "change", "revert", "restore"
    ]  # fmt: skip


def test_a_conflict_names_the_later_revision_and_asks_nothing(window: MainWindow) -> None:
    committed(window, 1, "one")
    committed(window, 1, "later")
    choose(window, 1)
    trigger(window, "ledger_revert")
    assert not open_dialogs()
    assert "2（later）" in window.map_area.bar.message.text.zh


def test_unlocking_an_approved_boundary_is_an_entry_of_the_ledger(window: MainWindow) -> None:
    with pytest.raises(boundary_edits.LockedError):
        dataset = window.session.project.dataset("zones")
        old = topo.of_frame(dataset.frame, dataset.datum)
        x, y = shapely.get_coordinates(old.shapes[0])[0].tolist()
        moved = topo.move_vertex(old, (x, y), (x, y - 0.001))
        boundary_edits.set_topology(window.session.project, "zones", (old, moved))
    window.selection.select("zones", [0])
    trigger(window, "edit_boundaries")
    trigger(window, "lock_boundary")
    trigger(window, "ledger_show")
    assert [each.kind for each in window.session.project.boundaries.revisions] == ["unlock"]
    assert cells(window, 5) == ["Alpha"]


def test_what_is_not_committed_can_be_discarded_and_brought_back(window: MainWindow) -> None:
    committed(window, 1, "one")
    before = shapes(window)
    edit(window, 2)
    changed = shapes(window)
    trigger(window, "ledger_discard")
    assert shapes(window) == before
    trigger(window, "undo")
    assert shapes(window) == changed


def test_the_ledger_is_exported_as_workbook_sheet_and_map(window: MainWindow, tmp_path: Path) -> None:
    committed(window, 1, "one")
    for action, name in (("ledger_xlsx", "ledger.xlsx"), ("ledger_sheet", "sheet.png")):
        trigger(window, action)
        dialog_of(QFileDialog)
        type_file(tmp_path / name)
        assert (tmp_path / name).stat().st_size > 5000
    trigger(window, "ledger_map")
    shown = window.session.project.shown
    assert shown is not None and [layer.name.en for layer in shown.layers][-2:] == ["Old boundary", "New boundary"]


def test_scenarios_stand_side_by_side_and_one_becomes_a_revision(window: MainWindow, tmp_path: Path) -> None:
    parcels = gpd.GeoDataFrame(
        {"name": ["P", "Q"], "jobs": ["20", "5"]},
        geometry=[box(121.417, 31.20, 121.42, 31.21), box(121.52, 31.2, 121.53, 31.21)],
        crs="EPSG:4326",
    )
    parcels.to_file(tmp_path / "parcels.geojson")
    for name in ("West", "East"):
        window.ledger.scenarios.read(tmp_path / "parcels.geojson")
        settle()
        dialog = dialog_of(ScenarioDialog)
        dialog.name.clear()
        QTest.keyClicks(dialog.name, name)
        dialog.into.setCurrentIndex(dialog.into.findData("z1") if name == "West" else 0)
        QTest.keyClick(dialog.name, RETURN)
        settle()
    table = window.ledger.panel.scenarios.table
    assert [table.item(row, 0).text() for row in (0, 1)] == ["West", "East"]
    assert "jobs 25" in table.item(0, 6).text()
    trigger(window, "scenario_map")
    shown = window.session.project.shown
    assert [layer.name.en for layer in shown.layers][-2:] == ["Zones", "Candidate parcels"]
    parcels = window.session.project.dataset(shown.layers[-1].dataset).frame
    assert parcels["scenario"].tolist() == ["West", "West", "East", "East"]
    made = window.portrayals.of(shown.layers[-1].id)
    assert [each.count for each in made.legend.entries][:2] == [2, 2] and made.placed.dashed.all()
    assert [note.zh.split("：")[0] for note in shown.notes] == ["West", "East"] and "净增" in shown.notes[0].zh
    trigger(window, "undo")
    QTest.mouseClick(table.viewport(), LEFT, pos=table.visualItemRect(table.item(1, 0)).center())
    trigger(window, "scenario_drop")
    assert [each.name for each in window.session.project.boundaries.scenarios] == ["West"]
    trigger(window, "undo")
    assert len(window.session.project.boundaries.scenarios) == 2
    QTest.mouseClick(table.viewport(), LEFT, pos=table.visualItemRect(table.item(1, 0)).center())
    trigger(window, "scenario_accept")
    assert dialog_of(EntryDialog).overlap.isVisible()
    fill("expansion", "No. 9")
    project = window.session.project
    assert [each.name for each in project.boundaries.scenarios] == ["West"]
    assert project.boundaries.revisions[-1].kind == "scenario"
    assert len(project.dataset("zones").frame) == 8
    trigger(window, "undo")
    assert len(window.session.project.dataset("zones").frame) == 6


def test_parcels_drawn_in_the_layer_move_into_a_scenario(window: MainWindow) -> None:
    def draw(project: Project) -> Project:
        dataset = project.dataset("zones")
        old = topo.of_frame(dataset.frame, dataset.datum)
        return boundary_edits.set_topology(
            project, "zones", (old, topo.add_polygon(old, box(121.53, 31.2, 121.54, 31.21)))
        )

    start = shapes(window)
    window.session.apply(Text("新建面", "Draw a polygon"), draw)
    window.selection.select("zones", [6])
    trigger(window, "scenario_selection")
    dialog = dialog_of(ScenarioDialog)
    assert dialog.dataset.currentData() == "zones"
    QTest.keyClick(dialog.name, RETURN)
    settle()
    assert shapes(window) == start
    assert len(window.session.project.boundaries.scenarios[0].candidates) == 1
    trigger(window, "scenario_accept")
    fill("expansion")
    assert len(shapes(window)) == 7


def test_the_tolerance_is_kept_in_the_project(window: MainWindow) -> None:
    trigger(window, "ledger_show")
    box_ = window.ledger.panel.tolerance
    box_.setFocus()
    box_.selectAll()
    QTest.keyClicks(box_, "0.2")
    QTest.keyClick(box_, Qt.Key.Key_Return)
    settle()
    assert window.session.project.boundaries == replace(window.session.project.boundaries, tolerance_km2=0.2)
