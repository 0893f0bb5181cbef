"""What a polygon that crosses itself may be meant to be: choices with their areas, never taken unasked."""

from __future__ import annotations

from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from spatial.text import Text
from spatial.topology.model import Topology, replaced


@dataclass(frozen=True, eq=False)
class Untangled:
    """One way to make a feature valid.

    Parameters
    ----------
    name
        What is done, for the user.
    shape
        The valid polygon or multipolygon.
    area_m2
        Its area on the ellipsoid.
    """

    name: Text
    shape: BaseGeometry
    area_m2: float


def untangled(topology: Topology, feature: int) -> tuple[Untangled, ...]:
    """Return the different valid polygons that a feature with a crossing border may stand for; () where it is valid.

    The lines are kept, with a vertex at each crossing: all pieces that lie inside an odd number of times; everything
    that the border goes round (Mapbox's nonzero rule); the largest piece alone. What comes out the same is
    offered once.
    """
    shape = topology.shape(feature)
    if shapely.is_valid(shape):
        return ()
    odd = _areal(shapely.make_valid(shape, method="linework"))
    whole = _areal(shapely.make_valid(shape, method="structure", keep_collapsed=False))
    around = _areal(
        shapely.union_all(
            [shapely.make_valid(shapely.polygons(shapely.get_exterior_ring(part))) for part in _parts(shape)]
        )
    )
    pieces = _parts(odd) if odd is not None else []
    largest = max(pieces, key=lambda piece: piece.area) if len(pieces) > 1 else None
    named = (
        (Text("在相交处断开，保留各部分", "Break it at the crossings and keep all parts"), odd),
        (Text("只保留最大的部分", "Keep the largest part only"), largest),
        (Text("按外环与内环重建", "Rebuild it from outer and inner rings"), whole),
        (Text("取外边界围住的全部", "Take everything the outer border goes round"), around),
    )
    found: list[Untangled] = []
    for name, made in named:
        if made is None or made.is_empty or any(shapely.equals(made, each.shape) for each in found):
            continue
        found.append(Untangled(name, made, topology.measure([made])))
    return tuple(found)


def untangle(topology: Topology, feature: int, choice: Untangled) -> Topology:
    """Put a choice in the place of a feature."""
    return replaced(topology, {feature: choice.shape}, "untangle")


def _parts(shape: BaseGeometry) -> list[BaseGeometry]:
    return [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]


def _areal(shape: BaseGeometry) -> BaseGeometry | None:
    parts = [part for each in shapely.get_parts(shape) for part in _parts(each)]
    if not parts:
        return None
    made: BaseGeometry = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)  # type: ignore[arg-type]
    return made if shapely.is_valid(made) else _areal(shapely.union_all(parts))
