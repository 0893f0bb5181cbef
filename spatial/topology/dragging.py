"""One frame of a drag: what the moved vertices do to their edges and areas, from the incident edges alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from spatial.geodesic import signed_edge_areas_m2
from spatial.topology.model import XY, Floats, Topology
from spatial.topology.vertices import movers
from spatial.vertex_index import Edges, joined


@dataclass(frozen=True, eq=False)
class Frame:
    """A drag as it stands.

    Parameters
    ----------
    segments
        (K, 2, 2) the edges at the moved vertices, as they run now; each border once.
    area_delta_m2
        Change of the area of every owner against the start of the drag, in m² on the ellipsoid.
    crossing
        (J, 2, 2) those of `segments` that cross an edge of the same feature: to be drawn in red.
    overlapping
        (J, 2, 2) those that cross an edge of another feature.
    """

    segments: Floats
    area_delta_m2: Mapping[int, float]
    crossing: Floats
    overlapping: Floats


@dataclass(frozen=True, eq=False)
class Drag:
    """Vertices that a user holds.

    Parameters
    ----------
    topology
        As it was when the drag started; it does not change until the drag is finished with `move_vertices`.
    held
        The vertices.
    of
        As in `movers`.
    owners
        Features whose vertices move, ascending.
    """

    topology: Topology
    held: tuple[XY, ...]
    of: int | None
    owners: tuple[int, ...]
    edges: Edges
    moves: tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]
    signs: Floats
    before_m2: Floats

    def frame(self, by: XY) -> Frame:
        """Return the frame after a shift of all held vertices by (dx, dy); nothing in the topology changes."""
        shift = np.array(by)
        start = self.edges.start + np.where(self.moves[0][:, None], shift, 0.0)
        end = self.edges.end + np.where(self.moves[1][:, None], shift, 0.0)
        gained = self.signs * (_edge_areas(self.topology, start, end) - self.before_m2)
        deltas = {owner: float(gained[self.edges.feature == owner].sum()) for owner in self.owners}
        crossing, overlapping = self._crossed(start, end)
        pairs = np.stack([start, end], axis=1)
        shown = np.unique(np.sort(pairs.view("c16").reshape(-1, 2), axis=1), axis=0).view("f8").reshape(-1, 2, 2)
        return Frame(shown, deltas, pairs[crossing], pairs[overlapping])

    def moves_to(self, by: XY) -> dict[XY, XY]:
        """Return what `move_vertices` wants for a shift."""
        return {at: (at[0] + by[0], at[1] + by[1]) for at in self.held}

    def _crossed(self, start: Floats, end: Floats) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        low, high = np.minimum(start, end).min(axis=0), np.maximum(start, end).max(axis=0)
        near = self.topology.index.edges_in((float(low[0]), float(low[1]), float(high[0]), float(high[1])))
        near = near.take(~np.isin(near.key, self.edges.key))
        start_all, end_all = np.concatenate([near.start, start]), np.concatenate([near.end, end])
        feature = np.concatenate([near.feature, self.edges.feature])
        hit = _proper(start, end, start_all, end_all)
        own = self.edges.feature[:, None] == feature[None, :]
        return (hit & own).any(axis=1), (hit & ~own).any(axis=1)


def begin_drag(topology: Topology, held: Sequence[XY], of: int | None = None) -> Drag:
    """Take hold of vertices.

    Parameters
    ----------
    held
        Exact coordinates: one for a vertex, both ends for an edge, any number for a selection.
    of
        The feature whose vertices were taken hold of; see `movers`.
    """
    index = topology.index
    found = []
    for at in held:
        moving = np.array(movers(topology, at, of))
        ends = (index.edges_from(*at), index.edges_into(*at))
        found += [edges.take(np.isin(edges.feature, moving)) for edges in ends]
    every = joined(found)
    moving_of = {at: set(movers(topology, at, of)) for at in held}
    moves = tuple(
        np.array(
            [f in moving_of.get((x, y), ()) for (x, y), f in zip(ends.tolist(), every.feature.tolist(), strict=True)]
        )
        for ends in (every.start, every.end)
    )
    owners = tuple(sorted(set(every.feature.tolist())))
    signs = np.array(
        [
            _sign(topology, *row)
            for row in zip(every.feature.tolist(), every.part.tolist(), every.ring.tolist(), strict=True)
        ]
    )
    before = _edge_areas(topology, every.start, every.end)
    return Drag(topology, tuple(held), of, owners, every, (moves[0], moves[1]), signs, before)


def _edge_areas(topology: Topology, start: Floats, end: Floats) -> Floats:
    lonlat = topology.lonlat(np.concatenate([start, end]))
    return signed_edge_areas_m2(lonlat[: len(start)], lonlat[len(start) :])


def _sign(topology: Topology, feature: int, part: int, ring: int) -> float:
    """Return +1 where the areas of a ring's edges add up to the area of its feature, -1 where to minus it."""
    vertices = topology.ring(feature, part, ring)
    clockwise = not bool(shapely.is_ccw(shapely.linearrings(np.vstack([vertices, vertices[:1]]))))
    return 1.0 if clockwise == (ring == 0) else -1.0


def _proper(p: Floats, q: Floats, a: Floats, b: Floats) -> npt.NDArray[np.bool_]:
    """Return (K, M) bool: segment k and segment m cross in the inside of both."""
    p, q, a, b = p[:, None], q[:, None], a[None], b[None]
    first = _side(p, q, a) * _side(p, q, b)
    second = _side(a, b, p) * _side(a, b, q)
    result: npt.NDArray[np.bool_] = (first < 0) & (second < 0)
    return result


def _side(p: Floats, q: Floats, r: Floats) -> Floats:
    sides: Floats = np.sign(
        (q[..., 0] - p[..., 0]) * (r[..., 1] - p[..., 1]) - (q[..., 1] - p[..., 1]) * (r[..., 0] - p[..., 0])
    )
    return sides
