"""The switch between normal colour vision and simulated deficiencies: for looking at maps, not for changing them."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.language import on_language, say
from spatial.text import Text


class VisionBox(QWidget):
    """``chosen(vision)`` with a key of `layers.cartography.vision.VISIONS`."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label, self.note, self.visions = QLabel(), QLabel(), QComboBox()
        self._report = Text("")
        self._label.setBuddy(self.visions)
        self.note.setObjectName("quiet")
        self.note.setWordWrap(True)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self._label)
        row.addWidget(self.visions, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addLayout(row)
        column.addWidget(self.note)
        self.visions.activated.connect(lambda _: self._choose())
        on_language(self, self._retranslate)
        self._choose()

    def show_report(self, report: Text) -> None:
        """Say what the map looks like under the vision chosen; empty: nothing."""
        self._report = report
        self._write()

    def _write(self) -> None:
        only = self.tr("仅供查看：不保存，不影响导出")
        self.note.setText("\n".join(filter(None, [say(self._report), only])))

    def _choose(self) -> None:
        vision = str(self.visions.currentData())
        self.note.setVisible(vision != "normal")
        self.chosen.emit(vision)

    def _retranslate(self) -> None:
        from layers.cartography.vision import VISIONS

        self._label.setText(self.tr("模拟色觉"))
        self.visions.setAccessibleName(self.tr("模拟色觉"))
        self.visions.setToolTip(self.tr("按色觉障碍读者或黑白打印所见显示地图、图例和色带"))
        self._write()
        blocker = QSignalBlocker(self.visions)
        place = max(self.visions.currentIndex(), 0)
        self.visions.clear()
        for vision, name in VISIONS.items():
            words = say(name)
            self.visions.addItem(words[:1].upper() + words[1:], vision)
        self.visions.setCurrentIndex(place)
        del blocker
