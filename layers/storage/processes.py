"""Who runs this program, and whether another one of it still runs."""

from __future__ import annotations

import getpass
import os
import platform
from datetime import UTC, datetime

from layers.journal.writing import Owner

_CLOCK_SLACK_S = 2.0


def this_process() -> Owner:
    """Return the owner of what this process makes now."""
    from psutil import Process as Running

    return Owner(
        platform.node() or "?",
        _user(),
        os.getpid(),
        float(Running().create_time()),
        datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # an account without a name, as in some containers
        return str(os.getuid()) if hasattr(os, "getuid") else "?"


def is_here(owner: Owner) -> bool:
    """Whether something was made on this machine."""
    return owner.machine == (platform.node() or "?")


def is_alive(owner: Owner) -> bool:
    """Whether the process of an owner on this machine still runs; a number that another process has now does not count.

    A process of another machine cannot be asked for: True.
    """
    from psutil import STATUS_ZOMBIE, AccessDenied, NoSuchProcess
    from psutil import Process as Running

    if not is_here(owner):
        return True
    try:
        running = Running(owner.pid)
        if abs(float(running.create_time()) - owner.started) > _CLOCK_SLACK_S:
            return False
        return bool(running.status() != STATUS_ZOMBIE)
    except NoSuchProcess:
        return False
    except AccessDenied:
        return True
