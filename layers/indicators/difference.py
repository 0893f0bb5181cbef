"""What changed between two columns of one indicator: a derived column, its diverging look, and the map of it."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from layers.cartography.symbology import Graduated
from layers.indicators.comparability import comparable, quoted
from layers.indicators.overrides import Compared, NotComparableError, note_result
from layers.indicators.per_area import Derived, add_columns, with_columns
from layers.indicators.rules import UNSAID, Rule
from layers.layer import Dataset, Field, Layer
from spatial.errors import SymbologyError
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

if TYPE_CHECKING:
    from layers.project import Project
    from spatial.values import Values

Measure = Literal["absolute", "percent"]
RAMP = "RdBu"
_DIGITS = 6


def difference(
    dataset: Dataset,
    before: str,
    after: str,
    measure: Measure = "absolute",
    feedback: Feedback = SILENT,
    allowed: bool = False,
) -> Derived:
    """Subtract one column from another, feature by feature.

    Parameters
    ----------
    before, after
        Columns of the data set that share unit, definition, indicator and kind of year.
    measure
        ``absolute``: after - before, in the unit of the columns (percentage points for percentages). ``percent``:
        (after - before) / before · 100; not applicable where `before` is 0 or negative.
    allowed
        Whether an override allows columns that do not compare.

    Returns
    -------
    Derived
        One column. No data in either gives no data; not applicable in either (and no data in none) gives ``/``; an
        estimate in either gives an estimate; a range gives the range of what is possible.

    Raises
    ------
    NotComparableError
        The columns do not compare, and it is not `allowed`.
    SymbologyError
        They are the same, or no feature has a figure in both.
    """
    from spatial.values import parse_values

    fields = [dataset.field_of(each) for each in (before, after)]
    if before == after:
        raise SymbologyError(
            Text("两个年份相同，差值都是 0。", "Both are the same column: every difference is 0."),
            Text("请选择两个不同的年份。", "Choose two different years."),
        )
    verdict = comparable(fields[0], fields[1])
    if not verdict and not allowed:
        columns = Compared(dataset.id, before), Compared(dataset.id, after)
        raise NotComparableError(columns, quoted(fields), verdict)
    old = parse_values(dataset.frame[before], feedback.part(0.0, 0.4))
    new = parse_values(dataset.frame[after], feedback.part(0.4, 0.8))
    low, high = _bounds(old, new, measure)
    cells = _cells(old, new, low, high)
    if not any(cell not in (None, "/") for cell in cells.tolist()):
        raise SymbologyError(
            Text("没有一个区域在两个年份都有数值。", "No area has a figure in both years."),
            Text("请另选年份。", "Choose other years."),
        )
    field = _field(dataset, fields[0], fields[1], measure)
    return Derived(MappingProxyType({field.name: cells}), MappingProxyType({field.name: field}), (before, after))


def _bounds(old: Values, new: Values, measure: Measure) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return (N,) the least and the greatest difference that two figures or ranges allow; NaN where there is none."""
    if measure == "absolute":
        return new.low - old.high, new.high - old.low
    positive = old.low > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = (new.low / old.high - 1) * 100, (new.high / old.low - 1) * 100
    return np.where(positive, low, np.nan), np.where(positive, high, np.nan)


def _cells(
    old: Values, new: Values, low: npt.NDArray[np.float64], high: npt.NDArray[np.float64]
) -> npt.NDArray[np.object_]:
    from spatial.values import Form, print_number

    figure = (Form.NUMBER, Form.ESTIMATE, Form.RANGE)
    both = old.is_form(*figure) & new.is_form(*figure)
    estimate = old.is_form(Form.ESTIMATE) | new.is_form(Form.ESTIMATE)
    missing = old.is_form(Form.MISSING, Form.TEXT) | new.is_form(Form.MISSING, Form.TEXT)
    cells = np.empty(len(old), dtype=object)
    for row in np.flatnonzero(~missing).tolist():
        if not both[row] or not np.isfinite(low[row]):
            cells[row] = "/"
            continue
        ends = [print_number(float(each), _DIGITS) for each in (low[row], high[row])]
        whole = ends[0] if ends[0] == ends[1] else f"{ends[0]}至{ends[1]}"
        cells[row] = f"{whole}（预估）" if estimate[row] and ends[0] == ends[1] else whole
    return cells


def unit_of_change(unit: str, measure: Measure) -> str:
    """Return the unit of a difference: percentage points for percentages, percent for a relative change."""
    if measure == "percent":
        return "%"
    return "百分点" if unit.strip() in ("%", "％") else unit


