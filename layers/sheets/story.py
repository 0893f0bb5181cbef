"""A sheet of a result: the map at the left, bars with intervals and the reading at the right, on one page."""

from __future__ import annotations

from pathlib import Path

from layers.results.result_story import Story, StoryBar
from layers.results.result_tables import cell_words
from layers.sheets.content import compose
from layers.sheets.curve import draw_curve
from layers.sheets.frame import Frame
from layers.sheets.legend import draw_legend
from layers.sheets.options import SheetOptions, as_file_type, check_options
from layers.sheets.page import GREY, INK, LINE_HEIGHT, PALE, Box, drawing_rules, save_page
from layers.sheets.sheet import GAP_MM, Sheet, draw_foot, draw_head, draw_map, draw_to_scale, legend_layers
from layers.sheets.text import MM_PER_PT, width_mm, wrap
from spatial.feedback import SILENT, Feedback
from spatial.files import replace_file
from spatial.findings import Finding
from spatial.text import Text

MOST_BARS = 16
_SIDE_SHARE, _ROW_MM, _BAR_PT = 0.42, 6.2, 7.6
_READING_PT = (8.2, 7.6, 7.0, 6.4, 5.8)
_PLAIN, _MARKED = "#7fb0d0", "#2c5f8a"


def write_story_sheet(
    story: Story, path: Path | str, options: SheetOptions, feedback: Feedback = SILENT
) -> tuple[Finding, ...]:
    """Write a result as a sheet; the ending of `path` says whether as PNG, SVG or PDF.

    Returns
    -------
    tuple of Finding
        What could not be printed as it was meant.

    Raises
    ------
    ExportError
        The format or the ending is unknown, or the map shows nothing.
    SourceError
        The file cannot be written.
    """
    target = Path(path)
    file_type = as_file_type(target.suffix or target.name)
    check_options(options)
    content = compose(story.project, story.map_id, None, feedback.part(0.0, 0.5))
    dpi = options.dpi if file_type == "png" else 0.0
    with drawing_rules():
        page, found = draw_to_scale((content,), options, dpi, lambda sheets: _lay_out(sheets[0], story))
        feedback.report(0.7, Text("正在写入文件", "Writing the file"))
        replace_file(target, lambda temporary: save_page(page, temporary, file_type, options.dpi))
    feedback.report(1.0)
    return found


def _lay_out(sheet: Sheet, story: Story) -> tuple[tuple[Frame], int]:
    top, bottom = draw_head(sheet), draw_foot(sheet)
    inner, gap = sheet.inner, sheet.mm(GAP_MM)
    room = Box(inner.left, bottom, inner.width, top - bottom)
    if sheet.format.portrait:
        upper = Box(room.left, room.bottom + room.height * 0.5, room.width, room.height * 0.5)
        side = Box(room.left, room.bottom, room.width, room.height * 0.5 - gap)
    else:
        wide = room.width * _SIDE_SHARE
        upper = Box(room.left, room.bottom, room.width - wide - gap, room.height)
        side = Box(upper.right + gap, room.bottom, wide, room.height)
    legend = upper.height * 0.26
    framed = Box(upper.left, upper.bottom + legend + gap, upper.width, upper.height - legend - gap)
    frame = draw_map(sheet, framed)
    at = Box(upper.left, upper.bottom, upper.width, legend)
    _, left_over = draw_legend(sheet.page, at, legend_layers(sheet), sheet.options.language, sheet.format.scale, (2, 3))
    _draw_side(sheet, story, side)
    return (frame,), left_over


def _draw_side(sheet: Sheet, story: Story, side: Box) -> None:
    top = draw_curve(sheet, story.curve, side) if story.curve is not None else side.top
    most = MOST_BARS if story.curve is None else MOST_BARS // 2
    bottom = _draw_bars(sheet, story, Box(side.left, side.bottom, side.width, top - side.bottom), most)
    room = bottom - side.bottom - sheet.mm(2.0)
    words = [sheet.say(each) for each in story.words]
    for size in _READING_PT:
        pt = size * sheet.format.scale
        lines = [line for each in words for line in wrap(f"· {each}", pt, side.width)]
        if len(lines) * pt * MM_PER_PT * LINE_HEIGHT <= room:
            break
    fits = max(int(room / (pt * MM_PER_PT * LINE_HEIGHT)), 0)
    if len(lines) > fits:
        cut = len(lines) - fits
        message = Text(
            f"解读太长，最后 {cut} 行没有印出；请换更大的版式。",
            f"The reading is too long: its last {cut} lines are not printed. Take larger paper.",
        )
        sheet.page.noticed.append(Finding("reading_cut", "warning", message))
    sheet.page.block(side.left, bottom - sheet.mm(2.0), lines[:fits], pt, INK)


