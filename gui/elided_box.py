"""A box of choices for narrow places: a long choice ends in an ellipsis and is read in full in its tool tip."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QHelpEvent, QPaintEvent, QPalette
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QToolTip

_GAP_PX = 4
_EDGE_PX = 1


class ElidedBox(QComboBox):
    """A combo box; Qt's own cuts a text that is too long in the middle of a letter.

    `elide_mode` says where the dots stand: in the middle, where choices differ at their ends.
    """

    elide_mode = Qt.TextElideMode.ElideRight

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint frame and arrow, and as much of the choice as there is room for."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        room, icon = self._room(), self.itemIcon(self.currentIndex())
        if not icon.isNull():
            size = self.iconSize()
            left = room.left() - size.width() - _GAP_PX
            mode = icon.Mode.Normal if self.isEnabled() else icon.Mode.Disabled
            icon.paint(
                painter, QRect(left, room.center().y() - size.height() // 2, size.width(), size.height()), mode=mode
            )
        side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawItemText(
            room, int(side), self.palette(), self.isEnabled(), self._elided(room), QPalette.ColorRole.ButtonText
        )

    def event(self, event: QEvent) -> bool:
        """Tell the whole choice where it is not seen; else what the box says of itself."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            whole = self.currentText()
            if self._elided(self._room()) != whole:
                more = f"\n{self.toolTip()}" if self.toolTip() not in ("", whole) else ""
                QToolTip.showText(event.globalPos(), whole + more, self)
                return True
        return super().event(event)

    def _room(self) -> QRect:
        """Return the rectangle of the text, right of the icon."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        field = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, self)
        icon = 0 if self.itemIcon(self.currentIndex()).isNull() else self.iconSize().width() + _GAP_PX
        return room.adjusted(_EDGE_PX + icon, 0, -_EDGE_PX, 0)

    def _elided(self, room: QRect) -> str:
        return self.fontMetrics().elidedText(self.currentText(), self.elide_mode, room.width())
