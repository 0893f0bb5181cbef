"""Vertex table, pasted lists, check and repair, import and offset: nothing changes before it is applied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from boundary_window import STEP, at, begin, blocks, editing_window, project, ring, select, take, topology
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from window_project import close_window, dialog_of, open_dialogs, pick, settle, type_file, without_platform_noise

from gui.boundaries.check_window import CheckWindow
from gui.boundaries.import_dialog import ImportBoundaryDialog
from gui.boundaries.offset_dialog import OffsetDialog
from gui.boundaries.overlap_dialog import OverlapDialog
from gui.boundaries.place_list_dialog import PlaceListDialog
from gui.boundaries.vertex_table import VertexTable
from gui.main_window import MainWindow
from layers.project import Project
from spatial.coordinate_lists import print_figures
from spatial.datums import convert_datum

__all__ = ["without_platform_noise"]
LEFT = Qt.MouseButton.LeftButton
LIST = np.array([at(0, 0), at(1, 0), at(1, 0.5), at(1, 1), at(0.1, 0.9)])


@pytest.fixture(scope="module")
def shared_window(qapp, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    made = editing_window(tmp_path_factory.mktemp("dialogs"))
    yield made
    close_window(made)


@pytest.fixture
def window(shared_window: MainWindow) -> MainWindow:
    restart(shared_window, project())
    return shared_window


def restart(window: MainWindow, opened: Project) -> None:
    for dialog in open_dialogs():
        dialog.close()
    if window.editing.active:
        window.editing.editor.edit.end()
    begin(window, opened)


def ok(dialog: PlaceListDialog | ImportBoundaryDialog | OffsetDialog | OverlapDialog) -> None:
    QTest.mouseClick(dialog.box.button(dialog.box.StandardButton.Ok), LEFT)
    settle()


def can_ok(dialog: PlaceListDialog | ImportBoundaryDialog) -> bool:
    return dialog.box.button(dialog.box.StandardButton.Ok).isEnabled()


def table(window: MainWindow) -> VertexTable:
    select(window, 0)
    take(window, "vertex_table")
    return dialog_of(VertexTable)


def type_cell(shown: VertexTable, row: int, column: int, text: str) -> None:
    index = shown.model.index(row, column)
    shown.view.setCurrentIndex(index)
    shown.view.edit(index)
    line = shown.view.findChild(QLineEdit)
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)
    settle()


def steps(window: MainWindow) -> int:
    return window.session.history.index


# --- vertex table ----------------------------------------------------------------------------------------------------


def test_a_typed_vertex_moves_in_every_owner_after_apply(window: MainWindow) -> None:
    shown = table(window)
    row = [tuple(each) for each in shown.model.ring.tolist()].index(at(1, 0.5))
    others = np.delete(shown.model.ring, row, axis=0).tobytes()
    type_cell(shown, row, 1, "121.371500000")
    assert steps(window) == 0 and shown.model.is_changed and "平方公里" in shown.found.text()
    QTest.mouseClick(shown.apply, LEFT)
    settle()
    moved = (121.3715, at(1, 0.5)[1])
    assert steps(window) == 1 and topology(window).owners(moved) == (0, 1)
    assert np.delete(topology(window).ring(0), row, axis=0).tobytes() == others, "nobody else moved by a bit"
    assert not shown.model.is_changed


@pytest.mark.parametrize("style", ["decimal", "dms", "grid"])
@pytest.mark.parametrize("datum", ["wgs84", "gcj02"])
def test_figures_are_shown_in_every_style_and_nothing_moves_by_looking(
    window: MainWindow, style: str, datum: str
) -> None:
    shown = table(window)
    pick(shown.choice.datum_box, datum)
    pick(shown.choice.style_box, style)
    assert shown.model._figures == print_figures(topology(window).ring(0), style, datum)
    assert not shown.model.is_changed and shown.choice.datum_box.isEnabled() == (style != "grid")


def test_what_is_no_coordinate_is_refused_and_another_city_is_questioned(window: MainWindow) -> None:
    shown = table(window)
    type_cell(shown, 0, 1, "abc")
    assert not shown.model.is_changed and "abc" in shown.doubts.text()
    lon, lat = shown.model._figures[0]
    type_cell(shown, 0, 1, lat)
    assert "不在上海" in shown.doubts.text() and not shown.swap.isVisible()
    type_cell(shown, 0, 2, lon)
    assert shown.swap.isVisible(), "longitude and latitude the other way round: offered"
    QTest.mouseClick(shown.swap, LEFT)
    assert not shown.model.outside() and np.allclose(shown.model.ring, topology(window).ring(0), atol=1e-9)
    QTest.mouseClick(shown.revert, LEFT)
    assert not shown.model.is_changed and steps(window) == 0


def paste(window: MainWindow, text: str) -> PlaceListDialog:
    QTest.mouseClick(table(window).paste, LEFT)
    settle()
    dialog = dialog_of(PlaceListDialog)
    dialog.text.setPlainText(text)
    settle()
    return dialog


@pytest.mark.parametrize(
    ("style", "datum"), [("decimal", "gcj02"), ("dms", "bd09"), ("grid", "wgs84"), ("dms", "wgs84")]
)
def test_a_pasted_list_in_any_datum_replaces_the_ring(window: MainWindow, style: str, datum: str) -> None:
    dialog = paste(window, "\n".join(" ".join(pair) for pair in print_figures(LIST, style, datum)))
    pick(dialog.choice.datum_box, datum)
    assert dialog.read.style == style and dialog._overlay.shown, "it is drawn before it is taken"
    ok(dialog)
    assert steps(window) == 0
    QTest.mouseClick(dialog_of(VertexTable).apply, LEFT)
    settle()
    assert steps(window) == 1
    assert np.allclose(topology(window).ring(0), LIST, atol=5e-9)


def test_a_list_elsewhere_is_questioned_and_a_swapped_one_is_offered(window: MainWindow) -> None:
    dialog = paste(window, "\n".join(f"{lat} {lon}" for lon, lat in LIST.tolist()))
    assert not can_ok(dialog) and "互换" in dialog.doubts.text()
    dialog.swap.setChecked(True)
    assert can_ok(dialog) and not dialog.doubts.text()
    dialog.swap.setChecked(False)
    dialog.text.setPlainText("116.1 39.9\n116.2 39.9\n116.2 40.0")
    assert not can_ok(dialog)
    dialog.sure.setChecked(True)
    assert can_ok(dialog)


def test_a_list_becomes_a_polygon_of_its_own(window: MainWindow) -> None:
    take(window, "polygon_from_list")
    dialog = dialog_of(PlaceListDialog)
    places = convert_datum(np.array([at(2.2, 1.2), at(2.8, 1.2), at(2.8, 1.8)]), "wgs84", "gcj02")
    dialog.text.setPlainText("\n".join(f"{lon!r},{lat!r}" for lon, lat in places.tolist()))
    pick(dialog.choice.datum_box, "gcj02")
    ok(dialog)
    assert np.allclose(np.array(topology(window).shape(4).bounds), [*at(2.2, 1.2), *at(2.8, 1.8)], atol=1e-9)


# --- check and repair ------------------------------------------------------------------------------------------------

_M = 1e-5  # degrees: about a metre


def faulty() -> Project:
    """The blocks with a gap between Alpha and Beta, an overlap of Alpha and Gamma, and a vertex nearly at another."""
    dataset = blocks()
    shapes = dataset.frame.geometry.to_numpy().copy()
    shapes[1] = shapely.Polygon([at(1, 0), at(2, 0), at(2, 1), at(1, 1), (at(1, 0)[0] + 30 * _M, at(0, 0.5)[1])])
    shapes[2] = ring((0, 0.99), (1, 0.99), (1, 2), (0, 2))
    near = (at(3, 1)[0], at(3, 1)[1] + 0.3 * _M)
    shapes[3] = shapely.MultiPolygon(
        [ring((3, 0), (4, 0), (4, 1), (3, 1)), shapely.Polygon([near, at(3.5, 1.5), at(3, 1.5)])]
    )
    frame = dataset.frame.set_geometry(list(shapes), crs=dataset.frame.crs)
    return project(replace(dataset, frame=frame))


def choose(shown: CheckWindow, kind: str) -> None:
    rows = [shown.faults.topLevelItem(k) for k in range(shown.faults.topLevelItemCount())]
    row = next(each.child(0) for each in rows if each.child(0).data(0, Qt.ItemDataRole.UserRole).kind == kind)
    shown.faults.setCurrentItem(row)
    settle()


def test_the_check_lists_with_areas_and_a_repair_is_shown_before_it_is_made(window: MainWindow) -> None:
    restart(window, faulty())
    take(window, "check_boundaries")
    shown = dialog_of(CheckWindow)
    counts = shown.report.counts
    assert counts["gap"] == 1 and counts["overlap"] == 1 and counts["near_nodes"] == 1
    assert steps(window) == 0, "looking changes nothing"
    view = window.map_area.canvas.view
    choose(shown, "gap")
    fault, view_at_gap = shown.fault, window.map_area.canvas.view
    assert view_at_gap.units_per_px < view.units_per_px and "Alpha" in shown.faults.currentItem().text(1)
    assert float(shown.faults.currentItem().text(2).replace(",", "")) == pytest.approx(fault.area_m2, abs=0.01)
    assert not shown.apply.isEnabled()
    shown.way.setCurrentIndex(next(k for k in range(shown.way.count()) if "Beta" in shown.way.itemText(k)))
    QTest.mouseClick(shown.try_one, LEFT)
    settle()
    assert (
        steps(window) == 0
        and f"Beta +{fault.area_m2:,.2f}" in shown.outcome.text()
        and "尚未改动" in shown.outcome.text()
    )
    beta = topology(window).area_m2([1])[0]
    QTest.mouseClick(shown.apply, LEFT)
    settle()
    assert topology(window).area_m2([1])[0] - beta == pytest.approx(fault.area_m2, rel=1e-3)
    assert shown.report.counts["gap"] == 0 and steps(window) == 1, "it checks again by itself"
    window.session.undo()
    settle()
    assert shown.report.counts["gap"] == 1


def test_overlaps_and_near_vertices_are_repaired_by_choice(window: MainWindow) -> None:
    restart(window, faulty())
    take(window, "check_boundaries")
    shown = dialog_of(CheckWindow)
    for kind, way in (("overlap", "从“Gamma”中减去"), ("near_nodes", "合为一个顶点")):
        choose(shown, kind)
        shown.way.setCurrentIndex(next(k for k in range(shown.way.count()) if shown.way.itemText(k) == way))
        QTest.mouseClick(shown.try_one, LEFT)
        settle()
        QTest.mouseClick(shown.apply, LEFT)
        settle()
        assert shown.report.counts[kind] == 0, shown.outcome.text()
    assert steps(window) == 2


# --- import ----------------------------------------------------------------------------------------------------------


def test_wkt_is_seen_and_becomes_a_feature(window: MainWindow) -> None:
    take(window, "import_boundary")
    dialog = dialog_of(ImportBoundaryDialog)
    assert not can_ok(dialog)
    shape = ring((2.2, 1.2), (2.8, 1.2), (2.8, 1.8))
    dialog.text.setPlainText(shape.wkt)
    QTest.mouseClick(dialog.read, LEFT)
    settle()
    assert len(dialog.candidates) == 1 and dialog._overlay.shown and can_ok(dialog) and steps(window) == 0
    ok(dialog)
    assert topology(window).shape(4).equals_exact(shapely.orient_polygons(shape), 1e-12) and steps(window) == 1


def test_a_broken_text_says_so_and_changes_nothing(window: MainWindow) -> None:
    take(window, "import_boundary")
    dialog = dialog_of(ImportBoundaryDialog)
    dialog.text.setPlainText("POLYGON ((121.3 31.2, oops))")
    QTest.mouseClick(dialog.read, LEFT)
    settle()
    assert "WKT" in dialog.found.text() and not can_ok(dialog)


def test_a_feature_of_a_file_replaces_a_boundary(window: MainWindow, tmp_path: Path) -> None:
    import geopandas as gpd

    wanted = ring((3, 0), (4, 0), (4.2, 1), (3, 1))
    path = tmp_path / "approved.gpkg"
    frame = gpd.GeoDataFrame({"name": ["别的", "新范围"]}, geometry=[ring((5, 5), (6, 5), (6, 6)), wanted], crs=4326)
    frame.to_crs(4549).to_file(path)
    select(window, 3)
    take(window, "import_boundary")
    dialog = dialog_of(ImportBoundaryDialog)
    QTest.mouseClick(dialog.file, LEFT)
    settle()
    type_file(path)
    dialog.shapes.setCurrentRow(1)
    pick(dialog.target, "replace")
    assert "新范围" in dialog.shapes.currentItem().text()
    ok(dialog)
    assert topology(window).shape(3).hausdorff_distance(wanted) < 1e-8 and len(topology(window).features) == 4


# --- offset ----------------------------------------------------------------------------------------------------------


def test_an_offset_in_metres_is_previewed_and_overlaps_are_asked_about(window: MainWindow) -> None:
    select(window, 3)
    take(window, "offset_feature")
    dialog = dialog_of(OffsetDialog)
    dialog.metres.setValue(-50.0)
    dialog._later.stop()
    dialog._preview()
    before = topology(window).shape(3)
    ok(dialog)
    inner = topology(window).shape(3)
    assert before.contains(inner)
    width = (
        (before.bounds[2] - inner.bounds[2])
        / STEP
        * topology(window).length_m([shapely.LineString([at(0, 0), at(1, 0)])])
    )
    assert width == pytest.approx(50.0, rel=2e-3)
    select(window, 0)
    take(window, "offset_feature")
    ok(dialog_of(OffsetDialog))
    assert steps(window) == 1, "it overlaps the neighbours: asked first"
    choices = dialog_of(OverlapDialog)
    choices.buttons["trim_mine"].click()
    ok(choices)
    assert steps(window) == 2 and shapely.area(shapely.intersection(*topology(window).shapes[:2])) < 1e-18
