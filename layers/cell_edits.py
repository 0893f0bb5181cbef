"""Editing cells of a data set: a new frame that shares every other column with the old one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from layers.layer import Dataset
from layers.project import Project
from layers.storage.project_json import AbsentDataset
from spatial.errors import ProjectError
from spatial.text import Text
from spatial.values import Form, parse_values

if TYPE_CHECKING:
    import pandas as pd

_EDITABLE = frozenset({"string", "empty", "integer", "floating", "mixed-integer", "mixed-integer-float"})


def is_locked(dataset: Dataset, column: str) -> bool:
    """Say whether cells of a column cannot be edited.

    Locked are what identifies a feature, the columns that tables were joined by, those that a formula makes, geometry,
    data that could not be read, and columns of anything but numbers and texts (truth values, times, nested data).
    """
    import pandas as pd

    keys = {ours for step in dataset.joins for ours, _ in step.on} | {step.column for step in dataset.formulas}
    if isinstance(dataset, AbsentDataset) or column in {dataset.id_field, dataset.frame.geometry.name, *keys}:
        return True
    return pd.api.types.infer_dtype(dataset.frame[column], skipna=True) not in _EDITABLE


def is_joined(dataset: Dataset, column: str) -> bool:
    """Say whether a column came from a table: repeating that join puts its own cells back."""
    return any(column in step.columns for step in dataset.joins)


def set_cells(project: Project, dataset_id: str, column: str, rows: Sequence[int], values: Sequence[str]) -> Project:
    """Put texts, as a user types them, into cells of one column.

    A column of numbers stays one while every text is a plain number or blank (blank is missing); another text, such as
    ``3-5`` or ``/``, turns it into a column of texts in which every number is printed as before.

    Parameters
    ----------
    rows, values
        Rows of the frame, and as many texts.

    Raises
    ------
    ProjectError
        The column is locked or not there, or a row is not there; nothing changes.
    """
    dataset = project.dataset(dataset_id)
    _check(dataset, column, rows)
    old = dataset.frame[column]
    new = with_values(old, np.asarray(rows, np.int64), [value.strip() for value in values])
    if _same(old, new):
        return project
    frame = dataset.frame.copy(deep=False)
    frame[column] = new
    changed = replace(dataset, frame=frame)
    return replace(project, datasets=tuple(changed if each is dataset else each for each in project.datasets))


def _check(dataset: Dataset, column: str, rows: Sequence[int]) -> None:
    if column not in dataset.frame.columns:
        raise ProjectError(
            Text(f"没有名为“{column}”的字段。", f"There is no field “{column}”."),
            Text("请重新打开属性表。", "Open the attribute table again."),
        )
    if is_locked(dataset, column):
        raise ProjectError(
            Text(f"字段“{column}”不能编辑。", f"The field “{column}” cannot be edited."),
            Text(
                "它用于识别要素或连接表格，或由公式算出。",
                "It identifies the features, tables are joined by it, or a formula makes it.",
            ),
        )
    if any(not 0 <= row < len(dataset.frame) for row in rows):
        raise ProjectError(
            Text("要编辑的行已不存在。", "The row to edit is no longer there."),
            Text(f"可用 0 到 {len(dataset.frame) - 1}。", f"Choose 0 to {len(dataset.frame) - 1}."),
        )


def with_values(old: pd.Series[Any], rows: np.ndarray, values: list[str]) -> pd.Series[Any]:
    """Return a column with texts, as a user types them, in some rows; see `set_cells`."""
    import pandas as pd

    types = pd.api.types
    numeric = types.is_numeric_dtype(old.dtype) and not types.is_bool_dtype(old.dtype)
    if numeric and (numbers := _numbers(values)) is not None:
        return _with_numbers(old, rows, numbers)
    cells = parse_values(old).text if numeric else old.astype(object).to_numpy(copy=True)
    cells = np.array(cells, dtype=object, copy=True)
    cells[old.isna().to_numpy()] = None
    for row, value in zip(rows.tolist(), values, strict=True):
        cells[row] = value or None
    return pd.Series(cells, index=old.index, dtype=object, name=old.name)


def _with_numbers(old: pd.Series[Any], rows: np.ndarray, numbers: list[float | None]) -> pd.Series[Any]:
    import pandas as pd

    cells: Any = [pd.NA if number is None else number for number in numbers]
    if pd.api.types.is_integer_dtype(old.dtype):
        whole = all(number is None or number == int(number) for number in numbers)
        new = old.astype("Int64" if whole else "Float64")
        cells = [cell if cell is pd.NA or not whole else int(cell) for cell in cells]
    else:
        new = old.astype("float64") if old.dtype.kind == "f" else old.copy()
        cells = [np.nan if cell is pd.NA else cell for cell in cells] if isinstance(new.dtype, np.dtype) else cells
    for row, cell in zip(rows.tolist(), cells, strict=True):
        new.iloc[row] = cell
    return new


def _numbers(values: list[str]) -> list[float | None] | None:
    """Return typed numbers, None for blanks; None where a text is not a plain number."""
    parsed = parse_values(values)
    figures = [None if not text else float(number) for text, number in zip(values, parsed.number, strict=True)]
    plain = all(not text or form == Form.NUMBER for text, form in zip(values, parsed.form, strict=True))
    return figures if plain and not parsed.percent else None


def _same(old: pd.Series[Any], new: pd.Series[Any]) -> bool:
    import pandas as pd

    blank = old.isna().to_numpy()
    if not np.array_equal(blank, new.isna().to_numpy()):
        return False
    first, second = old[~blank].astype(object).tolist(), new[~blank].astype(object).tolist()
    return first == second or (not pd.api.types.is_numeric_dtype(old.dtype) and list(map(str, first)) == second)
