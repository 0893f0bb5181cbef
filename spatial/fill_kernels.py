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
Cover = npt.NDArray[np.float32]  # rows of pixels in one line, each `stride` long
Integers = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Pixels = npt.NDArray[np.uint32]
Place = tuple[float, float]
Buffers = tuple[Cover, Cover, np.uint64]  # areas and lines of one polygon, and their stride

_LINE_STEP = 1.0  # device pixels between two dabs of a border: as far as each is spread
_LANES = np.uint64(0x00FF00FF00FF00FF)
_HALVES = np.uint64(0x0080008000800080)
_WORD = np.uint64(0xFFFFFFFF)
_FULL, _TOP = np.uint64(256), np.uint64(255)
_BYTE, _THREE_BYTES, _HALF, _ONE = np.uint64(8), np.uint64(24), np.uint64(127), np.uint64(1)
_VECTOR = 16  # pixels that a processor may paint at once: rows are filled up to a multiple of it
_at = np.uint64  # an index without a sign: one that might be negative costs a test, and no loop of them is vectorised


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
    covered = alpha * share + _HALF
    left = _FULL - ((covered + _ONE + (covered >> _BYTE)) >> _BYTE)  # covered / 255 without a division
    mixed = ((colour * share + below * left + _HALVES) >> _BYTE) & _LANES
    return np.uint32((mixed | (mixed >> _THREE_BYTES)) & _WORD)


@compiled("void(float32[::1], uint64, float64, float64, float64)", ieee=True, inline=True)
def _add_row(cover: Cover, row: np.uint64, left: float, right: float, area: float) -> None:
    """Add what an edge covers in one row of pixels, that begins at `row`, between two places it passes."""
    first, last = np.int32(left), np.int32(math.ceil(right))
    at = row + _at(first)
    if last <= first + 1:
        beyond = area * (0.5 * (left + right) - first)
        cover[at] += area - beyond
        cover[at + _ONE] += beyond
        return
    per_px = 1.0 / (right - left)
    begin, end = left - first, right - last + 1.0
    head, tail = 0.5 * per_px * (1.0 - begin) ** 2, 0.5 * per_px * end * end
    cover[at] += area * head
    if last == first + 2:
        cover[at + _ONE] += area * (1.0 - head - tail)
    else:
        second = per_px * (1.5 - begin)
        cover[at + _ONE] += area * (second - head)
        for column in range(at + _ONE + _ONE, row + _at(last - 1)):
            cover[column] += area * per_px
        cover[row + _at(last - 1)] += area * (1.0 - (second + (last - first - 3) * per_px) - tail)
    cover[row + _at(last)] += area * tail


@compiled("void(float32[::1], uint64, UniTuple(float64, 2), UniTuple(float64, 2), float64)", ieee=True, inline=True)
def _add_edge(cover: Cover, stride: np.uint64, a: Place, b: Place, sign: float) -> None:
    """Add the signed area right of an edge to the rows it crosses; coordinates in pixels of `cover`, not negative."""
    (ax, ay), (bx, by) = a, b
    if ay == by:
        return
    top = np.int32(ay)
    if top == np.int32(by):  # within one row of pixels, as most edges of small shapes are
        _add_row(cover, _at(top) * stride, min(ax, bx), max(ax, bx), (by - ay) * sign)
        return
    if ay > by:
        ax, ay, bx, by, sign = bx, by, ax, ay, -sign
    slope = (bx - ax) / (by - ay)
    x = ax
    for row in range(np.int32(ay), np.int32(math.ceil(by))):
        height = min(row + 1.0, by) - max(float(row), ay)
        after = x + slope * height
        _add_row(cover, _at(row) * stride, min(x, after), max(x, after), height * sign)
        x = after


