"""The tab of the ledger: tree of areas, table, and what stands behind the chosen row."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QDate, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from gui.file_dialogs import ask_to_save
from gui.language import language, on_language, say
from gui.messages import Message
from gui.session import Session
from gui.tables.cell_clipboard import put_cells
from gui.targets.area_tree import AreaTree
from gui.targets.course import Course, CourseChart
from gui.targets.line_model import AREA, LineView
from gui.tasks import Task
from layers.areas import Area
from layers.indicators.ledger import RULE, STATUS_NAMES, Status, reading
from layers.indicators.project_plans import Plans
from layers.indicators.target_lines import TargetLine, figure_words, rule_words, target_lines
from layers.results.result_tables import write_result
from layers.results.target_result import target_table
from spatial.text import Text

_WITH_TARGET = "with_target"
_ROOMY_PX = 1000
"""From this width on course and sources stand beside the table; below, a button brings them."""


class LedgerTab(QWidget):
    """The ledger.

    ``areas_chosen(ids)``: the user means these areas; ``zoom_asked()``: show them. ``figure_asked()``,
    ``table_asked()``, ``map_asked()``, ``withdrawn(value)``: what the buttons and the menu say.
    """

    areas_chosen = Signal(object)
    figure_asked = Signal()
    table_asked = Signal()
    map_asked = Signal()
    withdrawn = Signal(object)
    zoom_asked = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.plans: Plans | None = None
        self.lines: tuple[TargetLine, ...] = ()
        self._syncing = False
        self.search, self.status, self.below = QLineEdit(), QComboBox(), QCheckBox()
        self.search.setClearButtonEnabled(True)
        self.below.setChecked(True)
        self.date, self._on = QDateEdit(QDate.currentDate()), QLabel()
        self.date.setCalendarPopup(True)
        self.date.setDisplayFormat("yyyy-MM-dd")
        self.date.setDateRange(QDate(1950, 1, 1), QDate(2100, 12, 31))
        self._on.setBuddy(self.date)
        self.report, self.map = QPushButton(), QPushButton()
        self.report.setMenu(QMenu(self.report))
        self.type, self.join = QAction(self.report), QAction(self.report)
        self.report.menu().addActions([self.type, self.join])
        self.search.setMinimumWidth(5 * self.fontMetrics().height())
        self.status.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.status.setMinimumContentsLength(5)
        self.tree, self.table, self.chart, self.detail = AreaTree(), LineView(), CourseChart(), QPlainTextEdit()
        self.more, self._beside = QPushButton(), QSplitter(Qt.Orientation.Vertical)
        self.more.setCheckable(True)
        self._placed = False
        self.counts = QLabel()
        self.counts.setObjectName("quiet")
        self.counts.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.detail.setReadOnly(True)
        self.detail.setTabChangesFocus(True)
        self._lay_out()
        self._connect()
        on_language(self, self._retranslate)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.search, 1)
        row.addWidget(self.status)
        row.addWidget(self._on)
        row.addWidget(self.date)
        for button in (self.report, self.map, self.more):
            row.addWidget(button)
        right = self._beside
        right.addWidget(self.chart)
        right.addWidget(self.detail)
        right.setSizes([150, 130])
        right.setChildrenCollapsible(False)
        left = QWidget()
        under = QVBoxLayout(left)
        under.setContentsMargins(0, 0, 0, 0)
        under.setSpacing(2)
        under.addWidget(self.tree, 1)
        under.addWidget(self.below)
        split = QSplitter()
        for part in (left, self.table, right):
            split.addWidget(part)
        split.setSizes([180, 560, 240])
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 4)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(split, 1)
        column.addWidget(self.counts)

    def _connect(self) -> None:
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._filter)
        self.search.textChanged.connect(lambda _: self._later.start())
        self.status.currentIndexChanged.connect(lambda _: self._later.start())
        self.below.toggled.connect(lambda _: self._later.start())
        self.date.dateChanged.connect(lambda _: self._compute())
        self.tree.chosen.connect(self._choose_area)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_row())
        self.table.doubleClicked.connect(lambda _: self.zoom_asked.emit())
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._menu)
        self.copy = QAction(self.table)
        self.copy.setShortcut(QKeySequence.StandardKey.Copy)
        self.copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.copy.triggered.connect(self.copy_rows)
        self.table.addAction(self.copy)
        self.more.toggled.connect(self._beside.setVisible)
        self.type.triggered.connect(lambda _=False: self.figure_asked.emit())
        self.join.triggered.connect(lambda _=False: self.table_asked.emit())
        self.map.clicked.connect(self.map_asked)
        self.setFocusProxy(self.table)

    def showEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """Show course and sources beside the table where it is first seen with room for them."""
        if not self._placed:
            self._placed = True
            self._beside.hide()
            QTimer.singleShot(0, self, lambda: self.more.setChecked(self.width() >= _ROOMY_PX))

    # --- what is shown ---------------------------------------------------------------------------------------------

    @property
    def areas(self) -> Mapping[str, Area]:
        """The areas by id, empty without plans."""
        return self.plans.tables.areas if self.plans is not None else {}

    def day(self) -> datetime.date:
        """Return the date that is chosen."""
        chosen = self.date.date()
        return datetime.date(chosen.year(), chosen.month(), chosen.day())

    def show_plans(self, plans: Plans | None) -> None:
        """Show the ledger of other plans; the row and the area chosen before stay chosen."""
        self.plans = plans
        self._compute()
        for each in (self.report, self.map):
            each.setEnabled(plans is not None)

    def _compute(self) -> None:
        chosen = {(line.row.area, line.row.indicator.id) for line in self.table.chosen()}
        self.lines = target_lines(self.plans.ledger(), self.day()) if self.plans is not None else ()
        self._syncing = True
        self.table.rows.show(self.lines, self.areas, self.day())
        self.table.fit()
        if self.plans is not None:
            self.tree.show_areas(self.plans.tables.areas, self.lines)
        else:
            self.tree.clear()
        self._filter()
        for area, indicator in chosen:
            self._select_row(area, indicator, adding=len(chosen) > 1)
        self._show_row()
        self._syncing = False

    def _filter(self) -> None:
        """Show the rows that are asked for, and count them."""
        area, wanted = self.tree.area, str(self.status.currentData() or "")
        areas = None
        if area and self.plans is not None:
            below = self.plans.tables.areas.descendants(area) if self.below.isChecked() else ()
            areas = {area, *(each.id for each in below)}
        statuses: set[Status] | None = {each for each in STATUS_NAMES if each == wanted} or None
        self.table.shown.show_only(areas, statuses, wanted == _WITH_TARGET, self.search.text())
        lines = self.table.lines_shown()
        self.table.setColumnHidden(AREA, len({line.row.area for line in lines}) < 2)
        count = Counter(line.row.status for line in lines)
        each = " · ".join(f"{say(name)} {count[status]}" for status, name in STATUS_NAMES.items() if count[status])
        figures = sum(len(line.row.figures) for line in lines)
        words = self.tr("{rows} 行，{figures} 个数字。").format(rows=len(lines), figures=figures)
        self.counts.setText(f"{words} {each}" if lines or self.plans is None else f"{words} {self._why_empty()}")
        self.counts.setToolTip(self.counts.text())

    def _why_empty(self) -> str:
        if self.search.text() or self.status.currentData():
            return self.tr("没有符合条件的行：请清除搜索，或把状态改为“全部”。")
        return self.tr("规划没有给出这个区域的数字；可点“填报新数字”，或选上级区域。")

    def _show_row(self) -> None:
        """Show course, reading, rule and figures of the chosen row."""
        chosen = self.table.chosen()
        if len(chosen) != 1:
            self.chart.show_course(None)
            hint = self.tr("选中一行，看它的走势、判断依据和每个数字的来源。")
            self.detail.setPlainText(f"{hint}\n\n{say(RULE)}" if self.lines else "")
        else:
            line = chosen[0]
            self.chart.show_course(Course(line, self.day()))
            self.chart.setAccessibleName(say(reading(line.row)))
            lines = [say(reading(line.row)), say(rule_words(line)), ""]
            lines += [say(figure_words(value)) for value in line.row.figures]
            lines += ["", say(line.row.indicator.definition)]
            self.detail.setPlainText("\n".join(lines).strip())
        if not self._syncing and chosen:
            self.areas_chosen.emit(tuple(dict.fromkeys(line.row.area for line in chosen)))

    # --- choosing --------------------------------------------------------------------------------------------------

    def _choose_area(self, area: str) -> None:
        self._filter()
        if area:
            self.areas_chosen.emit((area,))

    def mark_areas(self, areas: tuple[str, ...]) -> None:
        """Choose what is selected on the map, without telling: one area in the tree, several as rows."""
        self._syncing = True
        if len(areas) == 1:
            if self.tree.area != areas[0]:
                self.tree.choose(areas[0])
                self._filter()
        elif areas:
            self.tree.choose("")
            self._filter()
            self.table.clearSelection()
            for line in self.table.lines_shown():
                if line.row.area in areas:
                    self._select_row(line.row.area, line.row.indicator.id, adding=True)
        self._syncing = False

    def go_to(self, area: str, indicator: str) -> None:
        """Show one row, whatever was filtered before, and choose it."""
        self._syncing = True
        self.search.clear()
        self.status.setCurrentIndex(0)
        self.tree.choose(area)
        self._filter()
        self._syncing = False
        self._select_row(area, indicator)
        self.table.setFocus()

    def _select_row(self, area: str, indicator: str, *, adding: bool = False) -> None:
        model = self.table.selectionModel()
        for row, line in enumerate(self.table.lines_shown()):
            if (line.row.area, line.row.indicator.id) == (area, indicator):
                index = self.table.shown.index(row, 0)
                flags = model.SelectionFlag.Rows
                flags |= model.SelectionFlag.Select if adding else model.SelectionFlag.ClearAndSelect
                model.setCurrentIndex(index, model.SelectionFlag.NoUpdate)
                model.select(index, flags)
                self.table.scrollTo(index)

    # --- files, clipboard, menu ------------------------------------------------------------------------------------

    def copy_rows(self) -> None:
        """Put the chosen rows, with rule, figures and sources, on the clipboard."""
        if self.table.chosen():
            put_cells(self.table.copied())

    def copy_sources(self) -> None:
        """Put every figure of the chosen rows with its source on the clipboard."""
        lines = [
            f"{say(line.row.indicator.name)} · {say(self.table.rows.area_name(line.row.area))}\n"
            + "\n".join(say(figure_words(value)) for value in line.row.figures)
            for line in self.table.chosen()
        ]
        if lines:
            QGuiApplication.clipboard().setText("\n\n".join(lines))

    def ask_table(self) -> None:
        """Ask where to write the rows that are shown."""
        if not self.table.lines_shown():
            words = Text("台账中没有可导出的行。", "The ledger has no rows to export.")
            self._session.messages.show(Message("info", words))
            return
        name = Path(f"{self.tr('目标台账')} {self.day():%Y-%m-%d}.xlsx")
        filters = ["Excel (*.xlsx)", "CSV (*.csv)"]
        ask_to_save(self.window(), self.tr("导出目标台账"), filters, name, lambda paths: self.write_table(paths[0]))

    def write_table(self, path: Path) -> None:
        """Write the rows that are shown as XLSX or CSV."""
        table, wanted = target_table(self.table.lines_shown(), self.areas, self.day()), language()
        words = Text(
            f"{len(table.rows)} 行已写入“{path.name}”。", f"{len(table.rows)} rows were written to “{path.name}”."
        )
        self._session.run(
            Task(Text("导出目标台账", "Exporting the target ledger")),
            lambda feedback: write_result(table, path, wanted, feedback),
            lambda _: self._session.messages.show(Message("success", words)),
        )

    def _menu(self, at: QPoint) -> None:
        chosen = self.table.chosen()
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, act in (
            (self.tr("复制所选行"), self.copy_rows),
            (self.tr("复制数字与来源"), self.copy_sources),
            (self.tr("这个指标的状态地图"), self.map_asked.emit),
            (self.tr("填报新数字…"), self.figure_asked.emit),
        ):
            menu.addAction(words).triggered.connect(lambda _=False, act=act: act())
        reported = [value for line in chosen for value in line.row.figures if value.origin == "reported"]
        for value in reported:
            words = self.tr("撤回填报：{figure}").format(figure=say(figure_words(value)))
            menu.addAction(words).triggered.connect(lambda _=False, value=value: self.withdrawn.emit(value))
        menu.popup(self.table.viewport().mapToGlobal(at))

    def _retranslate(self) -> None:
        self.search.setPlaceholderText(self.tr("搜索指标、区域、来源（汉字或拼音）"))
        self.search.setAccessibleName(self.tr("搜索台账"))
        self.below.setText(self.tr("含下级"))
        self.below.setToolTip(self.tr("同时列出所选区域之下各区域的指标"))
        self._on.setText(self.tr("截至"))
        self.date.setToolTip(self.tr("“应达”按这一天计算"))
        self.report.setText(self.tr("填报"))
        self.report.setToolTip(self.tr("填报规划印发之后的数字"))
        self.type.setText(self.tr("填报新数字…"))
        self.join.setText(self.tr("从表格填报…"))
        self.map.setText(self.tr("状态地图"))
        self.map.setToolTip(self.tr("把所选行的指标做成各区域的状态地图，一步，可撤销"))
        self.more.setText(self.tr("明细"))
        self.more.setToolTip(self.tr("在表旁显示所选行的走势、判断依据和每个数字的来源"))
        self.copy.setText(self.tr("复制所选行"))
        self.tree.setHeaderLabels([self.tr("区域"), self.tr("项")])
        self.tree.setAccessibleName(self.tr("区域树：选一个区域，只看它和它的下级"))
        self.table.setAccessibleName(self.tr("目标台账"))
        self.detail.setAccessibleName(self.tr("所选行的依据和来源"))
        before = self.status.currentData()
        self.status.blockSignals(True)
        self.status.clear()
        self.status.addItem(self.tr("全部"), "")
        self.status.addItem(self.tr("有目标的"), _WITH_TARGET)
        for status, name in STATUS_NAMES.items():
            self.status.addItem(say(name), status)
        self.status.setCurrentIndex(max(self.status.findData(before), 0))
        self.status.blockSignals(False)
        self.status.setAccessibleName(self.tr("按状态筛选"))
        self._compute()
