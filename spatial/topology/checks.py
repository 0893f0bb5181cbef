"""What is wrong with a polygon layer as a whole: near nodes, slivers, gaps, overlaps, invalid rings, useless vertices.

Validity comes first: coverage functions pass layers that hold polygons which cross themselves, and one invalid polygon
makes a whole row of intersections fail. Invalid features are reported and left out of what follows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from spatial.feedback import SILENT, Feedback
from spatial.geodesic import WGS84_GEOD, geodesic_length_m
from spatial.text import Text
from spatial.topology.arcs import Matched, match, match_edges
from spatial.topology.fault_texts import message_of
from spatial.topology.model import XY, Topology
from spatial.topology.settling import NOISE_M2, crossing_segments

Bools = npt.NDArray[np.bool_]
Geometries = npt.NDArray[np.object_]
FaultKind = Literal["invalid", "overlap", "gap", "near_nodes", "sliver", "duplicate_vertex", "spike"]
FAULT_KINDS: tuple[FaultKind, ...] = get_args(FaultKind)

NEAR_M = 0.5
"""Vertices closer than this, but not the same and not joined by an edge, were probably meant to be one."""
SLIVER_M = 2.0
"""A part whose mean width (twice its area by its perimeter) is below this is a sliver."""

_REACH_M = 1e-4


@dataclass(frozen=True, eq=False)
class Fault:
    """One thing that is wrong.

    Parameters
    ----------
    kind
        One of `FAULT_KINDS`.
    features
        The features it concerns, ascending; for a gap those around it.
    area_m2
        Of the gap, overlap or sliver, on the ellipsoid; 0 for the rest.
    width_m
        Mean width of these; the distance of near nodes; else 0.
    at
        A place in it, in the CRS of the layer.
    lonlat
        The same place in WGS 84 degrees.
    shape
        The gap, overlap, sliver, offending segments or vertices themselves, in the CRS of the layer.
    message
        What it is, for the user.
    """

    kind: FaultKind
    features: tuple[int, ...]
    area_m2: float
    width_m: float
    at: XY
    lonlat: XY
    shape: BaseGeometry
    message: Text


@dataclass(frozen=True, eq=False)
class Report:
    """All faults, the gravest kinds first (as in `FAULT_KINDS`), larger ones before smaller ones."""

    faults: tuple[Fault, ...]

    def of(self, kind: FaultKind) -> tuple[Fault, ...]:
        """Return the faults of one kind."""
        return tuple(fault for fault in self.faults if fault.kind == kind)

    @property
    def counts(self) -> dict[FaultKind, int]:
        """How many faults there are of each kind."""
        found = Counter(fault.kind for fault in self.faults)
        return {kind: found.get(kind, 0) for kind in FAULT_KINDS}


def check(
    topology: Topology, near_m: float = NEAR_M, sliver_m: float = SLIVER_M, feedback: Feedback = SILENT
) -> Report:
    """Check a whole layer.

    Parameters
    ----------
    near_m
        Distance below which vertices count as near, in m.
    sliver_m
        Mean width below which a part counts as a sliver, in m.
    """
    features = np.array([k for k in topology.features if topology.shapes[k] is not None], dtype=np.int64)
    return _Checking(topology, features, (near_m, sliver_m)).run(feedback)


def check_near(
    topology: Topology, features: Collection[int], near_m: float = NEAR_M, sliver_m: float = SLIVER_M
) -> Report:
    """Check what an edit touched, and its surroundings; see `check`.

    Parameters
    ----------
    features
        What was touched (`Change.touched`); features that are gone are passed over.

    Returns
    -------
    Report
        Only faults that one of the features takes part in. A gap is found where everybody around it is a neighbour.
    """
    touched = {each for each in features if each not in topology.gone and topology.shapes[each] is not None}
    near: set[int] = set(touched)
    for feature in touched:
        if not topology.shapes[feature].is_empty:
            near.update(topology.index.features_in(topology.around(topology.shapes[feature].bounds, near_m)))
    found = _Checking(topology, np.array(sorted(near), dtype=np.int64), (near_m, sliver_m)).run(SILENT)
    return Report(tuple(fault for fault in found.faults if not touched.isdisjoint(fault.features)))


class _Checking:
    """One run over some features of a topology."""

    def __init__(self, topology: Topology, features: npt.NDArray[np.int64], limits: tuple[float, float]) -> None:
        self.topology = topology
        shapes = topology.shapes[features]
        areal = np.isin(shapely.get_type_id(shapes), (3, 6)) & ~shapely.is_empty(shapes)
        self.features, self.shapes = features[areal], shapes[areal]
        self.near_m, self.sliver_m = limits
        self.faults: list[Fault] = []

    def run(self, feedback: Feedback) -> Report:
        doing = Text("检查拓扑", "Checking the topology")
        feedback.report(0.0, doing)
        matched = self._matched()
        valid = self._validity(matched)
        feedback.report(0.2, doing)
        self._vertices(matched)
        self._near_nodes(matched)
        feedback.report(0.4, doing)
        self._slivers(valid)
        faces, covers = self._open_faces(matched, valid)
        feedback.report(0.7, doing)
        self._overlaps(valid, faces[covers > 1])
        feedback.report(0.9, doing)
        self._gaps(valid, faces[covers == 0])
        feedback.report(1.0, doing)
        order = {kind: number for number, kind in enumerate(FAULT_KINDS)}
        return Report(tuple(sorted(self.faults, key=lambda each: (order[each.kind], -each.area_m2, each.features))))

    def _add(
        self,
        kind: FaultKind,
        rows: Iterable[int],
        shape: BaseGeometry,
        at: XY,
        area_m2: float = 0.0,
        width_m: float = 0.0,
    ) -> None:
        features = tuple(sorted({int(self.features[row]) for row in rows}))
        x, y = self.topology.lonlat(np.array([at]))[0].tolist()
        words = message_of(kind, features, area_m2, width_m)
        self.faults.append(Fault(kind, features, area_m2, width_m, at, (x, y), shape, words))

    def _add_area(self, kind: FaultKind, rows: Iterable[int], shape: Any) -> None:
        area = self.topology.measure([shape])
        if area <= NOISE_M2:
            return
        width = 2.0 * area / max(self.topology.length_m([shape]), 1e-9)
        x, y = shapely.get_coordinates(shapely.point_on_surface(shape))[0].tolist()
        self._add(kind, rows, shape, (x, y), area, width)

    def _matched(self) -> Matched:
        """Return the edges with their other sides, out of the index where it holds these features and no others."""
        part = self.topology.index.parts[0]
        areal = np.unique(part.rings.feature)
        if len(self.topology.index.parts) > 1 or self.topology.gone or not np.array_equal(areal, self.features):
            return match_edges(self.shapes)
        rows = np.searchsorted(self.features, part.rings.feature).astype(np.int32)
        return match(replace(part.rings, feature=rows), part.before, part.after, (part.table, part.chain))

    def _validity(self, matched: Matched) -> Bools:
        """Return (K,) whether each feature is valid, and note those that are not."""
        from spatial.formats.ring_scan import certainly_simple  # late: numba

        xy = np.ascontiguousarray(shapely.get_coordinates(self.shapes))
        counts = shapely.get_num_coordinates(self.shapes)
        offsets = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
        single = np.bincount(matched.rings.feature, minlength=len(self.shapes)) == 1
        valid = certainly_simple(xy, offsets, single)
        doubtful = np.flatnonzero(~valid)
        valid[doubtful] = shapely.is_valid(self.shapes[doubtful])
        for row in np.flatnonzero(~valid).tolist():
            pairs = crossing_segments(self.shapes[row])
            lines: Any = shapely.linestrings(pairs.reshape(-1, 2, 2)) if len(pairs) else []
            shape = shapely.MultiLineString(list(lines)) if len(pairs) else self.shapes[row]
            corners = pairs[0].mean(axis=(0, 1)) if len(pairs) else shapely.get_coordinates(self.shapes[row])[0]
            x, y = corners.tolist()
            self._add("invalid", [row], shape, (x, y))
        return valid

    def _vertices(self, matched: Matched) -> None:
        same = np.flatnonzero(matched.node == matched.node[matched.after])
        spike = np.flatnonzero(
            (matched.node[matched.before] == matched.node[matched.after]) & ~np.isin(np.arange(len(matched.node)), same)
        )
        kinds: tuple[tuple[FaultKind, npt.NDArray[np.int64]], ...] = (("duplicate_vertex", same), ("spike", spike))
        for kind, found in kinds:
            for vertex in found.tolist():
                x, y = matched.rings.xy[vertex].tolist()
                self._add(kind, [matched.feature[vertex]], shapely.Point(x, y), (x, y))

    def _near_nodes(self, matched: Matched) -> None:
        order = np.argsort(matched.node, kind="stable")
        starts = np.searchsorted(matched.node[order], np.arange(matched.n_nodes + 1))
        if not matched.n_nodes:
            return
        xy = matched.rings.xy[order[starts[:-1]]]
        for i, j in _close_pairs(self.topology, xy, self.near_m):
            a, b = order[starts[i] : starts[i + 1]], order[starts[j] : starts[j + 1]]
            if (matched.node[matched.after[a]] == j).any() or (matched.node[matched.before[a]] == j).any():
                continue
            ends = self.topology.lonlat(xy[[i, j]])
            metres = float(WGS84_GEOD.inv(*ends[0], *ends[1])[2])
            if metres < self.near_m:
                (x, y), other = xy[i].tolist(), xy[j].tolist()
                rows = matched.feature[np.concatenate([a, b])].tolist()
                self._add("near_nodes", rows, shapely.MultiPoint([(x, y), other]), (x, y), 0.0, metres)

    def _slivers(self, valid: Bools) -> None:
        rows = np.flatnonzero(valid)
        parts, owner = shapely.get_parts(self.shapes[rows], return_index=True)
        lonlat = self.topology.to_lonlat(parts)
        scale = (
            np.array(self.topology.units(tuple(shapely.total_bounds(self.shapes)[:2].tolist()))) if len(parts) else 1.0
        )
        plane = shapely.transform(parts, lambda xy: xy / scale)
        width = 2.0 * shapely.area(plane) / np.maximum(shapely.length(plane), 1e-9)
        thin = np.flatnonzero(width < 1.5 * self.sliver_m)
        if not len(thin):
            return
        lengths = geodesic_length_m(lonlat[thin])
        for part, length in zip(thin.tolist(), lengths.tolist(), strict=True):
            if 2.0 * self.topology.measure([parts[part]]) / max(length, 1e-9) < self.sliver_m:
                self._add_area("sliver", [int(rows[owner[part]])], parts[part])

    def _open_faces(self, matched: Matched, valid: Bools) -> tuple[Geometries, npt.NDArray[np.int64]]:
        """Return the faces that edges without another side enclose, and how many features cover each.

        The number of features over a place changes only where such an edge is crossed: an edge with one feature on
        each side leaves it as it is. So every overlap and every gap is made of these faces.
        """
        none = np.empty(0, dtype=object), np.empty(0, dtype=np.int64)
        open_edges = np.flatnonzero((matched.mate < 0) & valid[matched.feature])
        ends = np.stack([matched.rings.xy[open_edges], matched.rings.xy[matched.after[open_edges]]], axis=1)
        proper = (ends[:, 0] != ends[:, 1]).any(axis=1)
        if not proper.any():
            return none
        lines: Any = shapely.linestrings(ends[proper])
        noded: Any = shapely.get_parts(shapely.node(shapely.multilinestrings(lines)))
        faces = shapely.get_parts(shapely.polygonize(noded))
        points = shapely.point_on_surface(faces)
        hits, _ = shapely.STRtree(self.shapes).query(points, predicate="intersects")
        return faces, np.bincount(hits, minlength=len(faces))

    def _overlaps(self, valid: Bools, faces: Geometries) -> None:
        rows = np.flatnonzero(valid)
        if not len(faces):
            return
        shapes = self.shapes[rows]
        tree = shapely.STRtree(shapes)
        suspects = np.unique(tree.query(faces, predicate="intersects")[1])
        i, j = tree.query(shapes[suspects], predicate="intersects")
        i = suspects[i]
        pairs = np.unique(np.sort(np.stack([i, j], axis=1)[i != j], axis=1), axis=0)
        hit = shapely.relate_pattern(shapes[pairs[:, 0]], shapes[pairs[:, 1]], "T********")
        for a, b in pairs[hit].tolist():
            common = shapely.intersection(shapes[a], shapes[b])
            found = [part for part in shapely.get_parts(common) if part.geom_type == "Polygon"]
            if found:
                shape = found[0] if len(found) == 1 else shapely.MultiPolygon(found)
                self._add_area("overlap", [int(rows[a]), int(rows[b])], shape)

    def _gaps(self, valid: Bools, faces: Geometries) -> None:
        """Note the faces that nobody covers and several features enclose; a hole of one feature alone is no gap."""
        if not len(faces):
            return
        tree = shapely.STRtree(self.shapes)
        lines = shapely.boundary(self.shapes)
        west, south = shapely.total_bounds(faces)[:2].tolist()
        reach = _REACH_M * max(self.topology.units((west, south)))
        for face in faces.tolist():
            around = [row for row in tree.query(face, predicate="intersects").tolist() if valid[row]]
            wide = shapely.buffer(face, reach, quad_segs=1)  # its corners are rounded where borders cross
            common = shapely.length(shapely.intersection(lines[around], wide))
            touching = [row for row, length in zip(around, common.tolist(), strict=True) if length > 10.0 * reach]
            if len(touching) > 1 and not self._covered_by_others(shapely.point_on_surface(face)):
                self._add_area("gap", touching, face)

    def _covered_by_others(self, point: shapely.Point) -> bool:
        if len(self.features) == len(self.topology.features):
            return False
        others = np.setdiff1d(np.array(self.topology.features), self.features)
        shapes = self.topology.shapes[others]
        inside = shapely.intersects_xy(shapes[~shapely.is_missing(shapes)], point.x, point.y)
        return bool(np.any(inside))


def _close_pairs(topology: Topology, xy: npt.NDArray[np.float64], near_m: float) -> list[tuple[int, int]]:
    """Return pairs of places that may be closer than a distance: those that share a cell of a shifted grid."""
    from spatial import vertex_kernels  # late: numba

    low, high = xy.min(axis=0), xy.max(axis=0)
    corners = [topology.units((float(low[0]), float(y))) for y in (low[1], high[1])]
    cell = 2.0 * near_m * np.max(corners, axis=0)
    pairs: set[tuple[int, int]] = set()
    for shift in ((0.0, 0.0), (0.5, 0.0), (0.0, 0.5), (0.5, 0.5)):
        cells = np.ascontiguousarray(np.floor((xy - low) / cell + shift).astype(np.int64))
        _, chain = vertex_kernels.chain_equal(cells)
        first = np.ones(len(chain), dtype=bool)
        first[chain[chain >= 0]] = False
        for start in np.flatnonzero(first & (chain >= 0)).tolist():
            members = [start]
            while chain[members[-1]] >= 0:
                members.append(int(chain[members[-1]]))
            pairs |= {(a, b) for n, a in enumerate(members) for b in members[n + 1 :]}
    limit = near_m * np.max(corners, axis=0) * 1.01
    return sorted((a, b) for a, b in pairs if (np.abs(xy[a] - xy[b]) <= limit).all())
