"""Builders of symbologies: from a data set and a wish ("this field, five classes") to frozen breaks and colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Unpack

import numpy as np
import numpy.typing as npt

from layers.cartography.patterns import category_patterns, ordered_patterns
from layers.cartography.symbology import Categorised, Category, Clustered, Graduated, Proportional, Single, Symbology
from layers.code_words import code_word
from layers.layer import Dataset, Field
from layers.placement import NOT_APPROVED
from spatial.errors import SymbologyError
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

if TYPE_CHECKING:
    import pandas as pd

    from spatial.values import Values

MAX_CATEGORIES = 9
_SAMPLE = 5_000  # cells of a long column
NO_LABELS: Mapping[str, Text] = MappingProxyType({})
BOOKKEEPING = frozenset({"id", "seq", "adcode", "code", "accuracy_m", "rank", "fid", "objectid", "ogc_fid"})


class GraduatedOptions(TypedDict, total=False):
    """What may be asked of a choropleth: `reverse` turns the ramp, `breaks` are the edges of the manual scheme.

    `patterns`: fills for black-and-white print instead of colours.
    """

    ramp: str
    reverse: bool
    breaks: Sequence[float] | None
    zero_class: bool
    paint: Literal["fill", "outline"]
    lock: str
    stroke: str
    stroke_width_px: float
    patterns: bool


class ProportionalOptions(TypedDict, total=False):
    """What may be asked of proportional symbols: fields of `Proportional`."""

    max_radius_px: float
    fill: str
    stroke: str
    lock: str


class CategoryOptions(TypedDict, total=False):
    """What may be asked of categories: `labels` by value, the qualitative ramp, and patterns instead of colours."""

    labels: Mapping[str, Text]
    ramp: str
    patterns: bool


class ClusterOptions(CategoryOptions, total=False):
    """What may be asked of a cluster map: its categories and the fields of `Clustered`."""

    radius_px: float
    eps_m: float
    min_samples: int


@dataclass(frozen=True)
class FieldChoice:
    """A column that can be mapped.

    Parameters
    ----------
    field
        What is known of the column.
    kind
        ``number`` (can be graduated or proportional) or ``category``.
    n_values
        Cells that hold a usable value.
    n_distinct
        Distinct values among them.
    """

    field: Field
    kind: Literal["number", "category"]
    n_values: int
    n_distinct: int


def field_choices(dataset: Dataset) -> tuple[FieldChoice, ...]:
    """Return the columns worth mapping, in the order of the frame: numbers, and texts with few distinct values.

    Identifiers and codes are left out, and so are columns without a single value.
    """
    choices = (
        _choice(dataset, str(column)) for column in dataset.frame.columns if column != dataset.frame.geometry.name
    )
    return tuple(choice for choice in choices if choice is not None)


def _choice(dataset: Dataset, column: str) -> FieldChoice | None:
    from spatial.values import Form

    if column.lower() in BOOKKEEPING or column == dataset.id_field:
        return None
    cells = dataset.frame[column]
    if _is_names(cells):
        return None
    values = _values(dataset, column)
    field = dataset.field_of(column)
    usable = np.isfinite(values.number) | (values.form == Form.RANGE)
    unreadable = int(np.count_nonzero(values.form == Form.TEXT))
    if usable.any() and unreadable <= usable.sum():
        return FieldChoice(field, "number", int(usable.sum()), len(np.unique(values.number[usable])))
    texts = cells.dropna().astype(str)
    distinct = texts.nunique()
    if 1 <= distinct <= 4 * MAX_CATEGORIES and (distinct < len(texts) or len(texts) <= MAX_CATEGORIES):
        return FieldChoice(field, "category", len(texts), distinct)
    return None


def _is_names(cells: pd.Series[Any]) -> bool:
    """Whether a long column of text is all names: nothing in an even sample is a figure, and too much is distinct.

    To read a million names cell by cell, only to find no figure among them, would keep a worker busy for seconds.
    """
    import pandas as pd

    from spatial.values import Form, parse_values

    if len(cells) <= 4 * _SAMPLE or not pd.api.types.is_string_dtype(cells.dtype):
        return False
    sample = cells.iloc[:: len(cells) // _SAMPLE]
    form = parse_values(sample).form
    return bool((form == Form.TEXT).any() and np.isin(form, (Form.TEXT, Form.MISSING)).all()) and (
        sample.nunique() > 4 * MAX_CATEGORIES
    )


def _values(dataset: Dataset, column: str) -> Values:
    from spatial.values import parse_values

    return parse_values(dataset.frame[column])


def numbers_of(dataset: Dataset, fields: Sequence[str], zero_class: bool = False) -> npt.NDArray[np.float64]:
    """Return the finite numbers of the fields, pooled; the two ends of a range count as numbers."""
    from spatial.values import Form

    parts = []
    for field in fields:
        if field not in dataset.frame.columns:
            raise SymbologyError(
                Text(f"没有字段“{field}”。", f"There is no field “{field}”."),
                Text("请从字段列表中选择。", "Choose one from the list of fields."),
            )
        values = _values(dataset, field)
        is_range = values.form == Form.RANGE
        parts += [values.number, values.low[is_range], values.high[is_range]]
    pooled = np.concatenate(parts) if parts else np.empty(0)
    pooled = pooled[np.isfinite(pooled)]
    return pooled[pooled != 0] if zero_class and (pooled != 0).any() else pooled


def graduated(
    dataset: Dataset,
    fields: str | Sequence[str],
    scheme: str = "",
    k: int = 0,
    feedback: Feedback = SILENT,
    **options: Unpack[GraduatedOptions],
) -> Graduated:
    """Return a choropleth of the first field, with breaks frozen over all the fields given.

    Parameters
    ----------
    fields
        A column, or several that shall share one classification (the years of an indicator): the breaks are made from
        their pooled values and locked.
    scheme, k
        Classification scheme and number of classes; "" and 0: chosen from the data, with the reason in the legend.
    **options
        See `GraduatedOptions`.

    Raises
    ------
    ClassificationError
        There is no number in the fields, or the scheme or k does not exist.
    SymbologyError
        A field does not exist.
    """
    from layers.cartography.color_ramps import DEFAULT_RAMPS, colours_around
    from spatial.classification import classify, recommend

    names = (fields,) if isinstance(fields, str) else tuple(fields)
    zero_class = options.get("zero_class", False)
    numbers = numbers_of(dataset, names, zero_class)
    advice = recommend(numbers)
    made = classify(numbers, scheme or advice.scheme, k or advice.k, breaks=options.get("breaks"), feedback=feedback)
    classes = len(made.breaks) - 1
    ramp = options.get("ramp") or DEFAULT_RAMPS[advice.ramp_kind]
    why = Text("") if scheme else advice.reason
    return Graduated(
        field=names[0],
        scheme=made.scheme,
        breaks=tuple(float(edge) for edge in made.breaks),
        colours=colours_around(ramp, made.breaks, reverse=options.get("reverse", False)),
        ramp=ramp,
        zero_class=zero_class,
        paint=options.get("paint", "fill"),
        lock=options.get("lock", _lock(dataset, names)),
        possible=made.possible if classes < made.asked else 0,
        reason=Text(f"{why.zh}{made.reason.zh}", f"{why.en} {made.reason.en}".strip()),
        stroke=options.get("stroke") or stroke_of(dataset),
        stroke_width_px=options.get("stroke_width_px", Graduated.stroke_width_px),
        patterns=ordered_patterns(classes) if options.get("patterns") else (),
    )


def is_reversed(look: Graduated) -> bool:
    """Return whether the colours are those of the ramp turned round."""
    from layers.cartography.color_ramps import RAMPS, colours_around

    if look.ramp not in {ramp.name for ramp in RAMPS} or len(look.colours) < 2:
        return False
    return look.colours == colours_around(look.ramp, look.breaks, reverse=True)


def with_breaks(look: Graduated, breaks: Sequence[float]) -> Graduated:
    """Return a choropleth with other breaks, of as many classes; the colours of a diverging ramp move with zero.

    Raises
    ------
    ClassificationError
        The breaks cannot be used.
    """
    from layers.cartography.color_ramps import RAMPS, colours_around
    from spatial.classification import classify

    edges = classify(np.empty(0), "manual", breaks=breaks).breaks
    turned = is_reversed(look)
    known = look.ramp in {ramp.name for ramp in RAMPS}
    of_ramp = known and look.colours == colours_around(look.ramp, look.breaks, reverse=turned)
    colours = colours_around(look.ramp, edges, reverse=turned) if of_ramp else look.colours
    reason = Text("手动断点。", "Manual breaks.")
    return replace(look, scheme="manual", breaks=edges, colours=colours, possible=0, reason=reason)


def stroke_of(dataset: Dataset) -> str:
    """Return a white boundary, or a dark one where boundaries are not approved: white dashes would not be seen."""
    dashed = "geometry_status" in dataset.frame.columns and dataset.frame["geometry_status"].isin(NOT_APPROVED).any()
    return "#3f4a55" if dashed else Graduated.stroke


def _lock(dataset: Dataset, names: tuple[str, ...]) -> str:
    """Return the lock that several fields share; "" for a field on its own."""
    return f"{dataset.id}:{dataset.field_of(names[0]).indicator or names[0]}" if len(names) > 1 else ""


def proportional(dataset: Dataset, fields: str | Sequence[str], **options: Unpack[ProportionalOptions]) -> Proportional:
    """Return proportional symbols of the first field, sized against the largest value of all the fields given.

    Raises
    ------
    SymbologyError
        A field does not exist, or holds no positive number.
    """
    names = (fields,) if isinstance(fields, str) else tuple(fields)
    numbers = numbers_of(dataset, names)
    if not (numbers > 0).any():
        raise SymbologyError(
            Text(
                f"字段“{names[0]}”没有正数，无法用符号大小表示。", f"The field “{names[0]}” holds no positive number."
            ),
            Text("请改用分级设色，或另选字段。", "Use a choropleth, or choose another field."),
        )
    return Proportional(
        names[0],
        float(numbers.max()),
        max_radius_px=options.get("max_radius_px", Proportional.max_radius_px),
        fill=options.get("fill", Proportional.fill),
        stroke=options.get("stroke", Proportional.stroke),
        lock=options.get("lock", _lock(dataset, names)),
    )


def categorised(dataset: Dataset, field: str, **options: Unpack[CategoryOptions]) -> Categorised:
    """Return one colour per value of a field, the most frequent first; those beyond the ramp are "other"."""
    patterns = options.get("patterns", False)
    categories = _categories(dataset, field, options.get("labels", NO_LABELS), options.get("ramp", ""))
    return Categorised(field, categories, patterns=category_patterns(len(categories) + 1) if patterns else ())


def _categories(
    dataset: Dataset, field: str, labels: Mapping[str, Text] = NO_LABELS, ramp: str = ""
) -> tuple[Category, ...]:
    from layers.cartography.color_ramps import ramp_colours, ramps_of

    if field not in dataset.frame.columns:
        raise SymbologyError(
            Text(f"没有字段“{field}”。", f"There is no field “{field}”."),
            Text("请从字段列表中选择。", "Choose one from the list of fields."),
        )
    counts = dataset.frame[field].dropna().astype(str).value_counts()
    ordered = sorted(((-int(n), str(value)) for value, n in counts.items() if value), key=lambda pair: pair)
    values = [value for _, value in ordered]
    if not values:
        raise SymbologyError(
            Text(f"字段“{field}”没有值。", f"The field “{field}” holds no value."),
            Text("请另选字段。", "Choose another field."),
        )
    enough = [each for each in ramps_of("qualitative") if each.most >= len(values)] or [
        max(ramps_of("qualitative"), key=lambda each: each.most)
    ]
    chosen = next((each for each in ramps_of("qualitative") if each.name == ramp), enough[0])
    shown = values[: chosen.most]
    return tuple(
        Category(value, labels.get(value) or code_word(field, value), colour)
        for value, colour in zip(shown, ramp_colours(chosen.name, len(shown)), strict=True)
    )


def clustered(
    dataset: Dataset,
    method: Literal["aggregate", "dbscan"] = "aggregate",
    field: str = "",
    **options: Unpack[ClusterOptions],
) -> Clustered:
    """Return a cluster look for points, coloured by a field where one is given."""
    labels, ramp = options.get("labels", NO_LABELS), options.get("ramp", "")
    return Clustered(
        method,
        field,
        _categories(dataset, field, labels, ramp) if field else (),
        radius_px=options.get("radius_px", Clustered.radius_px),
        eps_m=options.get("eps_m", Clustered.eps_m),
        min_samples=options.get("min_samples", Clustered.min_samples),
    )


def year_alternatives(
    dataset: Dataset, fields: Sequence[str], **options: Unpack[GraduatedOptions]
) -> tuple[Symbology, ...]:
    """Return one look per column, with breaks (or symbol sizes) shared by the years of each indicator.

    Ratios are filled, counts become symbols (`Field.map_as`); indicators without a single number are left out.

    Parameters
    ----------
    fields
        Columns whose `Field` names an indicator and a year, in the order of the switch.
    **options
        Passed on to `graduated` for the ratios.
    """
    by_indicator: dict[str, list[str]] = {}
    for name in fields:
        by_indicator.setdefault(dataset.field_of(name).indicator or name, []).append(name)
    looks: list[Symbology] = []
    for indicator, names in by_indicator.items():
        numbers = numbers_of(dataset, names)
        if not len(numbers):
            continue
        options["lock"] = f"{dataset.id}:{indicator}"
        as_symbol = dataset.field_of(names[0]).map_as == "symbol" and (numbers > 0).any()
        first: Graduated | Proportional = (
            proportional(dataset, names, lock=options["lock"]) if as_symbol else graduated(dataset, names, **options)
        )
        looks += [replace(first, field=name) for name in names]
    return tuple(looks)


def default_symbology(dataset: Dataset, field: str = "") -> Symbology:
    """Return a sensible first look: what the field asks for, or one plain look where no field is given."""
    if not field:
        return Single()
    choice = _choice(dataset, field)
    if choice is None or choice.kind == "category":
        return categorised(dataset, field)
    return proportional(dataset, field) if choice.field.map_as == "symbol" else graduated(dataset, field)
