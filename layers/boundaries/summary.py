"""What an edit session changed: which features, their areas, their vertices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.layer import Dataset
from layers.placement import names_of, texts
from spatial.text import Text


@dataclass(frozen=True)
class ChangedFeature:
    """One feature that differs.

    Parameters
    ----------
    name
        Its name (the new one where it was renamed).
    kind
        ``changed``, ``added`` or ``removed``.
    before_m2, after_m2
        Geodesic area; 0 where it was, or is, not there, and for points.
    before_vertices, after_vertices
        Vertices without the closing ones.
    """

    name: Text
    kind: str
    before_m2: float
    after_m2: float
    before_vertices: int
    after_vertices: int

    @property
    def delta_m2(self) -> float:
        """What it gained."""
        return self.after_m2 - self.before_m2


def summary(before: Dataset, after: Dataset) -> tuple[ChangedFeature, ...]:
    """Return the features whose geometry differs between two versions of a data set, in the order of the new one.

    Features are matched by id, by row where there is none; a geometry that is the same object is not looked into.
    """
    old = _shapes(before)
    new = _shapes(after)
    found = []
    for key, (row, shape) in new.items():
        known = old.get(key)
        if known is None or (known[1] is not shape and not _same(known[1], shape)):
            found.append((key, row, known[1] if known is not None else None, shape, known is None))
    changed = [
        ChangedFeature(
            names_of(_row(after, row))[0], "added" if fresh else "changed", *_figures(before, after, was, now)
        )
        for _, row, was, now, fresh in found
    ]
    gone = [(row, shape) for key, (row, shape) in old.items() if key not in new]
    changed += [
        ChangedFeature(names_of(_row(before, row))[0], "removed", *_figures(before, after, shape, None))
        for row, shape in gone
    ]
    return tuple(changed)


def _shapes(dataset: Dataset) -> dict[str, tuple[int, BaseGeometry | None]]:
    ids = texts(dataset.frame, dataset.id_field) or tuple(str(row) for row in range(len(dataset.frame)))
    geometry = np.asarray(dataset.frame.geometry.array, dtype=object)
    return {key: (row, geometry[row]) for row, key in enumerate(ids)}


def _same(a: BaseGeometry | None, b: BaseGeometry | None) -> bool:
    return (a is None) == (b is None) and bool(shapely.equals_identical(a, b))


def _row(dataset: Dataset, row: int) -> Dataset:
    from dataclasses import replace

    return replace(dataset, frame=dataset.frame.iloc[[row]])


def _figures(
    before: Dataset, after: Dataset, was: BaseGeometry | None, now: BaseGeometry | None
) -> tuple[float, float, int, int]:
    return _area(before, was), _area(after, now), _vertices(was), _vertices(now)


def _area(dataset: Dataset, shape: BaseGeometry | None) -> float:
    from spatial.crs import WGS84, transform_geometry
    from spatial.geodesic import geodesic_area_m2

    if shape is None:
        return 0.0
    one = np.array([shape], dtype=object)
    lonlat = transform_geometry(one, source=dataset.frame.crs, datum=dataset.datum, target=WGS84)
    return float(np.nan_to_num(geodesic_area_m2(lonlat)[0]))


def _vertices(shape: BaseGeometry | None) -> int:
    if shape is None or shape.is_empty:
        return 0
    rings = len(shapely.get_rings(shapely.get_parts(shape))) if shape.geom_type.endswith("Polygon") else 0
    return int(shapely.get_num_coordinates(shape)) - rings
