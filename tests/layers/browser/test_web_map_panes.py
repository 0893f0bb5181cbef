"""Maps side by side on the page: one set of classes with the counts of each, linked maps, one legend, the print."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from layers import comparison
from layers.commands import STARTER
from layers.comparison import View
from layers.indicators.difference import add_difference, difference, diverging
from layers.indicators.per_area import with_columns
from layers.indicators.plan_tables import read_plan_tables
from layers.indicators.project_plans import ledger_of
from layers.indicators.target_lines import target_lines
from layers.layer import Map
from layers.page.scene import collect
from layers.project import Project
from layers.results.status_map import area_shapes, status_map
from layers.sheets.options import SheetOptions
from layers.sheets.page import drawing_rules
from layers.sheets.pair import arrange_pair, contents_of
from layers.storage.project_file import read_project
from layers.web_map import write_web_map
from tests.layers.test_pair_sheet import A, B, pair
from tests.page_reader import Reader, needs_chromium

pytestmark = needs_chromium
CENTRES = "Yuantu.panes.map(p => [p.map.getCenter().lat, p.map.getCenter().lng, p.map.getZoom()])"


@pytest.fixture(scope="module")
def reader(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    path = tmp_path_factory.mktemp("page") / "pair.html"
    write_web_map(pair(), path)
    made = Reader(browser, path)
    yield made
    assert not made.faults
    made.page.close()


def counts(reader: Reader) -> dict[str, str]:
    rows = reader.page.locator(".legend [data-layer=zones] .legend-row")
    return {each.locator(".legend-label").inner_text(): each.get_attribute("data-count") for each in rows.all()}


def test_the_page_opens_as_the_window_stands_with_one_legend(reader: Reader) -> None:
    assert reader.page.locator(".view").count() == 2
    assert reader.page.locator(".caption").all_inner_texts() == ["Share 2019年（%）", "Share 2020年（%）"]
    assert reader.page.locator(".legend [data-layer=zones]").count() == 1
    project = pair()
    with drawing_rules():
        page, _ = arrange_pair(contents_of(project), "row", SheetOptions())
    printed = "\n".join(text for text, _ in page.texts)
    looks = [next(v for v in _views(project) if v.symbology.field == column) for column in (A, B)]
    assert looks[0].symbology.breaks == looks[1].symbology.breaks
    for first, second in zip(looks[0].legend.entries, looks[1].legend.entries, strict=True):
        assert counts(reader)[first.label.zh] == f"{first.count} | {second.count}"
        assert first.count + second.count == 0 or f"{first.label.zh}（{first.count} | {second.count}）" in printed


def _views(project: Project) -> tuple[Any, ...]:
    return next(row for row in collect(project).layers() if row.layer.id == "zones").views


def test_each_map_draws_its_own_column_in_the_shared_colours(reader: Reader) -> None:
    drawn = reader.do("""Yuantu.panes.map(pane => Yuantu.as(pane, () => {
        const layer = pane.theme.layers.find(each => each.id === "zones");
        const { viewport } = pane.atlas.placed, context = pane.atlas.canvas.getContext("2d");
        return [0, 1, 2, 3, 4, 5].map(f => {
            const [x, y] = layer.dataset.anchor(f);
            const at = [viewport.x(x), viewport.y(y)].map(v => Math.round(v * viewport.ratio));
            const pixel = [...context.getImageData(at[0], at[1], 1, 1).data];
            return "#" + pixel.slice(0, 3).map(v => v.toString(16).padStart(2, "0")).join("");
        });
    }))""")
    for column, colours in zip((A, B), drawn, strict=True):
        look = next(each for each in _views(pair()) if each.symbology.field == column)
        for code, colour in zip(look.classes.tolist(), colours, strict=True):
            assert look.styles[code].hatch or colour == look.styles[code].fill


def test_moving_one_moves_the_other_and_the_pointer_is_marked(reader: Reader) -> None:
    reader.do("Yuantu.panes[1].map.setView([31.3, 121.5], 12.5, {animate: false})")
    first, second = reader.do(CENTRES)
    assert first == second == pytest.approx([31.3, 121.5, 12.5])
    box = reader.page.locator(".view").nth(1).bounding_box()
    reader.page.mouse.move(box["x"] + 90, box["y"] + 200)
    reader.page.mouse.wheel(0, -240)
    reader.page.wait_for_timeout(500)
    reader.settle()
    first, second = reader.do(CENTRES)
    assert first == second and first[2] > 12.5
    reader.page.mouse.move(box["x"] + 100, box["y"] + 200)
    mark = reader.page.locator(".view").nth(0).locator(".linked-cursor").bounding_box()
    other = reader.page.locator(".view").nth(0).bounding_box()
    assert mark["x"] + mark["width"] / 2 - other["x"] == pytest.approx(100, abs=2)


def test_a_class_is_switched_off_in_both_and_a_year_in_one(reader: Reader) -> None:
    reader.page.locator(".legend [data-layer=zones] .legend-row").first.click()
    off = "Yuantu.panes.map(p => [...p.theme.layers.find(l => l.id === 'zones').view.off])"
    first, second = reader.do(off)
    assert first == second and len(first) == 1
    reader.page.locator(".legend [data-layer=zones] .legend-row").first.click()
    years = reader.page.locator(".legend [data-role=year]")
    assert years.count() == 2
    years.nth(1).locator("button").first.click()
    reader.settle()
    assert reader.page.locator(".caption").all_inner_texts() == ["Share 2019年（%）"] * 2
    reader.page.locator(".legend [data-role=year]").nth(1).locator("button").last.click()
    reader.settle()


def test_a_click_makes_its_map_the_active_one_and_outlines_the_feature_in_both(reader: Reader) -> None:
    reader.click(".zoom button >> nth=2")
    spot = reader.do("""(() => { const pane = Yuantu.panes[1], layer = pane.theme.layers.find(l => l.id === "zones");
        const point = pane.map.latLngToContainerPoint(Yuantu.latLng(...layer.dataset.anchor(0)));
        const box = pane.map.getContainer().getBoundingClientRect();
        return [box.left + point.x, box.top + point.y]; })()""")
    reader.page.mouse.click(*spot)
    reader.settle()
    assert reader.do("Yuantu.panes.indexOf(Yuantu.active)") == 1
    assert "2020" in reader.text(".card")
    inked = reader.do("""Yuantu.panes.map(({ atlas: { overlay } }) => overlay.getContext("2d")
        .getImageData(0, 0, overlay.width, overlay.height).data.some(v => v > 0))""")
    assert inked == [True, True]
    reader.page.keyboard.press("Escape")


def test_print_has_both_maps_at_the_scale_of_the_paper(reader: Reader) -> None:
    reader.do("dispatchEvent(new Event('beforeprint'))")
    assert reader.page.locator(".sheet-map").count() == 2
    ids = reader.do("[...document.querySelectorAll('.sheet [id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    reader.do("dispatchEvent(new Event('afterprint'))")


def test_another_theme_shows_one_map_and_back(reader: Reader) -> None:
    reader.page.locator(".theme").first.click()
    reader.settle()
    assert reader.page.locator(".view").count() == 1 and reader.page.locator(".caption:visible").count() == 0
    reader.page.locator(".theme").last.click()
    reader.settle()
    assert reader.page.locator(".view").count() == 2


def with_difference() -> Project:
    """Two years and their difference, as the window makes them in one step."""
    project = pair()
    dataset = project.dataset("zones")
    derived = difference(dataset, A, B)
    (column,) = derived.columns
    look = diverging(with_columns(dataset, derived), column)
    project = add_difference(project, "zones", derived, look, dataset)
    return comparison.compare(project, [View("first", A), View("first", B), View(project.maps[1].id)])


def test_the_difference_is_a_third_map_with_its_own_legend(browser: Any, tmp_path: Path) -> None:
    project = with_difference()
    write_web_map(project, tmp_path / "three.html")
    made = Reader(browser, tmp_path / "three.html")
    third = next(row for row in collect(project).maps[1][1] if row.layer.dataset == "zones" and not row.layer.context)
    look = third.views[third.active]
    assert made.do("[...Yuantu.panes[2].theme.layers.at(-1).view.codes]") == look.classes.tolist()
    assert made.page.locator(".view").count() == 3
    legends = made.page.locator(".legend .legend-layer[data-layer]")
    assert legends.count() == 2, "one for the two years, one for the difference"
    rows = legends.nth(1).locator(".legend-row")
    shown = [(row.locator(".legend-label").inner_text(), row.get_attribute("data-count")) for row in rows.all()]
    assert shown == [(entry.label.zh, str(entry.count)) for entry in look.legend.entries]
    swatches = rows.first.locator("[fill]").evaluate_all("all => all.map(each => each.getAttribute('fill'))")
    assert look.legend.entries[0].style.fill in swatches
    assert not made.faults
    made.page.close()


def test_a_map_of_the_status_of_targets_is_a_theme_like_any_other(browser: Any, tmp_path: Path) -> None:
    starter = read_project(STARTER).project
    areas = read_plan_tables().areas
    lines = target_lines(ledger_of(), datetime.date(2021, 12, 31))
    project = status_map(starter, areas, lines, "hightech_enterprises", area_shapes(starter, areas))
    write_web_map(project, tmp_path / "status.html", maps=[project.active_map])
    made = Reader(browser, tmp_path / "status.html")
    for row in collect(project, [project.active_map]).layers():
        if row.layer.context:
            continue
        look = row.views[row.active]
        codes = f"[...Yuantu.theme().layers.find(each => each.id === {row.layer.id!r}).view.codes]"
        assert made.do(codes) == look.classes.tolist()
        rows = made.page.locator(f'.legend [data-layer="{row.layer.id}"] .legend-row')
        shown = [(each.locator(".legend-label").inner_text(), each.get_attribute("data-count")) for each in rows.all()]
        assert shown == [(entry.label.zh, str(entry.count)) for entry in look.legend.entries]
    assert not made.faults
    made.page.close()


def test_a_page_without_one_of_the_maps_has_no_pair(tmp_path: Path) -> None:
    from layers.page.pair import encode_pairs

    project = pair()
    other: Map = project.maps[1]
    assert encode_pairs(collect(project, [other.id])) == {"pairs": []}
    alone = comparison.show_alone(project)
    assert encode_pairs(collect(alone)) == {"pairs": []}
    apart = comparison.compare(project, [View("first", A), View(other.id)], "column", "none")
    made = encode_pairs(collect(replace(apart)))
    assert [each["map"] for each in made["pairs"][0]["panes"]] == [0, 1] and made["active"] == len(project.maps)
