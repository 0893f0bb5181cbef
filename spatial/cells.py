"""How the figures of Chinese plans and yearbooks are printed: the grammar of one table cell.

What is read as what (full-width characters count as half-width ones; blanks around are ignored):

number
    ``123.5`` ``-3`` ``−3`` ``1,234,567`` ``1 234 567`` (GB/T 15835) ``1.2e5``; with a percent sign
    (``12.5%`` is 12.5), a counting word (``481家``), a scale word (``2.6万`` and ``2.6万家`` are 26000), a footnote
    mark (``458*``: "see the note below the table", which says nothing about how sure the figure is).
estimate
    A number with ``（预估）`` ``（预计）`` … (`ESTIMATE_WORDS`) or ``左右`` behind it, or ``约`` before it.
range
    ``3-5`` ``3—5`` ``3~5`` ``3～5家`` ``3至5`` ``-5--3`` ``3万-5万``: two numbers, the first not above the second.
not applicable
    ``/`` ``不适用``.
missing
    Blank, a dash alone (``-`` ``—`` ``——``), ``无`` ``缺`` ``暂无`` ``不详`` ``..`` ``n.a.`` ``NA`` ``NULL`` …
    (`MISSING_WORDS`).
text
    Everything else.

Decisions where conventions differ:

- A dash alone is missing, not "not applicable" and not 0: GB/T 7713 lets it stand for "not found", the United Nations
  for "nil", many offices for "not applicable". All agree that no figure is printed, and no more is claimed. So do
  ``n.a.`` (not available, not applicable) and ``无`` (none, or none known).
- ``…`` is text: yearbooks print it for "less than the smallest unit of this table", which is neither 0 nor missing.
- ``001`` is text: numbers are not written with leading zeros, codes are.
- Bounds are text: ``超过1.7万家`` ``近20个`` ``20余家`` ``≥100``. They tell a side, not the figure.
- Money, areas and other measures in a cell (``19.99亿元`` ``3公顷``) are text: beside a cell without the unit they may
  differ by a factor that only the heading of the column knows. So is ``3-5万`` (is 3 three or thirty thousand?), and so
  are fractions (``1/3``) and dates.
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import IntEnum
from typing import NamedTuple


class Form(IntEnum):
    """What kind of thing stands in a cell. Missing is not zero is not "not applicable"."""

    NUMBER = 0
    ESTIMATE = 1
    RANGE = 2
    MISSING = 3
    NOT_APPLICABLE = 4
    TEXT = 5


NOT_APPLICABLE_WORDS = frozenset({"/", "//", "不适用", "notapplicable"})
MISSING_WORDS = frozenset(
    {"", "-", "--", "---", "..", "n.a.", "n.a", "na", "n/a", "#n/a", "null", "none", "nan", "<na>", "nodata"}
    | {
        "无",
        "空",
        "缺",
        "缺失",
        "缺测",
        "缺数",
        "暂无",
        "暂缺",
        "暂无数据",
        "无数据",
        "数据缺失",
        "未公布",
        "未统计",
        "未测",
    }
    | {"不详", "未知"}
)
ESTIMATE_WORDS = (
    *(
        "预估数",
        "预估值",
        "预估",
        "预计数",
        "预计值",
        "预计",
        "估计数",
        "估计值",
        "估计",
        "估算数",
        "估算",
        "暂估",
        "预测值",
    ),
    *("预测", "推算", "测算", "初步核算", "初步统计", "初步", "快报数", "快报", "estimated", "estimate", "est."),
)
COUNTING_WORDS = "家个项件人名位户所篇条份处座台套次种"
SCALES = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}

# Full-width ASCII and its relatives. Not NFKC: that would turn the footnote mark of 458① into the figure 4581.
_FOLD: dict[int, int | str | None] = {0xFF01 + i: 0x21 + i for i in range(94)}
_FOLD |= {ord(mark): "-" for mark in "−‐‑‒–―─﹣"}
_FOLD |= {ord(mark): "~" for mark in "〜∼﹏"}
_FOLD |= {ord(mark): " " for mark in "\u3000\u00a0\u2002\u2003\u2007\u2009\u202f\t\r\n"}
_FOLD |= {ord(mark): None for mark in "\u200b\u200e\u200f\u2060\ufeff"}
_FOLD |= {ord("〔"): "(", ord("〕"): ")", ord("【"): "(", ord("】"): ")", ord("﹪"): "%", ord("∕"): "/"}

_INTEGER = r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]{0,2}(?: [0-9]{3})+|[1-9][0-9]*|0)"
_NUMBER = rf"[+-]?(?:{_INTEGER}(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_ESTIMATED = "|".join(map(re.escape, ESTIMATE_WORDS))
_UNIT = rf" ?(?:%|(?:万亿|亿|万)?(?: ?[{COUNTING_WORDS}])?)"
_GUESSED = rf" ?(?:左右|\( ?(?:{_ESTIMATED}) ?\)|(?:{_ESTIMATED}))"
_ABOUT = r"(?:约为?|大约|大概|估计|预计|≈) ?"
_NOTE_MARK = r" ?[*†‡①-⑳]{1,2}"

_PLAIN = re.compile(r"-?(?:[1-9][0-9]*|0)(?:\.[0-9]+)?", re.ASCII)
_SINGLE = re.compile(
    rf"(?P<about>{_ABOUT})?(?P<n>{_NUMBER})(?P<unit>{_UNIT})(?P<guessed>{_GUESSED})?(?:{_NOTE_MARK})?", re.IGNORECASE
)
_RANGE = re.compile(
    rf"(?:{_ABOUT})?(?P<a>{_NUMBER})(?P<unit_a>{_UNIT}) ?[-~至到] ?"
    rf"(?P<b>{_NUMBER})(?P<unit_b>{_UNIT})(?:{_GUESSED})?(?:{_NOTE_MARK})?",
    re.IGNORECASE,
)
_LONG_DASH = re.compile("—+")


class Cell(NamedTuple):
    """One printed cell, read.

    Parameters
    ----------
    form
        What stands there.
    number
        The figure of a number or an estimate, else NaN.
    low, high
        Both ends of a range (closed); the figure twice for a number or an estimate; else NaN.
    percent
        Whether a percent sign is printed. The figure is not divided by 100.
    scaled
        Whether a scale word (万, 亿) was multiplied out.
    """

    form: Form
    number: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")
    percent: bool = False
    scaled: bool = False


_BLANK, _NONE, _WORDS = Cell(Form.MISSING), Cell(Form.NOT_APPLICABLE), Cell(Form.TEXT)


def fold(text: str) -> str:
    """Return `text` with full-width characters, dashes, brackets and blanks as plain ASCII, and no blanks around."""
    return _LONG_DASH.sub("-", text.translate(_FOLD)).strip(" ")


def is_plain(text: str) -> bool:
    """Whether `text` is a number that `float` reads as printed: the common case, read many at a time."""
    return _PLAIN.fullmatch(text) is not None


def read_cell(text: str) -> Cell:
    """Read one printed cell by the table at the head of this module. Never fails: what is no figure is text."""
    if _PLAIN.fullmatch(text):
        figure = float(text)
        return Cell(Form.NUMBER, figure, figure, figure)
    folded = fold(text)
    word = folded.casefold().replace(" ", "")
    if word in MISSING_WORDS:
        return _BLANK
    if word in NOT_APPLICABLE_WORDS:
        return _NONE
    return _single(folded) or _range(folded) or _WORDS


def _single(text: str) -> Cell | None:
    found = _SINGLE.fullmatch(text)
    if found is None:
        return None
    unit = found["unit"].strip()
    figure, scaled = _figure(found["n"], unit)
    form = Form.ESTIMATE if found["about"] or found["guessed"] else Form.NUMBER
    return Cell(form, figure, figure, figure, unit == "%", scaled)


def _range(text: str) -> Cell | None:
    found = _RANGE.fullmatch(text)
    if found is None:
        return None
    unit_a, unit_b = found["unit_a"].strip(), found["unit_b"].strip()
    (low, scaled_a), (high, scaled_b) = _figure(found["a"], unit_a), _figure(found["b"], unit_b)
    if low > high or scaled_a != scaled_b or (unit_a and unit_a != unit_b):
        return None
    return Cell(Form.RANGE, low=low, high=high, percent=unit_b == "%", scaled=scaled_b)


def _figure(digits: str, unit: str) -> tuple[float, bool]:
    word = unit.rstrip(COUNTING_WORDS + " %")
    plain = digits.replace(",", "").replace(" ", "")
    return (float(Decimal(plain) * SCALES[word]), True) if word else (float(plain), False)
