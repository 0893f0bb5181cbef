"""The page as a file: nothing asked for, scripts hashed, data escaped, the same bytes again, what it says of itself."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace

import folium
import numpy as np
import pytest

from layers.cartography.portrayal import place, portray
from layers.cartography.symbology import Graduated
from layers.layer import Layer, Map
from layers.page.page import SCRIPTS, STYLES, WEB
from layers.web_map import check_export, write_web_map
from spatial.errors import ExportError, SourceError
from spatial.feedback import CallbackFeedback, Cancelled
from spatial.text import Text
from tests.layers.test_web_map_geometry import unpack_points, unpack_signed
from tests.layers.web_map_project import HOSTILE, web_project


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    return write_web_map(web_project(), tmp_path_factory.mktemp("page") / "图集.html")


@pytest.fixture(scope="module")
def document(page):
    return page.path.read_text("utf-8")


def block(document: str, name: str) -> dict:
    return json.loads(re.search(f'<script type="application/json" id="{name}">(.*?)</script>', document, re.S)[1])


def test_the_result_says_what_was_written(page):
    assert page.maps == ("firms", "sites", "odd")
    assert page.bytes == page.path.stat().st_size < 1_500_000
    assert page.features == 8 + 60 + 7


def test_same_project_same_bytes(page, tmp_path):
    again = write_web_map(web_project(), tmp_path / "again.html")
    assert again.path.read_bytes() == page.path.read_bytes()


def test_scripts_that_run_are_the_hashed_ones(document):
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', document)[1].replace("&#x27;", "'")
    scripts = re.findall(r"<script>(.*?)</script>", document, re.S)
    digests = {f"sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}" for code in scripts}
    assert set(re.findall(r"'(sha256-[^']+)'", policy)) == digests
    assert len(scripts) == 3
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert not re.search(r"<script(?! type=\"application/json\"|>)", document)


def test_nothing_is_asked_for(document):
    code = re.sub(r'<script type="application/json".*?</script>', "", document, flags=re.S)
    code = re.sub(r"<noscript>.*?</noscript>", "", code, flags=re.S)
    allowed = {"http://www.w3.org/2000/svg"}
    assert set(re.findall(r"https?://[^\s\"'<>\\)]+", code)) - allowed == set()
    assert not re.search(
        r"url\((?!#)[^)$]", re.sub(r"url\(#\$\{", "url(#", code).replace("url(#default#VML)", "url(#v)")
    )
    assert "sourceMappingURL" not in code
    assert not re.search(r"<(?:img|iframe|object|embed|audio|video|source|base|form)\b", code)
    assert re.findall(r'<link[^>]*href="([^"]*)"', code) == ["data:,"]


def test_the_head_is_complete(document):
    assert document.startswith('<!DOCTYPE html>\n<html lang="zh-CN">')
    assert "<title>测试图集</title>" in document
    assert '<meta charset="utf-8">' in document[:200]
    assert 'name="viewport"' in document
    assert 'name="generator" content="Yuantu ' in document
    assert "© OpenStreetMap contributors" in document
    assert "不作为审批依据" in document


def test_english_opens_in_english(tmp_path):
    written = write_web_map(web_project(), tmp_path / "en.html", language="en").path.read_text("utf-8")
    assert '<html lang="en">' in written
    assert block(written, "page")["language"] == "en"


def test_folium_is_left_as_it_was(page):
    assert any("leaflet" in name for name, _ in folium.Map.default_js)
    assert "cdn.jsdelivr.net" in folium.Map(location=[31, 121]).get_root().render()


def test_data_cannot_leave_their_block(document):
    for text in re.findall(r'<script type="application/json" id="[^"]+">(.*?)</script>', document, re.S):
        assert not set(text) & set("<>&\u2028\u2029")
    assert block(document, "table-2")["names"] == list(HOSTILE)
    static = re.search(r"<noscript>(.*?)</noscript>", document, re.S)[1]
    assert not re.search(r"<(?:script|img)", static)


def test_hostile_titles_stay_text(tmp_path):
    project = replace(web_project(), title=Text(HOSTILE[1]), active_map="odd")
    written = write_web_map(project, tmp_path / "x.html").path.read_text("utf-8")
    assert len(re.findall(r"<script>", written)) == 3
    assert "&lt;/script&gt;&lt;script&gt;" in written
    assert "<img" not in re.sub(r"<script.*?</script>", "", written, flags=re.S)


def test_classes_and_legend_are_those_of_the_portrayal(document):
    project = web_project()
    content = block(document, "page")
    for shown, theme in zip(project.maps, content["maps"], strict=True):
        for layer, written in zip(shown.layers, theme["layers"], strict=True):
            dataset = project.dataset(layer.dataset)
            look = portray(dataset, place(dataset, "EPSG:3857"), layer.symbology)
            view = written["views"][written["active"]]
            codes = unpack_signed(view["classes"]) if view["classes"] else [0] * len(look.classes)
            assert codes == look.classes.tolist()
            rows = [(entry.code, entry.count, entry.style.fill) for entry in look.legend.entries]
            assert [(code, n, content["styles"][style][0]) for code, _, n, style in view["legend"]["entries"]] == rows
            styles = {int(code): content["styles"][style][0] for code, style in view["styles"].items()}
            assert styles == {code: style.fill for code, style in look.styles.items()}


def test_years_are_views_with_the_same_breaks(document):
    first, second = block(document, "page")["maps"][0]["layers"][1]["views"]
    assert (first["year"], second["year"]) == (2019, 2025)
    assert second["yearLabel"] == ["2025目标", "2025 target"]
    labels = [[entry[1] for entry in view["legend"]["entries"] if entry[0] >= 0] for view in (first, second)]
    assert labels[0] == labels[1]


def test_printed_forms_are_kept(document):
    columns = {column["name"]: column for column in block(document, "table-0")["columns"]}
    assert columns["firms@2019"]["texts"] == ["316", "0", "3-5", "/", None, "12", "458（预估）", "90"]
    assert columns["theme"]["label"] == ["产业", "Industry"]


def test_search_has_aliases_and_readings(document):
    content = block(document, "page")
    assert content["aliases"] == {"park-0": ["桃浦智创top"], "park-1": ["<b>x"]}
    assert content["pinyin"]["桃"].split()[0] == "tao"
    assert set(content["pinyin"]["长"].split()) == {"chang", "zhang"}


def test_readers_without_scripts_get_map_and_table(document):
    static = re.search(r"<noscript>(.*?)</noscript>", document, re.S)[1]
    assert static.count("<path") >= 16
    assert "<td>桃浦智创城</td><td>316</td>" in static
    assert "无数据" in static


@pytest.mark.parametrize("chosen", [["sites"], ["设施聚类"], ["Clusters"]])
def test_maps_are_chosen_by_id_or_title(tmp_path, chosen):
    assert write_web_map(web_project(), tmp_path / "one.html", maps=chosen).maps == ("sites",)


def test_an_unknown_map_is_refused_with_the_known_ones(tmp_path):
    with pytest.raises(ExportError) as error:
        write_web_map(web_project(), tmp_path / "no.html", maps=["区域"])
    assert "区域" in error.value.message()
    assert "firms" in error.value.message()
    assert not (tmp_path / "no.html").exists()


def test_a_project_without_maps_is_refused(tmp_path):
    with pytest.raises(ExportError):
        write_web_map(replace(web_project(), maps=(), active_map=""), tmp_path / "no.html")


def test_an_empty_map_and_a_map_of_nothing_still_make_a_page(tmp_path):
    project = web_project()
    hollow = Map("hollow", Text("空图"), ())
    result = write_web_map(replace(project, maps=(hollow,), active_map="hollow"), tmp_path / "hollow.html")
    assert "empty_map" in {finding.code for finding in result.findings}


def test_cancelling_leaves_the_old_file(tmp_path):
    path = tmp_path / "old.html"
    path.write_text("old")
    with pytest.raises(Cancelled):
        write_web_map(web_project(), path, feedback=CallbackFeedback(should_stop=lambda: True))
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_a_source_error(tmp_path):
    with pytest.raises(SourceError):
        write_web_map(web_project(), tmp_path / "nowhere" / "x.html")


def test_progress_runs_from_start_to_end(tmp_path):
    told: list[float] = []
    write_web_map(web_project(), tmp_path / "p.html", feedback=CallbackFeedback(lambda part, _: told.append(part)))
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_the_check_lists_what_the_page_cannot_carry():
    project = web_project()
    broken = Layer("gone", "parks", Text("坏图层", "Broken"), Graduated("no such", "manual", (0.0, 1.0), ("#000000",)))
    project = replace(
        project, maps=(replace(project.maps[0], layers=(*project.maps[0].layers, broken)), *project.maps[1:])
    )
    findings = {finding.code: finding for finding in check_export(project)}
    assert findings["layer_not_exported"].severity == "error"
    assert "坏图层" in findings["layer_not_exported"].message.zh
    assert {"records", "no_geometry", "no_data", "not_approved", "precision"} <= set(findings)
    assert "0.01" in findings["precision"].message.zh


def test_our_scripts_have_no_way_to_put_markup_in_and_keep_nothing():
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|bindPopup|bindTooltip"
    forbidden += r"|localStorage|sessionStorage|indexedDB|document\.cookie"
    forbidden += r"|\bfetch\(|XMLHttpRequest|sendBeacon|new Worker|\bimport\b"
    for name in SCRIPTS:
        code = (WEB / f"{name}.js").read_text("utf-8")
        assert not re.search(forbidden, code), name
        assert '"use strict"' in code
        assert code.count("\n") < 300
    assert {path.name for path in WEB.iterdir()} == {f"{n}.js" for n in SCRIPTS} | {f"{n}.css" for n in STYLES}


def test_words_exist_in_both_languages():
    code = (WEB / "strings.js").read_text("utf-8")
    known = set(re.findall(r"^    (\w+): \[", code, re.M))
    used = {key for name in SCRIPTS for key in re.findall(r'Y\.t\("(\w+)"', (WEB / f"{name}.js").read_text("utf-8"))}
    assert used <= known
    assert not re.findall(r'^    \w+: \["[^"]*", ?""\]', code, re.M)


def test_points_are_drawn_where_the_program_has_them(document):
    project = web_project()
    content = block(document, "page")
    geometry = block(document, "geometry-1")
    xy = unpack_points(geometry["xy"], 60) * content["grid"]["step"] + (content["grid"]["x0"], content["grid"]["y0"])
    placed = place(project.dataset("sites"), "EPSG:3857")
    expected = np.array([[point.x, point.y] for point in placed.geometry])
    assert np.abs(xy - expected).max() <= content["grid"]["step"] / 2 * 1.001
