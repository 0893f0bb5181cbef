"""The boundaries of one layer, open for editing: their topology, kept in step with the project, and how edits enter it.

An edit is a function `Topology -> Topology`. `EditSession.commit` runs it, asks `spatial.topology` what it broke, and
makes it one step of the project's history; undo, redo and other edits of the project bring their topology back.
"""

from __future__ import annotations

import dataclasses
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from PySide6.QtCore import QObject, Signal

from gui.editing.placing import Placing
from gui.messages import Message
from gui.session import Edit, Session
from gui.settings import AUTHOR
from gui.tasks import Task
from layers.boundaries import edits as boundary_edits
from layers.boundaries.edits import USUAL
from layers.boundaries.policies import Policies
from layers.layer import Dataset, Layer
from layers.project import Project
from layers.revisions import locking
from layers.storage.project_json import AbsentDataset
from spatial import topology as topo
from spatial.errors import GisError
from spatial.feedback import Feedback
from spatial.text import Text
from spatial.topology.model import replaced

if TYPE_CHECKING:
    import geopandas as gpd

Operation = Callable[[topo.Topology], topo.Topology]
_KEPT = 400  # topologies of steps that undo may come back to; they share what did not change
_ARE_SHOWN = Text("请先在图层列表中选择一个面图层或点图层。", "First choose a layer of polygons or points in the tree.")


@dataclass(frozen=True, eq=False)
class Doubtful:
    """An edit that broke something, and waits for a decision; see `EditSession.decide`.

    Parameters
    ----------
    verb
        Name of the step, without the names of features.
    old, new
        Before and after the edit.
    troubles
        What it broke: ``invalid`` features and ``overlap`` s with neighbours, each with its m².
    policies, merge
        As given to `EditSession.commit`.
    """

    verb: Text
    old: topo.Topology
    new: topo.Topology
    troubles: tuple[topo.Trouble, ...]
    policies: Policies = USUAL
    merge: str = ""

    @property
    def overlaps(self) -> tuple[topo.Trouble, ...]:
        """The overlaps."""
        return tuple(each for each in self.troubles if each.kind == "overlap")

    @property
    def invalid(self) -> tuple[topo.Trouble, ...]:
        """The features that cross themselves."""
        return tuple(each for each in self.troubles if each.kind == "invalid")


