"""What a legend says, and how one class is drawn: the parts of a portrayal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from layers.cartography.patterns import INK, NO_VALUE, QUIET_INK
from layers.cartography.symbology import MISSING_COLOUR, NOT_APPLICABLE_COLOUR
from spatial.text import Text

MISSING = -1
NOT_APPLICABLE = -2
RANGE = -3
ZERO = -4
OUTSIDE = -5
CLUSTER = -6
NOISE = -7
MISSING_X = -8
MISSING_Y = -9


@dataclass(frozen=True)
class Style:
    """How one class is drawn. Empty colours are not drawn.

    `hatch` is a name of `patterns.PATTERNS`, drawn over the fill in the colour `ink` (empty: a darker fill).
    """

    fill: str = ""
    stroke: str = ""
    stroke_width_px: float = 1.0
    radius_px: float = 4.0
    hatch: str = ""
    ink: str = ""

    @property
    def pattern_ink(self) -> str:
        """The colour of the pattern, ``#rrggbb``."""
        if self.ink or not self.fill:
            return self.ink or "#9aa0a6"
        channels = (int(self.fill[place : place + 2], 16) for place in (1, 3, 5))
        return "#" + "".join(f"{round(channel / 1.28):02x}" for channel in channels)


@dataclass(frozen=True)
class LegendEntry:
    """One row of a legend.

    Parameters
    ----------
    code
        Class code of the features in this row (0 … k-1, or one of the negative codes).
    label
        Range with which end is closed, the category, 无数据, 不适用, …
    count
        Number of features in the class, 0 included; for `CLUSTER` the number of clusters.
    style
        The swatch: what the features of this class look like.
    """

    code: int
    label: Text
    count: int
    style: Style


@dataclass(frozen=True)
class Axis:
    """One of the two variables of a bivariate choropleth: its title, and the labels of its classes from low to high."""

    title: Text
    labels: tuple[Text, ...]


@dataclass(frozen=True)
class Matrix:
    """The classes of two variables as a table; class i of `x` and class j of `y` have code j * len(x.labels) + i.

    `turned`: it stands on its corner, low values at the bottom.
    """

    x: Axis
    y: Axis
    turned: bool = False

    def place_of(self, code: int) -> tuple[int, int]:
        """Return the column and the row, counted from the low corner, of a class code of 0 or more."""
        row, column = divmod(code, len(self.x.labels))
        return column, row


@dataclass(frozen=True)
class Legend:
    """The legend of one portrayal.

    Parameters
    ----------
    title
        Indicator, year and unit, or the layer's name.
    entries
        From top to bottom: classes from high to low, then zero, range, outside, missing, not applicable. Every code
        that occurs in `Portrayal.classes` has an entry; classes that no feature fell in are listed with count 0.
    method
        Scheme, which end is closed, number of classes asked and possible; empty for single symbols.
    notes
        Definition, source, estimates among the values, locked breaks.
    sizes
        For proportional symbols: (value, radius_px) pairs of the size key, from large to small.
    matrix
        For bivariate choropleths: how the classes form a table, else None.
    """

    title: Text
    entries: tuple[LegendEntry, ...]
    method: Text = Text("")
    notes: tuple[Text, ...] = ()
    sizes: tuple[tuple[float, float], ...] = ()
    matrix: Matrix | None = None

    @property
    def rows(self) -> tuple[LegendEntry, ...]:
        """The entries that stand as rows: all of them, or those that the matrix does not show."""
        return self.entries if self.matrix is None else tuple(row for row in self.entries if row.code < 0)

    @property
    def cells(self) -> tuple[LegendEntry, ...]:
        """The entries that stand in the matrix."""
        return () if self.matrix is None else tuple(row for row in self.entries if row.code >= 0)


NO_VALUE_LABELS = {
    ZERO: Text("0（真实的零）", "0 (a true zero)"),
    RANGE: Text("区间值（跨级，不归类）", "Range across classes (not classed)"),
    OUTSIDE: Text("分级范围以外", "Outside the classes"),
    MISSING: Text("无数据", "No data"),
    NOT_APPLICABLE: Text("不适用（/）", "Not applicable (/)"),
}

NO_VALUE_STYLES = {
    ZERO: Style("#ffffff", "#8a939c", 0.8),
    RANGE: Style("#efe3c8", "#a08c5b", 0.8, hatch="diagonal"),
    OUTSIDE: Style("#c9c3d4", "#7d7590", 0.8, hatch="dots"),
    MISSING: Style(MISSING_COLOUR, "#9aa0a6", 0.8, hatch="diagonal"),
    NOT_APPLICABLE: Style(NOT_APPLICABLE_COLOUR, "#9aa0a6", 0.8, hatch="dots"),
}


def count_of(classes: npt.NDArray[np.int32], code: int) -> int:
    """Return how many features have this class code."""
    return int(np.count_nonzero(classes == code))


def no_value_entries(
    classes: npt.NDArray[np.int32], styles: dict[int, Style], range_label: Text = NO_VALUE_LABELS[RANGE]
) -> tuple[LegendEntry, ...]:
    """Return the rows under the classes: no data always (a reader must see that there is none), others if any.

    Parameters
    ----------
    classes
        (N,) class codes.
    styles
        Style per code; must hold every code of `NO_VALUE_LABELS`.
    range_label
        What a range means in this look.
    """
    return tuple(
        LegendEntry(code, range_label if code == RANGE else label, count_of(classes, code), styles[code])
        for code, label in NO_VALUE_LABELS.items()
        if code == MISSING or count_of(classes, code)
    )


def in_black(styles: Mapping[int, Style], patterns: Sequence[str]) -> dict[int, Style]:
    """Return styles for black-and-white print: classes in patterns of black ink, the rest in sparse grey marks.

    Parameters
    ----------
    styles
        Style per class code.
    patterns
        The pattern of class 0, 1, …; classes beyond them keep the last one. Classes that are drawn as outlines get
        borders of growing width instead.
    """
    made = {}
    for code, style in styles.items():
        if code >= 0 and not style.fill:
            made[code] = replace(style, stroke=INK, stroke_width_px=1.0 + 4.0 * (code + 1) / max(len(patterns), 1))
        elif code >= 0:
            name = patterns[min(code, len(patterns) - 1)]
            made[code] = replace(style, fill="#ffffff", stroke=INK, hatch=name, ink=INK)
        else:
            hatch = NO_VALUE.get(code, "") if style.fill else ""
            fill = "#ffffff" if style.fill else ""
            made[code] = replace(style, fill=fill, stroke=QUIET_INK, hatch=hatch, ink=QUIET_INK)
    return made
