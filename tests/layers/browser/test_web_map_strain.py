"""What a page must stand: hostile texts, its own policy, no scripts, a telephone, paper, maps of nothing."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from layers.layer import Map
from layers.web_map import write_web_map
from spatial.text import Text
from tests.layers.web_map_project import HOSTILE, web_project

STARTER = Path(__file__).resolve().parents[3] / "data" / "geo" / "project.json"


def test_the_page_speaks_english_too(reader):
    reader.click("[data-tool=language]")
    assert reader.page.get_attribute("html", "lang") == "en"
    assert reader.text("h1") == "High-tech firms"
    assert "Legend" in reader.text("#legend")
    assert "No data" in reader.text("#legend")
    reader.click("[data-tool=about]")
    assert "geodesic" in reader.text("#drawer")


def test_hatching_replaces_colours(reader):
    reader.click("[data-tool=hatch]")
    fills = reader.page.evaluate(
        """[...document.querySelectorAll('#legend .swatch rect')].map((r) => r.getAttribute('fill'))"""
    )
    colours = {fill.lower() for fill in fills if fill.startswith("#")}
    assert all(len({c[1:3], c[3:5], c[5:7]}) == 1 for c in colours)


def test_print_is_one_landscape_page_with_vector_map_legend_and_sources(reader, tmp_path):
    sheet = reader.do(
        "() => { dispatchEvent(new Event('beforeprint')); return document.querySelector('.sheet').textContent; }"
    )
    assert "不作为审批依据" in sheet
    assert "© OpenStreetMap contributors" in sheet
    assert "WGS 84" in sheet
    assert reader.page.locator(".sheet-map path").count() >= 16
    assert reader.page.locator(".sheet-map image").count() == 0
    pdf = tmp_path / "sheet.pdf"
    reader.page.pdf(path=pdf, prefer_css_page_size=True)
    if shutil.which("pdftotext"):
        information = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
        assert re.search(r"Pages:\s+1\b", information)
        width, height = map(float, re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", information).groups())
        assert (round(width), round(height)) == (842, 595)
        text = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True).stdout
        assert "高新技术企业" in text
        assert "数据表" not in text


def test_hostile_texts_are_shown_and_nothing_runs(reader):
    reader.do("Yuantu.showMap(2)")
    assert reader.text("h1") == HOSTILE[2]
    assert reader.page.title() == HOSTILE[2]
    for feature in range(len(HOSTILE)):
        reader.do(f"Yuantu.goTo(Yuantu.theme().layers[0], {feature})")
    reader.page.fill("input[role=combobox]", "onerror")
    assert reader.text("#search-results strong") == HOSTILE[2]
    reader.page.keyboard.press("Enter")
    assert reader.page.inner_text(".card h3") == HOSTILE[2]
    reader.click("[data-tool=table]")
    cells = reader.page.locator("#drawer tbody th").all_inner_texts()
    assert {HOSTILE[0], HOSTILE[1], HOSTILE[3], HOSTILE[6]} <= set(cells)
    reader.do("dispatchEvent(new Event('beforeprint'))")
    reader.do("Yuantu.atlas.map.fire('mousemove', {containerPoint: L.point(500, 400)})")
    assert reader.page.evaluate("window.__pwned") is None
    assert reader.page.locator("#app img, .sheet img, #app script").count() == 0


def test_the_policy_stops_what_should_not_happen(browser, path, open_page):
    reader = open_page(browser, path)
    refused = reader.page.evaluate(
        """async () => {
            const refused = [];
            document.addEventListener("securitypolicyviolation", (event) => refused.push(event.effectiveDirective));
            document.body.append(Object.assign(document.createElement("script"), {textContent: "window.__pwned = 9"}));
            document.body.append(Object.assign(new Image(), {src: "http://example.invalid/x.png"}));
            await fetch("http://example.invalid/").catch(() => refused.push("failed"));
            await new Promise((done) => setTimeout(done, 100));
            return refused;
        }"""
    )
    assert {"script-src-elem", "img-src", "connect-src"} <= set(refused)
    assert reader.page.evaluate("window.__pwned") is None
    reader.page.close()


def test_without_scripts_map_and_table_are_there(browser, path):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(path.resolve().as_uri())
    assert page.locator("noscript svg path").count() >= 16
    assert "桃浦智创城" in page.inner_text("noscript table")
    page.close()


def test_it_works_on_a_telephone(browser, path, open_page):
    reader = open_page(browser, path, 390, 780, has_touch=True, is_mobile=True)
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert reader.page.is_hidden("#legend")
    reader.click("[data-tool=legend]")
    assert reader.page.is_visible("#legend")
    assert reader.faults == []
    reader.page.close()


def test_maps_of_nothing_open_all_the_same(browser, tmp_path, open_page):
    project = web_project()
    parks = project.dataset("parks")
    nowhere = replace(parks, id="nowhere", frame=parks.frame.set_geometry([None] * 8, crs="EPSG:4326"))
    nobody = replace(parks, id="nobody", frame=parks.frame.iloc[:0])
    layers = tuple(replace(project.maps[0].layers[1], id=d.id, dataset=d.id) for d in (nobody, nowhere))
    maps = (Map("hollow", Text("空图")), Map("nothing", Text("无几何"), layers))
    project = replace(project, datasets=(nowhere, nobody), maps=maps, active_map="hollow")
    reader = open_page(browser, write_web_map(project, tmp_path / "nothing.html").path)
    reader.click("[data-tool=table]")
    assert "没有图层" in reader.text("#drawer")
    reader.page.keyboard.press("Escape")
    reader.do("Yuantu.showMap(1)")
    reader.click("[data-tool=table]")
    assert reader.page.locator("#drawer tbody tr").count() == 8
    reader.page.fill("input[role=combobox]", "桃浦")
    reader.page.keyboard.press("Enter")
    reader.settle()
    assert reader.faults == []
    reader.page.close()


def test_contrast_of_text_is_enough(reader):
    reader.click("[data-tool=about]")
    worst = reader.page.evaluate(
        """() => {
            const light = (c) => { const v = c / 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
            const lum = ([r, g, b]) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
            const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
            const ground = (el) => {
                for (let at = el; at; at = at.parentElement) {
                    const c = parse(getComputedStyle(at).backgroundColor);
                    if (c.length === 3 || c[3] > 0.9) return c;
                }
                return [255, 255, 255];
            };
            const found = [];
            for (const el of document.querySelectorAll("#app *")) {
                const said = [...el.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
                if (!said || !el.getClientRects().length || el instanceof SVGElement) continue;
                const [a, b] = [lum(parse(getComputedStyle(el).color)), lum(ground(el))].sort((x, y) => y - x);
                found.push([(a + 0.05) / (b + 0.05), el.className, el.textContent.slice(0, 20)]);
            }
            return found.sort((x, y) => x[0] - y[0])[0];
        }"""
    )
    assert worst[0] >= 4.5, worst


@pytest.mark.skipif(not STARTER.exists(), reason="the starter project is not there")
def test_the_starter_project(browser, tmp_path, open_page):
    from layers.storage.project_file import read_project

    result = write_web_map(read_project(STARTER).project, tmp_path / "starter.html")
    assert result.bytes < 1_500_000
    reader = open_page(browser, result.path)
    for theme in range(len(result.maps)):
        reader.do(f"Yuantu.showMap({theme})")
        assert reader.page.locator("#legend .legend-row").count() > 0
    reader.page.fill("input[role=combobox]", "桃浦")
    assert "桃浦智创城" in reader.text("#search-results")
    reader.page.fill("input[role=combobox]", "桃浦智创TOP")
    assert "桃浦智创城" in reader.text("#search-results")
    assert reader.faults == []
    assert len(reader.requests) == 1
    reader.page.close()


def test_another_map_may_be_asked_for_while_the_page_has_no_size(reader):
    reader.page.emulate_media(media="print")
    reader.page.evaluate("Yuantu.showMap(1)")
    reader.page.emulate_media(media="screen")
    reader.page.wait_for_timeout(200)
    reader.settle()
    assert reader.do("Yuantu.atlas.map.getBounds().contains(Yuantu.theme().extent)")
