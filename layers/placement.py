"""Where the features of a data set are on the map, what they are called, and which boundaries are not approved."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from layers.layer import Dataset
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

_CELLS = 5_000
DRAFT = "draft_reason"
"""Column that says why a boundary is kept as a draft (草稿) although it is invalid or overlaps; empty: it is not."""

NOT_APPROVED = frozenset({"schematic", "digitised", "draft", "consultation"})


class Names(Sequence[Text]):
    """Names of features in both languages: two columns that give a `Text` each when they are asked.

    Parameters
    ----------
    zh, en
        (N,) the names in each language, "" where there is none; the same twice for names without a language.
    """

    def __init__(self, zh: Sequence[str], en: Sequence[str]) -> None:
        self.zh, self.en = tuple(zh), tuple(en)

    def __len__(self) -> int:
        return len(self.zh)

    @overload
    def __getitem__(self, index: int) -> Text: ...

    @overload
    def __getitem__(self, index: slice) -> Names: ...

    def __getitem__(self, index: int | slice) -> Text | Names:
        if isinstance(index, slice):
            return Names(self.zh[index], self.en[index])
        return Text(self.zh[index], self.en[index])


@dataclass(frozen=True, eq=False)
class Placed:
    """The features of a data set in the CRS of the map; shared by every portrayal of that data set.

    Parameters
    ----------
    crs
        CRS of `geometry`, the map's.
    geometry
        (N,) object array of shapely geometries in `crs`, in the order of the frame; empty or missing ones are None.
    ids, names
        (N,) feature ids, and names in both languages.
    dashed
        (N,) bool: the boundary is not approved and is drawn dashed.
    """

    crs: str
    geometry: npt.NDArray[np.object_]
    ids: tuple[str, ...]
    names: Names
    dashed: npt.NDArray[np.bool_]


def place(dataset: Dataset, crs: str, feedback: Feedback = SILENT) -> Placed:
    """Bring the features of a data set into the CRS of the map, converting its datum on the way.

    Raises
    ------
    CrsError
        The data set has no CRS, or its coordinates do not fit it.
    """
    import shapely

    from spatial.crs import transform_geometry
    from spatial.slices import in_slices

    frame = dataset.frame
    original = np.asarray(frame.geometry.array, dtype=object)
    geometry = transform_geometry(original, source=frame.crs, datum=dataset.datum, target=crs, feedback=feedback)
    geometry[in_slices(shapely.is_empty, geometry)] = None
    feedback.report(1.0)
    ids = texts(frame, dataset.id_field) or tuple(str(row) for row in range(len(frame)))
    dashed = np.zeros(len(frame), dtype=bool)
    for column, is_open in (("geometry_status", NOT_APPROVED.__contains__), (DRAFT, bool)):
        cells = texts(frame, column)
        if cells:  # one by one: an array of a million flags made in one call would hold the interpreter
            dashed |= np.fromiter((is_open(cell) for cell in cells), dtype=bool, count=len(cells))
    return Placed(crs, geometry, ids, _names(dataset, ids), dashed)


def names_of(dataset: Dataset) -> Names:
    """Return the names of the features in both languages; their ids where they have none."""
    ids = texts(dataset.frame, dataset.id_field) or tuple(str(row) for row in range(len(dataset.frame)))
    return _names(dataset, ids)


def texts(frame: Any, column: str) -> tuple[str, ...]:
    """Return a column as text, "" for missing cells; () where there is no such column."""
    if not column or column not in frame.columns:
        return ()
    # As arrays: going through a column of text cell by cell costs ten times as much. In parts: each call holds the
    # interpreter.
    cells: list[str] = []
    for start in range(0, len(frame), _CELLS):
        cells += map(str, frame[column].iloc[start : start + _CELLS].to_numpy(dtype=object, na_value="").tolist())
    return tuple(cells)


def rows_of_ids(dataset: Dataset, wanted: Collection[str]) -> dict[str, int]:
    """Return id -> row (the first one) for the wanted ids that a data set has; quick for millions of features."""
    if not dataset.id_field or dataset.id_field not in dataset.frame.columns or not wanted:
        return {}
    column = dataset.frame[dataset.id_field]
    found: dict[str, int] = {}
    for row in np.flatnonzero(column.isin(list(wanted)).to_numpy()).tolist():
        found.setdefault(str(column.iloc[row]), row)
    return found


def _names(dataset: Dataset, ids: tuple[str, ...]) -> Names:
    """Return feature names in both languages: `name_zh` goes with `name_en`; any other name is itself in both."""
    field = dataset.name_field
    first = texts(dataset.frame, field) or ids
    other = field[:-2] + {"zh": "en", "en": "zh"}.get(field[-2:], "")
    second = texts(dataset.frame, other) if field[-3:-2] == "_" and other != field else ()
    if not second:
        return Names(first, first)
    return Names(first, second) if field.endswith("zh") else Names(second, first)
