"""Locks, branches, merges, older versions and files that change on the disk, in the window."""

from __future__ import annotations

import errno
import json
import os
import time
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton
from window_project import (
    SharedWindow,
    close_window,
    dialog_of,
    new_window,
    open_dialogs,
    pick,
    settle,
    shared_window,
    small_project,
    type_file,
    without_platform_noise,
)

from gui.main_window import MainWindow
from gui.messages import Message, MessageBar
from gui.projects.files import is_modified
from gui.projects.merge_dialog import MergeDialog
from gui.projects.versions_dialog import VersionsDialog
from layers import edits
from layers.cell_edits import set_cells
from layers.project import Project
from layers.storage.branches import branch_at
from layers.storage.project_file import backups_of, equal_projects, read_project, write_project
from layers.storage.project_lock import OLD_S, holder_of, lock_path
from spatial.text import plain

__all__ = ["shared_window", "without_platform_noise"]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "parks.yuantu"
    write_project(small_project(), path)
    return path


@pytest.fixture
def window(shared_window: SharedWindow, tmp_path: Path) -> MainWindow:
    return shared_window.renewed(tmp_path)


def rename(window: MainWindow, name: str) -> None:
    window.session.apply(plain(name), lambda project: edits.rename_project(project, plain(name)))


def told(window: MainWindow) -> Message:
    message = window.findChild(MessageBar).message
    assert message is not None
    return message


def act(window: MainWindow, words: str) -> None:
    """Press a button of the message bar."""
    settle()
    next(do for label, do in told(window).actions if label.zh == words)()
    settle()


def held_by_another(path: Path, window: MainWindow, quiet_s: float = 0.0) -> None:
    owner = replace(window.safe.locks.me, machine="desk-7", user="李工")
    lock_path(path).write_text(json.dumps(asdict(owner)), encoding="utf-8")
    os.utime(lock_path(path), (time.time() - quiet_s,) * 2)


def answer(words: str) -> None:
    box = dialog_of(QMessageBox)
    button = next(each for each in box.findChildren(QPushButton) if each.text() == words)
    QTest.mouseClick(button, LEFT)
    settle()


# --- locks ---------------------------------------------------------------------------------------------------------


def test_a_project_is_locked_while_it_is_open(qapp: QApplication, tmp_path: Path, saved: Path) -> None:
    window = new_window(tmp_path)
    window.files.open(saved)
    settle()
    holder = holder_of(saved, window.safe.locks.me)
    assert holder is not None and holder.standing == "mine" and not window.safe.locks.label.text()
    other = tmp_path / "other.yuantu"
    window.files._save(other, None)
    assert not lock_path(saved).exists() and lock_path(other).exists()
    close_window(window)
    assert not lock_path(other).exists()


def test_a_second_person_reads_only_and_saves_elsewhere(window: MainWindow, saved: Path, tmp_path: Path) -> None:
    held_by_another(saved, window)
    window.files.open(saved)
    settle()
    box = dialog_of(QMessageBox)
    assert "李工" in box.text() and "desk-7" in box.text() and saved.name in box.text()
    QTest.keyClick(box, Qt.Key.Key_Escape)
    settle()
    assert "李工" in window.safe.locks.label.text()
    rename(window, "mine")
    before = saved.read_bytes()
    window.menus.actions["save"].trigger()
    settle()
    type_file(tmp_path / "copy.yuantu")
    assert saved.read_bytes() == before and window.session.path == tmp_path / "copy.yuantu"
    assert not window.safe.locks.label.text() and not window.files.read_only
    window.files._save(saved, None)
    assert "李工" in told(window).text.zh and saved.read_bytes() == before


def test_an_old_lock_of_another_machine_may_be_taken_over(window: MainWindow, saved: Path) -> None:
    held_by_another(saved, window, quiet_s=OLD_S + 600)
    window.files.open(saved)
    settle()
    assert "20 分钟" in dialog_of(QMessageBox).informativeText()
    answer("接管")
    assert not window.files.read_only
    holder = holder_of(saved, window.safe.locks.me)
    assert holder is not None and holder.standing == "mine"


def test_a_lock_of_a_crashed_window_is_cleared(window: MainWindow, saved: Path) -> None:
    dead = replace(window.safe.locks.me, started=1.0)
    lock_path(saved).write_text(json.dumps(asdict(dead)), encoding="utf-8")
    window.files.open(saved)
    settle()
    assert not open_dialogs() and not window.files.read_only


# --- branch and merge ----------------------------------------------------------------------------------------------


def set_firms(row: int, value: str):
    return lambda project: set_cells(project, "zones", "firms", [row], [value])


def branch_of(window: MainWindow, saved: Path, tmp_path: Path) -> Path:
    held_by_another(saved, window)
    window.files.open(saved)
    settle()
    answer("存为分支…")
    path = tmp_path / "branch.yuantu"
    type_file(path)
    assert window.session.path == path and not window.files.read_only
    assert branch_at(path).origin == saved.as_posix()
    return path


