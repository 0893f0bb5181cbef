"""Writing: what is written comes back, GeoJSON is RFC 7946, an old file survives every failure."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely

from spatial.crs import convert_datum
from spatial.errors import SourceError
from spatial.sources import check_file, convert, read_table, read_vector, write_table, write_vector
from tests import zoo


def layer(*shapes: object, crs: str | int | None = 4326, **columns: list[object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns or {"名": [f"园{i}" for i in range(len(shapes))]}, geometry=list(shapes), crs=crs)


def features(path: Path) -> list[dict[str, object]]:
    return json.loads(path.read_text(encoding="utf-8"))["features"]


def test_every_geometry_comes_back_to_the_last_bit(tmp_path: Path) -> None:
    shapes = [*zoo.VALID.values(), *zoo.EMPTY.values(), None]
    write_vector(layer(*shapes), tmp_path / "全部.geojson")
    again = read_vector(tmp_path / "全部.geojson").frame.geometry
    for before, after in zip(shapes, again, strict=True):
        assert (before is None and after is None) or before.normalize() == after.normalize()
        assert before is None or before.is_empty or before.has_z == after.has_z


@pytest.mark.parametrize("name", zoo.EMPTY)
def test_a_layer_of_empty_geometry_alone(tmp_path: Path, name: str) -> None:
    write_vector(layer(zoo.EMPTY[name]), tmp_path / "空.geojson")
    assert read_vector(tmp_path / "空.geojson").frame.geometry.iloc[0].equals_exact(zoo.EMPTY[name])


def test_a_layer_without_features_or_fields(tmp_path: Path) -> None:
    write_vector(layer(), tmp_path / "无.geojson")
    assert len(read_vector(tmp_path / "无.geojson").frame) == 0
    bare = gpd.GeoDataFrame(geometry=[zoo.SQUARE], crs=4326)
    for suffix in (".geojson", ".gpkg", ".parquet", ".fgb"):
        write_vector(bare, tmp_path / f"光{suffix}")
        assert read_vector(tmp_path / f"光{suffix}").frame.columns.tolist() == ["geometry"]


def test_geojson_is_rfc_7946(tmp_path: Path) -> None:
    path = tmp_path / "规.geojson"
    write_vector(layer(zoo.CLOCKWISE, zoo.WITH_HOLE, id=["a", "b"], 值=[1, 2]), path)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0] == '{"type":"FeatureCollection","features":[' and lines[-1] == "]}" and len(lines) == 4
    assert [feature["id"] for feature in features(path)] == ["a", "b"]
    for feature in features(path):
        outer, *holes = feature["geometry"]["coordinates"]  # type: ignore[index] - JSON
        assert shapely.LinearRing(outer).is_ccw and not any(shapely.LinearRing(hole).is_ccw for hole in holes)


def test_writing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    write_vector(layer(*zoo.VALID.values()), tmp_path / "一.geojson")
    write_vector(read_vector(tmp_path / "一.geojson").frame, tmp_path / "二.geojson")
    assert (tmp_path / "一.geojson").read_bytes() == (tmp_path / "二.geojson").read_bytes()


def test_values_keep_their_type(tmp_path: Path) -> None:
    path = tmp_path / "值.geojson"
    values = {"列": ["数字经济", "AI"], "嵌": {"北": 1.5}, "数": 3, "真": True, "码": "001", "文": "[1,2", "无": None}
    path.write_text(
        json.dumps(
            {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": values, "geometry": None}]}
        )
    )
    write_vector(read_vector(path).frame, tmp_path / "再.geojson")
    assert features(tmp_path / "再.geojson")[0]["properties"] == values


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".parquet"])
def test_nasty_texts_survive(tmp_path: Path, suffix: str) -> None:
    frame = layer(*[zoo.SQUARE] * len(zoo.NASTY_TEXTS), 文=list(zoo.NASTY_TEXTS))
    write_vector(frame, tmp_path / f"“引号” 与 空格{suffix}")
    assert read_vector(tmp_path / f"“引号” 与 空格{suffix}").frame["文"].tolist() == list(zoo.NASTY_TEXTS)


def test_projected_layers_are_written_as_lonlat(tmp_path: Path) -> None:
    frame = layer(zoo.SQUARE).to_crs(4549)
    write_vector(frame, tmp_path / "投影.geojson", datum="cgcs2000")
    again = read_vector(tmp_path / "投影.geojson").frame
    assert again.crs.to_epsg() == 4326 and again.geometry.iloc[0].hausdorff_distance(zoo.SQUARE) < 2e-9
    write_vector(frame, tmp_path / "投影.gpkg")
    assert read_vector(tmp_path / "投影.gpkg").frame.geometry.iloc[0].equals(frame.geometry.iloc[0])


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_convert_there_and_back(tmp_path: Path, datum: str) -> None:
    write_vector(layer(zoo.SQUARE), tmp_path / "原.geojson")
    findings = convert(tmp_path / "原.geojson", tmp_path / "偏.geojson", "wgs84", datum)
    assert "datum_not_in_file" in [finding.code for finding in findings]
    moved = read_vector(tmp_path / "偏.geojson").frame.geometry.iloc[0]
    wanted = convert_datum(shapely.get_coordinates(zoo.SQUARE), "wgs84", datum)
    assert shapely.Polygon(wanted).hausdorff_distance(moved) < 2e-9 and moved.distance(zoo.SQUARE.centroid) > 1e-3
    convert(tmp_path / "偏.geojson", tmp_path / "回.geojson", datum, "wgs84")
    assert read_vector(tmp_path / "回.geojson").frame.geometry.iloc[0].hausdorff_distance(zoo.SQUARE) < 1e-8


def test_convert_between_formats_and_of_tables(tmp_path: Path) -> None:
    write_vector(layer(zoo.SQUARE, crs=4490), tmp_path / "园.gpkg")
    convert(tmp_path / "园.gpkg", tmp_path / "园.parquet")
    assert read_vector(tmp_path / "园.parquet").datum == "cgcs2000"
    convert(tmp_path / "园.gpkg", tmp_path / "园.geojson")
    assert read_vector(tmp_path / "园.geojson").datum == "wgs84"
    (tmp_path / "表.csv").write_text("编码\n001\n")
    convert(tmp_path / "表.csv", tmp_path / "表.xlsx")
    assert read_table(tmp_path / "表.xlsx").frame["编码"].tolist() == ["001"]


def test_check_file_reports_layers_and_tables(tmp_path: Path) -> None:
    write_vector(layer(zoo.BOW_TIE, zoo.SQUARE), tmp_path / "园.gpkg")
    report = check_file(tmp_path / "园.gpkg")
    assert (report.features, report.crs, report.datum) == (2, "EPSG:4326", "wgs84")
    assert [(f.code, f.feature) for f in report.findings] == [("invalid_ring", 0)]
    (tmp_path / "表.csv").write_text("编码,值\n001\n")
    assert [f.code for f in check_file(tmp_path / "表.csv").findings] == ["ragged_row"]


@pytest.mark.parametrize(
    ("name", "frame", "what"),
    [
        ("园.dwg", layer(zoo.SQUARE), "不能写“.dwg”格式的图层。"),
        ("园.geojson", layer(zoo.SQUARE, crs=None), "图层没有坐标系，不能写入。"),
        ("夹/园.geojson", layer(zoo.SQUARE), "无法写入“园.geojson”"),
    ],
)
def test_what_cannot_be_written_is_said(tmp_path: Path, name: str, frame: gpd.GeoDataFrame, what: str) -> None:
    with pytest.raises(SourceError) as error:
        write_vector(frame, tmp_path / name)
    assert what in error.value.what.zh and error.value.remedy.zh
    assert not list(tmp_path.iterdir())


def test_a_failure_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "园.gpkg"
    write_vector(layer(zoo.SQUARE), path)
    before = path.read_bytes()
    twice = gpd.GeoDataFrame(pd.DataFrame([[1, 2]], columns=["a", "A"]), geometry=[zoo.SQUARE], crs=4326)
    with pytest.raises(SourceError):
        write_vector(twice, path)  # SQLite does not tell a from A
    assert path.read_bytes() == before and [file.name for file in tmp_path.iterdir()] == ["园.gpkg"]


def test_a_field_called_fid_is_kept(tmp_path: Path) -> None:
    write_vector(layer(zoo.SQUARE, fid=["001"]), tmp_path / "园.gpkg")
    assert read_vector(tmp_path / "园.gpkg").frame["fid"].tolist() == ["001"]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_tables_come_back(tmp_path: Path, suffix: str) -> None:
    texts = [text for text in zoo.NASTY_TEXTS if suffix == ".csv" or "\n" not in text]
    frame = pd.DataFrame({"编码": [f"{i:03d}" for i in range(len(texts))], "文": texts, "数": range(len(texts))})
    write_table(frame, tmp_path / f"表 格{suffix}")
    again = read_table(tmp_path / f"表 格{suffix}").frame
    assert again["文"].tolist() == texts and again["编码"].tolist() == frame["编码"].tolist()
    if suffix == ".csv":
        assert (tmp_path / "表 格.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    else:
        sheet = openpyxl.load_workbook(tmp_path / "表 格.xlsx").active
        assert {row[1].data_type for row in sheet.iter_rows(min_row=2)} == {"s"}  # "=1+1" is no formula


def test_a_layer_as_a_table_has_no_geometry(tmp_path: Path) -> None:
    write_table(layer(zoo.SQUARE, 名=["桃浦"], 数=[None]), tmp_path / "表.csv")
    assert read_table(tmp_path / "表.csv").frame.columns.tolist() == ["名", "数"]


def test_control_characters_do_not_stop_a_workbook(tmp_path: Path) -> None:
    write_table(pd.DataFrame({"a": ["桃\x00浦\x0b"]}), tmp_path / "控.xlsx")
    assert read_table(tmp_path / "控.xlsx").frame["a"].tolist() == ["桃\ufffd浦\ufffd"]
    with pytest.raises(SourceError) as error:
        write_table(pd.DataFrame({"a": [1]}), tmp_path / "表.doc")
    assert error.value.message() == "不能写“.doc”格式的表格。 请用 .csv 或 .xlsx。"
