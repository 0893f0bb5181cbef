"""Years as tables print them: ``2018``, ``2018年``, ``2019年（预估）``, ``2020年目标``."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from spatial.cells import ESTIMATE_WORDS, fold

YearKind = Literal["actual", "estimate", "target"]

_TARGETS = ("目标值", "目标", "规划", "计划", "target", "plan")
_ACTUALS = ("实际值", "实际", "末", "底", "actual")
_WORD = "|".join(map(re.escape, (*ESTIMATE_WORDS, *_TARGETS, *_ACTUALS)))
_YEAR = re.compile(
    rf"(?P<year>(?:18|19|20|21)[0-9]{{2}})(?:\.0+)? ?(?:年度|年)? ?(?:\( ?(?P<a>{_WORD}) ?\)|(?P<b>{_WORD}))?",
    re.IGNORECASE,
)


class YearLabel(NamedTuple):
    """A year and what the figures of that year are: an actual figure, an estimate or a target."""

    year: int
    kind: YearKind = "actual"


def parse_year(label: object) -> YearLabel | None:
    """Read a year label, None where it is none.

    ``2018`` ``2018年`` ``2018年末`` are actual figures, ``2019年（预估）`` is an estimate, ``2020年目标`` is a target;
    full-width digits and ``2018.0`` (a year that passed through a spreadsheet) are read too. A label without a word is
    taken for an actual figure.
    """
    found = _YEAR.fullmatch(fold(str(label)))
    if found is None:
        return None
    word = (found["a"] or found["b"] or "").casefold()
    kind: YearKind = "estimate" if word in ESTIMATE_WORDS else "target" if word in _TARGETS else "actual"
    return YearLabel(int(found["year"]), kind)
