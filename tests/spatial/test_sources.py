"""Layers of every format, their encodings and containers, and what is said of files that cannot be read."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely

from spatial.errors import SourceError
from spatial.feedback import CallbackFeedback, Cancelled
from spatial.sources import check_file, list_layers, read_vector, write_vector
from tests import zoo

NAMES = ["桃浦智创城", "长风生态商务区", "真如"]


@pytest.fixture
def parks() -> gpd.GeoDataFrame:
    columns = {"名称": NAMES, "编码": ["001", "002", "010"], "数量": [1, None, 3], "率": [0.5, 1.25, None]}
    frame = gpd.GeoDataFrame(columns, geometry=[zoo.SQUARE, zoo.TRIANGLE, zoo.WITH_HOLE], crs="EPSG:4490")
    return frame.astype({"数量": "Int64"})


def codes(path: Path, **options: str) -> list[str]:
    return [finding.code for finding in read_vector(path, **options).findings]


def shapefile(parks: gpd.GeoDataFrame, path: Path, encoding: str, *, cpg: bool = True) -> Path:
    pyogrio.write_dataframe(parks, path, encoding=encoding, driver="ESRI Shapefile")
    if not cpg:
        path.with_suffix(".cpg").unlink()
    return path


@pytest.mark.parametrize("suffix", [".gpkg", ".fgb", ".parquet", ".geojson"])
def test_formats_come_back_as_they_were(parks: gpd.GeoDataFrame, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / "园区 资料" / f"子园{suffix}"
    path.parent.mkdir()
    write_vector(parks, path)
    source = read_vector(path)
    assert source.frame["名称"].tolist() == NAMES and source.frame["编码"].tolist() == ["001", "002", "010"]
    assert source.frame["数量"].tolist() == [1, parks["数量"].iloc[1], 3] and source.frame["数量"].dtype == "Int64"
    assert [a.equals(b) for a, b in zip(source.frame.geometry, parks.geometry, strict=True)] == [True] * 3
    assert source.datum == ("wgs84" if suffix == ".geojson" else "cgcs2000")
    assert len(source.sha256) == 64 and source.findings == ()
    assert source.sublayer == ("子园" if suffix == ".gpkg" else "")


@pytest.mark.parametrize("suffix", [".gpkg", ".fgb", ".parquet", ".geojson"])
def test_the_same_layer_gives_the_same_bytes_at_another_moment(
    parks: gpd.GeoDataFrame, tmp_path: Path, suffix: str
) -> None:
    first, second = tmp_path / "1" / f"a{suffix}", tmp_path / "2" / f"a{suffix}"
    for path in (first, second):
        path.parent.mkdir()
        write_vector(parks, path)
        time.sleep(0.02)
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("crs", ["EPSG:4490", "EPSG:4479", "EPSG:4549", "EPSG:4527", "EPSG:4508"])
def test_every_crs_on_china_2000_is_of_that_datum(crs: str) -> None:
    from pyproj import CRS

    from spatial.formats.vector_reading import datum_of

    assert datum_of(CRS(crs)) == "cgcs2000"
    assert datum_of(CRS(CRS("EPSG:4549").to_wkt("WKT1_ESRI"))) == "cgcs2000"  # as in a .prj
    assert datum_of(CRS("EPSG:32651")) == datum_of(None) == "wgs84"


@pytest.mark.parametrize(
    ("encoding", "cpg", "found"),
    [("GBK", True, "gb18030"), ("GBK", False, "gb18030"), ("UTF-8", True, "utf-8"), ("UTF-8", False, "utf-8")],
)
def test_shapefiles_in_every_encoding(
    parks: gpd.GeoDataFrame, tmp_path: Path, encoding: str, cpg: bool, found: str
) -> None:
    source = read_vector(shapefile(parks, tmp_path / "园区.shp", encoding, cpg=cpg))
    assert source.frame["名称"].tolist() == NAMES and source.encoding == found
    assert source.frame["编码"].tolist() == ["001", "002", "010"]
    assert ("encoding_guessed" in [f.code for f in source.findings]) == (not cpg and encoding == "GBK")


def test_a_cpg_that_lies_is_not_believed(parks: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = shapefile(parks, tmp_path / "园区.shp", "GBK")
    path.with_suffix(".cpg").write_text("UTF-8")
    assert read_vector(path).frame["名称"].tolist() == NAMES
    assert "encoding_guessed" in codes(path)


def test_texts_that_do_not_decode_are_found(parks: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = shapefile(parks, tmp_path / "园区.shp", "UTF-8")
    dbf = path.with_suffix(".dbf")
    dbf.write_bytes(dbf.read_bytes().replace("桃浦".encode(), b"\xff\xff\xff\xff\xff\xff"))
    source = read_vector(path, encoding="utf-8")
    assert [f.feature for f in source.findings if f.code == "undecodable_text"] == [0]
    assert len(source.frame) == 3


def test_a_shapefile_without_companions_is_read_and_nothing_is_written(parks: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = shapefile(parks, tmp_path / "园区.shp", "UTF-8")
    for suffix in (".shx", ".dbf", ".prj", ".cpg"):
        path.with_suffix(suffix).unlink()
    source = read_vector(path)
    assert len(source.frame) == 3 and source.frame.crs.to_epsg() == 4326
    assert {"missing_shx", "missing_dbf", "missing_crs"} <= {finding.code for finding in source.findings}
    assert [other.name for other in tmp_path.iterdir()] == ["园区.shp"]


def test_projected_coordinates_without_crs_are_no_guess(parks: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = shapefile(parks.to_crs(4549), tmp_path / "园区.shp", "UTF-8")
    path.with_suffix(".prj").unlink()
    source = read_vector(path)
    assert source.frame.crs is None and ("missing_crs", "error") in {(f.code, f.severity) for f in source.findings}


@pytest.mark.parametrize("name_encoding", ["utf-8", "gb18030"])
def test_zipped_shapefiles_with_chinese_names(parks: gpd.GeoDataFrame, tmp_path: Path, name_encoding: str) -> None:
    shapefile(parks, tmp_path / "园区.shp", "GBK", cpg=False)
    archive = tmp_path / "压缩.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for part in sorted(tmp_path.glob("园区.*")):
            file.writestr(
                f"资料/{part.name}" if name_encoding == "utf-8" else f"##/$$$${part.suffix}", part.read_bytes()
            )
    if name_encoding == "gb18030":  # as Chinese Windows packs: GBK names without a mark
        archive.write_bytes(archive.read_bytes().replace(b"##/$$$$", "图/园区".encode("gb18030")))
    source = read_vector(archive)
    assert source.frame["名称"].tolist() == NAMES and source.driver == "ESRI Shapefile"


def test_a_container_with_several_layers_asks_which(parks: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = tmp_path / "多层.gpkg"
    for name in ("北组团", "南组团"):
        pyogrio.write_dataframe(parks, path, layer=name, driver="GPKG")
    assert list_layers(path) == ("北组团", "南组团")
    with pytest.raises(SourceError, match="2 layers") as error:
        read_vector(path)
    assert error.value.message() == "“多层.gpkg”有 2 个图层。 请指定其中之一：北组团、南组团。"
    source = read_vector(path, sublayer="南组团")
    assert source.sublayer == "南组团" and len(source.frame) == 3
    with pytest.raises(SourceError) as error:
        read_vector(path, sublayer="东")
    assert error.value.message() == "“多层.gpkg”中没有图层“东”。 现有图层：北组团、南组团。"
    assert check_file(path).features == 6


def test_a_damaged_geometry_in_a_geopackage_costs_itself_alone(parks: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = tmp_path / "坏.gpkg"
    write_vector(parks, path)
    database = sqlite3.connect(path)
    for trigger in database.execute("SELECT name FROM sqlite_master WHERE type='trigger'").fetchall():
        database.execute(f'DROP TRIGGER "{trigger[0]}"')
    database.execute('UPDATE "坏" SET geom = substr(geom, 1, 60) WHERE fid = 2')
    database.commit()
    database.close()
    source = read_vector(path)
    assert source.frame["名称"].tolist() == NAMES
    assert [shape is None for shape in source.frame.geometry] == [False, True, False]
    assert any(finding.feature == 1 and finding.severity == "error" for finding in source.findings)


KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>园区</name>
<Folder><name>北组团</name>
 <Placemark id="p1"><name>桃浦智创城</name><description><![CDATA[<b>说明</b>]]></description>
  <ExtendedData><Data name="编码"><value>001</value></Data></ExtendedData>
  <Polygon><outerBoundaryIs><LinearRing><coordinates>
   121.37,31.22,0 121.38,31.22,0 121.38,31.23,0 121.37,31.22,0
  </coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>
</Folder>
<Folder><name>南组团</name>
 <Placemark><name>长风</name>
  <ExtendedData><SchemaData><SimpleData name="编码">002</SimpleData></SchemaData></ExtendedData>
  <MultiGeometry><Point><coordinates>121.4,31.2</coordinates></Point><Point><coordinates>121.5,31.2</coordinates></Point>
  </MultiGeometry></Placemark>
 <Placemark><name>无形</name></Placemark>
 <Placemark><name>轨迹</name>
  <gx:Track><gx:coord>121.4 31.2 0</gx:coord><gx:coord>121.5 31.3 0</gx:coord></gx:Track></Placemark>
</Folder></Document></kml>"""


