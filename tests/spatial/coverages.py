"""Small layers with common borders, and what must hold of every layer after an edit."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from spatial.topology import Topology, build

STEP = 0.001  # degrees: about 100 m
WEST, SOUTH = 121.37, 31.22


def at(x: float, y: float) -> tuple[float, float]:
    """Return the corner (x, y) of the lattice; y counts northward."""
    return WEST + x * STEP, SOUTH + y * STEP


def polygon(*corners: tuple[float, float], holes: tuple[tuple[tuple[float, float], ...], ...] = ()) -> shapely.Polygon:
    return shapely.Polygon([at(*corner) for corner in corners], [[at(*corner) for corner in hole] for hole in holes])


def square(x: float, y: float, size: float = 1.0) -> shapely.Polygon:
    return polygon((x, y), (x + size, y), (x + size, y + size), (x, y + size))


def layer(*shapes: BaseGeometry) -> Topology:
    return build(np.array(shapes, dtype=object))


def quarters() -> Topology:
    """Four squares around one node: 0 south-west, 1 south-east, 2 north-west, 3 north-east."""
    return layer(square(0, 0), square(1, 0), square(0, 1), square(1, 1))


def total_m2(topology: Topology) -> float:
    return float(np.nansum(topology.area_m2()))


def is_coverage(topology: Topology) -> bool:
    """Whether all features are valid and neither overlap nor leave a sliver-thin gap at a border."""
    shapes = np.array([topology.shapes[each] for each in topology.features], dtype=object)
    return bool(shapely.is_valid(shapes).all()) and bool(shapely.coverage_is_valid(shapes, gap_width=1e-9))
