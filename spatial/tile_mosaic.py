"""Pictures of raster tiles in any CRS: which tiles a part of a map needs, and how they are brought to its pixels.

Tiles lie in Web Mercator (EPSG:3857), a square of side 2πR with R = 6 378 137 m, in the datum of their maker. Where
map and tiles agree in both, a picture is one scaled copy. Elsewhere it is warped: the exact place in the tiles is
computed every 16 pixels, on very large pictures every 32 (CRS, then datum), and interpolated between; along them a
datum shift or a projection bends by less than a hundredth of a pixel.
"""

from __future__ import annotations

import io
import math
import threading
from collections import OrderedDict
from collections.abc import Generator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from spatial.datums import convert_datum
from spatial.formats.tile_archives import TileArchive

if TYPE_CHECKING:
    from pyproj import Transformer

HALF_WORLD_M = math.pi * 6378137.0
TILE_PX = 256
MOST_TILES = 320
CACHE_BYTES = 64 * 2**20
_NODE_PX, _LARGE_PX = 16, 2560
_STRIP_AREA_PX = 80_000
_ANCESTORS = 6
SAME_DATUM = ("wgs84", "cgcs2000")

Pixels = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]
Bounds = tuple[float, float, float, float]
Steps = Generator[None, None, Pixels | None]


class TileCache:
    """Decoded tiles, the least used let go beyond a number of bytes; may be used from any thread."""

    def __init__(self, most_bytes: int = CACHE_BYTES) -> None:
        self.most_bytes = most_bytes
        self._tiles: OrderedDict[tuple[int, int, int, int], Pixels | None] = OrderedDict()
        self._lock = threading.Lock()
        self.bytes = 0

    def get(self, key: tuple[int, int, int, int]) -> tuple[bool, Pixels | None]:
        """Return whether a tile is known, and its pixels (None: there is none)."""
        with self._lock:
            if key not in self._tiles:
                return False, None
            self._tiles.move_to_end(key)
            return True, self._tiles[key]

    def put(self, key: tuple[int, int, int, int], pixels: Pixels | None) -> None:
        """Keep a tile."""
        with self._lock:
            old = self._tiles.pop(key, None)
            self.bytes -= 0 if old is None else old.nbytes
            self._tiles[key] = pixels
            self.bytes += 0 if pixels is None else pixels.nbytes
            self._let_go()

    def limit(self, most_bytes: int) -> None:
        """Keep no more than this from now on."""
        with self._lock:
            self.most_bytes = most_bytes
            self._let_go()

    def _let_go(self) -> None:
        while self.bytes > self.most_bytes and len(self._tiles) > 1:
            _, gone = self._tiles.popitem(last=False)
            self.bytes -= 0 if gone is None else gone.nbytes


CACHE = TileCache()
"""Where decoded tiles of all base maps are kept unless a source brings a cache of its own."""


@dataclass(frozen=True, eq=False)
class TileSource:
    """An open archive, the datum its tiles are in, and where decoded tiles are kept."""

    archive: TileArchive
    datum: str = "wgs84"
    cache: TileCache = CACHE

    def pixels(self, z: int, x: int, y: int) -> Pixels | None:
        """Return a tile as (H, W, 4) red, green, blue, alpha; None where there is none or it cannot be decoded."""
        key = self.archive.serial, z, x, y
        known, pixels = self.cache.get(key)
        if not known:
            data = self.archive.tile(z, x, y)
            pixels = None if data is None else decode_tile(data)
            self.cache.put(key, pixels)
        return pixels


