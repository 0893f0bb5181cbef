"""The help: contents and search on the left, the page on the right; nothing leaves this machine."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, QUrl
from PySide6.QtGui import QImage, QKeySequence, QShortcut, QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QTextBrowser,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.help.pages import FOLDER, find, page_for, pages
from gui.language import language, on_language
from gui.theme import icon

_PLACE = Qt.ItemDataRole.UserRole
_HELP_KEY = "help_key"


class Help(QObject):
    """The verbs of help: opens the one help window, and gives every dialog that gets the keyboard its F1."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._main = window
        self.window: HelpWindow | None = None
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._give_key)

    def show_for_focus(self) -> None:
        """Open the page for the widget that has the keyboard."""
        self.show_page(page_for(classes_around(QApplication.focusWidget())))

    def show_page(self, page: str, heading: str = "") -> None:
        """Open a page, and bring its window to the front."""
        if self.window is None:
            self.window = HelpWindow()
            self._main.destroyed.connect(self.window.deleteLater)
        self.window.go(page, heading)
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def close(self) -> None:
        """Close the window of the help, if there is one."""
        if self.window is not None:
            self.window.close()

    def _give_key(self, _: QWidget | None, now: QWidget | None) -> None:
        """Let F1 work in a dialog: shortcuts of the main window are asleep while one is open."""
        dialog = now.window() if now is not None else None
        if isinstance(dialog, QDialog) and dialog.findChild(QShortcut, _HELP_KEY) is None:
            key = QShortcut(QKeySequence("F1"), dialog)
            key.setObjectName(_HELP_KEY)
            key.activated.connect(self.show_for_focus)


def classes_around(widget: QWidget | None) -> list[str]:
    """Return the names of the classes of a widget and of those it lies in, inmost first."""
    names = []
    while widget is not None:
        names += [each.__name__ for each in type(widget).__mro__ if issubclass(each, QWidget)][:2]
        widget = widget.parentWidget()
    return names


