"""A saved project comes back equal, and nothing that happens on a disk loses the old one."""

from __future__ import annotations

import errno
import json
import os
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import GeometryCollection, LineString, MultiPoint, Point, Polygon, box

from layers import edits
from layers.cartography.symbology import Categorised, Clustered, Graduated, Proportional, Single, Symbology
from layers.layer import Dataset, Field, JoinStep, Layer, Map, Origin
from layers.project import Project
from layers.storage.frame_hash import frame_hash
from layers.storage.project_archive import pack
from layers.storage.project_document import document_of
from layers.storage.project_file import (
    OpenedProject,
    WriteOptions,
    backups_of,
    describe,
    equal_projects,
    project_hash,
    read_project,
    relink,
    write_project,
)
from layers.storage.project_json import AbsentDataset, Decoder, Stored, encode
from spatial import files
from spatial.errors import GisError, ProjectError, SourceError
from spatial.feedback import CallbackFeedback, Cancelled
from spatial.files import sha256_of
from spatial.text import Text, plain
from tests.layers.small_project import PARKS, SITES, YEARS, small_project

T = Text("名", "name")
PLACES = ["folder", "folder/project.json", "a.yuantu", "a.zip"]


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder with its bytes."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def place_in(folder: Path, name: str) -> Path:
    if name == "folder/project.json":
        (folder / "folder").mkdir(exist_ok=True)
    return folder / name


# --- there and back ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PLACES)
def test_round_trip_is_equal_and_the_second_write_is_byte_identical(tmp_path: Path, name: str) -> None:
    path, project = place_in(tmp_path, name), small_project()
    assert write_project(project, path) is project
    first = tree(tmp_path)
    opened = read_project(path)
    assert describe(opened.project) == describe(project)
    assert not opened.missing
    assert {finding.code for finding in opened.findings} <= {"table_missing"}
    write_project(opened.project, path)
    write_project(project, path)
    assert tree(tmp_path) == first


def test_the_document_is_readable(tmp_path: Path) -> None:
    write_project(small_project(), tmp_path / "p")
    text = (tmp_path / "p" / "project.json").read_text(encoding="utf-8")
    assert text.startswith("{\n")
    assert "桃浦智创" in text
    assert '"format": "yuantu-project"' in text
    assert json.loads(text)["maps"][0]["layers"][0]["symbology"]["kind"] == "graduated"
    assert str(tmp_path) not in text


def frame_of(**columns: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=[Point(121, 31), Point(122, 31)], crs="EPSG:4326")


ODD_FRAMES: dict[str, gpd.GeoDataFrame] = {
    "parks": PARKS,
    "sites with 15 digits": SITES,
    "no features": PARKS.iloc[:0],
    "no columns": PARKS[["geometry"]],
    "leading zeros": frame_of(code=["0012", "1e5"]),
    "texts that look like JSON": frame_of(a=["{}", "[1, 2]"], b=["null", "NaN"], c=["", " "]),
    "missing of every kind": frame_of(
        a=[None, "x"], b=[np.nan, 1.5], c=[None, None], d=[pd.NaT, pd.Timestamp(2025, 1, 2)]
    ),
    "integers and floats": frame_of(a=[1, 2**40], b=[1.0, 2.0], c=[0.1, 1e-300], d=[-0.0, 1e20]),
    "booleans": frame_of(a=[True, False]),
    "columns that differ in case": frame_of(Name=["a", "b"], name=["c", "d"]),
    "awkward names": frame_of(**{"fid": [7, 8], "高新技术企业（家）@2025": ["1", "/"], 'quote"s': ["<b>", "`"]}),
    "mixed geometry": gpd.GeoDataFrame(
        {"id": list("abcde")},
        geometry=[Point(1, 2), LineString([(0, 0), (1, 1)]), box(0, 0, 1, 1), MultiPoint([(0, 0)]), None],
        crs="EPSG:4326",
    ),
    "empty geometry": gpd.GeoDataFrame({"id": ["a", "b"]}, geometry=[Polygon(), Point(1, 1)], crs="EPSG:4326"),
    "collection": gpd.GeoDataFrame({"id": ["a"]}, geometry=[GeometryCollection([Point(1, 2)])], crs="EPSG:4326"),
    "with heights": gpd.GeoDataFrame({"id": ["a"]}, geometry=[Point(121, 31, 4)], crs="EPSG:4326"),
    "clockwise ring": gpd.GeoDataFrame({"id": ["a"]}, geometry=[Polygon([(0, 0), (0, 1), (1, 1)])], crs="EPSG:4326"),
    "CGCS2000": SITES.set_crs("EPSG:4490", allow_override=True),
    "projected": SITES.to_crs("EPSG:4549"),
    "no CRS": SITES.set_crs(None, allow_override=True),
    "index": PARKS.set_index(pd.Index([5, 5, 9])),
}