@compiled("void(float32[::1], uint64, UniTuple(float64, 2), UniTuple(float64, 2), float64)", ieee=True, inline=True)
def _add_line(line: Cover, stride: np.uint64, a: Place, b: Place, width: float) -> None:
    """Add a thin line as dabs, each spread over the four nearest pixels; `line` is padded by a pixel on every side."""
    (ax, ay), (bx, by) = a, b
    dx, dy = bx - ax, by - ay
    length = math.sqrt(dx * dx + dy * dy)
    steps = np.int32(length / _LINE_STEP) + 1
    part = 1.0 / steps
    weight = length * part * width
    for step in range(steps):
        along = (step + 0.5) * part
        x, y = ax + dx * along - 0.5, ay + dy * along - 0.5
        column, row = np.int32(x), np.int32(y)
        right, down = x - column, y - row
        at = _at(row) * stride + _at(column)
        line[at] += weight * (1.0 - right) * (1.0 - down)
        line[at + _ONE] += weight * right * (1.0 - down)
        line[at + stride] += weight * (1.0 - right) * down
        line[at + stride + _ONE] += weight * right * down


@compiled(
    "void(Tuple((float32[::1], float32[::1], uint64)), uint64, uint32[:, ::1], UniTuple(uint64, 2), uint64,"
    " uint64[:, ::1])",
    ieee=True,
)
def _mix(
    buffers: Buffers, first: np.uint64, pixels: Pixels, at: tuple[np.uint64, np.uint64], count: np.uint64,
    colours: Words,
) -> None:  # fmt: skip
    """Paint fill and border over `count` pixels of a row, as covered from `first` on; written to be vectorised."""
    (cover, line, _), (y, x) = buffers, at
    fill, fill_alpha, ink, ink_alpha = colours[0, 0], colours[0, 1], colours[1, 0], colours[1, 1]
    for c in range(count):
        share = _at(np.int32(min(abs(cover[first + c]), np.float32(1.0)) * np.float32(256.0) + np.float32(0.5)))
        drawn = _at(np.int32(min(line[first + c], np.float32(1.0)) * np.float32(256.0) + np.float32(0.5)))
        pixel = _over(pixels[y, x + c], fill, fill_alpha, share)
        pixels[y, x + c] = _over(pixel, ink, ink_alpha, drawn)


