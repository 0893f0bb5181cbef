"""The panel of the ledger: revisions of a data set, what the chosen ones changed, and scenarios of expansion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from gui.elided_box import ElidedBox
from gui.language import on_language, say
from gui.revisions.land_view import LandView
from gui.revisions.scenario_table import ScenarioTable
from gui.revisions.tables import CHANGE_HEADINGS, PlainTable, change_rows, km2, local_minute
from gui.session import Session
from gui.tasks import Task
from layers.project import Project
from layers.revisions.change_map import LANDS, land_of, outlines
from layers.revisions.change_words import title_of
from layers.revisions.model import KIND_NAMES, STATUS_NAMES, Revision
from layers.revisions.states import FIRST, NOW, Difference, change_of, compare
from layers.revisions.tracking import boundary_datasets, pending
from layers.storage.project_json import AbsentDataset
from spatial.feedback import Feedback
from spatial.text import Text

LABEL = Text("边界修订台账", "The boundary ledger")


@dataclass(frozen=True, eq=False)
class _Shown:
    """What the panel shows of a project: revisions, the newest first, and what is not committed."""

    project: Project
    dataset: str
    revisions: tuple[Revision, ...]
    pending: tuple[str, ...]


class LedgerPanel(QWidget):
    """Shows the ledger of one data set; one chosen row shows what it changed, two rows are compared."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._shown: _Shown | None = None
        self._wanted = ""
        self.difference: Difference | None = None
        self.dataset = ElidedBox()
        self.dataset.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.dataset.setMinimumContentsLength(16)
        self.tolerance = QDoubleSpinBox()
        self.tolerance.setRange(0.0, 10.0)
        self.tolerance.setDecimals(3)
        self.tolerance.setSingleStep(0.01)
        self.tolerance.setSuffix(" km²")
        self.tolerance.setKeyboardTracking(False)
        self.revisions, self.changes = PlainTable(wide=-1), PlainTable(wide=-1)
        self.revisions.setSelectionMode(PlainTable.SelectionMode.ExtendedSelection)
        self.land, self.title, self.key = LandView(), QLabel(), QLabel()
        self.scenarios = ScenarioTable(session)
        self.tabs = QTabWidget()
        self._labels = {name: QLabel() for name in ("dataset", "tolerance")}
        self._lay_out()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._collect)
        session.changed.connect(lambda _: self._later.start())
        self.dataset.activated.connect(lambda _: self.show_dataset(self.dataset.currentData()))
        self.tolerance.valueChanged.connect(self._set_tolerance)
        self.revisions.itemSelectionChanged.connect(self._compare)
        on_language(self, self._retranslate)

    def _lay_out(self) -> None:
        for label in (self.title, self.key):
            label.setTextFormat(Qt.TextFormat.RichText if label is self.key else Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        head = QHBoxLayout()
        for name, field in (("dataset", self.dataset), ("tolerance", self.tolerance)):
            head.addWidget(self._labels[name])
            head.addWidget(field, 1 if name == "dataset" else 0)
            self._labels[name].setBuddy(field)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(head)
        column.addWidget(self.revisions, 4)
        column.addWidget(self.changes, 3)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.title)
        column.addWidget(self.land, 1)
        column.addWidget(self.key)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(right)
        split.setSizes([780, 500])
        split.setChildrenCollapsible(False)
        self.tabs.addTab(split, "")
        self.tabs.addTab(self.scenarios, "")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(8, 6, 8, 6)
        whole.addWidget(self.tabs)

    def _retranslate(self) -> None:
        self.tabs.setTabText(0, self.tr("修订"))
        self.tabs.setTabText(1, self.tr("扩区情景"))
        self._labels["dataset"].setText(self.tr("边界图层："))
        self._labels["tolerance"].setText(self.tr("与批复面积的允差："))
        self.key.setText(
            "&ensp; ".join(
                f'<nobr><span style="color:{colour}">■</span> {_unbroken(say(name))}</nobr>'
                for _, name, colour in LANDS
            )
        )
        self._fill()
        self._show()

    # --- what is shown ---------------------------------------------------------------------------------------------

    @property
    def dataset_id(self) -> str:
        """The data set whose ledger is shown, "" for none."""
        return self._shown.dataset if self._shown is not None else ""

    def target(self, wanted: str) -> str:
        """Return the data set that is meant: `wanted`, else the one that is shown, one that waits for a commit, any."""
        project = self._session.project
        known = boundary_datasets(project)
        waiting = next((each for each in known if pending(project, each)), "")
        return next((each for each in (wanted, self.dataset_id) if each in known), waiting or next(iter(known), ""))

    def show_dataset(self, dataset_id: str) -> None:
        """Show the ledger of a data set."""
        self._wanted = dataset_id
        self._later.start()

    def showEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """Collect what was put off while the panel was not seen."""
        self._later.start()

    def _collect(self) -> None:
        if not self.isVisible():
            return
        project, wanted = self._session.project, self._wanted
        if self._shown is not None and self._shown.project is project and self._shown.dataset == wanted:
            return

        def work(feedback: Feedback) -> _Shown:
            known = boundary_datasets(project)
            dataset = wanted if wanted in known else next(iter(known), "")
            revisions = tuple(reversed(project.boundaries.of(dataset)))
            absent = not dataset or isinstance(project.dataset(dataset), AbsentDataset)
            return _Shown(project, dataset, revisions, () if absent else pending(project, dataset))

        self._session.tasks.run(Task(LABEL, "ledger", quiet=True), work, self._take)

    def _take(self, shown: _Shown) -> None:
        same = self._shown is not None and self._shown.dataset == shown.dataset
        before = self._shown.revisions if self._shown is not None and same else ()
        self._shown, self._wanted = shown, shown.dataset
        self.tolerance.blockSignals(True)
        self.tolerance.setValue(shown.project.boundaries.tolerance_km2)
        self.tolerance.blockSignals(False)
        self._fill()
        if before != shown.revisions or not self.revisions.chosen():
            self.revisions.choose([0] if self.revisions.rowCount() else [])
        self._compare()

    def _fill(self) -> None:
        if self._shown is None:
            return
        project = self._shown.project
        self.dataset.clear()
        for name in boundary_datasets(project):
            self.dataset.addItem(say(project.dataset(name).name), name)
        self.dataset.setCurrentIndex(self.dataset.findData(self._shown.dataset))
        numbers = {each.id: place for place, each in enumerate(project.boundaries.revisions, 1)}
        rows = [self._row(numbers[each.id], each) for each in self._shown.revisions]
        if self._shown.pending:
            count = len(self._shown.pending)
            words = self.tr("未提交：{count} 个边界").format(count=count)
            rows.insert(0, ["—", "", self.tr("编辑中"), "", "", words, "", ""])
        headings = [
            self.tr("序号"), self.tr("时间"), self.tr("状态"), self.tr("变化 km²"), self.tr("文号"),
            self.tr("理由"), self.tr("类型"), self.tr("作者"),
        ]  # fmt: skip
        self.revisions.blockSignals(True)
        self.revisions.show_rows(headings, rows, (0, 3))
        self.revisions.blockSignals(False)

    def _row(self, number: int, each: Revision) -> list[str]:
        entry = each.entry
        reason = entry.reason or (each.of if each.kind in ("lock", "unlock", "scenario") else "")
        return [
            str(number),
            local_minute(entry.time),
            say(STATUS_NAMES[entry.status]),
            km2(each.delta_m2, True) if each.changes else "",
            entry.document,
            reason if each.is_intact else self.tr("内容与编号不符：{reason}").format(reason=reason),
            say(KIND_NAMES[each.kind]),
            entry.author,
        ]

    # --- what changed ----------------------------------------------------------------------------------------------

    def state_of(self, row: int) -> str:
        """Return the state that a row stands for: the id of its revision, or `NOW`."""
        if self._shown is None:
            return NOW
        place = row - bool(self._shown.pending)
        return NOW if place < 0 else self._shown.revisions[place].id

    def chosen(self) -> Revision | None:
        """Return the revision of the one chosen row, None for none or several."""
        rows = self.revisions.chosen()
        if self._shown is None or len(rows) != 1 or self.state_of(rows[0]) == NOW:
            return None
        return self._shown.revisions[rows[0] - bool(self._shown.pending)]

    def _compare(self) -> None:
        shown, rows = self._shown, self.revisions.chosen()
        if shown is None or not rows:
            self.difference = None
            self._show()
            return
        newer, older = self.state_of(rows[0]), self.state_of(rows[-1])
        one = self.chosen()

        def work(feedback: Feedback) -> tuple[Difference, Any]:
            project = shown.project
            if one is not None:
                found = change_of(project, one)
            elif len(rows) == 1:
                found = compare(project, shown.dataset, shown.revisions[0].id if shown.revisions else FIRST, NOW)
            else:
                found = compare(project, shown.dataset, older, newer)
            return found, land_of(found)

        def done(made: tuple[Difference, Any]) -> None:
            self.difference, self._land = made
            self._show()

        self._session.tasks.run(Task(LABEL, "ledger_difference", quiet=True), work, done)

    def _show(self) -> None:
        if self.difference is None or self._shown is None:
            self.title.setText(self.tr("选中一行看它改了什么，选中两行互相比较。"))
            self.changes.show_rows([], [])
            self.land.show_land((), (), (), ())
            return
        project, found = self._shown.project, self.difference
        self.title.setText(say(title_of(project, found)))
        rows = change_rows(found.changes, found.sums, project.boundaries.tolerance_km2)
        self.changes.show_rows([say(each) for each in CHANGE_HEADINGS], rows, (1, 2, 3, 4))
        old, new = outlines(found)
        self.land.show_land([(each[0], each[2]) for each in self._land], old, new, list(found.dataset.frame.geometry))

    def _set_tolerance(self, value: float) -> None:
        from dataclasses import replace

        label = Text("与批复面积的允差", "Tolerance to the approved area")

        def edit(project: Project) -> Project:
            return replace(project, boundaries=replace(project.boundaries, tolerance_km2=float(value)))

        self._session.apply(label, edit, merge="ledger_tolerance")


def _unbroken(words: str) -> str:
    """Return words with Chinese letters joined: Qt's ``nobr`` alone would break a line between them."""
    return words if words.isascii() else "\u2060".join(words)