@pytest.mark.parametrize("datum", ["wgs84", "gcj02"])
@pytest.mark.parametrize("name", ODD_FRAMES)
def test_no_digit_of_odd_data_is_lost(tmp_path: Path, name: str, datum: str) -> None:
    project = Project(T, (Dataset("d", T, ODD_FRAMES[name], datum=datum),))
    write_project(project, tmp_path / "p")
    opened = read_project(tmp_path / "p")
    assert not opened.missing
    assert frame_hash(opened.project.dataset("d").frame) == frame_hash(ODD_FRAMES[name])
    assert opened.project.dataset("d").datum == datum


SYMBOLOGIES: list[Symbology] = [
    Single(),
    YEARS[0],
    replace(YEARS[0], breaks=(float("-inf"), 0.1 + 0.2, float("inf")), zero_class=True, possible=2),
    Graduated("f", "quantiles", (), ()),
    Proportional("f", 1e-9, lock="x"),
    Categorised("f", ()),
    Clustered("aggregate"),
]


@pytest.mark.parametrize("symbology", SYMBOLOGIES)
def test_every_symbology_survives(symbology: Symbology) -> None:
    text = json.dumps(encode(symbology, Symbology))
    assert Decoder().decode(json.loads(text), Symbology, "here") == symbology


def test_numpy_numbers_in_a_look_are_written_as_numbers(tmp_path: Path) -> None:
    breaks = tuple(np.array([0, 5, 9]))
    project = edits.set_symbology(small_project(), "parks_a", replace(YEARS[0], breaks=breaks))
    write_project(project, tmp_path / "p")
    look = read_project(tmp_path / "p").project.layer("parks_a").symbology
    assert isinstance(look, Graduated)
    assert look.breaks == (0.0, 5.0, 9.0)


DIFFERENT: list[Callable[[Project], Project]] = [
    lambda p: edits.set_opacity(p, "base", 0.5),
    lambda p: edits.show_map(p, "second"),
    lambda p: edits.set_datum(p, "parks", "bd09"),
    lambda p: edits.add_alias(p, "真如", "002"),
    lambda p: edits.move_layer(p, "base", 0),
    lambda p: edits.set_joined(p, "parks", PARKS.assign(count=[3, 0, 8]), JoinStep("t", "", ()), {}),
    lambda p: edits.relink_dataset(p, "parks", replace(p.dataset("parks"), frame=PARKS.iloc[::-1])),
]


@pytest.mark.parametrize("edit", DIFFERENT)
def test_projects_that_differ_are_told_apart(edit: Callable[[Project], Project]) -> None:
    project, other = small_project(), edit(small_project())
    assert equal_projects(project, small_project())
    assert project_hash(project) == project_hash(small_project())
    assert not equal_projects(project, other)
    assert project_hash(project) != project_hash(other)


def test_the_hash_does_not_depend_on_the_place() -> None:
    def at(path: str) -> Project:
        return Project(T, (Dataset("d", T, PARKS, origin=Origin(path)),))

    assert project_hash(at("/home/li/parks.geojson")) == project_hash(at("parks.geojson"))
    assert project_hash(at("C:\\plans\\parks.geojson")) == project_hash(at("parks.geojson"))
    assert project_hash(at("a.geojson")) != project_hash(at("b.geojson"))


