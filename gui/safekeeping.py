"""That nothing is lost: the journal, recovery after a crash, older versions, locks, and files that change on disk."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow, QStatusBar

from gui.file_watch import FileWatch
from gui.journal_keeper import JournalKeeper, JournalLight, journal_folder
from gui.merging import Merging
from gui.project_files import ProjectFiles
from gui.project_locks import ProjectLocks
from gui.recovery import Recovery
from gui.session import Session
from gui.versions import Versions


class Safekeeping(QObject):
    """Puts these together for a window; the actions name its parts."""

    def __init__(self, session: Session, files: ProjectFiles, window: QMainWindow) -> None:
        super().__init__(window)
        self.journal = JournalKeeper(session, journal_folder(), self)
        self.recovery = Recovery(session, self.journal, files, window)
        self.locks = ProjectLocks(session, files, window)
        self.merging = Merging(session, window)
        self.versions = Versions(session, window)
        self.watch = FileWatch(session, files, self)

    def show_state(self, bar: QStatusBar) -> None:
        """Put what there is to see into the status bar."""
        bar.addPermanentWidget(self.locks.label)
        bar.addPermanentWidget(JournalLight(self.journal))

    def close(self) -> None:
        """End: the user saved the project or gave it up."""
        self.locks.close()
        self.journal.close()
