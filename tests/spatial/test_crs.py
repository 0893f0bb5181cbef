"""Transformations with the datum on the way, zones, local metres."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
import pytest
import shapely

from spatial.crs import (
    WGS84_GEOD,
    cgcs2000_zone,
    check_crs,
    convert_datum,
    local_metric_crs,
    to_lonlat_wgs84,
    transform_geometry,
)
from spatial.errors import CrsError
from spatial.feedback import CallbackFeedback, Cancelled

Floats = npt.NDArray[np.float64]


def shanghai_grid(n: int = 120) -> Floats:
    lon, lat = np.meshgrid(np.linspace(120.8, 122.3, n), np.linspace(30.6, 31.9, n))
    return np.column_stack([lon.ravel(), lat.ravel()])


def metres(a: Floats, b: Floats) -> Floats:
    return np.asarray(WGS84_GEOD.inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])[2])


def objects(*geometries: object) -> npt.NDArray[np.object_]:
    array = np.empty(len(geometries), dtype=object)
    array[:] = geometries
    return array


def gauss_kruger(lon: float, lat: float, central_meridian: float) -> tuple[float, float]:
    """Transverse Mercator by Krüger's series to n⁴ (Karney 2011, eq. 7-10, 35), GRS 80: independent of PROJ."""
    a, f = 6378137.0, 1 / 298.257222101
    n, e = f / (2 - f), np.sqrt(f * (2 - f))
    radius = a / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    alpha = [
        n / 2 - 2 / 3 * n**2 + 5 / 16 * n**3 + 41 / 180 * n**4,
        13 / 48 * n**2 - 3 / 5 * n**3 + 557 / 1440 * n**4,
        61 / 240 * n**3 - 103 / 140 * n**4,
        49561 / 161280 * n**4,
    ]
    tau, dlon = np.tan(np.radians(lat)), np.radians(lon - central_meridian)
    sigma = np.sinh(e * np.arctanh(e * tau / np.hypot(1, tau)))
    conformal = tau * np.hypot(1, sigma) - sigma * np.hypot(1, tau)
    xi = np.arctan2(conformal, np.cos(dlon))
    eta = np.arcsinh(np.sin(dlon) / np.hypot(conformal, np.cos(dlon)))
    north = xi + sum(c * np.sin(2 * j * xi) * np.cosh(2 * j * eta) for j, c in enumerate(alpha, 1))
    east = eta + sum(c * np.cos(2 * j * xi) * np.sinh(2 * j * eta) for j, c in enumerate(alpha, 1))
    return 500000 + radius * float(east), radius * float(north)


@pytest.mark.parametrize(("lon", "lat"), [(121.4737, 31.2304), (120.0, 31.0), (121.95, 30.88), (118.5, 24.43)])
@pytest.mark.parametrize("datum", ["wgs84", "cgcs2000"])
def test_epsg_4549_against_kruegers_series(lon: float, lat: float, datum: str) -> None:
    source = "EPSG:4326" if datum == "wgs84" else "EPSG:4490"
    placed = transform_geometry(objects(shapely.Point(lon, lat)), source=source, datum=datum, target="EPSG:4549")
    np.testing.assert_allclose(shapely.get_coordinates(placed)[0], gauss_kruger(lon, lat, 120), rtol=0, atol=1e-4)


def test_epsg_worked_example_of_transverse_mercator() -> None:
    # EPSG Guidance Note 7-2 (IOGP 373-7-2), 3.5.3.1: OSGB36 50°30'00"N 0°30'00"E is E 577274.99, N 69740.50.
    placed = transform_geometry(
        objects(shapely.Point(577274.99, 69740.50)), source="EPSG:27700", datum="wgs84", target="EPSG:4277"
    )
    np.testing.assert_allclose(shapely.get_coordinates(placed)[0], [0.5, 50.5], rtol=0, atol=1e-4)


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_transform_takes_the_datum_on_the_way(datum: str) -> None:
    grid = shanghai_grid(5)
    straight = shapely.get_coordinates(
        transform_geometry(shapely.points(grid), source=4326, datum="wgs84", target=4549)
    )
    shifted = transform_geometry(
        shapely.points(convert_datum(grid, "wgs84", datum)), source=4326, datum=datum, target=4549
    )
    np.testing.assert_allclose(shapely.get_coordinates(shifted), straight, rtol=0, atol=1e-6)
    tiles = transform_geometry(
        shapely.points(convert_datum(grid, "wgs84", datum)), source=4326, datum="wgs84", target=3857
    )
    back = transform_geometry(tiles, source=3857, datum=datum, target=4326)
    np.testing.assert_allclose(shapely.get_coordinates(back), grid, rtol=0, atol=1e-9)


