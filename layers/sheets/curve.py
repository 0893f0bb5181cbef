"""A curve of a result on a sheet: axes, envelope, marked level."""

from __future__ import annotations

from layers.charts import ticks
from layers.results.curves import Curve, Floats
from layers.sheets.page import GREY, INK, PALE, Box
from layers.sheets.sheet import Sheet
from layers.sheets.text import MM_PER_PT, width_mm
from spatial.values import print_number

CURVE_MM, LOW_CURVE_MM = 46.0, 32.0
_PT = 7.2
_CURVE, _BAND, _LEVEL = "#2c5f8a", "#dfe4e8", "#c2410c"


def draw_curve(sheet: Sheet, curve: Curve, side: Box, height_mm: float = CURVE_MM) -> float:
    """Draw a curve at the top of a box, so many millimetres high on A4; return where it ends."""
    page, pt = sheet.page, _PT * sheet.format.scale
    line = pt * MM_PER_PT * 1.4
    height = min(sheet.mm(height_mm), side.height * 0.4)
    (left, right), (low, high) = curve.spans()
    room = (high - low) * 0.05 or max(abs(high), 1.0) * 0.1
    low, high = low - room, high + room
    marks = [(value, print_number(value, 6)) for value in ticks(low, high, most=4)]
    names = max([width_mm(words, pt) for _, words in marks], default=0.0) + sheet.mm(1.5)
    plot = Box(side.left + names, side.top - height + 2 * line, side.width - names - sheet.mm(2.0), height - 3.2 * line)

    def at(x: float, y: float) -> tuple[float, float]:
        return (
            plot.left + (x - left) / ((right - left) or 1.0) * plot.width,
            plot.bottom + (y - low) / (high - low) * plot.height,
        )

    def traced(values: Floats) -> list[tuple[float, float]]:
        return [at(x, y) for x, y in zip(curve.x.tolist(), values.tolist(), strict=True)]

    page.line_of_text(side.left, side.top - pt * MM_PER_PT, sheet.say(curve.name), pt, GREY)
    for value, words in marks:
        y = at(left, value)[1]
        page.polyline([(plot.left, y), (plot.right, y)], PALE, 0.4)
        page.line_of_text(plot.left - sheet.mm(1.0), y - pt * MM_PER_PT * 0.36, words, pt, INK, "right")
    for value in ticks(left, right, most=5):
        x = at(value, low)[0]
        page.polyline([(x, plot.bottom), (x, plot.top)], PALE, 0.4)
        page.line_of_text(x, plot.bottom - line, print_number(value, 6), pt, INK, "centre")
    if curve.low is not None and curve.high is not None:
        page.polygon([*traced(curve.low), *traced(curve.high)[::-1]], _BAND, "none")
    if curve.level is not None:
        y = at(left, curve.level)[1]
        page.polyline([(plot.left, y), (plot.right, y)], _LEVEL if sheet.say(curve.level_words) else INK, 0.6)
        page.line_of_text(plot.left + sheet.mm(1.5), y + sheet.mm(0.8), sheet.say(curve.level_words), pt, _LEVEL)
    page.polyline(traced(curve.y), _CURVE, 1.2)
    page.line_of_text(plot.right, plot.bottom - 2 * line, sheet.say(curve.axis), pt, GREY, "right")
    return plot.bottom - 2.6 * line
