"""The attributes of a data set as a table view reads them: nothing is made before it is shown."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPalette

from gui.language import say
from gui.selection import Rows
from layers.cell_edits import is_joined, is_locked
from layers.indicators.citations import cited
from layers.layer import Dataset
from layers.page.attributes import label_of
from spatial.text import Text
from spatial.values import print_number

NO_DATA = Text("无数据", "No data")
_Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole
_BLOCK = 1024  # rows of a column that are turned into words at a time


class AttributeModel(QAbstractTableModel):
    """Rows of a data set in some order, all or some of them; cells as printed.

    ``edited(column, row of the frame, text)``: a user typed into a cell. The model itself changes nothing.
    """

    edited = Signal(str, int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.dataset: Dataset | None = None
        self.columns: tuple[str, ...] = ()
        self.rows: Rows = np.empty(0, np.int64)
        self._numeric: frozenset[str] = frozenset()
        self._single: frozenset[str] = frozenset()  # columns of single precision
        self._cells: dict[tuple[str, int], np.ndarray] = {}
        self._locked: dict[str, bool] = {}

    def show(self, dataset: Dataset | None, rows: Rows) -> None:
        """Show these rows of a data set, in this order."""
        self.beginResetModel()
        self._read(dataset)
        self.rows = rows
        self.endResetModel()

    def replace(self, dataset: Dataset) -> None:
        """Show other cells of the same rows and columns."""
        self._read(dataset)
        if len(self.rows) and self.columns:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(self.columns) - 1))

    def show_rows(self, rows: Rows) -> None:
        """Show other rows, or the same ones in another order."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def _read(self, dataset: Dataset | None) -> None:
        import pandas as pd

        self.dataset = dataset
        self._cells.clear()
        self._locked.clear()
        self.columns = ()
        if dataset is not None:
            frame, types = dataset.frame, pd.api.types
            self.columns = tuple(str(column) for column in frame.columns if column != frame.geometry.name)
            kinds = {column: frame[column].dtype for column in self.columns}
            self._numeric = frozenset(column for column, kind in kinds.items() if types.is_numeric_dtype(kind))
            self._single = frozenset(column for column, kind in kinds.items() if str(kind).casefold() == "float32")

    def text(self, column: str, row: int) -> str:
        """Return a cell as printed, "" for a missing one; `row` is that of the frame."""
        assert self.dataset is not None
        block = row // _BLOCK
        if (column, block) not in self._cells:  # a whole column would hold up the window at a million rows
            series = self.dataset.frame[column].iloc[block * _BLOCK : (block + 1) * _BLOCK]
            self._cells[column, block] = np.where(series.isna(), "", series.astype(object).to_numpy())
        cell = self._cells[column, block][row % _BLOCK]
        if isinstance(cell, float | np.floating):
            return print_number(float(cell), 6 if column in self._single else 15)
        return str(cell)

    def heading(self, column: str) -> str:
        """Return label, year and unit of a column."""
        assert self.dataset is not None
        return say(label_of(self.dataset, column).title)

    # --- what Qt asks ---------------------------------------------------------------------------------------------

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's name and default
        """Return the number of rows shown."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: _Index, role: int = _ROLE.DisplayRole) -> Any:
        """Return what a cell shows."""
        if not index.isValid() or self.dataset is None:
            return None
        column, row = self.columns[index.column()], int(self.rows[index.row()])
        if role in (_ROLE.DisplayRole, _ROLE.EditRole):
            text = self.text(column, row)
            return text if text or role == _ROLE.EditRole else say(NO_DATA)
        if role == _ROLE.ForegroundRole and not self.text(column, row):
            return QGuiApplication.palette().brush(QPalette.ColorRole.PlaceholderText)
        if role == _ROLE.TextAlignmentRole and column in self._numeric:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == _ROLE.ToolTipRole and len(text := self.text(column, row)) > 24:
            return text
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> Any:  # noqa: N802
        """Return headings with definition and source as a tool tip; at the left, the number of the feature."""
        if orientation == Qt.Orientation.Vertical:
            return int(self.rows[section]) + 1 if role == _ROLE.DisplayRole else None
        if role == _ROLE.DisplayRole:
            return self.heading(self.columns[section])
        return self._about(self.columns[section]) if role == _ROLE.ToolTipRole else None

    def _about(self, column: str) -> str:
        assert self.dataset is not None
        known = label_of(self.dataset, column)
        lines = [say(known.title), self.tr("字段：{name}").format(name=column)]
        lines += [self.tr("口径：{text}").format(text=say(known.definition))] if known.definition else []
        lines += [self.tr("来源：{text}").format(text=say(cited(known.source)))] if known.source else []
        lines += [self.tr("来自连接的表格")] if is_joined(self.dataset, column) else []
        lines += [self.tr("不能编辑")] if self._is_locked(column) else []
        return "\n".join(lines)

    def _is_locked(self, column: str) -> bool:
        assert self.dataset is not None
        if column not in self._locked:
            self._locked[column] = is_locked(self.dataset, column)
        return self._locked[column]

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Say which cells can be edited."""
        flags = super().flags(index)
        if index.isValid() and not self._is_locked(self.columns[index.column()]):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: _Index, value: Any, role: int = _ROLE.EditRole) -> bool:  # noqa: N802
        """Say what was typed."""
        if role != _ROLE.EditRole or not index.isValid():
            return False
        column, row = self.columns[index.column()], int(self.rows[index.row()])
        if str(value) != self.text(column, row):
            self.edited.emit(column, row, str(value))
        return True


def names_of(model: AttributeModel) -> dict[str, str]:
    """Return other names of columns, headings and labels in both languages, where they mean one column only."""
    dataset = model.dataset
    if dataset is None:
        return {}
    found: dict[str, set[str]] = {}
    for column in model.columns:
        known = label_of(dataset, column)
        for text in (known.title, known.label):
            for name in {text.to("zh"), text.to("en")}:
                found.setdefault(name, set()).add(column)
    return {name: next(iter(columns)) for name, columns in found.items() if len(columns) == 1}


def completions(model: AttributeModel) -> list[str]:
    """Return the columns as a condition names them, by heading where that is theirs alone."""
    names = names_of(model)
    words = []
    for column in model.columns:
        heading = model.heading(column)
        name = heading if names.get(heading) == column and "]" not in heading else column
        words.append(f"[{name}]")
    return words
