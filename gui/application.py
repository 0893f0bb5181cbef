"""Setting up the application: name, font, look, language, log."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QApplication

from gui.appearance import starts_dark
from gui.language import set_language
from gui.settings import LANGUAGE
from gui.theme import RESOURCES, apply_theme
from layers.version import VERSION
from spatial.text import Language

FONT_FILE = RESOURCES / "fonts" / "NotoSansSC-Regular.ttf"
FONT_SIZE_PT = 10


def make_application(arguments: Sequence[str] | None = None) -> QApplication:
    """Return the application, dressed and in the user's language; the one that exists, if any."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    QApplication.setOrganizationName("Yuantu")
    QApplication.setApplicationName("Yuantu")
    QApplication.setApplicationVersion(VERSION)
    app = QApplication(list(arguments if arguments is not None else sys.argv[:1]))
    app.setApplicationDisplayName("")
    dress(app, starts_dark())
    set_language(chosen_language())
    return app


def dress(app: QApplication, dark: bool | None = None) -> None:
    """Give the application its font and its look; `dark` None follows the system."""
    use_chinese_font(app)
    apply_theme(app, dark)


def use_chinese_font(app: QApplication) -> None:
    """Use the font that comes with the product where the system has none for Chinese."""
    if QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese):
        return
    families = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(FONT_FILE)))
    if families:
        app.setFont(QFont(families[0], FONT_SIZE_PT))


def chosen_language() -> Language:
    """Return the language the user chose last; Chinese at first."""
    return "en" if LANGUAGE.value() == "en" else "zh"
