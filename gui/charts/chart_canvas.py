"""The widget under a chart: hover, click, box and keys; what they mean is up to the drawing."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QToolTip, QWidget

from gui.charts.bar_drawing import BarDrawing, shortened
from gui.charts.drawing import ChartLook, Drawing
from gui.language import say
from gui.theme import palette
from layers.charts import Rows

FILE_WIDTH, FILE_HEIGHT = 900, 560
MOST_BARS_IN_A_FILE = 300
FILE_RATIO = 2.0
_STILL_PX = 4.0
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1}


class ChartCanvas(QWidget):
    """Shows a drawing. ``chosen(rows, adding)``: the user selected; ``hovered(text)``: what is under the mouse."""

    chosen = Signal(object, bool)
    hovered = Signal(object)

    def __init__(self, area: QScrollArea) -> None:
        super().__init__()
        self._area = area
        self.drawing: Drawing | None = None
        self._selected = np.empty(0, bool)
        self._colours: tuple[str, ...] = ()
        self.hover = -1
        self._press: QPointF | None = None
        self._box: QRectF | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_drawing(self, drawing: Drawing | None, length: int, colours: tuple[str, ...] = ()) -> None:
        """Show another drawing of a data set of `length` rows."""
        self.drawing, self._colours, self.hover = drawing, colours, -1
        if len(self._selected) != length:
            self._selected = np.zeros(length, bool)
        self._fit()
        self.update()

    def set_selected(self, rows: Rows) -> None:
        """Mark these rows."""
        self._selected[:] = False
        self._selected[rows[rows < len(self._selected)]] = True
        self.update()

    def show_row(self, row: int) -> None:
        """Bring a row into view."""
        if self.drawing is not None and bool((self.drawing.order() == row).any()):
            place = self.drawing.place_of(row, self._whole())
            self._area.ensureVisible(round(place.x()), round(place.y()), 20, 40)

    def _whole(self) -> QRectF:
        return QRectF(self.rect())

    def _fit(self) -> None:
        height = self._area.viewport().height()
        if self.drawing is not None:
            height = max(round(self.drawing.height(self._area.viewport().width(), height)), height)
        self.setMinimumHeight(min(height, 16_000_000))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the height that the drawing needs."""
        return QSize(320, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fit the drawing to the width there is."""
        super().resizeEvent(event)
        self._fit()

    def look(self) -> ChartLook:
        """Return how the chart is painted in the window."""
        return ChartLook(self.palette(), self._selected, self.hover, self._colours)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint what is seen of the drawing, and the box being drawn."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), self.palette().base())
        if self.drawing is not None:
            self.drawing.paint(painter, self._whole(), self.look(), QRectF(event.rect()))
        if self._box is not None:
            painter.setPen(QPen(self.palette().highlight().color(), 1))
            fill = QColor(self.palette().highlight().color())
            fill.setAlpha(40)
            painter.setBrush(fill)
            painter.drawRect(self._box)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.palette().highlight().color(), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    # --- files -----------------------------------------------------------------------------------------------------

    def file_size(self) -> QSize:
        """Return the size of a picture of the whole chart, logical pixels."""
        drawing = self._for_file()
        if drawing is None:
            return QSize(FILE_WIDTH, FILE_HEIGHT)
        natural = drawing.height(FILE_WIDTH, FILE_HEIGHT)
        return QSize(FILE_WIDTH, round(natural if isinstance(drawing, BarDrawing) else max(natural, 200)))

    def _for_file(self) -> Drawing | None:
        if isinstance(self.drawing, BarDrawing) and len(self.drawing.data.rows) > MOST_BARS_IN_A_FILE:
            return BarDrawing(shortened(self.drawing.data, MOST_BARS_IN_A_FILE), self.drawing.names)
        return self.drawing

    def paint_file(self, painter: QPainter, footer: str) -> None:
        """Paint the whole chart in light colours on white, with words under it, none of them cut."""
        drawing, size, high = self._for_file(), self.file_size(), self.footer_px(footer)
        look = ChartLook(palette(dark=False), self._selected, -1, self._colours)
        painter.setFont(QFont(self.font()))
        painter.fillRect(QRectF(0, 0, size.width(), size.height() + high), QColor("#ffffff"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(0, 0, size.width(), size.height())
        if drawing is not None:
            drawing.paint(painter, whole, look, whole)
        painter.setPen(look.ink())
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)
        painter.drawText(QRectF(8, size.height(), size.width() - 16, high), flags, footer)

    def footer_px(self, footer: str) -> int:
        """Return the height of the words under a chart in a file."""
        room = QRect(0, 0, self.file_size().width() - 16, 10_000)
        return max(40, self.fontMetrics().boundingRect(room, int(Qt.TextFlag.TextWordWrap), footer).height() + 16)

    def image(self, footer: str) -> QImage:
        """Return the whole chart as a picture at twice the resolution."""
        size = self.file_size()
        picture = QImage(
            round(size.width() * FILE_RATIO),
            round((size.height() + self.footer_px(footer)) * FILE_RATIO),
            QImage.Format.Format_RGB32,
        )
        picture.setDevicePixelRatio(FILE_RATIO)
        painter = QPainter(picture)
        self.paint_file(painter, footer)
        painter.end()
        return picture

    # --- events ----------------------------------------------------------------------------------------------------

    def _hover_rows(self, rows: Rows, at: QPointF | None) -> None:
        drawing = self.drawing
        self.hover = int(rows[0]) if len(rows) == 1 else -1
        words = drawing.words(rows) if drawing is not None else None
        self.hovered.emit(words)
        if at is not None and words:
            QToolTip.showText(self.mapToGlobal(at.toPoint()), say(words), self)
        elif at is not None:
            QToolTip.hideText()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Begin a click or a box."""
        if event.button() == Qt.MouseButton.LeftButton and self.drawing is not None:
            self._press = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the box, or say what is under the mouse."""
        if self.drawing is None:
            return
        at = event.position()
        if self._press is not None and event.buttons() & Qt.MouseButton.LeftButton:
            moved = (at - self._press).manhattanLength() > _STILL_PX
            self._box = QRectF(self._press, at).normalized() if moved or self._box is not None else None
            self.update()
            return
        rows = self.drawing.rows_at(at, self._whole())
        self.setCursor(Qt.CursorShape.PointingHandCursor if len(rows) else Qt.CursorShape.ArrowCursor)
        self._hover_rows(rows, at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Select what was clicked or boxed; Shift and Ctrl add."""
        if self._press is None or self.drawing is None:
            return
        box, self._box, self._press = self._box, None, None
        adding = bool(event.modifiers() & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier))
        whole = self._whole()
        rows = self.drawing.rows_in(box, whole) if box is not None else self.drawing.rows_at(event.position(), whole)
        self.chosen.emit(rows, adding)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Go through the areas with the arrows, select with Enter or Space, let go with Esc."""
        key = Qt.Key(event.key())
        rows = self.drawing.order() if self.drawing is not None else np.empty(0, np.int64)
        if key in _STEPS and len(rows):
            here = np.flatnonzero(rows == self.hover)
            place = int(here[0]) + _STEPS[key] if len(here) else 0
            row = int(rows[min(max(place, 0), len(rows) - 1)])
            self._hover_rows(np.array([row], np.int64), None)
            self.show_row(row)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.hover >= 0:
            adding = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.chosen.emit(np.array([self.hover], np.int64), adding)
        elif key == Qt.Key.Key_Escape:
            self.chosen.emit(np.empty(0, np.int64), False)
        else:
            super().keyPressEvent(event)
