from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from gui.messages import Message, Messages
from gui.session import Session
from gui.tasks import Task, Tasks
from layers import edits
from layers.history import Changes
from layers.layer import Map
from layers.project import Project
from spatial.errors import GisError
from spatial.feedback import Cancelled, Feedback
from spatial.text import Text

LABEL = Text("改名", "Rename")


class Heard:
    """Everything a session said."""

    def __init__(self, session: Session) -> None:
        self.changes: list[Changes] = []
        self.messages: list[Message] = []
        self.crashes: list[BaseException] = []
        session.changed.connect(self.changes.append)
        session.messages.posted.connect(self.messages.append)
        session.messages.crashed.connect(self.crashes.append)


@pytest.fixture
def session(qapp: QApplication) -> Session:
    messages = Messages()
    made = Session(messages, Tasks(messages.error, inline=True))
    shown = Map("m", Text("图", "Map"))
    made.open(Project(Text("项目", "Project"), maps=(shown,), active_map="m"), Path("p.yuantu"))
    return made


def rename(name: str):
    return lambda project: edits.rename_project(project, Text(name, name))


def test_an_edit_becomes_a_step_and_says_what_changed(session: Session) -> None:
    heard = Heard(session)
    assert session.apply(LABEL, rename("新名"))
    assert session.project.title.zh == "新名"
    assert [change.project for change in heard.changes] == [frozenset({"title"})]
    assert session.history.labels[-1] == LABEL


def test_an_edit_that_changes_nothing_is_no_step(session: Session) -> None:
    heard = Heard(session)
    session.apply(LABEL, lambda project: project)
    assert not heard.changes and not session.history.can_undo


def test_an_edit_with_a_mendable_error_changes_nothing_and_is_shown(session: Session) -> None:
    heard = Heard(session)
    before = session.project
    assert not session.apply(LABEL, lambda project: edits.remove_map(project, "nowhere"))
    assert session.project is before and not session.history.can_undo
    assert [message.severity for message in heard.messages] == ["error"]
    assert "nowhere" in heard.messages[0].text.zh and "m" in heard.messages[0].text.zh


def test_work_is_followed_by_its_edit_only_after_success(session: Session) -> None:
    session.run(Task(LABEL), lambda _: "从工作来", lambda name: rename(name))
    assert session.project.title.zh == "从工作来"


def refuse(_: Feedback) -> str:
    raise GisError(Text("不行", "No"), Text("换一个", "Take another"))


def change_of_mind(_: Feedback) -> str:
    raise Cancelled


def fault(_: Feedback) -> str:
    raise ZeroDivisionError


@pytest.mark.parametrize(
    ("work", "messages", "crashes"),
    [
        pytest.param(refuse, 1, 0, id="refused"),
        pytest.param(change_of_mind, 0, 0, id="cancelled"),
        pytest.param(fault, 0, 1, id="fault"),
    ],
)
def test_the_three_fates_of_an_error(session: Session, work, messages: int, crashes: int) -> None:
    heard = Heard(session)
    session.run(Task(LABEL), work, lambda name: rename(name))
    assert (len(heard.messages), len(heard.crashes)) == (messages, crashes)
    assert not session.history.can_undo and not heard.changes


def test_successive_steps_with_one_merge_key_are_one(session: Session) -> None:
    for name in "甲乙丙":
        session.apply(LABEL, rename(name), merge="title")
    session.undo()
    assert session.project.title.zh == "项目"


def test_undo_and_redo_stop_at_the_ends_and_go_several_steps(session: Session) -> None:
    for name in "甲乙丙":
        session.apply(LABEL, rename(name))
    last = session.project
    session.undo(2)
    assert session.project.title.zh == "甲"
    session.undo(9)
    assert session.project.title.zh == "项目"
    session.undo()
    session.redo(9)
    assert session.project is last


def test_opening_starts_a_history_of_its_own(session: Session) -> None:
    session.apply(LABEL, rename("甲"))
    heard = Heard(session)
    session.open(Project(Text("另一个", "Another")))
    assert not session.history.can_undo and session.path is None
    assert heard.changes[0].removed_maps == ("m",)


def test_the_session_stays_small() -> None:
    methods = [name for name, each in vars(Session).items() if callable(each) and not name.startswith("_")]
    assert sorted(set(methods) - {"changed", "stepped", "stepping"}) == [
        *("apply", "forget_saved", "keep_saved", "open", "redo", "restore", "run", "undo")
    ]
