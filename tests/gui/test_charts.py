"""Charts share the selection with map and table, both ways; what has no figure is named; files hold the whole chart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.charts.bar_drawing import BarDrawing
from gui.charts.charts_panel import ChartsPanel
from gui.main_window import MainWindow
from layers.layer import Dataset, Layer, Map
from layers.project import Project
from spatial.text import Text
from tests.gui.window_project import (
    close_window,
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
    made.layers_panel.select("zones")
    made.menus.actions["charts"].trigger()
    settle()
    yield made
    close_window(made)


def at(panel: ChartsPanel, row: int) -> QPoint:
    place: QPointF = panel.canvas.drawing.place_of(row, QRectF(panel.canvas.rect()))
    return place.toPoint()


def test_a_click_on_a_bar_selects_in_map_and_table_and_back(window: MainWindow) -> None:
    panel = window.charts
    pick(panel.x_field, "firms")
    QTest.mouseClick(panel.canvas, LEFT, NO_KEYS, at(panel, 4))
    settle()
    assert window.selection.rows("zones").tolist() == [4]
    QTest.mouseClick(panel.canvas, LEFT, Qt.KeyboardModifier.ShiftModifier, at(panel, 0))
    assert window.selection.rows("zones").tolist() == [0, 4]
    window.selection.select("zones", [5])
    settle()
    assert panel.canvas.look().selected.tolist() == [False] * 5 + [True]


def test_exact_values_under_the_mouse_and_by_keys(window: MainWindow) -> None:
    panel = window.charts
    pick(panel.x_field, "firms")
    QTest.mouseMove(panel.canvas, at(panel, 4))
    settle()
    assert panel.under.text() == "Epsilon：458（预估）（no.） · 第 1 / 3"
    assert "无数据 1" in panel.beside.text() and "Delta" in panel.beside.text()
    panel.canvas.setFocus()
    QTest.keyClick(panel.canvas, Qt.Key.Key_Down)
    assert panel.under.text().startswith("Alpha：10")
    QTest.keyClick(panel.canvas, Qt.Key.Key_Return)
    assert window.selection.rows("zones").tolist() == [0]
    QTest.keyClick(panel.canvas, Qt.Key.Key_Escape)
    assert not window.selection


@pytest.mark.parametrize("kind", ["bars", "scatter", "histogram", "boxes"])
def test_each_kind_draws_and_selects_by_a_box(window: MainWindow, kind: str) -> None:
    panel = window.charts
    pick(panel.kind, kind)
    pick(panel.x_field, "share@2019")
    if kind == "scatter":
        pick(panel.y_field, "share@2020")
    settle()
    canvas = panel.canvas
    assert canvas.drawing is not None
    QTest.mousePress(canvas, LEFT, NO_KEYS, QPoint(1, 1))
    QTest.mouseMove(canvas, QPoint(canvas.width() - 2, canvas.height() - 2))
    QTest.mouseRelease(canvas, LEFT, NO_KEYS, QPoint(canvas.width() - 2, canvas.height() - 2))
    settle()
    assert window.selection.rows("zones").tolist() == list(range(6))
    assert canvas.grab().toImage().pixelColor(canvas.width() // 2, 3).isValid()


def test_a_point_of_the_scatter_is_clicked(window: MainWindow) -> None:
    panel = window.charts
    pick(panel.kind, "scatter")
    pick(panel.x_field, "share@2019")
    pick(panel.y_field, "share@2020")
    QTest.mouseClick(panel.canvas, LEFT, NO_KEYS, at(panel, 5))
    assert window.selection.rows("zones").tolist() == [5]


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_the_chart_is_saved_and_copied(window: MainWindow, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"chart.{ending}"
    window.charts.save_to(path)
    settle()
    if ending == "png":
        picture = QImage(str(path))
        assert picture.width() == 1800 and len({picture.pixel(x, 60) for x in range(0, 1800, 7)}) > 3
    else:
        words = path.read_text("utf-8")
        assert "<svg" in words and words.count("<path") + words.count("<rect") > 6
    window.charts.copy_picture()
    assert not QGuiApplication.clipboard().image().isNull()


def test_a_file_that_cannot_be_written_is_said(window: MainWindow, tmp_path: Path) -> None:
    window.charts.save_to(tmp_path / "nowhere" / "chart.png")
    settle()
    assert window.map_area.bar.message.severity == "error"


def test_of_a_hundred_thousand_rows_only_what_is_seen_is_painted(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    n = 100_000
    rng = np.random.default_rng(7)
    xy = rng.normal(size=(n, 2))
    frame = gpd.GeoDataFrame(
        {"id": np.arange(n).astype(str), "a": xy[:, 0], "b": xy[:, 1]},
        geometry=gpd.points_from_xy(121 + xy[:, 0] / 10, 31 + xy[:, 1] / 10),
        crs="EPSG:4326",
    )
    layer = Layer("many", "many", Text("Many"))
    project = Project(
        Text("P"), (Dataset("many", Text("Many"), frame, id_field="id"),), (Map("m", Text("M"), (layer,)),), "m"
    )
    window = new_window(tmp_path, inline=False)
    try:
        window.session.open(project)
        window.files.opened.emit()
        wait_for(lambda: window.portrayals.of("many") is not None)
        window.layers_panel.select("many")
        window.menus.actions["charts"].trigger()
        panel = window.charts
        wait_for(lambda: panel.canvas.drawing is not None)
        for kind in ("bars", "scatter", "histogram"):
            before = panel.canvas.drawing
            panel.kind.setCurrentIndex(panel.kind.findData(kind))
            panel.kind.activated.emit(panel.kind.currentIndex())
            if kind != "bars":
                wait_for(lambda before=before: panel.canvas.drawing is not before)
            panel.canvas.repaint()
        assert panel.canvas.drawing.bins.counts.sum() == n
        panel.kind.setCurrentIndex(panel.kind.findData("bars"))
        panel.kind.activated.emit(0)
        wait_for(lambda: isinstance(panel.canvas.drawing, BarDrawing))
        written: list[int] = []
        monkeypatch.setattr(BarDrawing, "_figure", lambda _, place: written.append(place) or "")
        panel.canvas.repaint()
        assert 0 < len(written) < 100, "only the bars that are seen are painted"
    finally:
        close_window(window)
