"""A sheet of a result: the map at the left, bars with intervals and the reading at the right, on one page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely

from layers.results.result_story import Story, StoryBar
from layers.results.result_tables import cell_words
from layers.sheets.content import Bounds, compose
from layers.sheets.curve import CURVE_MM, LOW_CURVE_MM, draw_curve
from layers.sheets.frame import Frame
from layers.sheets.legend import draw_legend
from layers.sheets.options import SheetOptions, as_file_type, check_options
from layers.sheets.page import GREY, INK, LINE_HEIGHT, PALE, Box, drawing_rules, save_page
from layers.sheets.sheet import GAP_MM, Sheet, draw_foot, draw_head, draw_map, draw_to_scale, legend_layers
from layers.sheets.text import MM_PER_PT, balanced, width_mm, wrap
from spatial.feedback import SILENT, Feedback
from spatial.files import replace_file
from spatial.findings import Finding
from spatial.text import Text

MOST_BARS, FEWEST_BARS = 16, 5
_SIDE_SHARE, _ROW_MM, _BAR_PT = 0.42, 6.2, 7.6
_READING_PT, _EASY_PT = (8.2, 7.6, 7.0, 6.4, 5.8), 7.0
_PLAIN, _MARKED = "#7fb0d0", "#2c5f8a"
_INSET_MM, _WANTED_MM, _LEAST_INSET_MM, _SEEN_MM, _MOST_SHARE = 56.0, 46.0, 26.0, 4.0, 0.3
_FRAMED = "#c2410c"


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
    taken, left_over = draw_legend(
        sheet.page, at, legend_layers(sheet), sheet.options.language, sheet.format.scale, (2, 3)
    )
    below = Box(at.left, at.bottom, side.width, max(at.height - taken - sheet.mm(3.0), 0.0))
    small = _too_small(sheet, story, frame)
    left = _draw_side(sheet, story, side, (below, sheet.mm(_WANTED_MM) if small is not None else 0.0))
    if small is not None:
        _draw_inset(sheet, small, frame, left)
    return (frame,), left_over


def _draw_inset(sheet: Sheet, small: tuple[Bounds, Text], frame: Frame, room: Box) -> None:
    """Draw what is too small to be seen on the map, larger, where there is room for it."""
    head = sheet.mm(5.0)
    box = Box(room.left, room.top - sheet.mm(_INSET_MM), room.width, sheet.mm(_INSET_MM) - head)
    box = Box(box.left, max(box.bottom, room.bottom), box.width, box.top - max(box.bottom, room.bottom))
    if box.height < sheet.mm(_LEAST_INSET_MM):
        return
    bounds, names = small
    sheet.page.line_of_text(
        box.left, box.top + sheet.mm(1.2), _shortened(sheet.say(names), _BAR_PT * sheet.format.scale, box.width),
        _BAR_PT * sheet.format.scale, GREY,
    )  # fmt: skip
    drawn = draw_map(replace(sheet, content=replace(sheet.content, bounds=bounds)), box)
    (west, south), (east, north) = frame.page(np.array(drawn.bounds).reshape(2, 2)).tolist()
    sheet.page.rectangle(Box(west, south, east - west, north - south), "none", _FRAMED, 0.9)
    sheet.page.rectangle(box, "none", _FRAMED, 1.1)


def _too_small(sheet: Sheet, story: Story, frame: Frame) -> tuple[Bounds, Text] | None:
    """Return the bounds of the areas that bars stand for and that are a few millimetres wide only, and their names."""
    row = next((each for each in sheet.content.layers[::-1] if each.layer.dataset == story.dataset), None)
    if row is None or row.layer.context:
        return None
    places = row.portrayal.placed.geometry
    if not np.isin(shapely.get_type_id(places), (-1, 3, 6)).all():
        return None
    size = shapely.bounds(places)
    seen_mm = np.sqrt(shapely.area(places)) / frame.units_per_mm
    small = [bar for bar in story.bars if all(seen_mm[each] < sheet.mm(_SEEN_MM) for each in bar.features)]
    rows = sorted({each for bar in small for each in bar.features})
    if not rows or len(rows) == len(places):
        return None
    west, south = size[rows, :2].min(axis=0).tolist()
    east, north = size[rows, 2:].max(axis=0).tolist()
    if max(east - west, north - south) > _MOST_SHARE * min(frame.box.width, frame.box.height) * frame.units_per_mm:
        return None
    zh, en = "、".join(bar.label.zh for bar in small), "; ".join(bar.label.to("en") for bar in small)
    return (west, south, east, north), Text(f"放大（红框）：{zh}", f"Enlarged (red frame): {en}")


def _draw_side(sheet: Sheet, story: Story, side: Box, more: tuple[Box, float]) -> Box:
    """Draw curve, bars and reading; return the room left below it.

    `more` is where a long reading goes on, and how much room is wanted below it if its letters need not be small.
    """
    spare, wanted = more
    for height in (CURVE_MM, LOW_CURVE_MM) if story.curve is not None else (0.0,):
        most, whole = _bars_beside_reading(sheet, story, side.height - sheet.mm(height), (side.width, spare.height))
        if whole:
            break
    top = draw_curve(sheet, story.curve, side, height) if story.curve is not None else side.top
    bottom = _draw_bars(sheet, story, Box(side.left, side.bottom, side.width, top - side.bottom), most)
    room = bottom - side.bottom - sheet.mm(2.0)
    words = [sheet.say(each) for each in story.words]
    for size, kept in (*((size, wanted) for size in _READING_PT if wanted and size >= _EASY_PT),
                       *((size, 0.0) for size in _READING_PT)):  # fmt: skip
        pt = size * sheet.format.scale
        lines = [line for each in words for line in wrap(f"· {each}", pt, side.width)]
        if len(lines) * pt * MM_PER_PT * LINE_HEIGHT <= room - kept:
            break
    step = pt * MM_PER_PT * LINE_HEIGHT
    fits = max(int(room / step), 0)
    rest = lines[fits : fits + int(spare.height / step)]
    if rest:
        sheet.page.block(spare.left, spare.bottom + len(rest) * step, rest, pt, INK)
    if len(lines) > fits + len(rest):
        cut = len(lines) - fits - len(rest)
        message = Text(
            f"解读太长，最后 {cut} 行没有印出；请换更大的版式。",
            f"The reading is too long: its last {cut} lines are not printed. Take larger paper.",
        )
        sheet.page.noticed.append(Finding("reading_cut", "warning", message))
    high = sheet.page.block(side.left, bottom - sheet.mm(2.0), lines[:fits], pt, INK)
    end = bottom - sheet.mm(2.0) - high - sheet.mm(3.0)
    return Box(side.left, side.bottom, side.width, max(end - side.bottom, 0.0))


def _bars_beside_reading(sheet: Sheet, story: Story, height: float, reading: tuple[float, float]) -> tuple[int, bool]:
    """Return how many bars are drawn, `FEWEST_BARS` at least, and whether they leave room for the whole reading.

    `reading` is how wide it is, and the height of what it may go on in.
    """
    most = min(MOST_BARS if story.curve is None else MOST_BARS // 2, max(len(story.bars), 1))
    pt, bar_pt = _READING_PT[-1] * sheet.format.scale, _BAR_PT * sheet.format.scale
    lines = sum(len(wrap(f"· {sheet.say(each)}", pt, reading[0])) for each in story.words)
    step = pt * MM_PER_PT * LINE_HEIGHT
    for number in range(most, min(FEWEST_BARS, most) - 1, -1):
        heads = bar_pt * MM_PER_PT * (3.4 if number < len(story.bars) else 1.8)
        room = height - heads - number * sheet.mm(_ROW_MM) - sheet.mm(2.0) - 1.0
        if lines <= int(max(room, 0.0) / step) + int(reading[1] / step):
            return number, True
    return min(most, FEWEST_BARS), False


def _draw_bars(sheet: Sheet, story: Story, side: Box, most: int) -> float:
    """Draw the first bars from the top of a box; return where they end."""
    page, scale = sheet.page, sheet.format.scale
    shown = story.bars[:most]
    row, pt = sheet.mm(_ROW_MM), _BAR_PT * scale
    ends = [each for bar in shown for each in (bar.value, bar.low, bar.high) if each is not None]
    span = min([*ends, 0.0]), max([*ends, 0.0])
    span = span if span[0] < span[1] else (0.0, 1.0)
    names = side.width * (0.6 if any(bar.mark for bar in shown) else 0.44)
    figures = max(width_mm(_figure(sheet, bar), pt) for bar in shown) + sheet.mm(3.0) if shown else sheet.mm(14.0)
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
    baseline = bottom + row / 2 - pt * MM_PER_PT * 0.36
    lines, size = _label(sheet.say(bar.label), pt, names - sheet.mm(2.0))
    step = size * MM_PER_PT * 1.15
    for number, part in enumerate(lines):
        at = bottom + row / 2 + ((len(lines) - 1) / 2 - number) * step - size * MM_PER_PT * 0.36
        page.line_of_text(plot.left - sheet.mm(1.5), at, part, size, INK, "right")
    if bar.value is not None:
        left, right = sorted((_place(0.0, plot, span), _place(bar.value, plot, span)))
        fill = bar.colour or (_MARKED if bar.mark else _PLAIN)
        edge = GREY if bar.colour else "none"
        page.rectangle(Box(left, bottom + row * 0.2, max(right - left, 0.2), row * 0.6), fill, edge, 0.35)
    if bar.low is not None and bar.high is not None:
        low, high = (_place(each, plot, span) for each in (bar.low, bar.high))
        middle = bottom + row / 2
        page.polyline([(low, middle), (high, middle)], INK, 0.8)
        for x in (low, high):
            page.polyline([(x, middle - row * 0.16), (x, middle + row * 0.16)], INK, 0.8)
    page.line_of_text(plot.right + sheet.mm(1.5), baseline, _figure(sheet, bar), pt, INK)


def _figure(sheet: Sheet, bar: StoryBar) -> str:
    value = cell_words(bar.value, sheet.options.language, 3)
    return f"{value} ({bar.interval})" if bar.interval else value


def _label(name: str, size_pt: float, limit_mm: float) -> tuple[list[str], float]:
    """Return a label in one line, else in two of smaller letters, and their size; only what needs three is cut."""
    if width_mm(name, size_pt) <= limit_mm:
        return [name], size_pt
    small = size_pt * 0.86
    first, dash, second = name.partition(" – ") if " – " in name else name.partition("—")
    if dash and max(width_mm(f"{first}{dash}", small), width_mm(second, small)) <= limit_mm:
        return [f"{first}{dash}".rstrip(), second], small
    lines = balanced(name, small, limit_mm)
    return [*lines[:1], _shortened("".join(lines[1:]), small, limit_mm)] if len(lines) > 2 else lines, small


def _shortened(name: str, size_pt: float, limit_mm: float) -> str:
    if width_mm(name, size_pt) <= limit_mm:
        return name
    while name and width_mm(name + "…", size_pt) > limit_mm:
        name = name[:-1]
    return name + "…"
