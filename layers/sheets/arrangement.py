"""Where each part of a sheet goes: words are measured first, the map gets the room that is left."""

from __future__ import annotations

from dataclasses import dataclass

from layers.sheets.content import SheetContent, drawn_geometry
from layers.sheets.frame import Frame
from layers.sheets.labels import paint_labels
from layers.sheets.legend import LegendLayer, draw_legend
from layers.sheets.map import draw_ground, paint_portrayal
from layers.sheets.options import SheetFormat, SheetOptions, check_options
from layers.sheets.page import GREY, INK, LINE_HEIGHT, PALE, Box, Page
from layers.sheets.parts import (
    draw_inset,
    draw_logo,
    draw_north_arrow,
    draw_scale_bar,
    draw_status,
    lines_below,
    metres_per_mm,
)
from layers.sheets.text import MM_PER_PT, balanced, width_mm, wrap
from layers.sheets.tiles import missing_base, paint_base, print_dpi
from spatial.errors import GisError
from spatial.findings import Finding
from spatial.geometry import bounds
from spatial.text import Text

_MARGIN_MM, _GAP_MM = 10.0, 4.0
_TITLE_PT, _SUBTITLE_PT, _BODY_PT, _NOTE_PT, _STATUS_PT = 17.0, 11.0, 9.0, 6.8, 8.5
_SIDE_MM = 66.0
_INSET_SHARE = 0.55
"""An inset says nothing where the map already shows more than this share of the region."""


@dataclass(frozen=True)
class _Sheet:
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
        return length * self.format.scale

    def say(self, text: Text) -> str:
        return self.page.words(text.to(self.options.language))


_PASSES = 4
"""A frame decides the scale, the scale what is drawn, its legend and sources the frame: laid out so often at most."""


def arrange(content: SheetContent, options: SheetOptions, dpi: float = 0.0) -> tuple[Page, tuple[Finding, ...]]:
    """Lay out a sheet; return the page, and what could not be printed as it was meant.

    Layers and base maps are drawn, explained and attributed where the scale of the sheet itself is among theirs.

    Parameters
    ----------
    dpi
        Resolution of the pictures of base maps; 0: as fine as print needs it.
    """
    paper = check_options(options)
    drawn, left_over, denominator = content, 0, 0.0
    for _ in range(_PASSES):
        sheet = _Sheet(Page(paper.width_mm, paper.height_mm), drawn, options, paper, dpi)
        frame, left_over = _lay_out(sheet)
        denominator = denominator_of(frame, content)
        fitting = content.at_scale(denominator)
        if fitting.parts == drawn.parts:
            break
        drawn = fitting
    return sheet.page, (
        *content.findings,
        *hidden_findings(content, sheet.content, denominator),
        *_findings(left_over),
        *sheet.page.findings(),
    )


def _lay_out(sheet: _Sheet) -> tuple[Frame, int]:
    top = _draw_head(sheet)
    bottom = _draw_foot(sheet)
    inner = sheet.inner
    middle = Box(inner.left, bottom, inner.width, top - bottom)
    return _draw_below(sheet, middle) if sheet.format.portrait else _draw_beside(sheet, middle)


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


def _findings(left_over: int) -> tuple[Finding, ...]:
    if not left_over:
        return ()
    message = Text(
        f"图例太长，缩到最小字号后仍有 {left_over} 项放不下；请换更大的版式或合并类别。",
        f"The legend is too long: {left_over} rows do not fit at the smallest letters. "
        "Take larger paper or merge categories.",
    )
    return (Finding("legend_cut", "error", message),)


# --- head and foot -------------------------------------------------------------------------------------------------