# --- linked files --------------------------------------------------------------------------------------------------


def linked_project(folder: Path) -> Project:
    """Return a project over a file in `folder`, written the way the program writes GeoJSON."""
    from spatial.sources import read_vector, write_vector

    path = folder / "parks.geojson"
    write_vector(PARKS[["id", "name", "count", "geometry"]], path)
    source = read_vector(path)
    parks = Dataset(
        "parks", T, source.frame, origin=Origin("parks.geojson", source.sha256, source.driver), id_field="id"
    )
    return Project(T, (parks,), (Map("m", T, (Layer("l", "parks", T),)),), "m")


def joined_project(folder: Path) -> Project:
    """Return the same with a table joined, as the program does it."""
    from spatial.joining.joins import join_table
    from spatial.sources import read_table

    project = linked_project(folder)
    (folder / "n.csv").write_text("code,n@2025\n001,415\n002,/\n", encoding="utf-8")
    table = read_table(folder / "n.csv")
    parks = project.dataset("parks")
    result = join_table(parks.frame, table.frame, (("id", "code"),))
    step = JoinStep("n.csv", table.sha256, (("id", "code"),), "", result.columns, 2, 1, 0)
    return edits.set_joined(project, "parks", result.frame, step, {"n@2025": Field("n@2025", T)})


@pytest.mark.parametrize("make", [linked_project, joined_project])
def test_unchanged_origins_in_the_folder_are_linked_and_left_alone(
    tmp_path: Path, make: Callable[[Path], Project]
) -> None:
    project = make(tmp_path)
    before = tree(tmp_path)
    write_project(project, tmp_path)
    after = tree(tmp_path)
    assert set(after) == {*before, "project.json"}
    assert {name: after[name] for name in before} == before
    opened = read_project(tmp_path)
    assert equal_projects(opened.project, project)
    assert not opened.findings


def test_absolute_paths_in_the_folder_become_relative(tmp_path: Path) -> None:
    project = joined_project(tmp_path)
    parks = project.dataset("parks")
    absolute = replace(
        parks,
        origin=replace(parks.origin, path=str(tmp_path / "parks.geojson")),
        joins=(replace(parks.joins[0], table=str(tmp_path / "n.csv")),),
    )
    saved = write_project(replace(project, datasets=(absolute,)), tmp_path)
    assert equal_projects(saved, project)
    assert equal_projects(read_project(tmp_path).project, project)
    assert not (tmp_path / "data").exists()


def stored_kinds(folder: Path) -> list[str]:
    document = json.loads((folder / "project.json").read_text(encoding="utf-8"))
    return [each["stored"]["kind"] for each in document["datasets"]]


def test_features_that_differ_from_their_file_are_kept_inside(tmp_path: Path) -> None:
    project = linked_project(tmp_path)
    parks = project.dataset("parks")
    edited = replace(project, datasets=(replace(parks, frame=parks.frame.assign(count=[1, 2, 3])),))
    write_project(edited, tmp_path)
    assert stored_kinds(tmp_path) == ["inside"]
    assert equal_projects(read_project(tmp_path).project, edited)


def test_a_file_that_changed_since_it_was_read_does_not_replace_what_was_read(tmp_path: Path) -> None:
    project = linked_project(tmp_path)
    (tmp_path / "parks.geojson").write_text('{"type":"FeatureCollection","features":[]}', encoding="utf-8")
    write_project(project, tmp_path)
    assert stored_kinds(tmp_path) == ["inside"]
    assert len(read_project(tmp_path).project.dataset("parks").frame) == 3


@pytest.mark.parametrize("link", [False, True])
def test_files_outside_are_copied_unless_they_shall_be_linked(tmp_path: Path, link: bool) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    project = linked_project(outside)
    parks = project.dataset("parks")
    path = (outside / "parks.geojson").as_posix()
    project = replace(project, datasets=(replace(parks, origin=replace(parks.origin, path=path)),))
    write_project(project, tmp_path / "p", options=WriteOptions(link_outside=link))
    assert stored_kinds(tmp_path / "p") == ["linked" if link else "inside"]
    shutil.rmtree(outside)
    assert len(read_project(tmp_path / "p").missing) == int(link)


