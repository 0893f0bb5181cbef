"""The compare panel: its tabs, and what leads from them to the map and to files."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMenu, QTabWidget, QToolButton, QVBoxLayout, QWidget

from gui.compare.autocorrelation_tab import AutocorrelationTab
from gui.compare.cluster_tab import ClusterTab
from gui.compare.density_tab import DensityTab
from gui.compare.linked_table_tab import LinkedTableTab
from gui.compare.overlap_tab import OverlapTab
from gui.compare.pattern_tab import PatternTab
from gui.compare.result_tab import ResultTab
from gui.docks import toggle
from gui.language import on_language
from gui.selection import Selection
from gui.session import Session
from gui.theme import icon
from layers.areas import AreaTable
from layers.indicators.plan_tables import areas_of, synonyms_of


class ComparePanel(QWidget):
    """Compares zones.

    ``left()``: the panel was put away. ``hovered(data set id, rows)``: the features that are meant under the mouse.
    """

    left = Signal()
    hovered = Signal(str, object)

    def __init__(self, session: Session, selection: Selection) -> None:
        super().__init__()
        self._session = session
        self.density = DensityTab(session, selection, self._areas)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.overlap = OverlapTab(session, selection, self._synonyms)
        self.autocorrelation = AutocorrelationTab(session, selection)
        self.pattern = PatternTab(session, selection)
        self.clusters = ClusterTab(session, selection)
        self._titles: list[ResultTab] = [
            self.density, self.overlap, self.autocorrelation, self.pattern, self.clusters
        ]  # fmt: skip
        for tab in self._titles:
            self.tabs.addTab(tab, "")
        self.export = QToolButton()
        self.export.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.export)
        self.table_action, self.sheet_action, self.page_action = QAction(menu), QAction(menu), QAction(menu)
        self.table_action.triggered.connect(lambda: self.tab.ask_table())
        self.sheet_action.triggered.connect(lambda: self.tab.ask_sheet())
        self.page_action.triggered.connect(lambda: self.tab.ask_page())
        menu.addActions([self.table_action, self.sheet_action, self.page_action])
        self.export.setMenu(menu)
        self.tabs.setCornerWidget(self.export)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tabs)
        self.setFocusProxy(self.tabs)
        for each in (self.density, self.overlap, self.autocorrelation, self.pattern, self.clusters):
            each.hovered.connect(self.hovered)
        on_language(self, self._retranslate)

    @property
    def tab(self) -> ResultTab:
        """The tab in front."""
        return self._titles[self.tabs.currentIndex()]

    @property
    def linked_dataset(self) -> str:
        """Id of the data set whose features the tab in front tells apart, "" for none."""
        comparison, found = self.density.comparison, self.overlap.found
        if self.tab is self.density:
            return comparison.zones.id if comparison is not None else ""
        if isinstance(self.tab, LinkedTableTab):
            return self.tab.linked
        return found.dataset.id if self.tab is self.overlap and found is not None else ""

    def mark_feature(self, row: int) -> None:
        """Mark what stands for a feature that the mouse is over on the map, -1 for none."""
        if self.tab is self.density:
            self.density.mark_feature(row)
        elif self.tab is self.overlap:
            self.overlap.mark_feature(row)
        elif isinstance(self.tab, LinkedTableTab):
            self.tab.mark_feature(row)

    def toggle(self) -> None:
        """Show the panel and lead the keyboard to it, or put it away."""
        dock = self.parentWidget()
        if not isinstance(dock, QDockWidget):
            return
        if toggle(dock):
            self.tabs.setFocus()
        else:
            self.left.emit()

    def _areas(self) -> AreaTable:
        return areas_of(self._session.path)

    def _synonyms(self) -> dict[str, str]:
        return synonyms_of(self._session.path)

    def _retranslate(self) -> None:
        for place, title in enumerate(
            (self.tr("分区密度"), self.tr("产业重叠"), self.tr("空间自相关"), self.tr("点格局"), self.tr("聚类"))
        ):
            self.tabs.setTabText(place, title)
        self.export.setIcon(icon("export"))
        self.export.setToolTip(self.tr("导出结果"))
        self.export.setAccessibleName(self.tr("导出结果"))
        self.table_action.setText(self.tr("结果表（CSV、XLSX）…"))
        self.sheet_action.setText(self.tr("图件：地图、图形与解读（PDF、PNG、SVG）…"))
        self.page_action.setText(self.tr("网页：与地图联动的图形（HTML）…"))
