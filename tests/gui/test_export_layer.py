"""A layer written to a file of its own, by the dialog: what is in the file, in which datum, and which features."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from window_project import (
    close_window,
    dialog_of,
    new_window,
    pick,
    settle,
    small_project,
    type_file,
    without_platform_noise,
)

from gui.main_window import MainWindow
from gui.tree.export_layer import ExportLayerDialog
from layers.layer_export import export_layer
from spatial.datums import convert_datum
from spatial.errors import SourceError
from spatial.formats.shapefile_writing import short_names
from spatial.sources import read_vector

__all__ = ["without_platform_noise"]


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    made = new_window(tmp_path)
    made.session.open(small_project())
    made.files.opened.emit()
    settle()
    yield made
    close_window(made)


def test_the_dialog_writes_selected_features_in_the_chosen_datum(window: MainWindow, tmp_path: Path) -> None:
    window.layers_panel.select("zones")
    window.selection.select("zones", [1, 3])
    window.menus.actions["export_layer"].trigger()
    settle()
    dialog = dialog_of(ExportLayerDialog)
    dialog.only.setChecked(True)
    pick(dialog.datum, "gcj02")
    assert "无法注明" in dialog.words.text()
    QTest.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton)
    settle()
    type_file(tmp_path / "out.gpkg")
    written = read_vector(tmp_path / "out.gpkg").frame
    assert list(written["name"]) == ["Beta", "Delta"] and written["firms"][0] == "3-5"
    there = convert_datum(shapely.get_coordinates(small_project().dataset("zones").frame.geometry[1]), "wgs84", "gcj02")
    assert np.abs(shapely.get_coordinates(written.geometry[0]) - there).max() < 1e-9
    assert window.map_area.bar.message.severity == "success"


def test_what_is_in_wgs84_already_is_written_to_the_last_bit(tmp_path: Path) -> None:
    dataset = small_project().dataset("zones")
    for suffix in ("geojson", "gpkg", "fgb", "parquet"):
        assert export_layer(dataset, tmp_path / f"o.{suffix}") == (6, ())
        written = read_vector(tmp_path / f"o.{suffix}").frame
        order = [list(written["id"]).index(each) for each in dataset.frame["id"]]
        found = shapely.normalize(written.geometry.to_numpy()[order])
        assert (
            shapely.get_coordinates(found) == shapely.get_coordinates(shapely.normalize(dataset.frame.geometry))
        ).all()


def test_no_feature_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        export_layer(small_project().dataset("zones"), tmp_path / "o.gpkg", rows=[])
    assert not (tmp_path / "o.gpkg").exists()


def test_a_shapefile_is_read_back_and_what_it_cannot_hold_stands_beside_it(tmp_path: Path) -> None:
    dataset = small_project().dataset("zones")
    long = "来源" * 100
    frame = dataset.frame.assign(
        **{"高新技术企业数（家）@2023": range(6), "高新技术企业数（家）@2024": range(6), "来源说明": [long] * 6}
    )
    n, findings = export_layer(replace(dataset, frame=frame), tmp_path / "园区.shp")
    assert n == 6 and {each.code for each in findings} == {"names_cut", "cells_cut"}
    assert (tmp_path / "园区.cpg").read_text().strip() in ("GBK", "936", "CP936")
    written = read_vector(tmp_path / "园区.shp").frame
    assert list(written["name"]) == list(dataset.frame["name"]) and written["firms"][1] == "3-5"
    columns = [str(column) for column in written.columns]
    assert {"高新技术企", "高新技术_1", "来源说明"} <= set(columns) and written["来源说明"][0] == long[:127]
    beside = pd.read_csv(tmp_path / "园区_属性表.csv", dtype=str)
    assert beside["来源说明"][0] == long and "高新技术企业数（家）@2024" in beside.columns
    assert not [each for each in tmp_path.iterdir() if each.name.startswith(".yuantu")]


def test_names_of_ten_bytes_differ_whatever_their_case() -> None:
    names = short_names(["Industry_name", "INDUSTRY_NAME_2", "园区规划面积", "园区规划面积_2", "𠮷"], "UTF-8")
    assert len({each.casefold() for each in names}) == 5 and all(len(each.encode()) <= 10 for each in names)
