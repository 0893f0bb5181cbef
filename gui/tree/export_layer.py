"""Writing a layer to a file of its own: asks for the datum and which features, then for the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from gui import settings
from gui.file_dialogs import ask_to_save
from gui.language import on_language, say
from gui.messages import Message, Severity, open_folder
from gui.selection import Rows
from gui.session import Session
from gui.tasks import Task
from layers.layer import Layer
from layers.layer_export import SUFFIXES, export_layer
from spatial.datums import DATUM_LABELS, DATUMS
from spatial.feedback import Feedback
from spatial.findings import Finding
from spatial.formats.readable import readable
from spatial.text import Text


class ExportLayerDialog(QDialog):
    """Asks how a layer is exported; `selected` are the selected rows of its data set."""

    def __init__(self, session: Session, layer: Layer, selected: Rows, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._layer, self._selected, self._window = session, layer, selected, parent
        self.datum, self.only = QComboBox(), QCheckBox()
        for each in DATUMS:
            self.datum.addItem("", each)
        self._label, self.words = QLabel(), QLabel()
        self._label.setBuddy(self.datum)
        self.words.setObjectName("quiet")
        self.words.setWordWrap(True)
        self.only.setVisible(len(selected) > 0)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self._ask)
        self.buttons.rejected.connect(self.reject)
        self.datum.currentIndexChanged.connect(lambda _: self._say())
        form = QFormLayout()
        form.addRow(self._label, self.datum)
        form.addRow(self.only)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(12)
        column.addLayout(form)
        column.addWidget(self.words)
        column.addWidget(self.buttons)
        on_language(self, self._retranslate)
        self.resize(520, column.heightForWidth(520) + 8)  # the wrapped words need it

    def _ask(self) -> None:
        session, layer, datum = self._session, self._layer, str(self.datum.currentData())
        rows = self._selected.tolist() if self.only.isChecked() else None
        filters = [
            f"{say(each.name)} (*{each.suffixes[0]})" for each in readable("layer") if each.suffixes[0] in SUFFIXES
        ]
        name = settings.export_folder() / f"{say(layer.name)}.geojson".replace("/", "_")
        write = _writer(session, layer, datum, rows)
        ask_to_save(self._window, self.tr("导出图层"), filters, name, lambda paths: write(paths[0]))
        self.accept()

    def _say(self) -> None:
        unsaid = self.datum.currentData() in ("gcj02", "bd09")
        self.words.setText(
            self.tr("文件本身无法注明 GCJ-02 或 BD-09，交给别人时请说明。")
            if unsaid
            else self.tr("连接、派生和编辑过的字段一并写入；原文件不变。GeoJSON 按标准以 WGS 84 写出。")
        )

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("导出图层") + f" – {say(self._layer.name)}")
        self._label.setText(self.tr("坐标基准(&D)"))
        for place, datum in enumerate(DATUMS):
            self.datum.setItemText(place, say(DATUM_LABELS[datum]))
        self.only.setText(self.tr("只导出选中的 {n} 个要素(&S)").format(n=len(self._selected)))
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(self.tr("选择文件…"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(self.tr("取消"))
        self._say()


def _writer(session: Session, layer: Layer, datum: str, rows: list[int] | None) -> Callable[[Path], None]:
    dataset = session.project.dataset(layer.dataset)

    def write(path: Path) -> None:
        def work(feedback: Feedback) -> tuple[int, tuple[Finding, ...]]:
            return export_layer(dataset, path, datum, rows, feedback)

        def done(made: tuple[int, tuple[Finding, ...]]) -> None:
            n, findings = made
            words = Text(f"{n:,} 个要素已写入“{path.name}”。", f"{n:,} features were written to “{path.name}”.")
            folder = (Text("打开文件夹", "Open folder"), lambda: open_folder(path.parent))
            severity: Severity = "warning" if findings else "success"
            more = tuple(each.message for each in findings)
            if more:
                words = Text(f"{words.zh}{more[0].zh}", f"{words.en} {more[0].to('en')}")
            session.messages.show(Message(severity, words, more, (folder,)))

        label = Text(f"导出图层“{layer.name.to('zh')}”", f"Exporting “{layer.name.to('en')}”")
        session.tasks.run(Task(label), work, done)

    return write
