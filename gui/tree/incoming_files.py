"""Dropping on the window and pasting into it: projects are opened, layers added, tables joined."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QMainWindow

from gui.projects.files import ProjectFiles
from gui.session import Session
from gui.tasks import Task
from gui.tree.layer_files import LayerFiles
from gui.tree.layer_verbs import LayerVerbs
from layers.datasets import with_datum_hint
from layers.incoming import files_in, read_pasted, sort_files
from layers.layer import Dataset
from spatial.errors import GisError, SourceError
from spatial.feedback import Feedback
from spatial.formats.tile_archives import is_tile_archive
from spatial.text import Text


class IncomingFiles(QObject):
    """Takes what is dropped on the window or lies on the clipboard, and hands it to the verbs that know what to do."""

    def __init__(
        self, session: Session, files: ProjectFiles, layer_files: LayerFiles, verbs: LayerVerbs, window: QMainWindow
    ) -> None:
        super().__init__(window)
        self._session, self._files, self._layer_files, self._verbs = session, files, layer_files, verbs
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def take(self, paths: Sequence[Path]) -> None:
        """Open a project (after asking about unsaved changes), add layers, offer to join a table.

        A table that comes with layers is joined to the topmost of them; where there is no layer at all, points are made
        of its coordinates.
        """
        try:
            found = sort_files(paths)
            shapes = [path for path in found.layers if not is_tile_archive(path)]
            if len(found.tables) > 1:
                raise _cannot_join(found.tables[0])
        except GisError as error:
            self._session.messages.error(error)
            return
        project = found.project
        if project is not None:
            self._files.after_saving(lambda: self._files.open(project))
        elif found.layers:
            join = partial(self._verbs.join_table, found.tables[0]) if found.tables else None
            self._layer_files.add(found.layers, join)
        if found.tables and not shapes:
            layer = self._verbs.layer()
            (self._verbs.join_table if layer is not None else self._verbs.add_points)(found.tables[0])

    def paste(self) -> None:
        """Add what lies on the clipboard as a layer: files, paths of files, GeoJSON or WKT."""
        mime = QGuiApplication.clipboard().mimeData() or QMimeData()  # None on some platforms while it is empty
        paths = _local_files(mime) or files_in(mime.text())
        if paths:
            self.take(paths)
            return
        text, project = mime.text(), self._session.project
        taken = [each.id for each in project.datasets]

        def work(feedback: Feedback) -> list[Dataset]:
            dataset = read_pasted(text, taken, feedback.part(0.0, 0.9))
            return [with_datum_hint(dataset, project.datasets, feedback.part(0.9, 1.0))]

        label = Text("粘贴图层", "Paste a layer")
        self._session.run(Task(label), work, lambda datasets: self._layer_files.put(label, datasets))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Accept files that are dragged over the window, and take them when they are dropped."""
        if isinstance(event, QDragEnterEvent | QDragMoveEvent | QDropEvent):
            paths = _local_files(event.mimeData())
            if paths:
                event.acceptProposedAction()
                if event.type() == QEvent.Type.Drop:
                    self.take(paths)
                return True
        return False


def _local_files(mime: QMimeData) -> tuple[Path, ...]:
    return tuple(Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile())


def _cannot_join(table: Path) -> SourceError:
    return SourceError(
        Text(f"“{table.name}”等是表格，一次只能处理一个。", f"“{table.name}” and others are tables: one at a time."),
        Text(
            "请先选中要连接的图层，再单独拖入或粘贴一个表格。", "Select the layer, then drop or paste one table alone."
        ),
    )
