"""`main.py topology` and `main.py area`: keys, figures against independent ones, places in longitude and latitude."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyproj
import pytest
import shapely
from click.testing import CliRunner

from main import main

GEO = Path("data/geo")


def answer(*words: object) -> dict[str, Any]:
    result = CliRunner().invoke(main, [*map(str, words), "--json"])
    assert result.exit_code == 0, result.stderr
    parsed: dict[str, Any] = json.loads(result.stdout)
    return parsed


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    shapes = [
        shapely.box(121.37, 31.22, 121.371, 31.221),
        shapely.box(121.3705, 31.22, 121.3715, 31.221),
        shapely.box(121.38, 31.22, 121.381, 31.221),
        shapely.box(121.381003, 31.22, 121.382, 31.221),
    ]
    path = tmp_path / "有问题.geojson"
    gpd.GeoDataFrame({"id": ["a", "b", "c", "d"]}, geometry=shapes, crs=4326).to_file(path)
    return path


def test_topology_lists_what_is_wrong_where_and_how_large(faulty: Path) -> None:
    result = answer("topology", faulty)
    assert {name: count for name, count in result["counts"].items() if count} == {"overlaps": 1, "near_nodes": 2}
    (overlap,) = result["overlaps"]
    assert (overlap["features"], overlap["ids"]) == ([0, 1], ["a", "b"])
    assert overlap["area_m2"] == pytest.approx(47.7 * 110.8, rel=0.01)
    assert shapely.box(121.3705, 31.22, 121.371, 31.221).contains(shapely.Point(overlap["lon"], overlap["lat"]))
    assert result["near_nodes"][0]["width_m"] == pytest.approx(0.286, rel=0.01)
    assert not answer("topology", faulty, "--near-m", 0.1)["near_nodes"]


def test_topology_in_words(faulty: Path) -> None:
    result = CliRunner().invoke(main, ["topology", str(faulty)])
    assert result.exit_code == 0
    assert "重叠 / overlaps: 1" in result.stdout


def test_the_starter_parks_overlap_by_a_few_square_metres() -> None:
    (overlap,) = answer("topology", GEO / "subparks.geojson")["overlaps"]  # 1.6 cm wide, along a rounded border
    assert (overlap["ids"], overlap["area_m2"]) == (["putuo-taopu", "putuo-weilaidao"], pytest.approx(4.5, abs=0.1))


def test_area_by_feature_block_and_total(tmp_path: Path) -> None:
    frame = pd.concat([gpd.read_file(GEO / f"putuo_{side}.geojson") for side in ("north", "south")])
    path = tmp_path / "putuo.geojson"
    frame.to_file(path)
    result = answer("area", path)
    geod = pyproj.Geod(ellps="WGS84")
    expected = [abs(geod.geometry_area_perimeter(shape)[0]) for shape in frame.geometry]
    assert [row["area_m2"] for row in result["features"]] == pytest.approx(expected, rel=1e-7)
    plane = frame.to_crs(4549).area.tolist()
    assert [row["epsg4549_m2"] for row in result["features"]] == pytest.approx(plane, rel=1e-7, abs=0.01)
    assert [(row["block"], row["approved_km2"]) for row in result["blocks"]] == [("north", 6.6), ("south", 3.6)]
    total = result["total"]
    assert total["area_m2"] == pytest.approx(sum(expected), abs=0.1)
    assert (total["id"], total["approved_km2"]) == ("putuo-park", 10.08)
    assert total["difference_km2"] == pytest.approx(sum(expected) / 1e6 - 10.08, abs=1e-5)


def test_area_of_a_layer_that_nothing_is_known_of(faulty: Path) -> None:
    result = answer("area", faulty)
    assert (result["blocks"], result["total"]["approved_km2"]) == ([], None)
    assert result["features"][0]["difference_km2"] is None
    assert "公里" not in CliRunner().invoke(main, ["area", str(faulty)]).stderr


@pytest.mark.parametrize("command", ["topology", "area"])
def test_a_file_that_cannot_be_read_is_code_1(command: str) -> None:
    result = CliRunner().invoke(main, [command, "absent.geojson", "--json"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "absent.geojson" in result.stderr
