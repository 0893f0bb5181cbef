"""A map as a reader with a colour vision deficiency sees it: for looking only, never saved and never exported."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from layers.cartography.color_contrast import VISIONS as _DEFICIENCIES
from layers.cartography.color_contrast import lightness, simulate
from layers.cartography.legend import Legend, Style
from layers.cartography.portrayal import Portrayal
from layers.cartography.symbology import Proportional
from spatial.text import Text

__all__ = ["GREY", "VISIONS", "grey_report", "seen_colour", "seen_portrayal"]

GREY = "grey"
VISIONS: dict[str, Text] = {**_DEFICIENCIES, GREY: Text("灰度（黑白打印）", "grey (black-and-white print)")}
LEAST_STEP = 8.0
"""Least difference of CIE L* at which greys can be told apart across a printed map."""


@lru_cache(maxsize=4096)
def seen_colour(colour: str, vision: str) -> str:
    """Return a colour, ``#rrggbb`` or "", as it looks under a vision of `VISIONS`."""
    if not colour or vision == "normal":
        return colour
    return _grey(colour) if vision == GREY else simulate(colour, vision)


def _grey(colour: str) -> str:
    """Return the grey of the same lightness (CIE L*)."""
    share = float(lightness([colour])[0])
    level = ((share + 16) / 116) ** 3 if share > 8 else share * 27 / 24389
    encoded = 12.92 * level if level <= 0.0031308 else 1.055 * level ** (1 / 2.4) - 0.055
    return "#" + f"{round(255 * min(max(encoded, 0.0), 1.0)):02x}" * 3


def grey_report(portrayal: Portrayal) -> Text:
    """Return whether the classes can be told apart in black-and-white print, and which cannot.

    Classes that have patterns are told apart by them. Compared are all pairs of classes: in grey, colours of different
    hue that stand far apart in the legend may come out the same.
    """
    rows = [entry for entry in portrayal.legend.entries if entry.code >= 0]
    if len(rows) < 2:
        return Text("")
    if all(row.style.hatch for row in rows) and len({row.style.hatch for row in rows}) == len(rows):
        return Text("各级以图案区分，黑白打印可读。", "Patterns tell the classes apart in black-and-white print.")
    light = lightness([row.style.fill or row.style.stroke for row in rows])
    pairs = [(abs(light[i] - light[j]), i, j) for i in range(len(rows)) for j in range(i)]
    step, one, other = min(pairs)
    if step >= LEAST_STEP:
        return Text("灰度下各级可以区分。", "The classes can be told apart in grey.")
    close = sum(each[0] < LEAST_STEP for each in pairs)
    a, b = rows[other].label, rows[one].label
    return Text(
        f"灰度下“{a.zh}”与“{b.zh}”难以区分（亮度差 {step:.0f}，共 {close} 对）：请勾选“黑白打印图案”。",
        f"In grey, “{a.to('en')}” and “{b.to('en')}” look alike (lightness differs by {step:.0f}; pairs: {close}): "
        "tick “Patterns for black-and-white print”.",
    )


def _seen_style(style: Style, vision: str) -> Style:
    seen = replace(style, fill=seen_colour(style.fill, vision), stroke=seen_colour(style.stroke, vision))
    return replace(seen, ink=seen_colour(style.pattern_ink, vision)) if style.hatch else seen


def seen_portrayal(portrayal: Portrayal, vision: str) -> Portrayal:
    """Return a portrayal whose styles and legend have the colours that are seen; all else is shared.

    ``normal`` gives the portrayal itself.
    """
    if vision == "normal":
        return portrayal
    styles = {code: _seen_style(style, vision) for code, style in portrayal.styles.items()}
    legend: Legend = portrayal.legend
    entries = tuple(replace(entry, style=_seen_style(entry.style, vision)) for entry in legend.entries)
    look = portrayal.symbology
    if isinstance(look, Proportional):  # the size key draws with its colours
        look = replace(look, fill=seen_colour(look.fill, vision), stroke=seen_colour(look.stroke, vision))
    return replace(portrayal, symbology=look, styles=styles, legend=replace(legend, entries=entries))
