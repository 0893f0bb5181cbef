"""Lengths and areas of what a user draws, against pyproj's own sums and published figures."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import Geod

from spatial.measuring import measure_line, measure_ring, print_area, print_length

SQUARE = np.array([[121.40, 31.20], [121.41, 31.20], [121.41, 31.21], [121.40, 31.21]])


def test_a_line_is_the_sum_of_its_segments() -> None:
    made = measure_line(SQUARE)
    geod = Geod(ellps="WGS84")
    assert len(made.segments_m) == 3
    assert made.length_m == pytest.approx(geod.line_length(SQUARE[:, 0], SQUARE[:, 1]), abs=1e-6)
    assert made.area_m2 is None


def test_a_degree_of_latitude_at_the_equator() -> None:
    """From 0° to 1°: 110 574.389 m on WGS 84 (meridian arc a(1-e²)∫(1-e² sin²φ)^-3/2, any textbook)."""
    assert measure_line(np.array([[0.0, 0.0], [0.0, 1.0]])).length_m == pytest.approx(110_574.389, abs=1e-3)


def test_a_ring_is_closed_and_its_direction_does_not_matter() -> None:
    area, perimeter = Geod(ellps="WGS84").polygon_area_perimeter(SQUARE[:, 0], SQUARE[:, 1])
    for ring in (SQUARE, SQUARE[::-1]):
        made = measure_ring(ring)
        assert len(made.segments_m) == 4
        assert made.area_m2 == pytest.approx(abs(area), rel=1e-7)
        assert made.length_m == pytest.approx(perimeter, abs=1e-6)
        assert not made.crosses_itself


def test_a_ring_that_crosses_itself_is_known() -> None:
    assert measure_ring(SQUARE[[0, 2, 1, 3]]).crosses_itself


@pytest.mark.parametrize("n", [0, 1])
def test_nothing_below_two_vertices(n: int) -> None:
    assert measure_line(SQUARE[:n]).segments_m == ()
    assert measure_ring(SQUARE[:n]).area_m2 == 0.0


def test_two_vertices_of_a_ring_are_one_segment() -> None:
    made = measure_ring(SQUARE[:2])
    assert len(made.segments_m) == 1 and made.area_m2 == 0.0


@pytest.mark.parametrize(
    ("metres", "zh", "en"),
    [
        (0.0, "0.0 米", "0.0 m"),
        (999.94, "999.9 米", "999.9 m"),
        (999.96, "1.000 公里", "1.000 km"),
        (12345.6, "12.346 公里", "12.346 km"),
        (float("nan"), "—", "—"),
    ],
)
def test_lengths_are_printed_in_the_unit_they_are_read_in(metres: float, zh: str, en: str) -> None:
    assert (print_length(metres).zh, print_length(metres).en) == (zh, en)


@pytest.mark.parametrize(
    ("area_m2", "zh", "en"),
    [
        (12.34, "12.3 平方米", "12.3 m²"),
        (25_000.0, "2.50 公顷（25,000.0 平方米）", "2.50 ha (25,000.0 m²)"),
        (4_190_000.0, "4.1900 平方公里（419.00 公顷）", "4.1900 km² (419.00 ha)"),
        (float("inf"), "—", "—"),
    ],
)
def test_areas_are_printed_in_the_units_planners_use(area_m2: float, zh: str, en: str) -> None:
    assert (print_area(area_m2).zh, print_area(area_m2).en) == (zh, en)


@pytest.mark.parametrize(
    ("unit", "zh"),
    [("m2", "20,000.0 平方米"), ("ha", "2.00 公顷"), ("km2", "0.0200 平方公里"), ("mu", "30.00 亩")],
)
def test_an_area_is_printed_in_the_unit_that_is_chosen(unit: str, zh: str) -> None:
    assert print_area(20_000.0, unit).zh == zh


def test_a_length_is_printed_in_the_unit_that_is_chosen() -> None:
    assert (print_length(12345.6, "m").en, print_length(12.3, "km").en) == ("12,345.6 m", "0.012 km")