def test_none_and_empty_are_kept_and_heights_stay() -> None:
    odd = objects(None, shapely.Polygon(), shapely.Point(121, 31, 7), shapely.LineString([(121, 31), (121.1, 31)]))
    placed = transform_geometry(odd, source=4326, datum="gcj02", target=4549)
    assert placed[0] is None
    assert placed[1].is_empty
    assert placed[2].z == 7
    assert not placed[3].has_z
    assert odd[2].x == 121
    none = transform_geometry(objects(), source=4326, datum="wgs84", target=4549)
    assert none.shape == (0,)


def test_nothing_to_change_changes_no_digit() -> None:
    point = shapely.Point(121.123456789, 31.0)
    assert transform_geometry(objects(point), source=4326, datum="cgcs2000", target="EPSG:4326")[0] is point
    frame = gpd.GeoDataFrame({"a": [1]}, geometry=[point], crs="OGC:CRS84")
    assert to_lonlat_wgs84(frame, "wgs84")[0] is point


@pytest.mark.parametrize("crs", [None, "", "EPSG:999999", "nonsense"])
def test_missing_or_unknown_crs(crs: str | None) -> None:
    with pytest.raises(CrsError):
        transform_geometry(objects(shapely.Point(121, 31)), source=crs, datum="wgs84", target=4549)
    with pytest.raises(CrsError):
        check_crs(crs)


def test_metres_taken_for_degrees_are_an_error_not_infinity() -> None:
    with pytest.raises(CrsError, match=r"1\.353e\+07"):
        transform_geometry(objects(shapely.Point(13530000, 3660000)), source=4326, datum="wgs84", target=4549)


def test_transform_can_be_cancelled() -> None:
    stop = CallbackFeedback(should_stop=lambda: True)
    with pytest.raises(Cancelled):
        transform_geometry(objects(shapely.Point(121, 31)), source=4326, datum="wgs84", target=4549, feedback=stop)


@pytest.mark.parametrize(
    ("lon", "width", "prefix", "code", "name"),
    [
        (121.47, 3, False, 4549, "CGCS2000 / 3-degree Gauss-Kruger CM 120E"),
        (121.47, 3, True, 4528, "CGCS2000 / 3-degree Gauss-Kruger zone 40"),
        (121.5, 3, False, 4550, "CGCS2000 / 3-degree Gauss-Kruger CM 123E"),
        (73.5, 3, False, 4534, "CGCS2000 / 3-degree Gauss-Kruger CM 75E"),
        (136.4, 3, True, 4533, "CGCS2000 / 3-degree Gauss-Kruger zone 45"),
        (121.47, 6, True, 4499, "CGCS2000 / Gauss-Kruger zone 21"),
        (121.47, 6, False, 4510, "CGCS2000 / Gauss-Kruger CM 123E"),
        (119.9, 6, False, 4509, "CGCS2000 / Gauss-Kruger CM 117E"),
    ],
)
def test_zones_bear_the_name_they_should(lon: float, width: int, prefix: bool, code: int, name: str) -> None:
    assert cgcs2000_zone(lon, width=width, zone_prefix=prefix) == code
    assert pyproj.CRS.from_epsg(code).name == name


@pytest.mark.parametrize(("lon", "width"), [(73.4, 3), (136.5, 3), (138.0, 6), (121.0, 5), (float("nan"), 3)])
def test_no_zone(lon: float, width: int) -> None:
    with pytest.raises(CrsError):
        cgcs2000_zone(lon, width=width)


def test_local_metres_are_metres() -> None:
    grid = shanghai_grid(30)
    crs = local_metric_crs(grid)
    assert local_metric_crs(grid[::-1]) == crs
    placed = shapely.get_coordinates(transform_geometry(shapely.points(grid), source=4326, datum="wgs84", target=crs))
    flat = np.linalg.norm(np.diff(placed, axis=0), axis=1)
    assert np.abs(flat / metres(grid[:-1], grid[1:]) - 1).max() < 1e-4
    with pytest.raises(CrsError):
        local_metric_crs(np.array([[np.nan, 31.0]]))
