"""The menu of a place on the map (right button, Shift+F10): its coordinates in each datum, what is there, the view."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from pyproj import Transformer
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QMenu

from gui.language import language
from gui.map.canvas import MapCanvas
from gui.map.tools import ZOOM_STEP
from gui.session import Session
from spatial.coordinate_text import print_place
from spatial.datums import DATUM_LABELS, convert_datum
from spatial.text import Language

_DEGREES = ("wgs84", "gcj02", "bd09")  # in degrees CGCS2000 and WGS 84 print alike


class PlaceMenu(QObject):
    """Opens the menu over a canvas. Who filters its events later, as the editor does, has menus of its own first."""

    def __init__(self, session: Session, canvas: MapCanvas) -> None:
        super().__init__(canvas)
        self._session, self._canvas = session, canvas
        canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Open the menu where it is asked for; by the keyboard, for the middle of the map."""
        if not isinstance(event, QContextMenuEvent):
            return False
        canvas = self._canvas
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        at = canvas.rect().center() if by_key else event.pos()
        if self._session.project.shown is not None:
            self.menu_at(at).popup(canvas.mapToGlobal(at))
        event.accept()
        return True

    def menu_at(self, at: QPoint) -> QMenu:
        """Return the menu of a pixel of the canvas."""
        canvas = self._canvas
        x, y = canvas.view.to_world(at.x(), at.y())
        to_degrees = Transformer.from_crs(self._session.project.crs, "EPSG:4326", always_xy=True)
        lon, lat = (float(each) for each in to_degrees.transform(x, y))
        menu = QMenu(canvas)
        menu.setObjectName("place_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._add(menu, self.tr("查询此处(&I)"), lambda: canvas.pick_at(at.x(), at.y()))
        copy = menu.addMenu(self.tr("复制坐标(&C)"))
        for words in coordinates(lon, lat, language()):
            self._add(copy, words.replace("\t", "    "), partial(_copy, words.partition("\t")[2]))
        menu.addSeparator()
        here = (float(at.x()), float(at.y()))
        middle = canvas.rect().center() - at
        self._add(
            menu, self.tr("以此处为中心(&M)"), lambda: canvas.move_view(canvas.view.panned(middle.x(), middle.y()))
        )
        self._add(menu, self.tr("放大(&+)"), lambda: canvas.move_view(canvas.view.zoomed(ZOOM_STEP, here)))
        self._add(menu, self.tr("缩小(&-)"), lambda: canvas.move_view(canvas.view.zoomed(1 / ZOOM_STEP, here)))
        return menu

    @staticmethod
    def _add(menu: QMenu, words: str, act: Callable[[], object]) -> None:
        menu.addAction(words).triggered.connect(lambda _=False: act())


def coordinates(lon: float, lat: float, language: Language = "zh") -> list[str]:
    """Return a WGS 84 place in each way it may be wanted: name, tab, figures as other programs take them."""
    lines = []
    for datum in _DEGREES:
        x, y = convert_datum(np.array([[lon, lat]]), "wgs84", datum)[0].tolist()
        lines.append(f"{DATUM_LABELS[datum].to(language)}\t{x:.6f},{y:.6f}")
    for style, sign in (("dms", "  ° ′ ″"), ("grid", "")):
        figures, _, name = print_place(lon, lat, style, "wgs84").rpartition("  ")
        lines.append(f"{name}{sign}\t{figures}")
    return lines


def _copy(words: str) -> None:
    QGuiApplication.clipboard().setText(words)
