"""The footnote of an exception on the page: on screen and in print, in both languages, under maps side by side."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from layers import comparison
from layers.comparison import View
from layers.indicators.comparable_columns import looks_for, offer_looks
from layers.indicators.overrides import allow
from layers.project import Project
from layers.web_map import write_web_map
from tests.layers.look_alikes import GRANTED, HELD, REASON, areas, exception, project
from tests.layers.test_exception_outputs import allowed, plainly
from tests.page_reader import Reader, needs_chromium

pytestmark = needs_chromium


def side_by_side() -> Project:
    """Return the project with the look-alikes in two views under one set of classes, allowed."""
    columns = (f"{GRANTED}@2019", f"{HELD}@2019")
    made = allow(project(), exception())
    made = offer_looks(made, "areas", looks_for(areas(), made.layer("areas"), columns, project=made))
    return comparison.compare(made, [View("map", column) for column in columns])


@pytest.mark.parametrize(
    ("made", "language", "there"),
    [(allowed, "zh", True), (allowed, "en", True), (side_by_side, "zh", True), (plainly, "zh", False)],
)
def test_the_footnote_is_read_on_the_page(browser: Any, tmp_path: Path, made: Any, language: Any, there: bool) -> None:
    write_web_map(made(), tmp_path / "page.html", language=language)
    reader = Reader(browser, tmp_path / "page.html")
    word = "口径例外" if language == "zh" else "Exception"
    shown = reader.page.inner_text("body")
    printed = subprocess.run(["pdftotext", "-", "-"], input=reader.page.pdf(), capture_output=True).stdout.decode()
    for words in (shown, re.sub(r"\s+", "", printed)):
        assert (REASON in words and word in words) == there
    assert not reader.faults and not [
        each for each in reader.requests if not each.startswith(("file:", "data:", "blob:"))
    ]
    reader.page.close()
