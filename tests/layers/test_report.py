"""The evaluation report: the same content in DOCX, PDF and HTML, complete, set right, and rerun next year."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import orjson
import pytest

from layers.commands import STARTER, open_project
from layers.indicators.project_plans import ledger_of
from layers.project import Project
from layers.remarks import remark
from layers.report import ReportOptions, compose_report, write_report
from layers.reports.content import Heading, Pair, Report, Table, figures_of, rounded, words_of
from layers.reports.pdf_writer import page_numbers
from layers.reports.template import SECTIONS, default_template, read_template, template_text
from layers.sheets.text import NO_GLYPH
from spatial.errors import ExportError, ProjectError
from spatial.feedback import CallbackFeedback, Cancelled

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DATE = "2026-11-21"


@pytest.fixture(scope="module")
def starter() -> Project:
    return open_project([])[0]


@pytest.fixture(scope="module")
def report(starter: Project) -> Report:
    return compose_report(starter, None, ReportOptions(date=DATE))[0]


@pytest.fixture(scope="module")
def files(report: Report, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    from layers.reports.docx_writer import write_docx
    from layers.reports.html_writer import write_html
    from layers.reports.pdf_writer import write_pdf

    folder = tmp_path_factory.mktemp("report")
    for kind, write in (("docx", write_docx), ("pdf", write_pdf), ("html", write_html)):
        write(report, folder / f"r.{kind}")
    return {kind: folder / f"r.{kind}" for kind in ("docx", "pdf", "html")}


def bare(words: str) -> str:
    """Return words without white space: a line break is no difference."""
    return re.sub(r"\s+", "", words)


def text_of(path: Path) -> str:
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as archive:
            tree = ElementTree.fromstring(archive.read("word/document.xml"))
        return "".join(node.text or "" for node in tree.iter(f"{W}t"))
    if path.suffix == ".html":
        from html import unescape

        return unescape(re.sub(r"<style>.*?</style>|<[^>]+>", "", path.read_text("utf-8"), flags=re.DOTALL))
    return subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True).stdout


def test_every_text_is_in_docx_and_html(report: Report, files: dict[str, Path]) -> None:
    for kind in ("docx", "html"):
        told = bare(text_of(files[kind]))
        lacking = [words for words in words_of(report) if bare(words) not in told]
        assert not lacking, (kind, lacking[:3])


def numbers(text: str) -> Counter[str]:
    """Every number of a text; hashes are none."""
    return Counter(re.findall(r"\d+(?:\.\d+)?", re.sub(r"\b(?=[0-9a-f]*[a-f])[0-9a-f]{8,}\b…?", " ", text)))


def body_of(path: Path) -> str:
    """The text of a report without its table of contents, a line for each paragraph or cell."""
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as archive:
            tree = ElementTree.fromstring(archive.read("word/document.xml"))
        lines = []
        for paragraph in tree.iter(f"{W}p"):
            style = next((node.get(f"{W}val") or "" for node in paragraph.iter(f"{W}pStyle")), "")
            if not style.startswith("TOC"):
                told = {f"{W}t": lambda node: node.text or "", f"{W}br": lambda node: "\n"}
                lines.append("".join(told[node.tag](node) for node in paragraph.iter() if node.tag in told))
        return "\n".join(lines)
    from html import unescape

    text = re.sub(r"<style>.*?</style>|<nav.*?</nav>", "", path.read_text("utf-8"), flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "\n", text))


def test_docx_and_html_hold_every_figure_as_often_as_the_content(report: Report, files: dict[str, Path]) -> None:
    wanted = numbers("\n".join(words_of(report)))
    assert sum(wanted.values()) > 2500
    for kind in ("docx", "html"):
        assert numbers(body_of(files[kind])) == wanted, kind


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext reads the PDF")
def test_pdf_holds_every_figure_as_often_as_the_content(report: Report, files: dict[str, Path]) -> None:
    told = subprocess.run(["pdftotext", "-raw", files["pdf"], "-"], capture_output=True, text=True, check=True).stdout
    assert NO_GLYPH not in told
    pages = told.split("\f")
    starts = page_numbers(report)
    ends = next(each for each in report.headings if SECTIONS["inputs"].zh in each.text)  # hashes, broken over lines
    kept = [pages[0], *pages[starts[report.headings[0].anchor] - 1 : starts[ends.anchor] - 1]]
    printed = numbers(re.sub(r"^第 \d+ 页$", "", "\n".join(kept), flags=re.MULTILINE))
    blocks = report.blocks[: report.blocks.index(ends)]
    wanted = numbers("\n".join(words_of(replace(report, blocks=blocks))))
    assert printed == wanted, ((printed - wanted).most_common(5), (wanted - printed).most_common(5))


def test_the_whole_ledger_is_in_the_report(report: Report) -> None:
    tables = [block for block in report.blocks if isinstance(block, Table)]
    full = max(tables, key=lambda table: len(table.rows))
    figures = [value for row in ledger_of() for value in row.figures]
    assert len(full.rows) == len(figures) == 238
    assert [row[4] for row in full.rows] == [value.printed for value in figures]
    cells = {cell for row in full.rows for cell in row}
    assert {"458（预估）", "3-5", "/"} <= cells, "estimate, range and not applicable stay apart"


def test_each_target_has_its_heading_and_the_known_paces_are_told(report: Report) -> None:
    with_target = [row for row in ledger_of() if any(value.kind == "target" for value in row.figures)]
    headings = [block.text for block in report.blocks if isinstance(block, Heading) and block.level == 3]
    judged = [row for row in with_target if row.latest is not None]
    assert len(headings) == len(judged) < len(with_target), "a page for each that has a current figure"
    gaps = next(block for block in report.blocks if isinstance(block, Table) and "数据缺口" in block.caption)
    lacking = {row.indicator.name.zh for row in with_target if row.latest is None}
    assert lacking == {row[1] for row in gaps.rows if "尚无现状值" in row[3]}
    told = "\n".join(words_of(report))
    for pace in ("+4.6 %", "+10.2 %", "+3.4 %", "3.67×", "91 对中有 12 对", "跨区块 6 对"):
        assert pace in told, pace
    assert "真如铁三角" in told and "没有登记的边界修订" in told
    charts = figures_of(report)
    assert all(figure.alt and 0 < figure.width_mm <= 166 for figure in charts)
    assert len(charts) >= 23


def test_docx_has_real_styles_fields_and_repeated_heads(report: Report, files: dict[str, Path]) -> None:
    with zipfile.ZipFile(files["docx"]) as archive:
        xml = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")}
    body = ElementTree.fromstring(xml["word/document.xml"])
    styles = [node.get(f"{W}val") for node in body.iter(f"{W}pStyle")]
    tables = [block for block in report.blocks if isinstance(block, Table)]
    figures = figures_of(report)
    pairs = sum(isinstance(block, Pair) for block in report.blocks)
    headings = report.headings
    assert [styles.count(f"Heading{n}") for n in (1, 2, 3)] == [sum(h.level == n for h in headings) for n in (1, 2, 3)]
    codes = [node.text.strip() for node in body.iter(f"{W}instrText") if node.text]
    assert codes.count("SEQ 表 \\* ARABIC") == len(tables) and codes.count("SEQ 图 \\* ARABIC") == len(figures)
    assert 'TOC \\o "1-3" \\h \\z \\u' in codes
    links = [node.get(f"{W}anchor") for node in body.iter(f"{W}hyperlink")]
    marks = {node.get(f"{W}name") for node in body.iter(f"{W}bookmarkStart")}
    assert links == [heading.anchor for heading in headings] and set(links) <= marks
    kinds = [node.get(f"{W}fldCharType") for node in body.iter(f"{W}fldChar")]
    assert kinds.count("begin") == kinds.count("end") == kinds.count("separate")
    assert len(list(body.iter(f"{W}tblHeader"))) == len(tables) == len(list(body.iter(f"{W}tbl"))) - pairs
    inside = list(body.find(f"{W}body") or ())
    assert not [1 for one, next_ in pairwise(inside) if one.tag == next_.tag == f"{W}tbl"], "touching tables merge"
    assert {"宋体", "黑体"} <= set(re.findall(r'w:eastAsia="([^"]+)"', xml["word/styles.xml"]))
    assert "altName" in xml["word/fontTable.xml"]
    assert xml["word/document.xml"].count('descr="') >= len(figures)
    assert any("PAGE" in text for name, text in xml.items() if "footer" in name)
    width = 9400  # twips of the text between the margins
    assert all(
        sum(int(col.get(f"{W}w", "0")) for col in table.iter(f"{W}gridCol")) <= width + 20
        for table in body.iter(f"{W}tbl")
    )


def test_pdf_has_bookmarks_and_links(report: Report, files: dict[str, Path]) -> None:
    content = files["pdf"].read_bytes()
    assert content.count(b"/Title ") >= len(report.headings)
    assert content.count(b"/Subtype /Link") >= len(report.headings)


def test_html_asks_for_nothing(files: dict[str, Path]) -> None:
    text = files["html"].read_text("utf-8")
    assert "default-src 'none'" in text and "<script" not in text
    assert not re.findall(r'(?:src|href)="(?!data:image/png|#)', text)
    anchors = set(re.findall(r'href="#([^"]+)"', text))
    assert anchors and anchors == set(re.findall(r'<h\d id="([^"]+)"', text))


def test_english_report_has_english_words(starter: Project) -> None:
    options = ReportOptions("en", sections=("summary", "density", "self_check", "inputs"), date=DATE)
    made, _, _ = compose_report(starter, None, options)
    headings = [each.text for each in made.headings if each.level == 1]
    assert [each.partition("  ")[2] for each in headings] == [
        SECTIONS[key].en for key in ("summary", "density", "self_check", "inputs")
    ]
    told = [block.text for block in made.blocks if hasattr(block, "text")]
    assert not [words for words in told if re.search(r"[。；，]", words)]


@pytest.mark.parametrize("stop_at", [0.2, 0.8])
def test_cancelling_leaves_nothing(starter: Project, tmp_path: Path, stop_at: float) -> None:
    said = [0.0]
    feedback = CallbackFeedback(lambda share, _: said.append(share), lambda: said[-1] >= stop_at)
    with pytest.raises(Cancelled):
        write_report(starter, None, tmp_path / "r.docx", ReportOptions(sections=("overlap", "ledger")), feedback)
    assert not list(tmp_path.iterdir())


def changed_tables(folder: Path) -> Path:
    """Return a project whose tables have one figure changed, one new, and one gone."""
    shutil.copytree(STARTER, folder / "next", ignore=shutil.ignore_patterns("*.lock"))
    path = folder / "next" / "tables" / "values.csv"
    lines = path.read_text("utf-8").splitlines()
    base = next(n for n, line in enumerate(lines) if line.startswith("putuo-park,hightech_enterprises,2019,"))
    lines.append(lines[base].replace(",2019,", ",2022,", 1).replace("316", "380"))
    lines[base] = lines[base].replace("316", "318")
    gone = next(n for n, line in enumerate(lines) if line.startswith("tokyo,"))
    del lines[gone]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return folder / "next"


def test_next_years_report_says_what_changed(starter: Project, tmp_path: Path) -> None:
    options = ReportOptions(sections=("changes",), date=DATE)
    first = write_report(starter, None, tmp_path / "a.html", options)
    same = write_report(starter, None, tmp_path / "b.html", replace(options, previous=first.companion))
    assert "新增 0 项，变化 0 项，不再有 0 项" in same.path.read_text("utf-8")
    assert "输入文件没有变化" in same.path.read_text("utf-8")
    whole = write_report(starter, None, tmp_path / "c.html", replace(options, sections=("inputs", "blocks")))
    assert whole.companion.read_bytes() == first.companion.read_bytes(), "chapters left out are no figures gone"
    place = changed_tables(tmp_path)
    after = replace(options, previous=first.companion, date="2027-11-21")
    made, _, _ = compose_report(open_project([place])[0], place, after)
    table = next(block for block in made.blocks if isinstance(block, Table))
    rows = {(row[0], row[2], row[3]) for row in table.rows}
    assert any(kind == "变化" and "316" in old and "318" in new for kind, old, new in rows)
    assert any(kind == "新增" and "380" in new for kind, _, new in rows)
    assert any(kind == "不再有" and new == "—" for kind, _, new in rows)
    assert any("values.csv" in words for words in words_of(made)), "the changed input is named"


@pytest.mark.parametrize(
    ("told", "word"),
    [
        ("title = ", "TOML"),
        ("colour = 'red'", "colour"),
        ("title = 3", "title"),
        ("title = '{nobody}'", "{nobody}"),
        ("contents = 'yes'", "contents"),
        ("[[section]]\nid = 'weather'", "weather"),
        ("[[section]]\nid = 'summary'\n[[section]]\nid = 'summary'", "summary"),
        ("[[section]]\nid = 'summary'\nshow = false", "没有留下"),
        ("[[section]]\nid = 'summary'\nfont = 'x'", "font"),
        ("density = ['zones']", "density"),
        ("section = [1]", "section"),
    ],
)
def test_a_wrong_template_is_refused_with_its_place(tmp_path: Path, told: str, word: str) -> None:
    path = tmp_path / "t.toml"
    path.write_text(told, "utf-8")
    with pytest.raises(ExportError) as caught:
        read_template(path, "zh")
    assert word in caught.value.message("zh") and "t.toml" in caught.value.message("en")


def test_a_template_orders_names_and_words_the_chapters(starter: Project, tmp_path: Path) -> None:
    path = tmp_path / "t.toml"
    path.write_text(template_text("zh"), "utf-8")
    assert read_template(path, "zh") == default_template("zh")
    path.write_text(
        'title = "{project} {year}"\nmaps = false\n[[section]]\nid = "inputs"\ntitle = "附件"\ntext = "截至{date}。"\n'
        '[[section]]\nid = "overlap"\n[[section]]\nid = "ledger"\nshow = false\n',
        "utf-8",
    )
    made, _, _ = compose_report(starter, None, ReportOptions(template=path, date=DATE))
    assert made.cover.title == f"{starter.title.zh} 2026"
    assert [each.text for each in made.headings] == ["1  附件", f"2  {SECTIONS['overlap'].zh}"]
    assert f"截至{DATE}。" in words_of(made)
    path.write_text('density = [["nowhere", "facilities"]]', "utf-8")
    with pytest.raises(ProjectError, match="nowhere"):
        compose_report(starter, None, ReportOptions(template=path, date=DATE))


def test_a_project_without_tables_says_so(tmp_path: Path) -> None:
    from spatial.text import Text

    made = write_report(Project(Text("空", "empty")), tmp_path, tmp_path / "r.pdf", ReportOptions(date=DATE))
    assert made.indicators == 0 and made.path.read_bytes().startswith(b"%PDF")
    assert orjson.loads(made.companion.read_bytes())["facts"] == [
        {
            "key": "revisions",
            "label": {"zh": "边界修订次数", "en": "boundary revisions"},
            "printed": {"zh": "0", "en": "0"},
        }
    ]


@pytest.mark.parametrize("name", ["r.doc", "r", "r.txt"])
def test_other_endings_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ExportError, match=r"docx"):
        write_report(Project.__new__(Project), None, tmp_path / name)


def test_a_file_that_is_no_report_is_refused(starter: Project, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"format": "other"}', "utf-8")
    with pytest.raises(ExportError, match="not the data file"):
        compose_report(starter, None, ReportOptions(previous=tmp_path / "x.json"))


@pytest.mark.parametrize(
    ("number", "printed"),
    [(22950.0, "22950"), (0.04567, "0.04567"), (3.14159, "3.142"), (0.0, "0"), (1234567.0, "1234567")],
)
def test_numbers_are_rounded_without_exponents(number: float, printed: str) -> None:
    assert rounded(number) == printed


def test_revisions_of_the_boundaries_are_listed_with_their_areas(starter: Project) -> None:
    from layers.revisions.model import Boundaries, Entry, Revision, Sum, sealed
    from spatial.text import Text

    entry = Entry(
        author="李工",
        time="2026-03-01T09:00:00+08:00",
        reason="按批复调整",
        document="沪府〔2026〕1号",
        status="approved",
    )
    total = Sum("total", "putuo-park", Text("普陀园", "Putuo Park"), 10.29e6, 10.09e6, 10.08, "areas.csv")
    revision = sealed(Revision("", "subparks", "edit", entry, (), (total,)))
    project = replace(starter, boundaries=Boundaries(revisions=(revision, replace(revision, dataset="zones"))))
    options = ReportOptions(sections=("revisions",), date=DATE)
    words = words_of(compose_report(project, None, options)[0])
    assert {"李工", "2026-03-01", "沪府〔2026〕1号", "按批复调整", "10.2900", "10.0900", "-0.2000"} <= set(words)
    assert any("与批复" in each for each in words)
    assert any("被改动" in each and each.endswith("2") for each in words), "an altered ledger is told"


def letterhead(path: Path) -> Path:
    import docx
    from docx.shared import Mm

    made = docx.Document()
    section = made.sections[0]
    section.page_width, section.left_margin, section.right_margin = Mm(210), Mm(40), Mm(40)
    section.header.paragraphs[0].text = "管委会文件"
    made.add_paragraph("样稿")
    made.save(str(path))
    return path


def test_a_letterhead_and_a_logo_dress_the_report(starter: Project, tmp_path: Path) -> None:
    import docx
    from PIL import Image

    Image.new("RGB", (600, 200), "#1f6f9f").save(tmp_path / "logo.png")
    letterhead(tmp_path / "house.docx")
    (tmp_path / "t.toml").write_text('logo = "logo.png"\nletterhead = "house.docx"\n', "utf-8")
    options = ReportOptions(
        template=tmp_path / "t.toml", sections=("inputs", "overlap"), date=DATE, title="{year} 年评估"
    )
    made = write_report(starter, None, tmp_path / "r.docx", options)
    document = docx.Document(str(made.path))
    assert document.sections[0].header.paragraphs[0].text == "管委会文件"
    assert "样稿" not in [each.text for each in document.paragraphs] and len(document.inline_shapes) >= 1
    assert "2026 年评估" in [each.text for each in document.paragraphs]
    heads = [each.text for each in document.paragraphs if each.style.name == "Heading 1"]
    assert [each.partition("  ")[2] for each in heads] == [SECTIONS["inputs"].zh, SECTIONS["overlap"].zh], (
        "in their order"
    )
    widths = [sum(int(col.get(f"{W}w")) for col in table._tbl.iter(f"{W}gridCol")) for table in document.tables]
    assert max(widths) <= 130 / 25.4 * 1440 + 20, "tables keep to the margins of the house"
    for kind in ("pdf", "html"):
        assert write_report(starter, None, tmp_path / f"r.{kind}", options).path.stat().st_size > 0
    assert 'class="logo"' in (tmp_path / "r.html").read_text("utf-8")


@pytest.mark.parametrize("name", ["logo", "letterhead"])
def test_files_that_cannot_dress_a_report_are_refused(starter: Project, tmp_path: Path, name: str) -> None:
    ending = {"logo": "png", "letterhead": "docx"}[name]
    path = tmp_path / f"x.{ending}"
    with pytest.raises(ExportError, match="not there"):
        compose_report(starter, None, ReportOptions(**{name: path}, sections=("inputs",)))
    path.write_text("no such thing", "utf-8")
    with pytest.raises(ExportError, match=f"x.{ending}"):
        write_report(starter, None, tmp_path / "r.docx", ReportOptions(**{name: path}, sections=("inputs",)))
    with pytest.raises(ExportError, match="nobody"):
        compose_report(starter, None, ReportOptions(title="{nobody}"))
    with pytest.raises(ExportError, match="is no day"):
        compose_report(starter, None, ReportOptions(date="2026年11月", sections=("inputs",)))


def test_scenarios_of_expansion_stand_side_by_side(starter: Project) -> None:
    from shapely.geometry import box

    from layers.revisions.contents import key_of, shape_text, with_contents
    from layers.revisions.model import Candidate, Scenario

    text = shape_text(box(121.36, 31.29, 121.37, 31.30))
    boundaries = with_contents(starter.boundaries, {key_of(text): text})
    candidate = Candidate("桃浦地块", "north", key_of(text))
    scenario = Scenario("s1", "方案一", "subparks", (candidate,), "先期")
    project = replace(starter, boundaries=replace(boundaries, scenarios=(scenario,)))
    words = words_of(compose_report(project, None, ReportOptions(sections=("scenarios",), date=DATE))[0])
    assert {"方案一", "先期"} <= set(words) and any(re.fullmatch(r"\+\d\.\d{4}", each) for each in words)
    none = words_of(compose_report(starter, None, ReportOptions(sections=("scenarios",), date=DATE))[0])
    assert "没有登记的扩区情景。" in none


def test_remarks_are_in_the_language_of_the_report(report: Report, starter: Project) -> None:
    tables = [block for block in report.blocks if isinstance(block, Table)]
    remarks = [row[5] for table in tables if table.columns[-1].title == "备注" for row in table.rows]
    assert any(remarks) and not [each for each in remarks if re.search("[a-z]{4}", each)]
    english = remark("text: 实现倍增", "en"), remark("unknown words; year not stated", "zh")
    assert english == ("the text says: is to double", "unknown words；未注年份")


FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{fonts}</dir><cachedir>{cache}</cachedir>
<alias><family>宋体</family><prefer><family>Noto Sans SC</family></prefer></alias></fontconfig>
"""


