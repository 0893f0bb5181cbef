"""Remarks and sources of the starter tables in Chinese, and the documents that their numbers 000 to 004 mean.

The tables keep the remarks as whoever copied the figures wrote them, in English; a Chinese report prints our
translation of those it knows. A remark that nobody translated is printed as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from layers.indicators.citations import citation
from spatial.text import Language, Text

_REMARKS: Mapping[str, str] = MappingProxyType(
    {
        "001 says 突破 (exceed), 004 gives 2.6万家 without qualifier": "001 写“突破”，004 写 2.6万家，未加限定",
        "001 gives 178 at end 2020": "001 为 2020 年末 178",
        "the seed prints the fraction 1/3": "原文为分数 1/3",
        "year not stated in the seed": "原文未注年份",
        "order of magnitude only": "只有数量级",
        "end of the 13th five-year plan (2020) taken": "按“十三五”期末（2020年）",
        "whole STAR Market (Shanghai Stock Exchange), not Shanghai companies": "科创板（上交所）全部公司，非上海公司",
        "001 says 170余项 at end 2020": "001 为 2020 年末 170余项",
        "yearly during 2021-2025": "2021—2025 年每年",
        "order of magnitude, per cluster": "每个集聚区的数量级",
        "no year stated (plan horizon taken)": "未注年份（按规划期末）",
        "no value in the seed": "原文无数值",
        "the seed prints 2万亿 without unit 元": "原文为“2万亿”，未写“元”",
        "of the 10 of Pudong": "含在浦东的 10 个之内",
        "sentence on 张江科学城": "取自关于张江科学城的一句",
        "the seed says 8 and lists them": "原文写 8 并逐一列出",
        "year not stated": "未注年份",
        "11 / 83.33 % would be 13.2: the printed share cannot be 11 of a whole number (10 of 12 = 83.33 %)": (
            "11 ÷ 83.33 % = 13.2，印出的占比不可能是 11 与某整数之比（10 ÷ 12 = 83.33 %）"
        ),
        "year of the article": "按文章年份",
        "the seed prints the fraction": "原文为分数",
        "May 2019": "2019年5月",
        "year of the ranking in the same section taken": "按同节排名的年份",
        "35.5 / 1200 = 2.96 %: the printed share does not follow from the printed numbers": (
            "35.5 ÷ 1200 = 2.96 %，与印出的占比不符"
        ),
        "count of the 132 sites of facilities.geojson": "按 facilities.geojson 的 132 处计数",
        "not a statistic": "非统计数",
        "the target is 2.76 times the figure of 2019": "目标是 2019 年数字的 2.76 倍",
        "10 of 12 would be 83.33 %": "12 家中的 10 家才是 83.33 %",
        "park staff rather than residents": "分母是园区从业人员，不是常住人口",
    }
)
_ENGLISH: Mapping[str, str] = MappingProxyType(
    {
        "实现倍增": "is to double",
        "高新技术企业数量争取实现4倍增 (8000 / 2178 = 3.7)": (
            "the number of high-tech firms is to grow fourfold (8000 / 2178 = 3.7)"
        ),
        "table headed 发展目标（预估值）": "table headed “development targets (estimates)”",
        "sentence on 张江科学城": "sentence on Zhangjiang Science City",
        "集成电路、生物医药、智能制造、工业互联网": (
            "integrated circuits, biomedicine, smart manufacturing, industrial internet"
        ),
        "001 says 170余项 at end 2020": "001 says more than 170 at the end of 2020",
        "001 says 突破 (exceed), 004 gives 2.6万家 without qualifier": (
            "001 says “exceed”, 004 gives 26,000 without qualifier"
        ),
        "the seed prints 2万亿 without unit 元": "printed as 2 trillion without the unit yuan",
    }
)
DOCUMENTS: Mapping[str, Text] = MappingProxyType(
    {
        "000": Text("浦东新区行动方案（2020—2025年）", "Pudong's action plan 2020-2025"),
        "001": Text("上海科创中心“十四五”规划", "the city's 14th five-year plan for the innovation centre"),
        "002": Text("关于科创中心核心功能的文章", "an article on the core functions of the innovation centre"),
        "003": Text("张江普陀园规划", "the plan of the Zhangjiang Putuo park"),
        "004": Text("全市规划解读", "the reading of the city plan"),
    }
)


def remark(words: str, language: Language) -> str:
    """Return a remark or source of a table in a language, part by part as far as its parts are known."""
    if words in (_REMARKS if language == "zh" else _ENGLISH):
        return (_REMARKS if language == "zh" else _ENGLISH)[words]
    parts = [_part(part.strip(), language) for part in words.split(";")]
    return ("；" if language == "zh" else "; ").join(parts) if words else ""


def _part(words: str, language: Language) -> str:
    if words == "table headed 发展目标（预估值）" and language == "zh":
        return "原表题为“发展目标（预估值）”"
    known = _REMARKS if language == "zh" else _ENGLISH
    quoted = words.removeprefix("text: ")
    if quoted != words:
        return f"原文：“{quoted}”" if language == "zh" else f"the text says: {known.get(quoted, quoted)}"
    return known.get(words) or (citation(words).en if language == "en" else words)


def documents_in(sources: Iterable[str]) -> tuple[tuple[str, Text], ...]:
    """Return the documents whose numbers stand at the beginning of a source, or behind ``;`` in it."""
    parts = {part.strip()[:3] for source in sources for part in source.replace("；", ";").split(";")}
    return tuple((number, title) for number, title in DOCUMENTS.items() if number in parts)
