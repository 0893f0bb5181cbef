"""One application for all tests of the window; a Qt log message of level warning or above fails the test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"
_QUIET = (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The application, with the fonts of the product."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    for path in sorted(FONTS.glob("*.ttf")):
        number = QFontDatabase.addApplicationFont(str(path))
        families = QFontDatabase.applicationFontFamilies(number)
        if families:
            app.setFont(QFont(families[0], 10))
    return app


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Journals and logs of a test stay in its own folder (Qt asks the environment each time)."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data-home"))


@pytest.fixture(autouse=True)
def qt_log() -> Iterator[list[str]]:
    """Messages that Qt wrote during the test; warnings and worse fail it unless the test empties the list.

    What the off-screen platform says it cannot do is no fault of the window, and may come late, in another test.
    """
    messages: list[str] = []

    def keep(level: QtMsgType, _context: QMessageLogContext, text: str) -> None:
        if level not in _QUIET and "This plugin does not support" not in text:
            messages.append(f"{level.name}: {text}")

    before = qInstallMessageHandler(keep)
    yield messages
    qInstallMessageHandler(before)
    assert not messages, f"Qt complained: {messages}"
