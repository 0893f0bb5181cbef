"""A line of the years that exist: click, drag, keys or play to bring one into force in the active view."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from gui.language import on_language, say
from gui.session import Session
from gui.settings import TIME_SLIDER
from gui.theme import icon
from layers.cartography.symbology_locks import field_of
from layers.comparison import subject, years_of

STEP_MS = 1200
_MARGIN_PX, _LEAST_GAP_PX = 44.0, 66.0
_LINE_Y, _HEIGHT = 13.0, 40
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1}


class YearLine(QWidget):
    """Stops on a line, in proportion to the years where there is room. ``chosen(place)``: another stop."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.years: tuple[int, ...] = ()
        self.names: tuple[str, ...] = ()
        self.place = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_stops(self, years: tuple[int, ...], names: tuple[str, ...], place: int) -> None:
        """Show these stops, ascending, with one in force (-1: none)."""
        self.years, self.names, self.place = years, names, place
        self.setAccessibleDescription(names[place] if 0 <= place < len(names) else "")
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return room for a line and names under it."""
        return QSize(260, _HEIGHT)

    minimumSizeHint = sizeHint  # noqa: N815 - Qt's name

    def stops_px(self) -> list[float]:
        """Return where the stops lie, in pixels from the left."""
        number, room = len(self.years), self.width() - 2 * _MARGIN_PX
        if number < 2:
            return [self.width() / 2] * number
        span = self.years[-1] - self.years[0]
        spread = [_MARGIN_PX + room * (year - self.years[0]) / max(span, 1) for year in self.years]
        if span and all(b - a >= _LEAST_GAP_PX for a, b in pairwise(spread)):
            return spread
        return [_MARGIN_PX + room * place / (number - 1) for place in range(number)]

    def go(self, place: int) -> None:
        """Bring a stop into force, within the first and the last."""
        place = min(max(place, 0), len(self.years) - 1)
        if place != self.place and place >= 0:
            self.chosen.emit(place)

    def _nearest(self, x_px: float) -> int:
        stops = self.stops_px()
        return min(range(len(stops)), key=lambda place: abs(stops[place] - x_px), default=-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Go to the nearest stop."""
        self.go(self._nearest(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Go on to the nearest stop while the button is held."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.go(self._nearest(event.position().x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrows step, Home and End go to the ends."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.go(self.place + _STEPS[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.go(0 if key == Qt.Key.Key_Home else len(self.years) - 1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the line, the stops and their names."""
        stops = self.stops_px()
        if not stops:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self.palette()
        accent, ink = colours.color(QPalette.ColorRole.Highlight), colours.color(QPalette.ColorRole.WindowText)
        painter.setPen(QPen(colours.color(QPalette.ColorRole.Dark), 2))
        painter.drawLine(QPointF(stops[0], _LINE_Y), QPointF(stops[-1], _LINE_Y))
        for place, x_px in enumerate(stops):
            here = place == self.place
            painter.setPen(QPen(accent if here else ink, 1.6))
            painter.setBrush(accent if here else colours.color(QPalette.ColorRole.Base))
            painter.drawEllipse(QPointF(x_px, _LINE_Y), 6.5 if here else 4.5, 6.5 if here else 4.5)
            if here and self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(QPointF(x_px, _LINE_Y), 10.0, 10.0)
            painter.setPen(ink)
            box = QRectF(x_px - 60, _LINE_Y + 8, 120, _HEIGHT - _LINE_Y - 8)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop), self.names[place])
        painter.end()


class TimeSlider(QFrame):
    """Years of the indicator in the active view, with a button that plays them. ``chosen(column)``: show that one."""

    chosen = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._stops: tuple[tuple[int, str], ...] = ()
        self._wanted = TIME_SLIDER.value()
        self.play, self.caption, self.line = QToolButton(), QLabel(), YearLine()
        self.play.setCheckable(True)
        self.caption.setMinimumWidth(120)
        self.caption.setMaximumWidth(260)
        self.caption.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 2)
        row.setSpacing(10)
        row.addWidget(self.play)
        row.addWidget(self.caption)
        row.addWidget(self.line, 1)
        self._clock = QTimer(self)
        self._clock.setInterval(STEP_MS)
        self._clock.timeout.connect(self._step)
        self.play.toggled.connect(self._toggle)
        self.line.chosen.connect(lambda place: self.chosen.emit(self._stops[place][1]))
        session.changed.connect(lambda _: self.show_years())
        on_language(self, self.show_years)

    @property
    def wanted(self) -> bool:
        """Whether it is to be seen where there are years."""
        return self._wanted

    def set_wanted(self, wanted: bool) -> None:
        """Show it, or put it away; without two years there is nothing to show."""
        self._wanted = wanted
        TIME_SLIDER.keep(wanted)
        if not wanted:
            self.play.setChecked(False)
        self.show_years()
        if self.isVisible():
            self.line.setFocus()

    def show_years(self) -> None:
        """Show the years of the map as it stands."""
        project = self._session.project
        self._stops = years_of(project, project.active_map) if project.active_map else ()
        layer = subject(project, project.active_map) if self._stops else None
        self.setVisible(self._wanted and len(self._stops) > 1)
        self._name_button()
        if layer is None:
            self.play.setChecked(False)
            self.line.set_stops((), (), -1)
            return
        dataset, shown = project.dataset(layer.dataset), field_of(layer.symbology)
        fields = [dataset.field_of(column) for _, column in self._stops]
        kinds = {"target": self.tr("目标"), "estimate": self.tr("预估")}
        names = [f"{each.year} {kinds.get(each.year_kind or '', '')}".strip() for each in fields]
        columns = [column for _, column in self._stops]
        self.caption.setText(say(dataset.field_of(shown).label))
        self.line.set_stops(
            tuple(year for year, _ in self._stops),
            tuple(names),
            columns.index(shown) if shown in columns else bisect_left(columns, shown) - 1,
        )

    def _name_button(self) -> None:
        self.play.setIcon(icon("pause" if self.play.isChecked() else "play"))
        self.play.setToolTip(self.tr("暂停") if self.play.isChecked() else self.tr("逐年播放"))
        self.play.setAccessibleName(self.play.toolTip())
        self.line.setAccessibleName(self.tr("年份"))
        self.line.setToolTip(self.tr("点击或拖动选择年份；键盘 ← → 切换，Home、End 到两端"))

    def _toggle(self, playing: bool) -> None:
        self._name_button()
        if playing:
            if self.line.place >= len(self._stops) - 1:
                self.line.go(0)
            self._clock.start()
        else:
            self._clock.stop()

    def _step(self) -> None:
        if self.line.place >= len(self._stops) - 1:
            self.play.setChecked(False)
        else:
            self.line.go(self.line.place + 1)
