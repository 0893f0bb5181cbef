"""The legend of a sheet: the rows of `Portrayal.legend` word for word, in as many columns as the space asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import shapely

from layers.cartography.legend import CLUSTER, LegendEntry, Style
from layers.cartography.portrayal import Portrayal
from layers.sheets.matrix import axis_lines, draw_matrix, matrix_height_mm
from layers.sheets.page import GREY, INK, LINE_HEIGHT, MM_PER_PX, PALE, PT_PER_PX, Box, Page
from layers.sheets.patterns import hatch
from layers.sheets.shapes import line_colour, pen_of
from layers.sheets.text import MM_PER_PT, width_mm, wrap
from spatial.text import Language, Text

HEADING_PT, ROW_PT, NOTE_PT = 9.0, 8.0, 6.8
LEAST_PT = 5.2
"""The smallest letters of a sheet that is not enlarged: below this a legend is cut, with a finding, not shrunk."""

_SWATCH_MM, _SWATCH_HIGH_MM, _GAP_MM = 7.0, 3.7, 2.0
_COLUMN_GAP_MM = 5.0
_CELL_MM = 9.0
_COLUMN_PENALTY = 0.2
NOT_APPROVED = Text(
    "虚线：边界未经审批（示意、描绘或草案）", "Dashed: boundary not approved (schematic, digitised, draft)"
)
_NUMBER = Text("要素数", "Features")
_LEGEND = Text("图例", "Legend")
Shape = Literal["point", "line", "polygon"]
_SHAPES: tuple[Shape, ...] = ("point", "line", "polygon")  # by dimension


@dataclass(frozen=True, eq=False)
class LegendLayer:
    """A layer in the legend: what was portrayed, how opaque it is drawn, and whether its features are counted there."""

    portrayal: Portrayal
    opacity: float = 1.0
    counted: bool = True


@dataclass(frozen=True)
class _Item:
    """A piece of the legend that is never broken: its height, how it is drawn at (left, top), and what it is."""

    height_mm: float
    draw: Callable[[float, float], None]
    keep: bool = False  # with the next one


@dataclass(frozen=True)
class _Sizes:
    """Letters and swatches at one degree of shrinking, and the width of a column."""

    page: Page
    language: Language
    scale: float
    width_mm: float

    def pt(self, size: float) -> float:
        return size * self.scale

    def mm(self, length: float) -> float:
        return length * self.scale


def shape_of(portrayal: Portrayal, code: int) -> Shape:
    """Return what features of a class look like: cluster hulls are areas, symbols and single points are points."""
    if code == CLUSTER:
        return "polygon"
    if portrayal.radius_px is not None or portrayal.clusters is not None or portrayal.aggregation is not None:
        return "point"
    kinds = shapely.get_dimensions(portrayal.placed.geometry)
    kinds = kinds[kinds >= 0]
    commonest = int(np.bincount(kinds).argmax()) if len(kinds) else 2
    return _SHAPES[commonest]


def draw_legend(
    page: Page, box: Box, layers: Sequence[LegendLayer], language: Language, scale: float, columns: Sequence[int]
) -> tuple[float, int]:
    """Draw the legend from the top of a box; return the height it took and how many rows did not fit (0: all did).

    The first of `columns` (numbers of columns to try, in this order) in which it fits is taken; letters shrink a little
    rather than that another number of columns is taken, and step by step to `LEAST_PT` for notes where none else fits.
    """
    steps = [1.0, 0.94, 0.88, 0.82, LEAST_PT / NOTE_PT]
    wishes = [(step - _COLUMN_PENALTY * place, step, number) for step in steps for place, number in enumerate(columns)]
    tried: list[tuple[list[list[_Item]], _Sizes, int]] = []
    for _, step, number in sorted(wishes, key=lambda each: -each[0]):
        wide = (box.width - (number - 1) * _COLUMN_GAP_MM * scale) / number
        sizes = _Sizes(page, language, scale * step, wide)
        flow, left_over = _flow(_items(sizes, layers), box.height, number)
        tried.append((flow, sizes, left_over))
        if not left_over:
            return _draw(box, flow, sizes), 0
    flow, sizes, left_over = min(tried, key=lambda each: each[2])
    return _draw(box, flow, sizes), left_over


def _flow(items: list[_Item], height: float, columns: int) -> tuple[list[list[_Item]], int]:
    """Distribute items over columns of even height at most `height`; return them, and how many are left over."""
    whole = sum(item.height_mm for item in items)
    best: tuple[list[list[_Item]], int] = ([], len(items))
    for limit in np.linspace(whole / columns, height, 12).tolist() if whole / columns < height else [height]:
        flow: list[list[_Item]] = [[]]
        used = 0.0
        for place, item in enumerate(items):
            needed = item.height_mm
            if item.keep and place + 1 < len(items):
                needed += items[place + 1].height_mm
            if used + needed > limit + 1e-6 and flow[-1]:
                flow.append([])
                used = 0.0
            flow[-1].append(item)
            used += item.height_mm
        fits = [column for column in flow[:columns] if sum(item.height_mm for item in column) <= height + 1e-6]
        left_over = len(items) - sum(len(column) for column in fits)
        if left_over < best[1]:
            best = (fits, left_over)
        if not left_over:
            break
    return best


def _draw(box: Box, flow: list[list[_Item]], sizes: _Sizes) -> float:
    deepest = 0.0
    for number, column in enumerate(flow):
        left, top = box.left + number * (sizes.width_mm + sizes.mm(_COLUMN_GAP_MM)), box.top
        for item in column:
            item.draw(left, top)
            top -= item.height_mm
        deepest = max(deepest, box.top - top)
    return deepest


def _items(sizes: _Sizes, layers: Sequence[LegendLayer]) -> list[_Item]:
    items = [_heading(sizes)]
    for place, layer in enumerate(layers):
        if place and len(layer.portrayal.legend.entries) > 1:
            items.append(_space(sizes))
        items += _items_of(sizes, layer)
    if any(bool(layer.portrayal.placed.dashed.any()) for layer in layers):
        items.append(_dashed_row(sizes))
    return items


def _heading(sizes: _Sizes) -> _Item:
    page, size = sizes.page, sizes.pt(HEADING_PT + 1)
    title, number = page.words(_LEGEND.to(sizes.language)), page.words(_NUMBER.to(sizes.language))
    high = size * MM_PER_PT * 1.75

    def draw(left: float, top: float) -> None:
        baseline = top - size * MM_PER_PT
        page.line_of_text(left, baseline, title, size)
        page.line_of_text(left + sizes.width_mm, baseline, number, sizes.pt(NOTE_PT), GREY, "right")
        rule = top - high * 0.84
        page.polyline([(left, rule), (left + sizes.width_mm, rule)], PALE, 0.5)

    return _Item(high, draw, keep=True)


def _items_of(sizes: _Sizes, layer: LegendLayer) -> list[_Item]:
    legend, language = layer.portrayal.legend, sizes.language
    items = []
    if not (len(legend.entries) == 1 and legend.entries[0].label == legend.title):
        items.append(_words(sizes, legend.title.to(language), HEADING_PT, INK, keep=True))
    if legend.matrix is not None:
        items += _matrix_items(sizes, layer)
    items += [_row(sizes, layer, entry) for entry in legend.rows]
    if legend.sizes:
        items.append(_size_key(sizes, layer))
    for note in (legend.method, *legend.notes):
        if note:
            items.append(_words(sizes, note.to(language), NOTE_PT, GREY))
    if items and len(legend.entries) > 1:
        items.append(_space(sizes))
    return items


def _matrix_items(sizes: _Sizes, layer: LegendLayer) -> list[_Item]:
    """Return the table of two variables, and its axes in words."""
    page, cell = sizes.page, sizes.mm(_CELL_MM)
    high = matrix_height_mm(layer.portrayal, cell) + sizes.mm(1.6)

    def draw(left: float, top: float) -> None:
        at = (left, top - high + sizes.mm(0.8))
        draw_matrix(page, layer.portrayal, at, cell, sizes.pt(ROW_PT))

    title, edges, title_y, edges_y = axis_lines(layer.portrayal, sizes.language)
    rows = ((title, ROW_PT, INK), (edges, NOTE_PT, GREY), (title_y, ROW_PT, INK), (edges_y, NOTE_PT, GREY))
    return [_Item(high, draw), *(_words(sizes, text, size, colour) for text, size, colour in rows)]


def _space(sizes: _Sizes) -> _Item:
    return _Item(sizes.mm(1.6), lambda left, top: None)


def _words(sizes: _Sizes, text: str, size: float, colour: str, keep: bool = False) -> _Item:
    lines = wrap(sizes.page.words(text), sizes.pt(size), sizes.width_mm)
    pad = sizes.mm(0.7)
    high = len(lines) * sizes.pt(size) * MM_PER_PT * LINE_HEIGHT + pad

    def draw(left: float, top: float) -> None:
        sizes.page.block(left, top, lines, sizes.pt(size), colour)

    return _Item(high, draw, keep)


def _row(sizes: _Sizes, layer: LegendLayer, entry: LegendEntry) -> _Item:
    page, size = sizes.page, sizes.pt(ROW_PT)
    count = page.words(f"{entry.count:,}") if layer.counted else ""
    begin = sizes.mm(_SWATCH_MM + _GAP_MM)
    room = sizes.width_mm - begin - width_mm(count, size) - sizes.mm(_GAP_MM)
    lines = wrap(page.words(entry.label.to(sizes.language)), size, room) or [""]
    step = size * MM_PER_PT * LINE_HEIGHT
    high = max(step * len(lines), sizes.mm(_SWATCH_HIGH_MM)) + sizes.mm(1.0)

    def draw(left: float, top: float) -> None:
        middle = top - high / 2
        swatch = Box(left, middle - sizes.mm(_SWATCH_HIGH_MM) / 2, sizes.mm(_SWATCH_MM), sizes.mm(_SWATCH_HIGH_MM))
        draw_swatch(page, swatch, layer, entry)
        block_top = middle + step * len(lines) / 2
        page.block(left + begin, block_top, lines, size)
        baseline = block_top - size * MM_PER_PT * 1.02
        page.line_of_text(left + sizes.width_mm, baseline, count, size, GREY, "right")

    return _Item(high, draw)


def draw_swatch(page: Page, box: Box, layer: LegendLayer, entry: LegendEntry) -> None:
    """Draw what features of a class look like, in a box."""
    from matplotlib.colors import to_rgba

    style, portrayal = entry.style, layer.portrayal
    shape = shape_of(portrayal, entry.code)
    if shape == "point":
        radius = min(max(style.radius_px, 2.5) * MM_PER_PX, box.height / 2)
        fill: Any = to_rgba(style.fill, layer.opacity) if style.fill else "none"
        width = style.stroke_width_px * PT_PER_PX
        # A white rim does not show on white paper: the disc is then drawn at the size its colour has on the map.
        stroke = style.stroke if style.stroke and (style.stroke.lower() != "#ffffff" or not style.fill) else "none"
        page.circle(box.centre, radius, fill, stroke, width)
    elif shape == "line":
        y = box.centre[1]
        page.polyline([(box.left, y), (box.right, y)], line_colour(style), max(style.stroke_width_px, 1.5) * PT_PER_PX)
    else:
        _area_swatch(page, box, layer, (entry.code, style))


def _area_swatch(page: Page, box: Box, layer: LegendLayer, code_and_style: tuple[int, Style]) -> None:
    from matplotlib.colors import to_rgba
    from matplotlib.patches import Rectangle
    from matplotlib.path import Path

    code, style = code_and_style
    if code == CLUSTER:
        page.rectangle(box, to_rgba(style.fill, 40 / 255), style.fill, 1.6 * PT_PER_PX)
        return
    if style.fill:
        page.rectangle(box, to_rgba(style.fill, layer.opacity))
    if style.hatch:
        corners = [(box.left, box.bottom), (box.right, box.bottom), (box.right, box.top), (box.left, box.top)]
        hatch(page, [Path([*corners, corners[0]], closed=True)], style, box, layer.opacity)
    dashed = layer.portrayal.placed.dashed[layer.portrayal.classes == code]
    pen = pen_of(style, bool(dashed.any()))
    if pen is not None:
        inner = box.shrunk(pen.width_pt * MM_PER_PT / 2)
        edge = Rectangle((inner.left, inner.bottom), inner.width, inner.height, facecolor="none", edgecolor=pen.colour)
        edge.set_linewidth(pen.width_pt)
        if pen.dashes:
            edge.set_linestyle((0.0, pen.dashes))
        page.add(edge)


def _dashed_row(sizes: _Sizes) -> _Item:
    page, size = sizes.page, sizes.pt(NOTE_PT)
    begin = sizes.mm(_SWATCH_MM + _GAP_MM)
    lines = wrap(page.words(NOT_APPROVED.to(sizes.language)), size, sizes.width_mm - begin)
    step = size * MM_PER_PT * LINE_HEIGHT
    high = step * len(lines) + sizes.mm(1.0)

    def draw(left: float, top: float) -> None:
        from matplotlib.lines import Line2D

        y = top - step / 2
        page.add(Line2D([left, left + sizes.mm(_SWATCH_MM)], [y, y], color=INK, linewidth=0.9, dashes=(4.0, 2.5)))
        page.block(left + begin, top, lines, size, GREY)

    return _Item(high, draw)


def _size_key(sizes: _Sizes, layer: LegendLayer) -> _Item:
    """Draw the circles of the size key upon each other, as large as on the map, with their values beside them."""
    page, size = sizes.page, sizes.pt(ROW_PT)
    key, style = layer.portrayal.legend.sizes, layer.portrayal.styles[0]
    widest = max(radius for _, radius in key) * MM_PER_PX
    step = size * MM_PER_PT * 1.25
    high = max(2 * widest, step * len(key)) + sizes.mm(2.4)

    def draw(left: float, top: float) -> None:
        bottom, centre = top - high + sizes.mm(1.2), left + widest
        last = bottom + 2 * widest + step
        for value, radius_px in key:
            radius = radius_px * MM_PER_PX
            page.circle((centre, bottom + radius), radius, "#ffffff", style.fill, 0.9)
            y = min(bottom + 2 * radius, last - step)
            last = y
            beside = left + 2 * widest + sizes.mm(3.0)
            page.polyline([(centre, bottom + 2 * radius), (beside - 1.0, y)], GREY, 0.4)
            page.line_of_text(beside, y - size * MM_PER_PT * 0.36, page.words(f"{value:,.10g}"), size)

    return _Item(high, draw)
