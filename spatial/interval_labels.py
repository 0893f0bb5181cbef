"""Numbers and class intervals as a reader sees them: few decimals, but never two edges that look the same."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from spatial.text import Text

CLOSED = Text(
    "各类不含下限、含上限；第一类两端都含。",
    "Classes leave out their lower end and include their upper end; the first includes both.",
)
_LARGE, _SMALL = 1e15, 1e-6
_YEARS = (1800.0, 2200.0)
_SHARE = 0.02  # an edge is written to within this share of its narrowest neighbouring class
_OWN_SHARE, _COUNTS = 0.05, 0.001  # and of itself, unless it is next to nothing: 0.0093 beside 0.28 and 5.2 is not 0.01


def number_text(value: float, digits: int = 4) -> str:
    """Return a number with thousands grouping and `digits` significant digits, whole numbers in full."""
    if value == 0:
        return "0"
    size = abs(value)
    if not _SMALL <= size < _LARGE:
        return f"{value:.{digits - 1}e}"
    if value == int(value):
        return f"{int(value):,}"
    decimals = digits
    while decimals < 12 and size < 10.0 ** (digits - decimals - 1):
        decimals += 1
    while decimals > 1 and size >= 10.0 ** (digits - decimals):
        decimals -= 1
    return _trimmed(f"{value:,.{decimals}f}")


def edge_texts(breaks: Sequence[float]) -> tuple[str, ...]:
    """Return every edge as text: as few decimals as tell all of them apart, and each near enough.

    An edge is written to within 2 % of the narrowest class, and 5 % of itself unless it is next to nothing.
    Grouped by thousands, except where all may be years (whole, 1800 to 2200: 2024, never 2,024); powers of ten where
    numbers are very large or very small. Equal edges read equal.
    """
    edges = [float(b) + 0.0 for b in breaks]
    if edges and all(edge.is_integer() and _YEARS[0] <= edge <= _YEARS[1] for edge in edges):
        return tuple(f"{edge:.0f}" for edge in edges)
    width = min((b - a for a, b in pairwise(edges) if b > a), default=0.0)
    largest = max((abs(e) for e in edges), default=0.0)
    powers = largest >= _LARGE or (0 < largest < _SMALL) or 0 < width < 1e-12
    texts: list[str] = []
    for decimals in range(18):
        texts = [_trimmed(f"{e:.{decimals}e}" if powers else f"{e:,.{decimals}f}") for e in edges]
        if _faithful(texts, edges, width):
            break
    return tuple(texts)


def interval_labels(breaks: Sequence[float]) -> tuple[str, ...]:
    """Return the label of every class, such as ``[0, 12.5]`` and ``(12.5, 30]``.

    A bracket includes its edge, a parenthesis leaves it out. A first class of a single value reads as that value.
    """
    texts = edge_texts(breaks)
    labels = [f"({a}, {b}]" for a, b in pairwise(texts)]
    if labels:
        labels[0] = texts[0] if breaks[0] == breaks[1] else f"[{texts[0]}, {texts[1]}]"
    return tuple(labels)


def _faithful(texts: Sequence[str], edges: Sequence[float], width: float) -> bool:
    if len(set(texts)) < len(set(edges)):
        return False
    allowed = _SHARE * width if width else 1e-9 * max(abs(e) for e in edges)
    least = _COUNTS * max((abs(e) for e in edges), default=0.0)
    limits = [min(allowed, _OWN_SHARE * abs(e)) if abs(e) > least else allowed for e in edges]
    return all(abs(float(t.replace(",", "")) - e) <= at for t, e, at in zip(texts, edges, limits, strict=True))


def _trimmed(text: str) -> str:
    """Take off trailing zeros after the point, and the sign of nothing."""
    mantissa, mark, exponent = text.partition("e")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    if mantissa in ("-0", "0"):
        return "0"
    return mantissa + mark + exponent
