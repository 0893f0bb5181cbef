"""The page of a result in a browser: its bars and its map point at each other, and it asks for nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from layers.indicators.plan_tables import areas_of
from layers.page.story import story_block, write_story_page
from layers.results.overlap_result import overlap_in
from layers.results.result_story import density_story, overlap_story
from layers.results.zone_comparison import DensityWish, compare_zones
from layers.sheets import story as sheets
from layers.sheets.options import SheetOptions
from layers.sheets.story import write_story_sheet
from layers.storage.project_file import read_project
from tests.page_reader import Reader, chromium, needs_chromium

STARTER = Path(__file__).resolve().parents[3] / "data" / "geo"


@pytest.fixture(scope="module")
def stories():
    project = read_project(STARTER).project
    compared = compare_zones(project, DensityWish("zones", "facilities"), areas_of())
    areas = project.dataset("subparks")
    overlap = overlap_story(project, areas, "industries", *overlap_in(areas, "industries"))
    return {"density": density_story(project, compared), "overlap": overlap}


def test_bars_carry_figures_and_the_rows_they_stand_for(stories) -> None:
    density, overlap = (story_block(stories[each]) for each in ("density", "overlap"))
    assert [bar["features"] for bar in density["bars"]] == [[3], [2], [0], [1]]
    assert density["span"] == [0.0, density["bars"][0]["high"]] and density["bars"][0]["figure"] == "5.17"
    assert density["bars"][0]["interval"] == "3.01–8.27" and overlap["bars"][0]["interval"] == ""
    assert density["words"][-1][0].startswith("数据来源：科研设施：001 (上海市“十四五”规划)（75）")
    assert "003 (普科委〔2021〕17号)" in overlap["words"][-1][0]
    assert "003 (Putuo S&T Commission (2021) no. 17)" in overlap["words"][-1][1]
    assert "(medical devices, intelligent manufacturing; Jaccard 0.67)" in overlap["words"][0][1]
    assert len(overlap["bars"]) == 12 and sum(bar["mark"] for bar in overlap["bars"]) == 6


@pytest.mark.parametrize("name", ["density", "overlap"])
def test_a_sheet_prints_map_bars_and_the_whole_reading(stories, name: str, tmp_path: Path) -> None:
    for language in ("zh", "en"):
        assert write_story_sheet(stories[name], tmp_path / "s.pdf", SheetOptions(language=language)) == ()


def test_zones_too_small_to_be_seen_are_drawn_larger_beside_the_reading(stories, tmp_path: Path) -> None:
    """On the sheet of the four zones the two densest are millimetres wide: they stand in a frame of their own."""
    drawn = []
    whole = sheets.draw_map
    for name in stories:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sheets, "draw_map", lambda sheet, box: drawn.append((sheet, box)) or whole(sheet, box))
            write_story_sheet(stories[name], tmp_path / "s.svg", SheetOptions())
    wide = [(sheet.content.bounds[2] - sheet.content.bounds[0]) for sheet, _ in drawn]
    assert len(drawn) == 3 and wide[1] < 0.2 * wide[0], "density twice, the sub-parks once"
    assert drawn[1][1].bottom < drawn[0][1].bottom and drawn[1][1].left > drawn[0][1].right


def test_what_a_sheet_cannot_hold_is_a_finding(stories, tmp_path: Path) -> None:
    long = replace(stories["density"], words=stories["density"].words * 8)
    (found,) = write_story_sheet(long, tmp_path / "s.pdf", SheetOptions())
    assert found.code == "reading_cut"


@needs_chromium
def test_bars_and_map_point_at_each_other(stories, tmp_path: Path) -> None:
    for name, story in stories.items():
        write_story_page(story, tmp_path / f"{name}.html")
    with chromium() as browser:
        page = Reader(browser, tmp_path / "density.html")
        bars = page.page.locator(".story .bars button")
        assert bars.count() == 4 and "6.03 倍" in page.text(".story")
        bars.nth(2).click()
        page.settle()
        assert "张江科学城" in page.text(".card")
        assert page.page.locator(".story .chosen").all_inner_texts() == [bars.nth(2).inner_text()]
        page.page.mouse.move(640, 800)
        page.settle()
        assert not page.faults and all(each.startswith("file:") for each in page.requests)
        other = Reader(browser, tmp_path / "overlap.html")
        other.page.locator(".story .bars button").first.click()
        other.settle()
        assert other.page.locator(".story .marked").count() == 6 and not other.faults
        narrow = Reader(browser, tmp_path / "density.html", 700, 900)
        narrow.page.get_by_role("button", name="图形与解读").click()
        narrow.settle()
        assert narrow.page.locator(".story .bars button").first.is_visible() and "3.01–8.27" in narrow.text(".story")
