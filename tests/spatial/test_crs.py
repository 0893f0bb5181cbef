"""Datums, transformations, geodesic measures and the datum hint, against published figures."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
import pytest
import shapely
from shapely.geometry import shape

from spatial.crs import (
    DATUM_LABELS,
    DATUMS,
    WGS84_GEOD,
    cgcs2000_zone,
    check_crs,
    convert_datum,
    geodesic_area_m2,
    geodesic_length_m,
    hint_datum,
    local_metric_crs,
    to_lonlat_wgs84,
    transform_geometry,
)
from spatial.errors import CrsError
from spatial.feedback import CallbackFeedback, Cancelled

Floats = npt.NDArray[np.float64]
STARTER = Path(__file__).parent.parent.parent / "data" / "geo"


def shanghai_grid(n: int = 120) -> Floats:
    lon, lat = np.meshgrid(np.linspace(120.8, 122.3, n), np.linspace(30.6, 31.9, n))
    return np.column_stack([lon.ravel(), lat.ravel()])


def metres(a: Floats, b: Floats) -> Floats:
    return np.asarray(WGS84_GEOD.inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])[2])


def objects(*geometries: object) -> npt.NDArray[np.object_]:
    array = np.empty(len(geometries), dtype=object)
    array[:] = geometries
    return array


# --- datums ----------------------------------------------------------------------------------------------------------

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


# --- transformations -------------------------------------------------------------------------------------------------


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


# --- zones -----------------------------------------------------------------------------------------------------------


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


# --- geodesic area and length ----------------------------------------------------------------------------------------

# Antarctica: the example of GeographicLib's Planimeter and of the pyproj manual (Geod.polygon_area_perimeter).
ANTARCTICA = shapely.Polygon(
    [
        *[(-74, -72.9), (-102, -71.9), (-102, -74.9), (-131, -74.3), (-163, -77.5), (163, -77.4), (172, -71.7)],
        *[(140, -65.9), (113, -65.7), (88, -66.6), (59, -66.9), (25, -69.8), (-4, -70.0), (-14, -71.0)],
        *[(-33, -77.3), (-46, -77.9), (-61, -74.7)],
    ]
)


def test_published_area_and_perimeter() -> None:
    assert geodesic_area_m2(objects(ANTARCTICA))[0] == pytest.approx(13376856682207.406, rel=1e-12)
    assert geodesic_length_m(objects(ANTARCTICA))[0] == pytest.approx(14710425.407, rel=1e-10)


@pytest.mark.parametrize("size_deg", [0.001, 0.01, 0.05, 0.1, 0.3, 3.0])
@pytest.mark.parametrize("latitude", [-75.0, -1.0, 0.0, 31.2, 60.0, 84.0])
def test_area_agrees_with_geod(size_deg: float, latitude: float) -> None:
    rng = np.random.default_rng(7)
    angle = np.linspace(0, 2 * np.pi, 9)[:-1] + rng.uniform(0, 0.6, (50, 8))
    centre = np.column_stack([rng.uniform(120.8, 122.3, 50), latitude + rng.uniform(0, 1, 50)])[:, None, :]
    rings = centre + size_deg / 2 * np.stack([np.cos(angle), np.sin(angle)], axis=2)
    polygons = shapely.polygons(rings)
    expected = [abs(WGS84_GEOD.geometry_area_perimeter(polygon)[0]) for polygon in polygons]
    # Geod itself is exact to about 1e-4 m² whatever the size.
    np.testing.assert_allclose(geodesic_area_m2(polygons), expected, rtol=1e-8, atol=5e-4)


def test_a_plot_of_a_hundred_square_metres() -> None:
    plot = shapely.Polygon(np.add([121.47, 31.23], [[0, 0], [1e-4, 2e-5], [1.2e-4, 1e-4], [-3e-5, 7e-5]]))
    crs = local_metric_crs(shapely.get_coordinates(plot))
    flat = transform_geometry(objects(plot), source=4326, datum="wgs84", target=crs)[0].area
    assert geodesic_area_m2(objects(plot))[0] == pytest.approx(flat, rel=1e-8)


def test_holes_parts_directions_and_odd_geometries() -> None:
    outer = shapely.box(121, 31, 121.2, 31.2)
    hole = shapely.box(121.05, 31.05, 121.1, 31.1)
    ring = shapely.Polygon(outer.exterior.coords, [hole.exterior.coords])
    turned = shapely.Polygon(list(outer.exterior.coords)[::-1], [list(hole.exterior.coords)[::-1]])
    away = shapely.box(122, 31, 122.05, 31.02)
    many = shapely.MultiPolygon([ring, away])
    nested = shapely.GeometryCollection([shapely.GeometryCollection([many]), shapely.Point(1, 1)])
    line = shapely.LineString([(121, 31), (122, 31), (121, 32)])
    area = geodesic_area_m2(
        objects(outer, hole, ring, turned, away, many, nested, shapely.Point(1, 1), line, None, shapely.Polygon())
    )
    assert area[2] == pytest.approx(area[0] - area[1])
    assert area[3] == area[2]
    assert area[5] == pytest.approx(area[2] + area[4])
    assert area[6] == area[5]
    assert list(area[7:9]) == [0, 0]
    assert np.isnan(area[9])
    assert area[10] == 0
    assert geodesic_area_m2(objects()).shape == (0,)


def test_coordinates_that_are_not_finite_give_nan() -> None:
    with np.errstate(invalid="ignore"):
        broken = shapely.polygons([[121, 31], [121.05, np.nan], [121.05, 31.05], [121, 31]])
    assert np.isnan(geodesic_area_m2(objects(broken, shapely.box(121, 31, 121.1, 31.1)))).tolist() == [True, False]


def test_lengths() -> None:
    line = shapely.LineString([(121, 31), (121, 31.5), (121.5, 31.5)])
    expected = WGS84_GEOD.line_length(*np.array(line.coords).T)
    ring = shapely.Polygon(
        shapely.box(121, 31, 122, 32).exterior.coords, [shapely.box(121.4, 31.4, 121.5, 31.5).exterior.coords]
    )
    rings = sum(
        WGS84_GEOD.geometry_length(shapely.LineString(part.coords)) for part in (ring.exterior, *ring.interiors)
    )
    length = geodesic_length_m(objects(line, shapely.MultiLineString([line, line]), ring, shapely.Point(1, 2), None))
    np.testing.assert_allclose(length, [expected, 2 * expected, rings, 0, np.nan])


def test_measuring_can_be_cancelled_and_reports() -> None:
    seen: list[float] = []
    geodesic_area_m2(
        shapely.box(np.full(50_000, 121.0), 31.0, 121.01, 31.01), CallbackFeedback(lambda f, _: seen.append(f))
    )
    assert len(seen) >= 3
    with pytest.raises(Cancelled):
        geodesic_area_m2(objects(ANTARCTICA), CallbackFeedback(should_stop=lambda: True))


# --- the hint --------------------------------------------------------------------------------------------------------


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

    def coordinates(layer: str) -> npt.NDArray[np.object_]:
        features = json.loads((STARTER / f"{layer}.geojson").read_text(encoding="utf-8"))["features"]
        return objects(*(shape(feature["geometry"]) for feature in features))

    reference = np.concatenate([coordinates("zones"), coordinates("zhangjiang")])
    vertices = shapely.get_coordinates(coordinates("districts"))
    for datum in ("wgs84", "gcj02", "bd09"):
        assert hint_datum(convert_datum(vertices, "wgs84", datum), reference) is None


def test_no_hint_for_data_that_are_right() -> None:
    vertices = shapely.get_coordinates(shapely.segmentize(parks(), 0.001))
    assert hint_datum(vertices, parks()) is None
    assert hint_datum(vertices, objects(None, shapely.Polygon())) is None
