"""Scenarios of expansion: what parcels bring, kept side by side, accepted as a revision or dropped."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from shapely.geometry import Point, box
from test_revisions import APPROVED, ENTRY, parks

from layers.layer import Dataset, Layer, Map
from layers.project import Project
from layers.revisions.accounts import areas_m2
from layers.revisions.scenarios import accept, add_scenario, drop_scenario, gain_of, set_scenario
from layers.storage.project_file import equal_projects, read_project, write_project
from spatial.datums import convert_datum
from spatial.errors import GisError, ProjectError
from spatial.text import Text

# Beside Alpha's west border and reaching 0.002° into it; alone in the east; both 0.01° high.
BESIDE, ALONE = box(121.395, 31.2, 121.402, 31.21), box(121.48, 31.2, 121.49, 31.21)
NET = box(121.395, 31.2, 121.4, 31.21)


def parcels() -> Dataset:
    frame = gpd.GeoDataFrame(
        {"name": ["P", "Q"], "jobs": ["20", "5（预估）"], "visits": ["7", None], "rate": ["5%", "6%"]},
        geometry=[BESIDE, ALONE],
        crs="EPSG:4326",
    )
    return Dataset("parcels", Text("地块", "Parcels"), frame, name_field="name")


@pytest.fixture
def project() -> Project:
    sites = gpd.GeoDataFrame(
        {"kind": ["lab", "lab", "hub"]},
        geometry=[Point(121.397, 31.205), Point(121.405, 31.205), Point(121.485, 31.2)],
        crs="EPSG:4326",
    )
    shown = Map("map", Text("图", "Map"), (Layer("parks", "parks", Text("园区", "Parks")),))
    return Project(Text("项目", "Project"), (parks(), Dataset("sites", Text("设施", "Sites"), sites)), (shown,), "map")


@pytest.fixture
def planned(project: Project) -> Project:
    return add_scenario(project, "东扩", "parks", parcels(), block="north")


def test_a_gain_counts_land_facilities_and_figures_once(planned: Project) -> None:
    gain = gain_of(planned, planned.boundaries.scenarios[0])
    dataset = planned.dataset("parks")
    gross, net = (areas_m2(dataset, list(each)).sum() for each in ((BESIDE, ALONE), (NET, ALONE)))
    assert gain.gross_m2 == pytest.approx(gross)
    assert gain.net_m2 == pytest.approx(net, rel=1e-6)
    assert dict(gain.by_block) == {"north": pytest.approx(net, rel=1e-6)}
    assert dict(gain.facilities or {}) == {"lab": 1, "hub": 1}
    assert gain.indicators["jobs"] == "25（预估）" and gain.indicators["visits"] == "" and "rate" not in gain.indicators
    before, after = zip(*gain.balance.values(), strict=True)
    assert sum(before) == pytest.approx(1) and sum(after) == pytest.approx(1)
    assert gain.balance["north"][1] > gain.balance["north"][0]


def test_two_parcels_that_overlap_count_once(project: Project) -> None:
    twice = replace(parcels(), frame=parcels().frame.set_geometry([ALONE, ALONE], crs="EPSG:4326"))
    made = add_scenario(project, "x", "parks", twice)
    gain = gain_of(made, made.boundaries.scenarios[0])
    assert gain.gross_m2 == pytest.approx(2 * gain.net_m2)


def test_parcels_in_another_datum_are_brought_over(project: Project) -> None:
    there = shapely.transform(ALONE, lambda xy: convert_datum(xy, "wgs84", "gcj02"))
    frame = gpd.GeoDataFrame({"name": ["Q"]}, geometry=[there], crs="EPSG:4326")
    made = add_scenario(project, "x", "parks", Dataset("q", Text("q"), frame, "gcj02", name_field="name"))
    plain = add_scenario(project, "x", "parks", parcels(), rows=[1])
    a, b = (gain_of(each, each.boundaries.scenarios[0]).net_m2 for each in (made, plain))
    assert a == pytest.approx(b, rel=1e-6)


@pytest.mark.parametrize(("into", "features"), [("", 6), ("a", 5)])
def test_accepting_trims_records_and_lets_the_scenario_go(planned: Project, into: str, features: int) -> None:
    scenario = planned.boundaries.scenarios[0]
    first, second = scenario.candidates
    wished = set_scenario(planned, replace(scenario, candidates=(replace(first, into=into), second)))
    done = accept(wished, scenario.id, APPROVED)
    revision, frame = done.boundaries.revisions[-1], done.dataset("parks").frame
    assert (revision.kind, revision.of, len(frame)) == ("scenario", "东扩", features)
    assert revision.delta_m2 == pytest.approx(gain_of(planned, scenario).net_m2, rel=1e-5)
    assert not done.boundaries.scenarios
    assert frame["name"].tolist()[-1] == "Q" and frame["block"].tolist()[-1] == "north"
    assert frame["id"].is_unique and frame["staff"].tolist()[:4] == [1, 2, 3, 4]
    overlap = shapely.area(shapely.union_all(frame.geometry.to_numpy())) - shapely.area(frame.geometry.to_numpy()).sum()
    assert overlap == pytest.approx(0, abs=1e-12)


def test_a_scenario_is_not_accepted_over_open_work_or_a_locked_boundary(planned: Project) -> None:
    from test_revisions import AWAY, CORNER, committed, moved

    name = planned.boundaries.scenarios[0].id
    with pytest.raises(ProjectError, match="not committed"):
        accept(moved(planned, CORNER, AWAY), name, ENTRY)
    locked = committed(planned, CORNER, (121.4, 31.211), APPROVED)
    with pytest.raises(GisError, match="locked"):
        accept(locked, name, ENTRY, "trim_theirs")


def test_scenarios_are_saved_and_dropped(planned: Project, tmp_path: Path) -> None:
    two = add_scenario(planned, "东扩", "parks", parcels(), rows=[1])
    assert len({each.id for each in two.boundaries.scenarios}) == 2
    write_project(two, tmp_path / "p")
    assert equal_projects(read_project(tmp_path / "p").project, two)
    left = drop_scenario(two, two.boundaries.scenarios[0].id)
    assert [each.candidates[0].name for each in left.boundaries.scenarios] == ["Q"]
    with pytest.raises(ProjectError, match="no scenario"):
        drop_scenario(left, "other")


@pytest.mark.parametrize(("name", "rows"), [(" ", None), ("x", [])])
def test_a_scenario_needs_a_name_and_a_polygon(project: Project, name: str, rows: list[int] | None) -> None:
    with pytest.raises(ProjectError):
        add_scenario(project, name, "parks", parcels(), rows)
