"""Compiled painting of small polygons and of sprites: exact coverage of every pixel, thin borders, over what is there.

Coverage is summed from signed areas edge by edge and integrated along each row of pixels (the accumulation buffer of
R. Levien's font-rs, after A. Rosenberg's and F. Yu's scan conversion), so that a shape of any size costs its edges and
its pixels and nothing else. A pixel is blended in one word, its four channels in lanes of 16 bits. The loops hold no
interpreter lock.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from spatial.compiled import compiled

Floats = npt.NDArray[np.float64]
Cover = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Pixels = npt.NDArray[np.uint32]

_LINE_STEP = 1.0  # device pixels between two dabs of a border: as far as each is spread
_LANES = np.uint64(0x00FF00FF00FF00FF)
_HALVES = np.uint64(0x0080008000800080)
_WORD = np.uint64(0xFFFFFFFF)
_FULL, _TOP = np.uint64(256), np.uint64(255)
_BYTE, _THREE_BYTES, _HALF = np.uint64(8), np.uint64(24), np.uint64(127)


def lanes(colours: Floats) -> Words:
    """Return premultiplied colours (…, 4; blue, green, red, alpha in 0-1) as (…, 2): what `_over` takes, and alpha."""
    byte = np.round(np.clip(colours, 0.0, 1.0) * 255.0).astype(np.uint64)
    blue, green, red, alpha = (byte[..., channel] for channel in range(4))
    mixed = blue | red << np.uint64(16) | green << np.uint64(32) | alpha << np.uint64(48)
    return np.ascontiguousarray(np.stack((mixed, alpha), axis=-1))


@compiled("uint32(uint32, uint64, uint64, uint64)")
def _over(pixel: np.uint32, colour: np.uint64, alpha: np.uint64, share: np.uint64) -> np.uint32:
    """Return a colour (see `lanes`) over a premultiplied pixel as far as `share` in 256 says."""
    below = np.uint64(pixel)
    below = (below | (below << _THREE_BYTES)) & _LANES
    left = _FULL - (alpha * share + _HALF) // _TOP
    mixed = ((colour * share + below * left + _HALVES) >> _BYTE) & _LANES
    return np.uint32((mixed | (mixed >> _THREE_BYTES)) & _WORD)


@compiled("void(float32[:, ::1], float64, float64, float64, float64, float64)")
def _add_edge(cover: Cover, ax: float, ay: float, bx: float, by: float, sign: float) -> None:
    """Add the signed area right of an edge to the rows it crosses; coordinates in pixels of `cover`, not negative."""
    if ay == by:
        return
    if ay > by:
        ax, ay, bx, by, sign = bx, by, ax, ay, -sign
    slope = (bx - ax) / (by - ay)
    x = ax
    for row in range(int(ay), math.ceil(by)):
        height = min(row + 1.0, by) - max(float(row), ay)
        after = x + slope * height
        area = height * sign
        left, right = (x, after) if x < after else (after, x)
        first, last = int(left), math.ceil(right)
        if last <= first + 1:
            middle = 0.5 * (x + after) - first
            cover[row, first] += area - area * middle
            cover[row, first + 1] += area * middle
        else:
            per_px = 1.0 / (right - left)
            begin, end = left - first, right - last + 1.0
            head, tail = 0.5 * per_px * (1.0 - begin) ** 2, 0.5 * per_px * end * end
            cover[row, first] += area * head
            if last == first + 2:
                cover[row, first + 1] += area * (1.0 - head - tail)
            else:
                second = per_px * (1.5 - begin)
                cover[row, first + 1] += area * (second - head)
                for column in range(first + 2, last - 1):
                    cover[row, column] += area * per_px
                cover[row, last - 1] += area * (1.0 - (second + (last - first - 3) * per_px) - tail)
            cover[row, last] += area * tail
        x = after


@compiled("void(float32[:, ::1], float64, float64, float64, float64, float64)")
def _add_line(line: Cover, ax: float, ay: float, bx: float, by: float, width: float) -> None:
    """Add a thin line as dabs, each spread over the four nearest pixels; `line` is padded by a pixel on every side."""
    dx, dy = bx - ax, by - ay
    length = math.sqrt(dx * dx + dy * dy)
    steps = int(length / _LINE_STEP) + 1
    part = 1.0 / steps
    weight = length * part * width
    for step in range(steps):
        along = (step + 0.5) * part
        x, y = ax + dx * along - 0.5, ay + dy * along - 0.5
        column, row = int(x), int(y)
        right, down = x - column, y - row
        line[row, column] += weight * (1.0 - right) * (1.0 - down)
        line[row, column + 1] += weight * right * (1.0 - down)
        line[row + 1, column] += weight * (1.0 - right) * down
        line[row + 1, column + 1] += weight * right * down


@compiled("void(float32[:, ::1], float32[:, ::1], int64[::1], uint32[:, ::1], uint64[:, :, ::1])")
def _blend(cover: Cover, line: Cover, frame: Integers, pixels: Pixels, colours: Words) -> None:
    """Paint fill and border of one polygon, and wipe both buffers.

    `frame`: left and top pixel of the buffers in the picture, their width and height as far as they are used, the row
    of the colours, and whether there is a border.
    """
    left, top, width, height, look = frame[0], frame[1], frame[2], frame[3], frame[4]
    fill, fill_alpha = colours[look, 0, 0], colours[look, 0, 1]
    ink, ink_alpha = colours[look, 1, 0], colours[look, 1, 1]
    first, after = max(-left, 0), min(width, pixels.shape[1] - left)
    for row in range(height):
        y = top + row
        if 0 <= y < pixels.shape[0]:
            total = np.float32(0.0)
            for column in range(min(first, width)):
                total += cover[row, column]
            for column in range(first, after):
                total += cover[row, column]
                share = np.uint64(min(abs(total), np.float32(1.0)) * np.float32(256.0) + np.float32(0.5))
                drawn = np.uint64(0)
                if frame[5]:
                    drawn = np.uint64(min(line[row, column], np.float32(1.0)) * np.float32(256.0) + np.float32(0.5))
                if share | drawn:
                    pixel = _over(pixels[y, left + column], fill, fill_alpha, share)
                    pixels[y, left + column] = _over(pixel, ink, ink_alpha, drawn)
        cover[row, : width + 1] = 0.0
        if frame[5]:
            line[row, :width] = 0.0


@compiled("float64(float64[:, ::1], int64, int64)")
def _signed_area(xy: Floats, first: int, after: int) -> float:
    total = 0.0
    for v in range(first + 1, after - 1):
        total += (xy[v, 0] - xy[first, 0]) * (xy[v + 1, 1] - xy[first, 1])
        total -= (xy[v + 1, 0] - xy[first, 0]) * (xy[v, 1] - xy[first, 1])
    return total


@compiled(
    "void(Tuple((float64[:, ::1], int64[::1], int64[::1])), int64, float64[::1], int64[::1], float32[:, ::1],"
    " float32[:, ::1])",
)
def _add_part(
    parts: tuple[Floats, Integers, Integers], part: int, place: Floats, frame: Integers, cover: Cover, line: Cover
) -> None:
    """Add the rings of a part to both buffers; `place` and `frame` as in `fill_parts` and `_blend`."""
    xy, ring_start, part_start = parts
    west, north, scale, width_px, grain = place[0], place[1], place[2], place[3], place[4]
    left, top = float(frame[0]), float(frame[1])
    bordered, holed = frame[5] > 0, part_start[part + 1] - part_start[part] > 1
    for ring in range(part_start[part], part_start[part + 1]):
        first, after = ring_start[ring], ring_start[ring + 1]
        sign = 1.0
        if holed:
            sign = 1.0 if (_signed_area(xy, first, after) > 0.0) == (ring == part_start[part]) else -1.0
        px = max((xy[first, 0] - west) * scale - left, 1.0)
        py = max((north - xy[first, 1]) * scale - top, 1.0)
        for v in range(first + 1, after):
            x = max((xy[v, 0] - west) * scale - left, 1.0)
            y = max((north - xy[v, 1]) * scale - top, 1.0)
            if v < after - 1 and abs(x - px) < grain and abs(y - py) < grain:
                continue
            _add_edge(cover, px, py, x, y, sign)
            if bordered:
                _add_line(line, px, py, x, y, width_px)
            px, py = x, y


@compiled(
    "void(Tuple((float64[:, ::1], int64[::1], int64[::1], float64[:, ::1])), int64[::1], int64[::1], float64[::1],"
    " uint64[:, :, ::1], uint32[:, ::1])",
)
def fill_parts(
    parts: tuple[Floats, Integers, Integers, Floats], chosen: Integers, rows: Integers, place: Floats, colours: Words,
    pixels: Pixels,
) -> None:  # fmt: skip
    """Paint polygons over a picture, one after the other.

    Parameters
    ----------
    parts
        Vertices (V, 2), first vertex of each ring (R + 1,), first ring of each part (P + 1,), extent of each (4, P).
    chosen, rows
        (K,) the parts to paint and the row of each in `colours`.
    place
        West and north edge of the picture in map units, device pixels per map unit, width of borders and the size
        below which two vertices are one, both in device pixels.
    colours
        (C, 2, 2) fill and border of each row, see `lanes`.
    pixels
        (height, width) uint32, ARGB premultiplied, painted upon.
    """
    xy, ring_start, part_start, box = parts
    west, north, scale = place[0], place[1], place[2]
    room = 2
    for part in chosen:
        room = max(room, int(max(box[2, part] - box[0, part], box[3, part] - box[1, part]) * scale) + 2)
    cover, line = np.zeros((room + 4, room + 5), np.float32), np.zeros((room + 4, room + 5), np.float32)
    frame = np.empty(6, np.int64)
    for k in range(len(chosen)):
        part = chosen[k]
        # A pixel of room on every side: a border reaches beyond its shape.
        left = math.floor((box[0, part] - west) * scale) - 1
        top = math.floor((north - box[3, part]) * scale) - 1
        frame[0], frame[1] = left, top
        frame[2] = math.floor((box[2, part] - west) * scale) - left + 2
        frame[3] = math.floor((north - box[1, part]) * scale) - top + 2
        frame[4], frame[5] = rows[k], place[3] > 0.0 and colours[rows[k], 1, 1] > 0
        _add_part((xy, ring_start, part_start), part, place, frame, cover, line)
        _blend(cover, line, frame, pixels, colours)


@compiled("void(float64[:, ::1], int64[::1], uint32[:, :, ::1], uint32[:, ::1])")
def stamp(at: Floats, rows: Integers, sprites: Pixels, pixels: Pixels) -> None:
    """Paint sprites over a picture, one after the other.

    Parameters
    ----------
    at, rows
        (K, 2) device pixels, finite, to the nearest of which the middle of a sprite goes; (K,) the sprite.
    sprites
        (C, S, S) ARGB premultiplied, S even.
    pixels
        (height, width) ARGB premultiplied, painted upon.
    """
    size = sprites.shape[1]
    for k in range(len(at)):
        left, top = int(np.rint(at[k, 0])) - size // 2, int(np.rint(at[k, 1])) - size // 2
        for row in range(max(-top, 0), min(size, pixels.shape[0] - top)):
            for column in range(max(-left, 0), min(size, pixels.shape[1] - left)):
                word = np.uint64(sprites[rows[k], row, column])
                if word:
                    colour = (word | (word << _THREE_BYTES)) & _LANES
                    y, x = top + row, left + column
                    pixels[y, x] = _over(pixels[y, x], colour, word >> _THREE_BYTES, _FULL)
