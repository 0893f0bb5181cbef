"""A tab of a table and a reading whose rows stand for features: chosen and hovered with the map, both ways."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from gui.compare.result_tab import Reading, ResultTab
from gui.compare.result_view import ResultView
from gui.selection import Selection
from gui.session import Session


class LinkedTableTab(ResultTab):
    """Rows of the table are features of one data set (`show_rows`).

    ``hovered(data set id, rows)``: the features under the mouse in the table.
    """

    hovered = Signal(str, object)

    def __init__(self, session: Session, selection: Selection) -> None:
        super().__init__(session)
        self._selection = selection
        self.linked = ""
        self._members: list[list[int]] = []
        self.table, self.reading = ResultView(), Reading()
        self.table.chosen.connect(self._choose)
        self.table.hovered.connect(self._hover)
        selection.changed.connect(lambda _: self.mark())

    def halves(self, beside: QWidget | None = None) -> QSplitter:
        """Return table and reading side by side, with something else at the left."""
        split = QSplitter(Qt.Orientation.Horizontal)
        for part in (beside, self.table, self.reading):
            if part is not None:
                split.addWidget(part)
        split.setChildrenCollapsible(False)
        split.setSizes([380] * split.count())
        return split

    def link(self, dataset_id: str, members: list[list[int]]) -> None:
        """Say which features of which data set each row of the table stands for."""
        self.linked, self._members = dataset_id, members
        self.mark()

    def _choose(self, rows: list[int]) -> None:
        if self.linked:
            chosen = [feature for row in rows for feature in self._members[row]]
            self._selection.select(self.linked, chosen)

    def _hover(self, row: int) -> None:
        if self.linked:
            features = self._members[row] if 0 <= row < len(self._members) else []
            self.hovered.emit(self.linked, np.array(features, np.int64))

    def mark_feature(self, feature: int) -> None:
        """Mark the row of the feature that the mouse is over on the map, -1 for none."""
        row = next((row for row, each in enumerate(self._members) if feature in each), -1)
        self.table.rows.mark(row)

    def mark(self) -> None:
        """Select the rows whose features are all selected."""
        if self.linked and self.isVisible():
            held = set(self._selection.rows(self.linked).tolist())
            self.table.select_rows([n for n, each in enumerate(self._members) if each and held.issuperset(each)])
