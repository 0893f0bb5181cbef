"""GCJ-02 and BD-09 against published pairs; round trips, displacement, odd input."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from spatial.crs import (
    DATUM_LABELS,
    DATUMS,
    WGS84_GEOD,
    convert_datum,
)
from spatial.errors import CrsError

Floats = npt.NDArray[np.float64]


def shanghai_grid(n: int = 120) -> Floats:
    lon, lat = np.meshgrid(np.linspace(120.8, 122.3, n), np.linspace(30.6, 31.9, n))
    return np.column_stack([lon.ravel(), lat.ravel()])


def metres(a: Floats, b: Floats) -> Floats:
    return np.asarray(WGS84_GEOD.inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])[2])


# (source, target, lon, lat, lon, lat): python/test.py of googollee/eviltransform (Shanghai, Shenzhen, Beijing);
# test/app.js of wandergis/coordtransform (116.404, 39.915); the tests of the Rust crate geotool (121.09, 30.61).
PUBLISHED = [
    ("wgs84", "gcj02", 121.5272106, 31.1774276, 121.531541859215, 31.17530398364597),
    ("wgs84", "gcj02", 113.912316, 22.543847, 113.9171764808363, 22.540796131694766),
    ("wgs84", "gcj02", 116.377817, 39.911954, 116.38404722455657, 39.91334545536069),
    ("wgs84", "gcj02", 116.404, 39.915, 116.41024449916938, 39.91640428150164),
    ("gcj02", "bd09", 116.404, 39.915, 116.41036949371029, 39.92133699351021),
    ("gcj02", "bd09", 121.09626935575027, 30.608604331756705, 121.10271732371203, 30.61484572185035),
]


@pytest.mark.parametrize(("source", "target", "lon", "lat", "to_lon", "to_lat"), PUBLISHED)
def test_published_pairs_both_ways(
    source: str, target: str, lon: float, lat: float, to_lon: float, to_lat: float
) -> None:
    here, there = np.array([[lon, lat]]), np.array([[to_lon, to_lat]])
    np.testing.assert_allclose(convert_datum(here, source, target), there, rtol=0, atol=1e-11)
    np.testing.assert_allclose(convert_datum(there, target, source), here, rtol=0, atol=1e-11)


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_round_trip_over_shanghai_is_far_below_a_decimetre(datum: str) -> None:
    grid = shanghai_grid()
    back = convert_datum(convert_datum(grid, "wgs84", datum), datum, "wgs84")
    forth = convert_datum(convert_datum(grid, datum, "wgs84"), "wgs84", datum)
    # Measured on a grid of 300 x 300: 2.2e-9 m (GCJ-02) and 4.1e-9 m (BD-09).
    assert max(metres(grid, back).max(), metres(grid, forth).max()) < 1e-6


def test_the_usual_closed_inverse_of_bd09_would_not_do() -> None:
    grid = shanghai_grid(40)
    bd = convert_datum(grid, "gcj02", "bd09") - [0.0065, 0.006]
    frequency = np.pi * 3000 / 180
    radius = np.hypot(*bd.T) - 0.00002 * np.sin(bd[:, 1] * frequency)
    angle = np.arctan2(bd[:, 1], bd[:, 0]) - 0.000003 * np.cos(bd[:, 0] * frequency)
    closed = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    assert metres(grid, closed).max() > 0.1
    assert metres(grid, convert_datum(np.add(bd, [0.0065, 0.006]), "bd09", "gcj02")).max() < 1e-6


@pytest.mark.parametrize(("datum", "low", "high"), [("gcj02", 450, 510), ("bd09", 1075, 1175)])
def test_displacement_in_shanghai(datum: str, low: float, high: float) -> None:
    grid = shanghai_grid()
    moved = metres(grid, convert_datum(grid, "wgs84", datum))
    assert low < moved.min() <= moved.max() < high


def test_displacement_in_the_city_centre() -> None:
    centre = np.array([[121.4737, 31.2304]])
    assert 470 < metres(centre, convert_datum(centre, "wgs84", "gcj02"))[0] < 490


def test_outside_china_nan_and_empty() -> None:
    odd = np.array([[2.35, 48.86], [np.nan, 31.0], [121.0, np.inf], [-74.0, 40.7]])
    for source in DATUMS:
        for target in DATUMS:
            np.testing.assert_array_equal(convert_datum(odd, source, target), odd)
            assert convert_datum(np.empty((0, 2)), source, target).shape == (0, 2)


def test_wgs84_and_cgcs2000_are_equal_and_the_input_is_not_touched() -> None:
    grid = shanghai_grid(5)
    kept = grid.copy()
    np.testing.assert_array_equal(convert_datum(grid, "cgcs2000", "wgs84"), grid)
    np.testing.assert_array_equal(convert_datum(grid, "cgcs2000", "bd09"), convert_datum(grid, "wgs84", "bd09"))
    np.testing.assert_array_equal(grid, kept)


def test_many_points_at_once_equal_one_by_one() -> None:
    grid = shanghai_grid(6)
    together = convert_datum(grid, "bd09", "wgs84")
    single = np.vstack([convert_datum(grid[i : i + 1], "bd09", "wgs84") for i in range(len(grid))])
    np.testing.assert_allclose(together, single, rtol=0, atol=1e-12)


def test_unknown_datum_names_the_allowed_ones() -> None:
    with pytest.raises(CrsError, match="beijing54"):
        convert_datum(shanghai_grid(2), "beijing54", "wgs84")
    assert set(DATUM_LABELS) == set(DATUMS)
