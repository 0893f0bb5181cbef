"""Derived indicators: columns of a data set made by a formula, and made again when what they are made of changes.

The formula is the definition: it stands in the column's `Field.definition`, and so in layer properties, legends, pages,
sheets and reports. Whether figures may be brought together is judged by `layers.indicators.comparability`; a user may
override it with a reason, which is then part of the definition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from layers.indicators.comparability import Use, comparable
from layers.indicators.formula_steps import FormulaStep
from layers.indicators.rules import Rule
from layers.layer import Dataset, Field, YearKind
from layers.placement import NOT_APPROVED, texts
from layers.storage.project_json import AbsentDataset
from spatial.cells import is_plain
from spatial.errors import ExpressionError, ProjectError
from spatial.feedback import SILENT, Feedback
from spatial.text import Language, Text

if TYPE_CHECKING:
    import pandas as pd

    from spatial.expression_values import Cause, Value
    from spatial.formulas import Formula, Result

LONGEST_NAME = 60
CAUSES: Mapping[str, Text] = MappingProxyType(
    {
        "MISSING": Text("缺值", "a figure is missing"),
        "NOT_APPLICABLE": Text("不适用（/）", "not applicable (/)"),
        "TEXT": Text("单元格不是数字", "a cell is no number"),
        "ZERO_DIVISOR": Text("除数为零或可能为零", "the divisor is, or may be, zero"),
        "TOO_LARGE": Text("结果过大", "the result is too large"),
        "NOT_POSITIVE": Text("增长率或占比的数值不大于零", "growth or share of a figure that is not above zero"),
    }
)


@dataclass(frozen=True, eq=False)
class FormulaColumn:
    """A column that a formula made, not yet in the project.

    Parameters
    ----------
    step, field
        How it is made, and what is known of it.
    result
        Its cells, with their forms and causes.
    doubts
        Why figures in it do not compare, as far as the user overrode it; empty: they do.
    """

    step: FormulaStep
    field: Field
    result: Result
    doubts: tuple[Text, ...] = ()


# --- reading -------------------------------------------------------------------------------------------------------


def column_names(dataset: Dataset, without: Sequence[str] = ()) -> dict[str, str]:
    """Return every name that a formula may call a column by: its own, and headings and labels that mean it alone."""
    columns = [str(each) for each in dataset.frame.columns if each != dataset.frame.geometry.name]
    columns = [each for each in columns if each not in without]
    found: dict[str, set[str]] = {}
    for column in columns:
        known = dataset.field_of(column)
        for name in {text.to(language) for text in (known.title, known.label) for language in ("zh", "en")}:
            found.setdefault(name, set()).add(column)
    alone = {name: next(iter(meant)) for name, meant in found.items() if len(meant) == 1 and name}
    return {**alone, **{column: column for column in columns}}


def read_step(dataset: Dataset, step: FormulaStep, doubts: list[Text] | None = None) -> Formula:
    """Read the formula of a column.

    Parameters
    ----------
    doubts
        Takes the reasons against comparing figures that the step overrides; None: they are not wanted.

    Raises
    ------
    ExpressionError
        It cannot be understood, its units do not fit, or it brings together what does not compare and has no override.
    """
    from spatial.formula_functions import Quantity
    from spatial.formulas import read_formula

    fields = {str(column): dataset.field_of(str(column)) for column in dataset.frame.columns}
    quantities = {name: Quantity(known.unit, known.year) for name, known in fields.items()}
    names = column_names(dataset, (step.column, *dependents(dataset, step.column)))

    def guard(first: str, second: str, sign: str) -> Text:
        why = why_not(fields[first], fields[second], sign)
        if why and step.override.strip():
            if doubts is not None and why not in doubts:
                doubts.append(why)
            return Text("")
        return why

    return read_formula(step.expression, names, quantities, step.unit, guard)


def why_not(a: Field, b: Field, sign: str) -> Text:
    """Return why two columns must not meet in an operation, "" where they may; units are the formula's own matter."""
    use: Use = "years" if sign == "growth" else "axes" if sign in ("*", "/", "share") else "scale"
    found = [each.text for each in comparable(a, b, use).differences if each.aspect != "unit"]
    return Text("；".join(each.zh for each in found), "; ".join(each.to("en") for each in found))


def dependents(dataset: Dataset, column: str) -> tuple[str, ...]:
    """Return the columns that formulas make of a column, directly or through others."""
    found: list[str] = []
    reached = {column}
    for _ in dataset.formulas:
        for step in dataset.formulas:
            if step.column not in reached and reached & set(columns_in(dataset, step)):
                reached.add(step.column)
                found.append(step.column)
    return tuple(found)


def columns_in(dataset: Dataset, step: FormulaStep) -> tuple[str, ...]:
    """Return the columns that a kept formula names; they are in brackets or quotation marks."""
    from spatial.formulas import bracketed

    return tuple(column for column in map(str, dataset.frame.columns) if bracketed(column) in step.expression)


