import itertools

import numpy as np
import pytest

from layers.cartography.color_contrast import colour_difference
from layers.cartography.color_ramps import (
    CATEGORY_DIFFERENCE,
    DEFAULT_RAMPS,
    RAMPS,
    check_contrast,
    colours_around,
    contrast_ratio,
    lightness,
    ramp_colours,
    ramps_of,
    simulate,
)
from layers.cartography.symbology import MISSING_COLOUR, NOT_APPLICABLE_COLOUR
from spatial.errors import SymbologyError

PAGE = "#ffffff"
STEPPED = [r.name for r in RAMPS if r.kind != "qualitative"]


@pytest.mark.parametrize("name", STEPPED)
@pytest.mark.parametrize("k", range(2, 10))
def test_neighbouring_classes_stay_apart_for_everybody(name, k):
    report = check_contrast(ramp_colours(name, k))
    assert report.passed, report.message.en


@pytest.mark.parametrize("name", [r.name for r in ramps_of("sequential")])
@pytest.mark.parametrize("k", range(2, 10))
def test_sequential_ramps_darken_evenly_and_keep_off_page_and_missing(name, k):
    colours = ramp_colours(name, k)
    steps = np.diff(lightness(colours))
    assert (steps < 0).all() and np.ptp(steps) < 1.0  # rounding to #rrggbb
    for other in (PAGE, MISSING_COLOUR, NOT_APPLICABLE_COLOUR):
        assert all(check_contrast([c], against=[other], threshold=6).passed for c in colours)