def test_saving_elsewhere_takes_the_linked_data_along(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    project = joined_project(tmp_path / "a")
    for name in ("b", "c.yuantu"):
        write_project(project, tmp_path / name)
        opened = read_project(tmp_path / name)
        assert equal_projects(opened.project, project)
        assert [finding.code for finding in opened.findings] == ["table_missing"]


def test_a_folder_zipped_by_hand_opens_and_saves(tmp_path: Path) -> None:
    folder = tmp_path / "geo"
    folder.mkdir()
    project = joined_project(folder)
    write_project(project, folder)
    path = Path(shutil.make_archive(str(tmp_path / "geo"), "zip", tmp_path, "geo"))
    opened = read_project(path)
    assert equal_projects(opened.project, project)
    assert not opened.findings
    write_project(opened.project, path)
    again = read_project(path)
    assert equal_projects(again.project, project)


# --- what is missing or changed ------------------------------------------------------------------------------------


def codes(opened: OpenedProject) -> list[str]:
    return [finding.code for finding in opened.findings]


def damaged(path: Path) -> None:
    path.write_bytes(b"\x00damaged")


@pytest.mark.parametrize(("harm", "code"), [(Path.unlink, "missing_file"), (damaged, "unreadable_file")])
@pytest.mark.parametrize("linked", [True, False])
def test_a_missing_file_opens_the_rest_and_survives_saving(
    tmp_path: Path, harm: Callable[[Path], None], code: str, linked: bool
) -> None:
    project = edits.add_dataset(linked_project(tmp_path), Dataset("sites", T, SITES))
    if not linked:
        project = replace(project, datasets=tuple(replace(each, origin=Origin()) for each in project.datasets))
    write_project(project, tmp_path)
    document = (tmp_path / "project.json").read_bytes()
    lost = tmp_path / json.loads(document)["datasets"][0]["stored"]["path"]
    copy = shutil.copy(lost, tmp_path / "copy.geojson")
    harm(lost)

    opened = read_project(tmp_path)
    assert code in codes(opened)
    assert [each.dataset_id for each in opened.missing] == ["parks"]
    assert len(opened.project.dataset("sites").frame) == 2
    assert isinstance(opened.project.dataset("parks"), AbsentDataset)
    assert opened.project.layer("l").dataset == "parks"
    write_project(opened.project, tmp_path)
    assert (tmp_path / "project.json").read_bytes() == document
    assert equal_projects(opened.project, project)  # the hash of what is missing is known

    whole = relink(opened.project, "parks", Path(copy))
    assert frame_hash(whole.dataset("parks").frame) == frame_hash(project.dataset("parks").frame)
    write_project(whole, tmp_path)
    assert not read_project(tmp_path).missing


def test_relinking_to_a_file_without_the_drawn_column_is_refused(tmp_path: Path) -> None:
    project = edits.set_symbology(linked_project(tmp_path), "l", Proportional("count", 7.0))
    other = tmp_path / "other.geojson"
    other.write_text('{"type":"FeatureCollection","features":[]}', encoding="utf-8")
    with pytest.raises(GisError):
        relink(project, "parks", other)


def test_relinking_repeats_the_joins(tmp_path: Path) -> None:
    project = joined_project(tmp_path)
    copy = Path(shutil.copy(tmp_path / "parks.geojson", tmp_path / "moved.geojson"))
    for root in (tmp_path, tmp_path / "project.json", None):
        again = relink(project, "parks", copy, root=root)
        assert frame_hash(again.dataset("parks").frame) == frame_hash(project.dataset("parks").frame)


def test_a_changed_linked_file_is_read_as_it_is_with_a_finding(tmp_path: Path) -> None:
    write_project(linked_project(tmp_path), tmp_path)
    path = tmp_path / "parks.geojson"
    path.write_text(path.read_text(encoding="utf-8").replace("未来岛", "未来岛二"), encoding="utf-8")
    opened = read_project(tmp_path)
    assert codes(opened) == ["file_changed"]
    assert opened.project.dataset("parks").frame["name"].tolist()[1] == "未来岛二"
    write_project(opened.project, tmp_path)
    assert stored_kinds(tmp_path) == ["linked"]
    assert codes(read_project(tmp_path)) == []


def change_table(folder: Path) -> None:
    (folder / "n.csv").write_text("code,n@2025\n001,500\n003,7\n", encoding="utf-8")


def column(opened: OpenedProject) -> list[object]:
    values = opened.project.dataset("parks").frame["n@2025"]
    return [None if gone else value for value, gone in zip(values, values.isna(), strict=True)]


def test_a_changed_table_is_joined_again_only_when_the_user_agrees(tmp_path: Path) -> None:
    write_project(joined_project(tmp_path), tmp_path)
    change_table(tmp_path)
    opened = read_project(tmp_path)
    assert codes(opened) == ["table_changed"]
    assert column(opened) == [None, None, None]
    agreed = read_project(tmp_path, repeat_changed=True)
    assert codes(agreed) == []
    assert column(agreed) == ["500", None, "7"]
    step = agreed.project.dataset("parks").joins[0]
    assert step.sha256 == sha256_of(tmp_path / "n.csv")
    write_project(opened.project, tmp_path)  # saved without agreeing: the offer stays
    assert codes(read_project(tmp_path)) == ["table_changed"]
    assert column(read_project(tmp_path, repeat_changed=True)) == ["500", None, "7"]


def test_joined_data_inside_keep_their_values_when_the_table_changes(tmp_path: Path) -> None:
    project = joined_project(tmp_path)
    parks = project.dataset("parks")
    outside = replace(parks.joins[0], table=(tmp_path / "n.csv").as_posix())
    project = replace(project, datasets=(replace(parks, origin=Origin(), joins=(outside,)),))
    write_project(project, tmp_path / "p")
    change_table(tmp_path)
    opened = read_project(tmp_path / "p")
    assert codes(opened) == ["table_changed"]
    assert column(opened) == ["415", "/", None]
    assert column(read_project(tmp_path / "p", repeat_changed=True)) == ["500", None, "7"]
    (tmp_path / "n.csv").write_text("code,other\n001,1\n", encoding="utf-8")
    failed = read_project(tmp_path / "p", repeat_changed=True)
    assert codes(failed) == ["join_failed"]
    assert column(failed) == ["415", "/", None]
    (tmp_path / "n.csv").unlink()
    assert codes(read_project(tmp_path / "p", repeat_changed=True)) == ["table_missing"]


# --- files that are wrong ------------------------------------------------------------------------------------------


def saved_json(folder: Path) -> dict[str, object]:
    write_project(small_project(), folder / "p")
    found: dict[str, object] = json.loads((folder / "p" / "project.json").read_text(encoding="utf-8"))
    return found


def put(*path: str | int, value: object) -> Callable[[dict[str, object]], None]:
    def change(document: dict[str, object]) -> None:
        part: object = document
        for key in path[:-1]:
            part = part[key]  # type: ignore[index]  # JSON: dicts and lists in any order
        part[path[-1]] = value  # type: ignore[index]  # the same

    return change


LAYER = ("maps", 0, "layers", 0)
WRONG: list[tuple[Callable[[dict[str, object]], None], str]] = [
    (put("format", value="qgis"), "not a Yuantu project"),
    (put("version", value=2), "format version 2; this program knows versions up to 1.*newer Yuantu"),
    (put("version", value="1"), "“version”"),
    (put("datasets", value={}), "“datasets”"),
    (put("maps", 0, "layers", 0, "opacity", value="half"), r"maps\[0\].layers\[0\].opacity.*'half'"),
    (put(*LAYER, "symbology", "kind", value="holographic"), r"layers\[0\].symbology.kind.*'holographic'"),
    (put(*LAYER, "symbology", "breaks", 1, value=None), r"breaks\[1\].*null"),
    (put(*LAYER, "symbology", "paint", value="spray"), "paint.*'spray'"),
    (put(*LAYER, "dataset", value="none"), "parks_a.dataset.*'none'"),
    (put(*LAYER, "id", value="base"), "“base” stands twice"),
    (put("maps", 1, "id", value="first"), "“first” stands twice"),
    (put("datasets", 1, "id", value="parks"), "“parks” stands twice"),
    (put("active_map", value="none"), "active_map"),
    (put("maps", 0, "extent", value=[1, 2]), "extent"),
    (put("datasets", 0, "stored", "path", value="../secret.geojson"), "leaves the project folder"),
    (put("datasets", 0, "stored", "path", value="/etc/passwd"), "leaves the project folder"),
    (put("datasets", 0, "stored", "path", value="C:\\x.geojson"), "leaves the project folder"),
    (put("datasets", 0, "stored", "path", value="data\\..\\..\\x"), "leaves the project folder"),
    (
        put(
            "datasets",
            0,
            "stored",
            value={"kind": "linked", "path": "../x", "sha256": "", "content": "", "features": 1},
        ),
        "leaves",
    ),
    (put("datasets", 0, "stored", value=None), "stored"),
]


@pytest.mark.parametrize(("change", "says"), WRONG)
def test_a_wrong_document_is_refused_with_the_place(
    tmp_path: Path, change: Callable[[dict[str, object]], None], says: str
) -> None:
    document = saved_json(tmp_path)
    change(document)
    (tmp_path / "p" / "project.json").write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(ProjectError, match=says) as caught:
        read_project(tmp_path / "p")
    assert caught.value.what.zh
    assert caught.value.remedy.zh
    assert caught.value.remedy.en


def test_broken_json_names_line_and_column(tmp_path: Path) -> None:
    saved_json(tmp_path)
    path = tmp_path / "p" / "project.json"
    path.write_text('{\n  "format": "yuantu-project",\n  oops\n}', encoding="utf-8")
    with pytest.raises(ProjectError, match="line 3, column 3"):
        read_project(path)


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff\xfe", b'{"a": 1}'])
def test_what_is_no_project_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "project.json").write_bytes(content)
    with pytest.raises(ProjectError):
        read_project(tmp_path)


