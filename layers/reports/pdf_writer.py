"""A report as PDF: the product's font as a subset, Chinese line breaks, bookmarks, and links in the contents."""

from __future__ import annotations

import datetime
import io
from pathlib import Path
from typing import Any

from layers.reports.content import (
    MARGIN_MM,
    PAGE_MM,
    PAIR_WIDTH_MM,
    TEXT_WIDTH_MM,
    Block,
    Bullets,
    Figure,
    Heading,
    Pair,
    Paragraph,
    Report,
    Table,
    caption_of,
    title_lines,
)
from layers.sheets.text import FONT, MM_PER_PT, printable, width_mm, wrap
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

INK, BLUE, GREY, RUST = (29, 40, 51), (18, 54, 77), (74, 85, 96), (138, 59, 18)
RULE, SHADE, PALE_RUST = (213, 219, 224), (238, 243, 246), (253, 241, 229)
LEFT, TOP = MARGIN_MM
BOTTOM = PAGE_MM[1] - MARGIN_MM[1]
_HEADS = {1: 18.0, 2: 14.0, 3: 12.0}
_TEXTS = {"body": (10.5, INK, False), "lead": (11.0, INK, True), "note": (9.0, GREY, False)}
_LEADING = 1.5
_CELL_PT, _CELL_LEADING, _PAD = 8.5, 1.3, 1.3
_CONTENTS_STEP = 5.6


def write_pdf(report: Report, path: Path, feedback: Feedback = SILENT) -> None:
    """Write a report as PDF.

    Raises
    ------
    OSError
        The file cannot be written; see `spatial.files.replace_file`.
    """
    paper = _Paper(report)
    paper.cover()
    if report.contents:
        paper.reserve_contents()
    for number, block in enumerate(report.blocks):
        feedback.report(0.8 * number / (len(report.blocks) + 1))
        paper.block(block)
    feedback.report(0.8)
    path.write_bytes(paper.finished())


def page_numbers(report: Report) -> dict[str, int]:
    """Return the page that each heading has in the PDF, by anchor: a layout without pictures, and nothing written."""
    paper = _Paper(report, pictures=False)
    paper.cover()
    if report.contents:
        paper.reserve_contents()
    for block in report.blocks:
        paper.block(block)
    paper.close()
    return {anchor: page for anchor, (page, _) in paper.pages.items()}


