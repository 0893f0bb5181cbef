"""Looks for black-and-white print: the same classes, in patterns instead of colours."""

from __future__ import annotations

from layers.cartography.legend import Style, in_black
from layers.cartography.patterns import bivariate_patterns, category_patterns, ordered_patterns
from layers.cartography.portrayal import Portrayal
from layers.cartography.symbology import Categorised, Clustered


def in_print(portrayal: Portrayal) -> dict[int, Style]:
    """Return the styles of a portrayal for black-and-white print, by class code; its own where it has patterns."""
    if getattr(portrayal.symbology, "patterns", ()):
        return portrayal.styles
    return in_black(portrayal.styles, patterns_of(portrayal))


def patterns_of(portrayal: Portrayal) -> tuple[str, ...]:
    """Return the pattern of class 0, 1, …: ordered for classes, distinct for categories, crossed for two variables."""
    matrix = portrayal.legend.matrix
    if matrix is not None:
        return bivariate_patterns(len(matrix.x.labels), len(matrix.y.labels))
    classes = 1 + max((code for code in portrayal.styles if code >= 0), default=0)
    if isinstance(portrayal.symbology, Categorised | Clustered):
        return category_patterns(classes)
    return ordered_patterns(classes)
