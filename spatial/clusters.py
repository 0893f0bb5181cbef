"""Groups of points: DBSCAN in metres, and zoom-dependent aggregation for markers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from shapely.geometry.base import BaseGeometry


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
        (N,) int64 marker of each point.
    """

    zoom: int
    xy: npt.NDArray[np.float64]
    counts: npt.NDArray[np.int64]
    category_counts: npt.NDArray[np.int64]
    members: npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Aggregation:
    """Zoom-dependent markers: `levels` from zoom 0 upward; beyond the last level every point stands alone."""

    levels: tuple[AggregationLevel, ...]
    radius_px: float
