"""The newcomer's script of docs/newcomer.py on an X server of its own, with the real mouse and the real keyboard."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from page_reader import needs_chromium

SCRIPT = Path(__file__).resolve().parents[1] / "docs" / "newcomer.py"
NEEDED = ("xvfb-run", "Xvfb", "xdotool", "pdftotext")
MISSING = [name for name in NEEDED if shutil.which(name) is None]


@pytest.mark.slow
@needs_chromium
@pytest.mark.skipif(bool(MISSING), reason=f"not installed: {MISSING} (apt-get install xvfb xdotool poppler-utils)")
def test_a_newcomer_comes_from_a_foreign_shapefile_to_a_sheet_and_a_page(tmp_path: Path) -> None:
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
    assert found["names"] == 14
    least, most = found["moved_m"]
    assert 400 < least <= most < 560 and found["left_m"] < 0.5
    years = [f"{name}@{year}" for name in ("企业数（家）", "研发投入强度（%）") for year in (2023, 2024)]
    assert found["headings"] == ["园区名称", *years] and found["joined_columns"] == years
    assert any("表头有 2 行" in said for said in found["reading"])
    assert found["field"] == "研发投入强度（%）@2024"
    assert "14" in found["join"] and sum(found["legend"].values()) == 14
    assert found["page"] == {"requests": [], "faults": [], "text": ["各园区边界", "研发投入强度"]}
