"""A table of a result: sorted by a click on a heading, rows chosen and hovered like bars and areas of the map."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtCore import QPersistentModelIndex as _Persistent
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QTableView

from gui.language import language, say
from layers.results.result_tables import Cell, ResultTable, cell_words

_ROLE = Qt.ItemDataRole
_MOST_RANGES = 2_000


class ResultModel(QAbstractTableModel):
    """The cells of a result in some order of its rows."""

    def __init__(self) -> None:
        super().__init__()
        self.table: ResultTable | None = None
        self.order: list[int] = []
        self.bold = -1

    def show(self, table: ResultTable | None) -> None:
        """Show another result in its own order."""
        self.beginResetModel()
        self.table = table
        self.order = list(range(len(table.rows))) if table is not None else []
        self.bold = -1
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | _Persistent | None = None) -> int:  # noqa: N802 - Qt's name
        """Return the number of rows."""
        return 0 if parent is not None and parent.isValid() else len(self.order)

    def columnCount(self, parent: QModelIndex | _Persistent | None = None) -> int:  # noqa: N802 - Qt's name
        """Return the number of columns."""
        return 0 if self.table is None or (parent is not None and parent.isValid()) else len(self.table.columns)

    def cell(self, index: QModelIndex | _Persistent) -> Cell:
        """Return the cell behind an index."""
        assert self.table is not None
        return self.table.rows[self.order[index.row()]][index.column()]

    def data(self, index: QModelIndex | _Persistent, role: int = _ROLE.DisplayRole) -> Any:
        """Return words, alignment, or the font of a hovered row."""
        if self.table is None or not index.isValid():
            return None
        if role in (_ROLE.DisplayRole, _ROLE.ToolTipRole):
            return cell_words(self.cell(index), language(), 4 if role == _ROLE.DisplayRole else 10)
        if role == _ROLE.TextAlignmentRole and isinstance(self.cell(index), int | float):
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == _ROLE.FontRole and self.order[index.row()] == self.bold:
            font = QFont()
            font.setBold(True)
            return font
        return None

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> Any:
        """Return the headings."""
        if role != _ROLE.DisplayRole or self.table is None or orientation != Qt.Orientation.Horizontal:
            return None
        return say(self.table.columns[section])

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; rows without a figure stay last."""
        if self.table is None or not 0 <= column < len(self.table.columns):
            return
        cells = self.table.rows
        down = order == Qt.SortOrder.DescendingOrder
        known = [row for row in self.order if not _empty(cells[row][column])]
        empty = [row for row in self.order if _empty(cells[row][column])]
        known.sort(key=lambda row: _key(cells[row][column]), reverse=down)
        self.layoutAboutToBeChanged.emit()
        self.order = known + empty
        self.layoutChanged.emit()

    def mark(self, row: int) -> None:
        """Set the row of the result that the mouse means, -1 for none."""
        if row == self.bold:
            return
        places = [self.order.index(each) for each in (self.bold, row) if each in self.order]
        self.bold = row
        for place in places:
            self.dataChanged.emit(self.index(place, 0), self.index(place, self.columnCount() - 1), [_ROLE.FontRole])


class ResultView(QTableView):
    """The table. ``chosen(rows of the result)``: the user selected; ``hovered(row, -1 for none)``."""

    chosen = Signal(object)
    hovered = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.rows = ResultModel()
        self._syncing = False
        self.setModel(self.rows)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMinimumHeight(4 * self.fontMetrics().height())
        self.horizontalHeader().setSectionsClickable(True)
        self.horizontalHeader().setSortIndicatorShown(True)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().sortIndicatorChanged.connect(self._sort)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        self.entered.connect(lambda index: self.hovered.emit(self.rows.order[index.row()]))
        self.selectionModel().selectionChanged.connect(lambda *_: self._tell())

    def show_table(self, table: ResultTable | None) -> None:
        """Show another result."""
        self._syncing = True
        self.rows.show(table)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.resizeColumnsToContents()
        for column in range(self.rows.columnCount()):
            self.setColumnWidth(column, min(self.columnWidth(column), 14 * self.fontMetrics().height()))
        self._syncing = False

    def select_rows(self, rows: list[int]) -> None:
        """Select rows of the result without telling."""
        self._syncing = True
        wanted, last = QItemSelection(), self.rows.columnCount() - 1
        place_of = {row: place for place, row in enumerate(self.rows.order)}
        for row in rows[:_MOST_RANGES]:
            if row in place_of:
                wanted.select(self.rows.index(place_of[row], 0), self.rows.index(place_of[row], last))
        self.selectionModel().select(wanted, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if len(rows) == 1 and rows[0] in place_of:
            self.scrollTo(self.rows.index(place_of[rows[0]], 0))
        self._syncing = False

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Say that no row is under the mouse."""
        super().leaveEvent(event)
        self.hovered.emit(-1)

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        chosen = self._chosen()
        self.rows.sort(column, order)
        self.select_rows(chosen)

    def _chosen(self) -> list[int]:
        return sorted({self.rows.order[index.row()] for index in self.selectionModel().selectedRows()})

    def _tell(self) -> None:
        if not self._syncing:
            self.chosen.emit(self._chosen())


def _empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, float) and math.isnan(cell))


def _key(cell: Cell) -> tuple[int, float, str]:
    return (0, float(cell), "") if isinstance(cell, int | float) else (1, 0.0, cell_words(cell, language()))
