"""The starter data: every figure is the plans', every feature says what it rests on, the script repeats itself."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from shapely.geometry import shape

from data.make_starter import DEFAULT_SOURCE, LAYERS, TABLES, TARGET, main, make
from data.starter_checks import check_layer
from data.starter_layers import (
    KIND_LABELS,
    PUDONG_YEARS,
    Feature,
    merge,
    pudong_indicators,
    read_layer,
    shared_industries,
    without_gaps,
)
from layers.areas import read_areas
from layers.indicators.catalogue import read_catalogue
from spatial.crs import geodesic_area_m2
from spatial.errors import SourceError

TABLE_FOLDER = TARGET / "tables"
COUNTS = {
    "districts": 16,
    "zhangjiang": 7,
    "lingang": 6,
    "putuo_north": 6,
    "putuo_south": 8,
    "facilities": 132,
    "context_land": 26,
    "zones": 4,
    "subparks": 14,
    "progress": 18,
    "carrying_areas": 7,
}

needs_source = pytest.mark.skipif(
    not DEFAULT_SOURCE.is_dir(), reason=f"the folder the starter data were made from is not at {DEFAULT_SOURCE}"
)


def rows(name: str, folder: Path = TABLE_FOLDER) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def properties(layer: str) -> dict[str, dict[str, Any]]:
    return {feature.id: feature.properties for feature in read_layer(TARGET / f"{layer}.geojson")}


# --- against the folder it was made from -----------------------------------------------------------------------------


@needs_source
@pytest.mark.parametrize("table", TABLES)
def test_every_cell_of_the_tables_is_the_one_of_the_source(table: str) -> None:
    assert rows(table) == rows(table, DEFAULT_SOURCE / "tables")


@needs_source
@pytest.mark.parametrize("layer", LAYERS)
def test_every_coordinate_and_property_is_the_one_of_the_source(layer: str) -> None:
    ours, theirs = (
        json.loads((folder / f"{layer}.geojson").read_text(encoding="utf-8"))
        for folder in (TARGET, DEFAULT_SOURCE / "geo")
    )
    assert ours == theirs


@needs_source
def test_the_script_makes_the_committed_files_again(tmp_path: Path) -> None:
    written = make(DEFAULT_SOURCE, tmp_path)
    differing = [name for name in written if (tmp_path / name).read_bytes() != (TARGET / name).read_bytes()]
    assert not differing, "run: python -m data.make_starter, look at the difference, commit it"


def test_a_missing_source_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SourceError, match="needs no making"):
        make(tmp_path / "nowhere", tmp_path)
    assert main([str(tmp_path / "nowhere")]) == 1
    assert "nowhere" in capsys.readouterr().err


# --- the layers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("layer", COUNTS)
def test_layers_keep_the_rules(layer: str) -> None:
    """Ids, names (but for islets), source, accuracy, status; valid, right-hand rule, 6 decimals: see check_layer."""
    features = read_layer(TARGET / f"{layer}.geojson")
    check_layer(layer, features)
    assert len(features) == COUNTS[layer]


def test_only_islets_are_without_a_name() -> None:
    nameless = [key for key, each in properties("context_land").items() if not each["name_zh"]]
    assert len(nameless) == 22
    assert all(key.startswith("land-islet-") for key in nameless)


@pytest.mark.parametrize("layer", COUNTS)
def test_files_are_rfc_7946_one_feature_a_line(layer: str) -> None:
    text = (TARGET / f"{layer}.geojson").read_text(encoding="utf-8")
    lines = text.rstrip("\n").split("\n")
    assert len(lines) == COUNTS[layer] + 2
    for line in lines[1:-1]:
        feature = json.loads(line.rstrip(","))
        if "bbox" in feature:
            assert feature["bbox"] == [round(bound, 6) for bound in shape(feature["geometry"]).bounds]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"id": "b"}, "not the one in its properties"),
        ({"source": ""}, "no source"),
        ({"name_zh": ""}, "no name_zh"),
        ({"accuracy_m": None}, "no accuracy_m"),
        ({"geometry_status": "sure"}, "sure"),
    ],
)
def test_a_broken_property_is_found(change: dict[str, Any], rule: str) -> None:
    good = {"id": "a", "name_zh": "甲", "name_en": "A", "source": "000", "accuracy_m": 1}
    good |= {"geometry_status": "schematic", "geometry_source": "drawn"}
    check_layer("layer", [Feature("a", good, shapely.box(121, 31, 121.1, 31.1))])
    with pytest.raises(SourceError, match=rule):
        check_layer("layer", [Feature("a", good | change, shapely.box(121, 31, 121.1, 31.1))])


@pytest.mark.parametrize(
    ("geometry", "rule"),
    [
        (shapely.Polygon([(121, 31), (121, 31.1), (121.1, 31.1)]), "right-hand"),
        (shapely.Polygon([(121, 31), (121.1, 31), (121.1, 31), (121, 31.1)]), "twice"),
        (shapely.Polygon([(121, 31), (121.1, 31.1), (121.1, 31), (121, 31.1)]), "Self-intersection"),
        (shapely.Point(121.1234567, 31), "decimals"),
        (shapely.Point(31, 121), "outside"),
    ],
)
def test_a_broken_geometry_is_found(geometry: Any, rule: str) -> None:
    good = {"id": "a", "name_zh": "甲", "name_en": "A", "source": "000", "accuracy_m": 1}
    good |= {"geometry_status": "schematic", "geometry_source": "drawn"}
    with pytest.raises(SourceError, match=rule):
        check_layer("layer", [Feature("a", good, geometry)])
    with pytest.raises(SourceError, match="2 times"):
        check_layer("layer", [Feature("a", good, shapely.Point(121, 31))] * 2)


@pytest.mark.parametrize("layer", ["zhangjiang", "lingang", "putuo_north", "putuo_south"])
def test_the_stated_areas_are_the_geodesic_ones(layer: str) -> None:
    features = read_layer(TARGET / f"{layer}.geojson")
    areas = geodesic_area_m2(np.array([feature.geometry for feature in features], dtype=object)) / 1e6
    stated = [feature.properties["area_km2_computed"] for feature in features]
    np.testing.assert_allclose(areas, stated, atol=0.006)


def test_sites_lie_in_the_areas_they_are_said_to_lie_in() -> None:
    parks = [
        f
        for name in ("zhangjiang", "lingang", "putuo_north", "putuo_south")
        for f in read_layer(TARGET / f"{name}.geojson")
    ]
    for site in read_layer(TARGET / "facilities.geojson"):
        inside = {park.id for park in parks if park.geometry.covers(site.geometry)}
        assert inside == set(site.properties["inside"]), site.id


# --- derived layers --------------------------------------------------------------------------------------------------


def test_sites_per_km2_in_the_four_zones() -> None:
    zones = properties("zones")
    assert {key: each["n_sites"] for key, each in zones.items()} == {
        "zhangjiang-science-city": 26,
        "lingang-new-area": 8,
        "putuo-park-north": 6,
        "putuo-park-south": 17,
    }
    for each in zones.values():
        assert each["sites_per_km2"] == pytest.approx(each["n_sites"] / each["area_km2"], abs=6e-5, rel=1e-3)
        assert "not a statistic" in each["source"]
    assert zones["putuo-park-north"]["area_km2"] == pytest.approx(7.00, abs=0.005)
    assert zones["putuo-park-south"]["area_km2"] == pytest.approx(3.29, abs=0.005)
    assert zones["putuo-park-north"]["accuracy_m"] == 1500
    assert zones["putuo-park-north"]["geometry_status"] == "schematic"


def test_twelve_of_91_pairs_overlap_and_six_across_the_blocks() -> None:
    pairs = shared_industries(rows("subpark_industries"))
    subparks = properties("subparks")
    across = [pair for pair in pairs if subparks[pair[0]]["block"] != subparks[pair[1]]["block"]]
    assert (len(pairs), len(across)) == (12, 6)
    industries: dict[str, set[str]] = {}
    for row in rows("subpark_industries"):
        industries.setdefault(row["area_id"], set()).add(row["industry_zh"])
    assert len(industries) * (len(industries) - 1) // 2 == 91
    jaccard = {(a, b): len(industries[a] & industries[b]) / len(industries[a] | industries[b]) for a, b in pairs}
    strongest = max(jaccard, key=lambda pair: jaccard[pair])
    assert strongest == ("putuo-zhenru-tiesanjiao", "putuo-zhonghuan-sme")
    assert round(jaccard[strongest], 2) == 0.67


def test_subparks_carry_their_industries_and_partners() -> None:
    subparks = properties("subparks")
    assert Counter(each["block"] for each in subparks.values()) == {"north": 6, "south": 8}
    assert sum(each["n_overlaps"] for each in subparks.values()) == 2 * 12
    assert sum(each["n_overlaps_other_block"] for each in subparks.values()) == 2 * 6
    assert sum(each["n_industries"] for each in subparks.values()) == len(rows("subpark_industries"))
    xinjinhuan = subparks["putuo-xinjinhuan"]
    assert (xinjinhuan["n_industries"], xinjinhuan["n_overlaps"]) == (2, 4)
    assert "桃浦智创城（智能科技）" in xinjinhuan["overlap_with"]
    north = {f.id: f.properties["industries"] for f in read_layer(TARGET / "putuo_north.geojson")}
    assert north["putuo-taopu"] == subparks["putuo-taopu"]["industries"].split("、")


def test_progress_has_figures_where_a_plan_prints_them_and_nowhere_else() -> None:
    progress = properties("progress")
    given = {key: each["progress_pct"] for key, each in progress.items() if each["progress_pct"] is not None}
    assert given == {"shanghai": 65.4, "pudong": 36.3, "putuo-park": 76.1}
    city, pudong, putuo = progress["shanghai"], progress["pudong"], progress["putuo-park"]
    assert (city["latest_text"], city["target_text"]) == ("超过1.7万家", "突破2.6万家")
    assert (city["baseline"], city["latest_year"]) == (None, 2020)
    assert (pudong["baseline"], pudong["baseline_year"], pudong["latest"], pudong["latest_year"]) == (
        2178,
        2018,
        2902,
        2019,
    )
    assert (putuo["latest"], putuo["target"]) == (316, 415)
    for key, each in progress.items():
        if key not in given:
            assert [each[name] for name in ("baseline", "latest", "target", "progress_pct")] == [None] * 4
            assert (each["latest_text"], each["target_text"]) == ("", "")
    assert list(progress)[-3:] == ["shanghai", "pudong", "putuo-park"]


def test_carrying_areas_have_their_roles_and_shapes() -> None:
    areas = properties("carrying_areas")
    table = rows("carrying_areas")
    for key, each in areas.items():
        own = [row for row in table if row["carrying_area_id"] == key]
        assert each["role_zh"] == own[0]["role_zh"]
        assert each["geometry_id"] == own[0]["geometry_id"]
        assert len(each["districts"].split("、")) == len(own)
    assert areas["carrying-lingang"]["licence"].startswith("ODbL")
    shapes = {f.id: f.geometry for f in read_layer(TARGET / "carrying_areas.geojson")}
    minhang = next(f.geometry for f in read_layer(TARGET / "districts.geojson") if f.id == "minhang")
    assert shapes["carrying-minhang"].equals(minhang)


def test_unions_have_no_slivers_and_no_order() -> None:
    squares = [
        shapely.box(121, 31, 121.1, 31.1),
        shapely.box(121.1, 31, 121.2, 31.1),
        shapely.box(121.5, 31, 121.6, 31.1),
    ]
    forth, back = merge(squares), merge(squares[::-1])
    assert shapely.to_wkb(forth) == shapely.to_wkb(back)
    assert len(shapely.get_parts(forth)) == 2
    ring = shapely.box(121, 31, 121.1, 31.1) - shapely.box(121.04, 31.04, 121.05, 31.05)
    whole, holes, km2 = without_gaps(ring)
    assert whole.equals(squares[0])
    assert holes == 1
    assert km2 == pytest.approx(1.06, abs=0.01)


# --- the tables ------------------------------------------------------------------------------------------------------


def test_the_tables_can_be_read_and_belong_together() -> None:
    areas, catalogue = read_areas(TABLE_FOLDER / "areas.csv"), read_catalogue(TABLE_FOLDER)
    assert (len(areas), len(catalogue.indicators), len(catalogue.values)) == (67, 145, 238)
    assert {value.area for value in catalogue.values} <= set(areas)
    assert all(value.unit == catalogue.indicator(value.indicator).unit for value in catalogue.values)
    linked = {
        other for each in catalogue.indicators.values() for other in (*each.comparable_with, *each.not_comparable_with)
    }
    assert linked <= set(catalogue.indicators)
    drawn = {f.id for name in LAYERS for f in read_layer(TARGET / f"{name}.geojson")}
    assert {area.id for area in areas.values() if area.geometry.endswith(".geojson")} - drawn <= {
        "putuo-park",
        "putuo-park-north",
        "putuo-park-south",
    }


def test_every_form_of_a_figure_occurs_and_is_kept() -> None:
    catalogue = read_catalogue(TABLE_FOLDER)
    forms = Counter(value.form for value in catalogue.values)
    assert forms["not_applicable"] == 1
    assert forms["range"] == 1
    assert forms["estimate"] == 1
    assert forms["bound"] == 2
    assert forms["number"] == 238 - 5


def test_aliases_find_taopu() -> None:
    areas = read_areas(TABLE_FOLDER / "areas.csv")
    for name in ("桃浦", "桃浦智创TOP", "桃浦智创ＴＯＰ", "桃浦科技智慧城"):
        assert [area.id for area in areas.resolve(name)] == ["putuo-taopu"]
    assert [area.id for area in areas.resolve("张江")] == ["carrying-zhangjiang", "zhangjiang-science-city"]
    assert {area.id for area in areas.resolve("闵行")} == {"minhang", "carrying-minhang"}


def test_pudong_has_fifteen_indicators_in_four_columns() -> None:
    catalogue = read_catalogue(TABLE_FOLDER)
    indicators = pudong_indicators(catalogue)
    (row,) = rows("pudong_indicators")
    assert len(indicators) == 15
    assert len(row) == 2 + 15 * 4
    for indicator in indicators:
        for year in PUDONG_YEARS:
            (value,) = catalogue.find("pudong", indicator, year)
            assert row[f"{indicator}@{year}"] == value.printed
    assert row["rd_expenditure@2019"] == "458（预估）"
    assert row["class1_new_drugs@2020"] == "3-5"
    assert row["big_company_innovation_centres@2018"] == "/"
    assert row["national_laboratories@2018"] == "0"


def test_the_facility_list_agrees_with_the_indicator_row() -> None:
    """4 in 2019, 6 in 2020, 10 in 2025, 8 of them in Zhangjiang. The first 4 bear no year: 2018 cannot be told."""
    catalogue = read_catalogue(TABLE_FOLDER)
    table = rows("facilities_table")

    def built_by(year: int, area: str = "") -> int:
        done = (row for row in table if row["status"] == "built" or int(row["planned_year"]) <= year)
        return sum(not area or row["area"] == area for row in done)

    for year in (2019, 2020, 2025):
        (value,) = catalogue.find("pudong", "facilities_built", year)
        assert built_by(year) == value.number
    (zhangjiang,) = catalogue.find("zhangjiang-science-city", "facilities_built", 2025)
    assert built_by(2025, "zhangjiang") == zhangjiang.number == 8


def test_the_listed_facilities_are_on_the_map() -> None:
    sites = properties("facilities")
    for row in rows("facilities_table"):
        site = sites[row["facility_id"]]
        assert (site["seq"], site["name_zh"], site["status_zh"]) == (int(row["seq"]), row["name_zh"], row["status_zh"])
        assert ("zhangjiang-science-city" in site["inside"]) == (row["area"] == "zhangjiang")


def test_kinds_of_sites_are_all_named() -> None:
    kinds = Counter(each["kind"] for each in properties("facilities").values())
    table = {row["kind"]: int(row["n"]) for row in rows("facility_kinds")}
    assert table == dict(kinds)
    assert set(kinds) == set(KIND_LABELS)


def test_sources_are_written_down() -> None:
    text = (TARGET / "SOURCES.md").read_text(encoding="utf-8")
    for name in COUNTS:
        assert f"### {name}.geojson" in text
    for path in TABLE_FOLDER.iterdir():
        assert f"`{path.name}`" in text
    assert "© OpenStreetMap contributors" in text
    assert "{" not in text
