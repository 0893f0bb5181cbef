"""The legend of a bivariate choropleth on a sheet: a table of colours with its axes, class edges and counts."""

from __future__ import annotations

from typing import Any

from layers.cartography.legend import LegendEntry
from layers.cartography.matrix_layout import axis_marks, ink_on, layout_of
from layers.cartography.portrayal import Portrayal
from layers.sheets.page import INK, PT_PER_PX, Box, Page
from layers.sheets.patterns import hatch
from layers.sheets.text import MM_PER_PT
from spatial.text import Language


def matrix_height_mm(portrayal: Portrayal, cell_mm: float) -> float:
    """Return the height of the table with its arrows."""
    matrix = portrayal.legend.matrix
    return layout_of(matrix).height * cell_mm if matrix is not None else 0.0


def draw_matrix(page: Page, portrayal: Portrayal, at: tuple[float, float], cell_mm: float, size_pt: float) -> None:
    """Draw the table with its lower left corner at a place of the page, mm; counts stand in the cells."""
    matrix = portrayal.legend.matrix
    if matrix is None:
        return
    plan = layout_of(matrix)

    def place(point: tuple[float, float]) -> tuple[float, float]:
        return at[0] + point[0] * cell_mm, at[1] + point[1] * cell_mm

    for entry in portrayal.legend.cells:
        corners = [place(corner) for corner in plan.corners[entry.code]]
        _cell(page, entry, corners)
        x, y = place(plan.middle(entry.code))
        count = page.words(str(entry.count))
        ink = ink_on(entry.style.fill)
        if entry.style.hatch:
            page.circle((x, y), 0.62 * size_pt * MM_PER_PT + 0.4, "#ffffff")
        page.line_of_text(x, y - 0.36 * size_pt * MM_PER_PT, count, size_pt, ink, "centre")
    for foot, tip in (plan.arrow_x, plan.arrow_y):
        _arrow(page, place(foot), place(tip))


def _cell(page: Page, entry: LegendEntry, corners: list[tuple[float, float]]) -> None:
    from matplotlib.path import Path

    style = entry.style
    page.polygon(corners, style.fill, "#ffffff", 0.6)
    if style.hatch:
        west, east = min(x for x, _ in corners), max(x for x, _ in corners)
        south, north = min(y for _, y in corners), max(y for _, y in corners)
        hatch(page, [Path([*corners, corners[0]], closed=True)], style, Box(west, south, east - west, north - south))
        page.polygon(corners, "none", style.stroke, 0.4)


def _arrow(page: Page, foot: tuple[float, float], tip: tuple[float, float]) -> None:
    from matplotlib.patches import FancyArrowPatch

    head: Any = FancyArrowPatch(
        foot, tip, arrowstyle="-|>,head_length=3,head_width=1.6", color=INK, linewidth=1.2 * PT_PER_PX,
        mutation_scale=1.0, shrinkA=0.0, shrinkB=0.0,
    )  # fmt: skip
    page.add(head)


def axis_lines(portrayal: Portrayal, language: Language) -> tuple[str, ...]:
    """Return the words below the table: each axis with its arrow and title, then its classes from low to high."""
    matrix = portrayal.legend.matrix
    if matrix is None:
        return ()
    lines = []
    for mark, axis in zip(axis_marks(matrix), (matrix.x, matrix.y), strict=True):
        lines += [f"{mark} {axis.title.to(language)}", "　".join(label.to(language) for label in axis.labels)]
    return tuple(lines)
