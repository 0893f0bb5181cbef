"""Indicators of the catalogue recognised in the headings of a table, so that definition and rules come with a join."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from layers.indicators.catalogue import Catalogue, Indicator
from spatial.cells import fold
from spatial.text import Text
from spatial.tidying.columns import Column, split_unit
from spatial.tidying.measures import COUNTING, parse_unit

_COUNT_WORDS = ("数量", "个数", "家数", "总数", "数")
_FIGURES = ("number", "percent")


@dataclass(frozen=True)
class Recognised:
    """A heading of a table that names an indicator of the catalogue.

    Parameters
    ----------
    heading
        What the columns of one thing share: the heading without its year, unit in brackets.
    columns
        Columns of the table that stand for it, one for each year.
    unit
        As the table states it; ``""`` for none.
    indicator
        The indicator.
    fits
        Whether the figures may be taken for it: False where the table states another unit.
    sure
        Whether they should be unless a user says otherwise: the unit is the same, or a count needs none.
    remark
        Why they do not fit, or what a user should look at; empty for nothing.
    """

    heading: str
    columns: tuple[str, ...]
    unit: str
    indicator: Indicator
    fits: bool = True
    sure: bool = True
    remark: Text = Text("")


def recognise(columns: Sequence[Column], catalogue: Catalogue) -> tuple[Recognised, ...]:
    """Return the headings that name an indicator by id, name or alias, in the order of the table.

    Widths of characters, blanks, case, a unit in brackets and a last 数 or 数量 make no difference; anything else does:
    look-alikes (每万人口发明专利拥有量, 每万人口高价值发明专利拥有量) are never taken for each other. A name of two
    indicators stands for none.
    """
    known: dict[str, set[str]] = {}
    for each in catalogue.indicators.values():
        for name in (each.id, each.name.zh, each.name.en, *each.aliases):
            known.setdefault(key_of(name), set()).add(each.id)
    known.pop("", None)
    groups: dict[str, list[Column]] = {}
    for column in columns:
        if column.kind in _FIGURES:
            groups.setdefault(column.indicator or column.name, []).append(column)
    found = []
    for heading, members in groups.items():
        words, in_brackets = split_unit(heading)
        ids = known.get(key_of(words), set()) or known.get(key_of(heading), set())
        if len(ids) == 1:
            unit = members[0].unit or in_brackets or ("%" if members[0].kind == "percent" else "")
            names = tuple(column.name for column in members)
            found.append(_judged(heading, names, unit, catalogue.indicators[next(iter(ids))]))
    return tuple(found)


def named(name: str, catalogue: Catalogue) -> tuple[Indicator, ...]:
    """Return the indicators that go by a name: one, none, or several where it is ambiguous."""
    wanted = key_of(name)
    return tuple(
        each
        for each in catalogue.indicators.values()
        if wanted and wanted in {key_of(other) for other in (each.id, each.name.zh, each.name.en, *each.aliases)}
    )


def key_of(name: str) -> str:
    """Return a name as it is compared: plain characters, lower case, without blanks and a last word for a count."""
    words = fold(name).casefold().replace(" ", "")
    for ending in _COUNT_WORDS:
        if words.endswith(ending) and len(words) > len(ending) + 1:
            return words.removesuffix(ending)
    return words


def _judged(heading: str, columns: tuple[str, ...], unit: str, indicator: Indicator) -> Recognised:
    """Compare the unit of a table with that of the catalogue; figures are never converted behind a user's back."""
    there, here = parse_unit(unit) if unit else None, parse_unit(indicator.unit) if indicator.unit else None
    same = unit == indicator.unit or (there is not None and there == here)
    if same or (_is_count(unit) and _is_count(indicator.unit)):
        return Recognised(heading, columns, unit, indicator)
    if not unit:
        remark = Text(
            f"表中没有写单位，目录中为“{indicator.unit}”，请核对后勾选",
            f"the table states no unit, the catalogue “{indicator.unit}”: tick it once you are sure",
        )
        counted = _is_count(indicator.unit)
        return Recognised(heading, columns, unit, indicator, sure=counted, remark=Text("") if counted else remark)
    remark = Text(
        f"表中单位是“{unit}”，目录中为“{indicator.unit}”，不作为该指标",
        f"the table is in “{unit}”, the catalogue in “{indicator.unit}”: not taken for it",
    )
    return Recognised(heading, columns, unit, indicator, fits=False, sure=False, remark=remark)


def _is_count(unit: str) -> bool:
    """Say whether a unit is a word that counts things one by one (家, 个, 人(个)): which one makes no difference."""
    found = parse_unit(fold(unit).partition("(")[0]) if unit else None
    return found is not None and found.scale == 1 and found.base in COUNTING
