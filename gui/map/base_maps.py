"""Base maps in the window: what the canvas draws of them, what is printed on it, and what is said of their files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QLabel, QWidget

from gui import settings
from gui.language import say
from gui.rendering.tiles import TileLayer, TilePicture, picture_of
from layers.layer import Map
from spatial import tile_mosaic
from spatial.text import Text

_GAP_PX = 6


def keep_cache_size(owner: QObject) -> None:
    """Let decoded tiles take as much memory as the settings say, now and when they change."""
    settings.on_setting(
        owner, (settings.TILE_CACHE_MB,), lambda: tile_mosaic.CACHE.limit(settings.TILE_CACHE_MB.value() * 2**20)
    )


def base_layers(shown: Map | None, crs: str, denominator: float) -> tuple[TileLayer, ...]:
    """Return the base maps of a map as the canvas shows them at a scale, from the bottom to the top."""
    return tuple(
        TileLayer(
            base.id,
            picture_of(Path(base.path), base.datum, crs),
            base.visible and base.scales.holds(denominator),
            base.opacity,
        )
        for base in (shown.base_maps if shown is not None else ())
    )


def attributions(shown: Map | None, denominator: float) -> tuple[Text, ...]:
    """Return what must be printed with the base maps that are drawn at a scale, once each."""
    drawn = [
        base
        for base in (shown.base_maps if shown is not None else ())
        if base.visible and base.scales.holds(denominator)
    ]
    return tuple(dict.fromkeys(base.attribution for base in drawn if base.attribution and base.opacity > 0))


class Attribution(QLabel):
    """Lies in the lower right corner of a canvas and says whose base map it shows; empty: nothing is seen."""

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self.setObjectName("attribution")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setStyleSheet("background: rgba(255, 255, 255, 205); color: #1d2833; padding: 1px 5px; font-size: 9pt;")
        self.setWordWrap(True)
        self.hide()
        canvas.installEventFilter(self)

    def tell(self, texts: tuple[Text, ...]) -> None:
        """Show these attributions."""
        self.setText("  ".join(say(text) for text in texts))
        self.setVisible(bool(self.text()))
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Stay in the corner."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        canvas = self.parentWidget()
        if canvas is None or not self.text():
            return
        most = max(canvas.width() * 2 // 3, 120)
        wide = min(self.fontMetrics().horizontalAdvance(self.text()) + 16, most)
        self.resize(wide, max(self.heightForWidth(wide), self.fontMetrics().height() + 4))
        self.move(canvas.width() - self.width() - _GAP_PX, canvas.height() - self.height() - _GAP_PX)


class TileErrors:
    """Says once what is wrong with each archive that was to be drawn."""

    def __init__(self, tell: Callable[[BaseException], None]) -> None:
        self._tell = tell
        self._told: set[TilePicture] = set()

    def look(self, layers: tuple[TileLayer, ...]) -> None:
        """Look at what was drawn."""
        for picture in {layer.portrayal for layer in layers if layer.visible} - self._told:
            if picture.error is not None:
                self._told.add(picture)
                self._tell(picture.error)
