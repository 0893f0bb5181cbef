"""What one may snap to in layers that are not edited: polygons, lines and points as one index of vertices and edges."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely

from spatial.vertex_index import Geometries, IndexPart, Rings, VertexIndex, rings_of

Floats = npt.NDArray[np.float64]
_POINTS, _LINES = (0, 4), (1, 2, 5)


def target_index(shapes: Geometries) -> VertexIndex | None:
    """Build an index of (N,) geometries of any kind; None where they have no vertex.

    A line is a ring that goes there and back, a point a ring of one vertex: their vertices and segments are targets as
    those of polygons are. Collections, None and empty ones have none.
    """
    kept = [rings for rings in (rings_of(shapes, np.arange(len(shapes))), _open_rings(shapes)) if len(rings.xy)]
    if not kept:
        return None
    return VertexIndex((IndexPart(_joined(kept)),), np.zeros(len(shapes), dtype=np.int32))


def vertex_count(shapes: Geometries) -> int:
    """Return how many vertices (N,) geometries have."""
    return int(shapely.get_num_coordinates(shapes).sum())


def _open_rings(shapes: Geometries) -> Rings:
    """Return the rings of lines and points."""
    kinds = shapely.get_type_id(shapes)
    wanted = np.flatnonzero(np.isin(kinds, (*_POINTS, *_LINES)) & ~shapely.is_empty(shapes))
    parts, owner = shapely.get_parts(shapes[wanted], return_index=True)
    pieces: list[Floats] = []
    for part in parts.tolist():
        xy = shapely.get_coordinates(part)
        pieces.append(np.concatenate([xy, xy[-2:0:-1]]) if len(xy) > 2 else xy)
    inside = np.arange(len(parts)) - np.searchsorted(owner, owner, side="left")
    sizes = np.array([len(piece) for piece in pieces], dtype=np.int64)
    xy = np.concatenate(pieces) if pieces else np.empty((0, 2))
    starts = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    feature = wanted[owner].astype(np.int32)
    return Rings(
        np.ascontiguousarray(xy) + 0.0, starts, feature, inside.astype(np.int32), np.zeros(len(parts), dtype=np.int32)
    )


def _joined(parts: Sequence[Rings]) -> Rings:
    shifts = np.cumsum([0, *(len(each.xy) for each in parts)])
    starts = [each.starts[:-1] + shift for each, shift in zip(parts, shifts.tolist(), strict=False)]
    return Rings(
        np.ascontiguousarray(np.concatenate([each.xy for each in parts])),
        np.concatenate([*starts, shifts[-1:]]).astype(np.int64),
        np.concatenate([each.feature for each in parts]),
        np.concatenate([each.part for each in parts]),
        np.concatenate([each.hole for each in parts]),
    )