@pytest.mark.slow
@pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftotext")), reason="LibreOffice opens and prints the DOCX"
)
def test_libreoffice_prints_the_docx_without_blank_pages_and_its_contents_name_the_pages(
    report: Report, files: dict[str, Path], tmp_path: Path
) -> None:
    fonts = FONTS.format(fonts=Path("resources/fonts").resolve(), cache=tmp_path / "cache")
    (tmp_path / "fonts.conf").write_text(fonts, "utf-8")
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = ["soffice", "--headless", home, "--convert-to", "pdf", "--outdir", tmp_path, files["docx"]]
    environment = {**os.environ, "FONTCONFIG_FILE": str(tmp_path / "fonts.conf"), "SAL_USE_VCLPLUGIN": "svp"}
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=240)
    told = subprocess.run(["pdftotext", "-raw", tmp_path / "r.pdf", "-"], capture_output=True, text=True, check=True)
    pages = [bare(page) for page in told.stdout.split("\f")[:-1]]
    furniture = re.compile(rf"{re.escape(bare(report.running))}|第\d+页，共\d+页")
    assert not [number for number, page in enumerate(pages, 1) if len(furniture.sub("", page)) < 12], "blank pages"
    named = page_numbers(report)
    astray = [
        each.text
        for each in report.headings
        if not any(bare(each.text) in page for page in pages[named[each.anchor] - 2 : named[each.anchor] + 1])
    ]
    assert not astray and abs(len(pages) - max(named.values())) <= 3
