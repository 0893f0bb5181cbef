"""The course of an indicator, painted natively: figures, target, the path expected between them, and the date."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from layers.indicators.catalogue import Value
from layers.indicators.target_lines import TargetLine, expected_on, year_of

COURSE_ROLE = Qt.ItemDataRole.UserRole + 7
_STEPS = 32
_INKS = QColor("#2f7fb5"), QColor("#d9741a")
"""Of figures, and of targets."""


@dataclass(frozen=True)
class Course:
    """What is painted: a row of the ledger, and the date."""

    line: TargetLine
    date: datetime.date


class _Frame:
    """Takes years and figures to pixels."""

    def __init__(self, course: Course, area: QRectF) -> None:
        known = [value for value in course.line.row.figures if value.number is not None]
        years = [value.year for value in known]
        self.known, self.area = known, area
        self.first, self.last = (min(years), max(years)) if years else (0, 0)
        numbers = [value.number or 0.0 for value in known]
        self.low, self.high = (min(numbers), max(numbers)) if numbers else (0.0, 1.0)

    def at(self, year: float, number: float) -> QPointF:
        across = (year - self.first) / (self.last - self.first) if self.last > self.first else 0.5
        up = (number - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return QPointF(self.area.left() + across * self.area.width(), self.area.bottom() - up * self.area.height())


def paint_course(
    painter: QPainter,
    area: QRectF,
    course: Course,
    palette: QPalette,
    dot_px: float = 2.6,
    inks: tuple[QColor, QColor] = _INKS,
) -> _Frame:
    """Paint the course of a row into an area; a row without numbers paints nothing."""
    frame = _Frame(course, area)
    if not frame.known:
        return frame
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    quiet = palette.color(QPalette.ColorRole.PlaceholderText)
    when = year_of(course.date)
    if frame.first < when < frame.last:
        painter.setPen(QPen(quiet, 1.0, Qt.PenStyle.DotLine))
        x_px = frame.at(when, frame.low).x()
        painter.drawLine(QPointF(x_px, area.top() - 2), QPointF(x_px, area.bottom() + 2))
    _paint_path(painter, frame, course, quiet)
    measured = [value for value in frame.known if value.kind != "target"]
    painter.setPen(QPen(inks[0], 1.6))
    painter.drawPolyline(QPolygonF([frame.at(value.year, value.number or 0.0) for value in measured]))
    for value in frame.known:
        painter.setPen(QPen(inks[value.kind == "target"], 1.5))
        _paint_mark(painter, frame.at(value.year, value.number or 0.0), value, palette, dot_px)
    return frame


def _paint_path(painter: QPainter, frame: _Frame, course: Course, ink: QColor) -> None:
    base, goal = course.line.row.baseline, course.line.row.target
    if base is None or goal is None or base.year >= goal.year:
        return
    path = []
    for year in np.linspace(base.year, goal.year, _STEPS):
        number = expected_on(course.line.row, float(year))
        if number is not None:
            path.append(frame.at(float(year), number))
    painter.setPen(QPen(ink, 1.1, Qt.PenStyle.DashLine))
    painter.drawPolyline(QPolygonF(path))


def _paint_mark(painter: QPainter, at: QPointF, value: Value, palette: QPalette, dot_px: float) -> None:
    """Paint a disc for a figure (hollow: estimate), a square for a target, a diamond for what is computed."""
    hollow = value.kind != "actual"
    painter.setBrush(palette.color(QPalette.ColorRole.Base) if hollow else painter.pen().color())
    if value.origin == "computed":
        x_px, y_px, half = at.x(), at.y(), dot_px + 1.2
        corners = ((x_px, y_px - half), (x_px + half, y_px), (x_px, y_px + half), (x_px - half, y_px))
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
    elif value.kind == "target":
        painter.drawRect(QRectF(at.x() - dot_px, at.y() - dot_px, 2 * dot_px, 2 * dot_px))
    else:
        painter.drawEllipse(at, dot_px, dot_px)


class CourseDelegate(QStyledItemDelegate):
    """Paints the course in a cell of the table."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint the background of the cell as the style does, and the course on it."""
        super().paint(painter, option, index)
        course = index.data(COURSE_ROLE)
        if isinstance(course, Course):
            painter.save()
            palette = QPalette(option.palette)  # type: ignore[attr-defined]  # the stub does not know the fields
            inks = _INKS
            if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
                ink = palette.color(QPalette.ColorRole.HighlightedText)
                palette.setColor(QPalette.ColorRole.PlaceholderText, ink)
                palette.setColor(QPalette.ColorRole.Base, palette.color(QPalette.ColorRole.Highlight))
                inks = (ink, ink)
            area = QRectF(option.rect).adjusted(8, 6, -8, -6)  # type: ignore[attr-defined]
            paint_course(painter, area, course, palette, inks=inks)
            painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        """Return room for a course."""
        return QSize(110, super().sizeHint(option, index).height())


class CourseChart(QWidget):
    """The course of one row with years and figures written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.course: Course | None = None
        self.setMinimumHeight(110)

    def show_course(self, course: Course | None) -> None:
        """Show another course, None for none."""
        self.course = course
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return room for a chart."""
        return QSize(260, 150)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the course, the years under it and the figures at their marks."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().base())
        metrics = painter.fontMetrics()
        if self.course is not None:
            line = metrics.height()
            side = 12 + max(
                (metrics.horizontalAdvance(value.text) / 2 for value in self.course.line.row.figures), default=0.0
            )
            area = QRectF(self.rect()).adjusted(side, line + 10, -side, -2 * line - 10)
            frame = paint_course(painter, area, self.course, self.palette(), 4.0)
            self._label(painter, frame)
        painter.end()

    def _label(self, painter: QPainter, frame: _Frame) -> None:
        metrics = painter.fontMetrics()
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        right = -1e9
        for year in sorted({value.year for value in frame.known}):
            words, x_px = str(year), frame.at(year, frame.low).x()
            width = metrics.horizontalAdvance(words)
            if x_px - width / 2 > right + 3:
                painter.drawText(QPointF(x_px - width / 2, self.height() - 5), words)
                right = x_px + width / 2
        taken: list[QRectF] = []
        for value in frame.known:
            at = frame.at(value.year, value.number or 0.0)
            width = metrics.horizontalAdvance(value.text)
            box = QRectF(at.x() - width / 2, at.y() - metrics.height() - 5, width, metrics.height())
            if any(box.intersects(each) for each in taken):
                box.moveTop(at.y() + 6)
            if not any(box.intersects(each) for each in taken):
                painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip), value.text)
                taken.append(box)
