"""A report as DOCX: real heading styles, numbered captions (SEQ fields), a table of contents (TOC field, filled in)."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from layers.reports.content import Bullets, Figure, Heading, Pair, Paragraph, Report, Table, caption_of, title_lines
from layers.reports.docx_parts import add_bookmark, add_field, add_link, add_table, frame_of_pair
from layers.reports.docx_styles import new_document, on_letterhead, text_width_mm
from spatial.feedback import SILENT, Feedback
from spatial.text import Text


def write_docx(report: Report, path: Path, feedback: Feedback = SILENT) -> None:
    """Write a report as DOCX.

    Raises
    ------
    OSError
        The file cannot be written; see `spatial.files.replace_file`.
    """
    document = new_document(report) if report.letterhead is None else on_letterhead(report.letterhead, report)
    _cover(document, report)
    if report.contents:
        _contents(document, report)
    for number, block in enumerate(report.blocks):
        feedback.report(number / (len(report.blocks) + 1))
        _block(document, block, report, number)
    if isinstance(report.blocks[-1] if report.blocks else None, Table):
        document.add_paragraph(style="Table text")  # a document does not end with a table
    document.save(str(path))


def _cover(document: Any, report: Report) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    cover = report.cover
    above = 150.0
    if cover.logo is not None:
        line = document.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.space_before, line.paragraph_format.line_spacing = Pt(48), 1.0
        wide, high = cover.logo.size_mm
        line.add_run().add_picture(io.BytesIO(cover.logo.png), width=Mm(wide))
        above = max(150.0 - 48.0 - high / 25.4 * 72, 24.0)
    title = document.add_paragraph("\n".join(title_lines(cover.title)), style="Title")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_before = Pt(above)
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

    head = document.add_paragraph(style="Contents heading")
    head.add_run(Text("目录", "Contents").to(report.language))
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
    from docx.shared import Pt

    if isinstance(block, Heading):
        heading = document.add_heading(level=block.level)
        heading.paragraph_format.page_break_before = block.new_page
        if block.new_page and report.letterhead is None:
            heading.paragraph_format.space_before = Pt(0)  # as in the PDF, whose pages the contents name
        add_bookmark(heading, block.anchor, block.text, number + 1)
    elif isinstance(block, Paragraph):
        styles = {"body": "Normal", "lead": "Lead", "note": "Remark"}
        document.add_paragraph(block.text, style=styles[block.kind])
    elif isinstance(block, Bullets):
        for item in block.items:
            document.add_paragraph(item, style="List Bullet")
    elif isinstance(block, Figure):
        _figure(document, block, report, text_width_mm(document))
    elif isinstance(block, Pair):
        _pair(document, block, report)
    elif isinstance(block, Table):
        _caption(document, block, report).paragraph_format.keep_with_next = True
        add_table(document, block, text_width_mm(document))
        for note in block.notes:
            document.add_paragraph(note, style="Remark")


def _pair(document: Any, pair: Pair, report: Report) -> None:
    from docx.shared import Mm

    document.add_paragraph(style="Table text")  # two tables that touch become one
    table = document.add_table(rows=1, cols=2)
    half = text_width_mm(document) / 2
    for cell, figure in zip(table.rows[0].cells, pair.figures, strict=True):
        cell.width = Mm(half)
        first = cell.paragraphs[0]
        _figure(cell, figure, report, half - 6.0)  # LibreOffice keeps margins of its own in cells, and cuts
        first._p.getparent().remove(first._p)
    frame_of_pair(table, 2 * half)


def _figure(document: Any, figure: Figure, report: Report, room_mm: float) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    line = document.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.keep_with_next = True
    line.paragraph_format.line_spacing = 1.0
    line.paragraph_format.space_before = Pt(6)
    shape = line.add_run().add_picture(io.BytesIO(figure.png), width=Mm(min(figure.width_mm, room_mm)))
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
