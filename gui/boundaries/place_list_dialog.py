"""A pasted list of coordinates: read as it is typed, drawn on the map, and asked about before it is taken."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from PySide6.QtCore import Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.boundaries.coordinate_choice import CoordinateChoice
from gui.boundaries.shape_overlay import MARK, ShapeOverlay, Shown
from gui.editing.placing import Placing
from gui.language import on_language, say
from gui.map.canvas import MapCanvas
from gui.settings import AREA_UNIT
from spatial.coordinate_lists import PlaceList, read_places, without_closing
from spatial.measuring import measure_ring, print_area

Floats = npt.NDArray[np.float64]


class PlaceListDialog(QDialog):
    """Asks for a list of places. ``taken((n, 2) WGS 84 degrees, the closing place left out)``.

    What lies outside of Shanghai has to be confirmed; columns that may be the wrong way round are offered.
    """

    taken = Signal(object)

    def __init__(self, canvas: MapCanvas, map_crs: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("place_list")
        self._canvas = canvas
        self._placing = Placing("EPSG:4326", "wgs84", map_crs)
        self._overlay = ShapeOverlay(canvas)
        self.read: PlaceList = read_places("")
        self._words, self.found, self.doubts = QLabel(), QLabel(), QLabel()
        for label in (self._words, self.found, self.doubts):
            label.setWordWrap(True)
        self.doubts.setObjectName("warning")
        self.choice = CoordinateChoice(finds_out=True)
        self.text = QPlainTextEdit()
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.swap, self.sure = QCheckBox(), QCheckBox()
        self.show_button, self.paste_button = QPushButton(), QPushButton()
        self.box = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._lay_out()
        self.text.textChanged.connect(self._read)
        self.choice.changed.connect(self._read)
        self.swap.toggled.connect(lambda _: self._read())
        self.sure.toggled.connect(lambda _: self._show())
        self.show_button.clicked.connect(self._zoom)
        self.paste_button.clicked.connect(lambda: self.text.setPlainText(QGuiApplication.clipboard().text()))
        self.box.accepted.connect(self._take)
        self.box.rejected.connect(self.reject)
        self.finished.connect(lambda _: self._put_away())
        on_language(self, self._retranslate)
        self._show()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(10)
        column.addWidget(self._words)
        column.addWidget(self.choice)
        column.addWidget(self.text, 1)
        row = QHBoxLayout()
        row.addWidget(self.paste_button)
        row.addWidget(self.show_button)
        row.addWidget(self.swap)
        row.addStretch(1)
        column.addLayout(row)
        for part in (self.found, self.doubts, self.sure, self.box):
            column.addWidget(part)
        self.resize(600, 460)

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("粘贴坐标列表"))
        self._words.setText(self.tr("每行一个点；可带点号。度数先经后纬，平面坐标先 X（北）后 Y（东）。"))
        self.text.setPlaceholderText("121.3712345, 31.2201234\n121°22′30″E 31°15′00″N\nJ3  3458150.315  630635.156")
        self.text.setAccessibleName(self.tr("坐标列表"))
        self.swap.setText(self.tr("两列互换(&S)"))
        self.sure.setText(self.tr("这些点确实不在上海，仍然采用(&Y)"))
        self.show_button.setText(self.tr("在地图上看(&Z)"))
        self.paste_button.setText(self.tr("从剪贴板粘贴(&V)"))
        self.box.button(QDialogButtonBox.StandardButton.Ok).setText(self.tr("采用"))
        self._show()

    def _read(self) -> None:
        self.read = read_places(
            self.text.toPlainText(), self.choice.style_name, self.choice.datum, self.swap.isChecked()
        )
        self.sure.setChecked(False)
        self._show()

    @property
    def places(self) -> Floats:
        """The places read, the closing one left out."""
        return without_closing(self.read.lonlat)

    def _show(self) -> None:
        places = self.places
        self.doubts.setText("\n".join(map(say, self.read.questions())))
        self.sure.setVisible(bool(self.read.outside))
        enough = len(places) >= 3 and bool(np.isfinite(places).all())
        self.found.setText(self._told(places, enough))
        fine = enough and (not self.read.outside or self.sure.isChecked())
        self.box.button(QDialogButtonBox.StandardButton.Ok).setEnabled(fine)
        self.show_button.setEnabled(enough)
        if enough:
            shape = shapely.Polygon(places)
            self._overlay.show_shapes([Shown(shape, MARK, vertices=len(places) < 500)], self._placing)
        else:
            self._overlay.clear()

    def _told(self, places: Floats, enough: bool) -> str:
        if not enough:
            return self.tr("读到 {n} 个点，至少需要 3 个。").format(n=len(places))
        if self.read.outside:
            return self.tr("读到 {n} 个点。").format(n=len(places))
        measured = measure_ring(places)
        if measured.area_m2 is None or measured.crosses_itself:
            return self.tr("读到 {n} 个点，围成的边界自相交。").format(n=len(places))
        area = say(print_area(measured.area_m2, AREA_UNIT.value()))
        return self.tr("读到 {n} 个点，面积 {area}，已画在地图上。").format(n=len(places), area=area)

    def _zoom(self) -> None:
        xy = self._placing.to_map(self.places)
        if np.isfinite(xy).all():
            low, high = xy.min(axis=0).tolist(), xy.max(axis=0).tolist()
            self._canvas.set_extent((low[0], low[1], high[0], high[1]))

    def _take(self) -> None:
        self.taken.emit(self.places)
        self.accept()

    def _put_away(self) -> None:
        self._overlay.clear()
        self._overlay.deleteLater()
        self.deleteLater()
