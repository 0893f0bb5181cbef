"""What is odd about a layer, whatever file it came from: geometry, coordinates against the CRS, ids, mixed types."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from spatial.feedback import SILENT, Feedback
from spatial.finding_notes import Notes
from spatial.reading import Geometries
from spatial.slices import in_slices
from spatial.text import Text

_STEP = 20_000  # coordinates checked between two reports of progress: shapely holds the interpreter for a millisecond
_DOING = Text("检查几何", "Checking geometry")
_ID_NAMES = frozenset(("id", "gid", "fid", "objectid", "编号", "唯一编号"))
_CHINA_LON, _CHINA_LAT = (73.0, 136.0), (3.0, 54.0)
_MARGIN_DEGREES = 1.5  # zones are used a little beyond their edge: EPSG:4549 (to 121.5° E) for all of Shanghai

_REASONS = {
    "Self-intersection": "自相交",
    "Ring Self-intersection": "环与自身相接",
    "Hole lies outside shell": "洞在外环之外",
    "Holes are nested": "洞相互嵌套",
    "Nested shells": "各部分相互嵌套",
    "Duplicate Rings": "环重复",
    "Interior is disconnected": "内部不连通",
    "Too few points in geometry component": "点数不足",
    "Invalid Coordinate": "坐标无效",
}

Bounds = npt.NDArray[np.float64]


def check_geometry(geometry: Geometries, notes: Notes, feedback: Feedback = SILENT) -> Geometries:
    """Note null, empty, infinite and invalid geometries; return them with None for those that are not finite."""
    kinds = in_slices(shapely.get_type_id, geometry)
    empty = in_slices(shapely.is_empty, geometry)
    missing = [int(row) for row in np.flatnonzero(kinds < 0) if int(row) not in notes.without_geometry]
    notes.add_many("null_geometry", "warning", missing, lambda _: _NULL)
    notes.add_many("empty_geometry", "warning", np.flatnonzero(empty), lambda _: _EMPTY)
    dimensions = {
        int(kind) % 4 if kind in (0, 1, 3) else _SINGLE.get(int(kind), 9) for kind in np.unique(kinds[kinds >= 0])
    }
    if len(dimensions) > 1:
        notes.add("mixed_geometry", "info", _MIXED)
    kept = geometry
    for start, end in _slices(geometry):
        feedback.report(start / len(geometry), _DOING)
        infinite, invalid = _check_slice(geometry[start:end])
        if len(infinite):
            kept = geometry.copy() if kept is geometry else kept
            kept[infinite + start] = None
            notes.without_geometry |= set((infinite + start).tolist())
        notes.add_many("non_finite_coordinates", "error", infinite + start, lambda _: _INFINITE)
        notes.add_many("invalid_ring", "error", invalid + start, lambda row: _reason(geometry[row]))
    return kept


_SINGLE = {2: 1, 4: 0, 5: 1, 6: 3}
_HEAD = 1024
_NULL = Text("要素没有几何。", "The feature has no geometry.")
_EMPTY = Text("几何为空。", "The geometry is empty.")
_MIXED = Text("图层混有点、线、面。", "The layer mixes points, lines and polygons.")
_INFINITE = Text(
    "坐标不是有限的数，要素保留，没有几何。", "Coordinates are not finite; the feature is kept without geometry."
)


def _slices(geometry: Geometries) -> list[tuple[int, int]]:
    """Return half-open ranges of rows with about `_STEP` coordinates each."""
    groups = np.cumsum(in_slices(shapely.get_num_coordinates, geometry)) // _STEP
    edges = np.flatnonzero(np.diff(groups, prepend=-1))
    return list(pairwise([*edges.tolist(), len(geometry)])) if len(geometry) else []


def _check_slice(geometry: Geometries) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the rows with coordinates that are not finite, and those of invalid polygons."""
    from spatial.formats.ring_scan import certainly_simple  # late: numba

    xy = np.ascontiguousarray(shapely.get_coordinates(geometry))
    counts = shapely.get_num_coordinates(geometry)
    offsets = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    finite = np.ones(len(geometry), dtype=bool)
    if not np.isfinite(xy).all():
        finite[np.repeat(np.arange(len(geometry)), counts)[~np.isfinite(xy).all(axis=1)]] = False
    kinds = shapely.get_type_id(geometry)
    rings = (kinds == shapely.GeometryType.POLYGON) & (shapely.get_num_interior_rings(geometry) == 0) & finite
    areal = np.isin(kinds, (3, 6, 7)) & finite
    doubtful = np.flatnonzero(areal & ~certainly_simple(xy, offsets, rings))
    invalid = doubtful[~shapely.is_valid(geometry[doubtful])] if len(doubtful) else doubtful
    return np.flatnonzero(~finite), invalid


def _reason(geometry: BaseGeometry) -> Text:
    words = str(shapely.is_valid_reason(geometry))
    match = re.fullmatch(r"(.*?)\[(\S+) (\S+?)(?: \S+)?\]", words)
    if match is None:
        return Text(f"面无效：{_REASONS.get(words, words)}。", f"Invalid polygon: {words}.")
    place = f"({match[2]}, {match[3]})"
    return Text(
        f"面无效：在 {place} 处{_REASONS.get(match[1], match[1])}。请在编辑中修复。",
        f"Invalid polygon: {match[1].lower()} at {place}. Repair it in the editor.",
    )


