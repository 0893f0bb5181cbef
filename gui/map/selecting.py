"""The selection on the map: the tool that makes it, the highlight that shows it, and its verbs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import shapely
from PySide6.QtCore import QObject, QRectF

from gui.map.area import MapArea
from gui.map.place_dialog import PlaceDialog
from gui.map.portrayals import Portrayals
from gui.selection import Rows, Selection
from gui.session import Session
from layers.layer import Layer


class MapSelection(QObject):
    """Keeps the highlight of a map in step with the selection, and the other way round.

    Parameters
    ----------
    chosen
        Id of the layer that the tool and the verbs act on, "" for none. The tool takes the topmost layer of the
        foreground instead where that one is not drawn.
    """

    def __init__(
        self,
        session: Session,
        portrayals: Portrayals,
        selection: Selection,
        area: MapArea,
        chosen: Callable[[], str],
    ) -> None:
        super().__init__(area)
        self._session, self._portrayals, self._selection = session, portrayals, selection
        self._area, self._chosen = area, chosen
        selection.changed.connect(lambda _: self._highlight())
        session.changed.connect(lambda _: self._highlight())
        area.scale_passed.connect(self._highlight)
        area.canvas.selecting.connect(self._select)
        area.selected.connect(self.show)
        area.hits.connect(self._identified)

    # --- verbs ----------------------------------------------------------------------------------------------------

    def tool(self) -> None:
        """Select with the left button."""
        self._area.canvas.set_tool("select")

    def clear(self) -> None:
        """Select nothing."""
        self._selection.clear()

    def invert(self) -> None:
        """Select what is not selected of the chosen layer."""
        layer = self._layer(self._chosen())
        if layer is not None:
            self._selection.invert(layer.dataset)

    def zoom(self) -> None:
        """Show all selected features of the map."""
        found = [self._places(layer) for layer in self._shown_layers()]
        places = [each for each in found if each is not None]
        box = shapely.total_bounds(np.concatenate(places)) if places else np.full(4, np.nan)
        if np.isfinite(box).all():
            self._area.canvas.set_extent((float(box[0]), float(box[1]), float(box[2]), float(box[3])))

    def ask_by_place(self) -> None:
        """Ask for another layer, and select the features of the chosen one that lie in it or meet it."""
        if self._layer(self._chosen()) is not None:
            PlaceDialog(self._session, self._selection, self._chosen(), self._area.window()).open()

    def show(self, layer_id: str, index: int) -> None:
        """Select one feature and nothing else."""
        layer = self._layer(layer_id)
        if layer is not None:
            self._selection.only(layer.dataset, [index])

    def holds(self, layer_id: str, index: int) -> bool:
        """Say whether a feature of a layer is selected."""
        layer = self._layer(layer_id)
        return layer is not None and bool((self._selection.rows(layer.dataset) == index).any())

    # --- both ways ------------------------------------------------------------------------------------------------

    def _identified(self, hits: Sequence[tuple[str, int]]) -> None:
        if hits:
            self.show(*hits[0])
        else:
            self._selection.clear()

    def _select(self, box: QRectF, adding: bool) -> None:
        layer = self._target()
        if layer is not None:
            self._selection.select(layer.dataset, self._area.canvas.features_in(layer.id, box), adding=adding)

    def _highlight(self) -> None:
        """Highlight each data set in the topmost visible layer that draws it."""
        shown: dict[str, tuple[str, Rows]] = {}
        for layer in self._shown_layers():
            rows = self._selection.rows(layer.dataset)
            if self._area.draws(layer.id) and len(rows):
                shown[layer.dataset] = layer.id, rows
        self._area.canvas.set_selections(dict(shown.values()))

    def _places(self, layer: Layer) -> np.ndarray | None:
        portrayal, rows = self._portrayals.of(layer.id), self._selection.rows(layer.dataset)
        return portrayal.placed.geometry[rows] if portrayal is not None and len(rows) else None

    def _target(self) -> Layer | None:
        visible = [layer for layer in self._shown_layers() if self._area.draws(layer.id)]
        chosen = [layer for layer in visible if layer.id == self._chosen()]
        foreground = [layer for layer in visible if not layer.context]
        return next(iter([*chosen, *reversed(foreground)]), None)

    def _layer(self, layer_id: str) -> Layer | None:
        return next((layer for _, layer in self._session.project.layers() if layer.id == layer_id), None)

    def _shown_layers(self) -> tuple[Layer, ...]:
        shown = self._session.project.shown
        return shown.layers if shown is not None else ()
