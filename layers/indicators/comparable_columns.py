"""Which columns may share their classes, a legend or a subtraction: a definition is part of an indicator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from layers.cartography.symbology import Graduated, Proportional, Symbology
from layers.cartography.symbology_locks import field_of, follow, lock_of
from layers.indicators.comparability import Use, comparable, judge, quoted
from layers.indicators.overrides import Compared, NotComparableError, covering
from layers.layer import Dataset, Field, Layer
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

if TYPE_CHECKING:
    from layers.project import Project


def why_not_comparable(a: Field, b: Field, use: Use = "years") -> Text:
    """Return why two columns must not share a legend, empty where they may; see `layers.indicators.comparability`."""
    return comparable(a, b, use).reason


LOCKED = Text(
    "请选同一指标的年份，或先取消“锁定分级”各看各的；确有必要时可设为“口径例外”并注明理由。",
    "Choose years of one indicator, or take “Lock breaks” off and look at each on its own; where it must be, allow an "
    "exception with a reason.",
)


def check_comparable(dataset: Dataset, columns: Sequence[str], project: Project | None = None) -> None:
    """Refuse columns that cannot share their classes.

    Parameters
    ----------
    project
        Whose overrides count; None: none do.

    Raises
    ------
    NotComparableError
        With the reason, and what can be done instead.
    """
    compared = tuple(Compared(dataset.id, column) for column in dict.fromkeys(columns))
    fields = tuple(dataset.field_of(each.column) for each in compared)
    verdict = judge(fields, "years")
    if not verdict and (project is None or covering(project, compared, verdict) is None):
        raise NotComparableError(compared, quoted(fields), verdict, LOCKED)


def looks_for(
    dataset: Dataset,
    layer: Layer,
    columns: Sequence[str],
    locked: bool = True,
    feedback: Feedback = SILENT,
    project: Project | None = None,
) -> tuple[Symbology, ...]:
    """Return a look for each column of a layer, with classes (or symbol sizes) made over all of them together.

    Parameters
    ----------
    columns
        Columns of the data set. Looks that the layer offers already are kept where they share their lock.
    locked
        Whether the columns must be comparable and share their classes; otherwise each gets classes of its own.
    project
        Whose overrides count where they do not compare; None: none do.

    Raises
    ------
    NotComparableError
        `locked`, and the columns do not compare.
    SymbologyError
        A column does not exist.
    ClassificationError
        There is no number in the columns.
    """
    from layers.cartography.styling import graduated, proportional

    if locked:
        check_comparable(dataset, columns, project)
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
