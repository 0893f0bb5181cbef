"""Points and study areas in a plane of metres: which projection, what was left out, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from spatial.crs import WGS84
from spatial.errors import GeometryError
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Geometries = npt.NDArray[np.object_]

_SHANGHAI = (120.7, 30.5, 122.4, 32.0)
_LARGEST_REACH_KM = 900.0
_SLICE = 100_000
_DOING = Text("投影到平面", "Projecting to a plane")

WITHIN_STUDY = Text("给定的研究区", "the study area given")
BOX_STUDY = Text(
    "点的外接矩形（没有给定研究区，边缘处的结果偏差较大）", "the bounding box of the points (none was given: take care)"
)


@dataclass(frozen=True, eq=False)
class Plane:
    """A plane of metres.

    Parameters
    ----------
    crs
        The projection: EPSG:4549 (CGCS2000 / Gauss-Kruger CM 120E) in Shanghai, elsewhere Lambert azimuthal equal-area
        centred on the data.
    name
        In words, for the result.
    """

    crs: pyproj.CRS
    name: Text

    def to_metres(self, lonlat: Floats, feedback: Feedback = SILENT) -> Floats:
        """Return (N, 2) metres of (N, 2) WGS 84 degrees."""
        return self._transform(WGS84, self.crs, lonlat, feedback)

    def to_lonlat(self, xy: Floats, feedback: Feedback = SILENT) -> Floats:
        """Return (N, 2) WGS 84 degrees of (N, 2) metres."""
        return self._transform(self.crs, WGS84, xy, feedback)

    def shapes_to_metres(self, geometry: Geometries) -> Geometries:
        """Return geometries in metres; edges are not densified."""
        return np.asarray(shapely.transform(geometry, self.to_metres), dtype=np.object_)

    def shapes_to_lonlat(self, geometry: Geometries) -> Geometries:
        """Return geometries in WGS 84 degrees; edges are not densified."""
        return np.asarray(shapely.transform(geometry, self.to_lonlat), dtype=np.object_)

    def _transform(self, source: pyproj.CRS | str, target: pyproj.CRS | str, xy: Floats, feedback: Feedback) -> Floats:
        transformer = _transformer(source, target)
        image = np.empty((len(xy), 2))
        for start in range(0, len(xy), _SLICE):
            feedback.report(start / len(xy), _DOING)
            rows = slice(start, start + _SLICE)
            image[rows] = np.column_stack(transformer.transform(xy[rows, 0], xy[rows, 1]))
        return image


@lru_cache(maxsize=8)
def _transformer(source: pyproj.CRS | str, target: pyproj.CRS | str) -> pyproj.Transformer:
    """Return the way from one to the other, kept: PROJ takes a twentieth of a second to choose among several."""
    return pyproj.Transformer.from_crs(source, target, always_xy=True)


@dataclass(frozen=True, eq=False)
class Pattern:
    """A point pattern: points in a study area, both in metres. Made by `pattern_of`.

    Parameters
    ----------
    xy
        (N, 2) metres, the points in the study area (its border included).
    rows
        (N,) the row of each point in the input.
    study
        Polygon or multipolygon, metres; valid, with an area.
    study_name
        Where the study area came from.
    plane
        The projection.
    outside, no_position
        Points left out: outside of the study area, without coordinates.
    """

    xy: Floats
    rows: Integers
    study: BaseGeometry
    study_name: Text
    plane: Plane
    outside: int
    no_position: int

    @property
    def n(self) -> int:
        """Number of points."""
        return len(self.xy)

    @property
    def area_m2(self) -> float:
        """Area of the study area in the plane, square metres."""
        return float(self.study.area)

    @property
    def basis(self) -> Text:
        """Projection, study area and what was left out, in words."""
        return Text(
            f"平面坐标：{self.plane.name.zh}。研究区：{self.study_name.zh}，{self.area_m2 / 1e6:.6g} km²。"
            f"研究区内 {self.n} 个点，区外 {self.outside} 个，无坐标 {self.no_position} 个。",
            f"Plane: {self.plane.name.en}. Study area: {self.study_name.en}, {self.area_m2 / 1e6:.6g} km². {self.n} "
            f"points in "
            f"it, {self.outside} outside, {self.no_position} without coordinates.",
        )


def plane_of(lonlat: Floats) -> Plane:
    """Return the plane for points: EPSG:4549 where all lie in Shanghai, otherwise a local equal-area projection.

    Parameters
    ----------
    lonlat
        (N, 2) WGS 84 degrees; rows that are not finite are ignored.

    Raises
    ------
    GeometryError
        No point has coordinates, they are not degrees, or they reach farther than 900 km from their middle.
    """
    known = lonlat[np.isfinite(lonlat).all(axis=1)]
    if not len(known):
        raise GeometryError(
            Text("没有带坐标的点。", "There is no point with coordinates."),
            Text("请检查图层是否为空。", "Check whether the layer is empty."),
        )
    low, high = known.min(axis=0), known.max(axis=0)
    middle = (low + high) / 2.0
    reach_km = 111.2 * float(np.hypot((high[0] - low[0]) * np.cos(np.radians(middle[1])), high[1] - low[1])) / 2.0
    if np.abs(known[:, 1]).max() > 90.0 or reach_km > _LARGEST_REACH_KM:
        raise GeometryError(
            Text(
                f"点的范围（半径约 {reach_km:,.0f} 千米）太大，无法在一个平面上以米计算，或坐标不是经纬度。",
                f"The points reach too far (about {reach_km:,.0f} km from their middle) to measure metres in a "
                f"plane, or "
                "their coordinates are not degrees.",
            ),
            Text("请检查坐标，或只选一个地区的点。", "Check the coordinates, or take the points of one region."),
        )
    west, south, east, north = _SHANGHAI
    if low[0] >= west and high[0] <= east and low[1] >= south and high[1] <= north:
        return Plane(
            pyproj.CRS.from_epsg(4549),
            Text(
                "EPSG:4549（CGCS2000 / 高斯-克吕格 3 度带，中央经线 120°E）",
                "EPSG:4549 (CGCS2000 / Gauss-Kruger CM 120E)",
            ),
        )
    lon, lat = (round(float(each), 4) for each in middle)
    crs = pyproj.CRS.from_proj4(f"+proj=laea +lat_0={lat} +lon_0={lon} +datum=WGS84 +units=m")
    name = Text(f"以（{lon}, {lat}）为中心的等积方位投影", f"Lambert azimuthal equal-area, centred on ({lon}, {lat})")
    return Plane(crs, name)


def pattern_of(
    lonlat: Floats, study: Geometries | None = None, study_name: Text = WITHIN_STUDY, feedback: Feedback = SILENT
) -> Pattern:
    """Return the points of a study area in metres.

    Parameters
    ----------
    lonlat
        (N, 2) WGS 84 degrees; rows that are not finite have no position.
    study
        (Z,) polygons in WGS 84 degrees whose union is the study area; invalid ones are repaired, others than polygons
        ignored. None: the bounding box of the points.

    Raises
    ------
    GeometryError
        No point has coordinates, the study area has no area (no polygon; all points on a line or at one place and no
        study area given), or everything reaches too far.
    """
    plane = plane_of(lonlat if study is None else np.vstack([lonlat, shapely.get_coordinates(study)]))
    present = np.flatnonzero(np.isfinite(lonlat).all(axis=1))
    xy = plane.to_metres(np.asarray(lonlat[present], dtype=np.float64), feedback.part(0.0, 0.7))
    if study is None:
        area: BaseGeometry = shapely.box(*xy.min(axis=0), *xy.max(axis=0))
        study_name = BOX_STUDY
    else:
        shapes = plane.shapes_to_metres(study[~(shapely.is_missing(study) | shapely.is_empty(study))])
        area = _polygonal(shapely.union_all(shapely.make_valid(shapes)))
    if not area.area > 0:
        raise GeometryError(
            Text("研究区没有面积。", "The study area has no area."),
            Text(
                "请给出面图层作为研究区；所有点在一处或一条线上时无法用外接矩形代替。",
                "Give polygons as the study area; where all points lie at one place or on a line, their bounding box "
                "will "
                "not do.",
            ),
        )
    inside = np.ones(len(xy), dtype=np.bool_) if study is None else _covers(area, xy, feedback.part(0.7, 1.0))
    outside = int((~inside).sum())
    return Pattern(
        np.ascontiguousarray(xy[inside]), present[inside], area, study_name, plane, outside, len(lonlat) - len(present)
    )


def _polygonal(shape: BaseGeometry) -> BaseGeometry:
    parts = shapely.get_parts(np.array([shape], dtype=object))
    while bool((shapely.get_type_id(parts) > 3).any()):
        parts = shapely.get_parts(parts)
    return shapely.union_all(parts[shapely.get_type_id(parts) == 3])


def _covers(area: BaseGeometry, xy: Floats, feedback: Feedback) -> npt.NDArray[np.bool_]:
    from spatial.zone_index import index_zones  # numba: half a second to import

    return np.asarray(index_zones(np.array([area], dtype=object)).place(xy, feedback).zone == 0)
