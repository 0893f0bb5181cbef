"""Which zone holds which point: a grid over the zones, so that most points are placed without looking at a border.

Every cell of the grid knows the zones that cover it whole and those whose border runs through it. A point in a cell of
the second kind is tested against the edges of that zone in its row of cells (even-odd rule). Orientation is computed in
double-double arithmetic where double precision cannot tell the side, so that a point on a border is found to be on it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from spatial.compiled import compiled
from spatial.feedback import SILENT, Feedback
from spatial.text import Text
from spatial.zone_edges import edges_of, starts_of

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Geometries = npt.NDArray[np.object_]

Grid = tuple[Floats, Floats, Integers, Integers, Integers, Integers, Integers]
Cells = tuple[Integers, Integers]
_GRID = "Tuple((float64[:, ::1], float64[::1], int64[::1], int64[:, ::1], int64[::1], int64[::1], int64[::1]))"
_CELLS = "UniTuple(int64[::1], 2)"

_CELLS_PER_EDGE = 4
_FEWEST_CELLS, _MOST_CELLS, _MOST_COVERED = 65_536, 4_000_000, 40_000_000
_POINTS, _ZONES = 200_000, 2_000  # between two questions whether to stop
_DOING_INDEX = Text("建立分区索引", "Indexing the zones")
_DOING_POINTS = Text("判断点在哪个分区", "Placing points in zones")
_SPLITTER = 134217729.0  # 2**27 + 1 (Dekker 1971)


@compiled("float64(float64, float64, float64, float64)")
def _exact_cross(a: float, b: float, c: float, d: float) -> float:
    """Return a*d - b*c of four numbers, with the rounding errors of the two products added back (Dekker 1971)."""
    p, q = a * d, b * c
    t = _SPLITTER * a
    a_hi = t - (t - a)
    t = _SPLITTER * d
    d_hi = t - (t - d)
    p_lo = ((a_hi * d_hi - p) + a_hi * (d - d_hi) + (a - a_hi) * d_hi) + (a - a_hi) * (d - d_hi)
    t = _SPLITTER * b
    b_hi = t - (t - b)
    t = _SPLITTER * c
    c_hi = t - (t - c)
    q_lo = ((b_hi * c_hi - q) + b_hi * (c - c_hi) + (b - b_hi) * c_hi) + (b - b_hi) * (c - c_hi)
    return (p - q) + (p_lo - q_lo)


@compiled("float64(float64[:, ::1], int64, float64, float64)")
def _side(edges: Floats, e: int, x: float, y: float) -> float:
    """Return > 0 left of the edge, < 0 right of it, 0 on its line; differences that round are corrected once."""
    ax, ay, bx, by = edges[e, 0], edges[e, 1], edges[e, 2], edges[e, 3]
    ux, uy, vx, vy = ax - x, ay - y, bx - x, by - y
    rough = ux * vy - uy * vx
    if abs(rough) > 3.4e-16 * (abs(ux * vy) + abs(uy * vx)) * 4.0:
        return float(rough)
    # the rounding errors of the four differences (Knuth's two-sum), to first order
    t = ux - ax
    eux = (ax - (ux - t)) + (-x - t)
    t = uy - ay
    euy = (ay - (uy - t)) + (-y - t)
    t = vx - bx
    evx = (bx - (vx - t)) + (-x - t)
    t = vy - by
    evy = (by - (vy - t)) + (-y - t)
    return float(_exact_cross(ux, uy, vx, vy) + (eux * vy + ux * evy - euy * vx - uy * evx))


@compiled("int64(float64[:, ::1], int64[::1], int64, int64, float64, float64)")
def inside(edges: Floats, listed: Integers, first: int, last: int, x: float, y: float) -> int:
    """Return 0 outside, 1 inside, 2 on the border of the zone whose edges in this row are listed[first:last]."""
    odd = 0
    for k in range(first, last):
        e = listed[k]
        ay, by = edges[e, 1], edges[e, 3]
        if (y < ay and y < by) or (y > ay and y > by):
            continue
        ax, bx = edges[e, 0], edges[e, 2]
        if x > ax and x > bx:
            continue
        if ay == by:  # level, and at the height of the point
            if min(ax, bx) <= x:
                return 2
            continue
        if x < ax and x < bx:
            odd ^= int((ay > y) != (by > y))
            continue
        side = _side(edges, e, x, y)
        if side == 0.0:
            return 2
        if (ay > y) != (by > y):
            odd ^= int((side > 0.0) == (by > ay))
    return odd


@compiled("void(float64[:, ::1], int64[::1], float64[::1], int64[::1], int64[:, ::1])")
def _rows_of_edges(edges: Floats, zone_edges: Integers, frame: Floats, shape: Integers, rows: Integers) -> None:
    """Fill rows (Z, 2): the first row of cells of each zone, and how many it spans; `frame` is (x0, y0, 1/dx, 1/dy)."""
    for z in range(len(zone_edges) - 1):
        low, high = np.inf, -np.inf
        for e in range(zone_edges[z], zone_edges[z + 1]):
            low = min(low, edges[e, 1], edges[e, 3])
            high = max(high, edges[e, 1], edges[e, 3])
        rows[z, 0], rows[z, 1] = 0, 0
        if low <= high:
            first = min(max(int(np.floor((low - frame[1]) * frame[3])), 0), shape[0] - 1)
            last = min(max(int(np.floor((high - frame[1]) * frame[3])), 0), shape[0] - 1)
            rows[z, 0], rows[z, 1] = first, last - first + 1


@compiled("void(float64[:, ::1], int64[::1], float64[::1], UniTuple(int64[::1], 2), int64[:, ::1], int64[::1])")
def _list_edges(
    edges: Floats,
    zone_edges: Integers,
    frame: Floats,
    slots: tuple[Integers, Integers],
    rows: Integers,
    listed: Integers,
) -> None:
    """List the edges of every zone row by row; `slots` is (first slot of each zone, next place of each slot).

    With an empty `listed` the edges are only counted.
    """
    offset, starts = slots
    for z in range(len(zone_edges) - 1):
        for e in range(zone_edges[z], zone_edges[z + 1]):
            y0, y1 = min(edges[e, 1], edges[e, 3]), max(edges[e, 1], edges[e, 3])
            first = max(int(np.floor((y0 - frame[1]) * frame[3])) - rows[z, 0], 0)
            last = min(int(np.floor((y1 - frame[1]) * frame[3])) - rows[z, 0], rows[z, 1] - 1)
            for r in range(min(first, rows[z, 1] - 1), last + 1):
                slot = offset[z] + r
                if len(listed):
                    listed[starts[slot]] = e
                starts[slot] += 1


@compiled("UniTuple(int64, 2)(float64[:, ::1], int64, float64, float64, float64[::1], int64)")
def _columns(edges: Floats, e: int, bottom: float, top: float, frame: Floats, width: int) -> tuple[int, int]:
    """Return the first and last column that an edge can touch between two heights, plus a millionth of a cell."""
    ax, ay, bx, by = edges[e, 0], edges[e, 1], edges[e, 2], edges[e, 3]
    low, high = min(ax, bx), max(ax, bx)
    if ay != by and low != high:
        spare = 1e-6 / frame[3]
        s = (bottom - spare - ay) / (by - ay)
        t = (top + spare - ay) / (by - ay)
        s, t = min(max(s, 0.0), 1.0), min(max(t, 0.0), 1.0)
        low, high = min(ax + s * (bx - ax), ax + t * (bx - ax)), max(ax + s * (bx - ax), ax + t * (bx - ax))
    a = int(np.floor((low - frame[0]) * frame[2] - 1e-6))
    b = int(np.floor((high - frame[0]) * frame[2] + 1e-6))
    return min(max(a, 0), width - 1), min(max(b, 0), width - 1)


@compiled(f"void({_GRID}, int64[::1], int64[::1], int64[::1])")
def _cover(grid: Grid, span: Integers, starts: Integers, cells: Integers) -> None:
    """Enter the zones span[0] … span[1] into the cells they touch: 2z on the border, 2z + 1 covered whole.

    With an empty `cells` the entries are only counted into `starts`.
    """
    edges, frame, shape, rows, offset, edge_starts, listed = grid
    width = shape[1]
    mark = np.empty(width, dtype=np.bool_)
    for z in range(span[0], span[1]):
        for r in range(rows[z, 1]):
            first, last = edge_starts[offset[z] + r], edge_starts[offset[z] + r + 1]
            if first == last:
                continue
            row = rows[z, 0] + r
            bottom, top = frame[1] + row / frame[3], frame[1] + (row + 1) / frame[3]
            west, east = width, -1
            for k in range(first, last):
                e = listed[k]
                a, b = _columns(edges, e, bottom, top, frame, width)
                west, east = min(west, a), max(east, b)
            for c in range(west, east + 1):
                mark[c] = False
            for k in range(first, last):
                a, b = _columns(edges, listed[k], bottom, top, frame, width)
                for c in range(a, b + 1):
                    mark[c] = True
            whole = -1  # whether the present run of unmarked cells is inside; -1 not known
            for c in range(west, east + 1):
                if mark[c]:
                    whole, entry = -1, 2 * z
                else:
                    if whole < 0:
                        x, y = frame[0] + (c + 0.5) / frame[2], 0.5 * (bottom + top)
                        whole = inside(edges, listed, first, last, x, y)
                    if whole == 0:
                        continue
                    entry = 2 * z + 1
                cell = row * width + c
                if len(cells):
                    cells[starts[cell]] = entry
                starts[cell] += 1


@compiled(f"void({_GRID}, {_CELLS}, float64[:, ::1], int64[:, ::1], boolean[::1])")
def _place(grid: Grid, filled: Cells, xy: Floats, found: Integers, border: Flags) -> None:
    """Fill found (N, 2): the first zone (-1 none) and the number of zones; and whether the point is on a border."""
    edges, frame, shape, rows, offset, edge_starts, listed = grid
    starts, cells = filled
    for p in range(len(xy)):
        x, y = xy[p, 0], xy[p, 1]
        found[p, 0], found[p, 1], border[p] = -1, 0, False
        fx, fy = (x - frame[0]) * frame[2], (y - frame[1]) * frame[3]
        if not (0.0 <= fx < shape[1] and 0.0 <= fy < shape[0]):  # NaN is outside, too
            continue
        row = int(fy)
        cell = row * shape[1] + int(fx)
        for k in range(starts[cell], starts[cell + 1]):
            z, state = cells[k] >> 1, 1
            if cells[k] & 1 == 0:
                slot = offset[z] + row - rows[z, 0]
                state = inside(edges, listed, edge_starts[slot], edge_starts[slot + 1], x, y)
            if state:
                if found[p, 1] == 0:
                    found[p, 0] = z
                found[p, 1] += 1
                border[p] = border[p] or state == 2


@compiled(f"void({_GRID}, {_CELLS}, float64[:, ::1], int64[:, ::1])")
def _pairs(grid: Grid, filled: Cells, xy: Floats, pairs: Integers) -> None:
    """Fill pairs (M, 2), the point and the zone, for points that are known to be in the frame."""
    edges, frame, shape, rows, offset, edge_starts, listed = grid
    starts, cells = filled
    n = 0
    for p in range(len(xy)):
        x, y = xy[p, 0], xy[p, 1]
        row = int((y - frame[1]) * frame[3])
        cell = row * shape[1] + int((x - frame[0]) * frame[2])
        for k in range(starts[cell], starts[cell + 1]):
            z = cells[k] >> 1
            slot = offset[z] + row - rows[z, 0]
            if cells[k] & 1 or inside(edges, listed, edge_starts[slot], edge_starts[slot + 1], x, y):
                pairs[n, 0], pairs[n, 1] = p, z
                n += 1


@dataclass(frozen=True, eq=False)
class Placed:
    """Where points lie.

    Parameters
    ----------
    zone
        (N,) int64 the first zone, in the order of the zones, that holds the point (its border included); -1 for none.
    held
        (N,) int64 number of zones that hold it.
    border
        (N,) bool it lies exactly on the border of one of them.
    """

    zone: Integers
    held: Integers
    border: Flags


@dataclass(frozen=True, eq=False)
class ZoneIndex:
    """The zones, ready to place any number of points; picklable. Made by `index_zones`.

    Parameters
    ----------
    zones
        Number of zones.
    """

    zones: int
    _grid: Grid
    _cells: Cells

    def place(self, xy: Floats, feedback: Feedback = SILENT) -> Placed:
        """Return the zones of points.

        Parameters
        ----------
        xy
            (N, 2) float64 in the coordinates of the zones; rows that are not finite are in no zone.
        """
        found, border = np.empty((len(xy), 2), dtype=np.int64), np.empty(len(xy), dtype=np.bool_)
        for start in range(0, len(xy), _POINTS):
            feedback.report(start / len(xy), _DOING_POINTS)
            stop = start + _POINTS
            part = np.ascontiguousarray(xy[start:stop], dtype=np.float64)
            _place(self._grid, self._cells, part, found[start:stop], border[start:stop])
        return Placed(found[:, 0], found[:, 1], border)

    def pairs(self, xy: Floats, held: Integers) -> Integers:
        """Return (M, 2) int64 each point with each zone that holds it, given `Placed.held`; in the order of points."""
        inside = np.flatnonzero(held > 0)
        pairs = np.empty((int(held[inside].sum()), 2), dtype=np.int64)
        _pairs(self._grid, self._cells, np.ascontiguousarray(xy[inside], dtype=np.float64), pairs)
        pairs[:, 0] = inside[pairs[:, 0]]
        return pairs


def index_zones(geometry: Geometries, feedback: Feedback = SILENT) -> ZoneIndex:
    """Index zones for placing points.

    Parameters
    ----------
    geometry
        (Z,) polygons or multipolygons, in any plane (edges are straight in it); None and empty ones hold nothing. An
        invalid polygon is taken by the even-odd rule; lines and points hold nothing.

    Raises
    ------
    GeometryError
        A coordinate is not finite.
    """
    feedback.report(0.0, _DOING_INDEX)
    edges, zone_edges = edges_of(geometry)
    frame, shape = _frame(edges, zone_edges)
    rows = np.zeros((len(geometry), 2), dtype=np.int64)
    _rows_of_edges(edges, zone_edges, frame, shape, rows)
    offset = starts_of(rows[:, 1])
    nothing = np.empty(0, dtype=np.int64)
    counts = np.zeros(int(offset[-1]), dtype=np.int64)
    _list_edges(edges, zone_edges, frame, (offset, counts), rows, nothing)
    edge_starts = starts_of(counts)
    listed = np.empty(int(edge_starts[-1]), dtype=np.int64)
    _list_edges(edges, zone_edges, frame, (offset, edge_starts[:-1].copy()), rows, listed)
    grid = (edges, frame, shape, rows, offset, edge_starts, listed)
    per_cell = np.zeros(int(shape[0] * shape[1]), dtype=np.int64)
    _cover_all(grid, per_cell, nothing, feedback.part(0.2, 0.6))
    starts = starts_of(per_cell)
    cells = np.empty(int(starts[-1]), dtype=np.int64)
    if len(cells):
        _cover_all(grid, starts[:-1].copy(), cells, feedback.part(0.6, 1.0))
    return ZoneIndex(len(geometry), grid, (starts, cells))


def _cover_all(grid: Grid, starts: Integers, cells: Integers, feedback: Feedback) -> None:
    zones = len(grid[3])
    for start in range(0, zones, _ZONES):
        feedback.report(start / zones, _DOING_INDEX)
        _cover(grid, np.array([start, min(start + _ZONES, zones)], dtype=np.int64), starts, cells)


def _frame(edges: Floats, zone_edges: Integers) -> tuple[Floats, Integers]:
    """Return (x0, y0, 1/dx, 1/dy) and (rows, columns) of a grid of about `_CELLS_PER_EDGE` cells an edge."""
    if not len(edges):
        return np.array([0.0, 0.0, 1.0, 1.0]), np.array([1, 1], dtype=np.int64)
    xs, ys = edges[:, [0, 2]], edges[:, [1, 3]]
    x0, y0 = xs.min(), ys.min()
    width, height = max(xs.max() - x0, 1e-12), max(ys.max() - y0, 1e-12)
    starts = np.minimum(zone_edges[:-1], len(edges) - 1)
    box_width = np.maximum.reduceat(xs.max(axis=1), starts) - np.minimum.reduceat(xs.min(axis=1), starts)
    box_height = np.maximum.reduceat(ys.max(axis=1), starts) - np.minimum.reduceat(ys.min(axis=1), starts)
    covered = float((box_width * box_height)[np.diff(zone_edges) > 0].sum()) / (width * height)
    most = min(_MOST_CELLS, _MOST_COVERED / max(covered, 1.0))
    wanted = min(max(_CELLS_PER_EDGE * len(edges), _FEWEST_CELLS), most)
    columns = int(min(max(np.sqrt(wanted * width / height), 1), wanted))
    rows = int(max(wanted / columns, 1))
    grow = 1.0 + 1e-9  # the far border lies in the last cell
    return np.array([x0, y0, columns / (width * grow), rows / (height * grow)]), np.array([rows, columns], np.int64)
