"""What marks the place under the mouse in the views beside it: a crosshair, and the value of what lies there."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

GAP_PX = 10.0
_PAD_PX = 6.0


class PlaceMark(QWidget):
    """Lies over a canvas, lets every event through, and paints nothing until it is told a place."""

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.at: QPointF | None = None
        self.words = ""
        self._crosshair = False
        canvas.installEventFilter(self)
        self.setGeometry(canvas.rect())
        self.hide()

    def mark(self, at: QPointF, words: str, *, crosshair: bool) -> None:
        """Mark a pixel: words beside it, and lines through it unless the mouse itself is there."""
        self.at, self.words, self._crosshair = at, words, crosshair
        self.setVisible(self.rect().contains(at.toPoint()))
        self.update()

    def clear(self) -> None:
        """Mark nothing."""
        self.at, self.words = None, ""
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Stay as large as the canvas."""
        if isinstance(event, QResizeEvent) and watched is self.parentWidget():
            self.resize(event.size())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the lines with a halo, and the words on a card that stays inside."""
        if self.at is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._crosshair:
            self._paint_lines(painter, self.at)
        if self.words:
            self._paint_words(painter, self.at)
        painter.end()

    def _paint_lines(self, painter: QPainter, at: QPointF) -> None:
        width, height, gap = self.width(), self.height(), 4.0
        for colour, thick in ((QColor(255, 255, 255, 200), 3.0), (QColor("#c0392b"), 1.2)):
            painter.setPen(QPen(colour, thick))
            painter.drawLine(QPointF(0, at.y()), QPointF(at.x() - gap, at.y()))
            painter.drawLine(QPointF(at.x() + gap, at.y()), QPointF(width, at.y()))
            painter.drawLine(QPointF(at.x(), 0), QPointF(at.x(), at.y() - gap))
            painter.drawLine(QPointF(at.x(), at.y() + gap), QPointF(at.x(), height))

    def _paint_words(self, painter: QPainter, at: QPointF) -> None:
        limit = max(self.width() - 2 * GAP_PX, 40.0)
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)
        words = painter.fontMetrics().boundingRect(QRectF(0, 0, limit, 400).toRect(), flags, self.words)
        card = QRectF(0, 0, words.width() + 2 * _PAD_PX, words.height() + _PAD_PX)
        left = at.x() + GAP_PX if at.x() + GAP_PX + card.width() <= self.width() else at.x() - GAP_PX - card.width()
        top = at.y() + GAP_PX if at.y() + GAP_PX + card.height() <= self.height() else at.y() - GAP_PX - card.height()
        card.moveTo(max(left, 2.0), max(top, 2.0))
        colours = self.palette()
        painter.setPen(QPen(colours.color(QPalette.ColorRole.Mid), 1))
        painter.setBrush(colours.color(QPalette.ColorRole.Base))
        painter.drawRoundedRect(card, 4, 4)
        painter.setPen(colours.color(QPalette.ColorRole.Text))
        painter.drawText(card.adjusted(_PAD_PX, 0, -_PAD_PX, 0), flags, self.words)
