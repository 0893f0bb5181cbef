"""That nothing is lost: the journal, recovery after a crash, older versions, locks, and files that change on disk."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QMainWindow, QStatusBar

from gui.projects.file_watch import FileWatch
from gui.projects.files import ProjectFiles, is_modified
from gui.projects.journal_keeper import JournalKeeper, JournalLight, journal_folder
from gui.projects.locks import ProjectLocks
from gui.projects.merging import Merging
from gui.projects.recovery import Recovery
from gui.projects.versions import Versions
from gui.session import Session
from gui.settings import AUTOSAVE_MINUTES, on_setting


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
        self._session, self._files = session, files
        self._autosave = QTimer(self)
        self._autosave.timeout.connect(self.save_unasked)
        on_setting(self, (AUTOSAVE_MINUTES,), self._set_autosave)

    def _set_autosave(self) -> None:
        self._autosave.stop()
        if minutes := AUTOSAVE_MINUTES.value():
            self._autosave.start(minutes * 60_000)

    def save_unasked(self) -> None:
        """Save a project that has a file of its own and unsaved changes, unless it is being saved or is read-only."""
        saving = any(task.key == "save" for task in self._session.tasks.running)
        if self._session.path is not None and is_modified(self._session) and not self._files.read_only and not saving:
            self._files.save()

    def show_state(self, bar: QStatusBar) -> None:
        """Put what there is to see into the status bar."""
        bar.addPermanentWidget(self.locks.label)
        bar.addPermanentWidget(JournalLight(self.journal))

    def close(self) -> None:
        """End: the user saved the project or gave it up."""
        self.locks.close()
        self.journal.close()
