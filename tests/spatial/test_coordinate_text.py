"""Coordinates to read; the grid is held against PROJ's own command of the zone."""

from __future__ import annotations

import math

import numpy as np
import pytest
from pyproj import Transformer

from spatial.coordinate_text import print_place
from spatial.datums import convert_datum

HERE = (121.4737, 31.2304)


@pytest.mark.parametrize(
    ("place", "style", "wanted"),
    [
        (HERE, "decimal", "121.473700° E, 31.230400° N  WGS 84"),
        ((-0.5, -10.25), "decimal", "0.500000° W, 10.250000° S  WGS 84"),
        (HERE, "dms", "121°28′25.32″ E, 31°13′49.44″ N  WGS 84"),
        ((121.99999999, 31.0), "dms", "122°00′00.00″ E, 31°00′00.00″ N  WGS 84"),
        ((math.nan, 31.0), "dms", "WGS 84"),
        ((math.inf, 31.0), "grid", "CGCS2000 / GK 120°E"),
    ],
)
def test_a_place_is_printed_as_it_is_read(place: tuple[float, float], style: str, wanted: str) -> None:
    assert print_place(*place, style) == wanted


def test_the_grid_prints_northing_first_as_surveys_do() -> None:
    easting, northing = Transformer.from_crs(4490, 4549, always_xy=True).transform(*HERE)
    assert print_place(*HERE, "grid", "gcj02") == f"X {northing:,.1f}  Y {easting:,.1f} m  CGCS2000 / GK 120°E"


@pytest.mark.parametrize(("datum", "name"), [("gcj02", "GCJ-02"), ("bd09", "BD-09")])
def test_a_datum_moves_the_figures(datum: str, name: str) -> None:
    lon, lat = convert_datum(np.array([HERE]), "wgs84", datum)[0]
    assert print_place(*HERE, "decimal", datum) == f"{lon:.6f}° E, {lat:.6f}° N  {name}"
