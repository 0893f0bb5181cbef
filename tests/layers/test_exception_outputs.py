"""The footnote of an exception is in every output, and goes with it: page, PNG, SVG, PDF, DOCX, HTML."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from layers import comparison, edits
from layers.comparison import View
from layers.indicators.comparable_columns import looks_for, offer_looks
from layers.indicators.footnotes import footnotes_of_project
from layers.indicators.overrides import allow
from layers.indicators.revoking import revoke
from layers.layout import preview_sheet, write_sheet
from layers.project import Project
from layers.report import ReportOptions, compose_report
from layers.reports.content import words_of
from layers.sheets.arrangement import arrange
from layers.sheets.content import compose
from layers.sheets.options import SheetOptions
from layers.sheets.page import drawing_rules
from layers.sheets.pair import arrange_pair, contents_of
from layers.web_map import write_web_map
from spatial.text import Language
from tests.layers.look_alikes import GRANTED, HELD, REASON, areas, exception, pair_look, project

LANGUAGES: tuple[Language, ...] = ("zh", "en")


def allowed() -> Project:
    """Return the project with two look-alikes in one look, allowed."""
    return edits.set_symbology(allow(project(), exception()), "areas", pair_look())


def plainly() -> Project:
    """Return it after that was taken back."""
    made = allowed()
    return revoke(made, made.overrides[0])


def bare(words: str) -> str:
    return re.sub(r"\s+", "", words)


def lines(made: Project, language: Language) -> str:
    """Return all that a sheet prints."""
    with drawing_rules():
        page, findings = arrange(compose(made, "map"), SheetOptions("a4_landscape", language=language))
    assert not findings
    return bare("".join(text for text, _ in page.texts))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_prints_it(language: Language) -> None:
    note = bare(footnotes_of_project(allowed())[0].to(language))
    assert note in lines(allowed(), language)
    assert bare(REASON) not in lines(plainly(), language)


@pytest.mark.parametrize("ending", ["pdf", "svg"])
def test_the_files_of_the_sheet_hold_it(tmp_path: Path, ending: str) -> None:
    for name, made in (("with", allowed()), ("without", plainly())):
        write_sheet(made, "map", tmp_path / f"{name}.{ending}", SheetOptions("a4_landscape"))
    texts = {}
    for name in ("with", "without"):
        path = tmp_path / f"{name}.{ending}"
        if ending == "pdf":
            if shutil.which("pdftotext") is None:
                pytest.skip("pdftotext is not there")
            texts[name] = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True).stdout
        else:
            texts[name] = "".join(re.findall(r"<!-- (.*?) -->", path.read_text("utf-8")))
    assert bare(REASON) in bare(texts["with"]) and bare("口径例外") in bare(texts["with"])
    assert bare(REASON) not in bare(texts["without"])


def test_the_picture_changes_with_it() -> None:
    pictures = []
    for made in (allowed(), replace(allowed(), overrides=(exception(),)), plainly()):
        with drawing_rules():
            pictures.append(preview_sheet(compose(made, "map"), SheetOptions("a4_landscape"), 60.0)[0])
    assert pictures[0] == pictures[1] != pictures[2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_carries_it(tmp_path: Path, language: Language) -> None:
    for name, made in (("with", allowed()), ("without", plainly())):
        write_web_map(made, tmp_path / f"{name}.html", language=language)
    note = footnotes_of_project(allowed())[0].to(language)
    found = (tmp_path / "with.html").read_text("utf-8")
    in_data, in_static = json.dumps(note, ensure_ascii=False)[1:-1], html.escape(note)
    assert in_data in found and in_static in found.replace("&#34;", "&quot;")
    assert REASON not in (tmp_path / "without.html").read_text("utf-8")


def test_a_sheet_of_views_prints_it_once() -> None:
    columns = (f"{GRANTED}@2019", f"{HELD}@2019")
    made = allow(project(), exception())
    made = offer_looks(made, "areas", looks_for(areas(), made.layer("areas"), columns, project=made))
    made = comparison.compare(made, [View("map", column) for column in columns])
    with drawing_rules():
        page, _ = arrange_pair(contents_of(made), made.comparison.arrangement, SheetOptions("a4_landscape"))
    assert bare("".join(text for text, _ in page.texts)).count(bare(REASON)) == 1


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    from docx import Document

    from layers.reports.docx_writer import write_docx
    from layers.reports.html_writer import write_html
    from layers.reports.pdf_writer import write_pdf

    folder, texts = tmp_path_factory.mktemp("report"), {}
    for name, made in (("with", allowed()), ("without", plainly())):
        report = compose_report(made, None, ReportOptions(sections=("summary",), date="2026-11-21"))[0]
        texts[f"{name} words"] = "".join(words_of(report))
        write_docx(report, folder / "r.docx")
        write_html(report, folder / "r.html")
        write_pdf(report, folder / "r.pdf")
        texts[f"{name} docx"] = "".join(each.text for each in Document(str(folder / "r.docx")).paragraphs)
        texts[f"{name} html"] = (folder / "r.html").read_text("utf-8")
        if shutil.which("pdftotext") is not None:
            shown = subprocess.run(["pdftotext", folder / "r.pdf", "-"], capture_output=True, text=True)
            texts[f"{name} pdf"] = shown.stdout
    return texts


@pytest.mark.parametrize("kind", ["words", "docx", "html", "pdf"])
def test_the_report_prints_it_whichever_chapters_are_chosen(reports: dict[str, str], kind: str) -> None:
    if f"with {kind}" not in reports:
        pytest.skip("pdftotext is not there")
    note = bare(footnotes_of_project(allowed())[0].zh)
    assert note in bare(reports[f"with {kind}"])
    assert bare(REASON) not in bare(reports[f"without {kind}"])
