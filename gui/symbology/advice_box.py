"""Warnings about a choropleth, each with its remedies as buttons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from gui.language import on_language, say
from gui.tab_order import lead_into
from layers.cartography.map_advice import Advice, Offer


class AdviceBox(QWidget):
    """Shows what `layers.cartography.map_advice` says; ``taken(offer)`` when the user wants it mended."""

    taken = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Advice, ...] = ()
        self._k = 0
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self.words: dict[str, QLabel] = {}
        self.offers: dict[Offer, QPushButton] = {}
        on_language(self, self._write)

    def show_advice(self, advice: Sequence[Advice], k: int = 0) -> None:
        """Show these warnings and no others; `k` is the number of classes that "fewer" would make."""
        shown = tuple(advice)
        self.setVisible(bool(shown))
        if shown != self._shown:
            self._shown = shown
            self._rebuild()
        self._k = k
        self._write()

    def _rebuild(self) -> None:
        while item := self._column.takeAt(0):
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self.words, self.offers = {}, {}
        for each in self._shown:
            label = QLabel()
            label.setObjectName("notice")
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            self.words[each.kind] = label
            self._column.addWidget(label)
            for offer in each.offers:
                self.offers[offer] = self._button(offer)
                self._column.addWidget(self.offers[offer], 0, Qt.AlignmentFlag.AlignLeft)
        lead_into(self, list(self.offers.values()))

    def _button(self, offer: Offer) -> QPushButton:
        button = QPushButton()
        button.clicked.connect(lambda: self.taken.emit(offer))
        return button

    def _write(self) -> None:
        names = {
            "symbols": self.tr("改为比例符号"),
            "per_km2": self.tr("改为每平方公里"),
            "per_people": self.tr("改为每万人"),
            "fewer": self.tr("改为 {k} 级").format(k=self._k),
        }
        for each in self._shown:
            self.words[each.kind].setText(say(each.text))
        for offer, button in self.offers.items():
            button.setText(names[offer])
