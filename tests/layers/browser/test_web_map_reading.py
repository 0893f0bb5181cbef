"""What a reader sees and does on the page: legend, switches, search, pop-ups, table, keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers.cartography.portrayal import place, portray
from layers.storage.project_file import read_project
from layers.web_map import write_web_map
from tests.layers.web_map_project import web_project
from tests.page_reader import Reader

STARTER = Path(__file__).resolve().parents[3] / "data" / "geo"


def legend_counts(reader, layer):
    rows = reader.page.query_selector_all(f'#legend [data-layer="{layer}"] .legend-row')
    return {int(row.get_attribute("data-code")): row.query_selector(".legend-count").inner_text() for row in rows}


def test_it_opens_with_title_status_and_map(reader):
    assert reader.page.title() == "高新技术企业"
    assert reader.text("h1") == "高新技术企业"
    assert "不作为审批依据" in reader.text(".foot")
    assert "© OpenStreetMap contributors" in reader.text(".foot")
    assert reader.page.get_attribute("html", "lang") == "zh-CN"
    assert "园区" in reader.page.get_attribute(".atlas-layer canvas[role=img]", "aria-label")


@pytest.mark.parametrize("theme", [0, 1, 2])
def test_legend_counts_are_those_of_the_portrayal(reader, theme):
    project = web_project()
    reader.do(f"Yuantu.showMap({theme})")
    for layer in project.maps[theme].layers:
        if layer.context:
            continue
        dataset = project.dataset(layer.dataset)
        legend = portray(dataset, place(dataset, "EPSG:3857"), layer.symbology).legend
        assert legend_counts(reader, layer.id) == {row.code: str(row.count) for row in legend.entries}
        shown = reader.text(f'#legend [data-layer="{layer.id}"]')
        assert all(row.label.zh.split("\u2028")[0].strip() in shown for row in legend.entries)


def test_every_feature_has_the_colour_of_its_class(reader):
    project = web_project()
    reader.do("Yuantu.theme().layers[2].visible = false; Yuantu.emit('look')")
    layer = project.maps[0].layers[1]
    dataset = project.dataset("parks")
    for view, symbology in enumerate(layer.alternatives):
        reader.do(f"Yuantu.showView(Yuantu.theme().layers[1], {view})")
        look = portray(dataset, place(dataset, "EPSG:3857"), symbology)
        for feature, code in enumerate(look.classes.tolist()):
            if not look.styles[code].hatch:
                assert reader.colour_at("firms-layer", feature) == look.styles[code].fill


def test_years_recolour_with_the_same_breaks(reader):
    classes = '#legend [data-layer="firms-layer"] .legend-row:not([data-code^="-"]) .legend-label'
    before = reader.page.locator(classes).all_inner_texts()
    reader.click('[data-layer="firms-layer"] [data-role=year] button:has-text("2025目标")')
    assert reader.page.locator(classes).all_inner_texts() == before
    assert "2025年目标" in reader.text('[data-layer="firms-layer"] h3')
    pressed = '[data-layer="firms-layer"] [data-role=year] button[aria-pressed=true]'
    assert reader.text(pressed) == "2025目标"
    assert reader.page.evaluate("document.activeElement.textContent") == "2025目标"


def test_a_class_is_switched_off_and_on(reader):
    reader.do("Yuantu.theme().layers[2].visible = false; Yuantu.emit('look')")
    feature = reader.do("Yuantu.theme().layers[1].view.codes.indexOf(0)")
    drawn = reader.colour_at("firms-layer", feature)
    button = '[data-layer="firms-layer"] .legend-row[data-code="0"]'
    reader.click(button)
    assert reader.page.get_attribute(button, "aria-pressed") == "false"
    assert reader.colour_at("firms-layer", feature) == ""
    reader.click(button)
    assert reader.colour_at("firms-layer", feature) == drawn != ""


def test_a_layer_switched_off_takes_its_legend_along(reader):
    reader.click('.layers [data-layer="firms-layer"] input[type=checkbox]')
    assert reader.page.query_selector('#legend [data-layer="firms-layer"]') is None
    assert reader.page.query_selector('#legend [data-layer="firms-size"]') is not None


def test_opacity_is_kept_and_changed(reader):
    reader.do("Yuantu.showMap(1)")
    slider = '.layers [data-layer="industries"] input[type=range]'
    assert reader.page.input_value(slider) == "60"
    reader.page.locator(slider).fill("20")
    assert reader.do("Yuantu.theme().layers[0].opacity") == 0.2
    of_swatch = """getComputedStyle(document.querySelector('#legend [data-layer="industries"] .swatch')).opacity"""
    assert reader.do(of_swatch) == "0.2", "the legend is as pale as the map"


def test_a_block_hides_the_other_one(reader):
    reader.click('[data-role=block] button:has-text("北组团")')
    assert reader.do("[...Yuantu.theme().layers[1].mask]") == [1, 1, 1, 0, 0, 0, 0, 0]
    assert sum(int(count.split(" / ")[0]) for count in legend_counts(reader, "firms-layer").values()) == 3
    reader.click('[data-role=block] button:has-text("全部")')
    assert reader.do("Yuantu.theme().layers[1].mask") is None


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("桃浦", "桃浦智创城"),
        ("桃浦智创TOP", "桃浦智创城"),
        ("tp", "桃浦智创城"),
        ("taopu", "桃浦智创城"),
        ("changf", "长风"),
        ("cf", "长风"),
        ("Park 4", "长征"),
        ("<B>X", "未来岛"),
    ],
)
def test_search_finds_name_alias_and_pinyin(reader, typed, name):
    reader.page.fill("input[type=search]", typed)
    assert reader.text("#search-results li:first-child strong") == name
    reader.page.keyboard.press("Enter")
    reader.settle()
    assert reader.text(".card h3") == name
    reader.page.keyboard.press("Escape")
    assert reader.page.query_selector(".card") is None
    assert reader.page.evaluate("document.activeElement.type") == "search"


def test_search_is_walked_with_the_keyboard(reader):
    reader.page.fill("input[type=search]", "实验室")
    box = "input[role=combobox]"
    reader.page.keyboard.press("ArrowDown")
    reader.page.keyboard.press("ArrowDown")
    assert reader.page.get_attribute(box, "aria-activedescendant") == "result-2"
    chosen = reader.text("#result-2 strong")
    reader.page.keyboard.press("Enter")
    reader.settle()
    assert reader.text(".card h3") == chosen
    assert reader.text("h1") == "设施聚类"
    reader.page.fill(box, "没有这个")
    assert "没有找到" in reader.text("#search-results")


def test_the_popup_keeps_printed_forms_and_says_what_is_missing(reader):
    said = [reader.do(f"Yuantu.theme().layers[1].view.said({feature})") for feature in range(8)]
    assert said == ["316 家", "0 家", "3-5 家", "不适用（/）", "无数据", "12 家", "458（预估） 家", "90 家"]
    reader.do("Yuantu.goTo(Yuantu.theme().layers[1], 6)")
    card = reader.text(".card")
    assert "458（预估） 家" in card
    assert "500" in card
    reader.page.click(".card summary")
    source = reader.text(".card-source")
    assert "批复" in source
    assert "约 100 米" in source
    assert "003 表1" in source


def test_hits_at_one_point_are_paged(reader):
    point = reader.do(
        """() => { const layer = Yuantu.theme().layers[1], map = Yuantu.atlas.map;
            const p = map.latLngToContainerPoint(Yuantu.latLng(...layer.dataset.anchor(0)));
            const box = map.getContainer().getBoundingClientRect();
            return [p.x + box.left + 2, p.y + box.top]; }"""
    )
    reader.page.mouse.click(*point)
    reader.settle()
    assert "此处第 1 个，共 3 个" in reader.text(".card-pager")
    reader.page.click('.card-pager button[aria-label="下一个"]')
    assert "此处第 2 个" in reader.text(".card-pager")


def test_markers_zoom_in_and_counts_are_exact(reader):
    reader.do("Yuantu.showMap(1)")
    layer = "Yuantu.theme().layers[2]"
    for zoom in (8, 12, 14, 18):
        assert reader.do(f"Yuantu.markersAt({layer}, {zoom}).count.reduce((a, b) => a + b, 0)") == 60
    assert reader.do(f"Yuantu.markersAt({layer}, 8).count.length") < 4
    reader.click('[data-layer="markers"] .legend-row[data-code="0"]')
    assert reader.do(f"Yuantu.markersAt({layer}, 8).count.reduce((a, b) => a + b, 0)") == 40
    reader.click('[data-layer="markers"] .legend-row[data-code="0"]')
    before = reader.do("Yuantu.atlas.map.getZoom()")
    reader.do(
        f"""() => {{ const layer = {layer}, map = Yuantu.atlas.map, markers = Yuantu.markersAt(layer, map.getZoom());
            const m = markers.count.indexOf(Math.max(...markers.count));
            Yuantu.openPopup([{{ layer, marker: {{ markers, m }} }}], Yuantu.latLng(markers.x[m], markers.y[m])); }}"""
    )
    reader.page.wait_for_timeout(500)
    assert reader.do("Yuantu.atlas.map.getZoom()") > before


def test_clusters_are_the_programs(reader):
    project = web_project()
    dataset = project.dataset("sites")
    found = portray(dataset, place(dataset, "EPSG:3857"), project.layer("dense").symbology).clusters
    reader.do("Yuantu.showMap(1)")
    shown = reader.do("(({n, noise, labels}) => [n, noise, [...labels]])(Yuantu.clustersOf(Yuantu.theme().layers[1]))")
    assert shown == [[cluster.n for cluster in found.clusters], found.noise, found.labels.tolist()]
    reader.do("Yuantu.openPopup([{layer: Yuantu.theme().layers[1], cluster: 0}], Yuantu.atlas.map.getCenter())")
    assert str(found.clusters[0].n) in reader.text(".card")
    assert "km²" in reader.text(".card")


def test_the_table_sorts_filters_and_leads_to_the_map(reader):
    reader.click("[data-tool=table]")
    rows = "#drawer tbody tr"
    assert reader.page.locator(rows).count() == 8
    heading = "#drawer thead th:nth-child(2)"
    reader.page.select_option("#drawer select", label="园区")
    reader.page.click(f"{heading} button")
    assert reader.page.get_attribute(heading, "aria-sort") == "descending"
    values = reader.page.locator("#drawer tbody td:nth-child(2)").all_inner_texts()
    assert values == ["458（预估）", "316", "90", "12", "0", "3-5", "不适用（/）", "无数据"]
    reader.page.fill("#drawer input[type=search]", "长")
    assert reader.page.locator(rows).count() == 2
    reader.page.click("#drawer tbody tr:first-child button")
    reader.settle()
    assert reader.text(".card h3") in ("长风", "长征")
    reader.page.keyboard.press("Escape")
    reader.page.keyboard.press("Escape")
    assert reader.page.is_hidden("#drawer")


def test_the_table_can_follow_the_window(reader):
    reader.click("[data-tool=table]")
    reader.page.check("#drawer .check input")
    place = "Yuantu.latLng(...Yuantu.theme().layers[1].dataset.anchor(0))"
    reader.do(f"Yuantu.atlas.map.setView({place}, 17, {{animate: false}})")
    reader.settle()
    assert reader.page.locator("#drawer tbody tr").count() == 1


def test_csv_has_a_mark_printed_forms_and_no_formulas(reader):
    text = reader.do("Yuantu.csvText(Yuantu.theme().layers[1], [2, 3, 4, 6])")
    assert text.startswith("\ufeff名称,")
    lines = text.strip().split("\r\n")
    assert len(lines) == 5
    assert [line.split(",")[1] for line in lines[1:]] == ["3-5", "/", "", "458（预估）"]
    reader.click("[data-tool=table]")
    with reader.page.expect_download() as download:
        reader.page.click('#drawer button:has-text("CSV")')
    assert Path(download.value.path()).read_bytes().startswith(b"\xef\xbb\xbf")
    assert download.value.suggested_filename.endswith(".csv")
    quoted = """Yuantu.csvText({dataset: {table: {name: () => '=1+1', ids: ['-x"y'], columns: []}}, view: {}}, [0])"""
    assert reader.do(quoted).split("\r\n")[1] == '\'=1+1,"\'-x""y"'


def test_the_keyboard_reaches_features_and_escape_returns(reader):
    places = reader.page.locator(".places button")
    assert places.count() >= 8
    reader.page.locator('.places button[aria-label^="桃浦智创城"]').first.focus()
    reader.page.keyboard.press("Enter")
    reader.settle()
    assert reader.text(".card h3") == "桃浦智创城"
    assert "card-close" in reader.page.evaluate("document.activeElement.className")
    reader.page.keyboard.press("Escape")
    assert reader.page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("桃浦智创城")


def test_the_keyboard_finds_its_way_back_after_the_map_has_moved(reader):
    last = reader.page.locator(".places button").last
    name = last.get_attribute("aria-label")
    last.focus()
    reader.page.keyboard.press("Enter")
    reader.do("Yuantu.atlas.map.panBy([10, 10], {animate: false})")
    reader.page.keyboard.press("Escape")
    assert reader.page.evaluate("document.activeElement.getAttribute('aria-label')") == name


def test_small_areas_have_their_names_beside_them(browser, tmp_path):
    made = Reader(browser, write_web_map(read_project(STARTER).project, tmp_path / "a.html", maps=["overlap"]).path)
    placed = made.do(
        """(() => {
          const layer = Yuantu.visible().find((each) => !each.context);
          const viewport = Yuantu.Viewport.ofMap(Yuantu.atlas.map);
          const { bbox } = layer.dataset.geometry;
          const measure = (text) => 12 * text.length;
          const feature = new Map([...Array(14).keys()].map((f) => [layer.dataset.table.name(f), f]));
          return Yuantu.placeLabels([layer], viewport, measure).map(({ text, x }) => {
            const f = feature.get(text);
            return [x, measure(text), viewport.x(bbox[4 * f]), viewport.x(bbox[4 * f + 2])];
          });
        })()"""
    )
    assert len(placed) == 14, "every sub-park is named"
    beside = [x - width / 2 >= east or x + width / 2 <= west for x, width, west, east in placed]
    assert 8 <= sum(beside) <= 12
    made.page.close()
