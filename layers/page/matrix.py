"""The matrix of a bivariate legend, and the tiles of fill patterns, as a page carries them."""

from __future__ import annotations

from layers.cartography.legend import Matrix
from layers.cartography.patterns import Pattern
from layers.page.attributes import text_pair


def encode_matrix(matrix: Matrix) -> dict[str, object]:
    """Return the axes of a matrix: titles, and labels of the classes from low to high."""
    axes = {
        name: {"title": text_pair(axis.title), "labels": [text_pair(label) for label in axis.labels]}
        for name, axis in (("x", matrix.x), ("y", matrix.y))
    }
    return {**axes, "turned": matrix.turned}


def encode_tile(pattern: Pattern) -> dict[str, object]:
    """Return a pattern as lines and dots in a tile that repeats, px."""
    return {
        "size": pattern.size,
        "lines": [list(segment) for segment in pattern.segments()],
        "dots": [list(dot) for dot in pattern.dots],
        "width": pattern.width,
        "solid": pattern.solid,
    }
