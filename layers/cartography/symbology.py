"""What the user chose for the look of a layer, with frozen breaks, colours and seeds.

A symbology holds results, not recipes: opening a project on another machine, or with a newer library, draws the same
map. `portrayal.portray` is the only place that turns a symbology and data into classes, colours and a legend.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from spatial.text import Text

MISSING_COLOUR = "#d9d9d9"
NOT_APPLICABLE_COLOUR = "#f2efe9"


@dataclass(frozen=True)
class Single:
    """One look for all features. An empty `fill` draws the outline only."""

    fill: str = "#b8c4d0"
    stroke: str = "#4a5560"
    stroke_width_px: float = 1.0
    radius_px: float = 4.0


@dataclass(frozen=True)
class Graduated:
    """Classes of a numeric field (choropleth).

    Parameters
    ----------
    field
        Column of the data set.
    scheme
        Classification scheme that gave the breaks (`spatial.classification.SCHEMES`).
    breaks
        The k+1 edges, increasing; classes are (a, b], the first one [a, b]. The first two may be equal: the minimum is
        then a class of its own.
    colours
        The k fills, ``#rrggbb``, from the lowest class to the highest.
    ramp
        Name of the colour ramp the colours came from.
    zero_class
        Whether an exact 0 is a class of its own, outside the breaks.
    paint
        ``fill`` colours the inside; ``outline`` colours a wide border and leaves the inside clear (nested areas).
    lock
        Layers and alternatives with the same non-empty lock share their breaks, so that years compare.
    possible
        How many classes the data allowed when fewer than asked for could be made; 0: as many as asked.
    reason
        Why these breaks: the sentence under the legend.
    patterns
        For black-and-white print: a name of `patterns.PATTERNS` per class instead of its colour; empty: none.
    """

    field: str
    scheme: str
    breaks: tuple[float, ...]
    colours: tuple[str, ...]
    ramp: str = ""
    zero_class: bool = False
    paint: Literal["fill", "outline"] = "fill"
    lock: str = ""
    possible: int = 0
    reason: Text = Text("")
    stroke: str = "#ffffff"
    stroke_width_px: float = 0.8
    patterns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bivariate:
    """Two numeric fields at once: a colour for every pair of classes (bivariate choropleth).

    Parameters
    ----------
    field, field_y
        Columns of the data set: across the matrix of the legend, and up it.
    scheme, breaks, scheme_y, breaks_y
        How each column is classified, as in `Graduated`: k+1 edges, classes (a, b], the first one [a, b].
    colours
        The fills, ``#rrggbb``, row by row: class i of `field` and class j of `field_y` have colour j * columns + i.
    ramp
        Name of the colour set they came from (`layers.cartography.bivariate_colors.COLOUR_SETS`).
    turned
        Whether the matrix of the legend stands on its corner, low values at the bottom.
    reason
        Why these breaks: the sentence under the legend.
    patterns
        As in `Graduated`, one for each of the colours.
    """

    field: str
    field_y: str
    scheme: str
    breaks: tuple[float, ...]
    scheme_y: str
    breaks_y: tuple[float, ...]
    colours: tuple[str, ...]
    ramp: str = ""
    turned: bool = False
    reason: Text = Text("")
    stroke: str = "#ffffff"
    stroke_width_px: float = 0.8
    patterns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proportional:
    """Symbols whose area is proportional to a count (radius = `max_radius_px` · sqrt(value / `reference`)).

    Parameters
    ----------
    field
        Column of the data set.
    reference
        Value drawn at `max_radius_px`; frozen, and shared under `lock`, so that years compare.
    """

    field: str
    reference: float
    max_radius_px: float = 32.0
    fill: str = "#2b7bba"
    stroke: str = "#ffffff"
    stroke_width_px: float = 1.0
    lock: str = ""
    reason: Text = Text("")


@dataclass(frozen=True)
class Category:
    """One value of a categorised field with its label and colour."""

    value: str
    label: Text
    colour: str


@dataclass(frozen=True)
class Categorised:
    """One colour per value of a field; values that are not listed are drawn as ``other``.

    `patterns`, where there are any, stand for the colours in black-and-white print; the last one is that of ``other``.
    """

    field: str
    categories: tuple[Category, ...]
    other: str = "#9aa0a6"
    stroke: str = "#ffffff"
    stroke_width_px: float = 0.8
    radius_px: float = 5.0
    patterns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Clustered:
    """Points grouped into clusters.

    Parameters
    ----------
    method
        ``aggregate``: markers with exact counts that merge and part with the zoom; ``dbscan``: DBSCAN in metres with
        hulls, noise kept and shown.
    field, categories
        Column that colours the single points (and the noise), with its values; empty for one colour.
    radius_px
        Distance within which `aggregate` merges markers, screen pixels.
    eps_m, min_samples
        Parameters of DBSCAN.
    """

    method: Literal["aggregate", "dbscan"] = "aggregate"
    field: str = ""
    categories: tuple[Category, ...] = ()
    other: str = "#9aa0a6"
    radius_px: float = 48.0
    eps_m: float = 1000.0
    min_samples: int = 4


Symbology = Single | Graduated | Bivariate | Proportional | Categorised | Clustered
