"""The status bar: coordinates under the mouse with their datum, the scale, whether the map is being drawn."""

from __future__ import annotations

import math
from functools import lru_cache

from pyproj import Transformer
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from gui.language import on_language
from gui.map_canvas import MapCanvas
from gui.map_view import MapView
from gui.session import Session

INCH_M = 0.0254
EARTH_RADIUS_M = 6_371_008.8


class StatusLine(QWidget):
    """Keeps three labels of a status bar in step with the canvas."""

    def __init__(self, canvas: MapCanvas, session: Session, bar: QStatusBar) -> None:
        super().__init__(bar)
        self.hide()
        self._canvas, self._session = canvas, session
        self.rendering, self.coordinates, self.scale = QLabel(), QLabel(), QLabel()
        self._place: tuple[float, float] | None = None
        metrics = self.coordinates.fontMetrics()
        self.coordinates.setMinimumWidth(metrics.horizontalAdvance("121.473700° E, 31.230400° N  WGS 84") + 24)
        self.scale.setMinimumWidth(metrics.horizontalAdvance("1 : 10,000,000") + 24)
        for label in (self.rendering, self.coordinates, self.scale):
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            bar.addPermanentWidget(label)
        self.rendering.setVisible(False)
        canvas.cursor_moved.connect(self._moved)
        canvas.view_changed.connect(self._viewed)
        canvas.rendering_changed.connect(self.rendering.setVisible)
        on_language(self, self._retranslate)

    def _retranslate(self) -> None:
        self.rendering.setText(self.tr("正在绘制…"))
        self.coordinates.setToolTip(self.tr("鼠标位置的经纬度，WGS 84"))
        self.scale.setToolTip(self.tr("地图中心处的比例尺"))
        self._moved(self._place)

    def _moved(self, place: tuple[float, float] | None) -> None:
        self._place = place
        if place is None:
            self.coordinates.setText("WGS 84")
            return
        lon, lat = self._to_degrees(*place)
        if not (math.isfinite(lon) and math.isfinite(lat)):
            self.coordinates.setText("WGS 84")
            return
        east, north = "E" if lon >= 0 else "W", "N" if lat >= 0 else "S"
        self.coordinates.setText(f"{abs(lon):.6f}° {east}, {abs(lat):.6f}° {north}  WGS 84")

    def _viewed(self, view: MapView) -> None:
        """Show the scale at the centre: ground metres per screen metre."""
        _, lat = self._to_degrees(view.x, view.y)
        _, lat_2 = self._to_degrees(view.x, view.y + view.units_per_px)
        metres = math.radians(abs(lat_2 - lat)) * EARTH_RADIUS_M
        pixel_m = INCH_M / max(self._canvas.logicalDpiY(), 1)
        scale = metres / pixel_m
        if math.isfinite(scale) and scale > 0:
            digits = max(int(math.log10(scale)) - 2, 0)
            self.scale.setText(f"1 : {round(scale / 10**digits) * 10**digits:,}")

    def _to_degrees(self, x: float, y: float) -> tuple[float, float]:
        lon, lat = _transformer(self._session.project.crs).transform(x, y)
        return float(lon), float(lat)


@lru_cache(maxsize=8)
def _transformer(crs: str) -> Transformer:
    return Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
