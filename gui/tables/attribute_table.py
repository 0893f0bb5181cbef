"""The attribute table of the chosen layer: sort, filter, select, edit, copy, and ask what a column holds."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLabel, QTableView, QToolButton, QVBoxLayout, QWidget

from gui import settings
from gui.file_dialogs import ask_to_save
from gui.language import on_language, say
from gui.messages import Message
from gui.selection import Rows, Selection
from gui.session import Session
from gui.tables.cell_clipboard import put_cells
from gui.tables.column_words import statistics_words
from gui.tables.condition_line import ConditionLine
from gui.tables.export import cells_of, export_rows
from gui.tables.model import AttributeModel, completions, names_of
from gui.tasks import Task
from gui.theme import icon
from layers.cell_edits import is_joined, set_cells
from layers.layer import Dataset, Layer
from layers.page.attributes import label_of
from spatial.column_statistics import ColumnStatistics
from spatial.errors import GisError
from spatial.feedback import Feedback
from spatial.text import Text

MOST_RANGES = 1000  # runs of selected rows that are shown as such; Qt's selection is slow with more
_FLAG = QItemSelectionModel.SelectionFlag


class AttributeTable(QWidget):
    """Shows the attributes of one layer's data set.

    ``zoom_asked()``: the selected features should be shown on the map.
    """

    zoom_asked = Signal()

    def __init__(self, session: Session, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._selection = session, selection
        self._layer_id = ""
        self._order: Rows | None = None
        self._matching: np.ndarray | None = None
        self._own_change = self._syncing = False
        self._described: tuple[str, ColumnStatistics] | None = None
        self._warned: set[tuple[str, str]] = set()
        self.model = AttributeModel(self)
        self.view = QTableView()
        self.line = ConditionLine()
        self.select_matching, self.only_selected, self.zoom, self.describe, self.copy, self.export = (
            QToolButton() for _ in range(6)
        )
        self._count, self.error, self.statistics = QLabel(), QLabel(), QLabel()
        self._lay_out()
        self._connect()
        on_language(self, self._retranslate)

    def _lay_out(self) -> None:
        view = self.view
        view.setModel(self.model)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setWordWrap(False)
        view.setMinimumHeight(5 * view.fontMetrics().height())
        view.setTabKeyNavigation(False)
        view.setCornerButtonEnabled(False)
        # Rows are selected, not columns: a heading that looked for its own would go through every row.
        view.horizontalHeader().setSelectionModel(QItemSelectionModel(self.model, view))
        view.horizontalHeader().setHighlightSections(False)
        view.horizontalHeader().setSortIndicatorShown(True)
        view.horizontalHeader().setSectionsClickable(True)
        view.horizontalHeader().setDefaultSectionSize(130)
        view.horizontalHeader().setMaximumSectionSize(600)
        view.verticalHeader().setDefaultSectionSize(view.fontMetrics().height() + 10)
        self.only_selected.setCheckable(True)
        for button, name in ((self.zoom, "zoom_layer"), (self.copy, "copy"), (self.export, "export")):
            button.setObjectName(name)
        for label in (self.error, self.statistics):
            label.setObjectName("notice")
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.hide()
        self._count.setObjectName("quiet")
        self._count.setWordWrap(True)  # a narrow window is not to be pushed wide by it
        self._count.setMinimumWidth(110)
        row = QHBoxLayout()
        row.addWidget(self.line, 1)
        row.addWidget(self.select_matching)
        foot = QHBoxLayout()
        foot.addWidget(self._count, 1)
        for button in (self.only_selected, self.zoom, self.describe, self.copy, self.export):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 10, 6)
        column.setSpacing(5)
        column.addLayout(row)
        column.addWidget(self.error)
        column.addWidget(view, 1)
        column.addWidget(self.statistics)
        column.addLayout(foot)

    def _connect(self) -> None:
        self._session.changed.connect(lambda _: self._follow())
        self._selection.changed.connect(self._hear)
        self.model.edited.connect(self._edit)
        self.view.horizontalHeader().sortIndicatorChanged.connect(lambda *_: self._sort())
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._select())
        self.view.selectionModel().currentColumnChanged.connect(lambda *_: self.statistics.hide())
        self.line.returnPressed.connect(self._filter)
        self.line.textChanged.connect(lambda text: None if text.strip() else self._filter())
        self.select_matching.clicked.connect(self._select_matching)
        self.only_selected.toggled.connect(lambda _: self._show_rows())
        self.zoom.clicked.connect(self.zoom_asked)
        self.describe.clicked.connect(self._describe)
        self.copy.clicked.connect(self.copy_rows)
        self.export.clicked.connect(self._ask_export)
        keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.view)
        keys.setContext(Qt.ShortcutContext.WidgetShortcut)
        keys.activated.connect(self.copy_rows)

    # --- what is shown --------------------------------------------------------------------------------------------

    def set_layer(self, layer_id: str) -> None:
        """Show the data set of a layer."""
        self._layer_id = layer_id
        self._follow()

    def _layer(self) -> Layer | None:
        return next((layer for _, layer in self._session.project.layers() if layer.id == self._layer_id), None)

    def _follow(self) -> None:
        """Bring the table in step with the project; cells that were edited are shown in place."""
        layer, old = self._layer(), self.model.dataset
        new = self._session.project.dataset(layer.dataset) if layer is not None else None
        if new is old:
            return
        same = old is not None and new is not None and new.id == old.id and len(new.frame) == len(old.frame)
        if same and new is not None and old is not None and list(new.frame.columns) == list(old.frame.columns):
            self.model.replace(new)
            self.statistics.hide()
            self._retranslate()
            return
        self._order = self._matching = None
        self.line.clear()
        self.error.hide()
        self.statistics.hide()
        self.view.horizontalHeader().blockSignals(True)
        self.view.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.view.horizontalHeader().blockSignals(False)
        self.model.show(new, np.empty(0, np.int64))
        self._show_rows()
        self._fit_columns()
        self._retranslate()

    def _fit_columns(self) -> None:
        """Give each column the width of its heading and of the first rows, within reason."""
        metrics = self.view.fontMetrics()
        rows = self.model.rows[:30].tolist()
        for place, column in enumerate(self.model.columns):
            words = [f"{self.model.heading(column)}  ", *(self.model.text(column, row) for row in rows)]
            width = max(metrics.horizontalAdvance(word[:60]) for word in words) + 30
            self.view.setColumnWidth(place, min(max(width, 64), 300))

    def _show_rows(self) -> None:
        dataset = self.model.dataset
        rows = self._order if self._order is not None else np.arange(len(dataset.frame) if dataset else 0)
        if self._matching is not None:
            rows = rows[self._matching[rows]]
        if dataset is not None and self.only_selected.isChecked():
            rows = rows[np.isin(rows, self._selection.rows(dataset.id))]
        self._syncing = True
        self.model.show_rows(rows)
        self._syncing = False
        self.statistics.hide()
        self._mark()
        self._say_count()

    def _say_count(self) -> None:
        dataset = self.model.dataset
        total = len(dataset.frame) if dataset is not None else 0
        selected = len(self._selection.rows(dataset.id)) if dataset is not None else 0
        words = self.tr("显示 {shown} / {total} 行，已选 {selected} 个要素")
        self._count.setText(
            words.format(shown=f"{len(self.model.rows):,}", total=f"{total:,}", selected=f"{selected:,}")
        )
        for button in (self.copy, self.export, self.describe):
            button.setEnabled(len(self.model.rows) > 0)
        self.zoom.setEnabled(selected > 0)
        self.select_matching.setEnabled(total > 0)

    # --- sorting and conditions -----------------------------------------------------------------------------------

    def _sort(self) -> None:
        dataset, header = self.model.dataset, self.view.horizontalHeader()
        place = header.sortIndicatorSection()
        if dataset is None or not 0 <= place < len(self.model.columns):
            return
        column = dataset.frame[self.model.columns[place]]
        descending = header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder

        def work(_: Feedback) -> Rows:
            from spatial.column_order import order_of

            return order_of(column, descending)

        def done(order: Rows) -> None:
            if self._still(dataset):
                self._order = order
                self._show_rows()

        self._session.tasks.run(Task(Text("排序", "Sorting"), key="table_sort"), work, done)

    def _still(self, dataset: Dataset) -> bool:
        shown = self.model.dataset
        return shown is not None and shown.id == dataset.id and len(shown.frame) == len(dataset.frame)

    def _filter(self) -> None:
        """Show the rows that the condition holds for; all of them where there is none."""
        if not self.line.text().strip():
            self.error.hide()
            self._matching = None
            self._show_rows()
            return

        def show(found: np.ndarray) -> None:
            self._matching = found
            self._show_rows()

        self._find(show)

    def _select_matching(self) -> None:
        def select(found: np.ndarray) -> None:
            if self.model.dataset is not None:
                self._selection.select(self.model.dataset.id, np.flatnonzero(found))

        self._find(select)

    def _find(self, then: Callable[[np.ndarray], None]) -> None:
        dataset, condition = self.model.dataset, self.line.text()
        if dataset is None:
            return
        names = names_of(self.model)

        def work(_: Feedback) -> np.ndarray:
            from spatial.expressions import find_rows

            return find_rows(condition, dataset.frame.drop(columns=dataset.frame.geometry.name), names)

        def done(found: np.ndarray) -> None:
            self.error.hide()
            if self._still(dataset):
                then(found)

        self._session.tasks.run(Task(Text("查找", "Searching"), key="table_find"), work, done, self._refused)

    def _refused(self, error: BaseException) -> None:
        if not isinstance(error, GisError):
            self._session.messages.error(error)
            return
        self.error.setText(say(Text(error.message("zh"), error.message("en"))))
        self.error.show()

    # --- the selection --------------------------------------------------------------------------------------------

    def _select(self) -> None:
        """Select the features of the rows that the user chose in the table."""
        dataset = self.model.dataset
        if self._syncing or dataset is None:
            return
        chosen = self.view.selectionModel().selection()
        parts = [(chosen.at(place).top(), chosen.at(place).bottom()) for place in range(chosen.size())]
        ranges = [np.arange(top, bottom + 1) for top, bottom in parts]
        places = np.concatenate(ranges) if ranges else np.empty(0, np.int64)
        self._own_change = True
        self._selection.select(dataset.id, self.model.rows[places])
        self._own_change = False

    def _hear(self, datasets: frozenset[str]) -> None:
        dataset = self.model.dataset
        if dataset is None or dataset.id not in datasets:
            return
        if self._own_change:
            self._say_count()
        elif self.only_selected.isChecked():
            self._show_rows()
        else:
            self._mark()
            self._say_count()

    def _mark(self) -> None:
        """Show in the table which of its rows are selected."""
        dataset = self.model.dataset
        if dataset is None:
            return
        wanted = np.isin(self.model.rows, self._selection.rows(dataset.id))
        edges = np.flatnonzero(np.diff(np.concatenate(([False], wanted, [False])).astype(np.int8)))
        marked, last = QItemSelection(), len(self.model.columns) - 1
        for start, stop in edges.reshape(-1, 2)[:MOST_RANGES].tolist():
            marked.append(QItemSelectionRange(self.model.index(start, 0), self.model.index(stop - 1, last)))
        self._syncing = True
        self.view.selectionModel().select(marked, _FLAG.ClearAndSelect)
        self._syncing = False
        if len(edges):
            self.view.scrollTo(self.model.index(int(edges[0]), max(self.view.currentIndex().column(), 0)))

    # --- cells ----------------------------------------------------------------------------------------------------

    def _edit(self, column: str, row: int, text: str) -> None:
        dataset = self.model.dataset
        if dataset is None:
            return
        name, title = dataset.name, label_of(dataset, column).title
        label = Text(f"编辑“{name.to('zh')}”的{title.to('zh')}", f"Edit {title.to('en')} of “{name.to('en')}”")
        done = self._session.apply(label, lambda project: set_cells(project, dataset.id, column, [row], [text]))
        if done and is_joined(dataset, column) and (dataset.id, column) not in self._warned:
            self._warned.add((dataset.id, column))
            words = Text(
                f"“{title.to('zh')}”来自连接的表格：再次执行该连接时，这里的修改会被表格中的值覆盖。",
                f"“{title.to('en')}” came from a joined table: repeating the join replaces what you typed here.",
            )
            self._session.messages.show(Message("info", words))

    # --- out ------------------------------------------------------------------------------------------------------

    def copy_rows(self) -> None:
        """Put the selected rows (none: all shown) on the clipboard with their headings, as spreadsheets paste them."""
        dataset = self.model.dataset
        if dataset is None:
            return
        rows = self.model.rows[np.isin(self.model.rows, self._selection.rows(dataset.id))]
        rows = rows if len(rows) else self.model.rows
        put_cells(cells_of(self.model, rows))

    def _ask_export(self) -> None:
        layer = self._layer()
        if layer is not None:
            filters = [self.tr("Excel 工作簿") + " (*.xlsx)", self.tr("CSV 表格") + " (*.csv)"]
            name = settings.export_folder() / f"{say(layer.name)}.xlsx".replace("/", "_")
            ask_to_save(
                self,
                self.tr("导出属性表"),
                filters,
                name,
                lambda paths: export_rows(self._session, self.model, paths[0]),
            )

    # --- statistics -----------------------------------------------------------------------------------------------

    def _describe(self) -> None:
        dataset = self.model.dataset
        if dataset is None or not self.model.columns:
            return
        column = self.model.columns[max(self.view.currentIndex().column(), 0)]
        cells = dataset.frame[column].iloc[self.model.rows]

        def work(feedback: Feedback) -> ColumnStatistics:
            from spatial.column_statistics import describe

            return describe(cells, feedback)

        def done(found: ColumnStatistics) -> None:
            if self._still(dataset):
                self._described = column, found
                self.statistics.show()
                self._say_statistics()

        self._session.tasks.run(Task(Text("统计", "Statistics"), key="table_statistics"), work, done)

    def _say_statistics(self) -> None:
        if self._described is not None and self.model.dataset is not None and not self.statistics.isHidden():
            column, found = self._described
            if column in self.model.columns:
                self.statistics.setText(say(statistics_words(label_of(self.model.dataset, column), found)))

    def _retranslate(self) -> None:
        self.line.setPlaceholderText(self.tr("条件，如 [高新技术企业] > 100 and 名称 contains '浦'；回车筛选"))
        self.line.setAccessibleName(self.tr("筛选条件"))
        self.line.set_names(completions(self.model))
        texts = {
            self.select_matching: (self.tr("选中符合条件"), self.tr("选中符合条件的要素")),
            self.only_selected: (self.tr("只看选中"), self.tr("只列出已选要素")),
            self.zoom: (self.tr("缩放到选择"), self.tr("在地图上显示全部已选要素")),
            self.describe: (self.tr("统计"), self.tr("统计当前列（所列各行）")),
            self.copy: (self.tr("复制"), self.tr("复制已选行（没有时复制所列各行），可粘贴到 Excel  Ctrl+C")),
            self.export: (self.tr("导出…"), self.tr("把所列各行写成 Excel 或 CSV 表格")),
        }
        for button, (text, hint) in texts.items():
            button.setText(text)
            button.setToolTip(hint)
        for button in (self.zoom, self.copy, self.export):
            button.setIcon(icon(button.objectName()))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.view.setAccessibleName(self.tr("属性表"))
        self._say_count()
        self._say_statistics()
        self.view.viewport().update()
        self.view.horizontalHeader().viewport().update()
