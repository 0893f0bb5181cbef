"""Years as tables print them: ``2018``, ``2018年``, ``2019年（预估）``, ``2020年目标``, ``FY2019``, ``二〇一九年``."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from spatial.cells import ESTIMATE_WORDS, fold

YearKind = Literal["actual", "estimate", "target"]

_TARGETS = ("远景目标", "规划目标", "目标值", "目标", "规划值", "规划", "计划数", "计划", "target", "plan")
_ACTUALS = ("实际值", "实际", "实绩", "末", "底", "actual")
_WORD = "|".join(map(re.escape, (*ESTIMATE_WORDS, *_TARGETS, *_ACTUALS)))
_YEAR = re.compile(
    rf"(?:FY ?|截至)?(?P<year>(?:18|19|20|21)[0-9]{{2}})(?:\.0+)? ?(?:年度|年)?(?P<end>末|底)? ?"
    rf"(?:\( ?(?P<a>{_WORD}) ?\)|(?P<b>{_WORD})|(?P<letter>[AEPF]))?",
    re.IGNORECASE,
)
_HAN = re.compile("([〇零○一二三四五六七八九]{4})年(.*)", re.DOTALL)
_HAN_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_LETTERS: dict[str, YearKind] = {"a": "actual", "e": "estimate", "p": "estimate", "f": "estimate"}


class YearLabel(NamedTuple):
    """A year and what the figures of that year are: an actual figure, an estimate or a target."""

    year: int
    kind: YearKind = "actual"


def parse_year(label: object) -> YearLabel | None:
    """Read a year label, None where it is none.

    ``2018`` ``2018年`` ``2018年末`` ``FY2018`` ``2018A`` ``二〇一八年`` are actual figures, ``2019年（预估）`` and
    ``2019E`` estimates, ``2020年目标`` is a target; full-width digits and ``2018.0`` (a year that passed through a
    spreadsheet) are read too. A label without a word is taken for an actual figure.
    """
    text = fold(str(label))
    han = _HAN.fullmatch(text)
    found = _YEAR.fullmatch(f"{han[1].translate(_HAN_DIGITS)}年{han[2]}" if han else text)
    if found is None:
        return None
    word = (found["a"] or found["b"] or "").casefold()
    if found["letter"]:
        return YearLabel(int(found["year"]), _LETTERS[found["letter"].casefold()])
    kind: YearKind = "estimate" if word in ESTIMATE_WORDS else "target" if word in _TARGETS else "actual"
    return YearLabel(int(found["year"]), kind)
