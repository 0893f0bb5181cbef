"""Making, taking over and dropping scenarios of expansion."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMainWindow

from gui.file_dialogs import ask_to_open, read_filters
from gui.messages import Message
from gui.revisions.asking import Answer, Question, ask
from gui.revisions.ledger_panel import LedgerPanel
from gui.revisions.scenario_dialog import ScenarioDialog, ScenarioWish
from gui.selection import Selection
from gui.session import Edit, Session
from gui.tasks import Task
from layers.datasets import read_dataset
from layers.layer import Dataset
from layers.project import Project
from layers.revisions import restoring, scenarios
from layers.revisions.committing import Preview, now
from layers.revisions.model import Entry, Scenario
from layers.revisions.scenario_map import with_scenario_map
from layers.revisions.tracking import boundary_datasets
from spatial.feedback import Feedback
from spatial.text import Text


class ScenarioVerbs(QObject):
    """The verbs of scenarios.

    Parameters
    ----------
    panel
        Of the ledger: shows the scenarios, and knows which one is chosen.
    show
        Brings the scenarios side by side to the front.
    """

    def __init__(
        self,
        session: Session,
        selection: Selection,
        panel: LedgerPanel,
        show: Callable[[], None],
        window: QMainWindow,
    ) -> None:
        super().__init__(window)
        self._session, self._selection, self._panel, self._show, self._window = session, selection, panel, show, window

    def show(self) -> None:
        """Show the scenarios side by side."""
        self._show()

    def show_map(self) -> None:
        """Add a map of the scenarios, with their parcels as a layer, and show it."""
        project, chosen = self._session.project, self._panel.scenarios.chosen()
        dataset = chosen.dataset if chosen is not None else ""

        def work(feedback: Feedback) -> Project:
            return with_scenario_map(project, dataset, feedback)

        def then(made: Project) -> Edit:
            return lambda now: made if now is project else with_scenario_map(now, dataset)

        self._session.run(Task(Text("扩区情景图", "Map of the scenarios"), "scenario_map"), work, then)

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
        filters = read_filters(self.tr("矢量文件"), "layer")
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
        first = self._panel.target("")
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
                self._show()

        dialog.decided.connect(decided)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def accept(self) -> None:
        """Ask, and take the chosen scenario over as a revision."""
        chosen = self._chosen()
        if chosen is None:
            return
        name, dataset = chosen.id, chosen.dataset
        title = Text(f"采纳扩区情景：{chosen.name}", f"Accept the scenario: {chosen.name}")

        def trial(project: Project) -> Preview:
            made = scenarios.accept(project, name, Entry("?", now())).boundaries.revisions[-1]
            return Preview(made.changes, made.sums)

        def make(project: Project, answer: Answer) -> Project:
            return scenarios.accept(project, name, answer.entry, answer.overlap)

        def after() -> None:
            self._panel.show_dataset(dataset)
            self._panel.tabs.setCurrentIndex(0)

        ask(self._session, Question(title, trial, make, after, asks_overlap=True), self._window)

    def drop(self) -> None:
        """Give the chosen scenario up; that can be undone."""
        chosen = self._chosen()
        if chosen is not None:
            label = Text(f"放弃扩区情景：{chosen.name}", f"Drop the scenario: {chosen.name}")
            self._session.apply(label, lambda project: scenarios.drop_scenario(project, chosen.id))

    def _chosen(self) -> Scenario | None:
        found = self._panel.scenarios.chosen()
        if found is None:
            self._say(
                Text("请先在“扩区情景”中选择一个情景。", "Choose a scenario among the scenarios of expansion first.")
            )
        return found

    def _say(self, text: Text) -> None:
        self._session.messages.show(Message("info", text))
