"""Words on a sheet: how wide they are, where a line may be broken, and which characters the font does not have."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

FONT = Path(__file__).resolve().parents[2] / "resources" / "fonts" / "NotoSansSC-Regular.ttf"
MM_PER_PT = 25.4 / 72.0
NO_GLYPH = "〓"
"""Printed where the font has no glyph, as printers do with type that is not at hand; a finding goes with it."""

_CLOSING = "，。、；：？！）》〉」』】〕”’%％…—·)],.;:!?"
_OPENING = "（《〈「『【〔“‘(["
_WORD = re.compile(r"[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’—…·]+|\s+|.", re.DOTALL)


@lru_cache(maxsize=1)
def _font() -> tuple[Any, int]:
    from matplotlib.ft2font import FT2Font

    face = FT2Font(str(FONT))
    return face, int(face.units_per_EM)


@lru_cache(maxsize=16384)
def _advance_em(character: str) -> float:
    from matplotlib.ft2font import LoadFlags

    face, units = _font()
    return float(face.load_char(ord(character), flags=LoadFlags.NO_SCALE).horiAdvance) / units


@lru_cache(maxsize=16384)
def has_glyph(character: str) -> bool:
    """Whether the font of the sheets can print a character."""
    return bool(_font()[0].get_char_index(ord(character)))


def printable(text: str) -> tuple[str, str]:
    """Return a text as it can be printed, on one line of white space, and the characters that had to be replaced."""
    text = " ".join(text.split())
    missing = "".join(dict.fromkeys(character for character in text if not has_glyph(character)))
    for character in missing:
        text = text.replace(character, NO_GLYPH)
    return text, missing


def width_mm(text: str, size_pt: float) -> float:
    """Return how wide a line of printable text is, in millimetres."""
    return sum(_advance_em(character) for character in text) * size_pt * MM_PER_PT


def wrap(text: str, size_pt: float, limit_mm: float) -> list[str]:
    """Break a printable text into lines no wider than `limit_mm`.

    Chinese breaks between characters, other scripts between words; no line begins with a closing mark or ends with an
    opening one. A word wider than a line is broken inside. An empty text has no lines.
    """
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if width_mm(line + piece.rstrip(), size_pt) <= limit_mm or not line:
            line += piece if line else piece.lstrip()
        else:
            lines.append(line.rstrip())
            line = piece.lstrip()
        while width_mm(line.rstrip(), size_pt) > limit_mm and len(line) > 1:
            fits = next(n for n in range(len(line) - 1, 0, -1) if n == 1 or width_mm(line[:n], size_pt) <= limit_mm)
            lines.append(line[:fits])
            line = line[fits:]
    if line.strip():
        lines.append(line.rstrip())
    return lines


def _pieces(text: str) -> list[str]:
    """Return what may not be broken: words, and characters with the marks that belong to them."""
    pieces: list[str] = []
    for token in _WORD.findall(text):
        if pieces and ((token[0] in _CLOSING and not pieces[-1].isspace()) or pieces[-1][-1] in _OPENING):
            pieces[-1] += token
        else:
            pieces.append(token)
    return pieces


def balanced(text: str, size_pt: float, limit_mm: float) -> list[str]:
    """Break a text as `wrap` does, into as many lines, of about the same length."""
    lines = wrap(text, size_pt, limit_mm)
    if len(lines) < 2:
        return lines
    narrow = width_mm(text, size_pt) / len(lines)
    for step in range(12):
        tried = wrap(text, size_pt, min(narrow * (1.0 + 0.04 * step), limit_mm))
        if len(tried) == len(lines):
            return tried
    return lines
