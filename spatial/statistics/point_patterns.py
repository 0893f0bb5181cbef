"""Point patterns: are points clustered, at which distances, around which centre, and in which groups.

    pattern_of -> Pattern, in metres and in a study area
        nearest_neighbours   Clark-Evans, Donnelly
        ripley_k             K and L with an envelope of complete spatial randomness
        quadrat_counts       squares or hexagons, with the test of the index of dispersion
    centres_of               mean centre, standard distance and ellipse, by group
    k_distances, hdbscan, k_means, cluster_zone_table       groups of points (DBSCAN: `spatial.statistics.clusters`)

Kernel density is `spatial.statistics.kernel_density`.
"""

from __future__ import annotations

from spatial.plane import Pattern, Plane, pattern_of, plane_of
from spatial.statistics.centrography import (
    ELLIPSE_FORMULAS,
    FORMULA_TEXTS,
    Centre,
    Centres,
    Ellipse,
    EllipseFormula,
    centres_of,
)
from spatial.statistics.nearest_neighbours import (
    KDistances,
    NearestNeighbours,
    k_distances,
    kth_distances,
    nearest_neighbours,
)
from spatial.statistics.point_groups import ClusterZones, PointGroups, cluster_zone_table, hdbscan, k_means
from spatial.statistics.quadrats import CELL_SHAPES, CellShape, Quadrats, quadrat_counts
from spatial.statistics.ripley import SEED, SIMULATIONS, RipleyK, ripley_k

__all__ = [
    "CELL_SHAPES",
    "ELLIPSE_FORMULAS",
    "FORMULA_TEXTS",
    "SEED",
    "SIMULATIONS",
    "CellShape",
    "Centre",
    "Centres",
    "ClusterZones",
    "Ellipse",
    "EllipseFormula",
    "KDistances",
    "NearestNeighbours",
    "Pattern",
    "Plane",
    "PointGroups",
    "Quadrats",
    "RipleyK",
    "centres_of",
    "cluster_zone_table",
    "hdbscan",
    "k_distances",
    "k_means",
    "kth_distances",
    "nearest_neighbours",
    "pattern_of",
    "plane_of",
    "quadrat_counts",
    "ripley_k",
]
