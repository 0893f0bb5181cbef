"""Lists of coordinates in every spelling lead to the same places; what looks wrong is asked about."""

from __future__ import annotations

import numpy as np
import pytest

from spatial.coordinate_lists import print_figures, read_places, without_closing
from spatial.datums import convert_datum

PLACES = np.array([[121.3712345, 31.2201234], [121.3823456, 31.2298765], [121.3655, 31.2405]])
SAME = [
    "121.3712345,31.2201234\n121.3823456,31.2298765\n121.3655,31.2405",
    "121.3712345 31.2201234; 121.3823456 31.2298765; 121.3655 31.2405",
    "121.3712345,31.2201234 121.3823456,31.2298765 121.3655,31.2405",
    "121.3712345,31.2201234,4.5\n121.3823456,31.2298765,4\n121.3655,31.2405,0",
    "1,121.3712345,31.2201234\n2,121.3823456,31.2298765\n3,121.3655,31.2405",
    "点号\t经度\t纬度\nJ1\t121.3712345\t31.2201234\nJ2\t121.3823456\t31.2298765\nJ3\t121.3655\t31.2405",
    "N31.2201234 E121.3712345\nN31.2298765 E121.3823456\nN31.2405 E121.3655",
    "东经１２１．３７１２３４５，北纬31.2201234\n东经121.3823456，北纬31.2298765\n东经121.3655 北纬31.2405",
    "X 121.3712345 Y 31.2201234\nX 121.3823456 Y 31.2298765\nX 121.3655 Y 31.2405",
]


@pytest.mark.parametrize("text", SAME)
def test_one_list_in_many_spellings(text: str) -> None:
    read = read_places(text)
    np.testing.assert_allclose(read.lonlat, PLACES, atol=1e-12)
    assert not read.questions()


@pytest.mark.parametrize("style", ["decimal", "dms", "grid"])
@pytest.mark.parametrize("datum", ["wgs84", "cgcs2000", "gcj02", "bd09"])
def test_what_is_printed_is_read_back_to_a_tenth_of_a_millimetre(style: str, datum: str) -> None:
    lines = [" ".join(pair) for pair in print_figures(PLACES, style, datum)]
    read = read_places("\n".join(lines), datum=datum)
    assert read.style == style
    np.testing.assert_allclose(read.lonlat, PLACES, atol=2e-9)


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("121°22′30″E 31°15′00″N", (121.375, 31.25)),
        ("121度22分30秒，31度15分0秒", (121.375, 31.25)),
        ("31°15'N, 121°22.5'E", (121.375, 31.25)),
        ("121 22 30 31 15 00", (121.375, 31.25)),
        ("P7 121:22:30 31:15:00", (121.375, 31.25)),
    ],
)
def test_degrees_minutes_seconds(line: str, place: tuple[float, float]) -> None:
    np.testing.assert_allclose(read_places(line).lonlat[0], place, atol=1e-12)


@pytest.mark.parametrize(
    "line",
    [
        "3458150.3149 630635.1557",
        "X 3,458,150.3149  Y 630,635.1557 m",
        "12 3458150.3149 40630635.1557",
        "Y=630635.1557 X=3458150.3149",
    ],
)
def test_the_grid_has_northings_first(line: str) -> None:
    read = read_places(line)
    assert read.style == "grid" and not read.outside
    np.testing.assert_allclose(read.lonlat[0], (121.3712, 31.2378), atol=2e-9)


def test_the_grid_reversed_is_offered_to_be_swapped() -> None:
    read = read_places("630672.2 3457718.6\n630772.2 3457718.6")
    assert read.outside == (0, 1) and read.swap_fits
    assert not read_places("630672.2 3457718.6", swap=True).questions()


def test_latitude_first_is_offered_to_be_swapped() -> None:
    read = read_places("31.22 121.37\n31.23 121.38")
    assert read.outside == (0, 1) and read.swap_fits and len(read.questions()) == 2
    np.testing.assert_allclose(read_places("31.22 121.37", swap=True).lonlat, [[121.37, 31.22]])


def test_another_city_is_asked_about_and_no_swap_is_offered() -> None:
    read = read_places("116.39 39.91\n121.37 31.22")
    assert read.outside == (0,) and not read.swap_fits
    assert "第 1 个（116.3900°, 39.9100°）" in read.questions()[0].zh


def test_lines_that_are_no_place_are_told_and_left_out() -> None:
    read = read_places("坐标表\n121.37 31.22\n只有 121.5\n3458150.3149 630635.1557\n121.38 31.23")
    assert len(read.lonlat) == 2 and [line for line, _ in read.bad] == [3, 4]
    assert "第 3、4 行" in read.questions()[0].zh


def test_nothing_gives_nothing() -> None:
    assert read_places("").lonlat.shape == (0, 2) and read_places("\n标题\n").questions() == ()


def test_a_datum_is_converted() -> None:
    shifted = convert_datum(PLACES, "wgs84", "gcj02")
    text = "\n".join(f"{lon!r} {lat!r}" for lon, lat in shifted.tolist())
    np.testing.assert_allclose(read_places(text, datum="gcj02").lonlat, PLACES, atol=1e-10)
    assert np.abs(read_places(text).lonlat - PLACES).max() > 1e-3


def test_the_closing_place_goes() -> None:
    closed = np.vstack([PLACES, PLACES[:1]])
    assert len(without_closing(closed)) == 3 and len(without_closing(PLACES)) == 3
