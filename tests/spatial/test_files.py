"""Files are replaced whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from spatial import files
from spatial.errors import ProjectError, SourceError
from spatial.feedback import CallbackFeedback, Cancelled
from spatial.files import replace_bytes, replace_file, sha256_of
from spatial.text import Text


def old_file(folder: Path) -> Path:
    path = folder / "园区.geojson"
    path.write_text("old", encoding="utf-8")
    return path


def write_new(temporary: Path) -> None:
    temporary.write_text("new", encoding="utf-8")


def assert_untouched(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == "old"
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_makes_and_replaces(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    replace_bytes(path, b"1")
    replace_bytes(path, b"2")
    assert path.read_bytes() == b"2"
    assert list(tmp_path.iterdir()) == [path]


def test_temporary_is_new_beside_it_and_keeps_the_suffix(tmp_path: Path) -> None:
    seen: list[Path] = []

    def write(temporary: Path) -> None:
        assert not temporary.exists()
        seen.append(temporary)
        write_new(temporary)

    replace_file(tmp_path / "a.gpkg", write)
    assert seen[0].parent == tmp_path
    assert seen[0].suffix == ".gpkg"


def raising(error: BaseException) -> Callable[[Path], None]:
    def write(temporary: Path) -> None:
        write_new(temporary)
        temporary.with_name(temporary.name + "-wal").write_text("sidecar")
        temporary.with_suffix(".shx").write_text("sidecar")
        raise error

    return write


FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(
    ("error", "expected", "says"),
    [
        (FULL, SourceError, "磁盘已满"),
        (PermissionError(errno.EACCES, "x"), SourceError, "没有权限"),
        (OSError(errno.EROFS, "x"), SourceError, "没有权限"),
        (OSError(errno.EIO, "I/O error"), SourceError, "I/O error"),
        (ProjectError(Text("坏", "bad"), Text("")), ProjectError, "坏"),
        (ValueError("a bug"), ValueError, "a bug"),
        (Cancelled("stop"), Cancelled, "stop"),
        (KeyboardInterrupt("stop"), KeyboardInterrupt, "stop"),
    ],
)
@pytest.mark.parametrize("where", ["write", "check"])
def test_failure_leaves_the_old_file(
    tmp_path: Path, error: BaseException, expected: type[BaseException], says: str, where: str
) -> None:
    path = old_file(tmp_path)
    with pytest.raises(expected) as caught:
        replace_file(path, *([raising(error)] if where == "write" else [write_new, raising(error)]))
    message = caught.value.message() if isinstance(caught.value, SourceError) else str(caught.value.args)
    assert says in message or says in str(caught.value.__dict__)
    assert_untouched(path)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_really_full_device(tmp_path: Path) -> None:
    path = old_file(tmp_path)

    def write(temporary: Path) -> None:
        write_new(temporary)
        with Path("/dev/full").open("wb", buffering=0) as device:
            device.write(b"x")

    with pytest.raises(SourceError, match="disk is full"):
        replace_file(path, write)
    assert_untouched(path)


@pytest.mark.parametrize("call", ["replace", "fsync"])
def test_failing_system_call_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    path = old_file(tmp_path)

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "used by another process")

    monkeypatch.setattr(files.os, call, refuse)
    with pytest.raises(SourceError, match="another program") as caught:
        replace_file(path, write_new)
    assert "关闭" in caught.value.remedy.zh
    assert_untouched(path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_read_only_folder(tmp_path: Path) -> None:
    path = old_file(tmp_path)
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(SourceError, match="no permission"):
            replace_file(path, write_new)
        assert_untouched(path)
    finally:
        tmp_path.chmod(0o755)


def test_write_protected_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = old_file(tmp_path)
    monkeypatch.setattr(files.os, "access", lambda *_: False)  # what os.access says to a user who is not root
    with pytest.raises(SourceError, match="no permission"):
        replace_file(path, write_new)
    assert_untouched(path)


def test_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not exist") as caught:
        replace_bytes(tmp_path / "gone" / "a.txt", b"x")
    assert "gone" in caught.value.remedy.en


def test_folder_vanishes_while_writing(tmp_path: Path) -> None:
    folder = tmp_path / "usb"
    folder.mkdir()

    def write(temporary: Path) -> None:
        write_new(temporary)
        shutil.rmtree(folder)

    with pytest.raises(SourceError, match="does not exist"):
        replace_file(folder / "a.txt", write)


def test_path_is_a_folder(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="folder"):
        replace_bytes(tmp_path, b"x")


def test_writer_that_writes_nothing(tmp_path: Path) -> None:
    path = old_file(tmp_path)
    with pytest.raises(SourceError):
        replace_file(path, lambda temporary: None)
    assert_untouched(path)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permission bits")
def test_permissions_are_kept(tmp_path: Path) -> None:
    path = old_file(tmp_path)
    path.chmod(0o640)
    replace_file(path, write_new)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege")
def test_link_is_followed(tmp_path: Path) -> None:
    path, link = old_file(tmp_path), tmp_path / "link"
    link.symlink_to(path)
    replace_file(link, write_new)
    assert link.is_symlink()
    assert path.read_text() == "new"


def test_folder_that_cannot_be_flushed_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync

    def network_drive(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "x")
        real(handle)

    monkeypatch.setattr(files.os, "fsync", network_drive)
    replace_bytes(tmp_path / "a", b"1")
    assert (tmp_path / "a").read_bytes() == b"1"


def test_sha256(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"abc" * 1_000_000)
    shares: list[float] = []
    assert (
        sha256_of(path, CallbackFeedback(lambda share, _: shares.append(share)))
        == hashlib.sha256(b"abc" * 1_000_000).hexdigest()
    )
    assert shares == sorted(shares)
    assert shares[-1] == 1
    with pytest.raises(Cancelled):
        sha256_of(path, CallbackFeedback(should_stop=lambda: True))
    with pytest.raises(SourceError, match="cannot be read"):
        sha256_of(tmp_path / "none")
