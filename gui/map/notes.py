"""What a map says of itself: what it shows, how it was made, and what must be known before it is believed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from gui.language import on_language, say
from gui.session import Session
from layers.indicators.footnotes import notes_of_map

MAX_HEIGHT_PX = 260


class MapNotes(QFrame):
    """Description, caveats and status note of the shown map: they stand beside it as they do in every export."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._heading, self.words = QLabel(), QLabel()
        self._heading.setObjectName("heading")
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._area = _Area(self.words)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 4, 8)
        column.setSpacing(5)
        column.addWidget(self._heading)
        column.addWidget(self._area)
        session.changed.connect(lambda _: self._retranslate())
        on_language(self, self._retranslate)

    def _retranslate(self) -> None:
        self._heading.setText(self.tr("地图说明"))
        shown = self._session.project.shown
        lines = (
            [say(shown.description), *map(say, notes_of_map(self._session.project, shown))] if shown is not None else []
        )
        lines = [line for line in (*lines, say(self._session.project.status_note)) if line]
        self.words.setText("\n".join(lines))
        self.setVisible(shown is not None and bool(lines))
        self._area.updateGeometry()


class _Area(QScrollArea):
    """As high as its words need, up to a limit."""

    def __init__(self, words: QLabel) -> None:
        super().__init__()
        self._words = words
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setWidget(words)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the height that all words need in the width there is."""
        needed = self._words.heightForWidth(max(self.viewport().width(), 200))
        return QSize(240, min(needed + 4, MAX_HEIGHT_PX))
