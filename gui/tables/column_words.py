"""The statistics of a column, said so that nobody reads more into them than they hold."""

from __future__ import annotations

from layers.layer import Field
from spatial.column_statistics import ColumnStatistics
from spatial.text import Text
from spatial.values import print_number

_DIGITS = 6


def is_ratio(field: Field) -> bool:
    """Say whether a column holds ratios: their mean is unweighted, and their sum is nothing."""
    return field.map_as == "choropleth" or "%" in field.unit or "/" in field.unit


def is_count(field: Field) -> bool:
    """Say whether a column is known to hold counts, which may be summed."""
    return field.map_as == "symbol" and not is_ratio(field)


def statistics_words(field: Field, found: ColumnStatistics) -> Text:
    """Return the statistics of a column as a sentence; the sum of counts only, the mean of ratios marked."""
    title = field.title
    kinds = [
        Text(f"数值 {found.figures:,}", f"{found.figures:,} figures"),
        Text(f"其中估计值 {found.estimates:,}", f"{found.estimates:,} of them estimates")
        if found.estimates
        else Text(""),
        Text(f"区间 {found.ranges:,}", f"{found.ranges:,} ranges") if found.ranges else Text(""),
        Text(f"无数据 {found.missing:,}", f"{found.missing:,} missing"),
        Text(f"不适用 {found.not_applicable:,}", f"{found.not_applicable:,} not applicable"),
        Text(f"文本 {found.texts:,}", f"{found.texts:,} texts") if found.texts else Text(""),
    ]
    kinds = [kind for kind in kinds if kind]
    zh = f"{title.to('zh')}：{found.n:,} 行，" + "，".join(kind.zh for kind in kinds) + "。"
    en = f"{title.to('en')}: {found.n:,} rows, " + ", ".join(kind.en for kind in kinds) + "."
    measures = _measures(field, found)
    if measures:
        zh += "　" + "，".join(measure.zh for measure in measures) + "。"
        en += "  " + ", ".join(measure.en for measure in measures) + "."
    return Text(zh, en)


def _measures(field: Field, found: ColumnStatistics) -> list[Text]:
    mean = Text("平均（未加权，不是总体的比率）", "unweighted mean (not the ratio of the whole)")
    shown = [
        (Text("最小", "minimum"), found.minimum),
        (Text("最大", "maximum"), found.maximum),
        (mean if is_ratio(field) else Text("平均", "mean"), found.mean),
        (Text("中位数", "median"), found.median),
        (Text("标准差", "standard deviation"), found.sd),
        (Text("合计", "sum"), found.total if is_count(field) else None),
    ]
    words = [
        (name, print_number(value, _DIGITS if name.zh != "合计" else 15)) for name, value in shown if value is not None
    ]
    return [Text(f"{name.zh} {number}", f"{name.en} {number}") for name, number in words]
