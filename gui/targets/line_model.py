"""The table of the target ledger: its cells, its order, and what of it is shown."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QTableView

from gui.language import language, say
from gui.targets.course import COURSE_ROLE, Course, CourseDelegate
from layers.areas import Area, search_keys
from layers.indicators.catalogue import Value
from layers.indicators.ledger import RATIO_UNITS, RULE, Status, worded
from layers.indicators.target_lines import (
    DATE_RULE,
    TargetLine,
    figure_words,
    rule_words,
    sources_of,
    status_words,
    unit_words,
)
from layers.results.status_map import STATUS_COLOURS
from spatial.text import Text
from spatial.values import print_number

Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole
SORT_ROLE = _ROLE.UserRole + 1
HEADINGS: tuple[Text, ...] = (
    Text("指标", "Indicator"),
    Text("状态", "Status"),
    Text("走势", "Trend"),
    Text("区域", "Area"),
    Text("基期", "Baseline"),
    Text("最近值", "Latest"),
    Text("目标", "Target"),
    Text("缺口", "Gap"),
    Text("尚需增速/年", "Growth/a"),
    Text("尚需增量/年", "Step/a"),
    Text("应达", "Expected"),
    Text("趋势外推", "Outlook"),
    Text("单位", "Unit"),
)
INDICATOR, STATUS, COURSE, AREA, BASELINE, LATEST, TARGET, GAP, GROWTH, STEP, EXPECTED, OUTLOOK, UNIT = range(13)
HEADING_HINTS: Mapping[int, Text] = {
    STATUS: RULE,
    COURSE: Text(
        "实心：实际值；空心：预估；方块：目标；菱形：汇总；虚线：基期到目标的路径；点线：所选日期",
        "Disc: actual; hollow: estimate; square: target; diamond: computed; dashes: path from baseline to target; "
        "dotted: the date",
    ),
    GAP: Text("目标减最近值", "Target minus latest"),
    GROWTH: Text("从最近值到目标每年尚需的复合增速", "Compound annual growth from latest to target"),
    STEP: Text("从最近值到目标每年尚需的增量（直线）", "Linear annual step from latest to target"),
    EXPECTED: DATE_RULE,
    OUTLOOK: DATE_RULE,
}
_FIGURES = (BASELINE, LATEST, TARGET)
_STATUS_ORDER: tuple[Status, ...] = (
    "missed", "behind", "not_started", "no_baseline", "on_track", "achieved", "not_computable", "no_target",
)  # fmt: skip


class LineModel(QAbstractTableModel):
    """The rows of the ledger on a date."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[TargetLine, ...] = ()
        self.areas: Mapping[str, Area] = {}
        self.date = datetime.date.today()

    def show(self, lines: Sequence[TargetLine], areas: Mapping[str, Area], date: datetime.date) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.lines, self.areas, self.date = tuple(lines), areas, date
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802 - Qt's name
        """Return the number of rows."""
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index | None = None) -> int:  # noqa: N802 - Qt's name
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(HEADINGS)

    def area_name(self, area: str) -> Text:
        """Return the name of an area, its id where nothing is known of it."""
        return self.areas[area].short if area in self.areas else Text(area, area)

    def words(self, row: int, column: int) -> str:
        """Return a cell as it is read."""
        line = self.lines[row]
        pace, unit = line.row.pace, line.row.indicator.unit
        match column:
            case 0:
                return say(line.row.indicator.name)
            case 1:
                return say(status_words(line))
            case 3:
                return say(self.area_name(line.row.area))
            case 4 | 5 | 6:
                return _ended(line.ends[_FIGURES.index(column)])
            case 7:
                return "—" if line.gap is None else f"{'+' if line.gap > 0 else ''}{print_number(line.gap, 6)}"
            case 8:
                growth = pace.growth_per_year if pace is not None and unit not in RATIO_UNITS else None
                return "—" if growth is None else f"{growth * 100:+.1f} %"
            case 9:
                return "—" if pace is None else f"{'+' if pace.gap > 0 else ''}{print_number(pace.step_per_year, 4)}"
            case 10:
                return _plain(line.expected)
            case 11:
                return _plain(line.outlook)
            case 12:
                return say(unit_words(line.row))
        return ""

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        """Return words, tool tip, colour, course, or what a column is sorted by."""
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        line = self.lines[row]
        if role == _ROLE.DisplayRole:
            return self.words(row, column)
        if role == COURSE_ROLE and column == COURSE:
            return Course(line, self.date)
        if role == _ROLE.ToolTipRole:
            return self._tip(line, column)
        if role == SORT_ROLE:
            return self._key(row, column)
        if role == _ROLE.TextAlignmentRole and column in (*_FIGURES, GAP, GROWTH, STEP, EXPECTED, OUTLOOK):
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == _ROLE.DecorationRole and column == STATUS:
            return _chip(STATUS_COLOURS[line.row.status])
        if role == _ROLE.FontRole and column in _FIGURES:
            value = line.ends[_FIGURES.index(column)]
            if value is not None and value.origin != "plan":
                font = QFont(QGuiApplication.font())
                font.setItalic(value.origin == "computed")
                font.setBold(value.origin == "reported")
                return font
        return None

    def _tip(self, line: TargetLine, column: int) -> str:
        if column == STATUS:
            return "\n".join((say(rule_words(line)), say(RULE)))
        if column == INDICATOR:
            return "\n".join(
                each for each in (say(line.row.indicator.name), say(line.row.indicator.definition)) if each
            )
        if column == AREA and line.row.area in self.areas:
            return say(self.areas[line.row.area].name)
        if column in _FIGURES:
            value = line.ends[_FIGURES.index(column)]
            return say(figure_words(value)) if value is not None else "—"
        return "\n".join(say(figure_words(value)) for value in line.row.figures)

    def _key(self, row: int, column: int) -> Any:
        line = self.lines[row]
        numbers = {
            BASELINE: _number(line.ends[0]), LATEST: _number(line.ends[1]), TARGET: _number(line.ends[2]),
            GAP: line.gap, EXPECTED: line.expected, OUTLOOK: line.outlook,
            GROWTH: line.row.pace.growth_per_year if line.row.pace else None,
            STEP: line.row.pace.step_per_year if line.row.pace else None,
        }  # fmt: skip
        if column in numbers:
            return numbers[column]
        if column in (STATUS, COURSE):
            return float(_STATUS_ORDER.index(line.row.status))
        words = self.words(row, column)
        return _pinyin(words) if language() == "zh" else words.casefold()

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> Any:
        """Return headings and what they mean."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == _ROLE.DisplayRole:
            return say(HEADINGS[section])
        if role == _ROLE.ToolTipRole and section in HEADING_HINTS:
            return say(HEADING_HINTS[section])
        return None


class LineFilter(QSortFilterProxyModel):
    """Shows rows of some areas, of some statuses, that hold some words; figures that are not known are sorted last."""

    def __init__(self, model: LineModel) -> None:
        super().__init__()
        self._model = model
        self._areas: frozenset[str] | None = None
        self._statuses: frozenset[Status] | None = None
        self._with_target = False
        self._needles: tuple[str, ...] = ()
        self._hay: dict[int, str] = {}
        self.setSourceModel(model)
        model.modelReset.connect(self._hay.clear)
        self.setSortRole(SORT_ROLE)

    def show_only(
        self, areas: Collection[str] | None, statuses: Collection[Status] | None, with_target: bool, search: str
    ) -> None:
        """Show rows of these areas and statuses (None: all) that hold all words of the search."""
        self._areas = None if areas is None else frozenset(areas)
        self._statuses = None if statuses is None else frozenset(statuses)
        self._with_target = with_target
        self._needles = tuple(search.casefold().split())
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:  # noqa: N802 - Qt's name
        """Say whether a row is shown."""
        line = self._model.lines[row]
        if self._areas is not None and line.row.area not in self._areas:
            return False
        if self._statuses is not None and line.row.status not in self._statuses:
            return False
        if self._with_target and not any(value.kind == "target" for value in line.row.figures):
            return False
        return not self._needles or all(each in self._words_of(row) for each in self._needles)

    def _words_of(self, row: int) -> str:
        if row not in self._hay:
            row_ = self._model.lines[row].row
            area = self._model.areas.get(row_.area)
            names = [row_.indicator.name.zh, row_.indicator.name.en, row_.indicator.id, row_.indicator.theme]
            names += [*area.names, *search_keys(area.name.zh)] if area is not None else [row_.area]
            names += [*search_keys(row_.indicator.name.zh), *sources_of(self._model.lines[row])]
            self._hay[row] = "\n".join(names).casefold()
        return self._hay[row]

    def lessThan(self, left: Index, right: Index) -> bool:  # noqa: N802 - Qt's name
        """Compare two rows; what is not known is last in either order."""
        one, other = (self._model.data(each, SORT_ROLE) for each in (left, right))
        if one is None or other is None:
            return (other is None) == (self.sortOrder() == Qt.SortOrder.AscendingOrder) and one is not other
        return bool(one < other)


class LineView(QTableView):
    """The table as it is used: rows are chosen, sorted by a click, copied with their sources."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = LineModel()
        self.shown = LineFilter(self.rows)
        self.setModel(self.shown)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegateForColumn(COURSE, CourseDelegate(self))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 9)
        self.horizontalHeader().setSectionsClickable(True)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSortIndicatorShown(True)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.horizontalHeader().sortIndicatorChanged.connect(self.shown.sort)

    def fit(self) -> None:
        """Give each column the width of its words, within limits."""
        line = self.fontMetrics().height()
        self.setColumnHidden(AREA, False)  # a hidden column has no width to remember
        self.resizeColumnsToContents()
        for column in range(len(HEADINGS)):
            most = {INDICATOR: 10, AREA: 7, STATUS: 9}.get(column, 6) * line
            self.setColumnWidth(column, min(self.columnWidth(column) + 6, most))
        self.setColumnWidth(COURSE, 6 * line)

    def chosen(self) -> list[TargetLine]:
        """Return the rows that are chosen, from the top."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.line_at(row) for row in rows]

    def line_at(self, row: int) -> TargetLine:
        """Return the row of the ledger in a row of the table."""
        return self.rows.lines[self.shown.mapToSource(self.shown.index(row, 0)).row()]

    def lines_shown(self) -> list[TargetLine]:
        """Return all rows that are shown, in their order."""
        return [self.line_at(row) for row in range(self.shown.rowCount())]

    def copied(self) -> list[list[str]]:
        """Return the chosen rows as cells for a spreadsheet, with rule and sources of each."""
        head = [say(each) for each in HEADINGS if each is not HEADINGS[COURSE]]
        more = [say(Text("判断依据", "Rule of the status")), say(Text("全部数字与来源", "All figures and sources"))]
        lines = [[*head, *more]]
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        for row in rows:
            source = self.shown.mapToSource(self.shown.index(row, 0)).row()
            line = self.rows.lines[source]
            cells = [self.rows.words(source, column) for column in range(len(HEADINGS)) if column != COURSE]
            figures = "; ".join(say(figure_words(value)) for value in line.row.figures)
            lines.append([cell.replace("\n", " ") for cell in (*cells, say(rule_words(line)), figures)])
        return lines


@lru_cache(maxsize=4096)
def _pinyin(words: str) -> str:
    """Return what words are sorted by: a sort asks for each of them many times."""
    keys = search_keys(words)
    return keys[0] if keys else words.casefold()


def _chip(colour: str) -> QPixmap:
    picture = QPixmap(10, 10)
    picture.fill(QColor(colour))
    return picture


def _ended(value: Value | None) -> str:
    return "—" if value is None else f"{say(_short(value))} · {value.year}"


def _short(value: Value) -> Text:
    """Return a figure without its unit, which has a column of its own."""
    whole = worded(value)
    unit = value.unit
    english = whole.to("en")
    if value.number is None:
        return whole
    mark = whole.zh.partition("（")[2]
    words = english.partition(" (")[2]
    return Text(
        f"{value.text}（{mark}" if mark else value.text, f"{value.text} ({words}" if words and unit else value.text
    )


def _plain(number: float | None) -> str:
    return "—" if number is None else print_number(number, 5)


def _number(value: Value | None) -> float | None:
    return None if value is None else value.number
