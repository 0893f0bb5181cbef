"""The field a formula is typed into: completes columns and functions, and marks the character that is wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QCompleter, QPlainTextEdit, QTextEdit, QWidget

_BEGUN = re.compile(r"(?:[\[“][^\]”\[“]*|[^\s\[\]“”()（）,，+\-*/×÷%'\"‘’]+)$")
_LEFT_TO_POPUP = (Qt.Key.Key_Enter, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class FormulaEdit(QPlainTextEdit):
    """A few lines of text with completion; Tab leaves the field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setFixedHeight(4 * self.fontMetrics().lineSpacing() + 12)
        self._words = QStringListModel(self)
        self.completer = QCompleter(self._words, self)
        self.completer.setWidget(self)
        self.completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.completer.activated.connect(self._complete)
        self._wrong = -1

    def set_words(self, words: Sequence[str]) -> None:
        """Offer these: columns in brackets, functions with their opening bracket."""
        self._words.setStringList(list(words))

    def insert(self, words: str) -> None:
        """Put words where the cursor is, and go on typing there."""
        self.textCursor().insertText(words)
        self.setFocus()

    def mark(self, at: int) -> None:
        """Underline the character that is wrong, -1 for none; at the end of the text, the last one."""
        self._wrong = at
        if at < 0:
            self.setExtraSelections([])
            return
        length = len(self.toPlainText())
        place = min(at, max(length - 1, 0))
        cursor = self.textCursor()
        cursor.setPosition(place)
        cursor.setPosition(min(place + 1, length), QTextCursor.MoveMode.KeepAnchor)
        look = QTextCharFormat()
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        look.setUnderlineColor(Qt.GlobalColor.red)
        chosen = QTextEdit.ExtraSelection()
        chosen.cursor, chosen.format = cursor, look  # type: ignore[attr-defined]
        self.setExtraSelections([chosen])

    @property
    def wrong(self) -> int:
        """The character that is marked, -1 for none."""
        return self._wrong

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Type; keys that choose in the list of completions are left to it."""
        popup = self.completer.popup()
        if popup.isVisible() and event.key() in _LEFT_TO_POPUP:
            event.ignore()
            return
        super().keyPressEvent(event)
        if event.text().strip() or (popup.isVisible() and event.key() == Qt.Key.Key_Backspace):
            self.offer()

    def _begun(self) -> str:
        text = self.toPlainText()[: self.textCursor().position()]
        found = _BEGUN.search(text)
        return found.group() if found else ""

    def offer(self) -> None:
        """Show what the word under way may become."""
        begun, popup = self._begun(), self.completer.popup()
        self.completer.setCompletionPrefix(begun.strip("[“"))
        if not begun or begun.isdigit() or not self.completer.completionCount():
            popup.hide()
            return
        popup.setCurrentIndex(self.completer.completionModel().index(0, 0))
        where = self.cursorRect()
        wide = popup.sizeHintForColumn(0) + popup.verticalScrollBar().sizeHint().width() + 12
        where.setWidth(min(max(wide, 260), 620))
        self.completer.complete(where)

    def _complete(self, word: str) -> None:
        cursor = self.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(self._begun()))
        cursor.insertText(word)
        self.setTextCursor(cursor)
