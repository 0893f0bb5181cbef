"""Units of the plans' tables in English: the tables print them in Chinese only."""

from __future__ import annotations

from spatial.text import Text

_COUNTERS = "家 个 位 人(个) 项 条 件 篇 所 地 名 处"
_ENGLISH = {
    "亿元": "100 million yuan",
    "万亿元": "trillion yuan",
    "亿欧元": "100 million euros",
    "人": "persons",
    "万人": "10,000 persons",
    "人/年": "persons a year",
    "件/万人": "per 10,000 persons",
    "处/平方公里": "per km²",
    "平方公里": "km²",
    "米": "m",
    "年": "years",
    "百分点": "percentage points",
    "指数": "index",
    "万户": "10,000 firms",
    "万家": "10,000 firms",
    "万台(套)": "10,000 sets",
    "万份": "10,000 copies",
} | dict.fromkeys(_COUNTERS.split(), "")


def english_unit(unit: str) -> str:
    """Return a unit in English: "" for counters such as 家 (English counts without one), an unknown unit as it is."""
    if unit not in _ENGLISH and unit.endswith("/平方公里"):
        return f"{english_unit(unit.removesuffix('/平方公里'))} per km²".strip()
    if unit not in _ENGLISH and unit.endswith("/万人"):
        return f"{english_unit(unit.removesuffix('/万人'))} per 10,000 persons".strip()
    if unit not in _ENGLISH and unit.endswith("/年"):
        return f"{english_unit(unit.removesuffix('/年'))} a year".strip()
    return _ENGLISH.get(unit, unit)


def in_brackets(unit: str) -> Text:
    """Return a unit as it stands behind a heading, "" for none."""
    english = english_unit(unit)
    return Text(f"（{unit}）" if unit else "", f" ({english})" if english else "")
