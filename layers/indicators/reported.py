"""Figures that came after the plans were printed, typed or read from a table; those of the plans stay as they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from layers.indicators.catalogue import Catalogue, Indicator, Value

ReportedKind = Literal["actual", "estimate"]


@dataclass(frozen=True)
class Reported:
    """One figure that a user reported.

    Parameters
    ----------
    area, indicator, year, kind
        What it is a figure of. Targets are set by plans and never reported.
    printed
        The figure as it was typed (``2,902``, ``3-5``, ``/``); `spatial.cells` reads it, in the indicator's unit.
    source
        Document and place; never empty.
    note
        A remark, empty for none.
    """

    area: str
    indicator: str
    year: int
    kind: ReportedKind
    printed: str
    source: str
    note: str = ""

    @property
    def key(self) -> tuple[str, str, int, str]:
        """What there can be one reported figure of."""
        return self.area, self.indicator, self.year, self.kind


def with_reported(catalogue: Catalogue, figures: Sequence[Reported]) -> Catalogue:
    """Return the catalogue with reported figures behind those of the plans; a figure of no known indicator is left out.

    The plans' figures are the same objects as before.
    """
    from layers.indicators.catalogue import Catalogue

    if not figures:
        return catalogue
    known = (each for each in figures if each.indicator in catalogue.indicators)
    added = tuple(value_of(each, catalogue.indicators[each.indicator]) for each in known)
    return Catalogue(catalogue.indicators, (*catalogue.values, *added))


def value_of(figure: Reported, indicator: Indicator) -> Value:
    """Return a reported figure as a figure of the ledger: a range keeps its ends, ``/`` has no number."""
    import math

    from layers.indicators.catalogue import Value
    from spatial.cells import Form, read_cell
    from spatial.values import print_number

    cell = read_cell(figure.printed)
    number = None if math.isnan(cell.number) else cell.number
    low, high = (cell.low, cell.high) if cell.form == Form.RANGE else (None, None)
    text = "" if number is None else print_number(number)
    raw = figure.printed.strip() if cell.form == Form.RANGE or cell.scaled else ""
    qualifier = "预估" if figure.kind == "estimate" else ""
    return Value(
        figure.area, figure.indicator, figure.year, figure.kind, number, low, high, text, indicator.unit, figure.source,
        qualifier, raw, figure.note, "reported",
    )  # fmt: skip


def reported_of(figures: Iterable[Reported], value: Value) -> Reported | None:
    """Return the reported figure that a figure of the ledger was made from, None where it was not reported."""
    key = (value.area, value.indicator, value.year, value.kind)
    return next((each for each in figures if each.key == key), None) if value.origin == "reported" else None
