"""What a formula gives: the cells of a column, printed so that `spatial.values` reads them as what they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from spatial.expression_values import LARGEST, Cause
from spatial.values import Form, print_number


@dataclass(frozen=True, eq=False)
class Result:
    """What a formula gives.

    Parameters
    ----------
    cells
        (N,) float64 where all rows are plain figures or missing, else (N,) object: printed as `spatial.values` reads
        them (``3至5``, ``458（预估）``, ``/``), None for missing.
    form, cause
        (N,) of `Form` and of `Cause`: what stands in a row, and why there is no figure.
    """

    cells: np.ndarray
    form: np.ndarray
    cause: np.ndarray

    @property
    def causes(self) -> Mapping[Cause, int]:
        """Number of rows without a figure, by cause."""
        found, counts = np.unique(self.cause[self.cause != Cause.NONE], return_counts=True)
        return {Cause(int(cause)): int(count) for cause, count in zip(found, counts, strict=True)}


def printed_cells(low: np.ndarray, high: np.ndarray, form: np.ndarray, guess: np.ndarray) -> np.ndarray:
    """Return the figures as cells: numbers where all are, else their printed forms."""
    if np.isin(form, (Form.NUMBER, Form.MISSING)).all():
        return np.where(np.abs(low) <= LARGEST, low, np.nan)
    cells = np.empty(len(form), dtype=object)
    columns = (form.tolist(), low.tolist(), high.tolist(), guess.tolist())
    for row, (kind, first, last, guessed) in enumerate(zip(*columns, strict=True)):
        if kind == Form.NOT_APPLICABLE:
            cells[row] = "/"
        elif kind == Form.RANGE:
            cells[row] = f"{rounded(first)}至{rounded(last)}{'（预估）' if guessed else ''}"
        elif kind == Form.ESTIMATE:
            cells[row] = f"{rounded(first)}（预估）"
        else:
            cells[row] = rounded(first) if kind == Form.NUMBER else None
    return cells


def rounded(number: float, digits: int = 6) -> str:
    """Print a figure with about `digits` significant digits, without exponent and never losing whole digits."""
    if number == 0 or not np.isfinite(number):
        return print_number(number)
    places = max(0, digits - 1 - int(np.floor(np.log10(abs(number)))))
    text = f"{number:.{min(places, 20)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
