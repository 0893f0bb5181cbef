"""What the columns of a layer of points can serve as, read in a worker: weights, kinds, years."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gui.language import say
from gui.session import Session
from gui.tasks import Task
from layers.cartography.styling import FieldChoice, field_choices
from layers.layer import Dataset
from layers.results.point_years import year_columns
from spatial.feedback import Feedback
from spatial.text import Text


@dataclass(frozen=True, eq=False)
class PointColumns:
    """The columns of a data set, as they were read."""

    dataset: Dataset
    choices: tuple[FieldChoice, ...]
    years: tuple[str, ...]

    def numbers(self) -> list[tuple[str, str]]:
        """Return (words, column) of the columns of numbers."""
        return [(say(each.field.title), each.field.name) for each in self.choices if each.kind == "number"]

    def kinds(self) -> list[tuple[str, str]]:
        """Return (words, column) of the columns that tell kinds apart."""
        return [(say(each.field.label), each.field.name) for each in self.choices if each.kind == "category"]

    def year_names(self) -> list[tuple[str, str]]:
        """Return (words, column) of the columns that tell when something was built."""
        return [(say(self.dataset.field_of(each).label), each) for each in self.years]


class ColumnReader:
    """Reads the columns of the data set that a tab works on, once each time it changes."""

    def __init__(self, session: Session, key: str, ready: Callable[[], None]) -> None:
        self._session, self._key, self._ready = session, key, ready
        self._known: PointColumns | None = None
        self._reading: Dataset | None = None

    def of(self, dataset: Dataset) -> PointColumns | None:
        """Return the columns of a data set; None where they are being read, and `ready` is called afterwards."""
        if self._known is not None and self._known.dataset is dataset:
            return self._known
        if self._reading is not dataset:
            self._reading = dataset
            task = Task(Text("读取字段", "Reading the fields"), self._key, quiet=True)
            self._session.run(task, lambda feedback: _read(dataset, feedback), self._keep)
        return None

    def _keep(self, found: PointColumns) -> None:
        self._known, self._reading = found, None
        self._ready()


def _read(dataset: Dataset, feedback: Feedback) -> PointColumns:
    feedback.report(0.1)
    return PointColumns(dataset, field_choices(dataset), year_columns(dataset))
