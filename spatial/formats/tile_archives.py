"""Raster tiles in one local file: MBTiles (SQLite) and PMTiles (version 3), opened by what is in the file.

Tiles are addressed z/x/y as on the web: x to the east, y to the south from the north-west corner of the Web Mercator
square (MBTiles counts rows from the south; that is turned here). Nothing is ever asked of a network.
"""

from __future__ import annotations

import gzip
import itertools
import json
import math
import mmap
import sqlite3
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from spatial.errors import SourceError
from spatial.files import errors_of_reading
from spatial.text import Text

SUFFIXES = (".mbtiles", ".pmtiles")
MAX_ZOOM = 24
_WORLD = (-180.0, -85.0511287798066, 180.0, 85.0511287798066)
_KEPT_DIRECTORIES = 64
_VECTOR = frozenset(("pbf", "mvt", "mlt"))
_FORMATS = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"RIFF": "webp"}

_SERIALS = itertools.count(1)

Degrees = tuple[float, float, float, float]


@dataclass(frozen=True)
class TileInfo:
    """What an archive says of itself.

    Parameters
    ----------
    name, attribution
        As written by its maker, without markup; may be empty.
    tile_format
        ``png``, ``jpg`` or ``webp``.
    min_zoom, max_zoom
        Zooms that hold tiles, both included.
    bounds
        (west, south, east, north), degrees of the datum that the tiles are in.
    """

    name: str
    attribution: str
    tile_format: str
    min_zoom: int
    max_zoom: int
    bounds: Degrees


class TileArchive(Protocol):
    """An open archive; may be read from any thread."""

    @property
    def path(self) -> Path:
        """The file."""

    @property
    def info(self) -> TileInfo:
        """What it says of itself."""

    @property
    def serial(self) -> int:
        """A number that no other archive of this process has had."""

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """Return the bytes of a tile as they are stored, None where there is none."""

    def close(self) -> None:
        """Let go of the file."""


def is_tile_archive(path: Path) -> bool:
    """Say whether a file is named like an archive of tiles."""
    return path.suffix.lower() in SUFFIXES


def open_tiles(path: Path) -> TileArchive:
    """Open an archive of raster tiles.

    Raises
    ------
    SourceError
        The file cannot be read, is neither MBTiles nor PMTiles 3, is broken, holds no tile, or holds vector tiles.
    """
    with errors_of_reading(path), path.open("rb") as file:
        head = file.read(16)
    if head.startswith(b"SQLite format 3"):
        return _Mbtiles(path)
    if head.startswith(b"PMTiles"):
        return _Pmtiles(path, head)
    raise SourceError(
        Text(f"“{path.name}”既不是 MBTiles 也不是 PMTiles。", f"“{path.name}” is neither MBTiles nor PMTiles."),
        Text("请选择栅格瓦片文件（.mbtiles 或 .pmtiles）。", "Choose a file of raster tiles (.mbtiles or .pmtiles)."),
    )


# --- MBTiles -------------------------------------------------------------------------------------------------------


