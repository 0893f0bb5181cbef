"""The legend of a bivariate choropleth as a small picture: a table of colours with counts, between two arrows."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QGuiApplication, QPainter, QPalette, QPen, QPixmap, QPolygonF, QTransform

from gui.rendering.surface import brush_of
from layers.cartography.legend import Legend
from layers.cartography.matrix_layout import MatrixLayout, ink_on, layout_of

CELL_PX = 30.0


def matrix_picture(legend: Legend, cell_px: float = CELL_PX) -> QPixmap:
    """Return the table of a legend that has one; the arrows have the colour of the words of the window."""
    matrix = legend.matrix
    if matrix is None:
        return QPixmap()
    plan = layout_of(matrix)
    screen = QGuiApplication.primaryScreen()
    ratio = screen.devicePixelRatio() if screen is not None else 1.0
    picture = QPixmap(round(plan.width * cell_px * ratio), round(plan.height * cell_px * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = painter.font()
    font.setPointSizeF(8.5)
    painter.setFont(font)
    for entry in legend.cells:
        shape = QPolygonF([_at(plan, corner, cell_px) for corner in plan.corners[entry.code]])
        painter.setPen(QPen(QColor(entry.style.stroke if entry.style.hatch else "#ffffff"), 1))
        brush = brush_of(entry.style, ratio)
        if entry.style.hatch:
            brush.setTransform(QTransform.fromScale(1 / ratio, 1 / ratio))
        painter.setBrush(brush)
        painter.drawPolygon(shape)
        _count(
            painter, _at(plan, plan.middle(entry.code), cell_px), str(entry.count), entry.style.fill, entry.style.hatch
        )
    ink = QGuiApplication.palette().color(QPalette.ColorRole.WindowText)
    for foot, tip in (plan.arrow_x, plan.arrow_y):
        _arrow(painter, _at(plan, foot, cell_px), _at(plan, tip, cell_px), ink)
    painter.end()
    return picture


def _at(plan: MatrixLayout, place: tuple[float, float], cell_px: float) -> QPointF:
    return QPointF(place[0] * cell_px, (plan.height - place[1]) * cell_px)


def _count(painter: QPainter, middle: QPointF, count: str, fill: str, hatch: str) -> None:
    box = painter.fontMetrics().boundingRect(count)
    if hatch:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#ffffff"))
        painter.drawEllipse(middle, box.width() / 2 + 3, box.height() / 2)
    painter.setPen(QColor(ink_on(fill)))
    painter.drawText(middle - QPointF(box.width() / 2, -painter.fontMetrics().ascent() / 2 + 1), count)


def _arrow(painter: QPainter, foot: QPointF, tip: QPointF, ink: QColor) -> None:
    painter.setPen(QPen(ink, 1.2))
    painter.drawLine(foot, tip)
    along = tip - foot
    length = max((along.x() ** 2 + along.y() ** 2) ** 0.5, 1.0)
    ahead = along * (6.0 / length)
    aside = QPointF(-ahead.y(), ahead.x()) * 0.45
    painter.setBrush(QBrush(ink))
    painter.drawPolygon(QPolygonF([tip, tip - ahead + aside, tip - ahead - aside]))