def test_kml_with_its_extended_data(tmp_path: Path) -> None:
    path = tmp_path / "园区.kml"
    path.write_text(KML, encoding="utf-8")
    source = read_vector(path)
    assert source.frame["Name"].tolist() == ["桃浦智创城", "长风", "无形", "轨迹"]
    assert source.frame["编码"].iloc[:2].tolist() == ["001", "002"]
    assert source.frame["Folder"].tolist() == ["北组团", "南组团", "南组团", "南组团"]
    assert source.frame["Description"].iloc[0] == "<b>说明</b>"
    shapes = source.frame.geometry
    assert [shape and shape.geom_type for shape in shapes] == ["Polygon", "MultiPoint", None, "LineString"]
    assert shapes.iloc[0].has_z and [f.feature for f in source.findings if f.code == "null_geometry"] == [2]


def test_kml_in_gbk_and_kmz(tmp_path: Path) -> None:
    path = tmp_path / "园区.kml"
    path.write_bytes(KML.replace("UTF-8", "GBK").encode("gb18030"))
    assert read_vector(path).frame["Name"].iloc[0] == "桃浦智创城"
    with zipfile.ZipFile(tmp_path / "园区.kmz", "w") as archive:
        archive.write(path, "doc.kml")
    assert len(read_vector(tmp_path / "园区.kmz").frame) == 4


