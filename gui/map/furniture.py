"""Scale bar, north arrow and coordinates: right at the centre of the map, whatever its CRS."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from pyproj import CRS, Geod, Transformer
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from gui.map.view import MapView
from gui.rendering.text import INK, text_sprite
from spatial.text import Language, Text

_GEOD = Geod(ellps="WGS84")
_LONGEST_BAR_PX = 130.0
_SAMPLE_PX = 100.0
_VIEWS_KEPT = 16  # several panels ask for the same view at every step of a drag
_KM, _M = Text("公里", "km"), Text("米", "m")
_NORTH = Text("北", "N")


@dataclass(frozen=True)
class ScaleBar:
    """A round ground length and how many logical pixels it takes at the centre of the map."""

    metres: float
    width_px: float

    def label(self, language: Language) -> str:
        """Return the length with its unit."""
        if self.metres >= 1000:
            return f"{self.metres / 1000:g} {_KM.to(language)}"
        return f"{self.metres:g} {_M.to(language)}"


def lonlat_of(crs: str, x: float, y: float) -> tuple[float, float] | None:
    """Return WGS 84 longitude and latitude in degrees of map coordinates; None outside of what the CRS covers."""
    lon, lat = _to_lonlat(crs).transform(x, y)
    if not (math.isfinite(lon) and math.isfinite(lat)) or abs(lat) > 90:
        return None
    return float(lon), float(lat)


def format_lonlat(lonlat: tuple[float, float] | None, decimals: int = 5) -> str:
    """Return coordinates to read, as ``121.47370° E  31.23040° N``; "" for None."""
    if lonlat is None:
        return ""
    lon, lat = lonlat
    east, north = "E" if lon >= 0 else "W", "N" if lat >= 0 else "S"
    return f"{abs(lon):.{decimals}f}° {east}  {abs(lat):.{decimals}f}° {north}"


def decimals_for(metres_per_px: float) -> int:
    """Return how many decimals of a degree a pixel is worth: 0 to 7."""
    if metres_per_px <= 0:
        return 5
    return int(np.clip(math.ceil(-math.log10(metres_per_px / 111_320.0)), 0, 7))


@lru_cache(_VIEWS_KEPT)
def metres_per_px(view: MapView, crs: str) -> float:
    """Return the geodesic ground length of a logical pixel along the row through the centre of the map, in metres.

    Measured over 100 px around the centre on the WGS 84 ellipsoid (a Web Mercator metre is 0.86 m on the ground in
    Shanghai). 0 where the centre lies outside of what the CRS covers.
    """
    half = _SAMPLE_PX / 2 * view.units_per_px
    ends = lonlat_of(crs, view.x - half, view.y), lonlat_of(crs, view.x + half, view.y)
    if ends[0] is None or ends[1] is None:
        return 0.0
    _, _, length = _GEOD.inv(*ends[0], *ends[1])
    return float(length) / _SAMPLE_PX


def scale_bar(view: MapView, crs: str) -> ScaleBar | None:
    """Return the longest bar of 1, 2 or 5 times a power of ten that is at most 130 px; None where none can be."""
    per_px = metres_per_px(view, crs)
    if per_px <= 0:
        return None
    longest = per_px * _LONGEST_BAR_PX
    power = 10.0 ** math.floor(math.log10(longest))
    metres = max(factor for factor in (1.0, 2.0, 5.0) if factor * power <= longest * (1 + 1e-12)) * power
    return ScaleBar(metres, metres / per_px)


@lru_cache(_VIEWS_KEPT)
def north_angle(view: MapView, crs: str) -> float:
    """Return where true north points at the centre of the map: degrees clockwise from the top."""
    here = lonlat_of(crs, view.x, view.y)
    if here is None or abs(here[1]) > 89.9:
        return 0.0
    x, y = _to_lonlat(crs).transform(here[0], here[1] + 1e-3, direction="INVERSE")
    if not (math.isfinite(x) and math.isfinite(y)):
        return 0.0
    return math.degrees(math.atan2(x - view.x, y - view.y))


def paint_furniture(painter: QPainter, view: MapView, crs: str, language: Language) -> None:
    """Draw the scale bar at the lower left and the north arrow at the upper right of a view, in logical pixels."""
    painter.setOpacity(1.0)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    bar = scale_bar(view, crs)
    if bar is not None:
        paint_scale_bar(painter, bar, 18.0, view.height - 16.0, language)
    paint_north_arrow(painter, north_angle(view, crs), QPointF(view.width - 28.0, 44.0), language)


def paint_scale_bar(painter: QPainter, bar: ScaleBar, left: float, bottom: float, language: Language) -> None:
    """Draw a scale bar with its lower left corner at a logical pixel."""
    height, quarter = 5.0, bar.width_px / 4
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(255, 255, 255, 205))
    painter.drawRect(QRectF(left - 1.5, bottom - height - 1.5, bar.width_px + 3, height + 3))
    for part in range(4):
        painter.setBrush(INK if part % 2 == 0 else QColor("#ffffff"))
        painter.drawRect(QRectF(left + part * quarter, bottom - height, quarter, height))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(INK, 1.0))
    painter.drawRect(QRectF(left, bottom - height, bar.width_px, height))
    _write(painter, "0", left, bottom - height - 2)
    _write(painter, bar.label(language), left + bar.width_px, bottom - height - 2)


def paint_north_arrow(painter: QPainter, angle: float, centre: QPointF, language: Language) -> None:
    """Draw a north arrow around a logical pixel, turned clockwise by `angle` degrees."""
    painter.save()
    painter.translate(centre)
    painter.rotate(angle)
    halves = ((-6.5, INK), (6.5, QColor("#ffffff")))
    for side, fill in halves:
        painter.setPen(QPen(INK, 1.0))
        painter.setBrush(fill)
        painter.drawPolygon(QPolygonF([QPointF(0, -13), QPointF(side, 10), QPointF(0, 5)]))
    painter.restore()
    radians = math.radians(angle)
    _write(painter, _NORTH.to(language), centre.x() + 22 * math.sin(radians), centre.y() - 22 * math.cos(radians) + 8)


def _write(painter: QPainter, text: str, x: float, bottom: float) -> None:
    ratio = painter.device().devicePixelRatio()
    sprite = text_sprite(text, 11.5, ratio)
    width, height = sprite.width() / ratio, sprite.height() / ratio
    painter.drawImage(QRectF(x - width / 2, bottom - height, width, height), sprite)


@lru_cache(maxsize=8)
def _to_lonlat(crs: str) -> Transformer:
    return Transformer.from_crs(CRS.from_user_input(crs), CRS.from_epsg(4326), always_xy=True)
