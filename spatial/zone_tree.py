"""Which zone holds which point, for few points in many zones: a tree of boxes instead of a grid over all borders.

A grid looks at every edge of every zone before the first point is placed. Where points are few, most of those edges are
never asked for: here a tree of bounding boxes tells which zones a point may lie in, and only their edges are read. The
test itself is that of the grid (`spatial.zone_index.inside`), so that both find the same, borders included.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from spatial.compiled import compiled
from spatial.feedback import SILENT, Feedback
from spatial.text import Text
from spatial.zone_edges import not_finite, rings_of
from spatial.zone_index import Placed, ZoneIndex, index_zones, inside

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Geometries = npt.NDArray[np.object_]

_POINTS_A_ZONE = 2
"""With fewer points than this for each zone the tree is quicker than the grid, see ``benchmarks/bench_density.py``."""
_MOST_DEEP, _SAMPLE, _POINTS = 30.0, 1_000, 100_000
_DOING = Text("判断点在哪个分区", "Placing points in zones")


@compiled("int64(Tuple((float64[:, ::1], int64[::1], int64[::1])), float64[:, ::1], int64[:, ::1], int64, int64[::1])")
def _states(
    rings: tuple[Floats, Integers, Integers], xy: Floats, pairs: Integers, largest: int, state: Integers
) -> int:
    """Fill state (M,): 0 outside, 1 inside, 2 on the border, for pairs (M, 2) of point and zone, sorted by zone.

    The edges of one zone at a time are laid out, `largest` at most. Return -1 where a coordinate is not finite, else 0.
    """
    coordinates, length, owner = rings
    edges, every = np.empty((largest, 4)), np.arange(largest)
    at, ring, k = 0, 0, 0
    while ring < len(length):
        zone, made = owner[ring], 0
        while ring < len(length) and owner[ring] == zone:
            for c in range(at, at + length[ring] - 1):
                ax, ay, bx, by = coordinates[c, 0], coordinates[c, 1], coordinates[c + 1, 0], coordinates[c + 1, 1]
                if not (np.isfinite(ax) and np.isfinite(ay) and np.isfinite(bx) and np.isfinite(by)):
                    return -1
                if ax != bx or ay != by:
                    edges[made, 0], edges[made, 1], edges[made, 2], edges[made, 3] = ax, ay, bx, by
                    made += 1
            at += length[ring]
            ring += 1
        while k < len(pairs) and pairs[k, 1] <= zone:
            state[k] = 0
            if pairs[k, 1] == zone:
                state[k] = inside(edges, every, 0, made, xy[pairs[k, 0], 0], xy[pairs[k, 0], 1])
            k += 1
    while k < len(pairs):  # zones without a ring
        state[k] = 0
        k += 1
    return 0


@dataclass(frozen=True, eq=False)
class ZoneTree:
    """Zones in a tree of their boxes; picklable. It answers as `ZoneIndex` does.

    Parameters
    ----------
    zones
        Number of zones.
    """

    zones: int
    _geometry: Geometries
    _tree: shapely.STRtree

    def place(self, xy: Floats, feedback: Feedback = SILENT) -> Placed:
        """Return the zones of (N, 2) points in the coordinates of the zones; NaN is in no zone."""
        zone, held = np.full(len(xy), -1, dtype=np.int64), np.zeros(len(xy), dtype=np.int64)
        border = np.zeros(len(xy), dtype=np.bool_)
        for start in range(0, len(xy), _POINTS):
            feedback.report(start / len(xy), _DOING)
            pairs, on = self._held(np.asarray(xy[start : start + _POINTS], dtype=np.float64))
            point = pairs[:, 0] + start
            zone[point[::-1]] = pairs[::-1, 1]  # the first zone is written last
            held += np.bincount(point, minlength=len(xy))
            border[point[on]] = True
        return Placed(zone, held, border)

    def pairs(self, xy: Floats, held: Integers) -> Integers:
        """Return (M, 2) int64 each point with each zone that holds it, given `Placed.held`; in the order of points."""
        rows = np.flatnonzero(held > 0)
        found = [np.empty((0, 2), dtype=np.int64)]
        for start in range(0, len(rows), _POINTS):
            part = rows[start : start + _POINTS]
            pairs, _ = self._held(np.asarray(xy[part], dtype=np.float64))
            found.append(np.column_stack([part[pairs[:, 0]], pairs[:, 1]]))
        return np.vstack(found)

    def _held(self, xy: Floats) -> tuple[Integers, npt.NDArray[np.bool_]]:
        """Return (M, 2) pairs of point and zone, sorted, and (M,) whether the point is on the zone's border."""
        there = np.flatnonzero(np.isfinite(xy).all(axis=1))
        near, zone = self._tree.query(shapely.points(xy[there]))
        order = np.argsort(zone, kind="stable")
        pairs = np.column_stack([there[near[order]], zone[order]]).astype(np.int64)
        new = np.diff(pairs[:, 1], prepend=-1) > 0
        coordinates, length, owner = rings_of(self._geometry[pairs[new, 1]])
        largest = int(np.bincount(owner, length).max(initial=0))
        tested = np.column_stack([pairs[:, 0], np.cumsum(new) - 1]).astype(np.int64)
        state = np.empty(len(pairs), dtype=np.int64)
        if _states((coordinates, length, owner), np.ascontiguousarray(xy), tested, largest, state) < 0:
            raise not_finite()
        held, on = pairs[state > 0], state[state > 0] == 2
        order = np.argsort(held[:, 0] * self.zones + held[:, 1], kind="stable")
        return held[order], on[order]


def index_for(geometry: Geometries, points: int, feedback: Feedback = SILENT) -> ZoneIndex | ZoneTree:
    """Index zones for about so many points: by a tree where they are few for the zones, else by a grid.

    Parameters
    ----------
    geometry
        As in `spatial.zone_index.index_zones`.
    points
        How many will be placed.

    A zone with a coordinate that is not finite is refused by the grid, by the tree only when a point comes near it.
    """
    if points >= _POINTS_A_ZONE * len(geometry) or _deep(geometry):
        return index_zones(geometry, feedback)
    feedback.report(0.0)
    tree = shapely.STRtree(geometry)
    feedback.report(1.0)
    return ZoneTree(len(geometry), geometry, tree)


def _deep(geometry: Geometries) -> bool:
    """Say whether zones lie over each other so often that a point has too many boxes around it, by some of them."""
    some = shapely.bounds(geometry[:: max(len(geometry) // _SAMPLE, 1)])
    boxes = some[np.isfinite(some).all(axis=1)]
    if not len(boxes):
        return False
    extent = np.maximum(boxes[:, 2:].max(axis=0) - boxes[:, :2].min(axis=0), 1e-12)
    share = float(np.prod((boxes[:, 2:] - boxes[:, :2]) / extent, axis=1).mean())
    return share * len(geometry) > _MOST_DEEP
