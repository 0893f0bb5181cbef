"""A polygon with some of its rings replaced: parts and rings that are not named stay the objects they were."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from spatial.errors import GeometryError
from spatial.text import Text

Floats = npt.NDArray[np.float64]
RingKey = tuple[int, int]
"""Part, and ring of the part (0: the outer one)."""


def ring_vertices(shape: BaseGeometry, key: RingKey) -> Floats:
    """Return a new array of the (n, 2) or (n, 3) vertices of a ring without the closing one."""
    polygon: Any = shapely.get_geometry(shape, key[0])
    line = polygon.exterior if key[1] == 0 else polygon.interiors[key[1] - 1]
    return np.array(shapely.get_coordinates(line, include_z=shape.has_z)[:-1], dtype=np.float64)


def with_rings(shape: BaseGeometry, rings: Mapping[RingKey, Floats | None], feature: int = 0) -> BaseGeometry:
    """Return a polygon or multipolygon with other rings.

    Parameters
    ----------
    rings
        New vertices by ring, without the closing one; None takes a hole away (or a part with its holes, for ring 0).
    feature
        Number for the message of the error.

    Raises
    ------
    GeometryError
        A ring has fewer than three different vertices (four points with the closing one), or no part is left.
    """
    parts: list[Any] = list(shapely.get_parts(shape))
    touched = sorted({part for part, _ in rings})
    for part in touched:
        polygon = parts[part]
        lines: list[shapely.LinearRing | None] = [polygon.exterior, *polygon.interiors]
        for (owner, ring), vertices in rings.items():
            if owner == part:
                lines[ring] = None if vertices is None else _closed(vertices, feature)
        shell, holes = lines[0], [line for line in lines[1:] if line is not None]
        parts[part] = None if shell is None else shapely.Polygon(shell, holes)
    kept = [part for part in parts if part is not None]
    if not kept:
        raise GeometryError(
            Text(f"第 {feature + 1} 个要素只剩这一部分。", f"It is the only part of feature {feature + 1}."),
            Text("要去掉它，请删除整个要素。", "To take it away, delete the feature."),
        )
    return shapely.MultiPolygon(kept) if shape.geom_type == "MultiPolygon" else kept[0]


def without_repeats(vertices: Floats) -> Floats:
    """Return the vertices of a ring without those that repeat the one before them (closing one included)."""
    if len(vertices) < 2:
        return vertices
    same = (vertices[:, :2] == np.roll(vertices[:, :2], 1, axis=0)).all(axis=1)
    return vertices[~same] if same.any() else vertices


def _closed(vertices: Floats, feature: int) -> shapely.LinearRing:
    if len(np.unique(vertices[:, :2], axis=0)) < 3:
        raise too_few(feature)
    return shapely.LinearRing(np.vstack([vertices, vertices[:1]]))


def too_few(feature: int) -> GeometryError:
    """Return the refusal of an edit that would leave a ring with fewer than four points."""
    return GeometryError(
        Text(
            f"第 {feature + 1} 个要素的环会少于 4 个点（含闭合点）。",
            f"A ring of feature {feature + 1} would have fewer than 4 points (the closing one included).",
        ),
        Text(
            "一个环至少要有三个不同的顶点；要去掉它，请删除洞或部分。",
            "A ring needs three corners; to take it away, delete the hole or part.",
        ),
    )
