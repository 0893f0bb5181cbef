"""Years in the headings of columns, and the long table that such columns are.

``企业数（家）/2023年`` ``2023年企业数`` ``企业数（2025年目标）`` ``2019年（预估）`` tell an indicator, a year and what
the figures are: actual figures, estimates or targets. A table with such columns is a long one written wide:
`long_table` writes it with one row per record, indicator and year.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from spatial.text import Text
from spatial.years import YearKind, YearLabel, parse_year

if TYPE_CHECKING:
    import pandas as pd

INDICATOR, YEAR, KIND, VALUE = "指标", "年份", "年份类别", "数值"
KIND_WORDS: dict[YearKind, Text] = {
    "actual": Text("实际", "actual"),
    "estimate": Text("预估", "estimate"),
    "target": Text("目标", "target"),
}
_NUMBER_YEAR = r"(?:18|19|20|21)[0-9]{2}|[〇零○一二三四五六七八九]{4}"
_KINDS = r"目标值?|规划值?|计划数?|预估数?|预计数?|预测值?|实际值?|实绩"
_TOKEN = re.compile(
    rf"(?:{_NUMBER_YEAR}) ?(?:年度|年末|年底|年)(?:{_KINDS}|[（(](?:{_KINDS})[)）])?|FY ?(?:19|20)[0-9]{{2}}"
    rf"|[（(](?:{_NUMBER_YEAR})年?(?:{_KINDS})?[)）]|(?<=[_ @-])(?:19|20)[0-9]{{2}}$|^(?:19|20)[0-9]{{2}}(?=[_ -])"
)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_PART_OF_A_YEAR = re.compile(
    r"^(?:[0-9一二三四五六七八九十]+ ?[-~至到—月季]|上半年|下半年|第|前|及|以来|以前|以后|以上|[-~至到—])"
)


class YearHeading(NamedTuple):
    """An indicator (``""`` where the heading is a year alone), and the year of its figures."""

    indicator: str
    label: YearLabel


def read_year_heading(name: str) -> YearHeading | None:
    """Read the heading of a column, None where it names no year or several, or a part of a year."""
    parts = name.split("/")
    for place, part in enumerate(parts):
        with_next = parse_year(part + parts[place + 1]) if place + 1 < len(parts) else None
        label = with_next or parse_year(part)
        if label is not None:
            rest = parts[:place] + parts[place + (2 if with_next else 1) :]
            if any(parse_year(other) for other in rest):
                return None
            return YearHeading("/".join(rest), label)
    found = list(_TOKEN.finditer(name.translate(_FULL_WIDTH)))
    if len(found) != 1 or _PART_OF_A_YEAR.match(name[found[0].end() :]):
        return None
    token = found[0].group().replace(" ", "")
    label = parse_year(token[1:-1] if token[0] in "(（" else token)
    rest_text = (name[: found[0].start()] + name[found[0].end() :]).strip(" _-、，,:：@")
    if label is None or re.search(r"(?:18|19|20|21)[0-9]{2}年|[-~至到—]$", rest_text):
        return None
    return YearHeading(re.sub(r"^(?:截至|截止|的)|[（(][)）]", "", rest_text).strip(), label)


def year_name(indicator: str, label: YearLabel, labels: Sequence[YearLabel]) -> str:
    """Return the name of a column: ``indicator@year``, with the kind where a year has figures of several kinds."""
    alone = label.kind == "actual" or sum(other.year == label.year for other in labels) == 1
    return f"{indicator}@{label.year}" if alone else f"{indicator}@{label.year}{label.kind}"


def long_table(frame: pd.DataFrame, columns: Sequence[tuple[str, YearHeading]]) -> pd.DataFrame:
    """Return a table with one row per record, indicator and year.

    Parameters
    ----------
    frame
        (N, …) the wide table.
    columns
        (name in `frame`, what its heading says) of the M columns with years.

    Returns
    -------
    DataFrame
        (N · M) rows in the order of the records, then of the columns: the other columns of `frame`, then ``指标``,
        ``年份``, ``年份类别`` (实际, 预估, 目标) and ``数值`` with the cells as printed.
    """
    import numpy as np
    import pandas as pd

    years = [name for name, _ in columns]
    others = [name for name in frame.columns if name not in years]
    rows = np.repeat(np.arange(len(frame)), len(years))
    long = frame[others].iloc[rows].reset_index(drop=True)
    cells = frame[years].to_numpy(dtype=object)
    facts: dict[str, list[Any]] = {
        INDICATOR: [heading.indicator for _, heading in columns] * len(frame),
        YEAR: [str(heading.label.year) for _, heading in columns] * len(frame),
        KIND: [KIND_WORDS[heading.label.kind].zh for _, heading in columns] * len(frame),
        VALUE: cells.ravel().tolist(),
    }
    for name, values in facts.items():
        free = name
        while free in long.columns:
            free += "_2"
        long[free] = pd.array(values, dtype="str")
    return long