def test_a_folder_without_a_project_and_a_missing_path(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"no project\.json"):
        read_project(tmp_path)
    for name in ("none", "none.yuantu"):
        with pytest.raises(SourceError, match="does not exist"):
            read_project(tmp_path / name)


def test_a_byte_order_mark_is_no_error(tmp_path: Path) -> None:
    saved_json(tmp_path)
    path = tmp_path / "p" / "project.json"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert equal_projects(read_project(path).project, small_project())


def test_unknown_keys_are_told_left_out_and_kept_in_the_backup(tmp_path: Path) -> None:
    document = saved_json(tmp_path)
    put("maps", 0, "layers", 0, "glow", value=3)(document)
    put("theme", value="dark")(document)
    path = tmp_path / "p" / "project.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    opened = read_project(tmp_path / "p")
    finding = next(each for each in opened.findings if each.code == "unknown_keys")
    assert "project.maps[0].layers[0].glow" in finding.message.en
    assert "project.theme" in finding.message.en
    write_project(opened.project, tmp_path / "p")
    assert "glow" not in path.read_text(encoding="utf-8")
    assert "glow" in backups_of(path)[0].read_text(encoding="utf-8")


def test_keys_that_a_file_leaves_out_get_their_defaults(tmp_path: Path) -> None:
    document = saved_json(tmp_path)
    del document["maps"][0]["layers"][0]["visible"]  # type: ignore[index]  # JSON
    (tmp_path / "p" / "project.json").write_text(json.dumps(document), encoding="utf-8")
    assert equal_projects(read_project(tmp_path / "p").project, small_project())


