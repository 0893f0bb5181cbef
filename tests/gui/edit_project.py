"""Parks that share borders, a layer of sites, and the hands that edit them: for tests of the boundary editor."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from shapely.geometry import Point, Polygon
from window_project import settle

from gui.editing.editor import Editor
from gui.main_window import MainWindow
from layers.layer import Dataset, Layer, Map
from layers.project import Project
from spatial.crs import transform_geometry
from spatial.text import Text

LEFT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
ALT, SHIFT, CTRL = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)

#   n ----- m ----- e        West and East share the edge m-c; South shares w-c and c-r with both: three meet in c.
#   |  W    |   E   |
#   w ----- c ----- r
#   |       S       |
#   s ------------- t
N, M, E = (121.4001, 31.2203), (121.4103, 31.2201), (121.4207, 31.2202)
W, C, R = (121.4002, 31.2101), (121.4101, 31.2103), (121.4206, 31.2102)
S, T = (121.4003, 31.2004), (121.4205, 31.2001)
PARKS = {"west": [N, W, C, M], "east": [M, C, R, E], "south": [W, S, T, R, C]}


def parks(crs: str = "EPSG:4326", datum: str = "wgs84") -> Dataset:
    """Three parks; the southern one is approved."""
    shapes = np.array([Polygon(ring) for ring in PARKS.values()], dtype=object)
    if crs != "EPSG:4326":
        shapes = transform_geometry(shapes, source="EPSG:4326", datum="wgs84", target=crs)
    frame = gpd.GeoDataFrame(
        {
            "id": list(PARKS),
            "name": ["West", "East", "South"],
            "block": ["north", "north", "south"],
            "geometry_status": ["digitised", "digitised", "approved"],
            "area_km2_approved": [1.0, 1.2, 2.0],
        },
        geometry=shapes,
        crs=crs,
    )
    return Dataset("parks", Text("园区", "Parks"), frame, datum, "id", "name")


def sites() -> Dataset:
    """Two sites in West, one in East."""
    places = [Point(121.405, 31.215), Point(121.407, 31.217), Point(121.416, 31.215)]
    frame = gpd.GeoDataFrame({"id": list("abc"), "name": ["Lab", "Hub", "Mill"]}, geometry=places, crs=4326)
    return Dataset("sites", Text("设施", "Sites"), frame, id_field="id", name_field="name")


def park_project(of: Dataset | None = None) -> Project:
    """One map with the parks below the sites."""
    layers = (Layer("parks", "parks", Text("园区", "Parks")), Layer("sites", "sites", Text("设施", "Sites")))
    return Project(Text("Parks", "Parks"), (of or parks(), sites()), (Map("map", Text("Map", "Map"), layers),), "map")


def unlocked() -> Dataset:
    """The parks with no boundary approved."""
    made = parks()
    frame = made.frame.copy()
    frame["geometry_status"] = "digitised"
    return replace(made, frame=frame)


def begin(window: MainWindow, project: Project, layer: str = "parks") -> Editor:
    """Open a project and edit a layer of it, with the action that a user takes."""
    window.editing.editor.edit.end()
    window.session.open(project)
    window.files.opened.emit()
    settle()
    window.layers_panel.select(layer)
    window.map_area.zoom_full()
    window.map_area.canvas.render_now()
    window.menus.actions["edit_boundaries"].trigger()
    settle()
    assert window.editing.active and window.menus.actions["edit_vertex"].isChecked()
    return window.editing.editor


def px(editor: Editor, at: tuple[float, float]) -> QPoint:
    """Return the pixel of a place in coordinates of the layer."""
    return editor.pixel(at).toPoint()


def move(editor: Editor, to: QPoint, keys: Qt.KeyboardModifier = NO_KEYS, held: bool = False) -> None:
    """Move the mouse to a pixel, with keys held; `held`: the left button too."""
    canvas = editor.canvas
    place = QPointF(to)
    buttons = LEFT if held else Qt.MouseButton.NoButton
    event = QMouseEvent(QEvent.Type.MouseMove, place, canvas.mapToGlobal(place), Qt.MouseButton.NoButton, buttons, keys)
    QApplication.sendEvent(canvas, event)


def press(editor: Editor, at: QPoint, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    """Press the left button."""
    move(editor, at, keys)
    QTest.mousePress(editor.canvas, LEFT, keys, at)


def drag(editor: Editor, start: QPoint, end: QPoint, keys: Qt.KeyboardModifier = NO_KEYS, let_go: bool = True) -> None:
    """Drag with the left button, in steps."""
    press(editor, start)
    for share in (0.2, 0.6, 1.0):
        move(editor, start + (end - start) * share, keys, held=True)
    if let_go:
        QTest.mouseRelease(editor.canvas, LEFT, keys, end)
        settle()


def click(editor: Editor, at: QPoint, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    """Click with the left button."""
    press(editor, at, keys)
    QTest.mouseRelease(editor.canvas, LEFT, keys, at)
    settle()


def key(editor: Editor, which: Qt.Key, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    """Press a key on the map, as the window passes it on: first as a shortcut, then to the map."""
    asked = QKeyEvent(QEvent.Type.ShortcutOverride, which, keys)
    asked.ignore()
    QApplication.sendEvent(editor.canvas, asked)
    assert asked.isAccepted() or keys & (CTRL | ALT), "a shortcut of the window would take the key"
    QApplication.sendEvent(editor.canvas, QKeyEvent(QEvent.Type.KeyPress, which, keys))
    settle()


def ring(editor: Editor, feature: int) -> list[tuple[float, float]]:
    """Return the vertices of the outer ring of a feature."""
    return [(x, y) for x, y in editor.edit.topology.ring(feature).tolist()]
