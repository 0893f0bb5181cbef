"""The look of the window: two palettes on Fusion, one style sheet of palette roles, line icons in the palette's ink."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from gui.language import language, set_language

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
ICON_SIZES_PX = (16, 20, 24, 32, 40, 48, 64)
_FOLLOWS = "yuantu_follows_the_system"

_ROLES = QPalette.ColorRole
_LIGHT: dict[QPalette.ColorRole, str] = {
    _ROLES.Window: "#f4f6f8",
    _ROLES.WindowText: "#1f2a37",
    _ROLES.Base: "#ffffff",
    _ROLES.AlternateBase: "#eef2f6",
    _ROLES.Text: "#1f2a37",
    _ROLES.Button: "#f9fafb",
    _ROLES.ButtonText: "#1f2a37",
    _ROLES.BrightText: "#b42318",
    _ROLES.PlaceholderText: "#6b7785",
    _ROLES.Highlight: "#1668a8",
    _ROLES.HighlightedText: "#ffffff",
    _ROLES.Accent: "#1668a8",
    _ROLES.Link: "#1668a8",
    _ROLES.ToolTipBase: "#1f2a37",
    _ROLES.ToolTipText: "#f4f6f8",
    _ROLES.Light: "#ffffff",
    _ROLES.Midlight: "#e3e9ef",
    _ROLES.Mid: "#cdd5de",
    _ROLES.Dark: "#8a96a3",
    _ROLES.Shadow: "#56616d",
}
_DARK: dict[QPalette.ColorRole, str] = {
    _ROLES.Window: "#23282e",
    _ROLES.WindowText: "#e4e8ec",
    _ROLES.Base: "#1b1f24",
    _ROLES.AlternateBase: "#2a3037",
    _ROLES.Text: "#e4e8ec",
    _ROLES.Button: "#2f363d",
    _ROLES.ButtonText: "#e4e8ec",
    _ROLES.BrightText: "#ff8a80",
    _ROLES.PlaceholderText: "#97a3af",
    _ROLES.Highlight: "#3d8fd1",
    _ROLES.HighlightedText: "#ffffff",
    _ROLES.Accent: "#3d8fd1",
    _ROLES.Link: "#6db3ea",
    _ROLES.ToolTipBase: "#e4e8ec",
    _ROLES.ToolTipText: "#1b1f24",
    _ROLES.Light: "#3a424b",
    _ROLES.Midlight: "#343c44",
    _ROLES.Mid: "#454e58",
    _ROLES.Dark: "#15181c",
    _ROLES.Shadow: "#0d0f12",
}
_DISABLED = {False: "#98a2ad", True: "#6f7a85"}


def apply_theme(app: QApplication, dark: bool | None = None) -> None:
    """Dress the application; `dark` None follows the system, now and whenever it changes."""
    hints = QGuiApplication.styleHints()
    if app.property(_FOLLOWS) is None:
        app.setStyle("Fusion")
        hints.colorSchemeChanged.connect(lambda scheme: _follow(app, scheme == Qt.ColorScheme.Dark))
    app.setProperty(_FOLLOWS, dark is None)
    _dress(app, hints.colorScheme() == Qt.ColorScheme.Dark if dark is None else dark)


def _follow(app: QApplication, dark: bool) -> None:
    if app.property(_FOLLOWS):
        _dress(app, dark)
        set_language(language())  # every widget writes its words and fetches its icons anew


def _dress(app: QApplication, dark: bool) -> None:
    """Put on a palette and the style sheet; every widget is polished for that, so not where it is worn already."""
    wanted = palette(dark)
    if app.styleSheet() and app.palette().window() == wanted.window() and app.palette().text() == wanted.text():
        return
    app.setPalette(wanted)
    rules = (RESOURCES / "style.qss").read_text(encoding="utf-8")
    app.setStyleSheet(rules.replace("url(ICONS/", f"url({(RESOURCES / 'icons').as_posix()}/"))


def palette(dark: bool) -> QPalette:
    """Return the light or the dark palette."""
    made = QPalette()
    for role, colour in (_DARK if dark else _LIGHT).items():
        made.setColor(role, QColor(colour))
    for role in (_ROLES.WindowText, _ROLES.Text, _ROLES.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(_DISABLED[dark]))
    return made


def icon(name: str) -> QIcon:
    """Return the icon ``resources/icons/<name>.svg`` in the ink of the application's palette.

    The files draw with ``currentColor``; disabled icons take the palette's disabled ink.
    """
    made = QIcon()
    ink = QGuiApplication.palette()
    for mode, group in (
        (QIcon.Mode.Normal, QPalette.ColorGroup.Active),
        (QIcon.Mode.Disabled, QPalette.ColorGroup.Disabled),
    ):
        colour = ink.color(group, QPalette.ColorRole.ButtonText).name()
        for size_px in ICON_SIZES_PX:
            made.addPixmap(_pixmap(name, colour, size_px), mode)
    return made


def icon_pixmap(name: str, colour: str, size_px: int = 20) -> QPixmap:
    """Return the icon in a colour of its own, for places that are not buttons."""
    return _pixmap(name, colour, size_px)


@cache
def _pixmap(name: str, colour: str, size_px: int) -> QPixmap:
    source = (RESOURCES / "icons" / f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", colour)
    renderer = QSvgRenderer(QByteArray(source.encode()))
    picture = QPixmap(QSize(size_px, size_px))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer.render(painter, QRectF(0, 0, size_px, size_px))
    painter.end()
    return picture
