"""Opening and saving projects: what the window asks, and what it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMainWindow, QMessageBox

from gui.file_dialogs import ask_to_open, ask_to_save, read_filters
from gui.messages import Message, findings_message
from gui.projects.dialogs import RelinkDialog
from gui.session import Edit, Session
from gui.sheet_dialog import SheetDialog
from gui.tasks import Task
from gui.tree.layer_files import add_parts, parts_of, read_all
from layers.layer import Map
from layers.project import Project
from layers.storage.project_file import MissingDataset
from spatial.feedback import Feedback
from spatial.findings import Finding
from spatial.formats.readable import patterns
from spatial.text import Text


class ProjectFiles(QObject):
    """The file verbs of the window. ``opened``: another project, or another file of it, is shown."""

    opened = Signal()

    def __init__(self, session: Session, window: QMainWindow) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self.read_only = False
        """Whether somebody else has the project open: it is saved under another name then."""

    def export_sheet(self) -> None:
        """Ask which map to print on which paper."""
        SheetDialog(self._session, self._window).open()

    def export_report(self) -> None:
        """Ask for the chapters and the file of an evaluation report."""
        from gui.report_dialog import ReportDialog  # what it writes with costs the start of the window too much

        ReportDialog(self._session, self._window).open()

    # --- opening ---------------------------------------------------------------------------------------------------

    def new(self) -> None:
        """Begin with an empty map, after asking about unsaved changes."""
        self.after_saving(self._begin)

    def _begin(self) -> None:
        shown = Map("map", Text("地图", "Map"))
        self._session.open(Project(Text("新项目", "New project"), maps=(shown,), active_map=shown.id))
        self.opened.emit()

    def ask_open(self) -> None:
        """Ask for a project or layer files and open them."""
        self.after_saving(self._ask_open)

    def _ask_open(self) -> None:
        project = "project.json *.yuantu *.zip"
        _, *kinds = read_filters("", "layer")
        filters = [
            self.tr("项目与数据") + f" ({project} {patterns('layer')})",
            self.tr("园图项目") + f" ({project})",
            *kinds,
        ]
        ask_to_open(self._window, self.tr("打开"), filters, lambda paths: self.open(paths[0]))

    def open(self, path: Path | None) -> None:
        """Open a project, or a layer file as a new project; None: the starter project."""
        label = (
            Text(f"打开“{path.name}”", f"Opening “{path.name}”")
            if path
            else Text("打开示例项目", "Opening the starter")
        )

        def work(feedback: Feedback) -> _Opened:
            return _read(path, feedback)

        def then(read: _Opened) -> Edit | None:
            self._session.open(read.project, read.path)
            self.opened.emit()
            self._tell(read)
            return None

        self._session.run(Task(label, "open"), work, then)

    def _tell(self, read: _Opened) -> None:
        if read.missing:
            missing = read.missing
            text = Text(
                f"有 {len(missing)} 个数据文件找不到，其余图层已打开。",
                f"{len(missing)} data files were not found; the other layers are open.",
            )
            relink = (Text("重新指定文件", "Relink files"), lambda: self.relink(missing))
            self._session.messages.show(
                Message("warning", text, tuple(finding.message for finding in read.findings), (relink,))
            )
        elif message := findings_message(read.project.title, read.findings):
            self._session.messages.show(message)

    def relink(self, missing: tuple[MissingDataset, ...]) -> None:
        """Ask for the files of data sets that were not found."""
        RelinkDialog(self._session, missing, self._window).open()

    # --- saving ----------------------------------------------------------------------------------------------------

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Save where the project came from, or ask."""
        if self._session.path is None or self.read_only:
            self.ask_save(then)
        else:
            self._save(self._session.path, then)

    def ask_save(self, then: Callable[[], None] | None = None) -> None:
        """Ask where to save, and save there from now on."""
        filters = [self.tr("园图项目（单个压缩文件）") + " (*.yuantu)"]
        name = self._session.path or Path(self._session.project.title.to("zh") + ".yuantu")
        if name.suffix != ".yuantu":
            name = Path(name.name + ".yuantu")
        ask_to_save(self._window, self.tr("项目另存为"), filters, name, lambda paths: self._save(paths[0], then))

    def _save(self, path: Path, then: Callable[[], None] | None) -> None:
        project = self._session.project

        def work(feedback: Feedback) -> None:
            from layers.storage.processes import this_process
            from layers.storage.project_file import write_project
            from layers.storage.project_lock import check_free

            check_free(path, this_process())
            write_project(project, path, feedback)

        def done(_: None) -> Edit | None:
            self._session.keep_saved(project, path)
            self._session.messages.show(Message("success", Text(f"已保存到 {path}", f"Saved to {path}")))
            self.opened.emit()
            if then is not None:
                then()
            return None

        self._session.run(Task(Text("保存项目", "Saving the project"), "save"), work, done)

    def after_saving(self, then: Callable[[], None]) -> None:
        """Do something that gives up the project: at once where it is saved, else after asking, keeping by default."""
        if not is_modified(self._session):
            then()
            return
        buttons = QMessageBox.StandardButton
        box = QMessageBox(self._window)
        box.setObjectName("unsaved")
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("尚未保存"))
        box.setText(self.tr("项目有尚未保存的更改。要先保存吗？"))
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        answers = {buttons.Save: lambda: self.save(then), buttons.Discard: then}

        def answered(button: int) -> None:
            act = answers.get(buttons(button))
            if act is not None:
                act()
            box.deleteLater()

        box.finished.connect(answered)
        box.open()


@dataclass(frozen=True, eq=False)
class _Opened:
    """What was read, and where it is saved (None: nowhere yet, for layer files)."""

    project: Project
    path: Path | None
    findings: tuple[Finding, ...] = ()
    missing: tuple[MissingDataset, ...] = ()


def _read(path: Path | None, feedback: Feedback) -> _Opened:
    from layers.commands import STARTER, is_project

    if path is not None and not is_project(path):
        title = Text(path.stem, path.stem)
        empty = Project(title, maps=(Map("map", title),), active_map="map")
        project = add_parts(empty, parts_of(empty, read_all([path], empty, feedback)))
        return _Opened(project, None, tuple(each for dataset in project.datasets for each in dataset.findings))
    from layers.storage.project_file import read_project

    opened = read_project(path if path is not None else STARTER, feedback)
    return _Opened(opened.project, opened.path if path is not None else None, opened.findings, opened.missing)


def is_modified(session: Session) -> bool:
    """Whether there is something to lose; showing another map is no change worth a question."""
    return any(
        getattr(session.project, part) is not getattr(session.saved, part)
        for part in ("title", "datasets", "maps", "crs", "aliases", "status_note", "boundaries", "synonyms", "figures")
    )