@pytest.mark.parametrize("name", ["../evil.txt", "/evil.txt", "a\\..\\..\\evil.txt", "C:/evil.txt"])
def test_an_archive_that_writes_outside_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "in" / "a.yuantu"
    path.parent.mkdir()
    write_project(small_project(), path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, "evil")
    with pytest.raises(ProjectError, match="leaves the project folder"):
        read_project(path)
    assert not list(tmp_path.rglob("evil*"))


def test_an_archive_with_a_link_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.yuantu"
    write_project(small_project(), path)
    link = zipfile.ZipInfo("data/link.geojson")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(ProjectError, match="leaves"):
        read_project(path)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[200] ^= 0xFF
    path.write_bytes(bytes(content))


@pytest.mark.parametrize("harm", [cut, flip, lambda path: path.write_bytes(b""), lambda path: path.write_text("hi")])
def test_a_damaged_archive_is_refused_and_can_be_replaced(tmp_path: Path, harm: Callable[[Path], None]) -> None:
    path = tmp_path / "a.yuantu"
    write_project(small_project(), path)
    harm(path)
    with pytest.raises(ProjectError):
        read_project(path)
    write_project(small_project(), path)
    assert equal_projects(read_project(path).project, small_project())


def test_an_archive_without_a_document(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("x")
    pack(tmp_path, ["x.txt"], tmp_path / "a.zip", lambda path: None)
    with pytest.raises(ProjectError, match=r"no project\.json"):
        read_project(tmp_path / "a.zip")


# --- disks ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["p", "a.yuantu"])
@pytest.mark.parametrize("nth", range(1, 6))
def test_a_full_disk_at_any_moment_leaves_the_old_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, nth: int
) -> None:
    path = tmp_path / name
    write_project(small_project(), path)
    real, calls = os.replace, 0

    def full(source: Path, target: Path) -> None:
        nonlocal calls
        calls += 1
        if calls >= nth:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(source, target)

    new = edits.add_dataset(edits.set_opacity(small_project(), "base", 0.1), Dataset("more", T, PARKS.iloc[:1]))
    with monkeypatch.context() as patch:
        patch.setattr(files.os, "replace", full)
        try:
            write_project(new, path)
        except SourceError as error:
            assert "磁盘已满" in error.what.zh
            expected = small_project()
        else:
            assert calls < nth
            expected = new
    opened = read_project(path)
    assert not opened.missing
    assert equal_projects(opened.project, expected)
    assert not list(tmp_path.rglob("*.tmp*"))
    write_project(new, path)
    assert equal_projects(read_project(path).project, new)