def spelled(dataset: Dataset, step: FormulaStep, language: Language) -> str:
    """Return the formula of a column with headings for columns, as it is shown and edited."""
    try:
        formula = read_step(dataset, replace(step, override=step.override or "-"))
    except ExpressionError:
        return step.expression
    return _spelled(dataset, formula, language)


def _spelled(dataset: Dataset, formula: Formula, language: Language) -> str:
    from spatial.formula_functions import FUNCTIONS

    names = column_names(dataset)

    def heading(column: str) -> str:
        title = dataset.field_of(column).title.to(language)
        return title if names.get(title) == column else column

    return formula.spelled(heading, lambda name: FUNCTIONS[name].zh if language == "zh" else name)


# --- computing -----------------------------------------------------------------------------------------------------


def make_column(dataset: Dataset, step: FormulaStep, name: Text, feedback: Feedback = SILENT) -> FormulaColumn:
    """Compute the column of a formula.

    Parameters
    ----------
    step
        Its `column` is the one to be replaced, or empty for a new one; columns may be called by headings.
    name
        What the derived indicator is called.

    Raises
    ------
    ExpressionError
        See `read_step`.
    ProjectError
        The name is empty or too long.
    """
    _check_name(name)
    doubts: list[Text] = []
    formula = read_step(dataset, step, doubts)
    kept = replace(step, column=step.column or _free_name(dataset, name), expression=formula.spelled(str, str))
    kept = replace(kept, override=step.override.strip() if doubts else "")
    result = formula.evaluate(
        dataset.frame, areas_of(dataset, formula, feedback.part(0.0, 0.7)), feedback.part(0.7, 1.0)
    )
    return FormulaColumn(kept, _field(dataset, formula, kept, name, doubts), result, tuple(doubts))


def areas_of(dataset: Dataset, formula: Formula, feedback: Feedback = SILENT) -> Value | None:
    """Return the geodesic areas of the features, km²; "/" for districts whose polygons hold sea; None where unused."""
    if not formula.uses_area:
        return None
    from layers.indicators.per_area import areas_km2, holds_sea
    from spatial.expression_values import Value
    from spatial.values import Form

    areas = areas_km2(dataset, slice(None), feedback)
    known = np.where(areas > 0, areas, np.nan) if len(areas) else np.full(len(dataset.frame), np.nan)
    form = np.where(np.isnan(known), np.uint8(Form.MISSING), np.uint8(Form.NUMBER))
    sea = holds_sea(dataset)
    form = np.where(sea, np.uint8(Form.NOT_APPLICABLE), form).astype(np.uint8)
    known = np.where(sea, np.nan, known)
    return Value(known, known, form)


def with_formulas(dataset: Dataset, feedback: Feedback = SILENT, rows: npt.NDArray[np.intp] | None = None) -> Dataset:
    """Return a data set with its derived columns computed anew; the data set itself where nothing is different.

    A formula that can no longer be read (a column of it is gone) leaves its column without figures.

    Parameters
    ----------
    rows
        Only these rows have other inputs than when the columns were computed; None: all may have.
    """
    if not dataset.formulas or isinstance(dataset, AbsentDataset):
        return dataset
    made = dataset
    for number, step in enumerate(_in_order(dataset)):
        part = feedback.part(number / len(dataset.formulas), (number + 1) / len(dataset.formulas))
        cells = _cells(made, step, part, rows)
        old = made.frame[step.column] if step.column in made.frame.columns else None
        if old is None or not _same_cells(old, cells):
            made = replace(made, frame=made.frame.assign(**{step.column: cells}))
    return made


def _cells(
    dataset: Dataset, step: FormulaStep, feedback: Feedback, rows: npt.NDArray[np.intp] | None
) -> npt.NDArray[Any]:
    try:
        formula = read_step(dataset, step)
    except ExpressionError:
        return np.full(len(dataset.frame), None, dtype=object)
    if rows is not None and not formula.is_total and step.column in dataset.frame.columns:
        some = replace(dataset, frame=dataset.frame.iloc[rows])
        cells = formula.evaluate(some.frame, areas_of(some, formula, feedback), feedback).cells
        whole = _put_in(dataset.frame[step.column].to_numpy(), rows, cells)
        if whole is not None:
            return whole
    return formula.evaluate(dataset.frame, areas_of(dataset, formula, feedback), feedback).cells


def _put_in(old: npt.NDArray[Any], rows: npt.NDArray[np.intp], cells: npt.NDArray[Any]) -> npt.NDArray[Any] | None:
    """Return a column with other cells in some rows, None where it may become another kind of column by that."""
    from spatial.formulas import rounded

    if old.dtype != cells.dtype and old.dtype != object:
        return None
    if old.dtype == object and any(isinstance(cell, str) and not is_plain(cell) for cell in old[rows]):
        return None  # these may have been the cells that made it a column of texts
    whole = old.copy()
    if cells.dtype == old.dtype:
        whole[rows] = cells
    else:
        whole[rows] = [None if cell != cell else rounded(cell) for cell in cells.tolist()]
    return whole


