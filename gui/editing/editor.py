"""The boundary editor of the window: edit mode, the tool in hand, and the way of mouse and keys to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import cast

import numpy as np
import shapely
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QCursor, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu

from gui.editing.edit_session import EditSession
from gui.editing.figures import Figures
from gui.editing.neighbours import OtherLayers
from gui.editing.overlay import Overlay
from gui.editing.placing import XY, Array
from gui.editing.pointer import Pointer, Snapper
from gui.editing.tool import EditTool
from gui.language import say
from gui.map.canvas import MapCanvas
from gui.map.portrayals import Portrayals
from gui.selection import Selection
from gui.session import Session
from gui.settings import SNAP_PX, on_setting
from spatial.text import Text

_TAKEN_KEYS = {
    Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_T,
    Qt.Key.Key_C,
}  # fmt: skip
_NO_KEYS = Qt.KeyboardModifier.NoModifier


class Editor(QObject):
    """Edit mode on one canvas. Tools are registered by name in `tools` (see `gui.editing.tools`).

    Attributes
    ----------
    edit
        The layer that is edited: its topology and its commits.
    canvas, selection
        The map, and which rows of the data set are selected: tools act on `selected`.
    snapper, others
        Finds snap targets in pixels; the other visible layers, which are targets too.
    pointer
        The mouse as it was last, None before it came.

    Signals
    -------
    tool_changed(str)
        Another tool is in hand; "" for none.
    """

    tool_changed = Signal(str)

    def __init__(
        self,
        session: Session,
        portrayals: Portrayals,
        selection: Selection,
        canvas: MapCanvas,
        tools: dict[str, Callable[[Editor], EditTool]],
    ) -> None:
        super().__init__(canvas)
        self.session, self.portrayals, self.selection, self.canvas = session, portrayals, selection, canvas
        self.edit = EditSession(session, self)
        self.snapper = Snapper()
        on_setting(self, (SNAP_PX,), self.snapper.take_setting)
        self.figures = Figures(session, self.edit)
        self.others = OtherLayers(session, self.edit, self)
        self.tools = tools
        self.tool: EditTool | None = None
        self.tool_name = ""
        self.pointer: Pointer | None = None
        self._pressed = False
        self.overlay = Overlay(self, canvas)
        canvas.installEventFilter(self)
        canvas.view_changed.connect(lambda _: self.overlay.forget())
        selection.changed.connect(lambda _: self._refresh())
        self.edit.changed.connect(self._refresh)
        self.edit.began.connect(self._refresh)
        self.edit.ended.connect(self._ended)

    # --- tools ----------------------------------------------------------------------------------------------------

    def use(self, name: str) -> None:
        """Take a tool in hand, "" for none (the map's own tools have the mouse then). Needs edit mode."""
        if self.tool is not None:
            self.tool.stop()
        self.tool = self.tools[name](self) if name and self.edit.active else None
        self.tool_name = name if self.tool is not None else ""
        self._pressed = False
        if self.tool is not None:
            self.canvas.set_tool("pan")
            self.canvas.setCursor(self.tool.cursor)
            self.canvas.setFocus()
        self.overlay.forget()
        self.tool_changed.emit(self.tool_name)

    @property
    def selected(self) -> tuple[int, ...]:
        """The features that are selected, ascending: numbers of the topology."""
        if not self.edit.active:
            return ()
        rows = self.selection.rows(self.edit.layer.dataset).tolist()
        return tuple(self.edit.feature_of(row) for row in rows)

    def select(self, features: Iterable[int], *, adding: bool = False) -> None:
        """Select features of the layer; after edit mode, when its tools are put away, there is none."""
        if not self.edit.active:
            return
        rows = [self.edit.row_of(each) for each in features]
        if adding:
            self.selection.select(self.edit.layer.dataset, rows, adding=True)
        else:
            self.selection.only(self.edit.layer.dataset, rows)

    # --- places ---------------------------------------------------------------------------------------------------

    def pixels(self, xy: Array | Sequence[XY]) -> Array:
        """Return (N, 2) pixels of (N, 2) coordinates of the layer."""
        return self.edit.placing.to_pixels(np.asarray(xy, dtype=np.float64), self.canvas.view)

    def pixel(self, at: XY) -> QPointF:
        """Return the pixel of a place in coordinates of the layer."""
        x, y = self.pixels([at])[0].tolist()
        return QPointF(x, y)

    def features_at(self, at: XY) -> tuple[int, ...]:
        """Return the features whose polygon holds a place, the smallest first."""
        found = []
        for feature in self._near(at):
            shape = self.edit.topology.shapes[feature]
            if shape is not None and shapely.intersects_xy(shape, *at):
                found.append((shape.area, feature))
        return tuple(feature for _, feature in sorted(found))

    def _near(self, at: XY) -> list[int]:
        shapes = self.edit.topology.shapes
        bounds = self._bounds()
        x, y = at
        inside = (bounds[:, 0] <= x) & (bounds[:, 2] >= x) & (bounds[:, 1] <= y) & (bounds[:, 3] >= y)
        return [each for each in np.flatnonzero(inside).tolist() if shapes[each] is not None]

    def _bounds(self) -> Array:
        topology = self.edit.topology
        if self._boxes is None or self._boxes[0] is not topology:
            self._boxes = topology, shapely.bounds(topology.shapes)
        return self._boxes[1]

    _boxes: tuple[object, Array] | None = None

    def pointer_at(self, px: QPointF, modifiers: Qt.KeyboardModifier = _NO_KEYS) -> Pointer:
        """Return the pointer at a pixel, snapped as the tool in hand wants it; Alt suspends snapping."""
        placing, view, tool = self.edit.placing, self.canvas.view, self.tool
        free = placing.from_pixel(px.x(), px.y(), view)
        suspended = bool(modifiers & Qt.KeyboardModifier.AltModifier)
        if tool is None or suspended or not tool.snaps():
            return Pointer(px, free, None, modifiers)
        indexes = [*tool.indexes(), *self.others.indexes()]
        found = self.snapper.find(indexes, px, (placing, view), tool.snap_kinds() or None, tool.moving())
        return Pointer(px, free, found, modifiers)

    def update(self) -> None:
        """Paint the overlay again."""
        self.overlay.update()

    # --- events ---------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Hand mouse and keys on the canvas to the tool; all else goes on to the map."""
        if event.type() == QEvent.Type.Resize:
            self.overlay.resize(self.canvas.size())
        if self.tool is None or not self.edit.active:
            return False
        kind = event.type()
        if isinstance(event, QContextMenuEvent):
            return self._menu(event)
        if isinstance(event, QMouseEvent):
            return self._mouse(event)
        if kind == QEvent.Type.ShortcutOverride and Qt.Key(cast("QKeyEvent", event).key()) in _TAKEN_KEYS:
            plain = cast("QKeyEvent", event).modifiers() & ~Qt.KeyboardModifier.ShiftModifier == _NO_KEYS
            if plain or cast("QKeyEvent", event).modifiers() & Qt.KeyboardModifier.KeypadModifier:
                event.accept()
                return True
        if isinstance(event, QKeyEvent) and kind == QEvent.Type.KeyPress:
            return self._key(event)
        if isinstance(event, QKeyEvent) and kind == QEvent.Type.KeyRelease and not event.isAutoRepeat():
            self.tool.key_up(Qt.Key(event.key()))
        if kind == QEvent.Type.Leave:
            self.pointer = None
            self.update()
        return False

    def _mouse(self, event: QMouseEvent) -> bool:
        tool, kind = self.tool, event.type()
        if tool is None:
            return False
        left = event.button() == Qt.MouseButton.LeftButton
        if kind == QEvent.Type.MouseMove:
            if event.buttons() & Qt.MouseButton.MiddleButton:
                return False
            self.pointer = self.pointer_at(event.position(), event.modifiers())
            (tool.drag if self._pressed else tool.hover)(self.pointer)
            self.update()
            return False
        if kind not in (
            QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick,
        ) or event.button() == Qt.MouseButton.MiddleButton:  # fmt: skip
            return False
        if not left:
            return True  # the right button opens a menu, and commits nothing
        self.pointer = self.pointer_at(event.position(), event.modifiers())
        if kind == QEvent.Type.MouseButtonPress:
            self._pressed = True
            self.canvas.setFocus()
            tool.press(self.pointer)
        elif kind == QEvent.Type.MouseButtonDblClick:
            tool.double_click(self.pointer)
        elif self._pressed:
            self._pressed = False
            tool.release(self.pointer)
        self.update()
        return True

    def _key(self, event: QKeyEvent) -> bool:
        tool, key = self.tool, Qt.Key(event.key())
        if tool is None:
            return False
        taken = tool.key(key, event.modifiers())
        if not taken and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            tool.finish()
            taken = True
        if not taken and key == Qt.Key.Key_Escape:
            taken = tool.cancel()
            self._pressed = False
        self.update()
        return taken

    def _menu(self, event: QContextMenuEvent) -> bool:
        tool = self.tool
        if tool is None or self._pressed:
            return True
        pointer = self.pointer_at(QPointF(event.pos()))
        menu = QMenu(self.canvas)
        menu.setObjectName("edit_menu")
        entries = [*tool.menu(pointer), *self.common_entries(pointer)]
        for text, act in entries:
            made = menu.addAction(say(text))
            made.triggered.connect(lambda _=False, act=act: act())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if entries:
            menu.popup(event.globalPos() if not event.globalPos().isNull() else QCursor.pos())
        return True

    def common_entries(self, pointer: Pointer) -> list[tuple[Text, Callable[[], object]]]:
        """Return the entries that the context menu has with every tool."""
        entries: list[tuple[Text, Callable[[], object]]] = []
        under = self.features_at(pointer.free)
        if under:
            feature, locked = under[0], under[0] in self.edit.locked()
            name = self.edit.name(feature)
            words = ("解锁", "Unlock") if locked else ("锁定", "Lock")
            text = Text(f"{words[0]}“{name.to('zh')}”的边界", f"{words[1]} the boundary of “{name.to('en')}”")
            entries.append((text, lambda: self.edit.set_locked([feature], not locked)))
        return entries

    # --- in step --------------------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        if self.tool is not None and self.edit.active:
            self.tool.refresh()
        self.overlay.forget()

    def _ended(self) -> None:
        self.use("")
        self.overlay.forget()
