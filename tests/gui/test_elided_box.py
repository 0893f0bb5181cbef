"""A long choice in a narrow box ends in an ellipsis and is told in full."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from gui.elided_box import ElidedBox

LONG = "High-tech enterprises: share of the 2025 target reached"


def ink(box: ElidedBox) -> list[int]:
    """Return how many dark pixels each column of the picture of a box has."""
    image = box.grab().toImage()
    rows, columns = range(4, image.height() - 4), range(image.width())
    return [sum(image.pixelColor(x, y).lightness() < 100 for y in rows) for x in columns]


def ask(box: ElidedBox) -> str:
    """Return the tool tip that a box shows."""
    QToolTip.hideText()
    QApplication.sendEvent(box, QHelpEvent(QEvent.Type.ToolTip, QPoint(5, 5), box.mapToGlobal(QPoint(5, 5))))
    return QToolTip.text()


def test_what_is_not_seen_is_told(qapp: QApplication) -> None:
    box = ElidedBox()
    box.addItems([LONG, "Year"])
    box.resize(140, 28)
    box.show()
    assert ask(box) == LONG
    box.setToolTip("Indicator")
    assert ask(box) == f"{LONG}\nIndicator"
    box.resize(600, 28)
    assert ask(box) == "Indicator"
    box.close()


def test_the_dots_stand_where_they_are_asked_for(qapp: QApplication) -> None:
    pictures = []
    for mode in (Qt.TextElideMode.ElideRight, Qt.TextElideMode.ElideMiddle):
        box = ElidedBox()
        box.elide_mode = mode
        box.addItem("Putuo Park, south block")
        box.resize(120, 28)
        box.show()
        pictures.append(ink(box))
        box.close()
    assert any(pictures[0]) and pictures[0] != pictures[1]
