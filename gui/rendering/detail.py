"""Level of detail: what is too small to be drawn as a shape, and which vertices a screen cannot show."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from gui.map_view import Array
from gui.rendering.geometry import Index, Parts
from gui.rendering.surface import Surface

SPLAT_BELOW_PX = 1.2
SHAPE_FROM_PX = 4.0
STEP_S = 0.004
VERTICES_A_SLICE = 15_000
SPLATS_A_SLICE = 20_000
_ROWS_A_STRIP = 64
_THINNING_PX = 1.0 / 3.0


class Pace:
    """Tells when it is time to yield: drawing a shape takes between 5 µs and several milliseconds."""

    def __init__(self) -> None:
        self._until = 0.0

    def due(self) -> bool:
        """Return whether `STEP_S` have passed since this last was true."""
        now = time.perf_counter()
        if now < self._until:
            return False
        self._until = now + STEP_S
        return True


class Splats:
    """Areas below a pixel, added up: each spreads its area and colour over the four nearest pixels (cloud-in-cell).

    One pixel a feature (nearest-pixel binning) would show moiré.
    """

    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        self._sum = np.zeros((4, (surface.height + 1) * (surface.width + 1)))

    def add(self, xy: Array, weight: Array, colour: Array) -> None:
        """Add K spots.

        Parameters
        ----------
        xy
            (K, 2) centres, device pixels.
        weight
            (K,) areas in square device pixels.
        colour
            (K, 4) blue, green, red, alpha in 0-1, premultiplied.
        """
        width, height = self._surface.width, self._surface.height
        shifted = xy + 0.5  # pixel i has its centre at i + 0.5; the padded grid begins one pixel earlier
        inside = (shifted >= 0).all(axis=1) & (shifted[:, 0] < width + 1) & (shifted[:, 1] < height + 1)
        inside &= np.isfinite(weight)
        shifted, weight, colour = shifted[inside], weight[inside], colour[inside]
        cell = np.floor(shifted).astype(np.int64)
        right, down = (shifted - cell).T
        stride = width + 1
        corner = cell[:, 1] * stride + cell[:, 0]
        index = np.concatenate([corner, corner - 1, corner - stride, corner - stride - 1])
        # `corner` is the pixel to the right of and below the centre's lattice point.
        shares = [right * down, (1 - right) * down, right * (1 - down), (1 - right) * (1 - down)]
        share = np.concatenate(shares) * np.tile(weight, 4)
        share[index < 0] = 0.0
        index[index < 0] = 0
        for channel in range(4):
            np.add.at(self._sum[channel], index, share * np.tile(colour[:, channel], 4))

    def paint(self) -> Iterator[None]:
        """Draw what was added, strip by strip; pixels that were filled more than once keep the mean colour."""
        surface = self._surface
        grid = self._sum.reshape(4, surface.height + 1, surface.width + 1)[:, : surface.height, : surface.width]
        for top in range(0, surface.height, _ROWS_A_STRIP):
            strip = grid[:, top : top + _ROWS_A_STRIP]
            if strip[3].any():
                share = strip * (255.0 / np.maximum(strip[3], 1.0))
                surface.splat(np.moveaxis(share, 0, -1), top)
                yield


def slices(parts: Parts, chosen: Index) -> Iterator[Index]:
    """Cut the chosen parts, in order, into runs of at most `VERTICES_A_SLICE` vertices (or one part)."""
    ends = np.cumsum(parts.vertices(chosen))
    start = 0
    while start < len(chosen):
        done = int(ends[start - 1]) if start else 0
        stop = max(int(np.searchsorted(ends, done + VERTICES_A_SLICE, side="right")), start + 1)
        yield chosen[start:stop]
        start = stop


def gathered(parts: Parts, chosen: Index) -> tuple[Array, Index, Index]:
    """Return the vertices of the chosen parts, the start of each ring, and how many rings each part has."""
    first, after = parts.part_start[chosen], parts.part_start[chosen + 1]
    rings = _ranges(first, after)
    begin, end = parts.ring_start[rings], parts.ring_start[rings + 1]
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(end - begin)))
    return parts.xy[_ranges(begin, end)], starts, after - first


def on_screen(surface: Surface, xy: Array, starts: Index, pad_px: float) -> tuple[Array, Index]:
    """Transform rings to device pixels and leave out the vertices that cannot be seen.

    A run of vertices beyond the same edge of the view is cut short: the rest of the ring stays beyond that edge, so
    that nothing in the view changes, neither border nor fill. Vertices closer than a third of a pixel fall together.
    """
    px = surface.pixels(xy)
    pad = pad_px * surface.ratio
    limits = ((0, -pad, -1), (0, surface.width + pad, 1), (1, -pad, -1), (1, surface.height + pad, 1))
    for axis, limit, side in limits:
        beyond = px[:, axis] * side > limit * side
        if beyond.any():
            inner = np.zeros(len(px), dtype=bool)
            inner[1:-1] = beyond[:-2] & beyond[1:-1] & beyond[2:]
            px, starts = _without(px, starts, inner)
    cell = np.floor(px * (1.0 / _THINNING_PX))
    same = np.zeros(len(px), dtype=bool)
    same[1:] = (cell[1:] == cell[:-1]).all(axis=1)
    return _without(px, starts, same)


def drawn_once(xy: Array, starts: Index) -> tuple[Array, Index, Index]:
    """Cut rings into lines so that a segment which several rings share, in either direction, occurs once.

    Parameters
    ----------
    xy, starts
        (V, 2) vertices and the first vertex of each ring, as `gathered` gives them.

    Returns
    -------
    xy, starts, ring
        The lines in the same form, and the ring each of them is from.
    """
    of_ring = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    begin = np.flatnonzero(of_ring[:-1] == of_ring[1:])  # segments go from vertex i to i + 1
    ends = xy[:, 0] + 1j * xy[:, 1]
    pair = np.sort(np.column_stack((ends[begin], ends[begin + 1])), axis=1)
    _, first = np.unique(pair, axis=0, return_index=True)
    kept = begin[np.sort(first)]
    joins = (np.diff(kept) == 1) & (np.diff(of_ring[kept]) == 0)  # runs of segments that follow each other
    head = kept[np.concatenate((np.ones(min(len(kept), 1), bool), ~joins))]
    tail = kept[np.concatenate((~joins, np.ones(min(len(kept), 1), bool)))] + 2
    lines = np.concatenate((np.zeros(1, np.int64), np.cumsum(tail - head, dtype=np.int64)))
    return xy[_ranges(head, tail)], lines, of_ring[head]


def _without(px: Array, starts: Index, dropped: npt.NDArray[np.bool_]) -> tuple[Array, Index]:
    dropped[starts[:-1]] = dropped[starts[1:] - 1] = False  # the ends of a ring stay
    if not dropped.any():
        return px, starts
    kept: Index = np.concatenate((np.zeros(1, np.int64), np.cumsum(~dropped, dtype=np.int64)))
    return px[~dropped], kept[starts]


def _ranges(begin: Index, end: Index) -> Index:
    """Return begin[0] … end[0]-1, begin[1] … end[1]-1, … in one array."""
    sizes = end - begin
    total = int(sizes.sum())
    shift = np.repeat(begin - (np.cumsum(sizes) - sizes), sizes)
    result: Index = np.arange(total, dtype=np.int64) + shift
    return result