class _Paper:
    """The document under way: `y` is where the next thing begins, in millimetres from the top."""

    def __init__(self, report: Report, pictures: bool = True) -> None:
        self.report, self.y, self.pictures = report, TOP, pictures
        self.pdf = _new_pdf(report)
        self.pages: dict[str, tuple[int, int]] = {}

    # --- words -----------------------------------------------------------------------------------------------------

    def words(self, x: float, baseline: float, words: str, size: float, colour: tuple[int, int, int] = INK) -> None:
        """Print a line."""
        self.pdf.set_font("house", size=size)
        self.pdf.set_text_color(*colour)
        if words:
            self.pdf.text(x, baseline, words)

    def bold(self, x: float, baseline: float, words: str, size: float, colour: tuple[int, int, int]) -> None:
        """Print a line with thicker strokes: the font has one weight."""
        with self.pdf.local_context(text_mode="FILL_STROKE", line_width=size * 0.008, draw_color=colour):
            self.words(x, baseline, words, size, colour)

    def lines(
        self, words: str, size: float, colour: tuple[int, int, int], bold: bool = False, indent: float = 0.0
    ) -> None:
        """Print a paragraph from `y` downward, over pages if need be."""
        step = size * MM_PER_PT * _LEADING
        draw = self.bold if bold else self.words
        for line in wrap(printable(words)[0], size, TEXT_WIDTH_MM - indent):
            self.need(step)
            draw(LEFT + indent, self.y + step * 0.72, line, size, colour)
            self.y += step

    def need(self, height: float) -> None:
        """Turn the page where less than `height` is left."""
        if self.y + height > BOTTOM and self.y > TOP:
            self.page()

    def page(self) -> None:
        """Begin a page."""
        self.pdf.add_page()
        self.y = TOP

    # --- parts -----------------------------------------------------------------------------------------------------

    def cover(self) -> None:
        """Print the cover."""
        cover = self.report.cover
        self.pdf.add_page()
        self.y = 82.0
        if cover.logo is not None and self.pictures:
            wide, high = cover.logo.size_mm
            data = io.BytesIO(cover.logo.png)
            self.pdf.image(data, (PAGE_MM[0] - wide) / 2, 60.0 - high, wide, high, alt_text="")
        for words, size, gap in ((cover.title, 24.0, 6.0), (cover.subtitle, 13.0, 34.0)):
            pieces = title_lines(words) if size > 20 else (words,)
            for line in (part for each in pieces for part in wrap(printable(each)[0], size, TEXT_WIDTH_MM)):
                left = (PAGE_MM[0] - width_mm(line, size)) / 2
                (self.bold if size > 20 else self.words)(left, self.y, line, size, BLUE)
                self.y += size * MM_PER_PT * 1.4
            self.y += gap
        separator = "：" if self.report.language == "zh" else ": "
        for name, value in cover.lines:
            for line in wrap(printable(f"{name}{separator}{value}")[0], 11.0, TEXT_WIDTH_MM):
                self.words((PAGE_MM[0] - width_mm(line, 11.0)) / 2, self.y, line, 11.0)
                self.y += 7.0
        lines = wrap(printable(cover.status)[0], 10.5, TEXT_WIDTH_MM - 12)
        self.y += 14.0
        self.pdf.set_fill_color(*PALE_RUST)
        self.pdf.rect(LEFT, self.y, TEXT_WIDTH_MM, len(lines) * 6.0 + 5.0, style="F")
        for number, line in enumerate(lines):
            at = self.y + 6.2 + number * 6.0
            self.words((PAGE_MM[0] - width_mm(line, 10.5)) / 2, at, line, 10.5, RUST)

    def reserve_contents(self) -> None:
        """Leave as many pages as the table of contents takes; `finished` fills them."""
        per_page = int((BOTTOM - TOP - 14.0) / _CONTENTS_STEP)
        pages = max(-(-len(self.report.headings) // per_page), 1)
        self.pdf.add_page()
        self.pdf.insert_toc_placeholder(lambda pdf, outline: self._contents(per_page), pages=pages)
        self.y = TOP

    def _contents(self, per_page: int) -> None:
        self.bold(LEFT, TOP + 5.0, Text("目录", "Contents").to(self.report.language), 16.0, BLUE)
        for number, each in enumerate(self.report.headings):
            if number and number % per_page == 0:
                self.pdf.add_page()
            y = TOP + 14.0 + (number % per_page) * _CONTENTS_STEP
            size, indent = (10.5, 0.0) if each.level == 1 else (9.5, 6.0 * (each.level - 1))
            page, link = self.pages[each.anchor]
            told = str(page)
            right = LEFT + TEXT_WIDTH_MM
            room = TEXT_WIDTH_MM - indent - width_mm(told, size) - 8.0
            words = wrap(printable(each.text)[0], size, room)
            line = words[0] + ("…" if len(words) > 1 else "")
            draw = self.bold if each.level == 1 else self.words
            draw(LEFT + indent, y + 3.6, line, size, INK)
            self.words(right - width_mm(told, size), y + 3.6, told, size)
            start = LEFT + indent + width_mm(line, size) + 2.0
            self.pdf.set_draw_color(*RULE)
            self.pdf.set_line_width(0.2)
            self.pdf.set_dash_pattern(dash=0.4, gap=1.0)
            self.pdf.line(start, y + 3.4, right - width_mm(told, size) - 2.0, y + 3.4)
            self.pdf.set_dash_pattern()
            self.pdf.link(LEFT, y, TEXT_WIDTH_MM, _CONTENTS_STEP, link)

    def block(self, block: Block) -> None:
        """Print a block."""
        if isinstance(block, Heading):
            self._heading(block)
        elif isinstance(block, Paragraph):
            size, colour, bold = _TEXTS[block.kind]
            self.lines(block.text, size, colour, bold)
            self.y += 1.8
        elif isinstance(block, Bullets):
            for item in block.items:
                self.need(10.5 * MM_PER_PT * _LEADING)
                self.words(LEFT + 1.0, self.y + 4.0, "•", 10.5)
                self.lines(item, 10.5, INK, indent=5.0)
            self.y += 1.8
        elif isinstance(block, Figure):
            self._figure(block)
        elif isinstance(block, Pair):
            self._pair(block)
        else:
            self._table(block)

    def _heading(self, heading: Heading) -> None:
        size = _HEADS[heading.level]
        if heading.new_page and self.y > TOP:
            self.page()
        self.need(size * MM_PER_PT * 3 + 18.0)
        self.y += 0.0 if self.y == TOP else size * 0.25
        link = self.pdf.add_link(y=max(self.y - 4.0, 0.0), page=self.pdf.page_no())
        self.pages[heading.anchor] = (self.pdf.page_no(), link)
        self.pdf.set_y(self.y)
        self.pdf.start_section(heading.text, level=heading.level - 1)
        self.lines(heading.text, size, BLUE, bold=True)
        self.y += 2.0

    def _caption(self, block: Table | Figure, centred: bool, left: float = LEFT, room: float = TEXT_WIDTH_MM) -> None:
        before, after = caption_of(block, self.report.language)
        for line in wrap(printable(f"{before}{block.number}{after}")[0], 9.0, room):
            start = left + (room - width_mm(line, 9.0)) / 2 if centred else left
            self.bold(start, self.y + 3.6, line, 9.0, BLUE)
            self.y += 4.9

    def _figure(self, figure: Figure) -> None:
        width = min(figure.width_mm, TEXT_WIDTH_MM)
        high = width * figure.size_px[1] / figure.size_px[0]
        self.need(high + 12.0)
        if self.pictures:
            left = (PAGE_MM[0] - width) / 2
            data = io.BytesIO(figure.png)
            self.pdf.image(data, left, self.y, width, high, alt_text=figure.alt, title=figure.caption)
        self.y += high + 1.0
        self._caption(figure, centred=True)
        self.y += 3.0

    def _pair(self, pair: Pair) -> None:
        high = max(PAIR_WIDTH_MM * each.size_px[1] / each.size_px[0] for each in pair.figures)
        self.need(high + 15.0)
        top, lowest = self.y, self.y
        for number, figure in enumerate(pair.figures):
            left = LEFT + number * (TEXT_WIDTH_MM - PAIR_WIDTH_MM)
            own = PAIR_WIDTH_MM * figure.size_px[1] / figure.size_px[0]
            if self.pictures:
                data = io.BytesIO(figure.png)
                self.pdf.image(data, left, top, PAIR_WIDTH_MM, own, alt_text=figure.alt, title=figure.caption)
            self.y = top + high + 1.0
            self._caption(figure, centred=True, left=left, room=PAIR_WIDTH_MM)
            lowest = max(lowest, self.y)
        self.y = lowest + 3.0

    def _table(self, table: Table) -> None:
        whole = sum(column.share for column in table.columns)
        widths = [column.share / whole * TEXT_WIDTH_MM for column in table.columns]
        heads = _cells(tuple(column.title for column in table.columns), widths)
        first = _cells(table.rows[0], widths) if table.rows else []
        self.need(6.0 + _height(heads) + (_height(first) if first else 0.0))
        self._caption(table, centred=False)
        self._row(table, heads, widths, heading=True)
        for row in table.rows:
            cells = _cells(row, widths)
            if self.y + _height(cells) > BOTTOM:
                self.page()
                self._row(table, heads, widths, heading=True)
            self._row(table, cells, widths, heading=False)
        self.y += 1.0
        for note in table.notes:
            self.lines(note, 8.5, GREY)
        self.y += 3.0

    def _row(self, table: Table, cells: list[list[str]], widths: list[float], heading: bool) -> None:
        high, x = _height(cells), LEFT
        if heading:
            self.pdf.set_fill_color(*SHADE)
            self.pdf.rect(LEFT, self.y, TEXT_WIDTH_MM, high, style="F")
        step = _CELL_PT * MM_PER_PT * _CELL_LEADING
        for lines, width, column in zip(cells, widths, table.columns, strict=True):
            for number, line in enumerate(lines):
                room = width - _PAD - width_mm(line, _CELL_PT)
                left = x + (room if column.align == "right" else _PAD)
                draw = self.bold if heading else self.words
                draw(left, self.y + _PAD + step * (number + 0.74), line, _CELL_PT, BLUE if heading else INK)
            x += width
        self.y += high
        self.pdf.set_draw_color(*RULE)
        self.pdf.set_line_width(0.2)
        self.pdf.line(LEFT, self.y, LEFT + TEXT_WIDTH_MM, self.y)

    def finished(self) -> bytes:
        """Return the file."""
        content = bytes(self.pdf.output())
        self.close()
        return content

    def close(self) -> None:
        """Close the font file, which fpdf2 reads as it goes."""
        for font in self.pdf.fonts.values():
            font.ttfont.close()


def _cells(row: tuple[str, ...], widths: list[float]) -> list[list[str]]:
    return [
        [line for part in cell.split("\n") for line in wrap(printable(part)[0], _CELL_PT, width - 2 * _PAD)]
        for cell, width in zip(row, widths, strict=True)
    ]


def _height(cells: list[list[str]]) -> float:
    return max(max(len(lines) for lines in cells), 1) * _CELL_PT * MM_PER_PT * _CELL_LEADING + 2 * _PAD


def _new_pdf(report: Report) -> Any:
    from fpdf import FPDF

    running = printable(report.running)[0]

    class Numbered(FPDF):
        """A document with the running title above and the page below, but for the cover."""

        def header(self) -> None:
            if self.page_no() == 1:
                return
            self.set_font("house", size=8.5)
            self.set_text_color(*GREY)
            line = wrap(running, 8.5, TEXT_WIDTH_MM)[0]
            self.text(LEFT + TEXT_WIDTH_MM - width_mm(line, 8.5), 13.0, line)
            self.set_draw_color(*RULE)
            self.set_line_width(0.2)
            self.line(LEFT, 15.0, LEFT + TEXT_WIDTH_MM, 15.0)

        def footer(self) -> None:
            if self.page_no() == 1:
                return
            self.set_font("house", size=8.5)
            self.set_text_color(*GREY)
            words = f"第 {self.page_no()} 页" if report.language == "zh" else f"Page {self.page_no()}"
            self.text((PAGE_MM[0] - width_mm(words, 8.5)) / 2, PAGE_MM[1] - 11.0, words)

    pdf = Numbered(unit="mm", format=PAGE_MM)
    pdf.add_font("house", fname=str(FONT))
    pdf.set_auto_page_break(False)
    pdf.set_margins(LEFT, TOP, LEFT)
    pdf.set_title(report.cover.title)
    pdf.set_creator("园图 Yuantu")
    pdf.set_lang("zh-CN" if report.language == "zh" else "en")
    pdf.set_creation_date(datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC))  # same content, same file
    pdf.set_display_mode("fullwidth")
    return pdf
