"""A map area that can stand beside others: it says when it framed a map, so that views stay linked."""

from __future__ import annotations

from PySide6.QtCore import Signal

from gui.map.area import MapArea
from gui.map.portrayals import Portrayals
from gui.session import Session
from layers.layer import Map


class ViewArea(MapArea):
    """Shows what its session says. ``framed``: another map was framed, with the view that the area chose itself.

    Parameters
    ----------
    beside
        Whether it stands beside the active one, whose messages and progress are enough.
    """

    framed = Signal()

    def __init__(self, session: Session, portrayals: Portrayals, *, beside: bool = False) -> None:
        self.framing = False
        super().__init__(session, portrayals)
        if beside:
            self.bar.setMaximumHeight(0)
            self.progress.setMaximumHeight(0)

    def _frame(self, shown: Map) -> None:
        self.framing = True
        super()._frame(shown)
        self.framing = False
        self.framed.emit()