@pytest.mark.parametrize("name", [r.name for r in ramps_of("diverging")])
@pytest.mark.parametrize("k", range(2, 10))
def test_diverging_ramps_are_pale_in_the_middle_and_differ_on_both_sides(name, k):
    colours = ramp_colours(name, k)
    light = lightness(colours)
    assert np.allclose(light, light[::-1], atol=1.0)
    assert (np.diff(light[: (k + 1) // 2]) > 0).all()
    assert check_contrast(colours, all_pairs=True).passed
    missing = check_contrast(colours, against=[MISSING_COLOUR], threshold=3.5 if name == "PuOr" else 5.0)
    assert missing.passed, missing.message.en  # PuOr: 3.8 under tritanopia, the rarest


def test_the_default_diverging_middle_shows_on_a_white_page():
    assert check_contrast(ramp_colours(DEFAULT_RAMPS["diverging"], 9), against=[PAGE, MISSING_COLOUR]).passed


@pytest.mark.parametrize("ramp", ramps_of("qualitative"), ids=lambda r: r.name)
def test_any_two_categories_stay_apart_for_everybody(ramp):
    colours = ramp_colours(ramp.name, ramp.most)
    report = check_contrast(colours, all_pairs=True, against=[PAGE, MISSING_COLOUR], threshold=CATEGORY_DIFFERENCE)
    assert report.passed, report.message.en


def test_a_red_green_ramp_is_caught():
    report = check_contrast(["#a4a032", "#b49b28", "#000000"])
    assert not report.passed
    assert report.failures[0].vision in ("protanopia", "deuteranopia")
    assert "#a4a032" in report.message.en and "#a4a032" in report.message.zh


def test_no_pair_is_no_failure():
    assert check_contrast(["#123456"]).passed and check_contrast([]).closest is None


# --- measures against published values --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "difference"),
    [  # Sharma, Wu and Dalal 2005, table 1, pairs 1, 4, 7, 9, 10, 13, 17, 20, 21, 25, 30, 34
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, -1.3802, -84.2814), (50, 0, -82.7485), 1.0000),
        ((50, 0, 0), (50, -1, 2), 2.3669),
        ((50, 2.49, -0.001), (50, -2.49, 0.0009), 7.1792),
        ((50, 2.49, -0.001), (50, -2.49, 0.0010), 7.1792),
        ((50, -0.001, 2.49), (50, 0.0009, -2.49), 4.8045),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((50, 2.5, 0), (58, 24, 15), 19.4535),
        ((50, 2.5, 0), (50, 3.1736, 0.5854), 1.0000),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((36.4612, 47.8580, 18.3852), (36.2715, 50.5065, 21.2231), 1.4146),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_colour_difference(first, second, difference):
    found = colour_difference(np.array([first], dtype=float), np.array([second], dtype=float))
    back = colour_difference(np.array([second], dtype=float), np.array([first], dtype=float))
    assert found[0] == pytest.approx(difference, abs=5e-5)
    assert back[0] == pytest.approx(difference, abs=5e-5)


@pytest.mark.parametrize(
    ("a", "b", "ratio"), [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#767676", "#ffffff", 4.54)]
)
def test_contrast_ratio_of_wcag(a, b, ratio):
    assert contrast_ratio(a, b) == contrast_ratio(b, a) == pytest.approx(ratio, abs=0.005)


def test_lightness_of_black_white_and_middle_grey():
    assert lightness(["#000000", "#777777", "#ffffff"]) == pytest.approx([0, 50.03, 100], abs=0.01)


@pytest.mark.parametrize("deficiency", ["protanopia", "deuteranopia", "tritanopia"])
def test_simulation_keeps_grey_and_severity_0_changes_nothing(deficiency):
    assert simulate("#808080", deficiency) == "#808080"
    assert simulate("#d55e00", deficiency, severity=0.0) == "#d55e00"
    half, full = simulate("#d55e00", deficiency, 0.5), simulate("#d55e00", deficiency)
    assert len({half, full, "#d55e00"}) == 3


def test_red_looks_dark_to_a_protanope_and_not_to_a_deuteranope():
    """Machado et al. 2009: the red cone is what a protanope lacks."""
    red, protan, deutan = lightness(["#ff0000", simulate("#ff0000", "protanopia"), simulate("#ff0000", "deuteranopia")])
    assert protan < red - 10 and deutan > red


# --- choosing colours -------------------------------------------------------------------------------------------------


def test_defaults_exist_and_come_first():
    for kind, name in DEFAULT_RAMPS.items():
        assert ramps_of(kind)[0].name == name
        assert all(r.colour_blind_safe and r.label.zh and r.label.en for r in ramps_of(kind))


@pytest.mark.parametrize("name", [r.name for r in RAMPS])
def test_colours_are_hex_distinct_and_reversible(name):
    for k in range(1, next(r for r in RAMPS if r.name == name).most + 1):
        colours = ramp_colours(name, k)
        assert len(set(colours)) == k and all(len(c) == 7 and c == c.lower() for c in colours)
        assert ramp_colours(name, k, reverse=True) == colours[::-1]


@pytest.mark.parametrize(("name", "k"), [("nope", 3), ("Blues", 0), ("Blues", 13), ("tol_bright", 7)])
def test_errors_say_what_and_what_to_do(name, k):
    with pytest.raises(SymbologyError) as caught:
        ramp_colours(name, k)
    assert caught.value.what.zh and caught.value.remedy.en


@pytest.mark.parametrize("colour", ["red", "#12345", "#12345g", ""])
def test_unreadable_colours_are_refused(colour):
    with pytest.raises(SymbologyError):
        lightness([colour])


@pytest.mark.parametrize(
    ("breaks", "signs"),
    [
        ((-10, 0, 10, 20, 30), "-+++"),
        ((-30, -20, -10, 0, 5), "---+"),
        ((-10, -5, 5, 20), "-0+"),
        ((-5, 5, 10, 20), "0++"),
        ((1, 2, 3), "-+"),  # no centre among the values: the hues meet in the middle
        ((-3, -2, -1, 0), "-0+"),
    ],
)
def test_hues_meet_at_the_centre(breaks, signs):
    """RdBu: red below, blue above, pale where the centre lies inside the class."""
    colours = colours_around("RdBu", breaks)
    assert len(colours) == len(breaks) - 1
    for colour, sign in zip(colours, signs, strict=True):
        red, blue = int(colour[1:3], 16), int(colour[5:], 16)
        assert {"-": red > blue + 10, "+": blue > red + 10, "0": abs(red - blue) < 10}[sign], colour
    assert all(a != b for a, b in itertools.pairwise(colours))


def test_equal_distance_from_the_centre_is_equal_strength():
    colours = colours_around("PuOr", (-10, 0, 10, 20, 30))
    light = lightness(colours)
    assert light[0] == pytest.approx(light[1], abs=1.0)
    assert colours_around("PuOr", (-10, 0, 10), reverse=True) == colours_around("PuOr", (-10, 0, 10))[::-1]
    assert colours_around("Blues", (-1, 0, 1)) == ramp_colours("Blues", 2)
