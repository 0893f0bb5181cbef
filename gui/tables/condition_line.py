"""The line a condition is typed into, with the names of columns to choose from."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

_BEGUN = re.compile(r"[\[“]?[^\s\[\]“”()=<>!+*/,'\"‘’]+$|[\[“]$")


class ConditionLine(QLineEdit):
    """Completes the name of a column that is being typed, wherever in the line it stands."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setClearButtonEnabled(True)
        self._names = QStringListModel(self)
        self.names = QCompleter(self._names, self)
        self.names.setWidget(self)
        self.names.setFilterMode(Qt.MatchFlag.MatchContains)
        self.names.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.names.activated.connect(self._complete)
        self.textEdited.connect(lambda _: self._offer())

    def set_names(self, names: Sequence[str]) -> None:
        """Offer these names."""
        self._names.setStringList(list(names))

    def _begun(self) -> str:
        found = _BEGUN.search(self.text()[: self.cursorPosition()])
        return found.group() if found else ""

    def _offer(self) -> None:
        begun = self._begun()
        self.names.setCompletionPrefix(begun.strip("[“"))
        if begun and self.names.completionCount():
            self.names.complete()
        else:
            self.names.popup().hide()

    def _complete(self, name: str) -> None:
        end = self.cursorPosition()
        start = end - len(self._begun())
        self.setText(f"{self.text()[:start]}{name} {self.text()[end:]}")
        self.setCursorPosition(start + len(name) + 1)
