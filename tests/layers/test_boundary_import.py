"""Boundaries from elsewhere come in the coordinates of the layer; figures of a split or merge are tried first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.boundaries.importing import candidates_in, imported, read_file, read_text
from layers.boundaries.policies import Policies, with_topology
from layers.boundaries.policy_preview import MERGE_RULES, SPLIT_RULES, PolicyPreview
from layers.layer import Dataset
from spatial.datums import convert_datum
from spatial.errors import GeometryError
from spatial.text import Text
from spatial.topology import build, merge, of_frame, split
from tests.zoo import BOW_TIE, POINT, SOLID, SQUARE, TOUCHING, TWO_PARTS


@pytest.mark.parametrize("datum", ["wgs84", "gcj02", "bd09"])
def test_a_source_in_any_datum_lands_in_the_layer(datum: str) -> None:
    moved = shapely.transform(SQUARE, lambda xy: convert_datum(xy, "wgs84", datum))
    layer = build(np.array([TOUCHING], dtype=object), "EPSG:4326", "wgs84")
    (found,) = candidates_in(read_text(moved.wkt), datum, layer)
    assert found.shape.hausdorff_distance(SQUARE) < 1e-9 and found.is_valid and found.in_shanghai


def test_other_kinds_are_passed_over_heights_dropped_and_invalid_ones_told() -> None:
    layer = build(np.array([TOUCHING], dtype=object))
    text = "\n".join(each.wkt for each in (POINT, SOLID, BOW_TIE))
    solid, tie = candidates_in(read_text(text), "wgs84", layer)
    assert not solid.shape.has_z and solid.is_valid and not tie.is_valid


def test_the_layer_of_a_container_that_holds_polygons_is_read(tmp_path: Path) -> None:
    path = tmp_path / "two.gpkg"
    for name, shape in (("points", POINT), ("areas", SQUARE)):
        gpd.GeoDataFrame({"name": [name]}, geometry=[shape], crs=4326).to_file(path, layer=name, engine="pyogrio")
    assert read_file(path).frame["name"].tolist() == ["areas"]


def test_targets() -> None:
    layer = build(np.array([TOUCHING], dtype=object))
    assert len(imported(layer, [SQUARE], "new")) == 2
    assert shapely.get_num_geometries(imported(layer, [TWO_PARTS], "replace", 0).shape(0)) == 2
    apart = imported(layer, [shapely.transform(SQUARE, lambda xy: xy + 0.01)], "part", 0).shape(0)
    assert shapely.get_num_geometries(apart) == 2
    joined = imported(layer, [SQUARE], "part", 0).shape(0)  # they share a border: two parts would not be valid
    assert shapely.get_num_geometries(joined) == 1 and joined.area == pytest.approx(SQUARE.area + TOUCHING.area)
    with pytest.raises(GeometryError, match="No feature is selected"):
        imported(layer, [SQUARE], "part")


def dataset() -> Dataset:
    frame = gpd.GeoDataFrame(
        {"id": ["x", "a", "b"], "name": ["Far", "A", "B"], "count": ["7", "100", "50"], "rate": ["1%", "10%", "40%"]},
        geometry=[shapely.box(121.5, 31.2, 121.6, 31.3), SQUARE, TOUCHING],
        crs=4326,
    )
    return Dataset("d", Text("D", "D"), frame, id_field="id", name_field="name")


def test_nothing_additive_can_be_copied() -> None:
    assert "copy" not in SPLIT_RULES["additive"] and "first" not in MERGE_RULES["additive"]


def test_a_split_is_tried_on_one_feature_alone() -> None:
    data = dataset()
    old = of_frame(data.frame)
    tried = PolicyPreview(data, old, split(old, np.array([(121.3705, 31.21), (121.3705, 31.23)]), [1]))
    assert tried.kind == "split" and tried.concerns_figures and tuple(map(str, tried.headings[0])) == ("A",)
    rows = {row.column: row for row in tried.rows(Policies(split={"count": "share"}))}
    assert rows["count"].before == ("100",) and rows["count"].after == ("50（预估）", "50（预估）")
    assert rows["rate"].after == ("10%", "10%") and rows["derived_from"].after[1] == "a"


def test_a_merge_is_tried_on_its_features() -> None:
    data = dataset()
    old = of_frame(data.frame)
    tried = PolicyPreview(data, old, merge(old, [1, 2]))
    rows = {row.column: row for row in tried.rows(Policies(merge={"rate": "weigh"}))}
    assert tried.kind == "merge" and rows["count"].after == ("150",) and rows["rate"].after == ("25%（预估）",)


@pytest.mark.parametrize(("metres", "whole"), [([10, 100, 300], 300), ([10, 100, None], None)])
def test_the_accuracy_of_a_border_is_copied_to_parts_and_the_worst_goes_to_the_whole(
    metres: list[float | None], whole: float | None
) -> None:
    data = dataset()
    data = replace(data, frame=data.frame.assign(accuracy_m=metres))
    old = of_frame(data.frame)
    cut = split(old, np.array([(121.3705, 31.21), (121.3705, 31.23)]), [1])
    assert with_topology(data, old, cut)[0].frame["accuracy_m"].iloc[[1, 3]].tolist() == [100, 100]
    joined = with_topology(data, old, merge(old, [1, 2]))[0].frame["accuracy_m"].iloc[1]
    assert joined == whole if whole is not None else joined != joined or joined is None
