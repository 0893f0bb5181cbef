"""Base maps on a page: the tiles of its maps' extents, up to a zoom, as pictures inside the file.

A page asks for nothing, so what it shows must be in it: which zoom is a matter of bytes, estimated before anything is
written. Tiles in GCJ-02 or BD-09 are drawn anew on the WGS 84 grid of the page; others go in as they are stored.
"""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np

from layers.base_map import BaseMap
from layers.layer import Map
from layers.page.attributes import text_pair
from layers.page.geometry import WEB_CRS
from layers.page.scene import LayerViews, Scene
from spatial.errors import GisError
from spatial.feedback import SILENT, Feedback
from spatial.findings import Finding
from spatial.formats.tile_archives import open_tiles
from spatial.geometry import bounds
from spatial.text import Text
from spatial.tile_mosaic import HALF_WORLD_M, SAME_DATUM, TileSource, Window, bounds_in, paint, tile_width

TileWish = int | Literal["auto", "none"]
BUDGET_BYTES = 3_000_000
"""What base maps may take of a page where nobody chose: with the rest it stays below what mail refuses."""
MOST_BYTES = 60_000_000
_AROUND, _FAR_AROUND = 0.35, 1.5
"""The share of its size that a map's extent is carried with on each side, and at the coarsest zoom: windows are wider
or higher than a map, and a page can be zoomed out of it."""
_SAMPLED = 12
_BASE64 = 4 / 3

Bounds = tuple[float, float, float, float]
Range = tuple[int, int, int, int]


@dataclass(frozen=True)
class TileChoice:
    """What base maps up to a zoom would add to a page: an estimate from some of their tiles."""

    zoom: int
    tiles: int
    bytes: int


@dataclass(eq=False)
class _Archive:
    """An archive and the extents of the maps of the page that show it, EPSG:3857."""

    source: TileSource
    places: list[Bounds] = field(default_factory=list)

    @property
    def first_zoom(self) -> int:
        """The zoom at which the largest map lies on two by two tiles at most; coarser ones are never wanted."""
        info = self.source.archive.info
        widest = max((max(e - w, n - s) for w, s, e, n in self.places), default=2 * HALF_WORLD_M)
        wanted = math.floor(math.log2(2 * HALF_WORLD_M / max(widest, 1.0)))
        return min(max(wanted, info.min_zoom), info.max_zoom)

    def ranges(self, zoom: int) -> list[Range]:
        """Return tiles x0 <= x < x1, y0 <= y < y1 of a zoom that the maps need."""
        there = bounds_in(self.source, WEB_CRS)
        share = _FAR_AROUND if zoom == self.first_zoom else _AROUND
        wanted = dict.fromkeys(_tiles_of(_padded(place, share), there, zoom) for place in self.places)
        return [made for made in wanted if made is not None]

    def tiles(self, zoom: int) -> list[tuple[int, int]]:
        """Return columns and rows of a zoom, each once, from the north-west."""
        every = {(x, y) for x0, y0, x1, y1 in self.ranges(zoom) for y in range(y0, y1) for x in range(x0, x1)}
        return sorted(every, key=lambda place: (place[1], place[0]))

    def count(self, zoom: int) -> int:
        """Return at least as many tiles as a zoom needs, without naming them."""
        return sum((x1 - x0) * (y1 - y0) for x0, y0, x1, y1 in self.ranges(zoom))


@dataclass(frozen=True, eq=False)
class PageTiles:
    """Base maps as the page carries them.

    Parameters
    ----------
    archives
        What the page must know of each archive, and the name of its block.
    blocks
        JSON blocks with the tiles, by element id.
    bases
        Base maps by map id, from the bottom to the top.
    zoom, bytes
        Finest zoom, and how long the tiles are in the file; zoom -1: none.
    findings
        What is not carried.
    """

    archives: tuple[dict[str, object], ...] = ()
    blocks: dict[str, dict[str, object]] = field(default_factory=dict)
    bases: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    zoom: int = -1
    bytes: int = 0
    findings: tuple[Finding, ...] = ()


def tile_choices(scene: Scene) -> tuple[TileChoice, ...]:
    """Return the zooms that the base maps of a page can be carried up to, coarse to fine; none where it has none."""
    archives, _ = _archives(scene)
    return _choices(list(archives.values()))


def chosen_zoom(choices: Sequence[TileChoice], wish: TileWish) -> int:
    """Return the zoom that a wish means: ``auto`` is the finest within `BUDGET_BYTES`; -1 for none."""
    if wish == "none" or not choices:
        return -1
    if wish == "auto":
        return max((each.zoom for each in choices if each.bytes <= BUDGET_BYTES), default=-1)
    return min(max(wish, choices[0].zoom), choices[-1].zoom)


