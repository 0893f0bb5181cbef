"""What a user does with derived indicators (`layers.indicators.formulas`), and what keeps them fitting their inputs."""

from __future__ import annotations

import operator
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from layers.indicators.formulas import FormulaColumn, columns_in, dependents, with_formulas
from layers.layer import Dataset
from layers.project import Project
from layers.storage.project_json import AbsentDataset
from spatial.errors import ProjectError
from spatial.text import Text

if TYPE_CHECKING:
    import pandas as pd


def settled(before: Project, after: Project) -> Project:
    """Return a project whose derived columns fit the columns they are made of: called after every edit.

    Only data sets whose features are other ones than before are looked at, and only where an input of a formula, or
    with ``area()`` a boundary, has changed.
    """
    known = {each.id: each for each in before.datasets}
    made = tuple(_settled(known.get(each.id), each) if each.formulas else each for each in after.datasets)
    same = all(new is old for new, old in zip(made, after.datasets, strict=True))
    return after if same else replace(after, datasets=made)


def _settled(old: Dataset | None, new: Dataset) -> Dataset:
    if old is None or isinstance(new, AbsentDataset) or old.frame is new.frame:
        return new
    made = {step.column for step in new.formulas}
    inputs = {column for step in new.formulas for column in columns_in(new, step)} - made
    columns = set(map(str, old.frame.columns)) & set(map(str, new.frame.columns))
    if len(old.frame) != len(new.frame) or old.formulas != new.formulas or not made | inputs <= columns:
        return with_formulas(new)
    changed = np.zeros(len(new.frame), bool)
    for column in inputs:
        changed |= _differ(old.frame[column], new.frame[column])
    if any("area(" in step.expression or "per_km2(" in step.expression for step in new.formulas):
        changed |= _moved(old, new)
    return with_formulas(new, rows=np.flatnonzero(changed)) if changed.any() else new


def _differ(old: pd.Series[Any], new: pd.Series[Any]) -> npt.NDArray[np.bool_]:
    """Return (N,) where the cells of two columns differ; a missing cell equals a missing one."""
    lacking, now = old.isna().to_numpy(bool), new.isna().to_numpy(bool)
    differ: npt.NDArray[np.bool_] = lacking != now
    both = np.flatnonzero(~lacking & ~now)
    if old.dtype == new.dtype and isinstance(old.dtype, np.dtype) and old.dtype.kind in "iuf":
        differ[both] = old.to_numpy()[both] != new.to_numpy()[both]
        return differ
    first, second = old.to_numpy(dtype=object)[both], new.to_numpy(dtype=object)[both]
    differ[both] = np.fromiter(map(operator.ne, first, second), bool, len(both))
    return differ


def _moved(old: Dataset, new: Dataset) -> npt.NDArray[np.bool_]:
    """Return (N,) where the geometry is another object: a shape that stayed is the same one."""
    first, second = old.frame.geometry.to_numpy(), new.frame.geometry.to_numpy()
    return np.fromiter(map(operator.is_not, first, second), bool, len(second))


def put_formula(project: Project, dataset: Dataset, made: FormulaColumn) -> Project:
    """Edit: give a data set the column of a formula, or put it in place of the one it had.

    Raises
    ------
    ProjectError
        The data set changed since the column was made, or is missing.
    """
    present = project.dataset(dataset.id)
    if present.frame is not dataset.frame or isinstance(present, AbsentDataset):
        raise ProjectError(
            Text(f"数据集“{dataset.id}”已经改变。", f"The data set “{dataset.id}” has changed meanwhile."),
            Text("请再试一次。", "Try again."),
        )
    column = made.step.column
    others = tuple(step for step in present.formulas if step.column != column)
    steps = tuple(made.step if step.column == column else step for step in present.formulas)
    new = replace(
        present,
        frame=present.frame.assign(**{column: made.result.cells}),
        fields=MappingProxyType({**present.fields, column: made.field}),
        formulas=steps if len(others) < len(present.formulas) else (*present.formulas, made.step),
    )
    new = with_formulas(new) if dependents(new, column) else new
    return replace(project, datasets=tuple(new if each is present else each for each in project.datasets))


def remove_formula(project: Project, dataset_id: str, column: str) -> Project:
    """Edit: take a derived column out of a data set.

    Raises
    ------
    ProjectError
        It is none, a layer draws it, or another formula is made of it.
    """
    from layers.cartography.symbology_fields import field_of

    dataset = project.dataset(dataset_id)
    if all(step.column != column for step in dataset.formulas):
        raise ProjectError(
            Text(f"“{column}”不是由公式算出的字段。", f"“{column}” is no column made by a formula."),
            Text("只能删除派生指标。", "Only derived indicators can be removed."),
        )
    users = [
        layer.name
        for _, layer in project.layers()
        if layer.dataset == dataset_id and column in {field_of(look) for look in (layer.symbology, *layer.alternatives)}
    ]
    users += [dataset.field_of(each).label for each in dependents(dataset, column)]
    if users:
        label = dataset.field_of(column).label
        raise ProjectError(
            Text(
                f"“{label.zh}”还被使用：{'、'.join(name.zh for name in users)}。",
                f"“{label.to('en')}” is still used by {', '.join(name.to('en') for name in users)}.",
            ),
            Text("请先改掉这些样式或公式。", "Change these looks or formulas first."),
        )
    new = replace(
        dataset,
        frame=dataset.frame.drop(columns=[column]),
        fields=MappingProxyType({name: known for name, known in dataset.fields.items() if name != column}),
        formulas=tuple(step for step in dataset.formulas if step.column != column),
    )
    return replace(project, datasets=tuple(new if each is dataset else each for each in project.datasets))
