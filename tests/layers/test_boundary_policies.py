"""Figures after a split and a merge: no count stands there twice, no form is lost, ids and parents are known."""

from __future__ import annotations

from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.boundaries.policies import FLAGS, LINK, Policies, default_policies, role_of, with_topology
from layers.layer import Dataset, Field
from spatial import topology as topo
from spatial.text import plain

A, B, C = (shapely.box(121.37 + 0.001 * k, 31.22, 121.371 + 0.001 * k, 31.221) for k in range(3))


def dataset() -> Dataset:
    cells = {
        "id": ["001", "002", "x"],
        "name": ["桃浦", "未来岛", "真如"],
        "firms": [90, 30, 7],
        "planned": ["458（预估）", "3-6", "/"],
        "density": [1.5, 2.5, 4.0],
        "share": ["12.5%", "20%", None],
        "area_km2": [0.01, 0.01, 0.01],
        "note": ["甲", "乙", "丙"],
    }
    frame = gpd.GeoDataFrame(cells, geometry=[A, B, C], crs=4326)
    fields = {"firms": Field("firms", plain("企业"), "家"), "density": Field("density", plain("密度"), "件/万人")}
    return Dataset("parks", plain("园区"), frame, "wgs84", "id", "name", MappingProxyType(fields))


def test_roles() -> None:
    made = dataset()
    assert {column: role_of(made, column) for column in made.frame.columns[:-1]} == {
        "id": "id", "name": "name", "firms": "additive", "planned": "additive", "density": "ratio", "share": "ratio",
        "area_km2": "area", "note": "text",
    }  # fmt: skip
    assert {row[0]: row[2:] for row in default_policies(made)}["firms"] == ("blank", "sum")


def split() -> tuple[Dataset, topo.Topology, topo.Topology]:
    made = dataset()
    before = topo.of_frame(made.frame)
    after = topo.split(before, np.array([(121.37025, 31.21), (121.37025, 31.23)]))
    return made, before, after


def test_a_split_leaves_counts_blank_and_copies_ratios_with_a_flag() -> None:
    made, before, after = split()
    result, notes = with_topology(made, before, after)
    frame = result.frame
    assert frame["id"].tolist() == ["001", "002", "x", "001-2"]
    assert frame["name"].tolist()[3] == "桃浦（2）"
    assert frame["firms"].isna().tolist() == [True, False, False, True]
    assert frame["density"].tolist() == [1.5, 2.5, 4.0, 1.5]
    assert frame["share"].tolist()[3] == "12.5%"
    assert frame["area_km2"].isna().tolist() == [True, False, False, True]
    assert frame[LINK].tolist() == [None, None, None, "001"]
    assert "firms：空缺 / blank" in frame[FLAGS].tolist()[0]
    assert "density：沿用原值 / copied" in frame[FLAGS].tolist()[3]
    assert frame.geometry.iloc[1] is made.frame.geometry.iloc[1]
    assert any("企业" in note.zh and "留空" in note.zh for note in notes)
    assert made.frame["firms"].tolist() == [90, 30, 7]


def test_counts_are_shared_by_area_as_estimates_where_that_is_asked_for() -> None:
    made, before, after = split()
    how = Policies(split=MappingProxyType({"firms": "share", "planned": "share"}))
    frame = with_topology(made, before, after, how)[0].frame
    assert frame["firms"].tolist() == ["67.5（预估）", "30", "7", "22.5（预估）"]
    assert frame["planned"].tolist() == ["343.5（预估）", "3-6", "/", "114.5（预估）"]


def test_a_count_is_never_copied_even_if_that_is_asked_for() -> None:
    made, before, after = split()
    frame = with_topology(made, before, after, Policies(split=MappingProxyType({"firms": "copy"})))[0].frame
    assert frame["firms"].isna().tolist() == [True, False, False, True]


def test_a_merge_sums_counts_and_never_averages_ratios_unasked() -> None:
    made = dataset()
    before = topo.of_frame(made.frame)
    after = topo.merge(before, [0, 1])
    frame = with_topology(made, before, after)[0].frame
    assert frame["id"].tolist() == ["001", "x"]
    assert frame["firms"].tolist() == [120, 7]
    assert frame["planned"].tolist() == ["461-464", "/"]
    assert frame["density"].isna().tolist() == [True, False]
    assert frame[LINK].tolist() == ["001、002", None]
    weighed = with_topology(made, before, after, Policies(merge=MappingProxyType({"density": "weigh"})))[0].frame
    assert weighed["density"].tolist() == ["2（预估）", "4"]


def test_a_sum_with_an_unknown_part_is_unknown() -> None:
    made = dataset()
    frame = made.frame.assign(firms=[90.0, np.nan, 7.0])
    made = Dataset("parks", plain("园区"), frame, "wgs84", "id", "name", made.fields)
    before = topo.of_frame(frame)
    result = with_topology(made, before, topo.merge(before, [0, 1]))[0].frame
    assert result["firms"].isna().tolist() == [True, False]


@pytest.mark.parametrize("edit", ["move", "delete", "add"])
def test_rows_follow_the_features(edit: str) -> None:
    made = dataset()
    before = topo.of_frame(made.frame)
    after = {
        "move": lambda: topo.move_vertex(before, (121.37, 31.22), (121.3699, 31.22)),
        "delete": lambda: topo.delete_features(before, [1]),
        "add": lambda: topo.add_polygon(before, shapely.box(121.38, 31.22, 121.381, 31.221)),
    }[edit]()
    result, _ = with_topology(made, before, after)
    ids = {"move": ["001", "002", "x"], "delete": ["001", "x"], "add": ["001", "002", "x", "parks"]}[edit]
    assert result.frame["id"].tolist() == ids
    assert result.frame.geometry.tolist() == [after.shapes[k] for k in after.features]
    assert result.frame["note"].isna().sum() == (edit == "add")
    again = topo.of_frame(result.frame)
    assert len(again.features) == len(ids)
