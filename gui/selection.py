"""Which features are selected: one answer for map, table, identify panel and charts.

A selection belongs to a data set, not to a layer: a park that is selected stays so in every map that draws it. It is no
part of the project: selecting is no step of the history.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from gui.session import Session

Rows = npt.NDArray[np.int64]
_NONE: Rows = np.empty(0, np.int64)


class Selection(QObject):
    """The selected rows of each data set.

    ``changed(frozenset of data set ids)``: which data sets have another selection now. A data set that goes, that no
    layer draws any more, or that gets another number of features loses its selection.
    """

    changed = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._rows: dict[str, Rows] = {}
        self._lengths: dict[str, int] = {}
        session.changed.connect(lambda _: self._drop_strangers())

    def __bool__(self) -> bool:
        return bool(self._rows)

    def rows(self, dataset_id: str) -> Rows:
        """Return the selected rows of a data set, increasing, each once; empty for none."""
        return self._rows.get(dataset_id, _NONE)

    def datasets(self) -> tuple[str, ...]:
        """Return the ids of the data sets that have selected features."""
        return tuple(self._rows)

    def select(self, dataset_id: str, rows: Iterable[int] | Rows, *, adding: bool = False) -> None:
        """Select these rows of a data set, instead of those before or (`adding`) with them; others stay as they are.

        Rows that the data set does not have are passed over.
        """
        self._put({dataset_id: self._clean(dataset_id, rows, adding)})

    def only(self, dataset_id: str, rows: Iterable[int] | Rows) -> None:
        """Select these rows and nothing else in any data set."""
        wanted = dict.fromkeys(self._rows, _NONE)
        self._put({**wanted, dataset_id: self._clean(dataset_id, rows, False)})

    def invert(self, dataset_id: str) -> None:
        """Select the features of a data set that are not selected, and no others of it."""
        everything = np.arange(len(self._session.project.dataset(dataset_id).frame))
        self._put({dataset_id: np.setdiff1d(everything, self.rows(dataset_id))})

    def clear(self) -> None:
        """Select nothing."""
        self._put(dict.fromkeys(self._rows, _NONE))

    def _clean(self, dataset_id: str, rows: Iterable[int] | Rows, adding: bool) -> Rows:
        length = len(self._session.project.dataset(dataset_id).frame)
        wanted = np.unique(np.asarray(rows if isinstance(rows, np.ndarray) else list(rows), dtype=np.int64))
        wanted = wanted[(wanted >= 0) & (wanted < length)]
        return np.union1d(self.rows(dataset_id), wanted) if adding else wanted

    def _put(self, wanted: Mapping[str, Rows]) -> None:
        other = {name: rows for name, rows in wanted.items() if not np.array_equal(rows, self.rows(name))}
        for dataset_id, rows in other.items():
            self._rows.pop(dataset_id, None)
            if len(rows):
                self._rows[dataset_id] = rows
                self._lengths[dataset_id] = len(self._session.project.dataset(dataset_id).frame)
        if other:
            self.changed.emit(frozenset(other))

    def _drop_strangers(self) -> None:
        project = self._session.project
        drawn = {layer.dataset for _, layer in project.layers()}
        lengths = {each.id: len(each.frame) for each in project.datasets if each.id in drawn}
        gone = [name for name in self._rows if lengths.get(name) != self._lengths[name]]
        if gone:
            for name in gone:
                del self._rows[name]
            self.changed.emit(frozenset(gone))
