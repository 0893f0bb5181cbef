"""The select tool of the editor: which features the other tools act on."""

from __future__ import annotations

from collections.abc import Sequence

import shapely
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gui.editing.overlay import INK
from gui.editing.pointer import Pointer
from gui.editing.readout import Line
from gui.editing.tool import GRAB_FROM_PX, EditTool
from spatial.text import Text

_MANY = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
_POINT_PX = 12.0


class SelectFeatures(EditTool):
    """Selects the feature that is clicked, or those that a box meets; Ctrl or Shift keep the others."""

    hint = Text(
        "点选或拉框选择要编辑的要素；Ctrl 或 Shift 添加；选中后再选择编辑工具；右键看更多操作",
        "Click or drag a box to choose features; Ctrl or Shift adds; then take an edit tool; right click for more",
    )
    cursor = Qt.CursorShape.ArrowCursor
    _from: Pointer | None = None
    _to: QPointF | None = None

    def snaps(self) -> bool:
        """Nothing snaps: features are chosen by their insides."""
        return False

    def press(self, pointer: Pointer) -> None:
        """Begin a click or a box."""
        self._from, self._to = pointer, None

    def drag(self, pointer: Pointer) -> None:
        """Stretch the box."""
        if self._from is not None and (pointer.px - self._from.px).manhattanLength() > GRAB_FROM_PX:
            self._to = pointer.px

    def release(self, pointer: Pointer) -> None:
        """Select."""
        start, end = self._from, self._to
        self._from, self._to = None, None
        if start is None:
            return
        found = feature_at(self, pointer) if end is None else self._in(QRectF(start.px, end).normalized())
        self.editor.select(found, adding=bool(pointer.modifiers & _MANY))

    def _in(self, box: QRectF) -> list[int]:
        west, south, east, north = self.editor.edit.placing.box(
            box.left(), box.top(), box.right(), box.bottom(), self.editor.canvas.view
        )
        area = shapely.box(west, south, east, north)
        shapes = self.editor.edit.topology.shapes
        return [each for each, shape in enumerate(shapes) if shape is not None and shapely.intersects(shape, area)]

    def cancel(self) -> bool:
        """Let go of the box, else of the selection."""
        if self._to is not None:
            self._from, self._to = None, None
            return True
        had = bool(self.editor.selected)
        self.editor.select([])
        return had

    def paint(self, painter: QPainter) -> None:
        """Draw the box."""
        if self._from is None or self._to is None:
            return
        fill = QColor(INK)
        fill.setAlpha(36)
        painter.setBrush(fill)
        painter.setPen(QPen(INK, 1.5))
        painter.drawRect(QRectF(self._from.px, self._to).normalized())

    def readout(self) -> Sequence[Line]:
        """Return the figures of the feature under the mouse, where it is selected."""
        pointer = self.editor.pointer
        under = self.editor.features_at(pointer.free) if pointer is not None and self._to is None else ()
        if not under or under[0] not in self.editor.selected or self.editor.edit.kind != "polygon":
            return ()
        topology = self.editor.edit.topology
        return self.editor.figures.lines(under[0], {}, topology.length_m([topology.shape(under[0])]))


def feature_at(tool: EditTool, pointer: Pointer) -> list[int]:
    """Return the feature under the mouse: the smallest polygon that holds it, or the nearest point within reach."""
    editor = tool.editor
    if editor.edit.kind == "polygon":
        return list(editor.features_at(pointer.free)[:1])
    shapes = editor.edit.topology.shapes
    there = [each for each, shape in enumerate(shapes) if shape is not None and not shape.is_empty]
    if not there:
        return []
    px = editor.pixels(shapely.get_coordinates(shapes[there]))
    far = (px[:, 0] - pointer.px.x()) ** 2 + (px[:, 1] - pointer.px.y()) ** 2
    return [there[int(far.argmin())]] if far.min() <= _POINT_PX**2 else []
