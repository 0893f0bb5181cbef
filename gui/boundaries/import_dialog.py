"""Importing a boundary: from a file of any vector format or from WKT or GeoJSON text, seen on the map first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.boundaries.running import run_edit
from gui.boundaries.shape_overlay import LOST, NEW, ShapeOverlay, Shown
from gui.file_dialogs import ask_to_open, read_filters
from gui.language import on_language, say
from gui.settings import AREA_UNIT
from gui.tasks import Task
from layers.boundaries.importing import Candidate, candidates_in, imported, read_file, read_text
from layers.layer import Dataset
from spatial import topology as topo
from spatial.datums import DATUM_LABELS, DATUMS
from spatial.errors import GisError
from spatial.feedback import Feedback
from spatial.measuring import print_area
from spatial.text import Text

if TYPE_CHECKING:
    from gui.editing.editor import Editor


class ImportBoundaryDialog(QDialog):
    """Asks for a source, for the polygons of it, and for what becomes of them."""

    def __init__(self, editor: Editor, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("import_boundary")
        self._editor = editor
        self._overlay = ShapeOverlay(editor.canvas)
        self.source: Dataset | None = None
        self.candidates: tuple[Candidate, ...] = ()
        self.text = QPlainTextEdit()
        self.file, self.paste, self.read = QPushButton(), QPushButton(), QPushButton()
        self.shapes = QListWidget()
        self.shapes.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.datum, self.target = QComboBox(), QComboBox()
        for datum in DATUMS:
            self.datum.addItem("", datum)
        for target in ("new", "part", "replace"):
            self.target.addItem("", target)
        self._words, self.found = QLabel(), QLabel()
        self._datum_label, self._target_label, self._shapes_label = QLabel(), QLabel(), QLabel()
        self.box = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._lay_out()
        self._wire()
        on_language(self, self._retranslate)
        self._show()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(8)
        for label in (self._words, self.found):
            label.setWordWrap(True)
        row = QHBoxLayout()
        for button in (self.file, self.paste, self.read):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch(1)
        self.text.setMaximumHeight(110)
        form = QFormLayout()
        for name, part in ((self._datum_label, self.datum), (self._target_label, self.target)):
            name.setBuddy(part)
            form.addRow(name, part)
        self._shapes_label.setBuddy(self.shapes)
        column.addWidget(self._words)
        column.addLayout(row)
        column.addWidget(self.text)
        column.addWidget(self._shapes_label)
        column.addWidget(self.shapes, 1)
        column.addLayout(form)
        column.addWidget(self.found)
        column.addWidget(self.box)
        self.resize(580, 560)

    def _wire(self) -> None:
        self.file.clicked.connect(self._ask_file)
        self.paste.clicked.connect(self._paste)
        self.read.clicked.connect(self._read_text)
        self.shapes.itemSelectionChanged.connect(self._show)
        self.datum.currentIndexChanged.connect(lambda _: self._list())
        self.target.currentIndexChanged.connect(lambda _: self._show())
        self._editor.selection.changed.connect(self._show)
        self._editor.edit.ended.connect(self.reject)
        self.box.accepted.connect(self._commit)
        self.box.rejected.connect(self.reject)
        self.finished.connect(lambda _: self._put_away())

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("导入边界"))
        self._words.setText(self.tr("从文件取边界，或粘贴 WKT、GeoJSON 文本；先在地图上看，再采用。"))
        self.file.setText(self.tr("打开文件(&O)…"))
        self.paste.setText(self.tr("粘贴文本(&V)"))
        self.read.setText(self.tr("读取文本(&R)"))
        self.text.setPlaceholderText('POLYGON ((121.37 31.22, …)) / {"type": "Feature", …}')
        self.text.setAccessibleName(self.tr("WKT 或 GeoJSON 文本"))
        self._shapes_label.setText(self.tr("其中的面(&L)"))
        self._datum_label.setText(self.tr("来源的坐标基准(&D)"))
        self._target_label.setText(self.tr("用途(&U)"))
        for place, datum in enumerate(DATUMS):
            self.datum.setItemText(place, say(DATUM_LABELS[datum]))
        self.box.button(QDialogButtonBox.StandardButton.Ok).setText(self.tr("采用"))
        self._list()

    # --- reading --------------------------------------------------------------------------------------------------

    def _ask_file(self) -> None:
        filters = read_filters(self.tr("矢量文件"), "layer")
        ask_to_open(self, self.tr("导入边界"), filters, lambda paths: self.open_file(paths[0]))

    def open_file(self, path: Path) -> None:
        """Read a file in a worker."""
        self._run(Text(f"读取“{path.name}”", f"Reading “{path.name}”"), lambda feedback: read_file(path, feedback))

    def _paste(self) -> None:
        self.text.setPlainText(QGuiApplication.clipboard().text())
        self._read_text()

    def _read_text(self) -> None:
        text = self.text.toPlainText()
        self._run(Text("读取文本", "Reading the text"), lambda feedback: read_text(text, feedback))

    def _run(self, label: Text, work: object) -> None:
        assert callable(work)

        def run(feedback: Feedback) -> Dataset:
            found: Dataset = work(feedback)
            return found

        self._editor.session.tasks.run(Task(label, "import_boundary"), run, self._take, self._fail)

    def _fail(self, error: BaseException) -> None:
        if isinstance(error, GisError):
            self.found.setText(say(Text(error.message("zh"), error.message("en"))))
        else:
            self._editor.session.messages.error(error)

    def _take(self, source: Dataset) -> None:
        if not self._editor.edit.active:
            return
        self.source = source
        self.datum.setCurrentIndex(self.datum.findData(source.datum))
        self._list()

    def _list(self) -> None:
        """List the polygons of the source, in the coordinates of the layer."""
        self.shapes.clear()
        self.candidates = ()
        edit = self._editor.edit
        if self.source is not None and edit.active:
            try:
                self.candidates = candidates_in(self.source, str(self.datum.currentData()), edit.topology)
            except GisError as error:
                self._fail(error)
                return
        for each in self.candidates:
            area = say(print_area(each.area_m2, AREA_UNIT.value()))
            self.shapes.addItem(QListWidgetItem(f"{each.name}  ·  {area}"))
        if len(self.candidates) == 1:
            self.shapes.setCurrentRow(0)
        self._show()

    # --- choosing -------------------------------------------------------------------------------------------------

    @property
    def chosen(self) -> list[Candidate]:
        """The polygons that are chosen."""
        return [self.candidates[index.row()] for index in self.shapes.selectedIndexes()]

    def _feature(self) -> int | None:
        selected = self._editor.selected
        return selected[0] if len(selected) == 1 else None

    def _show(self) -> None:
        if not self._editor.edit.active:
            return
        feature, chosen, target = self._feature(), self.chosen, str(self.target.currentData())
        name = say(self._editor.edit.name(feature)) if feature is not None else self.tr("（请先选中一个要素）")
        self.target.setItemText(0, self.tr("作为新要素"))
        self.target.setItemText(1, self.tr("作为“{name}”的一部分").format(name=name))
        self.target.setItemText(2, self.tr("替换“{name}”的边界").format(name=name))
        fits = bool(chosen) and (target == "new" or feature is not None)
        invalid = [each.name for each in chosen if not each.is_valid]
        outside = [each.name for each in chosen if not each.in_shanghai]
        self.box.button(QDialogButtonBox.StandardButton.Ok).setEnabled(fits and not invalid)
        words = []
        if self.source is not None and not self.candidates:
            words.append(self.tr("来源中没有面。"))
        if invalid:
            words.append(self.tr("“{name}”的边界与自身相交，请先在来源中改正。").format(name=invalid[0]))
        if outside:
            words.append(self.tr("“{name}”不在上海范围内，请核对坐标系和基准。").format(name=outside[0]))
        self.found.setText("\n".join(words))
        shown = [Shown(each.shape, NEW) for each in chosen]
        if feature is not None and target == "replace" and chosen:
            old = self._editor.edit.topology.shape(feature)
            shown.append(Shown(old, LOST, filled=False, dashed=True))
        self._overlay.show_shapes(shown, self._editor.edit.placing)
        if chosen and self.isVisible():
            self._zoom()

    def _zoom(self) -> None:
        """Show what is chosen where it is not in view."""
        shapes = np.array([each.shape for each in self.chosen], dtype=object)
        xy = self._editor.edit.placing.to_map(shapely.get_coordinates(shapes))
        low, high = xy.min(axis=0).tolist(), xy.max(axis=0).tolist()
        west, south, east, north = self._editor.canvas.view.bounds
        if np.isfinite([*low, *high]).all() and (low[0] < west or low[1] < south or high[0] > east or high[1] > north):
            self._editor.canvas.set_extent((low[0], low[1], high[0], high[1]))

    def _commit(self) -> None:
        shapes = [each.shape for each in self.chosen]
        target, feature = str(self.target.currentData()), self._feature()

        def operation(now: topo.Topology) -> topo.Topology:
            return imported(now, shapes, target, feature)

        run_edit(self._editor, Text("导入边界", "Import a boundary"), operation)
        self.accept()

    def _put_away(self) -> None:
        self._overlay.clear()
        self._overlay.deleteLater()
