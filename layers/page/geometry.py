"""Coordinates as a page carries them: on one grid, as differences, in variable-length bytes.

All geometry of a page lies on one integer grid (`Grid`), so coordinates that are equal stay equal and shared borders
do not split. A geometry is a run of *paths*: polygon rings (closed, last vertex left out), lines and points; a feature
with several rings is filled by the even-odd rule. Everything works on whole arrays: no Python loop runs over vertices.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely

RING, LINE, POINT = 0, 1, 2
EARTH_RADIUS_M = 6378137.0
WEB_CRS = "EPSG:3857"

_FINE_STEP_M = 0.01
_COARSE_STEP_M = 0.1
_FINE_VERTICES = 100_000
_LARGEST_INTEGER = 2**30
BLOCK = 32

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Grid:
    """The integer grid of a page, in EPSG:3857 metres.

    Parameters
    ----------
    x0, y0
        Grid origin: the south-west corner of the data, rounded down to a whole step.
    step
        Width of a cell. One cell holds at least six decimals of a degree (0.11 m), and seven (0.011 m) on pages
        with fewer than a hundred thousand vertices.
    """

    x0: float
    y0: float
    step: float

    @property
    def error_m(self) -> float:
        """Largest distance between a coordinate and its grid point, in map metres (ground metres are fewer)."""
        return self.step * 0.5 * 2**0.5

    def snap(self, xy: Floats) -> Integers:
        """Return the (N, 2) grid points nearest to (N, 2) coordinates."""
        return np.rint((np.asarray(xy, float) - (self.x0, self.y0)) / self.step).astype(np.int64)


def choose_grid(bounds: tuple[float, float, float, float], vertices: int) -> Grid:
    """Return a grid fine enough for `bounds` (minx, miny, maxx, maxy in EPSG:3857 metres).

    Parameters
    ----------
    bounds
        Of everything on the page; NaN where there is nothing.
    vertices
        Number of vertices on the page: large pages get the coarser of the two steps.
    """
    west, south, east, north = bounds if np.isfinite(bounds).all() else (0.0, 0.0, 1.0, 1.0)
    step = _FINE_STEP_M if vertices < _FINE_VERTICES else _COARSE_STEP_M
    while max(east - west, north - south) / step >= _LARGEST_INTEGER:
        step *= 10
    return Grid(float(np.floor(west / step) * step), float(np.floor(south / step) * step), step)


@dataclass(frozen=True, eq=False)
class Paths:
    """The rings, lines and points of N features, in feature order.

    Parameters
    ----------
    n
        Number of features.
    feature, kind, sizes
        (P,) feature of each path, RING / LINE / POINT, and its number of vertices.
    xy
        (V, 2) coordinates of all paths one after the other; a ring does not repeat its first vertex.
    """

    n: int
    feature: Integers
    kind: Integers
    sizes: Integers
    xy: Floats

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """(minx, miny, maxx, maxy) of all paths; NaN where there are none."""
        if not len(self.xy):
            return (np.nan,) * 4
        x, y = self.xy[:, 0], self.xy[:, 1]  # column by column: numpy is slow along the first axis of two columns
        return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def bounds_of(many: Iterable[Paths]) -> tuple[float, float, float, float]:
    """Return (minx, miny, maxx, maxy) of several runs of paths; NaN where there are no coordinates."""
    boxes = np.array([paths.bounds for paths in many if len(paths.xy)]).reshape(-1, 4)
    if not len(boxes):
        return (np.nan,) * 4
    west, south = boxes[:, :2].min(axis=0)
    east, north = boxes[:, 2:].max(axis=0)
    return float(west), float(south), float(east), float(north)


def flatten(geometry: npt.NDArray[np.object_]) -> Paths:
    """Return the paths of (N,) geometries of any type; None and empty geometries have none."""
    parts, owner = _simple_parts(np.asarray(geometry, dtype=object))
    types = shapely.get_type_id(parts)
    polygons = types == 3
    if polygons.all() and not shapely.get_num_interior_rings(parts).any():
        pieces, feature, kind = parts, owner, np.full(len(parts), RING)
    else:
        pieces, feature, kind = _pieces(parts, owner, types)
    xy, piece = shapely.get_coordinates(pieces, return_index=True)
    sizes = np.bincount(piece, minlength=len(pieces)).astype(np.int64)
    keep = np.ones(len(xy), dtype=bool)
    keep[np.cumsum(sizes)[kind == RING] - 1] = False
    return Paths(len(geometry), feature, kind, sizes - (kind == RING), xy[keep])


def _pieces(
    parts: npt.NDArray[np.object_], owner: Integers, types: npt.NDArray[np.integer]
) -> tuple[npt.NDArray[np.object_], Integers, Integers]:
    """Return rings, lines and points in feature order, with feature and kind of each."""
    rings, ring_polygon = shapely.get_rings(parts[types == 3], return_index=True)
    lines, points = np.isin(types, (1, 2)), types == 0
    pieces = np.concatenate([rings, parts[lines], parts[points]])
    feature = np.concatenate([owner[types == 3][ring_polygon], owner[lines], owner[points]])
    kind = np.repeat([RING, LINE, POINT], [len(rings), int(lines.sum()), int(points.sum())])
    order = np.argsort(feature, kind="stable")
    return pieces[order], feature[order], kind[order]


def _simple_parts(geometry: npt.NDArray[np.object_]) -> tuple[npt.NDArray[np.object_], Integers]:
    """Return the single points, lines and polygons inside, with the row each one comes from."""
    owner = np.flatnonzero(~(shapely.is_missing(geometry) | shapely.is_empty(geometry)))
    parts = geometry[owner]
    while len(parts) and (shapely.get_type_id(parts) >= 4).any():
        parts, index = shapely.get_parts(parts, return_index=True)
        owner = owner[index]
    filled = ~shapely.is_empty(parts)
    return parts[filled], owner[filled]


def encode_paths(paths: Paths, grid: Grid) -> dict[str, object]:
    """Return paths per feature, vertices · 4 + kind per path, and the vertices (`pack_points`)."""
    counts = np.bincount(paths.feature, minlength=paths.n)
    return {
        "n": paths.n,
        "features": pack(counts),
        "paths": pack(paths.sizes * 4 + paths.kind),
        "xy": pack_points(grid.snap(paths.xy)),
    }


def pack_points(points: Integers) -> str:
    """Pack (N, 2) grid points (within ±2³⁰) as zigzag differences from point to point, in bit planes.

    Differences of 32 numbers (16 points) make a block: a byte with the number of bits w of its largest, then w words of
    four bytes, the i-th with bit i of each of the 32. Along a boundary differences are alike, so this takes three
    quarters of what `pack` does. The widths of all blocks come first, after the number of blocks (four bytes); then the
    words; then base64. No points give "".
    """
    if not len(points):
        return ""
    steps = np.diff(points, axis=0, prepend=np.zeros((1, 2), np.int64)).ravel()
    blocks = np.zeros((-(-len(steps) // BLOCK), BLOCK), np.uint32)
    blocks.reshape(-1)[: len(steps)] = (steps << 1) ^ (steps >> 63)
    widths = np.ceil(np.log2(blocks.max(axis=1) + 1.0)).astype(np.int64)
    starts = np.cumsum(widths) - widths
    words = np.zeros((int(widths.sum()), 4), np.uint8)
    for plane in range(int(widths.max())):
        rows = np.flatnonzero(widths > plane)
        bits = ((blocks[rows] >> np.uint32(plane)) & np.uint32(1)).astype(np.uint8)
        words[starts[rows] + plane] = np.packbits(bits, axis=1, bitorder="little")
    head = np.array([len(blocks)], "<u4").tobytes() + widths.astype(np.uint8).tobytes()
    return base64.b64encode(head + words.tobytes()).decode("ascii")


def pack_signed(values: npt.NDArray[np.integer]) -> str:
    """Pack signed integers by zigzag (0, -1, 1, -2, … become 0, 1, 2, 3, …)."""
    wide = np.asarray(values, np.int64)
    if np.abs(wide).max(initial=0) < 2**30:
        narrow = wide.astype(np.int32)
        return pack((narrow << 1) ^ (narrow >> 31))
    return pack((wide << 1) ^ (wide >> 63))


def pack(values: npt.NDArray[np.integer]) -> str:
    """Pack non-negative integers: seven bits a byte, low bits first, the top bit says that more follow; then base64."""
    wide = np.asarray(values)
    most = int(wide.max(initial=0))
    rest: npt.NDArray[np.unsignedinteger] = wide.astype(np.uint32 if most < 2**32 else np.uint64)
    digits = max(1, -(-most.bit_length() // 7))
    # One row of digits per value, as long as the longest needs; the digits that are not needed are then dropped.
    table = np.zeros((len(rest), digits), np.uint8)
    needed = np.ones((len(rest), digits), bool)
    for place in range(digits):
        table[:, place] = rest & 0x7F
        rest >>= 7
        more = rest > 0
        table[:, place] |= more.view(np.uint8) << 7
        if place + 1 < digits:
            needed[:, place + 1] = more
    return base64.b64encode(table[needed].tobytes()).decode("ascii")


def to_web_mercator(lonlat: Floats) -> Floats:
    """Project (N, 2) WGS 84 degrees to EPSG:3857 metres (spherical formula, EPSG method 1024)."""
    degrees = np.asarray(lonlat, float)
    latitude = np.clip(degrees[:, 1], -85.06, 85.06)
    x = np.radians(degrees[:, 0]) * EARTH_RADIUS_M
    y = np.log(np.tan(np.pi / 4 + np.radians(latitude) / 2)) * EARTH_RADIUS_M
    return np.column_stack([x, y])


def to_degrees(xy: Floats) -> Floats:
    """Bring (N, 2) EPSG:3857 metres back to WGS 84 degrees."""
    metres = np.asarray(xy, float) / EARTH_RADIUS_M
    return np.degrees(np.column_stack([metres[:, 0], 2 * np.arctan(np.exp(metres[:, 1])) - np.pi / 2]))
