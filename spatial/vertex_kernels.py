"""Compiled look-ups among the vertices and edges of rings: by exact coordinates, and by a box.

Everywhere below, `xy` holds the vertices of rings one ring after the other, without the closing vertex; `after[i]` is
the vertex that follows vertex i in its ring, and *edge i* runs from vertex i to vertex `after[i]`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from spatial.compiled import compiled

BLOCK = 16
GROUP = 32
"""Edges in a block, and blocks in a group: the two levels of boxes that a query walks through."""

_XY, _I32, _BITS, _BOXES = "float64[:, ::1]", "int32[::1]", "int64[:, ::1]", "float64[:, ::1]"
_SPANS = "int32[:, ::1]"


@compiled("int64(int64, int64, int64)")
def _slot(a: int, b: int, size: int) -> int:
    """Return the first place in a table of `size` (a power of two) for a pair of coordinates given as bits."""
    h = np.uint64(a) * np.uint64(0x9E3779B97F4A7C15)
    h ^= h >> np.uint64(29)
    h += np.uint64(b) * np.uint64(0xBF58476D1CE4E5B9)
    h ^= h >> np.uint64(32)
    h *= np.uint64(0x94D049BB133111EB)
    h ^= h >> np.uint64(29)
    return int(h & np.uint64(size - 1))


@compiled(f"Tuple(({_I32}, {_I32}))({_BITS})")
def chain_equal(bits: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Chain pairs that are equal.

    Parameters
    ----------
    bits
        (M, 2) int64: the bits of coordinates (or any pair of integers).

    Returns
    -------
    table, chain
        A hash table (open addressing) whose entries are the first of equal pairs, and (M,) the next equal pair of
        each, -1 at the end; chains ascend.
    """
    n = bits.shape[0]
    size = 16
    while size < 2 * n:
        size *= 2
    table = np.full(size, -1, np.int32)
    chain = np.full(n, -1, np.int32)
    for i in range(n - 1, -1, -1):
        h = _slot(bits[i, 0], bits[i, 1], size)
        while True:
            j = table[h]
            if j < 0:
                break
            if bits[j, 0] == bits[i, 0] and bits[j, 1] == bits[i, 1]:
                chain[i] = j
                break
            h = (h + 1) & (size - 1)
        table[h] = i
    return table, chain


@compiled(f"{_I32}({_BITS}, {_I32}, {_I32}, int64, int64)")
def find_equal(
    bits: npt.NDArray[np.int64], table: npt.NDArray[np.int32], chain: npt.NDArray[np.int32], a: int, b: int
) -> npt.NDArray[np.int32]:
    """Return the indices of all pairs equal to (a, b), ascending."""
    size = table.size
    h = _slot(a, b, size)
    found = -1
    while table[h] >= 0:
        j = table[h]
        if bits[j, 0] == a and bits[j, 1] == b:
            found = j
            break
        h = (h + 1) & (size - 1)
    count, j = 0, found
    while j >= 0:
        count += 1
        j = chain[j]
    result = np.empty(count, np.int32)
    j = found
    for k in range(count):
        result[k] = j
        j = chain[j]
    return result


@compiled(f"Tuple((int64, {_I32}))({_I32}, {_I32})")
def number_chains(table: npt.NDArray[np.int32], chain: npt.NDArray[np.int32]) -> tuple[int, npt.NDArray[np.int32]]:
    """Return how many different pairs there are, and (M,) the number of each pair: equal ones have the same."""
    n = chain.size
    number = np.full(n, -1, np.int32)
    count = 0
    for i in range(n):
        if number[i] >= 0:
            continue
        j = i
        while j >= 0:
            number[j] = count
            j = chain[j]
        count += 1
    return count, number


