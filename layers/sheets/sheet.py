"""A sheet being drawn, and the parts that every kind of sheet has: head, foot, maps with their furniture, legends."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from layers.indicators.footnotes import notes_of_map
from layers.sheets.content import Bounds, SheetContent, drawn_geometry
from layers.sheets.frame import Frame
from layers.sheets.labels import paint_labels
from layers.sheets.legend import LegendLayer
from layers.sheets.map import draw_ground, paint_portrayal
from layers.sheets.options import SheetFormat, SheetOptions, check_options
from layers.sheets.page import GREY, INK, LINE_HEIGHT, Box, Page
from layers.sheets.parts import draw_logo, draw_north_arrow, draw_scale_bar, draw_status, lines_below, metres_per_mm
from layers.sheets.text import MM_PER_PT, balanced, width_mm, wrap
from layers.sheets.tiles import missing_base, paint_base, print_dpi
from spatial.errors import GisError
from spatial.findings import Finding
from spatial.geometry import bounds
from spatial.text import Text

GAP_MM = 4.0
"""Between the map and what stands beside it, on A4."""
_MARGIN_MM = 10.0
_TITLE_PT, _SUBTITLE_PT, _BODY_PT, _NOTE_PT, _STATUS_PT = 17.0, 11.0, 9.0, 6.8, 8.5


@dataclass(frozen=True)
class Sheet:
    """A sheet being arranged."""

    page: Page
    content: SheetContent
    options: SheetOptions
    format: SheetFormat
    dpi: float = 0.0
    """Of the pictures of base maps; 0: as fine as print needs it."""

    @property
    def inner(self) -> Box:
        """The paper without its margins."""
        return Box(0, 0, self.format.width_mm, self.format.height_mm).shrunk(_MARGIN_MM * self.format.scale)

    def mm(self, length: float) -> float:
        """Return a length that is `length` mm on A4, on this paper."""
        return length * self.format.scale

    def say(self, text: Text) -> str:
        """Return words in the language of the sheet, with what the font cannot print replaced and noted."""
        return self.page.words(text.to(self.options.language))


_PASSES = 4
"""A frame decides the scale, the scale what is drawn, its legend and sources the frame: laid out so often at most."""


def draw_to_scale(
    contents: Sequence[SheetContent],
    options: SheetOptions,
    dpi: float,
    lay_out: Callable[[Sequence[Sheet]], tuple[Sequence[Frame], int]],
) -> tuple[Page, tuple[Finding, ...]]:
    """Draw maps on one page so that each shows what is drawn at the scale it is printed at.

    Parameters
    ----------
    contents
        What each map prints.
    dpi
        Resolution of the pictures of base maps; 0: as fine as print needs it.
    lay_out
        Draws sheets that have one page in common; returns the frame of each map, and how many legend rows did not fit.

    Returns
    -------
    (Page, findings)
        What could not be printed as it was meant.
    """
    paper = check_options(options)
    drawn = tuple(contents)
    for _ in range(_PASSES):
        page = Page(paper.width_mm, paper.height_mm)
        sheets = [Sheet(page, each, options, paper, dpi) for each in drawn]
        frames, left_over = lay_out(sheets)
        scales = [denominator_of(frame, each) for frame, each in zip(frames, contents, strict=True)]
        fitting = tuple(each.at_scale(scale) for each, scale in zip(contents, scales, strict=True))
        if [each.parts for each in fitting] == [each.parts for each in drawn]:
            break
        drawn = fitting
    noticed = [finding for each in contents for finding in each.findings]
    for each, sheet, scale in zip(contents, sheets, scales, strict=True):
        noticed += hidden_findings(each, sheet.content, scale)
    return page, (*dict.fromkeys(noticed), *_cut_findings(left_over), *page.findings())


def denominator_of(frame: Frame, content: SheetContent) -> float:
    """Return the scale of a frame as it is printed, as 100 000 for 1:100 000; 0: unknown."""
    return metres_per_mm(frame, content.project.crs) * 1000.0


def hidden_findings(content: SheetContent, drawn: SheetContent, denominator: float) -> tuple[Finding, ...]:
    """Return what is visible in the map and not drawn on the sheet because of its scale."""
    names = [row.layer.name for row in content.layers if row not in drawn.layers]
    names += [each.base.name for each in content.bases if each not in drawn.bases]
    if not names:
        return ()
    scale = f"1:{float(f'{denominator:.2g}'):,.0f}"
    message = Text(
        f"图幅比例尺约 {scale}，不在以下图层的显示范围内，未绘出：{'、'.join(name.zh for name in names)}。",
        f"At about {scale} these are not drawn, by their range of scales: {', '.join(n.to('en') for n in names)}.",
    )
    return (Finding("out_of_scale", "info", message),)


def _cut_findings(left_over: int) -> tuple[Finding, ...]:
    if not left_over:
        return ()
    message = Text(
        f"图例太长，缩到最小字号后仍有 {left_over} 项放不下；请换更大的版式或合并类别。",
        f"The legend is too long: {left_over} rows do not fit at the smallest letters. "
        "Take larger paper or merge categories.",
    )
    return (Finding("legend_cut", "error", message),)


# --- head and foot -------------------------------------------------------------------------------------------------


def draw_head(sheet: Sheet) -> float:
    """Print title, subtitle and description, with the logo at the right; return where the next part may begin."""
    page, inner, scale = sheet.page, sheet.inner, sheet.format.scale
    width = inner.width
    if sheet.options.logo is not None:
        width -= draw_logo(page, sheet.options.logo, inner.right, inner.top, sheet.mm(13.0)) + sheet.mm(6.0)
    top = inner.top
    shown, own = sheet.content.shown, sheet.options
    title = own.title or sheet.say(shown.title)
    description = own.caption or ("" if own.title else sheet.say(shown.description))
    parts = (
        (balanced(title, _TITLE_PT * scale, width), _TITLE_PT, INK),
        (balanced(sheet.say(sheet.content.subtitle), _SUBTITLE_PT * scale, width), _SUBTITLE_PT, INK),
        (wrap(description, _BODY_PT * scale, width), _BODY_PT, GREY),
    )
    for lines, size, colour in parts:
        top -= page.block(inner.left, top, lines, size * scale, colour)
    if sheet.options.logo is not None:
        top = min(top, inner.top - sheet.mm(14.0))
    return top - sheet.mm(2.0)


def draw_foot(sheet: Sheet) -> float:
    """Print status, notes, sources and datum at the foot; return the height at which the map may begin."""
    page, inner, scale, content = sheet.page, sheet.inner, sheet.format.scale, sheet.content
    language, size = sheet.options.language, _NOTE_PT * scale
    separator = "；" if language == "zh" else "; "
    sources = separator.join(source.to(language) for source in content.sources)
    printed = notes_of_map(content.project, content.shown)
    below = [f"{number}. {note.to(language)}" for number, note in enumerate(printed, 1)]
    heading = Text("说明：", "Notes: ").to(language)
    notes = [heading + "  ".join(below)] if below else []
    rest = [Text("资料来源：", "Sources: ").to(language) + sources] if sources else []
    rest.append(content.datum.to(language))
    if sheet.options.date:
        rest[-1] += Text("　制图日期：", "  Date: ").to(language) + sheet.options.date
    lines = lines_below(page, [*notes, *rest], size, inner.width)
    high = len(lines) * size * MM_PER_PT * LINE_HEIGHT
    page.block(inner.left, inner.bottom + high, lines, size, GREY)
    top = inner.bottom + high + sheet.mm(1.8)
    words = sheet.say(content.project.status_note)
    status = _STATUS_PT * scale
    rows = len(wrap(words, status, inner.width - 6.0))
    if rows:
        top += rows * status * MM_PER_PT * LINE_HEIGHT + 1.8
        draw_status(page, inner.left, top, inner.width, words, status)
        top += sheet.mm(2.4)
    return top


# --- maps and legends ----------------------------------------------------------------------------------------------


def legend_layers(sheet: Sheet) -> list[LegendLayer]:
    """Return the layers of the legend from the top of the map to the bottom, the background last."""
    rows = list(reversed(sheet.content.layers))
    front = [row.drawn for row in rows if not row.layer.context]
    return front + [row.drawn for row in rows if row.layer.context]


def frame_of(sheet: Sheet, box: Box) -> Frame:
    """Return the frame of the map in a box: all that must be seen, and as little beyond the background as can be."""
    content = sheet.content
    symbols = any(row.portrayal.radius_px is not None or row.portrayal.clusters for row in content.layers)
    frame = Frame.fitted(box, content.bounds, 9.0 / min(box.width, box.height) if symbols else 0.04)
    region = region_of(sheet)
    return frame if region is None else frame.within(region, content.bounds)


def width_of_background_mm(sheet: Sheet, box: Box) -> float:
    """Return how wide the background is at the scale of the map in a box: a wider frame would show empty paper.

    Infinite where there is no background, or where it does not hold all that must be seen.
    """
    region, seen = region_of(sheet), sheet.content.bounds
    if region is None or seen[0] < region[0] or seen[2] > region[2]:
        return math.inf
    return (region[2] - region[0]) / frame_of(sheet, box).units_per_mm


def draw_map(sheet: Sheet, box: Box) -> Frame:
    """Draw the map of a sheet into a box, with north arrow, scale bar, labels and scale; return its frame."""
    page, content, scale = sheet.page, sheet.content, sheet.format.scale
    frame, region = frame_of(sheet, box), region_of(sheet)
    draw_ground(page, frame, region)
    _draw_bases(sheet, frame)
    for row in content.layers:
        paint_portrayal(page, frame, row.portrayal, row.layer.opacity)
    crs, language = content.project.crs, sheet.options.language
    clear = [draw_north_arrow(page, frame, crs, language, scale), draw_scale_bar(page, frame, crs, language, scale)]
    words = _scale_words(sheet, frame)
    clear.append(words[0] if words is not None else None)
    labelled = [(row.portrayal, row.layer.labels) for row in content.layers]
    paint_labels(page, frame, labelled, (language, scale), [each for each in clear if each is not None])
    page.rectangle(box, "none", INK, 0.8)
    if words is not None:
        place, text, size = words
        page.rectangle(place, "#ffffffd0")
        page.line_of_text(place.left + 1.5, place.bottom + size * MM_PER_PT * 0.55, text, size, GREY)
    return frame


def _draw_bases(sheet: Sheet, frame: Frame) -> None:
    crs = sheet.content.project.crs
    for each in sheet.content.bases:
        try:
            paint_base(sheet.page, frame, each, crs, sheet.dpi or print_dpi(each, frame, crs))
        except GisError as error:  # the file was damaged or taken away since it was opened
            sheet.page.noticed.append(missing_base(each.base, error))


def _scale_words(sheet: Sheet, frame: Frame) -> tuple[Box, str, float] | None:
    """Return where at the lower right of the map the scale is printed, its words (two digits), and their size."""
    denominator = denominator_of(frame, sheet.content)
    if denominator <= 0:
        return None
    number = float(f"{denominator:.2g}")
    size = 6.5 * sheet.format.scale
    words = sheet.say(
        Text(f"约 1:{number:,.0f}（{sheet.format.name.zh}）", f"about 1:{number:,.0f} ({sheet.format.name.en})")
    )
    wide = width_mm(words, size)
    return Box(frame.box.right - wide - 3.0, frame.box.bottom, wide + 3.0, size * MM_PER_PT * 1.8), words, size


def region_of(sheet: Sheet) -> Bounds | None:
    """Return the extent of the background; None where there is none."""
    return bounds(drawn_geometry([row.portrayal for row in sheet.content.context]))
