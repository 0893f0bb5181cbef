"""Published colour sets for two variables at once: three by three, both low at the lower left.

Red-blue, green-blue, purple-gold and teal-pink are those of Joshua Stevens 2015, "Bivariate Choropleth Maps: A How-to
Guide" (joshuastevens.net/cartography/make-a-bivariate-choropleth-map); blue-gold is Cynthia Brewer's scheme of two
sequences (Brewer 1994, "Color use guidelines for mapping and visualization"), as listed in R's package ``pals`` as
``brewer.seqseq2``. Matrices of other sizes are read off the same sets, interpolated in CIE L*a*b*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from layers.cartography.color_contrast import NEIGHBOUR_DIFFERENCE, ContrastReport, Floats, check_contrast
from spatial.errors import SymbologyError
from spatial.text import Text


@dataclass(frozen=True)
class ColourSet:
    """Nine colours: `rows` from the lowest class of the second variable up, each from low to high of the first."""

    name: str
    label: Text
    source: str
    rows: tuple[tuple[str, str, str], ...]


def _set(name: str, label: Text, source: str, *rows: str) -> ColourSet:
    low, middle, high = (tuple(row.split()) for row in rows)
    return ColourSet(name, label, source, (low, middle, high))  # type: ignore[arg-type]  # three words a row


COLOUR_SETS = (
    _set(
        "blue_gold",
        Text("蓝-金（Brewer）", "Blue-gold (Brewer)"),
        "Brewer 1994",
        "#f3f3f3 #b4d3e1 #509dc2",
        "#f3e6b3 #b3b3b3 #376387",
        "#f3b300 #b36600 #000000",
    ),
    _set(
        "red_blue",
        Text("红-蓝（Stevens）", "Red-blue (Stevens)"),
        "Stevens 2015",
        "#e8e8e8 #e4acac #c85a5a",
        "#b0d5df #ad9ea5 #985356",
        "#64acbe #627f8c #574249",
    ),
    _set(
        "green_blue",
        Text("绿-蓝（Stevens）", "Green-blue (Stevens)"),
        "Stevens 2015",
        "#e8e8e8 #b5c0da #6c83b5",
        "#b8d6be #90b2b3 #567994",
        "#73ae80 #5a9178 #2a5a5b",
    ),
    _set(
        "purple_gold",
        Text("紫-金（Stevens）", "Purple-gold (Stevens)"),
        "Stevens 2015",
        "#e8e8e8 #e4d9ac #c8b35a",
        "#cbb8d7 #c8ada0 #af8e53",
        "#9972af #976b82 #804d36",
    ),
    _set(
        "teal_pink",
        Text("青-粉（Stevens）", "Teal-pink (Stevens)"),
        "Stevens 2015",
        "#e8e8e8 #ace4e4 #5ac8c8",
        "#dfb0d6 #a5add3 #5698b9",
        "#be64ac #8c62aa #3b4994",
    ),
)
DEFAULT_SET = "blue_gold"


def colour_set(name: str) -> ColourSet:
    """Return the colour set of this name.

    Raises
    ------
    SymbologyError
        There is none.
    """
    for each in COLOUR_SETS:
        if each.name == name:
            return each
    raise SymbologyError(
        Text(f"没有名为“{name}”的双变量色组。", f"There is no bivariate colour set “{name}”."),
        Text(
            f"可用：{'、'.join(each.name for each in COLOUR_SETS)}。",
            f"There are: {', '.join(each.name for each in COLOUR_SETS)}.",
        ),
    )


def bivariate_colours(name: str, columns: int, rows: int) -> tuple[str, ...]:
    """Return ``columns * rows`` colours, row by row from the lowest class of the second variable.

    Three by three are the published colours exactly; other sizes lie on the same surface (bilinear in CIE L*a*b*), with
    the published corners. A variable of one class gets the low edge of the set.
    """
    from layers.cartography.color_contrast import lab_of

    published = colour_set(name).rows
    if (columns, rows) == (3, 3):
        return tuple(colour for row in published for colour in row)
    rgb = np.array([[[int(c[i : i + 2], 16) / 255 for i in (1, 3, 5)] for c in row] for row in published])
    lab = lab_of(rgb.reshape(-1, 3)).reshape(3, 3, 3)
    x = np.linspace(0.0, 2.0, columns) if columns > 1 else np.zeros(1)
    y = np.linspace(0.0, 2.0, rows) if rows > 1 else np.zeros(1)
    return tuple(_hex_of(_between(lab, across, up)) for up in y.tolist() for across in x.tolist())


def _between(lab: Floats, x: float, y: float) -> Floats:
    column, row = min(int(x), 1), min(int(y), 1)
    dx, dy = x - column, y - row
    low = lab[row, column] * (1 - dx) + lab[row, column + 1] * dx
    high = lab[row + 1, column] * (1 - dx) + lab[row + 1, column + 1] * dx
    return np.asarray(low * (1 - dy) + high * dy)


def _hex_of(lab: Floats) -> str:
    from layers.cartography.color_contrast import rgb_of_lab, to_hex

    return to_hex(rgb_of_lab(lab[None, :]))[0]


def check_bivariate(colours: Sequence[str], columns: int) -> ContrastReport:
    """Compare the colours that lie side by side in the matrix, under normal vision and three deficiencies."""
    rows = [list(colours[start : start + columns]) for start in range(0, len(colours), columns)]
    lines = [*rows, *([row[place] for row in rows] for place in range(columns))]
    reports = [check_contrast(line, threshold=NEIGHBOUR_DIFFERENCE) for line in lines if len(line) > 1]
    failures = tuple(failure for report in reports for failure in report.failures)
    closest = min((r.closest for r in reports if r.closest is not None), key=lambda c: c.difference, default=None)
    return ContrastReport(NEIGHBOUR_DIFFERENCE, closest, failures)
