"""Widening or narrowing a polygon by metres, or a buffer around it as a feature of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from gui.boundaries.running import run_edit
from gui.boundaries.shape_overlay import LOST, NEW, ShapeOverlay, Shown
from gui.language import on_language, say
from gui.settings import AREA_UNIT
from spatial import topology as topo
from spatial.errors import GisError
from spatial.measuring import print_area
from spatial.text import Text

if TYPE_CHECKING:
    from gui.editing.editor import Editor

_MOST_M = 50_000.0
_REST_MS = 150


class OffsetDialog(QDialog):
    """Asks how far, with the outcome on the map; overlaps with neighbours are asked about afterwards."""

    def __init__(self, editor: Editor, feature: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("offset")
        self._editor, self._feature = editor, feature
        self._overlay = ShapeOverlay(editor.canvas)
        self.metres = QDoubleSpinBox()
        self.metres.setRange(-_MOST_M, _MOST_M)
        self.metres.setDecimals(2)
        self.metres.setValue(50.0)
        self._metres_label, self.found = QLabel(), QLabel()
        self._metres_label.setBuddy(self.metres)
        self.found.setWordWrap(True)
        self.itself, self.beside = QRadioButton(), QRadioButton()
        self.itself.setChecked(True)
        self.box = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        form = QFormLayout()
        form.addRow(self._metres_label, self.metres)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        for part in (self.itself, self.beside):
            column.addWidget(part)
        column.addLayout(form)
        column.addWidget(self.found)
        column.addStretch(1)
        column.addWidget(self.box)
        self.resize(440, 230)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._preview)
        self.metres.valueChanged.connect(lambda _: self._later.start(_REST_MS))
        self.itself.toggled.connect(lambda _: self._later.start(0))
        self.box.accepted.connect(self._commit)
        self.box.rejected.connect(self.reject)
        self.finished.connect(lambda _: self._put_away())
        editor.edit.ended.connect(self.reject)
        on_language(self, self._retranslate)
        self._preview()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("偏移与缓冲"))
        name = say(self._editor.edit.name(self._feature))
        self.itself.setText(self.tr("扩大或缩小“{name}”(&E)").format(name=name))
        self.beside.setText(self.tr("另建一个缓冲区面(&B)"))
        self._metres_label.setText(self.tr("距离(&M)"))
        self.metres.setSuffix(self.tr(" 米"))
        self.metres.setToolTip(self.tr("负数为向内缩"))

    def _preview(self) -> None:
        edit = self._editor.edit
        if not edit.active:
            return
        now = edit.topology.shape(self._feature)
        button = self.box.button(QDialogButtonBox.StandardButton.Ok)
        try:
            then = topo.buffered(edit.topology, now, self.metres.value())
        except GisError as error:
            self.found.setText(say(error.what))
            self._overlay.clear()
            button.setEnabled(False)
            return
        button.setEnabled(self.metres.value() != 0.0)
        before, after = edit.topology.measure([now]), edit.topology.measure([then])
        words = self.tr("面积 {then}（{delta} 平方米）")
        area = say(print_area(after, AREA_UNIT.value()))
        self.found.setText(words.format(then=area, delta=f"{after - before:+,.0f}"))
        self._overlay.show_shapes([Shown(then, NEW), Shown(now, LOST, filled=False, dashed=True)], edit.placing)

    def _commit(self) -> None:
        self._later.stop()
        feature, metres = self._feature, self.metres.value()
        if self.itself.isChecked():
            verb = Text(f"偏移 {metres:g} 米", f"Offset by {metres:g} m")
            run_edit(self._editor, verb, lambda now: topo.offset(now, feature, metres, "keep"))
        else:
            verb = Text(f"{metres:g} 米缓冲区", f"Buffer of {metres:g} m")
            run_edit(
                self._editor,
                verb,
                lambda now: topo.add_polygon(now, topo.buffered(now, now.shape(feature), metres), "keep"),
            )
        self.accept()

    def _put_away(self) -> None:
        self._overlay.clear()
        self._overlay.deleteLater()
