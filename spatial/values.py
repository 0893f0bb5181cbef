"""The figures of a column, with what kind of figure each one is.

`spatial.cells` holds the table of what is read as what, and the decisions behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from spatial.cells import Cell, Form, read_cell
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Form", "Values", "parse_values", "print_number", "printed"]

_REPORT_EVERY = 1 << 14


@dataclass(frozen=True, eq=False)
class Values:
    """A column of a table, read.

    Parameters
    ----------
    number
        (N,) float64: the figure where `form` is NUMBER or ESTIMATE, else NaN. Units are those of the column's heading;
        ``12.5%`` is 12.5.
    low, high
        (N,) float64: both ends of a RANGE (closed: [low, high]); equal to `number` for NUMBER and ESTIMATE; else NaN.
    form
        (N,) uint8 of `Form`.
    cells
        (N,) object: the printed form of each cell (str, ``""`` for an empty one). None where the column holds numbers:
        `text` then prints them when it is asked for.
    percent
        Whether any cell is printed with a percent sign: then the column is a ratio.
    notes
        What was read in a way that a user may want to know of (scale words multiplied out, percent signs on some cells
        only).
    """

    number: npt.NDArray[np.float64]
    low: npt.NDArray[np.float64]
    high: npt.NDArray[np.float64]
    form: npt.NDArray[np.uint8]
    cells: npt.NDArray[np.object_] | None = None
    percent: bool = False
    notes: tuple[Text, ...] = ()

    def __len__(self) -> int:
        return len(self.form)

    @cached_property
    def text(self) -> npt.NDArray[np.object_]:
        """(N,) object array of str: every cell as printed, ``""`` for an empty one."""
        return _print_numbers(self.number) if self.cells is None else self.cells

    def is_form(self, *forms: Form) -> npt.NDArray[np.bool_]:
        """(N,) bool: whether the cell has one of the `forms`."""
        return np.isin(self.form, np.array(forms, np.uint8))


def parse_values(column: pd.Series[Any] | Iterable[object], feedback: Feedback = SILENT) -> Values:
    """Read a column: numbers as they are, text by the table in `spatial.cells`.

    Parameters
    ----------
    column
        (N,) Series or array-like. Numeric dtypes: NaN, None and NA are MISSING, infinite values are TEXT (they are no
        figures), the rest is NUMBER. Truth values are TEXT: they are categories, not 0 and 1. Text cells are read one
        by one; other objects are read by their `str`.
    feedback
        Hears of progress every few thousand different cells.

    Returns
    -------
    Values
        In the order of `column`; empty for an empty one.
    """
    import pandas as pd

    series = column if isinstance(column, pd.Series) else pd.Series(_sequence(column))
    kinds = pd.api.types
    if kinds.is_numeric_dtype(series.dtype) and not kinds.is_bool_dtype(series.dtype):
        return _from_numbers(series)
    codes, cells = pd.factorize(_as_text(series), use_na_sentinel=True)
    return _from_text(np.asarray(codes, np.int64), [str(cell) for cell in cells], feedback)


def printed(values: Values) -> tuple[str, ...]:
    """Every cell as printed (``458（预估）``, ``3-5``, ``/``), for identify and export; ``""`` for an empty one."""
    return tuple(values.text.tolist())


def print_number(number: float, digits: int = 15) -> str:
    """Print a number with at most `digits` significant digits, whole ones without ``.0``; NaN gives ``""``."""
    return "" if number != number else f"{number + 0.0:.{digits}g}"  # + 0.0: no -0


def _sequence(column: Iterable[object]) -> Any:
    if isinstance(column, np.ndarray) and column.dtype != object:
        return column
    cells = list(column)
    return _objects(cells) if any(isinstance(cell, str | bool) for cell in cells) else cells


def _from_numbers(series: pd.Series[Any]) -> Values:
    number = series.to_numpy(dtype=np.float64, na_value=np.nan, copy=True)
    form = np.where(np.isnan(number), np.uint8(Form.MISSING), np.uint8(Form.NUMBER))
    form[np.isinf(number)] = Form.TEXT
    cells: npt.NDArray[np.object_] | None = None
    if str(series.dtype).casefold() in {"float32", "float16"}:
        cells = _print_numbers(number, digits=6)
    elif not np.all((np.abs(number) < 1e15) | np.isnan(number)):  # long codes print in full; inf prints at all
        cells = _objects([_cell_text(cell) or "" for cell in series.tolist()])
    number[form == Form.TEXT] = np.nan
    return Values(number, number, number, form, cells)


def _print_numbers(number: npt.NDArray[np.float64], digits: int = 15) -> npt.NDArray[np.object_]:
    words = _objects(list(map(f"%.{digits}g".__mod__, (number + 0.0).tolist())))  # as print_number, 5 times as fast
    words[np.isnan(number)] = ""
    return words


def _objects(cells: Sequence[object]) -> npt.NDArray[np.object_]:
    array = np.empty(len(cells), dtype=object)
    array[:] = cells
    return array


def _as_text(series: pd.Series[Any]) -> npt.NDArray[np.object_]:
    """(N,) object of str, None where a cell is missing; numbers among text are printed."""
    cells = series.astype(object).tolist()
    if all(type(cell) is str for cell in cells):
        return _objects(cells)
    return _objects([_cell_text(cell) for cell in cells])


def _cell_text(cell: Any) -> str | None:
    import pandas as pd

    if type(cell) is str:
        return cell
    if cell is None or cell is pd.NA or cell is pd.NaT or cell != cell:
        return None
    return print_number(float(cell)) if isinstance(cell, float | np.floating) else str(cell)


def _from_text(codes: npt.NDArray[np.int64], cells: list[str], feedback: Feedback) -> Values:
    read: list[Cell] = []
    for i, cell in enumerate(cells):
        if i % _REPORT_EVERY == 0:
            feedback.report(i / len(cells))
        read.append(read_cell(cell))
    read.append(Cell(Form.MISSING))  # what code -1 points at: an empty cell
    words = _objects([*cells, ""])
    form, number, low, high = (
        np.fromiter(part, np.float64, len(read))[codes] for part in zip(*(cell[:4] for cell in read), strict=True)
    )
    notes = _notes(cells, read)
    return Values(number, low, high, form.astype(np.uint8), words[codes], any(cell.percent for cell in read), notes)


def _notes(cells: list[str], read: list[Cell]) -> tuple[Text, ...]:
    notes = []
    scaled = [word for word, cell in zip(cells, read, strict=False) if cell.scaled]
    if scaled:
        first = read_cell(scaled[0])
        value = print_number(first.low if first.form == Form.RANGE else first.number)
        notes.append(
            Text(
                f"带“万”“亿”的数值已换算（如 {scaled[0]} = {value}），请核对与本列其他数值的单位是否一致。",
                f"Values with 万 (10,000) or 亿 (100 million) were multiplied out, e.g. {scaled[0]} = {value}: check "
                "that the other values of the column have the same unit.",
            )
        )
    figures = [cell for cell in read if cell.form <= Form.RANGE]
    if any(cell.percent for cell in figures) and not all(cell.percent for cell in figures):
        notes.append(
            Text(
                "本列部分数值带百分号、部分不带，均按印出的数值读取（12.5% 读作 12.5）。",
                "Some values of the column carry a percent sign, some do not; all are read as printed (12.5% = 12.5).",
            )
        )
    return tuple(notes)