@dataclass(frozen=True)
class Window:
    """What is to be painted.

    Parameters
    ----------
    crs
        CRS of the map.
    bounds
        (west, south, east, north) in `crs`: the outer edges of the picture.
    width, height
        Its size in pixels.
    sharp
        Take the zoom whose tiles are not magnified (paper) instead of the nearest one (screen).
    """

    crs: str
    bounds: Bounds
    width: int
    height: int
    sharp: bool = False

    @property
    def strip_px(self) -> int:
        """How many rows are painted at a time: a slice of a few milliseconds."""
        return max(_STRIP_AREA_PX // self.width, 1)


@dataclass(frozen=True)
class _Block:
    """Tiles x0 <= x < x1, y0 <= y < y1 of a zoom, and how many pixels a tile has."""

    zoom: int
    x0: int
    y0: int
    x1: int
    y1: int
    tile_px: int

    @property
    def count(self) -> int:
        return max(self.x1 - self.x0, 0) * max(self.y1 - self.y0, 0)


def decode_tile(data: bytes) -> Pixels | None:
    """Return the pixels of a PNG, JPEG or WebP tile as (H, W, 4) red, green, blue, alpha; None for a broken one."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as image:
            return np.asarray(image.convert("RGBA"))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return None


def paint(source: TileSource, window: Window) -> Pixels | None:
    """Return the picture of a window as (height, width, 4) red, green, blue, alpha; None where no tile lies in it."""
    steps = paint_steps(source, window)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: Pixels | None = end.value
            return result


def paint_steps(source: TileSource, window: Window) -> Steps:
    """Paint a window; yields between tiles and strips, returns as `paint`."""
    columns, rows, nodes = _nodes(source, window)
    block = _block(source, window, nodes)
    if block is None:
        return None
    mosaic = yield from _mosaic(source, block)
    if mosaic is None:
        return None
    if window.crs.upper() == "EPSG:3857" and source.datum in SAME_DATUM:
        return (yield from _scaled(mosaic, _in_mosaic(nodes, block), window))
    return (yield from _warped(mosaic, (columns, rows, _in_mosaic(nodes, block)), window))


def covered(source: TileSource, window: Window) -> int:
    """Return how many tiles a window needs; 0 where it lies beside the archive or needs too many at once."""
    _, _, nodes = _nodes(source, window)
    block = _block(source, window, nodes)
    return 0 if block is None else block.count


def finest_share(source: TileSource, window: Window) -> float:
    """Return how many pixels of the finest tiles stand side by side in a pixel of a window: below 1 it is finer."""
    _, _, nodes = _nodes(source, window)
    if not np.isfinite(nodes).any():
        return 1.0
    per_px = float(np.nanmax(nodes[..., 0]) - np.nanmin(nodes[..., 0])) / window.width
    return per_px * tile_width(source) * (1 << source.archive.info.max_zoom) / (2 * HALF_WORLD_M)


def bounds_in(source: TileSource, crs: str) -> Bounds:
    """Return the extent of an archive in the CRS of a map."""
    from pyproj import Transformer

    west, south, east, north = source.archive.info.bounds
    share = np.linspace(0.0, 1.0, 9)
    edge = np.array(
        [
            (west + (east - west) * u, south + (north - south) * v)
            for u in share
            for v in share
            if u in (0, 1) or v in (0, 1)
        ]
    )
    lonlat = convert_datum(edge, source.datum, "wgs84")
    x, y = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(lonlat[:, 0], lonlat[:, 1])
    return float(np.min(x)), float(np.min(y)), float(np.max(x)), float(np.max(y))


# --- which tiles ---------------------------------------------------------------------------------------------------


def _nodes(source: TileSource, window: Window) -> tuple[Floats, Floats, Floats]:
    """Return pixel columns, pixel rows, and at their crossings (R, C, 2) the place in Web Mercator of the tiles."""
    west, south, east, north = window.bounds
    step = _NODE_PX if window.width <= _LARGE_PX else 2 * _NODE_PX
    columns = np.unique(np.append(np.arange(0, window.width, step), window.width)).astype(np.float64)
    rows = np.unique(np.append(np.arange(0, window.height, step), window.height)).astype(np.float64)
    x, y = np.meshgrid(west + columns * (east - west) / window.width, north - rows * (north - south) / window.height)
    if window.crs.upper() == "EPSG:3857" and source.datum in SAME_DATUM:
        return columns, rows, np.stack((x, y), axis=-1)
    lon, lat = _to_degrees(window.crs, threading.get_ident()).transform(x.ravel(), y.ravel())
    moved = convert_datum(np.column_stack((lon, lat)), "wgs84", source.datum)
    outside = ~np.isfinite(moved).all(axis=1)
    moved[outside] = np.nan
    with np.errstate(invalid="ignore"):
        latitude = np.radians(np.clip(moved[:, 1], -85.06, 85.06))
        mercator = np.column_stack((HALF_WORLD_M * moved[:, 0] / 180.0, 6378137.0 * np.arcsinh(np.tan(latitude))))
    return columns, rows, mercator.reshape((*x.shape, 2))


@lru_cache(maxsize=8)
def _to_degrees(crs: str, thread: int) -> Transformer:
    """Return a transformer of its own for each thread: they share nothing."""
    from pyproj import Transformer

    return Transformer.from_crs(crs, "EPSG:4326", always_xy=True)


def _block(source: TileSource, window: Window, nodes: Floats) -> _Block | None:
    """Return the tiles that a window needs, of the best zoom there is; None for none, or for more than `MOST_TILES`."""
    info = source.archive.info
    if not np.isfinite(nodes).any():
        return None
    with np.errstate(invalid="ignore"):
        west, north = np.nanmin(nodes[..., 0]), np.nanmax(nodes[..., 1])
        east, south = np.nanmax(nodes[..., 0]), np.nanmin(nodes[..., 1])
    per_px = max((east - west) / window.width, 1e-9)
    tile_px = tile_width(source)
    wanted = math.log2(2 * HALF_WORLD_M / tile_px / per_px)
    zoom = math.ceil(wanted - 0.05) if window.sharp else round(wanted)
    zoom = min(max(zoom, info.min_zoom), info.max_zoom)
    edges = _mercator(info.bounds)
    while True:
        block = _tiles_between((west, south, east, north), edges, zoom, tile_px)
        if block.count <= MOST_TILES or zoom <= info.min_zoom:
            break
        zoom -= 1
    return block if 0 < block.count <= MOST_TILES else None


def _tiles_between(wanted: Bounds, there: Bounds, zoom: int, tile_px: int) -> _Block:
    west, south = max(wanted[0], there[0]), max(wanted[1], there[1])
    east, north = min(wanted[2], there[2]), min(wanted[3], there[3])
    if east <= west or north <= south:
        return _Block(zoom, 0, 0, 0, 0, tile_px)
    side, last = 2 * HALF_WORLD_M / (1 << zoom), (1 << zoom) - 1
    tiny = side * 1e-9  # bounds of archives are the edges of tiles: do not reach over them
    x0, y0 = int((west + HALF_WORLD_M + tiny) // side), int((HALF_WORLD_M - north + tiny) // side)
    x1, y1 = int((east + HALF_WORLD_M - tiny) // side), int((HALF_WORLD_M - south - tiny) // side)
    return _Block(zoom, max(x0, 0), max(y0, 0), min(x1, last) + 1, min(y1, last) + 1, tile_px)


def _mercator(degrees: Bounds) -> Bounds:
    west, south, east, north = degrees
    y = [6378137.0 * math.asinh(math.tan(math.radians(lat))) for lat in (south, north)]
    return HALF_WORLD_M * west / 180.0, y[0], HALF_WORLD_M * east / 180.0, y[1]


def tile_width(source: TileSource) -> int:
    """Return how wide the tiles of an archive are: 256 or 512, by the tile at the middle of its coarsest zoom."""
    info = source.archive.info
    key = source.archive.serial, -1, 0, 0
    known, probe = source.cache.get(key)
    if not known:
        west, south, east, north = _mercator(info.bounds)
        block = _tiles_between((west, south, east, north), (west, south, east, north), info.min_zoom, TILE_PX)
        places = [
            (x, y)
            for y in range(block.y0, min(block.y1, block.y0 + 8))
            for x in range(block.x0, min(block.x1, block.x0 + 8))
        ]
        found = (source.pixels(info.min_zoom, x, y) for x, y in places)
        probe = next((each for each in found if each is not None), None)
        source.cache.put(key, probe)
    return TILE_PX if probe is None else int(probe.shape[1])


# --- from tiles to pixels ------------------------------------------------------------------------------------------


def _mosaic(source: TileSource, block: _Block) -> Steps:
    """Return the tiles of a block side by side; None where there is not one."""
    size = block.tile_px
    mosaic = np.zeros(((block.y1 - block.y0) * size, (block.x1 - block.x0) * size, 4), dtype=np.uint8)
    found = False
    for y in range(block.y0, block.y1):
        for x in range(block.x0, block.x1):
            tile = _tile_or_ancestor(source, block.zoom, x, y)
            if tile is not None:
                found = True
                top, left = (y - block.y0) * size, (x - block.x0) * size
                mosaic[top : top + size, left : left + size] = _sized(tile, size)
            yield
    return mosaic if found else None


def _tile_or_ancestor(source: TileSource, z: int, x: int, y: int) -> Pixels | None:
    """Return a tile, or where it is missing the part of the nearest coarser one that covers its place."""
    lowest = max(source.archive.info.min_zoom, z - _ANCESTORS)
    for up in range(z - lowest + 1):
        tile = source.pixels(z - up, x >> up, y >> up)
        if tile is None:
            continue
        share = tile.shape[0] >> up
        if share < 1:
            return None
        top, left = (y - (y >> up << up)) * share, (x - (x >> up << up)) * share
        return tile[top : top + share, left : left + share]
    return None


def _sized(tile: Pixels, size: int) -> Pixels:
    if tile.shape[:2] == (size, size):
        return tile
    from PIL import Image

    return np.asarray(Image.fromarray(tile).resize((size, size), Image.Resampling.BILINEAR))


def _in_mosaic(nodes: Floats, block: _Block) -> Floats:
    """Return places in Web Mercator as (…, 2) columns and rows of a mosaic, 0 at its outer edge."""
    per_px = 2 * HALF_WORLD_M / (1 << block.zoom) / block.tile_px
    result = np.empty_like(nodes)
    result[..., 0] = (nodes[..., 0] + HALF_WORLD_M) / per_px - block.x0 * block.tile_px
    result[..., 1] = (HALF_WORLD_M - nodes[..., 1]) / per_px - block.y0 * block.tile_px
    return result


def _scaled(mosaic: Pixels, nodes: Floats, window: Window) -> Steps:
    """Return a mosaic scaled to a window, strip by strip; nodes are its places in the mosaic."""
    from PIL import Image

    (left, top), (right, bottom) = nodes[0, 0].tolist(), nodes[-1, -1].tolist()
    per_x, per_y = (right - left) / window.width, (bottom - top) / window.height
    high, wide = mosaic.shape[:2]
    i0, i1 = max(math.ceil(-left / per_x - 1e-6), 0), min(math.floor((wide - left) / per_x + 1e-6), window.width)
    j0, j1 = max(math.ceil(-top / per_y - 1e-6), 0), min(math.floor((high - top) / per_y + 1e-6), window.height)
    picture = np.zeros((window.height, window.width, 4), dtype=np.uint8)
    whole = Image.fromarray(mosaic).convert("RGBa")  # weighted with alpha once, not again for each strip
    yield
    for j in range(j0, j1 if i1 > i0 else j0, window.strip_px):
        after = min(j + window.strip_px, j1)
        # Pillow's filter reads beyond the box: strips join without a seam.
        box = (
            max(left + i0 * per_x, 0.0),
            max(top + j * per_y, 0.0),
            min(left + i1 * per_x, wide),
            min(top + after * per_y, high),
        )
        part = whole.resize((i1 - i0, after - j), Image.Resampling.BILINEAR, box=box).convert("RGBA")
        picture[j:after, i0:i1] = np.asarray(part)
        yield
    return picture


def _warped(mosaic: Pixels, mesh: tuple[Floats, Floats, Floats], window: Window) -> Steps:
    """Return a mosaic warped to a window: bilinear between the nodes of the mesh, and between the pixels of tiles."""
    from spatial.tile_kernels import sample_mesh

    columns, rows, nodes = mesh
    column, right = _between(columns, np.arange(window.width) + 0.5)
    row, down = _between(rows, np.arange(window.height) + 0.5)
    picture = np.zeros((window.height, window.width, 4), dtype=np.uint8)
    yield
    for top in range(0, window.height, window.strip_px):
        strip = slice(top, top + window.strip_px)
        sample_mesh(mosaic, nodes, (column, row[strip]), (right, down[strip]), picture[strip])
        yield
    return picture


def _between(marks: Floats, at: npt.NDArray[np.floating[Any]]) -> tuple[npt.NDArray[np.int64], Floats]:
    """Return the interval of `marks` that holds each place, and the share of it that lies before the place."""
    place = np.clip(np.searchsorted(marks, at, side="right") - 1, 0, len(marks) - 2)
    return place, (at - marks[place]) / (marks[place + 1] - marks[place])
