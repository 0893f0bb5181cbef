"""What the window says when something happened: the message bar, the crash dialog, the log.

An error has three fates. `Cancelled` is silent; a `GisError` goes to the message bar, in the user's language, with what
to do about it; anything else is a fault of the program and goes to the crash dialog and the log file.
"""

from __future__ import annotations

import logging
import logging.handlers
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    QStandardPaths,
    Qt,
    QtMsgType,
    QUrl,
    Signal,
    qInstallMessageHandler,
)
from PySide6.QtGui import QDesktopServices, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.language import on_language, say
from gui.tab_order import lead_into
from gui.theme import icon_pixmap
from spatial.errors import GisError
from spatial.feedback import Cancelled
from spatial.findings import Finding
from spatial.text import Text

log = logging.getLogger("yuantu")

Severity = Literal["info", "success", "warning", "error"]
_INK: dict[Severity, str] = {"info": "#14568c", "success": "#17693a", "warning": "#8a5300", "error": "#b42318"}


@dataclass(frozen=True)
class Message:
    """One thing to tell the user, without stopping them.

    Parameters
    ----------
    severity
        Colour and icon.
    text
        One or two sentences.
    details
        Lines behind the details button; none: no button.
    actions
        Buttons: wording and what they do. The message closes when one is pressed.
    """

    severity: Severity
    text: Text
    details: tuple[Text, ...] = ()
    actions: tuple[tuple[Text, Callable[[], None]], ...] = ()


Remedy = Callable[[GisError, "Callable[[], None] | None"], tuple[tuple[Text, Callable[[], None]], ...]]
"""What can be done about an error, given also how to try again: buttons of its message."""


class Messages(QObject):
    """Where the floors below the window and the panels leave their messages and errors.

    Attributes
    ----------
    remedies
        Asked for the buttons of each error's message.
    """

    posted = Signal(object)
    crashed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.remedies: list[Remedy] = []

    def show(self, message: Message) -> None:
        """Show a message in the bar."""
        log.info("%s: %s", message.severity, message.text.en or message.text.zh)
        self.posted.emit(message)

    def error(self, error: BaseException, again: Callable[[], None] | None = None) -> None:
        """Give an error its fate: silence, the message bar, or the crash dialog; `again` tries once more."""
        if isinstance(error, Cancelled):
            return
        if isinstance(error, GisError):
            actions = tuple(each for remedy in self.remedies for each in remedy(error, again))
            text = Text(error.message("zh"), error.message("en"))
            self.show(Message("error", text, tuple(getattr(error, "details", ())), actions))
            return
        log.error("unexpected error", exc_info=error)
        self.crashed.emit(error)

    def mend(self, error: GisError, again: Callable[[], None] | None = None) -> None:
        """Do what is offered first about an error, without showing it: the panel that asks has said it already."""
        actions = [each for remedy in self.remedies for each in remedy(error, again)]
        if actions:
            actions[0][1]()

    def install(self) -> None:
        """Send exceptions that no slot caught to the crash dialog, and Qt's own log lines to the log."""
        sys.excepthook = self._excepthook
        qInstallMessageHandler(_log_qt)

    def _excepthook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self.error(error)


def findings_message(name: Text, findings: tuple[Finding, ...]) -> Message | None:
    """Return the message that says what a reader noticed in a file; None where it noticed nothing worth a warning."""
    worth = [finding for finding in findings if finding.severity != "info"]
    if not worth:
        return None
    severity: Severity = "error" if any(finding.severity == "error" for finding in worth) else "warning"
    count = len(worth)
    text = Text(
        f"“{name.to('zh')}”已添加，读取时发现 {count} 处需要留意。",
        f"“{name.to('en')}” was added; {count} thing{'s' * (count > 1)} in the file may need attention.",
    )
    return Message(severity, text, tuple(_line(finding) for finding in findings))


def _line(finding: Finding) -> Text:
    where = "" if finding.feature is None else f"[{finding.feature}] "
    return Text(f"{where}{finding.message.to('zh')}", f"{where}{finding.message.to('en')}")


