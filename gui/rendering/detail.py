"""Level of detail: what is too small to be drawn as a shape, and which vertices a screen cannot show."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import zip_longest

import numpy as np
import numpy.typing as npt

from gui.map.view import Array
from gui.rendering.cells import Cells, cut_runs
from gui.rendering.geometry import Index, Parts
from gui.rendering.surface import Band, Looks, Surface
from gui.tasks import side_by_side

Singles = npt.NDArray[np.float32]

SPLAT_BELOW_PX = 2.0
STEP_S = 0.004
VERTICES_A_SLICE = 15_000
SPLATS_A_SLICE = 50_000  # compiled: the interpreter is free meanwhile
_POINTS_A_SLICE = 150_000  # in each band
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
    """What is below a pixel, added up: each spot spreads its size and colour over the four nearest pixels.

    This is cloud-in-cell; one pixel a feature (nearest-pixel binning) would show moiré.
    """

    def __init__(self, surface: Surface, looks: Looks) -> None:
        self._surface, self._looks, self._colours = surface, looks, looks.colours().astype(np.float32)
        self._bands = surface.bands()
        self._grids = [_clean_grid(len(band.words) + 2, surface.width + 2) for band in self._bands]

    def add_areas(self, parts: Parts, chosen: Index, area: Array) -> None:
        """Add parts at the middle of their boxes; `area` (P,) is the area of every part in square map units."""
        from spatial.splat_kernels import spread_areas

        rows, table = self._looks.rows[parts.feature[chosen]], (parts.box, area)
        self._in_bands(
            partial(spread_areas, table, chosen, rows, self._place(band), self._colours, grid)
            for band, grid in zip(self._bands, self._grids, strict=True)
        )

    def add_points(self, points: tuple[Array, Index], cells: Cells | None, area_px: float) -> Iterator[None]:
        """Add points, map coordinates (M, 2) and features (M,), each `area_px` square device pixels large."""
        from spatial.splat_kernels import spread_points

        xy, feature = points
        table = xy, (yield from self._looks.rows_of_points(feature))
        lots = [cut_runs(self._runs(band, xy, cells), _POINTS_A_SLICE) for band in self._bands]
        for some in zip_longest(*lots):
            self._in_bands(
                partial(spread_points, table, runs, self._place(band, area_px), self._colours, grid)
                for band, grid, runs in zip(self._bands, self._grids, some, strict=True)
                if runs is not None
            )
            yield

    def paint(self) -> Iterator[None]:
        """Draw what was added, strip by strip; pixels that were filled more than once keep the mean colour."""
        from spatial.splat_kernels import paint_grid

        self._in_bands(
            partial(paint_grid, grid, band.words) for band, grid in zip(self._bands, self._grids, strict=True)
        )
        _spare_grids.extend(self._grids)  # wiped; those of a render that is stopped are let go
        self._grids = []
        yield

    def _place(self, band: Band, *more: float) -> Array:
        return np.array([self._surface.west, self._surface.north, self._surface.scale, band.top, *more])

    def _runs(self, band: Band, xy: Array, cells: Cells | None) -> Index:
        """Return the points that may lie in a band, or half a pixel beyond."""
        if cells is None:
            return np.array([[0, len(xy)]])
        west, _, east, _ = self._surface.view.bounds
        north = self._surface.north - (band.top - 1) / self._surface.scale
        south = north - (len(band.words) + 2) / self._surface.scale
        px = 1 / self._surface.scale
        return cells.runs((west - px, south, east + px, north))

    def _in_bands(self, jobs: Iterable[Callable[[], None]]) -> None:
        side_by_side(list(jobs))


_spare_grids: deque[Singles] = deque(maxlen=8)  # two pictures: new memory costs more than what is added up in it


def _clean_grid(height: int, width: int) -> Singles:
    for _ in range(len(_spare_grids)):
        try:
            grid = _spare_grids.popleft()
        except IndexError:  # another thread was quicker
            break
        if grid.shape == (height, width, 4):
            return grid
        _spare_grids.append(grid)
    return np.zeros((height, width, 4), np.float32)


def by_size(surface: Surface, parts: Parts, chosen: Index, below_px: float) -> tuple[Index, Index, Array]:
    """Return the parts shorter than some logical pixels, all others, and the longer side of these in logical pixels."""
    from spatial.drawing_kernels import split_by_size

    per_px = surface.ratio / surface.scale
    small, rest, size = np.empty_like(chosen), np.empty_like(chosen), np.empty(len(chosen))
    count = split_by_size(parts.box, chosen, below_px * per_px, small, rest, size)
    others = len(chosen) - count
    return small[:count], rest[:others], size[:others] / per_px


def slices(parts: Parts, chosen: Index, cost: Array | None = None) -> Iterator[Index]:
    """Cut the chosen parts, in order, into runs of at most `VERTICES_A_SLICE` vertices (or one part).

    `cost` (K,) says how many vertices each part is to count for, None: as many as it has.
    """
    ends = np.cumsum(parts.vertices(chosen) if cost is None else cost)
    start = 0
    while start < len(chosen):
        done = float(ends[start - 1]) if start else 0.0
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
    from spatial.drawing_kernels import visible_vertices

    px, pad = surface.pixels(xy), pad_px * surface.ratio
    limits = np.array([-pad, -pad, surface.width + pad, surface.height + pad])
    kept, ends = np.empty_like(px), np.empty_like(starts)
    count = visible_vertices(px, starts, limits, _THINNING_PX, kept, ends)
    return kept[:count], ends


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


def _ranges(begin: Index, end: Index) -> Index:
    """Return begin[0] … end[0]-1, begin[1] … end[1]-1, … in one array."""
    sizes = end - begin
    total = int(sizes.sum())
    shift = np.repeat(begin - (np.cumsum(sizes) - sizes), sizes)
    result: Index = np.arange(total, dtype=np.int64) + shift
    return result
