"""The hint for an unlabelled layer: evidence, or silence."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import shapely
from shapely.geometry import shape

from spatial.crs import (
    convert_datum,
    hint_datum,
)
from spatial.datum_hint import hint_for_layer, some_vertices

Floats = npt.NDArray[np.float64]
STARTER = Path(__file__).parent.parent.parent / "data" / "geo"


def objects(*geometries: object) -> npt.NDArray[np.object_]:
    array = np.empty(len(geometries), dtype=object)
    array[:] = geometries
    return array


def parks(n: int = 6) -> npt.NDArray[np.object_]:
    rng = np.random.default_rng(3)
    corner = np.column_stack([rng.uniform(121.2, 121.7, n), rng.uniform(31.0, 31.4, n)])
    return shapely.box(corner[:, 0], corner[:, 1], corner[:, 0] + 0.01, corner[:, 1] + 0.008)


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_hint_from_vertices_of_the_same_boundaries(datum: str) -> None:
    vertices = convert_datum(shapely.get_coordinates(shapely.segmentize(parks(), 0.001)), "wgs84", datum)
    finding = hint_datum(vertices, parks())
    assert finding is not None
    assert (finding.code, finding.severity) == (f"datum_{datum}", "warning")


def test_hint_from_the_same_sites_with_noise() -> None:
    rng = np.random.default_rng(5)
    sites = rng.uniform([121.2, 31.0], [121.8, 31.4], (40, 2))
    seen = convert_datum(sites + rng.normal(0, 0.0005, sites.shape), "wgs84", "gcj02")
    finding = hint_datum(seen, shapely.points(sites))
    assert finding is not None
    assert finding.code == "datum_gcj02"
    assert "40" in finding.message.en


def test_hint_from_points_that_belong_in_the_polygons() -> None:
    rng = np.random.default_rng(6)
    boxes = shapely.get_coordinates(parks(30)).reshape(30, 5, 2)
    inside = boxes.min(axis=1)[:, None, :] + rng.uniform(0.05, 0.95, (30, 6, 2)) * [0.01, 0.008]
    finding = hint_datum(convert_datum(inside.reshape(-1, 2), "wgs84", "gcj02"), parks(30))
    assert finding is not None
    assert finding.code == "datum_gcj02"


@pytest.mark.parametrize(
    "points",
    [
        np.empty((0, 2)),
        convert_datum(np.array([[121.41, 31.21], [121.52, 31.11]]), "wgs84", "gcj02"),  # too few
        np.random.default_rng(8).uniform([121.2, 31.0], [121.7, 31.4], (400, 2)),  # unrelated
        np.array([[2.3, 48.8]] * 50),  # not in China
        np.full((50, 2), np.nan),
    ],
    ids=["empty", "too few", "unrelated", "abroad", "nan"],
)
def test_no_hint_where_it_cannot_be_told(points: Floats) -> None:
    assert hint_datum(points, parks()) is None


def test_no_hint_from_boundaries_that_merely_cross_the_reference() -> None:
    """Vertices of one line are not independent: many enter and leave the reference at once, in either direction."""

    reference = np.concatenate([starter("zones"), starter("zhangjiang")])
    vertices = shapely.get_coordinates(starter("districts"))
    for datum in ("wgs84", "gcj02", "bd09"):
        assert hint_datum(convert_datum(vertices, "wgs84", datum), reference) is None


def starter(layer: str) -> npt.NDArray[np.object_]:
    features = json.loads((STARTER / f"{layer}.geojson").read_text(encoding="utf-8"))["features"]
    return objects(*(shape(feature["geometry"]) for feature in features))


def test_a_layer_that_is_there_already_in_wgs84_is_right_whatever_lies_about_it() -> None:
    """The sub-parks of the starter beside its four zones, which are drawn more roughly: some vertices enter them."""
    others = [starter(name) for name in ("zones", "zhangjiang", "districts", "subparks")]
    assert hint_for_layer(starter("subparks"), others) is None
    moved = shapely.transform(starter("subparks"), lambda xy: convert_datum(xy, "wgs84", "gcj02"))
    finding = hint_for_layer(moved, others)
    assert finding is not None and finding.code == "datum_gcj02"


def test_a_dense_reference_proves_nothing() -> None:
    """All buildings of a city are near to anything; boundaries elsewhere in the project still speak."""
    rng, corners = np.random.default_rng(9), shapely.bounds(parks())[:, :2]
    dense = shapely.points(rng.choice(corners, 200_000) + rng.uniform(-0.012, 0.022, (200_000, 2)))
    moved = shapely.transform(parks(), lambda xy: convert_datum(xy, "wgs84", "gcj02"))
    finding = hint_for_layer(shapely.segmentize(moved, 0.001), [dense, parks()])
    assert finding is not None and finding.code == "datum_gcj02"


def test_no_hint_for_data_that_are_right() -> None:
    vertices = shapely.get_coordinates(shapely.segmentize(parks(), 0.001))
    assert hint_datum(vertices, parks()) is None
    assert hint_datum(vertices, objects(None, shapely.Polygon())) is None


@pytest.mark.parametrize("most", [1, 7, 400])
def test_vertices_are_taken_evenly_from_all_of_them(most: int) -> None:
    at = np.random.default_rng(8).uniform(0, 9, (60, 2))
    discs = [shapely.Point(x, y).buffer(1.0, 1 + row % 7) for row, (x, y) in enumerate(at)]
    layer = objects(None, shapely.Polygon(), *discs, None, shapely.Point(1, 2))
    every = shapely.get_coordinates(layer)
    wanted = np.linspace(0, len(every) - 1, min(len(every), most)).astype(int)
    assert (some_vertices(layer, most) == every[wanted]).all()
    assert not len(some_vertices(objects(None, shapely.Polygon()), most))
