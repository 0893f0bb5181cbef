"""Base maps on the canvas: raster tiles of local files, painted by the render jobs below all layers.

An archive is opened in the thread that draws, when it is first painted; what is wrong with it is kept for the window to
say. Decoded tiles are kept in `spatial.tile_mosaic.CACHE`, for all base maps together, within what the settings allow.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QImage

from gui.map.view import Bounds, MapView
from spatial.errors import GisError
from spatial.formats.tile_archives import open_tiles
from spatial.tile_mosaic import TileSource, Window, bounds_in, paint_steps

_KEPT = 12


class TilePicture:
    """An archive as seen by a map: opened when it is first asked for.

    Parameters
    ----------
    path, datum
        File, and the datum of its tiles.
    crs
        CRS of the map.

    Attributes
    ----------
    error
        Why it cannot be shown; None while it can.
    """

    def __init__(self, path: Path, datum: str, crs: str) -> None:
        self.path, self.datum, self.crs = path, datum, crs
        self.error: GisError | None = None
        self._source: TileSource | None = None

    def source(self) -> TileSource | None:
        """Return the open archive; None where it cannot be opened (see `error`)."""
        if self._source is None and self.error is None:
            try:
                self._source = TileSource(open_tiles(self.path), self.datum)
            except GisError as error:
                self.error = error
        return self._source

    def bounds(self) -> Bounds | None:
        """Return its extent in the CRS of the map; None where it cannot be opened."""
        source = self.source()
        return None if source is None else bounds_in(source, self.crs)

    def paint(self, view: MapView, ratio: float) -> Generator[None, None, QImage | None]:
        """Paint a view; yields between tiles, returns the image or None for none."""
        source = self.source()
        if source is None:
            return None
        width, height = max(round(view.width * ratio), 1), max(round(view.height * ratio), 1)
        west, north = view.origin
        per_px = view.units_per_px / ratio
        bounds = west, north - height * per_px, west + width * per_px, north
        try:
            pixels = yield from paint_steps(source, Window(self.crs, bounds, width, height))
        except GisError as error:  # the file was damaged or taken away meanwhile
            self.error, self._source = error, None
            return None
        if pixels is None:
            return None
        image = QImage(pixels.data, width, height, width * 4, QImage.Format.Format_RGBA8888)
        made = image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)  # a copy: the pixels may go
        made.setDevicePixelRatio(ratio)
        return made


@dataclass(frozen=True, eq=False)
class TileLayer:
    """A base map as the canvas shows it; to the job that draws it is a layer whose portrayal are tiles."""

    id: str
    portrayal: TilePicture
    visible: bool = True
    opacity: float = 1.0


_pictures: OrderedDict[tuple[str, int, str, str], TilePicture] = OrderedDict()


def picture_of(path: Path, datum: str, crs: str) -> TilePicture:
    """Return the picture of an archive: the same one again while the file, the datum and the CRS are the same."""
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        changed = 0
    key = str(path), changed, datum, crs
    if key not in _pictures:
        _pictures[key] = TilePicture(path, datum, crs)
    _pictures.move_to_end(key)
    while len(_pictures) > _KEPT:
        _pictures.popitem(last=False)
    return _pictures[key]