def page_tiles(scene: Scene, wish: TileWish, feedback: Feedback = SILENT) -> PageTiles:
    """Return the base maps of a page with their tiles.

    Parameters
    ----------
    wish
        Zoom up to which tiles are carried, ``auto`` or ``none`` (`chosen_zoom`).
    """
    archives, findings = _archives(scene)
    choices = _choices(list(archives.values()))
    zoom = chosen_zoom(choices, wish)
    if zoom < 0:
        return PageTiles(findings=(*findings, *_left_out(scene, choices, wish)))
    found: list[dict[str, object]] = []
    blocks: dict[str, dict[str, object]] = {}
    known: dict[tuple[str, str], int] = {}
    for number, (key, archive) in enumerate(archives.items()):
        part = feedback.part(number / len(archives), (number + 1) / len(archives))
        try:
            encoded = _encoded(archive, zoom, part)
        except GisError as error:
            findings = (*findings, _unreadable(archive.source.archive.path, error))
            continue
        known[key] = len(found)
        blocks[f"tiles-{len(found)}"] = {"tiles": encoded}
        low, high = archive.first_zoom, min(max(zoom, archive.first_zoom), archive.source.archive.info.max_zoom)
        ranges = {str(z): archive.ranges(z) for z in range(low, high + 1)}
        found.append({"z0": low, "z1": high, "px": tile_width(archive.source), "ranges": ranges})
    bases = {
        shown.id: [_base(base, known[_key(base)]) for base in shown.base_maps if _key(base) in known]
        for shown, _ in scene.maps
    }
    length = sum(len(text) for block in blocks.values() for text in _texts(block))
    return PageTiles(tuple(found), blocks, bases, zoom, length, findings)


def theme_bounds(shown: Map, layers: Sequence[LayerViews], scene: Scene) -> Bounds | None:
    """Return the extent at which a map of the page opens, EPSG:3857; None where it has none."""
    if shown.extent is not None:
        west, south, east, north = shown.extent
        y = [6378137.0 * math.asinh(math.tan(math.radians(lat))) for lat in (south, north)]
        return HALF_WORLD_M * west / 180, y[0], HALF_WORLD_M * east / 180, y[1]
    front = [row for row in layers if row.layer.visible and not row.layer.context] or list(layers)
    placed = [scene.placed[row.layer.dataset].geometry for row in front]
    return bounds(np.concatenate(placed)) if placed else None


# --- which tiles ---------------------------------------------------------------------------------------------------


def _key(base: BaseMap) -> tuple[str, str]:
    return base.path, "wgs84" if base.datum in SAME_DATUM else base.datum


def _archives(scene: Scene) -> tuple[dict[tuple[str, str], _Archive], tuple[Finding, ...]]:
    """Open the archives that the maps of a page use, each once, with what they need of it."""
    found: dict[tuple[str, str], _Archive] = {}
    faults: dict[tuple[str, str], Finding] = {}
    for shown, layers in scene.maps:
        place = theme_bounds(shown, layers, scene) if shown.base_maps else None
        for base in shown.base_maps if place is not None else ():
            key = _key(base)
            if key not in found and key not in faults:
                try:
                    found[key] = _Archive(TileSource(open_tiles(Path(base.path)), base.datum))
                except GisError as error:
                    faults[key] = _unreadable(Path(base.path), error)
            if key in found and place is not None:
                found[key].places.append(place)
    return found, tuple(faults.values())


def _padded(place: Bounds, share: float) -> Bounds:
    west, south, east, north = place
    pad = share * max(east - west, north - south, 500.0)
    return west - pad, south - pad, east + pad, north + pad


