"""Representative points and bounds."""

from __future__ import annotations

import numpy as np
import shapely

from spatial.geometry import bounds, representative_points


def objects(*geometries: object) -> np.ndarray:  # type: ignore[type-arg]  # a test array of anything
    array = np.empty(len(geometries), dtype=object)
    array[:] = geometries
    return array


def test_a_point_per_feature_inside_of_it() -> None:
    ring = shapely.Polygon(shapely.box(0, 0, 10, 10).exterior.coords, [shapely.box(1, 1, 9, 9).exterior.coords])
    shapes = objects(ring, shapely.LineString([(0, 0), (4, 0)]), shapely.Point(3, 4), None, shapely.Polygon())
    points = representative_points(shapes)
    assert points.shape == (5, 2)
    assert ring.contains(shapely.Point(points[0]))
    assert points[1, 1] == 0
    assert points[2].tolist() == [3, 4]
    assert np.isnan(points[3:]).all()
    assert representative_points(objects()).shape == (0, 2)


def test_bounds() -> None:
    assert bounds(objects(shapely.Point(1, 2), None, shapely.box(3, 4, 5, 6))) == (1, 2, 5, 6)
    assert bounds(objects()) is None
    assert bounds(objects(None, shapely.Polygon())) is None
