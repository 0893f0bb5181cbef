"""Where each part of a sheet of one map goes: words are measured first, the map gets the room that is left."""

from __future__ import annotations

from collections.abc import Sequence

from layers.sheets.content import Bounds, SheetContent
from layers.sheets.frame import Frame
from layers.sheets.legend import draw_legend
from layers.sheets.options import SheetOptions
from layers.sheets.page import GREY, Box, Page
from layers.sheets.parts import draw_inset
from layers.sheets.sheet import (
    GAP_MM,
    Sheet,
    draw_foot,
    draw_head,
    draw_map,
    draw_to_scale,
    legend_layers,
    region_of,
    width_of_background_mm,
)
from spatial.findings import Finding
from spatial.text import Text

_SIDE_MM, _NARROW_SIDE_MM = 66.0, 50.0
_LEAST_SHARE = 0.7
"""Of the width there is for it, the map takes at least so much, though there be paper beyond the background."""
_INSET_HEIGHTS = (0.34, 0.24)
_INSET_SHARE = 0.55
"""An inset says nothing where the map already shows more than this share of the region."""


def arrange(content: SheetContent, options: SheetOptions, dpi: float = 0.0) -> tuple[Page, tuple[Finding, ...]]:
    """Lay out a sheet; return the page, and what could not be printed as it was meant.

    Layers and base maps are drawn, explained and attributed where the scale of the sheet itself is among theirs.

    Parameters
    ----------
    dpi
        Resolution of the pictures of base maps; 0: as fine as print needs it.
    """
    return draw_to_scale((content,), options, dpi, _lay_out)


def _lay_out(sheets: Sequence[Sheet]) -> tuple[tuple[Frame], int]:
    sheet = sheets[0]
    top, bottom = draw_head(sheet), draw_foot(sheet)
    inner = sheet.inner
    middle = Box(inner.left, bottom, inner.width, top - bottom)
    frame, left_over = _draw_below(sheet, middle) if sheet.format.portrait else _draw_beside(sheet, middle)
    return (frame,), left_over


def _draw_beside(sheet: Sheet, room: Box) -> tuple[Frame, int]:
    """Draw the map at the left, legend and inset at the right; return its frame, and how many rows did not fit."""
    side = sheet.mm(_SIDE_MM if sheet.format.roomy else _NARROW_SIDE_MM)
    framed = Box(room.left, room.bottom, room.width - side - sheet.mm(GAP_MM), room.height)
    wide = max(min(framed.width, width_of_background_mm(sheet, framed)), _LEAST_SHARE * framed.width)
    side += framed.width - wide
    framed = Box(framed.left, framed.bottom, wide, framed.height)
    frame = draw_map(sheet, framed)
    right = Box(framed.right + sheet.mm(GAP_MM), room.bottom, side, room.height)
    layers, language, scale = legend_layers(sheet), sheet.options.language, sheet.format.scale
    inset = _inset_bounds(sheet, frame)
    if inset is not None:
        for share in _INSET_HEIGHTS:  # the smaller one where that saves the legend a second column
            high = min(side * 0.75, room.height * share)
            above = Box(right.left, right.bottom + high + sheet.mm(7.0), side, right.height - high - sheet.mm(7.0))
            _, wanting = draw_legend(Page(sheet.page.width, sheet.page.height), above, layers, language, scale, (1,))
            if not wanting:
                break
        _draw_inset(sheet, Box(right.left, right.bottom, side, high), inset, frame)
        right = above
    _, left_over = draw_legend(sheet.page, right, layers, language, scale, (1, 2))
    return frame, left_over


def _draw_below(sheet: Sheet, room: Box) -> tuple[Frame, int]:
    """Draw the map above, legend and inset below; return its frame, and how many legend rows did not fit."""
    gap = sheet.mm(GAP_MM)
    layers, language, scale = legend_layers(sheet), sheet.options.language, sheet.format.scale
    for share in (0.24, 0.30, 0.36, 0.42):
        needed, left_over = draw_legend(
            Page(sheet.page.width, sheet.page.height),
            Box(0, 0, room.width * 0.68, room.height * share), layers, language, scale, (2, 1),
        )  # fmt: skip
        if not left_over:
            break
    share = min(max(needed + sheet.mm(2.0), room.height * 0.16), room.height * 0.42)
    framed = Box(room.left, room.bottom + share + gap, room.width, room.height - share - gap)
    frame = draw_map(sheet, framed)
    inset = _inset_bounds(sheet, frame)
    wide = room.width if inset is None else room.width * 0.68
    if inset is not None:
        high = min(share - sheet.mm(5.0), (room.width - wide - gap) * 0.9)
        at = Box(room.left + wide + gap, room.bottom + share - high - sheet.mm(3.2), room.width - wide - gap, high)
        _draw_inset(sheet, at, inset, frame)
    at = Box(room.left, room.bottom, wide, share + 0.1)
    _, left_over = draw_legend(sheet.page, at, layers, language, scale, (2, 1) if inset is not None else (2, 3, 1))
    return frame, left_over


def _inset_bounds(sheet: Sheet, frame: Frame) -> Bounds | None:
    """Return the extent of the inset: the whole background; None where it would say nothing, or is not wanted."""
    whole = region_of(sheet) if sheet.options.inset and sheet.format.roomy else None
    if whole is None:
        return None
    west, south, east, north = frame.bounds
    shown = (min(east, whole[2]) - max(west, whole[0])) * (min(north, whole[3]) - max(south, whole[1]))
    return whole if shown < _INSET_SHARE * (whole[2] - whole[0]) * (whole[3] - whole[1]) else None


def _draw_inset(sheet: Sheet, box: Box, whole: Bounds, frame: Frame) -> None:
    """Draw the inset at the left of a box, no wider than the background is."""
    wide = min(box.width, box.height * (whole[2] - whole[0]) / (whole[3] - whole[1]))
    box = Box(box.left, box.bottom, wide, box.height)
    context = [row.drawn for row in sheet.content.context if not row.portrayal.placed.dashed.any()]
    draw_inset(sheet.page, box, context, whole, frame)
    size = 7.0 * sheet.format.scale
    words = sheet.say(Text("图幅位置", "Location"))
    sheet.page.line_of_text(box.left, box.top + 1.2, words, size, GREY)
