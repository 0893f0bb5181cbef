"""What stands around the map of a sheet: scale bar, north arrow, inset, logo, and the lines below."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from layers.sheets.frame import Frame
from layers.sheets.labels import with_halo
from layers.sheets.legend import LegendLayer
from layers.sheets.map import draw_ground, paint_portrayal
from layers.sheets.page import INK, LINE_HEIGHT, Box, Page
from layers.sheets.text import MM_PER_PT, width_mm, wrap
from spatial.errors import ExportError
from spatial.text import Language, Text

_STEPS = (1.0, 2.0, 5.0)
STATUS_INK, STATUS_FILL = "#8a3b12", "#fdf1e5"


def metres_per_mm(frame: Frame, crs: str) -> float:
    """Return the geodesic ground length of a millimetre of paper at the centre (along the row, WGS 84); 0: unknown."""
    from pyproj import CRS, Transformer

    from spatial.geodesic import WGS84_GEOD

    half = 10.0 * frame.units_per_mm
    to_lonlat = Transformer.from_crs(CRS.from_user_input(crs), CRS.from_epsg(4326), always_xy=True)
    lon, lat = to_lonlat.transform([frame.x - half, frame.x + half], [frame.y, frame.y])
    if not np.isfinite([*lon, *lat]).all() or max(abs(value) for value in lat) > 90:
        return 0.0
    return float(WGS84_GEOD.inv(lon[0], lat[0], lon[1], lat[1])[2]) / 20.0


def north_angle(frame: Frame, crs: str) -> float:
    """Return where true north points at the centre of the frame: degrees clockwise from the top."""
    from pyproj import CRS, Transformer

    to_lonlat = Transformer.from_crs(CRS.from_user_input(crs), CRS.from_epsg(4326), always_xy=True)
    lon, lat = to_lonlat.transform(frame.x, frame.y)
    if not (math.isfinite(lon) and math.isfinite(lat)) or abs(lat) > 89.9:
        return 0.0
    x, y = to_lonlat.transform(lon, lat + 1e-3, direction="INVERSE")
    return math.degrees(math.atan2(x - frame.x, y - frame.y)) if math.isfinite(x) and math.isfinite(y) else 0.0


def bar_length_m(per_mm: float, longest_mm: float) -> float:
    """Return the longest round ground length (1, 2 or 5 times a power of ten) that is at most `longest_mm` on paper."""
    longest = per_mm * longest_mm
    power = 10.0 ** math.floor(math.log10(longest))
    return max(step for step in _STEPS if step * power <= longest * (1 + 1e-12)) * power


def draw_scale_bar(page: Page, frame: Frame, crs: str, language: Language, scale: float) -> Box | None:
    """Draw the scale bar, right at the centre of the map, at the lower left of a frame; return the place it takes."""
    per_mm = metres_per_mm(frame, crs)
    if per_mm <= 0:
        return None
    metres = bar_length_m(per_mm, min(42.0 * scale, frame.box.width * 0.35))
    wide, high, size = metres / per_mm, 1.4 * scale, 7.0 * scale
    left, bottom = frame.box.left + 5.0 * scale, frame.box.bottom + 4.0 * scale
    unit = Text("公里", "km") if metres >= 1000 else Text("米", "m")
    last = f"{metres / 1000 if metres >= 1000 else metres:g} {unit.to(language)}"
    place = Box(left - 2.0, bottom - 1.6, wide + width_mm(last, size) / 2 + 4.0, high + size * MM_PER_PT * 1.6 + 2.0)
    for quarter in range(4):
        part = Box(left + quarter * wide / 4, bottom, wide / 4, high)
        page.rectangle(part, INK if quarter % 2 == 0 else "#ffffff", INK, 0.5)
    for share, words in ((0.0, "0"), (0.5, f"{metres / 2000 if metres >= 1000 else metres / 2:g}"), (1.0, last)):
        words = page.words(words)
        with_halo(page, left + share * wide - width_mm(words.split(" ")[0], size) / 2, bottom + high + 0.9, words, size)
    return place


def draw_north_arrow(page: Page, frame: Frame, crs: str, language: Language, scale: float) -> Box:
    """Draw an arrow to true north at the upper right of a frame; return the place it takes."""
    angle = math.radians(north_angle(frame, crs))
    x, y = frame.box.right - 7.5 * scale, frame.box.top - 10.5 * scale

    def turned(dx: float, dy: float) -> tuple[float, float]:
        dx, dy = dx * scale, dy * scale
        return x + dx * math.cos(angle) + dy * math.sin(angle), y - dx * math.sin(angle) + dy * math.cos(angle)

    for side, fill in ((-2.1, INK), (2.1, "#ffffff")):
        page.polygon([turned(0, 4.4), turned(side, -3.4), turned(0, -1.7)], fill, INK, 0.6)
    words, size = page.words(Text("北", "N").to(language)), 8.0 * scale
    middle = turned(0, 6.6)
    with_halo(page, middle[0] - width_mm(words, size) / 2, middle[1] - 0.36 * size * MM_PER_PT, words, size)
    return Box(x - 4.0 * scale, y - 4.5 * scale, 8.0 * scale, 14.0 * scale)


def draw_inset(
    page: Page, box: Box, context: Sequence[LegendLayer], bounds: tuple[float, float, float, float], main: Frame
) -> None:
    """Draw where the map lies: the background layers as a whole, and the frame of the map upon them."""
    frame = Frame.fitted(box, bounds, 0.0)
    draw_ground(page, frame, bounds)
    for layer in context:
        paint_portrayal(page, frame, layer.portrayal, layer.opacity)
    west, south, east, north = main.bounds
    (left, bottom), (right, top) = frame.page(np.array([[west, south], [east, north]])).tolist()
    left, bottom, right, top = max(left, box.left), max(bottom, box.bottom), min(right, box.right), min(top, box.top)
    from matplotlib.colors import to_rgba

    seen = Box(left, bottom, max(right - left, 1.2), max(top - bottom, 1.2))
    page.rectangle(seen, to_rgba("#c0392b", 0.12), "#c0392b", 1.1)
    page.rectangle(box, "none", INK, 0.6)


def draw_logo(page: Page, path: Path, right: float, top: float, high: float) -> float:
    """Draw a picture file with its upper right corner at a place; return its width.

    Raises
    ------
    ExportError
        It cannot be read as a PNG or JPEG picture.
    """
    from matplotlib.image import imread

    try:
        picture = imread(path)
    except (OSError, ValueError, SyntaxError) as error:
        raise ExportError(
            Text(f"徽标“{path.name}”无法读取。", f"The logo “{path.name}” cannot be read."),
            Text("请选择 PNG 或 JPEG 图片。", "Choose a PNG or JPEG picture."),
        ) from error
    wide: float = min(high * picture.shape[1] / picture.shape[0], 4.0 * high)
    high = wide * picture.shape[0] / picture.shape[1]
    from matplotlib.image import BboxImage
    from matplotlib.transforms import Bbox, TransformedBbox

    edges = TransformedBbox(Bbox.from_bounds(right - wide, top - high, wide, high), page.axes.transData)
    image = BboxImage(edges, interpolation="antialiased")
    image.set_data(picture)
    page.add(image)
    return wide


def draw_status(page: Page, box_left: float, top: float, width: float, words: str, size: float) -> float:
    """Print the status of the map in a marked strip; return the height it takes, 0 for no words."""
    lines = wrap(page.words(words), size, width - 6.0)
    if not lines:
        return 0.0
    high = len(lines) * size * MM_PER_PT * LINE_HEIGHT + 1.8
    page.rectangle(Box(box_left, top - high, width, high), STATUS_FILL)
    page.rectangle(Box(box_left, top - high, 1.0, high), STATUS_INK)
    page.block(box_left + 3.0, top - 0.8, lines, size, STATUS_INK)
    return high


def lines_below(page: Page, texts: Sequence[str], size: float, width: float) -> list[str]:
    """Return the lines of notes and sources, wrapped to a width."""
    return [line for text in texts for line in wrap(page.words(text), size, width)]
