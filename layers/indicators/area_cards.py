"""Cards that compare groups of areas, such as the north and the south block: each figure by the rule it rolls up by.

Where the catalogue gives an indicator a rule (`layers.indicators.rules`), that holds: summed, weighted by the figures
of another indicator in the same data set, or not put together. Else counts and areas are summed; figures per km² are
weighted by the geodesic area; percentages and other ratios are never averaged: they stay a range from the lowest to the
highest area, and the card says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from layers.indicators.per_area import areas_km2, is_count
from layers.layer import Dataset, Field
from layers.placement import names_of, texts
from layers.provenance import provenance
from spatial.errors import ProjectError
from spatial.feedback import SILENT, Feedback
from spatial.text import Text, plain

if TYPE_CHECKING:
    from layers.project import Project
    from spatial.values import Values

Rule = Literal["count", "sum", "weighted", "by_base", "range", "as_given"]
RULES: dict[Rule, Text] = {
    "count": Text("个数", "number of areas"),
    "sum": Text("各区域相加", "sum over the areas"),
    "weighted": Text("按面积加权", "weighted by area"),
    "by_base": Text("以分母指标加权", "weighted by the figures of its base"),
    "range": Text("不平均，列最低至最高", "not averaged: lowest to highest"),
    "as_given": Text("所在数据集给出的数", "as its data set gives it"),
}
GROUPS = ("block", "block_zh", "parent")
MOST_CARDS = 6
_AREAS = ("平方公里", "km²", "公顷", "平方米")
_DIGITS = 6


@dataclass(frozen=True)
class Figure:
    """One line of a card.

    Parameters
    ----------
    label
        Indicator with year.
    value
        As printed, with 预估 where an estimate went in; ``—`` where no area has a figure.
    unit
        As printed in tables.
    rule
        How it came about.
    source
        Document, or data set.
    note
        How many areas have no figure; empty where all have one.
    """

    label: Text
    value: Text
    unit: str
    rule: Rule
    source: Text
    note: Text = Text("")


@dataclass(frozen=True)
class Card:
    """One group: its name, its areas, its figures."""

    title: Text
    members: tuple[Text, ...]
    figures: tuple[Figure, ...]


def groups_of(dataset: Dataset) -> str:
    """Return the column that divides a data set into 2 to `MOST_CARDS` groups of areas, empty where there is none."""
    if len(set(texts(dataset.frame, "level"))) > 1:
        return ""  # areas of several levels lie in each other: nothing may be summed
    for column in GROUPS:
        cells = [each for each in texts(dataset.frame, column) if each]
        if 2 <= len(set(cells)) <= MOST_CARDS and len(cells) > len(set(cells)):
            return "parent" if column == "block" and _same_groups(dataset) else column
    return ""


def _same_groups(dataset: Dataset) -> bool:
    """Say whether the column of parents divides the areas as the blocks do: then it names the areas above too."""
    parents, blocks = texts(dataset.frame, "parent"), texts(dataset.frame, "block")
    pairs = set(zip(parents, blocks, strict=False))
    return bool(parents) and len(pairs) == len(set(parents)) == len(set(blocks))


def rule_of(field: Field) -> Rule:
    """Return how a column rolls up: by its own rule, else a sum for counts and areas, weighted for figures per km².

    Whatever else there is is not averaged. A figure that is weighted by another indicator is ``by_base``.
    """
    if field.unit.endswith("/平方公里"):
        return "weighted"
    if field.rule.roll_up:
        own: dict[str, Rule] = {"sum": "sum", "weighted": "by_base", "not_additive": "range"}
        return own[field.rule.roll_up]
    if is_count(field) or field.unit in _AREAS:
        return "sum"
    return "range"


def area_cards(project: Project, dataset_id: str, feedback: Feedback = SILENT) -> tuple[Card, ...]:
    """Return a card for each group of a data set, in the order of the data set.

    Figures that another data set holds for the group itself (the feature whose id is the group) follow those that are
    rolled up.

    Raises
    ------
    ProjectError
        The data set has no column that groups its areas.
    """
    from layers.cartography.styling import field_choices

    dataset = project.dataset(dataset_id)
    column = groups_of(dataset)
    if not column:
        raise ProjectError(
            Text(f"“{dataset.name.zh}”没有区块可比较。", f"“{dataset.name.to('en')}” has no blocks to compare."),
            Text("请选择带有“区块”或“上级”字段的图层，如普陀园子园。", "Choose a layer whose areas belong to blocks."),
        )
    fields = [each.field for each in field_choices(dataset) if each.kind == "number"]
    area = areas_km2(dataset, slice(None), feedback.part(0.2, 0.8))
    groups = np.array(texts(dataset.frame, column), dtype=object)
    names, shown = names_of(dataset), texts(dataset.frame, "block_zh")
    cards = []
    for group in (name for name in dict.fromkeys(groups.tolist()) if name):
        rows = np.flatnonzero(groups == group)
        figures = [Figure(Text("区域", "Areas"), plain(str(len(rows))), "个", "count", dataset.name)]
        figures += [_rolled(dataset, field, rows, area) for field in fields]
        title, more = _given(project, dataset, group)
        title = title or (plain(shown[int(rows[0])]) if shown else plain(group))
        known = {each.label.zh for each in figures}
        figures += [each for each in more if each.label.zh not in known]
        cards.append(Card(title, tuple(names[int(row)] for row in rows), tuple(figures)))
    return _aligned(cards)


def _rolled(dataset: Dataset, field: Field, rows: npt.NDArray[np.int64], area: npt.NDArray[np.float64]) -> Figure:
    from spatial.values import Form, parse_values

    values = parse_values(dataset.frame[field.name].iloc[rows])
    usable = values.is_form(Form.NUMBER, Form.ESTIMATE, Form.RANGE)
    label = Text(_titled(field, "zh"), _titled(field, "en"))
    source = field.source or dataset.name
    lacking = len(rows) - int(usable.sum())
    note = Text(f"{lacking} 个无数值", f"{lacking} without a figure") if lacking else Text("")
    rule, weight = rule_of(field), area[rows] if len(area) else np.full(len(rows), np.nan)
    if rule == "by_base":
        weight = _base_of(dataset, field, rows)
        rule = rule if np.isfinite(weight[usable]).all() and usable.any() else "range"
    if not usable.any():
        return Figure(label, plain("—"), field.unit, rule, source, note)
    low, high = _ends(values, usable, rule, weight)
    marks = []
    if bool(values.is_form(Form.ESTIMATE).any()):
        marks.append(Text("含预估", "with estimates"))
    if lacking and rule == "sum":
        marks.append(Text(f"缺 {lacking} 个", f"{lacking} lacking"))  # the sum of some is no sum of all
    return Figure(label, _worded(low, high, marks), field.unit, rule, source, note)


def _base_of(dataset: Dataset, field: Field, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return (N,) the figures that weight a ratio, of the same year and kind; NaN where there is none."""
    from spatial.values import parse_values

    for known in dataset.fields.values():
        same = (known.indicator, known.year, known.year_kind) == (field.rule.weight, field.year, field.year_kind)
        if same and known.name in dataset.frame.columns:
            figures = parse_values(dataset.frame[known.name].iloc[rows]).number
            return np.where(figures > 0, figures, np.nan)
    return np.full(len(rows), np.nan)


