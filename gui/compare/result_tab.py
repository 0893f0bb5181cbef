"""What every tab of the compare panel does alike.

It computes in a worker, says what went wrong in its own place, shows when the data behind its result changed, and
writes its result to a file.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from gui.file_dialogs import ask_to_save
from gui.language import language, say
from gui.messages import Message
from gui.session import Session
from gui.tasks import Task
from layers.layer import Dataset
from layers.results.result_changes import Told, table_changes
from layers.results.result_story import Story
from layers.results.result_tables import ResultTable, write_result
from spatial.errors import GisError
from spatial.feedback import Feedback
from spatial.findings import Finding
from spatial.text import Text

R = TypeVar("R")
CHEAP_S, FIRST_S = 0.3, 3.0
"""What took no longer is computed anew by itself when its data change; a first run loads modules, too."""


class ResultTab(QWidget):
    """A computation with its choices and its result.

    When the data behind the result change it is computed anew by itself where that is cheap, else at the press of a
    button; both say which figures are others than before (`told`).
    """

    told = Told((), ())

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._used: tuple[Dataset, ...] = ()
        self._task: Task | None = None
        self._before: ResultTable | None = None
        self._runs, self._seconds = 0, 0.0
        self.state, self.again, self.stop = QLabel(), QPushButton(), QPushButton()
        self.state.setObjectName("notice")
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.state.setWordWrap(True)
        self.state.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.bar = QWidget()
        row = QHBoxLayout(self.bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.state, 1)
        row.addWidget(self.stop)
        row.addWidget(self.again)
        self.bar.hide()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._show_if_seen)
        self.again.clicked.connect(lambda: self.recompute())
        self.stop.clicked.connect(self.cancel)
        session.changed.connect(lambda _: self._later.start())
        session.tasks.ended.connect(self._ended)

    def showEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """Do what was put off while the tab was not seen."""
        self._later.start()

    def start(self) -> None:
        """Compute with the choices as they are."""

    def recompute(self) -> None:
        """Compute with the same choices; where the data changed, say afterwards what that did to the figures."""
        self._before = self.figures() if self.stale else None
        self.start()

    def figures(self) -> ResultTable | None:
        """Return what a result is compared by with the same computed anew."""
        return self.result()

    def refresh(self) -> None:
        """Bring the choices in step with the project; called when the tab is seen and the project changed."""

    def clear(self) -> None:
        """Show no result."""

    def drop(self, words: Text | None) -> None:
        """Forget the result and say why."""
        self._used, self._before = (), None
        self.clear()
        self.say_state(words)

    def cancel(self) -> None:
        """Stop the computation under way."""
        if self._task is not None:
            self._task.cancel()

    @property
    def stale(self) -> bool:
        """Whether the data behind the result shown are no longer those of the project."""
        present = {id(each) for each in self._session.project.datasets}
        return bool(self._used) and any(id(each) not in present for each in self._used)

    def compute(
        self, task: Task, work: Callable[[Feedback], R], used: tuple[Dataset, ...], show: Callable[[R], None]
    ) -> None:
        """Do the work and show its result; a `GisError` is said in the tab itself."""
        before, self._before = self._before, None

        def tried(feedback: Feedback) -> tuple[R, float] | GisError:
            began = perf_counter()
            try:
                return work(feedback), perf_counter() - began
            except GisError as error:
                return error

        def then(result: tuple[R, float] | GisError) -> None:
            if isinstance(result, GisError):
                self.drop(Text(result.message("zh"), result.message("en")))
                return
            self._used, self._runs, self._seconds = used, self._runs + 1, result[1]
            self.say_state(None)
            show(result[0])
            self._say_changes(before)
            self._mark_stale()

        self._task = task
        self.say_state(Text("正在计算…", "Computing…"), running=True)
        self._session.run(task, tried, then)

    def say_state(self, words: Text | None, *, running: bool = False, again: bool = False) -> None:
        """Show a line over the result, None for none."""
        self.state.setText(say(words) if words is not None else "")
        self.bar.setVisible(words is not None)
        self.stop.setVisible(running)
        self.again.setVisible(again)

    def _ended(self, task: Task) -> None:
        if task is self._task:
            self._task = None
            if task.cancelled:
                stopped = Text("计算已停止，没有新结果。", "The computation was stopped: there is no new result.")
                self.say_state(stopped, again=True)

    def _show_if_seen(self) -> None:
        if self.isVisible():
            self.refresh()
            self._mark_stale()

    def _say_changes(self, before: ResultTable | None) -> None:
        after = self.figures() if before is not None else None
        if before is None or after is None:
            return
        words = table_changes(before, after, self.told)
        self.say_state(
            Text(f"数据已改变，已重新计算：{words.zh}", f"The data changed and this was computed anew: {words.en}")
        )

    def _mark_stale(self) -> None:
        cheap = self._runs > 0 and self._seconds <= (CHEAP_S if self._runs > 1 else FIRST_S)
        if self._task is None and self.stale and cheap:
            self.recompute()
        if self._task is None and self.stale:
            changed = Text(
                "数据已改变：以下结果是按改变之前的数据算的。",
                "The data have changed: this result is of the data as they were before.",
            )
            self.say_state(changed, again=True)

    # --- files -----------------------------------------------------------------------------------------------------

    def result(self) -> ResultTable | None:
        """Return what is exported, None where there is no result."""
        return None

    def ask_table(self) -> None:
        """Ask where to write the result as a table."""
        table = self.result()
        if table is None:
            self.say_none()
            return
        filters = ["Excel (*.xlsx)", "CSV (*.csv)"]
        name = Path(f"{say(table.title).replace('/', '-')[:60]}.xlsx")
        ask_to_save(self.window(), self.tr("导出结果表"), filters, name, lambda paths: self.write_table(paths[0]))

    def write_table(self, path: Path) -> None:
        """Write the result as CSV or XLSX."""
        table, wanted = self.result(), language()
        if table is None:
            self.say_none()
            return
        self.write(lambda feedback: write_result(table, path, wanted, feedback), path)

    def story(self) -> Story | None:
        """Return the result with its map and bars, None where there is none; `ProjectError` where its data changed."""
        return None

    def ask_sheet(self) -> None:
        """Ask where to write the result as a sheet: map, bars and reading on one page."""
        filters = [self.tr("PDF 文档") + " (*.pdf)", self.tr("PNG 图片") + " (*.png)", "SVG (*.svg)"]
        self._ask_story(self.tr("导出图件"), filters, ".pdf", self.write_sheet)

    def ask_page(self) -> None:
        """Ask where to write the result as a page with linked bars."""
        self._ask_story(self.tr("导出网页"), [self.tr("网页") + " (*.html)"], ".html", self.write_page)

    def _ask_story(self, title: str, filters: list[str], ending: str, write: Callable[[Path], None]) -> None:
        table = self.result()
        if table is None:
            self.say_none()
            return
        name = Path(f"{say(table.title).replace('/', '-')[:60]}{ending}")
        ask_to_save(self.window(), title, filters, name, lambda paths: write(paths[0]))

    def write_sheet(self, path: Path) -> None:
        """Write the result as PDF, PNG or SVG."""
        wanted = language()

        def work(story: Story, feedback: Feedback) -> object:
            from layers.sheets.options import SheetOptions
            from layers.sheets.story import write_story_sheet

            return write_story_sheet(story, path, SheetOptions(language=wanted), feedback)

        self._write_story(work, path)

    def write_page(self, path: Path) -> None:
        """Write the result as one HTML file."""
        wanted = language()

        def work(story: Story, feedback: Feedback) -> object:
            from layers.page.story import write_story_page

            return write_story_page(story, path, wanted, feedback)

        self._write_story(work, path)

    def _write_story(self, work: Callable[[Story, Feedback], object], path: Path) -> None:
        try:
            story = self.story()
        except GisError as error:
            self._session.messages.error(error)
            return
        if story is None:
            self.say_none()
        else:
            self.write(lambda feedback: work(story, feedback), path)

    def write(self, work: Callable[[Feedback], object], path: Path) -> None:
        """Write a file in a worker and say where it is."""
        words = Text(f"结果已写入“{path.name}”。", f"The result was written to “{path.name}”.")
        task = Task(Text("导出结果", "Exporting the result"))

        def told(made: object) -> None:
            """Say what could not be printed as it was meant, too: a sheet returns its findings."""
            found = tuple(each.message for each in made if isinstance(each, Finding)) if isinstance(made, tuple) else ()
            lacking = any(each.severity != "info" for each in made) if found and isinstance(made, tuple) else False
            self._session.messages.show(Message("warning" if lacking else "success", words, found))

        self._session.run(task, work, told)

    def say_none(self) -> None:
        """Say that there is nothing to export."""
        words = Text("还没有结果可导出。", "There is no result to export yet.")
        self._session.messages.show(Message("info", words))

    def retranslate(self) -> None:
        """Name what all tabs have."""
        self.again.setText(self.tr("重新计算"))
        self.stop.setText(self.tr("停止"))


class Reading(QScrollArea):
    """A reading in plain words, one paragraph per sentence; it can be selected and copied."""

    def __init__(self) -> None:
        super().__init__()
        self.label = QLabel()
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self.label.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        inner = QWidget()
        inner.setObjectName("page")
        column = QVBoxLayout(inner)
        column.setContentsMargins(4, 2, 4, 2)
        column.addWidget(self.label)
        column.addStretch(1)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inner)
        self.setMinimumHeight(4 * self.fontMetrics().height())

    def show_words(self, words: tuple[Text, ...]) -> None:
        """Show other sentences."""
        self.label.setText("\n".join(f"• {say(each)}" for each in words))
        self.verticalScrollBar().setValue(0)