def test_a_branch_is_merged_back_with_a_choice(window: MainWindow, saved: Path, tmp_path: Path) -> None:
    branch = branch_of(window, saved, tmp_path)
    for label, edit in (("a", set_firms(0, "11")), ("b", set_firms(1, "22")), ("c", moved_zone(2, 0.001))):
        window.session.apply(plain(label), edit)
    window.files.save()
    lock_path(saved).unlink()
    window.files.open(saved)
    settle()
    window.session.apply(plain("mine"), set_firms(0, "99"))
    window.session.apply(plain("mine"), moved_zone(2, 0.002))
    mine = window.session.project
    window.menus.actions["merge_branch"].trigger()
    settle()
    dialog_of(QFileDialog).filesSelected.emit([str(branch)])
    dialog_of(QFileDialog).reject()
    dialog = dialog_of(MergeDialog)
    assert dialog.table.rowCount() == 2 and dialog.taken.count() == 1
    assert {"10", "99", "11"} & {dialog.table.item(0, 1).text(), dialog.table.item(0, 2).text()}
    dialog.table.setCurrentCell(1, 0)
    border = next(row for row in range(2) if "边界" in dialog.table.item(row, 0).text())
    dialog.table.setCurrentCell(border, 0)
    settle()
    assert dialog.mine.grab().toImage() != dialog.theirs.grab().toImage()
    pick(dialog.choices[border], "theirs")
    QTest.mouseClick(dialog.buttons.button(dialog.buttons.StandardButton.Ok), LEFT)
    settle()
    frame = window.session.project.dataset("zones").frame
    assert frame["firms"].tolist()[:2] == ["99", "22"]
    theirs = read_project(branch).project.dataset("zones").frame
    assert frame.geometry.iloc[2].equals_exact(theirs.geometry.iloc[2], 0)
    window.session.undo()
    assert window.session.project is mine


def moved_zone(row: int, by: float):
    def edit(project: Project) -> Project:
        import geopandas as gpd
        import shapely

        zones = project.dataset("zones")
        shapes = zones.frame.geometry.to_numpy().copy()
        shapes[row] = shapely.transform(shapes[row], lambda xy: xy + by)
        frame = zones.frame.set_geometry(gpd.GeoSeries(shapes, index=zones.frame.index, crs=4326))
        new = replace(zones, frame=frame)
        return replace(project, datasets=tuple(new if each is zones else each for each in project.datasets))

    return edit


def test_all_of_one_side_with_one_button(window: MainWindow, saved: Path, tmp_path: Path) -> None:
    branch = branch_of(window, saved, tmp_path)
    window.session.apply(plain("a"), set_firms(0, "11"))
    rename(window, "branch")
    window.files.save()
    lock_path(saved).unlink()
    window.files.open(saved)
    settle()
    window.session.apply(plain("a"), set_firms(0, "99"))
    rename(window, "mine")
    window.safe.merging.look(branch)
    dialog = dialog_of(MergeDialog)
    QTest.mouseClick(dialog.all_theirs, LEFT)
    QTest.mouseClick(dialog.buttons.button(dialog.buttons.StandardButton.Ok), LEFT)
    settle()
    assert window.session.project.title.zh == "branch"
    assert window.session.project.dataset("zones").frame["firms"].iloc[0] == "11"


def test_what_is_no_branch_is_said(window: MainWindow, saved: Path) -> None:
    window.files.open(saved)
    settle()
    window.safe.merging.look(saved)
    assert "不是分支" in told(window).text.zh


# --- older versions ------------------------------------------------------------------------------------------------


def test_an_older_version_comes_back_as_an_unsaved_step(window: MainWindow, saved: Path) -> None:
    window.files.open(saved)
    settle()
    for name in ("two", "three"):
        rename(window, name)
        window.session.apply(plain("cell"), set_firms(0, name))
        window.files.save()
    assert len(backups_of(saved)) == 2 and window.session.history.can_undo
    window.menus.actions["versions"].trigger()
    settle()
    dialog = dialog_of(VersionsDialog)
    assert dialog.table.rowCount() == 2
    assert "Zones" in dialog.table.item(0, 2).text() and "项目设置" in dialog.table.item(0, 2).text()
    now = saved.read_bytes()
    dialog.table.setCurrentCell(1, 0)
    QTest.mouseClick(dialog.restore, LEFT)
    settle()
    assert equal_projects(window.session.project, small_project())
    assert is_modified(window.session) and window.session.path == saved and saved.read_bytes() == now
    window.session.undo()
    assert window.session.project.title.zh == "three"


def test_a_damaged_version_is_listed_and_cannot_be_chosen(window: MainWindow, saved: Path) -> None:
    window.files.open(saved)
    settle()
    rename(window, "two")
    window.files.save()
    backups_of(saved)[0].write_bytes(b"half")
    window.safe.versions.ask()
    dialog = dialog_of(VersionsDialog)
    assert "无法读取" in dialog.table.item(0, 2).text() and not dialog.restore.isEnabled()


def test_without_versions_it_is_said(window: MainWindow) -> None:
    window.menus.actions["versions"].trigger()
    settle()
    assert "还没有较早的版本" in told(window).text.zh


