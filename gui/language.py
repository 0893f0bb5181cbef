"""Which language the window speaks, and how widgets hear that it changed.

Two kinds of words meet in the window. What a widget says of itself is a Chinese source string in ``self.tr("…")``,
translated by Qt Linguist files. What comes from the floors below, or is kept (history, messages, legends), is a `Text`
and is turned into words with ``text.to(language())`` where it is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast
from weakref import ref

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTimer, QTranslator
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from spatial.text import Language, Text

TRANSLATIONS = Path(__file__).resolve().parent.parent / "resources" / "translations"
_PROPERTY = "yuantu_language"
_translators: list[tuple[QTranslator, bytes]] = []


def language() -> Language:
    """Return the language of the window; Chinese until `set_language` said otherwise."""
    app = QCoreApplication.instance()
    return cast("Language", (app and app.property(_PROPERTY)) or "zh")


def say(text: Text) -> str:
    """Return `text` in the language of the window."""
    return text.to(language())


def set_language(wanted: Language) -> None:
    """Switch the window to a language: what asked by `on_language` is told, and Qt's own dialogs follow."""
    app = QCoreApplication.instance()
    if app is None:
        raise RuntimeError("set_language needs a QApplication")
    app.setProperty(_PROPERTY, wanted)
    QLocale.setDefault(QLocale("zh_CN" if wanted == "zh" else "en_GB"))
    for translator, _ in _translators:
        app.removeTranslator(translator)
    _translators.clear()
    qt_files = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    wanted_files = [qt_files / ("qtbase_zh_CN.qm" if wanted == "zh" else "qtbase_en.qm")]
    if wanted == "en":
        wanted_files.append(TRANSLATIONS / "yuantu_en.qm")
    for path in wanted_files:
        # From memory, kept alive here: Qt would map the file, and an update that rewrites it would crash the window.
        translator, words = QTranslator(), path.read_bytes() if path.is_file() else b""
        if words and translator.load(words):
            _translators.append((translator, words))
            app.installTranslator(translator)
    QTimer.singleShot(0, app, _tell_listeners)  # like Qt's own event of the kind: when the present one is done with


def on_language(widget: QWidget, retranslate: Callable[[], None]) -> None:
    """Call `retranslate` now, and again whenever the language of the window changes.

    This is no event filter: it would run for each event of each widget, and while work is under way each of these runs
    waits for the interpreter.
    """
    _listeners.append(ref(_Listener(widget, retranslate)))
    retranslate()


class _Listener(QObject):
    """Lives as long as its widget."""

    def __init__(self, widget: QWidget, retranslate: Callable[[], None]) -> None:
        super().__init__(widget)
        self.retranslate = retranslate


_listeners: list[ref[_Listener]] = []


def _tell_listeners() -> None:
    alive = [(each, listener) for each in _listeners if (listener := each()) is not None and isValid(listener)]
    _listeners[:] = [each for each, _ in alive]
    for _, listener in alive:
        if isValid(listener):  # one may be deleted by what another does
            listener.retranslate()