def _in_order(dataset: Dataset) -> Iterator[FormulaStep]:
    """Yield formulas so that each comes after those it is made of."""
    waiting = list(dataset.formulas)
    while waiting:
        names = {step.column for step in waiting}
        ready = [step for step in waiting if not names & set(columns_in(dataset, step)) - {step.column}] or waiting
        yield from ready
        waiting = [step for step in waiting if step not in ready]


def _same_cells(old: pd.Series[Any], new: np.ndarray) -> bool:
    import pandas as pd

    return old.equals(pd.Series(new, index=old.index, name=old.name))


def _check_name(name: Text) -> None:
    words = name.to("zh").strip()
    if not words or len(words) > LONGEST_NAME:
        raise ProjectError(
            Text("派生指标没有名称，或名称过长。", "The derived indicator has no name, or one that is too long."),
            Text(f"请填写不超过 {LONGEST_NAME} 个字的名称。", f"Give it a name of at most {LONGEST_NAME} characters."),
        )


def _free_name(dataset: Dataset, name: Text) -> str:
    from layers.datasets import slug

    return slug(name.to("zh").replace("@", "_"), [str(each) for each in dataset.frame.columns])


# --- what is known of the column ------------------------------------------------------------------------------------


def _field(dataset: Dataset, formula: Formula, step: FormulaStep, name: Text, doubts: Sequence[Text]) -> Field:
    used = [dataset.field_of(column) for column in formula.columns]
    years = {field.year for field in used if field.year is not None}
    kinds = {field.year_kind for field in used if field.year_kind}
    kind: YearKind | None = next((each for each in ("target", "estimate", "actual") if each in kinds), None)
    year = years.pop() if len(years) == 1 else None
    sources = list(dict.fromkeys(field.source for field in used if field.source))
    ratio = "/" in formula.unit or formula.unit in ("%", "", "百分点")
    counted = not ratio and all(field.map_as == "symbol" for field in used)
    return Field(
        step.column,
        name,
        formula.unit,
        year=year,
        year_kind=kind if year is not None else None,
        definition=definition_of(dataset, formula, step, doubts),
        source=Text("；".join(each.zh for each in sources), "; ".join(each.to("en") for each in sources)),
        map_as="choropleth" if ratio else "symbol" if counted else "",
        rule=Rule(roll_up="not_additive") if ratio else Rule(),
    )


def definition_of(dataset: Dataset, formula: Formula, step: FormulaStep, doubts: Sequence[Text]) -> Text:
    """Return a formula in words, with the definitions of its columns, the method of areas, and what was overridden."""
    parts = [Text(f"公式：{_spelled(dataset, formula, 'zh')}", f"Formula: {_spelled(dataset, formula, 'en')}")]
    for column in formula.columns:
        known = dataset.field_of(column)
        if known.definition:
            zh, en = known.definition.zh.rstrip("。"), known.definition.to("en").rstrip(".")
            parts.append(Text(f"{known.label.zh}：{zh}", f"{known.label.to('en')}: {en}"))
    if formula.is_total:
        parts.append(Text("合计不含没有数值的要素", "totals leave out features without a figure"))
    if formula.uses_area:
        parts += _area_words(dataset)
    if doubts:
        zh, en = "；".join(each.zh for each in doubts), "; ".join(each.to("en") for each in doubts)
        parts.append(
            Text(
                f"注意：口径不可比的数值经用户确认一并计算（{zh}），理由：{step.override.strip()}",
                f"Mind: figures that do not compare were brought together at the user's request ({en}), because: "
                f"{step.override.strip()}",
            )
        )
    return Text(
        "；".join(dict.fromkeys(each.zh for each in parts)) + "。", "; ".join(each.to("en") for each in parts) + "."
    )


def _area_words(dataset: Dataset) -> Iterator[Text]:
    from layers.indicators.per_area import holds_sea
    from spatial.geodesic import AREA_METHOD

    yield Text(f"面积为{AREA_METHOD.zh}", f"area: {AREA_METHOD.en}")
    if sketched := sum(status in NOT_APPROVED for status in texts(dataset.frame, "geometry_status")):
        yield Text(
            f"{sketched} 个边界未经批复，面积仅供参考",
            f"{sketched} boundaries are not approved: their areas are only indicative",
        )
    if holds_sea(dataset).any():
        yield Text("多边形含海域的区不计算", "not for districts whose polygons hold sea")


def describe_causes(causes: Mapping[Cause, int]) -> Text:
    """Return how many features have no figure, and why; empty where all have one."""
    if not causes:
        return Text("")
    parts = [(CAUSES[cause.name], count) for cause, count in causes.items()]
    zh = "、".join(f"{words.zh} {count} 个" for words, count in parts)
    en = ", ".join(f"{words.en}: {count}" for words, count in parts)
    total = sum(causes.values())
    return Text(f"{total} 个要素没有结果：{zh}", f"features without a result: {total} ({en})")
