"""What the tool in hand does, in the status bar."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QSizePolicy, QStatusBar

from gui.actions import ACTIONS, action_text
from gui.language import on_language


class ToolHint(QLabel):
    """One line for the tool that is ticked; the hints of menus cover it for as long as the mouse is on them."""

    def __init__(self, actions: dict[str, QAction], bar: QStatusBar) -> None:
        super().__init__(bar)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._tools = {entry.id: actions[entry.id] for entry in ACTIONS if entry.group == "tool"}
        self._hints = {entry.id: entry.hint for entry in ACTIONS}
        bar.addWidget(self, 1)
        for made in self._tools.values():
            made.toggled.connect(lambda _: self._retranslate())
        on_language(self, self._retranslate)

    def _retranslate(self) -> None:
        ticked = next((name for name, made in self._tools.items() if made.isChecked()), "")
        self.setText(action_text(self._hints[ticked]) if ticked else "")
        self.setToolTip(self.text())
