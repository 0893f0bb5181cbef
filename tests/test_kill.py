"""A short run of ``make kill-test``: SIGKILL at random moments costs at most the last command, and never a file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

KILLER = Path(__file__).parent / "killing.py"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="forks, and mounts small file systems")
@pytest.mark.parametrize(
    ("mode", "count"), [("editing", 10), ("saving", 10), ("full", 10), ("read-only", 10), ("window", 3)]
)
def test_a_kill_costs_at_most_the_last_command(mode: str, count: int) -> None:
    """``make kill-test`` does it 200 times each, and with 20 whole windows."""
    order = [sys.executable, str(KILLER), "--count", str(count), "--modes", mode, "--seed", "7"]
    done = subprocess.run(order, capture_output=True, text=True, timeout=300)
    if "skipped" in done.stdout:
        pytest.skip(done.stdout.strip())
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{mode}: {count} kills" in done.stdout