def _draw_head(sheet: _Sheet) -> float:
    """Print title, subtitle and description, with the logo at the right; return where the next part may begin."""
    page, inner, scale = sheet.page, sheet.inner, sheet.format.scale
    width = inner.width
    if sheet.options.logo is not None:
        width -= draw_logo(page, sheet.options.logo, inner.right, inner.top, sheet.mm(13.0)) + sheet.mm(6.0)
    top = inner.top
    shown = sheet.content.shown
    parts = (
        (balanced(sheet.say(shown.title), _TITLE_PT * scale, width), _TITLE_PT, INK),
        (balanced(sheet.say(sheet.content.subtitle), _SUBTITLE_PT * scale, width), _SUBTITLE_PT, INK),
        (wrap(sheet.say(shown.description), _BODY_PT * scale, width), _BODY_PT, GREY),
    )
    for lines, size, colour in parts:
        top -= page.block(inner.left, top, lines, size * scale, colour)
    if sheet.options.logo is not None:
        top = min(top, inner.top - sheet.mm(14.0))
    return top - sheet.mm(2.0)


def _draw_foot(sheet: _Sheet) -> float:
    """Print status, notes, sources and datum at the foot; return the height at which the map may begin."""
    page, inner, scale, content = sheet.page, sheet.inner, sheet.format.scale, sheet.content
    language, size = sheet.options.language, _NOTE_PT * scale
    separator = "；" if language == "zh" else "; "
    sources = separator.join(source.to(language) for source in content.sources)
    below = [f"{number}. {note.to(language)}" for number, note in enumerate(content.shown.notes, 1)]
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


# --- map, legend and inset -----------------------------------------------------------------------------------------


def _legend_layers(sheet: _Sheet) -> list[LegendLayer]:
    """Return the layers of the legend from the top of the map to the bottom, the background last."""
    rows = list(reversed(sheet.content.layers))
    front = [row.drawn for row in rows if not row.layer.context]
    return front + [row.drawn for row in rows if row.layer.context]


def _draw_beside(sheet: _Sheet, room: Box) -> tuple[Frame, int]:
    """Draw the map at the left, legend and inset at the right; return its frame, and how many rows did not fit."""
    side = sheet.mm(_SIDE_MM)
    framed = Box(room.left, room.bottom, room.width - side - sheet.mm(_GAP_MM), room.height)
    frame = _draw_map(sheet, framed)
    right = Box(framed.right + sheet.mm(_GAP_MM), room.bottom, side, room.height)
    inset = _inset_bounds(sheet, frame)
    if inset is not None:
        high = min(side * 0.62, room.height * 0.3)
        _draw_inset(sheet, Box(right.left, right.bottom, side, high), inset, frame)
        right = Box(right.left, right.bottom + high + sheet.mm(7.0), side, right.height - high - sheet.mm(7.0))
    _, left_over = draw_legend(
        sheet.page, right, _legend_layers(sheet), sheet.options.language, sheet.format.scale, (1, 2)
    )
    return frame, left_over


def _draw_below(sheet: _Sheet, room: Box) -> tuple[Frame, int]:
    """Draw the map above, legend and inset below; return its frame, and how many legend rows did not fit."""
    gap = sheet.mm(_GAP_MM)
    layers, language, scale = _legend_layers(sheet), sheet.options.language, sheet.format.scale
    for share in (0.24, 0.30, 0.36, 0.42):
        needed, left_over = draw_legend(
            Page(sheet.page.width, sheet.page.height),
            Box(0, 0, room.width * 0.68, room.height * share), layers, language, scale, (2, 1),
        )  # fmt: skip
        if not left_over:
            break
    share = min(max(needed + sheet.mm(2.0), room.height * 0.16), room.height * 0.42)
    framed = Box(room.left, room.bottom + share + gap, room.width, room.height - share - gap)
    frame = _draw_map(sheet, framed)
    inset = _inset_bounds(sheet, frame)
    wide = room.width if inset is None else room.width * 0.68
    if inset is not None:
        high = min(share - sheet.mm(5.0), (room.width - wide - gap) * 0.9)
        at = Box(room.left + wide + gap, room.bottom + share - high - sheet.mm(3.2), room.width - wide - gap, high)
        _draw_inset(sheet, at, inset, frame)
    at = Box(room.left, room.bottom, wide, share + 0.1)
    _, left_over = draw_legend(sheet.page, at, layers, language, scale, (2, 1) if inset is not None else (2, 3, 1))
    return frame, left_over


