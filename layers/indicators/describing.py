"""Saying what a column is: the definition that travels with its figures, and that the guard judges by."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from layers.indicators.catalogue import Indicator
from layers.layer import Field, YearKind
from layers.storage.project_json import AbsentDataset
from spatial.errors import ProjectError
from spatial.text import Text

if TYPE_CHECKING:
    from layers.project import Project


def as_indicator(column: Field, indicator: Indicator, year: int | None, kind: YearKind | None) -> Field:
    """Return a column as figures of an indicator of the catalogue: name, unit, definition and rule are its own."""
    return replace(
        column,
        label=indicator.name,
        unit=indicator.unit,
        indicator=indicator.id,
        year=year,
        year_kind=kind,
        definition=indicator.definition,
        map_as="" if indicator.map_as == "table" else indicator.map_as,
        rule=indicator.rule,
    )


def describe(project: Project, dataset_id: str, field: Field) -> Project:
    """Edit: say what a column of a data set is.

    Raises
    ------
    ProjectError
        There is no such column, it has no name, or it is computed: its formula, or what it was computed of, defines it.
    """
    dataset = project.dataset(dataset_id)
    computed = any(each.column == field.name for each in dataset.formulas) or any(
        (each.dataset, each.column) == (dataset_id, field.name) for one in project.overrides for each in one.made
    )
    if isinstance(dataset, AbsentDataset) or field.name not in dataset.frame.columns or computed or not field.label:
        raise ProjectError(
            Text(f"不能说明字段“{field.name}”的口径。", f"The column “{field.name}” cannot be described."),
            Text(
                "计算得出的字段以公式为口径；其他字段必须存在并有名称。",
                "A computed column is defined by its formula; others must be there and have a name.",
            ),
        )
    if dataset.fields.get(field.name) == field:
        return project
    fields = MappingProxyType({**dataset.fields, field.name: field})
    made = replace(dataset, fields=fields)
    return replace(project, datasets=tuple(made if each is dataset else each for each in project.datasets))
