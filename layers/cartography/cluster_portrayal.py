"""The two kinds of cluster map, decided once for window and page."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from layers.cartography.legend import CLUSTER, NOISE, LegendEntry, Style
from layers.cartography.symbology import Clustered
from layers.placement import Placed
from spatial.feedback import Feedback
from spatial.statistics.clusters import Aggregation, Clusters
from spatial.text import Text

CLUSTER_STYLE = Style("#1f4e79", "#ffffff", 1.5)
NOISE_STYLE = Style("", "#6b7280", 1.4, radius_px=4.0)


def aggregated(
    placed: Placed, look: Clustered, classes: npt.NDArray[np.int32], n_categories: int, feedback: Feedback
) -> tuple[Aggregation, Text]:
    """Return the zoom-dependent markers and the sentence on how they were made.

    Parameters
    ----------
    classes
        (N,) category index of each point; points without a category count among the last one ("other").
    n_categories
        Number of categories, "other" included.
    """
    from spatial.geometry import representative_points
    from spatial.statistics.clusters import aggregate

    codes = np.where(classes < 0, n_categories - 1, classes).astype(np.int64)
    aggregation = aggregate(representative_points(placed.geometry), codes, n_categories, look.radius_px, feedback)
    method = Text(
        f"屏幕上相距 {look.radius_px:g} 像素以内的点并为一个标记，数字为点数",
        f"Points within {look.radius_px:g} screen pixels share a marker; the number is the exact count",
    )
    return aggregation, method


def dbscan_of(placed: Placed, look: Clustered, feedback: Feedback) -> tuple[Clusters, tuple[LegendEntry, ...], Text]:
    """Return the DBSCAN clusters, their two legend rows, and the sentence on how they were made."""
    from spatial.crs import transform_geometry
    from spatial.geometry import representative_points
    from spatial.statistics.clusters import find_clusters

    lonlat = transform_geometry(placed.geometry, source=placed.crs, datum="wgs84", target="EPSG:4326")
    clusters = find_clusters(representative_points(lonlat), look.eps_m, look.min_samples, feedback)
    rows = (
        LegendEntry(CLUSTER, Text("聚类（凸包）", "Clusters (convex hulls)"), len(clusters.clusters), CLUSTER_STYLE),
        LegendEntry(NOISE, Text("噪声点（不属于任何聚类）", "Noise (in no cluster)"), clusters.noise, NOISE_STYLE),
    )
    method = Text(
        f"DBSCAN：eps = {look.eps_m:g} 米，min_samples = {look.min_samples}",
        f"DBSCAN: eps = {look.eps_m:g} m, min_samples = {look.min_samples}",
    )
    return clusters, rows, method
