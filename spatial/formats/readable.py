"""The files that can be read, in one table: file dialogs, dropping, pasting and hints all ask here.

A suffix is what a file is usually called; what it is, its content says (`spatial.formats.file_formats`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from spatial.text import Text, plain

Role = Literal["layer", "table", "tiles"]


@dataclass(frozen=True)
class Readable:
    """A kind of file that can be read.

    Parameters
    ----------
    name
        As users call it.
    role
        What becomes of it: a layer, a table to be joined, or a base map of raster tiles.
    suffixes
        Lower case, with the dot.
    """

    name: Text
    role: Role
    suffixes: tuple[str, ...]


READABLE: tuple[Readable, ...] = (
    Readable(plain("GeoJSON"), "layer", (".geojson", ".json")),
    Readable(plain("GeoPackage"), "layer", (".gpkg",)),
    Readable(plain("Shapefile"), "layer", (".shp",)),
    Readable(plain("KML/KMZ"), "layer", (".kml", ".kmz")),
    Readable(plain("FlatGeobuf"), "layer", (".fgb",)),
    Readable(plain("GeoParquet"), "layer", (".parquet", ".geoparquet")),
    Readable(Text("zip（内含图层）", "zip with layers"), "layer", (".zip",)),
    Readable(plain("CSV"), "table", (".csv", ".tsv", ".txt")),
    Readable(plain("XLSX"), "table", (".xlsx", ".xlsm")),
    Readable(plain("XLS"), "table", (".xls",)),
    Readable(Text("WPS 的 ET", "ET of WPS"), "table", (".et",)),
    Readable(plain("ODS"), "table", (".ods",)),
    Readable(Text("网页中的表格", "tables in web pages"), "table", (".htm", ".html")),
    Readable(plain("MBTiles"), "tiles", (".mbtiles",)),
    Readable(plain("PMTiles"), "tiles", (".pmtiles",)),
)


def readable(*roles: Role) -> tuple[Readable, ...]:
    """Return the kinds of files of these roles, in the order of the table."""
    return tuple(each for each in READABLE if each.role in roles)


def suffixes(*roles: Role) -> frozenset[str]:
    """Return the suffixes of these roles."""
    return frozenset(suffix for each in readable(*roles) for suffix in each.suffixes)


def patterns(*roles: Role) -> str:
    """Return the suffixes of these roles as a file dialog takes them: ``*.shp *.kml``."""
    return " ".join(f"*{suffix}" for each in readable(*roles) for suffix in each.suffixes)


def names(*roles: Role) -> Text:
    """Return the names of these roles for a sentence: ``CSV、XLSX、XLS``."""
    found = [each.name for each in readable(*roles)]
    return Text("、".join(each.to("zh") for each in found), ", ".join(each.to("en") for each in found))
