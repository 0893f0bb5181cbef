"""GeoJSON: the scan and GDAL read the same; every deviation is found; nothing is lost."""

from __future__ import annotations

import json
import math
import warnings
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spatial.errors import SourceError
from spatial.feedback import CallbackFeedback, Cancelled
from spatial.formats.decimal_scan import scan_number
from spatial.sources import VectorSource, read_vector
from tests import zoo

EACH = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SQUARE = [[[121.37, 31.22], [121.38, 31.22], [121.38, 31.23], [121.37, 31.23], [121.37, 31.22]]]


def feature(geometry: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def polygon(coordinates: object) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": coordinates}


def written(path: Path, *features: object, **members: object) -> Path:
    document = {"type": "FeatureCollection", "features": list(features)} | members
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def codes(source: VectorSource) -> list[str]:
    return [finding.code for finding in source.findings]


def compact(value: object) -> str:
    nested = json.loads(value) if isinstance(value, str) else value
    return json.dumps(nested, ensure_ascii=False, separators=(",", ":"))


def by_gdal(path: Path) -> gpd.GeoDataFrame:
    """Read with GDAL, and put its columns into the types that JSON has."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a text in a column of JSON that is no JSON
        frame = pyogrio.read_dataframe(path, DATE_AS_STRING="YES", ARRAY_AS_STRING="YES")
    for name in frame.columns.drop("geometry"):
        column = frame[name]
        if pd.api.types.is_integer_dtype(column.dtype):
            frame[name] = column.astype("int64")
        elif len(column.dropna()) and all(isinstance(v, dict | list) or str(v)[:1] == "[" for v in column.dropna()):
            frame[name] = column.map(compact, na_action="ignore").astype("str")
    return frame


def assert_same(ours: gpd.GeoDataFrame, theirs: gpd.GeoDataFrame) -> None:
    pd.testing.assert_frame_equal(
        pd.DataFrame(ours.drop(columns="geometry")), pd.DataFrame(theirs.drop(columns="geometry")), check_exact=True
    )
    assert shapely.to_wkb(ours.geometry.to_numpy()).tolist() == shapely.to_wkb(theirs.geometry.to_numpy()).tolist()


GEOMETRIES = [json.loads(shapely.to_geojson(shape)) for shape in zoo.VALID.values()]
TABLE = {
    "kinds": [feature(shape, 名称=f"园{i}", 值=i, 比=i + 0.5) for i, shape in enumerate(GEOMETRIES)],
    "one kind": [feature(polygon(SQUARE), 编码=f"{i:03d}", 面积=1e3 / (i + 1)) for i in range(50)],
    "types in turn": [
        feature(GEOMETRIES[i], n=i) for i in (6, 0, 9, 3, 7, 0, 2, 8, 10, 3, 6, 5, 0, 11, 2, 9, 3, 0, 4, 10, 1, 3)
    ],
    "null geometry": [feature(None, a=1), feature(polygon(SQUARE), a=2)],
    "empty": [feature({"type": "Polygon", "coordinates": []}, a="x"), feature(polygon(SQUARE), a="y")],
    "empty collection": [feature({"type": "GeometryCollection", "geometries": []}, a=True), feature(None, a=False)],
    "nested": [feature(polygon(SQUARE), 边={"北": [1, 2, {"x": None}]}, 列=["数字经济", "人工智能"])],
    "texts": [feature(polygon(SQUARE), 文=text) for text in zoo.NASTY_TEXTS],
    "missing values": [feature(None, t="a", f=1.5), feature(None, t=None, f=None), feature(None)],
    "mixed with text": [feature(None, v=1), feature(None, v="3-5"), feature(None, v="/"), feature(None, v=0)],
    "whole and broken numbers": [feature(None, v=1), feature(None, v=2.5), feature(None, v=1e20)],
    "long whole numbers": [feature(None, v=310115198001011234), feature(None, v=-1)],
    "dates stay text": [feature(None, d="2022-01-01"), feature(None, d="2020/5/1")],
    "foreign members": [feature(polygon(SQUARE), a=1) | {"bbox": [1, 2, 3, 4], "x": {"geometry": [[{}]]}}],
    "columns come later": [feature(None, a=1), feature(None, b="x"), feature(None, a=2, c=1.25)],
}


@pytest.mark.parametrize("name", TABLE)
@pytest.mark.parametrize("layout", [{}, {"indent": 2}, {"ensure_ascii": True, "indent": "\t"}])
def test_the_scan_reads_what_gdal_reads(tmp_path: Path, name: str, layout: dict[str, object]) -> None:
    path = tmp_path / "园区.geojson"
    document = {"type": "FeatureCollection", "名": "x", "features": TABLE[name], "bbox": [1, 2]}
    path.write_text(json.dumps(document, **({"ensure_ascii": False} | layout)), encoding="utf-8")
    ours, theirs = read_vector(path).frame, by_gdal(path)
    if name == "missing values":  # all rows of GDAL's text column are str, ours too
        theirs["f"] = theirs["f"].astype(float)
    if name == "columns come later":  # a whole number with gaps: GDAL's float, our Int64
        assert ours["a"].dtype == "Int64"
        ours = ours.astype({"a": float})
    assert_same(ours, theirs)


NUMBERS = ["121.3", "-0.0", "0", "1e2", "1.5E-3", "12E+1", "121.47370123456789", "0.1", "31.000000000000004"]


@pytest.mark.parametrize("x", [*NUMBERS, "121.473701234567891234567890", "9007199254740993", "5e-324", "1e-30"])
def test_numbers_are_read_to_the_last_bit(tmp_path: Path, x: str) -> None:
    path = tmp_path / "点.geojson"
    path.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},'
        f'"geometry":{{"coordinates" : [ {x} , 31.5 ],"type":"Point"}}}}]}}'
    )
    assert read_vector(path).frame.geometry.iloc[0].x == float(x)


@EACH
@given(
    st.one_of(st.floats(allow_nan=False, allow_infinity=False).map(repr), st.decimals(-180, 180, places=17).map(str))
)
def test_any_decimal_is_read_exactly_or_left_to_python(text: str) -> None:
    buffer = np.frombuffer(bytearray(text.encode() + b"\0" * 4), np.uint8)
    value, after, exact = scan_number(buffer, 0)
    assert after == len(text)
    assert not exact or (value == float(text) and math.copysign(1, value) == math.copysign(1, float(text)))


@pytest.mark.parametrize("text", ["01", "1.", ".5", "+1", "-", "1e", "1e+", "--1", "x"])
def test_what_is_no_json_number_is_none(text: str) -> None:
    assert scan_number(np.frombuffer(bytearray(text.encode() + b"\0" * 4), np.uint8), 0)[1] == -1


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8), lambda v: st.lists(v, max_size=2)
)
positions = st.tuples(st.floats(-180, 180), st.floats(-90, 90)).map(list)


@EACH
@given(
    st.lists(
        st.tuples(st.dictionaries(st.text(min_size=1, max_size=4), json_values, max_size=4), positions), max_size=8
    )
)
def test_random_features_come_back(tmp_path: Path, rows: list[tuple[dict[str, object], list[float]]]) -> None:
    path = written(tmp_path / "随机.geojson", *[feature({"type": "Point", "coordinates": p}, **d) for d, p in rows])
    frame = read_vector(path).frame
    assert [[p.x, p.y] for p in frame.geometry] == [p for _, p in rows]
    for row, (properties, _) in enumerate(rows):
        for name, value in properties.items():
            if name != "geometry" and isinstance(value, str) and frame[name].dtype == "str":
                assert frame[name].iloc[row] == value


DEVIATIONS = {
    "unclosed_ring": feature(polygon([SQUARE[0][:-1]])),
    "short_ring": feature(polygon([[[121, 31], [122, 31], [121, 31]]])),
    "wrong_nesting": feature(polygon(SQUARE[0])),
    "bad_coordinates": feature(polygon([[["121.3", 31.2], [121.4, 31.2], [121.4, 31.3], ["121.3", 31.2]]])),
    "wrong_type": feature({"type": "Polygone", "coordinates": SQUARE}),
    "null_geometry": feature(None),
    "empty_geometry": feature({"type": "Polygon", "coordinates": []}),
    "short_line": feature({"type": "LineString", "coordinates": [[121, 31]]}),
    "bad_properties": {"type": "Feature", "properties": [1], "geometry": None},
    "unreadable_feature": 7,
    "extra_ordinates": feature({"type": "Point", "coordinates": [121, 31, 1, 2]}),
    "invalid_ring": feature(json.loads(shapely.to_geojson(zoo.BOW_TIE))),
    "swapped_lonlat": feature({"type": "Point", "coordinates": [31.2, 121.4]}),
    "out_of_crs_area": feature({"type": "Point", "coordinates": [512000.0, 3456000.0]}),
}


@pytest.mark.parametrize("code", DEVIATIONS)
def test_every_deviation_is_found_and_the_feature_is_kept(tmp_path: Path, code: str) -> None:
    good = feature(polygon(SQUARE), 名称="好")
    source = read_vector(written(tmp_path / "坏.geojson", good, DEVIATIONS[code], good))
    found = [finding for finding in source.findings if finding.code == code]
    assert [finding.feature for finding in found] == [1]
    assert found[0].message.zh and found[0].message.en
    assert len(source.frame) == 3
    assert source.frame.geometry.iloc[0].equals(source.frame.geometry.iloc[2])


def test_good_files_give_no_finding(tmp_path: Path) -> None:
    assert codes(read_vector(written(tmp_path / "好.geojson", feature(polygon(SQUARE), 名称="桃浦")))) == []


def test_an_open_ring_is_closed_and_a_hole_without_area_left_out(tmp_path: Path) -> None:
    hole = [[121.371, 31.221], [121.372, 31.221], [121.371, 31.221]]
    path = written(tmp_path / "环.geojson", feature(polygon([SQUARE[0][:-1], hole])))
    assert read_vector(path).frame.geometry.iloc[0].equals(shapely.Polygon(SQUARE[0]))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999"])
def test_numbers_that_are_not_finite_cost_the_geometry_not_the_feature(tmp_path: Path, number: str) -> None:
    path = written(tmp_path / "无穷.geojson", feature({"type": "Point", "coordinates": ["?", 31]}, 名称="桃浦"))
    path.write_text(path.read_text(encoding="utf-8").replace('"?"', number), encoding="utf-8")
    source = read_vector(path)
    assert "non_finite_coordinates" in codes(source) and source.frame["名称"].tolist() == ["桃浦"]
    assert source.frame.geometry.iloc[0] is None


def test_members_and_ids_that_come_twice(tmp_path: Path) -> None:
    path = tmp_path / "重.geojson"
    one = '{"type":"Feature","id":"%s","properties":{"a":1,"a":2},"geometry":null}'
    path.write_text('{"type":"FeatureCollection","features":[' + one % "x" + "," + one % "x" + "]}")
    source = read_vector(path)
    assert codes(source).count("duplicate_keys") == 2 and codes(source).count("duplicate_ids") == 1
    assert source.frame["id"].tolist() == ["x", "x"] and source.frame["a"].tolist() == [2, 2]


def test_a_property_id_wins_over_the_id_of_the_feature(tmp_path: Path) -> None:
    path = written(tmp_path / "号.geojson", feature(None, id="001") | {"id": "x"})
    assert read_vector(path).frame["id"].tolist() == ["001"]


def test_a_column_of_mixed_kinds_is_text_as_printed(tmp_path: Path) -> None:
    values = [458, "3-5", 0, 1.5, None, "/"]
    source = read_vector(written(tmp_path / "混.geojson", *[feature(None, 值=value) for value in values]))
    assert source.frame["值"].fillna("?").tolist() == ["458", "3-5", "0", "1.5", "?", "/"]
    assert "mixed_types" in codes(source)


def test_whole_numbers_with_gaps_stay_whole(tmp_path: Path) -> None:
    path = written(tmp_path / "整.geojson", feature(None, 码=310115), feature(None, 码=None), feature(None, b=True))
    frame = read_vector(path).frame
    assert str(frame["码"].iloc[0]) == "310115" and frame["码"].dtype == "Int64" and frame["b"].dtype == "boolean"


def test_findings_of_one_code_are_summed_up(tmp_path: Path) -> None:
    source = read_vector(written(tmp_path / "多.geojson", *[feature(None)] * 50))
    assert codes(source) == ["null_geometry"] * 21
    assert "50" in source.findings[-1].message.zh


@pytest.mark.parametrize(
    ("name", "expected"),
    [("urn:ogc:def:crs:EPSG::4490", 4490), ("EPSG:4549", 4549), ("urn:ogc:def:crs:EPSG::3857", 3857)],
)
def test_an_old_crs_member_is_honoured_and_noted(tmp_path: Path, name: str, expected: int) -> None:
    crs = {"type": "name", "properties": {"name": name}}
    source = read_vector(written(tmp_path / "旧.geojson", feature(None), crs=crs))
    assert source.frame.crs.to_epsg() == expected and "old_crs_member" in codes(source)
    assert source.datum == ("wgs84" if expected == 3857 else "cgcs2000")


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"])
def test_an_old_crs_member_of_wgs84_is_nothing_to_note(tmp_path: Path, name: str) -> None:
    crs = {"type": "name", "properties": {"name": name}}
    source = read_vector(written(tmp_path / "旧.geojson", feature(polygon(SQUARE)), crs=crs))
    assert source.frame.crs.to_epsg() == 4326 and source.findings == ()


def test_an_unknown_crs_member_is_no_guess(tmp_path: Path) -> None:
    source = read_vector(written(tmp_path / "旧.geojson", feature(None), crs={"type": "name", "properties": {}}))
    assert source.frame.crs is None and "unknown_crs" in codes(source)


@pytest.mark.parametrize("document", [feature(polygon(SQUARE), 名="x"), polygon(SQUARE), [feature(polygon(SQUARE))]])
def test_a_single_feature_a_geometry_or_an_array_is_a_collection_of_one(tmp_path: Path, document: object) -> None:
    path = tmp_path / "单.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    assert read_vector(path).frame.geometry.iloc[0].equals(shapely.Polygon(SQUARE[0]))


def test_other_json_is_left_to_gdal(tmp_path: Path) -> None:
    lines = tmp_path / "列.json"
    lines.write_text("\n".join(json.dumps(feature(polygon(SQUARE), a=i)) for i in range(3)))
    assert read_vector(lines).frame["a"].tolist() == [0, 1, 2]
    topology = {
        "type": "Topology",
        "arcs": [[[121, 31], [122, 31], [122, 32], [121, 31]]],
        "objects": {"园": {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "arcs": [[0]]}]}},
    }
    (tmp_path / "拓.json").write_text(json.dumps(topology, ensure_ascii=False), encoding="utf-8")
    assert len(read_vector(tmp_path / "拓.json").frame) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_are_found(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "编码.geojson"
    document = {"type": "FeatureCollection", "features": [feature(None, 名称="桃浦智创城\\运河{区}")]}
    path.write_bytes(json.dumps(document, ensure_ascii=False).encode(encoding))
    source = read_vector(path)
    assert source.frame["名称"].tolist() == ["桃浦智创城\\运河{区}"] and source.encoding == encoding


def test_bytes_that_do_not_decode_are_found(tmp_path: Path) -> None:
    path = written(tmp_path / "坏.geojson", *[feature(None, 名称=f"桃浦智创城{i}") for i in range(60)])
    path.write_bytes(path.read_bytes().replace('桃浦智创城7"'.encode(), b'\xff\xfe7"'))
    source = read_vector(path)
    assert [f.feature for f in source.findings if f.code == "undecodable_text"] == [7]
    assert len(source.frame) == 60 and source.encoding == "utf-8"


def test_half_a_surrogate_pair_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "半.geojson"
    features = json.dumps([feature(None, a="\ud83c桃")])
    path.write_text(f'{{"type":"FeatureCollection","features":{features}}}')
    assert read_vector(path).frame["a"].tolist() == ["\ufffd桃"]


def test_large_files_report_and_can_be_cancelled(tmp_path: Path) -> None:
    path = written(tmp_path / "大.geojson", *[feature(polygon(SQUARE), 名称="x" * 400)] * 30_000)
    reports: list[float] = []
    read_vector(path, feedback=CallbackFeedback(lambda fraction, _: reports.append(fraction)))
    assert len(reports) > 8 and reports == sorted(reports) and reports[-1] == 1.0
    with pytest.raises(Cancelled):
        read_vector(path, feedback=CallbackFeedback(should_stop=lambda: True))


def test_a_feature_larger_than_a_chunk(tmp_path: Path) -> None:
    angle = np.linspace(0, 2 * np.pi, 300_000, endpoint=False)
    ring = shapely.LinearRing(np.column_stack((121 + np.cos(angle), 31 + np.sin(angle))))
    big = json.loads(shapely.to_geojson(shapely.Polygon(ring)))
    source = read_vector(
        written(tmp_path / "巨.geojson", feature(polygon(SQUARE)), feature(big), feature(polygon(SQUARE)))
    )
    assert shapely.get_num_coordinates(source.frame.geometry.to_numpy()).tolist() == [5, 300_001, 5]
    assert shapely.get_coordinates(source.frame.geometry.iloc[1]).tolist() == big["coordinates"][0]
    assert source.findings == ()


@EACH
@given(st.data())
def test_damage_gives_findings_or_a_message_never_a_crash(tmp_path: Path, data: st.DataObject) -> None:
    features = [feature(shape, 名称="桃浦", 值=i, id=str(i)) for i, shape in enumerate(GEOMETRIES)]
    raw = bytearray(written(tmp_path / "损.geojson", *features).read_bytes())
    if data.draw(st.booleans()):
        raw = raw[: data.draw(st.integers(1, len(raw)))]
    for _ in range(data.draw(st.integers(0, 3))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "损.geojson"
    path.write_bytes(raw)
    try:
        source = read_vector(path)
    except SourceError as error:
        assert error.what.zh and error.remedy.zh
        return
    if "truncated_file" not in codes(source) and source.encoding == "utf-8":
        json.loads(raw.decode("utf-8", "replace"))  # what we accept is JSON


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_cut_off_file_keeps_its_whole_features(tmp_path: Path, share: float) -> None:
    path = written(tmp_path / "断.geojson", *[feature(polygon(SQUARE), 序=i) for i in range(100)])
    raw = path.read_bytes()
    path.write_bytes(raw[: int(len(raw) * share)])
    source = read_vector(path)
    assert "truncated_file" in codes(source)
    assert source.frame["序"].tolist() == list(range(len(source.frame))) and len(source.frame) >= int(share * 100) - 2
