"""Groups of points: DBSCAN in metres, and zoom-dependent aggregation for markers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from shapely.geometry.base import BaseGeometry

from spatial.errors import GeometryError
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
_Level = tuple[Floats, Integers, Integers]  # positions, counts, counts by category

LAST_ZOOM = 18
_LEAST_EPS_M = 0.001
_SLICE = 100_000  # points between two questions whether to stop
_LARGEST_REACH_KM = 900.0  # (900 / 6371)² / 2 is 1 %


@dataclass(frozen=True, eq=False)
class Cluster:
    """One DBSCAN cluster.

    Parameters
    ----------
    id
        0, 1, … from the largest cluster to the smallest (ties: the first point in input order).
    n
        Number of points.
    centre
        (lon, lat) of the mean centre, WGS 84 degrees.
    hull
        Convex hull in WGS 84 lon/lat; a line or a point where the points allow no more.
    area_m2
        Geodesic area of the hull; 0 for a line or a point.
    density_per_km2
        n / area; None where the area is 0.
    """

    id: int
    n: int
    centre: tuple[float, float]
    hull: BaseGeometry
    area_m2: float
    density_per_km2: float | None


@dataclass(frozen=True, eq=False)
class Clusters:
    """The result of DBSCAN.

    Parameters
    ----------
    labels
        (N,) int64 cluster id per point, -1 for noise (and for points without coordinates).
    clusters
        By id.
    noise
        Number of noise points.
    eps_m, min_samples
        The parameters used.
    """

    labels: npt.NDArray[np.int64]
    clusters: tuple[Cluster, ...]
    noise: int
    eps_m: float
    min_samples: int


@dataclass(frozen=True, eq=False)
class AggregationLevel:
    """The markers of one zoom level.

    Parameters
    ----------
    zoom
        Web Mercator zoom level (256 px tiles: 2πR / (256 · 2^zoom) metres per pixel).
    xy
        (M, 2) float64 marker positions in map units: mean of the points of the marker.
    counts
        (M,) int64 points per marker; the sum is the number of points at every level.
    category_counts
        (M, C) int64 points per marker and category.
    members
        (N,) int64 marker of each point; -1 for a point without coordinates.
    """

    zoom: int
    xy: npt.NDArray[np.float64]
    counts: npt.NDArray[np.int64]
    category_counts: npt.NDArray[np.int64]
    members: npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Aggregation:
    """Zoom-dependent markers.

    Parameters
    ----------
    levels
        From zoom 0 upward; beyond the last level every point stands alone.
    radius_px
        Distance within which markers merged, screen pixels.
    missing
        Number of points without coordinates, which are in no marker.
    """

    levels: tuple[AggregationLevel, ...]
    radius_px: float
    missing: int = 0


def find_clusters(
    lonlat: npt.NDArray[np.float64], eps_m: float, min_samples: int, feedback: Feedback = SILENT
) -> Clusters:
    """Find density-based clusters (DBSCAN) with distances in metres.

    Distances are measured in a transverse Mercator plane centred on the data (`spatial.crs.local_metric_crs`): too long
    by (x / 6371 km)² / 2 at x from the middle, 6e-5 at 70 km. Data that reach so far that this exceeds 1 % are refused.

    Parameters
    ----------
    lonlat
        (N, 2) WGS 84 degrees. Rows that are not finite have label -1 and do not count as noise.
    eps_m
        Radius of the neighbourhood, metres, at least 0.001; a point at exactly eps_m is a neighbour.
    min_samples
        Neighbours that make a core point, the point itself included (as in scikit-learn); at least 1.

    Returns
    -------
    Clusters
        Border points go to the cluster of the nearest core point, of equally near ones to the first in input order.

    Raises
    ------
    GeometryError
        eps_m or min_samples out of range; no point with coordinates; latitudes beyond ±90°; points too far apart.
    """
    _check_parameters(eps_m, min_samples)
    present = np.flatnonzero(np.isfinite(lonlat).all(axis=1))
    points = np.ascontiguousarray(lonlat[present], dtype=np.float64)
    xy = _local_metres(points, feedback.part(0.0, 0.2))
    found, _ = _dbscan(xy, eps_m, min_samples, feedback.part(0.2, 0.7))
    labels = np.full(len(lonlat), -1, dtype=np.int64)
    labels[present] = found
    clusters = _describe(points, found, feedback.part(0.7, 1.0))
    return Clusters(labels, clusters, int((found < 0).sum()), float(eps_m), int(min_samples))


def aggregate(
    xy: npt.NDArray[np.float64],
    categories: npt.NDArray[np.integer],
    n_categories: int,
    radius_px: float = 48.0,
    feedback: Feedback = SILENT,
) -> Aggregation:
    """Merge points into markers for every zoom level from 18 down to 0.

    At each level, markers of the next finer one merge: the largest takes all others within `radius_px`, then the
    largest of the rest, and so on (equal ones: at the finest level from west to east and south to north, then in the
    order of the finer level). So levels nest, counts are exact at each, and the result does not depend on the order of
    the points. Points at the same position are one marker at every level, with their count: no zoom can part them.

    Parameters
    ----------
    xy
        (N, 2) Web Mercator metres (EPSG:3857). Rows that are not finite are in no marker (member -1) and counted in
        `Aggregation.missing`.
    categories
        (N,) category code of each point, 0 … `n_categories` - 1; a negative code counts in no category.
    n_categories
        Number of categories, 0 for none.
    radius_px
        Distance within which markers merge, screen pixels; positive.

    Raises
    ------
    GeometryError
        radius_px is not positive.
    """
    if not (np.isfinite(radius_px) and radius_px > 0):
        raise GeometryError(
            Text(f"合并半径为 {radius_px} 像素。", f"The merging radius is {radius_px} pixels."),
            Text("请给出大于 0 的像素数，例如 48。", "Give a number of pixels above 0, for example 48."),
        )
    feedback.report(0.0, Text("聚合标记", "Merging markers"))
    present = np.flatnonzero(np.isfinite(xy).all(axis=1))
    level, members = _positions(xy[present] + 0.0, np.asarray(categories)[present], n_categories, feedback)
    levels: list[AggregationLevel] = []
    everyone = np.full(len(xy), -1, dtype=np.int64)
    for zoom in range(LAST_ZOOM, -1, -1):
        feedback.report((1 + LAST_ZOOM - zoom) / (2 + LAST_ZOOM))
        level, members, merged = _coarser(level, members, radius_px * metres_per_pixel(zoom))
        if merged or not levels:
            everyone = np.full(len(xy), -1, dtype=np.int64)
            everyone[present] = members
        levels.append(AggregationLevel(zoom, *level, everyone))
    return Aggregation(tuple(reversed(levels)), float(radius_px), len(xy) - len(present))


def metres_per_pixel(zoom: int) -> float:
    """Return the size of a pixel in Web Mercator metres: 2πR / (256 · 2^zoom), R = 6378137 m."""
    return 2.0 * np.pi * 6378137.0 / (256.0 * 2.0**zoom)


def _check_parameters(eps_m: float, min_samples: int) -> None:
    if not (np.isfinite(eps_m) and eps_m >= _LEAST_EPS_M):
        raise GeometryError(
            Text(f"邻域半径为 {eps_m} 米。", f"The radius eps is {eps_m} m."),
            Text("请给出不小于 0.001 米的半径，例如 1000。", "Give at least 0.001 m, for example 1000."),
        )
    if min_samples < 1:
        raise GeometryError(
            Text(f"最少点数为 {min_samples}。", f"The least number of points is {min_samples}."),
            Text(
                "请给出 1 或更大的整数（含点本身），例如 4。",
                "Give 1 or more (the point itself counts), for example 4.",
            ),
        )


def _local_metres(lonlat: Floats, feedback: Feedback) -> Floats:
    """Project to the local plane, refusing what it cannot hold."""
    import pyproj

    from spatial.crs import local_metric_crs

    if not len(lonlat):
        raise GeometryError(
            Text("没有带坐标的点，无法聚类。", "There is no point with coordinates to cluster."),
            Text("请检查图层是否为空。", "Check whether the layer is empty."),
        )
    span = np.ptp(lonlat, axis=0)
    middle = float(lonlat[:, 1].min() + span[1] / 2)
    reach_km = 111.2 * float(np.hypot(span[0] * np.cos(np.radians(middle)), span[1])) / 2
    if np.abs(lonlat[:, 1]).max() > 90 or reach_km > _LARGEST_REACH_KM:
        raise GeometryError(
            Text(
                f"点的范围（半径约 {reach_km:,.0f} 千米）太大，无法在一个平面上以米计算距离，或坐标不是经纬度。",
                f"The points reach too far (about {reach_km:,.0f} km from their middle) to measure metres in a plane, "
                "or their coordinates are not degrees.",
            ),
            Text("请检查坐标，或只选一个地区的点。", "Check the coordinates, or take the points of one region."),
        )
    crs = local_metric_crs(lonlat)
    transformer = pyproj.Transformer.from_crs(crs.geodetic_crs, crs, always_xy=True)
    xy = np.empty_like(lonlat)
    for start in range(0, len(lonlat), _SLICE):
        feedback.report(start / len(lonlat), Text("投影到平面", "Projecting to a plane"))
        lon, lat = lonlat[start : start + _SLICE].T
        xy[start : start + _SLICE] = np.column_stack(transformer.transform(lon, lat))
    return xy


def _dbscan(xy: Floats, eps_m: float, min_samples: int, feedback: Feedback) -> tuple[Integers, npt.NDArray[np.bool_]]:
    from spatial.statistics.dbscan import dbscan  # numba: half a second to import

    return dbscan(xy, eps_m, min_samples, feedback)


def _describe(lonlat: Floats, labels: Integers, feedback: Feedback) -> tuple[Cluster, ...]:
    """Measure every cluster: size, mean centre, hull, area, density."""
    import shapely

    from spatial.crs import geodesic_area_m2

    inside = np.flatnonzero(labels >= 0)
    if not len(inside):
        return ()
    order = inside[np.argsort(labels[inside], kind="stable")]
    counts = np.bincount(labels[inside])
    centre = np.column_stack([np.bincount(labels[order], lonlat[order, axis]) / counts for axis in (0, 1)])
    ends = np.cumsum(counts)
    hulls: list[BaseGeometry] = []
    area: list[float] = []
    while len(hulls) < len(counts):  # as many clusters at a time as hold about _SLICE points
        first = len(hulls)
        begin = int(ends[first] - counts[first])
        feedback.report(begin / len(order), Text("描述聚类", "Describing clusters"))
        last = max(first + 1, int(np.searchsorted(ends, begin + _SLICE, side="right")))
        points = order[begin : ends[last - 1]]
        kept = (
            points
            if len(points) <= _SLICE
            else _corners(lonlat, points, feedback.part(begin / len(order), ends[last - 1] / len(order)))
        )
        groups = shapely.multipoints(lonlat[kept], indices=labels[kept] - first)
        found = np.asarray(shapely.convex_hull(groups), dtype=np.object_)
        hulls += found.tolist()
        area += geodesic_area_m2(found).tolist()
    return tuple(
        Cluster(i, n, (x, y), hull, a, n / a * 1e6 if a > 0 else None)
        for i, (n, (x, y), hull, a) in enumerate(zip(counts.tolist(), centre.tolist(), hulls, area, strict=True))
    )


def _corners(lonlat: Floats, points: Integers, feedback: Feedback) -> Integers:
    """Return those of the points that may be corners of their hull: the corners of the hulls of slices of them."""
    import shapely

    kept = []
    for start in range(0, len(points), _SLICE):
        feedback.report(start / len(points))
        part = points[start : start + _SLICE]
        corners = shapely.get_coordinates(shapely.convex_hull(shapely.multipoints(lonlat[part])))
        kept.append(part[np.isin(lonlat[part].view(np.complex128).ravel(), corners.view(np.complex128).ravel())])
    return np.concatenate(kept)


def _positions(
    xy: Floats, categories: npt.NDArray[np.integer], n_categories: int, feedback: Feedback
) -> tuple[_Level, Integers]:
    """Return one marker per different position, from west to east and south to north, and the marker of each point."""
    order = np.argsort(xy[:, 0] + 1j * xy[:, 1])  # complex numbers sort by x, then by y; twice as fast as lexsort
    feedback.report(0.02)
    ordered = xy[order]
    first = np.ones(len(xy), dtype=np.bool_)
    first[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    members = np.empty(len(xy), dtype=np.int64)
    members[order] = np.cumsum(first) - 1
    feedback.report(0.04)
    markers = int(first.sum())
    known = categories >= 0
    cells = members[known] * n_categories + categories[known]
    by_category = np.bincount(cells, minlength=markers * n_categories).reshape(markers, n_categories)
    counts = np.bincount(members, minlength=markers)
    return (np.ascontiguousarray(ordered[first]), counts.astype(np.int64), by_category.astype(np.int64)), members


def _coarser(level: _Level, members: Integers, radius: float) -> tuple[_Level, Integers, bool]:
    """Merge the markers of a level within `radius`; a level where none merge is returned as it is."""
    from spatial.markers import combine, merge_markers  # numba: half a second to import

    xy, counts, _ = level
    group, n = merge_markers(xy, counts, radius)
    if n == len(xy):
        return level, members, False
    return combine(level, group, n), group[members], True
