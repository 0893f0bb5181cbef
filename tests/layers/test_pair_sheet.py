"""The sheet of several views: frames of one size, one extent or one scale, a shared legend with the counts of each."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers import comparison
from layers.comparison import View
from layers.indicators.comparable_columns import looks_for, offer_looks
from layers.project import Project
from layers.sheets.options import SheetOptions
from layers.sheets.page import drawing_rules
from layers.sheets.pair import arrange_pair, contents_of, write_pair_sheet
from spatial.errors import ExportError
from tests.gui.window_project import small_project

A, B = "share@2019", "share@2020"
WEST, EAST = (121.40, 31.19, 121.43, 31.23), (121.48, 31.19, 121.52, 31.23)


def pair(arrangement: comparison.Arrangement = "row", link: comparison.Link = "extent") -> Project:
    project = small_project()
    looks = looks_for(project.dataset("zones"), project.layer("zones"), (A, B))
    project = offer_looks(project, "zones", looks)
    views = [View("first", A), View("first", B)]
    if link == "scale":
        views = [View("first", A, WEST), View("first", B, EAST)]
    return comparison.compare(project, views, arrangement, link)


def words(project: Project, options: SheetOptions | None = None) -> list[str]:
    with drawing_rules():
        made = arrange_pair(contents_of(project), project.comparison.arrangement, options or SheetOptions())
    page, findings = made
    assert not findings
    return [text for text, _ in page.texts]


def test_both_years_are_named_and_share_one_legend_with_the_counts_of_each() -> None:
    printed = words(pair())
    assert "Share 2019年（%）" in printed and "Share 2020年（%）" in printed
    assert sum("Share 2019年（%） | Share 2020年（%）" in each for each in printed) == 1
    assert "[1, 2]（2 | 1）" in printed and "(6, 60]（1 | 0）" in printed
    assert sum(each.startswith("约 1:") for each in printed) == 2


@pytest.mark.parametrize("arrangement", ["row", "column", "grid"])
@pytest.mark.parametrize("paper", ["a4_landscape", "a4_portrait", "a3_landscape", "slide_16_9"])
def test_nothing_is_cut_on_any_paper(arrangement: comparison.Arrangement, paper: str) -> None:
    assert len(words(pair(arrangement), SheetOptions(format=paper))) > 10


def test_one_scale_about_two_centres() -> None:
    first, second = contents_of(pair(link="scale"))
    size = [(box[2] - box[0], box[3] - box[1]) for box in (first.bounds, second.bounds)]
    assert size[0] == pytest.approx(size[1]) and first.bounds[0] < second.bounds[0]
    scales = [each for each in words(pair(link="scale")) if each.startswith("约 1:")]
    assert len(scales) == 2 and scales[0] == scales[1]


@pytest.mark.parametrize(("ending", "head"), [("pdf", b"%PDF"), ("svg", b"<?xml"), ("png", b"\x89PNG")])
def test_the_same_views_give_the_same_file(tmp_path: Path, ending: str, head: bytes) -> None:
    paths = [tmp_path / f"{name}.{ending}" for name in ("a", "b")]
    for path in paths:
        assert write_pair_sheet(pair(), path, SheetOptions(dpi=60)) == ()
    assert paths[0].read_bytes() == paths[1].read_bytes() and paths[0].read_bytes().startswith(head)


def test_one_map_alone_is_no_pair(tmp_path: Path) -> None:
    with pytest.raises(ExportError):
        write_pair_sheet(small_project(), tmp_path / "a.pdf", SheetOptions())
    assert not list(tmp_path.iterdir())
