"""Who has a project open: told, never forced."""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from layers.storage.processes import this_process
from layers.storage.project_lock import OLD_S, acquire, check_free, holder_of, lock_path, refresh, release
from spatial.errors import ProjectError

ME = this_process()
OTHER = replace(ME, pid=os.getppid(), started=0.0, user="li")


def put(path: Path, owner: object, quiet_s: float = 0.0) -> None:
    lock = lock_path(path)
    lock.write_text(json.dumps(asdict(owner)))  # type: ignore[call-overload]
    os.utime(lock, (time.time() - quiet_s,) * 2)


@pytest.mark.parametrize("name", ["a.yuantu", "folder", "folder/project.json"])
def test_one_has_it_and_gives_it_back(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    path = tmp_path / name
    assert acquire(path, ME) is None and acquire(path, ME) is None
    holder = holder_of(path, ME)
    assert holder is not None and holder.standing == "mine" and refresh(path, ME)
    release(path, OTHER)
    assert lock_path(path).exists(), "nobody removes another's lock"
    release(path, ME)
    assert not lock_path(path).exists() and not refresh(path, ME)


@pytest.mark.parametrize(
    ("owner", "quiet_s", "standing", "got"),
    [
        (replace(ME, pid=1, started=-1.0), 0, "dead", True),
        (replace(ME, started=ME.started - 500), 0, "dead", True),
        (replace(ME, machine="far"), 0, "alive", False),
        (replace(ME, machine="far"), OLD_S + 60, "old", False),
    ],
)
def test_the_locks_of_others(tmp_path: Path, owner, quiet_s: float, standing: str, got: bool) -> None:
    path = tmp_path / "a.yuantu"
    put(path, owner, quiet_s)
    holder = holder_of(path, ME)
    assert holder is not None and holder.standing == standing
    assert (acquire(path, ME) is None) == got
    assert acquire(path, ME, take_over=True) is None
    holder = holder_of(path, ME)
    assert holder is not None and holder.standing == "mine"


def test_saving_over_what_another_has_open_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.yuantu"
    put(path, replace(ME, machine="far", user="li"))
    with pytest.raises(ProjectError, match="li@far"):
        check_free(path, ME)
    release(path, replace(ME, machine="far", user="li"))
    check_free(path, ME)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": 1}'])
def test_a_broken_lock_stops_nobody(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.yuantu"
    lock_path(path).write_text(content)
    assert holder_of(path, ME) is None
    assert acquire(path, ME) is None


def test_a_folder_that_is_gone_needs_no_lock(tmp_path: Path) -> None:
    path = tmp_path / "gone" / "a.yuantu"
    assert acquire(path, ME) is None and holder_of(path, ME) is None
    release(path, ME)
