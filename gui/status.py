"""The status bar: coordinates under the mouse with their datum, the scale, whether the map is being drawn."""

from __future__ import annotations

import math
from functools import lru_cache

from pyproj import Transformer
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from gui.language import on_language
from gui.map.canvas import MapCanvas
from gui.map.furniture import metres_per_px
from gui.map.view import MapView
from gui.session import Session
from gui.settings import COORDINATES, DATUM, on_setting
from layers.cartography.scale_range import denominator_of
from spatial.coordinate_text import print_place


class StatusLine(QWidget):
    """Keeps three labels of a status bar in step with the canvas."""

    def __init__(self, canvas: MapCanvas, session: Session, bar: QStatusBar) -> None:
        super().__init__(bar)
        self.hide()
        self._session = session
        self.rendering, self.coordinates, self.scale = QLabel(), QLabel(), QLabel()
        self._place: tuple[float, float] | None = None
        metrics = self.scale.fontMetrics()
        self.scale.setMinimumWidth(metrics.horizontalAdvance("1 : 10,000,000") + 24)
        for label in (self.rendering, self.coordinates, self.scale):
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            bar.addPermanentWidget(label)
        self.rendering.setVisible(False)
        canvas.cursor_moved.connect(self._moved)
        canvas.view_changed.connect(self._viewed)
        canvas.rendering_changed.connect(self.rendering.setVisible)
        on_setting(self, (COORDINATES, DATUM), self._reserve)
        on_language(self, self._retranslate)

    def _retranslate(self) -> None:
        self.rendering.setText(self.tr("正在绘制…"))
        self.coordinates.setToolTip(self.tr("鼠标位置的坐标；格式与基准在“设置”中选择"))
        self.scale.setToolTip(self.tr("地图中心处的比例尺（像素按 OGC 的 0.28 毫米计，与图层的显示范围一致）"))
        self._moved(self._place)

    def _moved(self, place: tuple[float, float] | None) -> None:
        self._place = place
        lon, lat = self._to_degrees(*place) if place is not None else (math.nan, math.nan)
        self.coordinates.setText(print_place(lon, lat, COORDINATES.value(), DATUM.value()))

    def _reserve(self) -> None:
        """Keep room for the longest coordinates of the chosen kind, so that nothing in the bar moves with the mouse."""
        longest = print_place(121.888888, 31.888888, COORDINATES.value(), DATUM.value())
        self.coordinates.setMinimumWidth(self.coordinates.fontMetrics().horizontalAdvance(longest) + 24)
        self._moved(self._place)

    def _viewed(self, view: MapView) -> None:
        """Show the scale at the centre, with the pixel that the ranges of layers are told with."""
        scale = denominator_of(metres_per_px(view, self._session.project.crs))
        if scale > 0:
            digits = max(int(math.log10(scale)) - 2, 0)
            self.scale.setText(f"1 : {round(scale / 10**digits) * 10**digits:,}")

    def _to_degrees(self, x: float, y: float) -> tuple[float, float]:
        lon, lat = _transformer(self._session.project.crs).transform(x, y)
        return float(lon), float(lat)


@lru_cache(maxsize=8)
def _transformer(crs: str) -> Transformer:
    return Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
