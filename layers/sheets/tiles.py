"""Base maps on a sheet: raster tiles as one picture below the layers, at the resolution of the paper."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from layers.base_map import BaseMap
from layers.sheets.frame import Frame
from layers.sheets.page import Page
from spatial.errors import GisError
from spatial.findings import Finding
from spatial.text import Text
from spatial.tile_mosaic import TileSource, Window, finest_share, paint

PRINT_DPI = 300.0
"""Finest resolution of the pictures in SVG and PDF; a PNG takes its own."""
_COARSEST_DPI = 150.0


@dataclass(frozen=True, eq=False)
class SheetBase:
    """A visible base map and its open archive."""

    base: BaseMap
    source: TileSource


def open_bases(bases: tuple[BaseMap, ...]) -> tuple[tuple[SheetBase, ...], tuple[Finding, ...]]:
    """Open the archives of base maps; what cannot be opened is left out, with a finding that says why."""
    from pathlib import Path

    from spatial.formats.tile_archives import open_tiles

    opened, findings = [], []
    for base in bases:
        try:
            opened.append(SheetBase(base, TileSource(open_tiles(Path(base.path)), base.datum)))
        except GisError as error:
            findings.append(missing_base(base, error))
    return tuple(opened), tuple(findings)


def missing_base(base: BaseMap, error: GisError) -> Finding:
    """Return what is said where a base map cannot be printed."""
    message = Text(
        f"底图“{base.name.zh}”未能印出：{error.message('zh')}",
        f"The base map “{base.name.to('en')}” is missing: {error.message('en')}",
    )
    return Finding("base_map_missing", "error", message)


def paint_base(page: Page, frame: Frame, shown: SheetBase, crs: str, dpi: float) -> None:
    """Draw a base map in a frame, in whole pixels of a page of `dpi`; over `PRINT_DPI` it is `PRINT_DPI`.

    Raises
    ------
    SourceError
        The archive was damaged or taken away since it was opened.
    """
    from matplotlib.image import AxesImage

    per_mm = min(dpi, PRINT_DPI) / 25.4
    box = frame.box
    left, right = math.floor(box.left * per_mm), math.ceil(box.right * per_mm)
    bottom, top = math.floor(box.bottom * per_mm), math.ceil(box.top * per_mm)
    x, y = box.centre
    units = frame.units_per_mm
    bounds = (
        frame.x + (left / per_mm - x) * units,
        frame.y + (bottom / per_mm - y) * units,
        frame.x + (right / per_mm - x) * units,
        frame.y + (top / per_mm - y) * units,
    )
    picture = paint(shown.source, Window(crs, bounds, right - left, top - bottom, sharp=True))
    if picture is None or shown.base.opacity <= 0:
        return
    if shown.base.opacity < 1:
        picture = picture.copy()
        picture[..., 3] = np.rint(picture[..., 3] * shown.base.opacity)
    # "none": the pixels as they are, in PDF and SVG as well; matplotlib's other ways would sample them again.
    image = AxesImage(
        page.axes,
        extent=(left / per_mm, right / per_mm, bottom / per_mm, top / per_mm),
        origin="upper",
        interpolation="none",
    )
    image.set_data(picture)
    page.add(image, box)


def print_dpi(shown: SheetBase, frame: Frame, crs: str) -> float:
    """Return the resolution for SVG and PDF: `PRINT_DPI`, less where the tiles themselves are coarser."""
    per_mm = PRINT_DPI / 25.4
    size = round(frame.box.width * per_mm), round(frame.box.height * per_mm)
    share = finest_share(shown.source, Window(crs, frame.bounds, *size, sharp=True))
    return min(max(PRINT_DPI * share, _COARSEST_DPI), PRINT_DPI)
