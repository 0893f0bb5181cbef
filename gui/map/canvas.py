"""The map in the window: a plain widget that paints cached images and lets the mouse and the keyboard move the view.

It knows layers only as `CanvasLayer` (a decided look), and says what the user does by signals; `gui.map.input` turns
events into moves. Rendering is done by the jobs of `gui.rendering.render`, whose module docstring tells how a threaded
driver is written; without one it is done in slices of the GUI thread. Moving the view costs one blit and the strips it
uncovers; what is drawn whole follows after 0.1 s of rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from gui.map.furniture import paint_furniture
from gui.map.input import MapInput
from gui.map.picking import rows_in
from gui.map.tools import ZOOM_STEP, Hit, pick
from gui.map.view import Bounds, MapView, union
from gui.rendering.drivers import at_once, in_slices
from gui.rendering.geometry import Index, geometry_of
from gui.rendering.images import BACKGROUND, LayerImages
from gui.rendering.render import CanvasLayer, CanvasRunner, Drawn, compose
from gui.rendering.strips import can_be_moved, moved_picture
from gui.rendering.tiles import TileLayer
from layers.cartography.portrayal import Portrayal
from spatial.text import Language, Text

__all__ = ["CanvasLayer", "Hit", "MapCanvas", "MapView"]

REST_MS = 100
_HISTORY = 100
_NAME = Text("地图", "Map")
_HELP = Text(
    "方向键平移，+ 和 - 缩放，Home 显示全部，Shift 加拖动框选放大，Esc 取消。",
    "Arrow keys pan, + and - zoom, Home shows everything, Shift and drag zooms to a box, Esc cancels.",
)


class MapCanvas(MapInput):
    """Shows layers and says what the user does with them.

    Parameters
    ----------
    parent
        Parent widget.
    run
        Driver of the render jobs, see `gui.rendering.render`; the default renders in 8 ms slices of the GUI thread.

    Signals
    -------
    view_changed(MapView)
        The view is another one (also when the widget was resized).
    cursor_moved((x, y) or None)
        Map coordinates under the mouse; None when it left.
    picked(list of Hit)
        What lies where the identify tool clicked, the topmost first; may be empty.
    selecting(QRectF, bool)
        The select tool drew a box of pixels (empty: a click); True: what is selected already stays so.
    rendering_changed(bool)
        A render began or ended.
    """

    view_changed = Signal(object)
    picked = Signal(object)
    selecting = Signal(QRectF, bool)
    rendering_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None, *, run: CanvasRunner = in_slices) -> None:
        super().__init__(parent)
        self._images = LayerImages(run, self._recompose_soon, self.rendering_changed.emit)
        self._picture: Drawn | None = None
        self._outdated = False
        self._fitted: Bounds | None = None  # an extent that was asked for and that resizing keeps in view
        self._full: Bounds | None = None
        self._past: list[MapView] = []
        self._future: list[MapView] = []
        self._rested: MapView | None = None  # the last view that was rendered
        self._language: Language = "zh"
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._render)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(160, 120)
        self.set_language("zh")

    # --- what is shown --------------------------------------------------------------------------------------------

    def set_layers(self, layers: Sequence[CanvasLayer | TileLayer]) -> None:
        """Show these layers, bottom to top; only those with another portrayal are rendered again."""
        self._images.set_layers(layers)
        self._recompose_soon()
        self._render_soon()

    def set_selection(self, layer_id: str, indices: Sequence[int]) -> None:
        """Highlight the features of a layer with these rows instead of those before, of any layer; no rows clear."""
        self.set_selections({layer_id: indices})

    def set_selections(self, rows: Mapping[str, Sequence[int] | Index]) -> None:
        """Highlight these rows of these layers (by id), and nothing else."""
        self._images.set_selections(rows)
        self._render_soon()

    def set_language(self, language: Language) -> None:
        """Speak a language in scale bar, north arrow and to screen readers (labels follow the layers)."""
        self._language = language
        self.setAccessibleName(_NAME.to(language))
        self.setAccessibleDescription(_HELP.to(language))
        self.update()

    @property
    def crs(self) -> str:
        """CRS of the map: that of the layers, Web Mercator where there are none."""
        return next((layer.portrayal.placed.crs for layer in self._images.layers), "EPSG:3857")

    @property
    def rendering(self) -> bool:
        """Whether a render is under way."""
        return self._images.running

    def render_now(self) -> None:
        """Render all that is wanting before returning."""
        self._rest.stop()
        self._remember()
        self._images.render(self._view, self.devicePixelRatioF(), at_once)

    def grab_image(self, width: int, height: int, device_pixel_ratio: float = 1.0, furniture: bool = True) -> QImage:
        """Return a picture of the extent shown, rendered at once.

        Parameters
        ----------
        width, height
            Size in logical pixels.
        device_pixel_ratio
            Device pixels per logical pixel.
        furniture
            Whether scale bar and north arrow are drawn.
        """
        images = LayerImages(at_once, lambda: None, lambda _: None)
        images.set_layers(self._images.shown)
        view = self._view.refitted(width, height)
        images.render(view, device_pixel_ratio)
        picture = images.compose(view, device_pixel_ratio)
        if furniture:
            painter = QPainter(picture)
            paint_furniture(painter, view, self.crs, self._language)
            painter.end()
        return picture

    def still(self, looks: Mapping[str, Portrayal]) -> QImage:
        """Return the picture of the view with other looks of some layers (by id), these alone rendered anew, at once.

        Furniture and selection are left out: what is drawn over a picture that stands still for the length of a drag.
        """
        images = self._images.copied(at_once)
        images.set_layers(
            [
                replace(each, portrayal=looks[each.id]) if isinstance(each, CanvasLayer) and each.id in looks else each
                for each in self._images.shown
            ]
        )
        ratio = self.devicePixelRatioF()
        images.render(self._view, ratio)
        return images.compose(self._view, ratio)

    # --- where one looks from -------------------------------------------------------------------------------------

    def set_view(self, view: MapView) -> None:
        """Show another view, taken to the size of the widget."""
        self.move_view(view.resized(self.width(), self.height()))

    def move_view(self, view: MapView) -> None:
        """Show another view at once as far as there are images; what is drawn follows at rest."""
        if view == self._view:
            return
        self._fitted = None
        self._change(view)

    def set_extent(self, bounds: Bounds) -> None:
        """Show all of an extent (minx, miny, maxx, maxy) in map units; it stays in view when the widget is resized."""
        self._change(MapView.fitted(bounds, self.width(), self.height()))
        self._fitted = bounds

    def hold_scale(self) -> None:
        """Keep the scale from now on when the widget is resized, instead of the extent that was asked for."""
        self._fitted = None

    def set_full_extent(self, bounds: Bounds | None) -> None:
        """Say what `zoom_to_full` shows; None: all visible layers."""
        self._full = bounds

    def zoom_to_full(self) -> None:
        """Show the full extent; nothing happens where there is nothing to show."""
        shown = [layer for layer in self._images.layers if layer.visible]
        bounds = self._full or union(geometry_of(layer.portrayal.placed).bounds for layer in shown)
        if bounds is not None:
            self.set_extent(bounds)

    def zoom_in(self) -> None:
        """Magnify by 1.5 about the centre."""
        self.move_view(self._view.zoomed(ZOOM_STEP))

    def zoom_out(self) -> None:
        """Reduce by 1.5 about the centre."""
        self.move_view(self._view.zoomed(1 / ZOOM_STEP))

    def back(self) -> None:
        """Go back to the view before; nothing happens at the first one."""
        self._travel(self._past, self._future)

    def forward(self) -> None:
        """Go forward again after `back`."""
        self._travel(self._future, self._past)

    def forget_history(self) -> None:
        """Begin the history of views anew: another project is shown."""
        self._past.clear()
        self._future.clear()
        self._rested = None

    # --- what the tools ask ---------------------------------------------------------------------------------------

    def pick_at(self, x_px: float, y_px: float) -> None:
        """Emit what lies under a pixel."""
        self.picked.emit(pick(self._images.layers, self._view, x_px, y_px))

    def select_in(self, box: QRectF, adding: bool) -> None:
        """Emit that a box of pixels is to be selected."""
        self.selecting.emit(box, adding)

    def features_in(self, layer_id: str, box: QRectF) -> Sequence[int] | Index:
        """Return the rows of a layer in a box of pixels; where the box is empty, the topmost feature there."""
        layers = [layer for layer in self._images.layers if layer.id == layer_id]
        if box.isNull():
            return [hit.index for hit in pick(layers, self._view, box.x(), box.y())[:1]]
        return rows_in(layers[0].portrayal, self._view, box) if layers else []

    # --- painting -------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Blit the picture to where it lies in the view; draw the furniture over it."""
        self._recompose()
        painter = QPainter(self)
        if self._picture is None or self._picture.view != self._view:
            painter.fillRect(self.rect(), BACKGROUND)
        if self._picture is not None:
            compose(painter, self._picture, 1.0, self._view)
        paint_furniture(painter, self._view, self.crs, self._language)
        self.paint_gesture(painter)
        painter.end()

    def _recompose_soon(self) -> None:
        """Several layers may come between two paintings: the picture is composed of them once."""
        self._outdated = True
        self.update()

    def _recompose(self) -> None:
        """Compose the picture where images have come since."""
        if self._outdated:
            self._outdated = False
            ratio = self.devicePixelRatioF()
            self._picture = Drawn(0, "", None, self._view, ratio, self._images.compose(self._view, ratio))

    # --- rendering ------------------------------------------------------------------------------------------------

    def _render_soon(self) -> None:
        if not self._rest.isActive():
            self._rest.start(0)

    def _render(self) -> None:
        self._remember()
        self._images.render(self._view, self.devicePixelRatioF())

    def _remember(self) -> None:
        """Keep the view before for `back`, now that this one has come to rest."""
        rested = self._rested and self._rested.resized(self._view.width, self._view.height)
        if rested is not None and rested != self._view:
            self._past.append(rested)
            del self._past[:-_HISTORY]
            self._future.clear()
        self._rested = self._view if self._images.layers else None  # of an empty map there is nothing to go back to

    def _change(self, view: MapView) -> None:
        if view == self._view:
            return
        self._recompose()
        self._view = view
        if self._picture is not None and can_be_moved(self._picture.view, view):
            self._picture = moved_picture(self._picture, view, self._images.layers)
        self._images.cancel()
        self._rest.start(REST_MS)
        self.view_changed.emit(view)
        self.update()

    def _travel(self, source: list[MapView], target: list[MapView]) -> None:
        self._remember()
        if source:
            target.append(self._view)
            self._rested = source.pop().resized(self.width(), self.height())
            self.move_view(self._rested)

    # --- events ---------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep the centre and the scale, or the extent that was asked for."""
        fitted = self._fitted
        size = event.size()
        view = self._view.resized(size.width(), size.height())
        self._change(view if fitted is None else MapView.fitted(fitted, size.width(), size.height()))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Stop rendering."""
        self._images.cancel()
        super().closeEvent(event)

    def event(self, event: QEvent) -> bool:
        """Render anew on a screen of another resolution."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._render_soon()
        return super().event(event)
