"""What the page draws and says of two variables, patterns and outlines, and where its pop-up opens."""

from __future__ import annotations

import geopandas as gpd
import pytest
from shapely import box

from layers.cartography.bivariate_styling import bivariate
from layers.cartography.symbology import Graduated
from layers.layer import Dataset, Field, Layer, Map
from layers.project import Project
from layers.web_map import write_web_map
from spatial.text import Text

PAIR = '[data-layer="pair"]'


def areas() -> Dataset:
    """Four cells within a larger one that shares its outer border with them, and is the only one with a value."""
    cells = [box(121 + i / 10, 31 + j / 10, 121.1 + i / 10, 31.1 + j / 10) for i in range(2) for j in range(2)]
    whole = box(121, 31, 121.2, 31.2).segmentize(0.1)
    columns = {
        "id": list("abcdw"),
        "v": [None, None, None, None, 5.0],
        "x": ["1", "2", None, "/", "8"],
        "y": ["9", "3", "4", "1", "2-7"],
        "geometry_status": ["schematic"] * 5,
    }
    frame = gpd.GeoDataFrame(columns, geometry=[*cells, whole], crs=4326)
    fields = {"x": Field("x", Text("甲", "First"), "家"), "y": Field("y", Text("乙", "Second"), "%")}
    return Dataset("d", Text("区", "Areas"), frame, id_field="id", fields=fields)


@pytest.fixture(scope="module")
def symbology_path(tmp_path_factory):
    dataset = areas()
    outline = Graduated("v", "manual", (0.0, 10.0), ("#d94801",), paint="outline")
    pair = bivariate(dataset, "x", "y", 2, scheme="equal_interval", scheme_y="equal_interval")
    maps = tuple(
        Map(name, Text(name), (Layer(name, "d", Text("区", "Areas"), look),))
        for name, look in (("pair", pair), ("outline", outline))
    )
    path = tmp_path_factory.mktemp("symbology") / "page.html"
    return write_web_map(Project(Text("p"), (dataset,), maps, "pair"), path).path


@pytest.fixture
def shown(browser, symbology_path, open_page):
    made = open_page(browser, symbology_path)
    yield made
    made.page.close()
    assert made.faults == []


def test_a_cell_of_the_matrix_is_a_switch_for_mouse_and_keyboard(shown):
    code = shown.do("Yuantu.theme().layers[0].view.codes[0]")
    cell = f'#legend {PAIR} .legend-cell[data-code="{code}"]'
    drawn = shown.colour_at("pair", 0)
    shown.click(cell)
    assert shown.page.get_attribute(cell, "aria-pressed") == "false"
    assert shown.do("Yuantu.theme().layers[0].mask[0]") == 0
    shown.page.focus(cell)
    shown.page.keyboard.press("Enter")
    shown.settle()
    assert shown.page.get_attribute(cell, "aria-pressed") == "true"
    assert shown.colour_at("pair", 0) == drawn != ""
    assert shown.page.evaluate("document.activeElement.dataset.code") == str(code)


def test_the_card_and_the_table_say_both_values_and_both_classes(shown):
    shown.do("Yuantu.goTo(Yuantu.theme().layers[0], 1)")
    card = shown.text(".card")
    for words in ("甲（家）", "2 家", "[1, 4.5]", "乙（%）", "3 %", "[1, 5]"):
        assert words in card
    shown.do("Yuantu.goTo(Yuantu.theme().layers[0], 2)")
    assert "缺“甲（家）”" in shown.text(".card")
    shown.page.keyboard.press("Escape")
    shown.click("[data-tool=table]")
    rows = [row.split("\t") for row in shown.page.locator("#drawer tbody tr").all_inner_texts()]
    assert [cell.strip() for cell in rows[0]][1:5] == ["1 家", "[1, 4.5]", "9 %", "(5, 9]"]
    assert [cell.strip() for cell in rows[3]][1:3] == ["不适用（/）", "任一不适用（/）"]


@pytest.mark.parametrize("hatch", [False, True])
def test_the_printed_matrix_has_patterns_of_its_own(shown, hatch):
    if hatch:
        shown.click("[data-tool=hatch]")
    shown.do("Yuantu.renderSheet(document.querySelector('.sheet'))")
    ids = (
        "[...document.querySelectorAll('[id]')].map((node) => node.id).filter((id) => /^(cell|arrow|swatch)-/.test(id))"
    )
    found = shown.do(ids)
    assert len(found) == len(set(found)), "a hidden element of the same id would leave the printed one blank"
    assert len(shown.page.query_selector_all(".sheet .legend-cell")) == 4


def test_no_data_does_not_cover_the_coloured_outline_of_a_neighbour(shown):
    shown.do("Yuantu.showMap(1)")
    lines = "Yuantu.clearLines(Yuantu.theme().layers[0], [0, 1, 2, 3, 4])"
    inner = shown.do(f"[0, 1, 2, 3].reduce((sum, f) => sum + {lines}.get(f).flat().length, 0)")
    assert shown.do(f"{lines}.get(4).length") == 1
    assert inner > 0
    grey, orange = shown.do(
        """() => { const layer = Yuantu.theme().layers[0], { viewport: v } = Yuantu.atlas.placed;
            const { bbox } = layer.dataset.geometry;
            const x = Math.round(v.x(bbox[16]) * v.ratio);
            const [top, foot] = [v.y(bbox[19]), v.y(bbox[17])].map((y) => Math.round(y * v.ratio));
            const context = Yuantu.atlas.pictures.get("outline").canvas.getContext("2d");
            const data = context.getImageData(x - 3, top + 8, 6, foot - top - 16).data;
            let grey = 0, orange = 0;
            for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 200) {
              if (data[i] - data[i + 2] > 120) orange++; else if (Math.abs(data[i] - data[i + 2]) < 40) grey++; }
            return [grey, orange]; }"""
    )
    assert orange > 500
    assert grey == 0


def test_the_card_opens_clear_of_the_legend_and_stays_where_it_is(shown):
    anchor = shown.do(
        """() => { const box = Yuantu.atlas.map.getContainer().getBoundingClientRect();
            const legend = document.getElementById("legend").getBoundingClientRect();
            Yuantu.openPopup([0, 1].map((feature) => ({ layer: Yuantu.theme().layers[0], feature })),
              Yuantu.atlas.map.containerPointToLatLng([legend.left - box.left - 10, legend.top - box.top + 160]));
            return document.querySelector(".card-pager button:last-child").getBoundingClientRect().toJSON(); }"""
    )
    shown.page.wait_for_timeout(400)
    after = shown.do("document.querySelector('.card-pager button:last-child').getBoundingClientRect().toJSON()")
    assert after == anchor, "a card that glides loses the click that was meant for it"
    middle = [after["x"] + after["width"] / 2, after["y"] + after["height"] / 2]
    assert shown.do("([x, y]) => Boolean(document.elementFromPoint(x, y).closest('.card-pager'))", middle)
    shown.page.mouse.click(*middle)
    assert "此处第 2 个" in shown.text(".card-pager")
    assert shown.page.evaluate("document.activeElement.getAttribute('aria-label')") == "下一个"


def test_the_map_opens_on_its_extent(shown):
    opened = shown.do("Yuantu.atlas.map.getZoom()")
    shown.page.wait_for_timeout(500)
    shown.do("Yuantu.showMap(1)")
    shown.do("Yuantu.showMap(0)")
    assert shown.do("Yuantu.atlas.map.getZoom()") == opened
