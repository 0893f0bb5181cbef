"""Small archives of tiles for tests: every pixel says where it is."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image

Place = tuple[int, int, int]
SHANGHAI = (121.47, 31.23)


def tile_of(lon: float, lat: float, zoom: int) -> tuple[float, float]:
    """Return tile column and row of a place, with their fractions: the formula of the OpenStreetMap wiki."""
    n = 2**zoom
    phi = np.radians(lat)
    return (lon + 180.0) / 360.0 * n, (1.0 - np.log(np.tan(phi) + 1.0 / np.cos(phi)) / np.pi) / 2.0 * n


def tile_pixels(place: Place, size: int = 256) -> np.ndarray:
    """Red is the column within the tile, green the row (in 256ths of it), blue says which tile it is."""
    steps = (np.arange(size) * 256 // size).astype(np.uint8)
    pixels = np.empty((size, size, 3), dtype=np.uint8)
    pixels[..., 0], pixels[..., 1], pixels[..., 2] = steps[None, :], steps[:, None], blue_of(place)
    return pixels


def blue_of(place: Place) -> int:
    """Return the blue of a tile."""
    z, x, y = place
    return (40 * z + 17 * x + 5 * y) % 256


@cache
def encoded(place: Place, form: str = "png", size: int = 256) -> bytes:
    """Return a tile as a picture file."""
    buffer = io.BytesIO()
    Image.fromarray(tile_pixels(place, size)).save(buffer, form, **({"lossless": True} if form == "webp" else {}))
    return buffer.getvalue()


def around(lonlat: tuple[float, float], zooms: Iterable[int], reach: int = 2) -> list[Place]:
    """Return the tiles of zooms that lie up to `reach` tiles from a place."""
    places = []
    for z in zooms:
        x, y = (int(each) for each in tile_of(*lonlat, z))
        side = range(-reach, reach + 1)
        places += [(z, x + i, y + j) for i in side for j in side if 0 <= x + i < 2**z and 0 <= y + j < 2**z]
    return places


def extent_of(places: list[Place]) -> tuple[float, float, float, float]:
    """Return (west, south, east, north) in degrees of the tiles of the finest zoom."""
    zoom = max(z for z, _, _ in places)
    n = 2**zoom
    xs, ys = [x for z, x, _ in places if z == zoom], [y for z, _, y in places if z == zoom]
    south, north = (np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * y / n)))) for y in (max(ys) + 1, min(ys)))
    return min(xs) / n * 360 - 180, float(south), (max(xs) + 1) / n * 360 - 180, float(north)


def write_mbtiles(path: Path, places: list[Place], form: str = "png", size: int = 256, **metadata: str) -> Path:
    """Write tiles as MBTiles."""
    known = {"name": "Numbered", "format": form, "attribution": '© <a href="x">Testers</a>', **metadata}
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE metadata (name text, value text)")
        base.execute("CREATE TABLE tiles (zoom_level int, tile_column int, tile_row int, tile_data blob)")
        base.executemany("INSERT INTO metadata VALUES (?, ?)", known.items())
        rows = [(z, x, 2**z - 1 - y, encoded((z, x, y), form, size)) for z, x, y in places]
        base.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
    base.close()
    return path


def write_pmtiles(path: Path, places: list[Place], form: str = "png") -> Path:
    """Write tiles as PMTiles, with the writer of the format's authors."""
    from pmtiles.tile import Compression, TileType, zxy_to_tileid
    from pmtiles.writer import Writer

    kinds = {"png": TileType.PNG, "jpeg": TileType.JPEG, "webp": TileType.WEBP, "mvt": TileType.MVT}
    west, south, east, north = (round(each * 1e7) for each in extent_of(places))
    zooms = [z for z, _, _ in places]
    with path.open("wb") as file:
        writer = Writer(file)
        for tile_id, place in sorted((zxy_to_tileid(*place), place) for place in places):
            writer.write_tile(tile_id, b"\x1f\x8bvector" if form == "mvt" else encoded(place, form))
        header = {
            "tile_type": kinds[form],
            "tile_compression": Compression.NONE,
            "min_zoom": min(zooms),
            "max_zoom": max(zooms),
            "min_lon_e7": west,
            "min_lat_e7": south,
            "max_lon_e7": east,
            "max_lat_e7": north,
            "center_zoom": min(zooms),
            "center_lon_e7": (west + east) // 2,
            "center_lat_e7": (south + north) // 2,
        }
        writer.finalize(header, json.loads('{"name": "Numbered", "attribution": "© Testers"}'))
    return path
