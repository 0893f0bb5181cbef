"""What class each cell of a column falls in, and what a reader must know of the column: shared by all choropleths."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from layers.cartography.legend import NOT_APPLICABLE, RANGE, ZERO
from layers.indicators.citations import cited
from layers.layer import Dataset
from spatial.text import Text

if TYPE_CHECKING:
    from spatial.values import Values


def class_codes(values: Values, breaks: tuple[float, ...], zero_class: bool) -> npt.NDArray[np.int32]:
    """Return (N,) int32 the class of every value, or a code of `layers.cartography.legend` for those in none.

    A range counts where both its ends fall in one class.
    """
    from spatial.classification import assign
    from spatial.values import Form

    classes = assign(values.number, breaks).astype(np.int32)
    is_range = values.form == Form.RANGE
    low, high = assign(values.low, breaks), assign(values.high, breaks)
    classes[is_range] = np.where((low == high) & (low >= 0), low, RANGE)[is_range]
    classes[values.form == Form.NOT_APPLICABLE] = NOT_APPLICABLE
    if zero_class:
        classes[values.number == 0] = ZERO
    return classes


def notes_of(dataset: Dataset, field: str, values: Values, lock: str) -> tuple[Text, ...]:
    """Return what a reader of the legend must know: definition, source, estimates, unreadable cells, locked breaks."""
    from spatial.values import Form

    known = dataset.field_of(field)
    notes = []
    if known.definition:
        notes.append(Text(f"口径：{known.definition.zh}", f"Definition: {known.definition.to('en')}"))
    if known.source:
        notes.append(Text(f"来源：{known.source.zh}", f"Source: {cited(known.source).to('en')}"))
    if estimates := int(np.count_nonzero(values.form == Form.ESTIMATE)):
        notes.append(Text(f"含 {estimates} 个预估值", f"Estimates among the values: {estimates}"))
    if words := int(np.count_nonzero(values.form == Form.TEXT)):
        notes.append(
            Text(f"{words} 个单元格不是数字，按无数据处理", f"Cells that are not numbers, counted as no data: {words}")
        )
    if lock:
        notes.append(_years_note(dataset, field))
    return tuple(notes)


def _years_note(dataset: Dataset, field: str) -> Text:
    """Return what shared breaks mean: years compare; an actual figure and a target stand beside each other only."""
    indicator = dataset.field_of(field).indicator
    years: dict[str, list[int]] = {}
    for each in dataset.fields.values():
        if indicator and each.indicator == indicator and each.year is not None:
            years.setdefault(each.year_kind or "", []).append(each.year)
    kinds = [kind for kind in ("actual", "estimate", "target") if kind in years]
    if indicator and sum(map(len, years.values())) < 2:
        return Text("与其他字段使用同一分级", "Shares its breaks with another column")
    if len(kinds) < 2:
        return Text("各年份使用同一分级，可直接比较", "All years share the same breaks and can be compared")
    names = {"actual": ("实际值", "actual"), "estimate": ("预估值", "estimates"), "target": ("目标值", "targets")}
    told = [(*names[kind], sorted(set(years[kind]))) for kind in kinds]
    zh = "、".join(f"{name}（{'、'.join(map(str, known))}）" for name, _, known in told)
    en = ", ".join(f"{name} ({', '.join(map(str, known))})" for _, name, known in told)
    return Text(
        f"各年份使用同一分级：{zh}；不同类别只作对照，不是现状的变化",
        f"All years share the same breaks: {en}; different kinds are shown side by side; they are not a change",
    )
