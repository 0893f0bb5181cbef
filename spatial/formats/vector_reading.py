"""From a path to a checked layer: choose the format and the sublayer, read, check, assemble."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyproj
import shapely
from geopandas.array import GeometryArray

from spatial.columns import frame_of
from spatial.errors import SourceError
from spatial.feedback import SILENT, Feedback
from spatial.files import errors_of_reading
from spatial.finding_notes import Notes
from spatial.formats.archives import unpacked
from spatial.formats.file_formats import Format, vector_format
from spatial.formats.kml import read_kml
from spatial.formats.shapefile_family import content_hash
from spatial.formats.vector_files import read_geoparquet, read_ogr, read_shapefile, vector_layers
from spatial.layer_findings import check_coordinates, check_geometry, check_ids, looks_like_degrees
from spatial.reading import Reading
from spatial.slices import in_slices
from spatial.text import Text

_CHUNK = 1 << 22
_DIGEST_CHUNK = 1 << 26
_JSON_DRIVERS = ("TopoJSON", "ESRIJSON", "GeoJSONSeq")


@contextmanager
def located(path: Path, feedback: Feedback = SILENT) -> Iterator[tuple[list[Path], Format]]:
    """Yield the files that hold layers (several only for an archive, unpacked) and the format of `path`."""
    found = vector_format(path)
    if found in ("ZIP", "KMZ"):
        with unpacked(path, feedback) as paths:
            yield paths, found
    else:
        yield [path], found


def layer_names(path: Path) -> list[str]:
    """Return the names of the layers in a file; a format that holds one layer gives the name of the file."""
    with located(path) as (paths, _):
        return [name for file in paths for name in _names_in(file)]


def _names_in(path: Path) -> list[str]:
    return vector_layers(path) if vector_format(path) == "GPKG" else [path.stem]


def read_checked(path: Path, sublayer: str, encoding: str, feedback: Feedback) -> tuple[gpd.GeoDataFrame, Reading, str]:
    """Return the frame, what was read, and the hash of the file."""
    with located(path, feedback.part(0.0, 0.1)) as (paths, _):
        file, inside = _chosen(path, paths, sublayer)
        text = _contents(file, feedback.part(0.1, 0.15)) if vector_format(file) in ("GeoJSON", "KML") else None
        hashing = feedback.part(0.15, 0.2)
        digest = _digest(text, hashing) if text is not None and file == path else content_hash(path, hashing)
        reading = _read(file, inside, encoding, text, feedback.part(0.2, 0.8))
    shown = sublayer or (inside if len(paths) > 1 or inside else "")
    frame, reading = _checked(reading, shown, feedback.part(0.8, 1.0))
    return frame, reading, digest


def _chosen(path: Path, paths: Sequence[Path], sublayer: str) -> tuple[Path, str]:
    """Return the file and the layer inside it that `sublayer` names, or the only one there is."""
    names = [(file, name) for file in paths for name in _names_in(file)]
    listed = "、".join(name for _, name in names)
    matching = [choice for choice in names if choice[1] == sublayer] if sublayer else names
    if len(matching) == 1:
        file, name = matching[0]
        return file, name if vector_format(file) == "GPKG" or len(names) > 1 else ""
    if not names:
        raise SourceError(
            Text(f"“{path.name}”中没有带几何的图层。", f"“{path.name}” holds no layer with geometry."),
            Text("请检查是否选对了文件。", "See whether it is the right file."),
        )
    if sublayer and not matching:
        raise SourceError(
            Text(f"“{path.name}”中没有图层“{sublayer}”。", f"“{path.name}” has no layer “{sublayer}”."),
            Text(f"现有图层：{listed}。", f"The layers are: {listed}."),
        )
    raise SourceError(
        Text(f"“{path.name}”有 {len(names)} 个图层。", f"“{path.name}” has {len(names)} layers."),
        Text(f"请指定其中之一：{listed}。", f"Name one of them: {listed}."),
    )


def _contents(path: Path, feedback: Feedback) -> npt.NDArray[np.uint8]:
    """Return the bytes of a file, followed by the zero bytes that the scan of GeoJSON needs."""
    from spatial.formats.json_scan import PADDING

    with errors_of_reading(path), path.open("rb") as file:
        size = path.stat().st_size
        text = np.zeros(size + PADDING, np.uint8)
        view, place = text.data[:size], 0
        while place < size and (count := file.readinto(view[place : place + _CHUNK])):
            place += count
            feedback.report(place / size)
    return text[: place + PADDING]


def _digest(text: npt.NDArray[np.uint8], feedback: Feedback) -> str:
    from spatial.formats.json_scan import PADDING

    digest, view = hashlib.sha256(), text[: len(text) - PADDING].data
    for place in range(0, len(view), _DIGEST_CHUNK):
        feedback.report(place / len(view))
        digest.update(view[place : place + _DIGEST_CHUNK])
    return digest.hexdigest()


def _read(path: Path, sublayer: str, encoding: str, text: npt.NDArray[np.uint8] | None, feedback: Feedback) -> Reading:
    found, notes = vector_format(path), Notes()
    if text is not None and found == "GeoJSON":
        from spatial.formats.geojson import read_geojson

        return read_geojson(text, path.name, feedback) or _read_other_json(path, notes, feedback)
    if text is not None:
        return read_kml(text.tobytes().rstrip(b"\0"), path.name, encoding, feedback)
    if found == "ESRI Shapefile":
        return read_shapefile(path, encoding, notes, feedback)
    if found == "Parquet":
        return read_geoparquet(path, notes, feedback)
    return read_ogr(path, found, sublayer if found == "GPKG" else "", notes, feedback)


def _read_other_json(path: Path, notes: Notes, feedback: Feedback) -> Reading:
    names = vector_layers(path)
    return read_ogr(path, "GeoJSON", names[0] if len(names) == 1 else "", notes, feedback)


def _checked(reading: Reading, sublayer: str, feedback: Feedback) -> tuple[gpd.GeoDataFrame, Reading]:
    notes = reading.notes
    geometry = check_geometry(reading.geometry, notes, feedback)
    bounds = in_slices(shapely.bounds, geometry)
    crs = reading.crs or _assumed(bounds, notes)
    if crs is not None:
        check_coordinates(bounds, crs, notes)
    check_ids(reading.columns, notes)
    columns = _without_clash(reading.columns, notes)
    frame = gpd.GeoDataFrame(
        frame_of(columns, len(geometry)), geometry=GeometryArray(np.asarray(geometry, dtype=object), crs=crs), crs=crs
    )
    return frame, Reading(columns, geometry, crs, reading.driver, reading.encoding, sublayer, notes)


def _assumed(bounds: npt.NDArray[np.float64], notes: Notes) -> pyproj.CRS | None:
    """Return WGS 84 for coordinates that look like degrees, else None; either way it is noted."""
    if notes.count("unknown_crs"):
        return None
    if looks_like_degrees(bounds):
        text = Text(
            "文件没有坐标系，坐标像是经纬度，暂按 WGS 84 处理。如是 CGCS2000 或 GCJ-02 请改正。",
            "The file has no CRS; its coordinates look like degrees and are taken as WGS 84. Change that if wrong.",
        )
        notes.add("missing_crs", "warning", text)
        return pyproj.CRS.from_epsg(4326)
    text = Text(
        "文件没有坐标系（Shapefile 缺 .prj），无法定位。请指定坐标系，例如 EPSG:4549。",
        "The file has no CRS (a shapefile without .prj) and cannot be placed. Choose one, e.g. EPSG:4549.",
    )
    notes.add("missing_crs", "error", text)
    return None


def _without_clash(columns: Any, notes: Notes) -> dict[str, pa.ChunkedArray]:
    """Return the columns with none called ``geometry``, and none called like another but for a number."""
    result: dict[str, pa.ChunkedArray] = {}
    for wanted, column in columns.items():
        name, count = wanted, 1
        while name in result or name == "geometry":
            count += 1
            name = f"{re.sub('_[0-9]+$', '', wanted)}_{count}"
        if name != wanted:
            text = Text(f"字段“{wanted}”改名为“{name}”。", f"The field “{wanted}” was renamed “{name}”.")
            notes.add("duplicate_fields", "warning", text)
        result[name] = column
    return result


def datum_of(crs: pyproj.CRS | None) -> str:
    """Return ``cgcs2000`` for every CRS on the datum China 2000 (EPSG:4490, 4479, 4491-4554 …), else ``wgs84``."""
    base = crs.geodetic_crs if crs is not None else None
    if base is None or base.datum is None:
        return "wgs84"
    name = f"{base.name} {base.datum.name}".casefold().replace("_", " ")
    return "cgcs2000" if ("china" in name and "2000" in name) or "cgcs2000" in name else "wgs84"