def check_coordinates(bounds: Bounds, crs: pyproj.CRS, notes: Notes) -> None:
    """Note features whose place cannot be meant.

    Parameters
    ----------
    bounds
        (N, 4) west, south, east, north in units of the CRS, longitude first; NaN for features without geometry.
    crs
        The declared CRS.
    """
    if crs.is_geographic:
        swapped = _swapped(bounds)
        notes.add_many("swapped_lonlat", "warning", np.flatnonzero(swapped), lambda row: _swapped_text(bounds[row]))
        outside = _beyond(bounds, (-180.0, -90.0, 180.0, 90.0)) & ~swapped
        lonlat = bounds[:, :2]
    else:
        swapped = np.zeros(len(bounds), dtype=bool)
        outside = np.zeros(len(bounds), dtype=bool)
        if _all_degrees(bounds):
            notes.add("out_of_crs_area", "error", _degrees_text(crs))
            return
        lonlat = _centres(bounds, crs)
    area = crs.area_of_use
    if area is not None and not (area.west <= -180 and area.east >= 180 and area.south <= -85):
        box = (area.west, area.south, area.east, area.north)
        outside |= _beyond(np.hstack((lonlat, lonlat)), box, _MARGIN_DEGREES) & ~swapped
    rows = np.flatnonzero(outside & ~np.isnan(bounds[:, 0]))
    notes.add_many("out_of_crs_area", "error", rows, lambda row: _outside_text(bounds[row], crs))


def looks_like_degrees(bounds: Bounds) -> bool:
    """Whether there are coordinates and all of them could be longitudes and latitudes (in either order)."""
    if (np.abs(bounds[:_HEAD]) > 180.0).any():  # metres are known by the first of them
        return False
    known = bounds[~np.isnan(bounds[:, 0])]
    return bool(len(known)) and bool((np.abs(known) <= 180.0).all())


def _all_degrees(bounds: Bounds) -> bool:
    if not looks_like_degrees(bounds):
        return False
    known = bounds[~np.isnan(bounds[:, 0])]
    return bool((np.abs(known[:, [1, 3]]) <= 90.0).all()) and bool((known != 0.0).any())


def _swapped(bounds: Bounds) -> npt.NDArray[np.bool_]:
    """Return (N,) bool: read as (lat, lon) the feature lies in China; certain where the "latitude" is beyond 90."""
    west, south, east, north = bounds.T
    inside = (west >= _CHINA_LAT[0]) & (east <= _CHINA_LAT[1]) & (south >= _CHINA_LON[0]) & (north <= _CHINA_LON[1])
    certain = inside & (north > 90.0)
    known = ~np.isnan(west)
    result: npt.NDArray[np.bool_] = inside if certain.any() and inside[known].all() else certain
    return result


def _beyond(bounds: Bounds, box: tuple[float, float, float, float], margin: float = 0.0) -> npt.NDArray[np.bool_]:
    west, south, east, north = bounds.T
    low = (west < box[0] - margin) | (south < box[1] - margin)
    high = (east > box[2] + margin) | (north > box[3] + margin)
    result: npt.NDArray[np.bool_] = low | high
    return result


def _centres(bounds: Bounds, crs: pyproj.CRS) -> Bounds:
    """Return (N, 2) the centres of the bounds in longitude and latitude; infinite where they have none."""
    base = crs.geodetic_crs
    if base is None:
        return np.full((len(bounds), 2), np.nan)
    to_lonlat = pyproj.Transformer.from_crs(crs, base, always_xy=True)
    x, y = (bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2
    return np.column_stack(to_lonlat.transform(x, y))


def _swapped_text(bounds: Bounds) -> Text:
    x, y = bounds[0], bounds[1]
    return Text(
        f"坐标 ({x:.6g}, {y:.6g}) 像是先纬度后经度；GeoJSON 等要求先经度后纬度。可在“交换坐标”中改正。",
        f"({x:.6g}, {y:.6g}) looks like latitude, longitude; longitude must come first. Swap the coordinates.",
    )


def _outside_text(bounds: Bounds, crs: pyproj.CRS) -> Text:
    x, y = bounds[0], bounds[1]
    return Text(
        f"坐标 ({x:.10g}, {y:.10g}) 不在坐标系 {crs.name} 的适用范围内。请核对坐标系。",
        f"({x:.10g}, {y:.10g}) lies outside the area of use of {crs.name}. Check the CRS.",
    )


def _degrees_text(crs: pyproj.CRS) -> Text:
    return Text(
        f"声明的坐标系 {crs.name} 以米为单位，坐标却像经纬度。请核对坐标系。",
        f"The declared CRS {crs.name} is in metres, the coordinates look like degrees. Check the CRS.",
    )


def check_ids(columns: Mapping[str, pa.ChunkedArray], notes: Notes) -> None:
    """Note ids that several features share, in the first column that is called like an id."""
    name = next((name for name in columns if name.casefold() in _ID_NAMES), None)
    if name is None or pa.types.is_null(columns[name].type):
        return
    column = columns[name]
    if pc.count_distinct(column, mode="only_valid").as_py() == len(column) - column.null_count:
        return
    values = column.to_pylist()
    first: dict[object, int] = {}
    for row, value in enumerate(values):
        if value is None or first.setdefault(value, row) == row:
            continue
        text = Text(
            f"编号“{value}”（字段 {name}）与第 {first[value] + 1} 个要素重复。",
            f"The id “{value}” (field {name}) is that of feature {first[value] + 1}, too.",
        )
        notes.add("duplicate_ids", "warning", text, row)
