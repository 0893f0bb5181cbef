"""Where a figure stands in a plan, as the plans' tables cite it in Chinese (``000 指标表 第14行``), and in English."""

from __future__ import annotations

import re
from functools import lru_cache

from spatial.text import Text

_NUMERALS = "一二三四五六七八九十"
_SECTION = re.compile(rf"([{_NUMERALS}]{{1,2}})(?:\(([{_NUMERALS}]{{1,2}})\))?(?=[\d, ]|$)")
_HAN = re.compile("[\u4e00-\u9fff]")
_WORDS = {
    "上海市“十四五”规划": "Shanghai's 14th five-year plan",
    "普科委〔2021〕17号": "Putuo S&T Commission (2021) no. 17",
    "期刊论文": "journal article",
    "前言（子园名单）": "foreword (list of sub-parks)",
    "五、（一）优化产业空间布局（产业定位、项目）": "sect. 5(1), layout of industries (positioning, projects)",
    "深化高校创新能力建设": "innovation in universities",
    "功能倍增计划": " plan",
    "重大平台": " major platforms ",
    "重大科技基础设施表": "table of major science facilities",
    "设施表": "table of facilities",
    "依托单位": "host institutions",
    "人工智能岛": "AI Island",
    "国家重点实验室": "national key laboratories",
    "国家大学科技园": "national university science parks",
    "国家临床医学研究中心": "national clinical research centres",
    "科普场馆": "science venues",
    "众创空间": "makerspaces",
    "高校": "universities",
    "浦东": "Pudong",
    "行动方案": "action plan",
    "指标表": "indicator table",
    "八项核心指标": "eight core indicators",
    "主要目标": " main targets",
    "发展基础": "basis of development ",
    "发展形势": "situation ",
    "总体要求": "general requirements",
    "引言": "introduction",
    "专栏": " box",
    "科创策源": "innovation sources",
    "创新转化": "technology transfer",
    "创新主体": "innovators",
    "科创孵化": "incubation",
    "产创融合": "industry integration",
    "科学发现": "scientific discovery",
}


@lru_cache(maxsize=4096)
def citation(source: str) -> Text:
    """Return a citation of the tables in both languages; a part that is not known stays as it is printed."""
    if source.isascii():
        return Text(source, source)
    return Text(source, "; ".join(_english(part.strip()) for part in re.split("[;；]", source)))


def cited(source: Text) -> Text:
    """Return a source whose English is that of its citation where it has none of its own."""
    return source if source.en and source.en != source.zh else citation(source.zh)


def _english(part: str) -> str:
    words = re.sub(r",?\s*第(\d+)行", r", row \1", part)
    words = re.sub(r"表(\d+)", r"table \1", words)
    words = re.sub(rf"(\(\d+\))([{_NUMERALS}])$", lambda found: f"{found[1]}, item {_number(found[2])}", words)
    for chinese, english in _WORDS.items():
        words = words.replace(chinese, english)
    words = _SECTION.sub(_section, words)
    words = re.sub(rf"\(([{_NUMERALS}]{{1,2}})\)", lambda found: f"({_number(found[1])})", words)
    words = re.sub(r"\s+", " ", re.sub(r"([a-z])(\d)", r"\1 \2", words)).strip()
    return part if _HAN.search(re.sub(r"[(（][^()（）]*[)）]", "", words)) else words


def _section(found: re.Match[str]) -> str:
    inner = f"({_number(found[2])})" if found[2] else ""
    return f"sect. {_number(found[1])}{inner}"


def _number(numeral: str) -> int:
    if len(numeral) == 2:  # 十一 to 十九
        return 10 + _NUMERALS.index(numeral[1]) + 1
    return _NUMERALS.index(numeral) + 1
