"""Rows that are no records: notes, repeated headings, sections; and rows of totals, which are found and offered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from spatial.cells import fold
from spatial.tidying.grid import Row, filled

if TYPE_CHECKING:
    import pandas as pd

MAX_NOTES = 40
LABEL_COLUMNS = 3
"""In how many columns from the left a row may be called a total."""

_NOTE = re.compile(
    r"[(（\[【]?(?:注|备注|说明|附注|脚注|注释|数据来源|资料来源|来源|数据说明|填表|制表|审核|负责人|联系|单位负责人|统计负责人|填报|报出日期"
    r"|note|source|remark)[s]?\s*(?:人|日期)?[0-9①-⑳]*\s*[)）\]】]?\s*[:：.、]?.*|[*†‡①-⑳#].+|[(（]?[0-9]{1,2}[)）.、].+",
    re.IGNORECASE | re.S,
)
_FIRST_NOTE = re.compile(
    r"[(（\[【]?(?:注|备注|说明|附注|脚注|注释|数据来源|资料来源|来源|数据说明|填表|制表|审核|负责人|联系|单位负责人|统计负责人|填报|报出日期"
    r"|note|source|remark)[s]?\s*(?:人|日期)?[0-9①-⑳]*\s*[)）\]】]?\s*[:：.、].*|[*†‡①-⑳].+",
    re.IGNORECASE | re.S,
)
_SIGNATURE = re.compile(r"[^:：]{1,10}[:：].*", re.S)
SECTION_PATTERN = (
    r"^(?:[(（]?[一二三四五六七八九十]{1,3}[)）]?[、.．:：].+|[(（][一二三四五六七八九十]{1,3}[)）].+"
    r"|[(（]?(?:续表|接上表|续上表)[0-9一二三四五六七八九十]*[)）]?|第 ?[0-9]+ ?页.*)$"
)
"""Headings of the parts of a table: ``一、北区`` ``（二）南区`` ``续表`` ``第 2 页``."""
_SECTION = re.compile(SECTION_PATTERN, re.S)
_MAYBE_TOTAL = r"(?i)计|总|和|汇|数|均|全[市区部]|各园|total|sum|average|mean|ｔ|Ｔ|ｓ|Ｓ"
_TOTAL = re.compile(
    r"(?:.{0,14}?)(?:合计|总计|小计|共计|总和|汇总|累计|总数)(?:\(.{0,12}\))?:?"
    r"|(?:其中)?:?(?:全市|全区|全部|各园区?)(?:合计|总计|平均)?|平均值?|均值|平均数"
    r"|(?:grand|sub)?-?totals?|sum|average|mean",
    re.IGNORECASE,
)


def count_notes(rows: Sequence[Row], across: int) -> int:
    """Return how many of the last rows are notes.

    A note fills one cell of a table of at least two columns and begins as notes do (``注：`` ``数据来源：`` ``*``), or
    follows such a row; a line of signatures (``填表人：… 审核人：…``) is one too.
    """
    if across < 2:
        return 0
    last = list(rows[-MAX_NOTES:])
    for place, row in enumerate(last):
        if _is_note(row, first=True) and all(_is_note(each, first=False) for each in last[place + 1 :]):
            return len(last) - place
    return 0


def _is_note(row: Row, *, first: bool) -> bool:
    cells = [cell.strip() for cell in row if cell.strip()]
    if len(cells) == 1:
        return not first or _FIRST_NOTE.fullmatch(cells[0]) is not None
    return bool(cells) and all(_SIGNATURE.fullmatch(cell) for cell in cells)


def is_note(word: str) -> bool:
    """Say whether a text begins as notes do."""
    return _NOTE.fullmatch(word.strip()) is not None


def is_total(word: str) -> bool:
    """Say whether a cell calls its row a total, a subtotal or a mean: ``合  计`` ``北区小计`` ``Total``."""
    folded = fold(word).replace(" ", "")
    return bool(folded) and _TOTAL.fullmatch(folded) is not None


def is_section(row: Row) -> bool:
    """Say whether a row is the heading of a part of the table: one cell such as ``一、北区``."""
    cells = [cell for cell in row if cell.strip()]
    return len(cells) == 1 and len(row) > 2 and row[0] == cells[0] and _SECTION.fullmatch(cells[0].strip()) is not None


def total_rows(frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """(N,) bool: rows that one of the first columns of words calls a total."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found = np.zeros(len(frame), bool)
    for name in list(frame.columns)[:LABEL_COLUMNS]:
        cells = pa.array(frame[name], pa.large_string(), from_pandas=True)
        maybe = pc.fill_null(pc.match_substring_regex(cells, _MAYBE_TOTAL), False).to_numpy(zero_copy_only=False)
        rows = np.flatnonzero(maybe)
        words = frame[name].iloc[rows].tolist()
        found[rows] |= np.array([len(word) <= 40 and is_total(word) for word in words], bool)
    return found


def repeated_headings(rows: Sequence[Row], heading: Sequence[Row]) -> list[int]:
    """Return the places of rows that say what a row of the heading says (a heading printed on every page)."""
    wanted = {key for row in heading if filled(row) > 1 for key in [_key(row)]}
    return [place for place, row in enumerate(rows) if filled(row) > 1 and _key(row) in wanted]


def _key(row: Row) -> tuple[str, ...]:
    words = ["".join(fold(cell).split()) for cell in row]
    while words and not words[-1]:
        words.pop()
    return tuple(words)
