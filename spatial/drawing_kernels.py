"""Compiled loops of the map canvas: they hold no interpreter lock, so that the window stays live while they run."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from spatial.compiled import compiled

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

RUN = 128
"""Neighbours in the table of a layer that are culled together."""


@compiled("int64(float64[:, ::1], int64[::1], int64[::1], float64[:, ::1], float64[::1])")
def measure_parts(xy: Floats, ring_start: Integers, part_start: Integers, box: Floats, area: Floats) -> int:
    """Write extent and area of each part; return how many parts hold a coordinate that is no finite number.

    Parameters
    ----------
    xy
        (V, 2) vertices.
    ring_start, part_start
        (R + 1,) first vertex of each ring and (P + 1,) first ring of each part, the exterior before the holes.
    box
        (4, P) minx, miny, maxx, maxy, written.
    area
        (P,) area of the exterior less that of the holes (shoelace), written; of an open line it means nothing.
    """
    broken = 0
    for part in range(len(part_start) - 1):
        west = south = np.inf
        east = north = -np.inf
        total, finite = 0.0, True
        for ring in range(part_start[part], part_start[part + 1]):
            first, after = ring_start[ring], ring_start[ring + 1]
            x0, y0 = xy[first, 0], xy[first, 1]
            twice = 0.0
            px = py = 0.0
            for v in range(first, after):
                x, y = xy[v, 0], xy[v, 1]
                if not (np.isfinite(x) and np.isfinite(y)):
                    finite = False
                west, east = min(west, x), max(east, x)
                south, north = min(south, y), max(north, y)
                dx, dy = x - x0, y - y0
                twice += px * dy - dx * py
                px, py = dx, dy
            size = abs(twice) / 2.0
            total += size if ring == part_start[part] else -size
        box[0, part], box[1, part], box[2, part], box[3, part] = west, south, east, north
        area[part] = total
        broken += not finite
    return broken


@compiled("void(float64[:, ::1], float64[:, ::1])")
def boxes_of_runs(box: Floats, runs: Floats) -> None:
    """Write to `runs` (4, R) the box around each run of `RUN` columns of `box` (4, P), R = ceil(P / RUN)."""
    for run in range(runs.shape[1]):
        west = south = np.inf
        east = north = -np.inf
        for part in range(run * RUN, min((run + 1) * RUN, box.shape[1])):
            west, south = min(west, box[0, part]), min(south, box[1, part])
            east, north = max(east, box[2, part]), max(north, box[3, part])
        runs[0, run], runs[1, run], runs[2, run], runs[3, run] = west, south, east, north


@compiled("int64(float64[:, ::1], float64[:, ::1], float64[::1], int64[::1])")
def boxes_touching(box: Floats, runs: Floats, bounds: Floats, found: Integers) -> int:
    """Write the columns of `box` (4, P) that meet `bounds` (west, south, east, north, closed); return their number.

    `runs`, of `boxes_of_runs`, spares looking at most of a layer whose neighbours in the table are neighbours on the
    map.
    """
    west, south, east, north = bounds[0], bounds[1], bounds[2], bounds[3]
    count = 0
    for run in range(runs.shape[1]):
        if runs[2, run] < west or runs[0, run] > east or runs[3, run] < south or runs[1, run] > north:
            continue
        for part in range(run * RUN, min((run + 1) * RUN, box.shape[1])):
            if box[2, part] >= west and box[0, part] <= east and box[3, part] >= south and box[1, part] <= north:
                found[count] = part
                count += 1
    return count


@compiled("int64(float64[:, ::1], int64[::1], float64, int64[::1], int64[::1], float64[::1])")
def split_by_size(box: Floats, chosen: Integers, below: float, small: Integers, large: Integers, size: Floats) -> int:
    """Part the chosen columns of `box` (4, P) by the longer side of the box, in order; return how many are small.

    Those shorter than `below` (map units) are written to `small`, all others to `large` and their sides to `size`; each
    has room for (K,) all.
    """
    count = 0
    for k in range(len(chosen)):
        part = chosen[k]
        side = max(box[2, part] - box[0, part], box[3, part] - box[1, part])
        if side < below:
            small[count] = part
            count += 1
        else:
            large[k - count], size[k - count] = part, side
    return count


@compiled("boolean(float64[:, ::1], int64, int64, float64)")
def _all_beyond(xy: Floats, v: int, edge: int, limit: float) -> bool:
    """Whether a vertex and both its neighbours lie beyond an edge: 0 west, 1 north, 2 east, 3 south."""
    axis, outward = edge % 2, 1.0 if edge > 1 else -1.0
    before, here, after = xy[v - 1, axis] - limit, xy[v, axis] - limit, xy[v + 1, axis] - limit
    return bool(before * outward > 0.0 and here * outward > 0.0 and after * outward > 0.0)


@compiled("int64(float64[:, ::1], int64[::1], float64[::1], float64, float64[:, ::1], int64[::1])")
def visible_vertices(xy: Floats, starts: Integers, limits: Floats, grain: float, kept: Floats, ends: Integers) -> int:
    """Copy rings of device pixels without the vertices that a screen cannot show; return how many are left.

    Parameters
    ----------
    xy, starts
        (V, 2) vertices and (R + 1,) first vertex of each ring. First and last vertex of a ring stay.
    limits
        West, north, east, south edge. A vertex that lies beyond an edge with both its neighbours is left out: the rest
        of the ring stays beyond that edge, so that nothing in the view changes, neither border nor fill.
    grain
        A vertex in the same cell of this size as the last one kept is left out.
    kept, ends
        (V, 2) vertices and (R + 1,) first vertex of each ring, written.
    """
    count = 0
    ends[0] = 0
    for ring in range(len(starts) - 1):
        first, last = starts[ring], starts[ring + 1] - 1
        cell_x = cell_y = np.inf
        beyond = -1  # the edge for which the vertex before was left out: a run lies beyond one edge alone
        for v in range(first, last + 1):
            x, y = xy[v, 0], xy[v, 1]
            edge = -1
            if first < v < last:
                for tried in range(4):
                    if (beyond < 0 or beyond == tried) and _all_beyond(xy, v, tried, limits[tried]):
                        edge = tried
                        break
            beyond = edge
            if edge >= 0:
                continue
            if first < v < last and np.floor(x / grain) == cell_x and np.floor(y / grain) == cell_y:
                continue
            cell_x, cell_y = np.floor(x / grain), np.floor(y / grain)
            kept[count, 0], kept[count, 1] = x, y
            count += 1
        ends[ring + 1] = count
    return count
