"""A lock beside a project: who has it open, on which machine, since when.

The lock is a small JSON file made in one go (`O_EXCL`), touched every minute while its owner works. It asks people, it
does not force them: whoever finds one is told whose it is and opens read-only or on a branch.
"""

from __future__ import annotations

import os
import secrets
import time
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Literal

from layers.journal.writing import Owner
from layers.storage.processes import is_alive, is_here
from layers.storage.project_archive import DOCUMENT, is_archive
from spatial.errors import ProjectError
from spatial.text import Text

REFRESH_S = 60.0
OLD_S = 600.0
"""A lock of another machine that was not touched for so long may be taken over, with a warning."""
Standing = Literal["mine", "alive", "dead", "old"]


@dataclass(frozen=True)
class Holder:
    """Who has a project open.

    Parameters
    ----------
    owner
        Person, machine, process and time.
    standing
        ``mine``: this process; ``alive``: it works on it now; ``dead``: a process of this machine that is gone;
        ``old``: another machine that was not heard of for `OLD_S` seconds.
    quiet_s
        Seconds since it was last heard of.
    """

    owner: Owner
    standing: Standing
    quiet_s: float


def lock_path(path: Path) -> Path:
    """Return the lock of a project: beside an archive, inside a folder."""
    if is_archive(path) and not path.is_dir():
        return path.with_name(f".{path.name}.lock")
    return (path.parent if path.name == DOCUMENT else path) / ".yuantu.lock"


def holder_of(path: Path, me: Owner) -> Holder | None:
    """Return who has a project open; None where nobody has, or the lock cannot be read."""
    import orjson

    lock = lock_path(path)
    try:
        json = orjson.loads(lock.read_bytes())
        quiet_s = max(time.time() - lock.stat().st_mtime, 0.0)
        owner = Owner(**{each.name: json[each.name] for each in fields(Owner)})
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError):
        return None
    if (owner.machine, owner.pid, owner.started) == (me.machine, me.pid, me.started):
        return Holder(owner, "mine", quiet_s)
    if is_here(owner):
        return Holder(owner, "alive" if is_alive(owner) else "dead", quiet_s)
    return Holder(owner, "old" if quiet_s > OLD_S else "alive", quiet_s)


def acquire(path: Path, me: Owner, take_over: bool = False) -> Holder | None:
    """Lock a project for `me`; return None on success, else who has it.

    The lock of a process of this machine that is gone is cleared. With `take_over` anybody's is replaced. Where the
    folder cannot be written there is no lock, and none is needed: nobody can save there.
    """
    lock = lock_path(path)
    for _ in range(3):
        try:
            _make(lock, me)
            return None
        except FileExistsError:
            holder = holder_of(path, me)
            if holder is not None and holder.standing == "mine":
                return None
            if holder is not None and holder.standing != "dead" and not take_over:
                return holder
            _clear(lock, holder)
        except OSError:
            return None
    return holder_of(path, me)


def refresh(path: Path, me: Owner) -> bool:
    """Touch the lock; return whether it is still `me` who holds it."""
    holder = holder_of(path, me)
    if holder is None or holder.standing != "mine":
        return False
    try:
        os.utime(lock_path(path))
    except OSError:
        return False
    return True


def release(path: Path, me: Owner) -> None:
    """Remove the lock if it is `me` who holds it."""
    holder = holder_of(path, me)
    if holder is not None and holder.standing == "mine":
        _unlink(lock_path(path))


def check_free(path: Path, me: Owner) -> None:
    """Raise `ProjectError` where somebody else works on the project that is about to be replaced."""
    holder = holder_of(path, me)
    if holder is not None and holder.standing == "alive":
        who = f"{holder.owner.user}@{holder.owner.machine}"
        raise ProjectError(
            Text(f"“{path.name}”正由 {who} 打开，没有保存。", f"“{path.name}” is open at {who} and was not replaced."),
            Text(
                "请另存到别处，或存为分支以后合并；您的更改都还在。",
                "Save elsewhere, or as a branch to be merged later; your changes are all here.",
            ),
        )


def _make(lock: Path, me: Owner) -> None:
    import orjson

    handle = os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    try:
        os.write(handle, orjson.dumps(asdict(me), option=orjson.OPT_INDENT_2))
    finally:
        os.close(handle)


def _clear(lock: Path, seen: Holder | None) -> None:
    """Move a lock away; where it is not the one that was seen (another process was quicker), put it back."""
    aside = lock.with_name(f"{lock.name}.{secrets.token_hex(3)}")
    import orjson

    try:
        lock.rename(aside)
        json = orjson.loads(aside.read_bytes() or b"{}")
        if seen is not None and json.get("pid") != seen.owner.pid:
            aside.rename(lock)
            return
    except (OSError, orjson.JSONDecodeError):
        pass
    _unlink(aside)


def _unlink(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return  # a lock that stays behind is seen to be of a dead process
