"""When the points of a data set were built: columns that tell it, the years they name, and what stood by a year."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from layers.indicators.facility_years import LISTED_IN, read_schedule
from layers.layer import Dataset
from layers.placement import texts

ACCURACY = "accuracy_m"
_SAMPLE, _MOSTLY, _LONG = 5_000, 0.8, 40
_EARLIEST, _LATEST = 1900, 2100
_YEAR = re.compile(r"\s*(\d{4})(?:\.0)?\s*")


def built_by(cells: Sequence[str], year: int) -> npt.NDArray[np.int8]:
    """Say of each wording whether it means “built by the end of the year”: 1 yes, 0 no, -1 it does not tell.

    A year alone is that of completion; what is called built without a year was built by the time of the list.
    """
    found = np.full(len(cells), -1, dtype=np.int8)
    for place, cell in enumerate(cells):
        completed, built = _told(cell)
        if completed is not None:
            found[place] = completed <= year
        elif built and year >= LISTED_IN:
            found[place] = 1
    return found


def years_in(dataset: Dataset, column: str) -> tuple[int, ...]:
    """Return the years of completion that a column names, and that of the list where something was built by then."""
    told = [_told(cell) for cell in texts(dataset.frame, column)]
    found = {completed for completed, _ in told if completed is not None and _EARLIEST <= completed <= _LATEST}
    if any(completed is None and built for completed, built in told):
        found.add(LISTED_IN)
    return tuple(sorted(found))


def year_columns(dataset: Dataset) -> tuple[str, ...]:
    """Return the columns that tell when something was built: years, or words that hold one, in most of their cells."""
    found = []
    for column in dataset.frame.columns:
        if column == dataset.frame.geometry.name or str(column).lower() in (dataset.id_field, ACCURACY):
            continue
        cells = [cell for cell in texts(dataset.frame.iloc[:_SAMPLE], column) if cell.strip()]
        told = sum(_tells(cell) for cell in cells)
        if told and told >= _MOSTLY * len(cells):
            found.append(str(column))
    return tuple(found)


def _told(cell: str) -> tuple[int | None, bool]:
    """Return the year of completion that a wording names, None for none, and whether it says “built”."""
    alone = _YEAR.fullmatch(cell)
    if alone:
        return int(alone.group(1)), False
    schedule = read_schedule(cell)
    return schedule.completion, schedule.built


def _tells(cell: str) -> bool:
    alone = _YEAR.fullmatch(cell)
    if alone:
        return _EARLIEST <= int(alone.group(1)) <= _LATEST
    if len(cell) > _LONG:
        return False
    schedule = read_schedule(cell)
    return schedule.completion is not None or schedule.built
