"""Small tables of the ledger: read-only rows of texts and figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from gui.language import say
from layers.revisions.accounts import KM2_M2, against
from layers.revisions.model import FeatureChange, Sum
from spatial.text import Text

CHANGE_HEADINGS = (
    Text("名称", "Name"),
    Text("原面积 km²", "Old area, km²"),
    Text("新面积 km²", "New area, km²"),
    Text("变化 km²", "Change, km²"),
    Text("顶点", "Vertices"),
    Text("批复面积 / 对照", "Approved / difference"),
)
NUMBERS = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class PlainTable(QTableWidget):
    """A table that is read: whole rows are chosen, nothing is typed into it."""

    def __init__(self, wide: int = 0) -> None:
        super().__init__()
        self._wide = wide
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setAlternatingRowColors(True)
        self.verticalHeader().hide()
        self.setTabKeyNavigation(False)

    def show_rows(self, headings: Sequence[str], rows: Sequence[Sequence[str]], figures: Sequence[int] = ()) -> None:
        """Show rows of texts; columns `figures` stand to the right. The rows chosen before stay chosen."""
        chosen = self.chosen()
        self.setSortingEnabled(False)
        self.clearContents()
        self.setColumnCount(len(headings))
        self.setHorizontalHeaderLabels(list(headings))
        self.setRowCount(len(rows))
        for row, cells in enumerate(rows):
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if column in figures:
                    item.setTextAlignment(NUMBERS)
                self.setItem(row, column, item)
        header = self.horizontalHeader()
        for column in range(len(headings)):
            stretch = column == self._wide
            modes = QHeaderView.ResizeMode
            header.setSectionResizeMode(column, modes.Stretch if stretch else modes.ResizeToContents)
        header.setMinimumSectionSize(48)
        self.choose([row for row in chosen if row < len(rows)])

    def chosen(self) -> list[int]:
        """Return the rows that are chosen, from the top."""
        return sorted({index.row() for index in self.selectedIndexes()})

    def choose(self, rows: Sequence[int]) -> None:
        """Choose these rows alone."""
        self.clearSelection()
        mode = self.selectionMode()
        self.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)
        for row in rows:
            self.selectRow(row)
        self.setSelectionMode(mode)


def km2(area_m2: float, sign: bool = False) -> str:
    """Return an area as it is printed in the ledger."""
    return f"{area_m2 / KM2_M2:+.4f}" if sign else f"{area_m2 / KM2_M2:.4f}"


def local_minute(time: str) -> str:
    """Return an ISO 8601 time as the user's clock shows it, to the minute."""
    return f"{datetime.fromisoformat(time).astimezone():%Y-%m-%d %H:%M}"


def change_rows(changes: Sequence[FeatureChange], sums: Sequence[Sum], tolerance_km2: float) -> list[list[str]]:
    """Return rows of (name, old, new, change, vertices, against what was approved): parks, blocks, the whole."""
    rows = [
        [
            say(each.name),
            km2(each.old_m2) if each.old.row else "—",
            km2(each.new_m2) if each.new.row else "—",
            km2(each.new_m2 - each.old_m2, True),
            f"{each.old_vertices} → {each.new_vertices}",
            "",
        ]
        for each in changes
    ]
    sign = Text("合计：", "Σ ")
    rows += [
        [
            say(Text(sign.zh + each.name.to("zh"), sign.en + each.name.to("en"))),
            km2(each.old_m2),
            km2(each.new_m2),
            km2(each.new_m2 - each.old_m2, True),
            "",
            " / ".join(
                part
                for part in (f"{each.approved_km2:g}" if each.approved_km2 else "", say(against(each, tolerance_km2)))
                if part
            ),
        ]
        for each in sums
    ]
    return rows
