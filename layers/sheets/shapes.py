"""Areas, lines and points on a sheet: the styles of a portrayal as vector shapes, in millimetres of the page."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from layers.cartography.legend import Style
from layers.cartography.portrayal import Portrayal
from layers.sheets.frame import Frame, Geometries
from layers.sheets.page import MM_PER_PX, PT_PER_PX, Floats, Page
from layers.sheets.patterns import hatch

_CASING = "#ffffff"


def paint_features(page: Page, frame: Frame, portrayal: Portrayal, opacity: float) -> None:
    """Draw areas, then lines, then points of a portrayal by their classes, what is not approved dashed."""
    parts, owner = _parts(portrayal.placed.geometry)
    kind = shapely.get_type_id(parts)
    seen = _in_view(parts, frame)
    areas = (kind == 3) & seen
    _paint_areas(page, frame, portrayal, (parts[areas], owner[areas]), opacity)
    lines = ((kind == 1) | (kind == 2)) & seen
    _paint_lines(page, frame, portrayal, (parts[lines], owner[lines]), opacity)
    points = (kind == 0) & seen
    if points.any():
        at = frame.page(shapely.get_coordinates(parts[points]))
        paint_symbols(page, frame, portrayal, (at, owner[points]), opacity)


def _parts(geometry: Geometries) -> tuple[Geometries, Any]:
    """Return the parts that are no collection, and the feature of each."""
    parts, owner = shapely.get_parts(geometry, return_index=True)
    while len(parts) and bool((shapely.get_type_id(parts) > 3).any()):
        parts, inner = shapely.get_parts(parts, return_index=True)
        owner = owner[inner]
    return parts, owner


def _in_view(parts: Geometries, frame: Frame) -> Any:
    west, south, east, north = frame.bounds
    pad = 12.0 * frame.units_per_mm
    box = shapely.bounds(parts).reshape(-1, 4)
    with np.errstate(invalid="ignore"):
        return (
            (box[:, 0] <= east + pad)
            & (box[:, 2] >= west - pad)
            & (box[:, 1] <= north + pad)
            & (box[:, 3] >= south - pad)
        )


def path_of(polygon: Any) -> Any:
    """Return a polygon as a path: shells counter-clockwise, holes clockwise, so that every renderer keeps the holes."""
    from matplotlib.path import Path

    rings = shapely.get_rings(shapely.orient_polygons(polygon))
    vertices, codes = [], []
    for ring in rings:
        xy = shapely.get_coordinates(ring)
        vertices.append(xy)
        codes.append(np.full(len(xy), Path.LINETO, np.uint8))
        codes[-1][0], codes[-1][-1] = Path.MOVETO, Path.CLOSEPOLY
    return Path(np.concatenate(vertices), np.concatenate(codes))


def dash_colour(style: Style) -> str:
    """Return the colour of a dashed border: the border's own, or a dark tone of the fill where that would not show."""
    from matplotlib.colors import to_hex, to_rgb

    red, green, blue = to_rgb(style.stroke)
    if (max(red, green, blue) + min(red, green, blue)) / 2 < 0.75:
        return style.stroke
    return str(to_hex(_darker(style.fill, 1.9))) if style.fill else "#5a6570"


def _darker(colour: str, factor: float) -> tuple[float, float, float]:
    from matplotlib.colors import to_rgb

    hue, saturation, value = colorsys.rgb_to_hsv(*to_rgb(colour))
    return colorsys.hsv_to_rgb(hue, saturation, value / factor)


@dataclass(frozen=True)
class Pen:
    """How the border of an area is drawn: colour, width in pt, and the casing under its dashes."""

    colour: str
    width_pt: float
    dashes: tuple[float, ...] = ()
    casing: bool = False


def pen_of(style: Style, dashed: bool) -> Pen | None:
    """Return the pen of a style, None where it has no border; what is not approved is dashed."""
    if not style.stroke or style.stroke_width_px <= 0:
        return None
    width = style.stroke_width_px * PT_PER_PX
    if not dashed:
        return Pen(style.stroke, width)
    width = max(width, 1.2 * PT_PER_PX)
    dashes = (4.0, 2.5) if width < 2.5 * PT_PER_PX else (2.5, 1.5)
    return Pen(dash_colour(style), width, dashes, bool(style.fill))


