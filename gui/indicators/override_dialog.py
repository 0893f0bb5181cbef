"""Asks why figures that do not compare may be compared all the same: the reason is printed wherever they go."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from gui.language import on_language, say
from gui.session import Session
from gui.settings import AUTHOR
from layers.indicators.footnotes import footnote, names_of
from layers.indicators.overrides import LEAST_REASON, NotComparableError, Override, allow
from spatial.text import Text

LABEL = Text("设口径例外", "Allow a comparison")


class OverrideDialog(QDialog):
    """Shows what was refused and why, takes a reason, and shows the footnote that it makes.

    Parameters
    ----------
    refused
        What was refused.
    then
        Done after the exception is in the project: what was refused, once more.
    """

    def __init__(
        self, session: Session, refused: NotComparableError, parent: QWidget, then: Callable[[], None] | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._refused, self._then = session, refused, then
        self._names, self._ask, self._shown = QLabel(), QLabel(), QLabel()
        for label in (self._names, self._ask, self._shown):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.why, self.preview = QPlainTextEdit(), QPlainTextEdit()
        for box in (self.why, self.preview):
            box.setReadOnly(True)
            box.setTabChangesFocus(True)
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(64)
        self.reason.textChanged.connect(self._show)
        self._ask.setBuddy(self.reason)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self._allow)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(10)
        column.addWidget(self._names)
        column.addWidget(self.why, 3)
        column.addWidget(self._ask)
        column.addWidget(self.reason)
        column.addWidget(self._shown)
        column.addWidget(self.preview, 2)
        column.addWidget(self.buttons)
        self.resize(620, 520)
        on_language(self, self._retranslate)
        if refused.verdict.aspects == {"year_kind"}:
            self.reason.setPlainText(self.tr("现状与目标或预估对照，不是同一口径的变化"))
            self.reason.selectAll()  # to be typed over
        self.reason.setFocus()

    def override(self) -> Override:
        """Return the exception as it stands in the dialog."""
        return Override(
            self._refused.columns,
            tuple(sorted(self._refused.verdict.aspects)),
            " ".join(self.reason.toPlainText().split()),
            author=AUTHOR.value(),
            date=datetime.date.today().isoformat(),
        )

    def _show(self) -> None:
        override = self.override()
        ready = len(override.reason) >= LEAST_REASON
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(ready)
        self.preview.setPlainText(
            say(footnote(self._session.project, override)) if ready else self.tr("（填写理由后显示）")
        )

    def _allow(self) -> None:
        override = self.override()
        if self._session.apply(LABEL, lambda project: allow(project, override)):
            self.accept()
            if self._then is not None:
                self._then()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("口径例外"))
        names = say(names_of(self._session.project, self._refused.columns))
        self._names.setText(self.tr("{names} 本不可比：").format(names=names))
        self.why.setPlainText("\n".join(f"· {say(each)}" for each in self._refused.details))
        self.why.setAccessibleName(self.tr("不可比的原因"))
        self.preview.setAccessibleName(self.tr("将印出的脚注："))
        self._ask.setText(self.tr("为什么仍要放在一起比较？理由必填，会印在图例、网页、图件和报告里(&R)"))
        self.reason.setPlaceholderText(self.tr("例如：会议要求对照两份规划的说法，仅作讨论"))
        self.reason.setAccessibleName(self.tr("理由"))
        self._shown.setText(self.tr("将印出的脚注："))
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(self.tr("允许并加脚注"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(self.tr("取消"))
        self._show()
