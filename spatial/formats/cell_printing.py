"""What a cell of a spreadsheet shows: its value under its number format, without the rounding of the format."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

_QUOTED = re.compile(r'"([^"]*)"|\\(.)')
_SCALED = re.compile(r"[0#?],+(?![0#?])")
_LOCALE = re.compile(r"\[[^\]]*\]")


def cell_text(value: Any, number_format: str = "General") -> str:
    """Return the text of a cell with this value and number format; "" for an empty one.

    Numbers have no superfluous ``.0`` and at most 15 digits, as Excel does, and are not rounded by their format; a
    format of zeros (``000``) pads them, a percent format (0.125 shown as 12.5%) multiplies by 100 and adds the sign,
    words behind the figure (``0.00"亿元"``) are shown. Dates are ISO, years and months as their format shows them.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number_text(value, number_format)
    if isinstance(value, dt.datetime | dt.date):
        return _date_text(value, number_format)
    if isinstance(value, dt.time):
        return value.isoformat()
    return str(value)


def is_scaled(number_format: str) -> bool:
    """Say whether a number format shows thousandths or less of the value (``0.0,``)."""
    return _SCALED.search(_bare(number_format)) is not None


def _bare(number_format: str) -> str:
    """Return the first section of a format without words, colours and conditions."""
    return _QUOTED.sub("", _LOCALE.sub("", number_format.partition(";")[0]))


def _number_text(value: float, number_format: str) -> str:
    text = str(value) if isinstance(value, int) else f"{value:.15g}"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        text = str(int(value))
    if number_format == "General" or not number_format:
        return text
    bare = _bare(number_format)
    if re.fullmatch(r"0{2,}", bare) and text.isdigit():
        return text.zfill(len(bare))
    if bare.rstrip().endswith("%"):
        scaled = Decimal(text) * 100
        return f"{scaled.normalize():f}%"
    return text if is_scaled(number_format) else text + _words_behind(number_format)


def _words_behind(number_format: str) -> str:
    """Return the words that a format puts behind a figure, ``""`` for none."""
    section = _LOCALE.sub("", number_format.partition(";")[0])
    found = re.search(r'[0#?](?:_.)*\s*((?:"[^"]*"|\\.|[\u4e00-\u9fff])+)\s*$', section)
    return re.sub(r'["\\]', "", found[1]).strip() if found else ""


def _date_text(value: dt.datetime | dt.date, number_format: str) -> str:
    bare = _bare(number_format).lower()
    day = value.date() if isinstance(value, dt.datetime) else value
    if "y" in bare and "d" not in bare and "h" not in bare:
        year = "年" in number_format
        if "m" not in bare:
            return f"{day.year}年" if year else str(day.year)
        return f"{day.year}年{day.month}月" if year else f"{day.year}-{day.month:02d}"
    if isinstance(value, dt.datetime) and value.time() != dt.time():
        return value.isoformat(sep=" ", timespec="seconds")
    return day.isoformat()
