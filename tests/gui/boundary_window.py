"""A window in edit mode: four blocks that share borders, with counts and ratios, and hands for mouse and keys."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import shapely
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from window_project import new_window, settle, wait_for

from gui.main_window import MainWindow
from layers.cartography.symbology import Single
from layers.layer import Dataset, Field, Layer, Map
from layers.project import Project
from spatial.text import Text
from spatial.topology import Topology

LEFT = Qt.MouseButton.LeftButton
WEST, SOUTH, STEP = 121.36, 31.22, 0.01
XY = tuple[float, float]


def at(column: float, row: float) -> XY:
    """Return a place on the grid of the blocks: whole numbers are corners."""
    return WEST + STEP * column, SOUTH + STEP * row


def ring(*places: XY) -> shapely.Polygon:
    """Return a polygon through places of the grid."""
    return shapely.Polygon([at(*each) for each in places])


def blocks() -> Dataset:
    """Alpha and Beta share a border with a vertex in its middle; Gamma has a hole; Delta has two parts."""
    delta = shapely.MultiPolygon([ring((3, 0), (4, 0), (4, 1), (3, 1)), ring((3, 1.5), (3.5, 1.5), (3.5, 2), (3, 2))])
    gamma = shapely.Polygon(
        ring((0, 1), (1, 1), (1, 2), (0, 2)).exterior,
        [ring((0.4, 1.4), (0.6, 1.4), (0.6, 1.6), (0.4, 1.6)).exterior],
    )
    frame = gpd.GeoDataFrame(
        {
            "id": ["a", "b", "c", "d"],
            "name": ["Alpha", "Beta", "Gamma", "Delta"],
            "firms": ["100", "60", "30", "8（预估）"],
            "share": ["12%", "20%", "5%", "/"],
            "geometry_status": ["draft"] * 4,
        },
        geometry=[
            ring((0, 0), (1, 0), (1, 0.5), (1, 1), (0, 1)),
            ring((1, 0), (2, 0), (2, 1), (1, 1), (1, 0.5)),
            gamma,
            delta,
        ],
        crs="EPSG:4326",
    )
    fields = {
        "firms": Field("firms", Text("企业数", "Firms"), "家", map_as="symbol"),
        "share": Field("share", Text("占比", "Share"), "%", map_as="choropleth"),
    }
    return Dataset("blocks", Text("区块", "Blocks"), frame, id_field="id", name_field="name", fields=fields)


def project(dataset: Dataset | None = None) -> Project:
    """Return a project of one map with the blocks."""
    layer = Layer("blocks", "blocks", Text("区块", "Blocks"), Single())
    return Project(Text("Blocks", "Blocks"), (dataset or blocks(),), (Map("m", Text("M", "M"), (layer,)),), "m")


def editing_window(tmp_path: Path, opened: Project | None = None) -> MainWindow:
    """Return a window in which the blocks are being edited."""
    window = new_window(tmp_path)
    window.resize(1300, 850)
    begin(window, opened or project())
    return window


def begin(window: MainWindow, opened: Project) -> None:
    """Open a project and enter edit mode of its only layer."""
    window.session.open(opened)
    window.files.opened.emit()
    settle()
    layer = opened.maps[0].layers[0].id
    window.layers_panel.select(layer)
    window.editing.editor.edit.begin(layer)
    wait_for(lambda: window.editing.active)
    west, south = at(-0.6, -0.6)
    east, north = at(4.6, 2.6)
    from pyproj import Transformer

    made = Transformer.from_crs("EPSG:4326", opened.crs, always_xy=True).transform_bounds(west, south, east, north)
    window.map_area.canvas.set_extent(made)
    settle()


def topology(window: MainWindow) -> Topology:
    """Return the topology as it stands."""
    return window.editing.editor.edit.topology


def px(window: MainWindow, place: XY) -> QPoint:
    """Return the pixel of a place of the grid."""
    found = window.editing.editor.pixel(at(*place))
    return QPoint(round(found.x()), round(found.y()))


def select(window: MainWindow, *features: int) -> None:
    """Select features."""
    window.editing.editor.select(features)
    settle()


def take(window: MainWindow, action: str) -> None:
    """Do an action of the menu."""
    made = window.menus.actions[action]
    assert made.isEnabled(), action
    made.trigger()
    settle()


def move(window: MainWindow, place: XY, buttons: Qt.MouseButton = Qt.MouseButton.NoButton) -> None:
    """Move the mouse to a place, with its keys up or down."""
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    canvas, to = window.map_area.canvas, QPointF(px(window, place))
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        to,
        canvas.mapToGlobal(to),
        Qt.MouseButton.NoButton,
        buttons,
        QApplication.keyboardModifiers(),
    )
    QApplication.sendEvent(canvas, event)
    settle()


def click(window: MainWindow, *places: XY, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Move to places and click there, one after the other."""
    for place in places:
        move(window, place)
        QTest.mouseClick(window.map_area.canvas, LEFT, modifiers, px(window, place))
        settle()


def drag(window: MainWindow, start: XY, *stops: XY, key: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press at a place, move over others and let go at the last one."""
    canvas = window.map_area.canvas
    move(window, start)
    QTest.mousePress(canvas, LEFT, key, px(window, start))
    for stop in stops:
        move(window, stop, LEFT)
    QTest.mouseRelease(canvas, LEFT, key, px(window, stops[-1]))
    settle()


def key(window: MainWindow, pressed: Qt.Key) -> None:
    """Press a key on the map and let it go."""
    QTest.keyClick(window.map_area.canvas, pressed)
    settle()
