"""Fill patterns, defined once for window, web page and printed sheet: what tells classes apart in black print.

A pattern is a square tile that repeats: families of parallel lines, short marks and dots, in pixels of the screen
(1/96 inch on paper). Window and page repeat the tile; a sheet draws the same lines and dots as vectors.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Direction = Literal["across", "up", "rising", "falling"]
Segment = tuple[float, float, float, float]

INK = "#1d2430"
"""The ink of patterns that stand in for colours."""
QUIET_INK = "#7a828c"
"""The ink of the classes that are no value, under patterns."""


@dataclass(frozen=True)
class Lines:
    """Parallel lines: ``across`` the page, ``up`` it, ``rising`` to the right or ``falling``.

    Parameters
    ----------
    direction
        Which way they run.
    number
        How many start in the width of a tile: they stand `size / number` apart along an edge of the tile.
    """

    direction: Direction
    number: int = 1


@dataclass(frozen=True)
class Pattern:
    """A tile that repeats; y runs downward.

    Parameters
    ----------
    size
        Edge of the tile, px.
    lines
        Families of endless lines.
    marks
        Short lines (x1, y1, x2, y2) inside the tile.
    dots
        (x, y, radius).
    width
        Of lines and marks, px; browsers and Qt draw slanting lines of up to 1 px thinner than they are.
    solid
        The tile is all ink.
    """

    size: float
    lines: tuple[Lines, ...] = ()
    marks: tuple[Segment, ...] = ()
    dots: tuple[tuple[float, float, float], ...] = ()
    width: float = 1.0
    solid: bool = False

    def segments(self) -> tuple[Segment, ...]:
        """Return the lines as they cross one tile, drawn past its edges so that tiles join, and the marks."""
        found: list[Segment] = []
        for family in self.lines:
            step = self.size / family.number
            if family.direction in ("across", "up"):
                at = [(place + 0.5) * step for place in range(family.number)]
                across = family.direction == "across"
                found += [(-1, y, self.size + 1, y) if across else (y, -1, y, self.size + 1) for y in at]
                continue
            for place in range(-family.number, 2 * family.number + 1):
                foot = place * step  # where a rising line meets the lower edge, a falling one the upper edge
                rising = (foot - 1, self.size + 1, foot + self.size + 1, -1)
                falling = (foot - 1, -1, foot + self.size + 1, self.size + 1)
                found.append(rising if family.direction == "rising" else falling)
        return (*found, *self.marks)


def _dots(size: float, radius: float) -> Pattern:
    return Pattern(size, dots=((size / 4, size / 4, radius), (3 * size / 4, 3 * size / 4, radius)))


def _lines(size: float, width: float, *directions: Direction) -> Pattern:
    return Pattern(size, tuple(Lines(each) for each in directions), width=width)


def _grid(columns: int, rows: int) -> Pattern:
    """Return upright lines for one variable and level lines for the other: denser means more."""
    number = (0, 1, 2, 4)
    families = [Lines("up", number[columns])] * (columns > 0) + [Lines("across", number[rows])] * (rows > 0)
    return Pattern(12, tuple(families), width=1.1)


BIVARIATE_LEVELS = 4
ORDERED = (
    "dots",
    "dots-6",
    "across-6",
    "up-4",
    "rising-5",
    "falling-4",
    "cross-8",
    "grid-5",
    "cross-6",
    "rising-5-bold",
    "cross-4-bold",
    "solid",
)
"""Patterns by the share of the ground that ink covers, from light to dark (a test measures them)."""
DISTINCT = ("dots", "rising-5", "across-6", "cross-8", "solid", "up-4", "blank", "grid-5", "falling-4", "dots-6")
"""Patterns for categories, which have no order: neighbours in the list differ in kind, not only in density."""
NO_VALUE = MappingProxyType(
    {-1: "crosses", -2: "pluses", -3: "dashes", -5: "squares", -8: "falling-marks", -9: "rising-marks"}
)
"""What stands for the classes that are no value: sparse grey marks, never lines, so that no class looks like them."""

PATTERNS: Mapping[str, Pattern] = MappingProxyType(
    {
        "blank": Pattern(8),
        "diagonal": _lines(7, 1.0, "rising"),
        "dots": _dots(8, 0.9),
        "dots-6": _dots(6, 0.9),
        "across-6": _lines(6, 1.0, "across"),
        "up-4": _lines(4, 0.9, "up"),
        "rising-5": _lines(5, 1.1, "rising"),
        "falling-4": _lines(4, 1.1, "falling"),
        "cross-8": _lines(8, 1.4, "rising", "falling"),
        "grid-5": _lines(5, 1.4, "across", "up"),
        "cross-6": _lines(6, 1.5, "rising", "falling"),
        "rising-5-bold": _lines(5, 2.5, "rising"),
        "cross-4-bold": _lines(4, 1.8, "rising", "falling"),
        "solid": Pattern(4, solid=True),
        "crosses": Pattern(10, marks=((3, 3, 7, 7), (3, 7, 7, 3)), width=0.9),
        "falling-marks": Pattern(9, marks=((3, 3, 6, 6),), width=1.0),
        "rising-marks": Pattern(9, marks=((3, 6, 6, 3),), width=1.0),
        "pluses": Pattern(12, marks=((6, 3.5, 6, 8.5), (3.5, 6, 8.5, 6)), width=0.9),
        "dashes": Pattern(10, marks=((1, 3, 5, 3), (6, 8, 10, 8)), width=0.9),
        "squares": Pattern(10, marks=((3, 3, 7, 3), (7, 3, 7, 7), (7, 7, 3, 7), (3, 7, 3, 3)), width=0.8),
    }
    | {f"grid-{x}-{y}": _grid(x, y) for x in range(BIVARIATE_LEVELS) for y in range(BIVARIATE_LEVELS)}
)
"""Every pattern by name. Project files hold names: never rename one."""


def ordered_patterns(k: int) -> tuple[str, ...]:
    """Return the patterns of k classes from the lowest to the highest, spread over all that there are.

    One class gets the middle of the sequence; more than twelve share patterns with their neighbours.
    """
    if k == 1:
        return (ORDERED[len(ORDERED) // 2 - 1],)
    last = len(ORDERED) - 1
    # Solid black hides borders and names: it is taken only where every pattern is needed.
    last = last if k >= len(ORDERED) else last - 1
    return tuple(ORDERED[round(place * last / (k - 1))] for place in range(k))


def category_patterns(k: int) -> tuple[str, ...]:
    """Return the patterns of k categories; beyond ten they repeat."""
    return tuple(DISTINCT[place % len(DISTINCT)] for place in range(k))


def bivariate_patterns(columns: int, rows: int) -> tuple[str, ...]:
    """Return the patterns of `columns` x `rows` classes, row by row from the lowest: lines of two directions.

    Upright lines stand for the first variable and level lines for the second, closer together where it is higher, after
    Carstensen 1982, "A continuous shading scheme for two-variable mapping" (Cartographica 19, 53-70).
    """
    top = BIVARIATE_LEVELS - 1
    across = [round(place * top / max(columns - 1, 1)) for place in range(columns)]
    upward = [round(place * top / max(rows - 1, 1)) for place in range(rows)]
    return tuple(f"grid-{x}-{y}" for y in upward for x in across)