@compiled(f"Tuple(({_I32}, {_I32}))(int64[::1])")
def ring_neighbours(starts: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Return (M,) the vertex before and the vertex after each one; ring k has vertices starts[k] to starts[k + 1]."""
    n = starts[-1]
    before, after = np.empty(n, np.int32), np.empty(n, np.int32)
    for k in range(starts.size - 1):
        first, last = starts[k], starts[k + 1] - 1
        for i in range(first, last + 1):
            before[i] = i - 1 if i > first else last
            after[i] = i + 1 if i < last else first
    return before, after


@compiled(f"Tuple(({_SPANS}, {_BOXES}))({_XY}, {_I32}, int64[::1])")
def make_blocks(
    xy: npt.NDArray[np.float64], after: npt.NDArray[np.int32], starts: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float64]]:
    """Cut rings into blocks of at most `BLOCK` edges; return (B, 2) first and last + 1 edge, and (B, 4) box of each."""
    count = 0
    for k in range(starts.size - 1):
        count += (starts[k + 1] - starts[k] + BLOCK - 1) // BLOCK
    spans = np.empty((count, 2), np.int32)
    boxes = np.empty((count, 4))
    b = 0
    for k in range(starts.size - 1):
        for start in range(starts[k], starts[k + 1], BLOCK):
            stop = min(start + BLOCK, starts[k + 1])
            x0 = x1 = xy[start, 0]
            y0 = y1 = xy[start, 1]
            for i in range(start, stop):
                j = after[i]
                x0, x1 = min(x0, xy[i, 0], xy[j, 0]), max(x1, xy[i, 0], xy[j, 0])
                y0, y1 = min(y0, xy[i, 1], xy[j, 1]), max(y1, xy[i, 1], xy[j, 1])
            spans[b, 0], spans[b, 1] = start, stop
            boxes[b, 0], boxes[b, 1], boxes[b, 2], boxes[b, 3] = x0, y0, x1, y1
            b += 1
    return spans, boxes


@compiled(f"int64[::1]({_BOXES})")
def morton_codes(boxes: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Return (B,) the Z-order code of the centre of each box, 16 bits an axis (G. M. Morton, 1966)."""
    n = boxes.shape[0]
    codes = np.zeros(n, np.int64)
    if n == 0:
        return codes
    west, south, east, north = boxes[:, 0].min(), boxes[:, 1].min(), boxes[:, 2].max(), boxes[:, 3].max()
    width, height = max(east - west, 1e-300), max(north - south, 1e-300)
    for i in range(n):
        x = int(((boxes[i, 0] + boxes[i, 2]) / 2 - west) / width * 65535)
        y = int(((boxes[i, 1] + boxes[i, 3]) / 2 - south) / height * 65535)
        code = 0
        for bit in range(16):
            code |= ((x >> bit) & 1) << (2 * bit) | ((y >> bit) & 1) << (2 * bit + 1)
        codes[i] = code
    return codes


@compiled(f"{_BOXES}({_BOXES})")
def group_boxes(boxes: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the box of each `GROUP` boxes in their order."""
    n = (boxes.shape[0] + GROUP - 1) // GROUP
    result = np.empty((n, 4))
    for g in range(n):
        start, stop = g * GROUP, min((g + 1) * GROUP, boxes.shape[0])
        result[g, 0], result[g, 1] = boxes[start:stop, 0].min(), boxes[start:stop, 1].min()
        result[g, 2], result[g, 3] = boxes[start:stop, 2].max(), boxes[start:stop, 3].max()
    return result


@compiled(f"boolean({_BOXES}, int64, {_BOXES})")
def _meets(boxes: npt.NDArray[np.float64], i: int, box: npt.NDArray[np.float64]) -> bool:
    return bool(
        boxes[i, 0] <= box[0, 2] and boxes[i, 2] >= box[0, 0] and boxes[i, 1] <= box[0, 3] and boxes[i, 3] >= box[0, 1]
    )


@compiled(f"{_I32}({_XY}, {_I32}, {_SPANS}, {_BOXES}, {_BOXES}, {_BOXES})")
def edges_in_box(
    xy: npt.NDArray[np.float64],
    after: npt.NDArray[np.int32],
    spans: npt.NDArray[np.int32],
    boxes: npt.NDArray[np.float64],
    groups: npt.NDArray[np.float64],
    box: npt.NDArray[np.float64],
) -> npt.NDArray[np.int32]:
    """Return the edges whose own box meets `box` (1, 4); borders count in."""
    found = np.empty(64, np.int32)
    count = 0
    for g in range(groups.shape[0]):
        if not _meets(groups, g, box):
            continue
        for b in range(g * GROUP, min((g + 1) * GROUP, boxes.shape[0])):
            if not _meets(boxes, b, box):
                continue
            for i in range(spans[b, 0], spans[b, 1]):
                j = after[i]
                if max(xy[i, 0], xy[j, 0]) < box[0, 0] or min(xy[i, 0], xy[j, 0]) > box[0, 2]:
                    continue
                if max(xy[i, 1], xy[j, 1]) < box[0, 1] or min(xy[i, 1], xy[j, 1]) > box[0, 3]:
                    continue
                if count == found.size:
                    grown = np.empty(2 * count, np.int32)
                    grown[:count] = found
                    found = grown
                found[count] = i
                count += 1
    return found[:count].copy()