class HelpWindow(QWidget):
    """Shows pages, with a way back and forth. Follows the language of the window."""

    def __init__(self) -> None:
        super().__init__()
        self.contents, self.results = QTreeWidget(), QListWidget()
        self.contents.setHeaderHidden(True)
        self.search, self.page = QLineEdit(), _Page()
        self.search.setClearButtonEnabled(True)
        self.back, self.forward, self.home = QToolButton(), QToolButton(), QToolButton()
        self._left = QStackedWidget()
        self._left.addWidget(self.contents)
        self._left.addWidget(self.results)
        self._visited: list[tuple[str, str]] = []
        self._at = -1
        self._lay_out()
        self._wire()
        self.resize(1000, 720)
        on_language(self, self._retranslate)

    @property
    def shown(self) -> str:
        """Id of the page that is shown, "" for none yet."""
        return self._visited[self._at][0] if self._visited else ""

    def go(self, page: str, heading: str = "") -> None:
        """Show a page (from a heading on), and remember the way back."""
        if not self._visited or self._visited[self._at] != (page, heading):
            del self._visited[self._at + 1 :]
            self._visited.append((page, heading))
            self._at = len(self._visited) - 1
        self._show()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        for button in (self.back, self.forward, self.home):
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            bar.addWidget(button)
        bar.addWidget(self.search, 1)
        split = QSplitter()
        split.addWidget(self._left)
        split.addWidget(self.page)
        split.setStretchFactor(1, 1)
        split.setSizes([300, 700])
        split.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.addLayout(bar)
        column.addWidget(split, 1)

    def _wire(self) -> None:
        self.back.clicked.connect(lambda: self._travel(-1))
        self.forward.clicked.connect(lambda: self._travel(1))
        self.home.clicked.connect(lambda: self.go("index"))
        self.search.textChanged.connect(lambda _: self._find())
        self.search.returnPressed.connect(self._take_first)
        for items in (self.contents, self.results):
            items.itemActivated.connect(lambda item: self._open(item))
            items.itemClicked.connect(lambda item: self._open(item))
        self.page.anchorClicked.connect(self._follow)
        keys = (
            ("Alt+Left", lambda: self._travel(-1)),
            ("Alt+Right", lambda: self._travel(1)),
            ("Ctrl+F", self._to_search),
            ("Esc", self.close),
        )
        for sequence, act in keys:
            QShortcut(QKeySequence(sequence), self).activated.connect(act)

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("园图帮助"))
        self.search.setPlaceholderText(self.tr("在帮助中搜索"))
        self.search.setAccessibleName(self.tr("在帮助中搜索"))
        self.contents.setAccessibleName(self.tr("目录"))
        self.results.setAccessibleName(self.tr("搜索结果"))
        names = ((self.back, "back", self.tr("后退")), (self.forward, "forward", self.tr("前进")))
        for button, picture, words in (*names, (self.home, "home", self.tr("帮助首页"))):
            button.setIcon(icon(picture))
            button.setToolTip(words)
            button.setAccessibleName(words)
        pages.cache_clear()  # the table of actions is written in the language of the window
        self._fill()
        self._find()
        if self._visited:
            self._visited[self._at] = (self.shown, "")
            self._show()

    def _fill(self) -> None:
        self.contents.clear()
        for page in pages(language()):
            item = QTreeWidgetItem(self.contents, [page.title])
            item.setToolTip(0, page.title)
            item.setData(0, _PLACE, (page.id, ""))
            for section in page.sections[1:]:
                if section.level == 2:
                    child = QTreeWidgetItem(item, [section.title])
                    child.setToolTip(0, section.title)
                    child.setData(0, _PLACE, (page.id, section.title))

    def _show(self) -> None:
        page, heading = self._visited[self._at]
        found = next(each for each in pages(language()) if each.id == page)
        self.page.show_markdown(found.markdown, heading)
        self.back.setEnabled(self._at > 0)
        self.forward.setEnabled(self._at < len(self._visited) - 1)
        for row in range(self.contents.topLevelItemCount()):
            item = self.contents.topLevelItem(row)
            if item is not None and item.data(0, _PLACE)[0] == page:
                item.setExpanded(True)
                if self.contents.currentItem() is None or self.contents.currentItem().data(0, _PLACE)[0] != page:
                    self.contents.setCurrentItem(item)

    def _travel(self, step: int) -> None:
        if 0 <= self._at + step < len(self._visited):
            self._at += step
            self._show()

    def _find(self) -> None:
        words = self.search.text()
        self._left.setCurrentWidget(self.results if words.strip() else self.contents)
        self.results.clear()
        for hit in find(language(), words):
            item = QListWidgetItem(f"{hit.heading}\n{hit.line[:60]}", self.results)
            item.setData(_PLACE, (hit.page, hit.heading))
        if words.strip() and not self.results.count():
            QListWidgetItem(self.tr("没有找到"), self.results).setFlags(Qt.ItemFlag.NoItemFlags)

    def _take_first(self) -> None:
        if self.results.count():
            self._open(self.results.item(0))

    def _open(self, item: QTreeWidgetItem | QListWidgetItem) -> None:
        place = item.data(0, _PLACE) if isinstance(item, QTreeWidgetItem) else item.data(_PLACE)
        if place:
            self.go(*place)
            self.page.mark(self.search.text())

    def _follow(self, url: QUrl) -> None:
        path = Path(url.path())
        if not url.scheme() and path.suffix == ".md":
            self.go(path.stem)

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()


class _Page(QTextBrowser):
    """A page of Markdown; pictures come from the folder of the documentation, as wide as there is room."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.document().setDocumentMargin(18)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return a comfortable width for reading."""
        return QSize(700, 600)

    def show_markdown(self, markdown: str, heading: str) -> None:
        """Show a page, at its beginning or from a heading on."""
        self.document().clear()
        self.setMarkdown(markdown)
        self.moveCursor(QTextCursor.MoveOperation.Start)
        block = self.document().begin()
        while heading and block.isValid():
            if block.blockFormat().headingLevel() and block.text().strip() == heading:
                bar = self.verticalScrollBar()
                bar.setValue(min(int(self.document().documentLayout().blockBoundingRect(block).top()), bar.maximum()))
                cursor = QTextCursor(block)
                self.setTextCursor(cursor)
                return
            block = block.next()

    def mark(self, words: str) -> None:
        """Select the first of some words from the cursor on."""
        for word in words.split()[:1]:
            self.find(word)

    def loadResource(self, kind: int, name: QUrl | str) -> object:  # noqa: N802 - Qt's name
        """Return a picture of the documentation; nothing is fetched from anywhere else."""
        url = QUrl(name)
        if kind != QTextDocument.ResourceType.ImageResource.value or url.scheme() not in ("", "file"):
            return None
        image = QImage(str((FOLDER / "zh" / url.path()).resolve()))
        ratio = self.devicePixelRatioF()
        shown = min(image.width(), max(self.viewport().width() - 60, 320))  # logical: they were taken at 100 %
        if image.width() > shown * ratio:
            image = image.scaledToWidth(int(shown * ratio), Qt.TransformationMode.SmoothTransformation)
        image.setDevicePixelRatio(image.width() / max(shown, 1))
        return image
