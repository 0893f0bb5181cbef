"""Making a revision: worked out in a worker, asked about, recorded in a worker as one step of the history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from gui.revisions.entry_dialog import EntryDialog
from gui.session import Session
from gui.tasks import Task
from layers.project import Project
from layers.revisions.committing import Preview
from layers.revisions.model import Entry
from spatial.feedback import Feedback
from spatial.text import Text
from spatial.topology.parts import Overlap


@dataclass(frozen=True)
class Answer:
    """What the user said: `also` gives the status to the selected features too; `overlap` is what a parcel does."""

    entry: Entry
    also: bool
    overlap: Overlap


@dataclass(frozen=True, eq=False)
class Question:
    """A revision that is about to be made.

    Parameters
    ----------
    title
        What is about to be done, for the dialog.
    trial
        Works out what it would change; runs in a worker, and may refuse.
    make
        Does it; runs in a worker.
    after
        Called when it is in the history.
    selected
        Names of further features that may get the status, given what changes anyway.
    asks_overlap
        Whether the dialog asks what happens where a parcel overlaps existing parks.
    label
        Name of the step; None: the title.
    """

    title: Text
    trial: Callable[[Project], Preview]
    make: Callable[[Project, Answer], Project]
    after: Callable[[], None]
    selected: Callable[[Preview], Sequence[Text]] = field(default=lambda _: ())
    asks_overlap: bool = False
    label: Text | None = None


def ask(session: Session, question: Question, window: QWidget) -> None:
    """Work out what would change, show it with the form, and do it once the user agrees."""
    project = session.project

    def show(found: Preview) -> None:
        changed = (found.changes, found.sums)
        tolerance = session.project.boundaries.tolerance_km2
        dialog = EntryDialog(question.title, changed, question.selected(found), tolerance, window)
        if question.asks_overlap:
            dialog.offer_overlap()
        dialog.decided.connect(lambda entry, also: record(Answer(entry, also, dialog.overlap.currentData())))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def record(answer: Answer) -> None:
        before = session.project
        label = named(question.label or question.title, answer.entry)

        def work(_: Feedback) -> Project:
            return question.make(before, answer)

        def done(made: Project) -> None:
            if session.apply(label, lambda now: made if now is before else question.make(now, answer)):
                question.after()

        session.tasks.run(Task(label, "revision"), work, done)

    session.tasks.run(Task(question.title, "revision"), lambda _: question.trial(project), show)


def named(verb: Text, entry: Entry) -> Text:
    """Return the name of a step with the document, or the reason, that it rests on."""
    why = entry.document or entry.reason
    return Text(f"{verb.zh}（{why}）", f"{verb.en} ({why})") if why else verb
