"""A map as a reader with a colour vision deficiency sees it: for looking only, never saved and never exported."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from layers.color_contrast import VISIONS, simulate
from layers.legend import Legend, Style
from layers.portrayal import Portrayal
from layers.symbology import Proportional

__all__ = ["VISIONS", "seen_colour", "seen_portrayal"]


@lru_cache(maxsize=4096)
def seen_colour(colour: str, vision: str) -> str:
    """Return a colour, ``#rrggbb`` or "", as it looks under a vision of `VISIONS`."""
    return simulate(colour, vision) if colour and vision != "normal" else colour


def _seen_style(style: Style, vision: str) -> Style:
    return replace(style, fill=seen_colour(style.fill, vision), stroke=seen_colour(style.stroke, vision))


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
