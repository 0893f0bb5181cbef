"""The search box of the tool bar: features of the active map by name, id, alias, pinyin and initials."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHeaderView, QLineEdit, QTreeWidget, QTreeWidgetItem, QWidget

from gui.language import on_language, say
from gui.map.portrayals import Portrayals
from gui.session import Session
from gui.tasks import Task
from gui.theme import icon
from layers.layer import Layer
from layers.placement import Placed
from layers.search import LIMIT, SearchIndex, build_index
from spatial.feedback import Feedback
from spatial.text import Text

KEPT = 48
_WIDTH_PX = 240
_LIST_WIDTH_PX = 460
_ROWS_SHOWN = 10
_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: _ROWS_SHOWN,
    Qt.Key.Key_PageUp: -_ROWS_SHOWN,
}
_Key = tuple[int, int]


@dataclass(frozen=True)
class SearchResult:
    """A feature of the active map that answers the query."""

    layer_id: str
    index: int
    name: Text
    layer: Text
    rank: int


class SearchBox(QLineEdit):
    """Finds while one types. ``chosen(layer_id, index)``: a result was taken by Enter or by a click.

    Up and Down move in the list, Enter takes the current row (the first at the beginning), Esc closes the list; a
    second Esc empties the box and emits ``left``.
    """

    chosen = Signal(str, int)
    left = Signal()

    def __init__(self, session: Session, portrayals: Portrayals, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._portrayals, self._window = session, portrayals, parent
        self._indexes: OrderedDict[_Key, tuple[Placed, Mapping[str, str], SearchIndex]] = OrderedDict()
        self.results: tuple[SearchResult, ...] = ()
        self.setObjectName("search")
        self.setFixedWidth(_WIDTH_PX)
        self.setClearButtonEnabled(True)
        self._sign = self.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.list = _list(parent)
        self.list.itemClicked.connect(self._take)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._search)
        self.textEdited.connect(lambda _: self._search())
        self.textChanged.connect(lambda _: self._later.start())
        session.changed.connect(lambda _: self._later.start())
        portrayals.ready.connect(lambda _: self._later.start())
        parent.installEventFilter(self)
        on_language(self, self._retranslate)

    def focus(self) -> None:
        """Take the keyboard, with what was typed before selected."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        self._search()

    # --- finding ---------------------------------------------------------------------------------------------------

    def _search(self) -> None:
        if not (self.hasFocus() and self.text().strip()):
            self.list.hide()
            return
        wanted = self._drawn()
        missing = [placed for _, placed in wanted if self._key(placed) not in self._indexes]
        if missing:
            self._build(missing)
            wanted = [(layer, placed) for layer, placed in wanted if self._key(placed) in self._indexes]
        found = [
            SearchResult(layer.id, each.index, placed.names[each.index], layer.name, each.rank)
            for layer, placed in wanted
            for each in self._indexes[self._key(placed)][2].find(self.text())
        ]
        self._show(sorted(found, key=lambda each: each.rank)[:LIMIT], complete=not missing)

    def _drawn(self) -> list[tuple[Layer, Placed]]:
        """Return the layers to search, one for each placed data set: what is seen before what is not, the top first."""
        shown = self._session.project.shown
        top_first = shown.layers[::-1] if shown else ()
        layers = sorted(top_first, key=lambda each: (not each.visible, each.context))
        drawn: dict[int, tuple[Layer, Placed]] = {}
        for layer in layers:
            portrayal = self._portrayals.of(layer.id)
            if portrayal is not None:
                drawn.setdefault(id(portrayal.placed), (layer, portrayal.placed))
        return list(drawn.values())

    def _key(self, placed: Placed) -> _Key:
        return id(placed), id(self._session.project.aliases)

    def _build(self, missing: list[Placed]) -> None:
        aliases = self._session.project.aliases

        def work(feedback: Feedback) -> list[SearchIndex]:
            shares = [feedback.part(place / len(missing), (place + 1) / len(missing)) for place in range(len(missing))]
            return [build_index(placed, aliases, share) for placed, share in zip(missing, shares, strict=True)]

        def done(made: list[SearchIndex]) -> None:
            for placed, index in zip(missing, made, strict=True):
                self._indexes[id(placed), id(aliases)] = (placed, aliases, index)
            while len(self._indexes) > KEPT:
                self._indexes.popitem(last=False)
            self._later.start()

        self._session.tasks.run(Task(Text("准备搜索", "Preparing the search"), key="search", quiet=True), work, done)

    # --- the list --------------------------------------------------------------------------------------------------

    def _show(self, results: list[SearchResult], *, complete: bool) -> None:
        self.results = tuple(results)
        self.list.clear()
        for each in results:
            item = QTreeWidgetItem([say(each.name), say(each.layer)])
            item.setToolTip(0, say(each.name))
            item.setForeground(1, self.palette().placeholderText())
            self.list.addTopLevelItem(item)
        if results:
            self.list.setCurrentIndex(self.list.model().index(0, 0))
        else:
            words = self.tr("这张地图中没有找到") if complete else self.tr("正在准备…")
            item = QTreeWidgetItem([words])
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addTopLevelItem(item)
            item.setFirstColumnSpanned(True)
        self._place_list()
        self.list.show()
        self.list.raise_()

    def _place_list(self) -> None:
        rows = min(max(len(self.results), 1), _ROWS_SHOWN)
        height = rows * max(self.list.sizeHintForRow(0), 1) + 2 * self.list.frameWidth() + 2
        corner = self.mapTo(self._window, QPoint(self.width() - _LIST_WIDTH_PX, self.height() + 2))
        self.list.setGeometry(max(corner.x(), 0), corner.y(), _LIST_WIDTH_PX, height)

    def _take(self) -> None:
        row = self.list.currentIndex().row()
        if self.list.isVisible() and 0 <= row < len(self.results):
            result = self.results[row]
            self.list.hide()
            self.chosen.emit(result.layer_id, result.index)

    # --- events ----------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Lead the list from the keyboard."""
        key = Qt.Key(event.key())
        if key in _STEPS and self.results:
            self._step(_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        elif key == Qt.Key.Key_Escape:
            self._escape()
        else:
            super().keyPressEvent(event)

    def _step(self, step: int) -> None:
        if not self.list.isVisible():
            self._search()
            return
        row = min(max(self.list.currentIndex().row() + step, 0), len(self.results) - 1)
        self.list.setCurrentIndex(self.list.model().index(row, 0))

    def _escape(self) -> None:
        if self.list.isVisible():
            self.list.hide()
        else:
            self.clear()
            self.left.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Close the list when the keyboard goes elsewhere."""
        super().focusOutEvent(event)
        self.list.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Keep the list below the box when the window is resized."""
        if event.type() == QEvent.Type.Resize and self.list.isVisible():
            self._later.start()
        return super().eventFilter(watched, event)

    def _retranslate(self) -> None:
        self._sign.setIcon(icon("search"))
        self.setPlaceholderText(self.tr("搜索名称、编号、别名、拼音"))
        self.setAccessibleName(self.tr("搜索要素"))
        self.setToolTip(self.tr("搜索当前地图的要素  Ctrl+F\n可输入名称、编号、别名、全拼或拼音首字母"))
        self.list.setAccessibleName(self.tr("搜索结果"))
        self._later.start()


def _list(parent: QWidget) -> QTreeWidget:
    """Return the list of results: a child that floats over the window and never takes the keyboard."""
    made = QTreeWidget(parent)
    made.setObjectName("search_results")
    made.setColumnCount(2)
    made.setHeaderHidden(True)
    made.setRootIsDecorated(False)
    made.setUniformRowHeights(True)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setTextElideMode(Qt.TextElideMode.ElideRight)
    made.header().setStretchLastSection(False)
    made.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    made.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
    made.hide()
    return made
