"""The archive for maintainers holds log, versions and settings, and nothing of the user's files."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from window_project import close_window, new_window, settle, small_project, type_file, without_platform_noise

from gui.help import diagnostics
from layers.version import VERSION

__all__ = ["without_platform_noise"]


def test_the_archive_is_written_from_the_help_menu(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "yuantu.log").write_text("a line", encoding="utf-8")
    monkeypatch.setattr(diagnostics, "log_path", lambda: tmp_path / "log" / "yuantu.log")
    window = new_window(tmp_path)
    try:
        window.session.open(small_project())
        QSettings().setValue("files/recent", ["/home/secret.yuantu"])
        QSettings().setValue("window/theme", "dark")
        window.menus.actions["save_diagnostics"].trigger()
        settle()
        type_file(tmp_path / "out.zip")
        with zipfile.ZipFile(tmp_path / "out.zip") as archive:
            assert sorted(archive.namelist()) == ["about.json", "yuantu.log"]
            words = archive.read("about.json").decode()
        about = json.loads(words)
        assert about["yuantu"] == VERSION and about["packages"]["shapely"]
        assert about["settings"] == {"window/theme": "dark"}
        assert "secret" not in words and "Alpha" not in words
        assert window.map_area.bar.message.severity == "success"
    finally:
        close_window(window)


def test_a_place_that_cannot_be_written_is_said(qapp: QApplication, tmp_path: Path) -> None:
    window = new_window(tmp_path)
    try:
        window.diagnostics.save(tmp_path / "missing" / "out.zip")
        settle()
        assert window.map_area.bar.message.severity == "error"
    finally:
        close_window(window)
