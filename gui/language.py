"""Which language the window speaks, and how widgets hear that it changed.

Two kinds of words meet in the window. What a widget says of itself is a Chinese source string in ``self.tr("…")``,
translated by Qt Linguist files. What comes from the floors below, or is kept (history, messages, legends), is a `Text`
and is turned into words with ``text.to(language())`` where it is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from PySide6.QtCore import QCoreApplication, QEvent, QLibraryInfo, QLocale, QObject, QTranslator
from PySide6.QtWidgets import QWidget

from spatial.text import Language, Text

TRANSLATIONS = Path(__file__).resolve().parent.parent / "resources" / "translations"
_PROPERTY = "yuantu_language"
_translators: list[QTranslator] = []


def language() -> Language:
    """Return the language of the window; Chinese until `set_language` said otherwise."""
    app = QCoreApplication.instance()
    return cast("Language", (app and app.property(_PROPERTY)) or "zh")


def say(text: Text) -> str:
    """Return `text` in the language of the window."""
    return text.to(language())


def set_language(wanted: Language) -> None:
    """Switch the window to a language: every widget receives ``LanguageChange``, and Qt's own dialogs follow."""
    app = QCoreApplication.instance()
    if app is None:
        raise RuntimeError("set_language needs a QApplication")
    app.setProperty(_PROPERTY, wanted)
    QLocale.setDefault(QLocale("zh_CN" if wanted == "zh" else "en_GB"))
    for translator in _translators:
        app.removeTranslator(translator)
    _translators.clear()
    qt_files = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    wanted_files = [qt_files / ("qtbase_zh_CN.qm" if wanted == "zh" else "qtbase_en.qm")]
    if wanted == "en":
        wanted_files.append(TRANSLATIONS / "yuantu_en.qm")
    for path in wanted_files:
        translator = QTranslator()
        if translator.load(str(path)):
            _translators.append(translator)
            app.installTranslator(translator)


def on_language(widget: QWidget, retranslate: Callable[[], None]) -> None:
    """Call `retranslate` now, and again whenever the language of the window changes."""
    widget.installEventFilter(_Listener(widget, retranslate))
    retranslate()


class _Listener(QObject):
    def __init__(self, widget: QWidget, retranslate: Callable[[], None]) -> None:
        super().__init__(widget)
        self._retranslate = retranslate

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        return False
