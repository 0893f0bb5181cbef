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

from spatial.cells import Cell, Form, is_plain, read_cell
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Form", "Values", "parse_values", "print_number", "print_numbers", "printed"]

_REPORT_EVERY = 1 << 14
_PRINTED_AT_ONCE = 2048


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
        return print_numbers(self.number) if self.cells is None else self.cells

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
        cells = print_numbers(number, digits=6)
    elif not np.all((np.abs(number) < 1e15) | np.isnan(number)):  # long codes print in full; inf prints at all
        cells = _objects([_cell_text(cell) or "" for cell in series.tolist()])
    number[form == Form.TEXT] = np.nan
    return Values(number, number, number, form, cells)


def print_numbers(number: npt.NDArray[np.float64], digits: int = 15) -> npt.NDArray[np.object_]:
    """Return (N,) object array: `print_number` of every number."""
    words = np.empty(len(number), dtype=object)
    printed = f"%.{digits}g".__mod__  # as print_number, 5 times as fast
    for start in range(0, len(number), _PRINTED_AT_ONCE):  # each piece holds the interpreter for a millisecond
        some = number[start : start + _PRINTED_AT_ONCE] + 0.0
        words[start : start + len(some)] = list(map(printed, some.tolist()))
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
    feedback.report(0.0)
    words = _objects([*cells, ""])  # the last one is what code -1 points at: an empty cell
    plain = np.fromiter(map(is_plain, words), bool, len(words))
    figures = np.full((3, len(words)), np.nan)
    figures[:, plain] = words[plain].astype(np.float64)
    forms = np.full(len(words), Form.NUMBER, np.uint8)
    odd: list[tuple[str, Cell]] = []
    for n, i in enumerate(np.flatnonzero(~plain).tolist()):
        if n % _REPORT_EVERY == 0:
            feedback.report(i / len(words))
        cell = read_cell(words[i])
        forms[i], figures[:, i] = cell.form, (cell.number, cell.low, cell.high)
        if cell.form <= Form.RANGE:
            odd.append((words[i], cell))
    number, low, high = (part[codes] for part in figures)
    percent, notes = any(cell.percent for _, cell in odd), _notes(odd, int(plain.sum()))
    return Values(number, low, high, forms[codes], words[codes], percent, notes)


def _notes(odd: list[tuple[str, Cell]], n_plain: int) -> tuple[Text, ...]:
    """Tell of figures that are not plain numbers: `odd` as printed and as read, beside `n_plain` plain ones."""
    notes = []
    scaled = next(((word, cell) for word, cell in odd if cell.scaled), None)
    if scaled:
        word, first = scaled
        value = print_number(first.low)
        notes.append(
            Text(
                f"带“万”“亿”的数值已换算（如 {word} = {value}），请核对与本列其他数值的单位是否一致。",
                f"Values with 万 (10,000) or 亿 (100 million) were multiplied out, e.g. {word} = {value}: check "
                "that the other values of the column have the same unit.",
            )
        )
    with_sign = sum(cell.percent for _, cell in odd)
    if 0 < with_sign < len(odd) + n_plain:
        notes.append(
            Text(
                "本列部分数值带百分号、部分不带，均按印出的数值读取（12.5% 读作 12.5）。",
                "Some values of the column carry a percent sign, some do not; all are read as printed (12.5% = 12.5).",
            )
        )
    return tuple(notes)
