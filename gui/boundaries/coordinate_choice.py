"""How coordinates are written: a choice of style and datum, the same in every dialog."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from gui.language import on_language, say
from spatial.coordinate_text import STYLES
from spatial.datums import DATUM_LABELS, DATUMS


class CoordinateChoice(QWidget):
    """Two boxes; the datum says nothing of the grid, which is always CGCS2000.

    Parameters
    ----------
    finds_out
        Whether the style may be left to the reader of the figures.
    """

    changed = Signal()

    def __init__(self, finds_out: bool = False) -> None:
        super().__init__()
        self._finds_out = finds_out
        self.style_box, self.datum_box = QComboBox(), QComboBox()
        self._style_label, self._datum_label = QLabel(), QLabel()
        for style in (*([""] if finds_out else []), *STYLES):
            self.style_box.addItem("", style)
        for datum in DATUMS:
            self.datum_box.addItem("", datum)
        self._style_label.setBuddy(self.style_box)
        self._datum_label.setBuddy(self.datum_box)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for part in (self._style_label, self.style_box, self._datum_label, self.datum_box):
            row.addWidget(part)
        row.addStretch(1)
        self.style_box.currentIndexChanged.connect(lambda _: self._tell())
        self.datum_box.currentIndexChanged.connect(lambda _: self.changed.emit())
        on_language(self, self._retranslate)

    @property
    def style_name(self) -> str:
        """The style, one of `spatial.coordinate_text.STYLES`; empty where it is to be found out."""
        return str(self.style_box.currentData())

    @property
    def datum(self) -> str:
        """The datum of degrees."""
        return str(self.datum_box.currentData())

    def _tell(self) -> None:
        self.datum_box.setEnabled(self.style_name != "grid")
        self.changed.emit()

    def _retranslate(self) -> None:
        self._style_label.setText(self.tr("写法(&W)"))
        self._datum_label.setText(self.tr("坐标基准(&D)"))
        words = {
            "": self.tr("自动识别"),
            "decimal": self.tr("经纬度（十进制）"),
            "dms": self.tr("经纬度（度分秒）"),
            "grid": self.tr("平面坐标 X/Y（CGCS2000，EPSG:4549）"),
        }
        for place in range(self.style_box.count()):
            self.style_box.setItemText(place, words[self.style_box.itemData(place)])
        for place, datum in enumerate(DATUMS):
            self.datum_box.setItemText(place, say(DATUM_LABELS[datum]))
