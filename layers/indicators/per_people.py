"""Figures per 10,000 people: what a count must become before areas of unequal population are compared by colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from layers.indicators.per_area import Derived, divided, free_name
from layers.indicators.rules import Rule
from layers.layer import Dataset, Field
from spatial.errors import SymbologyError
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

if TYPE_CHECKING:
    from spatial.values import Values

_PEOPLE = {"人": 1.0, "千人": 1e3, "万人": 1e4, "百万人": 1e6, "": 1.0, "persons": 1.0}
_BASE = 1e4


def population_fields(dataset: Dataset) -> tuple[Field, ...]:
    """Return the columns that hold a population: counted in persons, and called 人口 or population, residents first.

    Ratios and counts per head are none, and neither are parts of a population (foreign residents, staff).
    """
    found = [dataset.field_of(str(column)) for column in dataset.frame.columns]
    people = [field for field in found if field.unit.strip() in _PEOPLE and _is_population(field)]
    return tuple(sorted(people, key=lambda field: ("常住" not in field.label.zh, -(field.year or 0))))


def _is_population(field: Field) -> bool:
    stem = field.name.partition("@")[0].lower()
    words = field.label.zh.strip()
    if field.indicator in ("population", "resident_population") or stem in ("population", "resident_population", "pop"):
        return True
    return words.removesuffix("数").removesuffix("总量") in ("人口", "总人口", "常住人口", "户籍人口", "常住总人口")


def per_10k_people(dataset: Dataset, columns: Sequence[str], people: str, feedback: Feedback = SILENT) -> Derived:
    """Divide columns by the population of each feature, in units of 10,000 persons.

    Parameters
    ----------
    columns
        Counts; the years of one indicator are given together.
    people
        Column of the population. A year that has a population of its own in the same indicator is divided by that one;
        the definition says which year was taken.

    Returns
    -------
    Derived
        A figure stays a figure, an estimate (of the count or of the population) an estimate, a range a range; features
        without a population, or with one that is a range or zero, get no data, and the definition says how many.

    Raises
    ------
    SymbologyError
        The column holds no population, or no feature has both a figure and a population.
    """
    from spatial.values import Form, parse_values

    known = {field.name: field for field in population_fields(dataset)}
    if people not in known:
        raise SymbologyError(
            Text(f"字段“{people}”不是人口数。", f"The field “{people}” holds no population."),
            Text("请选择以人或万人为单位的人口字段。", "Choose a population in persons or in 10,000 persons."),
        )
    made: dict[str, npt.NDArray[Any]] = {}
    fields: dict[str, Field] = {}
    left = False
    for place, column in enumerate(columns):
        chosen = _of_year(dataset, column, known[people], tuple(known.values()))
        population = parse_values(dataset.frame[chosen.name])
        heads = np.where(population.number > 0, population.number, np.nan) * _PEOPLE[chosen.unit.strip()] / _BASE
        values = _as_estimates(parse_values(dataset.frame[column]), population)
        not_applicable = population.form == Form.NOT_APPLICABLE
        without = int(np.count_nonzero(np.isnan(heads)))
        name, field = _field(dataset, column, chosen, without)
        made[name], fields[name] = divided(values, heads, not_applicable), field
        usable = values.is_form(Form.NUMBER, Form.ESTIMATE, Form.RANGE) & np.isfinite(heads)
        left |= bool(usable.any())
        feedback.report((place + 1) / len(columns))
    if not left:
        label = known[people].title
        raise SymbologyError(
            Text(
                f"没有既有数值又有“{label.zh}”的要素：缺少人口的区域不能计算每万人的数值。",
                f"No feature has both a figure and “{label.to('en')}”: without a population there is none per 10,000.",
            ),
            Text(
                "请连接含常住人口的表格，或改用每平方公里。", "Join a table of populations, or take the figure per km²."
            ),
        )
    return Derived(MappingProxyType(made), MappingProxyType(fields), tuple(columns))


def _of_year(dataset: Dataset, column: str, chosen: Field, known: Sequence[Field]) -> Field:
    """Return the population of the year of a column where the chosen indicator has it, else the chosen one."""
    year = dataset.field_of(column).year
    same = [field for field in known if field.indicator and field.indicator == chosen.indicator and field.year == year]
    return same[0] if same and year and chosen.year else chosen


def _as_estimates(values: Values, population: Values) -> Values:
    """Return the values with plain figures as estimates where the population is one."""
    from spatial.values import Form

    guessed = (population.form == Form.ESTIMATE) & (values.form == Form.NUMBER)
    return replace(values, form=np.where(guessed, np.uint8(Form.ESTIMATE), values.form)) if guessed.any() else values


def _field(dataset: Dataset, column: str, people: Field, without: int) -> tuple[str, Field]:
    known = dataset.field_of(column)
    stem, at, year = column.partition("@")
    name = free_name(dataset, f"{stem}_per_10k_people", f"{at}{year}")
    zh, en = known.label.to("zh"), known.label.to("en")
    parts = [f"“{zh}”除以{people.title.zh}，折合每万人"], [f"“{en}” divided by {people.title.to('en')}, per 10,000"]
    if known.definition:
        parts[0].insert(0, known.definition.zh.rstrip("。"))
        parts[1].insert(0, known.definition.to("en").rstrip("."))
    if known.year and people.year and known.year != people.year:
        parts[0].append(f"人口为{people.year}年，与{known.year}年的数值年份不同")
        parts[1].append(f"the population is of {people.year}, the figure of {known.year}")
    if people.definition:
        parts[0].append(f"人口口径：{people.definition.zh.rstrip('。')}")
        parts[1].append(f"population: {people.definition.to('en').rstrip('.')}")
    if without:
        parts[0].append(f"{without} 个区域没有人口数，不计算")
        parts[1].append(f"areas left out for want of a population: {without}")
    field = replace(
        known,
        name=name,
        label=Text(f"每万人{zh}", f"{en} per 10,000 people"),
        unit=f"{known.unit}/万人",
        indicator=f"{known.indicator}_per_10k_people" if known.indicator else None,
        definition=Text("；".join(parts[0]) + "。", "; ".join(parts[1]) + "."),
        map_as="choropleth",
        rule=Rule(known.rule.stock_flow, "residents", "not_additive"),
    )
    return name, field
