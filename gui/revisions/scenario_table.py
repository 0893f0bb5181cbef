"""Scenarios of expansion side by side: what each would bring."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHeaderView, QLabel, QVBoxLayout, QWidget

from gui.language import on_language, say
from gui.revisions.tables import PlainTable, km2
from gui.session import Session
from gui.tasks import Task
from layers.project import Project
from layers.revisions.accounts import against
from layers.revisions.model import Scenario
from layers.revisions.scenarios import Gain, gain_of, kind_names
from spatial.feedback import Feedback
from spatial.text import Text

BLOCKS = {"north": Text("北区块", "North"), "south": Text("南区块", "South"), "": Text("未定", "Not set")}


class ScenarioTable(QWidget):
    """A column of figures for each scenario; the chosen row is the scenario that actions are about."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._made: tuple[Project, tuple[Gain, ...]] | None = None
        self.table, self.words = PlainTable(), QLabel()
        self.table.setSelectionMode(PlainTable.SelectionMode.SingleSelection)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        header.setMinimumHeight(3 * header.fontMetrics().lineSpacing() + 8)
        self.words.setWordWrap(True)
        self.words.setObjectName("quiet")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.words)
        column.addWidget(self.table, 1)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._collect)
        session.changed.connect(lambda _: self._later.start())
        on_language(self, self._retranslate)

    def showEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """Measure what was put off while the table was not seen."""
        self._later.start()

    def chosen(self) -> Scenario | None:
        """Return the scenario of the chosen row; the only one where there is one alone."""
        scenarios = self._session.project.boundaries.scenarios
        rows = self.table.chosen()
        if len(scenarios) == 1:
            return scenarios[0]
        return scenarios[rows[0]] if rows and rows[0] < len(scenarios) else None

    def gains(self) -> tuple[Gain, ...]:
        """Return what is shown."""
        return self._made[1] if self._made is not None else ()

    def _retranslate(self) -> None:
        self.words.setText(
            self.tr(
                "净增面积不计与现有园区及地块之间重叠的部分；设施按点在地块内计数；指标为随地块带来的可相加指标之和。"
            )
        )
        self._show()

    def _collect(self) -> None:
        project = self._session.project
        if not self.isVisible() or (self._made is not None and self._made[0] is project):
            return

        def work(feedback: Feedback) -> tuple[Project, tuple[Gain, ...]]:
            return project, tuple(gain_of(project, each, feedback) for each in project.boundaries.scenarios)

        self._session.tasks.run(
            Task(Text("量算扩区情景", "Measuring the scenarios"), "scenarios", quiet=True), work, self._take
        )

    def _take(self, made: tuple[Project, tuple[Gain, ...]]) -> None:
        self._made = made
        self._show()

    def _show(self) -> None:
        headings = [
            self.tr("情景"), self.tr("地块数"), self.tr("净增 km²"), self.tr("各区块净增 km²"),
            self.tr("合计 / 批复 km²"), self.tr("设施"), self.tr("指标"), self.tr("区块占比：前 → 后"),
        ]  # fmt: skip
        rows = [self._row(each) for each in self.gains()]
        self.table.show_rows(headings, rows, (1, 2))
        header = self.table.horizontalHeader()
        for column in (3, 4, 6, 7):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.table.resizeRowsToContents()

    def _row(self, gain: Gain) -> list[str]:
        total = gain.total
        tolerance = self._session.project.boundaries.tolerance_km2
        whole = "" if total is None else km2(total.new_m2)
        if total is not None and total.approved_km2:
            whole += f" / {total.approved_km2:g}\n{say(against(total, tolerance))}"
        dataset, unknown = self._session.project.dataset(gain.scenario.dataset), self.tr("未知")
        names, facilities = kind_names(self._session.project), gain.facilities
        counted = ((say(names[kind]) if kind in names else kind, count) for kind, count in (facilities or {}).items())
        listed = "—" if facilities is None else "\n".join(f"{name} {count}" for name, count in counted) or "0"
        return [
            gain.scenario.name,
            str(len(gain.scenario.candidates)),
            km2(gain.net_m2, True),
            "\n".join(f"{_block(key)} {km2(area, True)}" for key, area in gain.by_block.items()),
            whole,
            listed,
            "\n".join(
                f"{say(dataset.field_of(name).title)} {text or unknown}" for name, text in gain.indicators.items()
            )
            or "—",
            "\n".join(f"{_block(key)} {a:.1%} → {b:.1%}" for key, (a, b) in gain.balance.items()),
        ]


def _block(key: str) -> str:
    return say(BLOCKS[key]) if key in BLOCKS else key