def _paint_areas(page: Page, frame: Frame, portrayal: Portrayal, areas: tuple[Geometries, Any], opacity: float) -> None:
    from matplotlib.collections import PathCollection

    parts, owner = areas
    if not len(parts):
        return
    shapes = frame.shapes(parts)
    drawn: list[tuple[Any, Any, Any, float, Any]] = []
    clear: dict[tuple[bool, Pen], list[Any]] = {}
    hatched: dict[int, list[Any]] = {}
    for shape, feature in zip(shapes.tolist(), owner.tolist(), strict=True):
        code = int(portrayal.classes[feature])
        style, dashed = portrayal.styles[code], bool(portrayal.placed.dashed[feature])
        pen = pen_of(style, dashed)
        if style.fill:
            path = path_of(shape)
            drawn += _filled(path, style, pen)
            if style.hatch:
                hatched.setdefault(code, []).append(path)
        elif pen is not None:
            clear.setdefault((code < 0, pen), []).append(shape)
    if drawn:
        paths, faces, edges, widths, styles = zip(*drawn, strict=True)
        collection = PathCollection(
            paths, facecolors=faces, edgecolors=edges, linewidths=widths, linestyles=list(styles), alpha=opacity
        )
        collection.set_joinstyle("round")
        page.add(collection, frame.box)
    for code, paths_of_class in hatched.items():
        hatch(page, paths_of_class, portrayal.styles[code], frame.box, opacity)
    taken: Any = None
    for (_, pen), outlines in sorted(clear.items(), key=lambda item: item[0][0]):
        taken = paint_outlines(page, frame, pen, outlines, opacity, taken)


def _filled(path: Any, style: Style, pen: Pen | None) -> list[tuple[Any, Any, Any, float, Any]]:
    """Return what is drawn for a filled area: (path, face, edge, width, line style), one upon the other."""
    if pen is None:
        return [(path, style.fill, "none", 0.0, "solid")]
    if not pen.dashes:
        return [(path, style.fill, pen.colour, pen.width_pt, "solid")]
    return [
        (path, style.fill, _CASING, pen.width_pt + 0.8 * PT_PER_PX, "solid"),
        (path, "none", pen.colour, pen.width_pt, (0.0, pen.dashes)),
    ]


def paint_outlines(page: Page, frame: Frame, pen: Pen, shapes: list[Any], opacity: float, taken: Any = None) -> Any:
    """Draw clear areas: a border between two of them once, or the dashes of both would close the gaps.

    `taken` are borders that were drawn already, of areas with a value: "no data" does not cover their colours. Returns
    them together with those of `shapes`.
    """
    from matplotlib.collections import LineCollection

    every = shapely.union_all(shapely.boundary(np.array(shapes, dtype=object)))
    merged = shapely.line_merge(every if taken is None else shapely.difference(every, taken))
    lines = [shapely.get_coordinates(line) for line in shapely.get_parts(merged)]
    style: Any = (0.0, pen.dashes) if pen.dashes else "solid"
    drawn = LineCollection(lines, colors=pen.colour, linewidths=pen.width_pt, linestyles=style, alpha=opacity)
    drawn.set_joinstyle("round")
    drawn.set_capstyle("butt")
    page.add(drawn, frame.box)
    return every if taken is None else shapely.union(taken, every)


def _paint_lines(page: Page, frame: Frame, portrayal: Portrayal, lines: tuple[Geometries, Any], opacity: float) -> None:
    from matplotlib.collections import LineCollection

    parts, owner = lines
    if not len(parts):
        return
    drawn, colours, widths, styles = [], [], [], []
    for line, feature in zip(frame.shapes(parts).tolist(), owner.tolist(), strict=True):
        style = portrayal.styles[int(portrayal.classes[feature])]
        drawn.append(shapely.get_coordinates(line))
        colours.append(line_colour(style))
        widths.append(max(style.stroke_width_px, 1.5) * PT_PER_PX)
        styles.append((0.0, (4.0, 2.5)) if portrayal.placed.dashed[feature] else "solid")
    collection = LineCollection(drawn, colors=colours, linewidths=widths, linestyles=styles, alpha=opacity)
    collection.set_capstyle("round")
    page.add(collection, frame.box)


def line_colour(style: Style) -> str:
    """Return the colour of a line: the class is in the fill where there is one, in the border of outlines."""
    return style.fill or style.stroke or "#5a6570"


def paint_symbols(page: Page, frame: Frame, portrayal: Portrayal, symbols: tuple[Floats, Any], opacity: float) -> None:
    """Draw discs: `symbols` are (M, 2) places on the page and (M,) their features, the lowest first."""
    from matplotlib.collections import EllipseCollection

    at, features = symbols
    known = np.isfinite(at).all(axis=1)
    at, features = at[known], features[known]
    if not len(at):
        return
    styles = [portrayal.styles[int(portrayal.classes[feature])] for feature in features.tolist()]
    radius = np.array([style.radius_px for style in styles])
    if portrayal.radius_px is not None:
        radius = portrayal.radius_px[features]
    size = 2 * radius * MM_PER_PX
    discs = EllipseCollection(
        size,
        size,
        np.zeros(len(size)),
        units="xy",
        offsets=at,
        offset_transform=page.axes.transData,
        facecolors=[style.fill or "none" for style in styles],
        edgecolors=[style.stroke or "none" for style in styles],
        linewidths=[style.stroke_width_px * PT_PER_PX if style.stroke else 0.0 for style in styles],
        alpha=opacity,
    )
    page.add(discs, frame.box)
