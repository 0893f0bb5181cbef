from __future__ import annotations

import math

import numpy as np
import pytest

from gui.map.furniture import decimals_for, format_lonlat, lonlat_of, metres_per_px, north_angle, scale_bar
from gui.map.view import MapView, union

SHANGHAI = (13487000.0, 3640000.0, 13567000.0, 3720000.0)


def test_pixels_and_back_are_exact_to_a_nanometre_share_of_a_pixel() -> None:
    view = MapView.fitted(SHANGHAI, 1200, 800)
    px = view.to_pixels(np.array([view.to_world(317.25, 41.5)]))
    assert np.allclose(px, [[317.25, 41.5]], atol=1e-6)


@pytest.mark.parametrize("size", [(1200, 800), (300, 900), (1, 1)])
def test_fitted_view_holds_its_extent(size: tuple[int, int]) -> None:
    west, south, east, north = MapView.fitted(SHANGHAI, *size).bounds
    assert west <= SHANGHAI[0] + 1e-6 and south <= SHANGHAI[1] + 1e-6
    assert east >= SHANGHAI[2] - 1e-6 and north >= SHANGHAI[3] - 1e-6


@pytest.mark.parametrize("factor", [2.0, 0.25, 1.37])
def test_zoom_keeps_the_place_under_the_mouse(factor: float) -> None:
    view = MapView.fitted(SHANGHAI, 1200, 800)
    before, after = view.to_world(100, 700), view.zoomed(factor, (100, 700)).to_world(100, 700)
    assert after == pytest.approx(before, abs=1e-6)


@pytest.mark.parametrize(
    "bounds",
    [
        (0.0, 0.0, 0.0, 0.0),
        (121.5, 31.2, 121.5, 31.2),
        (1e8, 1e8, 1e8, 1e8),
        (math.nan, 0.0, 1.0, 1.0),
        (-math.inf, 0.0, math.inf, 1.0),
    ],
)
def test_extent_without_size_or_sense_gives_a_finite_view(bounds: tuple[float, float, float, float]) -> None:
    view = MapView.fitted(bounds, 800, 600)
    assert all(map(math.isfinite, view.bounds)) and view.units_per_px > 0


def test_zoom_is_held_between_finest_and_coarsest() -> None:
    view = MapView(13527000.0, 3680000.0, 10.0, 800, 600)
    finest, coarsest = view, view
    for _ in range(200):
        finest, coarsest = finest.zoomed(10.0), coarsest.zoomed(0.1)
    assert finest.units_per_px == pytest.approx(13527000.0e-10)
    assert math.isfinite(coarsest.units_per_px) and coarsest.units_per_px <= 1e7


def test_pan_moves_the_content_with_the_mouse() -> None:
    view = MapView(0.0, 0.0, 2.0, 100, 100)
    world = view.to_world(10, 10)
    assert view.panned(5, -3).to_pixels(np.array([world]))[0] == pytest.approx([15, 7])


@pytest.mark.parametrize(("zoom", "metres"), [(0, 156543.033928), (10, 152.874057), (18, 0.597164)])
def test_zoom_level_is_that_of_web_mercator_tiles(zoom: int, metres: float) -> None:
    assert MapView(units_per_px=metres).zoom_level() == pytest.approx(zoom, abs=1e-5)


def test_union_passes_over_what_is_not_there() -> None:
    assert union([None, (0, 0, 1, 1), (math.nan, 0, 1, 1), (-1, 2, 0, 3)]) == (-1, 0, 1, 3)
    assert union([None]) is None


def test_web_mercator_scale_is_corrected_for_latitude() -> None:
    view = MapView(13527000.0, 3662000.0, 10.0, 800, 600)  # 31.2° N
    lonlat = lonlat_of("EPSG:3857", view.x, view.y)
    assert lonlat is not None
    # Radius of the parallel on WGS 84 over the Web Mercator one: cos φ / sqrt(1 - e² sin² φ).
    phi = math.radians(lonlat[1])
    expected = 10.0 * math.cos(phi) / math.sqrt(1 - 0.00669437999014 * math.sin(phi) ** 2)
    assert metres_per_px(view, "EPSG:3857") == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("units_per_px", [0.003, 1.0, 27.0, 900.0])
def test_scale_bar_is_round_and_fits(units_per_px: float) -> None:
    bar = scale_bar(MapView(13527000.0, 3662000.0, units_per_px, 800, 600), "EPSG:3857")
    assert bar is not None and 50 <= bar.width_px <= 130
    assert f"{bar.metres:e}"[0] in "125" and float(f"{bar.metres:e}"[1:].split("e")[0] or 0) == 0


def test_scale_bar_outside_of_the_crs_is_none() -> None:
    assert scale_bar(MapView(0.0, 1e12, 1.0, 800, 600), "EPSG:3857") is None


@pytest.mark.parametrize(
    ("crs", "x", "y", "angle"),
    [
        ("EPSG:3857", 13527000.0, 3662000.0, 0.0),
        # Grid convergence of a transverse Mercator projection: tan γ = tan Δλ · sin φ (here 1.5° east, 31.2° N; 0.78°).
        ("EPSG:4549", 643000.0, 3454500.0, -math.degrees(math.atan(math.tan(math.radians(1.5)) * 0.518))),
    ],
)
def test_north_arrow_points_to_true_north(crs: str, x: float, y: float, angle: float) -> None:
    assert north_angle(MapView(x, y, 10.0, 800, 600), crs) == pytest.approx(angle, abs=0.01)


def test_coordinates_are_read_with_the_decimals_a_pixel_is_worth() -> None:
    assert format_lonlat((121.4737, 31.2304), 4) == "121.4737° E  31.2304° N"
    assert format_lonlat((-0.5, -33.0), 1) == "0.5° W  33.0° S"
    assert format_lonlat(None) == ""
    assert [decimals_for(m) for m in (0.0, 0.01, 1.0, 100.0, 1e6)] == [5, 7, 6, 4, 0]
