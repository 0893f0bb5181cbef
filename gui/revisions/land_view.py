"""A small map of land that was added, removed or moved, with the old and the new borders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPalette, QPen

from gui.shape_view import ShapeView
from layers.revisions.change_map import LANDS, OLD_LINE

HATCHES: dict[str, Qt.BrushStyle] = {
    "added": Qt.BrushStyle.BDiagPattern,
    "removed": Qt.BrushStyle.FDiagPattern,
    "moved": Qt.BrushStyle.Dense5Pattern,
}
_COLOURS: dict[str, QColor] = {kind: QColor(colour) for kind, _, colour in LANDS}


class LandView(ShapeView):
    """Paints changed land in the hatches of `HATCHES`, old borders dashed, new ones solid, other parks quietly."""

    def __init__(self) -> None:
        super().__init__()
        self._land: Sequence[tuple[str, Any]] = ()
        self._old: Sequence[Any] = ()
        self._new: Sequence[Any] = ()
        self._others: Sequence[Any] = ()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the size at which a change can be told."""
        return QSize(320, 240)

    def show_land(
        self, land: Sequence[tuple[str, Any]], old: Sequence[Any], new: Sequence[Any], others: Sequence[Any]
    ) -> None:
        """Show (kind, geometry) of land, and geometries of borders, None among them left out."""
        self._land = land
        self._old, self._new, self._others = (
            [each for each in side if each is not None] for side in (old, new, others)
        )
        self.show_shapes((), [*self._old, *self._new] or self._others)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint from the quiet to the important."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(self.rect().adjusted(1, 1, -1, -1))
        quiet, ink = self.palette().color(QPalette.ColorRole.Mid), self.palette().color(QPalette.ColorRole.Text)
        for shape in self._others:
            painter.strokePath(self._path(shape), QPen(quiet, 1))
        for kind, shape in self._land:
            path, wash = self._path(shape), QColor(_COLOURS[kind])
            wash.setAlpha(60)
            painter.fillPath(path, wash)
            painter.fillPath(path, QBrush(_COLOURS[kind], HATCHES[kind]))
        for shape in self._new:
            painter.strokePath(self._path(shape), QPen(ink, 2))
        for shape in self._old:
            painter.strokePath(self._path(shape), QPen(QColor(OLD_LINE), 1.6, Qt.PenStyle.DashLine))
        painter.end()