# --- files that change on the disk ---------------------------------------------------------------------------------


def changed_by_another(path: Path, name: str) -> Project:
    project = edits.rename_project(read_project(path).project, plain(name))
    write_project(project, path)
    return project


def test_a_project_changed_by_another_is_reloaded_as_a_step(window: MainWindow, saved: Path) -> None:
    window.files.open(saved)
    settle()
    rename(window, "mine")
    changed_by_another(saved, "theirs")
    window.safe.watch.look()
    assert saved.name in told(window).text.zh
    act(window, "重新载入")
    assert window.session.project.title.zh == "theirs" and not is_modified(window.session)
    window.session.undo()
    assert window.session.project.title.zh == "mine", "nothing is lost by reloading"


def test_keeping_mine_counts_as_unsaved_and_asks_once(window: MainWindow, saved: Path) -> None:
    window.files.open(saved)
    settle()
    changed_by_another(saved, "theirs")
    window.safe.watch.look()
    assert not is_modified(window.session)
    act(window, "保留我的")
    assert is_modified(window.session) and "*" in window.windowTitle()
    window.findChild(MessageBar).close_message()
    window.safe.watch.look()
    assert window.findChild(MessageBar).message is None
    window.files.save()
    assert read_project(saved).project.title.zh == "Small"
    assert read_project(backups_of(saved)[0]).project.title.zh == "theirs"


def test_one_s_own_saving_is_no_change(window: MainWindow, saved: Path) -> None:
    window.files.open(saved)
    settle()
    rename(window, "mine")
    window.files.save()
    window.findChild(MessageBar).close_message()
    window.safe.watch.look()
    assert window.findChild(MessageBar).message is None
    os.utime(saved)
    window.safe.watch.look()
    assert window.findChild(MessageBar).message is None, "a new time alone is no change"


def test_a_file_that_vanished_is_told_and_saved_elsewhere(window: MainWindow, saved: Path, tmp_path: Path) -> None:
    window.files.open(saved)
    settle()
    saved.unlink()
    window.safe.watch.look()
    assert "不见了" in told(window).text.zh
    act(window, "另存为…")
    assert dialog_of(QFileDialog)
    type_file(tmp_path / "again.yuantu")
    assert equal_projects(read_project(tmp_path / "again.yuantu").project, small_project())


def test_a_linked_shapefile_whose_table_changed_is_noticed(window: MainWindow, tmp_path: Path) -> None:
    from layers.layer import Dataset, Layer, Map, Origin
    from spatial.sources import read_vector

    folder = tmp_path / "p"
    folder.mkdir()
    frame = small_project().dataset("sites").frame
    frame.to_file(folder / "sites.shp", encoding="utf-8")
    source = read_vector(folder / "sites.shp")
    origin = Origin("sites.shp", source.sha256, source.driver, source.encoding)
    layer = Layer("sites", "sites", plain("Sites"))
    made = Project(
        plain("P"),
        (Dataset("sites", plain("Sites"), source.frame, origin=origin),),
        (Map("m", plain("M"), (layer,)),),
        "m",
    )
    write_project(made, folder)
    window.files.open(folder)
    settle()
    frame.assign(kind="new").to_file(tmp_path / "sites.shp", encoding="utf-8")
    (folder / "sites.dbf").write_bytes((tmp_path / "sites.dbf").read_bytes())
    window.safe.watch.look()
    assert "sites.shp" in told(window).text.zh
    act(window, "重新载入")
    assert set(window.session.project.dataset("sites").frame["kind"]) == {"new"}
    assert window.session.history.can_undo
    assert "file_changed" in {each.code for each in read_project(folder).findings}


def test_autosave_follows_its_setting(window: MainWindow, saved: Path) -> None:
    from gui.settings import AUTOSAVE_MINUTES

    timer = window.safe._autosave
    assert not timer.isActive(), "nobody's file is written unasked until they say so"
    AUTOSAVE_MINUTES.keep(2)
    assert timer.isActive() and timer.interval() == 120_000
    window.files.open(saved)
    settle()
    timer.timeout.emit()
    assert not backups_of(saved), "nothing changed"
    rename(window, "mine")
    timer.timeout.emit()
    assert read_project(saved).project.title.zh == "mine" and not is_modified(window.session)
    AUTOSAVE_MINUTES.forget()
    assert not timer.isActive()


# --- saving where it cannot be -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "磁盘已满"), (errno.EROFS, "没有权限"), (errno.EIO, "系统报告"), (errno.ENOENT, "不存在")],
)
def test_a_save_that_fails_says_what_and_where_and_loses_nothing(
    window: MainWindow, saved: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    window.files.open(saved)
    settle()
    rename(window, "mine")
    before = saved.read_bytes()

    def fail(source: object, target: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", fail)
        window.files.save()
    assert words in told(window).text.zh and told(window).severity == "error"
    assert saved.read_bytes() == before and is_modified(window.session)
    assert not [each for each in saved.parent.iterdir() if ".tmp" in each.name]
    window.files.save()
    assert read_project(saved).project.title.zh == "mine" and not is_modified(window.session)
