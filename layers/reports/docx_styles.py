"""The DOCX that a report is written into: our own page and styles, or the letterhead of a house."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from layers.reports.content import MARGIN_MM, PAGE_MM, Report
from layers.reports.docx_parts import add_field, language_of, leader_tab, name_substitutes, set_fonts
from spatial.errors import ExportError
from spatial.files import errors_of_reading
from spatial.text import Text

SONG, HEI = "宋体", "黑体"
LATIN, LATIN_HEAD = "Times New Roman", "Arial"
_HEADS = {1: 18.0, 2: 14.0, 3: 12.0}
_BLUE = "12364D"
_BUILT_IN = ("Heading 1", "Heading 2", "Heading 3", "Title", "Subtitle", "Caption", "List Bullet")


def new_document(report: Report) -> Any:
    """Return an empty document with our page, header, footer and styles."""
    import docx

    document = docx.Document()
    _page(document, report)
    _own_styles(document, report)
    _further_styles(document)
    _properties(document, report)
    name_substitutes(document, {SONG: "SimSun", HEI: "SimHei"})
    return document


def on_letterhead(path: Path, report: Report) -> Any:
    """Return a document of a house without its text: page, header, footer and styles are its own, and stay so.

    Raises
    ------
    ExportError
        It is no DOCX.
    SourceError
        It cannot be read.
    """
    import io
    import zipfile

    import docx
    from docx.oxml.ns import qn

    with errors_of_reading(path):
        content = path.read_bytes()
    try:
        document = docx.Document(io.BytesIO(content))
        body = document.element.body
    except (KeyError, ValueError, AttributeError, zipfile.BadZipFile) as error:
        raise ExportError(
            Text(f"“{path.name}”不是 Word 文档（DOCX）。", f"“{path.name}” is no Word document (DOCX)."),
            Text("请在 Word 中另存为 .docx 后再试。", "Save it as .docx in Word and try again."),
        ) from error
    for element in list(body):
        if element.tag != qn("w:sectPr"):
            body.remove(element)
    _further_styles(document)
    _properties(document, report)
    return document


def text_width_mm(document: Any) -> float:
    """Return the width between the margins of the last section."""
    section = document.sections[-1]
    return float(section.page_width - section.left_margin - section.right_margin) / 36000.0  # EMU in a millimetre


def _page(document: Any, report: Report) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(PAGE_MM[0]), Mm(PAGE_MM[1])
    section.left_margin = section.right_margin = Mm(MARGIN_MM[0])
    section.top_margin = section.bottom_margin = Mm(MARGIN_MM[1])
    section.different_first_page_header_footer = True
    head = section.header.paragraphs[0]
    head.text, head.alignment = report.running, WD_ALIGN_PARAGRAPH.RIGHT
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    before, between, after = ("第 ", " 页，共 ", " 页") if report.language == "zh" else ("Page ", " of ", "")
    foot.add_run(before)
    add_field(foot, "PAGE", "1")
    foot.add_run(between)
    add_field(foot, "NUMPAGES", "1")
    foot.add_run(after)


def _own_styles(document: Any, report: Report) -> None:
    from docx.shared import Pt, RGBColor

    styles = document.styles
    normal = styles["Normal"]
    set_fonts(normal, LATIN, SONG)
    normal.font.size = Pt(10.5)
    normal.paragraph_format.line_spacing = Pt(15.75)  # of the PDF: pages break alike whatever font a machine has
    normal.paragraph_format.space_after = Pt(5)
    language_of(styles, report.language)
    for level, size in _HEADS.items():
        style = styles[f"Heading {level}"]
        set_fonts(style, LATIN_HEAD, HEI)
        style.font.size, style.font.bold, style.font.italic = Pt(size), True, False
        style.font.color.rgb = RGBColor.from_string(_BLUE)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(size * 0.8), Pt(size * 0.45)
        style.paragraph_format.keep_with_next, style.paragraph_format.line_spacing = True, 1.2
    for name in ("Title", "Subtitle"):
        set_fonts(styles[name], LATIN_HEAD, HEI)
        styles[name].paragraph_format.line_spacing = 1.2
        styles[name].font.color.rgb = RGBColor.from_string(_BLUE)
    caption = styles["Caption"]
    set_fonts(caption, LATIN_HEAD, HEI)
    caption.font.size, caption.font.bold = Pt(9), False
    caption.font.color.rgb = RGBColor.from_string(_BLUE)
    caption.paragraph_format.space_before, caption.paragraph_format.space_after = Pt(9), Pt(3)
    for name, size in (("Header", 9.0), ("Footer", 9.0)):
        styles[name].font.size = Pt(size)
    styles["Subtitle"].font.italic = False


def _further_styles(document: Any) -> None:
    """Add the styles that a document lacks; those it has stay as its house made them."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    styles = document.styles
    present = {style.name for style in styles}
    for name in _BUILT_IN:
        if name not in present:
            styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    if "Contents heading" not in present:
        contents = styles.add_style("Contents heading", WD_STYLE_TYPE.PARAGRAPH)
        set_fonts(contents, LATIN_HEAD, HEI)
        contents.font.size, contents.font.bold, contents.font.color.rgb = Pt(16), True, RGBColor.from_string(_BLUE)
    for name, size in (("Lead", 11.0), ("Remark", 9.0), ("Table text", 8.5)):
        if name in present:
            continue
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        style.font.size = Pt(size)
        style.paragraph_format.space_before = Pt(2)
        style.paragraph_format.line_spacing = Pt(size * 1.5)
        if name == "Lead":
            set_fonts(style, LATIN_HEAD, HEI)
        if name == "Table text":
            style.paragraph_format.line_spacing = Pt(11.05)
            style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
            style.paragraph_format.first_line_indent = Pt(0)
    for level in (1, 2, 3):
        if f"TOC {level}" in present or f"toc {level}" in present:
            continue
        style = styles.add_style(f"TOC {level}", WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        style.paragraph_format.left_indent = Pt(14 * (level - 1))
        style.paragraph_format.space_after, style.paragraph_format.line_spacing = Pt(1), 1.2
        leader_tab(style, text_width_mm(document))


def _properties(document: Any, report: Report) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.comments = report.cover.title, "园图 Yuantu", ""
    properties.language = "zh-CN" if report.language == "zh" else "en-GB"
    properties.created = properties.modified = datetime.datetime(2000, 1, 1)
