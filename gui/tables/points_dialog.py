"""Points from a table: the file, the columns of longitude and latitude, the datum, and what would come of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.file_dialogs import ask_to_open, read_filters
from gui.language import on_language, say
from gui.session import Session
from gui.tasks import Task
from layers.datasets import with_datum_hint
from layers.layer import Dataset
from layers.point_tables import PointTable, point_table, points_of
from spatial.datums import DATUM_LABELS, DATUMS
from spatial.errors import GisError
from spatial.feedback import Feedback
from spatial.formats.readable import names
from spatial.text import Text


@dataclass(frozen=True, eq=False)
class _Opened:
    path: Path
    sheets: tuple[str, ...]
    table: PointTable


class PointsDialog(QDialog):
    """Makes a layer of points. ``made(dataset)`` when OK was pressed; enabled only where there are points."""

    made = Signal(object)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        self._opened: _Opened | None = None
        self._dataset: Dataset | None = None
        self._refused: Text | None = None
        self._task: Task | None = None
        self.path, self.browse = QLineEdit(), QPushButton()
        self.sheet, self.lon, self.lat, self.datum = QComboBox(), QComboBox(), QComboBox(), QComboBox()
        self.summary = QLabel()
        self.summary.setObjectName("notice")
        self.summary.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        for each in DATUMS:
            self.datum.addItem("", each)
        self._lay_out()
        self._connect()
        on_language(self, self._retranslate)

    @property
    def ok(self) -> QPushButton:
        """The button that adds the layer."""
        return self.buttons.button(QDialogButtonBox.StandardButton.Ok)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.path, 1)
        row.addWidget(self.browse)
        self._form = QFormLayout()
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._labels = {name: QLabel() for name in ("path", "sheet", "lon", "lat", "datum")}
        self._form.addRow(self._labels["path"], row)
        for name in ("sheet", "lon", "lat", "datum"):
            self._form.addRow(self._labels[name], getattr(self, name))
        for name, label in self._labels.items():
            label.setBuddy(getattr(self, name))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(12)
        column.addLayout(self._form)
        column.addWidget(self.summary)
        column.addWidget(self.buttons)
        self.resize(620, 0)

    def _connect(self) -> None:
        self.path.editingFinished.connect(self._read_typed)
        self.browse.clicked.connect(self._browse)
        self.sheet.activated.connect(lambda _: self._read_sheet())
        for box in (self.lon, self.lat, self.datum):
            box.activated.connect(lambda _: self._make())
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)

    def done(self, result: int) -> None:
        """Close, and wait for nothing any more."""
        self.path.blockSignals(True)
        if self._task is not None:
            self._task.cancel()
        super().done(result)

    # --- the table -------------------------------------------------------------------------------------------------

    def _browse(self) -> None:
        ask_to_open(
            self, self.tr("选择表格"), read_filters(self.tr("表格"), "table"), lambda paths: self.read(paths[0])
        )

    def _read_typed(self) -> None:
        typed = self.path.text().strip()
        if typed and (self._opened is None or typed != str(self._opened.path)):
            self.read(Path(typed))

    def _read_sheet(self) -> None:
        if self._opened is not None:
            self.read(self._opened.path, self.sheet.currentText())

    def read(self, path: Path, sheet: str = "") -> None:
        """Read a table ("": the first sheet of a workbook) and look for its coordinates."""
        self.path.setText(str(path))
        self._opened = self._dataset = self._refused = None
        self._show()

        def work(feedback: Feedback) -> _Opened:
            from spatial.sources import list_sheets, read_table

            sheets = list_sheets(path)
            source = read_table(path, sheet=sheet or next(iter(sheets), ""), feedback=feedback)
            return _Opened(path, sheets, point_table(source))

        self._run(Task(Text(f"读取“{path.name}”", f"Reading “{path.name}”"), f"points-{id(self)}"), work, self._take)

    def _run(self, task: Task, work: object, then: object) -> None:
        if self._task is not None:
            self._task.cancel()
        self._task = self._session.tasks.run(task, work, then, self._refuse)  # type: ignore[arg-type]  # one of two kinds

    def _take(self, opened: _Opened) -> None:
        self._opened = opened
        self.sheet.clear()
        self.sheet.addItems(list(opened.sheets))
        self.sheet.setCurrentText(opened.table.source.sheet)
        columns = [str(name) for name in opened.table.source.frame.columns]
        for box, found in ((self.lon, opened.table.lon), (self.lat, opened.table.lat)):
            box.clear()
            box.addItem("", "")
            for name in columns:
                box.addItem(name, name)
            box.setCurrentIndex(max(box.findData(found), 0))
        self._make()

    def _make(self) -> None:
        opened = self._opened
        lon, lat = str(self.lon.currentData() or ""), str(self.lat.currentData() or "")
        self._dataset = self._refused = None
        if opened is None or not (lon and lat):
            self._show()
            return
        table, datum = replace(opened.table, lon=lon, lat=lat), str(self.datum.currentData())
        project = self._session.project
        taken = [each.id for each in project.datasets]

        def work(feedback: Feedback) -> Dataset:
            made = points_of(table, opened.path, datum, taken)
            return with_datum_hint(made, project.datasets, feedback)

        self._run(Task(Text("生成点", "Making points"), f"points-{id(self)}", quiet=True), work, self._keep)
        self._show()

    def _keep(self, made: Dataset) -> None:
        self._dataset = made
        self._show()

    def _refuse(self, error: BaseException) -> None:
        if isinstance(error, GisError):
            self._refused = Text(error.message("zh"), error.message("en"))
            self._show()
        else:
            self._session.messages.error(error)

    def _show(self) -> None:
        self._form.setRowVisible(self.sheet, self.sheet.count() > 1)
        self.ok.setEnabled(self._dataset is not None)
        if self._dataset is not None:
            frame = self._dataset.frame
            n = int((~frame.geometry.isna()).sum())
            words = self.tr("{total} 行中 {n} 行有坐标，将成为点图层").format(total=f"{len(frame):,}", n=f"{n:,}")
            hint = next((each for each in self._dataset.findings if each.code.startswith("datum_")), None)
            self.summary.setText(f"{words}\n{say(hint.message)}" if hint is not None else words)
        elif self._refused is not None:
            self.summary.setText(say(self._refused))
        elif self._opened is not None and not (self.lon.currentData() and self.lat.currentData()):
            self.summary.setText(self.tr("请选择经度列和纬度列（单位：度）"))
        else:
            self.summary.setText(self.tr("选择表格后自动识别经纬度列，如“经度”“lat”或“121.47,31.23”"))

    def _accept(self) -> None:
        if self._dataset is not None:
            self.made.emit(self._dataset)
            self.accept()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("由表格的经纬度生成点"))
        texts = {
            "path": self.tr("表格文件(&F)"),
            "sheet": self.tr("工作表(&S)"),
            "lon": self.tr("经度列(&X)"),
            "lat": self.tr("纬度列(&Y)"),
            "datum": self.tr("坐标基准(&D)"),
        }
        for name, text in texts.items():
            self._labels[name].setText(text)
        for place, datum in enumerate(DATUMS):
            self.datum.setItemText(place, say(DATUM_LABELS[datum]))
        self.path.setPlaceholderText(say(names("table")))
        self.browse.setText(self.tr("浏览(&B)…"))
        self.ok.setText(self.tr("添加图层"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(self.tr("取消"))
        self._show()
