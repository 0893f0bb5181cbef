"""The compare panel: results linked with map and table both ways, stale when data change, stopped when asked."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.compare import result_tab
from gui.compare.density_tab import DensityTab
from gui.compare.surface_dialog import SurfaceDialog
from gui.compare.synonyms_dialog import SynonymsDialog
from gui.language import set_language
from gui.main_window import MainWindow
from gui.tasks import Tasks
from layers.layer import Dataset, Layer, Map
from layers.project import Project
from layers.results.cluster_result import clusters_result
from spatial.text import Text
from tests.gui.window_project import (
    close_window,
    dialog_of,
    new_window,
    pick,
    settle,
    small_project,
    wait_for,
    without_platform_noise,
)

__all__ = ["without_platform_noise"]
LEFT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    made = new_window(tmp_path)
    made.session.open(small_project())
    made.files.opened.emit()
    settle()
    made.menus.actions["compare"].trigger()
    settle()
    yield made
    close_window(made)


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is computed is cheap."""
    monkeypatch.setattr(result_tab, "CHEAP_S", np.inf)
    monkeypatch.setattr(result_tab, "FIRST_S", np.inf)


@pytest.fixture
def dear(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is computed is dear."""
    monkeypatch.setattr(result_tab, "CHEAP_S", -1.0)
    monkeypatch.setattr(result_tab, "FIRST_S", -1.0)


def at(tab: DensityTab, row: int) -> QPoint:
    place: QPointF = tab.bars.drawing.place_of(row, QRectF(tab.bars.rect()))
    return place.toPoint()


def test_bars_table_and_map_share_one_selection(window: MainWindow) -> None:
    tab = window.compare.density
    assert tab.comparison is not None
    assert [row.n for row in tab.comparison.table.rows] == [10, 0, 0, 0, 10, 0]
    QTest.mouseClick(tab.bars, LEFT, NO_KEYS, at(tab, 4))
    settle()
    assert window.selection.rows("zones").tolist() == [4]
    assert [index.row() for index in tab.table.selectionModel().selectedRows()] == [1]
    window.selection.select("zones", [0])
    settle()
    assert tab.bars.look().selected.tolist() == [True] + [False] * 5
    tab.table.selectRow(1)
    assert window.selection.rows("zones").tolist() == [4]
    window.selection.select("zones", [0, 4])
    settle()
    assert {tab.first.currentData(), tab.second.currentData()} == {"z0", "z4"}
    assert "不能断定" in tab.ratio.text()


def test_hovering_is_linked_both_ways(window: MainWindow) -> None:
    tab, link = window.compare.density, window.compare_link
    QTest.mouseMove(tab.bars, at(tab, 4))
    settle()
    assert len(link.outlines.rings) == 1 and link.outlines.isVisible()
    drawn = window.portrayals.of("zones").placed.geometry
    assert shapely.Polygon(link.outlines.rings[0]).equals(drawn[4])
    window.map_area.canvas.cursor_moved.emit((drawn[2].centroid.x, drawn[2].centroid.y))
    assert tab.bars.hover == 2
    window.map_area.canvas.cursor_moved.emit(None)
    assert tab.bars.hover == -1


def test_the_table_sorts_with_unknown_figures_last_and_keeps_the_selection(window: MainWindow) -> None:
    tab = window.compare.density
    window.selection.select("zones", [4])
    tab.table.horizontalHeader().setSortIndicator(1, Qt.SortOrder.DescendingOrder)
    settle()
    shown = [tab.table.rows.data(tab.table.rows.index(place, 1)) for place in range(6)]
    assert shown == sorted(shown, reverse=True)
    (chosen,) = tab.table.selectionModel().selectedRows()
    assert shown[chosen.row()] == "Epsilon"


def test_another_choice_computes_again_and_kinds_are_counted(window: MainWindow) -> None:
    tab = window.compare.density
    pick(tab.form.by, "kind")
    settle()
    assert len(tab.comparison.table.rows[0].kinds) == 3
    tab.by_kind.click()
    assert tab.table.rows.rowCount() == 18
    menu = tab.form.kinds.menu()
    menu.actions()[0].trigger()
    settle()
    assert tab.comparison.table.counts.points == 20 and tab.form.kinds.text() == "2 / 3"
    pick(tab.form.basis, "published")
    settle()
    assert tab.comparison is None and "没有公布面积" in tab.state.text() and tab.bar.isVisible()
    pick(tab.form.basis, "drawn")
    settle()
    assert tab.comparison is not None and not tab.bar.isVisible()


def fewer(project: Project) -> Project:
    """Edit: only the first fifteen sites."""
    sites = project.dataset("sites")
    cut = replace(sites, frame=sites.frame.iloc[:15])
    return replace(project, datasets=tuple(cut if each is sites else each for each in project.datasets))


def test_a_dear_result_goes_stale_when_its_data_change(window: MainWindow, dear: None) -> None:
    tab = window.compare.density
    window.session.apply(Text("Cut", "Cut"), fewer)
    settle()
    assert tab.stale and tab.again.isVisible() and "按改变之前" in tab.state.text()
    assert tab.comparison.table.counts.points == 30
    tab.again.click()
    settle()
    assert not tab.stale and tab.comparison.table.counts.points == 15 and not tab.again.isVisible()
    assert "Epsilon：名次" in tab.state.text() and "点数 10 → 5" in tab.state.text()
    window.session.undo()
    settle()
    assert tab.stale


def test_a_cheap_result_is_computed_anew_and_says_what_a_boundary_changed(window: MainWindow, cheap: None) -> None:
    tab = window.compare.density

    def wider(project: Project) -> Project:
        zones = project.dataset("zones")
        shapes = zones.frame.geometry.to_numpy().copy()
        shapes[4] = shapely.box(*shapes[4].bounds[:3], shapes[4].bounds[3] + 0.01)
        new = replace(zones, frame=zones.frame.set_geometry(gpd.GeoSeries(shapes, zones.frame.index, crs=4326)))
        return replace(project, datasets=tuple(new if each is zones else each for each in project.datasets))

    window.session.apply(Text("Move", "Move"), wider)
    settle()
    words = tab.state.text()
    assert not tab.stale and tab.bar.isVisible() and not tab.again.isVisible()
    assert "已重新计算" in words and "Epsilon：" in words and "面积（km²）3.17 → 4.754" in words, words
    set_language("en")
    pick(tab.form.basis, "drawn")
    tab.start()
    settle()
    assert not tab.bar.isVisible(), "a choice is no change of the data"
    window.session.undo()
    settle()
    assert "computed anew" in tab.state.text() and "4.754 → 3.17" in tab.state.text()
    set_language("zh")


def test_what_says_nothing_new_says_so(window: MainWindow, cheap: None) -> None:
    window.compare.density.to_map.click()
    settle()
    assert "没有一个数字改变" in window.compare.density.state.text()


def test_both_languages_name_everything(window: MainWindow) -> None:
    tab = window.compare.density
    set_language("en")
    settle()
    assert window.compare.tabs.tabText(0) == "Density by zone"
    assert tab.reading.label.text().startswith("• Of 30 points, 20 lie in the 6 zones")
    assert tab.form.border.text() == "as stated" and tab.form.rule.itemText(0).isascii()
    set_language("zh")


def test_the_result_is_written_with_its_reading(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "density.csv"
    window.compare.density.write_table(path)
    settle()
    read = pd.read_csv(path)
    assert read["分区"].dropna().tolist()[:2] == ["Alpha", "Epsilon"]
    assert read["名次"].astype(str).str.contains("Garwood").any()


def test_sheet_page_and_map_are_made_from_the_result(window: MainWindow, tmp_path: Path, dear: None) -> None:
    tab = window.compare.density
    tab.write_sheet(tmp_path / "d.png")
    tab.write_page(tmp_path / "d.html")
    settle()
    assert (tmp_path / "d.png").stat().st_size > 20_000
    assert 'id="story"' in (tmp_path / "d.html").read_text("utf-8")
    before = window.session.project
    tab.to_map.click()
    settle()
    made = window.session.project
    assert [layer.dataset for layer in made.shown.layers[-2:]] == ["zones", "sites"]
    assert made.dataset("zones").frame["density"].notna().all() and tab.stale
    window.session.undo()
    assert window.session.project is before


def test_a_project_without_points_is_told_what_it_needs(window: MainWindow) -> None:
    zones = small_project().dataset("zones")
    only = Map("m", Text("m", "m"), (Layer("zones", "zones", Text("Z", "Z")),))
    window.session.open(Project(Text("p", "p"), (zones,), (only,), "m"))
    settle()
    assert "没有点图层" in window.compare.density.state.text()


def with_industries(project: Project) -> Project:
    """Return the project with industries and blocks stated for its zones."""
    zones = project.dataset("zones")
    stated = ["芯片、软件", "软件", "生物医药", "", "先进制造", "智能制造"]
    frame = zones.frame.assign(industries=stated, block=["n", "s", "n", "n", "n", "s"])
    new = replace(zones, frame=frame)
    return replace(project, datasets=tuple(new if each is zones else each for each in project.datasets))


def test_overlap_is_linked_grouped_and_made_a_map(window: MainWindow, tmp_path: Path, dear: None) -> None:
    window.session.open(with_industries(small_project()))
    window.compare.tabs.setCurrentIndex(1)
    settle()
    tab = window.compare.overlap
    assert tab.found is not None and tab.column.currentData() == "industries"
    assert [(p.a, p.b, p.jaccard) for p in tab.found.overlap.pairs] == [("z0", "z1", 0.5)]
    place = tab.matrix.drawing.place_of_pair(0, 1, QRectF(tab.matrix.rect())).toPoint()
    QTest.mouseClick(tab.matrix, LEFT, NO_KEYS, place)
    settle()
    assert window.selection.rows("zones").tolist() == [0, 1]
    assert len(tab.table.selectionModel().selectedRows()) == 1
    window.selection.clear()
    tab.table.selectRow(0)
    assert window.selection.rows("zones").tolist() == [0, 1]
    tab.edit.click()
    dialog = dialog_of(SynonymsDialog)
    for row in range(dialog.table.rowCount()):
        if dialog.table.item(row, 0).text() in ("先进制造", "智能制造"):
            dialog.table.item(row, 1).setText("制造")
    dialog.accept()
    settle()
    assert tab.grouped.isChecked() and len(tab.found.overlap.pairs) == 2
    assert dict(window.session.project.synonyms) == {"先进制造": "制造", "智能制造": "制造"}
    window.session.undo()
    settle()
    assert not window.session.project.synonyms and tab.groups()["先进制造"] == "智能制造"
    window.session.redo()
    settle()
    assert tab.groups()["先进制造"] == "制造" and len(tab.found.overlap.pairs) == 2
    maps = len(window.session.project.maps)
    tab.to_map.click()
    settle()
    assert len(window.session.project.maps) == maps + 1
    assert window.session.project.dataset("zones").frame["overlaps"].tolist() == [1, 1, 0, 0, 1, 1]
    assert tab.stale is True
    window.session.undo()
    assert len(window.session.project.maps) == maps
    tab.write_table(tmp_path / "o.csv")
    assert "制造" in (tmp_path / "o.csv").read_text("utf-8-sig")


def test_autocorrelation_is_linked_and_made_a_map(window: MainWindow) -> None:
    window.compare.tabs.setCurrentIndex(2)
    settle()
    tab = window.compare.autocorrelation
    pick(tab.layer, "zones")
    pick(tab.field, "share@2019")
    settle()
    assert tab.found is not None and tab.found.column == "share@2019"
    assert "只有 6 个单元" in tab.reading.label.text()
    tab.table.selectRow(2)
    assert window.selection.rows("zones").tolist() == [2]
    maps = len(window.session.project.maps)
    tab.to_map.click()
    settle()
    made = window.session.project.shown.layers[-1]
    assert len(window.session.project.maps) == maps + 1 and len(made.alternatives) == 2
    assert window.portrayals.of(made.id) is not None
    window.session.undo()
    settle()
    pick(tab.weights, "queen")
    pick(tab.statistic, "moran")
    settle()
    assert not tab.to_map.isEnabled()
    pick(tab.statistic, "bivariate_local_moran")
    pick(tab.weights, "kernel:gaussian")
    settle()
    assert tab.second.isEnabled() and tab.found.wish.weights == "kernel:gaussian:3000" and tab.found.wish.second
    assert tab.found.overall.statistic == "bivariate_moran" and tab.to_map.isEnabled()
    pick(tab.layer, "sites")
    settle()
    assert tab.found is None and tab.bar.isVisible() and tab.state.text()


def test_a_pattern_is_shown_and_kept_as_layers(window: MainWindow) -> None:
    window.compare.tabs.setCurrentIndex(3)
    settle()
    tab = window.compare.pattern
    pick(tab.study, "")
    settle()
    assert tab.found is not None and tab.found.pattern.n == 30 and tab.curve.drawing is not None
    assert "最近邻指数" in tab.reading.label.text()
    layers = len(window.session.project.shown.layers)
    l_curve = tab.curve.drawing.curve
    pick(tab.function, "k")
    assert tab.curve.drawing.curve.y[-1] != l_curve.y[-1] and tab.curve.drawing.curve.name.zh.startswith("K(r)")
    pick(tab.by, "kind")
    settle()
    assert [each.n for each in tab.found.kinds] == [10, 10, 10] and tab.found.pattern.n == 30
    assert "随机标记" in tab.reading.label.text() and tab.table.rows.rowCount() == 4
    pick(tab.function, "kind 1")
    assert tab.curve.drawing.curve.name.zh.startswith("L（")
    pick(tab.by, "")
    settle()
    assert tab.function.currentData() == "l" and tab.found.kinds == ()
    tab.ellipses.click()
    tab.surface.click()
    dialog = dialog_of(SurfaceDialog)
    settle()
    scott = dialog.metres.value()
    pick(dialog.rule, "likelihood")
    assert "交叉验证" in dialog.words.text() and dialog.metres.value() != scott
    pick(dialog.kernel, "gaussian")
    settle()
    dialog.accept()
    settle()
    shown = window.session.project.shown.layers
    assert [each.dataset for each in shown[layers:]] == [
        "ellipses", "mean_centres", "kernel_density", "density_contours"
    ]  # fmt: skip
    assert all(window.portrayals.of(each.id) is not None for each in shown[layers:])
    assert "交叉验证" in window.session.project.dataset("density_contours").fields["density"].definition.zh
    for _ in range(2):
        window.session.undo()
    settle()
    assert len(window.session.project.shown.layers) == layers and not tab.stale


def test_clusters_are_crossed_with_zones_and_their_radius_is_taken_from_the_curve(
    window: MainWindow, dear: None
) -> None:
    window.compare.tabs.setCurrentIndex(4)
    settle()
    tab = window.compare.clusters
    assert tab.found is not None and tab.eps.value() == 0 and tab.found.eps_m > 0
    tab.eps.setValue(500)
    settle()
    heads = [each.zh for each in clusters_result(tab.found).columns]
    assert tab.found.count == 2 and heads == ["聚类", "点数", "位置", "Alpha", "Epsilon", "区外"]
    assert tab.reading.label.text().startswith("• 2 个聚类，10 个点不属于任何聚类")
    tab.table.selectRow(0)
    assert len(window.selection.rows("sites")) == 10
    area = QRectF(tab.curve.rect())
    QTest.mouseClick(tab.curve, LEFT, NO_KEYS, tab.curve.drawing.place_of(29, area).toPoint())
    settle()
    assert tab.eps.value() > 500 and tab.found.eps_m == tab.eps.value()
    tab.advice.click()
    settle()
    assert tab.eps.value() == 0
    pick(tab.method, "k_means")
    settle()
    assert not tab.eps.isEnabled() and tab.curve.drawing is None and tab.found.count == 4
    tab.to_map.click()
    settle()
    assert set(window.session.project.dataset("sites").frame["point_cluster"].dropna()) == {"1", "2", "3", "4"}
    assert tab.stale
    window.session.undo()
    settle()
    assert not tab.stale


@pytest.mark.parametrize("place", range(5))
def test_every_result_leaves_as_a_sheet_and_a_page(window: MainWindow, tmp_path: Path, place: int) -> None:
    window.session.open(with_industries(small_project()))
    window.compare.tabs.setCurrentIndex(place)
    settle()
    tab = window.compare.tab
    if place == 2:
        pick(window.compare.autocorrelation.layer, "zones")
        settle()
        pick(window.compare.autocorrelation.field, "share@2019")
    tab.start()
    settle()
    tab.write_sheet(tmp_path / "r.png")
    tab.write_page(tmp_path / "r.html")
    settle()
    assert (tmp_path / "r.png").stat().st_size > 20_000, tab.state.text()
    assert 'id="story"' in (tmp_path / "r.html").read_text("utf-8")


def test_a_long_comparison_stops_within_half_a_second(qapp: QApplication, tmp_path: Path) -> None:
    window = new_window(tmp_path, inline=False)
    rng = np.random.default_rng(0)
    lonlat = rng.uniform((121.0, 31.0), (122.0, 32.0), (1_000_000, 2))
    frame = gpd.GeoDataFrame({"accuracy_m": np.full(len(lonlat), 300.0)}, geometry=shapely.points(lonlat), crs=4326)
    zones = small_project().dataset("zones")
    layers = (Layer("zones", "zones", Text("Z", "Z")),)
    many = Dataset("sites", Text("S", "S"), frame)
    window.session.open(Project(Text("p", "p"), (zones, many), (Map("m", Text("m", "m"), layers),), "m"))
    window.menus.actions["compare"].trigger()
    tab = window.compare.density
    tasks: Tasks = window.tasks
    wait_for(lambda: any(task.key == "density" and task.fraction > 0.1 for task in tasks.running), 60.0)
    began = time.perf_counter()
    tab.stop.click()
    wait_for(lambda: not any(task.key == "density" for task in tasks.running))
    assert time.perf_counter() - began < 0.5
    settle()
    assert tab.comparison is None and "已停止" in tab.state.text()
    close_window(window)
