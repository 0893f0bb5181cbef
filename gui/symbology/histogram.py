"""A histogram with the breaks of a classification over it, which can be dragged, typed, and moved with the keys."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QToolTip, QWidget

from gui.language import on_language
from layers.cartography.distribution import Distribution, nice_step, snapped
from spatial.values import print_number

MARGIN_PX = 8.0
BARS_PX = 76.0
STRIP_PX = 9.0
LABEL_PX = 18.0
REACH_PX = 7.0
Breaks = tuple[float, ...]
_MOVES = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_CHOICES = {Qt.Key.Key_Down: -1, Qt.Key.Key_Up: 1}


class Histogram(QWidget):
    """Bars, the colours of the classes under them, and a handle for each inner break.

    A gesture is ``started``, ``changed(breaks)`` any number of times, ``finished``; typing a number is one gesture.
    Breaks snap to nice numbers unless Ctrl is held, and never pass their neighbours. The outer edges stay.
    """

    started = Signal()
    changed = Signal(object)
    finished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data: Distribution | None = None
        self._breaks: Breaks = ()
        self._colours: tuple[str, ...] = ()
        self._selected, self._moving = 1, False
        self.editor = QLineEdit(self)
        self.editor.hide()
        self.editor.installEventFilter(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        on_language(self, self._retranslate)

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("分级直方图"))
        self.setToolTip(self.tr("拖动界限改变分级；双击输入数值；按住 Ctrl 不取整。键盘：↑↓ 选界限，←→ 移动，回车输入"))

    def show_data(self, data: Distribution, breaks: Breaks, colours: tuple[str, ...]) -> None:
        """Show a distribution under the breaks in force; says nothing."""
        self._data, self._colours = data, colours
        if not self._moving:
            self._breaks = breaks
        self._selected = min(max(self._selected, 1), max(len(self._breaks) - 2, 1))
        self.setAccessibleDescription(", ".join(print_number(edge, 6) for edge in self._breaks))
        self.update()

    @property
    def breaks(self) -> Breaks:
        """The edges as they are drawn."""
        return self._breaks

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the height that bars, colours and numbers need."""
        return QSize(240, round(BARS_PX + STRIP_PX + LABEL_PX + 8))

    minimumSizeHint = sizeHint  # noqa: N815 - Qt's name

    # --- where things are ------------------------------------------------------------------------------------------

    def _span(self) -> tuple[float, float]:
        edges = self._data.edges if self._data is not None else ()
        ends = [*self._breaks, *(float(edge) for edge in (edges[:1], edges[-1:]) for edge in edge)]
        low, high = (min(ends), max(ends)) if ends else (0.0, 1.0)
        return (low, high) if high > low else (low - 0.5, low + 0.5)

    def x_of(self, value: float) -> float:
        """Return where a value lies, in pixels from the left."""
        low, high = self._span()
        return MARGIN_PX + (value - low) / (high - low) * (self.width() - 2 * MARGIN_PX)

    def _value_at(self, x_px: float) -> float:
        low, high = self._span()
        return low + (x_px - MARGIN_PX) / max(self.width() - 2 * MARGIN_PX, 1) * (high - low)

    def _handle_at(self, x_px: float) -> int:
        """Return the inner break within reach, 0 for none; of two at one place, the one chosen before."""
        inner = range(1, len(self._breaks) - 1)
        near = [(abs(self.x_of(self._breaks[i]) - x_px), i != self._selected, i) for i in inner]
        distance, _, place = min(near, default=(REACH_PX + 1, False, 0))
        return place if distance <= REACH_PX else 0

    # --- changes ---------------------------------------------------------------------------------------------------

    def _move_to(self, place: int, value: float, *, fine: bool) -> None:
        """Put a break somewhere between its neighbours and say so, where that is somewhere else."""
        before, after = self._breaks[place - 1], self._breaks[place + 1]
        low, high = self._span()
        room = (after - before) * 1e-3
        wanted = snapped(value, high - low, fine=fine)
        if not before < wanted < after:
            wanted = min(max(value, before + room), after - room)
        if wanted != self._breaks[place] and before < wanted < after:
            self._breaks = (*self._breaks[:place], wanted, *self._breaks[place + 1 :])
            self.changed.emit(self._breaks)
            self.update()

    def _begin(self) -> None:
        if not self._moving:
            self._moving = True
            self.started.emit()

    def _finish(self) -> None:
        if self._moving:
            self._moving = False
            self.finished.emit()

    def _ask(self) -> None:
        """Let the user type the chosen break in place."""
        value = self._breaks[self._selected]
        self.editor.setText(print_number(value, 10))
        self.editor.setAccessibleName(self.tr("分级界限"))
        width = min(96, self.width())
        left = min(max(round(self.x_of(value) - width / 2), 0), self.width() - width)
        self.editor.setGeometry(left, 8, width, self.editor.sizeHint().height())
        self.editor.show()
        self.editor.setFocus()
        self.editor.selectAll()

    def _type(self) -> None:
        place = self._selected
        before, after = self._breaks[place - 1], self._breaks[place + 1]
        try:
            value = float(self.editor.text().replace(",", "").replace("，", "").strip())
        except ValueError:
            value = float("nan")
        if not before < value < after:
            words = self.tr("请输入 {low} 与 {high} 之间的数").format(
                low=print_number(before, 10), high=print_number(after, 10)
            )
            QToolTip.showText(self.editor.mapToGlobal(self.editor.rect().bottomLeft()), words, self.editor)
            self.editor.selectAll()
            return
        self.editor.hide()
        self.setFocus()
        if value != self._breaks[place]:
            self._begin()
            self._breaks = (*self._breaks[:place], value, *self._breaks[place + 1 :])
            self.changed.emit(self._breaks)
            self._finish()
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take the number with Enter; close the editor with Esc, or when it is left."""
        if watched is not self.editor or not self.editor.isVisible():
            return False
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._type()
                return True  # a line edit hands Enter on to its parent
            if event.key() == Qt.Key.Key_Escape:
                self.editor.hide()
                self.setFocus()
                return True
        elif event.type() == QEvent.Type.FocusOut:
            self.editor.hide()
        return False

    # --- events ----------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take hold of a break."""
        place = self._handle_at(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton and place:
            self._selected = place
            self._begin()
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Drag the break that is held, or show that one can be."""
        if self._moving and event.buttons() & Qt.MouseButton.LeftButton:
            fine = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self._move_to(self._selected, self._value_at(event.position().x()), fine=fine)
            return
        over = self._handle_at(event.position().x())
        self.setCursor(Qt.CursorShape.SplitHCursor if over else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Let go."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._finish()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Type the break that was double-clicked."""
        place = self._handle_at(event.position().x())
        if place:
            self._finish()
            self._selected = place
            self._ask()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Choose a break with up and down, move it with left and right, type it with Enter."""
        key, inner = Qt.Key(event.key()), len(self._breaks) - 2
        if inner < 1:
            super().keyPressEvent(event)
        elif key in _CHOICES:
            self._finish()
            self._selected = (self._selected - 1 + _CHOICES[key]) % inner + 1
            self.update()
        elif key in _MOVES:
            self._begin()
            low, high = self._span()
            fine = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            step = nice_step(high - low) / (10 if fine else 1)
            self._move_to(self._selected, self._breaks[self._selected] + _MOVES[key] * step, fine=fine)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self._ask()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """End the move of a key that was held."""
        if Qt.Key(event.key()) in _MOVES and not event.isAutoRepeat():
            self._finish()
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """End what was being moved."""
        self._finish()
        super().focusOutEvent(event)

    # --- the picture -----------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint bars, class colours, handles and numbers."""
        if self._data is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for rect in self._bars():
            painter.fillRect(rect, self.palette().color(QPalette.ColorRole.PlaceholderText))
        self._paint_classes(painter)
        self._paint_handles(painter)
        self._paint_numbers(painter)
        painter.end()

    def _bars(self) -> Iterator[QRectF]:
        assert self._data is not None
        edges, counts = self._data.edges.tolist(), self._data.counts.tolist()
        most = max(counts, default=0)
        for place, count in enumerate(counts):
            if count:
                left, right = self.x_of(edges[place]), self.x_of(edges[place + 1])
                height = max(count / most * (BARS_PX - 8), 1.5)
                yield QRectF(left, BARS_PX - height, max(right - left - 1, 1.0), height)

    def _paint_classes(self, painter: QPainter) -> None:
        ink = self.palette().color(QPalette.ColorRole.Mid)
        for place, colour in enumerate(self._colours[: len(self._breaks) - 1]):
            low, high = self._breaks[place], self._breaks[place + 1]
            if low == high and len(self._colours) == 1:
                low, high = self._span()  # a constant column: its one class is all there is
            left, right = self.x_of(low), self.x_of(high)
            strip = QRectF(left, BARS_PX + 1, max(right - left, 1.5), STRIP_PX)
            painter.fillRect(strip, QColor(colour))
            painter.setPen(QPen(ink, 0.8))
            painter.drawRect(strip)

    def _paint_handles(self, painter: QPainter) -> None:
        for place in range(1, len(self._breaks) - 1):
            chosen = place == self._selected and self.hasFocus()
            role = QPalette.ColorRole.Highlight if chosen else QPalette.ColorRole.WindowText
            ink = self.palette().color(role)
            x_px, bottom = self.x_of(self._breaks[place]), BARS_PX + STRIP_PX + 1
            painter.setPen(QPen(ink, 2.0 if chosen else 1.2))
            painter.drawLine(QPointF(x_px, 4), QPointF(x_px, bottom))
            painter.setBrush(ink if chosen else self.palette().color(QPalette.ColorRole.Base))
            painter.drawEllipse(QPointF(x_px, 5), 3.5, 3.5)

    def _paint_numbers(self, painter: QPainter) -> None:
        """Write the outer edges, the chosen break, and of the others those that find room."""
        last = len(self._breaks) - 1
        order = dict.fromkeys([0, last, self._selected, *range(1, last)]) if last > 0 else {}
        taken: list[float] = []
        metrics = painter.fontMetrics()
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        for place in order:
            words = print_number(self._breaks[place], 6)
            width = metrics.horizontalAdvance(words)
            left = min(max(self.x_of(self._breaks[place]) - width / 2, 0.0), self.width() - width)
            spot = bisect(taken, left)
            free = spot % 2 == 0 and (spot == len(taken) or taken[spot] > left + width + 6)
            if free:
                taken[spot:spot] = [left - 6, left + width + 6]
                painter.drawText(QRectF(left, BARS_PX + STRIP_PX + 3, width + 2, LABEL_PX), words)
