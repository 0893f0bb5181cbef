"""Undo and redo: the projects a user went through. Parts are shared, so a step costs what it changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from layers.layer import Dataset, Layer, Map
from layers.project import Project
from spatial.text import Text

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

MIN_STEPS = 200
BUDGET_BYTES = 512 * 1024 * 1024

Part = TypeVar("Part", Dataset, Map, Layer)


class FrameWrittenError(AssertionError):
    """A frame that steps of the history share was written in place: a bug in the program, not in the data."""


@dataclass(frozen=True, eq=False)
class _Step:
    label: Text
    project: Project


class History:
    """The projects a user went through, and which of them is shown.

    Parameters
    ----------
    project
        The project as it was opened; it counts as saved.
    label
        What the first row of a history panel says.
    budget_bytes
        Steps are dropped from the old end while the frames of all steps need more than this and more than `MIN_STEPS`
        undo steps are kept. A frame that several steps share counts once.
    check_frames
        Look at every push whether a frame was written in place, and raise `FrameWrittenError`. Costs a pass over the
        data: for tests and debugging.
    """

    def __init__(
        self,
        project: Project,
        label: Text = Text("打开", "Open"),
        budget_bytes: int = BUDGET_BYTES,
        check_frames: bool = False,
    ) -> None:
        self._steps = [_Step(label, project)]
        self._index = 0
        self._saved: Project | None = project
        self._merge_key = ""
        self._budget_bytes = budget_bytes
        self._bytes: dict[int, tuple[gpd.GeoDataFrame, int]] = {}
        self._prints: dict[int, tuple[gpd.GeoDataFrame, str]] | None = {} if check_frames else None
        self._check_frames()

    @classmethod
    def of_steps(cls, steps: Sequence[tuple[Text, Project]], index: int, saved: Project | None) -> History:
        """Return a history as it was: its rows (at least one), the row shown, and the project that its file holds."""
        label, project = steps[0]
        made = cls(project, label)
        made._steps = [_Step(*each) for each in steps]
        made._index = index
        made._saved = saved
        made._keep_budget()
        return made

    @property
    def current(self) -> Project:
        """The project that is shown."""
        return self._steps[self._index].project

    @property
    def index(self) -> int:
        """The row of `labels` that is shown."""
        return self._index

    @property
    def labels(self) -> tuple[Text, ...]:
        """What each kept step did, the oldest first, with those that can be redone; row 0 is where undo ends."""
        return tuple(step.label for step in self._steps)

    @property
    def can_undo(self) -> bool:
        """Whether there is an older step."""
        return self._index > 0

    @property
    def can_redo(self) -> bool:
        """Whether there is a newer step."""
        return self._index + 1 < len(self._steps)

    @property
    def is_modified(self) -> bool:
        """Whether the project shown is another one than the one that was saved last."""
        return self.current is not self._saved

    def push(self, label: Text, project: Project, merge_key: str = "") -> Project:
        """Make `project` the current one and forget what could be redone.

        Parameters
        ----------
        label
            What the user did, as a row of the history panel.
        project
            Result of an edit. The current project itself (nothing changed) makes no step.
        merge_key
            Successive pushes with the same non-empty key become one step (the drag of a slider); undo, redo, saving,
            another key and `end_merge` end that.

        Returns
        -------
        Project
            The current project.
        """
        if project is self.current:
            return project
        del self._steps[self._index + 1 :]
        if merge_key and merge_key == self._merge_key:
            self._steps[self._index] = _Step(label, project)
        else:
            self._steps.append(_Step(label, project))
            self._index += 1
        self._merge_key = merge_key
        self._check_frames()
        self._keep_budget()
        return project

    def end_merge(self) -> None:
        """Let the next push be a step of its own: the gesture is finished."""
        self._merge_key = ""

    def undo(self) -> Project:
        """Go one step back and return the project shown; stays where there is no older step."""
        return self.jump(max(self._index - 1, 0))

    def redo(self) -> Project:
        """Go one step forward and return the project shown; stays where there is no newer step."""
        return self.jump(min(self._index + 1, len(self._steps) - 1))

    def jump(self, index: int) -> Project:
        """Go to a row of `labels` and return the project shown; `IndexError` where there is no such row."""
        if not 0 <= index < len(self._steps):
            raise IndexError(f"history has rows 0 to {len(self._steps) - 1}, not {index}")
        self._index = index
        self._merge_key = ""
        return self.current

    def mark_clean(self, project: Project | None = None) -> None:
        """Say that `project` (None: the current one) is what the file now holds. The steps stay."""
        self._saved = self.current if project is None else project
        self._merge_key = ""

    def frame_bytes(self) -> int:
        """Return an estimate of the memory that the frames of all steps need, each counted once."""
        frames = {id(each.frame): each.frame for step in self._steps for each in step.project.datasets}
        known = self._bytes
        self._bytes = {key: known.get(key) or (frame, _bytes_of(frame)) for key, frame in frames.items()}
        return sum(size for _, size in self._bytes.values())

    def _keep_budget(self) -> None:
        if len(self._steps) - 1 <= MIN_STEPS:
            return
        while len(self._steps) - 1 > MIN_STEPS and self.frame_bytes() > self._budget_bytes:
            del self._steps[0]
            self._index -= 1

    def _check_frames(self) -> None:
        if self._prints is None:
            return
        kept: dict[int, tuple[gpd.GeoDataFrame, str]] = {}
        for step in self._steps:
            for dataset in step.project.datasets:
                key = id(dataset.frame)
                if key not in kept:
                    kept[key] = (dataset.frame, _checked_print(dataset, self._prints.get(key)))
        self._prints = kept


def _checked_print(dataset: Dataset, known: tuple[gpd.GeoDataFrame, str] | None) -> str:
    now = fingerprint(dataset.frame)
    if known is not None and known[1] != now:
        raise FrameWrittenError(
            f"the frame of the data set {dataset.id!r} was written in place; steps of the history share it: "
            "make a new frame instead"
        )
    return now


def fingerprint(frame: gpd.GeoDataFrame) -> str:
    """Return a hash that changes when a cell, a geometry, a column or the index of this very frame is replaced.

    Numbers count by value; objects (texts, geometries) by identity, so the hash holds within one process and for one
    frame only. A geometry cannot be written in place.
    """
    digest = hashlib.blake2b(digest_size=16)
    digest.update(repr((list(frame.columns), len(frame), str(frame.crs))).encode())
    _digest_cells(digest, frame.index.to_series())
    for place in range(frame.shape[1]):
        _digest_cells(digest, frame.iloc[:, place])
    return digest.hexdigest()


def _digest_cells(digest: hashlib.blake2b, cells: pd.Series) -> None:
    import numpy as np
    import pandas as pd

    digest.update(str(cells.dtype).encode())
    if isinstance(cells.dtype, np.dtype) or str(cells.dtype) == "geometry":
        digest.update(np.asarray(cells.array).tobytes())  # of an object array: the addresses of the objects
    else:
        digest.update(pd.util.hash_pandas_object(cells, index=False).to_numpy().tobytes())


def _bytes_of(frame: gpd.GeoDataFrame) -> int:
    """Return about how much memory a frame needs: columns, and 16 bytes a coordinate with 150 for each geometry."""
    import shapely

    columns = int(frame.memory_usage(index=True, deep=False).sum())
    if "geometry" not in {str(dtype) for dtype in frame.dtypes}:
        return columns
    geometry = frame.geometry.to_numpy()
    return columns + 16 * int(shapely.get_num_coordinates(geometry).sum()) + 150 * len(geometry)


# --- what changed between two projects -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Changes:
    """What differs between two projects: what a screen must redraw.

    Parameters
    ----------
    layers
        By layer id, for layers in both: attributes of `Layer` that differ (``symbology``, ``visible``, ``opacity``,
        ``name``, ``labels``, ``alternatives``, ``context``, ``dataset``); attributes of its data set that differ
        (``frame``, ``datum``, ``fields``, …); ``order`` where it stands elsewhere among the layers of its map that
        are in both projects; ``map`` where it went to another map.
    datasets, maps
        The same for data sets and maps, by id (``layers`` of a map: any of its layers was added, removed, moved or
        changed).
    project
        Attributes of `Project` that differ: ``title``, ``active_map``, ``crs``, ``aliases``, ``status_note``, and so
        on, and ``datasets`` or ``maps`` where any of them was added, removed, moved or changed.
    added_layers, removed_layers, added_datasets, removed_datasets, added_maps, removed_maps
        Ids that only the new, or only the old project has, in its order.
    """

    layers: Mapping[str, frozenset[str]]
    datasets: Mapping[str, frozenset[str]]
    maps: Mapping[str, frozenset[str]]
    project: frozenset[str]
    added_layers: tuple[str, ...] = ()
    removed_layers: tuple[str, ...] = ()
    added_datasets: tuple[str, ...] = ()
    removed_datasets: tuple[str, ...] = ()
    added_maps: tuple[str, ...] = ()
    removed_maps: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.project)


def changes(old: Project, new: Project) -> Changes:
    """Return what differs between two projects.

    Parts that are the same object are not looked into; frames are compared by identity alone, everything else that is
    not the same object by value.
    """
    old_sets, new_sets = _by_id(old.datasets), _by_id(new.datasets)
    old_maps, new_maps = _by_id(old.maps), _by_id(new.maps)
    old_layers = {layer.id: layer for _, layer in old.layers()}
    new_layers = {layer.id: layer for _, layer in new.layers()}
    datasets = _changed(old_sets, new_sets)
    return Changes(
        layers=_changed_layers(old, new, datasets) if old is not new else MappingProxyType({}),
        datasets=MappingProxyType(datasets),
        maps=MappingProxyType(_changed(old_maps, new_maps)),
        project=_differing(old, new),
        added_layers=_only(new_layers, old_layers),
        removed_layers=_only(old_layers, new_layers),
        added_datasets=_only(new_sets, old_sets),
        removed_datasets=_only(old_sets, new_sets),
        added_maps=_only(new_maps, old_maps),
        removed_maps=_only(old_maps, new_maps),
    )


def _changed_layers(old: Project, new: Project, datasets: Mapping[str, frozenset[str]]) -> Mapping[str, frozenset[str]]:
    before = {layer.id: (owner, layer) for owner, layer in old.layers()}
    moved = _moved(old, new)
    result: dict[str, frozenset[str]] = {}
    for owner, layer in new.layers():
        if layer.id not in before:
            continue
        old_owner, old_layer = before[layer.id]
        what = _differing(old_layer, layer) | datasets.get(layer.dataset, frozenset())
        what |= {"order"} if layer.id in moved else set()
        what |= {"map"} if owner.id != old_owner.id else set()
        if what:
            result[layer.id] = what
    return MappingProxyType(result)


def _moved(old: Project, new: Project) -> set[str]:
    """Return the layers that stand elsewhere among the layers their map has in both projects."""
    moved: set[str] = set()
    old_maps = _by_id(old.maps)
    for owner in new.maps:
        if owner.id not in old_maps or old_maps[owner.id] is owner:
            continue
        ids = [layer.id for layer in owner.layers]
        before = [layer.id for layer in old_maps[owner.id].layers]
        pairs = zip((i for i in before if i in set(ids)), (i for i in ids if i in set(before)), strict=True)
        moved.update(name for pair in pairs if pair[0] != pair[1] for name in pair)
    return moved


def _by_id(parts: Sequence[Part]) -> dict[str, Part]:
    return {part.id: part for part in parts}


def _only(these: Mapping[str, object], those: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(name for name in these if name not in those)


def _changed(old: Mapping[str, Part], new: Mapping[str, Part]) -> dict[str, frozenset[str]]:
    both = ((name, _differing(old[name], part)) for name, part in new.items() if name in old)
    return {name: what for name, what in both if what}


def _differing(old: Project | Dataset | Map | Layer, new: Project | Dataset | Map | Layer) -> frozenset[str]:
    if old is new:
        return frozenset()
    names = [each.name for each in fields(old) if hasattr(new, each.name)]
    return frozenset(name for name in names if _differs(name, getattr(old, name), getattr(new, name)))


def _differs(name: str, old: object, new: object) -> bool:
    return old is not new and (name == "frame" or bool(old != new))
