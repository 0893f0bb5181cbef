"""Where the cells, arrows and class edges of a bivariate legend stand: once, for the window and the printed sheet."""

from __future__ import annotations

import math
from dataclasses import dataclass

from layers.cartography.legend import Matrix

Point = tuple[float, float]
_GAP = 0.22
"""Distance of the arrows from the cells, in cells."""


@dataclass(frozen=True)
class MatrixLayout:
    """Places in units of a cell, y upward, from the lower left corner of the whole.

    Parameters
    ----------
    width, height
        Of the whole, arrows included.
    corners
        By class code, the four corners of its cell.
    arrow_x, arrow_y
        Foot and tip of the arrow beside each axis.
    """

    width: float
    height: float
    corners: tuple[tuple[Point, Point, Point, Point], ...]
    arrow_x: tuple[Point, Point]
    arrow_y: tuple[Point, Point]

    def middle(self, code: int) -> Point:
        """Return the middle of a cell."""
        (x1, y1), _, (x2, y2), _ = self.corners[code]
        return (x1 + x2) / 2, (y1 + y2) / 2


def layout_of(matrix: Matrix) -> MatrixLayout:
    """Return the layout of a matrix: a table, or where it is turned one that stands on its low corner."""
    columns, rows = len(matrix.x.labels), len(matrix.y.labels)

    def place(x: float, y: float) -> Point:
        if not matrix.turned:
            return x + 2 * _GAP, y + 2 * _GAP
        half = math.sqrt(0.5)
        return (x - y + rows) * half + _GAP, (x + y) * half + _GAP

    corners = tuple(
        (place(x, y), place(x + 1, y), place(x + 1, y + 1), place(x, y + 1))
        for y in range(rows)
        for x in range(columns)
    )
    size = (columns + rows) * math.sqrt(0.5)
    return MatrixLayout(
        size + 2 * _GAP if matrix.turned else columns + 3 * _GAP,
        size + 2 * _GAP if matrix.turned else rows + 3 * _GAP,
        corners,
        (place(0, -_GAP), place(columns, -_GAP)),
        (place(-_GAP, 0), place(-_GAP, rows)),
    )


def axis_marks(matrix: Matrix) -> tuple[str, str]:
    """Return the arrows that name the axes in words: across and up, or the two diagonals."""
    return ("↗", "↖") if matrix.turned else ("→", "↑")


def ink_on(fill: str) -> str:
    """Return the colour of letters on a fill: dark on light ones, white on dark ones."""
    red, green, blue = (int(fill[place : place + 2], 16) for place in (1, 3, 5))
    return "#1d2430" if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else "#ffffff"
