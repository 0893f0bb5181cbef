"""One of several views: what it shows, to be changed in its heading, above its map."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from gui.elided_box import ElidedBox
from gui.language import language, on_language, say
from gui.map.area import MapArea
from gui.map.portrayals import Portrayals
from gui.map.view import Bounds
from gui.session import Session
from gui.views.place_mark import PlaceMark
from layers.comparison import columns_of, subject
from layers.indicators.units import in_brackets
from layers.layer import Field, Layer
from spatial.text import Text

BAND_PX = 3
MOST_AREAS = 60
_STILL_PX = 4.0


class ViewPane(QFrame):
    """A map area under a heading.

    ``wanted(map_id, column)``: the user chose what it is to show. ``area_wanted(extent or None)``: bounds in map units
    that it is to show, None for the whole map. ``clicked``: the user clicked on its map, or on nothing in its heading.
    """

    wanted = Signal(str, str)
    area_wanted = Signal(object)
    clicked = Signal()

    def __init__(self, session: Session, portrayals: Portrayals, area: MapArea, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.portrayals, self.area = session, portrayals, area
        self._active = False
        self._pressed: QPointF | None = None
        self.heading = QWidget()
        self.maps, self.columns, self.places = ElidedBox(), ElidedBox(), QToolButton()
        for box in (self.maps, self.columns):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(6)
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)  # all views are equally wide
        self.places.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.places.setMenu(QMenu(self.places))
        self.places.menu().aboutToShow.connect(self.fill_places)
        row = QHBoxLayout(self.heading)
        row.setContentsMargins(6, 4 + BAND_PX, 6, 4)
        row.addWidget(self.maps, 2)
        row.addWidget(self.columns, 5)
        row.addWidget(self.places)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.heading)
        column.addWidget(area, 1)
        self.mark = PlaceMark(area.canvas)
        self.maps.activated.connect(lambda _: self.wanted.emit(self.maps.currentData(), ""))
        self.columns.activated.connect(
            lambda _: self.wanted.emit(self.maps.currentData(), self.columns.currentData() or "")
        )
        area.canvas.installEventFilter(self)
        self.heading.installEventFilter(self)
        session.changed.connect(lambda _: self.show_heading())
        on_language(self, self.show_heading)

    # --- the heading -----------------------------------------------------------------------------------------------

    def set_active(self, active: bool) -> None:
        """Mark the view that tools and panels act on."""
        self._active = active
        self.update()

    def show_heading(self) -> None:
        """Name what is shown."""
        project = self.session.project
        _fill(self.maps, [(say(each.title), each.id) for each in project.maps], project.active_map)
        layer = self.subject
        columns = columns_of(project, layer) if layer is not None else ()
        dataset = project.dataset(layer.dataset) if layer is not None else None
        titles = [(_year_first(dataset.field_of(each)), each) for each in columns] if dataset is not None else []
        _fill(self.columns, titles, self.column)
        self.columns.setVisible(len(titles) > 1)
        self.places.setText(self.tr("区域") + "    ")  # room for the arrow
        self.maps.setAccessibleName(self.tr("视图中的地图"))
        self.columns.setAccessibleName(self.tr("视图中的指标与年份"))
        self.places.setToolTip(self.tr("让这个视图显示一个图层或一个区域"))
        self.places.setAccessibleName(self.places.toolTip())

    @property
    def subject(self) -> Layer | None:
        """The layer that the heading switches."""
        project = self.session.project
        return subject(project, project.active_map) if project.active_map else None

    @property
    def column(self) -> str:
        """The column its map draws, empty for none."""
        layer = self.subject
        return str(getattr(layer.symbology, "field", "")) if layer is not None else ""

    def fill_places(self) -> None:
        """List the layers of the map, and of those with few features each feature, as places to show."""
        menu = self.places.menu()
        menu.clear()
        menu.addAction(self.tr("全图")).triggered.connect(lambda: self.area_wanted.emit(None))
        shown = self.session.project.shown
        for layer in reversed(shown.layers if shown is not None else ()):
            portrayal = self.portrayals.of(layer.id)
            if portrayal is None or not layer.visible:
                continue
            geometry = portrayal.placed.geometry
            if not 1 < len(geometry) <= MOST_AREAS:
                self._add_place(menu, say(layer.name), geometry)
                continue
            sub = menu.addMenu(say(layer.name))
            self._add_place(sub, self.tr("整个图层"), geometry)
            sub.addSeparator()
            for row, name in enumerate(portrayal.placed.names):
                self._add_place(sub, say(name), geometry[row : row + 1])

    def _add_place(self, menu: QMenu, name: str, geometry: npt.NDArray[np.object_]) -> None:
        extent = bounds_of(geometry)
        if extent is not None:
            menu.addAction(name.replace("&", "&&")).triggered.connect(lambda: self.area_wanted.emit(extent))

    # --- the place under the mouse ---------------------------------------------------------------------------------

    def value_at(self, at: QPointF) -> str:
        """Return name and value of the topmost foreground feature under a pixel, "" where there is none."""
        shown = self.session.project.shown
        layers = [layer for layer in (shown.layers if shown is not None else ()) if layer.visible and not layer.context]
        layers.sort(key=lambda layer: layer is not self.subject)
        for layer in layers:
            portrayal = self.portrayals.of(layer.id)
            if portrayal is None:
                continue
            rows = self.area.canvas.features_in(layer.id, QRectF(at.x(), at.y(), 0, 0))
            if len(rows):
                return self._words(layer, int(rows[0]))
        return ""

    def _words(self, layer: Layer, row: int) -> str:
        portrayal = self.portrayals.of(layer.id)
        if portrayal is None:
            return ""
        name = say(portrayal.placed.names[row])
        column = str(getattr(portrayal.symbology, "field", ""))
        if not column:
            return name
        field = self.session.project.dataset(layer.dataset).field_of(column)
        code = int(portrayal.classes[row])
        label = next((each.label for each in portrayal.legend.entries if each.code == code), Text(""))
        value = portrayal.values[row]
        figure = value if value and value != "/" else say(label)
        return f"{name}\n{say(field.title)}: {figure}"

    # --- events ----------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Hear clicks that moved nothing."""
        if isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.LeftButton:
            if event.type() == QEvent.Type.MouseButtonPress:
                self._pressed = event.position()
            elif event.type() == QEvent.Type.MouseButtonRelease and self._pressed is not None:
                moved = event.position() - self._pressed
                self._pressed = None
                if moved.manhattanLength() < _STILL_PX:
                    self.clicked.emit()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint a band over the active view."""
        super().paintEvent(event)
        if self.heading.isVisible():
            painter = QPainter(self)
            role = QPalette.ColorRole.Highlight if self._active else QPalette.ColorRole.Mid
            painter.fillRect(0, 0, self.width(), BAND_PX, self.palette().color(role))
            painter.end()


def _year_first(field: Field) -> str:
    """Return the title of a column with its year in front: what tells columns apart is seen in a narrow box."""
    if field.year is None:
        return say(field.title)
    kinds = {"target": Text("目标", " target"), "estimate": Text("预估", " estimate")}
    kind = kinds.get(field.year_kind or "", Text(""))
    when = Text(f"{field.year}年{kind.zh}", f"{field.year}{kind.en}")
    unit = in_brackets(field.unit)
    return f"{say(when)} · {say(field.label)}{unit.en if language() == 'en' else unit.zh}"


def bounds_of(geometry: npt.NDArray[np.object_]) -> Bounds | None:
    """Return the extent of geometries in map units, None where none of them has a place."""
    box = shapely.total_bounds(geometry)
    return (float(box[0]), float(box[1]), float(box[2]), float(box[3])) if np.isfinite(box).all() else None


def _fill(box: QComboBox, entries: list[tuple[str, str]], chosen: str) -> None:
    present = [(box.itemText(row), box.itemData(row)) for row in range(box.count())]
    if present != entries:
        box.blockSignals(True)
        box.clear()
        for name, key in entries:
            box.addItem(name, key)
            box.setItemData(box.count() - 1, name, Qt.ItemDataRole.ToolTipRole)
        box.blockSignals(False)
    box.setCurrentIndex(box.findData(chosen))
    box.setToolTip(box.currentText())
