"""Making, taking over and dropping scenarios of expansion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMainWindow

from gui.file_dialogs import VECTOR_FILES, ask_to_open
from gui.messages import Message
from gui.revisions.entry_dialog import EntryDialog
from gui.revisions.scenario_dialog import ScenarioDialog, ScenarioWish
from gui.selection import Selection
from gui.session import Session
from gui.tasks import Task
from layers.datasets import read_dataset
from layers.layer import Dataset
from layers.project import Project
from layers.revisions import restoring, scenarios
from layers.revisions.committing import now
from layers.revisions.model import Entry, Scenario
from layers.revisions.tracking import boundary_datasets
from spatial.errors import GisError
from spatial.feedback import Feedback
from spatial.text import Text

if TYPE_CHECKING:
    from gui.revisions.verbs import Ledger


class ScenarioVerbs(QObject):
    """The verbs of scenarios; `ledger` shows them."""

    def __init__(self, session: Session, selection: Selection, ledger: Ledger, window: QMainWindow) -> None:
        super().__init__(window)
        self._session, self._selection, self._ledger, self._window = session, selection, ledger, window

    def show(self) -> None:
        """Show the scenarios side by side."""
        self._ledger.show(1)

    def from_selection(self) -> None:
        """Ask, and keep the selected polygons as a scenario.

        Those that were drawn in a layer of boundaries since its last revision leave that layer for the scenario.
        """
        project = self._session.project
        known = boundary_datasets(project)
        name = next((each for each in self._selection.datasets() if each in known), "")
        if not name:
            self._say(Text("请先选中候选地块（面）。", "Select the candidate parcels (polygons) first."))
            return
        self._ask(project.dataset(name), self._selection.rows(name).tolist())

    def from_file(self) -> None:
        """Ask for a file of parcels, and keep them as a scenario."""
        filters = [self.tr("矢量文件") + f" ({VECTOR_FILES})"]
        ask_to_open(self._window, self.tr("从文件建立扩区情景"), filters, lambda paths: self.read(paths[0]))

    def read(self, path: Path) -> None:
        """Read parcels and ask for the rest."""

        def work(feedback: Feedback) -> Dataset:
            return read_dataset(path, feedback=feedback)

        label = Text(f"读取“{path.name}”", f"Reading “{path.name}”")
        self._session.tasks.run(Task(label), work, lambda found: self._ask(found, range(len(found.frame))))

    def _ask(self, source: Dataset, rows: Sequence[int]) -> None:
        project = self._session.project
        known = boundary_datasets(project)
        own = source.id in known and source is project.dataset(source.id)
        new = restoring.drawn(project, source.id, rows) if own else ()
        others = (source.id,) if new else tuple(each for each in known if each != source.id) or known
        first = self._ledger.target()
        order = tuple(sorted(others, key=lambda each: each != first))
        if not order:
            self._say(Text("项目中没有边界图层。", "The project has no layer of boundaries."))
            return
        title = self.tr("情景 {number}").format(number=len(project.boundaries.scenarios) + 1)
        dialog = ScenarioDialog(project, order, title, len(rows), self._window)

        def decided(wish: ScenarioWish) -> None:
            def edit(project: Project) -> Project:
                made = scenarios.add_scenario(project, wish.name, wish.dataset, source, rows, wish.block)
                added = made.boundaries.scenarios[-1]
                candidates = tuple(replace(each, into=wish.into) for each in added.candidates)
                kept = scenarios.set_scenario(made, replace(added, candidates=candidates))
                return restoring.withdraw(kept, source.id, new) if new else kept

            label = Text(f"新建扩区情景：{wish.name}", f"New scenario: {wish.name}")
            if self._session.apply(label, edit):
                self._ledger.show(1)

        dialog.decided.connect(decided)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def accept(self) -> None:
        """Ask, and take the chosen scenario over as a revision."""
        chosen = self._chosen()
        if chosen is None:
            return
        project, name = self._session.project, chosen.id
        try:
            trial = scenarios.accept(project, name, Entry("?", now())).boundaries.revisions[-1]
        except GisError as error:
            self._session.messages.error(error)
            return
        title = Text(f"采纳扩区情景：{chosen.name}", f"Accept the scenario: {chosen.name}")
        changed = (trial.changes, trial.sums)
        dialog = EntryDialog(title, changed, (), project.boundaries.tolerance_km2, self._window)
        dialog.offer_overlap()

        def decided(entry: Entry, _: bool) -> None:
            overlap = dialog.overlap.currentData()
            if self._session.apply(title, lambda now_: scenarios.accept(now_, name, entry, overlap)):
                self._ledger.panel.show_dataset(chosen.dataset)
                self._ledger.panel.tabs.setCurrentIndex(0)

        dialog.decided.connect(decided)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def drop(self) -> None:
        """Give the chosen scenario up; that can be undone."""
        chosen = self._chosen()
        if chosen is not None:
            label = Text(f"放弃扩区情景：{chosen.name}", f"Drop the scenario: {chosen.name}")
            self._session.apply(label, lambda project: scenarios.drop_scenario(project, chosen.id))

    def _chosen(self) -> Scenario | None:
        found = self._ledger.panel.scenarios.chosen()
        if found is None:
            self._say(
                Text("请先在“扩区情景”中选择一个情景。", "Choose a scenario among the scenarios of expansion first.")
            )
        return found

    def _say(self, text: Text) -> None:
        self._session.messages.show(Message("info", text))
