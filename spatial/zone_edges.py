"""The edges of zones as an array: what both the grid and the tree of zones test points against."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

from spatial.compiled import compiled
from spatial.errors import GeometryError
from spatial.text import Text

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Geometries = npt.NDArray[np.object_]


@compiled("int64(float64[:, ::1], int64[::1], int64[::1], float64[:, ::1], int64[::1])")
def _link(coordinates: Floats, length: Integers, owner: Integers, edges: Floats, counts: Integers) -> int:
    """Fill edges (E, 4) ring by ring, without those of no length, and add them up by owner; return how many, or -1.

    It is -1 where a coordinate is not finite.
    """
    at, made = 0, 0
    for ring in range(len(length)):
        for k in range(at, at + length[ring] - 1):
            ax, ay, bx, by = coordinates[k, 0], coordinates[k, 1], coordinates[k + 1, 0], coordinates[k + 1, 1]
            if not (np.isfinite(ax) and np.isfinite(ay) and np.isfinite(bx) and np.isfinite(by)):
                return -1
            if ax != bx or ay != by:
                edges[made, 0], edges[made, 1], edges[made, 2], edges[made, 3] = ax, ay, bx, by
                made += 1
                counts[owner[ring]] += 1
        at += length[ring]
    return made


def edges_of(geometry: Geometries) -> tuple[Floats, Integers]:
    """Return (E, 4) edges sorted by zone, and (Z + 1,) where the edges of each zone begin.

    Parameters
    ----------
    geometry
        (Z,) polygons and multipolygons; anything else has no edges.

    Raises
    ------
    GeometryError
        A coordinate is not finite.
    """
    coordinates, length, owner = rings_of(geometry)
    edges, counts = np.empty((len(coordinates), 4)), np.zeros(len(geometry), dtype=np.int64)
    made = _link(coordinates, length, owner, edges, counts)
    if made < 0:
        raise not_finite()
    return edges[:made], starts_of(counts)


def rings_of(geometry: Geometries) -> tuple[Floats, Integers, Integers]:
    """Return (C, 2) coordinates, (R,) how many of them each ring has, and (R,) its zone, in the order of the zones."""
    parts, owner = _polygons(geometry)
    length, of_part = _ring_lengths(parts)
    return shapely.get_coordinates(parts), length, owner[of_part]


def not_finite() -> GeometryError:
    """Return the error for a border with a coordinate that is not finite."""
    return GeometryError(
        Text(
            "分区边界含有非有限的坐标（NaN 或无穷大）。",
            "The border of a zone has a coordinate that is not finite.",
        ),
        Text("请先修复该分区的几何。", "Repair the geometry of that zone first."),
    )


def starts_of(counts: Integers) -> Integers:
    """Return (K + 1,) where each of K runs begins, of their lengths."""
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _polygons(geometry: Geometries) -> tuple[Geometries, Integers]:
    """Return (P,) the polygons that zones are made of, in their order, and (P,) the zone of each."""
    kind = shapely.get_type_id(geometry)
    if np.isin(kind, (-1, 3)).all():
        zones = np.flatnonzero((kind == 3) & ~shapely.is_empty(geometry))
        return geometry[zones], zones
    parts, owner = shapely.get_parts(geometry, return_index=True)
    polygons = (shapely.get_type_id(parts) == 3) & ~shapely.is_empty(parts)
    return parts[polygons], owner[polygons]


def _ring_lengths(polygons: Geometries) -> tuple[Integers, Integers]:
    """Return (R,) how many coordinates each ring has, as `shapely.get_coordinates` lists them, and (R,) its polygon.

    Rings are made only of polygons with holes: of the others they would be copies for nothing.
    """
    rings = shapely.get_num_interior_rings(polygons) + 1
    of_part = np.repeat(np.arange(len(polygons)), rings)
    length = shapely.get_num_coordinates(polygons)[of_part]
    several = np.flatnonzero(rings > 1)
    if len(several):
        length[np.isin(of_part, several)] = shapely.get_num_coordinates(shapely.get_rings(polygons[several]))
    return length.astype(np.int64), of_part
