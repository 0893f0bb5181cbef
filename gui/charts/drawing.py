"""What every drawing of a chart has in common: colours, axes, and how a place on it is told apart."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen

from gui.language import say
from layers.charts import Rows, ticks
from layers.placement import Names
from spatial.text import Text
from spatial.values import print_number

NO_ROWS: Rows = np.empty(0, np.int64)
AXIS_PX = 22.0
TITLE_PX = 20.0


@dataclass(frozen=True, eq=False)
class ChartLook:
    """How a chart is painted now.

    Parameters
    ----------
    palette
        Colours of the window; a light one for files.
    selected
        (N,) bool: rows of the data set that are selected.
    hover
        Row under the mouse or the keyboard, -1 for none.
    colours
        (N,) ``#rrggbb`` of the class each row has on the map, empty where the map draws something else.
    """

    palette: QPalette
    selected: npt.NDArray[np.bool_]
    hover: int = -1
    colours: tuple[str, ...] = field(default=())

    def ink(self) -> QColor:
        """Colour of text and lines."""
        return self.palette.color(QPalette.ColorRole.WindowText)

    def quiet(self) -> QColor:
        """Colour of grid lines."""
        return self.palette.color(QPalette.ColorRole.Mid)

    def accent(self) -> QColor:
        """Mark of what is selected."""
        return QColor("#d9480f")

    def fill(self, row: int) -> QColor:
        """Return the colour of one feature."""
        return QColor(self.colours[row]) if self.colours and self.colours[row] else self.plain()

    def plain(self) -> QColor:
        """Colour of features that the map does not colour by this figure."""
        return QColor("#4c86b5")


class Drawing(ABC):
    """A chart of one data set that can be painted anywhere, and asked what lies where."""

    def __init__(self, names: Names) -> None:
        self.names = names

    @abstractmethod
    def height(self, width: float, least: float) -> float:
        """Return the height it needs at a width; `least` is what there is."""

    @abstractmethod
    def paint(self, painter: QPainter, area: QRectF, look: ChartLook, visible: QRectF) -> None:
        """Paint it into `area`; only `visible` of it is seen."""

    @abstractmethod
    def rows_at(self, at: QPointF, area: QRectF) -> Rows:
        """Return the rows that a click at a place means, empty for none."""

    @abstractmethod
    def rows_in(self, box: QRectF, area: QRectF) -> Rows:
        """Return the rows in a box."""

    @abstractmethod
    def words(self, rows: Rows) -> Text:
        """Return exact values of the rows under the mouse."""

    @abstractmethod
    def order(self) -> Rows:
        """Return the rows in the order in which the arrow keys go through them."""

    @abstractmethod
    def place_of(self, row: int, area: QRectF) -> QPointF:
        """Return where a row is, to bring it into view."""


def spread(low: float, high: float) -> tuple[float, float]:
    """Return an axis with a little room at both ends; equal ends get a span."""
    if high > low:
        pad = (high - low) * 0.04
        return low - pad, high + pad
    half = max(abs(low) * 0.1, 0.5)
    return low - half, high + half


def paint_x_axis(painter: QPainter, plot: QRectF, span: tuple[float, float], look: ChartLook, title: str) -> None:
    """Paint round values with grid lines under a plot, and the title with the unit below them."""
    metrics = painter.fontMetrics()
    right = -np.inf
    for value in ticks(*span, most=max(int(plot.width() / 80), 2)):
        x_px = plot.left() + (value - span[0]) / (span[1] - span[0]) * plot.width()
        painter.setPen(QPen(look.quiet(), 1))
        painter.drawLine(QPointF(x_px, plot.top()), QPointF(x_px, plot.bottom()))
        words = print_number(value, 6)
        width = metrics.horizontalAdvance(words)
        if x_px - width / 2 > right + 4:
            painter.setPen(look.ink())
            box = QRectF(x_px - width, plot.bottom() + 2, 2 * width, AXIS_PX)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop), words)
            right = x_px + width / 2
    painter.setPen(look.ink())
    where = QRectF(plot.left(), plot.bottom() + AXIS_PX - 2, plot.width(), TITLE_PX)
    flags = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    painter.drawText(where, flags, metrics.elidedText(title, Qt.TextElideMode.ElideMiddle, int(plot.width())))


def paint_y_axis(painter: QPainter, plot: QRectF, span: tuple[float, float], look: ChartLook, title: str) -> None:
    """Paint round values with grid lines beside a plot, and the title with the unit above them."""
    paint_y_values(painter, plot, span, look, ticks(*span, most=max(int(plot.height() / 40), 2)))
    words = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideMiddle, int(plot.right() - 4))
    painter.drawText(QRectF(4, 0, plot.right(), TITLE_PX), int(Qt.AlignmentFlag.AlignVCenter), words)


def paint_y_values(
    painter: QPainter, plot: QRectF, span: tuple[float, float], look: ChartLook, values: tuple[float, ...]
) -> None:
    """Paint these values with grid lines beside a plot."""
    for value in values:
        y_px = plot.bottom() - (value - span[0]) / (span[1] - span[0]) * plot.height()
        painter.setPen(QPen(look.quiet(), 1))
        painter.drawLine(QPointF(plot.left(), y_px), QPointF(plot.right(), y_px))
        painter.setPen(look.ink())
        box = QRectF(0, y_px - 10, plot.left() - 5, 20)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), print_number(value, 6))


def listed(names: Names, rows: Rows, most: int = 8) -> Text:
    """Return names one after the other, the first of many with their number."""
    shown = [names[int(row)] for row in rows[:most]]
    more = len(rows) > most
    zh = "、".join(each.zh for each in shown) + (f"等 {len(rows)} 个" if more else "")
    en = ", ".join(each.to("en") for each in shown) + (f" … {len(rows)} in all" if more else "")
    return Text(zh, en)


def named(names: Names, row: int) -> str:
    """Return the name of one feature in the language of the window."""
    return say(names[row])
