"""The command line: JSON keys, exit codes, and that errors go to stderr."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from click.testing import CliRunner, Result
from shapely.geometry import Point, box

from layers.version import VERSION
from main import main

PARKS = ["001", "002", "003", "004"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    squares = [box(121.4 + i / 50, 31.2, 121.41 + i / 50, 31.21) for i in range(4)]
    names = ["桃浦智创城", "未来岛", "长风", "武宁"]
    frame = gpd.GeoDataFrame({"id": PARKS, "name_zh": names, "n": [1, 2, 4, 9]}, geometry=squares, crs=4326)
    frame.to_file(tmp_path / "园区.geojson")
    points = [Point(121.5 + i / 1e5, 31.2) for i in range(6)] + [Point(121.9, 31.0)]
    gpd.GeoDataFrame({"id": range(7)}, geometry=points, crs=4326).to_file(tmp_path / "points.geojson")
    (tmp_path / "表.csv").write_text("编码,企业数\n001,316\n１００,5\n003,/\n2,7\n", encoding="gb18030")
    (tmp_path / "dup.csv").write_text("id,v\n001,1\n001,2\n", encoding="utf-8")
    return tmp_path


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def answer(*words: object) -> dict[str, Any]:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.stderr
    parsed: dict[str, Any] = json.loads(result.stdout)
    return parsed


def test_version() -> None:
    assert run("--version").stdout == f"Yuantu {VERSION}\n"


def test_the_version_is_that_of_the_package() -> None:
    assert f'version = "{VERSION}"' in Path("pyproject.toml").read_text(encoding="utf-8")


def test_check(folder: Path) -> None:
    files = answer("check", folder / "园区.geojson", folder / "points.geojson")["files"]
    assert [(file["features"], file["datum"], file["findings"]) for file in files] == [
        (4, "wgs84", []),
        (7, "wgs84", []),
    ]


def test_check_goes_on_after_a_file_it_cannot_read(folder: Path) -> None:
    result = run("check", folder / "absent.geojson", folder / "园区.geojson", "--json")
    files = json.loads(result.stdout)["files"]
    assert (result.exit_code, files[0]["findings"][0]["code"], files[1]["features"]) == (1, "unreadable", 4)
    assert "absent.geojson" in result.stderr


def test_join(folder: Path) -> None:
    out = folder / "joined.geojson"
    result = answer("join", folder / "园区.geojson", folder / "表.csv", "--on", "id=编码", "--out", out)
    assert result["matched"] == 2
    assert result["unmatched_layer"] == ["002", "004"]
    assert result["unmatched_table"] == ["１００", "2"]
    assert [(near["layer"], near["table"]) for near in result["near"]] == [("002", "2")]
    joined = gpd.read_file(out)["企业数"]
    assert list(joined.fillna("缺")) == ["316", "缺", "/", "缺"]


def test_join_refuses_duplicates_and_says_which(folder: Path) -> None:
    out = folder / "joined.geojson"
    result = run("join", folder / "园区.geojson", folder / "dup.csv", "--on", "id", "--out", out, "--json")
    assert (result.exit_code, json.loads(result.stdout)["duplicates"], out.exists()) == (1, ["001"], False)
    assert "--rule" in result.stderr or "规则" in result.stderr


def test_classify(folder: Path) -> None:
    result = answer("classify", folder / "园区.geojson", "--field", "n", "--scheme", "fisher_jenks", "--k", 2)
    assert result == {
        "scheme": "fisher_jenks", "breaks": [1, 4, 9], "counts": [3, 1],
        "missing": 0, "not_applicable": 0, "closed": "right",
    }  # fmt: skip


def test_classify_by_given_edges(folder: Path) -> None:
    words = ("--field", "n", "--scheme", "manual", "--breaks", "0,2,10")
    assert answer("classify", folder / "园区.geojson", *words)["counts"] == [2, 2]


def test_clusters(folder: Path) -> None:
    result = answer("clusters", folder / "points.geojson", "--eps-m", 50, "--min-samples", 3)
    assert (result["clusters"][0]["n"], result["noise"], result["labels"]) == (6, 1, [0] * 6 + [-1])
    assert set(result["clusters"][0]) == {"id", "n", "area_m2", "density_per_km2", "centre"}


def test_convert_there_and_back(folder: Path) -> None:
    there, back = folder / "gcj.geojson", folder / "back.geojson"
    assert run("convert", folder / "园区.geojson", there, "--to-datum", "gcj02").exit_code == 0
    assert run("convert", there, back, "--from-datum", "gcj02").exit_code == 0
    moved, original = gpd.read_file(back).geometry, gpd.read_file(folder / "园区.geojson").geometry
    assert moved.geom_equals_exact(original, tolerance=1e-6).all()
    assert not gpd.read_file(there).geometry.geom_equals_exact(original, tolerance=1e-3).any()


def test_export_layer_files(folder: Path) -> None:
    html = folder / "页面.html"
    result = answer("export", folder / "园区.geojson", folder / "points.geojson", "--field", "n", "--html", html)
    assert set(result) == {"html", "bytes", "maps", "features", "findings"}
    assert (result["bytes"], result["features"]) == (html.stat().st_size, 11)


def test_export_the_starter_project(tmp_path: Path) -> None:
    html = tmp_path / "yuantu.html"
    assert len(answer("export", "--map", "clusters", "--html", html)["maps"]) == 1


def test_export_of_sheets(folder: Path) -> None:
    words = ("export", folder / "园区.geojson", "--field", "n", "--sheet", "slide_16_9", "--dpi", 60)
    result = answer(*words, "--png", folder / "a.png", "--pdf", folder / "b", "--html", folder / "c.html")
    assert [Path(row["path"]).name for row in result["sheets"]] == ["a.png", "b.pdf"]
    assert all(Path(row["path"]).stat().st_size == row["bytes"] for row in result["sheets"])
    assert Path(result["html"]).exists()
    assert (folder / "a.png").read_bytes().startswith(b"\x89PNG")


def test_a_sheet_has_the_title_and_the_caption_given(folder: Path) -> None:
    words = ("--title", "研发投入强度", "--caption", "2024 年")
    answer("export", folder / "园区.geojson", "--svg", folder / "a.svg", *words)
    printed = re.findall(r"<!-- (.*?) -->", (folder / "a.svg").read_text(encoding="utf-8"))
    assert printed.count("研发投入强度") == printed.count("2024 年") == 1 and "园区" not in printed[:2]
    assert run("export", folder / "园区.geojson", "--series", "map", "--pdf", folder / "s", *words).exit_code == 2


def test_export_of_a_series(folder: Path) -> None:
    result = answer("export", folder / "园区.geojson", "--series", "subpark", "--svg", folder / "series")
    names = sorted(path.name for path in (folder / "series").iterdir())
    assert names == [Path(row["path"]).name for row in result["sheets"]]
    assert names == ["01_桃浦智创城.svg", "02_未来岛.svg", "03_长风.svg", "04_武宁.svg"]


def test_export_of_sheets_says_what_is_wrong(folder: Path) -> None:
    assert run("export", folder / "园区.geojson", "--pdf", folder / "a.pdf", "--dpi", 9999).exit_code == 1
    assert run("export", folder / "园区.geojson", "--pdf", folder / "a.pdf", "--sheet", "a5").exit_code == 2
    assert run("export", folder / "园区.geojson", "--pdf", folder / "absent" / "a.pdf").exit_code == 1


def test_export_of_an_unknown_map_lists_those_there_are(tmp_path: Path) -> None:
    result = run("export", "--map", "nowhere", "--html", tmp_path / "x.html")
    assert result.exit_code == 1
    assert "nowhere" in result.stderr
    assert "clusters" in result.stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["classify", "absent.geojson", "--field", "n", "--scheme", "pretty"], 1),
        (["classify", "absent.geojson", "--field", "n"], 2),
        (["classify", "absent.geojson", "--field", "n", "--scheme", "best"], 2),
        (["export", "absent.yuantu"], 1),
        (["join", "absent.geojson", "absent.csv"], 2),
        (["--no-such-option"], 2),
    ],
)
def test_exit_codes(words: list[str], code: int) -> None:
    result = run(*words)
    assert (result.exit_code, result.stdout) == (code, "")
    assert result.stderr


def test_without_a_display_the_window_becomes_an_export(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("main.ROOT", tmp_path)
    monkeypatch.setattr("sys.platform", "linux")
    result = run()
    assert result.exit_code == 0
    assert Path(result.stdout.strip()) == tmp_path / "out" / "yuantu.html"
    assert (tmp_path / "out" / "yuantu.html").stat().st_size > 100_000


def test_check_hints_at_an_unlabelled_gcj02_layer(folder: Path) -> None:
    gcj = folder / "gcj.geojson"
    run("convert", "data/geo/facilities.geojson", gcj, "--to-datum", "gcj02")
    files = answer("check", gcj, "data/geo/facilities.geojson")["files"]
    codes = [[finding["code"] for finding in file["findings"]] for file in files]
    assert "datum_gcj02" in codes[0]
    assert not [code for code in codes[1] if code.startswith("datum")]


def test_export_takes_every_layer_of_a_file(folder: Path) -> None:
    for name in ("points", "园区"):
        gpd.read_file(folder / f"{name}.geojson").to_file(folder / "both.gpkg", layer=name)
    assert answer("export", folder / "both.gpkg", "--html", folder / "both.html")["features"] == 11


def test_ledger_and_selfcheck() -> None:
    rows = answer("ledger", "--area", "putuo-park", "--targets-only")["rows"]
    growth = {row["indicator"]: row["needed_growth_per_year"] for row in rows}
    assert len(rows) == 12 and round(growth["hightech_enterprises"], 3) == 0.046
    assert "+4.6 %" in run("ledger", "--area", "putuo-park").stdout
    outcomes = [row["outcome"] for row in answer("selfcheck")["checks"]]
    assert outcomes.count("disagrees") == 3 and "3.67×" in run("selfcheck").stdout
    assert run("ledger", "--area", "atlantis").exit_code == 1


def test_overlap() -> None:
    found = answer("overlap")
    assert (len(found["pairs"]), found["across_blocks"], found["within_blocks"]) == (12, 6, 6)
    assert {"a", "b", "jaccard", "shared"} <= found["pairs"][0].keys()
    assert "0.67" in run("overlap").stdout


def test_autocorrelation(tmp_path: Path) -> None:
    boxes = [
        box(121.4 + x / 100, 31.2 + y / 100, 121.41 + x / 100, 31.21 + y / 100) for y in range(6) for x in range(6)
    ]
    half = [int(i % 6 < 3) for i in range(36)]
    frame = gpd.GeoDataFrame({"id": [f"a{i}" for i in range(36)], "v": half}, geometry=boxes, crs=4326)
    frame.loc[5, "v"] = None
    frame.to_file(tmp_path / "grid.geojson")
    found = answer("autocorrelation", tmp_path / "grid.geojson", "--field", "v", "--weights", "rook", "--seed", "7")
    assert {"statistic", "value", "expected", "z", "p_sim", "n", "islands", "local"} <= found.keys()
    assert found["value"] > 0.7 and found["p_sim"] == 0.001 and found["missing"] == ["a5"]
    local = answer("autocorrelation", tmp_path / "grid.geojson", "--field", "v", "--statistic", "local_moran")
    labels = {row["id"]: row["label"] for row in local["local"]}
    assert (labels["a7"], labels["a5"], labels["a28"]) == ("high-high", "missing", "low-low")
    joins = answer(
        "autocorrelation", tmp_path / "grid.geojson", "--field", "v", "--statistic", "join_counts", "--weights", "rook"
    )
    assert joins["details"]["bw"] == 6 and joins["value"] == joins["details"]["bb"] == 27
    assert "n = 35" in run("autocorrelation", tmp_path / "grid.geojson", "--field", "v").stdout
    refused = run("autocorrelation", tmp_path / "grid.geojson", "--field", "v", "--weights", "knn:99")
    assert refused.exit_code == 1 and "knn" not in refused.stdout