def test_kml_that_is_cut_off_or_broken(tmp_path: Path) -> None:
    path = tmp_path / "断.kml"
    path.write_text(KML[: KML.index("无形")], encoding="utf-8")
    assert "truncated_file" in codes(path) and len(read_vector(path).frame) == 2
    path.write_text(KML.replace("</name>", "</nome>", 1), encoding="utf-8")
    with pytest.raises(SourceError, match="line 2, column"):
        read_vector(path)
    path.write_text('<!DOCTYPE kml [<!ENTITY a "b">]>' + KML[38:], encoding="utf-8")
    with pytest.raises(SourceError, match="entities"):
        read_vector(path)


def test_gdal_never_sees_kml() -> None:
    """LIBKML crashes on some public files; only formats told by their content are handed to GDAL."""
    from spatial.formats import kml, vector_reading

    assert not {"pyogrio", "fiona"} & set(vars(kml)) and vector_reading.read_kml is kml.read_kml


@pytest.mark.parametrize("name", zoo.INVALID)
def test_invalid_polygons_are_found_with_reason_and_place(tmp_path: Path, name: str) -> None:
    frame = gpd.GeoDataFrame({"名": ["好", "坏"]}, geometry=[zoo.SQUARE, zoo.INVALID[name]], crs=4326)
    write_vector(frame, tmp_path / "无效.gpkg")
    found = [f for f in read_vector(tmp_path / "无效.gpkg").findings if f.code == "invalid_ring"]
    assert [finding.feature for finding in found] == [1]
    assert "处" in found[0].message.zh and "(" in found[0].message.en


