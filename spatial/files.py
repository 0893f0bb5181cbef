"""Files are replaced whole or not at all: a power cut, a full disk or a change of mind leaves the old one as it was."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from spatial.errors import SourceError
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

CHUNK_BYTES = 1 << 20


def replace_file(path: Path, write: Callable[[Path], None], check: Callable[[Path], None] | None = None) -> None:
    """Write a file beside `path`, check it, and swap it in; on any failure `path` stays as it was.

    Parameters
    ----------
    path
        File to make or to replace. A symbolic link is followed: the file it points to is replaced. The permission bits
        of an existing file are kept.
    write
        Called with a path in the same folder and with the same suffix, where no file exists yet; must make that file.
    check
        Called with the written file; raises (anything) when the file must not be swapped in.

    Raises
    ------
    SourceError
        The folder is gone or may not be written, `path` is a folder or write-protected, the disk is full, or `write`
        made no file: every `OSError`, with what to do about it. Other exceptions of `write` and `check` pass through.
    """
    target = path.resolve()
    with errors_of_writing(target):
        _refuse_protected(target)
        temporary = target.with_name(f".{target.stem[:80]}.{secrets.token_hex(4)}.tmp{target.suffix}")
        try:
            write(temporary)
            if check is not None:
                check(temporary)
            _flush_file(temporary)
            if target.exists():
                shutil.copymode(target, temporary)
            os.replace(temporary, target)  # noqa: PTH105 - named so that tests can make it fail
        finally:
            _remove_leftovers(temporary)
        _flush_folder(target.parent)


def replace_bytes(path: Path, content: bytes) -> None:
    """Replace `path` by a file that holds `content`; the same promises and errors as `replace_file`."""
    replace_file(path, lambda temporary: _write_bytes(temporary, content))


def sha256_of(path: Path, feedback: Feedback = SILENT) -> str:
    """Return the SHA-256 of a file as 64 lower-case hexadecimal digits; `SourceError` where it cannot be read."""
    digest = hashlib.sha256()
    with errors_of_reading(path), path.open("rb") as file:
        size = max(os.fstat(file.fileno()).st_size, 1)
        done = 0
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
            done += len(chunk)
            feedback.report(done / size)
    return digest.hexdigest()


@contextmanager
def errors_of_writing(path: Path) -> Iterator[None]:
    """Turn an `OSError` inside the block into the `SourceError` that says why `path` cannot be written."""
    try:
        yield
    except OSError as error:
        why, remedy = _reason(error, path)
        raise SourceError(
            Text(f"无法写入“{path.name}”：{why.zh}。", f"“{path.name}” cannot be written: {why.en}."), remedy
        ) from error


@contextmanager
def errors_of_reading(path: Path) -> Iterator[None]:
    """Turn an `OSError` inside the block into the `SourceError` that says why `path` cannot be read."""
    try:
        yield
    except OSError as error:
        why, remedy = _reason(error, path)
        raise SourceError(
            Text(f"无法读取“{path.name}”：{why.zh}。", f"“{path.name}” cannot be read: {why.en}."), remedy
        ) from error


def _refuse_protected(target: Path) -> None:
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    if not target.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(target.parent))
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))


def _write_bytes(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _flush_file(path: Path) -> None:
    """Make sure the content is on the disk before the name points to it (opened for writing: Windows asks for that)."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Make sure the new name is on the disk. Windows and some network drives cannot do this, and need not."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):
            raise
    finally:
        os.close(handle)


def _remove_leftovers(temporary: Path) -> None:
    """Remove the temporary and what a driver put beside it (``-wal``, ``-journal``, ``.shx`` …)."""
    try:
        leftovers = [file for file in temporary.parent.iterdir() if file.name.startswith(temporary.stem)]
        for file in leftovers:
            file.unlink(missing_ok=True)
    except OSError:
        return  # the first error is the one worth telling


_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


def _reason(error: OSError, path: Path) -> tuple[Text, Text]:
    """Return why, and what to do, for the causes a user can do something about; else the system's own words."""
    folder = path.absolute().parent
    if error.errno in _FULL:
        return Text("磁盘已满", "the disk is full"), Text(
            "请腾出空间，或另存到别的磁盘；原文件未改动。",
            "Free some space, or save to another disk; the old file is unchanged.",
        )
    if error.errno in _FORBIDDEN:
        return Text("没有权限，或文件正被其他程序使用", "no permission, or another program is using it"), Text(
            f"请关闭打开它的程序，检查“{folder}”是否只读，或换一个文件夹。",
            f"Close the program that has it open, see whether “{folder}” is read-only, or choose another folder.",
        )
    if error.errno == errno.ENOENT:
        return Text("文件或文件夹不存在", "the file or its folder does not exist"), Text(
            f"请检查“{folder}”是否被移动、删除或断开，或选择别的位置。",
            f"See whether “{folder}” was moved, deleted or disconnected, or choose another place.",
        )
    if error.errno in (errno.EISDIR, errno.ENOTDIR):
        return Text("这里是文件夹而不是文件，或反之", "a folder is where a file should be, or the reverse"), Text(
            "请换一个文件名。", "Choose another name."
        )
    if error.errno == errno.ENAMETOOLONG:
        return Text("文件名太长", "the name is too long"), Text("请换一个短一些的名称。", "Choose a shorter name.")
    words = error.strerror or str(error)
    return Text(f"系统报告“{words}”", f"the system says “{words}”"), Text(
        "请重试，或换一个位置。", "Try again, or choose another place."
    )