class EditSession(QObject):
    """One layer in edit mode. All verbs that change something make one step of the history each.

    Signals
    -------
    began, ended
        Edit mode was entered (the topology is there), and left.
    changed
        `topology` is another one: after an edit, an undo, a redo.
    doubted(Doubtful)
        An edit broke something: whoever listens asks the user and calls `decide`.
    """

    began = Signal()
    ended = Signal()
    changed = Signal()
    doubted = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._topology: topo.Topology | None = None
        self._known: OrderedDict[int, tuple[gpd.GeoDataFrame, topo.Topology]] = OrderedDict()
        self._frame: gpd.GeoDataFrame | None = None
        self.layer_id = ""
        self.draft_mode = False
        """Whether edits that break something are kept as drafts (草稿) without asking."""
        self.before: Project | None = None
        """The project as it was when edit mode was entered: what the read-out and the summary compare with."""
        self._row_before = 0
        session.changed.connect(lambda _: self._follow())

    # --- what is edited -------------------------------------------------------------------------------------------

    @property
    def active(self) -> bool:
        """Whether a layer is in edit mode."""
        return self._topology is not None

    @property
    def topology(self) -> topo.Topology:
        """The features as they stand. Feature numbers are those of the topology, not rows: see `row_of`."""
        if self._topology is None:
            raise RuntimeError("no layer is being edited")
        return self._topology

    @property
    def layer(self) -> Layer:
        """The layer."""
        return self._session.project.layer(self.layer_id)

    @property
    def dataset(self) -> Dataset:
        """Its data set as it stands."""
        return self._session.project.dataset(self.layer.dataset)

    @property
    def kind(self) -> Literal["polygon", "point"]:
        """What the layer holds: that of the first feature that has a geometry."""
        kinds = (shape.geom_type for shape in self.topology.shapes if shape is not None and not shape.is_empty)
        return "point" if next(kinds, "Polygon").endswith("Point") else "polygon"

    @property
    def placing(self) -> Placing:
        """How its coordinates lie on the map."""
        known = (self.topology.crs, self.topology.datum, self._session.project.crs)
        if self._placing is None or (self._placing.crs, self._placing.datum, self._placing.map_crs) != known:
            self._placing = Placing(*known)
        return self._placing

    _placing: Placing | None = None

    def row_of(self, feature: int) -> int:
        """Return the row of the data set of a feature."""
        topology = self.topology
        return feature if not topology.gone else topology.features.index(feature)

    def feature_of(self, row: int) -> int:
        """Return the feature of a row of the data set."""
        topology = self.topology
        return row if not topology.gone else topology.features[row]

    def name(self, feature: int) -> Text:
        """Return the name of a feature."""
        dataset = self.dataset
        if self._names[0] is not dataset:
            self._names = dataset, {}
        known = self._names[1]
        if feature not in known:
            known[feature] = boundary_edits.feature_name(dataset, self.row_of(feature))
        return known[feature]

    _names: tuple[Dataset | None, dict[int, Text]] = (None, {})

    def locked(self) -> frozenset[int]:
        """Return the features whose boundary is locked."""
        return frozenset(self.feature_of(row) for row in boundary_edits.locked_rows(self.dataset))

    def drafts(self) -> Mapping[int, str]:
        """Return the features that are kept as drafts, with the reason."""
        return {self.feature_of(row): why for row, why in boundary_edits.draft_rows(self.dataset).items()}

    # --- entering and leaving -------------------------------------------------------------------------------------

    def begin(self, layer_id: str) -> None:
        """Enter edit mode of a layer: its topology is built in a worker, then ``began`` is emitted."""
        project = self._session.project
        layer = next((each for _, each in project.layers() if each.id == layer_id), None)
        dataset = project.dataset(layer.dataset) if layer is not None else None
        if layer is None or dataset is None or isinstance(dataset, AbsentDataset) or not _is_editable(dataset):
            self._session.messages.show(Message("warning", _ARE_SHOWN))
            return

        def work(feedback: Feedback) -> topo.Topology:
            return topo.of_frame(dataset.frame, dataset.datum, feedback)

        def then(made: topo.Topology) -> Edit | None:
            self.end()
            self.layer_id = layer_id
            self.before, self._row_before = self._session.project, self._session.history.index
            self._take(dataset.frame, self._with_marks(made, dataset))
            self.began.emit()
            self._follow()
            return None

        self._session.run(Task(Text("准备编辑边界", "Preparing to edit"), "edit"), work, then)

    def end(self) -> None:
        """Leave edit mode; what was done stays, as steps of the history."""
        if not self.active:
            return
        self._topology, self._frame, self.before = None, None, None
        self._known.clear()
        self.layer_id = ""
        self.ended.emit()

    def discard(self) -> None:
        """Go back to the project as it was when edit mode was entered (it can be redone), and leave edit mode."""
        steps = self._session.history.index - self._row_before
        self.end()
        if steps > 0:
            self._session.undo(steps)

    @property
    def steps(self) -> int:
        """How many steps of the history lie between entering edit mode and now."""
        return max(self._session.history.index - self._row_before, 0) if self.active else 0

    # --- edits ----------------------------------------------------------------------------------------------------

    def commit(self, verb: Text, operation: Operation, policies: Policies = USUAL, merge: str = "") -> bool:
        """Do an edit as one step of the history, named by its verb and the features it touches; say whether it is done.

        Successive edits with the same non-empty `merge` become one step (a vertex that is nudged).

        Where it is refused (a ring with fewer than four points, a locked boundary), the reason goes to the messages.
        Where it would leave something invalid or overlapping, ``doubted`` is emitted and nothing is done yet; in draft
        mode it is kept with a mark.
        """
        old = self.topology
        try:
            new = operation(old)
            found = topo.troubles(old, new)
        except GisError as error:
            self._session.messages.error(error)
            return False
        if new is old or (new.change is not None and not new.change.touched):
            return False
        doubtful = Doubtful(verb, old, new, found, policies, merge)
        if found and not self.draft_mode:
            if not self._refused(old, new):
                self.doubted.emit(doubtful)
            return False
        return self.keep(doubtful)

    def keep(self, doubtful: Doubtful, new: topo.Topology | None = None) -> bool:
        """Do an edit that waited: as it is (what is broken gets a draft mark), or (`new`) in another form."""
        old, result = doubtful.old, doubtful.new if new is None else new
        if self._topology is not old or self._refused(old, result):
            return False
        settled = topo.settle(old, result, draft=True)
        broken = topo.troubles(old, result)
        reasons: dict[int, str] = {}
        for each in broken:
            for feature in (each.feature, each.other):
                if feature is not None:
                    reasons.setdefault(feature, f"{each.message.to('zh')} / {each.message.to('en')}")
        touched = (result.change.touched if result.change else ()) if not broken else tuple(reasons)
        rows = [self.row_of(each) for each in touched if each < len(old) and each not in old.gone]
        label = boundary_edits.naming(doubtful.verb, self.dataset, rows)
        dataset_id, made = self.layer.dataset, (old, settled)

        def edit(project: Project) -> Project:
            changed = boundary_edits.set_topology(project, dataset_id, made, doubtful.policies, reasons)
            self._remember(changed.dataset(dataset_id).frame, settled)
            return changed

        return self._session.apply(label, edit, doubtful.merge)

    def mark(self, verb: Text, feature: int, operation: Operation) -> bool:
        """Do an edit that moves nothing yet (detaching a border): a step of the history with the same geometry.

        Marks of detached borders hold while the layer is edited; they are no part of the file.
        """
        old = self.topology
        try:
            new = operation(old)
        except GisError as error:
            self._session.messages.error(error)
            return False
        if self.refuses(old, (feature,)):
            return False
        label = boundary_edits.naming(verb, self.dataset, [self.row_of(feature)])
        dataset_id = self.layer.dataset

        def edit(project: Project) -> Project:
            dataset = project.dataset(dataset_id)
            again = dataclasses.replace(dataset, frame=dataset.frame.copy(deep=False))
            self._remember(again.frame, new)
            return boundary_edits.with_dataset(project, again)

        return self._session.apply(label, edit)

    def refuses(self, topology: topo.Topology, features: Sequence[int]) -> bool:
        """Say whether one of these features is locked, and tell the user so."""
        hit = sorted(set(features) & self.locked() - topology.gone)
        if hit:
            self.tell_locked(hit)
        return bool(hit)

    def set_locked(self, features: Sequence[int], locked: bool) -> bool:
        """Lock or unlock the boundaries of some features: a step of the history."""
        rows = [self.row_of(each) for each in features]
        verb = Text("锁定边界", "Lock a boundary") if locked else Text("解锁边界", "Unlock a boundary")
        label = boundary_edits.naming(verb, self.dataset, rows)
        dataset_id = self.layer.dataset
        author = AUTHOR.value()
        return self._session.apply(label, lambda now: locking.set_locked(now, dataset_id, rows, locked, author))

    def _refused(self, old: topo.Topology, new: topo.Topology) -> bool:
        try:
            boundary_edits.check_unlocked(self.dataset, old, new)
        except boundary_edits.LockedError as error:
            self.tell_locked([self.feature_of(row) for row in error.rows])
            return True
        return False

    def tell_locked(self, features: Sequence[int]) -> None:
        """Say that boundaries are locked, and offer to unlock them."""
        error = boundary_edits.locked_error(self.dataset, [self.row_of(each) for each in features])

        def unlock() -> None:
            self.set_locked(features, False)

        text = Text(error.message("zh"), error.message("en"))
        self._session.messages.show(Message("warning", text, actions=((Text("解锁", "Unlock"), unlock),)))

    # --- in step with the project ---------------------------------------------------------------------------------

    def _follow(self) -> None:
        """Take the topology of the project as it stands now; leave edit mode where the layer is gone."""
        if not self.active:
            return
        project = self._session.project
        layer = next((each for _, each in project.layers() if each.id == self.layer_id), None)
        shown = project.shown
        if layer is None or shown is None or all(each.id != self.layer_id for each in shown.layers):
            self.end()
            return
        dataset = project.dataset(layer.dataset)
        if isinstance(dataset, AbsentDataset):
            self.end()
        elif dataset.frame is not self._frame or dataset.datum != self.topology.datum:
            self._take(dataset.frame, self._topology_of(dataset))
            self.changed.emit()

    def _topology_of(self, dataset: Dataset) -> topo.Topology:
        known = self._known.get(id(dataset.frame))
        if known is not None and known[1].datum == dataset.datum:
            return known[1]
        shapes = np.asarray(dataset.frame.geometry.array, dtype=object)
        now = self.topology
        same_place = now.datum == dataset.datum and now.crs == topo.of_frame(dataset.frame.iloc[:0]).crs
        if not same_place or len(shapes) != len(now.features):
            return self._with_marks(topo.of_frame(dataset.frame, dataset.datum), dataset)
        other = {
            feature: shape
            for feature, shape in zip(now.features, shapes, strict=True)
            if shape is not now.shapes[feature]
        }
        return self._with_marks(replaced(now, other, "outside") if other else now, dataset)

    def _with_marks(self, made: topo.Topology, dataset: Dataset) -> topo.Topology:
        features = made.features
        marked = frozenset(features[row] for row in boundary_edits.draft_rows(dataset))
        return made if marked == made.marked else dataclasses.replace(made, marked=marked)

    def _take(self, frame: gpd.GeoDataFrame, made: topo.Topology) -> None:
        self._remember(frame, made)
        self._frame, self._topology = frame, made

    def _remember(self, frame: gpd.GeoDataFrame, made: topo.Topology) -> None:
        self._known[id(frame)] = (frame, made)
        self._known.move_to_end(id(frame))
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)


def _is_editable(dataset: Dataset) -> bool:
    import shapely

    kinds = set(np.unique(shapely.get_type_id(np.asarray(dataset.frame.geometry.array, dtype=object))).tolist())
    kinds -= {-1}
    return bool(kinds) and (kinds <= {3, 6} or kinds <= {0})
