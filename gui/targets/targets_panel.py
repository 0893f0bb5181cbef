"""The panel of targets: the ledger, the plans checked against themselves, and the facilities in time."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QTabWidget, QToolButton, QVBoxLayout, QWidget

from gui.language import on_language, say
from gui.messages import Message
from gui.selection import Selection
from gui.session import Session
from gui.targets.check_tab import CheckTab
from gui.targets.ledger_tab import LedgerTab
from gui.targets.plans_source import NO_PLANS, PlansSource
from gui.targets.timeline_tab import TimelineTab
from gui.targets.year_filter import YearFilter
from gui.tasks import Task
from gui.theme import icon
from layers.indicators.plan_templates import write_plan_templates
from spatial.text import Text

LEDGER, CHECK, TIMELINE = range(3)


class TargetsPanel(QWidget):
    """Shows what the plans of the project promise; reads them when it is first seen."""

    def __init__(self, session: Session, selection: Selection, filtered: YearFilter) -> None:
        super().__init__()
        self._session = session
        self.source = PlansSource(session, self.isVisible, self)
        self.ledger, self.check = LedgerTab(session), CheckTab(session)
        self.timeline = TimelineTab(session, selection, filtered)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for tab in (self.ledger, self.check, self.timeline):
            self.tabs.addTab(tab, "")
        self.again, self.export = QToolButton(), QToolButton()
        corner = QWidget()
        row = QHBoxLayout(corner)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.again)
        row.addWidget(self.export)
        self.tabs.setCornerWidget(corner)
        self.notice = QLabel()
        self.notice.setObjectName("notice")
        self.notice.setTextFormat(Qt.TextFormat.PlainText)
        self.notice.setWordWrap(True)
        self.notice.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.make = QPushButton()
        self.empty = QWidget()
        below = QHBoxLayout(self.empty)
        below.setContentsMargins(6, 6, 6, 0)
        below.addWidget(self.notice, 1)
        below.addWidget(self.make, 0, Qt.AlignmentFlag.AlignTop)
        self.empty.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.empty)
        column.addWidget(self.tabs, 1)
        self.setFocusProxy(self.tabs)
        self.make.clicked.connect(self.make_tables)
        self.again.clicked.connect(self.source.read_again)
        self.export.clicked.connect(self.ask_table)
        self.source.changed.connect(self._show)
        self.check.asked.connect(self._go_to)
        on_language(self, self._retranslate)

    def showEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """Read the plans when they are seen."""
        self.source.look()

    def show_tab(self, place: int) -> None:
        """Bring a tab to the front and lead the keyboard to it."""
        self.tabs.setCurrentIndex(place)
        self.tabs.currentWidget().setFocus()

    def ask_table(self) -> None:
        """Ask where to write what the tab in front shows."""
        tab = self.tabs.currentWidget()
        assert isinstance(tab, LedgerTab | CheckTab | TimelineTab)
        tab.ask_table()

    def _show(self) -> None:
        plans = self.source.plans
        for tab in (self.ledger, self.check, self.timeline):
            tab.show_plans(plans)
        self._say()

    def _say(self) -> None:
        self.notice.setText(say(self.source.why))
        self.empty.setVisible(bool(self.source.why))
        self.make.setVisible(self.source.why == NO_PLANS)

    def make_tables(self) -> None:
        """Write empty tables of plans beside the project, and read them."""
        place = self._session.path

        def then(written: tuple[Path, ...]) -> None:
            words = Text(
                f"已在“{written[0].parent}”中建立 {len(written)} 张空表，填好后点“重新读取”。",
                f"{len(written)} empty tables are in “{written[0].parent}”: fill them in and press “Reload”.",
            )
            self._session.messages.show(Message("success", words))
            self.source.read_again()

        label = Text("建立空的规划表格", "Making empty tables of plans")
        self._session.run(Task(label), lambda feedback: write_plan_templates(place, feedback), then)

    def _go_to(self, area: str, indicator: str) -> None:
        self.tabs.setCurrentIndex(LEDGER)
        self.ledger.go_to(area, indicator)

    def _retranslate(self) -> None:
        for place, title in enumerate((self.tr("目标台账"), self.tr("规划自检"), self.tr("设施时间轴"))):
            self.tabs.setTabText(place, title)
        for button, name, picture in (
            (self.again, self.tr("重新读取规划表格"), "redo"),
            (self.export, self.tr("导出为 Excel 或 CSV…"), "export"),
        ):
            button.setIcon(icon(picture))
            button.setToolTip(name)
            button.setAccessibleName(name)
        self.make.setText(self.tr("在项目旁建立空表"))
        self._say()
