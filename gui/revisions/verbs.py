"""What a user does with the ledger: commit, compare, restore, revert, export."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow

from gui.docks import bring, toggle
from gui.file_dialogs import ask_to_save
from gui.language import language, on_language, say
from gui.messages import Message
from gui.revisions.asking import Answer, Question, ask
from gui.revisions.ledger_panel import LedgerPanel
from gui.revisions.scenario_verbs import ScenarioVerbs
from gui.selection import Selection
from gui.session import Session
from gui.tasks import Task
from layers.boundaries.edits import feature_name
from layers.layer import Layer
from layers.layout import SheetOptions, write_sheet
from layers.placement import texts
from layers.project import Project
from layers.revisions import committing, restoring
from layers.revisions.change_map import with_change_map
from layers.revisions.model import Entry, Revision
from layers.revisions.restoring import check_committed
from layers.revisions.states import NOW, Difference, compare
from layers.revisions.tracking import boundary_datasets, pending
from layers.revisions.workbook import write_ledger
from layers.storage.project_json import AbsentDataset
from spatial.feedback import Feedback
from spatial.text import Text


class Ledger(QObject):
    """The dock of the ledger and the verbs of its menu.

    Parameters
    ----------
    layer
        Gives the layer that is selected in the tree, None for none.
    """

    def __init__(
        self, session: Session, selection: Selection, layer: Callable[[], Layer | None], window: QMainWindow
    ) -> None:
        super().__init__(window)
        self._session, self._selection, self._layer, self._window = session, selection, layer, window
        self.panel = LedgerPanel(session)
        self.dock = QDockWidget(window)
        self.dock.setObjectName("ledger_dock")
        self.dock.setWidget(self.panel)
        window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self.dock)
        self.dock.hide()
        self.scenarios = ScenarioVerbs(session, selection, self.panel, lambda: self.show(1), window)
        on_language(self.dock, self._retranslate)

    def _retranslate(self) -> None:
        self.dock.setWindowTitle(self.tr("边界修订台账"))

    # --- showing ---------------------------------------------------------------------------------------------------

    def toggle(self) -> None:
        """Show the ledger of the selected layer, or put it away."""
        if toggle(self.dock):
            self.show()

    def show(self, tab: int = 0) -> None:
        """Show the ledger of the selected layer where that is one of boundaries."""
        layer = self._layer()
        if layer is not None and layer.dataset in boundary_datasets(self._session.project):
            self.panel.show_dataset(layer.dataset)
        bring(self.dock)
        self.panel.tabs.setCurrentIndex(tab)
        self._window.resizeDocks([self.dock], [380], Qt.Orientation.Vertical)
        (self.panel.revisions if tab == 0 else self.panel.scenarios.table).setFocus()

    def show_map(self) -> None:
        """Add a map of what the chosen revisions changed, with old and new borders, and show it."""
        difference = self._difference()
        if difference is not None:
            self._selection.clear()  # its highlight would lie over the borders
            label = Text("边界变化图", "Map of a change of boundaries")
            self._session.apply(label, lambda project: with_change_map(project, difference))

    # --- committing ------------------------------------------------------------------------------------------------

    def target(self) -> str:
        """Return the data set that is meant: that of the selected layer, else the one that the panel shows."""
        layer = self._layer()
        return self.panel.target(layer.dataset if layer is not None else "")

    def commit(self) -> None:
        """Ask who, why and on which document, and record what was edited as a revision."""
        project, name = self._session.project, self.target()
        if not name or isinstance(project.dataset(name), AbsentDataset):
            self._say(Text("没有可以记入台账的边界图层。", "There is no layer of boundaries to keep a ledger of."))
            return
        dataset = project.dataset(name)
        rows = self._selection.rows(name).tolist()
        ids = texts(dataset.frame, dataset.id_field)

        def others(found: committing.Preview) -> list[Text]:
            changed = {each.feature for each in found.changes}
            return [feature_name(dataset, row) for row in rows if ids[row] not in changed]

        def make(now: Project, answer: Answer) -> Project:
            return committing.commit(now, name, answer.entry, [ids[row] for row in rows] if answer.also else [])

        title = Text(f"提交边界修订：{dataset.name.zh}", f"Commit a revision: {dataset.name.to('en')}")
        label = Text("提交边界修订", "Commit a revision")
        question = Question(
            title, lambda now: committing.preview(now, name), make, lambda: self._after(name), others, label=label
        )
        ask(self._session, question, self._window)

    def discard(self) -> None:
        """Bring the boundaries back to the last revision; that can be undone."""
        name = self.target()
        if not name or not pending(self._session.project, name):
            self._say(Text("没有未提交的边界修改。", "There are no changes of boundaries that are not committed."))
            return
        label = Text("放弃未提交的边界修改", "Discard changes that are not committed")
        self._session.apply(label, lambda project: restoring.discard(project, name))

    # --- going back ------------------------------------------------------------------------------------------------

    def restore(self) -> None:
        """Ask, and bring the boundaries back to the chosen revision as a new one."""
        chosen = self._revision()
        if chosen is not None:
            title = Text(f"恢复到修订 {self._number(chosen)}", f"Restore revision {self._number(chosen)}")
            self._ask_back(chosen, title, lambda project, entry: restoring.restore(project, chosen.id, entry))

    def revert(self) -> None:
        """Ask, and take back what the chosen revision did, where no later one touches it."""
        chosen = self._revision()
        if chosen is not None:
            title = Text(f"撤回修订 {self._number(chosen)}", f"Revert revision {self._number(chosen)}")
            self._ask_back(chosen, title, lambda project, entry: restoring.revert(project, chosen.id, entry))

    def _ask_back(self, chosen: Revision, title: Text, back: Callable[[Project, Entry], Project]) -> None:
        def trial(project: Project) -> committing.Preview:
            check_committed(project, chosen.dataset)
            after = back(project, Entry("?", committing.now())).boundaries.revisions[-1]
            return committing.Preview(after.changes, after.sums)

        def make(project: Project, answer: Answer) -> Project:
            return back(project, answer.entry)

        ask(self._session, Question(title, trial, make, lambda: self._after(chosen.dataset)), self._window)

    # --- exporting -------------------------------------------------------------------------------------------------

    def export_workbook(self) -> None:
        """Ask where, and write the ledger as XLSX."""
        project, speech = self._session.project, language()

        def write(paths: list[Path]) -> None:
            path = paths[0]
            label = Text("导出边界修订台账", "Exporting the ledger of boundaries")
            self._session.tasks.run(
                Task(label),
                lambda feedback: write_ledger(project, path, speech, feedback),
                lambda count: self._say(
                    Text(f"已导出 {count} 条修订到“{path.name}”。", f"{count} revisions were written to “{path.name}”.")
                ),
            )

        filters = [self.tr("Excel 工作簿") + " (*.xlsx)"]
        name = Path(f"{say(project.title)} {self.tr('边界修订台账')}.xlsx")
        ask_to_save(self._window, self.tr("导出边界修订台账"), filters, name, write)

    def export_sheet(self) -> None:
        """Ask where, and print old and new borders of the chosen revisions as a sheet."""
        project, difference, speech = self._session.project, self._difference(), language()
        if difference is None:
            return

        def write(paths: list[Path]) -> None:
            path = paths[0]

            def work(feedback: Feedback) -> Path:
                shown = with_change_map(project, difference)
                return write_sheet(shown, shown.active_map, path, SheetOptions(language=speech), feedback).path

            label = Text("导出新旧边界图", "Exporting old and new boundaries")
            self._session.tasks.run(
                Task(label), work, lambda made: self._say(Text(f"已导出“{made.name}”。", f"“{made.name}” was written."))
            )

        filters = ["PDF (*.pdf)", "PNG (*.png)", "SVG (*.svg)"]
        name = Path(f"{say(difference.dataset.name)} {self.tr('新旧边界图')}.pdf")
        ask_to_save(self._window, self.tr("导出新旧边界图"), filters, name, write)

    # --- small questions -------------------------------------------------------------------------------------------

    def _difference(self) -> Difference | None:
        """Return what the panel compares; else what is not committed of the layer that is meant."""
        found = self.panel.difference if self.dock.isVisible() else None
        if found is not None and found.changes:
            return found
        project, name = self._session.project, self.target()
        if name and pending(project, name):
            known = project.boundaries.of(name)
            return compare(project, name, known[-1].id if known else "", NOW)
        self._say(
            Text("请先在台账中选择改动了边界的修订。", "Choose a revision that changed a boundary in the ledger first.")
        )
        return None

    def _revision(self) -> Revision | None:
        found = self.panel.chosen() if self.dock.isVisible() else None
        if found is None:
            self._say(Text("请先在台账中选择一条修订。", "Choose one revision in the ledger first."))
        return found

    def _number(self, revision: Revision) -> int:
        return [each.id for each in self._session.project.boundaries.revisions].index(revision.id) + 1

    def _after(self, dataset_id: str) -> None:
        self.panel.show_dataset(dataset_id)
        bring(self.dock)

    def _say(self, text: Text) -> None:
        self._session.messages.show(Message("info", text))
