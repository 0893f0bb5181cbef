"""Scenes of the picture matrix that need files of their own: a table to join, versions, branches, locks, a crash."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from docs.make_screenshots import TABLE
from docs.picture_scenes import Studio, show_map, take_tabs, wait
from gui.main_window import MainWindow
from gui.tables.formula_dialog import FormulaDialog
from gui.tables.join_dialog import JoinDialog
from layers import edits
from layers.cell_edits import set_cells
from layers.journal.reading import summarise
from layers.journal.writing import Command, JournalWriter
from layers.project import Project
from layers.storage.processes import this_process
from layers.storage.project_file import write_project
from spatial.text import Text


def filled(studio: Studio) -> None:
    """Take the dialogs of joining and of formulas with something in them."""
    window = studio.window
    show_map(window, "overlap", "overlap-subparks")
    with tempfile.TemporaryDirectory() as folder, studio.opened():
        table = Path(folder) / "园区年报.csv"
        table.write_bytes(TABLE.encode("gb18030"))
        join = JoinDialog(window.session, "overlap-subparks", window)
        join.open()
        join.path.setText(str(table))
        QTest.keyClick(join.path, Qt.Key.Key_Return)
        wait(window)
        take_tabs(studio, "filled-join", join)
    with studio.opened():
        window.menus.actions["formula"].trigger()
        wait(window)
        for each in studio.new_windows():
            if isinstance(each, FormulaDialog):
                each.zh.setText("每平方公里产业定位数")
                each.formula.setPlainText("[产业定位数] / 面积()")
                studio.take("filled-formula", each)


def safekeeping(studio: Studio) -> None:
    """Take the dialogs of unsaved changes, versions, merging, locks and recovery, with something in them."""
    from gui.projects.recovery_dialog import RecoveryDialog
    from layers.storage.branches import make_branch
    from layers.storage.project_lock import lock_path

    window = studio.window
    with tempfile.TemporaryDirectory() as folder:
        path, branch = Path(folder) / "普陀园.yuantu", Path(folder) / "普陀园-李工.yuantu"
        window.files._save(path, None)
        wait(window)
        make_branch(window.session.project, path, branch, ("李工", "2026-11-20T09:30:00+08:00"))
        cells = [_cells([0], ["301"]), _cells([1], ["458（预估）"])]
        theirs = _cells([1], ["460"])(_cells([2], ["95"])(window.session.project))
        write_project(theirs, branch)
        for edit in cells:
            window.session.apply(Text("修改单元格", "Edit a cell"), edit)
            window.files.save()
            wait(window)
        for name, act in (
            ("versions", window.menus.actions["versions"].trigger),
            ("merge", lambda: window.safe.merging.look(branch)),
        ):
            with studio.opened():
                act()
                wait(window)
                for each in studio.new_windows():
                    studio.take(f"safe-{name}", each)
        window.session.apply(Text("修改单元格", "Edit a cell"), _cells([3], ["1"]))
        with studio.opened():
            window.files.after_saving(lambda: None)
            wait(window)
            for each in studio.new_windows():
                studio.take("safe-unsaved", each)
        owner = replace(window.safe.locks.me, machine="desk-7", user="李工")
        window.session.saved = window.session.project
        for name, quiet_s in (("locked", 0.0), ("locked-old", 7200.0)):
            other = path.with_name(f"{name}.yuantu")
            other.write_bytes(path.read_bytes())
            lock_path(other).write_text(json.dumps(asdict(owner)), encoding="utf-8")
            os.utime(lock_path(other), (time.time() - quiet_s,) * 2)
            with studio.opened():
                window.files.open(other)
                wait(window)
                for each in studio.new_windows():
                    studio.take(f"safe-{name}", each)
        studio.take("safe-read-only", window)
        found = [
            each for name in ("one", "two") if (each := summarise(_crashed(Path(folder), name, window))) is not None
        ]
        with studio.opened():
            dialog = RecoveryDialog(found, window)
            dialog.open()
            studio.take("safe-recovery", dialog)


def _cells(rows: list[int], values: list[str]) -> Callable[[Project], Project]:
    return lambda project: set_cells(project, "subparks", "industries", rows, values)


def _crashed(folder: Path, name: str, window: MainWindow) -> Path:
    """Leave a journal as a program that died leaves it."""
    project = window.session.project
    writer = JournalWriter(folder / f"{name}.journal", replace(this_process(), started=1.0))
    writer.write([Command("start", project, Text("打开项目", "Open the project"), path=str(folder / "普陀园.yuantu"))])
    for number in range(4):
        project = edits.rename_project(project, Text(f"普陀园 {number}", f"Putuo {number}"))
        writer.write([Command("push", project, Text(f"项目改名为普陀园 {number}", f"Rename to Putuo {number}"))])
    return writer.path
