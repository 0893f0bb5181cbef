"""Whatever is dropped or pasted is sorted rightly, or refused with a reason."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from layers.incoming import Incoming, files_in, read_pasted, sort_files
from spatial.errors import SourceError

POINT = '{"type": "Feature", "properties": {"name": "甲"}, "geometry": {"type": "Point", "coordinates": [121.4, 31.2]}}'


def touch(folder: Path, *names: str) -> list[Path]:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x", encoding="utf-8")
    return [folder / name for name in names]


def test_layers_and_tables_are_told_apart(tmp_path: Path) -> None:
    layer, table, strange = touch(tmp_path, "a.GeoJSON", "b.CSV", "c.dwg")
    assert sort_files([layer, table, strange]) == Incoming(layers=(layer, strange), tables=(table,))


def test_the_parts_of_a_shapefile_are_one_layer(tmp_path: Path) -> None:
    paths = touch(tmp_path, "a.dbf", "a.shp", "a.shx", "a.shp.xml", "a.prj")
    assert sort_files(paths) == Incoming(layers=(tmp_path / "a.shp",))
    assert sort_files(paths[:1]) == Incoming(layers=(tmp_path / "a.shp",))


def test_a_folder_gives_its_layers(tmp_path: Path) -> None:
    touch(tmp_path, "in/a.shp", "in/a.dbf", "in/readme.md", "in/b.gpkg")
    assert sort_files([tmp_path / "in"]).layers == (tmp_path / "in" / "a.shp", tmp_path / "in" / "b.gpkg")
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match="empty"):
        sort_files([tmp_path / "empty"])


def test_projects_are_recognised_and_come_alone(tmp_path: Path) -> None:
    project, other = touch(tmp_path, "p/project.json", "a.geojson")
    with zipfile.ZipFile(tmp_path / "packed.zip", "w") as archive:
        archive.writestr("project.json", "{}")
    with zipfile.ZipFile(tmp_path / "shape.zip", "w") as archive:
        archive.writestr("a.shp", "")
    for path in (project, project.parent, tmp_path / "packed.zip", tmp_path / "any.yuantu"):
        assert sort_files([path]) == Incoming(path)
    assert sort_files([tmp_path / "shape.zip"]).layers == (tmp_path / "shape.zip",)
    with pytest.raises(SourceError, match="project"):
        sort_files([project, other])


def test_paths_and_addresses_in_a_text(tmp_path: Path) -> None:
    first, second = touch(tmp_path, "桃浦 a.geojson", "b.csv")
    assert files_in(f'"{first}"\n{second}\n') == (first, second)
    assert files_in(first.as_uri()) == (first,)
    for text in ("", "hello", str(tmp_path / "missing.geojson"), f"{first}\nhello", POINT):
        assert files_in(text) == ()


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (POINT, ["Point"]),
        ('\ufeff {"type": "Point", "coordinates": [121.4, 31.2]}', ["Point"]),
        ("POINT (121.4 31.2)", ["Point"]),
        ("point(121.4 31.2)\n\nPOLYGON ((121 31, 122 31, 122 32, 121 31))", ["Point", "Polygon"]),
        ("POLYGON ((121 31, 122 31,\n 122 32, 121 31))", ["Polygon"]),
        ("SRID=4549;POINT (500000 3460000)", ["Point"]),
        ("MULTIPOINT ((121 31), (122 32))", ["MultiPoint"]),
    ],
)
def test_geometry_as_text_becomes_a_data_set(text: str, kinds: list[str]) -> None:
    dataset = read_pasted(text, ["pasted"])
    assert list(dataset.frame.geometry.geom_type) == kinds
    assert (dataset.id, dataset.name.zh, dataset.origin.path) == ("pasted-2", "粘贴图层", "")
    assert dataset.frame.crs is not None


def test_the_srid_is_the_crs() -> None:
    assert read_pasted("SRID=4549;POINT (500000 3460000)").frame.crs.to_epsg() == 4549


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "POINT (121.4",
        "POINT (500000 3460000)",
        "SRID=999999;POINT (1 2)",
        "SRID=4326;POINT (1 2)\nSRID=4549;POINT (1 2)",
        '{"type": "Feature"',
        '{"hello": 1}',
        "[1, 2]",
    ],
)
def test_anything_else_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(SourceError) as refused:
        read_pasted(text)
    assert refused.value.what.zh and refused.value.remedy.zh
