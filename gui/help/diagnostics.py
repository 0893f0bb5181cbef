"""What a maintainer needs to understand a fault: log, versions and settings in one archive, and nothing of the data."""

from __future__ import annotations

import json
import platform
import zipfile
from importlib import metadata
from pathlib import Path

from PySide6.QtCore import QObject, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

from gui.file_dialogs import ask_to_save
from gui.messages import Message, log_path
from gui.session import Edit, Session
from gui.settings import open_settings
from gui.tasks import Task
from layers.version import VERSION
from spatial.feedback import Feedback
from spatial.files import replace_file
from spatial.text import Text

PACKAGES = ("PySide6", "geopandas", "pandas", "shapely", "pyproj", "pyogrio", "fiona", "numpy", "numba", "folium")


class Diagnostics(QObject):
    """The verb of the help menu."""

    def __init__(self, session: Session, window: QMainWindow) -> None:
        super().__init__(window)
        self._session, self._window = session, window

    def ask_save(self) -> None:
        """Ask where to, and write the archive there."""
        filters = [self.tr("压缩包") + " (*.zip)"]
        ask_to_save(
            self._window,
            self.tr("保存诊断信息"),
            filters,
            Path("yuantu-diagnostics.zip"),
            lambda paths: self.save(paths[0]),
        )

    def save(self, path: Path) -> None:
        """Write the archive."""
        facts = about_this_machine()

        def work(feedback: Feedback) -> None:
            replace_file(path, lambda temporary: _write(temporary, facts))

        def done(_: None) -> Edit | None:
            self._session.messages.show(
                Message("success", Text(f"诊断信息已保存到 {path}", f"Diagnostics saved to {path}"))
            )
            return None

        self._session.run(Task(Text("保存诊断信息", "Saving diagnostics"), "diagnostics"), work, done)


def about_this_machine() -> dict[str, object]:
    """Return versions, screens and settings; settings that name files of the user are left out."""
    return {
        "yuantu": VERSION,
        "python": platform.python_version(),
        "system": platform.platform(),
        "qt": qVersion(),
        "platform": QGuiApplication.platformName(),
        "screens": [
            [each.size().width(), each.size().height(), each.devicePixelRatio()] for each in QGuiApplication.screens()
        ],
        "packages": {name: _version(name) for name in PACKAGES},
        "settings": open_settings(),
    }


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _write(path: Path, facts: dict[str, object]) -> None:
    log = log_path()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("about.json", json.dumps(facts, ensure_ascii=False, indent=2))
        for each in sorted(log.parent.glob(log.name + "*")):
            archive.write(each, each.name)