def test_the_quick_proof_never_calls_an_invalid_ring_simple() -> None:
    import numpy as np

    from spatial.formats.ring_scan import certainly_simple

    random = np.random.default_rng(7)
    rings = []
    for kind in range(4000):
        n = int(random.integers(3, 12))
        if kind % 3 == 0:  # a star around its middle: simple
            angle = np.sort(random.uniform(0, 2 * np.pi, n))
            rings.append(np.column_stack((np.cos(angle), np.sin(angle))) * random.uniform(0.3, 1, (n, 1)))
        else:  # random walks, on a grid so that corners meet
            rings.append(random.uniform(0, 1, (n, 2)) if kind % 3 == 1 else random.integers(0, 5, (n, 2)).astype(float))
    shapes = shapely.polygons([shapely.linearrings(np.vstack((ring, ring[:1]))) for ring in rings])
    xy, counts = shapely.get_coordinates(shapes), shapely.get_num_coordinates(shapes)
    proved = certainly_simple(xy, np.concatenate(([0], np.cumsum(counts))).astype(np.int64), np.ones(len(rings), bool))
    valid = shapely.is_valid(shapes)
    assert not (proved & ~valid).any() and (proved & valid).sum() > 0.8 * valid.sum()


@pytest.mark.parametrize(
    ("crs", "shape", "code"),
    [
        ("EPSG:4549", shapely.Point(121.4, 31.2), "out_of_crs_area"),
        ("EPSG:4549", shapely.Point(3_456_000, 512_000), "out_of_crs_area"),
        ("EPSG:4490", shapely.Point(2.35, 48.85), "out_of_crs_area"),
        ("EPSG:4490", shapely.Point(31.2, 121.4), "swapped_lonlat"),
        ("EPSG:4549", shapely.Point(610_000, 3_456_000), ""),  # Chongming, beyond the edge of the zone but meant
        ("EPSG:3857", shapely.Point(13_520_000, 3_660_000), ""),
    ],
)
def test_coordinates_are_held_against_their_crs(tmp_path: Path, crs: str, shape: shapely.Point, code: str) -> None:
    write_vector(gpd.GeoDataFrame({"a": [1]}, geometry=[shape], crs=crs), tmp_path / "位置.gpkg")
    assert codes(tmp_path / "位置.gpkg") == ([code] if code else [])


def test_mixed_geometry_and_nothing_is_lost(tmp_path: Path) -> None:
    shapes = [*zoo.VALID.values(), None]
    frame = gpd.GeoDataFrame({"文": [f"{zoo.NASTY_TEXTS[i]}" for i in range(len(shapes))]}, geometry=shapes, crs=4326)
    for suffix in (".gpkg", ".parquet", ".fgb"):
        write_vector(frame, tmp_path / f"混{suffix}")
        source = read_vector(tmp_path / f"混{suffix}")
        assert source.frame["文"].tolist() == frame["文"].tolist()
        assert [a is None or a.equals(b) for a, b in zip(shapes, source.frame.geometry, strict=True)] == [True] * 13
        assert {"mixed_geometry", "null_geometry"} <= {finding.code for finding in source.findings}


def bad_file(folder: Path, kind: str) -> Path:
    contents = {
        "空.geojson": b"",
        "页.geojson": b"<!DOCTYPE html><html><body>404</body></html>",
        "断.geojson": b'{"type": "FeatureCollection",\n "features": [{"type": "Feature", }]}',
        "错.geojson": b'{"a": 1}',
        "图.png": b"\x89PNG\r\n\x1a\n" + b"0" * 50,
        "旧.xls": b"\xd0\xcf\x11\xe0" + b"0" * 50,
        "附.dbf": b"\x03" + b"0" * 50,
        "表.csv": "编码,值\n001,1\n".encode(),
        "文.txt": "随便写的文字".encode(),
        "坏.gpkg": b"SQLite format 3\0" + b"\x01" * 200,
        "坏.zip": b"PK\x03\x04" + b"1" * 50,
        "要.gml": b"<?xml version='1.0'?><gml:FeatureCollection/>",
        "坏.parquet": b"PAR1" + b"0" * 40,
        "坏.fgb": b"fgb\x03fgb\x00" + b"0" * 40,
        "坏.shp": b"\0\0\x27\x0a" + b"0" * 40,
    }
    path = folder / kind
    if kind in contents:
        path.write_bytes(contents[kind])
    elif kind == "夹.geojson":
        path.mkdir()
    elif kind == "别.zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("说明.txt", "无")
    return path


