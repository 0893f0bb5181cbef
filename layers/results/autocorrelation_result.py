"""Spatial autocorrelation of a column of a project's data set: figures, labels, a reading, and columns for a map."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from layers.cartography.styling import stroke_of
from layers.cartography.symbology import Categorised, Category
from layers.indicators.per_area import Derived, free_name
from layers.layer import Dataset, Field
from layers.placement import Names, names_of
from layers.results.result_tables import Cell, ResultTable, cell_words, sentence
from layers.results.spatial_statistics import TWO_FIELDS, Wish, compute, make_weights, whole_of
from spatial.errors import StatisticsError
from spatial.feedback import SILENT, Feedback
from spatial.statistics.autocorrelation import Autocorrelation
from spatial.statistics.local_autocorrelation import LABEL_NAMES, Label, LocalAutocorrelation
from spatial.text import Text

STATISTIC_NAMES = {
    "local_moran": Text("局部 Moran（LISA）", "Local Moran (LISA)"),
    "g_star": Text("Getis-Ord G*（热点）", "Getis-Ord G* (hot spots)"),
    "moran": Text("全局 Moran's I", "Global Moran's I"),
    "geary": Text("全局 Geary's C", "Global Geary's C"),
    "g": Text("全局 Getis-Ord G", "Global Getis-Ord G"),
    "join_counts": Text("连接计数（0/1）", "Join counts (0/1)"),
    "bivariate_local_moran": Text("双变量局部 Moran", "Bivariate local Moran"),
    "bivariate_moran": Text("双变量全局 Moran's I", "Bivariate global Moran's I"),
}
COLOURS: dict[Label, str] = {
    "high-high": "#d7191c",
    "low-low": "#2c7bb6",
    "low-high": "#a6c8e4",
    "high-low": "#f4a582",
    "high": "#d7191c",
    "low": "#2c7bb6",
    "not significant": "#eeeeee",
    "island": "#8f8f8f",
}
LEVEL = 0.05
_LIKE = (
    Text("相近的值显著地聚在一起", "like values lie together significantly"),
    Text("相邻的值显著地相异", "neighbours differ significantly"),
)
_VERDICTS = {
    "g": (
        Text("高值显著地聚在一起", "high values lie together significantly"),
        Text("低值显著地聚在一起", "low values lie together significantly"),
    ),
    "join_counts": (
        Text("取值为 1 的单元显著地相邻", "units with the value 1 are neighbours significantly often"),
        Text("取值为 1 的单元显著地分开", "units with the value 1 are neighbours significantly seldom"),
    ),
    "bivariate_moran": (
        Text(
            "此处的值高，邻居的第二个值也显著地高（不说明同一处两者相关，更不说明因果）",
            "where the first value is high, the neighbours' second value is, significantly (this tells nothing of both "
            "in one place, nor of causes)",
        ),
        Text(
            "此处的值高，邻居的第二个值显著地低（不说明同一处两者相关，更不说明因果）",
            "where the first value is high, the neighbours' second value is low, significantly (this tells nothing of "
            "both in one place, nor of causes)",
        ),
    ),
}
LEVELS = ((0.001, "#00441b"), (0.01, "#238b45"), (0.05, "#99d8c9"))


@dataclass(frozen=True, eq=False)
class AutocorrelationResult:
    """A statistic of a column.

    Parameters
    ----------
    dataset, column, wish
        What was asked of what.
    overall
        The global statistic: itself, or the one that a local statistic belongs to.
    local
        None for a global statistic.
    names
        Of the features.
    """

    dataset: Dataset
    column: str
    wish: Wish
    overall: Autocorrelation
    local: LocalAutocorrelation | None
    names: Names


def autocorrelation_in(dataset: Dataset, column: str, wish: Wish, feedback: Feedback = SILENT) -> AutocorrelationResult:
    """Compute a statistic of a column.

    Raises
    ------
    StatisticsError
        The column or the weights cannot be used, no unit has a value, or all values are equal.
    """
    from spatial.crs import to_lonlat_wgs84
    from spatial.values import parse_values

    for each in (column, *([wish.second] if wish.second else [])):
        if each not in dataset.frame.columns:
            raise StatisticsError(
                Text(f"没有字段“{each}”。", f"There is no field “{each}”."),
                Text("请选择一个数值字段。", "Choose a field of numbers."),
            )
    placed = to_lonlat_wgs84(dataset.frame, dataset.datum, feedback.part(0.0, 0.1))
    frame = dataset.frame.set_geometry(placed, crs=4326)
    weights = make_weights(frame, wish.weights, wish.gap_m, feedback.part(0.1, 0.3))
    values = np.asarray(parse_values(dataset.frame[column]).number, dtype=np.float64)
    second = np.asarray(parse_values(dataset.frame[wish.second]).number, dtype=np.float64) if wish.second else None
    made = compute(values, weights, wish, feedback.part(0.3, 0.8), second)
    if isinstance(made, Autocorrelation):
        return AutocorrelationResult(dataset, column, wish, made, None, names_of(dataset))
    overall = whole_of(values, weights, wish, feedback.part(0.8, 1.0), second)
    return AutocorrelationResult(dataset, column, wish, overall, made, names_of(dataset))


def autocorrelation_reading(result: AutocorrelationResult) -> tuple[Text, ...]:
    """Return what a statistic says: first how few units there are, then the whole, then where, then the method."""
    whole = result.overall
    notes = dict.fromkeys((*whole.notes, *(result.local.notes if result.local is not None else ())))
    words = [*notes, *([_overall_words(whole)] if np.isfinite(whole.value) else [])]
    if result.local is not None:
        words += _local_words(result)
    method = result.local.method if result.local is not None else whole.method
    return (*words, sentence(method))


def _overall_words(whole: Autocorrelation) -> Text:
    value, expected, z = (cell_words(float(each), "zh", 3) for each in (whole.value, whole.expected, whole.z))
    p = cell_words(whole.p_sim, "zh", 3)
    name = STATISTIC_NAMES.get(whole.statistic, Text(whole.statistic))
    if whole.p_sim is None:
        verdict = Text("没有作检验", "it was not tested")
    elif whole.p_sim > LEVEL:
        verdict = Text(
            "与随机分布没有显著差别（不等于证明了没有）",
            "no significant difference from a random arrangement (which does not prove that there is none)",
        )
    else:
        verdict = _VERDICTS.get(whole.statistic, _LIKE)[int((whole.z > 0) == (whole.statistic == "geary"))]
    return Text(
        f"{name.zh} = {value}（期望 {expected}，z = {z}，p = {p}，n = {whole.n}）：{verdict.zh}。",
        f"{name.to('en')} = {value} (expected {expected}, z = {z}, p = {p}, n = {whole.n}): {verdict.en}.",
    )


def _local_words(result: AutocorrelationResult) -> list[Text]:
    assert result.local is not None
    words = []
    for label in COLOURS:
        rows = [row for row, each in enumerate(result.local.labels) if each == label]
        if not rows or label in ("not significant", "island"):
            continue
        shown = [result.names[row] for row in rows[:8]]
        more_zh, more_en = (f"等 {len(rows)} 个", f" … {len(rows)} in all") if len(rows) > 8 else ("", "")
        zh, en = "、".join(each.zh for each in shown), "; ".join(each.to("en") for each in shown)
        name = LABEL_NAMES[label]
        words.append(Text(f"{name.zh}：{zh}{more_zh}。", f"{name.en}: {en}{more_en}."))
    if not words:
        words.append(Text("没有一个单元在局部检验中显著。", "No unit is significant in the local test."))
    return words


def autocorrelation_result(result: AutocorrelationResult) -> ResultTable:
    """Return the statistic as a table: of every unit where it is local, else one row."""
    first, name = result.dataset.field_of(result.column).title, STATISTIC_NAMES[result.wish.statistic]
    title = Text(f"{first.zh}：{name.zh}", f"{first.to('en')}: {name.en}")
    if result.wish.statistic in TWO_FIELDS:
        second = result.dataset.field_of(result.wish.second).title
        title = Text(
            f"{first.zh}与邻居的{second.zh}：{name.zh}",
            f"{first.to('en')} against {second.to('en')} of the neighbours: {name.en}",
        )
    local = result.local
    if local is None:
        whole = result.overall
        columns = tuple(Text(zh, en) for zh, en in (("统计量", "Statistic"), ("值", "Value"), ("期望", "Expected"),
                                                    ("z", "z"), ("p", "p"), ("n", "n")))  # fmt: skip
        row: tuple[Cell, ...] = (
            name,
            _known(whole.value),
            _known(whole.expected),
            _known(whole.z),
            whole.p_sim,
            whole.n,
        )
        return ResultTable(title, columns, (row,), autocorrelation_reading(result))
    columns = (
        Text("名称", "Name"),
        Text("类别", "Label"),
        Text("统计量", "Statistic"),
        Text("z"),
        Text("p"),
        Text("p（FDR 校正）", "p (FDR)"),
    )
    rows = tuple(
        (
            result.names[row],
            LABEL_NAMES[local.labels[row]],
            _known(local.value[row]),
            _known(local.z[row]),
            _known(local.p_sim[row]),
            _known(local.p_adjusted[row]),
        )
        for row in range(len(local.labels))
    )
    return ResultTable(title, columns, rows, autocorrelation_reading(result))


def autocorrelation_columns(result: AutocorrelationResult) -> tuple[Derived, tuple[Categorised, Categorised]]:
    """Return columns of labels and of significance, and the usual looks of both.

    Raises
    ------
    StatisticsError
        The statistic is a global one.
    """
    local = result.local
    if local is None:
        raise StatisticsError(
            Text("全局统计量没有地图。", "A global statistic has no map."),
            Text("请选择局部 Moran 或 G*。", "Choose local Moran or G*."),
        )
    used = local.p_adjusted if local.adjust == "fdr" else local.p_sim
    labels = np.array([None if each == "missing" else each for each in local.labels], dtype=object)
    levels = np.array([_level(each, p) for each, p in zip(local.labels, used.tolist(), strict=True)], dtype=object)
    names = free_name(result.dataset, "cluster", ""), free_name(result.dataset, "significance", "")
    title = autocorrelation_result(result).title
    fields = {
        names[0]: Field(names[0], Text(f"{title.zh}（聚集图）", f"{title.en} (clusters)"), definition=local.method),
        names[1]: Field(
            names[1], Text(f"{title.zh}（显著性图）", f"{title.en} (significance)"), definition=local.method
        ),
    }
    stroke = stroke_of(result.dataset)
    there = [label for label in COLOURS if label in local.labels]
    clusters = tuple(Category(label, LABEL_NAMES[label], COLOURS[label]) for label in there)
    steps = [(f"p ≤ {level}", Text(f"p ≤ {level}", f"p ≤ {level}"), colour) for level, colour in LEVELS]
    steps += [(key, LABEL_NAMES[key], COLOURS[key]) for key in ("not significant", "island")]
    significance = tuple(Category(*each) for each in steps if each[0] in levels.tolist())
    derived = Derived(
        MappingProxyType({names[0]: labels, names[1]: levels}), MappingProxyType(fields), (result.column,)
    )
    looks = Categorised(names[0], clusters, stroke=stroke), Categorised(names[1], significance, stroke=stroke)
    return derived, looks


def _level(label: Label, p: float) -> str | None:
    if label == "missing":
        return None
    if label in ("island", "not significant") or not np.isfinite(p):
        return "island" if label == "island" else "not significant"
    return next((f"p ≤ {level}" for level, _ in LEVELS if p <= level), "not significant")


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
