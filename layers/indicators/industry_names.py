"""Stated industries in English: the plan names them in Chinese only, and comparisons compare the Chinese words."""

from __future__ import annotations

from collections.abc import Iterable

from spatial.text import Text

TRANSLATED = Text("", "The plan states industries in Chinese; their English names are translations.")
_ENGLISH = {
    "高技术服务业": "high-tech services",
    "智能制造": "intelligent manufacturing",
    "智造研发": "R&D for intelligent manufacturing",
    "先进制造": "advanced manufacturing",
    "先进材料": "advanced materials",
    "生命健康": "life and health",
    "医疗健康": "medicine and health",
    "医疗器械": "medical devices",
    "医疗科技": "medical technology",
    "智慧医疗": "smart medicine",
    "生物医药": "biomedicine",
    "智能科技": "intelligent technology",
    "人工智能": "artificial intelligence",
    "人工智能与智能科技": "AI and intelligent technology",
    "数字经济": "digital economy",
    "大数据": "big data",
    "新一代信息技术": "next-generation IT",
    "互联网+": "Internet Plus",
    "在线新经济": "new online economy",
    "电子商务": "e-commerce",
    "科技金融": "technology finance",
    "检验检测服务": "testing and inspection services",
    "智能电工": "smart electrical engineering",
    "智慧交通": "smart transport",
    "新媒体": "new media",
    "文化创意": "cultural and creative industries",
    "教育科技": "education technology",
    "公共安全": "public safety",
}


def industry_text(industry: str) -> Text:
    """Return an industry in both languages; one that is not known keeps its Chinese name."""
    return Text(industry, _ENGLISH.get(industry.strip(), industry))


def industries_text(industries: Iterable[str]) -> Text:
    """Return a list of industries in both languages."""
    names = [industry_text(each) for each in industries]
    return Text("、".join(each.zh for each in names), ", ".join(each.en for each in names))
