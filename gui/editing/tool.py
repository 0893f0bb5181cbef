"""What an edit tool is: a protocol of mouse and keys that tools of the boundary editor follow.

A tool is made when it is taken in hand and lives until another one is. It changes nothing but through
`EditSession.commit`. The left button alone edits: `press`, `drag`, `release`, `double_click`; the right button opens a
menu (`menu`) and commits nothing; the middle button and the wheel move the map.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter

from gui.editing.pointer import Pointer
from gui.editing.readout import Line
from spatial.snapping import NOTHING, Kind, Moving
from spatial.text import Text
from spatial.vertex_index import VertexIndex

if TYPE_CHECKING:
    from gui.editing.editor import Editor

MenuEntry = tuple[Text, Callable[[], object]]
GRAB_FROM_PX = 3.0
"""A press that goes no farther is a click."""


class EditTool:
    """A tool in hand. Override what the tool needs; the defaults do nothing.

    Class attributes
    ----------------
    hint
        One line that is shown over the map and in the status bar.
    cursor
        Shape of the mouse over the map.
    """

    hint = Text("")
    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, editor: Editor) -> None:
        self.editor = editor

    # --- mouse: coordinates are those of the layer; `pointer.at` is exact where it snapped -------------------------

    def hover(self, pointer: Pointer) -> None:
        """Follow the mouse while no button is held."""

    def press(self, pointer: Pointer) -> None:
        """Begin with the left button."""

    def drag(self, pointer: Pointer) -> None:
        """Go on with the left button held."""

    def release(self, pointer: Pointer) -> None:
        """Let the left button go."""

    def double_click(self, pointer: Pointer) -> None:
        """Take the second press of a double click (its first press and release came before)."""

    # --- keys -----------------------------------------------------------------------------------------------------

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        """Take a key; say whether it meant something."""
        return False

    def key_up(self, key: Qt.Key) -> None:
        """Take the release of a key (holding T to trace)."""

    def finish(self) -> None:
        """Commit what is being drawn: Enter."""

    def cancel(self) -> bool:
        """Let go of what is under way: Esc; say whether there was something."""
        return False

    # --- what the editor asks -------------------------------------------------------------------------------------

    def snaps(self) -> bool:
        """Say whether the pointer is snapped now before it is handed over; the editor finds and draws the target."""
        return True

    def indexes(self) -> Sequence[VertexIndex]:
        """Return what one may snap to: the layer that is edited."""
        return [self.editor.edit.topology.index]

    def snap_kinds(self) -> Collection[Kind]:
        """Return which kinds of targets count now; empty: all, by priority."""
        return ()

    def moving(self) -> Moving:
        """Return the vertices that move with the mouse: they are no targets."""
        return NOTHING

    def menu(self, pointer: Pointer) -> Sequence[MenuEntry]:
        """Return what the context menu offers at a place, before the entries of every tool."""
        return ()

    def still(self) -> QImage | None:
        """Return a picture that takes the place of the map for as long as a drag lasts, None for the map itself."""
        return None

    def paint(self, painter: QPainter) -> None:
        """Draw the preview over the map, in logical pixels."""

    def readout(self) -> Sequence[Line]:
        """Return the lines that are shown at the cursor; none: no read-out."""
        return ()

    def readout_at(self) -> QPointF | None:
        """Return the pixel the read-out belongs to; None: the mouse."""
        return None

    def readout_away(self) -> QPointF | None:
        """Return a direction in pixels in which the read-out would cover what is edited; None: it may lie anywhere."""
        return None

    def stop(self) -> None:
        """Be put away: another tool is taken, or edit mode ends."""
        self.cancel()

    def refresh(self) -> None:
        """Take notice that the topology is another one (a commit, an undo) or that the selection changed."""
