"""The histogram of the mapped column, in which the breaks of a choropleth are moved."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gui.language import on_language, say
from gui.session import Session
from gui.symbology.histogram import Histogram
from gui.symbology.wish import put_look
from gui.tasks import Task
from layers.cartography.distribution import Distribution, distribution
from layers.cartography.styling import with_breaks
from layers.cartography.symbology import Graduated
from layers.cartography.vision import seen_colour
from layers.layer import Dataset, Layer
from layers.project import Project
from spatial.feedback import Feedback
from spatial.text import Text

_Key = tuple[int, str, bool]
KEPT = 24


class BreaksEditor(QWidget):
    """Shows the distribution under the breaks of a layer; a drag changes them at once and is one step."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._layer_id = ""
        self._gesture = 0
        self._vision = "normal"
        self._shown: Distribution | None = None
        self._known: dict[_Key, tuple[Dataset, Distribution]] = {}
        self.histogram = Histogram()
        self.beside, self.locked = QLabel(), QLabel()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(self.histogram)
        for label in (self.beside, self.locked):
            label.setObjectName("quiet")
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            column.addWidget(label)
        self.histogram.started.connect(self._start)
        self.histogram.changed.connect(self._move)
        self.histogram.finished.connect(lambda: session.history.end_merge())
        on_language(self, self._retranslate)

    def _retranslate(self) -> None:
        self.locked.setText(self.tr("各年份共用这套界限，会一起移动"))
        if self._shown is not None:
            self.beside.setText(say(self._shown.beside))

    def set_vision(self, vision: str) -> None:
        """Show the colours of the classes as they look under a colour vision, from the next `show_layer` on."""
        self._vision = vision

    def show_layer(self, layer: Layer, dataset: Dataset) -> None:
        """Show the breaks of a layer; hides where it has none."""
        look = layer.symbology
        self._layer_id = layer.id
        if not isinstance(look, Graduated) or look.field not in dataset.frame.columns:
            self.hide()
            return
        found = self._distribution(dataset, look)
        self.setVisible(found is not None and len(found.edges) > 0)
        if found is None:
            return
        self._shown = found
        colours = tuple(seen_colour(colour, self._vision) for colour in look.colours)
        self.histogram.show_data(found, look.breaks, colours)
        self.beside.setText(say(found.beside))
        self.beside.setVisible(bool(found.beside))
        self.locked.setVisible(bool(look.lock))

    def _distribution(self, dataset: Dataset, look: Graduated) -> Distribution | None:
        key = (id(dataset), look.field, look.zero_class)
        if key in self._known:
            return self._known[key][1]

        def work(feedback: Feedback) -> Distribution:
            return distribution(dataset, look.field, look.zero_class, feedback)

        def then(made: Distribution) -> None:
            self._known = {**dict(list(self._known.items())[1 - KEPT :]), key: (dataset, made)}
            project = self._session.project
            layer = next((each for _, each in project.layers() if each.id == self._layer_id), None)
            if layer is not None:
                self.show_layer(layer, project.dataset(layer.dataset))

        label = Text("统计分布", "Counting the distribution")
        self._session.run(Task(label, "histogram", quiet=True), work, then)
        return self._known[key][1] if key in self._known else None

    def _start(self) -> None:
        self._gesture += 1

    def _move(self, breaks: tuple[float, ...]) -> None:
        layer_id = self._layer_id

        def edit(project: Project) -> Project:
            look = project.layer(layer_id).symbology
            return (
                put_look(project, layer_id, with_breaks(look, breaks), ()) if isinstance(look, Graduated) else project
            )

        label = Text("移动分级界限", "Move a class break")
        self._session.apply(label, edit, merge=f"breaks:{layer_id}:{self._gesture}")
