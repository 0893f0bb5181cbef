"""The indicators of the plans and every figure they print: a definition is part of an indicator."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Literal, cast, get_args

from layers.indicators.rules import UNSAID, Base, RollUp, Rule, StockFlow
from layers.layer import Field, YearKind
from layers.tables import Row, number, parse_rows, parts, read_rows
from spatial.errors import ProjectError, SourceError
from spatial.text import Text, plain

Direction = Literal["up", "down", "neutral"]
MapAs = Literal["choropleth", "symbol", "table"]
ValueForm = Literal["number", "estimate", "range", "bound", "not_applicable"]
ValueOrigin = Literal["plan", "reported", "computed"]

INDICATOR_COLUMNS = (
    "indicator_id",
    "name_zh",
    "name_en",
    "unit",
    "definition",
    "direction",
    "comparable_with",
    "not_comparable_with",
    "theme",
    "map_as",
)
RULE_COLUMNS = (
    "indicator_id",
    "stock_flow",
    "base",
    "roll_up",
    "weight",
    "definition_en",
    "note_zh",
    "note_en",
)
ALIASES = "aliases"
VALUE_COLUMNS = (
    "area_id",
    "indicator_id",
    "year",
    "kind",
    "value",
    "value_low",
    "value_high",
    "unit",
    "source",
    "qualifier",
    "raw_text",
    "note",
)


@dataclass(frozen=True)
class Indicator:
    """An indicator with its definition (口径).

    Parameters
    ----------
    id, name
        Slug, and name in both languages.
    unit
        As printed, e.g. ``件/万人``.
    definition
        How it is counted; two indicators with like names and other definitions are two indicators. The plans are
        Chinese: an English wording is our translation.
    direction
        Whether more is better, less is better, or neither.
    comparable_with, not_comparable_with
        Ids of indicators that may share a map with it, and of look-alikes that must not.
    theme
        Group in the indicator list.
    map_as
        ``choropleth`` for ratios, ``symbol`` for counts, ``table`` for what no map should show (ranks, indices).
    rule
        Stock or flow, what it is counted per, how it rolls up (``indicator_rules.csv``, ours).
    aliases
        Other headings under which tables print it (``indicator_rules.csv``, column ``aliases``, which may lack).
    """

    id: str
    name: Text
    unit: str
    definition: Text
    direction: Direction
    comparable_with: tuple[str, ...]
    not_comparable_with: tuple[str, ...]
    theme: str
    map_as: MapAs
    rule: Rule = UNSAID
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Value:
    """One figure as a plan prints it.

    Parameters
    ----------
    area, indicator, year, kind
        What it is a figure of; `kind` tells an actual figure from an estimate and a target.
    number
        The figure; None for a range, an open bound and ``/``.
    low, high
        Ends of a range, or the one end of a bound; also filled where a word such as 超过 makes the number a bound.
    text
        The figure as the table writes it (``66.4``), empty where `number` is None.
    unit, source
        Unit, and the document with its place in it.
    qualifier, raw_text, note
        左右, 超过, 约 …; the words of the plan where they say more than the number; remarks of whoever took it down.
    origin
        ``plan``: a plan prints it; ``reported``: a user entered it since; ``computed``: rolled up from the areas below.
    """

    area: str
    indicator: str
    year: int
    kind: YearKind
    number: float | None
    low: float | None
    high: float | None
    text: str
    unit: str
    source: str
    qualifier: str
    raw_text: str
    note: str
    origin: ValueOrigin = "plan"

    @property
    def form(self) -> ValueForm:
        """What kind of figure it is; missing figures have no `Value` at all."""
        if self.number is not None:
            return "estimate" if self.kind == "estimate" else "number"
        if self.low is not None and self.high is not None:
            return "range"
        return "bound" if self.low is not None or self.high is not None else "not_applicable"

    @property
    def printed(self) -> str:
        """The cell of a table: ``458（预估）``, ``3-5``, ``/``, a bound in its own words, else the plain number."""
        if self.form == "number":
            return self.text
        if self.form == "not_applicable":
            return "/"
        if self.raw_text:
            return self.raw_text
        if self.form == "estimate":
            return f"{self.text}（预估）"
        return f"{self.low:g}-{self.high:g}" if self.form == "range" else self.qualifier

    @property
    def worded(self) -> str:
        """The figure with its qualifier, for popups: ``超过1.7万家``, ``4.5（左右）``, else as `printed`."""
        if self.raw_text:
            return self.raw_text
        return f"{self.text}（{self.qualifier}）" if self.text and self.qualifier else self.printed


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Indicators by id, and all values in long form, both in the order of their tables."""

    indicators: Mapping[str, Indicator]
    values: tuple[Value, ...]

    def indicator(self, indicator_id: str) -> Indicator:
        """Return the indicator with this id; raise `ProjectError` if there is none."""
        if indicator_id not in self.indicators:
            raise ProjectError(
                Text(f"没有编号为“{indicator_id}”的指标。", f"There is no indicator with the id “{indicator_id}”."),
                Text("请从指标目录中选择。", "Choose one from the catalogue."),
            )
        return self.indicators[indicator_id]

    def find(self, area: str | None = None, indicator: str | None = None, year: int | None = None) -> tuple[Value, ...]:
        """Return the values of an area, an indicator and a year; None stands for any."""
        return tuple(
            value
            for value in self.values
            if area in (None, value.area) and indicator in (None, value.indicator) and year in (None, value.year)
        )

    def years(self, indicator: str, area: str | None = None) -> tuple[int, ...]:
        """Return the years an indicator has a value for, ascending."""
        return tuple(sorted({value.year for value in self.find(area, indicator)}))

    def fields_for(self, indicator: str, years: Collection[int], area: str | None = None) -> tuple[Field, ...]:
        """Return the descriptions of the columns ``indicator@year``, one per year in the order given.

        Parameters
        ----------
        indicator
            Id of the indicator.
        years
            Years wanted; a year without a value gets a column description all the same.
        area
            Area the columns are about. One year can be a target here and an actual figure there (高新技术企业 2020):
            without an area, kind and source are given only where all values of that year agree.

        Raises
        ------
        ProjectError
            There is no such indicator.
        """
        described = self.indicator(indicator)
        return tuple(_field(described, year, self.find(area, indicator, year)) for year in years)