def test_cancelling_leaves_the_old_project_and_no_new_files(tmp_path: Path) -> None:
    write_project(small_project(), tmp_path / "p")
    before = tree(tmp_path)
    new = edits.add_dataset(small_project(), Dataset("more", T, PARKS.iloc[:1]))
    shares: list[float] = []
    stop = CallbackFeedback(lambda share, _: shares.append(share), lambda: bool(shares) and shares[-1] > 0.6)
    with pytest.raises(Cancelled):
        write_project(new, tmp_path / "p", stop)
    assert tree(tmp_path) == before


def test_a_vanished_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not exist"):
        write_project(small_project(), tmp_path / "gone" / "p")
    with pytest.raises(SourceError, match="does not exist"):
        write_project(small_project(), tmp_path / "gone" / "p.yuantu")


def test_another_programs_document_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "project.json").write_text('{"name": "npm"}')
    with pytest.raises(ProjectError, match="another program"):
        write_project(small_project(), tmp_path)
    assert (tmp_path / "project.json").read_text() == '{"name": "npm"}'


def test_data_that_no_format_can_hold_are_refused_and_the_old_project_stays(tmp_path: Path) -> None:
    write_project(small_project(), tmp_path / "p")
    before = tree(tmp_path)
    odd = gpd.GeoDataFrame({"a": [object(), 1]}, geometry=[Point(0, 0), Point(1, 1)], crs="EPSG:4549")
    with pytest.raises(GisError):
        write_project(edits.add_dataset(small_project(), Dataset("odd", T, odd)), tmp_path / "p")
    assert tree(tmp_path) == before


