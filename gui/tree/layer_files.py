"""Adding layer files to the shown map: what the window asks, what it runs, and what it says of the file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMainWindow

from gui.file_dialogs import ask_to_open, read_filters
from gui.messages import Message, findings_message
from gui.session import Session
from gui.tasks import Task
from layers import edits
from layers import layer_tree_edits as tree_edits
from layers.base_layers import add_bases, add_context, base_map_from, shipped_context
from layers.base_map import BaseMap
from layers.datasets import layer_of, read_datasets, with_datum_hint
from layers.layer import Dataset, Layer, Map
from layers.project import Project
from spatial.feedback import Feedback
from spatial.findings import Finding
from spatial.formats.tile_archives import is_tile_archive
from spatial.text import Text

DATUM_NAMES = {"wgs84": "WGS 84", "cgcs2000": "CGCS2000", "gcj02": "GCJ-02", "bd09": "BD-09"}


class LayerFiles(QObject):
    """The verbs about files of layers. ``added(layer_id)``: a layer was added to the shown map.

    ``added_base(base_id)``: a base map was added to it.
    """

    added = Signal(str)
    added_base = Signal(str)

    def __init__(self, session: Session, window: QMainWindow) -> None:
        super().__init__(window)
        self._session, self._window = session, window

    def ask_add(self) -> None:
        """Ask for layer files and add them to the shown map."""
        filters = read_filters(self.tr("空间数据与栅格瓦片"), "layer", "tiles")
        ask_to_open(self._window, self.tr("添加图层"), filters, self.add, several=True)

    def add(self, paths: Sequence[Path], then: Callable[[str], None] | None = None) -> None:
        """Add layer files to the shown map, one undo step for all of them; archives of tiles become base maps.

        `then` is called with the id of the topmost layer that was added.
        """
        tiles = [path for path in paths if is_tile_archive(path)]
        paths = [path for path in paths if path not in tiles]
        if tiles:
            self.add_base_maps(tiles)
        if not paths:
            return
        project = self._session.project
        names = "、".join(path.name for path in paths)

        def work(feedback: Feedback) -> list[Dataset]:
            return read_all(paths, project, feedback)

        label = Text(f"添加图层“{names}”", f"Add layer “{names}”")
        self._session.run(Task(label), work, lambda datasets: self.put(label, datasets, then))

    def ask_add_base_map(self) -> None:
        """Ask for archives of raster tiles and add them below the layers of the shown map."""
        filters = read_filters(self.tr("栅格瓦片"), "tiles")
        ask_to_open(self._window, self.tr("添加离线底图"), filters, self.add_base_maps, several=True)

    def add_base_maps(self, paths: Sequence[Path]) -> None:
        """Add archives of raster tiles below the layers of the shown map, one undo step for all of them."""
        names = "、".join(path.name for path in paths)
        label = Text(f"添加底图“{names}”", f"Add base map “{names}”")

        def work(feedback: Feedback) -> list[BaseMap]:
            return [base_map_from(path) for path in paths]

        def then(bases: list[BaseMap]) -> None:
            if self._session.apply(label, lambda project: add_bases(project, bases)):
                self._tell_base(bases[-1])

        self._session.run(Task(label), work, then)

    def _tell_base(self, base: BaseMap) -> None:
        shown = self._session.project.shown
        added = shown.base_maps[-1] if shown is not None and shown.base_maps else base
        name = added.name
        if added.datum == "gcj02":
            text = Text(
                f"已添加底图“{name.to('zh')}”，按 GCJ-02 瓦片移到正确位置。",
                f"Added the base map “{name.to('en')}”; its tiles are taken for GCJ-02 and moved to their place.",
            )
            other, words = "wgs84", Text("按 WGS 84 处理", "Treat as WGS 84")
        else:
            text = Text(
                f"已添加底图“{name.to('zh')}”。国内网络地图的瓦片多为 GCJ-02。",
                f"Added the base map “{name.to('en')}”. Tiles of Chinese web maps are mostly in GCJ-02.",
            )
            other, words = "gcj02", Text("按 GCJ-02 处理", "Treat as GCJ-02")
        action = (words, lambda: self.set_base_datum(added.id, other))
        self._session.messages.show(Message("success", text, (), (action,)))
        self.added_base.emit(added.id)

    def add_context(self) -> None:
        """Add the districts and the water of the shipped data below the layers of the shown map."""
        label = Text("添加底图：行政区与水域", "Add base map: districts and water")

        def work(feedback: Feedback) -> list[Dataset]:
            return shipped_context(self._session.project, feedback)

        self._session.run(Task(label), work, lambda found: lambda now: add_context(now, found))

    def set_base_datum(self, base_id: str, datum: str) -> None:
        """Say which datum the tiles of a base map are in."""
        owner, name = self._session.project.active_map, DATUM_NAMES[datum]
        self._session.apply(
            Text(f"底图的坐标基准设为 {name}", f"Set the datum of the base map to {name}"),
            lambda project: tree_edits.change_base_map(project, owner, base_id, datum=datum),
        )

    def put(self, label: Text, datasets: list[Dataset], then: Callable[[str], None] | None = None) -> None:
        """Put data sets that were read on the shown map as one step, and say what was noticed in them."""
        parts = parts_of(self._session.project, datasets)
        if self._session.apply(label, lambda now: add_parts(now, parts)):
            for dataset, layer in parts:
                self._tell(dataset)
                self.added.emit(layer.id)
            if then is not None and parts:
                then(parts[-1][1].id)

    def _tell(self, dataset: Dataset) -> None:
        message = findings_message(dataset.name, dataset.findings)
        hint = next((each for each in dataset.findings if each.code in ("datum_gcj02", "datum_bd09")), None)
        if message is None:
            n = len(dataset.frame)
            name = dataset.name
            text = Text(f"已添加“{name.to('zh')}”，共 {n:,} 个要素。", f"Added “{name.to('en')}” with {n:,} features.")
            message = Message("success", text, tuple(each.message for each in dataset.findings))
        elif hint is not None:
            message = replace(message, text=hint.message, actions=(self._datum_action(dataset.id, hint),))
        self._session.messages.show(message)

    def _datum_action(self, dataset_id: str, hint: Finding) -> tuple[Text, Callable[[], None]]:
        datum = hint.code.removeprefix("datum_")
        name = DATUM_NAMES[datum]
        return Text(f"按 {name} 处理", f"Treat as {name}"), lambda: self.set_datum(dataset_id, datum)

    def set_datum(self, dataset_id: str, datum: str) -> None:
        """Say which datum a data set is in."""
        name = DATUM_NAMES[datum]
        self._session.apply(
            Text(f"坐标基准设为 {name}", f"Set the datum to {name}"),
            lambda project: edits.set_datum(project, dataset_id, datum),
        )


Parts = tuple[tuple[Dataset, Layer], ...]


def parts_of(project: Project, datasets: Sequence[Dataset]) -> Parts:
    """Return data sets under ids that are new in a project, each with a layer that draws it."""
    taken_layers, taken = list(edits.layer_ids(project)), [each.id for each in project.datasets]
    parts: list[tuple[Dataset, Layer]] = []
    for dataset in datasets:
        named = replace(dataset, id=edits.unique_id(taken, dataset.id))
        layer = layer_of(named, taken_layers)
        taken.append(named.id)
        taken_layers.append(layer.id)
        parts.append((named, layer))
    return tuple(parts)


def add_parts(project: Project, parts: Parts) -> Project:
    """Edit: put layers with their data sets on top of the shown map, a new one where there is none."""
    if project.shown is None:
        project = edits.add_map(project, Map("map", Text("地图", "Map")))
    for dataset, layer in parts:
        project = edits.add_layer(edits.add_dataset(project, dataset), project.active_map, layer)
    return project


def read_all(paths: Sequence[Path], project: Project, feedback: Feedback) -> list[Dataset]:
    """Read layer files, all layers of each, with a hint where their datum does not fit the data of `project`."""
    datasets: list[Dataset] = []
    for place, path in enumerate(paths):
        part = feedback.part(place / len(paths), (place + 1) / len(paths))
        taken = [each.id for each in (*project.datasets, *datasets)]
        found = read_datasets(path, taken, part.part(0.0, 0.9))
        datasets += [with_datum_hint(dataset, project.datasets, part.part(0.9, 1.0)) for dataset in found]
    return datasets