class _Mbtiles:
    """MBTiles 1.3: tables (or views) ``metadata`` and ``tiles``."""

    def __init__(self, path: Path) -> None:
        self.path, self.serial = path, next(_SERIALS)
        self._lock = threading.Lock()
        # Immutable: nothing is locked or written beside the file, so archives on read-only shares open, too.
        address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
        try:
            self._base = sqlite3.connect(address, uri=True, check_same_thread=False)
            self.info = self._describe()
        except sqlite3.Error as error:
            raise _broken(path, str(error)) from error

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        row = (1 << z) - 1 - y
        asked = "SELECT tile_data FROM tiles WHERE zoom_level=? AND tile_column=? AND tile_row=?"
        try:
            with self._lock:
                found = self._base.execute(asked, (z, x, row)).fetchone()
        except sqlite3.Error as error:
            raise _broken(self.path, str(error)) from error
        return bytes(found[0]) if found and found[0] else None

    def close(self) -> None:
        with self._lock:
            self._base.close()

    def _describe(self) -> TileInfo:
        known = {str(name): str(value) for name, value in self._base.execute("SELECT name, value FROM metadata")}
        first = self._base.execute("SELECT tile_data FROM tiles LIMIT 1").fetchone()
        if first is None:
            raise _empty(self.path)
        tile_format = _checked_format(self.path, known.get("format", ""), bytes(first[0] or b""))
        zooms = _whole(known.get("minzoom")), _whole(known.get("maxzoom"))
        if zooms[0] is None or zooms[1] is None:
            zooms = self._base.execute("SELECT MIN(zoom_level), MAX(zoom_level) FROM tiles").fetchone()
        low, high = _checked_zooms(self.path, int(zooms[0] or 0), int(zooms[1] or 0))
        return TileInfo(
            known.get("name", ""),
            plain_words(known.get("attribution", "")),
            tile_format,
            low,
            high,
            _degrees(known.get("bounds", "").split(",")) or self._extent(high),
        )

    def _extent(self, zoom: int) -> Degrees:
        """Return the extent of the tiles of a zoom, for archives that do not say."""
        row = self._base.execute(
            "SELECT MIN(tile_column), MIN(tile_row), MAX(tile_column), MAX(tile_row) FROM tiles WHERE zoom_level=?",
            (zoom,),
        ).fetchone()
        if row is None or row[0] is None:
            return _WORLD
        n = 1 << zoom
        west, east = (360.0 * column / n - 180.0 for column in (row[0], row[2] + 1))
        south, north = (_latitude(row_ / n) for row_ in (row[1], row[3] + 1))
        return west, south, east, north


def _latitude(share: float) -> float:
    """Return the latitude at a share of the height of the Web Mercator square, counted from the south."""
    return math.degrees(math.atan(math.sinh(math.pi * (2.0 * share - 1.0))))


# --- PMTiles -------------------------------------------------------------------------------------------------------


