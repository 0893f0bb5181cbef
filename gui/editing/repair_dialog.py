"""Repairing a border that crosses itself: the choices with their areas, each previewed on the map."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QDialog, QDialogButtonBox, QLabel, QRadioButton, QVBoxLayout, QWidget

from gui.editing.editor import Editor
from gui.language import on_language, say
from spatial.text import Text
from spatial.topology.untangling import Untangled


class RepairDialog(QDialog):
    """Offers what a feature may be meant to be; nothing changes until OK.

    ``decided(Untangled)``: what was chosen.
    """

    decided = Signal(object)

    def __init__(
        self, editor: Editor, name: Text, before_m2: float, choices: Sequence[Untangled], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("repair_border")
        self._editor, self._name, self._before_m2, self._choices = editor, name, before_m2, choices
        self.words = QLabel()
        self.words.setWordWrap(True)
        self._group = QButtonGroup(self)
        self.buttons = [QRadioButton() for _ in choices]
        self.box = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.box.accepted.connect(self._decide)
        self.box.rejected.connect(self.reject)
        self.finished.connect(lambda _: editor.overlay.show_preview(()))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.addWidget(self.words)
        for place, button in enumerate(self.buttons):
            self._group.addButton(button, place)
            column.addWidget(button)
        column.addStretch(1)
        column.addWidget(self.box)
        self._group.idToggled.connect(lambda place, on: self._preview(place) if on else None)
        self.buttons[0].setChecked(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(460, 220)
        on_language(self, self._retranslate)

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("修复自相交"))
        self.words.setText(
            self.tr(
                "“{name}”的边界与自身相交，已保存的面积为 {area} 平方公里。请选择要哪一种；选中即在图上预览。"
            ).format(name=say(self._name), area=f"{self._before_m2 / 1e6:,.4f}")
        )
        line = self.tr("{name}：{area} 平方公里（{delta} 平方米）")
        for button, choice in zip(self.buttons, self._choices, strict=True):
            delta = f"{choice.area_m2 - self._before_m2:+,.0f}"
            button.setText(line.format(name=say(choice.name), area=f"{choice.area_m2 / 1e6:,.4f}", delta=delta))

    def _preview(self, place: int) -> None:
        self._editor.overlay.show_preview((self._choices[place].shape,))

    def _decide(self) -> None:
        place = self._group.checkedId()
        self.accept()
        self.decided.emit(self._choices[place])
