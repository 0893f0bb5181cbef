"""How a table is read, in the join assistant: encoding, rows of headings, totals, years, kinds of columns."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.language import on_language, say
from spatial.tidying.options import CHOSEN_KINDS, KINDS, TableOptions

if TYPE_CHECKING:
    import pandas as pd

    from spatial.sources import TableSource
    from spatial.tidying.columns import Column

PREVIEW_ROWS = 8
ENCODINGS = ("", "utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-16")
DEPTHS = (0, 1, 2, 3, 4, -1)
MAX_KIND_BOXES = 60
START = TableOptions(years=True)
"""How the assistant reads a table until the user decides otherwise."""


class TableReader(QWidget):
    """The choices, and the first rows of the table read by them.

    ``changed()``: the table has to be read anew. ``save_asked()``: the table as shown is wanted as a file.
    """

    changed = Signal()
    save_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source: TableSource | None = None
        self._kinds: dict[str, str] = {}
        self.encoding, self.header_rows = QComboBox(), QComboBox()
        self.totals, self.notes, self.years, self.long = QCheckBox(), QCheckBox(), QCheckBox(), QCheckBox()
        self.spread = QCheckBox()
        self.save = QPushButton()
        self.table = QTableWidget()
        self.kinds: list[QComboBox] = []
        self._encoding_label, self._depth_label = QLabel(), QLabel()
        self._lay_out()
        self.years.setChecked(START.years)
        for box in (self.encoding, self.header_rows):
            box.activated.connect(lambda _: self.changed.emit())
        for check in (self.totals, self.notes, self.years, self.spread):
            check.clicked.connect(lambda _: self.changed.emit())
        self.long.clicked.connect(lambda _: self._show_cells())
        self.save.clicked.connect(self.save_asked)
        on_language(self, self._retranslate)

    def _lay_out(self) -> None:
        self._encoding_label.setBuddy(self.encoding)
        self._depth_label.setBuddy(self.header_rows)
        first, second = QHBoxLayout(), QHBoxLayout()
        for widget in (self._encoding_label, self.encoding, self._depth_label, self.header_rows):
            first.addWidget(widget)
        first.addStretch(1)
        first.addWidget(self.save)
        for check in (self.years, self.spread, self.totals, self.notes, self.long):
            second.addWidget(check)
        second.addStretch(1)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.setMinimumHeight(92)
        self.table.setVerticalScrollMode(QTableWidget.ScrollMode.ScrollPerPixel)
        self.table.setHorizontalScrollMode(QTableWidget.ScrollMode.ScrollPerPixel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(first)
        column.addLayout(second)
        column.addWidget(self.table, 1)

    # --- what is chosen ----------------------------------------------------------------------------------------------

    def reset(self) -> None:
        """Forget what was chosen: another file is read."""
        self._kinds = {}
        self.encoding.setCurrentIndex(0)
        self.header_rows.setCurrentIndex(0)
        for check in (self.totals, self.notes, self.long, self.spread):
            check.setChecked(False)
        self.years.setChecked(START.years)
        self._source = None
        self._show_cells()

    def options(self) -> TableOptions:
        """Return how the table is to be read."""
        return replace(
            START,
            encoding=str(self.encoding.currentData() or ""),
            header_rows=int(self.header_rows.currentData() or 0),
            keep_notes=self.notes.isChecked(),
            leave_out_totals=self.totals.isChecked(),
            years=self.years.isChecked(),
            spread_indicators=self.spread.isChecked(),
            kinds=tuple(self._kinds.items()),
        )

    # --- what was read -----------------------------------------------------------------------------------------------

    def show_table(self, source: TableSource) -> None:
        """Show a table that was read."""
        self._source = source
        self._show_cells()

    def frame(self) -> pd.DataFrame | None:
        """Return the table as it is shown: wide, or long with one row per record, indicator and year."""
        from spatial.tidying.year_headings import YearHeading, long_table

        if self._source is None:
            return None
        columns = [
            (column.name, YearHeading(column.indicator, column.label))
            for column in self._source.columns
            if column.label is not None and column.indicator
        ]
        is_long = self.long.isChecked() and bool(columns)
        return long_table(self._source.frame, columns) if is_long else self._source.frame

    def _show_cells(self) -> None:
        source, frame = self._source, self.frame()
        has_years = source is not None and any(column.label and column.indicator for column in source.columns)
        is_text = source is not None and not source.sheet
        self.encoding.setEnabled(is_text)
        self._say_found(source)
        self.long.setEnabled(has_years)
        codes = {finding.code for finding in source.findings} if source is not None else set[str]()
        self.spread.setVisible(bool(codes & {"indicator_rows", "indicator_twice"}) or self.spread.isChecked())
        self.save.setEnabled(frame is not None)
        self.table.clear()
        self.kinds = []
        if source is None or frame is None:
            self.table.setRowCount(0)
            self.table.setColumnCount(0)
            return
        names = [str(name) for name in frame.columns]
        rows = frame.head(PREVIEW_ROWS)
        self.table.setColumnCount(len(names))
        self.table.setHorizontalHeaderLabels(names)
        wide = frame is source.frame
        self.table.setRowCount(len(rows) + wide)
        self.table.setVerticalHeaderLabels([self.tr("类型")] * wide + [str(row + 1) for row in range(len(rows))])
        for row, cells in enumerate(rows.itertuples(index=False), start=int(wide)):
            for place, cell in enumerate(cells):
                self.table.setItem(row, place, QTableWidgetItem("" if cell is None or cell != cell else str(cell)))
        if wide:
            self._add_kinds(source.columns)
        self.table.resizeColumnsToContents()
        for place in range(len(self.kinds)):  # Qt measures the boxes before they are dressed
            self.table.setColumnWidth(place, self.table.columnWidth(place) + 8)
        self.table.resizeRowsToContents()
        self._fit()

    def _say_found(self, source: TableSource | None) -> None:
        """Say in the first entries what was found out."""
        found = source.encoding.upper() if source is not None and source.encoding else ""
        self.encoding.setItemText(0, self.tr("自动识别：{found}").format(found=found) if found else self.tr("自动识别"))
        rows = self.tr("自动识别：{n} 行").format(n=source.header_rows) if source is not None else self.tr("自动识别")
        self.header_rows.setItemText(0, rows)

    def _fit(self) -> None:
        """Let the table be as high as its rows, and no higher."""
        rows = sum(self.table.rowHeight(row) for row in range(self.table.rowCount()))
        self.table.setMaximumHeight(rows + self.table.horizontalHeader().sizeHint().height() + 26)

    def _add_kinds(self, columns: tuple[Column, ...]) -> None:
        for place, column in enumerate(columns[:MAX_KIND_BOXES]):
            box = QComboBox()
            found = say(KINDS[column.kind]) + (f" · {column.unit}" if column.unit else "")
            box.addItem(self.tr("{kind}（自动）").format(kind=found), "")
            for kind in CHOSEN_KINDS:
                box.addItem(say(KINDS[kind]), kind)
            box.setCurrentIndex(max(box.findData(self._kinds.get(column.raw, "")), 0))
            box.setAccessibleName(self.tr("“{name}”列的类型").format(name=column.name))
            box.setToolTip(column.heading)
            box.activated.connect(lambda _, box=box, raw=column.raw: self._choose_kind(raw, str(box.currentData())))
            self.table.setCellWidget(0, place, box)
            self.kinds.append(box)

    def _choose_kind(self, raw: str, kind: str) -> None:
        if kind:
            self._kinds[raw] = kind
        else:
            self._kinds.pop(raw, None)
        self.changed.emit()

    # --- words -------------------------------------------------------------------------------------------------------

    def _retranslate(self) -> None:
        self._encoding_label.setText(self.tr("编码(&E)"))
        self._depth_label.setText(self.tr("表头行数(&H)"))
        self.save.setText(self.tr("另存整理后的表(&A)…"))
        self.years.setText(self.tr("按年份列归并指标(&I)"))
        self.years.setToolTip(self.tr("列名里有年份的列，按“指标@年份”接入，年份与实际、预估、目标分别记录"))
        self.spread.setText(self.tr("指标行展开成列(&O)"))
        self.spread.setToolTip(self.tr("每行一个指标的表，改成每个指标一列；同一指标同一年出现两次时不展开"))
        self.totals.setText(self.tr("略去合计行(&T)"))
        self.notes.setText(self.tr("保留表下说明(&N)"))
        self.long.setText(self.tr("按长表预览(&L)"))
        self.table.setAccessibleName(self.tr("表格预览"))
        self._refill(self.encoding, [(self.tr("自动识别") if not each else each.upper(), each) for each in ENCODINGS])
        words = {0: self.tr("自动识别"), -1: self.tr("没有表头")}
        self._refill(self.header_rows, [(words.get(each, str(each)), each) for each in DEPTHS])
        self._show_cells()

    def _refill(self, box: QComboBox, entries: list[tuple[str, str]] | list[tuple[str, int]]) -> None:
        chosen = box.currentData()
        box.clear()
        for word, data in entries:
            box.addItem(word, data)
        box.setCurrentIndex(max(box.findData(chosen), 0) if chosen is not None else 0)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
