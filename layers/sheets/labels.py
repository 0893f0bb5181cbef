"""Names on the map of a sheet: as many as have room, none upon another, with a halo under real letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely

from layers.cartography.portrayal import Portrayal
from layers.sheets.clusters import badges, level_on_paper, marker_radius_px
from layers.sheets.frame import Frame
from layers.sheets.page import INK, LINE_HEIGHT, MM_PER_PX, Box, Page
from layers.sheets.text import MM_PER_PT, balanced, width_mm
from spatial.geometry import representative_points, without_holes
from spatial.text import Language

_AREA_PT, _POINT_PT = 7.5, 7.0
_WIDEST_MM = 26.0
_SMALLEST_AREA_MM = 2.0
_WIDER_THAN_AREA = 1.6
_AT_MOST = 400
_LEAST_SCALE = 0.8
_HALO_PT = 2.0


@dataclass
class _Taken:
    """Rectangles of the page that are taken."""

    boxes: list[Box] = field(default_factory=list)

    def free(self, box: Box) -> bool:
        return not any(
            box.left < other.right and other.left < box.right and box.bottom < other.top and other.bottom < box.top
            for other in self.boxes
        )


@dataclass(frozen=True)
class _Wish:
    """A name that asks for room: where (mm), how wide the area is there, and the radius of the symbol beside it."""

    name: str
    x: float
    y: float
    room_mm: float
    gap_mm: float
    half_mm: tuple[float, float] | None = None  # of a filled area, which a name beside it does not cover
    feature: int = -1


class _Others:
    """The filled areas of a layer: a name beside one of them must not seem to be that of its neighbour."""

    def __init__(self, portrayal: Portrayal, frame: Frame) -> None:
        codes = [code for code, style in portrayal.styles.items() if style.fill]
        filled = np.flatnonzero(np.isin(portrayal.classes, codes))
        self._rows = filled if len(filled) <= _AT_MOST and portrayal.radius_px is None else filled[:0]
        self._shapes = frame.shapes(portrayal.placed.geometry[self._rows])

    def under(self, box: Box, feature: int) -> bool:
        """Say whether areas other than a feature, and than those it lies in, reach below a box."""
        own = np.flatnonzero(self._rows == feature)
        if not len(own):
            return False
        label = shapely.box(box.left, box.bottom, box.right, box.top)
        reached = self._shapes[shapely.intersects(self._shapes, label)]
        middle = representative_points(self._shapes[own])[0]
        return any(not shapely.intersects_xy(without_holes(each), *middle) for each in reached)


def paint_labels(
    page: Page,
    frame: Frame,
    layers: Sequence[tuple[Portrayal, bool]],
    speaking: tuple[Language, float],
    keep_clear: Sequence[Box] = (),
) -> None:
    """Print the names of features of layers (bottom to top; with whether the layer is labelled).

    Areas come before points, upper layers before lower ones, large features before small ones. Names keep clear of the
    markers of cluster maps, of symbols, and of `keep_clear`; a name beside its area, of the other areas of its layer.

    Parameters
    ----------
    speaking
        Language, and how much larger letters are than on A4 (they shrink to four fifths at most).
    """
    language, scale = speaking[0], max(speaking[1], _LEAST_SCALE)
    taken = _Taken(list(keep_clear))
    for portrayal, _ in layers:
        taken.boxes += _circles(portrayal, frame)
    for portrayal, labelled in reversed(layers):
        if labelled:
            others = _Others(portrayal, frame)
            for wish in _wishes(page, frame, portrayal, language):
                _place(page, frame, wish, (taken, others, scale))


def _circles(portrayal: Portrayal, frame: Frame) -> list[Box]:
    level = level_on_paper(portrayal, frame)
    if level is not None:
        places = frame.page(level.xy)
        radius = [(marker_radius_px(int(n)) + 2.0 if n > 1 else 5.0) * MM_PER_PX for n in level.counts]
        return [Box(x - r, y - r, 2 * r, 2 * r) for (x, y), r in zip(places.tolist(), radius, strict=True)]
    if portrayal.clusters is not None:
        return [Box(x - 3.0, y - 2.6, 6.0, 5.2) for x, y, _ in badges(portrayal, frame)]
    return []


def _wishes(page: Page, frame: Frame, portrayal: Portrayal, language: Language) -> list[_Wish]:
    geometry = portrayal.placed.geometry
    west, south, east, north = frame.bounds
    kept = [i for i in range(len(geometry)) if geometry[i] is not None]
    if not kept:
        return []
    shown = np.array(kept)
    box = shapely.bounds(geometry[shown])
    inside = (box[:, 0] < east) & (box[:, 2] > west) & (box[:, 1] < north) & (box[:, 3] > south)
    shown, box = shown[inside], box[inside]
    size = np.hypot(box[:, 2] - box[:, 0], box[:, 3] - box[:, 1]) if len(box) else np.empty(0)
    wishes = []
    for row in np.argsort(-size, kind="stable")[:_AT_MOST].tolist():
        feature = int(shown[row])
        name = page.words(portrayal.placed.names[feature].to(language))
        if name:
            wishes += _wish(frame, portrayal, feature, name)
    return wishes


def _wish(frame: Frame, portrayal: Portrayal, feature: int, name: str) -> list[_Wish]:
    shape = portrayal.placed.geometry[feature]
    symbol = portrayal.radius_px is not None or portrayal.clusters is not None or portrayal.aggregation is not None
    if shapely.get_dimensions(shape) == 2 and not symbol:
        seen = shapely.clip_by_rect(shape, *frame.bounds) if shape.is_valid else shape
        if seen.is_empty:
            return []
        widest = max(shapely.get_parts(seen).tolist(), key=lambda part: float(part.area))
        (x, y), edges = frame.page(representative_points(np.array([widest], dtype=object)))[0].tolist(), widest.bounds
        wide, high = (edges[2] - edges[0]) / frame.units_per_mm, (edges[3] - edges[1]) / frame.units_per_mm
        if max(wide, high) < _SMALLEST_AREA_MM:
            return []
        if not portrayal.styles[int(portrayal.classes[feature])].fill:
            return [_Wish(name, x, y, wide, 0.0)]
        west, south, east, north = edges
        (x, y) = frame.page(np.array([[(west + east) / 2, (south + north) / 2]]))[0].tolist() if wide < 20 else (x, y)
        return [_Wish(name, x, y, wide, 0.0, (wide / 2, high / 2), feature)]
    at = representative_points(np.array([shape], dtype=object))
    (x, y) = frame.page(at)[0].tolist()
    style = portrayal.styles[int(portrayal.classes[feature])]
    radius = style.radius_px if portrayal.radius_px is None else float(portrayal.radius_px[feature])
    return [_Wish(name, x, y, np.inf, (radius + 2.0) * MM_PER_PX)]


def _place(page: Page, frame: Frame, wish: _Wish, room: tuple[_Taken, _Others, float]) -> None:
    taken, others, scale = room
    size = (_POINT_PT if wish.gap_mm else _AREA_PT) * scale
    lines = balanced(wish.name, size, _WIDEST_MM * scale)
    wide = max(width_mm(line, size) for line in lines)
    step = size * MM_PER_PT * (LINE_HEIGHT - 0.16)
    high = step * len(lines)
    small = wish.half_mm is not None and (wide > 1.9 * wish.half_mm[0] or high > 1.8 * wish.half_mm[1])
    tried = _beside(wish, wide, high) if small else []
    tried = [each for each in tried if not others.under(_around(each, wide, high), wish.feature)]
    if wide <= wish.room_mm * _WIDER_THAN_AREA:
        tried = [*tried, *_corners(wish, wide, high)]
    for left, bottom in tried:
        box = _around((left, bottom), wide, high)
        edge = frame.box
        if box.left < edge.left or box.right > edge.right or box.bottom < edge.bottom or box.top > edge.top:
            continue
        if taken.free(box):
            taken.boxes.append(box)
            for number, line in enumerate(lines):
                x = left + (wide - width_mm(line, size)) / 2
                with_halo(page, x, bottom + high - number * step - size * MM_PER_PT * 0.95, line, size)
            return


def _around(corner: tuple[float, float], wide: float, high: float) -> Box:
    """Return the room that words with their lower left corner at a place keep free."""
    return Box(corner[0] - 0.3, corner[1] - 0.2, wide + 0.6, high + 0.4)


def _beside(wish: _Wish, wide: float, high: float) -> list[tuple[float, float]]:
    """Return lower left corners to try beside a small area: right, left, below, above."""
    half_wide, half_high = wish.half_mm or (0.0, 0.0)
    east, north, middle = half_wide + 0.8, half_high + 0.5, wish.y - high / 2
    sides = [(wish.x + east, middle), (wish.x - east - wide, middle)]
    return [*sides, (wish.x - wide / 2, wish.y - north - high), (wish.x - wide / 2, wish.y + north)]


def _corners(wish: _Wish, wide: float, high: float) -> list[tuple[float, float]]:
    """Return lower left corners to try: at and near the middle of an area; right, left, above, below of a symbol."""
    middle, x, gap = wish.y - high / 2, wish.x, wish.gap_mm
    if not gap:
        return [(x - wide / 2, middle + shift * high) for shift in (0.0, 1.05, -1.05)]
    return [
        (x + gap, middle),
        (x - gap - wide, middle),
        (x - wide / 2, wish.y + gap),
        (x - wide / 2, wish.y - gap - high),
    ]


def with_halo(page: Page, x: float, baseline: float, line: str, size_pt: float, colour: str = INK) -> None:
    """Print a line over a white halo; the halo is a shape below, so that the letters stay letters in a PDF."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path
    from matplotlib.textpath import TextPath

    outline: Any = TextPath((0.0, 0.0), line, size=size_pt, prop=page.font)
    path = Path(outline.vertices * MM_PER_PT + (x, baseline), outline.codes)
    halo = PathPatch(path, facecolor="none", edgecolor="#ffffff", linewidth=_HALO_PT, alpha=0.88)
    halo.set_joinstyle("round")
    page.add(halo)
    page.line_of_text(x, baseline, line, size_pt, colour)
