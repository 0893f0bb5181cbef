"""The Putuo story of docs/putuo_story.py on an X server of its own, with the real mouse and the real keyboard."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "docs" / "putuo_story.py"
NEEDED = ("xvfb-run", "Xvfb", "xdotool", "pdftotext")
MISSING = [name for name in NEEDED if shutil.which(name) is None]


@pytest.mark.slow
@pytest.mark.skipif(bool(MISSING), reason=f"not installed: {MISSING} (apt-get install xvfb xdotool poppler-utils)")
def test_a_parcel_a_shared_border_two_revisions_a_ledger_and_a_sheet(tmp_path: Path) -> None:
    command = ["xvfb-run", "-a", "-s", "-screen 0 1440x900x24", sys.executable, str(SCRIPT)]
    environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    done = subprocess.run(
        [*command, "--no-images", "--report", str(tmp_path / "found.json")],
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))
    start, with_parcel, with_border = found["total_km2"]
    assert start == pytest.approx(10.2894, abs=1e-4), "what the starter draws"
    assert with_parcel == with_border == pytest.approx(start + found["gained_km2"], abs=2e-4)
    assert found["total_against"] == [start, with_parcel, 10.08]
    gained, lost = found["moved_km2"]["putuo-taopu"], found["moved_km2"]["putuo-xinjinhuan"]
    assert gained == -lost and gained > 0.01
    assert any("10.08" in line and "超出" in line for line in found["readout_parcel"])
    assert any(line.startswith("新金环高新技术产业园 −") for line in found["readout_border"])
    assert len(found["workbook"]) == 8 and len(found["sheet"]) == 6 and found["command_line"] == 2
