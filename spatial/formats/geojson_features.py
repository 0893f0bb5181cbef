"""Careful reading of single GeoJSON features and geometries: every deviation from RFC 7946 becomes a finding.

The fast scan hands over what is not regular. Geometry whose meaning is certain is kept (an open ring is closed, a ring
without area is left out); geometry whose meaning would be a guess is left out, and the feature stays.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from spatial.finding_notes import Notes
from spatial.findings import Severity
from spatial.text import Text

# Type -> depth of brackets around its coordinates.
DEPTHS = {"Point": 1, "MultiPoint": 2, "LineString": 2, "MultiLineString": 3, "Polygon": 3, "MultiPolygon": 4}
GEOMETRY_TYPES = frozenset((*DEPTHS, "GeometryCollection"))

Feature = tuple[BaseGeometry | None, dict[str, Any], Any]


class _Unusable(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, code: str, message: Text) -> None:
        super().__init__(code)
        self.code, self.message = code, message


def read_feature(value: Any, row: int, notes: Notes) -> Feature:
    """Return geometry (None where there is none to be had), properties and id of one feature.

    Parameters
    ----------
    value
        What the JSON holds where a feature should be.
    row
        Row number from 0, for the findings.
    notes
        Where findings go.
    """
    if not isinstance(value, dict):
        _lose(notes, "unreadable_feature", Text("这里应是一个要素，实际不是对象。", "Not an object: no feature."), row)
        return None, {}, None
    if value.get("type") != "Feature":
        text = Text(
            f"要素的 type 应为 Feature，实际为 {_shown(value.get('type'))}；已按要素读取。",
            f"The type of a feature must be Feature, it is {_shown(value.get('type'))}; read as a feature.",
        )
        notes.add("wrong_type", "warning", text, row)
    if "geometry" not in value:
        _lose(notes, "null_geometry", Text("要素缺少 geometry 成员。", "The feature has no member “geometry”."), row)
    return (
        read_geometry(value.get("geometry"), row, notes),
        _properties(value.get("properties"), row, notes),
        value.get("id") if isinstance(value.get("id"), str | int | float) else None,
    )


def read_geometry(value: Any, row: int, notes: Notes) -> BaseGeometry | None:
    """Return the shapely geometry of a GeoJSON geometry object; None for null and for what cannot be used."""
    if value is None:
        return None
    try:
        return _Reader(row, notes).geometry(value)
    except _Unusable as error:
        _lose(notes, error.code, error.message, row)
        return None


def _properties(value: Any, row: int, notes: Notes) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    if value is not None:
        text = Text(
            f"properties 应为对象，实际为 {_shown(value)}；该要素没有属性。",
            f"“properties” must be an object, it is {_shown(value)}; the feature has no attributes.",
        )
        notes.add("bad_properties", "warning", text, row)
    return {}


def _lose(notes: Notes, code: str, message: Text, row: int) -> None:
    kept = Text("要素保留，没有几何。", "The feature is kept without geometry.")
    notes.add(code, "error", Text(message.zh + kept.zh, f"{message.en} {kept.en}"), row)
    notes.without_geometry.add(row)


def _shown(value: Any) -> str:
    text = "null" if value is None else f"“{value}”" if isinstance(value, str) else str(value)
    return text if len(text) <= 40 else text[:40] + "…"


class _Reader:
    """Reads the geometry of one feature."""

    def __init__(self, row: int, notes: Notes) -> None:
        self._row, self._notes = row, notes

    def geometry(self, value: Any) -> BaseGeometry:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in GEOMETRY_TYPES:
            shown = _shown(kind if isinstance(value, dict) else value)
            raise _Unusable("wrong_type", Text(f"几何类型 {shown} 无效。", f"{shown} is no geometry type."))
        if kind == "GeometryCollection":
            members = value.get("geometries")
            if not isinstance(members, list):
                raise _Unusable(
                    "wrong_nesting", Text("GeometryCollection 缺少 geometries 数组。", "“geometries” must be an array.")
                )
            return shapely.GeometryCollection([self.geometry(member) for member in members])
        coordinates = value.get("coordinates")
        self._check_nesting(kind, coordinates)
        build: dict[str, Callable[[Any], BaseGeometry]] = {
            "Point": self._point,
            "MultiPoint": lambda parts: _multi(shapely.multipoints, [self._point(part) for part in parts]),
            "LineString": self._line,
            "MultiLineString": lambda parts: _multi(shapely.multilinestrings, [self._line(part) for part in parts]),
            "Polygon": self._polygon,
            "MultiPolygon": lambda parts: _multi(shapely.multipolygons, [self._polygon(part) for part in parts]),
        }
        return build[kind](coordinates)

    def _check_nesting(self, kind: str, coordinates: Any) -> None:
        if not isinstance(coordinates, list):
            text = Text(f"{kind} 的 coordinates 应为数组。", f"“coordinates” of a {kind} must be an array.")
            raise _Unusable("wrong_nesting", text)
        depth, expected = _depth(coordinates), DEPTHS[kind]
        if depth != expected and depth is not None:
            text = Text(
                f"{kind} 的坐标应嵌套 {expected} 层括号，实际为 {depth} 层。",
                f"The coordinates of a {kind} need {expected} levels of brackets, there are {depth}.",
            )
            raise _Unusable("wrong_nesting", text)

    def _point(self, value: Any) -> BaseGeometry:
        return shapely.Point(self._positions([value])[0]) if value != [] else shapely.Point()

    def _line(self, value: Any) -> BaseGeometry:
        positions = self._positions(value)
        if len(positions) == 1:
            raise _Unusable("short_line", Text("线只有一个点。", "A line has a single position."))
        return shapely.LineString(positions) if len(positions) else shapely.LineString()

    def _polygon(self, value: Any) -> BaseGeometry:
        if not isinstance(value, list):
            raise _Unusable("wrong_nesting", Text("环应为数组。", "A ring must be an array."))
        rings = [self._ring(ring) for ring in value]
        if not rings or rings[0] is None:
            return shapely.Polygon()
        return shapely.Polygon(rings[0], [ring for ring in rings[1:] if ring is not None])

    def _ring(self, value: Any) -> shapely.LinearRing | None:
        positions = self._positions(value)
        if not len(positions):
            return None
        closed = bool((positions[0, :2] == positions[-1, :2]).all())
        if len(np.unique(positions[:, :2], axis=0)) < 3:
            text = Text(
                f"环只有 {len(positions)} 个点，不成面，已略去。",
                f"A ring of {len(positions)} positions has no area; left out.",
            )
            self._note("short_ring", "error", text)
            return None
        if not closed:
            text = Text(
                "环没有闭合（首尾点不同），已用首点闭合。", "A ring is not closed; closed with its first position."
            )
            self._note("unclosed_ring", "warning", text)
            positions = np.vstack([positions, positions[:1]])
        elif (positions[0] != positions[-1]).any():  # closed but for the height
            positions = np.vstack([positions[:-1], positions[:1]])
        return shapely.LinearRing(positions)

    def _positions(self, value: Any) -> npt.NDArray[np.float64]:
        """Return (N, 2) or (N, 3); positions without a third number among such with one get 0."""
        if not isinstance(value, list):
            raise _Unusable("wrong_nesting", Text("点列应为数组。", "A list of positions must be an array."))
        for position in value:
            self._check_position(position)
        size = max((min(len(position), 3) for position in value), default=2)
        if any(len(position) > 3 for position in value):
            text = Text(
                "坐标多于三个数，多出的未读取。", "Positions have more than three numbers; the rest is not read."
            )
            self._note("extra_ordinates", "info", text)
        rows = [[float(number) for number in position[:size]] + [0.0] * (size - len(position)) for position in value]
        return np.array(rows, dtype=float).reshape(-1, size)

    def _check_position(self, position: Any) -> None:
        if not isinstance(position, list):
            text = Text(f"坐标 {_shown(position)} 不是一个点。", f"{_shown(position)} is no position.")
            raise _Unusable("wrong_nesting", text)
        if len(position) < 2:
            text = Text(
                f"坐标 {_shown(position)} 少于两个数。", f"Position {_shown(position)} has fewer than two numbers."
            )
            raise _Unusable("bad_coordinates", text)
        for number in position[:3]:
            if isinstance(number, bool) or not isinstance(number, int | float):
                text = Text(f"坐标 {_shown(number)} 不是数字。", f"The coordinate {_shown(number)} is no number.")
                raise _Unusable("bad_coordinates", text)
            if abs(number) > 1e300 or math.isnan(number):
                text = Text(f"坐标 {_shown(number)} 不是有限的数。", f"The coordinate {_shown(number)} is not finite.")
                raise _Unusable("non_finite_coordinates", text)

    def _note(self, code: str, severity: Severity, message: Text) -> None:
        self._notes.add(code, severity, message, self._row)


def _multi(make: Callable[[Any], BaseGeometry], parts: list[BaseGeometry]) -> BaseGeometry:
    kept = [part for part in parts if not part.is_empty]
    return make(kept if kept else np.array([], dtype=object))


def _depth(value: Any) -> int | None:
    """Return the levels of brackets down to the first number or text; None where there is none (all empty)."""
    if not isinstance(value, list):
        return 0
    if not value:
        return None
    inner = _depth(value[0])
    return None if inner is None else inner + 1
