"""Cluster maps on a sheet: markers with counts at the scale of the paper, DBSCAN hulls and their numbers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from layers.cartography.legend import CLUSTER
from layers.cartography.portrayal import Portrayal
from layers.sheets.frame import Frame, Geometries
from layers.sheets.page import MM_PER_PX, PT_PER_PX, Box, Floats, Page
from layers.sheets.shapes import Pen, paint_outlines, paint_symbols, path_of
from layers.sheets.text import MM_PER_PT, width_mm
from spatial.geometry import representative_points
from spatial.statistics.clusters import AggregationLevel, metres_per_pixel

_HULL_ALPHA = 40 / 255
_METRES_PER_DEGREE = metres_per_pixel(0) * 256.0 / 360.0
_NUMBER_PT = 8.5
_RIM = "#8a949d"


def level_on_paper(portrayal: Portrayal, frame: Frame) -> AggregationLevel | None:
    """Return the markers at the scale of the sheet, as the window at 96 dpi has them; None: every point alone."""
    if portrayal.aggregation is None or not portrayal.aggregation.levels:
        return None
    from pyproj import CRS

    units = frame.units_per_mm * MM_PER_PX
    metres = units * _METRES_PER_DEGREE if CRS.from_user_input(portrayal.placed.crs).is_geographic else units
    zoom = max(math.floor(math.log2(metres_per_pixel(0) / metres) + 0.5), 0)
    levels = portrayal.aggregation.levels
    if zoom > levels[-1].zoom:
        return None
    return max((level for level in levels if level.zoom <= zoom), key=lambda level: level.zoom, default=levels[0])


def marker_radius_px(count: int) -> float:
    """Return the radius of the marker of `count` points, as in the window."""
    return 11.0 + 5.0 * math.log10(max(count, 1))


def paint_aggregation(page: Page, frame: Frame, portrayal: Portrayal, opacity: float) -> None:
    """Draw the markers at the scale of the paper, and points that stand alone by their class."""
    level = level_on_paper(portrayal, frame)
    if level is None:
        at = frame.page(representative_points(portrayal.placed.geometry))
        paint_symbols(page, frame, portrayal, (at, np.arange(len(at))), opacity)
        return
    counts = np.append(level.counts, 0)
    alone = np.flatnonzero(counts[level.members] == 1)
    at = frame.page(level.xy[level.members[alone]])
    paint_symbols(page, frame, portrayal, (at, alone), opacity)
    places = frame.page(level.xy)
    for marker in np.argsort(level.counts, kind="stable").tolist():
        if level.counts[marker] > 1 and _inside(places[marker], frame.box):
            _marker(page, frame, portrayal, places[marker], level.category_counts[marker])


def _inside(at: Floats, box: Box) -> bool:
    return bool(box.left - 8 < at[0] < box.right + 8 and box.bottom - 8 < at[1] < box.top + 8)


def _marker(page: Page, frame: Frame, portrayal: Portrayal, at: Floats, shares: Any) -> None:
    """Draw a white disc with the exact count, in a ring that shows the shares of the categories."""
    from matplotlib.patches import Circle, Wedge

    count, place = int(shares.sum()), (float(at[0]), float(at[1]))
    radius, ring = marker_radius_px(count) * MM_PER_PX, 4.0 * MM_PER_PX
    page.add(Circle(place, radius + 1.2 * MM_PER_PX, facecolor="#ffffff", edgecolor=_RIM, lw=0.4), frame.box)
    begin = 90.0
    for category, share in enumerate(shares.tolist()):
        if share:
            style = portrayal.styles.get(category)
            span = 360.0 * share / count
            colour = style.fill if style is not None and style.fill else "#9aa0a6"
            page.add(Wedge(place, radius, begin - span, begin, width=ring, facecolor=colour, lw=0), frame.box)
            begin -= span
    _number(page, frame, place, str(count), "#22303c")


def _number(page: Page, frame: Frame, at: tuple[float, float], number: str, colour: str) -> None:
    x, y = at
    if frame.box.left < x < frame.box.right and frame.box.bottom < y < frame.box.top:
        page.line_of_text(x, y - 0.36 * _NUMBER_PT * MM_PER_PT, number, _NUMBER_PT, colour, "centre")


def paint_hulls(page: Page, frame: Frame, portrayal: Portrayal, opacity: float) -> None:
    """Draw the convex hulls of DBSCAN clusters, lightly filled."""
    from matplotlib.collections import PathCollection

    style = portrayal.styles[CLUSTER]
    shapes = frame.shapes(hulls_of(portrayal))
    paths = [path_of(shape) for shape in shapes.tolist() if shape is not None and shape.geom_type == "Polygon"]
    lines = [shape for shape in shapes.tolist() if shape is not None and shape.geom_type == "LineString"]
    if paths:
        from matplotlib.colors import to_rgba

        face = to_rgba(style.fill, _HULL_ALPHA * opacity)
        edge = to_rgba(style.fill, opacity)
        page.add(PathCollection(paths, facecolors=[face], edgecolors=[edge], linewidths=1.6 * PT_PER_PX), frame.box)
    for line in lines:
        paint_outlines(page, frame, Pen(style.fill, 1.6 * PT_PER_PX), [line.buffer(0.01)], opacity)


def hulls_of(portrayal: Portrayal) -> Geometries:
    """Return the (K,) hulls of the DBSCAN clusters in the CRS of the map."""
    from spatial.crs import transform_geometry

    clusters = portrayal.clusters.clusters if portrayal.clusters is not None else ()
    hulls = np.empty(len(clusters), dtype=object)
    hulls[:] = [cluster.hull for cluster in clusters]
    return transform_geometry(hulls, source="EPSG:4326", datum="wgs84", target=portrayal.placed.crs)


def badges(portrayal: Portrayal, frame: Frame) -> list[tuple[float, float, int]]:
    """Return (x, y, points) of the number at each DBSCAN cluster: in the middle of its hull, above a small one."""
    placed = []
    for shape, cluster in zip(
        frame.shapes(hulls_of(portrayal)).tolist(),
        portrayal.clusters.clusters if portrayal.clusters else (),
        strict=True,
    ):
        west, south, east, north = shape.bounds
        small = max(east - west, north - south) < 44.0 * MM_PER_PX
        middle = shape.centroid
        placed.append((middle.x, north + 16.0 * MM_PER_PX if small else middle.y, cluster.n))
    return placed


def paint_badges(page: Page, frame: Frame, portrayal: Portrayal) -> None:
    """Draw the number of points at each DBSCAN cluster."""
    from matplotlib.patches import FancyBboxPatch

    style = portrayal.styles[CLUSTER]
    for x, y, count in badges(portrayal, frame):
        wide, high = width_mm(str(count), _NUMBER_PT) + 2.2, 17.0 * MM_PER_PX
        shape = FancyBboxPatch(
            (x - wide / 2 + high / 4, y - high / 2), wide - high / 2, high,
            boxstyle=f"round,pad=0,rounding_size={high / 2 - 0.3}", facecolor=style.fill,
            edgecolor=style.stroke or "#ffffff", linewidth=style.stroke_width_px * PT_PER_PX,
        )  # fmt: skip
        shape.set_bounds(x - wide / 2, y - high / 2, wide, high)
        page.add(shape, frame.box)
        _number(page, frame, (x, y), str(count), "#ffffff")
