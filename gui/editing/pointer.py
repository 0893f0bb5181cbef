"""Where the mouse is while one edits, in pixels and in the layer, and what it snaps to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt

from gui.editing.placing import XY, Placing
from gui.map.view import MapView
from gui.settings import SNAP_PX
from spatial.snapping import NOTHING, PRIORITY, Kind, Moving, Snap, snap
from spatial.vertex_index import VertexIndex


@dataclass(frozen=True)
class Pointer:
    """The mouse at one moment.

    Parameters
    ----------
    px
        Where it is on the canvas, logical pixels.
    free
        The same place in coordinates of the layer.
    snap
        What it snaps to, None for nothing (or Alt is held).
    modifiers
        Keys that are held.
    """

    px: QPointF
    free: XY
    snap: Snap | None
    modifiers: Qt.KeyboardModifier

    @property
    def at(self) -> XY:
        """The place that counts: that of the target, to the last bit, else the free one."""
        return self.snap.at if self.snap is not None else self.free


class Snapper:
    """Finds targets within so many pixels (a setting), in the coordinates of the layer."""

    def __init__(self) -> None:
        self.kinds: tuple[Kind, ...] = PRIORITY
        self.reach_px = SNAP_PX.value()
        """The tolerance, pixels: independent of the zoom."""

    def take_setting(self) -> None:
        """Take the tolerance from the settings."""
        self.reach_px = SNAP_PX.value()

    def find(
        self,
        indexes: Sequence[VertexIndex],
        px: QPointF,
        where: tuple[Placing, MapView],
        kinds: Collection[Kind] | None = None,
        moving: Moving = NOTHING,
    ) -> Snap | None:
        """Return what a pixel snaps to; `moving` is what is being dragged. See `spatial.snapping.snap`."""
        placing, view = where
        x, y = placing.per_pixel(px.x(), px.y(), view)
        reach = (x * self.reach_px, y * self.reach_px)
        return snap(indexes, placing.from_pixel(px.x(), px.y(), view), reach, kinds or self.kinds, moving)
