"""Geodesic areas and lengths against published figures and pyproj.Geod."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
import shapely

from spatial.crs import (
    WGS84_GEOD,
    geodesic_area_m2,
    geodesic_length_m,
    local_metric_crs,
    transform_geometry,
)
from spatial.feedback import CallbackFeedback, Cancelled

Floats = npt.NDArray[np.float64]


def objects(*geometries: object) -> npt.NDArray[np.object_]:
    array = np.empty(len(geometries), dtype=object)
    array[:] = geometries
    return array


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
