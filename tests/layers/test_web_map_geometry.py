"""Coordinates of the page: packed and unpacked again, shared borders, the grid and its error."""

from __future__ import annotations

import base64

import numpy as np
import pytest
from shapely import GeometryCollection, LineString, MultiPoint, MultiPolygon, Point, Polygon, box

from layers.page.cluster_data import encode_aggregation
from layers.page.geometry import (
    LINE,
    POINT,
    RING,
    bounds_of,
    choose_grid,
    encode_paths,
    flatten,
    pack,
    pack_points,
    pack_signed,
    to_degrees,
    to_web_mercator,
)
from spatial.statistics.clusters import aggregate


def unpack(packed: str) -> list[int]:
    """Read packed numbers as the page does."""
    values, value, shift = [], 0, 0
    for byte in base64.b64decode(packed):
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            values.append(value)
            value, shift = 0, 0
    return values


def unpack_signed(packed: str) -> list[int]:
    return [(v >> 1) ^ -(v & 1) for v in unpack(packed)]


def unpack_points(packed: str, n: int) -> np.ndarray:
    """Read packed points as the page does."""
    raw = base64.b64decode(packed)
    blocks = int.from_bytes(raw[:4], "little") if raw else 0
    at, steps = 4 + blocks, []
    for width in raw[4 : 4 + blocks]:
        words = [int.from_bytes(raw[at + 4 * plane :][:4], "little") for plane in range(width)]
        folded = [sum((word >> i & 1) << plane for plane, word in enumerate(words)) for i in range(32)]
        steps += [(value >> 1) ^ -(value & 1) for value in folded]
        at += 4 * width
    assert at == len(raw) or not raw
    return np.array(steps[: 2 * n], np.int64).reshape(-1, 2).cumsum(axis=0)


def geometries(*items: object) -> np.ndarray:
    array = np.empty(len(items), object)
    array[:] = items
    return array


@pytest.mark.parametrize(
    "values", [[], [0], [127, 128], [16383, 16384, 2**21], [0, 2**31, 2**32 - 1], [2**32, 2**40, 1]]
)
def test_numbers_come_back(values):
    assert unpack(pack(np.array(values, np.int64))) == values


@pytest.mark.parametrize("n", [0, 1, 15, 16, 17, 1000])
def test_points_come_back(n):
    points = np.random.default_rng(n).integers(-(2**29), 2**29, (n, 2))
    points[n // 2 :] = points[n // 2 : n // 2 + 1]
    assert np.array_equal(unpack_points(pack_points(points), n), points)


@pytest.mark.parametrize("values", [[], [0, -1, 1], [-(2**29), 2**29], [-(2**31), 2**31 - 1], [-(2**40), 5]])
def test_signed_numbers_come_back(values):
    assert unpack_signed(pack_signed(np.array(values, np.int64))) == values


def test_every_kind_of_geometry_becomes_paths_in_feature_order():
    holed = Polygon([(0, 0), (9, 0), (9, 9), (0, 9)], [[(1, 1), (2, 1), (2, 2)]])
    mixed = GeometryCollection(
        [Point(5, 5), GeometryCollection([LineString([(0, 0), (1, 1), (2, 0)])]), box(0, 0, 1, 1)]
    )
    paths = flatten(
        geometries(MultiPoint([(0, 0), (1, 1)]), None, holed, Polygon(), mixed, MultiPolygon([box(0, 0, 1, 1), holed]))
    )
    assert paths.feature.tolist() == [0, 0, 2, 2, 4, 4, 4, 5, 5, 5]
    assert paths.kind.tolist() == [POINT, POINT, RING, RING, RING, LINE, POINT, RING, RING, RING]
    assert paths.sizes.tolist() == [1, 1, 4, 3, 4, 3, 1, 4, 4, 3]
    assert len(paths.xy) == paths.sizes.sum()


def test_plain_polygons_give_the_same_paths_as_the_general_way():
    cells = geometries(box(0, 0, 1, 1), box(1, 0, 2, 1))
    mixed = flatten(geometries(*cells, Point(0, 0)))
    plain = flatten(cells)
    assert plain.xy.tolist() == mixed.xy[:-1].tolist()
    assert plain.sizes.tolist() == mixed.sizes[:-1].tolist()


@pytest.mark.parametrize("items", [(), (None,), (Polygon(), None)])
def test_no_geometry_is_no_path(items):
    paths = flatten(geometries(*items))
    grid = choose_grid(bounds_of([paths]), 0)
    assert encode_paths(paths, grid)["xy"] == ""
    assert unpack(str(encode_paths(paths, grid)["features"])) == [0] * len(items)


def test_coordinates_stay_within_the_stated_error_and_shared_vertices_stay_shared():
    rng = np.random.default_rng(3)
    line = rng.uniform((13.5e6, 3.6e6), (13.6e6, 3.7e6), (500, 2))
    left, right = LineString(line), LineString(line[::-1])
    paths = flatten(geometries(left, right))
    grid = choose_grid(bounds_of([paths]), len(paths.xy))
    xy = unpack_points(str(encode_paths(paths, grid)["xy"]), len(paths.xy))
    back = xy * grid.step + (grid.x0, grid.y0)
    assert np.hypot(*(back - paths.xy).T).max() <= grid.error_m * 1.0001
    assert np.array_equal(xy[:500], xy[500:][::-1])


@pytest.mark.parametrize(
    ("bounds", "vertices", "step"),
    [((0, 0, 1e5, 1e5), 100, 0.01), ((0, 0, 1e5, 1e5), 2_000_000, 0.1), ((-2e7, -2e7, 2e7, 2e7), 10, 0.1)],
)
def test_the_grid_is_as_fine_as_size_and_extent_allow(bounds, vertices, step):
    assert choose_grid(bounds, vertices).step == pytest.approx(step)


def test_web_mercator_agrees_with_proj():
    import pyproj

    lonlat = np.array([[121.47, 31.23], [-179.9, -60.0], [0.0, 0.0]])
    expected = np.column_stack(pyproj.Transformer.from_crs(4326, 3857, always_xy=True).transform(*lonlat.T))
    assert to_web_mercator(lonlat) == pytest.approx(expected, abs=1e-6)
    assert to_degrees(expected) == pytest.approx(lonlat, abs=1e-9)


def test_markers_of_the_page_are_those_of_the_aggregation():
    rng = np.random.default_rng(5)
    xy = rng.normal(size=(400, 2)) * 4000 + (13.5e6, 3.66e6)
    xy[7] = np.nan
    aggregation = aggregate(xy, rng.integers(0, 3, 400), 3, 48.0)
    finer: list[int] = []
    for level in encode_aggregation(aggregation)["levels"]:
        codes = unpack(level.get("members") or level["parents"])
        newest, numbers = -1, []
        for code in codes:
            newest = newest + 1 if code == 1 else newest
            numbers.append(-1 if code == 0 else newest if code == 1 else newest + 2 - code)
        members = numbers if "members" in level else [numbers[m] if m >= 0 else -1 for m in finer]
        finer = members
        of_program = next(one for one in aggregation.levels if one.zoom == level["zoom"])
        sizes = np.bincount([m for m in members if m >= 0])
        assert sorted(sizes) == sorted(of_program.counts)
        pairs = set(zip(members, of_program.members.tolist(), strict=True))
        assert len(pairs) == len(set(members))
    assert members[7] == -1
