"""A sheet of two views agrees with both portrayals: colours in each frame, one legend with the counts of each."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import imread

from layers.cartography.portrayal import Portrayal
from layers.layout import FORMATS, SheetOptions
from layers.sheets.frame import Frame
from layers.sheets.pair import contents_of, write_pair_sheet
from tests.layers.test_pair_sheet import A, B, pair

DPI = 100
PAPERS = ("a4_landscape", "a4_portrait", "a3_landscape", "slide_16_9")


def looks() -> list[Portrayal]:
    """The portrayal of the zones in each view."""
    return [next(row.portrayal for row in each.layers if row.layer.id == "zones") for each in contents_of(pair())]


@pytest.mark.parametrize("paper", PAPERS)
def test_each_frame_has_the_colours_of_its_own_column(paper: str, tmp_path: Path) -> None:
    frames, fitted = [], Frame.fitted
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Frame, "fitted", staticmethod(lambda *a: frames.append(fitted(*a)) or frames[-1]))
        assert not write_pair_sheet(pair(), tmp_path / "a.png", SheetOptions(format=paper, dpi=DPI))
    picture = imread(tmp_path / "a.png")[..., :3] * 255
    made, high = looks(), FORMATS[paper].height_mm
    assert [each.symbology.field for each in made] == [A, B]
    assert (made[0].classes != made[1].classes).any(), "the two years differ somewhere"
    for look, frame in zip(made, frames[-2:], strict=True):
        middles = np.array([[shape.centroid.x, shape.centroid.y] for shape in look.placed.geometry])
        for code, (x, y) in zip(look.classes.tolist(), frame.page(middles).tolist(), strict=True):
            # a little beside the middle, where the name stands
            pixels = picture[round((high - y + 6) * DPI / 25.4), round(x * DPI / 25.4)]
            seen = "#" + "".join(f"{round(float(each)):02x}" for each in pixels)
            assert look.styles[code].hatch or seen == look.styles[code].fill


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_vector_files_hold_the_shared_legend_with_both_counts(tmp_path: Path) -> None:
    for ending in ("pdf", "svg"):
        assert not write_pair_sheet(pair(), tmp_path / f"a.{ending}", SheetOptions())
    read = subprocess.run(["pdftotext", "-raw", tmp_path / "a.pdf", "-"], check=True, capture_output=True)
    svg = (tmp_path / "a.svg").read_text(encoding="utf-8")
    comments = re.findall(r"<!-- (.*?) -->", svg)
    first, second = looks()
    for one, other in zip(first.legend.entries, second.legend.entries, strict=True):
        row = "".join(f"{one.label.zh}（{one.count} | {other.count}）".split())
        if one.count + other.count:
            assert row in "".join(read.stdout.decode().split()) and row in "".join("".join(comments).split())
            assert one.style.fill in svg
