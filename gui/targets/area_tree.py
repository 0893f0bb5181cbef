"""The tree of areas beside the ledger: what lies in what, how many figures each has, and where something is behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QPalette
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem

from gui.language import say
from layers.areas import Area, AreaTable
from layers.indicators.target_lines import TargetLine
from layers.results.status_map import STATUS_COLOURS
from spatial.text import Text

EVERYTHING = Text("全部区域", "All areas")
_ROLE = Qt.ItemDataRole.UserRole


class AreaTree(QTreeWidget):
    """Areas with their figures. ``chosen(id)``: the user chose an area, "" for all."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._syncing = False
        self.setColumnCount(2)
        self.setUniformRowHeights(True)
        self.setIndentation(11)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.currentItemChanged.connect(lambda *_: self._tell())

    @property
    def area(self) -> str:
        """Id of the area that is chosen, "" for all."""
        item = self.currentItem()
        return str(item.data(0, _ROLE) or "") if item is not None else ""

    def show_areas(self, areas: AreaTable, lines: Sequence[TargetLine]) -> None:
        """Show a table of areas with what the ledger has of each; the area chosen before stays chosen."""
        before = self.area
        by_area: dict[str, list[TargetLine]] = {}
        for line in lines:
            by_area.setdefault(line.row.area, []).append(line)
        self._syncing = True
        self.clear()
        root = QTreeWidgetItem([say(EVERYTHING), str(len(lines))])
        root.setData(0, _ROLE, "")
        self.addTopLevelItem(root)
        for area in areas.values():
            if not area.parent:
                self.addTopLevelItem(self._item(area, areas, by_area))
        self._open(self.invisibleRootItem(), by_area)
        if not self.choose(before):
            self.setCurrentItem(root)
        self._syncing = False

    def _item(self, area: Area, areas: AreaTable, by_area: Mapping[str, Sequence[TargetLine]]) -> QTreeWidgetItem:
        lines = by_area.get(area.id, ())
        late = sum(line.row.status in ("behind", "missed") for line in lines)
        item = QTreeWidgetItem([say(area.short), str(len(lines)) if lines else "–"])
        item.setData(0, _ROLE, area.id)
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        words = Text(f"{len(lines)} 项指标，{late} 项落后", f"{len(lines)} indicators, {late} behind")
        item.setToolTip(0, f"{say(area.name)}：{say(words)}")
        item.setToolTip(1, say(words))
        if not lines:
            for column in (0, 1):
                item.setForeground(column, QBrush(self.palette().color(QPalette.ColorRole.PlaceholderText)))
        if late:
            item.setText(1, f"{late} / {len(lines)}")
            item.setForeground(1, QBrush(STATUS_COLOURS["behind"]))
        for child in areas.children(area.id):
            item.addChild(self._item(child, areas, by_area))
        return item

    def _open(self, item: QTreeWidgetItem, by_area: Mapping[str, object]) -> bool:
        """Open what holds areas with figures; return whether there are any in it."""
        inside = [self._open(item.child(place), by_area) for place in range(item.childCount())]
        item.setExpanded(any(inside))
        return any(inside) or str(item.data(0, _ROLE) or "") in by_area

    def choose(self, area: str) -> bool:
        """Choose an area without telling; return whether it is there."""
        found = self._find(self.invisibleRootItem(), area)
        if found is None:
            return False
        before, self._syncing = self._syncing, True
        self.setCurrentItem(found)
        self.scrollToItem(found)
        self._syncing = before
        return True

    def _find(self, item: QTreeWidgetItem, area: str) -> QTreeWidgetItem | None:
        for place in range(item.childCount()):
            child = item.child(place)
            if child.data(0, _ROLE) == area:
                return child
            if (inside := self._find(child, area)) is not None:
                return inside
        return None

    def _tell(self) -> None:
        if not self._syncing:
            self.chosen.emit(self.area)
