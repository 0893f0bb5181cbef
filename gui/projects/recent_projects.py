"""The projects that were opened or saved last, in a menu of their own."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow, QMenu

from gui.language import on_language
from gui.projects.files import ProjectFiles
from gui.session import Session
from gui.settings import RECENT

KEPT = 10


class RecentProjects(QObject):
    """Keeps the last `KEPT` projects; one whose file is gone is shown grey, with the reason."""

    def __init__(self, session: Session, files: ProjectFiles, file_menu: QMenu, window: QMainWindow) -> None:
        super().__init__(window)
        self._session, self._files = session, files
        self.menu = QMenu(window)
        self.menu.setToolTipsVisible(True)
        self.menu.aboutToShow.connect(self._fill)
        before = next(each for each in file_menu.actions() if each.objectName() == "save")
        file_menu.insertMenu(before, self.menu)
        files.opened.connect(self._note)
        on_language(window, self._retranslate)

    def paths(self) -> list[Path]:
        """Return the projects, the last one first."""
        return [Path(each) for each in RECENT.value()]

    def clear(self) -> None:
        """Forget them all."""
        self._keep([])

    def _note(self) -> None:
        """Put the project that is open to the front; one that is saved nowhere is none."""
        path = self._session.path
        if path is not None:
            self._keep([path.absolute(), *(each for each in self.paths() if each != path.absolute())])

    def _keep(self, paths: list[Path]) -> None:
        RECENT.keep(tuple(str(path) for path in paths[:KEPT]))
        self.menu.menuAction().setEnabled(bool(paths))

    def _fill(self) -> None:
        self.menu.clear()
        for place, path in enumerate(self.paths(), start=1):
            there = path.exists()
            name = path.parent.name if path.name == "project.json" else path.name
            words = f"&{place % 10}  {name.replace('&', '&&')}"
            made = self.menu.addAction(words if there else self.tr("{name}（找不到文件）").format(name=words))
            made.setEnabled(there)
            made.setToolTip(str(path))
            made.setStatusTip(str(path))
            made.triggered.connect(lambda _=False, path=path: self._open(path))
        self.menu.addSeparator()
        self.menu.addAction(self.tr("清除列表")).triggered.connect(lambda _: self.clear())

    def _open(self, path: Path) -> None:
        self._files.after_saving(lambda: self._files.open(path))

    def _retranslate(self) -> None:
        self.menu.setTitle(self.tr("最近的项目(&R)"))
        self.menu.menuAction().setEnabled(bool(self.paths()))
