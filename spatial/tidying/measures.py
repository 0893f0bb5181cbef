"""Units in headings and cells: ``19.99亿元``, ``2.6万家``, ``3-5公顷``, ``约12万平方米``.

A unit is a scale word and a base: 万元 is 10,000 × 元. Figures are multiplied by the ratio of two scales of the same
base, and only where both are stated: one by the cell, the other by the heading, the line above the table, or all other
cells of the column. What is converted is said, figure by figure for the first few; what cannot be told is left as text.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from spatial.cells import COUNTING_WORDS, ESTIMATE_WORDS, fold

SCALES: dict[str, int] = {
    "": 1,
    "十": 10,
    "百": 10**2,
    "千": 10**3,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "十亿": 10**9,
    "百亿": 10**10,
    "千亿": 10**11,
    "万亿": 10**12,
}
_SAME = {"㎡": "平方米", "m2": "平方米", "m²": "平方米", "平米": "平方米", "km2": "平方公里", "km²": "平方公里"}
_SAME |= {"㎢": "平方公里", "平方千米": "平方公里", "ha": "公顷", "hm²": "公顷", "hm2": "公顷", "km": "公里"}
_SAME |= {"千米": "公里", "m": "米", "t": "吨", "kwh": "千瓦时", "度": "千瓦时", "人民币": "元", "rmb": "元"}
_WHOLE = ("平方米", "平方公里", "公顷", "亩", "元", "美元", "港元", "欧元", "日元", "人次", "人", "吨标准煤", "吨标煤")
_MORE = (
    "吨",
    "千瓦时",
    "千瓦",
    "米",
    "公里",
    "辆",
    "倍",
    "岁",
    "个百分点",
    "百分点",
    "%",
    "‰",
    "立方米",
    "栋",
    "幢",
    "天",
)
BASES = frozenset({*_WHOLE, *_MORE, *COUNTING_WORDS})
COUNTING = frozenset(COUNTING_WORDS)


class Unit(NamedTuple):
    """A unit as scale × base; the base of ``亿元/平方公里`` is ``元/平方公里``, of ``万`` alone ``""``."""

    scale: int
    base: str


def parse_unit(text: str) -> Unit | None:
    """Read a unit, None where it is none that is known."""
    word = fold(text).replace(" ", "")
    word = _SAME.get(word.casefold(), word)
    head, slash, tail = word.partition("/")
    head = _SAME.get(head.casefold(), head)
    for length in range(len(head), -1, -1):
        base, scale = head[len(head) - length :], head[: len(head) - length]
        base = _SAME.get(base.casefold(), base)
        if scale in SCALES and (base in BASES or (not base and scale and not slash)):
            if slash and not _is_denominator(tail):
                return None
            return Unit(SCALES[scale], f"{base}/{tail}" if slash else base)
    return None


def _is_denominator(word: str) -> bool:
    return (bool(word) and parse_unit(word) is not None) or word in {"年", "月", "日"}


_INTEGER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)"
_NUMBER = rf"[+-]?{_INTEGER}(?:\.[0-9]+)?"
_WORD = r"[^0-9()~,.:;+\-*†‡①-⑳<>=\s]{1,8}(?:/[^0-9()~,.:;+\-*†‡①-⑳<>=\s]{1,6})?"
_GUESS = "|".join(map(re.escape, sorted(ESTIMATE_WORDS, key=len, reverse=True)))
_MEASURED = re.compile(
    rf"(?P<before>(?:约为?|大约|大概|估计|预计|≈)? ?)(?P<a>{_NUMBER}) ?(?P<unit_a>(?:{_WORD})?)"
    rf"(?: ?[-~至到] ?(?P<b>{_NUMBER}) ?(?P<unit_b>{_WORD}))?"
    rf"(?P<after> ?(?:左右|\((?:{_GUESS})\))?)(?P<mark> ?[*†‡①-⑳]{{0,2}})"
)


class Measure(NamedTuple):
    """A cell of figures with a unit.

    Parameters
    ----------
    before, after
        The words around, a footnote mark among them.
    figures
        One figure, or both ends of a range.
    unit
        As printed.
    shared
        Whether the unit stands behind a range only: in ``3-5万`` nobody knows whether 3 means 3 or 30,000.
    """

    before: str
    figures: tuple[Decimal, ...]
    unit: str
    after: str
    shared: bool = False


def read_measure(text: str) -> Measure | None:
    """Read a cell that states a unit, None for every other one (``12.5%`` is read by `spatial.cells`)."""
    found = _MEASURED.fullmatch(fold(text))
    if found is None:
        return None
    unit = found["unit_b"] or found["unit_a"]
    if not unit or unit == "%" or (found["b"] and found["unit_a"] and found["unit_a"] != unit):
        return None
    if parse_unit(unit) is None:
        return None
    figures = tuple(Decimal(re.sub("[, ]", "", part)) for part in (found["a"], found["b"]) if part)
    shared = bool(found["b"]) and not found["unit_a"]
    return Measure(found["before"], figures, unit, found["after"] + found["mark"], shared)


def in_unit(measure: Measure, target: Unit) -> str | None:
    """Return the cell as it reads in another unit, words around it kept; None where the two do not go together."""
    own = parse_unit(measure.unit)
    if own is None or (own.base and own.base != target.base) or (measure.shared and own.scale != target.scale):
        return None
    factor = Decimal(own.scale) / Decimal(target.scale)
    return measure.before + "-".join(plain(figure * factor) for figure in measure.figures) + measure.after


def plain(figure: Decimal) -> str:
    """Print a figure without exponent and without superfluous zeros."""
    text = f"{figure:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
