"""The legend under several views: one for all where they share their classes, with the counts of each beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QWidget

from gui.language import language, on_language, say
from gui.session import Session
from gui.symbology.histogram import Histogram
from gui.symbology.swatches import SWATCH_HEIGHT_PX, SWATCH_WIDTH_PX, swatch
from gui.tasks import Task
from gui.tree.layer_tree import shape_of
from gui.views.view_pane import ViewPane
from layers import edits
from layers.cartography.distribution import Distribution, distribution
from layers.cartography.legend import LegendEntry
from layers.cartography.portrayal import Portrayal
from layers.cartography.styling import with_breaks
from layers.cartography.symbology import Graduated, Proportional
from layers.comparison import columns_of
from layers.indicators.footnotes import footnotes
from layers.layer import Dataset, Layer
from layers.project import Project
from spatial.feedback import Feedback
from spatial.text import Text

MOST_COLUMNS = 14
NAME_PX = 190
_Drawn = tuple[ViewPane, Portrayal]


class SharedLegend(QFrame):
    """Classes with their swatches, and under each the number of areas in every view that draws it.

    Views of one layer under one lock share one table, and a histogram of all their figures whose breaks can be dragged;
    views that share nothing have tables of their own.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._panes: list[ViewPane] = []
        self._gesture = 0
        self._pooled: tuple[object, Distribution] | None = None
        self.histogram = Histogram()
        self.histogram.setFixedWidth(260)
        self.histogram.changed.connect(self._drag)
        self.histogram.finished.connect(self._let_go)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table = QWidget()
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.addWidget(self.histogram)
        row.addWidget(self._area, 1)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._show)
        on_language(self, self.show_later)
        self.hide()

    def set_panes(self, panes: Sequence[ViewPane]) -> None:
        """Show the legends of these views; of none: nothing."""
        self._panes = list(panes)
        self.setVisible(bool(panes))
        self.show_later()

    def show_later(self) -> None:
        """Show the legends as they stand when all that is due has happened."""
        if self._panes:
            self._later.start()

    @property
    def shared(self) -> bool:
        """Whether all views share their classes."""
        looks = [portrayal.symbology for _, portrayal in self._drawn()]
        return len(looks) > 1 and len({_classes(look) for look in looks}) == 1 and _classes(looks[0]) is not None

    def _drawn(self) -> list[_Drawn]:
        found = []
        for pane in self._panes:
            layer = pane.subject or _topmost(pane)
            portrayal = pane.portrayals.of(layer.id) if layer is not None else None
            if portrayal is not None:
                found.append((pane, portrayal))
        return found

    def _show(self) -> None:
        drawn = self._drawn()
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(6, 2, 6, 2)
        grid.setHorizontalSpacing(5)
        grid.setVerticalSpacing(2)
        top = 0
        for group in _groups(drawn):
            top = self._add_table(grid, top, group)
        for note in self._footnotes():
            words = QLabel(note)
            words.setTextFormat(Qt.TextFormat.PlainText)
            words.setWordWrap(True)
            words.setMinimumWidth(NAME_PX * 3)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(words, top, 0, 1, MOST_COLUMNS + 1)
            top += 1
        grid.setRowStretch(grid.rowCount(), 1)
        grid.setColumnStretch(grid.columnCount(), 1)
        self._area.setWidget(table)
        self.table = table
        height = table.sizeHint().height() + self._area.horizontalScrollBar().sizeHint().height()
        self._show_histogram(drawn)
        self._area.setFixedHeight(max(height, self.histogram.height() if self.histogram.isVisible() else 0))

    def _footnotes(self) -> list[str]:
        """Return what must be said of figures that do not compare, of all views, once each."""
        found: dict[Text, None] = {}
        for pane in self._panes:
            project = pane.session.project
            found |= dict.fromkeys(footnotes(project, project.active_map) if project.active_map else ())
        return [say(each) for each in found]

    def _add_table(self, grid: QGridLayout, top: int, drawn: Sequence[_Drawn]) -> int:
        """Add a row of classes and under it a row of counts for each view; return the row behind them."""
        rows: dict[int, LegendEntry] = {}
        for _, portrayal in drawn:
            for entry in portrayal.legend.entries:
                if entry.code not in rows or not rows[entry.code].label:
                    rows[entry.code] = entry
        codes = sorted(rows, key=lambda code: (code < 0, code if code >= 0 else -code))
        ramp = [code for code in codes if isinstance(drawn[0][1].symbology, Graduated)]
        codes = codes if ramp else list(rows)
        for column, code in enumerate(codes[:MOST_COLUMNS], start=1):
            grid.addWidget(_entry(rows[code], drawn[0][1]), top, column)
        named: dict[str, Portrayal] = {}
        for pane, portrayal in drawn:
            named.setdefault(_heading(pane, portrayal, short=len(drawn) > 1), portrayal)
        note = QLabel(self.tr("共用同一分级") if len(drawn) > 1 else self.tr("单独的图例"))
        note.setObjectName("quiet")
        longest = max(self.fontMetrics().horizontalAdvance(each) for each in (note.text(), *named))
        width = min(longest + 8, NAME_PX)
        for number, (heading, portrayal) in enumerate(named.items(), start=1):
            name = QLabel(heading)
            name.setTextFormat(Qt.TextFormat.PlainText)
            name.setWordWrap(True)
            name.setFixedWidth(width)
            grid.addWidget(name, top + number, 0)
            counts = {entry.code: entry.count for entry in portrayal.legend.entries}
            for column, code in enumerate(codes[:MOST_COLUMNS], start=1):
                cell = QLabel(str(counts.get(code, 0)))
                cell.setAlignment(Qt.AlignmentFlag.AlignHCenter)
                grid.addWidget(cell, top + number, column)
        note.setFixedWidth(width)
        note.setObjectName("quiet")
        grid.addWidget(note, top, 0)
        return top + 1 + len(named)

    # --- the histogram over all views ------------------------------------------------------------------------------

    def _show_histogram(self, drawn: Sequence[_Drawn]) -> None:
        look = drawn[0][1].symbology if drawn else None
        wanted = self.shared and isinstance(look, Graduated)
        self.histogram.setVisible(wanted)
        if not wanted or not isinstance(look, Graduated):
            return
        layer = drawn[0][0].subject
        if layer is None:
            return
        dataset = drawn[0][0].session.project.dataset(layer.dataset)
        columns = tuple(dict.fromkeys(pane.column for pane, _ in drawn))
        key = (id(dataset.frame), columns, look.zero_class)
        if self._pooled is not None and self._pooled[0] == key:
            self.histogram.show_data(self._pooled[1], look.breaks, look.colours)
            return

        def then(made: Distribution) -> None:
            self._pooled = (key, made)
            self.show_later()

        task = Task(Text("统计分布", "Counting the distribution"), "shared histogram", quiet=True)
        self._session.run(task, _pooled(dataset, columns, look.zero_class), then)

    def _drag(self, breaks: tuple[float, ...]) -> None:
        """Move a break in all views that share it."""
        pane = self._panes[0] if self._panes else None
        layer = pane.subject if pane is not None else None
        if layer is None or not isinstance(layer.symbology, Graduated):
            return
        layer_id = layer.id

        def edit(project: Project) -> Project:
            look = project.layer(layer_id).symbology
            return (
                edits.set_symbology(project, layer_id, with_breaks(look, breaks))
                if isinstance(look, Graduated)
                else project
            )

        self._session.apply(Text("移动共用的分级界限", "Move a shared break"), edit, f"shared breaks {self._gesture}")

    def _let_go(self) -> None:
        self._gesture += 1
        self._session.history.end_merge()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the height of table and histogram."""
        return QSize(400, self._area.height() + 8)


def _groups(drawn: Sequence[_Drawn]) -> list[list[_Drawn]]:
    """Put those together that share their classes, in the order of the views."""
    groups: list[list[_Drawn]] = []
    for each in drawn:
        look = each[1].symbology
        for group in groups:
            other = group[0][1].symbology
            if look == other or (_classes(look) is not None and _classes(look) == _classes(other)):
                group.append(each)
                break
        else:
            groups.append([each])
    return groups


def _pooled(dataset: Dataset, columns: tuple[str, ...], zero_class: bool) -> Callable[[Feedback], Distribution]:
    """Return the work that counts the figures of several columns as of one."""

    def work(feedback: Feedback) -> Distribution:
        import pandas as pd

        cells = pd.concat([dataset.frame[column] for column in columns], ignore_index=True)
        pooled = replace(dataset, frame=pd.DataFrame({columns[0]: cells}))  # its geometry is not read
        return distribution(pooled, columns[0], zero_class, feedback)

    return work


def _classes(look: object) -> tuple[object, ...] | None:
    """Return what two looks must have in common to share a legend, None where a look has no classes."""
    if isinstance(look, Graduated):
        return ("graduated", look.lock, look.breaks, look.colours) if look.lock else None
    return ("proportional", look.lock, look.reference) if isinstance(look, Proportional) and look.lock else None


def _topmost(pane: ViewPane) -> Layer | None:
    shown = pane.session.project.shown
    layers = [layer for layer in (shown.layers if shown is not None else ()) if layer.visible and not layer.context]
    return layers[-1] if layers else None


def _heading(pane: ViewPane, portrayal: Portrayal, *, short: bool) -> str:
    """Return what a row of counts is of; `short`: of years of one indicator, whose legend is shared, the year."""
    layer = pane.subject
    if layer is None or len(columns_of(pane.session.project, layer)) < 2:
        shown = pane.session.project.shown
        return say(shown.title) if shown is not None else ""
    field = pane.session.project.dataset(layer.dataset).field_of(pane.column)
    if short and field.year is not None:
        kinds = {"target": Text("目标", " target"), "estimate": Text("预估", " estimate")}
        kind = kinds.get(field.year_kind or "", Text("", ""))
        return Text(f"{field.year}年{kind.zh}", f"{field.year}{kind.en}").to(language())
    return say(portrayal.legend.title)


def _entry(entry: LegendEntry, portrayal: Portrayal) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    picture, words = QLabel(), QLabel(say(entry.label))
    shape = "point" if isinstance(portrayal.symbology, Proportional) else shape_of(portrayal)
    picture.setPixmap(swatch(entry.style, shape).pixmap(SWATCH_WIDTH_PX, SWATCH_HEIGHT_PX))
    words.setTextFormat(Qt.TextFormat.PlainText)
    row.addWidget(picture)
    row.addWidget(words)
    row.addStretch(1)
    return made
