"""The portrayals of the layers on screen, made in a worker and kept while data and symbology are the same.

Canvas, legends and panels ask here; nobody else in the window calls `portray`. A layer that is being made again keeps
its last portrayal until the new one is there, so that nothing flickers.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from gui.rendering.geometry import make_geometry
from gui.rendering.surface import Looks
from gui.session import Session
from gui.tasks import Task
from layers.cartography.portrayal import Placed, Portrayal
from layers.cartography.symbology import Symbology
from layers.layer import Dataset, Layer
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

KEPT = 48
_Key = tuple[int, Symbology, str]
Lens = Callable[[str, Portrayal], Portrayal]
"""What a layer (by id) looks like in the window while only some of its features are looked at."""


def arrange(placed: Placed, feedback: Feedback = SILENT) -> None:
    """Make the arrays that the canvas draws from: here a move of the view does not stop it."""
    for step, _ in enumerate(make_geometry(placed)):
        if step % 16 == 0:
            done = step / (step + 100)  # how many steps there will be is not told
            feedback.report(done, Text("整理坐标", "Arranging coordinates"))


class Portrayals(QObject):
    """Makes and keeps portrayals.

    ``ready(layer_id)`` says that `of(layer_id)` now returns the portrayal of the layer as it stands in the project.

    Parameters
    ----------
    beside
        Portrayals of another view of the same project: what one of them made, the other need not make again.
    """

    ready = Signal(str)
    failed = Signal(str)

    def __init__(self, session: Session, parent: QObject | None = None, *, beside: Portrayals | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._made: OrderedDict[_Key, tuple[Dataset, Portrayal]] = beside._made if beside else OrderedDict()
        self._placed: OrderedDict[tuple[int, str], tuple[Dataset, Placed]] = beside._placed if beside else OrderedDict()
        self._shown: dict[str, Portrayal] = {}
        self._refused: dict[_Key, Dataset] = {}
        self._making: tuple[_Key, Task] | None = None
        self._vision = "normal"
        self._lens: Lens | None = None
        self.remark = Text("")
        self._seen: dict[str, tuple[Portrayal, Portrayal]] = {}
        session.changed.connect(lambda _: self._refresh())
        session.tasks.ended.connect(self._forget_cancelled)

    def of(self, layer_id: str) -> Portrayal | None:
        """Return the latest portrayal of a layer as it is looked at, None while the first one is being made."""
        made = self._shown.get(layer_id)
        if made is None or (self._vision == "normal" and self._lens is None):
            return made
        known = self._seen.get(layer_id)
        if known is None or known[0] is not made:
            from layers.cartography.vision import seen_portrayal

            looked_at = made if self._lens is None else self._lens(layer_id, made)
            known = self._seen[layer_id] = (made, seen_portrayal(looked_at, self._vision))
        return known[1]

    def made(self, layer_id: str) -> Portrayal | None:
        """Return the latest portrayal of a layer in its own colours, whatever vision is simulated."""
        return self._shown.get(layer_id)

    @property
    def vision(self) -> str:
        """The colour vision that the window simulates: a key of `layers.cartography.vision.VISIONS`."""
        return self._vision

    def set_vision(self, vision: str) -> None:
        """Look at the maps with another colour vision. The project stays as it is."""
        if vision != self._vision:
            self._vision = vision
            self._look_again()

    def set_lens(self, lens: Lens | None, remark: Text = Text("")) -> None:
        """Look at the maps through a filter, None for none. The project, and all that is exported, stay as they are.

        `remark` says what is filtered: it goes with every picture of what the window shows.
        """
        self._lens, self.remark = lens, remark if lens is not None else Text("")
        self._look_again()

    def _look_again(self) -> None:
        self._seen = {}
        for layer_id in tuple(self._shown):
            self.ready.emit(layer_id)

    def settled(self, layer_id: str) -> bool:
        """Whether nothing more is to come for a layer as it stands: its portrayal was made, or could not be."""
        key = self._key(self._session.project.layer(layer_id))
        return key in self._made or key in self._refused

    def _key(self, layer: Layer) -> _Key:
        project = self._session.project
        return id(project.dataset(layer.dataset)), layer.symbology, project.crs

    def _refresh(self) -> None:
        shown = self._session.project.shown
        layers = shown.layers if shown else ()
        known = {layer.id for _, layer in self._session.project.layers()}
        self._shown = {layer_id: made for layer_id, made in self._shown.items() if layer_id in known}
        for layer in layers:
            made = self._made.get(self._key(layer))
            if made is not None and self._shown.get(layer.id) is not made[1]:
                self._shown[layer.id] = made[1]
                self.ready.emit(layer.id)
        self._make_next(layers)

    def _make_next(self, layers: tuple[Layer, ...]) -> None:
        missing = [layer for layer in layers if self._key(layer) not in self._made]
        missing = [layer for layer in missing if self._key(layer) not in self._refused]
        if not missing:
            return
        layer = min(missing, key=lambda layer: not layer.visible)
        key = self._key(layer)
        if self._making is None or key != self._making[0]:
            self._make(layer, key)

    def _make(self, layer: Layer, key: _Key) -> None:
        dataset, crs = self._session.project.dataset(layer.dataset), self._session.project.crs
        symbology = layer.symbology
        placed_before = self._placed.get((id(dataset), crs))

        def work(feedback: Feedback) -> tuple[Placed, Portrayal]:
            from layers.cartography.portrayal import place, portray

            placed = placed_before[1] if placed_before else place(dataset, crs, feedback.part(0.0, 0.5))
            arrange(placed, feedback.part(0.5, 0.7))
            made = portray(dataset, placed, symbology, feedback.part(0.7, 1.0))
            Looks.of(made)  # kept; long work for a large layer, and needed in the GUI thread when the map is dragged
            return placed, made

        def done(result: tuple[Placed, Portrayal]) -> None:
            self._making = None
            self._placed[id(dataset), crs] = (dataset, result[0])
            self._made[key] = (dataset, result[1])
            for kept in (self._placed, self._made):
                while len(kept) > KEPT:
                    kept.popitem(last=False)
            self._refresh()

        def failed(error: BaseException) -> None:
            self._making = None
            self._refused[key] = dataset
            self._session.messages.error(error)
            self.failed.emit(layer.id)
            self._refresh()

        label = Text(f"准备图层“{layer.name.to('zh')}”", f"Preparing “{layer.name.to('en')}”")
        task = Task(label, key=f"portray {id(self)}")
        self._making = (key, task)
        self._session.tasks.run(task, work, done, failed)

    def _forget_cancelled(self, task: Task) -> None:
        if self._making is not None and task is self._making[1] and task.cancelled:
            self._making = None