@pytest.mark.parametrize(
    ("kind", "what", "remedy"),
    [
        ("无.geojson", "无法读取“无.geojson”：文件或文件夹不存在。", "请检查"),
        ("夹.geojson", "夹.geojson”是文件夹。", "请选择其中的一个文件。"),
        ("空.geojson", "“空.geojson”是空文件（0 字节）。", "请重新下载或导出。"),
        ("页.geojson", "“页.geojson”是网页（HTML）", "请重新下载数据文件。"),
        ("断.geojson", "“断.geojson”第 2 行第 35 列不是有效的 JSON。", "请用文本编辑器改正这一处"),
        ("错.geojson", "“错.geojson”是 JSON，但不是 GeoJSON：没有 features 数组。", "请导出为 GeoJSON"),
        ("图.png", "“图.png”是图片。", "可读取 GeoJSON"),
        ("旧.xls", "“旧.xls”是旧式 Excel/WPS 文件（.xls）。", "可读取"),
        ("附.dbf", "“附.dbf”是Shapefile 的附属文件。", "请选择同名的 .shp 文件。"),
        ("表.csv", "“表.csv”是表格（CSV），没有几何。", "由经纬度列生成点"),
        ("文.txt", "“文.txt”是不认识的格式。", "可读取 GeoJSON、GeoPackage、Shapefile"),
        ("坏.gpkg", "“坏.gpkg”已损坏，无法读取", "请重新下载"),
        ("坏.zip", "压缩包“坏.zip”已损坏。", "请重新下载或压缩。"),
        ("别.zip", "压缩包“别.zip”中没有可读取的图层。", "其中应有 .shp"),
        ("要.gml", "“要.gml”是XML，但不是 KML。", "可读取"),
        ("坏.parquet", "“坏.parquet”已损坏，无法读取", "请重新下载"),
        ("坏.fgb", "“坏.fgb”已损坏，无法读取", "请重新下载"),
        ("坏.shp", "“坏.shp”已损坏，无法读取", "请重新下载"),
    ],
)
def test_what_cannot_be_read_is_said_in_so_many_words(tmp_path: Path, kind: str, what: str, remedy: str) -> None:
    with pytest.raises(SourceError) as error:
        read_vector(bad_file(tmp_path, kind))
    assert what in error.value.what.zh and remedy in error.value.remedy.zh
    assert error.value.what.en and error.value.remedy.en


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "密.geojson"
    path.write_text("{}")
    path.chmod(0)
    with pytest.raises(SourceError, match="permission"):
        read_vector(path)


def test_reading_is_cancelled_between_batches(parks: gpd.GeoDataFrame, tmp_path: Path) -> None:
    import pandas as pd

    many = pd.concat([parks] * 7000, ignore_index=True)
    write_vector(many, tmp_path / "大.gpkg")
    calls = 0

    def should_stop() -> bool:
        nonlocal calls
        calls += 1
        return calls > 12

    with pytest.raises(Cancelled):
        read_vector(tmp_path / "大.gpkg", feedback=CallbackFeedback(should_stop=should_stop))
    assert calls == 13


@pytest.mark.parametrize("suffix", [".gpkg", ".fgb", ".parquet", ".shp"])
def test_damage_in_binary_files_never_crashes(parks: gpd.GeoDataFrame, tmp_path: Path, suffix: str) -> None:
    import random

    dice = random.Random(3)
    path = tmp_path / f"源{suffix}"
    if suffix == ".shp":
        shapefile(parks, path, "GBK")
    else:
        write_vector(parks, path)
    raw = path.read_bytes()
    for turn in range(12):
        damaged = tmp_path / f"损{turn}{suffix}"
        for companion in (".shx", ".dbf", ".prj"):
            if path.with_suffix(companion).exists():
                shutil.copy(path.with_suffix(companion), damaged.with_suffix(companion))
        body = bytearray(raw[: dice.randrange(len(raw) // 2, len(raw))] if turn % 2 else raw)
        for _ in range(4):
            body[dice.randrange(len(body))] = dice.randrange(256)
        damaged.write_bytes(body)
        try:
            read_vector(damaged)
        except SourceError as error:
            assert error.remedy.zh


def test_the_module_is_quick_to_import() -> None:
    heavy = "{'geopandas', 'pandas', 'numba', 'pyogrio', 'fiona', 'shapely', 'pyarrow', 'openpyxl', 'numpy'}"
    code = f"import sys, spatial.sources; print({heavy} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path.cwd())
    assert run.stdout.strip() == "set()"