def read_catalogue(folder: Path) -> Catalogue:
    """Read ``indicators.csv`` and ``values.csv`` of a folder, and ``indicator_rules.csv`` where there is one.

    Raises
    ------
    SourceError
        A table cannot be read or holds an impossible cell; an id occurs twice; a value or a rule belongs to no
        indicator, a rule is weighted by none; a value stands twice for one area, indicator, year and kind.
    """
    indicator_path, value_path = folder / "indicators.csv", folder / "values.csv"
    indicators = parse_rows(indicator_path, read_rows(indicator_path, INDICATOR_COLUMNS), _indicator)
    if (folder / "indicator_rules.csv").is_file():
        indicators = _with_rules(indicators, folder / "indicator_rules.csv")
    values = parse_rows(value_path, read_rows(value_path, VALUE_COLUMNS), _value)
    by_id = {indicator.id: indicator for indicator in indicators}
    if len(by_id) < len(indicators):
        raise _twice(indicator_path, "indicator_id")
    unknown = [value.indicator for value in values if value.indicator not in by_id]
    if unknown:
        raise SourceError(
            Text(
                f"“values.csv”中的指标“{unknown[0]}”不在目录中。",
                f"“values.csv” has no such indicator: “{unknown[0]}”.",
            ),
            Text("请更正编号，或在 indicators.csv 中补充定义。", "Correct the id, or define it in indicators.csv."),
        )
    if len({(value.area, value.indicator, value.year, value.kind) for value in values}) < len(values):
        raise _twice(value_path, "area_id + indicator_id + year + kind")
    return Catalogue(MappingProxyType(by_id), tuple(values))


