"""Groups, ranges of scales and base maps on the page: switches, what comes with the zoom, tiles in the file."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from layers.base_map import BaseMap
from layers.cartography.scale_range import ScaleRange
from layers.layer_tree import Group
from layers.web_map import review_export, write_web_map
from spatial.text import Text
from tests.layers.web_map_project import web_project
from tests.page_reader import Reader
from tests.tile_files import around, blue_of, tile_of, write_mbtiles

MIDDLE = (121.35, 31.22)
ZOOMS = range(11, 15)


def project(folder, **base_parts):
    """The map of the firms: two layers in a group, one of them from 1:50 000 on, over a base map."""
    made = web_project()
    path = write_mbtiles(folder / "base.mbtiles", around(MIDDLE, ZOOMS, 6), attribution="© Testers")
    base = BaseMap(
        "base:b", Text("影像", "Imagery"), str(path), attribution=Text("© 测试者", "© Testers"), **base_parts
    )
    groups = (Group("group:g", Text("企业", "Firms")), Group("group:in", Text("内", "Inner"), "group:g", opacity=0.5))
    ground, firms, sizes = made.maps[0].layers
    layers = (
        ground,
        replace(firms, group="group:g"),
        replace(sizes, group="group:in", scales=ScaleRange(0, 50_000)),
    )
    first = replace(made.maps[0], layers=layers, groups=groups, base_maps=(base,))
    return replace(made, maps=(first, *made.maps[1:]))


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("parts")
    return write_web_map(project(folder), folder / "页面.html", tiles=14).path


@pytest.fixture
def parts(browser, written):
    reader = Reader(browser, written)
    yield reader
    assert reader.faults == []
    assert all(url.startswith(("file:", "data:", "blob:")) for url in reader.requests)
    reader.page.close()


def drawn(reader):
    return reader.do("Yuantu.visible().map((layer) => layer.id)")


def test_a_group_is_switched_and_folded_as_a_whole(parts):
    assert drawn(parts) == ["ground", "firms-layer"]
    group = '[data-group="group:g"]'
    parts.click(f"{group} > .group-row input")
    assert drawn(parts) == ["ground"]
    assert parts.page.is_checked('[data-layer="firms-layer"] input[type=checkbox]'), "its layers keep their own ticks"
    assert parts.page.query_selector('#legend [data-layer="firms-layer"]') is None
    parts.click(f"{group} > .group-row input")
    assert drawn(parts) == ["ground", "firms-layer"]
    assert parts.page.is_visible('#panel [data-layer="firms-layer"]')
    parts.click(f"{group} > .group-row .fold")
    assert not parts.page.is_visible('#panel [data-layer="firms-layer"]')
    assert drawn(parts) == ["ground", "firms-layer"], "a folded group is drawn"


def test_groups_by_keyboard(parts):
    fold = parts.page.locator('[data-group="group:g"] > .group-row .fold')
    fold.focus()
    for key, expanded in (("Enter", "false"), ("ArrowRight", "true"), ("ArrowLeft", "false"), ("Space", "true")):
        parts.page.keyboard.press(key)
        parts.settle()
        assert fold.get_attribute("aria-expanded") == expanded
        assert parts.do("document.activeElement.className") == "fold", "the focus stays where it was"
    parts.page.keyboard.press("Tab")
    parts.page.keyboard.press("Space")
    parts.settle()
    assert drawn(parts) == ["ground"]


def test_a_layer_comes_with_its_scale_and_the_legend_says_why_it_is_not_there(parts):
    legend = '#legend [data-layer="firms-size"]'
    assert "out-of-scale" in parts.page.get_attribute(legend, "class")
    assert "放大到 1:50,000 后显示" in parts.text(legend)
    assert parts.page.query_selector_all(f"{legend} .legend-row") == []
    assert "放大到 1:50,000" in parts.text('#panel [data-layer="firms-size"]')
    before = parts.do("[Yuantu.atlas.map.getCenter().lat, Yuantu.atlas.map.getCenter().lng]")
    parts.click(f"{legend} button")
    assert 20_000 < parts.do("Yuantu.state.scale") < 50_000
    assert parts.do("[Yuantu.atlas.map.getCenter().lat, Yuantu.atlas.map.getCenter().lng]") == pytest.approx(
        before, abs=1e-3
    )
    assert drawn(parts) == ["ground", "firms-layer", "firms-size"]
    assert parts.page.query_selector_all(f"{legend} .legend-row")
    parts.do("Yuantu.atlas.map.setZoom(11, {animate: false})")
    assert drawn(parts) == ["ground", "firms-layer"]


def test_print_draws_what_the_scale_of_the_paper_draws(parts):
    """A window zoomed to a street prints larger than 1:50 000; one that shows the city does not, whatever its size."""
    on_sheet = (
        "[...document.querySelectorAll('.sheet-legend .legend-layer:not(.out-of-scale)')].map(e => e.dataset.layer)"
    )
    scale = "Yuantu.Viewport.ofMap(Yuantu.atlas.map).fitted(760, 600).metresPerPixel * 760 / 0.196"
    seen = set()
    for zoom in (12, 12.75, 13, 13.25, 14):
        parts.do(f"Yuantu.atlas.map.setZoom({zoom}, {{animate: false}})")
        screen, paper = parts.do("Yuantu.state.scale"), parts.do(scale)
        parts.do("dispatchEvent(new Event('beforeprint'))")
        assert ("firms-size" in parts.do(on_sheet)) == (paper < 50_000), (zoom, paper)
        assert ("firms-size" in drawn(parts)) == (screen < 50_000), "the window stays as it was"
        seen.add((screen < 50_000, paper < 50_000))
    assert len(seen) > 2, "window and paper differ at some of the zooms"


def test_opacities_of_groups_multiply(parts):
    assert parts.do("Yuantu.theme().layers[2].strength") == 0.5
    parts.do("Yuantu.theme().layers[2].groups[1].opacity = 0.5")
    assert parts.do("Yuantu.theme().layers[2].strength") == 0.25


def pixel_and_place(reader, share_x, share_y):
    """The colour of the base map at a place of the window, and its longitude and latitude."""
    return reader.do(
        """([u, v]) => {
            const { map, placed, pictures } = Yuantu.atlas;
            const { x, y } = map.getSize();
            const at = map.containerPointToLatLng([u * x, v * y]);
            const [gx, gy] = Yuantu.gridPoint(at);
            const { viewport } = placed;
            const px = [viewport.x(gx), viewport.y(gy)].map((v) => Math.floor(v * viewport.ratio));
            const data = pictures.get("firms|base:b").canvas.getContext("2d").getImageData(px[0], px[1], 1, 1).data;
            return [[...data], at.lng, at.lat];
        }""",
        [share_x, share_y],
    )


@pytest.mark.parametrize("zoom", [12, 13.25, 15])
def test_tiles_of_the_page_lie_where_they_belong(parts, zoom):
    parts.do(f"Yuantu.atlas.map.setView([{MIDDLE[1]}, {MIDDLE[0]}], {zoom}, {{animate: false}})")
    parts.settle()
    tile_zoom = min(max(round(zoom), ZOOMS[0]), 14)
    compared = 0
    for u in np.linspace(0.35, 0.65, 7):
        for v in np.linspace(0.35, 0.65, 7):
            (red, green, blue, alpha), lon, lat = pixel_and_place(parts, float(u), float(v))
            column, row = tile_of(lon, lat, tile_zoom)
            wanted = column % 1 * 256, row % 1 * 256
            assert alpha == 255, "the coarsest tiles reach beyond the map"
            inside = 121.29 < lon < 121.42 and 31.19 < lat < 31.25
            if inside and all(8 < each < 248 for each in wanted):
                assert (red, green) == pytest.approx(wanted, abs=5)
                assert blue == blue_of((tile_zoom, int(column), int(row)))
                compared += 1
    assert compared >= 4


def test_a_base_map_is_attributed_switched_and_printed(parts):
    assert parts.text(".base-credit") == "© 测试者"
    assert "© 测试者" in parts.text(".foot")
    assert parts.do("Yuantu.colophon()[1][1].includes('© 测试者')")
    images = parts.do("""() => {
        window.dispatchEvent(new Event("beforeprint"));
        const images = [...document.querySelectorAll(".sheet image")];
        const found = images.map((one) => one.getAttribute("href").slice(0, 22));
        const words = document.querySelector(".sheet footer").textContent;
        window.dispatchEvent(new Event("afterprint"));
        return [found, words.includes("© 测试者")];
    }""")
    assert images == [["data:image/png;base64,"], True]
    parts.click('[data-base="base:b"] input[type=checkbox]')
    assert not parts.page.is_visible(".base-credit")
    assert "© 测试者" not in parts.text(".foot")
    assert parts.do("Yuantu.visibleBases().length") == 0


def test_tiles_in_gcj02_are_moved_onto_the_page(browser, tmp_path):
    path = write_web_map(project(tmp_path, datum="gcj02"), tmp_path / "gcj.html", tiles=13).path
    reader = Reader(browser, path)
    from spatial.datums import convert_datum

    (red, green, _, _), lon, lat = pixel_and_place(reader, 0.4, 0.45)
    zoom = reader.do("""() => { const { viewport } = Yuantu.atlas.placed;
        return Math.max(11, Math.min(13, Math.round(viewport.zoom + Math.log2(viewport.ratio)))); }""")
    column, row = tile_of(*convert_datum(np.array([[lon, lat]]), "wgs84", "gcj02")[0], zoom)
    assert (red, green) == pytest.approx((column % 1 * 256, row % 1 * 256), abs=6)
    assert reader.faults == []
    reader.page.close()


# --- what is carried -----------------------------------------------------------------------------------------------


def test_estimates_hold_and_the_budget_decides_where_nobody_does(tmp_path, monkeypatch):
    from layers.page import tiles

    made = project(tmp_path)
    choices = review_export(made).tiles
    assert [each.zoom for each in choices] == sorted(each.zoom for each in choices)
    assert choices[-1].zoom == 14
    plain = write_web_map(made, tmp_path / "none.html", tiles="none")
    assert [finding.code for finding in plain.findings if finding.code.startswith("base")] == ["base_map_left_out"]
    assert b"Numbered" not in plain.path.read_bytes()
    for choice in (choices[0], choices[-1]):
        carried = write_web_map(made, tmp_path / f"{choice.zoom}.html", tiles=choice.zoom)
        assert carried.bytes - plain.bytes == pytest.approx(choice.bytes, rel=0.15, abs=4000)
    monkeypatch.setattr(tiles, "BUDGET_BYTES", choices[0].bytes)
    within = write_web_map(made, tmp_path / "auto.html")
    assert within.path.read_bytes() == (tmp_path / f"{choices[0].zoom}.html").read_bytes()
    monkeypatch.setattr(tiles, "BUDGET_BYTES", 10)
    beyond = write_web_map(made, tmp_path / "beyond.html")
    assert beyond.path.read_bytes() == plain.path.read_bytes()
    assert [(f.code, f.severity) for f in beyond.findings if f.code.startswith("base")] == [
        ("base_map_left_out", "warning")
    ]


def test_a_missing_archive_does_not_stop_the_export(tmp_path):
    made = project(tmp_path)
    gone = replace(made.maps[0], base_maps=(replace(made.maps[0].base_maps[0], path=str(tmp_path / "gone.mbtiles")),))
    result = write_web_map(replace(made, maps=(gone, *made.maps[1:])), tmp_path / "page.html")
    assert "base_map_missing" in [finding.code for finding in result.findings]


def test_a_base_map_under_layers_without_a_place_stops_nothing(tmp_path):
    made = project(tmp_path)
    nowhere = replace(made.maps[0], layers=(), groups=())
    result = write_web_map(replace(made, maps=(nowhere,), active_map=nowhere.id), tmp_path / "page.html")
    assert result.bytes > 0
    empty = tuple(replace(each, frame=each.frame.iloc[:0]) for each in made.datasets)
    assert write_web_map(replace(made, datasets=empty), tmp_path / "empty.html").bytes > 0
