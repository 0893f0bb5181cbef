"""Which figures may be compared: a definition is part of an indicator.

`comparable(a, b, use)` is the one judge: legends, ranking, maps, charts, formulas and linked views ask it. It compares
what both columns say; what one of them does not say is no reason, but for the unit: a column without one has none. What
it refuses a user may still allow, with a reason that is printed wherever the result goes
(`layers.indicators.overrides`).

How years are judged. An actual figure, an estimate and a target of one indicator are not the same thing: they are
refused on one scale (``scale``: ranking, subtraction, sum, one legend for two layers) and one against the other
(``axes``). Shown one at a time or side by side with the year and its kind above each (``years``: the time slider,
现状/未来 views), they are what a plan is for, and share their classes; the legend then says which years are targets or
estimates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from layers.indicators.rules import BASE_NAMES
from layers.indicators.units import english_unit
from layers.layer import Field
from spatial.text import Text

Use = Literal["scale", "axes", "years"]
"""How two figures meet.

``scale``: on one scale, so that a reader sees which is more (one legend, ranking, subtraction, sum, same marks on one
map). ``axes``: each on a scale of its own, one against the other (bivariate map, scatter plot, quotient, fills under
symbols). ``years``: one at a time, or side by side, under a heading that names year and kind.
"""
Aspect = Literal["unit", "stock_flow", "base", "definition", "indicator", "year_kind"]

YEAR_KIND_NAMES = {
    "actual": Text("实际值", "an actual figure"),
    "estimate": Text("预估值", "an estimate"),
    "target": Text("目标值", "a target"),
}
_SHORT = {
    "stock": Text("存量", "a stock"),
    "flow": Text("流量", "a flow"),
    "neither": Text("指数、名次或增速", "an index, a rank or a growth"),
}


@dataclass(frozen=True)
class Difference:
    """One thing in which two figures differ: a clause that says it in full, and a few words for a footnote."""

    aspect: Aspect
    text: Text
    short: Text


@dataclass(frozen=True)
class Verdict:
    """What stands against comparing two figures; nothing: they compare (the verdict is then true)."""

    differences: tuple[Difference, ...] = ()

    def __bool__(self) -> bool:
        return not self.differences

    @property
    def aspects(self) -> frozenset[Aspect]:
        """In what they differ."""
        return frozenset(each.aspect for each in self.differences)

    @property
    def reason(self) -> Text:
        """Why they do not compare, one clause for each difference; empty where they do."""
        texts = [each.text for each in self.differences]
        return Text("；".join(each.zh for each in texts), "; ".join(each.to("en") for each in texts))

    @property
    def short(self) -> Text:
        """In what they differ, in a few words."""
        texts = dict.fromkeys(each.short for each in self.differences)
        return Text("，".join(each.zh for each in texts), ", ".join(each.to("en") for each in texts))


def comparable(a: Field, b: Field, use: Use = "scale") -> Verdict:
    """Judge whether two figures compare.

    Parameters
    ----------
    a, b
        Columns of one data set or of two; `layers.indicators.catalogue.Catalogue.fields_for` describes an indicator so.
    use
        How they meet. On ``axes`` only look-alikes are refused: figures that the catalogue declares not comparable, or
        that go by one name (or one id) and differ in definition, unit, base, stock/flow or kind of year.

    Returns
    -------
    Verdict
        True where they compare, else with every difference and its reason in both languages.
    """
    found = tuple(_differences(a, b, use))
    if use == "axes" and not (declared(a, b) or _same_name(a, b)):
        return Verdict()
    return Verdict(found)


def judge(fields: tuple[Field, ...], use: Use = "scale") -> Verdict:
    """Judge several figures, each against each other one: all differences, each said once."""
    found: dict[Difference, None] = {}
    for a, b in combinations(fields, 2):
        found |= dict.fromkeys(comparable(a, b, use).differences)
    return Verdict(tuple(found))


def quoted(fields: Iterable[Field]) -> Text:
    """Return the names of figures with year and unit, in quotation marks."""
    titles = list(dict.fromkeys(each.title for each in fields))
    return Text("、".join(f"“{each.zh}”" for each in titles), ", ".join(f"“{each.to('en')}”" for each in titles))


def declared(a: Field, b: Field) -> bool:
    """Say whether the catalogue declares two indicators not comparable, on either side."""
    return bool(a.indicator and b.indicator) and (
        b.indicator in a.rule.not_comparable_with or a.indicator in b.rule.not_comparable_with
    )


def _differences(a: Field, b: Field, use: Use) -> Iterator[Difference]:
    if a == b or (use == "years" and _same_meaning(a, b)):
        return
    if a.unit != b.unit:
        none = Text("无单位", "no unit")
        x, y = (Text(each.unit, _unit(each)) or none for each in (a, b))
        yield _difference(
            "unit", a, b, (x, y), (Text("单位不同：", "the units differ: "), Text("单位不同", "the units differ"))
        )
    if a.rule.stock_flow and b.rule.stock_flow and a.rule.stock_flow != b.rule.stock_flow:
        x, y = _SHORT[a.rule.stock_flow], _SHORT[b.rule.stock_flow]
        yield _difference("stock_flow", a, b, (x, y), (Text("存量与流量不同：", "stock and flow: "), Text("")))
    if a.rule.base and b.rule.base and a.rule.base != b.rule.base:
        x, y = BASE_NAMES[a.rule.base], BASE_NAMES[b.rule.base]
        yield _difference(
            "base", a, b, (x, y), (Text("分母不同：", "the bases differ: "), Text("分母不同", "the bases differ"))
        )
    if not _declared_comparable(a, b):
        yield from _meanings(a, b)
    if use != "years" and a.year_kind and b.year_kind and a.year_kind != b.year_kind:
        x, y = _kind(a), _kind(b)
        yield _difference("year_kind", a, b, (x, y), (Text("年份类别不同：", "the kinds of year differ: "), Text("")))


def _meanings(a: Field, b: Field) -> Iterator[Difference]:
    if a.definition and b.definition and _undated(a) != _undated(b):
        x, y = (Text(each.definition.to("zh").rstrip("。"), each.definition.to("en").rstrip(".")) for each in (a, b))
        full = _difference("definition", a, b, (x, y), (Text("口径不同：", "the definitions differ: "), Text("")))
        yield Difference("definition", full.text, Text("口径不同", "the definitions differ"))
    if a.indicator and b.indicator and a.indicator != b.indicator:
        names = [(each.label.to("zh"), each.label.to("en")) for each in (a, b)]
        known = (
            Text("，指标目录注明不可比", ", declared not comparable by the catalogue") if declared(a, b) else Text("")
        )
        (one, one_en), (other, other_en) = names
        yield Difference(
            "indicator",
            Text(
                f"“{one}”与“{other}”是两个指标{known.zh}",
                f"“{one_en}” and “{other_en}” are two indicators{known.en}",
            ),
            Text("是两个指标", "two indicators"),
        )


def _difference(aspect: Aspect, a: Field, b: Field, sides: tuple[Text, Text], words: tuple[Text, Text]) -> Difference:
    """Return a difference: `sides` are what either figure says, `words` begin the clause and name it in short."""
    (x, y), (begin, short) = sides, words
    one, other = a.label, b.label
    text = Text(
        f"{begin.zh}“{one.to('zh')}”为{x.zh}，“{other.to('zh')}”为{y.zh}",
        f"{begin.en}“{one.to('en')}”: {x.to('en')}; “{other.to('en')}”: {y.to('en')}",
    )
    if not short:
        return Difference(aspect, text, Text(f"{x.zh} / {y.zh}", f"{x.to('en')} / {y.to('en')}"))
    return Difference(aspect, text, Text(f"{short.zh}（{x.zh} / {y.zh}）", f"{short.en} ({x.to('en')} / {y.to('en')})"))


def _same_meaning(a: Field, b: Field) -> bool:
    said = [(each.indicator, each.unit, each.definition, each.rule) for each in (a, b)]
    return bool(a.indicator) and said[0] == said[1]


def _declared_comparable(a: Field, b: Field) -> bool:
    return bool(a.indicator and b.indicator) and (
        b.indicator in a.rule.comparable_with or a.indicator in b.rule.comparable_with
    )


def _undated(field: Field) -> str:
    """Return the definition without years, where each year has its own: that of the population it is divided by."""
    return re.sub(r"(?:19|20)\d\d", "", field.definition.to("zh")) if field.year else field.definition.to("zh")


def _unit(field: Field) -> str:
    return english_unit(field.unit) or (f"a count ({field.unit})" if field.unit else "")


def _kind(field: Field) -> Text:
    kind = YEAR_KIND_NAMES[field.year_kind or "actual"]
    return Text(f"{field.year}年{kind.zh}", f"{kind.en} of {field.year}") if field.year else kind


def _same_name(a: Field, b: Field) -> bool:
    same_id = bool(a.indicator) and a.indicator == b.indicator
    return same_id or a.label == b.label