def _draw_bars(sheet: Sheet, story: Story, side: Box, most: int) -> float:
    """Draw the first bars from the top of a box; return where they end."""
    page, scale = sheet.page, sheet.format.scale
    shown = story.bars[:most]
    row, pt = sheet.mm(_ROW_MM), _BAR_PT * scale
    ends = [each for bar in shown for each in (bar.value, bar.low, bar.high) if each is not None]
    span = min([*ends, 0.0]), max([*ends, 0.0])
    span = span if span[0] < span[1] else (0.0, 1.0)
    names = side.width * (0.6 if any(bar.mark for bar in shown) else 0.44)
    figures = sheet.mm(14.0)
    plot = Box(side.left + names, 0.0, side.width - names - figures, 0.0)
    top = side.top
    heading = sheet.say(story.axis)
    page.line_of_text(side.left, top - pt * MM_PER_PT, heading, pt, GREY)
    top -= pt * MM_PER_PT * 1.8
    for number, bar in enumerate(shown):
        _draw_bar(sheet, bar, (top - (number + 1) * row, row), (plot, span, names))
    bottom = top - len(shown) * row
    zero = _place(0.0, plot, span)
    page.polyline([(zero, top), (zero, bottom)], INK, 0.6)
    if len(story.bars) > most:
        more = Text(f"另有 {len(story.bars) - most} 个未画出", f"{len(story.bars) - most} more are not drawn")
        page.line_of_text(side.left, bottom - pt * MM_PER_PT, sheet.say(more), pt, GREY)
        bottom -= pt * MM_PER_PT * 1.6
    page.polyline([(side.left, bottom - 1.0), (side.right, bottom - 1.0)], PALE, 0.4)
    return bottom - 1.0


def _place(value: float, plot: Box, span: tuple[float, float]) -> float:
    return plot.left + (value - span[0]) / (span[1] - span[0]) * plot.width


def _draw_bar(
    sheet: Sheet, bar: StoryBar, line: tuple[float, float], plotted: tuple[Box, tuple[float, float], float]
) -> None:
    page, (bottom, row), (plot, span, names) = sheet.page, line, plotted
    pt = _BAR_PT * sheet.format.scale
    name = _shortened(sheet.say(bar.label), pt, names - sheet.mm(2.0))
    baseline = bottom + row / 2 - pt * MM_PER_PT * 0.36
    page.line_of_text(plot.left - sheet.mm(1.5), baseline, name, pt, INK, "right")
    if bar.value is not None:
        left, right = sorted((_place(0.0, plot, span), _place(bar.value, plot, span)))
        fill = bar.colour or (_MARKED if bar.mark else _PLAIN)
        page.rectangle(Box(left, bottom + row * 0.2, max(right - left, 0.2), row * 0.6), fill)
    if bar.low is not None and bar.high is not None:
        low, high = (_place(each, plot, span) for each in (bar.low, bar.high))
        middle = bottom + row / 2
        page.polyline([(low, middle), (high, middle)], INK, 0.8)
        for x in (low, high):
            page.polyline([(x, middle - row * 0.16), (x, middle + row * 0.16)], INK, 0.8)
    figure = cell_words(bar.value, sheet.options.language, 3)
    page.line_of_text(plot.right + sheet.mm(1.5), baseline, figure, pt, INK)


def _shortened(name: str, size_pt: float, limit_mm: float) -> str:
    if width_mm(name, size_pt) <= limit_mm:
        return name
    while name and width_mm(name + "…", size_pt) > limit_mm:
        name = name[:-1]
    return name + "…"
