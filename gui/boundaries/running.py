"""Edits of whole features: computed off the GUI thread, shown to the user where figures are concerned, committed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from gui.messages import Message
from gui.tasks import Task
from layers.boundaries.policies import Policies
from spatial.feedback import Feedback
from spatial.text import Text

if TYPE_CHECKING:
    from gui.editing.edit_session import Operation
    from gui.editing.editor import Editor
    from spatial.topology import Topology

_USUAL = Policies()
Then = Callable[["Topology", "Topology"], None]


def compute(editor: Editor, verb: Text, operation: Operation, then: Then) -> None:
    """Run an operation in a worker; hand the topology before and after it to `then`.

    What the operation refuses goes to the messages; where the layer was edited meanwhile, the user is told and nothing
    happens.
    """
    edit, old = editor.edit, editor.edit.topology

    def work(feedback: Feedback) -> Topology:
        feedback.report(0.0, verb)
        return operation(old)

    def done(new: Topology) -> None:
        if not edit.active or edit.topology is not old:
            text = Text("边界在此期间已改变，请再试一次。", "The boundaries changed meanwhile; please try again.")
            editor.session.messages.show(Message("warning", text))
            return
        then(old, new)

    editor.session.tasks.run(Task(verb, "edit_operation"), work, done)


def run_edit(
    editor: Editor,
    verb: Text,
    operation: Operation,
    policies: Policies = _USUAL,
    done: Callable[[], None] | None = None,
) -> None:
    """Run an operation in a worker and commit it as one step; `done` is called after that."""

    def then(old: Topology, new: Topology) -> None:
        editor.edit.commit(verb, lambda now: new if now is old else operation(now), policies)
        if done is not None:
            done()

    compute(editor, verb, operation, then)
