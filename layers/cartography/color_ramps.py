"""Colour ramps for classes and categories, all safe for colour-blind readers.

Sequential and diverging ramps are sampled from matplotlib's colour maps (viridis and cividis; ColorBrewer 2 by Brewer
and Harrower) at equal steps of lightness, so that neighbouring classes differ about equally, in grey print too. The
range is cut so that no class of a sequential ramp looks like the page or like missing data; the middle of a diverging
one is pale on purpose (yellow in the default, near-white in the others: give those an outline on a white page).
BrBG is left out: to a protanope its pale teal is the grey of missing data (CIEDE2000 1.2).
Qualitative ones are Okabe and Ito's and Paul Tol's.

How far colours differ is measured in `layers.cartography.color_contrast`, whose functions can be reached from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

import numpy as np

from layers.cartography.color_contrast import (
    CATEGORY_DIFFERENCE,
    NEIGHBOUR_DIFFERENCE,
    Confusion,
    ContrastReport,
    check_contrast,
    contrast_ratio,
    lab_of,
    lightness,
    simulate,
    to_hex,
)
from spatial.errors import SymbologyError
from spatial.text import Text

__all__ = [
    "CATEGORY_DIFFERENCE",
    "DEFAULT_RAMPS",
    "NEIGHBOUR_DIFFERENCE",
    "RAMPS",
    "Confusion",
    "ContrastReport",
    "Kind",
    "Ramp",
    "check_contrast",
    "colours_around",
    "contrast_ratio",
    "lightness",
    "ramp",
    "ramp_colours",
    "ramps_of",
    "simulate",
]

Kind = Literal["sequential", "diverging", "qualitative"]


@dataclass(frozen=True)
class Ramp:
    """A colour ramp.

    Parameters
    ----------
    name
        Stable name, kept in project files.
    kind
        ``sequential``: light (low) to dark (high); ``diverging``: two hues about a pale middle; ``qualitative``: no
        order.
    label
        What a user reads.
    lightest, darkest
        CIE L* of the ends of a sequential ramp; of the middle and of the ends of a diverging one.
    colours
        The colours of a qualitative ramp; empty for the others, which are sampled.
    colour_blind_safe
        Neighbouring classes (categories: any two) stay apart under simulated protanopia, deuteranopia and tritanopia,
        with up to 9 classes or all the categories.
    print_friendly
        Classes stay in order and apart in grey print.
    """

    name: str
    kind: Kind
    label: Text
    lightest: float = 0.0
    darkest: float = 0.0
    colours: tuple[str, ...] = ()
    colour_blind_safe: bool = True
    print_friendly: bool = False

    @property
    def most(self) -> int:
        """The largest number of colours this ramp can give."""
        return len(self.colours) or _MOST_CLASSES


_MOST_CLASSES = 12
_MIDDLE = 97.0
_END = 35.0
_ALONE = 60.0  # lightness of a single class


def _sequential(name: str, zh: str, en: str, lightest: float, darkest: float) -> Ramp:
    return Ramp(name, "sequential", Text(zh, en), lightest, darkest, print_friendly=True)


def _diverging(name: str, zh: str, en: str) -> Ramp:
    return Ramp(name, "diverging", Text(zh, en), _MIDDLE, _END)


def _qualitative(name: str, label: str, colours: str) -> Ramp:
    return Ramp(name, "qualitative", Text(label, label), colours=tuple(colours.split()))


RAMPS: tuple[Ramp, ...] = (
    _sequential("YlGnBu", "黄-绿-蓝", "Yellow-green-blue", 88, 14),
    _sequential("viridis", "翠绿（viridis）", "Viridis", 87, 15),
    _sequential("cividis", "蓝-黄（cividis）", "Cividis", 90, 15),
    _sequential("Blues", "蓝", "Blues", 89, 21),
    _sequential("Greens", "绿", "Greens", 92, 26),
    _sequential("Oranges", "橙", "Oranges", 94, 30),
    _sequential("YlOrBr", "黄-橙-褐", "Yellow-orange-brown", 94, 25),
    _sequential("BuPu", "蓝-紫", "Blue-purple", 84, 16),
    _sequential("Purples", "紫", "Purples", 77, 18),
    _diverging("RdYlBu", "红-黄-蓝", "Red-yellow-blue"),
    _diverging("RdBu", "红-蓝", "Red-blue"),
    _diverging("PRGn", "紫-绿", "Purple-green"),
    _diverging("PuOr", "橙-紫", "Orange-purple"),
    _qualitative("okabe_ito", "Okabe-Ito", "#0072b2 #e69f00 #009e73 #cc79a7 #56b4e9 #d55e00 #f0e442 #000000"),
    _qualitative("tol_bright", "Tol bright", "#4477aa #ee6677 #228833 #ccbb44 #66ccee #aa3377"),
    _qualitative("tol_muted", "Tol muted", "#332288 #cc6677 #ddcc77 #117733 #88ccee #882255 #44aa99 #999933 #aa4499"),
)
DEFAULT_RAMPS: dict[Kind, str] = {"sequential": "YlGnBu", "diverging": "RdYlBu", "qualitative": "okabe_ito"}


def ramps_of(kind: Kind) -> tuple[Ramp, ...]:
    """Return the ramps of one kind, the default first."""
    return tuple(r for r in RAMPS if r.kind == kind)


def ramp(name: str) -> Ramp:
    """Return the ramp of that name.

    Raises
    ------
    SymbologyError
        There is none.
    """
    for candidate in RAMPS:
        if candidate.name == name:
            return candidate
    raise SymbologyError(
        Text(f"没有名为“{name}”的色带。", f"There is no colour ramp named “{name}”."),
        Text(f"可用：{'、'.join(r.name for r in RAMPS)}。", f"Available: {', '.join(r.name for r in RAMPS)}."),
    )


def ramp_colours(name: str, k: int, reverse: bool = False) -> tuple[str, ...]:
    """Return k colours of a ramp, ``#rrggbb``, for the classes from low to high.

    Sequential ramps run from light (low) to dark (high); one class gets the middle of the ramp.

    Raises
    ------
    SymbologyError
        Unknown ramp; k below 1 or above what the ramp can give (12 classes; the number of its colours for categories).
    """
    chosen = ramp(name)
    if not 1 <= k <= chosen.most:
        raise SymbologyError(
            Text(f"色带“{chosen.label.zh}”不能给出 {k} 种颜色。", f"Ramp “{chosen.label.en}” cannot give {k} colours."),
            Text(
                f"请在 1 至 {chosen.most} 之间选择，或把较少的类别归入“其他”。",
                f"Choose 1 to {chosen.most}, or put the rarer categories together as “other”.",
            ),
        )
    colours = chosen.colours[:k] if chosen.colours else _sampled(name, k)
    return colours[::-1] if reverse else colours


def colours_around(name: str, breaks: Sequence[float], centre: float = 0.0, reverse: bool = False) -> tuple[str, ...]:
    """Return the colours of classes about a centre: one hue below it, the other above, equal strength at equal rank.

    Parameters
    ----------
    name
        A diverging ramp.
    breaks
        The k+1 edges; classes are (a, b]. A class with the centre inside gets the pale middle; one whose upper edge is
        the centre belongs below.
    centre
        Value where the hues meet. Where it does not lie between the first and the last edge, they meet in the middle.
    reverse
        Whether to swap the hues.
    """
    pairs = list(pairwise(breaks))
    below = sum(b <= centre for _, b in pairs)
    above = sum(a >= centre and b > centre for a, b in pairs)
    inside = len(pairs) - below - above
    if ramp(name).kind != "diverging" or not breaks[0] < centre < breaks[-1]:
        return ramp_colours(name, len(pairs), reverse)
    arm = max(below, above)
    colours = _sampled(name, 2 * arm + inside)
    if reverse:
        colours = colours[::-1]
    return colours[arm - below : arm + inside + above]


@lru_cache(maxsize=256)
def _sampled(name: str, k: int) -> tuple[str, ...]:
    """Return k colours at equal steps of lightness."""
    import matplotlib  # a third of a second to import

    chosen = ramp(name)
    table = matplotlib.colormaps[name](np.arange(256))[:, :3]
    at, light = np.arange(256.0), lab_of(table)[:, 0]
    if chosen.kind == "sequential":
        if light[0] < light[-1]:
            at, light = at[::-1], light[::-1]
        wanted = np.linspace(chosen.lightest, chosen.darkest, k) if k > 1 else np.array([_ALONE])
        where = np.interp(-wanted, -light, at)
    else:
        middle = int(light.argmax())
        arm = np.linspace(-1.0, 1.0, k) if k > 1 else np.zeros(1)
        wanted = chosen.lightest - (chosen.lightest - chosen.darkest) * np.abs(arm)
        low = np.interp(wanted, light[: middle + 1], at[: middle + 1])
        where = np.where(arm <= 0, low, np.interp(-wanted, -light[middle:], at[middle:]))
    return to_hex(np.column_stack([np.interp(where, np.arange(256.0), channel) for channel in table.T]))
