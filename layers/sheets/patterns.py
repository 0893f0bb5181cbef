"""Fill patterns on a sheet: lines and dots of `cartography.patterns` as vectors, tied to the paper, cut at areas."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from layers.cartography.legend import Style
from layers.cartography.patterns import PATTERNS, Lines, Pattern
from layers.sheets.page import MM_PER_PX, PT_PER_PX, Box, Floats, Page

_Window = tuple[float, float, float, float]


def hatch(page: Page, paths: list[Any], style: Style, clip: Box, opacity: float = 1.0) -> None:
    """Draw the pattern of a class over its areas.

    Parameters
    ----------
    paths
        Outlines of the areas, in mm of the page.
    clip
        Nothing is drawn outside it.
    """
    from matplotlib.path import Path

    pattern = PATTERNS[style.hatch]
    whole = Path.make_compound_path(*paths)
    vertices = np.asarray(whole.vertices)
    left, bottom = np.maximum(vertices.min(axis=0), (clip.left, clip.bottom)).tolist()
    right, top = np.minimum(vertices.max(axis=0), (clip.right, clip.top)).tolist()
    if right <= left or top <= bottom:
        return
    for artist in _artists(pattern, style.pattern_ink, (left, bottom, right, top)):
        artist.set_alpha(opacity)
        page.add(artist, clip)
        artist.set_clip_path(whole, page.axes.transData)


def _artists(pattern: Pattern, ink: str, window: _Window) -> Iterator[Any]:
    from matplotlib.collections import LineCollection
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle

    left, bottom, right, top = window
    if pattern.solid:
        yield Rectangle((left, bottom), right - left, top - bottom, facecolor=ink, linewidth=0)
        return
    lines: list[Any] = [line for family in pattern.lines for line in _family(pattern, family, window)]
    if pattern.marks:
        corners = _tiles(pattern, window)[:, None, None, :]
        marks = np.array(pattern.marks).reshape(-1, 2, 2) * (MM_PER_PX, -MM_PER_PX)
        lines += (corners + marks).reshape(-1, 2, 2).tolist()
    if lines:
        drawn = LineCollection(lines, colors=[ink], linewidths=pattern.width * PT_PER_PX)
        drawn.set_capstyle("butt")
        yield drawn
    if pattern.dots:
        dots = np.array(pattern.dots)
        at = (_tiles(pattern, window)[:, None, :] + dots[:, :2] * (MM_PER_PX, -MM_PER_PX)).reshape(-1, 2)
        sizes = np.tile(2 * dots[:, 2] * PT_PER_PX, len(at) // len(dots))
        for size in np.unique(sizes).tolist():
            x, y = at[sizes == size].T
            yield Line2D(x, y, linestyle="", marker="o", markersize=size, markeredgewidth=0, color=ink)


def _tiles(pattern: Pattern, window: _Window) -> Floats:
    """Return (T, 2) upper left corners of the tiles that touch the window; tiles begin at the corner of the paper."""
    left, bottom, right, top = window
    edge = pattern.size * MM_PER_PX
    columns = np.arange(math.floor(left / edge), math.ceil(right / edge))
    rows = np.arange(math.floor(bottom / edge), math.ceil(top / edge)) + 1
    x, y = np.meshgrid(columns * edge, rows * edge)
    return np.column_stack((x.ravel(), y.ravel()))


def _family(pattern: Pattern, family: Lines, window: _Window) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Return parallel lines through the window, as they would run through its tiles."""
    left, bottom, right, top = window
    step = pattern.size * MM_PER_PX / family.number
    if family.direction in ("across", "up"):
        level = family.direction == "across"
        low, high = (bottom, top) if level else (left, right)
        at = ((np.arange(math.floor(low / step), math.ceil(high / step)) + 0.5) * step).tolist()
        return [((left, y), (right, y)) if level else ((y, bottom), (y, top)) for y in at]
    rise = top - bottom
    if family.direction == "rising":  # y - x is a multiple of the step
        feet = np.arange(math.floor((left - rise - bottom) / step), math.ceil((right - bottom) / step) + 1) * step
        return [((x + bottom, bottom), (x + bottom + rise, top)) for x in feet.tolist()]
    feet = np.arange(math.floor((left + bottom) / step), math.ceil((right + rise + bottom) / step) + 1) * step
    return [((x - bottom, bottom), (x - bottom - rise, top)) for x in feet.tolist()]
