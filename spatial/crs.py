"""Coordinate reference systems: transformation (datum included), zones, local metres, the datum hint."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from pyproj.exceptions import CRSError, ProjError

from spatial.datums import DATUM_LABELS, DATUMS, Lonlat, check_datum, convert_datum
from spatial.errors import CrsError
from spatial.feedback import SILENT, Feedback
from spatial.findings import Finding
from spatial.geodesic import AREA_METHOD, LENGTH_METHOD, WGS84_GEOD, geodesic_area_m2, geodesic_length_m
from spatial.text import Text

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = [
    "AREA_METHOD",
    "DATUMS",
    "DATUM_LABELS",
    "LENGTH_METHOD",
    "WGS84",
    "WGS84_GEOD",
    "CrsLike",
    "cgcs2000_zone",
    "check_crs",
    "check_datum",
    "convert_datum",
    "coordinate_transform",
    "geodesic_area_m2",
    "geodesic_length_m",
    "hint_datum",
    "local_metric_crs",
    "to_lonlat_wgs84",
    "transform_geometry",
]

Geometries = npt.NDArray[np.object_]
CrsLike = pyproj.CRS | str | int

WGS84 = "EPSG:4326"

_SLICE = 512  # geometries between two reports of progress: shapely holds the interpreter for a millisecond
_DOING = Text("转换坐标", "Transforming coordinates")


def check_crs(crs: CrsLike | None) -> pyproj.CRS:
    """Return the CRS that `crs` names (EPSG code, ``EPSG:4549``, WKT, PROJ text or a CRS).

    Raises
    ------
    CrsError
        There is none (None or empty), or PROJ does not know it.
    """
    if crs is None or crs == "":
        raise CrsError(
            Text("数据没有坐标系。", "The data have no CRS."),
            Text("请为图层指定坐标系，例如 EPSG:4326。", "State the layer's CRS, for instance EPSG:4326."),
        )
    try:
        return pyproj.CRS.from_user_input(crs)
    except CRSError as error:
        raise CrsError(
            Text(f"不认识坐标系“{crs}”。", f"The CRS “{crs}” is unknown."),
            Text("请用 EPSG 代码（如 EPSG:4549）或 WKT。", "Use an EPSG code (such as EPSG:4549) or WKT."),
        ) from error


def transform_geometry(
    geometry: Geometries, *, source: CrsLike | None, datum: str, target: CrsLike, feedback: Feedback = SILENT
) -> Geometries:
    """Bring geometries from a CRS and datum into another CRS.

    The way is: source CRS → longitude and latitude → datum to WGS 84 → target CRS. Only x and y change; heights are
    kept. Curves stay as their vertices: edges are not densified.

    Parameters
    ----------
    geometry
        (N,) shapely geometries; None and empty ones are kept. Read only.
    source
        CRS of the coordinates.
    datum
        Datum of the coordinates; for GCJ-02 and BD-09 the CRS says how they are projected (``EPSG:3857`` for tiles).
    target
        CRS wanted.

    Returns
    -------
    (N,) object
        Geometries in `target`. Where nothing has to change the same geometries are returned, coordinates untouched.

    Raises
    ------
    CrsError
        The source CRS is missing or unknown, the datum is unknown, or finite coordinates have no finite image (they lie
        outside the CRS: swapped axes, metres taken for degrees).
    """
    source_crs, target_crs, datum = check_crs(source), check_crs(target), check_datum(datum)
    same_datum = datum in ("wgs84", "cgcs2000")
    if same_datum and source_crs.equals(target_crs, ignore_axis_order=True):
        return geometry.copy()
    to_lonlat = _transformation(source_crs, check_crs(WGS84))
    to_target = _transformation(check_crs(WGS84), target_crs)
    straight = _transformation(source_crs, target_crs)

    def convert(coordinates: Lonlat) -> Lonlat:
        image = (
            straight(coordinates) if same_datum else to_target(convert_datum(to_lonlat(coordinates), datum, "wgs84"))
        )
        _check_finite(coordinates, image, source_crs)
        return image

    result = np.empty(len(geometry), dtype=object)
    for start in range(0, len(geometry), _SLICE):
        feedback.report(start / len(geometry), _DOING)
        result[start : start + _SLICE] = _map_coordinates(geometry[start : start + _SLICE], convert)
    return result


def coordinate_transform(
    source: CrsLike, datum: str, target: CrsLike, target_datum: str = "wgs84"
) -> Callable[[Lonlat], Lonlat]:
    """Return a function that brings (M, 2) coordinates of one CRS and datum into another, made once for many calls.

    The way is that of `transform_geometry`, in both directions of the datum; coordinates without an image become
    infinite.

    Raises
    ------
    CrsError
        A CRS or a datum is unknown, or there is no way between the CRS.
    """
    source_crs, target_crs = check_crs(source), check_crs(target)
    check_datum(datum)
    check_datum(target_datum)
    same = {datum, target_datum} <= {"wgs84", "cgcs2000"} or datum == target_datum
    if same:
        return _transformation(source_crs, target_crs)
    to_lonlat = _transformation(source_crs, check_crs(WGS84))
    to_target = _transformation(check_crs(WGS84), target_crs)
    return lambda coordinates: to_target(convert_datum(to_lonlat(coordinates), datum, target_datum))


def to_lonlat_wgs84(frame: gpd.GeoDataFrame, datum: str, feedback: Feedback = SILENT) -> Geometries:
    """Return (N,) the geometries of a frame in WGS 84 longitude and latitude; see `transform_geometry`."""
    geometry = np.asarray(frame.geometry.array, dtype=object)
    return transform_geometry(geometry, source=frame.crs, datum=datum, target=WGS84, feedback=feedback)


def cgcs2000_zone(lon: float, *, width: int = 3, zone_prefix: bool = False) -> int:
    """Return the EPSG code of the CGCS2000 / Gauss-Kruger zone of a longitude.

    Parameters
    ----------
    lon
        Degrees. A zone holds its western border and not its eastern one: 3-degree zones [CM - 1.5°, CM + 1.5°),
        6-degree zones [CM - 3°, CM + 3°).
    width
        3 (EPSG 4513-4554) or 6 (EPSG 4491-4512) degrees.
    zone_prefix
        True for the variant whose eastings begin with the zone number (``40 500 000``), False for the one named by its
        central meridian (EPSG:4549 = CM 120E).

    Raises
    ------
    CrsError
        The longitude lies outside the zones of China (CM 75E to 135E), or `width` is neither 3 nor 6.
    """
    if width not in (3, 6):
        raise CrsError(
            Text(f"没有 {width} 度分带。", f"There are no {width}-degree zones."),
            Text("请用 3 度带或 6 度带。", "Use 3-degree or 6-degree zones."),
        )
    index = int(np.floor((lon - (73.5 if width == 3 else 72.0)) / width)) if np.isfinite(lon) else -1
    if not 0 <= index <= (20 if width == 3 else 10):
        raise CrsError(
            Text(f"经度 {lon}° 不在 CGCS2000 分带范围内。", f"Longitude {lon}° is outside the CGCS2000 zones."),
            Text("中央经线须在 75°E 至 135°E 之间。", "The central meridian must lie between 75°E and 135°E."),
        )
    first = {(3, True): 4513, (3, False): 4534, (6, True): 4491, (6, False): 4502}[(width, zone_prefix)]
    return first + index


def local_metric_crs(lonlat: Lonlat) -> pyproj.CRS:
    """Return a transverse Mercator CRS in metres, centred on the data, for distances within a city.

    The scale is 1 on the central meridian and off by (x / 6371 km)² / 2 at x from it: 6e-5 at 70 km.

    Parameters
    ----------
    lonlat
        (N, 2) WGS 84 degrees; rows that are not finite are ignored. The centre is that of the bounds, so the order of
        the points does not matter.

    Raises
    ------
    CrsError
        No point has finite coordinates.
    """
    finite = lonlat[np.isfinite(lonlat).all(axis=1)]
    if not len(finite):
        raise CrsError(
            Text("没有可用的坐标。", "There are no usable coordinates."),
            Text("请检查图层是否为空。", "Check whether the layer is empty."),
        )
    lon, lat = np.round((finite.min(axis=0) + finite.max(axis=0)) / 2.0, 6)
    return pyproj.CRS.from_proj4(f"+proj=tmerc +lat_0={lat} +lon_0={lon} +k=1 +x_0=0 +y_0=0 +datum=WGS84 +units=m")


def hint_datum(lonlat: Lonlat, reference: Geometries) -> Finding | None:
    """Say when an unlabelled layer fits reference data better as GCJ-02 or BD-09 than as WGS 84.

    See `spatial.datum_hint.hint_datum`.
    """
    from spatial.datum_hint import hint_datum as hint  # the hint builds on this module

    return hint(lonlat, reference)


def _transformation(source: pyproj.CRS, target: pyproj.CRS) -> Callable[[Lonlat], Lonlat]:
    """Return a function of (M, 2) x, y; coordinates without an image become infinite."""
    if source.equals(target, ignore_axis_order=True):
        return lambda coordinates: coordinates
    try:
        transformer = pyproj.Transformer.from_crs(source, target, always_xy=True)
    except ProjError as error:
        raise CrsError(
            Text(
                f"无法从“{source.name}”转换到“{target.name}”。",
                f"There is no way from “{source.name}” to “{target.name}”.",
            ),
            Text("请检查图层的坐标系。", "Check the CRS of the layer."),
        ) from error

    def run(coordinates: Lonlat) -> Lonlat:
        x, y = transformer.transform(coordinates[:, 0], coordinates[:, 1])
        return np.column_stack([x, y])

    return run


def _map_coordinates(geometry: Geometries, convert: Callable[[Lonlat], Lonlat]) -> Geometries:
    """Apply `convert` to x and y of all vertices at once, keeping heights."""

    def with_height(coordinates: Lonlat) -> Lonlat:
        return np.column_stack([convert(coordinates[:, :2]), coordinates[:, 2]])

    has_z = shapely.has_z(geometry)
    result = np.empty(len(geometry), dtype=object)
    result[~has_z] = shapely.transform(geometry[~has_z], convert)
    result[has_z] = shapely.transform(geometry[has_z], with_height, include_z=True)
    return result


def _check_finite(before: Lonlat, after: Lonlat, source: pyproj.CRS) -> None:
    lost = np.isfinite(before).all(axis=1) & ~np.isfinite(after).all(axis=1)
    if not lost.any():
        return
    x, y = before[np.flatnonzero(lost)[0]]
    count = int(lost.sum())
    raise CrsError(
        Text(
            f"有 {count} 个坐标不在坐标系“{source.name}”的有效范围内，例如（{x:g}, {y:g}）。",
            f"{count} coordinates lie outside the CRS “{source.name}”, for instance ({x:g}, {y:g}).",
        ),
        Text("请检查经纬度是否颠倒，或坐标系是否写错。", "Check for swapped longitude and latitude, or a wrong CRS."),
    )
