"""A line for the next vertex of a drawing: coordinates of any style, or a length and a bearing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout

from gui.language import language, on_language, say
from gui.settings import DATUM
from spatial.datums import DATUM_LABELS
from spatial.errors import GisError
from spatial.typed_place import LonLat, typed_place

if TYPE_CHECKING:
    from gui.editing.editor import Editor


class PlacePrompt(QDialog):
    """Stays until the text is a place; Esc adds nothing.

    Parameters
    ----------
    last
        WGS 84 degrees of the vertex before, None for none.
    add
        Called with the place, WGS 84 degrees.
    """

    def __init__(self, editor: Editor, last: LonLat | None, add: Callable[[LonLat], None]) -> None:
        super().__init__(editor.canvas)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("place_prompt")
        self._last, self._add = last, add
        self.line, self._words, self.refusal = QLineEdit(), QLabel(), QLabel()
        self.refusal.setObjectName("warning")
        for label in (self._words, self.refusal):
            label.setWordWrap(True)
            label.setMinimumHeight(2 * label.fontMetrics().lineSpacing() + 4)
        self.box = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.box.accepted.connect(self._take)
        self.box.rejected.connect(self.reject)
        self.finished.connect(lambda _: editor.canvas.setFocus())
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        for part in (self._words, self.line, self.refusal, self.box):
            column.addWidget(part)
        self.resize(560, 210)
        on_language(self, self._retranslate)

    def _take(self) -> None:
        try:
            place = typed_place(self.line.text(), self._last, DATUM.value())
        except GisError as error:
            self.refusal.setText(error.message(language()))
            self.line.selectAll()
            return
        self.accept()
        self._add(place)

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("下一顶点"))
        words = self.tr("坐标（经纬度 {datum}，或平面坐标 X, Y），或 @长度, 方位角（米，度，从正北顺时针）：")
        self._words.setText(words.format(datum=say(DATUM_LABELS[DATUM.value()])))
        self.line.setPlaceholderText("121.3712, 31.2201    @250, 90")
        self.line.setAccessibleName(self.tr("下一顶点"))