@pytest.mark.parametrize("name", ["p", "a.yuantu"])
def test_the_last_ten_versions_are_kept_and_can_be_opened(tmp_path: Path, name: str) -> None:
    path, project = tmp_path / name, small_project()
    for step in range(14):
        frame = SITES.assign(n=step)
        sites = replace(project.dataset("sites"), frame=frame)
        project = replace(project, title=plain(str(step)), datasets=(project.datasets[0], sites))
        write_project(project, path)
    backups = backups_of(path if name != "p" else path / "project.json")
    assert len(backups) == 10
    for step, backup in zip(range(12, 2, -1), backups, strict=True):
        old = read_project(backup)
        assert str(old.project.title) == str(step)
        assert old.project.dataset("sites").frame["n"].tolist() == [step, step]
        assert not old.missing
    if name == "p":
        kept = [each.name for each in (path / "data").iterdir()]
        assert len([each for each in kept if each.startswith("sites")]) == 11  # ten and the present one


def test_without_backups_none_are_made(tmp_path: Path) -> None:
    write_project(small_project(), tmp_path / "p")
    write_project(edits.set_opacity(small_project(), "base", 0.1), tmp_path / "p", options=WriteOptions(keep_backups=0))
    assert not (tmp_path / "p" / "backups").exists()


def test_files_of_the_user_in_the_data_folder_are_never_removed(tmp_path: Path) -> None:
    write_project(small_project(), tmp_path / "p")
    mine = tmp_path / "p" / "data" / "mine.geojson"
    mine.write_text("mine")
    write_project(edits.rename_project(small_project(), T), tmp_path / "p")
    assert mine.read_text() == "mine"


def test_what_a_crash_left_behind_is_removed_after_a_day(tmp_path: Path) -> None:
    project = small_project()
    write_project(project, tmp_path / "p")
    left = [tmp_path / "p" / ".project.00c0ffee.tmp.json", tmp_path / "p" / "data" / ".yuantu-abc"]
    left[0].touch()
    left[1].mkdir()
    mine = tmp_path / "p" / ".hidden"
    mine.touch()
    write_project(project, tmp_path / "p")
    assert all(each.exists() for each in left)
    for each in (*left, mine):
        os.utime(each, (0, 0))
    write_project(project, tmp_path / "p")
    assert not any(each.exists() for each in left)
    assert mine.exists()


def test_every_part_of_the_contract_is_written() -> None:
    """A field that someone adds to a part is in the file at once, and comes back."""
    project = small_project()
    stored = {each.id: Stored("inside", "x", "", "", 0) for each in project.datasets}
    document = document_of(project, stored)
    assert set(document) == {"format", "version", *(name for name in Project.__dataclass_fields__)}
    names = set(Dataset.__dataclass_fields__) - {"frame", "formulas"} | {"stored"}  # formulas: left out without any
    assert set(document["datasets"][0]) == names
    assert set(document["maps"][0]["layers"][0]) == set(Layer.__dataclass_fields__)


def test_mappings_come_back_read_only(tmp_path: Path) -> None:
    write_project(small_project(), tmp_path / "p")
    project = read_project(tmp_path / "p").project
    assert isinstance(project.aliases, MappingProxyType)
    assert isinstance(project.dataset("parks").fields, MappingProxyType)


def test_a_large_data_set_goes_as_columns_and_old_archives_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = tmp_path / "old.yuantu", tmp_path / "new.yuantu"
    write_project(small_project(), old)
    monkeypatch.setattr("layers.storage.project_data.LARGE_COORDINATES", 1)
    write_project(small_project(), new)
    kinds = {}
    for path in (old, new):
        with zipfile.ZipFile(path) as archive:
            kinds[path] = {(Path(info.filename).suffix, info.compress_type) for info in archive.infolist()}
        assert equal_projects(read_project(path).project, small_project())
    assert zipfile.ZIP_DEFLATED in dict(kinds[old]).values() and ".parquet" not in dict(kinds[old])
    assert (".parquet", zipfile.ZIP_STORED) in kinds[new]
