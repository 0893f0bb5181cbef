"""Rows of the tree are dragged by press, move and release of a real mouse: by what Qt makes of them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MISSING = [name for name in ("xvfb-run", "Xvfb", "xdotool") if shutil.which(name) is None]


@pytest.mark.slow
@pytest.mark.skipif(bool(MISSING), reason=f"not installed: {MISSING} (apt-get install xvfb xdotool)")
def test_rows_are_dragged_out_of_a_group_into_it_and_among_base_maps() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    search = os.pathsep.join([str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "gui")])
    done = subprocess.run(
        ["xvfb-run", "-a", "-s", "-screen 0 1280x900x24", sys.executable, "-m", "tests.gui.real_drag"],
        env=environment | {"PYTHONPATH": search},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == [
        ["ground g(zones) lower", True],
        ["ground g(zones lower)", True],
        ["ground g(zones lower)", True],
        ["ground g(zones lower)", False],
    ]
