"""Aggregation levels and DBSCAN clusters as a page carries them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from layers.page.geometry import (
    Grid,
    Integers,
    Paths,
    encode_paths,
    flatten,
    pack,
    pack_points,
    pack_signed,
    to_web_mercator,
)
from spatial.statistics.clusters import Aggregation, Clusters


def encode_aggregation(aggregation: Aggregation) -> dict[str, object]:
    """Return the marker of every point at every zoom.

    Marker positions and counts are not stored: the page adds up the points of each marker, so the counts are exact, and
    stay exact when classes are switched off. Levels run from the finest to the coarsest. Where every marker of a level
    lies within one marker of the coarser level, the coarser one is stored per marker (``parents``), else per point
    (``members``). Levels finer than the last that merges anything are left out: beyond it, points stand alone.
    """
    levels: list[dict[str, object]] = []
    finer: Integers | None = None
    for level in sorted(aggregation.levels, key=lambda one: -one.zoom):
        members = _in_order(level.members)
        if finer is None and (level.counts <= 1).all():
            continue
        parents = None if finer is None else _parents(finer, members)
        if parents is None:
            levels.append({"zoom": level.zoom, "members": _pack_members(members)})
        else:
            levels.append({"zoom": level.zoom, "parents": _pack_members(parents)})
        finer = members
    return {"levels": levels, "radius": aggregation.radius_px}


def _in_order(members: npt.NDArray[np.integer]) -> Integers:
    """Return marker numbers in the order of their first point; points without a marker (-1) keep it."""
    labels, first, inverse = np.unique(members, return_index=True, return_inverse=True)
    marked = np.flatnonzero(labels >= 0)
    rank = np.full(len(labels), -1, np.int64)
    rank[marked[np.argsort(first[marked], kind="stable")]] = np.arange(len(marked))
    return rank[inverse]


def _parents(finer: Integers, coarser: Integers) -> Integers | None:
    """Return the coarser marker of each finer one, or None where a finer marker is split."""
    parent = np.full(int(finer.max(initial=-1)) + 1, -1, np.int64)
    marked = finer >= 0
    parent[finer[marked]] = coarser[marked]
    return parent if np.array_equal(parent[finer[marked]], coarser[marked]) else None


def _pack_members(members: Integers) -> str:
    """Pack markers numbered by first occurrence: 0 for none, 1 for a new one, else 2 + (newest - marker)."""
    newest = np.maximum.accumulate(np.maximum(members, -1))
    before = np.concatenate([[-1], newest[:-1]]) if len(members) else newest
    new = members > before
    return pack(np.where(members < 0, 0, np.where(new, 1, 2 + before - members)))


def encode_clusters(clusters: Clusters, grid: Grid) -> dict[str, object]:
    """Return DBSCAN clusters: the cluster of every point, and per cluster its hull, centre, size and density."""
    found = clusters.clusters
    hulls = np.array([cluster.hull for cluster in found], dtype=object)
    centres = np.array([cluster.centre for cluster in found], float).reshape(-1, 2)
    paths = flatten(hulls)
    placed = Paths(paths.n, paths.feature, paths.kind, paths.sizes, to_web_mercator(paths.xy))
    return {
        "eps": clusters.eps_m,
        "minSamples": clusters.min_samples,
        "noise": clusters.noise,
        "labels": pack_signed(clusters.labels),
        "n": [cluster.n for cluster in found],
        "area": [round(cluster.area_m2, 1) for cluster in found],
        "density": [
            None if cluster.density_per_km2 is None else round(cluster.density_per_km2, 3) for cluster in found
        ],
        "centres": pack_points(grid.snap(to_web_mercator(centres))),
        "hulls": encode_paths(placed, grid),
    }
