"""The topology of a polygon layer: features that share vertices and edges by exact coordinates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from spatial.crs import WGS84, check_crs, transform_geometry
from spatial.errors import GeometryError
from spatial.feedback import SILENT, Feedback
from spatial.geodesic import WGS84_GEOD, geodesic_area_m2, geodesic_length_m
from spatial.text import Text
from spatial.topology.rings import ring_vertices
from spatial.vertex_index import Box, Place, VertexIndex

if TYPE_CHECKING:
    import geopandas as gpd

XY = tuple[float, float]
Geometries = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Change:
    """What an edit did.

    Parameters
    ----------
    kind
        Slug of the edit: ``move_vertices``, ``split`` …
    changed, added, removed
        Numbers of the features whose geometry is another one, that are new, and that are gone; ascending, disjoint.
    parents
        Feature → the features it was made of, the one whose id it keeps first: for the parts of a split and the
        result of a merge.
    """

    kind: str
    changed: tuple[int, ...] = ()
    added: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()
    parents: Mapping[int, tuple[int, ...]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def touched(self) -> tuple[int, ...]:
        """All features that the edit made, changed or removed."""
        return tuple(sorted({*self.changed, *self.added, *self.removed}))


@dataclass(frozen=True, eq=False)
class Topology:
    """A polygon layer whose neighbours share their borders. Immutable; an edit is a function `Topology -> Topology`.

    Two features share a vertex where their coordinates are the same to the last bit, and an edge where both ends are.
    Features are known by their number: the row of the frame that the topology was built from; new features get the
    next numbers, those of removed ones are not used again. What an edit does not touch keeps its geometry object.

    Parameters
    ----------
    shapes
        (N,) geometry of each feature (read only); None where it is missing or the feature is removed. Only polygons and
        multipolygons take part.
    index
        Vertices and edges of all features.
    crs, datum
        Of the coordinates (longitude or easting first).
    gone
        Features that were removed.
    marked
        Features that were kept although they are invalid or overlap others: drafts (see `spatial.topology.settling`).
    loose
        (feature, x, y) of vertices that were detached: they no longer move with those of the neighbours.
    change
        What the edit that made this topology did; None where it was built from a layer.
    """

    shapes: Geometries
    index: VertexIndex
    crs: str = WGS84
    datum: str = "wgs84"
    gone: frozenset[int] = frozenset()
    marked: frozenset[int] = frozenset()
    loose: frozenset[tuple[int, float, float]] = frozenset()
    change: Change | None = None

    def __len__(self) -> int:
        """Return how many numbers are in use or were: the next feature gets this one."""
        return len(self.shapes)

    @cached_property
    def features(self) -> tuple[int, ...]:
        """The numbers of the features there are, ascending."""
        return tuple(number for number in range(len(self.shapes)) if number not in self.gone)

    def shape(self, feature: int) -> BaseGeometry:
        """Return the polygon of a feature; raise `GeometryError` where there is none."""
        found: BaseGeometry | None = self.shapes[feature] if 0 <= feature < len(self.shapes) else None
        if found is None or found.geom_type not in ("Polygon", "MultiPolygon") or found.is_empty:
            raise GeometryError(
                Text(f"第 {feature + 1} 个要素没有面。", f"Feature {feature + 1} has no polygon."),
                Text("请选择一个面要素。", "Choose a feature with a polygon."),
            )
        return found

    def places(self, at: XY) -> list[Place]:
        """Return every occurrence of a vertex with exactly these coordinates."""
        return self.index.places(*at)

    def owners(self, at: XY) -> tuple[int, ...]:
        """Return the features that have a vertex with exactly these coordinates, ascending."""
        return tuple(sorted({place.feature for place in self.places(at)}))

    def edge_owners(self, a: XY, b: XY) -> tuple[int, ...]:
        """Return the features that have the edge between two vertices, in either direction, ascending."""
        return tuple(sorted({place.feature for place in self.edge_places(a, b)}))

    def edge_places(self, a: XY, b: XY) -> list[Place]:
        """Return every occurrence of an edge, in either direction, by its first vertex in its ring."""
        found = []
        for start, end in ((a, b), (b, a)):
            edges = self.index.edges_from(*start)
            same = edges.take((edges.end[:, 0] == end[0]) & (edges.end[:, 1] == end[1]))
            columns = (same.feature, same.part, same.ring, same.vertex)
            found += [Place(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]
        return found

    def linked(self, at: XY) -> tuple[XY, ...]:
        """Return the vertices that edges join to this one, each once; three or more make it a node."""
        out, into = self.index.edges_from(*at), self.index.edges_into(*at)
        return tuple(dict.fromkeys(map(tuple, np.concatenate([out.end, into.start]).tolist())))

    def neighbours(self, feature: int) -> tuple[int, ...]:
        """Return the features that share a vertex with this one, ascending."""
        shape = self.shape(feature)
        near = [each for each in self.index.features_in(shape.bounds) if each != feature]
        own = set(map(tuple, (shapely.get_coordinates(shape) + 0.0).tolist()))
        return tuple(
            each for each in near if not own.isdisjoint(map(tuple, shapely.get_coordinates(self.shapes[each]).tolist()))
        )

    def ring(self, feature: int, part: int = 0, ring: int = 0) -> Floats:
        """Return the (n, 2) vertices of a ring without the closing one; `ring` 0 is the outer one of the part."""
        return ring_vertices(self.shape(feature), (part, ring))[:, :2]

    def area_m2(self, features: Iterable[int] | None = None) -> Floats:
        """Measure features (None: all numbers) on the ellipsoid; 0 for no polygon, NaN for none. See `geodesic`."""
        shapes = self.shapes if features is None else self.shapes[np.array(list(features), dtype=np.int64)]
        return geodesic_area_m2(self.to_lonlat(shapes))

    def measure(self, shapes: Sequence[BaseGeometry]) -> float:
        """Return the area of polygons in the CRS of this layer together, in m² on the ellipsoid."""
        return float(geodesic_area_m2(self.to_lonlat(np.array(shapes, dtype=object))).sum())

    def length_m(self, lines: Sequence[BaseGeometry]) -> float:
        """Return the length of lines (perimeter of polygons) in the CRS of this layer together, in m."""
        return float(geodesic_length_m(self.to_lonlat(np.array(lines, dtype=object))).sum())

    def to_lonlat(self, shapes: Geometries) -> Geometries:
        """Return geometries of this layer in WGS 84 longitude and latitude."""
        if self.is_lonlat:
            return shapes
        return transform_geometry(shapes, source=self.crs, datum=self.datum, target=WGS84)

    def lonlat(self, xy: Floats) -> Floats:
        """Return (n, 2) coordinates of this layer in WGS 84 longitude and latitude."""
        if self.is_lonlat or not len(xy):
            return xy
        moved: Floats = shapely.get_coordinates(self.to_lonlat(np.asarray(shapely.points(xy), dtype=object)))
        return moved

    @cached_property
    def is_lonlat(self) -> bool:
        """Whether coordinates are WGS 84 (or CGCS2000) longitude and latitude already."""
        return self.datum in ("wgs84", "cgcs2000") and check_crs(self.crs).is_geographic

    def units(self, at: XY) -> XY:
        """Return how many units of x and of y a metre is at a place."""
        crs = check_crs(self.crs)
        if not crs.is_geographic:
            factor = float(crs.axis_info[0].unit_conversion_factor) if crs.axis_info else 1.0
            return 1.0 / factor, 1.0 / factor
        sine = np.sin(np.radians(at[1]))
        root = 1.0 - WGS84_GEOD.es * sine * sine
        normal, meridian = WGS84_GEOD.a / np.sqrt(root), WGS84_GEOD.a * (1.0 - WGS84_GEOD.es) / root**1.5
        parallel = max(normal * np.cos(np.radians(at[1])), 1e-3)
        return float(np.degrees(1.0 / parallel)), float(np.degrees(1.0 / meridian))

    def around(self, box: Box, margin_m: float) -> Box:
        """Return a box widened by so many metres on each side."""
        x, y = self.units(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2))
        return box[0] - margin_m * x, box[1] - margin_m * y, box[2] + margin_m * x, box[3] + margin_m * y

    def changed_since(self, old: Topology) -> tuple[int, ...]:
        """Return the features that are other objects than in an older topology of the same layer, ascending."""
        pairs = zip(self.shapes, old.shapes, strict=False)
        changed = [number for number, (new, before) in enumerate(pairs) if new is not before]
        return (*changed, *range(min(len(self), len(old)), max(len(self), len(old))))


def build(shapes: Geometries, crs: str = WGS84, datum: str = "wgs84", feedback: Feedback = SILENT) -> Topology:
    """Build the topology of (N,) geometries.

    Parameters
    ----------
    shapes
        Polygons and multipolygons; other kinds, empty ones and None are kept and take no part.
    crs, datum
        Of the coordinates.

    Raises
    ------
    GeometryError
        A coordinate is not finite; the message names the feature.
    """
    feedback.report(0.0, Text("建立拓扑", "Building the topology"))
    kept = np.array(shapes, dtype=object, copy=True)
    bounds = shapely.bounds(kept)
    bad = np.flatnonzero(~np.isfinite(bounds).all(axis=1) & ~shapely.is_missing(kept) & ~shapely.is_empty(kept))
    if len(bad):
        raise GeometryError(
            Text(
                f"第 {bad[0] + 1} 个要素的坐标不是有限的数。",
                f"Feature {bad[0] + 1} has coordinates that are not finite.",
            ),
            Text("请先在属性表中查看并修复。", "Look it up in the table and repair it first."),
        )
    kept.flags.writeable = False
    index = VertexIndex.of(kept)
    feedback.report(1.0)
    return Topology(kept, index, crs, datum)


def of_frame(frame: gpd.GeoDataFrame, datum: str = "wgs84", feedback: Feedback = SILENT) -> Topology:
    """Build the topology of a frame; feature k is its row k."""
    crs = check_crs(frame.crs)
    return build(np.asarray(frame.geometry.array, dtype=object), crs.to_string(), datum, feedback)


def replaced(
    topology: Topology,
    shapes: Mapping[int, BaseGeometry | None],
    kind: str,
    added: Sequence[BaseGeometry] = (),
    parents: Mapping[int, tuple[int, ...]] | None = None,
) -> Topology:
    """Return a topology in which some features have other shapes: what every edit ends with.

    Parameters
    ----------
    shapes
        New shape by feature; None removes the feature. A shape that is the very object it was is no change.
    kind, parents
        As in `Change`.
    added
        Shapes of new features, in the order of their numbers.
    """
    before = topology.shapes
    new = {number: shape for number, shape in shapes.items() if shape is not before[number]}
    grown = np.empty(len(before) + len(added), dtype=object)
    grown[: len(before)] = before
    for number, shape in [*new.items(), *enumerate(added, len(before))]:
        grown[number] = shape
    grown.flags.writeable = False
    fresh = tuple(range(len(before), len(grown)))
    removed = tuple(sorted(number for number, shape in new.items() if shape is None))
    changed = tuple(sorted(number for number, shape in new.items() if shape is not None))
    touched = np.array(sorted({*new, *fresh}), dtype=np.int64)
    return replace(
        topology,
        shapes=grown,
        index=topology.index.replaced(grown, touched) if len(touched) else topology.index,
        gone=topology.gone | set(removed),
        marked=topology.marked - set(removed),
        change=Change(kind, changed, fresh, removed, MappingProxyType(dict(parents or {}))),
    )