def _ends(
    values: Values, usable: npt.NDArray[np.bool_], rule: Rule, weights: npt.NDArray[np.float64]
) -> tuple[float, float]:
    """Return the least and the greatest figure that the areas allow."""
    low, high = values.low[usable], values.high[usable]
    if rule == "sum":
        return float(low.sum()), float(high.sum())
    weighted = rule in ("weighted", "by_base") and bool(np.isfinite(weights[usable]).all())
    if weighted and float(weights[usable].sum()) > 0:
        weight = weights[usable] / weights[usable].sum()
        return float((low * weight).sum()), float((high * weight).sum())
    return float(low.min()), float(high.max())


def _worded(low: float, high: float, marks: Sequence[Text]) -> Text:
    from spatial.values import print_number

    ends = [print_number(each, _DIGITS) for each in (low, high)]
    whole = ends[0] if ends[0] == ends[1] else f"{ends[0]}–{ends[1]}"
    if not marks:
        return plain(whole)
    zh, en = "、".join(each.zh for each in marks), ", ".join(each.en for each in marks)
    return Text(f"{whole}（{zh}）", f"{whole} ({en})")


def _titled(field: Field, language: Literal["zh", "en"]) -> str:
    year = {"zh": f" {field.year}年", "en": f", {field.year}"}[language] if field.year else ""
    return f"{field.label.to(language)}{year}"


def _given(project: Project, beside: Dataset, group: str) -> tuple[Text, list[Figure]]:
    """Return the name of a group and the figures that other data sets hold for it."""
    from layers.cartography.styling import field_choices

    title, figures = Text(""), []
    for dataset in project.datasets:
        ids = texts(dataset.frame, dataset.id_field)
        if dataset is beside or group not in ids:
            continue
        row = ids.index(group)
        title = title or names_of(dataset)[row]
        sources = texts(dataset.frame, "source")
        for choice in field_choices(dataset):
            if choice.kind == "number":
                cell = texts(dataset.frame, choice.field.name)[row]
                label = Text(_titled(choice.field, "zh"), _titled(choice.field, "en"))
                source = choice.field.source or (provenance(sources[row]) if sources else dataset.name)
                value = plain(cell or "—")
                figures.append(Figure(label, value, choice.field.unit, "as_given", source))
    return title, figures


def _aligned(cards: Sequence[Card]) -> tuple[Card, ...]:
    """Give all cards the same lines in the same order; what one of them lacks reads ``—``."""
    lines: dict[tuple[str, Rule], Figure] = {}
    for card in cards:
        for figure in card.figures:
            lines.setdefault((figure.label.zh, figure.rule), figure)
    aligned = []
    for card in cards:
        own = {(figure.label.zh, figure.rule): figure for figure in card.figures}
        figures = [
            own.get(key) or Figure(each.label, plain("—"), each.unit, each.rule, each.source)
            for key, each in lines.items()
        ]
        aligned.append(Card(card.title, card.members, tuple(figures)))
    return tuple(aligned)
