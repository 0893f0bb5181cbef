"""Which columns may share their classes, a legend or a subtraction: a definition is part of an indicator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from layers.cartography.symbology import Graduated, Proportional, Symbology
from layers.cartography.symbology_locks import field_of, follow, lock_of
from layers.indicators.comparability import Use, comparable
from layers.layer import Dataset, Field, Layer
from spatial.errors import SymbologyError
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

if TYPE_CHECKING:
    from layers.project import Project


def why_not_comparable(a: Field, b: Field, use: Use = "years") -> Text:
    """Return why two columns must not share a legend, empty where they may; see `layers.indicators.comparability`."""
    return comparable(a, b, use).reason


def check_comparable(fields: Sequence[Field]) -> None:
    """Refuse columns that differ in unit, definition or indicator.

    Raises
    ------
    SymbologyError
        With the reason, and what can be done instead.
    """
    for a, b in pairwise(fields):
        why = why_not_comparable(a, b)
        if why:
            raise SymbologyError(
                Text(f"不能用同一分级比较：{why.zh}。", f"They cannot share their classes: {why.en}."),
                Text(
                    "请选同一指标的年份，或先取消“锁定分级”各看各的。",
                    "Choose years of one indicator, or take “Lock breaks” off and look at each on its own.",
                ),
            )


def looks_for(
    dataset: Dataset, layer: Layer, columns: Sequence[str], locked: bool = True, feedback: Feedback = SILENT
) -> tuple[Symbology, ...]:
    """Return a look for each column of a layer, with classes (or symbol sizes) made over all of them together.

    Parameters
    ----------
    columns
        Columns of the data set. Looks that the layer offers already are kept where they share their lock.
    locked
        Whether the columns must be comparable and share their classes; otherwise each gets classes of its own.

    Raises
    ------
    SymbologyError
        `locked`, and the columns differ in unit, definition or indicator; or a column does not exist.
    ClassificationError
        There is no number in the columns.
    """
    from layers.cartography.styling import graduated, proportional

    if locked:
        check_comparable([dataset.field_of(column) for column in columns])
    present = layer.symbology
    ready = {field_of(each): each for each in (present, *layer.alternatives)}
    kept = [ready[column] for column in columns if column in ready]
    locks = {lock_of(each) for each in kept}
    if len(kept) == len(columns) and (not locked or (len(locks) == 1 and "" not in locks) or len(columns) == 1):
        return tuple(kept)
    symbols = isinstance(present, Proportional) or dataset.field_of(columns[0]).map_as == "symbol"
    if symbols:
        parts = [list(columns)] if locked else [[column] for column in columns]
        return tuple(replace(proportional(dataset, part), field=name) for part in parts for name in part)
    scheme, k = ("", 0) if not isinstance(present, Graduated) else (present.scheme, len(present.colours))
    scheme = "" if scheme == "manual" else scheme
    options = {"ramp": present.ramp, "stroke": present.stroke} if isinstance(present, Graduated) else {}
    if locked:
        first = graduated(dataset, columns, scheme, k, feedback, **options)  # type: ignore[arg-type]
        return tuple(replace(first, field=column) for column in columns)
    made = [graduated(dataset, column, scheme, k, feedback, **options) for column in columns]  # type: ignore[arg-type]
    return tuple(made)


def offer_looks(project: Project, layer_id: str, looks: Sequence[Symbology]) -> Project:
    """Edit: let a layer offer these looks, one per column, beside those it offers already; the first comes into force.

    Looks under one lock follow.
    """
    from layers.edits import choose_alternative, set_alternatives

    layer = project.layer(layer_id)
    columns = {field_of(each) for each in looks}
    others = [each for each in layer.alternatives or (layer.symbology,) if field_of(each) not in columns]
    others = [each for each in others if field_of(each)]
    for look in looks:
        others = [follow(each, look, layer.symbology) for each in others]
    alternatives = (*looks, *others)
    order = [field_of(each) for each in layer.alternatives]
    if set(order) >= columns:
        alternatives = tuple(sorted(alternatives, key=lambda each: order.index(field_of(each))))
    if alternatives != layer.alternatives:
        project = set_alternatives(project, layer_id, alternatives)
    return choose_alternative(project, layer_id, looks[0])