def _with_rules(indicators: list[Indicator], path: Path) -> list[Indicator]:
    """Return the indicators with what the table of rules says of them, and English definitions where they had none."""
    rows = read_rows(path, RULE_COLUMNS)
    by_id = {row["indicator_id"]: row for row in rows}
    if len(by_id) < len(rows):
        raise _twice(path, "indicator_id")
    ids = {each.id for each in indicators}
    if unknown := [each for each in (*by_id, *(row["weight"] for row in rows)) if each and each not in ids]:
        raise SourceError(
            Text(
                f"“{path.name}”中的指标“{unknown[0]}”不在目录中。", f"“{path.name}” names no indicator: “{unknown[0]}”."
            ),
            Text("请更正编号，或在 indicators.csv 中补充定义。", "Correct the id, or define it in indicators.csv."),
        )
    rules = dict(zip(by_id, parse_rows(path, rows, _rule), strict=True))
    made = []
    for each in indicators:
        rule = rules.get(each.id, Rule())
        rule = replace(rule, comparable_with=each.comparable_with, not_comparable_with=each.not_comparable_with)
        english = each.definition.en or by_id.get(each.id, {}).get("definition_en", "")
        aliases = parts(by_id.get(each.id, {}).get(ALIASES, ""))
        made.append(replace(each, rule=rule, definition=Text(each.definition.zh, english), aliases=aliases))
    return made


def _rule(row: Row) -> Rule:
    return Rule(
        stock_flow=cast("StockFlow", row["stock_flow"]),
        base=cast("Base", row["base"]),
        roll_up=cast("RollUp", row["roll_up"]),
        weight=row["weight"],
        note=Text(row["note_zh"], row["note_en"]),
    )


def _field(indicator: Indicator, year: int, values: tuple[Value, ...]) -> Field:
    kinds = {value.kind for value in values}
    sources = {value.source for value in values}
    return Field(
        name=f"{indicator.id}@{year}",
        label=indicator.name,
        unit=indicator.unit,
        indicator=indicator.id,
        year=year,
        year_kind=kinds.pop() if len(kinds) == 1 else None,
        definition=indicator.definition,
        source=plain(sources.pop()) if len(sources) == 1 else Text(""),
        map_as="" if indicator.map_as == "table" else indicator.map_as,
        rule=indicator.rule,
    )


def _indicator(row: Row) -> Indicator:
    return Indicator(
        id=row["indicator_id"],
        name=Text(row["name_zh"], row["name_en"]),
        unit=row["unit"],
        definition=Text(row["definition"], row.get("definition_en", "")),
        direction=cast("Direction", _one_of(row, "direction", get_args(Direction))),
        comparable_with=parts(row["comparable_with"]),
        not_comparable_with=parts(row["not_comparable_with"]),
        theme=row["theme"],
        map_as=cast("MapAs", _one_of(row, "map_as", get_args(MapAs))),
    )


def _value(row: Row) -> Value:
    return Value(
        area=row["area_id"],
        indicator=row["indicator_id"],
        year=int(row["year"]),
        kind=cast("YearKind", _one_of(row, "kind", get_args(YearKind))),
        number=number(row["value"]),
        low=number(row["value_low"]),
        high=number(row["value_high"]),
        text=row["value"],
        unit=row["unit"],
        source=row["source"],
        qualifier=row["qualifier"],
        raw_text=row["raw_text"],
        note=row["note"],
    )


def _one_of(row: Row, column: str, allowed: tuple[str, ...]) -> str:
    if row[column] not in allowed:
        raise ValueError(f"{column} = {row[column]!r} ({' / '.join(allowed)})")
    return row[column]


def _twice(path: Path, key: str) -> SourceError:
    return SourceError(
        Text(f"表格“{path.name}”中有重复的 {key}。", f"The table “{path.name}” holds a {key} twice."),
        Text("请删除重复的行。", "Remove the repeated row."),
    )
