"""A report as DOCX: real heading styles, numbered captions (SEQ fields), a table of contents (TOC field, filled in)."""

from __future__ import annotations

import datetime
import io
from pathlib import Path
from typing import Any

from layers.reports.content import (
    MARGIN_MM,
    PAGE_MM,
    TEXT_WIDTH_MM,
    Bullets,
    Figure,
    Heading,
    Paragraph,
    Report,
    Table,
    caption_of,
)
from layers.reports.docx_parts import (
    add_bookmark,
    add_field,
    add_link,
    add_table,
    language_of,
    leader_tab,
    name_substitutes,
    set_fonts,
)
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

SONG, HEI = "宋体", "黑体"
LATIN, LATIN_HEAD = "Times New Roman", "Arial"
_HEADS = {1: 18.0, 2: 14.0, 3: 12.0}
_BLUE = "12364D"


def write_docx(report: Report, path: Path, feedback: Feedback = SILENT) -> None:
    """Write a report as DOCX.

    Raises
    ------
    OSError
        The file cannot be written; see `spatial.files.replace_file`.
    """
    import docx

    document = docx.Document()
    _page(document, report)
    _styles(document, report)
    _cover(document, report)
    if report.contents:
        _contents(document, report)
    for number, block in enumerate(report.blocks):
        feedback.report(number / (len(report.blocks) + 1))
        _block(document, block, report, number)
    if isinstance(report.blocks[-1] if report.blocks else None, Table):
        document.add_paragraph(style="Table text")  # a document does not end with a table
    name_substitutes(document, {SONG: "SimSun", HEI: "SimHei"})
    document.save(str(path))


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


def _styles(document: Any, report: Report) -> None:
    from docx.enum.style import WD_STYLE_TYPE
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
    for name, size, base in (("Lead", 11.0, "Normal"), ("Remark", 9.0, "Normal"), ("Table text", 8.5, "Normal")):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles[base]
        style.font.size = Pt(size)
        style.paragraph_format.space_before = Pt(2)
        style.paragraph_format.line_spacing = Pt(size * 1.5)
        if name == "Lead":
            set_fonts(style, LATIN_HEAD, HEI)
        if name == "Table text":
            style.paragraph_format.line_spacing = Pt(11.05)
            style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    for level in (1, 2, 3):
        style = styles.add_style(f"TOC {level}", WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        style.paragraph_format.left_indent = Pt(14 * (level - 1))
        style.paragraph_format.space_after, style.paragraph_format.line_spacing = Pt(1), 1.2
        leader_tab(style, TEXT_WIDTH_MM)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = report.cover.title, "园图 Yuantu", ""
    properties.language = "zh-CN" if report.language == "zh" else "en-GB"
    properties.created = properties.modified = datetime.datetime(2000, 1, 1)


def _cover(document: Any, report: Report) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    cover = report.cover
    title = document.add_paragraph(cover.title, style="Title")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_before = Pt(150)
    subtitle = document.add_paragraph(cover.subtitle, style="Subtitle")
    subtitle.alignment = WD_ALIGN_PARAGRAPH.CENTER
    subtitle.paragraph_format.space_after = Pt(120)
    for name, value in cover.lines:
        line = document.add_paragraph(f"{name}：{value}" if report.language == "zh" else f"{name}: {value}")
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    status = document.add_paragraph(cover.status, style="Lead")
    status.alignment = WD_ALIGN_PARAGRAPH.CENTER
    status.paragraph_format.space_before = Pt(60)


def _contents(document: Any, report: Report) -> None:
    """Write the table of contents as a field that is filled in already: links, and page numbers by PAGEREF.

    The numbers are those of the PDF of the same content; the field is marked dirty, so that Word counts its own pages
    when it opens the file.
    """
    from docx.shared import Pt

    head = document.add_paragraph(style="Lead")
    head.add_run(Text("目录", "Contents").to(report.language)).bold = True
    head.paragraph_format.page_break_before = True
    head.paragraph_format.space_after = Pt(8)
    from layers.reports.pdf_writer import page_numbers

    headings, pages = report.headings, page_numbers(report)
    for number, each in enumerate(headings):
        line = document.add_paragraph(style=f"TOC {each.level}")
        if number == 0:
            add_field(line, 'TOC \\o "1-3" \\h \\z \\u', None, dirty=True)
        add_link(line, each.text, each.anchor, str(pages[each.anchor]))
        if number == len(headings) - 1:
            add_field(line, "", None, close=True)


def _block(document: Any, block: Any, report: Report, number: int) -> None:
    if isinstance(block, Heading):
        heading = document.add_heading(level=block.level)
        heading.paragraph_format.page_break_before = block.new_page
        add_bookmark(heading, block.anchor, block.text, number + 1)
    elif isinstance(block, Paragraph):
        styles = {"body": "Normal", "lead": "Lead", "note": "Remark"}
        document.add_paragraph(block.text, style=styles[block.kind])
    elif isinstance(block, Bullets):
        for item in block.items:
            document.add_paragraph(item, style="List Bullet")
    elif isinstance(block, Figure):
        _figure(document, block, report)
    elif isinstance(block, Table):
        _caption(document, block, report).paragraph_format.keep_with_next = True
        add_table(document, block)
        for note in block.notes:
            document.add_paragraph(note, style="Remark")


def _figure(document: Any, figure: Figure, report: Report) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    line = document.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.keep_with_next = True
    line.paragraph_format.line_spacing = 1.0
    shape = line.add_run().add_picture(io.BytesIO(figure.png), width=Mm(figure.width_mm))
    shape._inline.docPr.set("descr", figure.alt)
    shape._inline.docPr.set("title", figure.caption)
    _caption(document, figure, report).alignment = WD_ALIGN_PARAGRAPH.CENTER


def _caption(document: Any, block: Table | Figure, report: Report) -> Any:
    before, after = caption_of(block, report.language)
    line = document.add_paragraph(style="Caption")
    line.add_run(before)
    add_field(line, f"SEQ {before.strip()} \\* ARABIC", str(block.number))
    line.add_run(after)
    return line
