"""Looking at the facilities built by a year: a view of the map, not a change of the project; clearly marked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton

from gui.language import on_language, say
from gui.map.canvas import MapCanvas
from gui.map.portrayals import Portrayals
from gui.session import Session
from gui.theme import icon
from layers.cartography.filtered import filtered_portrayal
from layers.cartography.portrayal import Portrayal
from layers.results.facility_timeline import Entry, state_by
from spatial.text import Text


class FilterMark(QFrame):
    """The mark over the map while a filter is on. ``closed()``: take the filter off."""

    closed = Signal()

    def __init__(self, canvas: MapCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.setObjectName("filter_mark")
        self.setAutoFillBackground(True)
        self.label, self.close_button = QLabel(), QToolButton()
        self.label.setObjectName("status-good")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 3, 4, 3)
        row.addWidget(self.label)
        row.addWidget(self.close_button)
        self.close_button.clicked.connect(self.closed)
        canvas.installEventFilter(self)
        self.hide()
        on_language(self, self._retranslate)

    def tell(self, words: str) -> None:
        """Show words; none: no mark."""
        self.label.setText(words)
        self.setVisible(bool(words))
        self._place()

    def _place(self) -> None:
        self.adjustSize()
        self.move(max((self._canvas.width() - self.width()) // 2, 0), 8)
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Stay at the top of the map."""
        if event.type() == QEvent.Type.Resize and watched is self.parent():
            self._place()
        return False

    def _retranslate(self) -> None:
        self.close_button.setIcon(icon("close"))
        self.close_button.setToolTip(self.tr("取消按年份筛选，显示全部"))
        self.close_button.setAccessibleName(self.tr("取消按年份筛选"))


class YearFilter(QObject):
    """Keeps the lens of the portrayals and its mark in step. ``changed()``: on, off, or another year."""

    changed = Signal()

    def __init__(self, session: Session, portrayals: Portrayals, canvas: MapCanvas, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._portrayals = session, portrayals
        self.mark = FilterMark(canvas)
        self.entries: tuple[Entry, ...] = ()
        self.year: int | None = None
        self.others = False
        self.mark.closed.connect(lambda: self.set_year(None))
        session.changed.connect(lambda _: self._say())
        on_language(self.mark, self._say)

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Say which facilities there are; without any the filter is off."""
        if tuple(entries) != self.entries:
            self.entries = tuple(entries)
            self.set_year(self.year if self.entries else None, force=True)

    def set_year(self, year: int | None, *, force: bool = False) -> None:
        """Show what is built by the end of a year, None for everything."""
        if year != self.year or force:
            was, self.year = self.year, year
            if was is not None or year is not None:
                self._portrayals.set_lens(self._look if year is not None else None, self._words())
            self._say()
            self.changed.emit()

    def set_others(self, others: bool) -> None:
        """Show, or hide, features of the same layers that are not on the list, while the filter is on."""
        if others != self.others:
            self.others = others
            self.set_year(self.year, force=True)

    def _look(self, layer_id: str, made: Portrayal) -> Portrayal:
        built = {each.facility.id: each.facility.built_by(self.year or 0) is True for each in self.entries}
        if not any(each in built for each in made.placed.ids):
            return made
        layer = next((each for _, each in self._session.project.layers() if each.id == layer_id), None)
        dataset = self._session.project.dataset(layer.dataset) if layer is not None else None
        if dataset is None or len(dataset.frame) != len(made.classes):
            return made  # one that is about to be replaced
        kept = np.array([built.get(each, self.others) for each in made.placed.ids], dtype=bool)
        return filtered_portrayal(made, dataset, kept, self._words())

    def _words(self) -> Text:
        done, _, unknown = state_by(self.entries, self.year or 0)
        total = len(self.entries)
        more = Text(f"，{unknown} 项年份不详未显示", f"; {unknown} of unknown year not shown") if unknown else Text("")
        rest = (
            Text("，清单外的设施照常显示", "; sites off the list shown")
            if self.others
            else Text("，清单外的设施未显示", "; sites off the list not shown")
        )
        return Text(
            f"筛选中：{self.year} 年底前建成的规划设施 {done} / {total}{more.zh}{rest.zh}",
            f"Filtered: planned facilities built by {self.year}, {done} of {total}{more.en}{rest.en}",
        )

    def _say(self) -> None:
        self.mark.tell(say(self._words()) if self.year is not None else "")
