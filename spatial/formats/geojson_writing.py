"""Writing GeoJSON by RFC 7946, one feature a line, numbers to the last bit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import orjson
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from spatial.crs import WGS84, check_crs, to_lonlat_wgs84
from spatial.feedback import Feedback
from spatial.reading import Geometries
from spatial.text import Text

DECIMALS = 9  # of coordinates that were converted: 0.1 mm, far below what a conversion is worth
_STEP = 5_000
_OPTIONS = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS
_DOING = Text("写入要素", "Writing features")
_NAMES = {
    0: "Point", 1: "LineString", 2: "LineString", 3: "Polygon",
    4: "MultiPoint", 5: "MultiLineString", 6: "MultiPolygon",
}  # fmt: skip


def write_geojson(frame: gpd.GeoDataFrame, path: Path, datum: str, feedback: Feedback) -> None:
    """Write the frame to a new file; see `spatial.sources.write_vector`."""
    geometry = rfc7946_geometry(frame, datum, feedback.part(0.0, 0.3))
    attributes = frame.drop(columns=frame.geometry.name)
    ids = _ids(attributes)
    properties = _records(attributes)
    with path.open("wb") as file:
        file.write(b'{"type":"FeatureCollection","features":[')
        for start in range(0, len(frame), _STEP):
            feedback.report(0.3 + 0.7 * start / len(frame), _DOING)
            shapes = geometry_objects(geometry[start : start + _STEP])
            lines = []
            for row, shape in enumerate(shapes, start):
                feature = {"type": "Feature", "properties": next(properties), "geometry": shape}
                if ids is not None:
                    feature = {"type": "Feature", "id": ids[row]} | feature
                lines.append(orjson.dumps(feature, option=_OPTIONS, default=str))
            file.write((b"\n" if start == 0 else b",\n") + b",\n".join(lines))
        file.write(b"\n]}\n")


def rfc7946_geometry(frame: gpd.GeoDataFrame, datum: str, feedback: Feedback) -> Geometries:
    """Return (N,) the geometries in WGS 84, longitude first, outer rings counter-clockwise; None stays None.

    Coordinates that are WGS 84 already are not touched; converted ones are rounded to `DECIMALS`.
    """
    geometry = np.asarray(to_lonlat_wgs84(frame, datum, feedback), dtype=object)
    same = datum in ("wgs84", "cgcs2000") and check_crs(frame.crs).equals(check_crs(WGS84), ignore_axis_order=True)
    if not same:
        geometry = np.asarray(shapely.transform(geometry, _rounded), dtype=object)
    return np.asarray(shapely.orient_polygons(geometry), dtype=object)


def _rounded(coordinates: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.round(coordinates, DECIMALS)


def geometry_objects(geometry: Geometries) -> list[dict[str, Any] | None]:
    """Return the GeoJSON object of each geometry, its coordinates as arrays that orjson writes; None for None."""
    objects: list[dict[str, Any] | None] = [None] * len(geometry)
    kinds, with_z = shapely.get_type_id(geometry), shapely.has_z(geometry)
    for kind in np.unique(kinds[kinds >= 0]):
        for z in (False, True):
            rows = np.flatnonzero((kinds == kind) & (with_z == z))
            if kind == shapely.GeometryType.GEOMETRYCOLLECTION:
                made: list[Any] = [_collection(shape) for shape in geometry[rows]]
            else:
                nested = _nested(geometry[rows], int(kind), z)
                made = [{"type": _NAMES[int(kind)], "coordinates": coordinates} for coordinates in nested]
            for row, value in zip(rows, made, strict=True):
                objects[row] = value
    return objects


def _collection(shape: BaseGeometry) -> dict[str, Any]:
    members = np.asarray(shapely.get_parts(shape), dtype=object)
    return {"type": "GeometryCollection", "geometries": geometry_objects(members)}


def _nested(shapes: Geometries, kind: int, z: bool) -> list[Any]:
    """Return the nested coordinates of geometries of one type and dimension."""
    if not len(shapes):
        return []
    if kind in (0, 1, 2):
        parts = _split(shapely.get_coordinates(shapes, include_z=z), shapely.get_num_coordinates(shapes))
        return [part[0] if len(part) else [] for part in parts] if kind == 0 else parts
    _, coordinates, offsets = shapely.to_ragged_array(shapes, include_z=z)
    level: list[Any] = _split(coordinates, np.diff(offsets[0]))
    for ends in offsets[1:]:
        level = [level[start:end] for start, end in pairwise(ends)]
    return level


def _split(coordinates: npt.NDArray[np.float64], counts: npt.NDArray[np.integer[Any]]) -> list[Any]:
    coordinates = np.ascontiguousarray(coordinates)
    ends = np.cumsum(counts).tolist()
    return [coordinates[start:end] for start, end in pairwise([0, *ends])]


def _ids(attributes: pd.DataFrame) -> list[Any] | None:
    """Return the values of the column ``id`` where they can serve as ids of features: all there, no two alike."""
    if "id" not in attributes.columns:
        return None
    column = attributes["id"]
    if column.isna().any() or column.duplicated().any():
        return None
    return [
        value if isinstance(value, str) else int(value) if float(value).is_integer() else str(value) for value in column
    ]


def _records(attributes: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield the properties of each row; missing values are null, nested values are nested again."""
    names = [str(name) for name in attributes.columns]
    if not names:
        return iter([{} for _ in range(len(attributes))])
    columns = [_json_values(attributes.iloc[:, index]) for index in range(len(names))]
    return (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))


def _json_values(column: pd.Series[Any]) -> list[Any]:
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        write: Callable[[Any], str] = lambda moment: moment.isoformat()  # noqa: E731 - a name for the type checker
        column = column.map(write, na_action="ignore")
    values = column.astype(object).where(column.notna(), None).tolist()
    texts = [value for value in values if value is not None]
    if texts and all(isinstance(text, str) and text[:1] in ("{", "[") for text in texts):
        return _nested_again(values)
    return values


def _nested_again(values: list[str | None]) -> list[Any]:
    """Return the objects and arrays whose text `spatial.columns` made; the values as they are where it did not."""
    try:
        parsed = [None if value is None else orjson.loads(value) for value in values]
    except orjson.JSONDecodeError:
        return values
    same = all(value is None or orjson.dumps(one).decode() == value for one, value in zip(parsed, values, strict=True))
    return parsed if same else values
