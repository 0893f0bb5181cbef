"""Boxes to choose a data set or a column from; they keep what was chosen while the project changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox

from gui.elided_box import ElidedBox
from gui.language import say
from layers.layer import Dataset
from layers.project import Project
from spatial.text import Text

NO_POINTS = Text("项目中没有点图层。", "The project has no layer of points.")
Shape = Literal["polygon", "point", "any"]
_SAMPLE = 200
_WIDEST_EM = 16
_POLYGONS = frozenset({"Polygon", "MultiPolygon"})
_POINTS = frozenset({"Point", "MultiPoint"})


class _Box(ElidedBox):
    """Measures its entries anew when shown or filled: what Qt keeps may be of other entries, or of another look."""

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self.measure()

    def measure(self) -> None:
        """Let Qt forget how wide it was to be."""
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContentsOnFirstShow)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)


def make_box(elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> QComboBox:
    """Return a box as wide as its longest entry where there is room; what it must cut, its tool tip says in full."""
    box = _Box()
    box.elide_mode = elide
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    box.setMinimumContentsLength(9)
    box.setMaximumWidth(_WIDEST_EM * box.fontMetrics().height())
    box.currentTextChanged.connect(box.setToolTip)
    return box


def datasets_of(project: Project, shape: Shape) -> tuple[Dataset, ...]:
    """Return the data sets of a shape: the foreground of the map shown first, then the others, background last."""
    shown = project.shown
    front = [layer.dataset for layer in shown.layers if not layer.context][::-1] if shown is not None else []
    behind = [layer.dataset for _, layer in project.layers() if layer.context]
    usable = [each for each in project.datasets if _has(each, shape)]
    place = {name: number for number, name in reversed(list(enumerate(front)))}
    return tuple(sorted(usable, key=lambda each: (each.id in behind, place.get(each.id, len(front)))))


def _has(dataset: Dataset, shape: Shape) -> bool:
    kinds = set(dataset.frame.geometry.iloc[:_SAMPLE].geom_type.dropna())
    wanted = {"polygon": _POLYGONS, "point": _POINTS, "any": _POLYGONS | _POINTS}[shape]
    return bool(kinds & wanted)


def fill(box: QComboBox, entries: Sequence[tuple[str, str]], default: str | None = None) -> bool:
    """Put (words, key) entries into a box and keep its choice; return whether the choice is another one now."""
    present = [(box.itemText(row), box.itemData(row)) for row in range(box.count())]
    before = box.currentData()
    if present == list(entries):
        return False
    blocked = box.blockSignals(True)
    box.clear()
    for words, key in entries:
        box.addItem(words, key)
    place = box.findData(before) if before is not None else -1
    place = place if place >= 0 else box.findData(default) if default is not None else -1
    box.setCurrentIndex(max(place, 0) if entries else -1)
    box.blockSignals(blocked)
    box.setToolTip(box.currentText())
    if isinstance(box, _Box):
        box.measure()
    return bool(box.currentData() != before)


def fill_datasets(box: QComboBox, project: Project, shape: Shape) -> bool:
    """Put the data sets of a shape into a box; return whether the choice is another one now."""
    return fill(box, [(say(each.name), each.id) for each in datasets_of(project, shape)])


def on_choice(boxes: Sequence[QComboBox], act: Callable[[], None]) -> None:
    """Call `act` when the user chooses in one of the boxes."""
    for box in boxes:
        box.activated.connect(lambda _: act())
