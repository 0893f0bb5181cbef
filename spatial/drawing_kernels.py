"""Compiled loops of the map canvas: they hold no interpreter lock, so that the window stays live while they run."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from spatial.compiled import compiled

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]


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


@compiled("void(float32[:, :, ::1], float64, float64, float64, float32[:, ::1], int64)")
def _spread(grid: Singles, px: float, py: float, weight: float, colours: Singles, row: int) -> None:
    """Spread one spot over the four pixels nearest to it; the grid is padded by a pixel at the top and the left."""
    column, line = int(px), int(py)  # not negative
    right, down = px - column, py - line
    # Read before anything is written: else the compiler must take it that writing changes the colours.
    blue, green, red, alpha = colours[row, 0], colours[row, 1], colours[row, 2], colours[row, 3]
    for step in range(4):
        share = np.float32((right if step % 2 else 1.0 - right) * (down if step // 2 else 1.0 - down) * weight)
        y, x = line + step // 2, column + step % 2
        b, g, r, a = grid[y, x, 0], grid[y, x, 1], grid[y, x, 2], grid[y, x, 3]
        grid[y, x, 0] = b + share * blue  # no view of the pixel: counting its references would cost more
        grid[y, x, 1] = g + share * green
        grid[y, x, 2] = r + share * red
        grid[y, x, 3] = a + share * alpha


@compiled(
    "void(Tuple((float64[:, ::1], float64[::1])), int64[::1], int64[::1], float64[::1], float32[:, ::1],"
    " float32[:, :, ::1])"
)
def spread_areas(
    parts: tuple[Floats, Floats], chosen: Integers, rows: Integers, place: Floats, colours: Singles, grid: Singles
) -> None:
    """Add areas below a pixel to a grid: each spreads its area and colour over the four nearest pixels.

    Parameters
    ----------
    parts
        Extent (4, P) and area (P,) of the parts, map units.
    chosen, rows
        (K,) the parts to add and the row of each in `colours`.
    place
        West and north edge of the picture in map units, device pixels per map unit.
    colours
        (C, 4) blue, green, red, alpha in 0-1, premultiplied.
    grid
        (height + 2, width + 2, 4), padded by a pixel on every side.
    """
    box, area = parts
    west, north, scale = place[0], place[1], place[2]
    height, width = grid.shape[0] - 1, grid.shape[1] - 1
    for k in range(len(chosen)):
        part = chosen[k]
        x = ((box[0, part] + box[2, part]) / 2 - west) * scale + 0.5
        y = (north - (box[1, part] + box[3, part]) / 2) * scale + 0.5
        if 0 <= x < width and 0 <= y < height:
            _spread(grid, x, y, area[part] * scale * scale, colours, rows[k])


@compiled("void(float64[:, ::1], int64[::1], int64[::1], float64[::1], float32[:, ::1], float32[:, :, ::1])")
def spread_points(
    xy: Floats, feature: Integers, rows: Integers, place: Floats, colours: Singles, grid: Singles
) -> None:
    """Add points to a grid as `spread_areas` does.

    `feature` (M,) leads to `rows` (N,), the row of each feature in `colours`; the fourth number of `place` is the size
    of every point in square device pixels.
    """
    west, north, scale, weight = place[0], place[1], place[2], place[3]
    height, width = grid.shape[0] - 1, grid.shape[1] - 1
    for i in range(len(xy)):
        x = (xy[i, 0] - west) * scale + 0.5
        y = (north - xy[i, 1]) * scale + 0.5
        if 0 <= x < width and 0 <= y < height:
            _spread(grid, x, y, weight, colours, rows[feature[i]])


@compiled("int64(float64[:, ::1], float64[::1], int64[::1])")
def rows_inside(xy: Floats, bounds: Floats, found: Integers) -> int:
    """Write the rows of the points in `bounds` (west, south, east, north, closed) to `found`, as many as have room.

    Returns
    -------
    int
        How many there are, room or not.
    """
    west, south, east, north = bounds[0], bounds[1], bounds[2], bounds[3]
    count = 0
    for i in range(len(xy)):
        if west <= xy[i, 0] <= east and south <= xy[i, 1] <= north:
            if count < len(found):
                found[count] = i
            count += 1
    return count


@compiled("int64(float64[:, ::1], float64[::1], int64[::1])")
def boxes_touching(box: Floats, bounds: Floats, found: Integers) -> int:
    """Write the columns of `box` (4, P) that meet `bounds` (west, south, east, north, closed); return their number."""
    west, south, east, north = bounds[0], bounds[1], bounds[2], bounds[3]
    count = 0
    for part in range(box.shape[1]):
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


@compiled("void(float32[:, :, ::1], uint8[:, :, ::1])")
def grid_to_pixels(grid: Singles, pixels: npt.NDArray[np.uint8]) -> None:
    """Write a grid as 8-bit pixels; those that were filled more than once keep the mean colour."""
    for line in range(pixels.shape[0]):
        for column in range(pixels.shape[1]):
            filled = grid[line + 1, column + 1, 3]
            if filled == 0.0:
                pixels[line, column] = 0
                continue
            share = np.float32(255.0) / max(filled, np.float32(1.0))
            for channel in range(4):
                pixels[line, column, channel] = np.uint8(grid[line + 1, column + 1, channel] * share + np.float32(0.5))


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
