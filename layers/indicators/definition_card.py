"""The definition card (口径卡) of an indicator: its definition, rules and sources, and what it compares with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from layers.indicators.catalogue import Catalogue, Indicator, Value
from layers.indicators.citations import citation, cited
from layers.indicators.comparability import YEAR_KIND_NAMES, comparable
from layers.indicators.rules import BASE_NAMES, STOCK_FLOW_NAMES, roll_up_words
from layers.indicators.units import english_unit
from layers.layer import Field
from spatial.text import Language, Text, plain

DIRECTION_NAMES = {
    "up": Text("越高越好", "more is better"),
    "down": Text("越低越好", "less is better"),
    "neutral": Text("不分好坏", "neither"),
}
MAP_AS_NAMES = {
    "choropleth": Text("设色（比率）", "fills (a ratio)"),
    "symbol": Text("符号大小（数量）", "sizes of symbols (a count)"),
    "table": Text("只列表（名次、指数不上图）", "tables only (ranks and indices are not mapped)"),
    "": Text("未注明", "not stated"),
}
TRANSLATED = Text("本项目译文，以中文为准", "our translation; the Chinese text counts")
_MOST_FIGURES = 40
_NOT_STATED = Text("未注明", "not stated")


@dataclass(frozen=True)
class CardSection:
    """A heading of the card, and its lines: what, and what is said of it."""

    title: Text
    lines: tuple[tuple[Text, Text], ...]


@dataclass(frozen=True)
class DefinitionCard:
    """All that is known of an indicator, in sections that are never empty."""

    title: Text
    sections: tuple[CardSection, ...]

    def text(self, language: Language) -> str:
        """Return the card as plain text, a line for each thing said: what is copied."""
        lines = [self.title.to(language)]
        for section in self.sections:
            lines += ["", section.title.to(language)]
            lines += [f"  {name.to(language)}\t{words.to(language)}" for name, words in section.lines]
        return "\n".join(lines)


def definition_card(
    field: Field, catalogue: Catalogue | None, areas: Mapping[str, Text], beside: tuple[Field, ...] = ()
) -> DefinitionCard:
    """Return the card of a column, or of an indicator of the catalogue (`field_of_indicator`).

    Parameters
    ----------
    catalogue
        Where the indicator and its figures are looked up; None: the column alone is described.
    areas
        Names of areas by id, for the figures.
    beside
        Other columns of the data set, which it may or may not be compared with.
    """
    known = catalogue.indicators.get(field.indicator or "") if catalogue is not None else None
    name = known.name if known is not None else field.label
    sections = (
        CardSection(Text("名称", "Name"), tuple(_names(field, known))),
        CardSection(Text("口径", "Definition"), tuple(_definition(field, known, catalogue))),
        CardSection(Text("本列", "This column"), tuple(_column(field))),
        CardSection(Text("可以比较", "Comparable with"), tuple(_friends(field, known, catalogue, beside))),
        CardSection(Text("不可比较及原因", "Not comparable with, and why"), tuple(_others(field, catalogue, beside))),
        CardSection(Text("数值与出处", "Figures and where they stand"), tuple(_figures(field, catalogue, areas))),
    )  # fmt: skip
    return DefinitionCard(name, tuple(each for each in sections if each.lines))


def field_of_indicator(indicator: Indicator) -> Field:
    """Return an indicator of the catalogue as a column without a year, to make its card."""
    map_as = "" if indicator.map_as == "table" else indicator.map_as
    return Field("", indicator.name, indicator.unit, indicator.id, None, None, indicator.definition, Text(""), map_as,
                 indicator.rule)  # fmt: skip


def _names(field: Field, known: Indicator | None) -> Iterator[tuple[Text, Text]]:
    name = known.name if known is not None else field.label
    yield Text("中文名称", "Chinese name"), plain(name.zh or "—")
    yield Text("英文名称", "English name"), plain(name.en or "—")
    if field.indicator:
        yield Text("指标编号", "Id of the indicator"), plain(field.indicator)
    if known is not None:
        yield Text("主题", "Theme"), plain(known.theme)


def _definition(field: Field, known: Indicator | None, catalogue: Catalogue | None) -> Iterator[tuple[Text, Text]]:
    definition = field.definition or (known.definition if known is not None else Text(""))
    yield Text("定义（中文）", "Definition (Chinese)"), plain(definition.zh) if definition.zh else _NOT_STATED
    if definition.en and definition.en != definition.zh:
        mark = TRANSLATED if known is not None else Text("")
        words = Text(f"{definition.en}（{mark.zh}）", f"{definition.en} ({mark.en})") if mark else plain(definition.en)
        yield Text("定义（英文）", "Definition (English)"), words
    unit = field.unit or (known.unit if known is not None else "")
    yield Text("单位", "Unit"), Text(unit, english_unit(unit) or f"a count ({unit})") if unit else Text("无", "none")
    if known is not None:
        yield Text("方向", "Direction"), DIRECTION_NAMES[known.direction]
    yield Text("存量或流量", "Stock or flow"), STOCK_FLOW_NAMES[field.rule.stock_flow]
    yield Text("分母", "Base"), BASE_NAMES[field.rule.base]
    weight = catalogue.indicators.get(field.rule.weight) if catalogue is not None else None
    yield Text("汇总规则", "Roll-up"), roll_up_words(field.rule, weight.name if weight is not None else Text(""))
    yield Text("图上表达", "On a map"), MAP_AS_NAMES[known.map_as if known is not None else field.map_as]


def _column(field: Field) -> Iterator[tuple[Text, Text]]:
    if not field.name:
        return
    yield Text("字段", "Column"), plain(field.name)
    if field.year is not None:
        yield Text("年份", "Year"), plain(str(field.year))
    kinds = {"actual": "实际值", "estimate": "预估值", "target": "目标值"}
    if field.year_kind is not None:
        yield Text("年份类别", "Kind of year"), Text(kinds[field.year_kind], YEAR_KIND_NAMES[field.year_kind].en)
    yield Text("来源", "Source"), cited(field.source) if field.source else _NOT_STATED


def _figures(field: Field, catalogue: Catalogue | None, areas: Mapping[str, Text]) -> Iterator[tuple[Text, Text]]:
    found = catalogue.find(indicator=field.indicator) if catalogue is not None and field.indicator else ()
    for value in found[:_MOST_FIGURES]:
        kind, area = YEAR_KIND_NAMES[value.kind], areas.get(value.area, plain(value.area))
        label = Text(f"{area.zh} {value.year}年{kind.zh}", f"{area.to('en')}, {value.year}, {kind.en}")
        yield label, _with_source(value)
    if len(found) > _MOST_FIGURES:
        yield plain("…"), Text(f"共 {len(found)} 个数值", f"{len(found)} figures in all")


def _with_source(value: Value) -> Text:
    worded = value.worded if value.number is None or value.raw_text else f"{value.worded} {value.unit}".strip()
    english = worded if value.number is None or value.raw_text else f"{value.text} {english_unit(value.unit)}".strip()
    return Text(f"{worded}　【{value.source}】", f"{english} [{citation(value.source).en}]")


# --- what it compares with ------------------------------------------------------------------------------------------


def _friends(
    field: Field, known: Indicator | None, catalogue: Catalogue | None, beside: tuple[Field, ...]
) -> Iterator[tuple[Text, Text]]:
    same = Text("同一指标、同一类别的年份", "years of the same indicator and kind")
    years = [each for each in beside if each.indicator == field.indicator and field.indicator and each.year]
    fitting = sorted({each.year or 0 for each in years if comparable(field, each)})
    said = "、".join(map(str, fitting)), ", ".join(map(str, fitting))
    yield same, Text(said[0], said[1]) if fitting else Text("可以直接比较", "compare as they are")
    for each in known.comparable_with if known is not None and catalogue is not None else ():
        other = catalogue.indicators[each]  # type: ignore[union-attr]  # known comes from it
        yield other.name, Text("指标目录注明可比", "declared comparable by the catalogue")


def _others(
    field: Field, catalogue: Catalogue | None, beside: tuple[Field, ...]
) -> Iterator[tuple[Text, Text]]:  # fmt: skip
    here = replace(field, year_kind=None)
    for each in field.rule.not_comparable_with:
        other = catalogue.indicators.get(each) if catalogue is not None else None
        if other is not None:
            yield other.name, comparable(here, field_of_indicator(other)).reason
        else:
            yield plain(each), Text("指标目录注明不可比", "declared not comparable by the catalogue")
    for one in beside:
        verdict = comparable(field, one)
        if field.indicator and one.indicator == field.indicator and not verdict:
            yield one.title, verdict.reason
    kinds = Text("目标值、预估值与实际值", "targets, estimates and actual figures")
    yield (
        kinds,
        Text(
            "可以按年份逐个或并排对照，图例注明类别；不得排名、相减、相加或同图比较",
            "may be shown year by year or side by side, with the kind in the legend; never ranked, subtracted, added, "
            "or drawn on one map",
        ),
    )