def _field(dataset: Dataset, before: Field, after: Field, measure: Measure) -> Field:
    stem = before.name.partition("@")[0]
    ends = f"{before.year or before.name}_{after.year or after.name}"
    name = f"{stem}_{'change' if measure == 'absolute' else 'change_pct'}_{ends}"
    number, free = 2, name
    while free in dataset.frame.columns:
        free, number = f"{name}_{number}", number + 1
    span, span_en = f"{_when(before).zh}至{_when(after).zh}", f"{_when(before).en} to {_when(after).en}"
    kind = Text("变化率", "relative change") if measure == "percent" else Text("变化", "change")
    rule = Text(f"“{after.title.zh}”减“{before.title.zh}”", f"“{after.title.to('en')}” minus “{before.title.to('en')}”")
    if measure == "percent":
        rule = Text(
            f"（{rule.zh}）除以前者 × 100；前者为 0 或负数时不适用",
            f"({rule.en}) over the earlier figure × 100; not applicable where that is 0 or negative",
        )
    parts = [rule, Text("任一方无数据即为无数据", "no data in either is no data")]
    if before.definition:
        parts.insert(0, Text(before.definition.zh.rstrip("。"), before.definition.to("en").rstrip(".")))
    sources = dict.fromkeys(each.source for each in (before, after) if each.source)
    return Field(
        free,
        _label(before, after, measure)
        or Text(f"{before.label.to('zh')}：{span}的{kind.zh}", f"{before.label.to('en')}: {kind.en} {span_en}"),
        unit_of_change(before.unit, measure),
        indicator=f"{before.indicator}_{'change' if measure == 'absolute' else 'change_pct'}"
        if before.indicator
        else None,
        definition=Text("；".join(each.zh for each in parts) + "。", "; ".join(each.to("en") for each in parts) + "."),
        source=Text("；".join(each.zh for each in sources), "; ".join(each.to("en") for each in sources)),
        map_as="choropleth",
        rule=_rule(before.rule, measure),
    )


def _label(before: Field, after: Field, measure: Measure) -> Text | None:
    """Return the name of what is still to go from a figure to a target; None where it is a change."""
    if after.year_kind != "target" or before.year_kind in (None, "target") or measure == "percent":
        return None
    zh, en = before.label.to("zh"), before.label.to("en")
    return Text(
        f"{zh}：{_when(before).zh}距{_when(after).zh}的差距", f"{en}: gap from {_when(before).en} to {_when(after).en}"
    )


def _rule(rule: Rule, measure: Measure) -> Rule:
    """Return how differences behave: those of amounts that are added are added, relative ones never."""
    if rule == UNSAID:
        return UNSAID
    added = measure == "absolute" and rule.roll_up == "sum"
    return Rule("neither", rule.base, "sum" if added else "not_additive")


def _when(field: Field) -> Text:
    """Return the year of a column with its kind, or its label where it has none."""
    if field.year is None:
        return field.label
    kinds = {"target": Text("目标", " target"), "estimate": Text("预估", " estimate")}
    kind = kinds.get(field.year_kind or "", Text(""))
    return Text(f"{field.year}年{kind.zh}", f"{field.year}{kind.en}")


def centred_breaks(numbers: npt.NDArray[np.float64], k: int = 0) -> tuple[float, ...]:
    """Return class edges that mirror each other about 0.

    Parameters
    ----------
    numbers
        Differences; what is not finite, and 0 itself, is passed over.
    k
        Classes on each side; 0: chosen from the data, 1 to 4.
    """
    from spatial.classification import classify

    size = np.unique(np.abs(numbers[np.isfinite(numbers) & (numbers != 0)]))
    if not len(size):
        return (-1.0, 0.0, 1.0)
    wanted = k or int(np.clip(len(size) // 3, 1, 4))
    edges = classify(size, "fisher_jenks", min(wanted, len(size))).breaks if wanted > 1 else (0.0, float(size[-1]))
    outer = [float(edge) for edge in edges[1:]]
    return (*(-edge for edge in reversed(outer)), 0.0, *outer)


def diverging(dataset: Dataset, column: str) -> Graduated:
    """Return the look of a difference: two hues that meet at 0, no change a class of its own, missing apart."""
    from layers.cartography.styling import graduated
    from spatial.values import parse_values

    values = parse_values(dataset.frame[column])
    ends = np.concatenate([values.low, values.high])
    look = graduated(dataset, column, "manual", breaks=centred_breaks(ends), ramp=RAMP, zero_class=True)
    reason = Text("断点以 0 为中心对称。", "Breaks mirror each other about 0.")
    return replace(look, reason=reason)


def add_difference(project: Project, layer_id: str, derived: Derived, look: Graduated, dataset: Dataset) -> Project:
    """Edit: give a data set the derived column, and the project a map of it behind the one of `layer_id`.

    The new map has the extent, the background and the notes of the old one; of the foreground only the layer itself.
    `dataset` is the data set as it was when the column was made.
    """
    from layers.edits import duplicate_map

    project = add_columns(project, dataset, derived)
    compared = [Compared(dataset.id, each) for each in derived.from_columns]
    project = note_result(project, compared, "scale", Compared(dataset.id, next(iter(derived.columns))))
    owner, layer = project.map_of(layer_id), project.layer(layer_id)
    (field,) = derived.fields.values()
    place = project.maps.index(owner) + 1
    project = duplicate_map(project, owner.id, field.label)
    copy = project.maps[place]
    twin = copy.layers[owner.layers.index(layer)]
    drawn = replace(twin, symbology=look, alternatives=(), visible=True)
    layers = tuple(drawn if each is twin else each for each in copy.layers if each.context or each is twin)
    made = replace(copy, layers=_on_top(layers, drawn), description=field.definition, bookmarks=owner.bookmarks)
    return replace(project, maps=tuple(made if each is copy else each for each in project.maps))


def _on_top(layers: tuple[Layer, ...], layer: Layer) -> tuple[Layer, ...]:
    return (*(each for each in layers if each is not layer), layer)


__all__ = ["Measure", "add_difference", "centred_breaks", "difference", "diverging", "unit_of_change", "with_columns"]
