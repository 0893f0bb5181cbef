"""A crash costs at most the last command, and the question after it waits until it is answered."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox
from window_project import (
    close_window,
    dialog_of,
    new_window,
    open_dialogs,
    settle,
    small_project,
    wait_for,
    without_platform_noise,
)

from gui.main_window import MainWindow
from gui.messages import MessageBar
from gui.projects import journal_keeper
from gui.projects.files import is_modified
from gui.projects.journal_keeper import journal_folder
from gui.projects.recovery_dialog import RecoveryDialog
from layers import edits
from layers.journal.reading import recover, summarise
from layers.journal.writing import Command, JournalWriter, Owner
from layers.project import Project
from layers.storage.processes import this_process
from layers.storage.project_file import equal_projects, read_project, write_project
from spatial.text import plain

__all__ = ["without_platform_noise"]
DEAD = replace(this_process(), started=1.0)


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    made = new_window(tmp_path)
    made.session.open(small_project())
    made.files.opened.emit()
    settle()
    yield made
    close_window(made)


def rename(window: MainWindow, name: str) -> None:
    window.session.apply(plain(f"Call it {name}"), lambda project: edits.rename_project(project, plain(name)))


def crashed(name: str, title: str, path: str = "", count: int = 3, owner: Owner = DEAD) -> tuple[Path, Project]:
    """Leave a journal as a process that is gone left it."""
    folder = journal_folder()
    folder.mkdir(parents=True, exist_ok=True)
    writer = JournalWriter(folder / f"{name}.journal", owner)
    project = replace(small_project(), title=plain(title))
    writer.write([Command("start", project, plain("Open"), path=path)])
    for number in range(count):
        project = edits.rename_project(project, plain(f"{title} {number}"))
        writer.write([Command("push", project, plain(f"Step {number}"))])
    return writer.path, project


def offer(window: MainWindow) -> RecoveryDialog:
    window.safe.recovery.offer()
    settle()
    return dialog_of(RecoveryDialog)


def test_every_step_is_on_the_disk_with_undo_and_save(window: MainWindow, tmp_path: Path) -> None:
    journal = window.safe.journal
    assert journal.path is None, "opening alone writes nothing"
    rename(window, "A")
    rename(window, "B")
    window.session.undo()
    assert journal.path is not None and journal.state == "recorded"
    found = recover(journal.path, this_process())
    assert found.history.labels == window.session.history.labels and found.history.index == 1
    assert equal_projects(found.history.current, window.session.project)
    window.files._save(tmp_path / "a.yuantu", None)
    summary = summarise(journal.path)
    assert summary is not None and not summary.is_worth_a_question
    assert summary.project_path == str(tmp_path / "a.yuantu")
    assert window.session.history.can_undo, "undo survives a save"
    window.session.redo()
    summary = summarise(journal.path)
    assert summary is not None and [each.label.zh for each in summary.unsaved] == ["Call it B"]


def test_a_drag_is_one_step_of_the_journal(window: MainWindow) -> None:
    for number in range(20):
        window.session.apply(plain("Drag"), lambda p, n=number: edits.rename_project(p, plain(str(n))), merge="drag")
    assert window.safe.journal.path is not None
    summary = summarise(window.safe.journal.path)
    assert summary is not None and len(summary.steps) == 1 and summary.title.zh == "19"


@pytest.mark.parametrize("end", ["close", "open another"])
def test_an_end_in_peace_leaves_no_journal(qapp: QApplication, tmp_path: Path, end: str) -> None:
    window = new_window(tmp_path)
    rename(window, "A")
    path = window.safe.journal.path
    assert path is not None and path.exists()
    if end == "open another":
        window.session.open(small_project())
        assert not path.exists()
    close_window(window)
    assert not list(journal_folder().glob("*"))


# --- the question --------------------------------------------------------------------------------------------------


def test_two_crashed_sessions_are_offered_and_one_is_restored(window: MainWindow, tmp_path: Path) -> None:
    target = tmp_path / "north.yuantu"
    write_project(small_project(), target)
    before = target.read_bytes()
    _, project = crashed("one", "North", str(target))
    other, _ = crashed("two", "South", count=1)
    dialog = offer(window)
    assert dialog.sessions.count() == 2
    row = next(row for row in range(2) if str(target) in dialog.sessions.item(row).text())
    dialog.sessions.setCurrentRow(row)
    assert [dialog.steps.item(i).text().split()[-1] for i in range(3)] == ["0", "1", "2"]
    QTest.mouseClick(dialog.restore, Qt.MouseButton.LeftButton)
    settle()
    session = window.session
    assert equal_projects(session.project, project) and session.path == target
    assert is_modified(session) and "*" in window.windowTitle()
    session.undo(2)
    assert session.project.title.zh == "North 0"
    session.redo(2)
    assert target.read_bytes() == before, "restoring does not touch the file"
    assert other.exists() and not open_dialogs()
    assert [each.title.zh for each in window_offers(window)] == ["South 0"]
    rename(window, "on")
    assert window.safe.journal.path is not None
    summary = summarise(window.safe.journal.path)
    assert summary is not None and summary.title.zh == "on" and len(summary.unsaved) == 4


def window_offers(window: MainWindow) -> tuple:
    from gui.projects.recovery import crashed_sessions

    return crashed_sessions(window.safe.journal.folder)


@pytest.mark.parametrize("how", ["escape", "later", "close"])
def test_an_unanswered_question_comes_again(window: MainWindow, how: str) -> None:
    crashed("one", "North")
    dialog = offer(window)
    if how == "escape":
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    elif how == "later":
        QTest.mouseClick(dialog.later, Qt.MouseButton.LeftButton)
    else:
        dialog.close()
    settle()
    assert window.session.project.title.zh == "Small"
    assert offer(window).sessions.count() == 1


def test_discarding_is_asked_twice(window: MainWindow) -> None:
    path, _ = crashed("one", "North")
    dialog = offer(window)
    for times in (1, 2):
        QTest.mouseClick(dialog.discard, Qt.MouseButton.LeftButton)
        settle()
        for _ in range(times):
            box = dialog_of(QMessageBox)
            assert path.exists()
            yes = next(each for each in box.buttons() if box.buttonRole(each) == QMessageBox.ButtonRole.DestructiveRole)
            act = yes if times == 2 else box.button(QMessageBox.StandardButton.Cancel)
            QTest.mouseClick(act, Qt.MouseButton.LeftButton)
            settle()
    assert not path.exists() and not open_dialogs()


def test_sessions_that_live_or_were_saved_are_not_offered(window: MainWindow) -> None:
    alive, _ = crashed("alive", "Alive", owner=this_process())
    elsewhere, _ = crashed("far", "Far", owner=replace(DEAD, machine="another desk"))
    unchanged, _ = crashed("same", "Same", count=0)
    window.safe.recovery.offer()
    settle()
    assert not open_dialogs()
    assert alive.exists() and elsewhere.exists() and not unchanged.exists()


def test_from_the_menu_it_says_that_there_is_nothing(window: MainWindow) -> None:
    window.menus.actions["recover"].trigger()
    settle()
    message = window.findChild(MessageBar).message
    assert message is not None and "没有需要恢复" in message.text.zh


def test_a_torn_end_is_told(window: MainWindow) -> None:
    path, _ = crashed("one", "North", count=2)
    path.write_bytes(path.read_bytes()[:-5])
    dialog = offer(window)
    assert any("不完整" in label.text() for label in dialog.findChildren(QLabel))
    QTest.mouseClick(dialog.restore, Qt.MouseButton.LeftButton)
    settle()
    assert window.session.project.title.zh == "North 0"
    message = window.findChild(MessageBar).message
    assert message is not None and message.severity == "warning" and "不完整" in message.text.zh


def test_of_two_windows_one_restores(window: MainWindow) -> None:
    path, _ = crashed("one", "North")
    dialog = offer(window)
    path.unlink()
    QTest.mouseClick(dialog.restore, Qt.MouseButton.LeftButton)
    settle()
    message = window.findChild(MessageBar).message
    assert message is not None and "另一个窗口" in message.text.zh
    assert window.session.project.title.zh == "Small"


# --- when the journal cannot be written ----------------------------------------------------------------------------


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_the_user_is_told_once_and_works_on(window: MainWindow, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    told = []
    window.messages.posted.connect(told.append)

    def fail(handle: int, content: bytes) -> int:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", fail)
        for name in "ABC":
            rename(window, name)
        assert [message.severity for message in told] == ["warning"]
        assert "操作日志" in told[0].text.zh and str(window.safe.journal.folder) in told[0].details[0].zh
        assert window.safe.journal.state == "failed" and window.session.project.title.zh == "C"
    window.safe.journal._retry.timeout.emit()
    assert window.safe.journal.state == "recorded" and window.safe.journal.path is not None
    summary = summarise(window.safe.journal.path)
    assert summary is not None and [each.label.zh for each in summary.unsaved] == [f"Call it {x}" for x in "ABC"]


def test_a_journal_folder_that_vanished_is_made_again(window: MainWindow) -> None:
    rename(window, "A")
    shutil.rmtree(window.safe.journal.folder)
    rename(window, "B")
    assert window.session.project.title.zh == "B" and window.safe.journal.state in ("recorded", "failed")


def test_writing_does_not_hold_the_window(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    window = new_window(tmp_path, inline=False)
    try:
        import threading
        import time

        gate = threading.Event()
        real = JournalWriter.write
        monkeypatch.setattr(JournalWriter, "write", lambda self, batch: (gate.wait(10), real(self, batch))[1])
        start = time.monotonic()
        rename(window, "A")
        assert time.monotonic() - start < 0.15 and window.safe.journal.state == "writing"
        rename(window, "B")
        assert time.monotonic() - start < journal_keeper.PATIENCE_S + 0.5
        gate.set()
        wait_for(lambda: window.safe.journal.state == "recorded")
        assert window.safe.journal.path is not None
        summary = summarise(window.safe.journal.path)
        assert summary is not None and summary.title.zh == "B" and len(summary.steps) == 2
    finally:
        close_window(window)


# --- a real crash --------------------------------------------------------------------------------------------------

CHILD = textwrap.dedent(
    """
    import os, signal, sys
    from pathlib import Path
    from PySide6.QtCore import QSettings
    from gui.application import make_application
    from gui.main_window import MainWindow
    from layers import edits
    from spatial.text import plain
    app = make_application(["yuantu"])
    window = MainWindow()
    window.files.open(Path(sys.argv[1]))
    while window.session.path is None:
        app.processEvents()
    for number in range(5):
        window.session.apply(plain(f"Step {number}"), lambda p, n=number: edits.rename_project(p, plain(str(n))))
    os.kill(os.getpid(), signal.SIGKILL)
    """
)


def test_a_window_that_was_killed_comes_back_in_the_next(window: MainWindow, tmp_path: Path) -> None:
    target = tmp_path / "a.yuantu"
    write_project(small_project(), target)
    environment = os.environ | {
        "XDG_DATA_HOME": str(tmp_path / "killed"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(Path.cwd()),
    }
    ended = subprocess.run([sys.executable, "-c", CHILD, str(target)], env=environment, timeout=120)
    assert ended.returncode == -9
    journals = list((tmp_path / "killed").rglob("*.journal"))
    assert len(journals) == 1
    window.safe.journal.folder = journals[0].parent
    dialog = offer(window)
    QTest.mouseClick(dialog.restore, Qt.MouseButton.LeftButton)
    settle()
    assert window.session.project.title.zh in ("3", "4") and window.session.path == target
    assert equal_projects(read_project(target).project, small_project())