class _Pmtiles:
    """PMTiles 3, read by the package of its authors; directories that were read once are kept."""

    def __init__(self, path: Path, head: bytes) -> None:
        from pmtiles.tile import Compression, TileType, deserialize_header

        if head[7] != 3:
            raise SourceError(
                Text(f"“{path.name}”是 PMTiles 第 {head[7]} 版。", f"“{path.name}” is PMTiles version {head[7]}."),
                Text("请用 pmtiles convert 转成第 3 版。", "Convert it to version 3 with “pmtiles convert”."),
            )
        self.path, self.serial = path, next(_SERIALS)
        self._lock = threading.Lock()
        self._directories: OrderedDict[tuple[int, int], list[Any]] = OrderedDict()
        with path.open("rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        try:
            self._header: Any = deserialize_header(self._bytes[:127])
            self._packed = self._header["internal_compression"] == Compression.GZIP
            self._gzipped_tiles = self._header["tile_compression"] == Compression.GZIP
            known = self._metadata()
        except (ValueError, KeyError, IndexError, EOFError, OSError) as error:
            raise _broken(path, str(error)) from error
        kind = self._header["tile_type"]
        named = {TileType.PNG: "png", TileType.JPEG: "jpg", TileType.WEBP: "webp", TileType.UNKNOWN: ""}
        low, high = _checked_zooms(path, self._header["min_zoom"], self._header["max_zoom"])
        corners = [self._header[name] / 1e7 for name in ("min_lon_e7", "min_lat_e7", "max_lon_e7", "max_lat_e7")]
        self.info = TileInfo(
            str(known.get("name", "")),
            plain_words(str(known.get("attribution", ""))),
            _checked_format(path, named.get(kind, str(kind.name).lower()), self._first()),
            low,
            high,
            _degrees(corners) or _WORLD,
        )

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        from pmtiles.tile import zxy_to_tileid

        if not (0 <= x < 1 << z and 0 <= y < 1 << z):
            return None
        try:
            return self._tile(zxy_to_tileid(z, x, y))
        except (ValueError, EOFError, OSError) as error:
            raise _broken(self.path, str(error)) from error

    def close(self) -> None:
        with self._lock:
            self._directories.clear()
            self._bytes.close()

    def _tile(self, tile_id: int) -> bytes | None:
        from pmtiles.tile import find_tile

        start, length = self._header["root_offset"], self._header["root_length"]
        for _ in range(4):  # the depth that the format allows
            entry = find_tile(self._directory(start, length), tile_id)
            if entry is None:
                return None
            if entry.run_length:
                at = self._header["tile_data_offset"] + entry.offset
                data = self._bytes[at : at + entry.length]
                return gzip.decompress(data) if self._gzipped_tiles else data
            start, length = self._header["leaf_directory_offset"] + entry.offset, entry.length
        return None

    def _directory(self, start: int, length: int) -> list[Any]:
        from pmtiles.tile import deserialize_directory

        with self._lock:
            known = self._directories.get((start, length))
            if known is None:
                stored = self._bytes[start : start + length]
                known = deserialize_directory(stored if self._packed else gzip.compress(stored))
                self._directories[start, length] = known
                while len(self._directories) > _KEPT_DIRECTORIES:
                    self._directories.popitem(last=False)
            return known

    def _metadata(self) -> dict[str, Any]:
        at, length = self._header["metadata_offset"], self._header["metadata_length"]
        stored = self._bytes[at : at + length]
        found = json.loads(gzip.decompress(stored) if self._packed else stored) if stored else {}
        return found if isinstance(found, dict) else {}

    def _first(self) -> bytes:
        """Return the first tile of the archive; refuse an archive without any."""
        try:
            root = self._directory(self._header["root_offset"], self._header["root_length"])
            while root and not root[0].run_length:
                root = self._directory(self._header["leaf_directory_offset"] + root[0].offset, root[0].length)
            found = self._tile(root[0].tile_id) if root else None
        except (ValueError, EOFError, OSError) as error:
            raise _broken(self.path, str(error)) from error
        if not found:
            raise _empty(self.path)
        return found


# --- checks --------------------------------------------------------------------------------------------------------


def plain_words(markup: str) -> str:
    """Return a text without the HTML that attributions of tiles are often written in."""
    import html
    import re

    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def _checked_format(path: Path, said: str, first: bytes) -> str:
    """Return the format of the tiles, by their first bytes; refuse vector tiles and what is no picture."""
    found = next((name for magic, name in _FORMATS.items() if first.startswith(magic)), "")
    said = said.lower().removeprefix("image/")
    if not found and (said in _VECTOR or first.startswith(b"\x1f\x8b")):
        raise SourceError(
            Text(f"“{path.name}”里是矢量瓦片。", f"“{path.name}” holds vector tiles."),
            Text(
                "目前只能显示 PNG、JPEG、WebP 栅格瓦片；请向提供方索取栅格版本。",
                "Raster tiles (PNG, JPEG, WebP) can be shown: ask for a raster version of it.",
            ),
        )
    if not found:
        raise SourceError(
            Text(
                f"“{path.name}”的瓦片不是 PNG、JPEG 或 WebP 图片{f'（{said}）' if said else ''}。",
                f"The tiles of “{path.name}” are no PNG, JPEG or WebP pictures{f' ({said})' if said else ''}.",
            ),
            Text("请换用这三种格式的栅格瓦片。", "Use raster tiles in one of these formats."),
        )
    return found


def _checked_zooms(path: Path, low: int, high: int) -> tuple[int, int]:
    if not 0 <= low <= high <= MAX_ZOOM:
        raise _broken(path, f"zoom {low}-{high}")
    return low, high


def _degrees(parts: list[Any]) -> Degrees | None:
    """Return bounds cut at the edge of the Web Mercator square; None where they are none."""
    try:
        west, south, east, north = (float(part) for part in parts)
    except ValueError:
        return None
    if not all(map(math.isfinite, (west, south, east, north))) or east <= west or north <= south:
        return None
    return max(west, _WORLD[0]), max(south, _WORLD[1]), min(east, _WORLD[2]), min(north, _WORLD[3])


def _whole(text: str | None) -> int | None:
    return int(text) if text is not None and text.strip().isdigit() else None


def _broken(path: Path, why: str) -> SourceError:
    return SourceError(
        Text(f"瓦片文件“{path.name}”已损坏或不完整（{why}）。", f"The tiles in “{path.name}” are damaged ({why})."),
        Text("请重新复制该文件。", "Copy the file again."),
    )


def _empty(path: Path) -> SourceError:
    return SourceError(
        Text(f"瓦片文件“{path.name}”里没有瓦片。", f"There is no tile in “{path.name}”."),
        Text("请换一个文件。", "Choose another file."),
    )
