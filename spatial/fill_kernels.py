"""Compiled filling of small polygons: exact coverage of every pixel, thin borders, painted over what is there.

Coverage is summed from signed areas edge by edge and integrated along each row of pixels (the accumulation buffer of
R. Levien's font-rs, after A. Rosenberg's and F. Yu's scan conversion), so that a shape of any size costs its edges and
its pixels and nothing else. The loops hold no interpreter lock.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from spatial.compiled import compiled

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Pixels = npt.NDArray[np.uint8]

_LINE_STEP = 0.7  # device pixels between two dabs of a border


@compiled("void(float64[:, ::1], float64, float64, float64, float64, float64)")
def _add_edge(cover: Floats, ax: float, ay: float, bx: float, by: float, sign: float) -> None:
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


@compiled("void(float64[:, ::1], float64, float64, float64, float64, float64)")
def _add_line(line: Floats, ax: float, ay: float, bx: float, by: float, width: float) -> None:
    """Add a thin line as dabs, each spread over the four nearest pixels; `line` is padded by a pixel on every side."""
    length = math.hypot(bx - ax, by - ay)
    steps = int(length / _LINE_STEP) + 1
    weight = length / steps * width
    for step in range(steps):
        along = (step + 0.5) / steps
        x, y = ax + (bx - ax) * along - 0.5, ay + (by - ay) * along - 0.5
        column, row = int(x), int(y)
        right, down = x - column, y - row
        line[row, column] += weight * (1.0 - right) * (1.0 - down)
        line[row, column + 1] += weight * right * (1.0 - down)
        line[row + 1, column] += weight * (1.0 - right) * down
        line[row + 1, column + 1] += weight * right * down


@compiled("void(uint8[:, :, ::1], UniTuple(int64, 2), float64[:, :, ::1], UniTuple(int64, 2), float64)")
def _over(pixels: Pixels, at: tuple[int, int], colours: Floats, look: tuple[int, int], share: float) -> None:
    """Paint a premultiplied colour (0-1) over a premultiplied pixel as far as `share` says."""
    (y, x), (row, kind) = at, look
    left, ink = 1.0 - colours[row, kind, 3] * share, 255.0 * share
    # No views of pixel and colour: counting their references would cost more than the painting.
    pixels[y, x, 0] = np.uint8(pixels[y, x, 0] * left + colours[row, kind, 0] * ink + 0.5)
    pixels[y, x, 1] = np.uint8(pixels[y, x, 1] * left + colours[row, kind, 1] * ink + 0.5)
    pixels[y, x, 2] = np.uint8(pixels[y, x, 2] * left + colours[row, kind, 2] * ink + 0.5)
    pixels[y, x, 3] = np.uint8(pixels[y, x, 3] * left + colours[row, kind, 3] * ink + 0.5)


@compiled("void(float64[:, ::1], float64[:, ::1], int64[::1], uint8[:, :, ::1], float64[:, :, ::1])")
def _blend(cover: Floats, line: Floats, frame: Integers, pixels: Pixels, colours: Floats) -> None:
    """Paint fill and border of one polygon, and wipe both buffers.

    `frame`: left and top pixel of `cover` in the picture, its width and height, the row of its colours, and whether it
    has a border.
    """
    left, top, width, height, look = frame[0], frame[1], frame[2], frame[3], frame[4]
    for row in range(height):
        inside, total = 0 <= top + row < pixels.shape[0], 0.0
        for column in range(width):
            total += cover[row, column]
            cover[row, column] = 0.0
            share = min(abs(total), 1.0)
            if inside and share > 0.002 and 0 <= left + column < pixels.shape[1]:
                _over(pixels, (top + row, left + column), colours, (look, 0), share)
        cover[row, width] = cover[row, width + 1] = 0.0
    if not frame[5]:
        return
    for row in range(-1, height + 1):
        inside = 0 <= top + row < pixels.shape[0]
        for column in range(-1, width + 1):
            drawn = min(line[row + 1, column + 1], 1.0)
            line[row + 1, column + 1] = 0.0
            if inside and drawn > 0.002 and 0 <= left + column < pixels.shape[1]:
                _over(pixels, (top + row, left + column), colours, (look, 1), drawn)


@compiled("float64(float64[:, ::1], int64, int64)")
def _signed_area(xy: Floats, first: int, after: int) -> float:
    total = 0.0
    for v in range(first + 1, after - 1):
        total += (xy[v, 0] - xy[first, 0]) * (xy[v + 1, 1] - xy[first, 1])
        total -= (xy[v + 1, 0] - xy[first, 0]) * (xy[v, 1] - xy[first, 1])
    return total


@compiled(
    "void(Tuple((float64[:, ::1], int64[::1], int64[::1], float64[:, ::1])), int64[::1], int64[::1], float64[::1],"
    " float64[:, :, ::1], uint8[:, :, ::1])"
)
def fill_parts(
    parts: tuple[Floats, Integers, Integers, Floats], chosen: Integers, rows: Integers, place: Floats, colours: Floats,
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
        (C, 2, 4) fill and border of each row: blue, green, red, alpha in 0-1, premultiplied.
    pixels
        (height, width, 4) uint8, premultiplied, painted upon.
    """
    xy, ring_start, part_start, box = parts
    west, north, scale, width_px, grain = place[0], place[1], place[2], place[3], place[4]
    room = 2
    for part in chosen:
        room = max(room, int(max(box[2, part] - box[0, part], box[3, part] - box[1, part]) * scale) + 2)
    cover, line = np.zeros((room + 1, room + 3)), np.zeros((room + 4, room + 4))
    frame = np.empty(6, np.int64)
    for k in range(len(chosen)):
        part = chosen[k]
        left = math.floor((box[0, part] - west) * scale)
        top = math.floor((north - box[3, part]) * scale)
        bordered = width_px > 0.0 and colours[rows[k], 1, 3] > 0.0
        frame[0], frame[1] = int(left), int(top)
        frame[2] = math.floor((box[2, part] - west) * scale) - left + 1
        frame[3] = int(math.floor((north - box[1, part]) * scale) - top) + 1
        frame[4], frame[5] = rows[k], bordered
        holed = part_start[part + 1] - part_start[part] > 1
        for ring in range(part_start[part], part_start[part + 1]):
            first, after = ring_start[ring], ring_start[ring + 1]
            sign = 1.0
            if holed:
                sign = 1.0 if (_signed_area(xy, first, after) > 0.0) == (ring == part_start[part]) else -1.0
            px = max((xy[first, 0] - west) * scale - left, 0.0)
            py = max((north - xy[first, 1]) * scale - top, 0.0)
            for v in range(first + 1, after):
                x = max((xy[v, 0] - west) * scale - left, 0.0)
                y = max((north - xy[v, 1]) * scale - top, 0.0)
                if v < after - 1 and abs(x - px) < grain and abs(y - py) < grain:
                    continue
                _add_edge(cover, px, py, x, y, sign)
                if bordered:
                    _add_line(line, px + 1.0, py + 1.0, x + 1.0, y + 1.0, width_px)
                px, py = x, y
        _blend(cover, line, frame, pixels, colours)