def _tiles_of(place: Bounds, there: Bounds, zoom: int) -> Range | None:
    west, south = max(place[0], there[0]), max(place[1], there[1])
    east, north = min(place[2], there[2]), min(place[3], there[3])
    if east <= west or north <= south:
        return None
    side, last = 2 * HALF_WORLD_M / (1 << zoom), (1 << zoom) - 1
    tiny = side * 1e-9
    x0, y0 = int((west + HALF_WORLD_M + tiny) // side), int((HALF_WORLD_M - north + tiny) // side)
    x1, y1 = int((east + HALF_WORLD_M - tiny) // side), int((HALF_WORLD_M - south - tiny) // side)
    return max(x0, 0), max(y0, 0), min(x1, last) + 1, min(y1, last) + 1


def _choices(archives: list[_Archive]) -> tuple[TileChoice, ...]:
    if not archives:
        return ()
    first = min(archive.first_zoom for archive in archives)
    last = max(archive.source.archive.info.max_zoom for archive in archives)
    choices: list[TileChoice] = []
    tiles = length = 0
    for zoom in range(first, last + 1):
        for archive in archives:
            if archive.first_zoom <= zoom <= archive.source.archive.info.max_zoom:
                number = archive.count(zoom)
                tiles += number
                length += round(number * _mean_bytes(archive, zoom) * _BASE64)
        if length > MOST_BYTES and choices:
            break
        choices.append(TileChoice(zoom, tiles, length))
    return tuple(choices)


def _mean_bytes(archive: _Archive, zoom: int) -> float:
    """Return the mean length of the tiles of a zoom, of some that are spread over it."""
    lengths = []
    for x0, y0, x1, y1 in archive.ranges(zoom)[:8]:
        n = (x1 - x0) * (y1 - y0)
        for place in np.unique(np.linspace(0, n - 1, min(n, _SAMPLED)).astype(int)).tolist():
            data = archive.source.archive.tile(zoom, x0 + place % (x1 - x0), y0 + place // (x1 - x0))
            lengths.append(0 if data is None else len(data))
    return sum(lengths) / max(len(lengths), 1)


# --- the tiles themselves ------------------------------------------------------------------------------------------


def _encoded(archive: _Archive, zoom: int, feedback: Feedback) -> dict[str, str]:
    """Return the tiles of an archive up to a zoom as base64 by ``z/x/y``; what is not there is not in it."""
    info = archive.source.archive.info
    low = archive.first_zoom
    wanted = [(z, x, y) for z in range(low, min(max(zoom, low), info.max_zoom) + 1) for x, y in archive.tiles(z)]
    found = {}
    doing = Text(f"正在嵌入底图“{info.name}”", f"Embedding the base map “{info.name}”")
    for number, (z, x, y) in enumerate(wanted):
        feedback.report(number / len(wanted), doing)
        data = _tile(archive.source, z, x, y)
        if data is not None:
            found[f"{z}/{x}/{y}"] = base64.b64encode(data).decode()
    return found


def _tile(source: TileSource, z: int, x: int, y: int) -> bytes | None:
    """Return a tile of the page: as it is stored, or drawn anew where its datum is another one."""
    if source.datum in SAME_DATUM:
        return source.archive.tile(z, x, y)
    side = 2 * HALF_WORLD_M / (1 << z)
    west, north = x * side - HALF_WORLD_M, HALF_WORLD_M - y * side
    size = tile_width(source)
    pixels = paint(source, Window(WEB_CRS, (west, north - side, west + side, north), size, size))
    if pixels is None:
        return None
    from PIL import Image

    buffer = io.BytesIO()
    opaque = bool((pixels[..., 3] == 255).all())
    if opaque and source.archive.info.tile_format != "png":
        Image.fromarray(pixels[..., :3]).save(buffer, "jpeg", quality=85)
    else:
        Image.fromarray(pixels).save(buffer, "png", optimize=True)
    return buffer.getvalue()


def _texts(block: dict[str, object]) -> list[str]:
    tiles = block["tiles"]
    return list(tiles.values()) if isinstance(tiles, dict) else []


def _base(base: BaseMap, archive: int) -> dict[str, object]:
    return {
        "id": base.id,
        "name": text_pair(base.name),
        "archive": archive,
        "visible": base.visible,
        "opacity": base.opacity,
        "scales": scales_pair(base.scales.minimum, base.scales.maximum),
        "attribution": text_pair(base.attribution),
    }


def scales_pair(minimum: float, maximum: float) -> list[float | None] | None:
    """Return a range of scales as the page reads it: [minimum, maximum or null]; None for all scales."""
    if minimum <= 0 and not math.isfinite(maximum):
        return None
    return [minimum, maximum if math.isfinite(maximum) else None]


# --- what is said --------------------------------------------------------------------------------------------------


def _unreadable(path: Path, error: GisError) -> Finding:
    message = Text(
        f"底图“{path.name}”未嵌入网页：{error.message('zh')}",
        f"The base map “{path.name}” is not on the page: {error.message('en')}",
    )
    return Finding("base_map_missing", "error", message)


def _left_out(scene: Scene, choices: Sequence[TileChoice], wish: TileWish) -> tuple[Finding, ...]:
    names = dict.fromkeys(base.name for shown, _ in scene.maps for base in shown.base_maps)
    if not choices or not names:
        return ()
    zh, en = "、".join(name.zh for name in names), ", ".join(name.to("en") for name in names)
    size = choices[0].bytes / 1e6
    why = (
        Text("", "")
        if wish == "none"
        else Text(
            f"（最少也要约 {size:.1f} MB，超过 {BUDGET_BYTES / 1e6:g} MB；可在导出时指定级别）",
            f" (about {size:.1f} MB at least, more than {BUDGET_BYTES / 1e6:g} MB; choose a zoom to carry it)",
        )
    )
    message = Text(f"底图未嵌入网页：{zh}{why.zh}。", f"Base maps are not on the page: {en}{why.en}.")
    return (Finding("base_map_left_out", "info" if wish == "none" else "warning", message),)