class MessageBar(QFrame):
    """A coloured strip above the map with the latest message: not modal, closable, with details and actions."""

    def __init__(self, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        self._message: Message | None = None
        self._icon = QLabel()
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._buttons = QHBoxLayout()
        self._details = QToolButton()
        self._details.clicked.connect(self._show_details)
        self._close = QToolButton()
        self._close.setObjectName("close")
        self._close.clicked.connect(self.close_message)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        row.addLayout(self._buttons)
        row.addWidget(self._details)
        row.addWidget(self._close)
        self.hide()
        messages.posted.connect(self.show_message)
        on_language(self, self._retranslate)

    @property
    def message(self) -> Message | None:
        """The message shown, None when the bar is closed."""
        return self._message

    def show_message(self, message: Message) -> None:
        """Show a message in place of the one before."""
        self._message = message
        self.setProperty("severity", message.severity)
        self.style().unpolish(self)
        self.style().polish(self)
        self._icon.setPixmap(icon_pixmap(message.severity, _INK[message.severity]))
        while item := self._buttons.takeAt(0):
            button = item.widget()
            if button is not None:
                button.hide()  # it goes when the events that are due have been seen to: not to be seen until then
                button.deleteLater()
        for _, act in message.actions:
            button = QToolButton()
            button.clicked.connect(lambda _=False, act=act: self._act(act))
            self._buttons.addWidget(button)
        acts = [self._buttons.itemAt(place).widget() for place in range(self._buttons.count())]
        lead_into(self, [*acts, self._details, self._close])
        self._details.setVisible(bool(message.details))
        self._retranslate()
        self.show()

    def close_message(self) -> None:
        """Close the bar."""
        self._message = None
        self.hide()

    def _act(self, act: Callable[[], None]) -> None:
        self.close_message()
        act()

    def _show_details(self) -> None:
        if self._message is not None:
            DetailsDialog(self._message, self.window()).open()

    def _retranslate(self) -> None:
        self._details.setText(self.tr("详情"))
        self._close.setToolTip(self.tr("关闭消息"))
        self._close.setAccessibleName(self.tr("关闭消息"))
        self._close.setIcon(icon_pixmap("close", "#1f2a37", 16))
        if self._message is None:
            return
        self._text.setText(say(self._message.text))
        for index, (label, _) in enumerate(self._message.actions):
            button = self._buttons.itemAt(index).widget()
            if isinstance(button, QToolButton):
                button.setText(say(label))


class DetailsDialog(QDialog):
    """The lines behind a message, selectable and copyable."""

    def __init__(self, message: Message, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("详情"))
        self.resize(640, 360)
        heading = QLabel(say(message.text))
        heading.setTextFormat(Qt.TextFormat.PlainText)
        heading.setWordWrap(True)
        self.lines = QPlainTextEdit("\n".join(say(line) for line in message.details))
        self.lines.setReadOnly(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton(self.tr("复制"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.lines.toPlainText()))
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.addWidget(heading)
        column.addWidget(self.lines, 1)
        column.addWidget(buttons)


class CrashDialog(QDialog):
    """A fault of the program: what it was, where the log is, and that the work is still there to be saved."""

    def __init__(self, error: BaseException, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("程序内部错误"))
        self.resize(720, 440)
        words = QLabel(
            self.tr(
                "程序出现了意料之外的错误，这一步没有生效，项目保持原样。"
                "建议先把项目另存一份，再把下面的内容连同日志文件发给维护者。"
            )
        )
        words.setWordWrap(True)
        self.trace = QPlainTextEdit("".join(traceback.format_exception(error)))
        self.trace.setReadOnly(True)
        self.trace.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        path = QLabel(self.tr("日志文件：{path}").format(path=log_path()))
        path.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._add(buttons, self.tr("复制"), lambda: QGuiApplication.clipboard().setText(self.trace.toPlainText()))
        self._add(buttons, self.tr("打开日志文件夹"), _open_log_folder)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.addWidget(words)
        column.addWidget(self.trace, 1)
        column.addWidget(path)
        column.addWidget(buttons)

    @staticmethod
    def _add(buttons: QDialogButtonBox, text: str, act: Callable[[], None]) -> None:
        button: QPushButton = buttons.addButton(text, QDialogButtonBox.ButtonRole.ActionRole)
        button.clicked.connect(lambda: act())


def log_path() -> Path:
    """Return where the log file is."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation)
    return Path(folder) / "yuantu.log"


def start_log() -> None:
    """Write the log of this program to `log_path`, at most 3 files of 1 MB."""
    path = log_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(path, maxBytes=1_000_000, backupCount=2, encoding="utf-8")
    except OSError as error:
        log.warning("no log file: %s", error)  # a home folder that cannot be written stops nobody from working
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    logging.getLogger("yuantu").setLevel(logging.INFO)


def open_folder(path: Path) -> None:
    """Show a folder in the file manager of the desktop."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _open_log_folder() -> None:
    open_folder(log_path().parent)


_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def _log_qt(kind: QtMsgType, _context: QMessageLogContext, words: str) -> None:
    logging.getLogger("qt").log(_LEVELS[kind], "%s", words)
