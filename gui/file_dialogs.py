"""Asking for files, without blocking: the file dialogs of the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from gui.language import say
from gui.settings import LAST_FOLDER, last_folder
from spatial.formats.readable import Role, patterns, readable


def read_filters(title: str, *roles: Role) -> list[str]:
    """Return the filters of a dialog that opens files: all of these roles (`title`), each kind alone, all files."""
    kinds = [f"{say(each.name)} ({' '.join('*' + suffix for suffix in each.suffixes)})" for each in readable(*roles)]
    everything = QCoreApplication.translate("FileDialogs", "全部文件") + " (*)"
    return [f"{title} ({patterns(*roles)})", *kinds, everything]


def ask_to_open(
    parent: QWidget, title: str, filters: list[str], chosen: Callable[[list[Path]], None], *, several: bool = False
) -> QFileDialog:
    """Ask for existing files; `chosen` is called with them, not at all when the user changes their mind."""
    dialog = QFileDialog(parent, title, str(last_folder()))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles if several else QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters(filters)
    return _open(dialog, chosen)


def ask_to_save(
    parent: QWidget, title: str, filters: list[str], name: Path, chosen: Callable[[list[Path]], None]
) -> QFileDialog:
    """Ask where to write a file; the ending of `name` is added where the user gives none."""
    folder = str(name.parent if name.is_absolute() else last_folder())
    dialog = QFileDialog(parent, title, folder)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(filters)
    dialog.setDefaultSuffix(name.suffix.removeprefix("."))
    dialog.selectFile(name.name)
    return _open(dialog, chosen)


def ask_for_folder(parent: QWidget, title: str, chosen: Callable[[list[Path]], None]) -> QFileDialog:
    """Ask for a folder to write several files into."""
    dialog = QFileDialog(parent, title, str(last_folder()))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return _open(dialog, chosen)


def _open(dialog: QFileDialog, chosen: Callable[[list[Path]], None]) -> QFileDialog:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def done(files: list[str]) -> None:
        paths = [Path(each) for each in files]
        if paths:
            LAST_FOLDER.keep(str(paths[0].parent))
            chosen(paths)

    dialog.filesSelected.connect(done)
    dialog.open()
    return dialog
