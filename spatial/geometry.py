"""Places of geometries: one point per feature, and the bounds of many."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

Geometries = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]


def representative_points(geometry: Geometries) -> Floats:
    """Return one point in (on) each geometry, for symbols and labels.

    Parameters
    ----------
    geometry
        (N,) shapely geometries in any CRS.

    Returns
    -------
    (N, 2) float64
        A point inside of a polygon (of the widest part), on a line, or the point itself, in the same CRS; NaN for None
        and empty geometries. Deterministic, but not the centroid.
    """
    points = np.full((len(geometry), 2), np.nan)
    drawn = ~(shapely.is_missing(geometry) | shapely.is_empty(geometry))
    points[drawn] = shapely.get_coordinates(shapely.point_on_surface(geometry[drawn]))
    return points


def bounds(geometry: Geometries) -> tuple[float, float, float, float] | None:
    """Return (xmin, ymin, xmax, ymax) over all geometries, in their CRS; None where there are no coordinates."""
    drawn = geometry[~(shapely.is_missing(geometry) | shapely.is_empty(geometry))]
    if not len(drawn):
        return None
    west, south, east, north = (float(value) for value in shapely.total_bounds(drawn))
    return west, south, east, north


def without_holes(shape: shapely.Geometry) -> shapely.Geometry:
    """Return the polygons of a shape with their holes filled; empty where it has none."""
    parts = shapely.get_parts(shapely.get_parts(shape))  # of a collection: the parts of its parts
    rings = shapely.get_exterior_ring(parts)
    return shapely.MultiPolygon([shapely.Polygon(ring) for ring in rings if ring is not None])
