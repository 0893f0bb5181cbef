"""Figures of an area from those of the areas it consists of: by the rule of the indicator, and marked as computed.

Counts are summed, ratios are weighted by the indicator that their rule names, nothing else is rolled up. All parts must
have a figure: the sum of some is no sum of all.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from layers.areas import Area, AreaTable
from layers.indicators.catalogue import Catalogue, Indicator, Value
from layers.layer import YearKind
from spatial.text import Text
from spatial.values import print_number

PARTS: tuple[tuple[str, str], ...] = (("block", "subpark"), ("park", "block"), ("city", "district"))
"""(level, level of its parts): where the parts are known to make up the whole, from the bottom to the top."""
_DIGITS = 10

_Figures = Mapping[tuple[str, str, int], list[Value]]


@dataclass(frozen=True)
class Lacking:
    """Why a figure of an area cannot be rolled up: the parts that have none."""

    area: str
    parts: tuple[str, ...]


def parts_of(areas: AreaTable, area_id: str) -> tuple[Area, ...]:
    """Return the areas that an area consists of, empty where the table does not say that they make it up."""
    level = areas[area_id].level
    below = next((part for whole, part in PARTS if whole == level), "")
    return tuple(each for each in areas.children(area_id) if each.level == below)


def with_roll_ups(catalogue: Catalogue, areas: AreaTable) -> Catalogue:
    """Return the catalogue with a computed figure wherever an area has none of a year and all its parts have one.

    A computed figure is a target where all of its parts are, and an estimate where one of them is; targets and other
    figures are never mixed. Figures that are ranges, bounds or ``/`` count as none.
    """
    figures = _by_key(catalogue.values)
    computed: list[Value] = []
    for level, _ in PARTS:
        for area in (each for each in areas.values() if each.level == level):
            parts = parts_of(areas, area.id)
            made = list(_rolled(catalogue, area, parts, figures)) if parts else []
            for value in made:
                figures.setdefault((value.area, value.indicator, value.year), []).append(value)
            computed += made
    return Catalogue(catalogue.indicators, (*catalogue.values, *computed)) if computed else catalogue


def lacking_parts(catalogue: Catalogue, areas: AreaTable, area_id: str, indicator: str, year: int) -> Lacking | None:
    """Return the parts of an area that have no figure of a year, None where some figure or no part is there at all."""
    parts = parts_of(areas, area_id)
    have = {value.area for value in catalogue.find(None, indicator, year) if value.number is not None}
    missing = tuple(each.id for each in parts if each.id not in have)
    return Lacking(area_id, missing) if parts and missing and len(missing) < len(parts) else None


def _by_key(values: Iterable[Value]) -> dict[tuple[str, str, int], list[Value]]:
    found: dict[tuple[str, str, int], list[Value]] = {}
    for value in values:
        if value.number is not None:
            found.setdefault((value.area, value.indicator, value.year), []).append(value)
    return found


def _rolled(catalogue: Catalogue, area: Area, parts: tuple[Area, ...], figures: _Figures) -> Iterable[Value]:
    ids = {each.id for each in parts}
    names = {each.id: each.short.zh for each in parts} | {
        each.id: each.name.zh for each in catalogue.indicators.values()
    }
    wanted = dict.fromkeys((indicator, year) for part, indicator, year in figures if part in ids)
    for name, year in wanted:
        indicator = catalogue.indicators[name]
        if indicator.rule.roll_up not in ("sum", "weighted"):
            continue
        own = {value.kind == "target" for value in catalogue.find(area.id, name, year)}
        for target in (False, True):
            found = [_pick(figures.get((each.id, name, year), []), target) for each in parts]
            chosen = [value for value in found if value is not None]
            if len(chosen) == len(parts) and target not in own:
                value = _computed(indicator, area, chosen, (figures, names))
                if value is not None:
                    yield value


def _pick(values: list[Value], target: bool) -> Value | None:
    """Return the target, or the best other figure: an actual one before an estimate."""
    fitting = [value for value in values if (value.kind == "target") == target]
    return min(fitting, key=lambda value: value.kind != "actual", default=None)


def _computed(
    indicator: Indicator, area: Area, parts: list[Value], known: tuple[_Figures, Mapping[str, str]]
) -> Value | None:
    figures, names = known
    numbers = [value.number or 0.0 for value in parts]
    weights: list[Value] = []
    if indicator.rule.roll_up == "sum":
        number = math.fsum(numbers)
    else:
        found = [_weight(figures, indicator.rule.weight, value) for value in parts]
        weights = [value for value in found if value is not None]
        total = math.fsum(value.number or 0.0 for value in weights)
        if len(weights) < len(parts) or total <= 0:
            return None
        pairs = zip(numbers, weights, strict=True)
        number = math.fsum(each * (weight.number or 0.0) for each, weight in pairs) / total
    how = "Σx" if not weights else f"Σ(x·w)/Σw, w = {names[indicator.rule.weight]}"
    listed = "、".join(f"{names[value.area]} {value.text}" for value in parts)
    kinds = {value.kind for value in (*parts, *weights)}
    kind: YearKind = "target" if "target" in kinds else "estimate" if "estimate" in kinds else "actual"
    sources = "; ".join(dict.fromkeys(value.source for value in (*parts, *weights)))
    text = print_number(number, _DIGITS)
    return Value(
        area.id, indicator.id, parts[0].year, kind, number, None, None, text, indicator.unit, sources, "汇总", "",
        f"{how}：{listed}", "computed",
    )  # fmt: skip


def _weight(figures: _Figures, indicator: str, part: Value) -> Value | None:
    """Return what weights a part in its year: of the same sort where there is one, else an actual figure."""
    known = figures.get((part.area, indicator, part.year), [])
    return _pick(known, part.kind == "target") or _pick(known, target=False)


COMPUTED = Text("汇总", "computed")
