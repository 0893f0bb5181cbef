"""The other visible layers while one is edited: what one may snap to, in the coordinates of the edited layer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QObject

from gui.editing.edit_session import EditSession
from gui.messages import Message
from gui.session import Session
from gui.settings import SNAP_LAYERS, on_setting
from gui.tasks import Task
from layers.layer import Dataset
from layers.storage.project_json import AbsentDataset
from spatial.crs import coordinate_transform
from spatial.feedback import Feedback
from spatial.snap_targets import target_index, vertex_count
from spatial.text import Text
from spatial.vertex_index import VertexIndex

MOST_VERTICES = 300_000
"""A layer with more is left out: its index would cost more than it gives, and the user is told."""
_LABEL = Text("准备捕捉其他图层", "Preparing to snap to other layers")
_Key = tuple[int, str, str]


class OtherLayers(QObject):
    """Keeps an index for each visible layer but the edited one, made in a worker when it is first wanted."""

    def __init__(self, session: Session, edit: EditSession, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._edit = session, edit
        self._known: dict[_Key, tuple[Dataset, VertexIndex | None]] = {}
        self._shown: tuple[VertexIndex, ...] = ()
        self._counts: dict[str, tuple[object, int]] = {}
        self._told: set[str] = set()
        edit.began.connect(self.refresh)
        edit.ended.connect(self._forget)
        session.changed.connect(lambda _: self.refresh())
        on_setting(self, (SNAP_LAYERS,), self.refresh)

    def indexes(self) -> Sequence[VertexIndex]:
        """Return the indexes that are ready, in the coordinates of the edited layer."""
        return self._shown

    def refresh(self) -> None:
        """Take notice of which layers are visible now; those not known yet are indexed in a worker."""
        if not self._edit.active or SNAP_LAYERS.value() != "visible":
            self._shown = ()
            return
        wanted = {self._key(each): each for each in self._visible()}
        self._known = {key: kept for key, kept in self._known.items() if key in wanted}
        missing = [each for key, each in wanted.items() if key not in self._known]
        self._show()
        if missing:
            self._make(missing)

    def _visible(self) -> list[Dataset]:
        project, own = self._session.project, self._edit.layer.dataset
        layers = project.shown.layers if project.shown is not None else ()
        ids = dict.fromkeys(each.dataset for each in layers if each.visible and each.dataset != own)
        found = []
        for each in map(project.dataset, ids):
            if isinstance(each, AbsentDataset) or not len(each.frame):
                continue
            count = self._count(each)
            if count <= MOST_VERTICES:
                found.append(each)
            else:
                self._tell(each, count)
        return found

    def _count(self, dataset: Dataset) -> int:
        known = self._counts.get(dataset.id)
        if known is None or known[0] is not dataset.frame:
            known = dataset.frame, vertex_count(np.asarray(dataset.frame.geometry.array, dtype=object))
            self._counts[dataset.id] = known
        return known[1]

    def _tell(self, dataset: Dataset, count: int) -> None:
        if dataset.id in self._told:
            return
        self._told.add(dataset.id)
        zh, en = dataset.name.to("zh"), dataset.name.to("en")
        text = Text(
            f"“{zh}”有 {count:,} 个顶点，太多了，不参与捕捉。", f"“{en}” has {count:,} vertices: too many to snap to."
        )
        self._session.messages.show(Message("info", text))

    def _key(self, dataset: Dataset) -> _Key:
        topology = self._edit.topology
        return id(dataset.frame), topology.crs, topology.datum

    def _make(self, datasets: Sequence[Dataset]) -> None:
        crs, datum = self._edit.topology.crs, self._edit.topology.datum
        keys = [self._key(each) for each in datasets]

        def work(feedback: Feedback) -> list[VertexIndex | None]:
            made = []
            for number, each in enumerate(datasets):
                feedback.report(number / len(datasets))
                made.append(_index_of(each, crs, datum))
            return made

        def done(made: list[VertexIndex | None]) -> None:
            self._known |= {key: (each, index) for key, each, index in zip(keys, datasets, made, strict=True)}
            if self._edit.active and (self._edit.topology.crs, self._edit.topology.datum) == (crs, datum):
                self._show()

        self._session.tasks.run(Task(_LABEL, "snap_targets", quiet=True), work, done)

    def _show(self) -> None:
        self._shown = tuple(index for _, index in self._known.values() if index is not None)

    def _forget(self) -> None:
        self._known.clear()
        self._counts.clear()
        self._told.clear()
        self._shown = ()


def _index_of(dataset: Dataset, crs: str, datum: str) -> VertexIndex | None:
    """Return the index of a data set in the coordinates of another; in its own they stay what they are to the bit."""
    import shapely

    shapes = np.asarray(dataset.frame.geometry.array, dtype=object)
    own = dataset.frame.crs.to_string() if dataset.frame.crs is not None else crs
    if (own, dataset.datum) != (crs, datum):
        shapes = shapely.transform(shapes, coordinate_transform(dataset.frame.crs, dataset.datum, crs, datum))
    return target_index(shapes)
