"""Odd geometries and names that every room of the house should survive."""

from __future__ import annotations

import shapely
from shapely.geometry.base import BaseGeometry

# A square of about 100 m in Putuo, Shanghai; everything else stands around it.
SQUARE = shapely.box(121.37, 31.22, 121.371, 31.221)
TRIANGLE = shapely.Polygon([(121.38, 31.22), (121.381, 31.22), (121.3805, 31.221)])
WITH_HOLE = shapely.Polygon(
    shapely.box(121.39, 31.22, 121.394, 31.224).exterior, [shapely.box(121.391, 31.221, 121.392, 31.222).exterior]
)
TWO_PARTS = shapely.MultiPolygon([SQUARE, TRIANGLE])
TOUCHING = shapely.box(121.371, 31.22, 121.372, 31.221)  # shares an edge with SQUARE
CLOCKWISE = shapely.reverse(SQUARE.normalize()) if SQUARE.exterior.is_ccw else SQUARE
SOLID = shapely.Polygon([(121.37, 31.22, 4.5), (121.371, 31.22, 5.25), (121.3705, 31.221, 6.0), (121.37, 31.22, 4.5)])
POINT = shapely.Point(121.3755, 31.2205)
HIGH_POINT = shapely.Point(121.3755, 31.2205, 12.5)
POINTS = shapely.MultiPoint([(121.37, 31.22), (121.38, 31.23)])
LINE = shapely.LineString([(121.37, 31.22), (121.38, 31.23), (121.39, 31.22)])
LINES = shapely.MultiLineString([[(121.37, 31.22), (121.38, 31.23)], [(121.39, 31.22), (121.40, 31.23)]])
COLLECTION = shapely.GeometryCollection([POINT, SQUARE])

BOW_TIE = shapely.Polygon([(121.37, 31.22), (121.371, 31.221), (121.371, 31.22), (121.37, 31.221)])
SPIKE = shapely.Polygon([(121.37, 31.22), (121.371, 31.22), (121.372, 31.22), (121.371, 31.22), (121.37, 31.221)])
HOLE_OUTSIDE = shapely.Polygon(SQUARE.exterior, [shapely.box(121.40, 31.22, 121.401, 31.221).exterior])
FIGURE_EIGHT = shapely.Polygon([(0, 0), (2, 2), (4, 0), (4, 4), (2, 2), (0, 4)])

VALID: dict[str, BaseGeometry] = {
    "square": SQUARE,
    "triangle": TRIANGLE,
    "with_hole": WITH_HOLE,
    "two_parts": TWO_PARTS,
    "clockwise": CLOCKWISE,
    "solid": SOLID,
    "point": POINT,
    "high_point": HIGH_POINT,
    "points": POINTS,
    "line": LINE,
    "lines": LINES,
    "collection": COLLECTION,
}
INVALID: dict[str, BaseGeometry] = {
    "bow_tie": BOW_TIE,
    "spike": SPIKE,
    "hole_outside": HOLE_OUTSIDE,
    "figure_eight": FIGURE_EIGHT,
}
EMPTY: dict[str, BaseGeometry] = {
    "empty_polygon": shapely.Polygon(),
    "empty_multipolygon": shapely.MultiPolygon(),
    "empty_collection": shapely.GeometryCollection(),
    "empty_line": shapely.LineString(),
    "empty_multipoint": shapely.MultiPoint(),
}

# Names and values that break programs: keep them as text, show them as text.
NASTY_TEXTS: tuple[str, ...] = (
    "桃浦智创城",
    "“中文引号”、‘单’与《书名》",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "`反引号` ${x}",
    '双"引号" 与 \\反斜杠\\',
    "</script>",
    "𠮷野家 🏞️ 镕喆蕰",
    "001",
    "=1+1",
    "3-5",
    "458（预估）",
    "换\n行\t制表",
    " 前后空格 ",
    "\u2028行分隔",
    "１２３全角",
)