@compiled(
    "void(Tuple((float32[::1], float32[::1], uint64)), UniTuple(int64, 4), boolean, uint32[:, ::1], uint64[:, ::1])",
    ieee=True,
)
def _blend(buffers: Buffers, frame: tuple[int, int, int, int], bordered: bool, pixels: Pixels, colours: Words) -> None:
    """Paint fill and border of one polygon, and wipe both buffers.

    `frame`: left and top pixel of the buffers in the picture, their width and height as far as they are used. `colours`
    are those of the fill and the border.
    """
    cover, line, stride = buffers
    left, top, width, height = frame
    first, after = max(-left, 0), min(width, pixels.shape[1] - left)
    above, below = max(-top, 0), min(height, pixels.shape[0] - top)
    used = _at(height) * stride
    if first < after and above < below:
        # All rows first, and read later: a load of many columns waits for stores of single ones that are under way.
        for row in range(_at(above), _at(below)):
            total = np.float32(0.0)
            for column in range(row * stride, row * stride + _at(width)):
                total += cover[column]
                cover[column] = total
        count = min(-(-(after - first) // _VECTOR) * _VECTOR, pixels.shape[1] - left - first)
        for row in range(_at(above), _at(below)):
            at = _at(top) + row, _at(left + first)
            _mix(buffers, row * stride + _at(first), pixels, at, _at(count), colours)
    cover[:used] = np.float32(0.0)
    if bordered:
        line[:used] = np.float32(0.0)


@compiled("float64(float64[:, ::1], int64, int64)")
def _signed_area(xy: Floats, first: int, after: int) -> float:
    total = 0.0
    for v in range(first + 1, after - 1):
        total += (xy[v, 0] - xy[first, 0]) * (xy[v + 1, 1] - xy[first, 1])
        total -= (xy[v + 1, 0] - xy[first, 0]) * (xy[v, 1] - xy[first, 1])
    return total


@compiled(
    "void(Tuple((float64[:, ::1], int64[::1], int64[::1])), int64, float64[::1], UniTuple(int64, 2), boolean,"
    " Tuple((float32[::1], float32[::1], uint64)))",
    ieee=True,
)
def _add_part(
    parts: tuple[Floats, Integers, Integers], part: int, place: Floats, corner: tuple[int, int],
    bordered: bool, buffers: Buffers,
) -> None:  # fmt: skip
    """Add the rings of a part to both buffers; `place` as in `fill_parts`, `corner` is their first pixel."""
    xy, ring_start, part_start = parts
    cover, line, stride = buffers
    west, north, scale, width_px, grain = place[0], place[1], place[2], place[3], place[4]
    left, top = float(corner[0]), float(corner[1])
    holed = part_start[part + 1] - part_start[part] > 1
    for ring in range(part_start[part], part_start[part + 1]):
        first, last = ring_start[ring], ring_start[ring + 1] - 1
        sign = 1.0
        if holed:
            sign = 1.0 if (_signed_area(xy, first, last + 1) > 0.0) == (ring == part_start[part]) else -1.0
        px = max((xy[first, 0] - west) * scale - left, 1.0)
        py = max((north - xy[first, 1]) * scale - top, 1.0)
        for v in range(_at(first + 1), _at(last + 1)):
            x = max((xy[v, 0] - west) * scale - left, 1.0)
            y = max((north - xy[v, 1]) * scale - top, 1.0)
            if v < _at(last) and abs(x - px) < grain and abs(y - py) < grain:
                continue
            _add_edge(cover, stride, (px, py), (x, y), sign)
            if bordered:
                _add_line(line, stride, (px, py), (x, y), width_px)
            px, py = x, y


@compiled(
    "void(Tuple((float64[:, ::1], int64[::1], int64[::1], float64[:, ::1])), int64[::1], int64[::1], float64[::1],"
    " uint64[:, :, ::1], uint32[:, ::1])",
    ieee=True,
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
        below which two vertices are one, both in device pixels; the first row of `pixels` in the picture.
    colours
        (C, 2, 2) fill and border of each row, see `lanes`.
    pixels
        (height, width) uint32, ARGB premultiplied, some rows of the picture, painted upon.
    """
    xy, ring_start, part_start, box = parts
    west, north, scale, begin = place[0], place[1], place[2], int(place[5])
    room = 2
    for part in chosen:
        room = max(room, int(max(box[2, part] - box[0, part], box[3, part] - box[1, part]) * scale) + 2)
    size = (room + 4) * (room + 4 + _VECTOR)
    cover, line = np.zeros(size, np.float32), np.zeros(size, np.float32)
    for k in range(len(chosen)):
        part = chosen[k]
        # A pixel of room on every side: a border reaches beyond its shape.
        left = math.floor((box[0, part] - west) * scale) - 1
        top = math.floor((north - box[3, part]) * scale) - 1
        width = math.floor((box[2, part] - west) * scale) - left + 2
        height = math.floor((north - box[1, part]) * scale) - top + 2
        if top >= begin + pixels.shape[0] or top + height <= begin:
            continue
        buffers = cover, line, _at(width + _VECTOR)
        bordered = place[3] > 0.0 and colours[rows[k], 1, 1] > 0
        _add_part((xy, ring_start, part_start), part, place, (left, top), bordered, buffers)
        _blend(buffers, (left, top - begin, width, height), bordered, pixels, colours[rows[k]])


@compiled("void(float64[:, ::1], int64[::1], uint32[:, :, ::1], uint32[:, ::1], int64)", ieee=True)
def stamp(at: Floats, rows: Integers, sprites: Pixels, pixels: Pixels, first: int) -> None:
    """Paint sprites over a picture, one after the other.

    Parameters
    ----------
    at, rows
        (K, 2) device pixels, finite, to the nearest of which the middle of a sprite goes; (K,) the sprite.
    sprites
        (C, S, S) ARGB premultiplied, S even.
    pixels, first
        (height, width) ARGB premultiplied, some rows of the picture, painted upon; the number of the first of them.
    """
    size = sprites.shape[1]
    for k in range(len(at)):
        left, top = int(np.rint(at[k, 0])) - size // 2, int(np.rint(at[k, 1])) - size // 2 - first
        begin, end = max(-left, 0), min(size, pixels.shape[1] - left)
        for row in range(max(-top, 0), min(size, pixels.shape[0] - top)):
            y, look, line = _at(top + row), _at(rows[k]), _at(row)
            for column in range(_at(begin), _at(max(end, begin))):
                word = np.uint64(sprites[look, line, column])
                colour = (word | (word << _THREE_BYTES)) & _LANES
                x = _at(left) + column
                pixels[y, x] = _over(pixels[y, x], colour, word >> _THREE_BYTES, _FULL)
