"""Hovering, both ways: the zones under the mouse in the panel are outlined on the map, and the other way round."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import shapely
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QWidget

from gui.compare.compare_panel import ComparePanel
from gui.map.area import MapArea
from gui.map.portrayals import Portrayals
from gui.selection import Rows
from gui.session import Session

MOST_OUTLINED = 200
_VERTICES = 4_000


class Outlines(QWidget):
    """Lies over a canvas, lets every event through, and outlines shapes of the map."""

    def __init__(
        self, canvas: QWidget, to_pixels: Callable[[npt.NDArray[np.float64]], npt.NDArray[np.float64]]
    ) -> None:
        super().__init__(canvas)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._to_pixels = to_pixels
        self.rings: list[npt.NDArray[np.float64]] = []
        canvas.installEventFilter(self)
        self.setGeometry(canvas.rect())
        self.hide()

    def outline(self, shapes: npt.NDArray[np.object_]) -> None:
        """Outline these shapes, none to outline nothing."""
        rings = shapely.get_rings(shapes) if len(shapes) else np.empty(0, object)
        self.rings = [_thinned(shapely.get_coordinates(ring)) for ring in rings]
        self.setVisible(bool(self.rings))
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Stay as large as the canvas."""
        if isinstance(event, QResizeEvent) and watched is self.parentWidget():
            self.resize(event.size())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint each ring with a halo."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lines = [QPolygonF([QPointF(x, y) for x, y in self._to_pixels(ring).tolist()]) for ring in self.rings]
        for colour, width in ((QColor(255, 255, 255, 220), 5.0), (QColor("#d9480f"), 2.4)):
            painter.setPen(QPen(colour, width))
            for line in lines:
                painter.drawPolyline(line)
        painter.end()


def _thinned(xy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    step = max(len(xy) // _VERTICES, 1)
    return xy if step == 1 else np.vstack([xy[::step], xy[-1:]])


class MapLink(QObject):
    """Carries what is hovered between the panel and the map."""

    def __init__(self, session: Session, portrayals: Portrayals, area: MapArea, panel: ComparePanel) -> None:
        super().__init__(panel)
        self._session, self._portrayals, self._area, self._panel = session, portrayals, area, panel
        self._tree: tuple[object, shapely.STRtree] | None = None
        self.outlines = Outlines(area.canvas, lambda xy: area.canvas.view.to_pixels(xy))
        panel.hovered.connect(self._outline)
        area.canvas.cursor_moved.connect(self._moved)
        area.canvas.view_changed.connect(lambda _: self.outlines.update())

    def _places(self, dataset_id: str) -> npt.NDArray[np.object_] | None:
        """Return the geometry of a data set as the map has it placed, None where no layer of the map draws it."""
        shown = self._session.project.shown
        for layer in shown.layers if shown is not None else ():
            portrayal = self._portrayals.of(layer.id) if layer.dataset == dataset_id else None
            if portrayal is not None:
                return portrayal.placed.geometry
        return None

    def _outline(self, dataset_id: str, rows: Rows) -> None:
        places = self._places(dataset_id) if len(rows) else None
        if places is None:
            self.outlines.outline(np.empty(0, object))
            return
        self.outlines.outline(places[rows[(rows < len(places))][:MOST_OUTLINED]])

    def _moved(self, place: tuple[float, float] | None) -> None:
        dataset_id = self._panel.linked_dataset
        if not dataset_id or not self._panel.isVisible():
            return
        places = self._places(dataset_id) if place is not None else None
        if places is None or place is None:
            self._panel.mark_feature(-1)
            return
        if self._tree is None or self._tree[0] is not places:
            self._tree = (places, shapely.STRtree(places))
        hit = self._tree[1].query(shapely.Point(place), predicate="intersects")
        self._panel.mark_feature(int(hit.min()) if len(hit) else -1)