def _draw_map(sheet: _Sheet, box: Box) -> Frame:
    page, content, scale = sheet.page, sheet.content, sheet.format.scale
    symbols = any(row.portrayal.radius_px is not None or row.portrayal.clusters for row in content.layers)
    frame = Frame.fitted(box, content.bounds, 9.0 / min(box.width, box.height) if symbols else 0.04)
    draw_ground(page, frame, _region(sheet))
    _draw_bases(sheet, frame)
    for row in content.layers:
        paint_portrayal(page, frame, row.portrayal, row.layer.opacity)
    crs, language = content.project.crs, sheet.options.language
    clear = [draw_north_arrow(page, frame, crs, language, scale), draw_scale_bar(page, frame, crs, language, scale)]
    labelled = [(row.portrayal, row.layer.labels) for row in content.layers]
    paint_labels(page, frame, labelled, language, [each for each in clear if each is not None])
    page.rectangle(box, "none", INK, 0.8)
    _draw_scale_words(sheet, frame)
    return frame


def _draw_bases(sheet: _Sheet, frame: Frame) -> None:
    crs = sheet.content.project.crs
    for each in sheet.content.bases:
        try:
            paint_base(sheet.page, frame, each, crs, sheet.dpi or print_dpi(each, frame, crs))
        except GisError as error:  # the file was damaged or taken away since it was opened
            sheet.page.noticed.append(missing_base(each.base, error))


def _draw_scale_words(sheet: _Sheet, frame: Frame) -> None:
    """Print the scale of the sheet as it is printed, rounded to two digits, at the lower right of the map."""
    denominator = denominator_of(frame, sheet.content)
    if denominator <= 0:
        return
    number = float(f"{denominator:.2g}")
    size = 6.5 * sheet.format.scale
    words = sheet.say(
        Text(f"约 1:{number:,.0f}（{sheet.format.name.zh}）", f"about 1:{number:,.0f} ({sheet.format.name.en})")
    )
    wide = width_mm(words, size)
    box = Box(frame.box.right - wide - 3.0, frame.box.bottom, wide + 3.0, size * MM_PER_PT * 1.8)
    sheet.page.rectangle(box, "#ffffffd0")
    sheet.page.line_of_text(box.left + 1.5, box.bottom + size * MM_PER_PT * 0.55, words, size, GREY)


def _region(sheet: _Sheet) -> tuple[float, float, float, float] | None:
    """Return the extent of the background; None where there is none."""
    return bounds(drawn_geometry([row.portrayal for row in sheet.content.context]))


def _inset_bounds(sheet: _Sheet, frame: Frame) -> tuple[float, float, float, float] | None:
    """Return the extent of the inset: the whole background; None where it would say nothing, or is not wanted."""
    whole = _region(sheet) if sheet.options.inset else None
    if whole is None:
        return None
    west, south, east, north = frame.bounds
    shown = (min(east, whole[2]) - max(west, whole[0])) * (min(north, whole[3]) - max(south, whole[1]))
    return whole if shown < _INSET_SHARE * (whole[2] - whole[0]) * (whole[3] - whole[1]) else None


def _draw_inset(sheet: _Sheet, box: Box, whole: tuple[float, float, float, float], frame: Frame) -> None:
    context = [row.drawn for row in sheet.content.context if not row.portrayal.placed.dashed.any()]
    draw_inset(sheet.page, box, context, whole, frame)
    size = 7.0 * sheet.format.scale
    words = sheet.say(Text("图幅位置", "Where the map lies"))
    sheet.page.line_of_text(box.left, box.top + 1.2, words, size, GREY)
    sheet.page.polyline([(box.left, box.top), (box.right, box.top)], PALE, 0.4)
