"""The properties of a layer: names, scales at which it is drawn, and all that is known of its data, to be copied."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGroupBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.language import on_language, say
from gui.session import Session
from gui.tree.scale_fields import ScaleFields
from layers import edits
from layers.layer_properties import describe_layer
from spatial.text import Text

WIDEST_LABEL_PX = 160


class LayerProperties(QDialog):
    """Shows a layer; OK gives it the names and scales typed."""

    def __init__(self, session: Session, layer_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._layer_id = session, layer_id
        layer = session.project.layer(layer_id)
        name = layer.name
        self.scales, self._scales_box = ScaleFields(layer.scales), QGroupBox()
        self.zh, self.en = QLineEdit(name.zh), QLineEdit(name.en)
        self._labels = QLabel(), QLabel()
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.copy = QPushButton()
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text.toPlainText()))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.addButton(self.copy, QDialogButtonBox.ButtonRole.ActionRole)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)
        form = QFormLayout()
        for label, line in zip(self._labels, (self.zh, self.en), strict=True):
            label.setBuddy(line)
            form.addRow(label, line)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(12)
        column.addLayout(form)
        inside = QVBoxLayout(self._scales_box)
        inside.addWidget(self.scales)
        column.addWidget(self._scales_box)
        column.addWidget(self.text, 1)
        column.addWidget(self.buttons)
        self.resize(660, 620)
        on_language(self, self._retranslate)

    def _accept(self) -> None:
        old, layer_id = self._session.project.layer(self._layer_id), self._layer_id
        new, scales = Text(self.zh.text().strip(), self.en.text().strip()), self.scales.scales()
        if (new, scales) == (old.name, old.scales):
            self.accept()
            return
        renamed = scales == old.scales
        label = Text("重命名图层", "Rename layer") if renamed else Text("修改图层属性", "Change the layer's properties")
        if self._session.apply(
            label, lambda now: edits.set_scales(edits.rename_layer(now, layer_id, new), layer_id, scales)
        ):
            self.accept()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("图层属性"))
        self._labels[0].setText(self.tr("中文名称(&Z)"))
        self._labels[1].setText(self.tr("英文名称(&E)"))
        self._scales_box.setTitle(self.tr("只在这些比例尺显示"))
        self.copy.setText(self.tr("复制全部(&C)"))
        self.text.setAccessibleName(self.tr("图层属性"))
        found, sections = describe_layer(self._session.project, self._layer_id), []
        for section in found:
            lines = [f"  {say(label)}\t{say(value)}" for label, value in section.lines]
            sections.append("\n".join([say(section.title), *lines]))
        widest = max(self.fontMetrics().horizontalAdvance(f"  {say(each[0])}") for part in found for each in part.lines)
        self.text.setTabStopDistance(min(widest, WIDEST_LABEL_PX) + 16)
        self.text.setPlainText("\n\n".join(sections))
