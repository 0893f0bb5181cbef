"""Base maps: raster tiles of a local file, drawn below all layers of a map."""

from __future__ import annotations

from dataclasses import dataclass

from layers.cartography.scale_range import ALL_SCALES, ScaleRange
from spatial.text import Text

BASE_ID = "base:"
"""Ids of base maps begin with this, so that they are never those of layers."""


@dataclass(frozen=True)
class BaseMap:
    """An archive of raster tiles as drawn in one map. The file stays where it is.

    Parameters
    ----------
    id
        Unique in its map; begins with ``base:``.
    name
        Name in the tree.
    path
        File (MBTiles or PMTiles), relative to the project folder with ``/``, or absolute outside of it.
    datum
        Datum that the tiles are in; those of Chinese web maps are in GCJ-02.
    visible, opacity, scales
        As of a layer.
    attribution
        What must be printed wherever the tiles are shown.
    """

    id: str
    name: Text
    path: str
    datum: str = "wgs84"
    visible: bool = True
    opacity: float = 1.0
    scales: ScaleRange = ALL_SCALES
    attribution: Text = Text("")
