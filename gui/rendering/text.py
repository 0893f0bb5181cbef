"""Text on the map: the font, and words as small pictures with a halo."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QImage, QPainter

INK = QColor("#22303c")
_HALO = QColor(255, 255, 255, 220)
_HALO_PX = 1.7
_LINE_ZH, _LINE_EN = 9, 20
_OPENING, _CLOSING = "（(《“‘【", "）)》”’】、，。；：·"
_SPRITES_KEPT = 3000

_sprites: dict[tuple[str, float, float, int], QImage] = {}


def map_font(size: float) -> QFont:
    """Return the font of the map at a size in device pixels: the one of the program, never made bold."""
    font = QFont(QGuiApplication.font())
    font.setPixelSize(max(round(size), 6))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def wrapped(text: str) -> str:
    """Return a name in lines of similar length: Chinese by characters, other scripts by words."""
    text = " ".join(text.split())
    limit = _LINE_EN if text.isascii() else _LINE_ZH
    lines = -(-len(text) // limit)
    if lines < 2:
        return text
    if not text.isascii():
        return "\n".join(_cut(text, lines))
    target = -(-len(text) // lines)
    rows = [""]
    for word in text.split(" "):
        if rows[-1] and len(rows[-1]) + 1 + len(word) > max(target, 8) + 2:
            rows.append(word)
        else:
            rows[-1] = f"{rows[-1]} {word}".strip()
    return "\n".join(rows)


def _cut(text: str, lines: int) -> list[str]:
    """Cut a text into lines: near even lengths, before an opening bracket rather than after it, never inside a word."""
    rows = []
    for left in range(lines, 1, -1):
        target = len(text) / left
        tried = range(max(round(target) - 3, 1), min(round(target) + 4, len(text)))
        best = min(tried, key=lambda at: abs(at - target) + _break_cost(text, at))
        rows.append(text[:best].strip())
        text = text[best:]
    return [*rows, text.strip()]


def _break_cost(text: str, at: int) -> float:
    before, after = text[at - 1], text[at]
    if before in _OPENING or after in _CLOSING:
        return 10.0
    if before.isascii() and after.isascii() and before.isalnum() and after.isalnum():
        return 8.0
    return -2.5 if after in _OPENING or before in _CLOSING or before == " " else 0.0


def text_sprite(text: str, size_px: float, ratio: float, colour: QColor = INK) -> QImage:
    """Return a text with a white halo as a picture in device pixels; pictures are kept.

    The halo is the text drawn eight times around itself, which is far faster than stroking its outline.

    Parameters
    ----------
    text
        Lines are separated by a line feed and centred.
    size_px
        Font size, logical pixels.
    ratio
        Device pixels per logical pixel.
    colour
        Colour of the letters.
    """
    key = text, size_px, ratio, colour.rgba()
    sprite = _sprites.get(key)
    if sprite is None:
        if len(_sprites) > _SPRITES_KEPT:
            _sprites.clear()
        sprite = _sprites[key] = _drawn(text, map_font(size_px * ratio), _HALO_PX * ratio, colour)
    return sprite


def _drawn(text: str, font: QFont, halo: float, colour: QColor) -> QImage:
    metrics = QFontMetricsF(font)
    lines = text.split("\n")
    widths = [metrics.horizontalAdvance(line) for line in lines]
    step = metrics.ascent() + metrics.descent() * 0.55
    width, height = max(widths) + 2 * halo + 2, step * (len(lines) - 1) + metrics.height() + 2 * halo
    image = QImage(max(int(width) + 1, 1), max(int(height) + 1, 1), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    painter.setFont(font)
    painter.setPen(_HALO)
    diagonal = halo * 0.7071
    around = [(halo, 0.0), (-halo, 0.0), (0.0, halo), (0.0, -halo)]
    around += [(x, y) for x in (diagonal, -diagonal) for y in (diagonal, -diagonal)]
    for dx, dy in [*around, (0.0, 0.0)]:
        if (dx, dy) == (0.0, 0.0):
            painter.setPen(colour)
        for row, (line, line_width) in enumerate(zip(lines, widths, strict=True)):
            left = (width - line_width) / 2
            painter.drawText(QPointF(left + dx, halo + metrics.ascent() + row * step + dy), line)
    painter.end()
    return image
